//! The tree that is deployed now: a commit, read through git as far as it differs from the tree being merged, or a directory.
//!
//! Files that do not differ are the ones of the tree being merged: same text, same memory. What git does not have in this clone is
//! *unknown* and noted as a problem; it is never taken for absent.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::entries::{Change, Entry};
use super::git::{Object, Objects};
use super::skip::PathFilter;
use super::walk::{WorkTree, lock, note, sorted, text_of};
use crate::model::report::Problem;
use crate::source::Tree;
use crate::workers::thread_count;

/// The tree that is deployed now.
pub struct BaseTree {
    head: Arc<WorkTree>,
    paths: Vec<Arc<str>>,
    changed: BTreeSet<Arc<str>>,
    old: Old,
    cache: Mutex<HashMap<Arc<str>, Option<Arc<str>>>>,
    problems: Mutex<Vec<Problem>>,
}

/// Where the text of a changed file comes from.
enum Old {
    Git { store: Arc<Objects>, ids: HashMap<Arc<str>, String> },
    Directory(Box<WorkTree>),
}

impl BaseTree {
    /// The base in a directory, compared by content.
    pub fn from_directory(directory: &Path, head: Arc<WorkTree>, filter: &PathFilter, threads: usize) -> Self {
        let tree = WorkTree::walk(directory, filter, threads);
        let changed = differing(&tree, &head, threads);
        Self {
            paths: tree.paths().to_vec(),
            head,
            changed,
            old: Old::Directory(Box::new(tree)),
            cache: Mutex::default(),
            problems: Mutex::default(),
        }
    }

    /// The base of a commit: its `files` and the `changes` from it to the tree being merged, which is completed with what git
    /// tracks although the walk left it out.
    pub(super) fn from_git(
        store: Arc<Objects>,
        files: &[(String, Entry)],
        changes: &[Change],
        head: WorkTree,
        filter: &PathFilter,
    ) -> (Arc<WorkTree>, Self) {
        let changes: HashMap<&str, &Change> = changes.iter().map(|change| (change.path.as_str(), change)).collect();
        let mut own = kept(files, &head, filter);
        // Git lists paths in this order; of what is sorted already nothing is moved.
        own.sort_unstable();
        own.dedup();
        let id = |path: &str| {
            let at = files.binary_search_by(|(known, _)| known.as_str().cmp(path)).ok();
            let found = at.and_then(|at| files.get(at)).or_else(|| files.iter().find(|(known, _)| known == path));
            found.map(|(_, entry)| entry.id.to_string()).unwrap_or_default()
        };

        let (mut paths, mut old, mut changed) = (Vec::with_capacity(own.len()), HashMap::new(), BTreeSet::new());
        let (mut tracked, mut absent) = (Vec::new(), HashMap::new());
        // Both lists are sorted, so one walk along them tells what both have; such a path is one text for both trees.
        let mut here = head.paths().iter().peekable();
        for path in own {
            while here.next_if(|known| &***known < path).is_some() {}
            let at_head = here.next_if(|known| &***known == path);
            let known = at_head.is_some();
            let path: Arc<str> = at_head.map_or_else(|| Arc::from(path), Arc::clone);
            if changes.contains_key(&*path) {
                old.insert(path.clone(), id(&path));
                changed.insert(path.clone());
            } else if !known {
                // Tracked and ignored at once, or left out by a sparse checkout: part of the tree either way.
                if head.root().join(&*path).is_file() {
                    tracked.push(path.clone());
                } else {
                    absent.insert(path.clone(), id(&path));
                }
            }
            paths.push(path);
        }
        let added = changes
            .values()
            .filter(|change| change.status == b'A' && change.new.is_file() && !head.contains(&change.path));
        let added = filter.keep(added.map(|change| change.path.as_str()), head.root());
        tracked.extend(added.into_iter().filter(|path| head.root().join(path).is_file()).map(Arc::from));
        let mut head = head.with_paths(tracked);
        if !absent.is_empty() {
            head = head.with_objects(store.clone(), absent);
        }

        let problems = Mutex::default();
        for (submodule, _) in files.iter().filter(|(_, entry)| entry.is_submodule()) {
            let inside = format!("{submodule}/");
            let from = head.paths().partition_point(|path| **path < *inside);
            paths.extend(head.paths().iter().skip(from).take_while(|path| path.starts_with(&inside)).cloned());
            if changes.contains_key(submodule.as_str()) {
                note(
                    &problems,
                    format!(
                        "the submodule {submodule} changed: its files count as they are here, for the deployed code as well"
                    ),
                );
            }
        }
        paths.sort_unstable();
        paths.dedup();
        let head = Arc::new(head);
        let base = Self {
            head: head.clone(),
            paths,
            changed,
            old: Old::Git { store, ids: old },
            cache: Mutex::default(),
            problems,
        };
        (head, base)
    }

