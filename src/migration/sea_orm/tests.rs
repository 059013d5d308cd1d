//! Snippets of `up` and the changes that they are.

use super::super::script::chain::tests::shown;
use super::super::testing::{Files, line};
use super::*;

const IDENS: &str = r#"
#[derive(DeriveIden)]
enum Users { Table, Id, LastSeen, #[sea_orm(iden = "mail")] Email }
#[derive(Iden)]
#[iden = "blog_posts"]
enum Posts { Table, AuthorId }
use super::m0_members::member as Member;
mod member {
    #[derive(DeriveEntityModel)]
    #[sea_orm(table_name = "people")]
    pub struct Model { pub id: i32 }
}
"#;

fn changes(up: &str) -> Vec<String> {
    let text = format!(
        "{IDENS} impl MigrationTrait for Migration {{ async fn up(&self, manager: &SchemaManager) -> R {{ {up} }}\n\
         async fn down(&self, m: &SchemaManager) -> R {{ m.drop_table(Table::drop().table(Users::Table).to_owned()).await }} }}"
    );
    let read = SeaOrm.read(&[CodeMigration { path: "m1.rs", text: &text }], Dialect::Postgres);
    read.iter().flatten().flat_map(|statement| shown(statement, &text)).collect()
}

#[test]
fn builders_are_changes() {
    let cases: &[(&str, &[&str])] = &[
        (
            "manager.alter_table(Table::alter().table(Users::Table).drop_column(Users::LastSeen).to_owned()).await?; Ok(())",
            &["users drop column last_seen | drop_column(Users::LastSeen)"],
        ),
        (
            "manager.alter_table(Table::alter().table(Users::Table).rename_column(Users::Email, Alias::new(\"x\")).drop_column(Users::Id).to_owned()).await",
            &["users rename column mail to x", "users drop column id"],
        ),
        (
            "let c = ColumnDef::new(Users::Email).string().not_null(); m.alter_table(Table::alter().table(Users::Table).add_column(c).add_column_if_not_exists(string_null(Users::Id)).take()).await",
            &["users add column mail varchar not null", "users add column id varchar"],
        ),
        (
            "m.create_table(Table::create().table(Posts::Table).if_not_exists().col(pk_auto(Users::Id)).col(ColumnDef::new(Posts::AuthorId).integer().not_null().default(1)).to_owned()).await",
            &["blog_posts create table (id integer not null generated pk, author_id integer not null default 1)"],
        ),
        (
            "m.drop_table(Table::drop().table(Posts::Table).if_exists().cascade().to_owned()).await",
            &["blog_posts drop table"],
        ),
        (
            "m.rename_table(Table::rename().table(Users::Table, Alias::new(\"people\")).to_owned()).await",
            &["users rename table to people"],
        ),
        (
            "m.get_connection().execute_unprepared(\"alter table users drop column a\").await?;",
            &["users drop column a | drop column a"],
        ),
        (
            "let db = m.get_connection(); db.execute(Statement::from_string(m.get_database_backend(), \"drop table t\".to_owned())).await?;",
            &["t drop table"],
        ),
        (
            "let t = format!(\"drop table {}\", name()); m.get_connection().execute_unprepared(&t).await?;",
            &["unreadable"],
        ),
        (
            "for t in [\"a\", \"b\"] { m.get_connection().execute_unprepared(&format!(\"drop table {t}\", t = t)).await?; }",
            &["a drop table", "b drop table"],
        ),
        (
            "m.alter_table(Table::alter().table(user::Entity).drop_column(user::Column::LastSeen).to_owned()).await",
            &["user drop column last_seen"],
        ),
        (
            "m.alter_table(Table::alter().table(Member::Entity).drop_column(Member::Column::LastSeen).to_owned()).await",
            &["people drop column last_seen"],
        ),
        ("m.drop_table(Table::drop().table(name()).to_owned()).await", &["unreadable"]),
    ];
    for (up, expected) in cases {
        let got = changes(up);
        let fits = got.len() == expected.len() && got.iter().zip(*expected).all(|(got, want)| got.starts_with(want));
        assert!(fits, "{up}\n{got:#?}");
    }
}

#[test]
fn names_are_those_of_the_derive() {
    for (name, expected) in [("LastSeen", "last_seen"), ("Sha256", "sha256"), ("SBOMNode", "sbom_node"), ("A", "a")] {
        assert_eq!(names::snake(name), expected);
    }
}

#[test]
fn the_migrator_gives_the_order() {
    let migration = "impl MigrationTrait for Migration { async fn up(&self) { include_str!(\"m2_b/up.sql\") } async fn down(&self) { include_str!(\"m2_b/down.sql\") } }";
    let tree = Files::new(&[
        ("migration/src/lib.rs", "fn migrations() { vec![Box::new(m2_b::Migration), Box::new(m1_a::Migration)] }"),
        ("migration/src/m1_a.rs", "impl MigrationTrait for Migration {}"),
        ("migration/src/m2_b.rs", migration),
        ("migration/src/m2_b/up.sql", "drop table a"),
        ("migration/src/m2_b/down.sql", "create table a (b int)"),
    ]);
    let sets = super::super::find(&tree);
    assert_eq!(
        sets.iter().map(line).collect::<Vec<_>>(),
        ["sea-orm migration/src -: 2=m2_b/up.sql 2=m2_b.rs 1=m1_a.rs"]
    );
}
