//! Reads a rule's Markdown file: the title, the TOML block, the sections and the files of its examples.
//!
//! Those of migcheck itself are part of the program, so a mistake in one is an error that a test finds, never one of a run. Those of a project
//! (`user`) may leave sections out, and their mistakes have a place.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;

use crate::fix::{self, Fix};
use crate::model::event::EventKind;
use crate::model::finding::Level;
use crate::model::name::Dialect;
use crate::source::between_characters;

pub use super::group::Group;
use super::options::{self, OptionSpec};
use super::predicate::Condition;
use super::said::Said;
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
    /// What can be set beside the level, sorted by name.
    pub options: Vec<OptionSpec>,
    /// Of a rule of the project's own: its file.
    pub file: Option<String>,
    texts: Block,
    /// The sections, by heading.
    sections: BTreeMap<&'static str, String>,
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
    when: Vec<toml::Value>,
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
    #[serde(default)]
    options: BTreeMap<String, options::Wire>,
}

/// What is wrong with a rule's file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub message: String,
    /// In bytes of the file.
    pub at: Range<usize>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Mistake {
    /// Messages name what is wrong in back-quotes: the place is where that stands.
    fn find(message: String, text: &str) -> Mistake {
        let named = message.split('`').nth(1).filter(|named| !named.is_empty());
        let quoted = named.and_then(|named| text.find(&format!("\"{named}\"")).map(|at| at + 1));
        let start = quoted.or_else(|| text.find(named?)).unwrap_or(0);
        let at = start..start + named.filter(|_| start > 0).map_or(0, str::len);
        Mistake { message, at }
    }
}

impl Rule {
    /// Reads the file of a rule of migcheck itself as it is for every run: that it is whole is for a test to say ([`Rule::parse`]).
    pub fn own(slug: &'static str, text: &str) -> Result<Rule, Mistake> {
        Self::read(slug, text)
    }

    /// Reads the file of the rule `slug` of migcheck itself, and says what is wrong with it.
    pub fn parse(slug: &'static str, text: &str) -> Result<Rule, Mistake> {
        let rule = Self::read(slug, text)?;
        rule.verify().map_err(|message| Mistake::find(message, text))?;
        let missing = SECTIONS.into_iter().find(|section| rule.section(section).is_empty());
        let missing = missing.map(|section| format!("section `{section}` is missing"));
        let no_file = || ["Bad", "Good"].into_iter().find(|heading| rule.examples(heading).is_empty());
        match missing.or_else(|| no_file().map(|heading| format!("`{heading}` has no file"))) {
            Some(message) => Err(Mistake::find(message, text)),
            None => Ok(rule),
        }
    }

    /// Reads a rule of the project's own, from a file of this path: only **Hazard** must be there.
    pub fn parse_own(slug: &'static str, text: &str, path: &str) -> Result<Rule, Mistake> {
        let rule = Self::read(slug, text)?;
        rule.verify().map_err(|message| Mistake::find(message, text))?;
        match rule.section("Hazard") {
            "" => Err(Mistake::find("section `Hazard` is missing".to_owned(), text)),
            _ => Ok(Rule { file: Some(path.to_owned()), ..rule }),
        }
    }

