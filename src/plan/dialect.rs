//! How each database spells what plans do: time-outs, columns, NOT NULL, filling rows in batches, indexes.
//!
//! PostgreSQL: manual, ALTER TABLE (Notes) and CREATE INDEX ("Building Indexes Concurrently"). MySQL: manual, 17.12.1, "Online DDL Operations". SQLite: "ALTER TABLE".

use crate::catalog::Column;
use crate::model::name::{Dialect, Ident};
use crate::sql::cursor::unquote;

use super::{Migration, Runs, Start, definition, spell};

/// How many rows a batch changes.
const BATCH: usize = 1000;

/// What keeps a change of the schema from queueing up everybody else behind it.
pub(super) fn timeout(dialect: Dialect, runs: Runs) -> Option<&'static str> {
    match (dialect, runs) {
        (Dialect::Postgres, Runs::Together) => Some("SET LOCAL lock_timeout = '2s'"),
        (Dialect::Mysql, Runs::Together) => Some("SET SESSION lock_wait_timeout = 5"),
        (Dialect::Mssql, Runs::Together) => Some("SET LOCK_TIMEOUT 2000"),
        _ => None,
    }
}

/// A migration of changes of the schema, with its time-out.
pub(super) fn change(start: &Start<'_>, name: impl Into<String>, up: Vec<String>, down: Vec<String>) -> Migration {
    let timed = |statements: Vec<String>| -> Vec<String> {
        if statements.is_empty() {
            return statements;
        }
        timeout(start.dialect, Runs::Together).map(str::to_string).into_iter().chain(statements).collect()
    };
    Migration::new(name, Runs::Together, timed(up), timed(down))
}

/// What makes MySQL refuse rather than block those who write.
fn online(dialect: Dialect) -> &'static str {
    if dialect == Dialect::Mysql { ", ALGORITHM=INPLACE, LOCK=NONE" } else { "" }
}

pub(super) fn add_column(start: &Start<'_>, definition: &str) -> String {
    let word = if start.dialect == Dialect::Mssql { "ADD" } else { "ADD COLUMN" };
    format!("ALTER TABLE {} {word} {definition}", start.table_name())
}

pub(super) fn drop_column(start: &Start<'_>, column: &str) -> String {
    format!("ALTER TABLE {} DROP COLUMN {column}", start.table_name())
}

/// `from` and `to` as they have to be written.
pub(super) fn rename_column(start: &Start<'_>, from: &str, to: &str) -> String {
    let table = start.table_name();
    match start.dialect {
        Dialect::Mssql => {
            let (old, new) = procedure_names(&format!("{table}.{from}"), to);
            format!("EXEC sp_rename {old}, {new}, 'COLUMN'")
        }
        _ => format!("ALTER TABLE {table} RENAME COLUMN {from} TO {to}"),
    }
}

/// `from` with its schema, `to` without, both as they have to be written.
pub(super) fn rename_table(start: &Start<'_>, from: &str, to: &str) -> String {
    match start.dialect {
        Dialect::Mssql => {
            let (old, new) = procedure_names(from, to);
            format!("EXEC sp_rename {old}, {new}")
        }
        _ => format!("ALTER TABLE {from} RENAME TO {to}"),
    }
}

/// The strings that `sp_rename` takes: it reads the old name as SQL, and would make the brackets around the new one part of it.
fn procedure_names(from: &str, to: &str) -> (String, String) {
    let plain = if to.starts_with('[') { unquote(to) } else { to.to_owned() };
    (format!("'{}'", from.replace('\'', "''")), format!("'{}'", plain.replace('\'', "''")))
}

pub(super) fn set_default(start: &Start<'_>, column: &str, default: &str) -> String {
    let table = start.table_name();
    let default = spell::settable(default, start.dialect);
    match start.dialect {
        Dialect::Mssql => format!("ALTER TABLE {table} ADD DEFAULT {default} FOR {column}"),
        _ => format!("ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {default}"),
    }
}

