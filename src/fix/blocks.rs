//! `BEGIN` and `COMMIT` of the file: taken out where the tool opens the transaction, put in where the end is missing.

use super::text::{head, newline, remove};
use super::{Answer, Case, Edit};
use crate::model::operation::Fact;

/// Whether a statement that begins with these words opens a transaction of any kind.
pub(super) fn opens(head: &str) -> bool {
    matches!(head.split(' ').next(), Some("BEGIN" | "START"))
}

/// Whether it ends one in any way.
pub(super) fn ends(head: &str) -> bool {
    let (word, rest) = head.split_once(' ').unwrap_or((head, ""));
    matches!(word, "COMMIT" | "END" | "ROLLBACK" | "ABORT") && !matches!(rest, "TO" | "PREPARED")
}

/// Whether it opens one that asks for nothing special.
pub(super) fn opens_plainly(head: &str) -> bool {
    matches!(head, "BEGIN" | "BEGIN TRANSACTION" | "BEGIN WORK" | "START TRANSACTION")
}

/// Whether it makes what was done last, and does no more.
pub(super) fn commits(head: &str) -> bool {
    matches!(head, "COMMIT" | "COMMIT TRANSACTION" | "COMMIT WORK" | "END" | "END TRANSACTION" | "END WORK")
}

/// Takes out a pair around all of the file: the tool's transaction does the same.
pub(super) fn one_transaction(case: &Case<'_>) -> Answer {
    let heads: Vec<String> = case.statements.iter().map(|one| head(case, one)).collect();
    let count = |is: fn(&str) -> bool| heads.iter().filter(|head| is(head)).count();
    let around = case.statements.len() > 2
        && heads.first().is_some_and(|head| opens_plainly(head))
        && heads.last().is_some_and(|head| commits(head))
        && count(opens) == 1
        && count(ends) == 1
        && !heads.iter().any(|head| head.starts_with("ROLLBACK"));
    if !case.has(Fact::ToolTransaction) || !around {
        return Err("only one BEGIN and COMMIT around all statements, within the tool's transaction, can be left out"
            .to_owned());
    }
    match (case.statements.first(), case.statements.last()) {
        (Some(begin), Some(commit)) => Ok(vec![remove(case.text, begin), remove(case.text, commit)]),
        _ => Ok(Vec::new()),
    }
}

/// Ends the transaction behind the last statement.
pub(super) fn commit(case: &Case<'_>) -> Answer {
    let Some(last) = case.statements.last() else { return Err("the file has no statement".to_owned()) };
    if case.statements.iter().filter(|one| opens(&head(case, one))).count() != 1 {
        return Err("the file opens several transactions".to_owned());
    }
    let text = format!(";{}COMMIT", newline(case.text));
    Ok(vec![Edit { range: last.end..last.end, text }])
}
