//! Queries and data changes that do not parse: the tables they name, and the words that could be columns of these tables.
//!
//! Scopes are approximate: every table of the statement could have every column.

use crate::model::name::{Dialect, Ident};
use crate::model::query::{Access, Clause, ColumnUse, InsertUse, Query, StarUse, TableUse};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::TokenKind;

/// Words of queries that are no names.
const KEYWORDS: &[&str] = &[
    "ALL",
    "ALTER",
    "AND",
    "ANTI",
    "ANY",
    "APPLY",
    "ARRAY",
    "AS",
    "ASC",
    "ASOF",
    "AT",
    "BETWEEN",
    "BY",
    "CASE",
    "CAST",
    "COLLATE",
    "CONFLICT",
    "CROSS",
    "CURRENT_DATE",
    "CURRENT_TIMESTAMP",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DO",
    "DUPLICATE",
    "ELSE",
    "END",
    "ESCAPE",
    "EXCEPT",
    "EXISTS",
    "EXPLAIN",
    "FALSE",
    "FETCH",
    "FINAL",
    "FIRST",
    "FOR",
    "FROM",
    "FULL",
    "GLOBAL",
    "GROUP",
    "HAVING",
    "IF",
    "IGNORE",
    "ILIKE",
    "IN",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTERVAL",
    "INTO",
    "IS",
    "JOIN",
    "LAST",
    "LATERAL",
    "LEFT",
    "LIKE",
    "LIMIT",
    "MATCHED",
    "MATERIALIZED",
    "MERGE",
    "NATURAL",
    "NOT",
    "NOTHING",
    "NULL",
    "NULLS",
    "OFFSET",
    "ON",
    "ONLY",
    "OR",
    "ORDER",
    "OUTER",
    "OUTPUT",
    "OVER",
    "OVERWRITE",
    "PARTITION",
    "PERFORM",
    "PREWHERE",
    "RECURSIVE",
    "REGEXP",
    "REPLACE",
    "RETURN",
    "RETURNING",
    "RIGHT",
    "ROW",
    "ROWS",
    "SELECT",
    "SEMI",
    "SET",
    "SIMILAR",
    "SKIP",
    "SOME",
    "STRICT",
    "TABLE",
    "THEN",
    "TO",
    "TRUE",
    "UNION",
    "UPDATE",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
    "WINDOW",
    "WITH",
    "WITHIN",
    "ZONE",
    "NOLOCK",
    "STRAIGHT_JOIN",
];

/// Reads what the tokens of a query say. `None` if they do not begin one.
pub fn approximate(c: Cursor<'_>) -> Option<Query> {
    if !begins(c) {
        return None;
    }
    let common = common_tables(c);
    let mut query = Query { approximate: true, ..Query::default() };
    let taken = tables(c, &common, &mut query);
    drop_aliases(&mut query);
    columns(c, &common, &taken, &mut query);
    Some(query)
}

/// Whether a query or data change begins here.
pub fn begins(mut c: Cursor<'_>) -> bool {
    while c.eat_punct(b'(') {}
    let begins = c.is_any(&[
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE", "REPLACE", "VALUES", "PERFORM", "COPY", "TABLE",
        "FROM",
    ]);
    begins && !(c.is("REPLACE") && c.is_punct_at(1, b'(')) && !c.is_phrase("UPDATE STATISTICS")
}

