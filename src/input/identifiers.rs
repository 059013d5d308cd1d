//! Which files hold an identifier, for many questions about the same files.
//!
//! The names of the first question are looked for in the texts, which for few names costs little more than reading. Whoever asks again follows names from file to
//! file: then an index of all identifiers answers, of which only hashes are kept. Unlike [`super::search`] this takes a name as it is written: no casing, no
//! plural. Two names of one hash are told apart by nobody, which costs a file too many and never one too few.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aho_corasick::{AhoCorasick, MatchKind};

use super::Searchable;
use super::skip::{Skip, is_binary};
use super::walk::lock;
use crate::workers::thread_count;

/// The identifiers of files.
pub struct Identifiers<'a, T> {
    tree: &'a T,
    files: &'a [Arc<str>],
    threads: usize,
    /// The files of names that were looked for, in order.
    known: BTreeMap<String, Vec<u32>>,
    /// All identifiers, once they were asked for: a part for each thread that read.
    index: Option<Vec<Postings>>,
}

/// Longer runs of letters are data.
const LONGEST: usize = 120;
/// More names than these are not looked for: the index answers at once.
const FEW: usize = 100;

impl<'a, T: Searchable> Identifiers<'a, T> {
    /// Of these files, of which what is generated, minified or binary is left out. Nothing is read before something is asked.
    pub fn new(tree: &'a T, files: &'a [Arc<str>], threads: usize) -> Self {
        Self { tree, files, threads, known: BTreeMap::new(), index: None }
    }

    /// Makes sure that [`Self::of`] can answer for these names.
    pub fn ask<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        let fresh: BTreeSet<&str> = names.into_iter().filter(|name| !self.known.contains_key(*name)).collect();
        if fresh.is_empty() || self.index.is_some() {
            return;
        }
        if self.known.is_empty() && fresh.len() <= FEW {
            let fresh: Vec<&str> = fresh.into_iter().collect();
            if let Some(found) = self.look_for(&fresh) {
                self.known = fresh.into_iter().map(str::to_owned).zip(found).collect();
                return;
            }
        }
        self.index = Some(self.read());
    }

    /// The files that hold a name that was asked for, sorted as they were given.
    pub fn of(&self, name: &str) -> impl ExactSizeIterator<Item = &'a Arc<str>> {
        let found = match (self.known.get(name), &self.index) {
            (Some(known), _) => known.clone(),
            (None, Some(index)) => {
                let wanted = hash(name.as_bytes());
                let mut found: Vec<u32> = index
                    .iter()
                    .flat_map(|part| part.of_hash(wanted))
                    .filter(|(hash, _)| *hash == wanted)
                    .map(|(_, at)| *at)
                    .collect();
                found.sort_unstable();
                found.dedup();
                found
            }
            (None, None) => Vec::new(),
        };
        found.into_iter().map(|at| &self.files[at as usize])
    }

    /// The files of each name.
    fn look_for(&self, names: &[&str]) -> Option<Vec<Vec<u32>>> {
        let is_whole = |name: &&str| {
            let parts = name.bytes().all(|byte| PART[usize::from(byte)]);
            parts && (2..=LONGEST).contains(&name.len()) && !name.starts_with(|c: char| c.is_ascii_digit())
        };
        let wanted: Vec<usize> = (0..names.len()).filter(|at| names.get(*at).is_some_and(is_whole)).collect();
        let patterns = wanted.iter().filter_map(|at| names.get(*at));
        // The longest of those that begin at one place, which is the only one that can be whole.
        let searcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok()?;
        let parts = self.each_file(|text, found: &mut Vec<u32>| {
            let is_part =
                |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|byte| PART[usize::from(*byte)]);
            let mut from = 0;
            while let Some(place) = searcher.find(aho_corasick::Input::new(text).range(from..)) {
                let (start, mut end) = (place.start(), place.end());
                if is_part(start.checked_sub(1)) || is_part(Some(end)) {
                    // Inside of a longer identifier: nothing else begins before its end but what is inside as well.
                    while is_part(Some(end)) {
                        end += 1;
                    }
                } else {
                    found.push(place.pattern().as_u32());
                }
                from = end;
            }
            found.sort_unstable();
            found.dedup();
        });
        let mut files = vec![Vec::new(); names.len()];
        for (pattern, at) in parts.into_iter().flatten() {
            if let Some(files) = wanted.get(pattern as usize).and_then(|name| files.get_mut(*name)) {
                files.push(at);
            }
        }
        files.iter_mut().for_each(|files: &mut Vec<u32>| files.sort_unstable());
        Some(files)
    }

    /// The index of all identifiers.
    fn read(&self) -> Vec<Postings> {
        let parts = self.each_file(|text, found: &mut Recent| found.hashes(text));
        parts.into_iter().map(Postings::of).collect()
    }

    /// What `look` finds in each file, with the number of the file: a list for each thread that read, of files that no other thread read.
    fn each_file<F: Found>(&self, look: impl Fn(&[u8], &mut F) + Sync) -> Vec<Vec<Posting>> {
        let (next, all) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..thread_count(self.threads).min(self.files.len().max(1)) {
                scope.spawn(|| {
                    let (mut mine, mut found, mut buffer) = (Vec::new(), F::default(), Vec::new());
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(path) = self.files.get(at) else { break };
                        let text = match self.tree.read_before(path) {
                            Some(text) => text,
                            None if Skip::of_path(path).is_none() && self.tree.fill(path, &mut buffer) => &buffer,
                            None => continue,
                        };
                        if is_binary(text) {
                            continue;
                        }
                        look(text, &mut found);
                        let found = found.take();
                        if found.is_empty() || Skip::of_text(path, text).is_some() {
                            found.clear();
                            continue;
                        }
                        let at = u32::try_from(at).unwrap_or(u32::MAX);
                        mine.extend(found.drain(..).map(|one| (one, at)));
                    }
                    lock(&all).push(mine);
                });
            }
        });
        all.into_inner().unwrap_or_default()
    }
}

