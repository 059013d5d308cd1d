//! From a place up the mentions of what holds it, until an entry point is met.
//!
//! Files come in by rounds: [`Graph::names`] says what is looked for next, whoever reads files gives those that name it ([`Graph::add`]), until nothing new is
//! asked for or a bound is met. Then [`Graph::reach`] answers for each use by itself.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use super::call::Classes;
use super::imports::{last_of, names_file, stem};
use super::mentions::Mention;
use super::routes::Prefixes;
use super::unit::{ItemKind, Unit};
use super::{Entry, Handler};
use crate::model::reach::{EntryKind, EntryPoint, Reach};
use crate::model::reference::Certainty;

mod asked;
mod called;
mod told;

/// How many calls are followed up.
pub const DEPTH: usize = 9;
/// How many times files are looked for.
pub const ROUNDS: usize = DEPTH + 2;
/// How many items all uses together are followed through while files are looked for.
const ALL: usize = 4 * ITEMS;
/// How many items one use is followed through.
const ITEMS: usize = 1500;
/// How many entry points one use shows.
const ENTRIES: usize = 200;

/// Methods of a view that answer to a verb.
const VERBS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];

/// An item of a unit.
type Node = (usize, usize);

/// Where a mention leads.
#[derive(Clone, Debug)]
enum Way {
    Entry(usize, usize),
    Item(Node),
}

/// The files read so far, and what is known between them.
#[derive(Default)]
pub struct Graph {
    units: Vec<Arc<Unit>>,
    by_path: BTreeMap<Arc<str>, usize>,
    classes: Classes,
    /// Methods of controllers, as routes name them.
    named: HashMap<String, Vec<(usize, usize)>>,
    asked: BTreeSet<String>,
    /// Names that too many files have to look at them all.
    passed: BTreeSet<String>,
    /// The files that mention a name, or take it in under another.
    speakers: HashMap<String, Vec<usize>>,
    /// Files of JavaScript by the last part of the modules that they import: they may hand on what these give under a name of their own.
    importers: HashMap<String, Vec<usize>>,
    /// Classes that entry points are handed.
    handed: BTreeMap<String, Vec<(usize, usize)>>,
    /// What was found of each item.
    known: RefCell<HashMap<Node, Rc<Ways>>>,
    /// Whether files came in since that may tell types and classes of what is known.
    stale: bool,
    handed_known: RefCell<HashMap<String, Rc<Ways>>>,
    prefixes: Prefixes,
}

/// Each with the place of the mention, in the file of where it leads.
type Ways = Vec<(Way, Certainty, usize)>;

impl Graph {
    /// Adds parsed files.
    pub fn add(&mut self, units: impl IntoIterator<Item = Arc<Unit>>) {
        self.handed_known.borrow_mut().clear();
        self.prefixes.clear();
        let (mut named, mut imported, mut hands) = (HashSet::new(), HashSet::new(), false);
        for unit in units {
            if self.by_path.contains_key(unit.file.path()) {
                continue;
            }
            let at = self.units.len();
            self.by_path.insert(unit.file.path().clone(), at);
            self.classes.add(&unit);
            let picked = unit.imports.iter().filter_map(|import| import.name.clone());
            let names: BTreeSet<String> = unit.mentions.keys().cloned().chain(picked).collect();
            for name in names {
                named.insert(name.clone());
                self.speakers.entry(name).or_default().push(at);
            }
            for (class, entry) in handed_classes(&unit) {
                self.handed.entry(class).or_default().push((at, entry));
                hands = true;
            }
            if unit.file.language.name == "javascript" {
                let modules = unit.imports.iter().filter_map(|import| last_of(&import.module));
                for module in modules.map(str::to_ascii_lowercase).collect::<BTreeSet<_>>() {
                    imported.insert(module.clone());
                    self.importers.entry(module).or_default().push(at);
                }
            }
            self.prefixes.add(at, &unit);
            for (index, entry) in unit.declared.entries.iter().enumerate() {
                if let Handler::Method { class: name, .. } | Handler::Function(name) = &entry.handler {
                    self.named.entry(last(name).to_owned()).or_default().push((at, index));
                }
            }
            self.units.push(unit);
            self.stale = true;
        }
        self.forget(&named, &imported, hands);
    }

    /// Whether a file is here.
    pub fn has(&self, path: &str) -> bool {
        self.by_path.contains_key(path)
    }

