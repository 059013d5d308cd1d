//! TypeORM: classes that implement `MigrationInterface`, with SQL in `queryRunner.query("…")` and the calls of QueryRunner. Run by the timestamp in the name.

use super::javascript::call::{Call, idents, made_up, table_of};
use super::javascript::{Output, Tool, by_name, column, raw, whole};
use super::script::{Scope, Script, Value, change};
use super::version::{self, Version};
use crate::lang::facts::{Expr, ExprKind};
use crate::model::change::{ChangeKind, ColumnDef, Constraint, ConstraintKind, CreateTable, SchemaChange};
use crate::model::name::{Ident, ObjectName};

pub static TOOL: Tool = Tool {
    name: "typeorm",
    signs: &["MigrationInterface", "QueryRunner", "queryRunner"],
    read,
    version: timestamp,
    sql: whole,
};

/// The digits at the end of the class's name order the migrations; the file's name begins with the same ones as a rule.
fn timestamp(stem: &str, text: &str) -> (Version, String) {
    if version::leading(stem).is_some() {
        return by_name(stem, text);
    }
    let class =
        text.split("class ").nth(1).and_then(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
    let digits = class.map(|name| &name[name.trim_end_matches(|c: char| c.is_ascii_digit()).len()..]);
    match digits.filter(|digits| digits.len() >= 10) {
        Some(digits) => (Version(vec![version::number(digits)]), digits.to_owned()),
        None => by_name(stem, text),
    }
}

fn read<'a>(out: &mut Output, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
    let Some(call) = Call::of(script, expr, scope) else { return false };
    match call.name {
        "query" => {
            let Some(first) = call.expr(0) else { return false };
            match raw::statements(script, first, scope, out.dialect) {
                Some(statements) => out.statements.extend(statements),
                None => out.unreadable(call.range.clone(), "SQL that is put together when it runs"),
            }
            true
        }
        "createTable"
        | "dropTable"
        | "renameTable"
        | "addColumn"
        | "addColumns"
        | "dropColumn"
        | "dropColumns"
        | "renameColumn"
        | "changeColumn"
        | "changeColumns"
        | "createPrimaryKey"
        | "dropPrimaryKey"
        | "createUniqueConstraint"
        | "createUniqueConstraints"
        | "dropUniqueConstraint"
        | "createForeignKey"
        | "createForeignKeys"
        | "createIndex"
        | "createIndices"
        | "dropIndex"
        | "createCheckConstraint"
        | "dropView"
        | "createSchema"
        | "dropSchema"
        | "clearTable" => {
            match operation(&call) {
                Some(changes) => out.changes(call.range.clone(), changes),
                None if call.name.starts_with("create")
                    || call.name.starts_with("add")
                    || call.name.starts_with("change") =>
                {
                    out.changes(call.range.clone(), Vec::new());
                }
                None => out.unreadable(call.range.clone(), call.name),
            }
            true
        }
        "dropForeignKey"
        | "dropForeignKeys"
        | "dropUniqueConstraints"
        | "dropIndices"
        | "dropCheckConstraint"
        | "dropExclusionConstraint"
        | "createExclusionConstraint"
        | "updatePrimaryKeys" => {
            let changes = match (call.table(0), call.ident(1)) {
                (Some(table), Some(name)) => vec![column::unconstrain(&table, name, call.range.clone())],
                _ => Vec::new(),
            };
            out.changes(call.range.clone(), changes);
            true
        }
        "createView" => {
            let view = call.expr(0).map(|expr| options(&call, expr));
            if let Some(view) = view
                && let (Some(name), Some(Value::Text { value, range, pieces })) =
                    (view.get("name").and_then(Value::text), view.get("expression"))
            {
                out.statements.extend(view_statements(name, value, range, pieces, out.dialect));
            }
            true
        }
        _ => false,
    }
}

