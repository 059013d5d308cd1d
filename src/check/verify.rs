//! What a real database is to be asked about a check: the schemas on both sides as statements, every query of the code, and what the findings claim.
//!
//! Nothing is asked here. Where a use has no SQL text (models, builders), a query of its column stands for it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::config::{Config, Scope};
use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::model::event::EventKind;
use crate::model::finding::Finding;
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::Query;
use crate::model::reference::{Certainty, Mechanism, Reference};
use crate::model::report::{Problem, Stats};
use crate::model::verify::{After, Claim, ClaimPlace, Pending, Question, Trial};
use crate::plan;
use crate::reference::sql_use::SqlUse;
use crate::rule::document::Uses;
use crate::rule::{Rule, Selection};
use crate::source::{Revision, Sources, Span, Tree};
use crate::sql::query::server::for_server;

use super::code::{Code, code_paths};
use super::uses::{glob_set, shared_folders};
use super::{Database, Project, declarative, examine, index, is_baseline};

/// More queries are not asked about.
const MOST: usize = 20_000;
/// Nor longer ones.
const LONGEST: usize = 64 << 10;

/// A check, and what a database is to be asked about it.
#[derive(Default)]
pub struct ToVerify {
    pub trials: Vec<Trial>,
    /// Also those that comments or the baseline accept.
    pub findings: Vec<Finding>,
    /// Whether each finding is accepted.
    pub accepted: Vec<bool>,
    /// The dialects that there are migrations for.
    pub dialects: Vec<Dialect>,
    pub problems: Vec<Problem>,
    pub sources: Sources,
    pub stats: Stats,
}

/// Makes the check, and what is to be asked of a server of this dialect.
pub fn to_verify(config: &Config, dialect: Dialect) -> ToVerify {
    let failed = |problem| ToVerify { problems: vec![problem], ..ToVerify::default() };
    let mut found = match examine(config, false) {
        Ok(found) => found,
        Err(problem) => return failed(problem),
    };
    let mut accepted: Option<HashSet<String>> = None;
    if found.project.stats.suppressed + found.project.stats.baselined > 0 {
        let open = found.findings.iter().map(|finding| finding.fingerprint.clone()).collect();
        let all = Config { suppressions: false, accepted: Default::default(), ..config.clone() };
        match examine(&all, false) {
            Ok(all) => found = all,
            Err(problem) => return failed(problem),
        }
        accepted = Some(open);
    }
    let selection = match Selection::of(config) {
        Ok(selection) => selection,
        Err(message) => return failed(Problem { fatal: true, ..Problem::new(message.to_string()) }),
    };
    let problems = found.problems(config);
    let findings = found.findings;
    let accepted = findings.iter().map(|one| accepted.as_ref().is_some_and(|open| !open.contains(&one.fingerprint)));
    let accepted = accepted.collect();
    let mut project = found.project;
    let mut out = ToVerify { accepted, problems, ..ToVerify::default() };
    out.dialects = project.databases.iter().map(|database| database.dialect).collect();
    if out.dialects.contains(&dialect) && !out.problems.iter().any(|problem| problem.fatal) {
        let code = read(config, &mut project);
        for (at, _) in project.databases.iter().enumerate().filter(|(_, one)| one.dialect == dialect) {
            out.trials.push(trial(config, &project, at, &code, &findings, &selection, &mut out.problems));
        }
    }
    ToVerify { findings, sources: project.sources, stats: project.stats, ..out }
}

/// The code of each tree: that of a base with what it shares with head.
fn read(config: &Config, project: &mut Project) -> Vec<(Revision, Code)> {
    let Project { trees, databases, sources, .. } = project;
    let mut paths = code_paths(trees.head.paths(), databases, config.threads);
    paths.retain(|path| !is_baseline(config, path));
    let whole = |_: &str| true;
    let head = Code::everything(&*trees.head, Revision::Head, &paths, &[], databases, &whole, config.threads, sources);
    let mut all = vec![(Revision::Head, head)];
    for (revision, base) in trees.bases() {
        let differs = |path: &&Arc<str>| base.changed().contains(&***path) && !is_baseline(config, path);
        let changed: Vec<Arc<str>> = base.paths().iter().filter(differs).cloned().collect();
        let changed = code_paths(&changed, databases, config.threads);
        let own = Code::everything(base, revision, &changed, &[], databases, &whole, config.threads, sources);
        let gone = |path: &str| base.changed().contains(path) || base.is_new(path);
        let base = all[0].1.with(gone, own);
        all.push((revision, base));
    }
    all
}

