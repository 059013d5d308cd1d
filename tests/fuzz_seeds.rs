//! What the fuzzers found, kept: each file of `tests/fuzz/<target>/` goes through its target again, under every value of its first byte, for registries grow.
//!
//! `MIGCHECK_CORPUS=FOLDER` writes what the fuzzers begin with into it, out of `testdata/` and the rules (`scripts/fuzz.sh`).

#![allow(clippy::disallowed_methods, clippy::print_stderr)]

mod common;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use common::run;
use migcheck::fuzz::{Files, TARGETS, inputs};
use walkdir::WalkDir;

/// Larger files are nothing to begin with: a fuzzer that is fast finds more.
const LARGEST: usize = 8 * 1024;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect()
}

#[test]
fn seeds_are_survived() {
    for target in TARGETS {
        for path in paths(&root().join("tests/fuzz").join(target.name)) {
            let bytes = std::fs::read(&path).unwrap();
            eprintln!("{}", path.display());
            (target.run)(&bytes);
            let Some((_, rest)) = bytes.split_first() else { continue };
            for first in 0..(target.choices)().min(256) {
                (target.run)(&[&[first as u8], rest].concat());
            }
        }
    }
}

#[test]
fn every_folder_of_seeds_is_a_targets_and_every_target_has_a_binary() {
    let names: BTreeSet<&str> = TARGETS.iter().map(|target| target.name).collect();
    let listed = |folder: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(root().join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    };
    let own: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    assert!(listed("tests/fuzz").is_subset(&own));
    assert_eq!(listed("fuzz/fuzz_targets"), own);
    let manifest = std::fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is no [[bin]]");
    }
}

/// What the fuzzers begin with, by target.
fn corpus() -> BTreeSet<(&'static str, Vec<u8>)> {
    let mut trees: Vec<PathBuf> = vec![root().join("rules")];
    for scenario in WalkDir::new(root().join("testdata")).min_depth(2).max_depth(2).sort_by_file_name() {
        let path = scenario.unwrap().into_path();
        if path.ends_with("head") {
            trees.push(path);
        }
    }
    let mut all = BTreeSet::new();
    // Files of uses are written by the program itself.
    for tree in trees.iter().skip(1).step_by(29) {
        all.insert(("uses", run(&format!("index -C {}", tree.display()), &[]).out.into_bytes()));
    }
    for tree in trees {
        let named = |path: &PathBuf| path.strip_prefix(&tree).unwrap().to_str().unwrap().replace('\\', "/");
        let read = |path: PathBuf| Some((named(&path), String::from_utf8(std::fs::read(&path).unwrap()).ok()?));
        let files = Files::new(paths(&tree).into_iter().filter_map(read));
        all.extend(inputs(&files).into_iter().filter(|(_, bytes)| bytes.len() <= LARGEST));
    }
    all
}

#[test]
fn what_the_scenarios_hold_is_survived() {
    let corpus = corpus();
    for target in TARGETS {
        let own = corpus.iter().filter(|(name, _)| *name == target.name).count();
        assert!(own > 0, "nothing in testdata/ is for {}", target.name);
    }
    if let Some(folder) = std::env::var_os("MIGCHECK_CORPUS") {
        for (target, bytes) in &corpus {
            let mut hasher = DefaultHasher::new();
            bytes.hash(&mut hasher);
            let folder = Path::new(&folder).join(target);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{:016x}", hasher.finish())), bytes).unwrap();
        }
        return;
    }
    // A part of them: the scenarios' own tests read all.
    for (target, bytes) in corpus.iter().step_by(11) {
        migcheck::fuzz::run(target, bytes);
    }
}
