//! Names that stand for what changes and were not looked for: a class that is registered to a table of another name, a property with a column of another name.
//! What was parsed says them; files that use nothing else are searched once more.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::input::{Searchable, Word, Words, search};
use crate::lang;
use crate::orm::{CodeFile, StandIns, stand_ins};
use crate::source::{Revision, SourceFile, Sources};

use super::{Code, Names, has_word, is_of_orm, parse};
use crate::workers::parallel;

/// How often names lead to other names.
const MOST_ROUNDS: usize = 3;

/// What is looked for by these names so far.
#[derive(Default)]
pub struct Followed {
    known: StandIns,
    rounds: usize,
}

impl Followed {
    /// Names that the code says and that were not followed yet.
    pub fn next(&mut self, codes: &[&Code], names: &Names) -> Option<StandIns> {
        if names.only_rows && names.columns.is_empty() || self.rounds == MOST_ROUNDS {
            return None;
        }
        self.rounds += 1;
        let files: Vec<&CodeFile> =
            codes.iter().flat_map(|code| code.files.values()).map(|file| &**file).filter(|file| !file.test).collect();
        let models = &self.known.models;
        let is_table = |name: &str| names.has_table(name);
        let mut found = stand_ins(&files, &is_table, &|name| names.has_column(name));
        let looked_for: BTreeSet<&String> = names.models().iter().chain(&names.tables).chain(&names.columns).collect();
        found.models.retain(|name| !models.contains(name) && !looked_for.contains(name));
        found.attributes.retain(|name| !self.known.attributes.contains(name) && !looked_for.contains(name));
        if found.models.is_empty() && found.attributes.is_empty() {
            return None;
        }
        self.known.models.extend(found.models.iter().cloned());
        self.known.attributes.extend(found.attributes.iter().cloned());
        Some(found)
    }

    /// Parses the files of a tree that use these names.
    pub fn read(
        &self,
        tree: &impl Searchable,
        paths: &[Arc<str>],
        (code, revision): (&mut Code, Revision),
        (new, names): (&StandIns, &Names),
        threads: usize,
        sources: &mut Sources,
    ) {
        let language = |path: &Arc<str>| lang::of_path(path).filter(|language| language.name == "csharp");
        let paths: Vec<Arc<str>> =
            paths.iter().filter(|path| language(path).is_some() && !code.files.contains_key(*path)).cloned().collect();
        let words = Words::new(new.models.iter().chain(&new.attributes).map(|name| Word::column(name)));
        let mut hits = search(tree, &paths, &words, threads).hits;
        hits.retain(|hit| hit.skip.is_none());
        let models: Vec<&String> = self.known.models.iter().chain(names.models()).chain(&names.tables).collect();
        let files = parallel(threads, hits.len(), |at| {
            let text = tree.read(&hits[at].path)?;
            let has = |all: &BTreeSet<String>| all.iter().any(|name| has_word(&text, name));
            let declares = || new.models.iter().any(|name| has_word(&text, &format!("class {name}")));
            let of_table = has(&new.models) && (names.whole_tables || is_of_orm("csharp", &text) || declares());
            let of_column = || has(&self.known.attributes) && models.iter().any(|name| has_word(&text, name));
            if !of_table && !of_column() {
                return None;
            }
            let source = SourceFile::new(hits[at].path.clone(), revision, text);
            Some(Arc::new(parse(source, language(&hits[at].path)?)))
        });
        for file in files.into_iter().flatten() {
            code.waiting.remove(file.path());
            code.keep(file, sources);
        }
    }
}
