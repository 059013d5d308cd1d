//! Databases without migrations: the schema is declared in files, and the change set is the difference between base and head.
//!
//! Migrations win: a declaration counts only where no migrations stand in its package. One that the base lacks changes nothing, as nothing
//! tells what was there before.

mod drizzle;
mod hcl;
pub mod prisma;
mod step;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Catalog, Log, Origin, difference, fold};
use crate::migration::dialect;
use crate::migration::index::{Index, file_name, is_example, is_foreign, parent};
use crate::migration::{FileKind, MigrationFile, MigrationSet, Tree};
use crate::model::change::{ChangeKind, Statement, StatementKind};
use crate::model::name::Dialect;
use crate::model::report::DatabaseStats;
use crate::source::{Revision, Sources, Span};
use crate::sql;

use super::database::{Database, Found, Pending, Placed, count};

/// How a schema is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Prisma,
    Sql,
    Supabase,
    Hcl,
    Drizzle,
}

impl Kind {
    /// In the place of a layout's name.
    fn layout(self) -> &'static str {
        match self {
            Kind::Prisma => "declarative (schema.prisma)",
            Kind::Sql => "declarative (schema.sql)",
            Kind::Supabase => "declarative (supabase/schemas)",
            Kind::Hcl => "declarative (schema.hcl)",
            Kind::Drizzle => "declarative (drizzle.config)",
        }
    }

    /// What a file is by its name.
    fn of_path(path: &str) -> Option<Kind> {
        let name = file_name(path);
        match name.rsplit_once('.')?.1 {
            "prisma" => Some(Kind::Prisma),
            "hcl" if !matches!(name, "atlas.hcl" | "terragrunt.hcl") => Some(Kind::Hcl),
            "sql" if format!("/{path}").contains("/supabase/schemas/") => Some(Kind::Supabase),
            "sql" if matches!(name, "schema.sql" | "structure.sql") => Some(Kind::Sql),
            _ => None,
        }
    }

    /// Whether a text declares tables.
    fn declares(self, text: &str) -> bool {
        match self {
            Kind::Prisma => text.contains("model "),
            Kind::Hcl => text.contains("table \"") && text.contains("column \""),
            Kind::Supabase | Kind::Drizzle => true,
            Kind::Sql => text.to_ascii_lowercase().contains("create table"),
        }
    }

    /// The folder whose files are one schema, or the file where each is one.
    fn unit(self, path: &str) -> &str {
        match self {
            Kind::Sql => path,
            Kind::Supabase => {
                let end = path.find("supabase/schemas").map_or(path.len(), |at| at + "supabase/schemas".len());
                path.get(..end).unwrap_or(path)
            }
            Kind::Prisma | Kind::Hcl | Kind::Drizzle => parent(path),
        }
    }
}

/// Whether a set is a declaration rather than migrations.
pub fn is_declared(set: &MigrationSet) -> bool {
    set.layout.starts_with("declarative")
}

/// Whether what declares the tables is the code that uses them: that a column was declared is then no use of it, but what is dropped.
pub fn is_code(set: &MigrationSet) -> bool {
    set.layout == Kind::Drizzle.layout()
}

/// The declarations of a tree that stand in no package with migrations.
pub fn find(tree: &dyn Tree, with_migrations: &[Found]) -> Vec<Found> {
    let mut units: BTreeMap<(&str, Kind), Vec<&Arc<str>>> = BTreeMap::new();
    for path in tree.paths() {
        let Some(kind) = Kind::of_path(path) else { continue };
        let folder = parent(path);
        if !is_foreign(folder) && !is_example(folder) {
            units.entry((kind.unit(path), kind)).or_default().push(path);
        }
    }
    let mut found = Vec::new();
    for ((unit, kind), mut paths) in units {
        let package = paths.first().map_or("", |path| package(tree, parent(path)));
        let inside = |directory: &str| package.is_empty() || directory.strip_prefix(package).is_some();
        if with_migrations.iter().any(|one| inside(&one.set.directory)) {
            continue;
        }
        paths.retain(|path| tree.read(path).is_some_and(|text| kind.declares(&text)));
        if !paths.is_empty() {
            found.push(declared(tree, unit, kind, &paths));
        }
    }
    found.extend(in_code(tree, with_migrations));
    found
}

