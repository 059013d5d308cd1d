//! In which transaction each migration tool runs a migration, and what switches it off: markers in the file, or the database itself.
//!
//! The defaults are those of each tool's documentation. A tool that sends a whole file of several statements to PostgreSQL at once gets one transaction as well
//! (PostgreSQL manual, 55.2.2.1, "Multiple Statements in a Simple Query").

use crate::model::name::Dialect;

/// How the statements of a migration run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// All in one that the tool opens.
    Tool,
    /// All in one that the database opens, as the file is sent to it at once; not if it has a single statement.
    Implicit,
    /// Each in its own.
    None,
}

/// A tool that opens transactions, and the words of a file that keep it from doing so, in lower case without white space.
struct Habit {
    layout: &'static str,
    usual: Transaction,
    off: &'static [&'static str],
}

const HABITS: &[Habit] = &[
    Habit {
        layout: "alembic",
        usual: Transaction::Tool,
        off: &["autocommit_block()", "isolation_level=\"autocommit\""],
    },
    Habit { layout: "atlas", usual: Transaction::Tool, off: &["--atlas:txmodenone"] },
    Habit { layout: "db-migrate", usual: Transaction::None, off: &[] },
    Habit { layout: "dbmate", usual: Transaction::Tool, off: &["transaction:false"] },
    Habit { layout: "diesel", usual: Transaction::Tool, off: &[] },
    Habit { layout: "django", usual: Transaction::Tool, off: &["atomic=false"] },
    Habit { layout: "doctrine", usual: Transaction::Tool, off: &["istransactional():bool{returnfalse"] },
    Habit { layout: "drizzle", usual: Transaction::Tool, off: &[] },
    Habit { layout: "ecto", usual: Transaction::Tool, off: &["@disable_ddl_transactiontrue"] },
    Habit { layout: "ef-core", usual: Transaction::Tool, off: &["suppresstransaction:true"] },
    Habit { layout: "fluentmigrator", usual: Transaction::Tool, off: &["transactionbehavior.none"] },
    Habit { layout: "flyway", usual: Transaction::Tool, off: &["executeintransaction=false"] },
    Habit { layout: "golang-migrate", usual: Transaction::Implicit, off: &[] },
    Habit { layout: "goose", usual: Transaction::Tool, off: &["--+goosenotransaction"] },
    Habit { layout: "knex", usual: Transaction::Tool, off: &["transaction:false"] },
    Habit { layout: "kysely", usual: Transaction::Tool, off: &[] },
    Habit { layout: "laravel", usual: Transaction::Tool, off: &["$withintransaction=false"] },
    Habit {
        layout: "liquibase",
        usual: Transaction::Tool,
        off: &["runintransaction:false", "runintransaction=\"false\"", "\"runintransaction\":false"],
    },
    Habit {
        layout: "mikro-orm",
        usual: Transaction::Tool,
        off: &["istransactional()", "disablesessionreplicationrole"],
    },
    Habit { layout: "node-pg-migrate", usual: Transaction::Tool, off: &["notransaction()"] },
    Habit { layout: "prisma", usual: Transaction::Implicit, off: &[] },
    Habit { layout: "rails", usual: Transaction::Tool, off: &["disable_ddl_transaction!"] },
    Habit { layout: "refinery", usual: Transaction::Tool, off: &[] },
    Habit { layout: "sea-orm", usual: Transaction::Tool, off: &[] },
    Habit { layout: "sequel", usual: Transaction::Tool, off: &["no_transaction"] },
    Habit { layout: "sequelize", usual: Transaction::None, off: &[] },
    Habit { layout: "sql-migrate", usual: Transaction::Tool, off: &["notransaction"] },
    Habit { layout: "sqlx", usual: Transaction::Tool, off: &["--no-transaction"] },
    Habit { layout: "supabase", usual: Transaction::Implicit, off: &[] },
    Habit { layout: "typeorm", usual: Transaction::Tool, off: &["transaction=false"] },
];

/// How the statements of a migration with this text run. Of the tools that the table does not have nothing is known: each statement counts alone.
pub fn transaction(layout: &str, text: &str, dialect: Dialect) -> Transaction {
    // MySQL commits before and after each statement that changes the schema (MySQL manual, 15.3.3); ClickHouse has no transactions for them.
    if matches!(dialect, Dialect::Mysql | Dialect::Clickhouse) {
        return Transaction::None;
    }
    let Some(habit) = HABITS.iter().find(|habit| habit.layout == layout) else { return Transaction::None };
    if habit.off.is_empty() {
        return habit.usual;
    }
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    if habit.off.iter().any(|word| bare.contains(word)) { Transaction::None } else { habit.usual }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::LAYOUTS;

    #[test]
    fn files_say_how_they_run() {
        for (layout, text, dialect, expected) in [
            ("rails", "def change; end", Dialect::Postgres, Transaction::Tool),
            ("rails", "  disable_ddl_transaction!\n", Dialect::Postgres, Transaction::None),
            ("rails", "def change; end", Dialect::Mysql, Transaction::None),
            ("goose", "-- +goose NO TRANSACTION\n", Dialect::Postgres, Transaction::None),
            ("dbmate", "-- migrate:up transaction:false", Dialect::Postgres, Transaction::None),
            ("django", "    atomic = False\n", Dialect::Postgres, Transaction::None),
            ("golang-migrate", "select 1;", Dialect::Postgres, Transaction::Implicit),
            ("plain", "select 1;", Dialect::Postgres, Transaction::None),
        ] {
            assert_eq!(transaction(layout, text, dialect), expected, "{layout} {text}");
        }
    }

    #[test]
    fn every_habit_is_of_a_layout() {
        for habit in HABITS {
            assert!(LAYOUTS.iter().any(|layout| layout.name() == habit.layout), "{}", habit.layout);
        }
    }
}
