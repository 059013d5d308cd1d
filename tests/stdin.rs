//! SQL that is handed over: on standard input, under a file's name, or by a command on the command line.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;
use std::io::Write;
use std::process::Stdio;

use common::{Ran, command};
use tempfile::TempDir;

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, username text);\n";
const DROP: &str = "BEGIN;\n-- Running upgrade 1 -> 2\nALTER TABLE users DROP COLUMN username;\nCOMMIT;\n";
const LOGIN: &str =
    "def login(pool, name):\n    return pool.fetch(\"SELECT id, username FROM users WHERE username = $1\", name)\n";

fn project(files: &[(&str, &str)]) -> TempDir {
    let project = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = project.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    project
}

fn users() -> TempDir {
    project(&[("migrations/0001_users.sql", USERS), ("app/login.py", LOGIN)])
}

/// A run with `line` and further arguments that may hold blanks; `input` is standard input.
fn run(project: &TempDir, line: &str, arguments: &[&str], input: &str) -> Ran {
    let mut child = command(line)
        .args(arguments)
        .arg("-C")
        .arg(project.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that refuses its options ends before it has read anything: then the pipe is closed.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn standard_input_is_one_more_migration() {
    let project = users();
    let ran = run(&project, "check --no-git -", &[], DROP);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    for part in ["[<stdin>:3:19]", "ALTER TABLE users DROP COLUMN username;", "app/login.py:2"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let ran = run(&project, "check --no-git -", &[], "ALTER TABLE users ADD COLUMN note text;\n");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(run(&project, "check --no-git -", &[], "").code, 0);
    // Odd bytes are text like any other.
    assert_eq!(run(&project, "check --no-git -", &[], "\u{0}'\u{1b}[31m$$ /* \u{fffd}").code, 0);
}

#[test]
fn without_migrations_the_dialect_can_be_named() {
    let project = project(&[("app/login.py", LOGIN)]);
    let drop = "ALTER TABLE `users` DROP COLUMN `username`;\n";
    for line in ["check --no-git --dialect mysql -", "check --no-git --dialect mariadb --format concise -"] {
        let ran = run(&project, line, &[], drop);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    }
    let ran = run(&project, "check --no-git --dialect oracle -", &[], drop);
    assert!(ran.code == 2 && ran.err.contains("there are postgres"), "{}", ran.err);
}

#[test]
fn an_editor_gives_the_text_of_a_file() {
    let project = users();
    let line = "check --no-git --format concise --stdin-filename migrations/0002_drop.sql -";
    let ran = run(&project, line, &[], DROP);
    assert!(ran.code == 1 && ran.out.starts_with("migrations/0002_drop.sql:3:19: error"), "{}{}", ran.out, ran.err);
    // The text counts, and not what the disk has.
    fs::write(project.path().join("migrations/0002_drop.sql"), DROP).unwrap();
    let ran = run(&project, line, &[], "ALTER TABLE users ADD COLUMN note text;\n");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ran = run(&project, "check --no-git --stdin-filename migrations/0002_drop.sql", &[], "");
    assert!(ran.code == 2 && ran.err.contains("names what `-` reads"), "{}", ran.err);
}

#[test]
fn one_of_several_databases_has_to_be_named() {
    let project = project(&[("a/migrations/0001_users.sql", USERS), ("b/migrations/0001_users.sql", USERS)]);
    let ran = run(&project, "check --no-git -", &[], DROP);
    assert!(ran.code == 2 && ran.err.contains("may be for any of several databases (a, b)"), "{}", ran.err);
    assert_eq!(run(&project, "check --no-git --migrations a/migrations -", &[], DROP).code, 0);
}

#[cfg(unix)]
#[test]
fn a_command_prints_the_migration() {
    let project = users();
    fs::write(project.path().join("up.sql"), DROP).unwrap();
    let check = |command: &str| run(&project, "check --no-git --from-command", &[command], "");
    let ran = check("cat up.sql");
    assert!(ran.code == 1 && ran.out.contains("[<cat up.sql>:3:19]"), "{}{}", ran.out, ran.err);
    assert_eq!(check("true").code, 0);
    let ran = check("printf 'no \\033[31mdatabase' >&2; exit 3");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("failed (exit code 3)") && ran.err.contains("database"), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
    let ran = run(&project, "check --no-git - --from-command true", &[], "");
    assert!(ran.code == 2 && ran.err.contains("exclude each other"), "{}", ran.err);
}

/// A project that was cloned must not be able to have something run.
#[cfg(unix)]
#[test]
fn no_configuration_names_a_command() {
    let project = users();
    fs::write(project.path().join("migcheck.toml"), "from-command = \"touch ran\"\n").unwrap();
    assert_eq!(run(&project, "check --no-git", &[], "").code, 2);
    assert!(!project.path().join("ran").exists());
}
