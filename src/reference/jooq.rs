//! jOOQ: the constants that it generates for tables and columns, `USERS.EMAIL`. The generated code need not be in the tree.
//!
//! Names in strings (`field("email")`) count where the same chain names its table (`table("users")`).
//!
//! A constant counts if the file imports it, or all of its class, from a class or package of tables (`….Tables`, `….tables.Users`), and imports something of jOOQ.

use std::collections::HashSet;
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, TextPart};
use crate::orm::CodeFile;

use super::fold::Folded;

/// The uses of constants in a file, each as a query of its own, with where it stands.
pub(super) fn queries(file: &CodeFile) -> Vec<(Folded, Range<usize>)> {
    let facts = &file.facts;
    if !matches!(file.language.name, "java" | "kotlin")
        || !facts.imports.iter().any(|import| import.module.starts_with("org.jooq"))
    {
        return Vec::new();
    }
    let generated = |module: &str| module.split('.').any(|part| matches!(part, "Tables" | "tables"));
    let of_tables = || facts.imports.iter().filter(|import| generated(&import.module));
    let named: HashSet<&str> =
        of_tables().map(|import| import.local.as_str()).filter(|name| is_constant(name)).collect();
    let all = of_tables().any(|import| import.name.as_deref() == Some("*"));
    let mut out = Vec::new();
    let is_table = |expr: &Expr| {
        expr.as_name().is_some_and(|name| is_constant(name) && (all || named.contains(name)))
            || expr.path().is_some_and(|path| {
                path.strip_prefix("Tables.").is_some_and(is_constant)
                    && of_tables().any(|import| import.local == "Tables")
            })
    };
    let mut visit = |expr: &Expr| {
        expr.walk(&mut |part| {
            if let ExprKind::Member { object, name, name_range } = &part.kind
                && is_table(object)
            {
                if is_constant(name)
                    && let Some(table) = object.last_name()
                {
                    out.push(query(file, table, &object.range, Some((name, name_range))));
                }
                return false;
            }
            if let ExprKind::Call { callee, args, .. } = &part.kind
                && callee.last_name().is_some_and(|name| TAKES_TABLES.contains(&name))
            {
                for arg in args.iter().filter(|arg| is_table(&arg.value)) {
                    if let Some(table) = arg.value.last_name() {
                        out.push(query(file, table, &arg.value.range, None));
                    }
                }
            }
            true
        });
    };
    facts.top.iter().for_each(&mut visit);
    for class in &facts.classes {
        class.body.iter().chain(class.fields.iter().filter_map(|field| field.value.as_ref())).for_each(&mut visit);
    }
    facts.functions.iter().flat_map(|function| &function.body).for_each(&mut visit);
    for body in facts.functions.iter().flat_map(|function| &function.body) {
        plain(file, body, &mut out);
    }
    out
}

/// Tables and columns that a chain names in strings: `select(field("id")).from(table("users"))`. The outermost chain holds them all.
fn plain(file: &CodeFile, expr: &Expr, out: &mut Vec<(Folded, Range<usize>)>) {
    let (mut tables, mut columns) = (Vec::new(), Vec::new());
    if matches!(expr.kind, ExprKind::Call { .. }) {
        expr.walk(&mut |part| {
            let ExprKind::Call { callee, args, .. } = &part.kind else { return true };
            let into = match callee.last_name() {
                Some("table") => &mut tables,
                Some("field") => &mut columns,
                _ => return true,
            };
            let named = args.first().and_then(|arg| match &arg.value.kind {
                ExprKind::Call { callee, args, .. } if callee.last_name() == Some("name") => word(&args.last()?.value),
                _ => word(&arg.value),
            });
            into.extend(named);
            true
        });
    }
    if tables.is_empty() || columns.is_empty() {
        return expr.children().into_iter().for_each(|child| plain(file, child, out));
    }
    let names: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
    for (name, range) in &columns {
        let mut text = Folded::default();
        text.glue("SELECT ");
        text.piece(name, file.span(range.clone()));
        text.glue(" FROM ");
        text.glue(&names.join(", "));
        out.push((text, range.clone()));
    }
}

/// The text of a string that is a plain name, with its place.
fn word(expr: &Expr) -> Option<(String, Range<usize>)> {
    let ExprKind::Str(text) = &expr.kind else { return None };
    let [TextPart::Piece { value, range }] = text.parts.as_slice() else { return None };
    let is_name = value.len() == range.len()
        && value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    is_name.then(|| (value.clone(), range.clone()))
}

/// Calls whose arguments are tables.
const TAKES_TABLES: &[&str] = &[
    "from",
    "selectFrom",
    "insertInto",
    "update",
    "deleteFrom",
    "delete",
    "join",
    "leftJoin",
    "innerJoin",
    "rightJoin",
    "fullJoin",
    "leftOuterJoin",
    "crossJoin",
    "fetchCount",
    "fetchExists",
    "mergeInto",
    "truncate",
];

/// As the generator writes names: `USER_ROLES`.
fn is_constant(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn query(
    file: &CodeFile,
    table: &str,
    at: &Range<usize>,
    column: Option<(&str, &Range<usize>)>,
) -> (Folded, Range<usize>) {
    let table_at = at.end.saturating_sub(table.len())..at.end;
    let lower = table.to_ascii_lowercase();
    let mut text = Folded::default();
    text.glue("SELECT ");
    match column {
        Some((name, range)) => {
            text.glue(&format!("{lower}."));
            text.piece(&name.to_ascii_lowercase(), file.span(range.clone()));
        }
        None => text.glue("1"),
    }
    text.glue(" FROM ");
    text.piece(&lower, file.span(table_at));
    (text, column.map_or(at.clone(), |(_, range)| range.clone()))
}
