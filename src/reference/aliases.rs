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
    let mut words = text.split_whitespace().peekable();
    std::iter::from_fn(move || {
        let word = words.next()?;
        let of = aliased.take();
        let bare = word.trim_start_matches(|c: char| !is_part(c));
        let name = bare.split(|c: char| !is_part(c)).next().unwrap_or_default();
        let last = before.trim_end_matches(|c: char| !is_part(c) && c != ')').rsplit(|c: char| !is_part(c)).next();
        if word.eq_ignore_ascii_case("as") {
            aliased = Some(last.unwrap_or_default());
        }
        before = word;
        // In prose ("mark as removed if …") another word follows; behind an alias the list or the text ends.
        let ends = bare.get(name.len()..).is_some_and(|rest| rest.starts_with([',', '"', '\'', '`', ')', ';', ']']))
            || words
                .peek()
                .is_none_or(|next| next.starts_with([',', ')', '"', '`']) || next.eq_ignore_ascii_case("from"));
        let is_alias = ends && !name.is_empty() && of.is_some_and(|of| !of.eq_ignore_ascii_case(name));
        Some(is_alias.then(|| name.to_lowercase()))
    })
    .flatten()
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
            ("// mark as removed if it exists, a as b\nFROM c", vec!["b"]),
        ] {
            assert_eq!(of_text(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
