//! What a real database is asked about a check, and what it answered. Plain data: `check` writes the questions, `verify` asks them, `output` shows the answers.

use super::name::Dialect;
use crate::source::Span;

/// Something that the server prepares before the migrations and after them. It is never run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The ways to write it for the server; the first one that it takes is asked on the other side as well.
    pub ways: Vec<String>,
    /// Made for a use that has no SQL text; else it is the code's own.
    pub probe: bool,
    /// Where it begins in the code; of a probe, the first place that it stands for.
    pub span: Span,
    pub symbol: Option<String>,
    pub test: bool,
    /// A part of its text is only known when it runs, and is left out or filled in here.
    pub partial: bool,
    /// The tables that it names, in lower case and without their schemas.
    pub tables: Vec<String>,
    /// A finding is about a place in it, or in another text that stands there.
    pub named: bool,
}

/// An object of a schema as the statement that makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// `table users`
    pub what: String,
    /// The schema that unqualified names in it are of; empty: the usual one.
    pub schema: String,
    /// The fullest first; the others leave out what a server may refuse.
    pub ways: Vec<String>,
}

/// A pending statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub span: Span,
    pub sql: String,
    /// The tables that it changes, in lower case and without their schemas; `None`: not known.
    pub touches: Option<Vec<String>>,
}

/// How the schema after the migrations is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// The pending statements run on the schema before.
    Statements(Vec<Pending>),
    /// The migrations are no SQL, or it is not known which are pending: the schema that they were read to add up to.
    Schema(Vec<Piece>),
}

/// What a finding says that a server can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its index among the findings.
    pub finding: usize,
    /// The other way round: it breaks before the migrations, and works after them.
    pub awaited: bool,
    /// If the server prepares the query on both sides, the finding is wrong. Else it may still fail when it runs.
    pub decisive: bool,
    /// The names that the server's message has to bear.
    pub names: Vec<String>,
    /// The table that it is about, in lower case and without its schema.
    pub table: String,
    /// The operation in the migration.
    pub primary: Span,
    /// It is about an object of the database that uses another.
    pub of_database: bool,
    pub places: Vec<ClaimPlace>,
}

/// One use of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPlace {
    pub span: Span,
    pub test: bool,
    /// The index of its question; or why there is none.
    pub question: Result<usize, String>,
}

/// What is asked about one database of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    pub database: String,
    pub dialect: Dialect,
    pub before: Vec<Piece>,
    pub after: After,
    /// The schemas in which queries look names up beside the usual one.
    pub schemas: Vec<String>,
    pub questions: Vec<Question>,
    pub claims: Vec<Claim>,
    /// Queries that are not asked about, as there are too many or they are too long.
    pub left_out: usize,
}

/// Why a server refuses a statement, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

/// What a server says of one question on one side.
pub type Answer = Result<(), Refusal>;

/// What came out for a finding or one of its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The server took the query on one side and refused it on the other.
    Proved,
    /// The server takes it on both sides.
    Disproved,
    NotTried,
}

impl Mark {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Mark::Proved => "proved",
            Mark::Disproved => "disproved",
            Mark::NotTried => "not-tried",
        }
    }
}

/// What the server answered on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// As it was sent.
    pub sql: String,
    pub before: Answer,
    pub after: Answer,
}

/// One use of a finding, answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPlace {
    pub span: Span,
    pub test: bool,
    /// What was asked stands for the use and is not its own text.
    pub probe: bool,
    pub partial: bool,
    pub mark: Mark,
    /// Why it was not tried; empty otherwise.
    pub reason: String,
    pub asked: Option<Asked>,
}

/// A finding, answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its index among the findings.
    pub finding: usize,
    pub mark: Mark,
    /// Why it was not tried; or what else proves it.
    pub reason: String,
    pub places: Vec<VerifiedPlace>,
}

/// A query of the code that no finding names, with what the server says of it: one that the migrations break, or one that it never takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    pub span: Span,
    pub symbol: Option<String>,
    pub test: bool,
    pub partial: bool,
    pub asked: Asked,
}

/// A statement or an object that is not part of the trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// `table users`, or the beginning of a statement.
    pub what: String,
    /// Of a pending statement.
    pub span: Option<Span>,
    pub why: String,
    /// The server said so, and not the rules of what is run.
    pub by_server: bool,
    /// It was made all the same, with less.
    pub in_part: bool,
}

/// What came out for one database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    pub database: String,
    /// `PostgreSQL 16.4`
    pub server: String,
    /// How many objects of the schema before were made, and which were not, or not whole.
    pub made: usize,
    pub not_made: Vec<LeftOut>,
    /// How many pending statements ran, and which did not.
    pub ran: usize,
    pub not_run: Vec<LeftOut>,
    /// The schema after was not made by the migrations themselves.
    pub after_as_read: bool,
    /// How many queries and probes the server was asked about, and how many of them it took before, and on both sides.
    pub asked: usize,
    pub taken_before: usize,
    pub taken_on_both: usize,
    pub left_out: usize,
    pub verified: Vec<Verified>,
    pub missed: Vec<Missed>,
    /// Queries of which the server says nothing, as it refuses them on both sides.
    pub refused: Vec<Missed>,
    /// What could not be removed from the database, and other things that went wrong.
    pub left_behind: Vec<String>,
}

impl Verification {
    /// Whether the server showed that something breaks, beside what only tests use and what somebody accepted: `accepted` says so for each finding.
    pub fn breaks(&self, accepted: &[bool]) -> bool {
        let open = |one: &Verified| !accepted.get(one.finding).copied().unwrap_or_default();
        let proved = |one: &Verified| one.mark == Mark::Proved && counts(one) && open(one);
        self.verified.iter().any(proved) || self.missed.iter().any(|one| !one.test)
    }
}

/// Whether it is no matter of test code alone.
fn counts(one: &Verified) -> bool {
    let mut proved = one.places.iter().filter(|place| place.mark == Mark::Proved).peekable();
    proved.peek().is_none() || proved.any(|place| !place.test)
}
