//! Whole projects: git repositories and folders made for a test, checked from outside. Each case says what was compared with what.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{Ran, command, run};
use tempfile::TempDir;

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, username text);\n";
const DROP: &str = "ALTER TABLE users DROP COLUMN username;\n";
const LOGIN: &str =
    "def login(pool, name):\n    return pool.fetch(\"SELECT id, username FROM users WHERE username = $1\", name)\n";
const CLEAN: &str =
    "def login(pool, email):\n    return pool.fetch(\"SELECT id FROM users WHERE email = $1\", email)\n";

struct Project(TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        project.write(files);
        project
    }

    /// A repository on `main` with one commit of these files.
    fn git(files: &[(&str, &str)]) -> Self {
        let project = Self::new(files);
        project.ask_git("init -q");
        project.commit();
        project
    }

    fn write(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = self.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    fn ask_git(&self, line: &str) {
        let settings = "-c user.name=t -c user.email=t@example.org -c init.defaultBranch=main -c commit.gpgsign=false";
        let status = Command::new("git")
            .args(settings.split(' ').chain(line.split(' ')))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .status();
        assert!(status.unwrap().success(), "git {line}");
    }

    fn commit(&self) {
        self.ask_git("add -A");
        self.ask_git("commit -q -m c");
    }

    fn run(&self, line: &str) -> Ran {
        self.run_in("", line)
    }

    fn run_in(&self, folder: &str, line: &str) -> Ran {
        run(&format!("{line} -C {}", self.0.path().join(folder).display()), &[])
    }
}

/// Exit code and closing line; commit ids are cut out.
#[track_caller]
fn ends(ran: &Ran, code: i32, closing: &str) {
    let last = ran.err.lines().last().unwrap_or_default();
    let words = last.split(' ').map(|word| {
        let id = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_id = id.len() == 7 && id.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase());
        if is_id { word.replace(id, "ID") } else { word.to_string() }
    });
    let last: Vec<_> = words.collect();
    assert_eq!((ran.code, last.join(" ").as_str()), (code, closing), "{}\n{}", ran.out, ran.err);
}

fn repository() -> Project {
    let project = Project::git(&[("migrations/0001_users.sql", USERS), ("app/login.py", LOGIN)]);
    project.ask_git("checkout -q -b feature");
    project
}

#[test]
fn a_branch_against_where_it_left_the_main_branch() {
    let project = repository();
    ends(&project.run("check"), 0, "No problems: no new migration since main (ID), so the 1 file here loses nothing.");
    project.write(&[("migrations/0002_drop.sql", DROP)]);
    let error = "1 error in 1 new migration, against 1 file here and as deployed (main, ID).";
    ends(&project.run("check"), 1, error);
    project.commit();
    let ran = project.run("check");
    ends(&ran, 1, error);
    assert!(ran.out.contains("column-still-used") && ran.out.contains("app/login.py:2"), "{}", ran.out);
    ends(&project.run("check --base main"), 1, error);
    ends(&project.run("check --fail-on never"), 0, error);
    ends(
        &project.run("check --allow column-still-used"),
        0,
        "No problems: 1 new migration against 1 file, both as they are here and as deployed (main, ID).",
    );

    project.write(&[("app/login.py", CLEAN)]);
    let ran = project.run("check");
    ends(&ran, 1, error);
    assert!(
        ran.out.contains("column-used-by-deployed-code") && ran.out.contains("app/login.py @ main:2"),
        "{}",
        ran.out
    );
    let ran = project.run("check --base no-such-branch");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("the base `no-such-branch` is not in this clone"), "{}", ran.err);
    let ran = project.run("check --base no-such-branch --format json");
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("\"fatal\": true"), "{}", ran.out);
}

