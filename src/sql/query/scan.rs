//! A small scanner of SQL text: words, strings and marks with their bytes, comments left out. It never fails and knows no grammar.
//!
//! It serves the readers here that need places rather than meaning: placeholders, the ranges of operations, and the reading of text
//! that does not parse. Statements are split elsewhere.

use std::ops::Range;

use crate::model::name::Dialect;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A bare word: keyword or identifier. May hold U+FFFC.
    Word,
    /// A quoted identifier, its quotes included.
    Quoted,
    Text,
    Number,
    /// One character of anything else.
    Mark(u8),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

impl Token {
    /// The text of the token.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range.clone()).unwrap_or("")
    }

    /// Whether it is this bare word, in any case.
    pub fn is(&self, text: &str, word: &str) -> bool {
        self.kind == Kind::Word && self.text(text).eq_ignore_ascii_case(word)
    }

    /// Whether it is one of these bare words, in any case.
    pub fn is_any(&self, text: &str, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(text, word))
    }

    /// Whether it is this one character.
    pub fn is_mark(&self, mark: u8) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// The tokens of a text.
pub(crate) fn scan(text: &str, dialect: Dialect) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let start = at;
        let kind = match byte {
            b if b.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if next == b'-' => {
                at = line_end(bytes, at);
                continue;
            }
            b'#' if dialect == Dialect::Mysql && next != b'{' => {
                at = line_end(bytes, at);
                continue;
            }
            b'/' if next == b'*' => {
                at = comment_end(bytes, at, dialect);
                continue;
            }
            b'\'' => {
                let escapes =
                    dialect == Dialect::Mysql || dialect == Dialect::Clickhouse || escape_prefix(&tokens, bytes, at);
                at = quote_end(bytes, at, b'\'', escapes);
                Kind::Text
            }
            b'"' if dialect == Dialect::Mysql => {
                at = quote_end(bytes, at, b'"', true);
                Kind::Text
            }
            b'"' | b'`' => {
                at = quote_end(bytes, at, byte, false);
                Kind::Quoted
            }
            b'[' if bracket_name(bytes, at, dialect) => {
                at = quote_end(bytes, at, b']', false);
                Kind::Quoted
            }
            b'$' if dialect == Dialect::Postgres => match dollar_end(text, at) {
                Some(end) => {
                    at = end;
                    Kind::Text
                }
                None => {
                    at += 1;
                    Kind::Mark(b'$')
                }
            },
            b if b.is_ascii_digit() => {
                at += 1;
                while at < bytes.len()
                    && (bytes[at].is_ascii_alphanumeric()
                        || bytes[at] == b'_'
                        || (bytes[at] == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)))
                {
                    at += 1;
                }
                Kind::Number
            }
            b if is_word(b) => {
                at += 1;
                while at < bytes.len() && (is_word(bytes[at]) || bytes[at].is_ascii_digit() || bytes[at] == b'$') {
                    at += 1;
                }
                Kind::Word
            }
            _ => {
                at += 1;
                Kind::Mark(byte)
            }
        };
        tokens.push(Token { kind, range: start..at.min(bytes.len()) });
    }
    tokens
}

/// Bytes of bare words; every byte of a character outside ASCII is one.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end)
}

/// Comments nest in PostgreSQL and SQL Server.
fn comment_end(bytes: &[u8], mut at: usize, dialect: Dialect) -> usize {
    let nests = matches!(dialect, Dialect::Postgres | Dialect::Mssql | Dialect::Clickhouse);
    let mut depth = 0usize;
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (b'/', b'*') if nests || depth == 0 => {
                depth += 1;
                at += 2;
            }
            (b'*', b'/') => {
                depth = depth.saturating_sub(1);
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of a quoted text that opens at `at` and closes with `close`; a doubled `close` stands for itself.
fn quote_end(bytes: &[u8], at: usize, close: u8, escapes: bool) -> usize {
    let mut at = at + 1;
    while at < bytes.len() {
        if escapes && bytes[at] == b'\\' {
            at += 2;
        } else if bytes[at] == close {
            if bytes.get(at + 1) != Some(&close) {
                return at + 1;
            }
            at += 2;
        } else {
            at += 1;
        }
    }
    bytes.len()
}

/// PostgreSQL's `E'…'`.
fn escape_prefix(tokens: &[Token], bytes: &[u8], at: usize) -> bool {
    tokens.last().is_some_and(|last| {
        last.kind == Kind::Word && last.range.end == at && matches!(bytes.get(last.range.clone()), Some(b"E" | b"e"))
    })
}

/// `[name]` is quoted in SQL Server and SQLite; elsewhere brackets are subscripts.
fn bracket_name(bytes: &[u8], at: usize, dialect: Dialect) -> bool {
    matches!(dialect, Dialect::Mssql | Dialect::Sqlite)
        && bytes.get(at + 1).is_some_and(|b| is_word(*b) || b.is_ascii_digit())
        && memchr::memchr(b']', &bytes[at..]).is_some()
}

/// The end of `$tag$ … $tag$`.
fn dollar_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at + 1..)?;
    let length = rest.find('$')?;
    let tag = rest.get(..length)?;
    if tag.starts_with(|c: char| c.is_ascii_digit()) || !tag.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let close = text.get(at..at + length + 2)?;
    let body = at + close.len();
    Some(text.get(body..)?.find(close).map_or(text.len(), |end| body + end + close.len()))
}

/// The part of a token list between `start` and `end`, cut at commas that stand in no brackets.
pub(crate) fn split_commas(tokens: &[Token]) -> Vec<&[Token]> {
    let mut parts = Vec::new();
    let mut depth = 0i32;
    let mut from = 0;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Mark(b'(' | b'[' | b'{') => depth += 1,
            Kind::Mark(b')' | b']' | b'}') => depth -= 1,
            Kind::Mark(b',') if depth == 0 => {
                parts.push(&tokens[from..index]);
                from = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&tokens[from..]);
    parts
}

/// The bytes that a run of tokens covers.
pub(crate) fn cover(tokens: &[Token]) -> Option<Range<usize>> {
    Some(tokens.first()?.range.start..tokens.last()?.range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, dialect: Dialect) -> Vec<&str> {
        scan(text, dialect).into_iter().map(|token| text.get(token.range).unwrap()).collect()
    }

    #[test]
    fn tokens_keep_their_bytes() {
        let cases: &[(Dialect, &str, &[&str])] = &[
            (Dialect::Postgres, "a -- x\n, 'b''c' /* /* */ */ d", &["a", ",", "'b''c'", "d"]),
            (Dialect::Postgres, "$$a;$$ $x$ $ $x$ $1", &["$$a;$$", "$x$ $ $x$", "$", "1"]),
            (Dialect::Postgres, r"E'\'' 'x\' y", &["E", r"'\''", r"'x\'", "y"]),
            (Dialect::Mysql, "`a` \"b\" # c", &["`a`", "\"b\""]),
            (Dialect::Mssql, "[a b] a[1]", &["[a b]", "a", "[1]"]),
            (Dialect::Sqlite, "'open", &["'open"]),
            (Dialect::Sqlite, "ünï 1.5", &["ünï", "1.5"]),
        ];
        for (dialect, text, expected) in cases {
            assert_eq!(words(text, *dialect), *expected, "{text}");
        }
    }
}
