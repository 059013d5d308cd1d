//! A tree in memory, for the tests of layouts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{FileKind, MigrationFile, Tree};

/// Paths with their texts; a text of `\0` is a path that cannot be read.
pub struct Files {
    paths: Vec<Arc<str>>,
    texts: BTreeMap<String, Arc<str>>,
}

impl Files {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let texts: BTreeMap<String, Arc<str>> =
            files.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(*text))).collect();
        Self { paths: texts.keys().map(|path| Arc::from(path.as_str())).collect(), texts }
    }
}

impl Tree for Files {
    fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.texts.get(path).filter(|text| &***text != "\0").cloned()
    }
}

/// Migrations with these paths.
pub fn migrations(paths: &[&str]) -> Vec<MigrationFile> {
    let file =
        |path: &&str| MigrationFile { path: Arc::from(*path), version: String::new(), kind: FileKind::Versioned };
    paths.iter().map(file).collect()
}
