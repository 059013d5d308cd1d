//! `migcheck schema`: the schema that the migrations add up to, and with `--diff` what the new ones change.

use similar::TextDiff;

use crate::catalog::render;
use crate::check::{self, Database, Project};
use crate::output::terminal::clean;
use crate::rule::selection::similar as near;

use super::args::{Everywhere, SchemaArgs};
use super::console::Console;
use super::settings::Asked;
use super::{CLEAN, FAILED};

pub(super) fn run(args: &SchemaArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    let asked = Asked { everywhere, tree: &args.tree, paths: &[], check: None };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let mut project = check::open(&config);
    let mut problems = project.trees.problems();
    problems.append(&mut project.problems);
    if project.is_empty() && !config.allow_empty && !problems.iter().any(|problem| problem.fatal) {
        problems.push(check::nothing_found(&config));
    }
    if console.problems(&problems, &project.sources) {
        return FAILED;
    }
    let text = match text(args, &project, console) {
        Ok(text) => text,
        Err((message, tip)) => {
            console.error(&message, tip.as_deref());
            return FAILED;
        }
    };
    if !console.out(&text) {
        return FAILED;
    }
    if args.diff {
        let what = if text.is_empty() { "No difference" } else { "What changes" };
        let line = match &project.stats.base {
            Some(base) => format!("{what} from the schema of {} to the one here.", base.name),
            None => format!("{what} from nothing to the schema here: there is no base to compare with."),
        };
        console.say(&clean(&line, true));
    }
    CLEAN
}

type Failure = (String, Option<String>);

fn text(args: &SchemaArgs, project: &Project, console: &Console) -> Result<String, Failure> {
    let several = project.databases.len() > 1;
    let name = args.name.as_deref();
    let (mut text, mut known, mut found) = (String::new(), Vec::new(), name.is_none());
    for database in &project.databases {
        // Without a base, what the check calls "before" is all that ever was.
        let known_before = project.stats.base.is_some();
        let before = if known_before { render(&database.before) } else { String::new() };
        let after = render(&database.after);
        let all = [blocks(&before), blocks(&after)];
        known.extend(all.iter().flatten().map(|block| object(block)));
        let pick = |blocks: &[&str]| -> String {
            blocks.iter().filter(|block| name.is_none_or(|name| is(block, name))).copied().collect()
        };
        let (before, after) = (pick(&all[0]), pick(&all[1]));
        found |= !after.is_empty() || (args.diff && !before.is_empty());
        let part = if args.diff { difference(&before, &after, project, console) } else { after };
        if several && !part.is_empty() {
            text.push_str(&format!("{}-- {}\n", if text.is_empty() { "" } else { "\n" }, heading(database)));
        }
        text.push_str(&part);
    }
    match name {
        Some(name) if !found => {
            let tip = near(name, known.iter().map(String::as_str));
            Err((format!("the schema has no `{name}`"), tip.map(|near| format!("did you mean `{near}`?"))))
        }
        _ => Ok(shown(&text, console)),
    }
}

fn heading(database: &Database) -> String {
    format!("{}: {}, {}", database.set.name, database.dialect.name(), database.set.directory)
}

/// Names and defaults come from files and may hold anything.
fn shown(text: &str, console: &Console) -> String {
    let style = console.style();
    text.lines()
        .map(|line| {
            let code = match line.get(..1) {
                Some("+") => "32",
                Some("-") if !line.starts_with("-- ") => "31",
                Some("@") => "36",
                _ => "",
            };
            let line = clean(line, style.unicode);
            if style.color && !code.is_empty() { format!("\u{1b}[{code}m{line}\u{1b}[0m\n") } else { line + "\n" }
        })
        .collect()
}

fn difference(before: &str, after: &str, project: &Project, console: &Console) -> String {
    let label = |commit: &str| commit.get(..7).unwrap_or(commit).to_string();
    let base = project.stats.base.as_ref().map_or_else(|| "nothing".to_string(), |base| base.name.clone());
    let head =
        project.stats.head.as_deref().map_or_else(|| "here".to_string(), |head| format!("here ({})", label(head)));
    let radius = if console.verbose() > 0 { usize::MAX / 4 } else { 3 };
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(radius).header(&base, &head).to_string()
}

/// The objects of a rendered schema: a line without indentation and those below it.
fn blocks(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = vec![0];
    let lines = text.match_indices('\n').map(|(at, _)| at + 1);
    starts.extend(lines.filter(|at| text.get(*at..).is_some_and(|rest| !rest.is_empty() && !rest.starts_with(' '))));
    starts.push(text.len());
    starts.windows(2).filter_map(|pair| text.get(pair[0]..pair[1])).filter(|block| !block.is_empty()).collect()
}

/// The name of a block's object: `public.users` of `table public.users`.
fn object(block: &str) -> String {
    let line = block.lines().next().unwrap_or_default();
    let line = line.strip_prefix("materialized ").unwrap_or(line);
    let name = line.split_once(' ').map_or(line, |(_, rest)| rest);
    let end = name.find(" (").or_else(|| name.find(" on ")).unwrap_or(name.len());
    name.get(..end).unwrap_or(name).replace(['"', '`', '[', ']'], "")
}

/// Whether a block is of the object that was named, with or without its schema. A table's triggers belong to it.
fn is(block: &str, name: &str) -> bool {
    let same = |own: &str| {
        own.eq_ignore_ascii_case(name) || own.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case(name))
    };
    let line = block.lines().next().unwrap_or_default();
    let table = line.strip_prefix("trigger ").and_then(|rest| rest.split_once(" on ")).map(|(_, table)| table);
    let table = table.map(|table| table.split(" of ").next().unwrap_or(table).replace(['"', '`'], ""));
    same(&object(block)) || table.is_some_and(|table| same(&table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_their_names() {
        let text =
            "enum mood ('a', 'b')\ntable public.users\n  id int\n  x text\nview v (id)\ntrigger t on users of x\n";
        let all = blocks(text);
        assert_eq!(all.concat(), text);
        let names: Vec<String> = all.iter().map(|block| object(block)).collect();
        assert_eq!(names, ["mood", "public.users", "v", "t"]);
        for (name, expected) in [("users", 2), ("PUBLIC.USERS", 1), ("v", 1), ("mood", 1), ("id", 0)] {
            assert_eq!(all.iter().filter(|block| is(block, name)).count(), expected, "{name}");
        }
        assert!(blocks("").is_empty());
        assert_eq!(object("materialized view \"M\" (…)\n"), "M");
    }
}
