//! Follows the forward part of one Rails migration, or a `schema.rb`, and gathers its statements.

use std::ops::Range;

use super::args::Args;
use super::columns::{column, is_counted};
use super::known::Known;
use super::operations::{Outcome, join_columns, join_table, table};
use super::reversed::Turned;
use crate::lang::facts::{Class, CodeFacts, Expr, ExprKind};
use crate::migration::back::taken_back;
use crate::migration::script::{Scope, Script, Value, Visitor, change, sql_kind, statement, unread, unreadable};
use crate::model::change::{
    ChangeKind, ColumnDef, Constraint, ConstraintKind, CreateTable, SchemaChange, Statement, StatementKind,
};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql;

/// A block over a table: `create_table :users do |t|`.
struct Frame<'a> {
    variable: String,
    table: Value<'a>,
    /// The table is being created: what the block says is part of it.
    creates: bool,
    defaults: Vec<(String, Value<'a>)>,
    changes: Vec<SchemaChange>,
}

/// The reader of one file.
pub struct Reader<'a, 'k> {
    pub dialect: Dialect,
    /// The version of Rails whose defaults hold.
    pub version: (u32, u32),
    /// The file asks whether things are there before it changes them.
    pub guarded: bool,
    pub known: &'k mut Known,
    /// A `schema.rb`: it says what is there.
    dump: bool,
    /// Set where a `change` is read as it runs on the way back.
    pub(super) back: Option<Turned>,
    frames: Vec<Frame<'a>>,
    pub(super) statements: Vec<Statement>,
}

/// The statements of a migration.
pub fn migration(facts: &CodeFacts, text: &str, dialect: Dialect, known: &mut Known) -> Vec<Statement> {
    let script = Script::new(facts);
    let class = facts.classes.iter().enumerate().find_map(|(at, class)| Some((at, class, version_of(class)?)));
    let version = class.map_or((4, 2), |(.., version)| version);
    let mut reader = Reader::new(dialect, version, known);
    reader.guarded = is_guarded(text);
    let of_class = |at: Option<usize>| class.is_none_or(|(wanted, ..)| at == Some(wanted));
    for name in ["change", "up"] {
        let mut own = facts.functions.iter().filter(|function| function.name == name && of_class(function.class));
        if let Some(function) = own.next() {
            script.walk(&function.body, &mut Scope::default(), &mut reader);
            break;
        }
    }
    let statements = std::mem::take(&mut reader.statements);
    if let Some((_, class, _)) = class {
        known.migrations.insert(class.name.clone(), statements.clone());
    }
    statements
}

/// What a `change` does on the way back.
pub fn turned(facts: &CodeFacts, text: &str, dialect: Dialect) -> Turned {
    let mut known = Known::default();
    let version = facts.classes.iter().find_map(version_of).unwrap_or((4, 2));
    let mut reader = Reader::new(dialect, version, &mut known);
    reader.guarded = is_guarded(text);
    reader.back = Some(Turned::default());
    let script = Script::new(facts);
    if let Some(function) = facts.functions.iter().find(|function| function.name == "change") {
        script.walk(&function.body, &mut Scope::default(), &mut reader);
    }
    let statements = std::mem::take(&mut reader.statements);
    Turned { statements, ..reader.back.unwrap_or_default() }
}

fn is_guarded(text: &str) -> bool {
    ["table_exists?", "column_exists?", "data_source_exists?", "index_exists?", "foreign_key_exists?"]
        .iter()
        .any(|asked| text.contains(asked))
}

/// The statements of a `schema.rb`.
pub fn dump(facts: &CodeFacts, dialect: Dialect) -> Vec<Statement> {
    let script = Script::new(facts);
    let mut known = Known::default();
    let mut reader = Reader::new(dialect, (7, 0), &mut known);
    reader.dump = true;
    script.walk(&facts.top, &mut Scope::default(), &mut reader);
    reader.statements
}

/// The version in `ActiveRecord::Migration[7.1]`; 4.2 without one; `None` for a class that is no migration.
fn version_of(class: &Class) -> Option<(u32, u32)> {
    class.bases.iter().find_map(|base| {
        let (path, index) = match &base.kind {
            ExprKind::Index { object, index } => (object.path()?, Some(index)),
            _ => (base.path()?, None),
        };
        if !path.ends_with("Migration") {
            return None;
        }
        let number = index.and_then(|index| match &index.kind {
            ExprKind::Literal(text) => {
                let (major, minor) = text.split_once('.')?;
                Some((major.parse().ok()?, minor.parse().ok()?))
            }
            _ => None,
        });
        Some(match number {
            // A migration class of the project's own counts its own versions.
            Some(number) if path.starts_with("ActiveRecord") => number,
            Some(_) => (7, 0),
            None if path.starts_with("ActiveRecord") => (4, 2),
            None => (7, 0),
        })
    })
}

