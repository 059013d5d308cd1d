//! SQL text → statements → changes; queries → the names they use, with scope.
//!
//! Migrations go through [`read_migration`], SQL inside code through [`read_query`]. The splitter and the recogniser are our own and
//! never fail; `sqlparser` reads each statement alone. It appears nowhere else.

pub mod parse;
pub mod query;

use std::ops::Range;

use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::model::query::Query;

/// Reads the statements of a migration, in order. `range` is the part of `text` to read (a forward section); the ranges of the
/// statements are bytes of `text`.
pub fn read_migration(text: &str, range: Range<usize>, dialect: Dialect) -> Vec<Statement> {
    let _ = (text, range, dialect);
    Vec::new()
}

/// Reads SQL found in code: one or more queries or data changes (`;` between them). Placeholders of drivers (`?`, `$1`, `:name`, `@p`, `%s`, `%(x)s`, `{}`,
/// `{name}`) are understood in every dialect. `None` if it is no SQL statement.
pub fn read_query(text: &str, dialect: Dialect) -> Option<Vec<Query>> {
    let _ = (text, dialect);
    None
}

/// Whether a text begins like a statement of SQL that names tables (`select`, `insert`, `update`, `delete`, `with`, `merge`, `replace`, DDL …), leading
/// white space, comments and brackets aside. Cheap: made to be asked of every string literal.
pub fn looks_like_sql(text: &str) -> bool {
    let _ = text;
    false
}
