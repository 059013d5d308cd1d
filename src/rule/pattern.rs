//! What a name has to look like: a regular expression, searched for in time that is linear in the name, whoever wrote it. `{table}` and its like stand
//! for what the statement is about.

use regex::{Regex, RegexBuilder};

/// The longest pattern, in bytes.
const LONGEST: usize = 1_000;
/// What a compiled pattern may take, in bytes: `(\w{500}){500}` is refused.
const SIZE: usize = 1 << 20;

/// What a pattern may name in braces.
const HOLES: [&str; 5] = ["table", "column", "columns", "other", "referenced"];

/// A pattern that was read.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: String,
    /// `None`: it names something, so there is one for each statement.
    regex: Option<Regex>,
}

impl Pattern {
    /// Reads a pattern. An error says what is wrong, in one line.
    pub fn parse(source: &str) -> Result<Pattern, String> {
        if source.len() > LONGEST {
            return Err(format!("a pattern has at most {LONGEST} bytes"));
        }
        let filled = fill(source, &|_| Some("x".to_owned())).unwrap_or_default();
        let regex = compile(&filled)?;
        Ok(Pattern { source: source.to_owned(), regex: (filled == source).then_some(regex) })
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether a name has the pattern somewhere (`^` and `$` say where). `None`: the pattern names something that the statement does not tell.
    pub fn matches(&self, name: &str, said: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
        match &self.regex {
            Some(regex) => Some(regex.is_match(name)),
            None => Some(compile(&fill(&self.source, said)?).ok()?.is_match(name)),
        }
    }
}

/// The pattern with what it names, taken literally; lists are joined by `_`.
fn fill(source: &str, said: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut text = source.to_owned();
    for hole in HOLES {
        let marked = format!("{{{hole}}}");
        if text.contains(&marked) {
            text = text.replace(&marked, &regex::escape(&said(hole)?.replace(", ", "_")));
        }
    }
    Some(text)
}

fn compile(source: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(source).size_limit(SIZE).dfa_size_limit(SIZE).nest_limit(50).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the pattern is too large".to_owned(),
        // The last line is the message; those above it draw the place.
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or_default();
            format!("no regular expression: {}", last.trim_start_matches("error: "))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_matched() {
        let said = |what: &str| match what {
            "table" => Some("us.rs".to_owned()),
            "columns" => Some("a, b".to_owned()),
            _ => None,
        };
        for (pattern, name, expected) in [
            ("^[a-z_]+$", "users", Some(true)),
            ("^[a-z_]+$", "Users", Some(false)),
            ("^ix_", "my_ix_", Some(false)),
            ("^a{2}$", "aa", Some(true)),
            ("^ix_{table}_{columns}$", "ix_us.rs_a_b", Some(true)),
            ("^ix_{table}", "ix_users", Some(false)),
            ("^{referenced}", "x", None),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().matches(name, &said), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn mistakes_and_monsters_are_refused() {
        let long = "a".repeat(LONGEST + 1);
        let deep = "(".repeat(200) + &")".repeat(200);
        for (pattern, expected) in [
            ("[a-z", "no regular expression: unclosed character class"),
            ("{nope}", "no regular expression"),
            (r"(\w{500}){500}", "too large"),
            (&*long, "at most"),
            (&*deep, "nest"),
        ] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(error.contains(expected) && !error.contains('\n'), "{pattern}: {error}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_time() {
        let pattern = Pattern::parse("^(a+)+$").unwrap();
        assert_eq!(pattern.matches(&("a".repeat(5_000) + "b"), &|_| None), Some(false));
    }
}
