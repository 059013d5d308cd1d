//! Rows that code makes without a column which becomes required: `User.create!(name: x)`, `Repo.insert!(%User{name: x})`.
//!
//! Only where every key is written out, and where nothing else can set the column: a Rails model with a callback, a concern, a default or any macro that is not
//! known to leave new rows alone says nothing, nor does a field of Ecto that has a default.

use std::collections::HashMap;

use crate::lang::facts::{Arg, Class, Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::{CodeFile, Mapping, callee_name, named, positional};

use super::models::{KnownTable, ModelUse, Target};

/// Macros of a Rails model that set no column of a new row.
const HARMLESS: &[&str] = &[
    "accepts_nested_attributes_for",
    "alias_attribute",
    "belongs_to",
    "delegate",
    "enum",
    "has_and_belongs_to_many",
    "has_many",
    "has_one",
    "has_one_attached",
    "has_many_attached",
    "private",
    "private_constant",
    "public",
    "scope",
    "validate",
    "validates",
];

/// Methods of a Rails class that insert what they are given.
const CREATING: &[&str] = &[
    "create",
    "create!",
    "create_or_find_by",
    "create_or_find_by!",
    "find_or_create_by",
    "find_or_create_by!",
    "insert",
    "insert!",
];

/// Columns that the mappers fill in themselves.
const FILLED_IN: &[&str] =
    &["created_at", "created_on", "id", "inserted_at", "lock_version", "type", "updated_at", "updated_on"];

/// Whether the mappers give a column of this name a value of their own.
pub fn is_filled_in(column: &str) -> bool {
    FILLED_IN.contains(&column) || column.ends_with("_at")
}

/// A model whose new rows need a column that was not needed before.
struct Needing<'m> {
    mapping: &'m Mapping,
    table: usize,
    columns: Vec<&'m str>,
}

/// Every place that makes a row of a model without what its table requires from here on.
pub fn uses(files: &[&CodeFile], mappings: &[Mapping], tables: &[KnownTable]) -> Vec<ModelUse> {
    let mut found = Vec::new();
    if tables.iter().all(|table| table.required.is_empty()) {
        return found;
    }
    let models = needing(files, mappings, tables);
    if models.is_empty() {
        return found;
    }
    for file in files.iter().filter(|file| matches!(file.language.name, "ruby" | "elixir")) {
        let facts = &file.facts;
        let in_classes = facts.classes.iter().flat_map(|class| &class.body);
        let in_functions = facts.functions.iter().flat_map(|function| &function.body);
        for root in facts.top.iter().chain(in_classes).chain(in_functions) {
            root.walk(&mut |expr| {
                made(file, expr, &models, &mut found);
                true
            });
        }
    }
    found
}

/// The models that say of their new rows all that there is to say.
fn needing<'m>(
    files: &[&CodeFile],
    mappings: &'m [Mapping],
    tables: &'m [KnownTable],
) -> HashMap<&'m str, Needing<'m>> {
    let mut models = HashMap::new();
    for mapping in mappings.iter().filter(|mapping| matches!(mapping.orm, "activerecord" | "ecto")) {
        let is_alone = mappings.iter().filter(|other| other.model == mapping.model).count() == 1;
        let name = mapping.table.as_ref().filter(|_| is_alone);
        let Some(at) = name.and_then(|name| tables.iter().position(|table| table.is(name))) else { continue };
        let file = files.iter().find(|file| *file.path() == mapping.span.path);
        let class =
            file.and_then(|file| file.facts.classes.iter().find(|class| class.name_range == mapping.span.range));
        let (Some(file), Some(class)) = (file, class) else { continue };
        if mapping.orm == "activerecord" && !(is_plain(file, class) && base_is_plain(files, class)) {
            continue;
        }
        let is_open =
            |column: &&str| {
                !(FILLED_IN.contains(column)
                    || file.facts.functions.iter().any(|own| {
                        own.owner.as_deref() == Some(&class.name) && own.name.trim_end_matches('=') == *column
                    })
                    || mapping.orm == "ecto" && has_default(mapping, class, column))
            };
        let columns: Vec<&str> = tables[at].required.iter().map(String::as_str).filter(is_open).collect();
        if !columns.is_empty() {
            models.insert(mapping.model.as_str(), Needing { mapping, table: at, columns });
        }
    }
    models
}

