//! The arguments of one call of a migration: positions, options, block.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Param};
use crate::migration::script::{Scope, Script, Value};

/// What a call is given.
#[derive(Clone, Debug, Default)]
pub struct Args<'a> {
    pub positions: Vec<Value<'a>>,
    pub options: Vec<(String, Value<'a>)>,
    pub block: Option<(&'a [Param], &'a [Expr])>,
}

impl<'a> Args<'a> {
    /// The arguments of a call; none for anything else.
    pub fn of(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>) -> Self {
        let mut read = Self::default();
        let ExprKind::Call { args, .. } = &expr.kind else { return read };
        for arg in args {
            match (&arg.name, &arg.value.kind) {
                (None, ExprKind::Lambda { params, body }) => read.block = Some((params, body)),
                (None, _) => match script.eval(&arg.value, scope) {
                    // `add_column :a, :b, :string, { null: false }`
                    Value::Map(entries) => read.options.extend(entries),
                    value => read.positions.push(value),
                },
                (Some(name), _) if name == "**" => {
                    if let Value::Map(entries) = script.eval(&arg.value, scope) {
                        read.options.extend(entries);
                    }
                }
                (Some(name), _) => read.options.push((name.clone(), script.eval(&arg.value, scope))),
            }
        }
        read
    }

    /// The value of an option.
    pub fn option(&self, name: &str) -> Option<&Value<'a>> {
        self.options.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// An option that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.option(name)?.text()
    }

    /// An option that is `true`.
    pub fn flag(&self, name: &str) -> bool {
        self.option(name).is_some_and(Value::is_true)
    }

    /// An argument by its position.
    pub fn at(&self, at: usize) -> Option<&Value<'a>> {
        self.positions.get(at)
    }

    /// The arguments from a position on, lists among them laid open.
    pub fn from(&self, at: usize) -> impl Iterator<Item = &Value<'a>> {
        self.positions.iter().skip(at).flat_map(|value| value.items())
    }

    /// The same call on a table: its name comes first.
    pub fn on(mut self, table: &Value<'a>) -> Self {
        self.positions.insert(0, table.clone());
        self
    }

    /// With options that hold where the call says nothing else (`with_options`).
    pub fn with(mut self, defaults: &[(String, Value<'a>)]) -> Self {
        for (name, value) in defaults {
            if self.option(name).is_none() {
                self.options.push((name.clone(), value.clone()));
            }
        }
        self
    }
}

/// A value's text as a name, also of a constant such as `User` in `User.table_name`.
pub fn range_of(value: &Value<'_>) -> Option<Range<usize>> {
    match value {
        Value::Text { range, .. } | Value::Path { range, .. } => Some(range.clone()),
        Value::Expr(expr) => Some(expr.range.clone()),
        _ => None,
    }
}
