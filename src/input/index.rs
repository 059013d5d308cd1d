//! Git's index, read as the file that it is: what a commit and the work tree have in common needs no list of git's and no second look at each file.
//!
//! Git tells what differs between the commit and the index, which costs it next to nothing; what the disk has is compared here with what git noted of each file when it
//! wrote the index. A file of which that is not the same is compared by content. Whatever is special (conflicts, sparse checkouts, submodules, a split index, versions to
//! come) is left to git itself: [`Index::read`] answers `None`. The format is git's `gitformat-index(5)`.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::UNIX_EPOCH;

use super::entries::{Change, Entry, ObjectId};
use super::folders::{Folders, Stat};
use super::git::{Git, Object, Objects};
use super::walk::{TOO_LARGE, lock};
use crate::workers::thread_count;

/// The files of a commit, what differs in the work tree, and the paths that are not UTF-8.
pub(super) type Listing = (Vec<(String, Entry)>, Vec<Change>, Vec<String>);

/// A larger index is left to git.
const LARGEST: u64 = 1 << 30;
/// If more files look touched, they count as changed without being compared: each is read once more, and nothing else.
const MOST_COMPARED: usize = 1000;
/// A file that was written so shortly before the index may have been written again without a trace: clocks of file systems tick each 10 ms or faster.
const TICK: i128 = 20_000_000;

/// The files that git knows.
pub(super) struct Index {
    files: Vec<Tracked>,
    /// Paths that are not UTF-8.
    strange: Vec<String>,
    written: Written,
}

struct Tracked {
    path: String,
    entry: Entry,
    stat: Stat,
}

/// When the file of the index was written, and its size.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Written {
    nanoseconds: i128,
    size: u64,
}

impl Written {
    fn of(file: &std::fs::Metadata) -> Option<Self> {
        let time = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self { nanoseconds: i128::try_from(time.as_nanos()).ok()?, size: file.len() })
    }
}

/// How the files of a commit lie in the work tree of `git`; `None` if the index does not tell.
pub(super) fn listing(git: &Git, store: &Objects, commit: &str, threads: usize) -> Option<Listing> {
    std::thread::scope(|scope| {
        let staged = scope.spawn(|| git.changes(&["--cached", commit]));
        let read = Index::read(&git.index, &git.prefix, commit.len() / 2);
        let found = read.and_then(|index| Some((index.on_disk(git.root(), store, threads)?, index)));
        let staged = staged.join().ok()?.ok()?;
        let (on_disk, index) = found?;
        let same = std::fs::metadata(&git.index).ok().and_then(|now| Written::of(&now)) == Some(index.written);
        same.then(|| index.against(&staged, on_disk))
    })
}

/// What stands where a file was when the index was written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    Another,
    /// A link: no file.
    Other,
}

impl Index {
    /// Reads an index: of the folder `prefix` (with `/` behind it, or empty), with ids of so many bytes.
    fn read(path: &Path, prefix: &str, id_length: usize) -> Option<Self> {
        if !cfg!(unix) {
            return None;
        }
        // Asked before it is opened, as opening a pipe waits for whoever writes into it.
        let about = std::fs::metadata(path).ok().filter(|about| about.is_file() && about.len() <= LARGEST)?;
        let bytes = std::fs::read(path).ok()?;
        Self::parse(&bytes, prefix, id_length, Written::of(&about)?)
    }

