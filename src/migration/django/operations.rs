//! The operations of a migration, as changes of the schema.

use std::ops::Range;

use super::fields::{self, Field};
use super::state::State;
use super::writer::{Options, Writer};
use crate::lang::facts::{Expr, ExprKind};
use crate::migration::script::{Scope, Script, Value, Visitor, sql_statements, statement, unread, unreadable};
use crate::migration::{python, undo};
use crate::model::change::{CodeKind, Statement};
use crate::model::name::{Dialect, Ident};

/// The statements of one migration; `state` moves on.
pub fn read<'a>(script: &Script<'a>, app: &str, dialect: Dialect, state: &mut State) -> Vec<Statement> {
    let Some(class) = script.facts.classes.iter().find(|class| class.name == "Migration") else { return Vec::new() };
    let mut reader = Reader { app, dialect, state, out: Vec::new(), only: None };
    let mut scope = Scope::default();
    for field in class.fields.iter().filter(|field| field.name == "operations") {
        if let Some(value) = &field.value {
            let mut parts = Vec::new();
            listed(script, value, 0, &mut parts);
            for part in parts {
                script.visit(part, &mut scope, &mut reader);
            }
        }
    }
    // `operations += […]`, `operations.append(…)`, also after the class.
    for expr in class.body.iter().chain(&script.facts.top) {
        let about = match &expr.kind {
            ExprKind::Assign { target, op, .. } => *op != "=" && target.last_name() == Some("operations"),
            ExprKind::Call { callee, .. } => callee.path().is_some_and(|path| path.contains("operations.")),
            ExprKind::Seq(_) => true,
            _ => false,
        };
        if about {
            script.visit(expr, &mut scope, &mut reader);
        }
    }
    reader.out
}

/// The members of a list that may be put together of constants: `NEW_FIELDS + [RunSQL(…)]`, `[*NEW_FIELDS, DROP]`.
fn listed<'a>(script: &Script<'a>, expr: &'a Expr, depth: usize, out: &mut Vec<&'a Expr>) {
    match &expr.kind {
        ExprKind::Name(name) if depth < 8 => match script.constant(name) {
            Some(value) => listed(script, value, depth + 1, out),
            None => out.push(expr),
        },
        // A comprehension is followed as a loop.
        ExprKind::List(items) | ExprKind::Seq(items)
            if depth < 8 && !items.iter().any(|item| matches!(item.kind, ExprKind::Assign { .. })) =>
        {
            items.iter().for_each(|item| listed(script, item, depth + 1, out));
        }
        ExprKind::Binary { left, right, .. } if depth < 16 => {
            listed(script, left, depth + 1, out);
            listed(script, right, depth + 1, out);
        }
        _ => out.push(expr),
    }
}

/// Which half of an operation counts inside `SeparateDatabaseAndState`.
#[derive(Clone, Copy, PartialEq)]
enum Only {
    Database,
    State,
}

struct Reader<'s> {
    app: &'s str,
    dialect: Dialect,
    state: &'s mut State,
    out: Vec<Statement>,
    only: Option<Only>,
}

/// Operations by name, with the arguments that they take in this order.
const KNOWN: &[(&str, &[&str])] = &[
    ("CreateModel", &["name", "fields", "options", "bases", "managers"]),
    ("DeleteModel", &["name"]),
    ("RenameModel", &["old_name", "new_name"]),
    ("AlterModelTable", &["name", "table"]),
    ("AlterModelOptions", &["name", "options"]),
    ("AddField", &["model_name", "name", "field"]),
    ("RemoveField", &["model_name", "name"]),
    ("AlterField", &["model_name", "name", "field"]),
    ("RenameField", &["model_name", "old_name", "new_name"]),
    ("AddIndex", &["model_name", "index"]),
    ("AddIndexConcurrently", &["model_name", "index"]),
    ("RemoveIndex", &["model_name", "name"]),
    ("RemoveIndexConcurrently", &["model_name", "name"]),
    ("RenameIndex", &["model_name", "new_name", "old_name"]),
    ("AddConstraint", &["model_name", "constraint"]),
    ("AddConstraintNotValid", &["model_name", "constraint"]),
    ("RemoveConstraint", &["model_name", "name"]),
    ("AlterUniqueTogether", &["name", "unique_together"]),
    ("AlterIndexTogether", &["name", "index_together"]),
    ("RunSQL", &["sql", "reverse_sql"]),
    ("RunPython", &["code", "reverse_code"]),
    ("SeparateDatabaseAndState", &["database_operations", "state_operations"]),
];

