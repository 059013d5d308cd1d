//! Reads a rule's Markdown file: the title, the TOML block, the sections and the files of its examples.
//!
//! The files are part of the program, so a mistake in one is an error that a test finds, never one of a run.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::fix::{self, Fix};
use crate::model::event::EventKind;
use crate::model::finding::Level;
use crate::model::name::Dialect;

use super::predicate::Condition;
use super::template;

/// A rule, complete.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id: kebab-case, naming the hazard.
    pub slug: &'static str,
    /// The hazard in one line.
    pub title: String,
    pub level: Level,
    /// Off unless a configuration names it: it asks for a style rather than against a hazard, or is right in few projects.
    pub off: bool,
    pub group: Group,
    pub on: Vec<EventKind>,
    /// All must hold.
    pub when: Vec<Condition>,
    pub uses: Uses,
    /// Empty: all.
    pub dialects: Vec<Dialect>,
    /// The edit that mends it, where there is one.
    pub fix: Option<&'static Fix>,
    texts: Block,
    /// The sections, by heading.
    sections: BTreeMap<&'static str, String>,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The code being merged uses what goes away.
    Usage,
    /// The code that runs now uses it, while the migration runs and after a rollback.
    Rollout,
    /// A statement could not be read.
    Reading,
    /// The history of the migrations, and what is written down of it elsewhere, contradict themselves.
    History,
    /// A statement holds a lock that readers or writers wait for.
    Lock,
    /// A table or an index is written anew while a lock is held.
    Rewrite,
    /// Rows or values are gone.
    DataLoss,
    /// What the database guarantees changes: writes are refused, or let in that were not.
    Constraint,
    /// Transactions, timeouts, and whether a migration can run again.
    Transaction,
    /// Types, names, keys: what is hard to change later.
    Design,
    /// Comments that accept findings.
    Suppression,
}

impl Group {
    /// Every group, in the order in which they are listed.
    pub const ALL: [Group; 11] = [
        Group::Usage,
        Group::Rollout,
        Group::Reading,
        Group::History,
        Group::Lock,
        Group::Rewrite,
        Group::DataLoss,
        Group::Constraint,
        Group::Transaction,
        Group::Design,
        Group::Suppression,
    ];

    /// Which of two findings about one statement comes first where both are of one level: the lower.
    pub fn rank(self) -> u8 {
        match self {
            Group::Usage | Group::Rollout => 0,
            Group::Rewrite => 1,
            Group::DataLoss => 2,
            Group::Constraint => 3,
            Group::Lock => 4,
            Group::Transaction => 5,
            Group::Design | Group::Reading | Group::History | Group::Suppression => 6,
        }
    }

    /// The name in configuration and output.
    pub fn name(self) -> &'static str {
        match self {
            Group::Usage => "usage",
            Group::Rollout => "rollout",
            Group::Reading => "reading",
            Group::History => "history",
            Group::Lock => "lock",
            Group::Rewrite => "rewrite",
            Group::DataLoss => "data-loss",
            Group::Constraint => "constraint",
            Group::Transaction => "transaction",
            Group::Design => "design",
            Group::Suppression => "suppression",
        }
    }
}

/// Which uses of an event become the places of a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Uses {
    Head,
    Base,
    Database,
    #[default]
    None,
}

/// The files of one example, each with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The heading above it, where there are several.
    pub title: String,
    /// Of a **Bad** one, from a line `Not fixed: …`: words of the reason that `migcheck fix` gives for leaving it.
    pub unfixed: Option<String>,
    pub files: Vec<ExampleFile>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFile {
    /// `base:` and `head:` files are in one tree, all others in both.
    pub base: bool,
    pub head: bool,
    pub path: String,
    pub text: String,
}

/// The key of texts for every kind of event that has none of its own.
const ANY: &str = "any";

/// The headings that every rule has, in their order.
pub const SECTIONS: [&str; 6] = ["Hazard", "Why", "Safe alternative", "Bad", "Good", "When it is wrong"];

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    level: String,
    #[serde(default)]
    off: bool,
    group: String,
    on: Vec<String>,
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    uses: Uses,
    #[serde(default)]
    dialects: Vec<String>,
    fix: Option<String>,
    message: BTreeMap<String, String>,
    #[serde(default)]
    why: Vec<String>,
    #[serde(default)]
    breaks: Vec<String>,
    #[serde(default)]
    plan: BTreeMap<String, Vec<String>>,
}

