//! What a migration does: statements, and the changes of the schema that each of them makes.

use std::ops::Range;

use super::name::{Ident, ObjectName};
use super::query::{Access, Clause, ColumnUse, Query};

/// One statement of a migration. Ranges are bytes of the migration file.
#[derive(Clone, Debug)]
pub struct Statement {
    /// From the first to the last token, without leading comments and the terminator.
    pub range: Range<usize>,
    pub kind: StatementKind,
    /// Who understood it.
    pub reading: Reading,
    /// Statements found inside it: bodies of `DO` blocks, functions, procedures, `IF … BEGIN … END`, `EXECUTE 'literal'`.
    /// Those of a function or procedure body run only when it is called.
    pub nested: Vec<Statement>,
}

/// How a statement was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// By the SQL parser.
    Parsed,
    /// From its tokens.
    Recognised,
    /// By neither; always shown.
    Unparsed,
}

impl Statement {
    /// Whether it writes rows in a way that no schema tells of: it reads no table, fills no column from another and calls nothing.
    pub fn only_moves_rows(&self) -> bool {
        let StatementKind::Query(query) = &self.kind else { return false };
        let fills = |column: &ColumnUse| matches!(column.clause, Clause::Projection | Clause::Value);
        let reads = query.tables.iter().any(|table| table.access != Access::Write);
        self.nested.is_empty() && query.calls.is_empty() && !reads && !query.columns.iter().any(fills)
    }
}

#[allow(clippy::large_enum_variant, reason = "most statements of code are queries, and those of migrations are few")]
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// It changes the schema; also with no change at all, where it is understood and has none (`COMMENT ON`, `GRANT`, `ANALYZE`).
    Changes(Vec<SchemaChange>),
    /// It reads or writes rows.
    Query(Query),
    /// It could not be read; `seen` holds the changes that its tokens show.
    Unparsed { reason: String, at: Range<usize>, seen: Vec<SchemaChange> },
    /// It destroys or renames something whose name is put together when it runs; `what` shows the part that can be read.
    Unreadable { what: String, at: Range<usize> },
}

