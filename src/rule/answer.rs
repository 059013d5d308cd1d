//! What a database answers to a statement that names what is gone, in its own words.

use crate::model::event::{Event, EventKind};
use crate::model::name::Dialect::{self, Clickhouse, Mssql, Mysql, Postgres, Sqlite};
use crate::model::query::Access;
use crate::model::reference::{Reference, RowLanguage};

/// A clause without a full stop: `answers “column "username" does not exist”`.
pub fn answer(event: &Event, uses: &[Reference]) -> String {
    let table = event.subject.table.as_deref().unwrap_or_default();
    let column = event.subject.column.as_deref().unwrap_or_default();
    let value = event.subject.value.as_deref().unwrap_or_default();
    let writes = !uses.is_empty() && uses.iter().all(|one| one.access == Access::Write);
    let text = match event.kind {
        EventKind::ColumnDropped
        | EventKind::ColumnRenamed
        | EventKind::ColumnAwaited
        | EventKind::ColumnLostOnWayBack => match without_query(column, uses) {
            Some(text) => return text,
            None => no_column(event.dialect, table, column, writes),
        },
        EventKind::TableDropped | EventKind::TableRenamed | EventKind::TableAwaited | EventKind::TableLostOnWayBack => {
            match event.dialect {
                Postgres => format!("relation \"{table}\" does not exist"),
                Mysql => format!("Table '….{table}' doesn't exist"),
                Sqlite => format!("no such table: {table}"),
                Mssql => format!("Invalid object name '{table}'."),
                Clickhouse => format!("Unknown table expression identifier '{table}'"),
            }
        }
        EventKind::RoutineDropped | EventKind::RoutineRenamed => match event.dialect {
            Postgres => format!("{table}(…) does not exist"),
            Mysql => format!("….{table} does not exist"),
            Sqlite => format!("no such function: {table}"),
            Mssql => return format!("fails, as `{table}` is not found"),
            Clickhouse => format!("Unknown function {table}"),
        },
        EventKind::TypeDropped | EventKind::TypeRenamed => match event.dialect {
            Mssql => format!("Cannot find data type {table}."),
            _ => format!("type \"{table}\" does not exist"),
        },
        EventKind::EnumValueRemoved | EventKind::EnumValueRenamed => match event.dialect {
            Postgres => format!("invalid input value for enum {table}: \"{value}\""),
            Mysql if column.is_empty() => "Data truncated for column … at row 1".to_string(),
            Mysql => format!("Data truncated for column '{column}' at row 1"),
            Sqlite => "CHECK constraint failed".to_string(),
            Mssql => "The INSERT statement conflicted with the CHECK constraint".to_string(),
            Clickhouse => format!("Unknown element '{value}' for enum"),
        },
        EventKind::RequiredColumnAdded | EventKind::NullRefused => match event.dialect {
            Postgres => {
                format!("null value in column \"{column}\" of relation \"{table}\" violates not-null constraint")
            }
            Mysql if event.kind == EventKind::NullRefused => format!("Column '{column}' cannot be null"),
            Mysql => format!("Field '{column}' doesn't have a default value"),
            Sqlite => format!("NOT NULL constraint failed: {table}.{column}"),
            Mssql => format!("Cannot insert the value NULL into column '{column}'"),
            Clickhouse => return "gets the type's default value".to_string(),
        },
        EventKind::ColumnAdded => match event.dialect {
            Postgres => format!("column reference \"{column}\" is ambiguous"),
            Mysql => format!("Column '{column}' in field list is ambiguous"),
            Sqlite => format!("ambiguous column name: {column}"),
            Mssql => format!("Ambiguous column name '{column}'."),
            Clickhouse => format!("ambiguous identifier '{column}'"),
        },
        EventKind::ColumnCountChanged => match event.dialect {
            Postgres => "INSERT has more expressions than target columns".to_string(),
            Mysql => "Column count doesn't match value count at row 1".to_string(),
            Sqlite => return format!("fails, as the number of values is not that of the columns of {table}"),
            Mssql => "Column name or number of supplied values does not match table definition.".to_string(),
            Clickhouse => return "fails, as the number of values is not that of the columns".to_string(),
        },
        EventKind::UniqueKeyDropped => match event.dialect {
            Postgres => "there is no unique or exclusion constraint matching the ON CONFLICT specification".to_string(),
            Sqlite => "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint".to_string(),
            Mysql | Mssql | Clickhouse => return "adds a second row instead of changing the one there is".to_string(),
        },
        EventKind::RowShapeChanged => {
            return "gets other columns than it takes, and fails or takes the wrong ones".to_string();
        }
        EventKind::PreparedResultChanged => "cached plan must not change result type".to_string(),
        EventKind::StatementUnparsed
        | EventKind::TargetUnreadable
        | EventKind::MigrationOutOfOrder
        | EventKind::MigrationEdited
        | EventKind::MigrationDeleted
        | EventKind::MigrationSeveralHeads
        | EventKind::MigrationOrderBroken
        | EventKind::SchemaArtefactStale
        | EventKind::SuppressionUnused
        | EventKind::SuppressionWithoutReason
        | EventKind::SuppressionUnknown
        | EventKind::SuppressionExpired
        | EventKind::ConstraintDropped
        | EventKind::ConstraintRenamed
        | EventKind::WayBackMissing
        | EventKind::WayBackDiffers
        | EventKind::WayBackFails
        | EventKind::WayBackEmpty
        | EventKind::Operation(_) => return "may fail".to_string(),
    };
    format!("answers “{text}”")
}

