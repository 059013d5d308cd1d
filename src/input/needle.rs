//! Words as they are looked for: the forms that a name of the schema takes in code, and how a text is searched for them.
//!
//! A text is cut into identifiers; each is folded (ASCII case and `_` do not count) and looked up. For few words a vectorised search
//! for a few letters of each first finds the places worth cutting at, which leaves the rest of the text untouched. Both ways give the same
//! answer, but for a name that the code splits inside those letters (`use_rname`).

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use aho_corasick::packed;
use memchr::memmem::Finder;

/// A name to look for.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    pub text: &'a str,
    /// Its plural and its singular count as well (tables and models).
    pub plural: bool,
}

impl<'a> Word<'a> {
    /// A column, a value, a function.
    pub fn column(text: &'a str) -> Self {
        Self { text, plural: false }
    }

    /// A table or a model.
    pub fn table(text: &'a str) -> Self {
        Self { text, plural: true }
    }
}

/// Words, ready to be looked for. The number of a word is its place in the list that they were made of.
pub struct Words {
    forms: HashMap<Box<[u8]>, Vec<Form>>,
    /// A bit for each hash of a form: most identifiers are told off here.
    bits: Box<[u64; BITS / 64]>,
    classes: [u8; 256],
    /// Words that are no identifier (`first name`), searched as they are.
    literal: Vec<(Finder<'static>, u32)>,
    letters: Option<Letters>,
    /// For each pattern of `letters` the parts of words that it stands for: most places are told off by the rest of the part.
    around: Vec<Vec<Part>>,
}

/// How a few letters are found in a text of small letters.
enum Letters {
    /// One or two or three patterns: each is looked for by itself, which is faster than all at once.
    Few(Vec<Finder<'static>>),
    Many(packed::Searcher),
}

/// A part of a word in small letters, and the letters of it that are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    text: Box<[u8]>,
    letters: Range<usize>,
}

/// A form of a word: which part of the folded identifier is the word itself, so that it must be a part in the identifier too.
#[derive(Clone, Copy)]
struct Form {
    word: u32,
    start: u16,
    end: u16,
}

const BITS: usize = 1 << 16;
/// Longer runs of letters are data.
const LONGEST: usize = 160;
/// So many patterns the vectorised search takes; beyond, cutting up the whole text pays.
const FEW: usize = 64;

const PREFIXES: &[&str] =
    &["get", "set", "is", "has", "with", "by", "findby", "where", "unset", "clear", "add", "orderby", "old", "new"];
const SUFFIXES: &[&str] = &["id", "ids", "changed", "was", "attribute", "display", "eq", "in", "list", "count"];
/// How a method begins whose name is a query (`findByEmailAndStatus`, `find_by_email`).
const QUERY_VERBS: &[&[u8]] =
    &[b"find", b"get", b"read", b"query", b"search", b"stream", b"count", b"exists", b"delete", b"remove", b"list"];

impl Words {
    /// Prepares words; empty ones are never found.
    pub fn new<'a>(words: impl IntoIterator<Item = Word<'a>>) -> Self {
        let words: Vec<Word<'_>> = words.into_iter().collect();
        let ascii = words.iter().all(|word| word.text.is_ascii());
        let mut this = Self {
            forms: HashMap::new(),
            bits: Box::new([0; BITS / 64]),
            classes: classes(ascii),
            literal: Vec::new(),
            letters: None,
            around: Vec::new(),
        };
        for (number, word) in words.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            if word.text.is_empty() {
                continue;
            }
            if word.text.bytes().any(|byte| this.classes[usize::from(byte)] == 0) {
                this.literal.push((Finder::new(word.text).into_owned(), number));
            }
            let folded: Vec<u8> =
                word.text.bytes().map(|b| this.classes[usize::from(b)]).filter(|b| *b > UNDERSCORE).collect();
            if folded.is_empty() || folded.len() > LONGEST / 2 {
                continue;
            }
            for folded in if word.plural { numbers(&folded) } else { vec![folded] } {
                this.add_forms(&folded, number);
            }
        }
        let letters = [4, 3].iter().find_map(|length| letters(&words, *length));
        if let Some(letters) = letters {
            this.letters = if letters.len() <= 3 {
                Some(Letters::Few(letters.keys().map(|pattern| Finder::new(pattern).into_owned()).collect()))
            } else {
                packed::Config::new().builder().extend(letters.keys()).build().map(Letters::Many)
            };
            this.around = letters.into_values().collect();
        }
        this
    }

    fn add_forms(&mut self, word: &[u8], number: u32) {
        self.add("", word, "", number);
        for prefix in PREFIXES {
            self.add(prefix, word, "", number);
        }
        for suffix in SUFFIXES {
            self.add("", word, suffix, number);
            self.add("get", word, suffix, number);
            self.add("set", word, suffix, number);
        }
    }

    fn add(&mut self, prefix: &str, word: &[u8], suffix: &str, number: u32) {
        let text = [prefix.as_bytes(), word, suffix.as_bytes()].concat();
        let (Ok(start), Ok(end)) = (u16::try_from(prefix.len()), u16::try_from(prefix.len() + word.len())) else {
            return;
        };
        let hash = hash(&text);
        self.bits[bit(hash) / 64] |= 1 << (bit(hash) % 64);
        self.forms.entry(text.into()).or_default().push(Form { word: number, start, end });
    }

    /// The numbers of the words that occur in a text, sorted.
    pub fn find(&self, text: &[u8]) -> Vec<u32> {
        let mut found = Vec::new();
        if !self.forms.is_empty() {
            match &self.letters {
                Some(letters) => self.scan_letters(letters, text, &mut found),
                None => self.scan(text, &mut found),
            }
        }
        for (finder, word) in &self.literal {
            if finder.find(text).is_some() {
                found.push(*word);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Cuts the whole text into identifiers.
    fn scan(&self, text: &[u8], found: &mut Vec<u32>) {
        let mut bytes = text.iter().enumerate();
        while let Some((start, first)) = bytes.next() {
            let mut class = self.classes[usize::from(*first)];
            if class == 0 {
                continue;
            }
            let (mut hash, mut end, mut before, mut doubled) = (SEED, text.len(), 0, false);
            loop {
                if class == UNDERSCORE {
                    doubled |= before == UNDERSCORE;
                } else {
                    hash = step(hash, class);
                }
                before = class;
                let Some((at, byte)) = bytes.next() else { break };
                class = self.classes[usize::from(*byte)];
                if class == 0 {
                    end = at;
                    break;
                }
            }
            let token = text.get(start..end).unwrap_or_default();
            let known = self.bits[bit(hash) / 64] & (1 << (bit(hash) % 64)) != 0;
            if known || doubled || is_query_method(token) {
                self.identifier(token, found);
            }
            if text.get(end) == Some(&b'-') {
                self.hyphenated(text, start, found);
            }
        }
    }

    /// Looks only at identifiers that hold the letters of a word.
    fn scan_letters(&self, letters: &Letters, text: &[u8], found: &mut Vec<u32>) {
        // Small letters throughout need one pattern, and not one for each way to write it.
        let small = text.to_ascii_lowercase();
        match letters {
            Letters::Few(patterns) => {
                for (number, pattern) in patterns.iter().enumerate() {
                    let next = |from: usize| {
                        let start = from + pattern.find(small.get(from..)?)?;
                        Some((number, start..start + pattern.needle().len()))
                    };
                    self.scan_places(next, text, found);
                }
            }
            Letters::Many(patterns) => {
                let next = |from: usize| {
                    let place = patterns.find_in(&small, aho_corasick::Span { start: from, end: text.len() })?;
                    Some((place.pattern().as_usize(), place.start()..place.end()))
                };
                self.scan_places(next, text, found);
            }
        }
    }

    /// Looks at the identifiers at the places that `next` gives: a pattern, and where it is at or behind a byte.
    fn scan_places(&self, next: impl Fn(usize) -> Option<(usize, Range<usize>)>, text: &[u8], found: &mut Vec<u32>) {
        let part = |at: usize| text.get(at).is_some_and(|byte| self.classes[usize::from(*byte)] != 0);
        let (mut floor, mut from) = (0, 0);
        while let Some((pattern, place)) = next(from) {
            let parts = self.around.get(pattern);
            if !parts.into_iter().flatten().any(|part| part.is_at(text, place.start)) {
                from = place.start + 1;
                continue;
            }
            let (mut start, mut end) = (place.start, place.end);
            while start > floor && part(start - 1) {
                start -= 1;
            }
            while part(end) {
                end += 1;
            }
            self.identifier(text.get(start..end).unwrap_or_default(), found);
            if text.get(end) == Some(&b'-') || (start > 0 && text.get(start - 1) == Some(&b'-')) {
                let mut first = start;
                while first > 0
                    && place.start - first < LONGEST
                    && (part(first - 1) || text.get(first - 1) == Some(&b'-'))
                {
                    first -= 1;
                }
                self.hyphenated(text, first, found);
            }
            from = end.max(from + 1);
            floor = from;
        }
    }

    /// An identifier as a whole, its parts at `__`, and what a query method names.
    fn identifier(&self, token: &[u8], found: &mut Vec<u32>) {
        if token.len() > LONGEST {
            return;
        }
        self.look_up(token, found);
        let mut from = 0;
        let doubled = |from: usize| token.get(from..)?.windows(2).position(|pair| pair == b"__");
        while let Some(at) = doubled(from) {
            self.look_up(token.get(from..from + at).unwrap_or_default(), found);
            from += at + 2;
        }
        if from > 0 {
            self.look_up(token.get(from..).unwrap_or_default(), found);
        }
        if is_query_method(token) {
            let parts = parts(token);
            for (first, from) in parts.iter().enumerate() {
                for to in parts.iter().skip(first).take(6) {
                    self.look_up(token.get(from.start..to.end).unwrap_or_default(), found);
                }
            }
        }
    }

    /// The parts of `data-email-address` that start at `start` and later, joined in every way.
    fn hyphenated(&self, text: &[u8], start: usize, found: &mut Vec<u32>) {
        let rest = text.get(start..text.len().min(start + LONGEST)).unwrap_or_default();
        let length =
            rest.iter().position(|byte| *byte != b'-' && self.classes[usize::from(*byte)] == 0).unwrap_or(rest.len());
        let run = rest.get(..length).unwrap_or_default();
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'-', run).map(|at| at + 1));
        for from in starts.take(8) {
            let tail = run.get(from..).unwrap_or_default();
            let ends = memchr::memchr_iter(b'-', tail).chain([tail.len()]);
            for to in ends.skip(1).take(5) {
                self.look_up(tail.get(..to).unwrap_or_default(), found);
            }
        }
    }

    fn look_up(&self, token: &[u8], found: &mut Vec<u32>) {
        let mut folded = [0; LONGEST];
        let mut length = 0;
        for byte in token {
            let class = self.classes[usize::from(*byte)];
            if class > UNDERSCORE {
                let Some(slot) = folded.get_mut(length) else { return };
                *slot = class;
                length += 1;
            }
        }
        let folded = folded.get(..length).unwrap_or_default();
        let hash = hash(folded);
        if self.bits[bit(hash) / 64] & (1 << (bit(hash) % 64)) == 0 {
            return;
        }
        for form in self.forms.get(folded).into_iter().flatten() {
            let (start, end) = (usize::from(form.start), usize::from(form.end));
            if self.is_part(token, start) && (end == length || self.is_part(token, end)) && !found.contains(&form.word)
            {
                found.push(form.word);
            }
        }
    }

    /// Whether a part of the identifier begins at the folded byte `at`: `is_sue` and `isSue`, but not `issue`.
    fn is_part(&self, token: &[u8], at: usize) -> bool {
        let mut letters = token.iter().enumerate().filter(|(_, byte)| self.classes[usize::from(**byte)] > UNDERSCORE);
        at == 0
            || letters.nth(at).is_some_and(|(place, byte)| {
                byte.is_ascii_uppercase()
                    || token
                        .get(place.wrapping_sub(1))
                        .is_some_and(|before| matches!(self.classes[usize::from(*before)], 0 | UNDERSCORE))
            })
    }
}

