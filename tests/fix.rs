//! `migcheck fix`: what each migration tool needs, what is left, and what the command line prints and writes.

#![allow(clippy::disallowed_methods)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Ran, run};
use migcheck::check::fixes;
use migcheck::config::{BaseChoice, Config, DatabaseConfig};
use migcheck::model::finding::Level;
use migcheck::model::name::Dialect;
use migcheck::rule::rules;

const USERS: &str =
    "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, team_id bigint);\n";

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// What becomes of a migration: its text, or `left: ` and the reason. Rules that are off are on. `first` is the migration that the base has.
fn fixed(layout: &str, rule: &'static str, first: (&str, &str), second: (&str, &str)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (base, head) = (folder.path().join("base"), folder.path().join("head"));
    put(&base, first.0, first.1);
    put(&head, first.0, first.1);
    put(&head, second.0, second.1);
    let directory = first.0.split('/').next().unwrap();
    let directory = if directory == "db" { "db/migrate" } else { directory };
    let config = Config {
        root: head,
        base: BaseChoice::Directory(base),
        databases: vec![DatabaseConfig {
            name: "main".into(),
            migrations: vec![directory.into()],
            format: Some(layout.into()),
            dialect: Some(Dialect::Postgres),
            ..DatabaseConfig::default()
        }],
        levels: vec![(rule.to_owned(), Some(Level::Warning))],
        ..Config::default()
    };
    let found = fixes(&config, &BTreeSet::from([rule]));
    let problems: Vec<_> = found.problems.iter().map(|problem| &problem.message).collect();
    match (&found.files[..], &found.left[..]) {
        ([file], []) => file.after.to_string(),
        ([], [left, ..]) => format!("left: {}", left.reason),
        other => format!("{other:#?} {problems:?}"),
    }
}

const INDEX: &str = "CREATE INDEX users_email_idx ON users (email);\n";
const CONCURRENT: &str = "CREATE INDEX CONCURRENTLY users_email_idx ON users (email);\n";

#[test]
fn each_tool_leaves_its_transaction_in_its_own_way() {
    let up = |mark: &str, statement: &str| format!("{mark}\n{statement}");
    let both = format!("{INDEX}DROP INDEX old_idx;\n");
    for (layout, names, before, expected) in [
        (
            "goose",
            ("00001_a.sql", "00002_b.sql"),
            up("-- +goose Up", INDEX),
            up("-- +goose NO TRANSACTION\n-- +goose Up", CONCURRENT),
        ),
        (
            "goose",
            ("00001_a.sql", "00002_b.sql"),
            up("-- +goose Up", &both),
            "left: the other statements of the file would lose".to_owned(),
        ),
        (
            "goose",
            ("00001_a.sql", "00002_b.sql"),
            up("-- +goose Up", INDEX) + "-- +goose Down\nDROP INDEX users_email_idx;\nDELETE FROM users;\n",
            "left: the statements that undo the migration would lose".to_owned(),
        ),
        (
            "dbmate",
            ("1_a.sql", "2_b.sql"),
            up("-- migrate:up", INDEX),
            up("-- migrate:up transaction:false", CONCURRENT),
        ),
        (
            "sql-migrate",
            ("1_a.sql", "2_b.sql"),
            up("-- +migrate Up", INDEX),
            up("-- +migrate Up notransaction", CONCURRENT),
        ),
        ("atlas", ("1_a.sql", "2_b.sql"), INDEX.to_owned(), up("-- atlas:txmode none\n", CONCURRENT)),
        ("sqlx", ("1_a.sql", "2_b.sql"), INDEX.to_owned(), up("-- no-transaction", CONCURRENT)),
        ("flyway", ("V1__a.sql", "V2__b.sql"), INDEX.to_owned(), CONCURRENT.to_owned()),
        (
            "flyway",
            ("V1__a.sql", "V2__b.sql"),
            both.clone(),
            "left: the other statements of the file would lose".to_owned(),
        ),
        ("golang-migrate", ("1_a.up.sql", "2_b.up.sql"), INDEX.to_owned(), CONCURRENT.to_owned()),
        (
            "golang-migrate",
            ("1_a.up.sql", "2_b.up.sql"),
            both.clone(),
            "left: golang-migrate sends the file at once".to_owned(),
        ),
        (
            "diesel",
            ("1_a/up.sql", "2_b/up.sql"),
            INDEX.to_owned(),
            "left: diesel is told in `metadata.toml`".to_owned(),
        ),
        ("refinery", ("V1__a.sql", "V2__b.sql"), INDEX.to_owned(), "left: refinery has no mark".to_owned()),
        ("plain-sql", ("1_a.sql", "2_b.sql"), format!("BEGIN;\n{INDEX}COMMIT;\n"), CONCURRENT.to_owned()),
        (
            "plain-sql",
            ("1_a.sql", "2_b.sql"),
            "CREATE INDEX a ON users (email);\r\nCREATE INDEX ON users (id);\r\n".to_owned(),
            "CREATE INDEX CONCURRENTLY a ON users (email);\r\nCREATE INDEX CONCURRENTLY ON users (id);\r\n".to_owned(),
        ),
        (
            "plain-sql",
            ("1_a.sql", "2_b.sql"),
            format!("BEGIN;\n{INDEX}UPDATE users SET email = '' WHERE id = 1;\nCOMMIT;\n"),
            "left: other statements stand in its transaction".to_owned(),
        ),
    ] {
        let head = before.lines().next().filter(|line| line.starts_with("-- ")).unwrap_or_default();
        let first = format!("{head}\n{USERS}");
        let (old, new) = (format!("migrations/{}", names.0), format!("migrations/{}", names.1));
        let answer = fixed(layout, "index-not-concurrent", (&old, first.trim_start()), (&new, &before));
        let right = if expected.starts_with("left: ") { answer.starts_with(&expected) } else { answer == expected };
        assert!(right, "{layout}:\n{before}\nbecame\n{answer}\ninstead of\n{expected}");
    }
}

