//! What runs on SQLite.
//!
//! Triggers are made, as SQLite looks into them when something else changes; they never run, as no row is written. Other files are not attached.

use crate::sql::cursor::Cursor;

use super::{Vetted, at_top, denied_call, head, joined, name_of, refuse, run};

/// Modules that keep their rows in the database.
const MODULES: &[&str] = &["fts3", "fts4", "fts5", "rtree"];
const DENIED: &[&str] =
    &["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "randomblob", "zeroblob"];

pub(super) fn vet(c: &mut Cursor<'_>) -> Vetted {
    let beyond = refuse(format!("{} reaches beyond the tables and views of one file", head(c)));
    if c.eat("PRAGMA") {
        return pragma(c);
    }
    if c.is("VACUUM") {
        let into = at_top(c, 0, &["INTO"]).is_some();
        return if into { refuse("it writes another file") } else { Vetted::Skip };
    }
    if let Some(name) = denied_call(c, |name| DENIED.contains(&name)) {
        return refuse(format!("it calls `{name}`"));
    }
    if c.eat("CREATE") {
        c.eat_any(&["TEMP", "TEMPORARY", "UNIQUE"]);
        return match () {
            () if c.eat("VIRTUAL TABLE") => {
                let using = at_top(c, c.at, &["USING"]).and_then(|at| c.tokens.get(at + 1));
                let module = using.and_then(|token| name_of(c.text, token)).unwrap_or_default();
                if MODULES.contains(&module.as_str()) {
                    run(c, &[])
                } else {
                    refuse(format!("its module is `{module}`"))
                }
            }
            () if c.eat("TABLE") => without_rows(c),
            () if c.is_any(&["INDEX", "TRIGGER", "VIEW"]) => run(c, &[]),
            () => beyond,
        };
    }
    if c.eat_any(&["ALTER", "DROP"]) && c.is_any(&["INDEX", "TABLE", "TRIGGER", "VIEW"]) {
        return run(c, &[]);
    }
    beyond
}

/// What decides how a table is renamed; other settings are left as they are.
fn pragma(c: &mut Cursor<'_>) -> Vetted {
    let name = c.token().and_then(|token| name_of(c.text, token)).unwrap_or_default();
    c.at += 1;
    let value = c.eat_operator("=").then(|| c.token()).flatten().and_then(|token| name_of(c.text, token));
    match (name.as_str(), value.as_deref()) {
        ("writable_schema", _) => refuse("it lets the schema be written by hand"),
        ("legacy_alter_table", Some(value @ ("on" | "off" | "true" | "false"))) => {
            Vetted::Run(format!("PRAGMA legacy_alter_table = {value}"))
        }
        _ => Vetted::Skip,
    }
}

/// `CREATE TABLE … AS SELECT …` without the rows: the query would run.
fn without_rows(c: &mut Cursor<'_>) -> Vetted {
    let Some(query) = at_top(c, c.at, &["AS"]) else { return run(c, &[]) };
    let (Some(before), Some(after)) = (c.tokens.get(..query), c.tokens.get(query + 1..)) else { return run(c, &[]) };
    Vetted::Run(format!("{} AS SELECT * FROM ({}) LIMIT 0", joined(c.text, before), joined(c.text, after)))
}
