//! Eloquent (Laravel): classes that inherit from `Model`, `Authenticatable` and the like, or stand in a folder of models.
//!
//! The table is `$table`, or else the plural of the class's name in snake case. Every column is an attribute without being declared; `$fillable`, `$casts` and
//! their kin name some of them, and `$primaryKey` the key (Laravel's documentation, "Eloquent: Getting Started"). `$appends` are computed.

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Key};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::laravel_packages::table_of;
use super::naming;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm};

pub(super) const ORM: Orm =
    Orm { name: "eloquent", declared_in: &["php"], hints: &["extends ", "Illuminate"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    file.facts.classes.iter().filter_map(|class| model(file, class)).collect()
}

fn model(file: &CodeFile, class: &Class) -> Option<Mapping> {
    if class.kind != ClassKind::Class || class.name.is_empty() || !is_model(file, class) {
        return None;
    }
    let place = file.span(class.name_range.clone());
    let (table, certainty, why) = match named_table(class) {
        Some(table) => {
            let why = format!("`{}` maps to table `{table}` (`$table`)", class.name);
            (table, Certainty::Certain, why)
        }
        None if let Some(table) = table_of(file, class) => {
            let why = format!("`{}` maps to table `{table}` (the package's model that it extends)", class.name);
            (table.to_owned(), Certainty::Certain, why)
        }
        None => {
            // A pivot's class has the singular: `RoleUser` stands for `role_user`.
            let is_pivot = class.bases.iter().any(|base| matches!(base.last_name(), Some("Pivot" | "MorphPivot")));
            let name = naming::snake(&class.name);
            let table = if is_pivot { name } else { naming::pluralize(&name) };
            let why = format!("`{}` maps to table `{table}` (Laravel's naming)", class.name);
            (table, Certainty::Certain, why)
        }
    };
    let mut attributes = Vec::new();
    properties(file, class, &mut attributes);
    own_methods(file, class, &mut attributes);
    Some(Mapping {
        orm: ORM.name,
        grammar: Grammar::Class,
        model: class.name.clone(),
        used_in: &["php"],
        table: Some(ObjectName::new(table)),
        certainty,
        why: Step::at(why, place.clone()),
        attributes,
        open: true,
        lists_columns: false,
        span: place,
    })
}

/// `protected $table = 'accounts'`.
fn named_table(class: &Class) -> Option<String> {
    class.fields.iter().find(|field| field.name == "table")?.value.as_ref()?.as_text()
}

/// What a model has from the traits that it uses and from base classes of other files: accessors, relations and lists of attributes, and the name of the
/// table where a base class gives it. What the class says itself stands before it.
pub fn inherited(files: &[&CodeFile], mappings: &mut [Mapping]) {
    if mappings.iter().all(|mapping| mapping.orm != ORM.name) {
        return;
    }
    let mut by_name: std::collections::HashMap<&str, Vec<(&CodeFile, &Class)>> = Default::default();
    for file in files.iter().copied().filter(|file| file.language.name == "php") {
        for class in &file.facts.classes {
            by_name.entry(&class.name).or_default().push((file, class));
        }
    }
    for mapping in mappings.iter_mut().filter(|mapping| mapping.orm == ORM.name) {
        let here = by_name.get(mapping.model.as_str()).into_iter().flatten();
        let Some((_, class)) = here
            .copied()
            .find(|(file, class)| *file.path() == mapping.span.path && class.name_range == mapping.span.range)
        else {
            continue;
        };
        let mut table_is_named = named_table(class).is_some();
        let mut waiting: std::collections::VecDeque<&str> = class.bases.iter().filter_map(Expr::last_name).collect();
        let mut seen: Vec<&str> = vec![&class.name];
        while let Some(name) = waiting.pop_front().filter(|_| seen.len() < 64) {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            // Of several classes of one name no one tells here which is meant.
            let Some([(file, base)]) = by_name.get(name).map(Vec::as_slice) else { continue };
            let mut given = Vec::new();
            properties(file, base, &mut given);
            own_methods(file, base, &mut given);
            given.retain(|one| mapping.attributes.iter().all(|own| own.name != one.name));
            mapping.attributes.extend(given);
            if let Some(table) = named_table(base).filter(|_| !table_is_named) {
                table_is_named = true;
                let why = format!("`{}` maps to table `{table}` (`$table` of `{}`)", mapping.model, base.name);
                let place = file.span(base.name_range.clone());
                (mapping.table, mapping.why) = (Some(ObjectName::new(table)), Step::at(why, place));
            }
            waiting.extend(base.bases.iter().filter_map(Expr::last_name));
        }
    }
}

/// Properties that name columns or list attributes.
fn properties(file: &CodeFile, class: &Class, attributes: &mut Vec<Attribute>) {
    for field in &class.fields {
        if let Some(value) = field.value.as_ref().filter(|_| NAMED.contains(&field.name.as_str()))
            && let Some(name) = value.as_text()
        {
            let span = file.span(value.range.clone());
            attributes.push(Attribute { column: name.clone(), name, kind: AttributeKind::Column, target: None, span });
        }
        if let (Some(kind), Some(value)) = (listed(&field.name), &field.value) {
            names(file, value, kind, attributes);
        }
    }
    // `protected function casts(): array { return […]; }`
    for function in &file.facts.functions {
        if function.owner.as_deref() == Some(&class.name) && function.name == "casts" {
            for expr in &function.body {
                if let ExprKind::Return(value) = &expr.kind {
                    names(file, value, AttributeKind::Listed, attributes);
                }
            }
        }
    }
}

/// Accessors, mutators and relations, which answer in the place of a column of their name.
///
/// One that works on the stored value needs the column: `getNameAttribute($value)` that uses its parameter, `$this->attributes['name']`. A relation only
/// answers where there is no column, which is so once the column is gone.
fn own_methods(file: &CodeFile, class: &Class, out: &mut Vec<Attribute>) {
    for function in &file.facts.functions {
        if function.owner.as_deref() != Some(&class.name) || function.is_static {
            continue;
        }
        let between = |prefix: &str| function.name.strip_prefix(prefix)?.strip_suffix("Attribute").map(naming::snake);
        let mut push = |name: String, suffix: &str, kind: AttributeKind| {
            if !name.is_empty() {
                let span = file.span(function.name_range.clone());
                out.push(Attribute { name: format!("{name}{suffix}"), column: name, kind, target: None, span });
            }
        };
        if let Some(name) = between("get") {
            let params: Vec<&str> = function.params.iter().map(|param| param.name.as_str()).collect();
            if !uses_stored(&function.body, &name, &params) {
                push(name, "", AttributeKind::Computed);
            }
        } else if let Some(name) = between("set") {
            if !uses_stored(&function.body, &name, &[]) {
                push(name, "=", AttributeKind::Computed);
            }
        } else if function.returns.as_deref().is_some_and(|text| text.rsplit('\\').next() == Some("Attribute")) {
            let name = naming::snake(&function.name);
            let mut given = false;
            for expr in &function.body {
                expr.walk(&mut |expr| {
                    given |= matches!(&expr.kind, ExprKind::Lambda { params, .. } if !params.is_empty());
                    true
                });
            }
            if !given && !uses_stored(&function.body, &name, &[]) {
                push(name, "", AttributeKind::Computed);
            }
        } else if let Some((relation, key)) = relation(&function.body).filter(|_| function.params.is_empty()) {
            if relation != "belongsTo" {
                push(function.name.clone(), "", AttributeKind::Virtual);
                continue;
            }
            let (column, range) =
                key.unwrap_or_else(|| (format!("{}_id", naming::snake(&function.name)), function.name_range.clone()));
            let (name, span) = (function.name.clone(), file.span(range));
            out.push(Attribute { name, column, kind: AttributeKind::Column, target: None, span });
        }
    }
}

/// Whether a body works on the stored value of an attribute, or on one of these parameters.
fn uses_stored(body: &[Expr], attribute: &str, params: &[&str]) -> bool {
    let mut uses = false;
    for expr in body {
        expr.walk(&mut |expr| {
            uses |= match &expr.kind {
                ExprKind::Name(name) => params.contains(&name.as_str()),
                ExprKind::Index { object, index } => {
                    object.last_name() == Some("attributes") && index.as_text().is_none_or(|name| name == attribute)
                }
                ExprKind::Call { callee, .. } => matches!(
                    callee.last_name(),
                    Some("getRawOriginal" | "getOriginal" | "getAttributeFromArray" | "getAttributeValue")
                ),
                _ => false,
            };
            true
        });
    }
    uses
}

/// A key of this model's table, with where it is named.
type NamedKey = (String, std::ops::Range<usize>);

/// `return $this->belongsTo(User::class, 'author_id')`, with what may follow it: the method that makes the relation, and the key if it is named.
fn relation(body: &[Expr]) -> Option<(String, Option<NamedKey>)> {
    let mut found = None;
    for expr in body {
        expr.walk(&mut |expr| {
            if let ExprKind::Call { callee, args, .. } = &expr.kind
                && let ExprKind::Member { object, name, .. } = &callee.kind
                && object.as_name() == Some("this")
                && is_relation(name)
                && found.is_none()
            {
                let key = args.get(1).and_then(|arg| Some((arg.value.as_text()?, arg.value.range.clone())));
                found = Some((name.clone(), key));
            }
            true
        });
    }
    found
}

/// Whether a method makes a relation: Laravel's, or one that a package adds beside them (`belongsToThrough`, `hasManyDeep`).
fn is_relation(name: &str) -> bool {
    let more =
        |prefix: &str| name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase()));
    RELATIONS.contains(&name) || ["belongsTo", "hasMany", "hasOne"].into_iter().any(more)
}