#[test]
fn one_statement_becomes_several_only_where_each_has_its_own_transaction() {
    let key = "ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);\n";
    let check = "ALTER TABLE users ADD CONSTRAINT users_email_set CHECK (email <> '');\n";
    for (layout, rule, mark, statement, expected) in [
        (
            "goose",
            "unique-constraint-builds-index",
            "-- +goose Up\n",
            key,
            "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);\n\
             ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;\n",
        ),
        ("dbmate", "unique-constraint-builds-index", "-- migrate:up\n", key, "left: the edit needs several statements"),
        (
            "goose",
            "constraint-without-not-valid",
            "-- +goose Up\n",
            check,
            "left: the constraint would be validated in the transaction that adds it",
        ),
        (
            "goose",
            "constraint-without-not-valid",
            "-- +goose NO TRANSACTION\n-- +goose Up\n",
            check,
            "-- +goose NO TRANSACTION\n-- +goose Up\nALTER TABLE users ADD CONSTRAINT users_email_set CHECK (email <> '') NOT VALID;\n\
             ALTER TABLE users VALIDATE CONSTRAINT users_email_set;\n",
        ),
        (
            "goose",
            "set-not-null-scans",
            "-- +goose Up\n",
            "ALTER TABLE users ALTER email SET NOT NULL;\n",
            "left: the check would be validated",
        ),
        (
            "goose",
            "lock-timeout-missing",
            "-- +goose Up\n",
            "ALTER TABLE users ADD COLUMN age int;\n",
            "-- +goose Up\nSET LOCAL lock_timeout = '2s';\nALTER TABLE users ADD COLUMN age int;\n",
        ),
        (
            "goose",
            "transaction-nesting",
            "-- +goose Up\n",
            "BEGIN;\nALTER TABLE users ADD COLUMN age int;\nCOMMIT;\n",
            "-- +goose Up\nALTER TABLE users ADD COLUMN age int;\n",
        ),
        (
            "plain-sql",
            "foreign-key-without-not-valid",
            "",
            "ALTER TABLE users ADD FOREIGN KEY (team_id) REFERENCES users (id);\n",
            "left: the constraint has no name",
        ),
    ] {
        let names = if layout == "goose" { ("00001_a.sql", "00002_b.sql") } else { ("1_a.sql", "2_b.sql") };
        let (old, new) = (format!("migrations/{}", names.0), format!("migrations/{}", names.1));
        let answer = fixed(layout, rule, (&old, &format!("{mark}{USERS}")), (&new, &format!("{mark}{statement}")));
        let right = if expected.starts_with("left: ") { answer.starts_with(expected) } else { answer == expected };
        assert!(right, "{layout} {rule}:\n{answer}\ninstead of\n{expected}");
    }
}

