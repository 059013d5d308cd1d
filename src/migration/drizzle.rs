//! Drizzle: `drizzle/0042_name.sql` in the order of `meta/_journal.json`, which names the database too; newer: `<timestamp>_name/migration.sql`
//! with `snapshot.json` beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::golang_migrate::leading_digits;
use super::index::{Index, file_name, is_undo, join, parent};
use super::set::{Entry, one, ordered};
use super::version::Version;
use super::{Layout, MigrationFile, MigrationSet, dialect};

pub struct Drizzle;

impl Layout for Drizzle {
    fn name(&self) -> &'static str {
        "drizzle"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut found: Vec<MigrationSet> = Vec::new();
        let mut roots: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for (folder, files) in index.folders() {
            if let Some(journal) = index.marker(&join(folder, "meta"), "_journal.json") {
                let journal = Journal::read(index, journal);
                let Some(set) = one(index, self.name(), folder, journal.order(files)) else { continue };
                found.push(match journal.dialect {
                    Some(dialect) => {
                        MigrationSet { dialect: Some(dialect), dialect_why: "`meta/_journal.json`".to_owned(), ..set }
                    }
                    None => set,
                });
            } else if let Some(path) = files.iter().find(|path| file_name(path) == "migration.sql")
                && (index.tool_is_named() || index.has(&join(folder, "snapshot.json")))
            {
                let (_, version) = leading_digits(file_name(folder)).unwrap_or_default();
                roots.entry(parent(folder)).or_default().push(Entry::new(Version::default(), version, path));
            } else if index.tool_is_named() {
                let entries = files.iter().filter(|path| !is_undo(file_name(path))).filter_map(|path| {
                    let (key, version) = leading_digits(file_name(path))?;
                    Some(Entry::new(key, version, path))
                });
                found.extend(one(index, self.name(), folder, ordered(entries.collect())));
            }
        }
        found.extend(roots.into_iter().filter_map(|(root, entries)| one(index, self.name(), root, ordered(entries))));
        found
    }
}

#[derive(Default)]
struct Journal {
    tags: Vec<String>,
    dialect: Option<crate::model::name::Dialect>,
}

impl Journal {
    /// What cannot be read leaves the journal empty; the files are then ordered by their numbers.
    fn read(index: &Index<'_>, path: &str) -> Journal {
        let Some(json) = index.read(path).and_then(|text| serde_json::from_str::<Value>(&text).ok()) else {
            return Journal::default();
        };
        let tag = |entry: &Value| entry.get("tag").and_then(Value::as_str).map(str::to_owned);
        Journal {
            tags: json.get("entries").and_then(Value::as_array).into_iter().flatten().filter_map(tag).collect(),
            dialect: json.get("dialect").and_then(Value::as_str).and_then(dialect::provider),
        }
    }

    /// The files in the order of the journal. A file that the journal does not have is put by its number if no other has that number:
    /// it was written by hand and the journal comes later; with a number that is taken it is left over from an earlier attempt.
    fn order(&self, files: &[&std::sync::Arc<str>]) -> Vec<MigrationFile> {
        let stem =
            |path: &str| -> String { file_name(path).strip_suffix(".sql").unwrap_or(file_name(path)).to_owned() };
        let number = |name: &str| leading_digits(name).map(|(key, _)| key);
        let taken: BTreeSet<Version> = self.tags.iter().filter_map(|tag| number(tag)).collect();
        let mut listed: Vec<(&str, MigrationFile)> = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for path in files.iter().filter(|path| !is_undo(file_name(path))) {
            let stem = stem(path);
            let Some((key, version)) = leading_digits(&stem) else { continue };
            let entry = Entry::new(key, version, path);
            match self.tags.iter().find(|tag| **tag == stem) {
                Some(tag) => listed.push((tag, entry.file)),
                None if !taken.contains(&entry.key) => entries.push(entry),
                None => {}
            }
        }
        listed.sort_by_key(|(tag, _)| self.tags.iter().position(|known| known == tag));
        let mut files: Vec<MigrationFile> = listed.into_iter().map(|(_, file)| file).collect();
        for file in ordered(entries) {
            let key = number(file_name(&file.path));
            let at = files.iter().position(|known| number(file_name(&known.path)) > key).unwrap_or(files.len());
            files.insert(at, file);
        }
        files
    }
}
