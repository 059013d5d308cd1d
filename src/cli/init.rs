//! `migcheck init`: writes `migcheck.toml` with what was detected, so that it can be changed where it is wrong. A fresh file changes nothing: what it says is read
//! back, and where that gives another result than no file, it stands there as a comment.

use std::path::Path;

use crate::check::{self, Project};
use crate::config::{self, Config, Overrides};
use crate::migration::LAYOUTS;
use crate::model::report::DatabaseStats;
use crate::output::closing::number;
use crate::output::terminal::clean;

use super::args::{BaselineArgs, Everywhere, InitArgs, TreeOptions};
use super::console::Console;
use super::init_files::{self, Planned};
use super::settings::Asked;
use super::{CLEAN, FAILED, baseline};

const FILE: &str = "migcheck.toml";

pub(super) fn run(args: &InitArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    if let Some(file) = &everywhere.config {
        let message = format!("init writes {FILE} and reads no configuration: {} is not looked at", file.display());
        console.error(
            &clean(&message, true),
            Some("run it without --config and MIGCHECK_CONFIG; `--force` writes the file anew"),
        );
        return FAILED;
    }
    let everywhere = Everywhere { no_config: true, ..everywhere.clone() };
    let tree = TreeOptions::default();
    let asked = Asked { everywhere: &everywhere, tree: &tree, paths: &[], check: None };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let root = config.root.clone();
    let more = args.github || args.gitlab || args.pre_commit || args.baseline;
    let there = config::file::NAMES.into_iter().find(|name| root.join(name).exists());
    let mut planned = Vec::new();
    let mut found = None;
    match there {
        Some(name) if !args.force && !args.diff && !more => {
            console.error(&format!("{name} is there already"), Some("`--force` writes it anew, `--diff` shows how"));
            return FAILED;
        }
        Some(name) if !args.force && !args.diff => console.say(&format!("{name} is there already, and stays.")),
        _ => {
            let project = check::open(&config);
            if console.problems(&project.problems, &project.sources) {
                return FAILED;
            }
            planned.push(Planned::whole(there.unwrap_or(FILE), text(&config, &project)));
            found = Some(summary(&project));
        }
    }
    planned.extend(args.github.then(init_files::github));
    planned.extend(args.gitlab.then(init_files::gitlab).into_iter().flatten());
    planned.extend(args.pre_commit.then(init_files::pre_commit));
    let how = init_files::How { root: &root, force: args.force, dry_run: args.dry_run, diff: args.diff };
    if !how.write(&planned, console) {
        return FAILED;
    }
    if let Some(found) = found.filter(|_| !args.dry_run && !args.diff) {
        console.say(&found);
    }
    if (args.github || args.gitlab || args.pre_commit) && init_files::has_no_owner() && !args.dry_run && !args.diff {
        console.say("There is no release yet: write for OWNER where migcheck is kept, and for the version (or the image) a commit of it.");
    }
    if args.baseline && (args.dry_run || args.diff) {
        console.say(&format!(
            "{} is not shown: its findings are those of a check with the file above.",
            config::accepted::FILE
        ));
    } else if args.baseline {
        return accept(&root, args, &Everywhere { no_config: false, ..everywhere }, console);
    }
    CLEAN
}

/// Today's findings become the baseline, with the configuration that stands there now.
fn accept(root: &Path, args: &InitArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    if root.join(config::accepted::FILE).exists() && !args.force {
        let message = format!("{} is there already", config::accepted::FILE);
        console.error(&message, Some("`migcheck baseline` writes it anew"));
        return FAILED;
    }
    baseline::run(&BaselineArgs { tree: TreeOptions::default(), prune: false }, everywhere, console)
}

fn summary(project: &Project) -> String {
    let databases: Vec<String> = project
        .stats
        .databases
        .iter()
        .filter(|database| database.migrations > 0)
        .map(|one| match one.layout.starts_with("declarative") {
            true => clean(&one.layout, true),
            false => clean(&format!("{} ({} of {})", one.name, number(one.migrations, "migration"), one.layout), true),
        })
        .collect();
    match databases.is_empty() {
        true => "No migrations were found: name their folder under [[database]].".to_owned(),
        false => format!("Found {}.", databases.join(", ")),
    }
}

/// The text of the file: with the databases named where that changes nothing, else in comments.
fn text(config: &Config, project: &Project) -> String {
    let named = draft(project, true);
    if same(config, project, &named) { named } else { draft(project, false) }
}

