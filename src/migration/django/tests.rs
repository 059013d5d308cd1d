//! Operations as changes, and apps in their order.

use super::*;
use crate::migration::testing::{Files, changes, line};

/// One migration after another of the app `shop`; the changes of the last.
fn last(files: &[&str]) -> Vec<String> {
    let texts: Vec<(String, String)> = files
        .iter()
        .enumerate()
        .map(|(at, operations)| {
            let text = format!("class Migration(migrations.Migration):\n    operations = [{operations}]\n");
            (format!("shop/migrations/000{at}_x.py"), text)
        })
        .collect();
    let files: Vec<CodeMigration<'_>> = texts.iter().map(|(path, text)| CodeMigration { path, text }).collect();
    changes(&Django.read(&files, Dialect::Postgres).pop().unwrap_or_default())
}

#[test]
fn operations_change_tables_and_columns() {
    let users = r#"migrations.CreateModel(name="User", fields=[
        ("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=9, unique=True)),
        ("team", models.ForeignKey("Team", null=True)), ("tags", models.ManyToManyField(to="shop.Tag"))],
        options={"unique_together": {("name", "team")}})"#;
    let cases: &[(&[&str], &[&str])] = &[
        (
            &[users],
            &[
                "create shop_user(id pk generated, name!, team_id)",
                "create shop_user_tags(id pk generated, user_id!, tag_id!)",
                "unique shop_user(name, team_id) shop_user_name_team_key",
            ],
        ),
        (&[users, "migrations.RemoveField('user', 'name')"], &["drop shop_user.name"]),
        (&[users, "migrations.RemoveField(model_name='user', name='team')"], &["drop shop_user.team_id"]),
        (&[users, "migrations.RemoveField('User', 'tags')"], &["drop table shop_user_tags"]),
        (&[users, "migrations.RenameField('user', 'team', 'group')"], &["rename shop_user.team_id to group_id"]),
        (&[users, "migrations.RenameField('user', 'tags', 'marks')"], &["rename shop_user_tags to shop_user_marks"]),
        (
            &[users, "migrations.RenameModel('User', 'Person')"],
            &[
                "rename shop_user to shop_person",
                "rename shop_user_tags to shop_person_tags",
                "rename shop_person_tags.user_id to person_id",
            ],
        ),
        (&[users, "migrations.DeleteModel('User')"], &["drop table shop_user_tags", "drop table shop_user"]),
        (
            &[users, "migrations.AlterModelTable(name='user', table='people')"],
            &["rename shop_user to people", "rename shop_user_tags to people_tags"],
        ),
        (
            &[users, "migrations.AlterModelTable('user', 'p')", "migrations.RemoveField('user', 'name')"],
            &["drop p.name"],
        ),
        (
            &[users, "migrations.AlterField('user', 'name', models.TextField(null=True))"],
            &[
                "alter shop_user.name type text",
                "alter shop_user.name drop not null",
                "drop constraint shop_user shop_user_name_key",
            ],
        ),
        (
            &[
                users,
                "migrations.AlterField('user', 'name', models.CharField(max_length=9, unique=True, db_column='n'))",
            ],
            &["rename shop_user.name to n"],
        ),
        (&["migrations.AddField('order', 'sum', models.IntegerField(null=True))"], &["add shop_order.sum"]),
        (
            &[users, "migrations.AlterUniqueTogether('user', set())"],
            &["drop constraint shop_user shop_user_name_team_key"],
        ),
        (
            &[
                "migrations.CreateModel('V', [('a', models.IntegerField())], {'managed': False}), migrations.RemoveField('v', 'a')",
            ],
            &[],
        ),
        (
            &[
                "migrations.CreateModel('V', [], options={'proxy': True}, bases=('shop.user',)), migrations.DeleteModel('V')",
            ],
            &[],
        ),
        (
            &["migrations.RunSQL([('DROP TABLE a', None), 'DROP TABLE b'], 'CREATE TABLE a'), migrations.RunPython(f)"],
            &["drop table a", "drop table b"],
        ),
        (
            &[
                users,
                "migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL('ALTER TABLE shop_user RENAME TO x')], state_operations=[migrations.AlterModelTable('user', 'x')])",
                "migrations.RemoveField('user', 'name')",
            ],
            &["drop x.name"],
        ),
        (
            &[users, "migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('user', 'name')])"],
            &[],
        ),
        (&["*[migrations.RemoveField('user', n) for n in ('a', 'b')]"], &["drop shop_user.a", "drop shop_user.b"]),
        (&["migrations.RemoveField('user', name())"], &["unreadable a `RemoveField` whose names are put together"]),
        (
            &[
                "migrations.AddIndex('user', models.Index(fields=['-a'], name='i')), migrations.RemoveConstraint('user', 'c')",
            ],
            &["index i on shop_user(a)", "drop constraint shop_user c"],
        ),
        (&["odd.Operation()"], &["unparsed what the operation `Operation` does is not known"]),
    ];
    for (files, expected) in cases {
        assert_eq!(last(files), *expected, "{files:?}");
    }
}

#[test]
fn apps_are_one_set_in_the_order_of_their_dependencies() {
    let file = |body: &str| format!("class Migration(migrations.Migration):\n    {body}\n    operations = []\n");
    let (a1, b1, b2) = (
        file("dependencies = [('bee', '0002_b')]"),
        file("pass"),
        file("dependencies = [('bee', '0001_b'), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]"),
    );
    let squash = file("replaces = [('bee', '0001_b'), ('bee', '0002_b')]");
    let tree = Files::new(&[
        ("manage.py", ""),
        ("apps/a/migrations/__init__.py", ""),
        ("apps/a/migrations/0001_a.py", &a1),
        ("apps/b/migrations/0001_b.py", &b1),
        ("apps/b/migrations/0002_b.py", &b2),
        ("apps/b/migrations/0001_squash.py", &squash),
    ]);
    let lines: Vec<String> = Django.find(&tree).iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "django apps -: bee.0001_b=b/migrations/0001_b.py bee.0002_b=b/migrations/0002_b.py a.0001_a=a/migrations/0001_a.py"
        ]
    );
    let tree = Files::new(&[
        ("apps/a/migrations/0001_a.py", &a1),
        ("apps/b/migrations/0002_b.py", &b2),
        ("apps/b/migrations/0001_squash.py", &squash),
    ]);
    let lines: Vec<String> = Django.find(&tree).iter().map(line).collect();
    assert_eq!(lines, ["django apps -: bee.0001_squash=b/migrations/0001_squash.py a.0001_a=a/migrations/0001_a.py"]);
}

#[test]
fn operations_are_put_together_of_constants() {
    let text = "FIRST = [migrations.RemoveField('user', 'a')]\nONE = migrations.RemoveField('user', 'b')\n\n\n\
        class Migration(migrations.Migration):\n    operations = FIRST + [*FIRST, ONE] + [\n        \
        migrations.RemoveField('user', name) for name in ('c', 'd')\n    ]\n";
    let files = [CodeMigration { path: "shop/migrations/0001_x.py", text }];
    let read = changes(&Django.read(&files, Dialect::Postgres).pop().unwrap_or_default());
    let expected = ["drop shop_user.a", "drop shop_user.a", "drop shop_user.b", "drop shop_user.c", "drop shop_user.d"];
    assert_eq!(read, expected);
}
