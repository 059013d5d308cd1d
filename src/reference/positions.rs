//! What is taken by position out of the rows of a `SELECT *`, and which of them are kept prepared: `rows.Scan(&id, &name)`, `id, name = cursor.fetchone()`,
//! `rs.getString(2)`.
//!
//! A function has to hold the query and what takes its rows. Where it holds several queries, only Go's rows are followed by their variable; in the other
//! languages nothing is said then. How many columns the star stands for is not known here: `resolve` compares.

use crate::lang::facts::{Expr, ExprKind, Function};
use crate::model::query::{Clause, Position, Query, StarPosition};
use crate::model::reference::Mechanism;
use crate::orm::CodeFile;

use super::sql_use::SqlUse;

/// What gives one row, or the rows that a loop goes over, in Python's database interface.
const FETCHING: &[&str] = &["fetchone", "fetchall", "fetchmany", "execute", "fetch", "fetchrow", "cursor"];

/// What JDBC's rows are called.
const RESULTS: &[&str] = &["rs", "resultSet", "results", "result", "row"];

/// Marks the queries of a function by what is taken of their rows by position.
pub(super) fn mark(file: &CodeFile, function: &Function, queries: &mut [SqlUse]) {
    let count = queries.iter().filter(|used| used.mechanism == Mechanism::Sql).count();
    let prepared = keeps_prepared(file);
    for used in queries.iter_mut().filter(|used| used.mechanism == Mechanism::Sql) {
        let Some(start) = used.start().filter(|span| span.path == *file.path()).map(|span| span.range.start) else {
            continue;
        };
        let Some(star) = only_star(&used.query) else { continue };
        let mut taken: Vec<Position> = Vec::new();
        match file.language.name {
            "go" => go(function, start, count == 1, &mut taken),
            "python" if count == 1 => python(function, &mut taken),
            "java" | "kotlin" if count == 1 => jdbc(function, &mut taken),
            _ => {}
        }
        if prepared {
            taken.push(Position::Prepared);
        }
        used.query.positions.extend(taken.into_iter().map(|position| StarPosition { star, position }));
    }
}

/// The star, if the rows are the columns of one table and nothing else.
fn only_star(query: &Query) -> Option<usize> {
    let alone = query.stars.len() == 1
        && !query.approximate
        && query.tables.len() == 1
        && query.outputs.len() <= 1
        && !query.columns.iter().any(|column| column.clause == Clause::Projection)
        && query.stars.first()?.tables.len() == 1;
    alone.then_some(0)
}

/// A driver of PostgreSQL that keeps what it prepared and gives the server's refusal back to the caller. pgjdbc, asyncpg, postgres.js and Active Record
/// prepare again by themselves outside of a transaction.
fn keeps_prepared(file: &CodeFile) -> bool {
    let imports = |part: &str| file.facts.imports.iter().any(|import| import.module.contains(part));
    match file.language.name {
        "go" => imports("jackc/pgx") && !imports("database/sql"),
        "rust" => file.facts.imports.iter().any(|import| import.module.split("::").next() == Some("sqlx")),
        _ => false,
    }
}

/// `rows.Scan(&a, &b)`: of the query's call itself, or of a variable that it was assigned to.
fn go(function: &Function, start: usize, only: bool, taken: &mut Vec<Position>) {
    // The variables and the texts that they hold, as the last assignment before says it.
    let mut holders: Vec<(&str, bool)> = Vec::new();
    for root in &function.body {
        root.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Assign { target, value, .. } => {
                    let holds = holds(value, start, &holders);
                    let first = match &target.kind {
                        ExprKind::List(items) | ExprKind::Seq(items) => items.first(),
                        _ => Some(&**target),
                    };
                    if let Some(name) = first.and_then(Expr::as_name) {
                        holders.push((name, holds));
                    }
                }
                ExprKind::Call { callee, args, .. } => {
                    if let ExprKind::Member { object, name, .. } = &callee.kind
                        && name == "Scan"
                        && !args.is_empty()
                        && args.iter().all(|arg| is_place(&arg.value))
                        && (holds(object, start, &holders) || (only && object.as_name().is_some()))
                    {
                        taken.push(Position::All(args.len()));
                    }
                }
                _ => {}
            }
            true
        });
    }
}

