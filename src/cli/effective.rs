//! What is in force, value by value, and where each is from: the default, a line of `migcheck.toml`, a variable of the environment, an option.

use std::collections::BTreeMap;

use clap::ArgMatches;
use clap::parser::ValueSource;
use serde_json::{Value, json};

use crate::config::{BaseChoice, Config, ConfigFile, DatabaseConfig, Settings, origins};
use crate::model::finding::Level;
use crate::rule::options::OptionValue;
use crate::rule::{Rule, Selection};

use super::args::ConfigArgs;
use super::settings::Levels;

/// Where a value is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Default,
    /// A line of the configuration file.
    File(usize),
    Environment(&'static str),
    /// `--select`
    Option(String),
}

/// A value with its key. `None`: not set.
#[derive(Debug)]
pub(super) struct Entry {
    pub key: String,
    pub value: Option<Value>,
    pub from: Vec<Origin>,
}

/// A rule as it is in force.
#[derive(Debug)]
pub(super) struct RuleEntry<'a> {
    pub rule: &'a Rule,
    pub level: Option<Level>,
    pub from: Origin,
    pub options: Vec<Entry>,
}

/// Everything that decides what is in force.
pub(super) struct Sources<'a> {
    pub config: &'a Config,
    pub file: Option<&'a ConfigFile>,
    pub args: &'a ConfigArgs,
    pub matches: &'a ArgMatches,
    /// `--deny`, `--warn` and `--allow`.
    pub levels: &'a Levels,
    lines: BTreeMap<String, usize>,
}

impl<'a> Sources<'a> {
    pub fn new(
        config: &'a Config,
        file: Option<&'a ConfigFile>,
        args: &'a ConfigArgs,
        matches: &'a ArgMatches,
        levels: &'a Levels,
    ) -> Self {
        let lines = file.map(|file| origins::lines(&file.text)).unwrap_or_default();
        Sources { config, file, args, matches, levels, lines }
    }

    fn settings(&self) -> Option<&Settings> {
        self.file.map(|file| &file.settings)
    }

    fn line(&self, key: &str) -> Option<Origin> {
        self.lines.get(key).copied().map(Origin::File)
    }

    /// Where the command line or its environment sets an option.
    fn option(&self, id: &str) -> Option<Origin> {
        match self.matches.value_source(id)? {
            ValueSource::CommandLine => Some(Origin::Option(format!("--{}", id.replace('_', "-")))),
            ValueSource::EnvVariable => {
                let names = [
                    ("base", "MIGCHECK_BASE"),
                    ("format", "MIGCHECK_FORMAT"),
                    ("fail_on", "MIGCHECK_FAIL_ON"),
                    ("config", "MIGCHECK_CONFIG"),
                    ("color", "MIGCHECK_COLOR"),
                ];
                names.iter().find(|(name, _)| *name == id).map(|(_, variable)| Origin::Environment(variable))
            }
            _ => None,
        }
    }

    /// A value that an option or a key of the file sets, the option first.
    fn set(&self, key: &str, value: Option<Value>, option: Option<&str>) -> Entry {
        let origin = option.and_then(|id| self.option(id)).or_else(|| self.line(key));
        Entry { key: key.to_owned(), value, from: vec![origin.unwrap_or(Origin::Default)] }
    }

    /// A list to which the file and an option both add.
    fn added(&self, key: &str, value: &[String], option: Option<&str>) -> Entry {
        let mut from: Vec<Origin> = self.line(key).into_iter().chain(option.and_then(|id| self.option(id))).collect();
        if from.is_empty() {
            from.push(Origin::Default);
        }
        Entry { key: key.to_owned(), value: Some(json!(value)), from }
    }

