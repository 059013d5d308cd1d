//! `migcheck fix`: prints the edits that take hazards out of the pending migrations, or writes them.
//!
//! A file is replaced as a whole or not at all, and only if it still holds what was read.

use std::collections::BTreeSet;
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::Path;

use similar::TextDiff;

use crate::check::{Fixed, Fixes, fixes};
use crate::config::{Config, accepted};
use crate::output::closing::number;
use crate::output::terminal::clean;
use crate::rule::selection::meant;
use crate::rule::{Selection, rules};

use super::args::{Everywhere, FixArgs};
use super::console::Console;
use super::settings::Asked;
use super::{CLEAN, FAILED, FINDINGS};

pub(super) fn run(args: &FixArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    if args.tree.staged {
        let tip = "stash what is not staged, then run `migcheck fix` and stage what it writes";
        console.error("`fix` edits the work tree, and what is staged may be another text", Some(tip));
        return FAILED;
    }
    let asked = Asked { everywhere, tree: &args.tree, paths: &args.paths, check: None };
    let Some(mut config) = console.settings(&asked) else { return FAILED };
    let wanted = match select(&args.select, &mut config) {
        Ok(wanted) => wanted,
        Err((message, tip)) => {
            console.error(&message, Some(&tip));
            return FAILED;
        }
    };
    match accepted::read(&config.root) {
        Ok(accepted) => config.accepted = accepted.into_keys().collect(),
        Err(message) => {
            console.error(&message, None);
            return FAILED;
        }
    }
    let found = fixes(&config, &wanted);
    if console.problems(&found.problems, &found.sources) {
        return FAILED;
    }
    if args.write { write(&found, &config, console) } else { show(&found, console) }
}

/// The rules that are to be fixed; those that are off and named are switched on.
fn select(names: &[String], config: &mut Config) -> Result<BTreeSet<&'static str>, (String, String)> {
    let named = meant(names, &[]).map_err(|error| (error.to_string(), error.tip()))?;
    if names.is_empty() {
        Selection::of(config).map_err(|error| (error.to_string(), error.tip()))?;
        return Ok(rules().iter().filter(|rule| rule.fix.is_some()).map(|rule| rule.slug).collect());
    }
    let unfixed = names.iter().find(|name| rules().iter().any(|rule| rule.slug == **name && rule.fix.is_none()));
    if let Some(name) = unfixed {
        let tip = format!("`migcheck explain {name}` tells what to do by hand");
        return Err((format!("there is no fix for `{name}`"), tip));
    }
    let wanted = rules().iter().filter(|rule| rule.fix.is_some() && named.contains(rule.slug));
    let selection = Selection::of(config).map_err(|error| (error.to_string(), error.tip()))?;
    let mut slugs = BTreeSet::new();
    for rule in wanted {
        slugs.insert(rule.slug);
        if !selection.speaks(rule) {
            config.ignore.retain(|name| name != rule.slug);
            if !config.select.is_empty() {
                config.select.push(rule.slug.to_owned());
            }
            config.levels.push((rule.slug.to_owned(), Some(rule.level)));
        }
    }
    Ok(slugs)
}

/// `--diff`: what would be changed, on stdout.
fn show(found: &Fixes, console: &Console) -> u8 {
    let mut text = String::new();
    for file in &found.files {
        text.push_str(&difference(file, console));
    }
    if !console.out(&text) {
        return FAILED;
    }
    left(found, console);
    if found.files.is_empty() {
        console.say(&format!("Nothing to fix in {}.", number(found.stats.new_migrations, "migration")));
        return CLEAN;
    }
    console
        .say(&format!("{} to make; `migcheck fix --write` makes them.", made(&found.files.iter().collect::<Vec<_>>())));
    FINDINGS
}

