//! Files of the project that its migrations call into, and that are no migrations: `require_relative "migration_helper"`, and the file of a module that is handed the
//! table (`Helpers::Migration.timestamps(self)`).

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::migration::Helper;
use crate::migration::index::{Index, file_name, join, parent};

/// So many files are read for them.
const MOST: usize = 8_000;

/// The files that migrations with these paths and texts call into.
pub fn of(index: &Index<'_>, migrations: &[(Arc<str>, Arc<str>)]) -> Vec<Helper> {
    let own: BTreeSet<&str> = migrations.iter().map(|(path, _)| &**path).collect();
    let mut paths: BTreeSet<String> = BTreeSet::new();
    let mut modules: BTreeSet<&str> = BTreeSet::new();
    for (path, text) in migrations {
        paths.extend(required(text).map(|name| join(parent(path), &format!("{}.rb", name.trim_end_matches(".rb")))));
        modules.extend(handed(text));
    }
    let mut found: Vec<Helper> = Vec::new();
    for path in paths.iter().filter(|path| !own.contains(path.as_str())) {
        if let Some(text) = index.read(path) {
            found.push(Helper { path: Arc::from(path.as_str()), text });
        }
    }
    let declares = |text: &str, module: &str| {
        text.lines().any(|line| {
            let mut words = line.split_whitespace();
            matches!(words.next(), Some("module" | "class"))
                && words.next().is_some_and(|name| name.rsplit("::").next() == Some(module))
        }) && text.contains("def ")
    };
    modules.retain(|module| !found.iter().any(|helper| declares(&helper.text, module)));
    if modules.is_empty() {
        return found;
    }
    let is_test = |path: &str| path.split('/').any(|part| matches!(part, "spec" | "test" | "tests" | "features"));
    let mut others = index.called(|name| name.ends_with(".rb"));
    others.retain(|path| !is_test(path) && !own.contains(path));
    // Code that is shared stands in `lib` more often than not.
    others.sort_by_key(|path| (!path.contains("migrat"), !path.split('/').any(|part| part == "lib"), file_name(path)));
    for path in others.into_iter().take(MOST) {
        let Some(text) = index.read(path) else { continue };
        let declared = modules.iter().filter(|module| text.contains(**module) && declares(&text, module)).count();
        if declared > 0 && WORDS.iter().any(|word| text.contains(word)) {
            found.push(Helper { path: Arc::from(path), text });
        }
    }
    found
}

/// What a file that helps with migrations has in it.
const WORDS: &[&str] = &[
    ".index",
    ".primary_key",
    ".column",
    ".foreign_key",
    ".String",
    ".Integer",
    ".DateTime",
    ".add_",
    ".drop_",
    "alter_table",
    "create_table",
];

/// The files that a text requires by their place.
fn required(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix("require_relative")?;
        let rest = rest.trim_start_matches([' ', '(']);
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    })
}

/// The modules whose functions a text hands `self`.
fn handed(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let line = line.trim_start();
        let at = line.find("(self").or_else(|| line.find(" self"))?;
        let (path, _) = line.get(..at)?.rsplit_once('.')?;
        let path = path.rsplit([' ', '(', '=']).next()?;
        let module = path.rsplit("::").next()?;
        (module.starts_with(|c: char| c.is_ascii_uppercase()) && module != "Sequel").then_some(module)
    })
}
