//! sea-orm-migration (Rust): files with an `impl MigrationTrait`, in the order in which the migrator lists them, or by name.
//!
//! SQL files that `up` pulls in with `include_str!` run where the migration stands: they are files of the set before it.

mod column;
mod names;
mod table;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use super::index::{Index, file_name, join, parent};
use super::script::chain::{chain, sql_argument};
use super::script::{Scope, Script, Visitor, unparsed};
use super::set::one;
use super::{CodeMigration, CodeReader, FileKind, Layout, MigrationFile, MigrationSet};
use crate::lang;
use crate::lang::facts::{CodeFacts, Expr, ExprKind};
use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::sql;
use crate::workers::each;

use names::Names;

pub struct SeaOrm;

impl Layout for SeaOrm {
    fn name(&self) -> &'static str {
        "sea-orm"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut found = Vec::new();
        for (folder, paths) in index.code_folders(&["rs"]) {
            let texts: Vec<(&Arc<str>, Arc<str>)> =
                paths.iter().filter_map(|path| Some((*path, index.read(path)?))).collect();
            let mut migrations: Vec<&(&Arc<str>, Arc<str>)> =
                texts.iter().filter(|(_, text)| text.contains("MigrationTrait for")).collect();
            if migrations.is_empty() {
                continue;
            }
            let list = texts
                .iter()
                .find_map(|(_, text)| text.find("fn migrations").and_then(|at| text.get(at..)))
                .unwrap_or("");
            migrations.sort_by_cached_key(|(path, _)| {
                let stem = stem(path);
                (list.find(&format!("{stem}::")).unwrap_or(usize::MAX), stem.to_owned())
            });
            let mut files = Vec::new();
            for (path, text) in migrations {
                for sql in included(text) {
                    let sql = join(parent(path), sql);
                    let known = index.files(parent(&sql)).iter().find(|known| ****known == *sql);
                    files.extend(known.map(|known| migration(known, stem(path))));
                }
                files.push(migration(path, stem(path)));
            }
            found.extend(one(index, self.name(), folder, files));
        }
        found
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }
}

fn migration(path: &Arc<str>, stem: &str) -> MigrationFile {
    let version = stem.trim_start_matches('m').split(|c: char| !c.is_ascii_digit() && c != '_').next().unwrap_or(stem);
    MigrationFile { path: path.clone(), version: version.trim_end_matches('_').to_owned(), kind: FileKind::Versioned }
}

fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.strip_suffix(".rs").unwrap_or(name)
}

/// The SQL files that the forward part pulls in.
fn included(text: &str) -> Vec<&str> {
    let end = text.find("fn down").unwrap_or(text.len());
    let forward = text.get(..end).unwrap_or(text);
    forward
        .split("include_str!")
        .skip(1)
        .filter_map(|rest| rest.split('"').nth(1))
        .filter(|path| path.ends_with(".sql"))
        .collect()
}

impl CodeReader for SeaOrm {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let facts: Vec<CodeFacts> = each(files, |file| match lang::of_path(file.path) {
            Some(language) => (language.parse)(file.text, "rs"),
            None => CodeFacts::default(),
        });
        let names = Names::of(&facts);
        files
            .iter()
            .zip(&facts)
            .map(|(file, facts)| {
                if file.path.ends_with(".sql") {
                    return sql::read_migration(file.text, 0..file.text.len(), dialect);
                }
                read(facts, &names, "up", dialect)
            })
            .collect()
    }

    fn read_back(&self, file: &CodeMigration<'_>, dialect: Dialect) -> Option<Vec<Statement>> {
        let facts = (lang::of_path(file.path)?.parse)(file.text, "rs");
        // Identifiers of other files may have other names there.
        let alone = !facts
            .imports
            .iter()
            .any(|import| import.module.starts_with("super") || import.module.starts_with("crate"));
        let names = Names::of(std::slice::from_ref(&facts));
        (alone && facts.errors.is_empty()).then(|| read(&facts, &names, "down", dialect))
    }
}

/// The statements of one migration.
fn read(facts: &CodeFacts, names: &Names, name: &str, dialect: Dialect) -> Vec<Statement> {
    let script = Script::new(facts);
    let mut reader = Reader { names, dialect, out: Vec::new(), seen: Vec::new() };
    reader.out.extend(unparsed(facts));
    for function in facts.functions.iter().filter(|function| function.name == name) {
        script.walk(&function.body, &mut Scope::default(), &mut reader);
    }
    reader.out
}

struct Reader<'n> {
    names: &'n Names,
    dialect: Dialect,
    out: Vec<Statement>,
    /// Builders that were read: one may be given a name first and used later.
    seen: Vec<Range<usize>>,
}

impl<'a> Visitor<'a> for Reader<'_> {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return false };
        match callee.last_name().unwrap_or_default() {
            "include_str!" => return true,
            "execute_unprepared" | "from_string" | "from_sql_and_values" | "query" | "raw_sql" => {
                let is_statement = matches!(callee.path().as_deref(), Some(path) if path.contains("Statement.") || path.contains("sqlx."));
                let at = match callee.last_name() {
                    Some("from_string" | "from_sql_and_values") if is_statement => 1,
                    Some("execute_unprepared") => 0,
                    Some("query" | "raw_sql") if is_statement => 0,
                    _ => return false,
                };
                let Some(arg) = args.get(at).map(|arg| &arg.value) else { return false };
                if !pulls_file(arg) {
                    let read = sql_argument(script, arg, scope, &expr.range, self.dialect);
                    self.out.extend(read);
                }
                return true;
            }
            _ => {}
        }
        let (root, links) = chain(expr);
        let Some(builder) = root.last_name() else { return false };
        let Some(first) = links.first() else { return false };
        let known = matches!(builder, "Table" | "Index" | "ForeignKey" | "Type")
            && matches!(first.name, "create" | "alter" | "drop" | "rename" | "truncate");
        if known {
            if !self.seen.contains(&expr.range) {
                self.seen.push(expr.range.clone());
                let read = table::read(&table::Builder { names: self.names, script, scope }, builder, &links, expr);
                self.out.extend(read);
            }
            return true;
        }
        false
    }
}

/// `include_str!("x.sql")`, whose file is in the set.
fn pulls_file(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |expr| {
        if let ExprKind::Call { callee, .. } = &expr.kind {
            found |= callee.last_name() == Some("include_str!");
        }
        !found
    });
    found
}