#[test]
fn what_is_staged_against_head() {
    let project = repository();
    project.write(&[("migrations/0002_drop.sql", DROP)]);
    ends(
        &project.run("check --staged"),
        0,
        "No problems: no new migration since HEAD (ID), so the 1 file here loses nothing.",
    );
    project.ask_git("add migrations");
    let error = "1 error in 1 new migration, against 1 file here and as deployed (HEAD, ID).";
    ends(&project.run("check --staged"), 1, error);
    // The work tree is clean of it, what is staged is not.
    project.write(&[("app/login.py", CLEAN)]);
    let ran = project.run("check --staged");
    ends(&ran, 1, error);
    assert!(ran.out.contains("column-still-used"), "{}", ran.out);
    project.ask_git("add app");
    assert!(project.run("check --staged").out.contains("column-used-by-deployed-code"));
    // Against the environment's base the flag wins.
    let line = format!("check --staged -C {}", project.0.path().display());
    ends(&run(&line, &[("MIGCHECK_BASE", "no-such-branch")]), 1, error);
}

#[test]
fn the_code_here_alone() {
    let project = repository();
    project.write(&[("migrations/0002_drop.sql", DROP), ("app/login.py", CLEAN)]);
    project.commit();
    ends(&project.run("check --no-git"), 0, "No problems: 2 migrations against 1 file as they are here.");
    project.write(&[("app/login.py", LOGIN)]);
    ends(&project.run("check --no-git"), 1, "1 error in 2 migrations, against 1 file as they are here.");
    let ran = project.run("check --all");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.err.ends_with(
            "in 2 migrations, against 1 file here and as deployed (main, ".replace("main, ", "main").as_str()
        ) || ran.err.contains("2 migrations, against 1 file here"),
        "{}",
        ran.err
    );

    let folder = Project::new(&[("migrations/0001_users.sql", USERS), ("app/login.py", CLEAN)]);
    let ran = folder.run("check");
    ends(&ran, 0, "No problems: 1 migration against 1 file as they are here.");
    assert!(ran.err.contains("warning: not a git repository"), "{}", ran.err);
    assert!(!folder.run("check --no-git").err.contains("warning"));
}

/// With `--all` both tables are known to have had the name; the query was written for the one that has it now.
#[test]
fn a_name_that_moved_to_another_table_of_the_join() {
    let query = |on: &str| {
        format!(
            "def run(c):\n    c.execute(\"SELECT r.name FROM a LEFT JOIN b ON a.b_id = b.id LEFT JOIN r ON r.id = {on}\")\n"
        )
    };
    for (on, code) in [("r_id", 0), ("b.r_id", 1)] {
        let tables = "CREATE TABLE a (id int, b_id int);\nCREATE TABLE b (id int, r_id int);\nCREATE TABLE r (id int, name text);\n";
        let moves = "ALTER TABLE a ADD COLUMN r_id int;\nALTER TABLE b DROP COLUMN r_id;\n";
        let files = [("migrations/0001_a.sql", tables), ("migrations/0002_b.sql", moves), ("app/run.py", &query(on))];
        let ran = Project::new(&files).run("check --all --no-git --select usage");
        assert_eq!(ran.code, code, "{on}: {}", ran.out);
    }
}

#[test]
fn named_migrations() {
    let project = repository();
    project.write(&[("migrations/0002_drop.sql", DROP)]);
    project.commit();
    let error = "1 error in 1 migration, against 1 file here and as deployed (main, ID).";
    for line in ["check migrations/0002_drop.sql", "check ./migrations/../migrations/0002_drop.sql"] {
        let ran = project.run(line);
        ends(&ran, 1, error);
    }
    let ran = project.run_in("migrations", "check 0002_drop.sql");
    assert!(ran.code == 1 && ran.out.contains("[migrations/0002_drop.sql:1:"), "{} {}", ran.out, ran.err);
    assert_eq!(project.run("check migrations/0001_users.sql").code, 0);
    assert!(project.run("check migrations").err.contains("2 migrations"));
    for line in ["check app/login.py", "check migrations/0003.sql"] {
        let ran = project.run(line);
        assert!(ran.code == 2 && ran.err.contains("is no migration"), "{}", ran.err);
    }
}

