//! Rules × events → findings.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::event::{Event, EventKind};
use crate::model::finding::{Beside, Finding, Level, Location};
use crate::model::reach::{HandlingKind, Reach};
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};

use crate::source::{Revision, Span};

use super::document::{Group, Rule, Uses};
use super::fingerprint::fingerprint;
use super::options::Options;
use super::predicate::Counting;
use super::selection::Selection;
use super::suppression::Suppressions;
use super::template::fill;

/// How many entry points of one function are named in a sentence; of more, how many they are.
const WAYS: usize = 4;
/// How many symbols are named in a sentence.
const SYMBOLS: usize = 4;

/// Asks every rule that is on about every event, and leaves out what comments accept. Sorted by place, worst first within a place.
pub fn judge(events: &[Event], selection: &Selection, suppressions: &Suppressions) -> Vec<Finding> {
    let mut judged = Vec::new();
    let asked = Asked::of(selection.rules(), selection);
    for event in events {
        for (rule, options) in asked.about(event) {
            if let Some((level, event)) = speaks(rule, options, event, selection, suppressions) {
                let statement = event.circumstances.as_ref().map(|all| all.statement.clone());
                let finding = Finding { level, ..finding(rule, &event, selection.strict, options) };
                judged.push(Judged { group: rule.group, statement, finding });
            }
        }
    }
    let mut findings = one_a_statement(judged);
    sort(&mut findings);
    number(&mut findings);
    findings
}

/// Every event that a rule of migcheck's own speaks of, with the rule: what findings are made of, before those of one statement become one.
pub fn judged(events: &[Event], selection: &Selection, suppressions: &Suppressions) -> Vec<(&'static Rule, Event)> {
    let asked = Asked::of(super::registry::rules().iter(), selection);
    let spoken = events.iter().flat_map(|event| asked.about(event).map(move |asked| (asked, event)));
    let kept = spoken.filter_map(|((rule, options), event)| {
        let (_, event) = speaks(rule, options, event, selection, suppressions)?;
        Some((rule, event.into_owned()))
    });
    kept.collect()
}

/// The rules that are on, with their options, by the kinds of events that they are about: of some two hundred, few are about any one kind.
struct Asked<'a, 'o>(BTreeMap<EventKind, Vec<(&'a Rule, &'o Options)>>);

impl<'a, 'o> Asked<'a, 'o> {
    fn of(rules: impl Iterator<Item = &'a Rule>, selection: &'o Selection) -> Self {
        let mut by_kind: BTreeMap<EventKind, Vec<(&'a Rule, &'o Options)>> = BTreeMap::new();
        for rule in rules.filter(|rule| selection.speaks(rule)) {
            let kinds: BTreeSet<EventKind> = rule.on.iter().copied().collect();
            let asked = (rule, selection.options(rule));
            kinds.into_iter().for_each(|kind| by_kind.entry(kind).or_default().push(asked));
        }
        Asked(by_kind)
    }

    /// Those that are about such an event, in the order in which they were given.
    fn about(&self, event: &Event) -> impl Iterator<Item = (&'a Rule, &'o Options)> + use<'a, 'o, '_> {
        let dialect = event.dialect;
        let of_kind = self.0.get(&event.kind).into_iter().flatten().copied();
        of_kind.filter(move |(rule, _)| rule.dialects.is_empty() || rule.dialects.contains(&dialect))
    }
}

/// The level at which a rule speaks of an event that it is about, and what comments leave of it. `None`: it is silent.
fn speaks<'a>(
    rule: &Rule,
    options: &Options,
    event: &'a Event,
    selection: &Selection,
    suppressions: &Suppressions,
) -> Option<(Level, Cow<'a, Event>)> {
    let applies = |event: &Event| rule.when.iter().all(|condition| condition.holds(event, selection.strict, options));
    if !applies(event) {
        return None;
    }
    let level = selection.level_at(rule, &event.primary.span.path)?;
    let event = match suppressions.without_accepted(rule, event) {
        Some(fewer) => Cow::Owned(fewer),
        None => Cow::Borrowed(event),
    };
    let fewer = matches!(event, Cow::Owned(_));
    if fewer && !applies(&event) || suppressions.accepts(rule, &event.primary.span) {
        return None;
    }
    Some((level, event))
}

