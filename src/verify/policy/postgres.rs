//! What runs on PostgreSQL.
//!
//! Functions are made without their bodies: what reads or writes files or other servers stands in one sooner or later, and no query needs a body to be prepared.
//! Statements that do not run in a transaction lose the word that is in the way.

use crate::sql::cursor::Cursor;
use crate::sql::lexer::TokenKind;

use super::{Vetted, at_top, denied_call, has, head, joined, kept, name_of, refuse, run};

/// Functions that reach files, other servers, other sessions, settings, or run a text as SQL.
const DENIED: &[&str] = &["set_config", "ts_stat", "ts_rewrite", "xpath_table", "connectby", "currtid", "currtid2"];
const DENIED_PREFIXES: &[&str] = &[
    "pg_",
    "lo_",
    "dblink",
    "crosstab",
    "binary_upgrade",
    "postgres_fdw",
    "cursor_to_",
    "database_to_",
    "query_to_",
    "schema_to_",
    "table_to_",
];
/// They look like the ones above, and only compute.
const PLAIN: &[&str] = &["pg_typeof", "pg_column_size", "pg_size_pretty"];

/// Objects of which names are made.
const OBJECTS: &[&str] = &["DOMAIN", "INDEX", "MATERIALIZED VIEW", "SCHEMA", "SEQUENCE", "TABLE", "TYPE", "VIEW"];
const ROUTINES: &[&str] = &["FUNCTION", "PROCEDURE", "ROUTINE"];
/// What hangs on tables and says nothing of names.
const HANGING: &[&str] = &["CONSTRAINT TRIGGER", "POLICY", "RULE", "STATISTICS", "TRIGGER"];

pub(super) fn vet(c: &mut Cursor<'_>) -> Vetted {
    let beyond = refuse(format!("{} reaches beyond tables, views and types", head(c)));
    if c.text.to_ascii_lowercase().contains("u&\"") {
        return refuse("it names something by the numbers of its letters");
    }
    if c.eat("SET") {
        return setting(c);
    }
    if c.is_any(&["RESET", "VACUUM"]) {
        return Vetted::Skip;
    }
    if has(c, "TABLESPACE") {
        return refuse("it names a tablespace");
    }
    let called = |name: &str| {
        let prefixed = DENIED_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) && !PLAIN.contains(&name);
        prefixed || DENIED.contains(&name) || name.ends_with("_to_xml") || name.ends_with("_to_xmlschema")
    };
    if let Some(name) = denied_call(c, called) {
        return refuse(format!("it calls `{name}`, which may reach beyond the database"));
    }
    if computes_bounds(c) {
        return refuse("it computes the bounds of a partition, which would run");
    }
    if c.eat("CREATE") {
        return create(c, beyond);
    }
    if c.is_phrase("ALTER DOMAIN") && !has(c, "RENAME") && !has(c, "SCHEMA") {
        return Vetted::Skip;
    }
    if c.is_any(&["ALTER", "DROP"]) {
        let drops = c.is("DROP");
        c.at += 1;
        if HANGING.iter().any(|one| c.is_phrase(one)) || c.is_phrase("DEFAULT PRIVILEGES") {
            return Vetted::Skip;
        }
        if ROUTINES.iter().any(|one| c.is(one)) {
            let named = drops || has(c, "RENAME") || at_top(c, c.at, &["SCHEMA"]).is_some();
            return if named { run(c, &[]) } else { Vetted::Skip };
        }
        if !OBJECTS.iter().any(|one| c.is_phrase(one)) {
            return beyond;
        }
        let owner = at_top(c, c.at, &["OWNER"]);
        if owner.is_some_and(|at| c.tokens.get(at + 1).is_some_and(|next| next.is_word(c.text, "TO"))) {
            return Vetted::Skip;
        }
        return run(c, &concurrently(c));
    }
    beyond
}

/// `SET search_path` alone, and to no schema of the system: names would mean something else then.
fn setting(c: &mut Cursor<'_>) -> Vetted {
    c.eat_any(&["LOCAL", "SESSION"]);
    if !c.eat("search_path") || !(c.eat("TO") || c.eat_operator("=")) {
        return Vetted::Skip;
    }
    let names = c.rest().iter().all(|token| match token.kind {
        TokenKind::Punct => token.is_punct(c.text, b','),
        TokenKind::String => !token.text(c.text).to_ascii_lowercase().contains("pg_"),
        _ => name_of(c.text, token).is_some_and(|name| !name.starts_with("pg_")),
    });
    if names { run(c, &[]) } else { Vetted::Skip }
}

/// The words that keep a statement out of a transaction.
fn concurrently(c: &Cursor<'_>) -> Vec<std::ops::Range<usize>> {
    let at = at_top(c, 0, &["CONCURRENTLY"]).or_else(|| at_top(c, 0, &["FINALIZE"]));
    at.map(|at| at..at + 1).into_iter().collect()
}

