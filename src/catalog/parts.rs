//! What a schema is made of. Plain data: the fold writes it, everybody else reads it.

use std::collections::BTreeSet;

use crate::model::change::{Statement, Takes};
use crate::model::name::{Dialect, Ident, ObjectName, lower};
use crate::model::query::Query;
use crate::source::Span;

use super::Origin;

/// The identity of a table, view, type, function or trigger: it outlives renames and is shared by the catalogs before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// The identity of a column: it outlives renames of the column and of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(pub u32);

/// The name of an object: as written where it was created (or renamed to), and as compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub written: ObjectName,
    /// The schema as compared; the default schema where none was written.
    pub schema: String,
    /// The name as compared.
    pub key: String,
}

impl Label {
    /// The schema, where it was written.
    pub fn written_schema(&self) -> Option<String> {
        self.written.schema().map(|schema| schema.value.clone()).filter(|schema| !schema.is_empty())
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub id: ObjectId,
    pub label: Label,
    /// In the order of the table.
    pub columns: Vec<Column>,
    /// The primary key, unique constraints and unique indexes.
    pub keys: Vec<Key>,
    pub checks: Vec<Check>,
    pub foreign_keys: Vec<ForeignKey>,
    /// Indexes that are not unique.
    pub indexes: Vec<Index>,
    /// Where it was created, or first seen.
    pub span: Span,
    /// Every column is known. False where the table is only known from changes, as the history is not all there.
    pub complete: bool,
    /// Nothing created it: a change of it was seen.
    pub inferred: bool,
    pub temporary: bool,
    /// The table that has this one as a partition, and takes it along when it is dropped.
    pub partition_of: Option<ObjectId>,
    pub(super) dialect: Dialect,
    /// Columns that were dropped or renamed away: seeing another change of them proves nothing.
    pub(super) gone: BTreeSet<String>,
    /// A former name of a table that lives on (`ever`).
    pub(super) former: bool,
    /// It holds columns that are gone (`ever`), so that their number says nothing.
    pub(super) revived: bool,
}

impl Table {
    /// The table's name without its schema, as written.
    pub fn name(&self) -> &str {
        &self.label.written.name.value
    }

    /// The column with this name: as the dialect compares names, or else in any case.
    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.columns.get(self.position(name)?)
    }

    /// The column with this unquoted name.
    pub fn column_named(&self, name: &str) -> Option<&Column> {
        self.column(&Ident::new(name))
    }

    /// The primary key.
    pub fn primary_key(&self) -> Option<&Key> {
        self.keys.iter().find(|key| key.primary)
    }

    /// Whether every INSERT has to give this column: NOT NULL, and nothing fills it in.
    pub fn requires(&self, column: &Column) -> bool {
        if column.nullable || column.generated || column.default.is_some() || self.dialect == Dialect::Clickhouse {
            return false;
        }
        let kind = column.data_type.trim().to_ascii_lowercase();
        let filled = match self.dialect {
            Dialect::Postgres => kind.contains("serial"),
            // Its first value is the default.
            Dialect::Mysql => kind.starts_with("enum"),
            Dialect::Mssql => kind == "rowversion" || kind == "timestamp",
            _ => false,
        };
        !filled && !self.is_rowid(column)
    }

    /// Whether a NULL that is written to this column is refused. SQLite's rowid, and what fills itself in, take one for their next value (MySQL's manual,
    /// "Automatic Initialization and Updating for TIMESTAMP and DATETIME").
    pub fn refuses_null(&self, column: &Column) -> bool {
        let kind = column.data_type.trim().to_ascii_lowercase();
        let filled = match self.dialect {
            Dialect::Clickhouse => true,
            Dialect::Mysql => kind.starts_with("timestamp"),
            Dialect::Mssql => kind == "rowversion" || kind == "timestamp",
            Dialect::Postgres | Dialect::Sqlite => false,
        };
        !column.nullable && !column.generated && !filled && !self.is_rowid(column)
    }

    /// Whether it is SQLite's `INTEGER PRIMARY KEY`.
    fn is_rowid(&self, column: &Column) -> bool {
        self.dialect == Dialect::Sqlite
            && column.data_type.trim().eq_ignore_ascii_case("integer")
            && self.primary_key().is_some_and(|key| key.columns.len() == 1 && key.covers(&column.name, self.dialect))
    }

