//! Something in the new migrations that rules decide about: the change, and everything that was found to depend on it.

use super::finding::{Location, Subject};
use super::name::Dialect;
use super::operation::{Facts, Names, Operation};
use super::reference::Reference;
use crate::source::Span;

/// What happened. The names are the ones that rules use in `on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    ColumnDropped,
    ColumnRenamed,
    /// Tables and views.
    TableDropped,
    TableRenamed,
    EnumValueRemoved,
    EnumValueRenamed,
    /// A column that every INSERT has to give: added NOT NULL without a default, or made so. The uses are INSERTs and constructors that omit it.
    RequiredColumnAdded,
    /// A column that took NULL takes none any more. The uses write `NULL` to it.
    NullRefused,
    /// A new column of an existing table. The uses are unqualified names that become ambiguous by it.
    ColumnAdded,
    /// A table has more or fewer columns than before. The uses are INSERTs without a column list, with the old number of values.
    ColumnCountChanged,
    /// A function or procedure that has no other of its name.
    RoutineDropped,
    RoutineRenamed,
    /// An enum, domain or composite type.
    TypeDropped,
    TypeRenamed,
    /// A unique key, primary key or unique index is gone. The uses are `ON CONFLICT` targets that need it.
    UniqueKeyDropped,
    /// A statement was understood by neither parser nor recogniser.
    StatementUnparsed,
    /// A statement destroys or renames something whose name is made when it runs.
    TargetUnreadable,
    /// A new migration does not come after every migration that the base has.
    MigrationOutOfOrder,
    /// Statements of a migration that the base has were changed or taken out.
    MigrationEdited,
    /// A migration that the base has is gone, and later ones stay.
    MigrationDeleted,
    /// A new migration is one of several that no other follows.
    MigrationSeveralHeads,
    /// The order of the migrations cannot be told any more.
    MigrationOrderBroken,
    /// A description of the schema in the tree is another one than the migrations add up to.
    SchemaArtefactStale,
    /// A comment that accepts findings accepts none, has no reason, names no rule, or its day is over.
    SuppressionUnused,
    SuppressionWithoutReason,
    SuppressionUnknown,
    SuppressionExpired,
    /// The name of a constraint or an index is gone. The uses are literals and SQL that bear it.
    ConstraintDropped,
    ConstraintRenamed,
    /// The columns that `SELECT *` of a table gives are others than before. The uses take them by position.
    RowShapeChanged,
    /// The same, for statements that a driver of PostgreSQL keeps prepared.
    PreparedResultChanged,
    /// A pending migration adds it. The uses are those of the new code.
    ColumnAwaited,
    TableAwaited,
    /// The way back of the pending migrations takes it away. The uses are those of the new code.
    ColumnLostOnWayBack,
    TableLostOnWayBack,
    /// A migration has no way back, and the others of its project have one.
    WayBackMissing,
    /// After a migration and its way back the schema is another one than before.
    WayBackDiffers,
    /// The way back names something that is not there then.
    WayBackFails,
    /// The way back makes again what held rows or values, and cannot fill it.
    WayBackEmpty,
    /// A pending statement does this, whatever the code does.
    Operation(Operation),
}

impl EventKind {
    /// Every kind but the operations, in the order in which they are listed.
    pub const ALL: [EventKind; 39] = [
        EventKind::ColumnDropped,
        EventKind::ColumnRenamed,
        EventKind::TableDropped,
        EventKind::TableRenamed,
        EventKind::EnumValueRemoved,
        EventKind::EnumValueRenamed,
        EventKind::RequiredColumnAdded,
        EventKind::NullRefused,
        EventKind::ColumnAdded,
        EventKind::ColumnCountChanged,
        EventKind::UniqueKeyDropped,
        EventKind::RoutineDropped,
        EventKind::RoutineRenamed,
        EventKind::TypeDropped,
        EventKind::TypeRenamed,
        EventKind::StatementUnparsed,
        EventKind::TargetUnreadable,
        EventKind::MigrationOutOfOrder,
        EventKind::MigrationEdited,
        EventKind::MigrationDeleted,
        EventKind::MigrationSeveralHeads,
        EventKind::MigrationOrderBroken,
        EventKind::SchemaArtefactStale,
        EventKind::SuppressionUnused,
        EventKind::SuppressionWithoutReason,
        EventKind::SuppressionUnknown,
        EventKind::SuppressionExpired,
        EventKind::ConstraintDropped,
        EventKind::ConstraintRenamed,
        EventKind::RowShapeChanged,
        EventKind::PreparedResultChanged,
        EventKind::ColumnAwaited,
        EventKind::TableAwaited,
        EventKind::ColumnLostOnWayBack,
        EventKind::TableLostOnWayBack,
        EventKind::WayBackMissing,
        EventKind::WayBackDiffers,
        EventKind::WayBackFails,
        EventKind::WayBackEmpty,
    ];

