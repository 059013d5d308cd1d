//! What the readers of migrations in Python share: parsing, arguments of calls, SQL that a call runs, and the order that dependencies give.

use std::ops::Range;

use super::script::{Scope, Script, Value, sql_statements, statement, unread, unreadable};
use crate::lang;
use crate::lang::facts::{Arg, CodeFacts, Expr, ExprKind, TextPart};
use crate::model::change::Statement;
use crate::model::name::Dialect;

/// The facts of a file.
pub fn parse(text: &str) -> CodeFacts {
    lang::of_path("a.py").map(|language| (language.parse)(text, "py")).unwrap_or_default()
}

/// The arguments of a call.
pub fn arguments(expr: &Expr) -> &[Arg] {
    match &expr.kind {
        ExprKind::Call { args, .. } => args,
        _ => &[],
    }
}

/// The deepest folder around all of these.
pub fn common<'p>(mut folders: impl Iterator<Item = &'p str>) -> String {
    let mut shared: Vec<&str> = folders.next().map(|folder| folder.split('/').collect()).unwrap_or_default();
    for folder in folders {
        let same = shared.iter().zip(folder.split('/')).take_while(|(a, b)| **a == *b).count();
        shared.truncate(same);
    }
    shared.join("/")
}

/// Indexes in an order in which each comes after those that have to be before it, as early as its own place allows. Without recursion: chains are
/// long. A circle is cut where it closes.
pub fn in_order(before: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; before.len()];
    let mut done = Vec::new();
    for start in 0..before.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut open = vec![(start, 0)];
        while let Some((at, next)) = open.pop() {
            match before[at].get(next) {
                Some(other) => {
                    open.push((at, next + 1));
                    if !std::mem::replace(&mut seen[*other], true) {
                        open.push((*other, 0));
                    }
                }
                None => done.push(at),
            }
        }
    }
    done
}

/// The statements of an argument that is SQL. What is put together when the migration runs is said to be so, the louder the more it may take away.
pub fn sql<'a>(
    script: &Script<'a>,
    scope: &Scope<'a>,
    expr: &'a Expr,
    call: Range<usize>,
    dialect: Dialect,
) -> Vec<Statement> {
    let value = script.eval(expr, scope);
    if let Some(statements) = sql_statements(&value, dialect) {
        return statements;
    }
    if let Value::List(items) = &value
        && let Some(all) = items.iter().map(|item| sql_statements(item, dialect)).collect::<Option<Vec<_>>>()
    {
        return all.into_iter().flatten().collect();
    }
    let text = visible(script, expr).to_uppercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    if has("DROP") && (has("TABLE") || has("COLUMN")) && !has("CONSTRAINT") && !has("INDEX") || has("RENAME") {
        let shown = visible(script, expr).split_whitespace().collect::<Vec<_>>().join(" ");
        return vec![unreadable(call, shown.chars().take(60).collect::<String>().trim_end_matches('.'))];
    }
    let is_data = matches!(words.first(), Some(&("SELECT" | "INSERT" | "UPDATE" | "DELETE" | "WITH" | "LOCK" | "SET")));
    // An expression of the toolkit (`users.update().values(…)`) writes rows.
    let is_expression = matches!(value, Value::Expr(_)) && !crate::sql::looks_like_sql(&text);
    if is_data || is_expression {
        return vec![statement(call, Vec::new())];
    }
    vec![unread(call, "its SQL is put together when it runs")]
}

/// The text of the strings in an expression, with `…` for what is not in it.
fn visible(script: &Script<'_>, expr: &Expr) -> String {
    let mut text = String::new();
    let expr = expr.as_name().and_then(|name| script.constant(name)).unwrap_or(expr);
    expr.walk(&mut |expr| {
        if let ExprKind::Str(string) = &expr.kind {
            for part in &string.parts {
                match part {
                    TextPart::Piece { value, .. } => text.push_str(value),
                    TextPart::Hole(_) => text.push('…'),
                }
            }
            return false;
        }
        true
    });
    text
}