/// `CREATE VIEW` around a query that stands in the file.
fn view_statements(
    name: &str,
    query: &str,
    range: &std::ops::Range<usize>,
    pieces: &[super::script::Piece],
    dialect: crate::model::name::Dialect,
) -> Vec<crate::model::change::Statement> {
    let head = format!("CREATE VIEW {name} AS ");
    let pieces =
        pieces.iter().map(|piece| super::script::Piece { at: piece.at + head.len(), ..piece.clone() }).collect();
    let value = Value::Text { value: head + query, range: range.clone(), pieces };
    super::script::sql_statements(&value, dialect).unwrap_or_default()
}

/// The options of `new TableColumn({ … })` or of the object itself.
fn options<'a>(call: &Call<'_, 'a>, expr: &'a Expr) -> Value<'a> {
    unwrapped(call, call.script.eval(expr, call.scope))
}

fn unwrapped<'a>(call: &Call<'_, 'a>, value: Value<'a>) -> Value<'a> {
    match &value {
        Value::Expr(Expr { kind: ExprKind::New { args, .. }, .. }) => match args.first() {
            Some(arg) => call.script.eval(&arg.value, call.scope),
            None => value,
        },
        _ => value,
    }
}

fn items<'a>(call: &Call<'_, 'a>, value: &Value<'a>) -> Vec<Value<'a>> {
    value.items().iter().map(|item| unwrapped(call, item.clone())).collect()
}

/// A column's definition from its options.
fn definition<'a>(call: &Call<'_, 'a>, value: &Value<'a>) -> Option<ColumnDef> {
    let value = unwrapped(call, value.clone());
    Some(column::of(call.script, call.scope, value.get("name")?.ident()?, &value, false))
}

/// The name of a column: a string, a `TableColumn`, or one that is looked up by its name.
fn column_name<'a>(call: &Call<'_, 'a>, value: &Value<'a>) -> Option<Ident> {
    match value {
        Value::Text { .. } => value.ident(),
        Value::Expr(Expr { kind: ExprKind::Call { args, .. }, .. }) => {
            call.script.eval(&args.first()?.value, call.scope).ident()
        }
        other => unwrapped(call, other.clone()).get("name")?.ident(),
    }
}

fn operation(call: &Call<'_, '_>) -> Option<Vec<SchemaChange>> {
    let range = call.range.clone();
    if matches!(call.name, "createSchema" | "dropSchema" | "dropView") {
        let kind = match call.name {
            "createSchema" => ChangeKind::CreateSchema,
            "dropSchema" => ChangeKind::DropSchema { if_exists: false, cascade: false },
            _ => ChangeKind::DropView { if_exists: false, cascade: false, materialized: false },
        };
        return Some(vec![change(kind, call.table(0)?, range)]);
    }
    let table = call.table(0)?;
    let second = call.value(1);
    let one = |change| Some(vec![change]);
    match call.name {
        "createTable" => Some(create_table(call, table)),
        "dropTable" => {
            let if_exists = second.is_true() || second.get("ifExists").is_some_and(Value::is_true);
            one(column::drop_table(table, if_exists, false, range))
        }
        "clearTable" => one(change(ChangeKind::Truncate, table, range)),
        "renameTable" => {
            let mut to = call.table(1)?;
            to.qualifiers.clear();
            one(change(ChangeKind::RenameTable { to }, table, range))
        }
        "addColumn" | "addColumns" => items(call, &second)
            .iter()
            .map(|item| Some(column::add(&table, definition(call, item)?, range.clone())))
            .collect(),
        "dropColumn" | "dropColumns" => second
            .items()
            .iter()
            .map(|item| Some(column::drop(&table, column_name(call, item)?, range.clone())))
            .collect(),
        "renameColumn" => {
            let (from, to) = (column_name(call, &second)?, column_name(call, &call.value(2))?);
            one(change(ChangeKind::RenameColumn { from, to }, table, range))
        }
        "changeColumn" => changed(call, &table, &second, &call.value(2)),
        "changeColumns" => {
            let pairs =
                second.items().iter().map(|pair| changed(call, &table, pair.get("oldColumn")?, pair.get("newColumn")?));
            Some(pairs.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
        }
        "createPrimaryKey" => {
            one(column::constrain(&table, None, ConstraintKind::PrimaryKey { columns: call.idents(1)? }, range))
        }
        "dropPrimaryKey" => one(change(ChangeKind::DropPrimaryKey, table, range)),
        "createUniqueConstraint"
        | "createUniqueConstraints"
        | "createForeignKey"
        | "createForeignKeys"
        | "createCheckConstraint" => items(call, &second)
            .iter()
            .map(|item| {
                Some(column::constrain(
                    &table,
                    item.get("name").and_then(Value::ident),
                    key(call, item)?,
                    range.clone(),
                ))
            })
            .collect(),
        "dropUniqueConstraint" => one(column::unconstrain(&table, column_name(call, &second)?, range)),
        "createIndex" | "createIndices" => {
            items(call, &second).iter().map(|item| index(&table, item, range.clone())).collect()
        }
        "dropIndex" => {
            let Some(name) = column_name(call, &second) else { return Some(Vec::new()) };
            one(column::unindex(&table, name, range))
        }
        _ => None,
    }
}

fn changed<'a>(call: &Call<'_, 'a>, table: &ObjectName, old: &Value<'a>, new: &Value<'a>) -> Option<Vec<SchemaChange>> {
    let (from, def) = (column_name(call, old)?, definition(call, new)?);
    let mut changes = Vec::new();
    if from.value != def.name.value {
        let kind = ChangeKind::RenameColumn { from, to: def.name.clone() };
        changes.push(change(kind, table.clone(), call.range.clone()));
    }
    changes.push(column::redefine(table, def, call.range.clone()));
    Some(changes)
}