    fn parse(bytes: &[u8], prefix: &str, id_length: usize, written: Written) -> Option<Self> {
        let mut at = Reader { bytes: bytes.get(..bytes.len().checked_sub(id_length)?)?, at: 0 };
        if at.take(4)? != b"DIRC" {
            return None;
        }
        let version = at.number().filter(|version| (2..=4).contains(version))?;
        let count = at.number()?;
        let (mut files, mut strange) = (Vec::new(), Vec::new());
        files.reserve(usize::try_from(count).ok()?.min(bytes.len() / 62));
        let mut name = Vec::new();
        for _ in 0..count {
            let (stat, entry) = at.entry(version, id_length, &mut name)?;
            let Some(path) = name.strip_prefix(prefix.as_bytes()) else { continue };
            match std::str::from_utf8(path) {
                Ok(path) if is_below(path) => files.push(Tracked { path: path.to_owned(), entry, stat }),
                Ok(_) => return None,
                Err(_) => strange.push(String::from_utf8_lossy(path).into_owned()),
            }
        }
        // What has a name in capital letters may be passed over.
        while at.at < at.bytes.len() {
            let known = at.take(4)?.first()?.is_ascii_uppercase();
            let length = at.number()?;
            at.take(usize::try_from(length).ok()?)?;
            known.then_some(())?;
        }
        files.is_sorted_by(|a, b| a.path < b.path).then_some(Self { files, strange, written })
    }

    /// The files that are not on the disk as they were when the index was written, by number.
    fn on_disk(&self, root: &Path, store: &Objects, threads: usize) -> Option<Vec<(usize, Found)>> {
        const MANY: usize = 256;
        let (next, all) = (AtomicUsize::new(0), Mutex::new(Some(Vec::new())));
        std::thread::scope(|scope| {
            for _ in 0..thread_count(threads).min(self.files.len() / MANY + 1) {
                scope.spawn(|| {
                    let mut folders = Folders::of(root);
                    let mut mine = Vec::new();
                    loop {
                        let from = next.fetch_add(MANY, Ordering::Relaxed);
                        let Some(rest) = self.files.get(from..) else { break };
                        let Ok(folders) = &mut folders else { return *lock(&all) = None };
                        let files = rest.iter().take(MANY).enumerate();
                        mine.extend(files.filter_map(|(at, file)| Some((from + at, self.differs(file, folders)?))));
                    }
                    if let Some(all) = lock(&all).as_mut() {
                        all.append(&mut mine);
                    }
                });
            }
        });
        let mut found = all.into_inner().ok()??;
        found.sort_unstable_by_key(|(at, _)| *at);
        if found.len() <= MOST_COMPARED {
            let mut folders = Folders::of(root).ok()?;
            found.retain(|(at, found)| {
                let file = self.files.get(*at).filter(|_| *found == Found::Another);
                !file.is_some_and(|file| is_the_same(file, &mut folders, store))
            });
        }
        Some(found)
    }

    fn differs(&self, file: &Tracked, folders: &mut Folders) -> Option<Found> {
        let Ok(found) = folders.stat(&file.path) else { return Some(Found::Nothing) };
        match found.kind {
            0o100_000 => {}
            // Whatever lies in a folder of that name is another file.
            0o040_000 => return Some(Found::Nothing),
            _ if file.entry.is_file() => return Some(Found::Other),
            _ => {}
        }
        let time = i128::from(found.modified.0) * 1_000_000_000 + i128::from(found.modified.1);
        (found != file.stat || time + TICK >= self.written.nanoseconds).then_some(Found::Another)
    }

