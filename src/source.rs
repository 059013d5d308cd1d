//! Text and the places in it: which tree a file stands in, byte spans, and the lines and columns that are shown for them.
//!
//! Everything in migcheck points at text through a [`Span`]: a path, the tree it belongs to, and a range of bytes. Lines and
//! columns are computed only when something is shown ([`LineIndex`]).

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Which of the trees a file stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Revision {
    /// The code that is deployed now.
    Base,
    /// One more release in the field, where several are named; counted from 0.
    Further(u8),
    /// The code that is being merged.
    Head,
}

impl Revision {
    /// Whether it is code that runs now, rather than what is being merged.
    pub fn is_deployed(self) -> bool {
        self != Revision::Head
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Revision::Base | Revision::Further(_) => "base",
            Revision::Head => "head",
        })
    }
}

/// What may be asked of a tree of files. Both trees (head and base) answer it.
pub trait Tree {
    /// Every path of the tree that is not ignored, sorted, relative with `/`.
    fn paths(&self) -> &[Arc<str>];
    /// The text of a file; `None` if there is none or it cannot be read (which the tree reports itself).
    fn read(&self, path: &str) -> Option<Arc<str>>;
}

/// One file that was read: its path relative to the root with `/` on every system, and its text.
///
/// Bytes that are not UTF-8 were replaced when it was read; a byte-order mark is kept, so that offsets are those of the file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    pub path: Arc<str>,
    pub revision: Revision,
    pub text: Arc<str>,
}

impl SourceFile {
    /// A file from parts.
    pub fn new(path: impl Into<Arc<str>>, revision: Revision, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), revision, text: text.into() }
    }

    /// The span of a byte range of this file.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span { path: self.path.clone(), revision: self.revision, range }
    }
}

/// A range of bytes in a file of one of the two trees.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    pub path: Arc<str>,
    pub revision: Revision,
    pub range: Range<usize>,
}

impl Span {
    /// A key that orders spans by path, place and tree.
    pub fn key(&self) -> (&str, usize, usize, Revision) {
        (&self.path, self.range.start, self.range.end, self.revision)
    }
}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Span {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// Another repository, by the name and the commit that its uses were handed over with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    pub name: String,
    pub commit: Option<String>,
}

/// A file of another repository: no text, only the places that were handed over.
#[derive(Clone, Debug)]
pub struct Outside {
    pub service: Arc<Service>,
    /// In that repository.
    pub path: Arc<str>,
    places: BTreeMap<usize, LineColumn>,
}

/// The texts that findings point into, of both trees.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: BTreeMap<(Arc<str>, Revision), Arc<str>>,
    outside: BTreeMap<(Arc<str>, Revision), Outside>,
}

impl Sources {
    /// Keeps the text of a file.
    pub fn insert(&mut self, path: impl Into<Arc<str>>, revision: Revision, text: impl Into<Arc<str>>) {
        self.texts.insert((path.into(), revision), text.into());
    }

    /// Keeps a place of another repository, and answers with its span. The path of the span has the service before it, without the commit: it stays the same
    /// from one release of the service to the next.
    pub fn insert_outside(
        &mut self,
        service: &Arc<Service>,
        path: &Arc<str>,
        revision: Revision,
        range: Range<usize>,
        place: LineColumn,
    ) -> Span {
        let key: Arc<str> = format!("{}: {path}", service.name).into();
        let file = self.outside.entry((key.clone(), revision)).or_insert_with(|| Outside {
            service: service.clone(),
            path: path.clone(),
            places: BTreeMap::new(),
        });
        file.places.insert(range.start, place);
        Span { path: key, revision, range }
    }

    /// The file of another repository that a span stands in.
    pub fn outside(&self, span: &Span) -> Option<&Outside> {
        if self.outside.is_empty() {
            return None;
        }
        self.outside.get(&(span.path.clone(), span.revision))
    }

    /// What the file of a span is called: its path, and of another repository its service and commit before it.
    pub fn called(&self, span: &Span) -> String {
        match self.outside(span) {
            None => span.path.to_string(),
            Some(file) => {
                let commit = file.service.commit.as_deref().map(|commit| format!(" @ {}", short(commit)));
                format!("{}{}: {}", file.service.name, commit.unwrap_or_default(), file.path)
            }
        }
    }

    /// Every text that is kept, by path and tree.
    pub fn all(&self) -> impl Iterator<Item = (&Arc<str>, Revision, &str)> {
        self.texts.iter().map(|((path, revision), text)| (path, *revision, &**text))
    }

    /// The text that a span points into.
    pub fn text(&self, span: &Span) -> Option<&Arc<str>> {
        self.texts.get(&(span.path.clone(), span.revision))
    }

    /// The trees whose text of this file is the very same, but the span's own.
    pub fn twins(&self, span: &Span) -> Vec<Revision> {
        let Some(text) = self.text(span) else { return Vec::new() };
        let from = (span.path.clone(), Revision::Base);
        let all = self.texts.range(from..).take_while(|((path, _), _)| *path == span.path);
        let same = all.filter(|((_, revision), other)| *revision != span.revision && *other == text);
        same.map(|((_, revision), _)| *revision).collect()
    }

    /// Where a span starts, as people count; `None` if its text is not here.
    pub fn place(&self, span: &Span) -> Option<LineColumn> {
        match self.text(span) {
            Some(text) => Some(LineIndex::new(text).place(text, span.range.start)),
            None => self.outside(span)?.places.get(&span.range.start).copied(),
        }
    }
}

/// The ending of a file's name as a number, whatever its case: what is asked of every path of a tree is asked of numbers. `None`: it has more than 16 bytes.
pub fn ending_number(ending: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    let own = bytes.get_mut(..ending.len())?;
    own.copy_from_slice(ending.as_bytes());
    own.make_ascii_lowercase();
    Some(u128::from_be_bytes(bytes))
}

/// A commit as people name it.
pub fn short(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}

/// A place as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    pub line: usize,
    pub column: usize,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Finds the line starts of `text`; `\n`, `\r\n` and a lone `\r` each end a line.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at + 1);
            }
        }
        Self { starts }
    }

    /// The number of lines, at least 1.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The line (from 1) that holds byte `offset`; offsets after the end belong to the last line.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// The byte at which `line` (from 1) starts, if there is such a line.
    pub fn start_of(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }

    /// Line and column (characters, from 1) of byte `offset` of `text`, which must be the text that this index was made of.
    pub fn place(&self, text: &str, offset: usize) -> LineColumn {
        let line = self.line(offset);
        let start = self.starts[line - 1];
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let column = text.get(start..end).map_or(0, |before| before.chars().filter(|c| *c != '\u{feff}').count()) + 1;
        LineColumn { line, column }
    }
}

/// A range of a text that begins and ends between characters: a parser that counts bytes may point inside of one, or behind the end.
pub fn between_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let end = range.end.min(text.len());
    text.floor_char_boundary(range.start.min(end))..text.ceil_char_boundary(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let text = "a\r\nüb\nc";
        let index = LineIndex::new(text);
        assert_eq!(index.lines(), 3);
        assert_eq!(index.place(text, 0), LineColumn { line: 1, column: 1 });
        assert_eq!(index.place(text, text.find('b').unwrap()), LineColumn { line: 2, column: 2 });
        assert_eq!(index.place(text, text.len()), LineColumn { line: 3, column: 2 });
    }
}
