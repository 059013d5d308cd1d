//! Limits on how long a migration waits for a lock, holds it, or idles with it: set before its first statement.
//!
//! None outlives its file: it is of the transaction where the file is one, else the last statement takes it back. A tool that keeps its connection would else end
//! the index that its next file builds.

use std::ops::Range;

use super::blocks::{ends, opens};
use super::text::{head, insert, newline};
use super::{Answer, Case, Edit};
use crate::migration::transaction::{Transaction, one_by_one, runs_alone, transaction};
use crate::model::operation::Fact;
use crate::sql::lexer::{Token, TokenKind, lex};

pub(super) fn lock(case: &Case<'_>) -> Answer {
    set(case, "lock_timeout", "2s")
}

pub(super) fn idle(case: &Case<'_>) -> Answer {
    set(case, "idle_in_transaction_session_timeout", "10s")
}

pub(super) fn statement(case: &Case<'_>) -> Answer {
    let long = ["CONCURRENTLY", "VALIDATE", "REINDEX", "UPDATE", "DELETE", "INSERT", "CLUSTER", "VACUUM", "REFRESH"];
    let word = |statement: &Range<usize>| {
        lex(case.text, statement.clone(), case.dialect)
            .into_iter()
            .find_map(|token| long.iter().find(|word| token.is_word(case.text, word)))
    };
    if let Some(word) = case.statements.iter().find_map(word) {
        return Err(format!(
            "how long {word} takes in this file is not known: it may be meant to take longer than any limit"
        ));
    }
    set(case, "statement_timeout", "15s")
}

/// How long a limit holds.
enum Held {
    /// Until the end of the transaction that the whole file is.
    Local,
    /// Until it is taken back: a tool that keeps one connection would carry it into its next file.
    Session,
}

/// `Err`: why no limit can be set.
fn held(case: &Case<'_>) -> Result<Held, String> {
    let heads: Vec<String> = case.statements.iter().map(|one| head(case, one)).collect();
    let tools = case.has(Fact::ToolTransaction);
    let at_once = !tools && transaction(case.layout, case.text, "", case.dialect) == Transaction::Implicit;
    let alone = |one: &Range<usize>| runs_alone(case.text.get(one.clone()).unwrap_or_default());
    if !tools && !one_by_one(case.layout) && case.statements.iter().any(alone) {
        return Err(format!(
            "a statement of the file cannot be in a transaction, and {} may make one of it and a SET before it",
            case.layout
        ));
    }
    let last = heads.len().saturating_sub(1);
    let early = heads.iter().take(last).any(|head| ends(head));
    let opened = heads.iter().filter(|head| opens(head)).count();
    let own = opened == 1 && heads.first().is_some_and(|head| opens(head));
    match tools || at_once {
        true if early => Err("the file ends its transaction before its last statement".to_owned()),
        true => Ok(Held::Local),
        // A transaction that is never ended is open for the next file as well.
        false if own && !early && heads.last().is_some_and(|head| ends(head)) => Ok(Held::Local),
        false => Ok(Held::Session),
    }
}

fn set(case: &Case<'_>, name: &str, value: &str) -> Answer {
    let (Some(first), Some(last)) = (case.statements.first(), case.statements.last()) else {
        return Err("the file has no statement".to_owned());
    };
    let newline = newline(case.text);
    let local = matches!(held(case)?, Held::Local);
    if local && opens(&head(case, first)) {
        return Ok(vec![insert(first.end, format!(";{newline}SET LOCAL {name} = '{value}'"))]);
    }
    let scope = if local { "LOCAL " } else { "" };
    let mut edits = vec![insert(before(case, first), format!("SET {scope}{name} = '{value}';{newline}"))];
    if !local {
        edits.push(behind(case, last, &format!("RESET {name}")));
    }
    Ok(edits)
}

fn is_mark(token: &&Token) -> bool {
    matches!(token.kind, TokenKind::MarkBegin | TokenKind::MarkEnd)
}

/// The place before a statement. A block that is marked as a single statement stays one.
fn before(case: &Case<'_>, first: &Range<usize>) -> usize {
    let marks = lex(case.text, 0..first.start, case.dialect);
    match marks.iter().rev().find(is_mark).filter(|token| token.kind == TokenKind::MarkBegin) {
        Some(mark) => case.text.get(..mark.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1),
        None => first.start,
    }
}

/// A statement put in behind the last one, whose own terminator then ends it; behind its block, where it stands in one.
fn behind(case: &Case<'_>, last: &Range<usize>, statement: &str) -> Edit {
    let newline = newline(case.text);
    let marks = lex(case.text, last.end..case.text.len(), case.dialect);
    match marks.iter().find(is_mark).filter(|token| token.kind == TokenKind::MarkEnd) {
        Some(mark) => insert(mark.end, format!("{newline}{statement};")),
        None => insert(last.end, format!(";{newline}{statement}")),
    }
}
