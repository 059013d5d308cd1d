//! sea-orm's columns in Rust: `users::Column::Email`, `users::Entity`, and `Column`, `Entity`, `ActiveModel`, `Model` on their own in the entity's module.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::{Finder, Way};

/// The modules of entities under the names that a file gives them: `use entity::users as u;`, `use users::{Column, Entity as Users};`.
struct Local<'f> {
    modules: HashMap<&'f str, &'f str>,
    /// Local names of the parts of an entity: the entity, and which part.
    parts: HashMap<&'f str, (&'f str, &'f str)>,
}

const PARTS: &[&str] = &["Column", "Entity", "ActiveModel", "Model"];

/// The uses of watched entities in a file.
pub(super) fn uses(finder: &mut Finder<'_, '_>) {
    let file: &CodeFile = finder.file;
    if file.language.name != "rust" || !finder.index.watches.iter().any(|watch| watch.orm == "sea-orm") {
        return;
    }
    let mut local = Local { modules: HashMap::new(), parts: HashMap::new() };
    for import in &file.facts.imports {
        let path: Vec<&str> = import.module.split("::").chain(import.name.as_deref()).collect();
        let Some((last, before)) = path.split_last() else { continue };
        let outer = before.last().copied();
        if finder.index.by_model.contains_key(last) {
            local.modules.insert(&import.local, last);
        }
        if let Some(module) = outer.filter(|outer| finder.index.by_model.contains_key(outer)) {
            if *last == "*" {
                local.parts.extend(PARTS.iter().map(|part| (*part, (module, *part))));
            } else if PARTS.contains(last) {
                local.parts.insert(&import.local, (module, last));
            }
        }
    }
    // In its own file an entity's parts have no prefix.
    for watch in finder.index.watches.iter().filter(|watch| watch.orm == "sea-orm") {
        if watch.place.path == *file.path() {
            local.parts.extend(PARTS.iter().map(|part| (*part, (watch.model.as_str(), *part))));
        }
    }
    let mut found: Vec<(String, Option<String>, Range<usize>, bool)> = Vec::new();
    let mut visit = |expr: &Expr| {
        expr.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Member { object, name, name_range } => {
                    if let Some((model, "Column")) = part(&local, finder, object) {
                        found.push((model, Some(name.clone()), name_range.clone(), false));
                    } else if let Some((model, "Entity")) = part(&local, finder, expr) {
                        found.push((model, None, expr.range.clone(), false));
                    }
                }
                ExprKind::New { type_name, args, .. } => {
                    let mut segments = type_name.rsplit(['.', ':']).filter(|segment| !segment.is_empty());
                    let (last, outer) = (segments.next().unwrap_or_default(), segments.next());
                    let model = match outer {
                        Some(outer) if PARTS.contains(&last) => {
                            local.modules.get(outer).copied().or(finder.watched(outer).then_some(outer))
                        }
                        Some(_) => None,
                        None => local.parts.get(last).map(|(model, _)| *model),
                    };
                    if let Some(model) = model {
                        for arg in args {
                            if let Some(name) = &arg.name {
                                found.push((model.to_owned(), Some(name.clone()), arg.name_range.clone(), true));
                            }
                        }
                    }
                }
                _ => {}
            }
            true
        });
    };
    for expr in file.facts.top.iter().chain(file.facts.functions.iter().flat_map(|function| &function.body)) {
        visit(expr);
    }
    for (model, column, range, made) in found {
        match column {
            Some(column) => {
                let way = Way {
                    mechanism: if made { Mechanism::Constructor } else { Mechanism::QueryKey },
                    access: if made { Access::Write } else { Access::Read },
                    certainty: Certainty::Certain,
                };
                let how = format!("a column of the entity `{model}` is named");
                finder.attribute(&model, &column, &range, way, how);
            }
            None => finder.model(&model, &range, "the entity is queried"),
        }
    }
}

/// `users::Column`, `Column`: the entity and which part of it.
fn part<'l>(local: &Local<'l>, finder: &Finder<'_, '_>, expr: &Expr) -> Option<(String, &'l str)> {
    match &expr.kind {
        ExprKind::Name(name) => {
            let (model, part) = local.parts.get(name.as_str())?;
            Some(((*model).to_owned(), part))
        }
        ExprKind::Member { object, name, .. } => {
            let part = PARTS.iter().find(|part| *part == name)?;
            let module = object.last_name()?;
            let model = match local.modules.get(module) {
                Some(model) => model,
                None if finder.watched(module) => module,
                None => return None,
            };
            Some((model.to_owned(), part))
        }
        _ => None,
    }
}
