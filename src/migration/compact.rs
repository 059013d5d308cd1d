//! The changes of a migration in code in one line, for tests: `t -a; t +b text null; unreadable`.

use super::{CodeMigration, Layout};
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, ColumnPosition, Constraint, ConstraintKind, Statement, StatementKind,
};
use crate::model::name::{Dialect, Ident};

/// The changes that a layout reads in one file; ranges have to lie inside of it.
pub fn changes(layout: &dyn Layout, path: &str, text: &str) -> String {
    changes_in(layout, path, text, Dialect::Postgres)
}

/// The same in a dialect.
pub fn changes_in(layout: &dyn Layout, path: &str, text: &str, dialect: Dialect) -> String {
    let Some(reader) = layout.code() else { return "no reader".to_owned() };
    let statements = reader.read(&[CodeMigration { path, text }], dialect).pop().unwrap_or_default();
    let shown: Vec<String> = statements.iter().flat_map(|statement| one(statement, text)).collect();
    shown.join("; ")
}

fn one(statement: &Statement, text: &str) -> Vec<String> {
    assert!(text.get(statement.range.clone()).is_some());
    match &statement.kind {
        StatementKind::Changes(changes) => changes
            .iter()
            .map(|change| {
                assert!(text.get(change.range.clone()).is_some());
                kind(&change.kind, &change.object.to_string())
            })
            .collect(),
        StatementKind::Query(_) => vec!["query".to_owned()],
        StatementKind::Unparsed { .. } => vec!["unparsed".to_owned()],
        StatementKind::Unreadable { .. } => vec!["unreadable".to_owned()],
    }
}

fn kind(kind: &ChangeKind, on: &str) -> String {
    let exists = |yes: &bool| if *yes { " if exists" } else { "" };
    match kind {
        ChangeKind::CreateTable(create) => {
            let columns = create.columns.iter().map(column);
            let parts: Vec<String> = columns.chain(create.constraints.iter().map(constraint)).collect();
            format!("create {on} ({})", parts.join(", "))
        }
        ChangeKind::DropTable { if_exists, .. } => format!("drop {on}{}", exists(if_exists)),
        ChangeKind::RenameTable { to } => format!("{on} >{to}"),
        ChangeKind::AddColumn { column: added, .. } => format!("{on} +{}", column(added)),
        ChangeKind::DropColumn { column, if_exists, .. } => format!("{on} -{column}{}", exists(if_exists)),
        ChangeKind::RenameColumn { from, to } => format!("{on} {from}>{to}"),
        ChangeKind::AlterColumn { column: name, action } => {
            let action = match action {
                ColumnAction::SetType { data_type } => format!("type {data_type}"),
                ColumnAction::SetDefault { default } => format!("default {default}"),
                ColumnAction::SetNotNull => "not null".to_owned(),
                ColumnAction::DropNotNull => "null".to_owned(),
                ColumnAction::Redefine(anew) => format!("= {}", column(anew)),
                other => format!("{other:?}"),
            };
            format!("{on} {name}:{action}")
        }
        ChangeKind::AddConstraint(added) => format!("{on} +{}", constraint(added)),
        ChangeKind::DropConstraint { name, .. } => format!("{on} -constraint {name}"),
        ChangeKind::CreateIndex { unique: true, .. } => format!("+unique index {on}"),
        ChangeKind::CreateIndex { .. } => format!("+index {on}"),
        ChangeKind::DropIndex { .. } => format!("-index {on}"),
        ChangeKind::SetSchema { to } => format!("{on} schema {to}"),
        other => format!("{on} {other:?}"),
    }
}

fn column(column: &ColumnDef) -> String {
    let mut text = format!("{} {}", column.name, column.data_type);
    let mut add = |part: &str| {
        text.push(' ');
        text.push_str(part);
    };
    if column.nullable {
        add("null");
    }
    if let Some(default) = &column.default {
        add(&format!("default {default}"));
    }
    if column.generated {
        add("generated");
    }
    match &column.position {
        ColumnPosition::Unsaid => {}
        ColumnPosition::First => add("first"),
        ColumnPosition::After(other) => add(&format!("after {other}")),
    }
    if column.primary_key {
        add("pk");
    }
    if column.unique {
        add("unique");
    }
    if let Some((table, _)) = &column.references {
        add(&format!(">{table}"));
    }
    text.trim_end().to_owned()
}

fn constraint(constraint: &Constraint) -> String {
    let list = |names: &[Ident]| names.iter().map(Ident::to_string).collect::<Vec<_>>().join(", ");
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } => format!("primary key ({})", list(columns)),
        ConstraintKind::Unique { columns } => format!("unique ({})", list(columns)),
        ConstraintKind::ForeignKey { columns, table, .. } => format!("foreign key ({}) >{table}", list(columns)),
        other => format!("{other:?}"),
    }
}
