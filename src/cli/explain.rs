//! `migcheck explain RULE`: the rule's own page. `migcheck explain PATH:LINE`: what that line uses of the schema, and why it is believed.

use std::path::Path;

use crate::check::{self, Wanted};
use crate::output::closing::number;
use crate::output::terminal::{clean, wrap};
use crate::output::usages::{View, at_line};
use crate::rule::document::{Example, Rule};
use crate::rule::{Selection, named};

use super::args::{Everywhere, ExplainArgs, TreeOptions};
use super::console::Console;
use super::settings::{self, Asked};
use super::{CLEAN, FAILED};

const WIDTH: usize = 100;

pub(super) fn run(args: &ExplainArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    if let Some((path, line)) = place(&args.rule) {
        return at_place(path, line, everywhere, console);
    }
    if let Some(rule) = named(&args.rule) {
        return if console.out(&page(rule)) { CLEAN } else { FAILED };
    }
    // It may be one of the project's own.
    let tree = TreeOptions { no_git: true, ..TreeOptions::default() };
    let asked = Asked { everywhere, tree: &tree, paths: &[], check: None };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let selection = Selection::of(&config).unwrap_or_default();
    let Some(rule) = selection.named(&args.rule) else {
        let error = selection.unknown(&args.rule);
        console.error(&error.to_string(), Some(&error.tip()));
        return FAILED;
    };
    // What a file of the project says may have anything in it.
    let page: String = page(rule).lines().flat_map(|line| [clean(line, true), "\n".to_owned()]).collect();
    if console.out(&page) { CLEAN } else { FAILED }
}

/// `app/auth.py:42`, also with a column behind it, as tools print places.
fn place(text: &str) -> Option<(&str, usize)> {
    let (before, last) = text.rsplit_once(':')?;
    let last: usize = last.parse().ok()?;
    match before.rsplit_once(':').and_then(|(path, line)| Some((path, line.parse().ok()?))) {
        Some(place) => Some(place),
        None => Some((before, last)),
    }
}

fn at_place(path: &str, line: usize, everywhere: &Everywhere, console: &Console) -> u8 {
    let tree = TreeOptions { no_git: true, ..TreeOptions::default() };
    let asked = Asked { everywhere, tree: &tree, paths: &[], check: None };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let path = match settings::inside(Path::new(path), &config.root) {
        Ok(path) => path,
        Err(error) => {
            console.unsettled(error);
            return FAILED;
        }
    };
    let found = check::usages(&config, &Wanted::Line(path.clone(), line));
    if console.problems(&found.problems, &found.sources) {
        return FAILED;
    }
    let style = console.style();
    let view = View { usages: &found.usages, unused: false, sources: &found.sources, base: None, style };
    let text = at_line(&view, &path, line);
    if !console.out(&text) {
        return FAILED;
    }
    if text.is_empty() {
        let place = clean(&format!("{path}:{line}"), style.unicode);
        let migrations = found.stats.databases.iter().map(|database| database.migrations).sum();
        console.say(&format!(
            "Nothing at {place} is known to use a table or a column of {}.",
            number(migrations, "migration")
        ));
    }
    CLEAN
}

fn page(rule: &Rule) -> String {
    let mut text = format!(
        "{}   {}   group: {}{}\n\n",
        rule.slug,
        if rule.off { "off by default" } else { rule.level.name() },
        rule.group.name(),
        if rule.fix.is_some() { "   fixable" } else { "" }
    );
    text.push_str(&format!("{}.\n", wrap(&rule.title, WIDTH, 0)));
    for (heading, section) in
        [("What it looks for", "Hazard"), ("Why it matters", "Why"), ("What to do", "Safe alternative")]
    {
        text.push_str(&prose(heading, rule.section(section)));
    }
    for heading in ["Bad", "Good"] {
        let examples = rule.examples(heading);
        if !examples.is_empty() {
            text.push_str(&format!("\n{heading}\n"));
        }
        for example in examples {
            text.push_str(&shown(&example));
        }
    }
    text.push_str(&prose("When it is wrong", rule.section("When it is wrong")));
    if rule.fix.is_some() {
        let text_of = format!(
            "`migcheck fix --select {}` makes the edit where the migration allows it, or says why not.",
            rule.slug
        );
        text.push_str(&prose("Fix", &text_of));
    }
    text.push_str(&options(rule));
    text.push_str(&format!(
        "\nLevel\n  --deny, --warn or --allow {0}, or `level` under [rules.{0}] in migcheck.toml\n",
        rule.slug
    ));
    text
}

fn options(rule: &Rule) -> String {
    if rule.options.is_empty() {
        return String::new();
    }
    let mut text = format!("\nOptions, under [rules.{}] in migcheck.toml\n", rule.slug);
    for spec in &rule.options {
        let line = format!("{}: {} [default: {}]", spec.name, spec.help, spec.default().shown());
        text.push_str(&format!("  {}\n", wrap(&line, WIDTH, 2)));
    }
    text
}

fn prose(heading: &str, section: &str) -> String {
    if section.is_empty() {
        return String::new();
    }
    let paragraphs: Vec<String> =
        section.split("\n\n").map(|paragraph| format!("  {}\n", wrap(paragraph, WIDTH, 2))).collect();
    format!("\n{heading}\n{}", paragraphs.join("\n"))
}

fn shown(example: &Example) -> String {
    let mut text = String::new();
    for (at, file) in example.files.iter().enumerate() {
        if at == 0 && !example.title.is_empty() {
            text.push_str(&format!("  {}\n", example.title));
        }
        let note = match (file.base, file.head) {
            (true, false) => "   (deployed now)",
            (false, true) => "   (in this change)",
            _ => "",
        };
        text.push_str(&format!("  {}{note}\n", file.path));
        text.extend(file.text.lines().map(|line| format!("    {line}").trim_end().to_string() + "\n"));
    }
    text
}
