//! The SQL that takes a change back, on the night: no release of the code, no backfill, each statement with its time-out.

use super::super::definition::{self, Edit};
use super::super::{Change, Migration, Runs, Start, dialect, restore, spell, written};
use super::Back;
use crate::catalog::Column;
use crate::model::name::Dialect;

pub(super) fn back(start: &Start<'_>, change: &Change) -> Result<Back, String> {
    match change {
        Change::DropColumn => column(start),
        Change::Split { into } => {
            let mut back = column(start)?;
            back.lost.push(format!(
                "if the values are in {} already, put them together from there: which part comes first is for you to say",
                into.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
            ));
            Ok(back)
        }
        Change::DropTable => table(start),
        Change::RenameColumn { to } => Ok(column_name(start, start.column()?, to)),
        Change::RenameTable { to } => Ok(table_name(start, to)),
        Change::Retype { .. } => column_type(start, start.column()?),
        Change::NotNull { .. } => Ok(nullable(start, start.column()?)),
    }
}

fn column(start: &Start<'_>) -> Result<Back, String> {
    let found = restore(start)?;
    Ok(Back { migrations: found.migrations, lost: found.lost })
}

/// The table as the history had it, empty.
fn table(start: &Start<'_>) -> Result<Back, String> {
    let name = start.display();
    let outline = written::outline(start);
    if outline.columns.is_empty() {
        return Err(format!("the history does not say what columns `{name}` had"));
    }
    let label = spell::label(&[start.table.name()]);
    let mut migrations =
        vec![dialect::change(start, format!("restore_{label}"), vec![outline.statement(start)], Vec::new())];
    let mut lost = vec![format!("the rows of `{name}`: they come from a backup alone, or from what was copied before")];
    let indexes = start.table.indexes.iter().map(|index| (&index.span, index.name.as_str()));
    let keys = start.table.keys.iter().filter(|key| key.index);
    let keys = keys.map(|key| (&key.span, key.name.as_deref().unwrap_or_default()));
    // Some come back with the table.
    let inside = |name: &str| outline.indexes.contains(&name.to_lowercase());
    for (span, name) in indexes.chain(keys).filter(|(_, name)| !inside(name)) {
        match start.made_as(span, "INDEX") {
            // Nobody reads a table that is just made, so an index on it needs no way of its own.
            Some(text) => migrations.push(dialect::change(start, format!("index_{label}"), vec![text], Vec::new())),
            None => lost.push(format!("the index `{name}`: it does not stand in the migrations as SQL")),
        }
    }
    if !outline.exact {
        lost.push(
            "what the history does not show as SQL: compare the table with one that is left, in a backup or in staging"
                .to_string(),
        );
    }
    if !start.table.complete {
        lost.push(
            "columns that the history does not show: it does not begin with the table's CREATE TABLE".to_string(),
        );
    }
    let referring = start.catalog.tables().filter(|other| {
        other.id != start.table.id && other.foreign_keys.iter().any(|key| key.target == Some(start.table.id))
    });
    let referring: Vec<String> = referring.map(|other| format!("`{}`", other.label.written)).collect();
    if !referring.is_empty() {
        lost.push(format!(
            "foreign keys of {} that referred to it: add them when the rows are back",
            referring.join(", ")
        ));
    }
    Ok(Back { migrations, lost })
}

fn column_name(start: &Start<'_>, column: &Column, to: &str) -> Back {
    let up = dialect::rename_column(start, &start.new_name(to), &start.name(&column.name));
    let label = start.label(&column.name.value);
    Back {
        migrations: vec![dialect::change(start, format!("rename_back_{label}"), vec![up], Vec::new())],
        lost: vec![
            format!("no data: the column is the same under its old name"),
            format!(
                "code that knows `{to}` fails from then on: roll it back first, or in the same minute. `migcheck plan --rename {} {to}` writes the way on which both names work",
                start.display()
            ),
        ],
    }
}

/// A view has the old name while the table keeps the new one: both versions of the code work.
fn table_name(start: &Start<'_>, to: &str) -> Back {
    let (old, to) = (start.table_name(), to.rsplit('.').next().unwrap_or(to));
    let new = spell::beside(start.dialect, &start.table.label.written, to);
    let label = spell::label(&[start.table.name()]);
    let columns: Vec<String> = start.table.columns.iter().map(|column| start.name(&column.name)).collect();
    let list = if start.table.complete { columns.join(", ") } else { "*".to_string() };
    let (up, lost) = match start.dialect {
        Dialect::Sqlite => (
            dialect::rename_table(start, &new, &start.name(&start.table.label.written.name)),
            vec![
                "no data: the table is the same under its old name".to_string(),
                format!("code that knows `{to}` fails from then on: roll it back first, or in the same minute"),
            ],
        ),
        _ => (
            format!("CREATE VIEW {old} AS SELECT {list} FROM {new}"),
            vec![
                "no data: the old name is a view of the same rows, and code that knows either name works".to_string(),
                format!("privileges: GRANT on `{}` what is granted on `{to}`", start.display()),
            ],
        ),
    };
    Back { migrations: vec![dialect::change(start, format!("old_name_{label}"), vec![up], Vec::new())], lost }
}

fn column_type(start: &Start<'_>, column: &Column) -> Result<Back, String> {
    let kind = spell::kind(column, start.dialect);
    if kind.is_empty() {
        return Err(format!("the history does not say what type `{}` had", start.display()));
    }
    let (table, name) = (start.table_name(), start.name(&column.name));
    let label = format!("type_back_{}", start.label(&column.name.value));
    let mut lost = vec!["what the conversion rounded, cut or refused does not come back".to_string()];
    let up = match start.dialect {
        Dialect::Sqlite => {
            let (migration, notes) = definition::rebuild(start, label, column, &Edit::Retype(kind), &[]);
            lost.extend(notes);
            return Ok(Back { migrations: vec![once(migration)], lost });
        }
        Dialect::Mysql => {
            format!("ALTER TABLE {table} MODIFY COLUMN {name} {kind} NULL{}", spell::default(column))
        }
        Dialect::Mssql => format!("ALTER TABLE {table} ALTER COLUMN {name} {kind} NULL"),
        _ => format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE {kind} USING {name}::{kind}"),
    };
    if !column.nullable && start.dialect != Dialect::Postgres {
        // What could not be converted may have become NULL meanwhile.
        lost.push(format!(
            "NOT NULL: fill {name} where it is NULL, then `migcheck plan --not-null {}`",
            start.display()
        ));
    }
    lost.push(
        "it may write the whole table anew, and nobody reads or writes it meanwhile: look at its size first"
            .to_string(),
    );
    Ok(Back { migrations: vec![dialect::change(start, label, vec![up], Vec::new())], lost })
}

fn nullable(start: &Start<'_>, column: &Column) -> Back {
    let label = format!("nullable_{}", start.label(&column.name.value));
    let name = start.name(&column.name);
    let mut lost = vec!["no data".to_string()];
    let migration = if start.dialect == Dialect::Sqlite {
        let (migration, notes) = definition::rebuild(start, label, column, &Edit::Nullable, &[]);
        lost.extend(notes);
        once(migration)
    } else {
        let up = vec![dialect::nullable(start, &name, column, true)];
        Migration { runs: Runs::Together, ..dialect::change(start, label, up, Vec::new()) }
    };
    Back { migrations: vec![migration], lost }
}

/// Nobody takes back what takes a change back.
fn once(migration: Migration) -> Migration {
    Migration { down: Vec::new(), ..migration }
}
