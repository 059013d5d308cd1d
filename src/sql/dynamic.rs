//! SQL that is put together when it runs: string literals, concatenations, `CONCAT(…)`, `format(…)`, and the variables that hold them.

use std::ops::Range;

use super::cursor::{Cursor, split_commas};
use super::lexer::{Token, TokenKind};
use super::literal::literal;
use crate::model::name::Dialect;

/// Stands in a text for what is known only when it runs. A word of SQL, so that the rest can be read.
pub const HOLE: &str = "__migcheck_hole__";

/// One part of a text.
#[derive(Clone)]
pub struct Piece {
    pub text: String,
    /// Where it comes from.
    pub source: Range<usize>,
    /// `text` stands at `source`, byte for byte.
    pub verbatim: bool,
}

/// A text that is put together.
pub struct Chain {
    pub pieces: Vec<Piece>,
    pub range: Range<usize>,
}

impl Chain {
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// Where a range of [`Chain::text`] stands in the file.
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let start = self.place_of(range.start, false);
        let end = self.place_of(range.end.saturating_sub(1).max(range.start), true);
        start..end.max(start)
    }

    fn place_of(&self, offset: usize, end: bool) -> usize {
        let mut before = 0;
        for piece in &self.pieces {
            if offset < before + piece.text.len() {
                return match (piece.verbatim, end) {
                    (true, _) => piece.source.start + (offset - before) + usize::from(end),
                    (false, true) => piece.source.end,
                    (false, false) => piece.source.start,
                };
            }
            before += piece.text.len();
        }
        self.range.end
    }
}

/// Variables and parameters whose value is a literal.
#[derive(Clone, Default)]
pub struct Variables(Vec<(String, String)>);

