//! `migcheck rules --test`: the examples of the project's own rules, each checked in a folder of its own. **Bad** must yield the rule, **Good** must not.
//!
//! An example brings its own `migcheck.toml` if it needs one: that of the project does not count, as a rule is tested by itself.

use std::fs;
use std::io;
use std::path::Path;

use crate::check::check_alone;
use crate::config::{BaseChoice, Config, Overrides, RuleFile, load, resolve};
use crate::output::closing::number;
use crate::output::terminal::clean;
use crate::rule::{Example, Rule, Selection};

use super::console::Console;
use super::{CLEAN, FAILED, FINDINGS};

pub(super) fn run(config: &Config, selection: &Selection, console: &Console) -> u8 {
    let own: Vec<&Rule> = selection.rules().filter(|rule| rule.file.is_some()).collect();
    if own.is_empty() {
        console.error(
            "the project has no rules of its own",
            Some("`user-rules = \"path/to/folder\"` in migcheck.toml names their folder"),
        );
        return FAILED;
    }
    let (mut text, mut wrong, mut count) = (String::new(), 0, 0);
    for rule in &own {
        for (heading, expected) in [("Bad", true), ("Good", false)] {
            let examples = rule.examples(heading);
            if examples.is_empty() {
                wrong += 1;
                text.push_str(&format!("{}: no example under `## {heading}`\n", rule.slug));
            }
            for (at, example) in examples.iter().enumerate() {
                count += 1;
                let title = if example.title.is_empty() { String::new() } else { format!(" ({})", example.title) };
                let place = format!("{}: {heading} {}{}", rule.slug, at + 1, clean(&title, true));
                match yields(rule, example, &config.rule_files) {
                    Ok(Said { yields, .. }) if yields == expected => {}
                    Ok(Said { others, .. }) => {
                        wrong += 1;
                        let what = if expected { "does not yield the rule" } else { "yields the rule" };
                        let others = if others.is_empty() { "nothing".to_owned() } else { others.join(", ") };
                        text.push_str(&format!("{place} {what}; other rules: {others}\n"));
                    }
                    Err(message) => {
                        wrong += 1;
                        text.push_str(&format!("{place} could not be checked: {message}\n"));
                    }
                }
            }
        }
    }
    if !console.out(&text) {
        return FAILED;
    }
    let checked = format!("{} of {}", number(count, "example"), number(own.len(), "rule"));
    match wrong {
        0 => {
            console.say(&format!("{checked}: all as they say."));
            CLEAN
        }
        wrong => {
            console.say(&format!("{checked}: {wrong} wrong."));
            FINDINGS
        }
    }
}

/// What a check of an example says.
struct Said {
    yields: bool,
    others: Vec<String>,
}

fn yields(rule: &Rule, example: &Example, files: &[RuleFile]) -> Result<Said, String> {
    let told = |error: io::Error| error.to_string();
    let folder = tempfile::tempdir().map_err(told)?;
    let (base, head) = (folder.path().join("base"), folder.path().join("head"));
    lay_out(example, &base, &head).map_err(told)?;
    let file = head.join("migcheck.toml");
    let file = file.is_file().then(|| load(&file, &head)).transpose();
    let file = file.map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    let mut config = resolve(head, file.as_ref(), Overrides::default()).map_err(|error| error.to_string())?;
    config.base = BaseChoice::Directory(base);
    config.rule_files = files.to_vec();
    if rule.off {
        config.levels.push((rule.slug.to_owned(), Some(rule.level)));
    }
    let report = check_alone(&config).report;
    if let Some(problem) = report.problems.iter().find(|problem| problem.fatal) {
        return Err(problem.message.lines().next().unwrap_or_default().to_owned());
    }
    let said = report.findings.into_iter().flat_map(|finding| {
        let besides = finding.besides.into_iter().map(|one| one.rule);
        std::iter::once(finding.rule).chain(besides).collect::<Vec<_>>()
    });
    let (own, mut others): (Vec<String>, Vec<String>) = said.partition(|slug| slug == rule.slug);
    others.sort();
    others.dedup();
    Ok(Said { yields: !own.is_empty(), others })
}

/// The paths were looked at where the rule was read: they stay in the folder.
fn lay_out(example: &Example, base: &Path, head: &Path) -> io::Result<()> {
    for (root, is_base) in [(base, true), (head, false)] {
        fs::create_dir_all(root)?;
        for file in example.files.iter().filter(|file| if is_base { file.base } else { file.head }) {
            let path = root.join(&file.path);
            fs::create_dir_all(path.parent().unwrap_or(root))?;
            fs::write(path, &file.text)?;
        }
    }
    Ok(())
}
