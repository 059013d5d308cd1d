//! Names that queries give to what they select: `SELECT files.hash AS phash`. A struct that is filled by name may have its columns from there.
//!
//! Goes by the words of the files alone, as the text of a query may be put together; an alias that only repeats the column's name is none.

use std::collections::HashSet;

use crate::orm::{CodeFile, Mapping};

use super::models::KnownTable;

/// Those of the columns that change which the code gives as an alias, in lower case; nothing is read unless a struct without a table asks for it.
pub(super) fn given(mappings: &[Mapping], tables: &[KnownTable], files: &[&CodeFile]) -> HashSet<String> {
    let mut found = HashSet::new();
    let gone: HashSet<String> =
        tables.iter().flat_map(|table| &table.gone).map(|column| column.to_lowercase()).collect();
    if gone.is_empty() || !mappings.iter().any(|mapping| mapping.table.is_none()) {
        return found;
    }
    for file in files.iter().filter(|file| !file.test) {
        found.extend(of_text(&file.source.text).filter(|alias| gone.contains(alias)));
    }
    found
}

fn of_text(text: &str) -> impl Iterator<Item = String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut before = "";
    let mut aliased: Option<&str> = None;
    text.split_whitespace().filter_map(move |word| {
        let of = aliased.take();
        let name = word.trim_start_matches(|c: char| !is_part(c)).split(|c: char| !is_part(c)).next();
        let last = before.trim_end_matches(|c: char| !is_part(c) && c != ')').rsplit(|c: char| !is_part(c)).next();
        if word.eq_ignore_ascii_case("as") {
            aliased = Some(last.unwrap_or_default());
        }
        before = word;
        let name = name.filter(|name| !name.is_empty())?;
        of.filter(|of| !of.eq_ignore_ascii_case(name)).map(|_| name.to_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_queries_give() {
        for (text, expected) in [
            ("\"SELECT f.hash AS phash, max(a) as b\"", vec!["phash", "b"]),
            ("`SELECT u.nick AS nick, \"nick\" AS `nick``", vec![]),
            ("x as", vec![]),
        ] {
            assert_eq!(of_text(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
