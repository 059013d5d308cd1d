//! ent's generated code in Go: `user.EmailEQ(x)`, `user.FieldEmail`, `client.User.Create().SetEmail(x)`, and rows of `client.User.Get(ctx, id)`.
//!
//! The names follow from the schema or from the constants of the generated package (`orm::ent`). The longest field that fits a name is the one that is meant.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::ent;

use super::{Finder, Way};

const ORM: &str = "ent";

/// How long a chain is followed.
const DEPTH: usize = 32;

/// Methods of a client's part, or of a row, that begin to build a statement.
const BUILDERS: &[&str] = &["Create", "CreateBulk", "MapCreateBulk", "Update", "UpdateOne", "UpdateOneID"];

/// Methods that end a chain with one row; each has a twin in `X`.
const ONE: &[&str] = &["First", "Get", "Only", "Save"];

/// A name of the schema's package: `user.EmailEQ`.
pub(super) fn member(finder: &mut Finder<'_, '_>, object: &Expr, name: &str, range: &Range<usize>) {
    let Some(local) = object.as_name().filter(|_| is_used(finder)) else { return };
    if finder.raw.contains_key(local) {
        return;
    }
    let Some(import) = finder.file.facts.imports.iter().find(|import| import.local == local) else { return };
    let Some((around, folder)) = import.module.rsplit_once('/') else { return };
    let package = around.rsplit('/').next().unwrap_or(around);
    let is_it = |mapping: &&crate::orm::Mapping| {
        mapping.model.to_lowercase() == folder && is_in(finder, &mapping.model, package)
    };
    let Some(mapping) = finder.index.mappings.iter().filter(|one| one.orm == ORM).find(is_it) else { return };
    let fields = mapping.attributes.iter().map(|attribute| attribute.name.as_str());
    let Some(field) = fields.filter(|field| ent::is_of_field(name, field)).max_by_key(|field| field.len()) else {
        return;
    };
    let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
    let (model, field) = (mapping.model.clone(), field.to_owned());
    let how = format!("`{name}` is generated from the field of `{model}`");
    finder.attribute(&model, &field, range, way, how);
}

/// Whether a model is generated into a package.
fn is_in(finder: &Finder<'_, '_>, model: &str, package: &str) -> bool {
    finder.index.ent.get(model).is_some_and(|all| all.contains(package))
}

/// A method of a builder: `client.User.Create().SetEmail(x)`.
pub(super) fn call(finder: &mut Finder<'_, '_>, expr: &Expr) {
    let ExprKind::Call { callee, .. } = &expr.kind else { return };
    let ExprKind::Member { object, name, name_range } = &callee.kind else { return };
    if !is_used(finder) || !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return;
    }
    let Some(model) = built(finder, object) else { return };
    let Some(mapping) = finder.index.mappings.iter().find(|one| one.orm == ORM && one.model == model) else { return };
    let fields = mapping.attributes.iter().map(|attribute| attribute.name.as_str());
    let Some(field) = fields.filter(|field| ent::is_setter(name, field)).max_by_key(|field| field.len()) else {
        return;
    };
    let way = Way { mechanism: Mechanism::QueryKey, access: Access::Write, certainty: Certainty::Certain };
    let field = field.to_owned();
    finder.attribute(&model, &field, name_range, way, format!("`{name}` is generated from the field of `{model}`"));
}

/// The types that a chain of ent's client gives back, with their package: `client.User.Get(ctx, id)`.
pub(super) fn results(finder: &Finder<'_, '_>, call: &Expr) -> Option<Vec<String>> {
    if !is_used(finder) {
        return None;
    }
    let ExprKind::Call { callee, .. } = &call.kind else { return None };
    let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
    let plain = name.strip_suffix('X').unwrap_or(name);
    let model = client(finder, object)?;
    let package = finder.index.ent.get(&model)?.iter().min()?;
    // The rows of another schema come behind a step over an edge, or of a selection of columns.
    if walked(call, &["Select", "GroupBy", "Aggregate"]) || steps(call) {
        return None;
    }
    let found = match plain {
        _ if ONE.contains(&plain) => format!("{package}.{model}"),
        "All" => format!("[]{package}.{model}"),
        _ if BUILDERS.contains(&plain) || plain.starts_with("Set") => format!("{package}.{model}Update"),
        _ => return None,
    };
    Some(vec![found])
}

