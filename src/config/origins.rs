//! Where each value of `migcheck.toml` stands: its line, by the path of its key (`database.0.dialect`).

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

/// Deeper tables have no meaning in the file.
const MAX_DEPTH: usize = 6;

/// The lines of all keys of a file that was read without an error; from 1.
pub fn lines(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    if let Ok(table) = DeTable::parse(text) {
        walk(table.get_ref(), "", text, 0, &mut found);
    }
    found
}

fn walk(table: &DeTable<'_>, prefix: &str, text: &str, depth: usize, found: &mut BTreeMap<String, usize>) {
    if depth > MAX_DEPTH {
        return;
    }
    for (key, value) in table {
        let path = format!("{prefix}{}", key.get_ref());
        let before = text.get(..key.span().start).unwrap_or_default();
        found.insert(path.clone(), before.matches('\n').count() + 1);
        match value.get_ref() {
            DeValue::Table(inner) => walk(inner, &format!("{path}."), text, depth + 1, found),
            DeValue::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    if let Some(inner) = item.get_ref().as_table() {
                        walk(inner, &format!("{path}.{at}."), text, depth + 1, found);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_lines() {
        let text = "strict = true\n\n[[database]]\nname = 'a'\n[[database]]\nname = 'b'\n[rules.x]\nlevel = 'note'\n";
        let found = lines(text);
        for (key, line) in
            [("strict", 1), ("database.0.name", 4), ("database.1.name", 6), ("rules.x", 7), ("rules.x.level", 8)]
        {
            assert_eq!(found.get(key), Some(&line), "{key}: {found:?}");
        }
        assert!(lines("= nonsense").is_empty());
    }
}
