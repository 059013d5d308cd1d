//! The dump of the schema that Rails keeps: `db/schema.rb`, the same language as migrations, or `db/structure.sql`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::reader;
use crate::lang;
use crate::migration::index::{ancestors, file_name, join, parent};
use crate::migration::{Dump, Included, Tree};
use crate::model::name::Dialect;
use crate::sql;

/// The dump beside a folder of migrations.
pub fn of(tree: &dyn Tree, directory: &str, dialect: Dialect) -> Option<Dump> {
    let above = parent(directory);
    let mut names: Vec<String> = Vec::new();
    let declared = |app: &str| super::databases::declared(|path| tree.read(path), app, directory);
    let declared = ancestors(above).find_map(declared);
    match declared.or_else(|| super::own_name(directory)) {
        None => names.extend([join(above, "schema.rb"), join(above, "structure.sql")]),
        Some(own) => {
            let folder = if file_name(directory) == "migrate" { parent(above) } else { above };
            names.extend([join(folder, &format!("{own}_schema.rb")), join(folder, &format!("{own}_structure.sql"))]);
        }
    }
    let found: Vec<(String, Arc<str>)> =
        names.into_iter().filter_map(|path| Some((path.clone(), tree.read(&path)?))).collect();
    // With both, the one that was written last is in use.
    found.into_iter().filter_map(|(path, text)| read(path, text, dialect)).max_by_key(|dump| last(&dump.included))
}

fn last(included: &Included) -> u128 {
    match included {
        Included::UpTo(last) => *last,
        Included::These(all) => all.last().copied().unwrap_or_default(),
    }
}

fn read(path: String, text: Arc<str>, dialect: Dialect) -> Option<Dump> {
    let (statements, included) = if path.ends_with(".rb") {
        let language = lang::of_path(&path)?;
        let facts = (language.parse)(&text, "rb");
        (reader::dump(&facts, dialect), Included::UpTo(version(&text)?))
    } else {
        (sql::read_migration(&text, 0..text.len(), dialect), Included::These(versions(&text)))
    };
    (!statements.is_empty()).then(|| Dump { path: Arc::from(path), text, statements, included })
}

/// `define(version: 2024_03_18_120000)`
fn version(text: &str) -> Option<u128> {
    let at = text.find("version:")?;
    let rest = text.get(at + "version:".len()..)?.trim_start_matches([' ', '"', '\'']);
    let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '_').filter(|c| *c != '_').collect();
    digits.parse().ok()
}

/// The versions that a dump in SQL puts into `schema_migrations` at its end.
fn versions(text: &str) -> BTreeSet<u128> {
    let Some(at) = text.rfind("schema_migrations") else { return BTreeSet::new() };
    let rest = text.get(at..).unwrap_or_default();
    rest.split('\'').skip(1).step_by(2).filter_map(|version| version.parse().ok()).collect()
}
