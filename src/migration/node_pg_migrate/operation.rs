//! The calls of node-pg-migrate's builder `pgm`.

use std::ops::Range;

use crate::lang::facts::Expr;
use crate::migration::javascript::call::{Call, idents, made_up, named};
use crate::migration::javascript::{Output, column, raw};
use crate::migration::script::{Scope, Script, Value, change};
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, CreateTable, SchemaChange,
};
use crate::model::name::{Ident, ObjectName};

/// Reads one call.
pub(super) fn read<'a>(out: &mut Output, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
    let Some(call) = Call::of(script, expr, scope) else { return false };
    let range = call.range.clone();
    match call.name {
        "sql" | "query" | "select" => {
            let Some(first) = call.expr(0) else { return false };
            match raw::statements(script, first, scope, out.dialect) {
                Some(statements) => out.statements.extend(statements),
                None => out.unreadable(range, "SQL that is put together when it runs"),
            }
            true
        }
        name if OPERATIONS.contains(&name) => {
            match operation(&call) {
                Some(changes) => out.changes(range, changes),
                None if name.starts_with("drop") || name.starts_with("rename") => out.unreadable(range, name),
                None => out.changes(range, Vec::new()),
            }
            true
        }
        _ => false,
    }
}

const OPERATIONS: &[&str] = &[
    "createTable",
    "dropTable",
    "renameTable",
    "addColumn",
    "addColumns",
    "dropColumn",
    "dropColumns",
    "renameColumn",
    "alterColumn",
    "addConstraint",
    "createConstraint",
    "dropConstraint",
    "renameConstraint",
    "createIndex",
    "addIndex",
    "dropIndex",
    "createType",
    "addType",
    "dropType",
    "renameType",
    "addTypeValue",
    "renameTypeValue",
    "createSchema",
    "dropSchema",
    "dropView",
    "dropMaterializedView",
    "renameView",
    "dropFunction",
    "dropTrigger",
];

/// The names that an argument holds: a string, a list, or the keys of an object.
fn names(call: &Call<'_, '_>, at: usize) -> Option<Vec<Ident>> {
    call.idents(at).or_else(|| Some(call.entries(at)?.into_iter().map(|(name, _)| name).collect()))
}

fn operation(call: &Call<'_, '_>) -> Option<Vec<SchemaChange>> {
    let range = call.range.clone();
    let object = call.table(0)?;
    let yes = |at: usize, key: &str| call.option(at, key).is_some_and(|value| value.is_true());
    let kind = match call.name {
        "createTable" => {
            let columns = call.entries(1).unwrap_or_default();
            let columns = columns.into_iter().map(|(name, value)| definition(call, name, &value)).collect();
            let constraints = call.option(2, "constraints").map(|given| constraints(&given, None, &range));
            ChangeKind::CreateTable(CreateTable {
                columns,
                constraints: constraints.unwrap_or_default(),
                if_not_exists: yes(2, "ifNotExists"),
                temporary: yes(2, "temporary"),
                ..CreateTable::default()
            })
        }
        "dropTable" => ChangeKind::DropTable { if_exists: yes(1, "ifExists"), cascade: yes(1, "cascade") },
        "renameTable" => ChangeKind::RenameTable { to: call.table(1)? },
        "addColumn" | "addColumns" => {
            let columns = call.entries(1)?;
            let add = |(name, value)| column::add(&object, definition(call, name, &value), range.clone());
            return Some(columns.into_iter().map(add).collect());
        }
        "dropColumn" | "dropColumns" => {
            let drop = |name: Ident| {
                let kind =
                    ChangeKind::DropColumn { column: name, if_exists: yes(2, "ifExists"), cascade: yes(2, "cascade") };
                change(kind, object.clone(), range.clone())
            };
            return Some(names(call, 1)?.into_iter().map(drop).collect());
        }
        "renameColumn" => ChangeKind::RenameColumn { from: call.ident(1)?, to: call.ident(2)? },
        "alterColumn" => {
            let name = call.ident(1)?;
            let actions = actions(call, &call.value(2));
            return Some(
                actions.into_iter().map(|action| column::alter(&object, name.clone(), action, range.clone())).collect(),
            );
        }
        "addConstraint" | "createConstraint" => {
            let given = constraints(&call.value(2), call.ident(1), &range);
            return Some(
                given
                    .into_iter()
                    .map(|constraint| change(ChangeKind::AddConstraint(constraint), object.clone(), range.clone()))
                    .collect(),
            );
        }
        "dropConstraint" => ChangeKind::DropConstraint {
            name: call.ident(1)?,
            if_exists: yes(2, "ifExists"),
            cascade: yes(2, "cascade"),
        },
        "renameConstraint" => ChangeKind::RenameConstraint { from: call.ident(1)?, to: call.ident(2)? },
        "createIndex" | "addIndex" => {
            let columns = call.idents(1)?;
            let name = index_name(call, &object, &columns);
            return Some(vec![column::index(&object, name, columns, yes(2, "unique"), yes(2, "concurrently"), range)]);
        }
        "dropIndex" => {
            let columns = call.idents(1).unwrap_or_default();
            return Some(vec![column::unindex(&object, index_name(call, &object, &columns), range)]);
        }
        "createType" | "addType" => match call.value(1) {
            list @ Value::List(_) => ChangeKind::CreateEnum { values: idents(&list)? },
            _ => ChangeKind::CreateType,
        },
        "dropType" => ChangeKind::DropType { if_exists: yes(1, "ifExists"), cascade: yes(1, "cascade") },
        "renameType" => ChangeKind::RenameType { to: call.table(1)? },
        "addTypeValue" => ChangeKind::AddEnumValue { value: call.ident(1)? },
        "renameTypeValue" => ChangeKind::RenameEnumValue { from: call.ident(1)?, to: call.ident(2)? },
        "createSchema" => ChangeKind::CreateSchema,
        "dropSchema" => ChangeKind::DropSchema { if_exists: yes(1, "ifExists"), cascade: yes(1, "cascade") },
        "dropView" | "dropMaterializedView" => ChangeKind::DropView {
            if_exists: yes(1, "ifExists"),
            cascade: yes(1, "cascade"),
            materialized: call.name != "dropView",
        },
        "renameView" => ChangeKind::RenameView { to: call.table(1)? },
        "dropFunction" => {
            ChangeKind::DropFunction { if_exists: yes(2, "ifExists"), cascade: yes(2, "cascade"), procedure: false }
        }
        "dropTrigger" => {
            let name = named(call.ident(1)?);
            let kind = ChangeKind::DropTrigger { table: Some(object), if_exists: yes(2, "ifExists") };
            return Some(vec![change(kind, name, range)]);
        }
        _ => return None,
    };
    Some(vec![change(kind, object, range)])
}

