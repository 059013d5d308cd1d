//! The databases that judge: SQLite in memory; PostgreSQL and MariaDB as servers of the test's own, in a temporary folder, on a socket there alone, where they are
//! installed. `MARIADB_BASE` names the folder that has MariaDB's `share`, if it is not where it was built for.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mysql::prelude::Queryable;
use rusqlite::config::DbConfig;

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

/// A temporary folder that a server may use, and what runs programs as somebody who may run one.
struct Place {
    folder: tempfile::TempDir,
    prefix: Vec<&'static str>,
}

impl Place {
    fn new() -> Place {
        let memory = Path::new("/dev/shm");
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix("oracle");
        let folder = if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() }.unwrap();
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
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Whether a program is on the path and says its version.
fn installed(program: &str) -> bool {
    let status = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

pub struct Postgres {
    place: Place,
    client: Option<postgres::Client>,
}

impl Postgres {
    /// `None`: it is not installed.
    pub fn start() -> Option<Postgres> {
        if !installed("initdb") || !installed("pg_ctl") {
            return None;
        }
        let place = Place::new();
        let data = place.path("data");
        let options = format!("-c listen_addresses='' -c fsync=off -c jit=off -k {}", place.path(""));
        for (program, arguments) in [
            ("initdb", vec!["-D", &data, "-U", "postgres", "-A", "trust", "--no-sync"]),
            ("pg_ctl", vec!["-D", &data, "-w", "-l", "/dev/null", "-o", &options, "start"]),
        ] {
            assert!(place.command(program).args(&arguments).status().unwrap().success(), "{program}");
        }
        let mut server = Postgres { place, client: None };
        let mut config = postgres::Config::new();
        config.user("postgres").dbname("postgres").host_path(server.place.path(""));
        let mut client = config.connect(postgres::NoTls).unwrap();
        client.batch_execute("SET client_min_messages = error; BEGIN").unwrap();
        server.client = Some(client);
        Some(server)
    }

    fn run(&mut self, sql: &str) -> Result<(), Refusal> {
        let client = self.client.as_mut().unwrap();
        client.simple_query(sql).map(drop).map_err(|error| match error.as_db_error() {
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

impl Drop for Postgres {
    fn drop(&mut self) {
        self.client = None;
        let data = self.place.path("data");
        let _ = self.place.command("pg_ctl").args(["-D", &data, "-m", "immediate", "-w", "stop"]).status();
    }
}

pub struct Maria {
    server: Child,
    client: Option<mysql::Conn>,
    _place: Place,
}

impl Maria {
    /// `None`: it is not installed.
    pub fn start() -> Option<Maria> {
        if !installed("mariadbd") {
            return None;
        }
        let place = Place::new();
        let (data, socket) = (place.path("data"), place.path("socket"));
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o777)).unwrap();
        let base = std::env::var("MARIADB_BASE").ok().map(|base| format!("--basedir={base}"));
        let mut install = place.command("mariadb-install-db");
        install.arg("--no-defaults").args(&base).arg(format!("--datadir={data}"));
        install.args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
        assert!(install.status().unwrap().success(), "mariadb-install-db");
        let mut server = place.command("mariadbd");
        server.arg("--no-defaults").args(&base).arg(format!("--datadir={data}")).arg(format!("--socket={socket}"));
        server.args(["--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync"]);
        let mut started = Maria { server: server.spawn().unwrap(), client: None, _place: place };
        let options = || mysql::OptsBuilder::new().socket(Some(socket.clone())).user(Some("root"));
        for _ in 0..300 {
            if let Ok(client) = mysql::Conn::new(options()) {
                started.client = Some(client);
                return Some(started);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("MariaDB does not answer");
    }

    fn run(&mut self, sql: &str) -> Result<(), Refusal> {
        self.client.as_mut().unwrap().query_drop(sql).map_err(|error| match error {
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

impl Drop for Maria {
    fn drop(&mut self) {
        self.client = None;
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
