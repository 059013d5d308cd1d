//! Which files hold an identifier, for many questions about the same files.
//!
//! The names of the first question are looked for in the texts, which for few names costs little more than reading. Whoever asks again follows names from file to
//! file: then each text leaves a sign of the identifiers in it, a Bloom filter (B. H. Bloom, Space/Time Trade-offs in Hash Coding with Allowable Errors, 1970), which
//! says of nearly all files at once that they do not hold a name, and only the others are looked into. Unlike [`super::search`] this takes a name as it is written: no
//! casing, no plural.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use super::Searchable;
use super::skip::{Skip, is_binary};
use super::walk::lock;
use crate::workers::thread_count;

/// The identifiers of files.
pub struct Identifiers<'a, T> {
    tree: &'a T,
    files: &'a [Arc<str>],
    threads: usize,
    /// The files of names that were asked for, in order.
    known: HashMap<String, Vec<u32>>,
    /// What each file holds, once something was asked again.
    signs: Vec<Sign>,
}

/// Longer runs of letters are data.
const LONGEST: usize = 120;
/// More names than these are not looked for all at once.
const FEW: usize = 100;

impl<'a, T: Searchable> Identifiers<'a, T> {
    /// Of these files, of which what is generated, minified or binary is left out. Nothing is read before something is asked.
    pub fn new(tree: &'a T, files: &'a [Arc<str>], threads: usize) -> Self {
        Self { tree, files, threads, known: HashMap::new(), signs: Vec::new() }
    }

    /// Makes sure that [`Self::of`] can answer for these names.
    pub fn ask<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        let fresh: BTreeSet<&str> = names.into_iter().filter(|name| !self.known.contains_key(*name)).collect();
        let names: Vec<Name<'_>> = fresh.iter().filter_map(|name| Name::of(name)).collect();
        let first = self.known.is_empty() && names.len() <= FEW;
        self.known.extend(fresh.into_iter().map(|name| (name.to_owned(), Vec::new())));
        if names.is_empty() {
            return;
        }
        let found = match Searcher::of(&names).filter(|_| first) {
            Some(searcher) => self.each_file(|_| true, |_, text| searcher.names_in(text)),
            None => self.by_signs(&names),
        };
        for (at, names_here) in found {
            let number = u32::try_from(at).unwrap_or(u32::MAX);
            for name in names_here {
                if let Some(files) = names.get(name).and_then(|name| self.known.get_mut(name.text)) {
                    files.push(number);
                }
            }
        }
    }

    /// The files that hold a name that was asked for, sorted as they were given.
    pub fn of(&self, name: &str) -> impl ExactSizeIterator<Item = &'a Arc<str>> {
        self.known.get(name).map(Vec::as_slice).unwrap_or_default().iter().map(|at| &self.files[*at as usize])
    }

    /// The names in each file whose sign says that it may hold one; the signs are made if there are none.
    fn by_signs(&mut self, names: &[Name<'_>]) -> Vec<(usize, Vec<usize>)> {
        let held = |sign: &Sign, text: &[u8]| -> Vec<usize> {
            names.iter().enumerate().filter(|(_, name)| name.is_in(sign, text)).map(|(at, _)| at).collect()
        };
        if !self.signs.is_empty() {
            let may_hold = |at: usize| names.iter().any(|name| self.signs[at].may_hold(name.hash));
            return self.each_file(may_hold, |at, text| Some(held(&self.signs[at], text)));
        }
        let made = self.each_file(
            |_| true,
            |_, text| {
                let sign = Sign::of(text);
                let names = held(&sign, text);
                Some((sign, names))
            },
        );
        self.signs.resize_with(self.files.len(), Sign::default);
        let keep = |(at, (sign, names))| {
            self.signs[at] = sign;
            (at, names)
        };
        made.into_iter().map(keep).collect()
    }

    /// What `look` finds in the texts of the files that are wanted, in the order of the files.
    fn each_file<F: Send>(
        &self,
        wanted: impl Fn(usize) -> bool + Sync,
        look: impl Fn(usize, &[u8]) -> Option<F> + Sync,
    ) -> Vec<(usize, F)> {
        let (next, all) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..thread_count(self.threads).min(self.files.len().max(1)) {
                scope.spawn(|| {
                    let (mut mine, mut buffer) = (Vec::new(), Vec::new());
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(path) = self.files.get(at) else { break };
                        if !wanted(at) {
                            continue;
                        }
                        let text = match self.tree.read_before(path) {
                            Some(text) => text,
                            None if Skip::of_path(path).is_none() && self.tree.fill(path, &mut buffer) => &buffer,
                            None => continue,
                        };
                        if is_binary(text) {
                            continue;
                        }
                        // Most hold nothing, and need no second look.
                        let found = look(at, text).filter(|_| Skip::of_text(path, text).is_none());
                        mine.extend(found.map(|found| (at, found)));
                    }
                    lock(&all).append(&mut mine);
                });
            }
        });
        let mut all = all.into_inner().unwrap_or_default();
        all.sort_unstable_by_key(|(at, _)| *at);
        all
    }
}

/// Finds some names in texts, all at once.
struct Searcher(AhoCorasick);