/// Whether a file of this text leads to the same databases as none.
fn same(config: &Config, project: &Project, text: &str) -> bool {
    let Ok(file) = config::parse(Path::new(FILE), text.to_owned(), "") else { return false };
    let Ok(resolved) = config::resolve(config.root.clone(), Some(&file), Overrides::default()) else { return false };
    let again = check::open(&Config { databases: resolved.databases, ..config.clone() });
    let facts = |project: &Project| -> Vec<String> {
        let of = |one: &DatabaseStats| format!("{:?}", DatabaseStats { dialect_why: String::new(), ..one.clone() });
        project.stats.databases.iter().map(of).collect()
    };
    let sets = |project: &Project| -> Vec<String> {
        let of = |one: &check::Database| {
            let paths: Vec<&str> = one.set.files.iter().map(|file| &*file.path).collect();
            // Groups have other names with a configuration: what counts is who shares one.
            let group = project.databases.iter().position(|other| other.set.group == one.set.group);
            format!("{group:?} {:?} {paths:?}", one.code)
        };
        project.databases.iter().map(of).collect()
    };
    facts(project) == facts(&again) && sets(project) == sets(&again) && project.code == again.code
}

fn draft(project: &Project, named: bool) -> String {
    let mut text = String::from(
        "# What migcheck checks, and how. Every line here may be left out: without it the same is detected, or the default holds.\n\
         # `migcheck config` shows what is in force, `migcheck rules` and `migcheck explain RULE` what is checked.\n\n\
         # The code that is deployed now: a git ref. Without it, the pull request's base, else where HEAD left the main branch.\n",
    );
    if let Some(base) = &project.stats.base {
        text.push_str(&format!("# Now: {}\n", comment(&format!("{} ({})", base.name, base.why))));
    }
    text.push_str(
        "# deployed = \"origin/main\"\n\n\
         # The exit code is 1 with findings of this level or above: \"error\", \"warning\", \"note\" or \"never\".\n\
         # fail-on = \"error\"\n\n\
         # Which rules are on: \"default\", \"strict\" (all but those of taste) or \"usage\" (only what the code proves to break).\n\
         # preset = \"default\"\n\n\
         # Folders that hold no code of this project, as in a .gitignore.\n\
         # exclude = [\"vendor/\"]\n",
    );
    let databases: Vec<&DatabaseStats> = project.stats.databases.iter().filter(|one| one.migrations > 0).collect();
    if databases.is_empty() {
        text.push_str(
            "\n# No migrations were found here.\n# [[database]]\n# name = \"main\"\n# migrations = [\"db/migrations\"]\n# dialect = \"postgres\"\n",
        );
    }
    let mark = if named { "" } else { "# " };
    for one in &databases {
        let what = if one.layout.starts_with("declarative") { "declared schema" } else { "migration" };
        text.push_str(&format!("\n# {} ({})", number(one.migrations, what), comment(&one.layout)));
        match (one.dialect, one.dialect_why.as_str()) {
            (Some(dialect), "") => text.push_str(&format!(", {dialect}\n")),
            (Some(dialect), why) => text.push_str(&format!(", {dialect}: {}\n", comment(why))),
            (None, _) => text.push('\n'),
        }
        if !named {
            text.push_str("# It is found without these lines; with them something else would be.\n");
        }
        let directory = if one.directory.is_empty() { "." } else { &one.directory };
        text.push_str(&format!("{mark}[[database]]\n{mark}name = {}\n", quoted(&one.name)));
        text.push_str(&format!("{mark}migrations = [{}]\n", quoted(directory)));
        if LAYOUTS.iter().any(|layout| layout.name() == one.layout) {
            text.push_str(&format!("{mark}format = {}\n", quoted(&one.layout)));
        }
        if let Some(dialect) = one.dialect {
            // A guess does not become a fact by being written down.
            let guessed = one.dialect_why.starts_with("nothing");
            let mark = if guessed { "# " } else { mark };
            text.push_str(&format!("{mark}dialect = {}\n", quoted(dialect.name())));
        }
        text.push_str("# version = \"16\"          # of the server\n# code = [\"services/a/**\"]  # the code that uses it; all, if absent\n");
    }
    text.push_str(
        "\n# Tables with many rows; with this, all others count as small.\n# [tables]\n# large = [\"orders\"]\n\n\
         # Single rules: their level and their options.\n# [rules.index-not-concurrent]\n# level = \"error\"\n",
    );
    text
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// What was detected, in a comment of one line.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
