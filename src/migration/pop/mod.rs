//! Pop (Buffalo): `20240101120000_x.up.fizz`, and `.up.sql` beside it in the same history. Run by number.
//!
//! Fizz is a list of calls (`drop_column("users", "email")`), read as such. Conditions around them are not weighed: what they hold counts.

mod text;

use std::ops::Range;
use std::sync::Arc;

use super::index::{Index, file_name};
use super::javascript::column;
use super::script::{change, object, statement, unread, unreadable};
use super::set::{Entry, ordered, sets};
use super::{CodeMigration, CodeReader, Layout, MigrationSet, back, version};
use crate::model::change::{ChangeKind, ColumnDef, ConstraintKind, CreateTable, SchemaChange, Statement};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql;
use crate::workers::each;
use text::{Call, Value};

pub struct Pop;

impl Layout for Pop {
    fn name(&self) -> &'static str {
        "pop"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut found = Vec::new();
        for (folder, files) in index.code_folders(&["fizz"]) {
            let all = files.iter().chain(index.files(folder));
            let entries: Vec<Entry> = all.filter_map(|path| entry(path)).collect();
            found.extend(sets(index, self.name(), folder, ordered(entries)));
        }
        found
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }

    fn back(&self, path: &str) -> Option<back::Place> {
        back::beside(path)
    }
}

/// `20240101120000_x.up.fizz`, `20240101120000_x.postgres.up.sql`; a file that says no direction runs forward.
fn entry(path: &Arc<str>) -> Option<Entry> {
    let name = file_name(path);
    let is_forward = !name.contains(".down.") && (name.ends_with(".fizz") || name.ends_with(".up.sql"));
    let (key, text) = version::leading(name)?;
    is_forward.then(|| Entry::new(key, text, path))
}

impl CodeReader for Pop {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let one = |file: &CodeMigration<'_>| {
            if !file.path.ends_with(".fizz") {
                return sql::read_migration(file.text, 0..file.text.len(), dialect);
            }
            text::calls(file.text).into_iter().flat_map(|call| read(&call, dialect)).collect()
        };
        each(files, one)
    }
}

fn read(call: &Call, dialect: Dialect) -> Vec<Statement> {
    let at = call.range.clone();
    match call.name.as_str() {
        "sql" | "raw" => {
            let Some(Value::Text { value, range }) = call.args.first() else {
                return vec![unreadable(at, "SQL that is put together when it runs")];
            };
            let mut found = sql::read_migration(value, 0..value.len(), dialect);
            let exact = value.len() == range.len();
            for one in &mut found {
                sql::move_places(one, &|place: Range<usize>| {
                    if exact { range.start + place.start..range.start + place.end } else { range.clone() }
                });
            }
            found
        }
        // A command of the shell.
        "exec" => vec![statement(at, Vec::new())],
        name => match changes(call) {
            Some(changes) => vec![statement(at, changes)],
            None if name.starts_with("drop_table") || name.starts_with("rename") || name == "drop_column" => {
                vec![unreadable(at, format!("`{name}` of a name that is put together"))]
            }
            None if OPERATIONS.contains(&name) => vec![unread(at, format!("`{name}` is not understood"))],
            None => Vec::new(),
        },
    }
}

const OPERATIONS: &[&str] = &[
    "create_table",
    "add_column",
    "change_column",
    "add_index",
    "drop_index",
    "add_foreign_key",
    "drop_foreign_key",
    "add_timestamps",
];

