//! What uses one object of the schema.

use super::finding::{Location, Subject};
use super::reference::{Access, Certainty, Reference};

/// A table, view or column with everything that names it.
#[derive(Clone, Debug)]
pub struct Usage {
    pub subject: Subject,
    /// What it is, in phrases: `text not null`, `unique (users_email_key)`, `referenced by orders.user_id`.
    pub definition: Vec<String>,
    /// Where it was made.
    pub made: Option<Location>,
    /// Uses by the code here, most certain first.
    pub head: Vec<Reference>,
    /// Uses by the code that is deployed now; empty if no base was asked for.
    pub base: Vec<Reference>,
    /// Views, functions and triggers that name it.
    pub database: Vec<Reference>,
}

impl Usage {
    /// Whether nothing names it but declarations, tests and what has only the name in common.
    pub fn is_unused(&self) -> bool {
        let counts =
            |one: &Reference| !one.test && one.certainty > Certainty::Possible && one.access != Access::Declare;
        self.database.is_empty() && !self.head.iter().chain(&self.base).any(counts)
    }
}
