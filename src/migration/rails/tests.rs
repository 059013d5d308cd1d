//! Snippets of migrations → the changes that they make, in short.

use super::*;
use crate::migration::index::Index;
use crate::migration::testing::{Files, line};
use crate::model::change::{ChangeKind, ColumnAction, ColumnPosition, ConstraintKind, SchemaChange};

fn short(change: &SchemaChange) -> String {
    let own = change.object.to_string();
    match &change.kind {
        ChangeKind::CreateTable(table) => {
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|column| {
                    let mut text = format!("{} {}", column.name, column.data_type);
                    text.push_str(if column.nullable { "" } else { "!" });
                    text.push_str(if column.generated { "+" } else { "" });
                    text.push_str(if column.primary_key { "*" } else { "" });
                    if let Some(default) = &column.default {
                        text.push_str(&format!("={default}"));
                    }
                    text
                })
                .collect();
            let keys: String =
                table.constraints.iter().map(|constraint| format!("; {}", kind(&constraint.kind))).collect();
            format!("table {own}({}{keys})", columns.join(", "))
        }
        ChangeKind::AddColumn { column, .. } => {
            let required = if column.nullable { "" } else { "!" };
            let place = match &column.position {
                ColumnPosition::Unsaid => String::new(),
                ColumnPosition::First => " first".to_owned(),
                ColumnPosition::After(other) => format!(" after {other}"),
            };
            format!("{own}+{} {}{required}{place}", column.name, column.data_type)
        }
        ChangeKind::DropColumn { column, if_exists, .. } => {
            format!("{own}-{column}{}", if *if_exists { "?" } else { "" })
        }
        ChangeKind::RenameColumn { from, to } => format!("{own}.{from}>{to}"),
        ChangeKind::RenameTable { to } => format!("{own}>{to}"),
        ChangeKind::DropTable { if_exists, .. } => format!("drop {own}{}", if *if_exists { "?" } else { "" }),
        ChangeKind::CreateIndex { table, columns, unique, .. } => {
            let columns: Vec<&str> = columns.iter().map(|part| part.expression.as_str()).collect();
            format!("{}index {own} on {table}({})", if *unique { "unique " } else { "" }, columns.join(","))
        }
        ChangeKind::DropIndex { .. } => format!("drop index {own}"),
        ChangeKind::RenameIndex { to, .. } => format!("index {own}>{to}"),
        ChangeKind::AlterColumn { column, action } => {
            let action = match action {
                ColumnAction::SetType { data_type } => data_type.clone(),
                ColumnAction::SetDefault { default } => format!("={default}"),
                other => format!("{other:?}"),
            };
            format!("{own}.{column} {action}")
        }
        ChangeKind::AddConstraint(constraint) => format!("{own}: {}", kind(&constraint.kind)),
        ChangeKind::DropConstraint { name, .. } => format!("{own}: drop {name}"),
        ChangeKind::CreateEnum { values } => format!("enum {own} {}", values.len()),
        other => format!("{own} {}", format!("{other:?}").split([' ', '{']).next().unwrap_or_default()),
    }
}

fn kind(kind: &ConstraintKind) -> String {
    match kind {
        ConstraintKind::ForeignKey { columns, table, .. } => format!("{}->{table}", columns[0]),
        ConstraintKind::PrimaryKey { columns } => format!("key {}", columns.len()),
        ConstraintKind::Check { expression, columns, .. } => format!("check {expression} {}", columns.len()),
        other => format!("{other:?}"),
    }
}