/// Whether nothing in a Rails model sets columns of its own accord.
fn is_plain(file: &CodeFile, class: &Class) -> bool {
    let is_harmless = |expr: &Expr| match &expr.kind {
        ExprKind::Call { .. } => callee_name(expr).is_some_and(|name| {
            (HARMLESS.contains(&name) || name.starts_with("validates_"))
                && ["default", "_default"].iter().all(|option| named(expr, option).is_none())
        }),
        ExprKind::Name(name) => HARMLESS.contains(&name.as_str()),
        ExprKind::Assign { target, .. } => {
            let name = target.last_name().unwrap_or_default();
            matches!(name, "abstract_class" | "table_name" | "primary_key" | "ignored_columns" | "inheritance_column")
                || name.starts_with(|c: char| c.is_uppercase())
        }
        ExprKind::Empty | ExprKind::Symbol(_) | ExprKind::Str(_) | ExprKind::Literal(_) => true,
        _ => false,
    };
    let makes = |name: &str| CREATING.contains(&name) || matches!(name, "initialize" | "new" | "save" | "save!");
    let own_methods = || file.facts.functions.iter().filter(|own| own.owner.as_deref() == Some(class.name.as_str()));
    // A mixin is a base as well.
    class.bases.len() == 1 && class.body.iter().all(is_harmless) && !own_methods().any(|own| makes(&own.name))
}

/// Whether the class is Rails' own base, or the project's, which does nothing as far as it is seen.
fn base_is_plain(files: &[&CodeFile], class: &Class) -> bool {
    let Some(base) = class.bases.first().and_then(Expr::path) else { return false };
    if base.replace("::", ".") == "ActiveRecord.Base" {
        return true;
    }
    let mut declared = files
        .iter()
        .filter(|file| file.language.name == "ruby")
        .flat_map(|file| file.facts.classes.iter().map(move |class| (*file, class)))
        .filter(|(_, class)| class.name == "ApplicationRecord");
    base == "ApplicationRecord" && declared.all(|(file, class)| is_plain(file, class))
}

/// Whether a field of a schema fills itself in.
fn has_default(mapping: &Mapping, class: &Class, column: &str) -> bool {
    let fields: Vec<&str> =
        mapping.attributes.iter().filter(|own| own.column == column).map(|own| own.name.as_str()).collect();
    let mut found = column.ends_with("_at");
    for expr in &class.body {
        expr.walk(&mut |expr| {
            let is_it = || positional(expr).next().and_then(Expr::as_text).is_some_and(|name| fields.contains(&&*name));
            found |= matches!(callee_name(expr), Some("field" | "belongs_to"))
                && is_it()
                && ["default", "autogenerate"].iter().any(|option| named(expr, option).is_some());
            true
        });
    }
    found
}

/// What a call makes, if all that it gives is written out.
fn made(file: &CodeFile, expr: &Expr, models: &HashMap<&str, Needing<'_>>, found: &mut Vec<ModelUse>) {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
    let ExprKind::Member { object, name, .. } = &callee.kind else { return };
    let (model, given) = match file.language.name {
        "ruby" if CREATING.contains(&name.as_str()) => (object.last_name(), keys(args)),
        "elixir" if matches!(name.as_str(), "insert" | "insert!") => {
            let is_repo = object.last_name().is_some_and(|name| name.ends_with("Repo"));
            let Some(Expr { kind: ExprKind::New { type_name, args, .. }, .. }) =
                args.first().map(|arg| &arg.value).filter(|_| is_repo)
            else {
                return;
            };
            (type_name.rsplit('.').next(), keys(args))
        }
        _ => return,
    };
    let Some((model, given)) = model.and_then(|model| models.get(model)).zip(given) else { return };
    let language = if model.mapping.orm == "ecto" { "elixir" } else { "ruby" };
    if file.language.name != language {
        return;
    }
    for column in &model.columns {
        let relation = column.strip_suffix("_id");
        let sets = |name: &str| {
            name == *column
                || Some(name) == relation
                || model.mapping.attributes.iter().any(|own| own.name == name && own.column == *column)
        };
        if given.iter().any(|name| sets(name)) {
            continue;
        }
        let span = file.span(expr.range.clone());
        found.push(ModelUse {
            target: Target { table: model.table, column: Some((*column).to_owned()) },
            reference: Reference {
                access: Access::Write,
                mechanism: Mechanism::Constructor,
                certainty: Certainty::Likely,
                proof: vec![
                    model.mapping.why.clone(),
                    Step::at(
                        format!("the row is made with its keys written out, and `{column}` is not among them"),
                        span.clone(),
                    ),
                ],
                symbol: super::symbol_at(file, expr.range.start),
                test: super::is_test(file, expr.range.start),
                span,
                reach: Default::default(),
            },
        });
    }
}

/// The keys of a call, if there are some and nothing else.
fn keys(args: &[Arg]) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    for arg in args {
        match (&arg.name, &arg.value.kind) {
            // `**attributes`, `..` and a block's `&` give what is not seen.
            (Some(name), _) if name.starts_with(|c: char| c.is_alphabetic() || c == '_') => found.push(name.as_str()),
            (None, ExprKind::Map(entries)) => {
                for entry in entries {
                    let Key::Name(name) = &entry.key else { return None };
                    found.push(name);
                }
            }
            _ => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}
