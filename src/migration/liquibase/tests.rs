//! Every change type, every format, and changelogs that are made to break a parser.

use super::Liquibase;
use crate::migration::compact::{changes, changes_in};
use crate::model::name::Dialect;

fn xml(inner: &str) -> String {
    changes(
        &Liquibase,
        "c.xml",
        &format!("<databaseChangeLog><changeSet id=\"1\" author=\"a\">{inner}</changeSet></databaseChangeLog>"),
    )
}

#[test]
fn change_types() {
    let cases = [
        (
            "<createTable tableName=\"t\" schemaName=\"s\"><column name=\"id\" type=\"bigint\" autoIncrement=\"true\"><constraints primaryKey=\"true\" nullable=\"false\"/></column>\
             <column name=\"a\" type=\"varchar(3)\" defaultValue=\"x\"/><column name=\"b\" type=\"int\"><constraints nullable=\"false\" unique=\"true\" references=\"o(id)\" foreignKeyName=\"f\"/></column></createTable>",
            "create s.t (id bigint generated pk, a varchar(3) null default 'x', b int unique >o)",
        ),
        (
            "<createTable tableName=\"t\"><column name=\"a\"><constraints primaryKey=\"true\"/></column><column name=\"b\"><constraints primaryKey=\"true\"/></column></createTable>",
            "create t (a, b, primary key (a, b))",
        ),
        ("<dropTable tableName=\"t\"/>", "drop t"),
        ("<renameTable oldTableName=\"a\" newTableName=\"b\"/>", "a >b"),
        (
            "<addColumn tableName=\"t\"><column name=\"a\" type=\"int\" defaultValueNumeric=\"0\"/></addColumn>",
            "t +a int null default 0",
        ),
        (
            "<addColumn tableName=\"t\"><column name=\"a\" type=\"int\" afterColumn=\"b\"/></addColumn>",
            "t +a int null after b",
        ),
        ("<dropColumn tableName=\"t\" columnName=\"a\"/>", "t -a"),
        ("<dropColumn tableName=\"t\"><column name=\"a\"/><column name=\"b\"/></dropColumn>", "t -a; t -b"),
        ("<dropColumn tableName=\"${p}t\" columnName=\"a\"/>", "unreadable"),
        ("<renameColumn tableName=\"t\" oldColumnName=\"a\" newColumnName=\"b\"/>", "t a>b"),
        ("<modifyDataType tableName=\"t\" columnName=\"a\" newDataType=\"text\"/>", "t a:type text"),
        (
            "<addNotNullConstraint tableName=\"t\" columnName=\"a\"/><dropNotNullConstraint tableName=\"t\" columnName=\"a\"/>",
            "t a:not null; t a:null",
        ),
        ("<addDefaultValue tableName=\"t\" columnName=\"a\" defaultValue=\"it's\"/>", "t a:default 'it''s'"),
        ("<dropDefaultValue tableName=\"t\" columnName=\"a\"/>", "t a:DropDefault"),
        ("<addPrimaryKey tableName=\"t\" columnNames=\"a, b\"/>", "t +primary key (a, b)"),
        ("<dropPrimaryKey tableName=\"t\"/>", "t DropPrimaryKey"),
        ("<addUniqueConstraint tableName=\"t\" columnNames=\"a\" constraintName=\"u\"/>", "t +unique (a)"),
        ("<dropUniqueConstraint tableName=\"t\" constraintName=\"u\"/>", "t -constraint u"),
        (
            "<addForeignKeyConstraint baseTableName=\"t\" baseColumnNames=\"a\" referencedTableName=\"o\" referencedColumnNames=\"id\" constraintName=\"f\"/>",
            "t +foreign key (a) >o",
        ),
        (
            "<dropForeignKeyConstraint baseTableName=\"t\" constraintName=\"f\"/><dropAllForeignKeyConstraints baseTableName=\"t\"/>",
            "t -constraint f",
        ),
        (
            "<createIndex tableName=\"t\" indexName=\"i\" unique=\"true\"><column name=\"a\"/></createIndex><dropIndex tableName=\"t\" indexName=\"i\"/>",
            "+unique index i; -index i",
        ),
        (
            "<mergeColumns tableName=\"t\" column1Name=\"a\" column2Name=\"b\" joinString=\" \" finalColumnName=\"b\" finalColumnType=\"text\"/>",
            "t +b text null; t -a",
        ),
        ("<addAutoIncrement tableName=\"t\" columnName=\"id\"/>", "t id:AddGenerated"),
        (
            "<addLookupTable existingTableName=\"t\" existingColumnName=\"s\" newTableName=\"l\" newColumnName=\"n\" newColumnDataType=\"text\"/>",
            "create l (n text pk)",
        ),
        ("<renameView oldViewName=\"a\" newViewName=\"b\"/>", "a RenameView { to: ObjectName"),
        ("<dropView viewName=\"v\"/>", "v DropView { if_exists: false, cascade: false, materialized: false }"),
        (
            "<insert tableName=\"t\"><column name=\"a\" value=\"1\"/></insert><tagDatabase tag=\"1\"/><empty/><output>x</output><createSequence sequenceName=\"s\"/>",
            "",
        ),
        ("<sql>alter table t drop column a; -- x\ndrop table &quot;u&quot;</sql>", "t -a; drop u"),
        ("<sql endDelimiter=\"\\nGO\"><![CDATA[drop table a\nGO\ndrop table b]]></sql>", "drop a; drop b"),
        (
            "<sql dbms=\"oracle\">drop table a</sql><comment>x</comment><rollback><dropTable tableName=\"t\"/></rollback>",
            "",
        ),
        (
            "<preConditions onFail=\"MARK_RAN\"><tableExists tableName=\"t\"/></preConditions><dropTable tableName=\"t\"/>",
            "drop t if exists",
        ),
        ("<preConditions onFail=\"MARK_RAN\"><dbms type=\"oracle\"/></preConditions><dropTable tableName=\"t\"/>", ""),
        (
            "<preConditions><or><dbms type=\"oracle\"/><dbms type=\"postgresql\"/></or></preConditions><dropTable tableName=\"t\"/>",
            "drop t if exists",
        ),
        ("<preConditions><not><dbms type=\"postgresql\"/></not></preConditions><dropTable tableName=\"t\"/>", ""),
        (
            "<createTable tableName=\"n\"/></changeSet><changeSet id=\"2\"><preConditions><not><tableExists tableName=\"N\"/></not></preConditions><renameTable oldTableName=\"o\" newTableName=\"n\"/>",
            "create n ()",
        ),
        (
            "<preConditions><not><tableExists tableName=\"n\"/></not></preConditions><renameTable oldTableName=\"o\" newTableName=\"n\"/>",
            "o >n",
        ),
        ("</changeSet><changeSet context=\"!a\"/><changeSet context=\"a\"><dropTable tableName=\"t\"/>", ""),
        ("<customChange class=\"x.DropOldThings\"/>", "unreadable"),
        ("<customChange class=\"x.FillNames\"/>", ""),
        ("<ext:vacuum xmlns:ext=\"e\"/>", "unparsed"),
    ];
    for (inner, expected) in cases {
        let got = xml(inner);
        let fits = got == expected || (expected.ends_with("ObjectName") && got.starts_with(expected));
        assert!(fits, "{inner}\n{got}\n{expected}");
    }
}

