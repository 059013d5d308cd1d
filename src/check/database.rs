//! The databases of a project: their migrations in both trees, what is pending, and the schema before and after.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::deployed::{deployed_dump, is_beside_tables, left_beside_dump, normal, same_code};
use crate::catalog::{Catalog, Log, NetChange, Origin, difference, ever, fold};
use crate::config::{Config, DatabaseConfig, Given, Scope};
use crate::migration::{self, CodeMigration, CodeReader, FileKind, MigrationFile, MigrationSet, Tree};
use crate::model::change::{Reading, Statement, StatementKind};
use crate::model::name::Dialect;
use crate::model::report::{DatabaseStats, Problem};
use crate::source::{Revision, Sources, Span};
use crate::sql;
use crate::workers::parallel;

use super::{declarative, statements};

/// One statement of a migration with the file that it stands in.
pub struct Placed {
    pub statement: Statement,
    pub origin: Origin,
}

impl Placed {
    /// The whole statement.
    pub fn span(&self) -> Span {
        let Origin { path, revision } = self.origin.clone();
        Span { path, revision, range: self.statement.range.clone() }
    }
}

/// A database of the project in one dialect.
pub struct Database {
    pub set: MigrationSet,
    pub dialect: Dialect,
    /// Globs of the code that uses it; empty: all.
    pub code: Vec<String>,
    pub before: Catalog,
    pub after: Catalog,
    pub log: Log,
    pub net: Vec<NetChange>,
    /// The statements that are checked.
    pub pending: Vec<Placed>,
    pub stats: DatabaseStats,
}

/// Which paths a run takes for new.
pub struct Pending<'a> {
    pub scope: &'a Scope,
    /// The tree that is deployed, if there is one.
    pub base: Option<&'a dyn BaseView>,
    /// The path of SQL that was handed over.
    pub given: Option<&'a str>,
}

/// What is asked of the base.
pub trait BaseView: Tree + Sync {
    /// Whether the path is only in head.
    fn is_new(&self, path: &str) -> bool;
    /// Whether the path differs, or is only in the base.
    fn differs(&self, path: &str) -> bool;
    /// The texts that stand in the base at a path: several if it is several releases.
    fn versions(&self, path: &str) -> Vec<Arc<str>> {
        self.read(path).into_iter().collect()
    }
}

/// A set of migrations with what the configuration says of its database.
pub struct Found {
    pub set: MigrationSet,
    /// Globs of the code that uses it; empty: all.
    pub code: Vec<String>,
    /// A dump of the schema that the migrations start from.
    pub baseline: Option<String>,
    /// SQL that was handed over, to run after all of it.
    pub given: Option<Given>,
}

/// Finds the migration sets: those that the configuration names, else those that are there.
pub fn sets(config: &Config, tree: &dyn Tree, problems: &mut Vec<Problem>) -> Vec<Found> {
    if config.databases.is_empty() {
        let plain = |set| Found { set, code: Vec::new(), baseline: None, given: None };
        let mut found: Vec<Found> = migration::find(tree).into_iter().map(plain).collect();
        let declared = declarative::find(tree, &found);
        found.extend(declared);
        return found;
    }
    let mut found = Vec::new();
    for database in &config.databases {
        let mut own: Vec<MigrationSet> = Vec::new();
        for directory in &database.migrations {
            if let Some(found) = declarative::named(tree, directory.trim_end_matches('/')) {
                own.push(found.set);
                continue;
            }
            match of_directory(tree, directory.trim_end_matches('/'), database) {
                Ok(sets) => own.extend(sets),
                Err(message) => problems.push(Problem { fatal: true, ..Problem::new(message) }),
            }
        }
        let several = own.len() > 1;
        let baseline = database.baseline.clone().filter(|path| {
            let there = tree.read(path).is_some();
            if !there {
                let message = format!("the baseline `{path}` of the database `{}` cannot be read", database.name);
                problems.push(Problem { fatal: true, ..Problem::new(message) });
            }
            there
        });
        found.extend(own.into_iter().map(|set| Found {
            set: named(set, database, several),
            code: database.code.clone(),
            baseline: baseline.clone(),
            given: None,
        }));
    }
    found
}

/// The sets of one directory of a database: one, or one for each dialect.
fn of_directory(tree: &dyn Tree, directory: &str, database: &DatabaseConfig) -> Result<Vec<MigrationSet>, String> {
    let format = database.format.as_deref();
    let mut sets = migration::read_all(tree, directory, format)?;
    if sets.iter().any(|set| set.dialect == database.dialect) {
        sets.retain(|set| set.dialect == database.dialect);
    }
    let one_database = sets.windows(2).all(|pair| pair[0].group == pair[1].group);
    if one_database && (sets.len() == 1 || database.dialect.is_none()) {
        return Ok(sets);
    }
    migration::read_dir(tree, directory, format).map(|set| vec![set])
}

