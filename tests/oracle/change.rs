//! Migrations: what is done to a schema, as a person would write it for the database.

use super::choices::Choices;
use super::objects::{change_routine, drop_trigger};
use super::schema::Db::{Maria, Postgres, Sqlite};
use super::schema::{Column, NEW_COLUMNS, NEW_TABLES, Schema, TABLES, Table, Ty, same, some_column, spelt, unique};
use super::whole::{
    alter_twice, change_mood, change_view, copy_table, drop_mood, drop_schema, drop_view, place_column, rename_schema,
    swap_tables, within_path,
};

/// What comes up, and how often.
const KINDS: [(usize, Change); 33] = [
    (14, drop_column),
    (10, rename_column),
    (5, drop_table),
    (5, rename_table),
    (6, add_column),
    (4, add_required),
    (3, set_required),
    (3, drop_default),
    (4, drop_and_add),
    (4, rename_and_add),
    (3, swap),
    (3, chain),
    (3, rename_table_and_make),
    (4, drop_unique),
    (3, drop_view),
    (3, change_view),
    (4, change_mood),
    (5, rebuild),
    (2, move_table),
    (2, make_table),
    (2, drop_primary),
    (3, add_generated),
    (3, drop_two),
    (3, swap_tables),
    (2, copy_table),
    (2, drop_schema),
    (2, rename_schema),
    (1, drop_mood),
    (3, place_column),
    (3, alter_twice),
    (3, within_path),
    (2, drop_trigger),
    (3, change_routine),
];

