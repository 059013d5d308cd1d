//! `migcheck rules`: all rules with their levels, those of the project among them.

use crate::rule::document::Group;
use crate::rule::{Rule, Selection};

use super::args::{Everywhere, RulesArgs, TreeOptions};
use super::console::Console;
use super::settings::Asked;
use super::{CLEAN, FAILED, rule_tests};

pub(super) fn run(args: &RulesArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    let tree = TreeOptions { no_git: true, ..TreeOptions::default() };
    let asked = Asked { everywhere, tree: &tree, paths: &[], check: None };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let selection = match Selection::of(&config) {
        Ok(selection) => selection,
        Err(error) => {
            console.error(&error.to_string(), Some(&error.tip()));
            return FAILED;
        }
    };
    if args.test {
        return rule_tests::run(&config, &selection, console);
    }
    if console.out(&table(&selection)) { CLEAN } else { FAILED }
}

fn table(selection: &Selection) -> String {
    let width = selection.rules().map(|rule| rule.slug.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (at, group) in Group::ALL.into_iter().enumerate() {
        text.push_str(&format!("{}{}\n", if at == 0 { "" } else { "\n" }, group.name()));
        let mut of_group: Vec<&Rule> = selection.rules().filter(|rule| rule.group == group).collect();
        of_group.sort_by_key(|rule| rule.slug);
        for rule in of_group {
            let level = if rule.off { "off" } else { rule.level.name() };
            let file = rule.file.as_ref().map(|file| format!("   ({file})")).unwrap_or_default();
            let line = format!("  {:width$}  {level:7}  {}{file}", rule.slug, rule.title);
            text.push_str(&crate::output::terminal::clean(&line, true));
            text.push('\n');
        }
    }
    text
}
