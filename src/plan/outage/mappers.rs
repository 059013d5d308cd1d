//! What mappers and drivers print around the database's own text, each with the words by which a project shows that it uses it.
//!
//! The edge: the names of exceptions are those of today's versions; a project that wraps them in its own prints its own.

use super::patterns::{Pattern, filled};
use super::{Failure, Outage};
use crate::model::name::Dialect;

/// An ORM, query builder or driver.
pub struct Mapper {
    pub name: &'static str,
    /// Languages by the names of `lang`.
    pub languages: &'static [&'static str],
    /// One of them stands in a manifest, or in a file that uses the object.
    pub words: &'static [&'static str],
    /// For a column that is gone, a table that is gone, a value that is missing, another type. Empty: nothing of its own.
    texts: [&'static str; 4],
    /// Whether a restart helps; empty: it does not.
    pub restart: &'static str,
}

impl Mapper {
    /// What it prints of a failure.
    pub fn patterns(&self, outage: &Outage) -> Vec<Pattern> {
        let text = self.texts[match outage.failure {
            Failure::ColumnGone => 0,
            Failure::TableGone => 1,
            Failure::ValueMissing => 2,
            Failure::OtherType => 3,
        }];
        // A line may be for some databases only.
        let fits = |line: &&str| {
            let own = match outage.dialect {
                Dialect::Postgres => "pg>",
                Dialect::Mysql => "my>",
                Dialect::Sqlite => "lite>",
                Dialect::Mssql => "ms>",
                _ => return false,
            };
            line.split_once('>').is_none_or(|_| line.starts_with(own))
        };
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).filter(fits);
        let bare = |line: &str| line.split_once('>').map_or(line, |(_, rest)| rest).trim().to_string();
        lines
            .map(|line| Pattern { who: self.name.to_string(), code: "", regex: filled(&bare(line), outage), note: "" })
            .collect()
    }
}

const JDBC_RESTART: &str = "prepared statements of the pool: PostgreSQL's `cached plan must not change result type` ends when the connections are new";

