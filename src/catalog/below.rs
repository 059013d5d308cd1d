//! Tables under views: what an INSERT through a view has to give to the table that it reads.

use crate::model::event::EventKind;
use crate::model::name::{Dialect, Ident};
use crate::model::query::{ColumnUse, TableUse};
use crate::source::Span;

use super::Catalog;
use super::difference::Both;
use super::log::Deed;
use super::net::{NetChange, NetKey, ObjectKind};
use super::parts::{Column, ColumnId, ObjectId, Table, View};

/// The columns of a view: their names there, and the columns of the table behind them.
type Shown = Vec<(String, Option<ColumnId>)>;

impl Both<'_> {
    /// Columns of the one table under a view that an INSERT through the view has to give from now on, or can give no longer.
    pub(super) fn below(&self, view: &View, now: &View, changes: &mut Vec<NetChange>) {
        let change =
            |span| NetChange::new(EventKind::RequiredColumnAdded, ObjectKind::View, view.id, &view.label, span);
        if let (Some(before), Some(after)) = (under(self.before, view, 0), under(self.after, now, 0)) {
            self.required_below(before, after, change, changes);
        }
    }

    /// The same for a view that took the name of a table, which lives on.
    pub(super) fn below_table(&self, table: &Table, view: &View, changes: &mut Vec<NetChange>) {
        let change =
            |span| NetChange::new(EventKind::RequiredColumnAdded, ObjectKind::Table, table.id, &table.label, span);
        if let Some(after) = under(self.after, view, 0) {
            let shown = table.columns.iter().map(|own| (own.name.value.clone(), Some(own.id))).collect();
            self.required_below((table, shown), after, change, changes);
        }
        // A constraint is known by its name to its table alone.
        let named = table.keys.iter().filter(|key| key.name.is_some() && !key.index);
        for key in named.filter(|_| self.after.dialect() == Dialect::Postgres && !table.revived) {
            let key = NetKey { name: key.name.clone(), columns: Vec::new() };
            let dropped = NetChange::new(
                EventKind::UniqueKeyDropped,
                ObjectKind::Table,
                table.id,
                &table.label,
                view.span.clone(),
            );
            changes.push(NetChange { key: Some(key), ..dropped });
        }
    }

    fn required_below(
        &self,
        (table, shown): (&Table, Shown),
        (now, shows): (&Table, Shown),
        change: impl Fn(Span) -> NetChange,
        changes: &mut Vec<NetChange>,
    ) {
        let name = |of: &Shown, id: ColumnId| {
            of.iter().find(|(_, column)| *column == Some(id)).map(|(name, _)| name.to_lowercase())
        };
        let required = |own: &Column| {
            let shown = shows.iter().find(|(_, column)| *column == Some(own.id)).map(|(name, _)| name.clone());
            NetChange {
                column: Some(shown.unwrap_or_else(|| own.name.value.clone())),
                column_id: Some(own.id),
                inferred: own.inferred,
                ..change(self.cause_of_requirement(now, own))
            }
        };
        if table.id != now.id {
            // Another table is under it: what that one requires, and the view gave as something that was not, or does not show.
            let let_through = table.columns.iter().all(|own| !table.requires(own) || name(&shown, own.id).is_some());
            let known = shows.iter().all(|(_, id)| id.is_none_or(|id| now.by_id(id).is_some()));
            if !let_through || !known || self.before.dialect() == Dialect::Sqlite {
                return;
            }
            let was_required = |given: String| {
                let old = shown.iter().find(|(name, _)| name.to_lowercase() == given).and_then(|(_, id)| *id);
                old.and_then(|id| table.by_id(id)).is_some_and(|old| table.requires(old))
            };
            let asks = |own: &&Column| now.requires(own) && !name(&shows, own.id).is_some_and(was_required);
            changes.extend(now.columns.iter().filter(asks).map(required));
            return;
        }
        for own in now.columns.iter().filter(|own| now.requires(own)) {
            let (given, gives) = (name(&shown, own.id), name(&shows, own.id));
            if table.by_id(own.id).is_some_and(|old| table.requires(old)) {
                // What was required and could not be given let no row through before; a name that is gone is told of itself.
                let Some(given) = given else { continue };
                let goes_on = |(name, _): &(String, _)| name.to_lowercase() == given;
                // The view may show it under two names.
                let still = |of: &(String, _)| goes_on(of) && of.1 == Some(own.id);
                if shows.iter().any(still) || (gives.is_some() && !shows.iter().any(goes_on)) {
                    continue;
                }
            }
            changes.push(required(own));
        }
    }

    /// Whether a view that the pending migrations made reads what is not there after all of them, or one has more names or less than its star has columns.
    /// What older views lack is told where it goes. PostgreSQL refuses to take that away.
    pub(super) fn is_broken(&self, view: &View) -> bool {
        let keeps = matches!(self.after.dialect(), Dialect::Sqlite | Dialect::Mysql);
        let Some(old) = self.before.views.get(view.id) else {
            return keeps && (lacks(self.after, view, 0) || misfits(self.after, view));
        };
        // It followed a table to a name that only these migrations know.
        let lost = |of: &TableUse| {
            self.before.find_relation(&of.name).is_none()
                && self.after.find_relation(&of.name).is_none()
                && self.after.is_gone(&self.after.label(&of.name))
        };
        let lost = || view.query.tables.iter().any(lost) && !lacks(self.before, old, 0);
        keeps && (lost() || (misfits(self.after, view) && !misfits(self.before, old)))
    }

    /// The operation that took away what a view reads: the last one that fits.
    pub(super) fn cause_of_break(&self, view: &View) -> Span {
        let names = |key: &str| view.query.tables.iter().any(|of| of.name.name.key(self.after.dialect()) == key);
        let reads = |id: &ObjectId| view.query.tables.iter().any(|of| self.after.find_relation(&of.name) == Some(*id));
        let took = self.log.last(|deed| match deed {
            Deed::TableRemoved(table) | Deed::TableRenamed(table) => names(&table.label.key),
            Deed::ColumnRemoved(id, _) | Deed::ColumnRenamed(id, _) | Deed::ColumnAdded(id, _) => reads(id),
            _ => false,
        });
        took.unwrap_or_else(|| view.span.clone())
    }

    /// Another number of columns of a view, or another order; `had` and `has` are their keys, and `moved` says that others are shown under other names.
    pub(super) fn shape_of_view(
        &self,
        view: &View,
        (had, has, moved): (&[String], &[String], bool),
        span: &Span,
        changes: &mut Vec<NetChange>,
    ) {
        // SQLite reads a view anew, so that what changed may be the table.
        let over = |id: &ObjectId| view.query.tables.iter().any(|of| self.before.find_relation(&of.name) == Some(*id));
        let deed = |deed: &Deed| matches!(deed, Deed::ColumnAdded(id, _) | Deed::ColumnRemoved(id, _) if over(id));
        let span =
            Some(span).filter(|span| **span == view.span).and_then(|_| self.log.last(deed)).unwrap_or(span.clone());
        let change = NetChange::new(EventKind::RowShapeChanged, ObjectKind::View, view.id, &view.label, span);
        self.shape(NetChange { inferred: view.inferred, ..change }, (had, has, moved), changes);
    }

    /// The changes of a row that had other columns, all like `change`.
    pub(super) fn shape(
        &self,
        change: NetChange,
        (had, has, moved): (&[String], &[String], bool),
        changes: &mut Vec<NetChange>,
    ) {
        let moved = moved || (0..had.len()).any(|place| moves(had, has, place));
        if had.len() == has.len() && !moved {
            return;
        }
        let change = |kind| NetChange { kind, counts: Some((had.len(), has.len())), ..change.clone() };
        changes.push(change(EventKind::RowShapeChanged));
        if had.len() != has.len() && self.before.dialect() == Dialect::Postgres {
            changes.push(change(EventKind::PreparedResultChanged));
        }
        changes.push(change(EventKind::ColumnCountChanged));
    }
}

