//! `CREATE kind …`: what comes into being, with as much of its shape as the tokens tell.

use std::ops::Range;

use super::checks;
use super::columns::{self, Item};
use crate::model::change::{ChangeKind, ColumnDef, ConstraintKind, CreateTable, Like, SchemaChange};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::Query;
use crate::sql::cursor::{Cursor, range_of, split_commas};
use crate::sql::lexer::TokenKind;
use crate::sql::literal::literal;
use crate::sql::naming::{databases_are_schemas, unnamed_index};

/// Reads a statement that begins with `CREATE`; routines are read by `crate::sql::body`.
pub fn create(mut c: Cursor<'_>) -> Option<Vec<SchemaChange>> {
    let whole = c.whole();
    c.eat("CREATE");
    let or_replace = c.eat("OR REPLACE") || c.eat("OR ALTER");
    let (mut temporary, mut materialized, mut unique) = (false, false, false);
    loop {
        if c.eat_any(&["TEMP", "TEMPORARY"]) {
            temporary = true;
        } else if c.eat("MATERIALIZED") {
            materialized = true;
        } else if c.eat("UNIQUE") {
            unique = true;
        } else if c.is("DEFINER") || c.is("ALGORITHM") {
            // `DEFINER = user@host`, `ALGORITHM = MERGE`
            c.at += 3;
            while c.kind() == Some(TokenKind::Variable) || c.kind() == Some(TokenKind::String) {
                c.at += 1;
            }
            c.group();
        } else if c.eat("SQL SECURITY") {
            c.at += 1;
        } else if !c.eat_any(&[
            "GLOBAL",
            "LOCAL",
            "UNLOGGED",
            "FOREIGN",
            "EXTERNAL",
            "VIRTUAL",
            "RECURSIVE",
            "FULLTEXT",
            "SPATIAL",
            "CLUSTERED",
            "NONCLUSTERED",
            "INVERTED",
            "COLUMNSTORE",
            "LIVE",
            "VECTOR",
            "PRIMARY",
            "XML",
            "TRANSIENT",
        ]) {
            break;
        }
    }
    if c.eat("TABLE") {
        return table(c, whole, temporary);
    }
    if c.eat("VIEW") {
        c.eat("IF NOT EXISTS");
        let object = c.name()?;
        return Some(vec![view(c, object, whole, materialized, or_replace)?]);
    }
    if c.eat("INDEX") {
        return index(c, whole, unique);
    }
    if c.eat("TYPE") || c.eat("DOMAIN") {
        c.eat("IF NOT EXISTS");
        let object = c.name()?;
        let kind = if c.eat("AS ENUM") {
            let group = c.group()?;
            let values = group.iter().filter(|token| token.kind == TokenKind::String).map(|token| {
                let read = literal(c.text, token, c.dialect);
                Ident::at(read.value, true, read.content)
            });
            ChangeKind::CreateEnum { values: values.collect() }
        } else {
            ChangeKind::CreateType
        };
        return Some(vec![SchemaChange { kind, object, range: whole }]);
    }
    if c.eat("SCHEMA") || (databases_are_schemas(c.dialect) && c.eat("DATABASE")) {
        c.eat("IF NOT EXISTS");
        c.eat("AUTHORIZATION");
        let object = c.name()?;
        return Some(vec![SchemaChange { kind: ChangeKind::CreateSchema, object, range: whole }]);
    }
    None
}

fn table(mut c: Cursor<'_>, whole: Range<usize>, temporary: bool) -> Option<Vec<SchemaChange>> {
    let if_not_exists = c.eat("IF NOT EXISTS");
    let object = c.name()?;
    let temporary = temporary || object.name.value.starts_with('#');
    let mut table = CreateTable { if_not_exists, temporary, ..CreateTable::default() };
    let mut indexes = Vec::new();
    if c.eat("ON CLUSTER") {
        c.skip();
    }
    if c.eat("UUID") {
        c.skip();
    }
    table.partition = c.eat("PARTITION OF");
    if table.partition
        || c.eat("LIKE")
        || c.eat("CLONE")
        || (c.is("AS")
            && c.dialect == Dialect::Clickhouse
            && !c.is_any_at(1, &["SELECT", "WITH"])
            && !c.is_punct_at(1, b'(')
            && {
                c.at += 1;
                true
            })
    {
        table.like.extend(c.name().map(Like::from));
    } else if c.eat("USING") {
        // SQLite's virtual tables: the arguments of FTS are its columns.
        let module = c.ident()?;
        let full_text = module.value.to_ascii_lowercase().starts_with("fts");
        for part in c.group().map(|group| split_commas(c.text, group)).unwrap_or_default() {
            let part = c.over(part);
            let option = part.ahead(1).is_some_and(|token| token.kind == TokenKind::Operator);
            if full_text && !option {
                table.columns.extend(columns::column(part));
            }
        }
    }
    if c.is_punct(b'(') {
        let inside = { c }.group().map(|group| c.over(group))?;
        let queried = inside.is("SELECT") || inside.is("WITH");
        let group = c.group()?;
        if queried {
            table.query = select(c.over(group)).map(Box::new);
        } else {
            for (item, part) in columns::items(c, group) {
                match item {
                    Item::Column(column) => {
                        table.columns.push(column);
                        table.constraints.extend(checks::of_column(c.over(part)));
                    }
                    Item::Constraint(constraint) => table.constraints.push(constraint),
                    Item::Index { name, kind, .. } => indexes.push((name, kind, range_of(part))),
                    Item::Like(like) => table.like.push(like),
                    Item::Other => {}
                }
            }
        }
    }
    while !c.done() {
        if c.eat("INHERITS") {
            if let Some(group) = c.group() {
                table.like.extend(c.over(group).names().into_iter().map(Like::from));
            }
        } else if c.is("SELECT") || (c.is("WITH") && c.rest().iter().any(|token| token.is_word(c.text, "SELECT"))) {
            table.query = select(c.over(c.rest())).map(Box::new);
            break;
        } else {
            let group = { c }.group();
            if let Some(group) =
                group.filter(|group| group.first().is_some_and(|token| token.is_word(c.text, "SELECT")))
            {
                table.query = select(c.over(group)).map(Box::new);
            }
            c.skip();
        }
    }
    // SQL Server has no `CREATE TABLE … AS`; elsewhere a table without any shape was not read.
    if table == (CreateTable { if_not_exists, temporary, ..CreateTable::default() }) && c.dialect != Dialect::Clickhouse
    {
        let shaped = c.tokens.iter().any(|token| token.is_punct(c.text, b'(') || token.is_word(c.text, "OF"));
        if !shaped && c.dialect != Dialect::Sqlite {
            return None;
        }
    }
    for constraint in &table.constraints {
        if let ConstraintKind::PrimaryKey { columns } = &constraint.kind {
            let keyed = |column: &ColumnDef| columns.iter().any(|key| key.key(c.dialect) == column.name.key(c.dialect));
            table.columns.iter_mut().filter(|column| keyed(column)).for_each(|column| column.nullable = false);
        }
    }
    let head = whole.start..object.range().end;
    let mut found = vec![SchemaChange { kind: ChangeKind::CreateTable(table), object: object.clone(), range: head }];
    for (name, kind, range) in indexes {
        let index = ObjectName { qualifiers: Vec::new(), name };
        found.push(SchemaChange { kind: kind.on(object.clone()), object: index, range });
    }
    Some(found)
}

