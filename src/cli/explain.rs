//! `migcheck explain RULE`: the rule's own page.

use crate::output::terminal::wrap;
use crate::rule::document::{Example, Rule};
use crate::rule::{UnknownRule, named};

use super::args::ExplainArgs;
use super::console::Console;
use super::{CLEAN, FAILED};

const WIDTH: usize = 100;

pub(super) fn run(args: &ExplainArgs, console: &Console) -> u8 {
    let Some(rule) = named(&args.rule) else {
        let error = UnknownRule::new(&args.rule);
        console.error(&error.to_string(), Some(&error.tip()));
        return FAILED;
    };
    if console.out(&page(rule)) { CLEAN } else { FAILED }
}

fn page(rule: &Rule) -> String {
    let mut text = format!("{}   {}   group: {}\n\n", rule.slug, rule.level.name(), rule.group.name());
    text.push_str(&format!("{}.\n", wrap(&rule.title, WIDTH, 0)));
    for (heading, section) in
        [("What it looks for", "Hazard"), ("Why it matters", "Why"), ("What to do", "Safe alternative")]
    {
        text.push_str(&prose(heading, rule.section(section)));
    }
    for heading in ["Bad", "Good"] {
        text.push_str(&format!("\n{heading}\n"));
        for example in rule.examples(heading) {
            text.push_str(&shown(&example));
        }
    }
    text.push_str(&prose("When it is wrong", rule.section("When it is wrong")));
    text.push_str(&format!(
        "\nLevel\n  --deny, --warn or --allow {0}, or `level` under [rules.{0}] in migcheck.toml\n",
        rule.slug
    ));
    text
}

fn prose(heading: &str, section: &str) -> String {
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