/// Whether SQLite, which reads a star anew, finds another number of columns than the view has names for.
fn misfits(catalog: &Catalog, view: &View) -> bool {
    let names = view.columns.as_ref().filter(|_| catalog.dialect() == Dialect::Sqlite && view.listed);
    let has = names.and_then(|_| catalog.output_columns(&view.query));
    names.zip(has).is_some_and(|(names, has)| names.len() != has.len())
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
    if dialect != Dialect::Mysql || view.query.stars.is_empty() {
        return false;
    }
    let written = if view.listed { &view.starred } else { &view.columns };
    let (Some(columns), Some(own)) = (written, catalog.output_columns(&view.query)) else { return false };
    let there = |name: &Ident| own.iter().any(|own| own.name.key(dialect) == name.key(dialect));
    !columns.iter().all(there)
}

impl Catalog {
    /// The column of a table that a view shows at a place, if that is a plain one.
    pub fn behind(&self, view: &View, place: usize) -> Option<(&Table, &Column)> {
        let id = view.reads.get(place).copied().flatten()?;
        self.tables.values().find_map(|table| Some((table, table.by_id(id)?)))
    }
}

/// Whether a column at a place is another one: one that stood or stands elsewhere, so that it is not the same under a new name.
pub fn moves(had: &[String], has: &[String], place: usize) -> bool {
    let (Some(old), Some(new)) = (had.get(place), has.get(place)) else { return false };
    old != new && (has.contains(old) || had.contains(new))
}

/// The one table under a view, also through others, and the columns that it shows: each with its name there and its identity in the table. `None` where that
/// is not plain.
fn under<'a>(catalog: &'a Catalog, view: &View, depth: usize) -> Option<(&'a Table, Shown)> {
    let [of_view] = &view.query.tables[..] else { return None };
    if depth > 16 {
        return None;
    }
    let table = match catalog.find_table(&of_view.name) {
        Some(id) => catalog.tables.get(id)?,
        None => under(catalog, catalog.views.get(catalog.find_view(&of_view.name)?)?, depth + 1)?.0,
    };
    let columns = view.columns.as_ref().filter(|_| table.complete)?;
    let names = || columns.iter().map(|name| name.value.clone());
    // MySQL keeps the names behind those that it lists.
    if catalog.dialect() == Dialect::Mysql && view.listed {
        let of = |name: &Ident| table.column(name).map(|own| own.id);
        let behind = match &view.starred {
            Some(all) if catalog.find_table(&of_view.name).is_some() => Some(all.iter().map(of).collect()),
            Some(_) => None,
            None => catalog.output_columns(&view.query).map(|all| all.iter().map(|own| own.reads).collect()),
        };
        let reads: Vec<Option<ColumnId>> = behind.unwrap_or_else(|| view.reads.clone());
        return Some((table, names().zip(reads).collect()));
    }
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
