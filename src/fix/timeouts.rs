//! Limits on how long a migration waits for a lock, holds it, or idles with it: set before its first statement.

use super::text::{head, newline};
use super::{Answer, Case, Edit};
use crate::model::operation::Fact;
use crate::sql::lexer::{TokenKind, lex};

pub(super) fn lock(case: &Case<'_>) -> Answer {
    set(case, "lock_timeout", "2s")
}

pub(super) fn idle(case: &Case<'_>) -> Answer {
    set(case, "idle_in_transaction_session_timeout", "10s")
}

pub(super) fn statement(case: &Case<'_>) -> Answer {
    let long = ["CONCURRENTLY", "VALIDATE", "REINDEX", "UPDATE", "DELETE", "INSERT", "CLUSTER", "VACUUM", "REFRESH"];
    let word = |statement: &std::ops::Range<usize>| {
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

/// In the tool's transaction it holds for that alone; else for the session.
fn set(case: &Case<'_>, name: &str, value: &str) -> Answer {
    let Some(first) = case.statements.first() else { return Err("the file has no statement".to_owned()) };
    let tools = case.has(Fact::ToolTransaction) && !head(case, first).starts_with("BEGIN");
    let local = if tools { "LOCAL " } else { "" };
    // A block that is marked as a single statement stays one.
    let marks = lex(case.text, 0..first.start, case.dialect);
    let last = marks.iter().rev().find(|token| matches!(token.kind, TokenKind::MarkBegin | TokenKind::MarkEnd));
    let at = match last.filter(|token| token.kind == TokenKind::MarkBegin) {
        Some(mark) => case.text.get(..mark.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1),
        None => first.start,
    };
    Ok(vec![Edit { range: at..at, text: format!("SET {local}{name} = '{value}';{}", newline(case.text)) }])
}
