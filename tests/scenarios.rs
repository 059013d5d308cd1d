//! Every folder of `testdata/` with a `base/` and a `head/` is a scenario: what the check says of the step from the one to the other is
//! `expected.txt`, and neither tree says anything of itself. Adding one touches no Rust.
//!
//! A `human.txt` beside it pins the report with its proof as well. `MIGCHECK_BLESS=1 cargo test --test scenarios` writes the files anew, to
//! be read as a diff. Lines of an `expected.txt` that begin with `#` are the writer's.

#![allow(clippy::disallowed_methods, clippy::print_stderr)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use migcheck::check::{Outcome, check};
use migcheck::config::{self, BaseChoice, Config, Overrides};
use migcheck::lang::{self, LANGUAGES};
use migcheck::migration::LAYOUTS;
use migcheck::model::finding::Level;
use migcheck::model::name::Dialect;
use migcheck::output::{self, Style, View, closing};
use migcheck::rule::Selection;
use walkdir::WalkDir;

/// The name by which the base goes in the expected texts, wherever the project is checked out.
const BASE: &str = "base";

fn scenarios() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let folders: Vec<PathBuf> = WalkDir::new(root)
        .min_depth(1)
        .max_depth(1)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.join("base").is_dir() && path.join("head").is_dir())
        .collect();
    assert!(!folders.is_empty(), "testdata/ is not here");
    folders
}

fn name(folder: &Path) -> &str {
    folder.file_name().and_then(|name| name.to_str()).unwrap()
}

fn run(head: &Path, base: &Path, threads: usize) -> Outcome {
    let file = head.join("migcheck.toml");
    let file = file.is_file().then(|| config::load(&file, head).unwrap_or_else(|errors| panic!("{errors:#?}")));
    let settings = config::resolve(head.to_owned(), file.as_ref(), Overrides::default()).unwrap();
    let mut outcome = check(&Config { base: BaseChoice::Directory(base.to_owned()), threads, ..settings });
    if let Some(label) = &mut outcome.report.stats.base {
        label.name = BASE.to_owned();
    }
    outcome
}

fn render(outcome: &Outcome, format: &str) -> String {
    let Outcome { report, sources, .. } = outcome;
    let style = Style { verbose: 1, ..Style::default() };
    let mut text =
        (output::named(format).unwrap().render)(&View { report, sources, rules: &Selection::default(), style });
    for problem in &report.problems {
        text.push_str(&format!("problem: {}\n", problem.message));
    }
    text.push_str(&closing::line(report, 1));
    text.push('\n');
    text
}

/// Runs `judge` on every scenario and tells all that fail, not only the first.
fn each(judge: impl Fn(&Path) -> Result<(), String>) {
    let failed: Vec<String> = scenarios()
        .iter()
        .filter_map(|folder| judge(folder).err().map(|why| format!("{}: {why}", name(folder))))
        .collect();
    assert!(failed.is_empty(), "{} differ\n\n{}", failed.len(), failed.join("\n"));
}

