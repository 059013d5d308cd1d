//! The paths that layouts look at, sifted once: SQL files by folder, and the few files beside them that say which tool or database they are for.
//!
//! Layouts ask the index instead of walking all paths again. It reads a file only when a layout asks what stands in it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::sections::Style;
use super::{MigrationSet, Tree};
use crate::model::name::Dialect;

/// What layouts share while they look at one tree.
pub struct Index<'t> {
    tree: &'t dyn Tree,
    folders: BTreeMap<&'t str, Vec<&'t Arc<str>>>,
    /// Files of code in folders whose names say that they may hold migrations.
    code: BTreeMap<&'t str, Vec<&'t Arc<str>>>,
    markers: HashMap<&'t str, Vec<&'t str>>,
    changelogs: Vec<&'t str>,
    named: Named,
    directory: String,
    styles: RefCell<HashMap<&'t str, Style>>,
}

/// What the user said about where the migrations are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// Nothing: every sign has to be there.
    Nothing,
    /// The directory: whatever is in it are migrations.
    Directory,
    /// The directory and the tool: the signs by which a tool is told from others are not needed.
    Tool,
}

impl<'t> Index<'t> {
    /// All of a tree, but for the folders that hold no migrations of this project ([`is_foreign`]).
    pub fn new(tree: &'t dyn Tree) -> Self {
        Self::build(tree, "", Named::Nothing)
    }

    /// The SQL files at or under `directory` (or the one file that it names).
    pub fn under(tree: &'t dyn Tree, directory: &str, named: Named) -> Self {
        Self::build(tree, directory, named)
    }

