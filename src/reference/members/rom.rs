//! ROM's relations (Ruby): queries inside of a relation, whose receiver is left out, and of one that a repository reaches by its name.
//!
//! `where(email: x)` and `select { [id, email] }` name columns; so do the keys that a change set is given. Only a class that is a relation or a repository is read.

use crate::lang::facts::{Arg, Class, Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};

use super::{Chain, Finder, Way};

/// Links whose blocks name columns by bare words.
const BLOCKS: &[&str] = &["exclude", "group", "having", "order", "project", "select", "select_append", "where"];

/// Links that are given keys or symbols of the relation.
const LINKS: &[&str] = &[
    "exclude",
    "group",
    "having",
    "insert",
    "multi_insert",
    "order",
    "pluck",
    "project",
    "rename",
    "select",
    "select_append",
    "update",
    "where",
];

/// A chain of calls in a relation or a repository.
pub(super) fn call(finder: &mut Finder<'_, '_>, expr: &Expr) {
    if finder.index.relations_of_rom.is_empty() || finder.file.language.name != "ruby" {
        return;
    }
    let chain = Chain::of(expr);
    let Some((model, name, args)) = relation(finder, &chain) else { return };
    if let Some(name) = name {
        link(finder, &model, name, args);
    }
    for one in &chain.links {
        if matches!(one.name, "join" | "left_join" | "right_join" | "combine" | "to_a" | "one" | "one!" | "map") {
            break;
        }
        link(finder, &model, one.name, one.args);
    }
}

/// The relation that a chain begins with; where it is the class itself, the first link as well.
fn relation<'e>(finder: &Finder<'_, '_>, chain: &Chain<'e>) -> Option<(String, Option<&'e str>, &'e [Arg])> {
    let owner = finder.owner.as_deref()?;
    let reached = |name: &str| finder.index.relations_of_rom.get(name).filter(|model| finder.watched(model)).cloned();
    match &chain.root.kind {
        ExprKind::Call { callee, args, .. } => {
            let name = callee.as_name().filter(|name| LINKS.contains(name))?;
            let model = finder.index.relations_of_rom.values().find(|model| *model == owner)?;
            finder.watched(model).then(|| (model.clone(), Some(name), args.as_slice()))
        }
        ExprKind::Name(name) if is_repository(finder, owner) && !finder.locals.contains(name) => {
            Some((reached(name)?, None, &[]))
        }
        _ => None,
    }
}

fn is_repository(finder: &Finder<'_, '_>, owner: &str) -> bool {
    let is_it = |class: &Class| {
        class.name == owner
            && class.bases.iter().any(|base| {
                let base = if let ExprKind::Index { object, .. } = &base.kind { object } else { base };
                base.path().is_some_and(|path| {
                    let path = path.replace("::", ".");
                    path == "ROM.Repository" || path.ends_with("Repository") || path.ends_with("Repo")
                })
            })
    };
    finder.file.facts.classes.iter().any(is_it)
}

fn link(finder: &mut Finder<'_, '_>, model: &str, name: &str, args: &[Arg]) {
    if name == "changeset" {
        let access = Access::Write;
        for arg in args {
            match (&arg.name, &arg.value.kind) {
                (Some(key), _) => report(finder, model, key, &arg.name_range, access),
                (None, ExprKind::Map(_)) => keys(finder, model, &arg.value, access),
                _ => {}
            }
        }
        return;
    }
    if !LINKS.contains(&name) {
        return;
    }
    let access = if matches!(name, "insert" | "multi_insert" | "update") { Access::Write } else { Access::Read };
    for arg in args {
        match (&arg.name, &arg.value.kind) {
            (Some(key), _) => report(finder, model, key, &arg.name_range, access),
            (None, ExprKind::Symbol(column)) => report(finder, model, column, &arg.value.range, access),
            (None, ExprKind::Lambda { params, body }) if params.is_empty() && BLOCKS.contains(&name) => {
                body.iter().for_each(|expr| words(finder, model, expr, 0));
            }
            (None, ExprKind::Map(_)) => keys(finder, model, &arg.value, access),
            _ => {}
        }
    }
}

/// The bare words of a block: `[id, email]`, `email.is("x") & (age > 18)`.
fn words(finder: &mut Finder<'_, '_>, model: &str, expr: &Expr, depth: usize) {
    if depth > 20 {
        return;
    }
    match &expr.kind {
        ExprKind::Name(name) if !finder.locals.contains(name) => report(finder, model, name, &expr.range, Access::Read),
        ExprKind::Call { callee, args, .. } => {
            // `email.is("x")` asks the column, `lower(email)` calls a function.
            if let ExprKind::Member { object, .. } = &callee.kind {
                words(finder, model, object, depth + 1);
            }
            args.iter().for_each(|arg| words(finder, model, &arg.value, depth + 1));
        }
        ExprKind::Member { object, .. } => words(finder, model, object, depth + 1),
        ExprKind::List(_) | ExprKind::Seq(_) | ExprKind::Binary { .. } => {
            expr.children().into_iter().for_each(|child| words(finder, model, child, depth + 1));
        }
        _ => {}
    }
}

fn keys(finder: &mut Finder<'_, '_>, model: &str, expr: &Expr, access: Access) {
    let ExprKind::Map(entries) = &expr.kind else { return };
    for entry in entries {
        if let Key::Name(name) = &entry.key {
            report(finder, model, name, &entry.key_range, access);
        }
    }
}

fn report(finder: &mut Finder<'_, '_>, model: &str, name: &str, range: &std::ops::Range<usize>, access: Access) {
    // A query names columns, never what rows call them.
    let is_alias = finder.index.watches.iter().any(|watch| {
        watch.model == model
            && watch.attribute.as_deref() == Some(name)
            && watch.target.column.as_deref() != Some(name)
            && watch.target.column.as_deref().is_none_or(|column| column.strip_suffix("_id") != Some(name))
    });
    if !is_alias {
        let way = Way { mechanism: Mechanism::QueryKey, access, certainty: Certainty::Certain };
        finder.attribute(model, name, range, way, format!("a query of the relation `{model}` names it"));
    }
}
