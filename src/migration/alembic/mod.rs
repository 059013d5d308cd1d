//! Alembic and Flask-Migrate: files with `revision`, `down_revision` and a function `upgrade`.
//!
//! Files that name each other are one set, wherever they stand; they run in the order of `down_revision` and `depends_on`. Folders whose revisions have
//! nothing to do with each other (`versions/postgresql` beside `versions/sqlite`) are sets of their own.

mod columns;
mod operations;
mod order;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::faults::{self, Fault};
use super::index::{Index, parent};
use super::python::{common, in_order, parse};
use super::script::{Scope, Script, unparsed};
use super::{CodeMigration, CodeReader, FileKind, Layout, MigrationFile, MigrationSet, back, dialect, undo};
use crate::lang::facts::{CodeFacts, ExprKind};
use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::source::Tree;
use crate::workers::each;

pub struct Alembic;

impl Layout for Alembic {
    fn name(&self) -> &'static str {
        "alembic"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let paths = index.code_folders(&["py"]).into_iter().flat_map(|(_, files)| files);
        let texts = paths.filter_map(|path| Some((path, index.read(path)?)));
        let texts: Vec<_> =
            texts.filter(|(_, text)| text.contains("down_revision") && text.contains("revision")).collect();
        let revisions = each(&texts, |(path, text)| revision(path, &parse(text)));
        let revisions: Vec<Revision> = revisions.into_iter().flatten().collect();
        databases(&revisions).into_iter().map(|files| set(index, self.name(), &revisions, &files)).collect()
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }

    fn faults(&self, tree: &dyn Tree, set: &MigrationSet) -> Vec<Fault> {
        let texts = faults::texts(tree, set, ".py");
        let revisions = each(&texts, |(path, text)| revision(path, &parse(text)));
        let revisions: Vec<Revision> = revisions.into_iter().flatten().collect();
        order::faults(&revisions, &texts)
    }
}

impl CodeReader for Alembic {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let mut types = operations::Types::default();
        each(files, |file| parse(file.text))
            .into_iter()
            .map(|facts| {
                let mut statements = operations::read(&Script::new(&facts), dialect, &mut types);
                if !statements.is_empty() {
                    statements.extend(undo::missing(&facts, "upgrade", "downgrade", true));
                }
                statements.extend(unparsed(&facts));
                statements
            })
            .collect()
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let mut facts = parse(file.text);
        let there = facts.errors.is_empty() && back::turn(&mut facts, "upgrade", "downgrade");
        there.then(|| operations::read(&Script::new(&facts), dialect, &mut operations::Types::default()))
    }
}

/// What one file says of itself.
struct Revision {
    path: Arc<str>,
    id: String,
    /// `down_revision` and `depends_on`.
    before: Vec<String>,
    /// How many of them are `down_revision`; these stand first.
    down: usize,
    /// It has a name of its own for its branch: that there are several is meant.
    is_labelled: bool,
}

fn revision(path: &Arc<str>, facts: &CodeFacts) -> Option<Revision> {
    let script = Script::new(facts);
    let mut id = None;
    let (mut down, mut depends, mut is_labelled) = (Vec::new(), Vec::new(), false);
    for expr in &facts.top {
        let ExprKind::Assign { target, value, .. } = &expr.kind else { continue };
        let value = script.eval(value, &Scope::default());
        let texts = || value.items().iter().filter_map(|item| item.text().map(str::to_owned));
        match target.as_name() {
            Some("revision") => id = value.text().map(str::to_owned),
            Some("down_revision") => down.extend(texts()),
            Some("depends_on") => depends.extend(texts()),
            Some("branch_labels") => is_labelled |= texts().next().is_some(),
            _ => {}
        }
    }
    let there = facts.functions.iter().any(|function| function.name.starts_with("upgrade"));
    let (count, before) = (down.len(), down.into_iter().chain(depends).collect());
    Some(Revision { path: path.clone(), id: id.filter(|_| there)?, before, down: count, is_labelled })
}

/// The revisions of each database, as indexes: those that hang together or stand in one folder.
fn databases(revisions: &[Revision]) -> Vec<Vec<usize>> {
    // Each folder, or the folder that its revisions follow on.
    let mut root: BTreeMap<&str, &str> = BTreeMap::new();
    let mut ids: HashMap<&str, Vec<&str>> = HashMap::new();
    for revision in revisions {
        let folder = parent(&revision.path);
        root.entry(folder).or_insert(folder);
        ids.entry(&revision.id).or_default().push(folder);
    }
    fn top<'f>(root: &BTreeMap<&'f str, &'f str>, mut folder: &'f str) -> &'f str {
        while let Some(above) = root.get(folder).filter(|above| **above != folder) {
            folder = above;
        }
        folder
    }
    for revision in revisions {
        let folder = parent(&revision.path);
        for before in &revision.before {
            // An identifier that several folders have (copies for two databases) joins none of them.
            let Some([other]) = ids.get(before.as_str()).map(Vec::as_slice) else { continue };
            let (a, b) = (top(&root, folder), top(&root, other));
            root.insert(a.max(b), a.min(b));
        }
    }
    let mut sets: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, revision) in revisions.iter().enumerate() {
        sets.entry(top(&root, parent(&revision.path))).or_default().push(at);
    }
    sets.into_values().collect()
}

fn set(index: &Index<'_>, layout: &'static str, revisions: &[Revision], files: &[usize]) -> MigrationSet {
    let mut own: Vec<&Revision> = files.iter().filter_map(|at| revisions.get(*at)).collect();
    own.sort_by(|a, b| a.path.cmp(&b.path));
    // A short form of an identifier is enough for Alembic.
    let find = |id: &String| {
        let exact = own.iter().position(|revision| revision.id == *id);
        exact.or_else(|| own.iter().position(|revision| id.len() >= 4 && revision.id.starts_with(id.as_str())))
    };
    let before: Vec<Vec<usize>> =
        own.iter().map(|revision| revision.before.iter().filter_map(find).collect()).collect();
    let directory = common(own.iter().map(|revision| parent(&revision.path)));
    let files = in_order(&before).into_iter().filter_map(|at| own.get(at)).map(|revision| MigrationFile {
        path: revision.path.clone(),
        version: revision.id.clone(),
        kind: FileKind::Versioned,
    });
    // The text of operations is Python: only names and dependencies tell the database.
    let (dialect, dialect_why) = dialect::of(index, &directory, &[]);
    let (name, group) = (String::new(), String::new());
    MigrationSet { layout, name, group, dialect, dialect_why, files: files.collect(), directory, helpers: Vec::new() }
}
