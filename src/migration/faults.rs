//! What is wrong with the order of migrations that name each other (Alembic, Django): several ends, a name that leads nowhere, a circle, one name twice.
//!
//! All files of the folders of a set are looked at, also those that the set leaves out (squashed ones). Who made it wrong is no question here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::MigrationSet;
use super::index::parent;
use crate::source::Tree;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// More than one migration that no other follows.
    SeveralHeads,
    /// No order can be told.
    Broken,
}

/// One fault of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// The files that it is about, sorted.
    pub paths: Vec<Arc<str>>,
    /// What the tool does about it, without a full stop.
    pub says: String,
}

impl Fault {
    pub fn new(kind: FaultKind, paths: impl IntoIterator<Item = Arc<str>>, says: String) -> Self {
        let mut paths: Vec<Arc<str>> = paths.into_iter().collect();
        paths.sort();
        paths.dedup();
        Self { kind, paths, says }
    }
}

/// The files with this ending in the folders of a set, with their texts.
pub fn texts(tree: &dyn Tree, set: &MigrationSet, ending: &str) -> Vec<(Arc<str>, Arc<str>)> {
    let folders: BTreeSet<&str> = set.files.iter().map(|file| parent(&file.path)).collect();
    let paths = tree.paths().iter().filter(|path| path.ends_with(ending) && folders.contains(parent(path)));
    paths.filter_map(|path| Some((path.clone(), tree.read(path)?))).collect()
}

/// The indexes that are part of a circle or lie between two, where `before` holds what has to come before each.
pub fn circle(before: &[Vec<usize>]) -> Vec<usize> {
    // What has nothing before it goes, then what follows on it, from both ends; a circle stays.
    let mut left: BTreeSet<usize> = (0..before.len()).collect();
    loop {
        let count = left.len();
        let has = |at: &usize| before.get(*at).is_some_and(|own| own.iter().any(|other| left.contains(other)));
        let followed: BTreeSet<usize> = left.iter().filter_map(|at| before.get(*at)).flatten().copied().collect();
        let next: BTreeSet<usize> = left.iter().filter(|at| has(at) && followed.contains(at)).copied().collect();
        left = next;
        if left.len() == count {
            return left.into_iter().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_what_stays() {
        for (before, expected) in [
            (vec![vec![], vec![0], vec![1]], vec![]),
            (vec![vec![1], vec![0], vec![1]], vec![0, 1]),
            (vec![vec![], vec![0, 3], vec![1], vec![2], vec![3]], vec![1, 2, 3]),
            (vec![vec![0]], vec![0]),
            (vec![vec![7]], vec![]),
        ] {
            assert_eq!(circle(&before), expected, "{before:?}");
        }
    }
}
