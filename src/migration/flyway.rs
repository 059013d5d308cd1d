//! Flyway: `V1_2__name.sql`, `R__name.sql` (repeatable, after all others), `B1__name.sql` (baseline), under a location such as `db/migration`
//! with all its subfolders. Run by the parts of the version. `U1__name.sql` and callbacks (`beforeMigrate.sql`) are no migrations.
//!
//! A folder that names a database (`db/migration/postgresql`) is that database's own part; what stands beside such folders, or above them,
//! is run by all. Classes in Java and Kotlin (`V3__x extends BaseJavaMigration`) stand among the SQL files of their module; placeholders stay in the text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::dialect;
use super::index::{Index, ancestors, file_name, parent};
use super::set::{Entry, one, ordered, sets};
use super::version::{self, Version};
use super::{CodeMigration, CodeReader, FileKind, Layout, MigrationFile, MigrationSet, back, jvm};
use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::sql;
use crate::workers::each;

pub struct Flyway;

impl Layout for Flyway {
    fn name(&self) -> &'static str {
        "flyway"
    }

    fn sets(&self, index: &Index<'_>) -> Vec<MigrationSet> {
        let folders: BTreeMap<&str, &[&Arc<str>]> =
            index.folders().filter(|(_, files)| files.iter().any(|path| read(path).is_some())).collect();
        // A location holds its subfolders: those of the usual name, and those under a folder that holds migrations itself.
        let mut roots: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for folder in folders.keys() {
            roots.entry(root(folder, &folders)).or_default().push(folder);
        }
        let mut found = Vec::new();
        for (root, inside) in roots {
            let has_versions = inside.iter().filter_map(|folder| folders.get(folder)).flat_map(|files| files.iter());
            if !index.tool_is_named() && !has_versions.clone().any(|path| is_versioned(file_name(path))) {
                continue;
            }
            found.extend(of_location(index, self.name(), root, &inside, &folders));
        }
        classes(index, self.name(), &mut found);
        found
    }

    fn code(&self) -> Option<&dyn CodeReader> {
        Some(self)
    }

    fn runs_sql(&self) -> bool {
        true
    }

    /// `U2__x.sql` beside `V2__x.sql`, where the edition of the tool has undo migrations.
    fn back(&self, path: &str) -> Option<back::Place> {
        let name = file_name(path);
        let rest = name.strip_prefix('V').filter(|_| name.ends_with(".sql"))?;
        Some(back::in_folder(path, &format!("U{rest}")))
    }
}

impl CodeReader for Flyway {
    fn read(&self, files: &[CodeMigration<'_>], dialect: Dialect) -> Vec<Vec<Statement>> {
        let one = |file: &CodeMigration<'_>| {
            if is_class(file.path) {
                jvm::read(file, dialect)
            } else {
                sql::read_migration(file.text, 0..file.text.len(), dialect)
            }
        };
        each(files, one)
    }
}

fn is_class(path: &str) -> bool {
    path.ends_with(".java") || path.ends_with(".kt")
}

/// Adds the classes to the sets of their module, or makes a set of them.
fn classes(index: &Index<'_>, layout: &'static str, found: &mut Vec<MigrationSet>) {
    for (folder, files) in index.code_folders(&["java", "kt"]) {
        let is_migration =
            |path: &&&Arc<str>| read(path).is_some() && index.read(path).is_some_and(|text| jvm::is_flyway(&text));
        let own: Vec<Entry> = files.iter().filter(is_migration).filter_map(|path| read(path)).collect();
        if own.is_empty() {
            continue;
        }
        // `src/main/java/db/migration` and `src/main/resources/db/migration` are one location; classes may have another package.
        let module =
            |directory: &str| directory.split_once("src/").map_or(String::new(), |(module, _)| module.to_owned());
        let location = |directory: &str| {
            let at = ["/java/", "/kotlin/", "/resources/"].iter().find_map(|part| Some(directory.split_once(part)?.1));
            at.unwrap_or(directory).to_owned()
        };
        let of_module = |set: &&mut MigrationSet| set.layout == layout && module(&set.directory) == module(folder);
        let beside = |set: &&mut MigrationSet| {
            of_module(set) && super::index::below(&location(&set.directory), &location(folder)).is_some()
        };
        let has_beside = found.iter_mut().any(|set| beside(&&mut *set));
        let mut taken = false;
        for set in found.iter_mut().filter(|set| if has_beside { beside(set) } else { of_module(set) }) {
            taken = true;
            let mut entries: Vec<Entry> = set.files.iter().filter_map(|file| keyed(&file.path)).collect();
            if entries.len() == set.files.len() {
                entries.extend(own.iter().cloned());
                set.files = ordered(entries);
            }
        }
        if !taken {
            found.extend(one(index, layout, folder, ordered(own)));
        }
    }
}

/// A migration with a key that puts baselines behind versions of the same number.
fn keyed(path: &Arc<str>) -> Option<Entry> {
    let mut entry = read(path)?;
    if entry.file.kind == FileKind::Baseline {
        entry.key.0.push(0);
    }
    Some(entry)
}

/// `V<version>__…` or `B<version>__…`.
pub fn is_versioned(name: &str) -> bool {
    name.strip_prefix(['V', 'B']).and_then(|rest| rest.split_once("__")).is_some_and(|(digits, _)| is_version(digits))
}