    /// What stands on the command line alone.
    pub fn of_the_run(&self) -> Vec<Entry> {
        let (config, options) = (self.config, &self.args.options);
        let named = |base: &BaseChoice| match base {
            BaseChoice::Auto => "found out".to_owned(),
            BaseChoice::Ref(name) => name.clone(),
            BaseChoice::Directory(path) => path.display().to_string(),
            BaseChoice::None => "none".to_owned(),
        };
        let base = std::iter::once(&config.base).chain(&config.further).map(named).collect::<Vec<_>>().join(", ");
        let option = |id: &str| self.option(id);
        let entry = |key: &str, value: Value, from: Option<Origin>| Entry {
            key: key.to_owned(),
            value: Some(value),
            from: vec![from.unwrap_or(Origin::Default)],
        };
        let flag = |given: bool, id: &str| option(id).filter(|_| given);
        let from = flag(options.tree.no_git, "no_git").or_else(|| flag(options.tree.staged, "staged"));
        // `--format` is this command's own; that of `check` can only be seen in the environment.
        let format = std::env::var("MIGCHECK_FORMAT").ok().filter(|format| !format.is_empty());
        let of_format = format.is_some().then_some(Origin::Environment("MIGCHECK_FORMAT"));
        vec![
            entry("base", json!(base), from.or_else(|| option("base"))),
            entry("format", json!(format.as_deref().unwrap_or("human")), of_format),
            entry("suppressions", json!(config.suppressions), flag(options.no_suppressions, "no_suppressions")),
            entry("baseline", json!(!options.no_baseline), flag(options.no_baseline, "no_baseline")),
        ]
    }

    /// The keys of the file that are single values, in its order.
    pub fn values(&self) -> Vec<Entry> {
        let config = self.config;
        let mut deployed = self.set("deployed", config.deployed.as_ref().map(|name| json!(name)), None);
        if deployed.from == [Origin::Default]
            && let Some(line) =
                self.lines.iter().find(|(key, _)| key.starts_with("database") && key.ends_with(".deployed"))
        {
            deployed.from = vec![Origin::File(*line.1)];
        }
        let flag = |given: bool, id: &'static str| given.then_some(id);
        let options = &self.args.options;
        vec![
            deployed,
            self.set("deploy", Some(json!(config.rollout.deploy.name())), None),
            self.set("migrate", Some(json!(config.rollout.migrate.name())), None),
            self.set("fail-on", Some(json!(config.fail_on.map_or("never", Level::name))), Some("fail_on")),
            self.set("preset", Some(json!(config.preset.name())), None),
            self.set("select", Some(json!(config.select)), flag(!options.select.is_empty(), "select")),
            self.added("ignore", &config.ignore, flag(!options.ignore.is_empty(), "ignore")),
            self.set("strict", Some(json!(config.strict)), flag(options.strict, "strict")),
            self.set("allow-empty", Some(json!(config.allow_empty)), flag(options.allow_empty, "allow_empty")),
            self.added("exclude", &config.exclude, None),
            self.added("coverage", &config.coverage, None),
            self.set("threads", Some(json!(config.threads)), Some("threads")),
            self.set("foreign-suppressions", Some(json!(config.foreign_suppressions)), None),
            self.set("user-rules", self.settings().and_then(|all| all.user_rules.clone()).map(Value::from), None),
            self.added("uses", &config.uses_files, None),
            self.added("tables.large", &config.large, None),
        ]
    }

    /// The keys of each `[[database]]`.
    pub fn databases(&self) -> Vec<Vec<Entry>> {
        let known = self.settings().map_or(&[][..], |settings| &settings.databases);
        let one = |database: &DatabaseConfig| {
            let at = known.iter().position(|other| other.name == database.name);
            // `--migrations` lays itself over the one database of the file, whatever its name.
            let at = at.or_else(|| (known.len() == 1).then_some(0));
            let entry = |key: &str, value: Option<Value>| {
                let line = at.and_then(|at| self.line(&format!("database.{at}.{key}")));
                let line = line.or_else(|| self.line(&format!("database.{key}")));
                let option = (key == "migrations").then(|| self.option("migrations")).flatten();
                Entry { key: key.to_owned(), value, from: vec![option.or(line).unwrap_or(Origin::Default)] }
            };
            let list = |all: &[String]| (!all.is_empty()).then(|| json!(all));
            let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
            vec![
                entry("name", Some(json!(database.name))),
                entry("migrations", list(&database.migrations)),
                entry("format", text(&database.format)),
                entry("dialect", database.dialect.map(|dialect| json!(dialect.name()))),
                entry("code", list(&database.code)),
                entry("deployed", text(&database.deployed)),
                entry("baseline", text(&database.baseline)),
                entry("version", database.version.map(|(major, minor)| json!(format!("{major}.{minor}")))),
            ]
        };
        self.config.databases.iter().map(one).collect()
    }

