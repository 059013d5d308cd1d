//! Fixes tried on the pending migrations: each is made in memory, everything is checked again, and it stays only if its hazard is gone and no other rule says more.
//!
//! A migration that the base has is never touched, and neither is one of which nobody knows whether the base has it. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::{Base, BaseView, Database, Examined, examine};
use crate::config::Config;
use crate::fix::{self, Answer, Case, Edit};
use crate::input::BaseTree;
use crate::model::event::{Event, EventKind};
use crate::model::finding::{Finding, Level};
use crate::model::report::{Problem, Stats};
use crate::rule::Rule;
use crate::source::{Revision, Sources, Span};

/// How many times what is left is looked at again: an edit may make room for the next.
const ROUNDS: usize = 50;

/// How many checks a run makes at most.
const CHECKS: usize = 200;

const NOT_CHECKED: &str = "the edited migration cannot be checked";

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Fixes {
    /// By path.
    pub files: Vec<Fixed>,
    /// What stays as it is, by place.
    pub left: Vec<Left>,
    pub problems: Vec<Problem>,
    pub sources: Sources,
    pub stats: Stats,
}

/// A migration with its edits made.
#[derive(Clone, Debug)]
pub struct Fixed {
    pub path: Arc<str>,
    /// The migration tool's name.
    pub layout: &'static str,
    pub before: Arc<str>,
    pub after: Arc<str>,
    /// The rules that are content now, in the order in which they became so.
    pub rules: Vec<&'static str>,
}

/// A finding that has a fix, but not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub rule: &'static str,
    /// In the migration as it stands in the tree, as far as earlier edits let it be told.
    pub path: Arc<str>,
    pub line: usize,
    /// A clause without a full stop.
    pub reason: String,
}

/// An edit that is to be tried.
struct Proposal {
    rule: &'static str,
    path: Arc<str>,
    layout: &'static str,
    edits: Vec<Edit>,
    key: Key,
}

