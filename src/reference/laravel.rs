//! Laravel's texts that name a table beside the queries: the pivot table of `belongsToMany`, and the rules of validation `exists:users,email` and
//! `Rule::unique('users', 'email')`, which ask the database.
//!
//! A pivot table without a name of its own has that of Laravel's rule, both models in the singular by the alphabet.

use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, TextPart};
use crate::model::name::Dialect;
use crate::model::query::{Access, Query};
use crate::orm::naming;
use crate::sql::query::{FragmentKind, read_fragment};

use super::builder::{Chain, Reading};
use super::fold::Folded;
use super::sql_use::Scope;

/// What an expression names, each with how.
pub(super) fn read(expr: &Expr, scope: &Scope<'_, '_>) -> Vec<(Query, Folded, &'static str)> {
    if scope.env.file.language.name != "php" {
        return Vec::new();
    }
    match &expr.kind {
        ExprKind::Str(_) => rules(expr, scope),
        ExprKind::Call { .. } => {
            let chain = Chain::of(expr);
            pivot(&chain, scope).or_else(|| rule(&chain, scope)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// `belongsToMany(Role::class, 'role_user', 'user_id', 'role_id')->withPivot('since')`
fn pivot(chain: &Chain<'_>, scope: &Scope<'_, '_>) -> Option<(Query, Folded, &'static str)> {
    let first = chain.links.first()?;
    if chain.root.as_name() != Some("this") {
        return None;
    }
    let at = match first.name {
        "belongsToMany" => 1,
        "morphToMany" | "morphedByMany" => 2,
        _ => return None,
    };
    let mut columns: Vec<_> = first.args.iter().skip(at + 1).take(2).filter_map(|arg| word(&arg.value)).collect();
    for link in chain.links.iter().filter(|link| OF_PIVOT.contains(&link.name)) {
        columns.extend(words(link.args, link.name == "withPivot"));
    }
    let (table, range) = match first.args.get(at).and_then(|arg| word(&arg.value)) {
        Some(named) => named,
        // A model's class in its place has a table of its own.
        None if at == 1 && first.args.get(1).is_none_or(|arg| matches!(arg.value.kind, ExprKind::Literal(_))) => {
            (default_name(first.args, first.range.start, scope)?, first.range.clone())
        }
        None => return None,
    };
    let mut reading = of_table(&table, range, scope)?;
    for (column, range) in columns {
        reading.column(scope.env.file, &column, range, Access::Read);
    }
    Some((reading.query, reading.text, "a relation has its pairs in the table"))
}

/// `role_user` of `belongsToMany(Role::class)` in `User`.
fn default_name(args: &[Arg], at: usize, scope: &Scope<'_, '_>) -> Option<String> {
    let ExprKind::Member { object, name, .. } = &args.first()?.value.kind else { return None };
    let other = object.last_name().filter(|_| name == "class")?;
    let around = scope.env.file.facts.classes.iter().filter(|class| class.range.contains(&at));
    let own = around.min_by_key(|class| class.range.len())?;
    let mut both = [naming::snake(other), naming::snake(&own.name)];
    both.sort();
    Some(both.join("_"))
}

/// `Rule::unique('users', 'email')`
fn rule(chain: &Chain<'_>, scope: &Scope<'_, '_>) -> Option<(Query, Folded, &'static str)> {
    let link = chain.links.first()?;
    if chain.root.last_name() != Some("Rule") || !matches!(link.name, "exists" | "unique") {
        return None;
    }
    let (table, range) = word(&link.args.first()?.value)?;
    let mut reading = of_table(&table, range, scope)?;
    if let Some((column, range)) = link.args.get(1).and_then(|arg| word(&arg.value)) {
        reading.column(scope.env.file, &column, range, Access::Read);
    }
    Some((reading.query, reading.text, RULE))
}

/// `required|exists:users,email`
fn rules(expr: &Expr, scope: &Scope<'_, '_>) -> Vec<(Query, Folded, &'static str)> {
    let mut found = Vec::new();
    let ExprKind::Str(text) = &expr.kind else { return found };
    for part in &text.parts {
        let TextPart::Piece { value, range } = part else { continue };
        if value.len() != range.len() || !(value.contains("exists:") || value.contains("unique:")) {
            continue;
        }
        let mut at = range.start;
        for rule in value.split('|') {
            let from = at + 7;
            at += rule.len() + 1;
            let Some(rest) = rule.strip_prefix("exists:").or_else(|| rule.strip_prefix("unique:")) else { continue };
            let mut names = rest.split(',');
            let Some(table) = names.next().filter(|table| is_word(table)) else { continue };
            let Some(mut reading) = of_table(table, from..from + table.len(), scope) else { continue };
            let start = from + table.len() + 1;
            if let Some(column) = names.next().filter(|column| is_word(column) && *column != "NULL") {
                reading.column(scope.env.file, column, start..start + column.len(), Access::Read);
            }
            found.push((reading.query, reading.text, RULE));
        }
    }
    found
}

fn of_table(name: &str, range: Range<usize>, scope: &Scope<'_, '_>) -> Option<Reading> {
    let mut text = Folded::default();
    text.piece(name, scope.env.file.span(range));
    let table = read_fragment(name, FragmentKind::From, Dialect::Mysql)?.tables.into_iter().next()?;
    Some(Reading::of(table, &text))
}

/// The names in a call's strings; without `all` only the first.
fn words(args: &[Arg], all: bool) -> Vec<(String, Range<usize>)> {
    let args = if all { args } else { args.get(..1).unwrap_or_default() };
    let texts = args.iter().flat_map(|arg| match &arg.value.kind {
        ExprKind::List(items) => items.iter().collect(),
        _ => vec![&arg.value],
    });
    texts.filter_map(word).collect()
}

/// A string that is one name, with its place.
fn word(expr: &Expr) -> Option<(String, Range<usize>)> {
    let ExprKind::Str(text) = &expr.kind else { return None };
    match text.parts.as_slice() {
        [TextPart::Piece { value, range }] if value.len() == range.len() && is_word(value) => {
            Some((value.clone(), range.clone()))
        }
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

const RULE: &str = "a rule of validation asks the table";

/// Links of a relation whose strings are columns of its pivot table.
const OF_PIVOT: &[&str] = &[
    "orWherePivot",
    "orWherePivotIn",
    "orderByPivot",
    "wherePivot",
    "wherePivotBetween",
    "wherePivotIn",
    "wherePivotNotIn",
    "wherePivotNotNull",
    "wherePivotNull",
    "withPivot",
];
