//! Sequel (Ruby): `db/migrations/001_create_users.rb` or `20240318120000_drop_email.rb`, run by number. Each file holds one `Sequel.migration do … end` with `change`,
//! `revert` or `up` and `down`, or a class of old versions (`Class.new(Sequel::Migration)`).
//!
//! The edge: the data set of a view is not read, nor are functions and triggers of the database that Ruby's calls make.

mod columns;
mod database;
mod helpers;
mod names;
mod operations;
mod reader;

use std::sync::Arc;

use super::back::taken_back;
use super::golang_migrate::leading_digits;
use super::index::{Index, file_name};
use super::script::{Script, unparsed, unread};
use super::set::{Entry, one, ordered};
use super::{CodeMigration, CodeReader, Helper, Layout, MigrationSet, undo};
use crate::lang;
use crate::lang::facts::{CodeFacts, Expr, ExprKind};
use crate::model::change::{ChangeKind, CodeKind, ColumnAction, SchemaChange, Statement, StatementKind};
use crate::model::name::Dialect;
use crate::workers::each;
use reader::Reader;

pub struct Sequel;

impl Layout for Sequel {
    fn name(&self) -> &'static str {
        "sequel"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut sets = Vec::new();
        for (folder, files) in index.code_folders(&["rb"]) {
            let entries: Vec<Entry> = files.iter().filter_map(|path| entry(path)).collect();
            let is_test = folder.split('/').any(|part| matches!(part, "spec" | "templates"));
            if entries.is_empty() || !index.directory_is_named() && is_test || !is_sequel(index, &entries) {
                continue;
            }
            let Some(mut set) = one(index, self.name(), folder, ordered(entries)) else { continue };
            let texts: Vec<(Arc<str>, Arc<str>)> =
                set.files.iter().filter_map(|file| Some((file.path.clone(), index.read(&file.path)?))).collect();
            set.helpers = helpers::of(index, &texts);
            sets.push(set);
        }
        sets
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

/// `001_create_users.rb`, `20240318120000_drop_email.rb`
fn entry(path: &Arc<str>) -> Option<Entry> {
    let name = file_name(path);
    let (key, version) = leading_digits(name)?;
    let rest = name.get(version.len()..)?.strip_prefix('_')?;
    rest.ends_with(".rb").then(|| Entry::new(key, version, path))
}

/// Whether what stands in the files are Sequel's migrations: those of Rails have the same names.
fn is_sequel(index: &Index<'_>, entries: &[Entry]) -> bool {
    let last = entries.len().saturating_sub(1);
    index.tool_is_named()
        || [0, last / 2, last]
            .iter()
            .filter_map(|at| index.read(&entries.get(*at)?.file.path))
            .any(|text| text.contains("Sequel.migration") || text.contains("Sequel::Migration"))
}

fn parse(text: &str) -> CodeFacts {
    lang::of_path("a.rb").map_or_else(CodeFacts::default, |language| (language.parse)(text, "rb"))
}

impl CodeReader for Sequel {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        self.read_with(files, &[], dialect)
    }

    fn read_with(&self, files: &[CodeMigration<'_>], helpers: &[Helper], dialect: Dialect) -> Vec<Vec<Statement>> {
        let helpers: Vec<CodeFacts> = helpers.iter().map(|helper| parse(&helper.text)).collect();
        each(files, |file| {
            let facts = parse(file.text);
            let mut said = forward(&facts, &helpers, file.text, dialect);
            said.extend(unparsed(&facts));
            said
        })
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let facts = parse(file.text);
        if !facts.errors.is_empty() {
            return None;
        }
        let parts = Parts::of(&facts);
        let run = |body| reader::part(&Script::new(&facts), &parts.before, body, Reader::new(dialect, file.text));
        if let Some(body) = parts.down.or(parts.revert) {
            return Some(run(body).statements);
        }
        let read = run(parts.change?);
        if read.one_way.is_some() { None } else { turned(&read.statements) }
    }
}

/// The parts of a migration.
#[derive(Default)]
struct Parts<'a> {
    change: Option<&'a [Expr]>,
    revert: Option<&'a [Expr]>,
    up: Option<&'a [Expr]>,
    down: Option<&'a [Expr]>,
    /// Where `up` stands.
    at: Option<std::ops::Range<usize>>,
    /// What stands beside them: variables that they use.
    before: Vec<&'a Expr>,
}