/// The tables that Drizzle's configurations lead to, where no migration knows any of them.
fn in_code(tree: &dyn Tree, with_migrations: &[Found]) -> Vec<Found> {
    let configs = tree.paths().iter().filter(|path| drizzle::is_config(path));
    let configs = configs.filter(|path| !is_foreign(parent(path)) && !is_example(parent(path)));
    let mut found: Vec<Found> = Vec::new();
    for config in configs {
        let Some(settings) = drizzle::settings(tree, config) else { continue };
        // Two configurations of one schema are two databases of it.
        if found.iter().any(|one| one.set.files.iter().any(|file| settings.files.contains(&file.path))) {
            continue;
        }
        let tables: Vec<String> = settings
            .files
            .iter()
            .filter_map(|path| Some(drizzle::tables(path, &tree.read(path)?)))
            .flatten()
            .map(|table| table.to_lowercase())
            .collect();
        let names_one = |path: &Arc<str>| {
            let text = tree.read(path).map(|text| text.to_lowercase()).unwrap_or_default();
            tables.iter().any(|table| text.contains(table.as_str()))
        };
        let of_drizzle = |one: &Found| one.set.layout == "drizzle";
        if tables.is_empty()
            || with_migrations
                .iter()
                .any(|one| of_drizzle(one) || one.set.files.iter().any(|file| names_one(&file.path)))
        {
            continue;
        }
        let paths: Vec<&Arc<str>> = settings.files.iter().collect();
        let mut one = declared(tree, config, Kind::Drizzle, &paths);
        if let Some(dialect) = settings.dialect {
            (one.set.dialect, one.set.dialect_why) = (Some(dialect), format!("`{config}`"));
        }
        // What declares the tables is code: the configuration stands for the set.
        one.set.name = config.to_string();
        one.set.directory = config.to_string();
        one.set.group = config.to_string();
        found.push(one);
    }
    found
}

/// The declaration that a path of the configuration names.
pub fn named(tree: &dyn Tree, path: &str) -> Option<Found> {
    let kind = Kind::of_path(path)?;
    let known = tree.paths().iter().find(|known| &***known == path)?;
    Some(declared(tree, kind.unit(path), kind, &[known]))
}

/// The nearest folder at or above one that has a manifest; the root where there is none.
pub(super) fn package<'p>(tree: &dyn Tree, folder: &'p str) -> &'p str {
    const MANIFESTS: [&str; 8] = [
        "package.json",
        "go.mod",
        "Cargo.toml",
        "pyproject.toml",
        "requirements.txt",
        "Gemfile",
        "composer.json",
        "pom.xml",
    ];
    let has = |path: String| tree.paths().binary_search_by(|known| (**known).cmp(&path)).is_ok();
    let mut folder = folder;
    while !folder.is_empty() && !MANIFESTS.iter().any(|manifest| has(format!("{folder}/{manifest}"))) {
        folder = parent(folder);
    }
    folder
}

fn declared(tree: &dyn Tree, unit: &str, kind: Kind, paths: &[&Arc<str>]) -> Found {
    let files: Vec<MigrationFile> = paths
        .iter()
        .map(|path| MigrationFile { path: (*path).clone(), version: String::new(), kind: FileKind::Repeatable })
        .collect();
    let of_provider = || {
        let read = |path: &&Arc<str>| prisma::read(path, &tree.read(path)?).dialect;
        paths
            .iter()
            .filter(|_| kind == Kind::Prisma)
            .find_map(read)
            .map(|dialect| (Some(dialect), "its `provider`".to_owned()))
    };
    let (dialect, dialect_why) = of_provider().unwrap_or_else(|| dialect::of(&Index::new(tree), parent(unit), &files));
    // The name of the one file says more than its folder.
    let directory = match paths {
        [only] => only.to_string(),
        _ => unit.to_owned(),
    };
    let set = MigrationSet {
        layout: kind.layout(),
        name: directory.clone(),
        group: directory.clone(),
        directory,
        dialect,
        dialect_why,
        files,
        helpers: Vec::new(),
    };
    Found { set, code: Vec::new(), baseline: None, given: None }
}

