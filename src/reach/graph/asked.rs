//! What is looked for next: the names of what leads to the places, and which of them were looked for.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::{ALL, Graph, Node, module_of};

/// Names of no more letters than this are not looked for.
const SHORT: usize = 2;

impl Graph {
    /// Names of what leads to these places, so far as they were not given before: no more than `most`, the others next time. None: there is no more to ask for.
    pub fn names(&mut self, places: &[(Arc<str>, usize)], most: usize) -> Vec<String> {
        let mut fresh = self.fresh(places);
        if fresh.is_empty() && self.settle() {
            fresh = self.fresh(places);
        }
        let given: Vec<String> = fresh.into_iter().take(most).collect();
        self.asked.extend(given.iter().cloned());
        given
    }

    /// Works everything out anew that files may have changed which came in under other names: by the classes and types that they tell. Whether there is any.
    pub fn settle(&mut self) -> bool {
        let stale = std::mem::take(&mut self.stale);
        if stale {
            self.known.borrow_mut().clear();
        }
        stale
    }

    /// A name that was given was not looked for everywhere.
    pub fn pass_over(&mut self, name: &str) {
        self.passed.insert(name.to_owned());
    }

    fn fresh(&self, places: &[(Arc<str>, usize)]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let walk = self.walk(places, ALL);
        for node in walk.seen.keys().copied() {
            let item = &self.units[node.0].items[node.1];
            let faces = item.owner.iter().flat_map(|owner| self.classes.faces(owner));
            let others = item.owner.iter().chain(faces).cloned();
            let names = [self.called(node), item.name.clone()].into_iter().chain(others);
            found.extend(names.filter(|name| name.len() > SHORT));
        }
        let reached: BTreeSet<(usize, usize)> = walk.entries.iter().map(|met| met.entry).collect();
        for (unit, index) in reached {
            let on = self.units[unit].declared.entries[index].on.as_deref();
            self.prefixes.routers(&self.units, unit, on, &mut found);
        }
        found.retain(|name| !self.asked.contains(name));
        found
    }

    /// The name under which code mentions an item: a model of Prisma's goes by its name in camel case on the client.
    fn called(&self, (unit, item): Node) -> String {
        let (unit, item) = (&self.units[unit], &self.units[unit].items[item]);
        match unit.file.language.name {
            "prisma" => crate::orm::naming::camel(&item.name),
            _ => item.name.clone(),
        }
    }

    /// Whether all files that name an item were looked at.
    pub(super) fn is_looked_for(&self, node: Node) -> bool {
        let item = &self.units[node.0].items[node.1];
        let name = match &item.owner {
            // What makes values of a class is called by the class's name.
            Some(owner) if self.constructs(node).is_some() => owner.clone(),
            _ => self.called(node),
        };
        self.asked.contains(&name) && !self.passed.contains(&name)
    }

    /// Drops what is known of items that new files mention, by the names there and the modules that they import. What none of them names is mentioned nowhere
    /// else than before.
    pub(super) fn forget(&mut self, named: &HashSet<String>, imported: &HashSet<String>, hands: bool) {
        let units = &self.units;
        self.known.borrow_mut().retain(|(unit, index), _| {
            let (unit, item) = (&units[*unit], &units[*unit].items[*index]);
            let mut names = [Some(&item.name), item.owner.as_ref()].into_iter().flatten();
            let of_module = unit.defaults.contains(&item.name) && imported.contains(&module_of(unit));
            let of_client = unit.file.language.name == "prisma";
            !(names.any(|name| named.contains(name)) || of_module || of_client || (hands && item.owner.is_some()))
        });
    }
}
