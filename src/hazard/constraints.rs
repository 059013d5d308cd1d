//! Constraints: added, validated, dropped.

use std::ops::Range;

use super::forms::Words;
use super::types;
use super::{Deed, Moment, defaults};
use crate::catalog::Table;
use crate::model::change::{ChangeKind, ColumnAction, Constraint, ConstraintKind, Statement, StatementKind};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::operation::{Fact, Operation};

pub(super) fn is_primary(kind: &ConstraintKind) -> bool {
    matches!(kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::UsingIndex { primary: true, .. })
}

/// Whether a column may be NULL after what the other parts of an `ALTER TABLE` do with it; `None`: nothing.
fn nullable_from_here(column: &Ident, statement: &Statement, dialect: Dialect) -> Option<bool> {
    let StatementKind::Changes(changes) = &statement.kind else { return None };
    let is = |other: &Ident| other.folded(dialect) == column.folded(dialect);
    changes.iter().rev().find_map(|change| match &change.kind {
        ChangeKind::AddColumn { column, if_not_exists: false, .. } if is(&column.name) => {
            Some(column.nullable && !column.generated)
        }
        ChangeKind::AlterColumn { column, action: ColumnAction::SetNotNull } if is(column) => Some(false),
        ChangeKind::AlterColumn { column, action: ColumnAction::DropNotNull } if is(column) => Some(true),
        _ => None,
    })
}

/// A constraint that is added to a table, or made with it and its columns, `defined`.
pub(super) fn added(
    table: &ObjectName,
    constraint: &Constraint,
    range: &Range<usize>,
    defined: &[(Ident, String)],
    statement: &Statement,
    moment: &Moment<'_>,
) -> Option<Deed> {
    let words = Words::of(moment.text, range, moment.dialect);
    let deed = |operation| {
        let name = constraint.name.as_ref().map_or("", |name| name.value.as_str());
        let deed = Deed::new(operation, range.clone());
        let deed = constraint.name.as_ref().map_or(deed.clone(), |name| deed.called(name, moment));
        deed.on(table)
            .named("constraint", name)
            .fact_if(words.not_valid(), Fact::NotValid)
            .fact_if(words.say("NOT ENFORCED"), Fact::NotEnforced)
            .fact_if(words.say("USING INDEX"), Fact::UsingIndex)
    };
    let now = moment.now.table(table);
    let nullable = |columns: &[Ident]| {
        columns.iter().any(|column| {
            let before = || now.and_then(|table| table.column(column)).is_none_or(|column| column.nullable);
            nullable_from_here(column, statement, moment.dialect).unwrap_or_else(before)
        })
    };
    let one = |deed: Deed, columns: &[Ident]| {
        let deed = deed.named("columns", list(columns));
        match columns {
            [only] => deed.column(only),
            _ => deed,
        }
    };
    Some(match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } => {
            one(deed(Operation::AddPrimaryKey), columns).fact_if(nullable(columns), Fact::NullableKey)
        }
        ConstraintKind::Unique { columns } => one(deed(Operation::AddUnique), columns).fact(Fact::Unique),
        ConstraintKind::UsingIndex { index, primary } => {
            let key = now.and_then(|table| table.keys.iter().find(|key| key.name.as_deref() == Some(&index.value)));
            let operation = if *primary { Operation::AddPrimaryKey } else { Operation::AddUnique };
            let open = *primary && key.is_none_or(|key| nullable(&key.columns));
            deed(operation).fact(Fact::UsingIndex).named("index", index.value.clone()).fact_if(open, Fact::NullableKey)
        }
        ConstraintKind::ForeignKey { columns, table: other, referenced } => {
            foreign_key(one(deed(Operation::AddForeignKey), columns), columns, other, referenced, defined, moment)
        }
        ConstraintKind::Check { expression, columns, .. } => one(deed(Operation::AddCheck), columns)
            .named("expression", expression.clone())
            .fact_if(defaults::turns_false(expression, moment.dialect), Fact::VolatileExpression),
        ConstraintKind::Exclude { columns } => one(deed(Operation::AddExclusion), columns),
        ConstraintKind::NotNull { column } => one(deed(Operation::AddNotNull), std::slice::from_ref(column))
            .proved(proves_not_null(table, column, moment)),
    })
}

