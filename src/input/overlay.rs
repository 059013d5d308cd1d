//! Texts that count for those of files: what an editor has not saved, what a fix would write. They are laid over the tree being merged and over nothing else.
//!
//! A text that is the file's own is no change of it. A path that the disk lacks is a new file if it belongs to the project.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::git::{Change, Entry};
use super::skip::PathFilter;
use super::walk::{WorkTree, text_of};
use crate::source::Tree;

/// The tree with the texts in the place of what the disk has, and the paths whose text differs from it.
pub(super) fn lay(head: WorkTree, texts: &BTreeMap<String, Arc<str>>, filter: &PathFilter) -> (WorkTree, Vec<String>) {
    if texts.is_empty() {
        return (head, Vec::new());
    }
    let missing = texts.keys().map(String::as_str).filter(|path| !head.contains(path));
    let new: Vec<Arc<str>> = filter.keep(missing, head.root()).into_iter().map(Arc::from).collect();
    // What the walk left out although it is on the disk is ignored, and stays so.
    let new: Vec<Arc<str>> = new.into_iter().filter(|path| !head.root().join(&**path).exists()).collect();
    let head = head.with_paths(new);
    let mut edited = Vec::new();
    for (path, text) in texts {
        let at = head.paths().binary_search_by(|known| (**known).cmp(path));
        let Some(key) = at.ok().and_then(|at| head.paths().get(at)).cloned() else { continue };
        if !head.root().join(path).exists() || !is_same(&head, path, text) {
            head.keep(&key, text.clone());
            edited.push(path.clone());
        }
    }
    (head, edited)
}

/// The paths whose text differs from what the disk has, once the texts were laid over the tree.
pub(super) fn edited(head: &WorkTree, texts: &BTreeMap<String, Arc<str>>) -> Vec<String> {
    let differs = |(path, text): &(&String, &Arc<str>)| {
        head.contains(path) && head.read(path).is_some_and(|known| Arc::ptr_eq(&known, text))
    };
    texts.iter().filter(differs).map(|(path, _)| path.clone()).collect()
}

/// Says of edited files that git knows that they differ from the commit that they were compared with.
pub(super) fn changed(edited: &[String], files: &[(String, Entry)], changes: &mut Vec<Change>) {
    if edited.is_empty() {
        return;
    }
    let known: HashMap<&str, &Entry> = files.iter().map(|(path, entry)| (path.as_str(), entry)).collect();
    for path in edited {
        let Some(entry) = known.get(path.as_str()) else { continue };
        if !changes.iter().any(|change| change.path == *path) {
            let (old, new) = ((*entry).clone(), Entry { mode: entry.mode.clone(), id: String::new() });
            changes.push(Change { path: path.clone(), status: b'M', old, new });
        }
    }
}

/// Whether the file on the disk has this very text. An editor keeps a byte-order mark to itself.
fn is_same(head: &WorkTree, path: &str, text: &str) -> bool {
    let mut buffer = Vec::new();
    if !head.bytes(path, &mut buffer) {
        return false;
    }
    let known = text_of(&buffer);
    known.strip_prefix('\u{feff}').unwrap_or(&known) == text.strip_prefix('\u{feff}').unwrap_or(text)
}
