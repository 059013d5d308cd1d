//! Findings that a comment accepts: `migcheck: allow RULE[, RULE] [until DATE]: REASON`, in any comment syntax, in migrations and in code.
//!
//! Alone on its line a comment holds for what follows: the statement of a migration, the line of code. Behind something it holds for that line, and as
//! `allow-file` for the file. In code it takes a use out of a rule's evidence. A comment without a reason, with an unknown rule, past its day, or that accepts
//! nothing is a finding itself. Comments of other tools are followed where they name a rule of the same hazard (`peers.toml`).

mod comment;
mod foreign;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::model::event::{Event, EventKind};
use crate::model::finding::{Location, Subject};
use crate::model::name::Dialect;
use crate::model::reference::Reference;
use crate::source::{Revision, Sources, Span};

use super::document::{Group, Rule};
use super::selection::Selection;

/// One comment that was understood.
#[derive(Debug)]
struct Suppression {
    /// Rules or groups; empty: every rule about operations.
    names: Vec<String>,
    /// The bytes that it holds for.
    covers: Range<usize>,
    /// Where it stands.
    at: Range<usize>,
    /// Another tool's.
    foreign: bool,
    used: Cell<bool>,
}

/// What is wrong with a comment.
struct Fault {
    kind: EventKind,
    span: Span,
    details: String,
}

/// The comments of all texts that a run has read.
#[derive(Default)]
pub struct Suppressions {
    files: BTreeMap<(Arc<str>, Revision), Vec<Suppression>>,
    faults: Vec<Fault>,
    /// Findings, or uses in them, that a comment took out.
    taken: RefCell<BTreeSet<(&'static str, Span)>>,
}

impl Suppressions {
    /// Reads the comments. `migrations`: the paths of all of them, of which only those with pending statements are looked at. `statements`: the pending
    /// statements, whole. `day`: today as `2026-01-31`, by which `until` is judged; unknown: never past.
    /// `foreign`: whether other tools' comments count; `selection`: the rules that there are.
    pub fn of(
        sources: &Sources,
        migrations: &BTreeSet<&str>,
        statements: &[Span],
        day: Option<&str>,
        foreign: bool,
        selection: &Selection,
    ) -> Self {
        let mut all = Suppressions::default();
        let mut by_file: HashMap<(&str, Revision), Vec<Range<usize>>> = HashMap::new();
        for span in statements {
            by_file.entry((&span.path, span.revision)).or_default().push(span.range.clone());
        }
        for (path, revision, text) in sources.all() {
            let ranges = by_file.remove(&(&**path, revision)).unwrap_or_default();
            if ranges.is_empty() && migrations.contains(&**path) {
                continue;
            }
            let mut found = Vec::new();
            for read in comment::read(text, &ranges) {
                let span = |range| Span { path: path.clone(), revision, range };
                let mut fault = |kind, details: String| {
                    if revision == Revision::Head {
                        all.faults.push(Fault { kind, span: span(read.at.clone()), details });
                    }
                };
                let unknown = read.names.iter().find(|name| !is_known(name, selection));
                if let Some(name) = unknown {
                    let near = selection.unknown(name);
                    fault(EventKind::SuppressionUnknown, format!("no rule is called `{name}`; {}", near.tip()));
                    continue;
                }
                if read.reason.is_empty() {
                    let details = format!("write `migcheck: allow {}: REASON`", read.names.join(", "));
                    fault(EventKind::SuppressionWithoutReason, details);
                    continue;
                }
                match (&read.until, day) {
                    (Some(until), _) if !comment::is_day(until) => {
                        fault(
                            EventKind::SuppressionWithoutReason,
                            format!("`{until}` is no day: write it as `2026-01-31`"),
                        );
                        continue;
                    }
                    (Some(until), Some(day)) if until.as_str() < day => {
                        fault(EventKind::SuppressionExpired, format!("it ended on {until}"));
                        continue;
                    }
                    _ => {}
                }
                let (names, covers, at) = (read.names, read.covers, read.at);
                found.push(Suppression { names, covers, at, foreign: false, used: Cell::new(false) });
            }
            if foreign && !ranges.is_empty() {
                found.extend(foreign::read(text, &ranges));
            }
            if !found.is_empty() {
                all.files.insert((path.clone(), revision), found);
            }
        }
        all
    }

    /// None at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether a comment accepts what a rule says at a place.
    pub fn accepts(&self, rule: &Rule, span: &Span) -> bool {
        let mut any = false;
        let own = self.files.get(&(span.path.clone(), span.revision));
        for one in own.into_iter().flatten() {
            let here =
                one.covers.start <= span.range.start && span.range.start < one.covers.end.max(one.covers.start + 1);
            if here && one.means(rule) {
                one.used.set(true);
                any = true;
            }
        }
        if any {
            self.taken.borrow_mut().insert((rule.slug, span.clone()));
        }
        any
    }

    /// The event as a rule sees it: without the uses that comments in the code accept. `None`: there are no such uses.
    pub fn without_accepted(&self, rule: &Rule, event: &Event) -> Option<Event> {
        if self.files.is_empty() {
            return None;
        }
        let accepted = |all: &[Reference]| all.iter().any(|one| self.accepts(rule, &one.span));
        if !accepted(&event.head) && !accepted(&event.base) {
            return None;
        }
        let mut event = event.clone();
        event.head.retain(|one| !self.accepts(rule, &one.span));
        event.base.retain(|one| !self.accepts(rule, &one.span));
        Some(event)
    }

    /// How many findings and uses were accepted.
    pub fn taken(&self) -> usize {
        self.taken.borrow().len()
    }

    /// What is to be said of the comments themselves, after the judgement: those that are wrong, and those of pending statements that accept nothing.
    pub fn events(&self, statements: &[Span], dialect: Dialect) -> Vec<Event> {
        let event = |kind, span: Span, label: &str, details: String| {
            let primary = Location { span, label: label.to_owned() };
            Event { details: vec![details], ..Event::new(kind, dialect, Subject::default(), primary) }
        };
        let mut events: Vec<Event> = self
            .faults
            .iter()
            .map(|fault| {
                let label = match fault.kind {
                    EventKind::SuppressionExpired => "what it accepted counts again",
                    _ => "not followed",
                };
                event(fault.kind, fault.span.clone(), label, fault.details.clone())
            })
            .collect();
        let pending: BTreeSet<_> = statements.iter().map(|span| (&span.path, span.revision)).collect();
        for ((path, revision), all) in &self.files {
            let pending = pending.contains(&(path, *revision));
            for one in all.iter().filter(|one| pending && !one.foreign && !one.used.get()) {
                let span = Span { path: path.clone(), revision: *revision, range: one.at.clone() };
                let details = format!("nothing here is a finding of {}", one.names.join(", "));
                events.push(event(EventKind::SuppressionUnused, span, "accepts nothing", details));
            }
        }
        events
    }
}

impl Suppression {
    fn means(&self, rule: &Rule) -> bool {
        let of_operations = || rule.on.iter().any(|kind| matches!(kind, EventKind::Operation(_)));
        match self.names.is_empty() {
            true => of_operations(),
            false => self.names.iter().any(|name| name == rule.slug || name == rule.group.name()),
        }
    }
}

fn is_known(name: &str, selection: &Selection) -> bool {
    selection.named(name).is_some() || Group::ALL.iter().any(|group| group.name() == name)
}
