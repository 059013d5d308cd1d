//! Cases per tool: the files of a tree, the sets that are found in it, and what is forward in a file.

use super::testing::{Files, line};
use super::{find, layout};
use crate::model::name::Dialect;

#[track_caller]
fn found(files: &[(&str, &str)], expected: &[&str]) {
    let sets = find(&Files::new(files));
    assert_eq!(sets.iter().map(line).collect::<Vec<_>>(), expected);
}

/// Paths only, with no text in any file.
#[track_caller]
fn found_paths(paths: &[&str], expected: &[&str]) {
    found(&paths.iter().map(|path| (*path, "")).collect::<Vec<_>>(), expected);
}

#[track_caller]
fn forward(name: &str, dialect: Option<Dialect>, text: &str, expected: &[&str]) {
    let ranges = layout(name).unwrap().forward_in("x.sql", text, dialect);
    let parts: Vec<&str> = ranges.into_iter().map(|range| text.get(range).unwrap().trim()).collect();
    assert_eq!(parts, expected, "{name}: {text}");
}

#[test]
fn golang_migrate() {
    found_paths(
        &["m/10_b.up.sql", "m/10_b.down.sql", "m/9_a.up.sql", "m/000011_c.up.sql", "m/readme.sql"],
        &["golang-migrate m -: 9=9_a.up.sql 10=10_b.up.sql 000011=000011_c.up.sql"],
    );
    found_paths(
        &[
            "m/oss/postgres/2/01_a.up.sql",
            "m/oss/postgres/10/01_b.up.sql",
            "m/oss/postgres/dev/01_c.up.sql",
            "m/oss/postgres/2/01_a.down.sql",
        ],
        &["golang-migrate m/oss/postgres postgres: 2/01=2/01_a.up.sql 10/01=10/01_b.up.sql dev/01=dev/01_c.up.sql"],
    );
    found_paths(
        &["m/postgres/1_a.up.sql", "m/sqlite/1_a.up.sql", "go.mod"],
        &["golang-migrate m/postgres postgres: 1=1_a.up.sql", "golang-migrate m/sqlite sqlite: 1=1_a.up.sql"],
    );
    found_paths(
        &[
            "s/1_a.up.sql",
            "s/2_b.mysql.up.sql",
            "s/2_b.up.sql",
            "s/2_b.mysql.down.sql",
            "s/3_c.postgres.up.sql",
            "s/3_c.cockroach.up.sql",
        ],
        &[
            "golang-migrate s postgres: 1=1_a.up.sql 2=2_b.up.sql 3=3_c.postgres.up.sql",
            "golang-migrate s mysql: 1=1_a.up.sql 2=2_b.mysql.up.sql",
        ],
    );
    found_paths(&["m/postgres/V0002.B.up.sql"], &["golang-migrate m/postgres postgres: V0002=V0002.B.up.sql"]);
    found_paths(&["m/20240101000000_a.tx.up.sql"], &["golang-migrate m -: 20240101000000=20240101000000_a.tx.up.sql"]);
}

#[test]
fn goose_dbmate_and_sql_migrate() {
    let goose = "-- +goose Up\na;\n-- +goose Down\nb;";
    found(
        &[("db/00010_b.sql", goose), ("db/9_a.sql", goose), ("db/x.go", "")],
        &["goose db -: 9=9_a.sql 00010=00010_b.sql"],
    );
    found(&[("db/migrations/1_a.sql", "-- migrate:up\na;\n-- migrate:down\n")], &["dbmate db/migrations -: 1=1_a.sql"]);
    found(
        &[("migrations/2_b.sql", "-- +migrate Up\n"), ("migrations/10_a.sql", ""), ("migrations/x.sql", "")],
        &["sql-migrate migrations -: 2=2_b.sql 10=10_a.sql x=x.sql"],
    );
    // The first file may be empty; the last tells.
    found(&[("db/1_a.sql", ""), ("db/2_b.sql", goose)], &["goose db -: 1=1_a.sql 2=2_b.sql"]);
    forward("goose", None, goose, &["a;"]);
    forward("dbmate", None, "-- migrate:up\na;\n-- migrate:down\nb;", &["a;"]);
    forward("sql-migrate", None, "-- +migrate Up\na;\n-- +migrate Down\nb;\n", &["a;"]);
}

