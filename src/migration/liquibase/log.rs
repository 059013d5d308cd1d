//! Which changelogs there are, which of them nothing includes, and what a root includes, in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::contexts::{self, Unset};
use super::node::{self, Node};
use crate::migration::index::{Index, join, parent};
use crate::model::name::Dialect;

/// Changelogs include changelogs; no honest one goes deeper.
const DEPTH: usize = 16;

/// What a changelog says, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pull {
    /// Its own change sets or properties, from the first on.
    Own,
    /// A file: another changelog or SQL.
    File { path: String, relative: bool, dbms: Option<String> },
    /// A class of the project's, as a path without its ending.
    Class(String),
    /// A folder, in the order of its paths.
    All { path: String, relative: bool },
}

/// A file to run.
pub struct Walked {
    pub path: Arc<str>,
    /// The databases that the change set which runs it is for.
    pub dbms: Option<String>,
}

/// The changelogs of a tree.
pub struct Logs<'i, 't> {
    index: &'i Index<'t>,
    logs: BTreeMap<&'t str, Vec<Pull>>,
    /// The includes that the usual run leaves out are not among what changelogs say; here are those files, which are no roots for that.
    left_out: BTreeSet<&'t str>,
    /// How often change sets name a database.
    named: BTreeMap<Dialect, usize>,
}

impl<'i, 't> Logs<'i, 't> {
    /// Reads those that the index may hold.
    pub fn new(index: &'i Index<'t>) -> Self {
        let mut logs = BTreeMap::new();
        let mut named = BTreeMap::new();
        let mut unset = Unset::default();
        let mut split: Vec<(&str, Node)> = Vec::new();
        for path in index.changelogs() {
            let Some(text) = index.read(path).filter(|text| node::is_changelog(text)) else { continue };
            let said = match node::parse(path, &text) {
                Ok(mut root) => {
                    count(&root, &mut named);
                    unset.read(&root);
                    let said = pulls(&root);
                    root.children.retain(|child| child.name.starts_with("include") && contexts::of(child).is_some());
                    if !root.children.is_empty() {
                        split.push((path, root));
                    }
                    said
                }
                // It is shown as one that does not parse.
                Err(_) => vec![Pull::Own],
            };
            logs.insert(*path, said);
        }
        let mut found = Self { index, logs, left_out: BTreeSet::new(), named };
        for (path, mut root) in split {
            root.children.retain(|child| unset.excludes(child));
            let out = pulls(&root);
            for pull in &out {
                let targets = found.targets(path, pull, &mut found.logs.keys().copied());
                found.left_out.extend(targets.into_iter().filter(|other| *other != path));
            }
            if let Some(said) = found.logs.get_mut(path) {
                said.retain(|pull| !out.contains(pull));
            }
        }
        found
    }

    /// The database that change sets name most often, if they name any.
    pub fn dialect(&self) -> Option<(Dialect, String)> {
        let (dialect, _) = self.named.iter().max_by_key(|(dialect, count)| (**count, std::cmp::Reverse(**dialect)))?;
        Some((*dialect, "`dbms` of the change sets".to_owned()))
    }

    /// The changelogs that no other includes, of those where the user said that migrations are.
    pub fn masters(&self) -> Vec<&'t str> {
        let mut included: BTreeSet<&str> = BTreeSet::new();
        for (log, said) in &self.logs {
            for pull in said {
                included.extend(
                    self.targets(log, pull, &mut self.logs.keys().copied()).into_iter().filter(|other| other != log),
                );
            }
        }
        included.extend(self.left_out.iter().copied());
        self.logs.keys().copied().filter(|log| !included.contains(log)).collect()
    }

    /// The files that changelogs run, in order.
    pub fn walk(&self, masters: &[&'t str]) -> Vec<Walked> {
        let mut files = Vec::new();
        let mut seen = BTreeSet::new();
        for master in masters {
            self.step(master, DEPTH, &mut seen, &mut files);
        }
        files
    }

    fn step(&self, log: &'t str, depth: usize, seen: &mut BTreeSet<&'t str>, files: &mut Vec<Walked>) {
        if depth == 0 || !seen.insert(log) {
            return;
        }
        for pull in self.logs.get(log).into_iter().flatten() {
            if *pull == Pull::Own {
                files.push(Walked { path: Arc::from(log), dbms: None });
                continue;
            }
            if let Pull::Class(path) = pull {
                let ends = ["java", "kt", "groovy"].map(|end| format!("/{path}.{end}"));
                let found = ends.iter().find_map(|end| self.index.ending(end));
                files.extend(found.map(|path| Walked { path: Arc::from(path), dbms: None }));
                continue;
            }
            let sql = self.index.folders().flat_map(|(_, files)| files.iter().map(|path| &***path));
            for path in self.targets(log, pull, &mut self.logs.keys().copied().chain(sql)) {
                if self.logs.contains_key(path) {
                    self.step(path, depth - 1, seen, files);
                } else {
                    let dbms = if let Pull::File { dbms, .. } = pull { dbms.clone() } else { None };
                    files.push(Walked { path: Arc::from(path), dbms });
                }
            }
        }
    }

    fn targets<'p>(&self, log: &str, pull: &Pull, known: &mut dyn Iterator<Item = &'p str>) -> Vec<&'p str> {
        match pull {
            Pull::Own | Pull::Class(_) => Vec::new(),
            Pull::File { path, relative, .. } => resolve(log, path, *relative, known).into_iter().collect(),
            Pull::All { path, relative } => under(log, path, *relative, known),
        }
    }
}

