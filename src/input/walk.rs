//! The tree being merged: the files of the work tree (or of the index), found in one parallel walk and read on demand.
//!
//! The walk obeys `.gitignore` but no one's personal settings, follows no symbolic link and enters no hidden directory. What a path
//! or a text is good for is decided by [`super::skip`]; here every path that belongs to the project is listed, and read when asked for.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::folders::Folders;
use super::git::{Object, Objects, is_below_git};
use super::kept::Kept;
use super::skip::PathFilter;
use crate::model::report::Problem;
use crate::source::Tree;
use crate::workers::thread_count;

/// Nothing over this size is read at all.
pub const TOO_LARGE: usize = 32 << 20;

/// The tree being merged.
pub struct WorkTree {
    root: PathBuf,
    paths: Vec<Arc<str>>,
    /// Files whose text is an object of git rather than what the disk has (staged content, files left out by a sparse checkout).
    objects: HashMap<Arc<str>, String>,
    store: Option<Arc<Objects>>,
    /// Files whose text is another one than the disk has; `cache` has it.
    laid: HashSet<Arc<str>>,
    cache: Mutex<HashMap<Arc<str>, Option<Arc<str>>>>,
    kept: Kept,
    problems: Mutex<Vec<Problem>>,
}

impl WorkTree {
    /// Walks `root`.
    pub fn walk(root: &Path, filter: &PathFilter, threads: usize) -> Self {
        let (paths, problems) = walk(root, filter, threads);
        Self {
            root: root.to_owned(),
            paths,
            objects: HashMap::new(),
            store: None,
            laid: HashSet::new(),
            cache: Mutex::default(),
            kept: Kept::default(),
            problems: Mutex::new(problems),
        }
    }

    /// A tree of these paths, without a walk.
    pub fn of_paths(root: &Path, mut paths: Vec<Arc<str>>) -> Self {
        paths.sort_unstable();
        paths.dedup();
        Self {
            root: root.to_owned(),
            paths,
            objects: HashMap::new(),
            store: None,
            laid: HashSet::new(),
            cache: Mutex::default(),
            kept: Kept::default(),
            problems: Mutex::default(),
        }
    }

    /// Reads these files from git, and lists them if they were not.
    pub fn with_objects(mut self, store: Arc<Objects>, objects: HashMap<Arc<str>, String>) -> Self {
        self.paths.extend(objects.keys().cloned());
        self.paths.sort_unstable();
        self.paths.dedup();
        self.objects = objects;
        self.store = Some(store);
        self
    }

    /// Lists further files of the disk.
    pub fn with_paths(mut self, more: impl IntoIterator<Item = Arc<str>>) -> Self {
        self.paths.extend(more);
        self.paths.sort_unstable();
        self.paths.dedup();
        self
    }

    /// Where the tree is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the tree lists this path.
    pub fn contains(&self, path: &str) -> bool {
        self.paths.binary_search_by(|known| (**known).cmp(path)).is_ok()
    }

    /// What could not be read so far, sorted.
    pub fn problems(&self) -> Vec<Problem> {
        sorted(&self.problems)
    }

    /// Reads a file into `buffer` without keeping it; `false` if that cannot be done (which is noted).
    pub(super) fn bytes(&self, path: &str, buffer: &mut Vec<u8>) -> bool {
        buffer.clear();
        self.append(path, &mut None, buffer)
    }

    /// What opens many files one after the other.
    pub(super) fn folders(&self) -> Option<Folders> {
        Folders::of(&self.root).ok()
    }

    /// Texts that were read for a search.
    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The same, behind what the buffer holds.
    pub(super) fn append(&self, path: &str, folders: &mut Option<Folders>, buffer: &mut Vec<u8>) -> bool {
        // Of many files that are read for the first time, none is looked for there.
        let may_be_known = folders.is_none() || self.laid.contains(path);
        if may_be_known && let Some(Some(text)) = lock(&self.cache).get(path) {
            buffer.extend_from_slice(text.as_bytes());
            return true;
        }
        let result = match self.objects.get(path) {
            Some(id) => self.object(id, buffer),
            None => {
                let opened = match folders {
                    Some(folders) => folders.open(path),
                    None => File::open(self.root.join(path)),
                };
                opened.and_then(|file| read_file(&file, buffer))
            }
        };
        match result {
            Ok(()) => true,
            Err(error) => {
                note(&self.problems, format!("{path}: {error}"));
                false
            }
        }
    }

    /// Keeps a text that was read, for [`Tree::read`].
    pub(super) fn keep(&self, path: &Arc<str>, text: Arc<str>) {
        lock(&self.cache).entry(path.clone()).or_insert(Some(text));
    }

    /// Puts a text in the place of what the disk has.
    pub(super) fn lay(&mut self, path: &Arc<str>, text: Arc<str>) {
        self.laid.insert(path.clone());
        self.keep(path, text);
    }

