//! SQLAlchemy: declarative classes (`__tablename__`, `Column`, `mapped_column`), Flask-SQLAlchemy (`db.Model`, `db.Column`), SQLModel, and Core's `Table(…)`.
//!
//! A string as the first argument of a column is its name in the database; `relationship`, `column_property`, `association_proxy`, `synonym` and
//! hybrids are no columns. Flask-SQLAlchemy names a table without `__tablename__` after the class in snake case (its documentation, "Models and Tables").

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::naming;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, arguments, callee_name, named, positional};

pub(super) const ORM: Orm = Orm {
    name: "sqlalchemy",
    declared_in: &["python"],
    hints: &["__tablename__", "Column", "mapped_column", "db.Model", "SQLModel", "Mapped["],
    mappings,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let mut found: Vec<Mapping> = file.facts.classes.iter().filter_map(|class| declarative(file, class)).collect();
    for expr in &file.facts.top {
        if let ExprKind::Assign { target, value, .. } = &expr.kind
            && callee_name(value) == Some("Table")
            && let Some(name) = target.as_name()
        {
            found.extend(core_table(file, name, value));
        }
    }
    found
}

fn declarative(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let value_of = |name: &str| {
        class.fields.iter().find(|field| field.name == name).and_then(|field| field.value.as_ref()).or_else(|| {
            class.body.iter().find_map(|expr| match &expr.kind {
                ExprKind::Assign { target, value, .. } if target.as_name() == Some(name) => Some(&**value),
                _ => None,
            })
        })
    };
    let mut attributes = Vec::new();
    collect(file, class, &mut attributes, 0);
    let columns = attributes.iter().filter(|attribute| attribute.kind == AttributeKind::Column).count();
    let place = file.span(class.name_range.clone());
    let (table, certainty, why) = match value_of("__tablename__").and_then(Expr::as_text) {
        Some(table) => {
            let why = format!("`{}` maps to table `{table}` (`__tablename__`)", class.name);
            (table, Certainty::Certain, why)
        }
        None => {
            // A base class of the project may derive the table's name; a class without columns is none.
            let named_by_convention = class.bases.iter().any(|base| {
                base.path().is_some_and(|path| {
                    path == "db.Model" || path == "SQLModel" || path == "Base" || path.ends_with(".Base")
                })
            });
            if columns == 0 || !named_by_convention {
                return None;
            }
            let table = naming::snake(&class.name);
            let why = format!("`{}` maps to table `{table}` (by its name)", class.name);
            (table, Certainty::Likely, why)
        }
    };
    let mut name = ObjectName::new(table);
    let schema = value_of("__table_args__").and_then(schema_of);
    if let Some(schema) = schema {
        name.qualifiers.push(Ident::new(schema));
    }
    Some(Mapping {
        orm: "sqlalchemy",
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["python"],
        certainty,
        why: Step::at(why, place.clone()),
        table: Some(name),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    })
}

/// `{"schema": "auth"}`, alone or at the end of a tuple.
fn schema_of(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Map(entries) => entries.iter().find_map(|entry| match &entry.key {
            crate::lang::facts::Key::Name(name) if name == "schema" => entry.value.as_text(),
            _ => None,
        }),
        ExprKind::List(items) | ExprKind::Seq(items) => items.iter().find_map(schema_of),
        _ => None,
    }
}

fn collect(file: &CodeFile, class: &Class, out: &mut Vec<Attribute>, depth: usize) {
    if depth > 6 {
        return;
    }
    for field in &class.fields {
        let Some(value) = &field.value else {
            // `email: Mapped[str]` alone is a column as well.
            if field.type_text.as_deref().is_some_and(|text| text.starts_with("Mapped[")) {
                out.push(attribute(
                    file,
                    &field.name,
                    field.name.clone(),
                    AttributeKind::Column,
                    field.name_range.clone(),
                ));
            }
            continue;
        };
        let kind = match callee_name(value) {
            Some("Column" | "mapped_column" | "Field" | "deferred") if is_call(value) => AttributeKind::Column,
            Some("relationship" | "dynamic_loader" | "Relationship") if is_call(value) => AttributeKind::Relation,
            Some("column_property" | "synonym" | "association_proxy" | "query_expression") if is_call(value) => {
                AttributeKind::Computed
            }
            _ => continue,
        };
        let column = column_name(value).unwrap_or_else(|| field.name.clone());
        out.push(attribute(file, &field.name, column, kind, field.name_range.clone()));
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

/// The name that a column is given in the database, if it is given one.
fn column_name(call: &Expr) -> Option<String> {
    if let Some(name) = named(call, "name").and_then(Expr::as_text) {
        return Some(name);
    }
    let first = positional(call).next()?;
    match &first.kind {
        ExprKind::Str(_) => first.as_text(),
        // `deferred(Column("x", …))`
        ExprKind::Call { .. } if callee_name(first) == Some("Column") => column_name(first),
        _ => None,
    }
}

fn is_call(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Call { .. })
}

fn attribute(
    file: &CodeFile,
    name: &str,
    column: String,
    kind: AttributeKind,
    range: std::ops::Range<usize>,
) -> Attribute {
    Attribute { name: name.to_string(), column, kind, target: None, span: file.span(range) }
}

/// `users = Table("users", metadata, Column("id", …), …)`: columns are `users.c.id`.
fn core_table(file: &CodeFile, name: &str, call: &Expr) -> Option<Mapping> {
    let mut args = arguments(call).iter();
    let first = &args.next()?.value;
    let table = first.as_text()?;
    let attributes = args
        .filter(|arg| callee_name(&arg.value) == Some("Column"))
        .filter_map(|arg| {
            let first = positional(&arg.value).next()?;
            let column = first.as_text()?;
            Some(attribute(file, &column, column.clone(), AttributeKind::Column, first.range.clone()))
        })
        .collect();
    let mut object = ObjectName::new(table);
    if let Some(schema) = named(call, "schema").and_then(Expr::as_text) {
        object.qualifiers.push(Ident::new(schema));
    }
    let place = file.span(first.range.clone());
    Some(Mapping {
        orm: "sqlalchemy",
        grammar: Grammar::Class,
        model: name.to_string(),
        used_in: &["python"],
        certainty: Certainty::Certain,
        why: Step::at(format!("`{name}` is the table `{object}`"), place.clone()),
        table: Some(object),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    })
}