/// A place that stays itself when lines move: rule, path, the statement's text.
type Key = (&'static str, Arc<str>, String);

/// Makes every fix that holds. `wanted`: the slugs of the rules to fix.
pub fn fixes(config: &Config, wanted: &BTreeSet<&'static str>) -> Fixes {
    let mut config = config.clone();
    let mut now = match examine(&config, true) {
        Ok(now) => now,
        Err(problem) => return Fixes { problems: vec![problem], ..Fixes::default() },
    };
    let (sources, stats) = (now.project.sources.clone(), now.project.stats.clone());
    let problems = now.problems(&config);
    let mut found = Fixes { problems, sources, stats, ..Fixes::default() };
    if found.problems.iter().any(|problem| problem.fatal) {
        return found;
    }
    let mut refused: BTreeMap<Key, String> = BTreeMap::new();
    let mut files: BTreeMap<Arc<str>, Fixed> = BTreeMap::new();
    let mut checks = 1;
    for _ in 0..ROUNDS {
        let (proposals, left) = proposals(&now, wanted, &refused);
        found.left = left;
        let batch = disjoint(proposals);
        if batch.is_empty() {
            break;
        }
        // All at once; where that goes wrong, one by one, to find out which it is.
        let mut tries: Vec<Vec<Proposal>> = Vec::new();
        if batch.len() > 1 && checks < CHECKS {
            checks += 1;
            match attempt(&config, &now, &batch) {
                Ok(accepted) => {
                    accept(accepted, batch, &mut config, &mut now, &mut files);
                    continue;
                }
                Err(_) => tries.extend(batch.into_iter().map(|one| vec![one])),
            }
        } else {
            tries.push(batch);
        }
        for one in tries {
            let result = match checks {
                CHECKS.. => Err("too many edits were tried in this run".to_owned()),
                _ => attempt(&config, &now, &one),
            };
            checks += 1;
            match result {
                Ok(accepted) => {
                    // The places of the others have moved.
                    accept(accepted, one, &mut config, &mut now, &mut files);
                    break;
                }
                Err(reason) => refused.extend(one.into_iter().map(|one| (one.key, reason.clone()))),
            }
        }
    }
    found.files = files.into_values().filter(|file| file.before != file.after).collect();
    found
}

/// The state after some edits that hold.
struct Accepted {
    config: Config,
    now: Examined,
}

fn accept(
    accepted: Accepted,
    batch: Vec<Proposal>,
    config: &mut Config,
    now: &mut Examined,
    files: &mut BTreeMap<Arc<str>, Fixed>,
) {
    for one in batch {
        let before = || text(&now.project.sources, &one.path).unwrap_or_default();
        let file = files.entry(one.path.clone()).or_insert_with(|| Fixed {
            path: one.path.clone(),
            layout: one.layout,
            before: before(),
            after: before(),
            rules: Vec::new(),
        });
        file.rules.push(one.rule);
        if let Some(after) = accepted.config.edits.get(&*one.path) {
            file.after = after.clone();
        }
    }
    *config = accepted.config;
    *now = accepted.now;
}

/// Makes edits and checks again. `Err`: why they do not hold.
fn attempt(config: &Config, now: &Examined, batch: &[Proposal]) -> Result<Accepted, String> {
    let mut config = config.clone();
    let mut by_path: BTreeMap<&Arc<str>, Vec<Edit>> = BTreeMap::new();
    for one in batch {
        by_path.entry(&one.path).or_default().extend(one.edits.iter().cloned());
    }
    for (path, edits) in by_path {
        let old = text(&now.project.sources, path).ok_or("the migration could not be read again")?;
        let new = fix::apply(&old, &edits).ok_or("the edits do not fit the file")?;
        config.edits.insert(path.to_string(), Arc::from(new));
    }
    let after = examine(&config, true).map_err(|_| NOT_CHECKED)?;
    match worse(&config, now, &after, batch) {
        Some(reason) => Err(reason),
        None => Ok(Accepted { config, now: after }),
    }
}

/// What is wrong with a state: a rule says as much as before of what was to be mended, or more of anything.
fn worse(config: &Config, before: &Examined, after: &Examined, batch: &[Proposal]) -> Option<String> {
    let fixed = |slug: &str| batch.iter().any(|one| one.rule == slug);
    let count = |state: &Examined| {
        let mut counts: BTreeMap<(&'static str, Arc<str>), usize> = BTreeMap::new();
        for (rule, event) in &state.judged {
            if rule.level >= Level::Warning || fixed(rule.slug) {
                *counts.entry((rule.slug, event.primary.span.path.clone())).or_default() += 1;
            }
        }
        counts
    };
    let (old, new) = (count(before), count(after));
    for ((rule, path), now) in &new {
        let mended = batch.iter().filter(|one| one.rule == *rule && one.path == *path).count();
        let allowed = old.get(&(*rule, path.clone())).copied().unwrap_or(0).saturating_sub(mended);
        if *now > allowed {
            return Some(match mended {
                0 => format!("`{rule}` would speak of the edited migration"),
                _ => format!("`{rule}` would still speak of the edited migration"),
            });
        }
    }
    after.problems(config).iter().any(|problem| problem.fatal).then(|| NOT_CHECKED.into())
}

/// What can be tried now, and what has no fix.
fn proposals(
    now: &Examined,
    wanted: &BTreeSet<&'static str>,
    refused: &BTreeMap<Key, String>,
) -> (Vec<Proposal>, Vec<Left>) {
    let (mut proposals, mut left): (Vec<Proposal>, Vec<Left>) = (Vec::new(), Vec::new());
    let histories: Vec<Vec<Arc<str>>> =
        now.project.databases.iter().map(|one| history(one, &now.project.sources)).collect();
    for (rule, event) in &now.judged {
        let Some(fix) = rule.fix.filter(|_| wanted.contains(rule.slug)) else { continue };
        let (Some(statement), EventKind::Operation(_)) = (statement(event), event.kind) else { continue };
        if !is_reported(rule, event, &now.findings) {
            continue;
        }
        let path = &statement.path;
        let database = now
            .project
            .databases
            .iter()
            .zip(&histories)
            .find(|(one, _)| Some(&one.set.name) == event.subject.database.as_ref());
        let (Some(text), Some((database, history))) = (text(&now.project.sources, path), database) else { continue };
        let words = text.get(statement.range.clone()).unwrap_or_default().to_owned();
        let key: Key = (rule.slug, path.clone(), words);
        let answer = match refused.get(&key) {
            Some(reason) => Err(reason.clone()),
            None => may_touch(now.project.trees.base.as_ref(), path, &text)
                .and_then(|()| answer(fix, event, &statement.range, &text, database, history)),
        };
        match answer {
            Ok(edits) if !edits.is_empty() => {
                proposals.push(Proposal {
                    rule: rule.slug,
                    path: path.clone(),
                    layout: database.set.layout,
                    edits,
                    key,
                });
            }
            Ok(_) => left.push(at(rule, event, &now.project.sources, "no edit of this file mends it".to_owned())),
            Err(reason) => left.push(at(rule, event, &now.project.sources, reason)),
        }
    }
    left.sort_by(|a, b| (&a.path, a.line, a.rule).cmp(&(&b.path, b.line, b.rule)));
    left.dedup();
    (proposals, left)
}

fn statement(event: &Event) -> Option<&Span> {
    event.circumstances.as_ref().map(|all| &all.statement)
}

/// Whether the report has it: the baseline may accept it.
fn is_reported(rule: &Rule, event: &Event, findings: &[Finding]) -> bool {
    let within = |finding: &Finding| {
        let (place, own) = (&finding.primary.span, &event.primary.span);
        let around = statement(event).is_some_and(|all| {
            all.path == place.path && all.range.start <= place.range.start && place.range.end <= all.range.end
        });
        place == own || around
    };
    findings
        .iter()
        .filter(|finding| within(finding))
        .any(|finding| finding.rule == rule.slug || finding.besides.iter().any(|beside| beside.rule == rule.slug))
}

/// Whether a migration may be edited: it is new, and a text that is written back is the one that was read.
fn may_touch(base: Option<&BaseTree>, path: &str, text: &str) -> Result<(), String> {
    match base {
        None => Err("there is no base to compare with, so nobody knows whether the migration has run".to_owned()),
        Some(base) if !Base(base).is_new(path) => Err("the base has this migration, so it may have run".to_owned()),
        Some(_) if text.contains(char::REPLACEMENT_CHARACTER) => Err("the file is not all UTF-8".to_owned()),
        Some(_) => Ok(()),
    }
}

fn answer(
    fix: &fix::Fix,
    event: &Event,
    statement: &Range<usize>,
    text: &str,
    database: &Database,
    history: &[Arc<str>],
) -> Answer {
    let (EventKind::Operation(operation), Some(all)) = (event.kind, &event.circumstances) else {
        return Ok(Vec::new());
    };
    let own = database.pending.iter().filter(|placed| placed.origin.path == event.primary.span.path);
    let statements: Vec<Range<usize>> = own.map(|placed| placed.statement.range.clone()).collect();
    fix.edits(&Case {
        text,
        layout: database.set.layout,
        dialect: event.dialect,
        operation,
        facts: &all.facts,
        names: &all.names,
        table: event.subject.table.as_deref(),
        column: event.subject.column.as_deref(),
        range: event.primary.span.range.clone(),
        statement: statement.clone(),
        statements: &statements,
        history,
    })
}

fn text(sources: &Sources, path: &Arc<str>) -> Option<Arc<str>> {
    sources.text(&Span { path: path.clone(), revision: Revision::Head, range: 0..0 }).cloned()
}

/// The texts of all migrations of a database.
fn history(database: &Database, sources: &Sources) -> Vec<Arc<str>> {
    database.set.files.iter().filter_map(|file| text(sources, &Arc::from(&*file.path))).collect()
}

fn at(rule: &Rule, event: &Event, sources: &Sources, reason: String) -> Left {
    let span = &event.primary.span;
    let line = sources.place(span).map_or(1, |place| place.line);
    Left { rule: rule.slug, path: span.path.clone(), line, reason }
}

/// As many as do not touch each other, the first of each place; the rest is for the next round.
fn disjoint(proposals: Vec<Proposal>) -> Vec<Proposal> {
    let mut kept: Vec<Proposal> = Vec::new();
    for one in proposals {
        let touches = |other: &Proposal| {
            other.path == one.path
                && other.edits.iter().any(|theirs| one.edits.iter().any(|own| fix::overlap(own, theirs)))
        };
        if !kept.iter().any(touches) {
            kept.push(one);
        }
    }
    kept
}
