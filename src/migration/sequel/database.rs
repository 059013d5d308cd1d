//! The operations of Sequel's migrations on the database: tables, views, types, SQL, and those of `alter_table` with the table first.

use std::ops::Range;

use super::names::known;
use super::operations::lit;
use super::reader::Reader;
use crate::lang::facts::Expr;
use crate::migration::rails::args::Args;
use crate::migration::rails::execute;
use crate::migration::rails::operations::Outcome;
use crate::migration::script::{Scope, Script, Value, change, sql_kind, unread};
use crate::model::change::{ChangeKind, ColumnDef, Constraint, ConstraintKind, CreateTable, Like};
use crate::model::name::{Ident, ObjectName};
use crate::model::query::Query;

impl<'a> Reader<'a> {
    fn create_table(
        &mut self,
        name: &str,
        args: &Args<'a>,
        range: &Range<usize>,
        script: &Script<'a>,
        scope: &mut Scope<'a>,
    ) {
        let Some(object) = args.at(0).and_then(Value::object) else {
            // Code knows the table and not its partitions.
            if args.option("partition_of").is_some() {
                return;
            }
            return self.say(unread(range.clone(), "the name is put together when it runs"));
        };
        let mut def = CreateTable {
            if_not_exists: name == "create_table?" || args.flag("if_not_exists") || self.guarded,
            temporary: args.flag("temp"),
            ..CreateTable::default()
        };
        if let Some(source) = args.option("as") {
            def.query = Some(self.query(source, range));
        }
        let parents = ["partition_of", "inherits"].iter().filter_map(|name| args.option(name));
        def.like = parents.flat_map(|value| value.items()).filter_map(Value::object).map(Like::from).collect();
        def.partition = args.option("partition_of").is_some();
        let mut rest = Vec::new();
        let table = args.at(0).cloned().unwrap_or(Value::Unknown);
        for made in self.within(table, true, args, script, scope) {
            match made.kind {
                // One of each branch, or a column that is declared once more with its key.
                ChangeKind::AddColumn { column, .. } => {
                    if !def.columns.iter().any(|own| own.name.value == column.name.value) {
                        def.columns.push(column);
                    }
                }
                ChangeKind::AddConstraint(constraint) => def.constraints.push(constraint),
                _ => rest.push(made),
            }
        }
        let mut changes = Vec::new();
        if name == "create_table!" {
            let kind = ChangeKind::DropTable { if_exists: true, cascade: false };
            changes.push(change(kind, object.clone(), range.clone()));
        }
        changes.push(change(ChangeKind::CreateTable(def), object, range.clone()));
        changes.extend(rest);
        self.push(range.clone(), changes);
    }

    /// The query of a view or a table: SQL, or a data set of which nothing is told.
    fn query(&self, source: &Value<'_>, range: &Range<usize>) -> Box<Query> {
        let text = source.text().map(str::to_owned).or_else(|| lit(source));
        let read = text.and_then(|text| sql_kind(&format!("CREATE VIEW v AS {text}"), range, self.dialect));
        match read {
            Some(ChangeKind::CreateView { query, .. }) => query,
            _ => Box::new(Query { approximate: true, ..Query::default() }),
        }
    }

