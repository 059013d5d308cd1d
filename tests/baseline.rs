//! `migcheck baseline`: what is in it is silent, what is new is not, and in CI it only shrinks.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;
use std::path::Path;

use common::run;

const FILE: &str = "migcheck-baseline.json";

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn the_baseline_accepts_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let line = |line: &str| line.replace("ROOT", &root.display().to_string());
    let check = || run(&line("-C ROOT check --no-git --deny lock --format concise"), &[]);
    write(
        root,
        "migrations/0001_users.sql",
        "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text);\n",
    );
    write(root, "migrations/0002_email.sql", "CREATE INDEX users_email_idx ON users (email);\n");
    assert_eq!(check().code, 1);

    let ran = run(&line("-C ROOT baseline --no-git"), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("1 finding (1 new, 0 gone)"), "{}", ran.err);
    assert_eq!(check().code, 0);
    assert_eq!(run(&line("-C ROOT check --no-git --deny lock --no-baseline"), &[]).code, 1);

    // A blank line moves the finding, and it is the same.
    write(root, "migrations/0002_email.sql", "\n\nCREATE INDEX users_email_idx ON users (email);\n");
    assert_eq!(check().code, 0);

    write(root, "migrations/0003_id.sql", "CREATE INDEX users_id_idx ON users (id);\n");
    let new = check();
    assert_eq!(new.code, 1);
    assert!(new.out.contains("users_id_idx") && !new.out.contains("users_email_idx"), "{}", new.out);
    let grown = run(&line("-C ROOT baseline --no-git"), &[("CI", "true")]);
    assert_eq!(grown.code, 2);
    assert!(grown.err.contains("can only shrink"), "{}", grown.err);

    fs::remove_file(root.join("migrations/0002_email.sql")).unwrap();
    let pruned = run(&line("-C ROOT baseline --no-git --prune"), &[("CI", "true")]);
    assert!(pruned.code == 0 && pruned.err.contains("0 findings (0 new, 1 gone)"), "{}", pruned.err);

    write(root, FILE, "{");
    let broken = check();
    assert_eq!(broken.code, 2);
    assert!(broken.err.contains(FILE), "{}", broken.err);
}
