//! Calls as the tools' readers look at them: the name, the receiver, arguments as names of tables and columns.

use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, Key};
use crate::migration::script::{Scope, Script, Value, object};
use crate::model::name::{Ident, ObjectName};

/// A call with what its arguments can be read with.
pub struct Call<'s, 'a> {
    pub script: &'s Script<'a>,
    pub scope: &'s Scope<'a>,
    /// The last part of what is called: `addColumn`.
    pub name: &'a str,
    pub args: &'a [Arg],
    pub range: Range<usize>,
}

/// One call of a chain `root.a(…).b(…)`; its range is from the root to its own end.
pub struct Link<'a> {
    pub name: &'a str,
    pub args: &'a [Arg],
    /// From the name to the closing bracket.
    pub range: Range<usize>,
}

/// Takes a chain of calls apart, root first.
pub fn chain(expr: &Expr) -> (&Expr, Vec<Link<'_>>) {
    let (mut links, mut at) = (Vec::new(), expr);
    loop {
        match &at.kind {
            ExprKind::Call { callee, args, .. } => match &callee.kind {
                ExprKind::Member { object, name, name_range } => {
                    links.push(Link { name, args, range: name_range.start..at.range.end });
                    at = object;
                }
                _ => break,
            },
            ExprKind::Seq(items) if items.len() == 1 && !links.is_empty() => match items.first() {
                Some(inner) => at = inner,
                None => break,
            },
            _ => break,
        }
    }
    links.reverse();
    (at, links)
}

impl<'s, 'a> Call<'s, 'a> {
    /// A call of something that has a name.
    pub fn of(script: &'s Script<'a>, expr: &'a Expr, scope: &'s Scope<'a>) -> Option<Self> {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
        Some(Self { script, scope, name: callee.last_name()?, args, range: expr.range.clone() })
    }

    /// A link of a chain, as a call.
    pub fn of_link(script: &'s Script<'a>, link: &Link<'a>, scope: &'s Scope<'a>) -> Self {
        Self { script, scope, name: link.name, args: link.args, range: link.range.clone() }
    }

    /// An argument as it is written.
    pub fn expr(&self, at: usize) -> Option<&'a Expr> {
        self.args.get(at).map(|arg| &arg.value)
    }

    /// What an argument is.
    pub fn value(&self, at: usize) -> Value<'a> {
        self.expr(at).map_or(Value::Unknown, |expr| self.script.eval(expr, self.scope))
    }

    /// An argument as a column's or constraint's name.
    pub fn ident(&self, at: usize) -> Option<Ident> {
        self.value(at).ident()
    }

    /// An argument as a table's name: a string, or an object with a schema beside it.
    pub fn table(&self, at: usize) -> Option<ObjectName> {
        table_of(self.script, self.scope, &self.value(at))
    }

    /// An argument as a list of names; a single one is a list of itself. `None` if one of them is not known.
    pub fn idents(&self, at: usize) -> Option<Vec<Ident>> {
        idents(&self.value(at))
    }

    /// The entries of an object.
    pub fn entries(&self, at: usize) -> Option<Vec<(Ident, Value<'a>)>> {
        entries(self.script, self.scope, self.expr(at)?)
    }

    /// An entry of the object that an argument is.
    pub fn option(&self, at: usize, key: &str) -> Option<Value<'a>> {
        self.value(at).get(key).cloned()
    }
}

/// Names in a list.
pub fn idents(value: &Value<'_>) -> Option<Vec<Ident>> {
    match value {
        Value::List(items) => items
            .iter()
            .map(|item| {
                item.ident()
                    .or_else(|| ["name", "attribute", "column", "field"].iter().find_map(|key| item.get(key)?.ident()))
            })
            .collect(),
        Value::Text { .. } => Some(vec![value.ident()?]),
        _ => None,
    }
}

/// A table's name.
pub fn table_of<'a>(script: &Script<'a>, scope: &Scope<'a>, value: &Value<'a>) -> Option<ObjectName> {
    match value {
        Value::Text { .. } => value.object(),
        Value::Map(_) => {
            let name = ["tableName", "name"].iter().find_map(|key| value.get(key))?;
            let mut name = name.object()?;
            if let Some(schema) = value.get("schema").and_then(Value::ident) {
                name.qualifiers = vec![schema];
            }
            Some(name)
        }
        // `new Table({ name })`, `await queryRunner.getTable("users")`
        Value::Expr(expr) => match &expr.kind {
            ExprKind::New { args, .. } => table_of(script, scope, &script.eval(&args.first()?.value, scope)),
            ExprKind::Call { callee, args, .. }
                if matches!(callee.last_name(), Some("getTable" | "withSchema" | "table" | "ref" | "getTableName")) =>
            {
                table_of(script, scope, &script.eval(&args.first()?.value, scope))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The entries of an object with the places of their keys; those of an object that is spread into it as well.
pub fn entries<'a>(script: &Script<'a>, scope: &Scope<'a>, expr: &'a Expr) -> Option<Vec<(Ident, Value<'a>)>> {
    let ExprKind::Map(entries) = &expr.kind else {
        let Value::Map(entries) = script.eval(expr, scope) else { return None };
        return Some(
            entries.into_iter().map(|(key, value)| (Ident::at(key, true, expr.range.clone()), value)).collect(),
        );
    };
    let mut found = Vec::new();
    for entry in entries {
        let value = script.eval(&entry.value, scope);
        match &entry.key {
            Key::Name(name) => found.push((Ident::at(name.clone(), true, entry.key_range.clone()), value)),
            Key::Computed(key) => {
                if let Some(key) = script.eval(key, scope).ident() {
                    found.push((key, value));
                }
            }
            Key::Spread => {
                if let Value::Map(more) = value {
                    let range = entry.value.range.clone();
                    found.extend(more.into_iter().map(|(key, value)| (Ident::at(key, true, range.clone()), value)));
                }
            }
        }
    }
    Some(found)
}

/// A name that a tool makes up, which stands nowhere but at the call.
pub fn made_up(name: String, range: &Range<usize>) -> Ident {
    Ident::at(name, true, range.clone())
}

/// The object name of an index or constraint that is known by an identifier alone.
pub fn named(name: Ident) -> ObjectName {
    ObjectName { qualifiers: Vec::new(), name }
}

/// A possibly qualified name in a text at a place.
pub fn dotted(name: &str, range: Range<usize>) -> Option<ObjectName> {
    object(name, range)
}
