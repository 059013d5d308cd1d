//! Which statements run on a scratch database. The text is from the repository, whose authors nobody trusts: a statement runs if it is known to make, change or
//! drop tables, indexes, views, types, sequences and schemas, and nothing in it reaches beyond the database; everything else is left out, and it is said why.
//!
//! What runs is not the text but its tokens, put together again: comments are gone, and what was looked at is what is sent. The databases hold a second line of
//! defence each (see their files), as no list of words is complete: one statement a message, a role without rights, another database never named, an authorizer.

mod mysql;
mod postgres;
mod sqlite;

use crate::model::name::Dialect;
use crate::sql::cursor::{Cursor, unquote};
use crate::sql::lexer::{Token, TokenKind, lex};

/// What becomes of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vetted {
    /// This is sent.
    Run(String),
    /// It does not matter for names: rows, privileges, transactions.
    Skip,
    /// It could matter, and is not run.
    Refuse(String),
}

/// Longer statements are not run.
const LONGEST: usize = 1 << 20;

const ROWS: &[&str] =
    &["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "REPLACE", "TRUNCATE", "LOCK", "UNLOCK"];
const TRANSACTIONS: &[&str] = &["BEGIN", "COMMIT", "END", "ROLLBACK", "START", "ABORT", "SAVEPOINT", "RELEASE", "XA"];
/// What says nothing of names.
const ASIDE: &[&str] = &[
    "ANALYZE", "CHECK", "CLUSTER", "COMMENT", "DISCARD", "EXPLAIN", "GRANT", "LISTEN", "NOTIFY", "OPTIMIZE", "REFRESH",
    "REINDEX", "REPAIR", "REVOKE", "SHOW", "UNLISTEN", "FLUSH",
];

/// Looks at one statement. `own` is the name of the scratch database.
pub fn vet(sql: &str, dialect: Dialect, own: &str) -> Vetted {
    if sql.len() > LONGEST {
        return refuse("it is longer than a megabyte");
    }
    if sql.contains('\0') {
        return refuse("it holds a NUL");
    }
    let mut tokens = lex(sql, 0..sql.len(), dialect);
    tokens.retain(|token| !matches!(token.kind, TokenKind::MarkBegin | TokenKind::MarkEnd));
    let for_client = |token: &Token| {
        use TokenKind::{Data, Delimiter, Go, Meta, SetDelimiter};
        matches!(token.kind, Data | Delimiter | Go | Meta | SetDelimiter)
    };
    if tokens.iter().any(for_client) {
        return refuse("a part of it is for a client, not for the server");
    }
    while tokens.last().is_some_and(|token| token.is_punct(sql, b';')) {
        tokens.pop();
    }
    let mut c = Cursor::new(sql, &tokens, dialect);
    if c.done() {
        return Vetted::Skip;
    }
    if c.is_any(ROWS) || c.is_any(TRANSACTIONS) || c.is_any(ASIDE) {
        return Vetted::Skip;
    }
    let several = tokens.iter().any(|token| token.is_punct(sql, b';')) && !has_body(c);
    let vetted = match dialect {
        Dialect::Postgres => postgres::vet(&mut c),
        Dialect::Mysql => mysql::vet(&mut c, own),
        Dialect::Sqlite => sqlite::vet(&mut c),
        Dialect::Mssql | Dialect::Clickhouse => refuse("there is no database of this dialect"),
    };
    match vetted {
        Vetted::Run(_) if several => refuse("it is more than one statement"),
        other => other,
    }
}

/// Whether statements may stand inside of it: those of SQLite's triggers are sent and never run, those of PostgreSQL's functions are not sent.
fn has_body(mut c: Cursor<'_>) -> bool {
    if !c.eat("CREATE") {
        return false;
    }
    match c.dialect {
        Dialect::Sqlite => {
            c.eat_any(&["TEMP", "TEMPORARY"]);
            c.is("TRIGGER")
        }
        Dialect::Postgres => {
            c.eat("OR REPLACE");
            c.is_any(&["FUNCTION", "PROCEDURE"])
        }
        _ => false,
    }
}

fn refuse(why: impl Into<String>) -> Vetted {
    Vetted::Refuse(why.into())
}

/// `CREATE EXTENSION`, `COPY`: the first words of a statement, for messages.
fn head(c: &Cursor<'_>) -> String {
    let words = c.tokens.iter().take_while(|token| token.kind == TokenKind::Word).take(2);
    let words: Vec<String> = words.map(|token| token.text(c.text).to_ascii_uppercase()).collect();
    if words.is_empty() { "what begins with no word".to_owned() } else { words.join(" ") }
}

/// Tokens as one line.
fn joined(text: &str, tokens: &[Token]) -> String {
    let mut line = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.start) {
            line.push(' ');
        }
        line.push_str(token.text(text));
        end = Some(token.end);
    }
    line
}

/// The statement without some of its tokens.
fn run(c: &Cursor<'_>, without: &[std::ops::Range<usize>]) -> Vetted {
    Vetted::Run(kept(c, without))
}

fn kept(c: &Cursor<'_>, without: &[std::ops::Range<usize>]) -> String {
    let all = c.tokens.iter().enumerate().filter(|(at, _)| !without.iter().any(|range| range.contains(at)));
    let tokens: Vec<Token> = all.map(|(_, token)| *token).collect();
    joined(c.text, &tokens)
}

/// The name that a token is, in lower case and without quotes.
fn name_of(text: &str, token: &Token) -> Option<String> {
    match token.kind {
        TokenKind::Word => Some(token.text(text).to_lowercase()),
        TokenKind::Quoted => Some(unquote(token.text(text)).to_lowercase()),
        _ => None,
    }
}

/// A function that is called and may not be.
fn denied_call(c: &Cursor<'_>, denied: impl Fn(&str) -> bool) -> Option<String> {
    let calls = c.tokens.windows(2).filter(|pair| pair[1].is_punct(c.text, b'('));
    calls.filter_map(|pair| name_of(c.text, &pair[0])).find(|name| denied(name))
}

/// The place of the first of these words outside of brackets, from `from` on.
fn at_top(c: &Cursor<'_>, from: usize, words: &[&str]) -> Option<usize> {
    let mut depth = 0usize;
    for (at, token) in c.tokens.iter().enumerate() {
        if token.is_punct(c.text, b'(') {
            depth += 1;
        } else if token.is_punct(c.text, b')') {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && at >= from && words.iter().any(|word| token.is_word(c.text, word)) {
            return Some(at);
        }
    }
    None
}

/// Whether a word stands anywhere in it.
fn has(c: &Cursor<'_>, word: &str) -> bool {
    c.tokens.iter().any(|token| token.is_word(c.text, word))
}

#[cfg(test)]
mod tests;
