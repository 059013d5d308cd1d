//! Rows: which statements touch all of them, what a new column holds in those that are there, and what earlier statements of the release did to them.
//!
//! The edge: how many rows a table has is not known, and a condition counts as one that picks few, but for `true` and a new column that is NULL everywhere.

use std::collections::BTreeSet;
use std::ops::Range;

use super::defaults;
use super::forms::Words;
use super::{Deed, Moment};
use crate::model::change::ColumnDef;
use crate::model::name::Dialect;
use crate::model::operation::{Fact, Operation};
use crate::sql::cursor::{Cursor, split_commas};
use crate::sql::lexer::TokenKind;

/// Words that begin a statement of SQL that changes a table.
const VERBS: &[&str] = &["ALTER", "CREATE", "DROP", "UPDATE", "DELETE", "INSERT", "TRUNCATE", "EXEC"];

/// What the release has done to rows so far. Tables and columns are in lower case.
#[derive(Default)]
pub(super) struct Rows {
    emptied: BTreeSet<String>,
    updated: BTreeSet<String>,
    /// `table.column`
    added: BTreeSet<String>,
    /// Columns, as `table.column`, that the file gave a default, and those that it made NOT NULL.
    defaulted: BTreeSet<String>,
    required: BTreeSet<String>,
    /// Domains that the release makes: nothing has their type yet.
    domains: BTreeSet<String>,
}

impl Rows {
    /// A file begins; `alone`: it is a release of its own.
    pub(super) fn enter(&mut self, alone: bool) {
        self.emptied.clear();
        self.updated.clear();
        self.defaulted.clear();
        self.required.clear();
        if alone {
            self.added.clear();
            self.domains.clear();
        }
    }

    /// What is so of a deed for what was done before it. `table`: what its table is called in the notes.
    pub(super) fn mark(&self, deed: &mut Deed, table: Option<&str>, guarded: &BTreeSet<String>) {
        let Some(table) = table else { return };
        let is_new =
            |column: &str| !self.added.is_empty() && self.added.contains(&format!("{table}.{}", column.to_lowercase()));
        let new_column = deed.column.as_ref().is_some_and(|column| is_new(&column.value));
        let all = deed.names.get("null").is_some_and(|column| is_new(column));
        let domain = matches!(deed.operation, Operation::AlterDomain) && self.domains.contains(table);
        let column = || deed.column.as_ref().map(|column| format!("{table}.{}", column.value.to_lowercase()));
        let of = |set: &BTreeSet<String>| column().is_some_and(|column| set.contains(&column));
        let drops = deed.operation == Operation::DropDefault;
        let required = drops && of(&self.required);
        let dropped = drops && (deed.has(Fact::NotNull) && new_column || required && of(&self.defaulted));
        for (so, fact) in [
            (new_column, Fact::NewColumn),
            (all, Fact::WithoutWhere),
            (dropped, Fact::TransientDefault),
            (required, Fact::NotNull),
            (domain, Fact::NewTable),
            (self.emptied.contains(table), Fact::Emptied),
            (self.updated.contains(table), Fact::Backfilled),
            (guarded.contains(table), Fact::HasPolicy),
        ] {
            if so {
                deed.facts.insert(fact);
            }
        }
    }

    /// A deed is done.
    pub(super) fn done(&mut self, deed: &Deed, table: Option<&str>) {
        let Some(table) = table else { return };
        let all = deed.has(Fact::WithoutWhere);
        let column = || deed.column.as_ref().map(|column| format!("{table}.{}", column.value.to_lowercase()));
        match deed.operation {
            Operation::SetDefault => self.defaulted.extend(column()),
            Operation::SetNotNull => self.required.extend(column()),
            // `MODIFY` says it all again.
            Operation::SetType if deed.has(Fact::NotNull) => self.required.extend(column()),
            Operation::Truncate => drop(self.emptied.insert(table.to_owned())),
            Operation::Delete if all => drop(self.emptied.insert(table.to_owned())),
            Operation::Insert => drop(self.emptied.remove(table)),
            Operation::Update if all || deed.names.contains_key("null") => drop(self.updated.insert(table.to_owned())),
            Operation::CreateDomain => drop(self.domains.insert(table.to_owned())),
            Operation::AddColumn => self.added.extend(column()),
            _ => {}
        }
    }
}

