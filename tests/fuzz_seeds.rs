//! What the fuzzers found, kept: each file of `tests/fuzz/<target>/` goes through its target again, under every value of its first byte, for registries grow.
//!
//! `MIGCHECK_CORPUS=FOLDER` writes what the fuzzers begin with into it, out of `testdata/` and the rules (`scripts/fuzz.sh`).

#![allow(clippy::disallowed_methods, clippy::print_stderr)]

mod common;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::run;
use migcheck::fuzz::{Files, TARGETS, inputs};
use walkdir::WalkDir;

/// Larger files are nothing to begin with: a fuzzer that is fast finds more.
const LARGEST: usize = 8 * 1024;

/// What a program's main thread has, where the program walks what its parsers made on threads with far more; a test's own has a quarter of it.
const STACK: usize = 8 << 20;

fn on_a_main_stack(work: fn()) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect()
}

#[test]
fn seeds_are_survived() {
    on_a_main_stack(seeds);
}

fn seeds() {
    for target in TARGETS {
        let folder = root().join("tests/fuzz").join(target.name);
        for path in folder.is_dir().then(|| paths(&folder)).into_iter().flatten() {
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
    assert!(!root().join("tests/fuzz").is_dir() || listed("tests/fuzz").is_subset(&own));
    assert_eq!(listed("fuzz/fuzz_targets"), own);
    let manifest = std::fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is no [[bin]]");
    }
}

/// A step of xorshift: the same numbers on every run.
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 8) as usize
}

const TRAPS: &[&str] = &[
    "'",
    "\"",
    "`",
    "$$",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\\",
    "\u{e9}",
    "\u{feff}",
    "\0",
    "--",
    "/*",
    "*/",
    "#",
    ";",
    ",",
    ".",
    "..",
    "::",
    "=>",
    "<",
    "</",
    "<%",
    "%>",
    "#{",
    "${",
    "\r",
    "\n",
    "\t",
    "  ",
    "0",
    "-1",
    "99999999999999999999",
    "DROP",
    "SELECT *",
    "%s",
    "?",
    ":",
    "@",
    "&a",
    "*a",
    "|\n",
    "\"\"\"",
    "'''",
    "<<~SQL\n",
];

/// An input that was damaged in a few ways, by parts of another one too.
fn damaged(bytes: &[u8], other: &[u8], state: &mut u64) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..1 + next(state) % 4 {
        // The first byte chooses, and stays.
        let at = (1 + next(state) % out.len().max(1)).min(out.len());
        let end = (at + next(state) % 24).min(out.len());
        let trap = TRAPS[next(state) % TRAPS.len()].bytes();
        match next(state) % 7 {
            0 => drop(out.splice(at..at, trap)),
            1 => drop(out.splice(at..end, trap)),
            2 => drop(out.drain(at..end)),
            3 => out.truncate(at),
            4 => {
                let again = out[at..end].to_vec();
                out.splice(end..end, again);
            }
            5 => {
                let from = next(state) % other.len().max(1);
                let part = other.get(from..(from + next(state) % 64).min(other.len())).unwrap_or_default();
                out.splice(at..at, part.iter().copied());
            }
            _ => out.iter_mut().skip(at).take(1).for_each(|byte| *byte = (next(state) % 256) as u8),
        }
    }
    out
}

/// A few of the inputs, damaged: what a machine without a fuzzer can do. `MIGCHECK_DAMAGED=N` does N for each target, other ones for each N, and tells all that it finds.
#[test]
fn damaged_inputs_are_survived() {
    on_a_main_stack(damage);
}

