//! Migrations of views, enums, schemas and whole tables.

use super::change::{forget, fresh};
use super::choices::Choices;
use super::schema::Db::{Maria, Postgres, Sqlite};
use super::schema::{Column, Schema, Table, Ty, literal, some_column, spelt, view};

pub fn drop_view(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if schema.views.is_empty() {
        return None;
    }
    let view = schema.views.remove(c.below(schema.views.len()));
    Some(format!("DROP {} {};", view.kind(), view.name))
}

pub fn change_view(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if schema.views.is_empty() {
        return None;
    }
    let (at, db) = (c.below(schema.views.len()), schema.db);
    let old = schema.views[at].name.clone();
    if db == Postgres && c.once_in(3) {
        schema.views[at].name = "v_new".into();
        return Some(format!("ALTER {} {old} RENAME TO v_new;", schema.views[at].kind()));
    }
    if db == Maria && c.once_in(3) {
        schema.views[at].name = "v_new".into();
        return Some(format!("RENAME TABLE {old} TO v_new;"));
    }
    let mut new = view(schema, ["v_first", "v_second", "v_third"].iter().position(|name| *name == old)?, c)?;
    new.materialized = schema.views[at].materialized;
    let text = match db == Maria && c.once_in(2) {
        true => format!("CREATE OR REPLACE VIEW {} AS {};", new.head(), new.query),
        false => format!("DROP {} {old};\n{}", schema.views[at].kind(), new.create()),
    };
    schema.views[at] = new;
    Some(text)
}