type Change = fn(&mut Schema, &mut Choices<'_>) -> Option<String>;

/// Reads one change out of numbers, makes it to the schema, and answers with its SQL; nothing where it does not fit.
pub fn change(schema: &mut Schema, numbers: &[u16]) -> String {
    let mut c = Choices::new(numbers);
    let kind = c.weighted(&KINDS.map(|(weight, _)| weight));
    if schema.tables.is_empty() {
        return String::new();
    }
    KINDS[kind].1(schema, &mut c).unwrap_or_default()
}

fn cascade(schema: &Schema, c: &mut Choices<'_>) -> &'static str {
    if schema.db == Postgres && c.once_in(3) { " CASCADE" } else { "" }
}

pub fn forget(table: &mut Table, name: &str) {
    table.foreign.retain(|(column, _)| column != name);
    table.columns.retain(|column| column.name != name);
    table.uniques.retain(|unique| !unique.columns.iter().any(|column| column == name));
}

fn drop_column(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (table, column) = some_column(schema, c);
    let end = cascade(schema, c);
    let word = if c.once_in(6) { "" } else { "COLUMN " };
    let db = schema.db;
    let table = &mut schema.tables[table];
    if table.columns.len() < 2 {
        return None;
    }
    let name = table.columns[column].name.clone();
    let bound = db == Maria && table.foreign.iter().any(|(own, _)| *own == name);
    let first = if bound { format!("DROP FOREIGN KEY {}, ", table.foreign_name(0)) } else { String::new() };
    forget(table, &name);
    Some(format!("ALTER TABLE {} {first}DROP {word}{}{end};", table.called(db), spelt(db, &name)))
}

fn drop_two(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if schema.db == Sqlite {
        return drop_column(schema, c);
    }
    let (table, column) = some_column(schema, c);
    let (db, table) = (schema.db, &mut schema.tables[table]);
    let other =
        table.columns.iter().map(|own| own.name.clone()).rev().find(|own| *own != table.columns[column].name)?;
    if table.columns.len() < 3 {
        return None;
    }
    let name = table.columns[column].name.clone();
    forget(table, &name);
    forget(table, &other);
    Some(format!(
        "ALTER TABLE {} DROP COLUMN {}, DROP COLUMN {};",
        table.called(db),
        spelt(db, &name),
        spelt(db, &other)
    ))
}

/// A name that the table has not, of the same type.
pub fn fresh(schema: &Schema, table: usize, ty: Ty, c: &mut Choices<'_>) -> Option<String> {
    let has = |name: &str| schema.tables[table].has(schema.db, name);
    let free: Vec<&str> =
        NEW_COLUMNS.iter().filter(|(name, own)| *own == ty && !has(name)).map(|(name, _)| *name).collect();
    c.one(&free).map(|name| (*name).to_owned())
}

fn renamed(schema: &mut Schema, table: usize, old: &str, new: &str) -> String {
    let (db, table) = (schema.db, &mut schema.tables[table]);
    for column in &mut table.columns {
        for name in [Some(&mut column.name), column.generated.as_mut()].into_iter().flatten() {
            if *name == old {
                *name = new.to_owned();
            }
        }
    }
    let foreign = table.foreign.iter_mut().map(|(column, _)| column);
    for name in table.uniques.iter_mut().flat_map(|unique| &mut unique.columns).chain(foreign) {
        if *name == old {
            *name = new.to_owned();
        }
    }
    format!("ALTER TABLE {} RENAME COLUMN {} TO {};", table.called(db), spelt(db, old), spelt(db, new))
}

fn rename_column(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (table, column) = some_column(schema, c);
    let own = schema.tables[table].columns[column].clone();
    let new = fresh(schema, table, own.ty, c)?;
    let text = renamed(schema, table, &own.name, &new);
    if schema.db == Maria && own.generated.is_none() && c.once_in(3) {
        let column = Column { name: new, ..own.clone() };
        let table = schema.tables[table].called(Maria);
        return Some(format!(
            "ALTER TABLE {table} CHANGE {} {};",
            spelt(Maria, &own.name),
            column.written(Maria, &schema.mood)
        ));
    }
    Some(text)
}

fn drop_table(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if schema.tables.len() < 2 {
        return None;
    }
    let table = schema.tables.remove(c.below(schema.tables.len()));
    let end = cascade(schema, c);
    let word = if c.once_in(4) { "IF EXISTS " } else { "" };
    Some(format!("DROP TABLE {word}{}{end};", table.called(schema.db)))
}

fn free_table(schema: &Schema, c: &mut Choices<'_>) -> Option<String> {
    let taken = |name: &str| schema.tables.iter().any(|table| same(schema.db, &table.name, name));
    let free: Vec<&str> = NEW_TABLES.into_iter().filter(|name| !taken(name)).collect();
    c.one(&free).map(|name| (*name).to_owned())
}

fn rename_table(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let new = free_table(schema, c)?;
    let (at, db) = (c.below(schema.tables.len()), schema.db);
    let old = schema.tables[at].called(db);
    schema.tables[at].name = new.clone();
    if db == Maria && c.once_in(2) {
        return Some(format!("RENAME TABLE {old} TO {};", spelt(db, &new)));
    }
    Some(format!("ALTER TABLE {old} RENAME TO {};", spelt(db, &new)))
}

fn added(schema: &mut Schema, table: usize, column: Column) -> String {
    let text = column.written(schema.db, &schema.mood);
    let table = &mut schema.tables[table];
    table.columns.push(column);
    format!("ALTER TABLE {} ADD COLUMN {text};", table.called(schema.db))
}

fn add_column(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let table = c.below(schema.tables.len());
    // A name that others have: what was clear may be so no more.
    let others: Vec<(String, Ty)> = schema
        .tables
        .iter()
        .flat_map(|table| &table.columns)
        .filter(|column| column.generated.is_none())
        .map(|column| (column.name.clone(), column.ty))
        .collect();
    let (name, ty) = match c.below(3) {
        0 => c.one(&others)?.clone(),
        _ => c.one(&NEW_COLUMNS).map(|(name, ty)| ((*name).to_owned(), *ty))?,
    };
    if schema.tables[table].has(schema.db, &name) {
        return None;
    }
    let column = Column { required: false, default: c.once_in(2), ..Column::new(&name, ty) };
    let column = Column { required: column.default && c.once_in(2), ..column };
    Some(added(schema, table, column))
}

fn add_required(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if schema.db == Sqlite {
        return set_required(schema, c);
    }
    let table = c.below(schema.tables.len());
    let ty = [Ty::Int, Ty::Text][c.below(2)];
    let name = fresh(schema, table, ty, c)?;
    Some(added(schema, table, Column { required: true, ..Column::new(&name, ty) }))
}

fn add_generated(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (table, column) = some_column(schema, c);
    let of = schema.tables[table].columns[column].clone();
    if of.ty == Ty::Mood || of.generated.is_some() {
        return None;
    }
    let name = fresh(schema, table, of.ty, c)?;
    Some(added(schema, table, Column { generated: Some(of.name), ..Column::new(&name, of.ty) }))
}

fn set_required(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (table, column) = some_column(schema, c);
    let own = &mut schema.tables[table].columns[column];
    if own.generated.is_some() {
        return None;
    }
    own.required = true;
    let own = own.clone();
    let called = schema.tables[table].called(schema.db);
    match schema.db {
        Sqlite => Some(made_anew(schema, table)),
        Postgres => Some(format!("ALTER TABLE {called} ALTER COLUMN {} SET NOT NULL;", spelt(Postgres, &own.name))),
        Maria => Some(format!("ALTER TABLE {called} MODIFY COLUMN {};", own.written(Maria, &schema.mood))),
    }
}

fn drop_default(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let of = |table: &Table| table.columns.iter().position(|column| column.default);
    let (table, column) = schema.tables.iter().enumerate().find_map(|(at, table)| Some((at, of(table)?)))?;
    let own = &mut schema.tables[table].columns[column];
    own.default = false;
    let name = spelt(schema.db, &own.name);
    if schema.db == Sqlite {
        return c.once_in(2).then(|| made_anew(schema, table));
    }
    Some(format!("ALTER TABLE {} ALTER COLUMN {name} DROP DEFAULT;", schema.tables[table].called(schema.db)))
}

fn drop_and_add(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (table, column) = some_column(schema, c);
    let own = schema.tables[table].columns[column].clone();
    if own.generated.is_some() || column == 0 {
        return None;
    }
    forget(&mut schema.tables[table], &own.name);
    let drop =
        format!("ALTER TABLE {} DROP COLUMN {};", schema.tables[table].called(schema.db), spelt(schema.db, &own.name));
    let again = Column { required: false, default: c.once_in(2), ..own };
    Some(format!("{drop}\n{}", added(schema, table, again)))
}

fn rename_and_add(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (table, column) = some_column(schema, c);
    let own = schema.tables[table].columns[column].clone();
    let new = fresh(schema, table, own.ty, c)?;
    let rename = renamed(schema, table, &own.name, &new);
    let again = Column { required: false, default: c.once_in(2), generated: None, ..own };
    Some(format!("{rename}\n{}", added(schema, table, again)))
}

fn swap(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (table, column) = some_column(schema, c);
    let own = schema.tables[table].columns[column].clone();
    let mut others = schema.tables[table].columns.iter();
    let fits = |other: &&Column| other.ty == own.ty && other.name != own.name && other.generated.is_none();
    let other = others.find(fits).filter(|_| own.generated.is_none())?.name.clone();
    let steps = [
        renamed(schema, table, &own.name, "middle"),
        renamed(schema, table, &other, &own.name),
        renamed(schema, table, "middle", &other),
    ];
    Some(steps.join("\n"))
}

fn chain(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (table, column) = some_column(schema, c);
    let own = schema.tables[table].columns[column].clone();
    let first = renamed(schema, table, &own.name, "middle");
    if c.once_in(3) {
        return Some(format!("{first}\n{}", renamed(schema, table, "middle", &own.name)));
    }
    let new = fresh(schema, table, own.ty, c)?;
    Some(format!("{first}\n{}", renamed(schema, table, "middle", &new)))
}

fn rename_table_and_make(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let at = c.below(schema.tables.len());
    let (db, mut old) = (schema.db, schema.tables[at].clone());
    old.uniques.clear();
    old.foreign.clear();
    let (called, kept) = (old.called(db), spelt(db, "kept"));
    schema.tables[at].name = "kept".into();
    let rename = format!("ALTER TABLE {called} RENAME TO {kept};");
    if c.once_in(3) {
        return Some(format!("{rename}\nCREATE VIEW {called} AS SELECT * FROM {};", schema.tables[at].called(db)));
    }
    let gone = if old.columns.len() > 1 { 1 + c.below(old.columns.len() - 1) } else { 0 };
    if c.once_in(2) && gone > 0 {
        let name = old.columns[gone].name.clone();
        old.columns.retain(|column| column.generated.as_ref() != Some(&name));
        forget(&mut old, &name);
    }
    let make = old.create(db, &schema.mood, &called);
    schema.tables.push(old);
    Some(format!("{rename}\n{make}"))
}

fn drop_unique(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let db = schema.db;
    let mut with: Vec<&mut Table> = schema.tables.iter_mut().filter(|table| !table.uniques.is_empty()).collect();
    let count = with.len();
    let table = with.get_mut(c.below(count))?;
    let unique = table.uniques.remove(0);
    let called = table.called(db);
    Some(match (db, unique.index) {
        (Postgres, false) => format!("ALTER TABLE {called} DROP CONSTRAINT {};", unique.name),
        (Postgres, true) => {
            format!("DROP INDEX {}{};", table.schema.map(|one| format!("{one}.")).unwrap_or_default(), unique.name)
        }
        (Maria, false) => format!("ALTER TABLE {called} DROP INDEX {};", unique.name),
        (Maria, true) => format!("DROP INDEX {} ON {called};", unique.name),
        (Sqlite, true) => format!("DROP INDEX {};", unique.name),
        (Sqlite, false) => {
            let at = schema.tables.iter().position(|table| table.called(db) == called)?;
            made_anew(schema, at)
        }
    })
}

fn drop_primary(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let at = c.below(schema.tables.len());
    let (db, table) = (schema.db, &mut schema.tables[at]);
    if !std::mem::take(&mut table.primary) {
        let unique = unique(table, table.schema, c);
        let columns: Vec<String> = unique.columns.iter().map(|name| spelt(db, name)).collect();
        let text =
            format!("CREATE UNIQUE INDEX {}_more ON {} ({});", unique.name, table.called(db), columns.join(", "));
        return Some(text);
    }
    Some(match db {
        Sqlite => made_anew(schema, at),
        Postgres => {
            format!("ALTER TABLE {} DROP CONSTRAINT {};", table.called(db), spelt(db, &format!("{}_pkey", table.name)))
        }
        Maria => format!("ALTER TABLE {} DROP PRIMARY KEY;", table.called(db)),
    })
}

/// A new table with the rows of the old one takes its place.
fn made_anew(schema: &Schema, at: usize) -> String {
    let (db, table) = (schema.db, &schema.tables[at]);
    let plain = Table {
        uniques: table.uniques.iter().filter(|unique| !unique.index).cloned().collect(),
        foreign: Vec::new(),
        ..table.clone()
    };
    let named = Table { name: format!("{}_new", table.name), ..plain.clone() };
    let (old, new) = (table.called(db), named.called(db));
    let columns: Vec<String> = table
        .columns
        .iter()
        .filter(|column| column.generated.is_none())
        .map(|column| spelt(db, &column.name))
        .collect();
    let columns = columns.join(", ");
    let mut lines = vec![
        plain.create(db, &schema.mood, &new),
        format!("INSERT INTO {new} ({columns}) SELECT {columns} FROM {old};"),
        format!("DROP TABLE {old};"),
        format!("ALTER TABLE {new} RENAME TO {};", spelt(db, &table.name)),
    ];
    for unique in table.uniques.iter().filter(|unique| unique.index) {
        let columns: Vec<String> = unique.columns.iter().map(|name| spelt(db, name)).collect();
        lines.push(format!("CREATE UNIQUE INDEX {} ON {old} ({});", unique.name, columns.join(", ")));
    }
    lines.join("\n")
}

fn rebuild(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let (table, column) = some_column(schema, c);
    if schema.db == Postgres {
        // The name of a constraint is taken until the old table is gone.
        schema.tables[table].uniques.iter_mut().for_each(|unique| unique.index = true);
    }
    let name = schema.tables[table].columns[column].name.clone();
    if column > 0 && !c.once_in(3) {
        let columns = &mut schema.tables[table].columns;
        columns.retain(|column| column.generated.as_ref() != Some(&name));
        forget(&mut schema.tables[table], &name);
    }
    Some(made_anew(schema, table))
}

fn move_table(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    if schema.db != Postgres || !schema.tables.iter().any(|table| table.schema.is_some()) {
        return rename_table(schema, c);
    }
    let at = c.below(schema.tables.len());
    let old = schema.tables[at].called(Postgres);
    let new = match schema.tables[at].schema {
        Some("app") => Some("public").filter(|_| schema.path),
        _ => Some("app"),
    };
    schema.tables[at].schema = new;
    Some(format!("ALTER TABLE {old} SET SCHEMA {};", new.unwrap_or("public")))
}

fn make_table(schema: &mut Schema, c: &mut Choices<'_>) -> Option<String> {
    let name = *c.one(&TABLES)?;
    if schema.tables.iter().any(|table| same(schema.db, &table.name, name)) {
        return None;
    }
    let columns = vec![Column::new("id", Ty::Int), Column::new("name", Ty::Text)];
    let apart = Some("public").filter(|_| schema.path);
    let table =
        Table { schema: apart, name: name.into(), columns, primary: true, uniques: Vec::new(), foreign: Vec::new() };
    let text = table.create(schema.db, &schema.mood, &table.called(schema.db));
    schema.tables.push(table);
    Some(text)
}