impl Variables {
    pub fn set(&mut self, name: &str, value: Option<String>) {
        let name = name.to_ascii_lowercase();
        self.0.retain(|(known, _)| *known != name);
        if let Some(value) = value {
            self.0.push((name, value));
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The texts in an expression that hold a string literal.
pub fn chains(c: Cursor<'_>, variables: &Variables) -> Vec<Chain> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < c.tokens.len() {
        let mut here = Cursor { at, ..c };
        let begins = match here.kind() {
            Some(TokenKind::String) => true,
            Some(TokenKind::Word) => here.is_any(&["CONCAT", "FORMAT"]) && here.is_punct_at(1, b'(') || joins(here, 1),
            Some(TokenKind::Variable) => joins(here, 1),
            _ => false,
        };
        if begins && let Some(chain) = chain(&mut here, variables) {
            let literal = chain.pieces.iter().any(|piece| piece.text != HOLE);
            if literal {
                found.push(chain);
                at = here.at.max(at + 1);
                continue;
            }
        }
        at += 1;
    }
    found
}

fn joins(c: Cursor<'_>, by: usize) -> bool {
    c.ahead(by).is_some_and(|token| token.kind == TokenKind::Operator && matches!(token.text(c.text), "||" | "+"))
}

/// Takes operands with `||` or `+` between them.
fn chain(c: &mut Cursor<'_>, variables: &Variables) -> Option<Chain> {
    let from = c.at;
    let mut pieces = operand(c, variables, 0)?;
    loop {
        if joins(*c, 0) {
            c.at += 1;
        } else if !(c.kind() == Some(TokenKind::String) && c.at > from) {
            break;
        }
        let Some(more) = operand(c, variables, 0) else { break };
        pieces.extend(more);
    }
    Some(Chain { pieces, range: c.since(from) })
}

fn hole(range: Range<usize>) -> Vec<Piece> {
    vec![Piece { text: HOLE.to_owned(), source: range, verbatim: false }]
}

fn operand(c: &mut Cursor<'_>, variables: &Variables, depth: usize) -> Option<Vec<Piece>> {
    let from = c.at;
    let token = *c.token()?;
    let pieces = match token.kind {
        TokenKind::String => {
            c.at += 1;
            let read = literal(c.text, &token, c.dialect);
            vec![Piece { text: read.value, source: read.content, verbatim: read.verbatim }]
        }
        TokenKind::Number => {
            c.at += 1;
            vec![Piece { text: token.text(c.text).to_owned(), source: token.range(), verbatim: true }]
        }
        TokenKind::Punct if c.is_punct(b'(') => {
            let group = c.group()?;
            if group.first().is_some_and(|first| first.is_word(c.text, "SELECT")) {
                hole(c.since(from))
            } else {
                whole(c.over(group), variables, depth).unwrap_or_else(|| hole(c.since(from)))
            }
        }
        TokenKind::Variable => {
            c.at += 1;
            value(variables, token.text(c.text), token.range())
        }
        TokenKind::Word | TokenKind::Quoted => {
            let name = c.name()?;
            match c.group() {
                Some(group) => call(&name.name.value, c.over(group), c.since(from), variables, depth),
                None if name.qualifiers.is_empty() => value(variables, &name.name.value, token.range()),
                None => hole(c.since(from)),
            }
        }
        _ => return None,
    };
    while c.eat_operator("::") {
        c.name();
        c.group();
    }
    Some(pieces)
}

fn value(variables: &Variables, name: &str, source: Range<usize>) -> Vec<Piece> {
    match variables.get(name) {
        Some(value) => vec![Piece { text: value.to_owned(), source, verbatim: false }],
        None => hole(source),
    }
}

/// The pieces of an expression that is one text and nothing else.
fn whole(mut c: Cursor<'_>, variables: &Variables, depth: usize) -> Option<Vec<Piece>> {
    if depth > 8 {
        return None;
    }
    let mut pieces = operand(&mut c, variables, depth + 1)?;
    while joins(c, 0) {
        c.at += 1;
        pieces.extend(operand(&mut c, variables, depth + 1)?);
    }
    c.done().then_some(pieces)
}

fn call(name: &str, arguments: Cursor<'_>, range: Range<usize>, variables: &Variables, depth: usize) -> Vec<Piece> {
    let parts: Vec<&[Token]> = split_commas(arguments.text, arguments.tokens);
    let read = |part: &[Token]| {
        let c = Cursor { text: arguments.text, tokens: part, at: 0, dialect: arguments.dialect };
        whole(c, variables, depth).unwrap_or_else(|| hole(super::cursor::range_of(part)))
    };
    match name.to_ascii_lowercase().as_str() {
        "concat" => parts.into_iter().flat_map(read).collect(),
        "format" if arguments.dialect == Dialect::Postgres => {
            let mut arguments = parts.into_iter();
            let format = arguments.next().map(read).unwrap_or_default();
            let values: Vec<Vec<Piece>> = arguments.map(read).collect();
            format.into_iter().flat_map(|piece| fill(piece, &values)).collect()
        }
        "quote_ident" | "quotename" | "quote_literal" | "lower" | "trim" | "rtrim" | "ltrim" => {
            parts.first().map_or_else(|| hole(range), |part| read(part))
        }
        _ => hole(range),
    }
}

/// Puts values at the places `%s`, `%I`, `%L`, `%1$I` of a format.
fn fill(format: Piece, values: &[Vec<Piece>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut from, mut next) = (0, 0);
    let text = format.text.as_str();
    let piece = |from: usize, to: usize| Piece {
        text: text.get(from..to).unwrap_or_default().to_owned(),
        source: if format.verbatim {
            format.source.start + from..format.source.start + to
        } else {
            format.source.clone()
        },
        verbatim: format.verbatim,
    };
    while let Some(found) = text.get(from..).and_then(|rest| rest.find('%')) {
        let at = from + found;
        pieces.push(piece(from, at));
        let rest = text.get(at + 1..).unwrap_or_default();
        let kind = rest.find(|c: char| !c.is_ascii_digit() && c != '$' && c != '-').unwrap_or(0);
        let end = at + 1 + kind + rest.get(kind..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        if rest.starts_with('%') {
            pieces.push(Piece { text: "%".to_owned(), source: piece(at, end).source, verbatim: false });
        } else {
            let position = rest.split('$').next().filter(|_| rest.get(..kind).is_some_and(|said| said.contains('$')));
            let place =
                position.and_then(|digits| digits.parse::<usize>().ok()).map_or(next, |one| one.saturating_sub(1));
            next = place + 1;
            let source = piece(at, end).source;
            match values.get(place) {
                Some(value) => pieces.extend(value.iter().cloned().map(|one| Piece {
                    source: source.clone(),
                    verbatim: false,
                    ..one
                })),
                None => pieces.extend(hole(source)),
            }
        }
        from = end;
    }
    pieces.push(piece(from, text.len()));
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}
