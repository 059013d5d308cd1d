//! What runs on MySQL and MariaDB.
//!
//! A name with a database before it reaches another database, where DROP would be for good, so no statement but the query of a view may hold one. Routines, triggers
//! and events are not made; of the engines only those that keep their rows in the server's own folder.

use crate::sql::cursor::{Cursor, unquote};
use crate::sql::lexer::TokenKind;

use super::{Vetted, denied_call, has, head, name_of, refuse, run};

const ENGINES: &[&str] =
    &["aria", "archive", "blackhole", "csv", "heap", "innodb", "memory", "myisam", "rocksdb", "tokudb"];
const DENIED: &[&str] = &[
    "load_file",
    "sleep",
    "benchmark",
    "get_lock",
    "release_lock",
    "release_all_locks",
    "master_pos_wait",
    "master_gtid_wait",
];
const DENIED_WORDS: &[&str] =
    &["DISCARD", "DUMPFILE", "FILE_NAME", "IMPORT", "INFILE", "OUTFILE", "SONAME", "TABLESPACE", "TABLE_TYPE"];
/// What is not made.
const ROUTINES: &[&str] = &["EVENT", "FUNCTION", "PACKAGE", "PROCEDURE", "TRIGGER", "AGGREGATE"];

pub(super) fn vet(c: &mut Cursor<'_>, own: &str) -> Vetted {
    let beyond = refuse(format!("{} reaches beyond the tables and views of one database", head(c)));
    if c.is("SET") || is_routine(*c) {
        return Vetted::Skip;
    }
    if let Some(word) = DENIED_WORDS.iter().find(|word| has(c, word)) {
        return refuse(format!("it says {word}"));
    }
    if let Some(name) = denied_call(c, |name| DENIED.contains(&name) || name.starts_with("sys_")) {
        return refuse(format!("it calls `{name}`"));
    }
    if let Some(why) = outside(c) {
        return refuse(why);
    }
    let (mut without, from) = (Vec::new(), c.at);
    match () {
        () if c.eat("CREATE") => {
            c.eat("OR REPLACE");
            modifiers(c, &mut without);
            if c.is("VIEW") {
                return view(c, own, &without);
            }
            if c.is("TABLE") && fills(c) {
                return refuse("it fills the table with a query, which would run");
            }
            if !c.is_any(&["TABLE", "INDEX", "SEQUENCE"]) {
                return beyond;
            }
        }
        () if c.eat("ALTER") => {
            modifiers(c, &mut without);
            match () {
                () if c.is("VIEW") => return view(c, own, &without),
                () if c.is_any(&["TABLE", "SEQUENCE"]) => {}
                () => return beyond,
            }
        }
        () if c.eat("DROP") => {
            c.eat("TEMPORARY");
            match () {
                () if c.is("PREPARE") => return Vetted::Skip,
                () if c.is_any(&["TABLE", "TABLES", "VIEW", "INDEX", "SEQUENCE"]) => {}
                () => return beyond,
            }
        }
        () if c.eat("RENAME") => {
            if !c.is_any(&["TABLE", "TABLES"]) {
                return beyond;
            }
        }
        () => return beyond,
    }
    match foreign(c, from..c.tokens.len(), own) {
        Some(why) => refuse(why),
        None => run(c, &without),
    }
}

/// Whether it makes, changes or drops what is not made here. Nothing of it is sent, whatever its body holds.
fn is_routine(mut c: Cursor<'_>) -> bool {
    if !c.eat_any(&["CREATE", "ALTER", "DROP"]) {
        return false;
    }
    c.eat("OR REPLACE");
    modifiers(&mut c, &mut Vec::new());
    c.is_any(ROUTINES)
}

/// `TEMPORARY`, `UNIQUE`, `ALGORITHM = MERGE`; a DEFINER is an account of another server and is left out.
fn modifiers(c: &mut Cursor<'_>, without: &mut Vec<std::ops::Range<usize>>) {
    loop {
        let from = c.at;
        if c.eat_any(&["TEMPORARY", "UNIQUE", "FULLTEXT", "SPATIAL", "ONLINE", "OFFLINE", "IGNORE"]) {
            continue;
        }
        if c.eat("ALGORITHM") {
            c.eat_operator("=");
            c.at += 1;
        } else if c.eat("SQL SECURITY") {
            c.at += 1;
        } else if c.eat("DEFINER") {
            while !c.done() && !c.is_any(&["SQL", "VIEW", "ALGORITHM"]) && !c.is_any(ROUTINES) {
                c.at += 1;
            }
            without.push(from..c.at);
        } else {
            return;
        }
    }
}

