//! `migcheck rules`: all rules with their levels.

use crate::rule::document::Group;
use crate::rule::rules;

use super::console::Console;
use super::{CLEAN, FAILED};

pub(super) fn run(console: &Console) -> u8 {
    if console.out(&table()) { CLEAN } else { FAILED }
}

fn table() -> String {
    let width = rules().iter().map(|rule| rule.slug.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (at, group) in Group::ALL.into_iter().enumerate() {
        text.push_str(&format!("{}{}\n", if at == 0 { "" } else { "\n" }, group.name()));
        for rule in rules().iter().filter(|rule| rule.group == group) {
            let level = if rule.off { "off" } else { rule.level.name() };
            text.push_str(&format!("  {:width$}  {level:7}  {}\n", rule.slug, rule.title));
        }
    }
    text
}
