//! Diesel: `migrations/<version>_name/up.sql`, the way back in `down.sql`. Run in text order of the version without its dashes.

use std::collections::BTreeMap;

use super::index::{Index, file_name, parent, sql_stem};
use super::set::{Entry, sets};
use super::version::Version;
use super::{Layout, MigrationSet, back};

pub struct Diesel;

impl Layout for Diesel {
    fn name(&self) -> &'static str {
        "diesel"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut roots: BTreeMap<&str, Vec<(String, Entry)>> = BTreeMap::new();
        for (folder, files) in index.folders() {
            let Some(version) = version(file_name(folder)) else { continue };
            for path in files.iter().filter(|path| sql_stem(file_name(path)).0 == "up") {
                let entry = Entry::new(Version::default(), version.clone(), path);
                roots.entry(parent(folder)).or_default().push((version.clone(), entry));
            }
        }
        let mut found = Vec::new();
        for (root, mut entries) in roots {
            entries.sort_by(|a, b| (&a.0, &a.1.file.path).cmp(&(&b.0, &b.1.file.path)));
            found.extend(sets(index, self.name(), root, entries.into_iter().map(|(_, entry)| entry.file).collect()));
        }
        found
    }

    fn back(&self, path: &str) -> Option<back::Place> {
        Some(back::in_folder(path, "down.sql"))
    }
}

/// `2024-11-10-134311_name` → `20241110134311`.
fn version(folder: &str) -> Option<String> {
    let first = folder.split('_').next().unwrap_or(folder);
    let version: String = first.chars().filter(|c| *c != '-').collect();
    super::version::is_digits(&version).then_some(version)
}