/// Every mapper, sorted by name.
pub static MAPPERS: &[Mapper] = &[
    Mapper {
        name: "ActiveRecord",
        languages: &["ruby"],
        words: &["rails", "activerecord", "ActiveRecord", "ApplicationRecord"],
        texts: [
            "pg>ActiveRecord::StatementInvalid.*PG::UndefinedColumn.*{c}
             my>ActiveRecord::StatementInvalid.*Mysql2::Error: Unknown column {c}
             lite>ActiveRecord::StatementInvalid.*SQLite3::SQLException: .*{c}
             ms>ActiveRecord::StatementInvalid.*TinyTds::Error: Invalid column name {c}
             ActiveModel::(UnknownAttributeError|MissingAttributeError).*{column}
             undefined (local variable or )?method [`'\"]{column}=?'",
            "pg>ActiveRecord::StatementInvalid.*PG::UndefinedTable.*{t}
             my>ActiveRecord::StatementInvalid.*Mysql2::Error: Table {t}
             lite>ActiveRecord::StatementInvalid.*no such table: {t}
             ms>ActiveRecord::StatementInvalid.*TinyTds::Error: Invalid object name {t}",
            "ActiveRecord::NotNullViolation.*{column}",
            "ActiveRecord::(StatementInvalid|RangeError|ValueTooLong)",
        ],
        restart: "INSERTs that list a column which the code does not name: Rails keeps the columns of each table in memory from its start (schema cache). The same holds after the column is back: restart, so that models know it again",
    },
    Mapper {
        name: "Diesel",
        languages: &["rust"],
        words: &["diesel"],
        texts: [
            "DatabaseError\\(Unknown, .*{column}",
            "DatabaseError\\(Unknown, .*{table}",
            "DatabaseError\\(NotNullViolation, .*{column}",
            "DatabaseError\\(Unknown, |DeserializationError\\(",
        ],
        restart: "",
    },
    Mapper {
        name: "Django",
        languages: &["python"],
        words: &["django", "Django"],
        texts: [
            "pg>django\\.db\\.utils\\.ProgrammingError: .*column {c} (of relation {t} )?does not exist
             my>django\\.db\\.utils\\.OperationalError: \\(1054, .*Unknown column {c}
             lite>django\\.db\\.utils\\.OperationalError: (no such column|table {t} has no column named):? {c}
             ms>django\\.db\\.utils\\.ProgrammingError: .*Invalid column name {c}",
            "pg>django\\.db\\.utils\\.ProgrammingError: relation {t} does not exist
             my>django\\.db\\.utils\\.ProgrammingError: \\(1146, .*{t}
             lite>django\\.db\\.utils\\.OperationalError: no such table: {t}
             ms>django\\.db\\.utils\\.ProgrammingError: .*Invalid object name {t}",
            "django\\.db\\.utils\\.(IntegrityError|OperationalError): .*{column}",
            "django\\.db\\.utils\\.(DataError|ProgrammingError|OperationalError)",
        ],
        restart: "",
    },
    Mapper {
        name: "Doctrine",
        languages: &["php"],
        words: &["doctrine/orm", "doctrine/dbal", "Doctrine\\"],
        texts: [
            "Doctrine\\\\+DBAL\\\\+Exception\\\\+InvalidFieldNameException|SQLSTATE\\[(42703|42S22)\\].*{c}",
            "Doctrine\\\\+DBAL\\\\+Exception\\\\+TableNotFoundException|SQLSTATE\\[(42P01|42S02)\\].*{t}",
            "Doctrine\\\\+DBAL\\\\+Exception\\\\+NotNullConstraintViolationException|SQLSTATE\\[(23502|23000)\\].*{column}",
            "Doctrine\\\\+DBAL\\\\+Exception\\\\+DriverException",
        ],
        restart: "the metadata cache in production (APCu, Redis) where it outlives the release: clear it with `doctrine:cache:clear-metadata`",
    },
    Mapper {
        name: "Ecto",
        languages: &["elixir"],
        words: &["ecto_sql", ":ecto", "Ecto."],
        texts: [
            "pg>\\(Postgrex\\.Error\\) ERROR 42703 \\(undefined_column\\):? .*{c}
             my>\\(MyXQL\\.Error\\) \\(1054\\) .*Unknown column {c}
             lite>\\(Exqlite\\.Error\\) .*{c}
             ms>\\(Tds\\.Error\\) .*Invalid column name {c}",
            "pg>\\(Postgrex\\.Error\\) ERROR 42P01 \\(undefined_table\\):? .*{t}
             my>\\(MyXQL\\.Error\\) \\(1146\\) .*Table {t}
             lite>\\(Exqlite\\.Error\\) .*no such table: {t}
             ms>\\(Tds\\.Error\\) .*Invalid object name {t}",
            "pg>\\(Postgrex\\.Error\\) ERROR 23502 \\(not_null_violation\\):? .*{column}
             my>\\(MyXQL\\.Error\\) \\((1048|1364)\\) .*{column}
             lite>\\(Exqlite\\.Error\\) NOT NULL constraint failed: {table}\\.{column}",
            "\\((DBConnection\\.EncodeError|Ecto\\.(Query\\.CastError|ChangeError)|Postgrex\\.Error)\\)",
        ],
        restart: "",
    },
    Mapper {
        name: "EF Core",
        languages: &["csharp"],
        words: &["EntityFrameworkCore", "DbContext"],
        texts: [
            "pg>Npgsql\\.PostgresException \\(0x80004005\\): 42703: column {c}
             my>MySql(Connector|\\.Data\\.MySqlClient)\\.MySqlException.*Unknown column {c}
             lite>Microsoft\\.Data\\.Sqlite\\.SqliteException.*SQLite Error 1: .*{c}
             ms>SqlException \\(0x80131904\\): Invalid column name {c}
             ms>Error Number:207,",
            "pg>Npgsql\\.PostgresException \\(0x80004005\\): 42P01: relation {t}
             my>MySql(Connector|\\.Data\\.MySqlClient)\\.MySqlException.*Table {t}
             lite>Microsoft\\.Data\\.Sqlite\\.SqliteException.*no such table: {t}
             ms>SqlException \\(0x80131904\\): Invalid object name {t}",
            "Microsoft\\.EntityFrameworkCore\\.DbUpdateException
             pg>Npgsql\\.PostgresException \\(0x80004005\\): 23502: .*{column}
             ms>SqlException \\(0x80131904\\): Cannot insert the value NULL into column {c}",
            "InvalidCastException|Npgsql\\.PostgresException \\(0x80004005\\): (42804|42883|22P02)|SqlException \\(0x80131904\\)",
        ],
        restart: "prepared statements of the pool, where Npgsql prepares by itself (`Max Auto Prepare`): PostgreSQL's `cached plan must not change result type` ends when the connections are new",
    },
    Mapper {
        name: "Eloquent",
        languages: &["php"],
        words: &["laravel/framework", "illuminate/database", "Illuminate\\"],
        texts: [
            "pg>(Illuminate\\\\+Database\\\\+QueryException|PDOException).*SQLSTATE\\[42703\\].*{c}
             my>(Illuminate\\\\+Database\\\\+QueryException|PDOException).*SQLSTATE\\[42S22\\].*{c}
             lite>(Illuminate\\\\+Database\\\\+QueryException|PDOException).*SQLSTATE\\[HY000\\].*{c}
             ms>(Illuminate\\\\+Database\\\\+QueryException|PDOException).*SQLSTATE\\[42S22\\].*{c}",
            "(Illuminate\\\\+Database\\\\+QueryException|PDOException).*SQLSTATE\\[(42P01|42S02|HY000)\\].*{t}",
            "(Illuminate\\\\+Database\\\\+QueryException|PDOException).*SQLSTATE\\[(23502|23000|HY000)\\].*{column}",
            "(Illuminate\\\\+Database\\\\+QueryException|PDOException).*SQLSTATE\\[",
        ],
        restart: "",
    },
    Mapper {
        name: "Go drivers",
        languages: &["go"],
        words: &["database/sql", "jackc/pgx", "lib/pq", "jmoiron/sqlx", "go-sql-driver/mysql", "gorm.io"],
        texts: [
            "pg>(pq|ERROR): column {c} (of relation {t} )?does not exist
             my>Error 1054( \\(42S22\\))?: Unknown column {c}
             lite>(no such column: |has no column named ){c}
             ms>mssql: Invalid column name {c}
             missing destination name {column}|sql: expected [0-9]+ destination arguments in Scan",
            "pg>(pq|ERROR): relation {t} does not exist
             my>Error 1146( \\(42S02\\))?: Table {t} doesn't exist
             lite>no such table: {t}
             ms>mssql: Invalid object name {t}",
            "pg>(pq|ERROR): null value in column {c}
             my>Error (1048|1364)( \\([0-9A-Z]+\\))?: .*{column}
             lite>NOT NULL constraint failed: {table}\\.{column}
             ms>mssql: Cannot insert the value NULL into column {c}",
            "sql: Scan error on column index [0-9]+, name {c}",
        ],
        restart: "prepared statements of pgx: `cached plan must not change result type` ends when the connections are new",
    },
    Mapper {
        name: "Hibernate",
        languages: &["java", "kotlin"],
        words: &["hibernate", "spring-boot-starter-data-jpa", "jakarta.persistence", "javax.persistence"],
        texts: [
            "org\\.hibernate\\.exception\\.SQLGrammarException|InvalidDataAccessResourceUsageException|BadSqlGrammarException
             pg>PSQLException: ERROR: column {c} (of relation {t} )?does not exist
             my>SQLSyntaxErrorException: Unknown column {c}
             ms>SQLServerException: Invalid column name {c}",
            "org\\.hibernate\\.exception\\.SQLGrammarException|InvalidDataAccessResourceUsageException|BadSqlGrammarException
             pg>PSQLException: ERROR: relation {t} does not exist
             my>SQLSyntaxErrorException: Table {t} doesn't exist
             ms>SQLServerException: Invalid object name {t}
             Schema-validation: missing table",
            "(org\\.hibernate\\.exception\\.ConstraintViolationException|DataIntegrityViolationException).*{column}",
            "org\\.hibernate\\.exception\\.(DataException|SQLGrammarException)|DataIntegrityViolationException|Schema-validation: wrong column type",
        ],
        restart: JDBC_RESTART,
    },
    Mapper {
        name: "JDBC",
        languages: &["java", "kotlin", "scala"],
        words: &["spring-boot-starter-jdbc", "JdbcTemplate", "java.sql", "mybatis", "jooq", "exposed"],
        texts: [
            "pg>PSQLException: ERROR: column {c} (of relation {t} )?does not exist
             my>SQLSyntaxErrorException: Unknown column {c}
             lite>\\[SQLITE_ERROR\\] .*{c}
             ms>SQLServerException: Invalid column name {c}
             BadSqlGrammarException|The column name {c} was not found",
            "pg>PSQLException: ERROR: relation {t} does not exist
             my>SQLSyntaxErrorException: Table {t} doesn't exist
             lite>\\[SQLITE_ERROR\\] .*no such table: {t}
             ms>SQLServerException: Invalid object name {t}",
            "DataIntegrityViolationException|(PSQLException|SQLException|SQLServerException).*{column}",
            "DataIntegrityViolationException|PSQLException: ERROR: |SQLServerException: ",
        ],
        restart: JDBC_RESTART,
    },
    Mapper {
        name: "Node drivers",
        languages: &["javascript"],
        words: &["\"pg\"", "\"mysql2\"", "\"knex\"", "\"better-sqlite3\"", "\"mssql\"", "\"drizzle-orm\"", "\"kysely\"", "'pg'"],
        texts: [
            "pg>(DatabaseError|error|PostgresError): .*column {c} (of relation {t} )?does not exist
             my>(ER_BAD_FIELD_ERROR|Unknown column {c})
             lite>(SqliteError|SQLITE_ERROR): .*{c}
             ms>RequestError: Invalid column name {c}",
            "pg>(DatabaseError|error|PostgresError): .*relation {t} does not exist
             my>(ER_NO_SUCH_TABLE|Table {t} doesn't exist)
             lite>(SqliteError|SQLITE_ERROR): .*no such table: {t}
             ms>RequestError: Invalid object name {t}",
            "pg>(DatabaseError|error|PostgresError): .*null value in column {c}
             my>(ER_BAD_NULL_ERROR|ER_NO_DEFAULT_FOR_FIELD).*{column}
             lite>SQLITE_CONSTRAINT.*{table}\\.{column}",
            "(DatabaseError|error|PostgresError): .*(operator does not exist|invalid input syntax)|ER_TRUNCATED_WRONG_VALUE",
        ],
        restart: "",
    },
    Mapper {
        name: "Prisma",
        languages: &["javascript", "prisma"],
        words: &["@prisma/client", "datasource ", "PrismaClient"],
        texts: [
            "(PrismaClientKnownRequestError|P2022|The column .*{column}.* does not exist in the current database)",
            "(P2021|The table .*{table}.* does not exist in the current database)",
            "(P2011|Null constraint violation on the .*{column})",
            "(P2023|P2032|Inconsistent column data|Error converting field)",
        ],
        restart: "",
    },
    Mapper {
        name: "Sequelize",
        languages: &["javascript"],
        words: &["\"sequelize\"", "sequelize-typescript", "require('sequelize')", "from 'sequelize'", "\"sequelize"],
        texts: [
            "SequelizeDatabaseError: .*{c}",
            "SequelizeDatabaseError: .*{t}",
            "(SequelizeDatabaseError|SequelizeValidationError): .*{column}",
            "SequelizeDatabaseError: ",
        ],
        restart: "",
    },
    Mapper {
        name: "SQLAlchemy",
        languages: &["python"],
        words: &["sqlalchemy", "SQLAlchemy"],
        texts: [
            "pg>sqlalchemy\\.exc\\.ProgrammingError: .*(UndefinedColumn|UndefinedColumnError).*{c}
             my>sqlalchemy\\.exc\\.(OperationalError|ProgrammingError): .*1054.*{c}
             lite>sqlalchemy\\.exc\\.OperationalError: \\(sqlite3\\.OperationalError\\) .*{c}
             ms>sqlalchemy\\.exc\\.ProgrammingError: .*Invalid column name {c}",
            "pg>sqlalchemy\\.exc\\.ProgrammingError: .*(UndefinedTable|UndefinedTableError).*{t}
             my>sqlalchemy\\.exc\\.ProgrammingError: .*1146.*{t}
             lite>sqlalchemy\\.exc\\.OperationalError: \\(sqlite3\\.OperationalError\\) no such table: {t}
             ms>sqlalchemy\\.exc\\.ProgrammingError: .*Invalid object name {t}",
            "sqlalchemy\\.exc\\.(IntegrityError|OperationalError): .*{column}",
            "sqlalchemy\\.exc\\.(DataError|ProgrammingError|DBAPIError)",
        ],
        restart: "prepared statements of asyncpg: `cached statement plan is invalid` (InvalidCachedStatementError) ends when the connections are new",
    },
    Mapper {
        name: "SQLx",
        languages: &["rust"],
        words: &["sqlx"],
        texts: [
            "error returned from database: .*{c}
             no column found for name: {column}",
            "error returned from database: .*{t}",
            "error returned from database: .*{column}",
            "error returned from database: |error occurred while decoding column .*{column}",
        ],
        restart: "",
    },
    Mapper {
        name: "TypeORM",
        languages: &["javascript"],
        words: &["\"typeorm\"", "'typeorm'"],
        texts: [
            "QueryFailedError: .*{c}",
            "QueryFailedError: .*{t}",
            "QueryFailedError: .*{column}",
            "QueryFailedError: ",
        ],
        restart: "",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappers_are_sorted_and_say_something() {
        assert!(MAPPERS.is_sorted_by_key(|mapper| mapper.name.to_lowercase()));
        for mapper in MAPPERS {
            assert!(!mapper.words.is_empty() && mapper.texts.iter().all(|text| !text.is_empty()), "{}", mapper.name);
        }
    }
}