    /// The name in a rule's `on`.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::ColumnDropped => "column-dropped",
            EventKind::ColumnRenamed => "column-renamed",
            EventKind::TableDropped => "table-dropped",
            EventKind::TableRenamed => "table-renamed",
            EventKind::EnumValueRemoved => "enum-value-removed",
            EventKind::EnumValueRenamed => "enum-value-renamed",
            EventKind::RequiredColumnAdded => "required-column-added",
            EventKind::NullRefused => "null-refused",
            EventKind::ColumnAdded => "column-added",
            EventKind::ColumnCountChanged => "column-count-changed",
            EventKind::UniqueKeyDropped => "unique-key-dropped",
            EventKind::RoutineDropped => "routine-dropped",
            EventKind::RoutineRenamed => "routine-renamed",
            EventKind::TypeDropped => "type-dropped",
            EventKind::TypeRenamed => "type-renamed",
            EventKind::StatementUnparsed => "statement-unparsed",
            EventKind::TargetUnreadable => "target-unreadable",
            EventKind::MigrationOutOfOrder => "migration-out-of-order",
            EventKind::MigrationEdited => "migration-edited",
            EventKind::MigrationDeleted => "migration-deleted",
            EventKind::MigrationSeveralHeads => "migration-several-heads",
            EventKind::MigrationOrderBroken => "migration-order-broken",
            EventKind::SchemaArtefactStale => "schema-artefact-stale",
            EventKind::SuppressionUnused => "suppression-unused",
            EventKind::SuppressionWithoutReason => "suppression-without-reason",
            EventKind::SuppressionUnknown => "suppression-unknown",
            EventKind::SuppressionExpired => "suppression-expired",
            EventKind::ConstraintDropped => "constraint-dropped",
            EventKind::ConstraintRenamed => "constraint-renamed",
            EventKind::RowShapeChanged => "row-shape-changed",
            EventKind::PreparedResultChanged => "prepared-result-changed",
            EventKind::ColumnAwaited => "column-awaited",
            EventKind::TableAwaited => "table-awaited",
            EventKind::ColumnLostOnWayBack => "column-lost-on-way-back",
            EventKind::TableLostOnWayBack => "table-lost-on-way-back",
            EventKind::WayBackMissing => "way-back-missing",
            EventKind::WayBackDiffers => "way-back-differs",
            EventKind::WayBackFails => "way-back-fails",
            EventKind::WayBackEmpty => "way-back-empty",
            EventKind::Operation(operation) => operation.name(),
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<EventKind> {
        let plain = EventKind::ALL.into_iter().find(|kind| kind.name() == name);
        plain.or_else(|| Operation::named(name).map(EventKind::Operation))
    }
}

/// One event with its uses.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: EventKind,
    pub dialect: Dialect,
    pub subject: Subject,
    /// What the object is called afterwards, as `email` or `accounts`.
    pub replacement: Option<String>,
    /// The operation in the migration, with a label: "dropped here".
    pub primary: Location,
    /// The same change in further migrations (another dialect).
    pub also: Vec<Location>,
    /// Uses by the code being merged, most certain first.
    pub head: Vec<Reference>,
    /// Uses by the code that is deployed now, most certain first.
    pub base: Vec<Reference>,
    /// Views, functions, triggers and the like that an earlier migration made and that use the object.
    pub database: Vec<Reference>,
    /// For statements: why it was not understood, and what was seen in it, in sentences without full stop.
    pub details: Vec<String>,
    /// The statement may destroy something: its tokens hold a drop or a rename.
    pub destructive: bool,
    /// Of an operation: what is known of it.
    pub circumstances: Option<Box<Circumstances>>,
}

/// What is known of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Circumstances {
    pub facts: Facts,
    /// What the texts of rules may name beside the subject: `index`, `columns`, `type`, …
    pub names: Names,
    /// The statement around the operation: what is said of one statement is one finding.
    pub statement: Span,
}

impl Event {
    /// An event without uses and details.
    pub fn new(kind: EventKind, dialect: Dialect, subject: Subject, primary: Location) -> Self {
        Event {
            kind,
            dialect,
            subject,
            replacement: None,
            primary,
            also: Vec::new(),
            head: Vec::new(),
            base: Vec::new(),
            database: Vec::new(),
            details: Vec::new(),
            destructive: false,
            circumstances: None,
        }
    }
}
