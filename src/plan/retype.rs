//! A column gets another type: a second column with the new type, filled by a trigger, takes its name in one step. What the database changes without
//! writing the table anew needs no second column, and SQLite, where one writer holds the whole file anyway, makes the table anew.

use crate::catalog::Column;
use crate::hazard;
use crate::model::name::{Dialect, Ident};

use super::definition::{self, Edit};
use super::restore::{self, Refill};
use super::sync::Sync;
use super::{Check, Migration, Places, Plan, Release, Start, dialect, rename};

pub(super) fn column(start: &Start<'_>, to: &str) -> Result<Plan, String> {
    let column = start.column()?;
    let display = start.display();
    let to = to.trim();
    if to.is_empty() || column.data_type.is_empty() {
        return Err(format!("the type of `{display}` before and after has to be known"));
    }
    start.movable(column)?;
    let both = |title: &str| {
        Release::code(
            title,
            format!("read and write {} as what it is and as {to}", start.name(&column.name)),
            Places::All,
        )
        .wait("until no instance runs older code")
        .back("deploy the old code")
    };
    let (releases, notes) = if hazard::keeps_rows(&column.data_type, to, start.dialect) {
        let name = start.name(&column.name);
        let table = start.table_name();
        let statement = |kind: &str| match start.dialect {
            Dialect::Postgres => format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE {kind}"),
            _ => dialect::nullable(
                start,
                &name,
                &Column { data_type: kind.to_string(), ..column.clone() },
                column.nullable,
            ),
        };
        let label = format!("retype_{}", start.label(&column.name.value));
        let migration = dialect::change(start, label, vec![statement(to)], Vec::new());
        let change = Release::schema("change the type", vec![migration])
            .back("the old type takes a new table: every row has to be looked at");
        (vec![both("take values of both types"), change], Vec::new())
    } else if start.dialect == Dialect::Sqlite {
        let (rebuilt, notes) = definition::rebuild(
            start,
            format!("retype_{}", start.label(&column.name.value)),
            column,
            &Edit::Retype(to.to_string()),
            &[],
        );
        let change = Release::schema("make the table anew", vec![rebuilt])
            .back("the way back of the migration makes it anew with the old type; what CAST cut off is gone")
            .last();
        (vec![both("take values of both types"), change], notes)
    } else {
        swap(start, column, to, both("take values of both types, and fill the new column"))?
    };
    Ok(Plan { title: String::new(), name: display, dialect: start.dialect, releases, notes })
}

