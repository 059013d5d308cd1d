//! Statements that change nothing in the catalog and still lock, rewrite or refuse something: they are known by their first words.
//!
//! A phrase is a line of a table: the words that a statement begins with, in capitals, `?` for a name, `~` for words up to the next one that the phrase has. An
//! operation of `ALTER TABLE` is looked for behind the table's name, in each of the statement's parts.

use super::forms::Words;
use super::{Deed, Moment, indexes, naming, outputs, rows};
use crate::model::change::Statement;
use crate::model::name::{Dialect, ObjectName};
use crate::model::operation::{Fact, Operation};
use crate::sql::cursor::{Cursor, split_commas};
use crate::sql::lexer::TokenKind;

struct Phrase {
    words: &'static str,
    operation: Operation,
    facts: &'static [Fact],
}

const fn phrase(words: &'static str, operation: Operation, facts: &'static [Fact]) -> Phrase {
    Phrase { words, operation, facts }
}

/// Whole statements. The first that fits counts.
const STATEMENTS: &[Phrase] = &[
    phrase("REINDEX ~ CONCURRENTLY ?", Operation::Reindex, &[]),
    phrase("REINDEX ~ TABLE ?", Operation::Reindex, &[]),
    phrase("REINDEX ~ INDEX ?", Operation::Reindex, &[]),
    phrase("REINDEX ~ SCHEMA ?", Operation::Reindex, &[]),
    phrase("REINDEX ~ DATABASE ?", Operation::Reindex, &[]),
    phrase("REINDEX ~ SYSTEM ?", Operation::Reindex, &[]),
    phrase("REINDEX ~", Operation::Reindex, &[]),
    phrase("VACUUM ( ~ FULL ~ ) ?", Operation::VacuumFull, &[]),
    phrase("VACUUM ( ~ FULL", Operation::VacuumFull, &[]),
    phrase("VACUUM FULL ?", Operation::VacuumFull, &[]),
    phrase("VACUUM FULL", Operation::VacuumFull, &[]),
    phrase("CLUSTER ?", Operation::Cluster, &[]),
    phrase("CLUSTER", Operation::Cluster, &[]),
    phrase("REFRESH MATERIALIZED VIEW CONCURRENTLY ?", Operation::RefreshMaterializedView, &[Fact::Concurrently]),
    phrase("REFRESH MATERIALIZED VIEW ?", Operation::RefreshMaterializedView, &[]),
    phrase("LOCK TABLE ?", Operation::LockTable, &[]),
    phrase("LOCK TABLES ?", Operation::LockTable, &[]),
    phrase("LOCK ?", Operation::LockTable, &[]),
    phrase("CREATE DATABASE ?", Operation::CreateDatabase, &[]),
    phrase("DROP DATABASE IF EXISTS ?", Operation::DropDatabase, &[Fact::IfExists]),
    phrase("DROP DATABASE ?", Operation::DropDatabase, &[]),
    phrase("DROP SEQUENCE IF EXISTS ?", Operation::DropSequence, &[Fact::IfExists]),
    phrase("DROP SEQUENCE ?", Operation::DropSequence, &[]),
    phrase("DROP DOMAIN IF EXISTS ?", Operation::DropDomain, &[Fact::IfExists]),
    phrase("DROP DOMAIN ?", Operation::DropDomain, &[]),
    phrase("CREATE EXTENSION IF NOT EXISTS ?", Operation::CreateExtension, &[Fact::IfNotExists]),
    phrase("CREATE EXTENSION ?", Operation::CreateExtension, &[]),
    phrase("ALTER EXTENSION ?", Operation::AlterExtension, &[]),
    phrase("DROP EXTENSION IF EXISTS ?", Operation::DropExtension, &[Fact::IfExists]),
    phrase("DROP EXTENSION ?", Operation::DropExtension, &[]),
    phrase("DROP OWNED", Operation::DropOwned, &[]),
    phrase("REASSIGN OWNED", Operation::DropOwned, &[]),
    phrase("DROP ROLE", Operation::DropOwned, &[]),
    phrase("DROP USER", Operation::DropOwned, &[]),
    phrase("REVOKE", Operation::Revoke, &[]),
    phrase("GRANT", Operation::Grant, &[]),
    phrase("ALTER DEFAULT PRIVILEGES ~ REVOKE", Operation::Revoke, &[]),
    phrase("ALTER ROLE ~ SET", Operation::ChangeSettings, &[]),
    phrase("ALTER ROLE ?", Operation::AlterRole, &[]),
    phrase("ALTER USER ?", Operation::AlterRole, &[]),
    phrase("ALTER SYSTEM", Operation::ChangeSettings, &[]),
    phrase("ALTER DATABASE ~ SET", Operation::ChangeSettings, &[]),
    phrase("ALTER DATABASE ? RENAME", Operation::RenameObject, &[]),
    phrase("ALTER SCHEMA ? RENAME", Operation::RenameSchema, &[]),
    phrase("ALTER SEQUENCE IF EXISTS ? RENAME", Operation::RenameObject, &[Fact::IfExists]),
    phrase("ALTER SEQUENCE ? RENAME", Operation::RenameObject, &[]),
    phrase("ALTER SEQUENCE IF EXISTS ? ~ RESTART", Operation::AlterSequence, &[Fact::Restart]),
    phrase("ALTER SEQUENCE ? ~ RESTART", Operation::AlterSequence, &[Fact::Restart]),
    phrase("ALTER SEQUENCE ? OWNED", Operation::Grant, &[]),
    phrase("ALTER SEQUENCE ?", Operation::AlterSequence, &[]),
    phrase("CREATE DOMAIN ?", Operation::CreateDomain, &[]),
    phrase("ALTER DOMAIN ? ADD", Operation::AlterDomain, &[]),
    phrase("ALTER DOMAIN ? SET NOT", Operation::AlterDomain, &[]),
    phrase("CREATE POLICY ? ON ?", Operation::CreatePolicy, &[]),
    phrase("ALTER POLICY ? ON ?", Operation::AlterPolicy, &[]),
    phrase("DROP POLICY IF EXISTS ? ON ?", Operation::DropPolicy, &[Fact::IfExists]),
    phrase("DROP POLICY ? ON ?", Operation::DropPolicy, &[]),
    phrase("ALTER FUNCTION ?", Operation::AlterFunction, &[]),
    phrase("ALTER PROCEDURE ?", Operation::AlterFunction, &[]),
    phrase("DO", Operation::RunBlock, &[]),
    phrase("BEGIN TRAN", Operation::Begin, &[]),
    phrase("BEGIN TRANSACTION", Operation::Begin, &[]),
    phrase("START TRANSACTION", Operation::Begin, &[]),
    phrase("BEGIN", Operation::Begin, &[]),
    phrase("COMMIT", Operation::Commit, &[]),
    phrase("ROLLBACK", Operation::Commit, &[]),
    phrase("END", Operation::Commit, &[]),
];

