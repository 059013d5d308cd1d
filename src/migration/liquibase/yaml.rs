//! YAML and JSON changelogs as nodes. JSON goes through the YAML parser, which reads it as its own kind of list and map.
//!
//! An alias stands for what its anchor holds, within a budget, so that aliases of aliases cannot multiply.

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser};

use super::node::{Broken, DEPTH, Node, Text};

/// How many values a changelog may have, those of aliases included.
const MOST: usize = 1_000_000;

#[derive(Clone, Debug)]
enum Value {
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
    fn end(&self) -> Option<usize> {
        match self {
            Value::Scalar(text) => Some(text.range.end),
            Value::Map(entries) => entries.iter().rev().map(|(key, value)| value.end().unwrap_or(key.range.end)).next(),
            Value::List(items) => items.iter().rev().find_map(Value::end),
        }
    }
}

/// The node of the key `databaseChangeLog`.
pub fn parse(text: &str) -> Result<Node, Broken> {
    // Tabs are no indentation in YAML, but blanks in JSON; both are one byte.
    let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    let blank = if is_json { text.replace('\t', " ") } else { text.to_owned() };
    let Value::Map(entries) = read(&blank)? else {
        return Err(("its root is no `databaseChangeLog`".to_owned(), 0..super::node::first_line(text)));
    };
    let mut root = Node::default();
    for (key, value) in entries {
        add(&mut root, key, value);
    }
    let found = root.children.into_iter().find(|child| child.name == "databaseChangeLog");
    found.ok_or_else(|| ("its root is no `databaseChangeLog`".to_owned(), 0..super::node::first_line(text)))
}

/// Depth is bounded by [`read`].
fn add(node: &mut Node, key: Text, value: Value) {
    match value {
        Value::Scalar(text) => node.attributes.push((key.value, text)),
        value => {
            let end = value.end().unwrap_or(key.range.end).max(key.range.end);
            let mut child = Node { name: key.value, range: key.range.start..end, ..Node::default() };
            fill(&mut child, value);
            node.children.push(child);
        }
    }
}

fn fill(node: &mut Node, value: Value) {
    match value {
        Value::Scalar(_) => {}
        Value::Map(entries) => entries.into_iter().for_each(|(key, value)| add(node, key, value)),
        Value::List(items) => items.into_iter().for_each(|item| fill(node, item)),
    }
}

/// Something that is open: the key that waits for its value, in a map.
struct Open {
    value: Value,
    key: Option<Text>,
    anchor: usize,
}

/// The first document.
fn read(text: &str) -> Result<Value, Broken> {
    let bytes = Bytes::new(text);
    let broken = |why: &str, at: usize| {
        (why.to_owned(), at..text.get(at..).map_or(at, |rest| at + super::node::first_line(rest)))
    };
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
        let Some(around) = open.last_mut() else { return Ok(done) };
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
    Err(broken("it is empty", 0))
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
