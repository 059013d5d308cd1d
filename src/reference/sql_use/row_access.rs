//! Rows that are asked for a column by its name: `row.get("email")` (Rust), `row["email"]` of a map that pgx or sqlx fills (Go).
//!
//! The row has to come from a query of the same function, through variables and the parameters of closures. Of a `SELECT *` only one of a single table tells
//! whose column it is; a listed column is one if the query gives it under its own name. Everything else is not followed.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::lang::facts::{Expr, ExprKind, Function, Param};
use crate::model::name::Ident;
use crate::model::query::{Access, Clause, ColumnUse, Query};
use crate::model::reference::{Certainty, Step};
use crate::orm::CodeFile;

use super::SqlUse;
use crate::reference::fold::Folded;

/// Methods that take a column's name, or its position.
const GETTERS: &[&str] =
    &["get", "get_ref", "get_unwrap", "try_get", "try_get_unchecked", "get_unchecked", "try_get_raw"];

/// Methods behind which a chain is no row and no rows of its query any more.
const OTHER: &[&str] = &[
    "and_then",
    "collect",
    "execute",
    "filter_map",
    "flat_map",
    "fold",
    "for_each",
    "map",
    "query_and_then",
    "query_map",
    "query_row",
    "try_fold",
    "unzip",
];

/// The columns that rows are asked for in a function, beneath the queries of it that were found before.
pub(super) fn asked(file: &CodeFile, function: &Function, found: &[SqlUse]) -> Vec<SqlUse> {
    let is_go = file.language.name == "go";
    if !is_go && file.language.name != "rust" {
        return Vec::new();
    }
    let text = file.source.text.get(function.range.clone()).unwrap_or_default();
    if is_go && !text.contains("ToMap") && !text.contains("MapScan") {
        return Vec::new();
    }
    let here = found.iter().enumerate().filter_map(|(at, one)| {
        let start = one.text.start().filter(|span| span.path == *file.path())?;
        function.range.contains(&start.range.start).then_some((start.range.start, at))
    });
    let mut places: Vec<(usize, usize)> = here.collect();
    places.sort_unstable();
    if places.is_empty() {
        return Vec::new();
    }
    let mut walk = Walk { file, found, places, bound: HashMap::new(), out: Vec::new(), is_go };
    for expr in &function.body {
        walk.visit(expr, 0);
    }
    walk.out
}

/// How deep expressions are followed.
const DEPTH: usize = 200;

struct Walk<'f> {
    file: &'f CodeFile,
    found: &'f [SqlUse],
    /// Where texts of queries begin, and which they are.
    places: Vec<(usize, usize)>,
    /// Variables that hold a query's text, its rows, or one of them.
    bound: HashMap<String, usize>,
    out: Vec<SqlUse>,
    is_go: bool,
}

/// What is bound inside of a closure: its parameters hide names of the same kind, and its only one is a row of the query, if there is one.
pub(super) fn bound_inside(
    around: &HashMap<String, usize>,
    params: &[Param],
    row: Option<usize>,
) -> HashMap<String, usize> {
    let mut inside = around.clone();
    for param in params {
        inside.remove(&param.name);
    }
    if let ([only], Some(at)) = (params, row) {
        inside.insert(only.name.clone(), at);
    }
    inside
}

