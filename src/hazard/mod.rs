//! What the pending statements do to a database that is in use, whatever the code does: each operation with the facts that decide whether it locks, rewrites or
//! loses something. No judgement is passed here; the files of `rules/` do that.
//!
//! The statements are taken in the order in which they run, each against the schema as it is at that moment, in the session and the transaction that the tool
//! really opens. The edge: sizes, traffic and settings of the server are not known, only what the configuration says of them.

mod ahead;
mod blocking;
mod cascade;
mod columns;
mod constraints;
mod copies;
mod deeds;
mod defaults;
mod forms;
mod guards;
mod indexes;
mod made;
mod naming;
mod outputs;
mod phrases;
mod proofs;
mod rebuild;
mod release;
mod rows;
mod session;
mod tables;
#[cfg(test)]
mod tests;
mod types;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::catalog::{Catalog, ObjectId, Origin};
use crate::model::change::{Statement, StatementKind};
use crate::model::event::{Circumstances, Event, EventKind};
use crate::model::finding::{Location, Subject};
use crate::model::name::{Dialect, Ident, ObjectName, has_letters, lower};
use crate::model::operation::{Fact, Facts, Names, Operation};
use crate::source::{Sources, Span};

pub use rows::guarded;
pub use types::{keeps_rows, same_type};

use forms::Words;
use made::{Mark, is_routine, making, may_make};
use proofs::Proofs;
use release::Release;
use rows::Rows;
use session::Session;

/// How deep statements inside statements are looked at.
const MAX_DEPTH: usize = 24;

/// What is known of a database beside its statements.
pub struct Setting<'a> {
    /// The name of the database in reports.
    pub database: &'a str,
    pub dialect: Dialect,
    /// The migration tool's name, for the transactions that it opens.
    pub layout: &'a str,
    /// Major and minor version of the server, where it is configured.
    pub version: Option<(u16, u16)>,
    /// Tables that the configuration calls large.
    pub large: &'a [String],
    /// Of a migration's path: the text of the files beside it that say how its tool runs it.
    pub beside: &'a BTreeMap<String, String>,
    /// Whether each file is released alone: then a table is new in the file that makes it, and nowhere else.
    pub file_by_file: bool,
    /// Tables that a migration, old or new, makes a policy for, in lower case.
    pub guarded: BTreeSet<String>,
}

/// One operation of one statement.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    pub operation: Operation,
    /// The table that is locked or written, or the object.
    pub table: Option<ObjectName>,
    pub column: Option<Ident>,
    /// The table on the other side: what a foreign key refers to, what becomes a partition.
    pub other: Option<ObjectName>,
    pub range: Range<usize>,
    pub facts: Facts,
    pub names: Names,
}

impl Deed {
    pub(crate) fn new(operation: Operation, range: Range<usize>) -> Self {
        Deed { operation, table: None, column: None, other: None, range, facts: Facts::new(), names: Names::default() }
    }

    pub(crate) fn on(mut self, table: &ObjectName) -> Self {
        self.table = Some(table.clone());
        self
    }

    pub(crate) fn column(mut self, column: &Ident) -> Self {
        self.column = Some(column.clone());
        self
    }

    pub(crate) fn fact(mut self, fact: Fact) -> Self {
        self.facts.insert(fact);
        self
    }

    pub(crate) fn fact_if(self, so: bool, fact: Fact) -> Self {
        if so { self.fact(fact) } else { self }
    }

    pub(crate) fn named(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.names.insert(name, value);
        }
        self
    }

    /// A check proves that the column has no NULL; its name.
    pub(crate) fn proved(self, check: Option<String>) -> Self {
        match check {
            Some(name) => self.fact(Fact::ProvedNotNull).named("constraint", name),
            None => self,
        }
    }

    pub(crate) fn has(&self, fact: Fact) -> bool {
        self.facts.contains(&fact)
    }
}

/// What a deed is judged by while the statements run.
pub(crate) struct Moment<'a> {
    pub dialect: Dialect,
    pub now: &'a Catalog,
    pub text: &'a str,
    pub whole: WholeText,
}

/// What the text of a file says somewhere: looked for once, as a file may have thousands of statements.
#[derive(Clone, Copy, Default)]
pub(crate) struct WholeText {
    /// Liquibase's preconditions.
    checks: bool,
    /// MySQL's `foreign_key_checks`.
    key_checks: bool,
    /// Calls of code that change rows.
    moves_rows: bool,
}

impl WholeText {
    fn of(path: &str, text: &str, dialect: Dialect) -> Self {
        WholeText {
            checks: text.contains("sqlCheck") || text.contains("sql-check"),
            key_checks: dialect == Dialect::Mysql && has_letters(text, "foreign_key_checks"),
            moves_rows: release::moves_rows(path, text),
        }
    }
}

