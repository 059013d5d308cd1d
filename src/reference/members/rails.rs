//! Rails beside its models: lists of permitted parameters, JSON builders, forms, factories, searches, and macros that name a column of another model.
//!
//! The model is said by a name (`params.require(:user)`, `form_with model: @user`, `factory :user`), so a place is at most likely; of forms and JSON only with a
//! column whose name says something itself.

use std::cell::Cell;
use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::reference::{Access, Certainty, Mechanism};
use crate::orm::naming;

use super::{Chain, Finder, Way};

/// What Ransack puts behind a column's name.
const PREDICATES: &[&str] = &[
    "_cont",
    "_not_cont",
    "_cont_any",
    "_cont_all",
    "_i_cont",
    "_eq",
    "_eq_any",
    "_not_eq",
    "_matches",
    "_start",
    "_end",
    "_gt",
    "_gteq",
    "_lt",
    "_lteq",
    "_in",
    "_not_in",
    "_null",
    "_not_null",
    "_present",
    "_blank",
    "_true",
    "_false",
];

/// Calls that open a form for a row.
const FORMS: &[&str] =
    &["bootstrap_form_with", "bootstrap_form_for", "form_for", "form_with", "semantic_form_for", "simple_form_for"];

/// What a call of Ruby says of a model that it names without querying it.
pub(super) fn call(finder: &mut Finder<'_, '_>, expr: &Expr) {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
    if finder.file.language.name != "ruby" {
        return;
    }
    match &callee.kind {
        ExprKind::Name(name) => match name.as_str() {
            "validates" | "validates_uniqueness_of" => scopes_of_uniqueness(finder, args),
            "scoped_search" => searched(finder, args),
            "belongs_to" => columns_of_the_other(finder, args),
            // `json.(user, :email)`
            "json" => json(finder, name, args),
            "factory" => factory(finder, args, None, 0),
            _ if FORMS.contains(&name.as_str()) => form(finder, args),
            _ => {}
        },
        ExprKind::Member { object, name, .. } => match name.as_str() {
            "permit" | "expect" | "permit!" => parameters(finder, expr, object, name, args),
            "extract!" | "array!" if object.as_name() == Some("json") => json(finder, name, args),
            "ransack" => ransack(finder, object, args),
            _ => {}
        },
        _ => {}
    }
}

fn read(certainty: Certainty) -> Way {
    Way { mechanism: Mechanism::Member, access: Access::Read, certainty }
}

/// `validates :name, uniqueness: { scope: :team_id }`, `validates_uniqueness_of :name, scope: [:team_id]`
fn scopes_of_uniqueness(finder: &mut Finder<'_, '_>, args: &[Arg]) {
    let Some(owner) = finder.owner.clone().filter(|owner| finder.watched(owner)) else { return };
    let mut found = Vec::new();
    for arg in args {
        match (arg.name.as_deref(), &arg.value.kind) {
            (Some("scope"), _) => found.extend(texts(&arg.value)),
            (Some("uniqueness"), ExprKind::Map(entries)) => {
                let is_scope = |key: &crate::lang::facts::Key| matches!(key, crate::lang::facts::Key::Name(name) if name == "scope");
                found.extend(entries.iter().filter(|entry| is_scope(&entry.key)).flat_map(|entry| texts(&entry.value)));
            }
            _ => {}
        }
    }
    for (name, range) in found {
        let way = Way { mechanism: Mechanism::Mapping, access: Access::Declare, certainty: Certainty::Certain };
        finder.attribute(&owner, &name, &range, way, format!("`{owner}` is unique together with it"));
    }
}

/// The texts of a list, or the one text.
fn texts(expr: &Expr) -> Vec<(String, Range<usize>)> {
    let items = match &expr.kind {
        ExprKind::List(items) => items,
        _ => std::slice::from_ref(expr),
    };
    items.iter().filter_map(|item| Some((item.as_text()?, item.range.clone()))).collect()
}

/// `scoped_search on: [:name, :email]`: the gem asks the database for the columns; those of a `relation` are another model's.
fn searched(finder: &mut Finder<'_, '_>, args: &[Arg]) {
    let Some(owner) = finder.owner.clone().filter(|owner| finder.watched(owner)) else { return };
    let given = |name: &str| args.iter().find(|arg| arg.name.as_deref() == Some(name));
    let Some(on) = given("on").filter(|_| given("in").or(given("relation")).is_none()) else { return };
    for (name, range) in texts(&on.value) {
        let way = Way { mechanism: Mechanism::Mapping, access: Access::Declare, certainty: Certainty::Certain };
        finder.attribute(&owner, &name, &range, way, format!("`scoped_search` in `{owner}` names it"));
    }
}

