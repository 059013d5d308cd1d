//! Changes of a schema with the code before and after, and a project in which a plan is carried out release by release.

#![allow(dead_code, clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};

use super::{Ran, run};

/// What a version of the code sends to the database; `{id}` is the number of a row.
pub struct Code {
    pub writes: &'static [&'static str],
    /// With what must come back.
    pub reads: &'static [(&'static str, &'static str)],
}

/// One change.
pub struct Case {
    pub name: &'static str,
    pub schema: &'static str,
    /// The arguments of `migcheck plan`.
    pub plan: &'static str,
    pub old: Code,
    pub new: Code,
    /// What must work, and what must be refused, when all is done.
    pub works: &'static str,
    pub refused: &'static str,
    /// The same change in one step, for SQLite and for the others.
    pub naive: [&'static str; 2],
}

/// The matrix of the plans.
pub const CASES: &[Case] = &[
    Case {
        name: "drop",
        schema: "CREATE TABLE users (id integer PRIMARY KEY, name varchar(40), username varchar(40) NOT NULL);",
        plan: "users.username",
        old: Code {
            writes: &[
                "INSERT INTO users (id, name, username) VALUES ({id}, 'n{id}', 'u{id}')",
                "UPDATE users SET username = 'w{id}' WHERE id = {id}",
            ],
            reads: &[("SELECT name FROM users WHERE id = {id} AND (username IS NULL OR username <> '-')", "n{id}")],
        },
        new: Code {
            writes: &["INSERT INTO users (id, name) VALUES ({id}, 'n{id}')"],
            reads: &[("SELECT name FROM users WHERE id = {id}", "n{id}")],
        },
        works: "",
        refused: "SELECT username FROM users",
        naive: ["ALTER TABLE users DROP COLUMN username;"; 2],
    },
    Case {
        name: "rename",
        schema: "CREATE TABLE users (id integer PRIMARY KEY, email_address varchar(60) NOT NULL, name varchar(40)); CREATE INDEX users_by_email ON users (email_address);",
        plan: "--rename users.email_address email",
        old: Code {
            writes: &[
                "INSERT INTO users (id, email_address) VALUES ({id}, 'a{id}')",
                "UPDATE users SET email_address = 'b{id}' WHERE id = {id}",
                "UPDATE users SET name = 'x' WHERE id = {id}",
            ],
            reads: &[("SELECT email_address FROM users WHERE id = {id}", "b{id}")],
        },
        new: Code {
            writes: &[
                "INSERT INTO users (id, email) VALUES ({id}, 'a{id}')",
                "UPDATE users SET email = 'b{id}' WHERE id = {id}",
                "UPDATE users SET name = 'x' WHERE id = {id}",
            ],
            reads: &[("SELECT email FROM users WHERE id = {id}", "b{id}")],
        },
        works: "",
        refused: "SELECT email_address FROM users",
        naive: ["ALTER TABLE users RENAME COLUMN email_address TO email;"; 2],
    },
    Case {
        name: "rename-unique-with-default",
        schema: "CREATE TABLE users (id integer PRIMARY KEY, email_address varchar(60) DEFAULT 'x' NOT NULL, name varchar(40)); CREATE UNIQUE INDEX users_by_email ON users (email_address);",
        plan: "--rename users.email_address email",
        old: Code {
            writes: &[
                "INSERT INTO users (id, email_address) VALUES ({id}, 'a{id}')",
                "UPDATE users SET email_address = 'b{id}' WHERE id = {id}",
            ],
            reads: &[("SELECT email_address FROM users WHERE id = {id}", "b{id}")],
        },
        new: Code {
            writes: &[
                "INSERT INTO users (id, email) VALUES ({id}, 'a{id}')",
                "UPDATE users SET email = 'b{id}' WHERE id = {id}",
            ],
            reads: &[("SELECT email FROM users WHERE id = {id}", "b{id}")],
        },
        works: "",
        refused: "SELECT email_address FROM users",
        naive: ["ALTER TABLE users RENAME COLUMN email_address TO email;"; 2],
    },
    Case {
        name: "type",
        schema: "CREATE TABLE users (id integer PRIMARY KEY, age varchar(20) NOT NULL);",
        plan: "--type users.age integer",
        old: Code {
            writes: &["INSERT INTO users (id, age) VALUES ({id}, '4')", "UPDATE users SET age = '42' WHERE id = {id}"],
            reads: &[("SELECT age FROM users WHERE id = {id} AND age LIKE '4%'", "42")],
        },
        new: Code {
            writes: &["INSERT INTO users (id, age) VALUES ({id}, '4')", "UPDATE users SET age = '42' WHERE id = {id}"],
            reads: &[("SELECT age FROM users WHERE id = {id} AND age = '42'", "42")],
        },
        works: "UPDATE users SET age = age + 1",
        refused: "",
        naive: [
            "ALTER TABLE users DROP COLUMN age; ALTER TABLE users ADD COLUMN age integer;",
            "ALTER TABLE users DROP COLUMN age; ALTER TABLE users ADD COLUMN age integer;",
        ],
    },
    Case {
        name: "not-null",
        schema: "CREATE TABLE users (id integer PRIMARY KEY, email varchar(60));",
        plan: "--not-null users.email --fill 'none'",
        old: Code {
            writes: &["INSERT INTO users (id) VALUES ({id})"],
            reads: &[("SELECT id FROM users WHERE id = {id}", "{id}")],
        },
        new: Code {
            writes: &["INSERT INTO users (id, email) VALUES ({id}, 'e')"],
            reads: &[("SELECT id FROM users WHERE id = {id}", "{id}")],
        },
        works: "",
        refused: "INSERT INTO users (id) VALUES (999999)",
        naive: [
            "CREATE TABLE n (id integer PRIMARY KEY, email varchar(60) NOT NULL); INSERT INTO n SELECT id, COALESCE(email, '') FROM users; DROP TABLE users; ALTER TABLE n RENAME TO users;",
            "UPDATE users SET email = '' WHERE email IS NULL; ALTER TABLE users ADD CONSTRAINT given CHECK (email IS NOT NULL);",
        ],
    },
    Case {
        name: "split",
        schema: "CREATE TABLE users (id integer PRIMARY KEY, full_name varchar(60) NOT NULL, age integer);",
        plan: "--split users.full_name first_name,last_name",
        old: Code {
            writes: &[
                "INSERT INTO users (id, full_name) VALUES ({id}, 'A{id} X')",
                "UPDATE users SET full_name = 'B{id} van Y' WHERE id = {id}",
                "UPDATE users SET age = 1 WHERE id = {id}",
            ],
            reads: &[("SELECT full_name FROM users WHERE id = {id}", "B{id} van Y")],
        },
        new: Code {
            writes: &[
                "INSERT INTO users (id, first_name, last_name) VALUES ({id}, 'A{id}', 'X')",
                "UPDATE users SET first_name = 'B{id}' WHERE id = {id}",
                "UPDATE users SET last_name = 'van Y' WHERE id = {id}",
                "UPDATE users SET age = 1 WHERE id = {id}",
            ],
            reads: &[
                ("SELECT first_name FROM users WHERE id = {id}", "B{id}"),
                ("SELECT last_name FROM users WHERE id = {id}", "van Y"),
            ],
        },
        works: "",
        refused: "SELECT full_name FROM users",
        naive: ["ALTER TABLE users ADD COLUMN first_name varchar(60); ALTER TABLE users ADD COLUMN last_name varchar(60); ALTER TABLE users DROP COLUMN full_name;";
            2],
    },
    Case {
        name: "rename-table",
        schema: "CREATE TABLE users (id integer PRIMARY KEY, name varchar(40) DEFAULT 'd' NOT NULL, age integer);",
        plan: "--rename users people",
        old: Code {
            writes: &[
                "INSERT INTO users (id) VALUES ({id})",
                "UPDATE users SET name = 'n{id}' WHERE id = {id}",
                "DELETE FROM users WHERE name = 'none'",
            ],
            reads: &[("SELECT name FROM users WHERE id = {id}", "n{id}")],
        },
        new: Code {
            writes: &[
                "INSERT INTO people (id) VALUES ({id})",
                "UPDATE people SET name = 'n{id}' WHERE id = {id}",
                "DELETE FROM people WHERE name = 'none'",
            ],
            reads: &[("SELECT name FROM people WHERE id = {id}", "n{id}")],
        },
        works: "",
        refused: "SELECT id FROM users",
        naive: ["ALTER TABLE users RENAME TO people;"; 2],
    },
];

/// A folder with the deployed project and one with the project here.
pub struct Project {
    folder: tempfile::TempDir,
}

/// The migrations of a release: their files' names and ways up.
pub type Scripts = Vec<(String, String)>;

/// The time of every run.
const NOW: &[(&str, &str)] = &[("MIGCHECK_NOW", "2024-03-18T12:00:00Z")];

impl Project {
    pub fn new(case: &Case, dialect: &str) -> Project {
        let folder = tempfile::Builder::new().prefix("plan").tempdir().unwrap();
        let project = Project { folder };
        project.write("migrations/000001_users.up.sql", &format!("{}\n", case.schema));
        project.write("migrations/000001_users.down.sql", "DROP TABLE users;\n");
        project.write(
            "migcheck.toml",
            &format!("[[database]]\nname = \"main\"\nmigrations = [\"migrations\"]\ndialect = \"{dialect}\"\n"),
        );
        project.code(&[&case.old]);
        project.deploy();
        project
    }