#[allow(clippy::too_many_arguments, reason = "one trial is made of all that the check knows")]
fn trial(
    config: &Config,
    project: &Project,
    at: usize,
    code: &[(Revision, Code)],
    findings: &[Finding],
    selection: &Selection,
    problems: &mut Vec<Problem>,
) -> Trial {
    let database = &project.databases[at];
    let sources = &project.sources;
    let mut asked = Asking { questions: Vec::new(), places: HashMap::new(), known: HashSet::new(), left_out: 0 };
    let globs = glob_set(&database.code, problems);
    let belongs = |path: &str| globs.as_ref().is_none_or(|globs| globs.is_match(path));
    let tables = index::everything_goes(index::of_catalogs([&database.before, &database.after].into_iter()));
    let prisma_elsewhere =
        database.set.layout != "prisma" && project.databases.iter().any(|other| other.set.layout == "prisma");
    for (revision, code) in code {
        for used in code.queries(database.dialect, &tables, &belongs, config.threads) {
            let start = used.place(&(0..0));
            let elsewhere = start.is_some_and(|span| is_elsewhere(&span.path, &used.query, at, project));
            if !(elsewhere || used.prisma && prisma_elsewhere) {
                asked.query(&used, *revision, database.dialect);
            }
        }
    }
    let mut claims = Vec::new();
    for (number, finding) in findings.iter().enumerate() {
        let rule = selection.named(&finding.rule).filter(|rule| rule.on.iter().any(is_of_uses));
        if let Some(rule) = rule.filter(|_| is_of(finding, database, &project.databases)) {
            claims.extend(claim(number, finding, rule, database, &mut asked));
        }
    }
    let schemas = plan::searched(&database.before, &database.after);
    Trial {
        database: database.set.name.clone(),
        dialect: database.dialect,
        before: plan::whole(&database.before, sources),
        after: after(config, project, database),
        schemas,
        questions: asked.questions,
        claims,
        left_out: asked.left_out,
    }
}

/// Whether a query may be one of another database: the file stands nearer to its migrations, or as near, and it has all of the tables.
fn is_elsewhere(path: &str, query: &Query, at: usize, project: &Project) -> bool {
    let database = &project.databases[at];
    let near = |database: &Database| shared_folders(path, &database.set.directory);
    let has_all = |database: &Database| {
        let knows = |name| database.before.table(name).is_some() || database.before.view(name).is_some();
        query.tables.iter().all(|table| knows(&table.name))
    };
    let others = project.databases.iter().filter(|other| other.set.group != database.set.group);
    others.filter(|_| database.code.is_empty()).any(|other| {
        near(other) > near(database) && other.code.is_empty() || near(other) == near(database) && has_all(other)
    })
}

/// Whether a finding is of this database, or of another dialect of it.
fn is_of(finding: &Finding, database: &Database, all: &[Database]) -> bool {
    let of = all.iter().find(|one| Some(&one.set.name) == finding.subject.database.as_ref());
    of.is_none_or(|of| of.set.group == database.set.group)
}

/// The pending statements, if they are SQL and what ran before them is known.
fn after(config: &Config, project: &Project, database: &Database) -> After {
    let all = matches!(config.scope, Scope::All);
    let unknown = project.trees.base.is_none() && config.given.is_none() && !matches!(config.scope, Scope::Files(_));
    let is_code = |span: &Span| database.set.is_code(&span.path);
    let is_sql = database.set.reader().is_none()
        && !declarative::is_declared(&database.set)
        && !database.pending.iter().any(|placed| is_code(&placed.span()));
    if all || unknown || !is_sql {
        return After::Schema(plan::whole(&database.after, &project.sources));
    }
    let pending = database.pending.iter().filter_map(|placed| {
        let span = placed.span();
        let sql = project.sources.text(&span)?.get(span.range.clone())?.to_owned();
        Some(Pending { span, sql, touches: touches(&placed.statement) })
    });
    After::Statements(pending.collect())
}

/// The tables that a statement changes; `None`: not known.
fn touches(statement: &Statement) -> Option<Vec<String>> {
    let mut names = Vec::new();
    match &statement.kind {
        StatementKind::Changes(changes) => changes.iter().try_for_each(|change| touched(change, &mut names))?,
        StatementKind::Query(_) => {}
        StatementKind::Unparsed { seen, .. } if seen.is_empty() => return None,
        StatementKind::Unparsed { seen, .. } => seen.iter().try_for_each(|change| touched(change, &mut names))?,
        StatementKind::Unreadable { .. } => return None,
    }
    for nested in &statement.nested {
        names.extend(touches(nested)?);
    }
    Some(names)
}

