//! The steps of `action.yml`, run with bash in an environment like a runner's: outputs, summary, annotations and exit codes, on inputs that try to be commands.

#![cfg(unix)]
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, username text);\n";
const DROP: &str = "ALTER TABLE users DROP COLUMN username;\n";
/// A line of source that tries to be a command of the runner.
const LOGIN: &str = "def login(pool, name):\n    return pool.fetch(\"SELECT id, username FROM users WHERE username = $1\", name) # ::error::owned ::add-mask::x\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn git(folder: &Path, line: &str) -> String {
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
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A repository with two commits: the second drops a column that the code still reads. Gives the first one's name.
fn project(folder: &Path) -> String {
    write(folder, "migrations/0001_users.sql", USERS);
    write(folder, "app/login.py", LOGIN);
    git(folder, "init -q");
    git(folder, "add -A");
    git(folder, "commit -q -m one");
    let base = git(folder, "rev-parse HEAD");
    write(folder, "migrations/0002_drop.sql", DROP);
    git(folder, "add -A");
    git(folder, "commit -q -m two");
    base
}

struct Step {
    code: i32,
    log: String,
    outputs: BTreeMap<String, String>,
    summary: String,
    path: String,
    temp: TempDir,
}

/// One step of the action, run in `folder`.
fn step(script: &str, folder: &Path, given: &[(&str, &str)]) -> Step {
    let temp = tempfile::tempdir().unwrap();
    let at = |name: &str| temp.path().join(name);
    for file in ["output", "summary", "path"] {
        fs::write(at(file), "").unwrap();
    }
    let tool = Path::new(env!("CARGO_BIN_EXE_migcheck")).parent().unwrap();
    let done = Command::new("bash")
        .args([
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            &format!("\"${{GITHUB_ACTION_PATH}}/action/{script}\""),
        ])
        .env_clear()
        .env("PATH", format!("{}:{}", tool.display(), std::env::var("PATH").unwrap()))
        .env("HOME", temp.path())
        .env("GITHUB_ACTIONS", "true")
        .env("CI", "true")
        .env("GITHUB_ACTION_PATH", root())
        .env("GITHUB_OUTPUT", at("output"))
        .env("GITHUB_STEP_SUMMARY", at("summary"))
        .env("GITHUB_PATH", at("path"))
        .env("RUNNER_TEMP", temp.path())
        .env("RUNNER_TOOL_CACHE", at("tools"))
        .envs(given.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let read = |name: &str| fs::read_to_string(at(name)).unwrap();
    let log = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    let (outputs, summary, path) = (pairs(&read("output")), read("summary"), read("path"));
    Step { code: done.status.code().unwrap(), log, outputs, summary, path, temp }
}

/// `name=value` lines and `name<<MARK` blocks, as a runner reads them.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some((name, mark)) = line.split_once("<<") {
            let block: Vec<&str> = lines.by_ref().take_while(|inner| *inner != mark).collect();
            found.insert(name.to_owned(), block.join("\n"));
        } else if let Some((name, value)) = line.split_once('=') {
            found.insert(name.to_owned(), value.to_owned());
        }
    }
    found
}

/// The log without what stands between the marks that stop commands.
fn commands(log: &str) -> Vec<&str> {
    let mut stopped: Option<String> = None;
    let mut seen = Vec::new();
    for line in log.lines() {
        match &stopped {
            Some(mark) if line == format!("::{mark}::") => stopped = None,
            Some(_) => {}
            None => match line.strip_prefix("::stop-commands::") {
                Some(mark) => stopped = Some(mark.to_owned()),
                None if line.starts_with("::") => seen.push(line),
                None => {}
            },
        }
    }
    assert!(stopped.is_none(), "commands stay stopped:\n{log}");
    seen
}

#[test]
fn no_expression_stands_in_a_shell() {
    let text = fs::read_to_string(root().join("action.yml")).unwrap();
    let runs: Vec<&str> = text.lines().filter(|line| line.trim_start().starts_with("run:")).collect();
    assert_eq!(runs.len(), 2);
    assert!(runs.iter().all(|line| !line.contains("${{")), "{runs:?}");
    let inputs = text.split("inputs:").nth(1).unwrap().split("outputs:").next().unwrap();
    let names = inputs
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':').filter(|name| !name.starts_with(' ')));
    for name in names {
        let handed = format!("INPUT_{}: ${{{{ inputs.{name} }}}}", name.to_uppercase().replace('-', "_"));
        assert!(text.contains(&handed), "{handed}");
    }
}

#[test]
fn a_finding_fails_the_step_and_is_told_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let base = project(folder.path());
    let done = step("run.sh", folder.path(), &[("EVENT_BASE", &base), ("INPUT_SARIF_FILE", "out dir/m;$(id).sarif")]);
    assert_eq!(done.code, 2, "a folder that is not there is an error:\n{}", done.log);
    fs::create_dir(folder.path().join("out dir")).unwrap();
    let done = step("run.sh", folder.path(), &[("EVENT_BASE", &base), ("INPUT_SARIF_FILE", "out dir/m;$(id).sarif")]);
    assert_eq!(done.code, 1, "{}", done.log);
    assert_eq!(done.outputs["exit-code"], "1");
    assert_eq!(done.outputs["errors"], "1");
    assert_eq!(done.outputs["warnings"], "0");
    assert_eq!(done.outputs["sarif-file"], "out dir/m;$(id).sarif");
    assert!(folder.path().join("out dir/m;$(id).sarif").is_file());
    assert!(done.summary.contains("users.username"), "{}", done.summary);
    let commands = commands(&done.log);
    assert!(
        commands.iter().any(|line| line.starts_with("::error ") && line.contains("file=migrations/0002_drop.sql")),
        "{commands:?}"
    );
    assert!(
        commands.iter().all(|line| !line.starts_with("::add-mask") && !line.starts_with("::error::owned")),
        "{commands:?}"
    );
}

