//! What a fold did, operation by operation, so that the difference of two catalogs can say which one caused it.

use crate::source::Span;

use super::parts::{Column, ColumnId, EnumType, Key, ObjectId, Table, View};

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

    /// The first deed that `test` accepts.
    pub(super) fn first(&self, test: impl Fn(&Deed) -> bool) -> Option<Span> {
        self.entries.iter().find(|entry| test(&entry.deed)).map(|entry| entry.span.clone())
    }
}
