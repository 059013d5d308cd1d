//! db-migrate: `db.addColumn("users", "email", { type: "string" })`, `db.runSql("…")`, or a file of SQL beside (`sqls/<name>-up.sql`), which the code reads in.
//! Run by file name.

use super::index::{Index, file_name, parent};
use super::javascript::call::Call;
use super::javascript::{Output, Tool, by_name, column, raw, sets, whole};
use super::script::{Scope, Script, Value, change};
use super::{CodeReader, Layout, MigrationSet, back};
use crate::lang::facts::Expr;
use crate::model::change::{ChangeKind, CreateTable, SchemaChange};

pub static TOOL: Tool = Tool {
    name: "db-migrate",
    signs: &["db-migrate", "dbm.", "db.runSql(", "db.addColumn(", "db.removeColumn(", "db.createTable("],
    read,
    version: by_name,
    sql: whole,
};

/// The layout: the tool's code, and its SQL in the place of the code that only reads it in.
pub struct DbMigrate;

impl Layout for DbMigrate {
    fn name(&self) -> &'static str {
        TOOL.name
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut found = sets(index, &TOOL);
        for file in found.iter_mut().flat_map(|set| &mut set.files) {
            let name = file_name(&file.path);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let folder = format!("{}/sqls", parent(&file.path));
            let up = format!("{folder}/{stem}-up.sql");
            if let Some(path) =
                index.files(folder.trim_start_matches('/')).iter().find(|path| ****path == *up.trim_start_matches('/'))
            {
                file.path = (*path).clone();
            }
        }
        found
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(&TOOL)
    }

    fn back(&self, path: &str) -> Option<back::Place> {
        back::beside_with(path, &[("-up.sql", "-down.sql")])
    }
}

fn read<'a>(out: &mut Output, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
    let Some(call) = Call::of(script, expr, scope) else { return false };
    match call.name {
        "runSql" | "all" => {
            let Some(first) = call.expr(0) else { return false };
            match raw::statements(script, first, scope, out.dialect) {
                Some(statements) => out.statements.extend(statements),
                None if call.name == "runSql" => {
                    out.unreadable(call.range.clone(), "SQL that is put together when it runs");
                }
                None => return false,
            }
            true
        }
        "createTable" | "dropTable" | "renameTable" | "addColumn" | "removeColumn" | "renameColumn"
        | "changeColumn" | "addIndex" | "removeIndex" | "addForeignKey" | "removeForeignKey" => {
            match operation(&call) {
                Some(changes) => out.changes(call.range.clone(), changes),
                None if call.name.starts_with("re") || call.name.starts_with("drop") => {
                    out.unreadable(call.range.clone(), call.name);
                }
                None => out.changes(call.range.clone(), Vec::new()),
            }
            // What follows is given as a callback.
            false
        }
        _ => false,
    }
}

fn operation(call: &Call<'_, '_>) -> Option<Vec<SchemaChange>> {
    let range = call.range.clone();
    let table = call.table(0)?;
    let one = |change| Some(vec![change]);
    match call.name {
        "createTable" => {
            let spec = call.value(1);
            let columns = match spec.get("columns") {
                Some(Value::Map(columns)) => {
                    let place = call.expr(1).map_or(range.clone(), |expr| expr.range.clone());
                    let named = |name: &String| crate::model::name::Ident::at(name.clone(), true, place.clone());
                    columns.iter().map(|(name, value)| (named(name), value.clone())).collect()
                }
                _ => call.entries(1).unwrap_or_default(),
            };
            let columns = columns
                .into_iter()
                .filter(|(name, _)| name.value != "ifNotExists")
                .map(|(name, value)| column::of(call.script, call.scope, name, &value, true))
                .collect();
            let if_not_exists = spec.get("ifNotExists").is_some_and(Value::is_true);
            let create = CreateTable { columns, if_not_exists, ..CreateTable::default() };
            one(change(ChangeKind::CreateTable(create), table, range))
        }
        "dropTable" => {
            let if_exists = call.option(1, "ifExists").is_some_and(|value| value.is_true());
            one(column::drop_table(table, if_exists, false, range))
        }
        "renameTable" => one(change(ChangeKind::RenameTable { to: call.table(1)? }, table, range)),
        "addColumn" => {
            let def = column::of(call.script, call.scope, call.ident(1)?, &call.value(2), true);
            one(column::add(&table, def, range))
        }
        "removeColumn" => one(column::drop(&table, call.ident(1)?, range)),
        "renameColumn" => {
            one(change(ChangeKind::RenameColumn { from: call.ident(1)?, to: call.ident(2)? }, table, range))
        }
        "changeColumn" => {
            let def = column::of(call.script, call.scope, call.ident(1)?, &call.value(2), true);
            one(column::redefine(&table, def, range))
        }
        "addIndex" => {
            one(column::index(&table, call.ident(1)?, call.idents(2)?, call.value(3).is_true(), false, range))
        }
        "removeIndex" => {
            let name = call.ident(1).or_else(|| call.ident(0))?;
            one(column::unindex(&table, name, range))
        }
        "addForeignKey" => {
            let Value::Map(mapping) = call.value(3) else { return None };
            let place = |name: &str| crate::model::name::Ident::at(name, true, range.clone());
            let columns = mapping.iter().map(|(own, _)| place(own)).collect();
            let referenced = Value::List(mapping.iter().map(|(_, other)| other.clone()).collect());
            one(column::constrain(
                &table,
                call.ident(2),
                column::foreign_key(columns, call.table(1)?, &referenced),
                range.clone(),
            ))
        }
        "removeForeignKey" => one(column::unconstrain(&table, call.ident(1)?, range)),
        _ => None,
    }
}
