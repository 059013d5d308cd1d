//! Texts that name a table or lead to one, and texts that only look so.

use super::*;
use crate::lang;
use crate::source::{Revision, SourceFile};

#[test]
fn names_and_their_pieces() {
    let tables = Tables::of(["wp_orders".to_owned(), "Users".to_owned(), "AspNetRoles".to_owned()]).unwrap();
    for (text, expected) in [
        ("SELECT a FROM wp_orders WHERE", true),
        ("FROM \\nWP_ORDERS", true),
        ("FROM \\\"wp_orders\\\"", true),
        ("my_wp_orders wp_orders_old", false),
        ("\"wp_\" + name", true),
        ("\"wp\" + \"_orders\"", true),
        ("{$prefix}orders", true),
        ("'%sorders' % x", true),
        ("the orders of wp and orders", false),
        ("users", true),
        ("f\"{model}s\" # of \"user\"", true),
        ("the user said it's so", false),
        ("$\"AspNet{kind}\"", true),
        ("Tables.ASPNETROLES", true),
    ] {
        assert_eq!(tables.may_stand_in(text), expected, "{text}");
    }
    assert!(Tables::of(["größen".to_owned()]).is_none());
}

fn file(path: &str, text: &str) -> CodeFile {
    let language = lang::of_path(path).unwrap();
    let facts = (language.parse)(text, &lang::ending(path));
    CodeFile { source: SourceFile::new(path, Revision::Head, text), language, facts, test: false }
}

#[test]
fn names_that_lead_to_a_table() {
    let tables = Tables::of(["orders".to_owned()]).unwrap();
    for (path, declared, used, expected) in [
        ("a.py", "TABLE = 'orders'", "f(TABLE)", true),
        ("a.py", "TABLE = 'carts'", "f(TABLE)", false),
        ("a.py", "TABLE = 'orders'\nWHOLE = 'app.' + TABLE", "f(x.WHOLE)", true),
        ("a.py", "TABLE = 'orders'", "f(TABLES)", false),
        ("A.java", "class A { static final String T_ORDERS = \"orders\"; }", "A.T_ORDERS", true),
        ("a.ts", "export class Q { static table = `orders` }", "`FROM ${Q.table}`", true),
        ("a.rb", "class A\n  TABLE = 'orders'\nend", "\"FROM #{A::TABLE}\"", true),
        ("a.go", "package a\nconst table = \"orders\"\n", "\"FROM \" + table", true),
    ] {
        let file = file(path, declared);
        let mut leads = Leads::new(&tables);
        let leading: Vec<&CodeFile> = [&file].into_iter().filter(|file| leads_to(&tables, file)).collect();
        while leads.grow(&leading, 1) {}
        assert_eq!(leads.reach(file.language.name, used), expected, "{declared} | {used}");
    }
}

fn leads_to(tables: &Tables, file: &CodeFile) -> bool {
    tables.may_stand_in(&file.source.text)
}

#[test]
fn what_is_mentioned() {
    let tables = Tables::of(["orders".to_owned()]).unwrap();
    let columns = Columns::of(&["name".to_owned()]);
    for (path, text, other, expected) in [
        ("d/a.py", "def f(c):\n    c.execute('SELECT ' + COLUMNS + ' FROM orders')", "x/b.py: COLUMNS = 'name'", true),
        ("d/a.py", "def f(c):\n    c.execute('SELECT ' + COLS + ' FROM orders')", "x/b.py: COLS = 'name'", false),
        ("d/a.py", "def f(c):\n    c.execute('SELECT ' + COLS + ' FROM orders')", "d/b.py: COLS = 'name'", true),
        ("d/a.py", "def f(c):\n    c.execute('SELECT ' + columns + ' FROM carts')", "d/b.py: columns = 'name'", false),
        ("d/a.py", "def f(client):\n    client.execute('SELECT 1 FROM orders')", "d/b.py: client = name", false),
        ("d/a.py", "def f(c):\n    c.execute('SELECT ' + COLS + ' FROM orders')", "d/b.py: if COLS == 'name'", false),
        (
            "d/a.go",
            "package a\nfunc f() { q(\"SELECT \" + columns + \" FROM orders\") }",
            "e/b.go: columns string = \"name\"",
            true,
        ),
        ("d/a.ts", "f(`SELECT ${columns} FROM orders`)", "e/b.ts: const columns: string[] = ['name']", true),
        ("d/a.ts", "f(`SELECT ${columns} FROM orders`)", "e/b.ts: columns.filter((name) => name)", false),
        ("d/a.js", "find('orders')", "d/b.js: function find(t) { q(`SELECT name FROM ${t}`) }", true),
        ("d/a.js", "find('carts')", "d/b.js: function find(t) { q(`SELECT name FROM ${t}`) }", false),
        ("d/a.js", "function get(c) { q(`SELECT ${c} FROM orders`) }", "d/b.js: get('name')", true),
        ("d/a.js", "function get(c) { q(`SELECT ${c} FROM orders`) }", "d/b.js: get(name)", false),
        ("d/a.js", "db.select(columns).from('orders')", "e/b.js: export const columns = ['name']", true),
    ] {
        let file = file(path, text);
        let leads = Leads::new(&tables);
        let reaching = [leads.reach(file.language.name, &file.source.text)];
        let mentions = Mentions::of(&[&file], &reaching, &leads);
        let (at, other) = other.split_once(": ").unwrap();
        let found = mentions.stand_in(file.language.name, at, other, || columns.quoted_in(other));
        assert_eq!(found, expected, "{text} | {other}");
    }
}