/// A column; the shorthand `"id"` is a serial primary key.
fn definition<'a>(call: &Call<'_, 'a>, name: Ident, value: &Value<'a>) -> ColumnDef {
    let mut def = column::of(call.script, call.scope, name, value, true);
    if value.text() == Some("id") || value.get("type").and_then(Value::text) == Some("id") {
        def.primary_key = true;
        def.nullable = false;
    }
    def
}

fn actions(call: &Call<'_, '_>, options: &Value<'_>) -> Vec<ColumnAction> {
    let mut actions = Vec::new();
    if let Some(given) = options.get("type") {
        let (data_type, _) = column::type_of(call.script, call.scope, given);
        actions.push(ColumnAction::SetType { data_type });
    }
    match options.get("default") {
        Some(Value::Literal(text)) if text == "null" => actions.push(ColumnAction::DropDefault),
        Some(value) => {
            let default = column::default_text(value).unwrap_or_default();
            actions.push(ColumnAction::SetDefault { default });
        }
        None => {}
    }
    let not_null = options.get("notNull").map(Value::is_true);
    let not_null = not_null.or_else(|| options.get("allowNull").map(|value| !value.is_true()));
    match not_null {
        Some(true) => actions.push(ColumnAction::SetNotNull),
        Some(false) => actions.push(ColumnAction::DropNotNull),
        None => {}
    }
    actions
}

/// What `{ unique: […], primaryKey: […], foreignKeys: { columns, references }, check }` says; of SQL in its place, that there is something.
fn constraints(given: &Value<'_>, name: Option<Ident>, range: &Range<usize>) -> Vec<Constraint> {
    let mut found = Vec::new();
    let mut push = |kind| found.push(Constraint { name: name.clone(), kind });
    if let Some(unique) = given.get("unique") {
        let several = matches!(unique, Value::List(items) if items.iter().any(|item| matches!(item, Value::List(_))));
        let lists: &[Value<'_>] = if several { unique.items() } else { std::slice::from_ref(unique) };
        lists.iter().filter_map(idents).for_each(|columns| push(ConstraintKind::Unique { columns }));
    }
    if let Some(columns) = given.get("primaryKey").and_then(idents) {
        push(ConstraintKind::PrimaryKey { columns });
    }
    for key in given.get("foreignKeys").map(Value::items).unwrap_or_default() {
        let Some(columns) = key.get("columns").and_then(idents) else { continue };
        let Some(target) = key.get("references").and_then(Value::text) else { continue };
        let table = target.split('(').next().unwrap_or_default().trim();
        if let Some(table) = crate::migration::javascript::call::dotted(table, range.clone()) {
            push(ConstraintKind::ForeignKey { columns, table, referenced: Vec::new() });
        }
    }
    if let Some(check) = given.get("check") {
        let expression = check.text().unwrap_or_default().to_owned();
        push(ConstraintKind::Check { expression, columns: Vec::new(), values: Vec::new() });
    }
    found
}

fn index_name(call: &Call<'_, '_>, table: &ObjectName, columns: &[Ident]) -> Ident {
    if let Some(name) = call.option(2, "name").and_then(|name| name.ident()) {
        return name;
    }
    let columns: Vec<&str> = columns.iter().map(|column| column.value.as_str()).collect();
    let unique = call.option(2, "unique").is_some_and(|value| value.is_true());
    let unique = if unique { "_unique" } else { "" };
    made_up(format!("{}_{}{unique}_index", table.name.value, columns.join("_")), &call.range)
}
