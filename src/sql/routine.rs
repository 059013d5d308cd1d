//! `CREATE FUNCTION`, `PROCEDURE`, `TRIGGER`, `EVENT`: their heads, and where their bodies stand.

use super::cursor::{Cursor, split_commas};
use super::lexer::{Token, TokenKind};
use super::tsql;
use crate::model::name::{Dialect, Ident, ObjectName};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Function,
    Procedure,
    Trigger,
    Event,
}

/// The head of a routine and its body.
pub struct Routine<'a> {
    pub kind: Kind,
    pub name: ObjectName,
    pub or_replace: bool,
    pub parameters: Vec<String>,
    pub body: Body<'a>,
    /// Of a trigger.
    pub table: Option<ObjectName>,
    pub columns: Vec<Ident>,
    /// A trigger that runs before each row that is inserted.
    pub fills: bool,
    pub function: Option<ObjectName>,
}

pub enum Body<'a> {
    /// A string literal with SQL in it.
    Literal(&'a Token),
    Tokens(&'a [Token]),
    /// In another language, or none.
    None,
}

/// Words that begin the body of a routine that is no block.
const STATEMENTS: &[&str] = &[
    "BEGIN", "SELECT", "INSERT", "UPDATE", "DELETE", "SET", "RETURN", "CALL", "ALTER", "DROP", "CREATE", "IF",
    "REPLACE", "WITH", "TRUNCATE", "DO", "CASE",
];

/// Reads the head. `None` if the statement creates no routine.
pub fn routine(mut c: Cursor<'_>) -> Option<Routine<'_>> {
    let alter = c.dialect == Dialect::Mssql && c.eat("ALTER");
    if !alter && !c.eat("CREATE") {
        return None;
    }
    let or_replace = c.eat("OR REPLACE") || c.eat("OR ALTER") || alter;
    if c.eat("DEFINER") {
        c.eat_operator("=");
        c.at += 1;
        while matches!(c.kind(), Some(TokenKind::Variable)) || (c.kind() == Some(TokenKind::String)) {
            c.at += 1;
        }
        c.group();
    }
    c.eat_any(&["TEMP", "TEMPORARY", "CONSTRAINT", "AGGREGATE", "DEFINER"]);
    if c.is_phrase("EVENT TRIGGER") {
        return None;
    }
    let kind = if c.eat("FUNCTION") {
        Kind::Function
    } else if c.eat("PROCEDURE") || c.eat("PROC") {
        Kind::Procedure
    } else if c.eat("TRIGGER") {
        Kind::Trigger
    } else if c.eat("EVENT") && c.dialect == Dialect::Mysql {
        Kind::Event
    } else {
        return None;
    };
    c.eat("IF NOT EXISTS");
    let name = c.name()?;
    let mut routine = Routine {
        kind,
        name,
        or_replace,
        parameters: Vec::new(),
        body: Body::None,
        table: None,
        columns: Vec::new(),
        fills: false,
        function: None,
    };
    match kind {
        Kind::Trigger => trigger(&mut c, &mut routine),
        Kind::Event => {
            while !c.done() && !c.eat("DO") {
                c.skip();
            }
            routine.body = Body::Tokens(c.rest());
        }
        _ => function(&mut c, &mut routine),
    }
    Some(routine)
}

fn parameter(mut c: Cursor<'_>) -> Option<String> {
    while c.is_any(&["IN", "OUT", "INOUT", "VARIADIC"]) && c.ahead(1).is_some() {
        c.at += 1;
    }
    let token = c.token()?;
    Some(
        super::cursor::ident_of(c.text, token, c.dialect)
            .map_or_else(|| token.text(c.text).to_owned(), |name| name.value),
    )
}

fn function<'a>(c: &mut Cursor<'a>, routine: &mut Routine<'a>) {
    if let Some(group) = c.group() {
        routine.parameters =
            split_commas(c.text, group).into_iter().filter_map(|part| parameter(c.over(part))).collect();
    } else if c.dialect == Dialect::Mssql {
        let from = c.at;
        let mut end = *c;
        while !end.done() && !end.is("AS") {
            end.skip();
        }
        let parameters = c.tokens.get(from..end.at).unwrap_or_default();
        routine.parameters =
            split_commas(c.text, parameters).into_iter().filter_map(|part| parameter(c.over(part))).collect();
    }
    routine.body = match c.dialect {
        Dialect::Postgres => postgres_body(*c),
        Dialect::Mssql => tsql_body(*c),
        _ => {
            // `RETURNS type`, `COMMENT 'text'`, `SQL SECURITY DEFINER`, `DETERMINISTIC`, …
            let label = |c: &Cursor<'_>| {
                c.kind() == Some(TokenKind::Word) && c.ahead(1).is_some_and(|next| next.text(c.text) == ":")
            };
            while !c.done() && !c.is_any(STATEMENTS) && !label(c) {
                c.skip();
            }
            Body::Tokens(c.rest())
        }
    };
}

