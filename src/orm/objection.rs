//! Objection: classes with a static `tableName`. Rows are read whole, and written with the properties that a model has.
//!
//! Mappers between snake case and camel case are set elsewhere, so that a column is known in both. `jsonSchema` only checks values and sends none of them
//! (Objection's documentation, "Validation"), but for those with a default, which every insert gets.

use std::ops::Range;

use crate::lang::facts::{Class, Expr, ExprKind, Function, Key};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::script::{attribute, either_case, entry, object_of};
use super::{AttributeKind, CodeFile, Grammar, Mapping, Orm};

pub(super) const ORM: Orm = Orm { name: "objection", declared_in: &["javascript"], hints: &["tableName"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let classes = file.facts.classes.iter().enumerate();
    classes.filter(|(_, class)| !class.bases.is_empty()).filter_map(|(at, class)| model(file, at, class)).collect()
}

/// A static field's value, or what a static getter gives back.
fn stat<'f>(file: &'f CodeFile, at: usize, class: &'f Class, name: &str) -> Option<&'f Expr> {
    let field = class.fields.iter().find(|field| field.is_static && field.name == name);
    field.and_then(|field| field.value.as_ref()).or_else(|| {
        let getter = file.facts.functions.iter().find(|f| f.class == Some(at) && f.is_static && f.name == name)?;
        getter.body.iter().find_map(|expr| match &expr.kind {
            ExprKind::Return(value) => Some(&**value),
            _ => None,
        })
    })
}

/// The names of `static relationMappings = () => ({ role: { relation: … } })`, whether a value, a getter or a function.
fn relations<'f>(file: &'f CodeFile, at: usize, class: &'f Class) -> Vec<(&'f str, Range<usize>)> {
    let made = || {
        let named = |f: &&Function| f.class == Some(at) && f.is_static && f.name == "relationMappings";
        file.facts.functions.iter().find(named).and_then(|made: &Function| made.body.last())
    };
    let value = stat(file, at, class, "relationMappings").or_else(made).and_then(object_of);
    let Some(Expr { kind: ExprKind::Map(entries), .. }) = value else { return Vec::new() };
    let named = entries.iter().filter(|given| entry(&given.value, "relation").is_some());
    named
        .filter_map(|given| match &given.key {
            Key::Name(name) => Some((name.as_str(), given.key_range.clone())),
            _ => None,
        })
        .collect()
}

fn model(file: &CodeFile, at: usize, class: &Class) -> Option<Mapping> {
    let table = stat(file, at, class, "tableName")?.as_text()?;
    let properties =
        stat(file, at, class, "jsonSchema").and_then(object_of).and_then(|schema| entry(schema, "properties"));
    let mut attributes = Vec::new();
    if let Some(Expr { kind: ExprKind::Map(entries), .. }) = properties {
        for property in entries {
            if let Key::Name(name) = &property.key
                && entry(&property.value, "default").is_some()
            {
                let range = property.key_range.clone();
                attributes.extend(
                    either_case(name).map(|column| attribute(file, name, column, AttributeKind::Column, range.clone())),
                );
            }
        }
    }
    // A relation is no column, though the table may have had one of its name.
    for (name, range) in relations(file, at, class) {
        attributes.push(attribute(file, name, name.to_owned(), AttributeKind::Virtual, range));
    }
    let place = file.span(class.name_range.clone());
    Some(Mapping {
        orm: "objection",
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["javascript"],
        certainty: Certainty::Certain,
        why: Step::at(format!("`{}` maps to table `{table}` (`tableName`)", class.name), place.clone()),
        table: Some(ObjectName::new(table)),
        attributes,
        open: true,
        lists_columns: false,
        span: place,
    })
}
