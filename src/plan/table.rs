//! A table gets another name: a view has the new name first, and gives it to the table when nothing uses the old one.
//!
//! That way round the table itself moves once, in a step that has no gap in any database, and until then the way back is to drop a view.

use crate::model::name::Dialect;

use super::{Check, Places, Plan, Release, Start, dialect, spell};

pub(super) fn rename(start: &Start<'_>, to: &str) -> Result<Plan, String> {
    let display = start.display();
    let to = to.rsplit('.').next().unwrap_or(to).trim();
    if to.is_empty() {
        return Err("the new name is empty".to_string());
    }
    let taken = crate::model::name::ObjectName::new(to);
    if start.catalog.table(&taken).is_some() || start.catalog.view(&taken).is_some() {
        return Err(format!("the schema has a `{to}` already"));
    }
    if !start.table.complete && start.dialect == Dialect::Sqlite {
        return Err(format!("not every column of `{display}` is known, so no view of it can be written to in SQLite"));
    }
    let (table, new) = (start.table_name(), spell::beside(start.dialect, &start.table.label.written, to));
    let last = start.new_name(to);
    let columns: Vec<String> = start.table.columns.iter().map(|column| start.name(&column.name)).collect();
    let list = if start.table.complete { columns.join(", ") } else { "*".to_string() };
    let view = format!("CREATE VIEW {new} AS SELECT {list} FROM {table}");
    let mut up = vec![view.clone()];
    let mut notes = Vec::new();
    match start.dialect {
        Dialect::Sqlite => {
            up.extend(instead(start, &new, to, &columns));
            notes.push(format!("until release 3 `{to}` is a view: RETURNING, last_insert_rowid() and ON CONFLICT of statements that write to it do not do what they do on a table; keep such statements on `{display}` until then"));
        }
        Dialect::Postgres => notes.push(format!("privileges: GRANT on `{to}` what is granted on `{display}`. COPY FROM and TRUNCATE do not take a view, and pg_get_serial_sequence does not know its columns")),
        Dialect::Mysql => notes.push(format!("privileges: GRANT on `{to}` what is granted on `{display}`. TRUNCATE and LOAD DATA do not take a view")),
        _ => notes.push(format!("privileges: GRANT on `{to}` what is granted on `{display}`")),
    }
    let label = spell::label(&[to]);
    let first = dialect::change(start, format!("view_{label}"), up.clone(), vec![format!("DROP VIEW {new}")]);
    let old = start.name(&start.table.label.written.name);
    let (swap, back) = match start.dialect {
        Dialect::Mysql => {
            let aside = spell::beside(start.dialect, &start.table.label.written, &format!("{to}_view"));
            (
                vec![format!("RENAME TABLE {new} TO {aside}, {table} TO {new}"), format!("DROP VIEW {aside}")],
                vec![format!("RENAME TABLE {new} TO {table}"), view],
            )
        }
        Dialect::Mssql => (
            vec![format!("DROP VIEW {new}"), dialect::rename_table(start, &table, &last)],
            vec![dialect::rename_table(start, &new, &old), view],
        ),
        _ => (
            vec![format!("DROP VIEW {new}"), dialect::rename_table(start, &table, &last)],
            [vec![dialect::rename_table(start, &new, &old)], up].concat(),
        ),
    };
    let releases = vec![
        Release::schema("give it the new name as well", vec![first])
            .wait("until the migration has run")
            .back("drop the view: nothing is lost"),
        Release::code("use the new name", format!("use {to} instead of {display}"), Places::All)
            .check(Check::Unused(display.clone()))
            .wait("until no instance runs older code, and it is certain that none will again")
            .back("deploy the code of release 1: the table has kept its name"),
        Release::schema("rename the table", vec![dialect::change(start, format!("rename_{label}"), swap, back)]).back(
            "the way back of the migration: the table gets its old name, and the view the new one. Nothing is lost",
        ),
    ];
    Ok(Plan { title: String::new(), name: display, dialect: start.dialect, releases, notes })
}

/// SQLite writes to a view only through triggers.
fn instead(start: &Start<'_>, view: &str, to: &str, columns: &[String]) -> Vec<String> {
    let table = start.table_name();
    let key: Vec<String> = match start.table.primary_key() {
        Some(key) => key.columns.iter().map(|column| start.name(column)).collect(),
        None => columns.to_vec(),
    };
    let row = key.iter().map(|column| format!("{column} IS OLD.{column}")).collect::<Vec<_>>().join(" AND ");
    let values: Vec<String> = start
        .table
        .columns
        .iter()
        .zip(columns)
        .map(|(column, name)| match &column.default {
            Some(default) if !column.nullable => format!("COALESCE(NEW.{name}, {default})"),
            _ => format!("NEW.{name}"),
        })
        .collect();
    let set = columns.iter().map(|column| format!("{column} = NEW.{column}")).collect::<Vec<_>>().join(", ");
    let name = |what: &str| start.new_name(&spell::label(&[to, what]));
    vec![
        format!(
            "CREATE TRIGGER {} INSTEAD OF INSERT ON {view}\nBEGIN\n  INSERT INTO {table} ({}) VALUES ({});\nEND",
            name("insert"),
            columns.join(", "),
            values.join(", ")
        ),
        format!(
            "CREATE TRIGGER {} INSTEAD OF UPDATE ON {view}\nBEGIN\n  UPDATE {table} SET {set} WHERE {row};\nEND",
            name("update")
        ),
        format!(
            "CREATE TRIGGER {} INSTEAD OF DELETE ON {view}\nBEGIN\n  DELETE FROM {table} WHERE {row};\nEND",
            name("delete")
        ),
    ]
}
