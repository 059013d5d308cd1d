//! Python: classes that the rows of a `SELECT *` are read into, in the function where the query stands: psycopg's `class_row(User)`, `User(**row)`, and Pydantic's
//! `User.model_validate(row)`.

use std::collections::BTreeSet;

use crate::lang::facts::{Expr, ExprKind, Field, Function, Text, TextPart};

use super::super::named;
use super::{AttributeKind, CodeFile, Orm, PYTHON, Read, callee_name, declared, positional};

pub(super) const ORM: Orm = Orm {
    name: PYTHON,
    declared_in: &["python"],
    hints: &["class_row", "(**", "model_validate", "parse_obj"],
    mappings: |file| declared(&[file], &ORM),
};

/// The column that fills a field, which Pydantic's `Field(alias="mail")` says. A field with a value of its own is left at it where the row has no such column.
pub(super) fn column(field: &Field) -> (Option<String>, AttributeKind) {
    let own = Some(field.name.clone());
    let Some(value) = &field.value else { return (own, AttributeKind::Column) };
    let alias = ["validation_alias", "alias"].iter().find_map(|key| named(value, key)?.as_text());
    let is_required = callee_name(value) == Some("Field")
        && named(value, "default").is_none()
        && named(value, "default_factory").is_none()
        && positional(value).all(|first| matches!(&first.kind, ExprKind::Literal(text) if text == "..."));
    let kind = if is_required { AttributeKind::Column } else { AttributeKind::Listed };
    (alias.or(own), kind)
}

/// The queries of a function, if it makes rows of one class.
pub(super) fn reads<'f>(file: &'f CodeFile, function: &Function) -> Vec<Read<'f>> {
    let mut classes = BTreeSet::new();
    let mut texts = Vec::new();
    for expr in &function.body {
        expr.walk(&mut |expr| {
            classes.extend(class_of_rows(function, expr));
            if let ExprKind::Str(text) = &expr.kind {
                texts.push((with_gaps(text), expr.range.clone()));
            }
            true
        });
    }
    let (Some(class), 1) = (classes.first(), classes.len()) else { return Vec::new() };
    let is_query = |text: &str| text.contains('*') && text.to_ascii_lowercase().contains("from");
    let read = |(sql, at)| Read { class: class.clone(), sql, file, at };
    texts.into_iter().filter(|(text, _)| is_query(text)).map(read).collect()
}

/// The class that a call fills with a row.
fn class_of_rows(function: &Function, expr: &Expr) -> Option<String> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let first = args.first()?;
    let class = match callee.last_name()? {
        "class_row" => first.value.last_name()?,
        "model_validate" | "parse_obj" if is_row(function, &first.value) => match &callee.kind {
            ExprKind::Member { object, .. } => object.last_name()?,
            _ => return None,
        },
        name if args.len() == 1 && first.name.as_deref() == Some("**") && is_row(function, &first.value) => name,
        _ => return None,
    };
    match class {
        "cls" | "Self" => function.owner.clone(),
        name => name.starts_with(|c: char| c.is_uppercase()).then(|| name.to_owned()),
    }
}

/// Whether a value comes out of the function itself (`row`, `dict(row)`, `cursor.fetchone()`): what it was given is no row.
fn is_row(function: &Function, value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Name(name) => !function.params.iter().any(|param| param.name == *name),
        ExprKind::Call { callee, args, .. } => match callee.last_name() {
            Some("dict" | "_asdict" | "_mapping") if args.len() == 1 => is_row(function, &args[0].value),
            Some(name) => name.starts_with("fetch"),
            None => false,
        },
        ExprKind::Member { object, name, .. } if name == "_mapping" => is_row(function, object),
        ExprKind::Seq(items) if items.len() == 1 => is_row(function, &items[0]),
        _ => false,
    }
}

/// A text with a space for each hole.
fn with_gaps(text: &Text) -> String {
    let part = |part: &TextPart| match part {
        TextPart::Piece { value, .. } => value.clone(),
        TextPart::Hole(_) => " ".to_owned(),
    };
    text.parts.iter().map(part).collect()
}