#[test]
fn sqlx_and_refinery() {
    let sqlx = ("Cargo.toml", "[dependencies]\nsqlx = { version = \"0.8\", features = [\"postgres\"] }");
    found(
        &[sqlx, ("migrations/2_b.sql", ""), ("migrations/10_a.sql", "")],
        &["sqlx migrations postgres: 2=2_b.sql 10=10_a.sql"],
    );
    found(
        &[sqlx, ("migrations/1_a.up.sql", ""), ("migrations/1_a.down.sql", "")],
        &["sqlx migrations postgres: 1=1_a.up.sql"],
    );
    found(
        &[sqlx, ("crates/a/Cargo.toml", "sqlx.workspace = true"), ("crates/a/migrations/1_a.sql", "")],
        &["sqlx crates/a/migrations postgres: 1=1_a.sql"],
    );
    found(&[sqlx, ("go/go.mod", ""), ("go/m/1_a.up.sql", "")], &["golang-migrate go/m postgres: 1=1_a.up.sql"]);
    found(&[sqlx, ("db/migrations/1_a.sql", "-- migrate:up\n")], &["dbmate db/migrations postgres: 1=1_a.sql"]);
    found(
        &[
            ("Cargo.toml", "refinery = { features = [\"rusqlite\"] }"),
            ("src/m/V10__b.sql", ""),
            ("src/m/V2__a.sql", ""),
            ("src/m/U3__c.sql", ""),
        ],
        &["refinery src/m sqlite: 2=V2__a.sql 3=U3__c.sql 10=V10__b.sql"],
    );
}

#[test]
fn diesel() {
    found_paths(
        &[
            "migrations/00000000000000_diesel_initial_setup/up.sql",
            "migrations/00000000000000_diesel_initial_setup/down.sql",
            "migrations/2024-11-10-134311_b/up.sql",
            "migrations/2024-11-10-134311_b/down.sql",
            "migrations/2024-11-09-134311-0000_a/up.sql",
        ],
        &["diesel migrations -: 00000000000000=00000000000000_diesel_initial_setup/up.sql \
           202411091343110000=2024-11-09-134311-0000_a/up.sql 20241110134311=2024-11-10-134311_b/up.sql"],
    );
    // A code migration that includes its SQL is none of Diesel's.
    found_paths(&["migration/src/m0001_x/up.sql"], &[]);
}

#[test]
fn flyway() {
    found_paths(
        &[
            "src/main/resources/db/migration/V1_10__c.sql",
            "src/main/resources/db/migration/V1_2__b.sql",
            "src/main/resources/db/migration/V1.0__a.sql",
            "src/main/resources/db/migration/U1_2__b.sql",
            "src/main/resources/db/migration/R__views.sql",
            "src/main/resources/db/migration/B1_2__all.sql",
            "src/main/resources/db/migration/beforeMigrate.sql",
            "src/main/resources/db/migration/2024/V3__d.sql",
        ],
        &[
            "flyway src/main/resources/db/migration -: 1.0=V1.0__a.sql 1.2=V1_2__b.sql B:1.2=B1_2__all.sql 1.10=V1_10__c.sql \
           3=2024/V3__d.sql R:=R__views.sql",
        ],
    );
    found_paths(
        &[
            "r/db/migration/common/V1__a.sql",
            "r/db/migration/mysql/V2__b.sql",
            "r/db/migration/postgresql/V2__b.sql",
            "r/db/migration/h2/V2__b.sql",
        ],
        &[
            "flyway r/db/migration/h2 -: 1=r/db/migration/common/V1__a.sql 2=V2__b.sql",
            "flyway r/db/migration/mysql mysql: 1=r/db/migration/common/V1__a.sql 2=V2__b.sql",
            "flyway r/db/migration/postgresql postgres: 1=r/db/migration/common/V1__a.sql 2=V2__b.sql",
        ],
    );
    found_paths(
        &["uaa/db/mysql/V1__a.sql", "uaa/db/hsqldb/V1__a.sql"],
        &["flyway uaa/db/hsqldb -: 1=V1__a.sql", "flyway uaa/db/mysql mysql: 1=V1__a.sql"],
    );
    found_paths(
        &["a/sql/V1__a.sql", "a/sql-solana/V1__a.sql", "Cargo.toml"],
        &["flyway a/sql -: 1=V1__a.sql", "flyway a/sql-solana -: 1=V1__a.sql"],
    );
    // Two databases under one location.
    found_paths(
        &["db/migration/main/V1__a.sql", "db/migration/tenant/V1__a.sql"],
        &["flyway db/migration/main -: 1=V1__a.sql", "flyway db/migration/tenant -: 1=V1__a.sql"],
    );
    found_paths(&["app/V8__notes.txt", "app/R__x.sql"], &[]);
}

