//! Moves everything that a reading points at: from the text that was read to the file that it came from.

use std::ops::Range;

use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, SchemaChange, Statement, StatementKind,
};
use crate::model::name::{Ident, ObjectName};
use crate::model::query::Query;

/// Where a range of the text that was read stands in the file.
pub type Move<'a> = &'a dyn Fn(Range<usize>) -> Range<usize>;

fn range(range: &mut Range<usize>, to: Move<'_>) {
    *range = to(range.clone());
}

fn ident(ident: &mut Ident, to: Move<'_>) {
    range(&mut ident.range, to);
}

fn idents(list: &mut [Ident], to: Move<'_>) {
    list.iter_mut().for_each(|one| ident(one, to));
}

fn name(name: &mut ObjectName, to: Move<'_>) {
    idents(&mut name.qualifiers, to);
    ident(&mut name.name, to);
}

fn names(list: &mut [ObjectName], to: Move<'_>) {
    list.iter_mut().for_each(|one| name(one, to));
}

/// Moves a statement and all that it holds.
pub fn statement(moved: &mut Statement, to: Move<'_>) {
    range(&mut moved.range, to);
    match &mut moved.kind {
        StatementKind::Changes(changes) => changes.iter_mut().for_each(|one| change(one, to)),
        StatementKind::Query(found) => query(found, to),
        StatementKind::Unparsed { at, seen, .. } => {
            range(at, to);
            seen.iter_mut().for_each(|one| change(one, to));
        }
        StatementKind::Unreadable { at, .. } => range(at, to),
    }
    moved.nested.iter_mut().for_each(|one| statement(one, to));
}

fn change(moved: &mut SchemaChange, to: Move<'_>) {
    range(&mut moved.range, to);
    name(&mut moved.object, to);
    match &mut moved.kind {
        ChangeKind::CreateTable(table) => {
            table.columns.iter_mut().for_each(|one| column(one, to));
            table.constraints.iter_mut().for_each(|one| constraint(one, to));
            table.like.iter_mut().for_each(|like| name(&mut like.table, to));
            if let Some(found) = &mut table.query {
                query(found, to);
            }
        }
        ChangeKind::Partition { partition, .. } => name(partition, to),
        ChangeKind::RenameTable { to: new }
        | ChangeKind::RenameView { to: new }
        | ChangeKind::RenameType { to: new }
        | ChangeKind::RenameFunction { to: new } => name(new, to),
        ChangeKind::SetSchema { to: one }
        | ChangeKind::RenameSchema { to: one }
        | ChangeKind::DropColumn { column: one, .. }
        | ChangeKind::DropConstraint { name: one, .. }
        | ChangeKind::ValidateConstraint { name: one }
        | ChangeKind::AddEnumValue { value: one } => ident(one, to),
        ChangeKind::RenameColumn { from, to: new }
        | ChangeKind::RenameConstraint { from, to: new }
        | ChangeKind::RenameEnumValue { from, to: new } => {
            ident(from, to);
            ident(new, to);
        }
        ChangeKind::AddColumn { column: added, .. } => column(added, to),
        ChangeKind::AlterColumn { column: altered, action } => {
            ident(altered, to);
            if let ColumnAction::Redefine(definition) = action {
                column(definition, to);
            }
        }
        ChangeKind::AddConstraint(added) => constraint(added, to),
        ChangeKind::CreateIndex { table, columns, .. } => {
            name(table, to);
            for part in columns {
                part.column.iter_mut().for_each(|one| ident(one, to));
                idents(&mut part.names, to);
            }
        }
        ChangeKind::DropIndex { table, .. } | ChangeKind::DropTrigger { table, .. } => {
            table.iter_mut().for_each(|one| name(one, to));
        }
        ChangeKind::RenameIndex { table, to: new } => {
            table.iter_mut().for_each(|one| name(one, to));
            ident(new, to);
        }
        ChangeKind::CreateView { query: found, columns, .. } => {
            query(found, to);
            idents(columns, to);
        }
        ChangeKind::CreateEnum { values } => idents(values, to),
        ChangeKind::CreateFunction { body, .. } => body.iter_mut().for_each(|one| query(one, to)),
        ChangeKind::CreateTrigger { table, columns, function, body, .. } => {
            name(table, to);
            idents(columns, to);
            function.iter_mut().for_each(|one| name(one, to));
            body.iter_mut().for_each(|one| query(one, to));
        }
        ChangeKind::UsualSearchPath { schemas, .. } => schemas.iter_mut().for_each(|one| ident(one, to)),
        ChangeKind::DropTable { .. }
        | ChangeKind::DropPrimaryKey
        | ChangeKind::DropView { .. }
        | ChangeKind::CreateType
        | ChangeKind::DropType { .. }
        | ChangeKind::DropFunction { .. }
        | ChangeKind::RefreshView
        | ChangeKind::CreateSchema
        | ChangeKind::DropSchema { .. }
        | ChangeKind::SetSearchPath
        | ChangeKind::RenamesStay(_)
        | ChangeKind::RunCode(_)
        | ChangeKind::Truncate => {}
    }
}

fn column(moved: &mut ColumnDef, to: Move<'_>) {
    range(&mut moved.range, to);
    ident(&mut moved.name, to);
    if let Some((table, columns)) = &mut moved.references {
        name(table, to);
        idents(columns, to);
    }
}

fn constraint(moved: &mut Constraint, to: Move<'_>) {
    moved.name.iter_mut().for_each(|one| ident(one, to));
    match &mut moved.kind {
        ConstraintKind::PrimaryKey { columns }
        | ConstraintKind::Unique { columns }
        | ConstraintKind::Check { columns, .. }
        | ConstraintKind::Exclude { columns } => idents(columns, to),
        ConstraintKind::ForeignKey { columns, table, referenced } => {
            idents(columns, to);
            name(table, to);
            idents(referenced, to);
        }
        ConstraintKind::UsingIndex { index: one, .. } | ConstraintKind::NotNull { column: one } => ident(one, to),
    }
}

/// Moves a query and all that it holds.
pub fn query(moved: &mut Query, to: Move<'_>) {
    for table in &mut moved.tables {
        name(&mut table.name, to);
        table.alias.iter_mut().for_each(|one| ident(one, to));
        range(&mut table.range, to);
    }
    for used in &mut moved.columns {
        ident(&mut used.column, to);
        range(&mut used.range, to);
    }
    moved.stars.iter_mut().for_each(|one| range(&mut one.range, to));
    for insert in &mut moved.inserts {
        idents(insert.columns.as_deref_mut().unwrap_or_default(), to);
        range(&mut insert.range, to);
    }
    for conflict in &mut moved.conflicts {
        idents(&mut conflict.columns, to);
        conflict.constraint.iter_mut().for_each(|one| ident(one, to));
        range(&mut conflict.range, to);
    }
    for used in &mut moved.literals {
        used.cast.iter_mut().for_each(|one| name(one, to));
        range(&mut used.range, to);
    }
    moved.nulls.iter_mut().for_each(|one| range(&mut one.range, to));
    names(&mut moved.calls, to);
    names(&mut moved.types, to);
}