    fn object(&self, id: &str, buffer: &mut Vec<u8>) -> io::Result<()> {
        let store = self.store.as_ref().ok_or_else(|| io::Error::other("no git objects at hand"))?;
        match store.get(id)? {
            Object::Found { bytes, .. } => {
                buffer.extend_from_slice(&bytes);
                Ok(())
            }
            Object::Missing => Err(io::Error::other("its staged content is not in this clone")),
        }
    }
}

impl Tree for WorkTree {
    fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        if let Some(known) = lock(&self.cache).get(path) {
            return known.clone();
        }
        let at = self.paths.binary_search_by(|known| (**known).cmp(path)).ok()?;
        let key = self.paths.get(at)?.clone();
        let mut buffer = Vec::new();
        let text = self.bytes(path, &mut buffer).then(|| text_of(&buffer));
        lock(&self.cache).entry(key).or_insert(text).clone()
    }
}

/// The text of bytes: UTF-16 where a byte-order mark says so (tools for SQL Server write it), else UTF-8; what is neither is replaced by U+FFFD.
pub(super) fn text_of(bytes: &[u8]) -> Arc<str> {
    let units = |rest: &[u8], unit: fn([u8; 2]) -> u16| -> Arc<str> {
        let (pairs, odd) = rest.as_chunks::<2>();
        let mut text = String::from_utf16_lossy(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<u16>>());
        if !odd.is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        Arc::from(text)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        // Checking a text that is right is much faster than looking for what is wrong in it.
        _ => std::str::from_utf8(bytes).map_or_else(|_| Arc::from(&*String::from_utf8_lossy(bytes)), Arc::from),
    }
}

/// A lock that outlives a panic elsewhere: what it guards is only ever added to.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes a problem once.
pub(super) fn note(problems: &Mutex<Vec<Problem>>, message: String) {
    let problem = Problem::new(message);
    let mut problems = lock(problems);
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}

/// The problems in an order that does not depend on threads.
pub(super) fn sorted(problems: &Mutex<Vec<Problem>>) -> Vec<Problem> {
    let mut all = lock(problems).clone();
    all.sort_by(|a, b| a.message.cmp(&b.message));
    all
}

/// What is read of a file before its size is asked for, which most files never come to.
const FIRST: usize = 1 << 20;
/// Room for most files: a buffer that has it is filled at once.
const ROOM: usize = 16 << 10;

fn read_file(mut file: &File, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.reserve(ROOM);
    // What is taken has no size that the library would ask the system for, as it does for a file.
    if file.take(FIRST as u64).read_to_end(buffer)? < FIRST {
        return Ok(());
    }
    let size = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    if size > TOO_LARGE {
        return Err(io::Error::other(format!("not read, as it has {} MB", size >> 20)));
    }
    file.read_to_end(buffer).map(|_| ())
}

fn walk(root: &Path, filter: &PathFilter, threads: usize) -> (Vec<Arc<str>>, Vec<Problem>) {
    if let Err(error) = fs::read_dir(root) {
        let mut problem = Problem::new(format!("{}: {error}", root.display()));
        problem.fatal = true;
        return (Vec::new(), vec![problem]);
    }
    let found = Mutex::new((Vec::new(), Vec::new()));
    // A directory without `.git` (an unpacked archive) obeys its `.gitignore` in the same way. Rules of the directories above count
    // inside a repository only: what happens to lie above an archive says nothing about it.
    let in_repository = is_below_git(root);
    let unreadable = Arc::new(Mutex::new(Vec::new()));
    if let Some(problem) = ignore_file_problem(root) {
        return (Vec::new(), vec![problem]);
    }
    let walker = WalkBuilder::new(root)
        .hidden(false)
        .ignore(false)
        .git_global(false)
        .require_git(false)
        .parents(in_repository)
        .follow_links(false)
        .threads(thread_count(threads))
        .filter_entry({
            let unreadable = Arc::clone(&unreadable);
            move |entry| {
                let Some(problem) = directory_problem(entry) else { return true };
                lock(&unreadable).push(problem);
                false
            }
        })
        .build_parallel();
    walker.run(|| {
        let mut batch = Batch { paths: Vec::new(), problems: Vec::new(), found: &found };
        Box::new(move |entry| {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    batch.problems.push(Problem::new(format!("not read: {error}")));
                    return WalkState::Continue;
                }
            };
            if entry.depth() == 0 {
                return WalkState::Continue;
            }
            let Some(relative) = relative(root, entry.path()) else {
                batch.problems.push(Problem::new(format!("{}: its name is not UTF-8", entry.path().display())));
                return WalkState::Skip;
            };
            let kind = entry.file_type();
            let is_dir = kind.is_some_and(|kind| kind.is_dir());
            if filter.prunes(&relative, is_dir, entry.path()) {
                return WalkState::Skip;
            }
            if kind.is_some_and(|kind| kind.is_file()) {
                batch.paths.push(Arc::from(relative));
            }
            WalkState::Continue
        })
    });
    let (mut paths, mut problems) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    problems.append(&mut lock(&unreadable));
    paths.sort_unstable();
    problems.sort_by(|a: &Problem, b| a.message.cmp(&b.message));
    (paths, problems)
}

