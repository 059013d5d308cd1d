//! The outage as a running system. A login service is started, answers 200, its database is migrated, and it answers 500, also when it is started again; on the same
//! tree the check ends with 1 and names that endpoint. Its quiet twin stays at 200, and the check at 0.
//!
//! Two languages, on SQLite and, where `initdb` is on the path, on PostgreSQL. What the services need comes from the package registries into `target/running`; where it
//! cannot be had, or an interpreter is missing, the test says on stderr what it skips.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use common::run;
use common::servers::Cluster;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What a service is written in: what its packages are, and how it is started.
struct Runtime {
    scenario: &'static str,
    /// Fetches the packages into the folder `$1`, unless they are there; fails where they cannot be had.
    install: &'static str,
    program: &'static str,
    main: &'static str,
    /// The variable with the folder of the packages, and that folder.
    packages: (&'static str, &'static str),
    /// How the address of a PostgreSQL database begins.
    postgres: &'static str,
}

const RUNTIMES: [Runtime; 2] = [
    Runtime {
        scenario: "running-login-service-python-flask",
        install: "python3 -m pip install --quiet --disable-pip-version-check --target \"$1/packages\" \
                  Flask==3.1.3 SQLAlchemy==2.1.9 'psycopg[binary]==3.3.9'",
        program: "python3",
        main: "app.py",
        packages: ("PYTHONPATH", "packages"),
        postgres: "postgresql+psycopg",
    },
    Runtime {
        scenario: "running-login-service-javascript-express",
        install: "npm install --silent --no-audit --no-fund --prefix \"$1\" express@5.3.0 node-sqlite3-wasm@0.8.60 pg@8.23.1",
        program: "node",
        main: "app.js",
        packages: ("NODE_PATH", "node_modules"),
        postgres: "postgresql",
    },
];

/// On stderr itself: the harness shows nothing else of a test that passes.
#[allow(clippy::explicit_write)]
fn skip(what: &str) {
    writeln!(std::io::stderr(), "SKIPPED {what}").unwrap();
}

impl Runtime {
    /// The folder with what the service needs.
    fn packages(&self) -> Option<PathBuf> {
        let folder = root().join("target/running").join(self.scenario);
        let done = folder.join("installed");
        if fs::read_to_string(&done).is_ok_and(|text| text == self.install) {
            return Some(folder);
        }
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let fetched = Command::new("sh").args(["-c", self.install, "sh"]).arg(&folder).stdin(Stdio::null()).output();
        fetched.is_ok_and(|output| output.status.success()).then(|| {
            fs::write(&done, self.install).unwrap();
            folder
        })
    }

    fn start(&self, tree: &Path, packages: &Path, url: &str) -> Service {
        let mut child = Command::new(self.program)
            .arg(self.main)
            .current_dir(tree.join("service"))
            .env(self.packages.0, packages.join(self.packages.1))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("DATABASE_URL", url)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap_or_else(|_| panic!("{}: no port but {line:?}", self.scenario));
        Service { child, port }
    }
}

struct Service {
    child: Child,
    port: u16,
}

impl Service {
    /// The status of the answer.
    fn ask(&self, method: &str, path: &str, body: &str) -> u16 {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{answer:?}"))
    }

