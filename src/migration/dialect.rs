//! Which database a set of migrations is for, and where that is known from, in words.
//!
//! Asked in this order: the names of the folders, the configuration and dependencies beside them (nearest first), the text of the
//! migrations. Text that is clearly of one database overrules a dependency: a service may use more databases than one.

use std::collections::BTreeSet;

use super::MigrationFile;
use super::index::{Index, ancestors, dialect_label, file_name};
use super::sql_signs::Said;
use crate::model::name::Dialect;

/// The dialect of migrations in a directory, and why.
pub fn of(index: &Index<'_>, directory: &str, files: &[MigrationFile]) -> (Option<Dialect>, String) {
    match of_folder(directory) {
        Some((Folder::Of(dialect), part)) => return (Some(dialect), format!("directory name `{part}`")),
        Some((Folder::OfAnother, part)) => return (None, format!("directory `{part}` is for another database")),
        None => {}
    }
    if let Some(dialect) = of_file_names(files) {
        return (Some(dialect), "file names".to_owned());
    }
    let config = of_config(index, directory);
    let text = Said::of(index, files, &config.candidates);
    match (config.found, text) {
        (Some((dialect, _)), Some(text)) if text.sure && text.dialect != dialect => text.known(),
        (Some((dialect, why)), _) => (Some(dialect), why),
        (None, Some(text)) => text.known(),
        (None, None) => (None, "nothing says which database this is".to_owned()),
    }
}

/// What a folder's name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    Of(Dialect),
    /// A database whose SQL is not read: H2, Oracle.
    OfAnother,
}

/// What the innermost folder that names a database says, and that folder. One that is not read counts only at the end: elsewhere
/// `oracle` is a word.
pub fn of_folder(directory: &str) -> Option<(Folder, &str)> {
    directory
        .rsplit('/')
        .enumerate()
        .filter_map(|(at, part)| Some((at, of_part(part)?, part)))
        .find(|(at, folder, _)| *at == 0 || *folder != Folder::OfAnother)
        .map(|(_, folder, part)| (folder, part))
}

/// What one folder's name says: `postgres`, `sqlite3`, `MySqlMigrations`, `sql-mysql`.
pub fn of_part(part: &str) -> Option<Folder> {
    let lower = part.to_ascii_lowercase();
    if let Some(dialect) = Dialect::named(&lower) {
        return Some(Folder::Of(dialect));
    }
    if matches!(
        lower.as_str(),
        "h2" | "hsqldb" | "hsql" | "oracle" | "db2" | "derby" | "firebird" | "sybase" | "snowflake" | "dameng"
    ) {
        return Some(Folder::OfAnother);
    }
    // Longer names only: `pg` inside a word is chance. Two in one name say nothing.
    let known = [
        ("postgres", Dialect::Postgres),
        ("pgsql", Dialect::Postgres),
        ("cockroach", Dialect::Postgres),
        ("timescale", Dialect::Postgres),
        ("mysql", Dialect::Mysql),
        ("mariadb", Dialect::Mysql),
        ("sqlite", Dialect::Sqlite),
        ("mssql", Dialect::Mssql),
        ("sqlserver", Dialect::Mssql),
        ("clickhouse", Dialect::Clickhouse),
    ];
    let found: BTreeSet<Dialect> =
        known.iter().filter(|(name, _)| lower.starts_with(name) || lower.contains(name)).map(|(_, d)| *d).collect();
    if found.len() > 1 {
        return None;
    }
    let words: BTreeSet<Dialect> =
        lower.split(['-', '_', '.', ' ']).filter(|word| word.len() > 1).filter_map(Dialect::named).collect();
    found.first().or(if words.len() == 1 { words.first() } else { None }).map(|dialect| Folder::Of(*dialect))
}