/// Whether a statement about rows says nothing of which: no WHERE of its own, no LIMIT, or a WHERE that is always true.
pub(super) fn all(cursor: Cursor<'_>) -> bool {
    if outside(cursor).any(|at| at.is_any(&["LIMIT", "TOP", "FETCH"])) {
        return false;
    }
    let Some(mut rest) = condition(cursor) else { return true };
    let truth = rest.eat("TRUE") || rest.here() == "1" && !rest.rest().is_empty() && one_is_one(&mut rest);
    truth && ends(rest)
}

fn one_is_one(rest: &mut Cursor<'_>) -> bool {
    rest.at += 1;
    rest.eat_operator("=") && {
        let one = rest.here() == "1";
        rest.at += 1;
        one
    }
}

/// The column of a condition that is only `column IS NULL`.
pub(super) fn only_nulls(cursor: Cursor<'_>) -> Option<String> {
    let mut rest = condition(cursor)?;
    let name = rest.name()?;
    (rest.eat("IS NULL") && ends(rest)).then_some(name.name.value)
}

fn ends(rest: Cursor<'_>) -> bool {
    rest.done() || rest.is_punct(b';') || rest.is("RETURNING") || rest.kind() == Some(TokenKind::Delimiter)
}

fn condition(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let mut at = outside(cursor).find(|at| at.is("WHERE"))?;
    at.eat("WHERE");
    Some(at)
}

/// The places that stand in no brackets.
fn outside(cursor: Cursor<'_>) -> impl Iterator<Item = Cursor<'_>> {
    let mut depth = 0i32;
    (cursor.at..cursor.tokens.len()).map(move |at| Cursor { at, ..cursor }).filter(move |here| {
        depth += i32::from(here.is_punct(b'(')) - i32::from(here.is_punct(b')'));
        depth <= 0
    })
}

/// `ADD COLUMN`: what the rows that are there hold in it, and whether the database takes it at all.
pub(super) fn added(deed: Deed, column: &ColumnDef, moment: &Moment<'_>) -> Deed {
    let words = Words::of(moment.text, &deed.range, moment.dialect);
    let sql = moment.text.get(deed.range.clone()).is_some_and(|text| {
        let first = text.split_whitespace().next().unwrap_or_default();
        VERBS.iter().chain(["ADD", "COLUMN"].iter()).any(|verb| first.eq_ignore_ascii_case(verb))
    });
    // Django fills the rows with the default of the field, or with an empty string, and takes the default away again.
    let django = words.say("AddField");
    let fills =
        ["default", "auto_now", "auto_now_add"].iter().any(|word| words.say(word)) || words.option("blank", "True");
    let required = !column.nullable && !deed.has(Fact::Default);
    let transient = django && required && fills && !words.say("db_default");
    let filled = deed.has(Fact::Generated) || deed.has(Fact::Identity) || deed.has(Fact::Serial);
    let zero = moment.dialect == Dialect::Mysql && required;
    let single_null = moment.dialect == Dialect::Mssql && column.nullable;
    let constant = deed.has(Fact::Default) && !deed.has(Fact::VolatileDefault);
    let unique = column.unique || column.primary_key || django && words.option("unique", "True");
    // SQL Server and MySQL work the default out for each row, be it a function's.
    let one = !filled && (constant || transient || zero || single_null && !deed.has(Fact::Default));
    // What a model is synchronised with is made where it is not there: a table that no migration made may be new.
    let may_be_new = !sql
        && deed.has(Fact::IfNotExists)
        && deed.table.as_ref().and_then(|name| moment.now.table(name)).is_none_or(|table| table.inferred);
    let refused = if sql && moment.dialect == Dialect::Sqlite { sqlite_refuses(&deed, column) } else { None };
    let version = moment.dialect == Dialect::Mssql
        && ["rowversion", "timestamp"].iter().any(|kind| column.data_type.eq_ignore_ascii_case(kind));
    let deed = deed
        .fact_if(version, Fact::Generated)
        .fact_if(sql, Fact::Sql)
        .fact_if(may_be_new, Fact::NewTable)
        .fact_if(unique, Fact::InlineUnique)
        .fact_if(transient, Fact::TransientDefault)
        .fact_if(one, Fact::OneValue);
    match refused {
        Some(why) => deed.fact(Fact::Refused).named("what", why),
        None => deed,
    }
}

/// Why SQLite does not add such a column (`ALTER TABLE ADD COLUMN`, the list of restrictions).
fn sqlite_refuses(deed: &Deed, column: &ColumnDef) -> Option<&'static str> {
    let default = column.default.as_deref().unwrap_or_default().trim();
    let now = ["current_timestamp", "current_time", "current_date"].iter().any(|now| default.eq_ignore_ascii_case(now));
    match () {
        () if column.primary_key => Some("a PRIMARY KEY"),
        () if column.unique => Some("UNIQUE"),
        () if deed.has(Fact::Stored) => Some("a STORED generated column"),
        () if now || default.starts_with('(') && defaults::calls(default) => Some("a default that is not constant"),
        () => None,
    }
}

