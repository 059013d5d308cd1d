//! Sequel's data sets (Ruby): `DB[:users].where(email: x).select(:name)`, a table by its symbol and columns as symbols and keys, `Sequel.desc(:email)` among them;
//! and what is taken out of their rows, `DB[:users].first[:email]`.

use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, Key};
use crate::model::query::{Access, Query};

use super::builder::{self, Chain, Reading};
use super::fold::Folded;
use super::sql_use::Scope;

/// The table that a data set is made of: `DB[:users]`.
pub(super) fn table(root: &Expr) -> Option<(String, Range<usize>)> {
    let ExprKind::Index { object, index } = &root.kind else { return None };
    let ExprKind::Symbol(name) = &index.kind else { return None };
    let is_database = object.last_name().is_some_and(|name| matches!(name, "DB" | "db" | "database"));
    // `:users` stands behind its colon.
    is_database.then(|| symbol(name, &index.range))
}

fn symbol(name: &str, range: &Range<usize>) -> (String, Range<usize>) {
    (name.to_owned(), range.end - name.len()..range.end)
}

/// The columns among the arguments of a link: keys of a hash, symbols, and what `Sequel`'s own functions are given.
pub(super) fn columns(args: &[Arg]) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    for arg in args {
        match (&arg.name, &arg.value.kind) {
            (Some(name), _) => found.push((name.clone(), arg.name_range.clone())),
            (None, ExprKind::Symbol(name)) => found.push(symbol(name, &arg.value.range)),
            (None, ExprKind::Map(entries)) => found.extend(entries.iter().filter_map(|entry| match &entry.key {
                Key::Name(name) => Some((name.clone(), entry.key_range.clone())),
                _ => None,
            })),
            (None, ExprKind::Call { .. }) => found.extend(in_functions(&arg.value)),
            _ => {}
        }
    }
    found
}

/// The columns in `Sequel.desc(:email)`, `Sequel.function(:max, :email)`.
pub(super) fn in_functions(expr: &Expr) -> Vec<(String, Range<usize>)> {
    let chain = Chain::of(expr);
    let mut found = Vec::new();
    if chain.root.as_name() != Some("Sequel") {
        return found;
    }
    for link in &chain.links {
        // The function's own name, a table, another name for it.
        let skipped = usize::from(matches!(link.name, "function" | "qualify"));
        if !matches!(link.name, "as" | "lit" | "identifier") {
            found.extend(columns(link.args.get(skipped..).unwrap_or_default()));
        }
    }
    found
}

/// The texts among the arguments of a link that are SQL: `where('email = ?', x)`, `Sequel.lit('email > 3')`.
pub(super) fn texts<'a>(name: &str, args: &'a [Arg]) -> Option<&'a Expr> {
    let first = &args.first().filter(|arg| arg.name.is_none())?.value;
    match &first.kind {
        ExprKind::Str(_) => matches!(name, "where" | "exclude" | "having" | "filter").then_some(first),
        ExprKind::Call { .. } => {
            let chain = Chain::of(first);
            let lit = chain.links.first().filter(|link| link.name == "lit")?;
            (chain.root.as_name() == Some("Sequel")).then_some(&lit.args.first()?.value)
        }
        _ => None,
    }
}

/// Links whose blocks are given a row.
pub(super) fn gives_rows(name: &str) -> bool {
    matches!(
        name,
        "all" | "each" | "each_with_index" | "map" | "flat_map" | "find" | "detect" | "reject" | "sum" | "group_by"
    ) || matches!(name, "sort_by" | "min_by" | "max_by" | "to_h" | "each_with_object" | "paged_each" | "any?" | "all?")
}

/// A column that is taken out of a row: `DB[:users].first[:email]`, `row[:email]`.
pub(super) fn taken<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    let ExprKind::Index { object, index } = &expr.kind else { return None };
    let ExprKind::Symbol(name) = &index.kind else { return None };
    let file = scope.env.file;
    let is_row = match &object.kind {
        ExprKind::Name(name) => scope.builders.contains_key(name),
        ExprKind::Call { .. } => table(Chain::of(object).root).is_some(),
        _ => false,
    };
    if file.language.name != "ruby" || !is_row {
        return None;
    }
    let [(table, from)] = &builder::tables(&Chain::of(object), scope, 0)[..] else { return None };
    let mut reading = Reading::of(table.clone(), from);
    reading.column(file, name, index.range.clone(), Access::Read);
    Some((reading.query, reading.text))
}

/// A data set without arguments behind it: `DB[:users].count`, `users = DB[:users]`.
pub(super) fn alone<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    table(expr).filter(|_| scope.env.file.language.name == "ruby")?;
    let [(table, from)] = &builder::tables(&Chain::of(expr), scope, 0)[..] else { return None };
    let reading = Reading::of(table.clone(), from);
    Some((reading.query, reading.text))
}
