//! `models.Index(…)`, `models.UniqueConstraint(…)` and the like.

use std::ops::Range;

use super::writer::Writer;
use crate::lang::facts::{Expr, ExprKind};
use crate::migration::script::{Scope, Script, Value};
use crate::model::change::{ChangeKind, Constraint, ConstraintKind, IndexPart};
use crate::model::name::{Ident, ObjectName};

/// The parts of a call that makes an index or a constraint.
struct Parts {
    class: String,
    name: Option<Ident>,
    /// The fields, or those that its expressions name.
    fields: Vec<Ident>,
    /// It stands on expressions.
    computed: bool,
    condition: bool,
    range: Range<usize>,
}

fn parts<'a>(script: &Script<'a>, scope: &Scope<'a>, value: &Value<'a>) -> Option<Parts> {
    let Value::Expr(Expr { kind: ExprKind::Call { callee, args, .. }, range }) = value else { return None };
    let named = |name: &str| {
        args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| script.eval(&arg.value, scope))
    };
    let mut fields: Vec<Ident> =
        named("fields").iter().flat_map(|value| value.items().to_vec()).filter_map(|item| item.ident()).collect();
    let mut computed = false;
    for arg in args.iter().filter(|arg| arg.name.is_none()) {
        computed = true;
        arg.value.walk(&mut |expr| {
            if let Some(text) = expr.as_text() {
                fields.push(Ident::at(text, true, expr.range.clone()));
            }
            true
        });
    }
    for field in &mut fields {
        if let Some(rest) = field.value.strip_prefix('-') {
            field.value = rest.to_owned();
        }
    }
    Some(Parts {
        class: callee.last_name()?.to_owned(),
        name: named("name").and_then(|name| name.ident()),
        fields,
        computed,
        condition: named("condition").is_some(),
        range: range.clone(),
    })
}

/// An index of a model.
pub fn add_index<'a>(
    script: &Script<'a>,
    scope: &Scope<'a>,
    model: &str,
    index: &Value<'a>,
    concurrently: bool,
    writer: &mut Writer<'_>,
) {
    if let Some(parts) = parts(script, scope, index) {
        create_index(model, parts, false, concurrently, writer);
    }
}

fn create_index(model: &str, parts: Parts, unique: bool, concurrently: bool, writer: &mut Writer<'_>) {
    let Some((table, columns)) = writer.columns_of(model, &parts.fields) else { return };
    let name = parts.name.unwrap_or_else(|| {
        let all: Vec<&str> = columns.iter().map(|column| column.value.as_str()).collect();
        Ident::at(format!("{}_{}_idx", table.name.value, all.join("_")), true, parts.range.clone())
    });
    let columns = if parts.computed {
        let expression = "expression".to_owned();
        vec![IndexPart { column: None, expression, names: columns }]
    } else {
        let part =
            |column: Ident| IndexPart { expression: column.value.clone(), column: Some(column), names: Vec::new() };
        columns.into_iter().map(part).collect()
    };
    let predicate = parts.condition.then(|| "condition".to_owned());
    let kind = ChangeKind::CreateIndex { table, columns, unique, predicate, concurrently, if_not_exists: false };
    writer.push(kind, ObjectName { qualifiers: Vec::new(), name });
}

/// A constraint of a model. A unique one with a condition or expressions is an index.
pub fn add_constraint<'a>(
    script: &Script<'a>,
    scope: &Scope<'a>,
    model: &str,
    constraint: &Value<'a>,
    writer: &mut Writer<'_>,
) {
    let Some(parts) = parts(script, scope, constraint) else { return };
    let unique = parts.class.ends_with("UniqueConstraint");
    if unique && (parts.condition || parts.computed) {
        if let Some(name) = &parts.name {
            writer.remember_index(model, &name.value);
        }
        return create_index(model, parts, true, false, writer);
    }
    let Some((table, columns)) = writer.columns_of(model, &parts.fields) else { return };
    let kind = if unique {
        ConstraintKind::Unique { columns }
    } else if parts.class.ends_with("CheckConstraint") {
        ConstraintKind::Check { expression: String::new(), columns: Vec::new(), values: Vec::new() }
    } else {
        ConstraintKind::Exclude { columns }
    };
    writer.push(ChangeKind::AddConstraint(Constraint { name: parts.name, kind }), table);
}
