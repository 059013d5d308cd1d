//! A folder of dated scripts for SQL Server: `DbScripts/2024-03-18_00_Name.sql`, in the text order of the names.
//!
//! Folders beside it whose names go on from it (`DbScripts_transition`, `DbScripts_future`) run after it, in the order in which such steps
//! are taken. Dated scripts for other databases are left to other layouts.

use std::sync::Arc;

use super::dialect::{self, Folder};
use super::index::{Index, file_name, is_undo, parent};
use super::set::{Entry, one, ordered};
use super::version::{self, Version};
use super::{Layout, MigrationSet};
use crate::model::name::Dialect;

pub struct MssqlScripts;

impl Layout for MssqlScripts {
    fn name(&self) -> &'static str {
        "mssql-scripts"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let mut found = Vec::new();
        for (folder, files) in index.folders() {
            let is_other = matches!(dialect::of_folder(folder), Some((of, _)) if of != Folder::Of(Dialect::Mssql));
            // A counter is forgotten now and then; most have it.
            let counted = files.iter().filter(|path| is_dated(file_name(path), 4)).count();
            if is_other || counted * 2 <= files.len() || !files.iter().all(|path| is_dated(file_name(path), 3)) {
                continue;
            }
            let mut entries = entries(files, 0);
            let siblings = index.folders().filter(|(other, files)| {
                parent(other) == parent(folder)
                    && file_name(other)
                        .strip_prefix(file_name(folder))
                        .is_some_and(|rest| rest.starts_with(['_', '-', '.']))
                    && files.iter().all(|path| is_dated(file_name(path), 2))
            });
            for (other, files) in siblings {
                entries.extend(self::entries(files, stage(other)));
            }
            let Some(set) = one(index, self.name(), folder, ordered(entries)) else { continue };
            match set.dialect {
                // Dates and counters are common only with hand-kept SQL Server scripts.
                None => found.push(MigrationSet {
                    dialect: Some(Dialect::Mssql),
                    dialect_why: "the form of the file names".to_owned(),
                    ..set
                }),
                Some(Dialect::Mssql) => found.push(set),
                Some(_) if index.tool_is_named() => found.push(set),
                Some(_) => {}
            }
        }
        found
    }
}

fn entries(files: &[&Arc<str>], stage: u128) -> Vec<Entry> {
    let entry = |path: &&Arc<str>| {
        let (_, text) = version::leading(file_name(path))?;
        Some(Entry::new(Version(vec![stage]), text, path))
    };
    files.iter().filter(|path| !is_undo(file_name(path))).filter_map(entry).collect()
}

/// Moving data comes before what cleans up after it, and that before what is only planned.
fn stage(folder: &str) -> u128 {
    let name = file_name(folder).to_ascii_lowercase();
    match name {
        _ if name.contains("transition") => 1,
        _ if name.contains("data") => 2,
        _ if name.contains("final") => 3,
        _ => 4,
    }
}

/// A name that starts with a year, a month and, with `numbers` of 4, a day and a counter.
fn is_dated(name: &str, numbers: usize) -> bool {
    version::leading(name).is_some_and(|(version, text)| {
        matches!(text.as_bytes().get(4), Some(b'-' | b'_'))
            && version.0.len() >= numbers
            && matches!(version.0.first(), Some(1990..=2200))
            && matches!(version.0.get(1), Some(1..=12))
    })
}