/// Methods that make a relation.
const RELATIONS: &[&str] = &[
    "belongsTo",
    "belongsToMany",
    "hasMany",
    "hasManyThrough",
    "hasOne",
    "hasOneThrough",
    "morphMany",
    "morphOne",
    "morphTo",
    "morphToMany",
    "morphedByMany",
];

fn is_model(file: &CodeFile, class: &Class) -> bool {
    if table_of(file, class).is_some() {
        return true;
    }
    let path = file.path();
    let in_models = path.contains("/Models/") || path.starts_with("Models/");
    class.bases.iter().any(|base| {
        base.last_name().is_some_and(|name| {
            matches!(name, "Model" | "Eloquent" | "Authenticatable" | "Pivot" | "MorphPivot")
                || name.ends_with("Model")
                // A base class of the project; traits and interfaces are named otherwise than a class of the framework's.
                || (in_models && file.source.text.contains(&format!("class {} extends {name}", class.name)))
        })
    })
}

/// Properties and constants of a model that name one column, which queries then use.
const NAMED: &[&str] = &["primaryKey", "CREATED_AT", "UPDATED_AT", "DELETED_AT"];

/// Which properties of a model list attributes. `$attributes` are written with every new row, and rules ask for values; the others keep, cast or hide what is
/// there, so that an entry without a column breaks nothing by itself (that of a renamed column does: it no longer holds for the new name).
fn listed(property: &str) -> Option<AttributeKind> {
    match property {
        "fillable" | "casts" | "hidden" | "guarded" | "visible" | "dates" => Some(AttributeKind::Listed),
        "attributes" | "rules" | "searchableAttributes" => Some(AttributeKind::Column),
        "appends" => Some(AttributeKind::Computed),
        _ => None,
    }
}

/// The strings of a list, or the keys of a map.
fn names(file: &CodeFile, value: &Expr, kind: AttributeKind, out: &mut Vec<Attribute>) {
    let mut push = |name: String, range: std::ops::Range<usize>| {
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if is_name {
            out.push(Attribute { column: name.clone(), name, kind, target: None, span: file.span(range) });
        }
    };
    match &value.kind {
        ExprKind::List(items) => {
            for item in items {
                if let Some(name) = item.as_text() {
                    push(name, item.range.clone());
                }
            }
        }
        ExprKind::Map(entries) => {
            for entry in entries {
                match &entry.key {
                    Key::Name(name) => push(name.clone(), entry.key_range.clone()),
                    _ => {
                        if let Some(name) = entry.value.as_text() {
                            push(name, entry.value.range.clone());
                        }
                    }
                }
            }
        }
        ExprKind::Seq(items) if items.len() == 1 => {
            if let Some(only) = items.first() {
                names(file, only, kind, out);
            }
        }
        _ => {}
    }
}
