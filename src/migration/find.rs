//! All layouts over a tree, and over a directory that the user named.

use std::collections::BTreeMap;

use super::index::{Index, Named, is_example};
use super::set::finish;
use super::{LAYOUTS, Layout, MigrationSet, Tree};

/// The migrations of a tree, by directory. Each file is in sets of one group only; folders of examples count only if there are no others.
pub fn find(tree: &dyn Tree) -> Vec<MigrationSet> {
    let mut sets = claim(Index::new(tree));
    if sets.iter().any(|set| !is_example(&set.directory)) {
        sets.retain(|set| !is_example(&set.directory));
    }
    finish(&mut sets);
    sets
}

fn claim(mut index: Index<'_>) -> Vec<MigrationSet> {
    let mut sets = Vec::new();
    for layout in LAYOUTS {
        let found = layout.sets(&index);
        index.claim(&found);
        sets.extend(found);
    }
    sets
}

/// The layout with this name.
pub fn layout(name: &str) -> Option<&'static dyn Layout> {
    LAYOUTS.iter().copied().find(|layout| layout.name() == name)
}

/// The migrations in a directory (or the file) that the user named: in the format that they named, or else in the first that fits. If
/// the directory holds several databases, the message names their directories; of several dialects in the same files it is the first.
pub fn read_dir(tree: &dyn Tree, directory: &str, format: Option<&str>) -> Result<MigrationSet, String> {
    let sets = read_all(tree, directory, format)?;
    let mut by_directory: BTreeMap<String, MigrationSet> = BTreeMap::new();
    for set in sets {
        by_directory.entry(set.directory.clone()).or_insert(set);
    }
    if by_directory.len() > 1 {
        let directories: Vec<&str> = by_directory.keys().map(String::as_str).collect();
        return Err(format!(
            "`{directory}` holds the migrations of several databases: name one of {}",
            directories.join(", ")
        ));
    }
    by_directory.into_values().next().ok_or_else(|| nothing(directory))
}

/// Every set in a directory that the user named; at least one.
pub fn read_all(tree: &dyn Tree, directory: &str, format: Option<&str>) -> Result<Vec<MigrationSet>, String> {
    let directory = super::index::join("", directory);
    let mut sets = match format {
        Some(name) => {
            let Some(layout) = layout(name) else {
                let known: Vec<&str> = LAYOUTS.iter().map(|layout| layout.name()).collect();
                return Err(format!("no migration format is named `{name}`; there are {}", known.join(", ")));
            };
            let sets = layout.sets(&Index::under(tree, &directory, Named::Tool));
            if sets.is_empty() && Index::under(tree, &directory, Named::Tool).folders().next().is_some() {
                return Err(format!("no file in `{directory}` has the form of a {name} migration"));
            }
            sets
        }
        None => claim(Index::under(tree, &directory, Named::Directory)),
    };
    if sets.is_empty() {
        return Err(nothing(&directory));
    }
    finish(&mut sets);
    Ok(sets)
}

fn nothing(directory: &str) -> String {
    format!("no migrations in `{directory}`: there is no `.sql` file in it")
}
