//! The change types of Liquibase, each as the changes of the schema that it makes.
//!
//! Those that change rows, sequences or remarks, and those that do nothing, are understood and change nothing. A `customChange` is a class of the project's:
//! it is taken for harmless unless its name says that it takes something away.

use std::ops::Range;

use super::columns::{self, columns};
use super::node::{Node, Text};
use super::reader::Context;
use crate::migration::script::{change, unread, unreadable};
use crate::model::change::{
    ChangeKind, ColumnAction, Constraint, ConstraintKind, CreateTable, IndexPart, SchemaChange,
};
use crate::model::name::{Ident, ObjectName};

const TABLE: &[&str] = &["tableName"];
const SCHEMA: &[&str] = &["schemaName"];

/// Reads one change.
pub fn read(node: &Node, context: &mut Context<'_>) {
    let range = node.range.clone();
    match node.name.as_str() {
        "sql" => sql(node, &["sql"], "", context),
        "createProcedure" | "createFunction" | "createTrigger" | "createPackage" | "createPackageBody" => {
            sql(
                node,
                &["procedureText", "procedureBody", "functionText", "functionBody", "triggerText", "triggerBody"],
                "",
                context,
            );
        }
        "createView" => view(node, context),
        "customChange" => {
            let class = node.value("class").unwrap_or_default().to_owned();
            let simple = class.rsplit('.').next().unwrap_or_default();
            let destroys = ["Drop", "Rename"];
            if destroys.iter().any(|word| simple.contains(word)) {
                context.out.push(unreadable(range, format!("the class `{class}`")));
            } else {
                context.push(range, Vec::new());
            }
        }
        "insert"
        | "update"
        | "delete"
        | "loadData"
        | "loadUpdateData"
        | "tagDatabase"
        | "empty"
        | "output"
        | "stop"
        | "executeCommand"
        | "createSequence"
        | "dropSequence"
        | "renameSequence"
        | "alterSequence"
        | "setTableRemarks"
        | "setColumnRemarks"
        | "sqlFile"
        | "markUnused"
        | "enableTrigger"
        | "disableTrigger"
        | "renameTrigger"
        | "dropPackage"
        | "dropPackageBody"
        | "dropSynonym"
        | "createSynonym"
        | "enableCheckConstraint"
        | "disableCheckConstraint"
        | "dropAllForeignKeyConstraints"
        | "createJavaClass" => context.push(range, Vec::new()),
        _ => match changes(node, context) {
            Some(changes) => context.push(range, changes),
            None if is_destructive(&node.name) => {
                let what = format!("`{}` of a name that is put together", node.name);
                context.out.push(unreadable(range, what));
            }
            None if is_known(&node.name) => context.push(range, Vec::new()),
            None => context.out.push(unread(start(node), format!("the change type `{}` is not known", node.name))),
        },
    }
}

/// The place of the name of an element or key.
fn start(node: &Node) -> Range<usize> {
    node.range.start..(node.range.start + node.name.len() + 1).min(node.range.end)
}

fn is_destructive(name: &str) -> bool {
    ["dropTable", "dropColumn", "dropView", "renameTable", "renameColumn", "renameView", "mergeColumns"].contains(&name)
}

fn is_known(name: &str) -> bool {
    ["drop", "rename", "add", "create", "modify"].iter().any(|start| name.starts_with(start))
        && [
            "Table",
            "Column",
            "Constraint",
            "Key",
            "Value",
            "Index",
            "View",
            "Type",
            "Increment",
            "Procedure",
            "Function",
            "Trigger",
        ]
        .iter()
        .any(|end| name.ends_with(end))
}

fn sql(node: &Node, names: &[&str], before: &str, context: &mut Context<'_>) {
    let text: Option<&Text> = node.text.as_ref().or_else(|| node.attribute(names));
    match text {
        Some(text) => {
            let delimiter =
                context.value(node, &["endDelimiter"]).map(|given| given.replace("\\n", "\n").replace("\\s*", ""));
            context.sql(before, text, delimiter.as_deref());
        }
        None => context.push(node.range.clone(), Vec::new()),
    }
}

