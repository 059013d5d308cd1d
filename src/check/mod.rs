//! The pipeline: settings in, findings out. The only module that knows all the others.

mod artefact;
mod awaited;
mod code;
mod consumers;
mod coverage;
mod database;
mod deployed;
mod field;
mod fixes;
mod linked;
mod matrix;
mod nulls;
mod reach;

pub mod declarative;
mod feedback;
mod given;
mod hazards;
mod history;
mod index;
mod key_names;
mod outside;
mod places;
mod plan;
mod playbook;
mod statements;
mod survey;
mod unused;
mod usages;
mod uses;
mod verify;
mod views;
mod way_back;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use crate::config::{BaseChoice, Config, Scope};
use crate::input::{self, Trees};
use crate::lang;
use crate::model::event::Event;
use crate::model::finding::{Finding, Subject};
use crate::model::reference::{Certainty, Reference};
use crate::model::report::{Problem, Report, Stats};
use crate::orm::CodeFile;
use crate::resolve;
use crate::rule::{self, Suppressions};
use crate::source::{Revision, Sources, Span, Tree};
use crate::workers::apart;

use code::{Names, code_paths};
use database::{BaseView, Pending};
pub use database::{Database, Placed};
use field::Field;
pub use fixes::{Fixed, Fixes, Left, fixes};
pub use index::{IndexFor, Indexed, index};
pub use places::{Known, Places, Removed, places};
pub use plan::{PlanFor, Planned, Plans, plans, restores};
pub use playbook::{Shows, failing, playbooks};
pub use survey::{Survey, survey};
pub use usages::{Usages, Wanted, usages};
use uses::{Readings, Step};
pub use verify::{ToVerify, to_verify};

/// What a run found, and the texts that it points into.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub report: Report,
    pub sources: Sources,
    /// The statements that were checked, whole.
    pub statements: Vec<Span>,
}

/// A project with its databases read: what `info` and `schema` show, and what a check goes on from.
pub struct Project {
    pub trees: Trees,
    pub databases: Vec<Database>,
    /// The paths of the code here.
    pub code: Vec<Arc<str>>,
    pub problems: Vec<Problem>,
    pub sources: Sources,
    pub stats: Stats,
    /// The files that were parsed, by their tree.
    parsed: HashMap<(Revision, Arc<str>), Arc<CodeFile>>,
}

impl Project {
    /// Whether no migration was found.
    pub fn is_empty(&self) -> bool {
        self.databases.iter().all(|database| database.stats.migrations == 0)
    }
}

/// The first base.
struct Base<'a>(&'a input::BaseTree);

impl Tree for Base<'_> {
    fn paths(&self) -> &[Arc<str>] {
        self.0.paths()
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.0.read(path)
    }
}

impl BaseView for Base<'_> {
    fn is_new(&self, path: &str) -> bool {
        self.0.is_new(path)
    }

    fn differs(&self, path: &str) -> bool {
        self.0.changed().contains(path)
    }
}

/// Opens the trees and reads the migrations.
pub fn open(config: &Config) -> Project {
    apart(config.threads, || opened(config))
}

