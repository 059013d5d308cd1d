//! The shape of the code: imports point one way, parsers stay behind their module, files say what they are for and stay short, registries are
//! sorted. What it holds is told in ARCHITECTURE.md.
//!
//! Files are read as text: a path in a comment or a string does not count, one in a `#[cfg(test)]` module neither.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::path::Path;

use migcheck::lang::LANGUAGES;
use migcheck::migration::LAYOUTS;
use migcheck::orm::ORMS;
use migcheck::output::FORMATS;
use migcheck::reach::FRAMEWORKS;
use migcheck::rule::rules;
use walkdir::WalkDir;

/// Every module of the crate with its layer; ARCHITECTURE.md has the same table.
const LAYERS: &[(&str, u8)] = &[
    ("source", 0),
    ("files", 0),
    ("report", 0),
    ("workers", 0),
    ("model", 1),
    ("input", 2),
    ("config", 2),
    ("coverage", 2),
    ("sql", 2),
    ("lang", 2),
    ("migration", 3),
    ("catalog", 3),
    ("orm", 3),
    ("reference", 4),
    ("resolve", 5),
    ("reach", 5),
    ("hazard", 5),
    ("fix", 5),
    ("rule", 6),
    ("plan", 6),
    ("output", 7),
    ("check", 8),
    ("fuzz", 9),
    ("server", 9),
    ("verify", 9),
    ("cli", 10),
    ("library", 11),
    ("main", 11),
];

/// Imports between modules of one layer, each with its reason: each that is added has to be argued.
const WITHIN_A_LAYER: &[(&str, &str, &str)] =
    &[("migration", "orm", "migrations of Rails and Go name tables and columns by the rules that their models follow")];

/// Crates that only some folders may name, so that replacing one touches little.
const ONLY_IN: &[(&[&str], &str)] = &[
    (&["sqlparser"], "sql"),
    (&["syn", "proc_macro2", "oxc_", "ruff_", "tree_sitter"], "lang"),
    (&["miette"], "output cli"),
    (&["clap"], "cli"),
    // Formats write it; some migration tools keep their journal in it.
    (&["serde_json"], "report output config migration server cli"),
    (&["lsp_server", "lsp_types"], "server"),
    (&["saphyr_parser"], "lang"),
    // Changelogs of Liquibase, mapper files of MyBatis, reports of Cobertura.
    (&["roxmltree"], "lang migration coverage"),
    (&["ignore"], "input"),
    (&["mysql", "postgres", "rusqlite"], "verify"),
];

/// The longest file; data and tests live elsewhere.
const LONGEST: usize = 500;

struct File {
    /// Relative to `src/`, with `/`.
    path: String,
    text: String,
    /// Without comments, strings and test modules.
    code: String,
}

impl File {
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Test modules in files of their own.
    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap();
        let stem = name.strip_suffix(".rs").unwrap();
        stem == "tests"
            || stem.ends_with("_tests")
            || matches!(stem, "testing" | "toy")
            || self.path.contains("/tests/")
    }
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            let code = without_tests(&bare(&text));
            File { path, text, code }
        })
        .collect()
}

/// The text with comments and the insides of strings blanked out, line by line.
fn bare(text: &str) -> String {
    let mut out = String::new();
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut index = 0;
    while index < chars.len() {
        match at(index) {
            '/' if at(index + 1) == '/' => {
                while index < chars.len() && at(index) != '\n' {
                    index += 1;
                }
            }
            'r' if matches!(at(index + 1), '"' | '#') && !is_word(at(index.wrapping_sub(1))) => {
                let hashes = chars[index + 1..].iter().take_while(|c| **c == '#').count();
                if at(index + 1 + hashes) != '"' {
                    out.push('r');
                    index += 1;
                    continue;
                }
                index += hashes + 2;
                while index < chars.len() && !(at(index) == '"' && (1..=hashes).all(|next| at(index + next) == '#')) {
                    out.extend(Some('\n').filter(|_| at(index) == '\n'));
                    index += 1;
                }
                index += hashes + 1;
            }
            '"' => {
                index += 1;
                while index < chars.len() && at(index) != '"' {
                    out.extend(Some('\n').filter(|_| at(index) == '\n'));
                    index += if at(index) == '\\' { 2 } else { 1 };
                }
                index += 1;
            }
            '\'' if at(index + 2) == '\'' && at(index + 1) != '\\' => index += 3,
            '\'' if at(index + 1) == '\\' => {
                index += 3;
                while index < chars.len() && at(index) != '\'' {
                    index += 1;
                }
                index += 1;
            }
            c => {
                out.push(c);
                index += 1;
            }
        }
    }
    out
}

/// The code without the items that stand under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(start) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..start]);
        let after = &rest[start..];
        let open = after.find('{').unwrap_or(after.len());
        let end = match after.find(';') {
            Some(semicolon) if semicolon < open => semicolon + 1,
            _ => closing_brace(after, open),
        };
        rest = &after[end..];
    }
    out + rest
}