/// Whether a value is, or is made by a call with, the text that begins at `start`.
fn holds(value: &Expr, start: usize, holders: &[(&str, bool)]) -> bool {
    if value.range.contains(&start) {
        return true;
    }
    let mut found = false;
    value.walk(&mut |expr| {
        if let ExprKind::Name(name) = &expr.kind {
            found |= holders.iter().rev().find(|(held, _)| held == name).is_some_and(|(_, holds)| *holds);
        }
        !found
    });
    found
}

/// `&user.ID`, a variable: one place for one column; `fields...` is none.
fn is_place(arg: &Expr) -> bool {
    match &arg.kind {
        ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Index { .. } => true,
        ExprKind::Seq(items) => matches!(items.as_slice(), [only] if is_place(only)),
        // `new(string)`, `pq.Array(&tags)`
        ExprKind::Call { args, .. } => args.len() == 1,
        _ => false,
    }
}

/// `id, name = cursor.fetchone()`, `for id, name in cursor:` and `row[1]`.
fn python(function: &Function, taken: &mut Vec<Position>) {
    let mut rows: Vec<&str> = Vec::new();
    for root in &function.body {
        root.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Assign { target, value, op, .. } if one_row(value) || (*op == "in" && fetches(value)) => {
                    match &target.kind {
                        ExprKind::List(items) if items.iter().all(|item| item.as_name().is_some()) => {
                            taken.push(Position::All(items.len()));
                        }
                        ExprKind::Name(name) => rows.push(name),
                        _ => {}
                    }
                }
                ExprKind::Index { object, index } => {
                    let known = object.as_name().is_some_and(|name| rows.contains(&name));
                    if let (true, Some(at)) = (known || one_row(object), number(index)) {
                        taken.push(Position::At(at));
                    }
                }
                _ => {}
            }
            true
        });
    }
}

/// Whether rows come out of a call, or of one element of what it gives.
fn fetches(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Call { callee, .. } => {
            matches!(callee.kind, ExprKind::Member { .. })
                && callee.last_name().is_some_and(|name| FETCHING.contains(&name))
        }
        ExprKind::Index { object, .. } => fetches(object),
        ExprKind::Seq(items) => matches!(items.as_slice(), [only] if fetches(only)),
        _ => false,
    }
}

/// Whether it is one row: what `fetchone` gives, or an element of a loop over all.
fn one_row(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Call { callee, .. } => {
            matches!(callee.kind, ExprKind::Member { .. }) && callee.last_name() == Some("fetchone")
        }
        ExprKind::Index { object, index } => fetches(object) && number(index).is_none(),
        ExprKind::Seq(items) => matches!(items.as_slice(), [only] if one_row(only)),
        _ => false,
    }
}

/// `rs.getString(2)`, counted from one.
fn jdbc(function: &Function, taken: &mut Vec<Position>) {
    for root in &function.body {
        root.walk(&mut |expr| {
            if let ExprKind::Call { callee, args, .. } = &expr.kind
                && let ExprKind::Member { object, name, .. } = &callee.kind
                && name.starts_with("get")
                && object.as_name().is_some_and(|name| RESULTS.contains(&name))
                && let Some(at) = args.first().and_then(|arg| number(&arg.value)).and_then(|at| at.checked_sub(1))
            {
                taken.push(Position::At(at));
            }
            true
        });
    }
}

fn number(expr: &Expr) -> Option<usize> {
    match &expr.kind {
        ExprKind::Literal(text) => text.parse().ok(),
        ExprKind::Seq(items) => match items.as_slice() {
            [only] => number(only),
            _ => None,
        },
        _ => None,
    }
}
