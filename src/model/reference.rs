//! A use of a table or column in code, resolved to what it names, with its proof.

use crate::source::Span;

pub use super::query::Access;
use super::reach::Reach;

/// How sure it is that a place in the code is a use of this very object.
///
/// Apart from the level of a finding, which says how bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// Only the name matches.
    Possible,
    /// One convention or inference stands between the code and the object.
    Likely,
    /// Both sides were parsed and only one object can be meant.
    Certain,
}

impl Certainty {
    /// The name in configuration and output.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Possible => "possible",
            Certainty::Likely => "likely",
            Certainty::Certain => "certain",
        }
    }
}

/// How the code names the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mechanism {
    /// SQL in a string, a macro or a query file.
    Sql,
    /// A piece of SQL that is put together with others.
    SqlFragment,
    /// A model, entity, struct or schema file that declares it.
    Mapping,
    /// A key, string or path of a query builder or an ORM's query.
    QueryKey,
    /// A constructor, object or struct literal of a mapped type.
    Constructor,
    /// A member of a value whose type is a mapped model.
    Member,
    /// Every column is listed because the ORM lists them: a stale declaration breaks the query.
    ImplicitColumns,
    /// A view, function, trigger or generated column of the database.
    Database,
    /// Only the name matches.
    Name,
}

impl Mechanism {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Sql => "sql",
            Mechanism::SqlFragment => "sql-fragment",
            Mechanism::Mapping => "mapping",
            Mechanism::QueryKey => "query-key",
            Mechanism::Constructor => "constructor",
            Mechanism::Member => "member",
            Mechanism::ImplicitColumns => "implicit-columns",
            Mechanism::Database => "database",
            Mechanism::Name => "name",
        }
    }
}

/// One step of the chain that leads from the code to the object: what was seen, and where, if it is another place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// A sentence without a full stop: "`User` maps to table `users` (Rails' naming)".
    pub text: String,
    pub span: Option<Span>,
}

impl Step {
    /// A step without a place of its own.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: None }
    }

    /// A step that stands somewhere.
    pub fn at(text: impl Into<String>, span: Span) -> Self {
        Self { text: text.into(), span: Some(span) }
    }
}

/// A use of a table, column or enum value.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    pub access: Access,
    pub mechanism: Mechanism,
    pub certainty: Certainty,
    pub proof: Vec<Step>,
    /// The function, method or type that holds it: `AuthService.login`.
    pub symbol: Option<String>,
    /// It stands in test code: shown, and gates only when asked.
    pub test: bool,
    pub span: Span,
    /// The ways in from which it is reached, once they were looked for.
    pub reach: Reach,
}

/// A language whose ORMs give a row every column that there is, and look an attribute up in the row when it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowLanguage {
    Php,
    Ruby,
}

impl Reference {
    /// The language, where the use reads an attribute of a row of which no query names the column.
    pub fn of_row(&self) -> Option<RowLanguage> {
        if self.mechanism != Mechanism::Member || self.access != Access::Read {
            return None;
        }
        match self.span.path.rsplit('.').next() {
            Some("php") => Some(RowLanguage::Php),
            Some("rb" | "erb" | "haml" | "slim" | "jbuilder" | "rake") => Some(RowLanguage::Ruby),
            _ => None,
        }
    }
}
