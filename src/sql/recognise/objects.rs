//! `DROP kind …`, `ALTER kind …` for everything but tables, and the renames that are statements of their own.

use std::ops::Range;

use crate::model::change::{ChangeKind, ColumnAction, SchemaChange};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql::cursor::{Cursor, split_commas};
use crate::sql::lexer::{TokenKind, lex};
use crate::sql::literal::literal;
use crate::sql::naming::databases_are_schemas;

fn change(kind: ChangeKind, object: ObjectName, range: Range<usize>) -> SchemaChange {
    SchemaChange { kind, object, range }
}

/// `DROP kind [CONCURRENTLY] [IF EXISTS] name, … [CASCADE]`. One name: the range is the statement; several: that of each name.
pub fn drop(mut c: Cursor<'_>) -> Option<Vec<SchemaChange>> {
    let whole = c.whole();
    c.eat("DROP");
    c.eat("TEMPORARY");
    c.eat("FOREIGN TABLE");
    let materialized = c.eat("MATERIALIZED");
    let database = c.is("DATABASE") && databases_are_schemas(c.dialect);
    let kind = [
        "TABLE",
        "TABLES",
        "VIEW",
        "INDEX",
        "TYPE",
        "DOMAIN",
        "SCHEMA",
        "FUNCTION",
        "PROCEDURE",
        "PROC",
        "ROUTINE",
        "TRIGGER",
        "OWNED",
    ]
    .into_iter()
    .find(|kind| c.is(kind));
    let kind = if database { Some("SCHEMA") } else { kind };
    let foreign = kind.is_none() && c.at > 2;
    let kind = if foreign { "TABLE" } else { kind? };
    if !foreign {
        c.at += 1;
    }
    if kind == "OWNED" {
        return Some(Vec::new());
    }
    let concurrently = c.eat("CONCURRENTLY");
    let if_exists = c.eat("IF EXISTS");
    let cascade = c.tokens.last().is_some_and(|token| token.is_word(c.text, "CASCADE"));
    let mut found = Vec::new();
    loop {
        let from = c.at;
        let Some(mut object) = c.name() else { break };
        let mut end = 0;
        let kind = match kind {
            "TABLE" | "TABLES" => ChangeKind::DropTable { if_exists, cascade },
            "VIEW" => ChangeKind::DropView { if_exists, cascade, materialized },
            "TYPE" | "DOMAIN" => ChangeKind::DropType { if_exists, cascade },
            "SCHEMA" => ChangeKind::DropSchema { if_exists, cascade },
            "INDEX" => {
                let mut table = None;
                if c.eat("ON") {
                    table = c.name();
                } else if c.kind() == Some(TokenKind::Variable) && c.here().starts_with('@') {
                    // CockroachDB: `table@index`
                    let range = c.token()?.range();
                    let index = Ident::at(c.here().trim_start_matches('@'), false, range.start + 1..range.end);
                    table = Some(std::mem::replace(&mut object, ObjectName { qualifiers: Vec::new(), name: index }));
                    c.at += 1;
                } else if c.dialect == Dialect::Mssql && !object.qualifiers.is_empty() {
                    let name = object.name.clone();
                    table = ObjectName::from_parts(std::mem::take(&mut object.qualifiers));
                    object = ObjectName { qualifiers: Vec::new(), name };
                }
                ChangeKind::DropIndex { table, concurrently, if_exists, cascade }
            }
            "TRIGGER" => {
                let table = if c.eat("ON") && !c.is("ALL") { c.name() } else { None };
                ChangeKind::DropTrigger { table, if_exists }
            }
            other => {
                end = c.at;
                c.group();
                ChangeKind::DropFunction { if_exists, cascade, procedure: other.starts_with("PROC") }
            }
        };
        let named = Cursor { at: if end > 0 { end } else { c.at }, ..c };
        found.push(change(kind, object, named.since(from)));
        if !c.eat_punct(b',') {
            break;
        }
    }
    if let [only] = found.as_mut_slice() {
        only.range = whole;
    }
    (!found.is_empty()).then_some(found)
}

