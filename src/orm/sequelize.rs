//! Sequelize (JavaScript, TypeScript): `Model.init`, `sequelize.define`, and the decorators of sequelize-typescript.
//!
//! `field` overrides the column; `underscored` derives it in snake case; `tableName` names the table, else it is the plural of the model's name
//! (Sequelize's documentation, "Model Basics"). `DataTypes.VIRTUAL` is no column. Each query without `attributes` lists every column.

use std::collections::HashMap;
use std::ops::Range;

use crate::lang::facts::{Class, Entry, Expr, ExprKind, Function, Key};
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
        // `const User = sequelize.define("user", …)`: the code names the variable.
        let mut variables: HashMap<usize, &str> = HashMap::new();
        expr.walk(&mut |expr| {
            if let ExprKind::Assign { target, value, .. } = &expr.kind
                && let Some(name) = target.as_name()
            {
                variables.insert(value.range.start, name);
            }
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
                            let options = rest.first().map(|arg| &arg.value);
                            let mut mapping = defined(file, &model, name.value.range.clone(), &fields.value, options);
                            if let (Some(mapping), Some(variable)) = (&mut mapping, variables.get(&expr.range.start)) {
                                mapping.model = (*variable).to_owned();
                            }
                            found.extend(mapping);
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

fn is_false(expr: Option<&Expr>) -> bool {
    expr.is_some_and(|expr| matches!(&expr.kind, ExprKind::Literal(text) if text == "false"))
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

/// `DataTypes.VIRTUAL`, `DataTypes.VIRTUAL(…)`, `new DataTypes.VIRTUAL(…)`
fn is_virtual(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::New { type_name, .. } => type_name.rsplit('.').next() == Some("VIRTUAL"),
        _ => callee_name(expr) == Some("VIRTUAL"),
    }
}

/// `@Table({ tableName }) class User extends Model { @Column email: string }`
fn decorated(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let table = decorator(&class.decorators, "Table")?;
    let options = positional(table).next();
    let underscored = is_true(options.and_then(|options| entry(options, "underscored")));
    let attributes = columns(file, class, table);
    let name =
        options.and_then(|options| entry(options, "tableName").and_then(Expr::as_text).or_else(|| options.as_text()));
    let frozen = is_true(options.and_then(|options| entry(options, "freezeTableName")));
    Some(mapping(file, &class.name, class.name_range.clone(), name, frozen, underscored, attributes))
}

/// The decorators of the columns that Sequelize writes itself, with the option that turns each off.
const TIMESTAMPS: [(&str, &str); 3] =
    [("CreatedAt", "createdAt"), ("UpdatedAt", "updatedAt"), ("DeletedAt", "deletedAt")];

/// The attributes that a class declares, for a model whose `@Table` is given.
pub(super) fn columns(file: &CodeFile, class: &Class, table: &Expr) -> Vec<Attribute> {
    let options = positional(table).next();
    let option = |name: &str| options.and_then(|options| entry(options, name));
    let underscored = is_true(option("underscored"));
    let mut attributes = Vec::new();
    // `@Column get email() { … }`
    let inside = |function: &&Function| class.range.contains(&function.range.start) && !function.is_static;
    for accessor in file.facts.functions.iter().filter(inside) {
        let Some(column) = decorator(&accessor.decorators, "Column") else { continue };
        let virtual_one = |arg: &Expr| is_virtual(arg) || entry(arg, "type").is_some_and(is_virtual);
        if attributes.iter().any(|own: &Attribute| own.name == accessor.name) || positional(column).any(virtual_one) {
            continue;
        }
        let given = positional(column).find_map(|options| entry(options, "field")).and_then(Expr::as_text);
        let derived = || if underscored { naming::snake(&accessor.name) } else { accessor.name.clone() };
        attributes.push(Attribute {
            name: accessor.name.clone(),
            column: given.unwrap_or_else(derived),
            kind: AttributeKind::Column,
            target: None,
            span: file.span(accessor.name_range.clone()),
        });
    }
    for field in &class.fields {
        let stamp = TIMESTAMPS.iter().find(|(mark, _)| decorator(&field.decorators, mark).is_some());
        if stamp.is_some_and(|(_, name)| is_false(option(name)) || is_false(option("timestamps"))) {
            continue;
        }
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
            (None, None) if stamp.is_some() => AttributeKind::Column,
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
    attributes
}

/// The keys that associations add to models: `Post.belongsTo(User, { foreignKey: "authorId" })` to the one, `User.hasMany(Post, { … })` to the other.
pub(super) fn associate(files: &[&CodeFile], mappings: &mut [Mapping]) {
    if !mappings.iter().any(|mapping| mapping.orm == ORM.name) {
        return;
    }
    for file in files.iter().filter(|file| file.language.name == "javascript") {
        let facts = &file.facts;
        let of_classes = facts.classes.iter().flat_map(|class| &class.body);
        let bodies = facts.functions.iter().flat_map(|function| &function.body).chain(of_classes);
        for expr in facts.top.iter().chain(bodies) {
            expr.walk(&mut |expr| {
                if let Some((model, name, range)) = association(file, expr) {
                    let is_model = |own: &&mut Mapping| own.orm == ORM.name && own.model.eq_ignore_ascii_case(&model);
                    let known = |own: &Mapping| own.attributes.iter().any(|attribute| attribute.name == name);
                    if let Some(own) = mappings.iter_mut().find(is_model).filter(|own| !known(own)) {
                        own.attributes.push(Attribute {
                            name: name.clone(),
                            column: name,
                            kind: AttributeKind::Column,
                            target: None,
                            span: file.span(range),
                        });
                    }
                }
                true
            });
        }
    }
}

/// The model that an association gives a key, the key and its place. A key in an object or with a `field` of its own says its column elsewhere.
fn association(file: &CodeFile, expr: &Expr) -> Option<(String, String, Range<usize>)> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
    let [other, options, ..] = &args[..] else { return None };
    let holder = match name.as_str() {
        "belongsTo" => object,
        "hasMany" | "hasOne" => &other.value,
        _ => return None,
    };
    let key = entry(&options.value, "foreignKey")?;
    let model = match holder.last_name()? {
        // `static associate(models) { this.belongsTo(models.User, … ) }`
        "this" => {
            let around = file.facts.classes.iter().filter(|class| class.range.contains(&expr.range.start));
            around.min_by_key(|class| class.range.len())?.name.clone()
        }
        name => name.to_owned(),
    };
    Some((model, key.as_text()?, key.range.clone()))
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