impl Walk<'_> {
    fn visit(&mut self, expr: &Expr, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match &expr.kind {
            ExprKind::Assign { target, value, .. } => {
                self.visit(value, depth + 1);
                let from = self.source(value, 0).filter(|_| !self.ends_elsewhere(value));
                let name = match &target.kind {
                    ExprKind::List(items) if self.is_go => items.first().and_then(Expr::as_name),
                    // `Some(row)`, `Ok(row)`
                    ExprKind::Call { args, .. } => args.first().and_then(|arg| arg.value.as_name()),
                    _ => target.as_name(),
                };
                // Go's `for _, row := range rows`.
                let name = name.filter(|name| *name != "err");
                if let Some(name) = name {
                    match from {
                        Some(at) => self.bound.insert(name.to_owned(), at),
                        None => self.bound.remove(name),
                    };
                }
                return;
            }
            ExprKind::Call { callee, args, .. } => {
                self.map_scan(callee, args.iter().map(|arg| &arg.value));
                if let ExprKind::Member { object, name, .. } = &callee.kind
                    && !self.is_go
                    && GETTERS.contains(&name.as_str())
                    && let Some(at) = object.as_name().and_then(|name| self.bound.get(name)).copied()
                    && let Some(first) = args.first()
                {
                    self.ask(at, &first.value);
                }
                if args.iter().any(|arg| matches!(arg.value.kind, ExprKind::Lambda { .. })) {
                    let from = self.source(expr, 0);
                    self.visit(callee, depth + 1);
                    for arg in args {
                        self.visit_argument(&arg.value, from, depth);
                    }
                    return;
                }
            }
            ExprKind::Index { object, index } if self.is_go => {
                if let Some(at) = object.as_name().and_then(|name| self.bound.get(name)).copied() {
                    self.ask(at, index);
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

    /// `rows.MapScan(person)`: the map has the row.
    fn map_scan<'e>(&mut self, callee: &Expr, mut args: impl Iterator<Item = &'e Expr>) {
        if let ExprKind::Member { object, name, .. } = &callee.kind
            && self.is_go
            && name == "MapScan"
            && let Some(map) = args.next().and_then(Expr::as_name)
            && let Some(at) = self.source(object, 0)
        {
            self.bound.insert(map.to_owned(), at);
        }
    }

    /// The only query that a value is made of: its text stands in it, or a variable that holds it does.
    fn source(&self, expr: &Expr, depth: usize) -> Option<usize> {
        if depth > 64 {
            return None;
        }
        match &expr.kind {
            ExprKind::Name(name) => self.bound.get(name).copied(),
            ExprKind::Str(_) | ExprKind::Binary { .. } => {
                let mut within = self.places.iter().filter(|(start, _)| expr.range.contains(start));
                let (_, first) = within.next()?;
                within.next().is_none().then_some(*first)
            }
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => self.source(object, depth + 1),
            ExprKind::Seq(items) => match items.as_slice() {
                [only] => self.source(only, depth + 1),
                _ => None,
            },
            ExprKind::Call { callee, args, .. } => {
                // What a row was asked for is no row.
                let is_text = args.first().is_some_and(|arg| matches!(arg.value.kind, ExprKind::Str(_)));
                if is_text && callee.last_name().is_some_and(|name| GETTERS.contains(&name)) {
                    return None;
                }
                let args = args.iter().map(|arg| &arg.value);
                let plain = args.filter(|value| !matches!(value.kind, ExprKind::Lambda { .. }));
                let mut all: Vec<usize> = plain.filter_map(|value| self.source(value, depth + 1)).collect();
                all.extend(self.source(callee, depth + 1));
                all.dedup();
                match all.as_slice() {
                    [only] => Some(*only),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether a value is made by a closure or is what a statement left, and so no row.
    fn ends_elsewhere(&self, value: &Expr) -> bool {
        let mut at = value;
        for _ in 0..DEPTH {
            match &at.kind {
                ExprKind::Call { callee, .. } => match &callee.kind {
                    ExprKind::Member { object, name, .. } => {
                        if OTHER.contains(&name.as_str()) || GETTERS.contains(&name.as_str()) {
                            return true;
                        }
                        at = object;
                    }
                    _ => return false,
                },
                ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => at = object,
                ExprKind::Seq(items) if items.len() == 1 => match items.first() {
                    Some(only) => at = only,
                    None => return false,
                },
                _ => return false,
            }
        }
        false
    }

    /// A column by its name.
    fn ask(&mut self, at: usize, name: &Expr) {
        let (Some(from), Some(column)) = (self.found.get(at), name.as_text()) else { return };
        let inner = name.range.start + 1..name.range.end.saturating_sub(1).max(name.range.start + 1);
        let range = if inner.len() == column.len() { inner } else { name.range.clone() };
        self.out.extend(column_of(self.file, from, &column, range, "a row of the query is asked for it by its name"));
    }
}

/// The use of a column that a row of a query is asked for at a place of the code.
pub(super) fn column_of(
    file: &CodeFile,
    from: &SqlUse,
    name: &str,
    place: Range<usize>,
    how: &'static str,
) -> Option<SqlUse> {
    let scope = scope(&from.query, name)?;
    let at = place.start;
    let mut text = Folded::clone(&from.text);
    text.glue("\n");
    let start = text.text.len();
    text.piece(name, file.span(place));
    let range = start..start + name.len();
    let mut column = Ident::new(name);
    column.range = range.clone();
    let tables = from.query.tables.clone();
    let asked = ColumnUse {
        column,
        access: Access::Read,
        qualified: false,
        qualifier: None,
        scopes: vec![scope],
        opaque: false,
        clause: Clause::Projection,
        range,
    };
    Some(SqlUse {
        query: Query { tables, columns: vec![asked], ..Query::default() },
        text: Arc::new(text),
        mechanism: from.mechanism,
        how: Step::new(how),
        symbol: crate::reference::symbol_at(file, at),
        test: crate::reference::is_test(file, at),
        prisma: from.prisma,
        at_most: Certainty::Certain,
        only_renames: false,
    })
}

/// The table that gives a query's rows a column of this name.
fn scope(query: &Query, name: &str) -> Option<Vec<usize>> {
    // sqlx's macros read a type and whether it may be NULL in a name: `count AS "total!: i64"`.
    let own = |output: &str| output.split(['!', '?', ':']).next().unwrap_or_default().trim_end().to_owned();
    if query.approximate || query.outputs.iter().flatten().any(|output| own(output).eq_ignore_ascii_case(name)) {
        return None;
    }
    match query.stars.as_slice() {
        [star] if star.tables.len() == 1 => Some(star.tables.clone()),
        _ => None,
    }
}
