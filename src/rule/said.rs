//! Conditions about what a statement says: `{ the = "table", matches = "^tmp_" }`, `{ the = "width", above = 3 }`. What is compared with may be an option of
//! the rule: `{ the = "name", not-matches = { option = "pattern" } }`.
//!
//! What a statement does not say is neither like nor unlike anything: then the condition does not hold.

use crate::model::event::Event;

use super::options::{OptionKind, OptionSpec, Options};
use super::pattern::Pattern;

/// What can be asked for: parts of the subject, and what operations say beside it.
const WHAT: &[&str] = &[
    "before",
    "column",
    "columns",
    "constraint",
    "database",
    "default",
    "expression",
    "index",
    "keys",
    "length",
    "name",
    "object",
    "other",
    "referenced",
    "schema",
    "seconds",
    "table",
    "type",
    "what",
    "width",
];

/// One condition.
#[derive(Clone, Debug)]
pub struct Said {
    what: &'static str,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    /// The pattern is found, or it is not.
    Matches(Given<Pattern>, bool),
    Above(Given<u64>),
    Below(Given<u64>),
}

/// A value, or the name of the option that has it.
#[derive(Clone, Debug)]
enum Given<T> {
    Literal(T),
    Option(String),
}

impl Said {
    /// Reads a condition of a rule with these options.
    pub fn read(table: &toml::Table, options: &[OptionSpec]) -> Result<Said, String> {
        let the = table.get("the").and_then(toml::Value::as_str).ok_or("a condition needs `the`: what it is about")?;
        let what = WHAT
            .iter()
            .find(|what| **what == the)
            .ok_or_else(|| format!("`{the}` is nothing that a statement says; there are {}", WHAT.join(", ")))?;
        let mut tests = table.iter().filter(|(key, _)| *key != "the");
        let (Some((key, value)), None) = (tests.next(), tests.next()) else {
            return Err(format!("a condition about `{the}` has one of {TESTS}"));
        };
        let test = match key.as_str() {
            "matches" => Test::Matches(pattern(value, options)?, true),
            "not-matches" => Test::Matches(pattern(value, options)?, false),
            "above" => Test::Above(number(value, options)?),
            "below" => Test::Below(number(value, options)?),
            other => return Err(format!("unknown test `{other}`: there are {TESTS}")),
        };
        Ok(Said { what, test })
    }

    /// Whether it holds for an event.
    pub fn holds(&self, event: &Event, options: &Options) -> bool {
        let Some(value) = value(event, self.what) else { return false };
        let number = |given: &Given<u64>| match given {
            Given::Literal(number) => Some(*number),
            Given::Option(name) => options.number(name, event.dialect),
        };
        let compared = |given, holds: fn(&u64, &u64) -> bool| {
            value.parse::<u64>().ok().zip(number(given)).is_some_and(|(value, limit)| holds(&value, &limit))
        };
        match &self.test {
            Test::Matches(given, so) => {
                let pattern = match given {
                    Given::Literal(pattern) => Some(pattern),
                    Given::Option(name) => options.pattern(name),
                };
                let said = |what: &str| self::value(event, what);
                pattern.and_then(|pattern| pattern.matches(&value, &said)) == Some(*so)
            }
            Test::Above(limit) => compared(limit, u64::gt),
            Test::Below(limit) => compared(limit, u64::lt),
        }
    }
}

const TESTS: &str = "matches, not-matches, above, below";

fn value(event: &Event, what: &str) -> Option<String> {
    let subject = &event.subject;
    let part = match what {
        "database" => &subject.database,
        "schema" => &subject.schema,
        "table" => &subject.table,
        "column" => &subject.column,
        _ => return event.circumstances.as_ref()?.names.get(what).cloned(),
    };
    part.clone().filter(|part| !part.is_empty())
}

fn pattern(value: &toml::Value, options: &[OptionSpec]) -> Result<Given<Pattern>, String> {
    match value {
        toml::Value::String(text) => {
            Pattern::parse(text).map(Given::Literal).map_err(|error| format!("`{text}` is {error}"))
        }
        _ => option(value, OptionKind::Pattern, options).map(Given::Option),
    }
}

fn number(value: &toml::Value, options: &[OptionSpec]) -> Result<Given<u64>, String> {
    match value.as_integer().map(u64::try_from) {
        Some(Ok(number)) => Ok(Given::Literal(number)),
        Some(Err(_)) => Err(format!("`{value}` is below 0")),
        None => option(value, OptionKind::Number, options).map(Given::Option),
    }
}

fn option(value: &toml::Value, kind: OptionKind, options: &[OptionSpec]) -> Result<String, String> {
    let name = value.as_table().filter(|table| table.len() == 1).and_then(|table| table.get("option")?.as_str());
    let Some(name) = name else {
        return Err(format!("`{value}` must be {}, or `{{ option = \"…\" }}`", kind.expected()));
    };
    match options.iter().find(|spec| spec.name == name) {
        Some(spec) if spec.kind == kind => Ok(name.to_owned()),
        Some(_) => Err(format!("the option `{name}` is not {}", kind.expected())),
        None => Err(format!("the rule declares no option `{name}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::Circumstances;
    use crate::rule::engine::tests::event;

    fn said(text: &str) -> Result<Said, String> {
        Said::read(&text.parse().unwrap(), &[])
    }

    #[test]
    fn names_and_numbers_are_compared() {
        let mut event = event();
        let names =
            [("name", "Idx"), ("width", "4"), ("columns", "a, b")].map(|(name, value)| (name, value.to_owned()));
        let statement = event.primary.span.clone();
        event.circumstances =
            Some(Box::new(Circumstances { facts: Default::default(), names: names.into_iter().collect(), statement }));
        for (text, expected) in [
            ("the = 'table'\nmatches = '^user'", true),
            ("the = 'table'\nnot-matches = '^user'", false),
            ("the = 'name'\nnot-matches = '^[a-z]+$'", true),
            ("the = 'name'\nnot-matches = '^(?i){table}'", true),
            ("the = 'index'\nmatches = ''", false),
            ("the = 'index'\nnot-matches = 'x'", false),
            ("the = 'schema'\nnot-matches = 'x'", false),
            ("the = 'width'\nabove = 3", true),
            ("the = 'width'\nabove = 4", false),
            ("the = 'width'\nbelow = 5", true),
            ("the = 'table'\nabove = 0", false),
        ] {
            assert_eq!(said(text).unwrap().holds(&event, &Options::default()), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (text, expected) in [
            ("matches = 'x'", "needs `the`"),
            ("the = 'tabel'\nmatches = 'x'", "`tabel` is nothing"),
            ("the = 'table'", "one of matches"),
            ("the = 'table'\nmatches = 'x'\nabove = 1", "one of matches"),
            ("the = 'table'\nlike = 'x'", "unknown test `like`"),
            ("the = 'table'\nmatches = '('", "`(` is no regular expression"),
            ("the = 'table'\nmatches = 1", "must be a regular expression"),
            ("the = 'width'\nabove = -1", "below 0"),
            ("the = 'width'\nabove = { option = 'x' }", "no option `x`"),
        ] {
            let error = said(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
