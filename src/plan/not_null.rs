//! A column may no longer be NULL: the code writes it first, then the rows are filled, then the database is told.

use crate::model::name::Dialect;

use super::definition::{self, Edit};
use super::dialect::{self, Fill};
use super::{Check, Places, Plan, Release, Start};

pub(super) fn column(start: &Start<'_>, fill: Option<&str>) -> Result<Plan, String> {
    let column = start.column()?;
    let display = start.display();
    if !column.nullable && !column.inferred {
        return Err(format!("`{display}` is NOT NULL already"));
    }
    let Some(fill) = fill.map(str::trim).filter(|fill| !fill.is_empty()).or(column.default.as_deref()) else {
        return Err(format!("`{display}` has no default: say what rows without a value get, as SQL: --fill \"''\""));
    };
    if column.data_type.is_empty() && start.dialect != Dialect::Postgres {
        return Err(format!("the type of `{display}` is not known"));
    }
    let name = start.name(&column.name);
    let table = start.table_name();
    let label = start.label(&column.name.value);
    let condition = format!("{name} IS NULL");
    let mut notes = Vec::new();
    let mut migrations = Vec::new();
    if start.dialect == Dialect::Sqlite {
        let (rebuilt, more) =
            definition::rebuild(start, format!("require_{label}"), column, &Edit::Required(fill.to_string()), &[]);
        migrations.push(rebuilt);
        notes.extend(more);
    } else {
        let set = vec![(name.clone(), fill.to_string())];
        // A row that gets nothing would be filled for ever.
        let todo = format!("{condition} AND ({fill}) IS NOT NULL");
        migrations.push(dialect::backfill(start, &Fill { label: &label, set, condition: todo }));
        migrations.extend(dialect::require(start, &name, column, fill));
        if start.dialect == Dialect::Mysql {
            notes.push(
                "COMMENT, COLLATE and ON UPDATE of the column's definition, if any, have to be repeated in MODIFY"
                    .to_string(),
            );
        }
    }
    let back = match start.dialect {
        Dialect::Sqlite => {
            "the way back of the migration makes the table anew without NOT NULL; the rows that were filled stay so"
                .to_string()
        }
        _ => format!("`{}`; the rows that were filled stay so", dialect::nullable(start, &name, column, true)),
    };
    let releases = vec![
        Release::code("always write a value", format!("give {name} a value wherever a row is made or changed"), Places::Writes)
            .check(Check::Zero(format!("SELECT count(*) FROM {table} WHERE {condition}")))
            .wait("until no instance runs older code. The query answers how many rows release 2 fills; it must not grow any more")
            .back("deploy the old code"),
        Release::schema("fill the rows, then require it", migrations).back(back),
    ];
    Ok(Plan { title: String::new(), name: display, dialect: start.dialect, releases, notes })
}
