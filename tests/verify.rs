//! `migcheck verify` on real databases: what it proves, disproves and finds beside the check; what it refuses to touch; and that nothing of it stays.
//!
//! SQLite always; PostgreSQL where `initdb` is on the path (a skipped part is said on stderr); MariaDB with
//! `cargo test --test verify -- --ignored`.

#![cfg(feature = "verify")]
#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;

use common::{Ran, run};
use serde_json::Value;
use tempfile::TempDir;

const BEFORE: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(60) NOT NULL, username VARCHAR(60), kind INTEGER DEFAULT 0);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, note VARCHAR(60), FOREIGN KEY (user_id) REFERENCES users (id));
CREATE INDEX orders_by_note ON orders (note);
CREATE VIEW buyers AS SELECT u.email, o.note FROM users u JOIN orders o ON o.user_id = u.id;
";

const CODE: &str = r#"
def login(db, name):
    return db.execute("SELECT id, username FROM users WHERE username = %s", (name,))

def notes(db, user):
    return db.execute("SELECT note FROM orders WHERE user_id = %s", (user,))

def buyers(db):
    return db.execute("SELECT email FROM buyers")
"#;

/// A repository whose deployed code is the code here.
fn project(dialect: &str, before: &str, pending: &str, code: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = format!("[[database]]\nname = \"main\"\nmigrations = [\"db/migrations\"]\ndialect = \"{dialect}\"\n");
    for tree in ["base", "head"] {
        let mut files = vec![("migcheck.toml", config.as_str()), ("app/login.py", code)];
        files.push(("db/migrations/0001_start.up.sql", before));
        if tree == "head" {
            files.push(("db/migrations/0002_next.up.sql", pending));
        }
        for (path, text) in files {
            let path = folder.path().join(tree).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    folder
}

fn verify(project: &TempDir, url: &str, more: &str) -> Ran {
    let head = project.path().join("head");
    let line = format!("verify -C {} --base ./../base {more}", head.display());
    run(line.trim(), &[("MIGCHECK_DATABASE_URL", url)])
}

/// The first database of the JSON report, and the exit code.
fn json(project: &TempDir, url: &str) -> (Value, i32) {
    let ran = verify(project, url, "--format json");
    let report: Value =
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err));
    assert_eq!(report["version"], 1);
    (report["databases"][0].clone(), ran.code)
}

