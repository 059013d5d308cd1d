//! The session in which a file's statements run: transactions, timeouts, and the locks that are held already.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::ahead::Ahead;
use super::tables::{Lock, lock_of};
use super::{Deed, Setting};
use crate::migration::transaction::{Transaction, outside, parts, transaction};
use crate::model::change::{ChangeKind, CodeKind, SchemaChange, Statement, StatementKind};
use crate::model::name::{Dialect, ObjectName};
use crate::model::operation::{Fact, Operation};
use crate::source::Span;

/// What is known of a session at a moment.
#[derive(Default)]
pub(super) struct Session {
    dialect: Dialect,
    /// The transaction that is open around the statements, without a `BEGIN` of the file's own.
    whole: Transaction,
    /// The statement takes itself out of it.
    outside: bool,
    /// Where the part of the file begins that the transaction is of.
    part: usize,
    /// A `BEGIN` of the file's own that is not closed: its operation, its statement.
    pub(super) open: Option<(Span, Span)>,
    lock_timeout: bool,
    statement_timeout: bool,
    idle_timeout: bool,
    /// Whether a statement of the file took a lock that others wait for.
    locked: bool,
    /// What was done in the transaction.
    exclusive: BTreeSet<String>,
    not_valid: BTreeSet<String>,
    /// Types that were made, and values that were added to others, each with its type.
    types: BTreeSet<String>,
    pub(super) values: BTreeMap<String, ObjectName>,
    /// Indexes that the file dropped, and constraints with their table; what is made again is taken out.
    dropped: BTreeSet<String>,
    /// Tables that the file altered.
    altered: BTreeSet<String>,
    /// Whether the file changes the schema, and whether it changes rows.
    mixed: bool,
    /// The file is a single statement.
    only: bool,
    /// What later statements of the file add.
    ahead: Ahead,
}

/// What is said of a migration as a whole is nothing that it runs.
fn is_of_the_file(statement: &Statement) -> bool {
    let whole = |change: &SchemaChange| matches!(&change.kind, ChangeKind::RunCode(step) if matches!(step.what, CodeKind::Whole | CodeKind::Operation));
    matches!(&statement.kind, StatementKind::Changes(changes) if !changes.is_empty() && changes.iter().all(whole))
}

impl Session {
    pub(super) fn of_file(setting: &Setting<'_>, path: &str, text: &str, statements: &[&Statement]) -> Session {
        let beside = setting.beside.get(path).map_or("", String::as_str);
        let whole = match transaction(setting.layout, text, beside, setting.dialect) {
            Transaction::Implicit if statements.iter().filter(|one| !is_of_the_file(one)).count() < 2 => {
                Transaction::None
            }
            other => other,
        };
        let code = |change: &SchemaChange| matches!(change.kind, ChangeKind::RunCode(_));
        let any = |so: &dyn Fn(&SchemaChange) -> bool| {
            let of = |one: &&Statement| matches!(&one.kind, StatementKind::Changes(changes) if changes.iter().any(so));
            statements.iter().any(of)
        };
        let changes = any(&|change| !code(change));
        let runs = any(&|change| matches!(&change.kind, ChangeKind::RunCode(step) if step.what == CodeKind::Function));
        let writes = runs
            || statements.iter().any(|one| {
                let first =
                    text.get(one.range.clone()).and_then(|text| text.split_whitespace().next()).unwrap_or_default();
                ["UPDATE", "DELETE", "INSERT", "MERGE"].iter().any(|word| first.eq_ignore_ascii_case(word))
            });
        // Code says it in its own words.
        let says = |what: &str| {
            text.contains(what) && (text.contains(&format!("set_{what}")) || text.contains(&format!("{what}:")))
        };
        Session {
            dialect: setting.dialect,
            whole,
            mixed: changes && writes,
            only: statements.iter().filter(|one| !is_of_the_file(one)).count() == 1,
            lock_timeout: says("lock_timeout"),
            statement_timeout: says("statement_timeout"),
            ahead: Ahead::of(statements, text, setting.dialect),
            ..Session::default()
        }
    }

    /// The next statement: whether it is of another transaction than the one before.
    pub(super) fn next(&mut self, setting: &Setting<'_>, text: &str, range: &Range<usize>) {
        self.outside = text.get(range.end..).is_some_and(|rest| outside(setting.layout, rest));
        if self.outside {
            self.ended();
        }
        let marks = parts(setting.layout);
        if marks.is_empty() {
            return;
        }
        let before = text.get(..range.start).unwrap_or_default();
        let Some(start) = marks.iter().filter_map(|mark| before.rfind(mark)).max() else { return };
        if start != self.part {
            self.part = start;
            self.ended();
            let rest = text.get(range.start..).unwrap_or_default();
            let end = marks.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
            let part = text.get(start..range.start + end).unwrap_or_default();
            self.whole = transaction(setting.layout, part, "", setting.dialect);
        }
    }

    fn ended(&mut self) {
        self.exclusive.clear();
        self.not_valid.clear();
        self.types.clear();
        self.values.clear();
    }