/// No limit outlives the file that sets it, as the tool may keep its connection.
#[test]
fn limits_end_with_their_file() {
    let add = "ALTER TABLE users ADD COLUMN age int;\n";
    let block = "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\n";
    for (layout, rule, before, expected) in [
        ("golang-migrate", "lock-timeout-missing", add.to_owned(), format!("SET LOCAL lock_timeout = '2s';\n{add}")),
        (
            "golang-migrate",
            "statement-timeout-missing",
            format!("BEGIN;\n{add}COMMIT;\n"),
            format!("BEGIN;\nSET LOCAL statement_timeout = '15s';\n{add}COMMIT;\n"),
        ),
        (
            "golang-migrate",
            "lock-timeout-missing",
            format!("BEGIN;\n{add}COMMIT;\nALTER TABLE users ADD COLUMN size int;\n"),
            "left: the file ends its transaction before its last statement".to_owned(),
        ),
        (
            "golang-migrate",
            "lock-timeout-missing",
            "VACUUM FULL users;\n".to_owned(),
            "left: a statement of the file cannot be in a transaction".to_owned(),
        ),
        (
            "sqlx",
            "lock-timeout-missing",
            format!("-- no-transaction\n{add}"),
            format!("-- no-transaction\nSET lock_timeout = '2s';\n{add}RESET lock_timeout;\n"),
        ),
        (
            "plain-sql",
            "lock-timeout-missing",
            add.to_owned(),
            format!("SET lock_timeout = '2s';\n{add}RESET lock_timeout;\n"),
        ),
        (
            "plain-sql",
            "lock-timeout-missing",
            format!("BEGIN;\n{add}COMMIT;\nALTER TABLE users ADD COLUMN size int;\n"),
            format!(
                "SET lock_timeout = '2s';\nBEGIN;\n{add}COMMIT;\nALTER TABLE users ADD COLUMN size int;\nRESET lock_timeout;\n"
            ),
        ),
        (
            "plain-sql",
            "idle-timeout-missing",
            format!("BEGIN ISOLATION LEVEL SERIALIZABLE;\n{add}COMMIT AND NO CHAIN;\n"),
            format!(
                "BEGIN ISOLATION LEVEL SERIALIZABLE;\nSET LOCAL idle_in_transaction_session_timeout = '10s';\n{add}COMMIT AND NO CHAIN;\n"
            ),
        ),
        (
            "goose",
            "lock-timeout-missing",
            format!("{block}{add}-- +goose StatementEnd\n"),
            format!(
                "{}SET lock_timeout = '2s';\n-- +goose StatementBegin\n{add}-- +goose StatementEnd\nRESET lock_timeout;\n",
                block.replace("-- +goose StatementBegin\n", "")
            ),
        ),
    ] {
        let names = match layout {
            "goose" => ("00001_a.sql", "00002_b.sql"),
            "golang-migrate" => ("1_a.up.sql", "2_b.up.sql"),
            _ => ("1_a.sql", "2_b.sql"),
        };
        let mark = if layout == "goose" { "-- +goose Up\n" } else { "" };
        let (old, new) = (format!("migrations/{}", names.0), format!("migrations/{}", names.1));
        let answer = fixed(layout, rule, (&old, &format!("{mark}{USERS}")), (&new, &before));
        let right = if expected.starts_with("left: ") { answer.starts_with(&expected) } else { answer == expected };
        assert!(right, "{layout} {rule}:\n{before}\nbecame\n{answer}\ninstead of\n{expected}");
    }
}

