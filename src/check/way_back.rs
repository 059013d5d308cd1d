//! The way back of each pending migration, folded on the schema that the migration leaves: does it run, does it bring back the schema of before, and does the
//! new code live with that.
//!
//! Only what was read whole is compared: a statement that was not understood, or that runs others, on either way leaves the migration out. The edge: rows. What a
//! dropped column held is known to be lost; what an UPDATE changed is not looked at.

mod compare;

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::catalog::{Catalog, Origin, difference, fold};
use crate::config::{Config, Scope};
use crate::migration::back::{self, Back};
use crate::migration::{FileKind, Tree};
use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::model::event::{Event, EventKind};
use crate::model::finding::{Location, Subject};
use crate::rule;
use crate::source::{Revision, Sources, Span};

use super::database::{Database, Placed};
use super::usages::Imagined;
use super::{Project, awaited};
use compare::Lost;

/// How many older migrations say whether a project has ways back.
const ASKED: usize = 10;

/// What is known of the ways back of a project.
#[derive(Default)]
pub(super) struct WayBack {
    pub events: Vec<Event>,
    /// The steps from the schema after to the one that the ways back leave, for the uses of the new code.
    pub steps: Vec<Imagined>,
}

const OF_FILES: [EventKind; 4] =
    [EventKind::WayBackMissing, EventKind::WayBackDiffers, EventKind::WayBackFails, EventKind::WayBackEmpty];

/// Reads the ways back of what is pending.
pub(super) fn read(config: &Config, selection: &rule::Selection, project: &mut Project) -> WayBack {
    let asked = |kind| selection.rules().any(|rule| rule.on.contains(&kind) && selection.speaks(rule));
    let wants_uses = asked(EventKind::ColumnLostOnWayBack);
    let is_release = matches!(config.scope, Scope::New | Scope::Staged) && project.trees.base.is_some();
    let mut found = WayBack::default();
    if !is_release || !(wants_uses || OF_FILES.into_iter().any(asked)) {
        return found;
    }
    let (head, sources) = (&*project.trees.head, &mut project.sources);
    for (at, database) in project.databases.iter().enumerate() {
        let steps = of_database(database, head, sources, &mut found.events);
        found.steps.extend(steps.filter(|_| wants_uses).and_then(|steps| undone(at, database, &steps)));
    }
    found
}

/// The way back of one migration that was read whole.
struct Undo {
    path: Arc<str>,
    statements: Vec<Statement>,
}

/// The ways back of a database's pending migrations in the order of the migrations; `None`: not all of them were read.
fn of_database(
    database: &Database,
    head: &dyn Tree,
    sources: &mut Sources,
    events: &mut Vec<Event>,
) -> Option<Vec<Undo>> {
    let mut known = database.before.clone();
    let mut undos = Some(Vec::new());
    let new: HashSet<&str> = database.stats.new.iter().map(String::as_str).collect();
    let versioned: HashSet<&str> = {
        let files = database.set.files.iter().filter(|file| file.kind == FileKind::Versioned);
        files.map(|file| &*file.path).collect()
    };
    let have_ways_back = LazyCell::new(|| has_ways_back(database, head));
    let groups: Vec<&[Placed]> = database.pending.chunk_by(|one, other| one.origin.path == other.origin.path).collect();
    for ups in groups {
        let Some(first) = ups.first() else { continue };
        let path = &first.origin.path;
        let of_set = new.contains(&**path) && versioned.contains(&**path);
        let pending = || ups.iter().map(|placed| (&placed.statement, &placed.origin));
        let text = sources.text(&first.span()).cloned();
        let Some(text) = text.filter(|_| of_set) else {
            undos = None;
            known.advance(pending());
            continue;
        };
        match back::read(&database.set, path, &text, head, database.dialect) {
            Back::Missing => {
                undos = None;
                known.advance(pending());
                if *have_ways_back {
                    let changes =
                        ups.iter().find_map(|placed| changes(&placed.statement)?.first().map(|one| one.range.clone()));
                    events.extend(changes.map(|range| {
                        let span = Span { range, ..first.span() };
                        event(
                            EventKind::WayBackMissing,
                            database,
                            None,
                            Location { span, label: "nothing undoes this".into() },
                        )
                    }));
                }
            }
            Back::Unknown => {
                undos = None;
                known.advance(pending());
            }
            Back::Reversed => {
                let (made, _) = fold(&mut known, pending());
                let before = std::mem::replace(&mut known, made);
                let turned = || ups.iter().all(|placed| is_whole(&placed.statement) && is_turned(&placed.statement));
                if !turned() || !runs(&before, ups) {
                    undos = None;
                    continue;
                }
                let step = Step { database, before: &before, made: &known, ups, path };
                events.extend(step.emptied());
                let back = ups.iter().rev().map(|placed| {
                    let kind = StatementKind::Changes(back::taken_back(changes(&placed.statement).unwrap_or_default()));
                    Statement { kind, ..placed.statement.clone() }
                });
                if let Some(undos) = &mut undos {
                    undos.push(Undo { path: path.clone(), statements: back.collect() });
                }
            }
            Back::Read { path: of, text, statements } => {
                sources.insert(of.clone(), Revision::Head, text);
                // Code whose names could not be read says nothing instead of something else.
                let in_code = database.set.is_code(&of);
                let says = |one: &Statement| !in_code || changes(one).is_none_or(|changes| !changes.is_empty());
                let read =
                    ups.iter().map(|placed| &placed.statement).chain(&statements).all(|one| is_whole(one) && says(one));
                if !read {
                    undos = None;
                    known.advance(pending());
                    continue;
                }
                let (made, _) = fold(&mut known, pending());
                let before = std::mem::replace(&mut known, made);
                if !runs(&before, ups) {
                    undos = None;
                    continue;
                }
                let step = Step { database, before: &before, made: &known, ups, path: &of };
                events.extend(step.events(&statements));
                if let Some(undos) = &mut undos {
                    undos.push(Undo { path: of, statements });
                }
            }
        }
    }
    undos
}

