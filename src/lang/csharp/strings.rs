//! C# strings: plain, verbatim, raw and interpolated ones.

use std::ops::Range;

use tree_sitter::Node;

use super::super::facts::{Expr, ExprKind, Text, TextPart};
use super::super::tree::{Lower, child_of, named, piece};

pub fn string(low: &mut Lower<'_>, node: Node<'_>) -> Expr {
    let parts = match node.kind() {
        "verbatim_string_literal" => verbatim(low, node),
        "interpolated_string_expression" => interpolated(low, node),
        _ => low.string_parts(node, &[], &["raw_string_start", "raw_string_end", "string_literal_encoding"]),
    };
    Expr::new(ExprKind::Str(Text { parts }), node.byte_range())
}

/// `@"a ""b"" c"`: a doubled quote stands for one.
fn verbatim(low: &Lower<'_>, node: Node<'_>) -> Vec<TextPart> {
    let range = node.byte_range();
    let text = low.text(node);
    let start = text.find('"').map_or(range.start, |at| range.start + at + 1);
    let end = if text.ends_with('"') { range.end - 1 } else { range.end };
    let mut parts = Vec::new();
    doubled(low, start..end.max(start), &["\"\""], &mut parts);
    parts
}

fn interpolated(low: &mut Lower<'_>, node: Node<'_>) -> Vec<TextPart> {
    let start = child_of(node, &["interpolation_start"]).map(|start| low.text(start)).unwrap_or_default();
    let pairs: &[&str] = if start.contains('@') {
        &["\"\"", "{{", "}}"]
    } else if start.starts_with("$$") {
        &[]
    } else {
        &["{{", "}}"]
    };
    let mut parts = Vec::new();
    for part in named(node) {
        match part.kind() {
            "string_content" => doubled(low, part.byte_range(), pairs, &mut parts),
            "interpolation" => {
                let hole = named(part).into_iter().find(|child| child.kind() != "interpolation_brace");
                let hole = hole.map(|hole| low.expr(hole)).unwrap_or_default();
                parts.push(TextPart::Hole(Box::new(hole)));
            }
            "interpolation_start" | "interpolation_quote" | "raw_string_start" | "raw_string_end" => {}
            _ => {
                let escape = low.text(part);
                parts.push(piece(super::super::tree::unescape(escape), part.byte_range()));
            }
        }
    }
    parts
}

/// The range as pieces, each of `pairs` in it as a piece of its half.
fn doubled(low: &Lower<'_>, range: Range<usize>, pairs: &[&str], parts: &mut Vec<TextPart>) {
    let text = low.slice(range.clone());
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let next = pairs.iter().filter_map(|pair| rest.find(pair).map(|at| (at, *pair))).min();
        let length = next.map_or(rest.len(), |(at, _)| at);
        let start = range.start + from;
        if length > 0 {
            parts.push(piece(low.slice(start..start + length), start..start + length));
        }
        from += length;
        if let Some((_, pair)) = next {
            let start = range.start + from;
            parts.push(piece(&pair[..1], start..start + 2));
            from += 2;
        }
    }
}