fn closing_brace(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words that stand right behind `crate::` (or in the braces behind it).
fn crate_paths(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(is_word) || code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => {
                found.insert(rest.chars().take_while(|c| is_word(*c)).collect());
            }
            Some(group) => {
                let mut depth = 0;
                let mut word = String::new();
                let mut fresh = true;
                for c in group.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 && fresh && is_word(c) {
                        word.push(c);
                    } else if !word.is_empty() {
                        found.insert(std::mem::take(&mut word));
                        fresh = false;
                    }
                    fresh |= depth == 0 && c == ',';
                }
                found.extend(Some(word).filter(|word| !word.is_empty()));
            }
        }
    }
    found
}

fn layer(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(name, _)| *name == module).map(|(_, layer)| *layer)
}

#[test]
fn imports_point_one_way() {
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.path != "lib.rs" && !file.is_test()) {
        let module = file.module();
        let own = layer(module)
            .unwrap_or_else(|| panic!("src/{} is in no layer: add it to LAYERS and to ARCHITECTURE.md", file.path));
        for target in crate_paths(&file.code).iter().filter(|target| *target != module) {
            let Some(other) = layer(target) else { continue };
            let argued = WITHIN_A_LAYER.iter().any(|(from, to, _)| *from == module && to == target);
            if other > own || (other == own && !argued) {
                wrong.push(format!("src/{}: `{module}` (layer {own}) imports `{target}` (layer {other})", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn crates_stay_behind_their_module() {
    let mut wrong = Vec::new();
    for file in files() {
        for (crates, folders) in ONLY_IN {
            if folders.split(' ').any(|folder| folder == file.module()) {
                continue;
            }
            for name in *crates {
                let used = file.code.match_indices(name).any(|(at, _)| {
                    let after = file.code[at + name.len()..].trim_start_matches(is_word);
                    let whole = name.ends_with('_') || !file.code[at + name.len()..].starts_with(is_word);
                    !file.code[..at].ends_with(|c| is_word(c) || c == ':' || c == '.')
                        && (whole || *name == "tree_sitter")
                        && after.starts_with("::")
                });
                if used {
                    wrong.push(format!("src/{}: `{name}` belongs in {folders}", file.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_model_knows_no_wire_format() {
    for file in files().iter().filter(|file| matches!(file.module(), "source" | "model")) {
        assert!(!file.code.contains("serde"), "src/{}: formats own their wire structs", file.path);
    }
}

#[test]
fn files_say_what_they_are_for_and_stay_short() {
    let mut wrong = Vec::new();
    for file in files() {
        if !file.text.starts_with("//!") {
            wrong.push(format!("src/{} does not open with `//!`", file.path));
        }
        let lines = file.text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("src/{} has {lines} lines, over {LONGEST}", file.path));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn registries_are_sorted_and_unique() {
    sorted("LANGUAGES", LANGUAGES.iter().map(|language| language.name));
    sorted("ORMS", ORMS.iter().map(|orm| orm.name));
    sorted("FRAMEWORKS", FRAMEWORKS.iter().map(|framework| framework.name));
    sorted("FORMATS", FORMATS.iter().map(|format| format.name));
    sorted("rules", rules().iter().map(|rule| rule.slug));
    // The order of the layouts is that in which they are asked.
    unique("LAYOUTS", LAYOUTS.iter().map(|layout| layout.name()));
    unique("extensions", LANGUAGES.iter().flat_map(|language| language.extensions.iter().copied()));
}

fn sorted<'a>(what: &str, names: impl Iterator<Item = &'a str>) {
    let names: Vec<&str> = names.collect();
    assert!(!names.is_empty() && names.is_sorted_by(|left, right| left < right), "{what}: {names:?}");
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{what}: `{name}` twice");
    }
    assert!(!seen.is_empty(), "{what} is empty");
}

/// What an ORM or a mapping names has to be there: a misspelt language would turn it off in silence.
#[test]
fn orms_name_languages_that_are_there() {
    for orm in ORMS {
        for name in orm.declared_in {
            assert!(LANGUAGES.iter().any(|language| language.name == *name), "{}: no language `{name}`", orm.name);
        }
    }
}

#[test]
fn the_reader_of_imports_sees_them() {
    let code = without_tests(&bare(
        "use crate::{model::{name, change}, sql};\n// crate::output\nlet x = \"crate::cli\"; crate::lang::of(r#\"crate::rule\"#);\n\
         #[cfg(test)]\nmod tests { use crate::check; fn f() { '}'; } }\nuse crate::orm;",
    ));
    let expected = ["lang", "model", "orm", "sql"].map(str::to_owned);
    assert_eq!(crate_paths(&code), BTreeSet::from(expected));
}
