//! `op.*`, the same on a batch, and what scripts do beside them: types that are created and dropped, SQL that is executed.

use std::collections::BTreeSet;

use super::columns::{Look, Type, callee};
use crate::lang::facts::{Expr, ExprKind};
use crate::migration::python;
use crate::migration::script::{Scope, Script, Value, Visitor, change, statement, unread, unreadable};
use crate::model::change::{
    ChangeKind, ColumnAction, Constraint, ConstraintKind, CreateTable, IndexPart, SchemaChange, Statement,
    StatementKind,
};
use crate::model::name::{Dialect, Ident, ObjectName};

/// The enumerated types that migrations have made so far: tables make those that they need.
#[derive(Default)]
pub struct Types(BTreeSet<String>);

/// The statements of one migration.
pub fn read(script: &Script<'_>, dialect: Dialect, types: &mut Types) -> Vec<Statement> {
    let mut reader = Reader { dialect, types, out: Vec::new() };
    let functions = &script.facts.functions;
    let called = |name: &str| {
        functions.iter().any(|other| {
            let mut found = false;
            other.body.iter().for_each(|expr| {
                expr.walk(&mut |expr| {
                    found |= matches!(&expr.kind, ExprKind::Call { callee, .. } if callee.as_name() == Some(name));
                    !found
                });
            });
            found
        })
    };
    // With several databases `upgrade` calls `upgrade_<database>` by a name that it makes up.
    let starts = functions.iter().filter(|function| function.class.is_none()).filter(|function| {
        function.name == "upgrade" || (function.name.starts_with("upgrade_") && !called(&function.name))
    });
    for function in starts {
        script.walk(&function.body, &mut Scope::default(), &mut reader);
    }
    reader.out
}

struct Reader<'t> {
    dialect: Dialect,
    types: &'t mut Types,
    out: Vec<Statement>,
}

/// The operations that leave the schema as it is, or whose result is only a value.
const HARMLESS: &[&str] = &[
    "get_bind",
    "get_context",
    "bulk_insert",
    "f",
    "inline_literal",
    "create_table_comment",
    "drop_table_comment",
    "batch_alter_table",
    "autocommit_block",
    "create_exclude_constraint",
    "create_entity",
    "replace_entity",
    "run_async",
    "register_operation",
    "implementation_for",
];

impl<'a> Visitor<'a> for Reader<'_> {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let ExprKind::Call { callee: called, .. } = &expr.kind else { return false };
        let look = Look { script, scope };
        let ExprKind::Member { object, name, .. } = &called.kind else {
            // `from alembic.op import drop_column`
            let from_op = script
                .facts
                .imports
                .iter()
                .any(|import| import.module == "alembic.op" && called.as_name() == Some(import.local.as_str()));
            return from_op && self.operation(look, called.as_name().unwrap_or_default(), None, expr);
        };
        match script.eval(object, scope) {
            Value::Path { path, .. } if path == "op" || path == "alembic.op" || path.ends_with(".op") => {
                self.operation(look, name, None, expr)
            }
            Value::Expr(batch) if callee(batch) == Some("batch_alter_table") => {
                self.operation(look, name, Some(batch), expr)
            }
            Value::Expr(made) if matches!(name.as_str(), "create" | "drop") => self.object(look, name, made, expr),
            _ if matches!(name.as_str(), "execute" | "exec_driver_sql" | "executescript") => {
                self.execute(look, expr);
                true
            }
            _ => false,
        }
    }
}