impl Part {
    /// The letters that are looked for.
    fn letters(&self) -> &[u8] {
        self.text.get(self.letters.clone()).unwrap_or_default()
    }

    /// Whether the whole part stands where its letters were found at `at`, in any case and however it is split.
    fn is_at(&self, text: &[u8], at: usize) -> bool {
        let split = |byte: &&u8| !matches!(byte, b'_' | b'-');
        let (before, found) = text.split_at(at.min(text.len()));
        let found = found.get(self.letters.len()..).unwrap_or_default();
        let own = |range: Range<usize>| self.text.get(range).unwrap_or_default().iter();
        let same = |own: &u8, other: Option<&u8>| other.is_some_and(|other| other.eq_ignore_ascii_case(own));
        let (mut after, mut before) = (found.iter().filter(split), before.iter().rev().filter(split));
        own(self.letters.end..self.text.len()).all(|own| same(own, after.next()))
            && own(0..self.letters.start).rev().all(|own| same(own, before.next()))
    }
}

const UNDERSCORE: u8 = 1;

/// 0 for what separates identifiers, [`UNDERSCORE`], else the folded byte.
fn classes(ascii: bool) -> [u8; 256] {
    std::array::from_fn(|byte| match u8::try_from(byte).unwrap_or_default() {
        b'_' => UNDERSCORE,
        byte if byte.is_ascii_alphanumeric() => byte.to_ascii_lowercase(),
        byte if byte >= 0x80 && !ascii => byte,
        _ => 0,
    })
}

