//! Git's lists as data: files with their modes and objects, and what differs between two of them.

use std::fmt;

/// The name of an object: 20 bytes (SHA-1) or 32 (SHA-256), or none.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

impl ObjectId {
    /// An id of its bytes; `None` where they are more than an id has.
    pub fn of_bytes(given: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        bytes.get_mut(..given.len())?.copy_from_slice(given);
        Some(Self { bytes, length: u8::try_from(given.len()).ok()? })
    }

    /// An id as git writes it, in hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (pairs, odd) = text.as_bytes().as_chunks::<2>();
        let mut bytes = [0; 32];
        let length = u8::try_from(pairs.len()).ok().filter(|length| *length <= 32 && odd.is_empty())?;
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(high)? << 4 | digit(low)?;
        }
        Some(Self { bytes, length })
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes.iter().take(usize::from(self.length)).try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// One side of a change, or one line of a listing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// `0o100644`, `0o100755`, `0o120000` (a symbolic link), `0o160000` (a submodule), 0 (nothing).
    pub mode: u32,
    pub id: ObjectId,
}

impl Entry {
    /// An entry as git writes it.
    pub fn parse(mode: &str, id: &str) -> Option<Self> {
        Some(Self { mode: u32::from_str_radix(mode, 8).ok()?, id: ObjectId::parse(id)? })
    }

    /// An ordinary file.
    pub fn is_file(&self) -> bool {
        self.mode & 0o170_000 == 0o100_000
    }

    /// A submodule.
    pub fn is_submodule(&self) -> bool {
        self.mode == 0o160_000
    }
}

/// One line of `git diff --raw`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub path: String,
    /// `A`, `M`, `D`, `T`, `U`.
    pub status: u8,
    pub old: Entry,
    pub new: Entry,
}

/// Files with their entries, and the paths that are not UTF-8.
pub type Files = (Vec<(String, Entry)>, Vec<String>);

/// Lines `fields TAB path NUL`.
pub(super) fn listing(out: &[u8], entry: impl Fn(&[&str]) -> Option<Entry>) -> Files {
    let mut files = Vec::new();
    let mut strange = Vec::new();
    for line in out.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
        let Some(tab) = memchr::memchr(b'\t', line) else { continue };
        let (head, path) = (line.get(..tab).unwrap_or_default(), line.get(tab + 1..).unwrap_or_default());
        let head = String::from_utf8_lossy(head);
        let fields: Vec<&str> = head.split(' ').filter(|field| !field.is_empty()).collect();
        match (std::str::from_utf8(path), entry(&fields)) {
            (Ok(path), Some(entry)) => files.push((path.to_owned(), entry)),
            (Err(_), Some(_)) => strange.push(String::from_utf8_lossy(path).into_owned()),
            (_, None) => {}
        }
    }
    (files, strange)
}

/// Pairs `:mode mode id id status NUL path NUL`. A path that is not UTF-8 is left out.
pub(super) fn raw_changes(out: &[u8]) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut fields = out.split(|byte| *byte == 0);
    while let (Some(head), Some(path)) = (fields.next(), fields.next()) {
        let head = String::from_utf8_lossy(head);
        let mut parts = head.trim_start_matches(':').split(' ');
        let (Some(old_mode), Some(new_mode), Some(old), Some(new), Some(status)) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let (Some(old), Some(new)) = (Entry::parse(old_mode, old), Entry::parse(new_mode, new)) else { continue };
        if let Ok(path) = std::str::from_utf8(path) {
            let status = status.bytes().next().unwrap_or_default();
            changes.push(Change { path: path.to_owned(), status, old, new });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_what_git_writes() {
        for text in ["", "9753825a47a79a61cd2820673ad6279812345678", &"0f".repeat(32)] {
            assert_eq!(ObjectId::parse(text).map(|id| id.to_string()).as_deref(), Some(text));
        }
        for text in ["0", "xy", &"00".repeat(33)] {
            assert_eq!(ObjectId::parse(text), None, "{text}");
        }
    }
}
