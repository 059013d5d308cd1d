//! What queries of a migration give: columns of a view or of a table that have one name twice, and the tables that a plain SELECT reads.
//!
//! The edge: of columns that no alias names, only single literals are known by the name that PostgreSQL gives them.

use std::collections::BTreeSet;

use super::Deed;
use super::forms::Words;
use crate::model::change::Statement;
use crate::model::name::{Dialect, Ident};
use crate::model::operation::Operation;
use crate::model::query::Query;
use crate::sql::cursor::{Cursor, split_commas};
use crate::sql::lexer::{Token, TokenKind};

/// PostgreSQL's name of a column that nothing names.
const NAMELESS: &str = "?column?";

const AFTER_ITEMS: &[&str] = &["FROM", "INTO", "WHERE", "UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "WITH"];

/// A name that two columns of a view, or of a table that a query fills, would have. `columns`: the names that the statement lists. SQLite and ClickHouse tell such
/// columns apart by themselves.
pub(super) fn twice(columns: &[Ident], query: &Query, words: &Words<'_>, dialect: Dialect) -> Option<String> {
    if matches!(dialect, Dialect::Sqlite | Dialect::Clickhouse) {
        return None;
    }
    if !columns.is_empty() {
        let keys: Vec<String> = columns.iter().map(|column| column.key(dialect)).collect();
        return repeated(keys.iter().map(String::as_str));
    }
    let cursor = words.cursor();
    let items = items(cursor);
    // A star takes the columns over that USING has joined already.
    if items.is_empty() || items.iter().any(|item| item.last().is_some_and(|last| last.text(cursor.text) == "*")) {
        return None;
    }
    let nameless = dialect == Dialect::Postgres && items.iter().filter(|item| is_literal(item)).count() > 1;
    repeated(query.outputs.iter().flatten().map(String::as_str)).or_else(|| nameless.then(|| NAMELESS.to_owned()))
}

fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().find(|name| !seen.insert(*name)).map(str::to_owned)
}

/// What the first SELECT outside of brackets lists.
pub(super) fn items(mut cursor: Cursor<'_>) -> Vec<&[Token]> {
    while !cursor.done() && !cursor.is("SELECT") {
        cursor.skip();
    }
    if !cursor.eat("SELECT") {
        return Vec::new();
    }
    let mut end = cursor;
    while !end.done() && !end.is_any(AFTER_ITEMS) && !end.is_punct(b';') {
        end.skip();
    }
    split_commas(cursor.text, cursor.tokens.get(cursor.at..end.at).unwrap_or_default())
}

/// Whether an item is a number or a string without an alias.
pub(super) fn is_literal(item: &[Token]) -> bool {
    matches!(item, [only] if matches!(only.kind, TokenKind::Number | TokenKind::String))
}

/// A SELECT that is a statement of its own, with the table that it reads. A history's statements that only move rows are known by their tokens alone.
pub(super) fn selected(statement: &Statement, words: &Words<'_>) -> Option<Deed> {
    let mut cursor = words.cursor();
    while !cursor.done() && !cursor.is("FROM") {
        cursor.skip();
    }
    let table = cursor.eat("FROM").then(|| cursor.name()).flatten()?;
    let call = cursor.is_punct(b'(');
    (!call).then(|| Deed::new(Operation::Select, statement.range.clone()).on(&table))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::{ChangeKind, StatementKind};
    use crate::sql::read_migration;

    #[test]
    fn columns_with_one_name() {
        use Dialect::{Mysql, Postgres, Sqlite};
        for (dialect, sql, expected) in [
            (Postgres, "CREATE VIEW v (a, a) AS SELECT 1, 2", Some("a")),
            (Postgres, "CREATE VIEW v (a, b) AS SELECT 1, 2", None),
            (Postgres, "CREATE VIEW v AS SELECT 1 a, 2 a", Some("a")),
            (Postgres, "CREATE VIEW v AS SELECT t.id, u.id FROM t JOIN u USING (k)", Some("id")),
            (Postgres, "CREATE VIEW v AS SELECT t.id, u.id AS other FROM t JOIN u USING (k)", None),
            (Postgres, "CREATE VIEW v AS SELECT 1, 'x'", Some("?column?")),
            (Postgres, "CREATE VIEW v AS SELECT 1, 2 b, count(*)", None),
            (Postgres, "CREATE VIEW v AS WITH x AS (SELECT 1, 2) SELECT 1, 2 b", None),
            (Postgres, "CREATE VIEW v AS SELECT * FROM (SELECT k FROM t) a JOIN (SELECT k FROM u) b USING (k)", None),
            (Mysql, "CREATE VIEW v AS SELECT 1, 2", None),
            (Mysql, "CREATE VIEW v AS SELECT 1 a, 2 a", Some("a")),
            (Sqlite, "CREATE VIEW v AS SELECT 1 a, 2 a", None),
        ] {
            let statements = read_migration(sql, 0..sql.len(), dialect);
            let [Statement { kind: StatementKind::Changes(changes), .. }] = &statements[..] else { panic!("{sql}") };
            let ChangeKind::CreateView { query, columns, .. } = &changes[0].kind else { panic!("{sql}") };
            let words = Words::of(sql, &(0..sql.len()), dialect);
            assert_eq!(twice(columns, query, &words, dialect).as_deref(), expected, "{sql}");
        }
    }
}
