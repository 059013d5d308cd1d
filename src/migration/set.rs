//! Making sets of migrations: the steps that are the same for every tool.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::dialect::{self, Folder};
use super::index::{Index, dialect_label, file_name, parent, without_label};
use super::version::{self, Version};
use super::{FileKind, MigrationFile, MigrationSet};
use crate::model::name::Dialect;

/// A migration with the key that orders it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: Version,
    pub file: MigrationFile,
}

impl Entry {
    /// A migration that runs once.
    pub fn new(key: Version, version: impl Into<String>, path: &Arc<str>) -> Self {
        Self { key, file: MigrationFile { path: path.clone(), version: version.into(), kind: FileKind::Versioned } }
    }
}

/// Puts entries in the order of their versions; equal ones in the order of their paths.
pub fn ordered(mut entries: Vec<Entry>) -> Vec<MigrationFile> {
    entries.sort_by(|a, b| (&a.key, &a.file.path).cmp(&(&b.key, &b.file.path)));
    entries.into_iter().map(|entry| entry.file).collect()
}

/// The sets that migrations of one directory make: one, or one per dialect if file names tell dialects apart.
///
/// A file without a dialect in its name belongs to all of them, unless the same name with the dialect replaces it. CockroachDB's own files
/// are left out where PostgreSQL has its own.
pub fn sets(
    index: &Index<'_>,
    layout: &'static str,
    directory: &str,
    mut files: Vec<MigrationFile>,
) -> Vec<MigrationSet> {
    let label = |file: &MigrationFile| dialect_label(file_name(&file.path)).map(str::to_ascii_lowercase);
    let dialect_of = |file: &MigrationFile| Dialect::named(&label(file)?);
    let is_cockroach =
        |file: &MigrationFile| label(file).is_some_and(|label| label.starts_with("cockroach") || label == "crdb");
    if files.iter().any(|file| dialect_of(file) == Some(Dialect::Postgres) && !is_cockroach(file)) {
        files.retain(|file| !is_cockroach(file));
    }
    let named: BTreeSet<Dialect> = files.iter().filter_map(dialect_of).collect();
    let common: Vec<MigrationFile> = files.iter().filter(|file| dialect_of(file).is_none()).cloned().collect();
    if named.is_empty() || (common.is_empty() && named.len() == 1) {
        return one(index, layout, directory, files).into_iter().collect();
    }
    let mut sets = Vec::new();
    for dialect in &named {
        let own: BTreeSet<String> = files
            .iter()
            .filter(|file| dialect_of(file) == Some(*dialect))
            .map(|file| without_label(&file.path))
            .collect();
        let belongs = |file: &&MigrationFile| match dialect_of(file) {
            Some(other) => other == *dialect,
            None => !own.contains(&*file.path),
        };
        sets.push(MigrationSet {
            dialect: Some(*dialect),
            dialect_why: "file names".to_owned(),
            ..plain(layout, directory, files.iter().filter(belongs).cloned().collect())
        });
    }
    // With one dialect in the names, the files without are what another database runs.
    if named.len() == 1
        && let Some(rest) = one(index, layout, directory, common)
        && !rest.dialect.is_some_and(|dialect| named.contains(&dialect))
    {
        sets.push(rest);
    }
    sets
}

/// One set; `None` without files.
pub fn one(
    index: &Index<'_>,
    layout: &'static str,
    directory: &str,
    files: Vec<MigrationFile>,
) -> Option<MigrationSet> {
    if files.is_empty() {
        return None;
    }
    let (dialect, dialect_why) = dialect::of(index, directory, &files);
    Some(MigrationSet { dialect, dialect_why, ..plain(layout, directory, files) })
}

fn plain(layout: &'static str, directory: &str, files: Vec<MigrationFile>) -> MigrationSet {
    MigrationSet {
        layout,
        directory: directory.to_owned(),
        name: String::new(),
        group: String::new(),
        dialect: None,
        dialect_why: String::new(),
        files,
        helpers: Vec::new(),
    }
}