impl Rule {
    /// Reads the file of the rule `slug`.
    pub fn parse(slug: &'static str, text: &str) -> Result<Rule, String> {
        let title = text.lines().find_map(|line| line.strip_prefix("# ")).ok_or("no title")?.trim().to_string();
        let (head, rest) = text.split_once("\n## ").ok_or("no section")?;
        let fence = fences(head).into_iter().find(|fence| fence.info == "toml").ok_or("no toml block")?;
        let block: Block = toml::from_str(&fence.text).map_err(|error| error.to_string())?;

        let mut sections = BTreeMap::new();
        for part in format!("\n## {rest}").split("\n## ").skip(1) {
            let (heading, body) = part.split_once('\n').unwrap_or((part, ""));
            let known = SECTIONS
                .into_iter()
                .find(|section| *section == heading.trim())
                .ok_or_else(|| format!("unknown section `{heading}`"))?;
            sections.insert(known, body.trim().to_string());
        }
        if let Some(missing) = SECTIONS.into_iter().find(|section| sections.get(section).is_none_or(String::is_empty)) {
            return Err(format!("section `{missing}` is missing"));
        }

        let rule = Rule {
            slug,
            title,
            level: Level::named(&block.level).ok_or_else(|| format!("unknown level `{}`", block.level))?,
            off: block.off,
            group: Group::ALL
                .into_iter()
                .find(|group| group.name() == block.group)
                .ok_or_else(|| format!("unknown group `{}`", block.group))?,
            on: each(&block.on, "event", EventKind::named)?,
            when: each(&block.when, "condition", Condition::named)?,
            uses: block.uses,
            dialects: each(&block.dialects, "dialect", Dialect::named)?,
            fix: match &block.fix {
                Some(name) => Some(fix::named(name).ok_or_else(|| format!("unknown fix `{name}`"))?),
                None => None,
            },
            texts: block,
            sections,
        };
        rule.verify()?;
        Ok(rule)
    }

    /// The headline's template for a kind of event: its own, or the one under `any`.
    pub fn message(&self, kind: EventKind) -> &str {
        self.texts.message.get(kind.name()).or_else(|| self.texts.message.get(ANY)).map_or("", String::as_str)
    }

    /// The steps' templates for a kind of event: its own, or those under `any`.
    pub fn plan(&self, kind: EventKind) -> &[String] {
        self.texts.plan.get(kind.name()).or_else(|| self.texts.plan.get(ANY)).map_or(&[], Vec::as_slice)
    }

    /// Templates of what the rule itself knows about why it is believed.
    pub fn why(&self) -> &[String] {
        &self.texts.why
    }

    /// Templates of what breaks.
    pub fn breaks(&self) -> &[String] {
        &self.texts.breaks
    }

    /// A section's text: one of [`SECTIONS`].
    pub fn section(&self, heading: &str) -> &str {
        self.sections.get(heading).map_or("", String::as_str)
    }

    /// The examples of the section **Bad** or **Good**: one for each `###` heading, or one for the whole section.
    pub fn examples(&self, heading: &str) -> Vec<Example> {
        let section = format!("\n{}", self.section(heading));
        let mut examples = Vec::new();
        for (at, part) in section.split("\n### ").enumerate() {
            let (title, body) = if at == 0 { ("", part) } else { part.split_once('\n').unwrap_or((part, "")) };
            let files: Vec<_> = fences(body).into_iter().filter_map(Fence::file).collect();
            if !files.is_empty() {
                let unfixed = body.lines().find_map(|line| line.strip_prefix("Not fixed: "));
                let unfixed = unfixed.map(|words| words.trim_end_matches('.').to_owned());
                examples.push(Example { title: title.trim().to_string(), unfixed, files });
            }
        }
        examples
    }

