//! Functions, procedures and triggers. Their bodies are made as queries are; one that the database does not take is left out.

use super::choices::Choices;
use super::schema::Db::{Maria, Postgres, Sqlite};
use super::schema::{Db, Schema, Table, Ty, spelt};
use super::scope::{Scope, Source, Writer};

/// What is called by its name.
#[derive(Clone, Debug)]
pub struct Routine {
    pub name: &'static str,
    /// As in `DROP`.
    pub head: &'static str,
    pub create: String,
    /// The query that calls it and nothing else.
    pub call: String,
    /// In an expression of type `int`.
    pub value: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub struct Trigger {
    pub name: &'static str,
    /// As the table is written, and its name alone.
    pub on: String,
    pub table: String,
    pub create: String,
}

/// What a case has of both, over a schema whose tables and views are there.
pub fn make(schema: &mut Schema, c: &mut Choices<'_>) {
    if schema.db != Sqlite {
        for kind in 0..3 {
            if c.once_in(3) {
                let made = routine(schema, kind, c);
                schema.routines.push(made);
            }
        }
    }
    for name in ["tr_first", "tr_second"] {
        if c.once_in(3)
            && let Some(made) = trigger(schema, name, c)
        {
            schema.triggers.push(made);
        }
    }
}

fn routine(schema: &Schema, kind: usize, c: &mut Choices<'_>) -> Routine {
    let db = schema.db;
    let form = c.below(3);
    let mut writer = Writer::quiet(schema, c);
    match kind {
        0 => {
            let body = writer.scalar(Ty::Int);
            Routine {
                name: "how_many",
                head: "FUNCTION how_many",
                create: function("how_many()", db, form, &body),
                call: "SELECT how_many() AS n".into(),
                value: Some("how_many()"),
            }
        }
        1 => {
            let (text, own, columns) = writer.table();
            writer.scopes.push(Scope { sources: vec![Source { qualifier: own.clone(), columns }], merged: Vec::new() });
            let what = writer.column(Ty::Int).unwrap_or_else(|| "1".into());
            let condition = writer.condition();
            let body = format!("(SELECT max({what}) FROM {text} WHERE {own}.id = wanted AND {condition})");
            Routine {
                name: "total_of",
                head: "FUNCTION total_of",
                create: function("total_of(wanted int)", db, form, &body),
                call: "SELECT total_of(3) AS n".into(),
                value: Some("total_of(7)"),
            }
        }
        _ => {
            let body = match form {
                0 => writer.insert(),
                1 => writer.update(),
                _ => writer.delete(),
            };
            let plpgsql = c.once_in(2);
            let create = match (db, plpgsql) {
                (Maria, false) => format!("CREATE PROCEDURE note_it() {body};"),
                (Maria, true) => format!("CREATE PROCEDURE note_it() BEGIN {body}; END;"),
                (_, true) => {
                    format!("CREATE PROCEDURE note_it() LANGUAGE plpgsql AS $$ BEGIN {body}; END $$;")
                }
                (_, false) => format!("CREATE PROCEDURE note_it() LANGUAGE sql AS $$ {body} $$;"),
            };
            let call = "CALL note_it()".into();
            Routine { name: "note_it", head: "PROCEDURE note_it", create, call, value: None }
        }
    }
}

/// In PostgreSQL a body is a text that is read when it runs, or, in the third form, a query that follows renames.
fn function(head: &str, db: Db, form: usize, body: &str) -> String {
    match (db, form) {
        (Maria, _) => format!("CREATE FUNCTION {head} RETURNS int RETURN {body};"),
        (_, 0) => format!("CREATE FUNCTION {head} RETURNS int LANGUAGE sql AS $$ SELECT {body} $$;"),
        (_, 1) => format!("CREATE FUNCTION {head} RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN {body}; END $$;"),
        _ => format!("CREATE FUNCTION {head} RETURNS int RETURN {body};"),
    }
}

/// One that writes to another table when a row comes, changes or goes, or that sets a column of the row.
fn trigger(schema: &Schema, name: &'static str, c: &mut Choices<'_>) -> Option<Trigger> {
    let db = schema.db;
    let table = c.one(&schema.tables)?.clone();
    let other = schema.tables[c.below(schema.tables.len())].clone();
    let (event, row) = [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")][c.weighted(&[5, 2, 1])];
    let mut watched = String::new();
    if event == "UPDATE" && db != Maria && c.once_in(3) {
        watched = format!(" OF {}", spelt(db, &table.columns[c.below(table.columns.len())].name));
    }
    let before = c.once_in(3);
    let column = table.columns[c.below(table.columns.len())].name.clone();
    let when =
        if db != Maria && c.once_in(5) { Some(format!("{row}.{} IS NOT NULL", spelt(db, &column))) } else { None };
    let body = body(schema, &table, &other, row, before && event != "DELETE", c);
    let on = table.called(db);
    let time = if before { "BEFORE" } else { "AFTER" };
    let condition = when.map(|when| format!(" WHEN ({when})")).unwrap_or_default();
    let head = format!("CREATE TRIGGER {name} {time} {event}{watched} ON {on} FOR EACH ROW{condition}");
    let create = match db {
        Sqlite => format!("{head} BEGIN {body}; END;"),
        Maria => format!("{head} {body};"),
        Postgres => {
            let function = if name == "tr_first" { "run_first" } else { "run_second" };
            let end = format!("RETURN {row};");
            format!(
                "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; {end} END $$;\n{head} EXECUTE FUNCTION {function}();"
            )
        }
    };
    Some(Trigger { name, on, table: table.name, create })
}

fn body(schema: &Schema, table: &Table, other: &Table, row: &str, before: bool, c: &mut Choices<'_>) -> String {
    let db = schema.db;
    let kind = c.below(4);
    let mut writer = Writer::quiet(schema, c);
    let columns = |table: &Table| table.columns.iter().map(|one| (one.name.clone(), one.ty)).collect::<Vec<_>>();
    let own = Source { qualifier: row.to_owned(), columns: columns(table) };
    let free: Vec<_> = other.columns.iter().filter(|one| one.generated.is_none()).cloned().collect();
    if before && db != Sqlite && kind == 0 {
        let set = table.columns.iter().rfind(|one| one.generated.is_none());
        if let Some(set) = set {
            writer.scopes.push(Scope { sources: vec![own], merged: Vec::new() });
            let value = writer.column(set.ty).unwrap_or_else(|| "NULL".into());
            let name = spelt(db, &set.name);
            return if db == Maria {
                format!("SET {row}.{name} = {value}")
            } else {
                format!("{row}.{name} := {value}")
            };
        }
    }
    let into = match db {
        // A trigger of SQLite takes no name with a schema, nor has it one.
        Sqlite => spelt(db, &other.name),
        _ => other.called(db),
    };
    if kind == 1 {
        writer.scopes.push(Scope { sources: vec![own], merged: Vec::new() });
        let names: Vec<String> = free.iter().map(|one| spelt(db, &one.name)).collect();
        let values: Vec<String> = free
            .iter()
            .map(|one| match writer.c.once_in(2) {
                true => writer.column(one.ty).unwrap_or_else(|| writer.literal(one.ty)),
                false => writer.literal(one.ty),
            })
            .collect();
        return format!("INSERT INTO {into} ({}) VALUES ({})", names.join(", "), values.join(", "));
    }
    let target = Source { qualifier: spelt(db, &other.name), columns: columns(other) };
    writer.scopes.push(Scope { sources: vec![target, own], merged: Vec::new() });
    let condition = writer.condition();
    if kind == 2 {
        return format!("DELETE FROM {into} WHERE {condition}");
    }
    let set = free[writer.c.below(free.len())].clone();
    let value = writer.expression(set.ty);
    format!("UPDATE {into} SET {} = {value} WHERE {condition}", spelt(db, &set.name))
}

pub fn drop_trigger(schema: &mut Schema, _: &mut Choices<'_>) -> Option<String> {
    let gone = schema.triggers.pop()?;
    Some(match schema.db {
        Postgres => format!("DROP TRIGGER {} ON {};", gone.name, gone.on),
        _ => format!("DROP TRIGGER {};", gone.name),
    })
}

/// A routine is made again over the schema as it is now.
pub fn change_routine(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if schema.routines.is_empty() {
        return None;
    }
    let at = c.below(schema.routines.len());
    let kind = ["how_many", "total_of", "note_it"].iter().position(|name| *name == schema.routines[at].name)?;
    let replaced = c.once_in(2);
    let new = routine(schema, kind, c);
    let text = match replaced {
        true => new.create.replacen("CREATE ", "CREATE OR REPLACE ", 1),
        false => format!("DROP {};\n{}", new.head, new.create),
    };
    schema.routines[at] = new;
    Some(text)
}
