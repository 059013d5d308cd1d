//! Exposed (Kotlin): `object Users : Table("users")` with a column a property, and entities whose properties are delegated to them (`var email by Users.email`).
//!
//! A table that names nothing is the object's name without `Table` at its end, as Exposed takes it. Entities stand in other files than their tables, so [`link`] reads all.

use std::collections::HashMap;

use crate::lang::facts::{Class, Expr, ExprKind, FieldKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, arguments, callee_name};

pub(super) const ORM: Orm =
    Orm { name: NAME, declared_in: LANGUAGES, hints: &["exposed"], mappings: |file| declared(&[file]) };

const NAME: &str = "exposed";
const LANGUAGES: &[&str] = &["kotlin"];

/// The classes that a table extends, and the key that each declares.
const TABLES: &[&str] = &["Table", "IdTable", "IntIdTable", "LongIdTable", "UIntIdTable", "ULongIdTable", "UUIDTable"];

/// Replaces what single files declare by what all of them declare together.
pub fn link(files: &[&CodeFile], found: &mut Vec<Mapping>) {
    if !found.iter().any(|one| one.orm == NAME) {
        return;
    }
    found.retain(|one| one.orm != NAME);
    let own: Vec<&CodeFile> = files.iter().copied().filter(|file| LANGUAGES.contains(&file.language.name)).collect();
    found.extend(declared(&own));
}

fn declared(files: &[&CodeFile]) -> Vec<Mapping> {
    let mut found: Vec<Mapping> = Vec::new();
    for file in files.iter().filter(|file| file.facts.imports.iter().any(|import| is_exposed(&import.module))) {
        found.extend(file.facts.classes.iter().filter_map(|class| table(file, class)));
    }
    let tables: HashMap<String, Mapping> = found.iter().map(|one| (one.model.clone(), one.clone())).collect();
    for file in files {
        found.extend(file.facts.classes.iter().flat_map(|class| entity(file, class, &tables)));
    }
    found
}

fn is_exposed(module: &str) -> bool {
    module.starts_with("org.jetbrains.exposed.")
}

fn table(file: &CodeFile, class: &Class) -> Option<Mapping> {
    // A project has bases of its own, which other files declare: `object Users : AuditedTable("users")`.
    let is_table = |name: &str| TABLES.contains(&name) || name.len() > "Table".len() && name.ends_with("Table");
    let mut bases = class.bases.iter().filter(|base| callee_name(base).is_some_and(is_table));
    // A base stands once by its name, and once more as a call if it is given arguments.
    let base = bases.clone().find(|base| matches!(base.kind, ExprKind::Call { .. })).or_else(|| bases.next())?;
    let mut args = arguments(base).iter();
    let given = args.find(|arg| matches!(arg.name.as_deref(), None | Some("name"))).map(|arg| &arg.value);
    let (name, certainty, how) = match given {
        Some(given) => (given.as_text()?, Certainty::Certain, "its constructor"),
        None => {
            let bare = class.name.strip_suffix("Table").filter(|bare| !bare.is_empty()).unwrap_or(&class.name);
            (bare.to_owned(), Certainty::Likely, "the naming of Exposed")
        }
    };
    let (schema, name) = name.rsplit_once('.').map_or((None, name.as_str()), |(schema, name)| (Some(schema), name));
    let name = ObjectName {
        qualifiers: schema.into_iter().map(Ident::new).collect(),
        name: Ident::new(name.trim_matches(['"', '`'])),
    };
    let mut attributes = Vec::new();
    for field in class.fields.iter().filter(|field| field.kind == FieldKind::Field) {
        if let Some((column, place)) = field.value.as_ref().and_then(column) {
            attributes.push(Attribute {
                name: field.name.clone(),
                column,
                kind: AttributeKind::Column,
                target: None,
                span: file.span(place),
            });
        }
    }
    let place = file.span(class.name_range.clone());
    Some(Mapping {
        orm: NAME,
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: LANGUAGES,
        why: Step::at(format!("`{}` maps to table `{name}` ({how})", class.name), place.clone()),
        table: Some(name),
        certainty,
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    })
}

/// The column that a property declares, by the first call of its chain: `varchar("email", 50).nullable().uniqueIndex()`.
fn column(value: &Expr) -> Option<(String, std::ops::Range<usize>)> {
    let mut at = value;
    // No honest chain is longer.
    for _ in 0..64 {
        let ExprKind::Call { callee, args, .. } = &at.kind else {
            return match &at.kind {
                ExprKind::Binary { left, .. } => column_of(left),
                ExprKind::Seq(items) => column_of(items.first()?),
                _ => None,
            };
        };
        match &callee.kind {
            ExprKind::Member { object, .. } => at = object,
            _ => {
                let kind = callee.as_name()?;
                // Keys and checks of the whole table name no column.
                if matches!(kind, "PrimaryKey" | "index" | "uniqueIndex" | "check" | "lazy") {
                    return None;
                }
                let name = &args.iter().find(|arg| matches!(arg.name.as_deref(), None | Some("name")))?.value;
                return Some((name.as_text()?, name.range.clone()));
            }
        }
    }
    None
}

fn column_of(value: &Expr) -> Option<(String, std::ops::Range<usize>)> {
    matches!(value.kind, ExprKind::Call { .. }).then(|| column(value)).flatten()
}

/// An entity of a table: the properties that are delegated to its columns.
fn entity(file: &CodeFile, class: &Class, tables: &HashMap<String, Mapping>) -> Option<Mapping> {
    let mut of: Option<&Mapping> = None;
    let mut attributes = Vec::new();
    for field in &class.fields {
        let delegate = field.value.as_ref().and_then(member_of_table);
        let Some((object, name)) = delegate else { continue };
        let Some(table) = tables.get(object) else { continue };
        let Some(column) = table.attributes.iter().find(|one| one.name == name) else { continue };
        of = of.or(Some(table));
        if of.is_some_and(|of| of.model == table.model) {
            attributes.push(Attribute {
                name: field.name.clone(),
                column: column.column.clone(),
                kind: AttributeKind::Column,
                target: None,
                span: file.span(field.name_range.clone()),
            });
        }
    }
    let of = of?;
    let place = file.span(class.name_range.clone());
    Some(Mapping {
        model: class.name.clone(),
        attributes,
        why: Step::at(format!("`{}` is an entity of `{}`", class.name, of.model), place.clone()),
        span: place,
        ..of.clone()
    })
}

/// `Users.email`, `Users.email.transform(…)`, `Order referencedOn Orders.order`.
fn member_of_table(value: &Expr) -> Option<(&str, &str)> {
    let mut at = value;
    for _ in 0..16 {
        match &at.kind {
            ExprKind::Member { object, name, .. } if object.as_name().is_some() => {
                return Some((object.as_name()?, name));
            }
            ExprKind::Member { object, .. } => at = object,
            ExprKind::Call { callee, .. } => at = callee,
            ExprKind::Binary { op, right, .. } if op.ends_with("eferencedOn") => at = right,
            ExprKind::Seq(items) => at = items.last()?,
            _ => return None,
        }
    }
    None
}
