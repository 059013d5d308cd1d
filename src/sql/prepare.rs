//! Statements that are not quite SQL: those of routines with `INTO variable` and `PERFORM`, and texts with holes in them.

use super::cursor::{Cursor, range_of};
use super::dynamic::HOLE;
use super::lexer::{Token, TokenKind};
use super::recognise;
use crate::model::change::{Reading, SchemaChange, Statement, StatementKind};
use crate::model::name::Dialect;

/// Whether a text begins like a statement that changes the schema.
pub fn changes_schema(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let first = words.next().unwrap_or_default().to_ascii_uppercase();
    let second = words.next().unwrap_or_default().to_ascii_uppercase();
    let objects = [
        "TABLE",
        "TABLES",
        "VIEW",
        "COLUMN",
        "INDEX",
        "TYPE",
        "SCHEMA",
        "FUNCTION",
        "PROCEDURE",
        "PROC",
        "TRIGGER",
        "MATERIALIZED",
        "UNIQUE",
        "DOMAIN",
        "SP_RENAME",
        "FOREIGN",
        "TEMPORARY",
        "OR",
        "IGNORE",
    ];
    match first.as_str() {
        "ALTER" | "DROP" | "RENAME" | "CREATE" | "TRUNCATE" | "EXEC" | "EXECUTE" => objects.contains(&second.as_str()),
        "IF" | "BEGIN" => {
            text.to_ascii_uppercase().contains("ALTER TABLE") || text.to_ascii_uppercase().contains("DROP ")
        }
        _ => false,
    }
}

/// Deals with the holes of a text: what names one and destroys is unreadable, what else names one is left out.
pub fn settle(statement: &mut Statement, text: &str) {
    statement.nested.iter_mut().for_each(|nested| settle(nested, text));
    let said = text.get(statement.range.clone()).unwrap_or_default();
    if !said.contains(HOLE) {
        return;
    }
    let unreadable = match &mut statement.kind {
        StatementKind::Changes(changes) => {
            let holed = |change: &SchemaChange| format!("{change:?}").contains(HOLE);
            let unreadable = changes.iter().any(|change| recognise::destroys(&change.kind) && holed(change));
            changes.retain(|change| !holed(change));
            unreadable
        }
        StatementKind::Query(query) => {
            if format!("{query:?}").contains(HOLE) {
                statement.kind = StatementKind::Changes(Vec::new());
            }
            false
        }
        StatementKind::Unparsed { .. } => {
            let destroys = destroys_words(said);
            if !destroys {
                statement.kind = StatementKind::Changes(Vec::new());
                statement.reading = Reading::Recognised;
            }
            destroys
        }
        StatementKind::Unreadable { .. } => false,
    };
    if unreadable {
        let mut what: String = said.replace(HOLE, "…").split_whitespace().collect::<Vec<_>>().join(" ");
        if what.chars().count() > 160 {
            what = what.chars().take(160).chain(['…']).collect();
        }
        statement.kind = StatementKind::Unreadable { what, at: statement.range.clone() };
        statement.reading = Reading::Recognised;
    }
}

/// Whether words that drop or rename stand in a text that could not be read.
fn destroys_words(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| matches!(word, "DROP" | "RENAME" | "CHANGE" | "SP"))
}

/// A statement of a routine without `INTO variables`, with `PERFORM` as `SELECT`: as the parser knows it, with every byte in its place.
pub fn without_variables(c: Cursor<'_>) -> Option<(String, Vec<Token>)> {
    if !matches!(c.dialect, Dialect::Postgres | Dialect::Mysql) {
        return None;
    }
    if !c.is_any(&["SELECT", "PERFORM", "WITH", "INSERT", "UPDATE", "DELETE"]) {
        return None;
    }
    let range = c.whole();
    let mut text = c.text.get(range.clone())?.to_owned();
    let mut tokens = c.tokens.to_vec();
    let performs = c.is("PERFORM");
    if performs {
        text.replace_range(0.."PERFORM".len(), "SELECT ");
    }
    let mut here = c;
    let mut into = None;
    while !here.done() {
        if here.is_any(&["INSERT", "REPLACE", "MERGE"]) {
            here.at += 1;
            here.eat("IGNORE");
            here.eat("INTO");
            continue;
        }
        if here.is("INTO") {
            let from = here.at;
            here.at += 1;
            here.eat("STRICT");
            while matches!(here.kind(), Some(TokenKind::Word | TokenKind::Quoted | TokenKind::Variable)) {
                if here.kind() == Some(TokenKind::Variable) {
                    here.at += 1;
                } else {
                    here.name();
                }
                if !here.eat_punct(b',') {
                    break;
                }
            }
            into = Some(from..here.at);
            break;
        }
        here.skip();
    }
    if let Some(into) = into {
        let bytes = range_of(tokens.get(into.clone())?);
        let blank = bytes.start.checked_sub(range.start)?..bytes.end.checked_sub(range.start)?;
        text.replace_range(blank.clone(), &" ".repeat(blank.len()));
        tokens.drain(into);
    } else if !performs {
        return None;
    }
    Some((text, tokens))
}
