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
    /// Runs a statement and undoes it.
    fn query(&mut self, sql: &str) -> Result<(), Refusal>;
}

pub struct Sqlite(rusqlite::Connection);

impl Sqlite {
    pub fn open() -> Sqlite {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        // A quoted name that is no column is a text for SQLite. The query goes on "working" with that text: nobody means it, so it counts as refused.
        for option in [DbConfig::SQLITE_DBCONFIG_DQS_DML, DbConfig::SQLITE_DBCONFIG_DQS_DDL] {
            connection.set_db_config(option, false).unwrap();
        }
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

    fn query(&mut self, sql: &str) -> Result<(), Refusal> {
        self.0.execute_batch("SAVEPOINT one").unwrap();
        let run = || {
            let mut statement = self.0.prepare(sql)?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        };
        let result = run().map_err(of_sqlite);
        self.0.execute_batch("ROLLBACK TO one; RELEASE one").unwrap();
        result
    }
}

pub struct Postgres {
    // Before the server: a client that is open would keep it from stopping.
    client: postgres::Client,
    _server: Cluster,
}

impl Postgres {
    /// `None`: it is not installed.
    pub fn start() -> Option<Postgres> {
        let server = Cluster::start("-c jit=off")?;
        let mut config = postgres::Config::new();
        config.user("postgres").dbname("postgres").host_path(server.0.path(""));
        let mut client = config.connect(postgres::NoTls).unwrap();
        client.batch_execute("SET client_min_messages = error; BEGIN").unwrap();
        Some(Postgres { client, _server: server })
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

    fn query(&mut self, sql: &str) -> Result<(), Refusal> {
        self.run("SAVEPOINT one").unwrap();
        let result = self.run(sql);
        self.run("ROLLBACK TO one").unwrap();
        result
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

    fn run(&mut self, sql: &str) -> Result<(), Refusal> {
        self.client.query_drop(sql).map_err(|error| match error {
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
        for sql in ["DROP DATABASE IF EXISTS work", "CREATE DATABASE work", "USE work"] {
            self.run(sql).unwrap();
        }
    }

    fn migrate(&mut self, script: &str) -> Result<(), Refusal> {
        script.split(';').map(str::trim).filter(|part| !part.is_empty()).try_for_each(|part| self.run(part))
    }

    fn query(&mut self, sql: &str) -> Result<(), Refusal> {
        self.run("START TRANSACTION").unwrap();
        let result = self.run(sql);
        self.run("ROLLBACK").unwrap();
        result
    }
}
