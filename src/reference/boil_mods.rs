//! SQLBoiler's queries (Go): `models.Posts(qm.Where("rating > ?", 3), qm.OrderBy("rating"))`, whose texts are read with the table of the model.

use crate::lang::facts::{Expr, ExprKind};
use crate::model::name::Ident;
use crate::model::query::{Access, Query, TableUse};
use crate::sql::query::FragmentKind;

use super::builder::{Chain, Reading, named_tables};
use super::fold::Folded;
use super::sql_use::Scope;

/// A chain with such arguments, if the table of its model is known.
pub(super) fn read<'a>(chain: &Chain<'a>, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    if scope.env.file.language.name != "go" {
        return None;
    }
    let link = chain.links.iter().find(|link| link.args.iter().any(|arg| modifier(&arg.value).is_some()))?;
    let table = scope.env.constants.row(link.name)?;
    let args = link.args;
    let mut text = Folded::default();
    text.piece(&table.name.value, scope.env.file.span(link.range.clone()));
    let mut name = table.clone();
    let range = 0..name.name.value.len();
    name.name = Ident { range: range.clone(), ..name.name };
    let mut reading = Reading::of(TableUse { name, alias: None, access: Access::Read, range }, &text);
    let mods = || args.iter().filter_map(|arg| modifier(&arg.value));
    for (name, args) in mods() {
        if name.ends_with("Join")
            && let Some((table, from)) =
                args.first().and_then(|arg| named_tables(&arg.value, scope, Access::Read).into_iter().next())
        {
            reading.table(table, &from);
        }
    }
    for (name, args) in mods() {
        let kind = match name {
            "Where" | "And" | "Or" | "Or2" | "Having" | "WhereIn" | "AndIn" | "OrIn" | "WhereNotIn" | "AndNotIn" => {
                FragmentKind::Condition
            }
            "OrderBy" | "GroupBy" | "Distinct" => FragmentKind::OrderBy,
            "Select" => FragmentKind::SelectList,
            _ => continue,
        };
        // What follows behind a condition are its values.
        let all = if kind == FragmentKind::Condition { 1 } else { usize::MAX };
        for arg in args.iter().take(all) {
            let in_list = name.ends_with("In");
            match scope.env.fold(&arg.value) {
                // `WhereIn("rating IN ?", …)`
                Some(text) if in_list => {
                    let end = text.text.to_ascii_lowercase().find(" in ").unwrap_or(text.text.len());
                    reading.fragment(&text.slice(0..end), FragmentKind::SelectList, Access::Read);
                }
                Some(text) => reading.fragment(&text, kind, Access::Read),
                None => {}
            }
        }
    }
    Some((reading.query, reading.text))
}

/// `qm.Where("…", x)`
fn modifier(expr: &Expr) -> Option<(&str, &[crate::lang::facts::Arg])> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
    (object.as_name() == Some("qm")).then_some((name.as_str(), args.as_slice()))
}
