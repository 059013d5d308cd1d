//! sea-query's identifiers in Rust: `Users::Email` wherever a query is put together.
//!
//! What makes or changes tables (`Table::alter()`, `ColumnDef::new(…)`) belongs to migrations and is no use.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::CodeFile;

use super::{Chain, Finder, Way};

const ORM: &str = "sea-query";

/// Roots of chains that say how tables are made.
const SCHEMA: &[&str] = &["ColumnDef", "ForeignKey", "ForeignKeyCreateStatement", "Index", "Table", "Type"];

/// The uses of watched enums in a file.
pub(super) fn uses(finder: &mut Finder<'_, '_>) {
    let file: &CodeFile = finder.file;
    let watches = finder.index.watches;
    if file.language.name != "rust"
        || !watches.iter().any(|watch| watch.orm == ORM)
        || file.source.text.contains("sea_orm_migration")
    {
        return;
    }
    let mut found = Vec::new();
    let functions = file.facts.functions.iter().filter(|one| !matches!(one.name.as_str(), "unquoted" | "prepare"));
    for expr in file.facts.top.iter().chain(functions.flat_map(|function| &function.body)) {
        gather(finder, expr, &mut found);
    }
    for (model, variant, range) in found {
        let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
        match variant.as_str() {
            "Table" => finder.model(&model, &range, "the enum's table is named"),
            _ => finder.attribute(&model, &variant, &range, way, format!("a column of `{model}` is named")),
        }
    }
}

fn gather(finder: &Finder<'_, '_>, expr: &Expr, found: &mut Vec<(String, String, Range<usize>)>) {
    expr.walk(&mut |expr| {
        match &expr.kind {
            ExprKind::Call { .. } => {
                if let Some(root) = Chain::of(expr).root.last_name()
                    && SCHEMA.contains(&root)
                {
                    return false;
                }
            }
            ExprKind::Member { object, name, name_range } => {
                if let Some(model) = object.last_name().and_then(|name| enumeration(finder, name)) {
                    found.push((model, name.clone(), name_range.clone()));
                }
            }
            _ => {}
        }
        true
    });
}

/// The watched enum that a name means in this file: the file's own one, or the only one of that name.
fn enumeration(finder: &Finder<'_, '_>, local: &str) -> Option<String> {
    let imports = &finder.file.facts.imports;
    let import = imports.iter().find(|import| import.local == local);
    let name = match import {
        Some(import) => import.name.as_deref().or_else(|| import.module.rsplit("::").next()).unwrap_or(local),
        None => local,
    };
    finder.index.by_model.get(name)?;
    let mut all = finder.index.mappings.iter().filter(|one| one.orm == ORM && one.model == name);
    let first = all.next()?;
    let table = |mapping: &crate::orm::Mapping| mapping.table.as_ref().map(|table| table.name.value.clone());
    let same = all.all(|other| table(other) == table(first) && other.span.path != first.span.path);
    let declares = finder.file.facts.classes.iter().any(|class| class.name == name);
    let own = first.span.path == *finder.file.path();
    (same && (own || !declares)).then(|| name.to_owned())
}
