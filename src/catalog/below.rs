//! Tables under views: what an INSERT through a view has to give to the table that it reads.

use crate::model::event::EventKind;
use crate::model::name::{Dialect, Ident};
use crate::model::query::ColumnUse;
use crate::source::Span;

use super::Catalog;
use super::difference::Both;
use super::log::Deed;
use super::net::{NetChange, ObjectKind};
use super::parts::{Column, ColumnId, Label, ObjectId, Table, View};

impl Both<'_> {
    /// Columns of the one table under a view that an INSERT through the view has to give from now on, or can give no longer.
    pub(super) fn below(&self, view: &View, now: &View, changes: &mut Vec<NetChange>) {
        let Some((table, shown)) = under(self.before, view) else { return };
        let Some((now, shows)) = under(self.after, now).filter(|(now, _)| now.id == table.id) else { return };
        for own in now.columns.iter().filter(|own| now.requires(own)) {
            let was = table.by_id(own.id).is_some_and(|old| table.requires(old));
            let given = shown.iter().any(|(_, column)| *column == Some(own.id));
            let gives = shows.iter().find(|(_, column)| *column == Some(own.id));
            // What was required and could not be given let no row through before.
            if was && (!given || gives.is_some()) {
                continue;
            }
            let mut change = self.required_below(ObjectKind::View, view.id, &view.label, (now, own));
            if let Some((name, _)) = gives {
                change.column = Some(name.clone());
            }
            changes.push(change);
        }
    }

    /// The same for a view that took the name of a table, which lives on.
    pub(super) fn below_table(&self, table: &Table, view: &View, changes: &mut Vec<NetChange>) {
        let Some((now, shows)) = under(self.after, view).filter(|(now, _)| now.id == table.id) else { return };
        for own in now.columns.iter().filter(|own| now.requires(own)) {
            let was = table.by_id(own.id).is_some_and(|old| table.requires(old));
            let gives = shows.iter().find(|(_, column)| *column == Some(own.id));
            if was && gives.is_some() {
                continue;
            }
            let mut change = self.required_below(ObjectKind::Table, table.id, &table.label, (now, own));
            if let Some((name, _)) = gives {
                change.column = Some(name.clone());
            }
            changes.push(change);
        }
    }

    /// Whether a view that the pending migrations made reads what is not there after all of them. PostgreSQL refuses to take that away.
    pub(super) fn is_broken(&self, view: &View) -> bool {
        let keeps = matches!(self.after.dialect(), Dialect::Sqlite | Dialect::Mysql);
        keeps && self.before.views.get(view.id).is_none() && lacks(self.after, view, 0)
    }

    /// The operation that took away what a view reads: the last one that fits.
    pub(super) fn cause_of_break(&self, view: &View) -> Span {
        let names = |key: &str| view.query.tables.iter().any(|of| of.name.name.key(self.after.dialect()) == key);
        let reads = |id: &ObjectId| view.query.tables.iter().any(|of| self.after.find_relation(&of.name) == Some(*id));
        let took = self.log.last(|deed| match deed {
            Deed::TableRemoved(table) | Deed::TableRenamed(table) => names(&table.label.key),
            Deed::ColumnRemoved(id, _) | Deed::ColumnRenamed(id, _) => reads(id),
            _ => false,
        });
        took.unwrap_or_else(|| view.span.clone())
    }

    /// Another number of columns of a view, or another order; `had` and `has` are their keys.
    pub(super) fn shape_of_view(
        &self,
        view: &View,
        had: &[String],
        has: &[String],
        span: &Span,
        changes: &mut Vec<NetChange>,
    ) {
        // SQLite reads a view anew, so that what changed may be the table.
        let over = |id: &ObjectId| view.query.tables.iter().any(|of| self.before.find_relation(&of.name) == Some(*id));
        let deed = |deed: &Deed| matches!(deed, Deed::ColumnAdded(id, _) | Deed::ColumnRemoved(id, _) if over(id));
        let span =
            Some(span).filter(|span| **span == view.span).and_then(|_| self.log.last(deed)).unwrap_or(span.clone());
        let change = NetChange::new(EventKind::RowShapeChanged, ObjectKind::View, view.id, &view.label, span);
        self.shape(NetChange { inferred: view.inferred, ..change }, had, has, changes);
    }

    /// The changes of a row that had other columns, all like `change`.
    pub(super) fn shape(&self, change: NetChange, had: &[String], has: &[String], changes: &mut Vec<NetChange>) {
        let moved = (0..had.len()).any(|place| moves(had, has, place));
        if had.len() == has.len() && !moved {
            return;
        }
        let change = |kind| NetChange { kind, counts: Some((had.len(), has.len())), ..change.clone() };
        changes.push(change(EventKind::RowShapeChanged));
        if had.len() == has.len() {
            return;
        }
        if self.before.dialect() == Dialect::Postgres {
            changes.push(change(EventKind::PreparedResultChanged));
        }
        changes.push(change(EventKind::ColumnCountChanged));
    }

    /// A column that has to be given through the view of this name.
    pub(super) fn required_below(
        &self,
        kind: ObjectKind,
        id: ObjectId,
        label: &Label,
        (table, column): (&Table, &Column),
    ) -> NetChange {
        NetChange {
            column: Some(column.name.value.clone()),
            column_id: Some(column.id),
            inferred: column.inferred,
            ..NetChange::new(EventKind::RequiredColumnAdded, kind, id, label, self.cause_of_requirement(table, column))
        }
    }
}