/// What a database does when something goes that a view, function or trigger uses (PostgreSQL's "Dependency Tracking", SQLite's "ALTER TABLE DROP COLUMN",
/// MySQL's "View Syntax", SQL Server's `sp_refreshview`).
pub fn to_objects(dialect: Dialect) -> &'static str {
    match dialect {
        Postgres => {
            "refuses the change, or with CASCADE drops the object as well; the body of a function or trigger fails when it next runs"
        }
        Sqlite => {
            "refuses to drop a column that a view or trigger uses; without a table they fail when they are next used"
        }
        Mssql => {
            "makes the change, unless the object is bound to the schema, and the view, procedure or trigger fails when it is next used"
        }
        Mysql | Clickhouse => "makes the change, and the view, procedure or trigger fails when it is next used",
    }
}

/// What becomes of uses that only read an attribute of a row, which name no column to the database: Eloquent gives null for an attribute that it does not
/// have (`HasAttributes::getAttribute`), ActiveRecord and Sequel raise NoMethodError, or MissingAttributeError where the schema is still cached.
fn without_query(column: &str, uses: &[Reference]) -> Option<String> {
    let (first, rest) = uses.split_first()?;
    let language = first.of_row()?;
    match language {
        _ if rest.iter().any(|one| one.of_row() != Some(language)) => None,
        RowLanguage::Php => Some("goes on with null instead of the value".to_owned()),
        RowLanguage::Ruby => Some(format!("fails, as the rows no longer have `{column}`")),
    }
}

fn no_column(dialect: Dialect, table: &str, column: &str, writes: bool) -> String {
    match dialect {
        Postgres if writes && !table.is_empty() => {
            format!("column \"{column}\" of relation \"{table}\" does not exist")
        }
        Postgres => format!("column \"{column}\" does not exist"),
        Mysql => format!("Unknown column '{column}' in 'field list'"),
        Sqlite => format!("no such column: {column}"),
        Mssql => format!("Invalid column name '{column}'."),
        Clickhouse => format!("Unknown expression identifier `{column}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::reference::Mechanism;
    use crate::rule::engine::tests::{event, reference};

    #[test]
    fn each_dialect_has_its_own_words() {
        for (dialect, expected) in [
            (Postgres, "answers “column \"username\" does not exist”"),
            (Mysql, "answers “Unknown column 'username' in 'field list'”"),
            (Sqlite, "answers “no such column: username”"),
            (Mssql, "answers “Invalid column name 'username'.”"),
        ] {
            let mut event = event();
            event.dialect = dialect;
            assert_eq!(answer(&event, &[reference("a.py")]), expected);
        }
    }

    #[test]
    fn an_attribute_of_a_row_is_not_asked_of_the_database() {
        let member = |path: &str, access| Reference { mechanism: Mechanism::Member, access, ..reference(path) };
        for (uses, expected) in [
            (vec![member("a.php", Access::Read)], "goes on with null instead of the value"),
            (
                vec![member("a.rb", Access::Read), member("b.rb", Access::Read)],
                "fails, as the rows no longer have `username`",
            ),
            (vec![member("a.php", Access::Read), reference("b.php")], "answers “column \"username\" does not exist”"),
            (
                vec![member("a.php", Access::Write)],
                "answers “column \"username\" of relation \"users\" does not exist”",
            ),
            (vec![member("a.py", Access::Read)], "answers “column \"username\" does not exist”"),
        ] {
            assert_eq!(answer(&event(), &uses), expected, "{uses:?}");
        }
    }

    #[test]
    fn a_write_is_answered_with_the_relation() {
        let mut write = reference("a.py");
        write.access = Access::Write;
        assert_eq!(answer(&event(), &[write]), "answers “column \"username\" of relation \"users\" does not exist”");
    }
}
