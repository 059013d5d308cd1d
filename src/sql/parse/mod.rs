//! One statement of a migration, read by the SQL parser and lowered to changes of the schema.
//!
//! What parses but holds a part that has no place among the changes is an error here, so that the recogniser reads its tokens: no
//! operation is dropped in silence.

mod alter;
mod constraint;
mod lower;
mod routine;
mod table;

#[cfg(test)]
pub(in crate::sql) mod tests;

use lower::Lower;
use sqlparser::ast;

use crate::model::change::StatementKind;
use crate::model::name::Dialect;
use crate::model::query::Query;
use crate::sql::query::of_statement;
use crate::sql::query::places::{Places, parse};
use crate::sql::query::scan::scan;

/// Longer statements hold data rather than structure; the parser is not asked.
const LONGEST: usize = 16 << 20;

/// Why a statement was not read, and the byte (of the file) at which it stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub message: String,
    pub at: usize,
}

/// Reads one statement without its terminator. All places are shifted by `offset`, the byte of the file at which `text` starts.
pub fn statement(text: &str, offset: usize, dialect: Dialect) -> Result<StatementKind, ParseError> {
    let error = |message: &str, at: usize| ParseError { message: message.to_owned(), at: at + offset };
    if text.len() > LONGEST {
        return Err(error("the statement is too long to parse", 0));
    }
    let trimmed = without_data_clause(text, dialect);
    let text = trimmed.unwrap_or(text);
    let statements = parse(text, dialect).map_err(|failure| error(&failure.message, failure.at.min(text.len())))?;
    let places = Places::new(text, offset, &[]);
    match statements.as_slice() {
        [] => Ok(StatementKind::Changes(Vec::new())),
        [one] => read(one, &places, dialect).map_err(|message| error(&message, 0)),
        several => {
            let mut changes = Vec::new();
            for one in several {
                match read(one, &places, dialect).map_err(|message| error(&message, 0))? {
                    StatementKind::Changes(more) => changes.extend(more),
                    _ => return Err(error("several statements without a terminator", 0)),
                }
            }
            Ok(StatementKind::Changes(changes))
        }
    }
}

/// A materialised view without its `WITH [NO] DATA`, which the parser does not take and which says nothing about the schema.
fn without_data_clause(text: &str, dialect: Dialect) -> Option<&str> {
    if dialect != Dialect::Postgres || !text.get(..6)?.eq_ignore_ascii_case("create") {
        return None;
    }
    let tail = text.get(floor(text, text.len().saturating_sub(40))..)?.to_ascii_lowercase();
    let words: Vec<&str> = tail.split_whitespace().rev().take(3).collect();
    let cut = match words.as_slice() {
        ["data", "with", ..] | ["data", "no", "with"] => tail.rfind("with")?,
        _ => return None,
    };
    let is_view = scan(text, dialect).get(1).is_some_and(|word| word.is(text, "materialized"));
    if is_view { text.get(..text.len() - (tail.len() - cut)) } else { None }
}

/// The last character boundary at or before a byte.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn read(statement: &ast::Statement, places: &Places<'_>, dialect: Dialect) -> Result<StatementKind, String> {
    if let Some(query) = data(statement, places, dialect) {
        return Ok(StatementKind::Query(query));
    }
    let mut lower = Lower::new(places, dialect);
    lower.statement(statement)?;
    Ok(StatementKind::Changes(lower.changes))
}

/// Statements that read or write rows.
fn data(statement: &ast::Statement, places: &Places<'_>, dialect: Dialect) -> Option<Query> {
    use ast::Statement as S;
    let is_data = match statement {
        S::Query(query) => lower::creates_table(query, dialect).is_none() && lower::search_path_call(query).is_none(),
        S::Insert(_) | S::Update(_) | S::Delete(_) | S::Merge(_) | S::Copy { .. } | S::LoadData { .. } | S::Call(_) => {
            true
        }
        S::Explain { statement, .. } | S::Prepare { statement, .. } => {
            return data(statement, places, dialect);
        }
        // `sp_rename` and dynamic SQL change the schema out of the parser's sight.
        S::Execute { name: Some(name), .. } => {
            let name = name.to_string().to_ascii_lowercase();
            !name.contains("sp_")
        }
        S::Declare { stmts } => stmts.iter().any(|declare| declare.for_query.is_some()),
        _ => false,
    };
    is_data.then(|| of_statement(statement, places, dialect))
}
