//! A tree in memory, for the tests of layouts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::index::below;
use super::{FileKind, MigrationFile, MigrationSet, Tree};
use crate::model::name::Dialect;

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

/// A set in one line: `layout directory dialect: version=file …`, the files relative to the directory. `B:` and `R:` mark the kinds.
pub fn line(set: &MigrationSet) -> String {
    let files: Vec<String> = set
        .files
        .iter()
        .map(|file| {
            let kind = match file.kind {
                FileKind::Versioned => "",
                FileKind::Repeatable => "R:",
                FileKind::Baseline => "B:",
            };
            let path = below(&file.path, &set.directory).unwrap_or(&file.path);
            format!("{kind}{}={path}", file.version)
        })
        .collect();
    let dialect = set.dialect.map_or("-", Dialect::name);
    format!("{} {} {dialect}: {}", set.layout, set.directory, files.join(" "))
}
