//! Bulk loads of PostgreSQL's drivers, which name a table and its columns in arguments: pgx's `CopyFrom`, pq's `CopyIn`, psycopg2's `copy_from`.

use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::query::{Access, Clause, InsertUse, Query};
use crate::sql::query::FragmentKind;

use super::builder::{Reading, named_tables};
use super::fold::Folded;
use super::sql_use::Scope;

/// Reads a call, if it is one of these.
pub(super) fn read<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let values: Vec<&'a Expr> = args.iter().map(|arg| &arg.value).collect();
    let (table, columns) = match (scope.env.file.language.name, callee.last_name()?) {
        // `conn.CopyFrom(ctx, pgx.Identifier{"public", "users"}, []string{"id"}, rows)`
        ("go", "CopyFrom") => (last_of_identifier(values.get(1)?)?, items(values.get(2)?, scope)?),
        // `pq.CopyIn("users", "id", "name")`
        ("go", "CopyIn") => (*values.first()?, values.get(1..)?.to_vec()),
        ("go", "CopyInSchema") => (*values.get(1)?, values.get(2..)?.to_vec()),
        // `cursor.copy_from(file, "users", columns=("id", "name"))`
        ("python", "copy_from") => (*values.get(1)?, items(named(args, "columns")?, scope)?),
        _ => return None,
    };
    let (table, from) = named_tables(table, scope, Access::Write).into_iter().next()?;
    let mut reading = Reading::of(table, &from);
    for column in columns {
        reading.each_text(column, scope, FragmentKind::SelectList, Access::Write);
    }
    let mut given = Vec::new();
    for column in &mut reading.query.columns {
        column.clause = Clause::Target;
        given.push(column.column.clone());
    }
    let range: Range<usize> = reading.query.tables.first()?.range.clone();
    let insert = InsertUse { table: 0, columns: Some(given), values: None, defaults: Vec::new(), range };
    reading.query.inserts.push(insert);
    Some((reading.query, reading.text))
}

/// The name itself, behind its schema.
fn last_of_identifier(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::New { args, .. } => args.last().map(|arg| &arg.value),
        ExprKind::List(items) => items.last(),
        _ => None,
    }
}

fn items<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<Vec<&'a Expr>> {
    match &expr.kind {
        ExprKind::New { args, .. } => Some(args.iter().map(|arg| &arg.value).collect()),
        ExprKind::List(items) | ExprKind::Seq(items) => Some(items.iter().collect()),
        ExprKind::Name(name) => match &scope.env.lists.get(name)?.kind {
            ExprKind::List(items) => Some(items.iter().collect()),
            ExprKind::New { args, .. } => Some(args.iter().map(|arg| &arg.value).collect()),
            _ => None,
        },
        _ => None,
    }
}

fn named<'a>(args: &'a [Arg], name: &str) -> Option<&'a Expr> {
    args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value)
}
