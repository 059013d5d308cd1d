//! The net difference of two schemas: names that resolve before and no longer after, and what asks more of the code.
//!
//! Names are compared first and identities second, as code knows names only: what is dropped and made anew cancels, and a table that
//! was rebuilt is the table of its name.

use crate::model::event::EventKind;
use crate::model::name::{Dialect, ObjectName};
use crate::source::Span;

use super::log::{ByIdentity, Deed, Log};
use super::net::{NetChange, ObjectKind};
use super::parts::{Column, Label, Table, View};
use super::{Catalog, ObjectId};

/// The net changes from `before` to `after`, by the place of the operation that caused each; `log` is the fold's.
pub fn difference(before: &Catalog, after: &Catalog, log: &Log) -> Vec<NetChange> {
    let both = Both { before, after, log, deeds: ByIdentity::of(log) };
    let mut changes = Vec::new();
    for (id, table) in before.tables.iter().filter(|(_, table)| !table.temporary) {
        let from = changes.len();
        both.table(table, &mut changes);
        // A former name has an entry of its own, with the identity of what it became.
        for change in changes.iter_mut().skip(from) {
            change.id = id;
        }
    }
    // Where a table has the name as well, code means the table.
    let hidden = |view: &View| before.tables.exact(&view.label.schema, &view.label.key).is_some();
    for (id, view) in before.views.iter().filter(|(_, view)| !hidden(view)) {
        let from = changes.len();
        both.view(view, &mut changes);
        for change in changes.iter_mut().skip(from) {
            change.id = id;
        }
    }
    both.values(&mut changes);
    both.routines(&mut changes);
    both.types(&mut changes);
    let users = both.users();
    for change in &mut changes {
        change.dependants = both.dependants(change, &users);
    }
    both.followed(&mut changes);
    changes.sort_by(|a, b| {
        let key = |c: &NetChange| (c.kind, c.schema.clone(), c.table.clone(), c.column.clone(), c.value.clone());
        a.span.cmp(&b.span).then_with(|| key(a).cmp(&key(b)))
    });
    changes.dedup();
    changes
}

pub(super) struct Both<'a> {
    pub before: &'a Catalog,
    pub after: &'a Catalog,
    pub log: &'a Log,
    pub deeds: ByIdentity<'a>,
}

