//! The thread that checks: one task at a time, the newest check first. Nothing that a client waits for is done here but what it has to wait for.
//!
//! A check that runs is not interrupted; one that waits is dropped when a newer one comes. A panic is told and ends no thread.

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use crate::check::{Fixes, Places, check, fixes, places};
use crate::config::{Config, ConfigError};
use crate::rule::Selection;

use super::project::{Project, relative};

/// The settings of the project that a folder belongs to; an error without a file is about the command line or the whole.
pub type Settings = dyn Fn(&Path) -> Result<Config, Vec<ConfigError>> + Send;

/// What is to be done.
pub(super) enum Task {
    Check(Check),
    /// After a check: what uses what.
    Places(Box<Config>),
    Fix(u64, Box<Config>, &'static str),
}

/// One check of everything.
pub(super) struct Check {
    pub generation: u64,
    pub folders: Vec<PathBuf>,
    /// The files that are open, as the editor has them.
    pub texts: Vec<(PathBuf, Arc<str>)>,
}

/// What was done.
pub(super) enum Done {
    /// One for each folder, of which two may be of one project.
    Checked(u64, Vec<Result<Project, Unsettled>>),
    Places(PathBuf, Box<Places>),
    Fixed(u64, PathBuf, &'static str, Box<Fixes>),
    /// A task ended by a panic.
    Failed(String),
    /// There is nothing more to do since this check.
    Idle(u64),
}

/// A folder without settings.
pub(super) struct Unsettled {
    pub folder: PathBuf,
    pub errors: Vec<ConfigError>,
}

/// Works until nobody asks any more.
pub(super) fn work(tasks: &Receiver<Task>, settings: &Settings, done: &dyn Fn(Done) -> bool) {
    let mut queue: VecDeque<Task> = VecDeque::new();
    let mut generation = 0;
    loop {
        if queue.is_empty() {
            match tasks.recv() {
                Ok(task) => queue.push_back(task),
                Err(_) => return,
            }
        }
        queue.extend(tasks.try_iter());
        let newest = queue.iter().rposition(|task| matches!(task, Task::Check(_)));
        let task = match newest.and_then(|at| queue.remove(at)) {
            Some(check) => {
                // What waits is about a state that is gone, but somebody may wait for the fixes.
                queue.retain(|task| matches!(task, Task::Fix(..)));
                Some(check)
            }
            None => queue.pop_front(),
        };
        let Some(task) = task else { continue };
        if let Task::Check(check) = &task {
            generation = check.generation;
        }
        let what = match &task {
            Task::Check(_) => "the check",
            Task::Places(..) => "the search for uses",
            Task::Fix(..) => "the fix",
        };
        let result = catch_unwind(AssertUnwindSafe(|| run(task, settings)));
        let result = result.unwrap_or_else(|_| {
            Done::Failed(format!("{what} failed: this is a bug in migcheck, and its standard error tells more"))
        });
        if let Done::Checked(_, projects) = &result {
            let settled = projects.iter().flatten();
            queue.extend(settled.map(|one| Task::Places(Box::new(one.config.clone()))));
        }
        if !done(result) {
            return;
        }
        queue.extend(tasks.try_iter());
        if queue.is_empty() && !done(Done::Idle(generation)) {
            return;
        }
    }
}

fn run(task: Task, settings: &Settings) -> Done {
    match task {
        Task::Check(asked) => {
            let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
            let mut projects = Vec::new();
            for folder in &asked.folders {
                match settings(folder) {
                    Ok(config) if seen.insert(config.root.clone()) => projects.push(Ok(checked(config, &asked.texts))),
                    Ok(_) => {}
                    Err(errors) => projects.push(Err(Unsettled { folder: folder.clone(), errors })),
                }
            }
            Done::Checked(asked.generation, projects)
        }
        Task::Places(config) => Done::Places(config.root.clone(), Box::new(places(&config))),
        Task::Fix(generation, config, rule) => {
            let found = fixes(&config, &BTreeSet::from([rule]));
            Done::Fixed(generation, config.root.clone(), rule, Box::new(found))
        }
    }
}

fn checked(mut config: Config, texts: &[(PathBuf, Arc<str>)]) -> Project {
    // A project without migrations is no fault of whoever opens its folder.
    config.allow_empty = true;
    let inside = |(path, text): &(PathBuf, Arc<str>)| Some((relative(&config.root, path)?, text.clone()));
    config.edits = texts.iter().filter_map(inside).collect();
    let selection = Selection::of(&config).unwrap_or_default();
    let outcome = check(&config);
    Project { root: config.root.clone(), config, outcome, selection, places: None }
}
