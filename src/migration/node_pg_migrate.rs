//! node-pg-migrate with SQL: `<number>_name.sql` with `-- Up Migration` and `-- Down Migration`, or `.up.sql` and `.down.sql`. Run by number.

use std::ops::Range;

use super::golang_migrate::{up_files, with_style};
use super::index::{Index, file_name};
use super::sections::Style;
use super::{Layout, MigrationSet};

pub struct NodePgMigrate;

impl Layout for NodePgMigrate {
    fn name(&self) -> &'static str {
        "node-pg-migrate"
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
        let mut found = with_style(index, self.name(), Style::NodePgMigrate);
        found.extend(pairs);
        found
    }

    fn forward(&self, _: &str, text: &str) -> Vec<Range<usize>> {
        Style::NodePgMigrate.forward(text)
    }
}