fn view(node: &Node, context: &mut Context<'_>) {
    let Some(name) = context.object(node, &["viewName"], SCHEMA) else {
        return context.push(node.range.clone(), Vec::new());
    };
    if node.says("fullDefinition") {
        return sql(node, &["selectQuery"], "", context);
    }
    let quote = |ident: &Ident| if ident.quoted { format!("\"{ident}\"") } else { ident.to_string() };
    let name: Vec<String> = name.qualifiers.iter().chain([&name.name]).map(quote).collect();
    let replace = if node.says("replaceIfExists") { "OR REPLACE " } else { "" };
    sql(node, &["selectQuery"], &format!("CREATE {replace}VIEW {} AS ", name.join(".")), context);
}

/// `None` if a name is missing or not known, or the type is not one of these.
fn changes(node: &Node, context: &Context<'_>) -> Option<Vec<SchemaChange>> {
    let range = || node.range.clone();
    let table = || context.object(node, TABLE, SCHEMA);
    let column = || context.ident(node, &["columnName"]);
    let guarded = context.guarded;
    let says = |name: &str| node.says(name);
    let one = |kind: ChangeKind, object: ObjectName| Some(vec![change(kind, object, range())]);
    let alter = |action: ColumnAction| one(ChangeKind::AlterColumn { column: column()?, action }, table()?);
    let constrain = |name: &[&str], kind: ConstraintKind, table: ObjectName| {
        one(ChangeKind::AddConstraint(Constraint { name: context.ident(node, name), kind }), table)
    };
    let unconstrain = |table: ObjectName| {
        let name = context.ident(node, &["constraintName", "uniqueConstraintName"])?;
        one(ChangeKind::DropConstraint { name, if_exists: guarded, cascade: false }, table)
    };
    match node.name.as_str() {
        "createTable" => {
            let (columns, constraints) = columns(node, context);
            let if_not_exists = guarded || says("ifNotExists");
            let create = CreateTable { columns, constraints, if_not_exists, ..CreateTable::default() };
            one(ChangeKind::CreateTable(create), table()?)
        }
        "dropTable" => one(ChangeKind::DropTable { if_exists: guarded, cascade: says("cascadeConstraints") }, table()?),
        "renameTable" => {
            let to = context.object(node, &["newTableName"], SCHEMA)?;
            one(ChangeKind::RenameTable { to }, context.object(node, &["oldTableName"], SCHEMA)?)
        }
        "addColumn" => columns::added(node, &table()?, context),
        "dropColumn" => {
            let table = table()?;
            let drop = |column: Ident, range: Range<usize>| {
                change(ChangeKind::DropColumn { column, if_exists: guarded, cascade: false }, table.clone(), range)
            };
            if node.attribute(&["columnName"]).is_some() {
                return Some(vec![drop(column()?, range())]);
            }
            let nested = node.all("column", "columns");
            let dropped: Option<Vec<SchemaChange>> =
                nested.map(|column| Some(drop(context.ident(column, &["name"])?, column.range.clone()))).collect();
            dropped.filter(|dropped| !dropped.is_empty())
        }
        "renameColumn" => {
            let (from, to) = (context.ident(node, &["oldColumnName"])?, context.ident(node, &["newColumnName"])?);
            one(ChangeKind::RenameColumn { from, to }, table()?)
        }
        "mergeColumns" => {
            let table = table()?;
            let kept = context.ident(node, &["finalColumnName"])?;
            let mut all = vec![columns::add(
                &table,
                columns::plain(&kept, node, context, &["finalColumnType"]),
                guarded,
                range(),
            )];
            for name in ["column1Name", "column2Name"] {
                let column = context.ident(node, &[name])?;
                if !column.value.eq_ignore_ascii_case(&kept.value) {
                    let drop = ChangeKind::DropColumn { column, if_exists: guarded, cascade: false };
                    all.push(change(drop, table.clone(), range()));
                }
            }
            Some(all)
        }
        "modifyDataType" => alter(ColumnAction::SetType { data_type: context.value(node, &["newDataType"])? }),
        "addNotNullConstraint" => alter(ColumnAction::SetNotNull),
        "dropNotNullConstraint" => alter(ColumnAction::DropNotNull),
        "addDefaultValue" => alter(ColumnAction::SetDefault { default: columns::default(node, context)? }),
        "dropDefaultValue" => alter(ColumnAction::DropDefault),
        "addAutoIncrement" => alter(ColumnAction::AddGenerated),
        "addPrimaryKey" => {
            let columns = context.idents(node, &["columnNames"]);
            constrain(&["constraintName"], ConstraintKind::PrimaryKey { columns }, table()?)
        }
        "addUniqueConstraint" => {
            let columns = context.idents(node, &["columnNames"]);
            constrain(&["constraintName"], ConstraintKind::Unique { columns }, table()?)
        }
        "addForeignKeyConstraint" => {
            let columns = context.idents(node, &["baseColumnNames"]);
            let table = context.object(node, &["referencedTableName"], &["referencedTableSchemaName"])?;
            let referenced = context.idents(node, &["referencedColumnNames"]);
            let kind = ConstraintKind::ForeignKey { columns, table, referenced };
            constrain(&["constraintName"], kind, context.object(node, &["baseTableName"], &["baseTableSchemaName"])?)
        }
        "addCheckConstraint" => {
            let expression = context.value(node, &["constraintBody"]).unwrap_or_default();
            let kind = ConstraintKind::Check { expression, columns: Vec::new(), values: Vec::new() };
            constrain(&["constraintName"], kind, table()?)
        }
        "dropPrimaryKey" => one(ChangeKind::DropPrimaryKey, table()?),
        "dropUniqueConstraint" | "dropCheckConstraint" => unconstrain(table()?),
        "dropForeignKeyConstraint" => {
            unconstrain(context.object(node, &["baseTableName"], &["baseTableSchemaName"])?)
        }
        "addLookupTable" => {
            let new = context.object(node, &["newTableName"], &["newTableSchemaName"])?;
            let name = context.ident(node, &["newColumnName"])?;
            let mut key = columns::plain(&name, node, context, &["newColumnDataType"]);
            (key.primary_key, key.nullable) = (true, false);
            let create = CreateTable { columns: vec![key], if_not_exists: guarded, ..CreateTable::default() };
            Some(vec![change(ChangeKind::CreateTable(create), new, range())])
        }
        "createIndex" => {
            let parts: Vec<IndexPart> = node
                .all("column", "columns")
                .filter_map(|column| match context.ident(column, &["name"]) {
                    Some(name) if name.value.contains('(') => {
                        Some(IndexPart { column: None, expression: name.value, names: Vec::new() })
                    }
                    name => name.map(|name| IndexPart {
                        expression: name.value.clone(),
                        names: vec![name.clone()],
                        column: Some(name),
                    }),
                })
                .collect();
            let kind = ChangeKind::CreateIndex {
                table: table()?,
                columns: parts,
                unique: says("unique"),
                predicate: None,
                concurrently: false,
                if_not_exists: guarded,
            };
            one(kind, context.object(node, &["indexName"], &[])?)
        }
        "dropIndex" => {
            let kind =
                ChangeKind::DropIndex { table: table(), concurrently: false, if_exists: guarded, cascade: false };
            one(kind, context.object(node, &["indexName"], &[])?)
        }
        "dropView" => {
            let kind =
                ChangeKind::DropView { if_exists: guarded || says("ifExists"), cascade: false, materialized: false };
            one(kind, context.object(node, &["viewName"], SCHEMA)?)
        }
        "renameView" => {
            let to = context.object(node, &["newViewName"], SCHEMA)?;
            one(ChangeKind::RenameView { to }, context.object(node, &["oldViewName"], SCHEMA)?)
        }
        "dropProcedure" | "dropFunction" => {
            let procedure = node.name == "dropProcedure";
            let kind = ChangeKind::DropFunction { if_exists: guarded, cascade: false, procedure };
            one(kind, context.object(node, &["procedureName", "functionName"], SCHEMA)?)
        }
        "dropTrigger" => {
            let kind = ChangeKind::DropTrigger { table: table(), if_exists: guarded };
            one(kind, context.object(node, &["triggerName"], SCHEMA)?)
        }
        _ => None,
    }
}
