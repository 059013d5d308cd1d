//! What remains in the database although it names what is gone: views, functions, triggers.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::event::EventKind;
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::{Access, Clause, ColumnUse, Query, TableUse};
use crate::source::Span;

use super::difference::{Both, Now};
use super::log::Deed;
use super::net::{NetChange, ObjectKind};
use super::parts::{Column, ObjectId, Table, View};

/// A view, function or trigger that names what a net change takes away.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependant {
    pub kind: DependantKind,
    /// As written.
    pub name: String,
    pub access: Access,
    /// It names a view that names it.
    pub through: bool,
    /// Where it was created.
    pub span: Span,
    /// The name inside it, where that is known.
    pub at: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependantKind {
    View,
    MaterializedView,
    Function,
    Procedure,
    Trigger,
}

/// Who names a table or view.
pub(super) type Users = BTreeMap<ObjectId, BTreeSet<ObjectId>>;

/// The first use of something in a query.
type Use = (Access, std::ops::Range<usize>);

impl Both<'_> {
    /// The views, functions and triggers that name each table and view of before.
    pub(super) fn users(&self) -> Users {
        let mut users = Users::new();
        let mut add = |user: ObjectId, query: &Query| {
            for of in &query.tables {
                if let Some(used) = self.before.find_relation(&of.name) {
                    users.entry(used).or_default().insert(user);
                }
            }
        };
        self.after.views().for_each(|view| add(view.id, &view.query));
        self.before
            .views()
            .filter(|view| self.after.views.get(view.id).is_some())
            .for_each(|view| add(view.id, &view.query));
        self.after.functions().for_each(|own| own.body.iter().for_each(|(query, _)| add(own.id, query)));
        self.after.triggers().for_each(|own| own.body.iter().for_each(|query| add(own.id, query)));
        // A trigger of SQLite has followed what it names by now.
        let kept = self.before.triggers().filter(|own| self.after.triggers.get(own.id).is_some());
        kept.for_each(|own| own.body.iter().for_each(|query| add(own.id, query)));
        for trigger in self.after.triggers() {
            if let Some(target) = trigger.target {
                users.entry(target).or_default().insert(trigger.id);
            }
        }
        users
    }

    pub(super) fn dependants(&self, change: &NetChange, users: &Users) -> Vec<Dependant> {
        let Some(users) = users.get(&change.id).filter(|_| !(change.writes_only && change.column.is_some())) else {
            return Vec::new();
        };
        let column = match change.kind {
            EventKind::ColumnDropped | EventKind::ColumnRenamed => change.column.as_deref(),
            EventKind::TableDropped | EventKind::TableRenamed => None,
            _ => return Vec::new(),
        };
        let column = match column {
            Some(written) => match self.column_key(change, written) {
                Some(key) => Some(key),
                None => return Vec::new(),
            },
            None => None,
        };
        let key = column.as_deref();
        // What follows a rename goes on with the object under its new name.
        let lives = match change.column_id {
            Some(id) if key.is_some() => self.after.tables.get(change.id).is_some_and(|now| now.by_id(id).is_some()),
            _ => key.is_none() && self.after.label_of(change.id).is_some(),
        };
        let (mut found, mut broken) = (Vec::new(), Vec::new());
        for view in users.iter().filter_map(|user| self.after.views.get(*user)) {
            // A star is written out when the view is made, but in SQLite.
            let fixed = self.before.dialect() != Dialect::Sqlite;
            let listed = |key: &str| match (view.reads.is_empty(), change.column_id) {
                (false, Some(id)) => view.reads.contains(&Some(id)),
                _ => {
                    let dialect = self.after.dialect();
                    // Behind a list of names stand those of the star.
                    let written = if view.listed { &view.starred } else { &view.columns };
                    written.iter().flatten().any(|own| own.folded(dialect) == key)
                }
            };
            // One that is made anew has the star written out anew.
            let kept = self.before.views.get(view.id).is_some_and(|old| old.span == view.span);
            let bears = |key: &str| {
                let dialect = self.after.dialect();
                view.columns.iter().flatten().any(|own| own.folded(dialect) == key)
            };
            let star = key
                .filter(|key| {
                    fixed
                        && !(lives && self.before.dialect() == Dialect::Postgres)
                        && listed(key)
                        && (kept || (self.before.dialect() == Dialect::Mysql && bears(key)))
                })
                .and_then(|_| {
                    let range = self.before.stars(&view.query, change.id).next()?;
                    Some((Access::Read, range))
                });
            // What was renamed before it went is in SQLite's text of the view by its last name.
            let former = self.before.views.get(view.id).filter(|_| {
                self.before.dialect() == Dialect::Sqlite
                    && !lives
                    && matches!(change.kind, EventKind::TableDropped | EventKind::ColumnDropped)
            });
            let former = former.and_then(|before| self.first_use(&before.query, change.id, key));
            if view.id != change.id
                && let Some(used) = self.first_use(&view.query, change.id, key).or(star).or(former)
            {
                found.push(dependant(view_kind(view), &view.label.written.name.value, &view.span, used));
                broken.push(view.id);
            }
        }
        self.over_broken(change.id, &mut found, &mut broken);
        let functions = users.iter().filter_map(|user| self.after.functions.get(*user));
        for function in functions.filter(|function| !(function.follows && lives)) {
            let used = function.body.iter().find_map(|(query, origin)| {
                let (access, range) = self.first_lost(query, change.id, key)?;
                Some((access, range, origin.path == function.span.path))
            });
            if let Some((access, range, here)) = used {
                let kind = if function.procedure { DependantKind::Procedure } else { DependantKind::Function };
                let range = if here { range } else { 0..0 };
                found.push(dependant(kind, &function.label.written.name.value, &function.span, (access, range)));
            }
        }
        let dialect = self.before.dialect();
        for trigger in users.iter().filter_map(|user| self.after.triggers.get(*user)) {
            let watches = trigger.target == Some(change.id)
                && key.is_some_and(|key| trigger.columns.iter().any(|own| own.folded(self.after.dialect()) == key));
            let watched = trigger.columns.iter().find(|own| Some(own.key(self.after.dialect()).as_str()) == key);
            let used = watched.filter(|_| watches).map(|own| (Access::Read, own.range.clone()));
            let lost = |body: &[Query]| body.iter().find_map(|query| self.first_lost(query, change.id, key));
            let gone = !lives && matches!(change.kind, EventKind::TableDropped | EventKind::ColumnDropped);
            let former = self.before.triggers.get(trigger.id).filter(|_| gone && dialect == Dialect::Sqlite);
            let used = used.or_else(|| lost(&trigger.body)).or_else(|| lost(&former?.body));
            if let Some(used) = used {
                found.push(dependant(DependantKind::Trigger, &trigger.label.written.name.value, &trigger.span, used));
            }
        }
        if let Some(key) = key {
            self.functions_of_triggers(change.id, key, &mut found);
        }
        found.sort_by(|a, b| a.span.cmp(&b.span).then_with(|| a.name.cmp(&b.name)));
        found
    }

    /// Triggers of SQLite that followed a table to a new name under which it was dropped, while another one has its name.
    pub(super) fn followed(&self, changes: &mut Vec<NetChange>) {
        if self.after.dialect() != Dialect::Sqlite {
            return;
        }
        for trigger in self.after.triggers() {
            let Some(before) = self.before.triggers.get(trigger.id) else { continue };
            let uses = before.body.iter().zip(&trigger.body).flat_map(|(old, now)| old.tables.iter().zip(&now.tables));
            for (old, now) in uses {
                let lost = old.name.name.value != now.name.name.value
                    && self.after.find_relation(&now.name).is_none()
                    && self.after.is_gone(&self.after.label(&now.name));
                let Some(table) = self.before.table(&old.name).filter(|_| lost) else { continue };
                let removed = |deed: &Deed| matches!(deed, Deed::TableRemoved(gone) if gone.id == table.id);
                let Some(span) = self.deeds.last([table.id.0], removed) else { continue };
                if !matches!(self.now(table.id, &table.label), Now::Table(_) | Now::View(_)) {
                    continue;
                }
                let used = (old.access, old.range.clone());
                let kept = dependant(DependantKind::Trigger, &trigger.label.written.name.value, &trigger.span, used);
                let same = |own: &&mut NetChange| own.followed && own.id == table.id;
                match changes.iter_mut().find(same) {
                    Some(known) if known.dependants.iter().any(|own| own.span == kept.span) => {}
                    Some(known) => known.dependants.push(kept),
                    None => changes.push(NetChange {
                        followed: true,
                        dependants: vec![kept],
                        ..NetChange::new(EventKind::TableDropped, ObjectKind::Table, table.id, &table.label, span)
                    }),
                }
            }
        }
    }

    /// Views over views that fail fail as well.
    fn over_broken(&self, id: ObjectId, found: &mut Vec<Dependant>, broken: &mut Vec<ObjectId>) {
        for over in self.after.views_over(std::mem::take(broken)) {
            let Some(view) = self.after.views.get(over).filter(|view| view.id != id) else { continue };
            if found.iter().any(|known| known.span == view.span) {
                continue;
            }
            let below = view.query.tables.first().map(|of| (of.access, of.range.clone()));
            if let Some(below) = below {
                let over = dependant(view_kind(view), &view.label.written.name.value, &view.span, below);
                found.push(Dependant { through: true, ..over });
            }
        }
    }

    /// Whether every INSERT has to give the column: it is required, and no trigger sets it in each row that comes.
    pub(super) fn asks_for(&self, table: &Table, column: &Column) -> bool {
        table.requires(column) && !self.is_filled(table, column)
    }

    /// Whether a trigger sets the column in each row that comes.
    pub(super) fn is_filled(&self, table: &Table, column: &Column) -> bool {
        let after = self.after;
        let sets = |query: &Query| {
            query.columns.iter().any(|used| {
                used.access == Access::Write
                    && used.clause == Clause::Target
                    && used.qualifier.as_deref().is_some_and(|row| row.eq_ignore_ascii_case("new"))
                    && used.column.folded(after.dialect()) == column.key
            })
        };
        let of_function = |name: &ObjectName| {
            let id = after.functions.find(&after.wanted(name), &after.path(), true);
            let function = id.and_then(|id| after.functions.get(id));
            function.is_some_and(|own| own.body.iter().any(|(query, _)| sets(query)))
        };
        after.triggers().any(|own| {
            own.fills
                && own.target == Some(table.id)
                && (own.body.iter().any(sets) || own.function.as_ref().is_some_and(of_function))
        })
    }

    /// Functions that triggers of a table run, by what they name of its rows.
    fn functions_of_triggers(&self, table: ObjectId, key: &str, found: &mut Vec<Dependant>) {
        let after = self.after;
        let own = after.triggers().filter(|trigger| trigger.target == Some(table));
        let ids: BTreeSet<ObjectId> = own
            .filter_map(|trigger| after.functions.find(&after.wanted(trigger.function.as_ref()?), &after.path(), true))
            .collect();
        for function in ids.into_iter().filter_map(|id| after.functions.get(id)) {
            if found.iter().any(|known| known.span == function.span) {
                continue;
            }
            let names = |used: &&ColumnUse| {
                used.scopes.is_empty()
                    && used.qualifier.as_deref().is_some_and(crate::sql::trigger_rows::is_row)
                    && used.column.folded(after.dialect()) == key
            };
            let here = function.body.iter().filter(|(_, origin)| origin.path == function.span.path);
            if let Some(used) = here.flat_map(|(query, _)| &query.columns).find(names) {
                found.push(Dependant {
                    kind: DependantKind::Function,
                    name: function.label.written.name.value.clone(),
                    access: used.access,
                    through: false,
                    span: function.span.clone(),
                    at: Some(Span { range: used.range.clone(), ..function.span.clone() }),
                });
            }
        }
    }

    fn column_key(&self, change: &NetChange, written: &str) -> Option<String> {
        if let Some(table) = self.before.tables.get(change.id) {
            // Where every name that ever was is kept, one column stands under several.
            let id = change.column_id?;
            let named = table.columns.iter().find(|column| column.id == id && column.name.value == written);
            return named.or_else(|| table.by_id(id)).map(|column| column.key.clone());
        }
        let columns = self.before.views.get(change.id)?.columns.as_ref()?;
        columns.iter().find(|own| own.value == written).map(|own| own.key(self.before.dialect()))
    }

    /// The same in a body, which is read anew: a bare name may be that of another table's column then.
    fn first_lost(&self, query: &Query, table: ObjectId, key: Option<&str>) -> Option<Use> {
        let Some(key) = key else {
            // The name of what has moved to another schema leads there still, where both are searched.
            let leads = |of: &&TableUse| {
                let now = self.after.label_of(table).filter(|_| self.after.find_relation(&of.name) == Some(table));
                now.is_some_and(|now| !of.name.qualifiers.is_empty() || self.after.may_search(&now.schema))
            };
            let mut uses = query.tables.iter().filter(|of| self.before.find_relation(&of.name) == Some(table));
            return uses.find(|of| !leads(of)).map(|of| (of.access, of.range.clone()));
        };
        let first = self.first_use(query, table, Some(key))?;
        let has = |at: &usize| {
            let of = query.tables.get(*at).filter(|of| self.before.find_relation(&of.name) != Some(table));
            let of_view =
                |view: &View| view.columns.iter().flatten().any(|own| own.folded(self.after.dialect()) == key);
            of.is_some_and(|of| match self.after.table(&of.name) {
                Some(now) => now.has_key(key),
                None => self.after.view(&of.name).is_some_and(of_view),
            })
        };
        let joined =
            |one: &usize, other: &usize| query.natural.iter().any(|group| group.contains(one) && group.contains(other));
        // Two that have it leave open which is meant.
        let finds_one = |scope: &Vec<usize>| {
            let mut having = scope.iter().filter(|at| has(at));
            let first = having.next()?;
            Some(having.all(|next| next == first || joined(first, next)))
        };
        let finds = |column: &ColumnUse| !column.qualified && column.scopes.iter().find_map(finds_one) == Some(true);
        let uses = self.before.column_uses(query, table, key);
        if uses.is_empty() {
            return Some(first);
        }
        let mut uses = uses.iter().filter_map(|at| query.columns.get(*at));
        uses.find(|column| !finds(column)).map(|column| (column.access, column.range.clone()))
    }

    fn first_use(&self, query: &Query, table: ObjectId, key: Option<&str>) -> Option<Use> {
        let Some(key) = key else {
            let used = query.tables.iter().find(|of| self.before.find_relation(&of.name) == Some(table))?;
            return Some((used.access, used.range.clone()));
        };
        if let Some(used) = self.before.column_uses(query, table, key).first().and_then(|at| query.columns.get(*at)) {
            return Some((used.access, used.range.clone()));
        }
        query.inserts.iter().find_map(|insert| {
            let into = query.tables.get(insert.table)?;
            if self.before.find_relation(&into.name) != Some(table) {
                return None;
            }
            let column = insert.columns.iter().flatten().find(|own| own.folded(self.before.dialect()) == key)?;
            Some((Access::Write, column.range.clone()))
        })
    }
}

fn view_kind(view: &View) -> DependantKind {
    if view.materialized { DependantKind::MaterializedView } else { DependantKind::View }
}

fn dependant(kind: DependantKind, name: &str, span: &Span, (access, range): Use) -> Dependant {
    let inside = range.start >= span.range.start && range.end <= span.range.end && range.start < range.end;
    let at = inside.then(|| Span { range, ..span.clone() });
    Dependant { kind, name: name.to_string(), access, through: false, span: span.clone(), at }
}
