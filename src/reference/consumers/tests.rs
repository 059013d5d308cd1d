//! Each consumer on a small file: what it names, as `table.column` or as the tables and columns of a query.

use std::sync::Arc;

use super::*;
use crate::source::Revision;

/// The names in a file, each as it stands there.
fn told(path: &str, text: &str) -> String {
    let tables = [KnownTable {
        name: "users".into(),
        columns: ["id", "email", "nickname", "team_id"].map(String::from).to_vec(),
        complete: true,
        ..KnownTable::default()
    }];
    let known = Known { tables: &tables, mappings: &[], dialect: Dialect::Postgres };
    let file = SourceFile::new(Arc::from(path), Revision::Head, Arc::from(text));
    let mut found = Vec::new();
    for used in DataFile::of(file).map(|file| uses(&file, &known)).unwrap_or_default() {
        // What stands for a tag is no name.
        for column in used.query.columns.iter().filter(|column| column.column.value != "zq") {
            let table = column.scopes.first().and_then(|scope| used.query.tables.get(*scope.first()?));
            let place = used.place(&column.range).and_then(|span| text.get(span.range));
            let weak = match (used.at_most, used.only_renames) {
                (Certainty::Possible, _) => "?",
                (_, true) => "~",
                _ => "",
            };
            let table = table.map_or_else(String::new, |table| table.name.to_string());
            let name = &column.column.value;
            assert!(
                place.is_some_and(|place| place == name || name.ends_with("_id")),
                "{name} stands at {place:?}: {text}"
            );
            found.push(format!("{table}.{name}{weak}"));
        }
    }
    found.join(" ")
}

#[test]
fn names_in_files_that_are_no_code() {
    for (path, text, expected) in [
        (
            "metadata/tables.yaml",
            "- table:\n    schema: public\n    name: users\n  select_permissions:\n    - role: user\n      permission:\n        columns:\n          - id\n          - nickname\n        filter:\n          _and:\n            - email: {_eq: x}\n  object_relationships:\n    - name: team\n      using:\n        foreign_key_constraint_on: team_id\n",
            "public.users.id public.users.nickname public.users.email public.users.team_id",
        ),
        (
            "models/sources.yml",
            "sources:\n  - name: shop\n    schema: public\n    tables:\n      - name: users\n        columns:\n          - name: nickname\n            tests: [not_null]\n          - name: email\nmodels:\n  - name: users\n    columns:\n      - name: nickname\n        tests: [unique]\n",
            "public.users.nickname public.users.email?",
        ),
        (
            "connect.json",
            "{\"config\": {\"connector.class\": \"io.debezium.connector.postgresql.PostgresConnector\", \"column.exclude.list\": \"public.users.nickname, public\\\\.users\\\\.email,x.*\", \"message.key.columns\": \"public.users:id,email\"}}",
            "public.users.nickname~ public.users.email~ public.users.id public.users.email",
        ),
        (
            "connect.properties",
            "connector.class=io.debezium.connector.mysql.MySqlConnector\ncolumn.include.list = shop.users.nickname\n",
            "shop.users.nickname",
        ),
        (
            "dashboards/a.json",
            "{\"title\": \"A\", \"panels\": [{\"datasource\": {\"type\": \"postgres\"}, \"targets\": [{\"rawSql\": \"SELECT\\n  nickname FROM users WHERE $__timeFilter(email) AND id = '$x'\"}]}, {\"datasource\": {\"type\": \"influxdb\"}, \"targets\": [{\"query\": \"SELECT nickname FROM users\"}]}]}",
            "users.nickname users.email users.id",
        ),
        (
            "collections/q.yaml",
            "dataset_query:\n  native:\n    query: |-\n      SELECT nickname\n      FROM users WHERE {{x}} [[AND email = {{y}}]]\n",
            "users.nickname users.email",
        ),
        (
            "collections/m.yaml",
            "dataset_query:\n  query:\n    source-table: [Shop, public, users]\n    breakout:\n    - - field\n      - - Shop\n        - public\n        - users\n        - nickname\n      - null\n",
            "public.users.nickname",
        ),
        (
            "datasets/users.yaml",
            "table_name: users\nschema: public\nsql: null\ncolumns:\n- column_name: nickname\n  expression: null\nmetrics:\n- expression: COUNT(DISTINCT email)\n",
            "public.users.email public.users.nickname",
        ),
        (
            "queries.yaml",
            "pg_users:\n  query: \"SELECT nickname FROM users\"\n  metrics:\n    - n: {usage: GAUGE}\n",
            "users.nickname",
        ),
        (
            "cube/users.yml",
            "cubes:\n  - name: users\n    sql_table: public.users\n    dimensions:\n      - name: n\n        sql: \"{CUBE}.nickname\"\n      - name: e\n        sql: email\n",
            "public.users.nickname public.users.email",
        ),
        (
            "app/fixtures/a.json",
            "[{\"model\": \"shop.user\", \"pk\": 1, \"fields\": {\"nickname\": \"x\"}}]",
            "shop_user.nickname shop_user.nickname_id",
        ),
        (
            "test/fixtures/users.yml",
            "bob:\n  nickname: b\n  email: <%= 1 %>\n  team: x\n",
            "users.email users.nickname users.team_id",
        ),
        ("seeds/users.json", "[{\"id\": 1, \"nickname\": \"b\"}]", "users.id users.nickname"),
        ("seeds/all.yml", "users:\n  - id: 1\n    nickname: b\n", "users.id users.nickname"),
        // Nothing of it is a row of the table.
        ("test/fixtures/users.yml", "bob:\n  nickname: b\n  colour: x\n  size: x\n", ""),
        ("config/users.yml", "bob:\n  nickname: b\n  email: c\n", ""),
        ("locales/en.json", "{\"users\": {\"nickname\": \"Nickname\"}}", ""),
    ] {
        assert_eq!(told(path, text), expected, "{path}\n{text}");
    }
}

