//! What is so of operations for the session and the transaction that they are done in.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Origin};
use crate::hazard::{Setting, events};
use crate::model::event::EventKind;
use crate::model::name::Dialect;
use crate::model::operation::Fact;
use crate::source::{Revision, SourceFile, Sources};
use crate::sql::read_migration;

const BEFORE: &str =
    "CREATE TYPE status AS ENUM ('open'); CREATE TABLE orders (id bigint PRIMARY KEY, status status, note text);";

/// Each operation of a migration of this layout, with the facts of `asked` that hold.
fn said(layout: &str, text: &str, asked: &[Fact]) -> String {
    let path = "m/2.sql";
    let read = |text: &str, path: &str| {
        let origin = Origin::of(&SourceFile::new(path, Revision::Head, text));
        (read_migration(text, 0..text.len(), Dialect::Postgres), origin)
    };
    let mut before = Catalog::new(Dialect::Postgres);
    let (statements, origin) = read(BEFORE, "m/1.sql");
    statements.iter().for_each(|statement| before.apply(statement, &origin));
    let (statements, origin) = read(text, path);
    let mut sources = Sources::default();
    sources.insert(path, Revision::Head, text);
    let setting = Setting {
        database: "main",
        dialect: Dialect::Postgres,
        layout,
        version: None,
        large: &[],
        beside: &BTreeMap::new(),
        guarded: std::collections::BTreeSet::new(),
        file_by_file: false,
    };
    let pending = statements.iter().map(|statement| (statement, &origin));
    let said = events(&setting, before, pending, &sources).into_iter().filter_map(|event| {
        let EventKind::Operation(operation) = event.kind else { return None };
        let facts = event.circumstances?.facts;
        let facts: Vec<_> =
            asked.iter().filter(|fact| facts.contains(fact)).map(|fact| format!("+{}", fact.name())).collect();
        Some(format!("{}{}", operation.name(), facts.concat()))
    });
    said.collect::<Vec<_>>().join(" ")
}

#[test]
fn transactions_are_those_that_are_open() {
    let asked = [Fact::InTransaction, Fact::ToolTransaction];
    for (layout, text, expected) in [
        ("goose", "DROP TABLE orders;", "drop-table+in-transaction+tool-transaction"),
        (
            "goose",
            "BEGIN; DROP TABLE a; COMMIT; DROP TABLE b;",
            "begin+in-transaction+tool-transaction drop-table+in-transaction+tool-transaction commit+in-transaction+tool-transaction drop-table",
        ),
        (
            "goose",
            "BEGIN; DROP TABLE a;",
            "begin+in-transaction+tool-transaction drop-table+in-transaction+tool-transaction",
        ),
        (
            "golang-migrate",
            "BEGIN; DROP TABLE a; COMMIT;",
            "begin+in-transaction drop-table+in-transaction commit+in-transaction",
        ),
        ("golang-migrate", "DROP TABLE a;", "drop-table"),
        ("plain-sql", "BEGIN; DROP TABLE a;", "begin drop-table+in-transaction leave-open"),
        (
            "plain-sql",
            "BEGIN; SAVEPOINT s; ROLLBACK TO s; DROP TABLE a; COMMIT;",
            "begin drop-table+in-transaction commit+in-transaction",
        ),
    ] {
        assert_eq!(said(layout, text, &asked), expected, "{layout}: {text}");
    }
}

#[test]
fn limits_hold_from_where_they_are_set() {
    let asked = [Fact::LockTimeout, Fact::StatementTimeout, Fact::IdleTimeout, Fact::FirstLock, Fact::OnlyStatement];
    for (text, expected) in [
        ("DROP TABLE orders;", "drop-table+first-lock+only-statement"),
        ("DROP TABLE orders; DROP TABLE a;", "drop-table+first-lock drop-table"),
        ("SET lock_timeout = '2s'; DROP TABLE orders;", "set-timeout drop-table+lock-timeout+first-lock"),
        ("SET lock_timeout TO 0; DROP TABLE orders;", "set-timeout drop-table+first-lock"),
        (
            "SET LOCAL statement_timeout = 5000; DROP TABLE orders;",
            "set-timeout drop-table+statement-timeout+first-lock",
        ),
        (
            "SET idle_in_transaction_session_timeout = '9s'; DROP TABLE orders;",
            "set-timeout drop-table+idle-timeout+first-lock",
        ),
    ] {
        assert_eq!(said("plain-sql", text, &asked), expected, "{text}");
    }
}

#[test]
fn new_values_are_used_where_a_column_or_the_type_stands_beside_them() {
    const ADD: &str = "ALTER TYPE status ADD VALUE 'paid';";
    for (layout, text, expected) in [
        ("goose", "UPDATE orders SET status = 'paid';", true),
        ("goose", "UPDATE orders SET note = 'paid';", false),
        ("goose", "UPDATE other SET status = 'paid';", false),
        ("goose", "UPDATE orders SET status = 'open';", false),
        ("goose", "SELECT 'paid'::status;", true),
        ("goose", "ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'paid';", true),
        ("goose", "CREATE INDEX i ON orders (id) WHERE status = 'paid';", true),
        ("goose", "COMMIT; UPDATE orders SET status = 'paid';", false),
        ("plain-sql", "UPDATE orders SET status = 'paid';", false),
    ] {
        let found = said(layout, &format!("{ADD} {text}"), &[]).contains("use-enum-value");
        assert_eq!(found, expected, "{layout}: {text}");
    }
    let made = "CREATE TYPE kind AS ENUM ('a'); ALTER TYPE kind ADD VALUE 'b'; SELECT 'b'::kind;";
    assert!(!said("goose", made, &[]).contains("use-enum-value"));
}

#[test]
fn each_change_set_has_its_own_transaction() {
    let asked = [Fact::InTransaction];
    for (text, expected) in [
        (
            "--liquibase formatted sql\n--changeset a:1\nALTER TYPE status ADD VALUE 'paid';\n--changeset a:2\nUPDATE orders SET status = 'paid';",
            "add-enum-value+in-transaction update+in-transaction",
        ),
        (
            "--liquibase formatted sql\n--changeset a:1 runInTransaction:false\nDROP TABLE a;\n--changeset a:2\nDROP TABLE b;",
            "drop-table drop-table+in-transaction",
        ),
    ] {
        assert_eq!(said("liquibase", text, &asked), expected, "{text}");
    }
}
