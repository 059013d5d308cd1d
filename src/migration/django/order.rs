//! What Django refuses of the order of migrations: apps with several leaves, a dependency that is not there, a circle.
//!
//! A squashed migration and those that it replaces count as one, whichever of them are there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::graph::{self, Node};
use crate::migration::faults::{Fault, FaultKind, circle};

/// The faults of all migrations of a project.
pub fn faults(paths: &[Arc<str>], nodes: &[Node]) -> Vec<Fault> {
    let labels = graph::labels(nodes.iter());
    let label = |at: usize| nodes.get(at).map_or("", |node| graph::label(node, &labels));
    let path = |at: usize| paths.get(at).cloned();
    let own: HashMap<(&str, &str), usize> =
        nodes.iter().enumerate().map(|(at, node)| ((label(at), node.name.as_str()), at)).collect();
    // What stands for a replaced migration, by its key.
    let mut instead: HashMap<(&str, &str), usize> = HashMap::new();
    for (at, node) in nodes.iter().enumerate() {
        for (app, name) in &node.replaces {
            if own.get(&(app.as_str(), name.as_str())) != Some(&at) {
                instead.insert((app, name), at);
            }
        }
    }
    let find = |app: &str, name: &str| {
        let mut at = instead.get(&(app, name)).or_else(|| own.get(&(app, name))).copied()?;
        // A squashed migration may be squashed again.
        for _ in 0..nodes.len().min(64) {
            match instead.get(&(label(at), nodes.get(at)?.name.as_str())) {
                Some(next) if *next != at => at = *next,
                _ => break,
            }
        }
        Some(at)
    };
    let stands = |at: usize| nodes.get(at).and_then(|node| find(label(at), &node.name));
    let apps: BTreeSet<&str> = (0..nodes.len()).map(label).collect();
    let mut found = Vec::new();
    let mut before = vec![Vec::new(); nodes.len()];
    let mut followed = BTreeSet::new();
    for (at, node) in nodes.iter().enumerate() {
        let here = stands(at).unwrap_or(at);
        for (app, name) in &node.dependencies {
            match find(app, name) {
                // Those inside of what is squashed are its own business.
                Some(other) if other == here => {}
                Some(other) => {
                    if label(here) == label(other) {
                        followed.insert(other);
                    }
                    if let Some(list) = before.get_mut(here) {
                        list.push(other);
                    }
                }
                None if apps.contains(app.as_str()) && !name.starts_with("__") && here == at => {
                    let says = format!("Django refuses to start: it depends on `{app}.{name}`, which is not there");
                    found.push(Fault::new(FaultKind::Broken, path(at), says));
                }
                None => {}
            }
        }
        for (app, name) in &node.run_before {
            if let Some(list) = find(app, name).filter(|other| *other != here).and_then(|other| before.get_mut(other)) {
                list.push(here);
            }
        }
    }
    let mut leaves: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in (0..nodes.len()).filter(|at| stands(*at) == Some(*at) && !followed.contains(at)) {
        leaves.entry(label(at)).or_default().push(at);
    }
    // What is broken shows as a leaf as well.
    let is_whole = found.is_empty();
    for (app, ends) in leaves.into_iter().filter(|(_, ends)| is_whole && ends.len() > 1) {
        let says = format!(
            "Django refuses to migrate while `{app}` has several leaf migrations (`makemigrations --merge` joins them)"
        );
        found.push(Fault::new(FaultKind::SeveralHeads, ends.into_iter().filter_map(path), says));
    }
    let round = circle(&before);
    if !round.is_empty() {
        let says = "Django refuses to start: these migrations depend on each other in a circle".to_owned();
        found.push(Fault::new(FaultKind::Broken, round.into_iter().filter_map(path), says));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `app.name<app.name,…` a line; `=` lists what it replaces.
    fn of(lines: &str) -> Vec<String> {
        let key = |text: &str| {
            text.split_once('.').map_or((text.to_owned(), String::new()), |(a, b)| (a.to_owned(), b.to_owned()))
        };
        let keys = |text: &str| text.split(',').filter(|part| !part.is_empty()).map(key).collect::<Vec<_>>();
        let (paths, nodes): (Vec<Arc<str>>, Vec<Node>) = lines
            .split_whitespace()
            .map(|line| {
                let (head, replaces) = line.split_once('=').unwrap_or((line, ""));
                let (own, dependencies) = head.split_once('<').unwrap_or((head, ""));
                let (app, name) = key(own);
                let folder = format!("{app}/migrations");
                let path: Arc<str> = format!("{folder}/{name}.py").into();
                let (dependencies, replaces) = (keys(dependencies), keys(replaces));
                (path, Node { folder, name, dependencies, run_before: Vec::new(), replaces })
            })
            .unzip();
        let line = |fault: &Fault| {
            let names: Vec<&str> = fault.paths.iter().filter_map(|path| path.rsplit('/').next()).collect();
            format!("{:?} {}", fault.kind, names.join(" "))
        };
        faults(&paths, &nodes).iter().map(line).collect()
    }

    #[test]
    fn only_what_django_refuses() {
        for (lines, expected) in [
            ("a.1 a.2<a.1 b.1<a.1", &[][..]),
            ("a.1 a.2<a.1 a.3<a.1", &["SeveralHeads 2.py 3.py"]),
            ("a.1 a.2<a.1 a.3<a.1 a.4<a.2,a.3", &[]),
            ("a.1 b.1", &[]),
            ("a.1 a.2<a.1,auth.7", &[]),
            ("a.1 a.2<a.1,a.__first__", &[]),
            ("a.1 a.3<a.2", &["Broken 3.py"]),
            ("a.1<a.2 a.2<a.1", &["Broken 1.py 2.py"]),
            // A squash beside what it replaces, and after that is gone.
            ("a.1 a.2<a.1 a.s=a.1,a.2", &[]),
            ("a.1 a.2<a.1 a.3<a.2 a.s=a.1,a.2", &[]),
            ("a.s=a.1,a.2 a.3<a.2", &[]),
            ("a.s=a.1,a.2 a.t=a.s,a.3 a.4<a.3", &[]),
        ] {
            assert_eq!(of(lines), expected, "{lines}");
        }
    }
}