fn touched(change: &SchemaChange, names: &mut Vec<String>) -> Option<()> {
    let plain = |name: &ObjectName| name.name.value.to_lowercase();
    names.push(plain(&change.object));
    match &change.kind {
        ChangeKind::DropSchema { .. } | ChangeKind::SetSearchPath | ChangeKind::CreateSchema => {
            names.pop();
            return (!matches!(change.kind, ChangeKind::DropSchema { .. })).then_some(());
        }
        ChangeKind::RenameTable { to } | ChangeKind::RenameView { to } => names.push(plain(to)),
        ChangeKind::CreateIndex { table, .. } | ChangeKind::CreateTrigger { table, .. } => names.push(plain(table)),
        ChangeKind::DropIndex { table, .. } => names.extend(table.as_ref().map(plain)),
        ChangeKind::Partition { partition, .. } => names.push(plain(partition)),
        _ => {}
    }
    Some(())
}

/// Events whose uses are places in the code.
fn is_of_uses(kind: &EventKind) -> bool {
    is_decisive(kind)
        || is_awaited(kind)
        || matches!(
            kind,
            EventKind::EnumValueRemoved
                | EventKind::EnumValueRenamed
                | EventKind::RequiredColumnAdded
                | EventKind::NullRefused
                | EventKind::ColumnCountChanged
                | EventKind::UniqueKeyDropped
                | EventKind::RoutineDropped
                | EventKind::RoutineRenamed
                | EventKind::TypeDropped
                | EventKind::TypeRenamed
                | EventKind::ConstraintDropped
                | EventKind::ConstraintRenamed
                | EventKind::RowShapeChanged
                | EventKind::PreparedResultChanged
        )
}

/// A server looks names up when it prepares; what values do it only sees when it runs.
fn is_decisive(kind: &EventKind) -> bool {
    is_named(kind) || *kind == EventKind::ColumnAdded
}

/// A table or a column goes, so that a query of it alone tells.
fn is_named(kind: &EventKind) -> bool {
    use EventKind::{ColumnDropped, ColumnRenamed, TableDropped, TableRenamed};
    matches!(kind, ColumnDropped | ColumnRenamed | TableDropped | TableRenamed)
}

fn is_awaited(kind: &EventKind) -> bool {
    matches!(kind, EventKind::ColumnAwaited | EventKind::TableAwaited)
}

/// What a finding says; `None`: no use of it stands anywhere.
fn claim(number: usize, finding: &Finding, rule: &Rule, database: &Database, asked: &mut Asking) -> Option<Claim> {
    let subject = &finding.subject;
    let of_database = rule.uses == Uses::Database;
    let awaited = rule.on.iter().all(is_awaited);
    let decisive = awaited || rule.on.iter().all(is_decisive);
    let catalog = if awaited { &database.after } else { &database.before };
    let probe = (awaited || rule.on.iter().all(is_named)).then(|| {
        let qualifiers = subject.schema.iter().map(|schema| Ident::at(schema.as_str(), true, 0..0)).collect();
        let name = ObjectName { qualifiers, name: Ident::new(subject.table.clone().unwrap_or_default()) };
        plan::probe(catalog, &name, subject.column.as_deref())
    });
    let table = subject.table.as_deref().unwrap_or_default().to_lowercase();
    let places: Vec<ClaimPlace> = finding
        .related
        .iter()
        .filter(|one| !finding.is_beneath(one))
        .map(|one| ClaimPlace {
            span: one.span.clone(),
            test: one.test,
            question: asked.of(one, &table, probe.as_deref()),
        })
        .collect();
    if places.is_empty() {
        return None;
    }
    let own = |span: &&Span| database.set.files.iter().any(|file| file.path == span.path);
    let mut primaries = std::iter::once(&finding.primary).chain(&finding.also).map(|one| &one.span);
    let primary = primaries.find(own).unwrap_or(&finding.primary.span).clone();
    let names = [&subject.value, &subject.column, &subject.table].into_iter().flatten().take(1);
    let names = names.filter(|_| decisive).map(|name| name.to_lowercase()).collect();
    Some(Claim { finding: number, awaited, decisive, names, table, primary, of_database, places })
}

/// The bytes of a name, and the question that it stands in.
type Named = (std::ops::Range<usize>, usize);

/// The questions, and which of them is about a place.
struct Asking {
    questions: Vec<Question>,
    /// By file and tree.
    places: HashMap<(Arc<str>, Revision), Vec<Named>>,
    known: HashSet<(String, Span)>,
    left_out: usize,
}

