//! The README is true: its console blocks are what the tool prints, its tables name everything that is supported, and the links of all pages lead somewhere.
//!
//! `MIGCHECK_BLESS=1 cargo test --test readme` writes the outputs anew.

#![allow(clippy::disallowed_methods)]

mod common;

use std::path::Path;
use std::process::{Command, Stdio};

use migcheck::lang::LANGUAGES;
use migcheck::migration::LAYOUTS;
use migcheck::model::name::Dialect;
use migcheck::orm::ORMS;
use migcheck::output::FORMATS;
use migcheck::reach::FRAMEWORKS;
use migcheck::reference::consumers::CONSUMERS;
use migcheck::rule::document::Group;
use migcheck::rule::rules;

const PROMPT: &str = "$ migcheck";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap().replace("\r\n", "\n")
}

/// What a terminal shows for a command line, and for the question for its exit code.
fn session(arguments: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_migcheck"));
    command.args(arguments.split_whitespace()).current_dir(root()).stdin(Stdio::null());
    for (name, _) in std::env::vars() {
        let is_ours = name.starts_with("MIGCHECK_") || name.starts_with("CLICOLOR") || name == "FORCE_COLOR";
        if is_ours || matches!(name.as_str(), "LC_ALL" | "LC_CTYPE" | "COLUMNS" | "TERM") {
            command.env_remove(name);
        }
    }
    let output = command.env("LANG", "C.UTF-8").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    format!("{PROMPT}{arguments}\n{}{}$ echo $?\n{code}\n", text(output.stdout), text(output.stderr))
}

/// The README with the sessions as they are today, and how many there are.
fn with_sessions(readme: &str) -> (String, usize) {
    let (mut text, mut count, mut rest) = (String::new(), 0, readme);
    while let Some((before, after)) = rest.split_once("```console\n") {
        let (block, after) = after.split_once("```\n").expect("the block ends");
        text.push_str(before);
        text.push_str("```console\n");
        match block.lines().next().and_then(|line| line.strip_prefix(PROMPT)) {
            Some(arguments) => {
                count += 1;
                text.push_str(&session(arguments));
            }
            None => text.push_str(block),
        }
        text.push_str("```\n");
        rest = after;
    }
    text.push_str(rest);
    (text, count)
}

#[test]
fn sessions_are_what_the_tool_prints() {
    let before = readme();
    let (now, count) = with_sessions(&before);
    assert!(count > 0, "the README shows the tool");
    if std::env::var_os("MIGCHECK_BLESS").is_some() {
        std::fs::write(root().join("README.md"), now).unwrap();
        return;
    }
    common::same("README.md", &before, &now);
}

#[test]
fn the_login_outage_fails_the_build_with_both_places_and_the_proof() {
    let readme = readme();
    let line = readme.lines().find_map(|line| line.strip_prefix("cargo run -- ")).expect("the command that shows it");
    let shown = session(&format!(" {}", line.split(';').next().unwrap()));
    for part in
        ["column-still-used", "0002_drop_username.sql:3:5", "app/auth.py:12:44", "why:", "do:", "$ echo $?\n1\n"]
    {
        assert!(shown.contains(part), "{part} is missing:\n{shown}");
    }
}

#[test]
fn everything_supported_is_named() {
    let readme = readme();
    let names = LAYOUTS.iter().map(|layout| layout.name());
    let names = names.chain(Dialect::ALL.iter().map(|dialect| dialect.name()));
    let names = names.chain(CONSUMERS.iter().map(|consumer| consumer.name));
    let names = names.chain(LANGUAGES.iter().map(|language| language.name)).chain(ORMS.iter().map(|orm| orm.name));
    let names = names.chain(FRAMEWORKS.iter().map(|framework| framework.name));
    let names = names.chain(FORMATS.iter().map(|format| format.name));
    for name in names {
        assert!(readme.contains(&format!("| `{name}`")), "the tables lack `{name}`");
    }
    for framework in FRAMEWORKS {
        let head = format!("| `{}` |", framework.name);
        for name in framework.also {
            let told = readme.lines().any(|line| line.starts_with(&head) && line.contains(name));
            assert!(told, "the row of `{}` lacks {name}", framework.name);
        }
    }
}

/// docs/rules.md is made of the rules' files.
#[test]
fn every_rule_is_listed() {
    let mut page = String::from(
        "# Rules\n\nMade of the files in `rules/` by `MIGCHECK_BLESS=1 cargo test --test readme`. What is fixable, `migcheck fix` mends where the migration allows it.\n",
    );
    for group in Group::ALL {
        page.push_str(&format!("\n## {}\n\n| rule | level | fixable | hazard |\n|---|---|---|---|\n", group.name()));
        for rule in rules().iter().filter(|rule| rule.group == group) {
            let level =
                if rule.off { format!("{}, off by default", rule.level.name()) } else { rule.level.name().to_owned() };
            let fixable = if rule.fix.is_some() { "yes" } else { "" };
            page.push_str(&format!(
                "| [`{0}`](../rules/{0}.md) | {level} | {fixable} | {1} |\n",
                rule.slug, rule.title
            ));
        }
    }
    page.push_str("\n## Options\n\nBeside `level`, under `[rules.<rule>]` of `migcheck.toml`:\n\n| rule | option | default | what it is |\n|---|---|---|---|\n");
    for rule in rules() {
        for spec in &rule.options {
            let (slug, name, default) = (rule.slug, &spec.name, spec.default().shown());
            page.push_str(&format!("| `{slug}` | `{name}` | `{default}` | {} |\n", spec.help));
        }
    }
    let path = root().join("docs/rules.md");
    if std::env::var_os("MIGCHECK_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stands == page, "docs/rules.md is not that of the rules: MIGCHECK_BLESS=1 cargo test --test readme");
}

/// The name under which a heading is linked to.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn links_lead_somewhere() {
    let mut pages: Vec<String> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned).to_vec();
    let docs = std::fs::read_dir(root().join("docs")).unwrap().flatten();
    let docs = docs.map(|entry| format!("docs/{}", entry.file_name().to_string_lossy()));
    // The summary's links are those of the book: tests/book.rs.
    pages.extend(docs.filter(|page| page.ends_with(".md") && page != "docs/SUMMARY.md"));
    for page in pages {
        let text = std::fs::read_to_string(root().join(&page)).unwrap();
        let folder = root().join(&page).parent().unwrap().to_owned();
        for (at, _) in text.match_indices("](") {
            let link = text[at + 2..].split(')').next().unwrap();
            let (target, part) = link.split_once('#').unwrap_or((link, ""));
            if target.contains("://") {
                continue;
            }
            let file = if target.is_empty() { root().join(&page) } else { folder.join(target) };
            assert!(file.exists(), "{page}: {link} is not there");
            if !part.is_empty() {
                let there = std::fs::read_to_string(&file).unwrap();
                let mut headings =
                    there.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#'));
                assert!(headings.any(|heading| anchor(heading) == part), "{page}: {link} has no such heading");
            }
        }
    }
}

/// The minimum version of Rust is told in two places.
#[test]
fn the_version_of_rust_is_the_one_of_the_manifest() {
    let version = env!("CARGO_PKG_RUST_VERSION");
    assert!(readme().contains(&format!("Rust {version} or newer")), "the README names another version than {version}");
}
