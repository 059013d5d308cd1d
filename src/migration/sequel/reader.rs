//! Follows one part of a migration of Sequel (`up`, `change`, `down`) and gathers its statements.
//!
//! A block over a table runs on the table itself, so that a bare call in it is one of its words; a helper that is handed `self` has it under its parameter's name. What a
//! part does with rows is left to the database.

use std::ops::Range;

use super::names::{known, named};
use super::operations::lit;
use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::migration::rails::args::Args;
use crate::migration::rails::execute;
use crate::migration::rails::operations::Outcome;
use crate::migration::script::{Scope, Script, Value, Visitor, change, sql_kind, statement, unread, unreadable};
use crate::model::change::{
    ChangeKind, ColumnDef, Constraint, ConstraintKind, CreateTable, Like, SchemaChange, Statement, StatementKind,
};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::Query;
use crate::sql;

/// A block over a table: `create_table :users do … end`.
struct Frame<'a> {
    table: Value<'a>,
    /// The parameter that the block takes the table by, if it has one.
    variable: Option<String>,
    /// The table is being created: what the block says is part of it.
    creates: bool,
    changes: Vec<SchemaChange>,
}

/// The reader of one part.
pub struct Reader<'a> {
    pub dialect: Dialect,
    /// The file asks whether things are there before it changes them.
    pub guarded: bool,
    frames: Vec<Frame<'a>>,
    pub statements: Vec<Statement>,
    /// Where a helper of another file was called from, how many of these are around, and the blocks that were open there.
    outside: Option<(Range<usize>, usize, usize)>,
    /// The first operation that Sequel does not turn round.
    pub one_way: Option<(String, Range<usize>)>,
}

impl<'a> Reader<'a> {
    pub fn new(dialect: Dialect, text: &str) -> Self {
        let guarded = GUARDS.iter().any(|asked| text.contains(asked));
        Self { dialect, guarded, frames: Vec::new(), statements: Vec::new(), outside: None, one_way: None }
    }

    fn say(&mut self, mut said: Statement) {
        if let Some((call, ..)) = &self.outside {
            sql::move_places(&mut said, &|_| call.clone());
        }
        self.statements.push(said);
    }

    fn push(&mut self, range: Range<usize>, changes: Vec<SchemaChange>) {
        match self.frames.iter_mut().rfind(|frame| frame.creates) {
            Some(frame) => {
                let mut said = statement(range, changes);
                if let Some((call, ..)) = &self.outside {
                    sql::move_places(&mut said, &|_| call.clone());
                }
                if let StatementKind::Changes(changes) = said.kind {
                    frame.changes.extend(changes);
                }
            }
            None => self.say(statement(range, changes)),
        }
    }

    /// Adds what an operation comes to; `false` if it is none.
    fn add(&mut self, outcome: Outcome, range: Range<usize>) -> bool {
        match outcome {
            Outcome::Changes(changes) => self.push(range, changes),
            Outcome::Unreadable(what) => {
                self.say(unreadable(range, format!("`{what}` of a name that is put together when it runs")));
            }
            Outcome::Unknown => self.say(unread(range, "the name is put together when it runs")),
            Outcome::Other => return false,
        }
        true
    }

    /// What a receiver is: the table of the block around, the database, or something else.
    fn receiver(&self, object: &Expr, scope: &Scope<'a>) -> Option<On> {
        let path = object.path()?;
        let path = match scope.get(&path) {
            Some(Value::Path { path, .. }) => path.clone(),
            Some(_) => return None,
            None => path,
        };
        let is_variable = |frame: &Frame<'_>| frame.variable.as_deref() == Some(&*path);
        if path == "self" || self.frames.last().is_some_and(is_variable) {
            return Some(if self.frames.is_empty() { On::Database } else { On::Table });
        }
        let last = path.rsplit('.').next().unwrap_or(&path);
        matches!(last, "db" | "DB" | "database").then_some(On::Database)
    }

    fn on_table(&mut self, name: &str, args: Args<'a>, range: &Range<usize>) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        let creates = frame.creates;
        let Some(table) = frame.table.object() else {
            // The block says so itself.
            return true;
        };
        if creates {
            let outcome = self.in_create(name, &table, &args, range);
            return self.add(outcome, range.clone());
        }
        if !TURNED_IN_ALTER.contains(&name) || name == "add_primary_key" && !matches!(args.at(0), Some(Value::List(_)))
        {
            self.is_one_way(name, range);
        }
        let outcome = self.alter(name, &table, &args, range);
        self.add(outcome, range.clone())
    }

    fn is_one_way(&mut self, name: &str, range: &Range<usize>) {
        let known = matches!(
            name,
            "drop_column"
                | "drop_index"
                | "drop_foreign_key"
                | "drop_constraint"
                | "set_column_type"
                | "set_column_default"
                | "add_unique_constraint"
                | "drop_table"
                | "drop_table?"
                | "drop_view"
                | "run"
                | "execute"
                | "execute_ddl"
                | "drop_join_table"
                | "create_or_replace_view"
                | "create_table!"
        );
        if known && self.one_way.is_none() {
            let range = self.outside.as_ref().map_or_else(|| range.clone(), |(call, ..)| call.clone());
            self.one_way = Some((name.to_owned(), range));
        }
    }

    fn within(
        &mut self,
        table: Value<'a>,
        creates: bool,
        args: &Args<'a>,
        script: &Script<'a>,
        scope: &mut Scope<'a>,
    ) -> Vec<SchemaChange> {
        let Some((params, body)) = args.block else { return Vec::new() };
        let variable = params.first().map(|param| param.name.clone());
        self.frames.push(Frame { table, variable, creates, changes: Vec::new() });
        script.walk(body, scope, self);
        self.frames.pop().map(|frame| frame.changes).unwrap_or_default()
    }