fn select(c: Cursor<'_>) -> Option<Query> {
    crate::sql::select(c)
}

/// Reads a view from behind its name.
pub fn view(
    mut c: Cursor<'_>,
    object: ObjectName,
    whole: Range<usize>,
    materialized: bool,
    or_replace: bool,
) -> Option<SchemaChange> {
    if c.eat("ON CLUSTER") {
        c.skip();
    }
    let mut names = Vec::new();
    if c.is_punct(b'(') && c.dialect != Dialect::Clickhouse {
        names = c.idents()?;
    }
    while !c.done() && !c.is("AS") {
        c.skip();
    }
    if !c.eat("AS") {
        return None;
    }
    let mut rest = c.rest();
    for tail in
        ["WITH NO DATA", "WITH DATA", "WITH CHECK OPTION", "WITH LOCAL CHECK OPTION", "WITH CASCADED CHECK OPTION"]
    {
        let words = tail.split(' ').count();
        let Some(at) = rest.len().checked_sub(words) else { continue };
        if c.over(rest.get(at..).unwrap_or_default()).is_phrase(tail) {
            rest = rest.get(..at).unwrap_or_default();
        }
    }
    let query = Box::new(select(c.over(rest))?);
    let kind = ChangeKind::CreateView { query, columns: names, materialized, or_replace };
    let head = whole.start..object.range().end;
    Some(SchemaChange { kind, object, range: head })
}

fn index(mut c: Cursor<'_>, whole: Range<usize>, unique: bool) -> Option<Vec<SchemaChange>> {
    let concurrently = c.eat("CONCURRENTLY") | c.eat("ASYNC");
    let if_not_exists = c.eat("IF NOT EXISTS");
    let name = if c.is("ON") { None } else { c.name() };
    if c.eat("USING") {
        c.at += 1;
    }
    c.eat("ON").then_some(())?;
    c.eat("ONLY");
    let table = c.name()?;
    if c.eat("USING") {
        c.at += 1;
    }
    let parts = columns::index_parts(&mut c).unwrap_or_default();
    let mut predicate = None;
    while !c.done() {
        if c.eat("WHERE") {
            let from = c.at;
            let storage: &[&str] = if c.dialect == Dialect::Mssql { &["WITH", "ON"] } else { &[] };
            while !c.done() && !c.is_any(storage) {
                c.skip();
            }
            predicate = Some(columns::slice(c, c.since(from)));
            break;
        }
        c.skip();
    }
    let object = name.unwrap_or_else(|| unnamed_index(&table, &parts));
    let kind = ChangeKind::CreateIndex { table, columns: parts, unique, predicate, concurrently, if_not_exists };
    Some(vec![SchemaChange { kind, object, range: whole }])
}

/// SQL Server's `SELECT … INTO new FROM …`.
pub fn select_into(c: Cursor<'_>) -> Option<Vec<SchemaChange>> {
    let whole = c.whole();
    let mut c = c;
    while !c.done() && !c.is_any(&["INTO", "FROM"]) {
        c.skip();
    }
    c.eat("INTO").then_some(())?;
    let object = c.name()?;
    let query = super::approximate(c.over(c.tokens)).map(Box::new);
    let temporary = object.name.value.starts_with('#');
    let table = CreateTable { query, temporary, ..CreateTable::default() };
    Some(vec![SchemaChange { kind: ChangeKind::CreateTable(table), object, range: whole }])
}