#[test]
fn a_directory_as_the_base() {
    let project = Project::new(&[
        ("base/migrations/0001_users.sql", USERS),
        ("base/app/login.py", LOGIN),
        ("head/migrations/0001_users.sql", USERS),
        ("head/migrations/0002_drop.sql", DROP),
        ("head/app/login.py", CLEAN),
    ]);
    let error = "1 error in 1 new migration, against 1 file here and as deployed (../base).";
    let absolute = format!("check --base {}", project.0.path().join("base").display());
    for line in ["check --base ../base", &absolute] {
        let ran = project.run_in("head", line);
        ends(&ran, 1, error);
        assert!(ran.out.contains("app/login.py @ ../base:2"), "{}", ran.out);
    }
    // Inside a repository the two directories are compared all the same.
    project.ask_git("init -q");
    ends(&project.run_in("head", "check --base ../base"), 1, error);
}

#[test]
fn several_releases_in_the_field() {
    let mobile = "def token(pool):\n    return pool.fetch(\"SELECT username FROM users\")\n";
    let project =
        Project::git(&[("migrations/0001_users.sql", USERS), ("app/login.py", LOGIN), ("app/token.py", mobile)]);
    project.ask_git("tag v1.0");
    project.write(&[("app/token.py", "")]);
    project.commit();
    project.ask_git("tag v1.1");
    project.write(&[
        ("app/login.py", CLEAN),
        ("migrations/0002_locale.sql", "ALTER TABLE users ADD COLUMN locale text;\n"),
    ]);
    project.commit();
    project.ask_git("tag v1.2");
    project.write(&[("migrations/0003_drop.sql", DROP)]);
    let clean = "No problems: 1 new migration against 2 files, both as they are here and as deployed (v1.2, ID).";
    ends(&project.run("check --base v1.2"), 0, clean);
    // Whatever any of them has, has run: the order of the bases makes no difference to what is pending.
    for line in ["check --base v1.2 --base v1.1 --base v1.0", "check --base v1.0 --base v1.2 --base v1.1"] {
        let ran = project.run(line);
        assert_eq!(ran.code, 1, "{line}\n{}{}", ran.out, ran.err);
        assert!(ran.err.contains("1 error in 1 new migration"), "{line}\n{}", ran.err);
        assert!(ran.out.contains("read by the code of v1."), "{}", ran.out);
        assert_eq!(ran.out.matches("app/login.py @ v1.").count(), 1, "{}", ran.out);
        assert_eq!(ran.out.matches("app/token.py @ v1.0").count(), 1, "{}", ran.out);
    }
    let ran = project.run("check --base v1.2 --base v1.1 --base v1.0");
    assert!(ran.out.contains("read by the code of v1.1 (") && ran.out.contains(") and v1.0 ("), "{}", ran.out);
    assert!(ran.err.contains("as deployed (v1.2, ") && ran.err.contains("; v1.0, "), "{}", ran.err);
    let ran = project.run("check --base v1.2 --base v1.1 --base v1.0 --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let names: Vec<_> = report["bases"].as_array().unwrap().iter().map(|one| one["ref"].as_str().unwrap()).collect();
    assert_eq!((report["base"]["ref"].as_str(), names), (Some("v1.2"), vec!["v1.2", "v1.1", "v1.0"]));
    let finding = &report["findings"][0];
    assert_eq!(finding["cells"], serde_json::json!(["while-old-instances-run", "after-code-rollback"]));
    let bases: Vec<_> =
        finding["related"].as_array().unwrap().iter().map(|one| (&one["location"]["base"], &one["bases"])).collect();
    // Two names in the text that two releases share, and one that the oldest has alone.
    let shared = (serde_json::json!(1), serde_json::json!([1, 2]));
    let expected = [shared.clone(), shared, (serde_json::json!(2), serde_json::Value::Null)];
    let found: Vec<_> = bases.iter().map(|(base, all)| ((*base).clone(), (*all).clone())).collect();
    assert_eq!(found, expected, "{}", finding["related"]);
    let ran = project.run("check --base v1.2 --base v0.9");
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("the base `v0.9` is not in this clone"), "{}", ran.err);
}