/// Under the name that the configuration gives; sets of one database tell each other apart by more.
fn named(mut set: MigrationSet, database: &DatabaseConfig, several: bool) -> MigrationSet {
    if database.name.is_empty() {
        set.name.clone_from(&set.directory);
    } else {
        set.group.clone_from(&database.name);
        set.name = match set.dialect.filter(|_| several) {
            _ if !several => database.name.clone(),
            Some(dialect) => format!("{} ({})", database.name, dialect.name()),
            None => format!("{} ({})", database.name, set.directory),
        };
    }
    if let Some(dialect) = database.dialect {
        set.dialect = Some(dialect);
        set.dialect_why = "the configuration".into();
    }
    set
}

/// Reads a set's migrations in both trees and works out the schema before and after.
pub fn read(
    Found { set, code, baseline, given }: Found,
    head: &(dyn Tree + Sync),
    pending: &Pending<'_>,
    threads: usize,
    sources: &mut Sources,
) -> Database {
    let dialect = set.dialect.unwrap_or_default();
    let texts: Vec<Option<Arc<str>>> = parallel(threads, set.files.len(), |at| head.read(&set.files[at].path));
    let reader = set.reader();
    let statements = match reader {
        Some(reader) => code_statements(&set, reader, &texts, dialect),
        None => parallel(threads, set.files.len(), |at| {
            let (file, text) = (&set.files[at], texts[at].as_deref()?);
            Some(read_file(&set, file, text, dialect))
        }),
    };
    let mut stats = DatabaseStats {
        name: set.name.clone(),
        dialect: Some(dialect),
        dialect_why: set.dialect_why.clone(),
        directory: set.directory.clone(),
        layout: set.layout.to_string(),
        migrations: set.files.len(),
        ..DatabaseStats::default()
    };
    let moved = moved_texts(&set, pending);
    let mut old: Vec<Placed> = Vec::new();
    let mut new: Vec<Placed> = Vec::new();
    if let Some((path, text)) = baseline.and_then(|path| Some((Arc::<str>::from(&*path), head.read(&path)?))) {
        sources.insert(path.clone(), Revision::Head, text.clone());
        let origin = Origin { path, revision: Revision::Head };
        let dump = sql::read_migration(&text, 0..text.len(), dialect);
        old.extend(dump.into_iter().map(|statement| Placed { statement, origin: origin.clone() }));
    }
    let dump = deployed_dump(&set, pending, sources, &mut old);
    let dumped_views = old.iter().any(|placed| is_beside_tables(&placed.statement));
    for (at, ((file, text), statements)) in set.files.iter().zip(&texts).zip(statements).enumerate() {
        let (Some(text), Some(statements)) = (text, statements) else { continue };
        sources.insert(file.path.clone(), Revision::Head, text.clone());
        for statement in &statements {
            count(statement, &mut stats);
        }
        let origin = Origin { path: file.path.clone(), revision: Revision::Head };
        let place = |statement| Placed { statement, origin: origin.clone() };
        let dumped = dump.as_ref().is_some_and(|included| included.has(&file.version));
        let left = |statement| left_beside_dump(statement, dumped, dumped_views);
        let odd = |read: &[Statement]| statements::illegible(text, read, reader.is_some());
        match state(file, text, pending, &moved) {
            State::Old => old.extend(statements.into_iter().filter_map(&left).map(place)),
            State::New => {
                stats.new.push(file.path.to_string());
                new.extend(odd(&statements).map(place));
                new.extend(statements.into_iter().map(place));
            }
            State::Changed(before) => {
                // What a base's file has is deployed; what was added is pending.
                let is_code = set.is_code(&file.path);
                let first = pending.base.and_then(|base| base.read(&file.path));
                let mut had: HashMap<String, usize> = HashMap::new();
                for before in before {
                    let deployed = with_text(&set, at, &texts, &before, dialect);
                    let mut own: HashMap<String, usize> = HashMap::new();
                    for statement in &deployed {
                        *own.entry(normal(&before, statement, is_code)).or_default() += 1;
                    }
                    for (text, count) in own {
                        let known = had.entry(text).or_default();
                        *known = count.max(*known);
                    }
                    if first.as_ref() != Some(&before) {
                        continue;
                    }
                    // What an edit took out has run all the same.
                    let mut here: HashMap<String, usize> = HashMap::new();
                    for statement in &statements {
                        *here.entry(normal(text, statement, is_code)).or_default() += 1;
                    }
                    let origin = Origin { path: file.path.clone(), revision: Revision::Base };
                    for statement in deployed {
                        match here.get_mut(&normal(&before, &statement, is_code)) {
                            Some(count) if *count > 0 => *count -= 1,
                            _ => {
                                sources.insert(file.path.clone(), Revision::Base, before.clone());
                                let origin = origin.clone();
                                old.extend(left(statement).map(|statement| Placed { statement, origin }));
                            }
                        }
                    }
                }
                let mut added = false;
                let illegible = odd(&statements);
                for statement in statements {
                    match had.get_mut(&normal(text, &statement, is_code)) {
                        Some(count) if *count > 0 => {
                            *count -= 1;
                            old.extend(left(statement).map(place));
                        }
                        _ => {
                            added = true;
                            new.push(place(statement));
                        }
                    }
                }
                if added {
                    new.extend(illegible.map(place));
                    stats.appended.push(file.path.to_string());
                }
            }
        }
    }
    if let Some(given) = given {
        let (path, text) = (Arc::<str>::from(given.path), Arc::<str>::from(given.text));
        sources.insert(path.clone(), Revision::Head, text.clone());
        let statements = sql::read_migration(&text, 0..text.len(), dialect);
        stats.migrations += 1;
        stats.new.push(path.to_string());
        let origin = Origin { path, revision: Revision::Head };
        for statement in statements {
            count(&statement, &mut stats);
            new.push(Placed { statement, origin: origin.clone() });
        }
    }
    let mut before = Catalog::new(dialect);
    // Where no tree says what is deployed, the code must not use anything that any migration takes away.
    let unknown = pending.base.is_none() && pending.given.is_none() && !matches!(pending.scope, Scope::Files(_));
    if unknown || matches!(pending.scope, Scope::All) {
        let (before, after, log) =
            ever(dialect, old.iter().chain(&new).map(|placed| (&placed.statement, &placed.origin)));
        let net = difference(&before, &after, &log);
        return finish(set, dialect, code, before, after, log, net, new, stats);
    }
    for placed in &old {
        before.apply(&placed.statement, &placed.origin);
    }
    let (after, log) = fold(&mut before, new.iter().map(|placed| (&placed.statement, &placed.origin)));
    let net = difference(&before, &after, &log);
    finish(set, dialect, code, before, after, log, net, new, stats)
}

