//! A report as data: what the format `json` writes, version 1, read back. [`Check::run`](crate::Check::run) gives the same.
//!
//! Within a version fields are only added: a report of a later migcheck is read, and what is new in it is left out. A word that is not known becomes `Other`
//! where more of them may come. Lines and columns count from 1, columns in characters, ends are exclusive, offsets are in bytes.
//! The edge: nothing is checked here, and no text of a file is in a report.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The version of the format that is read.
pub const VERSION: u32 = 1;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Report {
    #[serde(rename = "$schema")]
    schema: String,
    /// The version of the format.
    pub version: u32,
    /// What wrote it.
    pub tool: Tool,
    /// The code that is deployed now; `None`: it was not looked at.
    pub base: Option<Commit>,
    /// Every release in the field; the first is `base`.
    pub bases: Vec<Commit>,
    /// The code that is being merged, where git knows it.
    pub head: Option<Commit>,
    /// The databases whose migrations were read.
    pub databases: Vec<Database>,
    /// Counts.
    pub summary: Summary,
    /// By place; the worst first within a place.
    pub findings: Vec<Finding>,
    /// What could not be looked at.
    pub errors: Vec<Problem>,
}

impl Report {
    /// Reads a report that `migcheck check --format json` wrote.
    ///
    /// # Errors
    ///
    /// If the text is no report, or one of another version of the format.
    pub fn from_json(text: &str) -> Result<Report, ReadError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let versioned: Versioned = serde_json::from_str(text).map_err(|error| ReadError(error.to_string()))?;
        if versioned.version != VERSION {
            let message = format!("it is of version {}, and version {VERSION} is read", versioned.version);
            return Err(ReadError(message));
        }
        serde_json::from_str(text).map_err(|error| ReadError(error.to_string()))
    }

    /// The findings of this level or above.
    pub fn at_least(&self, level: Level) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.level <= level)
    }
}

/// Why a text is no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError(String);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no report of migcheck: {}", self.0)
    }
}

impl std::error::Error for ReadError {}

/// The program that wrote a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tool {
    /// `migcheck`.
    pub name: String,
    /// Of the program, not of the format.
    pub version: String,
}

/// One of the trees that were compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Commit {
    /// As it was named: `origin/main`, `v1.2`, a directory.
    #[serde(rename = "ref")]
    pub name: Option<String>,
    /// The full id, where there is one.
    pub commit: Option<String>,
}

/// A database by its migrations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Database {
    /// In the configuration, or the directory.
    pub name: String,
    /// `postgres`, `mysql`, …
    pub dialect: Option<String>,
    /// Of its migrations.
    pub directory: String,
    /// The migration tool.
    pub layout: String,
    /// How many there are.
    pub migrations: usize,
    /// Those that the base lacks, by path.
    pub new: Vec<String>,
    /// Those to which statements were added.
    pub appended: Vec<String>,
    /// Statements of all migrations, and how they were understood.
    pub statements: usize,
    /// Understood whole.
    pub parsed: usize,
    /// Understood as far as it matters.
    pub recognised: usize,
    /// Not understood.
    pub unparsed: usize,
}

/// Counts of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// Findings of this level.
    pub errors: usize,
    /// Findings of this level.
    pub warnings: usize,
    /// Findings of this level.
    pub notes: usize,
    /// What comments accept.
    pub suppressed: usize,
    /// What the baseline accepts.
    pub baselined: usize,
    /// Files of code.
    pub files: usize,
    /// Files that did not parse and were read as text.
    pub text_files: usize,
    /// Migrations that were checked.
    pub migrations: usize,
    /// How long it took.
    pub duration_ms: u64,
}

/// How bad a finding is; the worst is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It fails a build.
    Error,
    /// It should be looked at.
    Warning,
    /// It is good to know.
    Note,
}

/// How sure something is; the surest is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Both sides were parsed, and only one object can be meant.
    Certain,
    /// One convention or inference stands between.
    Likely,
    /// Only the name matches.
    Possible,
}

/// One finding: one statement, one subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's name.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// How sure it is.
    pub certainty: Certainty,
    /// The headline, with names in back-quotes.
    pub message: String,
    /// Stays the same when lines move.
    pub fingerprint: String,
    /// What it is about.
    pub subject: Subject,
    /// In a migration, as a rule.
    pub location: Location,
    /// What is said there: "dropped here".
    pub label: String,
    /// Further places in migrations.
    pub also: Vec<Place>,
    /// The uses in code, most certain first.
    pub related: Vec<Use>,
    /// Why it is believed.
    pub why: Vec<Step>,
    /// What breaks, in sentences.
    pub breaks: Vec<String>,
    /// With which code and which schema it breaks.
    pub cells: Vec<String>,
    /// What to do, step by step.
    pub plan: Vec<String>,
    /// What other rules say of the same statement.
    pub besides: Vec<Beside>,
    #[serde(default)]
    suppressed: Option<()>,
}

