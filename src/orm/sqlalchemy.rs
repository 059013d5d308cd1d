//! SQLAlchemy: declarative classes (`__tablename__`, `Column`, `mapped_column`), Flask-SQLAlchemy (`db.Model`, `db.Column`), SQLModel, and Core's `Table(…)`.
//!
//! A string as the first argument of a column is its name in the database, `key` its name in Core's table; `synonym` is one more name of it; `relationship`,
//! `column_property`, `association_proxy` and hybrids are no columns. Tables that keep earlier versions are in `versions`. Flask-SQLAlchemy names a table without `__tablename__` after the class in snake case (its documentation, "Models and Tables").

mod versions;

use crate::lang::facts::{Class, Expr, ExprKind, FieldKind, Function, Key};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::naming;
use super::python::{self, Classes};
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, arguments, callee_name, named, positional};

pub(super) const ORM: Orm = Orm {
    name: "sqlalchemy",
    declared_in: &["python"],
    hints: &["__tablename__", "Column", "mapped_column", "db.Model", "SQLModel", "Mapped["],
    mappings,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    mappings_with(file, &Classes::of([file]))
}

/// The models of a file, with the classes that are known.
pub(super) fn mappings_with<'f>(file: &'f CodeFile, classes: &Classes<'f>) -> Vec<Mapping> {
    let declared = file.facts.classes.iter().enumerate();
    let mut found: Vec<Mapping> = Vec::new();
    for (at, class) in declared {
        let line = classes.line(file, at);
        if let Some(mapping) = declarative(file, class, &line) {
            found.extend(versions::of(&mapping, &line));
            found.push(mapping);
        }
    }
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

fn declarative(file: &CodeFile, class: &Class, line: &[(&CodeFile, usize)]) -> Option<Mapping> {
    let value_of = |name: &str| {
        let classes = line.iter().filter_map(|(file, at)| file.facts.classes.get(*at));
        classes.filter_map(|class| own_value(class, name)).next()
    };
    let mut attributes = Vec::new();
    for (file, at) in line {
        collect(file, *at, is_sqlmodel(class), &mut attributes);
    }
    synonyms(line, &mut attributes);
    python::others(line, &mut attributes);
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
            if own_value(class, "__abstract__").is_some() {
                return None;
            }
            if columns == 0 || !(named_by_convention || derives_name(line)) {
                return None;
            }
            let table = if lowers_name(line) { class.name.to_lowercase() } else { naming::snake(&class.name) };
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
        open: true,
        lists_columns: true,
        span: place,
    })
}

/// What a class itself gives a name.
fn own_value<'a>(class: &'a Class, name: &str) -> Option<&'a Expr> {
    class.fields.iter().find(|field| field.name == name).and_then(|field| field.value.as_ref()).or_else(|| {
        class.body.iter().find_map(|expr| match &expr.kind {
            ExprKind::Assign { target, value, .. } if target.as_name() == Some(name) => Some(&**value),
            _ => None,
        })
    })
}

/// The method of a base that makes the table's name: `@declared_attr def __tablename__(cls)`.
fn naming_method<'f>(line: &[(&'f CodeFile, usize)]) -> Option<&'f Function> {
    // The class itself would say it for itself alone, which is as good.
    line.iter().find_map(|(file, at)| {
        let mut own = file.facts.functions.iter().filter(|function| function.class == Some(*at));
        own.find(|function| function.name == "__tablename__")
    })
}

fn derives_name(line: &[(&CodeFile, usize)]) -> bool {
    naming_method(line).is_some() && line.len() > 1
}

/// `return cls.__name__.lower()`: no underscores come between the words.
fn lowers_name(line: &[(&CodeFile, usize)]) -> bool {
    let returned = naming_method(line).and_then(|function| {
        function.body.iter().find_map(|expr| match &expr.kind {
            ExprKind::Return(value) => match &value.kind {
                ExprKind::Call { callee, .. } => callee.path(),
                _ => None,
            },
            _ => None,
        })
    });
    returned.as_deref() == Some("cls.__name__.lower")
}

/// `{"schema": "auth"}`, alone or at the end of a tuple.
fn schema_of(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Map(entries) => entries.iter().find_map(|entry| match &entry.key {
            Key::Name(name) if name == "schema" => entry.value.as_text(),
            _ => None,
        }),
        ExprKind::List(items) | ExprKind::Seq(items) => items.iter().find_map(schema_of),
        _ => None,
    }
}

/// SQLModel's `class User(SQLModel, table=True)`, of which each annotated field is a column.
fn is_sqlmodel(class: &Class) -> bool {
    class.bases.iter().any(|base| {
        matches!(&base.kind, ExprKind::Assign { target, value, .. } if target.as_name() == Some("table")
            && matches!(&value.kind, ExprKind::Literal(text) if text == "True"))
    })
}