fn postgres_body(mut c: Cursor<'_>) -> Body<'_> {
    let language =
        c.tokens.iter().position(|token| token.is_word(c.text, "LANGUAGE")).and_then(|at| c.tokens.get(at + 1));
    let language = language.map(|token| token.text(c.text).trim_matches(['\'', '"']).to_ascii_lowercase());
    if language.is_some_and(|language| !matches!(language.as_str(), "sql" | "plpgsql")) {
        return Body::None;
    }
    while !c.done() {
        if c.is("AS") && c.ahead(1).is_some_and(|next| next.kind == TokenKind::String) {
            return c.ahead(1).map_or(Body::None, Body::Literal);
        }
        if c.is_phrase("BEGIN ATOMIC") || (c.is("RETURN") && c.ahead(1).is_some()) {
            return Body::Tokens(c.rest());
        }
        c.skip();
    }
    Body::None
}

fn tsql_body(mut c: Cursor<'_>) -> Body<'_> {
    let mut fallback = None;
    while !c.done() {
        if c.eat("AS") {
            if c.is("EXTERNAL") {
                return Body::None;
            }
            if c.is_punct(b';') || tsql::is_start(c.text, c.tokens, c.at) || c.is_punct(b'(') {
                return Body::Tokens(c.rest());
            }
            fallback.get_or_insert(c.rest());
            continue;
        }
        // A function may leave `AS` out.
        if c.is("BEGIN") {
            return Body::Tokens(c.rest());
        }
        c.skip();
    }
    fallback.map_or(Body::None, Body::Tokens)
}

fn trigger<'a>(c: &mut Cursor<'a>, routine: &mut Routine<'a>) {
    let (mut before, mut insert) = (false, false);
    while !c.done() && !c.is("ON") {
        if c.eat("UPDATE OF") {
            while let Some(column) = c.ident() {
                routine.columns.push(column);
                if !c.eat_punct(b',') {
                    break;
                }
            }
        } else {
            before |= c.is("BEFORE");
            insert |= c.is("INSERT");
            c.skip();
        }
    }
    c.eat("ON");
    routine.fills = before && insert;
    routine.table =
        if c.dialect == Dialect::Mssql && (c.is("DATABASE") || c.is_phrase("ALL SERVER")) { None } else { c.name() };
    routine.body = match c.dialect {
        Dialect::Mssql => tsql_body(*c),
        Dialect::Postgres => {
            while !c.done() && !c.is("EXECUTE") {
                routine.fills &= !c.is("WHEN");
                c.skip();
            }
            c.at += 2;
            routine.function = c.name();
            Body::None
        }
        _ => {
            if c.eat("FOR EACH ROW") && c.eat_any(&["FOLLOWS", "PRECEDES"]) {
                c.name();
            }
            if c.is("WHEN") {
                routine.fills = false;
                while !c.done() && !c.is("BEGIN") {
                    c.skip();
                }
            }
            Body::Tokens(c.rest())
        }
    };
}
