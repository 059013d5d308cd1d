//! MikroORM: classes with `@Entity` and `@Property`, and Medusa's models over it: `model.define("user", { email: model.text() })`.
//!
//! Without names, table and column are the class and the property in snake case (UnderscoreNamingStrategy); the key of a relation is `<property>_id`.

use crate::lang::facts::{Class, Expr, ExprKind, Key};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::script::{attribute, innermost, option_text};
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, decorator, naming, positional};

pub(super) const ORM: Orm =
    Orm { name: "mikro-orm", declared_in: &["javascript"], hints: &["@mikro-orm", "model.define("], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let mut found: Vec<Mapping> = Vec::new();
    if file.source.text.contains("@mikro-orm") {
        found.extend(file.facts.classes.iter().filter_map(|class| entity(file, class)));
    }
    for expr in &file.facts.top {
        if let ExprKind::Assign { target, value, .. } = &expr.kind {
            found.extend(defined(file, target, value));
        }
    }
    found
}

fn entity(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let mark = decorator(&class.decorators, "Entity")?;
    let table = positional(mark).next().and_then(|options| option_text(options, "tableName"));
    let attributes = columns(file, class);
    let certainty = if table.is_some() { Certainty::Certain } else { Certainty::Likely };
    let table = table.unwrap_or_else(|| naming::snake(&class.name));
    Some(mapping(file, &class.name, class.name_range.clone(), table, certainty, attributes))
}

/// The attributes that a class declares.
pub(super) fn columns(file: &CodeFile, class: &Class) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    for field in &class.fields {
        let Some((mark, name)) = field.decorators.iter().find_map(|mark| {
            let name = callee_name(mark)?;
            let known = [
                "Property",
                "PrimaryKey",
                "Enum",
                "ManyToOne",
                "OneToOne",
                "OneToMany",
                "ManyToMany",
                "Embedded",
                "SerializedPrimaryKey",
                "Formula",
            ];
            known.contains(&name).then_some((mark, name))
        }) else {
            continue;
        };
        let option = |key: &str| positional(mark).find_map(|options| option_text(options, key));
        let given = option("fieldName").or_else(|| option("joinColumn")).or_else(|| option("name"));
        let persisted = positional(mark).all(|options| {
            !matches!(super::script::entry(options, "persist"), Some(Expr { kind: ExprKind::Literal(text), .. }) if text == "false")
        });
        let (kind, column) = match name {
            "OneToMany" | "ManyToMany" | "Embedded" => (AttributeKind::Relation, field.name.clone()),
            "Formula" => (AttributeKind::Computed, field.name.clone()),
            "OneToOne" if given.is_none() => (AttributeKind::Relation, field.name.clone()),
            "ManyToOne" | "OneToOne" => {
                let key = given.unwrap_or_else(|| format!("{}_id", naming::snake(&field.name)));
                (AttributeKind::Column, key)
            }
            _ if !persisted => (AttributeKind::Virtual, field.name.clone()),
            _ => (AttributeKind::Column, given.unwrap_or_else(|| naming::snake(&field.name))),
        };
        attributes.push(attribute(file, &field.name, column, kind, field.name_range.clone()));
    }
    attributes
}

/// `const User = model.define("user", { email: model.text() })`
fn defined(file: &CodeFile, target: &Expr, value: &Expr) -> Option<Mapping> {
    let model = target.as_name()?;
    let call = innermost(value)?;
    let ExprKind::Call { callee, args, .. } = &call.kind else { return None };
    if callee.path().as_deref() != Some("model.define") {
        return None;
    }
    let first = &args.first()?.value;
    let table = first.as_text().or_else(|| option_text(first, "tableName"))?;
    let ExprKind::Map(entries) = &args.get(1)?.value.kind else { return None };
    let mut attributes = Vec::new();
    for entry in entries {
        let (Key::Name(name), Some(call)) = (&entry.key, innermost(&entry.value)) else { continue };
        let mut push = |column: String, kind| {
            attributes.push(attribute(file, name, column, kind, entry.key_range.clone()));
        };
        match callee_name(call).unwrap_or_default() {
            "belongsTo" => push(format!("{}_id", naming::snake(name)), AttributeKind::Column),
            "hasMany" | "hasOne" | "manyToMany" => push(name.clone(), AttributeKind::Relation),
            "bigNumber" => {
                push(name.clone(), AttributeKind::Column);
                push(format!("raw_{name}"), AttributeKind::Column);
            }
            _ => push(name.clone(), AttributeKind::Column),
        }
    }
    let table = naming::snake(&table);
    Some(mapping(file, model, target.range.clone(), table, Certainty::Certain, attributes))
}

fn mapping(
    file: &CodeFile,
    model: &str,
    place: std::ops::Range<usize>,
    table: String,
    certainty: Certainty,
    attributes: Vec<Attribute>,
) -> Mapping {
    let place = file.span(place);
    Mapping {
        orm: "mikro-orm",
        grammar: Grammar::Class,
        model: model.to_string(),
        used_in: &["javascript"],
        certainty,
        why: Step::at(format!("`{model}` maps to table `{table}`"), place.clone()),
        table: Some(ObjectName::new(table)),
        attributes,
        open: false,
        lists_columns: true,
        span: place,
    }
}
