//! Snippets per tool and what is read out of them; folders and their order.

use super::testing::lines;
use super::{Tool, has_word};
use crate::migration::testing::{Files, line};
use crate::migration::{db_migrate, find, knex, kysely, mikro_orm, node_pg_migrate, sequelize, slonik, typeorm};

#[track_caller]
fn reads(tool: &Tool, text: &str, expected: &[&str]) {
    assert_eq!(lines(tool, "m/1_a.ts", text), expected, "{text}");
}

/// A body inside the frame of a tool.
#[track_caller]
fn body(tool: &Tool, frame: &str, cases: &[(&str, &[&str])]) {
    for (body, expected) in cases {
        reads(tool, &frame.replace("BODY", body), expected);
    }
}

#[test]
fn sequelize_calls() {
    let frame = "const t = 'users';\nmodule.exports = { up: async (queryInterface, Sequelize) => { BODY }, down: async (q) => { await q.dropTable('users') } };";
    body(
        &sequelize::TOOL,
        frame,
        &[
            ("await queryInterface.removeColumn(t, 'email', { transaction })", &["users - email"]),
            (
                "return queryInterface.sequelize.transaction(async (t) => { await queryInterface.renameColumn({ tableName: 'users', schema: 's' }, 'a', 'b') })",
                &["s.users a > b"],
            ),
            (
                "await queryInterface.addColumn('users', 'x', { type: Sequelize.STRING(20), allowNull: false, defaultValue: 'y', references: { model: 'a', key: 'id' } })",
                &["users + x varchar(20) not null = y -> a(id)"],
            ),
            (
                "await queryInterface.createTable('a', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, b: Sequelize.TEXT })",
                &["create a (id integer not null generated pk, b text)"],
            ),
            (
                "for (const c of ['a', 'b']) { await queryInterface.removeColumn('users', c) }",
                &["users - a", "users - b"],
            ),
            ("await queryInterface.removeColumn('users', columnOf(x))", &["unreadable: removeColumn"]),
            ("await queryInterface.sequelize.query(`ALTER TABLE ${t} DROP COLUMN email`)", &["users - email"]),
            (
                "await queryInterface.sequelize.query(`ALTER TABLE x_${n()} DROP COLUMN email`)",
                &["unreadable: ALTER TABLE x_0 DROP COLUMN email"],
            ),
            (
                "await queryInterface.addIndex('users', ['teamId', 'x'], { unique: true })",
                &["unique index users_team_id_x on users (teamId,x)"],
            ),
            (
                "await queryInterface.addConstraint('a', { fields: ['b'], type: 'unique', name: 'u' })",
                &["a + u unique(b)"],
            ),
            (
                "await queryInterface.changeColumn('a', 'b', { type: Sequelize.UUID, allowNull: true })",
                &["a := b uuid"],
            ),
        ],
    );
    reads(&sequelize::TOOL, "module.exports = { up(q) { ", &["unparsed: this migration does not parse"]);
}

#[test]
fn knex_calls() {
    let frame =
        "exports.up = async function (knex) { BODY };\nexports.down = (knex) => knex.schema.dropTable('users');";
    body(
        &knex::TOOL,
        frame,
        &[
            (
                "await knex.schema.createTable('a', (table) => { table.increments(); table.string('b', 20).notNullable().unique(); table.integer('c').references('id').inTable('d'); table.timestamps(true, true); })",
                &[
                    "create a (id serial not null generated pk, b varchar(20) not null, c integer -> d(id), created_at timestamptz not null = now(), updated_at timestamptz not null = now(), a_b_unique unique(b))",
                ],
            ),
            (
                "return knex.schema.alterTable('a', (t) => { t.dropColumn('b'); t.renameColumn('c', 'd'); t.dropUnique(['e']); t.string('f').alter(); }).then(() => knex.schema.dropTableIfExists('z'))",
                &["a - b; a c > d; a - constraint a_e_unique; a := f varchar(255)", "drop z"],
            ),
            (
                "await knex.schema.table('a', function (t) { ['x', 'y'].forEach((c) => t.dropColumn(c)); t.dropColumns('p', 'q'); })",
                &["a - x; a - y; a - p; a - q"],
            ),
            ("await knex.raw('ALTER TABLE ?? DROP COLUMN email', ['users'])", &["users - email"]),
            ("await knex.schema.withSchema('s').renameTable('a', 'b')", &["rename s.a to b"]),
            ("await knex('users').update({ a: 1 })", &[]),
        ],
    );
}

