//! What migrations read as.

use super::*;
use crate::model::change::{ChangeKind, Reading, SchemaChange, StatementKind};

use Dialect::{Clickhouse, Mssql, Mysql, Postgres, Sqlite};

/// A change in one line: what, of which object, the names it holds, and the text of its range.
fn shown(change: &SchemaChange, text: &str) -> String {
    let kind = format!("{:?}", change.kind);
    let kind = kind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let detail = match &change.kind {
        ChangeKind::DropColumn { column, .. } | ChangeKind::AlterColumn { column, .. } => format!(".{column}"),
        ChangeKind::AddColumn { column, .. } => format!(".{} {}", column.name, column.data_type),
        ChangeKind::RenameColumn { from, to } | ChangeKind::RenameEnumValue { from, to } => format!(".{from}>{to}"),
        ChangeKind::RenameTable { to } | ChangeKind::RenameView { to } | ChangeKind::RenameType { to } => {
            format!(">{to}")
        }
        ChangeKind::SetSchema { to } | ChangeKind::RenameIndex { to, .. } => format!(">{to}"),
        ChangeKind::DropConstraint { name, .. } => format!("#{name}"),
        ChangeKind::UsualSearchPath { schemas, .. } => {
            format!("[{}]", schemas.iter().map(|schema| schema.value.as_str()).collect::<Vec<_>>().join(" "))
        }
        ChangeKind::CreateTable(table) => {
            let columns: Vec<String> =
                table.columns.iter().map(|column| format!("{} {}", column.name, column.data_type)).collect();
            format!("({}; {})", columns.join(", "), table.constraints.len())
        }
        _ => String::new(),
    };
    format!("{kind} {}{detail} @ {}", change.object, text.get(change.range.clone()).unwrap_or("out of the text"))
}

fn all(statements: &[Statement], text: &str, prefix: &str, out: &mut Vec<(String, Reading)>) {
    for statement in statements {
        let mut line = |line: String| out.push((format!("{prefix}{line}"), statement.reading));
        match &statement.kind {
            StatementKind::Changes(changes) => changes.iter().for_each(|change| line(shown(change, text))),
            StatementKind::Query(query) => {
                let tables: Vec<String> = query.tables.iter().map(|table| table.name.to_string()).collect();
                line(format!("query {}", tables.join(",")));
            }
            StatementKind::Unparsed { seen, .. } => {
                line("unparsed".to_owned());
                seen.iter().for_each(|change| line(format!("seen {}", shown(change, text))));
            }
            StatementKind::Unreadable { what, .. } => line(format!("unreadable {what}")),
        }
        all(&statement.nested, text, &format!("{prefix}+ "), out);
    }
}

/// Checks what is read of each text: one line a change, `+` for what is nested, `query` and the tables for queries. The ranges are
/// those of the recogniser: where the parser reads a statement, they are its own affair.
fn check(cases: &[(Dialect, &str, &[&str])]) {
    for (dialect, text, expected) in cases {
        let mut found = Vec::new();
        all(&read_migration(text, 0..text.len(), *dialect), text, "", &mut found);
        let parsed = |at: usize| found.get(at).is_some_and(|(_, reading)| *reading == Reading::Parsed);
        let short = |at: usize, line: &str| match line.split_once(" @ ") {
            Some((what, _)) if parsed(at) => what.to_owned(),
            _ => line.to_owned(),
        };
        let got: Vec<String> = found.iter().enumerate().map(|(at, (line, _))| short(at, line)).collect();
        let wanted: Vec<String> = expected.iter().enumerate().map(|(at, line)| short(at, line)).collect();
        assert_eq!(got, wanted, "{dialect}: {text}");
    }
}

