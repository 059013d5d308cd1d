//! YAML and JSON as values that know where they stand. JSON has a reader of its own, which is fast; what it does not read goes through the YAML parser, which
//! reads JSON as its own kind of list and map.
//!
//! An alias stands for what its anchor holds, within a budget, so that aliases of aliases cannot multiply. What a file means is said by whoever reads it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser};

mod json;

/// How deep values may nest; no honest file comes near.
pub const DEPTH: usize = 64;
/// How many values a file may have, those of aliases included.
const MOST: usize = 1_000_000;

/// Why a file could not be read, and where.
pub type Broken = (String, Range<usize>);

/// A scalar with the place where it stands, without its quotes. In the file it may be written with escapes or indentation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    pub value: String,
    pub range: Range<usize>,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    Scalar(Text),
    Map(Vec<(Text, Value)>),
    List(Vec<Value>),
}

impl Value {
    fn count(&self) -> usize {
        1 + match self {
            Value::Scalar(_) => 0,
            Value::Map(entries) => entries.iter().map(|(_, value)| 1 + value.count()).sum(),
            Value::List(items) => items.iter().map(Value::count).sum(),
        }
    }

    fn depth(&self) -> usize {
        1 + match self {
            Value::Scalar(_) => 0,
            Value::Map(entries) => entries.iter().map(|(_, value)| value.depth()).max().unwrap_or(0),
            Value::List(items) => items.iter().map(Value::depth).max().unwrap_or(0),
        }
    }

