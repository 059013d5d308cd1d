//! Which files hold an identifier, for many questions about the same files: each is read once, and only hashes are kept.
//!
//! Unlike [`super::search`] this takes a name as it is written: no casing, no plural. Two names of one hash are told apart by nobody, which costs a file too
//! many and never one too few.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::Searchable;
use super::skip::{Skip, is_binary};
use super::walk::{lock, thread_count};

/// The identifiers of files.
#[derive(Default)]
pub struct Identifiers {
    files: Vec<Arc<str>>,
    /// Each identifier with each file that holds it, sorted: a flat list for each thread that read, of files that no other thread read.
    postings: Vec<Vec<Posting>>,
}

/// The hash of an identifier, and the number of a file.
type Posting = (u32, u32);

/// Longer runs of letters are data.
const LONGEST: usize = 120;

impl Identifiers {
    /// Reads files; what is generated, minified or binary is left out.
    pub fn read(tree: &impl Searchable, files: &[Arc<str>], threads: usize) -> Self {
        let (next, all) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..thread_count(threads).min(files.len().max(1)) {
                scope.spawn(|| {
                    let (mut mine, mut found, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
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
                        let at = u32::try_from(at).unwrap_or(u32::MAX);
                        hashes(&buffer, &mut found);
                        mine.extend(found.iter().map(|hash| (*hash, at)));
                    }
                    mine.sort_unstable();
                    lock(&all).push(mine);
                });
            }
        });
        Self { files: files.to_vec(), postings: all.into_inner().unwrap_or_default() }
    }

    /// The files that hold a name, sorted as they were given.
    pub fn of(&self, name: &str) -> impl ExactSizeIterator<Item = &Arc<str>> {
        let wanted = folded(name.bytes().fold(SEED, step));
        let mut found: Vec<u32> = Vec::new();
        for postings in &self.postings {
            let from = postings.partition_point(|(hash, _)| *hash < wanted);
            let own = postings.iter().skip(from).take_while(|(hash, _)| *hash == wanted);
            found.extend(own.map(|(_, at)| *at));
        }
        found.sort_unstable();
        found.into_iter().map(|at| &self.files[at as usize])
    }
}

/// Whether a byte is part of an identifier.
const PART: [bool; 256] = {
    let mut part = [false; 256];
    let mut byte = 0;
    while byte < part.len() {
        part[byte] = byte >= 0x80 || byte == b'_' as usize || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    part
};

/// The identifiers of a text, each once, into `found`.
fn hashes(text: &[u8], found: &mut Vec<u32>) {
    found.clear();
    let mut bytes = text.iter();
    while let Some(first) = bytes.next() {
        if !PART[usize::from(*first)] {
            continue;
        }
        let (mut hash, mut length) = (step(SEED, *first), 1);
        for byte in bytes.by_ref().take_while(|byte| PART[usize::from(**byte)]) {
            hash = step(hash, *byte);
            length += 1;
        }
        if (2..=LONGEST).contains(&length) && !first.is_ascii_digit() {
            found.push(folded(hash));
        }
    }
    found.sort_unstable();
    found.dedup();
}

/// FNV-1a, folded to half its size: the same on every machine and in every run.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Both halves of a hash in one.
#[allow(clippy::cast_possible_truncation, reason = "the upper half is folded into the lower one")]
fn folded(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
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
