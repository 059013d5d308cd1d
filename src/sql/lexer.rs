//! SQL text → tokens with byte ranges, for every dialect. It never fails: what is not closed ends at the end of the text.
//!
//! White space and comments yield nothing, except the marks that migration tools put in comments. Keywords are words like any other.

use std::ops::Range;

use crate::model::name::Dialect;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A bare word; templates (`${schema}`, `{{ table }}`) count as letters of one.
    Word,
    /// A quoted identifier.
    Quoted,
    /// A string literal of any form, with prefix and quotes.
    String,
    Number,
    /// One of `( ) [ ] { } , . ;`
    Punct,
    Operator,
    /// `@x`, `@@x`, `:x`, `$1`, `?`
    Variable,
    /// The terminator that a `DELIMITER` command set.
    Delimiter,
    /// A `DELIMITER` command.
    SetDelimiter,
    /// A `GO` line.
    Go,
    /// `StatementBegin` in a comment of goose or sql-migrate.
    MarkBegin,
    MarkEnd,
    /// A command of psql, up to the end of its line.
    Meta,
    /// The rows behind `COPY … FROM stdin;`, with the closing `\.`.
    Data,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The token as written.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.range()).unwrap_or_default()
    }

    /// Whether this is the bare word `word` in any case.
    pub fn is_word(&self, text: &str, word: &str) -> bool {
        self.word(text).is_some_and(|own| own.eq_ignore_ascii_case(word.as_bytes()))
    }

    /// The bytes of a bare word.
    pub fn word<'a>(&self, text: &'a str) -> Option<&'a [u8]> {
        if self.kind == TokenKind::Word { text.as_bytes().get(self.range()) } else { None }
    }

    pub fn is_punct(&self, text: &str, punct: u8) -> bool {
        self.kind == TokenKind::Punct && text.as_bytes().get(self.start) == Some(&punct)
    }
}

/// The tokens of `text[range]`; their ranges are bytes of `text`.
pub fn lex(text: &str, range: Range<usize>, dialect: Dialect) -> Vec<Token> {
    let end = floor_boundary(text, range.end.min(text.len()));
    let start = floor_boundary(text, range.start.min(end));
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    let mut lexer = Lexer {
        bytes,
        at: start,
        dialect,
        fresh_line: true,
        executable_comment: false,
        delimiter: Vec::new(),
        statement: 0,
        tokens: Vec::with_capacity((end - start) / 6),
    };
    lexer.run();
    lexer.tokens
}

