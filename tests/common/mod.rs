//! What the harnesses share: texts compared with a diff.

#![allow(dead_code, clippy::disallowed_methods, clippy::print_stderr)]

use std::path::Path;

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
