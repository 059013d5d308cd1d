//! `IF EXISTS` and `IF NOT EXISTS`, so that a migration without a transaction can be run again.

use super::text::{Altered, insert, tokens};
use super::{Answer, Case};
use crate::model::operation::{Fact, Operation};
use crate::sql::cursor::Cursor;

/// What stands before the words, by operation: the first that fits.
const HEADS: &[(Operation, &[&str])] = &[
    (Operation::CreateTable, &["CREATE TABLE", "CREATE UNLOGGED TABLE"]),
    (Operation::CreateIndex, &["CREATE INDEX", "CREATE UNIQUE INDEX"]),
    (Operation::DropTable, &["DROP TABLE"]),
    (Operation::DropIndex, &["DROP INDEX CONCURRENTLY", "DROP INDEX"]),
    (Operation::DropView, &["DROP VIEW", "DROP MATERIALIZED VIEW"]),
    (Operation::DropType, &["DROP TYPE"]),
    (Operation::DropTrigger, &["DROP TRIGGER"]),
    (Operation::DropFunction, &["DROP FUNCTION", "DROP PROCEDURE"]),
    (Operation::AddColumn, &["ADD COLUMN", "ADD"]),
    (Operation::DropColumn, &["DROP COLUMN", "DROP"]),
    (Operation::DropConstraint, &["DROP CONSTRAINT"]),
];

pub(super) fn if_exists(case: &Case<'_>) -> Answer {
    let made = matches!(case.operation, Operation::CreateTable | Operation::CreateIndex | Operation::AddColumn);
    if case.operation == Operation::CreateIndex && case.has(Fact::Concurrently) {
        return Err("IF NOT EXISTS would keep the invalid index that a failed build leaves".to_owned());
    }
    let tokens = tokens(case);
    let within = matches!(case.operation, Operation::AddColumn | Operation::DropColumn | Operation::DropConstraint);
    let altered = if within { Altered::of(case, &tokens) } else { None };
    let part = match &altered {
        Some(altered) => altered.part(case).ok_or("the part of the statement was not found")?,
        None if within => return Err("the statement is no plain ALTER TABLE".to_owned()),
        None => &tokens[..],
    };
    let mut cursor = Cursor::new(case.text, part, case.dialect);
    let heads = HEADS.iter().find(|(operation, _)| *operation == case.operation).map_or(&[][..], |(_, heads)| heads);
    if !heads.iter().any(|head| cursor.eat(head)) || cursor.is("IF") {
        return Err("the statement has a form that is not known".to_owned());
    }
    if case.operation == Operation::CreateIndex && cursor.is("ON") {
        return Err("the index has no name".to_owned());
    }
    let at = cursor.at.checked_sub(1).and_then(|at| part.get(at)).map_or(case.statement.start, |token| token.end);
    Ok(vec![insert(at, if made { " IF NOT EXISTS" } else { " IF EXISTS" })])
}