    fn verify(&self) -> Result<(), String> {
        for kind in &self.on {
            for (what, missing) in [("message", self.message(*kind).is_empty()), ("plan", self.plan(*kind).is_empty())]
            {
                if missing {
                    return Err(format!("no {what} for `{}`", kind.name()));
                }
            }
        }
        let names = self.texts.message.keys().chain(self.texts.plan.keys());
        for name in names {
            if name != ANY && !self.on.iter().any(|kind| kind.name() == name) {
                return Err(format!("`{name}` has a text, but is not in `on`"));
            }
        }
        let texts = self.texts.message.values().chain(&self.texts.why).chain(&self.texts.breaks);
        for text in texts.chain(self.texts.plan.values().flatten()) {
            if let Some(unknown) = template::unknown(text) {
                return Err(format!("unknown placeholder {{{unknown}}}"));
            }
        }
        for heading in ["Bad", "Good"] {
            if self.examples(heading).is_empty() {
                return Err(format!("`{heading}` has no file"));
            }
        }
        Ok(())
    }
}

fn each<T>(names: &[String], what: &str, find: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    names.iter().map(|name| find(name).ok_or_else(|| format!("unknown {what} `{name}`"))).collect()
}

/// A fenced block of Markdown.
struct Fence {
    info: String,
    text: String,
}

impl Fence {
    fn file(self) -> Option<ExampleFile> {
        let place = self.info.split_whitespace().find_map(|word| word.strip_prefix("path="))?;
        let (base, head, path) = match place.split_once(':') {
            Some(("base", path)) => (true, false, path),
            Some(("head", path)) => (false, true, path),
            _ => (true, true, place),
        };
        Some(ExampleFile { base, head, path: path.to_string(), text: self.text })
    }
}

fn fences(markdown: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<Fence> = None;
    for line in markdown.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Fence { info: info.trim().to_string(), text: String::new() }),
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(fence), None) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A thing goes\n\n```toml\nlevel = \"error\"\ngroup = \"usage\"\non = [\"column-dropped\"]\n\
        when = [\"used-at-head\"]\nuses = \"head\"\nmessage.column-dropped = \"`{subject}` goes\"\n\
        plan.column-dropped = [\"stop\"]\n```\n\n## Hazard\nh\n\n## Why\nw\n\n## Safe alternative\ns\n\n## Bad\n\n\
        ```sql path=head:m/1.sql\nDROP;\n```\n```py path=base:a.py\nx\n```\n\n## Good\n\n### One\n```sql path=m/1.sql\nA;\n```\n\
        ### Two\n```sql path=m/2.sql\nB;\n```\n\n## When it is wrong\nnever\n";

    #[test]
    fn a_file_becomes_a_rule() {
        let rule = Rule::parse("thing", TEXT).unwrap();
        assert_eq!((rule.title.as_str(), rule.level, rule.uses), ("A thing goes", Level::Error, Uses::Head));
        assert_eq!(rule.message(EventKind::ColumnDropped), "`{subject}` goes");
        let bad = rule.examples("Bad");
        assert_eq!(bad.len(), 1);
        assert_eq!(
            bad[0].files[1],
            ExampleFile { base: true, head: false, path: "a.py".to_string(), text: "x\n".to_string() }
        );
        let titles: Vec<_> = rule.examples("Good").into_iter().map(|example| example.title).collect();
        assert_eq!(titles, ["One", "Two"]);
    }

    #[test]
    fn mistakes_are_named() {
        for (from, to, expected) in [
            ("used-at-head", "used-in-dreams", "unknown condition"),
            ("\"error\"", "\"dire\"", "unknown level"),
            ("plan.column-dropped", "plan.table-dropped", "no plan"),
            ("{subject}", "{subjekt}", "unknown placeholder"),
            ("## Why\nw", "## Whence\nw", "unknown section"),
            ("## Why\nw", "## Why\n", "section `Why` is missing"),
            ("uses = ", "use = ", "unknown field"),
            ("uses = ", "fix = \"hope\"\nuses = ", "unknown fix"),
        ] {
            let error = Rule::parse("thing", &TEXT.replace(from, to)).unwrap_err();
            assert!(error.contains(expected), "{from} → {to}: {error}");
        }
    }
}