/// What begins like the end of a transaction and is none: savepoints, and the second half of a two-phase commit.
const NO_END: &[&str] =
    &["ROLLBACK TO", "ROLLBACK WORK TO", "ROLLBACK TRANSACTION TO", "COMMIT PREPARED", "ROLLBACK PREPARED"];

/// Operations of `ALTER TABLE`.
const OF_TABLES: &[Phrase] = &[
    phrase("VALIDATE CONSTRAINT ?", Operation::ValidateConstraint, &[]),
    phrase("SET LOGGED", Operation::SetLogged, &[]),
    phrase("SET UNLOGGED", Operation::SetLogged, &[]),
    phrase("SET TABLESPACE ?", Operation::SetTablespace, &[]),
    phrase("SET ACCESS METHOD ?", Operation::SetAccessMethod, &[]),
    phrase("ATTACH PARTITION ?", Operation::AttachPartition, &[]),
    phrase("DETACH PARTITION ? CONCURRENTLY", Operation::DetachPartition, &[Fact::Concurrently]),
    phrase("DETACH PARTITION ? FINALIZE", Operation::DetachPartition, &[Fact::Concurrently, Fact::Finalize]),
    phrase("DETACH PARTITION ?", Operation::DetachPartition, &[]),
    phrase("NO INHERIT ?", Operation::DropInheritance, &[]),
    phrase("REPLICA IDENTITY NOTHING", Operation::ReplicaIdentity, &[Fact::Nothing]),
    phrase("REPLICA IDENTITY", Operation::ReplicaIdentity, &[]),
    phrase("ENABLE ROW LEVEL SECURITY", Operation::RowSecurity, &[Fact::Enable]),
    phrase("FORCE ROW LEVEL SECURITY", Operation::RowSecurity, &[Fact::Enable, Fact::Force]),
    phrase("DISABLE ROW LEVEL SECURITY", Operation::RowSecurity, &[]),
    phrase("NO FORCE ROW LEVEL SECURITY", Operation::RowSecurity, &[Fact::Force]),
    phrase("DISABLE TRIGGER ?", Operation::DisableTrigger, &[]),
    phrase("DISABLE RULE ?", Operation::DisableTrigger, &[]),
    phrase("ENABLE ~ TRIGGER ?", Operation::DisableTrigger, &[Fact::Enable]),
    phrase("ENABLE ~ RULE ?", Operation::DisableTrigger, &[Fact::Enable]),
    phrase("OWNER TO", Operation::ChangeOwner, &[]),
    phrase("CLUSTER ON", Operation::Grant, &[]),
    phrase("ALTER COLUMN ? SET EXPRESSION", Operation::ChangeGenerated, &[]),
    phrase("ALTER COLUMN ? SET GENERATED", Operation::ChangeGenerated, &[]),
    phrase("ALTER ? SET EXPRESSION", Operation::ChangeGenerated, &[]),
    phrase("ALTER ? SET GENERATED", Operation::ChangeGenerated, &[]),
    phrase("CONVERT TO CHARACTER SET", Operation::ConvertCharset, &[]),
    phrase("ALGORITHM ~ COPY", Operation::AlterByCopy, &[]),
    phrase("LOCK ~ EXCLUSIVE", Operation::AlterByCopy, &[]),
    phrase("LOCK ~ SHARED", Operation::AlterByCopy, &[]),
];

