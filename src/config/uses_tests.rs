//! What may stand in a uses file, and what is said of what may not.

use super::*;

const WHOLE: &str = r#"{"migcheck-uses": 1, "tool": "0.1.0", "service": "billing", "commit": "4f1c2ab", "day": null, "dirty": false, "dialect": "postgres",
"schema": "code", "tree": "head", "shard": null, "paths": ["app/x.py"], "texts": ["parsed"], "queries": [
{"how": 0, "by": "sql", "tables": [{"name": ["users"], "access": "read", "at": [0, 12, 4, 100, 105]}],
 "columns": [{"name": "\"Email\"", "access": "read", "scopes": [[0]], "clause": "filter", "at": [0, 12, 9, 110, 115]}]}],
"models": [{"table": "users", "column": "email", "access": "read", "by": "member", "certainty": "likely", "why": [[0, null]], "at": [0, 1, 1, 0, 5]}]}"#;

#[test]
fn a_whole_file() {
    let index = parse(WHOLE.as_bytes(), "u.json").unwrap();
    assert_eq!((index.header.service.name.as_str(), index.queries.len(), index.models.len()), ("billing", 1, 1));
    let column = &index.queries[0].query.columns[0];
    assert_eq!((column.column.value.as_str(), column.column.quoted, column.range.clone()), ("Email", true, 1..2));
    assert_eq!(index.queries[0].places[1].range, 110..115);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let other = |from: &str, to: &str| WHOLE.replacen(from, to, 1);
    let cut = WHOLE.get(..200).unwrap().to_owned();
    for (text, expected) in [
        (String::new(), "u.json:1:0: the uses file is cut off"),
        (cut, "cut off"),
        ("{}".to_owned(), "u.json is no uses file"),
        ("[1]".to_owned(), "damaged"),
        ("\u{0}\u{1b}[2J".to_owned(), "u.json:1:1: the uses file is damaged"),
        ("[".repeat(100_000), "damaged"),
        (other("uses\": 1", "uses\": 7"), "has version 7 of the format"),
        (r#"{"migcheck-uses": 2, "all": []}"#.to_owned(), "has version 2 of the format"),
        (r#"{"migcheck-uses": 1, "tool": 3}"#.to_owned(), "u.json:1:30: the uses file is damaged: invalid type"),
        (other("[[0]], \"clause\"", "[[9]], \"clause\""), "`queries[0]`: `\"Email\"` is of no table"),
        (other("[0, 12, 4, 100, 105]", "[5, 12, 4, 100, 105]"), "`queries[0]`: there is no path 5"),
        (other("[0, 12, 4, 100, 105]", "[0, 0, 4, 100, 105]"), "is no place"),
        (other("[0, 12, 4, 100, 105]", "[0, 12, 4, 105, 100]"), "is no place"),
        (other("[0, 12, 4, 100, 105]", "[0, 12, 4, 105, -1]"), "damaged: invalid value"),
        (other("\"how\": 0", "\"how\": 3"), "there is no text 3"),
        (other("\"likely\"", "\"surely\""), "`models[0]`: there is no `surely`"),
        (other("\"postgres\"", "\"oracle\""), "there is no dialect `oracle`"),
        (other("\"shard\": null", "\"shard\": [3, 2]"), "there is no part 3 of 2"),
        (other("[\"users\"]", "[]"), "a table has no name"),
    ] {
        let error = parse(text.as_bytes(), "u.json").expect_err(expected);
        assert!(error.contains(expected), "{error}\n{expected}");
    }
}