    fn create_table(
        &mut self,
        name: &str,
        args: &Args<'a>,
        range: &Range<usize>,
        script: &Script<'a>,
        scope: &mut Scope<'a>,
    ) {
        let Some(object) = args.at(0).and_then(Value::object) else {
            // Its columns could not be told anyway.
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
                ChangeKind::AddColumn { column, .. } => def.columns.push(column),
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
    fn top(&mut self, name: &str, expr: &'a Expr, script: &Script<'a>, scope: &mut Scope<'a>) -> bool {
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
                if args.block.is_some() && table.object().is_none() {
                    self.say(unreadable(range.clone(), "`alter_table` of a name that is put together when it runs"));
                }
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
                let kind =
                    ChangeKind::CreateFunction { body: Vec::new(), or_replace: true, procedure: false, follows: false };
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
                let Some(table) = first() else {
                    let outcome = match name {
                        "drop_column" | "rename_column" => Outcome::Unreadable(name.to_owned()),
                        "add_index" | "drop_index" => Outcome::Changes(Vec::new()),
                        _ => Outcome::Unknown,
                    };
                    return self.add(outcome, range.clone());
                };
                let mut args = args;
                args.positions.remove(0);
                self.alter(name, &table, &args, range)
            }
            _ => Outcome::Other,
        };
        self.add(outcome, range.clone())
    }

    /// A call that the block's table or the database is asked, by its name. `false`: it is none.
    fn asked(&mut self, on: On, name: &str, expr: &'a Expr, script: &Script<'a>, scope: &mut Scope<'a>) -> bool {
        match on {
            On::Table => {
                let args = known(script, expr, scope);
                self.on_table(name, args, &expr.range)
            }
            On::Database => self.top(name, expr, script, scope),
        }
    }

    /// What a helper of the project adds to a table that it is handed, where the helper is not there to be read.
    fn lost(&mut self, callee: &Expr, args: &[Arg], scope: &Scope<'a>) {
        let handed = |arg: &Arg| self.receiver(&arg.value, scope) == Some(On::Table);
        if !self.frames.is_empty() && args.iter().any(handed) {
            let name = callee.path().unwrap_or_default().replace('.', "::");
            self.say(unread(callee.range.clone(), format!("what `{name}` does to the table is written elsewhere")));
        }
    }
}

/// What a call is made on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Table,
    Database,
}

impl<'a> Visitor<'a> for Reader<'a> {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return false };
        match &callee.kind {
            ExprKind::Name(name) if script.function(&[name]).is_none() => {
                let on = if self.frames.is_empty() { On::Database } else { On::Table };
                // In a helper that is handed the table, a bare call is one of the helper's file.
                let in_helper = self.outside.as_ref().is_some_and(|(.., open)| *open == self.frames.len());
                !in_helper && self.asked(on, name, expr, script, scope)
            }
            ExprKind::Member { object, name, .. } => {
                if object.as_name() == Some("self") && script.function(&[name]).is_some() {
                    return false;
                }
                if let Some(on) = self.receiver(object, scope) {
                    return self.asked(on, name, expr, script, scope);
                }
                // `self[:events].truncate`
                if name == "truncate"
                    && let ExprKind::Index { object, index } = &object.kind
                    && self.receiver(object, scope) == Some(On::Database)
                    && let Some(table) = named(script.eval(index, scope)).object()
                {
                    self.push(expr.range.clone(), vec![change(ChangeKind::Truncate, table, expr.range.clone())]);
                    return true;
                }
                let path = object.path().filter(|path| path.starts_with(char::is_uppercase));
                if path.is_some_and(|path| path != "Sequel") {
                    args.iter().for_each(|arg| script.visit(&arg.value, scope, self));
                    if !script.method(callee, args, scope, self) {
                        self.lost(callee, args, scope);
                    }
                    return true;
                }
                false
            }
            _ => false,
        }
    }

    fn word(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        match &expr.kind {
            ExprKind::Name(name) if scope.get(name).is_none() => {
                script.helper(expr, &[], scope, self);
                true
            }
            _ => false,
        }
    }

    fn skips(&self, condition: &Expr) -> bool {
        super::names::is_of_another(condition, self.dialect)
    }

    fn outside(&mut self, call: Option<Range<usize>>) {
        self.outside = match (self.outside.take(), call) {
            (Some((first, depth, open)), Some(_)) => Some((first, depth + 1, open)),
            (None, Some(call)) => Some((call, 1, self.frames.len())),
            (Some((first, depth, open)), None) if depth > 1 => Some((first, depth - 1, open)),
            (_, None) => None,
        };
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

/// What Sequel turns round in a block of `alter_table`.
const TURNED_IN_ALTER: &[&str] = &[
    "add_column",
    "add_constraint",
    "add_foreign_key",
    "add_primary_key",
    "add_index",
    "add_full_text_index",
    "add_spatial_index",
    "rename_column",
    "set_column_allow_null",
    "set_column_not_null",
];

/// How a migration asks what is there, or which database it runs on.
const GUARDS: &[&str] = &[
    "table_exists?",
    "database_type",
    "adapter_scheme",
    "schema(",
    ".columns",
    "tables.include?",
    "views.include?",
    ".class.name",
    "indexes(",
    "foreign_key_list(",
    "postgres?",
    "mysql?",
    "sqlite?",
];

/// A part of a file as code that runs.
pub fn part<'a>(script: &Script<'a>, before: &[&'a Expr], body: &'a [Expr], mut reader: Reader<'a>) -> Reader<'a> {
    let mut scope = Scope::default();
    for expr in before {
        script.visit(expr, &mut scope, &mut reader);
    }
    reader.statements.clear();
    script.walk(body, &mut scope, &mut reader);
    reader
}
