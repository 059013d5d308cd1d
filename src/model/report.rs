//! The result of a run: findings, what could not be looked at, and the figures of the closing line.

use super::finding::{Finding, Level};
use super::name::Dialect;
use crate::source::Span;

/// Everything a run has to say.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Sorted by place, worst first within a place.
    pub findings: Vec<Finding>,
    pub problems: Vec<Problem>,
    pub stats: Stats,
}

/// Something that could not be looked at: never silent, never a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub span: Option<Span>,
    pub message: String,
    /// It kept the check from being made (exit code 2), rather than made it rougher.
    pub fatal: bool,
}

impl Problem {
    /// A problem with a whole file or the whole run.
    pub fn new(message: impl Into<String>) -> Self {
        Self { span: None, message: message.into(), fatal: false }
    }

    /// A problem at a place.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), message: message.into(), fatal: false }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Code files that the walk saw.
    pub code_files: usize,
    /// Code files that were parsed.
    pub parsed_files: usize,
    /// Code files that did not parse and were read as text.
    pub text_files: usize,
    /// Files of data that may name what changes, and do not parse: nothing is known of them.
    pub broken_files: usize,
    /// Files by language, sorted by count.
    pub languages: Vec<(String, usize)>,
    pub databases: Vec<DatabaseStats>,
    /// Migrations that were checked.
    pub new_migrations: usize,
    /// Uses of the changed names that were resolved, at head and at base.
    pub uses_head: usize,
    pub uses_base: usize,
    /// Places where only the name matches.
    pub possible: usize,
    /// Uses that a comment in the code says are none.
    pub corrected: usize,
    /// Findings, and uses in them, that comments accept.
    pub suppressed: usize,
    /// Findings that the baseline accepts.
    pub baselined: usize,
    /// What the code here was compared with; `None`: nothing.
    pub base: Option<BaseLabel>,
    /// The code of the bases was read for its uses as well.
    pub deployed: bool,
    /// The releases beside it that run as well.
    pub further: Vec<BaseLabel>,
    pub head: Option<String>,
    /// Every migration was checked, or those that were named: not (only) the new ones.
    pub all: bool,
    /// Changes that nothing uses, as `table.column`, for `-v`.
    pub unused_changes: Vec<String>,
    /// What is known of each that the code does not use, by the same name.
    pub unused_why: std::collections::BTreeMap<String, String>,
    /// What other repositories handed over.
    pub outside: OutsideStats,
    /// Time of each phase, for `-v`; not part of any machine format's bytes but `duration_ms`.
    pub phases: Vec<(&'static str, std::time::Duration)>,
}

/// Uses files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutsideStats {
    /// A line for each file: the service, its commit, how old it is.
    pub services: Vec<String>,
    /// How many uses they hold.
    pub uses: usize,
    /// How many of them name a table or a column that changes: these are resolved.
    pub looked_at: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct BaseLabel {
    /// As it was named: `origin/main`, `v1.2`, a directory.
    pub name: String,
    /// The full commit id, where there is one.
    pub commit: Option<String>,
    /// Why this one: "given", "where HEAD left it".
    pub why: String,
}

#[derive(Clone, Debug, Default)]
pub struct DatabaseStats {
    pub name: String,
    pub dialect: Option<Dialect>,
    pub dialect_why: String,
    pub directory: String,
    pub layout: String,
    pub migrations: usize,
    pub new: Vec<String>,
    /// Files that the base has and to which statements were added.
    pub appended: Vec<String>,
    pub statements: usize,
    pub parsed: usize,
    pub recognised: usize,
    pub unparsed: usize,
    pub tables: usize,
    pub columns: usize,
    pub views: usize,
    pub enums: usize,
}

impl Report {
    /// How many findings have this level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}
