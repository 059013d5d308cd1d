//! Places of a text as editors count them: lines from 0, and columns in UTF-16 units, or in bytes where the client takes these.
//!
//! No position panics: a line or column behind the end means the end, one inside a character means its start. A byte-order mark is no column, as editors keep it to
//! themselves.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind, TextDocumentContentChangeEvent};

use crate::source::LineIndex;

/// What columns count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// What every client has to know.
    #[default]
    Utf16,
}

impl Encoding {
    /// Bytes if the client offers them, as nothing has to be converted then.
    pub fn agreed(offered: Option<&[PositionEncodingKind]>) -> Self {
        match offered {
            Some(offered) if offered.contains(&PositionEncodingKind::UTF8) => Encoding::Utf8,
            _ => Encoding::Utf16,
        }
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn width(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
        }
    }
}

/// A text with its lines.
pub(super) struct Lines<'t> {
    text: &'t str,
    index: LineIndex,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t str, encoding: Encoding) -> Self {
        Self { text, index: LineIndex::new(text), encoding }
    }

    /// The position of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.index.line(offset);
        let start = self.index.start_of(line).unwrap_or(0);
        let end = floor(self.text, offset);
        let before = self.text.get(start..end).unwrap_or_default();
        let column: usize = before.chars().filter(|one| *one != '\u{feff}').map(|one| self.encoding.width(one)).sum();
        Position { line: small(line - 1), character: small(column) }
    }

    /// The range of some bytes.
    pub fn range(&self, range: &Range<usize>) -> lsp_types::Range {
        let end = range.end.max(range.start);
        lsp_types::Range { start: self.position(range.start), end: self.position(end) }
    }

    /// The byte at a position.
    pub fn offset(&self, position: Position) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX).saturating_add(1);
        let Some(start) = self.index.start_of(line) else { return self.text.len() };
        let end = self.index.start_of(line + 1).unwrap_or(self.text.len());
        let content = self.text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        let wanted = usize::try_from(position.character).unwrap_or(usize::MAX);
        let mut seen = 0;
        for (at, character) in content.char_indices() {
            let width = if character == '\u{feff}' { 0 } else { self.encoding.width(character) };
            if seen + width > wanted && width > 0 {
                return start + at;
            }
            seen += width;
        }
        start + content.len()
    }

    /// The bytes of a range; one that ends before it starts is empty.
    pub fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }

    /// Where the line of a byte starts.
    pub fn line_start(&self, offset: usize) -> usize {
        self.index.start_of(self.index.line(offset)).unwrap_or(0)
    }
}

/// The text after the changes of one notification, each of which is about the text that the one before left.
pub(super) fn changed(text: &str, changes: &[TextDocumentContentChangeEvent], encoding: Encoding) -> String {
    let mut text = text.to_owned();
    for change in changes {
        match change.range {
            None => text.clone_from(&change.text),
            Some(range) => {
                let bytes = Lines::new(&text, encoding).bytes(range);
                text.replace_range(bytes, &change.text);
            }
        }
    }
    text
}

/// What two texts have in common at both ends, by which places of one are found in the other.
pub(super) struct Shift {
    prefix: usize,
    suffix: usize,
    old: usize,
    new: usize,
}

impl Shift {
    pub fn new(old: &str, new: &str) -> Self {
        let prefix = old.bytes().zip(new.bytes()).take_while(|(one, other)| one == other).count();
        let most = old.len().min(new.len()) - prefix;
        let suffix =
            old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(one, other)| one == other).count();
        Self { prefix, suffix, old: old.len(), new: new.len() }
    }

    /// The place in the new text; `None` where the text is another.
    pub fn to_new(&self, offset: usize) -> Option<usize> {
        moved(offset, self.prefix, self.suffix, self.old, self.new)
    }

    /// The place in the old text.
    pub fn to_old(&self, offset: usize) -> Option<usize> {
        moved(offset, self.prefix, self.suffix, self.new, self.old)
    }
}

fn moved(offset: usize, prefix: usize, suffix: usize, from: usize, to: usize) -> Option<usize> {
    match offset {
        _ if offset > from => None,
        _ if offset <= prefix => Some(offset),
        _ if offset >= from - suffix => Some(to - (from - offset)),
        _ => None,
    }
}

/// The last boundary of a character up to a byte.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    const TEXT: &str = "\u{feff}aé😀b\r\n\tü𝒙\rlast";

    #[test]
    fn columns_count_what_was_agreed() {
        for (piece, utf16, utf8) in [
            ("a", at(0, 0), at(0, 0)),
            ("é", at(0, 1), at(0, 1)),
            ("😀", at(0, 2), at(0, 3)),
            ("b", at(0, 4), at(0, 7)),
            ("𝒙", at(1, 2), at(1, 3)),
            ("last", at(2, 0), at(2, 0)),
        ] {
            let offset = TEXT.find(piece).unwrap();
            for (encoding, expected) in [(Encoding::Utf16, utf16), (Encoding::Utf8, utf8)] {
                let lines = Lines::new(TEXT, encoding);
                assert_eq!(lines.position(offset), expected, "{piece} {encoding:?}");
                assert_eq!(lines.offset(expected), offset, "{piece} {encoding:?}");
            }
        }
    }

    #[test]
    fn no_position_is_out_of_reach() {
        let lines = Lines::new(TEXT, Encoding::Utf16);
        // Between the two halves of a character; behind the end of a line, of the text.
        assert_eq!(lines.offset(at(0, 3)), TEXT.find('😀').unwrap());
        assert_eq!(lines.offset(at(0, 99)), TEXT.find('\r').unwrap());
        for far in [at(2, 99), at(99, 0), at(u32::MAX, u32::MAX)] {
            assert_eq!(lines.offset(far), TEXT.len(), "{far:?}");
        }
        assert_eq!(lines.position(usize::MAX), at(2, 4));
        assert_eq!(Lines::new(TEXT, Encoding::Utf8).position(TEXT.find('é').unwrap() + 1), at(0, 1));
        let back = lsp_types::Range { start: at(2, 2), end: at(0, 0) };
        assert!(lines.bytes(back).is_empty());
        assert_eq!(Lines::new("", Encoding::Utf16).offset(at(5, 5)), 0);
    }

    #[test]
    fn changes_follow_each_other() {
        let change = |from, to, text: &str| TextDocumentContentChangeEvent {
            range: Some(lsp_types::Range { start: from, end: to }),
            range_length: None,
            text: text.into(),
        };
        let all = [change(at(0, 3), at(0, 3), "X"), change(at(0, 4), at(1, 1), "-"), change(at(9, 0), at(9, 9), "!")];
        assert_eq!(changed("a😀b\ncd", &all, Encoding::Utf16), "a😀X-d!");
        let whole = TextDocumentContentChangeEvent { range: None, range_length: None, text: "new".into() };
        assert_eq!(changed("old", &[whole], Encoding::Utf16), "new");
    }

    #[test]
    fn places_outside_of_an_edit_are_found_again() {
        let shift = Shift::new("select é from t", "select éé, x from t");
        assert_eq!(shift.to_new(0), Some(0));
        assert_eq!(shift.to_new("select é from".len()), Some("select éé, x from".len()));
        assert_eq!(shift.to_old("select éé,".len()), None);
        assert_eq!(shift.to_new(99), None);
        let same = Shift::new("aa", "aa");
        assert_eq!((same.to_new(1), same.to_old(2)), (Some(1), Some(2)));
        assert_eq!(Shift::new("aa", "aaa").to_new(2), Some(2));
    }
}