#[test]
fn migrations_in_code_build_indexes_concurrently() {
    let rails = |name: &str, mark: &str, body: &str| {
        format!("class {name} < ActiveRecord::Migration[7.1]\n{mark}  def change\n    {body}\n  end\nend\n")
    };
    let table = "create_table :users do |t|\n      t.string :email\n    end";
    let off = "  disable_ddl_transaction!\n\n";
    let call = "add_index :users, :email, unique: true";
    let expected = rails("AddIt", off, &format!("{call}, algorithm: :concurrently"));
    let first = ("db/migrate/20240101000000_users.rb", rails("Users", "", table));
    let answer = fixed(
        "rails",
        "index-not-concurrent",
        (first.0, &first.1),
        ("db/migrate/20240102000000_add_it.rb", &rails("AddIt", "", call)),
    );
    assert_eq!(answer, expected);
    let two = format!("{call}\n    add_index :users, :name");
    let answer = fixed(
        "rails",
        "index-not-concurrent",
        (first.0, &first.1),
        ("db/migrate/20240102000000_add_it.rb", &rails("AddIt", "", &two)),
    );
    assert!(answer.starts_with("left: the other operations"), "{answer}");

    let django = |imports: &str, atomic: &str, before: &str, operation: &str| {
        format!(
            "{imports}from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n{atomic}    dependencies = [{before}]\n    operations = [\n        {operation},\n    ]\n"
        )
    };
    let made = "migrations.CreateModel('User', fields=[('id', models.BigAutoField(primary_key=True)), ('email', models.TextField())])";
    let index = "('user', models.Index(fields=['email'], name='email_idx'))";
    let answer = fixed(
        "django",
        "index-not-concurrent",
        ("shop/migrations/0001_initial.py", &django("", "", "", made)),
        (
            "shop/migrations/0002_idx.py",
            &django("", "", "('shop', '0001_initial')", &format!("migrations.AddIndex{index}")),
        ),
    );
    let import = "from django.contrib.postgres.operations import AddIndexConcurrently\n";
    assert_eq!(
        answer,
        django(import, "    atomic = False\n\n", "('shop', '0001_initial')", &format!("AddIndexConcurrently{index}"))
    );

    let alembic = |id: &str, down: &str, body: &str| {
        format!(
            "from alembic import op\nimport sqlalchemy as sa\n\nrevision = \"{id}\"\ndown_revision = {down}\n\n\ndef upgrade():\n    {body}\n"
        )
    };
    let answer = fixed(
        "alembic",
        "index-not-concurrent",
        ("versions/a1_users.py", &alembic("a1", "None", "op.create_table(\"users\", sa.Column(\"email\", sa.Text()))")),
        (
            "versions/b2_idx.py",
            &alembic("b2", "\"a1\"", "op.create_index(\n        \"email_idx\", \"users\", [\"email\"],\n    )"),
        ),
    );
    let expected = "with op.get_context().autocommit_block():\n        op.create_index(\n            \"email_idx\", \"users\", [\"email\"], postgresql_concurrently=True\n        )";
    assert_eq!(answer, alembic("b2", "\"a1\"", expected));

    let ecto = |name: &str, marks: &str, body: &str| {
        format!(
            "defmodule Shop.Repo.Migrations.{name} do\n  use Ecto.Migration\n{marks}\n  def change do\n    {body}\n  end\nend\n"
        )
    };
    let answer = fixed(
        "ecto",
        "index-not-concurrent",
        (
            "migrations/20240101000000_users.exs",
            &ecto("Users", "", "create table(:users) do\n      add :email, :string\n    end"),
        ),
        ("migrations/20240102000000_idx.exs", &ecto("AddIt", "", "create index(:users, [:email])")),
    );
    let marks = "  @disable_ddl_transaction true\n  @disable_migration_lock true\n\n";
    assert_eq!(answer, ecto("AddIt", marks, "create index(:users, [:email], concurrently: true)"));
}

/// A repository with one migration committed and another one new.
fn repository(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let git = |line: &str| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]);
        assert!(command.args(line.split(' ')).current_dir(folder.path()).output().unwrap().status.success(), "{line}");
    };
    put(folder.path(), "migrations/0001_users.sql", USERS);
    put(folder.path(), "migrations/0002_old.sql", "CREATE INDEX old_idx ON users (id);\n");
    git("init -q");
    git("add .");
    git("commit -q -m one");
    put(folder.path(), &format!("migrations/{name}"), text);
    folder
}

fn fix(folder: &Path, rest: &str) -> Ran {
    run(&format!("-C {} fix {rest}", folder.display()), &[])
}

