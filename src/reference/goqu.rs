//! goqu's expressions (Go): `goqu.C("email").Eq(x)`, `goqu.I("users.email")`, `goqu.T("users")`, `goqu.Ex{"email": x}`.
//!
//! Texts that are given to their methods are values, not SQL.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::query::{Access, Query};
use crate::orm::CodeFile;
use crate::sql::query::FragmentKind;

use super::builder::{Chain, Reading, named_tables};
use super::fold::Folded;
use super::sql_use::Scope;

/// How deep expressions are followed.
const DEPTH: usize = 32;

/// Whether an expression is made by goqu's functions.
pub(super) fn is_expression(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Call { .. }) && {
        let chain = Chain::of(expr);
        let first = chain.links.first();
        // `posts.Col("title").Eq(x)` of a table in a variable.
        let of_table = first.is_some_and(|link| link.name == "Col" && link.args.len() == 1);
        (of_table && chain.root.as_name().is_some())
            || chain.root.as_name() == Some("goqu")
                && chain
                    .links
                    .first()
                    .is_some_and(|link| !matches!(link.name, "From" | "Select" | "L" | "Dialect" | "New"))
    }
}

/// The text of `goqu.T("users")` in a link that takes a table; anything else is given back as it is.
pub(super) fn table(expr: &Expr) -> &Expr {
    named(expr, &["T", "I"]).unwrap_or(expr)
}

/// A table that is named outside of a query: `var users = goqu.T("users")`.
pub(super) fn standing<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    named(expr, &["T"])?;
    let (table, from) = named_tables(expr, scope, Access::Read).into_iter().next()?;
    let reading = Reading::of(table, &from);
    Some((reading.query, reading.text))
}

/// Whether an argument is such a table; in a query, the link that is given it says what is done with it.
pub(super) fn is_table(expr: &Expr) -> bool {
    named(expr, &["T"]).is_some()
}

/// The names of columns and the keyed conditions in an expression, those of queries within it left out.
pub(super) fn parts<'e>(expr: &'e Expr, found: &mut Vec<&'e Expr>, depth: usize) {
    if depth > DEPTH {
        return;
    }
    match &expr.kind {
        ExprKind::Call { callee, args, .. } => {
            if callee.path().is_some_and(|path| matches!(path.as_str(), "goqu.C" | "goqu.I")) {
                found.extend(args.first().map(|arg| &arg.value));
                return;
            }
            if matches!(&callee.kind, ExprKind::Member { name, .. } if name == "Col") && args.len() == 1 {
                found.extend(args.first().map(|arg| &arg.value));
                return;
            }
            let chain = Chain::of(expr);
            if chain.links.iter().any(|link| matches!(link.name, "From" | "Select")) {
                return;
            }
            parts(callee, found, depth + 1);
            args.iter().for_each(|arg| parts(&arg.value, found, depth + 1));
        }
        ExprKind::New { type_name, .. } if matches!(type_name.as_str(), "goqu.Ex" | "goqu.ExOr" | "goqu.Record") => {
            found.push(expr);
        }
        _ => expr.children().into_iter().for_each(|child| parts(child, found, depth + 1)),
    }
}

/// The names that a chain gives to what it selects: `goqu.C("a").As("b")`.
pub(super) fn aliases(chain: &Chain<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for arg in chain.links.iter().filter(|link| link.name.starts_with("Select")).flat_map(|link| link.args) {
        let inner = Chain::of(&arg.value);
        let named = inner.links.last().filter(|link| link.name == "As").and_then(|link| link.args.first());
        found.extend(named.and_then(|arg| named_text(&arg.value)));
    }
    found
}

fn named_text(expr: &Expr) -> Option<String> {
    named(expr, &["C", "I", "T"]).unwrap_or(expr).as_text()
}

fn named<'e>(expr: &'e Expr, functions: &[&str]) -> Option<&'e Expr> {
    let chain = Chain::of(expr);
    let first = chain.links.first().filter(|_| chain.root.as_name() == Some("goqu"))?;
    functions.contains(&first.name).then(|| first.args.first().map(|arg| &arg.value))?
}

impl Reading {
    /// The columns in an expression of goqu.
    pub(super) fn goqu<'a>(&mut self, expr: &'a Expr, scope: &Scope<'a, '_>) {
        let mut found = Vec::new();
        parts(expr, &mut found, 0);
        for part in found {
            match scope.env.fold(part) {
                Some(text) if self.aliases.contains(&text.text) => {}
                Some(text) => self.fragment(&text, FragmentKind::SelectList, Access::Read),
                None => drop(self.keys(part, scope, Access::Read)),
            }
        }
    }
}

/// Whether a key is the field of a Go struct, which is no column's name: only a text is.
pub(super) fn is_field(file: &CodeFile, literal: &Expr, key: &Range<usize>) -> bool {
    let bytes = file.source.text.as_bytes();
    let is_quote = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| matches!(byte, b'"' | b'`'));
    file.language.name == "go"
        && matches!(literal.kind, ExprKind::New { .. })
        && !is_quote(Some(key.start))
        && !is_quote(key.start.checked_sub(1))
}