    fn read(slug: &'static str, text: &str) -> Result<Rule, Mistake> {
        let wrong = |message: String| Mistake::find(message, text);
        let title = text.lines().find_map(|line| line.strip_prefix("# "));
        let title = title.ok_or_else(|| wrong("no title: the file begins with `# The hazard in one line`".into()))?;
        let head = text.split_once("\n## ").map_or(text, |(head, _)| head);
        let fence = fences(head).into_iter().find(|fence| fence.info == "toml");
        let fence = fence.ok_or_else(|| wrong("no block of TOML above the first section".into()))?;
        let block: Block = toml::from_str(&fence.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            let at = between_characters(text, fence.place(span.start)..fence.place(span.end));
            Mistake { message: error.message().replace('\n', "; "), at }
        })?;
        Self::of(slug, title.trim(), block, text).map_err(wrong)
    }

    fn of(slug: &'static str, title: &str, block: Block, text: &str) -> Result<Rule, String> {
        let mut sections = BTreeMap::new();
        for part in text.split("\n## ").skip(1) {
            let (heading, body) = part.split_once('\n').unwrap_or((part, ""));
            let known = SECTIONS
                .into_iter()
                .find(|section| *section == heading.trim())
                .ok_or_else(|| format!("unknown section `{}`", heading.trim()))?;
            sections.insert(known, body.trim().to_string());
        }
        let specs = block.options.iter().map(|(name, wire)| OptionSpec::read(name, wire));
        let specs = specs.collect::<Result<Vec<_>, _>>()?;
        Ok(Rule {
            slug,
            title: title.to_string(),
            level: Level::named(&block.level).ok_or_else(|| format!("unknown level `{}`", block.level))?,
            off: block.off,
            group: Group::ALL
                .into_iter()
                .find(|group| group.name() == block.group)
                .ok_or_else(|| format!("unknown group `{}`", block.group))?,
            on: each(&block.on, "event", EventKind::named)?,
            when: block.when.iter().map(|one| condition(one, &specs)).collect::<Result<_, _>>()?,
            uses: block.uses,
            dialects: each(&block.dialects, "dialect", Dialect::named)?,
            fix: match &block.fix {
                Some(name) => Some(fix::named(name).ok_or_else(|| format!("unknown fix `{name}`"))?),
                None => None,
            },
            options: specs,
            file: None,
            texts: block,
            sections,
        })
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
                return Err(format!("unknown placeholder `{{{unknown}}}`"));
            }
            if let Some(unknown) = options::unknown(text, &self.options) {
                return Err(format!("the rule declares no option `{unknown}`"));
            }
        }
        for file in ["Bad", "Good"].into_iter().flat_map(|heading| self.examples(heading)).flat_map(|one| one.files) {
            let inside = |part: &str| !part.is_empty() && !matches!(part, "." | "..");
            if !file.path.split('/').all(inside) || file.path.contains(['\\', ':', '\0']) {
                return Err(format!("`{}` is no path of an example: it stays in its folder", file.path));
            }
        }
        Ok(())
    }
}

fn condition(value: &toml::Value, options: &[OptionSpec]) -> Result<Condition, String> {
    match value {
        toml::Value::String(name) => Condition::named(name).ok_or_else(|| format!("unknown condition `{name}`")),
        toml::Value::Table(table) => Said::read(table, options).map(Condition::Said),
        other => Err(format!("`{other}` is no condition")),
    }
}

fn each<T>(names: &[String], what: &str, find: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    names.iter().map(|name| find(name).ok_or_else(|| format!("unknown {what} `{name}`"))).collect()
}

/// A fenced block of Markdown.
struct Fence {
    info: String,
    text: String,
    /// Where each line begins, here and in the file.
    lines: Vec<(usize, usize)>,
}

impl Fence {
    /// Where a byte of the text stands in the file, whose lines may end in other ways.
    fn place(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.lines.get(line).map_or(0, |(start, place)| place + (at - start))
    }

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
    let mut next = 0;
    for whole in markdown.split_inclusive('\n') {
        let place = next;
        next += whole.len();
        let line = whole.strip_suffix('\n').map_or(whole, |line| line.strip_suffix('\r').unwrap_or(line));
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some(Fence { info: info.trim().to_string(), text: String::new(), lines: Vec::new() });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(fence), None) => {
                fence.lines.push((fence.text.len(), place));
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
    fn a_mistake_has_its_place_whatever_ends_the_lines() {
        for (end, tail) in [("\n", ""), ("\r\n", ""), ("\r\n", "é \u{fffd}\u{fffd}")] {
            let text =
                format!("# Thing {tail}\n\n```toml\nlevel = \"error\"\nlevel = \"é\u{1}\"\n```\n").replace('\n', end);
            let mistake = Rule::parse("thing", &text).unwrap_err();
            assert!(text.get(mistake.at.clone()).is_some(), "{:?}", mistake.at);
            assert_eq!(text[..mistake.at.start].lines().count(), 5, "{} {:?}", mistake.message, mistake.at);
        }
    }

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
            assert!(error.message.contains(expected), "{from} → {to}: {error}");
        }
    }
}