/// The operations of the pending statements, in their order, as events. `before`: the schema that they start from. A pending file's text is in `sources`.
pub fn events<'a>(
    setting: &Setting<'_>,
    before: Catalog,
    pending: impl IntoIterator<Item = (&'a Statement, &'a Origin)>,
    sources: &Sources,
) -> Vec<Event> {
    let pending: Vec<_> = pending.into_iter().collect();
    let mut walk = Walk {
        setting,
        release: Release::new(&pending, setting.dialect, setting.file_by_file),
        at: 0,
        now: before,
        sources,
        session: Session::default(),
        file: None,
        whole: WholeText::default(),
        made: BTreeSet::new(),
        making: Vec::new(),
        proofs: Proofs::default(),
        rows: Rows::default(),
        uncovered: Vec::new(),
        events: Vec::new(),
    };
    for (at, (statement, origin)) in pending.iter().enumerate() {
        if walk.file.as_ref() != Some(&origin.path) {
            walk.leave();
            let of_file = pending.get(at..).unwrap_or_default();
            let of_file = of_file.iter().take_while(|(_, other)| other.path == origin.path).map(|(one, _)| *one);
            walk.enter(origin, &of_file.collect::<Vec<_>>());
        }
        walk.at = at;
        walk.statement(statement, origin);
    }
    walk.leave();
    walk.cover();
    switched_on_again(&mut walk.events);
    walk.events
}

struct Walk<'a> {
    setting: &'a Setting<'a>,
    release: Release<'a>,
    /// Which of the pending statements runs.
    at: usize,
    now: Catalog,
    sources: &'a Sources,
    session: Session,
    file: Option<Arc<str>>,
    whole: WholeText,
    /// Tables and views that the release makes.
    made: BTreeSet<ObjectId>,
    /// Tables that the statement itself makes: in code one call makes a table with its indexes and keys.
    making: Vec<ObjectName>,
    proofs: Proofs,
    rows: Rows,
    /// Foreign keys that no index serves yet: the event, the table, the columns.
    uncovered: Vec<(usize, ObjectName, Vec<Ident>)>,
    events: Vec<Event>,
}

