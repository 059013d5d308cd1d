//! What the code of a project is made of, for `info`: files that are not read and why, and the models that it declares.

use std::collections::BTreeMap;

use crate::input::{Skip, WorkTree};
use crate::lang;
use crate::orm::{CodeFile, ORMS};
use crate::reference::is_test_path;
use crate::source::{Revision, SourceFile, Tree};

use super::Project;
use crate::workers::parallel;

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Code files that are not parsed, by reason.
    pub skipped: BTreeMap<&'static str, usize>,
    /// Code files of languages that are not supported, by language.
    pub unsupported: BTreeMap<&'static str, usize>,
    /// Models that ORMs map to tables, by ORM.
    pub models: BTreeMap<&'static str, usize>,
}

/// Languages in which applications use databases, by the endings of their files.
const OTHERS: &[(&str, &[&str])] = &[
    ("c/c++", &["c", "cc", "cpp", "cxx", "hpp"]),
    ("clojure", &["clj", "cljc", "cljs"]),
    ("coffeescript", &["coffee"]),
    ("crystal", &["cr"]),
    ("erlang", &["erl"]),
    ("f#", &["fs"]),
    ("groovy", &["groovy"]),
    ("haskell", &["hs"]),
    ("julia", &["jl"]),
    ("kotlin", &["kt", "kts"]),
    ("lua", &["lua"]),
    ("ocaml", &["ml"]),
    ("perl", &["pl", "pm"]),
    ("php", &["php"]),
    ("r", &["r"]),
    ("svelte", &["svelte"]),
    ("visual basic", &["vb"]),
    ("vue", &["vue"]),
];

/// Looks through the code here.
pub fn survey(project: &Project, threads: usize) -> Survey {
    let mut survey = Survey::default();
    for path in project.trees.head.paths() {
        if let Some(name) = unsupported(path) {
            *survey.unsupported.entry(name).or_default() += 1;
        }
    }
    let head: &WorkTree = &project.trees.head;
    let seen = parallel(threads, project.code.len(), |at| look(head, &project.code[at]));
    for (skip, models) in seen {
        if let Some(skip) = skip {
            *survey.skipped.entry(skip.label()).or_default() += 1;
        }
        for (orm, count) in models {
            *survey.models.entry(orm).or_default() += count;
        }
    }
    survey
}

fn unsupported(path: &str) -> Option<&'static str> {
    if lang::of_path(path).is_some() {
        return None;
    }
    let ending = path.rsplit('/').next()?.rsplit_once('.')?.1.to_ascii_lowercase();
    OTHERS.iter().find(|(_, endings)| endings.contains(&ending.as_str())).map(|(name, _)| *name)
}

fn look(tree: &WorkTree, path: &std::sync::Arc<str>) -> (Option<Skip>, Vec<(&'static str, usize)>) {
    let nothing = |skip| (Some(skip), Vec::new());
    if let Some(skip) = Skip::of_path(path) {
        return nothing(skip);
    }
    let Some(text) = tree.read(path) else { return (None, Vec::new()) };
    if let Some(skip) = Skip::of_text(path, text.as_bytes()) {
        return nothing(skip);
    }
    let Some(language) = lang::of_path(path) else { return (None, Vec::new()) };
    let orms: Vec<_> = ORMS
        .iter()
        .filter(|orm| orm.declared_in.contains(&language.name) && orm.hints.iter().any(|hint| text.contains(hint)))
        .collect();
    if orms.is_empty() {
        return (None, Vec::new());
    }
    let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let facts = (language.parse)(&text, &extension);
    let source = SourceFile::new(path.clone(), Revision::Head, text);
    let file = CodeFile { source, language, facts, test: is_test_path(path) };
    let models = orms.iter().map(|orm| (orm.name, (orm.mappings)(&file).len())).filter(|(_, count)| *count > 0);
    (None, models.collect())
}
