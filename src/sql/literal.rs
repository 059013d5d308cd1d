//! What a string literal says: quotes, doubled quotes and backslashes taken away.

use std::ops::Range;

use super::lexer::{Token, backslash_escapes};
use crate::model::name::Dialect;

/// What a string literal says, and where its content stands.
pub struct Literal {
    pub value: String,
    pub content: Range<usize>,
    /// The content is the value, byte for byte.
    pub verbatim: bool,
}

/// Reads a [`TokenKind::String`] token.
pub fn literal(text: &str, token: &Token, dialect: Dialect) -> Literal {
    let raw = token.text(text);
    let quote_at = raw.find(['\'', '"', '$']).unwrap_or(0);
    let quote = raw.as_bytes().get(quote_at).copied().unwrap_or(b'\'');
    if quote == b'$' {
        let tag = raw.get(1..).and_then(|rest| rest.find('$')).map_or(raw.len(), |at| at + 2);
        let delimiter = raw.get(..tag).unwrap_or_default();
        let closed = raw.len() >= tag * 2 && raw.ends_with(delimiter);
        let end = if closed { raw.len() - tag } else { raw.len() };
        let content = token.start + tag..token.start + end;
        return Literal { value: text.get(content.clone()).unwrap_or_default().to_owned(), content, verbatim: true };
    }
    let escapes = backslash_escapes(dialect) || matches!(raw.as_bytes().first(), Some(b'e' | b'E'));
    let inner_start = (quote_at + 1).min(raw.len());
    let closed = raw.len() > inner_start && raw.as_bytes().last() == Some(&quote);
    let inner = raw.get(inner_start..raw.len() - usize::from(closed)).unwrap_or_default();
    let content = token.start + inner_start..token.start + inner_start + inner.len();
    let escaped = escapes && inner.contains('\\');
    if !escaped && !inner.contains(char::from(quote)) {
        return Literal { value: inner.to_owned(), content, verbatim: true };
    }
    let mut value = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        if c == char::from(quote) {
            chars.next_if_eq(&c);
            value.push(c);
        } else if c == '\\' && escapes {
            value.push(match chars.next() {
                Some('n' | 'r' | 't') | None => ' ',
                Some(other) => other,
            });
        } else {
            value.push(c);
        }
    }
    Literal { value, content, verbatim: false }
}

/// The setting that lets SQLite rename tables alone.
pub const RENAMES_STAY: &str = "legacy_alter_table";

/// Whether a value of a `PRAGMA` switches it on.
pub fn is_on(value: &str) -> bool {
    let value = value.trim_matches(['\'', '"']);
    ["on", "yes", "true", "1"].iter().any(|own| value.eq_ignore_ascii_case(own))
}
