//! Diesel (Rust): `table!` macros, and structs with `#[diesel(table_name = …)]`.
//!
//! A field with `select_expression` is computed; one with `embed` belongs to another struct; `column_name` overrides the field's name
//! (Diesel's guide, derive macros `Queryable`, `Selectable`, `Insertable`, `AsChangeset`). A struct that only derives `Queryable` has no table: its
//! columns come by position, and what it lacks or has too much is told by the compiler.

use crate::lang::facts::{Class, ExprKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::{
    Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, arguments, callee_name, named, positional, text_or_path,
};

pub(super) const ORM: Orm = Orm { name: "diesel", declared_in: &["rust"], hints: &["diesel", "table!"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let mut found = Vec::new();
    for expr in &file.facts.top {
        expr.walk(&mut |expr| {
            if let ExprKind::Call { .. } = &expr.kind
                && callee_name(expr) == Some("table!")
                && let Some(mapping) = table_macro(file, expr)
            {
                found.push(mapping);
            }
            true
        });
    }
    found.extend(file.facts.classes.iter().filter_map(|class| derived(file, class)));
    found
}

/// `table! { users (id) { id -> Int4, … } }`: the module `users` with its columns.
fn table_macro(file: &CodeFile, call: &crate::lang::facts::Expr) -> Option<Mapping> {
    let args = arguments(call);
    let name = &args.first()?.value;
    let table = object_name(&name.path()?)?;
    let attributes = args
        .iter()
        .filter_map(|arg| {
            let name = arg.name.clone()?;
            let sql_name = (callee_name(&arg.value) == Some("sql_name"))
                .then(|| positional(&arg.value).find_map(|value| value.as_text()))
                .flatten();
            Some(Attribute {
                column: sql_name.unwrap_or_else(|| name.clone()),
                name,
                kind: AttributeKind::Column,
                target: None,
                span: file.span(arg.name_range.clone()),
            })
        })
        .collect();
    Some(Mapping {
        orm: "diesel",
        grammar: Grammar::Diesel,
        model: name.last_name()?.to_string(),
        used_in: &["rust"],
        certainty: Certainty::Certain,
        why: Step::at(format!("`table!` declares `{table}`"), file.span(name.range.clone())),
        table: Some(table),
        attributes,
        open: false,
        lists_columns: true,
        span: file.span(name.range.clone()),
    })
}

/// A struct with `#[diesel(table_name = users)]` (or the older `#[table_name = "users"]`).
fn derived(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let table = class.decorators.iter().find_map(|decorator| match callee_name(decorator) {
        Some("diesel") => named(decorator, "table_name").and_then(text_or_path),
        Some("table_name") => positional(decorator).find_map(text_or_path),
        _ => None,
    })?;
    // `use crate::schema::posts as entries;`
    let picked = file.facts.imports.iter().find(|one| one.local == table);
    let table = picked.and_then(|one| one.name.clone()).filter(|name| name != "*").unwrap_or(table);
    let table = object_name(&table)?;
    let attributes = class
        .fields
        .iter()
        .map(|field| {
            let mut column = field.name.clone();
            let mut kind = AttributeKind::Column;
            for decorator in &field.decorators {
                match callee_name(decorator) {
                    Some("diesel") => {
                        if let Some(name) = named(decorator, "column_name").and_then(text_or_path) {
                            column = name.rsplit('.').next().unwrap_or(&name).to_string();
                        }
                        if named(decorator, "select_expression").is_some() {
                            kind = AttributeKind::Computed;
                        }
                        if positional(decorator).any(|value| value.last_name() == Some("embed")) {
                            kind = AttributeKind::Virtual;
                        }
                    }
                    Some("column_name") => {
                        if let Some(name) = positional(decorator).find_map(text_or_path) {
                            column = name;
                        }
                    }
                    _ => {}
                }
            }
            Attribute {
                name: field.name.clone(),
                column,
                kind,
                target: None,
                span: file.span(field.name_range.clone()),
            }
        })
        .collect();
    Some(Mapping {
        orm: "diesel",
        grammar: Grammar::Row,
        model: class.name.clone(),
        used_in: &["rust"],
        certainty: Certainty::Certain,
        why: Step::at(
            format!("`{}` maps to table `{table}` (`table_name`)", class.name),
            file.span(class.name_range.clone()),
        ),
        table: Some(table),
        attributes,
        open: false,
        lists_columns: true,
        span: file.span(class.name_range.clone()),
    })
}

/// `users`, `crate.schema.users`, `auth.users`: of a path through modules only the last part is the table.
fn object_name(path: &str) -> Option<ObjectName> {
    let name = path.rsplit('.').next()?;
    let mut object = ObjectName::new(name);
    let parts: Vec<&str> = path.split('.').collect();
    if let [schema, _] = parts[..]
        && !["schema", "crate", "super", "self"].contains(&schema)
    {
        object.qualifiers.push(Ident::new(schema));
    }
    Some(object)
}

/// The columns of structs by the names that their `table!` gives them in the database.
pub(super) fn link(mappings: &mut [Mapping]) {
    let renamed: Vec<(String, String, String)> = mappings
        .iter()
        .filter(|mapping| mapping.orm == ORM.name && mapping.grammar == Grammar::Diesel)
        .flat_map(|module| {
            let differs = module.attributes.iter().filter(|attribute| attribute.name != attribute.column);
            differs.map(|attribute| (module.model.clone(), attribute.name.clone(), attribute.column.clone()))
        })
        .collect();
    if renamed.is_empty() {
        return;
    }
    for mapping in mappings.iter_mut().filter(|one| one.orm == ORM.name && one.grammar == Grammar::Row) {
        let Some(table) = mapping.table.as_ref().map(|table| table.name.value.clone()) else { continue };
        for attribute in &mut mapping.attributes {
            let named = renamed.iter().find(|(module, name, _)| *module == table && *name == attribute.column);
            if let Some((_, _, column)) = named {
                attribute.column.clone_from(column);
            }
        }
    }
}
