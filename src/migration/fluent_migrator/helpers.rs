//! Helpers of a project's own that say by their names and arguments what they do, as FluentMigrator has no word for it on some database:
//! `SqLiteAlter.DropColumns("users", new[] { "email" })`, `this.DropColumnIfExists("users", "email")`. What cannot be read is shown.

use std::ops::Range;

use super::super::fluent::{drop_column, names};
use super::super::script::{Scope, Script, Value, change, statement, unreadable};
use crate::lang::facts::{Expr, ExprKind};
use crate::model::change::{ChangeKind, SchemaChange, Statement};
use crate::model::name::ObjectName;

/// What a helper takes away or renames; `None` for any other call, and for functions of the file itself, which are followed.
pub fn statement_of<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>) -> Option<Statement> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let name = callee.last_name()?;
    let (verb, what) = parts(name)?;
    if args.is_empty() || script.function(&[name]).is_some() {
        return None;
    }
    if what == "Column" && args.len() < 2 {
        return None;
    }
    let values: Vec<Value<'a>> = args.iter().map(|arg| value(script, &arg.value, scope)).collect();
    let at = expr.range.clone();
    Some(match changes(verb, what, &values, &at) {
        Some(changes) => statement(at, changes),
        None => unreadable(at, format!("`{name}`")),
    })
}

/// A value; `new List<string> { "email" }` is a list as well.
fn value<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>) -> Value<'a> {
    match &expr.kind {
        ExprKind::New { type_name, args, .. } if matches!(type_name.as_str(), "List" | "HashSet") => {
            Value::List(args.iter().map(|arg| script.eval(&arg.value, scope)).collect())
        }
        _ => script.eval(expr, scope),
    }
}

/// `DropColumnsIfExist` is to drop columns.
fn parts(name: &str) -> Option<(&'static str, &'static str)> {
    let verbs = [("Drop", "Drop"), ("Delete", "Drop"), ("Remove", "Drop"), ("Rename", "Rename")];
    let (rest, verb) = verbs.iter().find_map(|(start, verb)| Some((name.strip_prefix(start)?, *verb)))?;
    let rest = rest.trim_end_matches("IfExists").trim_end_matches("IfExist");
    let what = match rest {
        "Column" | "Columns" => "Column",
        "Table" | "Tables" => "Table",
        _ => return None,
    };
    Some((verb, what))
}

fn changes(verb: &str, what: &str, values: &[Value<'_>], at: &Range<usize>) -> Option<Vec<SchemaChange>> {
    let is_list = |value: &Value<'_>| matches!(value, Value::List(_));
    match (verb, what, values) {
        ("Drop", "Column", [table, columns, rest @ ..]) => {
            // A list can only be of columns.
            let (table, columns) = if is_list(table) { (columns, table) } else { (table, columns) };
            let table = ObjectName { qualifiers: Vec::new(), name: table.ident()? };
            let mut all = names(columns)?;
            for more in rest.iter().filter(|value| value.text().is_some()) {
                all.extend(names(more)?);
            }
            Some(all.into_iter().map(|column| drop_column(column, true, &table, at)).collect())
        }
        ("Drop", "Table", [tables, ..]) => {
            let all = names(tables)?;
            let table = |name| ObjectName { qualifiers: Vec::new(), name };
            let drop =
                |name| change(ChangeKind::DropTable { if_exists: true, cascade: false }, table(name), at.clone());
            Some(all.into_iter().map(drop).collect())
        }
        ("Rename", "Column", [table, from, to, ..]) => {
            let table = ObjectName { qualifiers: Vec::new(), name: table.ident()? };
            Some(vec![change(ChangeKind::RenameColumn { from: from.ident()?, to: to.ident()? }, table, at.clone())])
        }
        ("Rename", "Table", [from, to, ..]) => {
            let name = |value: &Value<'_>| Some(ObjectName { qualifiers: Vec::new(), name: value.ident()? });
            Some(vec![change(ChangeKind::RenameTable { to: name(to)? }, name(from)?, at.clone())])
        }
        _ => None,
    }
}
