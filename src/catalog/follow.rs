//! What a view uses, and how the names in views follow renames.
//!
//! PostgreSQL keeps a view's tables by identity, SQLite (3.25) rewrites the text of views and triggers; in MySQL and SQL Server a view
//! keeps the old names and breaks. Bodies of functions are text everywhere.

use std::collections::BTreeSet;

use crate::model::name::{Dialect, Ident, ObjectName, lower};
use crate::model::query::{Clause, ColumnUse, Query, TableUse};

use super::Catalog;
use super::parts::{Column, ObjectId, View};

impl Catalog {
    fn views_follow(&self) -> bool {
        matches!(self.dialect, Dialect::Postgres | Dialect::Sqlite)
    }

    /// The views over these tables and views, directly or through others, without these themselves.
    pub(super) fn views_over(&self, roots: Vec<ObjectId>) -> Vec<ObjectId> {
        let mut seen: BTreeSet<ObjectId> = roots.iter().copied().collect();
        let mut found = Vec::new();
        let mut work = roots;
        while let Some(id) = work.pop() {
            for (view, own) in self.views.iter() {
                let names = || own.query.tables.iter().any(|of| self.find_relation(&of.name) == Some(id));
                if !seen.contains(&view) && self.may_name(&own.query, id) && names() {
                    seen.insert(view);
                    found.push(view);
                    work.push(view);
                }
            }
        }
        found
    }

    /// Whether a query bears the name of a table or view, in any schema: others are not resolved.
    fn may_name(&self, query: &Query, id: ObjectId) -> bool {
        let label =
            self.tables.get(id).map(|table| &table.label).or_else(|| self.views.get(id).map(|view| &view.label));
        label.map(|label| lower(&label.key)).is_some_and(|key| {
            let same = |of: &TableUse| lower(&of.name.name.value) == key;
            query.tables.iter().any(same)
        })
    }

    /// Whether a view uses a column of a table.
    pub(super) fn view_uses(&self, view: &View, table: ObjectId, column: &Column) -> bool {
        let starred = self.stars(&view.query, table).next().is_some();
        let named = |all: &Vec<Ident>| all.iter().any(|own| own.folded(self.dialect) == column.key);
        let reads = match view.reads.is_empty() {
            true => view.columns.as_ref().is_none_or(named),
            false => view.reads.contains(&Some(column.id)),
        };
        (starred && reads) || !self.column_uses(&view.query, table, &column.key).is_empty()
    }

