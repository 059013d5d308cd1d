//! Plans are carried out on servers of the test's own, as `plan_sqlite` does it on SQLite.
//!
//! `cargo test --test plan_servers -- --ignored` needs `initdb`, `pg_ctl` and `psql` for the one, `mariadb-install-db`, `mariadbd` and `mariadb` for the other on
//! the path; `MARIADB_BASE` names the folder that has MariaDB's `share`, if it is not installed. Both listen on a socket in a temporary folder alone.

#![allow(clippy::disallowed_methods)]

mod common;

use std::process::Command;
use std::time::Duration;

use common::rollout::{CASES, Case, Server, at_once, carry_out, put_back};
use common::servers::{Cluster, MariaServer};

/// What a client printed; the first row, if there is one.
fn answer(command: &mut Command) -> Result<Option<String>, String> {
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let text = String::from_utf8(output.stdout).unwrap();
    Ok(text.lines().next().filter(|line| !line.is_empty() && *line != "NULL").map(str::to_owned))
}

struct Postgres(Cluster);

impl Postgres {
    fn start() -> Postgres {
        Postgres(Cluster::start("").expect("initdb and pg_ctl are on the path"))
    }

    fn clean(&mut self) {
        self.query("DROP SCHEMA public CASCADE").unwrap();
        self.query("CREATE SCHEMA public").unwrap();
    }
}

impl Server for Postgres {
    /// In one message, as golang-migrate sends it.
    fn migrate(&mut self, script: &str) -> Result<(), String> {
        self.query(script).map(drop)
    }

    fn query(&mut self, sql: &str) -> Result<Option<String>, String> {
        answer(self.0.psql().args(["-c", sql]))
    }
}

struct Mariadb(MariaServer);

impl Mariadb {
    fn start() -> Mariadb {
        let mut server = Mariadb(MariaServer::start().expect("mariadbd is on the path"));
        for _ in 0..300 {
            if server.query("SELECT 1").is_ok() {
                server.query("CREATE DATABASE work").unwrap();
                return server;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("MariaDB does not answer");
    }

    fn clean(&mut self) {
        self.query("DROP DATABASE work").unwrap();
        self.query("CREATE DATABASE work").unwrap();
    }
}

impl Server for Mariadb {
    /// In one message: the server takes the statements apart.
    fn migrate(&mut self, script: &str) -> Result<(), String> {
        self.query(script).map(drop)
    }

    fn query(&mut self, sql: &str) -> Result<Option<String>, String> {
        let mut client = self.0.place.command("mariadb");
        client.args(["--no-defaults", "-uroot", "-BN", "--delimiter=//"]).arg(format!("--socket={}", self.0.socket()));
        let database = ["DATABASE work", "SELECT 1"].iter().all(|words| !sql.ends_with(words));
        if database {
            client.arg("work");
        }
        answer(client.args(["-e", sql]))
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn plans_break_nothing_on_postgres() {
    let mut server = Postgres::start();
    for case in CASES {
        carry_out(&mut server, case, "postgres");
        server.clean();
        put_back(&mut server, case, "postgres", required(case, "postgres"));
        server.clean();
        at_once(&mut server, case, case.naive[1]);
        server.clean();
    }
}

#[test]
#[ignore = "needs MariaDB"]
fn plans_break_nothing_on_mariadb() {
    let mut server = Mariadb::start();
    for case in CASES {
        carry_out(&mut server, case, "mysql");
        server.clean();
        put_back(&mut server, case, "mysql", required(case, "mysql"));
        server.clean();
        at_once(&mut server, case, case.naive[1]);
        server.clean();
    }
}

/// The change in one step; NOT NULL as it is written for the server, which the way back takes away.
fn required(case: &Case, dialect: &str) -> &'static str {
    match (case.name, dialect) {
        ("not-null", "postgres") => {
            "UPDATE users SET email = '' WHERE email IS NULL; ALTER TABLE users ALTER COLUMN email SET NOT NULL;"
        }
        ("not-null", _) => {
            "UPDATE users SET email = '' WHERE email IS NULL; ALTER TABLE users MODIFY email varchar(60) NOT NULL;"
        }
        _ => case.naive[1],
    }
}