fn all(statements: &[Statement]) -> String {
    let texts = statements.iter().map(|statement| match &statement.kind {
        StatementKind::Changes(changes) => {
            let of_schema = changes.iter().filter(|change| !matches!(change.kind, ChangeKind::RunCode(_)));
            of_schema.map(short).collect::<Vec<_>>().join(" & ")
        }
        StatementKind::Query(_) => "query".to_owned(),
        StatementKind::Unparsed { reason, .. } => format!("unparsed: {reason}"),
        StatementKind::Unreadable { what, .. } => format!("unreadable: {what}"),
    });
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The changes of the body of `change`, in Rails 7.
fn changes(body: &str) -> String {
    let text = format!("class A < ActiveRecord::Migration[7.0]\n  def change\n{body}\n  end\nend\n");
    let read = Rails.read(&[CodeMigration { path: "db/migrate/1_a.rb", text: &text }], Dialect::Postgres);
    all(&read.concat())
}

#[test]
fn operations() {
    for (body, expected) in [
        ("add_column :users, :email, :string, null: false", "users+email varchar!"),
        (
            "add_column 'users', 'a', :integer, limit: 8, index: true",
            "users+a bigint & index index_users_on_a on users(a)",
        ),
        ("add_column :users, :a, :text, after: :b", "users+a text after b"),
        ("add_column :users, :a, :text, first: true", "users+a text first"),
        ("add_columns :users, :a, :b, type: :text", "users+a text & users+b text"),
        ("remove_column :users, :email, :string", "users-email"),
        ("remove_columns :users, :a, :b, type: :string", "users-a & users-b"),
        ("remove_column :users, :a if column_exists?(:users, :a)", "users-a?"),
        ("rename_column :users, :a, :b", "users.a>b"),
        ("rename_table :users, :people", "users>people"),
        ("drop_table :a, :b, if_exists: true", "drop a? & drop b?"),
        ("drop_table :a do |t|\n t.string :x\nend", "drop a"),
        (
            "change_column :users, :a, :text, null: false, default: ''",
            "users.a text & users.a SetNotNull & users.a =''",
        ),
        ("change_column_default :users, :a, from: 1, to: nil", "users.a DropDefault"),
        ("change_column_default :users, :a, 5", "users.a =5"),
        ("change_column_null :users, :a, true", "users.a DropNotNull"),
        (
            "add_reference :posts, :author, foreign_key: { to_table: :users }",
            "posts+author_id bigint & index index_posts_on_author_id on posts(author_id) & posts: author_id->users",
        ),
        (
            "add_reference :posts, :owner, polymorphic: true, null: false, index: false",
            "posts+owner_type varchar! & posts+owner_id bigint!",
        ),
        ("remove_reference :posts, :owner, polymorphic: true", "posts-owner_id & posts-owner_type"),
        ("add_timestamps :posts", "posts+created_at timestamp! & posts+updated_at timestamp!"),
        ("remove_timestamps :posts", "posts-created_at & posts-updated_at"),
        ("add_index :users, %i[a b], unique: true", "unique index index_users_on_a_and_b on users(a,b)"),
        ("add_index :users, 'lower(email)'", "index index_users_on_lower_email on users(lower(email))"),
        ("add_index :users, :a, name: :mine\nremove_index :users, :a", "index mine on users(a)\ndrop index mine"),
        ("remove_index :users, column: [:a, :b]", "drop index index_users_on_a_and_b"),
        (
            "add_index :users, :a\nrename_column :users, :a, :b",
            "index index_users_on_a on users(a)\nusers.a>b & index index_users_on_a>index_users_on_b",
        ),
        ("add_foreign_key :posts, :users, column: :author_id", "posts: author_id->users"),
        ("remove_foreign_key :posts, :users", "posts: drop posts_user_id_fkey"),
        ("add_check_constraint :a, 'price > 0', name: 'c'", "a: check price > 0 1"),
        ("create_enum :mood, %w[a b]", "enum mood 2"),
        ("drop_view :v", "v DropView"),
        ("enable_extension 'citext'", ""),
        ("execute 'ALTER TABLE users DROP COLUMN a'", "users-a"),
        ("ActiveRecord::Base.connection.execute <<~SQL.squish\n  DROP TABLE a\nSQL", "drop a"),
        ("execute \"DROP TABLE #{foo(1)}\"", "unreadable: `DROP TABLE …`"),
        ("execute \"UPDATE a SET b = #{foo(1)}\"", "query"),
        ("remove_column table, :a", "unreadable: `remove_column` of a name that is put together when it runs"),
        ("create_table table do |t|\nend", "unparsed: the name is put together when it runs"),
        ("%i[a b].each { |name| remove_column :users, name }", "users-a\nusers-b"),
        ("T = :users\nremove_column T, :a", "users-a"),
        ("reversible do |dir|\n dir.up { drop_table :a }\n dir.down { drop_table :b }\nend", "drop a"),
        ("up_only { drop_table :a }\nsafety_assured { drop_table :b }", "drop a\ndrop b"),
        ("revert do\n create_table :a\n add_column :b, :c, :text\nend", "b-c\ndrop a"),
        ("add_column User.table_name, :a, :text", "users+a text"),
        ("create_join_table :users, :tags", "table tags_users(tag_id bigint!, user_id bigint!)"),
        ("say_with_time('x') do\n User.update_all(a: 1)\nend", ""),
    ] {
        // Rails sorts the tables of a join table, and keeps the order of the call in the columns.
        let expected = expected.replace("tag_id bigint!, user_id bigint!", "user_id bigint!, tag_id bigint!");
        assert_eq!(changes(body), expected, "{body}");
    }
}

#[test]
fn tables() {
    for (body, expected) in [
        ("create_table :a", "table a(id bigint!+*)"),
        (
            "create_table :a, id: false do |t|\n t.string :x, :y, default: 'q'\nend",
            "table a(x varchar='q', y varchar='q')",
        ),
        ("create_table :a, id: :uuid", "table a(id uuid!*=gen_random_uuid())"),
        ("create_table :a, primary_key: :b, id: :string", "table a(b varchar!*)"),
        ("create_table :a, primary_key: [:b, :c] do |t|\n t.bigint :b, :c\nend", "table a(b bigint, c bigint; key 2)"),
        ("create_table :a do |t|\n t.text :x if t.respond_to?(:jsonb)\nend", "table a(id bigint!+*, x text)"),
        (
            "create_table :a do |t|\n t.belongs_to :b, null: false, foreign_key: true\n t.timestamps\n t.index [:x], unique: true\nend",
            "table a(id bigint!+*, b_id bigint!, created_at timestamp!, updated_at timestamp!; b_id->bs) & index index_a_on_b_id on a(b_id) & unique index index_a_on_x on a(x)",
        ),
        (
            "create_table :a, id: false do |t|\n t.column :x, :decimal, precision: 4, scale: 2\n t.virtual :y, type: :text, as: 'x', stored: true\n t.jsonb :z, default: {}, null: false\n t.check_constraint 'x > 0'\nend",
            "table a(x numeric(4,2), y text+, z jsonb!='{}'; check x > 0 1)",
        ),
        (
            "create_table :a, id: false do |t|\n t.with_options null: false do |o|\n  o.string :x\n end\n %w[p q].each { |n| t.text n }\nend",
            "table a(x varchar!, p text, q text)",
        ),
        (
            "change_table :a, bulk: true do |t|\n t.remove :x, :y\n t.rename :p, :q\n t.string :n\n t.change :m, :text\n t.remove_references :o\n t.timestamps null: true\n t.remove_index :z\nend",
            "a-x & a-y\na.p>q\na+n varchar\na.m text\na-o_id\na+created_at timestamp & a+updated_at timestamp\ndrop index index_a_on_z",
        ),
        (
            "change_table table do |t|\n t.remove :x\nend",
            "unreadable: `remove_columns` of a name that is put together when it runs",
        ),
    ] {
        assert_eq!(changes(body), expected, "{body}");
    }
}

#[test]
fn only_the_way_forward_of_the_migration() {
    for (text, expected) in [
        (
            "class A < ActiveRecord::Migration\n def self.up\n  drop_table :a\n end\n def self.down\n  create_table :a\n end\nend",
            "drop a",
        ),
        (
            "class A < ActiveRecord::Migration[5.0]\n class User < ActiveRecord::Base\n  def up; drop_table :x; end\n end\n def up\n  go\n  more :b\n end\n def go\n  drop_table :a\n end\n def more(name)\n  drop_table name\n end\nend",
            "drop a\ndrop b",
        ),
        ("class A < ActiveRecord::Migration\n def up\n  remove_column :a, :x, :y\n end\nend", "a-x & a-y"),
        (
            "class A < ActiveRecord::Migration[4.2]\n def change\n  create_table :a, id: false do |t|\n   t.timestamps\n   t.references :b\n  end\n end\nend",
            "table a(created_at timestamp, updated_at timestamp, b_id integer)",
        ),
        (
            "class A < ActiveRecord::Migration[7.0]\n def change\n  drop_table :a\n",
            "unparsed: this migration does not parse",
        ),
        ("class A\nend", ""),
    ] {
        let read = Rails.read(&[CodeMigration { path: "1_a.rb", text }], Dialect::Postgres);
        assert_eq!(all(&read.concat()), expected, "{text}");
    }
}

#[test]
fn names_stand_where_they_are_written() {
    let text = "class A < ActiveRecord::Migration[7.0]\n def change\n  remove_column :users, \"email\"\n end\nend";
    let read = Rails.read(&[CodeMigration { path: "1_a.rb", text }], Dialect::Postgres).concat();
    let StatementKind::Changes(changes) = &read[0].kind else { panic!("{read:?}") };
    assert_eq!(&text[changes[0].range.clone()], "remove_column :users, \"email\"");
    assert_eq!(&text[changes[0].object.range()], "users");
    let ChangeKind::DropColumn { column, .. } = &changes[0].kind else { panic!("{changes:?}") };
    assert_eq!(&text[column.range.clone()], "email");
}

#[test]
fn folders_are_databases() {
    let migration = "class A < ActiveRecord::Migration[7.0]\nend";
    let tree = Files::new(&[
        ("config/application.rb", ""),
        ("config/database.yml", "production:\n  primary:\n    adapter: postgresql\n  animals:\n    adapter: mysql2\n"),
        ("db/migrate/2_b.rb", migration),
        ("db/migrate/old/1_a.rb", migration),
        ("db/post_migrate/3_c.rb", migration),
        ("engines/shop/db/migrate/10_d.shop.rb", migration),
        ("db/animals_migrate/1_a.rb", migration),
        ("spec/dummy/db/migrate/1_a.rb", migration),
        ("other/db/migrate/1_a.rb", "Sequel.migration do\nend # class Migration"),
    ]);
    let mut sets = Rails.find(&tree);
    sets.sort_by_key(|set| set.directory.clone());
    let lines: Vec<String> = sets.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "rails db/animals_migrate mysql: 1=1_a.rb",
            "rails db/migrate postgres: 1=old/1_a.rb 2=2_b.rb 3=db/post_migrate/3_c.rb 10=engines/shop/db/migrate/10_d.shop.rb",
        ]
    );
    assert!(Index::new(&tree).has("config/application.rb"));
}

#[test]
fn dumps_say_what_they_have() {
    let tree = Files::new(&[
        (
            "db/schema.rb",
            "ActiveRecord::Schema[7.1].define(version: 2024_03_18_120000) do\n  create_table \"users\", force: :cascade do |t|\n    t.string \"email\", null: false\n    t.index [\"email\"], name: \"i\", unique: true\n  end\n  add_foreign_key \"a\", \"users\"\nend",
        ),
        (
            "db/animals_structure.sql",
            "CREATE TABLE a (b int);\nINSERT INTO \"schema_migrations\" (version) VALUES\n('3'),\n('1');\n",
        ),
    ]);
    let dump = dump::of(&tree, "db/migrate", Dialect::Postgres).unwrap();
    assert_eq!(
        all(&dump.statements),
        "table users(id bigint!+*, email varchar!) & unique index i on users(email)\na: user_id->users"
    );
    assert!(dump.included.has("20240318120000") && !dump.included.has("20240318120001"));
    let dump = dump::of(&tree, "db/animals_migrate", Dialect::Postgres).unwrap();
    assert!(dump.included.has("3") && !dump.included.has("2"));
    assert!(dump::of(&tree, "db/others_migrate", Dialect::Postgres).is_none());
}