/// Whether the database takes a migration, as far as that is certain: what refuses it runs on another schema than the one that is known.
fn runs(before: &Catalog, ups: &[Placed]) -> bool {
    let mut now = before.clone();
    ups.iter().all(|placed| {
        let all = changes(&placed.statement).unwrap_or_default();
        let refused = compare::first_refused(before, &now, all, &placed.origin).is_some();
        now.apply(&placed.statement, &placed.origin);
        !refused
    })
}

/// Whether all that can be read of a statement was.
fn is_whole(statement: &Statement) -> bool {
    statement.nested.is_empty() && matches!(statement.kind, StatementKind::Changes(_) | StatementKind::Query(_))
}

/// Whether a tool that turns operations round can do so with this one.
fn is_turned(statement: &Statement) -> bool {
    let one_way = |change: &SchemaChange| matches!(&change.kind, ChangeKind::RunCode(step) if !step.is_reversible);
    !changes(statement).unwrap_or_default().iter().any(one_way)
}

fn changes(statement: &Statement) -> Option<&[SchemaChange]> {
    match &statement.kind {
        StatementKind::Changes(changes) => Some(changes),
        _ => None,
    }
}

/// Whether the migrations before those that are pending all say how they are undone.
fn has_ways_back(database: &Database, head: &dyn Tree) -> bool {
    let new: BTreeSet<&str> = database.stats.new.iter().map(String::as_str).collect();
    let old = database.set.files.iter().rev().filter(|file| {
        !new.contains(&*file.path) && file.kind == FileKind::Versioned && !database.set.is_code(&file.path)
    });
    let asked: Vec<bool> = old
        .take(ASKED)
        .filter_map(|file| back::is_there(&database.set, &file.path, &head.read(&file.path)?, head))
        .collect();
    asked.len() > 2 && asked.iter().all(|there| *there)
}

/// One migration and its way back.
struct Step<'a> {
    database: &'a Database,
    before: &'a Catalog,
    /// What the migration leaves.
    made: &'a Catalog,
    ups: &'a [Placed],
    /// Where the way back stands.
    path: &'a Arc<str>,
}