    /// Whether a value by position is another column's afterwards: the one that stands in the place has moved there, or the one that stood there has moved away.
    pub fn moves(&self, now: &Table, place: usize) -> bool {
        let (Some(had), Some(has)) = (self.columns.get(place), now.columns.get(place)) else { return false };
        let is = |one: &Column, other: &Column| one.id == other.id || one.key == other.key;
        if had.made_of.is_empty() && !has.made_of.is_empty() {
            return true;
        }
        // In a table that was made anew it may be the same column under another name, if it is of the same sort.
        !is(had, has)
            && (self.id == now.id
                || had.is_another_sort(has)
                || now.columns.iter().any(|own| is(own, had))
                || self.columns.iter().any(|own| is(own, has)))
    }

    /// How many values an INSERT without a list of columns gives: in SQLite none for what is made of other columns.
    pub(super) fn given_by_position(&self) -> usize {
        let is_key = |column: &Column| self.primary_key().is_some_and(|key| key.covers(&column.name, self.dialect));
        let made = |column: &&Column| self.dialect == Dialect::Sqlite && column.generated && !is_key(column);
        self.columns.len() - self.columns.iter().filter(made).count()
    }

    /// The column that takes the value at a place of an INSERT without a list of columns.
    pub fn given_at(&self, place: usize) -> Option<&Column> {
        let takes = |column: &&Column| self.dialect != Dialect::Sqlite || column.made_of.is_empty();
        self.columns.iter().filter(takes).nth(place)
    }

    pub(super) fn position(&self, name: &Ident) -> Option<usize> {
        let key = name.folded(self.dialect);
        self.columns.iter().position(|column| column.key == key).or_else(|| {
            let wanted = lower(&name.value);
            self.columns.iter().position(|column| lower(&column.key) == wanted)
        })
    }

    pub(super) fn has_key(&self, key: &str) -> bool {
        self.columns.iter().any(|column| column.key == key)
    }

    pub(super) fn by_key(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }

    pub(super) fn by_id(&self, id: ColumnId) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub id: ColumnId,
    pub name: Ident,
    /// The name as compared.
    pub key: String,
    /// As written; empty where it is not known.
    pub data_type: String,
    pub nullable: bool,
    pub default: Option<String>,
    pub generated: bool,
    /// The columns that it is made of.
    pub made_of: Vec<Ident>,
    /// The values of an inline `ENUM(…)` or `CHECK (column IN (…))`; checks of the table are apart.
    pub values: Vec<String>,
    /// Its definition, or the change that it was first seen in.
    pub span: Span,
    /// Nothing defined it: a change of it was seen, and only its name is certain.
    pub inferred: bool,
}

impl Column {
    /// Whether the two can hardly be the same column: a type of the schema's own may be a text and is no number.
    fn is_another_sort(&self, other: &Column) -> bool {
        let own = |column: &Column| !column.data_type.trim().is_empty();
        match (self.sort(), other.sort()) {
            (Some(one), Some(other)) => one != other,
            (Some(sort), None) => sort != "text" && own(other),
            (None, Some(sort)) => sort != "text" && own(self),
            (None, None) => false,
        }
    }

    /// What its values are, roughly: types of one sort take each other's values. `None`: it is not known.
    fn sort(&self) -> Option<&'static str> {
        const SORTS: [(&str, &[&str]); 6] = [
            ("number", &["int", "serial", "numeric", "decimal", "real", "double", "float", "number", "money"]),
            ("text", &["char", "text", "clob", "string"]),
            ("time", &["date", "time", "year"]),
            ("truth", &["bool", "bit"]),
            ("bytes", &["blob", "bytea", "binary"]),
            ("json", &["json"]),
        ];
        let written = self.data_type.to_ascii_lowercase();
        let name = written.split('(').next().unwrap_or_default();
        let of = |(_, parts): &&(&str, &[&str])| parts.iter().any(|part| name.contains(part));
        if self.has_enum() { Some("values") } else { SORTS.iter().find(of).map(|(sort, _)| *sort) }
    }

    /// A copy of a column without what does not come along with it.
    pub(super) fn leave_behind(&mut self, takes: Takes) {
        if !takes.defaults {
            self.default = None;
            // Its sequence is its default.
            let kind = self.data_type.trim().to_ascii_lowercase();
            if kind.ends_with("serial") {
                self.data_type = kind.replace("serial", "int");
            }
        }
        if self.generated && !(if self.made_of.is_empty() { takes.identity } else { takes.generated }) {
            self.generated = false;
            self.made_of.clear();
        }
        if !takes.checks && !self.has_enum() {
            self.values.clear();
        }
    }

    /// Its values are part of its type rather than a check.
    pub(super) fn has_enum(&self) -> bool {
        let kind = self.data_type.trim_start().to_ascii_lowercase();
        kind.starts_with("enum") || kind.starts_with("set")
    }
}