/// A view may look wherever its account may: it is not read. It stands in the scratch database.
fn view(c: &Cursor<'_>, own: &str, without: &[std::ops::Range<usize>]) -> Vetted {
    let rest = c.rest().iter().position(|token| token.is_word(c.text, "AS"));
    let Some(query) = rest else { return refuse("it has no query") };
    match foreign(c, c.at..c.at + query, own) {
        Some(why) => refuse(why),
        None => run(c, without),
    }
}

/// `CREATE TABLE … SELECT …`, in any of its forms.
fn fills(c: &Cursor<'_>) -> bool {
    let words = |at: usize, word: &str| c.tokens.get(at).is_some_and(|token| token.is_word(c.text, word));
    let mut later = c.at + 1..c.tokens.len();
    has(c, "SELECT") || later.any(|at| words(at, "TABLE") || words(at, "VALUES") && words(at + 1, "ROW"))
}

/// A name with a database before it that is not the scratch database.
fn foreign(c: &Cursor<'_>, range: std::ops::Range<usize>, own: &str) -> Option<String> {
    let tokens = c.tokens.get(range)?;
    let mut before: Option<String> = None;
    for token in tokens {
        let text = token.text(c.text);
        if token.is_punct(c.text, b'.') {
            let name = before.clone().unwrap_or_default();
            if name != own.to_lowercase() {
                return Some(format!("it names the database `{name}`, which is not the scratch database"));
            }
        }
        // `1.5` is a number, and `db.5` or `db.5t` a table of another database.
        let number = token.kind == TokenKind::Number && text.contains('.');
        if number && (before.is_some() && text.starts_with('.') || text.chars().any(char::is_alphabetic)) {
            return Some("it holds a name that looks like a number".to_owned());
        }
        before = name_of(c.text, token);
    }
    None
}

/// Files and other servers that a table may be kept in.
fn outside(c: &Cursor<'_>) -> Option<String> {
    let is = |at: usize, word: &str| c.tokens.get(at).is_some_and(|token| token.is_word(c.text, word));
    let sign = |at: usize| c.tokens.get(at).is_some_and(|token| token.text(c.text) == "=");
    let string = |at: usize| c.tokens.get(at).is_some_and(|token| token.kind == TokenKind::String);
    for at in 0..c.tokens.len() {
        let set = sign(at + 1) || string(at + 1);
        let before = at.checked_sub(1);
        if is(at, "DIRECTORY") && before.is_some_and(|before| is(before, "DATA") || is(before, "INDEX")) {
            return Some("it names a folder of the server".to_owned());
        }
        if is(at, "CONNECTION") && set || is(at, "UNION") && sign(at + 1) {
            return Some("it keeps its rows elsewhere".to_owned());
        }
        let column = ["COLUMN", "ADD", "DROP", "MODIFY", "CHANGE", "AFTER", "RENAME", "TO", "BY", "KEY"];
        let is_column = || before.is_some_and(|before| column.iter().any(|word| is(before, word)));
        if is(at, "ENGINE") && (set || depth(c, at) == 0 && !is_column()) {
            let value = at + if sign(at + 1) { 2 } else { 1 };
            let name = c.tokens.get(value).map(|token| match token.kind {
                TokenKind::String => unquote(token.text(c.text)).to_lowercase(),
                _ => name_of(c.text, token).unwrap_or_default(),
            });
            let name = name.unwrap_or_default();
            if !ENGINES.contains(&name.as_str()) {
                return Some(format!("its engine is `{name}`"));
            }
        }
    }
    None
}

/// In how many brackets a token stands.
fn depth(c: &Cursor<'_>, at: usize) -> usize {
    let before = c.tokens.get(..at).unwrap_or_default();
    let count = |punct: u8| before.iter().filter(|token| token.is_punct(c.text, punct)).count();
    count(b'(').saturating_sub(count(b')'))
}
