//! The session in which a file's statements run: transactions, timeouts, and the locks that are held already.

use std::collections::BTreeSet;

use super::tables::{Lock, lock_of};
use super::{Deed, Setting};
use crate::catalog::Catalog;
use crate::migration::transaction::{Transaction, transaction};
use crate::model::change::{Statement, StatementKind};
use crate::model::name::{Dialect, ObjectName};
use crate::model::operation::{Fact, Operation};
use crate::source::Span;

/// What is known of a session at a moment.
#[derive(Default)]
pub(super) struct Session {
    dialect: Dialect,
    /// A transaction is open for the whole file.
    whole: bool,
    /// A `BEGIN` of the file's own that is not closed: its operation, its statement.
    pub(super) open: Option<(Span, Span)>,
    lock_timeout: bool,
    statement_timeout: bool,
    /// What was done in the transaction.
    exclusive: BTreeSet<String>,
    not_valid: BTreeSet<String>,
    /// Indexes that the file dropped.
    dropped: BTreeSet<String>,
    /// Tables that the file altered.
    altered: BTreeSet<String>,
    /// Whether the file changes the schema, and whether it changes rows.
    mixed: bool,
}

impl Session {
    pub(super) fn of_file(setting: &Setting<'_>, text: &str, statements: &[&Statement]) -> Session {
        let whole = match transaction(setting.layout, text, setting.dialect) {
            Transaction::Tool => setting.layout != "flyway" || !alone(text, statements),
            Transaction::Implicit => statements.len() > 1,
            Transaction::None => false,
        };
        let changes =
            statements.iter().any(|one| matches!(&one.kind, StatementKind::Changes(changes) if !changes.is_empty()));
        let writes = statements.iter().filter(|one| matches!(one.kind, StatementKind::Query(_))).any(|one| {
            let first = text.get(one.range.clone()).and_then(|text| text.split_whitespace().next()).unwrap_or_default();
            ["UPDATE", "DELETE", "INSERT", "MERGE"].iter().any(|word| first.eq_ignore_ascii_case(word))
        });
        // Code says it in its own words.
        let says = |what: &str| text.contains(&format!("set_{what}")) || text.contains(&format!("{what}:"));
        Session {
            dialect: setting.dialect,
            whole,
            mixed: changes && writes,
            lock_timeout: says("lock_timeout") || text.contains("safety_assured_timeout"),
            statement_timeout: says("statement_timeout"),
            ..Session::default()
        }
    }

    fn in_transaction(&self) -> bool {
        self.whole || self.open.is_some()
    }

    /// What is so of a deed for the session that it is done in.
    pub(super) fn mark(&self, deed: &mut Deed, now: &Catalog) {
        let mut set = |so: bool, fact| {
            if so {
                deed.facts.insert(fact);
            }
        };
        set(self.in_transaction(), Fact::InTransaction);
        set(self.lock_timeout, Fact::LockTimeout);
        set(self.statement_timeout, Fact::StatementTimeout);
        set(self.mixed, Fact::MixedFile);
        let index = deed.names.get("index").map(|name| name.to_lowercase());
        set(index.is_some_and(|name| self.dropped.contains(&name)), Fact::DroppedBefore);
        let Some(table) = deed.table.as_ref().map(|name| key(name, now)) else { return };
        let in_transaction = self.in_transaction();
        set(in_transaction && !self.exclusive.is_empty(), Fact::AfterExclusiveLock);
        set(in_transaction && self.exclusive.iter().any(|other| *other != table), Fact::AfterExclusiveLockElsewhere);
        set(self.altered.contains(&table), Fact::AlteredBefore);
        let constraint = deed.names.get("constraint").map(|name| format!("{table}.{}", name.to_lowercase()));
        if constraint.is_some_and(|name| self.not_valid.contains(&name)) && in_transaction {
            deed.facts.insert(Fact::SameTransaction);
        }
    }

    /// A deed is done: what it leaves behind in the session.
    pub(super) fn done(&mut self, deed: &Deed, now: &Catalog, statement: &Span) {
        match deed.operation {
            Operation::Begin => {
                self.open = Some((Span { range: deed.range.clone(), ..statement.clone() }, statement.clone()));
                self.exclusive.clear();
                self.not_valid.clear();
            }
            Operation::Commit => {
                self.open = None;
                self.whole = false;
                self.exclusive.clear();
                self.not_valid.clear();
            }
            Operation::SetTimeout => {
                self.lock_timeout |= deed.names.get("what").is_some_and(|name| name.contains("lock"));
                self.statement_timeout |= deed.names.get("what").is_some_and(|name| name.contains("statement"));
            }
            Operation::DropIndex => self.dropped.extend(deed.names.get("index").map(|name| name.to_lowercase())),
            _ => {}
        }
        let Some(table) = deed.table.as_ref().map(|name| key(name, now)) else { return };
        if self.dialect == Dialect::Postgres && lock_of(deed) == Lock::Everybody && !deed.has(Fact::NewTable) {
            self.exclusive.insert(table.clone());
        }
        if deed.has(Fact::NotValid)
            && let Some(name) = deed.names.get("constraint")
        {
            self.not_valid.insert(format!("{table}.{}", name.to_lowercase()));
        }
    }

    /// A statement is done.
    pub(super) fn after(&mut self, statement: &Statement, _text: &str) {
        if let StatementKind::Changes(changes) = &statement.kind {
            self.altered.extend(changes.iter().map(|change| change.object.name.value.to_lowercase()));
        }
    }
}

/// Whether Flyway runs a file without a transaction on its own accord: where no statement of it can run in one (documentation, "Execute in transaction").
fn alone(text: &str, statements: &[&Statement]) -> bool {
    let cannot = |statement: &&&Statement| {
        let upper = text.get(statement.range.clone()).unwrap_or_default().to_ascii_uppercase();
        upper.contains("CONCURRENTLY") || upper.starts_with("VACUUM")
    };
    let neutral = |statement: &&&Statement| {
        text.get(statement.range.clone()).is_some_and(|text| text.to_ascii_uppercase().starts_with("SET"))
    };
    statements.iter().any(|one| cannot(&one)) && statements.iter().all(|one| cannot(&one) || neutral(&one))
}

fn key(name: &ObjectName, now: &Catalog) -> String {
    now.table(name).map_or_else(|| name.name.value.to_lowercase(), |table| table.name().to_lowercase())
}
