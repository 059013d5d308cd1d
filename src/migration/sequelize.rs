//! Sequelize and Umzug: `queryInterface.addColumn("users", "email", { … })` in modules with `up` and `down`. Run by file name.
//!
//! Constraints without a name get none in the catalog; indexes get the one that Sequelize makes up (`users_email`).

use super::javascript::call::{Call, idents, made_up};
use super::javascript::{Output, Tool, by_text, column, raw, whole};
use super::script::{Scope, Script, Value, change};
use crate::lang::facts::Expr;
use crate::model::change::{ChangeKind, ConstraintKind, CreateTable};
use crate::model::name::{Ident, ObjectName};

pub static TOOL: Tool = Tool {
    name: "sequelize",
    signs: &["queryInterface", "QueryInterface", "sequelize-cli", "Sequelize"],
    read,
    version: by_text,
    sql: whole,
};

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
        "addColumn" | "removeColumn" | "renameColumn" | "changeColumn" | "createTable" | "dropTable"
        | "renameTable" | "addIndex" | "removeIndex" | "addConstraint" | "removeConstraint" => {
            let changes = operation(&call);
            match changes {
                Some(changes) => out.changes(call.range.clone(), changes),
                None if call.name.starts_with("add") || call.name == "createTable" || call.name == "changeColumn" => {
                    out.changes(call.range.clone(), Vec::new());
                }
                None => out.unreadable(call.range.clone(), call.name),
            }
            true
        }
        "dropAllTables" => {
            out.unreadable(call.range.clone(), call.name);
            true
        }
        "bulkInsert" | "bulkUpdate" | "bulkDelete" | "describeTable" | "showAllTables" | "showIndex" => {
            out.changes(call.range.clone(), Vec::new());
            true
        }
        _ => false,
    }
}

fn operation(call: &Call<'_, '_>) -> Option<Vec<crate::model::change::SchemaChange>> {
    let table = call.table(0)?;
    let range = call.range.clone();
    let one = |change| Some(vec![change]);
    match call.name {
        "addColumn" => {
            let def = column::of(call.script, call.scope, call.ident(1)?, &call.value(2), true);
            one(column::add(&table, def, range))
        }
        "removeColumn" => one(column::drop(&table, call.ident(1)?, range)),
        "renameColumn" => {
            one(change(ChangeKind::RenameColumn { from: call.ident(1)?, to: call.ident(2)? }, table, range))
        }
        "changeColumn" => {
            let value = call.value(2);
            if matches!(value, Value::Unknown) {
                return Some(Vec::new());
            }
            one(column::redefine(&table, column::of(call.script, call.scope, call.ident(1)?, &value, true), range))
        }
        "createTable" => {
            let columns = call.entries(1).unwrap_or_default();
            let columns = columns
                .into_iter()
                .map(|(name, value)| {
                    let name = value.get("field").and_then(Value::ident).unwrap_or(name);
                    column::of(call.script, call.scope, name, &value, true)
                })
                .collect();
            let create = CreateTable { columns, if_not_exists: true, ..CreateTable::default() };
            one(change(ChangeKind::CreateTable(create), table, range))
        }
        "dropTable" => {
            let cascade = call.option(1, "cascade").is_some_and(|cascade| cascade.is_true());
            one(column::drop_table(table, true, cascade, range))
        }
        "renameTable" => one(change(ChangeKind::RenameTable { to: call.table(1)? }, table, range)),
        "addIndex" => {
            let (fields, options) = index_arguments(call);
            let fields = fields?;
            let option = |key: &str| options.get(key);
            let name = option("name")
                .or_else(|| option("indexName"))
                .and_then(Value::ident)
                .unwrap_or_else(|| index_name(&table, &fields, &range));
            let unique = option("unique").is_some_and(Value::is_true)
                || option("type").and_then(Value::text).is_some_and(|kind| kind.eq_ignore_ascii_case("unique"));
            let concurrently = option("concurrently").is_some_and(Value::is_true);
            one(column::index(&table, name, fields, unique, concurrently, range))
        }
        "removeIndex" => {
            let name = match call.value(1) {
                name @ Value::Text { .. } => name.ident()?,
                list @ Value::List(_) => index_name(&table, &idents(&list)?, &range),
                _ => return Some(Vec::new()),
            };
            one(column::unindex(&table, name, range))
        }
        "addConstraint" => {
            let (fields, options) = index_arguments(call);
            one(constraint(&table, fields.unwrap_or_default(), &options, range)?)
        }
        "removeConstraint" => one(column::unconstrain(&table, call.ident(1)?, range)),
        _ => None,
    }
}

/// `(table, fields, options)`, or all in the options.
fn index_arguments<'a>(call: &Call<'_, 'a>) -> (Option<Vec<Ident>>, Value<'a>) {
    match call.value(1) {
        options @ Value::Map(_) => (options.get("fields").and_then(idents), options),
        fields => (idents(&fields), call.value(2)),
    }
}

fn index_name(table: &ObjectName, fields: &[Ident], range: &std::ops::Range<usize>) -> Ident {
    let fields: Vec<String> = fields.iter().map(|field| underscored(&field.value)).collect();
    made_up(format!("{}_{}", underscored(&table.name.value), fields.join("_")), range)
}

/// Lower case with an underscore where a capital was.
fn underscored(name: &str) -> String {
    let mut out = String::new();
    let mut before = false;
    for c in name.chars() {
        if c.is_uppercase() && before {
            out.push('_');
        }
        before = c.is_lowercase() || c.is_numeric();
        out.extend(c.to_lowercase());
    }
    out
}

fn constraint(
    table: &ObjectName,
    columns: Vec<Ident>,
    options: &Value<'_>,
    range: std::ops::Range<usize>,
) -> Option<crate::model::change::SchemaChange> {
    let name = options.get("name").and_then(Value::ident);
    let kind = match options.get("type")?.text()?.to_ascii_lowercase().as_str() {
        "unique" => ConstraintKind::Unique { columns },
        "primary key" => ConstraintKind::PrimaryKey { columns },
        "foreign key" => {
            let references = options.get("references")?;
            let target = references.get("table").or_else(|| references.get("model"))?;
            let target = match target {
                Value::Map(_) => target.get("tableName")?.object()?,
                other => other.object()?,
            };
            let field = references.get("field").or_else(|| references.get("fields")).cloned().unwrap_or(Value::Unknown);
            column::foreign_key(columns, target, &field)
        }
        _ => ConstraintKind::Check { expression: String::new(), columns, values: Vec::new() },
    };
    Some(column::constrain(table, name, kind, range))
}
