//! Columns: added, altered, and as they are defined.

use std::ops::Range;

use super::defaults;
use super::forms::Words;
use super::types::{self, Change, Traits};
use super::{Deed, Moment, constraints, rows};
use crate::model::change::{ColumnAction, ColumnDef};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::operation::{Fact, Operation};

/// `ADD COLUMN`, with the constraints that stand in the definition.
pub(super) fn added(
    table: &ObjectName,
    column: &ColumnDef,
    if_not_exists: bool,
    range: &Range<usize>,
    moment: &Moment<'_>,
    deeds: &mut Vec<Deed>,
) {
    let traits = Traits::of(&column.data_type, moment.dialect);
    let deed = Deed::new(Operation::AddColumn, range.clone()).on(table).column(&column.name);
    let deed = facts(deed, column, range, traits, moment);
    deeds.push(rows::added(deed.fact_if(if_not_exists, Fact::IfNotExists), column, moment));
    deeds.push(defined(table, column, false, column.primary_key, moment));
    if let Some((other, referenced)) = &column.references {
        // The rows have no value yet, so there is nothing to look up (PostgreSQL and SQL Server alike).
        let empty = column.default.is_none() && !column.generated;
        let deed = Deed::new(Operation::AddForeignKey, range.clone())
            .on(table)
            .column(&column.name)
            .fact(Fact::InlineReference)
            .fact(Fact::Inline)
            .fact_if(empty, Fact::NoRewrite);
        deeds.push(constraints::foreign_key(
            deed,
            std::slice::from_ref(&column.name),
            other,
            referenced,
            &[(column.name.clone(), column.data_type.clone())],
            moment,
        ));
    }
    // What stands in the definition costs what it costs as a statement of its own.
    let inline = |operation, fact| {
        let name = column.name.value.clone();
        let deed = Deed::new(operation, range.clone()).on(table).column(&column.name);
        deed.named("columns", name).fact(fact).fact(Fact::Inline)
    };
    if column.unique {
        deeds.push(inline(Operation::AddUnique, Fact::InlineUnique));
    }
    if column.primary_key {
        deeds.push(inline(Operation::AddPrimaryKey, Fact::PrimaryKey).fact_if(column.nullable, Fact::NullableKey));
    }
    if let Some(expression) = Words::of(moment.text, range, moment.dialect).check() {
        deeds.push(inline(Operation::AddCheck, Fact::InlineCheck).named("expression", expression));
    }
}

/// The definition alone: what rules about types and names ask for. `created`: in `CREATE TABLE`; `only_key`: the column alone is the primary key.
pub(super) fn defined(
    table: &ObjectName,
    column: &ColumnDef,
    created: bool,
    only_key: bool,
    moment: &Moment<'_>,
) -> Deed {
    let range = if column.range.is_empty() { column.name.range.clone() } else { column.range.clone() };
    let deed = Deed::new(Operation::DefineColumn, range.clone()).on(table).column(&column.name);
    let traits = Traits::of(&column.data_type, moment.dialect);
    facts(deed, column, &range, traits, moment)
        .called(&column.name, moment)
        .fact_if(only_key && traits.narrow, Fact::NarrowKey)
        .fact_if(traits.limit, Fact::LengthLimit)
        .fact_if(traits.narrow, Fact::NarrowInteger)
        .fact_if(traits.small, Fact::SmallInteger)
        .fact_if(created, Fact::NewTable)
}

/// What a column is from here on, as far as its type says it.
fn retyped(deed: Deed, data_type: &str, moment: &Moment<'_>) -> Deed {
    let traits = Traits::of(data_type, moment.dialect);
    deed.named("type", data_type)
        .facts_of(traits.class)
        .fact_if(traits.limit, Fact::LengthLimit)
        .fact_if(traits.narrow, Fact::NarrowInteger)
        .fact_if(traits.small, Fact::SmallInteger)
}

fn facts(deed: Deed, column: &ColumnDef, range: &Range<usize>, traits: Traits, moment: &Moment<'_>) -> Deed {
    let words = Words::of(moment.text, range, moment.dialect);
    let kind = traits.class;
    let serial = kind == Some(Fact::Serial);
    let identity = words.say("IDENTITY") || words.say("AUTO_INCREMENT") || words.say("AUTOINCREMENT");
    let generated = column.generated && !serial && !identity;
    let stored = generated && (words.say("STORED") || words.say("PERSISTED") || words.option("stored", "true"));
    let default = column.default.as_deref().filter(|default| !default.trim().eq_ignore_ascii_case("null"));
    deed.named("type", column.data_type.clone())
        .named("default", default.unwrap_or_default())
        .fact_if(!column.nullable, Fact::NotNull)
        .fact_if(default.is_some(), Fact::Default)
        .fact_if(default.is_some_and(|default| defaults::is_volatile(default, moment.dialect)), Fact::VolatileDefault)
        .fact_if(generated, Fact::Generated)
        .fact_if(stored, Fact::Stored)
        .fact_if(identity, Fact::Identity)
        .fact_if(serial || identity, Fact::Numbered)
        .fact_if(column.primary_key, Fact::PrimaryKey)
        .fact_if(column.unique, Fact::InlineUnique)
        .fact_if(column.references.is_some(), Fact::InlineReference)
        .fact_if(words.say("CHECK"), Fact::InlineCheck)
        .facts_of(kind)
}