/// A foreign key with what the schema says of both sides. `data_types`: of columns that are only being defined.
pub(super) fn foreign_key(
    deed: Deed,
    columns: &[Ident],
    other: &ObjectName,
    referenced: &[Ident],
    data_types: &[(Ident, String)],
    moment: &Moment<'_>,
) -> Deed {
    let own = deed.table.as_ref().and_then(|name| moment.now.table(name));
    let target = moment.now.table(other);
    let covered = own.is_some_and(|table| covered(table, columns, moment.dialect));
    let key = || target.and_then(Table::primary_key).map(|key| key.columns.clone()).unwrap_or_default();
    let referenced: Vec<Ident> = if referenced.is_empty() { key() } else { referenced.to_vec() };
    let typed = |column: &Ident| {
        let of_table = || own.and_then(|table| table.column(column)).map(|column| column.data_type.as_str());
        data_types
            .iter()
            .find(|(name, _)| name.folded(moment.dialect) == column.folded(moment.dialect))
            .map(|(_, kind)| kind.as_str())
            .or_else(of_table)
    };
    let mismatch = columns.iter().zip(&referenced).find_map(|(column, other)| {
        let pair = (typed(column)?, target?.column(other)?.data_type.as_str());
        types::mismatch(pair.0, pair.1, moment.dialect).then_some(pair)
    });
    let words = Words::of(moment.text, &deed.range, moment.dialect);
    Deed { other: Some(other.clone()), ..deed }
        .named("other", other.to_string())
        .named("referenced", list(&referenced))
        .named("columns", list(columns))
        .fact_if(words.say("CASCADE"), Fact::Cascade)
        .fact_if(covered, Fact::CoveredByIndex)
        .named("type", mismatch.map_or("", |(own, _)| own))
        .named("what", mismatch.map_or("", |(_, other)| other))
        .fact_if(mismatch.is_some(), Fact::TypeMismatch)
}

/// Whether an index or key begins with these columns, in any order.
pub(super) fn covered(table: &Table, columns: &[Ident], dialect: Dialect) -> bool {
    let wanted: Vec<String> = columns.iter().map(|column| column.key(dialect)).collect();
    let begins = |columns: &[Ident]| {
        let first: Vec<String> = columns.iter().take(wanted.len()).map(|column| column.key(dialect)).collect();
        first.len() == wanted.len() && wanted.iter().all(|column| first.contains(column))
    };
    table.keys.iter().filter(|key| !key.partial).any(|key| begins(&key.columns))
        || table.indexes.iter().filter(|index| index.predicate.is_none()).any(|index| begins(&index.columns))
}

/// Whether a check of the table says `column IS NOT NULL`: then PostgreSQL 12 and later need not look at the rows (ALTER TABLE, `SET NOT NULL`).
/// Gives the name of that check, empty if it has none.
pub(super) fn proves_not_null(table: &ObjectName, column: &Ident, moment: &Moment<'_>) -> Option<String> {
    let table = moment.now.table(table)?;
    let proof = table.checks.iter().find(|check| {
        let bare: String =
            check.expression.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect::<String>().to_lowercase();
        bare.contains(&format!("{}isnotnull", column.value.to_lowercase()))
    });
    proof.map(|check| check.name.clone().unwrap_or_default())
}

/// A constraint that is dropped, with what it was.
pub(super) fn dropped(table: &ObjectName, name: &str, range: &Range<usize>, moment: &Moment<'_>) -> Deed {
    let deed = Deed::new(Operation::DropConstraint, range.clone()).on(table).named("constraint", name);
    let Some(table) = moment.now.table(table) else { return deed };
    let is = |own: &Option<String>| own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
    let key = table.keys.iter().find(|key| is(&key.name));
    let usual = |ending: &str| name.to_lowercase() == format!("{}_{ending}", table.name().to_lowercase());
    deed.fact_if(key.is_some_and(|key| key.primary) || key.is_none() && usual("pkey"), Fact::PrimaryKey)
        .fact_if(key.is_some_and(|key| !key.primary), Fact::Unique)
        .fact_if(table.foreign_keys.iter().any(|key| is(&key.name)), Fact::ForeignKey)
        .fact_if(table.checks.iter().any(|check| is(&check.name)), Fact::Check)
        .named("columns", key.map(|key| list(&key.columns)).unwrap_or_default())
}

/// MySQL's `DROP PRIMARY KEY`.
pub(super) fn primary_dropped(deed: Deed, moment: &Moment<'_>) -> Deed {
    let key = deed.table.as_ref().and_then(|name| moment.now.table(name)).and_then(Table::primary_key);
    let columns = key.map(|key| list(&key.columns)).unwrap_or_default();
    deed.fact(Fact::PrimaryKey).named("columns", columns).named("constraint", "PRIMARY")
}

/// `a, b`
pub(super) fn list(columns: &[Ident]) -> String {
    columns.iter().map(|column| column.value.as_str()).collect::<Vec<_>>().join(", ")
}
