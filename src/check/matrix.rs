//! Which cells of {new code, old code} × {schema before, schema after} a finding about code breaks in, and what that means for the release at hand.
//!
//! Rules say what breaks where old and new code run side by side. What `deploy` in the configuration says, and whether the deployed code has the use as
//! well, is known here: the sentences are made to fit.

use std::collections::HashMap;

use crate::config::{Config, Deploy};
use crate::model::cell::Cell;
use crate::model::event::{Event, EventKind};
use crate::model::finding::Finding;
use crate::rule::document::{Rule, Uses};
use crate::rule::{Counting, Selection};
use crate::source::Span;

/// How rules begin and end a sentence about the old code.
const WHILE_OLD_RUNS: &str = "From the moment the migration runs until the last old instance is replaced, ";
const AGAIN: &str = "; and again if this release is rolled back.";
/// How rules say that the old code would meet the same.
const NO_HELP: &str = "rolling the code back does not";

/// Names the cells of every finding that rests on uses. `based`: the deployed code is known.
pub(super) fn tell(config: &Config, selection: &Selection, based: bool, events: &[Event], findings: &mut [Finding]) {
    let mut rules: HashMap<&str, &Rule> = HashMap::new();
    for rule in selection.rules() {
        rules.entry(rule.slug).or_insert(rule);
    }
    let mut at_place: HashMap<&Span, Vec<&Event>> = HashMap::new();
    for event in events {
        at_place.entry(&event.primary.span).or_default().push(event);
    }
    for finding in findings {
        let Some(rule) = rules.get(&*finding.rule) else { continue };
        let of = |event: &&&Event| event.subject == finding.subject && rule.on.contains(&event.kind);
        let Some(event) = at_place.get(&finding.primary.span).and_then(|all| all.iter().find(of)) else { continue };
        let counting = Counting { strict: config.strict, least: selection.options(rule).least() };
        let old_uses = event.base.iter().any(|one| counting.counts(one));
        finding.cells = cells(rule, event.kind, old_uses, config.rollout.deploy);
        match rule.uses {
            Uses::Base if config.rollout.deploy == Deploy::Stop => stopped(&mut finding.breaks),
            Uses::Head if based && !old_uses => going_back_helps(&mut finding.breaks),
            _ => {}
        }
    }
}

fn cells(rule: &Rule, kind: EventKind, old_uses: bool, deploy: Deploy) -> Vec<Cell> {
    let of_old = || {
        let running = (deploy == Deploy::Rolling).then_some(Cell::WhileOldRuns);
        running.into_iter().chain([Cell::AfterCodeRollback])
    };
    let mut cells: Vec<Cell> = match (kind, rule.uses) {
        (EventKind::ColumnAwaited | EventKind::TableAwaited, _) => vec![Cell::UntilMigrated],
        (EventKind::ColumnLostOnWayBack | EventKind::TableLostOnWayBack, _) => vec![Cell::AfterMigrationRollback],
        // Code that is taken back connects anew, and prepares what it finds.
        (EventKind::PreparedResultChanged, _) => {
            (deploy == Deploy::Rolling).then_some(Cell::WhileOldRuns).into_iter().collect()
        }
        (_, Uses::Base) => of_old().collect(),
        (_, Uses::Head) if old_uses => std::iter::once(Cell::OnceMigrated).chain(of_old()).collect(),
        (_, Uses::Head) => vec![Cell::OnceMigrated],
        (_, Uses::Database | Uses::None) => Vec::new(),
    };
    cells.sort_unstable();
    cells
}

/// No old instance meets the new schema; taken back, its code does.
fn stopped(breaks: &mut [String]) {
    for line in breaks {
        let inner = line.strip_prefix(WHILE_OLD_RUNS).and_then(|rest| rest.strip_suffix(AGAIN));
        if let Some(inner) = inner {
            *line = format!(
                "Old instances are stopped before the migration runs (`deploy = \"stop\"`). If this release's code is rolled back, {inner}."
            );
        }
    }
}

/// Only the new code has the use.
fn going_back_helps(breaks: &mut [String]) {
    for line in breaks.iter_mut().filter(|line| line.contains(NO_HELP)) {
        *line =
            "Restarting does not help; rolling the code back does: the code that runs now does not use it.".to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::registry::rules;

    #[test]
    fn rules_about_old_code_say_so_in_the_same_words() {
        // Nothing of it is met again when the code is taken back.
        let of_base = |rule: &&Rule| rule.uses == Uses::Base && !rule.on.contains(&EventKind::PreparedResultChanged);
        for rule in rules().iter().filter(of_base) {
            let said = rule.breaks().iter().any(|line| line.starts_with(WHILE_OLD_RUNS) && line.ends_with(AGAIN));
            assert!(said, "{}: {:?}", rule.slug, rule.breaks());
        }
    }

    #[test]
    fn what_is_prepared_is_met_by_running_code_alone() {
        let of = |kind| rules().iter().find(|rule| rule.on.contains(&kind)).unwrap();
        let (prepared, dropped) = (EventKind::PreparedResultChanged, EventKind::ColumnDropped);
        let deployed = rules().iter().find(|rule| rule.uses == Uses::Base && rule.on.contains(&dropped)).unwrap();
        for (rule, kind, deploy, expected) in [
            (of(prepared), prepared, Deploy::Rolling, &[Cell::WhileOldRuns][..]),
            (of(prepared), prepared, Deploy::Stop, &[]),
            (deployed, dropped, Deploy::Rolling, &[Cell::WhileOldRuns, Cell::AfterCodeRollback]),
            (deployed, dropped, Deploy::Stop, &[Cell::AfterCodeRollback]),
        ] {
            assert_eq!(cells(rule, kind, true, deploy), expected, "{} {deploy:?}", rule.slug);
        }
    }

    #[test]
    fn sentences_fit_the_release() {
        let mut breaks = vec![format!("{WHILE_OLD_RUNS}each of these fails{AGAIN}"), "login".to_owned()];
        stopped(&mut breaks);
        assert!(breaks[0].ends_with("If this release's code is rolled back, each of these fails."), "{breaks:?}");
        assert_eq!(breaks[1], "login");
        let mut breaks =
            vec!["Restarting does not help, and rolling the code back does not either: it is gone.".to_owned()];
        going_back_helps(&mut breaks);
        assert!(breaks[0].contains("rolling the code back does:"), "{breaks:?}");
    }
}
