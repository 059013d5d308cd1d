//! All layouts over a tree, and over a directory that the user named.

use std::collections::BTreeMap;

use super::index::{Index, Named, is_example};
use super::set::finish;
use super::{LAYOUTS, Layout, MigrationSet, Tree};

/// The migrations of a tree, by directory. Each file is in sets of one group only; folders of examples count only if there are no others.
pub fn find(tree: &dyn Tree) -> Vec<MigrationSet> {
    let mut sets = claim(Index::new(tree));
    if sets.iter().any(|set| !is_example(&set.directory)) {
        sets.retain(|set| !is_example(&set.directory));
    }
    finish(&mut sets);
    sets
}

fn claim(mut index: Index<'_>) -> Vec<MigrationSet> {
    let mut sets = Vec::new();
    for layout in LAYOUTS {
        let found = layout.sets(&index);
        index.claim(&found);
        sets.extend(found);
    }
    let directories: Vec<String> = sets.iter().map(|set| set.directory.clone()).collect();
    sets.retain(|set| !directories.iter().any(|above| is_archive_of(&set.directory, above)));
    sets
}

/// Whether a folder holds the migrations of another that were put away: `migrations/archived/2024` below `migrations`. They ran, none runs any more, and
/// they are no database of their own. A tool that runs the folders below its own as well has them in its own set.
fn is_archive_of(directory: &str, above: &str) -> bool {
    let below = match above {
        "" => Some(directory),
        _ => directory.strip_prefix(above).and_then(|rest| rest.strip_prefix('/')),
    };
    below.is_some_and(|rest| {
        rest.split('/').any(|part| {
            let part = part.trim_matches(['_', '.', '-']).to_ascii_lowercase();
            // `legacy` and `old` may be what a second database is called.
            matches!(part.as_str(), "archive" | "archived" | "archives" | "deprecated" | "obsolete" | "squashed")
        })
    })
}

/// The layout with this name.
pub fn layout(name: &str) -> Option<&'static dyn Layout> {
    LAYOUTS.iter().copied().find(|layout| layout.name() == name)
}

/// The migrations in a directory (or the file) that the user named: in the format that they named, or else in the first that fits. If
/// the directory holds several databases, the message names their directories; of several dialects in the same directory it is the
/// first that is known.
pub fn read_dir(tree: &dyn Tree, directory: &str, format: Option<&str>) -> Result<MigrationSet, String> {
    let mut sets = read_all(tree, directory, format)?;
    sets.sort_by_key(|set| set.dialect.is_none());
    let mut by_directory: BTreeMap<String, MigrationSet> = BTreeMap::new();
    for set in sets {
        by_directory.entry(set.directory.clone()).or_insert(set);
    }
    if by_directory.len() > 1 {
        let directories: Vec<&str> = by_directory.keys().map(String::as_str).collect();
        return Err(format!(
            "`{directory}` holds the migrations of several databases: name one of {}",
            directories.join(", ")
        ));
    }
    by_directory.into_values().next().ok_or_else(|| nothing(directory))
}

/// Every set in a directory that the user named; at least one.
pub fn read_all(tree: &dyn Tree, directory: &str, format: Option<&str>) -> Result<Vec<MigrationSet>, String> {
    let directory = super::index::join("", directory);
    let mut sets = match format {
        Some(name) => {
            let Some(layout) = layout(name) else {
                let known: Vec<&str> = LAYOUTS.iter().map(|layout| layout.name()).collect();
                return Err(format!("no migration format is named `{name}`; there are {}", known.join(", ")));
            };
            let sets = layout.sets(&Index::under(tree, &directory, Named::Tool));
            if sets.is_empty() && Index::under(tree, &directory, Named::Tool).folders().next().is_some() {
                return Err(format!("no file in `{directory}` has the form of a {name} migration"));
            }
            sets
        }
        None => claim(Index::under(tree, &directory, Named::Directory)),
    };
    if sets.is_empty() {
        return Err(nothing(&directory));
    }
    finish(&mut sets);
    Ok(sets)
}

