//! What is fuzzed: a function for each kind of text that strangers write, from bytes to nothing. It must come back, soon, on any bytes.
//!
//! `fuzz/` runs them under libFuzzer and `tests/fuzz_seeds.rs` with what was found, so that both run the same. A first byte chooses (the dialect, the language, the tool), the rest
//! is the text. Beside not panicking they hold what is true of every text: places lie in it, on the borders of characters. Not for users of the crate.

mod code;
mod database;
mod files;
mod settings;
mod tree;

pub use tree::{Files, inputs};

use crate::model::name::Dialect;
use crate::sql::split;

/// One thing that is fuzzed.
pub struct Target {
    /// The name of its binary in `fuzz/`.
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// How many values of the first byte mean something of their own.
    pub choices: fn() -> usize,
}

/// Every target, sorted by name.
pub static TARGETS: &[Target] = &[
    Target { name: "code", run: code::run, choices: code::choices },
    Target { name: "config", run: settings::config, choices: || 2 },
    Target { name: "consumers", run: files::consumers, choices: files::choices },
    Target { name: "coverage", run: files::coverage, choices: || 1 },
    Target { name: "migrations", run: database::migrations, choices: database::choices },
    Target { name: "sql", run: database::sql, choices: || Dialect::ALL.len() },
    Target { name: "suppressions", run: settings::suppressions, choices: || settings::COMMENTED.len() },
    Target { name: "uses", run: files::uses, choices: || 1 },
];

/// Runs a target. Names that are none are a mistake of the caller's.
pub fn run(name: &str, bytes: &[u8]) {
    if let Some(target) = TARGETS.iter().find(|target| target.name == name) {
        (target.run)(bytes);
    }
}

/// The first byte as a choice among so many, and the rest as text.
fn choice(bytes: &[u8], among: usize) -> (usize, &[u8]) {
    match bytes.split_first() {
        Some((first, rest)) => (usize::from(*first) % among.max(1), rest),
        None => (0, bytes),
    }
}

/// As files are read.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A place lies in its text.
#[track_caller]
fn lies_in(text: &str, range: &std::ops::Range<usize>) {
    assert!(text.get(range.clone()).is_some(), "{range:?} is no part of {} bytes", text.len());
}

/// A text in the pieces in which it is read as SQL: tokens, and what stands between them.
pub fn pieces(text: &str, dialect: Dialect) -> Vec<&str> {
    let (tokens, _) = split::split(text, 0..text.len(), dialect);
    let mut out = Vec::new();
    let mut end = 0;
    for token in &tokens {
        out.extend(text.get(end..token.start));
        out.extend(text.get(token.range()));
        end = token.end;
    }
    out.extend(text.get(end..));
    out
}

/// The statements of a text, as they are split.
pub fn statements(text: &str, dialect: Dialect) -> Vec<&str> {
    let (_, statements) = split::split(text, 0..text.len(), dialect);
    statements.into_iter().filter_map(|statement| text.get(statement.range)).collect()
}