/// A constraint from its options.
fn key<'a>(call: &Call<'_, 'a>, item: &Value<'a>) -> Option<ConstraintKind> {
    let columns = item.get("columnNames").and_then(idents).unwrap_or_default();
    if let Some(table) = item.get("referencedTableName") {
        let table = table_of(call.script, call.scope, table)?;
        let referenced = item.get("referencedColumnNames").cloned().unwrap_or(Value::Unknown);
        return Some(column::foreign_key(columns, table, &referenced));
    }
    if let Some(expression) = item.get("expression") {
        let expression = expression.text().unwrap_or_default().to_owned();
        return Some(ConstraintKind::Check { expression, columns, values: Vec::new() });
    }
    Some(ConstraintKind::Unique { columns })
}

fn index(table: &ObjectName, item: &Value<'_>, range: std::ops::Range<usize>) -> Option<SchemaChange> {
    let columns = item.get("columnNames").and_then(idents)?;
    let name = item.get("name").and_then(Value::ident).unwrap_or_else(|| {
        let columns: Vec<&str> = columns.iter().map(|column| column.value.as_str()).collect();
        made_up(format!("IDX_{}_{}", table.name.value, columns.join("_")), &range)
    });
    let unique = item.get("isUnique").is_some_and(Value::is_true);
    Some(column::index(table, name, columns, unique, false, range))
}

fn create_table(call: &Call<'_, '_>, table: ObjectName) -> Vec<SchemaChange> {
    let Some(first) = call.expr(0) else { return Vec::new() };
    let given = options(call, first);
    let list = |key: &str| given.get(key).map(|list| items(call, list)).unwrap_or_default();
    let columns = list("columns").iter().filter_map(|item| definition(call, item)).collect();
    let constraints = ["foreignKeys", "uniques", "checks"]
        .iter()
        .flat_map(|key| list(key))
        .filter_map(|item| Some(Constraint { name: item.get("name").and_then(Value::ident), kind: key(call, &item)? }))
        .collect();
    let if_not_exists = call.value(1).is_true();
    let create = CreateTable { columns, constraints, if_not_exists, ..CreateTable::default() };
    let indices: Vec<SchemaChange> =
        list("indices").iter().filter_map(|item| index(&table, item, call.range.clone())).collect();
    let mut changes = vec![change(ChangeKind::CreateTable(create), table, call.range.clone())];
    changes.extend(indices);
    changes
}
