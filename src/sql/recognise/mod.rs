//! Statements that the parser does not take, read from their tokens: by the words that begin them, in every dialect alike.
//!
//! Nothing here reads bodies; `super::body` does.

mod alter;
mod checks;
pub mod columns;
mod create;
mod objects;
mod query;

use std::ops::Range;

use super::cursor::Cursor;
use super::lexer::TokenKind;
use crate::model::change::{ChangeKind, SchemaChange, StatementKind};
use crate::model::name::Dialect;
use crate::sql::literal::is_on;

pub use query::approximate;

/// Statements that change nothing a query could name, by their first words.
const NO_EFFECT: &[&str] = &[
    "ABORT",
    "ADD SENSITIVITY",
    "ALTER AGGREGATE",
    "ALTER AUTHORIZATION",
    "ALTER COLLATION",
    "ALTER CONVERSION",
    "ALTER DATABASE",
    "ALTER DEFAULT PRIVILEGES",
    "ALTER EVENT",
    "ALTER EXTENSION",
    "ALTER FULLTEXT",
    "ALTER GROUP",
    "ALTER LANGUAGE",
    "ALTER LARGE",
    "ALTER LOGIN",
    "ALTER OPERATOR",
    "ALTER PARTITION",
    "ALTER POLICY",
    "ALTER PUBLICATION",
    "ALTER ROLE",
    "ALTER RULE",
    "ALTER SEQUENCE",
    "ALTER SERVER",
    "ALTER STATISTICS",
    "ALTER SUBSCRIPTION",
    "ALTER SYSTEM",
    "ALTER TABLESPACE",
    "ALTER TEXT",
    "ALTER TRIGGER",
    "ALTER USER",
    "ALTER EVENT TRIGGER",
    "ALTER INSTANCE",
    "ALTER SECURITY",
    "ALTER SERVICE",
    "ANALYSE",
    "ANALYZE",
    "ATTACH",
    "AUDIT",
    "BACKUP",
    "BEGIN",
    "BREAK",
    "CHECKPOINT",
    "CLOSE",
    "CLUSTER",
    "COMMENT",
    "COMMIT",
    "CONTINUE",
    "CREATE ACCESS",
    "CREATE AGGREGATE",
    "CREATE CAST",
    "CREATE COLLATION",
    "CREATE CONVERSION",
    "CREATE DATABASE",
    "CREATE DICTIONARY",
    "CREATE EVENT TRIGGER",
    "CREATE EXTENSION",
    "CREATE FULLTEXT",
    "CREATE GROUP",
    "CREATE LOGIN",
    "CREATE OPERATOR",
    "CREATE OR REPLACE RULE",
    "CREATE PARTITION",
    "CREATE POLICY",
    "CREATE PUBLICATION",
    "CREATE ROLE",
    "CREATE ROW",
    "CREATE RULE",
    "CREATE SECURITY",
    "CREATE SEQUENCE",
    "CREATE SERVER",
    "CREATE STATISTICS",
    "CREATE SUBSCRIPTION",
    "CREATE SYNONYM",
    "CREATE TABLESPACE",
    "CREATE TEMP SEQUENCE",
    "CREATE TEMPORARY SEQUENCE",
    "CREATE TEXT",
    "CREATE TRANSFORM",
    "CREATE UNLOGGED SEQUENCE",
    "CREATE USER",
    "CREATE QUOTA",
    "CREATE SETTINGS",
    "CREATE ASSEMBLY",
    "CREATE CREDENTIAL",
    "CREATE CERTIFICATE",
    "CREATE CHANGEFEED",
    "DEALLOCATE",
    "DECLARE",
    "DENY",
    "DETACH",
    "DISABLE",
    "DISCARD",
    "DROP ACCESS",
    "DROP AGGREGATE",
    "DROP CAST",
    "DROP COLLATION",
    "DROP CONVERSION",
    "DROP DATABASE",
    "DROP DICTIONARY",
    "DROP EVENT",
    "DROP EXTENSION",
    "DROP FULLTEXT",
    "DROP GROUP",
    "DROP LANGUAGE",
    "DROP LOGIN",
    "DROP OPERATOR",
    "DROP POLICY",
    "DROP PUBLICATION",
    "DROP ROLE",
    "DROP ROW",
    "DROP RULE",
    "DROP SECURITY",
    "DROP SEQUENCE",
    "DROP SERVER",
    "DROP STATISTICS",
    "DROP SUBSCRIPTION",
    "DROP SYNONYM",
    "DROP TABLESPACE",
    "DROP TEXT",
    "DROP TRANSFORM",
    "DROP USER",
    "DROP PREPARE",
    "DROP PARTITION",
    "DROP ASSEMBLY",
    "DROP QUOTA",
    "DROP SETTINGS",
    "ENABLE",
    "END",
    "EXPLAIN",
    "EXCHANGE",
    "FETCH",
    "FLUSH",
    "GOTO",
    "GRANT",
    "IMPORT",
    "KILL",
    "LISTEN",
    "LOAD",
    "LOCK",
    "MOVE",
    "NOTIFY",
    "OPEN",
    "OPTIMIZE",
    "PRAGMA",
    "PRINT",
    "RAISERROR",
    "REASSIGN",
    "RECONFIGURE",
    "REFRESH",
    "REINDEX",
    "RELEASE",
    "RENAME USER",
    "REPAIR",
    "RESET",
    "RETURN",
    "REVOKE",
    "ROLLBACK",
    "SAVE",
    "SAVEPOINT",
    "SECURITY",
    "SET",
    "SHOW",
    "SIGNAL",
    "START",
    "STOP",
    "SYSTEM",
    "THROW",
    "UNLISTEN",
    "UNLOCK",
    "VACUUM",
    "WAITFOR",
    "DESCRIBE",
    "CHECK TABLE",
    "CHECKSUM",
    "LEAVE",
    "ITERATE",
    "RAISE",
    "EXIT",
    "NULL",
    "GET DIAGNOSTICS",
    "RESIGNAL",
    "PREPARE",
    "EXECUTE",
    "EXEC",
    "CALL",
    "DO",
    "ASSERT",
    "DBCC",
    "XA",
    "HANDLER",
    "INSTALL",
    "UNINSTALL",
    "UPDATE STATISTICS",
    "CHANGE",
    "PURGE",
    "SAVE TRAN",
];