#[test]
fn prisma_and_drizzle() {
    let schema =
        "generator client {\n  provider = \"prisma-client-js\"\n}\ndatasource db {\n  provider = \"mysql\"\n}\n";
    found(
        &[
            ("packages/x/prisma/schema.prisma", schema),
            ("packages/x/prisma/migrations/20240102_b/migration.sql", ""),
            ("packages/x/prisma/migrations/20240101_a/migration.sql", ""),
        ],
        &[
            "prisma packages/x/prisma/migrations mysql: 20240101=20240101_a/migration.sql 20240102=20240102_b/migration.sql",
        ],
    );
    found(
        &[
            ("prisma/migrations/0_init/migration.sql", ""),
            ("prisma/migrations/migration_lock.toml", "provider = \"cockroachdb\""),
        ],
        &["prisma prisma/migrations postgres: 0=0_init/migration.sql"],
    );
    let journal = r#"{"dialect":"sqlite","entries":[{"idx":0,"tag":"0000_b"},{"idx":1,"tag":"0001_a"}]}"#;
    found(
        &[
            ("d/0000_b.sql", ""),
            ("d/0001_a.sql", ""),
            ("d/0001_left_over.sql", ""),
            ("d/0002_by_hand.sql", ""),
            ("d/meta/_journal.json", journal),
        ],
        &["drizzle d sqlite: 0000=0000_b.sql 0001=0001_a.sql 0002=0002_by_hand.sql"],
    );
    found(
        &[("d/1_b.sql", ""), ("d/0_a.sql", ""), ("d/meta/_journal.json", "{")],
        &["drizzle d -: 0=0_a.sql 1=1_b.sql"],
    );
    found_paths(
        &["drizzle/20240101_a/migration.sql", "drizzle/20240101_a/snapshot.json"],
        &["drizzle drizzle -: 20240101=20240101_a/migration.sql"],
    );
}

#[test]
fn supabase_and_node_pg_migrate() {
    found_paths(
        &["supabase/migrations/20240102_b.sql", "supabase/migrations/20240101_a.sql", "supabase/seed.sql"],
        &["supabase supabase/migrations postgres: 20240101=20240101_a.sql 20240102=20240102_b.sql"],
    );
    let text = "-- Up Migration\na;\n-- Down Migration\nb;";
    found(&[("migrations/17_a.sql", text)], &["node-pg-migrate migrations -: 17=17_a.sql"]);
    found(
        &[
            ("package.json", "{\"node-pg-migrate\": \"7\", \"pg\": \"8\"}"),
            ("migrations/17_a.up.sql", ""),
            ("migrations/17_a.down.sql", ""),
        ],
        &["node-pg-migrate migrations postgres: 17=17_a.up.sql"],
    );
    forward("node-pg-migrate", None, text, &["a;"]);
}

#[test]
fn liquibase() {
    let sql = "--liquibase formatted sql\n";
    let master = "<databaseChangeLog><include file=\"db/changelog/b.sql\"/><include file=\"inner.changelog.yaml\" relativeToChangelogFile=\"true\"/></databaseChangeLog>";
    let inner = "databaseChangeLog:\n  - includeAll:\n      path: x\n      relativeToChangelogFile: true\n";
    found(
        &[
            ("r/db/changelog/db.changelog-master.xml", master),
            ("r/db/changelog/inner.changelog.yaml", inner),
            ("r/db/changelog/b.sql", sql),
            ("r/db/changelog/x/2.sql", sql),
            ("r/db/changelog/x/1.sql", ""),
        ],
        &["liquibase r/db/changelog -: b=b.sql 1=x/1.sql 2=x/2.sql"],
    );
    found(&[("db/changelog/b.sql", sql), ("db/changelog/a.sql", sql)], &["liquibase db/changelog -: a=a.sql b=b.sql"]);
    let text = "--liquibase formatted sql\n--changeset me:1\na;\n--rollback drop a;\n-- changeset me:2 dbms:mysql,h2\nb;\n--changeset me:3 dbms:!mysql\nc;\n";
    forward("liquibase", Some(Dialect::Postgres), text, &["a;", "c;"]);
    forward("liquibase", Some(Dialect::Mysql), text, &["a;", "b;"]);
    forward("liquibase", None, text, &["a;", "b;", "c;"]);
    forward("liquibase", None, "a;", &["a;"]);
}