impl Searcher {
    fn of(names: &[Name<'_>]) -> Option<Self> {
        // The longest of those that begin at one place, which is the only one that can be whole.
        let patterns = names.iter().map(|name| name.text);
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok().map(Self)
    }

    /// The numbers of the names in a text, if there are any.
    fn names_in(&self, text: &[u8]) -> Option<Vec<usize>> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(place) = self.0.find(aho_corasick::Input::new(text).range(from..)) {
            let (start, mut end) = (place.start(), place.end());
            if is_part(text, start.checked_sub(1)) || is_part(text, Some(end)) {
                // Inside of a longer identifier: nothing else begins before its end but what is inside as well.
                while is_part(text, Some(end)) {
                    end += 1;
                }
            } else {
                found.push(place.pattern().as_usize());
            }
            from = end;
        }
        found.sort_unstable();
        found.dedup();
        (!found.is_empty()).then_some(found)
    }
}

/// Whether a byte of a text is there, and part of an identifier.
fn is_part(text: &[u8], at: Option<usize>) -> bool {
    at.and_then(|at| text.get(at)).is_some_and(|byte| PART[usize::from(*byte)])
}

/// A name that is looked for.
struct Name<'n> {
    text: &'n str,
    hash: u64,
    finder: memmem::Finder<'n>,
}

impl<'n> Name<'n> {
    /// `None`: no identifier is like that.
    fn of(text: &'n str) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_one = (2..=LONGEST).contains(&bytes.len())
            && bytes.iter().all(|byte| PART[usize::from(*byte)])
            && !bytes.first().is_some_and(u8::is_ascii_digit);
        is_one.then(|| Self { text, hash: hash(bytes), finder: memmem::Finder::new(text) })
    }

    /// Whether a text with this sign holds the name, and not only as a part of a longer one.
    fn is_in(&self, sign: &Sign, text: &[u8]) -> bool {
        let is_whole = |at: usize| !is_part(text, at.checked_sub(1)) && !is_part(text, Some(at + self.text.len()));
        sign.may_hold(self.hash) && self.finder.find_iter(text).any(is_whole)
    }
}

/// Which identifiers a text may hold: a Bloom filter of a bit for each byte of the text, which is some twenty for each identifier, so that one of a thousand that
/// are not there seems to be. Empty: none.
#[derive(Default)]
struct Sign(Box<[u64]>);

/// The fewest words of bits.
const LEAST: usize = 4;

impl Sign {
    fn of(text: &[u8]) -> Self {
        let mut words = vec![0_u64; (text.len() / 64).next_power_of_two().max(LEAST)];
        let mask = words.len() - 1;
        let mut rest = text;
        while let Some(start) = rest.iter().position(|byte| PART[usize::from(*byte)]) {
            rest = rest.get(start..).unwrap_or_default();
            let length = rest.iter().position(|byte| !PART[usize::from(*byte)]).unwrap_or(rest.len());
            let (name, after) = rest.split_at(length);
            rest = after;
            if (2..=LONGEST).contains(&length) && !name.first().is_some_and(u8::is_ascii_digit) {
                for (word, bit) in places(hash(name)) {
                    words[word & mask] |= bit;
                }
            }
        }
        Self(words.into_boxed_slice())
    }

    fn may_hold(&self, hash: u64) -> bool {
        let Some(mask) = self.0.len().checked_sub(1) else { return false };
        places(hash).into_iter().all(|(word, bit)| self.0[word & mask] & bit != 0)
    }
}

/// The three bits of a hash: each with the word that it stands in, whose upper bits the size of the filter cuts off.
#[allow(clippy::cast_possible_truncation, reason = "only the lower bits of a place are used")]
fn places(hash: u64) -> [(usize, u64); 3] {
    [0, 21, 42].map(|from| {
        let place = hash >> from;
        ((place >> 6) as usize, 1 << (place & 63))
    })
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

/// A hash of eight bytes at a time: the same on every machine and in every run.
fn hash(name: &[u8]) -> u64 {
    let step = |hash: u64, eight: u64| (hash.rotate_left(23) ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (eights, last) = name.as_chunks::<8>();
    let hash = eights.iter().fold(name.len() as u64, |hash, eight| step(hash, u64::from_le_bytes(*eight)));
    let hash = step(hash, last.iter().fold(0, |all, byte| (all << 8) | u64::from(*byte)));
    // The lower bits of a product do not depend on the upper ones of what was multiplied.
    hash ^ (hash >> 32)
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
        assert!(first.signs.is_empty());
        let mut later = Identifiers::new(&tree, &paths, 2);
        later.ask(["users"]);
        later.ask(names.iter().map(|(name, _)| *name));
        assert!(!later.signs.is_empty());
        later.ask(["loginer", "x"]);
        assert_eq!(later.of("loginer").map(|path| &**path).collect::<Vec<_>>(), ["a.py"]);
        for index in [&first, &later] {
            for (name, expected) in names {
                assert_eq!(index.of(name).map(|path| &**path).collect::<Vec<_>>(), expected, "{name}");
            }
        }
    }

    #[test]
    fn a_sign_holds_every_identifier_and_hardly_another() {
        let names: Vec<String> =
            (0..4000_u64).map(|at| format!("name_{:x}", at.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
        let (held, others) = names.split_at(2000);
        let sign = Sign::of(held.join(" = 1; ").as_bytes());
        assert!(held.iter().all(|name| sign.may_hold(hash(name.as_bytes()))));
        let wrong = others.iter().filter(|name| sign.may_hold(hash(name.as_bytes()))).count();
        assert!(wrong < 40, "{wrong} of {}", others.len());
        assert!(!Sign::default().may_hold(hash(b"name")));
    }
}
