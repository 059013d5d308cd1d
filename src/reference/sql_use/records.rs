//! Fields of the records that sqlx's macros make of a query's rows: `query!("SELECT * FROM posts").fetch_one(pool).await?.title`.
//!
//! The macro has to stand in the same function. Its rows are followed through variables, patterns (`Some(row)`), the methods that hand on what they have, and
//! the parameters of closures; what is made of a row is none. Which columns are one table's is for `row_access` to say.

use std::collections::HashMap;

use crate::lang::facts::{Expr, ExprKind, Function};
use crate::orm::CodeFile;

use super::SqlUse;
use super::row_access::{bound_inside, column_of};

/// The macros that make a type for the rows of their query.
const MACROS: &[&str] = &["query!", "query_unchecked!"];

/// Methods that give the same rows, or one of them.
const SAME: &[&str] = &[
    "as_mut",
    "as_ref",
    "boxed",
    "by_ref",
    "collect",
    "context",
    "drain",
    "expect",
    "fetch",
    "fetch_all",
    "fetch_one",
    "fetch_optional",
    "filter",
    "first",
    "flatten",
    "get",
    "inspect",
    "into_iter",
    "iter",
    "iter_mut",
    "last",
    "map_err",
    "next",
    "ok",
    "ok_or",
    "ok_or_else",
    "peekable",
    "pop",
    "rev",
    "skip",
    "swap_remove",
    "take",
    "try_collect",
    "try_next",
    "unwrap",
    "with_context",
];

/// Methods whose closure is given a row: the last of their arguments.
const OF_ROWS: &[&str] = &[
    "all",
    "and_then",
    "any",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "for_each",
    "inspect",
    "is_none_or",
    "is_some_and",
    "map",
    "map_ok",
    "map_or",
    "map_or_else",
    "max_by_key",
    "min_by_key",
    "partition",
    "position",
    "retain",
    "skip_while",
    "sort_by_key",
    "take_while",
    "try_for_each",
];

/// How deep expressions are followed.
const DEPTH: usize = 200;

/// The columns that records are asked for in a function, beneath the queries of it that were found before.
pub(super) fn fields(file: &CodeFile, function: &Function, found: &[SqlUse]) -> Vec<SqlUse> {
    let text = file.source.text.get(function.range.clone()).unwrap_or_default();
    if file.language.name != "rust" || !MACROS.iter().any(|name| text.contains(name)) {
        return Vec::new();
    }
    let here = found.iter().enumerate().filter_map(|(at, one)| {
        let start = one.text.start().filter(|span| span.path == *file.path())?.range.start;
        (function.range.contains(&start) && one.query.stars.len() == 1).then_some((start, at))
    });
    let mut walk = Walk { file, found, places: here.collect(), bound: HashMap::new(), out: Vec::new() };
    if !walk.places.is_empty() {
        for expr in &function.body {
            walk.visit(expr, 0);
        }
    }
    walk.out
}

struct Walk<'f> {
    file: &'f CodeFile,
    found: &'f [SqlUse],
    /// Where texts of queries with a star begin, and which they are.
    places: Vec<(usize, usize)>,
    /// Variables that hold a query's rows, or one of them.
    bound: HashMap<String, usize>,
    out: Vec<SqlUse>,
}

impl Walk<'_> {
    fn visit(&mut self, expr: &Expr, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match &expr.kind {
            ExprKind::Assign { target, value, .. } => {
                self.visit(value, depth + 1);
                let from = self.record(value);
                self.forget(target, depth + 1);
                if let (Some(name), Some(at)) = (bound_by(target), from) {
                    self.bound.insert(name.to_owned(), at);
                } else if target.as_name().is_none() {
                    self.visit(target, depth + 1);
                }
                return;
            }
            // `match rows.next() { Some(row) => …, None => … }`
            ExprKind::Seq(items) => {
                let from = items.first().and_then(|first| self.record(first));
                for item in items {
                    if let (Some(at), ExprKind::Call { .. }, Some(name)) = (from, &item.kind, bound_by(item)) {
                        self.bound.insert(name.to_owned(), at);
                    }
                    self.visit(item, depth + 1);
                }
                return;
            }
            ExprKind::Call { callee, args, .. } => {
                let ExprKind::Member { object, name, .. } = &callee.kind else {
                    return expr.children().into_iter().for_each(|child| self.visit(child, depth + 1));
                };
                self.visit(object, depth + 1);
                let from = self.record(object).filter(|_| OF_ROWS.contains(&name.as_str()));
                for (at, arg) in args.iter().enumerate() {
                    let from = from.filter(|_| at + 1 == args.len());
                    self.visit_argument(&arg.value, from, depth + 1);
                }
                return;
            }
            ExprKind::Member { object, name, name_range } => {
                if let Some(from) = self.record(object).and_then(|at| self.found.get(at)) {
                    let how = "it is a field of the record that the macro makes of the query's row";
                    self.out.extend(column_of(self.file, from, name, name_range.clone(), how));
                }
            }
            _ => {}
        }
        for child in expr.children() {
            self.visit(child, depth + 1);
        }
    }

    /// A closure's only parameter is a row of the query that its call is about.
    fn visit_argument(&mut self, value: &Expr, from: Option<usize>, depth: usize) {
        let ExprKind::Lambda { params, body } = &value.kind else { return self.visit(value, depth + 1) };
        let inside = bound_inside(&self.bound, params, from);
        let before = std::mem::replace(&mut self.bound, inside);
        for expr in body {
            self.visit(expr, depth + 1);
        }
        self.bound = before;
    }

    /// Names that are given something else.
    fn forget(&mut self, target: &Expr, depth: usize) {
        if let Some(name) = target.as_name() {
            self.bound.remove(name);
        }
        if depth < DEPTH && !matches!(target.kind, ExprKind::Member { .. } | ExprKind::Index { .. }) {
            for child in target.children() {
                self.forget(child, depth + 1);
            }
        }
    }

    /// The query whose rows, or one of whose rows, a value is.
    fn record(&self, expr: &Expr) -> Option<usize> {
        let mut at = expr;
        for _ in 0..DEPTH {
            match &at.kind {
                ExprKind::Name(name) => return self.bound.get(name).copied(),
                ExprKind::Seq(items) => match items.as_slice() {
                    [only] => at = only,
                    _ => return None,
                },
                ExprKind::Index { object, .. } => at = object,
                ExprKind::Call { callee, args, .. } => match &callee.kind {
                    ExprKind::Member { object, name, .. } if SAME.contains(&name.as_str()) => at = object,
                    _ => {
                        callee.last_name().filter(|name| MACROS.contains(name))?;
                        let text = &args.first()?.value.range;
                        let mut within = self.places.iter().filter(|(start, _)| text.contains(start));
                        let (_, first) = within.next()?;
                        return within.next().is_none().then_some(*first);
                    }
                },
                _ => return None,
            }
        }
        None
    }
}

/// The variable that a pattern binds to a row: `row`, `Some(row)`, `Ok(row)`.
fn bound_by(target: &Expr) -> Option<&str> {
    match &target.kind {
        ExprKind::Call { callee, args, .. } if matches!(callee.as_name(), Some("Some" | "Ok")) => match args.as_slice()
        {
            [only] => only.value.as_name(),
            _ => None,
        },
        _ => target.as_name(),
    }
}
