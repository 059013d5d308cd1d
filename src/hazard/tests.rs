//! Statements and the facts that are found of them: what was there, what is pending, and of which operation which facts hold.

use std::sync::Arc;

use super::*;
use crate::source::Revision;
use crate::sql::read_migration;

/// The facts asked for that hold of the first such operation; `None`: there is none.
fn holding(dialect: Dialect, before: &str, pending: &str, operation: Operation, asked: &[Fact]) -> Option<Vec<Fact>> {
    let facts = facts(dialect, before, pending, operation).into_iter().next()?;
    Some(asked.iter().copied().filter(|fact| facts.contains(fact)).collect())
}

/// The facts of the last such operation.
fn last(dialect: Dialect, before: &str, pending: &str, operation: Operation) -> Facts {
    facts(dialect, before, pending, operation).pop().unwrap_or_default()
}

/// The facts of each such operation.
fn facts(dialect: Dialect, before: &str, pending: &str, operation: Operation) -> Vec<Facts> {
    let origin = |path: &str| Origin { path: Arc::from(path), revision: Revision::Head };
    let mut catalog = Catalog::new(dialect);
    for statement in read_migration(before, 0..before.len(), dialect) {
        catalog.apply(&statement, &origin("1.sql"));
    }
    let mut sources = Sources::default();
    sources.insert("1.sql", Revision::Head, before);
    sources.insert("2.sql", Revision::Head, pending);
    let setting = Setting {
        database: "",
        dialect,
        layout: "",
        version: None,
        large: &[],
        beside: &BTreeMap::new(),
        guarded: BTreeSet::new(),
        file_by_file: false,
    };
    let statements = read_migration(pending, 0..pending.len(), dialect);
    let of = origin("2.sql");
    let found = events(&setting, catalog, statements.iter().map(|statement| (statement, &of)), &sources);
    let such = found.into_iter().filter(|event| event.kind == EventKind::Operation(operation));
    such.filter_map(|event| Some(event.circumstances?.facts)).collect()
}

