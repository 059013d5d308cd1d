//! `create constraint(:users, :positive, check: "n > 0")`: checks and exclusions. Whether the rows are looked at (`validate: false`) is seen in the call's own words.

use super::super::script::{change, sql_kind};
use super::*;
use crate::model::change::{Constraint, ConstraintKind};

/// The constraint that the call makes; `None`: its text is put together when it runs.
pub(super) fn made<'a>(
    relation: &Expr,
    table: &ObjectName,
    name: &Ident,
    script: &Script<'a>,
    scope: &Scope<'a>,
    dialect: Dialect,
) -> Option<SchemaChange> {
    let ExprKind::Call { args, .. } = &relation.kind else { return None };
    let option = |name: &str| {
        let arg = args.iter().find(|arg| arg.name.as_deref() == Some(name))?;
        script.eval(&arg.value, scope).text().map(str::to_owned)
    };
    let kind = match (option("check"), option("exclude")) {
        (Some(expression), _) => check(table, expression, &relation.range, dialect),
        (None, Some(_)) => ConstraintKind::Exclude { columns: Vec::new() },
        (None, None) => return None,
    };
    let constraint = Constraint { name: Some(name.clone()), kind };
    Some(change(ChangeKind::AddConstraint(constraint), table.clone(), relation.range.clone()))
}

/// A check with the columns and values that its SQL names.
fn check(table: &ObjectName, expression: String, place: &std::ops::Range<usize>, dialect: Dialect) -> ConstraintKind {
    let text = format!("ALTER TABLE {} ADD CHECK ({expression})", table.name);
    match sql_kind(&text, place, dialect) {
        Some(ChangeKind::AddConstraint(Constraint { kind, .. })) => kind,
        _ => ConstraintKind::Check { expression, columns: Vec::new(), values: Vec::new() },
    }
}
