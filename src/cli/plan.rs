//! `migcheck plan`: the releases that make a change safe, and the migrations of one of them in the tool's own files.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use similar::TextDiff;

use crate::check::{self, PlanFor, Planned, Plans, Project};
use crate::output::plan::{FORMATS, Shown, View, prometheus};
use crate::output::terminal::clean;
use crate::plan::files::{self, Files, Moment};
use crate::plan::{Change, Migration, Restore};
use crate::rule::selection::similar;
use crate::source::Tree;

use super::args::{Everywhere, PlanArgs, TreeOptions};
use super::console::Console;
use super::settings::Asked;
use super::{CLEAN, FAILED};

pub(super) type Failure = (String, Option<String>);

pub(super) fn run(args: &PlanArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    match plan(args, everywhere, console) {
        Ok(code) => code,
        Err((message, tip)) => {
            console.error(&message, tip.as_deref());
            FAILED
        }
    }
}

/// What the arguments ask for; `None`: the way back of a column.
fn wanted(args: &PlanArgs) -> PlanFor {
    let pair = |values: &Option<Vec<String>>| {
        values.as_ref().and_then(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())))
    };
    if let Some((name, to)) = pair(&args.rename) {
        return PlanFor::Named { name, change: Change::RenameColumn { to } };
    }
    if let Some((name, to)) = pair(&args.retype) {
        return PlanFor::Named { name, change: Change::Retype { to } };
    }
    if let Some((name, into)) = pair(&args.split) {
        let into = into.split(',').map(|part| part.trim().to_string()).collect();
        return PlanFor::Named { name, change: Change::Split { into } };
    }
    if let Some(name) = &args.not_null {
        return PlanFor::Named { name: name.clone(), change: Change::NotNull { fill: args.fill.clone() } };
    }
    match &args.name {
        Some(name) if !is_file(name) => PlanFor::Named { name: name.clone(), change: Change::DropColumn },
        _ => PlanFor::Pending { fill: args.fill.clone() },
    }
}

/// A migration rather than a table or a column; a folder may be called like a table.
fn is_file(name: &str) -> bool {
    name.contains('/') || name.contains(std::path::MAIN_SEPARATOR) || Path::new(name).is_file()
}

fn plan(args: &PlanArgs, everywhere: &Everywhere, console: &Console) -> Result<u8, Failure> {
    let wanted = wanted(args);
    let pending = matches!(wanted, PlanFor::Pending { .. });
    let paths: Vec<PathBuf> = args.name.iter().filter(|name| pending && is_file(name)).map(PathBuf::from).collect();
    let tree = TreeOptions {
        base: args.base.iter().cloned().collect(),
        // What is named is looked up in the schema here; what is pending is told by the base.
        no_git: args.restore.is_some() || (args.base.is_none() && !(pending && paths.is_empty())),
        migrations: args.migrations.clone(),
        database: args.database.clone(),
        ..TreeOptions::default()
    };
    let asked = Asked { everywhere, tree: &tree, paths: &paths, check: None };
    let Some(config) = console.settings(&asked) else { return Ok(FAILED) };
    if let Some(name) = &args.restore {
        if args.format == prometheus::NAME {
            return Err(("the format `prometheus` is for `--playbook`".to_string(), None));
        }
        return restore(args, &config, name, console);
    }
    let found = check::plans(&config, &wanted);
    if console.problems(&found.problems, &found.project.sources) {
        return Ok(FAILED);
    }
    if pending && paths.is_empty() && found.project.stats.base.is_none() {
        let tip = "name the migration, or the deployed code: `migcheck plan FILE`, `migcheck plan --base REF`";
        return Err(("there is no base that tells which migrations are pending".to_string(), Some(tip.to_string())));
    }
    for why in found.refused.iter().skip(usize::from(found.planned.is_empty())) {
        console.warning(why);
    }
    if found.planned.is_empty() {
        return match (found.refused.first(), &wanted) {
            (Some(why), _) => Err((why.clone(), None)),
            (None, PlanFor::Named { name, .. }) => Err(unknown(name, &found.names)),
            (None, PlanFor::Pending { .. }) => {
                console
                    .say("No plan is needed: the pending migrations drop, rename and change nothing that was there.");
                Ok(CLEAN)
            }
        };
    }
    if args.playbook.playbook {
        return super::playbook::run(args, &config, found, console);
    }
    if args.format == prometheus::NAME {
        return Err(("the format `prometheus` is for `--playbook`".to_string(), None));
    }
    if args.diff || args.write {
        return write(args, &found, console);
    }
    let plans: Vec<Shown<'_>> = found
        .planned
        .iter()
        .map(|one| Shown { plan: &one.plan, uses: &one.uses, omits: &one.omits, database: &one.database })
        .collect();
    Ok(show(args, &plans, &[], &found.project, console))
}