#[allow(clippy::too_many_arguments, reason = "the parts of one structure")]
pub(super) fn finish(
    set: MigrationSet,
    dialect: Dialect,
    code: Vec<String>,
    before: Catalog,
    after: Catalog,
    log: Log,
    net: Vec<NetChange>,
    pending: Vec<Placed>,
    mut stats: DatabaseStats,
) -> Database {
    stats.tables = after.tables().count();
    stats.columns = after.tables().map(|table| table.columns.len()).sum();
    stats.views = after.views().count();
    stats.enums = after.enums().count();
    Database { set, dialect, code, before, after, log, net, pending, stats }
}

pub(super) fn read_file(set: &MigrationSet, file: &MigrationFile, text: &str, dialect: Dialect) -> Vec<Statement> {
    let forward = set.forward(&file.path, text);
    let mut statements: Vec<Statement> =
        forward.into_iter().flat_map(|range| sql::read_migration(text, range, dialect)).collect();
    for statement in statements.iter_mut().filter(|statement| statement.only_moves_rows()) {
        // A history may hold a whole table's rows, each in a statement of its own.
        statement.kind = StatementKind::Changes(Vec::new());
    }
    statements
}

/// The statements of migrations in code: of all files whose text is there.
pub(super) fn code_statements(
    set: &MigrationSet,
    reader: &dyn CodeReader,
    texts: &[Option<Arc<str>>],
    dialect: Dialect,
) -> Vec<Option<Vec<Statement>>> {
    let there =
        || set.files.iter().zip(texts).enumerate().filter_map(|(at, (file, text))| Some((at, file, text.as_deref()?)));
    let files: Vec<CodeMigration<'_>> =
        there().map(|(_, file, text)| CodeMigration { path: &file.path, text }).collect();
    let mut read = reader.read_with(&files, &set.helpers, dialect).into_iter();
    let mut statements = vec![None; texts.len()];
    for (at, ..) in there() {
        statements[at] = read.next();
    }
    statements
}