#[test]
fn files_that_do_not_parse_are_told_from_those_without_names() {
    for (path, text, expected) in [
        (
            "app/fixtures/a.json",
            "[{\"model\": \"shop.user\", \"fields\": {\"nickname\": \"\\ud83d\\ude00\"}}]",
            Some(false),
        ),
        ("app/fixtures/a.json", "[{\"model\": \"shop.user\", \"fields\": {\"nickname\": }", Some(true)),
        ("test/fixtures/users.yml", "bob:\n  nickname: b\n email: c\n", Some(true)),
        ("test/fixtures/users.yml", "", Some(false)),
        ("connect.properties", "connector.class=io.debezium.x", Some(false)),
        ("config/users.yml", "bob: [", None),
    ] {
        let file = SourceFile::new(Arc::from(path), Revision::Head, Arc::from(text));
        assert_eq!(DataFile::of(file).map(|file| file.is_broken()), expected, "{path}\n{text}");
    }
}

/// A file of many rows is held once, not once for each of them.
#[test]
fn rows_share_the_text_of_their_file() {
    let rows = |count: usize, model: &str| {
        let row = format!("{{\"model\": \"{model}\", \"fields\": {{\"nickname\": \"x\"}}}}");
        format!("[{}]", vec![row; count].join(","))
    };
    let sql = "SELECT nickname FROM users;\n".repeat(500);
    let known = Known { tables: &[], mappings: &[], dialect: Dialect::Postgres };
    for (path, text) in [("app/fixtures/a.json", rows(500, "shop.user")), ("db/queries.sql", sql)] {
        let file = SourceFile::new(Arc::from(path), Revision::Head, Arc::from(text.as_str()));
        let found = match path.ends_with(".sql") {
            true => crate::reference::sql_use::of_sql_file(&file, Dialect::Postgres, false),
            false => DataFile::of(file).map(|file| uses(&file, &known)).unwrap_or_default(),
        };
        let texts: std::collections::BTreeMap<*const Folded, usize> =
            found.iter().map(|used| (Arc::as_ptr(&used.text), used.text().len())).collect();
        assert_eq!((found.len(), texts.into_values().sum::<usize>()), (500, text.len()), "{path}");
    }
}

#[test]
fn consumers_are_sorted() {
    let names: Vec<_> = CONSUMERS.iter().map(|consumer| consumer.name).collect();
    assert!(names.is_sorted(), "{names:?}");
}

#[test]
fn nothing_panics() {
    for text in ["", "{{", "a: [", "\u{feff}", "sources:\n- name: é\n  tables: x", "<% é", "[[ $é {% "] {
        told("test/fixtures/users.yml", text);
        without_templates(text);
    }
}
