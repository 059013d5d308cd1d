//! The pieces of files that a diagnostic shows, laid end to end in one space of offsets, as the graphical handler wants them.
//!
//! Each piece holds only the lines that are shown, harmless and cut to a width; so its offsets are its own. A span over two pieces is
//! out of bounds, which keeps their boxes apart.

use std::collections::BTreeMap;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::{LineIndex, Revision, Sources, Span};

use super::terminal::{clean, visible};

/// Longer lines are cut around what is marked.
const LONGEST: usize = 200;
/// Of a cut line: how many characters are shown, and how many of them before the mark.
const WINDOW: usize = 150;
const BEFORE: usize = 50;
/// Marks over more lines than this are shown by their first line.
const MARKED_LINES: usize = 6;
/// A box does not grow beyond this many lines.
const BOX_LINES: usize = 16;

/// Boxes in the order in which they are drawn.
#[derive(Debug, Default)]
pub(super) struct Excerpts {
    pieces: Vec<Piece>,
    unicode: bool,
}

/// Neighbouring lines of one file.
#[derive(Debug)]
struct Piece {
    path: String,
    revision: Revision,
    name: String,
    /// First and last line with a mark, from 1.
    lines: (usize, usize),
    /// Of lines that are too long: the characters that are shown, by line.
    windows: BTreeMap<usize, (usize, usize)>,
    marks: Vec<Mark>,
    /// Filled when everything is marked.
    at: usize,
    text: String,
    height: usize,
}

#[derive(Debug)]
struct Mark {
    /// Line, and bytes in that line and the last one.
    start: (usize, usize),
    end: (usize, usize),
    column: usize,
    label: String,
    primary: bool,
    /// In the space of all pieces.
    offset: usize,
    length: usize,
}

impl Excerpts {
    pub(super) fn new(unicode: bool) -> Self {
        Self { pieces: Vec::new(), unicode }
    }

    /// How many boxes there are.
    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Marks a place, in a box that is there or, if `may_open`, in a new one. Answers whether the place is shown.
    pub(super) fn mark(&mut self, span: &Span, label: &str, base: &str, sources: &Sources, may_open: bool) -> bool {
        let Some(text) = sources.text(span) else { return false };
        let index = LineIndex::new(text);
        let lines = Lines { text, index: &index };
        let Some((start, end)) = lines.ends(span) else { return false };
        let mark = Mark {
            start,
            end,
            column: index.place(text, span.range.start).column,
            label: clean(label, self.unicode),
            primary: false,
            offset: 0,
            length: 0,
        };
        let same = |piece: &&mut Piece| *piece.path == *span.path && piece.revision == span.revision;
        for piece in self.pieces.iter_mut().filter(same) {
            match piece.add(&mark, &lines) {
                Added::Yes => {
                    let again = piece.marks.iter().any(|one| one.label == mark.label);
                    let label = if again { "and here".to_string() } else { mark.label };
                    piece.marks.push(Mark { label, ..mark });
                    return true;
                }
                Added::Covered => return true,
                Added::No => {}
            }
        }
        if !may_open {
            return false;
        }
        let name = match span.revision {
            Revision::Head => span.path.to_string(),
            Revision::Base | Revision::Further(_) => format!("{} @ {base}", span.path),
        };
        let mut piece = Piece {
            path: span.path.to_string(),
            revision: span.revision,
            name: clean(&name, self.unicode),
            lines: (start.0, end.0),
            windows: BTreeMap::new(),
            marks: Vec::new(),
            at: 0,
            text: String::new(),
            height: 0,
        };
        piece.open_window(&mark, &lines);
        piece.marks.push(Mark { primary: true, ..mark });
        self.pieces.push(piece);
        true
    }

    /// Lays out the text of every box; nothing can be marked afterwards.
    pub(super) fn finish(&mut self, sources: &Sources) -> Vec<LabeledSpan> {
        let mut labels = Vec::new();
        let mut at = 0;
        for piece in &mut self.pieces {
            let span = Span { path: piece.path.as_str().into(), revision: piece.revision, range: 0..0 };
            let Some(text) = sources.text(&span) else { continue };
            let index = LineIndex::new(text);
            piece.at = at;
            piece.lay_out(&Lines { text, index: &index }, self.unicode);
            // The gap makes a span over two pieces belong to neither.
            at += piece.text.len() + 1;
            for mark in &piece.marks {
                let span: SourceSpan = (mark.offset, mark.length).into();
                let label = Some(mark.label.clone());
                labels.push(if mark.primary {
                    LabeledSpan::new_primary_with_span(label, span)
                } else {
                    LabeledSpan::new_with_span(label, span)
                });
            }
        }
        labels
    }
}

enum Added {
    Yes,
    /// The place is marked already.
    Covered,
    No,
}

