//! Taking a statement out of the transaction around it: the mark that the tool has for it, or the file's own `BEGIN` and `COMMIT`.
//!
//! Only where no other statement loses its transaction by it.

use super::blocks::{commits, opens_plainly};
use super::text::{head, insert, newline, remove};
use super::{Answer, Case, Edit};
use crate::model::operation::Fact;
use crate::sql;

enum Mark {
    /// A line at the top of the file, and what else stands between it and the rest.
    Top(&'static str, &'static str),
    /// A word at the end of the line that begins with the first text, blanks aside: the last such line before the statement.
    Behind(&'static str, &'static str),
    /// The tool sees by itself that the statement cannot run in a transaction.
    Itself,
    /// It is said in another file.
    Elsewhere(&'static str),
}

const MARKS: &[(&str, Mark)] = &[
    // It has to be parted from the first statement by an empty line (Atlas, "Applying Schema Migrations", File Level Transaction Mode).
    ("atlas", Mark::Top("-- atlas:txmode none", "\n")),
    // Of the `up` block alone (dbmate, "Migration options").
    ("dbmate", Mark::Behind("--migrate:up", " transaction:false")),
    ("diesel", Mark::Elsewhere("metadata.toml")),
    ("flyway", Mark::Itself),
    // Of both directions (goose, "SQL Migrations").
    ("goose", Mark::Top("-- +goose NO TRANSACTION", "")),
    // Of one change set (Liquibase, `runInTransaction`).
    ("liquibase", Mark::Behind("--changeset", " runInTransaction:false")),
    // Of one direction (sql-migrate, "Writing migrations").
    ("sql-migrate", Mark::Behind("--+migrateup", " notransaction")),
    // The first bytes of the file (sqlx, `migrate::resolve`).
    ("sqlx", Mark::Top("-- no-transaction", "")),
    ("supabase", Mark::Itself),
];

/// The edits after which the statement runs outside of a transaction: none where it does already.
pub(super) fn leave(case: &Case<'_>) -> Answer {
    if !case.has(Fact::InTransaction) {
        return Ok(Vec::new());
    }
    if !case.has(Fact::ToolTransaction) {
        return own(case);
    }
    let mark = MARKS.iter().find(|(layout, _)| *layout == case.layout).map(|(_, mark)| mark);
    let Some(mark) = mark else {
        return Err(format!("{} has no mark for a file that runs outside of its transaction", case.layout));
    };
    if let Mark::Elsewhere(file) = mark {
        return Err(format!(
            "{} is told in `{file}` to open no transaction, and only the migration is edited",
            case.layout
        ));
    }
    if !alone(case) {
        return Err(
            "the other statements of the file would lose its transaction: give this one a migration of its own"
                .to_owned(),
        );
    }
    let edit = match mark {
        Mark::Top(line, rest) => top(case, line, rest)?,
        Mark::Behind(line, word) => behind(case, line, word)?,
        Mark::Itself | Mark::Elsewhere(_) => return Ok(Vec::new()),
    };
    Ok(vec![edit])
}

/// Whether nothing else runs in the transaction of the statement: a change set has its own.
fn alone(case: &Case<'_>) -> bool {
    if case.layout != "liquibase" {
        return case.has(Fact::OnlyStatement);
    }
    let change_set = |at: usize| {
        let before = case.text.get(..at).unwrap_or_default();
        before.rfind("--changeset").max(before.rfind("-- changeset"))
    };
    let own = change_set(case.statement.start);
    case.statements.iter().filter(|other| change_set(other.start) == own).count() == 1
}

fn top(case: &Case<'_>, line: &str, rest: &str) -> Result<Edit, String> {
    if case.text.starts_with('\u{feff}') {
        return Err("the file begins with a byte-order mark, behind which the tool does not see its mark".to_owned());
    }
    let newline = newline(case.text);
    // The mark of goose is of both directions.
    let down = case.text.to_ascii_lowercase().find("+goose down").filter(|_| case.layout == "goose");
    if down.is_some_and(|down| sql::read_migration(case.text, down..case.text.len(), case.dialect).len() > 1) {
        return Err("the statements that undo the migration would lose their transaction".to_owned());
    }
    let rest = if case.text.starts_with("-- atlas:") { "" } else { rest };
    Ok(insert(0, format!("{line}{newline}{}", rest.replace('\n', newline))))
}

fn behind(case: &Case<'_>, wanted: &str, word: &str) -> Result<Edit, String> {
    let before = case.text.get(..case.statement.start).unwrap_or_default();
    let (mut at, mut found) = (0, None);
    for line in before.split_inclusive('\n') {
        let bare: String = line.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        if bare.starts_with(wanted) {
            found = Some(at + line.trim_end().len());
        }
        at += line.len();
    }
    let at = found.ok_or("the line that begins the migration was not found")?;
    Ok(insert(at, word))
}

/// Out of a transaction that the file opens itself, if it is there for this statement alone.
fn own(case: &Case<'_>) -> Answer {
    let at = case.statements.iter().position(|one| *one == case.statement);
    let near = |at: Option<usize>| at.and_then(|at| case.statements.get(at));
    let (before, after) = (near(at.and_then(|at| at.checked_sub(1))), near(at.map(|at| at + 1)));
    let opens = before.filter(|one| opens_plainly(&head(case, one)));
    let ends = after.filter(|one| commits(&head(case, one)));
    match (opens, ends) {
        (Some(begin), Some(commit)) => Ok(vec![remove(case.text, begin), remove(case.text, commit)]),
        (None, None) if !case.text.to_ascii_uppercase().contains("BEGIN") => Err(format!(
            "{} sends the file at once, which is one transaction: give the statement a migration of its own",
            case.layout
        )),
        _ => Err("other statements stand in its transaction: give this one a migration of its own".to_owned()),
    }
}
