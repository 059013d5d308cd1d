//! Uses of what is generated from the schema: the object of a table and the types of its rows.
//!
//! The object is told by its name; what is made of it by a call keeps its columns under `fields` or `columns`: `const { table, fields } = identifiers(Users)`.

use crate::lang::facts::{Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::reference::generated::ORM;

use super::{Chain, Finder, Way};

const FIELDS: [&str; 3] = ["fields", "columns", "cols"];

fn is_generated(finder: &Finder<'_, '_>, model: &str) -> bool {
    finder.watched(model) && finder.index.watches.iter().any(|watch| watch.orm == ORM && watch.model == model)
}

/// Taking what a table that goes away leaves no trace of.
pub(super) fn imports(finder: &mut Finder<'_, '_>) {
    for import in &finder.file.facts.imports {
        if is_generated(finder, &import.local) {
            finder.model(&import.local, &import.range, "it is taken from the package");
        }
    }
}

/// Keeps in mind which variables hold the columns of a table. Answers whether the value is made of one.
pub(super) fn bind(finder: &mut Finder<'_, '_>, target: &Expr, value: &Expr) -> bool {
    let call = match &value.kind {
        ExprKind::Seq(items) if items.len() == 1 => &items[0],
        _ => value,
    };
    let model = match &call.kind {
        ExprKind::Call { args, .. } => args.iter().find_map(|arg| arg.value.as_name()),
        _ => call.as_name(),
    };
    let model = model.filter(|model| is_generated(finder, model)).map(str::to_owned);
    match &target.kind {
        ExprKind::Map(entries) => {
            for entry in entries {
                let Some(local) = entry.value.as_name() else { continue };
                let of_fields = matches!(&entry.key, Key::Name(name) if FIELDS.contains(&name.as_str()));
                match model.as_ref().filter(|_| of_fields) {
                    Some(model) => finder.types.insert(local.to_owned(), model.clone()),
                    None => finder.types.remove(local),
                };
            }
        }
        ExprKind::Name(name) => {
            if let Some(model) = &model {
                finder.types.insert(name.clone(), model.clone());
            }
        }
        _ => {}
    }
    model.is_some()
}

/// `users.fields`, `Users.fields`: the columns of the table stand behind it.
pub(super) fn has_fields(finder: &Finder<'_, '_>, object: &Expr, name: &str) -> bool {
    let of = |text: &str| finder.types.get(text).map_or(text, String::as_str).to_owned();
    FIELDS.contains(&name) && object.as_name().is_some_and(|object| is_generated(finder, &of(object)))
}

/// `Users.guard.pick({ email: true })`: the keys are columns. Those that are added to it are not.
pub(super) fn call(finder: &mut Finder<'_, '_>, model: &str, chain: &Chain<'_>) {
    if !is_generated(finder, model) || !chain.links.iter().any(|link| matches!(link.name, "pick" | "omit")) {
        return;
    }
    for arg in chain.links.iter().filter(|link| matches!(link.name, "pick" | "omit")).flat_map(|link| link.args) {
        let ExprKind::Map(entries) = &arg.value.kind else { continue };
        for entry in entries {
            if let Key::Name(name) = &entry.key {
                let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
                finder.attribute(model, name, &entry.key_range, way, format!("a column of `{model}` is picked"));
            }
        }
    }
}

/// An object that is declared to be a row: `const user: CreateUser = { email }`, also frozen.
pub(super) fn made(finder: &mut Finder<'_, '_>, model: &str, value: &Expr, depth: usize) {
    if finder.file.language.name != "javascript" || depth > 4 {
        return;
    }
    match &value.kind {
        ExprKind::Map(entries) => {
            for entry in entries {
                if let Key::Name(name) = &entry.key {
                    let way =
                        Way { mechanism: Mechanism::Constructor, access: Access::Write, certainty: Certainty::Likely };
                    finder.attribute(model, name, &entry.key_range, way, format!("a `{model}` is made with it"));
                }
            }
        }
        ExprKind::Seq(items) if items.len() == 1 => made(finder, model, &items[0], depth + 1),
        ExprKind::Call { callee, args, .. } if callee.path().as_deref() == Some("Object.freeze") => {
            if let Some(first) = args.first() {
                made(finder, model, &first.value, depth + 1);
            }
        }
        _ => {}
    }
}
