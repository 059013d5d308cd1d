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
    let mut branches = Branches::default();
    for (at, four) in body.windows(3).enumerate() {
        let [row, dot, name] = four else { continue };
        let behind = at.checked_sub(1).and_then(|at| body.get(at));
        branches.pass(text, behind, body.get(at..).unwrap_or_default());
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
            clause: match set
                && branches.each_row_gets(name.text(text))
                && gives(text, body.get(at + 4..).unwrap_or_default(), name)
            {
                true => Clause::Target,
                false => Clause::Other,
            },
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

/// The branches of a body around a place.
#[derive(Default)]
struct Branches {
    /// A block, or a branch; of `IF NEW.a IS NULL THEN`, what is set if it is missing.
    open: Vec<Option<String>>,
    /// It may have ended before.
    left: bool,
}

const BLOCK: &str = "";

impl Branches {
    /// Goes on to the first of these tokens, behind another one.
    fn pass(&mut self, text: &str, behind: Option<&Token>, from: &[Token]) {
        let Some(token) = from.first() else { return };
        let is = |word: &str| token.is_word(text, word);
        if behind.is_some_and(|token| token.is_word(text, "END")) && (is("IF") || is("CASE") || is("LOOP")) {
            return;
        }
        let begins = behind.is_none_or(|token| {
            token.is_punct(text, b';')
                || ["BEGIN", "THEN", "ELSE", "LOOP", "DO"].iter().any(|word| token.is_word(text, word))
        });
        if is("BEGIN") {
            self.open.push(Some(BLOCK.to_owned()));
        } else if is("IF") && begins {
            self.open.push(missing(text, from));
        } else if is("CASE") || is("LOOP") {
            self.open.push(None);
        } else if is("ELSE") || is("ELSIF") || is("ELSEIF") || is("EXCEPTION") {
            self.open.last_mut().into_iter().for_each(|branch| *branch = None);
        } else if is("END") {
            self.open.pop();
        } else if is("RETURN") || is("LEAVE") {
            self.left |= self.open.iter().any(|branch| branch.as_deref() != Some(BLOCK));
        }
    }

    /// Whether what is set here has a value in each row.
    fn each_row_gets(&self, column: &str) -> bool {
        let branch = |open: &Option<String>| open.as_deref().is_some_and(|own| own == BLOCK || own == column);
        !self.left && self.open.iter().all(branch)
    }
}

/// Whether it is more than NULL, and than what the column has already.
fn gives(text: &str, value: &[Token], column: &Token) -> bool {
    let itself = match value {
        [row, dot, name, rest @ ..] => {
            row.is_word(text, "NEW")
                && dot.is_punct(text, b'.')
                && name.text(text).eq_ignore_ascii_case(column.text(text))
                && rest
                    .first()
                    .is_none_or(|end| end.is_punct(text, b';') || end.is_punct(text, b',') || end.is_word(text, "END"))
        }
        _ => false,
    };
    !itself && value.first().is_some_and(|value| !value.is_word(text, "NULL"))
}

/// The column of `IF NEW.a IS NULL THEN`.
fn missing(text: &str, from: &[Token]) -> Option<String> {
    let [_, row, dot, name, is, null, then, ..] = from else { return None };
    let asks = row.is_word(text, "NEW") && dot.is_punct(text, b'.') && is.is_word(text, "IS");
    (asks && null.is_word(text, "NULL") && then.is_word(text, "THEN")).then(|| name.text(text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    #[test]
    fn what_each_row_gets() {
        for (body, expected) in [
            ("BEGIN NEW.a := lower(NEW.b); RETURN NEW; END", "a"),
            ("SET NEW.a = 1", "a"),
            ("BEGIN SET NEW.a = 1; SET NEW.b = CASE WHEN 1 THEN 2 END; SET NEW.c = 3; END", "a b c"),
            ("BEGIN IF NEW.a IS NULL THEN NEW.a := 1; NEW.b := 2; END IF; NEW.c := 3; END", "a c"),
            ("BEGIN IF NEW.a IS NULL THEN NULL; ELSE NEW.a := 1; END IF; END", ""),
            ("BEGIN IF NEW.b > 1 THEN NEW.a := 1; END IF; END", ""),
            ("BEGIN IF NEW.b > 1 THEN RETURN NEW; END IF; NEW.a := 1; END", ""),
            ("BEGIN SET NEW.a = IF(NEW.b, 1, 2); SET NEW.c = 1; END", "a c"),
            ("BEGIN FOR i IN 1..2 LOOP NEW.a := i; END LOOP; NEW.b := 1; END", "b"),
            ("BEGIN NEW.a := NULL; END", ""),
            ("BEGIN NEW.a := NEW.a; NEW.b := NEW.b || 'x'; END", "b"),
            ("SET NEW.a = NEW.a", ""),
        ] {
            let tokens = lex(body, 0..body.len(), Dialect::Postgres);
            let found = of_body(body, &tokens, None, Dialect::Postgres).unwrap_or_default();
            let given = found.columns.iter().filter(|used| used.clause == Clause::Target);
            let found: Vec<&str> = given.map(|used| used.column.value.as_str()).collect();
            assert_eq!(found.join(" "), expected, "{body}");
        }
    }

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
