//! Panache's short queries: `User.find("email", x)`, `User.list("email = ?1 and nick is null", x)`, and the same without the class in an entity and in a
//! `PanacheRepository<User>`. A whole query (`from User u …`) is JPQL.

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::orm::CodeFile;

use super::Finder;
use super::jpa::{self, Jpql};

/// Methods whose first text is a query.
const QUERIES: &[&str] = &["find", "list", "stream", "count", "delete", "update"];

/// The uses of watched entities in the short queries of a file.
pub(super) fn uses(finder: &mut Finder<'_, '_>) {
    let file: &CodeFile = finder.file;
    if !file.facts.imports.iter().any(|import| import.module.contains(".panache")) {
        return;
    }
    for function in &file.facts.functions {
        let owner = function.owner.as_deref();
        let class = owner.and_then(|name| file.facts.classes.iter().find(|class| class.name == name));
        for body in &function.body {
            body.walk(&mut |expr| {
                query(finder, class, expr);
                true
            });
        }
    }
}

fn query(finder: &mut Finder<'_, '_>, class: Option<&Class>, expr: &Expr) {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return };
    let (name, of) = match &callee.kind {
        ExprKind::Name(name) => (name, None),
        ExprKind::Member { object, name, .. } => (name, object.last_name()),
        _ => return,
    };
    let Some(first) = args.first().filter(|_| QUERIES.contains(&name.as_str())) else { return };
    let model = match of {
        None | Some("this") => class.and_then(|class| own(finder, class)),
        Some(name) => finder.watched(name).then(|| name.to_owned()),
    };
    let Some(model) = model else { return };
    let mut jpql = Jpql::default();
    jpql.add(&first.value);
    let text = jpql.text.clone();
    let words = jpa::words(&text);
    if words.first().is_some_and(|(word, _)| matches!(word.to_ascii_lowercase().as_str(), "from" | "select")) {
        return jpa::query(finder, expr);
    }
    for (word, from) in words {
        let property = word.split('.').next().unwrap_or(word);
        if let Some(place) = jpql.place(from..from + property.len()) {
            finder.attribute(&model, property, &place, jpa::WAY, format!("a query of `{model}` names it"));
        }
    }
}

/// The entity that a class is, or is the repository or companion of.
fn own(finder: &Finder<'_, '_>, class: &Class) -> Option<String> {
    if finder.watched(&class.name) {
        return Some(class.name.clone());
    }
    class.bases.iter().chain(&class.body).find_map(|base| {
        let ExprKind::Index { object, index } = &base.kind else { return None };
        let ExprKind::List(types) = &index.kind else { return None };
        let model = types.first().filter(|_| object.last_name().is_some_and(|name| name.starts_with("Panache")))?;
        model.last_name().filter(|model| finder.watched(model)).map(str::to_owned)
    })
}