/// The object that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Subject {
    /// By its name in the report.
    pub database: Option<String>,
    /// Where it is written.
    pub schema: Option<String>,
    /// The table, view, type or function.
    pub table: Option<String>,
    /// The column.
    pub column: Option<String>,
    /// An enum's value.
    pub value: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Location {
    /// From the root of its repository, with `/`.
    pub path: String,
    /// In which of the trees.
    #[serde(rename = "ref")]
    pub tree: Tree,
    /// Which of the report's `bases`, where it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<usize>,
    /// `None`: the text is not known.
    pub start: Option<Position>,
    /// Exclusive.
    pub end: Option<Position>,
}

/// A tree of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tree {
    /// What is being merged.
    Head,
    /// What is deployed now.
    Base,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// From 0, in bytes of the file.
    pub offset: usize,
}

/// A place with what is said there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Place {
    /// A few words.
    pub message: String,
    /// Where.
    pub location: Location,
}

/// A use of a table or column in code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Use {
    /// What the code does.
    pub role: Role,
    /// A few words: "read here".
    pub message: String,
    /// Where.
    pub location: Location,
    /// The other repository whose file it is; `None`: this one.
    pub service: Option<Service>,
    /// The function, method or type that holds it.
    pub symbol: Option<String>,
    /// The ways in that were found; empty says nothing of those that were not.
    pub entry_points: Vec<EntryPoint>,
    /// The model whose every use the entry points lead to.
    pub every_use_of: Option<String>,
    /// Not every way was followed.
    pub entry_points_cut: bool,
    /// What becomes of its error on the worst of the ways; `None`: not known.
    pub handling: Option<Handling>,
    /// Whether a test runs its line; `None`: no report of coverage tells.
    pub covered: Option<bool>,
    /// How often tests ran it.
    pub hits: Option<u64>,
    /// How sure it is.
    pub certainty: Certainty,
    /// How the code names the object.
    pub mechanism: Mechanism,
    /// It stands in test code.
    pub test: bool,
    /// The report's `bases` that have this very file, where several were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bases: Vec<usize>,
    /// Why it is believed.
    pub why: Vec<Step>,
}

/// What code does with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It reads it.
    Read,
    /// It writes it.
    Write,
    /// It declares it: a model, a struct.
    Define,
}

/// How code names an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Mechanism {
    /// SQL in a string, a macro or a query file.
    Sql,
    /// A piece of SQL that is put together with others.
    SqlFragment,
    /// A model, entity, struct or schema file that declares it.
    Mapping,
    /// A key, string or path of a query builder or an ORM's query.
    QueryKey,
    /// A value of a mapped type that is made.
    Constructor,
    /// A member of a value whose type is a mapped model.
    Member,
    /// The ORM lists every column.
    ImplicitColumns,
    /// A view, function or trigger of the database.
    Database,
    /// Only the name matches.
    Name,
    /// One that this version does not know.
    #[serde(other)]
    Other,
}

/// Another repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Service {
    /// As `migcheck index` was told.
    pub name: String,
    /// Whose uses were handed over.
    pub commit: Option<String>,
}

/// A way into the program from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EntryPoint {
    /// `http`, `graphql`, `schedule`, `job`, `event`, `command`; more may come.
    pub kind: String,
    /// `POST /login`, `send_digest`.
    pub name: String,
    /// How sure the calls between are.
    pub certainty: Certainty,
    /// The functions between, from the entry point to the use.
    pub via: Vec<String>,
}

/// What becomes of the error of a use that breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Handling {
    /// `ends`, `unhandled`, `answered`, `swallowed`; more may come.
    pub kind: String,
    /// In words.
    pub message: String,
    /// The handler.
    pub location: Option<Location>,
}

/// One step of a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// A sentence without a full stop.
    pub text: String,
    /// Where it was seen, if it is another place.
    pub location: Option<Location>,
}

/// What one more rule says of a finding's statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Beside {
    /// The rule's name.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// The headline.
    pub message: String,
    /// What to do.
    pub plan: Vec<String>,
}

/// Something that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Problem {
    /// In words.
    pub message: String,
    /// It kept the check from being made.
    pub fatal: bool,
    /// Where, if it is about a place.
    pub location: Option<Location>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_report_is_said() {
        for (text, expected) in [
            ("", "EOF"),
            ("{}", "missing field `version`"),
            ("{\"version\": 2}", "it is of version 2, and version 1 is read"),
            ("{\"version\": 1}", "missing field"),
            ("[1]", "invalid type"),
        ] {
            let error = Report::from_json(text).unwrap_err().to_string();
            assert!(error.starts_with("no report of migcheck: ") && error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn the_worst_is_the_least() {
        assert!(Level::Error < Level::Note && Certainty::Certain < Certainty::Possible);
        let read: Mechanism = serde_json::from_str("\"telepathy\"").unwrap();
        assert_eq!(read, Mechanism::Other);
    }
}
