//! `sa.Column(…)`, types and constraints of SQLAlchemy, as migrations write them.

use crate::lang::facts::{Expr, ExprKind};
use crate::migration::python::arguments;
use crate::migration::script::{Scope, Script, Value, object};
use crate::model::change::{ColumnDef, Constraint, ConstraintKind};
use crate::model::name::{Ident, ObjectName};

/// Looks into the calls of one file.
#[derive(Clone, Copy)]
pub struct Look<'s, 'a> {
    pub script: &'s Script<'a>,
    pub scope: &'s Scope<'a>,
}

/// A type, as far as migrations care.
#[derive(Clone, Debug, Default)]
pub struct Type {
    pub text: String,
    /// Of an enumerated type: its name and values.
    pub name: Option<Ident>,
    pub values: Vec<Ident>,
    pub is_enum: bool,
    /// `create_type=False`
    pub exists: bool,
}

impl<'a> Look<'_, 'a> {
    /// The value of an expression. `op.f("x")` and `quoted_name("x", …)` are the string.
    pub fn value(&self, expr: &'a Expr) -> Value<'a> {
        match self.script.eval(expr, self.scope) {
            Value::Expr(call) => {
                let (Some(name), [first, ..]) = (callee(call), arguments(call)) else { return Value::Expr(call) };
                match name {
                    // Once: a variable may be set to a call on itself.
                    "f" | "quoted_name" | "inline_literal" | "conv" => self.script.eval(&first.value, self.scope),
                    _ => Value::Expr(call),
                }
            }
            value => value,
        }
    }

    /// A named argument.
    pub fn named(&self, call: &'a Expr, name: &str) -> Option<Value<'a>> {
        arguments(call).iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| self.value(&arg.value))
    }

    /// The positional arguments; lists that are spread out into them as their items.
    pub fn positional(&self, call: &'a Expr) -> Vec<Value<'a>> {
        arguments(call)
            .iter()
            .filter(|arg| arg.name.is_none())
            .flat_map(|arg| match (&arg.value.kind, self.value(&arg.value)) {
                (ExprKind::Seq(_), Value::List(items)) => items,
                (_, value) => vec![value],
            })
            .collect()
    }

    /// A positional argument, or the one with this name.
    pub fn argument(&self, call: &'a Expr, at: usize, name: &str) -> Option<Value<'a>> {
        self.named(call, name).or_else(|| self.positional(call).into_iter().nth(at))
    }

    /// The texts of a list, or of a single string; columns that are wrapped in a function as their names.
    pub fn idents(&self, value: &Value<'a>) -> Vec<Ident> {
        value
            .items()
            .iter()
            .filter_map(|item| match item {
                Value::Expr(call) => arguments(call).first().and_then(|arg| self.value(&arg.value).ident()),
                item => item.ident(),
            })
            .collect()
    }

    /// `sa.Column("name", type, …)`; `None` if its name cannot be read.
    pub fn column(&self, call: &'a Expr) -> Option<ColumnDef> {
        if !callee(call)?.ends_with("Column") {
            return None;
        }
        let positional = self.positional(call);
        let name = self.named(call, "name").and_then(|name| name.ident());
        let (name, rest) = match name {
            Some(name) => (name, positional.as_slice()),
            None => (positional.first()?.ident()?, positional.get(1..).unwrap_or_default()),
        };
        let mut column = ColumnDef { name, nullable: true, range: call.range.clone(), ..ColumnDef::default() };
        column.primary_key = self.named(call, "primary_key").is_some_and(|value| value.is_true());
        column.nullable = match self.named(call, "nullable") {
            Some(value) => !value.is_false(),
            None => !column.primary_key,
        };
        column.unique = self.named(call, "unique").is_some_and(|value| value.is_true());
        column.default = self.named(call, "server_default").and_then(|value| self.default(&value));
        let mut of = self.named(call, "type_").map(|value| self.data_type(&value));
        for part in rest {
            match part {
                Value::Expr(part) if matches!(callee(part), Some("Identity" | "Computed" | "Sequence")) => {
                    column.generated = true;
                }
                Value::Expr(part) if callee(part) == Some("ForeignKey") => {
                    column.references = self.positional(part).first().and_then(|target| self.target(target));
                }
                Value::Expr(part) if matches!(callee(part), Some("CheckConstraint" | "FetchedValue")) => {}
                other if of.is_none() => of = Some(self.data_type(other)),
                _ => {}
            }
        }
        let of = of.unwrap_or_default();
        column.values = of.values.iter().map(|value| value.value.clone()).collect();
        let counts = of.text.to_ascii_lowercase().contains("int") || of.text.to_ascii_lowercase().contains("serial");
        let automatic = self.named(call, "autoincrement");
        column.generated |= column.primary_key
            && counts
            && column.references.is_none()
            && !automatic.as_ref().is_some_and(Value::is_false);
        column.generated |= automatic.is_some_and(|value| value.is_true());
        column.data_type = of.text;
        Some(column)
    }

    /// The type of a column, or of a part of it.
    pub fn data_type(&self, value: &Value<'a>) -> Type {
        let call = match value {
            Value::Path { path, .. } => return Type { text: sql_type(last(path), None), ..Type::default() },
            Value::Expr(call) => *call,
            _ => return Type::default(),
        };
        let name = callee(call).unwrap_or_default();
        let positional = self.positional(call);
        if name.eq_ignore_ascii_case("enum") {
            let of = self.named(call, "name").and_then(|name| name.ident());
            let mut values: Vec<Ident> = positional.iter().flat_map(|value| self.idents(value)).collect();
            if positional.iter().any(|value| matches!(value, Value::Path { .. } | Value::Unknown)) {
                values.clear();
            }
            let text = of.as_ref().map_or_else(|| "enum".to_owned(), |name| name.value.clone());
            let exists = self.named(call, "create_type").is_some_and(|value| value.is_false());
            return Type { text, name: of, values, is_enum: true, exists };
        }
        if name == "with_variant"
            && let ExprKind::Call { callee: called, .. } = &call.kind
            && let ExprKind::Member { object, .. } = &called.kind
        {
            return match self.value(object) {
                // A variable may be set to a call on itself.
                Value::Expr(inner) if callee(inner) == Some("with_variant") => Type::default(),
                value => self.data_type(&value),
            };
        }
        let length = self.named(call, "length").or_else(|| positional.into_iter().next());
        Type { text: sql_type(name, length.as_ref()), ..Type::default() }
    }

    /// A server's default; `None` for `None` and `False`.
    pub fn default(&self, value: &Value<'a>) -> Option<String> {
        match value {
            Value::Text { value, .. } => Some(value.clone()),
            Value::Literal(text) if matches!(text.as_str(), "None" | "False") => None,
            Value::Literal(text) => Some(text.clone()),
            _ => Some("expression".to_owned()),
        }
    }

    /// `"users.id"`, `"auth.users.id"`, or a column object.
    fn target(&self, value: &Value<'a>) -> Option<(ObjectName, Vec<Ident>)> {
        let Value::Text { value, range, .. } = value else { return None };
        let (table, column) = value.rsplit_once('.')?;
        Some((object(table, range.clone())?, vec![Ident::at(column, true, range.clone())]))
    }

    /// `sa.PrimaryKeyConstraint(…)` and the like.
    pub fn constraint(&self, call: &'a Expr) -> Option<Constraint> {
        let positional = self.positional(call);
        let texts = || positional.iter().flat_map(|value| self.idents(value)).collect::<Vec<Ident>>();
        let kind = match callee(call)? {
            "PrimaryKeyConstraint" => ConstraintKind::PrimaryKey { columns: texts() },
            "UniqueConstraint" => ConstraintKind::Unique { columns: texts() },
            "ForeignKeyConstraint" => {
                let columns = self.argument(call, 0, "columns").map(|value| self.idents(&value)).unwrap_or_default();
                let targets = self.argument(call, 1, "refcolumns")?;
                let targets: Vec<(ObjectName, Vec<Ident>)> =
                    targets.items().iter().filter_map(|item| self.target(item)).collect();
                let table = targets.first()?.0.clone();
                let referenced = targets.into_iter().flat_map(|(_, columns)| columns).collect();
                ConstraintKind::ForeignKey { columns, table, referenced }
            }
            "CheckConstraint" => {
                let expression = positional.first().and_then(|value| value.text()).unwrap_or_default().to_owned();
                ConstraintKind::Check { expression, columns: Vec::new(), values: Vec::new() }
            }
            _ => return None,
        };
        Some(Constraint { name: self.named(call, "name").and_then(|name| name.ident()), kind })
    }
}

/// The last part of the name that a call calls.
pub fn callee(call: &Expr) -> Option<&str> {
    match &call.kind {
        ExprKind::Call { callee, .. } => callee.last_name(),
        _ => None,
    }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn sql_type(name: &str, length: Option<&Value<'_>>) -> String {
    let length = match length {
        Some(Value::Literal(length)) => format!("({length})"),
        _ => String::new(),
    };
    match name {
        "String" | "Unicode" | "VARCHAR" | "AutoString" => format!("varchar{length}"),
        "Text" | "UnicodeText" => "text".to_owned(),
        "Integer" | "INTEGER" => "integer".to_owned(),
        "BigInteger" => "bigint".to_owned(),
        "SmallInteger" => "smallint".to_owned(),
        "Boolean" => "boolean".to_owned(),
        "DateTime" | "TIMESTAMP" | "Timestamp" => "timestamp".to_owned(),
        "Float" => "double precision".to_owned(),
        "Numeric" => "numeric".to_owned(),
        "LargeBinary" => "bytea".to_owned(),
        "JSON" | "JSONB" | "UUID" | "Uuid" | "Date" | "Time" | "Interval" => name.to_ascii_lowercase(),
        other => other.to_owned(),
    }
}
