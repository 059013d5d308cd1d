//! In which transaction each migration tool runs a migration, and what switches it off: markers in the file, a file beside it, or the database itself.
//!
//! The defaults are those of each tool's documentation or, where it says nothing, of its code. A tool that sends a whole file of several statements to PostgreSQL
//! at once gets one transaction as well (PostgreSQL manual, 55.2.2.1, "Multiple Statements in a Simple Query"); no other database does that.

use crate::model::name::Dialect;

/// How the statements of a migration run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transaction {
    /// All in one that the tool opens.
    Tool,
    /// All in one that the database opens, as the file is sent to it at once; not if it has a single statement.
    Implicit,
    /// Each in its own.
    #[default]
    None,
}

/// A tool that opens transactions, and the words of a file that keep it from doing so, in lower case without white space.
struct Habit {
    layout: &'static str,
    usual: Transaction,
    off: &'static [&'static str],
    /// The databases on which the tool opens none, beside those that have none for changes of the schema.
    never: &'static [Dialect],
    /// On SQLite it opens one of its own, whatever it does elsewhere.
    own_on_sqlite: bool,
    /// Where it opens none, it sends the statements of a file one by one. The others send the file at once, or their code does as it likes; Flyway refuses to mix
    /// what can run in a transaction with what cannot.
    one_by_one: bool,
}

