//! Statements of the pending migrations that could not be read, as events.

use crate::model::change::{ChangeKind, Reading, SchemaChange, Statement, StatementKind};
use crate::model::event::{Event, EventKind};
use crate::model::finding::{Location, Subject};
use crate::source::Span;

use super::database::{Database, Placed};

/// One event for each pending statement that was not understood, or whose target is made when it runs.
pub fn events(databases: &[Database]) -> Vec<Event> {
    let mut events = Vec::new();
    for database in databases {
        for placed in &database.pending {
            each(database, placed, &placed.statement, &mut events);
        }
    }
    events
}

fn each(database: &Database, placed: &Placed, statement: &Statement, events: &mut Vec<Event>) {
    let span = |range: &std::ops::Range<usize>| Span {
        path: placed.origin.path.clone(),
        revision: placed.origin.revision,
        range: range.clone(),
    };
    let event = |kind, range: &std::ops::Range<usize>, label: &str, details: Vec<String>, destructive| {
        let subject = Subject { database: Some(database.set.name.clone()), ..Subject::default() };
        let primary = Location { span: span(range), label: label.to_string() };
        Event { details, destructive, ..Event::new(kind, database.dialect, subject, primary) }
    };
    match &statement.kind {
        StatementKind::Unparsed { reason, at, seen } => {
            let mut details = vec![reason.clone()];
            if !seen.is_empty() {
                let names: Vec<String> = seen.iter().map(|change| change.object.to_string()).collect();
                details.push(format!("its tokens show changes of {}, which were checked", names.join(", ")));
            }
            let at = if at.is_empty() { &statement.range } else { at };
            events.push(event(EventKind::StatementUnparsed, at, "not understood", details, false));
        }
        StatementKind::Unreadable { what, at } => {
            events.push(event(
                EventKind::TargetUnreadable,
                at,
                "what this names is made when it runs",
                vec![what.clone()],
                true,
            ));
        }
        StatementKind::Query(query) if statement.nested.is_empty() => {
            if let Some(what) = query.calls.iter().find_map(|name| database.after.unreadable_in(name)) {
                let label = "the routine that this calls makes the name when it runs";
                events.push(event(EventKind::TargetUnreadable, &statement.range, label, vec![what], true));
            }
        }
        _ => {}
    }
    // What the body of a routine drops goes when it is called.
    let routine = matches!(&statement.kind, StatementKind::Changes(changes) if changes.iter().any(is_routine));
    for nested in &statement.nested {
        let mut inner = Vec::new();
        each(database, placed, nested, &mut inner);
        inner.retain(|event| !routine || event.kind != EventKind::TargetUnreadable);
        events.append(&mut inner);
    }
}

/// Where a migration is no text: a name there is not the name that the database gets. In SQL only what statements hold counts, as the bytes of
/// a comment harm nothing.
pub(super) fn illegible(text: &str, statements: &[Statement], is_code: bool) -> Option<Statement> {
    let held = |at: usize| is_code || statements.iter().any(|statement| statement.range.contains(&at));
    let (at, odd) =
        text.char_indices().find(|(at, c)| matches!(*c, '\0' | char::REPLACEMENT_CHARACTER) && held(*at))?;
    let reason = match odd {
        '\0' => "the file has a NUL byte here: save it as UTF-8",
        _ => "the bytes here are not UTF-8: save the file as UTF-8, or as UTF-16 with a byte-order mark",
    };
    let range = at..at + odd.len_utf8();
    let kind = StatementKind::Unparsed { reason: reason.into(), at: range.clone(), seen: Vec::new() };
    Some(Statement { range, kind, reading: Reading::Unparsed, nested: Vec::new() })
}

fn is_routine(change: &SchemaChange) -> bool {
    matches!(change.kind, ChangeKind::CreateFunction { .. } | ChangeKind::CreateTrigger { .. })
}
