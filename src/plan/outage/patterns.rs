//! What databases say of each failure, as regular expressions that RE2, PCRE and `grep -E` take alike.
//!
//! PostgreSQL: manual, Appendix A, "PostgreSQL Error Codes". MySQL: "Server Error Message Reference". SQL Server: "Database engine events and errors".
//! SQLite has no numbers for these: its texts are what there is.

use regex::escape;

use super::{Failure, Outage};
use crate::model::name::Dialect;

/// A text of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Who prints it.
    pub who: String,
    /// `42703`; empty where there is none.
    pub code: &'static str,
    pub regex: String,
    /// What is to be known of it; empty: nothing.
    pub note: &'static str,
}

/// Quotes, also those that JSON puts a backslash before.
const QUOTES: &str = r#"["\\`']*"#;
/// What may stand before a name: its table, its schema, an alias.
const BEFORE: &str = r#"([A-Za-z0-9_$"\\`']+\.)*"#;

const OTHER_TYPE: &str = "the text does not name the column: look at the query beside it";

/// Fills a text in which `{c}` and `{t}` are names.
pub(super) fn filled(text: &str, outage: &Outage) -> String {
    let column = escape(outage.column.as_deref().unwrap_or_default());
    let table = escape(&outage.table);
    text.replace("{c}", &format!("{BEFORE}{QUOTES}{column}{QUOTES}"))
        .replace("{t}", &format!("{BEFORE}{QUOTES}{table}{QUOTES}"))
        .replace("{column}", &column)
        .replace("{table}", &table)
}

