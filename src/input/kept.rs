//! Texts of files that were read, within a bound, for whoever looks into the same files again: opening and reading ten thousand files costs more than searching them.
//!
//! A thread that reads puts texts one behind the other into large pieces of memory, so that none is copied or allocated for itself. A file that is not here is read
//! again. A path is known by where it lies in memory, which is the same in all lists that were made of one another.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use super::walk::lock;

/// How much is kept of a tree.
const MOST: usize = 48 << 20;
/// How large a piece is.
const PIECE: usize = 1 << 20;
/// Larger files are not kept.
const LARGEST: usize = 128 << 10;

/// The texts of a tree.
#[derive(Default)]
pub struct Kept {
    /// How many bytes were handed out.
    taken: AtomicUsize,
    filled: Mutex<Vec<Piece>>,
    known: OnceLock<Known>,
}

/// Texts in the order in which they were read.
#[derive(Default)]
struct Piece {
    bytes: Vec<u8>,
    files: Vec<(Arc<str>, Range<usize>)>,
}

/// The pieces, and in which of them a path has its text.
#[derive(Default)]
struct Known {
    pieces: Vec<Piece>,
    places: HashMap<usize, (usize, Range<usize>), BuildHasherDefault<OfAddress>>,
}

/// What one thread reads into.
pub struct Keeper<'a> {
    kept: &'a Kept,
    piece: Piece,
    /// For texts that are not kept.
    once: Vec<u8>,
}

impl Kept {
    /// Room for one thread that reads.
    pub fn keeper(&self) -> Keeper<'_> {
        Keeper { kept: self, piece: Piece::default(), once: Vec::new() }
    }

    /// The text of a file. Whoever asks first ends the reading: nothing is kept from then on.
    pub fn get(&self, path: &Arc<str>) -> Option<&[u8]> {
        let known = self.known.get_or_init(|| {
            self.taken.store(MOST, Ordering::Relaxed);
            Known::of(std::mem::take(&mut lock(&self.filled)))
        });
        let (piece, range) = known.places.get(&address(path))?;
        known.pieces.get(*piece)?.bytes.get(range.clone())
    }

    /// Lets go of everything that was not asked for yet, and keeps nothing more.
    pub fn clear(&self) {
        self.taken.store(MOST, Ordering::Relaxed);
        lock(&self.filled).clear();
    }

    fn has_room(&self) -> bool {
        self.taken.fetch_add(PIECE, Ordering::Relaxed) + PIECE <= MOST
    }
}

impl Known {
    fn of(pieces: Vec<Piece>) -> Self {
        let files = pieces.iter().map(|piece| piece.files.len()).sum();
        let mut places = HashMap::with_capacity_and_hasher(files, BuildHasherDefault::default());
        for (at, piece) in pieces.iter().enumerate() {
            places.extend(piece.files.iter().map(|(path, range)| (address(path), (at, range.clone()))));
        }
        Self { pieces, places }
    }
}

/// Addresses are hashes already, but for the low bits, which are alike.
#[derive(Default)]
struct OfAddress(u64);

impl Hasher for OfAddress {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_usize(usize::from(*byte)));
    }

    fn write_usize(&mut self, address: usize) {
        // Fibonacci hashing (Knuth, TAOCP 6.4): both ends of the product depend on all bits.
        let product = (self.0 ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ (product >> 32);
    }
}

/// Where a path lies, which stays so while a piece has it.
fn address(path: &Arc<str>) -> usize {
    path.as_ptr().addr()
}

impl Keeper<'_> {
    /// Reads a file by a function that puts it behind what is there, and does something with its text: keeping it if that says so.
    pub fn read(&mut self, path: &Arc<str>, read: impl FnOnce(&mut Vec<u8>) -> bool, look: impl FnOnce(&[u8]) -> bool) {
        let spare = self.piece.bytes.capacity() - self.piece.bytes.len();
        if spare < LARGEST && !self.next() {
            self.once.clear();
            if read(&mut self.once) {
                look(&self.once);
            }
            return;
        }
        let start = self.piece.bytes.len();
        let keeps = read(&mut self.piece.bytes) && look(self.piece.bytes.get(start..).unwrap_or_default());
        let end = self.piece.bytes.len();
        if keeps && end - start <= LARGEST {
            self.piece.files.push((path.clone(), start..end));
        } else {
            self.piece.bytes.truncate(start);
        }
    }

    /// Goes on with a new piece, if there may be one.
    fn next(&mut self) -> bool {
        self.hand_over();
        // Asked once: a thread that got none asks no more, as no room comes back.
        let more = self.once.capacity() == 0 && self.kept.has_room();
        if more {
            self.piece.bytes.reserve_exact(PIECE);
        } else {
            self.once.reserve(LARGEST);
        }
        more
    }

    fn hand_over(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        if !piece.files.is_empty() && self.kept.known.get().is_none() {
            lock(&self.kept.filled).push(piece);
        }
    }
}

impl Drop for Keeper<'_> {
    fn drop(&mut self) {
        self.hand_over();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_was_read() {
        let kept = Kept::default();
        let paths: Vec<Arc<str>> = (0..60).map(|at| Arc::from(format!("{at}.py"))).collect();
        let text = |at: usize| vec![b'a' + (at % 26) as u8; at * 5_000];
        let mut keeper = kept.keeper();
        for (at, path) in paths.iter().enumerate() {
            let put = |buffer: &mut Vec<u8>| {
                buffer.extend_from_slice(&text(at));
                at != 5
            };
            keeper.read(path, put, |read| {
                assert_eq!(read, text(at));
                at != 7
            });
        }
        drop(keeper);
        for (at, path) in paths.iter().enumerate() {
            let expected = (at != 5 && at != 7 && at * 5_000 <= LARGEST).then(|| text(at));
            assert_eq!(kept.get(path), expected.as_deref(), "{at}");
        }
        assert_eq!(kept.get(&Arc::from("1.py")), None);
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let kept = Kept::default();
        let paths: Vec<Arc<str>> = (0..600).map(|at| Arc::from(format!("{at}.py"))).collect();
        let mut read = 0;
        let mut keeper = kept.keeper();
        for path in &paths {
            keeper.read(
                path,
                |buffer| {
                    buffer.resize(buffer.len() + 100_000, b' ');
                    true
                },
                |text| {
                    read += text.len();
                    true
                },
            );
        }
        drop(keeper);
        assert_eq!(read, 600 * 100_000);
        let bytes: usize = paths.iter().filter_map(|path| kept.get(path)).map(<[u8]>::len).sum();
        assert!(bytes <= MOST && bytes > MOST / 2, "{bytes}");
    }
}