fn changes(call: &Call) -> Option<Vec<SchemaChange>> {
    let range = || call.range.clone();
    let table = || table(call.args.first()?);
    let named = |at: usize| call.args.get(at).and_then(ident);
    let options = |at: usize| call.args.get(at);
    let one = |change: SchemaChange| Some(vec![change]);
    match call.name.as_str() {
        "create_table" => {
            let mut create = CreateTable::default();
            let mut after = Vec::new();
            let mut stamps =
                options(1).and_then(|options| options.get("timestamps")).is_none_or(|said| !said.is("false"));
            for part in &call.block {
                let first = part.args.first();
                match part.name.as_str() {
                    "Column" => create.columns.push(column_of(part, 0)?),
                    "Timestamps" => stamps = true,
                    "DisableTimestamps" => stamps = false,
                    "PrimaryKey" => {
                        let columns: Vec<Ident> = part.args.iter().filter_map(ident).collect();
                        let kind = ConstraintKind::PrimaryKey { columns };
                        create.constraints.push(crate::model::change::Constraint { name: None, kind });
                    }
                    "ForeignKey" => {
                        let (target, referenced) = reference(part.args.get(1)?)?;
                        let columns = idents(first?);
                        let kind = ConstraintKind::ForeignKey { columns, table: target, referenced };
                        create.constraints.push(crate::model::change::Constraint { name: None, kind });
                    }
                    "Index" => after.push(index(&table()?, first?, part.args.get(1), part.range.clone())),
                    _ => {}
                }
            }
            for name in ["created_at", "updated_at"] {
                if stamps && !create.columns.iter().any(|column| column.name.value == name) {
                    let name = Ident::at(name, true, range());
                    create.columns.push(ColumnDef {
                        name,
                        data_type: "timestamp".to_owned(),
                        range: range(),
                        ..ColumnDef::default()
                    });
                }
            }
            let mut all = vec![change(ChangeKind::CreateTable(create), table()?, range())];
            all.extend(after);
            Some(all)
        }
        "drop_table" => one(column::drop_table(table()?, false, false, range())),
        "rename_table" => {
            let to = self::table(options(1)?)?;
            one(change(ChangeKind::RenameTable { to }, table()?, range()))
        }
        "add_column" => one(column::add(&table()?, column_of(call, 1)?, range())),
        "drop_column" => one(column::drop(&table()?, named(1)?, range())),
        "rename_column" => one(change(ChangeKind::RenameColumn { from: named(1)?, to: named(2)? }, table()?, range())),
        "change_column" => one(column::redefine(&table()?, column_of(call, 1)?, range())),
        "add_timestamps" => {
            let table = table()?;
            let add = |name: &str| {
                let name = Ident::at(name, true, range());
                let def = ColumnDef { name, data_type: "timestamp".to_owned(), range: range(), ..ColumnDef::default() };
                column::add(&table, def, range())
            };
            Some(["created_at", "updated_at"].map(add).into())
        }
        "add_index" => one(index(&table()?, options(1)?, options(2), range())),
        "drop_index" => one(column::unindex(&table()?, named(1)?, range())),
        "rename_index" => Some(Vec::new()),
        "add_foreign_key" => {
            let (target, referenced) = reference(options(2)?)?;
            let name = options(3).and_then(|options| options.get("name")).and_then(ident);
            let kind = ConstraintKind::ForeignKey { columns: vec![named(1)?], table: target, referenced };
            one(column::constrain(&table()?, name, kind, range()))
        }
        "drop_foreign_key" => one(column::unconstrain(&table()?, named(1)?, range())),
        _ => None,
    }
}

fn table(value: &Value) -> Option<ObjectName> {
    let Value::Text { value, range } = value else { return None };
    object(value, range.clone())
}

fn ident(value: &Value) -> Option<Ident> {
    let Value::Text { value, range } = value else { return None };
    (!value.is_empty()).then(|| Ident::at(value.clone(), true, range.clone()))
}

fn idents(value: &Value) -> Vec<Ident> {
    match value {
        Value::List(items) => items.iter().filter_map(ident).collect(),
        one => ident(one).into_iter().collect(),
    }
}

/// `{"users": ["id"]}`
fn reference(value: &Value) -> Option<(ObjectName, Vec<Ident>)> {
    let Value::Map(entries) = value else { return None };
    let (name, range, columns) = entries.first()?;
    Some((object(name, range.clone())?, idents(columns)))
}

