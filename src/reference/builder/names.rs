//! Tables in the strings that name one: `users`, `users AS u`, and a join's with its condition.

use crate::lang::facts::Expr;
use crate::model::name::Dialect;
use crate::model::query::{Access, TableUse};
use crate::reference::fold::Folded;
use crate::reference::goqu;
use crate::reference::sql_use::Scope;
use crate::sql::query::{FragmentKind, read_fragment};

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
    let from = without_condition(&join_target(&text));
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

/// Without the condition that one joined table has behind it: `posts p ON p.user_id = u.id`, `posts USING (user_id)`.
fn without_condition(text: &Folded) -> Folded {
    let lower = text.text.to_ascii_lowercase();
    let mut depth = 0usize;
    let mut word = 0;
    for (at, byte) in lower.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'"' | b'`') || !byte.is_ascii() {
            continue;
        }
        if depth == 0 && word > 0 && matches!(lower.get(word..at), Some("on" | "using")) {
            return text.slice(0..word);
        }
        word = at + 1;
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.clone()
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