const SEED: u32 = 0x9e37_79b9;

fn step(hash: u32, byte: u8) -> u32 {
    (hash.rotate_left(5) ^ u32::from(byte)).wrapping_mul(0x2722_0a95)
}

fn hash(folded: &[u8]) -> u32 {
    folded.iter().fold(SEED, |hash, byte| step(hash, *byte))
}

fn bit(hash: u32) -> usize {
    (hash >> 16) as usize % BITS
}

fn is_query_method(token: &[u8]) -> bool {
    token.len() >= 7
        && matches!(
            token.first(),
            Some(b'f' | b'g' | b'r' | b'q' | b's' | b'c' | b'e' | b'd' | b'l' | b'F' | b'G' | b'L' | b'D')
        )
        && QUERY_VERBS.iter().any(|verb| token.get(..verb.len()).is_some_and(|start| start.eq_ignore_ascii_case(verb)))
        && (token.windows(2).any(|pair| pair == b"By") || token.windows(4).any(|part| part == b"_by_"))
}

/// The parts of an identifier: at `_` and where a capital follows a small letter or begins a word.
fn parts(token: &[u8]) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (at, byte) in token.iter().enumerate() {
        if *byte == b'_' {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| token.get(at)).copied().unwrap_or(b'_');
        let next_small = token.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        let begins = before == b'_' || (byte.is_ascii_uppercase() && (!before.is_ascii_uppercase() || next_small));
        match parts.last_mut() {
            Some(last) if !begins => last.end = at + 1,
            _ => parts.push(at..at + 1),
        }
    }
    parts.truncate(24);
    parts
}