    fn build(tree: &'t dyn Tree, directory: &str, named: Named) -> Self {
        let mut index = Self {
            tree,
            folders: BTreeMap::new(),
            code: BTreeMap::new(),
            markers: HashMap::new(),
            changelogs: Vec::new(),
            named,
            directory: directory.to_owned(),
            styles: RefCell::default(),
        };
        // A root changelog that the user named includes others from anywhere.
        let is_root =
            may_be_changelog(directory) && tree.paths().binary_search_by(|known| (**known).cmp(directory)).is_ok();
        let is_jvm =
            tree.paths().iter().any(|path| matches!(file_name(path), "pom.xml" | "build.gradle" | "build.gradle.kts"));
        // Files of one folder mostly stand one after the other.
        let mut asked: Option<(&str, bool)> = None;
        let mut may_hold = |folder: &'t str| match asked {
            Some((known, answer)) if known == folder => answer,
            _ => asked.insert((folder, may_hold_migrations(folder))).1,
        };
        for path in tree.paths() {
            let name = file_name(path);
            if may_be_changelog(name)
                && let Some(inside) = if is_root { Some(&**path) } else { below(path, directory) }
                && !is_foreign(parent(inside))
                && (named != Named::Nothing || is_like_changelog(path, is_jvm))
            {
                index.changelogs.push(path);
            }
            if is_sql(name) {
                if let Some(inside) = below(path, directory)
                    && !is_foreign(parent(inside))
                {
                    index.folders.entry(parent(path)).or_default().push(path);
                }
            } else if is_code(name)
                && let Some(inside) = below(path, directory)
                && (named != Named::Nothing || may_hold(parent(path)) || is_flyway_class(name))
                && !is_foreign(parent(inside))
            {
                index.code.entry(parent(path)).or_default().push(path);
            } else if is_marker(name) {
                index.markers.entry(parent(path)).or_default().push(path);
            }
        }
        index
    }

    /// The folders that hold SQL files, with these files; sorted.
    pub fn folders(&self) -> impl Iterator<Item = (&'t str, &[&'t Arc<str>])> {
        self.folders.iter().map(|(directory, files)| (*directory, files.as_slice()))
    }

    /// The folders that may hold migrations in code with these endings (without the dot), with these files; sorted.
    pub fn code_folders(&self, extensions: &[&str]) -> Vec<(&'t str, Vec<&'t Arc<str>>)> {
        let of_kind =
            |path: &&'t Arc<str>| path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension));
        self.code
            .iter()
            .map(|(folder, files)| (*folder, files.iter().copied().filter(of_kind).collect::<Vec<_>>()))
            .filter(|(_, files)| !files.is_empty())
            .collect()
    }

    /// The SQL files directly in a folder.
    pub fn files(&self, directory: &str) -> &[&'t Arc<str>] {
        self.folders.get(directory).map_or(&[], Vec::as_slice)
    }

    /// The code whose path ends so, in any folder but those of other people's code.
    pub fn ending(&self, end: &str) -> Option<&'t str> {
        let mut paths = self.tree.paths().iter().map(|path| &**path);
        paths.find(|path| path.ends_with(end) && !is_foreign(parent(path)))
    }

    /// The files whose name fits, in any folder but those of other people's code.
    pub fn called(&self, fits: impl Fn(&str) -> bool) -> Vec<&'t str> {
        let paths = self.tree.paths().iter().map(|path| &**path);
        paths.filter(|path| fits(file_name(path)) && !is_foreign(parent(path))).collect()
    }

    /// The files that may be changelogs of Liquibase by their paths.
    pub fn changelogs(&self) -> &[&'t str] {
        &self.changelogs
    }

    /// The files in a folder that say something about a tool or a database.
    pub fn markers(&self, directory: &str) -> &[&'t str] {
        self.markers.get(directory).map_or(&[], Vec::as_slice)
    }

    /// The marker with this name in a folder.
    pub fn marker(&self, directory: &str, name: &str) -> Option<&'t str> {
        self.markers(directory).iter().copied().find(|path| file_name(path) == name)
    }

    /// Whether the tree has this path, whatever it is.
    pub fn has(&self, path: &str) -> bool {
        self.tree.paths().binary_search_by(|known| (**known).cmp(path)).is_ok()
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> Option<Arc<str>> {
        self.tree.read(path)
    }

    /// The user named the directory.
    pub fn directory_is_named(&self) -> bool {
        self.named != Named::Nothing
    }

    /// The user named this very folder, or a file in it.
    pub fn is_named(&self, folder: &str) -> bool {
        self.directory_is_named()
            && (self.directory == folder || (self.has(&self.directory) && parent(&self.directory) == folder))
    }

    /// The user named the tool.
    pub fn tool_is_named(&self) -> bool {
        self.named == Named::Tool
    }

    /// Which tool's directives stand in the files of a folder: known from its first file, or one in the
    /// middle, or its last.
    pub fn style(&self, directory: &'t str) -> Style {
        if let Some(style) = self.styles.borrow().get(directory) {
            return *style;
        }
        let files = self.files(directory);
        let last = files.len().saturating_sub(1);
        let style = files
            .iter()
            .enumerate()
            .filter(|(at, _)| [0, last / 2, last].contains(at))
            .filter_map(|(_, path)| self.read(path))
            .map(|text| Style::of(&text))
            .find(|style| *style != Style::None)
            .unwrap_or(Style::None);
        self.styles.borrow_mut().insert(directory, style);
        style
    }

    /// The nearest manifest at or above a folder that is one of `names`, and what it says.
    pub fn nearest(&self, directory: &str, names: &[&str]) -> Option<(&'t str, Option<Arc<str>>)> {
        ancestors(directory)
            .find_map(|folder| names.iter().find_map(|name| self.marker(folder, name)))
            .map(|path| (path, self.read(path)))
    }

    /// Takes the folders of these sets away from the layouts that come later.
    pub fn claim(&mut self, sets: &[MigrationSet]) {
        for file in sets.iter().flat_map(|set| &set.files) {
            self.folders.remove(parent(&file.path));
            if is_code(file_name(&file.path))
                && let Some(files) = self.code.get_mut(parent(&file.path))
            {
                files.retain(|path| **path != file.path);
            }
        }
    }
}

/// The folder of a path; the root is the empty text.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Two paths, one under the other; `a/../b` and `./` are resolved.
pub fn join(directory: &str, name: &str) -> String {
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// A folder and those above it, up to the root.
pub fn ancestors(directory: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(directory);
    std::iter::from_fn(move || {
        let current = next?;
        next = if current.is_empty() { None } else { Some(parent(current)) };
        Some(current)
    })
}

/// The rest of `path` under `directory`; the file's name if it *is* the path.
pub fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    if directory.is_empty() {
        return Some(path);
    }
    match path.strip_prefix(directory)? {
        "" => Some(file_name(path)),
        rest => rest.strip_prefix('/'),
    }
}

