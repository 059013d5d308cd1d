//! `REFRESH MATERIALIZED VIEW name`, which code sends and the parser does not know.

use crate::model::name::Dialect;
use crate::model::query::{Access, Query, TableUse};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::lex;

/// The view as a table that is read. `None`: it is another statement.
pub(super) fn read(text: &str, dialect: Dialect) -> Option<Query> {
    let begins = text.trim_start().get(..7).is_some_and(|word| word.eq_ignore_ascii_case("REFRESH"));
    if !begins {
        return None;
    }
    let tokens = lex(text, 0..text.len(), dialect);
    let mut c = Cursor::new(text, &tokens, dialect);
    if !c.eat("REFRESH MATERIALIZED VIEW") {
        return None;
    }
    c.eat("CONCURRENTLY");
    let name = c.name()?;
    let range = name.range();
    Some(Query { tables: vec![TableUse { name, alias: None, access: Access::Read, range }], ..Query::default() })
}