fn opened(config: &Config) -> Project {
    let started = Instant::now();
    let choice = |choice: &BaseChoice| match choice {
        BaseChoice::Auto => input::Base::Auto,
        BaseChoice::Ref(name) => input::Base::Ref(name.clone()),
        BaseChoice::Directory(directory) => input::Base::Directory(directory.clone()),
        BaseChoice::None => input::Base::None,
    };
    let trees = input::open(&input::Options {
        root: config.root.clone(),
        base: choice(&config.base),
        further: config.further.iter().map(choice).collect(),
        staged: config.scope == Scope::Staged,
        deployed: config.deployed.clone(),
        exclude: config.exclude.clone(),
        texts: config.edits.clone(),
        env: config.env.clone(),
        threads: config.threads,
    });
    let mut sources = Sources::default();
    let mut problems = Vec::new();
    let mut stats = Stats {
        base: trees.label.clone(),
        further: trees.further.iter().map(|(label, _)| label.clone()).collect(),
        head: trees.head_label.clone(),
        all: matches!(config.scope, Scope::All | Scope::Files(_)),
        ..Stats::default()
    };
    stats.phases.push(("read", started.elapsed()));
    let started = Instant::now();
    let head = given::Layered::new(&*trees.head, config);
    let mut sets = database::sets(config, &head, &mut problems);
    given::assign(config, &mut sets, &mut problems);
    let base = Field::of(trees.bases().map(|(_, base)| base));
    let pending = Pending {
        scope: &config.scope,
        base: base.as_ref().map(|base| base as &dyn BaseView),
        given: config.given.as_ref().map(|given| given.path.as_str()),
    };
    let mut databases = Vec::new();
    for set in sets {
        problems.extend(database::unread(&set.set, &head, &pending));
        databases.push(if declarative::is_declared(&set.set) && set.given.is_none() {
            declarative::read(set, &head, &pending, &mut sources)
        } else {
            database::read(set, &head, &pending, config.threads, &mut sources)
        });
    }
    unknown_files(config, &databases, &mut problems);
    stats.phases.push(("schema", started.elapsed()));
    stats.databases = databases.iter().map(|database| database.stats.clone()).collect();
    stats.new_migrations = stats.databases.iter().map(|database| database.new.len() + database.appended.len()).sum();
    let mut code = code_paths(trees.head.paths(), &databases, config.threads);
    code.retain(|path| !is_baseline(config, path));
    stats.code_files = code.len();
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    for path in &code {
        *languages.entry(lang::of_path(path).map_or("sql", |language| language.name)).or_default() += 1;
    }
    stats.languages = languages.into_iter().map(|(name, count)| (name.to_string(), count)).collect();
    stats.languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Project { trees, databases, code, problems, sources, stats, parsed: HashMap::new() }
}

/// A dump that migrations start from is no code.
fn is_baseline(config: &Config, path: &str) -> bool {
    config.databases.iter().any(|database| database.baseline.as_deref() == Some(path))
}

/// A file that was named to be checked and is no migration is an error, not a file without findings.
fn unknown_files(config: &Config, databases: &[Database], problems: &mut Vec<Problem>) {
    let Scope::Files(paths) = &config.scope else { return };
    for path in paths {
        let known =
            databases.iter().flat_map(|database| &database.set.files).any(|file| database::covers(path, &file.path));
        if !known {
            problems.push(Problem {
                fatal: true,
                ..Problem::new(format!(
                    "`{path}` is no migration of any directory that was found; name its directory with --migrations"
                ))
            });
        }
    }
}

/// Checks the migrations that `config` names against the code, and says from where what breaks is reached and whether tests run it.
pub fn check(config: &Config) -> Outcome {
    let mut found = match examine(config, false) {
        Ok(found) => found,
        Err(problem) => return failed(problem),
    };
    let started = Instant::now();
    reach::findings(config, &found.project, &mut found.findings);
    let unread = coverage::findings(config, &found.project, &mut found.findings);
    found.findings.iter_mut().for_each(rule::engine::rank);
    found.project.problems.extend(unread);
    found.project.stats.phases.push(("reach", started.elapsed()));
    found.outcome(config)
}

/// A check that says nothing of where its findings are reached from.
pub fn check_alone(config: &Config) -> Outcome {
    match examine(config, false) {
        Ok(found) => found.outcome(config),
        Err(problem) => failed(problem),
    }
}

fn failed(problem: Problem) -> Outcome {
    Outcome { report: Report { problems: vec![problem], ..Report::default() }, ..Outcome::default() }
}

/// A check with what it was made of.
struct Examined {
    findings: Vec<Finding>,
    statements: Vec<Span>,
    /// Every event that a rule speaks of, with the rule.
    judged: Vec<(&'static rule::Rule, Event)>,
    project: Project,
}

impl Examined {
    /// Everything that went wrong, reading the trees included.
    fn problems(&self, config: &Config) -> Vec<Problem> {
        let mut problems = self.project.trees.problems();
        problems.extend(self.project.problems.iter().cloned());
        if self.project.is_empty() && !config.allow_empty && !problems.iter().any(|problem| problem.fatal) {
            problems.push(nothing_found(config));
        }
        problems
    }

