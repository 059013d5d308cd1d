//! The way back of a migration: where each tool has it, and what it says.
//!
//! A tool that turns single operations round (Rails, Ecto and Sequel in `change`) is read with them turned round; one that knows the whole schema (Django) is believed.
//! The edge: what node-pg-migrate, Phinx and Liquibase work out themselves, and the functions of Go's tools, give nothing.

use std::ops::Range;
use std::sync::Arc;

use super::index::{file_name, parent};
use super::script::change;
use super::sections::Style;
use super::{CodeMigration, MigrationSet, Tree, layout};
use crate::lang::facts::{CodeFacts, Expr, ExprKind};
use crate::model::change::{ChangeKind, ColumnDef, SchemaChange, Statement, StatementKind};
use crate::model::name::{Dialect, ObjectName};
use crate::sql;

/// Where the way back of a migration in SQL stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the file itself, behind a directive.
    Section(Style),
    /// In a file of its own.
    File(String),
}

/// What is known of a migration's way back.
#[derive(Clone, Debug)]
pub enum Back {
    /// The tool has none, it is not read, or it says that the migration cannot be undone.
    Unknown,
    /// There is none, where the tool has its place.
    Missing,
    Read {
        path: Arc<str>,
        text: Arc<str>,
        statements: Vec<Statement>,
    },
    /// The tool turns every operation round by what it knows of the schema: all comes back, without what it held.
    Reversed,
}

/// The file beside a migration whose name says `down` where the migration's says `up`.
pub fn beside(path: &str) -> Option<Place> {
    beside_with(path, &[(".up.", ".down.")])
}

/// The same for other words: each as the migration's name has it, and its way back's.
pub fn beside_with(path: &str, words: &[(&str, &str)]) -> Option<Place> {
    let name = file_name(path);
    let lower = name.to_ascii_lowercase();
    let (at, up, down) = words.iter().find_map(|(up, down)| Some((lower.rfind(up)?, up, down)))?;
    let (before, after) = (name.get(..at)?, name.get(at + up.len()..)?);
    Some(Place::File(format!("{}{before}{down}{after}", path.strip_suffix(name)?)))
}

/// The file of this name in a migration's folder.
pub fn in_folder(path: &str, name: &str) -> Place {
    Place::File(match parent(path) {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    })
}

/// Whether a migration in SQL has a way back; `None`: its tool has no place for one.
pub fn is_there(set: &MigrationSet, path: &str, text: &str, tree: &dyn Tree) -> Option<bool> {
    Some(match layout(set.layout)?.back(path)? {
        Place::Section(style) => !style.backward(text).is_empty(),
        Place::File(other) => has(tree, &other),
    })
}

fn has(tree: &dyn Tree, path: &str) -> bool {
    tree.paths().binary_search_by(|known| (**known).cmp(path)).is_ok()
}

/// Reads the way back of one migration.
pub fn read(set: &MigrationSet, path: &Arc<str>, text: &Arc<str>, tree: &dyn Tree, dialect: Dialect) -> Back {
    if set.is_code(path) {
        let Some(reader) = set.reader() else { return Back::Unknown };
        if reader.reverses(&CodeMigration { path, text }) {
            return Back::Reversed;
        }
        // Its way back is a file of its own in the same language.
        if let Some(Place::File(other)) =
            layout(set.layout).and_then(|layout| layout.back(path)).filter(|_| !path.ends_with(".go"))
        {
            if !has(tree, &other) {
                return Back::Missing;
            }
            let Some(text) = tree.read(&other) else { return Back::Unknown };
            let statements = reader.read(&[CodeMigration { path: &other, text: &text }], dialect).concat();
            return if statements.is_empty() {
                Back::Unknown
            } else {
                Back::Read { path: other.into(), text, statements }
            };
        }
        return match reader.read_back(&CodeMigration { path, text }, dialect) {
            Some(statements) if !statements.is_empty() => {
                Back::Read { path: path.clone(), text: text.clone(), statements }
            }
            _ => Back::Unknown,
        };
    }
    let Some(place) = layout(set.layout).and_then(|layout| layout.back(path)) else { return Back::Unknown };
    let (path, text, ranges): (Arc<str>, Arc<str>, Vec<Range<usize>>) = match place {
        Place::Section(style) => (path.clone(), text.clone(), style.backward(text)),
        Place::File(other) if has(tree, &other) => {
            let Some(text) = tree.read(&other) else { return Back::Unknown };
            let whole = 0..text.len();
            (other.into(), text, vec![whole])
        }
        Place::File(_) => return Back::Missing,
    };
    if ranges.is_empty() {
        return Back::Missing;
    }
    let statements: Vec<Statement> =
        ranges.into_iter().flat_map(|range| sql::read_migration(&text, range, dialect)).collect();
    // Comments alone say that nothing undoes it.
    let says =
        |statement: &Statement| !matches!(&statement.kind, StatementKind::Changes(changes) if changes.is_empty());
    if statements.iter().any(says) { Back::Read { path, text, statements } } else { Back::Unknown }
}

