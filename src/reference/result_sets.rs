//! Columns that Java, Kotlin and C# take out of rows by name: `rs.getString("email")`, `row.string("email")`, `reader["email"]`.
//!
//! Which table such a column is of says the query beside it: those of the same function, or else of the class around (a `RowMapper`, a method that maps). Each of them
//! that may give the column has to read the same tables, and to give it under its own name; else nothing is known.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, TextPart};
use crate::model::reference::Mechanism;
use crate::orm::CodeFile;

use super::fold::Folded;
use super::sql_use::SqlUse;

/// What rows are called, where no type is near.
const ROWS: &[&str] = &["rs", "row", "reader", "resultSet", "results", "dr", "rdr", "dataReader", "rowSet", "r"];

/// kotliquery's methods; of the others the name begins with `get`.
const TYPED: &[&str] = &[
    "string",
    "stringOrNull",
    "int",
    "intOrNull",
    "long",
    "longOrNull",
    "boolean",
    "booleanOrNull",
    "localDate",
    "localDateOrNull",
    "localDateTime",
    "localDateTimeOrNull",
    "zonedDateTime",
    "zonedDateTimeOrNull",
    "offsetDateTime",
    "offsetDateTimeOrNull",
    "instant",
    "instantOrNull",
    "bigDecimal",
    "bigDecimalOrNull",
    "double",
    "doubleOrNull",
    "uuid",
    "uuidOrNull",
    "any",
    "anyOrNull",
    "bytes",
    "bytesOrNull",
    "array",
    "arrayOrNull",
];

/// The columns that a file takes, each as a query of its own, with where it stands.
pub(super) fn queries(file: &CodeFile, known: &[SqlUse]) -> Vec<(Folded, Range<usize>)> {
    if !matches!(file.language.name, "java" | "kotlin" | "csharp") {
        return Vec::new();
    }
    let own: Vec<(&SqlUse, usize)> = known
        .iter()
        .filter(|used| used.mechanism == Mechanism::Sql)
        .filter(|used| !used.query.outputs.is_empty() || !used.query.stars.is_empty())
        .filter_map(|used| {
            let start = used.start().filter(|span| span.path == *file.path())?;
            Some((used, start.range.start))
        })
        .collect();
    if own.is_empty() {
        return Vec::new();
    }
    let facts = &file.facts;
    let fields = facts.classes.iter().flat_map(|class| class.fields.iter().filter_map(|field| field.value.as_ref()));
    let outside = facts.top.iter().chain(facts.classes.iter().flat_map(|class| &class.body)).chain(fields);
    let inside = facts.functions.iter().flat_map(|function| {
        let of_row = matches!(function.owner.as_deref(), Some("Row" | "ResultSet"));
        function.body.iter().map(move |expr| (expr, of_row))
    });
    let mut taken = Vec::new();
    for (root, of_row) in outside.map(|expr| (expr, false)).chain(inside) {
        root.walk(&mut |expr| {
            taken.extend(column(expr, of_row));
            true
        });
    }
    let mut out: Vec<(Folded, Range<usize>)> = Vec::new();
    for (name, range) in taken {
        let Some(tables) = tables(file, &own, &name, range.start) else { continue };
        let mut text = Folded::default();
        text.glue("SELECT ");
        text.piece(&name, file.span(range.clone()));
        text.glue(" FROM ");
        text.glue(&tables);
        out.push((text, range));
    }
    out
}

/// The tables that the column is of, as a query names them.
fn tables(file: &CodeFile, known: &[(&SqlUse, usize)], name: &str, at: usize) -> Option<String> {
    let facts = &file.facts;
    let functions = facts.functions.iter().map(|function| &function.range);
    let mut around: Vec<&Range<usize>> = functions.chain(facts.classes.iter().map(|class| &class.range)).collect();
    around.retain(|range| range.contains(&at));
    around.sort_by_key(|range| range.len());
    for range in around {
        let mut found: Option<String> = None;
        let mut some = false;
        for (used, _) in known.iter().filter(|(_, start)| range.contains(start)) {
            let query = &used.query;
            let named = query.outputs.iter().flatten().any(|output| output.eq_ignore_ascii_case(name));
            if !named && query.stars.is_empty() {
                continue;
            }
            some = true;
            let is_own = query.columns.iter().any(|column| column.column.value.eq_ignore_ascii_case(name));
            // In a query of several tables the name may be that of an inner part, and what lists it is found as SQL.
            let only = query.tables.len() == 1 && is_own;
            if (named && !only) || (!named && !query.outputs.contains(&None)) {
                return None;
            }
            let starred = query.stars.iter().flat_map(|star| &star.tables).filter_map(|at| query.tables.get(*at));
            let mut names: Vec<String> = match named {
                true => query.tables.iter().map(|table| table.name.to_string()).collect(),
                false => starred.map(|table| table.name.to_string()).collect(),
            };
            if names.is_empty() {
                return None;
            }
            names.sort_unstable();
            names.dedup();
            let names = names.join(", ");
            if found.as_ref().is_some_and(|found| *found != names) {
                return None;
            }
            found = Some(names);
        }
        if some {
            return found;
        }
    }
    None
}

/// The column that an expression takes out of a row. `of_row`: it stands in an extension of the row, `fun Row.toUser() = User(string("email"))`.
fn column(expr: &Expr, of_row: bool) -> Option<(String, Range<usize>)> {
    match &expr.kind {
        ExprKind::Call { callee, args, .. } => {
            let (object, name) = match &callee.kind {
                ExprKind::Member { object, name, .. } => (Some(object), name),
                ExprKind::Name(name) => (None, name),
                _ => return None,
            };
            let takes = name.starts_with("get") || name.starts_with("Get") || TYPED.contains(&name.as_str());
            let called = object.and_then(|object| object.last_name());
            let is_row = match called {
                Some(name) => ROWS.contains(&name.trim_start_matches('_')) || (of_row && name == "this"),
                None => of_row && object.is_none(),
            };
            let is_it = TYPED.contains(&name.as_str()) && called == Some("it");
            if !takes || !(is_row || is_it) || args.len() > 2 {
                return None;
            }
            word(&args.first()?.value)
        }
        ExprKind::Index { object, index } => {
            object.last_name().filter(|name| ROWS.contains(&name.trim_start_matches('_')))?;
            match &index.kind {
                ExprKind::List(items) => word(items.first()?),
                _ => word(index),
            }
        }
        _ => None,
    }
}

/// A string that is the name of a column, with its place.
fn word(expr: &Expr) -> Option<(String, Range<usize>)> {
    let ExprKind::Str(text) = &expr.kind else { return None };
    let [TextPart::Piece { value, range }] = text.parts.as_slice() else { return None };
    let is_name = !value.is_empty()
        && value.len() == range.len()
        && !value.starts_with(|c: char| c.is_ascii_digit())
        && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| (value.clone(), range.clone()))
}
