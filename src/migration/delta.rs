//! Numbered delta folders: `schema/main/delta/72/03_name.sql`, with `.postgres` or `.sqlite` at the end of a name for one database, and full
//! dumps in `full_schemas/72/full.sql.postgres`. Run by folder number, then by file name; dumps are baselines.
//!
//! The stores beside each other (`main`, `state`, `common`) are one database. Deltas in Python stand among them ([`delta_python`]).

use std::collections::{BTreeMap, BTreeSet};

use super::index::{Index, file_name, is_undo, parent, sql_stem};
use super::set::{Entry, sets};
use super::version;
use super::{CodeMigration, CodeReader, FileKind, Layout, MigrationFile, MigrationSet, delta_python};
use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::sql;
use crate::workers::each;

pub struct Delta;

impl Layout for Delta {
    fn name(&self) -> &'static str {
        "delta-folders"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        // Folders above `delta/NN`, with their deltas and dumps.
        let mut stores: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        let mut with_deltas: BTreeSet<&str> = BTreeSet::new();
        for (folder, files) in index.folders() {
            let above = file_name(parent(folder));
            let is_dump = above == "full_schemas";
            let (true, Some(number)) = (is_dump || is_deltas(above), version::whole(file_name(folder))) else {
                continue;
            };
            let store = parent(parent(folder));
            if !is_dump {
                with_deltas.insert(store);
            }
            for path in files.iter().filter(|path| !is_undo(file_name(path))) {
                let name = file_name(path);
                let (stem, _) = sql_stem(name);
                let inner = version::leading(stem).map_or(stem, |(_, text)| text);
                let entry = Entry::new(number.clone(), format!("{}/{inner}", file_name(folder)), path);
                let kind = if is_dump { FileKind::Baseline } else { FileKind::Versioned };
                stores.entry(store).or_default().push(Entry { file: MigrationFile { kind, ..entry.file }, ..entry });
            }
        }
        for (folder, files) in index.code_folders(&["py"]) {
            let number = version::whole(file_name(folder)).filter(|_| is_deltas(file_name(parent(folder))));
            let (Some(number), Some(entries)) = (number, stores.get_mut(parent(parent(folder)))) else { continue };
            let is_delta = |path: &str| index.read(path).is_some_and(|text| delta_python::is_delta(&text));
            for path in files.into_iter().filter(|path| is_delta(path)) {
                let stem = file_name(path).trim_end_matches(".py");
                let inner = version::leading(stem).map_or(stem, |(_, text)| text);
                entries.push(Entry::new(number.clone(), format!("{}/{inner}", file_name(folder)), path));
            }
        }
        stores.retain(|store, _| with_deltas.iter().any(|with| is_sibling(with, store)));
        let mut databases: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for (store, entries) in stores {
            databases.entry(database(store)).or_default().extend(entries);
        }
        // An older tree keeps what all stores share above them.
        let roots: Vec<&str> = databases.keys().copied().collect();
        let mut merged: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for (root, entries) in databases {
            let top = roots.iter().find(|other| root.starts_with(&format!("{other}/"))).copied().unwrap_or(root);
            merged.entry(top).or_default().extend(entries);
        }
        merged.into_iter().flat_map(|(root, entries)| sets(index, self.name(), root, by_name(entries))).collect()
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }

    fn runs_sql(&self) -> bool {
        true
    }
}

impl CodeReader for Delta {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let one = |file: &CodeMigration<'_>| match file.path.ends_with(".py") {
            true => delta_python::read(file.text, dialect),
            false => sql::read_migration(file.text, 0..file.text.len(), dialect),
        };
        each(files, one)
    }
}

fn is_deltas(folder: &str) -> bool {
    matches!(folder, "delta" | "deltas")
}

/// Within one number the file names decide, wherever the files stand.
fn by_name(mut entries: Vec<Entry>) -> Vec<MigrationFile> {
    entries.sort_by(|a, b| {
        let is_dump = |entry: &Entry| entry.file.kind == FileKind::Baseline;
        (&a.key, is_dump(a), file_name(&a.file.path), &a.file.path).cmp(&(
            &b.key,
            is_dump(b),
            file_name(&b.file.path),
            &b.file.path,
        ))
    });
    entries.into_iter().map(|entry| entry.file).collect()
}

fn is_sibling(store: &str, other: &str) -> bool {
    store == other || database(store) == database(other)
}

/// The folder of the database that a store belongs to: stores have set names, and may have a `schema` folder inside.
fn database(store: &str) -> &str {
    let base = if file_name(store) == "schema" { parent(store) } else { store };
    if matches!(file_name(base), "main" | "state" | "common") { parent(base) } else { base }
}