    /// The end of the last scalar inside.
    pub fn end(&self) -> Option<usize> {
        match self {
            Value::Scalar(text) => Some(text.range.end),
            Value::Map(entries) => entries.iter().rev().map(|(key, value)| value.end().unwrap_or(key.range.end)).next(),
            Value::List(items) => items.iter().rev().find_map(Value::end),
        }
    }

    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries().iter().find(|(own, _)| own.value == key).map(|(_, value)| value)
    }

    /// The scalar of a key.
    pub fn text(&self, key: &str) -> Option<&Text> {
        self.get(key)?.as_text()
    }

    /// The scalar of a key as a string.
    pub fn word(&self, key: &str) -> Option<&str> {
        self.text(key).map(|text| text.value.as_str())
    }

    /// The scalar, if this is one.
    pub fn as_text(&self) -> Option<&Text> {
        match self {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The entries, if this is a map.
    pub fn entries(&self) -> &[(Text, Value)] {
        match self {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items, if this is a list.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Calls `visit` for this value and everything inside of it, outer ones first; not inside of one for which it answers `false`.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Value) -> bool) {
        if !visit(self) {
            return;
        }
        match self {
            Value::Scalar(_) => {}
            Value::Map(entries) => entries.iter().for_each(|(_, value)| value.walk(visit)),
            Value::List(items) => items.iter().for_each(|item| item.walk(visit)),
        }
    }
}

/// The range of the first line.
pub fn first_line(text: &str) -> usize {
    text.find(['\r', '\n']).unwrap_or(text.len())
}

/// For each byte of a decoded text, and for its end, where in the file it stands.
pub fn places(source: &str, text: &Text) -> Vec<usize> {
    let raw = source.get(text.range.clone()).unwrap_or_default();
    let bytes = raw.as_bytes();
    let mut at = 0;
    let mut places = Vec::with_capacity(text.value.len() + 1);
    for c in text.value.chars() {
        let mut encoded = [0; 4];
        let wanted = c.encode_utf8(&mut encoded).as_bytes();
        let rest = bytes.get(at..).unwrap_or_default();
        let here = rest.starts_with(wanted);
        let escape = match rest.first() {
            Some(b'&') if matches!(c, '<' | '>' | '&' | '"' | '\'') || !here => {
                rest.iter().take(12).position(|byte| *byte == b';').map(|end| end + 1)
            }
            Some(b'\\') if !here => Some(match rest.get(1) {
                Some(b'x') => 4,
                Some(b'u') => 6,
                Some(b'U') => 10,
                _ => 2,
            }),
            _ => None,
        };
        let (skipped, width) = match escape {
            Some(width) => (0, width),
            None if here => (0, wanted.len()),
            // Indentation, a comment between two parts, the beginning of a CDATA section.
            None => match (0..rest.len().min(4000))
                .find(|skip| rest.get(*skip..).is_some_and(|rest| rest.starts_with(wanted)))
            {
                Some(skipped) => (skipped, wanted.len()),
                None => (0, 0),
            },
        };
        at += skipped;
        places.extend(std::iter::repeat_n(text.range.start + at, wanted.len()));
        at = (at + width).min(bytes.len());
    }
    places.push(text.range.start + at);
    places
}

/// Something that is open: the key that waits for its value, in a map.
struct Open {
    value: Value,
    key: Option<Text>,
    anchor: usize,
}

/// The documents of a file. An empty file has none.
pub fn read(text: &str) -> Result<Vec<Value>, Broken> {
    match json::read(text) {
        Some(value) => Ok(vec![value]),
        None => as_yaml_reads(text),
    }
}

fn as_yaml_reads(text: &str) -> Result<Vec<Value>, Broken> {
    let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    let plain = if is_json { as_yaml(text) } else { text.into() };
    let text = &*plain;
    let bytes = Bytes::new(text);
    let broken = |why: &str, at: usize| (why.to_owned(), at..text.get(at..).map_or(at, |rest| at + first_line(rest)));
    let mut documents = Vec::new();
    let mut anchors: HashMap<usize, Value> = HashMap::new();
    let mut open: Vec<Open> = Vec::new();
    let mut count = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| broken(error.info(), bytes.at(error.marker().index())))?;
        let range = bytes.at(span.start.index())..bytes.at(span.end.index());
        let mut anchored = 0;
        let done = match event {
            Event::Scalar(value, _, anchor, _) => {
                anchored = anchor;
                Value::Scalar(Text { value: value.into_owned(), range: trimmed(text, range.clone()) })
            }
            Event::Alias(anchor) => {
                let value = anchors.get(&anchor).cloned();
                let value = value.unwrap_or(Value::Scalar(Text { value: String::new(), range: range.clone() }));
                count += value.count();
                if open.len() + value.depth() > DEPTH {
                    return Err(broken("it nests too deep", range.start));
                }
                value
            }
            Event::MappingStart(..) | Event::SequenceStart(..) if open.len() >= DEPTH => {
                return Err(broken("it nests too deep", range.start));
            }
            Event::MappingStart(anchor, _) => {
                open.push(Open { value: Value::Map(Vec::new()), key: None, anchor });
                continue;
            }
            Event::SequenceStart(anchor, _) => {
                open.push(Open { value: Value::List(Vec::new()), key: None, anchor });
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let Some(ended) = open.pop() else { continue };
                anchored = ended.anchor;
                ended.value
            }
            _ => continue,
        };
        count += 1;
        if count > MOST {
            return Err(broken("it has too many values", range.start));
        }
        if anchored > 0 {
            count += done.count();
            anchors.insert(anchored, done.clone());
        }
        let Some(around) = open.last_mut() else {
            documents.push(done);
            continue;
        };
        match (&mut around.value, around.key.take()) {
            (Value::List(items), _) => items.push(done),
            (Value::Map(entries), Some(key)) => entries.push((key, done)),
            (Value::Map(_), None) => {
                around.key = Some(match done {
                    Value::Scalar(key) => key,
                    _ => Text { value: String::new(), range },
                });
            }
            (Value::Scalar(_), _) => {}
        }
    }
    Ok(documents)
}

/// JSON as YAML reads it, byte for byte, so that places stay: tabs are no indentation in YAML, but blanks in JSON; and YAML knows no halves of characters,
/// so each of the two escapes of an emoji becomes the sign for what cannot be shown, which is no part of a name.
fn as_yaml(text: &str) -> Cow<'_, str> {
    let blank: Cow<'_, str> = if text.contains('\t') { text.replace('\t', " ").into() } else { text.into() };
    if !["\\ud", "\\uD"].iter().any(|half| blank.contains(half)) {
        return blank;
    }
    let mut out = String::with_capacity(blank.len());
    let mut rest = &*blank;
    while let Some((before, after)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let half = after.as_bytes().get(..6).is_some_and(|escape| {
            matches!(escape, [_, b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', more @ ..]
                if more.iter().all(u8::is_ascii_hexdigit))
        });
        // A backslash that is escaped escapes nothing behind it.
        let width = if half { 6 } else { 1 + after.chars().nth(1).map_or(0, char::len_utf8) };
        out.push_str(if half { "\\ufffd" } else { after.get(..width).unwrap_or_default() });
        rest = after.get(width..).unwrap_or_default();
    }
    out.push_str(rest);
    out.into()
}

