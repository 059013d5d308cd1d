//! The way of one finding as a graph of four ranks: migration, object, code, entry point. What draws it is the format's matter.
//!
//! At most forty nodes: what does not fit is one node that says how many it stands for.

use crate::model::finding::Finding;
use crate::model::reference::{Certainty, Reference};
use crate::source::Revision;

use super::View;
use super::closing::number;
use super::terminal::clean;

/// How many functions and entry points have a node.
const FUNCTIONS: usize = 14;
const ENTRIES: usize = 20;
/// How many migrations have one.
const MIGRATIONS: usize = 3;

/// From left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Migration,
    Object,
    Code,
    Entry,
}

impl Rank {
    pub const ALL: [Rank; 4] = [Rank::Migration, Rank::Object, Rank::Code, Rank::Entry];

    /// What stands above the column.
    pub fn title(self) -> &'static str {
        match self {
            Rank::Migration => "migration",
            Rank::Object => "schema",
            Rank::Code => "code",
            Rank::Entry => "entry point",
        }
    }
}

#[derive(Debug)]
pub(super) struct Node {
    pub rank: Rank,
    /// One line, harmless on a terminal, escaped by nobody yet.
    pub label: String,
    /// A second line: where it is.
    pub detail: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    /// Something between is inferred.
    pub likely: bool,
}

#[derive(Debug, Default)]
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

impl Graph {
    /// The graph of a finding; `None`: no code is part of it.
    pub fn of(finding: &Finding, view: &View<'_>) -> Option<Graph> {
        let uses: Vec<&Reference> = finding.evidence().collect();
        if uses.is_empty() {
            return None;
        }
        let mut graph = Graph::default();
        let object = graph.node(Rank::Object, &finding.subject.display(), "");
        let migrations = std::iter::once(&finding.primary).chain(&finding.also);
        for place in migrations.take(MIGRATIONS) {
            let path = &*place.span.path;
            let name = path.rsplit('/').next().unwrap_or(path);
            let line = view.sources.place(&place.span).map(|at| format!(":{}", at.line)).unwrap_or_default();
            let node = graph.node(Rank::Migration, &format!("{name}{line}"), &place.label);
            graph.edge(node, object, false);
        }
        graph.code(object, &uses, view);
        Some(graph)
    }

    fn code(&mut self, object: usize, uses: &[&Reference], view: &View<'_>) {
        let mut functions: Vec<(String, usize)> = Vec::new();
        let mut entries: Vec<(String, usize)> = Vec::new();
        let (mut no_node, mut no_entry) = (Vec::new(), Vec::new());
        // Beyond the last node, and behind the last entry point: whose functions and entries are counted only.
        let mut cut_from = None;
        for one in uses {
            let place = view.line_of(&one.span);
            let (label, detail) = match &one.symbol {
                Some(symbol) => (symbol.clone(), place),
                None => (place, String::new()),
            };
            let deployed = if one.span.revision == Revision::Base { " (deployed)" } else { "" };
            let label = format!("{label}{deployed}{}", if one.test { " (test)" } else { "" });
            let node = match functions.iter().find(|(name, _)| *name == label) {
                Some((_, node)) => *node,
                None if functions.len() < FUNCTIONS => {
                    let node = self.node(Rank::Code, &label, &detail);
                    functions.push((label, node));
                    node
                }
                None => {
                    no_node.push(label);
                    continue;
                }
            };
            self.edge(object, node, one.certainty < Certainty::Certain);
            for entry in &one.reach.entry_points {
                let name = entry.display();
                let to = match entries.iter().find(|(known, _)| *known == name) {
                    Some((_, to)) => *to,
                    None if entries.len() < ENTRIES => {
                        let to = self.node(Rank::Entry, &name, "");
                        entries.push((name, to));
                        to
                    }
                    None => {
                        no_entry.push(name);
                        cut_from = Some(node);
                        continue;
                    }
                };
                self.edge(node, to, entry.certainty < Certainty::Certain);
            }
        }
        for (rank, mut rest, what, from) in
            [(Rank::Code, no_node, "place", Some(object)), (Rank::Entry, no_entry, "other entry point", cut_from)]
        {
            rest.sort();
            rest.dedup();
            if let Some(from) = from.filter(|_| !rest.is_empty()) {
                let node = self.node(rank, &format!("and {} more", number(rest.len(), what)), "");
                self.edge(from, node, false);
            }
        }
    }

    fn node(&mut self, rank: Rank, label: &str, detail: &str) -> usize {
        self.nodes.push(Node { rank, label: clean(label, true), detail: clean(detail, true) });
        self.nodes.len() - 1
    }

    /// Two edges between the same nodes are one; it is as sure as the surest.
    fn edge(&mut self, from: usize, to: usize, likely: bool) {
        match self.edges.iter_mut().find(|edge| (edge.from, edge.to) == (from, to)) {
            Some(edge) => edge.likely &= likely,
            None => self.edges.push(Edge { from, to, likely }),
        }
    }

    /// As Mermaid draws it.
    pub fn mermaid(&self) -> String {
        let mut text = String::from("flowchart LR\n");
        for (at, node) in self.nodes.iter().enumerate() {
            let label = quoted(&super::shared::cut(&node.label, 80));
            let (open, close) = if node.rank == Rank::Object { ("[(", ")]") } else { ("[", "]") };
            text.push_str(&format!("  n{at}{open}{label}{close}\n"));
        }
        for edge in &self.edges {
            let arrow = if edge.likely { "-.->|likely|" } else { "-->" };
            text.push_str(&format!("  n{} {arrow} n{}\n", edge.from, edge.to));
        }
        text
    }
}

/// Mermaid reads `#…;` as a character, a back-quote as Markdown, and angle brackets as HTML.
fn quoted(label: &str) -> String {
    let mut text = String::from("\"");
    for character in label.chars() {
        match character {
            '#' | '"' | '`' | '<' | '>' | '&' | '\\' | '%' | '*' | '~' => {
                text.push_str(&format!("#{};", u32::from(character)));
            }
            other => text.push(other),
        }
    }
    text + "\""
}

#[cfg(test)]
mod tests {
    #[test]
    fn labels_mean_nothing_to_mermaid() {
        assert_eq!(super::quoted("a\"]-->`#<b>"), "\"a#34;]--#62;#96;#35;#60;b#62;\"");
    }
}