/// Folders whose migrations are one sequence: numbered subfolders (`postgres/19/03_x.up.sql`) belong to the folder above them, with
/// the number first in the key. A subfolder beside numbered ones that has another name comes after them.
///
/// `take` reads the version of a file name, `None` for what is no migration.
pub fn roots<'t>(
    index: &Index<'t>,
    accept: impl Fn(&'t str, &[&'t Arc<str>]) -> bool,
    take: impl Fn(&str) -> Option<(Version, String)>,
) -> BTreeMap<&'t str, Vec<Entry>> {
    let folders: Vec<(&str, &[&Arc<str>])> = index.folders().filter(|(folder, files)| accept(folder, files)).collect();
    let numbered: BTreeSet<&str> =
        folders.iter().filter(|(folder, _)| is_numbered(folder)).map(|(folder, _)| parent(folder)).collect();
    let mut roots: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for (folder, files) in folders {
        let name = file_name(folder);
        let inside = !folder.is_empty() && numbered.contains(parent(folder)) && dialect::of_part(name).is_none();
        let root = if inside { parent(folder) } else { folder };
        for path in files {
            let Some((key, text)) = take(file_name(path)) else { continue };
            let (key, text) = if inside {
                let mut before = version::whole(name).unwrap_or_else(Version::last);
                before.0.extend(key.0);
                (before, format!("{name}/{text}"))
            } else {
                (key, text)
            };
            roots.entry(root).or_default().push(Entry::new(key, text, path));
        }
    }
    roots.retain(|_, entries| !entries.is_empty());
    roots
}

fn is_numbered(folder: &str) -> bool {
    !folder.is_empty() && version::whole(file_name(folder)).is_some()
}

/// Fills in what only all sets together tell: names and groups; and sorts them.
pub fn finish(sets: &mut [MigrationSet]) {
    sets.sort_by(|a, b| (&a.directory, a.dialect, a.layout).cmp(&(&b.directory, b.dialect, b.layout)));
    let groups: Vec<String> = sets.iter().map(|set| group(set, sets)).collect();
    let names: Vec<String> = (0..sets.len()).map(|at| name(at, sets)).collect();
    for ((set, group), name) in sets.iter_mut().zip(groups).zip(names) {
        set.group = group;
        set.name = name;
    }
}

/// The directory without the folder that names the database. ClickHouse is kept: it stands beside another database, not for it.
/// Two folders side by side with the same files are two ways to run one database, too.
fn group(set: &MigrationSet, sets: &[MigrationSet]) -> String {
    let shared = |other: &MigrationSet| {
        let names = |set: &MigrationSet| -> BTreeSet<String> {
            set.files.iter().map(|file| file.path.get(set.directory.len()..).unwrap_or("").to_owned()).collect()
        };
        let (own, others) = (names(set), names(other));
        let common = own.intersection(&others).count();
        common * 5 >= own.len().max(others.len()) * 4
    };
    let is_twin = |other: &MigrationSet| {
        other.directory != set.directory
            && other.layout == set.layout
            && parent(&other.directory) == parent(&set.directory)
            && set.files.len() > 2
            && shared(other)
    };
    let directory = if sets.iter().any(is_twin) { parent(&set.directory) } else { described(set, sets) };
    let last = directory.split('/').count() - 1;
    let keeps = |(at, part): &(usize, &str)| match dialect::of_part(part) {
        Some(Folder::Of(dialect)) => dialect == Dialect::Clickhouse,
        Some(Folder::OfAnother) => *at != last,
        None => true,
    };
    directory.split('/').enumerate().filter(keeps).map(|(_, part)| part).collect::<Vec<_>>().join("/")
}

/// Of numbered files in a folder `schema` beside a tool's migrations, the folder of these: they say what that database shall be like, and are no other.
fn described<'s>(set: &'s MigrationSet, sets: &'s [MigrationSet]) -> &'s str {
    let is_description = set.layout == "plain-sql" && matches!(file_name(&set.directory), "schema" | "schemas");
    let mut of = sets.iter().filter(|other| {
        is_description
            && other.layout != set.layout
            && other.dialect == set.dialect
            && parent(&other.directory) == parent(&set.directory)
    });
    match (of.next(), of.next()) {
        (Some(only), None) => &only.directory,
        _ => &set.directory,
    }
}

