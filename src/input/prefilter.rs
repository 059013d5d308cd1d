//! Which files name any of some words, so that only those are parsed.
//!
//! Files are read on every core; the text of those with a word is kept in the tree, that of others at most within a bound for the next search (`input::kept`), so
//! that little is read twice. That a word occurs proves nothing: it says that the file is worth parsing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::folders::Folders;
use super::kept::Kept;
pub use super::needle::{Word, Words};
use super::skip::{Skip, is_binary};
use super::walk::{lock, text_of};
use super::{BaseTree, WorkTree};
use crate::source::Tree;
use crate::workers::thread_count;

/// A tree whose files can be read without being kept.
pub trait Searchable: Tree + Sync {
    /// Reads a file into `buffer`; `false` if that cannot be done (which the tree reports itself).
    fn fill(&self, path: &str, buffer: &mut Vec<u8>) -> bool;
    /// Keeps a text for [`Tree::read`].
    fn retain(&self, path: &Arc<str>, text: Arc<str>);
    /// What opens many files of the tree one after the other, if it has any on the disk.
    fn folders(&self) -> Option<Folders> {
        None
    }
    /// Reads a file behind what the buffer holds.
    fn append(&self, path: &str, _folders: &mut Option<Folders>, buffer: &mut Vec<u8>) -> bool {
        let mut own = Vec::new();
        let read = self.fill(path, &mut own);
        buffer.append(&mut own);
        read
    }
    /// Where the texts of a search are kept for the next one, if they can be.
    fn kept(&self) -> Option<&Kept> {
        None
    }
    /// The text of a file that an earlier search kept.
    fn read_before(&self, path: &Arc<str>) -> Option<&[u8]> {
        self.kept()?.get(path)
    }
}

impl Searchable for WorkTree {
    fn fill(&self, path: &str, buffer: &mut Vec<u8>) -> bool {
        self.bytes(path, buffer)
    }

    fn folders(&self) -> Option<Folders> {
        WorkTree::folders(self)
    }

    fn append(&self, path: &str, folders: &mut Option<Folders>, buffer: &mut Vec<u8>) -> bool {
        WorkTree::append(self, path, folders, buffer)
    }

    fn kept(&self) -> Option<&Kept> {
        Some(WorkTree::kept(self))
    }

    fn retain(&self, path: &Arc<str>, text: Arc<str>) {
        self.keep(path, text);
    }
}

impl Searchable for BaseTree {
    fn fill(&self, path: &str, buffer: &mut Vec<u8>) -> bool {
        self.bytes(path, buffer)
    }

    fn read_before(&self, path: &Arc<str>) -> Option<&[u8]> {
        self.shared(path)?.kept().get(path)
    }

    fn retain(&self, path: &Arc<str>, text: Arc<str>) {
        self.keep(path, text);
    }
}

/// A file that names words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub path: Arc<str>,
    /// Its size in bytes.
    pub size: usize,
    /// The numbers of the words, sorted.
    pub words: Vec<u32>,
    /// Why it should not be parsed, although it names a word: to be searched as text, if at all.
    pub skip: Option<Skip>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// Sorted by path.
    pub hits: Vec<Hit>,
    /// Files that were not opened, or that name a word and should not be parsed, by reason.
    pub skipped: BTreeMap<Skip, usize>,
    /// Files that were read.
    pub searched: usize,
}

/// How many files a thread takes at once.
const TOGETHER: usize = 16;

/// Searches `files` of a tree for words.
pub fn search(tree: &impl Searchable, files: &[Arc<str>], words: &Words, threads: usize) -> Matches {
    search_with(tree, None, files, words, threads)
}

/// The same of files that are looked into again soon: the tree keeps their texts, as far as it has room.
pub fn search_first(tree: &impl Searchable, files: &[Arc<str>], words: &Words, threads: usize) -> Matches {
    search_with(tree, tree.kept(), files, words, threads)
}

