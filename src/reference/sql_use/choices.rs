//! Variables that have one of several texts: of a loop over names, of a function that is called for each of a list.

use crate::lang::facts::{Expr, ExprKind};

use super::Scope;

/// A name in an expression that has a choice of texts.
pub(super) fn chosen(expr: &Expr, scope: &Scope<'_, '_>) -> Option<String> {
    if scope.choices.is_empty() {
        return None;
    }
    let mut found = None;
    expr.walk(&mut |part| {
        if let ExprKind::Name(name) = &part.kind
            && found.is_none()
            && scope.choices.contains_key(name)
            && !scope.chosen.contains(name)
        {
            found = Some(name.clone());
        }
        found.is_none()
    });
    found
}

/// `for table in ("users", "posts")`: the variable has each of the names that matter.
pub(super) fn looped<'a>(target: &Expr, op: &str, value: &'a Expr, scope: &mut Scope<'a, '_>) -> bool {
    let (Some(name), "in") = (target.as_name(), op) else {
        // Go's `for _, table := range tables`, and PHP's `foreach ($tables as $table)`: an element, whichever.
        if let (Some(name), ExprKind::Index { object, index }) = (target.as_name(), &value.kind)
            && (index.as_name() == Some("_") || matches!(index.kind, ExprKind::Empty))
        {
            let items = scope.env.changed_items(object);
            let known = !items.is_empty();
            if known {
                scope.choices.insert(name.to_string(), items);
            }
            return known;
        }
        return false;
    };
    let items = scope.env.changed_items(value);
    let known = !items.is_empty();
    scope.choices.remove(name);
    if known {
        scope.choices.insert(name.to_string(), items);
    }
    known
}

/// `["users", "posts"].forEach((table) => …)`
pub(super) fn each_item<'a>(expr: &'a Expr, scope: &mut Scope<'a, '_>) -> Option<&'a str> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let (ExprKind::Member { object, name, .. }, Some(last)) = (&callee.kind, args.last()) else { return None };
    let ExprKind::Lambda { params, .. } = &last.value.kind else { return None };
    let param =
        params.first().filter(|_| matches!(name.as_str(), "each" | "forEach" | "map" | "for_each" | "flatMap"))?;
    let items = scope.env.changed_items(object);
    if items.is_empty() {
        return None;
    }
    scope.choices.insert(param.name.clone(), items);
    Some(&param.name)
}
