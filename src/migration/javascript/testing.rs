//! A snippet of a migration as a compact list of its changes, for the tests of the tools.

use super::Tool;
use crate::migration::{CodeMigration, CodeReader};
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, ConstraintKind, SchemaChange, Statement, StatementKind,
};
use crate::model::name::{Dialect, Ident};

/// The statements of the `up` of a module, one line each.
pub fn lines(tool: &Tool, path: &str, text: &str) -> Vec<String> {
    let files = [CodeMigration { path, text }];
    let statements = CodeReader::read(tool, &files, Dialect::Postgres).pop().unwrap_or_default();
    for statement in &statements {
        assert!(text.get(statement.range.clone()).is_some(), "{statement:?}");
    }
    // That nothing undoes a snippet is no change.
    let told = |one: &&Statement| {
        let code = |change: &SchemaChange| matches!(change.kind, ChangeKind::RunCode(_));
        !matches!(&one.kind, StatementKind::Changes(changes) if changes.iter().any(code))
    };
    statements.iter().filter(told).map(line).collect()
}

fn line(statement: &Statement) -> String {
    match &statement.kind {
        StatementKind::Changes(changes) => changes.iter().map(change).collect::<Vec<_>>().join("; "),
        StatementKind::Query(query) => {
            format!("query {}", query.tables.iter().map(|table| table.name.to_string()).collect::<Vec<_>>().join(" "))
        }
        StatementKind::Unparsed { reason, .. } => format!("unparsed: {reason}"),
        StatementKind::Unreadable { what, .. } => format!("unreadable: {what}"),
    }
}

fn names(idents: &[Ident]) -> String {
    idents.iter().map(|ident| ident.value.as_str()).collect::<Vec<_>>().join(",")
}

fn column(def: &ColumnDef) -> String {
    let mut text = format!("{} {}", def.name, def.data_type);
    for (on, word) in
        [(!def.nullable, " not null"), (def.generated, " generated"), (def.primary_key, " pk"), (def.unique, " unique")]
    {
        if on {
            text += word;
        }
    }
    if let Some(default) = &def.default {
        text += &format!(" = {default}");
    }
    if let Some((table, columns)) = &def.references {
        text += &format!(" -> {table}({})", names(columns));
    }
    if !def.values.is_empty() {
        text += &format!(" in {}", def.values.join(","));
    }
    text
}

fn constraint(kind: &ConstraintKind) -> String {
    match kind {
        ConstraintKind::PrimaryKey { columns } => format!("pk({})", names(columns)),
        ConstraintKind::Unique { columns } => format!("unique({})", names(columns)),
        ConstraintKind::ForeignKey { columns, table, referenced } => {
            format!("fk({}) -> {table}({})", names(columns), names(referenced))
        }
        ConstraintKind::Check { .. } => "check".to_owned(),
        other => format!("{other:?}"),
    }
}

fn change(change: &SchemaChange) -> String {
    let object = &change.object;
    let named = |name: &Option<Ident>| name.as_ref().map_or(String::new(), |name| format!("{name} "));
    match &change.kind {
        ChangeKind::CreateTable(create) => {
            let mut parts: Vec<String> = create.columns.iter().map(column).collect();
            parts.extend(create.constraints.iter().map(|c| format!("{}{}", named(&c.name), constraint(&c.kind))));
            format!("create {object} ({})", parts.join(", "))
        }
        ChangeKind::DropTable { .. } => format!("drop {object}"),
        ChangeKind::RenameTable { to } => format!("rename {object} to {to}"),
        ChangeKind::AddColumn { column: def, .. } => format!("{object} + {}", column(def)),
        ChangeKind::DropColumn { column, .. } => format!("{object} - {column}"),
        ChangeKind::RenameColumn { from, to } => format!("{object} {from} > {to}"),
        ChangeKind::AlterColumn { column: name, action } => match action {
            ColumnAction::Redefine(def) => format!("{object} := {}", column(def)),
            other => format!("{object} {name} {other:?}"),
        },
        ChangeKind::AddConstraint(added) => format!("{object} + {}{}", named(&added.name), constraint(&added.kind)),
        ChangeKind::DropConstraint { name, .. } => format!("{object} - constraint {name}"),
        ChangeKind::CreateIndex { table, columns, unique, .. } => {
            let parts: Vec<&str> = columns.iter().map(|part| part.expression.as_str()).collect();
            format!("{}index {object} on {table} ({})", if *unique { "unique " } else { "" }, parts.join(","))
        }
        ChangeKind::DropIndex { .. } => format!("drop index {object}"),
        other => {
            let text = format!("{other:?}");
            format!("{object} {}", text.split([' ', '{']).next().unwrap_or_default())
        }
    }
}