impl<'a> Parts<'a> {
    fn of(facts: &'a CodeFacts) -> Self {
        let mut parts = Parts::default();
        for expr in facts.top.iter().flat_map(laid_open) {
            let Some(body) = block_of(expr, &|callee| callee.path().as_deref() == Some("Sequel.migration")) else {
                continue;
            };
            for expr in body.iter().flat_map(laid_open) {
                let block = |name: &str| block_of(expr, &|callee| callee.as_name() == Some(name));
                if let Some(body) = block("up") {
                    (parts.up, parts.at) = (Some(body), Some(expr.range.start..expr.range.start + "up".len()));
                } else if let Some(body) = block("down") {
                    parts.down = Some(body);
                } else if let Some(body) = block("change") {
                    parts.change = Some(body);
                } else if let Some(body) = block("revert") {
                    parts.revert = Some(body);
                } else {
                    parts.before.push(expr);
                }
            }
        }
        if parts.change.is_none() && parts.up.is_none() && parts.revert.is_none() {
            // `Class.new(Sequel::Migration) do def up … end end`
            let find = |name: &str| facts.functions.iter().find(|function| function.name == name);
            if let Some(up) = find("up") {
                (parts.up, parts.at) = (Some(up.body.as_slice()), Some(up.name_range.clone()));
            }
            parts.down = parts.down.or(find("down").map(|down| down.body.as_slice()));
        }
        parts
    }
}

/// The statements of a sequence, or the one.
fn laid_open(expr: &Expr) -> &[Expr] {
    match &expr.kind {
        ExprKind::Seq(items) => items,
        _ => std::slice::from_ref(expr),
    }
}

/// The block that a call is given.
fn block_of<'a>(expr: &'a Expr, wanted: &dyn Fn(&Expr) -> bool) -> Option<&'a [Expr]> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let block = args.iter().find_map(|arg| match &arg.value.kind {
        ExprKind::Lambda { body, .. } => Some(body.as_slice()),
        _ => None,
    });
    block.filter(|_| wanted(callee))
}

fn forward(facts: &CodeFacts, helpers: &[CodeFacts], text: &str, dialect: Dialect) -> Vec<Statement> {
    let parts = Parts::of(facts);
    let mut script = Script::new(facts);
    script.others = helpers.iter().collect();
    let run = |body| reader::part(&script, &parts.before, body, Reader::new(dialect, text));
    if let Some(body) = parts.change {
        let mut read = run(body);
        if let Some((name, range)) = read.one_way {
            read.statements.push(undo::one_way(&name, "Sequel does not turn it round", range));
        }
        return read.statements;
    }
    if let Some(body) = parts.up {
        let mut said = run(body).statements;
        if let (None, Some(at), false) = (parts.down, parts.at, said.is_empty()) {
            said.push(undo::step(CodeKind::Whole, "up", false, None, at));
        }
        return said;
    }
    if let Some(body) = parts.revert {
        let said = run(body).statements;
        return turned(&said).unwrap_or_else(|| {
            let range = body.first().map_or(0..0, |first| first.range.clone());
            vec![unread(range, "what `revert` takes back here is not known to be taken back")]
        });
    }
    Vec::new()
}

/// What going back over these statements does; `None`: it is not known.
fn turned(statements: &[Statement]) -> Option<Vec<Statement>> {
    let turn = |said: &Statement| {
        let StatementKind::Changes(changes) = &said.kind else { return None };
        let turned: Vec<SchemaChange> = changes.iter().rev().flat_map(turned_change).collect();
        Some(Statement { kind: StatementKind::Changes(turned), ..said.clone() })
    };
    statements.iter().rev().map(turn).collect()
}

fn turned_change(change: &SchemaChange) -> Vec<SchemaChange> {
    let ChangeKind::AlterColumn { column, action } = &change.kind else {
        return taken_back(std::slice::from_ref(change));
    };
    let action = match action {
        ColumnAction::SetNotNull => ColumnAction::DropNotNull,
        ColumnAction::DropNotNull => ColumnAction::SetNotNull,
        _ => return Vec::new(),
    };
    vec![SchemaChange { kind: ChangeKind::AlterColumn { column: column.clone(), action }, ..change.clone() }]
}

#[cfg(test)]
mod tests;
