//! Columns that Sequelize's queries name although the model does not declare them: such a name goes into the SQL as it stands.
//!
//! Only where nothing else than a column can stand: the list of `attributes`, `order`, `group`, and the keys of `where` that are not inside of another key.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};

use super::{Chain, Finder, Way};

/// The options of a query of the model.
pub(super) fn call(finder: &mut Finder<'_, '_>, model: &str, chain: &Chain<'_>) {
    let of_model = |watch: &super::Watch| watch.only_queries && watch.model == model;
    if !finder.index.watches.iter().any(of_model) {
        return;
    }
    let mut names = Vec::new();
    for arg in chain.links.iter().flat_map(|link| link.args) {
        let ExprKind::Map(entries) = &arg.value.kind else { continue };
        for entry in entries {
            match &entry.key {
                Key::Name(name) if matches!(name.as_str(), "attributes" | "order" | "group") => {
                    columns(&entry.value, 0, &mut names);
                }
                Key::Name(name) if name == "where" => conditions(&entry.value, 0, &mut names),
                _ => {}
            }
        }
    }
    for (name, range) in names {
        let watch = finder.index.watches.iter().position(|one| of_model(one) && one.attribute.as_ref() == Some(&name));
        if let Some(watch) = watch {
            let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
            finder.push(watch, range, way, format!("a query of `{model}` names it"));
        }
    }
}

/// `["id", ["username", "alias"]]`, `[["username", "DESC"]]`: the first string of each. A name after a function or another model is none of this table.
fn columns(expr: &Expr, depth: usize, out: &mut Vec<(String, Range<usize>)>) {
    match &expr.kind {
        ExprKind::Str(_) => out.extend(expr.as_text().map(|text| (text, expr.range.clone()))),
        ExprKind::List(items) if depth == 0 => items.iter().for_each(|item| columns(item, 1, out)),
        ExprKind::List(items) => out.extend(items.first().and_then(|item| Some((item.as_text()?, item.range.clone())))),
        _ => {}
    }
}

/// `{ username, [Op.or]: [{ username }] }`
fn conditions(expr: &Expr, depth: usize, out: &mut Vec<(String, Range<usize>)>) {
    if depth > 6 {
        return;
    }
    match &expr.kind {
        ExprKind::Map(entries) => {
            for entry in entries {
                match &entry.key {
                    Key::Name(name) => out.push((name.clone(), entry.key_range.clone())),
                    Key::Computed(_) => conditions(&entry.value, depth + 1, out),
                    Key::Spread => {}
                }
            }
        }
        ExprKind::List(items) | ExprKind::Seq(items) => {
            items.iter().for_each(|item| conditions(item, depth + 1, out));
        }
        _ => {}
    }
}
