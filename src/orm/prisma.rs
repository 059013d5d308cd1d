//! Prisma: the models of `schema.prisma` and its companions.
//!
//! `@@map` names the table, `@map` the column; a field whose type is another model is a relation and has no column; the client lists every scalar field
//! of a model in each query without `select` (Prisma's documentation, "Select fields").

use crate::lang::facts::{Class, ClassKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, decorator, named, positional, text_or_path};

pub(super) const ORM: Orm = Orm { name: "prisma", declared_in: &["prisma"], hints: &["model"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts
        .classes
        .iter()
        .filter(|class| class.kind == ClassKind::Struct && class.outer.is_none())
        .map(|class| model(file, class))
        .collect()
}

fn model(file: &CodeFile, class: &Class) -> Mapping {
    let map = decorator(&class.body, "@@map")
        .and_then(|map| positional(map).find_map(text_or_path).or_else(|| named(map, "name")?.as_text()));
    let schema = decorator(&class.body, "@@schema").and_then(|schema| positional(schema).find_map(text_or_path));
    let attributes = class
        .fields
        .iter()
        .map(|field| {
            let base: String = field
                .type_text
                .as_deref()
                .unwrap_or_default()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let relation = SCALARS.iter().all(|scalar| *scalar != base)
                && file.facts.classes.iter().all(|class| class.name != base || class.kind != ClassKind::Enum)
                && !base.is_empty()
                && (decorator(&field.decorators, "relation").is_some()
                    || file.facts.classes.iter().any(|class| class.name == base && class.kind == ClassKind::Struct));
            let ignored = decorator(&field.decorators, "ignore").is_some();
            let column = decorator(&field.decorators, "map")
                .and_then(|map| positional(map).find_map(text_or_path).or_else(|| named(map, "name")?.as_text()))
                .unwrap_or_else(|| field.name.clone());
            Attribute {
                name: field.name.clone(),
                column,
                kind: match (relation, ignored) {
                    (true, _) => AttributeKind::Relation,
                    (_, true) => AttributeKind::Ignored,
                    _ => AttributeKind::Column,
                },
                target: relation.then_some(base),
                span: file.span(field.name_range.clone()),
            }
        })
        .collect();
    let place = file.span(class.name_range.clone());
    let mut table = ObjectName::new(map.clone().unwrap_or_else(|| class.name.clone()));
    // Prisma quotes every name: the table is called exactly so.
    table.name.quoted = true;
    if let Some(schema) = schema {
        table.qualifiers.push(Ident::at(schema, true, 0..0));
    }
    let how = if map.is_some() { "`@@map`" } else { "Prisma names the table like the model" };
    Mapping {
        orm: "prisma",
        grammar: Grammar::Prisma,
        model: class.name.clone(),
        used_in: &["javascript"],
        certainty: Certainty::Certain,
        why: Step::at(format!("model `{}` maps to table `{table}` ({how})", class.name), place.clone()),
        table: Some(table),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    }
}

/// The scalar types of Prisma's schema language.
const SCALARS: &[&str] =
    &["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes", "Unsupported"];