#[test]
fn atlas() {
    let sum = "h1:sum=\n20240102_b.sql h1:x=\n20240101_a.sql h1:y=\n";
    found(
        &[("m/atlas.sum", sum), ("m/20240101_a.sql", ""), ("m/20240102_b.sql", ""), ("m/20240103_c.sql", "")],
        &["atlas m -: 20240102=20240102_b.sql 20240101=20240101_a.sql 20240103=20240103_c.sql"],
    );
    forward(
        "atlas",
        None,
        "-- atlas:txtar\n\n-- checks.sql --\nq;\n-- migration.sql --\na;\n-- down.sql --\nb;",
        &["a;"],
    );
    forward("atlas", None, "-- atlas:txmode none\na;", &["-- atlas:txmode none\na;"]);
}

#[test]
fn delta_folders() {
    found_paths(
        &[
            "s/schema/main/delta/9/01_a.sql",
            "s/schema/main/delta/72/02b.sql.postgres",
            "s/schema/main/delta/72/02b.sql.sqlite",
            "s/schema/state/delta/72/01c.sql",
            "s/schema/main/full_schemas/72/full.sql.postgres",
            "s/schema/common/full_schemas/72/full.sql.sqlite",
            "s/schema/main/delta/72/03d.py",
        ],
        &[
            "delta-folders s/schema postgres: 9/01=main/delta/9/01_a.sql 72/01=state/delta/72/01c.sql 72/02=main/delta/72/02b.sql.postgres \
             B:72/full=main/full_schemas/72/full.sql.postgres",
            "delta-folders s/schema sqlite: 9/01=main/delta/9/01_a.sql 72/01=state/delta/72/01c.sql 72/02=main/delta/72/02b.sql.sqlite \
             B:72/full=common/full_schemas/72/full.sql.sqlite",
        ],
    );
    found_paths(
        &["s/databases/main/schema/delta/58/01a.sql", "s/schema/delta/58/00b.sql"],
        &["delta-folders s -: 58/00=schema/delta/58/00b.sql 58/01=databases/main/schema/delta/58/01a.sql"],
    );
}

#[test]
fn upgrade_scripts() {
    found_paths(
        &[
            "r/sql/upgrade/3.10.0_schema/mysql/p_ddl.sql",
            "r/sql/upgrade/3.2.0_schema/mysql/p_ddl_post.sql",
            "r/sql/upgrade/3.2.0_schema/mysql/p_dml.sql",
            "r/sql/upgrade/3.2.0_schema/mysql/p_ddl.sql",
            "r/sql/upgrade/3.2.0_schema/postgresql/p_ddl.sql",
            "r/src/test/resources/sql/upgrade/3.2.0_schema/postgresql/p_ddl.sql",
        ],
        &[
            "upgrade-scripts r/sql/upgrade postgres: 3.2.0_schema=3.2.0_schema/postgresql/p_ddl.sql",
            "upgrade-scripts r/sql/upgrade mysql: 3.2.0_schema=3.2.0_schema/mysql/p_ddl.sql 3.2.0_schema=3.2.0_schema/mysql/p_dml.sql \
             3.2.0_schema=3.2.0_schema/mysql/p_ddl_post.sql 3.10.0_schema=3.10.0_schema/mysql/p_ddl.sql",
        ],
    );
    found_paths(
        &[
            "d/upgrade/3.1.1/schema_update_after.sql",
            "d/upgrade/3.1.1/schema_update_before.sql",
            "d/upgrade/basic/schema_update.sql",
            "d/upgrade/2.1.2/schema_update.sql",
        ],
        &[
            "upgrade-scripts d/upgrade -: 2.1.2=2.1.2/schema_update.sql 3.1.1=3.1.1/schema_update_before.sql 3.1.1=3.1.1/schema_update_after.sql \
           basic=basic/schema_update.sql",
        ],
    );
    found_paths(&["src/updates/get_latest.sql"], &[]);
    found_paths(
        &["s/mysql/v8/t/versioned/v1.10/b.sql", "s/mysql/v8/t/versioned/v1.9/a.sql"],
        &["upgrade-scripts s/mysql/v8/t/versioned mysql: v1.9=v1.9/a.sql v1.10=v1.10/b.sql"],
    );
    found_paths(
        &["d/upgrade/mysql_engine_7.1_to_7.2.sql", "d/upgrade/postgres_engine_7.1_to_7.2.sql"],
        &[
            "upgrade-scripts d/upgrade postgres: 7.1=postgres_engine_7.1_to_7.2.sql",
            "upgrade-scripts d/upgrade mysql: 7.1=mysql_engine_7.1_to_7.2.sql",
        ],
    );
    found_paths(&["upgrades/V1__a.sql"], &["flyway upgrades -: 1=V1__a.sql"]);
    found_paths(
        &["d/upgrade/upgrade_1.10.0.sql", "d/upgrade/upgrade_1.9.0.sql"],
        &["upgrade-scripts d/upgrade -: 1.9.0=upgrade_1.9.0.sql 1.10.0=upgrade_1.10.0.sql"],
    );
}

