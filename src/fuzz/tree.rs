//! A tree in memory, and what of a tree is worth to begin with: the corpus.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{code, database, files, settings};
use crate::lang::{self, LANGUAGES};
use crate::migration::{self, LAYOUTS};
use crate::model::name::Dialect;
use crate::reference::consumers;
use crate::source::Tree;

/// Paths with their texts.
#[derive(Default)]
pub struct Files {
    paths: Vec<Arc<str>>,
    texts: BTreeMap<String, Arc<str>>,
}

impl Files {
    /// A tree of these files; the last of one path counts.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let texts: BTreeMap<String, Arc<str>> = files.into_iter().map(|(path, text)| (path, text.into())).collect();
        Self { paths: texts.keys().map(|path| Arc::from(path.as_str())).collect(), texts }
    }
}

impl Tree for Files {
    fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.texts.get(path).cloned()
    }
}

/// The inputs that a tree gives: the target and its bytes.
pub fn inputs(tree: &Files) -> Vec<(&'static str, Vec<u8>)> {
    let mut out = Vec::new();
    for set in migration::find(tree) {
        let layout = LAYOUTS.iter().position(|layout| layout.name() == set.layout).unwrap_or(0);
        let dialect = Dialect::ALL.iter().position(|dialect| Some(*dialect) == set.dialect).unwrap_or(0);
        let mut all = vec![layout as u8, dialect as u8];
        for file in &set.files {
            let Some(text) = tree.read(&file.path) else { continue };
            let one = database::written(&file.path, &text);
            out.push(("migrations", [&[layout as u8, dialect as u8], one.as_slice()].concat()));
            if all.len() > 2 {
                all.push(0);
            }
            all.extend(one);
        }
        if set.files.len() > 1 {
            out.push(("migrations", all));
        }
    }
    for path in tree.paths() {
        let Some(text) = tree.read(path) else { continue };
        let mut push = |target, first: usize| out.push((target, [&[first as u8], text.as_bytes()].concat()));
        let name = path.rsplit('/').next().unwrap_or(path);
        if path.ends_with(".sql") {
            push("sql", usize::from(text.len() as u8) % Dialect::ALL.len());
        }
        if text.contains("migcheck") || text.contains("lint") {
            push("suppressions", settings::COMMENTED.iter().position(|other| path.ends_with(other)).unwrap_or(0));
        }
        if matches!(name, "migcheck.toml" | ".migcheck.toml") {
            push("config", 0);
        }
        if path.ends_with(".md") {
            push("config", 1);
        }
        if let Some(own) = lang::of_path(path) {
            let language = LANGUAGES.iter().position(|language| language.name == own.name).unwrap_or(0);
            let ending = own.extensions.iter().position(|other| *other == lang::ending(path)).unwrap_or(0);
            push("code", code::first(language, ending));
        }
        if consumers::may_be(path) {
            let kind = match name.rsplit('.').next() {
                Some("properties") => files::PATHS.len() - 1,
                Some("json") => 3,
                _ if path.contains("fixture") => 2,
                _ => 1,
            };
            push("consumers", kind);
        }
        if text.contains("\"migcheck-uses\"") {
            out.push(("uses", text.as_bytes().to_vec()));
        }
        if text.contains("SF:") || text.contains("<coverage") {
            out.push(("coverage", text.as_bytes().to_vec()));
        }
    }
    out
}
