//! Prisma's queries: `prisma.user.findMany({ where: { email } })`, nested relations, values of the generated types, and the columns that a query without
//! `select` lists by itself.

use crate::lang::facts::{Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::naming;
use crate::orm::{AttributeKind, CodeFile, Grammar, Mapping};

use super::script_rows::Shape;
use super::{Finder, Index, Way};

/// The methods of a model's delegate (Prisma's client API reference).
const READS: &[&str] = &["findUnique", "findUniqueOrThrow", "findFirst", "findFirstOrThrow", "findMany"];
const WRITES: &[&str] = &["create", "update", "upsert", "delete", "createManyAndReturn", "updateManyAndReturn"];
const OTHERS: &[&str] = &["createMany", "updateMany", "deleteMany", "count", "aggregate", "groupBy"];

/// Keys under which the same model goes on.
const STRUCTURE: &[&str] = &[
    "where",
    "select",
    "include",
    "data",
    "create",
    "update",
    "upsert",
    "connect",
    "connectOrCreate",
    "disconnect",
    "some",
    "every",
    "none",
    "is",
    "isNot",
    "AND",
    "OR",
    "NOT",
    "orderBy",
    "cursor",
    "_count",
    "_sum",
    "_avg",
    "_min",
    "_max",
    "_all",
    "set",
    "delete",
    "deleteMany",
    "updateMany",
    "createMany",
    "by",
    "having",
    "omit",
    "distinct",
];

fn is_prisma(index: &Index<'_>) -> bool {
    index.watches.iter().any(|watch| watch.grammar == Grammar::Prisma)
}

/// The mapping whose delegate an expression ends with: `prisma.user`, `this.db.user`, `tx.user`.
fn delegate<'i>(index: &'i Index<'_>, object: &Expr) -> Option<&'i Mapping> {
    let ExprKind::Member { name, .. } = &object.kind else { return None };
    index.mappings.iter().find(|mapping| mapping.grammar == Grammar::Prisma && lower_first(&mapping.model) == *name)
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Reads a call of a delegate's method.
pub(super) fn call(finder: &mut Finder<'_, '_>, expr: &Expr) {
    if !is_prisma(finder.index) {
        return;
    }
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
    // `Prisma.validator<Prisma.UserSelect>()({ … })`
    if let ExprKind::Call { callee, type_args, .. } = &callee.kind
        && let (Some("validator"), [kind], [value, ..]) = (callee.last_name(), &type_args[..], &args[..])
    {
        typed_value(finder, kind, &value.value);
    }
    let ExprKind::Member { object, name, name_range } = &callee.kind else { return };
    let method = name.as_str();
    let known = [READS, WRITES, OTHERS].iter().any(|list| list.contains(&method));
    if !known {
        return;
    }
    let index = finder.index;
    let Some(mapping) = delegate(index, object) else { return };
    let access = if READS.contains(&method) || matches!(method, "count" | "aggregate" | "groupBy") {
        Access::Read
    } else {
        Access::Write
    };
    let options = args.first().map(|arg| &arg.value);
    if let Some(options) = options {
        walk(finder, mapping, options, access, 0);
    }
    finder.model(&mapping.model, name_range, "the model is queried");
    let selects = options.is_some_and(|options| has_key(options, "select"));
    if !selects && !OTHERS.contains(&method) {
        lists_columns(finder, mapping, name_range.clone(), method);
    }
}

/// The client for Go: `client.User.FindUnique(db.User.Email.Equals(x))`. Only calls of this shape count: other Go types may bear the model's name.
pub(super) fn go_call(finder: &mut Finder<'_, '_>, expr: &Expr) {
    if finder.file.language.name != "go" || !is_prisma(finder.index) {
        return;
    }
    let ExprKind::Call { callee, .. } = &expr.kind else { return };
    let ExprKind::Member { object, name: method, .. } = &callee.kind else { return };
    let ExprKind::Member { object: owner, name, name_range } = &object.kind else { return };
    let (model, field) = match &owner.kind {
        _ if GO_QUERIES.contains(&method.as_str()) => ((name, name_range), None),
        ExprKind::Member { name: model, name_range: range, object } if GO_FIELDS.contains(&method.as_str()) => {
            match object.as_name() {
                Some(_) => ((model, range), Some((name, name_range))),
                None => return,
            }
        }
        _ => return,
    };
    for (at, watch) in finder.index.watches.iter().enumerate() {
        if watch.grammar != Grammar::Prisma || watch.model != *model.0 {
            continue;
        }
        let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
        match (&watch.attribute, field) {
            (None, _) => finder.push(at, model.1.clone(), way, "the model is queried".into()),
            (Some(attribute), Some((field, range))) if attribute.eq_ignore_ascii_case(field) => {
                finder.push(at, range.clone(), way, format!("a query of `{}` names it", model.0));
            }
            _ => {}
        }
    }
}

/// The methods of the Go client's models, and of its fields (its reference).
const GO_QUERIES: &[&str] = &["FindUnique", "FindFirst", "FindMany", "CreateOne", "UpsertOne"];
const GO_FIELDS: &[&str] = &[
    "Equals",
    "EqualsIfPresent",
    "EqualsOptional",
    "Set",
    "SetIfPresent",
    "SetOptional",
    "Link",
    "Unlink",
    "In",
    "NotIn",
    "Fetch",
    "With",
    "Some",
    "Every",
    "None",
    "Where",
    "Contains",
    "Gt",
    "Gte",
    "Lt",
    "Lte",
    "Order",
    "Field",
    "Increment",
    "Not",
    "IsNull",
];

/// A query without `select` lists every scalar of the model, and of each model that it includes whole.
fn lists_columns(finder: &mut Finder<'_, '_>, mapping: &Mapping, range: std::ops::Range<usize>, method: &str) {
    for (at, watch) in finder.index.watches.iter().enumerate() {
        if watch.grammar == Grammar::Prisma && watch.model == mapping.model && watch.attribute.is_some() {
            finder.push(
                at,
                range.clone(),
                Way { mechanism: Mechanism::ImplicitColumns, access: Access::Read, certainty: Certainty::Certain },
                format!(
                    "`{method}` without `select` lists every field of `{}` that the schema file declares",
                    mapping.model
                ),
            );
        }
    }
}

fn has_key(expr: &Expr, key: &str) -> bool {
    match &expr.kind {
        ExprKind::Map(entries) => entries.iter().any(|entry| match &entry.key {
            Key::Name(name) => name == key,
            // What is spread into the options may select.
            Key::Spread => true,
            Key::Computed(_) => false,
        }),
        // Options in a variable may select.
        _ => true,
    }
}

fn walk(finder: &mut Finder<'_, '_>, mapping: &Mapping, expr: &Expr, access: Access, depth: usize) {
    if depth > 16 {
        return;
    }
    match &expr.kind {
        ExprKind::Map(entries) => {
            for entry in entries {
                let Key::Name(name) = &entry.key else {
                    walk(finder, mapping, &entry.value, access, depth + 1);
                    continue;
                };
                let attribute = mapping.attributes.iter().find(|attribute| attribute.name == *name);
                match attribute {
                    Some(attribute) if attribute.kind == AttributeKind::Relation => {
                        let index = finder.index;
                        let target = attribute.target.as_deref().and_then(|target| {
                            index
                                .mappings
                                .iter()
                                .find(|mapping| mapping.grammar == Grammar::Prisma && mapping.model == target)
                        });
                        if let Some(target) = target {
                            let is_left = matches!(&entry.value.kind, ExprKind::Literal(text) if text != "true");
                            if !is_left {
                                let how = format!("a query of `{}` goes over the relation", mapping.model);
                                finder.model(&target.model, &entry.key_range, &how);
                            }
                            let whole = matches!(&entry.value.kind, ExprKind::Literal(text) if text == "true")
                                || (matches!(entry.value.kind, ExprKind::Map(_))
                                    && has_key(&entry.value, "include")
                                    && !has_key(&entry.value, "select"));
                            if whole {
                                lists_columns(finder, target, entry.key_range.clone(), "include");
                            }
                            walk(finder, target, &entry.value, access, depth + 1);
                        }
                    }
                    Some(_) => {
                        let model = mapping.model.clone();
                        finder.attribute(&model,
                            name,
                            &entry.key_range, Way { mechanism: Mechanism::QueryKey, access, certainty: Certainty::Certain }, format!("a query of `{model}` names it"));
                    }
                    None if STRUCTURE.contains(&name.as_str()) => {
                        walk(finder, mapping, &entry.value, access, depth + 1)
                    }
                    // A compound unique key: `userId_email: { userId, email }`.
                    None if name.contains('_') => walk(finder, mapping, &entry.value, access, depth + 1),
                    None => {}
                }
            }
        }
        // `by: ["email"]`, `distinct: ["email"]`
        ExprKind::Str(_) => {
            if let Some(text) = expr.as_text() {
                let model = mapping.model.clone();
                finder.attribute(&model,
                    &text,
                    &expr.range, Way { mechanism: Mechanism::QueryKey, access, certainty: Certainty::Certain }, format!("a query of `{model}` names it"));
            }
        }
        // Conditions and spreads: each branch is the same kind of object.
        ExprKind::List(items) | ExprKind::Seq(items) => {
            items.iter().for_each(|item| walk(finder, mapping, item, access, depth + 1))
        }
        ExprKind::Binary { left, right, .. } => {
            walk(finder, mapping, left, access, depth + 1);
            walk(finder, mapping, right, access, depth + 1);
        }
        ExprKind::Lambda { body, .. } => body.iter().for_each(|item| walk(finder, mapping, item, access, depth + 1)),
        ExprKind::Return(value) => walk(finder, mapping, value, access, depth + 1),
        ExprKind::Call { callee, args, .. }
            // `items.map((item) => ({ email: item.email }))`
            if callee.last_name() == Some("map") => {
                args.iter().for_each(|arg| walk(finder, mapping, &arg.value, access, depth + 1));
            }
        _ => {}
    }
}

/// `const where: Prisma.UserWhereInput = { … }`
pub(super) fn typed_value(finder: &mut Finder<'_, '_>, type_text: &str, value: &Expr) {
    if !is_prisma(finder.index) {
        return;
    }
    let Some(rest) = type_text.trim().strip_prefix("Prisma.") else { return };
    let index = finder.index;
    let mapping = index
        .mappings
        .iter()
        .filter(|mapping| mapping.grammar == Grammar::Prisma)
        .filter(|mapping| {
            rest.strip_prefix(mapping.model.as_str())
                .is_some_and(|kind| KINDS.iter().any(|known| kind.starts_with(known)))
        })
        .max_by_key(|mapping| mapping.model.len());
    if let Some(mapping) = mapping {
        let access = if rest.contains("Create") || rest.contains("Update") { Access::Write } else { Access::Read };
        walk(finder, mapping, value, access, 0);
    }
}

/// How the generated types go on after the model's name.
const KINDS: &[&str] = &[
    "Where",
    "Select",
    "Include",
    "Create",
    "Update",
    "Unchecked",
    "OrderBy",
    "Upsert",
    "FindMany",
    "FindFirst",
    "FindUnique",
    "DefaultArgs",
];

/// The model of the one row that a query gives back.
pub(super) fn row_of(index: &Index<'_>, file: &CodeFile, value: &Expr) -> Option<String> {
    if !is_prisma(index) || file.language.name != "javascript" {
        return None;
    }
    let ExprKind::Call { callee, .. } = &value.kind else { return None };
    let ExprKind::Member { object, name, .. } = &callee.kind else { return None };
    let one = matches!(
        name.as_str(),
        "findUnique"
            | "findUniqueOrThrow"
            | "findFirst"
            | "findFirstOrThrow"
            | "create"
            | "update"
            | "upsert"
            | "delete"
    );
    let mapping = delegate(index, object)?;
    let _ = naming::plain;
    one.then(|| mapping.model.clone())
}

/// What a query of a delegate gives back: `prisma.user` and the method.
pub(super) fn rows_of(index: &Index<'_>, delegated: &Expr, method: &str) -> Option<(String, Shape)> {
    let shape = match method {
        "findMany" | "createManyAndReturn" | "updateManyAndReturn" => Shape::Rows,
        "findUnique" | "findUniqueOrThrow" | "findFirst" | "findFirstOrThrow" | "create" | "update" | "upsert"
        | "delete" => Shape::Row,
        _ => return None,
    };
    is_prisma(index).then(|| delegate(index, delegated))?.map(|mapping| (mapping.model.clone(), shape))
}