/// Reads a statement; `None` if its tokens do not say enough.
pub fn statement(c: Cursor<'_>) -> Option<StatementKind> {
    if matches!(c.kind(), Some(TokenKind::Meta)) {
        return Some(StatementKind::Changes(Vec::new()));
    }
    if let Some(found) = changes(c) {
        return found.unknown.is_none().then_some(StatementKind::Changes(found.changes));
    }
    if query::begins(c) {
        return crate::sql::select(c).map(StatementKind::Query);
    }
    is_without_effect(c).then(|| StatementKind::Changes(Vec::new()))
}

fn is_without_effect(c: Cursor<'_>) -> bool {
    NO_EFFECT.iter().any(|phrase| c.is_phrase(phrase))
}

struct Found {
    changes: Vec<SchemaChange>,
    unknown: Option<Range<usize>>,
}

impl From<Vec<SchemaChange>> for Found {
    fn from(changes: Vec<SchemaChange>) -> Self {
        Found { changes, unknown: None }
    }
}

fn changes(mut c: Cursor<'_>) -> Option<Found> {
    let whole = c.whole();
    let start = c;
    if c.eat("ALTER TABLE")
        || c.eat("ALTER FOREIGN TABLE")
        || c.eat("ALTER IGNORE TABLE")
        || c.eat("ALTER ONLINE TABLE")
    {
        if c.is_phrase("ALL IN") {
            return Some(Vec::new().into());
        }
        let alter = alter::table(c)?;
        return Some(Found { changes: alter.changes, unknown: alter.unknown });
    }
    if c.is("ALTER") {
        return objects::alter(c).map(Found::from);
    }
    if c.is("DROP") {
        return objects::drop(c).map(Found::from);
    }
    if c.is("CREATE") {
        return create::create(c).map(Found::from);
    }
    if c.eat("RENAME TABLE") || c.eat("RENAME TABLES") {
        return objects::rename_tables(c).map(Found::from);
    }
    if c.eat("TRUNCATE") {
        c.eat("TABLE");
        c.eat("IF EXISTS");
        c.eat("ONLY");
        let names = c.names();
        let found =
            names.into_iter().map(|object| SchemaChange { range: object.range(), kind: ChangeKind::Truncate, object });
        return Some(found.collect::<Vec<_>>().into());
    }
    if c.is("UNDROP") {
        return None;
    }
    if c.eat("EXEC") || c.eat("EXECUTE") {
        return objects::sp_rename(c, whole).map(Found::from);
    }
    if start.is("SP_RENAME") && start.dialect == Dialect::Mssql {
        return objects::sp_rename(start, whole).map(Found::from);
    }
    if { c }.eat("PRAGMA LEGACY_ALTER_TABLE") {
        c.at += 1;
        let object = c.name()?;
        c.eat_operator("=");
        let kind = ChangeKind::RenamesStay(is_on(c.token()?.text(c.text)));
        return Some(vec![SchemaChange { kind, object, range: whole }].into());
    }
    if c.eat("USE") {
        let object = c.name()?;
        return Some(vec![SchemaChange { kind: ChangeKind::SetSearchPath, object, range: whole }].into());
    }
    if c.eat("SET") {
        c.eat_any(&["SESSION", "LOCAL"]);
        if c.eat("SEARCH_PATH") || c.eat("SCHEMA") {
            return objects::search_path(c, whole).map(Found::from);
        }
        return None;
    }
    if c.is("SELECT") && c.dialect == Dialect::Mssql {
        return create::select_into(c).map(Found::from);
    }
    None
}

