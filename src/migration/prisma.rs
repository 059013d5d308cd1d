//! Prisma: `migrations/<timestamp>_name/migration.sql`, beside `schema.prisma`. Run in the order of the folders' names; the database is the
//! `provider` of `migration_lock.toml` or of the schema.

use std::collections::BTreeMap;

use super::dialect;
use super::index::{Index, ancestors, file_name, join, parent};
use super::set::{Entry, one, ordered};
use super::version::Version;
use super::{Layout, MigrationSet};
use crate::model::name::Dialect;

pub struct Prisma;

impl Layout for Prisma {
    fn name(&self) -> &'static str {
        "prisma"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut roots: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for (folder, files) in index.folders() {
            let Some(path) = files.iter().find(|path| file_name(path) == "migration.sql") else { continue };
            let name = file_name(folder);
            let version = name.split('_').next().unwrap_or(name);
            roots.entry(parent(folder)).or_default().push(Entry::new(Version::default(), version, path));
        }
        let mut found = Vec::new();
        for (root, entries) in
            roots.into_iter().filter(|(root, entries)| index.tool_is_named() || is_prisma(index, root, entries))
        {
            let set = one(index, self.name(), root, ordered(entries));
            found.extend(set.map(|set| match provider(index, root) {
                Some((dialect, why)) => MigrationSet { dialect: Some(dialect), dialect_why: why, ..set },
                None => set,
            }));
        }
        found
    }
}

/// Drizzle's newer form has the same names, with a snapshot in each folder.
fn is_prisma(index: &Index<'_>, root: &str, entries: &[Entry]) -> bool {
    if index.marker(root, "migration_lock.toml").is_some() {
        return true;
    }
    let folder = |entry: &Entry| parent(&entry.file.path).to_owned();
    entries.iter().all(|entry| file_name(&folder(entry)).starts_with(|c: char| c.is_ascii_digit()))
        && !entries.iter().any(|entry| index.has(&join(&folder(entry), "snapshot.json")))
}

fn provider(index: &Index<'_>, root: &str) -> Option<(Dialect, String)> {
    let lock = index.marker(root, "migration_lock.toml");
    // A schema of several files stands in a folder beside the migrations.
    let beside = ancestors(root).take(3).flat_map(|folder| {
        let schema = if folder.is_empty() { "schema".to_owned() } else { format!("{folder}/schema") };
        let mut paths: Vec<&str> = index.markers(folder).to_vec();
        paths.extend(index.markers(&schema));
        paths
    });
    lock.into_iter().chain(beside.filter(|path| path.ends_with(".prisma"))).find_map(|path| {
        let text = index.read(path)?;
        // The generator's `provider` names no database and drops out.
        let dialects = dialect::said_by(file_name(path), &text);
        dialects.first().map(|dialect| (*dialect, format!("`{path}`")))
    })
}
