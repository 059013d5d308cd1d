//! Parses one text with `sqlparser` and carries its places back to bytes.
//!
//! The parser counts lines and characters of the text that it was given; that text may hold dummies in place of driver placeholders.
//! [`Places`] turns its spans into bytes of the text that the caller has, and knows which identifiers are dummies.

use std::ops::Range;

use sqlparser::ast;
use sqlparser::dialect as dialects;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer};

use crate::model::name::{Dialect, Ident, ObjectName};

/// Nesting that the parser follows; beyond it a statement counts as unreadable.
const NESTING: usize = 96;
/// The longest run of tokens without a comma or a bracket: chains of operators become trees of that depth.
const RUN: usize = 6000;
/// Every so many characters a byte offset is kept for lines outside ASCII.
const STRIDE: usize = 64;

/// Why a text did not parse, and the byte of that text at which it stopped.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub message: String,
    pub at: usize,
}

/// A piece of the parsed text that stands for something else in the original.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    /// Bytes of the parsed text.
    pub new: Range<usize>,
    /// Bytes of the original.
    pub old: Range<usize>,
    /// The original may be any piece of SQL there, not one value.
    pub unknown: bool,
}

/// Where things stand.
#[derive(Clone, Debug)]
pub(crate) struct Places<'t> {
    /// The text that was parsed.
    pub text: &'t str,
    lines: Vec<Line>,
    edits: &'t [Edit],
    offset: usize,
    /// Tables may be missing from every `FROM`, as text is missing there.
    pub open_from: bool,
}

#[derive(Clone, Debug)]
struct Line {
    start: usize,
    /// Offsets of each `STRIDE`-th character; empty for lines in ASCII.
    strides: Vec<usize>,
}

impl<'t> Places<'t> {
    /// The places of `text`, which is shown `offset` bytes later than it starts.
    pub fn new(text: &'t str, offset: usize, edits: &'t [Edit]) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            lines.push(Line { start, strides: strides(line) });
            start += line.len();
        }
        lines.push(Line { start, strides: Vec::new() });
        Self { text, lines, edits, offset, open_from: false }
    }

    fn byte(&self, location: Location) -> Option<usize> {
        let line = self.lines.get(usize::try_from(location.line).ok()?.checked_sub(1)?)?;
        let column = usize::try_from(location.column).ok()?.checked_sub(1)?;
        if line.strides.is_empty() {
            return Some((line.start + column).min(self.text.len()));
        }
        let from = line.start + line.strides.get(column / STRIDE)?;
        let rest = self.text.get(from..)?;
        Some(from + rest.char_indices().nth(column % STRIDE).map_or(rest.len(), |(at, _)| at))
    }

    /// The bytes of a span in the parsed text; `None` if the parser does not know.
    pub fn parsed(&self, span: Span) -> Option<Range<usize>> {
        let start = self.byte(span.start)?;
        let end = self.byte(span.end)?;
        (start <= end).then_some(start..end)
    }

    /// The bytes of a span in the original text; `None` if the parser does not know.
    pub fn original(&self, span: Span) -> Option<Range<usize>> {
        Some(self.back(self.parsed(span)?))
    }

    /// Carries bytes of the parsed text back to the original.
    pub fn back(&self, range: Range<usize>) -> Range<usize> {
        if self.edits.is_empty() {
            return range.start + self.offset..range.end + self.offset;
        }
        self.back_one(range.start, false) + self.offset..self.back_one(range.end, true) + self.offset
    }

    fn back_one(&self, at: usize, end: bool) -> usize {
        let after = self.edits.partition_point(|edit| edit.new.start < at || (edit.new.start == at && !end));
        let Some(edit) = after.checked_sub(1).and_then(|index| self.edits.get(index)) else { return at };
        if at >= edit.new.end {
            return edit.old.end + (at - edit.new.end);
        }
        if end { edit.old.end } else { edit.old.start }
    }

    /// Whether a span holds a dummy. `Some(true)`: the original may be anything.
    pub fn dummy(&self, span: Span) -> Option<bool> {
        if self.edits.is_empty() {
            return None;
        }
        let range = self.parsed(span)?;
        let from = self.edits.partition_point(|edit| edit.new.end <= range.start);
        let mut found = None;
        for edit in self.edits.get(from..)? {
            if edit.new.start >= range.end {
                break;
            }
            if edit.new.start < edit.new.end {
                found = Some(found.unwrap_or(false) || edit.unknown);
            }
        }
        found
    }

    /// Whether an identifier stands for something that is not known.
    pub fn is_hole(&self, ident: &ast::Ident) -> bool {
        self.dummy(ident.span).is_some()
            || ident.value.contains(['\u{fffc}', '{', '}'])
            || (ident.quote_style.is_some() && ident.value.contains('%'))
    }

    /// The identifier as the model has it.
    pub fn ident(&self, ident: &ast::Ident) -> Ident {
        let range = self.original(ident.span).unwrap_or(0..0);
        Ident::at(ident.value.clone(), ident.quote_style.is_some(), range)
    }

    /// The name as the model has it; `None` if it has no part.
    pub fn name(&self, name: &ast::ObjectName) -> Option<ObjectName> {
        ObjectName::from_parts(parts(name).map(|part| self.ident(part)).collect())
    }
}

