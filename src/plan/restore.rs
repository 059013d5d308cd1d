//! A column or the outline of a table that is gone, written again as the history had it.

use crate::catalog::Column;
use crate::model::name::Dialect;

use super::{Migration, Runs, Start, definition, dialect, spell};

/// What puts an object back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restore {
    /// `users.username`
    pub name: String,
    pub dialect: Dialect,
    pub migrations: Vec<Migration>,
    /// What does not come back.
    pub lost: Vec<String>,
}

/// The column with its type, default, keys, checks, references and indexes. `start` has the schema in which it was.
pub fn restore(start: &Start<'_>) -> Result<Restore, String> {
    let column = start.column()?;
    let display = start.display();
    if column.data_type.is_empty() {
        return Err(format!("the history does not say what type `{display}` had"));
    }
    let name = start.name(&column.name);
    let label = start.label(&column.name.value);
    let mut lost =
        vec![format!("the values of `{display}`: they come from a backup alone, or from what was copied before")];
    let kind = column.data_type.split_whitespace().collect::<Vec<_>>().join(" ");
    let default = column.default.as_ref().map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
    // With a default every row has a value at once.
    let required = !column.nullable && column.default.is_some();
    let null = if required { " NOT NULL" } else { "" };
    let add = dialect::add_column(start, &format!("{name} {kind}{default}{null}"));
    let mut migrations =
        vec![dialect::change(start, format!("restore_{label}"), vec![add], vec![dialect::drop_column(start, &name)])];
    migrations.extend(keys(start, column));
    let is = |own: &crate::model::name::Ident| own.key(start.dialect) == column.key;
    let table = start.table_name();
    for check in start.table.checks.iter().filter(|check| check.columns.iter().any(is)) {
        let valid = if start.dialect == Dialect::Postgres { " NOT VALID" } else { "" };
        if start.dialect == Dialect::Sqlite {
            lost.push(format!("CHECK ({}): SQLite takes it only with a new table", check.expression));
            continue;
        }
        let named = check.name.as_ref().map(|name| format!(" CONSTRAINT {}", start.new_name(name))).unwrap_or_default();
        let up = vec![format!("ALTER TABLE {table} ADD{named} CHECK ({}){valid}", check.expression)];
        migrations.push(dialect::change(start, format!("check_{label}"), up, Vec::new()));
    }
    for key in start.table.foreign_keys.iter().filter(|key| key.columns.iter().any(is)) {
        let columns = key.columns.iter().map(|own| start.name(own)).collect::<Vec<_>>().join(", ");
        let valid = if start.dialect == Dialect::Postgres { " NOT VALID" } else { "" };
        let body =
            format!("FOREIGN KEY ({columns}) {}{}", definition::reference(start, key), definition::actions(start, key));
        if start.dialect == Dialect::Sqlite {
            lost.push(format!("{body}: SQLite takes it only with a new table"));
            continue;
        }
        let named = key.name.as_ref().map(|name| format!(" CONSTRAINT {}", start.new_name(name))).unwrap_or_default();
        let up = vec![format!("ALTER TABLE {table} ADD{named} {body}{valid}")];
        migrations.push(dialect::change(start, format!("refer_{label}"), up, Vec::new()));
    }
    if !column.nullable && !required {
        lost.push(format!("NOT NULL: it was so, and rows without a value are in the way. Fill {name}, then `migcheck plan --not-null {display}`"));
    }
    if !start.table.complete {
        lost.push("what the history does not show: it does not begin with the table's CREATE TABLE".to_string());
    }
    Ok(Restore { name: display, dialect: start.dialect, migrations, lost })
}

/// Unique keys and indexes, under their names.
fn keys(start: &Start<'_>, column: &Column) -> Vec<Migration> {
    let is = |own: &crate::model::name::Ident| own.key(start.dialect) == column.key;
    let table = start.table_name();
    let all = start.table.keys.iter().filter(|key| !key.primary).map(|key| (&key.columns, key.name.as_deref(), true));
    let all = all.chain(start.table.indexes.iter().map(|index| (&index.columns, Some(index.name.as_str()), false)));
    let (how, runs) = match start.dialect {
        Dialect::Postgres => (" CONCURRENTLY", Runs::Outside),
        _ => ("", Runs::Together),
    };
    all.filter(|(columns, ..)| columns.iter().any(is))
        .map(|(columns, name, unique)| {
            let word = if unique { "UNIQUE INDEX" } else { "INDEX" };
            let list = columns.iter().map(|own| start.name(own)).collect::<Vec<_>>().join(", ");
            let label = spell::label(&[
                start.table.name(),
                &columns.iter().map(|own| own.value.as_str()).collect::<Vec<_>>().join("_"),
            ]);
            let ending = if unique { "key" } else { "idx" };
            let name = name.map_or_else(|| spell::label(&[&label, ending]), str::to_string);
            let up = vec![format!("CREATE {word}{how} {} ON {table} ({list})", start.new_name(&name))];
            Migration::new(format!("index_{label}"), runs, up, Vec::new())
        })
        .collect()
}
