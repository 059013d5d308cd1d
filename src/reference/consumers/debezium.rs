//! Debezium's connectors, as JSON, YAML or properties: lists of tables and columns that are captured, masked or made a key.
//!
//! The lists hold regular expressions over whole names; only those that mean one name are read. What is left out or masked breaks nothing when it goes, but under a
//! new name it is captured in plain text.

use super::{Consumer, Given, Named, Teller, Worth, is_data};
use crate::lang::data::{Text, Value};
use crate::model::query::Access;

/// The entry of [`super::CONSUMERS`].
pub const DEBEZIUM: Consumer = Consumer {
    name: "debezium",
    claims: |path| is_data(path) || path.ends_with(".properties"),
    marks: &["io.debezium."],
    read,
};

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    for document in documents {
        document.walk(&mut |value| {
            let is = |key: &str| value.word(key).is_some_and(|class| class.starts_with("io.debezium."));
            if is("connector.class") {
                connector(value, teller);
            } else if is("class")
                && let Some(config) = value.get("config")
            {
                connector(config, teller);
            }
            true
        });
    }
}

fn connector(config: &Value, teller: &mut Teller<'_>) {
    for (key, value) in config.entries() {
        // The names of the older releases.
        let key = key.value.replace("whitelist", "include.list").replace("blacklist", "exclude.list");
        let Some(text) = value.as_text() else { continue };
        let how = format!("Debezium's `{key}` names it");
        match key.as_str() {
            "table.include.list" => {
                for parts in entries(text, teller) {
                    if let Some(table) = table(&parts) {
                        teller.columns(&table, [], &how, Worth::Likely);
                    }
                }
            }
            "column.include.list" => columns(text, &how, Worth::Likely, teller),
            "column.exclude.list" => columns(text, &how, Worth::OnlyRenames, teller),
            _ if key.starts_with("column.mask.") || key.starts_with("column.truncate.") => {
                columns(text, &how, Worth::OnlyRenames, teller);
            }
            "message.key.columns" => message_keys(text, &how, teller),
            _ if key.starts_with("snapshot.select.statement.overrides.") => drop(teller.sql(text, &how)),
            _ => {}
        }
    }
}

/// A part of a dotted name, with where it stands in the text.
type Part = (String, std::ops::Range<usize>);

/// The names of a list, each by its parts; regular expressions that mean several are left out.
fn entries(text: &Text, teller: &Teller<'_>) -> Vec<Vec<Part>> {
    let mut found = Vec::new();
    let mut start = 0;
    for entry in text.value.split(',') {
        if !entry.contains(['*', '+', '?', '(', '[', '|', '$', '^']) {
            found.push(parts(text, start, entry, teller));
        }
        start += entry.len() + 1;
    }
    found
}

/// `public\.users` by its parts.
fn parts(text: &Text, start: usize, entry: &str, teller: &Teller<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = start;
    for part in entry.split('.') {
        let name = part.trim().trim_end_matches('\\');
        let from = at + part.len() - part.trim_start().len();
        parts.push((name.to_owned(), teller.part(text, from..from + name.len())));
        at += part.len() + 1;
    }
    parts
}

fn table(parts: &[Part]) -> Option<Named> {
    let ((name, range), before) = parts.split_last()?;
    Some(Named::of(before.last().map(|(schema, _)| schema.as_str()), name, range.clone()))
}

fn columns(text: &Text, how: &str, worth: Worth, teller: &mut Teller<'_>) {
    for parts in entries(text, teller) {
        let Some(((name, range), before)) = parts.split_last() else { continue };
        let Some(table) = table(before) else { continue };
        let given = Given { name: name.clone(), range: range.clone(), access: Access::Read };
        teller.columns(&table, [given], how, worth);
    }
}

/// `public.users:id,email;public.orders:id`
fn message_keys(text: &Text, how: &str, teller: &mut Teller<'_>) {
    let mut start = 0;
    for entry in text.value.split(';') {
        if let Some((of, names)) = entry.split_once(':')
            && let Some(table) = table(&parts(text, start, of, teller))
        {
            let mut at = start + of.len() + 1;
            for name in names.split(',') {
                let from = at + name.len() - name.trim_start().len();
                let range = teller.part(text, from..from + name.trim().len());
                let given = Given { name: name.trim().to_owned(), range, access: Access::Read };
                teller.columns(&Named { name: table.name.clone(), range: 0..0 }, [given], how, Worth::Likely);
                at += name.len() + 1;
            }
        }
        start += entry.len() + 1;
    }
}