/// `rule mark` of each finding, sorted.
fn marks(database: &Value) -> Vec<String> {
    let findings = database["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut marks: Vec<String> = findings.map(|one| format!("{} {}", text(&one["rule"]), text(&one["mark"]))).collect();
    marks.sort();
    marks
}

fn missed(database: &Value) -> Vec<String> {
    let all = database["missed"].as_array().unwrap().iter();
    all.map(|one| one["asked"]["sql"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// On stderr itself: the harness shows nothing else of a test that passes.
#[allow(clippy::explicit_write)]
fn skip(what: &str) {
    writeln!(std::io::stderr(), "SKIPPED {what}").unwrap();
}

/// What every database has to say of the same repository. `url` is asked for anew for each run.
fn proves_and_keeps_silent(dialect: &str, url: &dyn Fn() -> String) {
    let drop = "ALTER TABLE users DROP COLUMN username;\n";
    let bad = project(dialect, BEFORE, drop, CODE);
    let (database, code) = json(&bad, &url());
    assert_eq!(marks(&database), ["column-still-used proved"], "{database:#}");
    assert_eq!((missed(&database).len(), code), (0, 1), "{database:#}");
    assert_eq!(database["not_made"].as_array().unwrap().len(), 0, "{database:#}");
    assert_eq!(database["ran"], 1);
    let place = &database["findings"][0]["places"][0]["asked"];
    assert!(place["after"]["message"].as_str().unwrap().contains("username"), "{place:#}");
    assert_eq!(place["before"]["prepared"], true);
    assert_eq!(database["asked"], database["prepared_before"], "{database:#}");

    let quiet = project(dialect, BEFORE, "ALTER TABLE users DROP COLUMN kind;\n", CODE);
    let (database, code) = json(&quiet, &url());
    assert_eq!((marks(&database).len(), missed(&database).len(), code), (0, 0, 0), "{database:#}");
    assert_eq!(database["asked"], database["prepared_on_both"], "{database:#}");

    let human = verify(&bad, &url(), "");
    assert_eq!(human.code, 1, "{}", human.err);
    for part in ["proved by ", "column-still-used", "app/login.py:3:", "before: ", "after: ", "0002_next.up.sql:1:"] {
        assert!(human.out.contains(part), "{part}: {}", human.out);
    }
    assert!(
        human.err.contains("1 finding: 1 proved, 0 disproved, 0 not tried; 0 broken queries missed."),
        "{}",
        human.err
    );
}

#[test]
fn sqlite_proves_and_keeps_silent() {
    proves_and_keeps_silent("sqlite", &|| "sqlite::memory:".to_owned());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.db");
    proves_and_keeps_silent("sqlite", &|| format!("sqlite:{}", file.display()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "the file is gone");
}

/// The number that SQLite gives every row goes with a table that is made anew, and no schema tells of it.
#[test]
fn sqlite_finds_what_the_check_misses() {
    let pending =
        "CREATE TABLE orders_new (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, note VARCHAR(60)) WITHOUT ROWID;
INSERT INTO orders_new SELECT id, user_id, note FROM orders;
DROP VIEW buyers;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
CREATE VIEW buyers AS SELECT u.email, o.note FROM users u JOIN orders o ON o.user_id = u.id;
";
    let code = format!(
        "{CODE}\ndef page(db, last):\n    return db.execute(\"SELECT rowid FROM orders WHERE rowid > ?\", (last,))\n"
    );
    let project = project("sqlite", BEFORE, pending, &code);
    let (database, code) = json(&project, "sqlite::memory:");
    assert_eq!(missed(&database), ["SELECT rowid FROM orders WHERE rowid > ?"], "{database:#}");
    assert_eq!((database["ran"].as_u64(), code), (Some(5), 1), "{database:#}");
    let human = verify(&project, "sqlite::memory:", "").out;
    assert!(human.contains("Missed by migcheck") && human.contains("in page"), "{human}");
}

/// A model has no SQL text: a query of the column stands for it, and says so. What is accepted does not count.
#[test]
fn models_are_probed_and_what_is_accepted_does_not_count() {
    let model = "from sqlalchemy import Column, Integer, String\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()\n\n\
        class User(Base):\n    __tablename__ = \"users\"\n    id = Column(Integer, primary_key=True)\n    username = Column(String)\n";
    let drop = "ALTER TABLE users DROP COLUMN username;\n";
    let (database, code) = json(&project("sqlite", BEFORE, drop, model), "sqlite::memory:");
    assert_eq!((marks(&database), code), (vec!["column-still-used proved".to_owned()], 1), "{database:#}");
    let place = &database["findings"][0]["places"][0];
    assert_eq!(
        (place["probe"].as_bool(), place["asked"]["sql"].as_str()),
        (Some(true), Some("SELECT username FROM users"))
    );

    let accepted = format!("-- migcheck: allow column-still-used: nobody logs in\n{drop}");
    let (database, code) = json(&project("sqlite", BEFORE, &accepted, model), "sqlite::memory:");
    assert_eq!(database["findings"][0]["accepted"], true, "{database:#}");
    assert_eq!((marks(&database), code), (vec!["column-still-used proved".to_owned()], 0), "{database:#}");
}

/// What a statement that did not run changes is not judged.
#[test]
fn what_did_not_run_is_not_judged() {
    let pending = "ATTACH 'other.db' AS other;\nALTER TABLE users DROP COLUMN username;\nALTER TABLE users ADD COLUMN late TEXT UNIQUE;\n";
    let (database, code) = json(&project("sqlite", BEFORE, pending, CODE), "sqlite::memory:");
    assert_eq!((marks(&database), code), (vec!["column-still-used not-tried".to_owned()], 0), "{database:#}");
    let left: Vec<&str> =
        database["not_run"].as_array().unwrap().iter().map(|one| one["by"].as_str().unwrap()).collect();
    assert_eq!(left, ["migcheck", "server"], "{database:#}");
}

/// Whoever writes to the repository can name any file; none is opened, read or written.
#[test]
fn a_hostile_migration_reaches_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine.db");
    fs::write(&mine, "mine").unwrap();
    let out = folder.path().join("out");
    let pending = format!(
        "ATTACH '{0}' AS other;\nVACUUM INTO '{1}';\nSELECT writefile('{1}', 'x');\nCREATE VIEW v AS SELECT load_extension('{1}');\n\
         CREATE TRIGGER t AFTER INSERT ON users BEGIN DELETE FROM orders; END;\nCREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;\n\
         PRAGMA writable_schema = ON;\nALTER TABLE users DROP COLUMN username;\n",
        mine.display(),
        out.display()
    );
    let (database, code) = json(&project("sqlite", BEFORE, &pending, CODE), "sqlite::memory:");
    assert_eq!((marks(&database), code), (vec!["column-still-used proved".to_owned()], 1), "{database:#}");
    assert_eq!(database["not_run"].as_array().unwrap().len(), 4, "{database:#}");
    assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
    assert!(!out.exists());
}

#[test]
fn a_file_that_is_there_is_not_touched() {
    let project = project("sqlite", BEFORE, "ALTER TABLE users DROP COLUMN username;\n", CODE);
    for text in ["mine", ""] {
        let file = project.path().join("scratch.db");
        fs::write(&file, text).unwrap();
        let ran = verify(&project, &format!("sqlite:{}", file.display()), "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains("it exists"), "{}", ran.err);
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    // SQLite would take this for the address of the file.
    let mine = project.path().join("head/mine.db");
    fs::write(&mine, "").unwrap();
    let ran = verify(&project, "sqlite:file:mine.db", "");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(fs::read_to_string(&mine).unwrap(), "");
    assert!(!project.path().join("head/file:mine.db").exists());
}

#[test]
fn no_answer_bears_the_password() {
    let sqlite = project("sqlite", BEFORE, "", CODE);
    let postgres = project("postgres", BEFORE, "ALTER TABLE users DROP COLUMN username;\n", CODE);
    let mysql = project("mysql", BEFORE, "ALTER TABLE users DROP COLUMN username;\n", CODE);
    for (project, url, said) in [
        (&postgres, "postgres://me:s3cret@127.0.0.1:1/app_test", "refused"),
        (&mysql, "mysql://me:s3cret@127.0.0.1:1/app_test", "refused"),
        (&postgres, "postgres://me:s3cret@127.0.0.1:1/production", "not named as one to try things out on"),
        (&mysql, "mariadb://me:s3cret@127.0.0.1:1/latest", "not named as one to try things out on"),
        (&postgres, "postgres://me:s3cret@127.0.0.1:1/app_test?sslmode=require", "TLS"),
        (&postgres, "postgres://me:s3cret/@127.0.0.1/app_test", "cannot be read"),
        (&postgres, "s3cret", "cannot be read"),
        (&sqlite, "postgres://me:s3cret@127.0.0.1:1/app_test", "no migrations of postgres"),
    ] {
        for more in ["", "-vv", "--format json"] {
            let ran = verify(project, url, more);
            assert_eq!(ran.code, 2, "{url}: {}", ran.err);
            assert!(ran.err.contains(said), "{url}: {}", ran.err);
            assert!(!ran.err.contains("s3cret") && !ran.out.contains("s3cret"), "{}{}", ran.out, ran.err);
        }
    }
    let help = run("verify --help", &[("MIGCHECK_DATABASE_URL", "postgres://me:s3cret@host/x")]);
    assert!(help.out.contains("MIGCHECK_DATABASE_URL") && !help.out.contains("s3cret"), "{}", help.out);
    let argument = run("verify --database postgres://me:s3cret@127.0.0.1:1/app_test --formats", &[]);
    assert!(argument.code == 2 && !argument.err.contains("s3cret"), "{}", argument.err);
}

#[cfg(unix)]
mod servers {
    use std::time::Duration;

    use super::*;
    use common::servers::{Cluster, MariaServer};
    use migcheck::verify::address::Address;
    use migcheck::verify::open;
    use mysql::prelude::Queryable;

    fn psql(cluster: &Cluster, database: &str, sql: &str) -> String {
        let output = cluster.psql().args(["-d", database, "-c", sql]).output().unwrap();
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// A cluster with an empty database `app_test`, and its URL.
    fn postgres() -> Option<(Cluster, String)> {
        let Some(cluster) = Cluster::start("") else {
            skip("PostgreSQL is not installed");
            return None;
        };
        psql(&cluster, "postgres", "CREATE DATABASE app_test");
        let url = format!("postgres:///app_test?user=postgres&password=s3cret&host={}", cluster.0.path(""));
        Some((cluster, url))
    }

    const THERE: &str = "SELECT (SELECT count(*) FROM pg_class WHERE oid >= 16384) || ' ' || (SELECT count(*) FROM pg_proc WHERE oid >= 16384) || ' ' || \
        (SELECT count(*) FROM pg_roles WHERE rolname LIKE 'migcheck%')";

    #[test]
    fn postgres_judges_and_keeps_nothing() {
        let Some((cluster, url)) = postgres() else { return };
        proves_and_keeps_silent("postgres", &|| url.clone());
        assert_eq!(psql(&cluster, "app_test", THERE), "0 0 0");

        // An account that owns the database and nothing else.
        psql(&cluster, "postgres", "CREATE ROLE plain LOGIN");
        psql(&cluster, "postgres", "CREATE DATABASE plain_test OWNER plain");
        let plain = url.replace("app_test", "plain_test").replace("user=postgres", "user=plain");
        proves_and_keeps_silent("postgres", &|| plain.clone());
        assert_eq!(psql(&cluster, "plain_test", THERE), "0 0 0");

        // Comparing with a number works no longer, which no rule says; the index is built in the transaction.
        let pending = "ALTER TABLE users ADD COLUMN key uuid;\nCREATE INDEX CONCURRENTLY by_email ON users (email);\n\
            ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;\nDROP VIEW buyers;\n\
            ALTER TABLE orders ALTER COLUMN user_id TYPE uuid USING NULL::uuid;\nCREATE TYPE mood AS ENUM ('a');\nALTER TYPE mood ADD VALUE 'b';\n\
            CREATE VIEW buyers AS SELECT u.email, o.note FROM users u JOIN orders o ON o.user_id = u.key;\n";
        let code =
            format!("{CODE}\ndef first(db):\n    return db.execute(\"SELECT note FROM orders WHERE user_id = 1\")\n");
        let (database, code) = json(&project("postgres", BEFORE, pending, &code), &url);
        assert_eq!(missed(&database), ["SELECT note FROM orders WHERE user_id = 1"], "{database:#}");
        assert_eq!((database["ran"].as_u64(), code), (Some(8), 1), "{database:#}");
        assert_eq!(database["missed"][0]["asked"]["after"]["code"], "42883");
        assert_eq!(psql(&cluster, "app_test", THERE), "0 0 0");

        // A function of a row can be called like a column of it, which no other database knows.
        let pending = "ALTER TABLE users DROP COLUMN username;\nCREATE FUNCTION username(u users) RETURNS text LANGUAGE sql AS 'SELECT u.email';\n";
        let code = "def f(db):\n    return db.execute(\"SELECT u.username FROM users u\")\n";
        let (database, code) = json(&project("postgres", BEFORE, pending, code), &url);
        assert_eq!((marks(&database), code), (vec!["column-still-used disproved".to_owned()], 0), "{database:#}");

        // A type of an extension that is not there: the table is made with text, and what hangs on the type is not judged.
        let before = "CREATE TABLE users (id serial PRIMARY KEY, email citext NOT NULL, username text);\nCREATE EXTENSION citext;\n";
        let (database, code) =
            json(&project("postgres", before, "ALTER TABLE users DROP COLUMN username;\n", CODE), &url);
        assert_eq!((marks(&database), code), (vec!["column-still-used proved".to_owned()], 1), "{database:#}");
        assert_eq!(database["not_made"][0]["what"], "table users", "{database:#}");
    }

    #[test]
    fn postgres_refuses_what_is_not_its_own() {
        let Some((cluster, url)) = postgres() else { return };
        let drop = project("postgres", BEFORE, "ALTER TABLE users DROP COLUMN username;\n", CODE);
        for (make, said) in [
            ("CREATE TABLE precious (a int)", "the relation public.precious"),
            ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "the function public.f"),
            ("CREATE TYPE t AS ENUM ('a')", "the type public.t"),
            ("CREATE SEQUENCE s", "the relation public.s"),
            ("CREATE SCHEMA mine", "the schema mine"),
        ] {
            psql(&cluster, "postgres", "CREATE DATABASE other_test");
            psql(&cluster, "other_test", make);
            let there = psql(&cluster, "other_test", THERE);
            let ran = verify(&drop, &url.replace("app_test", "other_test"), "");
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{make}: {}", ran.err);
            assert!(ran.err.contains("is not empty") && ran.err.contains(said), "{make}: {}", ran.err);
            assert!(!ran.err.contains("s3cret"));
            assert_eq!(psql(&cluster, "other_test", THERE), there);
            psql(&cluster, "postgres", "DROP DATABASE other_test");
        }
        // What an extension brings is nobody's data.
        psql(&cluster, "postgres", "CREATE ROLE reader LOGIN IN ROLE pg_read_server_files");
        let ran = verify(&drop, &url.replace("user=postgres", "user=reader"), "");
        assert!(ran.code == 2 && ran.err.contains("pg_read_server_files"), "{}", ran.err);
        let ran = verify(&drop, &url.replace("app_test", "nowhere_test"), "");
        assert!(ran.code == 2 && ran.err.contains("does not exist") && !ran.err.contains("s3cret"), "{}", ran.err);
    }

    /// Each way in which a statement of a pull request could reach the server's files or settings with the rights of a superuser.
    #[test]
    fn postgres_runs_nothing_hostile() {
        let Some((cluster, url)) = postgres() else { return };
        let out = cluster.0.path("out");
        let pending = format!(
            "COPY (SELECT 1) TO '{out}';\nCOPY (SELECT 1) TO PROGRAM 'touch {out}';\n\
             DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO ''{out}'''; END $$;\n\
             CREATE FUNCTION evil() RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN COPY (SELECT 1) TO '{out}'; RETURN 1; END $$;\n\
             ALTER TABLE users ADD COLUMN a int DEFAULT evil();\n\
             CREATE INDEX evil_index ON users (evil());\n\
             CREATE DOMAIN d AS text CHECK (lo_export(lo_from_bytea(0, 'x'), '{out}') = 1);\n\
             CREATE DOMAIN role AS text CHECK (set_config('role', VALUE, false) <> '');\n\
             ALTER TABLE users ADD COLUMN b d DEFAULT 'x';\n\
             RESET SESSION AUTHORIZATION;\nSET ROLE postgres;\nCOMMIT;\nALTER ROLE postgres RENAME TO gone;\nALTER SYSTEM SET archive_command = 'x';\n\
             CREATE EXTENSION file_fdw;\nDROP DATABASE postgres;\nCREATE ROLE mine SUPERUSER;\nSELECT pg_terminate_backend(pg_backend_pid());\n\
             CREATE TABLE stays (a int);\nALTER TABLE users DROP COLUMN username;\n"
        );
        let (database, code) = json(&project("postgres", BEFORE, &pending, CODE), &url);
        assert!(!Path::new(&out).exists());
        assert_eq!(psql(&cluster, "app_test", THERE), "0 0 0");
        assert_eq!(psql(&cluster, "postgres", "SELECT count(*) FROM pg_roles WHERE rolname IN ('gone', 'mine')"), "0");
        // The table's other columns did not come, so nothing is said of it.
        assert_eq!((marks(&database), code), (vec!["column-still-used not-tried".to_owned()], 0), "{database:#}");
        assert_eq!(database["ran"], 3, "{database:#}");

        // The second line of defence, without the first.
        let mut scratch = open(Address::parse(&url).ok().unwrap()).ok().unwrap();
        for sql in [
            "SELECT pg_read_file('/etc/passwd')".to_owned(),
            format!("COPY (SELECT 1) TO PROGRAM 'touch {out}'"),
            format!("COPY (SELECT 1) TO '{out}'"),
            format!("SELECT lo_export(lo_from_bytea(0, 'x'), '{out}')"),
            "ALTER SYSTEM SET archive_command = 'x'".to_owned(),
            "CREATE ROLE mine SUPERUSER".to_owned(),
            "CREATE EXTENSION file_fdw".to_owned(),
            "SELECT 1; COMMIT; CREATE TABLE stays (a int)".to_owned(),
            "DROP DATABASE postgres".to_owned(),
            "SELECT pg_sleep(60)".to_owned(),
        ] {
            let answer = scratch.run(&sql).unwrap();
            assert!(answer.is_err(), "{sql}");
        }
        assert_eq!(scratch.finish(), Vec::<String>::new());
        assert!(!Path::new(&out).exists());
        assert_eq!(psql(&cluster, "app_test", THERE), "0 0 0");
    }

    fn mariadb() -> (MariaServer, mysql::Conn, String) {
        let server = MariaServer::start().expect("mariadbd is on the path");
        for _ in 0..300 {
            let options = mysql::OptsBuilder::new().socket(Some(server.socket())).user(Some("root"));
            if let Ok(mut client) = mysql::Conn::new(options) {
                client.query_drop("CREATE DATABASE app_test").unwrap();
                let url = format!("mariadb://root:@localhost/app_test?socket={}", server.socket());
                return (server, client, url);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("MariaDB does not answer");
    }

    fn tables(client: &mut mysql::Conn, database: &str) -> Vec<String> {
        client.query(format!("SHOW TABLES FROM {database}")).unwrap()
    }

    #[test]
    #[ignore = "needs MariaDB"]
    fn mariadb_judges_and_is_emptied() {
        let (_server, mut client, url) = mariadb();
        proves_and_keeps_silent("mysql", &|| url.clone());
        assert!(tables(&mut client, "app_test").is_empty());

        // A statement in the middle is refused: what was made is dropped all the same, and another database is not reached.
        for sql in ["CREATE DATABASE production", "CREATE TABLE production.users (id int, username int)"] {
            client.query_drop(sql).unwrap();
        }
        let pending = "CREATE TABLE more (id int);\nALTER TABLE production.users DROP COLUMN username;\nDROP TABLE `production`.users;\n\
            /*!50001 DROP DATABASE production */;\nCREATE TABLE more (id int);\nCREATE TABLE f (a int) ENGINE=FEDERATED CONNECTION='mysql://x/y';\n\
            CREATE TABLE d (a int) DATA DIRECTORY='/tmp';\nCREATE TABLE l AS SELECT LOAD_FILE('/etc/passwd') AS a;\nUSE production;\n\
            CREATE VIEW names AS SELECT username FROM users;\nSELECT 1 INTO OUTFILE '/tmp/out';\n";
        let (database, code) = json(&project("mysql", BEFORE, pending, CODE), &url);
        assert_eq!((database["ran"].as_u64(), code), (Some(2), 0), "{database:#}");
        assert!(tables(&mut client, "app_test").is_empty());
        assert_eq!(tables(&mut client, "production"), ["users"]);
        let columns: Vec<String> =
            client.query_map("SHOW COLUMNS FROM production.users", |row: mysql::Row| row.get(0).unwrap()).unwrap();
        assert_eq!(columns, ["id", "username"]);

        // A database with anything in it is left alone.
        let drop = project("mysql", BEFORE, "ALTER TABLE users DROP COLUMN username;\n", CODE);
        for (make, said) in [
            ("CREATE TABLE app_test.precious (a int)", "the base table precious"),
            ("CREATE FUNCTION app_test.f() RETURNS int RETURN 1", "the function f"),
        ] {
            client.query_drop(make).unwrap();
            let ran = verify(&drop, &url, "");
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{make}: {}", ran.err);
            assert!(ran.err.contains("is not empty") && ran.err.contains(said), "{make}: {}", ran.err);
            client.query_drop("DROP TABLE IF EXISTS app_test.precious").unwrap();
        }
    }
}
