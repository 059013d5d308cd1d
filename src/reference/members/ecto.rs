//! Ecto's queries: bindings (`from u in User`, `where(query, [u], u.email == ^x)`), keyword lists and lists of atoms that are fields.
//!
//! Elixir writes no types: a value that is named exactly as the schema (`@user`, `socket.assigns.user`, `post.user`), or as a relation that leads to it, is
//! taken for a row where the field's name says something itself; else the place is only possible. So are the attributes that `update_user` and its like get.

use std::ops::Range;

use crate::lang::facts::{Arg, Entry, Expr, ExprKind, Key};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::{AttributeKind, naming};

use super::{Finder, Way};

/// Calls whose atoms are fields where they stand in the module of a schema.
const IN_SCHEMA: &[&str] = &[
    "add_error",
    "cast",
    "change",
    "changed?",
    "delete_change",
    "fetch_change",
    "fetch_field",
    "fetch_field!",
    "force_change",
    "get_change",
    "get_field",
    "put_change",
    "unique_constraint",
    "unsafe_validate_unique",
    "update_change",
];

/// What the functions of a context begin with that are given attributes of a row.
const GIVEN: &[&str] = &["change_", "create_", "insert_", "save_", "update_"];

/// Functions of `Map` whose second argument is a field.
const OF_A_MAP: &[&str] =
    &["delete", "fetch", "fetch!", "get", "has_key?", "pop", "put", "replace", "replace!", "update", "update!"];

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
                let is_joined = args.iter().any(|arg| arg.name.as_deref().is_some_and(|name| name.ends_with("join")));
                for arg in parts {
                    // `where(nick_name: "x")`
                    if let Some(key) = arg.name.as_ref().filter(|_| matches!(name, "where" | "or_where" | "having")) {
                        let way =
                            Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Certain };
                        let how = format!("it is a field of `{model}` here");
                        finder.attribute(&model, key, &arg.name_range, way, how);
                    }
                    fields(finder, &model, &arg.value, 0);
                    if name == "from" && !is_joined {
                        fragments(finder, &model, &arg.value);
                    }
                }
            }
        }
        return;
    }
    match name {
        "update_all" | "insert_all" | "insert" | "insert!" => written(finder, args),
        "field" => field_of_a_binding(finder, args),
        "change" | "cast" => changed(finder, args),
        _ => {}
    }
    given(finder, callee, name, args);
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
        // `u in {"active_users", User}`
        let right = if let ExprKind::List(parts) = &right.kind { parts.last().unwrap_or(right) } else { right };
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

/// `Repo.update_all(query, set: [email: x])`, `Repo.insert_all(User, rows, on_conflict: {:replace, [:email]}, conflict_target: [:email])`
fn written(finder: &mut Finder<'_, '_>, args: &[Arg]) {
    let Some(first) = args.first().map(|arg| &arg.value) else { return };
    let Some(model) = source(finder, first, 0).or_else(|| finder.model_of_value(first)) else { return };
    for arg in &args[1..] {
        match (arg.name.as_deref(), &arg.value.kind) {
            (Some("set" | "inc" | "push" | "pull" | "returning" | "conflict_target"), _) => {
                fields(finder, &model, &arg.value, 0);
            }
            (Some("on_conflict"), ExprKind::List(parts)) => {
                let names = parts.iter().filter(|part| matches!(part.kind, ExprKind::List(_)));
                names.for_each(|names| fields(finder, &model, names, 0));
            }
            (Some("on_conflict"), ExprKind::Map(entries)) => {
                entries.iter().for_each(|entry| fields(finder, &model, &entry.value, 0));
            }
            _ => {}
        }
    }
}

/// `field(u, :email)`
fn field_of_a_binding(finder: &mut Finder<'_, '_>, args: &[Arg]) {
    if let [of, name] = args
        && let Some(model) = of.value.as_name().and_then(|name| finder.types.get(name).cloned())
    {
        fields(finder, &model, &name.value, 0);
    }
}

/// `change(%User{}, email: x)`, `cast(%User{}, attrs, [:email])` anywhere
fn changed(finder: &mut Finder<'_, '_>, args: &[Arg]) {
    let Some(model) = args.first().and_then(|arg| finder.model_of_value(&arg.value)) else { return };
    for arg in &args[1..] {
        let way = Way { mechanism: Mechanism::QueryKey, access: Access::Write, certainty: Certainty::Certain };
        if let Some(name) = &arg.name {
            finder.attribute(&model, name, &arg.name_range, way, format!("it is a field of `{model}` here"));
        }
        if matches!(arg.value.kind, ExprKind::List(_)) {
            fields(finder, &model, &arg.value, 0);
        }
    }
}

/// `fragment("lower(email)")` in a query of one table.
fn fragments(finder: &mut Finder<'_, '_>, model: &str, expr: &Expr) {
    let mut found = Vec::new();
    expr.walk(&mut |expr| {
        if let ExprKind::Call { callee, args, .. } = &expr.kind
            && callee.as_name() == Some("fragment")
        {
            found.extend(args.first().map(|arg| &arg.value));
        }
        // A query inside has tables of its own.
        !matches!(&expr.kind, ExprKind::Call { callee, .. } if callee.as_name() == Some("from"))
    });
    for expr in found {
        finder.fragment(model, expr, Access::Read);
    }
}