fn index(table: &ObjectName, columns: &Value, options: Option<&Value>, range: Range<usize>) -> SchemaChange {
    let columns = idents(columns);
    let given = options.and_then(|options| options.get("name")).and_then(ident);
    let name = given.unwrap_or_else(|| {
        let names: Vec<&str> = columns.iter().map(|column| column.value.as_str()).collect();
        Ident::at(format!("{}_{}_idx", table.name.value, names.join("_")), true, range.clone())
    });
    let unique = options.and_then(|options| options.get("unique")).is_some_and(|said| said.is("true"));
    column::index(table, name, columns, unique, false, range)
}

/// The name, type and options of a column among the arguments of a call.
fn column_of(call: &Call, at: usize) -> Option<ColumnDef> {
    let name = ident(call.args.get(at)?)?;
    let kind =
        call.args.get(at + 1).and_then(|kind| if let Value::Text { value, .. } = kind { Some(value) } else { None });
    let option = |key: &str| call.args.get(at + 2).and_then(|options| options.get(key));
    let primary_key = option("primary").is_some_and(|said| said.is("true"));
    let default = option("default").or_else(|| option("default_raw")).map(|value| match value {
        Value::Text { value, .. } => value.clone(),
        Value::Word(word) => word.clone(),
        _ => "(…)".to_owned(),
    });
    let data_type = match (kind.map_or("", String::as_str), option("size")) {
        ("string", Some(Value::Word(size))) => format!("varchar({size})"),
        ("string", _) => "varchar(255)".to_owned(),
        (other, _) => other.to_owned(),
    };
    Some(ColumnDef {
        generated: primary_key && data_type == "integer" || column::is_serial(&data_type),
        range: call.range.clone(),
        name,
        data_type,
        nullable: option("null").is_some_and(|said| said.is("true")),
        default: default.filter(|value| value != "nil" && value != "null"),
        primary_key,
        ..ColumnDef::default()
    })
}

#[cfg(test)]
mod tests {
    use super::Pop;
    use crate::migration::compact::changes;

    #[test]
    fn fizz_is_read() {
        let cases = [
            (
                "create_table(\"users\") {\n  t.Column(\"id\", \"uuid\", {primary: true})\n  t.Column(\"email\", \"string\", {\"size\": 50, \"null\": true})\n  t.ForeignKey(\"team_id\", {\"teams\": [\"id\"]}, {\"on_delete\": \"cascade\"})\n  t.Index([\"email\"], {\"unique\": true})\n  t.DisableTimestamps()\n}",
                "create users (id uuid pk, email varchar(50) null, foreign key (team_id) >teams); +unique index users_email_idx",
            ),
            (
                "create_table(\"t\", func(t) { t.Column(\"a\", \"text\", {}) })",
                "create t (a text, created_at timestamp, updated_at timestamp)",
            ),
            ("drop_table(\"t\")\nrename_table(\"a\", \"b\")", "drop t; a >b"),
            (
                "add_column(\"t\", \"a\", \"integer\", {\"default\": 0}) // drop_table(\"no\")\ndrop_column(\"t\", \"b\")",
                "t +a integer default 0; t -b",
            ),
            (
                "rename_column(\"t\", \"a\", \"b\")\nchange_column(\"t\", \"a\", \"text\", {null: true})",
                "t a>b; t a:= a text null",
            ),
            ("add_index(\"t\", \"a\", {})\ndrop_index(\"t\", \"t_a_idx\")", "+index t_a_idx; -index t_a_idx"),
            (
                "add_foreign_key(\"t\", \"u_id\", {\"u\": [\"id\"]}, {\"name\": \"f\"})\ndrop_foreign_key(\"t\", \"f\", {\"if_exists\": true})",
                "t +foreign key (u_id) >u; t -constraint f",
            ),
            ("sql(\"drop table a; drop table b\")\nraw(`alter table t\n drop column c`)", "drop a; drop b; t -c"),
            ("drop_table(name)\nsql(x)", "unreadable; unreadable"),
            ("create_table(\"t", ""),
            ("create_table(((((", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(changes(&Pop, "migrations/1_x.up.fizz", text), expected, "{text}");
        }
        let _ = changes(&Pop, "migrations/1_x.up.fizz", &"drop_table([".repeat(50_000));
        let _ = changes(&Pop, "migrations/1_x.up.fizz", &"{".repeat(50_000));
    }
}
