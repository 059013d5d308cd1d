//! Django models: fields of `models.Model` classes.
//!
//! Without `Meta.db_table` the table is `<app label>_<model in lower case>`, the app being the package that holds the models module. A foreign
//! key's column is the field's name with `_id` (Django's documentation, "Field.db_column", "Database representation"). Every query without `only`, `defer` or
//! `values` lists all columns. What a user's class has from Django itself is in `users`, what one has from models with tables of their own in `ancestors`.

mod ancestors;
mod history;
mod labels;
mod users;

pub use labels::relabel;

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::python::{self, Classes};
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, named, positional};

pub(super) const ORM: Orm =
    Orm { name: "django", declared_in: &["python"], hints: &["models.", "from django"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    mappings_with(file, &Classes::of([file]))
}

/// The models of a file, with the classes that are known.
pub(super) fn mappings_with<'f>(file: &'f CodeFile, classes: &Classes<'f>) -> Vec<Mapping> {
    // Tortoise has a `models.Model` as well.
    if file.facts.imports.iter().any(|import| import.module.split('.').next() == Some("tortoise")) {
        return Vec::new();
    }
    let models = file.facts.classes.iter().enumerate().filter_map(|(at, class)| {
        let line = classes.line(file, at);
        (class.outer.is_none() && is_model(&line)).then(|| ancestors::with_tables(classes, file, at, class))
    });
    models.flatten().collect()
}

/// A class that leads to `models.Model`, or has fields of models.
fn is_model(line: &[(&CodeFile, usize)]) -> bool {
    line.iter().filter_map(|(file, at)| Some((file, file.facts.classes.get(*at)?))).any(|(file, class)| {
        let from_models = |base: &Expr| {
            base.path().is_some_and(|path| {
                path == "models.Model" || path.ends_with(".models.Model") || of_models(file, &path) == Some("Model")
            }) || users::fields(file, base).is_some()
        };
        class.bases.iter().any(from_models)
            || (!class.bases.is_empty()
                && class.outer.is_none()
                && class
                    .fields
                    .iter()
                    .any(|field| field.value.as_ref().is_some_and(|value| is_models_call(file, value))))
    })
}

/// What a name is in `django.db.models` that the file imports from there: `from django.db.models import CharField, Model`,
/// `from django.db import models as db`.
fn of_models<'p>(file: &CodeFile, path: &'p str) -> Option<&'p str> {
    let is_models = |module: &str| matches!(module, "django.db.models" | "django.contrib.gis.db.models");
    let (local, rest) = path.split_once('.').unwrap_or((path, ""));
    let import = file.facts.imports.iter().find(|import| import.local == local)?;
    match (&import.name, rest) {
        // One that is renamed there is called otherwise here, and is not asked for.
        (Some(name), "") => (is_models(&import.module) && name == local).then_some(local),
        (Some(name), rest) => is_models(&format!("{}.{name}", import.module)).then_some(rest),
        (None, _) => None,
    }
}

/// `models.CharField(…)`, and a key of whatever class: `fields.ForeignKey("User", on_delete=models.PROTECT)`
fn is_models_call(file: &CodeFile, value: &Expr) -> bool {
    let is_of_models = |path: Option<String>| {
        path.is_some_and(|path| {
            ["models.", "django.db.models."].iter().any(|of| path.starts_with(of)) || of_models(file, &path).is_some()
        })
    };
    match &value.kind {
        ExprKind::Call { callee, .. } => {
            is_of_models(callee.path()) || named(value, "on_delete").is_some_and(|what| is_of_models(what.path()))
        }
        _ => false,
    }
}

/// Whether the `Meta` of a class sets a name to `True`.
fn is_set(file: &CodeFile, at: usize, name: &str) -> bool {
    python::meta(&(file, at), name)
        .is_some_and(|value| matches!(&value.kind, ExprKind::Literal(text) if text == "True"))
}

/// A model with a table of its own, and the fields that `line` (the class itself first) gives it.
fn model(file: &CodeFile, at: usize, class: &Class, line: &[(&CodeFile, usize)]) -> Option<Mapping> {
    let meta = |name: &str| python::meta(&(file, at), name);
    let place = file.span(class.name_range.clone());
    let (table, certainty, why) = match meta("db_table").and_then(Expr::as_text) {
        Some(table) => {
            let table = table.trim_matches('"').to_string();
            let why = format!("`{}` maps to table `{table}` (`db_table`)", class.name);
            (table, Certainty::Certain, why)
        }
        None => {
            let app = meta("app_label").and_then(Expr::as_text).or_else(|| app_label(file.path()))?;
            let table = format!("{app}_{}", class.name.to_lowercase());
            let why = format!("`{}` maps to table `{table}` (Django's naming)", class.name);
            (table, Certainty::Certain, why)
        }
    };
    let mut attributes = Vec::new();
    for (file, at) in line {
        if let Some(class) = file.facts.classes.get(*at) {
            collect(file, class, &table, &mut attributes);
        }
    }
    users::collect(line, &table, &mut attributes);
    python::others(line, &mut attributes);
    Some(Mapping {
        orm: "django",
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["python"],
        certainty,
        why: Step::at(why, place.clone()),
        table: Some(ObjectName::new(table)),
        attributes,
        open: true,
        lists_columns: true,
        span: place,
    })
}