fn of_file_names(files: &[MigrationFile]) -> Option<Dialect> {
    let mut dialects = files.iter().map(|file| Dialect::named(dialect_label(file_name(&file.path))?));
    let first = dialects.next()??;
    dialects.all(|dialect| dialect == Some(first)).then_some(first)
}

/// Files that configure a tool come before dependencies, and those before what is started for development.
fn rank(name: &str) -> u8 {
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("docker-compose") || lower.starts_with("compose") {
        2
    } else if matches!(
        lower.as_str(),
        "cargo.toml" | "go.mod" | "mix.exs" | "package.json" | "gemfile" | "pyproject.toml" | "pipfile" | "pom.xml"
    ) || lower.starts_with("build.gradle")
        || lower.starts_with("requirements")
    {
        1
    } else {
        0
    }
}

/// What configuration says: one database and the file, or else the several that the nearest manifest names.
#[derive(Default)]
struct Config {
    found: Option<(Dialect, String)>,
    candidates: BTreeSet<Dialect>,
}

fn of_config(index: &Index<'_>, directory: &str) -> Config {
    let mut config = Config::default();
    for folder in ancestors(directory) {
        let markers = index.markers(folder);
        for wanted in 0..=2 {
            let mut found: Vec<(Dialect, &str)> = Vec::new();
            for path in markers.iter().filter(|path| rank(file_name(path)) == wanted) {
                let Some(text) = index.read(path) else { continue };
                found.extend(said_by(file_name(path), &text).into_iter().map(|dialect| (dialect, *path)));
            }
            let dialects: BTreeSet<Dialect> = found.iter().map(|(dialect, _)| *dialect).collect();
            if let (1, Some((dialect, path))) = (dialects.len(), found.first()) {
                return Config { found: Some((*dialect, format!("`{path}`"))), ..config };
            }
            if config.candidates.is_empty() {
                config.candidates = dialects;
            }
        }
    }
    config
}