/// What is found in one file, in room that is used for all files of a thread.
trait Found: Default {
    /// What was found in the file that ends here.
    fn take(&mut self) -> &mut Vec<u32>;
}

impl Found for Vec<u32> {
    fn take(&mut self) -> &mut Vec<u32> {
        self
    }
}

/// The hash of an identifier, and the number of a file.
type Posting = (u32, u32);

/// Identifiers with the files that hold them, in heaps by the first bits of their hashes.
struct Postings {
    ends: Vec<usize>,
    all: Vec<Posting>,
}

/// How many heaps there are.
const HEAPS: usize = 1 << 12;

fn heap(hash: u32) -> usize {
    hash as usize >> (32 - HEAPS.trailing_zeros())
}

impl Postings {
    fn of(unsorted: Vec<Posting>) -> Self {
        let mut ends = vec![0; HEAPS];
        for (hash, _) in &unsorted {
            ends[heap(*hash)] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            // The beginning for now, which moves to the end as the heap is filled.
            sum += std::mem::replace(end, sum);
        }
        let mut all = vec![(0, 0); unsorted.len()];
        for posting in unsorted {
            let place = &mut ends[heap(posting.0)];
            all[*place] = posting;
            *place += 1;
        }
        Self { ends, all }
    }

    fn of_hash(&self, hash: u32) -> &[Posting] {
        let at = heap(hash);
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.all.get(from..self.ends[at]).unwrap_or_default()
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

/// The identifiers of a text. Most come again soon after, which is noticed here; some are in the list twice.
struct Recent {
    found: Vec<u32>,
    seen: Vec<(u32, u32)>,
    file: u32,
}

/// How many identifiers are remembered.
const REMEMBERED: usize = 1 << 10;

impl Default for Recent {
    fn default() -> Self {
        Self { found: Vec::new(), seen: vec![(0, 0); REMEMBERED], file: 1 }
    }
}

impl Found for Recent {
    fn take(&mut self) -> &mut Vec<u32> {
        self.file = self.file.wrapping_add(1);
        &mut self.found
    }
}

impl Recent {
    fn hashes(&mut self, text: &[u8]) {
        let mut rest = text;
        while let Some(start) = rest.iter().position(|byte| PART[usize::from(*byte)]) {
            rest = rest.get(start..).unwrap_or_default();
            let length = rest.iter().position(|byte| !PART[usize::from(*byte)]).unwrap_or(rest.len());
            let (name, after) = rest.split_at(length);
            rest = after;
            if (2..=LONGEST).contains(&length) && !name.first().is_some_and(u8::is_ascii_digit) {
                let hash = hash(name);
                let seen = &mut self.seen[hash as usize % REMEMBERED];
                if *seen != (hash, self.file) {
                    *seen = (hash, self.file);
                    self.found.push(hash);
                }
            }
        }
    }
}

/// A hash of eight bytes at a time, folded to half its size: the same on every machine and in every run.
#[allow(clippy::cast_possible_truncation, reason = "the upper half is folded into the lower one")]
fn hash(name: &[u8]) -> u32 {
    let step = |hash: u64, eight: u64| (hash.rotate_left(23) ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (eights, last) = name.as_chunks::<8>();
    let hash = eights.iter().fold(name.len() as u64, |hash, eight| step(hash, u64::from_le_bytes(*eight)));
    let hash = step(hash, last.iter().fold(0, |all, byte| (all << 8) | u64::from(*byte)));
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::WorkTree;
    use std::path::Path;

    #[test]
    fn names_are_found_as_they_are_written_at_once_and_later() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("a.py", "users.login(1); users.login(2); a_login, logins, loginer = 1"),
            ("b.py", "Login().users"),
            ("c.js", "// @generated\nlogin()"),
            ("d.py", "xlogin login_x_login_all login_all"),
        ] {
            std::fs::write(root.path().join(path), text).unwrap();
        }
        let paths: Vec<Arc<str>> = ["a.py", "b.py", "c.js", "d.py", "gone.py"].map(Arc::from).to_vec();
        let tree = WorkTree::of_paths(Path::new(root.path()), paths.clone());
        let names = [
            ("login", &["a.py"][..]),
            ("Login", &["b.py"]),
            ("users", &["a.py", "b.py"]),
            ("log", &[]),
            ("logins", &["a.py"]),
            ("login_all", &["d.py"]),
            ("1", &[]),
            ("", &[]),
            ("a.b", &[]),
        ];
        let mut first = Identifiers::new(&tree, &paths, 2);
        first.ask(names.iter().map(|(name, _)| *name));
        assert!(first.index.is_none());
        let mut later = Identifiers::new(&tree, &paths, 2);
        later.ask(["users"]);
        later.ask(names.iter().map(|(name, _)| *name));
        assert!(later.index.is_some());
        for index in [&first, &later] {
            for (name, expected) in names {
                assert_eq!(index.of(name).map(|path| &**path).collect::<Vec<_>>(), expected, "{name}");
            }
        }
    }
}