/// Adds the operations that the words of a statement show.
pub(super) fn of_statement(statement: &Statement, moment: &Moment<'_>, deeds: &mut Vec<Deed>) {
    let first = moment.text.get(statement.range.clone()).and_then(|text| text.split_whitespace().next());
    let rows = first.is_some_and(|word| word.eq_ignore_ascii_case("INSERT"));
    let words = if rows { Words::head } else { Words::of }(moment.text, &statement.range, moment.dialect);
    let cursor = words.cursor();
    // In Transact-SQL these make a block.
    let block = moment.dialect == Dialect::Mssql
        && (cursor.is("END") || cursor.is("BEGIN") && !cursor.is_any_at(1, &["TRAN", "TRANSACTION"]));
    if block || NO_END.iter().any(|phrase| cursor.is_phrase(phrase)) {
        return;
    }
    if let Some(deed) = STATEMENTS.iter().find_map(|phrase| fits(phrase, cursor)) {
        let off = deed.operation == Operation::VacuumFull && (words.say("FULL FALSE") || words.say("FULL OFF"));
        if !off {
            deeds.push(finished(deed, &words, moment));
        }
        return;
    }
    if cursor.is("SET") {
        deeds.extend(timeout(cursor));
    } else if cursor.is("ALTER") {
        of_table(cursor, moment, deeds);
    } else if cursor.is_any(&["UPDATE", "DELETE", "INSERT", "MERGE", "WITH"]) {
        deeds.extend(write(cursor, &words, moment));
    } else if cursor.is("SELECT") {
        deeds.extend(outputs::selected(statement, &words));
    } else if moment.dialect == Dialect::Mssql && cursor.is_phrase("EXEC sp_rename") {
        // Its target is in the changes.
    }
}