impl Step<'_> {
    fn events(&self, downs: &[Statement]) -> Vec<Event> {
        let origin = Origin { path: self.path.clone(), revision: Revision::Head };
        let span = |range: &std::ops::Range<usize>| Span {
            path: self.path.clone(),
            revision: Revision::Head,
            range: range.clone(),
        };
        let mut now = self.made.clone();
        for statement in downs {
            let all = changes(statement).unwrap_or_default();
            if let Some((change, why)) = compare::first_refused(self.before, &now, all, &origin) {
                // What comes after it is never reached.
                let also = Location { span: span(&change.range), label: "refused here".into() };
                return vec![self.event(EventKind::WayBackFails, &change.object.name.value, vec![why], Some(also))];
            }
            now.apply(statement, &origin);
        }
        let Some(first) = downs.first() else { return Vec::new() };
        let way = || Location { span: span(&first.range), label: "the way back".into() };
        let mut events = Vec::new();
        let Lost { mut differs, empty } = compare::lost(self.before, self.made, &now);
        let maybe = self.maybe_there();
        differs.retain(|(_, text)| !maybe.iter().any(|name| text.ends_with(&format!("{name}` stays"))));
        for (kind, lost) in [(EventKind::WayBackDiffers, differs), (EventKind::WayBackEmpty, empty)] {
            if let Some((table, _)) = lost.first() {
                let details = lost.iter().map(|(_, what)| what.clone()).collect();
                events.push(self.event(kind, table, details, Some(way())));
            }
        }
        events
    }

    /// What the migration makes only if it is not there yet: `.column` or a table.
    fn maybe_there(&self) -> Vec<String> {
        let all = self.ups.iter().flat_map(|placed| changes(&placed.statement).unwrap_or_default());
        all.filter_map(|change| match &change.kind {
            ChangeKind::AddColumn { column, if_not_exists: true, .. } => Some(format!(".{}", column.name)),
            ChangeKind::CreateTable(create) if create.if_not_exists => Some(change.object.name.to_string()),
            _ => None,
        })
        .collect()
    }

    /// What a tool that knows the schema makes again, without what it held.
    fn emptied(&self) -> Vec<Event> {
        let lost = compare::emptied(self.before, self.made);
        let Some((table, _)) = lost.first() else { return Vec::new() };
        let details = lost.iter().map(|(_, what)| what.clone()).collect();
        vec![self.event(EventKind::WayBackEmpty, table, details, None)]
    }

    /// At the operation of the migration that touches the object, or else its first.
    fn event(&self, kind: EventKind, object: &str, details: Vec<String>, also: Option<Location>) -> Event {
        let all = || {
            let each = |placed: &'_ Placed| {
                let of = placed.span();
                changes(&placed.statement)
                    .unwrap_or_default()
                    .iter()
                    .map(|change| (change.clone(), Span { range: change.range.clone(), ..of.clone() }))
                    .collect::<Vec<_>>()
            };
            self.ups.iter().flat_map(each)
        };
        let of_object = all().find(|(change, _)| change.object.name.value.eq_ignore_ascii_case(object));
        let span = of_object.or_else(|| all().next()).map(|(_, span)| span);
        let start = || Span { path: self.path.clone(), revision: Revision::Head, range: 0..0 };
        let span = span.or_else(|| self.ups.first().map(Placed::span)).unwrap_or_else(start);
        let mut event = event(kind, self.database, Some(object), Location { span, label: "done here".into() });
        event.details = details;
        event.also.extend(also);
        event
    }
}

fn event(kind: EventKind, database: &Database, table: Option<&str>, primary: Location) -> Event {
    let name = Some(database.set.name.clone()).filter(|name| !name.is_empty());
    let subject = Subject { database: name, table: table.map(str::to_owned), ..Subject::default() };
    Event::new(kind, database.dialect, subject, primary)
}

/// The step from the schema after to the one that all ways back leave.
fn undone(at: usize, database: &Database, undos: &[Undo]) -> Option<Imagined> {
    let placed: Vec<(&Statement, Origin)> = undos
        .iter()
        .rev()
        .flat_map(|undo| {
            undo.statements.iter().map(|one| (one, Origin { path: undo.path.clone(), revision: Revision::Head }))
        })
        .collect();
    let mut before = database.after.clone();
    let (after, log) = fold(&mut before, placed.iter().map(|(statement, origin)| (*statement, origin)));
    let mut net = difference(&before, &after, &log);
    net.retain(|change| {
        matches!(
            change.kind,
            EventKind::ColumnDropped | EventKind::TableDropped | EventKind::ColumnRenamed | EventKind::TableRenamed
        )
    });
    (!net.is_empty()).then_some(Imagined { at, before, after, net })
}

/// A use of what the way back takes away.
pub(super) fn lost(event: Event) -> Option<Event> {
    let (kind, label) = match event.kind {
        EventKind::ColumnDropped | EventKind::ColumnRenamed => {
            (EventKind::ColumnLostOnWayBack, "taken away by the way back")
        }
        EventKind::TableDropped | EventKind::TableRenamed => {
            (EventKind::TableLostOnWayBack, "taken away by the way back")
        }
        _ => return None,
    };
    awaited::turned(event, kind, label)
}
