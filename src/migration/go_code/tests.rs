//! Snippets of Go and the changes that they are.

use super::super::script::chain::tests::shown;
use super::super::testing::{Files, line};
use super::*;

const COMMON: &str = "package m\nfunc statements(ctx context.Context, tx *sql.Tx) func(string) func() error { return func(stmt string) func() error { return func() error { _, err := tx.ExecContext(ctx, stmt); return err } } }\nfunc dropIt(sess *xorm.Session, t string) error { _, err := sess.Exec(fmt.Sprintf(\"DROP TABLE `%s`\", t)); return err }\nfunc upElsewhere(tx *sql.Tx) error { return nil }\nfunc batch(sqls ...string) func(db migrations.DB) error { return func(db migrations.DB) error { for _, sql := range sqls { if _, err := db.Exec(sql); err != nil { return err } }\nreturn nil } }\ntype Base struct { ID string }";

fn changes(text: &str) -> Vec<String> {
    let files = [CodeMigration { path: "m/common.go", text: COMMON }, CodeMigration { path: "m/001_a.go", text }];
    GoCode.read(&files, Dialect::Postgres)[1].iter().flat_map(|statement| shown(statement, text)).collect()
}

#[track_caller]
fn check(cases: &[(String, &[&str])]) {
    for (text, expected) in cases {
        let got = changes(text);
        let fits = got.len() == expected.len() && got.iter().zip(*expected).all(|(got, want)| got.starts_with(want));
        assert!(fits, "{text}\n{got:#?}");
    }
}

#[test]
fn registered_functions_are_changes() {
    let goose = |up: &str| {
        format!(
            "package m\nfunc init() {{ goose.AddMigrationContext(up, down) }}\nfunc up(ctx context.Context, tx *sql.Tx) error {{ {up} }}\nfunc down(tx *sql.Tx) error {{ tx.Exec(\"drop table nothing\") }}"
        )
    };
    check(&[
        (goose("_, err := tx.Exec(`alter table users drop column a`); return err"), &["users drop column a | drop column a"]),
        (goose("_, err := tx.ExecContext(ctx, \"drop table \" + name()); return err"), &["unreadable"]),
        (
            goose("for _, t := range []string{\"a\", \"b\"} { tx.Exec(fmt.Sprintf(\"DROP TABLE %s\", t)) }"),
            &["a drop table", "b drop table"],
        ),
        (
            goose("for i, t := range tables { tx.Exec(\"DROP TABLE \" + t) }") + "\nvar tables = []string{\"a\"}",
            &["a drop table"],
        ),
        (goose("if isMySQL() { tx.Exec(\"drop table a\") }\nif !isPostgres() { tx.Exec(\"drop table c\") }\nif isPostgres() { tx.Exec(\"drop table b\") }"), &["c drop table", "b drop table"]),
        (goose("if !isMySQL() { return nil }\ntx.Exec(\"drop table a\")"), &[]),
        (goose("for a, b := range map[string]string{\"x\": \"y\"} { renameTable(tx, a, b) }"), &["x rename table to y"]),
        (
            goose("for _, c := range []col{{t: \"a\", c: \"b\"}} { tx.Exec(\"ALTER TABLE \" + c.t + \" DROP COLUMN \" + c.c) }"),
            &["a drop column b"],
        ),
        (goose("for _, c := range [][2]string{{\"a\", \"b\"}} { tx.Exec(fmt.Sprintf(\"ALTER TABLE %s DROP COLUMN %s\", c[0], c[1])) }"), &["a drop column b"]),
        (goose("for _, c := range found() { tx.Exec(\"DROP TABLE \" + c); tx.Exec(builder.Delete().From(\"a\")) }"), &["unreadable"]),
        (goose("tx.Exec(made())\ntx.Exec(\"DROP TABLE a\")\ntx.Exec(\"ALTER TABLE tmp RENAME TO a\")"), &[]),
        // What a function of another file gives back, made of texts.
        (
            "package m\nfunc init() { up := batch(`drop table a`, `alter table b drop column c`)\ndown := batch(`drop table d`)\nmigrations.MustRegisterTx(up, down) }".to_owned(),
            &["a drop table | drop table a", "b drop column c | drop column c"],
        ),
        // Functions in variables: one that a function gives back, handed on, and one that is written here.
        (
            goose("execute := statements(ctx, tx)\nreturn run(other(execute), execute(\"drop table b; drop table c\"))")
                + "\nfunc other(execute stmts) step { return execute(`alter table users drop column a`) }",
            &["users drop column a | drop column a", "b drop table | drop table b", "c drop table | drop table c"],
        ),
        (
            goose("exec := func(table string) error { _, err := tx.Exec(\"DROP TABLE \" + table); return err }\nexec(\"a\")\nexec(\"b\")"),
            &["unreadable", "a drop table", "b drop table"],
        ),
        ("package m\nfunc init() { goose.AddMigration(nil, upElsewhere) }".to_owned(), &[]),
        (
            "package m\nvar D = Migrations{ { ID: \"1\", Dialect: \"postgres\", Statements: []string{\"ALTER TABLE a DROP COLUMN b;\"} }, { ID: \"1\", Dialect: \"mysql\", Statements: []string{\"DROP TABLE a;\"} } }".to_owned(),
            &["a drop column b | DROP COLUMN b"],
        ),
        (
            "package m\nfunc (m *migrations) Up_1() error { _, err := m.Tx.Exec(\"drop table a\"); return err }\nfunc (m *migrations) Down_1() error { _, err := m.Tx.Exec(\"drop table b\"); return err }".to_owned(),
            &["a drop table"],
        ),
        (
            "package m\nfunc init() { migrations.MustRegisterTx(func(db migrations.DB) error { _, err := db.Exec(`drop table a`); return err }, func(db migrations.DB) error { _, err := db.Exec(`drop table b`); return err }) }".to_owned(),
            &["a drop table"],
        ),
    ]);
}