fn finished(deed: Deed, words: &Words<'_>, moment: &Moment<'_>) -> Deed {
    let deed = match deed.operation {
        Operation::Reindex => reindexed(deed, words, moment),
        Operation::RefreshMaterializedView => deed.fact_if(!words.say("WITH NO DATA"), Fact::WithData),
        Operation::LockTable => {
            let mode = MODES.iter().find(|mode| words.say(&format!("{mode} MODE")));
            let mysql = ["READ", "WRITE"].iter().find(|mode| words.say(mode));
            deed.named("what", mode.or(mysql).map_or("ACCESS EXCLUSIVE", |mode| mode))
        }
        _ => deed,
    };
    let checked = words.say("CHECK") || words.say("NOT NULL");
    let domain = matches!(deed.operation, Operation::CreateDomain | Operation::AlterDomain);
    let renamed = deed.table.as_ref().filter(|_| deed.operation == Operation::RenameObject);
    let what = renamed.map_or(String::new(), |name| format!("`{name}`"));
    deed.named("what", what)
        .fact_if(words.say("CASCADE"), Fact::Cascade)
        .fact_if(words.say("NOT VALID"), Fact::NotValid)
        .fact_if(domain && checked, Fact::Check)
        .fact_if(words.say("TO PUBLIC"), Fact::Force)
}

/// The modes of `LOCK TABLE`, those first in whose names others end.
const MODES: &[&str] = &[
    "ACCESS EXCLUSIVE",
    "SHARE ROW EXCLUSIVE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "ACCESS SHARE",
    "ROW SHARE",
    "EXCLUSIVE",
    "SHARE",
];

/// `REINDEX`: of the index's table, and with `(CONCURRENTLY)` as an option.
fn reindexed(deed: Deed, words: &Words<'_>, moment: &Moment<'_>) -> Deed {
    let off = ["false", "off", "0"].iter().any(|off| words.say(&format!("CONCURRENTLY {off}")));
    let name = deed.table.as_ref().map_or(String::new(), |name| name.name.value.clone());
    let owner = indexes::owner(&name, moment).filter(|_| words.say("INDEX"));
    let kind = ["INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM"].iter().find(|kind| words.say(kind));
    let deed = deed
        .named("what", kind.map_or("TABLE", |kind| kind))
        .fact_if(kind == Some(&"SYSTEM"), Fact::SystemCatalogs)
        .fact_if(words.say("CONCURRENTLY") && !off, Fact::Concurrently);
    match owner {
        Some(table) => deed.on(&table.label.written.clone()),
        None => deed,
    }
}

/// `SET [LOCAL|SESSION] lock_timeout = '2s'`, MySQL's `lock_wait_timeout`.
fn timeout(mut cursor: Cursor<'_>) -> Option<Deed> {
    cursor.eat("SET");
    cursor.eat_any(&["LOCAL", "SESSION", "GLOBAL"]);
    let name = cursor.here().trim_start_matches('@').trim_start_matches("session.").to_ascii_lowercase();
    let known = [
        "lock_timeout",
        "statement_timeout",
        "idle_in_transaction_session_timeout",
        "lock_wait_timeout",
        "innodb_lock_wait_timeout",
        "max_execution_time",
    ];
    let what = known.iter().find(|known| **known == name)?;
    let range = cursor.whole();
    cursor.skip();
    let _ = cursor.eat_operator("=") || cursor.eat("TO");
    let value = cursor.here().trim_matches('\'');
    let zero = !value.is_empty() && value.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim() == "0";
    // PostgreSQL and `max_execution_time` count milliseconds, MySQL's waits for locks seconds.
    let bare = if what.ends_with("lock_wait_timeout") { 1_000 } else { 1 };
    let length = naming::seconds(value, bare).map(|seconds| seconds.to_string()).unwrap_or_default();
    let deed = Deed::new(Operation::SetTimeout, range).named("what", *what).named("seconds", length);
    Some(if zero { deed.named("default", "0") } else { deed })
}

