//! What a migration in code runs beside its changes, and whether it says how it is undone: Django's `RunPython` and `RunSQL`, and files whose second function is missing.
//!
//! The edge: that something is said to be undone is believed, whatever is said; a function that only raises says that it cannot be, which is an answer.

use std::collections::BTreeSet;
use std::ops::Range;

use super::script::{change, object, statement};
use crate::lang::facts::{CodeFacts, Expr, ExprKind, Function};
use crate::model::change::{ChangeKind, CodeKind, CodeStep, Statement};

/// How many helper functions are followed.
const MOST: usize = 64;

/// A step of code as a statement that changes nothing of the schema. `name`: of the function, or of the operation.
pub fn step(what: CodeKind, name: &str, is_reversible: bool, live: Option<String>, range: Range<usize>) -> Statement {
    stand_for(CodeStep { what, is_reversible, live, why: None }, name, range)
}

/// An operation that the tool cannot turn round, and why.
pub fn one_way(name: &str, why: &str, range: Range<usize>) -> Statement {
    let step = CodeStep { what: CodeKind::Operation, is_reversible: false, live: None, why: Some(why.to_owned()) };
    stand_for(step, name, range)
}

fn stand_for(step: CodeStep, name: &str, range: Range<usize>) -> Statement {
    let named = object(name, range.clone()).or_else(|| object("code", range.clone()));
    statement(range.clone(), named.map(|name| change(ChangeKind::RunCode(step), name, range)).into_iter().collect())
}

/// The step that stands for a whole file whose function `back` is missing; `or_empty`: also if it does nothing, as the tool's template leaves it.
pub fn missing(facts: &CodeFacts, forward: &str, back: &str, or_empty: bool) -> Option<Statement> {
    let find = |name: &str| facts.functions.iter().find(|function| function.name == name);
    let forward = find(forward)?;
    let range = match find(back) {
        Some(back) if or_empty && back.body.is_empty() => back.name_range.clone(),
        Some(_) => return None,
        None => forward.name_range.clone(),
    };
    Some(step(CodeKind::Whole, &forward.name, false, None, range))
}

/// A model that a function of the file, or a helper that it calls, takes from the application as it is today: `User.objects` with `User` imported from its `models`.
pub fn live_model(facts: &CodeFacts, start: &Expr) -> Option<String> {
    let mut open: Vec<&[Expr]> = match start.last_name() {
        Some(name) => vec![&function(facts, name)?.body],
        None => vec![std::slice::from_ref(start)],
    };
    let mut seen = BTreeSet::new();
    while let Some(body) = open.pop() {
        if let Some(model) = used(facts, body) {
            return Some(model);
        }
        for called in calls(body) {
            if seen.len() < MOST
                && seen.insert(called)
                && let Some(helper) = function(facts, called)
            {
                open.push(&helper.body);
            }
        }
    }
    None
}

fn function<'a>(facts: &'a CodeFacts, name: &str) -> Option<&'a Function> {
    facts.functions.iter().find(|function| function.name == name)
}

fn calls(body: &[Expr]) -> Vec<&str> {
    let mut found = Vec::new();
    for expr in body {
        expr.walk(&mut |expr| {
            if let ExprKind::Call { callee, .. } = &expr.kind {
                found.extend(callee.as_name());
            }
            true
        });
    }
    found
}

fn used(facts: &CodeFacts, body: &[Expr]) -> Option<String> {
    let imported = |name: &str| {
        facts.imports.iter().any(|import| {
            import.local == name
                && import.name.is_some()
                && import.module != "django.db.models"
                && import.module.split('.').any(|part| part == "models")
        })
    };
    let mut assigned: BTreeSet<&str> = BTreeSet::new();
    let mut live: Option<String> = None;
    for expr in body {
        expr.walk(&mut |expr| {
            match &expr.kind {
                ExprKind::Assign { target, value, .. } => {
                    // `User = get_user_model()`
                    let current = matches!(&value.kind, ExprKind::Call { callee, .. } if callee.last_name() == Some("get_user_model"));
                    match target.as_name() {
                        Some(name) if current => {
                            live.get_or_insert_with(|| name.to_owned());
                        }
                        Some(name) => {
                            assigned.insert(name);
                        }
                        None => {}
                    }
                }
                ExprKind::Member { object, name, .. } if MANAGERS.contains(&name.as_str()) => {
                    let model = object.as_name().filter(|model| !assigned.contains(model) && imported(model));
                    if let Some(model) = model {
                        live.get_or_insert_with(|| model.to_owned());
                    }
                }
                _ => {}
            }
            true
        });
    }
    live
}

/// By what a model's rows are reached.
const MANAGERS: &[&str] = &["objects", "_default_manager", "_base_manager", "all_objects"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::python::parse;

    #[test]
    fn models_of_today_are_found() {
        let imports = "from shop.models import User, KINDS\nfrom django.db import models\nfrom .helpers import fill\n";
        for (code, expected) in [
            ("def f(apps, s):\n    User.objects.update(a=1)\n", Some("User")),
            ("def f(apps, s):\n    g()\ndef g():\n    for u in User.objects.all():\n        u.save()\n", Some("User")),
            (
                "def f(apps, s):\n    from django.contrib.auth import get_user_model\n    User = get_user_model()\n",
                Some("User"),
            ),
            ("def f(apps, s):\n    User = apps.get_model('shop', 'User')\n    User.objects.update(a=1)\n", None),
            (
                "def f(apps, s):\n    Post = apps.get_model('shop', 'Post')\n    Post.objects.filter(kind=KINDS[0])\n",
                None,
            ),
            ("def f(apps, s):\n    models.objects\n", None),
            ("def f(apps, s):\n    fill(apps)\n", None),
        ] {
            let facts = parse(&format!("{imports}{code}"));
            let start = Expr::new(ExprKind::Name("f".into()), 0..1);
            assert_eq!(live_model(&facts, &start).as_deref(), expected, "{code}");
        }
    }

    #[test]
    fn files_without_a_way_back() {
        for (code, expected) in [
            ("def upgrade():\n    op.drop_table('a')\ndef downgrade():\n    pass\n", true),
            ("def upgrade():\n    op.drop_table('a')\ndef downgrade():\n    \"\"\"None.\"\"\"\n", true),
            ("def upgrade():\n    op.drop_table('a')\n", true),
            ("def upgrade():\n    op.drop_table('a')\ndef downgrade():\n    raise NotImplementedError()\n", false),
            ("def upgrade():\n    op.drop_table('a')\ndef downgrade():\n    op.create_table('a')\n", false),
            ("x = 1\n", false),
        ] {
            assert_eq!(missing(&parse(code), "upgrade", "downgrade", true).is_some(), expected, "{code}");
        }
    }
}