fn create(c: &mut Cursor<'_>, beyond: Vetted) -> Vetted {
    c.eat("OR REPLACE");
    while c.eat_any(&["GLOBAL", "LOCAL", "RECURSIVE", "TEMP", "TEMPORARY", "UNIQUE", "UNLOGGED"]) {}
    if HANGING.iter().any(|one| c.is_phrase(one)) {
        return Vetted::Skip;
    }
    match () {
        () if c.eat("TABLE") => without_rows(c),
        () if c.eat("MATERIALIZED VIEW") => without_rows(c),
        () if c.is("INDEX") => run(c, &concurrently(c)),
        () if c.eat("DOMAIN") => domain(c),
        () if c.is_any(&["SCHEMA", "SEQUENCE", "VIEW"]) => run(c, &[]),
        () if c.eat("TYPE") => {
            c.name();
            if c.is("AS") { run(c, &[]) } else { refuse("it makes a base type") }
        }
        () if c.is_any(ROUTINES) => routine(c).map_or_else(|| refuse("its head was not understood"), Vetted::Run),
        () => beyond,
    }
}

/// A domain without its conditions: those of a default run as soon as a column is added.
fn domain(c: &Cursor<'_>) -> Vetted {
    let end = at_top(c, c.at, &["CHECK", "CONSTRAINT", "DEFAULT", "NOT", "NULL"]).unwrap_or(c.tokens.len());
    run(c, std::slice::from_ref(&(end..c.tokens.len())))
}

/// Whether a function stands in `FOR VALUES IN (…)` and the like: it would be called, whatever it does.
fn computes_bounds(c: &Cursor<'_>) -> bool {
    let pair = |words: [&str; 2]| {
        let mut pairs = c.tokens.windows(2);
        pairs.position(|pair| pair[0].is_word(c.text, words[0]) && pair[1].is_word(c.text, words[1]))
    };
    let Some(bounds) = pair(["FOR", "VALUES"]).and_then(|at| c.tokens.get(at + 2..)) else { return false };
    bounds.windows(2).any(|pair| {
        let name = name_of(c.text, &pair[0]).filter(|_| pair[1].is_punct(c.text, b'('));
        name.is_some_and(|name| {
            !matches!(name.as_str(), "in" | "from" | "to" | "with" | "by" | "range" | "list" | "hash")
        })
    })
}

/// A table or a materialized view that is not filled: what fills it would run.
fn without_rows(c: &mut Cursor<'_>) -> Vetted {
    let Some(query) = at_top(c, c.at, &["AS"]) else { return run(c, &[]) };
    if c.tokens.get(query + 1).is_some_and(|next| next.is_word(c.text, "EXECUTE")) {
        return refuse("it is filled by a statement that was prepared before");
    }
    let ends = |words: &[&str]| {
        let tail = c.tokens.len().checked_sub(words.len()).and_then(|from| c.tokens.get(from..));
        tail.is_some_and(|tail| tail.iter().zip(words).all(|(token, word)| token.is_word(c.text, word)))
    };
    let end = c.tokens.len();
    match () {
        () if ends(&["WITH", "NO", "DATA"]) => run(c, &[]),
        () if ends(&["WITH", "DATA"]) => Vetted::Run(kept(c, std::slice::from_ref(&(end - 2..end))) + " WITH NO DATA"),
        () => Vetted::Run(kept(c, &[]) + " WITH NO DATA"),
    }
}

/// The head of a function or procedure over a body that does nothing.
fn routine(c: &mut Cursor<'_>) -> Option<String> {
    const ENDS: &[&str] = &[
        "AS",
        "BEGIN",
        "CALLED",
        "COST",
        "EXTERNAL",
        "IMMUTABLE",
        "LANGUAGE",
        "LEAKPROOF",
        "NOT",
        "PARALLEL",
        "RETURN",
        "ROWS",
        "SECURITY",
        "SET",
        "STABLE",
        "STRICT",
        "SUPPORT",
        "TRANSFORM",
        "VOLATILE",
        "WINDOW",
    ];
    let procedure = c.is("PROCEDURE");
    c.at += 1;
    let from = c.at;
    c.name()?;
    c.group()?;
    if c.eat("RETURNS") {
        while !c.done() && !c.is_any(ENDS) {
            c.skip();
        }
    }
    let signature = joined(c.text, c.tokens.get(from..c.at)?);
    let tail = c.rest();
    // An index over it wants to know.
    let volatility =
        ["IMMUTABLE", "STABLE"].into_iter().find(|word| tail.iter().any(|token| token.is_word(c.text, word)));
    let (kind, volatility) = match (procedure, volatility) {
        (true, _) => ("PROCEDURE", String::new()),
        (false, word) => ("FUNCTION", word.map(|word| format!(" {word}")).unwrap_or_default()),
    };
    Some(format!(
        "CREATE OR REPLACE {kind} {signature} LANGUAGE plpgsql{volatility} AS 'BEGIN RAISE EXCEPTION ''migcheck runs no functions''; END'"
    ))
}
