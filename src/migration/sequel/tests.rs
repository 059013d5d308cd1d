//! Snippets of migrations → the changes that they make, in short.

use super::*;
use crate::migration::compact::{changes, changes_in};

fn read(text: &str) -> String {
    changes(&Sequel, "db/migrations/1_a.rb", text)
}

fn up(body: &str) -> String {
    read(&format!("Sequel.migration do\n  up do\n{body}\n  end\n  down do\n  end\nend\n"))
}

#[test]
fn tables() {
    for (body, expected) in [
        (
            "create_table(:a) do\nprimary_key :id\nString :name, size: 10, null: false\nend",
            "create a (id integer generated pk, name varchar(10))",
        ),
        (
            "create_table :a do\ncolumn :b, :text, default: 'x'\nvarchar :c, size: 5\nFile :d\nTime :e, only_time: true\nBigDecimal :f, size: [10, 2]\nTrueClass :g, default: true\nend",
            "create a (b text null default 'x', c varchar(5) null, d bytea null, e time null, f numeric(10,2) null, g boolean null default true)",
        ),
        (
            "create_table?(:a) do\nString :x, text: true, unique: true\nString :y, fixed: true\nBignum :z\nDateTime :t, default: Sequel::CURRENT_TIMESTAMP\nuuid :u, default: Sequel.lit('gen_random_uuid()')\nend",
            "create a (x text null unique, y char(255) null, z bigint null, t timestamp null default CURRENT_TIMESTAMP, u uuid null default gen_random_uuid())",
        ),
        (
            "create_table(Sequel[:s][:a]) do\nforeign_key :b_id, :bs, null: false, on_delete: :cascade\nforeign_key [:c, :d], :es, key: [:f, :g], name: :k\nprimary_key [:c, :d]\nend",
            "create s.a (b_id integer, foreign key (b_id) >bs, foreign key (c, d) >es, primary key (c, d))",
        ),
        (
            "create_table(:s__a) do |t|\nt.Integer :b, index: true\nt.index [:b, :c], unique: true, name: :i\nt.unique [:b]\nend",
            "create s.a (b integer null, unique (b)); +index s.s_a_b_index; +unique index s.i",
        ),
        (
            "create_table(:a) do\nInteger :b_id, null: false\nforeign_key :b_id, :bs\nend",
            "create a (b_id integer, foreign key (b_id) >bs)",
        ),
        ("create_table!(:a) do\nprimary_key :id, :uuid\nend", "drop a if exists; create a (id uuid pk)"),
        ("create_table(\"a_#{month}\", partition_of: :a) do\nfrom 1\nto 2\nend", ""),
        ("create_table(name) do\nString :a\nend", "unparsed"),
        ("create_table(:b, as: self[:a].where(x: 1))", "create b ()"),
        (
            "create_join_table(artist_id: :artists, album_id: :albums)",
            "create albums_artists (artist_id integer, album_id integer, foreign key (artist_id) >artists, foreign key (album_id) >albums, primary key (artist_id, album_id))",
        ),
        (
            "create_join_table({artist_id: :artists, album_id: {table: :albums}}, name: :x)",
            "create x (artist_id integer, album_id integer, foreign key (artist_id) >artists, foreign key (album_id) >albums, primary key (artist_id, album_id))",
        ),
        ("drop_join_table(artist_id: :artists, album_id: :albums)", "drop albums_artists"),
        ("drop_table(:a, :b)\ndrop_table?(:c)\ndrop_table name", "drop a; drop b; drop c if exists; unreadable"),
        ("rename_table :a, :b\nrename_table a, b", "a >b; unreadable"),
    ] {
        assert_eq!(up(body), expected, "{body}");
    }
}