/// The shortest part of the directory that no other set has; the innermost of those that are equally short.
fn name(at: usize, sets: &[MigrationSet]) -> String {
    let Some(set) = sets.get(at) else { return String::new() };
    let others: Vec<&MigrationSet> =
        sets.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, set)| set).collect();
    if others.iter().any(|other| other.directory == set.directory) {
        return set.dialect.map_or_else(|| set.layout.to_owned(), |dialect| dialect.name().to_owned());
    }
    let parts: Vec<&str> = set.directory.split('/').collect();
    let is_free = |part: &str| {
        let wanted = format!("/{part}/");
        !part.is_empty() && !others.iter().any(|other| format!("/{}/", other.directory).contains(&wanted))
    };
    for length in 1..=parts.len() {
        let mut windows: Vec<&[&str]> = parts.windows(length).collect();
        windows.reverse();
        // `migrations` tells nothing to a reader as long as another part does.
        windows.sort_by_key(|window| window.iter().all(|part| is_generic(part)));
        if let Some(found) = windows.iter().map(|window| window.join("/")).find(|part| is_free(part)) {
            return found;
        }
    }
    if set.directory.is_empty() { ".".to_owned() } else { set.directory.clone() }
}

fn is_generic(part: &str) -> bool {
    matches!(
        part.to_ascii_lowercase().as_str(),
        "migrations"
            | "migration"
            | "migrate"
            | "db"
            | "database"
            | "sql"
            | "src"
            | "main"
            | "resources"
            | "scripts"
            | "schema"
            | "packages"
            | "apps"
            | "services"
            | "internal"
            | "pkg"
            | "cmd"
            | "app"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::testing::migrations;

    #[test]
    fn a_described_schema_is_no_other_database() {
        let make = |layout, directory: &str| plain(layout, directory, migrations(&["x/1.sql"]));
        let cases: &[(&str, &str, &str)] = &[
            ("db/schema", "plain-sql", "db/migrations"),
            ("db/schemas", "plain-sql", "db/migrations"),
            ("other/schema", "plain-sql", "other/schema"),
            ("db/audit", "plain-sql", "db/audit"),
            ("db/schema", "flyway", "db/schema"),
        ];
        for (directory, layout, expected) in cases {
            let mut sets = [make("atlas", "db/migrations"), make(layout, directory)];
            finish(&mut sets);
            let own = sets.iter().find(|set| set.directory == *directory).map(|set| set.group.as_str());
            assert_eq!(own, Some(*expected), "{directory} {layout}");
        }
    }

    #[test]
    fn sets_get_names_and_groups() {
        let make = |directory: &str| plain("golang-migrate", directory, migrations(&["x/1.up.sql"]));
        type Case<'c> = (&'c [&'c str], &'c [(&'c str, &'c str)]);
        let cases: &[Case<'_>] = &[
            (&["db/migrations"], &[("migrations", "db/migrations")]),
            (&["m/postgres", "m/sqlite"], &[("postgres", "m"), ("sqlite", "m")]),
            (
                &["services/auth/migrations", "services/billing/migrations"],
                &[("auth", "services/auth/migrations"), ("billing", "services/billing/migrations")],
            ),
            (&["ch/clickhouse/m", "ch/postgres/m"], &[("clickhouse", "ch/clickhouse/m"), ("postgres", "ch/m")]),
            (&["", "a"], &[(".", ""), ("a", "a")]),
        ];
        for (directories, expected) in cases {
            let mut sets: Vec<MigrationSet> = directories.iter().map(|d| make(d)).collect();
            finish(&mut sets);
            let got: Vec<(&str, &str)> = sets.iter().map(|s| (s.name.as_str(), s.group.as_str())).collect();
            assert_eq!(got, *expected);
        }
    }
}