/// Reads a declaration in both trees; what differs is the change set.
pub fn read(found: Found, head: &dyn Tree, pending: &Pending<'_>, sources: &mut Sources) -> Database {
    let Found { set, code, .. } = found;
    let dialect = set.dialect.unwrap_or_default();
    let mut stats = DatabaseStats {
        name: set.name.clone(),
        dialect: Some(dialect),
        dialect_why: set.dialect_why.clone(),
        directory: set.directory.clone(),
        layout: set.layout.to_owned(),
        migrations: set.files.len(),
        ..DatabaseStats::default()
    };
    let of_drizzle = is_code(&set);
    let snake =
        |tree: &dyn Tree| of_drizzle && drizzle::settings(tree, &set.directory).is_some_and(|settings| settings.snake);
    let mut now = Schema::new(dialect, of_drizzle.then(|| snake(head)));
    for file in &set.files {
        let Some(text) = head.read(&file.path) else { continue };
        sources.insert(file.path.clone(), Revision::Head, text.clone());
        for statement in now.add(&file.path, &text, Revision::Head) {
            count(&statement, &mut stats);
        }
    }
    let at_base = |base: &dyn super::BaseView| {
        let settings = of_drizzle.then(|| drizzle::settings(&AsTree(base), &set.directory)).flatten();
        settings.map(|settings| settings.files).unwrap_or_default()
    };
    let differs = |base: &dyn super::BaseView| {
        let of_base = at_base(base);
        set.files.iter().map(|file| &file.path).chain(&of_base).any(|path| base.is_new(path) || base.differs(path))
    };
    let mut before = now.catalog.clone();
    let mut after = now.catalog.clone();
    let (mut log, mut placed) = (Log::default(), Vec::new());
    if let Some(base) = pending.base.filter(|base| differs(*base)) {
        let mut old = Schema::new(dialect, of_drizzle.then(|| snake(&AsTree(base))));
        let of_base = at_base(base);
        let kind = set.files.first().and_then(|file| Kind::of_path(&file.path));
        let of_unit = |path: &&Arc<str>| {
            if of_drizzle {
                return of_base.contains(path);
            }
            let own = set.files.iter().any(|file| file.path == **path);
            own || (Kind::of_path(path) == kind
                && kind.is_some_and(|kind| kind != Kind::Sql && kind.unit(path) == kind.unit(&set.directory)))
        };
        let mut is_there = false;
        for path in base.paths().iter().filter(of_unit) {
            let Some(text) = base.read(path) else { continue };
            is_there = true;
            sources.insert(path.clone(), Revision::Base, text.clone());
            old.add(path, &text, Revision::Base);
        }
        if is_there {
            placed = step::between(&old.catalog, &now.catalog, &now.unread);
            for one in &mut placed {
                first_line(one, sources);
            }
            before = old.catalog;
            (after, log) = fold(&mut before, placed.iter().map(|one| (&one.statement, &one.origin)));
            if !placed.is_empty() {
                let changed = set.files.iter().filter(|file| base.is_new(&file.path) || base.differs(&file.path));
                stats.new.extend(changed.map(|file| file.path.to_string()));
            }
        }
    }
    let net = difference(&before, &after, &log);
    super::database::finish(set, dialect, code, before, after, log, net, placed, stats)
}

/// A whole table is no place: its first line is.
fn first_line(placed: &mut Placed, sources: &Sources) {
    let Placed { statement, origin } = placed;
    let span = Span { path: origin.path.clone(), revision: origin.revision, range: statement.range.clone() };
    let text = sources.text(&span).and_then(|text| text.get(span.range.clone()));
    let Some(length) = text.and_then(|text| text.find(['\r', '\n'])) else { return };
    statement.range.end = statement.range.start + length;
    if let StatementKind::Changes(changes) = &mut statement.kind {
        for change in changes {
            change.range = statement.range.clone();
        }
    }
}

/// The base as a tree of files.
struct AsTree<'b>(&'b dyn super::BaseView);

impl Tree for AsTree<'_> {
    fn paths(&self) -> &[Arc<str>] {
        self.0.paths()
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.0.read(path)
    }
}

/// One tree's schema.
struct Schema {
    catalog: Catalog,
    /// Drizzle declares it; whether columns without a name are in snake case.
    drizzle: Option<bool>,
    /// What could not be read, in lower case.
    unread: String,
}

impl Schema {
    fn new(dialect: Dialect, drizzle: Option<bool>) -> Self {
        Self { catalog: Catalog::new(dialect), drizzle, unread: String::new() }
    }

    fn add(&mut self, path: &Arc<str>, text: &Arc<str>, revision: Revision) -> Vec<Statement> {
        let statements = match Kind::of_path(path) {
            _ if self.drizzle.is_some() => {
                let (statements, unread) = drizzle::read(path, text, self.drizzle == Some(true));
                self.unread.push_str(&unread);
                statements
            }
            Some(Kind::Prisma) => {
                let read = prisma::read(path, text);
                self.unread.push_str(&read.unread);
                read.statements
            }
            Some(Kind::Hcl) => hcl::read(text),
            _ => sql::read_migration(text, 0..text.len(), self.catalog.dialect()),
        };
        let origin = Origin { path: path.clone(), revision };
        for statement in &statements {
            if let StatementKind::Unparsed { .. } = statement.kind {
                self.unread.push_str(&text.get(statement.range.clone()).unwrap_or_default().to_lowercase());
                self.unread.push('\n');
            }
            let of_code = |change: &crate::model::change::SchemaChange| {
                matches!(change.kind, ChangeKind::CreateFunction { .. } | ChangeKind::CreateTrigger { .. })
            };
            if !matches!(&statement.kind, StatementKind::Changes(changes) if changes.iter().any(of_code)) {
                self.catalog.apply(statement, &origin);
            }
        }
        statements
    }
}