const fn habit(layout: &'static str, usual: Transaction, off: &'static [&'static str]) -> Habit {
    Habit { layout, usual, off, never: &[], own_on_sqlite: false, one_by_one: false }
}

const HABITS: &[Habit] = &[
    // One for all pending migrations unless `transaction_per_migration` is set (alembic, "Runtime Objects", `EnvironmentContext.configure`). `transactional_ddl`
    // is true for PostgreSQL and SQL Server, false for SQLite (alembic, "DDL Internals", `SQLiteImpl`); `MigrationContext.autocommit_block`.
    Habit {
        never: &[Dialect::Sqlite],
        ..habit("alembic", Transaction::Tool, &["autocommit_block()", "isolation_level=\"autocommit\""])
    },
    // `--tx-mode file` is the default, and a file may say `-- atlas:txmode none` (atlas, "Applying Schema Migrations", Transaction Configuration).
    Habit { one_by_one: true, ..habit("atlas", Transaction::Tool, &["--atlas:txmodenone"]) },
    // The driver of PostgreSQL sends BEGIN and COMMIT unless it is called with `--non-transactional`; the base driver sends nothing (db-migrate-pg, `startMigration`).
    Habit { never: &[Dialect::Sqlite, Dialect::Mssql], ..habit("db-migrate", Transaction::Tool, &[]) },
    // dbmate's README, "Migration Options".
    habit("dbmate", Transaction::Tool, &["transaction:false"]),
    // It stands in the migration's `metadata.toml` (diesel, `FileBasedMigrations`).
    habit("diesel", Transaction::Tool, &["run_in_transaction=false"]),
    // Django, "Writing database migrations", Non-atomic migrations.
    habit("django", Transaction::Tool, &["atomic=false"]),
    // Doctrine Migrations, "Migration Classes", isTransactional.
    habit("doctrine", Transaction::Tool, &["istransactional():bool{returnfalse", "istransactional(){returnfalse"]),
    // One around all pending files (drizzle-orm, `PgDialect.migrate`).
    habit("drizzle", Transaction::Tool, &[]),
    // Ecto SQL, `Ecto.Migration`, Transactions.
    habit("ecto", Transaction::Tool, &["@disable_ddl_transactiontrue"]),
    // Of each migration (EF Core, "Managing Migrations", Arbitrary changes via raw SQL), from EF Core 9 on of all pending ones. Single calls take themselves out:
    // `outside`.
    habit("ef-core", Transaction::Tool, &[]),
    habit("fluentmigrator", Transaction::Tool, &["transactionbehavior.none"]),
    // The word stands in the `.conf` beside the script (Flyway, "Script Configuration"). Flyway finds by itself what cannot run in one: `ALONE`.
    habit("flyway", Transaction::Tool, &["executeintransaction=false"]),
    // The drivers send the file as it is; only that of SQLite wraps it, unless the URL says `x-no-tx-wrap` (golang-migrate, README of `database/sqlite3`).
    Habit { own_on_sqlite: true, ..habit("golang-migrate", Transaction::Implicit, &[]) },
    // goose, "Annotations", NO TRANSACTION; `AddMigrationNoTxContext` for Go.
    Habit {
        one_by_one: true,
        ..habit("goose", Transaction::Tool, &["--+goosenotransaction", "addmigrationnotx", "addnamedmigrationnotx"])
    },
    // Knex, "Migrations", Transactions in migrations: `exports.config = { transaction: false }`.
    habit("knex", Transaction::Tool, &["transaction:false"]),
    // `SqliteAdapter.supportsTransactionalDdl` is false, those of PostgreSQL and SQL Server are true.
    Habit { never: &[Dialect::Sqlite], ..habit("kysely", Transaction::Tool, &[]) },
    // Only the grammars of PostgreSQL and SQL Server have `$transactions`.
    Habit { never: &[Dialect::Sqlite], ..habit("laravel", Transaction::Tool, &["$withintransaction=false"]) },
    // Each change set has its own: `parts`.
    Habit {
        one_by_one: true,
        ..habit(
            "liquibase",
            Transaction::Tool,
            &["runintransaction:false", "runintransaction=\"false\"", "\"runintransaction\":false"],
        )
    },
    // MikroORM, "Migrations": `transactional` and `allOrNothing`; `isTransactional` of the class.
    habit("mikro-orm", Transaction::Tool, &["istransactional():boolean{returnfalse", "istransactional(){returnfalse"]),
    // node-pg-migrate, "Miscellaneous Operations", `pgm.noTransaction`.
    habit("node-pg-migrate", Transaction::Tool, &["notransaction()"]),
    // `hasTransactions` of the adapter, unless the migration answers for itself (Phinx, `Environment::executeMigration`).
    habit("phinx", Transaction::Tool, &["usetransactions():bool{returnfalse", "usetransactions(){returnfalse"]),
    // Whoever sends them: nothing is known of a transaction.
    Habit { one_by_one: true, ..habit("plain-sql", Transaction::None, &[]) },
    // Of each migration, and nothing switches it off (pop, `Migrator.UpTo`).
    habit("pop", Transaction::Tool, &[]),
    // The script goes to the database at once; on SQL Server it has a transaction of its own.
    habit("prisma", Transaction::Implicit, &[]),
    // Rails guides, "Active Record Migrations"; `ActiveRecord::Migration.disable_ddl_transaction!`.
    habit("rails", Transaction::Tool, &["disable_ddl_transaction!"]),
    // Of each migration, or of all if they are grouped (refinery, `Runner::set_grouped`).
    habit("refinery", Transaction::Tool, &[]),
    // On PostgreSQL alone, unless the migration answers for itself (sea-orm-migration, `MigrationTrait::use_transaction`).
    Habit {
        never: &[Dialect::Sqlite, Dialect::Mssql],
        ..habit("sea-orm", Transaction::Tool, &["use_transaction(&self)->option<bool>{some(false)"])
    },
    // `use_transactions` is what `supports_transactional_ddl?` says: PostgreSQL, SQLite and SQL Server; `no_transaction` of the migration (Sequel, "Migrations").
    habit("sequel", Transaction::Tool, &["no_transaction"]),
    // A migration opens its own if it wants one (Sequelize, "Migrations").
    habit("sequelize", Transaction::None, &[]),
    // sql-migrate's README: `-- +migrate Up notransaction`.
    Habit { one_by_one: true, ..habit("sql-migrate", Transaction::Tool, &["notransaction"]) },
    // These must be the first bytes of the file (sqlx, `migrate::resolve`).
    habit("sqlx", Transaction::Tool, &["^--no-transaction"]),
    // A pipeline of the file's statements, which is one transaction. What cannot run in one is taken out: `ALONE`.
    habit("supabase", Transaction::Implicit, &[]),
    // All pending ones in one by default (TypeORM, "Running and reverting migrations", `--transaction`); `transaction = false` of the class.
    habit("typeorm", Transaction::Tool, &["transaction=false", "transaction:boolean=false"]),
];

/// Tools that see for themselves that a statement cannot run in a transaction, and then open none.
const WATCHFUL: &[&str] = &["flyway", "supabase"];

/// Statements that PostgreSQL refuses in a transaction, in lower case without white space (Flyway, "Migrations", Transactions; Supabase's CLI, the statements that
/// its pipeline cannot hold).
const ALONE: &[&str] = &[
    "createindexconcurrently",
    "createuniqueindexconcurrently",
    "dropindexconcurrently",
    "reindex",
    "vacuum",
    "altersystem",
    "createdatabase",
    "dropdatabase",
    "createtablespace",
    "droptablespace",
    "createsubscription",
    "dropsubscription",
];

/// How the statements of a migration with this text run. `beside`: the text of the files that [`beside`] names. Of the tools that the table does not have nothing is
/// known: each statement counts alone.
pub fn transaction(layout: &str, text: &str, beside: &str, dialect: Dialect) -> Transaction {
    // MySQL commits before and after each statement that changes the schema (MySQL manual, 15.3.3); ClickHouse has no transactions for them.
    if matches!(dialect, Dialect::Mysql | Dialect::Clickhouse) {
        return Transaction::None;
    }
    let Some(habit) = HABITS.iter().find(|habit| habit.layout == layout) else { return Transaction::None };
    if habit.own_on_sqlite && dialect == Dialect::Sqlite {
        return Transaction::Tool;
    }
    if habit.never.contains(&dialect) || (habit.usual == Transaction::Implicit && dialect != Dialect::Postgres) {
        return Transaction::None;
    }
    let watchful = WATCHFUL.contains(&layout) && dialect == Dialect::Postgres;
    if habit.off.is_empty() && !watchful {
        return habit.usual;
    }
    let (own, beside) = (bare(text), bare(beside));
    let says = |word: &&str| match word.strip_prefix('^') {
        // White space before it is not bare in the file.
        Some(first) => own.starts_with(first) && text.starts_with("-- "),
        None => own.contains(*word) || beside.contains(*word),
    };
    let off = habit.off.iter().any(says) || watchful && ALONE.iter().any(|word| own.contains(word));
    if off { Transaction::None } else { habit.usual }
}

/// Whether the tool sends the statements of a file one by one where it opens no transaction: then each has its own. PostgreSQL makes one of all that are sent at once.
pub fn one_by_one(layout: &str) -> bool {
    HABITS.iter().any(|habit| habit.layout == layout && habit.one_by_one)
}

/// Whether PostgreSQL refuses the statement in a transaction.
pub fn runs_alone(statement: &str) -> bool {
    let own = bare(statement);
    ALONE.iter().any(|word| own.starts_with(word))
}

/// The files beside a migration in which its tool looks for settings of it.
pub fn beside(layout: &str, path: &str) -> Vec<String> {
    match (layout, path.rsplit_once('/')) {
        ("diesel", Some((folder, _))) => vec![format!("{folder}/metadata.toml")],
        ("flyway", _) => vec![format!("{path}.conf")],
        _ => Vec::new(),
    }
}

/// What begins a part of a file that has a transaction of its own, where the file is more than one.
pub fn parts(layout: &str) -> &'static [&'static str] {
    match layout {
        "liquibase" => &["--changeset", "-- changeset", "<changeSet", "changeSet:", "\"changeSet\""],
        _ => &[],
    }
}