/// A primary key, unique constraint or unique index.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub name: Option<String>,
    pub columns: Vec<Ident>,
    pub primary: bool,
    /// Only over the rows that a predicate chooses.
    pub partial: bool,
    /// Made as an index rather than a constraint.
    pub index: bool,
    /// Over an expression, with the columns that it names: no list of columns names this key.
    pub expression: Vec<Ident>,
    pub span: Span,
}

impl Key {
    pub(super) fn covers(&self, column: &Ident, dialect: Dialect) -> bool {
        let key = column.folded(dialect);
        self.columns.iter().chain(&self.expression).any(|own| own.folded(dialect) == key)
    }
}

/// A check constraint of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub name: Option<String>,
    pub expression: String,
    pub columns: Vec<Ident>,
    /// Those of `column IN (…)`.
    pub values: Vec<String>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ForeignKey {
    pub name: Option<String>,
    pub columns: Vec<Ident>,
    /// As written; `target` is who it was then.
    pub table: ObjectName,
    pub target: Option<ObjectId>,
    pub referenced: Vec<Ident>,
    pub span: Span,
}

/// An index that is not unique.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    pub name: String,
    pub columns: Vec<Ident>,
    /// Columns that its expressions name.
    pub expression: Vec<Ident>,
    pub predicate: Option<String>,
    pub span: Span,
}

/// A view.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub id: ObjectId,
    pub label: Label,
    /// Table and column names follow renames where the database makes them follow.
    pub query: Query,
    /// The columns it has; `None` where they are not known.
    pub columns: Option<Vec<Ident>>,
    /// The column behind each of them, where it is a plain one.
    pub(super) reads: Vec<Option<ColumnId>>,
    /// It was made with a list of its columns.
    pub(super) listed: bool,
    /// What its star was written out as, where its columns have names of their own.
    pub(super) starred: Option<Vec<Ident>>,
    pub materialized: bool,
    pub span: Span,
    pub inferred: bool,
}

impl View {
    /// Whether its column at a place is another one then, and not the same under a new name.
    pub fn moves(&self, now: &View, place: usize) -> bool {
        let keys = |view: &View| {
            let columns = view.columns.iter().flatten();
            columns.map(|own| own.value.to_lowercase()).collect::<Vec<_>>()
        };
        super::below::moves(&keys(self), &keys(now), place) || self.shows_another(now, place)
    }
}

impl View {
    /// The same of a table whose name the view has then.
    pub fn moves_from(&self, table: &Table, place: usize) -> bool {
        let had: Vec<String> = table.columns.iter().map(|own| own.name.value.to_lowercase()).collect();
        let has: Vec<String> = self.columns.iter().flatten().map(|own| own.value.to_lowercase()).collect();
        super::below::moves(&had, &has, place)
    }

    /// Whether a place shows another column of a table, which stands or stood elsewhere.
    pub(super) fn shows_another(&self, now: &View, place: usize) -> bool {
        let at = |view: &View, place: usize| view.reads.get(place).copied().flatten();
        let (Some(old), Some(new)) = (at(self, place), at(now, place)) else { return false };
        let shows = |view: &View, wanted: ColumnId| view.reads.contains(&Some(wanted));
        old != new && (shows(now, old) || shows(self, new))
    }
}

/// An enum type.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumType {
    pub id: ObjectId,
    pub label: Label,
    pub values: Vec<String>,
    pub span: Span,
    /// Another kind of type, or one that was only seen in a change: its values are not known.
    pub opaque: bool,
}

/// A function or procedure; those with the same name are one.
#[derive(Clone, Debug)]
pub struct Function {
    pub id: ObjectId,
    pub label: Label,
    pub body: Vec<(Query, Origin)>,
    pub procedure: bool,
    /// Its names follow renames.
    pub follows: bool,
    /// If so: the tables, views and columns that they mean.
    pub(super) reads: (BTreeSet<ObjectId>, BTreeSet<ColumnId>),
    pub span: Span,
    /// Of each that has this name; empty where that is not known.
    pub signatures: Vec<String>,
    /// The statements of its body that run when it is called.
    pub(super) statements: Vec<(Statement, Origin)>,
}

#[derive(Clone, Debug)]
pub struct Trigger {
    pub id: ObjectId,
    pub label: Label,
    pub table: ObjectName,
    pub target: Option<ObjectId>,
    /// Those of `UPDATE OF`.
    pub columns: Vec<Ident>,
    pub function: Option<ObjectName>,
    pub body: Vec<Query>,
    /// It runs before each row that comes.
    pub fills: bool,
    pub span: Span,
}
