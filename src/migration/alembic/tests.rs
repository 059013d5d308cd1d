//! Operations as changes, and revisions in their order.

use super::*;
use crate::migration::testing::{Files, changes, line};

fn upgrade(body: &str) -> Vec<String> {
    let body = body.replace('\n', "\n    ");
    let text = format!("from alembic import op\nTABLE = 'users'\ndef upgrade():\n    {body}\n");
    let files = [CodeMigration { path: "versions/a.py", text: &text }];
    changes(&Alembic.read(&files, Dialect::Postgres).pop().unwrap_or_default())
}

#[test]
fn operations_change_tables_and_columns() {
    let cases: &[(&str, &[&str])] = &[
        (
            "op.create_table('users', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('mail', sa.String(9), nullable=False, \
             server_default=sa.text('x')), sa.Column('kind', sa.Enum('a', 'b', name='kinds')), sa.PrimaryKeyConstraint('id', name=op.f('pk')))",
            &["enum kinds(a, b)", "create users(id pk generated, mail! default, kind; primary key(id) pk)"],
        ),
        ("op.drop_table('users', schema='auth')", &["drop table auth.users"]),
        ("op.rename_table('a', 'b')", &["rename a to b"]),
        ("op.add_column('users', sa.Column('a', sa.Text, nullable=False))", &["add users.a!"]),
        ("op.drop_column(TABLE, 'a')", &["drop users.a"]),
        ("op.drop_column(table_name='users', column_name='a')", &["drop users.a"]),
        (
            "op.alter_column('users', 'a', new_column_name='b', nullable=False, type_=sa.Text(), server_default=None)",
            &["alter users.a type text", "alter users.a not null", "alter users.a drop default", "rename users.a to b"],
        ),
        (
            "with op.batch_alter_table('users', schema=None) as batch_op:\n    batch_op.drop_column('a')\n    \
             batch_op.alter_column('b', new_column_name='c')\n    batch_op.add_column(sa.Column('d', sa.Text()))\n    \
             batch_op.create_index(batch_op.f('i'), ['d'], unique=True)\n    batch_op.drop_constraint('k', type_='unique')",
            &[
                "drop users.a",
                "rename users.b to c",
                "add users.d",
                "unique index i on users(d)",
                "drop constraint users k",
            ],
        ),
        ("for t in ('a', 'b'):\n    op.drop_column(t, f'{t}_x')", &["drop a.a_x", "drop b.b_x"]),
        (
            "bind = op.get_bind()\nif bind.dialect.name == 'postgresql':\n    op.drop_table('a')\nelse:\n    op.drop_table('b')",
            &["drop table a", "drop table b"],
        ),
        ("conn = op.get_bind()\nconn.execute(sa.text('DROP TABLE a'))", &["drop table a"]),
        ("op.execute('ALTER TABLE a DROP COLUMN b')", &["drop a.b"]),
        ("op.execute(f'DROP TABLE {x()}')", &["unreadable DROP TABLE …"]),
        ("op.execute(f'UPDATE a SET b = {x()}')", &[]),
        ("op.execute(users.update().values(a=1))", &[]),
        ("kind = postgresql.ENUM('a', name='kinds')\nkind.create(op.get_bind())", &["enum kinds(a)"]),
        ("sa.Enum(name='kinds').drop(op.get_bind(), checkfirst=False)", &["drop type kinds"]),
        (
            "op.create_foreign_key(None, 'a', 'b', ['b_id'], ['id'])\nop.create_unique_constraint('u', 'a', ['x', 'y'])",
            &["foreign key a(b_id) to b", "unique a(x, y) u"],
        ),
        ("op.drop_index('i', table_name='a')", &["drop index i"]),
        ("op.drop_column('a', name())", &["unreadable an `op.drop_column` whose names are put together"]),
        ("x = a.b()\nx = x.c()\nx.d()\nt = t.with_variant(A())\nop.add_column('a', sa.Column('b', t))", &["add a.b"]),
        ("n = op.f(n)\nop.drop_index(n)", &[]),
        ("op.odd('a')", &["unparsed what `op.odd` does is not known"]),
    ];
    for (body, expected) in cases {
        assert_eq!(upgrade(body), *expected, "{body}");
    }
}

#[test]
fn only_the_way_forward_is_read() {
    let text = "def helper(t):\n    op.drop_table(t)\ndef upgrade():\n    helper('a')\ndef downgrade():\n    op.drop_table('b')\n";
    let read = Alembic.read(&[CodeMigration { path: "v/a.py", text }], Dialect::Postgres);
    assert_eq!(changes(&read[0]), ["drop table a"]);
    let text = "def upgrade(name):\n    globals()['upgrade_' + name]()\ndef upgrade_one():\n    op.drop_table('a')\n";
    let read = Alembic.read(&[CodeMigration { path: "v/a.py", text }], Dialect::Postgres);
    assert_eq!(changes(&read[0]), ["drop table a"]);
}

#[test]
fn revisions_run_in_the_order_of_their_graph() {
    let file = |id: &str, down: &str| format!("revision = '{id}'\ndown_revision = {down}\ndef upgrade():\n    pass\n");
    let (a, b, c, d) = (file("a1", "None"), file("b1", "'a1'"), file("c1", "'a1'"), file("d1", "('b1', 'c1')"));
    let tree = Files::new(&[
        ("m/versions/1_d.py", &d),
        ("m/versions/2_c.py", &c),
        ("m/versions/3_b.py", &b),
        ("m/versions/old/4_a.py", &a),
        ("m/versions/env.py", "x"),
    ]);
    let lines: Vec<String> = Alembic.find(&tree).iter().map(line).collect();
    assert_eq!(lines, ["alembic m/versions -: a1=old/4_a.py b1=3_b.py c1=2_c.py d1=1_d.py"]);
    let (p, s) = (file("p1", "None"), file("s1", "None"));
    let tree = Files::new(&[("v/versions/postgresql/1.py", &p), ("v/versions/sqlite/1.py", &s)]);
    let sets = Alembic.find(&tree);
    let lines: Vec<String> = sets.iter().map(line).collect();
    assert_eq!(lines, ["alembic v/versions/postgresql postgres: p1=1.py", "alembic v/versions/sqlite sqlite: s1=1.py"]);
    assert_eq!(sets[0].group, sets[1].group);
}