    /// The keys of each `[[overrides]]`.
    pub fn overrides(&self) -> Vec<Vec<Entry>> {
        let one = |(at, scoped): (usize, &crate::config::Scoped)| {
            let entry = |key: &str, names: Vec<&String>| {
                let line =
                    self.line(&format!("overrides.{at}.{key}")).or_else(|| self.line(&format!("overrides.{key}")));
                let from = vec![line.unwrap_or(Origin::Default)];
                (!names.is_empty()).then(|| Entry { key: key.to_owned(), value: Some(json!(names)), from })
            };
            let of = |level: Option<Level>| {
                scoped.levels.iter().filter(|(_, own)| *own == level).map(|(name, _)| name).collect::<Vec<_>>()
            };
            [
                entry("paths", scoped.paths.iter().collect()),
                entry("deny", of(Some(Level::Error))),
                entry("warn", of(Some(Level::Warning))),
                entry("note", of(Some(Level::Note))),
                entry("allow", of(None)),
            ]
            .into_iter()
            .flatten()
            .collect()
        };
        self.config.overrides.iter().enumerate().map(one).collect()
    }

    /// Every rule.
    pub fn rules<'s>(&self, selection: &'s Selection) -> Vec<RuleEntry<'s>> {
        let each = selection.rules().map(|rule| {
            let set = selection.options(rule);
            let options = rule.options.iter().map(|spec| {
                let line = self.line(&format!("rules.{}.{}", rule.slug, spec.name));
                let value = option_value(set.get(&spec.name).unwrap_or(spec.default()));
                Entry { key: spec.name.clone(), value: Some(value), from: vec![line.unwrap_or(Origin::Default)] }
            });
            let level = selection.level(rule);
            RuleEntry { rule, level, from: self.of_level(rule, level), options: options.collect() }
        });
        each.collect()
    }

    /// Whether a line of the file is one of `[rules.<slug>]`.
    pub fn is_of_rules(&self, line: usize) -> bool {
        self.lines.iter().any(|(key, at)| *at == line && key.starts_with("rules."))
    }

    /// What decided the level that a rule has.
    fn of_level(&self, rule: &Rule, level: Option<Level>) -> Origin {
        let means = |name: &String| name == rule.slug || name == rule.group.name() || name == "all";
        let in_file = self.config.levels.len() - self.levels.len().min(self.config.levels.len());
        let last = self.config.levels.iter().enumerate().rev().find(|(_, (name, _))| means(name));
        if let Some((at, (name, set))) = last
            && *set == level
        {
            let option = match set {
                Some(Level::Error) => "--deny",
                Some(_) => "--warn",
                None => "--allow",
            };
            let line = || self.line(&format!("rules.{name}.level")).unwrap_or(Origin::Default);
            return if at < in_file { line() } else { Origin::Option(option.to_owned()) };
        }
        let listed = |key: &str, names: &[String]| {
            let entry = if key == "select" { self.set(key, None, Some(key)) } else { self.added(key, &[], Some(key)) };
            let of_file =
                self.settings().map_or(&[][..], |all| if key == "select" { &all.select } else { &all.ignore });
            let own = names.iter().any(|name| means(name) && !of_file.contains(name));
            if own { entry.from.last().cloned() } else { entry.from.first().cloned() }.unwrap_or(Origin::Default)
        };
        if level.is_none() && self.config.ignore.iter().any(means) {
            return listed("ignore", &self.config.ignore);
        }
        if !self.config.select.is_empty() {
            return listed("select", &self.config.select);
        }
        let usual = if rule.off { None } else { Some(rule.level) };
        if level == usual { Origin::Default } else { self.line("preset").unwrap_or(Origin::Default) }
    }
}

/// An option's value as a configuration writes it; numbers that differ by database are an object.
pub(super) fn option_value(value: &OptionValue) -> Value {
    match value {
        OptionValue::Number(number) => json!(number),
        OptionValue::Numbers(all) => all.iter().map(|(dialect, number)| (dialect.name(), json!(number))).collect(),
        OptionValue::Pattern(_) | OptionValue::Certainty(_) => json!(value.shown()),
    }
}
