//! Views, functions and triggers.

use crate::model::change::{Statement, StatementKind};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::Query;
use crate::source::Span;

use super::log::Deed;
use super::parts::{Function, ObjectId, Trigger, View};
use super::{Catalog, Label, Origin};

impl Catalog {
    pub(super) fn create_view(
        &mut self,
        name: &ObjectName,
        query: &Query,
        columns: &[Ident],
        materialized: bool,
        span: &Span,
    ) {
        let label = self.label(name);
        if label.key.is_empty() {
            return;
        }
        let listed = !columns.is_empty();
        let columns = if columns.is_empty() {
            // SQLite reads a star anew whenever the view is used.
            let fixed = self.dialect != Dialect::Sqlite || query.stars.is_empty();
            self.output_columns(query).filter(|_| fixed).map(|all| all.into_iter().map(|(name, _)| name).collect())
        } else {
            Some(columns.to_vec())
        };
        let existing = self.views.exact(&label.schema, &label.key);
        let id = existing.unwrap_or_else(|| ObjectId(self.fresh()));
        self.gone.remove(&(label.schema.clone(), label.key.clone()));
        let view = View {
            id,
            label,
            query: query.clone(),
            columns,
            listed,
            materialized,
            span: span.clone(),
            inferred: false,
        };
        self.views.insert(id, view);
        self.log.push(Deed::ViewAdded(id), span);
    }

    /// The columns of SQLite's views as they are when the migrations have run: it reads a view anew whenever it is used.
    pub(super) fn read_views(&mut self) {
        if self.dialect != Dialect::Sqlite {
            return;
        }
        let views: Vec<ObjectId> =
            self.views.iter().filter(|(_, view)| !view.listed && !view.inferred).map(|(id, _)| id).collect();
        for id in views {
            let columns = self.views.get(id).and_then(|view| self.output_columns(&view.query));
            if let Some(view) = self.views.get_mut(id) {
                view.columns = columns.map(|all| all.into_iter().map(|(name, _)| name).collect());
            }
        }
    }

    pub(super) fn refresh_view(&mut self, name: &ObjectName) {
        let Some(id) = self.find_view(name) else { return };
        let Some(query) = self.views.get(id).map(|view| &view.query).filter(|query| !query.stars.is_empty()) else {
            return;
        };
        let columns = self.output_columns(query).map(|all| all.into_iter().map(|(name, _)| name).collect());
        if let Some(view) = self.views.get_mut(id) {
            view.columns = columns;
        }
    }

    /// The columns of a query's result with their types, where they are known; `None` where a column has no known name.
    pub(super) fn output_columns(&self, query: &Query) -> Option<Vec<(Ident, String)>> {
        let unnamed = query.outputs.iter().filter(|output| output.is_none()).count();
        if (query.outputs.is_empty() && query.stars.is_empty()) || (unnamed > 0 && unnamed != query.stars.len()) {
            return None;
        }
        let mut columns: Vec<(Ident, String)> = Vec::new();
        for star in &query.stars {
            for table in &star.tables {
                let name = &query.tables.get(*table)?.name;
                if let Some(table) = self.find_table(name).and_then(|id| self.tables.get(id)) {
                    if !table.complete {
                        return None;
                    }
                    columns.extend(table.columns.iter().map(|c| (c.name.clone(), c.data_type.clone())));
                } else {
                    let view = self.find_view(name).and_then(|id| self.views.get(id))?;
                    columns.extend(view.columns.as_ref()?.iter().map(|c| (c.clone(), String::new())));
                }
            }
        }
        columns.extend(query.outputs.iter().flatten().map(|name| (Ident::new(name), String::new())));
        Some(columns)
    }

    pub(super) fn create_function(
        &mut self,
        name: &ObjectName,
        body: &[Query],
        or_replace: bool,
        procedure: bool,
        origin: &Origin,
        span: &Span,
    ) {
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
            }
            None => {
                let id = ObjectId(self.fresh());
                let (body, span) = (queries.collect(), span.clone());
                self.functions.insert(id, Function { id, label, body, procedure, span, statements: Vec::new() });
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

    pub(super) fn drop_function(&mut self, name: &ObjectName, cascade: bool) {
        let Some(id) = self.functions.find(&self.wanted(name), &self.path(), true) else { return };
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
        self.functions.remove(id);
    }

    pub(super) fn rename_function(&mut self, name: &ObjectName, to: &ObjectName) {
        let Some(id) = self.functions.find(&self.wanted(name), &self.path(), true) else { return };
        let Some(old) = self.functions.get(id).map(|own| own.label.clone()) else { return };
        let schema = to.schema().map_or(old.schema, |schema| schema.key(self.dialect));
        let label = Label { written: to.clone(), schema, key: to.name.key(self.dialect) };
        if let Some(taken) = self.functions.exact(&label.schema, &label.key).filter(|taken| *taken != id) {
            self.functions.remove(taken);
        }
        self.functions.relabel(id, label);
    }

    pub(super) fn create_trigger(
        &mut self,
        name: &ObjectName,
        table: &ObjectName,
        columns: &[Ident],
        function: Option<&ObjectName>,
        body: &[Query],
        span: &Span,
    ) {
        let target = self.find_relation(table);
        self.drop_trigger(name, Some(table));
        let id = ObjectId(self.fresh());
        let trigger = Trigger {
            id,
            label: self.label(name),
            table: table.clone(),
            target,
            columns: columns.to_vec(),
            function: function.cloned(),
            body: body.to_vec(),
            span: span.clone(),
        };
        self.triggers.insert(id, trigger);
    }

    pub(super) fn drop_trigger(&mut self, name: &ObjectName, table: Option<&ObjectName>) {
        let key = name.name.key(self.dialect);
        let target = table.and_then(|table| self.find_relation(table));
        let own: Vec<ObjectId> = self
            .triggers
            .iter()
            .filter(|(_, t)| t.label.key == key && (table.is_none() || t.target == target))
            .map(|(id, _)| id)
            .collect();
        for id in own {
            self.triggers.remove(id);
        }
    }
}