impl Reader<'_> {
    fn execute<'a>(&mut self, look: Look<'_, 'a>, expr: &'a Expr) {
        let args = python::arguments(expr);
        let sql = args.iter().find(|arg| arg.name.is_none() || arg.name.as_deref() == Some("sqltext"));
        let Some(mut sql) = sql.map(|arg| &arg.value) else { return };
        // `text("…").bindparams(…)`
        for _ in 0..4 {
            let ExprKind::Call { callee, .. } = &sql.kind else { break };
            match &callee.kind {
                ExprKind::Member { object, name, .. }
                    if matches!(name.as_str(), "bindparams" | "execution_options" | "format" | "replace") =>
                {
                    sql = object;
                }
                _ => break,
            }
        }
        let read = python::sql(look.script, look.scope, sql, expr.range.clone(), self.dialect);
        let changes = read.iter().filter_map(|one| match &one.kind {
            StatementKind::Changes(changes) => Some(changes),
            _ => None,
        });
        for change in changes.flatten() {
            // A type that is made again under its name is a new one.
            if matches!(change.kind, ChangeKind::RenameType { .. } | ChangeKind::DropType { .. }) {
                self.types.0.remove(&change.object.name.value);
            }
        }
        self.out.extend(read);
    }

    /// `sa.Enum(…, name="kind").create(op.get_bind())`, `users.drop(bind)`.
    fn object<'a>(&mut self, look: Look<'_, 'a>, name: &str, made: &'a Expr, expr: &'a Expr) -> bool {
        let range = expr.range.clone();
        let kind = callee(made).unwrap_or_default();
        if kind == "Table" {
            let Some(table) = look.positional(made).first().and_then(Value::object) else { return false };
            let kind = match name {
                "create" => ChangeKind::CreateTable(self.table(look, made, 2, &mut Vec::new())),
                _ => ChangeKind::DropTable { if_exists: false, cascade: false },
            };
            self.out.push(statement(range.clone(), vec![change(kind, table, range)]));
            return true;
        }
        if kind.eq_ignore_ascii_case("enum") {
            let of = look.data_type(&Value::Expr(made));
            let Some(name_of) = of.name.clone() else { return true };
            let object = self.qualified(look, made, ObjectName { qualifiers: Vec::new(), name: name_of });
            let changes = match name {
                // Its values are put together elsewhere.
                "create" if of.values.is_empty() => vec![change(ChangeKind::CreateType, object, range.clone())],
                "create" => self.create_enum(object, &of, expr),
                _ => {
                    self.types.0.remove(&object.name.value);
                    let drop = ChangeKind::DropType { if_exists: true, cascade: false };
                    vec![change(drop, object, range.clone())]
                }
            };
            self.out.push(statement(range, if self.dialect == Dialect::Postgres { changes } else { Vec::new() }));
            return true;
        }
        false
    }

    fn create_enum(&mut self, object: ObjectName, of: &Type, at: &Expr) -> Vec<SchemaChange> {
        let fresh = self.dialect == Dialect::Postgres
            && !of.values.is_empty()
            && self.types.0.insert(object.name.value.clone());
        let create = ChangeKind::CreateEnum { values: of.values.clone() };
        if fresh { vec![change(create, object, at.range.clone())] } else { Vec::new() }
    }

    /// The name with the schema that the call says.
    fn qualified<'a>(&self, look: Look<'_, 'a>, call: &'a Expr, mut name: ObjectName) -> ObjectName {
        if let Some(schema) = look.named(call, "schema").and_then(|schema| schema.ident()) {
            name.qualifiers = vec![schema];
        }
        name
    }

    /// The columns and constraints of a table, from the argument at `from` on; types that come into being go to `types`.
    fn table<'a>(
        &mut self,
        look: Look<'_, 'a>,
        call: &'a Expr,
        from: usize,
        types: &mut Vec<SchemaChange>,
    ) -> CreateTable {
        let mut create = CreateTable {
            if_not_exists: look.named(call, "if_not_exists").is_some_and(|value| value.is_true()),
            ..CreateTable::default()
        };
        for part in look.positional(call).into_iter().skip(from) {
            let Value::Expr(part) = part else { continue };
            if let Some(column) = look.column(part) {
                for value in look.positional(part) {
                    types.extend(self.type_of(look, &value));
                }
                create.columns.push(column);
            } else {
                create.constraints.extend(look.constraint(part));
            }
        }
        create
    }

    /// The type that a column needs, if it is new.
    fn type_of<'a>(&mut self, look: Look<'_, 'a>, value: &Value<'a>) -> Vec<SchemaChange> {
        let Value::Expr(call) = value else { return Vec::new() };
        let of = look.data_type(value);
        match of.name.clone().filter(|_| of.is_enum && !of.exists) {
            Some(name) => self.create_enum(ObjectName { qualifiers: Vec::new(), name }, &of, call),
            None => Vec::new(),
        }
    }

    /// One operation; `false` if the call is to be followed like any other.
    fn operation<'a>(&mut self, look: Look<'_, 'a>, name: &str, batch: Option<&'a Expr>, expr: &'a Expr) -> bool {
        if name == "execute" {
            self.execute(look, expr);
            return true;
        }
        if HARMLESS.contains(&name) {
            return false;
        }
        let operation = Operation { look, batch, expr };
        let range = expr.range.clone();
        if name == "create_table" {
            let mut changes = Vec::new();
            let create = self.table(look, expr, 1, &mut changes);
            let table = look.argument(expr, 0, "table_name").and_then(|name| name.object());
            self.out.push(match table {
                Some(table) => {
                    let table = self.qualified(look, expr, table);
                    changes.push(change(ChangeKind::CreateTable(create), table, range.clone()));
                    statement(range, changes)
                }
                None => unread(range, "the table's name is put together when it runs"),
            });
            return true;
        }
        let Some(known) = operation.changes(name) else {
            self.out.push(unread(range, format!("what `op.{name}` does is not known")));
            return true;
        };
        self.out.push(match known {
            Some(changes) => {
                let change_of = |(kind, object)| change(kind, object, range.clone());
                statement(range.clone(), changes.into_iter().map(change_of).collect())
            }
            None if matches!(name, "drop_table" | "drop_column" | "rename_table") => {
                unreadable(range, format!("an `op.{name}` whose names are put together"))
            }
            None if matches!(name, "add_column" | "alter_column") => {
                unread(range, format!("the arguments of `op.{name}` are put together when it runs"))
            }
            None => statement(range, Vec::new()),
        });
        true
    }
}

