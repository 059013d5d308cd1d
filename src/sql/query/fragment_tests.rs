//! Pieces of SQL, and text that no one should send.

use super::tests::{places_agree, show};
use super::*;

#[test]
fn fragments() {
    use FragmentKind as F;
    let cases: &[(F, &str, &str)] = &[
        (F::SelectList, "u.id, lower(email) AS e", "<> u.id[]? email[]? lower()"),
        (F::SelectList, "users.*", "<>"),
        (F::Condition, "age > ? AND u.name = 'x'", "<> age[]? u.name[]? name='x'"),
        (
            F::Condition,
            "id IN (SELECT user_id FROM orders WHERE total > 1)",
            "<orders> id[]? user_id[orders]? total[orders]?",
        ),
        (F::OrderBy, "created_at DESC, u.id", "<> created_at[]? u.id[]?"),
        (F::Assignments, "name = ?, age = age + 1", "<> +name[]? +age[]? age[]?"),
        (F::From, "pipelines p", "<pipelines:p>"),
        (
            F::From,
            "users AS u JOIN orders o ON o.user_id = u.id",
            "<users:u orders:o> o.user_id[orders:o] u.id[users:u]",
        ),
        (F::From, "LEFT JOIN orders o ON o.user_id = users.id", "<orders:o> o.user_id[orders:o] users.id[]?"),
        (F::Condition, ")", "none"),
    ];
    let mut wrong = String::new();
    for (kind, text, expected) in cases {
        let found = read_fragment(text, *kind, Dialect::Postgres).map_or("none".to_owned(), |query| {
            places_agree(&query, text);
            show(&query)
        });
        if found != *expected {
            wrong.push_str(&format!("\n{text}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn hostile_text_is_survived() {
    let deep = "(".repeat(5000);
    let nested = format!("SELECT {}1{}", "(".repeat(40), ")".repeat(40));
    let chain = format!("SELECT a FROM t WHERE {}", vec!["a = 1"; 5000].join(" OR "));
    let unions = vec!["SELECT a FROM t"; 2000].join(" UNION ");
    let not = format!("SELECT {} a FROM t", "NOT ".repeat(5000));
    let joins = format!("SELECT 1 FROM {}t", "(".repeat(30));
    let open = |piece: &str| format!("SELECT 1 FROM t WHERE {}1{}", piece.repeat(60), ")".repeat(60));
    let (calls, sums, rows, lists) = (open("f("), open("(1+("), open("(1,"), open("a IN ("));
    for text in [&calls, &sums, &rows, &lists] {
        read_query(text, Dialect::Postgres);
    }
    for text in [&deep, &nested, &chain, &unions, &not, &joins] {
        for dialect in Dialect::ALL {
            read_query(text, dialect);
        }
    }
    for text in
        ["", ";", "\u{fffc}", "SELECT '", "select $$", "SELECT \u{fffc}\u{fffc} FROM", "é", "%", "{", "SELECT {{", "?"]
    {
        for dialect in Dialect::ALL {
            read_query(text, dialect);
        }
    }
}