impl Walk<'_> {
    fn enter(&mut self, origin: &Origin, statements: &[&Statement]) {
        let span = Span { path: origin.path.clone(), revision: origin.revision, range: 0..0 };
        let text = self.sources.text(&span).cloned().unwrap_or_default();
        self.session = Session::of_file(self.setting, &origin.path, &text, statements);
        self.whole = WholeText::of(&origin.path, &text, self.setting.dialect);
        self.file = Some(origin.path.clone());
        self.rows.enter(self.setting.file_by_file);
        if self.setting.file_by_file {
            self.made.clear();
        }
    }

    /// The end of a file: what its session leaves open.
    fn leave(&mut self) {
        if let Some((span, statement)) = self.session.open.take() {
            let sql = release::is_sql(&span.path);
            let deed = Deed::new(Operation::LeaveOpen, span.range.clone()).fact_if(sql, Fact::Sql);
            self.push(deed, &span, &statement);
        }
    }

    fn statement(&mut self, statement: &Statement, origin: &Origin) {
        let whole = Span { path: origin.path.clone(), revision: origin.revision, range: statement.range.clone() };
        let Some(text) = self.sources.text(&whole).cloned() else { return self.now.apply(statement, origin) };
        let mut deeds = Vec::new();
        self.session.next(self.setting, &text, &statement.range);
        let moment = Moment { dialect: self.setting.dialect, now: &self.now, text: &text, whole: self.whole };
        collect(statement, &moment, 0, &mut deeds);
        values::used(statement, &self.session.values, &moment, &mut deeds);
        if deeds.iter().any(|deed| deed.operation == Operation::Insert && deed.has(Fact::AsSelect)) {
            let place = (self.at, whole.path.as_ref());
            deeds.extend(copies::filled(statement, place, &self.release, &self.made, &moment));
        }
        let may_make = may_make(statement);
        let mark = Mark::of(&self.now, may_make);
        self.making = making(statement, &self.now);
        for mut deed in deeds {
            guards::mark(&mut deed, &text, &whole.range, self.whole.checks, self.setting.dialect);
            let called = deed.table.as_ref().map(|name| key(name, &self.now));
            self.circumstances(&mut deed, &whole.path, &text, called.as_deref());
            self.proofs.done(&deed);
            self.session.done(&deed, called.as_deref(), &whole);
            self.rows.done(&deed, called.as_deref());
            self.push(deed, &whole, &whole);
        }
        self.now.apply(statement, origin);
        self.session.after(statement);
        if may_make {
            self.made.extend(mark.made(&self.now));
        }
    }

    /// What is so of a deed for where and when it is done. `called`: what its table is called in the notes ([`key`]).
    fn circumstances(&mut self, deed: &mut Deed, path: &str, text: &str, called: Option<&str>) {
        if let Some(name) = &deed.table {
            if name.schema().is_none() {
                deed.facts.insert(Fact::Unqualified);
            }
            if let Some(table) = self.now.table(name) {
                if !table.inferred {
                    deed.facts.insert(Fact::KnownTable);
                }
                if self.partitioned(&table.span) {
                    deed.facts.insert(Fact::PartitionedTable);
                }
            }
            if self.is_new(deed, name) {
                deed.facts.insert(Fact::NewTable);
            }
            if !self.setting.large.is_empty() {
                let is = |large: &String| {
                    large.eq_ignore_ascii_case(&name.name.value) || large.eq_ignore_ascii_case(&name.to_string())
                };
                let large = self.setting.large.iter().any(is);
                deed.facts.insert(if large { Fact::LargeTable } else { Fact::SmallTable });
            }
        }
        let other = deed.other.as_ref().and_then(|name| self.now.table(name));
        if other.is_some_and(|table| self.made.contains(&table.id)) {
            deed.facts.insert(Fact::OtherNewTable);
        }
        self.others(deed, path, text);
        let version = self.setting.version;
        // 14.0 is also what a bare `14` is read as, which says nothing of the minor version.
        if self.setting.dialect == Dialect::Postgres
            && version.is_some_and(|(major, minor)| major == 14 && (1..=3).contains(&minor))
        {
            deed.facts.insert(Fact::CorruptsIndexes);
        }
        let older = |than: (u16, u16)| version.is_some_and(|version| version < than);
        let versions: &[(Fact, (u16, u16))] = match self.setting.dialect {
            Dialect::Postgres => &[
                (Fact::BeforePostgres10, (10, 0)),
                (Fact::BeforePostgres11, (11, 0)),
                (Fact::BeforePostgres12, (12, 0)),
                (Fact::BeforePostgres14, (14, 0)),
                (Fact::BeforePostgres18, (18, 0)),
            ],
            Dialect::Mysql => &[(Fact::BeforeMysql8, (8, 0))],
            _ => &[],
        };
        deed.facts.extend(versions.iter().filter(|(_, than)| older(*than)).map(|(fact, _)| *fact));
        // In code types are those that the reader takes for what the tool makes of its own words.
        if self.file.as_ref().is_none_or(|path| !path.ends_with(".sql")) {
            deed.facts.remove(&Fact::TypeMismatch);
        }
        self.proofs.judge(deed);
        tables::lock(deed);
        self.session.mark(deed, called);
        self.rows.mark(deed, called, &self.setting.guarded);
    }

    /// Whether the release makes what a deed is done to, or the deed's own statement does.
    fn is_new(&self, deed: &Deed, name: &ObjectName) -> bool {
        let made = match (self.now.table(name), self.now.view(name)) {
            (Some(table), _) => (self.made.contains(&table.id) || table.temporary) && !deed.has(Fact::Rebuilt),
            (None, view) => view.is_some_and(|view| self.made.contains(&view.id)),
        };
        made || deed.operation != Operation::CreateTable && self.making.iter().any(|made| release::same(made, name))
    }

    /// Whether the statement that made a table says that it has partitions.
    fn partitioned(&self, made: &Span) -> bool {
        let Some(text) = self.sources.text(made) else { return false };
        let start = made.range.start;
        let length = text.get(start..).and_then(|text| text.find(';')).unwrap_or(made.range.len());
        if !has_letters(text.get(start..start + length).unwrap_or_default(), "PARTITION") {
            return false;
        }
        let words = Words::head(text, &(start..start + length), self.setting.dialect);
        ["RANGE", "LIST", "HASH"].iter().any(|by| words.say(&format!("PARTITION BY {by}")))
    }

    /// An index that the release makes after a foreign key serves it as well.
    fn cover(&mut self) {
        for (at, table, columns) in std::mem::take(&mut self.uncovered) {
            let served =
                self.now.table(&table).is_none_or(|table| constraints::covered(table, &columns, self.setting.dialect));
            if served && let Some(all) = self.events.get_mut(at).and_then(|event| event.circumstances.as_mut()) {
                all.facts.insert(Fact::CoveredByIndex);
            }
        }
    }

    /// What is so of a deed for what else is in the release and in the schema.
    fn others(&mut self, deed: &mut Deed, path: &str, text: &str) {
        let mut set = |so: bool, fact| {
            if so {
                deed.facts.insert(fact);
            }
        };
        set(release::is_sql(path), Fact::Sql);
        if deed.operation == Operation::AddColumn && self.setting.layout == "rails" {
            let inherits = deed.column.as_ref().is_some_and(|column| column.value == "type");
            if inherits {
                deed.facts.insert(Fact::InheritanceColumn);
            }
        }
        if deed.operation == Operation::AlterSequence
            && let Some(name) = deed.table.as_ref().map(|name| name.name.value.to_lowercase())
        {
            // A serial column's sequence bears the name of its table.
            let new = self.now.tables().filter(|table| self.made.contains(&table.id));
            if new.into_iter().any(|table| name.starts_with(&format!("{}_", table.name().to_lowercase()))) {
                deed.facts.insert(Fact::NewTable);
            }
        }
        self.release.mark(deed, self.at, (path, text), self.whole.moves_rows, &self.now);
        let place =
            rebuild::Place { at: (self.at, deed.range.start), path, text, now: &self.now, sources: self.sources };
        rebuild::mark(deed, &self.release, &place);
        let moment = Moment { dialect: self.setting.dialect, now: &self.now, text, whole: self.whole };
        cascade::mark(deed, self.at, path, &self.release, &moment);
        if deed.operation == Operation::SetType
            && let (Some(table), Some(column)) =
                (deed.table.as_ref().and_then(|name| self.now.table(name)), deed.column.as_ref())
            && let Some(view) = cascade::view_on(table, column, &self.now, self.setting.dialect)
        {
            deed.facts.insert(Fact::UsedByView);
            deed.names.insert("other", view);
        }
    }

    fn push(&mut self, deed: Deed, whole: &Span, statement: &Span) {
        let subject = Subject {
            database: Some(self.setting.database.to_owned()),
            schema: deed.table.as_ref().and_then(|name| name.schema()).map(|schema| schema.value.clone()),
            table: deed.table.as_ref().map(|name| name.name.value.clone()),
            column: deed.column.as_ref().map(|column| column.value.clone()),
            value: None,
        };
        if deed.operation == Operation::AddForeignKey
            && !deed.has(Fact::CoveredByIndex)
            && let (Some(table), Some(columns)) = (&deed.table, deed.names.get("columns"))
        {
            let columns = columns.split(", ").map(Ident::new).collect();
            self.uncovered.push((self.events.len(), table.clone(), columns));
        }
        let range = if deed.range.is_empty() { whole.range.clone() } else { deed.range };
        let primary = Location { span: Span { range, ..whole.clone() }, label: "here".to_owned() };
        let event = Event::new(EventKind::Operation(deed.operation), self.setting.dialect, subject, primary);
        let circumstances = Circumstances { facts: deed.facts, names: deed.names, statement: statement.clone() };
        self.events.push(Event { circumstances: Some(Box::new(circumstances)), ..event });
    }
}

