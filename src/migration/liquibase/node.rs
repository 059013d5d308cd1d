//! A changelog as a tree of nodes, the same for XML, YAML and JSON.
//!
//! In XML a node is an element. In YAML and JSON it is a key whose value is a map or a list; the maps of a list are the node's own, so that `columns: [{column: …}]`
//! holds a `column`, and scalars are attributes. Nothing recurses deeper than [`DEPTH`].

use std::ops::Range;

use super::{xml, yaml};

/// Changelogs that are longer are not read.
const LONGEST: usize = 32 << 20;

pub use crate::lang::data::{Broken, DEPTH, Text, first_line, places};

/// One element or key.
#[derive(Clone, Debug, Default)]
pub struct Node {
    pub name: String,
    pub range: Range<usize>,
    pub attributes: Vec<(String, Text)>,
    pub children: Vec<Node>,
    /// The text inside of an XML element.
    pub text: Option<Text>,
}

impl Node {
    /// The attribute with one of these names, the first that there is.
    pub fn attribute(&self, names: &[&str]) -> Option<&Text> {
        names.iter().find_map(|name| self.attributes.iter().find(|(own, _)| own == name).map(|(_, text)| text))
    }

    /// The value of an attribute.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.attribute(&[name]).map(|text| text.value.trim())
    }

    /// Whether an attribute says `true`.
    pub fn says(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The children with this name, also those in the list that YAML has around them (`columns`).
    pub fn all<'n>(&'n self, name: &'n str, list: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().flat_map(move |child| {
            let inside = if child.name == list { child.children.as_slice() } else { &[] };
            std::iter::once(child).chain(inside).filter(move |child| child.name == name)
        })
    }

    /// The first child with this name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Whether the beginning of a text is that of a changelog.
pub fn is_changelog(text: &str) -> bool {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= 8192).unwrap_or(text.len());
    let head = text.get(..end).unwrap_or_default();
    head.match_indices("databaseChangeLog").any(|(at, word)| {
        let before = head.get(..at).unwrap_or_default().trim_end_matches(['"', '\'']).chars().next_back();
        let after = head.get(at + word.len()..).unwrap_or_default();
        // `<databaseChangeLog …`, `<lb:databaseChangeLog`, `databaseChangeLog:`, `"databaseChangeLog":`
        match before {
            Some('<') => true,
            Some(':') => head.trim_start_matches('\u{feff}').trim_start().starts_with('<'),
            None | Some('\n' | ' ' | '\t' | '{' | '\u{feff}') => {
                after.trim_start_matches(['"', '\'']).trim_start().starts_with(':')
            }
            Some(_) => false,
        }
    })
}

/// The root of a changelog.
pub fn parse(path: &str, text: &str) -> Result<Node, Broken> {
    if text.len() > LONGEST {
        return Err(("it is longer than 32 MB".to_owned(), 0..first_line(text)));
    }
    let root = if path.to_ascii_lowercase().ends_with(".xml") { xml::parse(text) } else { yaml::parse(text) }?;
    if root.name == "databaseChangeLog" {
        Ok(root)
    } else {
        Err(("its root is no `databaseChangeLog`".to_owned(), 0..first_line(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_escapes_and_indentation() {
        let cases = [
            ("a &lt; b", "a < b", "b", 7),
            ("<![CDATA[drop x]]>", "drop x", "x", 14),
            ("|\n    drop\n      x\n", "drop\n  x\n", "x", 17),
            (r#""a\nb""#, "a\nb", "b", 4),
            ("ü x", "ü x", "x", 3),
        ];
        for (source, value, what, expected) in cases {
            let text = Text { value: value.to_owned(), range: 0..source.len() };
            let at = value.find(what).unwrap();
            assert_eq!(places(source, &text)[at], expected, "{source}");
        }
    }

    #[test]
    fn changelogs_are_known_by_their_root() {
        for yes in [
            "<databaseChangeLog>",
            "<?xml?>\n<l:databaseChangeLog/>",
            "databaseChangeLog:\n",
            "{\"databaseChangeLog\": []}",
            "--- \ndatabaseChangeLog :",
        ] {
            assert!(is_changelog(yes), "{yes}");
        }
        for no in ["", "the databaseChangeLog is read", "x.databaseChangeLog: 1", "databaseChangeLogTable: x"] {
            assert!(!is_changelog(no), "{no}");
        }
    }
}