#[test]
fn alter_table_operations() {
    check(&[
        (
            Postgres,
            "ALTER TABLE t DROP COLUMN a, \"b\"; ALTER TABLE t SET UNUSED (c, d); ALTER TABLE t SET UNUSED COLUMN e",
            &[
                "DropColumn t.a @ DROP COLUMN a",
                "DropColumn t.b @ \"b\"",
                "DropColumn t.c @ SET UNUSED (c, d)",
                "DropColumn t.d @ SET UNUSED (c, d)",
                "DropColumn t.e @ SET UNUSED COLUMN e",
            ],
        ),
        (
            Postgres,
            "ALTER TABLE IF EXISTS ONLY a.t DROP COLUMN IF EXISTS \"X\" CASCADE, DROP y, ADD COLUMN z int NOT NULL DEFAULT 3;",
            &[
                "DropColumn a.t.X @ DROP COLUMN IF EXISTS \"X\" CASCADE",
                "DropColumn a.t.y @ DROP y",
                "AddColumn a.t.z int @ ADD COLUMN z int NOT NULL DEFAULT 3",
            ],
        ),
        (
            Postgres,
            "alter table t rename a to b; alter table t rename to u; alter table t rename constraint a to b; alter table t set schema s",
            &[
                "RenameColumn t.a>b @ rename a to b",
                "RenameTable t>u @ rename to u",
                "RenameConstraint t @ rename constraint a to b",
                "SetSchema t>s @ set schema s",
            ],
        ),
        (
            Postgres,
            "ALTER TABLE t ALTER a TYPE text USING a::text, ALTER COLUMN b DROP IDENTITY, ALTER c SET STORAGE plain, DETACH PARTITION p CONCURRENTLY",
            &[
                "AlterColumn t.a @ ALTER a TYPE text USING a::text",
                "AlterColumn t.b @ ALTER COLUMN b DROP IDENTITY",
                "Partition t @ DETACH PARTITION p CONCURRENTLY",
            ],
        ),
        (
            Mysql,
            "ALTER TABLE `t` DROP `c`, DROP INDEX i, DROP PRIMARY KEY, DROP FOREIGN KEY f, DROP CHECK k, RENAME INDEX a TO b, ADD COLUMN (x int, y enum('a')), CHANGE o n int, CONVERT TO CHARACTER SET utf8mb4",
            &[
                "DropColumn t.c @ DROP `c`",
                "DropIndex i @ DROP INDEX i",
                "DropPrimaryKey t @ DROP PRIMARY KEY",
                "DropConstraint t#f @ DROP FOREIGN KEY f",
                "DropConstraint t#k @ DROP CHECK k",
                "RenameIndex a>b @ RENAME INDEX a TO b",
                "AddColumn t.x int @ x int",
                "AddColumn t.y enum('a') @ y enum('a')",
                "RenameColumn t.o>n @ CHANGE o n int",
                "AlterColumn t.n @ CHANGE o n int",
            ],
        ),
        (
            Mssql,
            "ALTER TABLE [dbo].[T] DROP COLUMN [A], [B]; ALTER TABLE t DROP CONSTRAINT x, COLUMN y\nALTER TABLE t ADD a int NULL, b bit CONSTRAINT d DEFAULT 0\nALTER TABLE t WITH CHECK ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id)",
            &[
                "DropColumn dbo.T.A @ DROP COLUMN [A]",
                "DropColumn dbo.T.B @ [B]",
                "DropConstraint t#x @ DROP CONSTRAINT x",
                "DropColumn t.y @ COLUMN y",
                "AddColumn t.a int @ ADD a int NULL",
                "AddColumn t.b bit @ b bit CONSTRAINT d DEFAULT 0",
                "AddConstraint t @ ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id)",
            ],
        ),
        (Mssql, "ALTER TABLE t DROP fk", &["DropConstraint t#fk @ DROP fk"]),
        (
            Clickhouse,
            "ALTER TABLE db.t ON CLUSTER '{cluster}' DROP COLUMN IF EXISTS a, RENAME COLUMN b TO c, MODIFY COLUMN d String CODEC(ZSTD(3)) SETTINGS x = 1, y = 2",
            &[
                "DropColumn db.t.a @ DROP COLUMN IF EXISTS a",
                "RenameColumn db.t.b>c @ RENAME COLUMN b TO c",
                "AlterColumn db.t.d @ MODIFY COLUMN d String CODEC(ZSTD(3))",
            ],
        ),
        (Postgres, "ALTER TABLE t FROBNICATE x, DROP COLUMN y", &["unparsed", "seen DropColumn t.y @ DROP COLUMN y"]),
    ]);
}