/// By place, worst first within a place.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|left, right| {
        left.primary
            .span
            .cmp(&right.primary.span)
            .then(right.level.cmp(&left.level))
            .then_with(|| left.rule.cmp(&right.rule))
            .then_with(|| left.subject.cmp(&right.subject))
    });
}

/// A finding with what decides how it is shown.
struct Judged {
    group: Group,
    /// Of an operation: the statement around it.
    statement: Option<Span>,
    finding: Finding,
}

/// What is said of the operations of one statement becomes one finding, the worst, with the others beside it; beneath a finding about uses of what the statement
/// takes away, if there is one.
fn one_a_statement(judged: Vec<Judged>) -> Vec<Finding> {
    let (mut of_operations, plain): (Vec<_>, Vec<_>) = judged.into_iter().partition(|one| one.statement.is_some());
    of_operations.sort_by_key(|one| (Reverse(one.finding.level), one.group.rank()));
    let mut findings: Vec<Finding> = plain.into_iter().map(|one| one.finding).collect();
    let mut of_file: HashMap<(Arc<str>, Revision), Vec<usize>> = HashMap::new();
    for (at, Finding { primary: Location { span, .. }, .. }) in findings.iter().enumerate() {
        of_file.entry((span.path.clone(), span.revision)).or_default().push(at);
    }
    let mut heads: HashMap<Span, usize> = HashMap::new();
    for Judged { statement, finding, .. } in of_operations {
        let Some(statement) = statement else { continue };
        let at = heads.get(&statement).copied().or_else(|| {
            let here = of_file.get(&(statement.path.clone(), statement.revision))?;
            here.iter().copied().find(|at| {
                findings.get(*at).is_some_and(|head| {
                    let place = &head.primary.span.range;
                    head.level >= finding.level
                        && statement.range.start <= place.start
                        && place.end <= statement.range.end
                })
            })
        });
        let at = *heads.entry(statement).or_insert(at.unwrap_or(findings.len()));
        match findings.get_mut(at) {
            Some(head) => {
                let Finding { rule, level, message, plan, .. } = finding;
                let beside = Beside { rule, level, message, plan };
                if !head.besides.contains(&beside) && (head.rule != beside.rule || head.message != beside.message) {
                    head.besides.push(beside);
                }
            }
            None => findings.push(finding),
        }
    }
    findings
}

fn finding(rule: &Rule, event: &Event, strict: bool, options: &Options) -> Finding {
    let counting = Counting { strict, least: options.least() };
    let Shown { evidence: related, named } = shown(rule, event, counting);
    let counted = related.iter().filter(|one| counting.counts(one)).count();
    let counted = if counted == 0 { related.len() } else { counted };
    let text = |template: &str| options.fill(fill(template, event, &related, counted), event.dialect);

    let best = related.first();
    let mut why: Vec<Step> = rule.why().iter().map(|line| Step::new(text(line))).collect();
    why.extend(event.details.iter().map(Step::new));
    why.extend(best.into_iter().flat_map(|one| one.proof.iter().cloned()));

    let mut breaks: Vec<String> = symbols(related.iter()).into_iter().collect();
    breaks.extend(rule.breaks().iter().map(|line| text(line)));

    Finding {
        rule: rule.slug.to_string(),
        level: rule.level,
        certainty: best.map_or(Certainty::Certain, |one| one.certainty),
        message: text(rule.message(event.kind)),
        subject: event.subject.clone(),
        primary: event.primary.clone(),
        also: event.also.clone(),
        why,
        breaks,
        cells: Vec::new(),
        plan: rule.plan(event.kind).iter().map(|line| text(line)).collect(),
        besides: Vec::new(),
        fingerprint: String::new(),
        related: related.into_iter().chain(named).collect(),
    }
}

/// The uses that a finding shows.
#[derive(Default)]
struct Shown {
    /// Evidence first, tests behind it. Guesses only where there is nothing else.
    evidence: Vec<Reference>,
    /// Beneath evidence: what only bears the name, and will have to change with it.
    named: Vec<Reference>,
}

fn shown(rule: &Rule, event: &Event, counting: Counting) -> Shown {
    let all = match rule.uses {
        Uses::Head => &event.head,
        Uses::Base => &event.base,
        Uses::Database => &event.database,
        Uses::None => return Shown::default(),
    };
    let counting = Counting { strict: counting.strict || rule.uses == Uses::Database, ..counting };
    let evidence = all.iter().any(|one| counting.counts(one));
    let (mut shown, guessed): (Vec<Reference>, Vec<Reference>) =
        all.iter().cloned().partition(|one| !evidence || one.certainty >= counting.least.min(Certainty::Likely));
    shown.sort_by_key(|one| (one.test, Reverse(one.certainty)));
    let named = guessed.into_iter().filter(|one| one.mechanism == Mechanism::Name).collect();
    Shown { evidence: shown, named }
}

