//! Functions and procedures: what makes, renames and drops them, and which names of them are gone.
//!
//! PostgreSQL has several of one name that differ in their parameters. They are one object here, and its name is gone with the last of them; a call does
//! not tell which one it means, so that of several nothing is said while one is there.

use std::collections::BTreeSet;

use crate::model::change::{Statement, StatementKind};
use crate::model::event::EventKind;
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::Query;
use crate::source::Span;

use super::difference::Both;
use super::log::Deed;
use super::net::{NetChange, ObjectKind};
use super::parts::{Column, ColumnId, Function, ObjectId};
use super::{Catalog, Label, Origin};

impl Both<'_> {
    /// The names of routines that lead nowhere any more.
    pub(super) fn routines(&self, changes: &mut Vec<NetChange>) {
        for own in self.before.functions() {
            if self.after.functions.exact(&own.label.schema, &own.label.key).is_some() {
                continue;
            }
            let now = self.after.functions.get(own.id);
            let kind = if now.is_some() { EventKind::RoutineRenamed } else { EventKind::RoutineDropped };
            let by = |deed: &Deed| match deed {
                Deed::RoutineRemoved(_) => now.is_none(),
                Deed::RoutineRenamed(_) => now.is_some(),
                _ => false,
            };
            let Some(span) = self.deeds.last([own.id.0], by) else { continue };
            changes.push(NetChange {
                renamed_to: now.map(|now| self.new_name(&own.label, &now.label)),
                ..NetChange::new(kind, ObjectKind::Routine, own.id, &own.label, span)
            });
        }
    }
}

impl Catalog {
    pub(super) fn create_function(
        &mut self,
        name: &ObjectName,
        body: &[Query],
        or_replace: bool,
        procedure: bool,
        origin: &Origin,
        span: &Span,
    ) -> ObjectId {
        let label = self.label(name);
        let queries = body.iter().map(|query| (query.clone(), origin.clone()));
        let existing = self.functions.exact(&label.schema, &label.key);
        match existing.and_then(|id| self.functions.get_mut(id)) {
            Some(own) => {
                // Without OR REPLACE it is another one of the same name.
                if or_replace {
                    own.body.clear();
                    own.statements.clear();
                }
                own.body.extend(queries);
                own.span = span.clone();
                own.id
            }
            None => {
                let id = ObjectId(self.fresh());
                let (body, span, statements) = (queries.collect(), span.clone(), Vec::new());
                let function = Function {
                    id,
                    label,
                    body,
                    procedure,
                    follows: false,
                    reads: Default::default(),
                    span,
                    signatures: Vec::new(),
                    statements,
                };
                self.functions.insert(id, function);
                id
            }
        }
    }

    /// Keeps the statements of a function's body for when it is called.
    pub(super) fn keep_body(&mut self, name: &ObjectName, statement: &Statement, origin: &Origin) {
        let id = self.functions.find(&self.wanted(name), &self.path(), true);
        if let Some(own) = id.and_then(|id| self.functions.get_mut(id)) {
            own.statements.extend(statement.nested.iter().map(|inner| (inner.clone(), origin.clone())));
        }
    }

    /// What a function drops or renames under a name that is put together when it runs.
    pub fn unreadable_in(&self, name: &ObjectName) -> Option<String> {
        fn first(statement: &Statement) -> Option<String> {
            match &statement.kind {
                StatementKind::Unreadable { what, .. } => Some(what.clone()),
                _ => statement.nested.iter().find_map(first),
            }
        }
        let id = self.functions.find(&self.wanted(name), &self.path(), true)?;
        self.functions.get(id)?.statements.iter().find_map(|(statement, _)| first(statement))
    }

    /// Notes which one of its name was made.
    pub(super) fn sign(&mut self, id: ObjectId, signature: Option<&str>, or_replace: bool, follows: bool) {
        let overloads = self.dialect == Dialect::Postgres || !or_replace;
        let reads = if follows { self.meant(id) } else { Default::default() };
        let Some(own) = self.functions.get_mut(id) else { return };
        own.follows = follows;
        own.reads = reads;
        let Some(signature) = signature else { return };
        if !overloads {
            own.signatures.clear();
        }
        if !own.signatures.iter().any(|known| known == signature) {
            own.signatures.push(signature.to_owned());
        }
    }