/// Whether `change_column_null :t, :c, false, 'x'` writes a value into the rows first.
pub(super) fn fills_nulls(range: &Range<usize>, moment: &Moment<'_>) -> bool {
    let words = Words::of(moment.text, range, moment.dialect);
    let cursor = words.cursor();
    let call = (0..cursor.tokens.len()).map(|at| Cursor { at, ..cursor });
    let Some(mut call) = call.into_iter().find(|at| at.is_any(&["change_column_null", "change_null"])) else {
        return false;
    };
    call.at += 1;
    let inside = call.group().map(|inside| call.over(inside)).unwrap_or(call);
    let parts = split_commas(moment.text, inside.rest());
    let last = parts.last().map(|part| inside.over(part));
    let at = parts.iter().position(|part| inside.over(part).is("false"));
    at.is_some_and(|at| at + 2 == parts.len()) && last.is_some_and(|last| !last.is("nil"))
}

/// The tables that a migration's text makes policies for, in lower case.
pub fn guarded(text: &str, dialect: Dialect) -> Vec<String> {
    const LONGEST: usize = 400;
    if dialect != Dialect::Postgres {
        return Vec::new();
    }
    if !text.contains("olicy") && !text.contains("OLICY") {
        return Vec::new();
    }
    let lower = text.to_ascii_lowercase();
    let found = lower.match_indices("policy").filter_map(|(at, word)| {
        let start = at + word.len();
        let end = (start..=text.len().min(start + LONGEST)).rev().find(|end| text.is_char_boundary(*end))?;
        let words = Words::of(text, &(start..end), dialect);
        let mut cursor = words.cursor();
        cursor.eat("IF NOT EXISTS");
        cursor.ident()?;
        cursor.eat("ON").then_some(())?;
        Some(cursor.name()?.name.value.to_lowercase())
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_touch_all_rows() {
        for (sql, expected) in [
            ("SET a = 1", true),
            ("SET a = 1 WHERE b", false),
            ("SET a = (SELECT x FROM u WHERE u.id = t.id)", true),
            ("SET a = 1 WHERE true", true),
            ("SET a = 1 WHERE 1 = 1;", true),
            ("SET a = 1 WHERE 1 = b", false),
            ("SET a = 1 LIMIT 5", false),
            ("TOP (5) t SET a = 1", false),
        ] {
            let words = Words::of(sql, &(0..sql.len()), Dialect::Postgres);
            assert_eq!(all(words.cursor()), expected, "{sql}");
        }
    }

    #[test]
    fn a_condition_of_one_null() {
        for (sql, expected) in [
            ("SET a = 1 WHERE a IS NULL", Some("a")),
            ("SET a = 1 WHERE t.a IS NULL;", Some("a")),
            ("SET a = 1 WHERE a IS NULL AND b", None),
            ("SET a = 1 WHERE a IS NOT NULL", None),
            ("SET a = 1", None),
        ] {
            let words = Words::of(sql, &(0..sql.len()), Dialect::Postgres);
            assert_eq!(only_nulls(words.cursor()).as_deref(), expected, "{sql}");
        }
    }

    #[test]
    fn policies_guard_their_tables() {
        let text = "CREATE POLICY \"own rows\" ON public.Notes FOR ALL; -- a policy on paper\nDROP POLICY x ON y;";
        assert_eq!(guarded(text, Dialect::Postgres), ["notes", "y"]);
        assert!(guarded(text, Dialect::Mysql).is_empty());
    }
}
