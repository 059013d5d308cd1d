//! What the migration tools of JavaScript and TypeScript have in common: which folders are whose, the order of the files, and the part that runs forward.
//!
//! A tool is a [`Tool`]: the words by which its migrations are known, and a function that reads one call. All of them export `up` and `down`, from a module, an
//! object or a class; only what the one that is asked for reaches is read. Files that are not parsed whole are said to be so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::index::{Index, file_name, is_undo, parent};
use super::script::{Scope, Script, Value, Visitor};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{CodeMigration, CodeReader, Layout, MigrationSet, back, undo};
use crate::lang::facts::{CodeFacts, Expr, ExprKind, Function, Key, Param};
use crate::model::change::{CodeKind, Reading, SchemaChange, Statement, StatementKind};
use crate::model::name::Dialect;
use crate::sql;
use crate::workers::each;

pub mod call;
pub mod column;
pub mod raw;

/// The endings of files of code.
pub const EXTENSIONS: &[&str] = &["ts", "mts", "cts", "js", "mjs", "cjs"];

/// Reads one call of a migration. `true`: it is dealt with, arguments and all.
pub type ReadCall = for<'a> fn(&mut Output, &Script<'a>, &'a Expr, &mut Scope<'a>) -> bool;

/// A migration tool whose migrations are modules with `up` and `down`.
pub struct Tool {
    pub name: &'static str,
    /// Any of these words makes a file one of the tool's.
    pub signs: &'static [&'static str],
    pub read: ReadCall,
    /// What orders a file; of SQL that stands among the code, by its name alone.
    pub version: fn(stem: &str, text: &str) -> (Version, String),
    /// The parts that run forward of a migration in SQL that stands among those in code.
    pub sql: fn(text: &str) -> Vec<std::ops::Range<usize>>,
}

/// The tools, the most particular first: the first whose words a file holds has it.
const TOOLS: &[&Tool] = &[
    &super::typeorm::TOOL,
    &super::mikro_orm::TOOL,
    &super::slonik::TOOL,
    &super::kysely::TOOL,
    &super::node_pg_migrate::TOOL,
    &super::sequelize::TOOL,
    &super::db_migrate::TOOL,
    &super::knex::TOOL,
];

/// The number that a file name starts with; files without one come last, by name.
pub fn by_name(stem: &str, _: &str) -> (Version, String) {
    match version::leading(stem) {
        Some((version, text)) => (version, text.to_owned()),
        None => (Version::last(), stem.to_owned()),
    }
}

/// The order of the names as texts: `201712160000-b` comes after `20160802180635-a`. The version that is shown is the number that the name starts with.
pub fn by_text(stem: &str, _: &str) -> (Version, String) {
    let shown = version::leading(stem).map_or(stem, |(_, text)| text);
    (Version(stem.bytes().map(u128::from).collect()), shown.to_owned())
}

/// All of a text.
pub fn whole(text: &str) -> Vec<std::ops::Range<usize>> {
    std::iter::once(0..text.len()).collect()
}

