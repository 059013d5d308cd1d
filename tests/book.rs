//! The book has every page once, and its links lead somewhere. `scripts/book.sh` builds it.

#![allow(clippy::disallowed_methods)]

#[path = "../examples/book/pages.rs"]
mod book;

use std::collections::BTreeMap;
use std::path::Path;

use migcheck::rule::rules;

fn pages(source: Option<&str>) -> BTreeMap<String, String> {
    book::pages(Path::new(env!("CARGO_MANIFEST_DIR")), source)
}

/// The targets of the links of a text, without code.
fn links(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside;
        }
        if !inside {
            found.extend(line.match_indices("](").map(|(at, _)| line[at + 2..].split(')').next().unwrap_or_default()));
        }
    }
    found
}

#[test]
fn every_page_is_in_the_summary_once() {
    let pages = pages(None);
    let listed: Vec<&str> = links(&pages["SUMMARY.md"]).into_iter().filter(|link| !link.is_empty()).collect();
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    let wanted: Vec<&str> =
        pages.keys().map(String::as_str).filter(|name| name.ends_with(".md") && *name != "SUMMARY.md").collect();
    assert_eq!(sorted, wanted);
}

#[test]
fn every_rule_has_a_page_without_what_only_the_program_reads() {
    let pages = pages(None);
    for rule in rules() {
        let page = &pages[&format!("rules/{}.md", rule.slug)];
        assert!(page.starts_with(&format!("# {}\n\n{}.\n", rule.slug, rule.title)), "{}", rule.slug);
        assert!(!page.contains("```toml\nlevel =") && !page.contains(" path="), "{}:\n{page}", rule.slug);
        for section in
            ["## Hazard", "## Why", "## Safe alternative", "## Bad", "## Good", "## When it is wrong", "## Level"]
        {
            assert!(page.contains(section), "{}: {section}", rule.slug);
        }
        assert_eq!(page.matches("```").count() % 2, 0, "{}", rule.slug);
    }
}

#[test]
fn links_lead_to_pages() {
    let at = "https://example.org/blob/main";
    for source in [None, Some(at)] {
        let pages = pages(source);
        for (name, text) in pages.iter().filter(|(name, _)| name.ends_with(".md")) {
            for target in links(text) {
                let file = target.split('#').next().unwrap();
                if let Some(path) = file.strip_prefix(at) {
                    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path.trim_start_matches('/'));
                    assert!(path.exists(), "{name}: {target}");
                } else if !file.is_empty() && !file.contains("://") {
                    assert!(pages.contains_key(&book::resolved(name, file)), "{name}: {target}");
                }
            }
        }
    }
}

#[test]
fn links_are_those_of_the_book() {
    let pages = pages(Some("https://example.org/blob/main"));
    assert!(pages["rules.md"].contains("(rules/lock-table.md)"));
    assert!(pages["README.md"].contains("(rules.md)") && pages["README.md"].contains("(contributing.md)"));
    assert!(pages["README.md"].contains("(https://example.org/blob/main/testdata/"));
}
