//! The pages of the book: those of docs/ and of the root as they stand, a page for each rule out of rules/, and links that hold where the pages go.
//!
//! Shared by the example, which writes them, and `tests/book.rs`. A link to a file that is no page leads to the repository where its address is known, and is
//! text otherwise.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::path::Path;

use migcheck::rule::document::{Group, Rule};
use migcheck::rule::rules;

/// Pages beside those of docs/: where they stand, and their name in the book.
const PAGES: &[(&str, &str)] = &[
    ("README.md", "README.md"),
    ("ARCHITECTURE.md", "architecture.md"),
    ("CHANGELOG.md", "changelog.md"),
    ("CONTRIBUTING.md", "contributing.md"),
];

/// Every file of the book by its name in it. `source` is the address of the repository's files, such as `https://example.org/migcheck/blob/main`.
pub fn pages(root: &Path, source: Option<&str>) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> =
        PAGES.iter().map(|(path, name)| ((*path).to_owned(), (*name).to_owned())).collect();
    for entry in std::fs::read_dir(root.join("docs")).expect("docs/ is there").flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        if file != "book.toml" {
            names.insert(format!("docs/{file}"), file);
        }
    }
    names.extend(rules().iter().map(|rule| (format!("rules/{}.md", rule.slug), format!("rules/{}.md", rule.slug))));
    let mut found = BTreeMap::new();
    for (path, name) in &names {
        let text = std::fs::read_to_string(root.join(path)).unwrap_or_default().replace("\r\n", "\n");
        let text = match rules().iter().find(|rule| path == &format!("rules/{}.md", rule.slug)) {
            Some(rule) => rule_page(rule, &text),
            None if path == "docs/SUMMARY.md" => summary(&text),
            None => text,
        };
        let text = if name.ends_with(".md") && name != "SUMMARY.md" {
            linked(&text, path, name, &names, source)
        } else {
            text
        };
        found.insert(name.clone(), text);
    }
    found
}

/// docs/SUMMARY.md with the rules, by their groups.
fn summary(text: &str) -> String {
    let mut page = format!("{}\n", text.trim_end());
    page.push_str("\n# Rules\n\n");
    for group in Group::ALL {
        page.push_str(&format!("- [{}]()\n", group.name()));
        for rule in rules().iter().filter(|rule| rule.group == group) {
            page.push_str(&format!("  - [{0}](rules/{0}.md)\n", rule.slug));
        }
    }
    page
}

/// A rule's file as a page: the block that says when it speaks becomes a line for readers, and examples say where their files stand.
fn rule_page(rule: &Rule, text: &str) -> String {
    let level = if rule.off { format!("{}, off by default", rule.level.name()) } else { rule.level.name().to_owned() };
    let mut page = format!("# {}\n\n{}.\n\n", rule.slug, rule.title);
    page.push_str(&format!("*{level}* · group *{}*", rule.group.name()));
    if rule.fix.is_some() {
        page.push_str(" · *fixable*");
    }
    page.push('\n');
    let body = text.split_once("\n## ").map_or(String::new(), |(_, body)| format!("\n## {body}"));
    let mut inside = false;
    for line in body.lines() {
        match line.strip_prefix("```") {
            Some(info) if !inside => {
                inside = true;
                let mut words = info.split_whitespace();
                let language = words.next().unwrap_or_default();
                if let Some(path) = words.find_map(|word| word.strip_prefix("path=")) {
                    let (tree, path) = path.split_once(':').unwrap_or(("", path));
                    let told = match tree {
                        "head" => " (in this change)",
                        "base" => " (in the code that is deployed)",
                        _ => "",
                    };
                    page.push_str(&format!("`{path}`{told}\n\n"));
                }
                page.push_str(&format!("```{language}\n"));
            }
            Some(_) => {
                inside = false;
                page.push_str("```\n\n");
            }
            None => page.push_str(&format!("{line}\n")),
        }
    }
    if !rule.options.is_empty() {
        page.push_str("\n## Options\n\n| option | default | what it is |\n|---|---|---|\n");
        for spec in &rule.options {
            page.push_str(&format!("| `{}` | `{}` | {} |\n", spec.name, spec.default().shown(), spec.help));
        }
    }
    page.push_str(&format!(
        "\n## Level\n\n`--deny`, `--warn` or `--allow {0}`, or `level` under `[rules.{0}]` in `migcheck.toml`. A comment accepts one finding: `-- migcheck: allow {0}: reason`.\n",
        rule.slug
    ));
    page
}

/// The text with its links as they have to be in the book; code stays as it is.
fn linked(text: &str, path: &str, name: &str, names: &BTreeMap<String, String>, source: Option<&str>) -> String {
    let mut page = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside;
        }
        match inside || line.starts_with("```") {
            true => page.push_str(line),
            false => links_of_line(line, path, name, names, source, &mut page),
        }
        page.push('\n');
    }
    page
}

fn links_of_line(
    line: &str,
    path: &str,
    name: &str,
    names: &BTreeMap<String, String>,
    source: Option<&str>,
    page: &mut String,
) {
    let mut rest = line;
    while let Some(middle) = rest.find("](") {
        let Some(end) = rest[middle..].find(')').map(|end| middle + end) else { break };
        let target = &rest[middle + 2..end];
        let begin = opening(&rest[..middle]);
        let (file, fragment) = target.split_once('#').map_or((target, ""), |(file, fragment)| (file, fragment));
        let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
        let outside = file.is_empty() || file.contains("://");
        let there = resolved(path, file);
        let (before, label) = match begin {
            Some(begin) => (&rest[..begin], &rest[begin + 1..middle]),
            None => (&rest[..middle + 2], ""),
        };
        page.push_str(before);
        if begin.is_some() {
            match (outside, names.get(&there), source) {
                (true, _, _) => page.push_str(&format!("[{label}]({target})")),
                (_, Some(to), _) => {
                    page.push_str(&format!("[{label}]({}{to}{fragment})", "../".repeat(name.matches('/').count())));
                }
                (_, None, Some(source)) => page.push_str(&format!("[{label}]({source}/{there}{fragment})")),
                (_, None, None) => page.push_str(label),
            }
            rest = &rest[end + 1..];
        } else {
            rest = &rest[middle + 2..];
        }
    }
    page.push_str(rest);
}

/// Where the bracket opens that ends here.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().rev().find_map(|(at, c)| {
        depth += i32::from(c == ']') - i32::from(c == '[');
        (depth == 0).then_some(at)
    })
}

/// A link's target from the root of the repository.
pub fn resolved(page: &str, target: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