/// The names of common table expressions: `name [(…)] AS [NOT MATERIALIZED] (`.
fn common_tables(c: Cursor<'_>) -> Vec<String> {
    let mut names = Vec::new();
    if !c.tokens.iter().any(|token| token.is_word(c.text, "WITH")) {
        return names;
    }
    for at in 0..c.tokens.len() {
        let mut c = Cursor { at, ..c };
        let Some(name) = c.ident() else { continue };
        c.group();
        if !c.eat("AS") {
            continue;
        }
        c.eat("NOT");
        c.eat("MATERIALIZED");
        if c.is_punct(b'(') && c.is_any_at(1, &["SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "VALUES"]) {
            names.push(name.value.to_lowercase());
        }
    }
    names
}

/// Finds the tables; returns which tokens were used up by them.
fn tables(c: Cursor<'_>, common: &[String], query: &mut Query) -> Vec<bool> {
    let mut taken = vec![false; c.tokens.len()];
    let mut at = 0;
    while at < c.tokens.len() {
        let mut here = Cursor { at, ..c };
        at += 1;
        let access = if here.is("FROM") || here.is("JOIN") || here.is("USING") {
            if at > 1 && c.tokens.get(at - 2).is_some_and(|before| before.is_word(c.text, "DELETE")) {
                Access::Write
            } else {
                Access::Read
            }
        } else if here.is("INTO")
            || here.is("COPY")
            || (here.is("UPDATE") && !here.is_any_at(1, &["SET", "OF", "SKIP", "NOWAIT"]))
            || (here.is("REPLACE") && !here.is_punct_at(1, b'('))
        {
            Access::Write
        } else {
            continue;
        };
        // `extract(year FROM x)`, `JOIN … USING (a, b)`, `IS DISTINCT FROM x`, `FOR UPDATE`
        let before = at.checked_sub(2).and_then(|before| c.tokens.get(before));
        if (here.is("USING") && here.is_punct_at(1, b'('))
            || before.is_some_and(|before| {
                before.is_word(c.text, "DISTINCT")
                    || before.is_word(c.text, "FOR")
                    || before.is_word(c.text, "KEY")
                    || before.is_word(c.text, "THEN")
                    || before.is_word(c.text, "ON")
            })
            || in_extract(c, at - 1)
        {
            continue;
        }
        let insert = here.is("INTO");
        here.at += 1;
        loop {
            here.eat("ONLY");
            here.eat("LATERAL");
            here.eat("TABLE");
            let from = here.at;
            let reserved = ["SELECT", "VALUES", "SET", "WHERE", "ON", "WITH", "OUTFILE"];
            if (here.is_any(&reserved) && !here.is_punct_at(1, b'.')) || (here.is("TOP") && here.is_punct_at(1, b'(')) {
                break;
            }
            let Some(name) = here.name() else { break };
            for slot in taken.iter_mut().take(here.at).skip(from) {
                *slot = true;
            }
            if here.is_punct(b'(') && !insert {
                break;
            }
            let known = name.qualifiers.is_empty() && common.contains(&name.name.value.to_lowercase());
            let mut alias = None;
            here.eat("FINAL");
            let said = here.eat("AS");
            if said || (!here.is_any(KEYWORDS) && matches!(here.kind(), Some(TokenKind::Word | TokenKind::Quoted))) {
                if let Some(slot) = taken.get_mut(here.at) {
                    *slot = true;
                }
                alias = here.ident();
            }
            if !known && !here.text.is_empty() {
                let range = name.range();
                query.tables.push(TableUse { name, alias, access, range });
            }
            if insert {
                insert_columns(&mut here, query, &mut taken);
                break;
            }
            if !here.eat_punct(b',') {
                break;
            }
        }
    }
    taken
}

/// `UPDATE u SET … FROM users u`, `DELETE u FROM users u`: the first name is an alias.
fn drop_aliases(query: &mut Query) {
    if !query.inserts.is_empty() {
        return;
    }
    let aliases: Vec<String> =
        query.tables.iter().filter_map(|table| table.alias.as_ref()).map(|alias| alias.value.to_lowercase()).collect();
    query.tables.retain(|table| {
        table.alias.is_some()
            || !table.name.qualifiers.is_empty()
            || !aliases.contains(&table.name.name.value.to_lowercase())
    });
}

/// Whether the `FROM` at `at` stands directly in the brackets of `extract`, `substring`, `trim`, `overlay`.
fn in_extract(c: Cursor<'_>, at: usize) -> bool {
    let mut depth = 0usize;
    for before in (0..at).rev().take(40) {
        let Some(token) = c.tokens.get(before) else { return false };
        if token.is_punct(c.text, b')') {
            depth += 1;
        } else if token.is_punct(c.text, b'(') {
            if depth == 0 {
                let called = before.checked_sub(1).and_then(|name| c.tokens.get(name));
                return called.is_some_and(|name| {
                    ["EXTRACT", "SUBSTRING", "TRIM", "OVERLAY"].iter().any(|word| name.is_word(c.text, word))
                });
            }
            depth -= 1;
        }
    }
    false
}

fn insert_columns(c: &mut Cursor<'_>, query: &mut Query, taken: &mut [bool]) {
    let table = query.tables.len().saturating_sub(1);
    if query.tables.is_empty() {
        return;
    }
    let from = c.at;
    let listed = c.is_punct(b'(') && !c.is_any_at(1, &["SELECT", "WITH"]);
    let columns: Option<Vec<Ident>> = if listed { c.idents() } else { None };
    for slot in taken.iter_mut().take(c.at).skip(from) {
        *slot = true;
    }
    for column in columns.iter().flatten() {
        query.columns.push(ColumnUse {
            column: column.clone(),
            access: Access::Write,
            qualified: false,
            qualifier: None,
            scopes: vec![vec![table]],
            opaque: false,
            clause: Clause::Target,
            range: column.range.clone(),
        });
    }
    let range = c.since(from.saturating_sub(1));
    query.inserts.push(InsertUse { table, columns, values: None, defaults: Vec::new(), range });
}

fn columns(c: Cursor<'_>, common: &[String], taken: &[bool], query: &mut Query) {
    let every: Vec<usize> = (0..query.tables.len()).collect();
    let opaque = !common.is_empty()
        || c.tokens
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a.is_punct(c.text, b'(') && b.is_word(c.text, "SELECT")));
    let mut at = 0;
    let mut clause = Clause::Other;
    while at < c.tokens.len() {
        let mut here = Cursor { at, ..c };
        at += 1;
        clause = clause_of(here).unwrap_or(clause);
        let before = at.checked_sub(2).and_then(|before| c.tokens.get(before));
        let after_dot = before.is_some_and(|before| before.is_punct(c.text, b'.'));
        if here.is_operator("*")
            && clause == Clause::Projection
            && !before.is_some_and(|before| before.is_punct(c.text, b'('))
            && !after_dot
        {
            let leads = before.is_some_and(|before| {
                before.is_word(c.text, "SELECT") || before.is_word(c.text, "DISTINCT") || before.is_punct(c.text, b',')
            });
            if leads {
                query.stars.push(StarUse {
                    tables: every.clone(),
                    range: c.tokens.get(at - 1).map_or(0..0, |token| token.range()),
                    whole_row: false,
                });
            }
        }
        if taken.get(at - 1) == Some(&true) || after_dot || (here.is_any(KEYWORDS) && !here.is_punct_at(1, b'.')) {
            continue;
        }
        if before.is_some_and(|before| before.is_word(c.text, "AS")) {
            continue;
        }
        if before.is_some_and(|before| before.kind == TokenKind::Operator && before.text(c.text) == "::") {
            if let Some(name) = here.name() {
                at = here.at.max(at);
                query.types.push(name);
            }
            continue;
        }
        let from = at - 1;
        let Some(name) = here.name() else { continue };
        at = here.at.max(at);
        if here.is_punct(b'(') {
            query.calls.push(name);
            continue;
        }
        if here.is_punct(b'.') && here.ahead(1).is_some_and(|token| token.text(c.text) == "*") {
            let tables = named(query, &name.name);
            query.stars.push(StarUse {
                tables,
                range: c.tokens.get(from).map_or(0..0, |token| token.range()),
                whole_row: false,
            });
            continue;
        }
        if here.kind() == Some(TokenKind::String) && name.qualifiers.is_empty() {
            continue;
        }
        let assigns = clause == Clause::Target && here.is_operator("=");
        let access = if assigns { Access::Write } else { Access::Read };
        let range = name.range();
        let (qualified, scopes, hidden) = match name.qualifiers.last() {
            Some(qualifier) => {
                let tables = named(query, qualifier);
                (true, if tables.is_empty() { Vec::new() } else { vec![tables] }, false)
            }
            None => (false, if every.is_empty() { Vec::new() } else { vec![every.clone()] }, opaque),
        };
        if qualified && scopes.is_empty() {
            continue;
        }
        let clause = if clause == Clause::Target && !assigns { Clause::Value } else { clause };
        let qualifier = name.qualifiers.last().map(|qualifier| qualifier.value.clone());
        query.columns.push(ColumnUse {
            column: name.name,
            access,
            qualified,
            qualifier,
            scopes,
            opaque: hidden,
            clause,
            range,
        });
    }
}

/// The tables that a qualifier can mean.
fn named(query: &Query, qualifier: &Ident) -> Vec<usize> {
    let same = |name: &Ident| name.value.eq_ignore_ascii_case(&qualifier.value);
    let found = query.tables.iter().enumerate().filter(|(_, table)| match &table.alias {
        Some(alias) => same(alias),
        None => same(&table.name.name),
    });
    found.map(|(at, _)| at).take(1).collect()
}

fn clause_of(c: Cursor<'_>) -> Option<Clause> {
    Some(if c.is("SELECT") || c.is("PERFORM") {
        Clause::Projection
    } else if c.is_any(&["WHERE", "HAVING", "PREWHERE"]) {
        Clause::Filter
    } else if c.is("ON") || c.is("USING") {
        Clause::Join
    } else if c.is_phrase("ORDER BY") {
        Clause::Order
    } else if c.is_phrase("GROUP BY") {
        Clause::Group
    } else if c.is("SET") {
        Clause::Target
    } else if c.is("VALUES") {
        Clause::Value
    } else if c.is("RETURNING") || (c.is("OUTPUT") && c.dialect == Dialect::Mssql) {
        Clause::Returning
    } else {
        return None;
    })
}
