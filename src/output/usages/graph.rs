//! Graphs: the object, the functions that use it and the objects of the database that depend on it, for Graphviz and for Mermaid.
//!
//! Only uses that count are drawn; a likely one is dashed. At most [`MOST`] functions have a node of their own, the rest share one.

use std::collections::BTreeMap;

use crate::model::reference::{Access, Certainty};
use crate::model::usage::Usage;
use crate::output::terminal::clean;

use super::{Format, Part, View, of_part};

/// The entries in the registry.
pub const DOT: Format = Format { name: "dot", render: dot };
pub const MERMAID: Format = Format { name: "mermaid", render: mermaid };

/// How many nodes an object gets.
const MOST: usize = 40;

/// One node that uses the object.
struct User {
    label: String,
    reads: bool,
    writes: bool,
    certain: bool,
}

/// Those who use an object, sorted, and how many have no node of their own.
fn users(usage: &Usage) -> (Vec<User>, usize) {
    let mut users: BTreeMap<String, User> = BTreeMap::new();
    for part in [Part::Declared, Part::Reads, Part::Writes, Part::Deployed, Part::Database] {
        for one in of_part(usage, part) {
            let symbol = one.symbol.clone().unwrap_or_default();
            let label =
                if symbol.is_empty() { one.span.path.to_string() } else { format!("{symbol} ({})", one.span.path) };
            let label = clean(&label, true);
            let new = User { label: label.clone(), reads: false, writes: false, certain: false };
            let user = users.entry(label).or_insert(new);
            user.reads |= one.access != Access::Write;
            user.writes |= one.access == Access::Write;
            user.certain |= one.certainty == Certainty::Certain;
        }
    }
    let rest = users.len().saturating_sub(MOST);
    (users.into_values().take(MOST).collect(), rest)
}

fn verb(user: &User) -> &'static str {
    match (user.reads, user.writes) {
        (true, true) => "reads, writes",
        (_, true) => "writes",
        _ => "reads",
    }
}

fn wanted<'a>(view: &'a View<'_>) -> impl Iterator<Item = &'a Usage> {
    view.usages.iter().filter(|usage| !view.unused || usage.is_unused())
}

fn dot(view: &View<'_>) -> String {
    let quoted = |text: &str| format!("\"{}\"", clean(text, true).replace('\\', "\\\\").replace('"', "\\\""));
    let mut text = String::from("digraph uses {\n  rankdir=LR;\n  node [shape=box];\n");
    for (at, usage) in wanted(view).enumerate() {
        text.push_str(&format!("  o{at} [label={}, shape=cylinder];\n", quoted(&usage.subject.display())));
        let (users, rest) = users(usage);
        for (number, user) in users.iter().enumerate() {
            let style = if user.certain { "" } else { ", style=dashed" };
            text.push_str(&format!("  o{at}u{number} [label={}];\n", quoted(&user.label)));
            text.push_str(&format!("  o{at} -> o{at}u{number} [label={}{style}];\n", quoted(verb(user))));
        }
        if rest > 0 {
            text.push_str(&format!("  o{at}rest [label=\"and {rest} more\"];\n  o{at} -> o{at}rest;\n"));
        }
    }
    text + "}\n"
}

fn mermaid(view: &View<'_>) -> String {
    // Mermaid reads `#…;` as an entity and a back-quote as Markdown.
    let quoted = |text: &str| {
        let text = clean(text, true).replace('#', "#35;").replace('"', "#quot;").replace('`', "#96;");
        format!("\"{}\"", text.replace('<', "#lt;").replace('>', "#gt;"))
    };
    let mut text = String::from("flowchart LR\n");
    for (at, usage) in wanted(view).enumerate() {
        text.push_str(&format!("  o{at}[({})]\n", quoted(&usage.subject.display())));
        let (users, rest) = users(usage);
        for (number, user) in users.iter().enumerate() {
            let arrow = if user.certain { "-->" } else { "-.->" };
            text.push_str(&format!("  o{at} {arrow}|{}| o{at}u{number}[{}]\n", verb(user), quoted(&user.label)));
        }
        if rest > 0 {
            text.push_str(&format!("  o{at} --> o{at}rest[\"and {rest} more\"]\n"));
        }
    }
    text
}
