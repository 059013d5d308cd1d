//! Every rule's file: registered, complete, and true: each **Bad** example yields its rule, each **Good** one yields nothing.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use migcheck::check::check;
use migcheck::config::{BaseChoice, Config};
use migcheck::rule::document::Example;
use migcheck::rule::predicate::PREDICATES;
use migcheck::rule::{Rule, rules};

#[test]
fn every_file_is_registered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let on_disk: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_string))
        .collect();
    let registered: Vec<&str> = rules().iter().map(|rule| rule.slug).collect();
    assert!(registered.is_sorted_by(|left, right| left < right), "sorted and unique: {registered:?}");
    assert_eq!(on_disk, registered.iter().map(|slug| slug.to_string()).collect());
}

#[test]
fn every_rule_reads_well() {
    for rule in rules() {
        let slug = rule.slug;
        assert!(slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{slug}");
        assert!(!rule.title.ends_with('.'), "{slug}: the title is no sentence");
        assert!(!rule.on.is_empty(), "{slug}: fires on nothing");
        for kind in &rule.on {
            assert!(!rule.message(*kind).ends_with('.'), "{slug}: a headline has no full stop");
            assert!(!rule.plan(*kind).is_empty(), "{slug}: says nothing to do");
        }
    }
}

#[test]
fn every_predicate_is_used() {
    let used: BTreeSet<&str> = rules().iter().flat_map(|rule| &rule.when).map(|predicate| predicate.name).collect();
    for predicate in PREDICATES {
        // Half of a pair is there for the other half's sake.
        assert!(used.contains(predicate.name) || predicate.name == "not-used-at-base", "{}", predicate.name);
    }
}

#[test]
fn bad_examples_yield_their_rule() {
    each("Bad", |rule, title, found| {
        assert!(found.iter().any(|(slug, _)| slug == rule.slug), "{} {title}: only {found:#?}", rule.slug);
    });
}

#[test]
fn good_examples_yield_nothing() {
    each("Good", |rule, title, found| assert!(found.is_empty(), "{} {title}: {found:#?}", rule.slug));
}

/// Runs every example of a section, and hands over the findings as slug and headline.
fn each(section: &str, judge: impl Fn(&Rule, &str, &[(String, String)])) {
    for rule in rules() {
        for example in rule.examples(section) {
            let folder = tempfile::tempdir().unwrap();
            let (base, head) = (folder.path().join("base"), folder.path().join("head"));
            lay_out(&example, &base, &head);
            let config = Config { root: head, base: BaseChoice::Directory(base), ..Config::default() };
            let report = check(&config).report;
            let fatal: Vec<_> = report.problems.iter().filter(|problem| problem.fatal).collect();
            assert!(fatal.is_empty(), "{} {section} {}: {fatal:#?}", rule.slug, example.title);
            let found: Vec<_> = report.findings.into_iter().map(|finding| (finding.rule, finding.message)).collect();
            judge(rule, &format!("{section} {}", example.title), &found);
        }
    }
}

fn lay_out(example: &Example, base: &Path, head: &Path) {
    for (root, wanted) in [(base, true), (head, false)] {
        fs::create_dir_all(root).unwrap();
        for file in example.files.iter().filter(|file| if wanted { file.base } else { file.head }) {
            let path = root.join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &file.text).unwrap();
        }
    }
}
