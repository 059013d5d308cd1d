//! Alteration scripts over slonik or another driver with tagged SQL: objects with `up: async (pool) => { await pool.query(sql`…`) }`, named
//! `<version>-<timestamp>-name.ts` and run by the timestamp.

use super::javascript::call::Call;
use super::javascript::{Output, Tool, by_name, raw, whole};
use super::script::{Scope, Script};
use super::version::{self, Version};
use crate::lang::facts::{Expr, ExprKind};

pub static TOOL: Tool =
    Tool { name: "slonik", signs: &["slonik", "AlterationScript"], read, version: timestamp, sql: whole };

/// The first part between dashes that is only digits; of `1.0.0-1677208902-x` the second.
fn timestamp(stem: &str, text: &str) -> (Version, String) {
    let digits = stem.split(['-', '_']).skip(1).find(|part| version::is_digits(part));
    match digits {
        Some(digits) => (Version(vec![version::number(digits)]), digits.to_owned()),
        None => by_name(stem, text),
    }
}

fn read<'a>(out: &mut Output, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
    let Some(call) = Call::of(script, expr, scope) else { return false };
    let queries = [
        "query",
        "any",
        "anyFirst",
        "many",
        "manyFirst",
        "one",
        "oneFirst",
        "maybeOne",
        "maybeOneFirst",
        "exists",
        "unsafe",
    ];
    let Some(first) = call.expr(0).filter(|_| queries.contains(&call.name)) else { return false };
    // `list.any(…)` and a tag with pieces of SQL are not queries of their own.
    let tagged = matches!(&first.kind, ExprKind::Call { .. } | ExprKind::Str(_) | ExprKind::Name(_));
    if !tagged || !is_method(expr) {
        return false;
    }
    match raw::statements(script, first, scope, out.dialect) {
        Some(statements) => out.statements.extend(statements),
        None if call.name == "query" => out.unreadable(call.range.clone(), "SQL that is put together when it runs"),
        None => return false,
    }
    true
}

fn is_method(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call { callee, .. } if matches!(callee.kind, ExprKind::Member { .. }))
}