#[test]
fn changelogs_in_every_format() {
    let log = "<databaseChangeLog objectQuotingStrategy=\"LEGACY\"><property name=\"p\" value=\"x_\"/><property name=\"p\" value=\"y_\"/>\
        <property name=\"q\" value=\"1\" dbms=\"oracle\"/>\
        <changeSet id=\"1\" author=\"a\" dbms=\"mysql\"><dropTable tableName=\"m\"/></changeSet>\
        <changeSet id=\"2\" author=\"a\" ignore=\"true\"><dropTable tableName=\"i\"/></changeSet>\
        <changeSet id=\"3\" author=\"a\"><dropTable tableName=\"${p}t\"/><sql>drop table ${p}u; drop table ${q}</sql></changeSet></databaseChangeLog>";
    assert_eq!(changes(&Liquibase, "c.xml", log), "drop x_t; drop x_u; unreadable");
    assert_eq!(changes_in(&Liquibase, "c.xml", log, Dialect::Mysql), "drop m; drop x_t; drop x_u; unreadable");
    let yaml = "databaseChangeLog:\n  - property:\n      name: p\n      value: x_\n  - changeSet:\n      id: 1\n      author: ü\n      preConditions:\n        - onFail: MARK_RAN\n        - tableExists:\n            tableName: t\n\
        \x20     changes:\n        - createTable:\n            tableName: ${p}t\n            columns:\n              - column:\n                  name: id\n                  type: int\n                  constraints:\n                    primaryKey: true\n\
        \x20       - dropColumn:\n            tableName: t\n            columns:\n            - column: {name: a}\n        - sql:\n            sql: |\n              drop table u;\n                drop table v\n\
        \x20     rollback:\n        - dropTable:\n            tableName: no\n";
    assert_eq!(changes(&Liquibase, "c.yaml", yaml), "create x_t (id int pk); t -a if exists; drop u; drop v");
    let json = "{\n\t\"databaseChangeLog\": [{\"changeSet\": {\"id\": \"1\", \"changes\": [\n\t{\"dropTable\": {\"tableName\": \"t\", \"cascadeConstraints\": true}}], \"rollback\": \"drop table no\"}}]}";
    assert_eq!(changes(&Liquibase, "c.json", json), "drop t");
    let formatted = "--liquibase formatted sql\n--changeset a:1\ndrop table t;\n--rollback drop table no;\n";
    assert_eq!(changes(&Liquibase, "c.sql", formatted), "drop t");
}