impl<'a, 'k> Reader<'a, 'k> {
    fn new(dialect: Dialect, version: (u32, u32), known: &'k mut Known) -> Self {
        let (frames, statements) = (Vec::new(), Vec::new());
        Self { dialect, version, guarded: false, known, dump: false, back: None, frames, statements }
    }

    pub(super) fn turned(&mut self) -> &mut Turned {
        self.back.get_or_insert_default()
    }

    /// Adds what runs before all that was met so far.
    pub(super) fn first(&mut self, range: Range<usize>, changes: Vec<SchemaChange>) {
        self.statements.insert(0, statement(range, changes));
    }

    /// Reads what runs as it is written also on the way back.
    pub(super) fn as_written(&mut self, body: &'a [Expr], script: &Script<'a>, scope: &mut Scope<'a>) {
        let (turned, before) = (self.back.take(), std::mem::take(&mut self.statements));
        script.walk(body, scope, self);
        self.back = turned;
        self.statements.extend(before);
    }

    /// Adds what an operation comes to; `false` if it is none.
    fn add(&mut self, outcome: Outcome, range: Range<usize>) -> bool {
        match outcome {
            Outcome::Changes(changes) => self.push(range, changes),
            Outcome::Unreadable(what) => {
                self.statements
                    .push(unreadable(range, format!("`{what}` of a name that is put together when it runs")));
            }
            Outcome::Unknown => self.statements.push(unread(range, "the name is put together when it runs")),
            Outcome::Other => return false,
        }
        true
    }

    fn push(&mut self, range: Range<usize>, changes: Vec<SchemaChange>) {
        if let Some(frame) = self.frames.iter_mut().rfind(|frame| frame.creates) {
            frame.changes.extend(changes);
            return;
        }
        changes.iter().for_each(|change| self.known.note(change));
        self.statements.push(statement(range, changes));
    }

    /// The block over a table that a receiver stands for: its variable, or a helper's parameter for it.
    fn frame_of(&self, receiver: &Expr, scope: &Scope<'a>) -> Option<usize> {
        let name = receiver.as_name()?;
        let bound = match scope.get(name) {
            Some(Value::Path { path, .. }) => path.as_str(),
            Some(_) => return None,
            None => name,
        };
        self.frames.iter().rposition(|frame| frame.variable == bound)
    }

    fn on_table(&mut self, at: usize, name: &str, expr: &'a Expr, script: &Script<'a>, scope: &mut Scope<'a>) -> bool {
        let args = Args::of(script, expr, scope);
        let Some(frame) = self.frames.get(at) else { return false };
        let (own, defaults) = (frame.table.clone(), frame.defaults.clone());
        if name == "with_options" {
            let Some((params, body)) = args.block else { return true };
            let variable = params.first().map(|param| param.name.clone()).unwrap_or_default();
            let frame = Frame {
                variable,
                table: own,
                creates: false,
                defaults: args.with(&defaults).options,
                changes: Vec::new(),
            };
            self.within(frame, body, script, scope);
            return true;
        }
        let args = args.with(&defaults).on(&own);
        if self.is_turning() {
            let operation = super::operations::of_block(name);
            let name = operation.unwrap_or(name);
            if operation.is_some() || !self.turn_round(name, args.clone(), &expr.range) {
                self.turn_in_block(name, args, &expr.range);
            }
            return true;
        }
        let outcome = self.table_operation(name, args, &expr.range);
        self.add(outcome, expr.range.clone());
        true
    }

    fn within(
        &mut self,
        frame: Frame<'a>,
        body: &'a [Expr],
        script: &Script<'a>,
        scope: &mut Scope<'a>,
    ) -> Vec<SchemaChange> {
        self.frames.push(frame);
        script.walk(body, scope, self);
        self.frames.pop().map(|frame| frame.changes).unwrap_or_default()
    }

    /// Whether operations are turned round here: what a table that is made again holds is not.
    fn is_turning(&self) -> bool {
        self.back.is_some() && !self.frames.iter().any(|frame| frame.creates)
    }