    fn outcome(self, config: &Config) -> Outcome {
        let problems = self.problems(config);
        let Self { findings, statements, project, .. } = self;
        project.trees.end();
        free(config, (project.parsed, project.trees, project.databases));
        Outcome { report: Report { findings, problems, stats: project.stats }, sources: project.sources, statements }
    }
}

/// `judged`: whether it is asked for, which costs.
fn examine(config: &Config, judged: bool) -> Result<Examined, Problem> {
    apart(config.threads, || examined(config, judged))
}

fn examined(config: &Config, judged: bool) -> Result<Examined, Problem> {
    // Opening mostly waits for git, and the rules are read from text as well.
    let (selection, project) = std::thread::scope(|scope| {
        let reading = scope.spawn(|| rule::Selection::of(config));
        let project = open(config);
        (reading.join(), project)
    });
    let selection = selection.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let selection = selection.map_err(|message| Problem { fatal: true, ..Problem::new(message.to_string()) })?;
    let mut project = project;
    outside::examine(config, &mut project);
    if config.no_code {
        project.code.clear();
        project.stats.code_files = 0;
    }
    let mut events = statements::events(&project.databases);
    if selection.judges_operations() {
        let based = project.trees.base.is_some() || config.given.is_some();
        events.extend(hazards::events(config, &*project.trees.head, &project.databases, based, &project.sources));
    }
    events.extend(key_names::events(
        &project.databases,
        &*project.trees.head,
        &project.code,
        config.threads,
        &mut project.sources,
    ));
    code_events(config, &selection, &mut project, &mut events);
    events.extend(artefact::events(config, &*project.trees.head, &project.databases, &mut project.sources));
    if let Some(base) = &project.trees.base {
        let history = history::History { config, head: &*project.trees.head, base: &Base(base) };
        events.extend(history::events(&history, &project.databases, &mut project.sources));
    }
    let started = Instant::now();
    let events = merge(events, &project.databases);
    project.stats.unused_changes = events
        .iter()
        .filter(|event| {
            event.destructive && event.head.is_empty() && event.base.is_empty() && event.database.is_empty()
        })
        .map(|event| event.subject.display())
        .collect();
    let pending = project.databases.iter().flat_map(|database| &database.pending);
    let statements: Vec<Span> = pending.map(|placed| placed.span()).collect();
    let suppressions = match config.suppressions {
        true => {
            let day = config.env.get("MIGCHECK_TODAY").or(project.trees.day.as_ref());
            let files = project.databases.iter().flat_map(|database| &database.set.files);
            let migrations = files.map(|file| &*file.path).collect();
            let day = day.map(String::as_str);
            Suppressions::of(&project.sources, &migrations, &statements, day, config.foreign_suppressions, &selection)
        }
        false => Suppressions::none(),
    };
    let mut findings = rule::judge(&events, &selection, &suppressions);
    let dialect = project.databases.first().map(|database| database.dialect).unwrap_or_default();
    findings.extend(rule::judge(&suppressions.events(&statements, dialect), &selection, &Suppressions::none()));
    rule::engine::sort(&mut findings);
    let based = project.trees.base.is_some() && wants_base(&selection);
    project.stats.deployed = based && !config.no_code;
    matrix::tell(config, &selection, based, &events, &mut findings);
    let all = findings.len();
    findings.retain(|finding| !config.accepted.contains(&finding.fingerprint));
    project.stats.baselined = all - findings.len();
    project.stats.suppressed = suppressions.taken();
    project.stats.phases.push(("check", started.elapsed()));
    let judged = if judged { rule::engine::judged(&events, &selection, &suppressions) } else { Vec::new() };
    Ok(Examined { findings, statements, judged, project })
}

/// The problem that there is nothing to check.
pub fn nothing_found(config: &Config) -> Problem {
    Problem {
        fatal: true,
        ..Problem::new(format!(
            "no migrations found in {}\n\n  looked for: {}\n  do:         name them: `migcheck check --migrations path/to/dir`, or in migcheck.toml\n              If there are none and that is right, add `allow-empty = true` or pass --allow-empty.",
            config.root.display(),
            crate::migration::LAYOUTS.iter().map(|layout| layout.name()).collect::<Vec<_>>().join(", "),
        ))
    }
}

/// Reads the code of both trees and resolves it against every database.
fn code_events(config: &Config, selection: &rule::Selection, project: &mut Project, events: &mut Vec<Event>) {
    let awaited = awaited::steps(config, selection, project);
    let back = way_back::read(config, selection, project);
    events.extend(back.events);
    let databases = &project.databases;
    let changes = databases.iter().flat_map(|one| one.net.iter().map(move |change| (one, change)));
    let imagined =
        awaited.iter().chain(&back.steps).flat_map(|one| one.net.iter().map(|change| (&databases[one.at], change)));
    let mut names = Names::of(changes.chain(imagined));
    if names.is_empty() {
        return;
    }
    if awaited.is_empty() && back.steps.is_empty() {
        names.narrow(databases);
    }
    let readings = Readings::new(config, project, &names, wants_base(selection));
    let started = Instant::now();
    for (at, database) in project.databases.iter().enumerate() {
        if database.net.is_empty() {
            continue;
        }
        let others = project.databases.iter().map(|other| &other.after).collect();
        let step = Step { at, before: &database.before, after: &database.after, net: &database.net, others };
        let schema = step.schema(&project.databases, &readings);
        let found = readings.uses(&schema, database, at, &project.sources, config.threads);
        let count =
            |uses: &[Vec<Reference>]| uses.iter().flatten().filter(|one| one.certainty > Certainty::Possible).count();
        project.stats.uses_head += count(&found.head);
        project.stats.uses_base += count(&found.base);
        project.stats.possible +=
            found.head.iter().flatten().filter(|one| one.certainty == Certainty::Possible).count();
        project.stats.corrected += found.corrected;
        for (change, uses) in database.net.iter().zip(&found.head) {
            let name = change.column.as_ref().unwrap_or(&change.table);
            if uses.is_empty() {
                let why = unused::why(change, &database.after, readings.naming(name));
                project.stats.unused_why.insert(change.subject().display(), why);
            }
        }
        events.extend(resolve::events(&schema, found.head, found.base));
    }
    events.extend(awaited::events(&awaited, awaited::awaited, project, &readings, config.threads));
    events.extend(awaited::events(&back.steps, way_back::lost, project, &readings, config.threads));
    project.stats.phases.push(("resolve", started.elapsed()));
    free(config, readings);
}

/// Whether a rule about the deployed code is on: without one that code is not read for its uses.
fn wants_base(selection: &rule::Selection) -> bool {
    selection.rules().any(|rule| rule.group == rule::document::Group::Rollout && selection.speaks(rule))
}

/// Frees what takes a while, as the trees of thousands of files do: not while someone waits, and not where the system does it.
fn free<T: Send + 'static>(config: &Config, value: T) {
    if config.ends {
        std::mem::forget(value);
        return;
    }
    let freed = std::thread::Builder::new().stack_size(crate::workers::STACK).spawn(move || drop(value));
    drop(freed);
}

