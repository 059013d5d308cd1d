//! The hooks of `.pre-commit-hooks.yaml` with the binary that was built: by their own entry, as pre-commit calls it, and under pre-commit where there is one.

#![cfg(unix)]
#![allow(clippy::disallowed_methods)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const SCENARIO: &str = "testdata/drop-column-login-go-sql";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a key says in each of the hooks.
fn values(key: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let found =
        text.lines().filter_map(|line| line.trim_start_matches(['-', ' ']).strip_prefix(key)?.strip_prefix(':'));
    found.map(|value| value.trim().to_owned()).collect()
}

fn git(folder: &Path, line: &str) {
    let settings = "-c user.name=t -c user.email=t@example.org -c init.defaultBranch=main -c commit.gpgsign=false";
    let done = Command::new("git")
        .args(settings.split(' ').chain(line.split(' ')))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(done.status.success(), "git {line}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Lays a scenario's tree over a folder that has nothing but git's own.
fn lay(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => lay(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// The exit code of an entry, run by the hook of a commit: base is committed, head is staged.
fn hooked(entry: &str, scenario: &str) -> (i32, String) {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    lay(&root().join(scenario).join("base"), folder);
    git(folder, "init -q");
    git(folder, "add -A");
    git(folder, "commit -q -m base");
    git(folder, "rm -rq .");
    lay(&root().join(scenario).join("head"), folder);
    git(folder, "add -A");
    let mut words = entry.split(' ');
    assert_eq!(words.next(), Some("migcheck"), "the binary on the path is what runs");
    let done = Command::new(env!("CARGO_BIN_EXE_migcheck"))
        .args(words)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("PRE_COMMIT", "1")
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    (done.status.code().unwrap(), text)
}

#[test]
fn a_commit_that_drops_a_column_in_use_is_refused_and_its_twin_is_not() {
    let entries = values("entry");
    assert_eq!(entries.len(), values("id").len());
    for entry in entries {
        let (code, text) = hooked(&entry, SCENARIO);
        assert!(code == 1 && text.contains("is dropped"), "{entry}: {code}\n{text}");
        let (code, text) = hooked(&entry, &format!("{SCENARIO}-cleaned-first"));
        assert_eq!(code, 0, "{entry}\n{text}");
    }
}

/// pre-commit would split the names of changed files over several processes.
#[test]
fn hooks_check_the_repository_and_not_files() {
    let count = values("id").len();
    for (key, value) in [("pass_filenames", "false"), ("require_serial", "true"), ("types", "[text]")] {
        assert_eq!(values(key), vec![value.to_owned(); count], "{key}");
    }
}

/// Nothing is fetched by a test: `scripts/pre-commit.sh` alone does that.
#[test]
fn pre_commit_runs_the_hook_of_a_clone() {
    let done = Command::new("scripts/pre-commit.sh")
        .arg(env!("CARGO_BIN_EXE_migcheck"))
        .env("MIGCHECK_TOOLS", "present")
        .current_dir(root())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{text}{}", String::from_utf8_lossy(&done.stderr));
    // The test harness keeps what `eprintln!` says; what was skipped has to be seen.
    for line in text.lines().filter(|line| line.starts_with("SKIPPED")) {
        writeln!(std::io::stderr(), "scripts/pre-commit.sh: {line}").unwrap();
    }
}
