//! Which rules are on, and at which level.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::model::event::EventKind;
use crate::model::finding::Level;

use super::document::{Group, Rule};
use super::registry::rules;

/// The rules that are on, each with its level.
#[derive(Clone, Debug)]
pub struct Selection {
    levels: BTreeMap<&'static str, Level>,
    /// Uses in tests count like any other.
    pub strict: bool,
}

impl Default for Selection {
    /// Every rule that is on by default, at the level of its file.
    fn default() -> Self {
        let on = rules().iter().filter(|rule| !rule.off);
        Self { levels: on.map(|rule| (rule.slug, rule.level)).collect(), strict: false }
    }
}

/// A name that is neither a rule nor a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    pub name: String,
    /// The most similar name, if one is.
    pub similar: Option<&'static str>,
}

impl Selection {
    /// The selection of a configuration: `select` and `ignore` name rules or groups (or `all`), an empty `select` means those that are on by default, to which
    /// rules that `levels` name are added; `levels` are set in order, `None` switches off.
    pub fn new(
        select: &[String],
        ignore: &[String],
        levels: &[(String, Option<Level>)],
        strict: bool,
    ) -> Result<Selection, UnknownRule> {
        let by_default = || rules().iter().filter(|rule| !rule.off).map(|rule| rule.slug).collect();
        let mut on = if select.is_empty() { by_default() } else { meant(select)? };
        for slug in meant(ignore)? {
            on.remove(slug);
        }
        let mut chosen: BTreeMap<_, _> =
            rules().iter().filter(|rule| on.contains(rule.slug)).map(|rule| (rule.slug, rule.level)).collect();
        for (name, level) in levels {
            for slug in meant(std::slice::from_ref(name))? {
                match level {
                    Some(level) if chosen.contains_key(slug) || (select.is_empty() && slug == name) => {
                        chosen.insert(slug, *level);
                    }
                    Some(_) => {}
                    None => {
                        chosen.remove(slug);
                    }
                }
            }
        }
        Ok(Selection { levels: chosen, strict })
    }

    /// Whether any rule that is on asks for single operations of statements.
    pub fn judges_operations(&self) -> bool {
        let of_operations = |rule: &&Rule| rule.on.iter().any(|kind| matches!(kind, EventKind::Operation(_)));
        rules().iter().filter(of_operations).any(|rule| self.levels.contains_key(rule.slug))
    }

    /// The level of a rule; `None`: it is off.
    pub fn level(&self, rule: &Rule) -> Option<Level> {
        self.levels.get(rule.slug).copied()
    }
}

/// The most similar of `names`, if it is near enough to be meant.
pub fn similar<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.chars().count() / 3 + 1;
    names.map(|other| (distance(name, other), other)).filter(|(far, _)| *far <= limit).min().map(|(_, other)| other)
}

impl UnknownRule {
    /// What is wrong with `name`.
    pub fn new(name: &str) -> Self {
        let names = rules().iter().map(|rule| rule.slug).chain(Group::ALL.into_iter().map(Group::name));
        UnknownRule { name: name.to_string(), similar: similar(name, names) }
    }

    /// The line below the error.
    pub fn tip(&self) -> String {
        match self.similar {
            Some(name) => format!("a rule with a similar name: `{name}`; `migcheck rules` lists all"),
            None => "`migcheck rules` lists all".to_string(),
        }
    }
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown rule `{}`", self.name)
    }
}

impl std::error::Error for UnknownRule {}

/// Every rule, also those that are off by default.
const ALL: &str = "all";

fn meant(names: &[String]) -> Result<BTreeSet<&'static str>, UnknownRule> {
    let mut slugs = BTreeSet::new();
    for name in names {
        let before = slugs.len();
        let found = rules().iter().filter(|rule| rule.slug == name || rule.group.name() == name || name == ALL);
        let mut any = false;
        for rule in found {
            any = true;
            slugs.insert(rule.slug);
        }
        if !any && slugs.len() == before {
            return Err(UnknownRule::new(name));
        }
    }
    Ok(slugs)
}

/// Levenshtein's distance in characters; names longer than any rule are far from all.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    if left.len() > 200 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, one) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(one != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::registry::named;

    fn on(select: &[&str], ignore: &[&str], levels: &[(&str, Option<Level>)]) -> Result<Vec<String>, UnknownRule> {
        let text = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect::<Vec<_>>();
        let levels: Vec<_> = levels.iter().map(|(name, level)| ((*name).to_string(), *level)).collect();
        let selection = Selection::new(&text(select), &text(ignore), &levels, false)?;
        Ok(selection.levels.iter().map(|(slug, level)| format!("{slug}={}", level.name())).collect())
    }

    #[test]
    fn rules_and_groups_are_selected() {
        assert_eq!(on(&[], &[], &[]).unwrap().len(), rules().iter().filter(|rule| !rule.off).count());
        assert_eq!(on(&["all"], &[], &[]).unwrap().len(), rules().len());
        assert_eq!(on(&["column-still-used"], &[], &[]).unwrap(), ["column-still-used=error"]);
        assert_eq!(on(&["reading"], &["unreadable-target"], &[]).unwrap(), ["unparsed-statement=warning"]);
        assert_eq!(on(&["reading"], &["reading"], &[]).unwrap(), [] as [&str; 0]);
    }

    #[test]
    fn the_last_level_counts() {
        let levels =
            [("reading", None), ("column-still-used", Some(Level::Error)), ("column-still-used", Some(Level::Note))];
        assert_eq!(on(&["column-still-used", "reading"], &[], &levels).unwrap(), ["column-still-used=note"]);
    }

    #[test]
    fn unknown_names_have_a_tip() {
        let error = on(&["colum-still-used"], &[], &[]).unwrap_err();
        assert_eq!(error.to_string(), "unknown rule `colum-still-used`");
        assert_eq!(error.similar, Some("column-still-used"));
        assert_eq!(on(&[], &["xyz"], &[]).unwrap_err().similar, None);
        assert_eq!(on(&[], &[], &[("column-stil-used", None)]).unwrap_err().similar, Some("column-still-used"));
        assert!(named("column-still-used").is_some());
    }
}
