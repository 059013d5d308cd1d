//! What is told of the ways that were found: the verbs of a handler, the functions between, and what becomes of an error on them.

use super::{DEPTH, Graph, ItemKind, Node, VERBS, Walk};
use crate::model::reach::Handling;
use crate::reach::Handler;
use crate::reach::handling::{self, Place};

impl Graph {
    /// What a handler answers to, where its route does not say.
    pub(super) fn verbs(&self, (unit, item): Node) -> Vec<String> {
        let unit = &self.units[unit];
        let item = &unit.items[item];
        if item.owner.is_some() && VERBS.contains(&item.name.as_str()) {
            return vec![item.name.to_ascii_uppercase()];
        }
        let function = unit.file.facts.functions.iter().find(|function| function.range == item.range);
        let mut found = Vec::new();
        for decorator in function.into_iter().flat_map(|function| &function.decorators) {
            let name = crate::orm::callee_name(decorator).or(decorator.last_name()).unwrap_or_default();
            match name {
                "require_POST" => found.push("POST".to_owned()),
                "require_GET" | "require_safe" => found.push("GET".to_owned()),
                "require_http_methods" | "api_view" => decorator.walk(&mut |part| {
                    found.extend(part.as_text().filter(|text| text.chars().all(|c| c.is_ascii_uppercase())));
                    true
                }),
                _ => {}
            }
        }
        found
    }

    /// The functions between an entry point and the use.
    pub(super) fn via(&self, walk: &Walk, from: Option<Node>) -> Vec<String> {
        let mut found = Vec::new();
        let mut next = from;
        while let Some(node) = next {
            let item = &self.units[node.0].items[node.1];
            found.push(item.symbol.clone());
            next = walk.seen.get(&node).and_then(|(below, ..)| *below);
            if found.len() > DEPTH {
                break;
            }
        }
        found
    }

    /// What becomes of an error on the worst of the ways; where no entry point was met, what the item itself makes of it.
    pub(super) fn handling(&self, walk: &Walk, path: &str, at: usize) -> Option<Handling> {
        let place = |(unit, item): Node, at: usize| Place {
            unit: &self.units[unit],
            range: self.units[unit].items[item].range.clone(),
            symbol: &self.units[unit].items[item].symbol,
            kind: self.units[unit].items[item].kind,
            at,
        };
        let mut found: Vec<Handling> = Vec::new();
        for met in &walk.entries {
            let mut places = Vec::new();
            let mut next = met.from.filter(|node| walk.seen.contains_key(node));
            while let Some(node) = next {
                let Some((below, _, at)) = walk.seen.get(&node) else { break };
                places.push(place(node, *at));
                next = *below;
            }
            places.reverse();
            let unit = &self.units[met.entry.0];
            let entry = &unit.declared.entries[met.entry.1];
            if let (Handler::Here(range), Some(at)) = (&entry.handler, met.at) {
                places.push(Place { unit, range: range.clone(), symbol: "the handler", kind: ItemKind::Function, at });
            }
            found.extend(handling::of_way(&places, Some(entry.kind)));
        }
        if walk.entries.is_empty() {
            let unit = *self.by_path.get(path)?;
            let item = self.item(unit, at)?;
            found.extend(handling::of_way(&[place((unit, item), at)], None));
        }
        found.into_iter().min_by_key(|one| one.kind)
    }
}