/// Takes a value from the enum, or gives it another name.
pub fn change_mood(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let at = c.below(schema.mood.len());
    let old = schema.mood[at];
    if old == "open" {
        return None;
    }
    let db = schema.db;
    if db == Postgres && c.once_in(2) {
        schema.mood[at] = "shut";
        return Some(format!("ALTER TYPE mood RENAME VALUE '{old}' TO 'shut';"));
    }
    schema.mood.remove(at);
    let holders = schema.tables.iter().flat_map(|table| {
        table
            .columns
            .iter()
            .filter(|column| column.ty == Ty::Mood && column.generated.is_none())
            .map(move |column| (table.called(db), column))
    });
    match db {
        Sqlite => None,
        Maria => Some(
            holders
                .map(|(table, column)| format!("ALTER TABLE {table} MODIFY {};", column.written(db, &schema.mood)))
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        Postgres => {
            let values: Vec<String> = schema.mood.iter().map(|value| format!("'{value}'")).collect();
            let mut lines = vec![
                "ALTER TYPE mood RENAME TO mood_old;".to_owned(),
                format!("CREATE TYPE mood AS ENUM ({});", values.join(", ")),
            ];
            for (table, column) in holders {
                let name = spelt(db, &column.name);
                if column.default {
                    lines.push(format!("ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT;"));
                }
                lines.push(format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE mood USING {name}::text::mood;"));
                if column.default {
                    lines.push(format!("ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {};", literal(Ty::Mood)));
                }
            }
            lines.push("DROP TYPE mood_old;".into());
            Some(lines.join("\n"))
        }
    }
}

/// Two tables take each other's names.
pub fn swap_tables(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let db = schema.db;
    let one = c.below(schema.tables.len());
    let other =
        (0..schema.tables.len()).find(|at| *at != one && schema.tables[*at].schema == schema.tables[one].schema)?;
    let (first, second) = (schema.tables[one].name.clone(), schema.tables[other].name.clone());
    let mut steps = Vec::new();
    for (at, to) in [(one, "middle".to_owned()), (other, first), (one, second)] {
        let from = schema.tables[at].called(db);
        schema.tables[at].name.clone_from(&to);
        // MySQL renames within the schema that it is in, and so do the others.
        steps.push((from, spelt(db, &to)));
    }
    if db == Maria && c.once_in(2) {
        let pairs: Vec<String> = steps.iter().map(|(from, to)| format!("{from} TO {to}")).collect();
        return Some(format!("RENAME TABLE {};", pairs.join(", ")));
    }
    let steps: Vec<String> = steps.iter().map(|(from, to)| format!("ALTER TABLE {from} RENAME TO {to};")).collect();
    Some(steps.join("\n"))
}

/// A copy takes the place of a table, or that of one that is dropped.
pub fn copy_table(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (db, at) = (schema.db, c.below(schema.tables.len()));
    let old = schema.tables[at].clone();
    if old.columns.iter().any(|column| column.generated.is_some()) {
        return None;
    }
    let mut copy = Table { name: "copied".into(), uniques: Vec::new(), foreign: Vec::new(), ..old.clone() };
    let (from, to) = (old.called(db), copy.called(db));
    let make = match c.below(3) {
        0 if db != Sqlite => match db {
            Maria => format!("CREATE TABLE {to} LIKE {from};"),
            _ => {
                copy.primary = false;
                copy.columns.iter_mut().for_each(|column| column.default = false);
                // The key's columns stay required, although it is not copied.
                copy.columns[0].required |= old.primary;
                format!("CREATE TABLE {to} (LIKE {from});")
            }
        },
        1 => {
            copy.primary = false;
            copy.columns.iter_mut().for_each(|column| (column.required, column.default) = (false, false));
            format!("CREATE TABLE {to} AS SELECT * FROM {from};")
        }
        _ => {
            copy.primary = false;
            copy.columns.truncate(2);
            copy.columns.iter_mut().for_each(|column| (column.required, column.default) = (false, false));
            let columns: Vec<String> = copy.columns.iter().map(|column| spelt(db, &column.name)).collect();
            format!("CREATE TABLE {to} AS SELECT {} FROM {from};", columns.join(", "))
        }
    };
    let end = format!("DROP TABLE {from};\nALTER TABLE {to} RENAME TO {};", spelt(db, &old.name));
    copy.name = old.name;
    schema.tables[at] = copy;
    Some(format!("{make}\n{end}"))
}

pub fn drop_schema(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if !schema.tables.iter().any(|table| table.schema == Some("app")) {
        return swap_tables(schema, c);
    }
    schema.tables.retain(|table| table.schema != Some("app"));
    Some("DROP SCHEMA app CASCADE;".into())
}

pub fn rename_schema(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if !schema.tables.iter().any(|table| table.schema == Some("app")) {
        return alter_twice(schema, c);
    }
    for table in schema.tables.iter_mut().filter(|table| table.schema == Some("app")) {
        table.schema = Some("legacy");
    }
    Some("ALTER SCHEMA app RENAME TO legacy;".into())
}

/// The enum goes, and takes the columns that have it along.
pub fn drop_mood(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if schema.db != Postgres {
        return None;
    }
    // Columns follow; what else the migration makes of the type is refused, and the case with it.
    if c.once_in(2) {
        return Some("ALTER TYPE mood RENAME TO feeling;".into());
    }
    for table in &mut schema.tables {
        let gone: Vec<String> =
            table.columns.iter().filter(|column| column.ty == Ty::Mood).map(|column| column.name.clone()).collect();
        gone.iter().for_each(|name| forget(table, name));
    }
    Some("DROP TYPE mood CASCADE;".into())
}

/// MariaDB: a column at a place of its own, a new one or one that moves there.
pub fn place_column(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (at, column) = some_column(schema, c);
    let after = c.once_in(2);
    let word = |table: &Table| match table.columns.first().filter(|_| after) {
        Some(first) => format!("AFTER {}", spelt(Maria, &first.name)),
        None => "FIRST".into(),
    };
    if schema.db != Maria {
        return alter_twice(schema, c);
    }
    let place = usize::from(after);
    if c.once_in(2) {
        let name = fresh(schema, at, Ty::Text, c)?;
        let new = Column { default: true, ..Column::new(&name, Ty::Text) };
        let word = word(&schema.tables[at]);
        let text = format!(
            "ALTER TABLE {} ADD COLUMN {} {word};",
            schema.tables[at].called(Maria),
            new.written(Maria, &schema.mood)
        );
        schema.tables[at].columns.insert(place, new);
        return Some(text);
    }
    if column <= place || schema.tables[at].columns[column].generated.is_some() {
        return None;
    }
    let own = schema.tables[at].columns.remove(column);
    let word = word(&schema.tables[at]);
    let text =
        format!("ALTER TABLE {} MODIFY {} {word};", schema.tables[at].called(Maria), own.written(Maria, &schema.mood));
    schema.tables[at].columns.insert(place, own);
    Some(text)
}

/// Two operations in one statement, or two that may have been done before.
pub fn alter_twice(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (db, (at, column)) = (schema.db, some_column(schema, c));
    if db == Sqlite || column == 0 {
        return None;
    }
    let new = fresh(schema, at, Ty::Int, c)?;
    let table = &mut schema.tables[at];
    let gone = table.columns[column].name.clone();
    let (drop, add) = match c.once_in(2) {
        true => ("DROP COLUMN IF EXISTS", "ADD COLUMN IF NOT EXISTS"),
        false => ("DROP COLUMN", "ADD COLUMN"),
    };
    let new = Column::new(&new, Ty::Int);
    let added = new.written(db, &schema.mood);
    forget(table, &gone);
    table.columns.push(new);
    let drop = format!("{drop} {}", spelt(db, &gone));
    let (first, second) =
        if c.once_in(2) { (format!("{add} {added}"), drop) } else { (drop, format!("{add} {added}")) };
    Some(format!("ALTER TABLE {} {first}, {second};", table.called(db)))
}

/// A column is dropped in a session that has a search path of its own.
pub fn within_path(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let apart = |table: &Table| table.schema == Some("app");
    let Some(at) = schema.tables.iter().position(apart) else { return swap_tables(schema, c) };
    let column = c.below(schema.tables[at].columns.len());
    if schema.tables[at].columns.len() < 2 {
        return None;
    }
    let table = &mut schema.tables[at];
    let name = table.columns[column].name.clone();
    forget(table, &name);
    let back = if schema.path { "app, public" } else { "public" };
    Some(format!(
        "SET search_path TO app;\nALTER TABLE {} DROP COLUMN {};\nSET search_path TO {back};",
        spelt(Postgres, &table.name),
        spelt(Postgres, &name)
    ))
}
