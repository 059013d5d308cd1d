//! Snippets of `change` and the changes that they are.

use super::super::script::chain::tests::shown;
use super::super::testing::{Files, line};
use super::*;
use crate::model::change::StatementKind;

fn changes(body: &str) -> Vec<String> {
    let text = format!(
        "defmodule App.Repo.Migrations.X do\n  use Ecto.Migration\n  @table :users\n  def change do\n{body}\n  end\n  def down do\n    drop table(:nothing)\n  end\nend\n"
    );
    let read = Ecto.read(&[CodeMigration { path: "1_x.exs", text: &text }], Dialect::Postgres);
    // What cannot be undone is the matter of the tests of `back`.
    let runs = |one: &&Statement| {
        let code = |change: &SchemaChange| matches!(change.kind, ChangeKind::RunCode(_));
        !matches!(&one.kind, StatementKind::Changes(changes) if changes.iter().any(code))
    };
    read.iter().flatten().filter(runs).flat_map(|statement| shown(statement, &text)).collect()
}

#[test]
fn blocks_are_changes() {
    let cases: &[(&str, &[&str])] = &[
        (
            "alter table(:users) do\n remove :email\n remove_if_exists(:b, :string)\n end",
            &["users drop column email | remove :email", "users drop column b"],
        ),
        ("alter table(@table), do: remove(:email)", &["users drop column email"]),
        ("rename table(:users), :a, to: :b", &["users rename column a to b"]),
        ("rename(table(:users), to: table(:people))", &["users rename table to people"]),
        (
            "create table(:posts, prefix: \"blog\") do\n add :title, :string, null: false\n add :author_id, references(:users), default: 1\n timestamps()\n end",
            &[
                "blog.posts create table (id bigint not null generated pk, title varchar(255) not null, author_id bigint default 1, inserted_at timestamp not null, updated_at timestamp not null)",
            ],
        ),
        (
            "create table(:posts, primary_key: false) do\n add :id, :uuid, primary_key: true\n end",
            &["posts create table (id uuid not null pk)"],
        ),
        ("drop table(:posts)\n drop_if_exists table(\"tags\")", &["posts drop table", "tags drop table"]),
        ("create constraint(:users, :positive, check: \"n > 0\", validate: false)", &["users add constraint"]),
        (
            "create unique_index(:users, [:org_id, :email])",
            &["users unique index users_org_id_email_index (org_id,email)"],
        ),
        (
            "drop index(:users, [:email])\n drop constraint(:users, :c)",
            &["users_email_index drop index", "users drop constraint c"],
        ),
        (
            "alter table(:users) do\n modify :a, :text, null: false, from: {:string, null: true}\n end",
            &["users a type text", "users a SetNotNull"],
        ),
        (
            "alter table(:users) do\n modify :a, :string\n modify :b, :numeric, precision: 8, scale: 6\n modify :c, {:array, :string}, size: 20\n modify :d, :decimal, precision: 9\n end",
            &[
                "users a type varchar(255)",
                "users b type numeric(8,6)",
                "users c type varchar(20)[]",
                "users d type decimal(9,0)",
            ],
        ),
        (
            "execute \"alter table users drop column a\", \"alter table users add column a int\"",
            &["users drop column a | drop column a"],
        ),
        ("execute(\"\"\"\n  drop table t\n  \"\"\")", &["t drop table | drop table t"]),
        ("for t <- [:a, :b], do: drop(table(t))", &["a drop table", "b drop table"]),
        (
            "Enum.each([:a, :b], fn c ->\n alter table(:users) do\n remove c\n end\n end)",
            &["users drop column a", "users drop column b"],
        ),
        ("drop table(name())", &["unreadable"]),
        ("helper(:users)\n end\n def helper(t) do\n drop table(t)", &["users drop table"]),
    ];
    for (body, expected) in cases {
        let got = changes(body);
        let fits = got.len() == expected.len() && got.iter().zip(*expected).all(|(got, want)| got.starts_with(want));
        assert!(fits, "{body}\n{got:#?}");
    }
}

#[test]
fn folders_are_found() {
    let tree = Files::new(&[
        ("mix.exs", "{:postgrex, \">= 0.0.0\"}"),
        ("priv/repo/migrations/20240102_b.exs", "use Ecto.Migration"),
        ("priv/repo/migrations/20240101_a.exs", "use Ecto.Migration"),
        ("priv/repo/migrations/.formatter.exs", "[]"),
    ]);
    let sets = super::super::find(&tree);
    assert_eq!(
        sets.iter().map(line).collect::<Vec<_>>(),
        ["ecto priv/repo/migrations postgres: 20240101=20240101_a.exs 20240102=20240102_b.exs"]
    );
}
