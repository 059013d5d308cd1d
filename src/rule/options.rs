//! What a team can set of a rule beside its level: declared in the rule's file (`[options.<name>]`), given in `[rules.<slug>]` of the configuration.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::config::{RuleOption, RuleValue};
use crate::model::name::Dialect;
use crate::model::reference::Certainty;

use super::document::Rule;
use super::pattern::Pattern;
use super::selection::similar;

/// One option as a rule's file declares it.
#[derive(Clone, Debug)]
pub struct OptionSpec {
    pub name: String,
    pub kind: OptionKind,
    /// What it is about, without a full stop.
    pub help: String,
    default: OptionValue,
}

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// A number from 0.
    Number,
    /// A regular expression.
    Pattern,
    /// The least certainty of uses that count.
    Certainty,
}

impl OptionKind {
    /// What a configuration has to write.
    pub fn expected(self) -> String {
        match self {
            OptionKind::Number => "a number from 0".to_owned(),
            OptionKind::Pattern => "a regular expression".to_owned(),
            OptionKind::Certainty => format!("one of {}", CERTAINTIES.join(", ")),
        }
    }
}

/// The words of [`OptionKind::Certainty`].
pub const CERTAINTIES: [&str; 3] = ["certain", "likely", "possible"];

/// What an option is set to.
#[derive(Clone, Debug)]
pub enum OptionValue {
    Number(u64),
    /// Other numbers for other databases.
    Numbers(Vec<(Dialect, u64)>),
    Pattern(Pattern),
    Certainty(Certainty),
}

