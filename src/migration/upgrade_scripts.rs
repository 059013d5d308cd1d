//! Upgrade scripts in folders of versions: `upgrade/3.5.1/schema_update.sql`, `upgrade/3.1.0_schema/mysql/product_ddl.sql`. Run by version; within
//! one, what is called `before` or `ddl` comes before `dml` and `after`.
//!
//! A folder without a version beside them (`upgrade/basic`) is the one that is still appended to, and comes last.

use std::collections::{BTreeMap, BTreeSet};

use super::dialect;
use super::index::{Index, ancestors, file_name, is_undo, parent, sql_stem};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{Layout, MigrationSet};

pub struct UpgradeScripts;

impl Layout for UpgradeScripts {
    fn name(&self) -> &'static str {
        "upgrade-scripts"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        // By the directory of a set and the database folder below it.
        let mut found: BTreeMap<(&str, Option<&str>), Vec<Entry>> = BTreeMap::new();
        let mut with_versions: BTreeSet<&str> = BTreeSet::new();
        for (folder, files) in index.folders() {
            let Some(root) = root(folder, index.tool_is_named()) else { continue };
            if files.iter().any(|path| is_of_another_tool(file_name(path), folder == root)) && !index.tool_is_named() {
                continue;
            }
            let inside = folder.get(root.len()..).unwrap_or("").trim_start_matches('/');
            let mut parts = inside.split('/').filter(|part| !part.is_empty());
            let vendor = parts.clone().find(|part| dialect::of_part(part).is_some());
            let of_folder = parts.find_map(|part| Some((version(part)?, part)));
            for path in files.iter().filter(|path| !is_undo(file_name(path))) {
                let name = file_name(path);
                // `mysql_engine_7.1_to_7.2.sql`, all in one folder.
                let prefix =
                    name.split(['_', '-']).next().filter(|word| inside.is_empty() && dialect::of_part(word).is_some());
                let vendor = vendor.or(prefix);
                let known = match &of_folder {
                    Some((version, part)) => Some((version.clone(), *part)),
                    None if inside.is_empty() => version::anywhere(sql_stem(name).0),
                    None => None,
                };
                if known.is_some() || says_upgrade(name) {
                    with_versions.insert(root);
                }
                let (rank, version, text) = match known {
                    Some((version, text)) => (0, version, text),
                    None => (1, Version::default(), if inside.is_empty() { file_name(root) } else { inside }),
                };
                // Versions of other lengths are filled up, so that the step is compared with a step.
                let mut key = vec![rank];
                key.extend(version.0);
                key.resize(8, 0);
                key.push(step(name));
                found.entry((root, vendor)).or_default().push(Entry::new(Version(key), text, path));
            }
        }
        found.retain(|(root, _), _| with_versions.contains(root));
        let mut sets = Vec::new();
        for ((root, vendor), entries) in found {
            // The database may stand below each version: then it is known as if it stood above them.
            let directory = vendor.map_or_else(|| root.to_owned(), |vendor| format!("{root}/{vendor}"));
            let set = one(index, self.name(), &directory, ordered(entries));
            sets.extend(set.map(|set| MigrationSet { directory: root.to_owned(), ..set }));
        }
        sets
    }
}

/// The folder `upgrade` of a path; in a directory that the user named for this tool, what holds the versions.
fn root(folder: &str, named: bool) -> Option<&str> {
    let is_upgrade = |above: &&str| {
        let name = file_name(above).to_ascii_lowercase();
        matches!(
            name.as_str(),
            "upgrade" | "upgrades" | "updates" | "versioned" | "upgrade-scripts" | "upgrade_scripts"
        )
    };
    if let Some(root) = ancestors(folder).find(is_upgrade) {
        return Some(root);
    }
    let holds_version = |above: &&str| version(file_name(above)).is_some_and(|version| version.0.len() > 1);
    named.then(|| ancestors(folder).filter(holds_version).last().map_or(folder, parent))
}

/// A form that belongs to a tool of its own: those come later, and do it better.
fn is_of_another_tool(name: &str, is_flat: bool) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.contains(".up.") || super::flyway::is_versioned(name) || (is_flat && version::leading(name).is_some())
}

fn says_upgrade(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["upgrade", "update", "schema", "ddl", "migrat"].iter().any(|word| lower.contains(word))
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