/// The functions of a migration in code changed round, so that what reads the one reads the other. `false`: there is no way back.
pub fn turn(facts: &mut CodeFacts, forward: &str, back: &str) -> bool {
    let mut found = false;
    for function in &mut facts.functions {
        if function.name == forward {
            function.name = back.to_owned();
        } else if function.name == back {
            found |= !function.body.is_empty();
            function.name = forward.to_owned();
        }
    }
    found
}

/// Whether a body calls what another file of the project has: what it does is not seen here.
pub fn leaves(facts: &CodeFacts, body: &[Expr]) -> bool {
    let own = |module: &str| module.starts_with(['.', '~']) || module.starts_with("@/");
    let mut elsewhere: Vec<&str> =
        facts.imports.iter().filter(|import| own(&import.module)).map(|import| import.local.as_str()).collect();
    for expr in &facts.top {
        let ExprKind::Assign { target, value, .. } = &expr.kind else { continue };
        let ExprKind::Call { callee, args, .. } = &value.kind else { continue };
        let module = args.first().and_then(|arg| arg.value.as_text());
        if callee.as_name() == Some("require") && module.is_some_and(|module| own(&module)) {
            target.walk(&mut |part| {
                elsewhere.extend(part.last_name());
                true
            });
        }
    }
    let mut found = false;
    for expr in body.iter().filter(|_| !elsewhere.is_empty()) {
        expr.walk(&mut |part| {
            if let ExprKind::Call { callee, .. } = &part.kind {
                let path = callee.path().unwrap_or_default();
                found |= elsewhere.contains(&path.split('.').next().unwrap_or_default());
            }
            !found
        });
    }
    found
}

/// The changes that take others back, as far as they say what was there before.
pub fn taken_back(changes: &[SchemaChange]) -> Vec<SchemaChange> {
    changes.iter().rev().filter_map(one).collect()
}

