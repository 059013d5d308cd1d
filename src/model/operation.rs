//! What single statements of a migration do, and what is known of the circumstances: the words in which rules speak of locks, rewrites and lost data.
//!
//! An operation is a verb (`create-index`), a fact an adjective (`concurrently`, `new-table`). Which of them hold is found by `hazard`; what they mean
//! together is said by the rules' files alone.

use std::fmt;

/// An enum whose variants have names in kebab-case, a list of all, and a lookup.
macro_rules! named {
    ($(#[$doc:meta])* $enum:ident { $($(#[$each:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $enum { $($(#[$each])* $variant,)* }

        impl $enum {
            /// Every one, in the order in which they are listed.
            pub const ALL: &'static [$enum] = &[$($enum::$variant,)*];

            /// The name in a rule's file.
            pub fn name(self) -> &'static str {
                match self { $($enum::$variant => $name,)* }
            }

            /// The one with this name.
            pub fn named(name: &str) -> Option<$enum> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

named! {
    /// What a statement does to one object.
    Operation {
        CreateTable = "create-table",
        /// A column's definition, in `CREATE TABLE` or `ADD COLUMN`: for rules about types and names.
        DefineColumn = "define-column",
        DropTable = "drop-table",
        RenameTable = "rename-table",
        SetSchema = "set-schema",
        AddColumn = "add-column",
        DropColumn = "drop-column",
        RenameColumn = "rename-column",
        SetType = "set-type",
        SetDefault = "set-default",
        DropDefault = "drop-default",
        SetNotNull = "set-not-null",
        DropNotNull = "drop-not-null",
        AddIdentity = "add-identity",
        DropGenerated = "drop-generated",
        /// `SET EXPRESSION`, `SET GENERATED ALWAYS`
        ChangeGenerated = "change-generated",
        AddUnique = "add-unique",
        AddPrimaryKey = "add-primary-key",
        AddForeignKey = "add-foreign-key",
        AddCheck = "add-check",
        AddExclusion = "add-exclusion",
        AddNotNull = "add-not-null",
        ValidateConstraint = "validate-constraint",
        DropConstraint = "drop-constraint",
        RenameObject = "rename-object",
        CreateIndex = "create-index",
        DropIndex = "drop-index",
        Reindex = "reindex",
        CreateView = "create-view",
        DropView = "drop-view",
        RefreshMaterializedView = "refresh-materialized-view",
        CreateEnum = "create-enum",
        AddEnumValue = "add-enum-value",
        RenameEnumValue = "rename-enum-value",
        DropType = "drop-type",
        CreateDomain = "create-domain",
        AlterDomain = "alter-domain",
        DropDomain = "drop-domain",
        CreateFunction = "create-function",
        AlterFunction = "alter-function",
        DropFunction = "drop-function",
        CreateTrigger = "create-trigger",
        DropTrigger = "drop-trigger",
        DisableTrigger = "disable-trigger",
        DropSchema = "drop-schema",
        RenameSchema = "rename-schema",
        CreateDatabase = "create-database",
        DropDatabase = "drop-database",
        DropSequence = "drop-sequence",
        AlterSequence = "alter-sequence",
        CreateExtension = "create-extension",
        AlterExtension = "alter-extension",
        DropExtension = "drop-extension",
        DropOwned = "drop-owned",
        Grant = "grant",
        Revoke = "revoke",
        AlterRole = "alter-role",
        ChangeOwner = "change-owner",
        RowSecurity = "row-security",
        CreatePolicy = "create-policy",
        AlterPolicy = "alter-policy",
        DropPolicy = "drop-policy",
        /// `ALTER DATABASE … SET`, `ALTER SYSTEM`
        ChangeSettings = "change-settings",
        AttachPartition = "attach-partition",
        DetachPartition = "detach-partition",
        DropInheritance = "drop-inheritance",
        ReplicaIdentity = "replica-identity",
        VacuumFull = "vacuum-full",
        Cluster = "cluster",
        SetLogged = "set-logged",
        SetTablespace = "set-tablespace",
        SetAccessMethod = "set-access-method",
        LockTable = "lock-table",
        /// MySQL's `ALGORITHM=COPY`, or `LOCK=SHARED` or `EXCLUSIVE`.
        AlterByCopy = "alter-by-copy",
        ConvertCharset = "convert-charset",
        Truncate = "truncate",
        Update = "update",
        Delete = "delete",
        Insert = "insert",
        Begin = "begin",
        Commit = "commit",
        /// What stays open at the end of a file.
        LeaveOpen = "leave-open",
        /// `SET lock_timeout` and `statement_timeout`
        SetTimeout = "set-timeout",
        /// Code of statements that is opaque: a `DO` block, dynamic SQL.
        RunBlock = "run-block",
        /// A statement names an enum's value that an earlier one of the same transaction added.
        UseEnumValue = "use-enum-value",
        /// A query that only reads.
        Select = "select",
        /// A migration in code calls a function of its own: Django's `RunPython`.
        RunCode = "run-code",
        /// A migration in code sends SQL that the tool cannot turn round: Django's `RunSQL`.
        RunSql = "run-sql",
        /// The whole of a migration in code, as what the tool calls to undo it.
        Migrate = "migrate",
        /// An operation that the tool cannot turn round: Rails' `execute` in `change`.
        OneWay = "one-way",
    }
}

named! {
    /// Something that is so of an operation.
    Fact {
        // Circumstances.
        /// The table was made by the same release: nobody uses it yet, and it is empty or nearly so.
        NewTable = "new-table",
        /// The configuration lists the table as large.
        LargeTable = "large-table",
        /// The configuration lists large tables, and this is none.
        SmallTable = "small-table",
        /// The migrations made the table; where not, little is known of it.
        KnownTable = "known-table",
        PartitionedTable = "partitioned-table",
        InTransaction = "in-transaction",
        /// An earlier statement of the same transaction took a lock that blocks readers, on a table that is in use.
        AfterExclusiveLock = "after-exclusive-lock",
        /// The same on another table than this one.
        AfterExclusiveLockElsewhere = "after-exclusive-lock-elsewhere",
        /// Takes a lock that blocks reads or writes of a table that is in use, however briefly.
        TakesLock = "takes-lock",
        LockTimeout = "lock-timeout",
        StatementTimeout = "statement-timeout",
        /// An earlier statement of the same file altered the same table.
        AlteredBefore = "altered-before",
        /// The constraint was added NOT VALID by the same transaction.
        SameTransaction = "same-transaction",
        /// A later or earlier statement of the file is of the other kind (DDL or DML).
        MixedFile = "mixed-file",
        BeforePostgres11 = "before-postgres-11",
        BeforePostgres12 = "before-postgres-12",
        BeforePostgres14 = "before-postgres-14",
        BeforePostgres18 = "before-postgres-18",
        BeforeMysql8 = "before-mysql-8",

        // The form of the statement.
        Cascade = "cascade",
        IfExists = "if-exists",
        IfNotExists = "if-not-exists",
        OrReplace = "or-replace",
        Concurrently = "concurrently",
        NotValid = "not-valid",
        NotEnforced = "not-enforced",
        UsingIndex = "using-index",
        Temporary = "temporary",
        Unlogged = "unlogged",
        Materialized = "materialized",
        AsSelect = "as-select",
        WithData = "with-data",
        WithoutWhere = "without-where",
        Finalize = "finalize",
        /// `BEFORE` or `AFTER` says where.
        Placed = "placed",
        /// `ENABLE`
        Enable = "enable",
        Force = "force",
        SecurityDefiner = "security-definer",
        SearchPath = "search-path",
        Restart = "restart",
        /// Without the name of a schema.
        Unqualified = "unqualified",
        /// A column is given a value twice.
        DuplicateColumn = "duplicate-column",

        // Indexes and constraints.
        Unique = "unique",
        Partial = "partial",
        Hash = "hash",
        /// What is dropped is a primary key, a foreign key, a check.
        PrimaryKey = "primary-key",
        ForeignKey = "foreign-key",
        Check = "check",
        /// An index begins with the columns of the foreign key.
        CoveredByIndex = "covered-by-index",
        TypeMismatch = "type-mismatch",
        VolatileExpression = "volatile-expression",
        /// A valid check proves that the column has no NULL.
        ProvedNotNull = "proved-not-null",
        /// What the column is told, it is already.
        NoChange = "no-change",
        /// The columns of the key may be NULL now.
        NullableKey = "nullable-key",
        Indexed = "indexed",

        // Columns and types.
        NotNull = "not-null",
        Default = "default",
        VolatileDefault = "volatile-default",
        Generated = "generated",
        Stored = "stored",
        Identity = "identity",
        Serial = "serial",
        InlineUnique = "inline-unique",
        InlineReference = "inline-reference",
        InlineCheck = "inline-check",
        /// Only the catalog changes: no row is read or written.
        NoRewrite = "no-rewrite",
        /// Values may be lost or refused.
        Narrows = "narrows",
        HasCheck = "has-check",
        /// MySQL's `MODIFY` or `CHANGE` leaves out NOT NULL, DEFAULT, AUTO_INCREMENT or the comment that the column has.
        LosesAttributes = "loses-attributes",
        /// The values of an enum are reordered, or new ones do not stand at the end.
        ReordersValues = "reorders-values",
        WithoutPrimaryKey = "without-primary-key",
        TypeJson = "type-json",
        TypeInt = "type-int",
        TypeSmallint = "type-smallint",
        TypeVarchar = "type-varchar",
        TypeChar = "type-char",
        TypeTimestamp = "type-timestamp",
        TypeMoney = "type-money",
        TypeFloat = "type-float",

        // The session.
        /// The transaction is the tool's: it opens and closes it.
        ToolTransaction = "tool-transaction",
        IdleTimeout = "idle-timeout",
        /// No earlier statement of the file takes a lock that others wait for.
        FirstLock = "first-lock",
        /// The file has no other statement.
        OnlyStatement = "only-statement",
        BeforePostgres10 = "before-postgres-10",
        /// A type with a number in brackets: `varchar(20)`.
        LengthLimit = "length-limit",
        /// The only column of a primary key has a type of 32 bits or less.
        NarrowKey = "narrow-key",
        // Rows and what became of them.
        /// The operation is written as SQL, so nothing else is sent than what is read.
        Sql = "sql",
        /// An earlier statement of the file deleted all rows of the table.
        Emptied = "emptied",
        /// An earlier statement of the file, or the operation itself, gives rows of the table a value.
        Backfilled = "backfilled",
        /// The column was added by the same release.
        NewColumn = "new-column",
        /// The rows that are there get a default that the database does not keep.
        TransientDefault = "transient-default",
        /// Every row that is there gets one and the same value.
        OneValue = "one-value",
        /// The database refuses the statement, whatever the rows are.
        Refused = "refused",
        /// A migration makes a policy for the table.
        HasPolicy = "has-policy",
        /// The other table, of a foreign key or a partition, was made by the same release.
        OtherNewTable = "other-new-table",
        /// Every row is given a number of a sequence: `serial`, identity, `AUTO_INCREMENT`.
        Numbered = "numbered",
        /// MySQL can only do it while the writers of the table wait.
        WritersWait = "writers-wait",
        /// An earlier statement of the same file dropped what is made here.
        DroppedBefore = "dropped-before",
        /// The version of the server is one that builds broken indexes.
        CorruptsIndexes = "corrupts-indexes",
        // The rest of the release, and of the schema.
        /// What is dropped or switched off is made anew, replaced or switched on again by the same release, or goes with its table.
        MadeAgain = "made-again",
        /// An earlier statement of the release copies, changes or deletes the rows, or something with rows of its own takes the name.
        RowsHandled = "rows-handled",
        /// The release adds one column of the same type with a similar name to the table.
        LikeNewColumn = "like-new-column",
        /// `IF EXISTS` stands with it, and the migrations never made it.
        NotThere = "not-there",
        /// An index of a partitioned table that needs no rows read: `ON ONLY`, or earlier statements built the same index on its partitions.
        PartitionsIndexed = "partitions-indexed",
        /// `CASCADE` drops objects that the release does not name, or nobody can tell.
        TakesAlong = "takes-along",
        /// A view reads the column.
        UsedByView = "used-by-view",
        /// `type` in a migration of Rails.
        InheritanceColumn = "inheritance-column",
        /// `NOTHING`
        Nothing = "nothing",
        /// A whole number of 32 bits or less, or an array of them.
        NarrowInteger = "narrow-integer",
        /// A transaction is opened inside of another, or ended where none is open.
        Nested = "nested",
        /// The table is rebuilt, and the new one lacks something of it (SQLite).
        RebuildLoses = "rebuild-loses",
        /// It is part of a table's or column's definition.
        Inline = "inline",
        /// The statement gives no name, so the database makes one.
        Unnamed = "unnamed",
        /// A temporary table that is gone when the transaction ends.
        DroppedAtCommit = "dropped-at-commit",
        /// A whole number of 16 bits or less.
        SmallInteger = "small-integer",
        /// The catalogs of the server, and no table of the application.
        SystemCatalogs = "system-catalogs",
        /// The migration gives no way to undo it.
        NoReverse = "no-reverse",
        /// It uses a model as the code declares it today, and not as it was at this migration.
        LiveModel = "live-model",
        /// The table is made anew as a copy of one that is in use, and takes its place.
        Rebuilt = "rebuilt",
    }
}

/// A set of facts, a bit for each: every operation of a history has one.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts([u64; WORDS]);

const WORDS: usize = 3;
const _: () = assert!(Fact::ALL.len() <= WORDS * 64, "a word more for the set of facts");

impl Facts {
    /// No fact.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a fact in.
    pub fn insert(&mut self, fact: Fact) {
        self.0[fact as usize / 64] |= 1 << (fact as usize % 64);
    }

    /// Takes a fact out.
    pub fn remove(&mut self, fact: &Fact) {
        self.0[*fact as usize / 64] &= !(1 << (*fact as usize % 64));
    }

    /// Whether a fact is in it.
    pub fn contains(&self, fact: &Fact) -> bool {
        self.0[*fact as usize / 64] & (1 << (*fact as usize % 64)) != 0
    }
}

impl Extend<Fact> for Facts {
    fn extend<T: IntoIterator<Item = Fact>>(&mut self, facts: T) {
        facts.into_iter().for_each(|fact| self.insert(fact));
    }
}

impl FromIterator<Fact> for Facts {
    fn from_iter<T: IntoIterator<Item = Fact>>(facts: T) -> Self {
        let mut found = Facts::new();
        found.extend(facts);
        found
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(Fact::ALL.iter().filter(|fact| self.contains(fact))).finish()
    }
}

/// What an operation says beside its subject, by what it is (`index`, `columns`, `type`): few things, so they are looked through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(Vec<(&'static str, String)>);

impl FromIterator<(&'static str, String)> for Names {
    fn from_iter<T: IntoIterator<Item = (&'static str, String)>>(said: T) -> Self {
        let mut names = Names::default();
        said.into_iter().for_each(|(name, value)| names.insert(name, value));
        names
    }
}

impl Names {
    /// What is said of something.
    pub fn get(&self, name: &str) -> Option<&String> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Says something, instead of what was said of it before.
    pub fn insert(&mut self, name: &'static str, value: String) {
        match self.0.iter_mut().find(|(own, _)| *own == name) {
            Some((_, own)) => *own = value,
            None => self.0.push((name, value)),
        }
    }

    /// Whether anything is said of something.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        let operations: BTreeSet<_> = Operation::ALL.iter().map(|one| one.name()).collect();
        assert_eq!(operations.len(), Operation::ALL.len());
        let facts: BTreeSet<_> = Fact::ALL.iter().map(|one| one.name()).collect();
        assert_eq!(facts.len(), Fact::ALL.len());
        assert!(Operation::ALL.iter().all(|one| Operation::named(one.name()) == Some(*one)));
        assert!(Fact::ALL.iter().all(|one| Fact::named(one.name()) == Some(*one)));
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        for fact in Fact::ALL {
            let others = || Fact::ALL.iter().copied().filter(|other| other != fact);
            let mut facts: Facts = others().collect();
            assert!(!facts.contains(fact) && others().all(|other| facts.contains(&other)), "{fact:?}");
            facts.insert(*fact);
            others().for_each(|other| facts.remove(&other));
            assert_eq!(format!("{facts:?}"), format!("{{{fact:?}}}"));
        }
    }

    #[test]
    fn what_is_said_last_counts() {
        let mut names = Names::default();
        names.insert("index", "a".to_owned());
        names.insert("index", "b".to_owned());
        assert_eq!((names.get("index").map(String::as_str), names.contains_key("type")), (Some("b"), false));
    }
}
