//! Comments and blocks by which other tools are told that a statement is accepted. They count where `peers.toml` knows their rule; those that name none count for all
//! rules about operations, never for what the code uses.

use std::cell::Cell;
use std::ops::Range;

use memchr::memmem;

use super::Suppression;
use super::comment::following;
use crate::rule::peers;

/// How a tool's comment begins, and whose rules it names.
const COMMENTS: &[(&str, &str, bool)] = &[
    ("squawk-ignore-file", "squawk", true),
    ("squawk-ignore", "squawk", false),
    ("eugene: ignore", "eugene", false),
    ("atlas:nolint", "atlas", false),
    ("pgls-ignore", "postgres-language-server", false),
];

/// Every such comment, and Ruby's `safety_assured` blocks.
pub(super) fn read(text: &str, statements: &[Range<usize>]) -> Vec<Suppression> {
    let mut found: Vec<Suppression> = Vec::new();
    for (mark, tool, whole_file) in COMMENTS {
        for at in memmem::find_iter(text.as_bytes(), mark) {
            let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline);
            let said = text.get(at + mark.len()..end).unwrap_or_default();
            if said.starts_with("-file") || found.iter().any(|one| one.at.start == at) {
                continue;
            }
            let rules =
                said.trim_end_matches(['*', '/']).split([',', ' ', ':']).map(str::trim).filter(|rule| !rule.is_empty());
            let named: Vec<&str> = rules.collect();
            let names: Vec<String> = named.iter().flat_map(|rule| peers::ours(tool, rule)).map(str::to_owned).collect();
            if names.is_empty() && !named.is_empty() {
                continue;
            }
            let covers = if *whole_file { 0..text.len() } else { following(text, end, statements) };
            found.push(suppression(names, covers, at..end));
        }
    }
    for at in memmem::find_iter(text.as_bytes(), "safety_assured") {
        let Some(rest) = text.get(at + "safety_assured".len()..) else { continue };
        if let Some(length) = block(text, at, rest) {
            found.push(suppression(
                Vec::new(),
                at..at + "safety_assured".len() + length,
                at..at + "safety_assured".len(),
            ));
        }
    }
    found
}

fn suppression(names: Vec<String>, covers: Range<usize>, at: Range<usize>) -> Suppression {
    Suppression { names, covers, at, foreign: true, used: Cell::new(false) }
}

/// The length of `{ … }` or `do … end`, the latter up to an `end` that is indented like the line of the call.
fn block(text: &str, at: usize, rest: &str) -> Option<usize> {
    let opened = rest.trim_start();
    let skipped = rest.len() - opened.len();
    if opened.starts_with('{') {
        let mut depth = 0usize;
        for (offset, c) in opened.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(skipped + offset + 1);
            }
        }
        return None;
    }
    if !opened.starts_with("do") {
        return None;
    }
    let line = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let indent = text.get(line..at)?.len() - text.get(line..at)?.trim_start().len();
    let mut offset = 0;
    for line in rest.split_inclusive('\n') {
        let bare = line.trim_end();
        if offset > 0 && bare.trim_start() == "end" && bare.len() - "end".len() == indent {
            return Some(offset + bare.len());
        }
        offset += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_tools_comments_are_followed() {
        for (text, statement, expected) in [
            (
                "-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX a;",
                "CREATE INDEX a",
                "CREATE INDEX a;",
            ),
            ("-- squawk-ignore some-rule-of-tomorrow\nCREATE INDEX a;", "CREATE INDEX a", ""),
            ("-- atlas:nolint\nCREATE INDEX a;\nDROP b;", "CREATE INDEX a", "CREATE INDEX a;"),
            (
                "safety_assured { remove_column :a, :b }\n",
                "remove_column :a, :b",
                "safety_assured { remove_column :a, :b }",
            ),
            ("  safety_assured do\n    f\n  end\n  g\n", "f", "safety_assured do\n    f\n  end"),
        ] {
            let at = text.find(statement).unwrap();
            let found = read(text, std::slice::from_ref(&(at..at + statement.len())));
            let shown = found.first().map_or("", |one| &text[one.covers.clone()]);
            assert_eq!(shown, expected, "{text}");
        }
    }
}
