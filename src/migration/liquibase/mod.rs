//! Liquibase: changelogs in XML, YAML and JSON, files that begin with `--liquibase formatted sql`, and SQL files that a changelog names. Run in the
//! order in which the root changelog includes them; what nothing includes, by path.
//!
//! A changelog is one migration: all change sets of the file, at the place of its first. Forward are the change sets that are for the set's database,
//! without what they say of rolling back.

mod changes;
mod columns;
mod contexts;
pub mod guards;
mod log;
mod node;
mod present;
mod reader;
mod spring;
#[cfg(test)]
mod tests;
mod xml;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use self::log::Logs;
use super::golang_migrate::looks_ordered;
use super::index::{Index, file_name, parent, sql_stem};
use super::sections::{Style, comment, lines, starts};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{CodeMigration, CodeReader, Layout, MigrationFile, MigrationSet, jvm};
use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::sql;

pub struct Liquibase;

impl Layout for Liquibase {
    fn name(&self) -> &'static str {
        "liquibase"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut taken: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut found = Vec::new();
        let logs = Logs::new(index);
        // Roots side by side are one database.
        let mut masters: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for master in spring::only_named(index, logs.masters()) {
            masters.entry(parent(master)).or_default().push(master);
        }
        for (folder, mut masters) in masters {
            masters.sort_by_cached_key(|path| log::natural(path));
            let mut walked = logs.walk(&masters);
            walked.retain(|one| taken.insert(one.path.clone()));
            let files: Vec<MigrationFile> = walked.iter().map(|one| migration(&one.path).file).collect();
            let Some(mut set) = one(index, self.name(), folder, files) else { continue };
            if set.dialect.is_none()
                && let Some((dialect, why)) = logs.dialect()
            {
                (set.dialect, set.dialect_why) = (Some(dialect), why);
            }
            let dialect = set.dialect;
            let other: BTreeSet<Arc<str>> = walked
                .into_iter()
                .filter(|one| one.dbms.as_deref().is_some_and(|list| is_for_another(list, dialect)))
                .map(|one| one.path)
                .collect();
            set.files.retain(|file| !other.contains(&file.path));
            found.push(set);
        }
        // Formatted files that no changelog names: by path, from the highest folder that holds any.
        let formatted: Vec<(&str, &[&Arc<str>])> = index
            .folders()
            .filter(|(_, files)| !files.iter().any(|path| taken.contains(*path)))
            .filter(|(folder, files)| {
                index.tool_is_named()
                    || (looks_ordered(index, folder, files) && index.style(folder) == Style::Liquibase)
            })
            .collect();
        let mut roots: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for (folder, files) in &formatted {
            let root = formatted
                .iter()
                .map(|(other, _)| *other)
                .find(|other| folder.starts_with(&format!("{other}/")))
                .unwrap_or(folder);
            roots.entry(root).or_default().extend(files.iter().map(|path| migration(path)));
        }
        found.extend(roots.into_iter().filter_map(|(root, entries)| one(index, self.name(), root, ordered(entries))));
        found
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }

    fn runs_sql(&self) -> bool {
        true
    }

    fn forward(&self, path: &str, text: &str) -> Vec<Range<usize>> {
        self.forward_in(path, text, None)
    }

    fn forward_in(&self, _: &str, text: &str, dialect: Option<Dialect>) -> Vec<Range<usize>> {
        if Style::of(text) != Style::Liquibase {
            return std::iter::once(0..text.len()).collect();
        }
        let mut ranges = Vec::new();
        let mut open: Option<usize> = None;
        let mut skips = true;
        for (at, line) in lines(text) {
            let Some(words) = comment(line) else { continue };
            let is_changeset = starts(words, "changeset");
            if !is_changeset && !starts(words, "rollback") {
                continue;
            }
            ranges.extend(open.take().map(|start| start..at));
            if is_changeset {
                skips = dbms(words).is_some_and(|list| is_for_another(list, dialect));
            }
            open = (!skips).then_some(at + line.len());
        }
        ranges.extend(open.map(|start| start..text.len()));
        ranges.retain(|range| text.get(range.clone()).is_some_and(|part| !part.trim().is_empty()));
        ranges
    }
}

fn migration(path: &Arc<str>) -> Entry {
    let (stem, _) = sql_stem(file_name(path));
    Entry::new(Version::default(), version::leading(stem).map_or(stem, |(_, text)| text), path)
}

/// The list of `dbms:postgresql,h2`.
fn dbms(words: &str) -> Option<&str> {
    let rest = words.split_once("dbms:")?.1;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next(),
    }
}

/// `postgresql,h2` without the dialect, or `!mysql` with it.
fn is_for_another(list: &str, dialect: Option<Dialect>) -> bool {
    let Some(dialect) = dialect else { return false };
    let names: Vec<&str> = list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let is = |name: &str| Dialect::named(name) == Some(dialect) || name == "all";
    if names.iter().any(|name| name.strip_prefix('!').is_some_and(is)) {
        return true;
    }
    let wanted: Vec<&&str> = names.iter().filter(|name| !name.starts_with('!')).collect();
    !wanted.is_empty() && !wanted.iter().any(|name| is(name))
}

/// Whether a path is that of a changelog that is no SQL.
fn is_structured(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    [".xml", ".yaml", ".yml", ".json"].iter().any(|end| lower.ends_with(end))
}

impl CodeReader for Liquibase {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let mut run = reader::Run::default();
        for file in files.iter().filter(|file| is_structured(file.path)) {
            run.contexts(file.path, file.text);
        }
        files
            .iter()
            .map(|file| {
                if [".java", ".kt", ".groovy"].iter().any(|end| file.path.ends_with(end)) {
                    return jvm::read(file, dialect);
                }
                if !is_structured(file.path) {
                    let forward = self.forward_in(file.path, file.text, Some(dialect)).into_iter();
                    return forward.flat_map(|range| sql::read_migration(file.text, range, dialect)).collect();
                }
                reader::read(file.path, file.text, dialect, &mut run)
            })
            .collect()
    }
}