/// The functions that hold the uses, tests aside, each with the ways in to it as far as they are known. What declares the object is named only
/// where nothing else uses it, or where the ways go through its model.
fn symbols<'a>(related: impl Iterator<Item = &'a Reference>) -> Option<String> {
    let related: Vec<&Reference> = related.collect();
    let counted = || related.iter().copied().filter(|one| !one.test);
    let only_declared = counted().all(|one| one.access == Access::Declare);
    let mut names: Vec<(Option<&str>, Vec<&Reach>)> = Vec::new();
    for one in counted().filter(|one| only_declared || one.access != Access::Declare) {
        let name = one.symbol.as_deref();
        if name.is_none() && one.reach.entry_points.is_empty() {
            continue;
        }
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, reaches)) => reaches.push(&one.reach),
            None => names.push((name, vec![&one.reach])),
        }
    }
    let more = names.len().saturating_sub(SYMBOLS);
    names.truncate(SYMBOLS);
    let of_model: Vec<&Reference> = counted().filter(|one| one.reach.every_use_of.is_some()).collect();
    // Who uses the model is worth a word only where that leads to more than the uses themselves.
    let direct = Reach::union(names.iter().flat_map(|(_, reaches)| reaches.iter().copied()));
    let told = names.iter().any(|(_, reaches)| reaches.iter().any(|reach| !reach.entry_points.is_empty()));
    let mut parts: Vec<String> = Vec::new();
    for (name, reaches) in names {
        let phrase = Reach::union(reaches.into_iter().filter(|reach| reach.every_use_of.is_none())).phrase(WAYS);
        parts.extend(match (name, phrase) {
            (Some(name), Some(phrase)) => Some(format!("{name} ← {phrase}")),
            (name, phrase) => name.map(str::to_owned).or(phrase),
        });
    }
    let through = Reach::union(of_model.iter().map(|one| &one.reach));
    let more_ways = only_declared || !through.entry_points.iter().all(|way| direct.leads_from(way));
    let through = through.phrase(WAYS).filter(|_| more_ways);
    let separator = if told && !only_declared { "; " } else { ", " };
    let mut text = parts.join(separator);
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    if let (Some(through), Some(model)) = (through, of_model.first().and_then(|one| one.reach.every_use_of.as_ref())) {
        text = match (only_declared, text.is_empty()) {
            (true, _) | (_, true) => format!("everything that uses `{model}` ← {through}"),
            _ => format!("{text}; everything that uses `{model}` ← {through}"),
        };
    }
    Some(text).filter(|text| !text.is_empty())
}

/// Says in what breaks from where the uses are reached, once that was looked for.
pub fn tell_reach(finding: &mut Finding) {
    let Some(line) = symbols(finding.evidence()) else { return };
    let told = finding.evidence().any(|one| !one.reach.entry_points.is_empty());
    if !told {
        return;
    }
    let named = finding.evidence().any(|one| !one.test && one.symbol.is_some());
    match finding.breaks.first_mut().filter(|_| named) {
        Some(first) => *first = line,
        None => finding.breaks.insert(0, line),
    }
}

/// Puts the places first whose errors do most harm, and those that no test runs. What is proved stays before what is not.
pub fn rank(finding: &mut Finding) {
    let taken = |one: &Reference| {
        let kind = one.reach.handling.as_ref().map(|handling| handling.kind);
        matches!(kind, Some(HandlingKind::Answered | HandlingKind::Swallowed))
    };
    let covered = |one: &Reference| one.reach.hits.is_some_and(|hits| hits > 0);
    if finding.related.iter().any(|one| taken(one) || covered(one)) {
        finding.related.sort_by_key(|one| (one.certainty == Certainty::Possible, one.test, taken(one), covered(one)));
    }
}

