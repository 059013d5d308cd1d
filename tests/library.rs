//! What other programs may rely on: `migcheck::Check`, `migcheck::report`, and the example that shows them.

#![allow(clippy::disallowed_methods)]

mod common;
#[allow(dead_code)]
#[path = "../examples/check_repository.rs"]
mod example;

use std::fs;
use std::path::{Path, PathBuf};

use migcheck::Check;
use migcheck::report::{Certainty, Level, Mechanism, Report, Role, Tree};

fn scenario(tree: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/drop-column-login-go-sql").join(tree)
}

const LISTED: &str = "migrations/000002_drop_username.up.sql:3: `users.username` is dropped, but the code being deployed still reads it [column-still-used]\n    store/login.go:18: read here\n";

#[test]
fn the_example_does_what_it_says() {
    let base = scenario("base");
    let report = example::report(&scenario("head"), base.to_str()).unwrap();
    assert_eq!(example::listing(&report), LISTED);
    // The same from the file that the command line writes.
    let line = format!("check -C {} --base {} --format json", scenario("head").display(), base.display());
    let ran = common::run(&line, &[]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    fs::write(&path, ran.out).unwrap();
    let read = example::report(&path, None).unwrap();
    assert_eq!((&read.findings, &read.databases), (&report.findings, &report.databases));
    assert_eq!(example::listing(&read), LISTED);
    assert!(example::report(&folder.path().join("nowhere"), None).is_err());
}

#[test]
fn a_report_has_what_was_found() {
    // A base that begins with a dot is seen from the directory that is checked.
    let report = Check::new(scenario("head")).base("../base").run().unwrap();
    assert_eq!((report.summary.errors, report.summary.migrations, report.findings.len()), (1, 1, 1));
    assert_eq!(report.databases[0].dialect.as_deref(), Some("postgres"));
    let finding = &report.findings[0];
    assert_eq!((finding.level, finding.certainty), (Level::Error, Certainty::Certain));
    assert_eq!(
        (finding.subject.table.as_deref(), finding.subject.column.as_deref()),
        (Some("users"), Some("username"))
    );
    let used = &finding.related[0];
    assert_eq!((used.role, used.mechanism, used.location.tree), (Role::Read, Mechanism::Sql, Tree::Head));
    assert_eq!(used.entry_points[0].name, "POST /login");
    let start = used.location.start.unwrap();
    assert_eq!((start.line, start.column, start.offset), (18, 11, 345));
}

#[test]
fn options_do_what_they_say() {
    // In a repository the whole of it would be checked.
    let folder = tempfile::tempdir().unwrap();
    for path in ["migrations/000001_users.up.sql", "migrations/000002_drop_username.up.sql", "store/login.go"] {
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        fs::copy(scenario("head").join(path), folder.path().join(path)).unwrap();
    }
    let check = || Check::new(folder.path()).without_base().without_config().threads(1);
    let rules = |check: Check| -> Vec<(String, Level)> {
        check.run().unwrap().findings.into_iter().map(|one| (one.rule, one.level)).collect()
    };
    let of = |rule: &str, level| vec![(rule.to_owned(), level)];
    assert_eq!(rules(check().select("usage")), of("column-still-used", Level::Error));
    assert_eq!(
        rules(check().select("usage").level("column-still-used", Level::Note)),
        of("column-still-used", Level::Note)
    );
    assert_eq!(rules(check().select("usage").level("column-still-used", None)), []);
    assert_eq!(rules(check().select("usage").ignore("column-still-used")), []);
    assert_eq!(rules(check().select("usage").migrations(folder.path().join("migrations"))).len(), 1);
    // The file has another text: the use is gone, or the drop is.
    let drop = "migrations/000002_drop_username.up.sql";
    assert_eq!(rules(check().select("usage").text(drop, "ALTER TABLE users ADD COLUMN nick text;")), []);
    assert_eq!(rules(check().select("usage").text("store/login.go", "package store\n")), []);
    let newest = "migrations/000003_more.up.sql";
    assert_eq!(rules(check().select("usage").text(newest, "ALTER TABLE users DROP COLUMN password_hash;")).len(), 2);
}

#[test]
fn what_cannot_be_checked_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let message = |check: Check| check.run().unwrap_err().to_string();
    assert!(message(Check::new(folder.path()).without_base()).contains("no migrations found"));
    assert!(Check::new(folder.path()).without_base().allow_empty().run().is_ok());
    let unknown = message(Check::new(folder.path()).without_base().select("usages"));
    assert!(unknown.contains("`usages`"), "{unknown}");
    fs::write(folder.path().join("migcheck.toml"), "fail-onn = 1\n").unwrap();
    let wrong = message(Check::new(folder.path()).without_base());
    assert!(wrong.contains("migcheck.toml:1") && wrong.contains("fail-onn"), "{wrong}");
    assert!(message(Check::new(folder.path()).base("./nowhere")).contains("is no directory"));
    assert!(Report::from_json("{}").is_err());
}
