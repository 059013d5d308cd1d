//! Ecto's queries: bindings (`from u in User`, `where(query, [u], u.email == ^x)`), keyword lists and lists of atoms that are fields.

use crate::lang::facts::{Arg, Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};

use super::{Finder, Way};

/// Calls whose atoms are fields where they stand in the module of a schema.
const IN_SCHEMA: &[&str] =
    &["cast", "change", "unique_constraint", "put_change", "get_change", "get_field", "delete_change"];

/// Links of a query whose binding list names the source first.
const QUERY: &[&str] = &[
    "where",
    "or_where",
    "select",
    "select_merge",
    "order_by",
    "group_by",
    "having",
    "update",
    "distinct",
    "join",
    "preload",
    "exclude",
    "limit",
    "dynamic",
];

/// Binds the names of a query and reports the fields that it names without a binding.
pub(super) fn call(finder: &mut Finder<'_, '_>, expr: &Expr) {
    if finder.file.language.name != "elixir" {
        return;
    }
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
    let name = callee.last_name().unwrap_or_default();
    for arg in args {
        binding(finder, &arg.value);
    }
    if name == "from" || QUERY.contains(&name) {
        let model = source(finder, expr, 0);
        if let (Some(model), Some(Arg { value: Expr { kind: ExprKind::List(names), .. }, .. })) = (&model, args.get(1))
            && let Some(first) = names.first().and_then(Expr::as_name)
        {
            finder.types.insert(first.to_owned(), model.clone());
        }
        if let Some(model) = model {
            let parts = args.iter().skip(1).filter(|arg| {
                let key = arg.name.as_deref();
                !matches!(key, Some("join" | "left_join" | "on" | "preload" | "as" | "limit"))
            });
            if !matches!(name, "join" | "preload" | "limit") {
                for arg in parts {
                    fields(finder, &model, &arg.value, 0);
                }
            }
        }
        return;
    }
    if let Some(owner) = finder.owner.clone()
        && (IN_SCHEMA.contains(&name) || name.starts_with("validate_"))
        && finder.watched(&owner)
    {
        for arg in args.iter().filter(|arg| arg.name.is_none()) {
            fields(finder, &owner, &arg.value, 0);
        }
    }
}

/// `@required [:email]` in the module of a schema.
pub(super) fn class_body(finder: &mut Finder<'_, '_>, class: &str, expr: &Expr) {
    if finder.file.language.name != "elixir" || !finder.watched(class) {
        return;
    }
    if let ExprKind::Assign { value, .. } = &expr.kind
        && matches!(value.kind, ExprKind::List(_) | ExprKind::Binary { .. })
    {
        fields(finder, class, value, 0);
    }
}

/// `u in User`
fn binding(finder: &mut Finder<'_, '_>, expr: &Expr) {
    if let ExprKind::Binary { op, left, right } = &expr.kind
        && op == "in"
        && let Some(name) = left.as_name()
    {
        match right.last_name().filter(|model| finder.watched(model)) {
            Some(model) => {
                let model = model.to_owned();
                finder.types.insert(name.to_owned(), model);
            }
            None => {
                finder.types.remove(name);
            }
        }
    }
}

/// The model that a query is of: the first argument, through the calls that it was piped from.
fn source(finder: &Finder<'_, '_>, expr: &Expr, depth: usize) -> Option<String> {
    if depth > 40 {
        return None;
    }
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Member { .. } => {
            let name = expr.last_name()?;
            finder.watched(name).then(|| name.to_owned())
        }
        ExprKind::Binary { op, right, .. } if op == "in" => source(finder, right, depth + 1),
        ExprKind::Call { callee, args, .. } => {
            let name = callee.last_name()?;
            (name == "from" || QUERY.contains(&name)).then(|| source(finder, &args.first()?.value, depth + 1))?
        }
        _ => None,
    }
}

/// Atoms and keys of keyword lists that are fields of a model.
fn fields(finder: &mut Finder<'_, '_>, model: &str, expr: &Expr, depth: usize) {
    if depth > 8 {
        return;
    }
    let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
    let how = || format!("it is a field of `{model}` here");
    match &expr.kind {
        ExprKind::Symbol(name) => finder.attribute(model, name, &expr.range, way, how()),
        ExprKind::List(items) => items.iter().for_each(|item| fields(finder, model, item, depth + 1)),
        ExprKind::Binary { op, left, right } if op == "++" || op == "--" => {
            fields(finder, model, left, depth + 1);
            fields(finder, model, right, depth + 1);
        }
        ExprKind::Map(entries) => {
            for entry in entries {
                if let Key::Name(name) = &entry.key {
                    finder.attribute(model, name, &entry.key_range, way, how());
                }
                fields(finder, model, &entry.value, depth + 1);
            }
        }
        _ => {}
    }
}