/// `ALTER kind name …`; `None` where nothing follows from it, or it is not known.
pub fn alter(mut c: Cursor<'_>) -> Option<Vec<SchemaChange>> {
    let whole = c.whole();
    c.eat("ALTER");
    if c.eat("MATERIALIZED VIEW") || c.eat("VIEW") {
        return view(c, whole);
    }
    if c.eat("TYPE") || c.eat("DOMAIN") {
        return alter_type(c);
    }
    if c.eat("INDEX") {
        c.eat("IF EXISTS");
        let mut object = c.name()?;
        let mut table = None;
        if c.kind() == Some(TokenKind::Variable) && c.here().starts_with('@') {
            let range = c.token()?.range();
            let index = Ident::at(c.here().trim_start_matches('@'), false, range.start + 1..range.end);
            table = Some(std::mem::replace(&mut object, ObjectName { qualifiers: Vec::new(), name: index }));
            c.at += 1;
        }
        if c.eat("RENAME TO") {
            return Some(vec![change(ChangeKind::RenameIndex { table, to: c.ident()? }, object, whole)]);
        }
        return Some(Vec::new());
    }
    if c.is("DATABASE") || c.is("ROLE") || c.is("USER") {
        return usual_path(c, whole);
    }
    if c.eat("SCHEMA") {
        if c.dialect == Dialect::Mssql {
            // `ALTER SCHEMA to TRANSFER [OBJECT::] from.name`
            let to = c.ident()?;
            if !c.eat("TRANSFER") {
                return None;
            }
            if c.eat("OBJECT") || c.eat("TYPE") {
                c.eat_operator("::");
            }
            return Some(vec![change(ChangeKind::SetSchema { to }, c.name()?, whole)]);
        }
        let object = c.name()?;
        if c.eat("RENAME TO") {
            let kind = ChangeKind::RenameSchema { to: c.ident()? };
            return Some(vec![change(kind, object, whole)]);
        }
        return Some(Vec::new());
    }
    if c.eat_any(&["FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE"]) {
        let object = c.name()?;
        c.group();
        if c.eat("RENAME TO") {
            return Some(vec![change(ChangeKind::RenameFunction { to: c.name()? }, object, whole)]);
        }
        if c.eat("SET SCHEMA") {
            return Some(vec![change(ChangeKind::SetSchema { to: c.ident()? }, object, whole)]);
        }
        return Some(Vec::new());
    }
    None
}

fn view(mut c: Cursor<'_>, whole: Range<usize>) -> Option<Vec<SchemaChange>> {
    c.eat("IF EXISTS");
    let object = c.name()?;
    let from = c.at;
    if c.eat("RENAME TO") {
        let to = c.name()?;
        return Some(vec![change(ChangeKind::RenameView { to }, object, whole)]);
    }
    if c.eat("RENAME") {
        c.eat("COLUMN");
        let old = c.ident()?;
        c.eat("TO").then_some(())?;
        let to = c.ident()?;
        return Some(vec![change(ChangeKind::RenameColumn { from: old, to }, object, c.since(from))]);
    }
    if c.eat("SET SCHEMA") {
        let to = c.ident()?;
        return Some(vec![change(ChangeKind::SetSchema { to }, object, whole)]);
    }
    // `ALTER VIEW v AS SELECT …` is a new view under the old name.
    if c.rest().iter().any(|token| token.is_word(c.text, "AS")) {
        return super::create::view(c, object, whole, false, true).map(|change| vec![change]);
    }
    Some(Vec::new())
}

fn alter_type(mut c: Cursor<'_>) -> Option<Vec<SchemaChange>> {
    let object = c.name()?;
    let mut found = Vec::new();
    for part in split_commas(c.text, c.rest()) {
        let mut c = c.over(part);
        let range = c.whole();
        let if_exists = |c: &mut Cursor<'_>| c.eat("IF EXISTS");
        let value = |c: &mut Cursor<'_>| -> Option<Ident> {
            let token = c.token()?;
            c.at += 1;
            match token.kind {
                TokenKind::String => {
                    let read = literal(c.text, token, c.dialect);
                    Some(Ident::at(read.value, true, read.content))
                }
                _ => crate::sql::cursor::ident_of(c.text, token, c.dialect),
            }
        };
        let kind = if c.eat("RENAME VALUE") {
            let from = value(&mut c)?;
            c.eat("TO").then_some(())?;
            ChangeKind::RenameEnumValue { from, to: value(&mut c)? }
        } else if c.eat("ADD VALUE") {
            c.eat("IF NOT EXISTS");
            ChangeKind::AddEnumValue { value: value(&mut c)? }
        } else if c.eat("RENAME TO") {
            ChangeKind::RenameType { to: c.name()? }
        } else if c.eat("RENAME ATTRIBUTE") {
            let from = c.ident()?;
            c.eat("TO").then_some(())?;
            ChangeKind::RenameColumn { from, to: c.ident()? }
        } else if c.eat("DROP ATTRIBUTE") {
            let if_exists = if_exists(&mut c);
            let column = c.ident()?;
            ChangeKind::DropColumn { column, if_exists, cascade: c.eat("CASCADE") }
        } else if c.eat("ALTER ATTRIBUTE") {
            let column = c.ident()?;
            c.eat("SET DATA");
            c.eat("TYPE");
            ChangeKind::AlterColumn {
                column,
                action: ColumnAction::SetType { data_type: super::columns::data_type(&mut c) },
            }
        } else if c.eat("SET SCHEMA") {
            ChangeKind::SetSchema { to: c.ident()? }
        } else {
            continue;
        };
        found.push(change(kind, object.clone(), range));
    }
    Some(found)
}

/// `RENAME TABLE a TO b, c TO d`, from behind these words.
pub fn rename_tables(mut c: Cursor<'_>) -> Option<Vec<SchemaChange>> {
    let mut found = Vec::new();
    loop {
        c.eat("IF EXISTS");
        let from = c.at;
        let object = c.name()?;
        if !c.eat("TO") {
            return None;
        }
        let to = c.name()?;
        found.push(change(ChangeKind::RenameTable { to }, object, c.since(from)));
        if !c.eat_punct(b',') {
            return Some(found);
        }
    }
}