/// Operations that leave tables and columns as they are.
const HARMLESS: &[&str] = &[
    "AlterModelTableComment",
    "AlterModelManagers",
    "AlterOrderWithRespectTo",
    "AlterConstraint",
    "ValidateConstraint",
    "CreateExtension",
    "CreateCollation",
    "RemoveCollation",
    "AddTrigger",
    "RemoveTrigger",
    "IgnoreMigration",
    // django-add-default-value's: the default is the database's from then on.
    "AddDefaultValue",
];

/// The operation that a call makes: by its name, or by that of the class of this file that it calls.
fn operation<'a>(script: &Script<'a>, callee: &'a Expr) -> Option<&'a str> {
    let name = callee.last_name()?;
    let known = |name: &str| KNOWN.iter().any(|(known, _)| *known == name) || HARMLESS.contains(&name);
    if known(name) || name.ends_with("Extension") {
        return Some(name);
    }
    let class = script.facts.classes.iter().find(|class| class.name == name)?;
    class.bases.iter().filter_map(Expr::last_name).find(|base| known(base))
}

impl<'a> Visitor<'a> for Reader<'_> {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let ExprKind::Call { callee, .. } = &expr.kind else { return false };
        match operation(script, callee) {
            Some(name) => {
                self.operation(script, name, expr, scope);
                true
            }
            None => self.other(script, callee, expr),
        }
    }
}

impl Reader<'_> {
    /// A call that is no operation that we know. Helpers of the file and methods of lists are followed.
    fn other(&mut self, script: &Script<'_>, callee: &Expr, expr: &Expr) -> bool {
        let Some(name) = callee.last_name() else { return false };
        let helper = script.facts.functions.iter().any(|function| function.name == name);
        let is_class = name.chars().next().is_some_and(char::is_uppercase);
        if helper || !is_class || self.only == Some(Only::State) {
            return false;
        }
        self.out.push(unread(expr.range.clone(), format!("what the operation `{name}` does is not known")));
        true
    }

    fn operation<'a>(&mut self, script: &Script<'a>, name: &str, expr: &'a Expr, scope: &mut Scope<'a>) {
        let range = expr.range.clone();
        let Some((_, names)) = KNOWN.iter().find(|(known, _)| *known == name) else {
            if self.only != Some(Only::State) {
                self.out.push(statement(range, Vec::new()));
            }
            return;
        };
        let call = Call { script, scope, names, expr };
        match name {
            "RunSQL" => self.run_sql(&call, expr),
            "RunPython" => self.run_python(&call, expr),
            "SeparateDatabaseAndState" => {
                let before = self.state.clone();
                self.within(Only::Database, &call, "database_operations");
                *self.state = before;
                self.within(Only::State, &call, "state_operations");
            }
            _ => {
                let before = self.only.is_none_or(|only| only == Only::Database);
                let one_way = before.then(|| self.one_way(&call, name)).flatten();
                let mut writer = Writer::new(self.app, self.dialect, self.state, range.clone());
                let understood = apply(&call, name, &mut writer).is_some();
                let changes = writer.changes;
                if !before {
                    return;
                }
                if understood {
                    // Models that the migrations do not own change nothing.
                    self.out.extend(one_way.filter(|_| !changes.is_empty()));
                    self.out.push(statement(range, changes));
                } else if matches!(
                    name,
                    "DeleteModel" | "RenameModel" | "RemoveField" | "RenameField" | "AlterModelTable"
                ) {
                    self.out.push(unreadable(range, format!("a `{name}` whose names are put together")));
                } else {
                    self.out.push(unread(range, format!("the arguments of `{name}` are put together when it runs")));
                }
            }
        }
    }

    /// What Django cannot turn round once there are rows: a field that needs a value and has none to give.
    fn one_way(&self, call: &Call<'_, '_>, name: &str) -> Option<Statement> {
        if name != "RemoveField" {
            return None;
        }
        let (model, own) = (call.text("model_name")?, call.text("name")?);
        let field = self.state.models.get(&State::key(self.app, &model))?.field(&own)?;
        let needs =
            field.column().is_some() && !(field.nullable || field.fills || field.generated || field.primary_key);
        let why = format!("`{own}` is NOT NULL and has no default, so it cannot be made again where there are rows");
        needs.then(|| undo::one_way("RemoveField", &why, call.expr.range.clone()))
    }

    /// Follows a list of operations of which only one half counts.
    fn within<'a>(&mut self, only: Only, call: &Call<'_, 'a>, name: &str) {
        let Some(list) = call.expr_of(name) else { return };
        let outer = self.only;
        // Inside the state's half everything is of the state.
        self.only = Some(if outer == Some(Only::State) { Only::State } else { only });
        let mut scope = call.scope.clone();
        let named = list.as_name().and_then(|name| call.script.constant(name));
        call.script.visit(named.unwrap_or(list), &mut scope, self);
        self.only = outer;
    }

    fn run_python<'a>(&mut self, call: &Call<'_, 'a>, expr: &'a Expr) {
        if self.only == Some(Only::State) {
            return;
        }
        let code = call.expr_of("code");
        let live = code.and_then(|code| undo::live_model(call.script.facts, code));
        let name = code.and_then(Expr::last_name).unwrap_or("RunPython");
        // `RunPython.noop`
        let nothing = name == "noop";
        let reversible = nothing || call.expr_of("reverse_code").is_some();
        if nothing {
            self.out.push(statement(expr.range.clone(), Vec::new()));
        } else {
            self.out.push(undo::step(CodeKind::Function, name, reversible, live, expr.range.clone()));
        }
    }

    fn run_sql<'a>(&mut self, call: &Call<'_, 'a>, expr: &'a Expr) {
        let before = self.only.is_none_or(|only| only == Only::Database);
        if before {
            let sql = call.value("sql");
            let nothing = matches!(&sql, Some(Value::Path { path, .. }) if path.ends_with("noop"));
            if call.expr_of("reverse_sql").is_none() && !nothing {
                self.out.push(undo::step(CodeKind::Sql, "RunSQL", false, None, expr.range.clone()));
            }
            match sql {
                Some(value) => self.sql(&value, expr),
                None => self.out.push(statement(expr.range.clone(), Vec::new())),
            }
        }
        self.within(Only::State, call, "state_operations");
    }

    /// A string, a list of them, or of pairs of a string and its parameters.
    fn sql(&mut self, value: &Value<'_>, expr: &Expr) {
        match value {
            Value::List(items) => {
                for item in items {
                    match item {
                        Value::List(pair) => self.sql(pair.first().unwrap_or(&Value::Unknown), expr),
                        item => self.sql(item, expr),
                    }
                }
            }
            // `migrations.RunSQL.noop`
            Value::Path { path, .. } if path.ends_with("noop") => {
                self.out.push(statement(expr.range.clone(), Vec::new()));
            }
            Value::Literal(_) => {}
            value => match sql_statements(value, self.dialect) {
                Some(statements) => self.out.extend(statements),
                None => self.out.push(unread(expr.range.clone(), "its SQL is put together when it runs")),
            },
        }
    }
}