fn unknown(name: &str, names: &[String]) -> Failure {
    let name = clean(name, true);
    let tip = similar(&name, names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    (format!("the schema has no `{name}`"), tip)
}

fn show(args: &PlanArgs, plans: &[Shown<'_>], restores: &[Restore], project: &Project, console: &Console) -> u8 {
    let view = View { plans, restores, sources: &project.sources, style: console.style() };
    let text = FORMATS.iter().find(|format| format.name == args.format).map(|format| (format.render)(&view));
    if console.out(&text.unwrap_or_default()) { CLEAN } else { FAILED }
}

fn restore(args: &PlanArgs, config: &crate::config::Config, name: &str, console: &Console) -> Result<u8, Failure> {
    let (found, names, project) = check::restores(config, name);
    let mut problems = project.trees.problems();
    problems.extend(project.problems.iter().cloned());
    if console.problems(&problems, &project.sources) {
        return Ok(FAILED);
    }
    if found.is_empty() {
        return Err(unknown(name, &names));
    }
    let mut restores = Vec::new();
    for one in found {
        restores.push(one.map_err(|why| (why, None))?);
    }
    Ok(show(args, &[], &restores, &project, console))
}

/// The migrations of one release as files: shown as a diff, and with `--write` made.
fn write(args: &PlanArgs, found: &Plans, console: &Console) -> Result<u8, Failure> {
    let (planned, project) = (&found.planned, &found.project);
    let releases = planned.iter().map(|one| one.plan.releases.len()).max().unwrap_or(0);
    if args.release == 0 || args.release > releases {
        return Err((format!("there are {releases} releases, and no release {}", args.release), None));
    }
    let now = match &args.now {
        Some(text) => {
            Moment::read(text).ok_or_else(|| (format!("`{text}` is no time such as 2024-03-18T12:00:00Z"), None))?
        }
        None => Moment(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())),
    };
    let mut all = Files::default();
    for (at, database) in project.databases.iter().enumerate() {
        let own = || planned.iter().filter(|one: &&Planned| one.at == at);
        let release = |one: &Planned| one.plan.releases.get(args.release - 1).map(|release| release.migrations.clone());
        let migrations: Vec<Migration> = own().filter_map(release).flatten().collect();
        let Some(first) = migrations.first() else { continue };
        if let Some((path, _)) = found.written.iter().find(|(_, text)| text.contains(&first.about)) {
            return Err((format!("the migrations of release {} are there already: `{path}`", args.release), None));
        }
        let made_by = own().next().map(|one| one.made_by.clone()).unwrap_or_default();
        let read = |path: &str| project.trees.head.read(path);
        let wanted = files::Wanted {
            set: found.sets.get(at).unwrap_or(&database.set),
            dialect: database.dialect,
            migrations: &migrations,
            now,
            read: &read,
            made_by: &made_by,
        };
        match files::files(&wanted) {
            Ok(made) => {
                all.files.extend(made.files);
                all.hints.extend(made.hints);
            }
            Err(why) => {
                let sql: String =
                    migrations.iter().map(|one| format!("-- {}\n{}\n", one.name, files::script(&one.up))).collect();
                console.out(&shown(&sql, console));
                return Err((why, None));
            }
        }
    }
    if all.files.is_empty() {
        console.say(&format!("Release {} has no migration: it changes code only.", args.release));
        return Ok(CLEAN);
    }
    let root = &project.trees.head.root();
    if let Some(file) = all.files.iter().find(|file| root.join(&file.path).exists()) {
        return Err((format!("`{}` is there already; nothing was written", file.path), None));
    }
    let diff: String = all
        .files
        .iter()
        .map(|file| {
            TextDiff::from_lines("", file.text.as_str()).unified_diff().header("/dev/null", &file.path).to_string()
        })
        .collect();
    if !console.out(&shown(&diff, console)) {
        return Ok(FAILED);
    }
    if args.write {
        for file in &all.files {
            super::init_files::create(&root.join(&file.path), &file.text, false)
                .map_err(|error| (format!("cannot write `{}`: {error}", file.path), None))?;
        }
        let count = all.files.len();
        console.say(&format!("Wrote {count} file{} of release {}.", if count == 1 { "" } else { "s" }, args.release));
    }
    for hint in &all.hints {
        console.say(hint);
    }
    Ok(CLEAN)
}

fn shown(text: &str, console: &Console) -> String {
    let style = console.style();
    text.lines().map(|line| clean(line, style.unicode) + "\n").collect()
}
