//! sea-query (Rust): enums of identifiers, `#[derive(Iden)] enum Users { Table, Email }`, derived or with an `impl Iden` of their own.
//!
//! The variant `Table` says that the others are columns. A variant bears its name in snake case unless an attribute or the `impl` says otherwise; one whose
//! name is not a text there has none. Enums of migrations are none of the application's.

use std::collections::HashMap;

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, named, naming, positional};

pub(super) const ORM: Orm =
    Orm { name: "sea-query", declared_in: &["rust"], hints: &["Iden", "sea_query::", "sea_orm::"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let text = &file.source.text;
    if !text.contains("Iden") || text.contains("sea_orm_migration") {
        return Vec::new();
    }
    let enums = file.facts.classes.iter().filter(|class| class.kind == ClassKind::Enum);
    enums.filter_map(|class| mapping(file, class)).collect()
}

fn mapping(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let table = class.fields.iter().find(|field| field.name == "Table")?;
    let derives = ["Iden", "DeriveIden", "IdenStatic"];
    let derived = class
        .decorators
        .iter()
        .filter(|mark| callee_name(mark) == Some("derive"))
        .any(|mark| positional(mark).any(|value| value.last_name().is_some_and(|name| derives.contains(&name))));
    let written = if derived { None } else { Some(written(file, class)?) };
    let name_of = |variant: &str, marks: &[Expr], default: String| match &written {
        Some(names) => names.get(variant).cloned(),
        None => Some(given(marks).unwrap_or(default)),
    };
    let of_enum = given(&class.decorators).unwrap_or_else(|| naming::snake(&class.name));
    let name = name_of("Table", &table.decorators, of_enum)?;
    let others = class.fields.iter().filter(|field| field.name != "Table");
    let attributes = others.filter_map(|field| {
        Some(Attribute {
            column: name_of(&field.name, &field.decorators, naming::snake(&field.name))?,
            name: field.name.clone(),
            kind: AttributeKind::Column,
            target: None,
            span: file.span(field.name_range.clone()),
        })
    });
    let place = file.span(class.name_range.clone());
    Some(Mapping {
        orm: ORM.name,
        grammar: Grammar::Row,
        model: class.name.clone(),
        used_in: &["rust"],
        certainty: Certainty::Certain,
        why: Step::at(format!("`{}` names table `{name}` and its columns (`Iden`)", class.name), place.clone()),
        table: Some(ObjectName::new(name)),
        attributes: attributes.collect(),
        open: false,
        lists_columns: false,
        span: place,
    })
}

/// `#[iden = "x"]`, `#[iden(rename = "x")]`, `#[sea_orm(iden = "x")]`
fn given(marks: &[Expr]) -> Option<String> {
    marks.iter().find_map(|mark| match callee_name(mark)? {
        "iden" => named(mark, "rename").or_else(|| positional(mark).next())?.as_text(),
        "sea_orm" => named(mark, "iden")?.as_text(),
        _ => None,
    })
}

/// The names that an `impl Iden` writes: each text belongs to the variants of the arm before it.
fn written(file: &CodeFile, class: &Class) -> Option<HashMap<String, String>> {
    let of_iden = |name: &str| matches!(name, "unquoted" | "prepare" | "as_str");
    let functions = &file.facts.functions;
    let function = functions.iter().find(|one| one.owner.as_deref() == Some(&class.name) && of_iden(&one.name))?;
    let mut found = HashMap::new();
    let mut waiting: Vec<&str> = Vec::new();
    for expr in &function.body {
        expr.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Member { object, name, .. } => {
                    let own = object.last_name().is_some_and(|owner| owner == "Self" || owner == class.name);
                    if own && class.fields.iter().any(|field| field.name == *name) {
                        waiting.push(name);
                    }
                }
                ExprKind::Str(text) => {
                    let text = text.plain().filter(|text| !text.is_empty() && !text.contains(['{', ' ']));
                    if let Some(text) = text {
                        for variant in waiting.drain(..) {
                            found.insert(variant.to_owned(), text.clone());
                        }
                    }
                }
                _ => {}
            }
            true
        });
    }
    Some(found)
}