/// The arguments of an operation.
struct Call<'s, 'a> {
    script: &'s Script<'a>,
    scope: &'s Scope<'a>,
    names: &'static [&'static str],
    expr: &'a Expr,
}

impl<'a> Call<'_, 'a> {
    /// An argument by its name or its place.
    fn expr_of(&self, name: &str) -> Option<&'a Expr> {
        let args = python::arguments(self.expr);
        let at = self.names.iter().position(|own| *own == name);
        args.iter()
            .find(|arg| arg.name.as_deref() == Some(name))
            .or_else(|| args.iter().filter(|arg| arg.name.is_none()).nth(at?))
            .map(|arg| &arg.value)
    }

    fn value(&self, name: &str) -> Option<Value<'a>> {
        Some(self.script.eval(self.expr_of(name)?, self.scope))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.value(name)?.text().map(str::to_owned)
    }

    fn ident(&self, name: &str) -> Option<Ident> {
        self.value(name)?.ident()
    }

    fn field(&self, name: &str) -> Option<Field> {
        Some(fields::field(self.script, &self.text(name)?, &self.value("field")?, self.scope))
    }

    /// `[("a", "b")]`, `{("a", "b")}` or `("a", "b")`; `None` and empty ones as no group.
    fn groups(&self, name: &str) -> Vec<Vec<String>> {
        groups(&self.value(name).unwrap_or(Value::Unknown))
    }
}

