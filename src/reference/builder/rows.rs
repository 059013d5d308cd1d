//! The rows that a builder writes: literals, variables that hold one, and functions of the same file that make one (`insert(toRow(user))`).
//!
//! What another file makes is not followed, nor keys that are set one by one afterwards.

use crate::lang::facts::{Expr, ExprKind, Function};
use crate::reference::sql_use::Scope;

/// How many functions and variables are gone through.
const DEEPEST: usize = 6;

/// The literals that a value may be; all of them stand in the scope's file.
pub(super) fn literals<'a>(value: &'a Expr, scope: &Scope<'a, '_>) -> Vec<&'a Expr> {
    let mut found = Vec::new();
    collect(value, &[], scope, 0, &mut found);
    found
}

/// `body`: of the function in which the value stands, if that is not the one that the scope knows.
fn collect<'a>(value: &'a Expr, body: &'a [Expr], scope: &Scope<'a, '_>, depth: usize, found: &mut Vec<&'a Expr>) {
    if depth > DEEPEST {
        return;
    }
    match &value.kind {
        ExprKind::Map(_) | ExprKind::New { .. } => found.push(value),
        ExprKind::List(items) => items.iter().for_each(|item| collect(item, body, scope, depth + 1, found)),
        ExprKind::Seq(items) => {
            if let [item] = &items[..] {
                collect(item, body, scope, depth + 1, found);
            }
        }
        ExprKind::Name(name) if depth == 0 => {
            if let Some(held) = scope.rows_held.get(name) {
                collect(held, body, scope, depth + 1, found);
            }
        }
        ExprKind::Name(name) => {
            if let Some(held) = assigned(name, body) {
                collect(held, body, scope, depth + 1, found);
            }
        }
        // Kysely's `set((eb) => ({ … }))`
        ExprKind::Lambda { body, .. } if depth == 0 => returned(body, scope, depth, found),
        ExprKind::Call { callee, args, .. } => {
            let of_each = match &callee.kind {
                ExprKind::Member { name, .. } if matches!(name.as_str(), "map" | "flatMap") => args.first(),
                _ => None,
            };
            match of_each.map(|arg| &arg.value) {
                Some(Expr { kind: ExprKind::Lambda { body, .. }, .. }) => returned(body, scope, depth, found),
                Some(function) => made_by(function, scope, depth, found),
                None => made_by(callee, scope, depth, found),
            }
        }
        _ => {}
    }
}

/// What a function of this file gives back: `toRow`, `this.toRow`.
fn made_by<'a>(function: &'a Expr, scope: &Scope<'a, '_>, depth: usize, found: &mut Vec<&'a Expr>) {
    let name = match &function.kind {
        ExprKind::Name(name) => name,
        ExprKind::Member { object, name, .. } if matches!(object.as_name(), Some("this" | "self")) => name,
        _ => return,
    };
    let mut named = scope.env.file.facts.functions.iter().filter(|function| function.name == *name);
    if let (Some(Function { body, .. }), None) = (named.next(), named.next()) {
        returned(body, scope, depth, found);
    }
}

fn returned<'a>(body: &'a [Expr], scope: &Scope<'a, '_>, depth: usize, found: &mut Vec<&'a Expr>) {
    let mut values: Vec<&'a Expr> = Vec::new();
    for expr in body {
        expr.walk(&mut |expr| {
            if let ExprKind::Return(value) = &expr.kind {
                values.push(value);
            }
            !matches!(expr.kind, ExprKind::Lambda { .. })
        });
    }
    // The body of an arrow function is its value.
    if let ([only], true) = (body, values.is_empty()) {
        values.push(only);
    }
    for value in values {
        collect(value, body, scope, depth + 1, found);
    }
}

/// The value that a variable of a function is made with.
fn assigned<'a>(name: &str, body: &'a [Expr]) -> Option<&'a Expr> {
    let mut found = None;
    for expr in body {
        expr.walk(&mut |expr| {
            if let ExprKind::Assign { target, value, declares: true, .. } = &expr.kind
                && target.as_name() == Some(name)
            {
                found = Some(&**value);
            }
            !matches!(expr.kind, ExprKind::Lambda { .. })
        });
    }
    found
}
