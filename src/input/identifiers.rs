//! Which files hold an identifier, for many questions about the same files: each is read once, and only hashes are kept.
//!
//! Unlike [`super::search`] this takes a name as it is written: no casing, no plural. Two names of one hash are told apart by nobody, which costs a file too
//! many and never one too few.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::Searchable;
use super::skip::{Skip, is_binary};
use super::walk::{lock, thread_count};

/// The identifiers of files.
#[derive(Default)]
pub struct Identifiers {
    files: Vec<Arc<str>>,
    /// For each identifier the files that hold it, sorted.
    postings: Postings,
}

type Postings = HashMap<u64, Vec<u32>, BuildHasherDefault<AsItIs>>;

/// What is a hash already is not hashed again.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Longer runs of letters are data.
const LONGEST: usize = 120;

impl Identifiers {
    /// Reads files; what is generated, minified or binary is left out.
    pub fn read(tree: &impl Searchable, files: &[Arc<str>], threads: usize) -> Self {
        let (next, all) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..thread_count(threads).min(files.len().max(1)) {
                scope.spawn(|| {
                    let (mut mine, mut buffer) = (Vec::new(), Vec::new());
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(path) = files.get(at) else { break };
                        if Skip::of_path(path).is_some()
                            || !tree.fill(path, &mut buffer)
                            || is_binary(&buffer)
                            || Skip::of_text(path, &buffer).is_some()
                        {
                            continue;
                        }
                        mine.push((u32::try_from(at).unwrap_or(u32::MAX), hashes(&buffer)));
                    }
                    lock(&all).append(&mut mine);
                });
            }
        });
        let mut all = all.into_inner().unwrap_or_default();
        all.sort_unstable_by_key(|(at, _)| *at);
        let mut postings = Postings::default();
        for (at, hashes) in all {
            hashes.into_iter().for_each(|hash| postings.entry(hash).or_default().push(at));
        }
        Self { files: files.to_vec(), postings }
    }

    /// The files that hold a name, sorted as they were given.
    pub fn of(&self, name: &str) -> impl ExactSizeIterator<Item = &Arc<str>> {
        let found = self.postings.get(&hash(name.as_bytes())).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|at| &self.files[*at as usize])
    }
}

/// The identifiers of a text, each once.
fn hashes(text: &[u8]) -> Vec<u64> {
    let mut found: Vec<u64> = text
        .split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80))
        .filter(|word| (2..=LONGEST).contains(&word.len()) && !word[0].is_ascii_digit())
        .map(hash)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// FNV-1a: the same on every machine and in every run.
fn hash(word: &[u8]) -> u64 {
    word.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::WorkTree;
    use std::path::Path;

    #[test]
    fn names_are_found_as_they_are_written() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [("a.py", "users.login(1)"), ("b.py", "Login().users"), ("c.js", "// @generated\nlogin()")]
        {
            std::fs::write(root.path().join(path), text).unwrap();
        }
        let paths: Vec<Arc<str>> = ["a.py", "b.py", "c.js", "gone.py"].map(Arc::from).to_vec();
        let tree = WorkTree::of_paths(Path::new(root.path()), paths.clone());
        let index = Identifiers::read(&tree, &paths, 2);
        for (name, expected) in
            [("login", &["a.py"][..]), ("Login", &["b.py"]), ("users", &["a.py", "b.py"]), ("log", &[])]
        {
            assert_eq!(index.of(name).map(|path| &**path).collect::<Vec<_>>(), expected, "{name}");
        }
    }
}
