//! Edits of one migration that take a hazard away and leave the schema that it makes as it is.
//!
//! A fix is a pure function: a place in a migration with its facts and its tool's habits goes in; edits come out, or the reason why there are none. Nothing is read or
//! written here, and nothing is decided about other rules: `check` applies the edits in memory and checks again. The edge: one file, no new one.

mod blocks;
mod code;
mod concurrently;
mod constraints;
mod online;
mod repeatable;
#[cfg(test)]
mod tests;
mod text;
mod timeouts;
mod transaction;
mod types;

use std::ops::Range;
use std::sync::Arc;

use crate::model::name::Dialect;
use crate::model::operation::{Fact, Facts, Names, Operation};

/// A range of a text and what is to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// What a fix is told: an operation of a pending migration.
pub struct Case<'a> {
    /// The whole migration.
    pub text: &'a str,
    /// The migration tool's name.
    pub layout: &'a str,
    pub dialect: Dialect,
    pub operation: Operation,
    pub facts: &'a Facts,
    pub names: &'a Names,
    pub table: Option<&'a str>,
    pub column: Option<&'a str>,
    /// The operation.
    pub range: Range<usize>,
    /// The statement around it, without its terminator.
    pub statement: Range<usize>,
    /// All statements of the migration that run forward.
    pub statements: &'a [Range<usize>],
    /// The texts of all migrations of the database, this one among them.
    pub history: &'a [Arc<str>],
}

impl Case<'_> {
    fn has(&self, fact: Fact) -> bool {
        self.facts.contains(&fact)
    }
}

/// The edits, or why there are none: a clause without a full stop.
pub type Answer = Result<Vec<Edit>, String>;

/// A way to mend something. Rules name it as `fix`.
#[derive(Debug)]
pub struct Fix {
    pub name: &'static str,
    sql: fn(&Case<'_>) -> Answer,
    /// For migrations in code, where there is one.
    code: Option<fn(&Case<'_>) -> Answer>,
}

const fn sql(name: &'static str, make: fn(&Case<'_>) -> Answer) -> Fix {
    Fix { name, sql: make, code: None }
}

/// Every fix, sorted by name.
pub static FIXES: &[Fix] = &[
    sql("check-then-not-null", constraints::not_null),
    sql("commit", blocks::commit),
    Fix { code: Some(code::concurrently), ..sql("concurrently", concurrently::concurrently) },
    sql("identity", types::identity),
    sql("idle-timeout", timeouts::idle),
    sql("if-exists", repeatable::if_exists),
    sql("jsonb", types::jsonb),
    sql("leave-transaction", transaction::leave),
    sql("lock-timeout", timeouts::lock),
    sql("not-valid", constraints::not_valid),
    sql("one-transaction", blocks::one_transaction),
    sql("online", online::online),
    sql("statement-timeout", timeouts::statement),
    sql("text", types::text),
    sql("timestamptz", types::timestamptz),
    sql("using-index", constraints::using_index),
];

/// The fix with this name.
pub fn named(name: &str) -> Option<&'static Fix> {
    FIXES.iter().find(|fix| fix.name == name)
}

impl Fix {
    /// What it does to a case.
    pub fn edits(&self, case: &Case<'_>) -> Answer {
        match (case.has(Fact::Sql), self.code) {
            (true, _) => (self.sql)(case),
            (false, Some(make)) => make(case),
            (false, None) => Err("the migration is code, and this edit is only made in SQL".to_owned()),
        }
    }
}

/// A text with edits made, which must not overlap. `None` if one does not lie in the text.
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let (mut out, mut at) = (String::with_capacity(text.len() + 64), 0);
    for edit in sorted {
        out.push_str(text.get(at..edit.range.start)?);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// Whether two edits touch: also at one and the same place, as nobody could say which text comes first.
pub fn overlap(one: &Edit, other: &Edit) -> bool {
    one.range.start <= other.range.end && other.range.start <= one.range.end
}