/// One event for the same change in the migrations of several dialects of one database.
fn merge(events: Vec<Event>, databases: &[Database]) -> Vec<Event> {
    let group = |event: &Event| {
        let of = |database: &&Database| Some(&database.set.name) == event.subject.database.as_ref();
        databases.iter().find(of).map_or("", |database| &database.set.group)
    };
    let lower = |part: &Option<String>| part.as_deref().map(str::to_lowercase);
    let mut merged: Vec<Event> = Vec::with_capacity(events.len());
    let mut same: HashMap<_, Vec<usize>> = HashMap::new();
    for event in events {
        let Subject { table, column, value, .. } = &event.subject;
        let key = event.destructive.then(|| (group(&event), event.kind, lower(table), lower(column), value.clone()));
        let alike = key.map(|key| same.entry(key).or_default());
        let is_other = |at: &&usize| {
            merged.get(**at).is_some_and(|known: &Event| known.subject.database != event.subject.database)
        };
        let known = alike.as_ref().and_then(|alike| alike.iter().find(is_other)).copied();
        match known.and_then(|at| merged.get_mut(at)) {
            Some(known) => {
                known.also.push(event.primary);
                known.also.extend(event.also);
                union(&mut known.head, event.head);
                union(&mut known.base, event.base);
                union(&mut known.database, event.database);
            }
            None => {
                alike.into_iter().for_each(|alike| alike.push(merged.len()));
                merged.push(event);
            }
        }
    }
    let mut events = merged;
    events.sort_by(|a, b| {
        a.primary.span.cmp(&b.primary.span).then_with(|| a.kind.cmp(&b.kind)).then_with(|| a.subject.cmp(&b.subject))
    });
    events
}

fn union(into: &mut Vec<Reference>, more: Vec<Reference>) {
    for reference in more {
        if !into.iter().any(|known| known.span == reference.span) {
            into.push(reference);
        }
    }
}