impl Layout for Tool {
    fn name(&self) -> &'static str {
        self.name
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        sets(index, self)
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

/// The sets of a tool: a folder each, numbered subfolders with the one above.
pub fn sets(index: &Index<'_>, tool: &Tool) -> Vec<MigrationSet> {
    let mut roots: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    let folders = index.code_folders(EXTENSIONS);
    let names: BTreeSet<&str> = folders.iter().map(|(folder, _)| *folder).collect();
    for (folder, files) in &folders {
        let texts: Vec<(&Arc<str>, &str, Arc<str>)> = files
            .iter()
            .filter_map(|path| Some((*path, migration_stem(path)?, *path)))
            .filter(|(_, stem, path)| !has_twin(files, stem, path))
            .filter_map(|(path, stem, _)| Some((path, stem, index.read(path)?)))
            .filter(|(_, _, text)| has_word(text, "up"))
            .collect();
        if !(index.tool_is_named() || is_of(tool, texts.iter().map(|(_, _, text)| &**text))) {
            continue;
        }
        let number = version::whole(file_name(folder));
        let is_part =
            number.is_some() && (names.contains(parent(folder)) || file_name(parent(folder)).contains("migrat"));
        let root = if is_part { parent(folder) } else { folder };
        let entries = roots.entry(root).or_default();
        for (path, stem, text) in texts {
            let (mut key, version) = (tool.version)(stem, &text);
            if let Some(number) = number.as_ref().filter(|_| is_part) {
                key = Version(number.0.iter().chain(&key.0).copied().collect());
            }
            entries.push(Entry::new(key, version, path));
        }
        for path in index.files(folder).iter().filter(|path| !is_undo(file_name(path))) {
            let stem = file_name(path).split('.').next().unwrap_or_default();
            // A number makes it a migration; other SQL beside is what the code reads in.
            if version::leading(stem).is_some() {
                let (key, version) = (tool.version)(stem, "");
                entries.push(Entry::new(key, version, path));
            }
        }
    }
    roots.into_iter().filter_map(|(root, entries)| one(index, tool.name, root, ordered(entries))).collect()
}

/// Whether most of these files are of a tool.
fn is_of<'t>(tool: &Tool, texts: impl Iterator<Item = &'t str>) -> bool {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for text in texts {
        if let Some(at) = TOOLS.iter().position(|tool| tool.signs.iter().any(|sign| text.contains(sign))) {
            *counts.entry(at).or_default() += 1;
        }
    }
    let best = counts.iter().max_by_key(|(at, count)| (**count, std::cmp::Reverse(**at)));
    best.is_some_and(|(at, _)| TOOLS.get(*at).is_some_and(|best| best.name == tool.name))
}

/// The name of a file that may be a migration, without its ending.
fn migration_stem(path: &str) -> Option<&str> {
    let name = file_name(path);
    let stem = name.rsplit_once('.')?.0;
    let no_migration = stem == "index"
        || [".d", ".test", ".spec", ".config", ".down"].iter().any(|end| stem.ends_with(end))
        || stem.starts_with('.');
    (!no_migration).then_some(stem)
}

/// The same migration in a language that comes first.
fn has_twin(files: &[&Arc<str>], stem: &str, path: &str) -> bool {
    let rank =
        |path: &str| EXTENSIONS.iter().position(|end| path.rsplit_once('.').is_some_and(|(_, last)| last == *end));
    files.iter().any(|other| migration_stem(other) == Some(stem) && rank(other) < rank(path))
}

/// Whether a text has this word by itself.
fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    text.match_indices(word).any(|(at, _)| {
        !text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(part)
            && !text.get(at + word.len()..).and_then(|after| after.chars().next()).is_some_and(part)
    })
}

impl CodeReader for Tool {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        each(files, |file| read(self, file, dialect))
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let facts = parsed(file)?;
        let bodies = bodies(&facts, "down");
        let whole = facts.errors.is_empty() && !bodies.iter().any(|body| back::leaves(&facts, body));
        (whole && !bodies.is_empty()).then(|| run(self, &facts, &bodies, dialect, Vec::new()))
    }
}

fn parsed(file: &CodeMigration<'_>) -> Option<CodeFacts> {
    let extension = file.path.rsplit('.').next().unwrap_or_default();
    Some((crate::lang::of_path(file.path)?.parse)(file.text, extension))
}

fn read(tool: &Tool, file: &CodeMigration<'_>, dialect: Dialect) -> Vec<Statement> {
    let extension = file.path.rsplit('.').next().unwrap_or_default();
    if extension == "sql" {
        return (tool.sql)(file.text)
            .into_iter()
            .flat_map(|range| sql::read_migration(file.text, range, dialect))
            .collect();
    }
    let Some(facts) = parsed(file) else { return Vec::new() };
    let mut statements = Vec::new();
    if let Some(error) = facts.errors.first() {
        let kind = StatementKind::Unparsed {
            reason: "this migration does not parse".to_owned(),
            at: error.clone(),
            seen: Vec::new(),
        };
        statements.push(Statement { range: error.clone(), kind, reading: Reading::Unparsed, nested: Vec::new() });
    }
    let mut statements = run(tool, &facts, &bodies(&facts, "up"), dialect, statements);
    let downs = bodies(&facts, "down");
    let told = if downs.is_empty() { has_word(file.text, "down") } else { downs.iter().any(|body| !body.is_empty()) };
    // node-pg-migrate works out what undoes a file without it.
    if let Some(range) =
        statements.first().map(|first| first.range.clone()).filter(|_| !told && tool.name != "node-pg-migrate")
    {
        statements.push(undo::step(CodeKind::Whole, "up", false, None, range));
    }
    statements
}

