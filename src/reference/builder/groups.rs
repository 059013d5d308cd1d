//! Conditions in brackets: the function that a query builder calls with the query itself. Laravel's `->where(function ($query) { … })`, Knex's
//! `.where((query) => …)` and `.where(function () { this.where(…) })`.
//!
//! A function that a builder of another query is given (`whereExists`, `joinSub`) is none of these: it names its table itself.

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::query::{Access, TableUse};
use crate::reference::data_sets;
use crate::reference::fold::Folded;
use crate::reference::sql_use::Scope;
use crate::sql::query::FragmentKind;

use super::{Chain, Link, Reading, tables};

/// Names that a function binds while it runs, each with the tables of the query that it holds; `None`: it is no query that is known.
pub(in crate::reference) type Bound = Vec<(String, Option<Vec<(TableUse, Folded)>>)>;

/// What a function among the arguments of a link binds.
pub(in crate::reference) fn bound<'a>(
    chain: &Chain<'a>,
    link: &str,
    arg: &'a Arg,
    scope: &Scope<'a, '_>,
) -> Option<Bound> {
    let language = scope.env.file.language.name;
    let ExprKind::Lambda { params, .. } = &arg.value.kind else { return None };
    if language == "ruby" {
        let row = params.first()?.name.clone();
        return data_sets::gives_rows(link).then(|| tables(chain, scope, 0)).map(|own| vec![(row, Some(own))]);
    }
    if !matches!(language, "php" | "javascript") {
        return None;
    }
    let mut bound: Bound = params.iter().map(|param| (param.name.clone(), None)).collect();
    let own = if is_group(link) || is_join(link) { tables(chain, scope, 0) } else { Vec::new() };
    if own.is_empty() {
        return Some(bound);
    }
    match bound.first_mut() {
        Some(first) => first.1 = Some(own),
        // An arrow function has no `this` of its own.
        None if language == "javascript" && is_function(&arg.value, scope) => {
            bound.push(("this".to_owned(), Some(own)));
        }
        None => {}
    }
    Some(bound)
}

/// A link whose function is given the query that it stands in.
fn is_group(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
    matches!(
        plain.as_str(),
        "where"
            | "andwhere"
            | "orwhere"
            | "wherenot"
            | "andwherenot"
            | "orwherenot"
            | "wherewrapped"
            | "having"
            | "orhaving"
            | "when"
            | "unless"
            | "tap"
            | "modify"
            | "$if"
            | "$call"
    )
}

/// A link whose function says what a table is joined by.
fn is_join(name: &str) -> bool {
    matches!(
        name,
        "join" | "innerJoin" | "leftJoin" | "leftOuterJoin" | "rightJoin" | "rightOuterJoin" | "fullOuterJoin"
    )
}

fn is_function(expr: &Expr, scope: &Scope<'_, '_>) -> bool {
    let text = scope.env.file.source.text.get(expr.range.clone()).unwrap_or_default();
    text.trim_start_matches("async").trim_start().starts_with("function")
}

/// `join.on("users.id", "=", "posts.user_id")`: names with their tables, as `on` is a word for listeners as well.
pub(in crate::reference) fn is_on(link: &Link<'_>) -> bool {
    matches!(link.name, "on" | "andOn" | "orOn" | "onRef" | "onVal" | "andOnVal" | "orOnVal" | "onIn" | "onNull")
        && link.args.first().and_then(|arg| arg.value.as_text()).is_some_and(|text| text.contains('.'))
}

/// Adds the columns of such a link.
pub(in crate::reference) fn on<'a>(link: &Link<'a>, reading: &mut Reading, scope: &Scope<'a, '_>) {
    for arg in link.args.iter().filter(|_| is_on(link)) {
        reading.each_text(&arg.value, scope, FragmentKind::SelectList, Access::Read);
    }
}