    /// What a health check sees, and what a user sees who gives this name.
    fn answers(&self, name: &str) -> [u16; 2] {
        let body = format!("{{\"name\": \"{name}\", \"password\": \"secret\"}}");
        [self.ask("GET", "/health", ""), self.ask("POST", "/login", &body)]
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

trait Database {
    fn name(&self) -> &'static str;
    /// An empty database, and its address for a service.
    fn fresh(&mut self, runtime: &Runtime) -> String;
    fn run(&mut self, script: &str);
}

struct Sqlite(tempfile::TempDir);

impl Sqlite {
    fn file(&self) -> PathBuf {
        self.0.path().join("data.db")
    }
}

impl Database for Sqlite {
    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn fresh(&mut self, runtime: &Runtime) -> String {
        self.0 = tempfile::tempdir().unwrap();
        let file = self.file();
        if runtime.program == "python3" { format!("sqlite:///{}", file.display()) } else { file.display().to_string() }
    }

    fn run(&mut self, script: &str) {
        rusqlite::Connection::open(self.file()).unwrap().execute_batch(script).unwrap();
    }
}

struct Postgres {
    cluster: Cluster,
    port: u16,
}

impl Postgres {
    /// With a port for the services, on this machine's own address.
    fn start() -> Option<Postgres> {
        // A free one: the system gave it out a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cluster = Cluster::start(&format!("-c listen_addresses=127.0.0.1 -c port={port}"))?;
        Some(Postgres { cluster, port })
    }
}

impl Database for Postgres {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn fresh(&mut self, runtime: &Runtime) -> String {
        self.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        format!("{}://postgres@127.0.0.1:{}/postgres", runtime.postgres, self.port)
    }

    fn run(&mut self, script: &str) {
        let port = self.port.to_string();
        assert!(
            self.cluster.psql().args(["-p", &port, "-c", script]).stdout(Stdio::null()).status().unwrap().success(),
            "{script}"
        );
    }
}

const USER: &str = "INSERT INTO users (id, email, username, password) VALUES (7, 'ann@example.org', 'ann', 'secret')";

/// The statuses before the migration, after it, and after a restart; each those of the health check and of the login.
fn live_through(runtime: &Runtime, scenario: &str, packages: &Path, database: &mut dyn Database) -> [[u16; 2]; 3] {
    let tree = root().join("testdata").join(scenario).join("head");
    let migration = |name: &str| fs::read_to_string(tree.join("migrations").join(name)).unwrap();
    let url = database.fresh(runtime);
    database.run(&migration("0001_users.sql"));
    database.run(USER);
    let name = if scenario.ends_with("-quiet") { "ann@example.org" } else { "ann" };
    let service = runtime.start(&tree, packages, &url);
    let before = service.answers(name);
    database.run(&migration("0002_drop_username.sql"));
    let after = service.answers(name);
    drop(service);
    let again = runtime.start(&tree, packages, &url).answers(name);
    [before, after, again]
}

#[test]
fn what_the_check_says_is_what_happens() {
    let mut databases: Vec<Box<dyn Database>> = vec![Box::new(Sqlite(tempfile::tempdir().unwrap()))];
    match Postgres::start() {
        Some(server) => databases.push(Box::new(server)),
        None => skip("the running services on PostgreSQL: initdb is not on the path"),
    }
    for runtime in &RUNTIMES {
        let quiet = format!("{}-quiet", runtime.scenario);
        for (scenario, code) in [(runtime.scenario, 1), (&*quiet, 0)] {
            let ran = run(&format!("-C testdata/{scenario}/head check --base ../base --format json"), &[]);
            assert_eq!(ran.code, code, "{scenario}: {}", ran.err);
            let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
            let named: Vec<String> = report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|finding| finding["related"].as_array().unwrap())
                .flat_map(|reference| reference["entry_points"].as_array().unwrap())
                .map(|entry| entry["name"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(named.iter().any(|name| name == "POST /login"), code == 1, "{scenario}: {named:?}");
            assert!(!named.iter().any(|name| name.contains("/health")), "{scenario}: {named:?}");
        }
        let Some(packages) = runtime.packages() else {
            skip(&format!("{}: its packages cannot be had", runtime.scenario));
            continue;
        };
        for database in &mut databases {
            let broken = live_through(runtime, runtime.scenario, &packages, database.as_mut());
            assert_eq!(broken, [[200, 200], [200, 500], [200, 500]], "{} on {}", runtime.scenario, database.name());
            let quiet = live_through(runtime, &quiet, &packages, database.as_mut());
            assert_eq!(quiet, [[200, 200]; 3], "{} on {}", runtime.scenario, database.name());
        }
    }
}
