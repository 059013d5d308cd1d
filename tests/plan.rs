//! `migcheck plan` from the outside: each release passes the check at its step, in every dialect, and every tool gets files that migcheck reads again.

#![allow(clippy::disallowed_methods)]

mod common;

use std::fs;

use common::rollout::{CASES, Project, releases};
use common::run;

#[test]
fn each_release_passes_the_check() {
    let mut failed = String::new();
    for dialect in ["postgres", "mysql", "sqlite", "mssql"] {
        for case in CASES {
            let project = Project::new(case, dialect);
            for (at, code) in releases(&project, case).into_iter().enumerate() {
                project.release(case.plan, at + 1);
                if code {
                    // Migrations come before the code of their release: the code that runs then is the old one.
                    let ran = project.check();
                    if ran.code != 0 {
                        failed.push_str(&format!(
                            "{dialect} {} release {}, old code:\n{}{}\n",
                            case.name,
                            at + 1,
                            ran.out,
                            ran.err
                        ));
                    }
                    project.code(&[&case.new]);
                }
                let ran = project.check();
                if ran.code != 0 {
                    failed.push_str(&format!("{dialect} {} release {}:\n{}{}\n", case.name, at + 1, ran.out, ran.err));
                }
                project.deploy();
            }
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

const TABLE: &str = "CREATE TABLE users (id integer PRIMARY KEY, email_address varchar(60) NOT NULL);\nCREATE INDEX users_by_email ON users (email_address);\n";

type Tool = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// A project of each tool: its files, with `TABLE` for the SQL of the table and its index, and a file that has to be written; none where the tool cannot run what
/// makes the index beside the table's other users.
const TOOLS: &[Tool] = &[
    (
        "alembic",
        &[
            ("alembic.ini", ""),
            (
                "alembic/versions/0001_users.py",
                "from alembic import op\nimport sqlalchemy as sa\n\nrevision = '0001'\ndown_revision = None\n\n\ndef upgrade():\n    op.create_table('users', sa.Column('id', sa.Integer, primary_key=True), sa.Column('email_address', sa.String(60), nullable=False))\n    op.create_index('users_by_email', 'users', ['email_address'])\n\n\ndef downgrade():\n    op.drop_table('users')\n",
            ),
        ],
        "alembic/versions/0002_add_users_email.py",
    ),
    (
        "atlas",
        &[
            ("atlas.hcl", "env \"local\" {\n  url = \"postgres://localhost/shop\"\n}\n"),
            ("migrations/20230101000000_users.sql", "TABLE"),
            ("migrations/atlas.sum", "h1:x=\n"),
        ],
        "migrations/20240318120000_add_users_email.sql",
    ),
    (
        "dbmate",
        &[("db/migrations/20230101000000_users.sql", "-- migrate:up\nTABLE\n-- migrate:down\nDROP TABLE users;\n")],
        "db/migrations/20240318120000_add_users_email.sql",
    ),
    (
        "diesel",
        &[
            ("diesel.toml", ""),
            ("migrations/2023-01-01-000000_users/up.sql", "TABLE"),
            ("migrations/2023-01-01-000000_users/down.sql", "DROP TABLE users;\n"),
        ],
        "migrations/2024-03-18-120000_add_users_email/up.sql",
    ),
    (
        "django",
        &[
            ("manage.py", ""),
            ("shop/migrations/__init__.py", ""),
            (
                "shop/migrations/0001_initial.py",
                "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    dependencies = []\n    operations = [\n        migrations.CreateModel(\n            name='User',\n            fields=[('id', models.IntegerField(primary_key=True)), ('email_address', models.CharField(max_length=60))],\n            options={'db_table': 'users'},\n        ),\n        migrations.AddIndex('user', models.Index(fields=['email_address'], name='users_by_email')),\n    ]\n",
            ),
        ],
        "shop/migrations/0002_add_users_email.py",
    ),
    (
        "ecto",
        &[
            ("mix.exs", ""),
            (
                "priv/repo/migrations/20230101000000_users.exs",
                "defmodule Shop.Repo.Migrations.Users do\n  use Ecto.Migration\n\n  def change do\n    create table(:users) do\n      add :email_address, :string, null: false\n    end\n    create index(:users, [:email_address])\n  end\nend\n",
            ),
        ],
        "priv/repo/migrations/20240318120000_add_users_email.exs",
    ),
    (
        "flyway",
        &[("src/main/resources/db/migration/V1__users.sql", "TABLE")],
        "src/main/resources/db/migration/V2__add_users_email.sql",
    ),
    (
        "golang-migrate",
        &[("migrations/000001_users.up.sql", "TABLE"), ("migrations/000001_users.down.sql", "DROP TABLE users;\n")],
        "migrations/000002_add_users_email.down.sql",
    ),
    (
        "goose",
        &[("migrations/00001_users.sql", "-- +goose Up\nTABLE\n-- +goose Down\nDROP TABLE users;\n")],
        "migrations/00002_add_users_email.sql",
    ),
    (
        "knex",
        &[
            ("knexfile.js", "module.exports = { client: 'pg' };\n"),
            (
                "migrations/20230101000000_users.js",
                "exports.up = async function (knex) {\n  await knex.schema.createTable('users', (table) => {\n    table.increments('id');\n    table.string('email_address', 60).notNullable().index();\n  });\n};\n\nexports.down = async function (knex) {\n  await knex.schema.dropTable('users');\n};\n",
            ),
        ],
        "migrations/20240318120000_add_users_email.js",
    ),
    (
        "laravel",
        &[
            ("artisan", ""),
            (
                "migcheck.toml",
                "[[database]]\nname = \"main\"\nmigrations = [\"database/migrations\"]\ndialect = \"postgres\"\n",
            ),
            (
                "database/migrations/2023_01_01_000000_users.php",
                "<?php\n\nuse Illuminate\\Database\\Migrations\\Migration;\nuse Illuminate\\Database\\Schema\\Blueprint;\nuse Illuminate\\Support\\Facades\\Schema;\n\nreturn new class extends Migration\n{\n    public function up(): void\n    {\n        Schema::create('users', function (Blueprint $table) {\n            $table->id();\n            $table->string('email_address', 60)->index();\n        });\n    }\n};\n",
            ),
        ],
        "database/migrations/2024_03_18_120000_add_users_email.php",
    ),
    ("plain-sql", &[("sql/001_users.sql", "TABLE"), ("migcheck.toml", PLAIN)], "sql/002_add_users_email.sql"),
    (
        "prisma",
        &[
            ("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n  url = env(\"URL\")\n}\n"),
            ("prisma/migrations/20230101000000_users/migration.sql", "TABLE"),
            ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
        ],
        "prisma/migrations/20240318120000_add_users_email/migration.sql",
    ),
    (
        "rails",
        &[
            ("Gemfile", "gem 'rails'\ngem 'pg'\n"),
            (
                "db/migrate/20230101000000_users.rb",
                "class Users < ActiveRecord::Migration[7.1]\n  def change\n    create_table :users do |t|\n      t.string :email_address, null: false\n    end\n    add_index :users, :email_address\n  end\nend\n",
            ),
        ],
        "db/migrate/20240318120000_add_users_email.rb",
    ),
    ("refinery", &[("Cargo.toml", "[dependencies]\nrefinery = \"0.8\"\n"), ("migrations/V1__users.sql", "TABLE")], ""),
    (
        "sql-migrate",
        &[("migrations/1_users.sql", "-- +migrate Up\nTABLE\n-- +migrate Down\nDROP TABLE users;\n")],
        "migrations/2_add_users_email.sql",
    ),
    (
        "sqlx",
        &[("Cargo.toml", "[dependencies]\nsqlx = \"0.8\"\n"), ("migrations/20230101000000_users.sql", "TABLE")],
        "migrations/20240318120000_add_users_email.sql",
    ),
    (
        "supabase",
        &[("supabase/migrations/20230101000000_users.sql", "TABLE")],
        "supabase/migrations/20240318120000_add_users_email.sql",
    ),
];

const PLAIN: &str = "[[database]]\nname = \"main\"\nmigrations = [\"sql\"]\ndialect = \"postgres\"\n";

#[test]
fn every_tool_is_tried() {
    let names: Vec<&str> = TOOLS.iter().map(|(tool, ..)| *tool).collect();
    assert_eq!(names, migcheck::plan::files::TOOLS.iter().map(|tool| tool.layout).collect::<Vec<_>>());
}

#[test]
fn tools_get_files_that_are_read_again() {
    let mut failed = String::new();
    for (tool, files, written) in TOOLS {
        let folder = tempfile::Builder::new().prefix("files").tempdir().unwrap();
        for tree in ["base", "head"] {
            for (path, text) in *files {
                let path = folder.path().join(tree).join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(
                    path,
                    text.replace("TABLE\n", TABLE).replace("TABLE", if *text == "TABLE" { TABLE } else { "TABLE" }),
                )
                .unwrap();
            }
        }
        let head = folder.path().join("head");
        let here =
            |line: &str| run(&format!("-C {} {line}", head.display()), &[("MIGCHECK_NOW", "2024-03-18T12:00:00Z")]);
        let plan = here("plan --rename users.email_address email --write");
        let info = here("info --no-git").out;
        if written.is_empty() {
            // Nothing is written then.
            let check = here("check --base ../base --allow-empty --format concise");
            if plan.code == 0 || !plan.err.contains("cannot be in") || check.code != 0 || !info.contains(tool) {
                failed.push_str(&format!("== {tool}\n{}{}\n{}{}\n{info}\n", plan.out, plan.err, check.out, check.err));
            }
            continue;
        }
        let check = here("check --base ../base --format concise --fail-on warning");
        let schema = here("schema users").out;
        let again = here("plan --rename users.email_address email --write");
        let there = head.join(written).is_file();
        let concurrently = plan.out.contains("CREATE INDEX CONCURRENTLY");
        let back = plan.out.contains("DROP INDEX CONCURRENTLY");
        if plan.code != 0
            || check.code != 0
            || !schema.contains("\n  email ")
            || !there
            || !concurrently
            || !back
            || !again.err.contains("there already")
            || !info.contains(tool)
        {
            failed.push_str(&format!(
                "== {tool} {there} {concurrently} {back}\n{}{}\n{}{}\n{schema}{}{}\n",
                plan.out, plan.err, check.out, check.err, again.err, info
            ));
        }
    }
    assert!(failed.is_empty(), "{failed}");
}