/// The databases that a configuration file or manifest names.
pub fn said_by(name: &str, text: &str) -> BTreeSet<Dialect> {
    use Dialect::{Clickhouse, Mssql, Mysql, Postgres, Sqlite};
    let lower = name.to_ascii_lowercase();
    let text = text.to_ascii_lowercase();
    let is_provider = lower.ends_with(".prisma")
        || lower.starts_with("drizzle.config")
        || lower.starts_with("sqlc")
        || matches!(lower.as_str(), "migration_lock.toml" | "dbconfig.yml" | "_journal.json");
    if is_provider {
        return values(&text, &["provider", "dialect", "engine"]).filter_map(provider).collect();
    }
    let known: &[(&str, Dialect)] = match lower.as_str() {
        "go.mod" => &[
            ("github.com/lib/pq", Postgres),
            ("github.com/jackc/pgx", Postgres),
            ("gorm.io/driver/postgres", Postgres),
            ("github.com/uptrace/bun/driver/pgdriver", Postgres),
            ("github.com/go-sql-driver/mysql", Mysql),
            ("github.com/mattn/go-sqlite3", Sqlite),
            ("modernc.org/sqlite", Sqlite),
            ("glebarez/sqlite", Sqlite),
            ("ncruces/go-sqlite3", Sqlite),
            ("go-mssqldb", Mssql),
            ("clickhouse/clickhouse-go", Clickhouse),
        ],
        "cargo.toml" => &[
            ("\"postgres\"", Postgres),
            ("tokio-postgres", Postgres),
            ("sqlx-postgres", Postgres),
            ("\"mysql\"", Mysql),
            ("mysql_async", Mysql),
            ("\"sqlite\"", Sqlite),
            ("rusqlite", Sqlite),
            ("tiberius", Mssql),
        ],
        "package.json" => &[
            ("\"pg\"", Postgres),
            ("\"postgres\":", Postgres),
            ("\"pg-promise\"", Postgres),
            ("\"slonik\"", Postgres),
            ("\"@neondatabase/serverless\"", Postgres),
            ("\"mysql2\"", Mysql),
            ("\"mysql\":", Mysql),
            ("\"better-sqlite3\"", Sqlite),
            ("\"sqlite3\":", Sqlite),
            ("\"@libsql/client\"", Sqlite),
            ("\"mssql\":", Mssql),
            ("\"tedious\"", Mssql),
            ("\"@clickhouse/client\"", Clickhouse),
        ],
        "mix.exs" => &[
            (":postgrex", Postgres),
            (":myxql", Mysql),
            (":ecto_sqlite3", Sqlite),
            (":exqlite", Sqlite),
            (":tds", Mssql),
        ],
        "gemfile" => {
            &[("\"pg\"", Postgres), ("'pg'", Postgres), ("mysql2", Mysql), ("trilogy", Mysql), ("sqlite3", Sqlite)]
        }
        "pyproject.toml" | "pipfile" => PYTHON,
        other if other.starts_with("requirements") => PYTHON,
        "pom.xml" | "build.gradle" | "build.gradle.kts" => &[
            ("org.postgresql", Postgres),
            ("mysql-connector", Mysql),
            ("mariadb-java-client", Mysql),
            ("mssql-jdbc", Mssql),
            ("sqlite-jdbc", Sqlite),
            ("clickhouse-jdbc", Clickhouse),
        ],
        "database.yml" => {
            &[("adapter: postgresql", Postgres), ("adapter: mysql2", Mysql), ("adapter: sqlite3", Sqlite)]
        }
        other if rank(other) == 2 => &[
            ("image: postgres", Postgres),
            ("image: \"postgres", Postgres),
            ("image: 'postgres", Postgres),
            ("/postgres:", Postgres),
            ("postgis/postgis", Postgres),
            ("timescale/timescaledb", Postgres),
            ("cockroachdb/cockroach", Postgres),
            ("image: mysql", Mysql),
            ("image: \"mysql", Mysql),
            ("image: mariadb", Mysql),
            ("/mysql:", Mysql),
            ("mssql/server", Mssql),
            ("clickhouse/clickhouse-server", Clickhouse),
        ],
        _ => &[
            ("postgres://", Postgres),
            ("postgresql://", Postgres),
            ("jdbc:postgresql:", Postgres),
            ("docker://postgres", Postgres),
            ("goose_driver=postgres", Postgres),
            ("mysql://", Mysql),
            ("mariadb://", Mysql),
            ("jdbc:mysql:", Mysql),
            ("jdbc:mariadb:", Mysql),
            ("goose_driver=mysql", Mysql),
            ("sqlite://", Sqlite),
            ("sqlite:", Sqlite),
            ("goose_driver=sqlite", Sqlite),
            ("sqlserver://", Mssql),
            ("jdbc:sqlserver:", Mssql),
            ("clickhouse://", Clickhouse),
            ("jdbc:clickhouse:", Clickhouse),
        ],
    };
    let direct = |line: &&str| !(lower == "go.mod" && line.contains("// indirect"));
    text.lines()
        .filter(direct)
        .flat_map(|line| known.iter().filter(|(needle, _)| line.contains(needle)).map(|(_, dialect)| *dialect))
        .collect()
}

const PYTHON: &[(&str, Dialect)] = &[
    ("psycopg", Dialect::Postgres),
    ("asyncpg", Dialect::Postgres),
    ("mysqlclient", Dialect::Mysql),
    ("pymysql", Dialect::Mysql),
    ("aiomysql", Dialect::Mysql),
    ("aiosqlite", Dialect::Sqlite),
    ("pymssql", Dialect::Mssql),
    ("clickhouse-driver", Dialect::Clickhouse),
    ("clickhouse-connect", Dialect::Clickhouse),
];

/// The database that a tool's `provider` or `dialect` means.
pub fn provider(value: &str) -> Option<Dialect> {
    Dialect::named(value).or(match value {
        "singlestore" | "planetscale" => Some(Dialect::Mysql),
        "sqlite-cloud" | "d1-http" => Some(Dialect::Sqlite),
        _ => None,
    })
}

