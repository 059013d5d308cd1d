//! What can be no query of the tables at hand although it bears their names: SQL that only a column store reads, what a function hands to such a store, and
//! the names that a query builder gives to its own common table expressions.
//!
//! Only words that no other database accepts, and callees that bear the store's name, count; two relational databases are told apart elsewhere.

use std::collections::HashSet;

use crate::lang::facts::{Expr, ExprKind, Function};

use super::builder::Chain;

/// Whether a text is SQL that ClickHouse alone reads: a parameter with its type, `{id: String}`, or a `PREWHERE`.
pub(super) fn only_clickhouse(text: &str) -> bool {
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.any(|word| word.eq_ignore_ascii_case("prewhere")) || text.split('{').skip(1).any(typed_parameter)
}

fn typed_parameter(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else { return false };
    let Some((name, of)) = inside.split_once(':') else { return false };
    let name = name.trim();
    let of = of.trim();
    let word = of.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let base = word.trim_end_matches(|c: char| c.is_ascii_digit());
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') && TYPES.contains(&base)
}

/// ClickHouse's types, which it writes with capitals as here, without their sizes.
const TYPES: &[&str] = &[
    "Array",
    "Bool",
    "Date",
    "DateTime",
    "Decimal",
    "Enum",
    "FixedString",
    "Float",
    "IPv",
    "Identifier",
    "Int",
    "LowCardinality",
    "Map",
    "Nullable",
    "String",
    "Tuple",
    "UInt",
    "UUID",
];

/// Whether a function asks a column store: it calls something that is named after it.
pub(super) fn asks_clickhouse(function: &Function) -> bool {
    let mut asks = false;
    for expr in &function.body {
        expr.walk(&mut |expr| {
            if let ExprKind::Call { callee, .. } = &expr.kind {
                asks |= named_after(callee);
            }
            !asks
        });
    }
    asks
}

fn named_after(callee: &Expr) -> bool {
    callee.last_name().is_some_and(|name| name.to_ascii_lowercase().contains("clickhouse"))
}

/// The names that the links of a chain give to common table expressions: `.with("recent", …).from("recent")`.
pub(super) fn own_names(chain: &Chain<'_>) -> HashSet<String> {
    let gives = |name: &str| name.to_ascii_lowercase().starts_with("with") && name != "withSchema";
    let given = chain.links.iter().filter(|link| gives(link.name) && link.args.len() > 1);
    given.filter_map(|link| link.args.first()?.value.as_text()).collect()
}

#[cfg(test)]
mod tests {
    use super::only_clickhouse;

    #[test]
    fn only_what_no_other_database_reads() {
        for (text, expected) in [
            ("SELECT 1 FROM t WHERE id = {id: String}", true),
            ("SELECT 1 FROM t WHERE at > {from: DateTime64(3)}", true),
            ("SELECT 1 FROM t WHERE id IN {ids:Array(String)}", true),
            ("SELECT 1 FROM t PREWHERE a = 1", true),
            ("SELECT 1 FROM t WHERE id = {id}", false),
            ("SELECT 1 FROM t WHERE j = '{\"a\": String}'", false),
            ("SELECT 1 FROM t WHERE f = {x:string}", false),
            ("SELECT 1 FROM t WHERE f = {x: String", false),
        ] {
            assert_eq!(only_clickhouse(text), expected, "{text}");
        }
    }
}
