//! sql-migrate: files with `-- +migrate Up` and `-- +migrate Down`, which may take turns. Run by the number that the name starts with,
//! then by name.

use std::ops::Range;

use super::index::Index;
use super::sections::Style;
use super::{Layout, MigrationSet, back, golang_migrate};

pub struct SqlMigrate;

impl Layout for SqlMigrate {
    fn name(&self) -> &'static str {
        "sql-migrate"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        golang_migrate::with_style(index, self.name(), Style::SqlMigrate)
    }

    fn forward(&self, _: &str, text: &str) -> Vec<Range<usize>> {
        Style::SqlMigrate.forward(text)
    }

    fn back(&self, _: &str) -> Option<back::Place> {
        Some(back::Place::Section(Style::SqlMigrate))
    }
}
