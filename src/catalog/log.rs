//! What a fold did, operation by operation, so that the difference of two catalogs can say which one caused it.

use crate::source::Span;

use super::parts::{Column, ColumnId, EnumType, Function, Key, ObjectId, Table, View};

/// One deed of a migration and where it stands. What is removed or renamed is kept as it was just before.
#[derive(Clone, Debug)]
pub struct Entry {
    pub deed: Deed,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Deed {
    TableAdded(ObjectId),
    TableRemoved(Box<Table>),
    TableRenamed(Box<Table>),
    ColumnAdded(ObjectId, ColumnId),
    ColumnRemoved(ObjectId, Box<Column>),
    ColumnRenamed(ObjectId, Box<Column>),
    /// Its rows were filled from another column.
    ColumnCopied {
        from: ColumnId,
        to: ColumnId,
    },
    /// It was put at another place.
    ColumnMoved(ObjectId, ColumnId),
    /// It may have become one that every INSERT has to give.
    ColumnTightened(ObjectId, ColumnId),
    /// The list of values that it allows was set anew.
    ColumnValues(ObjectId, Box<Column>),
    KeyRemoved(ObjectId, Box<Key>),
    KeyRenamed(ObjectId, Box<Key>),
    ViewAdded(ObjectId),
    ViewRemoved(Box<View>),
    ViewRenamed(Box<View>),
    TypeRemoved(Box<EnumType>),
    TypeRenamed(Box<EnumType>),
    RoutineRemoved(Box<Function>),
    RoutineRenamed(Box<Function>),
    ValueRenamed {
        of: ObjectId,
        from: String,
        to: String,
    },
}

/// The deeds of a fold, in order.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Vec<Entry>,
}

impl Log {
    /// Every deed, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn push(&mut self, deed: Deed, span: &Span) {
        self.entries.push(Entry { deed, span: span.clone() });
    }

    /// The last deed that `test` accepts.
    pub(super) fn last(&self, test: impl Fn(&Deed) -> bool) -> Option<Span> {
        self.entries.iter().rev().find(|entry| test(&entry.deed)).map(|entry| entry.span.clone())
    }
}

/// Which deeds are about what: a history is not gone through once for each thing that it changed.
pub(super) struct ByIdentity<'a> {
    log: &'a Log,
    /// The identity (of a table or a column: no two things share one) and the place of the deed. Sorted.
    places: Vec<(u32, usize)>,
}

impl<'a> ByIdentity<'a> {
    pub(super) fn of(log: &'a Log) -> Self {
        let mut places = Vec::new();
        for (at, entry) in log.entries.iter().enumerate() {
            entry.deed.identities(&mut |id| places.push((id, at)));
        }
        places.sort_unstable();
        ByIdentity { log, places }
    }

    /// The deeds about this, in order, each with its place in the log.
    pub(super) fn about(&self, id: u32) -> impl DoubleEndedIterator<Item = (usize, &'a Entry)> {
        let first = self.places.partition_point(|(own, _)| *own < id);
        let end = self.places.partition_point(|(own, _)| *own <= id);
        let own = self.places.get(first..end).unwrap_or_default();
        own.iter().filter_map(|(_, at)| Some((*at, self.log.entries.get(*at)?)))
    }

    /// The last deed about any of these that `test` accepts.
    pub(super) fn last<const N: usize>(&self, of: [u32; N], test: impl Fn(&Deed) -> bool) -> Option<Span> {
        let found = of.into_iter().filter_map(|id| self.about(id).rev().find(|(_, entry)| test(&entry.deed)));
        found.max_by_key(|(at, _)| *at).map(|(_, entry)| entry.span.clone())
    }

    /// The first deed about any of these that `test` accepts.
    pub(super) fn first<const N: usize>(&self, of: [u32; N], test: impl Fn(&Deed) -> bool) -> Option<Span> {
        let found = of.into_iter().filter_map(|id| self.about(id).find(|(_, entry)| test(&entry.deed)));
        found.min_by_key(|(at, _)| *at).map(|(_, entry)| entry.span.clone())
    }
}

impl Deed {
    /// The identities of the table, view or type and of the columns that it is about.
    fn identities(&self, found: &mut impl FnMut(u32)) {
        match self {
            Deed::TableAdded(id) | Deed::ViewAdded(id) => found(id.0),
            Deed::TableRemoved(table) | Deed::TableRenamed(table) => found(table.id.0),
            Deed::ColumnAdded(table, column)
            | Deed::ColumnMoved(table, column)
            | Deed::ColumnTightened(table, column) => {
                found(table.0);
                found(column.0);
            }
            Deed::ColumnRemoved(table, column)
            | Deed::ColumnRenamed(table, column)
            | Deed::ColumnValues(table, column) => {
                found(table.0);
                found(column.id.0);
            }
            Deed::ColumnCopied { from, to } => {
                found(from.0);
                found(to.0);
            }
            Deed::KeyRemoved(table, _) | Deed::KeyRenamed(table, _) => found(table.0),
            Deed::ViewRemoved(view) | Deed::ViewRenamed(view) => found(view.id.0),
            Deed::TypeRemoved(of) | Deed::TypeRenamed(of) => found(of.id.0),
            Deed::ValueRenamed { of, .. } => found(of.0),
            Deed::RoutineRemoved(own) | Deed::RoutineRenamed(own) => found(own.id.0),
        }
    }
}