/// The drops and renames that the tokens of an unreadable statement show.
pub fn seen(c: Cursor<'_>) -> Vec<SchemaChange> {
    let mut seen: Vec<SchemaChange> = Vec::new();
    let mut at = 0;
    while let Some(token) = c.tokens.get(at) {
        let starts = token.kind == TokenKind::Word
            && ["ALTER", "DROP", "RENAME", "EXEC", "EXECUTE"].iter().any(|word| token.is_word(c.text, word));
        if starts {
            let rest = c.over(c.tokens.get(at..).unwrap_or_default());
            if let Some(found) = changes(rest) {
                for change in found.changes {
                    if destroys(&change.kind) && !seen.iter().any(|known| known.range == change.range) {
                        seen.push(change);
                    }
                }
            }
        }
        at += 1;
    }
    seen
}

/// Whether a change takes away a name that code could use.
pub fn destroys(kind: &ChangeKind) -> bool {
    matches!(
        kind,
        ChangeKind::DropTable { .. }
            | ChangeKind::RenameTable { .. }
            | ChangeKind::SetSchema { .. }
            | ChangeKind::DropColumn { .. }
            | ChangeKind::RenameColumn { .. }
            | ChangeKind::DropView { .. }
            | ChangeKind::RenameView { .. }
            | ChangeKind::DropType { .. }
            | ChangeKind::RenameType { .. }
            | ChangeKind::RenameEnumValue { .. }
            | ChangeKind::DropFunction { .. }
            | ChangeKind::RenameFunction { .. }
            | ChangeKind::DropSchema { .. }
            | ChangeKind::RenameSchema { .. }
    )
}

/// What was not understood of an `ALTER TABLE`, or the first words of anything else.
pub fn unknown_part(c: Cursor<'_>) -> Range<usize> {
    if let Some(range) = changes(c).and_then(|found| found.unknown) {
        return range;
    }
    let end = c.tokens.get(3.min(c.tokens.len().saturating_sub(1))).map_or(0, |token| token.end);
    c.whole().start..end.max(c.whole().start)
}