impl OptionValue {
    /// As a configuration writes it.
    pub fn shown(&self) -> String {
        match self {
            OptionValue::Number(number) => number.to_string(),
            OptionValue::Numbers(all) => {
                all.iter().map(|(dialect, number)| format!("{number} ({dialect})")).collect::<Vec<_>>().join(", ")
            }
            OptionValue::Pattern(pattern) => pattern.source().to_owned(),
            OptionValue::Certainty(certainty) => word(*certainty).to_owned(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    r#type: String,
    default: toml::Value,
    help: String,
}

impl OptionSpec {
    pub(super) fn read(name: &str, wire: &Wire) -> Result<OptionSpec, String> {
        let kind = match wire.r#type.as_str() {
            "number" => OptionKind::Number,
            "pattern" => OptionKind::Pattern,
            "certainty" => OptionKind::Certainty,
            other => return Err(format!("unknown type `{other}`: there are number, pattern, certainty")),
        };
        if name == "level" || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
            return Err(format!("`{name}` is no name for an option"));
        }
        let default = match &wire.default {
            toml::Value::Integer(number) => value(kind, &RuleValue::Number(*number)),
            toml::Value::String(text) => value(kind, &RuleValue::Text(text.clone())),
            toml::Value::Table(table) if kind == OptionKind::Number => numbers(table),
            _ => Err(format!("must be {}", kind.expected())),
        };
        let default = default.map_err(|error| format!("the default of `{name}` {error}"))?;
        Ok(OptionSpec { name: name.to_owned(), kind, help: wire.help.clone(), default })
    }

    /// What holds where the configuration says nothing.
    pub fn default(&self) -> &OptionValue {
        &self.default
    }

    /// Reads what a configuration says. An error goes on behind the option's name: "must be …".
    pub fn value(&self, given: &RuleValue) -> Result<OptionValue, String> {
        value(self.kind, given)
    }
}

fn numbers(table: &toml::Table) -> Result<OptionValue, String> {
    let each = table.iter().map(|(name, number)| {
        let number = number.as_integer().and_then(|number| u64::try_from(number).ok());
        Dialect::named(name).zip(number).ok_or_else(|| "must be numbers by dialect".to_owned())
    });
    each.collect::<Result<_, _>>().map(OptionValue::Numbers)
}

fn value(kind: OptionKind, given: &RuleValue) -> Result<OptionValue, String> {
    let wrong = || format!("must be {}", kind.expected());
    match (kind, given) {
        (OptionKind::Number, RuleValue::Number(number)) => {
            u64::try_from(*number).map(OptionValue::Number).map_err(|_| wrong())
        }
        (OptionKind::Pattern, RuleValue::Text(text)) => {
            Pattern::parse(text).map(OptionValue::Pattern).map_err(|error| format!("is {error}"))
        }
        (OptionKind::Certainty, RuleValue::Text(text)) => certainty(text).map(OptionValue::Certainty).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

fn certainty(text: &str) -> Option<Certainty> {
    [Certainty::Certain, Certainty::Likely, Certainty::Possible].into_iter().find(|one| word(*one) == text)
}

fn word(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "certain",
        Certainty::Likely => "likely",
        Certainty::Possible => "possible",
    }
}

/// What is wrong with an option of a configuration for a rule: the message, and a name that may have been meant.
pub fn mistake(rule: &Rule, option: &RuleOption) -> Option<(String, Option<String>)> {
    match rule.options.iter().find(|spec| spec.name == option.name) {
        Some(spec) => spec.value(&option.value).err().map(|error| (format!("`{}` {error}", option.name), None)),
        None => {
            let known = rule.options.iter().map(|spec| spec.name.as_str()).chain(["level"]);
            let near = similar(&option.name, known).map(str::to_owned);
            Some((format!("unknown key `{}` in [rules.{}]", option.name, rule.slug), near))
        }
    }
}

/// The options of one rule, as they are set.
#[derive(Clone, Debug, Default)]
pub struct Options(BTreeMap<String, OptionValue>);

impl Options {
    /// The defaults under what the configuration says; what is wrong there was an error where it was read, and the default holds.
    pub fn of(rule: &Rule, given: &[RuleOption]) -> Options {
        let each = rule.options.iter().map(|spec| {
            let own = given.iter().filter(|one| one.rule == rule.slug && one.name == spec.name);
            let set = own.filter_map(|one| spec.value(&one.value).ok()).next_back();
            (spec.name.clone(), set.unwrap_or_else(|| spec.default.clone()))
        });
        Options(each.collect())
    }

    /// The value of one.
    pub fn get(&self, name: &str) -> Option<&OptionValue> {
        self.0.get(name)
    }

    /// A number, for a database.
    pub fn number(&self, name: &str, dialect: Dialect) -> Option<u64> {
        match self.get(name)? {
            OptionValue::Number(number) => Some(*number),
            OptionValue::Numbers(all) => all.iter().find(|(one, _)| *one == dialect).map(|(_, number)| *number),
            _ => None,
        }
    }

    /// A pattern.
    pub fn pattern(&self, name: &str) -> Option<&Pattern> {
        match self.get(name)? {
            OptionValue::Pattern(pattern) => Some(pattern),
            _ => None,
        }
    }

    /// From which certainty on uses are evidence.
    pub fn least(&self) -> Certainty {
        match self.get("min-certainty") {
            Some(OptionValue::Certainty(certainty)) => *certainty,
            _ => Certainty::Likely,
        }
    }

    /// A text with `{option.<name>}` filled in, for a database.
    pub fn fill(&self, text: String, dialect: Dialect) -> String {
        if !text.contains(MARK) {
            return text;
        }
        self.0.iter().fold(text, |text, (name, value)| {
            let number = self.number(name, dialect).map(|number| number.to_string());
            text.replace(&format!("{MARK}{name}}}"), &number.unwrap_or_else(|| value.shown()))
        })
    }
}

const MARK: &str = "{option.";

/// The first option that a text names and that is not among `options`.
pub(super) fn unknown<'a>(text: &'a str, options: &[OptionSpec]) -> Option<&'a str> {
    let named = text.split(MARK).skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    named.into_iter().find(|name| options.iter().all(|spec| spec.name != *name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::named;

    fn given(rule: &str, name: &str, value: RuleValue) -> RuleOption {
        RuleOption { rule: rule.to_owned(), name: name.to_owned(), value, key: 0..0, place: 0..0 }
    }

    #[test]
    fn the_configuration_lies_over_the_defaults() {
        let rule = named("identifier-too-long").unwrap();
        let options = Options::of(rule, &[]);
        assert_eq!(options.number("max-length", Dialect::Postgres), Some(63));
        assert_eq!(options.number("max-length", Dialect::Mysql), Some(64));
        let set = given(rule.slug, "max-length", RuleValue::Number(30));
        let options = Options::of(rule, &[set, given("other", "max-length", RuleValue::Number(1))]);
        assert_eq!(options.number("max-length", Dialect::Mysql), Some(30));
        assert_eq!(options.fill("over {option.max-length}".to_owned(), Dialect::Mysql), "over 30");
        let wrong = Options::of(rule, &[given(rule.slug, "max-length", RuleValue::Number(-1))]);
        assert_eq!(wrong.number("max-length", Dialect::Postgres), Some(63));
        let rule = named("column-still-used").unwrap();
        let set = given(rule.slug, "min-certainty", RuleValue::Text("certain".into()));
        assert_eq!(
            (Options::of(rule, &[]).least(), Options::of(rule, &[set]).least()),
            (Certainty::Likely, Certainty::Certain)
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (rule, name, value, message, near) in [
            (
                "index-too-wide",
                "max-column",
                RuleValue::Number(1),
                "unknown key `max-column` in [rules.index-too-wide]",
                Some("max-columns"),
            ),
            (
                "index-too-wide",
                "lvl",
                RuleValue::Number(1),
                "unknown key `lvl` in [rules.index-too-wide]",
                Some("level"),
            ),
            (
                "index-too-wide",
                "levl",
                RuleValue::Number(1),
                "unknown key `levl` in [rules.index-too-wide]",
                Some("level"),
            ),
            (
                "index-too-wide",
                "max-columns",
                RuleValue::Text("3".into()),
                "`max-columns` must be a number from 0",
                None,
            ),
            ("index-too-wide", "max-columns", RuleValue::Number(-1), "`max-columns` must be a number from 0", None),
            (
                "table-naming",
                "pattern",
                RuleValue::Text("(".into()),
                "`pattern` is no regular expression: unclosed group",
                None,
            ),
            ("table-naming", "pattern", RuleValue::Other("a boolean"), "`pattern` must be a regular expression", None),
            (
                "column-still-used",
                "min-certainty",
                RuleValue::Text("sure".into()),
                "`min-certainty` must be one of certain, likely, possible",
                None,
            ),
        ] {
            let found = mistake(named(rule).unwrap(), &given(rule, name, value));
            assert_eq!(found, Some((message.to_owned(), near.map(str::to_owned))));
        }
    }
}