/// One change of one object of the schema.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemaChange {
    pub kind: ChangeKind,
    /// The table, view, type, function or index that changes; of an index that is created, the index.
    pub object: ObjectName,
    /// The part of the statement that says so: the operation (`DROP COLUMN username`), not the whole statement.
    pub range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ChangeKind {
    CreateTable(CreateTable),
    DropTable {
        if_exists: bool,
        cascade: bool,
    },
    RenameTable {
        to: ObjectName,
    },
    /// SQLite's `PRAGMA legacy_alter_table`: while it is on, views and triggers keep the names that they were made with.
    RenamesStay(bool),
    /// `ALTER TABLE … SET SCHEMA`, for tables, views, types and functions.
    SetSchema {
        to: Ident,
    },

    AddColumn {
        column: ColumnDef,
        if_not_exists: bool,
    },
    DropColumn {
        column: Ident,
        if_exists: bool,
        cascade: bool,
    },
    RenameColumn {
        from: Ident,
        to: Ident,
    },
    AlterColumn {
        column: Ident,
        action: ColumnAction,
    },

    AddConstraint(Constraint),
    DropConstraint {
        name: Ident,
        if_exists: bool,
        cascade: bool,
    },
    /// MySQL's `DROP PRIMARY KEY`.
    DropPrimaryKey,
    /// The rows that were there before a constraint are found to keep it. SQL shows this by its words, a migration in code by this.
    ValidateConstraint {
        name: Ident,
    },
    RenameConstraint {
        from: Ident,
        to: Ident,
    },

    /// `ATTACH PARTITION`, `DETACH PARTITION`; `object` is the table that has or had the partition.
    Partition {
        partition: ObjectName,
        attached: bool,
    },

    CreateIndex {
        table: ObjectName,
        columns: Vec<IndexPart>,
        unique: bool,
        predicate: Option<String>,
        concurrently: bool,
        if_not_exists: bool,
    },
    /// `table` where the statement says it (MySQL, SQL Server).
    DropIndex {
        table: Option<ObjectName>,
        concurrently: bool,
        if_exists: bool,
        cascade: bool,
    },
    RenameIndex {
        table: Option<ObjectName>,
        to: Ident,
    },

    CreateView {
        query: Box<Query>,
        columns: Vec<Ident>,
        materialized: bool,
        or_replace: bool,
    },
    DropView {
        if_exists: bool,
        cascade: bool,
        materialized: bool,
    },
    RenameView {
        to: ObjectName,
    },
    /// SQL Server's `sp_refreshview`: the columns of a star are written out anew.
    RefreshView,

    CreateEnum {
        values: Vec<Ident>,
    },
    /// Any other `CREATE TYPE` or `CREATE DOMAIN`.
    CreateType,
    AddEnumValue {
        value: Ident,
    },
    RenameEnumValue {
        from: Ident,
        to: Ident,
    },
    DropType {
        if_exists: bool,
        cascade: bool,
    },
    RenameType {
        to: ObjectName,
    },

    /// A function or procedure; `body` is what the statements of its body name.
    CreateFunction {
        body: Vec<Query>,
        or_replace: bool,
        procedure: bool,
        /// The body is no text, so that its names follow renames (PostgreSQL's `RETURN` and `BEGIN ATOMIC`).
        follows: bool,
        /// Its parameters, as they tell one of a name from another: without defaults, spaces and case. `None`: not known.
        signature: Option<String>,
    },
    DropFunction {
        if_exists: bool,
        cascade: bool,
        procedure: bool,
    },
    RenameFunction {
        to: ObjectName,
    },
    /// `table` is the one it watches; `columns` are those of `UPDATE OF`.
    CreateTrigger {
        table: ObjectName,
        columns: Vec<Ident>,
        function: Option<ObjectName>,
        body: Vec<Query>,
        /// It runs before each row that comes, whatever the row holds, so that what it sets need not be given.
        fills: bool,
    },
    DropTrigger {
        table: Option<ObjectName>,
        if_exists: bool,
    },

    CreateSchema,
    DropSchema {
        if_exists: bool,
        cascade: bool,
    },
    /// Everything in it has another qualified name from here on.
    RenameSchema {
        to: Ident,
    },
    /// `SET search_path`, `USE database`: where unqualified names are looked up from here on. `object` is the first.
    SetSearchPath,
    /// `ALTER DATABASE … SET search_path`, or of a role: where unqualified names are looked up in later sessions. `object` is the database or the role.
    UsualSearchPath {
        schemas: Vec<Ident>,
        of_role: bool,
    },
    Truncate,
    /// A migration in code runs something of its own; the schema stays as it is. `object` is the function or the operation.
    RunCode(CodeStep),
}

/// What a migration in code runs beside its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeStep {
    pub what: CodeKind,
    /// It says how it is undone.
    pub is_reversible: bool,
    /// A model that it uses as the code declares it today.
    pub live: Option<String>,
    /// Why the tool cannot turn it round, as a sentence without a full stop.
    pub why: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// A function: Django's `RunPython`.
    Function,
    /// SQL that the tool cannot turn round: Django's `RunSQL`.
    Sql,
    /// The whole file.
    Whole,
    /// An operation of the tool that runs beside this: it is only named.
    Operation,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreateTable {
    pub columns: Vec<ColumnDef>,
    pub constraints: Vec<Constraint>,
    /// `LIKE other`, `INHERITS (other)`, `PARTITION OF other`, `CREATE TABLE … LIKE`: takes over the columns of these.
    pub like: Vec<Like>,
    /// It is a partition of the one in `like`.
    pub partition: bool,
    /// `CREATE TABLE … AS SELECT …`
    pub query: Option<Box<Query>>,
    pub if_not_exists: bool,
    pub temporary: bool,
}

/// A table whose columns another one takes over.
#[derive(Clone, Debug, PartialEq)]
pub struct Like {
    pub table: ObjectName,
    pub takes: Takes,
}