/// Whether a backslash escapes in a plain string.
pub fn backslash_escapes(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::Mysql | Dialect::Clickhouse)
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    dialect: Dialect,
    /// Only white space and comments since the line began.
    fresh_line: bool,
    executable_comment: bool,
    /// Empty: `;`
    delimiter: Vec<u8>,
    /// Index of the token after the last `;`.
    statement: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn peek(&self, by: usize) -> u8 {
        self.bytes.get(self.at + by).copied().unwrap_or(0)
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            match byte {
                b'\n' | b'\r' => {
                    self.fresh_line = true;
                    self.at += 1;
                }
                b' ' | b'\t' | 0x0b | 0x0c | 0 => self.at += 1,
                // A byte-order mark, a no-break space, a zero-width space.
                0xef if self.rest().starts_with(b"\xef\xbb\xbf") => self.at += 3,
                0xc2 if self.peek(1) == 0xa0 => self.at += 2,
                0xe2 if self.rest().starts_with(b"\xe2\x80\x8b") => self.at += 3,
                b'-' if self.peek(1) == b'-' && self.dashes_comment() => self.line_comment(),
                b'#' if self.dialect == Dialect::Mysql => self.line_comment(),
                b'/' if self.peek(1) == b'*' => self.block_comment(),
                b'*' if self.executable_comment && self.peek(1) == b'/' => {
                    self.executable_comment = false;
                    self.at += 2;
                }
                _ => self.token(byte),
            }
        }
    }

    /// MySQL wants white space behind `--`; at the start of a line it can be nothing but a comment.
    fn dashes_comment(&self) -> bool {
        self.dialect != Dialect::Mysql || self.fresh_line || self.peek(2) <= b' '
    }

    fn line_comment(&mut self) {
        let rest = self.rest();
        let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let comment = rest.get(..length).unwrap_or_default();
        if comment.len() > 16 && comment.contains(&b'+') {
            let words = String::from_utf8_lossy(comment).to_ascii_lowercase();
            if words.contains("+goose") || words.contains("+migrate") {
                if words.contains("statementbegin") {
                    self.push(TokenKind::MarkBegin, self.at, self.at + length);
                } else if words.contains("statementend") {
                    self.push(TokenKind::MarkEnd, self.at, self.at + length);
                }
            }
        }
        self.at += length;
    }

    fn block_comment(&mut self) {
        if self.dialect == Dialect::Mysql && (self.peek(2) == b'!' || (self.peek(2) == b'M' && self.peek(3) == b'!')) {
            self.at += if self.peek(2) == b'!' { 3 } else { 4 };
            while self.peek(0).is_ascii_digit() {
                self.at += 1;
            }
            self.executable_comment = true;
            return;
        }
        let nests = matches!(self.dialect, Dialect::Postgres | Dialect::Mssql);
        let mut depth = 1;
        self.at += 2;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'*', b'/') => {
                    self.at += 2;
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                (b'/', b'*') if nests => {
                    self.at += 2;
                    depth += 1;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.bytes.len();
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.tokens.push(Token { kind, start, end: end.min(self.bytes.len()) });
    }

    fn token(&mut self, byte: u8) {
        let start = self.at;
        if !self.delimiter.is_empty() && self.rest().starts_with(&self.delimiter) {
            self.at += self.delimiter.len();
            self.push(TokenKind::Delimiter, start, self.at);
            self.fresh_line = false;
            return;
        }
        let kind = match byte {
            b'\'' => self.string(b'\'', backslash_escapes(self.dialect)),
            b'"' if self.dialect == Dialect::Mysql => self.string(b'"', true),
            b'"' | b'`' => self.quoted(byte),
            b'[' if matches!(self.dialect, Dialect::Mssql | Dialect::Sqlite) => self.quoted(b']'),
            b'$' if self.peek(1) == b'{' => self.word(),
            b'{' if self.peek(1) == b'{' => self.word(),
            b'$' => self.dollar(),
            b'@' => self.variable(),
            b'#' if self.dialect == Dialect::Mssql => self.word(),
            b':' if self.peek(1) != b':' && is_word_start(self.peek(1)) && !self.follows_colon() => self.variable(),
            b'?' => self.variable(),
            b'\\' if self.dialect == Dialect::Postgres => {
                let rest = self.rest();
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                TokenKind::Meta
            }
            b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b'.' | b';' => {
                self.at += 1;
                TokenKind::Punct
            }
            b'0'..=b'9' => self.number(),
            _ if is_word_start(byte) => match self.string_prefix() {
                Some((length, escapes)) => {
                    self.at += length;
                    self.string(b'\'', escapes)
                }
                None => self.word(),
            },
            _ => self.operator(),
        };
        self.push(kind, start, self.at);
        let first_of_line = std::mem::take(&mut self.fresh_line);
        match kind {
            TokenKind::Word if first_of_line => self.client_command(start),
            TokenKind::Punct if byte == b';' => self.after_semicolon(),
            _ => {}
        }
    }

    fn follows_colon(&self) -> bool {
        self.at > 0 && self.bytes.get(self.at - 1) == Some(&b':')
    }

    /// `N'…'`, `E'…'`, `B'…'`, `X'…'`, `U&'…'`: the length of the prefix and whether backslashes escape.
    fn string_prefix(&self) -> Option<(usize, bool)> {
        let escapes = backslash_escapes(self.dialect);
        match (self.peek(0).to_ascii_lowercase(), self.peek(1), self.peek(2)) {
            (b'e', b'\'', _) if self.dialect == Dialect::Postgres => Some((1, true)),
            (b'n' | b'b' | b'x', b'\'', _) => Some((1, escapes)),
            (b'u', b'&', b'\'') if self.dialect == Dialect::Postgres => Some((2, false)),
            _ => None,
        }
    }

    fn string(&mut self, quote: u8, escapes: bool) -> TokenKind {
        self.at += 1;
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            if byte == b'\\' && escapes {
                self.at += 2;
            } else if byte == quote {
                self.at += 1;
                if self.peek(0) != quote || self.at >= self.bytes.len() {
                    return TokenKind::String;
                }
                self.at += 1;
            } else {
                self.at += 1;
            }
        }
        self.at = self.bytes.len();
        TokenKind::String
    }

    fn quoted(&mut self, close: u8) -> TokenKind {
        self.at += 1;
        loop {
            match memchr::memchr(close, self.rest()) {
                None => {
                    self.at = self.bytes.len();
                    return TokenKind::Quoted;
                }
                Some(length) => {
                    self.at += length + 1;
                    if self.peek(0) != close || self.at >= self.bytes.len() {
                        return TokenKind::Quoted;
                    }
                    self.at += 1;
                }
            }
        }
    }

    /// A dollar-quoted string, `$1`, or a word of MySQL that begins with `$`.
    fn dollar(&mut self) -> TokenKind {
        if matches!(self.dialect, Dialect::Postgres | Dialect::Clickhouse) {
            let mut length = 1;
            while self.peek(length) == b'_' || self.peek(length).is_ascii_alphanumeric() || self.peek(length) >= 0x80 {
                length += 1;
            }
            if self.peek(length) == b'$' && !self.peek(1).is_ascii_digit() {
                let tag = self.rest().get(..=length).unwrap_or_default();
                let body = self.at + length + 1;
                let found = self.bytes.get(body..).and_then(|rest| memchr::memmem::find(rest, tag));
                self.at = found.map_or(self.bytes.len(), |at| body + at + length + 1);
                return TokenKind::String;
            }
        }
        if self.peek(1).is_ascii_digit() {
            return self.variable();
        }
        if self.dialect == Dialect::Postgres {
            self.at += 1;
            return TokenKind::Operator;
        }
        self.word()
    }

    fn variable(&mut self) -> TokenKind {
        let start = self.at;
        while matches!(self.peek(0), b'@' | b':' | b'$' | b'?') && self.at - start < 2 {
            self.at += 1;
            if self.peek(0) != b'@' {
                break;
            }
        }
        if self.dialect == Dialect::Mysql && self.peek(0) == b'`' {
            self.quoted(b'`');
            return TokenKind::Variable;
        }
        while is_word_start(self.peek(0)) || self.peek(0).is_ascii_digit() || matches!(self.peek(0), b'$' | b'#') {
            self.at += 1;
        }
        TokenKind::Variable
    }

    fn number(&mut self) -> TokenKind {
        while self.peek(0).is_ascii_alphanumeric()
            || self.peek(0) == b'_'
            || (self.peek(0) == b'.' && self.peek(1) != b'.')
        {
            let exponent = matches!(self.peek(0), b'e' | b'E') && matches!(self.peek(1), b'+' | b'-');
            self.at += if exponent { 2 } else { 1 };
        }
        TokenKind::Number
    }

    fn word(&mut self) -> TokenKind {
        let start = self.at;
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            if byte == b'$' && self.peek(1) == b'{' {
                self.template(b"}");
            } else if byte == b'{' && self.peek(1) == b'{' {
                self.template(b"}}");
            } else if byte == 0xc2 && self.peek(1) == 0xa0 {
                break;
            } else if is_word_start(byte)
                || byte.is_ascii_digit()
                || byte == b'$'
                || (matches!(byte, b'#' | b'@') && self.dialect == Dialect::Mssql)
            {
                if !self.delimiter.is_empty() && self.at > start && self.rest().starts_with(&self.delimiter) {
                    break;
                }
                self.at += 1;
            } else {
                break;
            }
        }
        TokenKind::Word
    }

    fn template(&mut self, close: &[u8]) {
        let line = memchr::memchr(b'\n', self.rest()).unwrap_or(self.rest().len());
        let found = self.rest().get(..line).and_then(|rest| memchr::memmem::find(rest, close));
        self.at += found.map_or(2, |at| at + close.len());
    }

    fn operator(&mut self) -> TokenKind {
        let two = [self.peek(0), self.peek(1)];
        self.at += match &two {
            b"||" | b"::" | b":=" | b"<=" | b">=" | b"<>" | b"!=" | b"->" | b"=>" | b"==" | b"+=" | b"&&" => 2,
            _ => 1,
        };
        TokenKind::Operator
    }

    /// `GO` and `DELIMITER`, which are no SQL.
    fn client_command(&mut self, start: usize) {
        let line_end = memchr::memchr2(b'\n', b'\r', self.rest()).unwrap_or(self.rest().len());
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        let rest = self.rest().get(..line_end).unwrap_or_default();
        let first = rest.trim_ascii().split(|b| b.is_ascii_whitespace()).next().unwrap_or_default();
        if self.dialect == Dialect::Mssql && word.eq_ignore_ascii_case(b"go") {
            if (first.is_empty() || first.starts_with(b"--") || first == b";" || first.iter().all(u8::is_ascii_digit))
                && let Some(last) = self.tokens.last_mut()
            {
                last.kind = TokenKind::Go;
            }
        } else if word.eq_ignore_ascii_case(b"delimiter") && !first.is_empty() {
            let begins = self.tokens.len() < 2
                || self.tokens.get(self.tokens.len() - 2).is_some_and(|before| {
                    matches!(
                        before.kind,
                        TokenKind::Delimiter | TokenKind::SetDelimiter | TokenKind::MarkBegin | TokenKind::MarkEnd
                    ) || self.bytes.get(before.start) == Some(&b';')
                });
            if !begins && self.dialect != Dialect::Mysql {
                return;
            }
            let bare = match first {
                [quote @ (b'\'' | b'"'), inner @ .., last] if quote == last => inner,
                other => other,
            };
            self.delimiter = if bare == b";" { Vec::new() } else { bare.to_vec() };
            self.at += line_end;
            let end = self.at;
            if let Some(last) = self.tokens.last_mut() {
                last.kind = TokenKind::SetDelimiter;
                last.end = end;
            }
        }
    }

    /// Takes the rows of a `COPY … FROM stdin` as one token.
    fn after_semicolon(&mut self) {
        let statement = std::mem::replace(&mut self.statement, self.tokens.len());
        if self.dialect != Dialect::Postgres {
            return;
        }
        let words = self.tokens.get(statement..self.statement).unwrap_or_default();
        let is = |token: &Token, word: &[u8]| {
            self.bytes.get(token.range()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(word))
        };
        if !words.first().is_some_and(|first| is(first, b"copy"))
            || !words.windows(2).any(|pair| matches!(pair, [a, b] if is(a, b"from") && is(b, b"stdin")))
        {
            return;
        }
        let start = self.at;
        loop {
            let rest = self.rest();
            let Some(line) = memchr::memchr(b'\n', rest) else {
                self.at = self.bytes.len();
                break;
            };
            self.at += line + 1;
            if self.rest().starts_with(b"\\.") {
                self.at += 2;
                break;
            }
        }
        if self.bytes.get(start..self.at).is_some_and(|data| !data.trim_ascii().is_empty()) {
            self.push(TokenKind::Data, start, self.at);
        }
        self.statement = self.tokens.len();
        self.fresh_line = true;
    }
}
