//! A graph as inline SVG: four columns, boxes one below the other, and curves between. All of it is real text in the page's own colours.

use std::fmt::Write;

use crate::output::graph::{Graph, Node, Rank};
use crate::output::shared::{cut, xml};

/// The sizes, in units of the picture; a character is taken as this wide.
const CHARACTER: usize = 7;
const BOX: usize = 40;
const GAP: usize = 12;
const BETWEEN: usize = 70;
const TOP: usize = 30;
const EDGE: usize = 8;
/// Longer labels are cut; the whole stands in the tooltip.
const LABEL: usize = 34;

/// Draws it; `name` is what it is about.
pub(super) fn draw(page: &mut String, graph: &Graph, name: &str) {
    let columns: Vec<(Rank, Vec<usize>)> = Rank::ALL
        .into_iter()
        .map(|rank| (rank, (0..graph.nodes.len()).filter(|at| graph.nodes[*at].rank == rank).collect::<Vec<_>>()))
        .filter(|(_, nodes)| !nodes.is_empty())
        .collect();
    let tallest = columns.iter().map(|(_, nodes)| nodes.len()).max().unwrap_or(1);
    let height = TOP + tallest * (BOX + GAP);
    let mut places = vec![(0, 0, 0); graph.nodes.len()];
    let mut x = EDGE;
    let mut titles = String::new();
    for (rank, nodes) in &columns {
        let longest = nodes.iter().map(|at| longest(&graph.nodes[*at])).max().unwrap_or(0).max(rank.title().len());
        let width = longest * CHARACTER + 20;
        // Writing to a string does not fail.
        let _ = writeln!(titles, "<text class=\"rank\" x=\"{}\" y=\"16\">{}</text>", x + width / 2, rank.title());
        let free = height - TOP - nodes.len() * (BOX + GAP);
        for (row, at) in nodes.iter().enumerate() {
            places[*at] = (x, TOP + free / 2 + row * (BOX + GAP), width);
        }
        x += width + BETWEEN;
    }
    let width = x - BETWEEN + EDGE;
    let _ = writeln!(
        page,
        "<div class=\"graph\"><svg role=\"img\" aria-label=\"From the migration over {} to the code and the ways into it; the table below has the same\" \
         viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n{titles}",
        xml(name)
    );
    for edge in &graph.edges {
        let (from, to) = (places[edge.from], places[edge.to]);
        let (x1, y1) = (from.0 + from.2, from.1 + BOX / 2);
        let (x2, y2) = (to.0, to.1 + BOX / 2);
        let middle = (x1 + x2) / 2;
        let class = if edge.likely { "edge likely" } else { "edge" };
        let _ = writeln!(
            page,
            "<path class=\"{class}\" d=\"M{x1} {y1} C{middle} {y1} {middle} {y2} {} {y2}\"/><path class=\"tip\" d=\"M{x2} {y2} l-7 -4 v8 z\"/>",
            x2 - 6
        );
    }
    for (node, (x, y, width)) in graph.nodes.iter().zip(&places) {
        draw_node(page, node, *x, *y, *width);
    }
    page.push_str("</svg>");
    if graph.edges.iter().any(|edge| edge.likely) {
        page.push_str("<p class=\"legend\">Dashed: likely, something between is inferred.</p>");
    }
    page.push_str("</div>\n");
}

fn draw_node(page: &mut String, node: &Node, x: usize, y: usize, width: usize) {
    let class = match node.rank {
        Rank::Migration => "migration",
        Rank::Object => "object",
        Rank::Code => "code",
        Rank::Entry => "entry",
    };
    let round = if node.rank == Rank::Entry { 20 } else { 4 };
    let middle = x + width / 2;
    let whole = if node.detail.is_empty() { node.label.clone() } else { format!("{}, {}", node.label, node.detail) };
    let _ = write!(
        page,
        "<g class=\"node {class}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"{round}\"/>",
        xml(&whole)
    );
    let base = if node.detail.is_empty() { y + BOX / 2 + 4 } else { y + 17 };
    let _ = write!(page, "<text x=\"{middle}\" y=\"{base}\">{}</text>", xml(&cut(&node.label, LABEL)));
    if !node.detail.is_empty() {
        let detail = end(&node.detail);
        let _ = write!(page, "<text class=\"detail\" x=\"{middle}\" y=\"{}\">{}</text>", y + 32, xml(&detail));
    }
    page.push_str("</g>\n");
}

/// The end of a path says more than its start.
fn end(text: &str) -> String {
    let count = text.chars().count();
    if count <= LABEL {
        text.to_owned()
    } else {
        std::iter::once('…').chain(text.chars().skip(count + 1 - LABEL)).collect()
    }
}

fn longest(node: &Node) -> usize {
    node.label.chars().count().max(node.detail.chars().count()).min(LABEL)
}
