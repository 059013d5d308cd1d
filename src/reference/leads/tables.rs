//! The names of tables in texts, whole or in pieces that code may put together: `customs_orders`, `"customs_" + kind`, `{prefix}_orders`.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, Span, packed};

use crate::lang::facts::Expr;

/// The names of tables, ready to be looked for with their pieces.
pub struct Tables {
    names: Vec<String>,
    /// The names and their pieces, in lower case.
    patterns: Vec<(String, Pattern)>,
    /// Finds the numbers of the patterns where there are many.
    finder: AhoCorasick,
    /// Finds a few letters of each where there are few.
    letters: Option<Letters>,
}

/// Some letters of each pattern, in every case.
struct Letters {
    searcher: packed::Searcher,
    windows: Vec<Window>,
}

struct Window {
    /// In lower case.
    letters: Vec<u8>,
    /// The patterns that hold them: the number, and where in the pattern they stand.
    patterns: Vec<(usize, usize)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pattern {
    Whole,
    /// What a name begins with, up to or past an underscore.
    Start,
    End,
}

impl Tables {
    /// `None`: one of the names cannot be told by its bytes.
    pub fn of(names: impl IntoIterator<Item = String>) -> Option<Self> {
        let written: BTreeSet<String> = names.into_iter().collect();
        if written.iter().any(|name| name.is_empty() || !name.is_ascii()) {
            return None;
        }
        let mut all: BTreeSet<(String, Pattern)> = BTreeSet::new();
        for name in &written {
            all.insert((name.to_ascii_lowercase(), Pattern::Whole));
            for split in splits(name) {
                let (start, end) = name.split_at(split);
                if !start.is_empty() && !end.is_empty() {
                    all.insert((start.to_ascii_lowercase(), Pattern::Start));
                    all.insert((end.to_ascii_lowercase(), Pattern::End));
                }
            }
            // The plural's ending alone says nothing: what it is put to does.
            let singular = ["s", "es"].iter().filter_map(|ending| name.strip_suffix(*ending));
            all.extend(singular.filter(|name| name.len() > 1).map(|name| (name.to_ascii_lowercase(), Pattern::Start)));
        }
        let names: BTreeSet<String> = written.iter().map(|name| name.to_ascii_lowercase()).collect();
        let patterns: Vec<(String, Pattern)> = all.into_iter().collect();
        let texts = patterns.iter().map(|(text, _)| text);
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(texts).ok()?;
        let letters = Letters::of(&patterns);
        Some(Self { names: names.into_iter().collect(), patterns, finder, letters })
    }

    /// The names, in lower case.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a text holds one of the names, or a piece of one where texts are put together.
    pub fn may_stand_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let Some(letters) = &self.letters else {
            let mut all = self.finder.find_overlapping_iter(bytes);
            return all.any(|found| self.stands(bytes, found.pattern().as_usize(), found.start()));
        };
        let mut from = 0;
        while let Some(place) = letters.searcher.find_in(bytes, Span { start: from, end: bytes.len() }) {
            let at = place.start();
            for Window { letters, patterns } in &letters.windows {
                let here = bytes.get(at..at + letters.len()).is_some_and(|here| here.eq_ignore_ascii_case(letters));
                let stands = |(number, offset): &(usize, usize)| {
                    at.checked_sub(*offset).is_some_and(|start| self.is_at(bytes, *number, start))
                };
                if here && patterns.iter().any(stands) {
                    return true;
                }
            }
            from = at + 1;
        }
        false
    }

    fn is_at(&self, bytes: &[u8], number: usize, start: usize) -> bool {
        let Some((text, _)) = self.patterns.get(number) else { return false };
        bytes.get(start..start + text.len()).is_some_and(|here| here.eq_ignore_ascii_case(text.as_bytes()))
            && self.stands(bytes, number, start)
    }