    /// The files of the commit and what differs from it: `staged` is what differs between it and the index.
    fn against(self, staged: &[Change], on_disk: Vec<(usize, Found)>) -> Listing {
        let mut open: HashMap<&str, &Change> = staged.iter().map(|change| (change.path.as_str(), change)).collect();
        let mut on_disk = on_disk.into_iter().peekable();
        let (mut files, mut changes) = (Vec::with_capacity(self.files.len()), Vec::new());
        for (at, Tracked { path, entry, .. }) in self.files.into_iter().enumerate() {
            let here = on_disk.next_if(|(known, _)| *known == at).map(|(_, found)| found);
            let staged = open.remove(path.as_str()).map(|change| (change.status, change.old));
            let status = match (here, staged) {
                (None, None) => {
                    files.push((path, entry));
                    continue;
                }
                (Some(Found::Nothing), Some((b'A', _))) => continue,
                (Some(Found::Nothing), _) => b'D',
                (Some(Found::Other), None) => b'T',
                (Some(Found::Another), None) => b'M',
                (_, Some((status, _))) => status,
            };
            let old = staged.map_or(entry, |(_, old)| old);
            let new = if status == b'D' || here == Some(Found::Other) { Entry::default() } else { entry };
            changes.push(Change { path: path.clone(), status, old, new });
            if status != b'A' {
                files.push((path, old));
            }
        }
        let only_there: Vec<&Change> = open.into_values().filter(|change| change.status == b'D').collect();
        files.extend(only_there.iter().map(|change| (change.path.clone(), change.old)));
        changes.extend(only_there.into_iter().cloned());
        files.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        changes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        (files, changes, self.strange)
    }
}

/// Whether a file that looks touched has the content that git has of it.
fn is_the_same(file: &Tracked, folders: &mut Folders, store: &Objects) -> bool {
    let size = u64::from(file.stat.size);
    if !file.entry.is_file() {
        let object = store.get(&file.entry.id.to_string()).ok();
        return folders
            .link(&file.path)
            .is_ok_and(|link| matches!(object, Some(Object::Found { bytes, .. }) if bytes == link));
    }
    let Ok(here) = folders.open(&file.path) else { return false };
    // Git keeps sizes in 32 bits. What filters made of a file has another size than its object, and counts as changed.
    if size > TOO_LARGE as u64 || here.metadata().map_or(true, |about| about.len() != size) {
        return false;
    }
    let Ok(Object::Found { bytes, .. }) = store.get(&file.entry.id.to_string()) else { return false };
    let mut text = Vec::with_capacity(bytes.len());
    here.take(size + 1).read_to_end(&mut text).is_ok() && text == bytes
}

/// A path that leads nowhere else and into no repository.
fn is_below(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.eq_ignore_ascii_case(".git"))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    /// One file, its name into `name`, which holds the one before it. `None` also for what is special.
    fn entry(&mut self, version: u32, id_length: usize, name: &mut Vec<u8>) -> Option<(Stat, Entry)> {
        let start = self.at;
        let mut next = || self.number();
        let changed = (next()?, next()?);
        let modified = (next()?, next()?);
        let (_device, inode, mode, _user, _group, size) = (next()?, next()?, next()?, next()?, next()?, next()?);
        let id = ObjectId::of_bytes(self.take(id_length)?)?;
        let flags = self.short()?;
        let extended = if flags & 0x4000 != 0 && version > 2 { self.short()? } else { 0 };
        // A side of a conflict; left out by a sparse checkout; to be added; a folder of one, or a submodule.
        let is_plain =
            flags & 0x3000 == 0 && extended & 0x6000 == 0 && matches!(mode & 0o170_000, 0o100_000 | 0o120_000);
        is_plain.then_some(())?;
        if version == 4 {
            let cut = self.offset()?;
            name.truncate(name.len().checked_sub(cut)?);
        } else {
            name.clear();
        }
        let length = memchr::memchr(0, self.bytes.get(self.at..)?)?;
        name.extend_from_slice(self.take(length)?);
        if version == 4 {
            self.take(1)?;
        } else {
            // From one to eight zeros, so that the next one begins at a multiple of eight.
            self.take(8 - (self.at - start) % 8)?;
        }
        let stat = Stat { kind: mode & 0o170_000, inode, size, modified, changed };
        Some((stat, Entry { mode, id }))
    }

    /// A number of any length, as git writes offsets.
    fn offset(&mut self) -> Option<usize> {
        let mut value = 0_usize;
        loop {
            let byte = *self.take(1)?.first()?;
            value = value.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
            value = value.checked_add(1)?;
        }
    }
}

#[cfg(all(test, unix))]
#[path = "index_tests.rs"]
mod tests;
