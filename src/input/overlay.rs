//! Texts that count for those of files: what an editor has not saved, what a fix would write. They are laid over the tree being merged and over nothing else.
//!
//! A text that is the file's own is no change of it. A path that the disk lacks is a new file if it belongs to the project.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::entries::{Change, Entry, ObjectId};
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
    let mut head = head.with_paths(new);
    let mut edited = Vec::new();
    for (path, text) in texts {
        let at = head.paths().binary_search_by(|known| (**known).cmp(path));
        let Some(key) = at.ok().and_then(|at| head.paths().get(at)).cloned() else { continue };
        if !head.root().join(path).exists() || !is_same(&head, path, text) {
            head.lay(&key, text.clone());
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
            let (old, new) = (**entry, Entry { id: ObjectId::default(), ..**entry });
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn texts_count_for_those_of_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (path, text) in [
            ("a.sql", "A"),
            ("b.sql", "\u{feff}B"),
            ("old.sql", "O"),
            ("hidden.sql", "H"),
            (".gitignore", "hidden.sql"),
        ] {
            fs::write(root.join(path), text).unwrap();
        }
        fs::create_dir(root.join(".git")).unwrap();
        let (filter, _) = PathFilter::new(root, &[]);
        let given = [
            ("a.sql", "changed"),
            // An editor does not show the mark.
            ("b.sql", "B"),
            ("db/new.sql", "N"),
            ("hidden.sql", "seen"),
            ("node_modules/x.js", "x"),
            (".profile", "x"),
        ];
        let texts: BTreeMap<String, Arc<str>> =
            given.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(*text))).collect();
        let (head, found) = lay(WorkTree::walk(root, &filter, 1), &texts, &filter);
        assert_eq!(
            head.paths().iter().map(|path| &**path).collect::<Vec<_>>(),
            ["a.sql", "b.sql", "db/new.sql", "old.sql"]
        );
        assert_eq!(found, ["a.sql", "db/new.sql"]);
        assert_eq!(edited(&head, &texts), found);
        let read = |path: &str| head.read(path).map(|text| text.to_string());
        for (path, expected) in
            [("a.sql", Some("changed")), ("b.sql", Some("\u{feff}B")), ("db/new.sql", Some("N")), ("hidden.sql", None)]
        {
            assert_eq!(read(path).as_deref(), expected, "{path}");
        }

        let entry = |id: &str| Entry::parse("100644", id).unwrap();
        let files = [("a.sql".to_owned(), entry("01")), ("old.sql".to_owned(), entry("02"))];
        let mut changes = Vec::new();
        for _ in 0..2 {
            changed(&found, &files, &mut changes);
        }
        let shown: Vec<_> = changes.iter().map(|one| (one.path.as_str(), one.status, one.old.id.to_string())).collect();
        assert_eq!(shown, [("a.sql", b'M', "01".to_owned())]);
    }
}
