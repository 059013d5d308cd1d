//! What a run says, in each format.
//!
//! Adding a format is one file with a [`Format`] and one entry in [`FORMATS`]. A format turns a report into text: it decides nothing,
//! reads nothing, and never changes the exit code.

mod azure;
mod checkstyle;
pub mod closing;
pub mod concise;
pub mod editor;
mod excerpt;
mod github;
mod gitlab;
mod graph;
mod html;
pub mod human;
pub mod json;
mod json_lines;
pub mod json_schema;
mod junit;
mod markdown;
pub mod plan;
mod rdjson;
mod sarif;
mod shared;
pub mod terminal;
pub mod usages;
pub mod uses;
pub mod verify;

use crate::model::finding::{Finding, Level};
use crate::model::reference::{Access, Mechanism, Reference};
use crate::model::report::Report;
use crate::rule::Selection;
use crate::source::{Revision, Sources, Span};

/// One way to write a report.
pub struct Format {
    /// In `--format` and `--output`.
    pub name: &'static str,
    /// For people: the closing line belongs to it.
    pub closing: bool,
    pub render: fn(&View<'_>) -> String,
}

/// Every format, sorted by name.
pub static FORMATS: &[Format] = &[
    azure::FORMAT,
    checkstyle::FORMAT,
    concise::FORMAT,
    github::FORMAT,
    gitlab::FORMAT,
    html::FORMAT,
    human::FORMAT,
    json::FORMAT,
    json_lines::FORMAT,
    junit::FORMAT,
    markdown::FORMAT,
    rdjson::FORMAT,
    sarif::FORMAT,
];

/// The format with this name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// What a format is given.
pub struct View<'a> {
    pub report: &'a Report,
    pub sources: &'a Sources,
    /// The rules that findings may name, a project's own among them.
    pub rules: &'a Selection,
    pub style: Style,
}

/// How it is to look; formats for machines ignore it.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub color: bool,
    /// Boxes and marks are drawn with more than ASCII.
    pub unicode: bool,
    pub width: usize,
    /// Notes are shown from 1 on.
    pub verbose: u8,
    /// How many findings are shown; 0: all.
    pub max_findings: usize,
}

impl Default for Style {
    /// As it goes to a file.
    fn default() -> Self {
        Self { color: false, unicode: true, width: 100, verbose: 0, max_findings: 50 }
    }
}

impl View<'_> {
    /// The findings that people are shown: notes only when asked.
    fn shown(&self) -> impl Iterator<Item = &Finding> {
        let least = if self.style.verbose > 0 { Level::Note } else { Level::Warning };
        self.report.findings.iter().filter(move |finding| finding.level >= least)
    }

    /// What a base is called: `origin/main`.
    fn base_name(&self, revision: Revision) -> &str {
        let stats = &self.report.stats;
        let label = match revision {
            Revision::Further(at) => stats.further.get(usize::from(at)),
            Revision::Base | Revision::Head => stats.base.as_ref(),
        };
        label.map_or("base", |base| base.name.as_str())
    }

    /// The releases whose code has this very use, the first one first; empty where there is but one base.
    fn releases(&self, reference: &Reference) -> Vec<Revision> {
        let span = &reference.span;
        if self.report.stats.further.is_empty() || !span.revision.is_deployed() {
            return Vec::new();
        }
        let mut all = self.sources.twins(span);
        all.retain(|revision| revision.is_deployed());
        all.push(span.revision);
        all.sort_unstable();
        all
    }

    /// A label for a use: "read here", "written by the code of v1.2 and v1.3".
    fn use_label(&self, reference: &Reference) -> String {
        let releases = self.releases(reference);
        if releases.is_empty() {
            return use_label(reference);
        }
        let stats = &self.report.stats;
        let name = |revision: &Revision| {
            let label = match revision {
                Revision::Further(at) => stats.further.get(usize::from(*at)),
                _ => stats.base.as_ref(),
            };
            let commit = label.and_then(|label| label.commit.as_deref());
            // An id that was given says itself.
            let name = self.base_name(*revision);
            match commit.filter(|commit| !commit.starts_with(name)) {
                Some(commit) => format!("{name} ({})", commit.get(..7).unwrap_or(commit)),
                None => name.to_owned(),
            }
        };
        let names: Vec<String> = releases.iter().map(name).collect();
        let (last, first) = names.split_last().map_or(("", &[][..]), |(last, first)| (last.as_str(), first));
        let names = if first.is_empty() { last.to_owned() } else { format!("{} and {last}", first.join(", ")) };
        format!("{} by the code of {names}{}", verb(reference), if reference.test { ", in a test" } else { "" })
    }

    /// `path:line`, with the base's name behind the path of a file of the base.
    fn line_of(&self, span: &Span) -> String {
        let line = self.sources.place(span).map(|place| format!(":{}", place.line)).unwrap_or_default();
        match span.revision {
            // Of another repository the commit is said.
            _ if self.sources.outside(span).is_some() => format!("{}{line}", self.sources.called(span)),
            Revision::Head => format!("{}{line}", span.path),
            revision => format!("{} @ {}{line}", span.path, self.base_name(revision)),
        }
    }
}

/// A label for a use: "read here", "written by the code deployed now".
fn use_label(reference: &Reference) -> String {
    let verb = verb(reference);
    let place = match reference.span.revision {
        Revision::Head => "here",
        Revision::Base | Revision::Further(_) => "by the code deployed now",
    };
    format!("{verb} {place}{}", if reference.test { ", in a test" } else { "" })
}

fn verb(reference: &Reference) -> &'static str {
    match reference.access {
        _ if reference.mechanism == Mechanism::Name => "named",
        Access::Read => "read",
        Access::Write => "written",
        Access::Declare => "declared",
        Access::Call => "called",
        Access::Name => "named",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_sorted() {
        assert!(FORMATS.is_sorted_by_key(|format| format.name));
    }
}