/// `--write`: the files, and on stderr what was done.
fn write(found: &Fixes, config: &Config, console: &Console) -> u8 {
    let mut written: Vec<&Fixed> = Vec::new();
    let mut failed = false;
    for file in &found.files {
        let shown = shown(&file.path, console);
        match replace(&config.root.join(&*file.path), &file.before, &file.after) {
            Ok(()) => {
                console.say(&format!("{shown}: {}", file.rules.join(", ")));
                written.push(file);
            }
            Err(reason) => {
                console.error(&format!("{shown} was not written: {reason}"), None);
                failed = true;
            }
        }
    }
    left(found, console);
    if written.iter().any(|file| file.layout == "atlas") {
        console.say("Run `atlas migrate hash`: atlas.sum is that of the files before.");
    }
    if written.is_empty() && !failed {
        console.say(&format!("Nothing to fix in {}.", number(found.stats.new_migrations, "migration")));
    } else {
        console.say(&format!("{} made.", made(&written)));
    }
    if failed { FAILED } else { CLEAN }
}

fn made(files: &[&Fixed]) -> String {
    let edits = files.iter().map(|file| file.rules.len()).sum();
    format!("{} in {}", number(edits, "fix"), number(files.len(), "file")).replace("fixs", "fixes")
}

/// What has to be done by hand.
fn left(found: &Fixes, console: &Console) {
    for one in &found.left {
        console.say(&format!(
            "{}:{}: {} is left: {}",
            shown(&one.path, console),
            one.line,
            one.rule,
            clean(&one.reason, console.style().unicode)
        ));
    }
}

/// A path comes from the repository and may hold anything.
fn shown(path: &str, console: &Console) -> String {
    clean(path, console.style().unicode)
}

/// A unified diff as `git apply` and `patch` read it. To a terminal no control characters are sent; a path with such is quoted as git does it.
fn difference(file: &Fixed, console: &Console) -> String {
    let (old, new) = (quoted("a/", &file.path), quoted("b/", &file.path));
    let diff = TextDiff::from_lines(&*file.before, &*file.after);
    let text = diff.unified_diff().context_radius(3).header(&old, &new).to_string();
    let style = console.style();
    if !style.color && !std::io::stdout().is_terminal() {
        return text;
    }
    let colored = |line: &str| {
        let code = match line.get(..1) {
            Some("+") => "32",
            Some("-") => "31",
            Some("@") => "36",
            _ => "",
        };
        let line = clean(line.trim_end_matches(['\r', '\n']), style.unicode);
        if code.is_empty() || !style.color { format!("{line}\n") } else { format!("\u{1b}[{code}m{line}\u{1b}[0m\n") }
    };
    text.split_inclusive('\n').map(colored).collect()
}

/// A path in the header of a diff: in quotes where it holds control characters, quotes or backslashes.
fn quoted(prefix: &str, path: &str) -> String {
    if !path.chars().any(|c| c.is_control() || c == '"' || c == '\\') {
        return format!("{prefix}{path}");
    }
    let mut text = format!("\"{prefix}");
    for byte in path.bytes() {
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            b'\n' => text.push_str("\\n"),
            b'\t' => text.push_str("\\t"),
            b' '..=b'~' => text.push(char::from(byte)),
            other => text.push_str(&format!("\\{other:03o}")),
        }
    }
    text.push('"');
    text
}

/// Puts a text in the place of another: beside it first, then by renaming, so that nobody ever sees half a file. The permissions stay.
fn replace(path: &Path, before: &str, after: &str) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    let about = fs::symlink_metadata(path).map_err(told)?;
    if !about.is_file() {
        return Err("it is no plain file".to_owned());
    }
    if about.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    if fs::read(path).map_err(told)? != before.as_bytes() {
        return Err("it is not what was read, as its bytes are no UTF-8 or it was changed since".to_owned());
    }
    let name = path.file_name().ok_or("it has no name")?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.migcheck", std::process::id()));
    let beside = path.with_file_name(hidden);
    let write = || {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.write_all(after.as_bytes())?;
        file.set_permissions(about.permissions())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|error| {
        // What is left of it is nobody's.
        let _ = fs::remove_file(&beside);
        told(error)
    })
}