    /// Whether a pattern that was found is what it looks like, by what stands around it.
    fn stands(&self, bytes: &[u8], number: usize, start: usize) -> bool {
        let Some((text, pattern)) = self.patterns.get(number) else { return false };
        let before = before(bytes, start);
        let after = bytes.get(start + text.len()).copied();
        match pattern {
            Pattern::Whole => !before.is_some_and(is_part) && !after.is_some_and(is_part),
            Pattern::Start => !before.is_some_and(is_part) && after.is_some_and(is_joint),
            Pattern::End => before.is_none_or(|byte| is_joint(byte) || byte == b')') && !after.is_some_and(is_part),
        }
    }

    /// Whether a value is the name of a table as a text.
    pub(super) fn is_one(&self, value: &Expr) -> bool {
        value.as_text().is_some_and(|text| self.names.iter().any(|name| name.eq_ignore_ascii_case(text.trim())))
    }
}

/// How many letters are looked for, and of how many windows in every case: the vectorised search takes some 64 patterns.
const LETTERS: usize = 3;
const WINDOWS: usize = 7;

impl Letters {
    /// `None`: there are too many, or one is too short.
    fn of(patterns: &[(String, Pattern)]) -> Option<Self> {
        let mut shortest: Vec<&str> = patterns.iter().map(|(text, _)| text.as_str()).collect();
        shortest.sort_by_key(|text| (text.len(), *text));
        let mut windows: Vec<Vec<u8>> = Vec::new();
        for text in shortest {
            let own = || text.as_bytes().windows(LETTERS);
            if !own().any(|window| windows.iter().any(|known| known == window)) {
                // A vowel is in every other word.
                let rare = |window: &&[u8]| window.iter().filter(|byte| !b"aeiorstn_".contains(byte)).count();
                windows.push(own().max_by_key(rare)?.to_vec());
            }
        }
        if windows.len() > WINDOWS {
            return None;
        }
        let mut cased: BTreeSet<Vec<u8>> = BTreeSet::new();
        for window in &windows {
            let mut variants: Vec<Vec<u8>> = vec![Vec::new()];
            for byte in window {
                let cases: BTreeSet<u8> = [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()].into();
                let with = |start: &Vec<u8>| -> Vec<Vec<u8>> {
                    cases.iter().map(|byte| [start.as_slice(), &[*byte]].concat()).collect()
                };
                variants = variants.iter().flat_map(with).collect();
            }
            cased.extend(variants);
        }
        let searcher = packed::Config::new().builder().extend(cased).build()?;
        let placed = |window: Vec<u8>| {
            let places = |(number, (text, _)): (usize, &(String, Pattern))| {
                Some((number, text.as_bytes().windows(LETTERS).position(|own| *own == window)?))
            };
            let patterns = patterns.iter().enumerate().filter_map(places).collect();
            Window { letters: window, patterns }
        };
        Some(Self { searcher, windows: windows.into_iter().map(placed).collect() })
    }
}

/// Where a name is likely to be put together: before and behind an underscore, and at a capital.
fn splits(name: &str) -> BTreeSet<usize> {
    let bytes = name.as_bytes();
    let mut found: BTreeSet<usize> = name.match_indices('_').flat_map(|(at, _)| [at, at + 1]).collect();
    found.extend((1..bytes.len()).filter(|at| bytes[at - 1].is_ascii_lowercase() && bytes[*at].is_ascii_uppercase()));
    found
}

/// The byte before a place; what a format or an escape ends with (`%s`, `\n`) is no part of the word behind it.
pub(super) fn before(bytes: &[u8], at: usize) -> Option<u8> {
    let last = at.checked_sub(1).and_then(|at| bytes.get(at)).copied()?;
    match at.checked_sub(2).and_then(|at| bytes.get(at)) {
        Some(mark @ (b'%' | b'\\')) if last.is_ascii_alphanumeric() => Some(*mark),
        _ => Some(last),
    }
}

pub(super) fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Whether a byte beside a word may be the edge of a text, of a hole in it or of a format.
fn is_joint(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | b'{' | b'}' | b'$' | b'#' | b'%' | b'\\')
}
