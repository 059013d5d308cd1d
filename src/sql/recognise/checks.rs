//! Checks, of a table or inside a column's definition: the columns that they name, and the values that they allow.

use super::columns::{names_in, slice};
use crate::model::change::{Constraint, ConstraintKind};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::TokenKind;
use crate::sql::literal::literal;

/// A check over the inside of its brackets.
pub fn check(c: Cursor<'_>) -> ConstraintKind {
    ConstraintKind::Check {
        expression: slice(c, c.whole()),
        columns: names_in(c.text, c.tokens, c.dialect),
        values: listed(c),
    }
}

/// The checks that stand in a column's definition.
pub fn of_column(mut c: Cursor<'_>) -> Vec<Constraint> {
    let mut found = Vec::new();
    let mut name = None;
    c.at += 1;
    while !c.done() {
        if c.eat("CONSTRAINT") {
            name = c.ident();
        } else if c.eat("CHECK") {
            c.eat("NOT FOR REPLICATION");
            if let Some(inner) = c.group() {
                found.push(Constraint { name: name.take(), kind: check(c.over(inner)) });
            }
        } else {
            c.skip();
        }
    }
    found
}

/// The strings of `column IN ('a', 'b')` and `column = ANY (ARRAY['a', 'b'])`; none where more than that one column is compared.
pub fn listed(c: Cursor<'_>) -> Vec<String> {
    let has = |words: &[&str]| c.tokens.iter().any(|token| words.iter().any(|word| token.is_word(c.text, word)));
    let one = || names_in(c.text, c.tokens, c.dialect).len() == 1;
    if !has(&["IN", "ANY"]) || has(&["NOT", "AND", "LIKE"]) || !one() {
        return Vec::new();
    }
    let strings = c.tokens.iter().filter(|token| token.kind == TokenKind::String);
    strings.map(|token| literal(c.text, token, c.dialect).value).collect()
}
