//! What the mappers of JavaScript and TypeScript have in common: options in objects, and columns whose case a setting decides.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Key};

use super::{Attribute, AttributeKind, CodeFile, naming};

/// The value of an object's key.
pub(super) fn entry<'a>(expr: &'a Expr, key: &str) -> Option<&'a Expr> {
    match &expr.kind {
        ExprKind::Map(entries) => {
            entries.iter().find(|entry| matches!(&entry.key, Key::Name(name) if name == key)).map(|entry| &entry.value)
        }
        // `{ … } as const`
        ExprKind::Seq(items) if items.len() == 1 => entry(items.first()?, key),
        _ => None,
    }
}

/// A text under an object's key.
pub(super) fn option_text(expr: &Expr, key: &str) -> Option<String> {
    entry(expr, key).and_then(Expr::as_text)
}

/// A column of a file.
pub(super) fn attribute(
    file: &CodeFile,
    name: &str,
    column: String,
    kind: AttributeKind,
    range: Range<usize>,
) -> Attribute {
    Attribute { name: name.to_string(), column, kind, target: None, span: file.span(range) }
}

/// A property's name as it stands and in snake case, if that differs: which of them is the column, a setting elsewhere says.
pub(super) fn either_case(name: &str) -> impl Iterator<Item = String> {
    let snake = naming::snake(name);
    let other = (snake != name).then_some(snake);
    std::iter::once(name.to_string()).chain(other)
}

/// The first call of a chain: `text("email")` of `text("email").notNull().unique()`.
pub(super) fn innermost(expr: &Expr) -> Option<&Expr> {
    let mut at = expr;
    for _ in 0..64 {
        match &at.kind {
            ExprKind::Call { callee, .. } => match &callee.kind {
                ExprKind::Member { object, .. } if matches!(object.kind, ExprKind::Call { .. }) => at = object,
                _ => return Some(at),
            },
            ExprKind::Seq(items) if items.len() == 1 => at = items.first()?,
            _ => return None,
        }
    }
    None
}

/// The object that an expression is, or that a callback gives back.
pub(super) fn object_of(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Map(_) => Some(expr),
        ExprKind::Lambda { body, .. } => object_of(body.last()?),
        ExprKind::Return(value) => object_of(value),
        ExprKind::Seq(items) if items.len() == 1 => object_of(items.first()?),
        _ => None,
    }
}
