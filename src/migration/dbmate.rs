//! dbmate: `db/migrations/20240318120000_name.sql`, with `-- migrate:up` and `-- migrate:down` in the file. Run by number.

use std::ops::Range;

use super::index::Index;
use super::sections::Style;
use super::{Layout, MigrationSet, back, golang_migrate};

pub struct Dbmate;

impl Layout for Dbmate {
    fn name(&self) -> &'static str {
        "dbmate"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        golang_migrate::with_style(index, self.name(), Style::Dbmate)
    }

    fn forward(&self, _: &str, text: &str) -> Vec<Range<usize>> {
        Style::Dbmate.forward(text)
    }

    fn back(&self, _: &str) -> Option<back::Place> {
        Some(back::Place::Section(Style::Dbmate))
    }
}
