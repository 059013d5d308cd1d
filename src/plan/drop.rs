//! A column or a table goes: the code leaves it first.

use crate::catalog::Column;
use crate::model::name::Dialect;

use super::definition::{self, Edit};
use super::restore::{self, Refill};
use super::{Check, Migration, Places, Plan, Release, Start, dialect};

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
        Release::schema("drop it", vec![last(start, column, None, &mut notes)])
            .back(format!("the values are gone but for a backup: copy them first if you may need them. `migcheck plan --restore {display}` writes the column again"))
            .last(),
    ];
    Ok(Plan { title: String::new(), name: display, dialect: start.dialect, releases, notes })
}

/// What the table has by the time a column goes that others take the place of.
pub(super) struct Followers {
    /// Their names and definitions.
    pub columns: Vec<(String, String)>,
    /// The statements that make their indexes.
    pub indexes: Vec<String>,
    /// How the way back gets the values.
    pub refill: Refill,
}

/// The migration that drops a column that nothing uses.
pub(super) fn last(
    start: &Start<'_>,
    column: &Column,
    followers: Option<Followers>,
    notes: &mut Vec<String>,
) -> Migration {
    let name = start.name(&column.name);
    let label = format!("drop_{}", start.label(&column.name.value));
    let is = |own: &crate::model::name::Ident| own.key(start.dialect) == column.key;
    let table = start.table;
    let keyed = table.keys.iter().any(|key| key.columns.iter().chain(&key.expression).any(is));
    let refers = table.foreign_keys.iter().filter(|key| key.columns.iter().any(is));
    let checked = table.checks.iter().any(|check| check.columns.iter().any(is));
    let indexes = table.indexes.iter().filter(|index| index.columns.iter().chain(&index.expression).any(is));
    let (added, remade, refill) = match followers {
        Some(all) => (all.columns, all.indexes, Some(all.refill)),
        None => (Vec::new(), Vec::new(), None),
    };
    let down = restore::way_back(start, column, &name, refill, notes);
    let mut up = Vec::new();
    match start.dialect {
        Dialect::Sqlite if keyed || checked || refers.clone().next().is_some() => {
            let (mut rebuilt, more) = definition::rebuild(start, label, column, &Edit::Drop, &added);
            notes.extend(more);
            let at = rebuilt.up.iter().position(|one| one == "COMMIT").unwrap_or(rebuilt.up.len());
            rebuilt.up.splice(at..at, remade);
            return Migration { down, ..rebuilt };
        }
        Dialect::Sqlite | Dialect::Mssql => {
            let on =
                if start.dialect == Dialect::Mssql { format!(" ON {}", start.table_name()) } else { String::new() };
            up.extend(indexes.map(|index| format!("DROP INDEX {}{on}", start.new_name(&index.name))));
        }
        Dialect::Mysql => {
            let named =
                |key: &str| format!("ALTER TABLE {} DROP FOREIGN KEY {}", start.table_name(), start.new_name(key));
            up.extend(refers.clone().filter_map(|key| key.name.as_deref()).map(named));
            if refers.clone().any(|key| key.name.is_none()) {
                // MySQL refuses to drop a column of a foreign key, and has made up the name itself.
                notes.push(format!(
                    "MySQL keeps a column that a foreign key names: add `ALTER TABLE {} DROP FOREIGN KEY …` before it is dropped, with the name that this finds: `SELECT constraint_name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = '{}' AND column_name = '{}' AND referenced_table_name IS NOT NULL`",
                    start.table_name(),
                    table.name().replace('\'', "''"),
                    column.name.value.replace('\'', "''")
                ));
            }
        }
        _ => {}
    }
    if start.dialect == Dialect::Mssql
        && (column.default.is_some() || keyed || checked || refers.clone().next().is_some())
    {
        notes.push(format!("SQL Server keeps a column that constraints name: drop the default and the constraints of {name} first, under the names that `sys.objects` has"));
    }
    up.push(dialect::drop_column(start, &name));
    dialect::change(start, label, up, down)
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
