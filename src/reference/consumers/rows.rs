//! Rows in files of fixtures and seeds that are named like their table: Rails' `test/fixtures/users.yml`, `seeds/users.json`, and files that hold rows by table.
//!
//! A name proves nothing, so most keys have to be columns of the table. The edge: rows of CSV, and keys in a casing that no model maps.

use std::collections::BTreeMap;

use super::{Consumer, Given, Known, Named, Teller, Worth, is_data};
use crate::lang::data::{Text, Value};
use crate::model::query::Access;
use crate::reference::models::KnownTable;

/// The entry of [`super::CONSUMERS`].
pub const ROWS: Consumer =
    Consumer { name: "rows", claims: |path| is_data(path) && names(path).is_some(), marks: &[], read };

/// Folders that hold rows.
const FOLDERS: &[&str] = &["fixtures", "fixture", "seeds", "seed", "seeders", "seed-data", "seed_data", "seeddata"];

/// Folders whose files are answers of a server rather than rows.
const MOCKS: &[&str] = &["cypress", "playwright", "e2e", "mocks", "__mocks__", "cassettes", "vcr"];

/// What the table of a file in such a folder may be called: `admin/users.yml` is `users` or `admin_users`.
fn names(path: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = path.split('/').collect();
    let (file, folders) = parts.split_last()?;
    if folders.iter().any(|part| MOCKS.contains(&part.to_ascii_lowercase().as_str())) {
        return None;
    }
    let at = folders.iter().rposition(|part| FOLDERS.contains(&part.to_ascii_lowercase().as_str()))?;
    let stem = file.split('.').next()?.to_owned();
    // Files are often numbered for their order: `01_users`.
    let bare = stem.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-')).to_owned();
    let inner = folders.get(at + 1..).unwrap_or_default();
    let joined = (!inner.is_empty()).then(|| format!("{}_{stem}", inner.join("_")));
    Some(joined.into_iter().chain([stem, bare]).collect())
}

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    let file = teller.path().rsplit('/').next().unwrap_or_default().to_owned();
    let named = names(teller.path()).unwrap_or_default();
    let known = teller.known;
    let own = named.iter().find_map(|name| known.table(name));
    for document in documents {
        if let Some(table) = own
            && tell(table, &rows(document), &format!("`{file}`"), teller)
        {
            continue;
        }
        // Rows by table: `{users: [{…}], posts: [{…}]}`
        for (key, value) in document.entries() {
            if let (Some(table), Value::List(_)) = (known.table(&key.value), value) {
                tell(table, &rows(value), &format!("`{}` in `{file}`", key.value), teller);
            }
        }
    }
}

/// The maps of a list, or those that stand under labels.
fn rows(document: &Value) -> Vec<&Value> {
    let labelled = document.entries().iter().filter(|(label, _)| label.value != "_fixture").map(|(_, row)| row);
    labelled.chain(document.items()).filter(|row| !row.entries().is_empty()).collect()
}

fn tell(table: &KnownTable, rows: &[&Value], what: &str, teller: &mut Teller<'_>) -> bool {
    let mut keys: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
    for (key, _) in rows.iter().flat_map(|row| row.entries()).filter(|(key, _)| key.value != "<<") {
        keys.entry(key.value.as_str()).or_default().push(key);
    }
    let columns: Vec<(Vec<&Text>, Option<String>)> =
        keys.into_iter().map(|(key, places)| (places, column(teller.known, table, key))).collect();
    let fits = columns.iter().filter(|(_, column)| column.is_some()).count();
    if fits < 2 || fits * 2 < columns.len() {
        return false;
    }
    let how = format!("{what} is named like the table, and {fits} of its {} keys are columns of it", columns.len());
    let given: Vec<Given> = columns
        .into_iter()
        .filter_map(|(places, name)| Some((places, name?)))
        .flat_map(|(places, name)| {
            places.into_iter().map(move |text| Given { name: name.clone(), ..Given::of(text, Access::Write) })
        })
        .collect();
    teller.columns(&Named::of(table.schema.as_deref(), &table.name, 0..0), given, &how, Worth::Likely);
    true
}

/// The column of a key: of its name, or that a model maps it to, or the key behind an association.
fn column(known: &Known<'_>, table: &KnownTable, key: &str) -> Option<String> {
    let find = |name: &str| table.columns.iter().find(|own| own.eq_ignore_ascii_case(name)).cloned();
    let mapped = || {
        let of_table =
            known.mappings.iter().filter(|mapping| mapping.table.as_ref().is_some_and(|name| table.is(name)));
        let attribute = of_table.flat_map(|mapping| &mapping.attributes).find(|one| one.name == key)?;
        find(&attribute.column)
    };
    find(key).or_else(mapped).or_else(|| find(&format!("{key}_id")))
}