    pub fn head(&self) -> PathBuf {
        self.folder.path().join("head")
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.head().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The code here sends these queries.
    pub fn code(&self, versions: &[&Code]) {
        let sql = |text: &str| text.replace("'{id}'", "%s").replace("{id}", "%s");
        let mut text = String::from("import psycopg\n\n\ndef work(connection):\n");
        for version in versions {
            let all = version.writes.iter().chain(version.reads.iter().map(|(query, _)| query));
            text.extend(all.map(|query| format!("    connection.execute(\"{}\")\n", sql(query))));
        }
        self.write("app/users.py", &text);
    }

    /// What is here is deployed.
    pub fn deploy(&self) {
        let base = self.folder.path().join("base");
        let _ = fs::remove_dir_all(&base);
        copy(&self.head(), &base);
    }

    /// A run here, against what is deployed.
    pub fn run(&self, line: &str) -> Ran {
        run(&format!("-C {} {line}", self.head().display()), NOW)
    }

    /// What the check of the step from what is deployed to what is here finds.
    pub fn check(&self) -> Ran {
        self.run("check --base ../base --allow-empty --format concise --fail-on warning")
    }

    /// Writes the migrations of a release; the ways up of the new files, in order.
    pub fn release(&self, plan: &str, release: usize) -> Scripts {
        let known = self.files();
        let ran = self.run(&format!("plan {plan} --write --release {release}"));
        assert_eq!(ran.code, 0, "{plan} {release}: {}{}", ran.out, ran.err);
        let new = self.files().into_iter().filter(|path| !known.contains(path) && path.ends_with(".up.sql"));
        new.map(|path| (path.clone(), fs::read_to_string(self.head().join("migrations").join(&path)).unwrap()))
            .collect()
    }

    pub fn down(&self, up: &str) -> String {
        fs::read_to_string(self.head().join("migrations").join(up.replace(".up.sql", ".down.sql"))).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = fs::read_dir(self.head().join("migrations"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        files
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            assert!(fs::copy(entry.path(), target).is_ok())
        }
    }
}

/// The releases of a case's plan: the number, and whether it changes code.
pub fn releases(project: &Project, case: &Case) -> Vec<bool> {
    let ran = project.run(&format!("plan {} --format json", case.plan));
    assert_eq!(ran.code, 0, "{}: {}", case.name, ran.err);
    let plans: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let releases = plans["plans"][0]["releases"].as_array().unwrap();
    releases.iter().map(|release| release["code"] != "").collect()
}

/// A database on which a plan is carried out.
pub trait Server {
    /// Runs a migration, as one script.
    fn migrate(&mut self, script: &str) -> Result<(), String>;
    /// Runs one statement; what its first row says.
    fn query(&mut self, sql: &str) -> Result<Option<String>, String>;
}

fn with(text: &str, id: usize) -> String {
    text.replace("{id}", &id.to_string())
}

/// Each version of the code writes a row of its own, and every version reads them all.
fn work(server: &mut dyn Server, case: &Case, alive: &[&Code], rows: &mut Vec<usize>) -> Result<(), String> {
    for code in alive {
        let id = 5000 + rows.len();
        for write in code.writes {
            server.query(&with(write, id)).map_err(|error| format!("{}: {}: {error}", case.name, with(write, id)))?;
        }
        rows.push(id);
    }
    for code in alive {
        for (read, expected) in code.reads {
            for id in rows.iter().copied() {
                let got = server
                    .query(&with(read, id))
                    .map_err(|error| format!("{}: {}: {error}", case.name, with(read, id)))?;
                if got.as_deref() != Some(&with(expected, id)) {
                    return Err(format!("{}: {} gives {got:?}", case.name, with(read, id)));
                }
            }
        }
    }
    Ok(())
}

/// Rows that were there long before: more than a batch.
fn seed(server: &mut dyn Server, case: &Case) -> Vec<usize> {
    server.migrate(case.schema).unwrap();
    let rows: Vec<usize> = (1..=1500).collect();
    let writes =
        |id: &usize| case.old.writes.iter().map(|write| format!("{};\n", with(write, *id))).collect::<String>();
    for some in rows.chunks(200) {
        server.migrate(&some.iter().map(writes).collect::<String>()).unwrap();
    }
    vec![1, 1001, 1500]
}

/// Carries out a plan: after each migration every version of the code that may run does its work. Then releases are taken back until the code of the beginning
/// runs again, and made once more.
pub fn carry_out(server: &mut dyn Server, case: &Case, dialect: &str) {
    let project = Project::new(case, dialect);
    let releases = releases(&project, case);
    let mut rows = seed(server, case);
    let mut alive: Vec<&Code> = vec![&case.old];
    // What each release ran, and the versions of the code that may run behind it.
    let mut done: Vec<(Scripts, Vec<&Code>)> = Vec::new();
    let mut step = |server: &mut dyn Server, alive: &[&Code], what: &str| {
        if let Err(error) = work(server, case, alive, &mut rows) {
            panic!("{dialect}, {what}: {error}");
        }
    };
    let migrate = |server: &mut dyn Server, script: &str, what: &str| {
        server.migrate(script).unwrap_or_else(|error| panic!("{dialect}, {what}: {error}\n{script}"));
    };
    step(server, &alive, "before");
    for (at, code) in releases.iter().enumerate() {
        let migrations = project.release(case.plan, at + 1);
        for (path, script) in &migrations {
            let what = format!("{} release {} {path}", case.name, at + 1);
            migrate(server, script, &what);
            step(server, &alive, &what);
        }
        if *code {
            alive.push(&case.new);
            step(server, &alive, &format!("{} release {}, old and new", case.name, at + 1));
            // The code is taken back, and comes again.
            step(server, &[&case.old], &format!("{} release {}, rolled back", case.name, at + 1));
            done.push((migrations, std::mem::replace(&mut alive, vec![&case.new])));
            step(server, &alive, &format!("{} release {}, new", case.name, at + 1));
            project.code(&[&case.new]);
        } else {
            done.push((migrations, alive.clone()));
        }
        project.deploy();
    }
    let first = |alive: &[&Code]| alive.iter().any(|code| std::ptr::eq(*code, &case.old));
    let kept = done.iter().rposition(|(_, alive)| first(alive)).unwrap() + 1;
    for at in (kept..done.len()).rev() {
        for (path, _) in done[at].0.iter().rev() {
            let down = project.down(path);
            migrate(server, &down, &format!("{} release {}, way back of {path}", case.name, at + 1));
        }
        for alive in [done[at - 1].1.as_slice(), &done[at - 1].1[..1]] {
            step(server, alive, &format!("{} release {}, taken back", case.name, at + 1));
        }
    }
    for (at, (migrations, _)) in done.iter().enumerate().skip(kept) {
        for (path, script) in migrations {
            let what = format!("{} release {} again {path}", case.name, at + 1);
            migrate(server, script, &what);
            step(server, &alive, &what);
        }
    }
    if !case.works.is_empty() {
        server.query(case.works).unwrap_or_else(|error| panic!("{dialect} {}: {error}", case.name));
    }
    if !case.refused.is_empty() {
        assert!(server.query(case.refused).is_err(), "{dialect} {}: `{}` works", case.name, case.refused);
    }
}

/// The same change at once: the code that runs fails, or loses what it wrote.
pub fn at_once(server: &mut dyn Server, case: &Case, naive: &str) {
    let mut rows = seed(server, case);
    work(server, case, &[&case.old], &mut rows).unwrap();
    server.migrate(naive).unwrap();
    assert!(work(server, case, &[&case.old], &mut rows).is_err(), "{}: the naive migration breaks nothing", case.name);
}

/// The scripts with which a playbook puts the schema back, in their order.
pub fn scripts(playbook: &str) -> Vec<String> {
    let part = playbook.split("\n## Put it back\n").nth(1).unwrap().split("\n## ").next().unwrap();
    part.split("````sql\n").skip(1).map(|block| block.split("````").next().unwrap().to_owned()).collect()
}

/// The change is made at once, the code that runs fails, and what the playbook says makes it work again.
pub fn put_back(server: &mut dyn Server, case: &Case, dialect: &str, naive: &str) {
    let project = Project::new(case, dialect);
    let ran = project.run(&format!("plan {} --playbook", case.plan));
    assert_eq!(ran.code, 0, "{dialect} {}: {}", case.name, ran.err);
    at_once(server, case, naive);
    for script in scripts(&ran.out) {
        server.migrate(&script).unwrap_or_else(|error| panic!("{dialect} {}: {error}\n{script}", case.name));
    }
    work_anew(server, case);
}

/// A row with a number that no other has: those that were there may have lost what they held.
fn work_anew(server: &mut dyn Server, case: &Case) {
    let id = 9999;
    for write in case.old.writes {
        let write = with(write, id);
        server.query(&write).unwrap_or_else(|error| panic!("{}: put back, {write}: {error}", case.name));
    }
    for (read, expected) in case.old.reads {
        let read = with(read, id);
        let got = server.query(&read).unwrap_or_else(|error| panic!("{}: put back, {read}: {error}", case.name));
        assert_eq!(got, Some(with(expected, id)), "{}: put back, {read}", case.name);
    }
}