/// A folded noun as it is, in the plural and in the singular, by the regular rules of English.
fn numbers(word: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![word.to_vec()];
    let mut add = |stem: &[u8], ending: &[u8]| {
        let form = [stem, ending].concat();
        if form.len() > 1 && !all.contains(&form) {
            all.push(form);
        }
    };
    match word {
        [stem @ .., b'i', b'e', b's'] => add(stem, b"y"),
        [stem @ .., b'y'] => add(stem, b"ies"),
        _ => {}
    }
    match word {
        [stem @ .., b'e', b's'] => {
            add(stem, b"e");
            add(stem, b"");
        }
        [stem @ .., b's'] if stem.last() != Some(&b's') => {
            add(stem, b"");
            add(word, b"es");
        }
        [.., b's' | b'x' | b'z'] | [.., b'c' | b's', b'h'] => add(word, b"es"),
        _ => add(word, b"s"),
    }
    all
}

/// Patterns that are a few small letters, each with the parts of words that have them: one at least in whatever bears one of the words. `None`: there
/// would be too many, or something is no identifier.
fn letters(words: &[Word<'_>], length: usize) -> Option<BTreeMap<Vec<u8>, Vec<Part>>> {
    let mut all: BTreeMap<Vec<u8>, Vec<Part>> = BTreeMap::new();
    for word in words.iter().filter(|word| !word.text.is_empty()) {
        let choices = choices(word, length)?;
        // Names of one thing often have the same letters.
        let shared = choices.iter().find(|part| all.contains_key(part.letters()));
        let chosen = shared.or_else(|| choices.iter().max_by_key(|part| rarity_of(part.letters())))?;
        let known = all.entry(chosen.letters().to_vec()).or_default();
        if !known.contains(chosen) {
            known.push(chosen.clone());
        }
        if all.len() > FEW {
            return None;
        }
    }
    Some(all)
}

/// A few letters of a word: the first or the last ones of its parts.
fn choices(word: &Word<'_>, length: usize) -> Option<Vec<Part>> {
    if !word.text.is_ascii() {
        return None;
    }
    // What is no part of an identifier is left out of its forms, as `_` is: `Admin::User`.
    let plain = |byte: u8| if byte.is_ascii_alphanumeric() { byte } else { b'_' };
    let whole: Vec<u8> = word.text.bytes().map(plain).collect();
    let end = whole.iter().rposition(|byte| *byte != b'_').map_or(0, |last| last + 1);
    let mut bytes = whole.get(..end).unwrap_or_default();
    let folded: Vec<u8> = bytes.iter().filter(|byte| **byte != b'_').map(u8::to_ascii_lowercase).collect();
    if word.plural {
        // Only what all forms have in common is sure to be there.
        let common = |form: &Vec<u8>| form.iter().zip(&folded).take_while(|(a, b)| a == b).count();
        let kept = numbers(&folded).iter().map(common).min().unwrap_or(0);
        bytes = bytes.get(..bytes.len() - (folded.len() - kept)).unwrap_or_default();
    }
    let own = parts(bytes);
    let windows = |length: usize| {
        let ends = |text: &[u8]| -> Vec<Part> {
            let ends = [Some(0), text.len().checked_sub(length)];
            let part = |from: usize| Part { text: text.to_ascii_lowercase().into(), letters: from..from + length };
            ends.into_iter().flatten().map(part).filter(|part| part.letters.end <= text.len()).collect()
        };
        let parts = own.iter().filter_map(|part| bytes.get(part.clone()));
        Some(parts.flat_map(ends).collect::<Vec<Part>>()).filter(|found| !found.is_empty())
    };
    windows(length).or_else(|| windows(3))
}

fn rarity_of(letters: &[u8]) -> u32 {
    letters.iter().map(|letter| rarity(*letter)).sum()
}

/// How rare a letter is in code, roughly: its place in the order of frequency.
fn rarity(letter: u8) -> u32 {
    let order = b"etaroinslcdpumfghbyvwkxqjz";
    let place = order.iter().position(|known| *known == letter.to_ascii_lowercase());
    place.map_or(15, |place| u32::try_from(place).unwrap_or(15))
}

#[cfg(test)]
#[path = "needle_tests.rs"]
mod tests;