#[test]
fn drops_and_renames() {
    check(&[
        (Postgres, "DROP TABLE IF EXISTS a, b.c CASCADE", &["DropTable a @ a", "DropTable b.c @ b.c"]),
        (Postgres, "drop index concurrently if exists i;", &["DropIndex i @ drop index concurrently if exists i"]),
        (Postgres, "DROP FUNCTION f(int, text), g", &["DropFunction f @ f", "DropFunction g @ g"]),
        (Postgres, "ALTER VIEW v RENAME COLUMN a TO b", &["RenameColumn v.a>b @ RENAME COLUMN a TO b"]),
        (
            Postgres,
            "ALTER MATERIALIZED VIEW v RENAME TO w",
            &["RenameView v>w @ ALTER MATERIALIZED VIEW v RENAME TO w"],
        ),
        (Postgres, "ALTER TYPE e RENAME VALUE 'a' TO 'b'", &["RenameEnumValue e.a>b @ RENAME VALUE 'a' TO 'b'"]),
        (Postgres, "ALTER TYPE e DROP ATTRIBUTE a CASCADE", &["DropColumn e.a @ DROP ATTRIBUTE a CASCADE"]),
        (Mysql, "RENAME TABLE a TO b, c TO d", &["RenameTable a>b @ a TO b", "RenameTable c>d @ c TO d"]),
        (
            Mssql,
            "EXEC sp_rename 'dbo.t.c', 'd', 'COLUMN'",
            &["RenameColumn dbo.t.c>d @ EXEC sp_rename 'dbo.t.c', 'd', 'COLUMN'"],
        ),
        (
            Mssql,
            "EXECUTE sys.sp_rename @objname = N'[dbo].[t]', @newname = N'u'\nGO\nDROP TABLE IF EXISTS x",
            &[
                "RenameTable dbo.t>u @ EXECUTE sys.sp_rename @objname = N'[dbo].[t]', @newname = N'u'",
                "DropTable x @ DROP TABLE IF EXISTS x",
            ],
        ),
        (Postgres, "GRANT SELECT ON t TO r; COMMENT ON TABLE t IS 'DROP TABLE x'; VACUUM t; \\connect db", &[]),
        (Postgres, "BLAH DROP TABLE x", &["unparsed", "seen DropTable x @ DROP TABLE x"]),
    ]);
}

#[test]
fn creations() {
    check(&[
        (
            Postgres,
            "CREATE TABLE IF NOT EXISTS t (id bigserial PRIMARY KEY, n timestamp with time zone DEFAULT now() NOT NULL, k text[] , CONSTRAINT u UNIQUE (n, k), FOREIGN KEY (k) REFERENCES o (id) ON DELETE CASCADE)",
            &["CreateTable t(id bigserial, n timestamp with time zone, k text[]; 2) @ CREATE TABLE IF NOT EXISTS t"],
        ),
        (
            Mysql,
            "CREATE TABLE t (`key` varchar(10) CHARACTER SET utf8 NOT NULL, KEY i (`key`(3)))",
            &["CreateTable t(key varchar(10); 0) @ CREATE TABLE t", "CreateIndex i @ KEY i (`key`(3))"],
        ),
        (Mssql, "SELECT a INTO n FROM o", &["CreateTable n(; 0) @ SELECT a INTO n FROM o"]),
        (Postgres, "SET search_path TO a, public", &["SetSearchPath a @ SET search_path TO a, public"]),
        (
            Postgres,
            "ALTER DATABASE d SET search_path TO a, \"B\", public; ALTER ROLE r IN DATABASE d SET search_path = 'a, public'; ALTER ROLE r SET work_mem TO 1",
            &[
                "UsualSearchPath d[a B public] @ ALTER DATABASE d SET search_path TO a, \"B\", public",
                "UsualSearchPath r[a public] @ ALTER ROLE r IN DATABASE d SET search_path = 'a, public'",
            ],
        ),
        (Postgres, "INSERT INTO a (x) SELECT y FROM b JOIN c ON b.i = c.i", &["query a,b,c"]),
    ]);
}