#[test]
fn inputs_are_arguments_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let base = project(folder.path());
    let hostile = ["a b.sql", "$(touch owned)", "; touch owned", "`touch owned`", "--config=/etc/passwd", "x\n\ny"];
    for input in hostile {
        let done = step("run.sh", folder.path(), &[("EVENT_BASE", &base), ("INPUT_PATHS", input)]);
        assert_eq!(done.code, 2, "{input}: {}", done.log);
        assert_eq!(done.outputs["exit-code"], "2", "{input}");
        assert!(!folder.path().join("owned").exists(), "{input}");
    }
    for (name, input) in [
        ("INPUT_BASE", "--upload-pack=touch owned"),
        ("INPUT_BASE", "no such ref"),
        ("INPUT_WORKING_DIRECTORY", "$(id)"),
        ("INPUT_CONFIG", "none.toml"),
        ("INPUT_FAIL_ON", "bad"),
        ("INPUT_ARGS", "--no-such-option"),
    ] {
        let done = step("run.sh", folder.path(), &[("EVENT_BASE", &base), (name, input)]);
        assert_eq!(done.code, 2, "{name}={input}: {}", done.log);
        assert!(
            commands(&done.log).iter().any(|line| line.starts_with("::error title=migcheck could not run::")),
            "{}",
            done.log
        );
        assert!(!folder.path().join("owned").exists(), "{input}");
    }
    let done = step(
        "run.sh",
        folder.path(),
        &[
            ("EVENT_BASE", &base),
            ("INPUT_FAIL_ON", "never"),
            ("INPUT_ANNOTATIONS", "false"),
            ("INPUT_SUMMARY", "false"),
            ("INPUT_ARGS", "--no-baseline\r\n\n"),
        ],
    );
    assert_eq!((done.code, done.summary.as_str()), (0, ""), "{}", done.log);
    assert!(commands(&done.log).is_empty(), "{}", done.log);
}

#[test]
fn the_base_is_found_or_the_step_fails() {
    let origin = tempfile::tempdir().unwrap();
    let base = project(origin.path());
    let shallow = |depth: &str| {
        let clone = tempfile::tempdir().unwrap();
        git(clone.path(), &format!("clone -q --depth={depth} file://{} x", origin.path().display()));
        clone
    };
    // The base is fetched where the clone lacks it.
    git(origin.path(), "config uploadpack.allowReachableSHA1InWant true");
    let clone = shallow("1");
    let done = step("run.sh", &clone.path().join("x"), &[("EVENT_BASE", &base)]);
    assert_eq!(done.code, 1, "{}", done.log);
    // Without it, nothing is checked.
    let clone = shallow("1");
    git(&clone.path().join("x"), "remote set-url origin file:///nowhere");
    let done = step("run.sh", &clone.path().join("x"), &[("EVENT_BASE", &base)]);
    assert_eq!(done.code, 2, "{}", done.log);
    assert!(done.log.contains("fetch-depth"), "{}", done.log);
    // A new branch has no commit before the push: the default branch counts.
    let clone = shallow("2");
    let done = step(
        "run.sh",
        &clone.path().join("x"),
        &[("EVENT_BASE", "0000000000000000000000000000000000000000"), ("EVENT_DEFAULT_BRANCH", "main")],
    );
    assert_eq!(done.code, 0, "{}", done.log);
}

#[test]
fn the_configuration_goes_before_what_the_event_says() {
    let folder = tempfile::tempdir().unwrap();
    let base = project(folder.path());
    let head = git(folder.path(), "rev-parse HEAD");
    let run = |given: &[(&str, &str)]| step("run.sh", folder.path(), given).code;
    // The event says that nothing is new; the configuration knows what is deployed.
    assert_eq!(run(&[("EVENT_BASE", &head)]), 0);
    write(folder.path(), "migcheck.toml", &format!("deployed = \"{base}\"\n"));
    assert_eq!(run(&[("EVENT_BASE", &head)]), 1);
    assert_eq!(run(&[("EVENT_BASE", &head), ("INPUT_BASE", &head)]), 0, "the input goes before both");
    write(folder.path(), "migcheck.toml", &format!("deployed = \"{base}\"\nfail-on = \"never\"\n"));
    assert_eq!(run(&[]), 0);
    assert_eq!(run(&[("INPUT_FAIL_ON", "error")]), 1);
}

#[test]
fn a_binary_on_the_path_is_used_and_a_wrong_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for install in ["none", "auto"] {
        let done = step("install.sh", folder.path(), &[("INPUT_INSTALL", install)]);
        assert_eq!(done.code, 0, "{}", done.log);
        assert_eq!(done.outputs["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(done.path, "");
    }
    for (name, value) in [
        ("INPUT_VERSION", "1.0; touch owned"),
        ("INPUT_VERSION", "../../x"),
        ("INPUT_INSTALL", "$(id)"),
        ("INPUT_INSTALL", "download"),
    ] {
        let done = step("install.sh", folder.path(), &[(name, value)]);
        assert_eq!(done.code, 2, "{name}={value}: {}", done.log);
        assert!(!folder.path().join("owned").exists() && !done.temp.path().join("owned").exists());
    }
}