/// Whether a table or a column that a view reads is not there.
fn lacks(catalog: &Catalog, view: &View, depth: usize) -> bool {
    let dialect = catalog.dialect();
    if depth > 16 {
        return false;
    }
    for of in &view.query.tables {
        match (catalog.find_table(&of.name), catalog.find_view(&of.name)) {
            (Some(_), _) => {}
            (None, Some(id)) => {
                if catalog.views.get(id).is_some_and(|below| lacks(catalog, below, depth + 1)) {
                    return true;
                }
            }
            // What no migration makes may be there all the same.
            (None, None) if catalog.is_gone(&catalog.label(&of.name)) => return true,
            (None, None) => return false,
        }
    }
    let complete = |at: &usize| {
        let table = view.query.tables.get(*at).and_then(|of| catalog.table(&of.name));
        table.is_some_and(|table| table.complete)
    };
    let missing = |used: &ColumnUse| {
        let all = || used.scopes.iter().flatten();
        let has = |at: &usize| {
            let table = view.query.tables.get(*at).and_then(|of| catalog.table(&of.name));
            table.is_some_and(|table| table.column(&used.column).is_some())
        };
        !used.opaque && !used.scopes.is_empty() && all().all(complete) && !all().any(has)
    };
    if view.query.columns.iter().any(missing) {
        return true;
    }
    // MySQL writes a star out when the view is made.
    if dialect != Dialect::Mysql || view.listed || view.query.stars.is_empty() {
        return false;
    }
    let (Some(columns), Some(own)) = (&view.columns, catalog.output_columns(&view.query)) else { return false };
    let there = |name: &Ident| own.iter().any(|own| own.name.key(dialect) == name.key(dialect));
    !columns.iter().all(there)
}

/// Whether a column at a place is another one: one that stood or stands elsewhere, so that it is not the same under a new name.
pub fn moves(had: &[String], has: &[String], place: usize) -> bool {
    let (Some(old), Some(new)) = (had.get(place), has.get(place)) else { return false };
    old != new && (has.contains(old) || had.contains(new))
}

/// The one table that a view reads, and the columns that it shows: each with its name there and its identity in the table. `None` where that is not plain.
fn under<'a>(catalog: &'a Catalog, view: &View) -> Option<(&'a Table, Vec<(String, Option<ColumnId>)>)> {
    let [of] = &view.query.tables[..] else { return None };
    let table = catalog.tables.get(catalog.find_table(&of.name)?).filter(|table| table.complete)?;
    let columns = view.columns.as_ref()?;
    let names = || columns.iter().map(|name| name.value.clone());
    // PostgreSQL keeps the columns themselves, the others their names.
    if catalog.dialect() == Dialect::Postgres || view.listed {
        return Some((table, names().zip(view.reads.iter().copied()).collect()));
    }
    let own = catalog.output_columns(&view.query)?;
    let reads = |name: &Ident| {
        let key = name.key(catalog.dialect());
        own.iter().find(|own| own.name.key(catalog.dialect()) == key).and_then(|own| own.reads)
    };
    Some((table, columns.iter().map(|name| (name.value.clone(), reads(name))).collect()))
}