fn search_with(
    tree: &impl Searchable,
    kept: Option<&Kept>,
    files: &[Arc<str>],
    words: &Words,
    threads: usize,
) -> Matches {
    let (next, all) = (AtomicUsize::new(0), Mutex::new(Matches::default()));
    std::thread::scope(|scope| {
        for _ in 0..thread_count(threads).min(files.len().max(1)) {
            scope.spawn(|| {
                let mut mine = Matches::default();
                let (mut buffer, mut keeper) = (Vec::new(), kept.map(Kept::keeper));
                let mut folders = tree.folders();
                let mut mine_next = 0..0;
                loop {
                    // Some at once, as files of one folder are opened together.
                    let at = match mine_next.next() {
                        Some(at) => at,
                        None => {
                            let from = next.fetch_add(TOGETHER, Ordering::Relaxed);
                            mine_next = from + 1..from + TOGETHER;
                            from
                        }
                    };
                    let Some(path) = files.get(at) else { break };
                    if let Some(skip) = Skip::of_path(path) {
                        *mine.skipped.entry(skip).or_default() += 1;
                        continue;
                    }
                    let mut look = |text: &[u8]| examine(tree, path, words, text, &mut mine);
                    match &mut keeper {
                        Some(keeper) => keeper.read(path, |buffer| tree.append(path, &mut folders, buffer), look),
                        None => {
                            buffer.clear();
                            if tree.append(path, &mut folders, &mut buffer) {
                                look(&buffer);
                            }
                        }
                    }
                }
                drop(keeper);
                let mut all = lock(&all);
                all.hits.append(&mut mine.hits);
                all.searched += mine.searched;
                for (skip, count) in mine.skipped {
                    *all.skipped.entry(skip).or_default() += count;
                }
            });
        }
    });
    let mut all = all.into_inner().unwrap_or_default();
    all.hits.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// Looks at the text of a file; says whether it bears no word, so that the tree has no other copy of it.
fn examine(tree: &impl Searchable, path: &Arc<str>, words: &Words, text: &[u8], matches: &mut Matches) -> bool {
    matches.searched += 1;
    if is_binary(text) {
        *matches.skipped.entry(Skip::Binary).or_default() += 1;
        return false;
    }
    let found = words.find(text);
    if found.is_empty() {
        return true;
    }
    let skip = Skip::of_text(path, text);
    if let Some(skip) = skip {
        *matches.skipped.entry(skip).or_default() += 1;
    }
    tree.retain(path, text_of(text));
    matches.hits.push(Hit { path: path.clone(), size: text.len(), words: found, skip });
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn files_with_a_word_are_kept() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("a.py", "user.email"),
            ("b.py", "owner.mail"),
            ("c.go", "// Code generated by x. DO NOT EDIT.\nu.Email"),
            ("d.min.js", "email"),
            ("e.bin", "email\0"),
        ] {
            std::fs::write(root.path().join(path), text).unwrap();
        }
        let paths: Vec<Arc<str>> = ["a.py", "b.py", "c.go", "d.min.js", "e.bin", "gone.py"].map(Arc::from).to_vec();
        let tree = WorkTree::of_paths(Path::new(root.path()), paths.clone());
        let words = Words::new([Word::column("email"), Word::table("users")]);
        let matches = search(&tree, &paths, &words, 2);
        let hits: Vec<_> = matches.hits.iter().map(|hit| (&*hit.path, hit.words.clone(), hit.skip)).collect();
        assert_eq!(hits, [("a.py", vec![0, 1], None), ("c.go", vec![0], Some(Skip::Generated))]);
        assert_eq!(
            matches.skipped.into_iter().collect::<Vec<_>>(),
            [(Skip::Binary, 1), (Skip::Generated, 1), (Skip::Minified, 1)]
        );
        assert_eq!(matches.searched, 4);
        std::fs::remove_file(root.path().join("a.py")).unwrap();
        assert_eq!(tree.read("a.py").as_deref(), Some("user.email"));
    }
}