fn same(file: &Path, actual: &str) -> Result<(), String> {
    let on_disk = std::fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
    let (notes, expected): (Vec<&str>, Vec<&str>) =
        on_disk.split_inclusive('\n').partition(|line| line.starts_with('#'));
    let expected = expected.concat();
    if expected == actual {
        return Ok(());
    }
    if std::env::var_os("MIGCHECK_BLESS").is_some() {
        std::fs::write(file, notes.concat() + actual).unwrap();
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(expected.as_str(), actual);
    Err(format!("\n{}", diff.unified_diff().context_radius(3).header("expected", "actual")))
}

#[test]
fn the_check_says_what_is_expected() {
    each(|folder| {
        let outcome = run(&folder.join("head"), &folder.join("base"), 1);
        let human = folder.join("human.txt");
        if human.is_file() {
            same(&human, &render(&outcome, "human"))?;
        }
        same(&folder.join("expected.txt"), &render(&outcome, "concise"))
    });
}

#[test]
fn a_tree_against_itself_is_silent() {
    each(|folder| {
        for tree in ["base", "head"] {
            let root = folder.join(tree);
            let report = run(&root, &root, 1).report;
            let changed = report.stats.new_migrations;
            if changed > 0 || !report.findings.is_empty() {
                return Err(format!("{tree} against itself: {changed} new migrations, {:#?}", report.findings));
            }
        }
        Ok(())
    });
}

#[test]
fn threads_change_nothing() {
    each(|folder| {
        let text = |threads| render(&run(&folder.join("head"), &folder.join("base"), threads), "json");
        let without_times = |text: String| -> Vec<String> {
            text.lines().filter(|line| !line.contains("duration_ms")).map(str::to_owned).collect()
        };
        let (one, four) = (without_times(text(1)), without_times(text(4)));
        if one == four { Ok(()) } else { Err("the report differs between one thread and four".to_owned()) }
    });
}

/// The folder's name says what kind of a case it is; what is found has to agree with it.
#[test]
fn quiet_twins_fail_no_build() {
    each(|folder| {
        let name = name(folder);
        let report = run(&folder.join("head"), &folder.join("base"), 1).report;
        let errors = report.count(Level::Error);
        // What a statement locks, and what a way back lacks, is a warning: it fails no build.
        let warns = name.starts_with("lock-") || name.starts_with("way-back-");
        if warns && errors == 0 {
            return match (name.ends_with("-quiet"), report.count(Level::Warning)) {
                (true, 0) | (false, 1..) => Ok(()),
                (true, warnings) => Err(format!("{warnings} warnings in a quiet twin")),
                (false, _) => Err("nothing is found".to_owned()),
            };
        }
        let quiet = name.ends_with("-quiet") || name.ends_with("-cleaned-first");
        match (name.ends_with("-known-miss"), quiet, errors) {
            (true, _, _) | (_, true, 0) | (_, false, 1..) => Ok(()),
            (_, true, _) => Err(format!("{errors} errors in a quiet twin")),
            (_, false, _) => Err("nothing is found".to_owned()),
        }
    });
}

#[test]
fn every_loud_scenario_has_a_quiet_twin() {
    let names: Vec<String> = scenarios().iter().map(|folder| name(folder).to_owned()).collect();
    let lonely: Vec<&String> = names
        .iter()
        .filter(|name| !["-quiet", "-cleaned-first", "-known-miss"].iter().any(|end| name.ends_with(end)))
        .filter(|name| {
            let stem = name.trim_end_matches("-cleaned-in-the-same-release");
            !["-quiet", "-cleaned-first"].iter().any(|end| names.contains(&format!("{stem}{end}")))
        })
        .collect();
    assert!(lonely.is_empty(), "without a quiet twin: {lonely:#?}");
}

/// What the registries say is supported is shown by a scenario in which something is found.
#[test]
fn everything_supported_is_shown() {
    let (mut layouts, mut dialects, mut languages) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for folder in scenarios() {
        let report = run(&folder.join("head"), &folder.join("base"), 1).report;
        if report.count(Level::Error) == 0 {
            continue;
        }
        for database in
            report.stats.databases.iter().filter(|database| !database.new.is_empty() || !database.appended.is_empty())
        {
            layouts.insert(database.layout.clone());
            dialects.extend(database.dialect.map(|dialect| dialect.name()));
        }
        let uses = report.findings.iter().flat_map(|finding| &finding.related);
        languages.extend(uses.filter_map(|used| lang::of_path(&used.span.path)).map(|language| language.name));
    }
    let not_shown = |what: &str, names: Vec<&str>, shown: &dyn Fn(&str) -> bool| -> Vec<String> {
        names.into_iter().filter(|name| !shown(name)).map(|name| format!("{what} {name}")).collect()
    };
    let missing = [
        not_shown("layout", LAYOUTS.iter().map(|layout| layout.name()).collect(), &|name| layouts.contains(name)),
        not_shown("dialect", Dialect::ALL.iter().map(|dialect| dialect.name()).collect(), &|name| {
            dialects.contains(name)
        }),
        not_shown("language", LANGUAGES.iter().map(|language| language.name).collect(), &|name| {
            languages.contains(name)
        }),
    ]
    .concat();
    assert!(missing.is_empty(), "no scenario shows {missing:#?}");
}