/// The largest `.gitignore` that is read: each of its lines becomes a matcher.
const LARGEST_IGNORE_FILE: u64 = 4 << 20;

/// Why a directory is not entered: its `.gitignore` would be read as soon as it is, whatever it is.
fn directory_problem(entry: &DirEntry) -> Option<Problem> {
    entry.file_type().is_some_and(|kind| kind.is_dir()).then(|| ignore_file_problem(entry.path())).flatten()
}

/// A `.gitignore` that may never end, such as a link to a device. What it leaves out cannot be known, so the run cannot be right.
fn ignore_file_problem(directory: &Path) -> Option<Problem> {
    let path = directory.join(".gitignore");
    let about = fs::metadata(&path).ok()?;
    if about.is_file() && about.len() <= LARGEST_IGNORE_FILE {
        return None;
    }
    let why = if about.is_file() { "too large" } else { "no file" };
    let mut problem = Problem::new(format!("{} is {why}: what it leaves out is not known", path.display()));
    problem.fatal = true;
    Some(problem)
}

/// A path relative to the root, with `/`.
fn relative(root: &Path, path: &Path) -> Option<String> {
    // The walk puts names behind the root as it was given, so most paths need no look at their parts.
    let behind = || path.to_str()?.strip_prefix(root.to_str()?)?.strip_prefix(std::path::MAIN_SEPARATOR);
    let path = match behind() {
        Some(behind) => behind,
        None => path.strip_prefix(root).unwrap_or(path).to_str()?,
    };
    Some(if std::path::MAIN_SEPARATOR == '/' { path.to_owned() } else { path.replace(std::path::MAIN_SEPARATOR, "/") })
}

/// What one thread of the walk found; handed over when the thread ends.
struct Batch<'a> {
    paths: Vec<Arc<str>>,
    problems: Vec<Problem>,
    found: &'a Mutex<(Vec<Arc<str>>, Vec<Problem>)>,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let mut found = lock(self.found);
        found.0.append(&mut self.paths);
        found.1.append(&mut self.problems);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> (tempfile::TempDir, WorkTree) {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let (filter, _) = PathFilter::new(root.path(), &[]);
        let tree = WorkTree::walk(root.path(), &filter, 2);
        (root, tree)
    }

    #[test]
    fn lists_what_belongs_to_the_project() {
        let (_root, tree) = tree(&[
            (".gitignore", "/dist/\n"),
            (".migcheckignore", "old/"),
            ("dist/a.js", ""),
            ("pkg/dist/a.js", ""),
            ("node_modules/x/a.js", ""),
            ("vendor/modules.txt", ""),
            ("vendor/x/a.go", ""),
            ("gems/vendor/own.rb", ""),
            (".hidden/a.py", ""),
            (".env/a.py", ""),
            (".env.example", ""),
            (".profile", ""),
            ("old/a.py", ""),
            ("b.py", "x"),
        ]);
        let paths: Vec<&str> = tree.paths().iter().map(|path| &**path).collect();
        assert_eq!(paths, [".env.example", "b.py", "gems/vendor/own.rb", "pkg/dist/a.js"]);
        assert_eq!(tree.read("b.py").as_deref(), Some("x"));
        assert_eq!(tree.read("old/a.py"), None);
        assert_eq!(tree.problems(), []);
    }

    #[test]
    fn rules_above_count_in_a_repository_only() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("project");
        fs::create_dir_all(&root).unwrap();
        fs::write(place.path().join(".gitignore"), "*\n").unwrap();
        fs::write(root.join("a.py"), "").unwrap();
        let listed = || WorkTree::walk(&root, &PathFilter::new(&root, &[]).0, 1).paths().len();
        assert_eq!(listed(), 1);
        fs::create_dir_all(place.path().join(".git")).unwrap();
        assert_eq!(listed(), 0);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a.py"), b"caf\xe9").unwrap();
        let tree = WorkTree::of_paths(root.path(), vec!["a.py".into(), "gone.py".into()]);
        assert_eq!(tree.read("a.py").as_deref(), Some("caf\u{fffd}"));
        assert_eq!(tree.read("gone.py"), None);
        assert_eq!(tree.problems().len(), 1);
    }

    #[test]
    fn a_root_that_is_not_there_is_fatal() {
        let (filter, _) = PathFilter::new(Path::new("/nonexistent"), &[]);
        let tree = WorkTree::walk(Path::new("/nonexistent/x"), &filter, 1);
        assert!(tree.problems().first().is_some_and(|problem| problem.fatal));
    }
}