#[test]
fn mssql_scripts() {
    found_paths(
        &[
            "u/DbScripts/2020-07-17_00_B.sql",
            "u/DbScripts/2019-01-02_01_A.sql",
            "u/DbScripts/2023-02-16_C.sql",
            "u/DbScripts_future/2018-01-Future.sql",
        ],
        &[
            "mssql-scripts u/DbScripts mssql: 2019-01-02_01=2019-01-02_01_A.sql 2020-07-17_00=2020-07-17_00_B.sql 2023-02-16=2023-02-16_C.sql \
           2018-01=u/DbScripts_future/2018-01-Future.sql",
        ],
    );
    found_paths(&["u/MySqlMigrations/HelperScripts/2020-07-17_00_B.sql"], &[]);
}

#[test]
fn plain_folders() {
    found_paths(
        &[
            "db/sql/migrations/v2.10.0.sql",
            "db/sql/migrations/v2.9.0.sql",
            "db/sql/migrations/v2.9.0.err.sql",
            "db/sql/migrations/init.sql",
        ],
        &["plain-sql db/sql/migrations -: init=init.sql v2.9.0=v2.9.0.sql v2.10.0=v2.10.0.sql"],
    );
    found_paths(
        &["i/migrate/mysql/20221002-000100.sql", "i/migrate/sqlite3/20221002-000100.pre.sql"],
        &[
            "plain-sql i/migrate/mysql mysql: 20221002-000100=20221002-000100.sql",
            "plain-sql i/migrate/sqlite3 sqlite: 20221002-000100=20221002-000100.pre.sql",
        ],
    );
    let ddl = "CREATE TABLE a (b int);";
    found(&[("pg/2.sql", ddl), ("pg/1.sql", ddl)], &["plain-sql pg postgres: 1=1.sql 2=2.sql"]);
    found_paths(
        &[
            "s/migration/mysql/0.27/00__a.sql",
            "s/migration/mysql/0.9/00__b.sql",
            "s/migration/mysql/LATEST.sql",
            "s/migration/sqlite/prod/0.9/00__b.sql",
            "s/migration/sqlite/notes/0.9/00__b.sql",
        ],
        &[
            "plain-sql s/migration/mysql mysql: 0.9/00=0.9/00__b.sql 0.27/00=0.27/00__a.sql",
            "plain-sql s/migration/sqlite/prod sqlite: 0.9/00=0.9/00__b.sql",
        ],
    );
    for folder in
        ["queries", "node_modules/x/migrations", "testdata/migrations", "src/test/resources/migrations", "seeds"]
    {
        found(&[(&format!("{folder}/1.sql"), ddl), (&format!("{folder}/2.sql"), ddl)], &[]);
    }
    found(&[("tpc/1.sql", "select 1"), ("tpc/2.sql", "select 1")], &[]);
    found(&[("sql/a.sql", ddl), ("sql/schema.sql", ddl)], &[]);
    found_paths(
        &["m/migrations/1.sql", "m/migrations/2.postgres.sql", "m/migrations/2.sqlite.sql"],
        &[
            "plain-sql m/migrations postgres: 1=1.sql 2=2.postgres.sql",
            "plain-sql m/migrations sqlite: 1=1.sql 2=2.sqlite.sql",
        ],
    );
    found_paths(
        &["migrations/1_a_up.sql", "migrations/1_a_down.sql", "migrations/2_rollback.sql"],
        &["plain-sql migrations -: 1=1_a_up.sql 2=2_rollback.sql"],
    );
    found_paths(
        &["m/migrations/Script0002 - B.sql", "m/migrations/Script0001 - A.sql"],
        &["plain-sql m/migrations -: 0001=Script0001 - A.sql 0002=Script0002 - B.sql"],
    );
    found_paths(&["services/oracle/migrations/1_a.sql"], &["plain-sql services/oracle/migrations -: 1=1_a.sql"]);
    forward("plain-sql", None, "# --- !Ups\na;\n# --- !Downs\nb;", &["a;"]);
}