/// A trigger that a later statement of the same file switches on again is only off for as long as the file runs.
fn switched_on_again(events: &mut [Event]) {
    let is = |event: &Event, on: bool| {
        event.kind == EventKind::Operation(Operation::DisableTrigger)
            && event.circumstances.as_ref().is_some_and(|all| all.facts.contains(&Fact::Enable) == on)
    };
    for at in 0..events.len() {
        let Some((one, rest)) = events.get_mut(at..).and_then(<[Event]>::split_first_mut) else { return };
        let again = is(one, false)
            && rest.iter().any(|later| {
                is(later, true)
                    && later.subject.table == one.subject.table
                    && later.primary.span.path == one.primary.span.path
            });
        if let (true, Some(all)) = (again, one.circumstances.as_mut()) {
            all.facts.insert(Fact::MadeAgain);
        }
    }
}

/// What a table is called in the notes that are kept of it: the schema's name for it, in lower case.
fn key(name: &ObjectName, now: &Catalog) -> String {
    lower(now.table(name).map_or(&name.name.value, |table| table.name())).into_owned()
}

/// The deeds of a statement and of those in it that run at once.
fn collect(statement: &Statement, moment: &Moment<'_>, depth: usize, deeds: &mut Vec<Deed>) {
    if depth > MAX_DEPTH {
        return;
    }
    let (mut routine, first) = (false, deeds.len());
    if let StatementKind::Changes(changes) | StatementKind::Unparsed { seen: changes, .. } = &statement.kind {
        for change in changes {
            routine |= is_routine(&change.kind);
            deeds::of_change(change, statement, moment, deeds);
        }
    }
    phrases::of_statement(statement, moment, deeds);
    for deed in deeds.iter_mut().skip(first) {
        blocking::mark(deed, statement, moment);
    }
    if !routine {
        for inner in &statement.nested {
            collect(inner, moment, depth + 1, deeds);
        }
    }
}