/// Code, text, note.
type Row = (&'static str, &'static str, &'static str);

fn rows(dialect: Dialect, failure: Failure) -> &'static [Row] {
    match (dialect, failure) {
        (Dialect::Postgres, Failure::ColumnGone) => &[
            ("42703", "column {c} (of relation {t} )?does not exist", ""),
            ("42703", r#"record ["\\]*(new|old)["\\]* has no field {c}"#, "a trigger of the database names it"),
            (
                "0A000",
                "cached plan must not change result type",
                "a prepared `SELECT *` or `RETURNING *`: this one alone ends when the connections are new",
            ),
        ],
        (Dialect::Postgres, Failure::TableGone) => &[("42P01", "relation {t} does not exist", "")],
        (Dialect::Postgres, Failure::ValueMissing) => {
            &[("23502", "null value in column {c} (of relation {t} )?violates not-null constraint", "")]
        }
        (Dialect::Postgres, Failure::OtherType) => &[
            ("42804", "column {c} is of type .+ but expression is of type", ""),
            ("42883", "operator does not exist: ", OTHER_TYPE),
            ("22P02", "invalid input syntax for type ", OTHER_TYPE),
            ("22003", "out of range", OTHER_TYPE),
            ("22001", "value too long for type ", OTHER_TYPE),
            ("0A000", "cached plan must not change result type", "this one alone ends when the connections are new"),
        ],
        (Dialect::Mysql, Failure::ColumnGone) => &[("1054 (42S22)", "Unknown column {c} in ", "")],
        (Dialect::Mysql, Failure::TableGone) => &[("1146 (42S02)", "Table {t} doesn't exist", "")],
        (Dialect::Mysql, Failure::ValueMissing) => &[
            ("1364 (HY000)", "Field {c} doesn't have a default value", "the INSERT leaves it out"),
            ("1048 (23000)", "Column {c} cannot be null", "the statement writes NULL"),
        ],
        (Dialect::Mysql, Failure::OtherType) => &[
            ("1366 (HY000)", "Incorrect [a-z]+ value: .* for column {c} at row", ""),
            ("1265 (01000)", "Data truncated for column {c} at row", ""),
            ("1264 (22003)", "Out of range value for column {c} at row", ""),
            ("1406 (22001)", "Data too long for column {c} at row", ""),
            ("1292 (22007)", "(Truncated incorrect|Incorrect) .* value: ", OTHER_TYPE),
        ],
        (Dialect::Sqlite, Failure::ColumnGone) => {
            &[("", "no such column: {c}", ""), ("", "table {t} has no column named {c}", "an INSERT")]
        }
        (Dialect::Sqlite, Failure::TableGone) => &[("", "no such table: {t}", "")],
        (Dialect::Sqlite, Failure::ValueMissing) => &[("", r"NOT NULL constraint failed: {table}\.{column}", "")],
        (Dialect::Sqlite, Failure::OtherType) => &[
            ("", r"cannot store [A-Z]+ value in [A-Z]+ column {table}\.{column}", "only of tables that are STRICT"),
            ("", "datatype mismatch", OTHER_TYPE),
        ],
        (Dialect::Mssql, Failure::ColumnGone) => &[("207", "Invalid column name {c}", "")],
        (Dialect::Mssql, Failure::TableGone) => &[("208", "Invalid object name {t}", "")],
        (Dialect::Mssql, Failure::ValueMissing) => {
            &[("515", "Cannot insert the value NULL into column {c}, table ", "")]
        }
        (Dialect::Mssql, Failure::OtherType) => &[
            ("245", "Conversion failed when converting the ", OTHER_TYPE),
            ("206", "Operand type clash: ", OTHER_TYPE),
            ("8114", "Error converting data type ", OTHER_TYPE),
            ("2628", "String or binary data would be truncated in table .*, column {c}", ""),
        ],
        _ => &[],
    }
}

/// What the database prints, or hands to whoever sent the query.
pub fn database(outage: &Outage) -> Vec<Pattern> {
    let who = match outage.dialect {
        Dialect::Postgres => "PostgreSQL",
        Dialect::Mysql => "MySQL",
        Dialect::Sqlite => "SQLite",
        Dialect::Mssql => "SQL Server",
        _ => "the database",
    };
    let rows = rows(outage.dialect, outage.failure).iter();
    rows.map(|(code, text, note)| Pattern { who: who.to_string(), code, regex: filled(text, outage), note }).collect()
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;
    use crate::plan::outage::{Back, MAPPERS};

    pub(crate) fn outage(dialect: Dialect, failure: Failure) -> Outage {
        Outage {
            name: "users.username".to_string(),
            dialect,
            failure,
            table: "users".to_string(),
            column: (failure != Failure::TableGone).then(|| "username".to_string()),
            renamed_to: None,
            probe: None,
            back: Ok(Back::default()),
        }
    }

    const FAILURES: [Failure; 4] = [Failure::ColumnGone, Failure::TableGone, Failure::ValueMissing, Failure::OtherType];
    const DIALECTS: [Dialect; 4] = [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite, Dialect::Mssql];

    #[test]
    fn what_databases_say_is_found() {
        use Failure::*;
        let rows: &[(Dialect, Failure, &str, bool)] = &[
            (Dialect::Postgres, ColumnGone, r#"ERROR:  column "username" does not exist at character 8"#, true),
            (Dialect::Postgres, ColumnGone, "column u0.username does not exist", true),
            (
                Dialect::Postgres,
                ColumnGone,
                r#"{"message":"column \"username\" of relation \"users\" does not exist"}"#,
                true,
            ),
            (Dialect::Postgres, ColumnGone, r#"column "username_old" does not exist"#, false),
            (Dialect::Postgres, ColumnGone, r#"column "old_username" does not exist"#, false),
            (Dialect::Postgres, TableGone, r#"relation "public.users" does not exist"#, true),
            (Dialect::Postgres, TableGone, r#"relation "superusers" does not exist"#, false),
            (
                Dialect::Postgres,
                ValueMissing,
                r#"null value in column "username" of relation "users" violates not-null constraint"#,
                true,
            ),
            (
                Dialect::Postgres,
                OtherType,
                r#"column "username" is of type integer but expression is of type text"#,
                true,
            ),
            (Dialect::Mysql, ColumnGone, "Error 1054 (42S22): Unknown column 'users.username' in 'field list'", true),
            (Dialect::Mysql, ColumnGone, "Unknown column 'name' in 'where clause'", false),
            (Dialect::Mysql, TableGone, "Table 'shop.users' doesn't exist", true),
            (Dialect::Mysql, ValueMissing, "Field 'username' doesn't have a default value", true),
            (Dialect::Mysql, ValueMissing, "Column 'username' cannot be null", true),
            (Dialect::Mysql, OtherType, "Incorrect integer value: 'x' for column 'username' at row 1", true),
            (Dialect::Sqlite, ColumnGone, "no such column: u.username", true),
            (Dialect::Sqlite, ColumnGone, "table users has no column named username", true),
            (Dialect::Sqlite, TableGone, "no such table: main.users", true),
            (Dialect::Sqlite, ValueMissing, "NOT NULL constraint failed: users.username", true),
            (Dialect::Mssql, ColumnGone, "Msg 207, Level 16, State 1: Invalid column name 'username'.", true),
            (Dialect::Mssql, TableGone, "Invalid object name 'dbo.users'.", true),
            (
                Dialect::Mssql,
                ValueMissing,
                "Cannot insert the value NULL into column 'username', table 'shop.dbo.users'; column does not allow nulls.",
                true,
            ),
        ];
        for (dialect, failure, line, expected) in rows {
            let patterns = database(&outage(*dialect, *failure));
            let found = patterns.iter().any(|pattern| Regex::new(&pattern.regex).unwrap().is_match(line));
            assert_eq!(found, *expected, "{line}: {patterns:#?}");
        }
    }

    #[test]
    fn every_pattern_is_a_regular_expression() {
        for (dialect, failure) in DIALECTS.into_iter().flat_map(|one| FAILURES.map(|failure| (one, failure))) {
            let mut outage = outage(dialect, failure);
            outage.table = "odd.(ta|ble".to_string();
            outage.column = Some("a[b\"`".to_string());
            let all = database(&outage);
            assert!(!all.is_empty());
            let all = all.into_iter().chain(MAPPERS.iter().flat_map(|mapper| mapper.patterns(&outage)));
            for pattern in all {
                assert!(Regex::new(&pattern.regex).is_ok(), "{}", pattern.regex);
            }
        }
    }
}