#[test]
fn hostile_changelogs_are_said_to_be_broken() {
    let deep = |open: &str, close: &str, times: usize| format!("{}{}", open.repeat(times), close.repeat(times));
    let laughs = "<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><databaseChangeLog>&b;</databaseChangeLog>";
    let aliases: String =
        (1..40).map(|at| format!("a{at}: &a{at} [*a{}, *a{}, *a{}]\n", at - 1, at - 1, at - 1)).collect();
    let chain: String = (1..4000).map(|at| format!("a{at}: &a{at} [*a{}]\n", at - 1)).collect();
    let cases = [
        ("c.xml", "<databaseChangeLog><changeSet></databaseChangeLog>".to_owned()),
        ("c.xml", laughs.to_owned()),
        ("c.xml", format!("<databaseChangeLog>{}</databaseChangeLog>", deep("<a>", "</a>", 10_000))),
        ("c.xml", "<a>".repeat(100_000)),
        ("c.xml", "<databaseChangeLog ü=\"".to_owned()),
        ("c.yaml", format!("databaseChangeLog: {}", deep("[", "]", 10_000))),
        ("c.json", deep("{\"a\":", "}", 10_000)),
        ("c.yaml", format!("a0: &a0 [x]\n{aliases}databaseChangeLog: *a39\n")),
        ("c.yaml", format!("a0: &a0 [x]\n{chain}")),
        ("c.yaml", "- ".repeat(10_000)),
        ("c.yaml", "databaseChangeLog:\n\t- x: 'ü".to_owned()),
        ("c.yaml", String::new()),
        ("c.json", "{".to_owned()),
        ("c.xml", "\u{feff}".to_owned()),
    ];
    for (path, text) in cases {
        assert_eq!(changes(&Liquibase, path, &text), "unparsed", "{}", text.chars().take(60).collect::<String>());
    }
    let long = format!("<databaseChangeLog>{}</databaseChangeLog>", "<!-- x --><changeSet id=\"1\"/>".repeat(350_000));
    assert_eq!(changes(&Liquibase, "c.xml", &long), "");
}