/// One call of an operation.
struct Operation<'s, 'a> {
    look: Look<'s, 'a>,
    /// The `batch_alter_table` that it belongs to.
    batch: Option<&'a Expr>,
    expr: &'a Expr,
}

impl<'a> Operation<'_, 'a> {
    /// An argument by name or place; `at` counts the table, which a batch does not take.
    fn arg(&self, at: usize, name: &str) -> Option<Value<'a>> {
        self.look.argument(self.expr, if self.batch.is_some() { at.checked_sub(1)? } else { at }, name)
    }

    /// The table at a place, with its schema.
    fn table(&self, at: usize, name: &str) -> Option<ObjectName> {
        let (call, value) = match self.batch {
            Some(batch) => (batch, self.look.argument(batch, 0, "table_name")),
            None => (self.expr, self.look.argument(self.expr, at, name)),
        };
        let mut table = value?.object()?;
        let schema = self.look.named(call, "schema").or_else(|| self.look.named(call, "source_schema"));
        if let Some(schema) = schema.and_then(|schema| schema.ident()) {
            table.qualifiers = vec![schema];
        }
        Some(table)
    }

    fn is_true(&self, name: &str) -> bool {
        self.look.named(self.expr, name).is_some_and(|value| value.is_true())
    }

    fn idents(&self, at: usize, name: &str) -> Vec<Ident> {
        self.arg(at, name).map(|value| self.look.idents(&value)).unwrap_or_default()
    }

    /// The name of a key or index, which comes before the table.
    fn name(&self, name: &str) -> Option<Ident> {
        self.look.argument(self.expr, 0, name).and_then(|value| value.ident())
    }

    /// `None`: no operation that is known; `Some(None)`: its names cannot be read.
    #[allow(clippy::type_complexity, reason = "the two questions are asked at once")]
    fn changes(&self, name: &str) -> Option<Option<Vec<(ChangeKind, ObjectName)>>> {
        Some(match name {
            "drop_table" => self.drop_table(),
            "rename_table" => self.rename_table(),
            "add_column" => self.add_column(),
            "drop_column" => self.drop_column(),
            "alter_column" => self.alter_column(),
            "create_index" => self.create_index(),
            "drop_index" => self.drop_index(),
            "create_unique_constraint" | "create_primary_key" | "create_foreign_key" | "create_check_constraint" => {
                self.create_constraint(name)
            }
            "drop_constraint" => self.drop_constraint(),
            _ => return None,
        })
    }

    fn drop_table(&self) -> Option<Vec<(ChangeKind, ObjectName)>> {
        let drop = ChangeKind::DropTable { if_exists: self.is_true("if_exists"), cascade: false };
        Some(vec![(drop, self.table(0, "table_name")?)])
    }

    fn rename_table(&self) -> Option<Vec<(ChangeKind, ObjectName)>> {
        let to = self.look.argument(self.expr, 1, "new_table_name")?.object()?;
        Some(vec![(ChangeKind::RenameTable { to }, self.table(0, "old_table_name")?)])
    }

    fn add_column(&self) -> Option<Vec<(ChangeKind, ObjectName)>> {
        let Value::Expr(column) = self.arg(1, "column")? else { return None };
        let column = self.look.column(column)?;
        let if_not_exists = self.is_true("if_not_exists");
        let add = ChangeKind::AddColumn { column, if_not_exists };
        Some(vec![(add, self.table(0, "table_name")?)])
    }

    fn drop_column(&self) -> Option<Vec<(ChangeKind, ObjectName)>> {
        let column = self.arg(1, "column_name")?.ident()?;
        let drop = ChangeKind::DropColumn { column, if_exists: self.is_true("if_exists"), cascade: false };
        Some(vec![(drop, self.table(0, "table_name")?)])
    }

    fn alter_column(&self) -> Option<Vec<(ChangeKind, ObjectName)>> {
        let table = self.table(0, "table_name")?;
        let column = self.arg(1, "column_name")?.ident()?;
        let mut actions = Vec::new();
        if let Some(of) = self.look.named(self.expr, "type_") {
            actions.push(ColumnAction::SetType { data_type: self.look.data_type(&of).text });
        }
        match self.look.named(self.expr, "nullable") {
            Some(value) if value.is_false() => actions.push(ColumnAction::SetNotNull),
            Some(value) if value.is_true() => actions.push(ColumnAction::DropNotNull),
            _ => {}
        }
        match self.look.named(self.expr, "server_default") {
            // `False` leaves it as it is.
            Some(value) if value.is_false() => {}
            Some(value) => actions.push(match self.look.default(&value) {
                Some(default) => ColumnAction::SetDefault { default },
                None => ColumnAction::DropDefault,
            }),
            None => {}
        }
        let mut changes: Vec<(ChangeKind, ObjectName)> = actions
            .into_iter()
            .map(|action| (ChangeKind::AlterColumn { column: column.clone(), action }, table.clone()))
            .collect();
        let renamed = ["new_column_name", "name"].iter().find_map(|name| self.look.named(self.expr, name));
        if let Some(to) = renamed.filter(|to| !matches!(to, Value::Literal(_))) {
            let to = to.ident()?;
            if to.value != column.value {
                changes.push((ChangeKind::RenameColumn { from: column, to }, table));
            }
        }
        Some(changes)
    }

    fn create_index(&self) -> Option<Vec<(ChangeKind, ObjectName)>> {
        let table = self.table(1, "table_name")?;
        let part = |value: &Value<'a>| {
            let text = |call: &'a Expr| self.look.positional(call).into_iter().find_map(|value| value.ident());
            match value {
                Value::Text { value: text, .. } if text.chars().all(|c| c.is_alphanumeric() || c == '_') => {
                    let column = value.ident();
                    IndexPart { expression: text.clone(), column, names: Vec::new() }
                }
                Value::Expr(call) => IndexPart {
                    column: None,
                    expression: text(call).map(|text| text.value).unwrap_or_else(|| "expression".to_owned()),
                    names: Vec::new(),
                },
                other => IndexPart {
                    column: None,
                    expression: other.text().unwrap_or("expression").to_owned(),
                    names: Vec::new(),
                },
            }
        };
        let columns = self.arg(2, "columns")?.items().iter().map(part).collect();
        let partial = ["postgresql_where", "sqlite_where", "mssql_where"];
        let predicate = partial.iter().find_map(|name| self.look.named(self.expr, name)).map(|value| {
            let Value::Expr(_) = value else { return value.text().unwrap_or("condition").to_owned() };
            "condition".to_owned()
        });
        let kind = ChangeKind::CreateIndex {
            table,
            columns,
            unique: self.is_true("unique"),
            predicate,
            concurrently: self.is_true("postgresql_concurrently"),
            if_not_exists: self.is_true("if_not_exists"),
        };
        Some(vec![(kind, ObjectName { qualifiers: Vec::new(), name: self.name("index_name")? })])
    }

    fn drop_index(&self) -> Option<Vec<(ChangeKind, ObjectName)>> {
        let table = self.table(1, "table_name");
        let mut object = ObjectName { qualifiers: Vec::new(), name: self.name("index_name")? };
        if let Some(schema) = self.look.named(self.expr, "schema").and_then(|schema| schema.ident()) {
            object.qualifiers.push(schema);
        }
        let kind = ChangeKind::DropIndex {
            table,
            concurrently: self.is_true("postgresql_concurrently"),
            if_exists: self.is_true("if_exists"),
            cascade: false,
        };
        Some(vec![(kind, object)])
    }

    fn create_constraint(&self, operation: &str) -> Option<Vec<(ChangeKind, ObjectName)>> {
        let name = self.name("constraint_name");
        let (table, kind) = match operation {
            "create_foreign_key" => {
                let mut to = self.arg(2, "referent_table")?.object()?;
                if let Some(schema) = self.look.named(self.expr, "referent_schema").and_then(|value| value.ident()) {
                    to.qualifiers = vec![schema];
                }
                let (columns, referenced) = (self.idents(3, "local_cols"), self.idents(4, "remote_cols"));
                (self.table(1, "source_table")?, ConstraintKind::ForeignKey { columns, table: to, referenced })
            }
            "create_check_constraint" => {
                let expression = self.arg(2, "condition")?.text().unwrap_or_default().to_owned();
                let kind = ConstraintKind::Check { expression, columns: Vec::new(), values: Vec::new() };
                (self.table(1, "table_name")?, kind)
            }
            "create_primary_key" => {
                (self.table(1, "table_name")?, ConstraintKind::PrimaryKey { columns: self.idents(2, "columns") })
            }
            _ => (self.table(1, "table_name")?, ConstraintKind::Unique { columns: self.idents(2, "columns") }),
        };
        Some(vec![(ChangeKind::AddConstraint(Constraint { name, kind }), table)])
    }

    fn drop_constraint(&self) -> Option<Vec<(ChangeKind, ObjectName)>> {
        let name = self.name("constraint_name")?;
        let kind = ChangeKind::DropConstraint { name, if_exists: self.is_true("if_exists"), cascade: false };
        Some(vec![(kind, self.table(1, "table_name")?)])
    }
}