#[test]
fn bodies() {
    check(&[
        (
            Postgres,
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM t) THEN ALTER TABLE t DROP COLUMN c; END IF; EXCEPTION WHEN others THEN NULL; END $$;",
            &["+ query t", "+ DropColumn t.c @ DROP COLUMN c"],
        ),
        (Postgres, "DO $$ BEGIN EXECUTE 'DROP TABLE x'; END $$", &["+ + DropTable x @ DROP TABLE x"]),
        (
            Postgres,
            "DO $$ BEGIN EXECUTE format('ALTER TABLE %I DROP COLUMN %I', 'users', 'name'); EXECUTE 'DROP TABLE ' || quote_ident(r.n); END $$",
            &["+ + DropColumn users.name @ DROP COLUMN %I", "+ + unreadable DROP TABLE …"],
        ),
        (
            Mssql,
            "IF COL_LENGTH('t', 'c') IS NOT NULL\nBEGIN\n ALTER TABLE t DROP COLUMN c\nEND\nGO\nEXEC('ALTER TABLE t DROP CONSTRAINT ' + @d)\nEXEC sp_executesql N'DROP TABLE x'",
            &["+ DropColumn t.c @ DROP COLUMN c", "+ DropTable x @ DROP TABLE x"],
        ),
        (
            Mysql,
            "DELIMITER d//\nCREATE PROCEDURE p() BEGIN IF NOT EXISTS (SELECT 1 FROM i) THEN ALTER TABLE t DROP COLUMN c; END IF; END;\nd//\nDELIMITER ;\nCALL p;",
            &[
                "CreateFunction p @ CREATE PROCEDURE p",
                "+ query i",
                "+ DropColumn t.c @ DROP COLUMN c",
                "+ query i",
                "+ DropColumn t.c @ DROP COLUMN c",
            ],
        ),
        (
            Mysql,
            "CREATE PROCEDURE d(IN tn varchar(9), cn varchar(9)) BEGIN SET @s = CONCAT('ALTER TABLE ', tn, ' DROP COLUMN ', cn); PREPARE x FROM @s; EXECUTE x; END; CALL d('t', 'c');",
            &[
                "CreateFunction d @ CREATE PROCEDURE d",
                "+ + unreadable ALTER TABLE … DROP COLUMN …",
                "+ + DropColumn t.c @ DROP COLUMN ', cn",
            ],
        ),
        (
            Mysql,
            "SET @s = IF(@n > 0, 'ALTER TABLE t DROP COLUMN c', 'SELECT 1'); PREPARE p FROM @s; EXECUTE p;",
            &["+ DropColumn t.c @ DROP COLUMN c"],
        ),
        (
            Sqlite,
            "CREATE TRIGGER g AFTER UPDATE OF a, b ON t BEGIN UPDATE u SET x = CASE WHEN 1 THEN 2 END; DELETE FROM w; END; DROP TABLE z;",
            &["CreateTrigger g @ CREATE TRIGGER g", "+ query u", "+ query w", "DropTable z @ DROP TABLE z"],
        ),
        (
            Postgres,
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM a; SELECT CASE WHEN true THEN 1 END FROM b; END; DROP TABLE c",
            &["CreateFunction f @ CREATE FUNCTION f", "+ query a", "+ query b", "DropTable c @ DROP TABLE c"],
        ),
    ]);
}

#[test]
fn readings_say_who_understood() {
    let text = "DROP TABLE t; WIBBLE";
    let readings: Vec<Reading> =
        read_migration(text, 0..text.len(), Postgres).into_iter().map(|statement| statement.reading).collect();
    assert_eq!(readings.last(), Some(&Reading::Unparsed));
    assert_ne!(readings.first(), Some(&Reading::Unparsed));
}