    /// The stars of a query that take in every column of a table.
    pub(super) fn stars<'a>(
        &'a self,
        query: &'a Query,
        table: ObjectId,
    ) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
        query.stars.iter().filter_map(move |star| {
            let over = star.tables.iter().filter_map(|at| query.tables.get(*at));
            let hit = over.map(|of| self.find_relation(&of.name)).any(|found| found == Some(table));
            hit.then(|| star.range.clone())
        })
    }

    /// The columns of a query that are this column of this table, by their position in [`Query::columns`].
    pub(super) fn column_uses(&self, query: &Query, table: ObjectId, key: &str) -> Vec<usize> {
        if !self.may_name(query, table) {
            return Vec::new();
        }
        let found: Vec<Option<ObjectId>> = query.tables.iter().map(|of| self.find_relation(&of.name)).collect();
        if !found.contains(&Some(table)) {
            return Vec::new();
        }
        let has = |id: ObjectId| match (self.tables.get(id), self.views.get(id)) {
            (Some(table), _) => table.has_key(key),
            (None, Some(view)) => {
                view.columns.as_ref().is_some_and(|all| all.iter().any(|c| c.folded(self.dialect) == key))
            }
            (None, None) => false,
        };
        let mut uses = Vec::new();
        for (at, column) in query.columns.iter().enumerate() {
            if column.column.key(self.dialect) != key || (column.opaque && !column.qualified) {
                continue;
            }
            for scope in &column.scopes {
                let owners: Vec<ObjectId> =
                    scope.iter().filter_map(|of| found.get(*of).copied().flatten()).filter(|id| has(*id)).collect();
                if owners.contains(&table) {
                    uses.push(at);
                }
                if !owners.is_empty() {
                    break;
                }
            }
        }
        uses
    }

    /// A table or view is about to be called `to`.
    pub(super) fn follow_relation(&mut self, id: ObjectId, to: &ObjectName) {
        let rename = |query: &Query| {
            let names = |of: &TableUse| self.find_relation(&of.name) == Some(id);
            if !self.may_name(query, id) || !query.tables.iter().any(names) {
                return None;
            }
            let mut query = query.clone();
            for of in query.tables.iter_mut().filter(|of| names(of)) {
                let range = of.name.name.range.clone();
                of.name = ObjectName { qualifiers: to.qualifiers.clone(), name: Ident { range, ..to.name.clone() } };
            }
            Some(query)
        };
        if !self.renames_stay {
            let rewritten = self.rewritten(rename);
            self.store(rewritten);
        }
        for trigger in self.triggers.values_mut().filter(|trigger| trigger.target == Some(id)) {
            trigger.table = to.clone();
        }
    }

    /// A column is about to be called `to`.
    pub(super) fn follow_column(&mut self, id: ObjectId, column: &Column, to: &Ident) {
        let rename = |query: &Query| {
            let uses = self.column_uses(query, id, &column.key);
            if uses.is_empty() {
                return None;
            }
            let mut query = query.clone();
            let projected = |at: &usize| query.columns.get(*at).is_some_and(|used| used.clause == Clause::Projection);
            // SQLite writes the view's text anew, so that its column has the new name as well, if it was given none of its own.
            if self.dialect == Dialect::Sqlite && uses.iter().any(projected) {
                let listed = |used: &ColumnUse| used.clause == Clause::Projection;
                let items: Vec<usize> = (0..query.columns.len()).filter(|at| listed(&query.columns[*at])).collect();
                // Where each item is one column, another table's column of this name is told from it.
                let single = items.len() == query.outputs.len();
                let is = |place: usize| !single || items.get(place).is_some_and(|at| uses.contains(at));
                let own = query.outputs.iter_mut().zip(&query.plain).enumerate().filter(|(_, (_, plain))| **plain);
                for (place, name) in own.filter_map(|(place, (name, _))| Some((place, name.as_mut()?))) {
                    if is(place) && Ident::new(name.as_str()).folded(self.dialect) == column.key {
                        *name = to.value.clone();
                    }
                }
            }
            for at in uses {
                if let Some(of) = query.columns.get_mut(at) {
                    of.column = Ident { range: of.column.range.clone(), ..to.clone() };
                }
            }
            Some(query)
        };
        let rewritten = self.rewritten(rename);
        self.store(rewritten);
    }

    /// The queries of views and of SQLite's triggers that `rename` has another text for; of triggers with their place in the body.
    fn rewritten(&self, rename: impl Fn(&Query) -> Option<Query>) -> Rewritten {
        let mut rewritten = Rewritten::default();
        if self.views_follow() {
            rewritten.views = self.views.iter().filter_map(|(view, own)| Some((view, rename(&own.query)?))).collect();
        }
        if self.dialect == Dialect::Sqlite {
            for (trigger, own) in self.triggers.iter() {
                let each = own.body.iter().enumerate();
                rewritten.triggers.extend(each.filter_map(|(at, query)| Some((trigger, at, rename(query)?))));
            }
        }
        rewritten
    }

    fn store(&mut self, Rewritten { views, triggers }: Rewritten) {
        for (id, query) in views {
            if let Some(view) = self.views.get_mut(id) {
                view.query = query;
            }
        }
        for (id, at, query) in triggers {
            if let Some(own) = self.triggers.get_mut(id).and_then(|trigger| trigger.body.get_mut(at)) {
                *own = query;
            }
        }
    }
}

#[derive(Default)]
struct Rewritten {
    views: Vec<(ObjectId, Query)>,
    triggers: Vec<(ObjectId, usize, Query)>,
}
