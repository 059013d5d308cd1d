use super::*;
use crate::model::query::{Access, ColumnUse};

/// A query in one line: `+` writes, `[users]` the candidates by scope, `?` a source that is not known, `~` approximate.
pub(crate) fn show(query: &Query) -> String {
    let mut out: Vec<String> = Vec::new();
    let table = |index: &usize| {
        query.tables.get(*index).map_or("!".to_owned(), |table| match &table.alias {
            Some(alias) => format!("{}:{alias}", table.name),
            None => table.name.to_string(),
        })
    };
    if query.approximate {
        out.push("~".to_owned());
    }
    let tables: Vec<String> =
        (0..query.tables.len()).map(|index| format!("{}{}", sign(query.tables[index].access), table(&index))).collect();
    out.push(format!("<{}>", tables.join(" ")));
    let column = |used: &ColumnUse| {
        let scopes: Vec<String> =
            used.scopes.iter().map(|scope| scope.iter().map(table).collect::<Vec<_>>().join("|")).collect();
        let dot = used.qualifier.as_ref().map_or(String::new(), |qualifier| format!("{qualifier}."));
        let open = if used.opaque { "?" } else { "" };
        format!("{}{dot}{}[{}]{open}", sign(used.access), used.column, scopes.join(">"))
    };
    out.extend(query.columns.iter().map(column));
    for star in &query.stars {
        out.push(format!("*[{}]", star.tables.iter().map(table).collect::<Vec<_>>().join("|")));
    }
    for insert in &query.inserts {
        let columns = insert.columns.as_ref().map_or("-".to_owned(), |columns| columns.len().to_string());
        let values = insert.values.map_or("-".to_owned(), |values| values.to_string());
        out.push(format!("insert({} {columns} {values})", table(&insert.table)));
    }
    for conflict in &query.conflicts {
        let columns: Vec<String> = conflict.columns.iter().map(ToString::to_string).collect();
        let constraint = conflict.constraint.as_ref().map_or(String::new(), |name| format!("#{name}"));
        out.push(format!("conflict({}{constraint})", columns.join(",")));
    }
    for literal in &query.literals {
        let column = literal.column.map_or("-".to_owned(), |index| query.columns[index].column.to_string());
        let cast = literal.cast.as_ref().map_or(String::new(), |cast| format!("::{cast}"));
        out.push(format!("{column}='{}'{cast}", literal.value));
    }
    for call in &query.calls {
        out.push(format!("{call}()"));
    }
    out.join(" ")
}

fn sign(access: Access) -> &'static str {
    match access {
        Access::Read => "",
        Access::Write => "+",
        Access::Declare => "=",
    }
}

fn read(dialect: Dialect, text: &str) -> String {
    match read_query(text, dialect) {
        Some(queries) => {
            for query in &queries {
                places_agree(query, text);
            }
            queries.iter().map(show).collect::<Vec<_>>().join(" ; ")
        }
        None => "none".to_owned(),
    }
}

/// Every name stands where its range says.
fn places_agree(query: &Query, text: &str) {
    for column in &query.columns {
        let at = text.get(column.range.clone()).unwrap_or("");
        assert_eq!(at.trim_matches(['"', '`', '[', ']']), column.column.value, "{text}");
    }
    for table in &query.tables {
        let at = text.get(table.name.name.range.clone()).unwrap_or("");
        assert_eq!(at.trim_matches(['"', '`', '[', ']']), table.name.name.value, "{text}");
    }
}