/// What a table's or view's name before means afterwards.
pub(super) enum Now<'a> {
    /// The name resolves.
    Table(&'a Table),
    View(&'a View),
    /// It does, to a view that fails.
    Broken(&'a View),
    /// It does not, and the object lives on under another name.
    Renamed(&'a Label, Option<&'a Table>),
    Gone,
}

impl<'a> Both<'a> {
    pub(super) fn now(&self, id: ObjectId, label: &Label) -> Now<'a> {
        let after = self.after;
        if let Some(table) = after.tables.exact(&label.schema, &label.key).and_then(|id| after.tables.get(id)) {
            return Now::Table(table);
        }
        if let Some(view) = after.views.exact(&label.schema, &label.key).and_then(|id| after.views.get(id)) {
            return if self.is_broken(view) { Now::Broken(view) } else { Now::View(view) };
        }
        // Without a schema the name may lead to what was made in another one of the search path.
        let bare = ObjectName { qualifiers: Vec::new(), name: label.written.name.clone() };
        if label.written.qualifiers.is_empty()
            && after.tables.get(id).is_none()
            && let Some(view) = after.view(&bare).filter(|view| self.before.views.get(view.id).is_none())
            && after.may_search(&view.label.schema)
            && after.table(&bare).is_none()
        {
            return Now::View(view);
        }
        match (after.tables.get(id), after.views.get(id)) {
            (Some(table), _) => Now::Renamed(&table.label, Some(table)),
            (None, Some(view)) => Now::Renamed(&view.label, None),
            (None, None) => Now::Gone,
        }
    }

    fn table(&self, table: &'a Table, changes: &mut Vec<NetChange>) {
        let change = |kind, span| NetChange {
            inferred: table.inferred,
            ..NetChange::new(kind, ObjectKind::Table, table.id, &table.label, span)
        };
        match self.now(table.id, &table.label) {
            Now::Table(now) => {
                self.columns(table, now, false, changes);
                self.keys(table, now, changes);
            }
            Now::View(view) => self.behind_view(table, view, changes),
            Now::Broken(view) => {
                let cause = self.cause_of_break(view);
                changes.push(NetChange { fails: true, ..change(EventKind::TableDropped, cause) });
            }
            Now::Renamed(label, now) => {
                let span = self.cause_of_rename(table.id, &table.label).unwrap_or_else(|| table.span.clone());
                let mut renamed = change(EventKind::TableRenamed, span);
                renamed.renamed_to = Some(self.new_name(&table.label, label));
                changes.push(renamed);
                if let Some(now) = now.filter(|_| !table.former) {
                    self.columns(table, now, true, changes);
                    self.keys(table, now, changes);
                }
            }
            Now::Gone => {
                let removed = |deed: &Deed| matches!(deed, Deed::TableRemoved(gone) if gone.id == table.id);
                let span = self.deeds.last([table.id.0], removed).unwrap_or_else(|| table.span.clone());
                changes.push(change(EventKind::TableDropped, span));
            }
        }
    }

    fn columns(&self, table: &Table, now: &Table, renamed: bool, changes: &mut Vec<NetChange>) {
        let same = table.id == now.id;
        let change = |kind, column: &Column, span| NetChange {
            column: Some(column.name.value.clone()),
            column_id: Some(column.id),
            inferred: column.inferred,
            ..NetChange::new(kind, ObjectKind::Table, table.id, &table.label, span)
        };
        let added: Vec<&Column> = now
            .columns
            .iter()
            .filter(|own| !table.has_key(&own.key) && table.by_id(own.id).is_none())
            // A table of which not all was known before may have had the column, unless it is seen to be added.
            .filter(|own| table.complete || (same && self.was_added(own)))
            .collect();
        let mut dropped = Vec::new();
        for column in &table.columns {
            if let Some(own) = now.by_key(&column.key) {
                if !table.requires(column) && self.asks_for(now, own) && !column.inferred && !own.inferred {
                    let span = self.cause_of_requirement(now, own);
                    changes.push(change(EventKind::RequiredColumnAdded, column, span));
                }
                // Another one has its name, and takes no value.
                if column.made_of.is_empty() && !own.made_of.is_empty() && !column.inferred {
                    let other = now.by_id(column.id).filter(|other| other.id != own.id);
                    let kind = if other.is_some() { EventKind::ColumnRenamed } else { EventKind::ColumnDropped };
                    changes.push(NetChange {
                        writes_only: true,
                        renamed_to: other.map(|other| other.name.value.clone()),
                        ..change(kind, column, self.cause_of_column(table, column, now))
                    });
                }
            } else if let Some(own) = now.by_id(column.id) {
                let span = self.cause_of_column(table, column, now);
                let mut renamed = change(EventKind::ColumnRenamed, column, span);
                renamed.renamed_to = Some(own.name.value.clone());
                changes.push(renamed);
            } else if same || now.complete {
                dropped.push(column);
            }
        }
        for column in &table.columns {
            let Some(own) = now.by_key(&column.key).or_else(|| now.by_id(column.id)) else { continue };
            let known = !column.inferred && !own.inferred;
            if known && !table.refuses_null(column) && now.refuses_null(own) && !self.is_filled(now, own) {
                changes.push(change(EventKind::NullRefused, own, self.cause_of_requirement(now, own)));
            }
        }
        for column in &dropped {
            let span = self.cause_of_column(table, column, now);
            let mut drop = change(EventKind::ColumnDropped, column, span);
            drop.maybe_renamed_to = self.copy_of(column, &added).or_else(|| only_match(column, &dropped, &added));
            changes.push(drop);
        }
        // Code that names the table is told of its new name already.
        if renamed {
            return;
        }
        // One that took the name of another is required in its place: by position nothing is given to it.
        for own in now.columns.iter().filter(|_| same) {
            let Some(named) = table.by_key(&own.key).filter(|named| named.id != own.id) else { continue };
            let old = table.by_id(own.id);
            if self.asks_for(now, own) && table.requires(named) && old.is_none_or(|old| !table.requires(old)) {
                changes.push(change(EventKind::RequiredColumnAdded, own, self.cause_of_requirement(now, own)));
            }
            // It stands behind the others, where a list of names may not reach.
            if old.is_none() && now.by_id(named.id).is_some() {
                changes.push(change(EventKind::ColumnAdded, own, self.cause_of_addition(now, own)));
            }
        }
        // A column that took a name: other tables may have the name as well, and where the old one is still there, it goes without saying no more.
        for own in now.columns.iter().filter(|own| !table.has_key(&own.key)) {
            let Some(old) = table.by_id(own.id) else { continue };
            let is_own = |deed: &Deed| matches!(deed, Deed::ColumnRenamed(_, old) if old.id == own.id);
            let renamed = self.deeds.last([own.id.0], is_own);
            let span = renamed.unwrap_or_else(|| self.cause_of_addition(now, own));
            changes.push(change(EventKind::ColumnAdded, own, span.clone()));
            if self.asks_for(now, own) && (now.has_key(&old.key) || !table.requires(old)) {
                changes.push(change(EventKind::RequiredColumnAdded, own, span));
            }
        }
        for own in &added {
            let span = self.cause_of_addition(now, own);
            changes.push(change(EventKind::ColumnAdded, own, span));
            if self.asks_for(now, own) {
                changes.push(change(EventKind::RequiredColumnAdded, own, self.cause_of_requirement(now, own)));
            }
        }
        if table.complete && now.complete && !table.revived {
            self.counts(table, now, changes);
        }
    }

    /// Whether another table came in the place of this one, which lives on, and has another column there.
    fn is_another(&self, table: &Table, now: &Table, place: usize) -> bool {
        let key = |table: &Table| table.columns.get(place).map(|own| own.key.clone());
        table.id != now.id && self.after.tables.get(table.id).is_some() && key(table) != key(now)
    }

    /// Another number of columns, or another order.
    fn counts(&self, table: &Table, now: &Table, changes: &mut Vec<NetChange>) {
        let change = |kind, had: usize, has: usize, span| NetChange {
            counts: Some((had, has)),
            ..NetChange::new(kind, ObjectKind::Table, table.id, &table.label, span)
        };
        let (had, has) = (table.columns.len(), now.columns.len());
        let (takes, took) = (now.given_by_position(), table.given_by_position());
        let moved = had == has && (0..had).any(|place| table.moves(now, place) || self.is_another(table, now, place));
        if had == has && !moved {
            return;
        }
        let here = |id: ObjectId| id == table.id || id == now.id;
        let shift = |deed: &Deed| match deed {
            Deed::ColumnAdded(id, _) | Deed::ColumnRemoved(id, _) | Deed::ColumnMoved(id, _) => here(*id),
            _ => false,
        };
        let shifted = if moved { self.deeds.last([table.id.0, now.id.0], shift) } else { None };
        let span = shifted.unwrap_or_else(|| self.cause_of_count(table, now, has > had));
        changes.push(change(EventKind::RowShapeChanged, had, has, span.clone()));
        // Only PostgreSQL refuses a statement that was prepared before.
        if had != has && self.before.dialect() == Dialect::Postgres {
            changes.push(change(EventKind::PreparedResultChanged, had, has, span.clone()));
        }
        if takes != took || moved {
            changes.push(change(EventKind::ColumnCountChanged, took, takes, span));
        }
    }

    /// A view took the table's name: the columns that it lacks are gone for code that uses the name.
    fn behind_view(&self, table: &Table, view: &View, changes: &mut Vec<NetChange>) {
        // SQLite's views take no rows, but by triggers.
        let writes_only =
            self.before.dialect() == Dialect::Sqlite && !self.after.triggers().any(|own| own.target == Some(view.id));
        if writes_only {
            let label = self.after.tables.get(table.id).map(|now| &now.label);
            let kind = if label.is_some() { EventKind::TableRenamed } else { EventKind::TableDropped };
            changes.push(NetChange {
                writes_only: true,
                renamed_to: label.map(|label| self.new_name(&table.label, label)),
                inferred: table.inferred,
                ..NetChange::new(kind, ObjectKind::Table, table.id, &table.label, view.span.clone())
            });
        }
        let Some(columns) = &view.columns else { return };
        let keys: Vec<String> = columns.iter().map(|own| own.key(self.before.dialect())).collect();
        if table.complete && !table.revived && !writes_only {
            let had: Vec<String> = table.columns.iter().map(|own| own.key.clone()).collect();
            self.shape(
                NetChange {
                    inferred: table.inferred,
                    ..NetChange::new(
                        EventKind::RowShapeChanged,
                        ObjectKind::Table,
                        table.id,
                        &table.label,
                        view.span.clone(),
                    )
                },
                (&had, &keys, false),
                changes,
            );
        }
        // Rows go through the view into the table.
        self.below_table(table, view, changes);
        for own in columns.iter().filter(|own| table.complete && !table.has_key(&own.folded(self.before.dialect()))) {
            let added =
                NetChange::new(EventKind::ColumnAdded, ObjectKind::Table, table.id, &table.label, view.span.clone());
            changes.push(NetChange { column: Some(own.value.clone()), ..added });
        }
        for column in &table.columns {
            if columns.iter().any(|own| own.folded(self.before.dialect()) == column.key) {
                continue;
            }
            let now = self.after.tables.get(table.id).and_then(|now| now.by_id(column.id));
            let moved = now.map(|own| &own.name).filter(|name| columns.iter().any(|own| own.value == name.value));
            let kind = if moved.is_some() { EventKind::ColumnRenamed } else { EventKind::ColumnDropped };
            changes.push(NetChange {
                column: Some(column.name.value.clone()),
                column_id: Some(column.id),
                inferred: column.inferred,
                renamed_to: moved.map(|name| name.value.clone()),
                ..NetChange::new(kind, ObjectKind::Table, table.id, &table.label, view.span.clone())
            });
        }
    }

    fn view(&self, view: &'a View, changes: &mut Vec<NetChange>) {
        let dialect = self.before.dialect();
        let change = |kind, span| NetChange {
            inferred: view.inferred,
            ..NetChange::new(kind, ObjectKind::View, view.id, &view.label, span)
        };
        let (columns, span): (Option<Vec<String>>, &Span) = match self.now(view.id, &view.label) {
            Now::Table(table) => {
                let columns = table.columns.iter().map(|own| own.key.clone()).collect();
                (Some(columns).filter(|_| table.complete), &table.span)
            }
            Now::View(now) => {
                self.below(view, now, changes);
                (now.columns.as_ref().map(|all| all.iter().map(|own| own.key(dialect)).collect()), &now.span)
            }
            Now::Broken(now) => {
                let cause = self.cause_of_break(now);
                changes.push(NetChange { fails: true, ..change(EventKind::TableDropped, cause) });
                return;
            }
            Now::Renamed(label, _) => {
                let span = self.cause_of_rename(view.id, &view.label).unwrap_or_else(|| view.span.clone());
                let mut renamed = change(EventKind::TableRenamed, span);
                renamed.renamed_to = Some(self.new_name(&view.label, label));
                changes.push(renamed);
                return;
            }
            Now::Gone => {
                let removed = |deed: &Deed| matches!(deed, Deed::ViewRemoved(gone) if gone.id == view.id);
                let span = self.deeds.last([view.id.0], removed).unwrap_or_else(|| view.span.clone());
                changes.push(change(EventKind::TableDropped, span));
                return;
            }
        };
        let (Some(had), Some(has)) = (&view.columns, columns) else { return };
        let names: Vec<String> = had.iter().map(|own| own.key(dialect)).collect();
        let moved = matches!(self.now(view.id, &view.label), Now::View(now) if (0..had.len()).any(|at| view.shows_another(now, at)));
        self.shape_of_view(view, (&names, &has, moved), span, changes);
        for name in has.iter().filter(|name| !had.iter().any(|own| own.folded(dialect) == **name)) {
            let mut added = change(EventKind::ColumnAdded, span.clone());
            added.column = Some(name.clone());
            changes.push(added);
        }
        for column in had.iter().filter(|own| !has.contains(&own.key(dialect))) {
            let key = column.key(dialect);
            // The view was not touched, but what it reads.
            let below = |deed: &Deed| matches!(deed, Deed::ColumnRemoved(_, gone) | Deed::ColumnRenamed(_, gone) if gone.key == key);
            let cause = Some(span).filter(|span| **span == view.span).and_then(|_| self.log.last(below));
            let mut dropped = change(EventKind::ColumnDropped, cause.unwrap_or_else(|| span.clone()));
            dropped.column = Some(column.value.clone());
            changes.push(dropped);
        }
    }

    /// The name to use instead, with its schema if that is another.
    pub(super) fn new_name(&self, before: &Label, now: &Label) -> String {
        if before.schema == now.schema {
            return now.written.name.value.clone();
        }
        let schema = now.written_schema().unwrap_or_else(|| now.schema.clone());
        if schema.is_empty() { now.written.name.value.clone() } else { format!("{schema}.{}", now.written.name.value) }
    }

    /// The one added column that was filled from this one.
    fn copy_of(&self, column: &Column, added: &[&Column]) -> Option<String> {
        let filled = |own: &&&Column| {
            let copied =
                |deed: &Deed| matches!(deed, Deed::ColumnCopied { from, to } if *from == column.id && *to == own.id);
            self.deeds.last([column.id.0], copied).is_some()
        };
        let mut found = added.iter().filter(filled);
        let one = found.next()?;
        found.next().is_none().then(|| one.name.value.clone())
    }

    fn was_added(&self, column: &Column) -> bool {
        let added = |deed: &Deed| matches!(deed, Deed::ColumnAdded(_, id) if *id == column.id);
        self.deeds.last([column.id.0], added).is_some()
    }

    fn cause_of_rename(&self, id: ObjectId, label: &Label) -> Option<Span> {
        let by = |deed: &Deed, from: bool| match deed {
            Deed::TableRenamed(old) => old.id == id && (!from || old.label.key == label.key),
            Deed::ViewRenamed(old) => old.id == id && (!from || old.label.key == label.key),
            _ => false,
        };
        let last = |from| self.deeds.last([id.0], |deed| by(deed, from));
        last(true).or_else(|| last(false))
    }

    /// The operation after which a column was no longer found: its own, or the one that made the table without it.
    fn cause_of_column(&self, table: &Table, column: &Column, now: &Table) -> Span {
        let (deeds, own) = (&self.deeds, [column.id.0]);
        deeds
            .last(own, |deed| matches!(deed, Deed::ColumnRemoved(_, gone) if gone.id == column.id))
            .or_else(|| {
                deeds.first(
                    own,
                    |deed| matches!(deed, Deed::ColumnRenamed(_, old) if old.id == column.id && old.key == column.key),
                )
            })
            .or_else(|| {
                deeds.last(
                    [now.id.0],
                    |deed| matches!(deed, Deed::ColumnRemoved(id, gone) if *id == now.id && gone.key == column.key),
                )
            })
            .or_else(|| deeds.first(own, |deed| matches!(deed, Deed::ColumnRenamed(_, old) if old.id == column.id)))
            .or_else(|| self.cause_of_table(now))
            .or_else(|| {
                deeds.last([table.id.0], |deed| matches!(deed, Deed::TableRemoved(gone) if gone.id == table.id))
            })
            .unwrap_or_else(|| now.span.clone())
    }

    /// The operation that put a table where its name is now.
    pub(super) fn cause_of_table(&self, now: &Table) -> Option<Span> {
        let last = |test: &dyn Fn(&Deed) -> bool| self.deeds.last([now.id.0], test);
        last(&|deed| matches!(deed, Deed::TableAdded(id) if *id == now.id))
            .or_else(|| last(&|deed| matches!(deed, Deed::TableRenamed(old) if old.id == now.id)))
    }

    fn cause_of_count(&self, table: &Table, now: &Table, more: bool) -> Span {
        let here = |id: ObjectId| id == table.id || id == now.id;
        // Of several, the first: what follows adds to it.
        self.deeds
            .first([table.id.0, now.id.0], |deed| match deed {
                Deed::ColumnAdded(id, column) => more && here(*id) && now.by_id(*column).is_some(),
                Deed::ColumnRemoved(id, column) => !more && here(*id) && !now.has_key(&column.key),
                _ => false,
            })
            .or_else(|| self.cause_of_table(now))
            .unwrap_or_else(|| now.span.clone())
    }

    fn cause_of_addition(&self, now: &Table, own: &Column) -> Span {
        let last = |id, test: &dyn Fn(&Deed) -> bool| self.deeds.last([id], test);
        let added = last(own.id.0, &|deed| matches!(deed, Deed::ColumnAdded(_, id) if *id == own.id));
        let of_table = || last(now.id.0, &|deed| matches!(deed, Deed::TableAdded(id) if *id == now.id));
        let made = || of_table().map(|_| own.span.clone());
        let renamed = || last(own.id.0, &|deed| matches!(deed, Deed::ColumnRenamed(_, old) if old.id == own.id));
        added.or_else(made).or_else(renamed).or_else(|| self.cause_of_table(now)).unwrap_or_else(|| own.span.clone())
    }

    pub(super) fn cause_of_requirement(&self, now: &Table, own: &Column) -> Span {
        self.deeds
            .last([own.id.0], |deed| matches!(deed, Deed::ColumnTightened(_, id) if *id == own.id))
            .unwrap_or_else(|| self.cause_of_addition(now, own))
    }
}

/// The one added column that has the type of the one dropped column of this type.
fn only_match(column: &Column, dropped: &[&Column], added: &[&Column]) -> Option<String> {
    let wanted = normal_type(column)?;
    let fits = |other: &&&Column| normal_type(other).as_ref() == Some(&wanted);
    let mut found = added.iter().filter(fits);
    let one = found.next()?;
    let alone = found.next().is_none() && dropped.iter().filter(fits).count() == 1;
    alone.then(|| one.name.value.clone())
}

fn normal_type(column: &Column) -> Option<String> {
    let text: String = column.data_type.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