fn groups(value: &Value<'_>) -> Vec<Vec<String>> {
    let texts = |items: &[Value<'_>]| -> Vec<String> {
        items.iter().filter_map(|item| item.text().map(str::to_owned)).collect()
    };
    match value {
        Value::List(items) if items.iter().any(|item| matches!(item, Value::Text { .. })) => vec![texts(items)],
        Value::List(items) => items.iter().map(|item| texts(item.items())).filter(|group| !group.is_empty()).collect(),
        Value::Expr(expr) => {
            python::arguments(expr).iter().filter_map(|arg| literal_groups(&arg.value)).flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// `set([("a", "b")])`
fn literal_groups(expr: &Expr) -> Option<Vec<Vec<String>>> {
    let ExprKind::List(items) = &expr.kind else { return None };
    let of = |expr: &Expr| match &expr.kind {
        ExprKind::List(items) => items.iter().filter_map(Expr::as_text).collect(),
        _ => Vec::new(),
    };
    Some(items.iter().map(of).filter(|group: &Vec<String>| !group.is_empty()).collect())
}

/// `None` if a name cannot be read.
fn apply(call: &Call<'_, '_>, name: &str, writer: &mut Writer<'_>) -> Option<()> {
    match name {
        "CreateModel" => {
            let model = call.ident("name")?;
            let Some(Value::List(pairs)) = call.value("fields") else { return None };
            let list: Vec<(Field, Range<usize>)> = pairs
                .iter()
                .filter_map(|pair| match pair {
                    Value::List(pair) => {
                        let (name, value) = (pair.first()?, pair.get(1)?);
                        let range = name.ident()?.range;
                        Some((fields::field(call.script, name.text()?, value, call.scope), range))
                    }
                    _ => None,
                })
                .collect();
            let known = call.value("options");
            let option = |name: &str| known.as_ref().and_then(|options| options.get(name));
            let options = Options {
                table: option("db_table").and_then(|value| value.text().map(str::to_owned)),
                proxy: option("proxy").is_some_and(Value::is_true),
                unmanaged: option("managed").is_some_and(Value::is_false),
                swappable: option("swappable").and_then(|value| value.text().map(str::to_owned)),
                unique_together: option("unique_together").map(groups).unwrap_or_default(),
            };
            writer.create_model(&model, list, options);
            for constraint in option("constraints").map(Value::items).unwrap_or_default() {
                super::constraints::add_constraint(call.script, call.scope, &model.value, constraint, writer);
            }
            for index in option("indexes").map(Value::items).unwrap_or_default() {
                super::constraints::add_index(call.script, call.scope, &model.value, index, false, writer);
            }
        }
        "DeleteModel" => writer.delete_model(&call.ident("name")?),
        "RenameModel" => writer.rename_model(&call.ident("old_name")?, &call.ident("new_name")?),
        "AlterModelTable" => {
            let table = call.value("table");
            let named = table.as_ref().and_then(Value::ident);
            if named.is_none() && !matches!(table, Some(Value::Literal(_))) {
                return None;
            }
            writer.alter_table(&call.ident("name")?, named);
        }
        "AlterModelOptions" => {
            let options = call.value("options")?;
            writer.own(&call.text("name")?, options.get("managed").is_some_and(Value::is_false));
        }
        "AddField" => writer.add_field(&call.ident("model_name")?, &call.ident("name")?, call.field("name")?),
        "RemoveField" => writer.remove_field(&call.ident("model_name")?, &call.ident("name")?),
        "AlterField" => writer.alter_field(&call.ident("model_name")?, &call.ident("name")?, call.field("name")?),
        "RenameField" => {
            writer.rename_field(&call.ident("model_name")?, &call.ident("old_name")?, &call.ident("new_name")?);
        }
        "AddIndex" | "AddIndexConcurrently" => {
            let index = call.value("index")?;
            let concurrently = name == "AddIndexConcurrently";
            super::constraints::add_index(
                call.script,
                call.scope,
                &call.text("model_name")?,
                &index,
                concurrently,
                writer,
            );
        }
        "RemoveIndex" | "RemoveIndexConcurrently" => {
            writer.drop_index(&call.text("model_name")?, &call.ident("name")?, name == "RemoveIndexConcurrently");
        }
        "RenameIndex" => {
            if let Some(old) = call.ident("old_name") {
                writer.rename_index(&call.text("model_name")?, &old, &call.ident("new_name")?);
            }
        }
        "AddConstraint" | "AddConstraintNotValid" => {
            let constraint = call.value("constraint")?;
            super::constraints::add_constraint(call.script, call.scope, &call.text("model_name")?, &constraint, writer);
        }
        "RemoveConstraint" => writer.remove_constraint(&call.text("model_name")?, &call.ident("name")?),
        "AlterUniqueTogether" => writer.unique_together(&call.text("name")?, call.groups("unique_together")),
        _ => {}
    }
    Some(())
}