#[test]
fn sql_is_told_from_prose() {
    for text in [
        "select 1",
        " (SELECT *",
        "-- x\nINSERT INTO t",
        "delete from t",
        "WITH a AS (",
        "drop table x",
        "/* a */ update t set",
    ] {
        assert!(looks_like_sql(text), "{text}");
    }
    for text in ["", "select", "selected rows", "Delete the user", "drop it", "Create a user", "insert coin", "hello"] {
        assert!(!looks_like_sql(text), "{text}");
    }
}

/// Odd and broken texts, for everything that must hold for any text.
const ODD: &[&str] = &[
    "",
    ";",
    "\u{feff}DROP TABLE t",
    "'",
    "\"",
    "$$",
    "$a$ x $b$",
    "/*",
    "/* /* */",
    "--",
    "E'\\",
    "'\\",
    "ü",
    "'ü\\ü",
    "a\u{a0}b",
    "(((((",
    ")))",
    "BEGIN BEGIN END",
    "END END;",
    "CREATE PROCEDURE",
    "CREATE TRIGGER t BEGIN",
    "DO $$ BEGIN",
    "DO",
    "ALTER TABLE",
    "ALTER TABLE t",
    "ALTER TABLE t DROP",
    "ALTER TABLE t DROP COLUMN",
    "ALTER TABLE t ,,,",
    "DROP",
    "DROP TABLE",
    "EXEC",
    "EXEC('",
    "EXEC sp_rename",
    "CREATE TABLE t (",
    "CREATE TABLE t (,,)",
    "DELIMITER",
    "DELIMITER //\nSELECT 1//\nDELIMITER ;\nSELECT 2",
    "GO\nGO\nSELECT 1\nGO 5",
    "COPY t FROM stdin;\na\tb\n\\.\nSELECT 1;",
    "\\connect x\nSELECT 1",
    "IF",
    "IF 1=1",
    "IF 1=1 ELSE",
    "SELECT :a, @b, @@c, $1, ?1, ${x}, {{y",
    "EXECUTE format('%', 'a')",
    "DO $$ BEGIN EXECUTE format('%1$', x); EXECUTE 'a' || ; END $$",
    "SELECT $ü$ x",
    "-- +goose StatementBegin\nCREATE FUNCTION f() BEGIN SELECT 1; END;\n-- +goose StatementEnd\nDROP TABLE t;",
    "CALL p(); CREATE PROCEDURE p() BEGIN CALL p(); END; CALL p();",
];

#[test]
fn any_bytes_are_read_and_none_are_lost() {
    for dialect in Dialect::ALL {
        for text in ODD {
            for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
                let text = text.get(..end).unwrap_or_default();
                read_migration(text, 0..text.len(), dialect);
                let (tokens, statements) = split::split(text, 0..text.len(), dialect);
                let mut at = 0;
                for token in &tokens {
                    assert!(
                        token.start >= at && token.end > token.start && text.get(token.range()).is_some(),
                        "{dialect}: {text}"
                    );
                    at = token.end;
                    let held = statements
                        .iter()
                        .filter(|one| one.range.start <= token.start && token.end <= one.range.end)
                        .count();
                    let separates = token.is_punct(text, b';')
                        || !matches!(
                            token.kind,
                            lexer::TokenKind::Word
                                | lexer::TokenKind::Quoted
                                | lexer::TokenKind::String
                                | lexer::TokenKind::Number
                                | lexer::TokenKind::Punct
                                | lexer::TokenKind::Operator
                                | lexer::TokenKind::Variable
                                | lexer::TokenKind::Meta
                        );
                    assert!(held == 1 || (separates && held == 0), "{dialect}: {text}");
                }
            }
        }
    }
}

#[test]
fn deep_nesting_ends() {
    let brackets = "(".repeat(20_000);
    read_migration(&brackets, 0..brackets.len(), Postgres);
    let mut inner = "DROP TABLE t".to_owned();
    for level in 0..30 {
        inner = format!("DO $a{level}$ BEGIN {inner}; END $a{level}$");
    }
    read_migration(&inner, 0..inner.len(), Postgres);
}