/// The identifiers of a name.
pub(crate) fn parts(name: &ast::ObjectName) -> impl Iterator<Item = &ast::Ident> {
    name.0.iter().map(|part| match part {
        ast::ObjectNamePart::Identifier(ident) => ident,
        ast::ObjectNamePart::Function(function) => &function.name,
    })
}

fn strides(line: &str) -> Vec<usize> {
    if line.is_ascii() {
        return Vec::new();
    }
    line.char_indices().step_by(STRIDE).map(|(at, _)| at).chain([line.len()]).collect()
}

/// Parses every statement of a text.
pub(crate) fn parse(text: &str, dialect: Dialect) -> Result<Vec<ast::Statement>, Failure> {
    let speech = speech(dialect);
    let tokens = Tokenizer::new(speech, text)
        .tokenize_with_location()
        .map_err(|error| Failure { message: error.message.clone(), at: offset_of(text, error.location) })?;
    if too_deep(&tokens) {
        return Err(Failure { message: "nested too deeply".to_owned(), at: 0 });
    }
    Parser::new(speech)
        .with_recursion_limit(NESTING)
        .with_tokens_with_locations(tokens)
        .parse_statements()
        .map_err(|error| failure(text, &error))
}

fn speech(dialect: Dialect) -> &'static dyn dialects::Dialect {
    match dialect {
        Dialect::Postgres => &dialects::PostgreSqlDialect {},
        Dialect::Mysql => &dialects::MySqlDialect {},
        Dialect::Sqlite => &dialects::SQLiteDialect {},
        Dialect::Mssql => &dialects::MsSqlDialect {},
        Dialect::Clickhouse => &dialects::ClickHouseDialect {},
    }
}

/// Guards against trees whose depth follows from length (`a OR b OR …`) and against brackets that the parser tries in many ways.
fn too_deep(tokens: &[TokenWithSpan]) -> bool {
    let mut run = 0usize;
    let mut depth = 0usize;
    let mut adjacent = 0usize;
    for token in tokens {
        match token.token {
            Token::Whitespace(_) => continue,
            Token::LParen | Token::LBracket | Token::LBrace => {
                depth += 1;
                adjacent += 1;
                run += 1;
                if depth > NESTING || adjacent > 12 {
                    return true;
                }
                continue;
            }
            Token::RParen | Token::RBracket | Token::RBrace => depth = depth.saturating_sub(1),
            Token::Comma | Token::SemiColon => run = 0,
            _ => run += 1,
        }
        adjacent = 0;
        if run > RUN {
            return true;
        }
    }
    false
}

/// The parser tells its place only inside the message.
fn failure(text: &str, error: &ParserError) -> Failure {
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.clone(),
        ParserError::RecursionLimitExceeded => "nested too deeply".to_owned(),
    };
    let Some((before, place)) = message.rsplit_once(" at Line: ") else { return Failure { message, at: text.len() } };
    let mut numbers = place.split(", Column: ").map(|number| number.trim().parse::<u64>().ok());
    let (Some(Some(line)), Some(Some(column))) = (numbers.next(), numbers.next()) else {
        return Failure { message: message.clone(), at: text.len() };
    };
    Failure { message: before.to_owned(), at: offset_of(text, Location { line, column }) }
}

fn offset_of(text: &str, location: Location) -> usize {
    Places::new(text, 0, &[]).byte(location).unwrap_or(text.len())
}
