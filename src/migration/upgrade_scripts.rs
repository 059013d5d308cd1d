//! Upgrade scripts in folders of versions: `upgrade/3.5.1/schema_update.sql`, `upgrade/3.1.0_schema/mysql/product_ddl.sql`. Run by version; within
//! one, what is called `before` or `ddl` comes before `dml` and `after`.
//!
//! A folder without a version beside them (`upgrade/basic`) is the one that is still appended to, and comes last.

use std::collections::BTreeMap;

use super::dialect;
use super::index::{Index, below, file_name, is_undo, parent};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{Layout, MigrationSet};

pub struct UpgradeScripts;

impl Layout for UpgradeScripts {
    fn name(&self) -> &'static str {
        "upgrade-scripts"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        // The directory of a set and the database folder below it.
        let mut found: BTreeMap<(&str, Option<&str>), Vec<Entry>> = BTreeMap::new();
        for (folder, files) in index.folders() {
            let Some(root) = root(folder, index.tool_is_named()) else { continue };
            let inside = if folder == root { "" } else { below(folder, root).unwrap_or("") };
            let parts = || inside.split('/').filter(|part| !part.is_empty());
            let vendor = parts().find(|part| dialect::of_part(part).is_some());
            let of_folder = parts().find_map(|part| version(part).map(|version| (version, part)));
            for path in files.iter().filter(|path| !is_undo(file_name(path))) {
                let name = file_name(path);
                let (key, text) = match of_folder.as_ref() {
                    Some((version, part)) => (version.clone(), (*part).to_owned()),
                    None if inside.is_empty() => match version::anywhere(name).filter(|_| parts().next().is_none()) {
                        Some((version, text)) => (version, text.to_owned()),
                        None => (Version::last(), file_name(root).to_owned()),
                    },
                    None => (Version::last(), inside.to_owned()),
                };
                let mut key = Version(
                    vec![u128::MAX; usize::from(of_folder.is_none() && key == Version::last())]
                        .into_iter()
                        .chain(key.0)
                        .collect(),
                );
                key.0.extend([0; 4]);
                key.0.truncate(6);
                key.0.push(step(name));
                found.entry((root, vendor)).or_default().push(Entry::new(key, text, path));
            }
        }
        let mut sets = Vec::new();
        for ((root, vendor), entries) in found {
            let directory = vendor.map_or_else(|| root.to_owned(), |vendor| format!("{root}/{vendor}"));
            // The database may stand below each version; the set's directory is then the root, its dialect the folder's.
            let set = one(index, self.name(), &directory, ordered(entries));
            sets.extend(set.map(|set| MigrationSet { directory: root.to_owned(), ..set }));
        }
        sets
    }
}

/// The folder `upgrade` of a path, if what is below it has the form: versions, or one folder.
fn root(folder: &str, named: bool) -> Option<&str> {
    let mut at = folder;
    while !at.is_empty() {
        if matches!(
            file_name(at).to_ascii_lowercase().as_str(),
            "upgrade" | "upgrades" | "updates" | "upgrade-scripts" | "upgrade_scripts"
        ) {
            return Some(at);
        }
        // Elsewhere only dotted versions tell such a folder from other numbered ones.
        if version(file_name(at)).is_some_and(|version| version.0.len() > 1) && named {
            return Some(parent(at));
        }
        at = parent(at);
    }
    named.then_some(folder)
}

/// `3.1.0`, `3.1.0_schema`, `v3.1`.
fn version(part: &str) -> Option<Version> {
    version::leading(part)
        .filter(|(_, text)| {
            let rest = part.get(text.len()..).unwrap_or("");
            rest.is_empty() || rest.starts_with(['_', '-', '.'])
        })
        .map(|(version, _)| version)
}

/// The place of a script within its version.
fn step(name: &str) -> u128 {
    let lower = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["before", "_pre.", "pre_"]) {
        0
    } else if has(&["after", "_post.", "post_"]) {
        4
    } else if has(&["dml", "data"]) && !has(&["update.", "database"]) {
        3
    } else if has(&["ddl"]) || lower.starts_with("schema_update.") {
        1
    } else {
        2
    }
}