/// Not for SQLite, where the table is made anew.
pub(super) fn drop_default(start: &Start<'_>, column: &str) -> String {
    let table = start.table_name();
    if start.dialect != Dialect::Mssql {
        return format!("ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT");
    }
    // There it is a constraint, whose name nobody gave.
    let (table, column) = procedure_names(&table, column);
    let variable = format!("@{}", spell::label(&[start.table.name(), &column, "default"]));
    format!(
        "DECLARE {variable} nvarchar(max) = (SELECT 'ALTER TABLE ' + {table} + ' DROP CONSTRAINT ' + QUOTENAME(name) FROM sys.default_constraints \
         WHERE parent_object_id = OBJECT_ID({table}) AND COL_NAME(parent_object_id, parent_column_id) = {column})\nEXEC ({variable})"
    )
}

/// Lets a column be NULL, or no longer. Not for SQLite, where the table is made anew.
pub(super) fn nullable(start: &Start<'_>, name: &str, column: &Column, nullable: bool) -> String {
    let table = start.table_name();
    let word = if nullable { "NULL" } else { "NOT NULL" };
    match start.dialect {
        Dialect::Mysql => {
            let default = spell::default(column);
            let kind = spell::kind(column, start.dialect);
            format!("ALTER TABLE {table} MODIFY COLUMN {name} {kind} {word}{default}{}", online(start.dialect))
        }
        Dialect::Mssql => {
            format!("ALTER TABLE {table} ALTER COLUMN {name} {} {word}", spell::kind(column, start.dialect))
        }
        _ if nullable => format!("ALTER TABLE {table} ALTER COLUMN {name} DROP NOT NULL"),
        _ => format!("ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL"),
    }
}

/// The migrations after which a column that rows and writers fill is NOT NULL: in PostgreSQL by a check that is validated apart, so that nobody waits while rows
/// are read. `fill`: what the last rows without a value get.
pub(super) fn require(start: &Start<'_>, name: &str, column: &Column, fill: &str) -> Vec<Migration> {
    let label = start.label(&column.name.value);
    let table = start.table_name();
    if start.dialect != Dialect::Postgres {
        let up = vec![
            format!("UPDATE {table} SET {name} = {fill} WHERE {name} IS NULL"),
            nullable(start, name, column, false),
        ];
        return vec![change(start, format!("require_{label}"), up, vec![nullable(start, name, column, true)])];
    }
    let check = start.new_name(&format!("{label}_given"));
    let dropped = format!("ALTER TABLE {table} DROP CONSTRAINT {check}");
    let added = format!("ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID");
    vec![
        change(start, format!("check_{label}"), vec![added.clone()], vec![dropped.clone()]),
        change(
            start,
            format!("validate_{label}"),
            vec![format!("ALTER TABLE {table} VALIDATE CONSTRAINT {check}")],
            Vec::new(),
        ),
        change(
            start,
            format!("require_{label}"),
            vec![nullable(start, name, column, false), dropped],
            vec![added, nullable(start, name, column, true)],
        ),
    ]
}

/// Rows to fill.
pub(super) struct Fill<'a> {
    /// In the migration's name.
    pub label: &'a str,
    /// Columns, as they have to be written, with what they get.
    pub set: Vec<(String, String)>,
    pub condition: String,
}

