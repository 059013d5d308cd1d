//! `createView("names", (view) => { view.columns(["id"]); view.as(knex("users").select("id")) })` (Knex's documentation, "Schema Builder", `createView`).
//!
//! The builder's query is written out as SQL, as far as it says which columns of which tables the view has; what it filters and sorts by is left out.
//! A select list or a source that is not known whole makes a view of which nothing is said.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::migration::javascript::Output;
use crate::migration::javascript::call::{Call, Link, chain};
use crate::migration::script::{Scope, Script, Value, Visitor, sql_statements};
use crate::model::name::{Dialect, ObjectName};

use super::is_builder;

/// Stands for the quote of the dialect.
const MARK: char = '\u{1}';

/// The view that a callback is for.
pub(super) struct Target<'t> {
    pub name: ObjectName,
    /// What stands before the name: `CREATE OR REPLACE VIEW`.
    pub verb: &'static str,
    /// The name of the callback's parameter.
    pub param: &'t str,
    pub range: Range<usize>,
}

/// Reads the body of a callback.
pub(super) fn read<'a>(
    out: &mut Output,
    script: &Script<'a>,
    scope: &mut Scope<'a>,
    target: Target<'_>,
    body: &'a [Expr],
) {
    let Target { name, verb, param, range } = target;
    let mut view = View { param, columns: Vec::new(), query: None };
    script.walk(body, scope, &mut view);
    let Some(query) = view.query else { return out.changes(range, Vec::new()) };
    let path = name.qualifiers.iter().chain([&name.name]).map(|part| quoted(&part.value)).collect::<Vec<_>>().join(".");
    let columns = match view.columns[..] {
        [] => String::new(),
        ref some => format!(" ({})", some.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")),
    };
    let quote = if out.dialect == Dialect::Mysql { "`" } else { "\"" };
    let value = format!("{verb} {path}{columns} AS {query}").replace(MARK, quote);
    let text = Value::Text { value, range: range.clone(), pieces: Vec::new() };
    match sql_statements(&text, out.dialect) {
        Some(statements) => out.statements.extend(statements),
        None => out.changes(range, Vec::new()),
    }
}

struct View<'t> {
    param: &'t str,
    columns: Vec<String>,
    query: Option<String>,
}

impl<'a> Visitor<'a> for View<'_> {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let (root, links) = chain(expr);
        if !is_builder(script, root, scope, self.param) {
            return false;
        }
        for link in &links {
            let call = Call::of_link(script, link, scope);
            match link.name {
                "columns" => {
                    let names = call.idents(0).unwrap_or_default();
                    self.columns = names.into_iter().map(|name| name.value).collect();
                }
                "as" => self.query = call.expr(0).and_then(|expr| query(script, expr, scope)),
                _ => {}
            }
        }
        true
    }
}

/// The SQL of `knex.raw("SELECT …")`, of a text, or of a builder's chain.
fn query<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>) -> Option<String> {
    if let Value::Text { value, .. } = script.eval(expr, scope) {
        return Some(value);
    }
    let (root, links) = chain(expr);
    let call = |link: &Link<'a>| Call::of_link(script, link, scope);
    if let [link] = &links[..]
        && link.name == "raw"
    {
        return text(&call(link), 0);
    }
    // `knex("users")` is a call without an object, so it is the root.
    let mut from = match &root.kind {
        ExprKind::Call { args, .. } => Some(text_of(script, &args.first()?.value, scope)?),
        _ => None,
    };
    let (mut schema, mut selected, mut joins) = (None, Vec::new(), String::new());
    for link in &links {
        let call = call(link);
        match link.name {
            "from" | "table" | "into" => from = Some(text(&call, 0)?),
            "withSchema" => schema = Some(text(&call, 0)?),
            "select" | "distinct" | "column" | "columns" | "first" => {
                for arg in call.args {
                    listed(script, &arg.value, scope, &mut selected)?;
                }
            }
            name if name.ends_with("oin") => {
                let kind = match name {
                    "leftJoin" | "leftOuterJoin" => "LEFT JOIN",
                    "rightJoin" | "rightOuterJoin" => "RIGHT JOIN",
                    "fullOuterJoin" => "FULL JOIN",
                    _ => "JOIN",
                };
                joins.push_str(&format!(" {kind} {}", source(&text(&call, 0)?, schema.as_deref())));
                let last = call.args.len().saturating_sub(1);
                match (text(&call, 1), text(&call, last)) {
                    (Some(left), Some(right)) if last > 1 => {
                        joins.push_str(&format!(" ON {} = {}", dotted(&left), dotted(&right)));
                    }
                    _ => joins.push_str(" ON TRUE"),
                }
            }
            // Another query, whose columns must be these as well; a common table is not followed.
            "with" | "withRecursive" | "fromRaw" | "joinRaw" | "count" | "sum" | "min" | "max" | "avg" => return None,
            _ => {}
        }
    }
    let list = if selected.is_empty() { "*".to_owned() } else { selected.join(", ") };
    Some(format!("SELECT {list} FROM {}{joins}", source(&from?, schema.as_deref())))
}

fn text(call: &Call<'_, '_>, at: usize) -> Option<String> {
    call.value(at).text().map(str::to_owned)
}

fn text_of<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>) -> Option<String> {
    script.eval(expr, scope).text().map(str::to_owned)
}

/// What a select list names: texts, lists of them, and raw SQL. `None`: something in it is not known.
fn listed<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>, into: &mut Vec<String>) -> Option<()> {
    if let ExprKind::List(items) = &expr.kind {
        return items.iter().try_for_each(|item| listed(script, item, scope, into));
    }
    if let Some(name) = text_of(script, expr, scope) {
        into.push(aliased(&name, dotted));
        return Some(());
    }
    let (_, links) = chain(expr);
    let [link] = &links[..] else { return None };
    into.push(Some(link).filter(|link| link.name == "raw").and_then(|link| {
        let call = Call::of_link(script, link, scope);
        text(&call, 0)
    })?);
    Some(())
}

/// A table in `FROM`.
fn source(name: &str, schema: Option<&str>) -> String {
    aliased(name, |name| match schema.filter(|_| !name.contains('.')) {
        Some(schema) => format!("{}.{}", quoted(schema), quoted(name)),
        None => dotted(name),
    })
}

/// `users as u`: the name in its form, and the other name behind it.
fn aliased(name: &str, form: impl Fn(&str) -> String) -> String {
    let at = name.to_ascii_lowercase().find(" as ");
    match at.and_then(|at| Some((name.get(..at)?, name.get(at + 4..)?))) {
        Some((name, alias)) => format!("{} AS {}", form(name.trim()), quoted(alias.trim())),
        None => form(name.trim()),
    }
}

fn dotted(name: &str) -> String {
    let part = |part: &str| if part == "*" { part.to_owned() } else { quoted(part) };
    name.split('.').map(part).collect::<Vec<_>>().join(".")
}

fn quoted(name: &str) -> String {
    format!("{MARK}{name}{MARK}")
}
