//! The tables that texts name in a query builder's calls.

use crate::lang::facts::Expr;
use crate::model::name::Dialect;
use crate::model::query::{Access, TableUse};
use crate::orm::naming;
use crate::reference::fold::Folded;
use crate::reference::goqu;
use crate::reference::sql_use::Scope;
use crate::sql::query::{FragmentKind, read_fragment};

use super::Chain;
use super::roles::role;

/// The table that a handle kept by an object is called with: `this.db("users").where(…)`.
pub(super) fn called_handle<'a>(chain: &Chain<'a>) -> Option<&'a Expr> {
    const HANDLES: &[&str] =
        &["db", "knex", "database", "conn", "connection", "trx", "tx", "transaction", "pg", "mysql", "sqlite"];
    let first = chain.links.first()?;
    let [arg] = first.args else { return None };
    let is_handle =
        role(first.name).is_none() && naming::words(first.name).iter().any(|word| HANDLES.contains(&word.as_str()));
    is_handle.then_some(&arg.value)
}

/// The tables in a string such as `users`, `users AS u`, `posts p ON p.user_id = u.id`.
pub(in crate::reference) fn named_tables<'a>(
    expr: &'a Expr,
    scope: &Scope<'a, '_>,
    access: Access,
) -> Vec<(TableUse, Folded)> {
    let Some(text) = scope.env.fold(goqu::table(expr)) else { return Vec::new() };
    let trimmed = text.text.trim();
    if trimmed.is_empty()
        || trimmed.len() > 2_000
        || !trimmed.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '"' | '`' | '['))
    {
        return Vec::new();
    }
    // A JOIN clause may begin with the words themselves.
    let from = join_target(&text);
    let Some(query) = read_fragment(&from.text, FragmentKind::From, Dialect::Postgres) else { return Vec::new() };
    query
        .tables
        .into_iter()
        .map(|mut table| {
            table.access = access;
            (table, from.clone())
        })
        .collect()
}

/// Without `LEFT OUTER JOIN` and the like in front.
fn join_target(text: &Folded) -> Folded {
    let lower = text.text.to_ascii_lowercase();
    let mut at = 0;
    loop {
        let rest = &lower[at..];
        let skip = rest.len() - rest.trim_start().len();
        let word: usize = rest[skip..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - skip);
        if matches!(
            &rest[skip..skip + word],
            "left" | "right" | "inner" | "outer" | "full" | "cross" | "join" | "lateral"
        ) {
            at += skip + word;
        } else {
            return if at == 0 { text.clone() } else { text.slice(at..text.text.len()) };
        }
    }
}
