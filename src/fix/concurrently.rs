//! `CONCURRENTLY`: for indexes, materialized views and partitions, with what it needs of the transaction.

use super::text::{Altered, insert, tokens};
use super::{Answer, Case, transaction};
use crate::model::operation::{Fact, Operation};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::{Token, lex};

pub(super) fn concurrently(case: &Case<'_>) -> Answer {
    if case.has(Fact::PartitionedTable) && case.operation == Operation::CreateIndex {
        return Err("an index of a partitioned table cannot be built concurrently".to_owned());
    }
    let tokens = tokens(case);
    let cursor = Cursor::new(case.text, &tokens, case.dialect);
    let at = match case.operation {
        Operation::CreateIndex => created(cursor)?,
        Operation::DropIndex => dropped(cursor)?,
        Operation::Reindex => reindexed(case, cursor)?,
        // This one can run in a transaction.
        Operation::RefreshMaterializedView => return Ok(vec![insert(refreshed(case, cursor)?, " CONCURRENTLY")]),
        Operation::DetachPartition => detached(case, &tokens)?,
        _ => return Err("the statement has no concurrent form".to_owned()),
    };
    let mut edits = transaction::leave(case)?;
    edits.push(insert(at, " CONCURRENTLY"));
    Ok(edits)
}

const OTHER: &str = "the statement has a form that is not known";

/// Where the last token that was taken ends.
fn end(cursor: Cursor<'_>) -> Result<usize, String> {
    let last = cursor.at.checked_sub(1).and_then(|at| cursor.tokens.get(at));
    last.map(|token| token.end).ok_or_else(|| OTHER.to_owned())
}

fn created(mut cursor: Cursor<'_>) -> Result<usize, String> {
    if cursor.eat("CREATE INDEX") || cursor.eat("CREATE UNIQUE INDEX") { end(cursor) } else { Err(OTHER.to_owned()) }
}

fn dropped(mut cursor: Cursor<'_>) -> Result<usize, String> {
    if !cursor.eat("DROP INDEX") {
        return Err(OTHER.to_owned());
    }
    let at = end(cursor)?;
    cursor.eat("IF EXISTS");
    if cursor.names().len() != 1 {
        return Err("only a single index can be dropped concurrently: write one statement for each".to_owned());
    }
    if cursor.eat("CASCADE") {
        return Err("an index cannot be dropped concurrently with CASCADE".to_owned());
    }
    Ok(at)
}

fn reindexed(case: &Case<'_>, mut cursor: Cursor<'_>) -> Result<usize, String> {
    if case.has(Fact::BeforePostgres12) {
        return Err("this version of PostgreSQL cannot reindex concurrently".to_owned());
    }
    cursor.eat("REINDEX");
    cursor.group();
    if !cursor.eat_any(&["INDEX", "TABLE", "SCHEMA", "DATABASE"]) {
        return Err("what it reindexes cannot be reindexed concurrently".to_owned());
    }
    end(cursor)
}

fn refreshed(case: &Case<'_>, mut cursor: Cursor<'_>) -> Result<usize, String> {
    if !cursor.eat("REFRESH MATERIALIZED VIEW") {
        return Err(OTHER.to_owned());
    }
    let at = end(cursor)?;
    let view = cursor.name().ok_or(OTHER)?.name.value;
    if !has_unique_index(case, &view) {
        return Err(format!("no migration makes a unique index of all rows of `{view}`, which CONCURRENTLY needs"));
    }
    Ok(at)
}

/// Whether a migration makes a unique index on a view, over columns and all rows, which none drops.
fn has_unique_index(case: &Case<'_>, view: &str) -> bool {
    let (mut made, mut dropped) = (Vec::new(), Vec::new());
    for text in case.history {
        if !text.contains(view) && !text.to_ascii_uppercase().contains("DROP INDEX") {
            continue;
        }
        let all = lex(text, 0..text.len(), case.dialect);
        let mut cursor = Cursor::new(text, &all, case.dialect);
        while !cursor.done() {
            if cursor.eat("CREATE UNIQUE INDEX") {
                cursor.eat("CONCURRENTLY");
                cursor.eat("IF NOT EXISTS");
                let name = cursor.name();
                let on = cursor.eat("ON").then(|| cursor.name()).flatten();
                let fits = on.is_some_and(|on| on.name.value.eq_ignore_ascii_case(view));
                let expression = cursor.group().is_none_or(|inside| inside.iter().any(|token| token.text(text) == "("));
                let mut rest = cursor;
                while !rest.done() && !rest.is_punct(b';') && !rest.is("WHERE") {
                    rest.skip();
                }
                made.extend(name.filter(|_| fits && !expression && !rest.is("WHERE")).map(|name| name.name.value));
            } else if cursor.eat("DROP INDEX") {
                cursor.eat("CONCURRENTLY");
                cursor.eat("IF EXISTS");
                dropped.extend(cursor.names().into_iter().map(|name| name.name.value));
            } else {
                cursor.at += 1;
            }
        }
    }
    made.iter().any(|name| !dropped.contains(name))
}

fn detached(case: &Case<'_>, tokens: &[Token]) -> Result<usize, String> {
    let altered = Altered::of(case, tokens).ok_or(OTHER)?;
    let [part] = altered.parts[..] else { return Err("the statement does more than that".to_owned()) };
    let table = altered.table.trim_matches('"');
    let partitions = case.history.iter().flat_map(|text| {
        let at = text.match_indices("PARTITION OF").chain(text.match_indices("partition of"));
        at.filter_map(|(at, found)| text.get(at + found.len()..)?.split(';').next())
    });
    let default =
        |text: &str| text.contains(table) && text.to_ascii_uppercase().split_whitespace().any(|word| word == "DEFAULT");
    if partitions.into_iter().any(default) {
        return Err("the table has a default partition, which rules it out".to_owned());
    }
    part.last().map(|token| token.end).ok_or_else(|| OTHER.to_owned())
}