    pub(super) fn create_table(
        &mut self,
        name: &str,
        args: Args<'a>,
        expr: &'a Expr,
        script: &Script<'a>,
        scope: &mut Scope<'a>,
    ) {
        let joins = name == "create_join_table";
        let range = expr.range.clone();
        let object = if joins { join_table(&args) } else { args.at(0).and_then(table) };
        let Some(object) = object else {
            return self.statements.push(unread(range, "the name is put together when it runs"));
        };
        let mut def = CreateTable {
            if_not_exists: args.flag("if_not_exists") || self.guarded,
            temporary: args.flag("temporary"),
            ..CreateTable::default()
        };
        if joins {
            def.columns = join_columns(&args, self.dialect);
        } else {
            self.primary_key(&object, &args, &mut def);
        }
        if let Some(text) = args.text("as")
            && let Some(ChangeKind::CreateTable(read)) =
                sql_kind(&format!("CREATE TABLE t AS {text}"), &range, self.dialect)
        {
            def.query = read.query;
            def.columns.clear();
        }
        let mut rest = Vec::new();
        if let Some((params, body)) = args.block {
            let place = object.range();
            let table = Value::Text { value: object.to_string(), range: place, pieces: Vec::new() };
            let variable = params.first().map_or_else(|| "t".to_owned(), |param| param.name.clone());
            let frame = Frame { variable, table, creates: true, defaults: Vec::new(), changes: Vec::new() };
            for change in self.within(frame, body, script, scope) {
                match change.kind {
                    ChangeKind::AddColumn { column, .. } => {
                        // `t.primary_key` or a column of the same name takes the place of the one that comes by itself.
                        def.columns.retain(|own| own.name.value != column.name.value);
                        def.columns.push(column);
                    }
                    ChangeKind::AddConstraint(constraint) => def.constraints.push(constraint),
                    _ => rest.push(change),
                }
            }
        }
        // In a dump, `force:` only makes it repeatable.
        let mut changes = Vec::new();
        let force = args.option("force").is_some_and(|value| !value.is_false()) && !self.dump;
        if force {
            changes.push(change(
                ChangeKind::DropTable { if_exists: true, cascade: false },
                object.clone(),
                range.clone(),
            ));
        }
        changes.push(change(ChangeKind::CreateTable(def), object, range.clone()));
        changes.extend(rest);
        self.push(range, changes);
    }

    /// The key that a table has without a word, or as `id:` and `primary_key:` say.
    fn primary_key(&self, object: &ObjectName, args: &Args<'a>, def: &mut CreateTable) {
        let id = args.option("id");
        let key = args.option("primary_key");
        if let Some(Value::List(columns)) = key {
            let columns = columns.iter().filter_map(Value::ident).collect();
            let kind = ConstraintKind::PrimaryKey { columns };
            def.constraints.push(Constraint { name: None, kind });
            return;
        }
        if id.is_some_and(Value::is_false) {
            return;
        }
        let place = object.name.range.clone();
        let name = key.and_then(Value::ident).unwrap_or_else(|| Ident::at("id", true, place.clone()));
        let (own_type, options) = match id {
            Some(Value::Map(options)) => {
                (options.iter().find(|(name, _)| name == "type").and_then(|(_, value)| value.text()), options.clone())
            }
            Some(value) => (value.text(), args.options.clone()),
            None => (None, Vec::new()),
        };
        let own_type = own_type.unwrap_or(if self.version >= (5, 1) { "bigint" } else { "integer" });
        let args = Args { options, ..Args::default() };
        let mut id = column(name, own_type, &args, self.dialect, place);
        id.generated = is_counted(own_type);
        id.primary_key = true;
        id.nullable = false;
        if own_type == "uuid" && id.default.is_none() && args.option("default").is_none() {
            id.default = Some("gen_random_uuid()".to_owned());
        }
        def.columns.insert(0, ColumnDef { values: Vec::new(), ..id });
    }

    pub(super) fn change_table(&mut self, args: Args<'a>, script: &Script<'a>, scope: &mut Scope<'a>) {
        let Some((params, body)) = args.block else { return };
        let table = args.positions.into_iter().next().unwrap_or(Value::Unknown);
        let variable = params.first().map_or_else(|| "t".to_owned(), |param| param.name.clone());
        let frame = Frame { variable, table, creates: false, defaults: Vec::new(), changes: Vec::new() };
        self.within(frame, body, script, scope);
    }

