//! `CONCURRENTLY` in migrations that are code: Rails, Django, Alembic, Ecto, where the call is the only thing that the migration does.
//!
//! The call is looked for by its name, which has to stand in the file once: nothing is guessed about which of several is meant.

use super::text::{insert, newline};
use super::{Answer, Case, Edit};
use crate::model::operation::{Fact, Operation};

pub(super) fn concurrently(case: &Case<'_>) -> Answer {
    if case.has(Fact::PartitionedTable) && case.operation == Operation::CreateIndex {
        return Err("an index of a partitioned table cannot be built concurrently".to_owned());
    }
    if case.has(Fact::InTransaction) && !case.has(Fact::OnlyStatement) {
        return Err(
            "the other operations of the migration would lose its transaction: give this one a migration of its own"
                .to_owned(),
        );
    }
    match (case.layout, case.operation) {
        ("rails", Operation::CreateIndex) => rails(case, "add_index"),
        ("rails", Operation::DropIndex) => rails(case, "remove_index"),
        ("django", Operation::CreateIndex) => django(case, "AddIndex"),
        ("django", Operation::DropIndex) => django(case, "RemoveIndex"),
        ("alembic", Operation::CreateIndex) => alembic(case, "op.create_index"),
        ("alembic", Operation::DropIndex) => alembic(case, "op.drop_index"),
        ("ecto", Operation::CreateIndex | Operation::DropIndex) => ecto(case),
        _ => Err("in code this edit is only made for indexes of Rails, Django, Alembic and Ecto".to_owned()),
    }
}

/// Where a call's name stands, if it stands once; a longer word does not count.
fn once(text: &str, name: &str) -> Result<usize, String> {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let whole = |at: &usize| {
        let (before, after) = (text.get(..*at), text.get(at + name.len()..));
        !is_word(before.and_then(|text| text.chars().next_back()))
            && !is_word(after.and_then(|text| text.chars().next()))
    };
    let places: Vec<usize> = text.match_indices(name).map(|(at, _)| at).filter(whole).collect();
    match places[..] {
        [at] => Ok(at),
        _ => Err(format!("`{name}` does not stand in the migration exactly once")),
    }
}

/// Where the bracket closes that opens at a place. `None` if a comment stands within, or a string of several lines.
fn closing(text: &str, open: usize) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0usize, None, false);
    for (at, c) in text.get(open..)?.char_indices() {
        match (quote, c) {
            (Some(_), '\n') => return None,
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(own), _) => quote = quote.filter(|_| own != c),
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => return None,
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(open + at);
                }
            }
            _ => {}
        }
    }
    None
}

const NO_END: &str = "where the call ends could not be told";

/// One more argument before the closing bracket, also behind a trailing comma.
fn argument(text: &str, open: usize, close: usize, more: &str) -> Edit {
    let inside = text.get(open + 1..close).unwrap_or_default();
    let bare = inside.trim_end();
    let at = open + 1 + bare.len();
    insert(at, format!("{}{more}", if bare.ends_with(',') { " " } else { ", " }))
}

/// Lines put in behind the line that begins with some words, in its indentation and `deeper`.
fn behind_line(text: &str, words: &str, deeper: &str, lines: &[&str]) -> Result<Edit, String> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        at += line.len();
        if bare.starts_with(words) && line.ends_with('\n') {
            let indent = line.get(..line.len() - bare.len()).unwrap_or_default();
            let newline = newline(text);
            let lines: String = lines.iter().map(|one| format!("{indent}{deeper}{one}{newline}")).collect();
            return Ok(insert(at, format!("{lines}{newline}")));
        }
    }
    Err(format!("no line of the migration begins with `{words}`"))
}

fn rails(case: &Case<'_>, name: &str) -> Answer {
    let text = case.text;
    let at = once(text, name)? + name.len();
    let rest = text.get(at..).unwrap_or_default();
    let option = "algorithm: :concurrently";
    let mut edits = Vec::new();
    if rest.starts_with('(') {
        edits.push(argument(text, at, closing(text, at).ok_or(NO_END)?, option));
    } else {
        let mut end = at;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            if !line.trim_end().ends_with(',') {
                break;
            }
        }
        let call = text.get(at..end).unwrap_or_default();
        let words = [" do", " if ", " unless ", "#", ";", "<<", "\\"];
        let count = |bracket: char| call.matches(bracket).count();
        if words.iter().any(|word| call.contains(word)) || count('{') != count('}') {
            return Err(NO_END.to_owned());
        }
        edits.push(insert(at + call.trim_end().len(), format!(", {option}")));
    }
    if case.has(Fact::InTransaction) {
        edits.push(behind_line(text, "class ", "  ", &["disable_ddl_transaction!"])?);
    }
    Ok(edits)
}

fn django(case: &Case<'_>, name: &str) -> Answer {
    let (text, written) = (case.text, format!("migrations.{name}"));
    let at = once(text, &written)?;
    let class = format!("{name}Concurrently");
    let mut edits = vec![Edit { range: at..at + written.len(), text: class.clone() }];
    let import = text
        .find("from django.db import")
        .filter(|at| *at == 0 || text.get(..*at).is_some_and(|text| text.ends_with('\n')));
    let import = import.ok_or("the migration has no line `from django.db import …`")?;
    edits.push(insert(import, format!("from django.contrib.postgres.operations import {class}{}", newline(text))));
    if case.has(Fact::InTransaction) {
        edits.push(behind_line(text, "class Migration(", "    ", &["atomic = False"])?);
    }
    Ok(edits)
}

fn alembic(case: &Case<'_>, name: &str) -> Answer {
    let text = case.text;
    let at = once(text, name)?;
    let open = at + name.len();
    let close =
        closing(text, open).filter(|_| text.get(open..).is_some_and(|rest| rest.starts_with('('))).ok_or(NO_END)?;
    let argument = argument(text, open, close, "postgresql_concurrently=True");
    if !case.has(Fact::InTransaction) {
        return Ok(vec![argument]);
    }
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let indent =
        before.get(start..).filter(|indent| indent.trim().is_empty()).ok_or("the call is part of a longer line")?;
    let mut edits = vec![insert(at, format!("with op.get_context().autocommit_block():{}{indent}    ", newline(text)))];
    let lines = text.get(at..close).unwrap_or_default().match_indices('\n');
    edits.extend(lines.map(|(end, _)| insert(at + end + 1, "    ")));
    edits.push(argument);
    Ok(edits)
}

fn ecto(case: &Case<'_>) -> Answer {
    let text = case.text;
    let name = if text.contains("unique_index") { "unique_index" } else { "index" };
    let open = once(text, name)? + name.len();
    let close =
        closing(text, open).filter(|_| text.get(open..).is_some_and(|rest| rest.starts_with('('))).ok_or(NO_END)?;
    let mut edits = vec![argument(text, open, close, "concurrently: true")];
    if case.has(Fact::InTransaction) {
        // Without the second the migration waits for the lock that the tool holds for it.
        let lines = ["@disable_ddl_transaction true", "@disable_migration_lock true"];
        edits.push(behind_line(text, "use Ecto.Migration", "", &lines)?);
    }
    Ok(edits)
}
