//! One net change of a schema: what it is about and which operation caused it.

use crate::model::event::EventKind;
use crate::model::finding::Subject;
use crate::source::Span;

use super::Catalog;
use super::dependants::Dependant;
use super::parts::{ColumnId, Label, ObjectId};

/// Something that resolved before and no longer does, or that asks more of the code than before. Names are as written before.
#[derive(Clone, Debug, PartialEq)]
pub struct NetChange {
    pub kind: EventKind,
    /// The operation that caused it.
    pub span: Span,
    pub object: ObjectKind,
    /// Where it was written.
    pub schema: Option<String>,
    /// The table, view, enum type or routine.
    pub table: String,
    pub column: Option<String>,
    /// The enum's value.
    pub value: Option<String>,
    /// Where it lives now: a column's or value's name, or a table's with its schema if that changed.
    pub renamed_to: Option<String>,
    /// A column that the same migrations added to the table, filled from this one or else the only one of its type: it may
    /// be this one, renamed.
    pub maybe_renamed_to: Option<String>,
    /// Of an enum value: every column that could hold it before, as table and column.
    pub holders: Vec<(String, String)>,
    /// Of a unique key.
    pub key: Option<NetKey>,
    /// Of a table: how many columns it had and has.
    pub counts: Option<(usize, usize)>,
    /// What has its name then can be read and takes nothing: a view has a table's name, or a column that is made of others has its name.
    pub writes_only: bool,
    /// A view has its name then, and fails, as what it reads is not there.
    pub fails: bool,
    /// Its name leads to another one: only triggers that followed it are left with what is gone.
    pub followed: bool,
    /// It was not created by any migration: that it existed follows from the change.
    pub inferred: bool,
    /// Views, functions and triggers that remain although they name it.
    pub dependants: Vec<Dependant>,
    /// The identity of the table, view or type before.
    pub id: ObjectId,
    pub column_id: Option<ColumnId>,
}

/// What `table` of a [`NetChange`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    Table,
    View,
    Type,
    /// A function or procedure: `table` is its name.
    Routine,
}

/// A unique key that is gone. Without columns: they are still unique, but under another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetKey {
    pub name: Option<String>,
    pub columns: Vec<String>,
}

impl NetChange {
    pub(super) fn new(kind: EventKind, object: ObjectKind, id: ObjectId, label: &Label, span: Span) -> Self {
        Self {
            kind,
            span,
            object,
            schema: label.written_schema(),
            table: label.written.name.value.clone(),
            column: None,
            value: None,
            renamed_to: None,
            maybe_renamed_to: None,
            holders: Vec::new(),
            key: None,
            counts: None,
            writes_only: false,
            fails: false,
            followed: false,
            inferred: false,
            dependants: Vec::new(),
            id,
            column_id: None,
        }
    }

    /// The subject of the event, without its database.
    pub fn subject(&self) -> Subject {
        Subject {
            database: None,
            schema: self.schema.clone(),
            table: Some(self.table.clone()),
            column: self.column.clone(),
            value: self.value.clone(),
        }
    }

    /// Columns and values whose uses are looked for in code.
    pub fn column_names(&self) -> Vec<String> {
        match self.kind {
            EventKind::ColumnDropped | EventKind::ColumnRenamed | EventKind::ColumnAdded | EventKind::NullRefused => {
                self.column.iter().cloned().collect()
            }
            EventKind::EnumValueRemoved | EventKind::EnumValueRenamed => self.value.iter().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// The name of what is gone: a column's or a table's.
    pub fn gone_name(&self) -> Option<&str> {
        match (self.kind, &self.column) {
            (EventKind::ColumnDropped | EventKind::ColumnRenamed, Some(column)) => Some(column),
            (EventKind::TableDropped | EventKind::TableRenamed, None) => Some(&self.table),
            _ => None,
        }
    }

    /// The name of what is gone, if no other table or column of the schema has it.
    pub fn telling_name(&self, before: &Catalog) -> Option<String> {
        let name = self.gone_name()?;
        let other = before.tables().filter(|table| self.column.is_none() || table.id != self.id);
        let taken = other.flat_map(|table| &table.columns).any(|own| own.name.value.eq_ignore_ascii_case(name));
        (!taken).then(|| name.to_owned())
    }

    /// Tables that code has to name for its uses to be found.
    pub fn table_names(&self) -> Vec<String> {
        match self.object {
            // A new column matters only where its name stands already.
            ObjectKind::Table | ObjectKind::View | ObjectKind::Routine if self.kind != EventKind::ColumnAdded => {
                vec![self.table.clone()]
            }
            ObjectKind::Type if matches!(self.kind, EventKind::TypeDropped | EventKind::TypeRenamed) => {
                vec![self.table.clone()]
            }
            _ => Vec::new(),
        }
    }

    /// Whether such a use is an INSERT by position, or a star.
    pub fn concerns_only_rows(&self) -> bool {
        use EventKind::{ColumnCountChanged, PreparedResultChanged, RowShapeChanged};
        matches!(self.kind, ColumnCountChanged | RowShapeChanged | PreparedResultChanged)
    }

    /// Whether a use need not name a column: the table itself, or an INSERT into it.
    pub fn concerns_whole_table(&self) -> bool {
        matches!(
            self.kind,
            EventKind::TableDropped
                | EventKind::TableRenamed
                | EventKind::RequiredColumnAdded
                | EventKind::NullRefused
                | EventKind::ColumnCountChanged
                | EventKind::RowShapeChanged
                | EventKind::PreparedResultChanged
                | EventKind::UniqueKeyDropped
                | EventKind::RoutineDropped
                | EventKind::RoutineRenamed
                | EventKind::TypeDropped
                | EventKind::TypeRenamed
        )
    }
}
