//! sea-orm's columns in Rust: `users::Column::Email`, `users::Entity`, and `Column`, `Entity`, `ActiveModel`, `Model` on their own in the entity's module.
//!
//! A row is a value of the type `users::Model` or `users::ActiveModel`, or what `users::Entity::find()….one(db)` gives.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::super::builder::Chain;
use super::{Finder, Index, Way};

/// The modules of entities under the names that a file gives them: `use entity::users as u;`, `use users::{Column, Entity as Users};`.
#[derive(Default)]
pub(super) struct Local {
    modules: HashMap<String, String>,
    /// Local names of the parts of an entity: the entity, and which part.
    parts: HashMap<String, (String, &'static str)>,
}

const PARTS: &[&str] = &["Column", "Entity", "ActiveModel", "Model"];

/// Links behind which a chain is rows of its entity.
const ROWS: &[&str] = &["one", "all", "exec_with_returning"];

/// Methods of a row that give one back.
const SAVED: &[&str] = &["insert", "update", "save", "into_active_model", "try_into_model"];

/// What a file calls the watched entities.
pub(super) fn local(file: &CodeFile, index: &Index<'_>) -> Local {
    let mut local = Local::default();
    if file.language.name != "rust" || !index.watches.iter().any(|watch| watch.orm == "sea-orm") {
        return local;
    }
    for import in &file.facts.imports {
        let path: Vec<&str> = import.module.split("::").chain(import.name.as_deref()).collect();
        let Some((last, before)) = path.split_last() else { continue };
        let outer = before.last().copied();
        if index.by_model.contains_key(last) {
            local.modules.insert(import.local.clone(), (*last).to_owned());
        }
        if let Some(module) = outer.filter(|outer| index.by_model.contains_key(outer)) {
            if *last == "*" {
                local.parts.extend(PARTS.iter().map(|part| ((*part).to_owned(), (module.to_owned(), *part))));
            } else if let Some(part) = PARTS.iter().find(|part| *part == last) {
                local.parts.insert(import.local.clone(), (module.to_owned(), part));
            }
        }
    }
    // In its own file an entity's parts have no prefix.
    let mut own = index.mappings.iter().filter(|one| one.orm == "sea-orm" && one.span.path == *file.path());
    if let (Some(only), None) = (own.next(), own.next())
        && index.by_model.contains_key(only.model.as_str())
    {
        local.parts.extend(PARTS.iter().map(|part| ((*part).to_owned(), (only.model.clone(), *part))));
    }
    local
}

/// The watched entity whose row a type is: `users::Model`, `users::ActiveModel`, `Model` in the entity's own file.
pub(super) fn row_type(finder: &Finder<'_, '_>, path: &str) -> Option<String> {
    let mut segments = path.rsplit([':', '.']).filter(|segment| !segment.is_empty());
    let last = segments.next()?;
    let model = match segments.next().filter(|outer| !matches!(*outer, "self" | "super")) {
        Some(outer) if matches!(last, "Model" | "ActiveModel") => {
            finder.entities.modules.get(outer).map_or(outer, String::as_str)
        }
        Some(_) => return None,
        None => match finder.entities.parts.get(last)? {
            (model, "Model" | "ActiveModel") => model,
            _ => return None,
        },
    };
    let known = finder.index.watches.iter().any(|watch| watch.orm == "sea-orm" && watch.model == model);
    (known && finder.file.language.name == "rust" && finder.watched(model)).then(|| model.to_owned())
}

/// The entity that a chain gives rows of: `users::Entity::find_by_id(id).one(db)`, `user.update(db)`.
pub(super) fn row_of(finder: &Finder<'_, '_>, chain: &Chain<'_>) -> Option<String> {
    if finder.entities.modules.is_empty() && finder.entities.parts.is_empty() {
        return None;
    }
    if let Some((model, "Entity")) = part(&finder.entities, finder, chain.root) {
        return chain.links.iter().any(|link| ROWS.contains(&link.name)).then_some(model);
    }
    let row = finder.types.get(chain.root.as_name()?)?;
    let saved = chain.links.iter().all(|link| SAVED.contains(&link.name) || link.name == "clone");
    saved.then(|| row.clone())
}

/// The uses of watched entities in a file.
pub(super) fn uses(finder: &mut Finder<'_, '_>) {
    let file: &CodeFile = finder.file;
    if file.language.name != "rust" || !finder.index.watches.iter().any(|watch| watch.orm == "sea-orm") {
        return;
    }
    let local = std::mem::take(&mut finder.entities);
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
                            local.modules.get(outer).map(String::as_str).or(finder.watched(outer).then_some(outer))
                        }
                        Some(_) => None,
                        None => local.parts.get(last).map(|(model, _)| model.as_str()),
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
fn part(local: &Local, finder: &Finder<'_, '_>, expr: &Expr) -> Option<(String, &'static str)> {
    match &expr.kind {
        ExprKind::Name(name) => {
            let (model, part) = local.parts.get(name.as_str())?;
            Some((model.clone(), *part))
        }
        ExprKind::Member { object, name, .. } => {
            let part = PARTS.iter().find(|part| *part == name)?;
            let module = object.last_name()?;
            let model = match local.modules.get(module) {
                Some(model) => model,
                None if finder.watched(module) => module,
                None => return None,
            };
            Some((model.to_owned(), *part))
        }
        _ => None,
    }
}
