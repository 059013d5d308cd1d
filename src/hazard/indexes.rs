//! Indexes: made and dropped.

use super::constraints::list;
use super::forms::Words;
use super::{Deed, Moment};
use crate::catalog::Table;
use crate::model::change::{ChangeKind, SchemaChange};
use crate::model::name::{Ident, ObjectName};
use crate::model::operation::{Fact, Operation};

pub(super) fn created(change: &SchemaChange, moment: &Moment<'_>) -> Option<Deed> {
    let ChangeKind::CreateIndex { table, columns, unique, predicate, concurrently, if_not_exists } = &change.kind
    else {
        return None;
    };
    let words = Words::of(moment.text, &change.range, moment.dialect);
    let name = &change.object.name.value;
    let named: Vec<Ident> = columns.iter().filter_map(|part| part.column.clone()).collect();
    let parts: Vec<&str> = columns
        .iter()
        .map(|part| part.column.as_ref().map_or(part.expression.as_str(), |column| &column.value))
        .collect();
    let deed = Deed::new(Operation::CreateIndex, change.range.clone())
        .on(table)
        .named("index", name.clone())
        .named("columns", parts.join(", "))
        .named("what", if *unique { "UNIQUE INDEX" } else { "INDEX" })
        .fact_if(*unique, Fact::Unique)
        .fact_if(moment.now.view(table).is_some_and(|view| view.materialized), Fact::Materialized)
        .fact_if(predicate.is_some(), Fact::Partial)
        .fact_if(*concurrently || words.say("ONLINE"), Fact::Concurrently)
        .fact_if(*if_not_exists, Fact::IfNotExists)
        .fact_if(words.say("ON ONLY"), Fact::PartitionsIndexed)
        .fact_if(words.say("INDEX ON") || words.say("CONCURRENTLY ON"), Fact::Unnamed)
        .fact_if(words.say("USING hash"), Fact::Hash)
        .named("width", columns.len().to_string())
        .called(&change.object.name, moment);
    Some(match &named[..] {
        [only] if columns.len() == 1 => deed.column(only),
        _ => deed,
    })
}

/// The table that has an index of this name.
pub(super) fn owner<'a>(name: &str, moment: &Moment<'a>) -> Option<&'a Table> {
    let is = |own: &str| own.eq_ignore_ascii_case(name);
    moment.now.tables().find(|table| {
        table.indexes.iter().any(|index| is(&index.name))
            || table.keys.iter().any(|key| key.name.as_deref().is_some_and(is))
    })
}

pub(super) fn dropped(change: &SchemaChange, moment: &Moment<'_>) -> Option<Deed> {
    let ChangeKind::DropIndex { table, concurrently, if_exists, cascade } = &change.kind else { return None };
    let name = &change.object.name.value;
    let is = |own: &str| own.eq_ignore_ascii_case(name);
    let owner = owner(name, moment);
    let key = owner.and_then(|table| table.keys.iter().find(|key| key.name.as_deref().is_some_and(is)));
    let columns = key.map(|key| list(&key.columns)).or_else(|| {
        owner.and_then(|table| table.indexes.iter().find(|index| is(&index.name))).map(|index| list(&index.columns))
    });
    let table: Option<ObjectName> = table.clone().or_else(|| owner.map(|table| table.label.written.clone()));
    let deed = Deed::new(Operation::DropIndex, change.range.clone())
        .named("index", name.clone())
        .named("columns", columns.unwrap_or_default())
        .fact_if(*concurrently, Fact::Concurrently)
        .fact_if(*if_exists, Fact::IfExists)
        .fact_if(*cascade, Fact::Cascade)
        .fact_if(key.is_some(), Fact::Unique);
    Some(match &table {
        Some(table) => deed.on(table),
        None => deed,
    })
}
