//! A plan in each format: the releases, the places in the code, the SQL, what has to be checked and waited for, the way back. A format is one file with a
//! [`Format`] and one entry in [`FORMATS`].

mod human;
mod json;
mod markdown;
pub mod playbook;
pub mod prometheus;

use crate::model::reference::{Access, Certainty, Reference};
use crate::plan::{Check, Places, Plan, Release, Restore};
use crate::source::{LineIndex, Sources, Span};

use super::Style;
use super::terminal::clean;

/// One way to write plans.
pub struct Format {
    /// In `--format`.
    pub name: &'static str,
    pub render: fn(&View<'_>) -> String,
}

/// Every format, sorted by name.
pub static FORMATS: &[Format] = &[human::FORMAT, json::FORMAT, markdown::FORMAT];

/// What `--format` takes: the formats of plans, and that of a playbook's alerts.
pub fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name).chain([prometheus::NAME])
}

/// Whether a format is Markdown, or the default that a playbook takes for it.
pub fn human_or_markdown(name: &str) -> bool {
    [human::FORMAT, markdown::FORMAT].iter().any(|format| format.name == name)
}

/// A plan with the places that it is about.
pub struct Shown<'a> {
    pub plan: &'a Plan,
    pub uses: &'a [Reference],
    /// INSERTs that leave the column out.
    pub omits: &'a [Reference],
    pub database: &'a [Reference],
}

/// What a format is given.
pub struct View<'a> {
    pub plans: &'a [Shown<'a>],
    pub restores: &'a [Restore],
    pub sources: &'a Sources,
    pub style: Style,
}

/// How much of a line of code is shown.
const CODE: usize = 72;

impl Shown<'_> {
    /// The places that a release has to change, in the order of files.
    fn places(&self, release: &Release) -> Vec<&Reference> {
        let counts = |one: &&Reference| one.certainty > Certainty::Possible;
        let mut places: Vec<&Reference> = match release.places {
            Places::None => Vec::new(),
            Places::All => self.uses.iter().chain(self.database).filter(counts).collect(),
            Places::Writes => {
                let writes = self.uses.iter().filter(|one| one.access == Access::Write);
                writes.chain(self.omits).filter(counts).collect()
            }
        };
        places.sort_by_key(|one| (one.test, &one.span));
        places.dedup_by_key(|one| &one.span);
        places
    }

    /// How many uses have only the name in common.
    fn possible(&self) -> usize {
        self.uses.iter().filter(|one| one.certainty == Certainty::Possible).count()
    }
}

impl View<'_> {
    fn place(&self, span: &Span) -> String {
        let line = self.sources.place(span).map(|place| format!(":{}", place.line)).unwrap_or_default();
        let deployed = if span.revision.is_deployed() { " (deployed)" } else { "" };
        format!("{}{line}{deployed}", clean(&span.path, self.style.unicode))
    }

    /// The line that holds a place, cut to a width.
    fn line(&self, span: &Span) -> String {
        let Some(text) = self.sources.text(span) else { return String::new() };
        let index = LineIndex::new(text);
        let line = index.line(span.range.start);
        let (Some(start), end) = (index.start_of(line), index.start_of(line + 1).unwrap_or(text.len())) else {
            return String::new();
        };
        let whole = clean(text.get(start..end).unwrap_or_default().trim(), self.style.unicode);
        if whole.chars().count() <= CODE { whole } else { whole.chars().take(CODE).chain(['…']).collect() }
    }

    /// SQL, harmless, line by line.
    fn sql(&self, statement: &str) -> Vec<String> {
        let mut lines: Vec<String> = statement.lines().map(|line| clean(line, self.style.unicode)).collect();
        if let Some(last) = lines.last_mut() {
            last.push(';');
        }
        lines
    }
}

/// What must hold, in a sentence; `before`: the number of the release that it is asked for.
fn condition(check: &Check, before: usize) -> String {
    match check {
        Check::Unused(name) => format!("`migcheck usages {name}` must be empty before release {before}"),
        Check::Zero(sql) => format!("`{sql}` must answer 0 before release {before}"),
    }
}
