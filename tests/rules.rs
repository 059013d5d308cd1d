//! Every rule's file: registered, complete, and true: each **Bad** example yields its rule, each **Good** one yields nothing.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use migcheck::check::{check, fixes};
use migcheck::config::{BaseChoice, Config, Overrides, load, resolve};
use migcheck::fix::FIXES;
use migcheck::model::finding::{Finding, Level};
use migcheck::rule::document::Example;
use migcheck::rule::predicate::{Condition, PREDICATES};

use migcheck::rule::{Rule, named, rules};

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
    let used: BTreeSet<&str> = rules()
        .iter()
        .flat_map(|rule| &rule.when)
        .filter_map(|condition| match condition {
            Condition::Predicate(predicate) => Some(predicate.name),
            Condition::Fact(..) | Condition::Said(_) => None,
        })
        .collect();
    for predicate in PREDICATES {
        // Half of a pair is there for the other half's sake.
        assert!(used.contains(predicate.name) || predicate.name == "not-used-at-base", "{}", predicate.name);
    }
}

#[test]
fn bad_examples_yield_their_rule() {
    each("Bad", |rule, found| found.iter().any(|(slug, _)| slug == rule.slug));
}

#[test]
fn good_examples_yield_nothing() {
    // Notes of other rules are no false alarm.
    each("Good", |rule, found| {
        let note = |slug: &str| named(slug).is_some_and(|rule| rule.level == Level::Note);
        found.iter().all(|(slug, _)| *slug != rule.slug && note(slug))
    });
}

/// The fix of a rule makes each of its **Bad** examples good, or says why it does not.
#[test]
fn bad_examples_are_fixed() {
    let mut wrong = Vec::new();
    for rule in rules().iter().filter(|rule| rule.fix.is_some()) {
        for (at, example) in rule.examples("Bad").iter().enumerate() {
            let name = format!("{} {} {}", rule.slug, at + 1, example.title);
            let folder = tempfile::tempdir().unwrap();
            let config = laid_out(rule, example, folder.path());
            let found = fixes(&config, &BTreeSet::from([rule.slug]));
            if let Some(words) = &example.unfixed {
                if !found.files.is_empty() || !found.left.iter().any(|left| left.reason.contains(words.as_str())) {
                    wrong.push(format!("{name}: is to be left for {words:?}: {:#?} {:#?}", found.left, found.files));
                }
                continue;
            }
            if found.files.is_empty() || !found.left.is_empty() {
                wrong.push(format!("{name}: is left: {:#?}", found.left));
                continue;
            }
            for file in &found.files {
                fs::write(config.root.join(&*file.path), &*file.after).unwrap();
            }
            let report = check(&config).report;
            let loud = |slug: &str| slug == rule.slug || named(slug).is_none_or(|rule| rule.level >= Level::Warning);
            let said: Vec<String> =
                said(report.findings).into_iter().map(|(slug, _)| slug).filter(|slug| loud(slug)).collect();
            let problems: Vec<_> = report.problems.iter().filter(|problem| problem.fatal).collect();
            if !said.is_empty() || !problems.is_empty() || report.stats.databases.iter().any(|one| one.unparsed > 0) {
                wrong.push(format!("{name}: {said:?} {problems:?} after {:#?}", found.files));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fix_is_of_a_rule() {
    assert!(FIXES.is_sorted_by(|left, right| left.name < right.name), "sorted and unique");
    for fix in FIXES {
        let users = rules().iter().filter(|rule| rule.fix.is_some_and(|own| own.name == fix.name));
        assert!(users.count() > 0, "{}", fix.name);
    }
}

/// An example in a folder, with the configuration of its run: a rule that is off by default is switched on, beside those that are on.
fn laid_out(rule: &Rule, example: &Example, folder: &Path) -> Config {
    let (base, head) = (folder.join("base"), folder.join("head"));
    lay_out(example, &base, &head);
    let levels = if rule.off { vec![(rule.slug.to_owned(), Some(rule.level))] } else { Vec::new() };
    let base = BaseChoice::Directory(base);
    let file = head.join("migcheck.toml");
    let file = file.is_file().then(|| load(&file, &head).unwrap());
    let mut config = resolve(head, file.as_ref(), Overrides::default()).unwrap();
    config.base = base;
    config.env.insert("MIGCHECK_TODAY".to_owned(), "2026-01-01".to_owned());
    config.levels.extend(levels);
    config
}

/// Slug and headline of everything that findings say.
fn said(findings: Vec<Finding>) -> Vec<(String, String)> {
    let each = findings.into_iter().flat_map(|finding| {
        let besides = finding.besides.into_iter().map(|one| (one.rule, one.message));
        std::iter::once((finding.rule, finding.message)).chain(besides).collect::<Vec<_>>()
    });
    each.collect()
}

/// Runs every example of a section and judges its findings (slug and headline). All that are wrong are told at once.
fn each(section: &str, right: impl Fn(&Rule, &[(String, String)]) -> bool) {
    let mut wrong = Vec::new();
    for rule in rules() {
        for (at, example) in rule.examples(section).iter().enumerate() {
            let folder = tempfile::tempdir().unwrap();
            let report = check(&laid_out(rule, example, folder.path())).report;
            let problems: Vec<_> = report.problems.iter().filter(|problem| problem.fatal).collect();
            let found = said(report.findings);
            if !problems.is_empty() || !right(rule, &found) {
                let title = &example.title;
                wrong.push(format!("{} {section} {} {title}: {found:#?} {problems:#?}", rule.slug, at + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