/// Fills the rows that are there, batch by batch, each in a transaction of its own where the database can do that in SQL.
pub(super) fn backfill(start: &Start<'_>, fill: &Fill<'_>) -> Migration {
    let table = start.table_name();
    let set = fill.set.iter().map(|(column, value)| format!("{column} = {value}")).collect::<Vec<_>>().join(", ");
    let condition = &fill.condition;
    let name = format!("fill_{}", fill.label);
    let key = key(start);
    let up = match start.dialect {
        Dialect::Postgres => match key {
            Some((key, _)) => vec![format!(
                "DO $$\nDECLARE\n  batch_from {table}.{key}%TYPE;\n  batch_to {table}.{key}%TYPE;\nBEGIN\n  \
                 SELECT {key} INTO batch_from FROM {table} ORDER BY {key} LIMIT 1;\n  \
                 WHILE batch_from IS NOT NULL LOOP\n    \
                 SELECT {key} INTO batch_to FROM (SELECT {key} FROM {table} WHERE {key} >= batch_from ORDER BY {key} LIMIT {BATCH}) AS batch ORDER BY {key} DESC LIMIT 1;\n    \
                 UPDATE {table} SET {set} WHERE {key} BETWEEN batch_from AND batch_to AND {condition};\n    \
                 COMMIT;\n    \
                 SELECT {key} INTO batch_from FROM {table} WHERE {key} > batch_to ORDER BY {key} LIMIT 1;\n  \
                 END LOOP;\nEND $$"
            )],
            None => vec![format!(
                "DO $$\nBEGIN\n  LOOP\n    \
                 UPDATE {table} SET {set} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE {condition} LIMIT {BATCH}));\n    \
                 EXIT WHEN NOT FOUND;\n    COMMIT;\n  END LOOP;\nEND $$"
            )],
        },
        Dialect::Mysql => {
            let routine = start.new_name(&format!("{name}_batches"));
            let body = match key {
                Some((key, kind)) => format!(
                    "BEGIN\n  DECLARE batch_from {kind};\n  DECLARE batch_to {kind};\n  \
                     SET batch_from = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1);\n  \
                     WHILE batch_from IS NOT NULL DO\n    \
                     SET batch_to = (SELECT MAX(batch.{key}) FROM (SELECT {key} FROM {table} WHERE {key} >= batch_from ORDER BY {key} LIMIT {BATCH}) AS batch);\n    \
                     UPDATE {table} SET {set} WHERE {key} BETWEEN batch_from AND batch_to AND {condition};\n    \
                     COMMIT;\n    \
                     SET batch_from = (SELECT {key} FROM {table} WHERE {key} > batch_to ORDER BY {key} LIMIT 1);\n  \
                     END WHILE;\nEND"
                ),
                None => format!(
                    "BEGIN\n  REPEAT\n    UPDATE {table} SET {set} WHERE {condition} LIMIT {BATCH};\n    COMMIT;\n  UNTIL ROW_COUNT() = 0 END REPEAT;\nEND"
                ),
            };
            vec![
                format!("DROP PROCEDURE IF EXISTS {routine}"),
                format!("CREATE PROCEDURE {routine}()\n{body}"),
                format!("CALL {routine}()"),
                format!("DROP PROCEDURE {routine}"),
            ]
        }
        Dialect::Mssql => vec![format!(
            "WHILE 1 = 1\nBEGIN\n  UPDATE TOP ({BATCH}) {table} SET {set} WHERE {condition};\n  IF @@ROWCOUNT = 0 BREAK;\nEND"
        )],
        Dialect::Sqlite | Dialect::Clickhouse => vec![format!("UPDATE {table} SET {set} WHERE {condition}")],
    };
    let runs = if start.dialect == Dialect::Sqlite { Runs::Together } else { Runs::Outside };
    Migration::new(name, runs, up, Vec::new())
}

/// The column by whose order rows are taken, with its type: the primary key, if it is one column.
pub(super) fn key(start: &Start<'_>) -> Option<(String, String)> {
    let key = start.table.primary_key().filter(|key| key.columns.len() == 1)?;
    let column = start.table.column(key.columns.first()?)?;
    let kind = column
        .data_type
        .split_whitespace()
        .filter(|word| !word.eq_ignore_ascii_case("auto_increment"))
        .collect::<Vec<_>>();
    (!kind.is_empty()).then(|| (start.name(&column.name), kind.join(" ")))
}