    /// The same for one more commit beside the base, whose opening completed `head`.
    pub(super) fn beside(
        store: Arc<Objects>,
        files: &[(String, Entry)],
        changes: &[Change],
        head: Arc<WorkTree>,
        filter: &PathFilter,
    ) -> Self {
        let differing: BTreeSet<&str> = changes.iter().map(|change| change.path.as_str()).collect();
        let ids: HashMap<&str, &Entry> =
            files.iter().filter(|(_, entry)| entry.is_file()).map(|(path, entry)| (path.as_str(), entry)).collect();
        let own = filter.keep(ids.keys().copied(), head.root());
        let (mut paths, mut old, mut changed) = (Vec::new(), HashMap::new(), BTreeSet::new());
        for path in own {
            let Some(entry) = ids.get(path) else { continue };
            let path: Arc<str> = Arc::from(path);
            if differing.contains(&*path) || !head.contains(&path) {
                old.insert(path.clone(), entry.id.to_string());
                changed.insert(path.clone());
            }
            paths.push(path);
        }
        paths.sort_unstable();
        paths.dedup();
        let old = Old::Git { store, ids: old };
        Self { head, paths, changed, old, cache: Mutex::default(), problems: Mutex::default() }
    }

    /// Ends the process that answers for git.
    pub(super) fn end(&self) {
        if let Old::Git { store, .. } = &self.old {
            store.end();
        }
    }

    /// The paths whose text differs from the tree being merged, or that only the base has.
    pub fn changed(&self) -> &BTreeSet<Arc<str>> {
        &self.changed
    }

    /// Whether the tree being merged has this path and the base has not.
    pub fn is_new(&self, path: &str) -> bool {
        self.head.contains(path) && !self.contains(path)
    }

    /// Whether the base has this path.
    pub fn contains(&self, path: &str) -> bool {
        self.paths.binary_search_by(|known| (**known).cmp(path)).is_ok()
    }

    /// What could not be read so far, sorted.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = sorted(&self.problems);
        if let Old::Directory(tree) = &self.old {
            problems.extend(tree.problems());
        }
        problems
    }

    /// Reads a file into `buffer` without keeping it; `false` if that cannot be done (which is noted).
    pub(super) fn bytes(&self, path: &str, buffer: &mut Vec<u8>) -> bool {
        if !self.changed.contains(path) {
            return self.contains(path) && self.head.bytes(path, buffer);
        }
        buffer.clear();
        if let Some(Some(text)) = lock(&self.cache).get(path) {
            buffer.extend_from_slice(text.as_bytes());
            return true;
        }
        let (store, id) = match &self.old {
            Old::Directory(tree) => return tree.bytes(path, buffer),
            Old::Git { store, ids } => match ids.get(path) {
                Some(id) => (store, id),
                None => return false,
            },
        };
        match store.get(id) {
            Ok(Object::Found { bytes, .. }) => {
                *buffer = bytes;
                return true;
            }
            Ok(Object::Missing) => note(
                &self.problems,
                format!(
                    "{path}: what it held in the deployed code is not in this clone (a partial clone?), so that was not checked; `git fetch --refetch --no-filter` gets it"
                ),
            ),
            Err(error) => {
                note(&self.problems, format!("{path}: what it held in the deployed code cannot be read: {error}"))
            }
        }
        false
    }

    /// The tree being merged, if a file of it is this tree's as well.
    pub(super) fn shared(&self, path: &str) -> Option<&WorkTree> {
        (!self.changed.contains(path) && self.contains(path)).then_some(&*self.head)
    }

    /// Keeps a text that was read, for [`Tree::read`].
    pub(super) fn keep(&self, path: &Arc<str>, text: Arc<str>) {
        if self.changed.contains(path) {
            lock(&self.cache).entry(path.clone()).or_insert(Some(text));
        } else {
            self.head.keep(path, text);
        }
    }
}

impl Tree for BaseTree {
    fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        let Some(key) = self.changed.get(path) else {
            return if self.contains(path) { self.head.read(path) } else { None };
        };
        if let Some(known) = lock(&self.cache).get(path) {
            return known.clone();
        }
        let mut buffer = Vec::new();
        let text = self.bytes(path, &mut buffer).then(|| text_of(&buffer));
        lock(&self.cache).entry(key.clone()).or_insert(text).clone()
    }
}

/// The files of a listing that belong to the project. What the walk found does: only the rest is asked about.
fn kept<'a>(files: &'a [(String, Entry)], head: &WorkTree, filter: &PathFilter) -> Vec<&'a str> {
    let listed = files.iter().filter(|(_, entry)| entry.is_file()).map(|(path, _)| path.as_str());
    let mut here = head.paths().iter().peekable();
    let (mut own, mut rest) = (Vec::with_capacity(files.len()), Vec::new());
    for path in listed {
        while here.next_if(|known| &***known < path).is_some() {}
        let known = here.peek().is_some_and(|known| &***known == path);
        // Whose a directory `vendor` is depends on what else the listing has there.
        if known && !path.contains("vendor/") { own.push(path) } else { rest.push(path) }
    }
    own.extend(filter.keep(rest.into_iter(), head.root()));
    own
}

/// The paths of `base` that `head` lacks or has with another content.
fn differing(base: &WorkTree, head: &WorkTree, threads: usize) -> BTreeSet<Arc<str>> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
    std::thread::scope(|scope| {
        for _ in 0..thread_count(threads) {
            scope.spawn(|| {
                let (mut here, mut there) = (Vec::new(), Vec::new());
                while let Some(path) = base.paths().get(next.fetch_add(1, Ordering::Relaxed)) {
                    let same = head.contains(path)
                        && base.bytes(path, &mut there)
                        && head.bytes(path, &mut here)
                        && here == there;
                    if !same {
                        lock(&found).insert(path.clone());
                    }
                }
            });
        }
    });
    found.into_inner().unwrap_or_default()
}
