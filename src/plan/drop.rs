//! A column or a table goes: the code leaves it first.

use crate::catalog::Column;
use crate::model::name::Dialect;

use super::definition::{self, Edit};
use super::{Check, Migration, Places, Plan, Release, Start, dialect, restore};

pub(super) fn column(start: &Start<'_>) -> Result<Plan, String> {
    let column = start.column()?;
    let name = start.name(&column.name);
    let display = start.display();
    let mut notes = Vec::new();
    let mut first = Release::code("stop using it", format!("neither read nor write {name}"), Places::All);
    first.back = "deploy the old code".to_string();
    if start.table.requires(column) {
        let label = start.label(&column.name.value);
        if start.dialect == Dialect::Sqlite {
            let (rebuilt, more) = definition::rebuild(start, format!("relax_{label}"), column, &Edit::Nullable, &[]);
            first.migrations.push(rebuilt);
            notes.extend(more);
        } else {
            let up = vec![dialect::nullable(start, &name, column, true)];
            let down = vec![dialect::nullable(start, &name, column, false)];
            first.migrations.push(dialect::change(start, format!("relax_{label}"), up, down));
        }
        notes.push(format!("`{display}` is NOT NULL without a default: release 1 lets it be NULL, so that code that leaves it out can insert. Old code that is still there reads NULL in such rows"));
        first.back = format!(
            "deploy the old code; it reads NULL in {name} of rows that were made meanwhile: fill them, then make it NOT NULL again"
        );
    }
    let releases = vec![
        first.check(Check::Unused(display.clone())).wait("until no instance runs older code, and it is certain that none will again"),
        Release::schema("drop it", last(start, column, &mut notes))
            .back(format!("the values are gone but for a backup: copy them first if you may need them. `migcheck plan --restore {display}` writes the column again"))
            .last(),
    ];
    Ok(Plan { title: String::new(), name: display, dialect: start.dialect, releases, notes })
}

/// The migrations that drop a column that nothing uses.
pub(super) fn last(start: &Start<'_>, column: &Column, notes: &mut Vec<String>) -> Vec<Migration> {
    let name = start.name(&column.name);
    let label = format!("drop_{}", start.label(&column.name.value));
    let is = |own: &crate::model::name::Ident| own.key(start.dialect) == column.key;
    let table = start.table;
    let keyed = table.keys.iter().any(|key| key.columns.iter().chain(&key.expression).any(is));
    let refers = table.foreign_keys.iter().filter(|key| key.columns.iter().any(is));
    let checked = table.checks.iter().any(|check| check.columns.iter().any(is));
    let indexes = table.indexes.iter().filter(|index| index.columns.iter().chain(&index.expression).any(is));
    let down = restore::way_back(start, column, &name);
    let mut up = Vec::new();
    match start.dialect {
        Dialect::Sqlite if keyed || checked || refers.clone().next().is_some() => {
            let (rebuilt, more) = definition::rebuild(start, label, column, &Edit::Drop, &[]);
            notes.extend(more);
            return vec![Migration { down, ..rebuilt }];
        }
        Dialect::Sqlite | Dialect::Mssql => {
            let on =
                if start.dialect == Dialect::Mssql { format!(" ON {}", start.table_name()) } else { String::new() };
            up.extend(indexes.map(|index| format!("DROP INDEX {}{on}", start.new_name(&index.name))));
        }
        Dialect::Mysql => up.extend(refers.clone().filter_map(|key| {
            Some(format!(
                "ALTER TABLE {} DROP FOREIGN KEY {}",
                start.table_name(),
                start.new_name(key.name.as_deref()?)
            ))
        })),
        _ => {}
    }
    if start.dialect == Dialect::Mssql
        && (column.default.is_some() || keyed || checked || refers.clone().next().is_some())
    {
        notes.push(format!("SQL Server keeps a column that constraints name: drop the default and the constraints of {name} first, under the names that `sys.objects` has"));
    }
    up.push(dialect::drop_column(start, &name));
    vec![dialect::change(start, label, up, down)]
}

pub(super) fn table(start: &Start<'_>) -> Result<Plan, String> {
    let display = start.display();
    let table = start.table_name();
    let mut notes = Vec::new();
    let mut up = Vec::new();
    for other in start.catalog.tables().filter(|other| other.id != start.table.id) {
        for key in other.foreign_keys.iter().filter(|key| key.target == Some(start.table.id)) {
            let columns = key.columns.iter().map(|column| column.value.as_str()).collect::<Vec<_>>().join(", ");
            let name = super::spell::table(start.dialect, &other.label.written);
            match (&key.name, start.dialect) {
                (Some(key), Dialect::Mysql) => {
                    up.push(format!("ALTER TABLE {name} DROP FOREIGN KEY {}", start.new_name(key)))
                }
                (Some(key), Dialect::Postgres | Dialect::Mssql) => {
                    up.push(format!("ALTER TABLE {name} DROP CONSTRAINT {}", start.new_name(key)))
                }
                _ => notes.push(format!(
                    "`{}.{columns}` refers to it: take that foreign key away first",
                    other.label.written
                )),
            }
        }
    }
    up.push(format!("DROP TABLE {table}"));
    let label = super::spell::label(&[start.table.name()]);
    let releases = vec![
        Release::code("stop using it", format!("neither read nor write {table}"), Places::All)
            .check(Check::Unused(display.clone()))
            .wait("until no instance runs older code, and it is certain that none will again")
            .back("deploy the old code"),
        Release::schema("drop it", vec![dialect::change(start, format!("drop_{label}"), up, Vec::new())])
            .back("the rows are gone but for a backup: dump the table first")
            .last(),
    ];
    Ok(Plan { title: String::new(), name: display, dialect: start.dialect, releases, notes })
}