/// `ALTER COLUMN` and its like.
pub(super) fn altered(
    table: &ObjectName,
    column: &Ident,
    action: &ColumnAction,
    range: &Range<usize>,
    moment: &Moment<'_>,
    deeds: &mut Vec<Deed>,
) {
    let deed = |operation| Deed::new(operation, range.clone()).on(table).column(column);
    let known = moment.now.column(table, column);
    let has_default = known.is_some_and(|(_, column)| column.default.is_some());
    match action {
        ColumnAction::SetType { data_type } => {
            deeds.push(set_type(deed(Operation::SetType), data_type, column, moment));
            deeds.push(retyped(deed(Operation::DefineColumn), data_type, moment));
        }
        ColumnAction::SetDefault { default } => {
            let same = known.is_some_and(|(_, column)| column.default.as_deref() == Some(default));
            deeds.push(
                deed(Operation::SetDefault)
                    .named("default", default.clone())
                    .fact_if(has_default, Fact::Default)
                    .fact_if(same, Fact::NoChange),
            );
        }
        ColumnAction::DropDefault => {
            let none = known.is_some_and(|(_, column)| column.default.is_none() && !column.inferred);
            deeds.push(
                deed(Operation::DropDefault)
                    .fact_if(known.is_some_and(|(_, column)| !column.nullable), Fact::NotNull)
                    .fact_if(none, Fact::NoChange),
            );
        }
        ColumnAction::SetNotNull => {
            let already = known.is_some_and(|(_, column)| !column.nullable && !column.inferred);
            deeds.push(
                deed(Operation::SetNotNull)
                    .proved(constraints::proves_not_null(table, column, moment))
                    .fact_if(has_default, Fact::Default)
                    .fact_if(rows::fills_nulls(range, moment), Fact::Backfilled)
                    .fact_if(already, Fact::NoChange),
            );
        }
        ColumnAction::DropNotNull => {
            let already = known.is_some_and(|(_, column)| column.nullable && !column.inferred);
            deeds.push(deed(Operation::DropNotNull).fact_if(already, Fact::NoChange));
        }
        ColumnAction::DropGenerated => deeds.push(deed(Operation::DropGenerated)),
        ColumnAction::AddGenerated => deeds.push(deed(Operation::AddIdentity)),
        ColumnAction::Redefine(new) => redefined(deed(Operation::SetType), column, new, range, moment, deeds),
    }
}

fn set_type(deed: Deed, data_type: &str, column: &Ident, moment: &Moment<'_>) -> Deed {
    let Some(table) = deed.table.as_ref().and_then(|name| moment.now.table(name)) else {
        return deed.named("type", data_type);
    };
    let before = table.column(column).map_or("", |column| column.data_type.as_str());
    let words = Words::of(moment.text, &deed.range, moment.dialect);
    let using = moment.dialect == Dialect::Postgres && words.converts(column);
    let change = types::change(before, data_type, moment.dialect);
    let key = column.key(moment.dialect);
    let checked = table.checks.iter().flat_map(|check| &check.columns).any(|own| own.folded(moment.dialect) == key);
    deed.named("type", data_type)
        .named("before", before)
        .fact_if(change == Change::Same, Fact::NoChange)
        .fact_if(matches!(change, Change::Same | Change::Widens) && !using, Fact::NoRewrite)
        .fact_if(change == Change::Narrows, Fact::Narrows)
        .fact_if(checked, Fact::HasCheck)
        .facts_of(Traits::of(data_type, moment.dialect).class)
}

/// MySQL's `MODIFY` and SQL Server's `ALTER COLUMN`: everything that is not repeated is gone (MySQL manual, 15.1.9).
fn redefined(
    deed: Deed,
    column: &Ident,
    new: &ColumnDef,
    range: &Range<usize>,
    moment: &Moment<'_>,
    deeds: &mut Vec<Deed>,
) {
    let known = deed.table.as_ref().and_then(|name| moment.now.column(name, column)).map(|(_, column)| column.clone());
    let table = deed.table.clone();
    let mut typed = set_type(deed, &new.data_type, column, moment).fact_if(!new.nullable, Fact::NotNull);
    let Some(known) = known.filter(|known| !known.inferred) else { return deeds.push(typed) };
    let words = Words::of(moment.text, range, moment.dialect);
    let mut lost = Vec::new();
    // SQL Server keeps defaults in constraints of their own.
    if moment.dialect == Dialect::Mysql {
        if known.default.is_some() && new.default.is_none() {
            lost.push(format!("DEFAULT {}", known.default.as_deref().unwrap_or_default()));
        }
        if known.generated && !new.generated && !words.say("AUTO_INCREMENT") {
            lost.push("AUTO_INCREMENT".to_owned());
        }
    }
    if !known.nullable && new.nullable && !words.say("NULL") {
        lost.push("NOT NULL".to_owned());
    }
    if !lost.is_empty() {
        typed = typed.fact(Fact::LosesAttributes).named("lost", lost.join(", "));
    }
    let both = !known.values.is_empty() && !new.values.is_empty();
    let cut = known.values.iter().filter(|value| !new.values.contains(value)).count();
    let reordered = both && !new.values.starts_with(&known.values) && !known.values.starts_with(&new.values);
    typed = typed.fact_if(reordered, Fact::ReordersValues).fact_if(both && cut > 0, Fact::Narrows);
    deeds.push(typed);
    if known.nullable
        && !new.nullable
        && let Some(table) = &table
    {
        deeds.push(
            Deed::new(Operation::SetNotNull, range.clone())
                .on(table)
                .column(column)
                .fact_if(new.default.is_some(), Fact::Default),
        );
    }
}