/// What some bodies of a file do, behind these statements.
fn run<'a>(
    tool: &Tool,
    facts: &'a CodeFacts,
    bodies: &[&'a [Expr]],
    dialect: Dialect,
    statements: Vec<Statement>,
) -> Vec<Statement> {
    let script = Script::new(facts);
    let mut reader = Reader { tool, out: Output { dialect, statements } };
    for body in bodies {
        let mut scope = Scope::default();
        script.walk(body, &mut scope, &mut reader);
    }
    reader.out.statements
}

/// What the calls of a file amount to.
pub struct Output {
    pub dialect: Dialect,
    pub statements: Vec<Statement>,
}

impl Output {
    /// A call that makes these changes; none where it is understood and changes nothing.
    pub fn changes(&mut self, range: std::ops::Range<usize>, changes: Vec<SchemaChange>) {
        self.statements.push(super::script::statement(range, changes));
    }

    /// A call that destroys or renames what cannot be read.
    pub fn unreadable(&mut self, range: std::ops::Range<usize>, what: impl Into<String>) {
        self.statements.push(super::script::unreadable(range, what));
    }
}

struct Reader<'t> {
    tool: &'t Tool,
    out: Output,
}

impl<'a> Visitor<'a> for Reader<'_> {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        (self.tool.read)(&mut self.out, script, expr, scope)
    }
}

/// The bodies of what runs in one direction: functions and methods named `up` or `down`, or the values of keys named so.
fn bodies<'a>(facts: &'a CodeFacts, direction: &'a str) -> Vec<&'a [Expr]> {
    let functions: Vec<&[Expr]> = named(facts, direction).map(|function| function.body.as_slice()).collect();
    if !functions.is_empty() {
        return functions;
    }
    let mut found: Vec<&[Expr]> = Vec::new();
    for expr in &facts.top {
        expr.walk(&mut |expr| {
            let ExprKind::Map(entries) = &expr.kind else { return true };
            for entry in entries.iter().filter(|entry| matches!(&entry.key, Key::Name(name) if name == direction)) {
                match &entry.value.kind {
                    ExprKind::Lambda { body, .. } => found.push(body),
                    ExprKind::Name(name) => found.extend(named(facts, name).map(|function| function.body.as_slice())),
                    // `up: async.series(…)`, `up: wrap((db) => …)`
                    ExprKind::Call { .. } => found.push(std::slice::from_ref(&entry.value)),
                    _ => {}
                }
            }
            !entries.iter().any(|entry| matches!(&entry.key, Key::Name(name) if name == direction))
        });
    }
    found
}

fn named<'a>(facts: &'a CodeFacts, name: &'a str) -> impl Iterator<Item = &'a Function> {
    facts.functions.iter().filter(move |function| function.name == name)
}

/// The parameters and body of a callback: a lambda, or the name of a function of the file.
pub fn callback<'a>(script: &Script<'a>, expr: &'a Expr) -> Option<(&'a [Param], &'a [Expr])> {
    match &expr.kind {
        ExprKind::Lambda { params, body } => Some((params, body)),
        ExprKind::Name(name) => script.function(&[name]).map(|function| (&function.params[..], &function.body[..])),
        _ => None,
    }
}

/// Whether an expression is a variable that stands for a callback's parameter of this name, also in a helper function that was given it.
pub fn stands_for(value: &Value<'_>, param: &str) -> bool {
    matches!(value, Value::Path { path, .. } if path == param)
}

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