#[test]
fn gorms_migrator_makes_changes() {
    let gorm = |up: &str| {
        format!(
            "package m\nimport \"gorm.io/gorm\"\nvar m = []*gormigrate.Migration{{ {{ ID: \"1\", Migrate: func(tx *gorm.DB) error {{ {up} }}, Rollback: func(tx *gorm.DB) error {{ return tx.Migrator().DropTable(\"nothing\") }} }} }}\nvar x gormigrate.Migration"
        )
    };
    check(&[
        (gorm("return tx.Migrator().DropColumn(&model.UserToken{}, \"SecretKey\")"), &["user_tokens drop column secret_key"]),
        (
            gorm("type User struct { Age int `gorm:\"column:years\"` }\nreturn tx.Migrator().DropColumn(&User{}, \"Age\")"),
            &["users drop column years"],
        ),
        (gorm("return tx.Migrator().RenameColumn(\"users\", \"a\", \"b\")"), &["users rename column a to b"]),
        (gorm("return tx.Migrator().RenameTable(&User{}, \"people\")"), &["users rename table to people"]),
        (gorm("return tx.Model(&User{}).DropColumn(\"age\").Error"), &["users drop column age"]),
        (gorm("return tx.Table(\"users\").DropColumn(\"age\").Error"), &["users drop column age"]),
        (gorm("return tx.Migrator().DropTable(&A{}, \"b\")"), &["as drop table", "b drop table"]),
        (gorm("return tx.Migrator().DropColumn(name(), \"age\")"), &["unreadable"]),
        (
            gorm("type User struct { Base\nName string `gorm:\"not null\"` }\nreturn tx.AutoMigrate(&User{})"),
            &["users create table (id  not null generated pk, name  not null)", "users add column id", "users add column name"],
        ),
        (
            gorm("type User struct { Age int }\nreturn tx.AutoMigrate(&User{}).Error"),
            &["users add column age"],
        ),
        (gorm("type User struct { Age int }\nreturn tx.Migrator().AddColumn(&User{}, \"Age\")"), &["users add column age"]),
        (gorm("return tx.Migrator().DropIndex(&User{}, \"idx\")"), &["idx drop index"]),
        (
            gorm("type User struct { Mail string `gorm:\"index:idx\"` }\nreturn tx.Migrator().CreateIndex(&User{}, \"idx\")"),
            &["users index idx (mail)"],
        ),
        (
            "package m\nfunc a() *gormigrate.Migration { migrate := func(tx *gorm.DB) error { return tx.Exec(\"drop table a\").Error }\nrollback := func(tx *gorm.DB) error { return tx.Exec(\"drop table b\").Error }\nreturn &gormigrate.Migration{ ID: \"1\", Migrate: gormigrate.MigrateFunc(migrate), Rollback: gormigrate.RollbackFunc(rollback) } }".to_owned(),
            &["a drop table"],
        ),
    ]);
}

