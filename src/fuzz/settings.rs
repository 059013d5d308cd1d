//! What a project says to migcheck itself: its configuration, its own rules, the comments that accept a finding.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{choice, lies_in, text};
use crate::config::{self, Config, Overrides, RuleFile};
use crate::model::name::Dialect;
use crate::rule::{Selection, Suppressions, user};
use crate::source::{Revision, Sources, Span};

/// Endings of files with comments of each kind.
pub(super) const COMMENTED: &[&str] =
    &["sql", "rb", "py", "go", "ts", "php", "java", "kt", "cs", "ex", "rs", "xml", "yaml", "erb"];

/// `migcheck.toml`, or a rule of the project's own.
pub(super) fn config(bytes: &[u8]) {
    let (kind, rest) = choice(bytes, 2);
    let text = text(rest);
    if kind == 1 {
        let file = RuleFile { slug: "own-rule".to_owned(), path: "rules/own-rule.md".to_owned(), text: text.clone() };
        let (_, mistakes) = user::read(std::slice::from_ref(&file));
        mistakes.iter().for_each(|(_, mistake)| lies_in(&text, &mistake.at));
        let config = Config { rule_files: vec![file], ..Config::default() };
        let _ = Selection::of(&config);
        return;
    }
    match config::parse(Path::new("migcheck.toml"), text.clone(), "service") {
        Ok(file) => {
            config::origins::lines(&text);
            if let Ok(config) = config::resolve(PathBuf::from("/project"), Some(&file), Overrides::default()) {
                let _ = Selection::of(&config);
            }
        }
        Err(errors) => errors.iter().for_each(|error| lies_in(&text, &error.span)),
    }
}

/// A file whose comments accept findings; every other line of it is a statement.
pub(super) fn suppressions(bytes: &[u8]) {
    let (kind, rest) = choice(bytes, COMMENTED.len());
    let text = text(rest);
    let path: Arc<str> = format!("app/a.{}", COMMENTED[kind]).into();
    let mut statements = Vec::new();
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number % 2 == 1 {
            let range = at..at + line.trim_end().len();
            statements.push(Span { path: path.clone(), revision: Revision::Head, range });
        }
        at += line.len();
    }
    let Ok(selection) = Selection::of(&Config::default()) else { return };
    let mut sources = Sources::default();
    sources.insert(path.clone(), Revision::Head, text.clone());
    for migrations in [BTreeSet::new(), BTreeSet::from([&*path])] {
        let all = Suppressions::of(&sources, &migrations, &statements, Some("2026-01-31"), true, &selection);
        for event in all.events(&statements, Dialect::Postgres) {
            lies_in(&text, &event.primary.span.range);
        }
        for rule in selection.rules() {
            statements.iter().take(8).for_each(|span| {
                all.accepts(rule, span);
            });
        }
    }
}
