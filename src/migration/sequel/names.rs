//! Names as Sequel's migrations write them (`Sequel[:billing][:invoices]`, `Sequel.qualify(:billing, :invoices)`, the `:billing__invoices` of old versions), and
//! conditions that ask which database it is.

use crate::lang::facts::{Expr, ExprKind};
use crate::migration::rails::args::Args;
use crate::migration::script::{Scope, Script, Value};
use crate::model::name::Dialect;

/// What a call is given, its names as plain texts.
pub fn known<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>) -> Args<'a> {
    let mut args = Args::of(script, expr, scope);
    args.positions = args.positions.into_iter().map(|value| in_scope(script, value, scope)).collect();
    args.options = args.options.into_iter().map(|(name, value)| (name, in_scope(script, value, scope))).collect();
    args
}

/// A value whose names, also those of a list, are plain texts.
fn in_scope<'a>(script: &Script<'a>, value: Value<'a>, scope: &Scope<'a>) -> Value<'a> {
    match value {
        Value::List(items) => Value::List(items.into_iter().map(|item| in_scope(script, item, scope)).collect()),
        Value::Expr(expr) => spelled(script, expr, scope).map_or(Value::Expr(expr), named),
        other => named(other),
    }
}

/// A name with its schema before a point. Two underscores in a row separated both before version 5.
pub fn named(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Text { value, range, pieces } => match value.split_once("__") {
            Some((schema, name)) if is_word(schema) && is_word(name) => {
                Value::Text { value: format!("{schema}.{name}"), range, pieces: Vec::new() }
            }
            _ => Value::Text { value, range, pieces },
        },
        other => other,
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('_')
        && !text.ends_with('_')
        && !text.contains("__")
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The name that `Sequel[:schema][:table]` or a call of Sequel's spells.
fn spelled<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>) -> Option<Value<'a>> {
    match &expr.kind {
        ExprKind::Index { object, index } => {
            let last = script.eval(index, scope);
            let Value::Text { value, range, .. } = &last else { return None };
            if object.as_name() == Some("Sequel") {
                return Some(last);
            }
            let before = spelled(script, object, scope)?;
            Some(Value::Text { value: format!("{}.{value}", before.text()?), range: range.clone(), pieces: Vec::new() })
        }
        ExprKind::Call { callee, args, .. } => {
            let parts: Vec<Value<'a>> = args.iter().map(|arg| script.eval(&arg.value, scope)).collect();
            match (callee.path()?.as_str(), &parts[..]) {
                ("Sequel.qualify", [schema, Value::Text { value, range, .. }]) => Some(Value::Text {
                    value: format!("{}.{value}", schema.text()?),
                    range: range.clone(),
                    pieces: Vec::new(),
                }),
                ("Sequel.identifier", [name @ Value::Text { .. }]) => Some(name.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a condition holds on other databases only: `database_type == :mysql`, `self.class.name.match?(/mysql/i)`, `postgres?`.
pub fn is_of_another(condition: &Expr, own: Dialect) -> bool {
    let is_own = |name: &str| database(name).map(|named| named == own);
    match &condition.kind {
        ExprKind::Binary { op, left, right } => {
            let (asked, said) = if asks(left) { (left, right) } else { (right, left) };
            let named = word(said).filter(|_| asks(asked)).and_then(|word| is_own(&word));
            match &**op {
                "==" | "===" | "=~" => named == Some(false),
                "!=" => named == Some(true),
                _ => false,
            }
        }
        ExprKind::Call { callee, args, .. } => {
            let ExprKind::Member { object, name, .. } = &callee.kind else { return false };
            let Some(first) = args.first().filter(|_| args.len() == 1) else { return false };
            match name.as_str() {
                "match?" | "match" | "include?" | "start_with?" | "starts_with?" | "eql?" if asks(object) => {
                    word(&first.value).and_then(|word| is_own(&word)) == Some(false)
                }
                "include?" if asks(&first.value) => {
                    let ExprKind::List(items) = &object.kind else { return false };
                    let named: Vec<Option<bool>> =
                        items.iter().map(|item| word(item).and_then(|word| is_own(&word))).collect();
                    !named.is_empty() && named.iter().all(|own| *own == Some(false))
                }
                _ => false,
            }
        }
        ExprKind::Name(name) | ExprKind::Member { name, .. } => {
            name.strip_suffix('?').is_some_and(|name| is_own(name.strip_prefix("is_").unwrap_or(name)) == Some(false))
        }
        _ => false,
    }
}

/// Whether an expression is which database it is.
fn asks(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { callee, .. } => match &callee.kind {
            ExprKind::Member { object, .. } => asks(object),
            _ => false,
        },
        ExprKind::Member { object, name, .. } if matches!(name.as_str(), "to_s" | "to_sym" | "downcase" | "name") => {
            asks(object) || object.last_name() == Some("class")
        }
        _ => expr.last_name().is_some_and(|name| matches!(name, "database_type" | "adapter_scheme" | "adapter")),
    }
}

fn word(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Symbol(name) => Some(name.clone()),
        ExprKind::Literal(text) => {
            let inner = text.strip_prefix('/')?;
            Some(inner.get(..inner.rfind('/')?)?.trim_matches(['^', '$']).to_owned())
        }
        _ => expr.as_text(),
    }
}

fn database(name: &str) -> Option<Dialect> {
    match name {
        "mysql" | "mysql2" | "trilogy" | "mariadb" => Some(Dialect::Mysql),
        "postgres" | "postgresql" | "pg" => Some(Dialect::Postgres),
        "sqlite" | "sqlite3" => Some(Dialect::Sqlite),
        "mssql" | "tinytds" | "sqlserver" => Some(Dialect::Mssql),
        _ => None,
    }
}