fn check(dialect: Dialect, cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (text, expected) in cases {
        let found = read(dialect, text);
        if found != *expected {
            wrong.push_str(&format!("\n{text}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn selects() {
    check(
        Dialect::Postgres,
        &[
            ("SELECT email FROM users", ""),
            ("SELECT u.email, id FROM users u", ""),
            ("SELECT * FROM users", ""),
            ("SELECT u.*, o.id FROM users u, orders o", ""),
            ("SELECT count(*) FROM public.users", ""),
            ("SELECT public.users.email FROM public.users", ""),
            ("SELECT a.id, b.id FROM users a JOIN users b ON a.parent_id = b.id", ""),
            ("SELECT email FROM users JOIN orders USING (user_id)", ""),
            ("SELECT user_id FROM users JOIN orders USING (user_id)", ""),
            ("SELECT x FROM a NATURAL JOIN b", ""),
            ("SELECT id FROM users WHERE status = 'active' AND role IN ('a', 'b'::role)", ""),
            ("SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = users.id AND total > 5)", ""),
            ("SELECT id FROM users WHERE id IN (SELECT user_id FROM orders)", ""),
            ("SELECT d.email FROM (SELECT email, id FROM users) d", ""),
            ("SELECT email FROM (SELECT * FROM users) d", ""),
            ("SELECT d.email FROM (SELECT * FROM users) d", ""),
            ("SELECT name FROM (SELECT email AS name FROM users) d, orders", ""),
            ("WITH a AS (SELECT id, email FROM users) SELECT email FROM a", ""),
            ("WITH a AS (SELECT * FROM users), b AS (SELECT * FROM a) SELECT b.email FROM b", ""),
            (
                "WITH RECURSIVE t AS (SELECT id, parent_id FROM nodes UNION ALL SELECT n.id, n.parent_id FROM nodes n JOIN t ON t.id = n.parent_id) SELECT id FROM t",
                "",
            ),
            ("WITH RECURSIVE t(a) AS (SELECT id FROM nodes UNION ALL SELECT a + 1 FROM t) SELECT a FROM t", ""),
            (
                "WITH gone AS (DELETE FROM users WHERE id = $1 RETURNING id, email) INSERT INTO log (user_id) SELECT id FROM gone",
                "",
            ),
            (
                "SELECT u.id, x.n FROM users u CROSS JOIN LATERAL (SELECT count(o.id) AS n FROM orders o WHERE o.user_id = u.id) x",
                "",
            ),
            ("SELECT u.id FROM users u, LATERAL jsonb_each(u.data) AS e(k, v) WHERE k = 'x'", ""),
            ("SELECT n FROM generate_series(1, 3) n", ""),
            ("SELECT n, email FROM users, generate_series(1, 3) AS g(n)", ""),
            ("SELECT a FROM t1 UNION SELECT b FROM t2 ORDER BY a", ""),
            ("SELECT lower(email) AS e FROM users ORDER BY e", ""),
            ("SELECT lower(email) AS email FROM users ORDER BY email", ""),
            ("SELECT email FROM users ORDER BY email DESC", ""),
            ("SELECT lower(name) AS n FROM users GROUP BY n HAVING count(n) > 1", ""),
            ("SELECT row_number() OVER (PARTITION BY team ORDER BY score) AS r FROM players", ""),
            ("SELECT sum(x) OVER w FROM t WINDOW w AS (PARTITION BY y)", ""),
            ("SELECT u FROM users u", ""),
            ("SELECT row_to_json(u) FROM users u", ""),
            ("SELECT row_to_json(u.*) FROM users u", ""),
            ("SELECT data->>'name', tags[1], (addr).city, (u).email FROM users u", ""),
            ("SELECT CASE status WHEN 'a' THEN x ELSE y END FROM t", ""),
            ("SELECT DISTINCT ON (a) a, b FROM t", ""),
            ("SELECT a FROM t WHERE b = ANY(ARRAY['x','y']) AND c IS NULL AND d BETWEEN 1 AND e", ""),
            ("SELECT extract(epoch FROM created_at), cast(a AS text), b::date, now() AT TIME ZONE tz FROM t", ""),
            ("SELECT array_agg(a ORDER BY b) FILTER (WHERE c) FROM t", ""),
            ("SELECT \"Email\" FROM \"Users\" WHERE \"Users\".\"Id\" = 1", ""),
            ("SELECT a FROM t FOR UPDATE OF t SKIP LOCKED", ""),
            ("TABLE users", ""),
            ("SELECT 1", ""),
            ("SELECT a FROM t LIMIT 10 OFFSET 5", ""),
            ("SELECT (SELECT max(total) FROM orders WHERE orders.user_id = u.id) AS m FROM users u ORDER BY m", ""),
            ("SELECT a FROM x LEFT JOIN (y JOIN z ON y.i = z.i) ON x.i = y.i", ""),
            ("EXPLAIN ANALYZE SELECT a FROM t", ""),
            ("VALUES (1, 'a')", ""),
            ("SELECT 'admin'::role, NULL::text", ""),
            ("SELECT a FROM t; DELETE FROM u", ""),
        ],
    );
}