/// Without the quotes and the blank lines behind.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let raw = text.get(range.clone()).unwrap_or_default();
    let bare = raw.trim_end();
    let quoted = bare.len() >= 2 && bare.starts_with(['"', '\'']) && bare.ends_with(['"', '\'']);
    let inner = usize::from(quoted);
    range.start + inner..range.start + bare.len() - inner
}

/// Characters counted by the parser, as bytes.
struct Bytes {
    /// Where each character starts; none where all are one byte long.
    starts: Vec<usize>,
    len: usize,
}

impl Bytes {
    fn new(text: &str) -> Self {
        let starts = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() };
        Self { starts, len: text.len() }
    }

    fn at(&self, index: usize) -> usize {
        if self.starts.is_empty() { index.min(self.len) } else { self.starts.get(index).copied().unwrap_or(self.len) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_know_their_places() {
        for (text, expected) in [
            ("a: b\nc: 'ü d'\n", "a b c ü d"),
            ("{\"a\": [\"b\", {\"c\":\t1}]}", "a b c 1"),
            ("x: &x\n  y: z\nw: *x\n---\nv: u\n", "x y z w y z v u"),
            ("- ", ""),
            ("", ""),
        ] {
            fn all<'t>(value: &Value, text: &'t str, out: &mut Vec<&'t str>) {
                match value {
                    Value::Scalar(own) => out.extend(text.get(own.range.clone()).filter(|text| !text.is_empty())),
                    Value::Map(entries) => entries.iter().for_each(|(key, value)| {
                        out.extend(text.get(key.range.clone()));
                        all(value, text, out);
                    }),
                    Value::List(items) => items.iter().for_each(|item| all(item, text, out)),
                }
            }
            let mut found = Vec::new();
            read(text).unwrap().iter().for_each(|document| all(document, text, &mut found));
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn halves_of_characters_leave_the_places_of_the_rest() {
        let two = "\u{fffd}\u{fffd}";
        for (text, value) in [
            (r#"{"a": "\ud83d\ude00", "b": "c"}"#, two.to_owned()),
            (r#"[{"a": "\uD83D\uDE00 x", "b": "c"}]"#, format!("{two} x")),
            (r#"{"a": "\ud83d", "b": "c"}"#, "\u{fffd}".to_owned()),
            (r#"{"a": "\\ud83d \u00e9", "b": "c"}"#, "\\ud83d é".to_owned()),
            (r#"{"a": "\ud7ff\"", "b": "c"}"#, "\u{d7ff}\"".to_owned()),
        ] {
            let documents = read(text).unwrap_or_else(|(why, _)| panic!("{text}: {why}"));
            let map = documents[0].items().first().unwrap_or(&documents[0]);
            assert_eq!(map.word("a"), Some(value.as_str()), "{text}");
            assert_eq!(map.text("b").and_then(|b| text.get(b.range.clone())), Some("c"), "{text}");
        }
        let text = r#"{"a": "\ud83d\ude00d \u00e9e\n3"}"#;
        let documents = read(text).unwrap();
        let own = documents[0].text("a").unwrap();
        let places = places(text, own);
        for (letter, expected) in [("d", "d \\u"), ("é", "\\u00e9e"), ("e", "e\\n"), ("3", "3\"}")] {
            let at = places[own.value.find(letter).unwrap()];
            assert!(text[at..].starts_with(expected), "{letter}: {}", &text[at..]);
        }
        for text in ["{\"\\", "{\"\\u", "{\"\\ud83", "{\"\\ud83é\"}", "{\"\\ü\\ud83d"] {
            assert_eq!(as_yaml(text).len(), text.len(), "{text}");
        }
    }

    #[test]
    fn nothing_panics() {
        for text in ["{", "a: [", "\u{feff}{\"a\": \"\\u12", "a: *b", "a: |\n\tb", &"[".repeat(10_000), "'ü"] {
            let _ = read(text);
        }
    }
}
