//! What the expressions of a script are worth, and the statements that are made of them.

use std::ops::Range;

use crate::lang::facts::{CodeFacts, Expr};
use crate::model::change::{ChangeKind, Reading, SchemaChange, Statement, StatementKind};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql;

/// What an expression is, as far as the text says it.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// A string or a symbol that is known whole. `range` is where it stands (of a constant: where the constant is written).
    Text {
        value: String,
        range: Range<usize>,
        pieces: Vec<Piece>,
    },
    List(Vec<Value<'a>>),
    Map(Vec<(String, Value<'a>)>),
    /// A number, boolean or null, as written.
    Literal(String),
    /// A dotted name that is no variable: `sa.String`, `Users.Table`.
    Path {
        path: String,
        range: Range<usize>,
    },
    /// A call, constructor or lambda: for the reader to take apart.
    Expr(&'a Expr),
    Unknown,
}

/// A part of a text that stands in the file byte by byte.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where it starts in the text.
    pub at: usize,
    pub len: usize,
    pub range: Range<usize>,
}

impl Value<'_> {
    /// The empty text that stands for an expression.
    pub fn empty(at: &Expr) -> Self {
        Value::Text { value: String::new(), range: at.range.clone(), pieces: Vec::new() }
    }

    /// The text of a string or symbol.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text { value, .. } => Some(value),
            _ => None,
        }
    }

    /// A name for the catalog, with its place: `users`, `public.users`. Names in code are taken as they are, as quoted ones would be, but
    /// lower case and mixed case are found leniently by the catalog.
    pub fn object(&self) -> Option<ObjectName> {
        let Value::Text { value, range, .. } = self else { return None };
        object(value, range.clone())
    }

    /// A column's name with its place.
    pub fn ident(&self) -> Option<Ident> {
        let Value::Text { value, range, .. } = self else { return None };
        (!value.is_empty()).then(|| Ident::at(value.clone(), true, range.clone()))
    }

    /// `true` for the literals that mean it.
    pub fn is_true(&self) -> bool {
        matches!(self, Value::Literal(text) if text.eq_ignore_ascii_case("true"))
    }

    /// `true` for the literals that mean it.
    pub fn is_false(&self) -> bool {
        matches!(self, Value::Literal(text) if text.eq_ignore_ascii_case("false"))
    }

    /// The items of a list; a single value is a list of itself.
    pub fn items(&self) -> &[Self] {
        match self {
            Value::List(items) => items,
            other => std::slice::from_ref(other),
        }
    }

    /// The value under a key of a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Value::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// Whether a variable or constant is by its name what an installation puts before the names of all its tables: models and queries name them without it.
/// `own`: it is a property of the migration itself.
pub fn is_table_prefix(name: &str, own: bool) -> bool {
    let name: String = name.chars().filter(|letter| *letter != '_').collect::<String>().to_ascii_lowercase();
    ["tableprefix", "tablesprefix", "dbprefix"].iter().any(|known| name.ends_with(known)) || own && name == "prefix"
}

/// A possibly qualified name that stands at `range`.
pub fn object(name: &str, range: Range<usize>) -> Option<ObjectName> {
    let parts = name.split('.').map(|part| Ident::at(part.trim_matches(['"', '`', '[', ']']), true, range.clone()));
    ObjectName::from_parts(parts.collect()).filter(|name| !name.name.value.is_empty())
}

/// A statement with these changes, as one call of a migration makes them.
pub fn statement(range: Range<usize>, changes: Vec<SchemaChange>) -> Statement {
    Statement { range, kind: StatementKind::Changes(changes), reading: Reading::Parsed, nested: Vec::new() }
}

/// A change at a place.
pub fn change(kind: ChangeKind, object: ObjectName, range: Range<usize>) -> SchemaChange {
    SchemaChange { kind, object, range }
}

/// A statement that destroys or renames something whose name cannot be read; `what` is the part that can be, without a full stop.
pub fn unreadable(range: Range<usize>, what: impl Into<String>) -> Statement {
    let kind = StatementKind::Unreadable { what: what.into(), at: range.clone() };
    Statement { range, kind, reading: Reading::Recognised, nested: Vec::new() }
}

/// A statement that is not understood and whose names show nothing.
pub fn unread(range: Range<usize>, reason: impl Into<String>) -> Statement {
    let kind = StatementKind::Unparsed { reason: reason.into(), at: range.clone(), seen: Vec::new() };
    Statement { range, kind, reading: Reading::Unparsed, nested: Vec::new() }
}

/// What to say of a file that does not parse whole; nothing for one that does.
pub fn unparsed(facts: &CodeFacts) -> Option<Statement> {
    Some(unread(facts.errors.first()?.clone(), "this migration does not parse"))
}

/// The change that a piece of SQL makes which a migration gives in words of its own, everything in it placed at `place`.
pub fn sql_kind(text: &str, place: &Range<usize>, dialect: Dialect) -> Option<ChangeKind> {
    let mut statement = sql::read_migration(text, 0..text.len(), dialect).pop()?;
    sql::move_places(&mut statement, &|_| place.clone());
    match statement.kind {
        StatementKind::Changes(mut changes) => changes.pop().map(|change| change.kind),
        _ => None,
    }
}

/// The statements of SQL that a migration holds in a string, with their places in the file: exact where the string stands there byte by byte, else the whole
/// string's. `None` if the value is no text that is known whole.
pub fn sql_statements(value: &Value<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
    let Value::Text { value, range, pieces } = value else { return None };
    let mut statements = sql::read_migration(value, 0..value.len(), dialect);
    for statement in &mut statements {
        sql::move_places(statement, &|place: Range<usize>| {
            let piece = pieces.iter().find(|piece| piece.at <= place.start && place.end <= piece.at + piece.len);
            piece.map_or(range.clone(), |piece| {
                let start = piece.range.start + (place.start - piece.at);
                start..start + place.len()
            })
        });
    }
    Some(statements)
}
