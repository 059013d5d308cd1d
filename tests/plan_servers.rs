//! Plans are carried out on servers of the test's own, as `plan_sqlite` does it on SQLite.
//!
//! `cargo test --test plan_servers -- --ignored` needs `initdb`, `pg_ctl` and `psql` for the one, `mariadb-install-db`, `mariadbd` and `mariadb` for the other on
//! the path; `MARIADB_BASE` names the folder that has MariaDB's `share`, if it is not installed. Both listen on a socket in a temporary folder alone.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::rollout::{CASES, Case, Server, at_once, carry_out, put_back};

/// A temporary folder that the server may use, and what runs programs as somebody who may run one.
struct Place {
    folder: tempfile::TempDir,
    prefix: Vec<&'static str>,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::Builder::new().prefix("server").tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let user = Command::new("id").arg("-u").output().unwrap().stdout;
        let root = String::from_utf8(user).unwrap().trim() == "0";
        let prefix =
            if root { vec!["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] } else { Vec::new() };
        Place { folder, prefix }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn command(&self, program: &str) -> Command {
        let mut words = self.prefix.iter().copied().chain([program]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }
}

/// What a client printed; the first row, if there is one.
fn answer(command: &mut Command) -> Result<Option<String>, String> {
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let text = String::from_utf8(output.stdout).unwrap();
    Ok(text.lines().next().filter(|line| !line.is_empty() && *line != "NULL").map(str::to_owned))
}

struct Postgres(Place);

impl Postgres {
    fn start() -> Postgres {
        let place = Place::new();
        let data = place.path("data");
        let options = format!("-c listen_addresses='' -c fsync=off -k {}", place.path(""));
        for (program, arguments) in [
            ("initdb", vec!["-D", &data, "-U", "postgres", "-A", "trust", "--no-sync"]),
            ("pg_ctl", vec!["-D", &data, "-w", "-l", "/dev/null", "-o", &options, "start"]),
        ] {
            let status = place.command(program).args(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
            assert!(status.unwrap().success(), "{program}");
        }
        Postgres(place)
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
        let mut psql = self.0.command("psql");
        psql.args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", "postgres", "-h"]).arg(self.0.path(""));
        answer(psql.args(["-c", sql]))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.0.path("data");
        let _ = self.0.command("pg_ctl").args(["-D", &data, "-m", "immediate", "-w", "stop"]).output();
    }
}

struct Mariadb {
    place: Place,
    server: Child,
}

impl Mariadb {
    fn start() -> Mariadb {
        let place = Place::new();
        let (data, socket) = (place.path("data"), place.path("socket"));
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o777)).unwrap();
        let base = std::env::var("MARIADB_BASE").ok();
        let with_base = |command: &mut Command| {
            if let Some(base) = &base {
                command.arg(format!("--basedir={base}"));
            }
        };
        let mut install = place.command("mariadb-install-db");
        install.arg("--no-defaults");
        with_base(&mut install);
        install.arg(format!("--datadir={data}")).arg("--auth-root-authentication-method=normal").arg("--skip-test-db");
        let output = install.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let mut server = place.command("mariadbd");
        server.arg("--no-defaults");
        with_base(&mut server);
        server.arg(format!("--datadir={data}")).arg(format!("--socket={socket}")).arg("--skip-networking");
        let server = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut server = Mariadb { place, server };
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
        let mut client = self.place.command("mariadb");
        client
            .args(["--no-defaults", "-uroot", "-BN", "--delimiter=//"])
            .arg(format!("--socket={}", self.place.path("socket")));
        let database = ["DATABASE work", "SELECT 1"].iter().all(|words| !sql.ends_with(words));
        if database {
            client.arg("work");
        }
        answer(client.args(["-e", sql]))
    }
}

impl Drop for Mariadb {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
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
