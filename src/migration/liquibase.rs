//! Liquibase with SQL: files that begin with `--liquibase formatted sql`, and SQL files that a changelog names. Run in the order of the master
//! changelog where one can be read, or else by path.
//!
//! Forward are the changesets, each without its `--rollback` lines and only if its `dbms:` is the set's database. Changes in XML and YAML are
//! not read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::changelog::{Pull, pulls};
use super::golang_migrate::looks_ordered;
use super::index::{Index, file_name, join, parent, sql_stem};
use super::sections::{Style, comment, lines, starts};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{Layout, MigrationFile, MigrationSet};
use crate::model::name::Dialect;

/// Changelogs include changelogs; no honest one goes deeper.
const DEPTH: usize = 16;

pub struct Liquibase;

impl Layout for Liquibase {
    fn name(&self) -> &'static str {
        "liquibase"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut taken: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut found = Vec::new();
        let all = Reader { index };
        for master in all.masters() {
            let mut files = Vec::new();
            all.walk(master, DEPTH, &mut BTreeSet::new(), &mut files);
            files.retain(|path| taken.insert(path.clone()));
            let files: Vec<MigrationFile> = files.iter().map(|path| migration(path).file).collect();
            found.extend(one(index, self.name(), parent(master), files));
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
                skips = is_for_another(words, dialect);
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

/// `dbms:postgresql,h2` without the dialect, or `dbms:!mysql` with it.
fn is_for_another(words: &str, dialect: Option<Dialect>) -> bool {
    let (Some(dialect), Some((_, rest))) = (dialect, words.split_once("dbms:")) else { return false };
    let list = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next(),
    };
    let names: Vec<&str> = list.unwrap_or("").split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let is = |name: &str| Dialect::named(name) == Some(dialect) || name == "all";
    if names.iter().any(|name| name.strip_prefix('!').is_some_and(is)) {
        return true;
    }
    let wanted: Vec<&&str> = names.iter().filter(|name| !name.starts_with('!')).collect();
    !wanted.is_empty() && !wanted.iter().any(|name| is(name))
}

struct Reader<'i, 't> {
    index: &'i Index<'t>,
}

impl<'t> Reader<'_, 't> {
    /// The changelogs that no other includes.
    fn masters(&self) -> Vec<&'t str> {
        let logs = self.index.changelogs();
        let mut included: BTreeSet<&str> = BTreeSet::new();
        for log in logs {
            for pull in self.pulls(log) {
                match pull {
                    Pull::File { path, relative } => {
                        let resolved = self.resolve(log, &path, relative, logs.iter().copied());
                        included.extend(resolved.filter(|other| other != log));
                    }
                    Pull::All { path, relative } => {
                        included.extend(
                            self.under(log, &path, relative, logs.iter().copied())
                                .into_iter()
                                .filter(|other| other != log),
                        );
                    }
                }
            }
        }
        logs.iter().copied().filter(|log| !included.contains(log)).collect()
    }

    fn pulls(&self, log: &str) -> Vec<Pull> {
        self.index.read(log).map(|text| pulls(file_name(log), &text)).unwrap_or_default()
    }

    /// The SQL files of a changelog in order, through those that it includes.
    fn walk(&self, log: &'t str, depth: usize, seen: &mut BTreeSet<&'t str>, files: &mut Vec<Arc<str>>) {
        if depth == 0 || !seen.insert(log) {
            return;
        }
        let sql = || self.index.folders().flat_map(|(_, files)| files.iter().map(|path| &***path));
        let logs = || self.index.changelogs().iter().copied();
        for pull in self.pulls(log) {
            let named: Vec<&str> = match pull {
                Pull::File { path, relative } => {
                    self.resolve(log, &path, relative, logs().chain(sql())).into_iter().collect()
                }
                Pull::All { path, relative } => self.under(log, &path, relative, logs().chain(sql())),
            };
            for path in named {
                if self.index.changelogs().contains(&path) {
                    self.walk(path, depth - 1, seen, files);
                } else {
                    files.push(Arc::from(path));
                }
            }
        }
    }

    /// A path that is relative to the changelog, or to a root that the tool was given: any folder above the changelog.
    fn resolve<'p>(
        &self,
        log: &str,
        path: &str,
        relative: bool,
        known: impl Iterator<Item = &'p str>,
    ) -> Option<&'p str> {
        let beside = join(parent(log), path);
        let end = format!("/{}", join("", path));
        let mut best: Option<&str> = None;
        for candidate in known {
            if candidate == beside {
                return Some(candidate);
            }
            let fits = candidate.ends_with(&end) || candidate == end.trim_start_matches('/');
            let root = candidate.len().saturating_sub(end.len());
            if !relative && fits && candidate.get(..root) == log.get(..root) {
                best = Some(candidate);
            }
        }
        best
    }

    fn under<'p>(&self, log: &str, path: &str, relative: bool, known: impl Iterator<Item = &'p str>) -> Vec<&'p str> {
        let beside = format!("{}/", join(parent(log), path));
        let inner = format!("/{}/", join("", path));
        let fits = |candidate: &&str| {
            let rooted = format!("/{candidate}");
            candidate.starts_with(&beside)
                || (!relative && rooted.find(&inner).is_some_and(|at| rooted.get(..at) == format!("/{log}").get(..at)))
        };
        let mut found: Vec<&str> = known.filter(fits).collect();
        found.sort_unstable();
        found
    }
}
