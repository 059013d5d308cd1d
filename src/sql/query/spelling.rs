//! Names of columns and sources inside of one query, as the database compares them.

use sqlparser::ast;

use crate::model::name::Dialect;

/// The name that an identifier gives to a column of the result: PostgreSQL writes it in lower case if it has no quotes.
pub(super) fn output_name(ident: &ast::Ident, dialect: Dialect) -> String {
    match (dialect, ident.quote_style) {
        (Dialect::Postgres, None) => ident.value.to_lowercase(),
        _ => ident.value.clone(),
    }
}

/// Whether two such names are one: PostgreSQL tells `"Email"` from `email`.
pub(super) fn same_name(one: &str, other: &str, dialect: Dialect) -> bool {
    if dialect == Dialect::Postgres { one == other } else { one.eq_ignore_ascii_case(other) }
}