    /// How many files are here.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether no file is here.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The ways in from which a place is reached.
    pub fn reach(&self, path: &str, at: usize) -> Reach {
        let walk = self.walk(&[(path.into(), at)], ITEMS);
        let mut found: BTreeMap<(EntryKind, String), EntryPoint> = BTreeMap::new();
        for Met { entry: (unit, index), from, certainty, .. } in &walk.entries {
            let entry = &self.units[*unit].declared.entries[*index];
            if entry.kind == EntryKind::Requests && !self.is_passed(entry, *unit, *from) {
                continue;
            }
            let (via, verbs) = (self.via(&walk, *from), from.map(|from| self.verbs(from)).unwrap_or_default());
            // A class serves several routes of its own verbs: this method is not the one that runs.
            let python = self.units[*unit].file.language.name == "python";
            if python
                && !verbs.is_empty()
                && !entry.verbs.is_empty()
                && !verbs.iter().any(|verb| entry.verbs.contains(verb))
            {
                continue;
            }
            // Of several verbs, those that this method answers to.
            let mut entry = entry.clone();
            if python && !verbs.is_empty() {
                entry.verbs.retain(|verb| verbs.contains(verb));
            }
            for name in self.prefixes.names(&self.units, *unit, &entry, &verbs) {
                let key = (entry.kind, name.clone());
                let new = EntryPoint { kind: entry.kind, name, certainty: *certainty, via: via.clone() };
                let known = found.entry(key).or_insert_with(|| new.clone());
                if known.certainty < new.certainty {
                    *known = new;
                }
            }
        }
        let cut = walk.cut || found.len() > ENTRIES || !walk.followed.iter().all(|node| self.is_looked_for(*node));
        let every_use_of = walk.start.and_then(|(unit, item)| {
            let item = &self.units[unit].items[item];
            (item.kind == ItemKind::Class).then(|| item.name.clone())
        });
        let handling = self.handling(&walk, path, at);
        let entry_points = found.into_values().take(ENTRIES).collect();
        Reach { entry_points, every_use_of, cut, handling, hits: None }
    }

    /// Goes up from places; what is certain first.
    fn walk(&self, places: &[(Arc<str>, usize)], most: usize) -> Walk {
        let mut walk = Walk::default();
        let mut queues = [VecDeque::new(), VecDeque::new()];
        let mut done = BTreeSet::new();
        for (path, at) in places {
            let Some(unit) = self.by_path.get(path).copied() else { continue };
            for way in self.ways(unit, *at) {
                match way {
                    Way::Entry(unit, index) => {
                        let from = self.item(unit, *at).map(|item| (unit, item));
                        let (entry, certainty) = ((unit, index), Certainty::Certain);
                        walk.entries.push(Met { entry, from, certainty, at: Some(*at) });
                    }
                    Way::Item(node) => {
                        walk.start = Some(node);
                        if walk.seen.insert(node, (None, Certainty::Certain, *at)).is_none() {
                            queues[0].push_back((node, 0));
                        }
                    }
                }
            }
        }
        while let Some((node, depth)) = queues[0].pop_front().or_else(|| queues[1].pop_front()) {
            let Some((_, certainty, _)) = walk.seen.get(&node).copied() else { continue };
            if !done.insert(node) {
                continue;
            }
            if walk.seen.len() > most || (places.len() == 1 && walk.entries.len() > 4 * ENTRIES) {
                walk.cut = true;
                break;
            }
            let before = walk.entries.len();
            let entries = self.handled(node);
            walk.entries.extend(entries.into_iter().map(|entry| Met { entry, from: Some(node), certainty, at: None }));
            // What an entry point runs is called by the framework alone.
            if walk.entries.len() > before {
                continue;
            }
            if depth >= DEPTH {
                walk.cut = true;
                continue;
            }
            walk.followed.push(node);
            for (way, edge, at) in self.callers(node).iter().cloned() {
                let certainty = certainty.min(edge);
                match way {
                    Way::Entry(unit, index) => {
                        let (entry, from) = ((unit, index), Some(node));
                        walk.entries.push(Met { entry, from, certainty, at: Some(at) });
                    }
                    // The surer way counts. What is done came in by one as sure as this: certain ways are all gone before the others.
                    Way::Item(next)
                        if next != node
                            && !done.contains(&next)
                            && walk.seen.get(&next).is_none_or(|(_, known, _)| *known < certainty) =>
                    {
                        walk.seen.insert(next, (Some(node), certainty, at));
                        queues[usize::from(certainty < Certainty::Certain)].push_back((next, depth + 1));
                    }
                    Way::Item(_) => {}
                }
            }
        }
        walk
    }

    fn item(&self, unit: usize, at: usize) -> Option<usize> {
        self.units[unit].item_at(at)
    }

