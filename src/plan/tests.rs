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

/// All statements of a plan's ways up, or of its ways back.
fn statements(plan: &Plan, down: bool) -> Vec<String> {
    let migrations = plan.releases.iter().flat_map(|release| &release.migrations);
    migrations.flat_map(|one| if down { &one.down } else { &one.up }).cloned().collect()
}

#[test]
fn each_database_gets_what_it_reads() {
    let words = "CREATE TABLE users (id int PRIMARY KEY, team_id int NOT NULL REFERENCES teams (id), [group] varchar(9) NULL, at datetime DEFAULT CURRENT_TIMESTAMP);";
    let quoted = words.replace(['[', ']'], "`");
    let foreign =
        quoted.replace(" REFERENCES teams (id)", "").replace(");", ", FOREIGN KEY (team_id) REFERENCES teams (id));");
    for (text, dialect, column, change, wanted) in [
        (words, Dialect::Mssql, None, Change::RenameTable { to: "user".into() }, "EXEC sp_rename 'users', 'user'"),
        (
            words,
            Dialect::Mssql,
            Some("group"),
            Change::Retype { to: "int".into() },
            "EXEC sp_rename 'users.group_new', 'group', 'COLUMN'",
        ),
        (
            &quoted,
            Dialect::Mysql,
            Some("at"),
            Change::RenameColumn { to: "made_at".into() },
            "ALTER TABLE users ALTER COLUMN made_at SET DEFAULT (CURRENT_TIMESTAMP)",
        ),
        (&foreign, Dialect::Mysql, Some("team_id"), Change::DropColumn, "information_schema.key_column_usage"),
        (
            &quoted,
            Dialect::Mysql,
            Some("group"),
            Change::NotNull { fill: Some("NULLIF(id, 1)".into()) },
            "AND `group` IS NULL AND (NULLIF(id, 1)) IS NOT NULL",
        ),
    ] {
        let plan = planned(text, dialect, column, &change).unwrap();
        let all = [statements(&plan, false), plan.notes.clone()].concat();
        assert!(all.iter().any(|one| one.contains(wanted)), "{dialect} {change:?}: {all:#?}");
    }
}

#[test]
fn sqlite_copies_a_table_as_it_is() {
    let text = "CREATE TABLE users (id integer PRIMARY KEY, key text, name text DEFAULT 'a  --  b' NOT NULL, bio text CHECK (bio IS NOT NULL OR name='x') NOT NULL);";
    for (column, line) in [
        ("name", "  name text DEFAULT 'a  --  b',\n  bio text CHECK (bio IS NOT NULL OR name='x') NOT NULL\n"),
        ("bio", "  name text DEFAULT 'a  --  b' NOT NULL,\n  bio text CHECK (bio IS NOT NULL OR name='x')\n"),
    ] {
        let (catalog, sources) = schema(text, Dialect::Sqlite);
        let table = catalog.table(&ObjectName::new("users")).unwrap();
        let start = Start {
            catalog: &catalog,
            table,
            column: table.column_named(column),
            dialect: Dialect::Sqlite,
            sources: &sources,
        };
        let column = start.column().unwrap();
        let (made, notes) = definition::rebuild(&start, "relax".into(), column, &definition::Edit::Nullable, &[]);
        let create = made.up.iter().find(|one| one.starts_with("CREATE TABLE")).unwrap();
        assert!(create.contains(line) && create.contains("  \"key\" text,\n"), "{create}");
        assert!(
            made.down
                .iter()
                .any(|one| one.contains("NOT NULL,\n  bio text CHECK (bio IS NOT NULL OR name='x') NOT NULL")),
            "{:?}",
            made.down
        );
        assert_eq!(notes.len(), 1, "{notes:?}");
    }
}

#[test]
fn a_table_is_put_back_as_the_history_left_it() {
    let text = "CREATE TABLE teams (id int PRIMARY KEY);
        CREATE TABLE users (id int PRIMARY KEY, age int DEFAULT 1, login text UNIQUE, team_id int, gone int, CHECK (gone > 0), CONSTRAINT adult CHECK (age > 17));
        ALTER TABLE users ALTER COLUMN age TYPE bigint;
        ALTER TABLE users DROP COLUMN gone;
        ALTER TABLE users RENAME COLUMN login TO nick;
        ALTER TABLE users ADD COLUMN note text DEFAULT 'a  b' NOT NULL;
        ALTER TABLE users ADD CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE;
        ALTER TABLE users ADD CONSTRAINT users_note UNIQUE (note);
        ALTER TABLE teams RENAME TO crews;";
    let (catalog, sources) = schema(text, Dialect::Postgres);
    let table = catalog.table(&ObjectName::new("users")).unwrap();
    let start = Start { catalog: &catalog, table, column: None, dialect: Dialect::Postgres, sources: &sources };
    let outline = written::outline(&start);
    assert!(!outline.exact);
    assert_eq!(
        outline.statement(&start),
        "CREATE TABLE users (\n  id int PRIMARY KEY,\n  age bigint DEFAULT 1,\n  nick text UNIQUE,\n  team_id int,\n  note text DEFAULT 'a  b' NOT NULL,\n  \
         CONSTRAINT adult CHECK (age > 17),\n  CONSTRAINT users_note UNIQUE (note),\n  \
         CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES crews (id) ON DELETE CASCADE\n)"
    );
}

#[test]
fn references_keep_their_own_actions() {
    for (text, expected) in [
        (
            "CREATE TABLE users (id int, a int REFERENCES t (id) ON DELETE CASCADE, b int NOT NULL REFERENCES t (id) ON UPDATE no action ON DELETE SET NULL);",
            [" ON DELETE CASCADE", " ON UPDATE NO ACTION ON DELETE SET NULL"],
        ),
        (
            "CREATE TABLE users (a int, b int DEFAULT 1, FOREIGN KEY (b) REFERENCES t (id) ON DELETE RESTRICT, CONSTRAINT x FOREIGN KEY (a) REFERENCES t (id)); -- ON DELETE CASCADE",
            ["", " ON DELETE RESTRICT"],
        ),
        (
            "CREATE TABLE users (id int); ALTER TABLE users ADD COLUMN a int REFERENCES t ON DELETE SET DEFAULT, ADD b int; ALTER TABLE users ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES t (id) ON DELETE CASCADE;",
            [" ON DELETE SET DEFAULT", " ON DELETE CASCADE"],
        ),
    ] {
        let (catalog, sources) = schema(text, Dialect::Postgres);
        let table = catalog.table(&ObjectName::new("users")).unwrap();
        let start = Start { catalog: &catalog, table, column: None, dialect: Dialect::Postgres, sources: &sources };
        for (column, expected) in ["a", "b"].into_iter().zip(expected) {
            let key = table.foreign_keys.iter().find(|key| key.columns.iter().any(|own| own.value == column)).unwrap();
            assert_eq!(definition::actions(&start, key), expected, "{column}: {text}");
        }
    }
}