#[test]
fn typeorm_calls() {
    let frame = "export class A1700000000000 implements MigrationInterface { async up(queryRunner: QueryRunner) { BODY } async down(queryRunner) { await queryRunner.query('DROP TABLE users') } }";
    body(
        &typeorm::TOOL,
        frame,
        &[
            ("await queryRunner.query(`ALTER TABLE \"users\" DROP COLUMN \"email\"`);", &["users - email"]),
            (
                "await queryRunner.createTable(new Table({ name: 'a', columns: [{ name: 'id', type: 'int', isPrimary: true, isGenerated: true }, { name: 'b', type: 'varchar', isNullable: true }] }), true)",
                &["create a (id int not null generated pk, b varchar)"],
            ),
            (
                "const table = await queryRunner.getTable('a'); await queryRunner.dropColumns(table, ['b', 'c'])",
                &["a - b; a - c"],
            ),
            (
                "await queryRunner.addColumn('a', new TableColumn({ name: 'b', type: 'text' }))",
                &["a + b text not null"],
            ),
            (
                "await queryRunner.changeColumn('a', 'b', new TableColumn({ name: 'c', type: 'text' }))",
                &["a b > c; a := c text not null"],
            ),
            (
                "await queryRunner.createForeignKey('a', new TableForeignKey({ columnNames: ['b'], referencedTableName: 'c', referencedColumnNames: ['id'] }))",
                &["a + fk(b) -> c(id)"],
            ),
        ],
    );
}

#[test]
fn the_other_tools() {
    reads(
        &mikro_orm::TOOL,
        "export class Migration20240101 extends Migration { async up(): Promise<void> { this.addSql('alter table \"a\" drop column \"b\";'); } async down() { this.addSql('drop table a') } }",
        &["a - b"],
    );
    reads(
        &slonik::TOOL,
        "const alteration: AlterationScript = { up: async (pool) => { await pool.query(sql`alter table ${sql.identifier(['s', 'a'])} drop column b; update a set c = ${x};`); }, down: async (pool) => {} }; export default alteration;",
        &["s.a - b", "query a"],
    );
    let frame = "export async function up(db: Kysely<any>) { BODY }";
    body(
        &kysely::TOOL,
        frame,
        &[
            ("await db.schema.alterTable('a').dropColumn('b').renameColumn('c', 'd').execute()", &["a - b; a c > d"]),
            (
                "await db.schema.createTable('a').ifNotExists().addColumn('id', 'serial', (col) => col.primaryKey()).addColumn('b', 'text', (c) => c.notNull().defaultTo('x')).execute()",
                &["create a (id serial not null generated pk, b text not null = x)"],
            ),
            ("await sql`drop table a`.execute(db)", &["drop a"]),
            ("await db.schema.dropTable(name).execute()", &["unreadable: dropTable"]),
        ],
    );
    let frame = "exports.up = (pgm) => { BODY }; exports.down = (pgm) => { pgm.dropTable('a') };";
    body(
        &node_pg_migrate::TOOL,
        frame,
        &[
            ("pgm.dropColumns('a', ['b', 'c']); pgm.renameColumn('a', 'd', 'e');", &["a - b; a - c", "a d > e"]),
            (
                "pgm.createTable('a', { id: 'id', b: { type: 'text', notNull: true, references: 'c' } })",
                &["create a (id serial not null generated pk, b text not null -> c())"],
            ),
            ("pgm.sql('alter table a drop column b')", &["a - b"]),
        ],
    );
    reads(
        &db_migrate::TOOL,
        "exports.up = function (db, callback) { db.removeColumn('a', 'b', callback); return db.runSql('drop table c'); };",
        &["a - b", "drop c"],
    );
}

#[test]
fn folders_have_one_tool_each() {
    let up = "exports.up = (knex) => knex.schema.dropTable('a')";
    let found = |files: &[(&str, &str)]| find(&Files::new(files)).iter().map(line).collect::<Vec<_>>();
    assert_eq!(
        found(&[
            ("m/migrations/2_b.ts", up),
            ("m/migrations/10_a.js", up),
            ("m/migrations/2_b.js", up),
            ("m/migrations/index.js", up)
        ]),
        ["knex m/migrations -: 2=2_b.ts 10=10_a.js"]
    );
    let alteration = "const a: AlterationScript = { up: async () => {} }";
    assert_eq!(
        found(&[
            ("s/alterations/next-5-b.ts", alteration),
            ("s/alterations/1.10.0-4-a.ts", alteration),
            ("s/alterations/utils/1-x.ts", "x")
        ]),
        ["slonik s/alterations -: 4=1.10.0-4-a.ts 5=next-5-b.ts"]
    );
    assert!(found(&[("migrations/run.js", "spin.up()")]).is_empty());
    assert!(has_word("{ up, down }", "up") && !has_word("setup(startup)", "up"));
}
