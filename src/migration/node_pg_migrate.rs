//! node-pg-migrate: `pgm.dropColumns("users", ["email"])` in modules with `up` and `down`, and SQL: `<number>_name.sql` with `-- Up Migration` and
//! `-- Down Migration`, or `.up.sql` and `.down.sql`. Run by number.

use std::collections::BTreeSet;
use std::ops::Range;

use super::golang_migrate::{up_files, with_style};
use super::index::{Index, file_name};
use super::javascript::{Tool, by_name, sets};
use super::sections::Style;
use super::{CodeMigration, CodeReader, Layout, MigrationSet, back};
use crate::model::change::Statement;
use crate::model::name::Dialect;

mod operation;

pub static TOOL: Tool = Tool {
    name: "node-pg-migrate",
    signs: &["pgm.", "node-pg-migrate", "MigrationBuilder"],
    read: operation::read,
    version: by_name,
    sql: |text| Style::NodePgMigrate.forward(text),
};

pub struct NodePgMigrate;

impl Layout for NodePgMigrate {
    fn name(&self) -> &'static str {
        TOOL.name
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let uses = |folder: &str| {
            let manifest = index.nearest(folder, &["package.json", "go.mod", "Cargo.toml"]);
            manifest.is_some_and(|(path, text)| {
                file_name(path) == "package.json" && text.is_some_and(|text| text.contains("node-pg-migrate"))
            })
        };
        let pairs = up_files(index, self.name(), |folder| index.tool_is_named() || uses(folder));
        if !pairs.is_empty() && index.tool_is_named() {
            return pairs;
        }
        let mut found = sets(index, &TOOL);
        let taken: BTreeSet<String> = found.iter().map(|set| set.directory.clone()).collect();
        let mut in_sql = with_style(index, self.name(), Style::NodePgMigrate);
        in_sql.extend(pairs);
        found.extend(in_sql.into_iter().filter(|set| !taken.contains(&set.directory)));
        found
    }

    fn forward(&self, _: &str, text: &str) -> Vec<Range<usize>> {
        Style::NodePgMigrate.forward(text)
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }

    fn back(&self, path: &str) -> Option<back::Place> {
        let in_sql = path.ends_with(".sql");
        in_sql.then(|| back::beside(path).unwrap_or(back::Place::Section(Style::NodePgMigrate)))
    }
}

impl CodeReader for NodePgMigrate {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        CodeReader::read(&TOOL, files, dialect)
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        TOOL.read_back(file, dialect)
    }
}
