//! Eloquent (Laravel): classes that inherit from `Model`, `Authenticatable` and the like, or stand in a folder of models.
//!
//! The table is `$table`, or else the plural of the class's name in snake case. Every column is an attribute without being declared; `$fillable`, `$casts` and
//! their kin name some of them (Laravel's documentation, "Eloquent: Getting Started"). `$appends` are computed.

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Key};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::naming;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm};

pub(super) const ORM: Orm =
    Orm { name: "eloquent", declared_in: &["php"], hints: &["extends ", "Illuminate"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.classes.iter().filter_map(|class| model(file, class)).collect()
}

fn model(file: &CodeFile, class: &Class) -> Option<Mapping> {
    if class.kind != ClassKind::Class || class.name.is_empty() || !is_model(file, class) {
        return None;
    }
    let place = file.span(class.name_range.clone());
    let own = class.fields.iter().find(|field| field.name == "table").and_then(|field| field.value.as_ref()?.as_text());
    let (table, certainty, why) = match own {
        Some(table) => {
            let why = format!("`{}` maps to table `{table}` (`$table`)", class.name);
            (table, Certainty::Certain, why)
        }
        None => {
            let table = naming::pluralize(&naming::snake(&class.name));
            let why = format!("`{}` maps to table `{table}` (Laravel's naming)", class.name);
            (table, Certainty::Certain, why)
        }
    };
    let mut attributes = Vec::new();
    for field in &class.fields {
        if let (Some(kind), Some(value)) = (listed(&field.name), &field.value) {
            names(file, value, kind, &mut attributes);
        }
    }
    // `protected function casts(): array { return […]; }`
    for function in &file.facts.functions {
        if function.owner.as_deref() == Some(&class.name) && function.name == "casts" {
            for expr in &function.body {
                if let ExprKind::Return(value) = &expr.kind {
                    names(file, value, AttributeKind::Column, &mut attributes);
                }
            }
        }
    }
    Some(Mapping {
        orm: "eloquent",
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["php"],
        table: Some(ObjectName::new(table)),
        certainty,
        why: Step::at(why, place.clone()),
        attributes,
        open: true,
        lists_columns: false,
        span: place,
    })
}

fn is_model(file: &CodeFile, class: &Class) -> bool {
    let path = file.path();
    let in_models = path.contains("/Models/") || path.starts_with("Models/");
    class.bases.iter().any(|base| {
        base.last_name().is_some_and(|name| {
            matches!(name, "Model" | "Eloquent" | "Authenticatable" | "Pivot" | "MorphPivot")
                || name.ends_with("Model")
                // A base class of the project; traits and interfaces are named otherwise than a class of the framework's.
                || (in_models && file.source.text.contains(&format!("class {} extends {name}", class.name)))
        })
    })
}

/// Which properties of a model list attributes.
fn listed(property: &str) -> Option<AttributeKind> {
    match property {
        "fillable"
        | "casts"
        | "hidden"
        | "guarded"
        | "visible"
        | "dates"
        | "attributes"
        | "rules"
        | "searchableAttributes" => Some(AttributeKind::Column),
        "appends" => Some(AttributeKind::Computed),
        _ => None,
    }
}

/// The strings of a list, or the keys of a map.
fn names(file: &CodeFile, value: &Expr, kind: AttributeKind, out: &mut Vec<Attribute>) {
    let mut push = |name: String, range: std::ops::Range<usize>| {
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if is_name {
            out.push(Attribute { column: name.clone(), name, kind, target: None, span: file.span(range) });
        }
    };
    match &value.kind {
        ExprKind::List(items) => {
            for item in items {
                if let Some(name) = item.as_text() {
                    push(name, item.range.clone());
                }
            }
        }
        ExprKind::Map(entries) => {
            for entry in entries {
                match &entry.key {
                    Key::Name(name) => push(name.clone(), entry.key_range.clone()),
                    _ => {
                        if let Some(name) = entry.value.as_text() {
                            push(name, entry.value.range.clone());
                        }
                    }
                }
            }
        }
        ExprKind::Seq(items) if items.len() == 1 => {
            if let Some(only) = items.first() {
                names(file, only, kind, out);
            }
        }
        _ => {}
    }
}