fn of_table(mut cursor: Cursor<'_>, moment: &Moment<'_>, deeds: &mut Vec<Deed>) {
    if !cursor.eat("ALTER TABLE") && !cursor.eat("ALTER INDEX") && !cursor.eat("ALTER FOREIGN TABLE") {
        return;
    }
    let if_exists = cursor.eat("IF EXISTS");
    cursor.eat("ONLY");
    let Some(table) = cursor.name() else { return };
    for part in split_commas(cursor.text, cursor.rest()) {
        let part = cursor.over(part);
        let Some(deed) = OF_TABLES.iter().find_map(|phrase| fits(phrase, part)) else { continue };
        let what = deed.table.as_ref().map_or(String::new(), |name| name.name.value.clone());
        let deed = match deed.operation {
            Operation::ValidateConstraint => deed.named("constraint", what),
            Operation::ChangeGenerated => match deed.table.as_ref().map(|name| name.name.clone()) {
                Some(column) => deed.column(&column),
                None => deed,
            },
            Operation::AttachPartition => {
                let checked = deed.table.as_ref().and_then(|name| moment.now.table(name));
                let checked = checked.is_some_and(|table| !table.checks.is_empty());
                Deed { other: deed.table.clone(), ..deed }.named("what", what).fact_if(checked, Fact::HasCheck)
            }
            _ => deed.named("what", what),
        };
        deeds.push(deed.on(&table).fact_if(if_exists, Fact::IfExists));
    }
}

/// Writes of rows: which table, and whether all rows.
fn write(mut cursor: Cursor<'_>, words: &Words<'_>, moment: &Moment<'_>) -> Option<Deed> {
    if cursor.is("WITH") {
        return None;
    }
    let range = cursor.whole();
    let (operation, prefix) = match () {
        () if cursor.eat("UPDATE") => (Operation::Update, ""),
        () if cursor.eat("DELETE FROM") => (Operation::Delete, ""),
        () if cursor.eat("DELETE") => (Operation::Delete, ""),
        () if cursor.eat("INSERT INTO") => (Operation::Insert, "values"),
        () if cursor.eat("MERGE INTO") || cursor.eat("MERGE") => (Operation::Insert, "merge"),
        () => return None,
    };
    cursor.eat("ONLY");
    if cursor.eat("TOP") {
        // SQL Server's limit: `TOP (500)`, `TOP (5) PERCENT`.
        cursor.group()?;
        cursor.eat("PERCENT");
    }
    let table = cursor.name()?;
    let deed = Deed::new(operation, range)
        .on(&table)
        .named("object", table.to_string())
        .fact_if(operation != Operation::Insert && rows::all(words.cursor()), Fact::WithoutWhere)
        .named("null", rows::only_nulls(cursor).unwrap_or_default())
        .fact_if(prefix == "values" && words.say("SELECT"), Fact::AsSelect);
    let mut lists: Vec<Vec<String>> = Vec::new();
    if operation == Operation::Insert && prefix == "values" {
        lists.extend(cursor.group().map(|inside| listed(cursor.over(inside), moment.dialect)));
    }
    // `ON CONFLICT DO UPDATE SET …`, and what a MERGE does when rows match or do not.
    while !cursor.done() {
        if cursor.eat("SET") {
            lists.push(assigned(cursor, moment.dialect));
        } else if prefix == "merge" && cursor.eat("INSERT") {
            lists.extend(cursor.group().map(|inside| listed(cursor.over(inside), moment.dialect)));
        } else {
            cursor.skip();
        }
    }
    let twice = lists.iter().find_map(|columns| {
        let mut earlier = columns.iter().enumerate();
        let again = |at: usize, column: &str| columns.iter().take(at).any(|other| same_target(other, column, moment));
        earlier.find(|(at, column)| again(*at, column)).map(|(_, column)| column)
    });
    // SQLite takes one of the values, and an UPDATE of MySQL does one after the other.
    let takes = moment.dialect == Dialect::Sqlite || moment.dialect == Dialect::Mysql && operation == Operation::Update;
    Some(match twice.filter(|_| !takes) {
        Some(column) => deed.fact(Fact::DuplicateColumn).named("what", column.clone()),
        None => deed,
    })
}