/// The quoted or bare words that follow these keys and `:` or `=`.
fn values<'t>(text: &'t str, keys: &'t [&'t str]) -> impl Iterator<Item = &'t str> {
    text.lines().filter_map(move |line| {
        let line = line.trim_start_matches([' ', '\t', '"', '\'', '{', '-']);
        let rest = keys.iter().find_map(|key| line.strip_prefix(key))?;
        let rest = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix([':', '='])?;
        let word = rest.trim_start_matches([' ', '\t', '"', '\'', '[']);
        word.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::testing::{Files, migrations};

    #[test]
    fn folders_name_databases() {
        let cases = [
            ("db/migrate/postgres", Some(Folder::Of(Dialect::Postgres))),
            ("util/MySqlMigrations/Migrations", Some(Folder::Of(Dialect::Mysql))),
            ("sql/pg-main", Some(Folder::Of(Dialect::Postgres))),
            ("db/h2", Some(Folder::OfAnother)),
            ("mysql-to-postgres/x", None),
            ("upgrade/migrations", None),
        ];
        for (directory, expected) in cases {
            assert_eq!(of_folder(directory).map(|(folder, _)| folder), expected, "{directory}");
        }
    }

    #[test]
    fn the_database_is_known_from_what_is_nearest() {
        let pg = "create table a (b jsonb, c bigserial);";
        type Case<'c> = (&'c [(&'c str, &'c str)], Option<Dialect>, &'c str);
        let cases: &[Case<'_>] = &[
            (
                &[("m/1.sql", "create table a (b int)"), ("go.mod", "require github.com/lib/pq v1")],
                Some(Dialect::Postgres),
                "`go.mod`",
            ),
            (&[("m/1.sql", "x"), ("go.mod", "github.com/lib/pq v1 // indirect")], None, "nothing"),
            (
                &[("m/1.sql", pg), ("go.mod", "github.com/go-sql-driver/mysql v1")],
                Some(Dialect::Postgres),
                "the SQL itself",
            ),
            (
                &[("m/1.sql", "x"), ("m/.env.example", "URL=mysql://x"), ("go.mod", "github.com/lib/pq v1")],
                Some(Dialect::Mysql),
                "`m/.env.example`",
            ),
            (
                &[
                    ("m/1.sql", "x"),
                    ("Cargo.toml", "sqlx = { features = [\"postgres\", \"sqlite\"] }"),
                    ("docker-compose.yml", "image: postgres:15"),
                ],
                Some(Dialect::Postgres),
                "`docker-compose.yml`",
            ),
            (
                &[("m/1.sql", "create table `a` (id int unsigned) ENGINE=InnoDB")],
                Some(Dialect::Mysql),
                "the SQL itself",
            ),
            (
                &[("m/1.sql", "create table a (id integer primary key AUTOINCREMENT)")],
                Some(Dialect::Sqlite),
                "the SQL itself",
            ),
            (
                &[("m/1.sql", "create table a (x UInt8) ENGINE = MergeTree ORDER BY x")],
                Some(Dialect::Clickhouse),
                "the SQL itself",
            ),
            (&[("m/1.sql", "ALTER TABLE [dbo].[A] DROP COLUMN [B]\nGO\n")], Some(Dialect::Mssql), "the SQL itself"),
            (&[("m/1.sql.sqlite", "x")], Some(Dialect::Sqlite), "file names"),
        ];
        for (files, expected, why) in cases {
            let tree = Files::new(files);
            let index = Index::new(&tree);
            let (dialect, said) = of(&index, "m", &migrations(&[files[0].0]));
            assert_eq!(dialect, *expected, "{files:?}");
            assert!(said.starts_with(why), "{said}");
        }
    }
}
