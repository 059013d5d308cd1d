//! The databases that judge: SQLite in memory; PostgreSQL and MariaDB as servers of the test's own, where they are installed (`common::servers`).

use std::time::Duration;

use mysql::prelude::Queryable;
use rusqlite::config::DbConfig;

use super::common::servers::{Cluster, MariaServer};
use super::schema::Db;

/// Why a database refuses something: its code, where it has one, and what it says.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

pub trait Server {
    fn db(&self) -> Db;
    /// An empty database.
    fn clean(&mut self);
    fn migrate(&mut self, script: &str) -> Result<(), Refusal>;
    /// A script that may be refused as a whole.
    fn attempt(&mut self, script: &str) -> bool {
        self.migrate(script).is_ok()
    }
    /// Stores rows, or none of them.
    fn fill(&mut self, rows: &[String]) {
        self.attempt(&rows.join(";\n"));
    }
    /// Runs each of these statements and undoes it.
    fn queries(&mut self, all: &[&str]) -> Vec<Result<(), Refusal>>;
}

pub struct Sqlite(rusqlite::Connection);

impl Sqlite {
    pub fn open() -> Sqlite {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        // A quoted name that is no column is a text for SQLite. The query goes on "working" with that text: nobody means it, so it counts as refused.
        for option in [DbConfig::SQLITE_DBCONFIG_DQS_DML, DbConfig::SQLITE_DBCONFIG_DQS_DDL] {
            connection.set_db_config(option, false).unwrap();
        }
        // What SQLite does by itself: foreign keys are not looked at.
        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        Sqlite(connection)
    }
}

fn of_sqlite(error: rusqlite::Error) -> Refusal {
    Refusal { code: String::new(), message: error.to_string() }
}

impl Server for Sqlite {
    fn db(&self) -> Db {
        Db::Sqlite
    }

    fn clean(&mut self) {
        *self = Sqlite::open();
    }

    fn migrate(&mut self, script: &str) -> Result<(), Refusal> {
        self.0.execute_batch(script).map_err(of_sqlite)
    }

    fn queries(&mut self, all: &[&str]) -> Vec<Result<(), Refusal>> {
        let run = |sql: &str| {
            let mut statement = self.0.prepare(sql)?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        };
        let mut results = Vec::new();
        for sql in all {
            self.0.execute_batch("SAVEPOINT one").unwrap();
            results.push(run(sql).map_err(of_sqlite));
            self.0.execute_batch("ROLLBACK TO one; RELEASE one").unwrap();
        }
        results
    }
}

/// Runs a statement, undoes it, and gives the code and the text of its error: all statements of a case go to the server at once.
const JUDGE: &str = "
    CREATE SCHEMA oracle;
    CREATE FUNCTION oracle.judge(sql text) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE sql;
        RAISE EXCEPTION USING ERRCODE = 'ORACL';
    EXCEPTION WHEN OTHERS THEN
        RETURN CASE WHEN SQLSTATE <> 'ORACL' THEN SQLSTATE || ' ' || SQLERRM END;
    END $$";

pub struct Postgres {
    // Before the server: a client that is open would keep it from stopping.
    client: postgres::Client,
    judge: postgres::Statement,
    _server: Cluster,
}

impl Postgres {
    /// `None`: it is not installed.
    pub fn start() -> Option<Postgres> {
        let server = Cluster::start(
            "-c jit=off -c autovacuum=off -c shared_buffers=8MB -c wal_level=minimal -c max_wal_senders=0 -c max_parallel_workers_per_gather=0",
        )?;
        let mut config = postgres::Config::new();
        config.user("postgres").dbname("postgres").host_path(server.0.path(""));
        let mut client = config.connect(postgres::NoTls).unwrap();
        client.batch_execute(JUDGE).unwrap();
        let judge = client.prepare("SELECT oracle.judge(sql) FROM unnest($1::text[]) AS sql").unwrap();
        client.batch_execute("SET client_min_messages = error; BEGIN").unwrap();
        Some(Postgres { client, judge, _server: server })
    }