/// `update_user(user, %{email: x})`, `User.changeset(user, %{email: x})`, `Map.put(user, :email, x)`
fn given(finder: &mut Finder<'_, '_>, callee: &Expr, name: &str, args: &[Arg]) {
    let ExprKind::Member { object, .. } = &callee.kind else {
        if let Some(model) = made_by(finder, name) {
            args.iter().for_each(|arg| keys(finder, &model, &arg.value));
        }
        return;
    };
    if object.as_name() == Some("Map") && OF_A_MAP.contains(&name) {
        if let [row, Arg { value, .. }, ..] = args
            && let ExprKind::Symbol(field) = &value.kind
            && let Some(model) = row_of(finder, &row.value)
        {
            let way = by_name(field, if name.starts_with("p") { Access::Write } else { Access::Read });
            finder.attribute(&model, field, &value.range, way, format!("the map is named like a `{model}`"));
        }
        return;
    }
    let model = match object.last_name() {
        Some(model) if name.ends_with("changeset") && finder.watched(model) => Some(model.to_owned()),
        _ => made_by(finder, name),
    };
    if let Some(model) = model {
        args.iter().for_each(|arg| keys(finder, &model, &arg.value));
    }
}

/// The schema whose rows a function of a context makes or changes, by its name.
fn made_by(finder: &Finder<'_, '_>, name: &str) -> Option<String> {
    let name = name.trim_end_matches('!');
    named(finder, GIVEN.iter().find_map(|verb| name.strip_prefix(verb))?)
}

/// The keys of a map of attributes.
fn keys(finder: &mut Finder<'_, '_>, model: &str, expr: &Expr) {
    let ExprKind::Map(entries) = &expr.kind else { return };
    for entry in entries {
        if let Key::Name(name) = &entry.key {
            let how = format!("it is given to what makes or changes a `{model}`");
            finder.attribute(model, name, &entry.key_range, by_name(name, Access::Write), how);
        }
    }
}

/// `%{user | email: x}`
pub(super) fn updated(finder: &mut Finder<'_, '_>, entries: &[Entry]) {
    if finder.file.language.name != "elixir" {
        return;
    }
    let [Entry { key: Key::Spread, value, .. }, given @ ..] = entries else { return };
    let Some(model) = row_of(finder, value) else { return };
    for entry in given {
        if let Key::Name(name) = &entry.key {
            let way = by_name(name, Access::Write);
            finder.attribute(&model, name, &entry.key_range, way, format!("the value is named like a `{model}`"));
        }
    }
}

/// `changeset.changes[:email]` in the module of a schema.
pub(super) fn index(finder: &mut Finder<'_, '_>, object: &Expr, index: &Expr) {
    let Some(owner) = finder.owner.clone().filter(|_| finder.file.language.name == "elixir") else { return };
    if object.last_name() == Some("changes")
        && let ExprKind::Symbol(name) = &index.kind
        && finder.watched(&owner)
    {
        let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Likely };
        finder.attribute(&owner, name, &index.range, way, format!("it is a change of a `{owner}`"));
    }
}

/// `user.email`, where only the name of `user` says what it is.
pub(super) fn member(finder: &mut Finder<'_, '_>, object: &Expr, name: &str, range: &Range<usize>) {
    if let Some(model) = row_named(finder, object) {
        let how = format!("the value is named like a `{model}`");
        finder.attribute(&model, name, range, by_name(name, Access::Read), how);
    }
}

/// The schema that a value is a row of, by what is known of it or by its name.
fn row_of(finder: &Finder<'_, '_>, value: &Expr) -> Option<String> {
    finder.model_of_value(value).or_else(|| row_named(finder, value))
}

/// The schema that a value's name says.
pub(super) fn row_named(finder: &Finder<'_, '_>, value: &Expr) -> Option<String> {
    let name = value.last_name().filter(|_| finder.file.language.name == "elixir")?;
    match value.as_name() {
        Some(name) if finder.types.contains_key(name) => None,
        _ => named(finder, name),
    }
}

/// The watched schema of a name: its own in snake case, or that of a relation which leads to it alone.
fn named(finder: &Finder<'_, '_>, name: &str) -> Option<String> {
    let exact = name.strip_prefix("current_").unwrap_or(name);
    if !exact.starts_with(|c: char| c.is_lowercase()) {
        return None;
    }
    let model = naming::pascal(exact);
    let model = if finder.watched(&model) && naming::snake(&model) == exact {
        model
    } else {
        let mappings = finder.index.mappings.iter().filter(|mapping| mapping.orm == "ecto");
        let mut targets = mappings
            .flat_map(|mapping| &mapping.attributes)
            .filter(|own| own.kind == AttributeKind::Relation && own.name == exact)
            .map(|own| own.target.as_deref());
        let target = targets.next()??;
        (targets.all(|other| other == Some(target)) && finder.watched(target)).then(|| target.to_owned())?
    };
    // Two schemas of one name: nothing tells which of them it is.
    let same = finder.index.mappings.iter().filter(|mapping| mapping.orm == "ecto" && mapping.model == model);
    let mut tables = same.map(|mapping| mapping.table.as_ref().map(|table| &table.name.value));
    let first = tables.next();
    tables.all(|table| Some(table) == first).then_some(model)
}

/// How sure a place is where only a name says the schema.
fn by_name(field: &str, access: Access) -> Way {
    let telling = field.trim_matches('_').contains('_');
    let certainty = if telling { Certainty::Likely } else { Certainty::Possible };
    Way { mechanism: Mechanism::Member, access, certainty }
}
