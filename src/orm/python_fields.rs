//! Models in Python that are classes of fields and are told by what their file imports: what Peewee, Piccolo, Pony and Tortoise have in common.
//!
//! What differs is a [`Convention`]. A class counts if it, or one that it inherits from, has a column.

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::python::{self, Classes};
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, callee_name, named, positional, text_or_path};

/// A class with those that it inherits from, itself first.
pub(super) type Line<'l, 'f> = &'l [(&'f CodeFile, usize)];

/// What a field's call declares.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Column,
    /// The key of a row of another model, which the first argument names.
    Key,
    Relation,
}

/// How one ORM says it.
pub(super) struct Convention {
    pub orm: &'static str,
    /// Packages of which a file of models imports one.
    pub packages: &'static [&'static str],
    /// What the call of this name declares.
    pub kind: fn(&str, &Expr) -> Option<Kind>,
    /// Arguments that give the column another name.
    pub column: &'static [&'static str],
    /// What comes behind a key's name in the database.
    pub key_suffix: &'static str,
    /// Arguments by which the other model reaches this one.
    pub back: &'static [&'static str],
    /// The table, and whether the code itself says it; `None` for a class without one.
    pub table: fn(&Class, Line<'_, '_>) -> Option<(String, bool)>,
}

/// The models of a file that imports the ORM.
pub(super) fn mappings<'f>(convention: &Convention, file: &'f CodeFile, classes: &Classes<'f>) -> Vec<Mapping> {
    let of_package = |module: &str| {
        let first = module.split('.').next().unwrap_or(module);
        convention.packages.contains(&first)
    };
    if !file.facts.imports.iter().any(|import| of_package(&import.module)) {
        return Vec::new();
    }
    let declared = file.facts.classes.iter().enumerate().filter(|(_, class)| !class.bases.is_empty());
    declared.filter_map(|(at, class)| model(convention, file, class, &classes.line(file, at))).collect()
}

fn model(convention: &Convention, file: &CodeFile, class: &Class, line: Line<'_, '_>) -> Option<Mapping> {
    let (table, is_said) = (convention.table)(class, line)?;
    let mut attributes = Vec::new();
    for (file, at) in line {
        if let Some(class) = file.facts.classes.get(*at) {
            collect(convention, file, class, &mut attributes);
        }
    }
    if !attributes.iter().any(|attribute| attribute.kind == AttributeKind::Column) {
        return None;
    }
    python::others(line, &mut attributes);
    let place = file.span(class.name_range.clone());
    let by = if is_said { "which it names" } else { "by its name" };
    Some(Mapping {
        orm: convention.orm,
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["python"],
        certainty: if is_said { Certainty::Certain } else { Certainty::Likely },
        why: Step::at(format!("`{}` maps to table `{table}` ({by})", class.name), place.clone()),
        table: Some(ObjectName::new(table)),
        attributes,
        open: true,
        lists_columns: true,
        span: place,
    })
}

/// The fields of a class; what a class nearer to the model says of a name stays.
fn collect(convention: &Convention, file: &CodeFile, class: &Class, out: &mut Vec<Attribute>) {
    let known = out.len();
    for field in &class.fields {
        let Some(value) = field.value.as_ref().filter(|value| matches!(value.kind, ExprKind::Call { .. })) else {
            continue;
        };
        if out.iter().take(known).any(|own| own.name == field.name) {
            continue;
        }
        let Some(kind) = callee_name(value).and_then(|name| (convention.kind)(name, value)) else { continue };
        let argument = |names: &[&str]| names.iter().find_map(|name| named(value, name)).and_then(Expr::as_text);
        let target = positional(value).next().and_then(text_or_path).filter(|_| kind != Kind::Column);
        let mut push = |name: String, column: String, kind: AttributeKind, target: Option<String>| {
            let span = file.span(field.name_range.clone());
            out.push(Attribute { name, column, kind, target, span });
        };
        let column = argument(convention.column);
        match kind {
            Kind::Column => {
                push(field.name.clone(), column.unwrap_or_else(|| field.name.clone()), AttributeKind::Column, None);
            }
            Kind::Key => {
                let key = format!("{}{}", field.name, convention.key_suffix);
                let column = column.unwrap_or_else(|| key.clone());
                push(field.name.clone(), column.clone(), AttributeKind::Column, target.clone());
                if key != field.name {
                    push(key, column, AttributeKind::Column, None);
                }
            }
            Kind::Relation => push(field.name.clone(), field.name.clone(), AttributeKind::Relation, target.clone()),
        }
        if let Some(back) = argument(convention.back) {
            push(back, String::new(), AttributeKind::Reverse, target);
        }
    }
}

/// What the `Meta` of a model's own class says.
pub(super) fn own_meta<'f>(line: Line<'_, 'f>, name: &str) -> Option<&'f Expr> {
    python::meta(line.first()?, name)
}

/// What the nearest `Meta` says that says it.
pub(super) fn any_meta<'f>(line: Line<'_, 'f>, name: &str) -> Option<&'f Expr> {
    line.iter().find_map(|class| python::meta(class, name))
}
