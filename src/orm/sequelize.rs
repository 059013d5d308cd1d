//! Sequelize (JavaScript, TypeScript): `Model.init`, `sequelize.define`, and the decorators of sequelize-typescript.
//!
//! `field` overrides the column; `underscored` derives it in snake case; `tableName` names the table, else it is the plural of the model's name
//! (Sequelize's documentation, "Model Basics"). `DataTypes.VIRTUAL` is no column. Each query without `attributes` lists every column.

use std::ops::Range;

use crate::lang::facts::{Class, Entry, Expr, ExprKind, Key};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::naming;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, arguments, callee_name, decorator, positional};

pub(super) const ORM: Orm = Orm {
    name: "sequelize",
    declared_in: &["javascript"],
    hints: &[".init(", ".define(", "sequelize", "@Table"],
    mappings,
};

const LANGUAGES: &[&str] = &["javascript"];

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let mut found: Vec<Mapping> = file.facts.classes.iter().filter_map(|class| decorated(file, class)).collect();
    let bodies = file
        .facts
        .functions
        .iter()
        .flat_map(|function| &function.body)
        .chain(file.facts.classes.iter().flat_map(|class| &class.body));
    for expr in file.facts.top.iter().chain(bodies) {
        expr.walk(&mut |expr| {
            if let ExprKind::Call { callee, args, .. } = &expr.kind
                && let ExprKind::Member { object, name, .. } = &callee.kind
            {
                match name.as_str() {
                    "init" => {
                        if let ([fields, options, ..], Some(model)) = (&args[..], object.as_name()) {
                            found.extend(defined(
                                file,
                                model,
                                object.range.clone(),
                                &fields.value,
                                Some(&options.value),
                            ));
                        }
                    }
                    "define" => {
                        if let [name, fields, rest @ ..] = &args[..]
                            && let Some(model) = name.value.as_text()
                        {
                            found.extend(defined(
                                file,
                                &model,
                                name.value.range.clone(),
                                &fields.value,
                                rest.first().map(|arg| &arg.value),
                            ));
                        }
                    }
                    _ => {}
                }
            }
            true
        });
    }
    found
}

fn entries(expr: &Expr) -> Option<&[Entry]> {
    match &expr.kind {
        ExprKind::Map(entries) => Some(entries),
        ExprKind::Seq(items) if items.len() == 1 => entries(&items[0]),
        _ => None,
    }
}

fn entry<'a>(expr: &'a Expr, name: &str) -> Option<&'a Expr> {
    entries(expr)?.iter().find(|entry| matches!(&entry.key, Key::Name(key) if key == name)).map(|entry| &entry.value)
}

fn is_true(expr: Option<&Expr>) -> bool {
    expr.is_some_and(|expr| matches!(&expr.kind, ExprKind::Literal(text) if text == "true"))
}

/// `User.init({ email: { type, field } }, { sequelize, tableName })`; `define` likewise.
fn defined(
    file: &CodeFile,
    model: &str,
    place: Range<usize>,
    fields: &Expr,
    options: Option<&Expr>,
) -> Option<Mapping> {
    let fields = entries(fields)?;
    let underscored = is_true(options.and_then(|options| entry(options, "underscored")));
    let attributes: Vec<Attribute> = fields
        .iter()
        .filter_map(|field| {
            let Key::Name(name) = &field.key else { return None };
            let given = entry(&field.value, "field").and_then(Expr::as_text);
            let of_type = entry(&field.value, "type").unwrap_or(&field.value);
            let column = given.unwrap_or_else(|| if underscored { naming::snake(name) } else { name.clone() });
            let kind = if is_virtual(of_type) { AttributeKind::Virtual } else { AttributeKind::Column };
            Some(Attribute { name: name.clone(), column, kind, target: None, span: file.span(field.key_range.clone()) })
        })
        .collect();
    if attributes.is_empty() || !fields.iter().any(|field| names_type(&field.value)) {
        return None;
    }
    let table = options.and_then(|options| entry(options, "tableName")).and_then(Expr::as_text);
    let frozen = is_true(options.and_then(|options| entry(options, "freezeTableName")));
    Some(mapping(file, model, place, table, frozen, underscored, attributes))
}

