//! What the new code needs of the pending migrations: where these run after the code has started (`migrate = "after"`), it meets the schema before.
//!
//! Only names that a pending migration adds are looked for. What no migration adds is missing before and after, and no matter of the order.

use crate::catalog::{Catalog, Deed};
use crate::config::{Config, Migrate, Scope};
use crate::model::event::{Event, EventKind};
use crate::model::finding::Location;
use crate::resolve;
use crate::rule;
use crate::source::Span;

use super::Project;
use super::database::Database;
use super::usages::{Imagined, drop_column, drop_table, imagine};
use super::uses::{Readings, Step};

/// For each database the step back from the schema after to the one before, as far as names go.
pub(super) fn steps(config: &Config, selection: &rule::Selection, project: &Project) -> Vec<Imagined> {
    let asked = |kind| selection.rules().any(|rule| rule.on.contains(&kind) && selection.speaks(rule));
    let is_release = matches!(config.scope, Scope::New | Scope::Staged) && project.trees.base.is_some();
    if config.rollout.migrate != Migrate::After || !is_release || !asked(EventKind::ColumnAwaited) {
        return Vec::new();
    }
    let steps = project.databases.iter().enumerate().map(|(at, database)| {
        let added = added(database);
        imagine(at, &database.after, &added)
    });
    steps.filter(|step| !step.net.is_empty()).collect()
}

fn added(database: &Database) -> Vec<(crate::model::change::SchemaChange, Span)> {
    let Database { before, after, log, .. } = database;
    let place = |test: &dyn Fn(&Deed) -> bool| log.entries().iter().rev().find(|entry| test(&entry.deed));
    let mut added = Vec::new();
    for table in after.tables().filter(|table| !table.inferred) {
        let name = &table.label.written;
        let Some(old) = before.table(name) else {
            let made = place(&|deed| match deed {
                Deed::TableAdded(id) => *id == table.id,
                Deed::TableRenamed(old) => old.id == table.id,
                _ => false,
            });
            if let Some(made) = made.filter(|_| is_unknown(before, name)) {
                added.push((drop_table(table).0, made.span.clone()));
            }
            continue;
        };
        for column in table.columns.iter().filter(|column| old.column(&column.name).is_none()) {
            let made = place(&|deed| match deed {
                Deed::ColumnAdded(_, id) => *id == column.id,
                Deed::ColumnRenamed(_, old) => old.id == column.id,
                _ => false,
            });
            // A column of a table that was rebuilt is made with it.
            let of_table = || place(&|deed| matches!(deed, Deed::TableAdded(id) if *id == table.id));
            if let Some(made) = made.or_else(of_table) {
                added.push((drop_column(table, column).0, made.span.clone()));
            }
        }
    }
    added
}

fn is_unknown(before: &Catalog, name: &crate::model::name::ObjectName) -> bool {
    before.view(name).is_none()
}

/// The uses of the new code of what these steps take away, as events that `turn` makes of them.
pub(super) fn events(
    steps: &[Imagined],
    turn: fn(Event) -> Option<Event>,
    project: &Project,
    readings: &Readings,
    threads: usize,
) -> Vec<Event> {
    let mut events = Vec::new();
    for step in steps {
        let database = &project.databases[step.at];
        let others = project.databases.iter().map(|other| &other.before).collect();
        let of = Step { at: step.at, before: &step.before, after: &step.after, net: &step.net, others };
        let schema = of.schema(&project.databases, readings);
        let found = readings.uses(&schema, database, step.at, &project.sources, threads);
        events.extend(resolve::events(&schema, found.head, Vec::new()).into_iter().filter_map(turn));
    }
    events
}

/// A use of what is not there yet.
pub(super) fn awaited(event: Event) -> Option<Event> {
    let kind = match event.kind {
        EventKind::ColumnDropped => EventKind::ColumnAwaited,
        EventKind::TableDropped => EventKind::TableAwaited,
        _ => return None,
    };
    turned(event, kind, "added here")
}

/// The event of an imagined step under the name that it has here; `None` without uses.
pub(super) fn turned(event: Event, kind: EventKind, label: &str) -> Option<Event> {
    let primary = Location { label: label.to_owned(), ..event.primary };
    let turned = Event { kind, primary, database: Vec::new(), details: Vec::new(), destructive: true, ..event };
    (!turned.head.is_empty()).then_some(turned)
}