#[test]
fn nothing_to_check_is_an_error() {
    let empty = Project::git(&[("app/login.py", LOGIN)]);
    let ran = empty.run("check");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("error: no migrations found in "), "{}", ran.err);
    assert!(!ran.err.contains("No problems"), "{}", ran.err);
    let closing = "No problems: no new migration since main (ID), so the 1 file here loses nothing.";
    ends(&empty.run("check --allow-empty"), 0, closing);
    empty.write(&[("migcheck.toml", "allow-empty = true\n")]);
    ends(&empty.run("check"), 0, closing);
    for line in ["check --no-config", "schema --no-config", "check --migrations app"] {
        assert_eq!(empty.run(line).code, 2, "{line}");
    }
}

#[test]
fn the_file_counts_for_all_commands() {
    let project = repository();
    project.write(&[
        ("migrations/0002_drop.sql", DROP),
        (
            "migcheck.toml",
            "fail-on = \"warning\"\n[[database]]\nname = \"shop\"\nmigrations = [\"migrations\"]\ndialect = \"mysql\"\n[rules.column-still-used]\nlevel = \"warning\"\n",
        ),
    ]);
    ends(&project.run("check"), 1, "1 warning in 1 new migration, against 1 file here and as deployed (main, ID).");
    ends(
        &project.run("check --no-config"),
        1,
        "1 error in 1 new migration, against 1 file here and as deployed (main, ID).",
    );
    for line in ["info", "info -c migcheck.toml"] {
        let info = project.run(line);
        assert!(info.out.contains("shop: mysql (the configuration)"), "{}", info.out);
    }
    // From a folder within, the file and all paths are those of the root.
    let ran = project.run_in("app", "check --format concise");
    assert!(ran.out.starts_with("migrations/0002_drop.sql:1:"), "{}", ran.out);
    let info = project.run_in("app", "info");
    assert!(info.out.contains("../migcheck.toml"), "{}", info.out);
    for line in ["check --database shap", "info --database shap", "schema --database shap"] {
        let ran = project.run(line);
        assert!(ran.code == 2 && ran.err.contains("a database with a similar name: `shop`"), "{}", ran.err);
    }
}

#[test]
fn mistakes_in_the_file_are_shown_at_their_place() {
    for (text, place, label, below) in [
        (
            "[[database]]\nname = \"main\"\nmigration = [\"m\"]\n",
            "[migcheck.toml:3:1]",
            "did you mean `migrations`?",
            "  keys here: name, migrations, format, dialect",
        ),
        (
            "select = [\"colum-still-used\"]\n",
            "[migcheck.toml:1:11]",
            "did you mean `column-still-used`?",
            "  `migcheck rules` lists all",
        ),
        ("[rules.usge]\nlevel = \"note\"\n", "[migcheck.toml:1:8]", "did you mean `usage`?", "lists all"),
        ("[[database]]\nformat = \"gose\"\n", "[migcheck.toml:2:10]", "did you mean `goose`?", "  formats: prisma,"),
        ("fail-on = \"\u{7f}\\u001b[31m\"\n", "[migcheck.toml:1:12]", "here", ""),
        ("strict = \n", "[migcheck.toml:1:", "", ""),
    ] {
        let project = Project::new(&[("migcheck.toml", text)]);
        for line in ["check", "info", "schema"] {
            let ran = project.run(line);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
            assert!(ran.err.starts_with("config\n\n  × "), "{}", ran.err);
            for words in [place, label, below] {
                assert!(ran.err.contains(words), "{words}: {}", ran.err);
            }
            assert!(!ran.err.contains(['\u{1b}', '\u{7f}']), "{:?}", ran.err);
        }
    }
    let ran = Project::new(&[]).run("check -c no.toml");
    assert!(ran.code == 2 && ran.err.starts_with("error: no.toml cannot be read"), "{}", ran.err);
}

