//! Plans over small schemas: how many releases, what runs outside of a transaction, and what is refused.

use super::*;
use crate::catalog::Origin;
use crate::model::name::ObjectName;
use crate::source::Revision;
use crate::sql;

fn schema(text: &str, dialect: Dialect) -> (Catalog, Sources) {
    let mut sources = Sources::default();
    let path: Arc<str> = "1.sql".into();
    sources.insert(path.clone(), Revision::Head, text);
    let origin = Origin { path, revision: Revision::Head };
    let mut catalog = Catalog::new(dialect);
    for statement in sql::read_migration(text, 0..text.len(), dialect) {
        catalog.apply(&statement, &origin);
    }
    (catalog, sources)
}

fn planned(text: &str, dialect: Dialect, column: Option<&str>, change: &Change) -> Result<Plan, String> {
    let (catalog, sources) = schema(text, dialect);
    let table = catalog.table(&ObjectName::new("users")).unwrap();
    let column = column.map(|name| table.column_named(name).unwrap());
    plan(&Start { catalog: &catalog, table, column, dialect, sources: &sources }, change)
}

const USERS: &str = "CREATE TABLE users (id integer PRIMARY KEY, name varchar(20) NOT NULL UNIQUE, age integer);";

#[test]
fn changes_have_releases() {
    let rename = || Change::RenameColumn { to: "label".into() };
    for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite, Dialect::Mssql] {
        for (column, change, releases) in [
            (Some("name"), Change::DropColumn, 2),
            (None, Change::DropTable, 2),
            (Some("name"), rename(), 3),
            (None, Change::RenameTable { to: "people".into() }, 3),
            (Some("age"), Change::Retype { to: "varchar(9)".into() }, if dialect == Dialect::Sqlite { 2 } else { 3 }),
            (Some("age"), Change::NotNull { fill: Some("0".into()) }, 2),
            (Some("name"), Change::Split { into: vec!["a".into(), "b".into()] }, 3),
        ] {
            let plan = planned(USERS, dialect, column, &change).unwrap();
            assert_eq!(plan.releases.len(), releases, "{dialect} {change:?}");
            for migration in plan.releases.iter().flat_map(|release| &release.migrations) {
                let text: String = migration.up.iter().map(|one| format!("{one};\n")).collect();
                for statement in sql::read_migration(&text, 0..text.len(), dialect) {
                    let unread = matches!(statement.kind, crate::model::change::StatementKind::Unparsed { .. });
                    let what = text.get(statement.range.clone()).unwrap_or_default();
                    assert!(!unread, "{dialect} {change:?}: {what}");
                }
            }
        }
    }
    let wider = planned(USERS, Dialect::Postgres, Some("name"), &Change::Retype { to: "text".into() }).unwrap();
    assert_eq!(wider.releases.len(), 2);
}

#[test]
fn some_changes_have_no_plan() {
    for (column, change, words) in [
        (Some("id"), Change::RenameColumn { to: "key".into() }, "primary key"),
        (Some("name"), Change::RenameColumn { to: "age".into() }, "already"),
        (Some("age"), Change::NotNull { fill: None }, "--fill"),
        (Some("name"), Change::NotNull { fill: None }, "NOT NULL already"),
        (Some("name"), Change::Split { into: vec!["a".into()] }, "into two"),
        (None, Change::NotNull { fill: None }, "is a table"),
    ] {
        let why = planned(USERS, Dialect::Postgres, column, &change).unwrap_err();
        assert!(why.contains(words), "{change:?}: {why}");
    }
    let referenced = format!("{USERS} CREATE TABLE o (user_name text REFERENCES users (name));");
    let why =
        planned(&referenced, Dialect::Postgres, Some("name"), &Change::RenameColumn { to: "b".into() }).unwrap_err();
    assert!(why.contains("foreign key of `o`"), "{why}");
    assert!(planned(USERS, Dialect::Clickhouse, Some("age"), &Change::DropColumn).is_err());
}

#[test]
fn a_column_is_put_back_with_all_that_it_had() {
    let text = "CREATE TABLE users (id int PRIMARY KEY, team_id int REFERENCES teams (id) ON DELETE CASCADE, name text DEFAULT 'x' NOT NULL UNIQUE); CREATE INDEX users_team ON users (team_id);";
    let (catalog, sources) = schema(text, Dialect::Postgres);
    let table = catalog.table(&ObjectName::new("users")).unwrap();
    let put_back = |name: &str| {
        let column = table.column_named(name);
        let start = Start { catalog: &catalog, table, column, dialect: Dialect::Postgres, sources: &sources };
        let all = restore(&start).unwrap();
        all.migrations.iter().flat_map(|one| one.up.clone()).filter(|one| !one.starts_with("SET")).collect::<Vec<_>>()
    };
    assert_eq!(
        put_back("name"),
        [
            // With the default in every row there could be no unique index.
            "ALTER TABLE users ADD COLUMN name text",
            "ALTER TABLE users ALTER COLUMN name SET DEFAULT 'x'",
            "CREATE UNIQUE INDEX CONCURRENTLY users_name_key ON users (name)"
        ]
    );
    let team = put_back("team_id");
    assert_eq!(team[0], "ALTER TABLE users ADD COLUMN team_id int");
    assert_eq!(team[1], "CREATE INDEX CONCURRENTLY users_team ON users (team_id)");
    assert!(team[2].ends_with("FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE NOT VALID"), "{team:?}");
}
