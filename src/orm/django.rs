//! Django models: fields of `models.Model` classes.
//!
//! Without `Meta.db_table` the table is `<app label>_<model in lower case>`, the app being the package that holds the models module. A foreign
//! key's column is the field's name with `_id` (Django's documentation, "Field.db_column", "Database representation"). Every query without `only`, `defer` or
//! `values` lists all columns.

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, named, positional};

pub(super) const ORM: Orm =
    Orm { name: "django", declared_in: &["python"], hints: &["models.", "from django"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let classes = &file.facts.classes;
    classes
        .iter()
        .enumerate()
        .filter(|(_, class)| is_model(file, class, 0))
        .filter_map(|(at, class)| model(file, at, class))
        .collect()
}

/// A class whose bases lead to `models.Model`, as far as this file tells.
fn is_model(file: &CodeFile, class: &Class, depth: usize) -> bool {
    depth < 6
        && class.bases.iter().any(|base| {
            let Some(path) = base.path() else { return false };
            let last = path.rsplit('.').next().unwrap_or(&path);
            path == "models.Model"
                || path.ends_with(".models.Model")
                || file
                    .facts
                    .classes
                    .iter()
                    .find(|other| other.name == last && other.range != class.range)
                    .is_some_and(|other| is_model(file, other, depth + 1))
                || (class.outer.is_none()
                    && class.fields.iter().any(|field| field.value.as_ref().is_some_and(is_models_call)))
        })
}

/// `models.CharField(…)`
fn is_models_call(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Call { callee, .. } => {
            callee.path().is_some_and(|path| path.starts_with("models.") || path.starts_with("django.db.models."))
        }
        _ => false,
    }
}

fn model(file: &CodeFile, at: usize, class: &Class) -> Option<Mapping> {
    let meta = |name: &str| {
        let meta = file.facts.classes.iter().find(|inner| inner.outer == Some(at) && inner.name == "Meta")?;
        meta.fields
            .iter()
            .find(|field| field.name == name)
            .and_then(|field| field.value.as_ref())
            .or_else(|| meta.body.iter().find_map(|expr| assigned(expr, name)))
    };
    let is_true = |value: Option<&Expr>| {
        value.is_some_and(|value| matches!(&value.kind, ExprKind::Literal(text) if text == "True"))
    };
    if is_true(meta("abstract")) || is_true(meta("proxy")) {
        return None;
    }
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
    collect(file, class, &mut attributes, 0);
    Some(Mapping {
        orm: "django",
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["python"],
        certainty,
        why: Step::at(why, place.clone()),
        table: Some(ObjectName::new(table)),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    })
}

/// The fields of a class and of its bases in the same file (abstract models and mixins).
fn collect(file: &CodeFile, class: &Class, out: &mut Vec<Attribute>, depth: usize) {
    if depth > 6 {
        return;
    }
    for field in &class.fields {
        let Some(value) = &field.value else { continue };
        let Some(kind) = callee_name(value) else { continue };
        if !matches!(value.kind, ExprKind::Call { .. }) {
            continue;
        }
        let span = file.span(field.name_range.clone());
        let db_column = named(value, "db_column").and_then(Expr::as_text);
        let attribute = |name: &str, column: String, kind: AttributeKind, target: Option<String>| Attribute {
            name: name.to_string(),
            column,
            kind,
            target,
            span: span.clone(),
        };
        match kind {
            "ForeignKey" | "OneToOneField" | "ParentalKey" | "TreeForeignKey" => {
                let column = db_column.unwrap_or_else(|| format!("{}_id", field.name));
                let target = positional(value).next().or_else(|| named(value, "to")).and_then(super::text_or_path);
                out.push(attribute(&field.name, column.clone(), AttributeKind::Column, target));
                out.push(attribute(&format!("{}_id", field.name), column, AttributeKind::Column, None));
            }
            "ManyToManyField" | "GenericRelation" => {
                out.push(attribute(&field.name, field.name.clone(), AttributeKind::Relation, None));
            }
            "GenericForeignKey" => out.push(attribute(&field.name, field.name.clone(), AttributeKind::Virtual, None)),
            _ if kind.ends_with("Field") || is_models_call(value) => {
                out.push(attribute(
                    &field.name,
                    db_column.unwrap_or_else(|| field.name.clone()),
                    AttributeKind::Column,
                    None,
                ));
            }
            _ => {}
        }
    }
    for base in &class.bases {
        if let Some(name) = base.last_name()
            && let Some(parent) =
                file.facts.classes.iter().find(|other| other.name == name && other.range != class.range)
        {
            collect(file, parent, out, depth + 1);
        }
    }
}

fn assigned<'a>(expr: &'a Expr, name: &str) -> Option<&'a Expr> {
    match &expr.kind {
        ExprKind::Assign { target, value, .. } if target.as_name() == Some(name) => Some(value),
        _ => None,
    }
}

/// The package that holds `models.py` or `models/`.
fn app_label(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let at =
        parts.iter().rposition(|part| *part == "models" || *part == "models.py").unwrap_or(parts.len().checked_sub(1)?);
    Some((*parts.get(at.checked_sub(1)?)?).to_string())
}
