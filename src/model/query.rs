//! What a query names: tables, columns with the tables they may belong to, inserts, conflict targets.
//!
//! A [`Query`] is not resolved: it says which tables of the query a column could belong to, by the scoping rules of SQL, and
//! leaves the rest to whoever holds a catalog. All ranges are bytes of the SQL text that was read.

use std::ops::Range;

use super::name::{Ident, ObjectName};

/// Whether a use takes a value, sets one, or declares that the object exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Access {
    Read,
    Write,
    /// A model, an entity or a struct says that the table has this column.
    Declare,
    /// Of a function or procedure.
    Call,
    /// Of a type: a cast to it, or code that gives its name.
    Name,
}

/// The names in one statement of SQL (a query, a data change, or the query inside a view).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Real tables (or views) that the statement names; never CTEs, derived tables or table functions.
    pub tables: Vec<TableUse>,
    pub columns: Vec<ColumnUse>,
    /// Unqualified names that a query in the `FROM` gives, with the tables beside it in the last scope and those inside before it, none of which has them.
    pub given: Vec<ColumnUse>,
    /// Tables that `NATURAL JOIN` joins.
    pub natural: Vec<Vec<usize>>,
    pub stars: Vec<StarUse>,
    /// What the code takes by position out of the rows of a star.
    pub positions: Vec<StarPosition>,
    pub inserts: Vec<InsertUse>,
    pub conflicts: Vec<ConflictUse>,
    /// `column = 'literal'`, `column IN ('literal', …)` and literals that are written to a column.
    pub literals: Vec<LiteralUse>,
    /// `NULL` that is written to a column.
    pub nulls: Vec<NullUse>,
    /// Functions and procedures that are called by name.
    pub calls: Vec<ObjectName>,
    /// Types that values are cast to, where they may be the schema's own.
    pub types: Vec<ObjectName>,
    /// Names that the result columns have, where that is known; `None` for an expression without a name or behind a star.
    pub outputs: Vec<Option<String>>,
    /// For each of them whether it is the name of the very column behind it.
    pub plain: Vec<bool>,
    /// The text was read from its tokens, as it did not parse: scopes are approximate.
    pub approximate: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TableUse {
    pub name: ObjectName,
    pub alias: Option<Ident>,
    pub access: Access,
    pub range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ColumnUse {
    pub column: Ident,
    pub access: Access,
    /// Whether a qualifier (`u.name`) says the table.
    pub qualified: bool,
    /// The qualifier as written, without quotes: the alias or the last part of the table's name.
    pub qualifier: Option<String>,
    /// Indices into [`Query::tables`]: innermost scope first, and in each scope the tables that the column could belong to.
    /// A qualified column has one scope with one table. Empty scopes are left out; empty: no real table can have it.
    pub scopes: Vec<Vec<usize>>,
    /// A source in scope has columns that are not known (a CTE or derived table with `*`, a table function), so that the
    /// column may come from there.
    pub opaque: bool,
    pub clause: Clause,
    pub range: Range<usize>,
}

/// Where in the statement a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clause {
    Projection,
    Filter,
    Join,
    Order,
    Group,
    /// The target of an assignment, or of an insert's column list.
    Target,
    Value,
    Returning,
    Conflict,
    Other,
}

/// `*` or `t.*`: every column of these tables. `count(*)` is none.
#[derive(Clone, Debug, PartialEq)]
pub struct StarUse {
    pub tables: Vec<usize>,
    pub range: Range<usize>,
    /// It is the row as one value (PostgreSQL's `SELECT u FROM users u`).
    pub whole_row: bool,
}

/// How code depends on the columns that a star stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StarPosition {
    /// Index into [`Query::stars`].
    pub star: usize,
    pub position: Position,
}

/// What is taken out of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// So many values, which have to be all of them: `rows.Scan(&id, &name)`.
    All(usize),
    /// The query itself gives so many names to its columns: `WITH c (a, b) AS (SELECT * …)`.
    Named(usize),
    /// The value at this place, counted from zero: `row[1]`.
    At(usize),
    /// Nothing by position, but the driver keeps the statement prepared, and the server refuses it when its columns change.
    Prepared,
}

/// One `INSERT` (or `REPLACE`).
#[derive(Clone, Debug, PartialEq)]
pub struct InsertUse {
    /// Index into [`Query::tables`].
    pub table: usize,
    /// The listed columns; `None` where the statement lists none and relies on their order.
    pub columns: Option<Vec<Ident>>,
    /// How many values each row gives, where that is known (no `SELECT *`, no hole).
    pub values: Option<usize>,
    /// The places of `DEFAULT` in its rows: nothing is given there.
    pub defaults: Vec<usize>,
    pub range: Range<usize>,
}

/// `ON CONFLICT (a, b)` or `ON CONFLICT ON CONSTRAINT c`: needs a unique key over exactly these columns.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictUse {
    pub table: usize,
    pub columns: Vec<Ident>,
    pub constraint: Option<Ident>,
    pub range: Range<usize>,
}

/// The word `NULL` as the value that a column gets.
#[derive(Clone, Debug, PartialEq)]
pub struct NullUse {
    /// Index into [`Query::columns`].
    pub column: Option<usize>,
    /// Given by position: the table of an `INSERT` without a list of columns, and the place among its values.
    pub place: Option<(usize, usize)>,
    pub range: Range<usize>,
}

/// A string literal that is compared with a column or written to one.
#[derive(Clone, Debug, PartialEq)]
pub struct LiteralUse {
    /// Index into [`Query::columns`].
    pub column: Option<usize>,
    /// Given by position: the table of an `INSERT` without a list of columns, and the place among its values.
    pub place: Option<(usize, usize)>,
    /// The type of a cast (`'admin'::role`), where there is one.
    pub cast: Option<ObjectName>,
    pub value: String,
    pub range: Range<usize>,
}