fn swap(start: &Start<'_>, column: &Column, to: &str, first: Release) -> Result<(Vec<Release>, Vec<String>), String> {
    let plain = column.name.value.as_str();
    let (next, last) = (format!("{plain}_new"), format!("{plain}_old"));
    start.free(&next)?;
    start.free(&last)?;
    let (name, new, old) = (start.name(&column.name), start.new_name(&next), start.new_name(&last));
    let cast = |row: &str, kind: &str| format!("CAST({row} AS {})", castable(kind, start.dialect));
    let sync = Sync {
        label: start.label(&next),
        old: name.clone(),
        new: vec![(new.clone(), cast(&format!("%{name}"), to))],
        back: cast(&format!("%{new}"), &column.data_type),
    };
    let mut parts = rename::expand(start, &sync, &[(new.clone(), next.clone())], to, plain)?;
    let follower = Column {
        name: Ident::new(&next),
        key: next.clone(),
        data_type: to.to_string(),
        default: None,
        ..column.clone()
    };
    let renamed = Column { name: column.name.clone(), ..follower.clone() };
    let is = |own: &Ident| own.key(start.dialect) == column.key;
    let (copies, notes) =
        dialect::copies(start, column, &|own| if is(own) { new.clone() } else { start.name(own) }, &next);
    parts.migrations.extend(copies);
    parts.notes.extend(notes);
    let table = start.table_name();
    let both = |a: [&str; 2], b: [&str; 2]| match start.dialect {
        Dialect::Mysql => {
            vec![format!("ALTER TABLE {table} RENAME COLUMN {} TO {}, RENAME COLUMN {} TO {}", a[0], a[1], b[0], b[1])]
        }
        _ => [a, b].iter().map(|[from, to]| dialect::rename_column(start, from, to)).collect(),
    };
    let mut up = sync.down(start);
    up.extend(both([&name, &old], [&new, &name]));
    let mut down = both([&name, &new], [&old, &name]);
    let relaxed = !column.nullable && matches!(start.dialect, Dialect::Postgres | Dialect::Mssql);
    if relaxed {
        up.push(dialect::nullable(start, &old, column, true));
    }
    if let Some(default) = &column.default {
        up.push(dialect::set_default(start, &name, default));
        // What gives the new column a value by itself would win over what old code writes.
        down.insert(0, dialect::drop_default(start, &name));
    }
    let differ = match start.dialect {
        Dialect::Mysql => format!("NOT ({new} <=> {})", cast(&name, to)),
        Dialect::Postgres => format!("{new} IS DISTINCT FROM {}", cast(&name, to)),
        _ => format!("NOT EXISTS (SELECT {new} INTERSECT SELECT {})", cast(&name, to)),
    };
    down.push(format!("UPDATE {table} SET {name} = {} WHERE {differ}", cast(&new, &column.data_type)));
    if relaxed {
        down.push(dialect::nullable(start, &name, column, false));
    }
    down.extend(sync.up(start));
    if start.dialect == Dialect::Mysql {
        // What is written between the triggers' end and the new name would be lost.
        up.insert(0, format!("LOCK TABLES {table} WRITE"));
        up.push("UNLOCK TABLES".to_string());
    }
    let swapped = dialect::change(start, format!("swap_{}", start.label(plain)), up, down);
    let mut dropped: Vec<Migration> = Vec::new();
    if !column.nullable {
        dropped.extend(dialect::require(start, &name, &renamed, &cast(&old, to)));
    }
    let up = vec![dialect::drop_column(start, &old)];
    // The swap left the old column without NOT NULL.
    let loose = Column { nullable: true, ..column.clone() };
    let refill = Refill { value: cast(&name, &column.data_type), full: false, then: Vec::new() };
    let down = restore::way_back(start, &loose, &old, Some(refill), &mut parts.notes);
    dropped.push(dialect::change(start, format!("drop_{}", start.label(&last)), up, down));
    parts.notes.push(format!(
        "every value has to fit {to}: `SELECT count({}) FROM {table}` must run without an error before release 1",
        cast(&name, to)
    ));
    let mut first = first.check(Check::Zero(sync.count(start)));
    first.migrations = parts.migrations;
    first.wait = "until no instance runs older code, and the query below answers 0".to_string();
    first.back =
        "deploy the old code and run the way back of each migration, the last first: the old column has everything"
            .to_string();
    let releases = vec![
        first,
        Release::schema("swap the columns", vec![swapped])
            .check(Check::Unused(format!("{}.{last}", start.table.label.written)))
            .wait(format!("until it is certain that {to} stays"))
            .back("the way back of the migration swaps them again and copies what was written meanwhile; a value that does not fit the old type stops it"),
        Release::schema("remove the old column", dropped).back("the old values are gone but for a backup; the way back of the migration fills the column from the new one, as far as it has them").last(),
    ];
    Ok((releases, parts.notes))
}

/// MySQL's CAST has names of its own.
fn castable(kind: &str, dialect: Dialect) -> String {
    let lower = kind.to_ascii_lowercase();
    let head = lower.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    match (dialect, head) {
        (Dialect::Mysql, "int" | "integer" | "bigint" | "smallint" | "tinyint" | "mediumint") => {
            if lower.contains("unsigned") { "UNSIGNED".to_string() } else { "SIGNED".to_string() }
        }
        (Dialect::Mysql, "varchar" | "text" | "longtext" | "mediumtext" | "tinytext") => "CHAR".to_string(),
        (Dialect::Mysql, "timestamp") => "DATETIME".to_string(),
        _ => kind.to_string(),
    }
}