/// The statements that the migration at a place has with another text than its own; `texts` are those of the whole set.
pub(super) fn with_text(
    set: &MigrationSet,
    at: usize,
    texts: &[Option<Arc<str>>],
    text: &Arc<str>,
    dialect: Dialect,
) -> Vec<Statement> {
    match set.reader() {
        Some(reader) => {
            // SQL needs nothing of the files before it, and a history may have changed in many places.
            let runs_sql = migration::layout(set.layout).is_some_and(|layout| layout.runs_sql());
            let mut earlier = if runs_sql { vec![None; at] } else { texts.get(..at).unwrap_or_default().to_vec() };
            earlier.push(Some(text.clone()));
            code_statements(set, reader, &earlier, dialect).pop().flatten().unwrap_or_default()
        }
        None => set.files.get(at).map_or_else(Vec::new, |file| read_file(set, file, text, dialect)),
    }
}

/// Whether a path that the user named is this file or a folder around it.
pub fn covers(path: &str, file: &str) -> bool {
    path == "." || file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

enum State {
    Old,
    New,
    /// What the releases in the field have there.
    Changed(Vec<Arc<str>>),
}

/// Migrations that would be checked and cannot be read: a run without them would say that they are fine. The trees' own problems say why.
pub fn unread(set: &MigrationSet, head: &dyn Tree, pending: &Pending<'_>) -> Vec<Problem> {
    let unread = set.files.iter().filter(|file| head.read(&file.path).is_none());
    let checked = unread.filter(|file| !matches!(state(file, "", pending, &BTreeMap::new()), State::Old));
    checked
        .map(|file| Problem { fatal: true, ..Problem::new(format!("{}: a migration that cannot be read", file.path)) })
        .collect()
}

fn state(file: &MigrationFile, text: &str, pending: &Pending<'_>, moved: &BTreeMap<String, usize>) -> State {
    match pending.scope {
        Scope::All => State::New,
        Scope::Files(paths) => {
            if paths.iter().any(|path| covers(path, &file.path)) {
                State::New
            } else {
                State::Old
            }
        }
        Scope::New | Scope::Staged => {
            let is_given = pending.given == Some(&*file.path);
            let Some(base) = pending.base else {
                return if is_given || pending.given.is_none() { State::New } else { State::Old };
            };
            if is_given {
                let before = base.versions(&file.path);
                return if before.is_empty() { State::New } else { State::Changed(before) };
            }
            if base.is_new(&file.path) {
                return if moved.contains_key(text) { State::Old } else { State::New };
            }
            if !base.differs(&file.path) {
                return State::Old;
            }
            match base.versions(&file.path) {
                // What cannot be read may be anything: a problem says so.
                before if before.is_empty() => State::Old,
                // A file that was laid out anew differs by its times alone.
                before if before.iter().all(|before| **before == *text) => State::Old,
                _ if file.kind == FileKind::Repeatable => State::New,
                // A linter may have put a line above each file of the history.
                before if before.iter().all(|before| same_code(&file.path, before, text)) => State::Old,
                before => State::Changed(before),
            }
        }
    }
}

/// The texts of migrations that the base has under another path: a file that was only renamed is not new.
pub(super) fn moved_texts(set: &MigrationSet, pending: &Pending<'_>) -> BTreeMap<String, usize> {
    let mut texts = BTreeMap::new();
    if !matches!(pending.scope, Scope::New | Scope::Staged) {
        return texts;
    }
    let Some(base) = pending.base else { return texts };
    if !set.files.iter().any(|file| base.is_new(&file.path)) {
        return texts;
    }
    let here: std::collections::HashSet<&str> = set.files.iter().map(|file| &*file.path).collect();
    let ending = |path: &str| path.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned();
    let endings: std::collections::HashSet<String> = here.iter().map(|path| ending(path)).collect();
    let prefix = format!("{}/", set.directory);
    for path in base.paths() {
        if endings.contains(&ending(path))
            && (set.directory.is_empty() || path.starts_with(&prefix))
            && !here.contains(&**path)
            && base.differs(path)
        {
            for text in base.versions(path) {
                *texts.entry(text.to_string()).or_default() += 1;
            }
        }
    }
    texts
}

pub(super) fn count(statement: &Statement, stats: &mut DatabaseStats) {
    stats.statements += 1;
    match (&statement.kind, statement.reading) {
        (StatementKind::Unparsed { .. }, _) | (_, Reading::Unparsed) => stats.unparsed += 1,
        (_, Reading::Parsed) => stats.parsed += 1,
        (_, Reading::Recognised) => stats.recognised += 1,
    }
}
