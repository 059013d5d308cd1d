//! The step from one schema to another, as the statements that would make it.
//!
//! What is gone has its place in the table that remains at head, or else in the file of the base. Functions and triggers are left out: what
//! they name is not told apart from what they named.

use crate::catalog::{Catalog, Column, Key, Origin, Table};
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, CreateTable, Reading, SchemaChange, Statement,
    StatementKind,
};
use crate::model::name::{Ident, ObjectName};
use crate::source::Span;

use super::super::database::Placed;

/// The statements between two schemas. A table that `unread` names, the text that could not be read at head, is not taken for gone.
pub fn between(before: &Catalog, after: &Catalog, unread: &str) -> Vec<Placed> {
    let mut step = Step { placed: Vec::new() };
    for of in before.enums() {
        if let Some(now) = after.enum_type(&of.label.written) {
            step.values(before, of, now);
        }
    }
    for table in after.tables().filter(|table| before.table(&table.label.written).is_none()) {
        step.create(table);
    }
    for table in before.tables() {
        let name = &table.label.written;
        match after.table(name) {
            Some(now) => step.table(table, now),
            None if unread.contains(&table.name().to_lowercase()) => {}
            None => step.change(name, &table.span, ChangeKind::DropTable { if_exists: false, cascade: false }),
        }
    }
    for view in before.views().filter(|view| after.view(&view.label.written).is_none()) {
        if !unread.contains(&view.label.key.to_lowercase()) {
            let kind = ChangeKind::DropView { if_exists: true, cascade: false, materialized: view.materialized };
            step.change(&view.label.written, &view.span, kind);
        }
    }
    for view in after.views() {
        let kind = ChangeKind::CreateView {
            query: Box::new(view.query.clone()),
            columns: view.columns.clone().unwrap_or_default(),
            materialized: view.materialized,
            or_replace: true,
        };
        step.change(&view.label.written, &view.span, kind);
    }
    step.placed
}

struct Step {
    placed: Vec<Placed>,
}

impl Step {
    fn change(&mut self, object: &ObjectName, span: &Span, kind: ChangeKind) {
        let range = span.range.clone();
        let change = SchemaChange { kind, object: object.clone(), range: range.clone() };
        let kind = StatementKind::Changes(vec![change]);
        self.placed.push(Placed {
            statement: Statement { range, kind, reading: Reading::Parsed, nested: Vec::new() },
            origin: Origin { path: span.path.clone(), revision: span.revision },
        });
    }

    fn create(&mut self, table: &Table) {
        let create = CreateTable {
            columns: table.columns.iter().map(definition).collect(),
            constraints: table.keys.iter().filter_map(constraint).collect(),
            ..CreateTable::default()
        };
        self.change(&table.label.written, &table.span, ChangeKind::CreateTable(create));
    }

    fn table(&mut self, table: &Table, now: &Table) {
        let name = &now.label.written;
        for column in &now.columns {
            match table.column(&column.name) {
                None => {
                    let kind = ChangeKind::AddColumn { column: definition(column), if_not_exists: false };
                    self.change(name, &column.span, kind);
                }
                Some(old) if differs(old, column) => {
                    let action = ColumnAction::Redefine(Box::new(definition(column)));
                    let kind = ChangeKind::AlterColumn { column: column.name.clone(), action };
                    self.change(name, &column.span, kind);
                }
                Some(_) => {}
            }
        }
        let is_whole = |key: &&Key| !key.partial && key.expression.is_empty();
        for key in now.keys.iter().filter(is_whole).filter(|key| !table.keys.iter().any(|old| same(old, key))) {
            if let Some(constraint) = constraint(key) {
                self.change(name, &key.span, ChangeKind::AddConstraint(constraint));
            }
        }
        let gone = |key: &&Key| !now.keys.iter().any(|other| same(key, other));
        for key in table.keys.iter().filter(is_whole).filter(gone) {
            let Some(own) = &key.name else { continue };
            let own = Ident::at(own.clone(), true, 0..0);
            if key.index {
                let object = ObjectName { qualifiers: name.qualifiers.clone(), name: own };
                let kind = ChangeKind::DropIndex {
                    table: Some(name.clone()),
                    concurrently: false,
                    if_exists: true,
                    cascade: false,
                };
                self.change(&object, &now.span, kind);
            } else {
                let kind = ChangeKind::DropConstraint { name: own, if_exists: true, cascade: false };
                self.change(name, &now.span, kind);
            }
        }
        for column in table.columns.iter().filter(|column| now.complete && now.column(&column.name).is_none()) {
            let kind = ChangeKind::DropColumn { column: column.name.clone(), if_exists: false, cascade: false };
            self.change(name, &now.span, kind);
        }
    }

    /// A type whose values change is another type of the same name: made beside it, taken by the columns, and the old one dropped.
    fn values(&mut self, before: &Catalog, of: &crate::catalog::EnumType, now: &crate::catalog::EnumType) {
        let name = &now.label.written;
        let ident = |value: &String| Ident::at(value.clone(), true, 0..0);
        if of.values.iter().all(|value| now.values.contains(value)) {
            for value in now.values.iter().filter(|value| !of.values.contains(value)) {
                self.change(name, &now.span, ChangeKind::AddEnumValue { value: ident(value) });
            }
            return;
        }
        let mut old = name.clone();
        old.name = Ident::at(format!("{} before", name.name.value), true, 0..0);
        self.change(name, &now.span, ChangeKind::RenameType { to: old.clone() });
        self.change(name, &now.span, ChangeKind::CreateEnum { values: now.values.iter().map(ident).collect() });
        for table in before.tables() {
            let bare = |text: &str| text.trim_matches(['"', '[', ']']).to_lowercase();
            for column in &table.columns {
                let kind = column.data_type.rsplit('.').next().unwrap_or_default();
                if bare(kind) == bare(&name.name.value) {
                    let action = ColumnAction::SetType { data_type: column.data_type.clone() };
                    let kind = ChangeKind::AlterColumn { column: column.name.clone(), action };
                    self.change(&table.label.written, &now.span, kind);
                }
            }
        }
        self.change(&old, &now.span, ChangeKind::DropType { if_exists: true, cascade: false });
    }
}

/// Whether one has to be made the other. How a type or a default is written says little.
fn differs(old: &Column, new: &Column) -> bool {
    (old.nullable, old.default.is_some(), old.generated, &old.values, old.data_type.to_lowercase())
        != (new.nullable, new.default.is_some(), new.generated, &new.values, new.data_type.to_lowercase())
}

fn same(one: &Key, other: &Key) -> bool {
    let columns = |key: &Key| -> std::collections::BTreeSet<String> {
        key.columns.iter().map(|column| column.value.to_lowercase()).collect()
    };
    columns(one) == columns(other) && !other.partial && other.expression.is_empty()
}

fn constraint(key: &Key) -> Option<Constraint> {
    if key.partial || key.columns.is_empty() || !key.expression.is_empty() {
        return None;
    }
    let columns = key.columns.clone();
    let kind = if key.primary { ConstraintKind::PrimaryKey { columns } } else { ConstraintKind::Unique { columns } };
    Some(Constraint { name: key.name.clone().map(|name| Ident::at(name, true, 0..0)), kind })
}

fn definition(column: &Column) -> ColumnDef {
    ColumnDef {
        name: column.name.clone(),
        data_type: column.data_type.clone(),
        nullable: column.nullable,
        default: column.default.clone(),
        generated: column.generated,
        values: column.values.clone(),
        range: column.span.range.clone(),
        ..ColumnDef::default()
    }
}
