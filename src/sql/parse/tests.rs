//! What statements lower to, printed in one line each.

use std::fmt::Write;

use super::*;
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, ColumnPosition, Constraint, ConstraintKind, IndexPart, SchemaChange, Takes,
};
use crate::model::name::Ident;
use crate::sql::query::tests::show as show_query;

/// A statement's changes, compactly: what happens, to what, and the bytes that say so.
fn show(text: &str, dialect: Dialect) -> String {
    match statement(text, 0, dialect) {
        Ok(StatementKind::Changes(changes)) => {
            let shown: Vec<String> = changes.iter().map(|change| one(change, text)).collect();
            if shown.is_empty() { "nothing".to_owned() } else { shown.join("; ") }
        }
        Ok(StatementKind::Query(query)) => format!("query {}", show_query(&query)),
        Ok(other) => format!("{other:?}"),
        Err(_) => "error".to_owned(),
    }
}

fn one(change: &SchemaChange, text: &str) -> String {
    let at = text.get(change.range.clone()).unwrap_or("!");
    let at = if at == text { "" } else { at };
    let object = &change.object;
    format!("{} {object} «{at}»", kind(&change.kind))
}

fn flags(all: &[(bool, &str)]) -> String {
    all.iter().filter(|(on, _)| *on).map(|(_, name)| format!(" {name}")).collect()
}

