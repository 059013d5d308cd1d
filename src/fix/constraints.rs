//! Constraints that are added without reading the table under a lock: `NOT VALID` and `VALIDATE CONSTRAINT`, a key of an index that is built before, NOT NULL by way of a
//! check. Each is several statements, so that each has to have its own transaction.

use super::text::{Altered, after, before, insert, is_known, is_plain, several, tokens};
use super::{Answer, Case, Edit, transaction};
use crate::model::operation::Fact;
use crate::sql::cursor::{Cursor, range_of};
use crate::sql::lexer::Token;

const NO_ALTER: &str = "the statement is no plain ALTER TABLE";

pub(super) fn not_valid(case: &Case<'_>) -> Answer {
    let tokens = tokens(case);
    let altered = Altered::of(case, &tokens).ok_or(NO_ALTER)?;
    let part = altered.part(case).ok_or(NO_ALTER)?;
    let mut cursor = Cursor::new(case.text, part, case.dialect);
    cursor.eat("ADD");
    if !cursor.is_any(&["CONSTRAINT", "FOREIGN", "CHECK"]) {
        return Err("the constraint stands in a column's definition, where NOT VALID has no place".to_owned());
    }
    if !cursor.eat("CONSTRAINT") {
        return Err("the constraint has no name, by which it could be validated".to_owned());
    }
    let name = cursor.here();
    cursor.ident().ok_or(NO_ALTER)?;
    if case.has(Fact::PartitionedTable) && cursor.is("FOREIGN") {
        return Err("a foreign key of a partitioned table cannot be NOT VALID before PostgreSQL 18".to_owned());
    }
    if altered.if_exists {
        return Err("the statement says IF EXISTS".to_owned());
    }
    outside(
        case,
        "the constraint would be validated in the transaction that adds it: validate it in the next migration",
    )?;
    let end = part.last().map_or(case.statement.end, |token| token.end);
    let validate = after(case, &[format!("ALTER TABLE {} VALIDATE CONSTRAINT {name}", altered.table)]);
    // Where both stand at one place, it is one edit.
    if validate.range.start == end {
        return Ok(vec![insert(end, format!(" NOT VALID{}", validate.text))]);
    }
    Ok(vec![insert(end, " NOT VALID"), validate])
}

pub(super) fn using_index(case: &Case<'_>) -> Answer {
    let tokens = tokens(case);
    let altered = Altered::of(case, &tokens).ok_or(NO_ALTER)?;
    let [part] = altered.parts[..] else { return Err("the statement does more than that".to_owned()) };
    if altered.if_exists || case.has(Fact::PartitionedTable) {
        return Err("the table may be missing or has partitions, and its index cannot be built concurrently".to_owned());
    }
    let mut cursor = Cursor::new(case.text, part, case.dialect);
    cursor.eat("ADD");
    let named = cursor.eat("CONSTRAINT");
    let mut name = String::new();
    if named {
        name = cursor.here().to_owned();
        cursor.ident().ok_or(NO_ALTER)?;
    }
    let primary = cursor.eat("PRIMARY KEY");
    if !primary && !cursor.eat("UNIQUE") {
        return Err("the key stands in a column's definition".to_owned());
    }
    let at = cursor.at;
    let Some(columns) = cursor.group() else {
        return Err("the key has options that an index would not keep".to_owned());
    };
    let list = case.text.get(cursor.since(at)).unwrap_or_default();
    if columns.is_empty() || !cursor.done() && !cursor.is_any(&["DEFERRABLE", "INITIALLY"]) {
        return Err("the key has options that an index would not keep".to_owned());
    }
    if primary && (case.has(Fact::NullableKey) || !case.has(Fact::KnownTable)) {
        return Err("its columns may be NULL, so that they are read under the lock all the same".to_owned());
    }
    let table = case.table.unwrap_or_default();
    if !named {
        // PostgreSQL's own name for it.
        name = format!("{table}_pkey");
        if !primary || !is_plain(&name) || name.len() > 63 || is_known(case, &name) {
            return Err("the key has no name, by which the index could be called".to_owned());
        }
    }
    several(case)?;
    let mut edits = transaction::leave(case)?;
    let build = format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON {} {list}", altered.table);
    let start = cursor.tokens.get(at).map_or(0, |token| token.start);
    edits.push(before(case, &[build]));
    edits.push(Edit { range: start..start + list.len(), text: format!("USING INDEX {name}") });
    if !named {
        let add = part.first().map_or(0, |token| token.end);
        edits.push(insert(add, format!(" CONSTRAINT {name}")));
    }
    Ok(edits)
}

pub(super) fn not_null(case: &Case<'_>) -> Answer {
    let tokens = tokens(case);
    let altered = Altered::of(case, &tokens).ok_or(NO_ALTER)?;
    let [part] = altered.parts[..] else { return Err("the statement does more than that".to_owned()) };
    let column = of_set_not_null(case, part).ok_or("it is no plain SET NOT NULL")?;
    if case.has(Fact::BeforePostgres12) {
        return Err("this version of PostgreSQL reads the rows even where a check proves it".to_owned());
    }
    if altered.if_exists {
        return Err("the statement says IF EXISTS".to_owned());
    }
    outside(
        case,
        "the check would be validated in the transaction that adds it: add and validate it in migrations before this one",
    )?;
    let (table, own) = (case.table.unwrap_or_default(), case.column.unwrap_or_default());
    let name = format!("{table}_{own}_is_not_null");
    if !is_plain(&name) || name.len() > 63 || is_known(case, &name) {
        return Err("there is no plain name for the check".to_owned());
    }
    let alter = format!("ALTER TABLE {}", altered.table);
    let check = format!("{alter} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID");
    let first = before(case, &[check, format!("{alter} VALIDATE CONSTRAINT {name}")]);
    Ok(vec![first, after(case, &[format!("{alter} DROP CONSTRAINT {name}")])])
}

/// The column as it is written.
fn of_set_not_null<'a>(case: &Case<'a>, part: &[Token]) -> Option<&'a str> {
    let mut cursor = Cursor::new(case.text, part, case.dialect);
    if !cursor.eat("ALTER COLUMN") && !cursor.eat("ALTER") {
        return None;
    }
    let token = cursor.token()?;
    cursor.ident()?;
    let range = range_of(std::slice::from_ref(token));
    (cursor.eat("SET NOT NULL") && cursor.done()).then(|| case.text.get(range)).flatten()
}

/// Whether each statement has its own transaction; `why`: what is wrong where it has not.
fn outside(case: &Case<'_>, why: &str) -> Result<(), String> {
    if case.has(Fact::InTransaction) {
        return Err(why.to_owned());
    }
    several(case)
}
