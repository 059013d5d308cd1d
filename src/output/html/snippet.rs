//! The lines around a place, with their numbers and the place marked.

use std::fmt::Write;
use std::ops::Range;

use crate::output::View;
use crate::output::shared::xml;
use crate::source::{LineIndex, Span};

/// Lines before and behind the place, and how many of the place itself.
const AROUND: usize = 2;
const MARKED: usize = 10;
/// Of a longer line, only this many bytes around the mark.
const LONGEST: usize = 240;
const BEFORE: usize = 80;

/// Draws places of one line with their heading; without their text the heading alone.
pub(super) fn draw(page: &mut String, view: &View<'_>, spans: &[&Span], label: &str) {
    let Some(first) = spans.first() else { return };
    // Writing to a string does not fail.
    let _ = write!(
        page,
        "<figure><figcaption><span class=\"path\">{}</span> <span class=\"label\">{}</span></figcaption>",
        xml(&view.line_of(first)),
        xml(label)
    );
    if let Some(text) = view.sources.text(first) {
        let mut ranges: Vec<Range<usize>> = spans.iter().map(|span| span.range.clone()).collect();
        ranges.sort_by_key(|range| (range.start, range.end));
        page.push_str("<pre>");
        lines(page, text, &ranges);
        page.push_str("</pre>");
    }
    page.push_str("</figure>\n");
}

fn lines(page: &mut String, text: &str, ranges: &[Range<usize>]) {
    let index = LineIndex::new(text);
    let marks: Vec<Range<usize>> = ranges
        .iter()
        .map(|range| range.start.min(text.len())..range.end.clamp(range.start.min(text.len()), text.len()))
        .collect();
    let start = marks.first().map_or(0, |mark| mark.start);
    let end = marks.iter().map(|mark| mark.end).max().unwrap_or(start);
    let first = index.line(start);
    // A place that ends with its line does not mark the next one.
    let last = index.line(end.saturating_sub(1).max(start));
    let shown = last.min(first + MARKED - 1);
    for line in first.saturating_sub(AROUND).max(1)..=(shown + AROUND) {
        let Some(from) = index.start_of(line) else { break };
        if from == text.len() && line > shown {
            break;
        }
        let to = index.start_of(line + 1).unwrap_or(text.len());
        let _ = writeln!(page, "<span class=\"number\">{line:>5}</span> {}", marked_line(text, from, to, &marks));
        if line == shown && last > shown {
            page.push_str("<span class=\"number\">    …</span>\n");
        }
    }
}

fn marked_line(text: &str, from: usize, to: usize, marks: &[Range<usize>]) -> String {
    let end = from + text.get(from..to).map_or(0, |line| line.trim_end_matches(['\n', '\r']).len());
    let (mut left, mut right) = (from, end);
    if right - left > LONGEST {
        let anchor =
            marks.iter().find(|mark| mark.start < end && mark.end > from).map_or(left, |mark| mark.start.max(from));
        left = floor(text, anchor.saturating_sub(BEFORE).max(from));
        right = floor(text, (left + LONGEST).min(end));
    }
    // Tabs would be one blank wide.
    let piece = |from: usize, to: usize| {
        xml(&text.get(from..to).unwrap_or_default().trim_start_matches('\u{feff}').replace('\t', "    "))
    };
    let mut out = String::from(if left > from { "…" } else { "" });
    let mut at = left;
    for mark in marks {
        let (open, close) = (floor(text, mark.start.clamp(at, right)), floor(text, mark.end.clamp(at, right)));
        if open < close {
            out.push_str(&format!("{}<mark>{}</mark>", piece(at, open), piece(open, close)));
            at = close;
        }
    }
    out.push_str(&piece(at, right));
    out.push_str(if right < end { "…" } else { "" });
    out
}

fn floor(text: &str, mut offset: usize) -> usize {
    offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_marks() {
        let line = |number: usize, text: &str| format!("<span class=\"number\">    {number}</span> {text}\n");
        let long = format!("{}MARK{}", "a".repeat(500), "b".repeat(500));
        for (text, ranges, expected) in [
            ("a <b> c", &[(2, 5)][..], line(1, "a <mark>&lt;b&gt;</mark> c")),
            ("x\nab\n", &[(2, 5)], line(1, "x") + &line(2, "<mark>ab</mark>")),
            ("a b a", &[(0, 1), (4, 5)], line(1, "<mark>a</mark> b <mark>a</mark>")),
            ("abc", &[(0, 2), (1, 3)], line(1, "<mark>ab</mark><mark>c</mark>")),
            ("", &[(5, 9)], line(1, "")),
            ("ä", &[(1, 2)], line(1, "<mark>ä</mark>")),
            (&long, &[(500, 504)], line(1, &format!("…{}<mark>MARK</mark>{}…", "a".repeat(80), "b".repeat(156)))),
        ] {
            let mut page = String::new();
            let ranges: Vec<Range<usize>> = ranges.iter().map(|(start, end)| *start..*end).collect();
            lines(&mut page, text, &ranges);
            assert_eq!(page, expected, "{text}");
        }
    }
}