fn list(idents: &[Ident]) -> String {
    idents.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

pub(in crate::sql) fn kind(kind: &ChangeKind) -> String {
    use ChangeKind as C;
    let index = |columns: &[IndexPart]| {
        let parts: Vec<String> =
            columns.iter().map(|part| format!("{}:{}", part.expression, list(&part.names))).collect();
        parts.join(", ")
    };
    let queries = |body: &[Query]| body.iter().map(show_query).collect::<Vec<_>>().join(" / ");
    match kind {
        C::CreateTable(table) => {
            let mut shown = format!("table{}(", flags(&[(table.temporary, "temp"), (table.if_not_exists, "if")]));
            let columns: Vec<String> = table.columns.iter().map(column).collect();
            let _ = write!(shown, "{}", columns.join(", "));
            table.constraints.iter().for_each(|part| {
                let _ = write!(shown, "; {}", constraint(part));
            });
            table.like.iter().for_each(|like| {
                let _ = write!(shown, "; like {}", like.table);
                let left = if like.takes == Takes::NONE { " alone" } else { " in part" };
                shown += if like.takes == Takes::ALL { "" } else { left };
            });
            if table.partition {
                shown += "; partition";
            }
            table.query.iter().for_each(|query| {
                let _ = write!(shown, "; as {}", show_query(query));
            });
            shown + ")"
        }
        C::DropTable { if_exists, cascade } => {
            format!("drop table{}", flags(&[(*if_exists, "if"), (*cascade, "cascade")]))
        }
        C::RenameTable { to } => format!("rename table to {to}"),
        C::Partition { partition, attached } => {
            format!("{} {partition}", if *attached { "attach" } else { "detach" })
        }
        C::SetSchema { to } => format!("set schema {to}"),
        C::AddColumn { column: def, if_not_exists } => {
            format!("add{} {}", flags(&[(*if_not_exists, "if")]), column(def))
        }
        C::DropColumn { column, if_exists, cascade } => {
            format!("drop{} {column}", flags(&[(*if_exists, "if"), (*cascade, "cascade")]))
        }
        C::RenameColumn { from, to } => format!("rename {from} to {to}"),
        C::AlterColumn { column: name, action } => match action {
            ColumnAction::Redefine(def) => format!("redefine {name} as {}", column(def)),
            other => format!("alter {name} {other:?}"),
        },
        C::AddConstraint(part) => format!("add {}", constraint(part)),
        C::DropConstraint { name, if_exists, cascade } => {
            format!("drop constraint{} {name}", flags(&[(*if_exists, "if"), (*cascade, "cascade")]))
        }
        C::DropPrimaryKey => "drop primary key".to_owned(),
        C::RenameConstraint { from, to } => format!("rename constraint {from} to {to}"),
        C::CreateIndex { table, columns, unique, predicate, concurrently, if_not_exists } => format!(
            "index{} on {table} ({}) {}",
            flags(&[(*unique, "unique"), (*concurrently, "concurrently"), (*if_not_exists, "if")]),
            index(columns),
            predicate.as_deref().unwrap_or("")
        ),
        C::DropIndex { table, concurrently, if_exists, cascade } => format!(
            "drop index{} {}",
            flags(&[(*concurrently, "concurrently"), (*if_exists, "if"), (*cascade, "cascade")]),
            table.as_ref().map_or(String::new(), |table| format!("on {table}"))
        ),
        C::RenameIndex { to, .. } => format!("rename index to {to}"),
        C::CreateView { query, columns, materialized, or_replace } => format!(
            "view{} ({}) {}",
            flags(&[(*materialized, "materialized"), (*or_replace, "replace")]),
            list(columns),
            show_query(query)
        ),
        C::DropView { if_exists, cascade, materialized } => {
            format!("drop view{}", flags(&[(*if_exists, "if"), (*cascade, "cascade"), (*materialized, "materialized")]))
        }
        C::RenameView { to } => format!("rename view to {to}"),
        C::RefreshView => "refresh view".to_owned(),
        C::RunCode(_) => "run code".to_owned(),
        C::CreateEnum { values } => format!("enum ({})", list(values)),
        C::CreateType => "type".to_owned(),
        C::AddEnumValue { value } => format!("add value {value}"),
        C::RenameEnumValue { from, to } => format!("rename value {from} to {to}"),
        C::DropType { if_exists, cascade } => {
            format!("drop type{}", flags(&[(*if_exists, "if"), (*cascade, "cascade")]))
        }
        C::RenameType { to } => format!("rename type to {to}"),
        C::CreateFunction { body, or_replace, procedure, .. } => {
            format!("function{} {{{}}}", flags(&[(*or_replace, "replace"), (*procedure, "procedure")]), queries(body))
        }
        C::DropFunction { if_exists, cascade, procedure } => {
            format!("drop function{}", flags(&[(*if_exists, "if"), (*cascade, "cascade"), (*procedure, "procedure")]))
        }
        C::RenameFunction { to } => format!("rename function to {to}"),
        C::CreateTrigger { table, columns, function, body, .. } => format!(
            "trigger on {table}({}) {} {{{}}}",
            list(columns),
            function.as_ref().map_or(String::new(), ToString::to_string),
            queries(body)
        ),
        C::DropTrigger { table, .. } => {
            format!("drop trigger {}", table.as_ref().map_or(String::new(), |table| format!("on {table}")))
        }
        C::CreateSchema => "schema".to_owned(),
        C::DropSchema { if_exists, cascade } => {
            format!("drop schema{}", flags(&[(*if_exists, "if"), (*cascade, "cascade")]))
        }
        C::RenameSchema { to } => format!("rename schema to {to}"),
        C::SetSearchPath => "search".to_owned(),
        C::RenamesStay(on) => format!("renames stay {on}"),
        C::UsualSearchPath { schemas, .. } => format!("search {} schemas", schemas.len()),
        C::ValidateConstraint { name } => format!("validate {}", name.value),
        C::Truncate => "truncate".to_owned(),
    }
}

fn column(def: &ColumnDef) -> String {
    let mut shown = format!("{} {}", def.name, def.data_type);
    let marks = [(!def.nullable, "!"), (def.primary_key, "pk"), (def.unique, "unique"), (def.generated, "gen")];
    shown.push_str(&flags(&marks));
    def.default.iter().for_each(|default| {
        let _ = write!(shown, " ={default}");
    });
    def.references.iter().for_each(|(table, columns)| {
        let _ = write!(shown, " ->{table}({})", list(columns));
    });
    if !def.values.is_empty() {
        let _ = write!(shown, " in {}", def.values.join("|"));
    }
    match &def.position {
        ColumnPosition::Unsaid => {}
        ColumnPosition::First => shown.push_str(" first"),
        ColumnPosition::After(other) => {
            let _ = write!(shown, " after {other}");
        }
    }
    shown
}

fn constraint(part: &Constraint) -> String {
    let name = part.name.as_ref().map_or(String::new(), |name| format!("{name}:"));
    let kind = match &part.kind {
        ConstraintKind::PrimaryKey { columns } => format!("pk({})", list(columns)),
        ConstraintKind::Unique { columns } => format!("unique({})", list(columns)),
        ConstraintKind::ForeignKey { columns, table, referenced } => {
            format!("fk({})->{table}({})", list(columns), list(referenced))
        }
        ConstraintKind::Check { columns, values, .. } => format!("check({}|{})", list(columns), values.join(",")),
        ConstraintKind::Exclude { columns } => format!("exclude({})", list(columns)),
        ConstraintKind::UsingIndex { index, primary } => format!("using({index} {primary})"),
        ConstraintKind::NotNull { column } => format!("notnull({column})"),
    };
    format!("{name}{kind}")
}

fn check(dialect: Dialect, cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (text, expected) in cases {
        let found = show(text, dialect);
        if found != *expected {
            let _ = write!(wrong, "\n{text}\n  expected {expected}\n  found    {found}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn postgres() {
    check(
        Dialect::Postgres,
        &[
            (
                "CREATE TABLE users (id bigserial PRIMARY KEY, email varchar(255) NOT NULL UNIQUE, role text DEFAULT 'a' CHECK (role IN ('a', 'b')), org_id int REFERENCES orgs (id) ON DELETE CASCADE, at timestamp with time zone DEFAULT now() NOT NULL)",
                "table(id bigserial ! pk gen, email varchar(255) ! unique, role text ='a' in a|b, org_id int ->orgs(id), at timestamp with time zone ! =now(); check(role|a,b)) users «CREATE TABLE users»",
            ),
            (
                "CREATE TABLE IF NOT EXISTS app.t (a int, b int, CONSTRAINT t_pk PRIMARY KEY (a, b), UNIQUE (b), CONSTRAINT fk FOREIGN KEY (a) REFERENCES x (y), CHECK (a > b), EXCLUDE USING gist (a WITH =))",
                "table if(a int !, b int !; t_pk:pk(a,b); unique(b); fk:fk(a)->x(y); check(a,b|); exclude(a)) app.t «CREATE TABLE IF NOT EXISTS app.t»",
            ),
            (
                "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, total numeric(10, 2) GENERATED ALWAYS AS (a * b) STORED, tags text[] NOT NULL DEFAULT '{}', s status NOT NULL)",
                "table(id int ! gen, total numeric(10, 2) gen, tags text[] ! ='{}', s status !) t «CREATE TABLE t»",
            ),
            ("CREATE TABLE t (LIKE other INCLUDING ALL)", "error"),
            ("CREATE TABLE t (LIKE other)", "table(; like other alone) t «CREATE TABLE t»"),
            (
                "CREATE TABLE t PARTITION OF parent FOR VALUES FROM (1) TO (10)",
                "table(; like parent; partition) t «CREATE TABLE t»",
            ),
            ("CREATE TABLE t (a int) INHERITS (base)", "table(a int; like base) t «CREATE TABLE t»"),
            ("CREATE TABLE t AS SELECT a, b FROM u", "table(; as <u> a[u] b[u]) t «CREATE TABLE t»"),
            ("CREATE TEMP TABLE t (a int)", "table temp(a int) t «CREATE TEMP TABLE t»"),
            ("SELECT a INTO t2 FROM t1", "table(; as <t1> a[t1]) t2 «»"),
            ("ALTER TABLE users DROP COLUMN username", "drop username users «DROP COLUMN username»"),
            (
                "ALTER TABLE IF EXISTS ONLY public.users DROP COLUMN IF EXISTS a CASCADE, DROP b, ADD COLUMN c text NOT NULL DEFAULT 'x', ALTER COLUMN d SET NOT NULL",
                "drop if cascade a public.users «DROP COLUMN IF EXISTS a CASCADE»; drop b public.users «DROP b»; add c text ! ='x' public.users «ADD COLUMN c text NOT NULL DEFAULT 'x'»; alter d SetNotNull public.users «ALTER COLUMN d SET NOT NULL»",
            ),
            ("ALTER TABLE users RENAME COLUMN a TO b", "rename a to b users «RENAME COLUMN a TO b»"),
            ("ALTER TABLE users RENAME TO people", "rename table to people users «RENAME TO people»"),
            (
                "ALTER TABLE users ADD COLUMN IF NOT EXISTS a int CHECK (a > 0)",
                "add if a int users «ADD COLUMN IF NOT EXISTS a int CHECK (a > 0)»; add check(a|) users «ADD COLUMN IF NOT EXISTS a int CHECK (a > 0)»",
            ),
            (
                "ALTER TABLE t ALTER COLUMN a TYPE varchar(20) USING a::varchar, ALTER b SET DEFAULT now() + interval '1 day', ALTER c DROP DEFAULT, ALTER d DROP NOT NULL, ALTER e SET DATA TYPE bigint",
                r#"alter a SetType { data_type: "varchar(20)" } t «ALTER COLUMN a TYPE varchar(20) USING a::varchar»; alter b SetDefault { default: "now() + interval '1 day'" } t «ALTER b SET DEFAULT now() + interval '1 day'»; alter c DropDefault t «ALTER c DROP DEFAULT»; alter d DropNotNull t «ALTER d DROP NOT NULL»; alter e SetType { data_type: "bigint" } t «ALTER e SET DATA TYPE bigint»"#,
            ),
            (
                "ALTER TABLE t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY",
                "alter a AddGenerated t «ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY»",
            ),
            (
                "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a, b), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES s.x (b) NOT VALID, DROP CONSTRAINT IF EXISTS g CASCADE, RENAME CONSTRAINT h TO i",
                "add u:unique(a,b) t «ADD CONSTRAINT u UNIQUE (a, b)»; add f:fk(a)->s.x(b) t «ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES s.x (b) NOT VALID»; drop constraint if cascade g t «DROP CONSTRAINT IF EXISTS g CASCADE»; rename constraint h to i t «RENAME CONSTRAINT h TO i»",
            ),
            (
                "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY USING INDEX i",
                "add p:using(i true) t «ADD CONSTRAINT p PRIMARY KEY USING INDEX i»",
            ),
            (
                "ALTER TABLE t ADD CONSTRAINT c CHECK (s = ANY (ARRAY['a'::text, 'b'::text]))",
                "add c:check(s|a,b) t «ADD CONSTRAINT c CHECK (s = ANY (ARRAY['a'::text, 'b'::text]))»",
            ),
            ("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "nothing"),
            ("ALTER TABLE t SET SCHEMA x", "error"),
            ("ALTER TABLE t DETACH PARTITION p", "error"),
            ("DROP TABLE a, b.c CASCADE", "drop table cascade a «a»; drop table cascade b.c «b.c»"),
            ("DROP TABLE IF EXISTS users", "drop table if users «»"),
            ("DROP VIEW v", "drop view v «»"),
            ("DROP MATERIALIZED VIEW IF EXISTS m", "drop view if materialized m «»"),
            ("DROP INDEX CONCURRENTLY i", "error"),
            ("DROP INDEX IF EXISTS s.i, j", "drop index if  s.i «s.i»; drop index if  j «j»"),
            ("DROP TYPE role CASCADE", "drop type cascade role «»"),
            ("DROP SCHEMA s CASCADE", "drop schema cascade s «»"),
            ("DROP FUNCTION IF EXISTS f(int), g", "drop function if f «f»; drop function if g «g»"),
            ("DROP PROCEDURE p", "drop function procedure p «»"),
            ("DROP TRIGGER t ON users", "drop trigger on users t «»"),
            ("DROP DOMAIN d", "drop type d «»"),
            ("DROP SEQUENCE s", "nothing"),
            ("DROP EXTENSION e", "nothing"),
            ("CREATE VIEW v (x, y) AS SELECT a, b FROM t", "view (x,y) <t> a[t] b[t] v «CREATE VIEW v»"),
            (
                "CREATE OR REPLACE VIEW v AS SELECT * FROM users u WHERE u.active",
                "view replace () <users:u> u.active[users:u] *[users:u] v «CREATE OR REPLACE VIEW v»",
            ),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM t",
                "view materialized () <t> count() m «CREATE MATERIALIZED VIEW m»",
            ),
            (
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON users (lower(email), org_id DESC) WHERE deleted_at IS NULL",
                "index unique concurrently if on users (lower(email):email, org_id:org_id) deleted_at IS NULL i «»",
            ),
            ("CREATE INDEX ON app.users USING gin (data)", "index on app.users (data:data)  app.users_data_idx «»"),
            ("ALTER INDEX i RENAME TO j", "rename index to j i «»"),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA",
                "view materialized () <t> a[t] m «CREATE MATERIALIZED VIEW m»",
            ),
            ("CREATE TYPE role AS ENUM ('a', 'b')", "enum (a,b) role «CREATE TYPE role»"),
            ("CREATE TYPE pair AS (a int, b int)", "type pair «CREATE TYPE pair»"),
            ("CREATE DOMAIN d AS text CHECK (VALUE <> '')", "type d «CREATE DOMAIN d»"),
            ("ALTER TYPE role ADD VALUE IF NOT EXISTS 'c' BEFORE 'b'", "add value c role «»"),
            ("ALTER TYPE role RENAME VALUE 'a' TO 'z'", "rename value a to z role «»"),
            ("ALTER TYPE role RENAME TO kind", "rename type to kind role «»"),
            (
                "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT id FROM users WHERE x = a $$",
                "function {<users> id[users] x[users] a[users]} f «CREATE FUNCTION f»",
            ),
            (
                "CREATE OR REPLACE FUNCTION g() RETURNS trigger AS $x$ BEGIN UPDATE users SET n = 1 WHERE id = NEW.id; RETURN NEW; END $x$ LANGUAGE plpgsql",
                "function replace {<+users> +n[users] id[users] NEW.id[]} g «CREATE OR REPLACE FUNCTION g»",
            ),
            (
                "CREATE FUNCTION h() RETURNS int LANGUAGE sql AS 'SELECT a FROM t WHERE b = ''x'''",
                "function {<t> a[t] b[t] b='x'} h «CREATE FUNCTION h»",
            ),
            ("ALTER FUNCTION f(int) RENAME TO g", "rename function to g f «»"),
            (
                "CREATE TRIGGER t BEFORE UPDATE OF email, name ON users FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION f()",
                "trigger on users(email,name) f {<users> OLD.email[users] NEW.email[users]} t «CREATE TRIGGER t»",
            ),
            ("CREATE SCHEMA s", "schema s «»"),
            ("TRUNCATE TABLE a, b", "truncate a «a»; truncate b «b»"),
            ("SET search_path TO app, public", "search app «»"),
            ("SELECT pg_catalog.set_config('search_path', 'app', false)", "search app «»"),
            ("COMMENT ON TABLE t IS 'x'", "nothing"),
            ("GRANT SELECT ON t TO r", "nothing"),
            ("BEGIN", "nothing"),
            ("UPDATE t SET a = 1", "query <+t> +a[t]"),
            ("ALTER SCHEMA a RENAME TO b", "error"),
            ("CREATE SEQUENCE s", "nothing"),
            ("DROP DATABASE d", "error"),
        ],
    );
}

#[test]
fn mysql() {
    check(
        Dialect::Mysql,
        &[
            (
                "CREATE TABLE `t` (`id` int unsigned NOT NULL AUTO_INCREMENT COMMENT 'the id', `s` enum('a','b') DEFAULT 'a', `n` varchar(20) CHARACTER SET utf8 COLLATE utf8_bin NULL, u timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, PRIMARY KEY (`id`), UNIQUE KEY `u` (`n`), KEY `k` (`s`, `n`(10))) ENGINE=InnoDB",
                "table(id int unsigned ! gen, s enum('a','b') ='a' in a|b, n varchar(20), u timestamp =CURRENT_TIMESTAMP; pk(id); u:unique(n)) t «CREATE TABLE `t`»; index on t (s:s, `n`(10):n)  k «`k` (`s`, `n`»",
            ),
            ("CREATE TABLE a LIKE b", "table(; like b) a «CREATE TABLE a»"),
            (
                "ALTER TABLE t CHANGE COLUMN a b varchar(10) NOT NULL DEFAULT 'x' AFTER c, MODIFY d int NULL, ADD e int FIRST",
                "rename a to b t «CHANGE COLUMN a b varchar(10) NOT NULL DEFAULT 'x' AFTER c»; redefine b as b varchar(10) ! ='x' after c t «CHANGE COLUMN a b varchar(10) NOT NULL DEFAULT 'x' AFTER c»; redefine d as d int t «MODIFY d int NULL»; add e int first t «ADD e int FIRST»",
            ),
            ("ALTER TABLE t CHANGE a a bigint", "redefine a as a bigint t «CHANGE a a bigint»"),
            (
                "ALTER TABLE t DROP PRIMARY KEY, DROP FOREIGN KEY fk, DROP INDEX i, ADD INDEX j (a)",
                "drop primary key t «DROP PRIMARY KEY»; drop constraint fk t «DROP FOREIGN KEY fk»; drop index on t i «DROP INDEX i»; index on t (a:a)  j «ADD INDEX j (a)»",
            ),
            ("ALTER TABLE t DROP a, DROP COLUMN b", "drop a t «DROP a»; drop b t «DROP COLUMN b»"),
            ("RENAME TABLE a TO b, c TO x.d", "rename table to b a «a TO b»; rename table to x.d c «c TO x.d»"),
            ("DROP TEMPORARY TABLE t", "nothing"),
            ("DROP INDEX i ON t", "drop index on t i «»"),
            ("CREATE INDEX i ON t (a(10))", "index on t (a(10):a)  i «»"),
            ("USE shop", "search shop «»"),
            ("CREATE DATABASE shop", "schema shop «»"),
            ("DROP DATABASE shop", "drop schema shop «»"),
            ("DROP TRIGGER t", "drop trigger  t «»"),
            ("ALTER VIEW v AS SELECT a FROM t", "view replace () <t> a[t] v «ALTER VIEW v»"),
        ],
    );
}

#[test]
fn sqlite() {
    check(
        Dialect::Sqlite,
        &[
            (
                "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, b TEXT DEFAULT (datetime('now')))",
                "table(id INTEGER ! pk gen, a , b TEXT =(datetime('now'))) t «CREATE TABLE t»",
            ),
            ("CREATE VIRTUAL TABLE f USING fts5(title, body)", "table(title , body ) f «CREATE VIRTUAL TABLE f»"),
            (
                "CREATE TRIGGER x AFTER UPDATE OF a ON t BEGIN UPDATE u SET b = NEW.a WHERE id = OLD.id; END",
                "trigger on t(a)  {<t +u> +b[u] NEW.a[t] id[u] OLD.id[t]} x «CREATE TRIGGER x»",
            ),
            ("PRAGMA foreign_keys = 1", "nothing"),
            ("PRAGMA legacy_alter_table = 1", "renames stay true legacy_alter_table «»"),
            ("ALTER TABLE t DROP COLUMN a", "drop a t «DROP COLUMN a»"),
        ],
    );
}

#[test]
fn mssql() {
    check(
        Dialect::Mssql,
        &[
            (
                "CREATE TABLE [dbo].[T] ([Id] INT IDENTITY(1,1) NOT NULL, [N] NVARCHAR(50) NULL, CONSTRAINT [PK_T] PRIMARY KEY ([Id]))",
                "table(Id INT ! gen, N NVARCHAR(50); PK_T:pk(Id)) dbo.T «CREATE TABLE [dbo].[T]»",
            ),
            ("EXEC sp_rename 'a', 'b'", "error"),
            ("DROP TABLE [dbo].[T]", "drop table dbo.T «»"),
            ("ALTER TABLE [dbo].[T] DROP COLUMN [N]", "drop N dbo.T «DROP COLUMN [N]»"),
            ("ALTER TABLE [dbo].[T] DROP CONSTRAINT [C]", "drop constraint C dbo.T «DROP CONSTRAINT [C]»"),
            ("IF 1 = 1 BEGIN DROP TABLE t END", "error"),
            ("CREATE OR ALTER VIEW v AS SELECT a FROM t", "view replace () <t> a[t] v «CREATE OR ALTER VIEW v»"),
        ],
    );
}

#[test]
fn clickhouse() {
    check(
        Dialect::Clickhouse,
        &[
            (
                "CREATE TABLE t (a Nullable(String), b UInt64 DEFAULT 0, c Enum8('x' = 1, 'y' = 2)) ENGINE = MergeTree ORDER BY a",
                "table(a Nullable(String), b UInt64 ! =0, c Enum8('x' = 1, 'y' = 2) ! in x|y) t «CREATE TABLE t»",
            ),
            ("ALTER TABLE t ON CLUSTER c DROP COLUMN a", "drop a t «DROP COLUMN a»"),
        ],
    );
}
