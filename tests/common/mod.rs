//! What the harnesses share: runs of the program, and texts compared with a diff.

#![allow(dead_code, clippy::disallowed_methods, clippy::print_stderr)]

pub mod rollout;
#[cfg(unix)]
pub mod servers;

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What would change a run.
const VARIABLES: [&str; 12] = [
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "TERM",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "MIGCHECK_BASE",
    "MIGCHECK_FORMAT",
    "MIGCHECK_FAIL_ON",
    "MIGCHECK_COLOR",
    "MIGCHECK_CONFIG",
];

/// The program with a line of arguments and a clean environment.
pub fn command(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_migcheck"));
    command.args(line.split_whitespace()).stdin(Stdio::null());
    for name in VARIABLES.iter().chain(migcheck::input::choose::VARIABLES) {
        command.env_remove(name);
    }
    command
}

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs it.
pub fn run(line: &str, variables: &[(&str, &str)]) -> Ran {
    let Output { status, stdout, stderr } = command(line).envs(variables.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

/// Compares with the file `tests/<name>`; `MIGCHECK_BLESS=1` writes it anew, to be read as a diff.
#[track_caller]
pub fn same_as_file(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    if std::env::var_os("MIGCHECK_BLESS").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    same(name, &expected, actual);
}

/// Fails with a diff if the texts differ.
#[track_caller]
pub fn same(name: &str, expected: &str, actual: &str) {
    if expected != actual {
        let diff = similar::TextDiff::from_lines(expected, actual);
        panic!("{name} differs:\n{}", diff.unified_diff().context_radius(3).header("expected", "actual"));
    }
}
