//! Calls that name a table and its columns in arguments of their own: `insert(table="users", values={"email": x})`, `db.update({ table: "users", set: … })`.
//!
//! A helper around SQL, whatever the project calls it: its name has to say that it reads or writes, and the table has to be a plain name.

use std::ops::Range;

use crate::lang::facts::{Entry, Expr, ExprKind, Key};
use crate::model::query::{Access, InsertUse, Query};
use crate::orm::naming;
use crate::sql::query::FragmentKind;

use super::builder::{Reading, named_tables};
use super::fold::Folded;
use super::sql_use::Scope;

/// Reads a call, if it is one of these.
pub(super) fn read<'a>(expr: &'a Expr, scope: &Scope<'a, '_>) -> Option<(Query, Folded)> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let name = callee.last_name()?;
    let is_table = |key: Option<&str>| key.is_some_and(|key| TABLE.contains(&key));
    let of_map = |entry: &Entry| matches!(&entry.key, Key::Name(key) if is_table(Some(key)));
    let has_table = args.iter().any(|arg| match (&arg.name, &arg.value.kind) {
        (None, ExprKind::Map(entries)) => entries.iter().any(of_map),
        (name, _) => is_table(name.as_deref()),
    });
    if !has_table {
        return None;
    }
    let verb = naming::words(name);
    let says = |list: &[&str]| verb.iter().any(|word| list.contains(&word.as_str()));
    if !says(READS) && !says(WRITES) || says(SCHEMA) {
        return None;
    }
    let mut parts: Vec<(&str, &'a Expr, Range<usize>)> = Vec::new();
    for arg in args {
        match (&arg.name, &arg.value.kind) {
            (Some(name), _) => parts.push((name, &arg.value, arg.name_range.clone())),
            (None, ExprKind::Map(entries)) => parts.extend(entries.iter().filter_map(|entry| match &entry.key {
                Key::Name(name) => Some((name.as_str(), &entry.value, entry.key_range.clone())),
                _ => None,
            })),
            _ => {}
        }
    }
    let (_, table, _) = parts.iter().find(|(name, ..)| TABLE.contains(name))?;
    let access = if says(WRITES) { Access::Write } else { Access::Read };
    let tables = named_tables(table, scope, access);
    let [(table, from)] = &tables[..] else { return None };
    let mut reading = Reading::of(table.clone(), from);
    let mut given = Vec::new();
    for (name, value, _) in &parts {
        let words = naming::words(name).concat();
        if KEYED.contains(&words.as_str()) {
            let access = if words.contains("value") || words == "set" { access } else { Access::Read };
            let keys = reading.keys(value, scope, access);
            if says(&["insert"]) && words.contains("value") {
                given.extend(keys);
            }
            if words == "where" {
                reading.each_text(value, scope, FragmentKind::Condition, access);
            }
        } else if LISTED.contains(&words.as_str()) {
            reading.each_text(value, scope, FragmentKind::SelectList, Access::Read);
        }
    }
    if !given.is_empty() {
        let range = reading.query.tables[0].range.clone();
        reading.query.inserts.push(InsertUse {
            table: 0,
            columns: Some(given),
            values: None,
            defaults: Vec::new(),
            range,
        });
    }
    Some((reading.query, reading.text))
}

const TABLE: &[&str] = &["table", "table_name", "tableName", "tablename"];
const READS: &[&str] = &["select", "fetch", "query", "count", "find", "exists"];
const WRITES: &[&str] = &["insert", "update", "delete", "upsert", "replace"];
/// A call that changes the schema, or only registers that it will, is none of the code's queries.
const SCHEMA: &[&str] =
    &["register", "create", "drop", "index", "column", "constraint", "background", "migrate", "schema", "trigger"];
/// Arguments whose keys are columns.
const KEYED: &[&str] =
    &["values", "keyvalues", "updatevalues", "insertionvalues", "set", "where", "data", "row", "conditions", "filters"];
/// Arguments whose strings are columns.
const LISTED: &[&str] =
    &["columns", "column", "retcols", "retcol", "fields", "keynames", "valuenames", "keys", "returning", "keycolumn"];
