//! goose: `00001_name.sql` or `20240318120000_name.sql`, with `-- +goose Up` and `-- +goose Down` in the file. Run by number.
//!
//! Functions in Go that are registered with it (`00003_name.go`) stand between them, with or without SQL; `go_code` reads them.

use std::ops::Range;

use super::index::Index;
use super::sections::Style;
use super::{CodeReader, Layout, MigrationSet, back, go_code, golang_migrate};

pub struct Goose;

impl Layout for Goose {
    fn name(&self) -> &'static str {
        "goose"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let sql = golang_migrate::with_style(index, self.name(), Style::Goose);
        go_code::with_functions(index, self.name(), sql)
    }

    fn forward(&self, _: &str, text: &str) -> Vec<Range<usize>> {
        Style::Goose.forward(text)
    }

    fn back(&self, _: &str) -> Option<back::Place> {
        Some(back::Place::Section(Style::Goose))
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(&go_code::GoCode)
    }

    fn runs_sql(&self) -> bool {
        true
    }
}
