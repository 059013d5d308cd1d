//! `migcheck usages` on small projects, in each format. `MIGCHECK_BLESS=1 cargo test --test usages` writes `tests/usages/` anew.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;

use common::{run, same_as_file};

const SCHEMA: &str = "CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL CONSTRAINT users_email_key UNIQUE,
    username text,
    legacy_code text
);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id),
    note text
);
CREATE TABLE old_audit (id bigint PRIMARY KEY, what text);
CREATE VIEW names AS SELECT username FROM users;
";

const CODE: &str = "def login(pool, name):
    return pool.fetch(\"SELECT id, email FROM users WHERE username = $1\", name)


def rename(pool, id, name):
    pool.execute(\"UPDATE users SET username = $2 WHERE id = $1\", id, name)


def orders(pool, user):
    return pool.fetch(\"SELECT id FROM orders WHERE user_id = $1\", user)
";

const TEST: &str = "def test_login(pool):
    assert pool.fetch(\"SELECT username FROM users\")
";

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [("migrations/0001_start.sql", SCHEMA), ("app/auth.py", CODE), ("tests/test_auth.py", TEST)] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Runs `usages` and compares what it says with a file.
#[track_caller]
fn says(line: &str, file: &str) {
    let project = project();
    let ran = run(&format!("usages {line} -C {}", project.path().display()), &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    same_as_file(&format!("usages/{file}"), &format!("{}{}", ran.out, ran.err));
}

#[test]
fn a_column_in_each_format() {
    says("users.username", "column.txt");
    says("users.username --format json", "column.json");
    says("users.username --format dot", "column.dot");
    says("users.username --format mermaid", "column.mermaid");
}

#[test]
fn tables_views_and_what_refers_to_them() {
    says("public.users", "table.txt");
    says("users.id", "key.txt");
    says("names", "view.txt");
    says("users.legacy_code", "unused_column.txt");
}

#[test]
fn what_nothing_uses() {
    says("--unused", "unused.txt");
}

#[test]
fn the_code_that_is_deployed() {
    let (head, base) = (project(), project());
    fs::write(head.path().join("app/auth.py"), "").unwrap();
    let ran = run(&format!("usages users.username --base {} -C {}", base.path().display(), head.path().display()), &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = ran.out.replace(&*base.path().file_name().unwrap().to_string_lossy(), "BASE");
    same_as_file("usages/deployed.txt", &format!("{text}{}", ran.err));
}

#[test]
fn a_line_explained() {
    let project = project();
    for (place, file) in
        [("app/auth.py:2", "line.txt"), ("app/auth.py:6:36", "write.txt"), ("app/auth.py:1", "nothing.txt")]
    {
        let ran = run(&format!("explain {place} -C {}", project.path().display()), &[]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        same_as_file(&format!("usages/{file}"), &format!("{}{}", ran.out, ran.err));
    }
}

#[test]
fn corrections_in_the_code() {
    let project = project();
    let marked = CODE.replace("def login", "# migcheck: not-a-column users.username: the directory's\ndef login");
    for (code, uses, warning) in [
        (CODE.to_string(), "3 uses", ""),
        // Above the function it says nothing of the query.
        (marked, "3 uses", ""),
        (CODE.replace("name)\n", "name)  # migcheck: not-a-column users.username: the directory's\n"), "1 use", ""),
        (CODE.replace("name)\n", "name)  # migcheck: not-a-column users: the directory's\n"), "1 use", ""),
        (CODE.replace("name)\n", "name)  # migcheck: not-a-column users.username\n"), "3 uses", "needs a reason"),
        (CODE.replace("name)\n", "name)  # migcheck: not-a-column users.email: another\n"), "3 uses", ""),
    ] {
        fs::write(project.path().join("app/auth.py"), &code).unwrap();
        let ran = run(&format!("usages users.username -C {}", project.path().display()), &[]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains(&format!("{uses} in")), "{code}\n{}", ran.err);
        assert!(ran.err.contains(warning) && (!warning.is_empty() || !ran.err.contains("warning")), "{}", ran.err);
    }
}

#[test]
fn mistakes() {
    let project = project();
    for (line, expected) in [
        ("users.usernme", "error: the schema has no `users.usernme`\n\n  tip: did you mean `users.username`?\n"),
        ("zzz", "error: the schema has no `zzz`\n"),
    ] {
        let ran = run(&format!("usages {line} -C {}", project.path().display()), &[]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (2, "", expected), "{line}");
    }
    for line in ["usages", "usages users --unused", "usages users --format yaml"] {
        assert_eq!(run(line, &[]).code, 2, "{line}");
    }
}
