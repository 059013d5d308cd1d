//! The faults of an order that the migrations themselves tell (Alembic, Django): only those that the base does not have yet.

use std::sync::Arc;

use super::{NAMED, One};
use crate::migration;
use crate::migration::faults::{Fault, FaultKind};
use crate::model::event::{Event, EventKind};
use crate::model::finding::Location;
use crate::source::{Revision, Span};

/// The events of one database.
pub(super) fn events(one: &One<'_>) -> Vec<Event> {
    let (base, head) = (one.history.base, one.history.head);
    let Some(layout) = migration::layout(one.set.layout) else { return Vec::new() };
    let prefix = format!("{}/", one.set.directory);
    let inside = |path: &str| one.set.directory.is_empty() || path.starts_with(&prefix);
    let differs = || base.paths().iter().chain(head.paths()).any(|path| inside(path) && base.differs(path));
    if layout.code().is_none() || !(differs() || has_new(base.paths(), head.paths())) {
        return Vec::new();
    }
    let faults = layout.faults(head, one.set);
    if faults.is_empty() {
        return Vec::new();
    }
    let known = layout.faults(base, one.set);
    let is_known = |fault: &Fault| {
        known
            .iter()
            .any(|other| other.kind == fault.kind && other.says == fault.says && other.paths.len() >= fault.paths.len())
    };
    faults.iter().filter(|fault| !is_known(fault)).filter_map(|fault| event(one, fault)).collect()
}

/// Whether the tree being merged has a path that the base lacks; both lists are sorted.
fn has_new(base: &[Arc<str>], head: &[Arc<str>]) -> bool {
    let mut known = base.iter().peekable();
    head.iter().any(|path| {
        // Most stand at the same place, and are one text for both.
        while known.next_if(|known| !Arc::ptr_eq(known, path) && *known < path).is_some() {}
        known.next_if(|known| Arc::ptr_eq(known, path) || *known == path).is_none()
    })
}

fn event(one: &One<'_>, fault: &Fault) -> Option<Event> {
    let is_new = |path: &str| one.history.base.is_new(path);
    let (kind, label, other) = match fault.kind {
        FaultKind::SeveralHeads => (EventKind::MigrationSeveralHeads, "new", "nothing follows this one either"),
        FaultKind::Broken => (EventKind::MigrationOrderBroken, "here", "and here"),
    };
    let primary = fault.paths.iter().find(|path| is_new(path)).or(fault.paths.first())?;
    let place = |path: &Arc<str>, label: &str| {
        let text = one.history.head.read(path).unwrap_or_default();
        let range = 0..text.find(['\r', '\n']).unwrap_or(text.len());
        let span = Span { path: path.clone(), revision: Revision::Head, range };
        Location { span, label: label.to_owned() }
    };
    let event = one.event(kind, place(primary, label), vec![fault.says.clone()]);
    let also = fault.paths.iter().filter(|path| *path != primary).take(NAMED).map(|path| place(path, other)).collect();
    Some(Event { also, ..event })
}
