//! Tokens → statements, by the rules of the clients that run them: terminators, `DELIMITER`, `GO`, bodies, psql's commands.
//!
//! The marks of goose and sql-migrate only separate: what stands between them may be several statements, and is split like the rest.
//! Every token belongs to one statement, but for terminators, client commands, marks and the rows of a `COPY`.

use std::ops::Range;

use super::cursor::range_of;
use super::lexer::{Token, TokenKind, lex};
use super::tsql;
use crate::model::name::Dialect;

/// One statement, before anyone has read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawStatement {
    /// From the first to the last token, without the terminator.
    pub range: Range<usize>,
    /// Indices of its tokens.
    pub tokens: Range<usize>,
}

/// Splits `text[range]`; the ranges are bytes of `text`.
pub fn split(text: &str, range: Range<usize>, dialect: Dialect) -> (Vec<Token>, Vec<RawStatement>) {
    let tokens = lex(text, range, dialect);
    let statements = split_tokens(text, &tokens, dialect);
    (tokens, statements)
}

/// Splits tokens.
pub fn split_tokens(text: &str, tokens: &[Token], dialect: Dialect) -> Vec<RawStatement> {
    let mut splitter =
        Splitter { text, tokens, dialect, start: 0, out: Vec::new(), head: Head::Plain, blocks: 0, parens: 0 };
    splitter.run();
    splitter.out
}

/// What the first words of a statement say about where it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Plain,
    /// It may hold `BEGIN … END`.
    Routine,
    /// `CREATE RULE … DO (a; b)`
    Rule,
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    dialect: Dialect,
    start: usize,
    out: Vec<RawStatement>,
    head: Head,
    blocks: usize,
    parens: usize,
}

impl Splitter<'_> {
    fn run(&mut self) {
        let mut custom_delimiter = false;
        let mut batch = tsql::Batch::default();
        for at in 0..self.tokens.len() {
            let Some(token) = self.tokens.get(at).copied() else { break };
            if at == self.start {
                self.head = self.head_of(at);
                batch = tsql::Batch::default();
            }
            match token.kind {
                TokenKind::MarkBegin | TokenKind::MarkEnd => self.cut(at, at + 1),
                TokenKind::SetDelimiter => {
                    self.cut(at, at + 1);
                    let said = token.text(self.text).split_whitespace().nth(1).unwrap_or(";");
                    custom_delimiter = said.trim_matches(['\'', '"']) != ";";
                }
                TokenKind::Delimiter | TokenKind::Go | TokenKind::Data => self.cut(at, at + 1),
                TokenKind::Meta => {
                    self.cut(at, at);
                    self.cut(at + 1, at + 1);
                }
                TokenKind::Punct => match self.text.as_bytes().get(token.start) {
                    Some(b'(') => self.parens += 1,
                    Some(b')') => self.parens = self.parens.saturating_sub(1),
                    Some(b';') if self.ends_at(at, custom_delimiter) => self.cut(at, at + 1),
                    _ => {}
                },
                TokenKind::Word => {
                    if self.dialect == Dialect::Mssql
                        && self.head != Head::Routine
                        && self.parens == 0
                        && self.blocks == 0
                        && batch.starts_at(self.text, self.tokens, self.start, at)
                    {
                        self.cut(at, at);
                        self.head = self.head_of(at);
                        batch = tsql::Batch::default();
                        batch.starts_at(self.text, self.tokens, at, at);
                    }
                    self.count_blocks(at, &token);
                }
                _ => {}
            }
        }
        self.cut(self.tokens.len(), self.tokens.len());
    }

    /// Ends the statement before token `end`; the next one starts at `next`.
    fn cut(&mut self, end: usize, next: usize) {
        if let Some(tokens) = self.tokens.get(self.start..end).filter(|tokens| !tokens.is_empty()) {
            self.out.push(RawStatement { range: range_of(tokens), tokens: self.start..end });
        }
        self.start = next;
        self.blocks = 0;
        self.parens = 0;
        self.head = Head::Plain;
    }

    fn word(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_word(self.text, word))
    }

    fn any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.word(at, word))
    }

    fn head_of(&self, start: usize) -> Head {
        let create = self.word(start, "CREATE") || (self.dialect == Dialect::Mssql && self.word(start, "ALTER"));
        if !create {
            return Head::Plain;
        }
        for at in start + 1..start + 14 {
            if self.any(at, &["FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "EVENT", "PACKAGE"]) {
                // MySQL reads `CREATE EVENT`, PostgreSQL `CREATE EVENT TRIGGER`.
                return if self.word(at, "EVENT") && self.dialect != Dialect::Mysql {
                    Head::Plain
                } else {
                    Head::Routine
                };
            }
            if self.word(at, "RULE") {
                return Head::Rule;
            }
            if self.any(at, &["TABLE", "VIEW", "INDEX", "TYPE", "AS", "SCHEMA", "DATABASE", "ROLE", "USER"]) {
                break;
            }
        }
        Head::Plain
    }

    fn ends_at(&self, at: usize, custom_delimiter: bool) -> bool {
        match self.head {
            // A batch holds one routine and nothing else.
            Head::Routine if self.dialect == Dialect::Mssql => false,
            Head::Rule if self.parens > 0 => false,
            _ if self.blocks > 0 => false,
            _ if self.dialect == Dialect::Mssql => !self.word(at + 1, "ELSE"),
            // Under another delimiter, `;` still ends what is no routine and no block: nothing is lost by it.
            Head::Routine => !custom_delimiter,
            _ => true,
        }
    }

    fn count_blocks(&mut self, at: usize, token: &Token) {
        let first = token.text(self.text).as_bytes().first().map(u8::to_ascii_uppercase);
        if !matches!(first, Some(b'B' | b'C' | b'E'))
            || self.tokens.get(at + 1).is_some_and(|next| next.is_punct(self.text, b'.'))
        {
            return;
        }
        if self.word(at, "BEGIN") {
            let opens = match self.dialect {
                Dialect::Mssql => !self.any(at + 1, &["TRAN", "TRANSACTION", "DISTRIBUTED", "DIALOG", "CONVERSATION"]),
                Dialect::Postgres => self.word(at + 1, "ATOMIC"),
                _ => self.head == Head::Routine || self.word(at + 1, "NOT") || self.blocks > 0,
            };
            self.blocks += usize::from(opens);
        } else if self.word(at, "CASE") {
            let closes = at > 0 && self.word(at - 1, "END");
            self.blocks += usize::from(self.blocks > 0 && !(closes && self.dialect != Dialect::Mssql));
        } else if self.word(at, "END") && self.blocks > 0 {
            let control = self.dialect != Dialect::Mssql && self.any(at + 1, &["IF", "LOOP", "WHILE", "REPEAT", "FOR"]);
            self.blocks -= usize::from(!control);
        }
    }
}