/// The fields of a class; what a class nearer to the model says of a name stays.
fn collect(file: &CodeFile, class: &Class, table: &str, out: &mut Vec<Attribute>) {
    let known = out.len();
    for field in &class.fields {
        let is_known = |own: &Attribute| own.name == field.name;
        if out.iter().take(known).any(is_known) {
            continue;
        }
        let Some(value) = &field.value else { continue };
        let span = file.span(field.name_range.clone());
        let attribute = |name: &str, column: String, kind: AttributeKind, target: Option<String>| Attribute {
            name: name.to_string(),
            column,
            kind,
            target,
            span: span.clone(),
        };
        // `last_name = None` takes an inherited field away.
        if matches!(&value.kind, ExprKind::Literal(text) if text == "None") {
            out.push(attribute(&field.name, field.name.clone(), AttributeKind::Virtual, None));
            continue;
        }
        let Some(kind) = callee_name(value) else { continue };
        if !matches!(value.kind, ExprKind::Call { .. }) {
            continue;
        }
        let db_column = named(value, "db_column").and_then(Expr::as_text);
        let target = || positional(value).next().or_else(|| named(value, "to")).and_then(super::text_or_path);
        match kind {
            "ForeignKey" | "OneToOneField" | "ParentalKey" | "TreeForeignKey" => {
                let column = db_column.unwrap_or_else(|| format!("{}_id", field.name));
                out.push(attribute(&field.name, column.clone(), AttributeKind::Column, target()));
                out.push(attribute(&format!("{}_id", field.name), column, AttributeKind::Column, None));
            }
            // Its rows stand in a table of their own.
            "ManyToManyField" | "ParentalManyToManyField" if named(value, "through").is_none() => {
                let link = named(value, "db_table").and_then(Expr::as_text);
                let link = link.unwrap_or_else(|| format!("{table}_{}", field.name));
                out.push(attribute(&field.name, link, AttributeKind::Link, target()));
            }
            "ManyToManyField" | "GenericRelation" => {
                out.push(attribute(&field.name, field.name.clone(), AttributeKind::Relation, target()));
            }
            // django-imagekit's `ImageSpecField` makes its file of another field's.
            "GenericForeignKey" | "ImageSpecField" => {
                out.push(attribute(&field.name, field.name.clone(), AttributeKind::Virtual, None))
            }
            _ if is_made_of_others(file, class, kind, value) => {
                out.push(attribute(&field.name, field.name.clone(), AttributeKind::Virtual, None));
            }
            _ if kind.ends_with("Field") || is_models_call(file, value) => {
                out.push(attribute(
                    &field.name,
                    db_column.unwrap_or_else(|| field.name.clone()),
                    AttributeKind::Column,
                    None,
                ));
            }
            _ => {}
        }
        if let Some(related) = named(value, "related_name").and_then(Expr::as_text).filter(|name| !name.ends_with('+'))
        {
            out.push(attribute(&related, String::new(), AttributeKind::Reverse, target()));
        }
    }
}

/// Options of fields that say something of their column.
const OF_COLUMNS: &[&str] = &[
    "max_length",
    "max_digits",
    "decimal_places",
    "null",
    "unique",
    "db_index",
    "db_column",
    "primary_key",
    "db_default",
];

/// A field of the project's or a library's own that is put together of others of the model, which it names, and has no column:
/// `total = MoneyField(amount_field="total_amount")`. A file's field names fields that it fills in (`width_field`) and has one, as has a field that says what only
/// columns have: `NaturalOrderingField(target_field="name", max_length=100)`.
fn is_made_of_others(file: &CodeFile, class: &Class, kind: &str, value: &Expr) -> bool {
    let is_field = |name: &String| class.fields.iter().any(|field| field.name == *name);
    !is_models_call(file, value)
        && !kind.contains("Image")
        && !kind.contains("File")
        && !OF_COLUMNS.iter().any(|option| named(value, option).is_some())
        && super::arguments(value).iter().any(|arg| {
            arg.name.as_deref().is_some_and(|name| name.ends_with("_field"))
                && arg.value.as_text().is_some_and(|name| is_field(&name))
        })
}

/// The name of the package that holds `models.py` or `models/`.
fn app_label(path: &str) -> Option<String> {
    app_folder(path).and_then(|folder| folder.rsplit('/').next()).map(str::to_owned)
}

/// The package that holds `models.py` or `models/`, also where the one lies in the other.
fn app_folder(path: &str) -> Option<&str> {
    let parts: Vec<&str> = path.split('/').collect();
    let mut at =
        parts.iter().rposition(|part| *part == "models" || *part == "models.py").unwrap_or(parts.len().checked_sub(1)?);
    while at.checked_sub(1).and_then(|above| parts.get(above)) == Some(&"models") {
        at -= 1;
    }
    let length = parts.get(..at)?.iter().map(|part| part.len() + 1).sum::<usize>();
    path.get(..length.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_above_its_models() {
        for (path, expected) in [
            ("shop/models.py", Some("shop")),
            ("src/shop/models/order.py", Some("shop")),
            ("src/shop/models/models.py", Some("shop")),
            ("shop/orders.py", Some("shop")),
            ("models.py", None),
        ] {
            assert_eq!(app_label(path).as_deref(), expected, "{path}");
        }
    }
}
