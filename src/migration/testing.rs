//! A tree in memory, for the tests of layouts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::index::below;
use super::{FileKind, MigrationFile, MigrationSet, Tree};
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, SchemaChange, Statement, StatementKind,
};
use crate::model::name::{Dialect, Ident};

/// Paths with their texts; a text of `\0` is a path that cannot be read.
pub struct Files {
    paths: Vec<Arc<str>>,
    texts: BTreeMap<String, Arc<str>>,
}

impl Files {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let texts: BTreeMap<String, Arc<str>> =
            files.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(*text))).collect();
        Self { paths: texts.keys().map(|path| Arc::from(path.as_str())).collect(), texts }
    }
}

impl Tree for Files {
    fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.texts.get(path).filter(|text| &***text != "\0").cloned()
    }
}

/// Migrations with these paths.
pub fn migrations(paths: &[&str]) -> Vec<MigrationFile> {
    let file =
        |path: &&str| MigrationFile { path: Arc::from(*path), version: String::new(), kind: FileKind::Versioned };
    paths.iter().map(file).collect()
}

/// A set in one line: `layout directory dialect: version=file …`, the files relative to the directory. `B:` and `R:` mark the kinds.
pub fn line(set: &MigrationSet) -> String {
    let files: Vec<String> = set
        .files
        .iter()
        .map(|file| {
            let kind = match file.kind {
                FileKind::Versioned => "",
                FileKind::Repeatable => "R:",
                FileKind::Baseline => "B:",
            };
            let path = below(&file.path, &set.directory).unwrap_or(&file.path);
            format!("{kind}{}={path}", file.version)
        })
        .collect();
    let dialect = set.dialect.map_or("-", Dialect::name);
    format!("{} {} {dialect}: {}", set.layout, set.directory, files.join(" "))
}

/// The changes of statements in short words, one each: `drop users.email`, `rename users to people`. `!` marks columns that are NOT NULL.
pub fn changes(statements: &[Statement]) -> Vec<String> {
    let mut lines = Vec::new();
    for statement in statements {
        match &statement.kind {
            StatementKind::Changes(changes) => lines.extend(changes.iter().filter(is_of_schema).map(short)),
            StatementKind::Query(_) => lines.push("query".to_owned()),
            StatementKind::Unparsed { reason, .. } => lines.push(format!("unparsed {reason}")),
            StatementKind::Unreadable { what, .. } => lines.push(format!("unreadable {what}")),
        }
    }
    lines
}

fn is_of_schema(change: &&SchemaChange) -> bool {
    !matches!(change.kind, ChangeKind::RunCode(_))
}

fn short(change: &SchemaChange) -> String {
    let object = &change.object;
    match &change.kind {
        ChangeKind::CreateTable(create) => {
            let columns: Vec<String> = create.columns.iter().map(column).collect();
            let keys = create.constraints.iter().filter(|own| !matches!(own.kind, ConstraintKind::Unique { .. }));
            let keys = keys.map(|own| format!("; {}", constraint(own))).collect::<String>();
            format!("create {object}({}{keys})", columns.join(", "))
        }
        ChangeKind::DropTable { .. } => format!("drop table {object}"),
        ChangeKind::RenameTable { to } => format!("rename {object} to {to}"),
        ChangeKind::AddColumn { column: added, .. } => format!("add {object}.{}", column(added)),
        ChangeKind::DropColumn { column, .. } => format!("drop {object}.{column}"),
        ChangeKind::RenameColumn { from, to } => format!("rename {object}.{from} to {to}"),
        ChangeKind::AlterColumn { column, action } => format!("alter {object}.{column} {}", altered(action)),
        ChangeKind::AddConstraint(own) => {
            let (kind, rest) = match constraint(own).split_once('(') {
                Some((kind, rest)) => (kind.to_owned(), format!("({rest}")),
                None => (constraint(own), String::new()),
            };
            format!("{kind} {object}{rest}")
        }
        ChangeKind::DropConstraint { name, .. } => format!("drop constraint {object} {name}"),
        ChangeKind::CreateIndex { table, columns, unique, .. } => {
            let parts: Vec<&str> = columns.iter().map(|part| part.expression.as_str()).collect();
            let unique = if *unique { "unique " } else { "" };
            format!("{unique}index {object} on {table}({})", parts.join(", "))
        }
        ChangeKind::DropIndex { .. } => format!("drop index {object}"),
        ChangeKind::RenameIndex { to, .. } => format!("rename index {object} to {to}"),
        ChangeKind::CreateEnum { values } => {
            let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            format!("enum {object}({})", values.join(", "))
        }
        ChangeKind::DropType { .. } => format!("drop type {object}"),
        other => format!("{other:?} {object}"),
    }
}

fn column(column: &ColumnDef) -> String {
    let marks = [
        (!column.nullable && !column.primary_key, "!"),
        (column.primary_key, " pk"),
        (column.generated, " generated"),
        (column.unique, " unique"),
        (column.default.is_some(), " default"),
    ];
    let marks: String = marks.into_iter().filter(|(on, _)| *on).map(|(_, mark)| mark).collect();
    format!("{}{marks}", column.name)
}

fn constraint(constraint: &Constraint) -> String {
    let join = |columns: &[Ident]| columns.iter().map(|c| c.value.as_str()).collect::<Vec<_>>().join(", ");
    let name = constraint.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } => format!("primary key({}){name}", join(columns)),
        ConstraintKind::Unique { columns } => format!("unique({}){name}", join(columns)),
        ConstraintKind::ForeignKey { columns, table, .. } => format!("foreign key({}) to {table}{name}", join(columns)),
        ConstraintKind::Check { .. } => format!("check(){name}"),
        other => format!("{other:?}{name}"),
    }
}

fn altered(action: &ColumnAction) -> String {
    match action {
        ColumnAction::SetType { data_type } => format!("type {data_type}"),
        ColumnAction::SetDefault { default } => format!("default {default}"),
        ColumnAction::DropDefault => "drop default".to_owned(),
        ColumnAction::SetNotNull => "not null".to_owned(),
        ColumnAction::DropNotNull => "drop not null".to_owned(),
        other => format!("{other:?}"),
    }
}
