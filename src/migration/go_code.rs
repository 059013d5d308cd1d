//! Migrations in Go: functions that are registered with goose, gormigrate, xormigrate, bun, go-pg, or in a numbered list of the program's own
//! (`newMigration(70, "…", v1_5.AddColumn)`, as Gitea has it); numbered methods `Up_…`; lists of `Statements`.
//!
//! The numbered SQL files of the folder stand between them. Which functions run forward is told by `registered`, what their calls are by `calls`. A
//! folder without any such sign is none; what the program migrates outside of such functions (`AutoMigrate` at its start) is not read.

mod bun;
mod calls;
mod models;
mod registered;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::index::{Index, file_name, is_undo, parent, sql_stem};
use super::script::unparsed;
use super::sections::Style;
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{CodeMigration, CodeReader, Layout, MigrationSet};
use crate::lang;
use crate::lang::facts::CodeFacts;
use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::sql;
use crate::workers::each;

pub struct GoCode;

/// What a file of migrations has in it, one group for each tool: all of one group.
const SIGNS: &[&[&str]] = &[
    &["goose.AddMigration"],
    &["goose.AddNamedMigration"],
    &["goose.NewGoMigration"],
    &["gormigrate.Migration"],
    &["xormigrate.Migration"],
    &["igrations.MustRegister"],
    &["igrations.Register"],
    &["ewMigration(", "xorm"],
    &["registerMigration(", "Migration{", "xorm"],
    &["igrations) Up_"],
    &["igrator) Up_"],
    &["Statements: []string{", "Migration"],
];

fn is_migration(text: &str) -> bool {
    SIGNS.iter().any(|signs| signs.iter().all(|sign| text.contains(sign)))
}

impl Layout for GoCode {
    fn name(&self) -> &'static str {
        "go-code"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        sets_of(index, self.name())
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

/// Whose folder this is: that of a tool that runs SQL in the first place, or nobody's but Go's.
fn owner(texts: &[Arc<str>], sql: &[&Arc<str>]) -> &'static str {
    let has = |signs: &[&str]| texts.iter().any(|text| signs.iter().any(|sign| text.contains(sign)));
    let is_up = |path: &&Arc<str>| file_name(path).to_ascii_lowercase().contains(".up.sql");
    match () {
        () if has(&["goose.AddMigration", "goose.AddNamedMigration", "goose.NewGoMigration"]) => "goose",
        () if has(&["igrations) Up_", "igrator) Up_"]) && sql.iter().any(is_up) => "golang-migrate",
        () => "go-code",
    }
}

/// The sets of the folders with functions that belong to a layout, with the numbered SQL between them.
pub fn sets_of(index: &Index<'_>, layout: &'static str) -> Vec<MigrationSet> {
    let is_test = |path: &Arc<str>| path.ends_with("_test.go");
    let mut folders = index.code_folders(&["go"]);
    folders.iter_mut().for_each(|(_, paths)| paths.retain(|path| !is_test(path)));
    let mut found = Vec::new();
    for (folder, own) in &folders {
        let texts: Vec<Arc<str>> = own.iter().filter_map(|path| index.read(path)).collect();
        if !texts.iter().any(|text| is_migration(text)) || owner(&texts, index.files(folder)) != layout {
            continue;
        }
        // Packages below that a list names: `"example.com/models/migrations/v1_10"`.
        let name = file_name(folder);
        let below = folders.iter().filter(|(other, _)| {
            let inside = other.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
            inside.is_some_and(|inside| {
                let import = format!("{name}/{inside}\"");
                texts.iter().any(|text| text.contains("ewMigration(") && text.contains(&import))
            })
        });
        let paths = own.iter().chain(below.flat_map(|(_, paths)| paths)).copied();
        let sql = index
            .files(folder)
            .iter()
            .copied()
            .filter(|path| !is_undo(file_name(path)) && version::leading(sql_stem(file_name(path)).0).is_some());
        let is_down = |name: &str| name.ends_with(".down.go") || name.ends_with("_down.go");
        let entries = paths.chain(sql).map(|path| match version::leading(file_name(path)) {
            Some((key, text)) if !is_down(file_name(path)) => Entry::new(key, text, path),
            // Lists and helpers: what comes after them is read with them.
            _ => Entry::new(Version::default(), "", path),
        });
        found.extend(one(index, layout, folder, ordered(entries.collect())));
    }
    found
}

/// The sets of a tool that runs SQL, those with functions among them in place of their SQL alone.
pub fn with_functions(index: &Index<'_>, layout: &'static str, sql: Vec<MigrationSet>) -> Vec<MigrationSet> {
    let mut sets = sets_of(index, layout);
    let alone = sql.into_iter().filter(|set| !sets.iter().any(|own| own.directory == set.directory));
    let alone: Vec<MigrationSet> = alone.collect();
    sets.extend(alone);
    sets
}

impl CodeReader for GoCode {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let facts: Vec<CodeFacts> = each(files, |file| match lang::of_path(file.path) {
            Some(language) => (language.parse)(file.text, "go"),
            None => CodeFacts::default(),
        });
        let package = |at: usize| files.get(at).map_or("", |file| parent(file.path));
        let mut out: Vec<Vec<Statement>> = files
            .iter()
            .map(|file| match file.path.ends_with(".go") {
                true => Vec::new(),
                false => forward_sql(file.text, dialect),
            })
            .collect();
        for (at, facts) in facts.iter().enumerate() {
            if let (Some(broken), Some(out)) = (unparsed(facts), out.get_mut(at)) {
                out.push(broken);
            }
        }
        for root in registered::roots(files, &facts) {
            let others =
                facts.iter().enumerate().filter(|(at, _)| *at != root.file && package(*at) == package(root.file));
            let others = others.map(|(_, facts)| facts).collect();
            if let (Some(facts), Some(out)) = (facts.get(root.file), out.get_mut(root.file)) {
                calls::read(facts, others, &root, dialect, out);
            }
        }
        out
    }
}

fn forward_sql(text: &str, dialect: Dialect) -> Vec<Statement> {
    let forward = Style::of(text).forward(text);
    forward.into_iter().flat_map(|range| sql::read_migration(text, range, dialect)).collect()
}
