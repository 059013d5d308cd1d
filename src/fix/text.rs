//! What the fixes share: the tokens of a statement, the parts of an `ALTER TABLE`, and edits that put statements in or take them out, in the file's own line ends.

use std::ops::Range;

use super::{Case, Edit};
use crate::migration::transaction::one_by_one;
use crate::sql::cursor::{Cursor, split_commas};
use crate::sql::lexer::{Token, TokenKind, lex};

/// The tokens of a statement.
pub(super) fn tokens(case: &Case<'_>) -> Vec<Token> {
    lex(case.text, case.statement.clone(), case.dialect)
}

/// The words that a statement begins with, in capitals.
pub(super) fn head(case: &Case<'_>, statement: &Range<usize>) -> String {
    let text = case.text.get(statement.clone()).unwrap_or_default();
    let words = text.split_whitespace().take(2).map(|word| word.trim_end_matches(';').to_ascii_uppercase());
    words.collect::<Vec<_>>().join(" ")
}

pub(super) fn insert(at: usize, text: impl Into<String>) -> Edit {
    Edit { range: at..at, text: text.into() }
}

pub(super) fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The white space that a place's line begins with, if nothing else is before it.
fn indent(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rfind('\n').map_or(before, |end| before.get(end + 1..).unwrap_or_default());
    if line.trim().is_empty() { line } else { "" }
}

/// Statements put in before the one at hand.
pub(super) fn before(case: &Case<'_>, statements: &[String]) -> Edit {
    let at = case.statement.start;
    let between = format!(";{}{}", newline(case.text), indent(case.text, at));
    insert(at, statements.iter().map(|one| format!("{one}{between}")).collect::<String>())
}

/// Statements put in behind the one at hand, whose own terminator then ends the last of them.
pub(super) fn after(case: &Case<'_>, statements: &[String]) -> Edit {
    let between = format!(";{}{}", newline(case.text), indent(case.text, case.statement.start));
    insert(case.statement.end, statements.iter().map(|one| format!("{between}{one}")).collect::<String>())
}

/// A statement taken out, with its terminator and the rest of its line if nothing else stands there.
pub(super) fn remove(text: &str, statement: &Range<usize>) -> Edit {
    let mut end = statement.end;
    let rest = |end: usize| text.get(end..).unwrap_or_default();
    end += rest(end).len() - rest(end).trim_start_matches([' ', '\t']).len();
    end += usize::from(rest(end).starts_with(';'));
    let blank = rest(end).len() - rest(end).trim_start_matches([' ', '\t', '\r']).len();
    let mut start = statement.start;
    if rest(end + blank).starts_with('\n') {
        end += blank + 1;
        start -= indent(text, start).len();
    }
    Edit { range: start..end, text: String::new() }
}

/// Whether more statements can stand in the file, each with a transaction of its own. `Err`: why not.
pub(super) fn several(case: &Case<'_>) -> Result<(), String> {
    if !one_by_one(case.layout) {
        let tool = case.layout;
        return Err(format!(
            "the edit needs several statements, each in its own transaction, and {tool} does not run those of one file so"
        ));
    }
    let marks = lex(case.text, 0..case.statement.start, case.dialect);
    let last = marks.iter().rev().find(|token| matches!(token.kind, TokenKind::MarkBegin | TokenKind::MarkEnd));
    if last.is_some_and(|token| token.kind == TokenKind::MarkBegin) {
        return Err("the edit needs several statements, and the file marks this one as a single one".to_owned());
    }
    Ok(())
}

/// An `ALTER TABLE`.
pub(super) struct Altered<'a> {
    /// The table as it is written, with `ONLY`.
    pub table: &'a str,
    pub if_exists: bool,
    /// What it does, split at the commas.
    pub parts: Vec<&'a [Token]>,
}

impl<'a> Altered<'a> {
    pub fn of(case: &Case<'a>, tokens: &'a [Token]) -> Option<Self> {
        let mut cursor = Cursor::new(case.text, tokens, case.dialect);
        if !cursor.eat("ALTER TABLE") {
            return None;
        }
        let if_exists = cursor.eat("IF EXISTS");
        let from = cursor.at;
        cursor.eat("ONLY");
        cursor.name()?;
        let table = case.text.get(cursor.since(from))?;
        Some(Altered { table, if_exists, parts: split_commas(case.text, cursor.rest()) })
    }

    /// The part that the operation at hand is.
    pub fn part(&self, case: &Case<'_>) -> Option<&'a [Token]> {
        let holds = |part: &&&[Token]| {
            let (start, end) = (part.first().map_or(0, |token| token.start), part.last().map_or(0, |token| token.end));
            start <= case.range.start && case.range.start < end
        };
        self.parts.iter().find(holds).copied().or_else(|| match self.parts[..] {
            [part] => Some(part),
            _ => None,
        })
    }
}

/// Whether a name need not be quoted.
pub(super) fn is_plain(name: &str) -> bool {
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase() || byte == b'_');
    first && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether any migration has this word.
pub(super) fn is_known(case: &Case<'_>, word: &str) -> bool {
    case.history.iter().any(|text| text.contains(word))
}
