//! Django: `<app>/migrations/NNNN_name.py`, classes with lists of operations.
//!
//! All apps of a project are one set, in the order that their dependencies give (`graph`). Operations speak of models and fields; which table and
//! which column that is follows from the models' state at that point (`state`), so each file is read after those before it.

mod constraints;
mod fields;
mod graph;
mod operations;
mod order;
mod state;
#[cfg(test)]
mod tests;
mod writer;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::faults::{self, Fault};
use super::index::{Index, ancestors, file_name, join, parent};
use super::python::{common, parse};
use super::script::{Script, unparsed};
use super::{CodeMigration, CodeReader, FileKind, Layout, MigrationFile, MigrationSet, dialect};
use crate::lang::facts::CodeFacts;
use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::source::Tree;
use crate::workers::each;

pub struct Django;

impl Layout for Django {
    fn name(&self) -> &'static str {
        "django"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut projects: BTreeMap<Option<&str>, Vec<(Arc<str>, graph::Node)>> = BTreeMap::new();
        let mut texts = Vec::new();
        for (folder, files) in index.code_folders(&["py"]) {
            if file_name(folder) != "migrations" && !index.directory_is_named() && !folder.contains("/migrations/") {
                continue;
            }
            let project = ancestors(folder).find(|above| index.has(&join(above, "manage.py")));
            let read =
                |path: &Arc<str>| Some((project, path.clone(), index.read(path).filter(|text| is_migration(text))?));
            texts.extend(files.into_iter().filter_map(read));
        }
        let nodes = each(&texts, |(_, path, text)| graph::node(path, &parse(text)));
        for ((project, path, _), node) in texts.into_iter().zip(nodes) {
            if let Some(node) = node {
                projects.entry(project).or_default().push((path, node));
            }
        }
        // An app that stands beside the only project belongs to it.
        if projects.len() == 2
            && let Some(beside) = projects.remove(&None)
            && let Some(only) = projects.values_mut().next()
        {
            only.extend(beside);
        }
        projects.into_values().map(|files| set(index, self.name(), files)).collect()
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }

    fn faults(&self, tree: &dyn Tree, set: &MigrationSet) -> Vec<Fault> {
        let texts = faults::texts(tree, set, ".py");
        let node = |text: &str, path: &Arc<str>| is_migration(text).then(|| graph::node(path, &parse(text)))?;
        let found = each(&texts, |(path, text)| Some((path.clone(), node(text, path)?)));
        let (paths, nodes): (Vec<Arc<str>>, Vec<graph::Node>) = found.into_iter().flatten().unzip();
        order::faults(&paths, &nodes)
    }
}

impl CodeReader for Django {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let facts: Vec<CodeFacts> = each(files, |file| parse(file.text));
        let nodes: Vec<Option<graph::Node>> =
            files.iter().zip(&facts).map(|(file, facts)| graph::node(file.path, facts)).collect();
        let labels = graph::labels(nodes.iter().flatten());
        let mut state = state::State::default();
        let mut read = Vec::new();
        for (file, facts) in files.iter().zip(&facts) {
            let folder = parent(file.path);
            let app = labels.get(folder).map_or_else(|| graph::folder_label(folder), String::as_str);
            let mut statements = operations::read(&Script::new(facts), app, dialect, &mut state);
            statements.extend(unparsed(facts));
            read.push(statements);
        }
        read
    }

    fn reverses(&self, file: &CodeMigration<'_>) -> bool {
        !file.text.contains("RunSQL")
    }
}

/// The folders and labels of the apps whose migrations a set holds.
pub fn apps(set: &MigrationSet) -> Vec<(String, String)> {
    let mut apps: Vec<(String, String)> = Vec::new();
    let is_in_app =
        |file: &&MigrationFile| set.layout == Django.name() && file_name(parent(&file.path)) == "migrations";
    for file in set.files.iter().filter(is_in_app) {
        let folder = parent(parent(&file.path));
        let label = file.version.split('.').next().unwrap_or_default();
        if apps.last().is_none_or(|(known, _)| known != folder) {
            apps.push((folder.to_owned(), label.to_owned()));
        }
    }
    apps.sort();
    apps.dedup();
    apps
}

fn is_migration(text: &str) -> bool {
    text.contains("class Migration") && text.contains("igration)")
}

fn set(index: &Index<'_>, layout: &'static str, mut files: Vec<(Arc<str>, graph::Node)>) -> MigrationSet {
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let nodes: Vec<&graph::Node> = files.iter().map(|(_, node)| node).collect();
    let labels = graph::labels(nodes.iter().copied());
    let directory = common(files.iter().map(|(path, _)| parent(path)));
    let in_order = graph::order(&nodes, &labels);
    let listed = in_order.into_iter().filter_map(|at| files.get(at)).map(|(path, node)| MigrationFile {
        path: path.clone(),
        version: format!("{}.{}", graph::label(node, &labels), node.name),
        kind: FileKind::Versioned,
    });
    // The text of operations is Python: only names and dependencies tell the database.
    let (dialect, dialect_why) = dialect::of(index, &directory, &[]);
    let (name, group) = (String::new(), String::new());
    MigrationSet { layout, name, group, dialect, dialect_why, files: listed.collect(), directory, helpers: Vec::new() }
}