/// The value is a type of a column, or says one.
fn names_type(expr: &Expr) -> bool {
    let path = |expr: &Expr| {
        let path = match &expr.kind {
            ExprKind::Call { callee, .. } => callee.path(),
            _ => expr.path(),
        };
        path.is_some_and(|path| {
            path.split('.').any(|part| part == "DataTypes" || part == "Sequelize" || part == "DataType")
        })
    };
    path(expr)
        || entry(expr, "type").is_some_and(path)
        || entry(expr, "type").is_some_and(|value| value.last_name().is_some())
}

fn is_virtual(expr: &Expr) -> bool {
    callee_name(expr).is_some_and(|name| name == "VIRTUAL")
}

/// `@Table({ tableName }) class User extends Model { @Column email: string }`
fn decorated(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let table = decorator(&class.decorators, "Table")?;
    let options = positional(table).next();
    let underscored = is_true(options.and_then(|options| entry(options, "underscored")));
    let mut attributes = Vec::new();
    for field in &class.fields {
        let column = decorator(&field.decorators, "Column");
        let relation = ["BelongsTo", "HasMany", "HasOne", "BelongsToMany"]
            .iter()
            .find_map(|name| decorator(&field.decorators, name));
        let kind = match (column, relation) {
            (Some(column), _)
                if arguments(column)
                    .iter()
                    .any(|arg| is_virtual(&arg.value) || entry(&arg.value, "type").is_some_and(is_virtual)) =>
            {
                AttributeKind::Virtual
            }
            (Some(_), _) => AttributeKind::Column,
            (None, Some(_)) => AttributeKind::Relation,
            (None, None) => continue,
        };
        let given = column
            .and_then(|column| positional(column).next())
            .and_then(|options| entry(options, "field"))
            .and_then(Expr::as_text);
        attributes.push(Attribute {
            name: field.name.clone(),
            column: given.unwrap_or_else(|| if underscored { naming::snake(&field.name) } else { field.name.clone() }),
            kind,
            target: None,
            span: file.span(field.name_range.clone()),
        });
    }
    let name =
        options.and_then(|options| entry(options, "tableName").and_then(Expr::as_text).or_else(|| options.as_text()));
    let frozen = is_true(options.and_then(|options| entry(options, "freezeTableName")));
    Some(mapping(file, &class.name, class.name_range.clone(), name, frozen, underscored, attributes))
}

fn mapping(
    file: &CodeFile,
    model: &str,
    place: Range<usize>,
    table: Option<String>,
    frozen: bool,
    underscored: bool,
    attributes: Vec<Attribute>,
) -> Mapping {
    let place = file.span(place);
    let (table, certainty, why) = match table {
        Some(table) => {
            let why = format!("`{model}` maps to table `{table}` (`tableName`)");
            (table, Certainty::Certain, why)
        }
        None => {
            let table = match (frozen, underscored) {
                (true, _) => model.to_string(),
                (_, true) => naming::pluralize(&naming::snake(model)),
                // The plural of the name as it stands: `UserAccount` → `UserAccounts`.
                _ => {
                    let last = naming::words(model).pop().unwrap_or_default();
                    let plural = naming::pluralize(&last);
                    let head = model.get(..model.len().saturating_sub(last.len())).unwrap_or_default();
                    let tail = if model.ends_with(&last) { plural } else { naming::pascal(&plural) };
                    format!("{head}{tail}")
                }
            };
            let why = format!("`{model}` maps to table `{table}` (Sequelize's naming)");
            (table, Certainty::Likely, why)
        }
    };
    Mapping {
        orm: "sequelize",
        grammar: Grammar::Class,
        model: model.to_string(),
        used_in: LANGUAGES,
        certainty,
        why: Step::at(why, place.clone()),
        table: Some(ObjectName::new(table)),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    }
}