    /// What stands at a place: the entry points whose handler it is, or else the item that holds it.
    fn ways(&self, unit: usize, at: usize) -> Vec<Way> {
        let entries: Vec<Way> = self.units[unit].entries_at(at).map(|(index, _)| Way::Entry(unit, index)).collect();
        if !entries.is_empty() {
            return entries;
        }
        self.item(unit, at).map(|item| Way::Item((unit, item))).into_iter().collect()
    }

    /// Entry points that name this item as the method of a class.
    fn handled(&self, (unit, index): Node) -> Vec<(usize, usize)> {
        let (path, item) = (self.units[unit].file.path(), &self.units[unit].items[index]);
        let owner = match item.kind {
            ItemKind::Class => &item.name,
            _ => item.owner.as_ref().unwrap_or(&item.name),
        };
        let plain = item.owner.is_none() && item.kind == ItemKind::Function;
        let fits = |entry: &Entry| match &entry.handler {
            Handler::Function(name) => plain && modules_fit(name, &item.symbol, path),
            Handler::Method { .. } if plain => false,
            Handler::Method { class, method } => {
                let method_fits =
                    item.kind == ItemKind::Class || method.as_ref().is_none_or(|method| *method == item.name);
                // Elixir tells modules from the outermost on: `AppWeb.C` is not `AppWeb.API.C`.
                let of_class = match item.kind {
                    ItemKind::Class => None,
                    _ => item.symbol.strip_suffix(&item.name).and_then(|rest| rest.strip_suffix('.')),
                };
                let whole = self.units[unit].file.language.name != "elixir"
                    || of_class.unwrap_or(&item.symbol).ends_with(class.as_str());
                method_fits && whole && modules_fit(class, &item.symbol, path)
            }
            Handler::Here(_) => false,
        };
        let entries = self.named.get(owner).into_iter().flatten();
        entries.copied().filter(|(unit, index)| fits(&self.units[*unit].declared.entries[*index])).collect()
    }

    /// Every place that mentions an item, with how sure that is.
    fn callers(&self, node: Node) -> Rc<Ways> {
        if let Some(known) = self.known.borrow().get(&node) {
            return known.clone();
        }
        let found = Rc::new(self.find_callers(node));
        self.known.borrow_mut().insert(node, found.clone());
        found
    }

    fn find_callers(&self, node: Node) -> Ways {
        let item = &self.units[node.0].items[node.1];
        let mut found = self.places(node, &|_, _| true);
        if let Some(class) = self.constructs(node) {
            // Who makes a value, and who is below the class or names it in its body. `UserResource::make($user)` names it.
            let named = self.is_shaped(node);
            if self.is_extracted(node) {
                return found.into_iter().chain(self.taking(class)).collect();
            }
            found.extend(self.places(class, &|unit, mention| {
                let inside = unit.item_at(mention.at).map(|at| &unit.items[at]);
                named || mention.call || inside.is_some_and(|item| item.kind == ItemKind::Class)
            }));
        }
        // A framework calls the methods that it knows, and what nobody else calls.
        let by_framework = item.kind == ItemKind::Function && (found.is_empty() || VERBS.contains(&item.name.as_str()));
        if let Some(owner) = item.owner.as_ref().filter(|_| by_framework) {
            found.extend(self.handed(owner).iter().cloned());
        }
        found
    }

    /// Every place that mentions an item, of those that are wanted.
    fn places(&self, node: Node, wanted: &dyn Fn(&Unit, &Mention) -> bool) -> Ways {
        let (to, item) = (&self.units[node.0], &self.units[node.0].items[node.1]);
        let mut found = Vec::new();
        // A model of Prisma's goes by its name in camel case on the client.
        let client = (to.file.language.name == "prisma").then(|| crate::orm::naming::camel(&item.name));
        let name = client.as_ref().unwrap_or(&item.name);
        let default = item.owner.is_none() && to.defaults.contains(&item.name);
        let mut speakers = self.speakers.get(name).cloned().unwrap_or_default();
        if default {
            speakers.extend(self.importers.get(&module_of(to)).into_iter().flatten());
            speakers.sort_unstable();
            speakers.dedup();
        }
        for at in speakers {
            let unit = &self.units[at];
            if !speaks_with(unit.file.language.name, to.file.language.name) {
                continue;
            }
            let others =
                unit.imports.iter().filter(|import| import.local != *name).filter(|import| match &import.name {
                    Some(picked) if picked != "default" => picked == name,
                    _ => default && names_file(&import.module, None, to.file.path()) == Some(true),
                });
            let names: BTreeSet<&str> =
                std::iter::once(name.as_str()).chain(others.map(|import| import.local.as_str())).collect();
            for name in names {
                let mentions = unit.mentions.get(name).into_iter().flatten();
                for mention in mentions.filter(|mention| wanted(unit, mention)) {
                    let certainty = match client.is_some() {
                        true => mention.is_of_client().then_some(Certainty::Certain),
                        false => self.classes.means(unit, mention, name, to, item),
                    };
                    if let Some(certainty) = certainty.filter(|_| !self.registers(at, mention)) {
                        found.extend(self.ways(at, mention.at).into_iter().map(|way| (way, certainty, mention.at)));
                    }
                }
            }
        }
        found
    }