#[test]
fn the_rest_of_the_release_counts() {
    use Dialect::{Mysql, Postgres, Sqlite};
    use Fact::*;
    use Operation::*;
    let users = "CREATE TABLE u (id bigint PRIMARY KEY, name text NOT NULL DEFAULT '', CONSTRAINT k UNIQUE (name)); CREATE VIEW v AS SELECT u.name FROM u;";
    let asked = [
        MadeAgain,
        RowsHandled,
        NewColumn,
        LikeNewColumn,
        NotThere,
        TakesAlong,
        UsedByView,
        DuplicateColumn,
        NullableKey,
    ];
    for (dialect, pending, operation, expected) in [
        (Postgres, "DROP TABLE u; CREATE TABLE u (id int)", DropTable, &[MadeAgain][..]),
        (
            Postgres,
            "INSERT INTO w SELECT id FROM u; DROP TABLE u; CREATE TABLE u (id int)",
            DropTable,
            &[MadeAgain, RowsHandled],
        ),
        (Postgres, "INSERT INTO u VALUES (1); DROP TABLE u; CREATE TABLE u (id int)", DropTable, &[MadeAgain]),
        (
            Postgres,
            "CREATE TABLE u2 (id int); DROP TABLE u; ALTER TABLE u2 RENAME TO u",
            DropTable,
            &[MadeAgain, RowsHandled],
        ),
        (Postgres, "DROP TABLE IF EXISTS w; CREATE TABLE w (id int)", DropTable, &[MadeAgain, NotThere]),
        (Postgres, "ALTER TABLE u DROP COLUMN name, ADD COLUMN name int", DropColumn, &[MadeAgain]),
        (
            Postgres,
            "ALTER TABLE u ADD COLUMN full_name text; ALTER TABLE u DROP COLUMN name",
            DropColumn,
            &[LikeNewColumn],
        ),
        (Postgres, "ALTER TABLE u ADD COLUMN full_name int; ALTER TABLE u DROP COLUMN name", DropColumn, &[]),
        (
            Postgres,
            "ALTER TABLE u ADD COLUMN a int DEFAULT 0; ALTER TABLE u ALTER COLUMN a DROP DEFAULT",
            DropDefault,
            &[NewColumn],
        ),
        (
            Postgres,
            "ALTER TABLE u ALTER COLUMN name DROP DEFAULT; ALTER TABLE u ALTER COLUMN name SET DEFAULT 'a'",
            DropDefault,
            &[MadeAgain],
        ),
        (Postgres, "ALTER TABLE u DROP CONSTRAINT k", DropConstraint, &[]),
        (
            Postgres,
            "ALTER TABLE u DROP CONSTRAINT k; CREATE UNIQUE INDEX i ON u (id, name)",
            DropConstraint,
            &[MadeAgain],
        ),
        (Postgres, "ALTER TABLE u DROP CONSTRAINT k; ALTER TABLE u DROP COLUMN name", DropConstraint, &[MadeAgain]),
        (Postgres, "DROP TABLE u CASCADE", DropTable, &[TakesAlong]),
        (Postgres, "DROP TABLE u CASCADE; CREATE VIEW v AS SELECT 1 AS name", DropTable, &[]),
        (Postgres, "ALTER TABLE u DROP COLUMN id CASCADE", DropColumn, &[]),
        (Postgres, "ALTER TABLE u DROP COLUMN name CASCADE", DropColumn, &[TakesAlong]),
        (Postgres, "DROP TABLE w CASCADE", DropTable, &[TakesAlong]),
        (Postgres, "ALTER TABLE u ALTER COLUMN name TYPE varchar(9)", SetType, &[UsedByView]),
        (Postgres, "ALTER TABLE u ALTER COLUMN id TYPE int", SetType, &[]),
        (Postgres, "DROP VIEW v; ALTER TABLE u ALTER COLUMN name TYPE varchar(9)", SetType, &[]),
        (Postgres, "ALTER TABLE u DISABLE TRIGGER ALL; ALTER TABLE u ENABLE TRIGGER ALL", DisableTrigger, &[MadeAgain]),
        (Postgres, "ALTER TABLE u ADD COLUMN n bigint, ADD PRIMARY KEY (n)", AddPrimaryKey, &[NewColumn, NullableKey]),
        (Postgres, "ALTER TABLE u ADD COLUMN n bigserial NOT NULL, ADD PRIMARY KEY (n)", AddPrimaryKey, &[NewColumn]),
        (Postgres, "UPDATE u SET name = 'a', name = 'b'", Update, &[DuplicateColumn]),
        (Mysql, "UPDATE u SET name = 'a', name = 'b'", Update, &[]),
        (Sqlite, "UPDATE u SET name = 'a', name = 'b'", Update, &[]),
        (Mysql, "INSERT INTO u (name, name) VALUES ('a', 'b')", Insert, &[DuplicateColumn]),
        (Sqlite, "INSERT INTO u (name, name) VALUES ('a', 'b')", Insert, &[]),
        (Sqlite, "CREATE TABLE w (a int, a int)", CreateTable, &[DuplicateColumn]),
        (Mysql, "ALTER TABLE u DROP PRIMARY KEY, ADD PRIMARY KEY (name)", DropConstraint, &[MadeAgain]),
        (Mysql, "DROP SCHEMA shop", DropDatabase, &[]),
    ] {
        let found = holding(dialect, users, pending, operation, &asked);
        assert_eq!(found.as_deref(), Some(expected), "{pending}");
    }
}

#[test]
fn a_partitioned_table_takes_over_the_index_of_all_its_partitions() {
    let parent =
        "CREATE TABLE e (at date, kind text) PARTITION BY RANGE (at); CREATE TABLE e_old (at date, kind text);";
    let one = "CREATE TABLE e_1 PARTITION OF e FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');";
    let two = "CREATE TABLE y2 (at date, kind text); ALTER TABLE ONLY e ATTACH PARTITION y2 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');";
    let of = |table: &str| format!("CREATE INDEX CONCURRENTLY ON {table} (kind);");
    for (before, pending, expected) in [
        (parent.to_owned(), of("e_1"), true),
        (parent.to_owned(), of("f_1"), false),
        (format!("{parent}{one}"), of("e_1"), true),
        (format!("{parent}{one}"), of("e_old"), false),
        (format!("{parent}{one}{two}"), of("e_1"), false),
        (format!("{parent}{one}{two}"), of("e_1") + &of("y2"), true),
        (format!("{parent}{one}{two}{}", of("y2")), of("e_1"), true),
        (format!("{parent}{one}{two}ALTER TABLE e DETACH PARTITION y2;"), of("e_1"), true),
    ] {
        let pending = format!("{pending}CREATE INDEX parent ON e (kind)");
        let found = last(Dialect::Postgres, &before, &pending, Operation::CreateIndex);
        assert_eq!(found.contains(&Fact::PartitionsIndexed), expected, "{before} {pending}");
    }
    let plain = "CREATE TABLE e (kind text); CREATE TABLE e_old (kind text)";
    let pending = of("e_old") + "CREATE INDEX i ON e (kind)";
    let found = last(Dialect::Postgres, plain, &pending, Operation::CreateIndex);
    assert!(!found.contains(&Fact::PartitionsIndexed));
}