fn is_version(text: &str) -> bool {
    !text.is_empty() && text.split(['.', '_']).all(version::is_digits)
}

fn read(path: &Arc<str>) -> Option<Entry> {
    let name = file_name(path);
    if !name.to_ascii_lowercase().contains(".sql") && !is_class(name) {
        return None;
    }
    let (first, rest) = name.split_at_checked(1)?;
    let (digits, _) = rest.split_once("__").or_else(|| loose(first, rest))?;
    let kind = match first {
        "V" if is_version(digits) => FileKind::Versioned,
        "B" if is_version(digits) => FileKind::Baseline,
        "R" if digits.is_empty() => FileKind::Repeatable,
        _ => return None,
    };
    let mut key = Version(digits.split(['.', '_']).map(version::number).collect()).trimmed();
    let version = digits.replace('_', ".");
    // Repeatables run last; a baseline stands after the version whose schema it dumps.
    if kind == FileKind::Repeatable {
        key = Version::last();
    }
    Some(Entry { key, file: MigrationFile { kind, ..Entry::new(Version::default(), version, path).file } })
}

/// `V20180625_name.sql`, where the separator is set to one underscore, or one was forgotten: beside proper migrations it is meant as one.
fn loose<'t>(first: &str, rest: &'t str) -> Option<(&'t str, &'t str)> {
    let (digits, name) = rest.split_once('_').filter(|_| first == "V" && rest.ends_with(".sql"))?;
    (version::is_digits(digits) && name.starts_with(|letter: char| letter.is_ascii_alphabetic()))
        .then_some((digits, name))
}

fn root<'t>(folder: &'t str, folders: &BTreeMap<&'t str, &[&Arc<str>]>) -> &'t str {
    let usual = ancestors(folder).filter(|above| *above == "db/migration" || above.ends_with("/db/migration")).last();
    let above = ancestors(folder).filter(|above| folders.contains_key(above)).last().unwrap_or(folder);
    let root = match usual {
        Some(usual) if usual.len() < above.len() => usual,
        _ => above,
    };
    // `db/postgres` beside `db/mysql` or `db/common`: the folder above is the location.
    let is_part = |part: &str| dialect::of_part(part).is_some() || is_common(part);
    let beside = folders.keys().any(|other| {
        *other != root
            && !root.is_empty()
            && parent(other) == parent(root)
            && dialect::of_part(file_name(other)).is_some()
    });
    if usual.is_none() && beside && is_part(file_name(root)) { parent(root) } else { root }
}

fn is_common(part: &str) -> bool {
    matches!(part.to_ascii_lowercase().as_str(), "common" | "all" | "shared" | "generic" | "default")
}

fn of_location<'t>(
    index: &Index<'t>,
    layout: &'static str,
    root: &str,
    inside: &[&'t str],
    folders: &BTreeMap<&'t str, &[&Arc<str>]>,
) -> Vec<MigrationSet> {
    // The database folder below the location, or none: what every database runs.
    let mut vendors: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    for folder in inside {
        let vendor = ancestors(folder)
            .take_while(|above| above.len() > root.len())
            .find(|above| dialect::of_part(file_name(above)).is_some());
        vendors.entry(vendor).or_default().push(folder);
    }
    let entries = |folder: &str| -> Vec<Entry> {
        folders.get(folder).into_iter().flat_map(|files| files.iter().filter_map(|path| keyed(path))).collect()
    };
    let common = vendors.remove(&None).unwrap_or_default();
    if vendors.is_empty() {
        return merged(&common, &entries, root)
            .into_iter()
            .flat_map(|(directory, entries)| sets(index, layout, directory, ordered(entries)))
            .collect();
    }
    let shared: Vec<Entry> = common.iter().flat_map(|folder| entries(folder)).collect();
    let mut found = Vec::new();
    for (vendor, own) in vendors {
        let Some(vendor) = vendor else { continue };
        let mut all = shared.clone();
        all.extend(own.iter().flat_map(|folder| entries(folder)));
        found.extend(one(index, layout, vendor, ordered(all)));
    }
    found
}

/// The folders of a location are one sequence, unless two of them hold the same version: then each is a database of its own.
fn merged<'t>(folders: &[&'t str], entries: &dyn Fn(&str) -> Vec<Entry>, root: &'t str) -> Vec<(&'t str, Vec<Entry>)> {
    let all: Vec<(&str, Vec<Entry>)> = folders.iter().map(|folder| (*folder, entries(folder))).collect();
    let mut seen = BTreeSet::new();
    let versions = all.iter().flat_map(|(_, entries)| entries).filter(|entry| entry.file.kind == FileKind::Versioned);
    let clash = versions.map(|entry| entry.key.clone()).any(|key| !seen.insert(key));
    let within_one = all.iter().any(|(_, entries)| {
        let mut seen = BTreeSet::new();
        entries.iter().filter(|e| e.file.kind == FileKind::Versioned).any(|entry| !seen.insert(entry.key.clone()))
    });
    if clash && !within_one && all.len() > 1 {
        return all;
    }
    vec![(root, all.into_iter().flat_map(|(_, entries)| entries).collect())]
}