/// Whether a call takes its own statement out of the transaction; `rest`: the text from the statement on.
pub fn outside(layout: &str, rest: &str) -> bool {
    // EF Core commits before such a statement and begins anew behind it (`MigrationBuilder.Sql`).
    layout == "ef-core" && {
        let call = rest.find("migrationBuilder").and_then(|end| rest.get(..end)).unwrap_or(rest);
        bare(call).contains("suppresstransaction:true")
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
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
            ("rails", "def change; end", Dialect::Sqlite, Transaction::Tool),
            ("goose", "-- +goose NO TRANSACTION\n", Dialect::Postgres, Transaction::None),
            ("dbmate", "-- migrate:up transaction:false", Dialect::Postgres, Transaction::None),
            ("django", "    atomic = False\n", Dialect::Postgres, Transaction::None),
            ("golang-migrate", "select 1;", Dialect::Postgres, Transaction::Implicit),
            ("golang-migrate", "select 1;", Dialect::Sqlite, Transaction::Tool),
            ("db-migrate", "", Dialect::Postgres, Transaction::Tool),
            ("db-migrate", "", Dialect::Sqlite, Transaction::None),
            ("prisma", "select 1;", Dialect::Sqlite, Transaction::None),
            ("plain-sql", "select 1;", Dialect::Postgres, Transaction::None),
            ("sqlx", "-- no-transaction\nselect 1;", Dialect::Postgres, Transaction::None),
            ("sqlx", "-- An index.\n-- no-transaction\nselect 1;", Dialect::Postgres, Transaction::Tool),
            ("sqlx", "\n-- no-transaction\nselect 1;", Dialect::Postgres, Transaction::Tool),
            ("flyway", "create index concurrently a on b (c);", Dialect::Postgres, Transaction::None),
            ("flyway", "create index a on b (c);", Dialect::Postgres, Transaction::Tool),
            ("laravel", "", Dialect::Sqlite, Transaction::None),
            ("laravel", "public $withinTransaction = false;", Dialect::Postgres, Transaction::None),
            ("sea-orm", "", Dialect::Sqlite, Transaction::None),
            (
                "sea-orm",
                "fn use_transaction(&self) -> Option<bool> { Some(false) }",
                Dialect::Postgres,
                Transaction::None,
            ),
            ("alembic", "with op.get_context().autocommit_block():", Dialect::Postgres, Transaction::None),
            ("mikro-orm", "isTransactional(): boolean {\n return true; }", Dialect::Postgres, Transaction::Tool),
        ] {
            assert_eq!(transaction(layout, text, "", dialect), expected, "{layout} {text}");
        }
    }

    #[test]
    fn files_beside_a_migration_say_how_it_runs() {
        for (layout, path, file, text) in [
            ("diesel", "migrations/1_a/up.sql", "migrations/1_a/metadata.toml", "run_in_transaction = false\n"),
            ("flyway", "db/V1__a.sql", "db/V1__a.sql.conf", "executeInTransaction=false"),
        ] {
            assert_eq!(beside(layout, path), [file]);
            assert_eq!(transaction(layout, "select 1;", text, Dialect::Postgres), Transaction::None);
            assert_eq!(transaction(layout, "select 1;", "", Dialect::Postgres), Transaction::Tool);
        }
    }

    #[test]
    fn calls_take_themselves_out() {
        let call = r#"CREATE INDEX CONCURRENTLY a ON b (c)", suppressTransaction: true); migrationBuilder.Sql("x");"#;
        assert!(outside("ef-core", call));
        assert!(!outside("ef-core", r#"x"); migrationBuilder.Sql("y", suppressTransaction: true);"#));
    }

    #[test]
    fn every_habit_is_of_a_layout() {
        for habit in HABITS {
            assert!(LAYOUTS.iter().any(|layout| layout.name() == habit.layout), "{}", habit.layout);
        }
    }
}
