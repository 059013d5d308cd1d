//! What queries name, printed in one line each.

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
        let place = literal.place.map(|(of, place)| format!("{}#{place}", table(&of)));
        let column = literal.column.map(|index| query.columns[index].column.to_string());
        let column = column.or(place).unwrap_or("-".to_owned());
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
        Access::Call => "()",
        Access::Name => "::",
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
pub(super) fn places_agree(query: &Query, text: &str) {
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
fn postgres_selects() {
    check(
        Dialect::Postgres,
        &[
            ("SELECT email FROM users", "<users> email[users]"),
            ("SELECT u.email, id FROM users u", "<users:u> u.email[users:u] id[users:u]"),
            ("SELECT * FROM users", "<users> *[users]"),
            ("SELECT u.*, o.id FROM users u, orders o", "<users:u orders:o> o.id[orders:o] *[users:u]"),
            ("SELECT count(*) FROM public.users", "<public.users> count()"),
            ("SELECT public.users.email FROM public.users", "<public.users> users.email[public.users]"),
            (
                "SELECT a.id, b.id FROM users a JOIN users b ON a.parent_id = b.id",
                "<users:a users:b> a.parent_id[users:a] b.id[users:b] a.id[users:a] b.id[users:b]",
            ),
            (
                "SELECT email FROM users JOIN orders USING (user_id)",
                "<users orders> user_id[users] user_id[orders] email[users|orders]",
            ),
            (
                "SELECT user_id FROM users JOIN orders USING (user_id)",
                "<users orders> user_id[users] user_id[orders] user_id[users]",
            ),
            (
                "SELECT email FROM users JOIN orders USING (\"Email\")",
                "<users orders> Email[users] Email[orders] email[users|orders]",
            ),
            ("SELECT \"Email\" FROM (SELECT * FROM users) email", "<users> Email[users] *[users]"),
            ("SELECT x FROM a NATURAL JOIN b", "<a b> x[a|b]"),
            ("SELECT a.* FROM a, b ORDER BY x, lower(x)", "<a b> x[a>a|b] x[a|b] *[a] lower()"),
            (
                "SELECT id FROM users WHERE status = 'active' AND role IN ('a', 'b'::role)",
                "<users> id[users] status[users] role[users] status='active' role='a' role='b'::role",
            ),
            (
                "SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = users.id AND total > 5)",
                "<users orders> id[users] user_id[orders>users] users.id[users] total[orders>users]",
            ),
            (
                "SELECT id FROM users WHERE id IN (SELECT user_id FROM orders)",
                "<users orders> id[users] id[users] user_id[orders>users]",
            ),
            ("SELECT d.email FROM (SELECT email, id FROM users) d", "<users> email[users] id[users]"),
            ("SELECT email FROM (SELECT * FROM users) d", "<users> email[users] *[users]"),
            ("SELECT d.email FROM (SELECT * FROM users) d", "<users> d.email[users] *[users]"),
            ("SELECT name FROM (SELECT email AS name FROM users) d, orders", "<users orders> email[users]"),
            ("WITH a AS (SELECT id, email FROM users) SELECT email FROM a", "<users> id[users] email[users]"),
            (
                "WITH a AS (SELECT * FROM users), b AS (SELECT * FROM a) SELECT b.email FROM b",
                "<users> b.email[users] *[users] *[users]",
            ),
            (
                "WITH RECURSIVE t AS (SELECT id, parent_id FROM nodes UNION ALL SELECT n.id, n.parent_id FROM nodes n JOIN t ON t.id = n.parent_id) SELECT id FROM t",
                "<nodes nodes:n> id[nodes] parent_id[nodes] n.parent_id[nodes:n] n.id[nodes:n] n.parent_id[nodes:n]",
            ),
            (
                "WITH RECURSIVE t(a) AS (SELECT id FROM nodes UNION ALL SELECT a + 1 FROM t) SELECT a FROM t",
                "<nodes> id[nodes]",
            ),
            (
                "WITH gone AS (DELETE FROM users WHERE id = $1 RETURNING id, email) INSERT INTO log (user_id) SELECT id FROM gone",
                "<+users +log> id[users] id[users] email[users] +user_id[log] insert(log 1 1)",
            ),
            (
                "SELECT u.id, x.n FROM users u CROSS JOIN LATERAL (SELECT count(o.id) AS n FROM orders o WHERE o.user_id = u.id) x",
                "<users:u orders:o> o.id[orders:o] o.user_id[orders:o] u.id[users:u] u.id[users:u] count()",
            ),
            (
                "SELECT u.id FROM users u, LATERAL jsonb_each(u.data) AS e(k, v) WHERE k = 'x'",
                "<users:u> u.data[users:u] u.id[users:u] jsonb_each()",
            ),
            ("SELECT n FROM generate_series(1, 3) n", "<> generate_series()"),
            ("SELECT n, email FROM users, generate_series(1, 3) AS g(n)", "<users> email[users] generate_series()"),
            ("SELECT a FROM t1 UNION SELECT b FROM t2 ORDER BY a", "<t1 t2> a[t1] b[t2]"),
            ("SELECT lower(email) AS e FROM users ORDER BY e", "<users> email[users] lower()"),
            ("SELECT lower(email) AS email FROM users ORDER BY email", "<users> email[users] lower()"),
            ("SELECT email FROM users ORDER BY email DESC", "<users> email[users] email[users]"),
            (
                "SELECT lower(name) AS n FROM users GROUP BY n HAVING count(n) > 1",
                "<users> name[users] n[users] lower() count()",
            ),
            (
                "SELECT row_number() OVER (PARTITION BY team ORDER BY score) AS r FROM players",
                "<players> team[players] score[players] row_number()",
            ),
            ("SELECT sum(x) OVER w FROM t WINDOW w AS (PARTITION BY y)", "<t> x[t] y[t] sum()"),
            ("SELECT u FROM users u", "<users:u> u[users:u] *[users:u]"),
            ("SELECT row_to_json(u) FROM users u", "<users:u> u[users:u] *[users:u] row_to_json()"),
            ("SELECT row_to_json(u.*) FROM users u", "<users:u> *[users:u] row_to_json()"),
            (
                "SELECT data->>'name', tags[1], (addr).city, (u).email FROM users u",
                "<users:u> data[users:u] tags[users:u] addr[users:u] u.email[users:u]",
            ),
            ("SELECT CASE status WHEN 'a' THEN x ELSE y END FROM t", "<t> status[t] x[t] y[t] status='a'"),
            ("SELECT DISTINCT ON (a) a, b FROM t", "<t> a[t] a[t] b[t]"),
            (
                "SELECT a FROM t WHERE b = ANY(ARRAY['x','y']) AND c IS NULL AND d BETWEEN 1 AND e",
                "<t> a[t] b[t] c[t] d[t] e[t] b='x' b='y'",
            ),
            (
                "SELECT extract(epoch FROM created_at), cast(a AS text), b::date, now() AT TIME ZONE tz FROM t",
                "<t> created_at[t] a[t] b[t] tz[t] now()",
            ),
            ("SELECT array_agg(a ORDER BY b) FILTER (WHERE c) FROM t", "<t> a[t] b[t] c[t] array_agg()"),
            (r#"SELECT "Email" FROM "Users" WHERE "Users"."Id" = 1"#, "<Users> Email[Users] Users.Id[Users]"),
            ("SELECT a FROM t FOR UPDATE OF t SKIP LOCKED", "<t> a[t]"),
            ("TABLE users", "~ <users>"),
            ("SELECT 1", "<>"),
            ("SELECT a FROM t LIMIT 10 OFFSET 5", "<t> a[t]"),
            (
                "SELECT (SELECT max(total) FROM orders WHERE orders.user_id = u.id) AS m FROM users u ORDER BY m",
                "<users:u orders> total[orders>users:u] orders.user_id[orders] u.id[users:u] max()",
            ),
            (
                "SELECT a FROM x LEFT JOIN (y JOIN z ON y.i = z.i) ON x.i = y.i",
                "<x y z> y.i[y] z.i[z] x.i[x] y.i[y] a[x|y|z]",
            ),
            ("EXPLAIN ANALYZE SELECT a FROM t", "<t> a[t]"),
            ("VALUES (1, 'a')", "<>"),
            ("SELECT 'admin'::role, NULL::text", "<> -='admin'::role"),
            ("SELECT a FROM t; DELETE FROM u", "<t> a[t] ; <+u>"),
        ],
    );
}

#[test]
fn postgres_changes_and_placeholders() {
    check(
        Dialect::Postgres,
        &[
            (
                "INSERT INTO users (email, role) VALUES ($1, 'admin'::role), ($2, 'x')",
                "<+users> +email[users] +role[users] insert(users 2 2) role='admin'::role role='x'",
            ),
            ("INSERT INTO users VALUES (1, 'a')", "<+users> insert(users - 2) users#1='a'"),
            ("INSERT INTO users DEFAULT VALUES", "<+users> insert(users 0 0)"),
            (
                "INSERT INTO users AS u (id, n) VALUES ($1, 2) ON CONFLICT (id) DO UPDATE SET n = excluded.n + u.n WHERE u.n > 1 RETURNING id, u.n",
                "<+users:u> +id[users:u] +n[users:u] id[users:u] +n[users:u] excluded.n[users:u] u.n[users:u] u.n[users:u] id[users:u] u.n[users:u] insert(users:u 2 2) conflict(id)",
            ),
            (
                "INSERT INTO users (id) VALUES (1) ON CONFLICT ON CONSTRAINT users_pkey DO NOTHING",
                "<+users> +id[users] insert(users 1 1) conflict(#users_pkey)",
            ),
            (
                "INSERT INTO archive (id, email) SELECT id, email FROM users WHERE active",
                "<+archive users> +id[archive] +email[archive] id[users] email[users] active[users] insert(archive 2 2)",
            ),
            (
                "INSERT INTO a (x, k) SELECT id, 'lit' FROM b ON CONFLICT DO NOTHING",
                "<+a b> +x[a] +k[a] id[b] insert(a 2 2) k='lit'",
            ),
            ("INSERT INTO a SELECT * FROM b", "<+a b> *[b] insert(a - -)"),
            (
                "UPDATE users SET email = $1, (a, b) = (1, c) WHERE id = $2 RETURNING *",
                "<+users> +email[users] +a[users] +b[users] c[users] id[users] *[users]",
            ),
            (
                "UPDATE users u SET total = o.sum FROM orders o WHERE o.user_id = u.id AND active",
                "<+users:u orders:o> +total[users:u] o.sum[orders:o] o.user_id[orders:o] u.id[users:u] active[users:u|orders:o]",
            ),
            ("UPDATE t SET (a, b) = ('x', 'y')", "<+t> +a[t] +b[t] a='x' b='y'"),
            (
                "UPDATE users SET role = 'admin' WHERE status <> 'gone'",
                "<+users> +role[users] status[users] role='admin' status='gone'",
            ),
            (
                "DELETE FROM users USING orders o WHERE o.user_id = users.id RETURNING users.id",
                "<+users orders:o> o.user_id[orders:o] users.id[users] users.id[users]",
            ),
            ("DELETE FROM users WHERE id IN (SELECT user_id FROM bans)", "<+users bans> id[users] user_id[bans>users]"),
            (
                "MERGE INTO stock s USING moves m ON s.item = m.item WHEN MATCHED AND m.n > 0 THEN UPDATE SET qty = s.qty + m.n WHEN NOT MATCHED THEN INSERT (item, qty) VALUES (m.item, m.n)",
                "<+stock:s moves:m> s.item[stock:s] m.item[moves:m] m.n[moves:m] +qty[stock:s] s.qty[stock:s] m.n[moves:m] +item[stock:s] +qty[stock:s] m.item[moves:m] m.n[moves:m] insert(stock:s 2 2)",
            ),
            (
                "WITH x AS (SELECT id FROM a) UPDATE b SET c = x.id FROM x WHERE b.id = x.id",
                "<a +b> id[a] +c[b] b.id[b]",
            ),
            ("SELECT id FROM users WHERE email = ? AND age > ? LIMIT ?", "<users> id[users] email[users] age[users]"),
            (
                "SELECT id FROM users WHERE data ? 'key' AND tags ?| array['a'] AND id = ?",
                "<users> id[users] data[users] tags[users] id[users]",
            ),
            ("SELECT id FROM users WHERE email = %s AND id IN %s", "<users> id[users] email[users] id[users]"),
            (
                "SELECT id FROM users WHERE email = %(email)s AND n = :n AND m = @m AND k = #{k} AND c = $3::uuid",
                "<users> id[users] email[users] n[users] m[users] k[users] c[users]",
            ),
            ("SELECT a::int, b[1:2] FROM t WHERE c = :x::uuid", "<t> a[t] b[t] c[t]"),
            ("INSERT INTO t (a, b) VALUES %s", "<+t> +a[t] +b[t] insert(t 2 -)"),
            ("INSERT INTO t (a, b) VALUES (%s, %s)", "<+t> +a[t] +b[t] insert(t 2 2)"),
            ("INSERT INTO t VALUES (?, ?, ?)", "<+t> insert(t - 3)"),
            ("SELECT id FROM {table} WHERE name = {name}", "<> id[]? name[]?"),
            ("SELECT {} FROM users WHERE id = 1", "<users> id[users]"),
            ("SELECT id, ￼ FROM users WHERE email = ￼", "<users> id[users] email[users]"),
            ("SELECT id FROM users ￼ ORDER BY created_at", "<users> id[users]? created_at[users]?"),
            ("SELECT id FROM users WHERE ￼ AND email = 'x'", "<users> id[users] email[users] email='x'"),
            ("SELECT id FROM users WHERE active ￼ ORDER BY ￼ LIMIT ￼", "<users> id[users] active[users]"),
            ("SELECT id FROM ￼ WHERE email = 1", "<> id[]? email[]?"),
            ("SELECT id FROM users_￼ u WHERE u.email = 1", "<> id[]? u.email[]?"),
            ("SELECT u.￼, u.email FROM users u", "<users:u> u.email[users:u]"),
            ("INSERT INTO users (￼) VALUES (￼)", "<+users>"),
            ("UPDATE users SET ￼ WHERE id = ￼", "<+users> id[users]"),
            ("UPDATE users SET email = ￼, ￼ WHERE id = 1", "<+users> +email[users] id[users]"),
            ("UPDATE users SET ￼ = 1, b = 2", "<+users> +b[users]"),
            ("DELETE FROM users WHERE id = ANY(￼)", "<+users> id[users]"),
            ("￼ SELECT id FROM users", "<users> id[users]"),
            (
                "SELECT id FROM users JOIN orders o ON ￼ WHERE o.total > 1",
                "<users orders:o> id[users|orders:o] o.total[orders:o]",
            ),
            ("SELECT id FROM users WHERE a = '￼' AND b LIKE '%s'", "<users> id[users] a[users] b[users]"),
            ("SELECT id FROM users WHERE (￼) AND email IS NULL", "<users> id[users] email[users]"),
            ("SELECT x FROM users WHERE a = 1 AND AND b = 2", "~ <users> x[users]? a[users]? b[users]?"),
            (
                "SELECT u.email, x FROM users u, orders WHERE BROKEN (( u.id = 1",
                "~ <users:u orders> u.email[users:u]? x[users:u|orders]? u.id[users:u]?",
            ),
            ("INSERT INTO users (a, b) VALUES ((( ", "~ <+users> +a[users] +b[users] insert(users 2 -)"),
            ("hello world", "none"),
            ("Select a good name", "none"),
            (
                r#"SELECT ünï, "ß" FROM "Tàble" WHERE café = 'é' AND x = 1"#,
                "<Tàble> ünï[Tàble] ß[Tàble] café[Tàble] x[Tàble] café='é'",
            ),
            ("SELECT a FROM t WHERE x = $1 AND y > now() - INTERVAL ?", "<t> a[t] x[t] y[t] now()"),
            (
                "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) WHERE b IS NULL DO UPDATE SET c = 1",
                "<+t> +a[t] a[t] +c[t] b[t] insert(t 1 1) conflict(a)",
            ),
            ("TRUNCATE users", "<+users>"),
            ("COPY users (id, email) FROM STDIN", "<+users> +id[users] +email[users]"),
            (
                "SELECT count(DISTINCT u.id), max(u.x) FILTER (WHERE u.y = 'z') FROM users u",
                "<users:u> u.id[users:u] u.x[users:u] u.y[users:u] y='z' count() max()",
            ),
            (
                "SELECT u.id FROM users u WHERE (u.a, u.b) IN (SELECT a, b FROM t)",
                "<users:u t> u.id[users:u] u.a[users:u] u.b[users:u] a[t>users:u] b[t>users:u]",
            ),
            ("SELECT id FROM a WHERE x IN (SELECT y FROM (SELECT z AS y FROM b) q)", "<a b> id[a] x[a] z[b>a]"),
            ("SELECT s.a FROM (VALUES (1)) AS s(a), t WHERE t.id = s.a", "<t> t.id[t]"),
            (
                "SELECT name FROM information_schema.tables",
                "<information_schema.tables> name[information_schema.tables]",
            ),
            (
                "INSERT INTO t (a) VALUES (1) ON CONFLICT (lower(a), b) DO UPDATE SET c = excluded.c",
                "<+t> +a[t] +c[t] excluded.c[t] a[t] b[t] insert(t 1 1)",
            ),
            ("SELECT e.key FROM users u, jsonb_each(u.data) e", "<users:u> u.data[users:u] jsonb_each()"),
            (
                "INSERT INTO logs SELECT u.id, u.email FROM users u",
                "<+logs users:u> u.id[users:u] u.email[users:u] insert(logs - 2)",
            ),
            (
                "SELECT id, row_number() OVER (ORDER BY created_at) FROM users QUALIFY 1 = 1",
                "<users> id[users] created_at[users] row_number()",
            ),
            (
                "SELECT u.email FROM app.users u WHERE lower(u.email) = lower($1) FOR UPDATE",
                "<app.users:u> u.email[app.users:u] u.email[app.users:u] lower() lower()",
            ),
            ("SELECT a FROM t ORDER BY lower(b), 2", "<t> a[t] b[t] lower()"),
            (
                "SELECT x.a FROM t x JOIN LATERAL unnest(x.tags) AS tag ON tag = 'a'",
                "<t:x> x.tags[t:x] x.a[t:x] unnest()",
            ),
            ("WITH u AS (SELECT id FROM users), users AS (SELECT 1 AS n) SELECT n FROM users", "<users> id[users]"),
            ("SELECT coalesce(a, b) AS a FROM t GROUP BY 1 ORDER BY a", "<t> a[t] b[t] coalesce()"),
            (
                "SELECT * FROM a LEFT JOIN b ON a.id = b.a_id WHERE b.id IS NULL",
                "<a b> a.id[a] b.a_id[b] b.id[b] *[a|b]",
            ),
            ("SELECT count(*) FROM (SELECT DISTINCT email FROM users) s", "<users> email[users] count()"),
            ("SELECT {{ cols }} FROM users WHERE {% if x %} a = 1", "<users> a[users]"),
            ("SELECT id FROM users WHERE email IN (%s, %s) AND n %% 2 = 0", "<users> id[users] email[users] n[users]"),
            ("SELECT id FROM users WHERE data ?? 'x'", "<users> id[users] data[users]"),
            (
                "select id from users where id = $1 and created_at > $2 order by id limit ${limit}",
                "<users> id[users] id[users] created_at[users] id[users]",
            ),
        ],
    );
}

#[test]
fn mysql() {
    check(
        Dialect::Mysql,
        &[
            ("SELECT 1 FROM a JOIN b JOIN c USING (x)", "<a b c> x[a|b] x[c]"),
            ("SELECT 1 FROM a JOIN (b JOIN c USING (x))", "<a b c> x[b] x[c]"),
            (
                r#"SELECT `id` FROM `users` WHERE `status` = "active""#,
                "<users> id[users] status[users] status='active'",
            ),
            ("INSERT INTO t SET a = 1, b = ?", "<+t> +a[t] +b[t] insert(t 2 2)"),
            (
                "INSERT INTO t (a, b) VALUES (?, ?) ON DUPLICATE KEY UPDATE b = VALUES(b)",
                "<+t> +a[t] +b[t] +b[t] b[t] insert(t 2 2)",
            ),
            (
                "INSERT INTO t (a, b) VALUES (1, 2) AS new ON DUPLICATE KEY UPDATE b = new.b + t.b",
                "<+t> +a[t] +b[t] +b[t] new.b[t] t.b[t] insert(t 2 2)",
            ),
            ("REPLACE INTO t (a) VALUES (1)", "<+t> +a[t] insert(t 1 1)"),
            ("UPDATE a JOIN b ON a.id = b.id SET a.x = b.y, z = 1", "<+a +b> a.id[a] b.id[b] +a.x[a] b.y[b] +z[a|b]"),
            (
                "DELETE u FROM users u JOIN bans b ON b.user_id = u.id WHERE b.x = 1",
                "<+users:u bans:b> b.user_id[bans:b] u.id[users:u] b.x[bans:b]",
            ),
            ("SELECT a AS total FROM t HAVING total > 1 ORDER BY total + 1", "<t> a[t]"),
            ("SELECT @x := a FROM t WHERE b = @y", "<t> a[t] b[t]"),
            ("SELECT TIMESTAMPDIFF(DAY, a, b) FROM t", "<t> a[t] b[t] TIMESTAMPDIFF()"),
            ("SELECT a FROM t WHERE MATCH (b, c) AGAINST ('x')", "<t> a[t] b[t] c[t]"),
            ("SELECT 1 FROM dual", "<>"),
            ("SELECT a FROM t WHERE b = ? # note", "<t> a[t] b[t]"),
            ("UPDATE t SET a = ? ORDER BY b LIMIT 1", "<+t> +a[t] b[t]"),
            ("SELECT GROUP_CONCAT(a ORDER BY b SEPARATOR ',') FROM t", "<t> a[t] b[t] GROUP_CONCAT()"),
        ],
    );
}

#[test]
fn mssql() {
    check(
        Dialect::Mssql,
        &[
            (
                "SELECT TOP (@n) [u].[Id] FROM [dbo].[Users] AS [u] WHERE [u].[Email] = @email",
                "<dbo.Users:u> u.Id[dbo.Users:u] u.Email[dbo.Users:u]",
            ),
            (
                "UPDATE u SET u.Name = @p FROM dbo.Users u JOIN dbo.Orders o ON o.UserId = u.Id",
                "<+dbo.Users dbo.Users:u dbo.Orders:o> o.UserId[dbo.Orders:o] u.Id[dbo.Users:u] +u.Name[dbo.Users:u]",
            ),
            ("INSERT INTO T (A) OUTPUT inserted.Id VALUES (@a)", "<+T> +A[T] inserted.Id[T] insert(T 1 1)"),
            ("DELETE FROM T OUTPUT deleted.Id WHERE A = @a", "<+T> A[T] deleted.Id[T]"),
            (
                "SELECT DATEADD(day, 1, A) FROM T CROSS APPLY (SELECT B FROM U WHERE U.X = T.Y) v",
                "<T U> B[U>T] U.X[U] T.Y[T] A[T] DATEADD()",
            ),
            ("SELECT A FROM #tmp t JOIN @rows r ON r.Id = t.Id", "<> r.Id[]? t.Id[]? A[]?"),
            ("EXEC GetUsers @id", "<> GetUsers()"),
            ("SELECT A FROM T WHERE Id IN @ids", "<T> A[T] Id[T]"),
        ],
    );
}

#[test]
fn sqlite() {
    check(
        Dialect::Sqlite,
        &[
            ("SELECT a + b AS c FROM t WHERE c > 1 AND d = ?1 AND e = $name", "<t> a[t] b[t] d[t] e[t]"),
            ("INSERT OR REPLACE INTO t (a) VALUES (@x)", "<+t> +a[t] insert(t 1 1)"),
            ("SELECT json_extract(a, '$.x') FROM t WHERE rowid = 1", "<t> a[t] json_extract()"),
            ("SELECT 1 FROM a, b JOIN c USING (x)", "<a b c> x[a>b] x[c]"),
            ("WITH r(n) AS (SELECT a FROM t UNION SELECT n + 1 FROM r) SELECT n FROM r", "<t> a[t]"),
        ],
    );
}

#[test]
fn clickhouse() {
    check(
        Dialect::Clickhouse,
        &[
            (
                "SELECT toDate(a) AS d, count() FROM t PREWHERE b = 1 WHERE d = today() GROUP BY d",
                "<t> a[t] b[t] toDate() count() today()",
            ),
            ("SELECT arrayMap(x -> x + y, xs) FROM t FINAL", "<t> y[t] xs[t] arrayMap()"),
            ("SELECT a FROM t WHERE id = {id:UInt64} SETTINGS max_threads = 1", "<t> a[t] id[t]"),
        ],
    );
}