impl From<ObjectName> for Like {
    /// Everything comes along.
    fn from(table: ObjectName) -> Like {
        Like { table, takes: Takes::ALL }
    }
}

/// What comes along beside the names and types of columns, and their `NOT NULL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takes {
    pub defaults: bool,
    /// Of columns that are made of others.
    pub generated: bool,
    pub identity: bool,
    /// The primary key, unique keys and indexes.
    pub keys: bool,
    pub checks: bool,
}

impl Takes {
    pub const ALL: Takes = Takes { defaults: true, generated: true, identity: true, keys: true, checks: true };
    /// PostgreSQL's `LIKE` without `INCLUDING`.
    pub const NONE: Takes = Takes { defaults: false, generated: false, identity: false, keys: false, checks: false };

    /// `INCLUDING` or `EXCLUDING` a word.
    pub fn put(&mut self, word: &str, taken: bool) {
        match word.to_ascii_uppercase().as_str() {
            "ALL" => *self = if taken { Takes::ALL } else { Takes::NONE },
            "DEFAULTS" => self.defaults = taken,
            "GENERATED" => self.generated = taken,
            "IDENTITY" => self.identity = taken,
            "INDEXES" => self.keys = taken,
            "CONSTRAINTS" => self.checks = taken,
            _ => {}
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnDef {
    pub name: Ident,
    /// As written, without constraints: `varchar(20)`, `"role"[]`; empty where SQLite gives none.
    pub data_type: String,
    pub nullable: bool,
    /// As written.
    pub default: Option<String>,
    /// `GENERATED`, `AS (expr)`, identity, `AUTO_INCREMENT`, `serial`: the database fills it in.
    pub generated: bool,
    /// The columns that a generated one is made of, where its expression was parsed.
    pub made_of: Vec<Ident>,
    pub primary_key: bool,
    pub unique: bool,
    /// `REFERENCES table (columns)`
    pub references: Option<(ObjectName, Vec<Ident>)>,
    /// The values of an inline `ENUM(…)` or `CHECK (column IN (…))`.
    pub values: Vec<String>,
    pub position: ColumnPosition,
    /// The whole definition in the file.
    pub range: Range<usize>,
}

/// Where among the others a column is put: MySQL and ClickHouse alone can say so.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ColumnPosition {
    /// A new one behind the others, and one that was there where it stands.
    #[default]
    Unsaid,
    First,
    After(Ident),
}

#[derive(Clone, Debug, PartialEq)]
pub enum ColumnAction {
    SetType {
        data_type: String,
    },
    SetDefault {
        default: String,
    },
    DropDefault,
    SetNotNull,
    DropNotNull,
    /// It becomes a plain column: `DROP EXPRESSION`, `DROP IDENTITY`.
    DropGenerated,
    /// `ADD GENERATED … AS IDENTITY`
    AddGenerated,
    /// MySQL's `MODIFY` and `CHANGE`, SQL Server's `ALTER COLUMN`: the whole definition anew.
    Redefine(Box<ColumnDef>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    pub name: Option<Ident>,
    pub kind: ConstraintKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ConstraintKind {
    PrimaryKey {
        columns: Vec<Ident>,
    },
    Unique {
        columns: Vec<Ident>,
    },
    ForeignKey {
        columns: Vec<Ident>,
        table: ObjectName,
        referenced: Vec<Ident>,
    },
    /// `columns` are those that the expression names; `values` those of `column IN (…)`.
    Check {
        expression: String,
        columns: Vec<Ident>,
        values: Vec<String>,
    },
    Exclude {
        columns: Vec<Ident>,
    },
    /// `USING INDEX`: the key is over the columns of an index that exists.
    UsingIndex {
        index: Ident,
        primary: bool,
    },
    /// PostgreSQL 18's `NOT NULL column`.
    NotNull {
        column: Ident,
    },
}

/// One part of an index: a column, or an expression as written with the columns that it names.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexPart {
    pub column: Option<Ident>,
    pub expression: String,
    pub names: Vec<Ident>,
}