/// Whether the watches are of ent at all.
fn is_used(finder: &Finder<'_, '_>) -> bool {
    finder.is_go() && finder.index.watches.iter().any(|watch| watch.orm == ORM)
}

/// The model that a chain builds a statement for.
fn built(finder: &Finder<'_, '_>, expr: &Expr) -> Option<String> {
    let mut at = expr;
    for _ in 0..DEPTH {
        match &at.kind {
            ExprKind::Call { callee, .. } => {
                let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
                if BUILDERS.contains(&name.as_str()) {
                    return client(finder, object).or_else(|| row(finder, object));
                }
                at = object;
            }
            ExprKind::Seq(items) if items.len() == 1 => at = items.first()?,
            ExprKind::Name(name) => {
                let (package, name) = finder.raw.get(name)?.rsplit_once('.')?;
                let model =
                    ["UpdateOne", "Update", "Create", "Mutation"].iter().find_map(|end| name.strip_suffix(end))?;
                return known(finder, package, model);
            }
            _ => return None,
        }
    }
    None
}

/// The watched model of a row in a variable.
fn row(finder: &Finder<'_, '_>, expr: &Expr) -> Option<String> {
    let (package, name) = finder.raw.get(expr.as_name()?)?.rsplit_once('.')?;
    known(finder, package, name)
}

fn known(finder: &Finder<'_, '_>, package: &str, model: &str) -> Option<String> {
    let is_it = |at: &&usize| {
        let watch = finder.index.watches.get(**at);
        watch.is_some_and(|watch| watch.orm == ORM && is_in(finder, model, package))
    };
    finder.index.by_model.get(model)?.iter().find(is_it).map(|_| model.to_owned())
}

/// The watched model whose part of the client a chain begins with: `client.User`, `tx.User`.
fn client(finder: &Finder<'_, '_>, expr: &Expr) -> Option<String> {
    let mut at = expr;
    for _ in 0..DEPTH {
        match &at.kind {
            ExprKind::Call { callee, .. } => at = callee,
            ExprKind::Member { object, name, .. } => {
                let is_watched = finder.index.by_model.get(name.as_str()).is_some_and(|all| {
                    all.iter().any(|at| finder.index.watches.get(*at).is_some_and(|watch| watch.orm == ORM))
                });
                if is_watched && !matches!(object.kind, ExprKind::Call { .. }) && is_client(finder, object) {
                    return Some(name.clone());
                }
                at = object;
            }
            ExprKind::Seq(items) if items.len() == 1 => at = items.first()?,
            _ => return None,
        }
    }
    None
}

/// A value that may be ent's client: of its type, or of a type that is not known.
fn is_client(finder: &Finder<'_, '_>, expr: &Expr) -> bool {
    match expr.as_name().and_then(|name| finder.raw.get(name)) {
        Some(text) => text.ends_with(".Client") || text.ends_with(".Tx"),
        None => expr.last_name().is_some_and(|name| {
            let lower = name.to_lowercase();
            ["client", "tx", "db", "ent"].iter().any(|word| lower.ends_with(word))
        }),
    }
}

/// Whether one of these methods is called in a chain.
fn walked(expr: &Expr, names: &[&str]) -> bool {
    let mut at = expr;
    for _ in 0..DEPTH {
        let ExprKind::Call { callee, .. } = &at.kind else { return false };
        let ExprKind::Member { object, name, .. } = &callee.kind else { return false };
        if names.contains(&name.as_str()) {
            return true;
        }
        at = object;
    }
    false
}

/// Whether a chain of a query goes over an edge: `QueryPets()`.
fn steps(expr: &Expr) -> bool {
    let mut at = expr;
    for _ in 0..DEPTH {
        let ExprKind::Call { callee, .. } = &at.kind else { return false };
        let ExprKind::Member { object, name, .. } = &callee.kind else { return false };
        if name.len() > "Query".len() && name.starts_with("Query") {
            return true;
        }
        at = object;
    }
    false
}
