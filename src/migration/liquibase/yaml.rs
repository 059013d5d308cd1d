//! YAML and JSON changelogs as nodes.

use super::node::{Broken, Node, Text, first_line};
use crate::lang::data::{self, Value};

/// The node of the key `databaseChangeLog`.
pub fn parse(text: &str) -> Result<Node, Broken> {
    let no_changelog = || ("its root is no `databaseChangeLog`".to_owned(), 0..first_line(text));
    let first = data::read(text)?.into_iter().next();
    let Value::Map(entries) = first.ok_or_else(|| ("it is empty".to_owned(), 0..first_line(text)))? else {
        return Err(no_changelog());
    };
    let mut root = Node::default();
    for (key, value) in entries {
        add(&mut root, key, value);
    }
    root.children.into_iter().find(|child| child.name == "databaseChangeLog").ok_or_else(no_changelog)
}

/// Depth is bounded by the reader.
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
