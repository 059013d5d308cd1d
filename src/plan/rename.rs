//! A column gets another name: both columns for a while, kept equal by triggers.

use crate::model::name::{Dialect, Ident};

use super::definition::{self, Edit};
use super::dialect::{self, Fill};
use super::drop::Followers;
use super::sync::Sync;
use super::{Change, Check, Migration, Places, Plan, Release, Start};

pub(super) fn column(start: &Start<'_>, to: &str) -> Result<Plan, String> {
    let column = start.column()?;
    start.movable(column)?;
    start.free(to)?;
    let (old, new) = (start.name(&column.name), start.new_name(to));
    let sync = Sync {
        label: start.label(to),
        old: old.clone(),
        new: vec![(new.clone(), format!("%{old}"))],
        back: format!("%{new}"),
    };
    let mut parts =
        expand(start, &sync, &[(new.clone(), to.to_string())], &column.data_type, column.name.value.as_str())?;
    let is = |name: &Ident| name.key(start.dialect) == column.key;
    let rename = |name: &Ident| if is(name) { new.clone() } else { start.name(name) };
    let (copies, notes) = dialect::copies(start, column, &rename, to);
    parts.notes.extend(notes);
    let follower = crate::catalog::Column { default: None, ..column.clone() };
    let follower = crate::catalog::Column { name: Ident::new(to), key: to.to_string(), ..follower };
    let mut last = contract(start, &sync, &mut parts, &copies, !column.nullable)?;
    let mut contract = Vec::new();
    if !column.nullable {
        let required = if start.dialect == Dialect::Sqlite {
            parts.notes.push(format!("`{to}` stays without NOT NULL: SQLite takes that only with a new table; `migcheck plan --not-null {}.{to}` writes it", start.table.label.written));
            Vec::new()
        } else {
            dialect::require(start, &new, &follower, &old)
        };
        // While old code runs that knows only the old name, nothing may be said to require the new one.
        contract.extend(required);
    }
    if let Some(default) = &column.default {
        if start.dialect == Dialect::Sqlite {
            parts.notes.push(format!("`{to}` has no default ({default}): SQLite takes one only with a new table"));
        } else {
            let at = last.up.len().saturating_sub(1);
            last.up.insert(at, dialect::set_default(start, &new, default));
            // With it, what old code writes would be taken for what new code wrote.
            last.down.insert(after_timeout(&last.down), dialect::drop_default(start, &new));
        }
    }
    contract.push(last);
    parts.migrations.extend(copies);
    let display = start.display();
    Ok(Plan {
        title: String::new(),
        name: display.clone(),
        dialect: start.dialect,
        releases: releases(start, &sync, Change::RenameColumn { to: to.to_string() }, parts.migrations, contract, to),
        notes: parts.notes,
    })
}

/// The migrations of the first release, and what is to be known of them.
pub(super) struct Expand {
    pub migrations: Vec<Migration>,
    pub notes: Vec<String>,
    /// The new columns, as they have to be written, and their definitions.
    columns: Vec<(String, String)>,
}

