//! Sequel's data sets (Ruby): `DB[:users].where(email: x).select(:name)`, a table by its symbol and columns as symbols and keys.

use std::ops::Range;

use crate::lang::facts::{Arg, Expr, ExprKind, Key};

/// The table that a data set is made of: `DB[:users]`.
pub(super) fn table(root: &Expr) -> Option<(String, Range<usize>)> {
    let ExprKind::Index { object, index } = &root.kind else { return None };
    let ExprKind::Symbol(name) = &index.kind else { return None };
    let is_database = object.last_name().is_some_and(|name| matches!(name, "DB" | "db" | "database"));
    // `:users` stands behind its colon.
    is_database.then(|| (name.clone(), index.range.end - name.len()..index.range.end))
}

/// The columns among the arguments of a link: keys of a hash, and symbols.
pub(super) fn columns(args: &[Arg]) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    for arg in args {
        match (&arg.name, &arg.value.kind) {
            (Some(name), _) => found.push((name.clone(), arg.name_range.clone())),
            (None, ExprKind::Symbol(name)) => {
                found.push((name.clone(), arg.value.range.end - name.len()..arg.value.range.end));
            }
            (None, ExprKind::Map(entries)) => found.extend(entries.iter().filter_map(|entry| match &entry.key {
                Key::Name(name) => Some((name.clone(), entry.key_range.clone())),
                _ => None,
            })),
            _ => {}
        }
    }
    found
}
