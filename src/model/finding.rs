//! What migcheck reports: a finding, its level, its subject and its places.

use crate::source::Span;

use super::cell::Cell;
use super::reference::{Certainty, Mechanism, Reference, Step};

/// How bad a finding is, in SARIF's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    Note,
    Warning,
    Error,
}

impl Level {
    /// The name in configuration and output.
    pub fn name(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level with this name.
    pub fn named(name: &str) -> Option<Level> {
        [Level::Note, Level::Warning, Level::Error].into_iter().find(|level| level.name() == name)
    }
}

/// The object that a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    /// The name of the database in the configuration, or of its migrations' directory.
    pub database: Option<String>,
    pub schema: Option<String>,
    /// The table, view, type or function.
    pub table: Option<String>,
    pub column: Option<String>,
    /// An enum's value.
    pub value: Option<String>,
}

impl Subject {
    /// `users.email`, `role 'admin'`, `users`: as people would write it, without the database.
    pub fn display(&self) -> String {
        let mut text = String::new();
        if let Some(schema) = &self.schema {
            text.push_str(schema);
            text.push('.');
        }
        text.push_str(self.table.as_deref().unwrap_or_default());
        if let Some(column) = &self.column {
            text.push('.');
            text.push_str(column);
        }
        if let Some(value) = &self.value {
            text.push_str(&format!(" '{value}'"));
        }
        text
    }
}

/// A place with what is to be said there.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    pub span: Span,
    /// A short label: "dropped here".
    pub label: String,
}

/// One finding: one statement, one subject.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's slug.
    pub rule: String,
    pub level: Level,
    pub certainty: Certainty,
    /// The headline: names the object in back-quotes, present tense, no full stop.
    pub message: String,
    pub subject: Subject,
    /// In a migration (or, for stale code, in the code).
    pub primary: Location,
    /// Further places in migrations that belong to it: the same change for another dialect, the view that is in the way.
    pub also: Vec<Location>,
    /// The uses, most certain first.
    pub related: Vec<Reference>,
    /// Why it is believed.
    pub why: Vec<Step>,
    /// What breaks, in sentences.
    pub breaks: Vec<String>,
    /// With which code and which schema it breaks; empty: that is no question of code, or not known.
    pub cells: Vec<Cell>,
    /// What to do, step by step.
    pub plan: Vec<String>,
    /// What other rules say of the same statement, worst first.
    pub besides: Vec<Beside>,
    /// Stays the same when lines move: made of rule, subject and paths.
    pub fingerprint: String,
}

/// What one more rule says of a finding's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub rule: String,
    pub level: Level,
    pub message: String,
    pub plan: Vec<String>,
}

impl Finding {
    /// The uses that it rests on: all but what is shown beneath them for its name.
    pub fn evidence(&self) -> impl Iterator<Item = &Reference> {
        self.related.iter().filter(|one| !self.is_beneath(one))
    }

    /// Whether a use is only shown because others are proved.
    pub fn is_beneath(&self, reference: &Reference) -> bool {
        self.certainty > Certainty::Possible
            && reference.certainty == Certainty::Possible
            && reference.mechanism == Mechanism::Name
    }
}