#[test]
fn columns() {
    for (body, expected) in [
        (
            "alter_table(:a) do\nadd_column :b, String, null: false\ndrop_column :c\nrename_column :d, :e\nend",
            "a +b text; a -c; a d>e",
        ),
        (
            "alter_table(:a) do\nset_column_type :b, :Bignum\nset_column_default :b, nil\nset_column_default :b, 1\nset_column_allow_null :b\nset_column_allow_null :c, false\nset_column_not_null :b\nend",
            "a b:type bigint; a b:DropDefault; a b:default 1; a b:null; a c:not null; a b:not null",
        ),
        (
            "alter_table(:a) do\nadd_index [:b, :c]\ndrop_index :b\ndrop_index :b, name: :i\nadd_full_text_index :t\nend",
            "+index a_b_c_index; -index a_b_index; -index i; +index a_t_index",
        ),
        (
            "alter_table(:a) do\nadd_foreign_key :b_id, :bs\nadd_foreign_key [:c_id], :cs, name: :k\ndrop_foreign_key :d_id\ndrop_foreign_key [:e_id]\ndrop_foreign_key [:f_id], name: :l\nend",
            "a +b_id integer null; a +foreign key (b_id) >bs; a +foreign key (c_id) >cs; a -d_id; a -constraint a_e_id_fkey; a -constraint l",
        ),
        (
            "add_column :a, :b, String\ndrop_column :a, :c\nrename_column :a, :d, :e\nadd_index :a, :b\nset_column_type :a, :b, 'varchar(50)'",
            "a +b text null; a -c; a d>e; +index a_b_index; a b:type varchar(50)",
        ),
        ("%i[a b].each do |t|\nalter_table(t) { drop_column :x }\nend", "a -x; b -x"),
        (
            "names = %w[a b].map { |n| \"#{n}_labels\" }.freeze\nnames.each { |n| drop_table n.to_sym }",
            "drop a_labels; drop b_labels",
        ),
        ("alter_table(t) do\ndrop_column :x\nadd_index :y\nend", "unreadable"),
        ("alter_table(:a) do\ndrop_column name\nadd_index names\nend", "unreadable"),
        ("drop_column :a, :b if from(:a).columns.include?(:b)", "a -b if exists"),
        ("run 'DROP TABLE a'\nself[:a].update(b: 1)\nfrom(:a).where(b: 1).delete\n", "drop a"),
        ("self[:a].truncate", "a Truncate"),
        ("Helpers.common(self)\nalter_table(:a) do\nHelpers.common(self)\nend", "unparsed"),
    ] {
        assert_eq!(up(body), expected, "{body}");
    }
}

#[test]
fn parts() {
    for (text, expected) in [
        ("Sequel.migration do\n  change do\n    add_column :a, :b, String\n  end\nend\n", "a +b text null"),
        (
            "Sequel.migration do\n  change do\n    drop_column :a, :b\n  end\nend\n",
            "a -b; drop_column RunCode(CodeStep { what: Operation, is_reversible: false, live: None, why: Some(\"Sequel does not turn it round\") })",
        ),
        (
            "Sequel.migration do\n  revert do\n    create_table(:a) { primary_key :id }\n    add_column :b, :c, String\n  end\nend\n",
            "b -c; drop a",
        ),
        (
            "Sequel.migration do\n  up do\n    drop_table :a\n  end\nend\n",
            "drop a; up RunCode(CodeStep { what: Whole, is_reversible: false, live: None, why: None })",
        ),
        (
            "Class.new(Sequel::Migration) do\n  def up\n    drop_table :a\n  end\n  def down\n    create_table(:a) { String :b }\n  end\nend\n",
            "drop a",
        ),
        ("t = :a\nSequel.migration { up { drop_table t }\n down { } }\n", "drop a"),
        ("Sequel.migration do\n  no_transaction\n  up {\n", "unparsed"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn other_databases_are_left_out() {
    for (body, expected) in [
        ("run 'DROP TABLE a' if database_type == :mysql", ""),
        ("run 'DROP TABLE a' if self.class.name.match?(/mysql/i)", ""),
        (
            "if adapter_scheme == :postgres\ndrop_table :a\nelsif database_type == :mysql\ndrop_table :b\nend",
            "drop a if exists",
        ),
        ("if mysql?\ndrop_table :a\nelse\ndrop_table :b\nend", "drop b if exists"),
        ("drop_table :a if [:mysql, :mysql2].include?(adapter_scheme)", ""),
        ("drop_table :a unless database_type == :mysql", "drop a if exists"),
        ("unless database_type == :mysql\ndrop_table :a\nend", "drop a if exists"),
        ("drop_table :a if database_type != :postgres", ""),
    ] {
        let text = format!("Sequel.migration do\n  up do\n{body}\n  end\n  down do\n  end\nend\n");
        assert_eq!(changes_in(&Sequel, "1_a.rb", &text, Dialect::Postgres), expected, "{body}");
    }
}
