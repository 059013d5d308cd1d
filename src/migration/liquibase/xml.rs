//! XML changelogs as nodes. No entities are declared, so none can expand: a DTD is an error.

use std::ops::Range;

use roxmltree::{Document, NodeType, ParsingOptions};

use super::node::{Broken, DEPTH, Node, Text};

/// How many nodes a changelog may have.
const MOST: u32 = 2_000_000;
/// How many elements may be open in each other before the parser is asked at all.
const NESTING: usize = 2_000;

/// The root element.
pub fn parse(text: &str) -> Result<Node, Broken> {
    let body = text.trim_start_matches('\u{feff}');
    let by = text.len() - body.len();
    if nesting(body) > NESTING {
        return Err(("it nests too deep".to_owned(), 0..super::node::first_line(text)));
    }
    let options = ParsingOptions { nodes_limit: MOST, ..ParsingOptions::default() };
    let document = Document::parse_with_options(body, options).map_err(|error| {
        let at = offset(body, error.pos()) + by;
        let end = text.get(at..).map_or(at, |rest| at + super::node::first_line(rest));
        (error.to_string(), at..end)
    })?;
    Ok(convert(document.root_element(), by, 0))
}

/// An upper estimate of how many elements are open in each other.
fn nesting(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0_usize);
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices('<') {
        match bytes.get(at + 1) {
            Some(b'/') => open = open.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) => {
                let end = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'>'));
                let closes = end.is_some_and(|end| bytes.get(at + end - 1) == Some(&b'/'));
                if !closes {
                    open += 1;
                    deepest = deepest.max(open);
                }
            }
        }
    }
    deepest
}

fn offset(text: &str, position: roxmltree::TextPos) -> usize {
    let line = text.split_inclusive('\n').take((position.row as usize).saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text.get(line..).unwrap_or_default();
    line + rest.char_indices().nth((position.col as usize).saturating_sub(1)).map_or(0, |(at, _)| at)
}

fn convert(element: roxmltree::Node<'_, '_>, by: usize, depth: usize) -> Node {
    let moved = |range: Range<usize>| range.start + by..range.end + by;
    let mut node =
        Node { name: element.tag_name().name().to_owned(), range: moved(element.range()), ..Node::default() };
    node.attributes = element
        .attributes()
        .map(|attribute| {
            let text = Text { value: attribute.value().to_owned(), range: moved(attribute.range_value()) };
            (attribute.name().to_owned(), text)
        })
        .collect();
    for child in element.children() {
        match child.node_type() {
            NodeType::Element if depth < DEPTH => node.children.push(convert(child, by, depth + 1)),
            NodeType::Text => {
                let (value, range) = (child.text().unwrap_or_default(), moved(child.range()));
                if value.trim().is_empty() && node.text.is_none() {
                    continue;
                }
                let text = node.text.get_or_insert_with(|| Text { value: String::new(), range: range.clone() });
                text.value.push_str(value);
                text.range.end = range.end;
            }
            _ => {}
        }
    }
    node
}