/// `belongs_to :user, counter_cache: true, touch: :seen_at`: columns of the other model that each save writes.
fn columns_of_the_other(finder: &mut Finder<'_, '_>, args: &[Arg]) {
    let given = |name: &str| args.iter().find(|arg| arg.name.as_deref() == Some(name)).map(|arg| &arg.value);
    let Some(relation) = args.first().and_then(|arg| arg.value.as_text()) else { return };
    let class = given("class_name").and_then(Expr::as_text);
    let model =
        class.and_then(|name| name.rsplit("::").next().map(str::to_owned)).unwrap_or_else(|| naming::pascal(&relation));
    let Some(owner) = finder.owner.clone().filter(|_| finder.watched(&model)) else { return };
    let is_true = |value: &Expr| matches!(&value.kind, ExprKind::Literal(text) if text == "true");
    let mut found = Vec::new();
    if let Some(value) = given("counter_cache") {
        let counted = format!("{}_count", naming::pluralize(&naming::snake(&owner)));
        let name = if is_true(value) { Some(counted) } else { value.as_text() };
        found.extend(name.map(|name| (name, value.range.clone())));
    }
    if let Some(value) = given("touch") {
        // `true` touches what timestamps there are.
        found.extend(value.as_text().map(|name| (name, value.range.clone())));
    }
    for (name, range) in found {
        let way = Way { mechanism: Mechanism::QueryKey, access: Access::Write, certainty: Certainty::Likely };
        let direct = std::mem::replace(&mut finder.direct, true);
        finder.attribute(&model, &name, &range, way, format!("each save of a `{owner}` writes it to its `{relation}`"));
        finder.direct = direct;
    }
}

/// `params.require(:user).permit(:email)`, `params.expect(user: [:email])`
fn parameters(finder: &mut Finder<'_, '_>, expr: &Expr, object: &Expr, name: &str, args: &[Arg]) {
    let left = Cell::new(FOLLOWED);
    let (model, listed): (String, Vec<(String, Range<usize>)>) = match name {
        "permit" => {
            let chain = Chain::of(object);
            // Of several the last one is the row's: `params.require(:partner).require(:profile)`.
            let key = chain.links.iter().rev().find(|link| matches!(link.name, "require" | "fetch"));
            let Some(key) = key.and_then(|link| link.args.first()?.value.as_text()) else { return };
            let own = args.iter().filter(|arg| arg.name.is_none()).map(|arg| &arg.value);
            (naming::pascal(&key), own.flat_map(|value| names_in(finder, value, expr, &left)).collect())
        }
        "expect" => {
            let [arg] = args else { return };
            let Some(key) = &arg.name else { return };
            (naming::pascal(key), names_in(finder, &arg.value, expr, &left))
        }
        _ => return,
    };
    if object.last_name() != Some("params") && !mentions_params(object) || !finder.watched(&model) {
        return;
    }
    let certainty = if is_given(finder, expr, &model) { Certainty::Likely } else { Certainty::Possible };
    for (name, range) in listed {
        let way = Way { mechanism: Mechanism::QueryKey, access: Access::Write, certainty };
        finder.attribute(&model, &name, &range, way, format!("it is let through to a `{model}`"));
    }
}

/// The names in a list that is written here, that a variable or a constant of this file holds, or that a method of the class gives. `list` is where it is
/// asked for; `left` how many more names are followed.
fn names_in(finder: &Finder<'_, '_>, value: &Expr, list: &Expr, left: &Cell<usize>) -> Vec<(String, Range<usize>)> {
    let inner = |value: &Expr| names_in(finder, value, list, left);
    let followed = |name: &str| {
        let rest = left.get().checked_sub(1)?;
        left.set(rest);
        named_list(finder, name, list).map(inner)
    };
    match &value.kind {
        ExprKind::List(items) => items.iter().flat_map(inner).collect(),
        ExprKind::Name(name) => followed(name).unwrap_or_default(),
        ExprKind::Member { object, name, .. } if SAME.contains(&name.as_str()) => inner(object),
        ExprKind::Call { callee, .. } => match &callee.kind {
            ExprKind::Member { object, name, .. } if SAME.contains(&name.as_str()) => inner(object),
            ExprKind::Name(name) => followed(name).unwrap_or_default(),
            _ => Vec::new(),
        },
        _ => value.as_text().map(|name| (name, value.range.clone())).into_iter().collect(),
    }
}

/// How many names one list of permitted parameters may lead over.
const FOLLOWED: usize = 64;

/// Methods that give the same list.
const SAME: &[&str] = &["freeze", "dup"];

