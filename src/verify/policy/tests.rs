//! What a pull request may hold, and what of it runs.

use super::*;

#[track_caller]
fn check(dialect: Dialect, cases: &[(&str, &str)]) {
    for (sql, expected) in cases {
        let found = match vet(sql, dialect, "scratch") {
            Vetted::Run(sql) => format!("run {sql}"),
            Vetted::Skip => "skip".to_owned(),
            Vetted::Refuse(why) => format!("no: {why}"),
        };
        let same = if expected.ends_with('…') {
            found.starts_with(expected.trim_end_matches('…'))
        } else {
            found == *expected
        };
        assert!(same, "{sql}\n  is      {found}\n  not     {expected}");
    }
}

#[test]
fn postgres() {
    check(
        Dialect::Postgres,
        &[
            ("ALTER TABLE users -- x\n DROP COLUMN /* y */ a;", "run ALTER TABLE users DROP COLUMN a"),
            ("CREATE INDEX CONCURRENTLY i ON t (a)", "run CREATE INDEX i ON t (a)"),
            ("DROP INDEX CONCURRENTLY i", "run DROP INDEX i"),
            ("ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "run ALTER TABLE t DETACH PARTITION p"),
            ("ALTER TYPE mood ADD VALUE 'x'", "run ALTER TYPE mood ADD VALUE 'x'"),
            ("CREATE TABLE a AS SELECT 1 AS b", "run CREATE TABLE a AS SELECT 1 AS b WITH NO DATA"),
            (
                "CREATE MATERIALIZED VIEW a AS SELECT 1 WITH DATA",
                "run CREATE MATERIALIZED VIEW a AS SELECT 1 WITH NO DATA",
            ),
            (
                "CREATE TABLE t (a int DEFAULT (1)) PARTITION BY RANGE (a)",
                "run CREATE TABLE t (a int DEFAULT (1)) PARTITION BY RANGE (a)",
            ),
            ("CREATE TYPE t AS ENUM ('a')", "run CREATE TYPE t AS ENUM ('a')"),
            (
                "CREATE DOMAIN d AS varchar(9) NOT NULL CHECK (http_get(VALUE) = '')",
                "run CREATE DOMAIN d AS varchar(9)",
            ),
            ("ALTER DOMAIN d ADD CHECK (http_get(VALUE) = '')", "skip"),
            ("ALTER DOMAIN d RENAME TO e", "run ALTER DOMAIN d RENAME TO e"),
            (
                "CREATE TABLE p PARTITION OF t FOR VALUES FROM ('2024-01-01') TO (MAXVALUE) PARTITION BY LIST (a)",
                "run CREATE TABLE p PARTITION OF t FOR VALUES FROM ('2024-01-01') TO (MAXVALUE) PARTITION BY LIST (a)",
            ),
            ("CREATE TABLE p PARTITION OF t FOR VALUES IN (http_get('x'))", "no: it computes the bounds…"),
            (
                "ALTER TABLE t ATTACH PARTITION p FOR VALUES IN (\"net\".\"http_get\" ('x'))",
                "no: it computes the bounds…",
            ),
            ("CREATE TYPE t (INPUT = f, OUTPUT = g)", "no: it makes a base type"),
            (
                "CREATE FUNCTION a.f(x int DEFAULT 1) RETURNS SETOF users LANGUAGE plpython3u IMMUTABLE AS $$ import os $$",
                "run CREATE OR REPLACE FUNCTION a.f(x int DEFAULT 1) RETURNS SETOF users LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE EXCEPTION ''migcheck runs no functions''; END'",
            ),
            (
                "CREATE FUNCTION f(x text) RETURNS text AS 'SELECT 1' LANGUAGE sql",
                "run CREATE OR REPLACE FUNCTION f(x text) RETURNS text LANGUAGE plpgsql AS…",
            ),
            (
                "CREATE PROCEDURE f() LANGUAGE sql AS 'SELECT 1'",
                "run CREATE OR REPLACE PROCEDURE f() LANGUAGE plpgsql AS…",
            ),
            ("SET search_path TO app, public", "run SET search_path TO app, public"),
            ("SET search_path = pg_catalog, public", "skip"),
            ("SET ROLE postgres", "skip"),
            ("SET SESSION AUTHORIZATION postgres", "skip"),
            ("SET statement_timeout = 0", "skip"),
            ("RESET ROLE", "skip"),
            ("COMMIT", "skip"),
            ("INSERT INTO t VALUES (1)", "skip"),
            ("SELECT pg_read_file('/etc/passwd')", "skip"),
            ("ALTER TABLE t OWNER TO admin", "skip"),
            ("CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()", "skip"),
            ("GRANT ALL ON t TO PUBLIC", "skip"),
            ("COPY t FROM PROGRAM 'id'", "no: COPY T reaches…"),
            ("DO $$ BEGIN PERFORM 1; END $$", "no: DO reaches…"),
            ("CALL f()", "no: CALL F reaches…"),
            ("EXECUTE p", "no: EXECUTE P reaches…"),
            ("CREATE EXTENSION dblink", "no: CREATE EXTENSION reaches…"),
            ("CREATE SERVER s FOREIGN DATA WRAPPER f", "no: CREATE SERVER reaches…"),
            ("CREATE FOREIGN TABLE t (a int) SERVER s", "no: CREATE FOREIGN reaches…"),
            ("IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b", "no: IMPORT FOREIGN reaches…"),
            ("CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()", "no: CREATE EVENT reaches…"),
            ("CREATE ROLE admin SUPERUSER", "no: CREATE ROLE reaches…"),
            ("ALTER USER postgres PASSWORD 'x'", "no: ALTER USER reaches…"),
            ("ALTER SYSTEM SET archive_command = 'id'", "no: ALTER SYSTEM reaches…"),
            ("DROP DATABASE production", "no: DROP DATABASE reaches…"),
            ("DROP OWNED BY x", "no: DROP OWNED reaches…"),
            ("CREATE LANGUAGE plpython3u", "no: CREATE LANGUAGE reaches…"),
            ("CREATE CAST (a AS b) WITH FUNCTION f(a)", "no: CREATE CAST reaches…"),
            ("LOAD 'x.so'", "no: LOAD reaches…"),
            (".. ALTER TABLE t DROP COLUMN a", "no: what begins with no word reaches…"),
            ("CREATE TABLE t (a int) TABLESPACE x", "no: it names a tablespace"),
            ("ALTER TABLE t ADD a text DEFAULT pg_read_file('/etc/passwd')", "no: it calls `pg_read_file`…"),
            (
                "ALTER TABLE t ADD a text DEFAULT pg_catalog.\"pg_read_file\" ('/etc/passwd')",
                "no: it calls `pg_read_file`…",
            ),
            ("CREATE DOMAIN d AS text CHECK (lo_export(1, VALUE) = 1)", "no: it calls `lo_export`…"),
            ("CREATE DOMAIN d AS text CHECK (set_config('role', VALUE, false) = '')", "no: it calls `set_config`…"),
            ("CREATE VIEW v AS SELECT query_to_xml('x', true, true, '')", "no: it calls `query_to_xml`…"),
            ("CREATE DOMAIN d AS text CHECK (U&\"\\0070g_x\"(VALUE))", "no: it names something by the numbers…"),
            ("ALTER TABLE t DROP COLUMN a; DROP TABLE u", "no: it is more than one statement"),
            ("\\! id", "no: a part of it is for a client…"),
            ("CREATE TABLE t (a text DEFAULT 'x\0')", "no: it holds a NUL"),
        ],
    );
}

#[test]
fn mysql() {
    check(
        Dialect::Mysql,
        &[
            ("ALTER TABLE users DROP COLUMN a # x", "run ALTER TABLE users DROP COLUMN a"),
            ("ALTER TABLE scratch.users DROP a", "run ALTER TABLE scratch.users DROP a"),
            ("ALTER TABLE production.users DROP a", "no: it names the database `production`…"),
            ("ALTER TABLE `production`/**/./**/`users` DROP a", "no: it names the database `production`…"),
            ("RENAME TABLE a TO production.a", "no: it names the database `production`…"),
            ("DROP TABLE a, production.b", "no: it names the database `production`…"),
            ("/*!50001 DROP TABLE production.a */", "no: it names the database `production`…"),
            ("CREATE TABLE t (a int) /*!50100 ENGINE=FEDERATED CONNECTION='mysql://x' */", "no: …"),
            ("CREATE TABLE t (a int DEFAULT 1.5, `engine` int, engine int) ENGINE = InnoDB", "run…"),
            ("ALTER TABLE t ADD COLUMN engine varchar(9)", "run…"),
            ("CREATE TABLE t (a int) ENGINE=CONNECT", "no: its engine is `connect`"),
            ("CREATE TABLE t (a int) ENGINE 'SPIDER'", "no: its engine is `spider`"),
            ("CREATE TABLE t (a int) DATA DIRECTORY = '/tmp'", "no: it names a folder of the server"),
            ("CREATE TABLE t (a int) UNION = (a, b)", "no: it keeps its rows elsewhere"),
            ("CREATE TABLE t AS SELECT LOAD_FILE('/etc/passwd') a", "no: it calls `load_file`"),
            ("CREATE TABLE t (SELECT 1)", "no: it fills the table…"),
            ("CREATE TABLE t TABLE u", "no: it fills the table…"),
            ("CREATE TABLE t VALUES ROW(1)", "no: it fills the table…"),
            ("CREATE TABLE t LIKE u", "run CREATE TABLE t LIKE u"),
            (
                "CREATE ALGORITHM=MERGE DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW v AS SELECT u.a FROM users u",
                "run CREATE ALGORITHM=MERGE SQL SECURITY DEFINER VIEW v AS SELECT u.a FROM users u",
            ),
            ("CREATE VIEW production.v AS SELECT 1", "no: it names the database `production`…"),
            ("CREATE DEFINER=a@b TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @x = 1", "skip"),
            ("CREATE FUNCTION f RETURNS INTEGER SONAME 'x.so'", "skip"),
            ("CREATE PROCEDURE p() BEGIN DROP TABLE production.a; SELECT 1 INTO OUTFILE '/tmp/x'; END", "skip"),
            ("ALTER TABLE a DROP b; DROP TABLE c", "no: it is more than one statement"),
            ("SELECT 1 INTO OUTFILE '/tmp/x'", "skip"),
            ("LOAD DATA LOCAL INFILE 'x' INTO TABLE t", "no: it says INFILE"),
            ("USE production", "no: USE PRODUCTION reaches…"),
            ("CREATE DATABASE x", "no: CREATE DATABASE reaches…"),
            ("DROP DATABASE production", "no: DROP DATABASE reaches…"),
            ("CREATE USER x", "no: CREATE USER reaches…"),
            ("INSTALL PLUGIN x SONAME 'y'", "no: it says SONAME"),
            ("CALL f()", "no: CALL F reaches…"),
            ("PREPARE s FROM 'DROP TABLE production.a'", "no: PREPARE S reaches…"),
            ("ALTER TABLE t DISCARD TABLESPACE", "no: it says DISCARD"),
            ("SET GLOBAL x = 1", "skip"),
            ("CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'x')", "no: CREATE SERVER reaches…"),
        ],
    );
}

#[test]
fn sqlite() {
    check(
        Dialect::Sqlite,
        &[
            ("ALTER TABLE users DROP COLUMN a", "run ALTER TABLE users DROP COLUMN a"),
            (
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END;",
                "run CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END",
            ),
            ("CREATE TABLE t AS SELECT a FROM b", "run CREATE TABLE t AS SELECT * FROM (SELECT a FROM b) LIMIT 0"),
            ("CREATE VIRTUAL TABLE t USING fts5(a)", "run CREATE VIRTUAL TABLE t USING fts5(a)"),
            ("CREATE VIRTUAL TABLE t USING csv(filename='/etc/passwd')", "no: its module is `csv`"),
            ("ATTACH 'production.db' AS p", "no: ATTACH reaches…"),
            ("VACUUM INTO '/tmp/x'", "no: it writes another file"),
            ("VACUUM", "skip"),
            ("PRAGMA foreign_keys = OFF", "skip"),
            ("PRAGMA writable_schema = ON", "no: it lets the schema…"),
            ("PRAGMA legacy_alter_table=ON", "run PRAGMA legacy_alter_table = on"),
            ("CREATE VIEW v AS SELECT load_extension('x')", "no: it calls `load_extension`"),
            ("SELECT load_extension('x')", "skip"),
        ],
    );
}
