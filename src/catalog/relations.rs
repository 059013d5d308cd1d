//! Views and triggers.

use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::{Clause, ColumnUse, Query, StarUse};
use crate::source::Span;

use super::Catalog;
use super::log::Deed;
use super::parts::{ColumnId, ObjectId, Trigger, View};

/// A column of a query's result.
pub(super) struct OutputColumn {
    pub name: Ident,
    /// Empty where it is not known.
    pub data_type: String,
    /// The column behind it, if it is nothing else.
    pub reads: Option<ColumnId>,
}

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
        // SQLite reads a star anew whenever the view is used.
        let fixed = listed || self.dialect != Dialect::Sqlite || query.stars.is_empty();
        let outputs = self.output_columns(query).filter(|_| fixed);
        let reads: Vec<Option<ColumnId>> = outputs.iter().flatten().map(|own| own.reads).collect();
        let names = |all: &Vec<OutputColumn>| all.iter().map(|own| own.name.clone()).collect();
        let starred = outputs.as_ref().filter(|_| listed && !query.stars.is_empty()).map(names);
        let columns = match listed {
            true => Some(columns.to_vec()),
            false => outputs.map(|all| all.into_iter().map(|own| own.name).collect()),
        };
        let existing = self.views.exact(&label.schema, &label.key);
        let id = existing.unwrap_or_else(|| ObjectId(self.fresh()));
        self.gone.remove(&(label.schema.clone(), label.key.clone()));
        let view = View {
            id,
            label,
            query: self.qualified(query),
            columns,
            reads,
            listed,
            starred,
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
                view.columns = columns.map(|all| all.into_iter().map(|own| own.name).collect());
            }
        }
    }

    pub(super) fn refresh_view(&mut self, name: &ObjectName) {
        let Some(id) = self.find_view(name) else { return };
        let Some(query) = self.views.get(id).map(|view| &view.query).filter(|query| !query.stars.is_empty()) else {
            return;
        };
        let outputs = self.output_columns(query);
        if let Some(view) = self.views.get_mut(id) {
            view.reads = outputs.iter().flatten().map(|own| own.reads).collect();
            view.columns = outputs.map(|all| all.into_iter().map(|own| own.name).collect());
        }
    }

    /// A query whose names without a schema mean what they mean now, where a search path makes a difference.
    fn qualified(&self, query: &Query) -> Query {
        let mut query = query.clone();
        if self.search_path.is_some() || !self.searched.is_empty() {
            for of in query.tables.iter_mut().filter(|of| of.name.qualifiers.is_empty()) {
                let Some(label) = self.find_relation(&of.name).and_then(|id| self.label_of(id)) else { continue };
                if label.schema != super::TEMPORARY && !label.schema.is_empty() {
                    of.name.qualifiers.push(Ident::at(label.schema, true, 0..0));
                }
            }
        }
        query
    }

    /// The columns of a query's result, where they are known; `None` where a column has no known name.
    pub(super) fn output_columns(&self, query: &Query) -> Option<Vec<OutputColumn>> {
        let unnamed = query.outputs.iter().filter(|output| output.is_none()).count();
        // A name that may stand for a whole row is noted as a star as well, and gives one column.
        let is_name = |star: &StarUse| query.columns.iter().any(|used| used.range == star.range);
        let stars: Vec<&StarUse> = query.stars.iter().filter(|star| !is_name(star)).collect();
        if (query.outputs.is_empty() && stars.is_empty()) || (unnamed > 0 && unnamed != stars.len()) {
            return None;
        }
        let mut columns: Vec<OutputColumn> = Vec::new();
        for star in stars {
            for table in &star.tables {
                let name = &query.tables.get(*table)?.name;
                if let Some(table) = self.find_table(name).and_then(|id| self.tables.get(id)) {
                    if !table.complete {
                        return None;
                    }
                    columns.extend(table.columns.iter().map(|own| OutputColumn {
                        name: own.name.clone(),
                        data_type: own.data_type.clone(),
                        reads: Some(own.id),
                    }));
                } else {
                    let view = self.find_view(name).and_then(|id| self.views.get(id))?;
                    let reads = view.reads.iter().copied().chain(std::iter::repeat(None));
                    columns.extend(view.columns.as_ref()?.iter().zip(reads).map(|(name, reads)| OutputColumn {
                        name: name.clone(),
                        data_type: String::new(),
                        reads,
                    }));
                }
            }
        }
        // Each output is a column if the select list has no others.
        let shown: Vec<&ColumnUse> = query.columns.iter().filter(|own| own.clause == Clause::Projection).collect();
        let named: Vec<&String> = query.outputs.iter().flatten().collect();
        let plain = shown.len() == named.len();
        columns.extend(named.into_iter().enumerate().map(|(at, name)| OutputColumn {
            // What PostgreSQL was given without quotes is in lower case.
            name: Ident::at(name, self.dialect == Dialect::Postgres && *name != name.to_lowercase(), 0..0),
            data_type: String::new(),
            reads: shown.get(at).filter(|_| plain).and_then(|used| self.column_behind(query, used)),
        }));
        Some(columns)
    }

    /// The column of a table that a use means, also through a view.
    fn column_behind(&self, query: &Query, used: &ColumnUse) -> Option<ColumnId> {
        let key = used.column.key(self.dialect);
        let of = |at: &usize| {
            let name = &query.tables.get(*at)?.name;
            if let Some(table) = self.find_table(name).and_then(|id| self.tables.get(id)) {
                return table.by_key(&key).map(|own| own.id);
            }
            let view = self.find_view(name).and_then(|id| self.views.get(id))?;
            let place = view.columns.as_ref()?.iter().position(|own| own.key(self.dialect) == key)?;
            view.reads.get(place).copied().flatten()
        };
        used.scopes.iter().flatten().find_map(of)
    }

    pub(super) fn create_trigger(
        &mut self,
        name: &ObjectName,
        table: &ObjectName,
        columns: &[Ident],
        function: Option<&ObjectName>,
        body: &[Query],
        span: &Span,
    ) -> ObjectId {
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
            fills: false,
            span: span.clone(),
        };
        self.triggers.insert(id, trigger);
        id
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