/// What a name stands for: an assignment in the method around, in a class of the file, or the last value of a method.
fn named_list<'f>(finder: &Finder<'f, '_>, name: &str, list: &Expr) -> Option<&'f Expr> {
    let facts = &finder.file.facts;
    let assigned = |exprs: &'f [Expr]| {
        exprs.iter().rev().find_map(|expr| match &expr.kind {
            ExprKind::Assign { target, value, .. } if target.as_name() == Some(name) => Some(&**value),
            _ => None,
        })
    };
    let around =
        facts.functions.iter().filter(|own| own.range.start <= list.range.start && list.range.end <= own.range.end);
    let around = around.min_by_key(|own| own.range.len())?;
    let method = || facts.functions.iter().find(|own| own.name == name && own.class == around.class)?.body.last();
    assigned(&around.body).or_else(|| facts.classes.iter().find_map(|class| assigned(&class.body))).or_else(method)
}

fn mentions_params(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |expr| {
        found |= expr.as_name() == Some("params");
        !found
    });
    found
}

/// Whether a row of the model is given what a list of parameters lets through: at the place itself, or by the method that holds it.
fn is_given(finder: &Finder<'_, '_>, list: &Expr, model: &str) -> bool {
    let functions = &finder.file.facts.functions;
    let holder = functions.iter().filter(|own| own.range.start <= list.range.start && list.range.end <= own.range.end);
    let Some(holder) = holder.min_by_key(|own| own.range.len()) else { return false };
    let holds = |part: &Expr| part.range.start <= list.range.start && list.range.end <= part.range.end;
    let held = holder.body.iter().find_map(|expr| match &expr.kind {
        ExprKind::Assign { target, value, .. } if holds(value) => target.as_name(),
        _ => None,
    });
    let in_holder = |expr: &Expr| holder.range.start <= expr.range.start && expr.range.end <= holder.range.end;
    let takes = |expr: &Expr| {
        let chain = Chain::of(expr);
        let Some(link) = chain.links.last() else { return false };
        let makes = matches!(
            link.name,
            "new"
                | "create"
                | "create!"
                | "build"
                | "update"
                | "update!"
                | "assign_attributes"
                | "update_attributes"
                | "update_attributes!"
        );
        let of_model = finder.model_in(&chain).as_deref() == Some(model)
            || finder.ruby_receiver(chain.root).as_deref() == Some(model)
            || finder.index.plurals.get(chain.root.last_name().unwrap_or_default()).map(String::as_str) == Some(model);
        makes
            && of_model
            && link.args.iter().any(|arg| {
                arg.value.as_name() == Some(&holder.name)
                    || held.is_some() && arg.value.as_name() == held && in_holder(expr)
                    || holds(&arg.value)
            })
    };
    let mut found = false;
    for function in functions.iter().filter(|own| own.class == holder.class && own.owner == holder.owner) {
        for expr in &function.body {
            expr.walk(&mut |expr| {
                found |= matches!(expr.kind, ExprKind::Call { .. }) && takes(expr);
                !found
            });
        }
    }
    found
}

/// `json.extract! user, :id, :email`, `json.(user, :email)`, `json.array! @users, :email`
fn json(finder: &mut Finder<'_, '_>, name: &str, args: &[Arg]) {
    let [row, columns @ ..] = args else { return };
    let model = match name {
        "array!" => row.value.last_name().and_then(|name| finder.index.plurals.get(name).cloned()),
        _ => finder.ruby_receiver(&row.value).or_else(|| finder.model_of_value(&row.value)),
    };
    let Some(model) = model.filter(|model| finder.watched(model)) else { return };
    for arg in columns.iter().filter(|arg| arg.name.is_none()) {
        if let ExprKind::Symbol(name) = &arg.value.kind {
            let how = format!("it is asked of what is named like a `{model}`");
            finder.attribute(&model, name, &arg.value.range, read(Finder::ruby_certainty(name)), how);
        }
    }
}

/// `User.ransack(email_cont: x)`
fn ransack(finder: &mut Finder<'_, '_>, object: &Expr, args: &[Arg]) {
    let Some(model) = object.last_name().filter(|model| finder.watched(model)).map(str::to_owned) else { return };
    for (name, range) in args.iter().filter_map(|arg| Some((arg.name.as_ref()?, &arg.name_range))) {
        let plain = PREDICATES.iter().filter_map(|end| name.strip_suffix(end)).min_by_key(|plain| plain.len());
        for column in plain.into_iter().flat_map(|plain| plain.split("_or_")).flat_map(|part| part.split("_and_")) {
            let way = Way { mechanism: Mechanism::QueryKey, access: Access::Read, certainty: Certainty::Likely };
            finder.attribute(&model, column, range, way, format!("a search of `{model}` names it"));
        }
    }
}