/// A file's name without `.sql` and without the dialect before or after it; and that dialect.
pub fn sql_stem(name: &str) -> (&str, Option<Dialect>) {
    let Some((before, after)) = split_sql(name) else { return (name, None) };
    if let Some(dialect) = after.strip_prefix('.').and_then(Dialect::named) {
        return (before, Some(dialect));
    }
    match before.rsplit_once('.').and_then(|(stem, last)| Some((stem, Dialect::named(last)?))) {
        Some((stem, dialect)) => (stem, Some(dialect)),
        None => (before, None),
    }
}

/// The word in a file's name that names a database: of `1_x.sql.sqlite`, `1_x.sqlite.sql` and `1_x.sqlite.up.sql`.
pub fn dialect_label(name: &str) -> Option<&str> {
    let (before, after) = split_sql(name)?;
    let before = before.strip_suffix(".up").or_else(|| before.strip_suffix(".down")).unwrap_or(before);
    let known = |label: &&str| Dialect::named(label).is_some();
    let after = after.strip_prefix('.').filter(known);
    after.or_else(|| before.rsplit_once('.').map(|(_, last)| last).filter(known))
}

/// The path that the same file would have without the name of a database.
pub fn without_label(path: &str) -> String {
    match dialect_label(file_name(path)) {
        Some(label) => match path.rfind(&format!(".{label}")) {
            Some(at) => [path.get(..at), path.get(at + 1 + label.len()..)].into_iter().flatten().collect(),
            None => path.to_owned(),
        },
        None => path.to_owned(),
    }
}

/// What stands before and after the extension `.sql`, which ends the name or is followed by one more extension.
fn split_sql(name: &str) -> Option<(&str, &str)> {
    if !name.as_bytes().windows(4).any(|part| part.eq_ignore_ascii_case(b".sql")) {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let ends = |at: &usize| matches!(lower.as_bytes().get(at + 4), None | Some(b'.'));
    let at = lower.rmatch_indices(".sql").map(|(at, _)| at).find(ends)?;
    Some((name.get(..at)?, name.get(at + 4..)?))
}

/// Whether a file's name says that it is SQL, of one database or of all.
pub fn is_sql(name: &str) -> bool {
    match split_sql(name) {
        Some((before, "")) => !before.is_empty(),
        Some((_, after)) => after.strip_prefix('.').is_some_and(|last| Dialect::named(last).is_some()),
        None => false,
    }
}

/// A folder of other people's code, of build output or of tests: what is found there is not the project's database.
pub fn is_foreign(directory: &str) -> bool {
    directory.split('/').any(|part| {
        matches!(
            part.to_ascii_lowercase().as_str(),
            "node_modules"
                | "vendor"
                | "third_party"
                | "testdata"
                | "test-data"
                | "test_data"
                | "fixtures"
                | "__fixtures__"
                | "__tests__"
                | "test"
                | "tests"
                | "integrationtest"
                | "integration-test"
                | "integration_test"
                | "testfixtures"
                | "target"
                | "dist"
                | ".sqlx"
        )
    })
}

/// A folder of examples: taken only if there is nothing else.
pub fn is_example(directory: &str) -> bool {
    directory.split('/').any(|part| {
        matches!(
            part.to_ascii_lowercase().as_str(),
            "example" | "examples" | "_examples" | "sample" | "samples" | "demo" | "demos" | "templates" | "docs"
        )
    })
}

/// A file that takes back what another did, by a form of name that no forward migration has: `1_x.down.sql`, `down.sql`.
pub fn is_undo(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let last = sql_stem(&lower).0.rsplit('.').next().unwrap_or("");
    matches!(last, "down" | "undo" | "rollback" | "revert" | "err") || lower.contains(".down.")
}

/// A name that ends like one that takes back (`1_x_down.sql`), which a forward migration may do as well (`7_invoice_rollback.sql`).
pub fn may_undo(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let last = sql_stem(&lower).0.rsplit(['_', '-']).next().unwrap_or("");
    matches!(last, "down" | "undo" | "rollback" | "revert")
}

fn is_marker(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    matches!(
        lower.as_str(),
        "cargo.toml"
            | "go.mod"
            | "mix.exs"
            | "package.json"
            | "gemfile"
            | "pyproject.toml"
            | "pipfile"
            | "pom.xml"
            | "build.gradle"
            | "build.gradle.kts"
            | "migration_lock.toml"
            | "_journal.json"
            | "atlas.sum"
            | "atlas.hcl"
            | "diesel.toml"
            | "dbconfig.yml"
            | "sqlc.yaml"
            | "sqlc.yml"
            | "sqlc.json"
            | "flyway.conf"
            | "flyway.toml"
            | "liquibase.properties"
            | "database.yml"
    ) || lower.starts_with(".env")
        || lower.starts_with("drizzle.config.")
        || (lower.starts_with("requirements") && lower.ends_with(".txt"))
        || lower.ends_with(".prisma")
        || ((lower.starts_with("docker-compose") || lower.starts_with("compose")) && ends(&[".yml", ".yaml"]))
        || (lower.starts_with("application") && ends(&[".yml", ".yaml", ".properties"]))
}

fn may_be_changelog(name: &str) -> bool {
    let is = |known: &[&str], name: &str| known.iter().any(|known| known.eq_ignore_ascii_case(name));
    name.rsplit_once('.').is_some_and(|(_, ending)| is(&["xml", "yml", "yaml", "json"], ending))
        && !is(&["pom.xml", "package.json", "package-lock.json", "tsconfig.json"], name)
}

/// Whether a path looks like that of a changelog, so that it is worth a look into it. Projects for the JVM have them anywhere among their resources.
fn is_like_changelog(path: &str, is_jvm: bool) -> bool {
    let lower = path.to_ascii_lowercase();
    ["liquibase", "changelog", "changeset", "migrat"].iter().any(|word| lower.contains(word))
        || (is_jvm
            && ["resources/", "db/", "database"].iter().any(|word| lower.contains(word))
            && !lower.ends_with(".json"))
}

/// Whether a file is code (or markup) that migrations can be written in.
fn is_code(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        matches!(
            extension,
            "py" | "rb"
                | "js"
                | "mjs"
                | "cjs"
                | "ts"
                | "mts"
                | "cts"
                | "php"
                | "cs"
                | "go"
                | "rs"
                | "ex"
                | "exs"
                | "kt"
                | "java"
                | "xml"
                | "yaml"
                | "yml"
                | "json"
                | "fizz"
        )
    })
}