#[test]
fn the_difference_is_printed_and_nothing_is_written() {
    let folder = repository("0003_new.sql", INDEX);
    for option in ["", "--diff"] {
        let ran = fix(folder.path(), option);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert_eq!(
            ran.out,
            "--- a/migrations/0003_new.sql\n+++ b/migrations/0003_new.sql\n@@ -1 +1 @@\n-CREATE INDEX users_email_idx ON users (email);\n\
             +CREATE INDEX CONCURRENTLY users_email_idx ON users (email);\n"
        );
        assert_eq!(ran.err, "1 fix in 1 file to make; `migcheck fix --write` makes them.\n");
        assert_eq!(fs::read_to_string(folder.path().join("migrations/0003_new.sql")).unwrap(), INDEX);
    }
}

#[test]
fn files_are_written_whole_and_those_of_the_base_never() {
    let folder = repository("0003_new.sql", INDEX);
    let ran = fix(folder.path(), "--write");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(ran.err, "migrations/0003_new.sql: index-not-concurrent\n1 fix in 1 file made.\n");
    assert_eq!(fs::read_to_string(folder.path().join("migrations/0003_new.sql")).unwrap(), CONCURRENT);
    let again = fix(folder.path(), "--write");
    assert_eq!((again.code, again.out.as_str(), again.err.as_str()), (0, "", "Nothing to fix in 1 migration.\n"));

    let old =
        "migrations/0002_old.sql:1: index-not-concurrent is left: the base has this migration, so it may have run\n";
    for option in ["--write --all", "--write migrations/0002_old.sql"] {
        let ran = fix(folder.path(), option);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{option}");
        assert!(ran.err.contains(old), "{option}: {}", ran.err);
    }
    let unknown = fix(folder.path(), "--write --no-git");
    assert!(unknown.err.contains("there is no base to compare with"), "{}", unknown.err);
    let text = fs::read_to_string(folder.path().join("migrations/0002_old.sql")).unwrap();
    assert_eq!(text, "CREATE INDEX old_idx ON users (id);\n");
    let left: Vec<_> = fs::read_dir(folder.path().join("migrations")).unwrap().collect();
    assert_eq!(left.len(), 3, "no file of the tool's own stays: {left:?}");
}

#[test]
fn rules_that_are_off_are_fixed_when_they_are_named() {
    let folder = repository("0003_new.sql", "ALTER TABLE users ADD COLUMN age bigint;\n");
    let ran = fix(folder.path(), "");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", "Nothing to fix in 1 migration.\n"));
    let ran = fix(folder.path(), "--select lock-timeout-missing,statement-timeout-missing");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("+SET lock_timeout = '2s';\n"), "{}", ran.out);
    assert!(ran.out.contains("+SET statement_timeout = '15s';\n"), "{}", ran.out);
    for (option, words) in [
        ("--select column-still-used", "error: there is no fix for `column-still-used`"),
        ("--select lock-timeout", "error: unknown rule `lock-timeout`"),
        ("--staged", "error: `fix` edits the work tree"),
        ("--diff --write", "cannot be used with"),
    ] {
        let ran = fix(folder.path(), option);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{option}");
        assert!(ran.err.contains(words), "{option}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn odd_names_and_bytes_do_no_harm() {
    let folder = repository("0003_a\u{1b}[31m\tb.sql", INDEX);
    let ran = fix(folder.path(), "");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.starts_with("--- \"a/migrations/0003_a\\033[31m\\tb.sql\"\n"), "{}", ran.out);
    let ran = fix(folder.path(), "--write");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);

    let folder = repository("0003_new.sql", "");
    let path = folder.path().join("migrations/0003_new.sql");
    let bytes = [b"-- Gr\xfc\xdfe\n".as_slice(), INDEX.as_bytes()].concat();
    fs::write(&path, &bytes).unwrap();
    let ran = fix(folder.path(), "--write");
    assert!(ran.err.contains("the file is not all UTF-8"), "{}", ran.err);
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn what_is_fixable_is_told() {
    for rule in rules() {
        let page = run(&format!("explain {}", rule.slug), &[]).out;
        assert_eq!(page.contains("migcheck fix --select"), rule.fix.is_some(), "{}", rule.slug);
    }
}