fn one(of: &SchemaChange) -> Option<SchemaChange> {
    let object = &of.object;
    let (kind, object) = match &of.kind {
        ChangeKind::CreateTable(_) => (ChangeKind::DropTable { if_exists: false, cascade: false }, object.clone()),
        ChangeKind::RenameTable { to } => (ChangeKind::RenameTable { to: object.clone() }, to.clone()),
        ChangeKind::AddColumn { column, if_not_exists, .. } => {
            let (column, if_exists) = (column.name.clone(), *if_not_exists);
            (ChangeKind::DropColumn { column, if_exists, cascade: false }, object.clone())
        }
        ChangeKind::DropColumn { column, .. } => {
            let column =
                ColumnDef { name: column.clone(), nullable: true, range: of.range.clone(), ..Default::default() };
            (ChangeKind::AddColumn { column, if_not_exists: false }, object.clone())
        }
        ChangeKind::RenameColumn { from, to } => {
            (ChangeKind::RenameColumn { from: to.clone(), to: from.clone() }, object.clone())
        }
        ChangeKind::CreateIndex { table, concurrently, .. } => (
            ChangeKind::DropIndex {
                table: Some(table.clone()),
                concurrently: *concurrently,
                if_exists: true,
                cascade: false,
            },
            object.clone(),
        ),
        ChangeKind::RenameIndex { table, to } => {
            let new = ObjectName { qualifiers: object.qualifiers.clone(), name: to.clone() };
            (ChangeKind::RenameIndex { table: table.clone(), to: object.name.clone() }, new)
        }
        ChangeKind::AddConstraint(constraint) => {
            let name = constraint.name.clone()?;
            (ChangeKind::DropConstraint { name, if_exists: true, cascade: false }, object.clone())
        }
        ChangeKind::CreateEnum { .. } | ChangeKind::CreateType => {
            (ChangeKind::DropType { if_exists: false, cascade: false }, object.clone())
        }
        ChangeKind::CreateView { materialized, .. } => {
            let materialized = *materialized;
            (ChangeKind::DropView { if_exists: false, cascade: false, materialized }, object.clone())
        }
        _ => return None,
    };
    Some(change(kind, object, of.range.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::alembic::Alembic;
    use crate::migration::laravel::Laravel;
    use crate::migration::{CodeReader, layout as layout_named};
    use crate::model::change::ChangeKind;

    #[test]
    fn files_beside() {
        for (path, expected) in [
            ("db/m/0001_users.up.sql", Some("db/m/0001_users.down.sql")),
            ("1_a.UP.sql", Some("1_a.down.sql")),
            ("m/0001_users.sql", None),
        ] {
            assert_eq!(beside(path), expected.map(|path| Place::File(path.to_owned())), "{path}");
        }
        assert_eq!(in_folder("m/2024_a/up.sql", "down.sql"), Place::File("m/2024_a/down.sql".to_owned()));
        for (layout, path, expected) in [
            ("flyway", "db/V2__users.sql", Some("db/U2__users.sql")),
            ("flyway", "db/R__users.sql", None),
            ("plain-sql", "db/1_users_up.sql", Some("db/1_users_down.sql")),
            ("plain-sql", "db/1_users.sql", None),
            ("db-migrate", "m/sqls/1-a-up.sql", Some("m/sqls/1-a-down.sql")),
            ("pop", "m/1_a.up.fizz", Some("m/1_a.down.fizz")),
        ] {
            let found = layout_named(layout).and_then(|one| one.back(path));
            assert_eq!(found, expected.map(|path| Place::File(path.to_owned())), "{layout} {path}");
        }
    }

    #[test]
    fn sections_backward() {
        let text = "-- +goose Up\nA;\n-- +goose Down\nB;\n-- +goose Up\nC;\n-- +goose Down\n";
        let parts: Vec<&str> = Style::Goose.backward(text).into_iter().filter_map(|range| text.get(range)).collect();
        assert_eq!(parts, ["B;\n"]);
    }

    /// What the way back of a migration in code changes; `None`: it is not read.
    fn back(layout: &str, path: &str, text: &str) -> Option<String> {
        let reader = crate::migration::layout(layout).and_then(|one| one.code()).unwrap();
        let read = reader.read_back(&CodeMigration { path, text }, Dialect::Postgres)?;
        let said = read.iter().flat_map(|one| match &one.kind {
            StatementKind::Changes(changes) if changes.is_empty() => vec!["nothing".to_owned()],
            StatementKind::Changes(changes) => changes
                .iter()
                .map(|change| {
                    let kind = format!("{:?}", change.kind);
                    format!("{} {}", kind.split([' ', '{', '(']).next().unwrap_or_default(), change.object)
                })
                .collect(),
            other => vec![format!("{other:?}").split([' ', '(']).next().unwrap_or_default().to_owned()],
        });
        Some(said.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn tools_have_their_ways_back() {
        let cs = |down: &str| {
            format!(
                "public class A : Migration {{ public override void Up() {{ }} public override void Down({down} }} }}"
            )
        };
        let ecto =
            |body: &str| format!("defmodule A do\n  use Ecto.Migration\n  def change do\n    {body}\n  end\nend\n");
        let cases: Vec<(&str, &str, String, Option<&str>)> = vec![
            (
                "knex",
                "m/1_a.js",
                "exports.up = (knex) => knex.schema.dropTable('a');\nexports.down = (knex) => knex.schema.alterTable('b', (t) => { t.dropColumn('c'); });\n".into(),
                Some("DropColumn b"),
            ),
            ("knex", "m/1_a.js", "exports.up = (knex) => knex.schema.dropTable('a');\nexports.down = () => {};\n".into(), Some("")),
            ("knex", "m/1_a.js", "exports.up = (knex) => knex.schema.dropTable('a');\nexports.down = () => { throw new Error('no'); };\n".into(), Some("")),
            ("knex", "m/1_a.js", "exports.up = (knex) => knex.schema.dropTable('a');\n".into(), None),
            (
                "knex",
                "m/1_a.js",
                "const { again } = require('./helpers');\nexports.up = (knex) => knex.schema.dropTable('a');\nexports.down = (knex) => again(knex);\n".into(),
                None,
            ),
            (
                "sequelize",
                "m/1_a.js",
                "module.exports = { up: (q) => q.removeColumn('a', 'b'), down: (q, S) => q.addColumn('a', 'b', S.STRING) };\n".into(),
                Some("AddColumn a"),
            ),
            (
                "typeorm",
                "m/1-A.ts",
                "export class A1 implements MigrationInterface { async up(q: QueryRunner) {} async down(q: QueryRunner) { await q.query(`DROP TABLE \"a\"`); } }\n".into(),
                Some("DropTable a"),
            ),
            (
                "doctrine",
                "migrations/Version1.php",
                "<?php class Version1 extends AbstractMigration { public function up(Schema $schema): void {} public function down(Schema $schema): void { $this->addSql('DROP TABLE a'); } }".into(),
                Some("DropTable a"),
            ),
            (
                "phinx",
                "db/migrations/1_a.php",
                "<?php class A extends AbstractMigration { public function up() {} public function down() { $this->table('a')->removeColumn('b')->update(); } }".into(),
                Some("DropColumn a"),
            ),
            ("phinx", "db/migrations/1_a.php", "<?php class A extends AbstractMigration { public function change() { $this->table('a')->addColumn('b', 'string')->update(); } }".into(), None),
            ("ef-core", "Migrations/1_A.cs", cs("MigrationBuilder m) { m.DropColumn(name: \"b\", table: \"a\");"), Some("DropColumn a")),
            ("fluentmigrator", "Migrations/1_A.cs", cs(") { Delete.Column(\"b\").FromTable(\"a\");"), Some("DropColumn a")),
            (
                "sea-orm",
                "migration/src/m1_a.rs",
                "impl MigrationTrait for Migration { async fn up(&self, m: &SchemaManager) {} async fn down(&self, m: &SchemaManager) { m.drop_table(Table::drop().table(Users::Table).to_owned()).await } }".into(),
                Some("DropTable users"),
            ),
            (
                "rails",
                "db/migrate/1_a.rb",
                "class A < ActiveRecord::Migration[7.1]\n  def up\n    remove_column :a, :b\n  end\n  def down\n    add_column :a, :b, :string\n  end\nend\n".into(),
                Some("AddColumn a"),
            ),
            ("ecto", "priv/1_a.exs", ecto("alter table(:a) do\n      add :b, :string\n      remove :c, :string, null: false\n    end"), Some("AddColumn a, DropColumn a")),
            ("ecto", "priv/1_a.exs", ecto("create table(:a)\n    create index(:a, [:b])"), Some("DropIndex a_b_index, DropTable a")),
            ("ecto", "priv/1_a.exs", ecto("execute \"DROP VIEW a\", \"DROP TABLE b\""), Some("DropTable b")),
            ("ecto", "priv/1_a.exs", ecto("execute \"DROP VIEW a\""), None),
            ("ecto", "priv/1_a.exs", ecto("alter table(:a) do\n      remove :c\n    end"), None),
            ("ecto", "priv/1_a.exs", ecto("alter table(:a) do\n      modify :c, :text, from: :string\n    end"), Some("AlterColumn a")),
            ("ecto", "priv/1_a.exs", ecto("alter table(:a) do\n      modify :c, :text\n    end"), None),
            ("ecto", "priv/1_a.exs", ecto("drop table(:a)"), None),
            ("ecto", "priv/1_a.exs", ecto("rename table(:a), :b, to: :c"), Some("RenameColumn a")),
        ];
        for (layout, path, text, expected) in cases {
            assert_eq!(back(layout, path, &text).as_deref(), expected, "{layout}: {text}");
        }
    }

    #[test]
    fn code_is_read_backwards() {
        let alembic = "from alembic import op\ndef upgrade():\n    op.drop_table('a')\ndef downgrade():\n    op.drop_column('b', 'c')\n";
        let empty = "from alembic import op\ndef upgrade():\n    op.drop_table('a')\ndef downgrade():\n    pass\n";
        let laravel = "<?php\nreturn new class extends Migration {\n    public function up() { Schema::drop('a'); }\n    \
            public function down() { Schema::table('b', function (Blueprint $table) { $table->dropColumn('c'); }); }\n};\n";
        let readers: [(&dyn CodeReader, &str, &str, bool); 3] = [
            (&Alembic, "v/1.py", alembic, true),
            (&Alembic, "v/1.py", empty, false),
            (&Laravel, "database/migrations/2024_01_01_000000_a.php", laravel, true),
        ];
        for (reader, path, text, there) in readers {
            let read = reader.read_back(&CodeMigration { path, text }, Dialect::Postgres);
            let is_drop = |statement: &Statement| match &statement.kind {
                StatementKind::Changes(changes) => {
                    changes.iter().any(|change| matches!(change.kind, ChangeKind::DropColumn { .. }))
                }
                _ => false,
            };
            let drops = read.as_ref().map(|statements| statements.iter().filter(|one| is_drop(one)).count());
            assert_eq!(drops, there.then_some(1), "{text}: {read:?}");
        }
    }
}
