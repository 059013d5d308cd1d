//! Ecto's tables that are named outside of a schema (Elixir): `from u in "users", select: u.email`, `"users" |> where([u], u.email == ^x)`, the rows of
//! `Repo.insert_all("users", …)`, and the tables of associations: `join_through: "posts_tags"`, `has_many :events, {"user_events", Event}`.

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::query::{Access, Query};

use super::builder::{Reading, named_tables};
use super::fold::Folded;
use super::sql_use::Scope;

/// Macros whose first argument is the source.
const QUERY: &[&str] = &[
    "distinct",
    "dynamic",
    "from",
    "group_by",
    "having",
    "or_where",
    "order_by",
    "select",
    "select_merge",
    "update",
    "where",
];

/// Reads a call, if it is of such a query.
pub(super) fn read<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    if scope.env.file.language.name != "elixir" {
        return None;
    }
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let word = callee.last_name()?;
    if matches!(word, "insert_all" | "update_all") {
        return written(word, args, scope);
    }
    if matches!(word, "all" | "one" | "exists?" | "aggregate" | "delete_all" | "stream") {
        let access = if word == "delete_all" { Access::Write } else { Access::Read };
        return of_repository(callee, args, access, scope);
    }
    if matches!(word, "has_many" | "has_one" | "belongs_to" | "many_to_many") {
        return associated(args, scope);
    }
    if !QUERY.contains(&word) {
        return None;
    }
    let (binding, table) = source(&args.first()?.value, 0)?;
    let (table, from) = named_tables(table, scope, Access::Read).into_iter().next()?;
    // A join has bindings of its own, which stand behind the first.
    let listed = match args.get(1).map(|arg| &arg.value.kind) {
        Some(ExprKind::List(names)) => names.first().and_then(Expr::as_name),
        _ => None,
    };
    let binding = binding.or(listed);
    let mut reading = Reading::of(table, &from);
    for arg in args.iter().skip(1) {
        let key = arg.name.as_deref();
        if key
            .is_some_and(|key| key.ends_with("join") || matches!(key, "as" | "preload" | "prefix" | "hints" | "limit"))
        {
            continue;
        }
        columns(&mut reading, scope, binding, &arg.value);
        let atoms = match key {
            Some(key) => key,
            None => word,
        };
        if matches!(atoms, "select" | "group_by" | "order_by" | "distinct")
            && !matches!(&arg.value.kind, ExprKind::Symbol(_))
        {
            atoms_of(&mut reading, scope, &arg.value);
        }
    }
    // `from` alone is said of a table and of nothing else; the other words are those of many libraries.
    (word == "from" || !reading.query.columns.is_empty()).then_some((reading.query, reading.text))
}

/// `Repo.delete_all("sessions")`, `Repo.all("sessions")`
fn of_repository<'a>(
    callee: &'a Expr,
    args: &'a [Arg],
    access: Access,
    scope: &Scope<'a, '_>,
) -> Option<(Query, Folded)> {
    let ExprKind::Member { object, .. } = &callee.kind else { return None };
    let table = &args.first()?.value;
    if !object.last_name()?.ends_with("Repo") || !matches!(table.kind, ExprKind::Str(_)) {
        return None;
    }
    let (table, from) = named_tables(table, scope, access).into_iter().next()?;
    let reading = Reading::of(table, &from);
    Some((reading.query, reading.text))
}

/// The table that an association goes through or reads in place of its schema's own, and its keys there.
fn associated<'a>(args: &'a [Arg], scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    let named = |name: &str| args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value);
    let through = named("join_through").filter(|table| matches!(table.kind, ExprKind::Str(_)));
    // `{"user_events", Event}`
    let own = || match &args.get(1)?.value.kind {
        ExprKind::List(parts) => parts.first().filter(|_| parts.len() == 2),
        _ => None,
    };
    let own = own().filter(|table| matches!(table.kind, ExprKind::Str(_)));
    let (table, from) = named_tables(through.or(own)?, scope, Access::Read).into_iter().next()?;
    let mut reading = Reading::of(table, &from);
    match through {
        // `join_keys: [post_id: :id, tag_id: :id]`
        Some(_) => drop(named("join_keys").map(|keys| reading.keys(keys, scope, Access::Read))),
        None => {
            if let Some(key) = named("foreign_key")
                && let ExprKind::Symbol(name) = &key.kind
            {
                reading.column(scope.env.file, name, key.range.clone(), Access::Read);
            }
        }
    }
    Some((reading.query, reading.text))
}

/// The binding and the table of a query's first argument, through the calls that it was piped from.
fn source(expr: &Expr, depth: usize) -> Option<(Option<&str>, &Expr)> {
    if depth > 40 {
        return None;
    }
    match &expr.kind {
        ExprKind::Str(_) => Some((None, expr)),
        ExprKind::Binary { op, left, right } if op == "in" => {
            matches!(right.kind, ExprKind::Str(_)).then_some((left.as_name(), right))
        }
        ExprKind::Call { callee, args, .. } => {
            let name = callee.last_name().filter(|name| QUERY.contains(name))?;
            let (binding, table) = source(&args.first()?.value, depth + 1)?;
            Some((binding.filter(|_| name == "from"), table))
        }
        _ => None,
    }
}

/// `u.email`, where `u` is the binding.
fn columns<'a>(reading: &mut Reading, scope: &Scope<'a, '_>, binding: Option<&str>, expr: &'a Expr) {
    let Some(binding) = binding else { return };
    expr.walk(&mut |expr| {
        if let ExprKind::Member { object, name, name_range } = &expr.kind
            && object.as_name() == Some(binding)
        {
            reading.column(scope.env.file, name, name_range.clone(), Access::Read);
        }
        true
    });
}

/// `[:email]`, `[asc: :email]`
fn atoms_of<'a>(reading: &mut Reading, scope: &Scope<'a, '_>, expr: &'a Expr) {
    let ExprKind::List(items) = &expr.kind else { return };
    for item in items {
        if let ExprKind::Symbol(name) = &item.kind {
            reading.column(scope.env.file, name, item.range.clone(), Access::Read);
        }
    }
}

/// `Repo.insert_all("users", [%{email: x}])`, `Repo.update_all("users", set: [email: x])`
fn written<'a>(word: &str, args: &'a [Arg], scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    let (_, table) = source(&args.first()?.value, 0)?;
    let (table, from) = named_tables(table, scope, Access::Write).into_iter().next()?;
    let mut reading = Reading::of(table, &from);
    for arg in args.iter().skip(1) {
        match (word, arg.name.as_deref(), &arg.value.kind) {
            ("insert_all", None, ExprKind::List(rows)) => {
                rows.iter().for_each(|row| drop(reading.keys(row, scope, Access::Write)));
            }
            ("update_all", Some("set" | "inc" | "push" | "pull"), _) => {
                reading.keys(&arg.value, scope, Access::Write);
            }
            _ => {}
        }
    }
    (!reading.query.columns.is_empty()).then_some((reading.query, reading.text))
}