#[test]
fn xorm_and_bun_make_changes() {
    let xorm = |up: &str| {
        format!(
            "package m\nimport \"xorm.io/xorm\"\nvar a = xormigrate.Migration{{ ID: \"a\", MigrateSession: func(sess *xorm.Session) error {{ {up} }} }}"
        )
    };
    let bun = |up: &str| {
        format!(
            "package m\nimport \"github.com/uptrace/bun\"\nfunc init() {{ Migrations.MustRegister(func(ctx context.Context, db *bun.DB) error {{ {up} }}, func(ctx context.Context, db *bun.DB) error {{ return nil }}) }}"
        )
    };
    check(&[
        (
            xorm("return dropTableColumns(sess, \"repos\", \"a\", \"b\")"),
            &["repos drop column a | a", "repos drop column b | b"],
        ),
        (xorm("return base.DropTableColumns(sess, \"repos\", \"a\")"), &["repos drop column a | a"]),
        (
            xorm("if err := renameColumn(sess, \"users\", \"a\", \"b\"); err != nil { return err }; return nil"),
            &["users rename column a to b"],
        ),
        (xorm("return dropIt(sess, \"repos\")"), &["repos drop table | dropIt(sess, \"repos\""]),
        (xorm("return sess.DropTables(new(UserRedirect))"), &["user_redirect drop table"]),
        (
            xorm("type User struct { Theme string `xorm:\"VARCHAR(3)\"` }\nreturn x.Sync(new(User))"),
            &["user add column theme"],
        ),
        (
            xorm(
                "type User struct { ID int64 `xorm:\"pk\"`; A string `xorm:\"'b'\"` }\n_, err := x.SyncWithOptions(xorm.SyncOptions{IgnoreIndices: true}, &User{}); return err",
            ),
            &["user create table (id  not null generated pk, b)", "user add column id", "user add column b"],
        ),
        (
            bun("_, err := db.NewDropColumn().Model((*User)(nil)).Column(\"age\").Exec(ctx); return err"),
            &["users drop column age | age"],
        ),
        (bun("_, err := db.NewDropTable().Table(\"users\").IfExists().Exec(ctx); return err"), &["users drop table"]),
        (
            bun(
                "_, err := db.NewAddColumn().Table(\"users\").ColumnExpr(\"age integer not null\").Exec(ctx); return err",
            ),
            &["users add column age integer"],
        ),
        (bun("_, err := db.ExecContext(ctx, \"drop table a\"); return err"), &["a drop table"]),
        (
            bun(
                "_, err := db.NewRaw(\"ALTER TABLE ? RENAME COLUMN ? TO ?\", bun.Ident(\"a\"), bun.Ident(\"b\"), bun.Ident(\"c\")).Exec(ctx); return err",
            ),
            &["a rename column b to c"],
        ),
        (
            bun("_, err := db.ExecContext(ctx, \"ALTER TABLE ? DROP COLUMN b\", bun.Ident(name)); return err"),
            &["unreadable"],
        ),
    ]);
}

#[test]
fn a_list_names_functions_of_packages_below() {
    let list = "package migrations\nimport \"example.com/migrations/v1_2\"\nvar all = []*migration{ newMigration(70, \"Drop\", v1_2.DropIt), newMigration(71, \"Here\", dropHere) }\nfunc dropHere(x *xorm.Engine) error { _, err := x.Exec(\"drop table b\"); return err }";
    let step = "package v1_2\nfunc DropIt(x *xorm.Engine) error { _, err := x.Exec(\"drop table a\"); return err }\nfunc unused(x *xorm.Engine) error { _, err := x.Exec(\"drop table c\"); return err }";
    let tree = Files::new(&[
        ("migrations/a.go", list),
        ("migrations/v1_2/v70.go", step),
        ("migrations/v1_2/v70_test.go", ""),
        ("migrations/base/db.go", ""),
    ]);
    let sets = super::super::find(&tree);
    assert_eq!(sets.iter().map(line).collect::<Vec<_>>(), ["go-code migrations -: =a.go v70=v1_2/v70.go"]);
    let files =
        [CodeMigration { path: "m/migrations.go", text: list }, CodeMigration { path: "m/v1_2/v70.go", text: step }];
    let read = GoCode.read(&files, Dialect::Postgres);
    let all = |at: usize, text: &str| -> Vec<String> {
        read[at].iter().flat_map(|statement| shown(statement, text)).collect()
    };
    assert_eq!(all(0, list), ["b drop table | drop table b"]);
    assert_eq!(all(1, step), ["a drop table | drop table a"]);
}

#[test]
fn sql_stands_between() {
    let tree = Files::new(&[
        ("db/migrations/00001_a.sql", "-- +goose Up\ncreate table a (b int);"),
        ("db/migrations/00002_b.go", "func init() { goose.AddMigration(up, nil) }"),
        ("db/migrations/00003_c.sql", "-- +goose Up\ndrop table a;"),
        ("db/migrations/00002_b_test.go", "goose.AddMigration"),
    ]);
    let sets = super::super::find(&tree);
    assert_eq!(
        sets.iter().map(line).collect::<Vec<_>>(),
        ["goose db/migrations -: 00001=00001_a.sql 00002=00002_b.go 00003=00003_c.sql"]
    );
}

#[test]
fn hostile_texts_end() {
    let deep = format!("package m\nvar x = goose.AddMigration({}up{})", "f(".repeat(300), ")".repeat(300));
    let circle = "package m\nvar a = b\nvar b = a\nvar x = gormigrate.Migration{ Migrate: a }\ntype T struct { T; A int `gorm:\"-\"` }";
    for text in [deep.as_str(), circle, "goose.AddMigration(", "", "\u{0}gormigrate.Migration{Migrate:"] {
        changes(text);
    }
}