fn damage() {
    let said = std::env::var("MIGCHECK_DAMAGED").ok().and_then(|text| text.parse::<usize>().ok());
    let corpus = corpus();
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ said.unwrap_or(0) as u64;
    let place = std::env::temp_dir().join("migcheck-damaged");
    let keep = |name: &str, input: &[u8]| {
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join(name), input).unwrap();
    };
    let mut found = 0;
    for target in TARGETS {
        let own: Vec<&[u8]> =
            corpus.iter().filter(|(name, _)| *name == target.name).map(|(_, bytes)| &**bytes).collect();
        let mut slowest = Duration::from_millis(300);
        for _ in 0..said.unwrap_or(40) {
            let input = damaged(own[next(&mut state) % own.len()], own[next(&mut state) % own.len()], &mut state);
            if said.is_some() {
                // What takes the process down is the last one here.
                keep(target.name, &input);
            }
            let started = Instant::now();
            if std::panic::catch_unwind(|| (target.run)(&input)).is_err() {
                let name = format!("{}-crash-{:x}", target.name, next(&mut state));
                keep(&name, &input);
                eprintln!("FOUND {name}");
                found += 1;
            }
            if said.is_some() && started.elapsed() > slowest {
                slowest = started.elapsed();
                let name = format!("{}-slow-{:x}", target.name, next(&mut state));
                keep(&name, &input);
                eprintln!("SLOW {name} {slowest:?}");
            }
        }
    }
    assert_eq!(found, 0, "kept in {}", place.display());
}

/// What nests, or leads its reader on, when it stands many times behind itself.
const LEADS: &[&str] = &[
    "f(",
    "a => ",
    "if (a) ",
    "not ",
    "a ? b : ",
    "-- x\n",
    "SELECT (",
    "SELECT * FROM (",
    "CASE WHEN ",
    "CREATE TABLE t (a int);\n",
    "- ",
    "- a:\n",
    "{\"a\": ",
    "[1, ",
    "<a>",
    "<a b=\"",
    "&a [*a",
    "a.b",
    "a::",
    "a + ",
    "\"a\" + ",
    "x = ",
    "class A:\n ",
    "def a\n",
    "fn a() {",
    "begin ",
    "do ",
    "else if ",
    "BEGIN ",
    "a AND ",
    "a UNION SELECT ",
    "WITH a AS (",
    "'' ",
    "\\'",
    "$a$ ",
    "/* ",
    "[a] ",
    "\"{",
    "#{\"",
    "${`",
    "<% ",
    "{{ ",
    "@a(",
    "@a\n",
    "|> a ",
    "a -> ",
    "a?.b",
    "!",
    "*",
    "<T",
    "impl A { ",
    "ALTER TABLE t ADD a int, ",
    "SF:a\nDA:1,1\n",
    "a = [\n",
    "[[a]]\n",
    "a.b.",
    "?: ",
];

/// Long rows of one thing: nothing recurses without end, and nothing is gone over again and again.
#[test]
fn rows_of_one_thing_are_survived() {
    on_a_main_stack(rows);
}

fn rows() {
    let said = std::env::var_os("MIGCHECK_DAMAGED").is_some();
    let (each, length) = if said { (1, 8000) } else { (29, 2000) };
    for target in TARGETS {
        let mut number = 0;
        for first in 0..(target.choices)().min(256) {
            for lead in TRAPS.iter().chain(LEADS) {
                number += 1;
                if number % each != 0 {
                    continue;
                }
                if std::env::var_os("MIGCHECK_TRACE").is_some() {
                    eprintln!("{} {first} {lead:?}", target.name);
                }
                let row = lead.repeat(length / lead.len());
                let input = match target.name {
                    "migrations" => [&[first as u8, number as u8], b"\n".as_slice(), row.as_bytes()].concat(),
                    "uses" => [b"{\"migcheck-uses\": 1, \"a\": ".as_slice(), row.as_bytes()].concat(),
                    _ => [&[first as u8], row.as_bytes()].concat(),
                };
                if said {
                    let place = std::env::temp_dir().join("migcheck-damaged");
                    std::fs::create_dir_all(&place).unwrap();
                    std::fs::write(place.join(format!("row-{}", target.name)), &input).unwrap();
                }
                let started = Instant::now();
                (target.run)(&input);
                if said && started.elapsed() > Duration::from_millis(700) {
                    eprintln!("SLOW {} {first} {lead:?} {:?}", target.name, started.elapsed());
                }
            }
        }
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
        // Beside no repository, whose root would be the project's.
        let place = tempfile::tempdir().unwrap();
        for path in paths(tree) {
            let target = place.path().join(path.strip_prefix(tree).unwrap());
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::copy(path, target).unwrap();
        }
        all.insert(("uses", run(&format!("index -C {}", place.path().display()), &[]).out.into_bytes()));
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
