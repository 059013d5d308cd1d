//! What a database calls things that a statement gives no name, and what it calls a schema.

use crate::model::change::IndexPart;
use crate::model::name::{Dialect, Ident, ObjectName};

/// Whether `DATABASE` is another word for a schema, so that a name may cross it.
pub fn databases_are_schemas(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::Mysql | Dialect::Clickhouse)
}

/// PostgreSQL's name for an index without one: the table, its columns (of an expression, the function that it calls), `idx`.
pub fn unnamed_index(table: &ObjectName, columns: &[IndexPart]) -> ObjectName {
    let mut name = table.name.key(Dialect::Postgres);
    for part in columns {
        name.push('_');
        match &part.column {
            Some(column) => name.push_str(&column.key(Dialect::Postgres)),
            None => name.push_str(&called(&part.expression).unwrap_or("expr").to_lowercase()),
        }
    }
    name.push_str("_idx");
    let name = Ident::at(name, true, table.name.range.clone());
    ObjectName { qualifiers: table.qualifiers.clone(), name }
}

/// The function whose call is the whole of an expression.
fn called(expression: &str) -> Option<&str> {
    let (name, arguments) = expression.trim().split_once('(')?;
    let name = name.trim();
    let word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let mut depth = 1usize;
    let end = arguments.char_indices().find(|(_, c)| {
        depth = match c {
            '(' => depth + 1,
            ')' => depth - 1,
            _ => depth,
        };
        depth == 0
    });
    let last = end.is_none_or(|(at, _)| !arguments.get(at + 1..).unwrap_or_default().contains("::"));
    (word && last).then_some(name)
}

/// MySQL's name for an index without one: its first column.
pub fn first_column(columns: &[IndexPart]) -> Option<Ident> {
    columns.first().and_then(|part| part.column.clone())
}