    fn in_tools_transaction(&self) -> bool {
        self.whole == Transaction::Tool && !self.outside
    }

    fn in_transaction(&self) -> bool {
        (self.whole != Transaction::None && !self.outside) || self.open.is_some()
    }

    /// What is so of a deed for the session that it is done in. `table`: what its table is called in the notes.
    pub(super) fn mark(&self, deed: &mut Deed, table: Option<&str>) {
        self.ahead.mark(deed);
        let locks = deed.has(Fact::TakesLock);
        let dropped =
            !self.dropped.is_empty() && droppable(deed, table).is_some_and(|name| self.dropped.contains(&name));
        let operation = deed.operation;
        let mut set = |so: bool, fact| {
            if so {
                deed.facts.insert(fact);
            }
        };
        set(self.in_transaction(), Fact::InTransaction);
        set(self.in_tools_transaction(), Fact::ToolTransaction);
        set(self.lock_timeout, Fact::LockTimeout);
        set(self.statement_timeout, Fact::StatementTimeout);
        set(self.idle_timeout, Fact::IdleTimeout);
        set(locks && !self.locked, Fact::FirstLock);
        set(self.mixed, Fact::MixedFile);
        set(self.only, Fact::OnlyStatement);
        let nested = match operation {
            Operation::Begin => self.open.is_some(),
            Operation::Commit => self.in_tools_transaction() || !self.in_transaction(),
            _ => false,
        };
        set(nested, Fact::Nested);
        set(dropped, Fact::DroppedBefore);
        let Some(table) = table else { return };
        let in_transaction = self.in_transaction();
        set(in_transaction && !self.exclusive.is_empty(), Fact::AfterExclusiveLock);
        set(in_transaction && self.exclusive.iter().any(|other| *other != table), Fact::AfterExclusiveLockElsewhere);
        set(self.altered.contains(table), Fact::AlteredBefore);
        let constraint = deed.names.get("constraint").map(|name| format!("{table}.{}", name.to_lowercase()));
        if constraint.is_some_and(|name| self.not_valid.contains(&name)) && in_transaction {
            deed.facts.insert(Fact::SameTransaction);
        }
    }

    /// A deed is done: what it leaves behind in the session.
    pub(super) fn done(&mut self, deed: &Deed, table: Option<&str>, statement: &Span) {
        match deed.operation {
            // Inside of the tool's transaction it opens none.
            Operation::Begin if self.in_tools_transaction() => {}
            Operation::Begin => {
                self.open = Some((Span { range: deed.range.clone(), ..statement.clone() }, statement.clone()));
                self.ended();
            }
            Operation::Commit => {
                self.open = None;
                self.whole = Transaction::None;
                self.ended();
            }
            Operation::SetTimeout => {
                let what = deed.names.get("what").map_or("", String::as_str);
                // Zero switches it off.
                let on = deed.names.get("default").is_none_or(|value| value != "0");
                match what {
                    "idle_in_transaction_session_timeout" => self.idle_timeout = on,
                    _ if what.contains("lock") => self.lock_timeout = on,
                    _ => self.statement_timeout = on,
                }
            }
            Operation::CreateEnum => self.types.extend(deed.table.as_ref().map(|name| name.name.key(self.dialect))),
            Operation::AddEnumValue if self.in_transaction() => {
                if let (Some(name), Some(value)) = (&deed.table, deed.names.get("what"))
                    && !self.types.contains(&name.name.key(self.dialect))
                {
                    self.values.insert(value.clone(), name.clone());
                }
            }
            Operation::DropIndex | Operation::DropConstraint => self.dropped.extend(droppable(deed, table)),
            _ if self.dropped.is_empty() => {}
            _ => drop(droppable(deed, table).map(|name| self.dropped.remove(&name))),
        }
        self.locked |= deed.has(Fact::TakesLock);
        let Some(table) = table else { return };
        if self.dialect == Dialect::Postgres && lock_of(deed) == Lock::Everybody && !deed.has(Fact::NewTable) {
            self.exclusive.insert(table.to_owned());
        }
        if deed.has(Fact::NotValid)
            && let Some(name) = deed.names.get("constraint")
        {
            self.not_valid.insert(format!("{table}.{}", name.to_lowercase()));
        }
    }

    /// A statement is done.
    pub(super) fn after(&mut self, statement: &Statement) {
        if let StatementKind::Changes(changes) = &statement.kind {
            let no_part = |kind: &ChangeKind| matches!(kind, ChangeKind::RunCode(_) | ChangeKind::Partition { .. });
            let of_tables = changes.iter().filter(|change| !no_part(&change.kind));
            self.altered.extend(of_tables.map(|change| change.object.name.value.to_lowercase()));
        }
    }
}

/// What an index or a constraint is noted as.
fn droppable(deed: &Deed, table: Option<&str>) -> Option<String> {
    if matches!(deed.operation, Operation::CreateIndex | Operation::DropIndex) {
        return deed.names.get("index").map(|name| name.to_lowercase());
    }
    let table = table?;
    deed.names.get("constraint").map(|name| format!("{table}.{}", name.to_lowercase()))
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