impl Asking {
    /// Takes up a query of the tree of `revision`; of a base only what differs.
    fn query(&mut self, used: &SqlUse, revision: Revision, dialect: Dialect) {
        let query = &used.query;
        if !used.is_statement() {
            return;
        }
        let ranges = ranges(query);
        let Some(first) = ranges.iter().min_by_key(|range| range.start) else { return };
        let Some(span) = used.place(first).filter(|span| span.revision == revision) else { return };
        let Some(server) = for_server(used.text(), first, dialect) else { return };
        if self.questions.len() >= MOST || server.ways[0].len() > LONGEST {
            self.left_out += 1;
            return;
        }
        if !self.known.insert((server.ways[0].clone(), span.clone())) {
            return;
        }
        let number = self.questions.len();
        // That a column behind a star is gone is no matter for the server.
        let is_star = |range: &&std::ops::Range<usize>| query.stars.iter().any(|star| star.range == **range);
        for place in ranges.iter().filter(|range| !is_star(range)).filter_map(|range| used.place(range)) {
            self.places.entry((place.path.clone(), place.revision)).or_default().push((place.range, number));
        }
        self.questions.push(Question {
            ways: server.ways,
            probe: false,
            span,
            symbol: used.symbol.clone(),
            test: used.test,
            partial: server.partial,
            tables: query.tables.iter().map(|table| table.name.name.value.to_lowercase()).collect(),
            named: false,
        });
    }

    /// The question for a use: the query that it stands in, else a probe.
    fn of(&mut self, used: &Reference, table: &str, probe: Option<&str>) -> Result<usize, String> {
        let here = self.places.get(&(used.span.path.clone(), used.span.revision));
        let here = here.filter(|_| matches!(used.mechanism, Mechanism::Sql | Mechanism::SqlFragment));
        let range = &used.span.range;
        let near = here.into_iter().flatten().filter(|(own, _)| own.start < range.end && range.start < own.end);
        let near: Vec<(bool, usize)> = near.map(|(own, number)| (own != range, *number)).collect();
        for (_, number) in &near {
            self.questions[*number].named = true;
        }
        let of_table = |number: &usize| self.questions[*number].tables.iter().any(|own| own == table);
        if let Some((_, number)) = near.iter().min_by_key(|(other, number)| (*other, !of_table(number), *number)) {
            return Ok(*number);
        }
        let reason = match used.mechanism {
            Mechanism::Name => Some("only the name matches, so there is no query"),
            Mechanism::Database => Some("it is used inside the database"),
            _ if used.certainty == Certainty::Possible => Some("it may be a use of something else, so no query tells"),
            _ if probe.is_none() => Some("it has no SQL text, and a query of the column alone says nothing of this"),
            _ => None,
        };
        let (None, Some(probe)) = (reason, probe) else { return Err(reason.unwrap_or_default().to_owned()) };
        let same = |one: &Question| one.probe && one.ways[0] == probe;
        if let Some(known) = self.questions.iter().position(same) {
            return Ok(known);
        }
        self.questions.push(Question {
            ways: vec![probe.to_owned()],
            probe: true,
            span: used.span.clone(),
            symbol: None,
            test: used.test,
            partial: false,
            tables: vec![table.to_owned()],
            named: true,
        });
        Ok(self.questions.len() - 1)
    }
}

/// The bytes of all that a query names.
fn ranges(query: &Query) -> Vec<std::ops::Range<usize>> {
    let all = query.tables.iter().map(|one| &one.range);
    let all = all.chain(query.columns.iter().chain(&query.given).map(|one| &one.range));
    let all = all.chain(query.stars.iter().map(|one| &one.range));
    let all = all.chain(query.inserts.iter().map(|one| &one.range));
    let listed = query.inserts.iter().flat_map(|one| one.columns.iter().flatten()).map(|one| &one.range);
    let all = all.chain(listed).chain(query.conflicts.iter().map(|one| &one.range));
    let all = all.chain(query.literals.iter().map(|one| &one.range));
    all.filter(|range| !range.is_empty()).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql;

    #[test]
    fn statements_say_which_tables_they_touch() {
        for (text, expected) in [
            ("ALTER TABLE a.users DROP COLUMN x", Some(vec!["users"])),
            ("ALTER TABLE users RENAME TO People", Some(vec!["users", "people"])),
            ("CREATE INDEX i ON users (x)", Some(vec!["i", "users"])),
            ("INSERT INTO users VALUES (1)", Some(vec![])),
            ("SET search_path TO a", Some(vec![])),
            ("DROP SCHEMA a CASCADE", None),
            ("DO $$ BEGIN ALTER TABLE users DROP COLUMN x; END $$", Some(vec!["users"])),
        ] {
            let all = sql::read_migration(text, 0..text.len(), Dialect::Postgres);
            let found = touches(&all[0]);
            assert_eq!(found.as_ref().map(|names| names.iter().map(String::as_str).collect()), expected, "{text}");
        }
    }
}
