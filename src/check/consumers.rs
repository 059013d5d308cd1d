//! The files of a tree that are no code and may name what changes: which are looked at, and their texts.
//!
//! They are searched apart from the code: a name in a file of data says nothing by itself, so it is shown nowhere unless a reader makes a use of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::input::{Searchable, Words, search};
use crate::reference::consumers::{self, DataFile};
use crate::source::{Revision, SourceFile, Sources};

use super::code::{Names, is_migration_like};
use super::database::Database;
use crate::workers::parallel;

/// Files by their path.
pub type Files = BTreeMap<Arc<str>, DataFile>;

/// Paths of a tree that someone else than the code may read.
pub fn paths(paths: &[Arc<str>], databases: &[Database]) -> Vec<Arc<str>> {
    let migrations: BTreeSet<&str> =
        databases.iter().flat_map(|database| &database.set.files).map(|file| &*file.path).collect();
    let may_be = |path: &str| consumers::may_be(path) && !migrations.contains(path) && !is_migration_like(path);
    paths.iter().filter(|path| may_be(path)).cloned().collect()
}

/// How many of them could not be read.
pub fn broken(files: &Files) -> usize {
    files.values().filter(|file| file.is_broken()).count()
}

/// Those that name what is looked for, or whose own name is a table's.
pub fn read(
    tree: &impl Searchable,
    paths: &[Arc<str>],
    names: &Names,
    revision: Revision,
    threads: usize,
    sources: &mut Sources,
) -> Files {
    if paths.is_empty() {
        return Files::new();
    }
    let matches = search(tree, paths, &Words::new(names.words()), threads);
    let hits = matches.hits.into_iter().filter(|hit| hit.skip.is_none()).map(|hit| hit.path);
    let stem = |path: &str| path.rsplit('/').next().and_then(|name| name.split('.').next()).map(str::to_owned);
    let named = paths.iter().filter(|path| stem(path).is_some_and(|stem| names.has_table(&stem))).cloned();
    let wanted: BTreeSet<Arc<str>> = hits.chain(named).collect();
    let wanted: Vec<Arc<str>> = wanted.into_iter().collect();
    let read = parallel(threads, wanted.len(), |at| {
        let path = wanted.get(at)?;
        DataFile::of(SourceFile::new(path.clone(), revision, tree.read(path)?))
    });
    let mut files = Files::new();
    for file in read.into_iter().flatten() {
        let path = file.source.path.clone();
        sources.insert(path.clone(), revision, file.source.text.clone());
        files.insert(path, file);
    }
    files
}
