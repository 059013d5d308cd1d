//! goose: `00001_name.sql` or `20240318120000_name.sql`, with `-- +goose Up` and `-- +goose Down` in the file. Run by number.
//!
//! Migrations in Go are not read.

use std::ops::Range;

use super::index::Index;
use super::sections::Style;
use super::{Layout, MigrationSet, golang_migrate};

pub struct Goose;

impl Layout for Goose {
    fn name(&self) -> &'static str {
        "goose"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        golang_migrate::with_style(index, self.name(), Style::Goose)
    }

    fn forward(&self, _: &str, text: &str) -> Vec<Range<usize>> {
        Style::Goose.forward(text)
    }
}