/// A path as people count: `changelog-1.9.xml` comes before `changelog-1.10.xml`.
pub fn natural(path: &str) -> Vec<(String, u128)> {
    let mut parts: Vec<(String, u128)> = vec![(String::new(), 0)];
    let mut digits = false;
    for c in path.chars() {
        if digits && !c.is_ascii_digit() {
            parts.push((String::new(), 0));
        }
        digits = c.is_ascii_digit();
        if let Some((text, number)) = parts.last_mut() {
            match c.to_digit(10) {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(u128::from(digit)),
                None => text.push(c),
            }
        }
    }
    parts
}

/// What a changelog includes, in order.
pub fn pulls(root: &Node) -> Vec<Pull> {
    let mut found = Vec::new();
    for child in &root.children {
        let file = |node: &Node, key: &str, dbms: Option<&str>| {
            let path = bare(node.value(key)?);
            Some(Pull::File { path, relative: node.says("relativeToChangelogFile"), dbms: dbms.map(str::to_owned) })
        };
        match child.name.as_str() {
            "include" => found.extend(file(child, "file", None)),
            "includeAll" => {
                let relative = child.says("relativeToChangelogFile");
                found.extend(child.value("path").map(|path| Pull::All { path: bare(path), relative }));
            }
            "changeSet" | "property" => {
                if !found.contains(&Pull::Own) {
                    found.push(Pull::Own);
                }
                let dbms = child.value("dbms");
                let classes = child.all("customChange", "changes").filter_map(|node| node.value("class"));
                found.extend(classes.map(|class| Pull::Class(class.replace('.', "/"))));
                found.extend(
                    child.all("sqlFile", "changes").filter_map(|node| file(node, "path", node.value("dbms").or(dbms))),
                );
            }
            _ => {}
        }
    }
    found
}

fn bare(path: &str) -> String {
    path.strip_prefix("classpath*:")
        .or_else(|| path.strip_prefix("classpath:"))
        .unwrap_or(path)
        .trim_start_matches('/')
        .to_owned()
}

fn count(root: &Node, named: &mut BTreeMap<Dialect, usize>) {
    for set in root.children.iter().filter(|child| child.name == "changeSet") {
        let names = set.value("dbms").unwrap_or_default().split(',').map(str::trim);
        for dialect in names.filter_map(Dialect::named) {
            *named.entry(dialect).or_default() += 1;
        }
    }
}

/// A path that is relative to the changelog, or to a root that the tool was given: any folder above the changelog, else the only one in the tree
/// that has it.
fn resolve<'p>(log: &str, path: &str, relative: bool, known: &mut dyn Iterator<Item = &'p str>) -> Option<&'p str> {
    let beside = join(parent(log), path);
    let end = format!("/{}", join("", path));
    let mut best: Option<&str> = None;
    let mut elsewhere: Vec<&str> = Vec::new();
    for candidate in known {
        if candidate == beside {
            return Some(candidate);
        }
        let fits = candidate.ends_with(&end) || candidate == end.trim_start_matches('/');
        if relative || !fits {
            continue;
        }
        let root = candidate.len().saturating_sub(end.len());
        if candidate.get(..root) == log.get(..root) {
            best = Some(candidate);
        } else {
            elsewhere.push(candidate);
        }
    }
    best.or(if elsewhere.len() == 1 { elsewhere.first().copied() } else { None })
}

fn under<'p>(log: &str, path: &str, relative: bool, known: &mut dyn Iterator<Item = &'p str>) -> Vec<&'p str> {
    let beside = format!("{}/", join(parent(log), path));
    let inner = format!("/{}/", join("", path));
    let fits = |candidate: &&str| {
        let rooted = format!("/{candidate}");
        candidate.starts_with(&beside)
            || (!relative && rooted.find(&inner).is_some_and(|at| rooted.get(..at) == format!("/{log}").get(..at)))
    };
    let mut found: Vec<&str> = known.filter(fits).collect();
    found.sort_by_cached_key(|path| path.to_lowercase());
    found
}
