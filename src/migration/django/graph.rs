//! Which migration of which app runs before which: `dependencies`, `run_before`, `replaces`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::lang::facts::CodeFacts;
use crate::migration::index::{file_name, parent};
use crate::migration::python::in_order;
use crate::migration::script::{Scope, Script, Value};

/// The label of an app and the name of a migration in it.
type Key = (String, String);

/// What one migration says of the others.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The folder that it stands in.
    pub folder: String,
    /// The file's name without the extension.
    pub name: String,
    pub dependencies: Vec<Key>,
    pub run_before: Vec<Key>,
    pub replaces: Vec<Key>,
}

/// What a file says; `None` if it holds no class `Migration`.
pub fn node(path: &str, facts: &CodeFacts) -> Option<Node> {
    let script = Script::new(facts);
    let class = facts.classes.iter().find(|class| class.name == "Migration")?;
    let keys = |name: &str| -> Vec<Key> {
        let field = class.fields.iter().find(|field| field.name == name).and_then(|field| field.value.as_ref());
        let Some(Value::List(items)) = field.map(|value| script.eval(value, &Scope::default())) else {
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| match item {
                Value::List(pair) => Some((pair.first()?.text()?.to_owned(), pair.get(1)?.text()?.to_owned())),
                _ => None,
            })
            .collect()
    };
    Some(Node {
        folder: parent(path).to_owned(),
        name: file_name(path).trim_end_matches(".py").to_owned(),
        dependencies: keys("dependencies"),
        run_before: keys("run_before"),
        replaces: keys("replaces"),
    })
}

/// The label of an app whose migrations say nothing else: the folder above `migrations`.
pub fn folder_label(folder: &str) -> &str {
    if file_name(folder) == "migrations" { file_name(parent(folder)) } else { file_name(folder) }
}

/// The labels of the folders' apps. An app may have another label than its folder's name; its migrations depend on each other under it.
pub fn labels<'n>(nodes: impl Iterator<Item = &'n Node>) -> BTreeMap<String, String> {
    let mut folders: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for node in nodes {
        folders.entry(&node.folder).or_default().push(node);
    }
    let of = |folder: &str, nodes: &[&Node]| {
        let names: BTreeSet<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for node in nodes {
            let own = node.dependencies.iter().chain(&node.replaces).filter(|(_, name)| names.contains(name.as_str()));
            for (label, _) in own {
                *votes.entry(label).or_default() += 1;
            }
        }
        let usual = folder_label(folder);
        let best = votes.iter().max_by_key(|(label, count)| (**count, **label == usual));
        best.map_or(usual, |(label, _)| label).to_owned()
    };
    folders.into_iter().map(|(folder, nodes)| (folder.to_owned(), of(folder, &nodes))).collect()
}

/// The label of a migration's app.
pub fn label<'a>(node: &'a Node, labels: &'a BTreeMap<String, String>) -> &'a str {
    labels.get(&node.folder).map_or_else(|| folder_label(&node.folder), String::as_str)
}

/// The migrations in the order in which they run, as indexes. Of a squashed migration and those that it replaces only one side is there: those, if all of them
/// still exist, else the squashed one.
pub fn order(nodes: &[&Node], labels: &BTreeMap<String, String>) -> Vec<usize> {
    let index: HashMap<(&str, &str), usize> =
        nodes.iter().enumerate().map(|(at, node)| ((label(node, labels), node.name.as_str()), at)).collect();
    let find = |key: &Key| index.get(&(key.0.as_str(), key.1.as_str())).copied();
    let mut skipped = vec![false; nodes.len()];
    // What stands for a migration that does not run, or is not there.
    let mut instead: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, node) in nodes.iter().enumerate().filter(|(_, node)| !node.replaces.is_empty()) {
        let replaced: Vec<usize> = node.replaces.iter().filter_map(find).filter(|other| *other != at).collect();
        if replaced.len() == node.replaces.len() {
            skipped[at] = true;
            instead.insert((label(node, labels), &node.name), replaced);
        } else {
            replaced.iter().for_each(|other| skipped[*other] = true);
            for key in &node.replaces {
                instead.insert((&key.0, &key.1), vec![at]);
            }
        }
    }
    let resolve = |key: &Key| match instead.get(&(key.0.as_str(), key.1.as_str())) {
        Some(others) => others.clone(),
        None if key.1 == "__first__" => Vec::new(),
        None => find(key).into_iter().collect(),
    };
    let mut before: Vec<Vec<usize>> =
        nodes.iter().map(|node| node.dependencies.iter().flat_map(resolve).collect()).collect();
    for (at, node) in nodes.iter().enumerate() {
        for later in node.run_before.iter().flat_map(resolve) {
            if let Some(list) = before.get_mut(later) {
                list.push(at);
            }
        }
    }
    in_order(&before).into_iter().filter(|at| !skipped[*at]).collect()
}