/// `sp_rename 'dbo.t.c', 'd', 'COLUMN'` and `sp_refreshview 'dbo.v'`, from behind `EXEC`.
pub fn sp_rename(mut c: Cursor<'_>, whole: Range<usize>) -> Option<Vec<SchemaChange>> {
    let procedure = c.name()?.name.value.to_ascii_lowercase();
    let refreshes = matches!(procedure.as_str(), "sp_refreshview" | "sp_refreshsqlmodule");
    if procedure != "sp_rename" && !refreshes {
        return None;
    }
    let mut arguments = Vec::new();
    for part in split_commas(c.text, c.rest()) {
        let mut part = c.over(part);
        if part.kind() == Some(TokenKind::Variable) && part.ahead(1).is_some_and(|token| token.text(c.text) == "=") {
            part.at += 2;
        }
        arguments.push(part);
    }
    let what = arguments
        .get(2)
        .and_then(|part| string(*part))
        .map(|(value, _)| value.to_ascii_uppercase())
        .unwrap_or_default();
    let (_, place) = string(*arguments.first()?)?;
    let tokens = lex(c.text, place, Dialect::Mssql);
    let object = Cursor::new(c.text, &tokens, Dialect::Mssql).name()?;
    if refreshes {
        return Some(vec![change(ChangeKind::RefreshView, object, whole)]);
    }
    let (to, to_range) = string(*arguments.get(1)?)?;
    let quoted = to.starts_with('[');
    let to = Ident::at(if quoted { crate::sql::cursor::unquote(&to) } else { to }, quoted, to_range);
    let inside = |object: ObjectName| {
        let name = object.name;
        Some((ObjectName::from_parts(object.qualifiers)?, name))
    };
    let same_place = |to: Ident| ObjectName { qualifiers: Vec::new(), name: to };
    Some(match what.as_str() {
        "COLUMN" => {
            let (table, from) = inside(object)?;
            vec![change(ChangeKind::RenameColumn { from, to }, table, whole)]
        }
        "INDEX" => {
            let (table, name) = inside(object)?;
            vec![change(ChangeKind::RenameIndex { table: Some(table), to }, same_place(name), whole)]
        }
        "" | "OBJECT" => vec![change(ChangeKind::RenameTable { to: same_place(to) }, object, whole)],
        "USERDATATYPE" => vec![change(ChangeKind::RenameType { to: same_place(to) }, object, whole)],
        _ => Vec::new(),
    })
}

fn string(c: Cursor<'_>) -> Option<(String, Range<usize>)> {
    let token = c.token()?;
    match token.kind {
        TokenKind::String => {
            let read = literal(c.text, token, c.dialect);
            Some((read.value, read.content))
        }
        TokenKind::Quoted | TokenKind::Word => Some((token.text(c.text).to_owned(), token.range())),
        _ => None,
    }
}

/// `ALTER DATABASE d SET search_path TO a, b`, or of a role; what else is altered changes nothing.
fn usual_path(mut c: Cursor<'_>, whole: Range<usize>) -> Option<Vec<SchemaChange>> {
    let of_role = !c.eat("DATABASE") && c.eat_any(&["ROLE", "USER"]);
    let Some(object) = c.name() else { return Some(Vec::new()) };
    if c.eat("IN DATABASE") {
        c.name();
    }
    if !c.eat("SET SEARCH_PATH") || !(c.eat("TO") || c.eat_operator("=")) {
        return Some(Vec::new());
    }
    let mut schemas = Vec::new();
    while let Some((value, range)) = string(c) {
        c.at += 1;
        let quoted = value.starts_with('"');
        // A text may hold several.
        for one in if quoted { vec![value.trim_matches('"')] } else { value.split(',').collect() } {
            let one = one.trim().trim_matches('"');
            if !one.is_empty() && !one.starts_with('$') && !one.eq_ignore_ascii_case("default") {
                schemas.push(Ident::at(one, quoted, range.clone()));
            }
        }
        if !c.is_punct(b',') {
            break;
        }
        c.at += 1;
    }
    Some(vec![change(ChangeKind::UsualSearchPath { schemas, of_role }, object, whole)])
}

/// `SET search_path TO a, b`, from behind these words; an empty path changes nothing.
pub fn search_path(mut c: Cursor<'_>, whole: Range<usize>) -> Option<Vec<SchemaChange>> {
    if !c.eat("TO") {
        c.eat_operator("=");
    }
    let (value, range) = string(c)?;
    let name = Ident::at(value.trim_matches('"'), value.starts_with('"'), range);
    if name.value.is_empty() || name.value.eq_ignore_ascii_case("default") {
        return Some(Vec::new());
    }
    let object = ObjectName { qualifiers: Vec::new(), name };
    Some(vec![change(ChangeKind::SetSearchPath, object, whole)])
}