impl Piece {
    /// Makes room for a mark, if it is near.
    fn add(&mut self, mark: &Mark, lines: &Lines<'_>) -> Added {
        let (first, last) = (self.lines.0.min(mark.start.0), self.lines.1.max(mark.end.0));
        let near = mark.start.0 <= self.lines.1 + 3 && mark.end.0 + 3 >= self.lines.0;
        if !near || last - first >= BOX_LINES {
            return Added::No;
        }
        let overlaps = |one: &Mark| one.start < mark.end && mark.start < one.end;
        if self.marks.iter().any(overlaps) {
            return Added::Covered;
        }
        let inside = |(line, byte): (usize, usize)| {
            self.windows.get(&line).is_none_or(|(from, to)| (*from..*to).contains(&lines.characters(line, byte)))
        };
        if !inside(mark.start) {
            return Added::No;
        }
        self.open_window(mark, lines);
        self.lines = (first, last);
        Added::Yes
    }

    fn open_window(&mut self, mark: &Mark, lines: &Lines<'_>) {
        let (line, byte) = mark.start;
        if lines.get(line).chars().count() > LONGEST {
            let from = lines.characters(line, byte).saturating_sub(BEFORE);
            self.windows.entry(line).or_insert((from, from + WINDOW));
        }
    }

    fn lay_out(&mut self, lines: &Lines<'_>, unicode: bool) {
        let ellipsis = if unicode { "…" } else { "..." };
        let first = self.first_line();
        let last = (self.lines.1 + 1).min(lines.index.lines());
        for line in first..=last {
            let source = lines.get(line);
            // Of a file's last line end nothing follows.
            if line == last && line > self.lines.1 && source.is_empty() {
                break;
            }
            let long = source.chars().count() > LONGEST;
            let (from, to) = self.windows.get(&line).copied().unwrap_or((0, if long { WINDOW } else { usize::MAX }));
            let bytes = |count: usize| source.char_indices().nth(count).map_or(source.len(), |(at, _)| at);
            let (from, to) = (bytes(from), bytes(to));
            let start = self.at + self.text.len();
            let lead = if from > 0 { ellipsis } else { "" };
            // Where a byte of the line stands now.
            let moved = |byte: usize| {
                let shown = source.get(from..byte.clamp(from, to)).unwrap_or_default();
                start + lead.len() + shown.chars().map(|one| visible(one, unicode).len_utf8()).sum::<usize>()
            };
            for mark in &mut self.marks {
                if mark.start.0 == line {
                    mark.offset = moved(mark.start.1);
                }
                if mark.end.0 == line {
                    mark.length = moved(mark.end.1).saturating_sub(mark.offset);
                }
            }
            self.text.push_str(lead);
            self.text.extend(source.get(from..to).unwrap_or_default().chars().map(|one| visible(one, unicode)));
            if to < source.len() {
                self.text.push_str(ellipsis);
            }
            self.text.push('\n');
            self.height += 1;
        }
    }

    fn first_line(&self) -> usize {
        self.lines.0.saturating_sub(1).max(1)
    }
}

/// A text by its lines, without their ends.
struct Lines<'a> {
    text: &'a str,
    index: &'a LineIndex,
}

impl<'a> Lines<'a> {
    fn get(&self, line: usize) -> &'a str {
        let start = self.start(line);
        let end = self.index.start_of(line + 1).unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n'])
    }

    fn start(&self, line: usize) -> usize {
        let start = self.index.start_of(line).unwrap_or(self.text.len());
        // A byte-order mark is no part of what is shown.
        if start == 0 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start }
    }

    /// The characters of `line` before its byte `byte`.
    fn characters(&self, line: usize, byte: usize) -> usize {
        self.get(line).char_indices().take_while(|(at, _)| *at < byte).count()
    }

    /// Line and byte in it of both ends of a span; a span over many lines ends with its first one.
    fn ends(&self, span: &Span) -> Option<((usize, usize), (usize, usize))> {
        let range = span.range.start.min(self.text.len())..span.range.end.min(self.text.len());
        let first = self.index.line(range.start);
        let within = |line: usize, offset: usize| {
            let mut byte = offset.saturating_sub(self.start(line)).min(self.get(line).len());
            while !self.get(line).is_char_boundary(byte) {
                byte -= 1;
            }
            byte
        };
        let start = (first, within(first, range.start));
        let last = self.index.line(range.end.saturating_sub(1).max(range.start));
        let end =
            if last < first + MARKED_LINES { (last, within(last, range.end)) } else { (first, self.get(first).len()) };
        (end >= start).then_some((start, end))
    }
}

impl SourceCode for Excerpts {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inside =
            |piece: &&Piece| span.offset() >= piece.at && span.offset() + span.len() <= piece.at + piece.text.len();
        let piece = self.pieces.iter().find(inside).ok_or(MietteError::OutOfBounds)?;
        let mark = piece.marks.iter().find(|mark| mark.offset == span.offset());
        // Without context the place itself is asked for, to be named in the box's head; otherwise the lines to draw.
        let (line, column) = match (before + after, mark) {
            (0, Some(mark)) => (mark.start.0, mark.column),
            _ => (piece.first_line(), 1),
        };
        let whole: SourceSpan = (piece.at, piece.text.len()).into();
        Ok(Box::new(MietteSpanContents::new_named(
            piece.name.clone(),
            piece.text.as_bytes(),
            whole,
            line - 1,
            column - 1,
            piece.height,
        )))
    }
}