/// `V12__x.java`: Flyway takes classes of any package.
fn is_flyway_class(name: &str) -> bool {
    (name.ends_with(".java") || name.ends_with(".kt"))
        && name
            .strip_prefix('V')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains("__"))
}

/// Whether a folder's path says that it may hold migrations.
fn may_hold_migrations(folder: &str) -> bool {
    let lower = folder.to_ascii_lowercase();
    ["migrat", "alembic", "alteration", "changelog", "versions", "liquibase", "evolutions"]
        .iter()
        .any(|word| lower.contains(word))
        || matches!(file_name(parent(&lower)), "delta" | "deltas")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let cases = [
            ("a.sql", ("a", None)),
            ("a.sql.sqlite", ("a", Some(Dialect::Sqlite))),
            ("a.postgres.sql", ("a", Some(Dialect::Postgres))),
            ("a.up.sql", ("a.up", None)),
        ];
        for (name, expected) in cases {
            assert_eq!(sql_stem(name), expected, "{name}");
        }
        assert!(is_sql("a.SQL") && is_sql("a.sql.pg") && !is_sql("a.sql.py") && !is_sql(".sql") && !is_sql("a.sqlite"));
        for name in ["1.down.sql", "down.sql", "v1.err.sql", "1.undo.sql", "1_x.down.sql.sqlite"] {
            assert!(is_undo(name), "{name}");
        }
        assert!(!is_undo("1_breakdown.sql") && !is_undo("1.up.sql") && !is_undo("1_rollback.sql"));
        assert!(may_undo("1_rollback.sql") && !may_undo("1_breakdown.sql"));
        assert_eq!(join("a/b", "../c/./d.sql"), "a/c/d.sql");
        assert_eq!(ancestors("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(below("a/b.sql", "a"), Some("b.sql"));
        assert_eq!(below("ab/b.sql", "a"), None);
    }
}