fn nothing(directory: &str) -> String {
    format!("no migrations in `{directory}`: there is no `.sql` file in it, nor code that a migration tool is known by")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::index::join;
    use super::super::testing::{Files, line};
    use super::*;

    #[test]
    fn services_and_examples_stay_apart() {
        let paths = [
            "services/auth/migrations/1_a.up.sql",
            "services/bill/migrations/1_a.up.sql",
            "examples/x/migrations/1_a.up.sql",
        ];
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, "")).collect();
        let sets = find(&Files::new(&files));
        let got: Vec<(&str, &str)> = sets.iter().map(|set| (set.name.as_str(), set.group.as_str())).collect();
        assert_eq!(got, [("auth", "services/auth/migrations"), ("bill", "services/bill/migrations")]);
        assert_eq!(find(&Files::new(&files[2..])).len(), 1);
    }

    #[test]
    fn what_was_put_away_is_no_database() {
        let names = |paths: &[&str]| -> Vec<String> {
            let files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, "create table a (id int);")).collect();
            find(&Files::new(&files)).iter().map(|set| set.directory.clone()).collect()
        };
        let archived = ["db/migrations/_archived/2024/001_a.sql", "db/migrations/_archived/2024/002_b.sql"];
        assert_eq!(names(&[&archived[..], &["db/migrations/003_c.sql"]].concat()), ["db/migrations"]);
        assert_eq!(names(&archived), ["db/migrations/_archived"]);
        let other = ["db/migrations/legacy/001_a.sql", "db/migrations/legacy/002_b.sql", "db/migrations/003_c.sql"];
        assert_eq!(names(&other), ["db/migrations", "db/migrations/legacy"]);
    }

    #[test]
    fn a_named_directory_is_read_as_it_is() {
        let tree = Files::new(&[
            ("test/m/b.sql", "x"),
            ("test/m/a.sql", "x"),
            ("m/postgres/1_a.up.sql", ""),
            ("m/sqlite/1_a.up.sql", ""),
            ("g/1_a.sql", "-- +goose Up\n"),
            ("n/migrations/1_a.sql", "x"),
            ("n/migrations/seeds/1_a.sql", "x"),
            ("empty/readme.md", ""),
        ]);
        let read = |directory: &str, format: Option<&str>| read_dir(&tree, directory, format).map(|set| line(&set));
        assert_eq!(read("test/m", None).unwrap(), "plain-sql test/m -: a=a.sql b=b.sql");
        assert_eq!(read("./test/m/a.sql", None).unwrap(), "plain-sql test/m -: a=a.sql");
        assert_eq!(read("n/migrations", None).unwrap(), "plain-sql n/migrations -: 1=1_a.sql");
        assert_eq!(read("g/", None).unwrap(), "goose g -: 1=1_a.sql");
        assert_eq!(read("g", Some("dbmate")).unwrap(), "dbmate g -: 1=1_a.sql");
        assert_eq!(read("m/sqlite", Some("golang-migrate")).unwrap(), "golang-migrate m/sqlite sqlite: 1=1_a.up.sql");
        assert!(read("m", None).unwrap_err().contains("name one of m/postgres, m/sqlite"));
        assert_eq!(read_all(&tree, "m", None).unwrap().len(), 2);
        assert!(read("empty", None).unwrap_err().contains("no migrations in `empty`"));
        assert!(read("g", Some("flyway")).unwrap_err().contains("form of a flyway migration"));
        assert!(read("g", Some("gose")).unwrap_err().contains("there are prisma, drizzle"));
    }

    #[test]
    fn names_of_layouts_are_unique_and_found() {
        let names: BTreeSet<&str> = LAYOUTS.iter().map(|layout| layout.name()).collect();
        assert_eq!(names.len(), LAYOUTS.len());
        assert!(names.iter().all(|name| layout(name).is_some_and(|layout| layout.name() == *name)));
    }

    /// Odd names and texts: nothing panics, and no file is in two groups.
    #[test]
    fn odd_trees_are_read() {
        let names = [
            "V__.sql",
            "V1_.sql",
            "V1__ü.sql",
            "ü.sql",
            "1.sql",
            "-1.sql",
            "99999999999999999999999999999999999999999999_x.up.sql",
            ".sql",
            "a.sql.sql",
            "up.sql",
            "migration.sql",
        ];
        let folders = [
            "",
            "migrations",
            "db/migration/V1",
            "delta/1",
            "full_schemas/1",
            "upgrade",
            "upgrade/ü",
            "supabase/migrations",
            "1/2/3",
            "mysql/mysql",
            "migrations/2024-01-01_x",
        ];
        let texts = [
            "",
            "\u{feff}--",
            "-- +goose",
            "--liquibase formatted sql\n--changeset",
            "ü-- migrate:up",
            "-- atlas:txtar\n-- migration.sql --",
        ];
        for text in texts {
            let paths: Vec<String> = folders
                .iter()
                .flat_map(|folder| names.iter().map(move |name| join(folder, name)))
                .chain(
                    ["atlas.sum", "meta/_journal.json", "db.changelog.xml", "db.changelog.yaml", "go.mod"]
                        .map(str::to_owned),
                )
                .collect();
            let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), text)).collect();
            let tree = Files::new(&files);
            let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for set in find(&tree) {
                for file in &set.files {
                    groups.entry(file.path.to_string()).or_default().insert(format!("{} {}", set.layout, set.group));
                    let _ = set.forward(&file.path, text);
                }
            }
            let doubled: Vec<_> = groups.iter().filter(|(_, groups)| groups.len() > 1).collect();
            assert!(doubled.is_empty(), "{doubled:?}");
            for layout in LAYOUTS {
                let _ = layout.read_dir(&tree, "");
                let _ = layout.find(&tree);
            }
        }
    }
}