#[test]
fn two_databases_and_two_dialects() {
    let other = "CREATE TABLE parcels (id bigint PRIMARY KEY, username text);\n";
    let project = Project::git(&[
        ("shop/migrations/0001_users.sql", USERS),
        ("post/migrations/0001_parcels.sql", other),
        ("shop/login.py", LOGIN),
    ]);
    let drop = [("post/migrations/0002_drop.sql", "ALTER TABLE parcels DROP COLUMN username;\n")];
    project.write(&drop);
    let closing = "No problems: 1 new migration against 1 file, both as they are here and as deployed (main, ID).";
    ends(&project.run("check"), 0, closing);
    let schema = project.run("schema");
    assert!(schema.out.contains("-- post: ") && schema.out.contains("-- shop: "), "{}", schema.out);
    assert_eq!(project.run("check --migrations shop/migrations --migrations post/migrations").code, 0);

    let project = Project::git(&[
        ("db/postgres/0001_users.up.sql", USERS),
        ("db/sqlite/0001_users.up.sql", USERS),
        ("app/login.py", LOGIN),
    ]);
    project.write(&[("db/postgres/0002_drop.up.sql", DROP), ("db/sqlite/0002_drop.up.sql", DROP)]);
    let error = "1 error in 2 new migrations, against 1 file here and as deployed (main, ID).";
    for line in ["check", "check --migrations db", "check --migrations db/sqlite --migrations db/postgres"] {
        let ran = project.run(line);
        ends(&ran, 1, error);
        let both = ran.out.contains("[db/postgres/0002") && ran.out.contains("[db/sqlite/0002");
        assert!(both, "one finding, both places: {line} {}", ran.out);
    }
}

#[test]
fn the_base_that_a_ci_names() {
    let project = repository();
    project.write(&[("migrations/0002_drop.sql", DROP)]);
    project.commit();
    for (line, name, value, code, words) in [
        ("info", "GITHUB_BASE_REF", "main", 0, "base       main at "),
        ("info", "CHANGE_TARGET", "refs/heads/main", 0, "base       main at "),
        ("check", "GITHUB_BASE_REF", "main", 1, "as deployed (main, "),
        ("check", "GITHUB_BASE_REF", "release", 2, "the base `release` is not in this clone"),
        ("schema", "GITHUB_BASE_REF", "release", 2, "the base `release` is not in this clone"),
        ("info --base main", "GITHUB_BASE_REF", "release", 0, "(given)"),
        ("info --no-git", "GITHUB_BASE_REF", "release", 0, "base       none"),
    ] {
        let ran = run(&format!("{line} -C {}", project.0.path().display()), &[(name, value)]);
        assert!(ran.code == code && (ran.out.contains(words) || ran.err.contains(words)), "{line} {name}: {ran:?}");
    }
}

#[test]
fn what_the_file_says_of_a_database() {
    let project = Project::git(&[
        ("db/schema.dump", USERS),
        ("db/m/0001_a.sql", "CREATE TABLE a (id bigint);\n"),
        ("app/login.py", LOGIN),
    ]);
    project.ask_git("tag v1");
    project.write(&[("db/m/0002_drop.sql", DROP)]);
    project.commit();
    let one = "[[database]]\nname = 'shop'\nmigrations = 'db/m'\ndialect = 'postgres'\nbaseline = 'db/schema.dump'\ndeployed = 'v1'\n";
    project.write(&[("migcheck.toml", one)]);
    ends(&project.run("check"), 1, "1 error in 1 new migration, against 1 file here and as deployed (v1, ID).");
    assert!(project.run("schema users").out.starts_with("table users\n  id bigint not null\n"));
    assert!(project.run("info").out.contains("base       v1 at "));

    project.write(&[("migcheck.toml", &format!("{one}[[database]]\nname = 'b'\nmigrations = 'db/m'\n"))]);
    let ran = project.run("check");
    assert!(ran.code == 2 && ran.err.contains("deployed from different refs"), "{}", ran.err);
    assert_eq!(project.run("check --database shop").code, 1);
    project.write(&[("migcheck.toml", &one.replace("schema.dump", "no.sql"))]);
    let ran = project.run("check");
    assert!(ran.code == 2 && ran.err.contains("the baseline `db/no.sql` of the database `shop`"), "{}", ran.err);
}

