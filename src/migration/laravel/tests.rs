//! What Laravel's migrations change.

use super::super::compact::changes;
use super::super::testing::{Files, line};
use super::*;

fn up(body: &str) -> String {
    let text = format!(
        "<?php\nuse Illuminate\\Database\\Migrations\\Migration;\nreturn new class extends Migration {{\n public function up(): void {{ {body} }}\n public function down() {{ Schema::drop('never'); }}\n}};"
    );
    changes(&Laravel, "database/migrations/2024_01_01_000000_x.php", &text)
}

#[test]
fn operations_become_changes() {
    let table = |body: &str| up(&format!("Schema::table('t', function (Blueprint $table) {{ {body} }});"));
    let cases: &[(&str, &str)] = &[
        ("$table->dropColumn('a');", "t -a"),
        ("$table->dropColumn('a', 'b');", "t -a; t -b"),
        ("$table->dropColumn(['a', 'b']);", "t -a; t -b"),
        ("foreach (['a', 'b'] as $c) { $table->dropColumn($c); }", "t -a; t -b"),
        ("foreach (['a' => 1, 'b' => 2] as $c => $n) { $table->dropColumn($c); }", "t -a; t -b"),
        ("foreach (['a', 'b'] as $i => $c) { $table->dropColumn($c); }", "t -a; t -b"),
        ("$table->dropColumn($name);", "unreadable"),
        ("$table->renameColumn('a', 'b');", "t a>b"),
        ("$table->string('a')->nullable()->change();", "t a:type varchar(255); t a:null"),
        (
            "$table->string('a', 50)->nullable(false)->default('x')->change();",
            "t a:type varchar(50); t a:not null; t a:default 'x'",
        ),
        ("$table->integer('a')->default(0)->after('b');", "t +a integer default 0 after b"),
        ("$table->integer('a')->first();", "t +a integer first"),
        ("$table->integer('a')->nullable();", "t +a integer null"),
        ("$table->foreignId('user_id')->constrained();", "t +user_id bigint >users"),
        ("$table->dropConstrainedForeignId('user_id');", "t -constraint t_user_id_foreign; t -user_id"),
        ("$table->dropForeign(['user_id']);", "t -constraint t_user_id_foreign"),
        ("$table->dropTimestamps();", "t -created_at; t -updated_at"),
        ("$table->dropSoftDeletes();", "t -deleted_at"),
        ("$table->dropRememberToken();", "t -remember_token"),
        ("$table->dropMorphs('x');", "-index t_x_type_x_id_index; t -x_type; t -x_id"),
        ("$table->morphs('x');", "t +x_type varchar(255); t +x_id bigint"),
        ("$table->softDeletes();", "t +deleted_at timestamp null"),
        ("$table->unique(['a', 'b']);", "t +unique (a, b)"),
        ("$table->dropUnique('t_a_unique');", "t -constraint t_a_unique"),
        ("$table->primary('a');", "t +primary key (a)"),
        ("$table->foreign('a')->references('id')->on('u');", "t +foreign key (a) >u"),
        ("$table->rename('u');", "t >u"),
        ("$table->foreignIdFor(AppUser::class);", "t +app_user_id bigint"),
        ("if (Schema::hasColumn('t', 'a')) { $table->dropColumn('a'); }", "t -a if exists"),
        ("$this->unknownThing($table);", ""),
        ("$table->engine = 'InnoDB'; $table->comment('x');", ""),
    ];
    for (body, expected) in cases {
        assert_eq!(table(body), *expected, "{body}");
    }
}

#[test]
fn tables_come_and_go() {
    let cases: &[(&str, &str)] = &[
        (
            "Schema::create('users', function (Blueprint $table) { $table->id(); $table->string('email')->unique(); $table->timestamps(); $table->index('email'); });",
            "create users (id bigint generated pk, email varchar(255) unique, created_at timestamp null, updated_at timestamp null); +index users_email_index",
        ),
        ("Schema::create('t', fn ($t) => $t->increments('id'));", "create t (id integer generated pk)"),
        ("Schema::drop('a');", "drop a"),
        ("Schema::dropIfExists('a');", "drop a if exists"),
        ("Schema::connection('x')->dropIfExists('a');", "drop a if exists"),
        ("Schema::rename('a', 'b');", "a >b"),
        ("Schema::dropColumns('a', ['b', 'c']);", "a -b; a -c"),
        ("Schema::drop($x);", "unreadable"),
        ("foreach (['a', 'b'] as $x) { Schema::dropIfExists($x); }", "drop a if exists; drop b if exists"),
        ("Schema::create($names['x'], function ($table) { $table->id(); $table->dropColumn('a'); });", "unparsed"),
        ("Schema::table($x, function ($table) { $table->dropColumn('a'); });", "unreadable"),
        ("DB::statement('ALTER TABLE t DROP COLUMN a');", "t -a"),
        ("DB::statement('ALTER TABLE '.DB::getTablePrefix().'t DROP COLUMN a');", "t -a"),
        ("DB::statement(\"ALTER TABLE {$x} DROP COLUMN a\");", "unreadable"),
        ("if (DB::getDriverName() === 'sqlite') { Schema::drop('a'); } Schema::drop('b');", "drop b"),
        ("DB::table('t')->update(['a' => 1]);", ""),
        ("$this->other(); } private function other() { Schema::drop('a');", "drop a"),
    ];
    for (body, expected) in cases {
        assert_eq!(up(body), *expected, "{body}");
    }
}

#[test]
fn folders_of_one_application_are_one_sequence() {
    let tree = Files::new(&[
        ("artisan", ""),
        (".env.example", "DB_CONNECTION=pgsql\n"),
        ("database/migrations/2024_01_02_000000_b.php", ""),
        ("database/migrations/2024_01_01_000000_a.php", ""),
        ("database/migrations/helpers.php", ""),
        ("modules/x/migrations/2024_01_01_000001_c.php", ""),
    ]);
    let sets: Vec<String> = Laravel.find(&tree).iter().map(line).collect();
    assert_eq!(
        sets,
        [
            "laravel  postgres: 2024_01_01_000000=database/migrations/2024_01_01_000000_a.php 2024_01_01_000001=modules/x/migrations/2024_01_01_000001_c.php 2024_01_02_000000=database/migrations/2024_01_02_000000_b.php"
        ]
    );
}