    /// Whether a function that declares routes names something without calling it: it hands it to a router, in a way that was not understood.
    fn registers(&self, unit: usize, mention: &Mention) -> bool {
        let unit = &self.units[unit];
        if mention.call || unit.declared.entries.is_empty() || unit.entries_at(mention.at).next().is_some() {
            return false;
        }
        let around = unit.item_at(mention.at).map(|item| &unit.items[item]);
        around.filter(|item| item.kind == ItemKind::Function).is_some_and(|item| {
            let inside =
                |entry: &Entry| matches!(&entry.handler, Handler::Here(range) if item.range.contains(&range.start));
            unit.declared.entries.iter().any(inside)
        })
    }

    /// Entry points that are handed a class: `path("login/", LoginView.as_view())`.
    fn handed(&self, class: &str) -> Rc<Ways> {
        if let Some(known) = self.handed_known.borrow().get(class) {
            return known.clone();
        }
        let mut found = Vec::new();
        for (name, entries) in &self.handed {
            if name == class || self.classes.is_below(name, class) {
                found.extend(entries.iter().map(|(unit, entry)| {
                    let at = match &self.units[*unit].declared.entries[*entry].handler {
                        Handler::Here(range) => range.start,
                        Handler::Method { .. } | Handler::Function(_) => 0,
                    };
                    (Way::Entry(*unit, *entry), Certainty::Certain, at)
                }));
            }
        }
        let found = Rc::new(found);
        self.handed_known.borrow_mut().insert(class.to_owned(), found.clone());
        found
    }
}

/// Names that may be classes, of what the handlers of a file's entry points name, each with its entry.
fn handed_classes(unit: &Unit) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    if unit.declared.entries.is_empty() || unit.file.language.name != "python" {
        return found;
    }
    // A function that is a handler itself uses the classes that it names.
    let handed = |entry: &Entry| match &entry.handler {
        Handler::Here(range) => !unit.items.iter().any(|item| item.range == *range),
        Handler::Method { .. } | Handler::Function(_) => false,
    };
    for (name, mentions) in unit.mentions.iter().filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_uppercase()))
    {
        for mention in mentions {
            let entries = unit.entries_at(mention.at).filter(|(_, entry)| handed(entry));
            found.extend(entries.map(|(entry, _)| (unit.original(name).to_owned(), entry)));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// What a walk met.
#[derive(Default)]
struct Walk {
    start: Option<Node>,
    /// Each item with the one below it on the way, how sure the way is, and where in the item that one is mentioned.
    seen: BTreeMap<Node, (Option<Node>, Certainty, usize)>,
    entries: Vec<Met>,
    /// The items whose mentions were gone up.
    followed: Vec<Node>,
    cut: bool,
}

/// An entry point that a walk met.
struct Met {
    /// Its unit and its index there.
    entry: (usize, usize),
    /// The item that it runs.
    from: Option<Node>,
    certainty: Certainty,
    /// Where the handler itself, if it stands there, mentions the item.
    at: Option<usize>,
}

/// Whether code of one language can call that of another.
fn speaks_with(left: &str, right: &str) -> bool {
    left == right
        || (left, right) == ("javascript", "prisma")
        || [left, right].iter().all(|name| matches!(*name, "java" | "kotlin" | "scala"))
}

/// Whether the modules before a class, as a route tells them, are those of the class: by its symbol or its folders.
fn modules_fit(told: &str, symbol: &str, path: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect::<String>();
    let (symbol, path) = (plain(symbol), plain(path));
    let modules: Vec<&str> = told.split(['.', '\\', ':', '/']).filter(|part| !part.is_empty()).collect();
    let Some((_, before)) = modules.split_last() else { return false };
    before.iter().all(|module| {
        let module = plain(module);
        let of_path = |part: &str| part == module || part.split('.').next() == Some(module.as_str());
        symbol.split('.').any(|part| part == module) || path.split('/').any(of_path)
    })
}

fn last(name: &str) -> &str {
    super::mentions::last(name.rsplit('/').next().unwrap_or(name))
}

/// The last part of the modules by which a file is imported.
fn module_of(unit: &Unit) -> String {
    stem(unit.file.path()).to_ascii_lowercase()
}

#[cfg(test)]
#[path = "graph_tests.rs"]
mod tests;