#[test]
fn control_characters_never_get_through() {
    let project = Project::new(&[
        ("base/migrations/0001_users.sql", USERS),
        ("base/app/login.py", LOGIN),
        ("head/migrations/0001_users.sql", USERS),
        (
            "head/migrations/0002_\u{1b}[31mred\u{7}.sql",
            "ALTER TABLE users DROP COLUMN username; -- \u{1b}[31m\u{9b}1m\n",
        ),
        ("head/app/login\u{1b}[0m.py", &LOGIN.replace("\", name)", "\", name) # \u{1b}]0;title\u{7} \u{202e}")),
    ]);
    for line in [
        "check --format human -v",
        "check --format concise",
        "check --format json",
        "info",
        "schema --diff",
        "check --migrations mig\u{1b}[1m",
        "check no\u{1b}[1m.sql",
    ] {
        let ran = project.run_in("head", &format!("{line} --base ../base"));
        assert!(ran.code != 101 && !(ran.out.is_empty() && ran.err.is_empty()), "{line}");
        let all = ran.out + &ran.err;
        assert!(!all.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{line}: {all:?}");
        assert!(line.contains("json") || !all.contains('\u{202e}'), "{line}: {all:?}");
    }
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    let project = repository();
    project.write(&[("migrations/0002_drop.sql", DROP)]);
    for (line, code) in [("check", 1), ("check --format json", 1), ("info", 0), ("schema", 0)] {
        let line = format!("{line} -q -C {}", project.0.path().display());
        let mut child = command(&line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(code), &b""[..]), "{line}");
    }
}

#[test]
fn the_schema_and_what_changes() {
    let project = repository();
    project.write(&[("migrations/0002_drop.sql", DROP)]);
    assert_eq!(
        project.run("schema users").out,
        "table users\n  id bigint not null\n  email text not null\n  primary key (id)\n"
    );
    let ran = project.run("schema --diff");
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("--- main\n+++ here (") && ran.out.contains("\n-  username text\n"), "{}", ran.out);
    let ran = project.run("schema --diff --no-git");
    assert!(ran.out.contains("\n+table users\n") && ran.err.contains("no base"), "{}{}", ran.out, ran.err);
    let ran = project.run("schema user");
    assert_eq!((ran.code, ran.err.as_str()), (2, "error: the schema has no `user`\n\n  tip: did you mean `users`?\n"));
}

#[test]
fn info_says_what_was_detected() {
    let project = repository();
    let model = "from django.db import models\n\nclass User(models.Model):\n    email = models.TextField()\n";
    project.write(&[
        ("app/models.py", model),
        ("lib/a.groovy", "x"),
        ("web/x.min.js", "x"),
        ("migrations/0002_drop.sql", DROP),
    ]);
    let info = project.run("info");
    assert_eq!((info.code, info.err.as_str()), (0, ""));
    for words in [
        "config     none (defaults)\n",
        "(git, HEAD ",
        "base       main at ",
        "2 migrations in migrations (",
        "), 1 new\n",
        "1 table, 2 columns, 0 views, 0 enums\n",
        "2 statements: ",
        "0 not understood\n",
        "code       3 files: python 2, javascript 1\n",
        "not parsed: minified 1\n",
        "not supported: groovy 1\n",
        "found      django (1 model)\n",
    ] {
        assert!(info.out.contains(words), "{words}: {}", info.out);
    }
    let json: serde_json::Value = serde_json::from_str(&project.run("info --format json").out).unwrap();
    for (pointer, expected) in [
        ("/version", serde_json::json!(1)),
        ("/base/ref", "main".into()),
        ("/databases/0/new/0", "migrations/0002_drop.sql".into()),
        ("/databases/0/columns", 2.into()),
        ("/code/languages/0/name", "python".into()),
        ("/code/unsupported/0/count", 1.into()),
        ("/models/0/name", "django".into()),
    ] {
        assert_eq!(json.pointer(pointer), Some(&expected), "{pointer}");
    }
    assert!(Path::new(json["root"].as_str().unwrap()).is_absolute());
}