fn number(findings: &mut [Finding]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for finding in findings {
        let mut paths: Vec<&str> = finding
            .also
            .iter()
            .map(|one| &*one.span.path)
            .chain(finding.evidence().map(|one| &*one.span.path))
            .collect();
        paths.sort_unstable();
        paths.dedup();
        paths.insert(0, &finding.primary.span.path);
        let plain = fingerprint(&finding.rule, &finding.subject, &paths, 0);
        let nth = seen.entry(plain.clone()).or_insert(0);
        let own = if *nth == 0 { plain } else { fingerprint(&finding.rule, &finding.subject, &paths, *nth) };
        finding.fingerprint = own;
        *nth += 1;
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::finding::Subject;
    use crate::model::name::Dialect;

    pub(crate) fn reference(path: &str) -> Reference {
        Reference {
            access: Access::Read,
            mechanism: Mechanism::Sql,
            certainty: Certainty::Certain,
            proof: vec![Step::new("`users` is its only table")],
            symbol: Some("login".to_string()),
            test: false,
            span: Span { path: path.into(), revision: Revision::Head, range: 0..8 },
            reach: Default::default(),
        }
    }

    /// `users.username` is dropped, and nothing uses it.
    pub(crate) fn event() -> Event {
        Event {
            kind: EventKind::ColumnDropped,
            dialect: Dialect::Postgres,
            subject: Subject {
                table: Some("users".to_string()),
                column: Some("username".to_string()),
                ..Subject::default()
            },
            replacement: None,
            primary: Location {
                span: Span { path: "m/1.sql".into(), revision: Revision::Head, range: 0..4 },
                label: "dropped here".to_string(),
            },
            also: Vec::new(),
            head: Vec::new(),
            base: Vec::new(),
            database: Vec::new(),
            details: Vec::new(),
            destructive: true,
            circumstances: None,
        }
    }

    fn slugs(event: Event) -> Vec<String> {
        judge(&[event], &Selection::default(), &Suppressions::none()).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_drop_is_judged_by_its_uses() {
        assert_eq!(slugs(event()), [] as [&str; 0]);
        let used = vec![reference("a.py")];
        let possible = vec![Reference { certainty: Certainty::Possible, ..reference("a.py") }];
        assert_eq!(slugs(Event { head: used.clone(), ..event() }), ["column-still-used"]);
        assert_eq!(slugs(Event { head: used.clone(), base: used.clone(), ..event() }), ["column-still-used"]);
        assert_eq!(slugs(Event { base: used.clone(), ..event() }), ["column-used-by-deployed-code"]);
        assert_eq!(slugs(Event { head: possible.clone(), ..event() }), ["column-maybe-used"]);
        assert_eq!(slugs(Event { head: possible, base: used.clone(), ..event() }), ["column-used-by-deployed-code"]);
        assert_eq!(slugs(Event { database: used, ..event() }), ["database-object-uses-removed"]);
        let test = vec![Reference { test: true, ..reference("t.py") }];
        assert_eq!(slugs(Event { head: test, ..event() }), ["only-tests-use-removed"]);
    }

    #[test]
    fn a_finding_has_its_places_and_its_proof() {
        let test = Reference { test: true, symbol: Some("test_login".into()), ..reference("t.py") };
        let guess = Reference { certainty: Certainty::Possible, ..reference("g.py") };
        let likely = Reference { certainty: Certainty::Likely, ..reference("b.py") };
        let head = vec![test, guess, likely, reference("a.py")];
        let found = judge(&[Event { head, ..event() }], &Selection::default(), &Suppressions::none());
        let [finding] = &found[..] else { panic!("{found:?}") };
        let paths: Vec<_> = finding.related.iter().map(|one| &*one.span.path).collect();
        assert_eq!(paths, ["a.py", "b.py", "t.py"]);
        assert_eq!((finding.level, finding.certainty), (Level::Error, Certainty::Certain));
        assert_eq!(finding.message, "`users.username` is dropped, but the code being deployed still reads it");
        assert_eq!(finding.why.last(), Some(&Step::new("`users` is its only table")));
        assert_eq!(finding.breaks[0], "login");
        assert!(finding.breaks[1].contains("column \"username\" does not exist"), "{:?}", finding.breaks);
        assert!(finding.plan[0].contains("the 2 places"), "{:?}", finding.plan);
    }

    #[test]
    fn findings_of_one_place_have_different_fingerprints() {
        let unparsed = || Event { kind: EventKind::StatementUnparsed, subject: Subject::default(), ..event() };
        let found = judge(&[unparsed(), unparsed()], &Selection::default(), &Suppressions::none());
        assert_eq!(found.len(), 2);
        assert_ne!(found[0].fingerprint, found[1].fingerprint);
    }
}
