//! What statements make: tables and views that nobody uses yet.

use super::MAX_DEPTH;
use crate::catalog::{Catalog, ObjectId};
use crate::model::change::{ChangeKind, Statement, StatementKind};
use crate::model::name::ObjectName;

/// Whether a statement may make a table or a view: those that alter columns, of which there are most, do not.
pub(super) fn may_make(statement: &Statement) -> bool {
    let makes = |kind: &ChangeKind| {
        matches!(
            kind,
            ChangeKind::CreateTable(_)
                | ChangeKind::CreateView { .. }
                | ChangeKind::RenameTable { .. }
                | ChangeKind::RenameView { .. }
                | ChangeKind::SetSchema { .. }
        )
    };
    match &statement.kind {
        _ if !statement.nested.is_empty() => true,
        StatementKind::Changes(changes) => changes.iter().any(|change| makes(&change.kind)),
        _ => true,
    }
}

/// The tables that a statement makes, itself or in a block that it runs, where there is none of the name.
pub(super) fn making(statement: &Statement, now: &Catalog) -> Vec<ObjectName> {
    let mut names = Vec::new();
    made_in(statement, 0, &mut names);
    names.retain(|name| now.table(name).is_none_or(|table| table.inferred));
    names
}

fn made_in(statement: &Statement, depth: usize, names: &mut Vec<ObjectName>) {
    if depth > MAX_DEPTH {
        return;
    }
    if let StatementKind::Changes(changes) = &statement.kind {
        let made = changes.iter().filter(|change| matches!(change.kind, ChangeKind::CreateTable(_)));
        names.extend(made.map(|change| change.object.clone()));
        if changes.iter().any(|change| is_routine(&change.kind)) {
            return;
        }
    }
    statement.nested.iter().for_each(|inner| made_in(inner, depth + 1, names));
}

/// Whether what stands in it runs only when it is called.
pub(super) fn is_routine(kind: &ChangeKind) -> bool {
    matches!(kind, ChangeKind::CreateFunction { .. } | ChangeKind::CreateTrigger { .. })
}

/// The tables and views that are there before a statement.
pub(super) struct Mark {
    last: ObjectId,
    /// Views that were only seen in a change: one that is made then is new.
    doubtful: Vec<ObjectId>,
}

impl Mark {
    /// `asked`: whether the statement may make something.
    pub(super) fn of(now: &Catalog, asked: bool) -> Mark {
        let doubtful = || now.views().filter(|view| view.inferred).map(|view| view.id).collect();
        Mark { last: now.last_id(), doubtful: if asked { doubtful() } else { Vec::new() } }
    }

    /// What is there now, and was not.
    pub(super) fn made(&self, now: &Catalog) -> Vec<ObjectId> {
        let tables = now.tables_since(self.last).filter(|table| !table.inferred).map(|table| table.id);
        let views = now.views_since(self.last).chain(self.doubtful.iter().filter_map(|id| now.view_by_id(*id)));
        tables.chain(views.filter(|view| !view.inferred).map(|view| view.id)).collect()
    }
}