    fn run(&mut self, sql: &str) -> Result<(), Refusal> {
        self.client.simple_query(sql).map(drop).map_err(|error| match error.as_db_error() {
            Some(known) => Refusal { code: known.code().code().to_owned(), message: known.message().to_owned() },
            None => Refusal { code: String::new(), message: error.to_string() },
        })
    }
}

impl Server for Postgres {
    fn db(&self) -> Db {
        Db::Postgres
    }

    fn clean(&mut self) {
        self.run("ROLLBACK; BEGIN").unwrap();
    }

    fn migrate(&mut self, script: &str) -> Result<(), Refusal> {
        self.run(script)
    }

    fn attempt(&mut self, script: &str) -> bool {
        self.run("SAVEPOINT attempt").unwrap();
        let done = self.run(script).is_ok();
        self.run(if done { "RELEASE attempt" } else { "ROLLBACK TO attempt" }).unwrap();
        done
    }

    fn fill(&mut self, rows: &[String]) {
        // A table with a check that is due cannot be altered.
        self.attempt(&format!("{};\nSET CONSTRAINTS ALL IMMEDIATE", rows.join(";\n")));
    }

    fn queries(&mut self, all: &[&str]) -> Vec<Result<(), Refusal>> {
        // What a function keeps of its statements is of the schema before.
        self.run("DISCARD PLANS").unwrap();
        let rows = self.client.query(&self.judge, &[&all]).unwrap();
        let told = rows.iter().map(|row| row.get::<_, Option<String>>(0));
        let results = told.map(|told| match told {
            Some(told) => {
                let (code, message) = told.split_once(' ').unwrap_or((&told, ""));
                Err(Refusal { code: code.to_owned(), message: message.to_owned() })
            }
            None => Ok(()),
        });
        results.collect()
    }
}

pub struct Maria {
    client: mysql::Conn,
    _server: MariaServer,
}

impl Maria {
    /// `None`: it is not installed.
    pub fn start() -> Option<Maria> {
        let server = MariaServer::start()?;
        for _ in 0..300 {
            let options = mysql::OptsBuilder::new().socket(Some(server.socket())).user(Some("root"));
            if let Ok(client) = mysql::Conn::new(options) {
                return Some(Maria { client, _server: server });
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("MariaDB does not answer");
    }

    /// Runs statements with `;` between them.
    fn run(&mut self, sql: &str) -> Result<(), Refusal> {
        let mut all = || {
            let mut results = self.client.query_iter(sql)?;
            while let Some(rows) = results.iter() {
                rows.into_iter().try_for_each(|row| row.map(drop))?;
            }
            Ok(())
        };
        all().map_err(|error: mysql::Error| match error {
            mysql::Error::MySqlError(known) => Refusal { code: known.code.to_string(), message: known.message },
            other => Refusal { code: String::new(), message: other.to_string() },
        })
    }
}

impl Server for Maria {
    fn db(&self) -> Db {
        Db::Maria
    }

    fn clean(&mut self) {
        self.run("ROLLBACK; DROP DATABASE IF EXISTS work; CREATE DATABASE work; USE work; SET autocommit = 0").unwrap();
    }

    fn migrate(&mut self, script: &str) -> Result<(), Refusal> {
        self.run(script.trim())
    }

    fn fill(&mut self, rows: &[String]) {
        self.attempt(&format!("SET foreign_key_checks = 0; {}; COMMIT", rows.join("; ")));
        self.run("ROLLBACK; SET foreign_key_checks = 1").unwrap();
    }

    fn queries(&mut self, all: &[&str]) -> Vec<Result<(), Refusal>> {
        // What a session keeps of the bodies of routines is forgotten when one is made.
        self.run("CREATE OR REPLACE PROCEDURE mysql.forget() SELECT 1; SET foreign_key_checks = 0").unwrap();
        // Nothing holds a lock on a table that a migration may want.
        let results = all.iter().map(|sql| self.run(&format!("ROLLBACK; {sql}"))).collect();
        self.run("ROLLBACK; SET foreign_key_checks = 1").unwrap();
        results
    }
}
