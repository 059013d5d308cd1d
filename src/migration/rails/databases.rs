//! `config/database.yml`: which adapter a database has, and which folders hold its migrations. It is read line by line, so that the ERB in it disturbs
//! nothing.

use std::sync::Arc;

use super::super::dialect;
use crate::migration::index::{Index, join};
use crate::model::name::Dialect;

/// The database beside the main one whose `migrations_paths` name this folder.
pub(super) fn declared(read: impl Fn(&str) -> Option<Arc<str>>, app: &str, root: &str) -> Option<String> {
    let text = read(&join(app, "config/database.yml"))?;
    let own = root.strip_prefix(app).unwrap_or(root).trim_start_matches('/');
    paths(&text).into_iter().find(|(_, path)| path == own).map(|(name, _)| name)
}

/// Every folder of `migrations_paths` with the block that it stands in; those of the main database are left out.
fn paths(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut blocks: Vec<(usize, &str)> = Vec::new();
    let mut listing = false;
    for line in text.lines() {
        let plain = line.trim();
        if plain.is_empty() || plain.starts_with(['#', '<']) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        if let Some(item) = plain.strip_prefix("- ").filter(|_| listing) {
            found.extend(of_block(&blocks, item));
            continue;
        }
        let Some((key, value)) = plain.split_once(':') else { continue };
        blocks.retain(|(outer, _)| *outer < indent);
        listing = key == "migrations_paths";
        if listing {
            let value = value.split(" #").next().unwrap_or(value).trim();
            found.extend(of_block(&blocks, value));
        } else if value.trim().is_empty() || value.trim().starts_with('&') {
            blocks.push((indent, key));
        }
    }
    found
}

/// The folders of a value, with the block around it. An environment is no database: it stands at the edge.
fn of_block(blocks: &[(usize, &str)], value: &str) -> Vec<(String, String)> {
    let Some((_, name)) = blocks.last().filter(|(indent, name)| *indent > 0 && *name != "primary") else {
        return Vec::new();
    };
    value
        .trim_matches(['[', ']'])
        .split(',')
        .map(|path| path.trim().trim_matches(['"', '\'']).trim_end_matches('/'))
        .filter(|path| !path.is_empty() && !path.contains("<%"))
        .map(|path| ((*name).to_owned(), path.to_owned()))
        .collect()
}

/// What `config/database.yml` says: the adapter of a database, or the only one in the file.
pub(super) fn configured(index: &Index<'_>, app: &str, name: Option<&str>) -> Option<(Dialect, String)> {
    ["database.yml", "database.yml.example", "database.example.yml", "database.yml.sample"].iter().find_map(|file| {
        let path = join(app, &format!("config/{file}"));
        let text = index.read(&path)?;
        let dialect = adapter(&text, name)?;
        Some((dialect, format!("`{path}`")))
    })
}

/// The adapter in a block of the file, or the only one that the file names.
fn adapter(text: &str, name: Option<&str>) -> Option<Dialect> {
    let value = |line: &str| {
        let word = line.trim().strip_prefix("adapter:")?.trim();
        let word = word.split(['#', ' ']).next().unwrap_or(word).trim_matches(['"', '\'']);
        match word {
            "postgis" => Some(Dialect::Postgres),
            "mysql2" | "trilogy" => Some(Dialect::Mysql),
            other => dialect::provider(other).or_else(|| Dialect::named(other.trim_end_matches("_makara"))),
        }
    };
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let name = name.unwrap_or("primary");
    if let Some(head) = lines.find(|line| line.trim().strip_suffix(':') == Some(name)) {
        let own = lines.take_while(|line| line.trim().is_empty() || indent(line) > indent(head)).find_map(value);
        if own.is_some() {
            return own;
        }
    }
    let mut all: Vec<Dialect> = text.lines().filter_map(value).collect();
    all.dedup();
    match all[..] {
        [only] => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::paths;

    #[test]
    fn folders_belong_to_their_database() {
        let text = "default: &default\n  adapter: <%= ENV[\"A\"] %>\n<% if x %>\nproduction:\n  primary:\n    <<: *default\n    migrations_paths: db/migrate\n  stats:\n    migrations_paths: \"db/numbers\" # own\n  logs:\n    migrations_paths:\n      - db/logs\n      - <%= x %>\n    database: y\n<% end %>\n";
        let found: Vec<String> = paths(text).into_iter().map(|(name, path)| format!("{name}={path}")).collect();
        assert_eq!(found, ["stats=db/numbers", "logs=db/logs"]);
    }
}
