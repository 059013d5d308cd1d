//! Which rules are on, and at which level.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::config::{Config, Deploy, Preset, RuleOption, Scoped};
use crate::model::event::EventKind;
use crate::model::finding::Level;

use super::document::{Group, Rule, Uses};
use super::options::Options;
use super::registry::rules;
use super::user;

/// The rules that are on, each with its level.
#[derive(Clone, Debug)]
pub struct Selection {
    levels: BTreeMap<&'static str, Level>,
    /// The project's own rules.
    own: Arc<[Rule]>,
    /// Of those rules that have any.
    options: BTreeMap<&'static str, Options>,
    /// Uses in tests count like any other.
    pub strict: bool,
    /// What is other for migrations under some paths, in the order of the configuration.
    overrides: Vec<Override>,
}

#[derive(Clone, Debug)]
struct Override {
    paths: GlobSet,
    /// `None`: off.
    levels: Vec<(&'static str, Option<Level>)>,
    /// The rules that are named themselves, not by their group: these are switched on as well.
    named: BTreeSet<&'static str>,
}

impl Default for Selection {
    /// Every rule that is on by default, at the level of its file.
    fn default() -> Self {
        let levels = rules().iter().filter(|rule| !rule.off).map(|rule| (rule.slug, rule.level)).collect();
        let own: Arc<[Rule]> = Arc::from([]);
        Self { levels, options: options(&own, &[]), own, strict: false, overrides: Vec::new() }
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
    /// The selection of a configuration. Files of its own rules that are wrong were told by whoever read the configuration ([`user::read`]): they count for nothing.
    pub fn of(config: &Config) -> Result<Selection, UnknownRule> {
        let (own, _) = user::read(&config.rule_files);
        let own: Arc<[Rule]> = own.into();
        let levels = Self::levels(config, &own)?;
        let overrides = config.overrides.iter().map(|one| Override::of(one, &own)).collect::<Result<_, _>>()?;
        Ok(Selection { levels, options: options(&own, &config.options), own, strict: config.strict, overrides })
    }

    /// `select` and `ignore` name rules or groups (or `all`), an empty `select` means those of the preset, to which rules that `levels` name are added;
    /// `levels` are set in order, `None` switches off.
    fn levels(config: &Config, own: &[Rule]) -> Result<BTreeMap<&'static str, Level>, UnknownRule> {
        let Config { preset, select, ignore, levels, .. } = config;
        let of_preset = || all(own).filter(|rule| is_of(*preset, rule)).map(|rule| rule.slug).collect();
        let mut on = if select.is_empty() { of_preset() } else { meant(select, own)? };
        for slug in meant(ignore, own)? {
            on.remove(slug);
        }
        // Where old instances are stopped first, nothing is prepared any more when the migration runs.
        if config.rollout.deploy == Deploy::Stop {
            for rule in all(own).filter(|rule| rule.on.contains(&EventKind::PreparedResultChanged)) {
                on.remove(rule.slug);
            }
        }
        // Where old instances are stopped first, the old code meets the new schema only after a rollback.
        let usual = |rule: &Rule| match rule.uses {
            Uses::Base if config.rollout.deploy == Deploy::Stop => Level::Note,
            _ => rule.level,
        };
        let mut chosen: BTreeMap<_, _> =
            all(own).filter(|rule| on.contains(rule.slug)).map(|rule| (rule.slug, usual(rule))).collect();
        for (name, level) in levels {
            for slug in meant(std::slice::from_ref(name), own)? {
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
        Ok(chosen)
    }

    /// Every rule: migcheck's, and the project's own.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        all(&self.own)
    }

    /// The rule with this slug.
    pub fn named(&self, slug: &str) -> Option<&Rule> {
        self.rules().find(|rule| rule.slug == slug)
    }

    /// The options of a rule, as they are set.
    pub fn options(&self, rule: &Rule) -> &Options {
        static NONE: LazyLock<Options> = LazyLock::new(Options::default);
        self.options.get(rule.slug).unwrap_or(&NONE)
    }

    /// What is wrong with `name`, which is neither a rule nor a group.
    pub fn unknown(&self, name: &str) -> UnknownRule {
        UnknownRule::among(name, &self.own)
    }

    /// Whether any rule that is on asks for single operations of statements.
    pub fn judges_operations(&self) -> bool {
        let of_operations = |rule: &&Rule| rule.on.iter().any(|kind| matches!(kind, EventKind::Operation(_)));
        self.rules().filter(of_operations).any(|rule| self.speaks(rule))
    }

    /// Whether a rule is on for any migration.
    pub fn speaks(&self, rule: &Rule) -> bool {
        self.levels.contains_key(rule.slug) || self.overrides.iter().any(|one| one.named.contains(rule.slug))
    }

    /// The level of a rule; `None`: it is off.
    pub fn level(&self, rule: &Rule) -> Option<Level> {
        self.levels.get(rule.slug).copied()
    }

    /// The level of a rule for a migration of this path.
    pub fn level_at(&self, rule: &Rule, path: &str) -> Option<Level> {
        let mut level = self.level(rule);
        for one in self.overrides.iter().filter(|one| one.paths.is_match(path)) {
            for (_, other) in one.levels.iter().filter(|(slug, _)| *slug == rule.slug) {
                if level.is_some() || one.named.contains(rule.slug) {
                    level = *other;
                }
            }
        }
        level
    }
}

impl Override {
    fn of(scoped: &Scoped, own: &[Rule]) -> Result<Override, UnknownRule> {
        let mut paths = GlobSetBuilder::new();
        // What is no glob was an error where the file was read.
        for glob in scoped.paths.iter().filter_map(|path| Glob::new(path).ok()) {
            paths.add(glob);
        }
        let (mut levels, mut named) = (Vec::new(), BTreeSet::new());
        for (name, level) in &scoped.levels {
            let slugs = meant(std::slice::from_ref(name), own)?;
            named.extend(slugs.iter().filter(|slug| *slug == name));
            levels.extend(slugs.into_iter().map(|slug| (slug, *level)));
        }
        Ok(Override { paths: paths.build().unwrap_or_else(|_| GlobSet::empty()), levels, named })
    }
}

/// migcheck's rules, and those of a project behind them.
fn all(own: &[Rule]) -> impl Iterator<Item = &Rule> {
    rules().iter().chain(own)
}

fn options(own: &[Rule], given: &[RuleOption]) -> BTreeMap<&'static str, Options> {
    let with_options = all(own).filter(|rule| !rule.options.is_empty());
    with_options.map(|rule| (rule.slug, Options::of(rule, given))).collect()
}

fn is_of(preset: Preset, rule: &Rule) -> bool {
    match preset {
        Preset::Default => !rule.off,
        Preset::Strict => rule.group != Group::Design,
        Preset::Usage => matches!(rule.group, Group::Usage | Group::Rollout) && !rule.off,
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
        Self::among(name, &[])
    }

    fn among(name: &str, own: &[Rule]) -> Self {
        let names = all(own).map(|rule| rule.slug).chain(Group::ALL.into_iter().map(Group::name));
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

/// The rules that names of rules and groups mean.
pub fn meant(names: &[String], own: &[Rule]) -> Result<BTreeSet<&'static str>, UnknownRule> {
    let mut slugs = BTreeSet::new();
    for name in names {
        let before = slugs.len();
        let found = all(own).filter(|rule| rule.slug == name || rule.group.name() == name || name == ALL);
        let mut any = false;
        for rule in found {
            any = true;
            slugs.insert(rule.slug);
        }
        if !any && slugs.len() == before {
            return Err(UnknownRule::among(name, own));
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
        let (select, ignore) = (text(select), text(ignore));
        let selection = Selection::of(&Config { select, ignore, levels, ..Config::default() })?;
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
    fn rules_that_are_off_are_switched_on_by_name() {
        let off = "varchar-limit";
        let by_default = on(&[], &[], &[]).unwrap();
        assert!(!by_default.contains(&format!("{off}=warning")));
        for (select, levels, expected) in [
            (&[][..], &[(off, Some(Level::Error))][..], Some("error")),
            (&[], &[(off, Some(Level::Note)), (off, None)], None),
            // A group changes the level of those that are on.
            (&[], &[("design", Some(Level::Error))], None),
            (&["design"], &[], Some("warning")),
            (&["usage"], &[(off, Some(Level::Error))], None),
        ] {
            let found = on(select, &[], levels).unwrap();
            let found = found.iter().find_map(|one| one.strip_prefix(off)?.strip_prefix('='));
            assert_eq!(found, expected, "{select:?} {levels:?}");
        }
    }

    #[test]
    fn presets_are_choices_of_rules() {
        let groups = |preset| {
            let selection = Selection::of(&Config { preset, ..Config::default() }).unwrap();
            rules()
                .iter()
                .filter(|rule| selection.level(rule).is_some())
                .map(|rule| rule.group)
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(groups(Preset::Usage), BTreeSet::from([Group::Usage, Group::Rollout]));
        assert!(groups(Preset::Default).contains(&Group::Design));
        assert!(groups(Preset::Strict).is_superset(&BTreeSet::from([Group::Usage, Group::Lock, Group::Transaction])));
        assert!(!groups(Preset::Strict).contains(&Group::Design));
        // What is named is added to a preset.
        let levels = vec![("varchar-limit".to_owned(), Some(Level::Note))];
        let selection = Selection::of(&Config { preset: Preset::Usage, levels, ..Config::default() }).unwrap();
        assert_eq!(named("varchar-limit").and_then(|rule| selection.level(rule)), Some(Level::Note));
    }

    #[test]
    fn paths_have_levels_of_their_own() {
        let scoped = |path: &str, levels: &[(&str, Option<Level>)]| Scoped {
            paths: vec![path.to_owned()],
            levels: levels.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect(),
        };
        let overrides = vec![
            scoped("legacy/**", &[("lock", None)]),
            scoped("legacy/new/**", &[("index-not-concurrent", Some(Level::Error)), ("design", Some(Level::Error))]),
        ];
        let selection = Selection::of(&Config { overrides, ..Config::default() }).unwrap();
        for (slug, path, expected) in [
            ("index-not-concurrent", "db/1.sql", Some(Level::Warning)),
            ("index-not-concurrent", "legacy/1.sql", None),
            ("index-not-concurrent", "legacy/new/1.sql", Some(Level::Error)),
            ("set-not-null-scans", "legacy/new/1.sql", None),
            ("identifier-too-long", "legacy/new/1.sql", Some(Level::Error)),
            ("varchar-limit", "legacy/new/1.sql", None),
        ] {
            assert_eq!(selection.level_at(named(slug).unwrap(), path), expected, "{slug} {path}");
        }
        let wrong = Config { overrides: vec![scoped("a", &[("lok", None)])], ..Config::default() };
        assert_eq!(Selection::of(&wrong).unwrap_err().similar, Some("lock"));
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