/// New columns beside the old one, the triggers, and the rows that are there. `names`: as written, and plain.
pub(super) fn expand(
    start: &Start<'_>,
    sync: &Sync,
    names: &[(String, String)],
    data_type: &str,
    old: &str,
) -> Result<Expand, String> {
    let column = start.column()?;
    if data_type.is_empty() {
        return Err(format!("the type of `{}` is not known, so no column can be made after it", start.display()));
    }
    if start.dialect == Dialect::Mssql && start.table.primary_key().is_none() {
        return Err(format!(
            "`{}` has no primary key by which a trigger could find the rows",
            start.table.label.written
        ));
    }
    let mut notes = Vec::new();
    let mut migrations = Vec::new();
    // Whoever writes the new form leaves the old column out, and not every database asks its triggers first.
    let relax = start.table.requires(column) && start.dialect != Dialect::Postgres;
    if relax && start.dialect == Dialect::Sqlite {
        let (rebuilt, more) =
            definition::rebuild(start, format!("relax_{}", start.label(old)), column, &Edit::Nullable, &[]);
        migrations.push(rebuilt);
        notes.extend(more);
    } else if relax {
        let name = start.name(&column.name);
        let up = vec![dialect::nullable(start, &name, column, true)];
        let down = vec![dialect::nullable(start, &name, column, false)];
        migrations.push(dialect::change(start, format!("relax_{}", start.label(old)), up, down));
        notes.push(format!("`{}` is made NULL for the time of the change; COMMENT, COLLATE and ON UPDATE of its definition, if any, have to be repeated", start.display()));
    }
    let inline = start.table.foreign_keys.iter().find(|key| {
        start.dialect == Dialect::Sqlite && key.columns.len() == 1 && key.columns[0].key(start.dialect) == column.key
    });
    let inline = inline
        .map(|key| format!(" {}{}", definition::reference(start, key), definition::actions(start, key)))
        .unwrap_or_default();
    let null = if start.dialect == Dialect::Mssql { " NULL" } else { "" };
    let columns: Vec<(String, String)> =
        names.iter().map(|(name, _)| (name.clone(), format!("{data_type}{null}{inline}"))).collect();
    let mut up: Vec<String> =
        columns.iter().map(|(name, definition)| dialect::add_column(start, &format!("{name} {definition}"))).collect();
    up.extend(sync.up(start));
    let mut down = sync.down(start);
    down.extend(names.iter().map(|(name, _)| dialect::drop_column(start, name)));
    let plain: Vec<&str> = names.iter().map(|(_, plain)| plain.as_str()).collect();
    let label = start.label(&plain.join("_"));
    migrations.push(dialect::change(start, format!("add_{label}"), up, down));
    let (set, condition) = sync.fill();
    migrations.push(dialect::backfill(start, &Fill { label: &label, set, condition }));
    if start.dialect == Dialect::Sqlite {
        notes.push("the rows are filled in one statement; SQLite lets nobody else write meanwhile".to_string());
    }
    if start.catalog.triggers().any(|trigger| trigger.target == Some(start.table.id)) {
        notes.push(format!(
            "`{}` has triggers of its own: look whether they have to know the new column",
            start.table.name()
        ));
    }
    Ok(Expand { migrations, notes, columns })
}

/// The triggers and the old column go; the way back makes both again. `copies`: what made the indexes of the new columns; `full`: they are
/// NOT NULL by then.
pub(super) fn contract(
    start: &Start<'_>,
    sync: &Sync,
    expand: &mut Expand,
    copies: &[Migration],
    full: bool,
) -> Result<Migration, String> {
    let followers = Followers {
        columns: expand.columns.clone(),
        indexes: copies.iter().flat_map(|one| one.up.clone()).filter(|one| one.starts_with("CREATE ")).collect(),
        refill: sync.refill(start, full),
    };
    let mut last = super::drop::last(start, start.column()?, Some(followers), &mut expand.notes);
    let at = after_timeout(&last.up);
    last.up.splice(at..at, sync.down(start));
    Ok(last)
}

/// Where the statements begin.
fn after_timeout(statements: &[String]) -> usize {
    usize::from(statements.first().is_some_and(|one| one.starts_with("SET ")))
}

/// The three releases of a column that others replace.
pub(super) fn releases(
    start: &Start<'_>,
    sync: &Sync,
    change: Change,
    expand: Vec<Migration>,
    contract: Vec<Migration>,
    to: &str,
) -> Vec<Release> {
    let display = start.display();
    let what = if matches!(change, Change::Split { .. }) { "use the parts" } else { "use the new name" };
    let old = &sync.old;
    vec![
        Release::schema("add the new, keep both equal", expand)
            .check(Check::Zero(sync.count(start)))
            .wait("until the migrations have run and the query below answers 0")
            .back("run the way back of each migration, the last first: nothing is lost, the old column has everything"),
        Release::code(what, format!("use {to} instead of {old}, for reading and for writing"), Places::All)
            .check(Check::Unused(display.clone()))
            .wait("until no instance runs older code, and it is certain that none will again")
            .back("deploy the code of release 1: the triggers kept the old column up to date"),
        Release::schema("remove the old", contract)
            .back(format!(
                "the way back of the migration makes the column and the triggers again and fills it from {to}, while nobody else writes the table"
            ))
            .last(),
    ]
}
