//! SQL text → statements → changes; queries → the names they use, with scope.
//!
//! Migrations go through [`read_migration`], SQL inside code through [`read_query`]. The splitter and the recogniser are our own and
//! never fail; `sqlparser` reads each statement alone. It appears nowhere else.

mod body;
pub mod cursor;
mod dynamic;
pub mod lexer;
mod literal;
mod naming;
mod parse;
mod places;
mod prepare;
pub mod query;
mod reader;
mod recognise;
mod routine;
mod rows;
mod signature;
pub(crate) mod split;
pub mod trigger_rows;
mod tsql;

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::model::query::Query;
use parse::statement as parse_statement;

/// Reads the statements of a migration, in order. `range` is the part of `text` to read (a forward section); the ranges of the
/// statements are bytes of `text`.
pub fn read_migration(text: &str, range: Range<usize>, dialect: Dialect) -> Vec<Statement> {
    reader::Reader::new(text, dialect).script(range)
}

/// Moves a statement and all that it holds: for SQL that was read out of a string, to where the string stands.
pub fn move_places(statement: &mut Statement, to: &dyn Fn(Range<usize>) -> Range<usize>) {
    places::statement(statement, to);
}

/// Reads SQL found in code: one or more queries or data changes (`;` between them). Placeholders of drivers (`?`, `$1`, `:name`, `@p`, `%s`, `%(x)s`, `{}`,
/// `{name}`) are understood in every dialect. `None` if it is no SQL statement.
pub fn read_query(text: &str, dialect: Dialect) -> Option<Vec<Query>> {
    query::read_query(text, dialect)
}

/// The query that tokens are, with ranges of their text.
fn select(c: cursor::Cursor<'_>) -> Option<Query> {
    let range = c.whole();
    let read = read_query(c.text.get(range.clone())?, c.dialect).and_then(|mut queries| queries.pop());
    match read {
        Some(mut query) => {
            places::query(&mut query, &|place| place.start + range.start..place.end + range.start);
            Some(query)
        }
        None => recognise::approximate(c),
    }
}

/// Whether a text begins like a statement of SQL that names tables (`select`, `insert`, `update`, `delete`, `with`, `merge`, `replace`, DDL …), leading
/// white space, comments and brackets aside. Cheap: made to be asked of every string literal.
pub fn looks_like_sql(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '(' || c == '\u{feff}' || c == ';');
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else {
            break;
        }
    }
    // `EXPLAIN [ANALYZE] …` is as much a query as what it explains.
    for word in ["explain", "analyze", "verbose"] {
        let (start, after) = rest.split_at_checked(word.len()).unwrap_or(("", rest));
        if start.eq_ignore_ascii_case(word) && after.starts_with(char::is_whitespace) {
            rest = after.trim_start();
        }
    }
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    // A word of prose goes on with a letter, a sign or nothing; a statement needs more behind its first word.
    if word.len() > 8 || !after.starts_with(|c: char| c.is_whitespace() || "(*\"`[/'".contains(c)) {
        return false;
    }
    let first = |words: &[&str]| words.iter().any(|other| word.eq_ignore_ascii_case(other));
    let next = || {
        after
            .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_')
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
            .unwrap_or("")
    };
    let then = |words: &[&str]| {
        let next = next();
        words.iter().any(|other| next.eq_ignore_ascii_case(other))
    };
    if first(&["SELECT", "WITH", "UPDATE", "EXEC", "EXECUTE", "CALL"]) {
        return !after.trim().is_empty();
    }
    if first(&["INSERT", "REPLACE", "MERGE"]) {
        return then(&["INTO", "IGNORE", "OR", "OVERWRITE", "LOW_PRIORITY", "DELAYED", "TABLE"])
            || !first(&["INSERT"]) && contains_word(after, &["USING", "VALUES", "SET"]);
    }
    if first(&["DELETE"]) {
        return contains_word(after, &["FROM"]) || contains_word(after, &["WHERE"]);
    }
    if first(&["ALTER", "CREATE", "DROP", "RENAME"]) {
        return then(&[
            "TABLE",
            "TABLES",
            "VIEW",
            "INDEX",
            "UNIQUE",
            "TYPE",
            "DOMAIN",
            "SCHEMA",
            "FUNCTION",
            "PROCEDURE",
            "PROC",
            "TRIGGER",
            "MATERIALIZED",
            "TEMP",
            "TEMPORARY",
            "OR",
            "SEQUENCE",
            "FOREIGN",
            "DATABASE",
            "EXTENSION",
            "UNLOGGED",
            "GLOBAL",
            "LOCAL",
            "VIRTUAL",
            "CLUSTERED",
            "NONCLUSTERED",
            "FULLTEXT",
            "SPATIAL",
            "IGNORE",
            "POLICY",
            "ROLE",
            "USER",
            "RULE",
            "AGGREGATE",
        ]);
    }
    first(&["TRUNCATE"]) && !after.trim().is_empty() || first(&["REFRESH"]) && then(&["MATERIALIZED"])
}

fn contains_word(text: &str, words: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word)))
}
