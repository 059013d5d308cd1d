//! What uses a table or a column, in each format. A format is one file with a [`Format`] and one entry in [`FORMATS`].

mod graph;
mod human;
mod json;
mod place;

pub use place::at_line;

use crate::model::reach::Reach;
use crate::model::reference::{Access, Certainty, Reference};
use crate::model::usage::Usage;
use crate::source::{Revision, Sources, Span};

use super::Style;
use super::closing::{grouped, number};
use super::terminal::clean;

/// One way to write uses.
pub struct Format {
    /// In `--format`.
    pub name: &'static str,
    pub render: fn(&View<'_>) -> String,
}

/// Every format, sorted by name.
pub static FORMATS: &[Format] = &[graph::DOT, human::FORMAT, json::FORMAT, graph::MERMAID];

/// What a format is given.
pub struct View<'a> {
    pub usages: &'a [Usage],
    /// Only what nothing uses is wanted: [`Usage::is_unused`].
    pub unused: bool,
    pub sources: &'a Sources,
    /// What the code that is deployed is called, if it was looked at.
    pub base: Option<&'a str>,
    pub style: Style,
}

/// The part of a listing that a use belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Declared,
    Reads,
    Writes,
    Deployed,
    Database,
    Tests,
    Possible,
}

impl Part {
    const ALL: [Part; 7] =
        [Part::Declared, Part::Reads, Part::Writes, Part::Deployed, Part::Database, Part::Tests, Part::Possible];

    fn of(reference: &Reference) -> Part {
        match reference {
            Reference { certainty: Certainty::Possible, .. } => Part::Possible,
            Reference { test: true, .. } => Part::Tests,
            Reference { span: Span { revision: Revision::Base | Revision::Further(_), .. }, .. } => Part::Deployed,
            Reference { access: Access::Declare, .. } => Part::Declared,
            Reference { access: Access::Read | Access::Call | Access::Name, .. } => Part::Reads,
            Reference { access: Access::Write, .. } => Part::Writes,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Part::Declared => "declared",
            Part::Reads => "reads",
            Part::Writes => "writes",
            Part::Deployed => "only in the code that is deployed",
            Part::Database => "database",
            Part::Tests => "tests",
            Part::Possible => "possible, by name alone",
        }
    }
}

/// The uses of a part, each place once.
fn of_part(usage: &Usage, part: Part) -> Vec<&Reference> {
    if part == Part::Database {
        return usage.database.iter().collect();
    }
    // Files that do not differ are read once, for both trees.
    let only_base = usage.base.iter().filter(|one| one.span.revision.is_deployed());
    usage.head.iter().chain(only_base).filter(|one| Part::of(one) == part).collect()
}

/// How many entry points the closing line names; of more, how many they are.
const ENTRY_POINTS: usize = 6;

/// The closing line, without its end.
pub fn closing(view: &View<'_>) -> String {
    if view.unused {
        let columns = || view.usages.iter().filter(|usage| usage.subject.column.is_some());
        let tables = || view.usages.iter().filter(|usage| usage.subject.column.is_none());
        let unused = |all: &mut dyn Iterator<Item = &Usage>| all.filter(|usage| usage.is_unused()).count();
        return format!(
            "Nothing uses {} of {} and {} of {}: no code but declarations and tests names them, and no object of the database. What is read without being named does not count: exports, other services.",
            grouped(unused(&mut columns())),
            number(columns().count(), "column"),
            grouped(unused(&mut tables())),
            number(tables().count(), "table"),
        );
    }
    let count = |part: Part| view.usages.iter().map(|usage| of_part(usage, part).len()).sum::<usize>();
    let gating = [Part::Declared, Part::Reads, Part::Writes, Part::Deployed, Part::Database];
    let uses: usize = gating.into_iter().map(count).sum();
    let mut files: Vec<&str> = view
        .usages
        .iter()
        .flat_map(|usage| gating.into_iter().flat_map(|part| of_part(usage, part)))
        .map(|one| &*one.span.path)
        .collect();
    files.sort_unstable();
    files.dedup();
    let mut text = match uses {
        0 => "Nothing uses it".to_string(),
        _ => format!("{} in {}", number(uses, "use"), number(files.len(), "file")),
    };
    for (part, what) in [(Part::Tests, "in tests"), (Part::Possible, "by name alone")] {
        let count = count(part);
        if count > 0 {
            text.push_str(&format!("; {} {what}", grouped(count)));
        }
    }
    text.push('.');
    let uses = view.usages.iter().flat_map(|usage| gating.into_iter().flat_map(|part| of_part(usage, part)));
    if let Some(ways) = Reach::union(uses.map(|one| &one.reach)).phrase(ENTRY_POINTS) {
        text.push_str(&format!(" Dropping it would break {}.", clean(&ways, view.style.unicode)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_sorted() {
        assert!(FORMATS.is_sorted_by_key(|format| format.name));
    }
}
