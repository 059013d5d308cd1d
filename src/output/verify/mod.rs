//! What a real database said of a check, in each format: every finding with its mark and both answers, what no finding names, and what was not tried. A format is one
//! file with a [`Format`] and one entry in [`FORMATS`].

mod human;
mod json;

use crate::model::finding::Finding;
use crate::model::verify::{LeftOut, Mark, Verification};
use crate::source::{Sources, Span};

use super::Style;
use super::terminal::{clean, plain};

/// One way to write what came out.
pub struct Format {
    /// In `--format`.
    pub name: &'static str,
    pub render: fn(&View<'_>) -> String,
}

/// Every format, sorted by name.
pub static FORMATS: &[Format] = &[human::FORMAT, json::FORMAT];

/// What a format is given.
pub struct View<'a> {
    pub verifications: &'a [Verification],
    pub findings: &'a [Finding],
    /// Whether each finding is accepted by a comment or the baseline.
    pub accepted: &'a [bool],
    /// The URL without its password.
    pub address: &'a str,
    pub left_behind: &'a [String],
    pub sources: &'a Sources,
    pub style: Style,
}

impl View<'_> {
    fn count(&self, mark: Mark) -> usize {
        self.verifications.iter().flat_map(|one| &one.verified).filter(|one| one.mark == mark).count()
    }

    fn missed(&self) -> usize {
        self.verifications.iter().map(|one| one.missed.len()).sum()
    }

    /// Whether something breaks that nobody accepted.
    pub fn breaks(&self) -> bool {
        self.verifications.iter().any(|one| one.breaks(self.accepted))
    }

    fn place(&self, span: &Span) -> String {
        let line =
            self.sources.place(span).map(|place| format!(":{}:{}", place.line, place.column)).unwrap_or_default();
        let deployed = if span.revision.is_deployed() { " (deployed)" } else { "" };
        format!("{}{line}{deployed}", clean(&span.path, self.style.unicode))
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The line that ends a run.
pub fn closing(view: &View<'_>) -> String {
    let Some(first) = view.verifications.first() else { return String::new() };
    let (proved, disproved, not_tried) =
        (view.count(Mark::Proved), view.count(Mark::Disproved), view.count(Mark::NotTried));
    let sum = |of: fn(&Verification) -> usize| -> usize { view.verifications.iter().map(of).sum() };
    let mut line = format!(
        "{} about {}: {proved} proved, {disproved} disproved, {not_tried} not tried; {} missed. {} asked about, {} of them prepared before the migrations and {} on both sides.",
        first.server,
        counted(proved + disproved + not_tried, "finding", "findings"),
        counted(view.missed(), "broken query", "broken queries"),
        counted(sum(|one| one.asked), "query", "queries"),
        sum(|one| one.taken_before),
        sum(|one| one.taken_on_both),
    );
    let left_out = sum(|one| one.left_out);
    if left_out > 0 {
        line.push_str(&format!(" {left_out} more were not: there are too many, or they are too long."));
    }
    let not_run = sum(|one| one.not_run.len());
    if not_run > 0 {
        line.push_str(&format!(" {} did not run.", counted(not_run, "pending statement", "pending statements")));
    }
    let line = clean(&line, view.style.unicode);
    if view.style.unicode { line } else { plain(&line) }
}

/// Who left something out, and why.
fn why(one: &LeftOut, server: &str) -> String {
    let less = if one.in_part { "made with less; " } else { "" };
    if one.by_server {
        format!("{less}{server} says: {}", one.why)
    } else {
        format!("migcheck does not run it: {}", one.why)
    }
}
