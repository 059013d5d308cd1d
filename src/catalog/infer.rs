//! What a change of something unknown says about the schema before it: it existed, and the history is not all there.

use std::collections::BTreeSet;

use crate::model::name::{Ident, ObjectName};
use crate::source::Span;

use super::parts::{Column, ColumnId, EnumType, ObjectId, Table, View};
use super::{Catalog, Label, TEMPORARY};

/// Something that must have existed before the change that showed it.
#[derive(Clone, Debug)]
pub(super) enum Inferred {
    Table(Box<Table>),
    Column(ObjectId, Box<Column>),
    View(Box<View>),
    Type(Box<EnumType>),
    Value(ObjectId, String),
}

impl Catalog {
    /// The table or view with this name.
    pub(super) fn find_relation(&self, name: &ObjectName) -> Option<ObjectId> {
        self.find_table(name).or_else(|| self.find_view(name))
    }

    pub(super) fn find_table(&self, name: &ObjectName) -> Option<ObjectId> {
        self.tables.find(&self.wanted(name), &self.path(), true)
    }

    pub(super) fn find_view(&self, name: &ObjectName) -> Option<ObjectId> {
        self.views.find(&self.wanted(name), &self.path(), true)
    }

    /// The table with this name, which is believed to exist unless it is known to be gone or is a view.
    pub(super) fn table_or_infer(&mut self, name: &ObjectName, span: &Span) -> Option<ObjectId> {
        if let Some(id) = self.find_table(name) {
            return Some(id);
        }
        let label = self.label(name);
        let temporary = label.schema == TEMPORARY || name.name.value.starts_with('#');
        if temporary || self.find_view(name).is_some() || self.is_gone(&label) || name.name.value.is_empty() {
            return None;
        }
        let id = ObjectId(self.fresh());
        let mut table = self.empty_table(id, label, span);
        table.complete = false;
        table.inferred = true;
        self.inferred.push(Inferred::Table(Box::new(table.clone())));
        self.tables.insert(id, table);
        Some(id)
    }

    pub(super) fn view_or_infer(&mut self, name: &ObjectName, materialized: bool, span: &Span) -> Option<ObjectId> {
        if let Some(id) = self.find_view(name) {
            return Some(id);
        }
        let label = self.label(name);
        if self.is_gone(&label) || name.name.value.is_empty() {
            return None;
        }
        let id = ObjectId(self.fresh());
        let query = Default::default();
        let view = View {
            id,
            label,
            query,
            columns: None,
            reads: Vec::new(),
            listed: false,
            starred: None,
            materialized,
            span: span.clone(),
            inferred: true,
        };
        self.inferred.push(Inferred::View(Box::new(view.clone())));
        self.views.insert(id, view);
        Some(id)
    }

    pub(super) fn type_or_infer(&mut self, name: &ObjectName, span: &Span) -> ObjectId {
        if let Some(id) = self.find_type(name) {
            return id;
        }
        let id = ObjectId(self.fresh());
        let of = EnumType { id, label: self.label(name), values: Vec::new(), span: span.clone(), opaque: true };
        self.inferred.push(Inferred::Type(Box::new(of.clone())));
        self.types.insert(id, of);
        id
    }

    pub(super) fn find_type(&self, name: &ObjectName) -> Option<ObjectId> {
        self.types.find(&self.wanted(name), &self.path(), true)
    }

    /// The position of a column, which is believed to exist unless it is known to be gone; `doubtful`: the change itself allows
    /// for its absence, so that only a table with unknown columns is believed to have it.
    pub(super) fn column_or_infer(
        &mut self,
        table: ObjectId,
        name: &Ident,
        doubtful: bool,
        span: &Span,
    ) -> Option<usize> {
        let id = ColumnId(self.next.saturating_add(1));
        let key = name.key(self.dialect);
        let table = self.tables.get_mut(table)?;
        if let Some(at) = table.position(name) {
            return Some(at);
        }
        if table.temporary || table.gone.contains(&key) || (doubtful && table.complete) || key.is_empty() {
            return None;
        }
        let column = Column {
            id,
            name: name.clone(),
            key,
            data_type: String::new(),
            nullable: true,
            default: None,
            generated: false,
            made_of: Vec::new(),
            values: Vec::new(),
            span: span.clone(),
            inferred: true,
        };
        table.complete = false;
        table.columns.push(column.clone());
        let at = table.columns.len() - 1;
        self.inferred.push(Inferred::Column(table.id, Box::new(column)));
        self.fresh();
        Some(at)
    }

    /// Puts into the schema before a change what the change showed.
    pub(super) fn accept(&mut self, inferred: Inferred) {
        match inferred {
            Inferred::Table(table) => {
                if self.tables.exact(&table.label.schema, &table.label.key).is_none() {
                    self.tables.insert(table.id, *table);
                }
            }
            Inferred::Column(id, column) => {
                if let Some(table) = self.tables.get_mut(id)
                    && !table.has_key(&column.key)
                {
                    table.complete = false;
                    table.columns.push(*column);
                }
            }
            Inferred::View(view) => {
                if self.views.exact(&view.label.schema, &view.label.key).is_none() {
                    self.views.insert(view.id, *view);
                }
            }
            Inferred::Type(of) => {
                if self.types.exact(&of.label.schema, &of.label.key).is_none() {
                    self.types.insert(of.id, *of);
                }
            }
            Inferred::Value(id, value) => {
                if let Some(of) = self.types.get_mut(id)
                    && !of.values.contains(&value)
                {
                    of.values.push(value);
                }
            }
        }
    }

    pub(super) fn is_gone(&self, label: &Label) -> bool {
        self.gone.contains(&(label.schema.clone(), label.key.clone()))
    }

    pub(super) fn mark_gone(&mut self, label: &Label) {
        self.gone.insert((label.schema.clone(), label.key.clone()));
    }

    pub(super) fn empty_table(&self, id: ObjectId, label: Label, span: &Span) -> Table {
        Table {
            id,
            label,
            columns: Vec::new(),
            keys: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            span: span.clone(),
            complete: true,
            inferred: false,
            temporary: false,
            partition_of: None,
            dialect: self.dialect,
            gone: BTreeSet::new(),
            former: false,
            revived: false,
        }
    }
}