/// Whether two targets are the same column; in PostgreSQL `a.x` is a part of the composite `a`, which cannot be set beside the whole.
fn same_target(one: &str, other: &str, moment: &Moment<'_>) -> bool {
    let part = |whole: &str, part: &str| part.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'));
    one == other || moment.dialect == Dialect::Postgres && (part(one, other) || part(other, one))
}

/// The columns of `a = 1, b = 2` behind a `SET`, up to the `WHERE` or `FROM`.
fn assigned(cursor: Cursor<'_>, dialect: Dialect) -> Vec<String> {
    let rest = cursor.rest();
    let end = {
        let mut at = cursor;
        while !at.done() && !at.is_any(&["WHERE", "FROM", "RETURNING", "ORDER", "LIMIT", "WHEN"]) {
            at.skip();
        }
        at.at - cursor.at
    };
    let parts = split_commas(cursor.text, rest.get(..end.min(rest.len())).unwrap_or_default());
    let names = parts.into_iter().flat_map(|part| {
        let mut part = cursor.over(part);
        // `(a, b) = (1, 2)`
        if part.is_punct(b'(') {
            return part.group().map(|inside| listed(part.over(inside), dialect)).unwrap_or_default();
        }
        let name = part.name().filter(|_| part.is_operator("="));
        name.map(|name| written(&name, dialect)).into_iter().collect()
    });
    names.collect()
}

/// The names of a list with commas; what is more than a name is left out.
fn listed(cursor: Cursor<'_>, dialect: Dialect) -> Vec<String> {
    let parts = split_commas(cursor.text, cursor.rest()).into_iter();
    let name = |part| {
        let mut part = cursor.over(part);
        part.name().filter(|_| part.done()).map(|name| written(&name, dialect))
    };
    parts.filter_map(name).collect()
}

/// The whole name: `c.x` and `d.x` are two parts of a row, or columns of two tables.
fn written(name: &ObjectName, dialect: Dialect) -> String {
    match name.schema() {
        Some(before) => format!("{}.{}", before.key(dialect), name.name.key(dialect)),
        None => name.name.key(dialect),
    }
}

/// The deed of a phrase that the tokens begin with.
fn fits(phrase: &Phrase, start: Cursor<'_>) -> Option<Deed> {
    // Every one begins with a word.
    if !start.begins(phrase.words) {
        return None;
    }
    let mut cursor = start;
    let mut name: Option<ObjectName> = None;
    let mut words = phrase.words.split(' ').peekable();
    while let Some(word) = words.next() {
        match word {
            "?" => {
                if cursor.kind() == Some(TokenKind::Delimiter) {
                    return None;
                }
                name = Some(cursor.name()?);
            }
            "~" => {
                let Some(next) = words.peek() else { break };
                let mut steps = 0;
                while !at(cursor, next) {
                    cursor.at += 1;
                    steps += 1;
                    if cursor.done() || steps > 24 {
                        return None;
                    }
                }
            }
            _ => {
                if !at(cursor, word) {
                    return None;
                }
                cursor.at += 1;
            }
        }
    }
    let deed = Deed::new(phrase.operation, start.whole());
    let deed = phrase.facts.iter().fold(deed, |deed, fact| deed.fact(*fact));
    Some(match &name {
        Some(name) => deed.on(name).named("object", name.to_string()),
        None => deed,
    })
}

fn at(cursor: Cursor<'_>, word: &str) -> bool {
    match word {
        "(" => cursor.is_punct(b'('),
        ")" => cursor.is_punct(b')'),
        "?" => true,
        _ => cursor.is(word),
    }
}
