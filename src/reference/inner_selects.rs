//! Queries inside of a piece of SQL that a builder or an ORM is given: `where("id IN (SELECT user_id FROM peers WHERE active)")`, `whereRaw("exists (select …)")`.
//!
//! What the piece says of the query around it is the builder's to tell. The text has to be SQL as a whole, so that prose is none.

use crate::model::name::Dialect;
use crate::model::query::Query;
use crate::sql::query::{FragmentKind, read_fragment};

/// The tables and columns of the queries inside of a text; names of the query around it have no scope.
pub(super) fn read(text: &str, dialect: Dialect) -> Option<Query> {
    if !has_inner(text) {
        return None;
    }
    let kinds = [FragmentKind::Condition, FragmentKind::SelectList, FragmentKind::OrderBy];
    let mut query = kinds.iter().find_map(|kind| read_fragment(text, *kind, dialect))?;
    if query.tables.is_empty() {
        return None;
    }
    query.outputs.clear();
    query.plain.clear();
    Some(query)
}

/// Whether a query stands in brackets.
fn has_inner(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'(', bytes).any(|at| {
        let rest = bytes.get(at + 1..).unwrap_or_default().trim_ascii_start();
        rest.get(..6).is_some_and(|word| word.eq_ignore_ascii_case(b"select"))
            && rest.get(6).is_some_and(|next| !next.is_ascii_alphanumeric() && *next != b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_inside_has_its_own_tables() {
        for (text, expected) in [
            ("id IN (SELECT user_id FROM peers WHERE active)", "peers: user_id active"),
            ("exists ( select 1 from peers p where p.user_id = users.id and seeder = ?)", "peers: user_id seeder"),
            ("(select count(*) from peers where peers.user_id = users.id) as n", "peers: user_id"),
            ("name = ? and active", ""),
            ("please (select a row)", ""),
            ("(selected from them)", ""),
        ] {
            let query = read(text, Dialect::Postgres).unwrap_or_default();
            let tables: Vec<&str> = query.tables.iter().map(|table| table.name.name.value.as_str()).collect();
            let columns = query.columns.iter().filter(|used| !used.scopes.is_empty());
            let columns: Vec<&str> = columns.map(|used| used.column.value.as_str()).collect();
            let found = match tables.is_empty() {
                true => String::new(),
                false => format!("{}: {}", tables.join(" "), columns.join(" ")),
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}