/// `form_with model: @user do |form| form.text_field :email end`
fn form(finder: &mut Finder<'_, '_>, args: &[Arg]) {
    let given = args.iter().find(|arg| arg.name.as_deref() == Some("model"));
    let Some(row) = given.or(args.first().filter(|arg| arg.name.is_none())) else { return };
    let row = if let ExprKind::List(items) = &row.value.kind { items.last() } else { Some(&row.value) };
    let model = row.and_then(|row| finder.ruby_receiver(row).or_else(|| finder.model_of_value(row)));
    let Some(model) = model.filter(|model| finder.watched(model)) else { return };
    for arg in args {
        let ExprKind::Lambda { params, body } = &arg.value.kind else { continue };
        let [builder] = params.as_slice() else { continue };
        body.iter().for_each(|expr| form_fields(finder, &model, &builder.name, expr, 0));
    }
}

fn form_fields(finder: &mut Finder<'_, '_>, model: &str, builder: &str, expr: &Expr, depth: usize) {
    if depth > 60 {
        return;
    }
    match &expr.kind {
        // A form inside, of the same name, is another's.
        ExprKind::Lambda { params, .. } if params.iter().any(|param| param.name == builder) => return,
        ExprKind::Call { callee, args, .. } => {
            if let ExprKind::Member { object, name, .. } = &callee.kind
                && object.as_name() == Some(builder)
                && is_field(name)
                && let Some(Arg { name: None, value, .. }) = args.first()
                && let ExprKind::Symbol(column) = &value.kind
            {
                let way = read(Finder::ruby_certainty(column));
                finder.attribute(model, column, &value.range, way, format!("a form of a `{model}` has a field for it"));
            }
        }
        _ => {}
    }
    for child in expr.children() {
        form_fields(finder, model, builder, child, depth + 1);
    }
}

fn is_field(name: &str) -> bool {
    ["_field", "_select", "_area", "_button"].iter().any(|end| name.ends_with(end))
        || matches!(name, "check_box" | "checkbox" | "input" | "select" | "textarea")
}

/// `factory :user do email { "a@b.c" } end`
fn factory(finder: &mut Finder<'_, '_>, args: &[Arg], around: Option<&str>, depth: usize) {
    let Some(name) = args.first().and_then(|arg| arg.value.as_text()).filter(|_| depth < 8) else { return };
    let class = args.iter().find(|arg| arg.name.as_deref() == Some("class"));
    let model = match class.map(|arg| arg.value.as_text().or_else(|| arg.value.last_name().map(str::to_owned))) {
        Some(Some(class)) => naming::pascal(&naming::snake(class.rsplit("::").next().unwrap_or(&class))),
        Some(None) => return,
        None => around.map_or_else(|| naming::pascal(&name), str::to_owned),
    };
    for arg in args {
        if let ExprKind::Lambda { body, .. } = &arg.value.kind {
            body.iter().for_each(|expr| attributes_of_factory(finder, &model, expr, depth));
        }
    }
}

fn attributes_of_factory(finder: &mut Finder<'_, '_>, model: &str, expr: &Expr, depth: usize) {
    if let ExprKind::Seq(items) = &expr.kind {
        items.iter().for_each(|item| attributes_of_factory(finder, model, item, depth));
        return;
    }
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
    let Some(name) = callee.as_name().filter(|_| depth < 8) else { return };
    let block = |arg: &Arg| matches!(arg.value.kind, ExprKind::Lambda { .. });
    let found = match name {
        "factory" => return factory(finder, args, Some(model), depth + 1),
        "trait" => {
            for arg in args {
                if let ExprKind::Lambda { body, .. } = &arg.value.kind {
                    body.iter().for_each(|expr| attributes_of_factory(finder, model, expr, depth + 1));
                }
            }
            return;
        }
        "sequence" | "add_attribute" => {
            args.first().and_then(|arg| Some((arg.value.as_text()?, arg.value.range.clone())))
        }
        "transient" | "initialize_with" | "to_create" | "skip_create" => None,
        _ => matches!(args.as_slice(), [one] if block(one)).then(|| (name.to_owned(), callee.range.clone())),
    };
    if let Some((column, range)) = found.filter(|_| finder.watched(model)) {
        let way = Way { mechanism: Mechanism::Constructor, access: Access::Write, certainty: Certainty::Likely };
        finder.attribute(model, &column, &range, way, format!("a factory of `{model}` gives it"));
    }
}