/// Indexes and constraints of a column, made again for the one that follows it. `rename`: old names to new ones.
pub(super) fn copies(
    start: &Start<'_>,
    column: &Column,
    rename: &dyn Fn(&Ident) -> String,
    suffix: &str,
) -> (Vec<Migration>, Vec<String>) {
    let (mut migrations, mut notes) = (Vec::new(), Vec::new());
    let table = start.table_name();
    let is = |name: &Ident| name.key(start.dialect) == column.key;
    let list = |columns: &[Ident]| columns.iter().map(rename).collect::<Vec<_>>().join(", ");
    let mut index = |columns: &[Ident], unique: bool| {
        let names: Vec<&str> = columns.iter().map(|own| if is(own) { suffix } else { own.value.as_str() }).collect();
        let label = spell::label(&[&[start.table.name()][..], &names].concat());
        let ending = if unique { "key" } else { "idx" };
        let name = start.new_name(&spell::label(&[&label, ending]));
        let word = if unique { "UNIQUE INDEX" } else { "INDEX" };
        let (how, runs, tail) = match start.dialect {
            Dialect::Postgres => (" CONCURRENTLY", Runs::Outside, ""),
            Dialect::Mysql => ("", Runs::Together, " ALGORITHM=INPLACE LOCK=NONE"),
            _ => ("", Runs::Together, ""),
        };
        let up = format!("CREATE {word}{how} {name} ON {table} ({}){tail}", list(columns));
        let down = match start.dialect {
            Dialect::Mysql | Dialect::Mssql => format!("DROP INDEX {name} ON {table}"),
            _ => format!(
                "DROP INDEX{how} {}",
                spell::beside(start.dialect, &start.table.label.written, &spell::label(&[&label, ending]))
            ),
        };
        migrations.push(Migration::new(format!("index_{label}"), runs, vec![up], vec![down]));
    };
    for key in start.table.keys.iter().filter(|key| key.columns.iter().chain(&key.expression).any(is)) {
        if key.partial || !key.expression.is_empty() {
            notes.push(format!(
                "make the unique index `{}` for the new column by hand: it is partial or over an expression",
                key.name.as_deref().unwrap_or("without a name")
            ));
        } else {
            index(&key.columns, true);
        }
    }
    for own in start.table.indexes.iter().filter(|own| own.columns.iter().chain(&own.expression).any(is)) {
        if own.predicate.is_some() || !own.expression.is_empty() {
            notes.push(format!(
                "make the index `{}` for the new column by hand: it is partial or over an expression",
                own.name
            ));
        } else {
            index(&own.columns, false);
        }
    }
    for key in start.table.foreign_keys.iter().filter(|key| key.columns.iter().any(is)) {
        let name = start.new_name(&spell::label(&[start.table.name(), suffix, "fkey"]));
        let tail = definition::actions(start, key);
        let target = definition::reference(start, key);
        let body =
            format!("ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({}) {target}{tail}", list(&key.columns));
        let label = start.label(suffix);
        let word = if start.dialect == Dialect::Mysql { "FOREIGN KEY" } else { "CONSTRAINT" };
        let down = vec![format!("ALTER TABLE {table} DROP {word} {name}")];
        match start.dialect {
            Dialect::Postgres => {
                migrations.push(change(start, format!("refer_{label}"), vec![format!("{body} NOT VALID")], down));
                let validate = format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}");
                migrations.push(change(start, format!("validate_{label}_fkey"), vec![validate], Vec::new()));
            }
            Dialect::Sqlite => notes.push(format!(
                "the foreign key to `{}` is not on the new column: SQLite takes one only with a new table",
                key.table
            )),
            _ => {
                notes.push(
                    "adding the foreign key blocks writes while rows are read: run it in a quiet hour".to_string(),
                );
                migrations.push(change(start, format!("refer_{label}"), vec![body], down));
            }
        }
    }
    for check in start.table.checks.iter().filter(|check| check.columns.iter().any(is)) {
        notes.push(format!(
            "the check `{}` ({}) is not on the new column: add it by hand, NOT VALID first",
            check.name.as_deref().unwrap_or("without a name"),
            check.expression.split_whitespace().collect::<Vec<_>>().join(" ")
        ));
    }
    (migrations, notes)
}
