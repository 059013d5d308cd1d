//! A table that is made anew, filled from the old one and put in its place, as SQLite's tools do it: a column that the copy fills with a constant is one that the old
//! table does not have.
//!
//! The edge: only the copy in one `INSERT INTO new (…) SELECT … FROM old`, with a literal as the value.

use std::collections::BTreeSet;

use super::forms::Words;
use super::release::{Release, same};
use super::{Deed, Moment, outputs};
use crate::catalog::ObjectId;
use crate::model::change::{ChangeKind, Statement};
use crate::model::name::ObjectName;
use crate::model::operation::{Fact, Operation};

/// The required columns without a default that an `INSERT … SELECT` adds, if it is such a copy. `at`: which statement of the release this is, and its file.
pub(super) fn filled(
    statement: &Statement,
    at: (usize, &str),
    release: &Release<'_>,
    made: &BTreeSet<ObjectId>,
    moment: &Moment<'_>,
) -> Vec<Deed> {
    read(statement, at, release, made, moment).unwrap_or_default()
}

fn read(
    statement: &Statement,
    (number, path): (usize, &str),
    release: &Release<'_>,
    made: &BTreeSet<ObjectId>,
    moment: &Moment<'_>,
) -> Option<Vec<Deed>> {
    let words = Words::head(moment.text, &statement.range, moment.dialect);
    let mut cursor = words.cursor();
    if !cursor.eat("INSERT INTO") {
        return None;
    }
    let into = cursor.name()?;
    let target = moment.now.table(&into).filter(|table| made.contains(&table.id))?;
    let columns = cursor.idents()?;
    let items = outputs::items(cursor);
    if items.len() != columns.len() {
        return None;
    }
    while !cursor.done() && !cursor.is("FROM") {
        cursor.skip();
    }
    let from = cursor.eat("FROM").then(|| cursor.name()).flatten()?;
    if moment.now.table(&from).is_some_and(|table| made.contains(&table.id)) {
        return None;
    }
    let after = (number, statement.range.start);
    let later = |fits: &dyn Fn(&ChangeKind) -> bool, object: &ObjectName| {
        release.later(after, path, &object.name.value, |change| same(&change.object, object) && fits(&change.kind))
    };
    if !later(&|kind| matches!(kind, ChangeKind::DropTable { .. }), &from) {
        return None;
    }
    // The name that is left.
    let renamed = release.renamed_to(after, path, &from).is_some_and(|change| same(&change.object, &into));
    let name = if renamed { &from } else { &into };
    let required = columns.iter().zip(items).filter(|(_, item)| outputs::is_literal(item)).filter(|(column, _)| {
        target.column(column).is_some_and(|own| !own.nullable && own.default.is_none() && !own.generated)
    });
    let deed = |column| {
        Deed::new(Operation::AddColumn, statement.range.clone())
            .on(name)
            .column(column)
            .fact(Fact::NotNull)
            .fact(Fact::TransientDefault)
            .fact(Fact::Rebuilt)
    };
    Some(required.map(|(column, _)| deed(column)).collect())
}
