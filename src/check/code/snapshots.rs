//! Snapshots of models that a tool keeps beside its migrations: no code, and no use of anything, but they name the tables of the classes that code declares.

use std::sync::Arc;

use crate::input::Searchable;
use crate::lang;
use crate::lang::facts::CodeFacts;
use crate::orm::{CodeFile, is_snapshot};
use crate::source::{Revision, SourceFile, Sources};

use super::{Code, Names};

impl Code {
    /// Takes in the snapshots among the paths of a tree, those that name a table that is looked for; without names, all.
    pub fn add_snapshots(
        &mut self,
        tree: &impl Searchable,
        paths: &[Arc<str>],
        names: Option<&Names>,
        revision: Revision,
        sources: &mut Sources,
    ) {
        for path in paths.iter().filter(|path| is_snapshot(path)) {
            let (Some(text), Some(language)) = (tree.read(path), lang::of_path(path)) else { continue };
            let is_named = |names: &Names| names.tables.iter().any(|table| text.contains(&format!("\"{table}\"")));
            if !names.is_none_or(is_named) || self.files.contains_key(path) {
                continue;
            }
            sources.insert(path.clone(), revision, text.clone());
            let source = SourceFile::new(path.clone(), revision, text);
            let file = CodeFile { source, language, facts: CodeFacts::default(), test: false };
            self.files.insert(path.clone(), Arc::new(file));
        }
    }
}