    /// `revert do … end`, `revert CreateUsers`
    fn revert(&mut self, args: Args<'a>, expr: &'a Expr, script: &Script<'a>, scope: &mut Scope<'a>) {
        let mut statements = Vec::new();
        for value in &args.positions {
            if let Value::Path { path, .. } = value
                && let Some(done) = self.known.migrations.get(path.rsplit('.').next().unwrap_or(path))
            {
                statements.extend(done.iter().cloned().map(|mut statement| {
                    sql::move_places(&mut statement, &|_| expr.range.clone());
                    statement
                }));
            }
        }
        if let Some((_, body)) = args.block {
            let before = std::mem::take(&mut self.statements);
            script.walk(body, scope, self);
            statements.extend(std::mem::replace(&mut self.statements, before));
        }
        for done in statements.into_iter().rev() {
            if let StatementKind::Changes(changes) = &done.kind {
                self.push(done.range.clone(), taken_back(changes));
            }
        }
    }

    fn top(&mut self, name: &str, expr: &'a Expr, script: &Script<'a>, scope: &mut Scope<'a>) -> bool {
        if self.is_turning() {
            return self.top_turned(name, expr, script, scope);
        }
        let args = || Args::of(script, expr, scope);
        match name {
            "create_table" | "create_join_table" => {
                let args = args();
                self.create_table(name, args, expr, script, scope);
            }
            "change_table" => {
                let args = args();
                self.change_table(args, script, scope);
            }
            "revert" => {
                let args = args();
                self.revert(args, expr, script, scope);
            }
            "execute" | "exec_query" | "exec_update" | "safe_execute" | "query" => {
                let found = super::execute::statements(script, expr, scope, self.dialect);
                for found in found {
                    if let StatementKind::Changes(changes) = &found.kind {
                        changes.iter().for_each(|change| self.known.note(change));
                    }
                    self.statements.push(found);
                }
            }
            "create_function" | "create_trigger" | "update_function" | "update_trigger" => {
                let args = args();
                if let Some(found) = args
                    .option("sql_definition")
                    .and_then(|text| crate::migration::script::sql_statements(text, self.dialect))
                {
                    self.statements.extend(found);
                } else {
                    // The text stands in a file of its own, `db/functions/NAME_v01.sql`; the name is there from here on.
                    let function = args.at(0).and_then(table).filter(|_| name.ends_with("function"));
                    let made = function.map(|function| {
                        let kind = ChangeKind::CreateFunction {
                            body: Vec::new(),
                            or_replace: true,
                            procedure: false,
                            follows: false,
                            signature: None,
                        };
                        change(kind, function, expr.range.clone())
                    });
                    self.statements.push(statement(expr.range.clone(), made.into_iter().collect()));
                }
            }
            _ => {
                let outcome = self.operation(name, &args(), &expr.range);
                return self.add(outcome, expr.range.clone());
            }
        }
        true
    }
}

impl<'a> Visitor<'a> for Reader<'a, '_> {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return false };
        match &callee.kind {
            ExprKind::Name(name) if script.function(&[name]).is_none() => self.top(name, expr, script, scope),
            ExprKind::Member { object, name, .. } => {
                if let Some(frame) = self.frame_of(object, scope) {
                    return self.on_table(frame, name, expr, script, scope);
                }
                // `dir.down { … }`: the way back.
                let block = args.iter().find_map(|arg| match &arg.value.kind {
                    ExprKind::Lambda { body, .. } => Some(body),
                    _ => None,
                });
                if name == "down" && block.is_some() {
                    if let Some(body) = block.filter(|_| self.back.is_some()) {
                        self.as_written(body, script, scope);
                    }
                    return true;
                }
                if name == "up" && block.is_some() && self.back.is_some() {
                    return true;
                }
                is_connection(object) && self.top(name, expr, script, scope)
            }
            _ => false,
        }
    }

    fn word(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        match &expr.kind {
            ExprKind::Member { object, name, .. } => match self.frame_of(object, scope) {
                Some(frame) => self.on_table(frame, name, expr, script, scope),
                None => false,
            },
            // A helper without arguments; the parts of a migration do not call each other this way.
            ExprKind::Name(name) if scope.get(name).is_none() && !matches!(name.as_str(), "up" | "down" | "change") => {
                script.helper(expr, &[], scope, self);
                true
            }
            _ => false,
        }
    }
}

/// `self`, `connection`, `ActiveRecord::Base.connection`: what the operations are called on.
fn is_connection(object: &Expr) -> bool {
    object.path().is_some_and(|path| {
        matches!(path.as_str(), "self" | "m" | "migration" | "conn" | "ActiveRecord.Migration")
            || path == "connection"
            || path.ends_with(".connection")
            || path.ends_with(".lease_connection")
    })
}
