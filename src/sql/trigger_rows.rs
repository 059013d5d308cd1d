//! The columns of the rows that a trigger is about: `NEW.email`, `OLD.email`, wherever in a body they stand.
//!
//! A trigger's own body knows its table. A function of PostgreSQL does not: there the names keep their qualifier and have no scope, and the catalog ties
//! them to the tables whose triggers run the function. A function that asks which table it runs for (`TG_TABLE_NAME`) names columns of several, so nothing is
//! said of its rows. The edge: bodies in quotes with escapes, and `NEW` under another name (`REFERENCING`).

use super::cursor::ident_of;
use super::lexer::{Token, TokenKind};
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::{Access, Clause, ColumnUse, Query, TableUse};

/// Variables that say for which table a trigger's function runs.
const ASKS: &[&str] = &["TG_TABLE_NAME", "TG_RELNAME", "TG_RELID", "TG_ARGV"];

/// Whether a name stands for the row of a trigger.
pub fn is_row(qualifier: &str) -> bool {
    qualifier.eq_ignore_ascii_case("new") || qualifier.eq_ignore_ascii_case("old")
}

/// What a body names of its rows; `None` if it names nothing of them.
pub fn of_body(text: &str, body: &[Token], table: Option<&ObjectName>, dialect: Dialect) -> Option<Query> {
    if body.iter().any(|token| ASKS.iter().any(|word| token.is_word(text, word))) {
        return None;
    }
    let mut query = Query::default();
    for (at, four) in body.windows(3).enumerate() {
        let [row, dot, name] = four else { continue };
        let behind = at.checked_sub(1).and_then(|at| body.get(at));
        let inner = behind.is_some_and(|token| token.is_punct(text, b'.') || token.text(text) == ":");
        if row.kind != TokenKind::Word || inner || !is_row(row.text(text)) || !dot.is_punct(text, b'.') {
            continue;
        }
        let Some(column) = ident_of(text, name, dialect) else { continue };
        let set = body.get(at + 3).is_some_and(|next| next.text(text) == ":=" || next.text(text) == "=")
            && behind.is_none_or(|token| {
                token.is_punct(text, b';')
                    || token.is_punct(text, b',')
                    || ["BEGIN", "THEN", "ELSE", "LOOP", "SET", "DO"].iter().any(|word| token.is_word(text, word))
            });
        query.columns.push(ColumnUse {
            column,
            access: if set { Access::Write } else { Access::Read },
            qualified: true,
            qualifier: Some(row.text(text).to_owned()),
            scopes: table.iter().map(|_| vec![0]).collect(),
            opaque: false,
            clause: Clause::Other,
            range: name.range(),
        });
    }
    if query.columns.is_empty() {
        return None;
    }
    let of = |name: &ObjectName| TableUse { name: name.clone(), alias: None, access: Access::Read, range: 0..0 };
    query.tables = table.into_iter().map(of).collect();
    Some(query)
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    #[test]
    fn rows_of_triggers() {
        for (body, expected) in [
            ("BEGIN NEW.a := lower(NEW.b); RETURN NEW; END", "w a, r b"),
            ("BEGIN IF new.\"A b\" IS DISTINCT FROM OLD.c THEN NULL; END IF; END", "r A b, r c"),
            ("SET NEW.a = 1, NEW.b = NEW.c", "w a, w b, r c"),
            ("SELECT x.new.a, 'NEW.b', renew.c", ""),
            ("IF TG_TABLE_NAME = 't' THEN NEW.a := 1; END IF", ""),
            ("NEW.", ""),
        ] {
            let tokens = lex(body, 0..body.len(), Dialect::Postgres);
            let found = of_body(body, &tokens, None, Dialect::Postgres).unwrap_or_default();
            let sign = |used: &ColumnUse| if used.access == Access::Write { 'w' } else { 'r' };
            let found: Vec<String> =
                found.columns.iter().map(|used| format!("{} {}", sign(used), used.column.value)).collect();
            assert_eq!(found.join(", "), expected, "{body}");
        }
    }
}