/// The columns and relations of a class; what a class nearer to the model says of a name stays.
fn collect(file: &CodeFile, at: usize, of_sqlmodel: bool, out: &mut Vec<Attribute>) {
    let Some(class) = file.facts.classes.get(at) else { return };
    let known = out.len();
    let is_new = |name: &str, out: &[Attribute]| !out.iter().take(known).any(|own| own.name == name);
    for field in class.fields.iter().filter(|field| field.kind == FieldKind::Field) {
        if !is_new(&field.name, out) {
            continue;
        }
        let plain =
            field.value.as_ref().is_none_or(|value| matches!(value.kind, ExprKind::Literal(_) | ExprKind::Str(_)));
        if of_sqlmodel && plain {
            if field.type_text.as_deref().is_some_and(|text| !text.contains("ClassVar")) {
                let range = field.name_range.clone();
                out.push(attribute(file, &field.name, field.name.clone(), AttributeKind::Column, range));
            }
            continue;
        }
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
        let value = without_cast(value);
        if let Some(kind) = kind_of(value) {
            let column = column_name(value).unwrap_or_else(|| field.name.clone());
            out.push(attribute(file, &field.name, column, kind, field.name_range.clone()));
        }
    }
    // `@declared_attr def owner_id(cls): return Column(…)`
    for function in file.facts.functions.iter().filter(|function| function.class == Some(at)) {
        let declares = |decorator: &Expr| {
            decorator.last_name() == Some("declared_attr")
                || decorator.path().is_some_and(|path| path.contains("declared_attr."))
        };
        if !function.decorators.iter().any(declares) || !is_new(&function.name, out) {
            continue;
        }
        let returned = function.body.iter().find_map(|expr| match &expr.kind {
            ExprKind::Return(value) => Some((kind_of(value)?, column_name(value))),
            _ => None,
        });
        if let Some((kind, column)) = returned {
            let column = column.unwrap_or_else(|| function.name.clone());
            out.push(attribute(file, &function.name, column, kind, function.name_range.clone()));
        }
    }
}

/// `contact = synonym("phone")`: one more name for the column of an attribute.
fn synonyms(line: &[(&CodeFile, usize)], out: &mut Vec<Attribute>) {
    for (file, at) in line {
        for field in file.facts.classes.get(*at).into_iter().flat_map(|class| &class.fields) {
            let Some(value) = field.value.as_ref().filter(|value| callee_name(value) == Some("synonym")) else {
                continue;
            };
            let of = positional(value).next().or_else(|| named(value, "name")).and_then(Expr::as_text);
            let stands_for = out.iter().find(|own| Some(&own.name) == of.as_ref());
            let Some(column) = stands_for.map(|own| own.column.clone()) else { continue };
            if !out.iter().any(|own| own.name == field.name) {
                out.push(attribute(file, &field.name, column, AttributeKind::Column, field.name_range.clone()));
            }
        }
    }
}

/// What a checker of types is told to take for another: `title = cast(str, Column(String))`.
fn without_cast(value: &Expr) -> &Expr {
    match (callee_name(value).filter(|_| is_call(value)), arguments(value)) {
        (Some("cast"), [_, inner]) if kind_of(&inner.value).is_some() => &inner.value,
        _ => value,
    }
}

/// What a value in a model's class declares.
fn kind_of(value: &Expr) -> Option<AttributeKind> {
    Some(match callee_name(value).filter(|_| is_call(value))? {
        "Column" | "mapped_column" | "Field" | "deferred" => AttributeKind::Column,
        "relationship" | "dynamic_loader" | "Relationship" => AttributeKind::Relation,
        "column_property" | "association_proxy" | "query_expression" => AttributeKind::Computed,
        _ => return None,
    })
}

/// The name that a column is given in the database, if it is given one.
fn column_name(call: &Expr) -> Option<String> {
    if let Some(name) = named(call, "name").and_then(Expr::as_text) {
        return Some(name);
    }
    // SQLModel: `Field(sa_column=Column("mail"))`, `Field(sa_column_kwargs={"name": "mail"})`
    if let Some(column) = named(call, "sa_column") {
        return column_name(column);
    }
    if let Some(ExprKind::Map(entries)) = named(call, "sa_column_kwargs").map(|kwargs| &kwargs.kind) {
        return entries.iter().find_map(|entry| match &entry.key {
            Key::Name(name) if name == "name" => entry.value.as_text(),
            _ => None,
        });
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
            // The table's collection knows it by its key.
            let key = named(&arg.value, "key").and_then(Expr::as_text).unwrap_or_else(|| column.clone());
            Some(attribute(file, &key, column, AttributeKind::Column, first.range.clone()))
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