    /// `create_join_table(artist_id: :artists, album_id: :albums)`
    fn join_table(&self, args: &Args<'a>, range: &Range<usize>) -> Option<(ObjectName, CreateTable)> {
        let is_option = |name: &str| {
            matches!(
                name,
                "name"
                    | "index_options"
                    | "no_index"
                    | "no_primary_key"
                    | "temp"
                    | "if_not_exists"
                    | "if_exists"
                    | "cascade"
            )
        };
        let sides: Vec<(&String, &Value<'a>)> =
            args.options.iter().filter(|(name, _)| !is_option(name)).map(|(name, to)| (name, to)).collect();
        let mut def =
            CreateTable { if_not_exists: args.flag("if_not_exists") || self.guarded, ..CreateTable::default() };
        let mut tables = Vec::new();
        for (name, to) in sides {
            let table = if let Value::Map(_) = to { to.get("table")? } else { to };
            let to = table.object()?;
            tables.push(to.to_string());
            let name = Ident::at(name.clone(), true, range.clone());
            let data_type = "integer".to_owned();
            def.columns.push(ColumnDef { name: name.clone(), data_type, range: range.clone(), ..ColumnDef::default() });
            let kind = ConstraintKind::ForeignKey { columns: vec![name], table: to, referenced: Vec::new() };
            def.constraints.push(Constraint { name: None, kind });
        }
        if !args.flag("no_primary_key") {
            let columns = def.columns.iter().map(|column| column.name.clone()).collect();
            def.constraints.push(Constraint { name: None, kind: ConstraintKind::PrimaryKey { columns } });
        }
        tables.sort();
        let made = crate::migration::script::object(&tables.join("_"), range.clone());
        let name = args.option("name").and_then(Value::object).or(made.filter(|_| tables.len() == 2))?;
        Some((name, def))
    }

    fn drop_all(&mut self, name: &str, args: &Args<'a>, range: &Range<usize>) -> Outcome {
        let if_exists = name.ends_with('?') || args.flag("if_exists") || self.guarded;
        let cascade = args.flag("cascade");
        let names: Option<Vec<ObjectName>> = args.from(0).map(Value::object).collect();
        let Some(names) = names.filter(|names| !names.is_empty()) else { return Outcome::Unreadable(name.to_owned()) };
        let kind = || match name {
            "drop_view" => ChangeKind::DropView { if_exists, cascade, materialized: args.flag("materialized") },
            "drop_enum" => ChangeKind::DropType { if_exists, cascade },
            _ => ChangeKind::DropTable { if_exists, cascade },
        };
        Outcome::Changes(names.into_iter().map(|object| change(kind(), object, range.clone())).collect())
    }

    /// An operation of the database. `false`: it is none.
    pub fn top(&mut self, name: &str, expr: &'a Expr, script: &Script<'a>, scope: &mut Scope<'a>) -> bool {
        let range = &expr.range;
        let args = known(script, expr, scope);
        self.is_one_way(name, range);
        let first = || args.at(0).and_then(Value::object);
        let one = |object: Option<ObjectName>, kind: ChangeKind| match object {
            Some(object) => Outcome::Changes(vec![change(kind, object, range.clone())]),
            None => Outcome::Unknown,
        };
        let outcome = match name {
            "create_table" | "create_table?" | "create_table!" => {
                self.create_table(name, &args, range, script, scope);
                return true;
            }
            "alter_table" => {
                let table = args.at(0).cloned().unwrap_or(Value::Unknown);
                self.within(table, false, &args, script, scope);
                return true;
            }
            "create_join_table" => match self.join_table(&args, range) {
                Some((object, def)) => one(Some(object), ChangeKind::CreateTable(def)),
                None => Outcome::Unknown,
            },
            "drop_join_table" => match self.join_table(&args, range) {
                Some((object, _)) => {
                    let if_exists = args.flag("if_exists") || self.guarded;
                    one(Some(object), ChangeKind::DropTable { if_exists, cascade: args.flag("cascade") })
                }
                None => Outcome::Unreadable(name.to_owned()),
            },
            "drop_table" | "drop_table?" | "drop_view" | "drop_enum" => self.drop_all(name, &args, range),
            "rename_table" => match (first(), args.at(1).and_then(Value::object)) {
                (Some(from), Some(to)) => one(Some(from), ChangeKind::RenameTable { to }),
                _ => Outcome::Unreadable(name.to_owned()),
            },
            "create_view" | "create_or_replace_view" => {
                let query = args.at(1).map(|source| self.query(source, range)).unwrap_or_default();
                let materialized = args.option("materialized").is_some_and(|value| !value.is_false());
                let or_replace = name != "create_view" || self.guarded;
                one(first(), ChangeKind::CreateView { query, columns: Vec::new(), materialized, or_replace })
            }
            "create_enum" => {
                let values = args.from(1).filter_map(Value::ident).collect();
                one(first(), ChangeKind::CreateEnum { values })
            }
            "add_enum_value" => match args.at(1).and_then(Value::ident) {
                Some(value) => one(first(), ChangeKind::AddEnumValue { value }),
                None => Outcome::Unknown,
            },
            "rename_enum" => match args.at(1).and_then(Value::object) {
                Some(to) => one(first(), ChangeKind::RenameType { to }),
                None => Outcome::Unreadable(name.to_owned()),
            },
            "rename_enum_value" => match (args.at(1).and_then(Value::ident), args.at(2).and_then(Value::ident)) {
                (Some(from), Some(to)) => one(first(), ChangeKind::RenameEnumValue { from, to }),
                _ => Outcome::Unreadable(name.to_owned()),
            },
            "create_schema" => one(first(), ChangeKind::CreateSchema),
            "drop_schema" => one(
                first(),
                ChangeKind::DropSchema { if_exists: args.flag("if_exists"), cascade: args.flag("cascade") },
            ),
            "create_function" => {
                let kind = ChangeKind::CreateFunction {
                    body: Vec::new(),
                    or_replace: true,
                    procedure: false,
                    follows: false,
                    signature: None,
                };
                one(first(), kind)
            }
            "drop_function" => {
                one(first(), ChangeKind::DropFunction { if_exists: true, cascade: false, procedure: false })
            }
            "run" | "execute" | "execute_ddl" | "execute_dui" => {
                for found in execute::statements(script, expr, scope, self.dialect) {
                    self.say(found);
                }
                return true;
            }
            _ if ON_A_TABLE.contains(&name) => {
                let Some(table) = first() else { return self.add(of_unknown(name), range.clone()) };
                let mut args = args;
                args.positions.remove(0);
                self.alter(name, &table, &args, range)
            }
            _ => Outcome::Other,
        };
        self.add(outcome, range.clone())
    }
}

/// What an operation on a table comes to whose name is put together when it runs.
pub fn of_unknown(name: &str) -> Outcome {
    match name {
        "drop_column" | "rename_column" | "drop_foreign_key" => Outcome::Unreadable(name.to_owned()),
        // What takes no name with it that code would use.
        _ if name.contains("index") || name.contains("constraint") || name.contains("_key") => {
            Outcome::Changes(Vec::new())
        }
        _ if ON_A_TABLE.contains(&name) => Outcome::Unknown,
        _ => Outcome::Other,
    }
}

/// What the database does on a table that it is told first.
const ON_A_TABLE: &[&str] = &[
    "add_column",
    "drop_column",
    "rename_column",
    "add_index",
    "drop_index",
    "set_column_default",
    "set_column_type",
    "set_column_allow_null",
    "set_column_not_null",
];
