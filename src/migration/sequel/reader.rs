//! Follows one part of a migration of Sequel (`up`, `change`, `down`) and gathers its statements.
//!
//! A block over a table runs on the table itself, so that a bare call in it is one of its words; a helper that is handed `self` has it under its parameter's name. What a
//! part does with rows is left to the database.

use std::ops::Range;

use super::database::of_unknown;
use super::names::{known, named};
use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::migration::rails::args::Args;
use crate::migration::rails::operations::Outcome;
use crate::migration::script::{Scope, Script, Value, Visitor, change, statement, unread, unreadable};
use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::model::name::Dialect;
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

    pub fn say(&mut self, mut said: Statement) {
        if let Some((call, ..)) = &self.outside {
            sql::move_places(&mut said, &|_| call.clone());
        }
        self.statements.push(said);
    }

    pub fn push(&mut self, range: Range<usize>, changes: Vec<SchemaChange>) {
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
    pub fn add(&mut self, outcome: Outcome, range: Range<usize>) -> bool {
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
            // What a table that is made holds was said at its beginning.
            return creates || self.add(of_unknown(name), range.clone());
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

    pub fn is_one_way(&mut self, name: &str, range: &Range<usize>) {
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

    pub fn within(
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

    /// `self[:events].truncate`
    fn truncated(&mut self, rows: &'a Expr, range: &Range<usize>, script: &Script<'a>, scope: &Scope<'a>) -> bool {
        let ExprKind::Index { object, index } = &rows.kind else { return false };
        let table = named(script.eval(index, scope)).object();
        let Some(table) = table.filter(|_| self.receiver(object, scope) == Some(On::Database)) else { return false };
        self.push(range.clone(), vec![change(ChangeKind::Truncate, table, range.clone())]);
        true
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
                if name == "truncate" && self.truncated(object, &expr.range, script, scope) {
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
            ExprKind::Member { object, name, .. } if name == "truncate" => {
                self.truncated(object, &expr.range, script, scope)
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