    pub(super) fn drop_function(&mut self, name: &ObjectName, cascade: bool, span: &Span) {
        let Some(id) = self.functions.find(&self.wanted(name), &self.path(), true) else { return };
        // Of several, which differ in their parameters, one goes.
        if let Some(own) = self.functions.get_mut(id).filter(|own| own.signatures.len() > 1) {
            own.signatures.pop();
            own.body.clear();
            own.statements.clear();
            return;
        }
        if cascade {
            let users: Vec<ObjectId> = self
                .triggers
                .iter()
                .filter(|(_, trigger)| {
                    let function = trigger.function.as_ref();
                    function.is_some_and(|f| self.functions.find(&self.wanted(f), &self.path(), true) == Some(id))
                })
                .map(|(trigger, _)| trigger)
                .collect();
            for trigger in users {
                self.triggers.remove(trigger);
            }
        }
        self.remove_routine(id, span);
    }

    /// What the names of a body mean that is no text: PostgreSQL notes it when the routine is made.
    fn meant(&self, id: ObjectId) -> (BTreeSet<ObjectId>, BTreeSet<ColumnId>) {
        let (mut relations, mut columns) = (BTreeSet::new(), BTreeSet::new());
        for (query, _) in self.functions.get(id).into_iter().flat_map(|own| &own.body) {
            let tables: Vec<Option<ObjectId>> = query.tables.iter().map(|of| self.find_relation(&of.name)).collect();
            relations.extend(tables.iter().flatten());
            let starred = |at: usize| query.stars.iter().any(|star| !star.whole_row && star.tables.contains(&at));
            // Columns of one name that tables which are joined by their names share.
            let joined = |at: usize, own: &Column| {
                let others = query.natural.iter().filter(|group| group.contains(&at)).flatten();
                let others = others.filter(|other| **other != at).filter_map(|other| tables.get(*other).copied()?);
                others.filter_map(|id| self.tables.get(id)).any(|other| other.has_key(&own.key))
            };
            for (at, table) in tables.iter().enumerate().filter_map(|(at, id)| Some((at, self.tables.get((*id)?)?))) {
                let named = |own: &&Column| {
                    starred(at) || joined(at, own) || !self.column_uses(query, table.id, &own.key).is_empty()
                };
                columns.extend(table.columns.iter().filter(named).map(|own| own.id));
            }
        }
        (relations, columns)
    }

    /// `CASCADE` takes routines along that the database knows to name relations that go, or a column.
    pub(super) fn remove_routines_over(&mut self, relations: &[ObjectId], column: Option<ColumnId>, span: &Span) {
        let names = |own: &Function| {
            relations.iter().any(|id| own.reads.0.contains(id)) || column.is_some_and(|id| own.reads.1.contains(&id))
        };
        let over: Vec<ObjectId> = self.functions.iter().filter(|(_, own)| names(own)).map(|(id, _)| id).collect();
        for id in over {
            self.remove_routine(id, span);
        }
    }

    pub(super) fn remove_routine(&mut self, id: ObjectId, span: &Span) {
        if let Some(own) = self.functions.remove(id) {
            self.log.push(Deed::RoutineRemoved(Box::new(own)), span);
        }
    }

    pub(super) fn relabel_routine(&mut self, id: ObjectId, label: Label, span: &Span) {
        if let Some(own) = self.functions.get(id).cloned() {
            self.log.push(Deed::RoutineRenamed(Box::new(own)), span);
            self.functions.relabel(id, label);
        }
    }

    pub(super) fn rename_function(&mut self, name: &ObjectName, to: &ObjectName, span: &Span) {
        let Some(id) = self.functions.find(&self.wanted(name), &self.path(), true) else { return };
        let Some(old) = self.functions.get(id).map(|own| own.label.clone()) else { return };
        let schema = to.schema().map_or(old.schema, |schema| schema.key(self.dialect));
        let label = Label { written: to.clone(), schema, key: to.name.key(self.dialect) };
        if let Some(taken) = self.functions.exact(&label.schema, &label.key).filter(|taken| *taken != id) {
            self.remove_routine(taken, span);
        }
        self.relabel_routine(id, label, span);
    }
}
