//! The last resort: a folder whose SQL files run in the order of the numbers in their names. No tool is known; a way back is recognised by the
//! names and comments in use.
//!
//! A folder is taken if its name says migrations and the files have numbers, or if *all* files have numbers and change a schema. Numbered
//! queries, seeds and dumps are not taken unless the user names the folder; then any SQL file is.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::dialect;
use super::index::{Index, file_name, is_undo, may_undo, parent, sql_stem};
use super::sections::forward_of_unknown;
use super::set::{Entry, ordered, roots, sets};
use super::version::{self, Version};
use super::{Layout, MigrationSet, back};

pub struct Plain;

impl Layout for Plain {
    fn name(&self) -> &'static str {
        "plain-sql"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let named = index.directory_is_named();
        let read = |accept: &dyn Fn(&str, &[&Arc<str>]) -> bool| -> Vec<MigrationSet> {
            let roots = roots(index, accept, |name| take(name, named));
            let make = |(root, entries)| sets(index, self.name(), root, ordered(without_pairs(entries)));
            roots.into_iter().flat_map(make).collect()
        };
        let found = read(&|folder, files| index.is_named(folder) || is_ordered(index, folder, files));
        if found.is_empty() && named { read(&|_, _| true) } else { found }
    }

    fn forward(&self, _: &str, text: &str) -> Vec<Range<usize>> {
        forward_of_unknown(text)
    }

    fn back(&self, path: &str) -> Option<back::Place> {
        back::beside_with(path, &[(".up.", ".down."), ("_up.sql", "_down.sql"), ("-up.sql", "-down.sql")])
    }
}

fn take(name: &str, any: bool) -> Option<(Version, String)> {
    if is_undo(name) {
        return None;
    }
    let (stem, _) = sql_stem(name);
    if let Some((version, text)) = ordered_version(stem) {
        return Some((version, text.to_owned()));
    }
    // What the numbered ones start from has no number; a user's own folder may have none at all.
    let is_start =
        ["init", "initial", "schema", "base", "baseline", "create"].contains(&stem.to_ascii_lowercase().as_str());
    (any || is_start).then(|| (if is_start { Version::default() } else { Version(vec![u128::MAX]) }, stem.to_owned()))
}

/// The version that a name starts with, or that follows one of the words in use: `Script0001 - Users`, `patch-12`.
fn ordered_version(stem: &str) -> Option<(Version, &str)> {
    const WORDS: [&str; 9] =
        ["script", "patch", "update", "upgrade", "migration", "migrate", "change", "delta", "step"];
    version::leading(stem).or_else(|| {
        let word =
            WORDS.iter().find(|word| stem.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
        version::leading(stem.get(word.len()..)?.trim_start_matches(['-', '_', '.', ' ']))
    })
}

/// Leaves out what takes back the file of the same version beside it: `1_x_down.sql` beside `1_x_up.sql`.
fn without_pairs(mut entries: Vec<Entry>) -> Vec<Entry> {
    let forward: BTreeSet<(String, Version)> = entries
        .iter()
        .filter(|entry| !may_undo(file_name(&entry.file.path)))
        .map(|entry| (parent(&entry.file.path).to_owned(), entry.key.clone()))
        .collect();
    entries.retain(|entry| {
        !may_undo(file_name(&entry.file.path))
            || !forward.contains(&(parent(&entry.file.path).to_owned(), entry.key.clone()))
    });
    entries
}

fn is_ordered(index: &Index<'_>, folder: &str, files: &[&Arc<str>]) -> bool {
    if is_other_sql(folder) {
        return false;
    }
    let forward = || files.iter().filter(|path| !is_undo(file_name(path)));
    let numbered = || forward().filter(|path| ordered_version(sql_stem(file_name(path)).0).is_some());
    let (all, ordered) = (forward().count(), numbered().count());
    if ordered == 0 {
        return false;
    }
    if is_migration_folder(folder) {
        return ordered * 2 >= all;
    }
    ordered == all
        && all > 1
        && numbered().next().and_then(|path| index.read(path)).is_some_and(|text| changes_schema(&text))
}

/// The folder's name says that it holds migrations; or that of the folder above does, and its own is that of a database or a version; or several of
/// these are between them: `migration/mysql/0.27`, `migration/sqlite/prod/0.24`.
pub fn is_migration_folder(folder: &str) -> bool {
    let last = file_name(folder);
    let is_part = is_database_or_version(last)
        || matches!(
            last.to_ascii_lowercase().as_str(),
            "sql" | "up" | "main" | "default" | "schema" | "ddl" | "core" | "deploy"
        );
    if says_migrations(last) || (is_part && says_migrations(file_name(parent(folder)))) {
        return true;
    }
    let mut at = folder;
    for _ in 0..3 {
        if !is_database_or_version(file_name(at)) && (at == folder || !matches!(file_name(at), "prod" | "production")) {
            return false;
        }
        at = parent(at);
        if says_migrations(file_name(at)) {
            return true;
        }
    }
    false
}

fn is_database_or_version(name: &str) -> bool {
    dialect::of_part(name).is_some() || version::whole(name).is_some()
}

fn says_migrations(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    lower.contains("migrat")
        || matches!(
            lower.as_str(),
            "upgrade"
                | "upgrades"
                | "deltas"
                | "patches"
                | "evolutions"
                | "changelog"
                | "changelogs"
                | "changesets"
                | "schema_changes"
                | "dbscripts"
        )
}

/// Folders of SQL that nobody runs in order, or that other code runs.
fn is_other_sql(folder: &str) -> bool {
    folder.rsplit('/').take(2).any(|part| {
        let lower = part.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        has(&[
            "helper",
            "quer",
            "seed",
            "fixture",
            "procedure",
            "function",
            "view",
            "trigger",
            "dump",
            "backup",
            "bench",
            "tpch",
            "tpcds",
            "exercise",
            "snippet",
            "report",
            "analytic",
            "dml",
            "rollback",
            "undo",
        ]) || matches!(lower.as_str(), "down" | "revert")
    })
}

fn changes_schema(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["create table", "alter table", "create schema", "create type", "create extension", "create database"]
        .iter()
        .any(|words| lower.contains(words))
}
