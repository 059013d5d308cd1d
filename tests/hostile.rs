//! Migrations that are broken or made to break their reader. Every scenario's new migration is damaged in each of a few ways; the check has to
//! end by itself, with an exit code of its own, and say which file it could not read, or that it finds no migration any more.
//!
//! The program runs as a process, as an overflowing stack takes a process down and no harness survives it.

#![allow(clippy::disallowed_methods)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::run;
use walkdir::WalkDir;

const DEEP: usize = 10_000;

type Damage = fn(&[u8]) -> Vec<u8>;

/// What is done to a migration, by name.
const DAMAGES: [(&str, Damage); 5] = [
    ("cut in half, brackets left open", |text| [text.get(..text.len() / 2).unwrap_or_default(), b"\n(([{"].concat()),
    ("nested brackets", |text| [text, b"\n", &nested(b"[", b"]"), b"\n"].concat()),
    ("nested calls left open", |text| [text, b"\n", &b"f(".repeat(DEEP)].concat()),
    ("neither UTF-8 nor free of NUL", |text| {
        let (start, end) = text.trim_ascii_end().split_at(text.trim_ascii_end().len().saturating_sub(3));
        [start, b"\xff\xfe\xc3(\0", end].concat()
    }),
    ("empty", |_| Vec::new()),
];

fn nested(open: &[u8], close: &[u8]) -> Vec<u8> {
    [open.repeat(DEEP), close.repeat(DEEP)].concat()
}

fn files(tree: &Path) -> BTreeSet<PathBuf> {
    let entries = WalkDir::new(tree).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    entries.map(|entry| entry.path().strip_prefix(tree).unwrap().to_owned()).collect()
}

/// The scenarios with exactly one new file that reads as a migration, one for each kind of project: base, head, that file.
fn migrations() -> Vec<(PathBuf, PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut found = Vec::new();
    let mut kinds = BTreeSet::new();
    for entry in WalkDir::new(root).min_depth(1).max_depth(1).sort_by_file_name() {
        let folder = entry.unwrap().into_path();
        let (base, head) = (folder.join("base"), folder.join("head"));
        if !base.is_dir() || !head.is_dir() || folder.to_string_lossy().ends_with("-quiet") {
            continue;
        }
        let old = files(&base);
        let mut new = files(&head).into_iter().filter(|path| !old.contains(path));
        if let (Some(migration), None) = (new.next(), new.next()) {
            // One of a kind will do: what the folders and the form of the file's name say.
            if kinds.insert(form(&migration)) {
                found.push((base, head, migration));
            }
        }
    }
    found
}

/// `db/migrate/20240101_drop_users.rb` → `db/migrate/00000000_a.rb`
fn form(migration: &Path) -> String {
    let folders = migration.parent().unwrap_or(migration).to_string_lossy().into_owned();
    let stem = migration.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = migration.extension().unwrap_or_default().to_string_lossy().into_owned();
    let mut form = String::new();
    for c in stem.chars() {
        match c {
            '0'..='9' => form.push('0'),
            _ if c.is_alphabetic() || c == '_' => {
                if !form.ends_with('a') {
                    form.push('a');
                }
            }
            _ => form.push(c),
        }
    }
    format!("{folders}/{form}.{ending}")
}

fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(&path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(from.join(path), target).unwrap();
    }
}

#[test]
fn a_damaged_migration_ends_no_run_and_is_named() {
    let cases = migrations();
    assert!(cases.len() > 30, "only {} scenarios have one new file", cases.len());
    let mut failed = Vec::new();
    for (base, head, migration) in &cases {
        let folder = tempfile::tempdir().unwrap();
        copy(head, folder.path());
        let file = folder.path().join(migration);
        let text = fs::read(&file).unwrap();
        for (name, damage) in DAMAGES {
            fs::write(&file, damage(&text)).unwrap();
            let ran = run(&format!("check --base {} -C {}", base.display(), folder.path().display()), &[]);
            let path = migration.to_string_lossy();
            let said = format!("{}{}", ran.out, ran.err);
            if !(0..=2).contains(&ran.code) || said.contains("panicked") {
                failed.push(format!("{}, {name}: ended with {}\n{said}", head.display(), ran.code));
            } else if name != "empty"
                && !said.contains(&*path)
                && !(ran.code == 2 && said.contains("no migrations found"))
            {
                failed.push(format!("{}, {name}: {path} is not named\n{said}", head.display()));
            }
        }
    }
    assert!(failed.is_empty(), "{} of {}\n\n{}", failed.len(), cases.len() * DAMAGES.len(), failed.join("\n\n"));
}
