//! The releases in the field as one tree of migrations: what any of them has, has run.
//!
//! Each is compared with head for itself where code is read (`uses`); here they are asked about migrations alone.

use std::sync::Arc;

use crate::input::BaseTree;
use crate::source::Tree;

use super::database::BaseView;

/// All bases, the first one first.
pub(super) struct Field<'a> {
    bases: Vec<&'a BaseTree>,
    /// Of any of them, sorted.
    paths: Vec<Arc<str>>,
}

impl<'a> Field<'a> {
    /// `None` without a base.
    pub fn of(bases: impl Iterator<Item = &'a BaseTree>) -> Option<Self> {
        let bases: Vec<&BaseTree> = bases.collect();
        let (first, more) = bases.split_first()?;
        let mut paths = first.paths().to_vec();
        if !more.is_empty() {
            paths.extend(more.iter().flat_map(|base| base.paths().iter().cloned()));
            paths.sort_unstable();
            paths.dedup();
        }
        Some(Self { bases, paths })
    }

    /// The first base that has a path.
    fn owner(&self, path: &str) -> Option<&'a BaseTree> {
        self.bases.iter().copied().find(|base| base.contains(path))
    }
}

impl Tree for Field<'_> {
    fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.owner(path)?.read(path)
    }
}

impl BaseView for Field<'_> {
    fn is_new(&self, path: &str) -> bool {
        self.bases.iter().all(|base| base.is_new(path))
    }

    fn differs(&self, path: &str) -> bool {
        self.owner(path).is_some_and(|base| base.changed().contains(path))
    }
}
