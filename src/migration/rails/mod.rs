//! Rails (ActiveRecord): `db/migrate/20240318120000_drop_email.rb`, run by number; the dump of the schema is `db/schema.rb` or `db/structure.sql`.
//!
//! The migrations of an application and of the engines in it are one sequence. Another database of it has a folder of its own (`db/animals_migrate`, or
//! what `migrations_paths` says). An application is told by its `config/`.

pub(super) mod args;
pub(super) mod columns;
mod databases;
mod dump;
pub(super) mod execute;
mod keys;
mod known;
mod names;
pub(super) mod operations;
mod reader;
mod reversed;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::golang_migrate::leading_digits;
use super::index::{Index, ancestors, file_name, parent};
use super::set::{Entry, one, ordered};
use super::{CodeMigration, CodeReader, Dump, Layout, MigrationSet, Tree, back, undo};
use crate::lang;
use crate::lang::facts::CodeFacts;
use crate::model::change::{Reading, Statement, StatementKind};
use crate::model::name::Dialect;
use crate::workers::each;
use known::Known;

pub struct Rails;

impl Layout for Rails {
    fn name(&self) -> &'static str {
        "rails"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        // By the application's folder and the database's name: the folders with their migrations.
        type Folders<'p> = Vec<(&'p str, Vec<Entry>)>;
        let mut databases: BTreeMap<(&str, Option<String>), Folders<'_>> = BTreeMap::new();
        for (folder, files) in index.code_folders(&["rb"]) {
            let entries: Vec<Entry> = files.iter().filter_map(|path| entry(path)).collect();
            if entries.is_empty() || !index.directory_is_named() && is_dummy(folder) || !is_rails(index, &entries) {
                continue;
            }
            let root = root_of(folder);
            let app = app_of(index, root);
            let name = databases::declared(|path| index.read(path), app, root).or_else(|| own_name(root));
            databases.entry((app, name)).or_default().push((root, entries));
        }
        let mut sets = Vec::new();
        for ((app, name), folders) in databases {
            let first = folders.iter().map(|(root, _)| *root).min_by_key(|root| {
                // The application's own folder stands for all.
                (parent(parent(root)) != app, file_name(root) != "migrate", *root)
            });
            let Some(directory) = first else { continue };
            let files = ordered(folders.into_iter().flat_map(|(_, entries)| entries).collect());
            let Some(mut set) = one(index, self.name(), directory, files) else { continue };
            if let Some((dialect, why)) = databases::configured(index, app, name.as_deref()) {
                set.dialect = Some(dialect);
                set.dialect_why = why;
            }
            sets.push(set);
        }
        sets
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }

    fn dump(&self, tree: &dyn Tree, set: &MigrationSet) -> Option<Dump> {
        dump::of(tree, &set.directory, set.dialect.unwrap_or_default())
    }
}

impl CodeReader for Rails {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let mut known = Known::default();
        let mut read = Vec::with_capacity(files.len());
        // So many at once: their trees take far more room than the files.
        for files in files.chunks(256) {
            let parsed = each(files, |file| lang::of_path("a.rb").map(|language| (language.parse)(file.text, "rb")));
            let parsed = files.iter().zip(parsed);
            read.extend(parsed.map(|(file, facts)| {
                facts.map_or_else(Vec::new, |facts| statements(file, &facts, dialect, &mut known))
            }));
        }
        read
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let mut facts = (lang::of_path("a.rb")?.parse)(file.text, "rb");
        if !facts.errors.is_empty() {
            return None;
        }
        if let Some(turned) = reversed::of_change(&facts, file.text, dialect) {
            return (turned.one_way.is_none() && !turned.lost).then_some(turned.statements);
        }
        let there = back::turn(&mut facts, "up", "down");
        there.then(|| reader::migration(&facts, file.text, dialect, &mut Known::default()))
    }
}

fn statements(file: &CodeMigration<'_>, facts: &CodeFacts, dialect: Dialect, known: &mut Known) -> Vec<Statement> {
    let mut statements = reader::migration(facts, file.text, dialect, known);
    if !statements.is_empty() && !facts.functions.iter().any(|function| function.name == "change") {
        statements.extend(undo::missing(facts, "up", "down", false));
    }
    if let Some((name, why, range)) = reversed::of_change(facts, file.text, dialect).and_then(|turned| turned.one_way) {
        statements.push(undo::one_way(&name, why, range));
    }
    if let Some(range) = facts.errors.first() {
        let reason = "this migration does not parse".to_owned();
        let kind = StatementKind::Unparsed { reason, at: range.clone(), seen: Vec::new() };
        let broken = Statement { range: range.clone(), kind, reading: Reading::Unparsed, nested: Vec::new() };
        statements.push(broken);
    }
    statements
}

/// `20240318120000_drop_email.rb`, also with the engine that it was copied from: `…_create_blobs.active_storage.rb`.
fn entry(path: &Arc<str>) -> Option<Entry> {
    let name = file_name(path);
    let (key, version) = leading_digits(name)?;
    let rest = name.get(version.len()..)?.strip_prefix('_')?;
    rest.ends_with(".rb").then(|| Entry::new(key, version, path))
}

/// Whether what stands in the files are Rails' migrations: Sequel's have the same names.
fn is_rails(index: &Index<'_>, entries: &[Entry]) -> bool {
    let last = entries.len().saturating_sub(1);
    index.tool_is_named()
        || [0, last / 2, last].iter().filter_map(|at| index.read(&entries.get(*at)?.file.path)).any(|text| {
            text.contains("Migration")
                && text.contains("class ")
                && !text.contains("Sequel.migration")
                && !text.contains("Sequel::Migration")
        })
}

/// The application that an engine brings along for its tests.
fn is_dummy(folder: &str) -> bool {
    folder.split('/').any(|part| matches!(part, "dummy" | "spec" | "templates"))
}

/// The folder of the migrations, from one inside it.
fn root_of(folder: &str) -> &str {
    let is_root = |part: &str| part == "migrate" || part.ends_with("_migrate");
    ancestors(folder).filter(|at| is_root(file_name(at))).last().unwrap_or(folder)
}

/// The application that a folder of migrations belongs to.
fn app_of<'t>(index: &Index<'_>, root: &'t str) -> &'t str {
    let above = parent(root);
    let is_app = |folder: &&str| {
        ["config/application.rb", "config/environment.rb", "config/database.yml", "config.ru"]
            .iter()
            .any(|file| index.has(&super::index::join(folder, file)))
    };
    ancestors(above).find(is_app).unwrap_or_else(|| if file_name(above) == "db" { parent(above) } else { above })
}

/// The name of a database beside the main one: of `db/animals_migrate` and `db/animals/migrate`.
fn own_name(root: &str) -> Option<String> {
    match file_name(root).strip_suffix("_migrate") {
        Some("post") => None,
        Some(name) => Some(name.to_owned()),
        None => {
            let between = file_name(parent(root));
            let inside = between != "db" && file_name(parent(parent(root))) == "db";
            inside.then(|| between.to_owned())
        }
    }
}

#[cfg(test)]
mod tests;
