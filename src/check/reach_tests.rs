//! Whole projects: what is said of ways that were not all followed, whose uses they are looked for, and in which runs.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::check::{IndexFor, Outcome, check, check_alone, fixes, index};
use crate::config::{BaseChoice, Config, Overrides, resolve};
use crate::model::reference::Reference;

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, username text);\n";
const DROP: &str = "ALTER TABLE users DROP COLUMN username;\n";
const STORE: &str = "def load(db):\n    return db.execute(\"SELECT username FROM users\")\n";
const WEB: &str = "from flask import Flask\nfrom app.store import load\napp = Flask(__name__)\n@app.post('/login')\ndef login():\n    return load(db)\n";

/// A folder in which each tree is a folder of its own.
pub(in crate::check) fn lay_out(trees: &[(&str, &[(String, String)])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (tree, files) in trees {
        for (path, text) in *files {
            let path = folder.path().join(tree).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    folder
}

pub(in crate::check) fn settings(root: &Path) -> Config {
    resolve(root.to_owned(), None, Overrides::default()).unwrap()
}

/// The project of these files, with the column dropped in head.
fn project(code: &[(String, String)]) -> (tempfile::TempDir, Config) {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let mut base = code.to_vec();
    base.push(file("migrations/0001_users.sql", USERS));
    let mut head = base.clone();
    head.push(file("migrations/0002_drop.sql", DROP));
    let folder = lay_out(&[("base", &base), ("head", &head)]);
    let base = BaseChoice::Directory(folder.path().join("base"));
    let config = Config { base, ..settings(&folder.path().join("head")) };
    (folder, config)
}

fn files(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn uses(outcome: &Outcome) -> Vec<&Reference> {
    outcome.report.findings.iter().flat_map(|finding| &finding.related).collect()
}

/// The entry points of a use, and whether there may be more.
fn told(one: &Reference) -> (Vec<String>, bool) {
    (one.reach.entry_points.iter().map(|entry| entry.display()).collect(), one.reach.cut)
}

#[test]
fn a_name_that_too_many_files_have_is_told() {
    for (more, cut) in [(20, false), (200, true)] {
        let mut code = files(&[("app/store.py", STORE), ("app/web.py", WEB)]);
        code.extend((0..more).map(|at| (format!("app/x{at}.py"), "def f(load):\n    return load\n".to_owned())));
        let (_folder, config) = project(&code);
        let outcome = check(&config);
        let found = uses(&outcome);
        assert_eq!(found.iter().map(|one| one.reach.cut).collect::<Vec<_>>(), [cut], "{more} files");
    }
}

#[test]
fn uses_that_are_too_many_are_told() {
    let queries =
        (0..320).map(|at| format!("def f{at:03}(db):\n    return db.execute(\"SELECT username FROM users\")\n\n"));
    let (_folder, config) = project(&[("app/store.py".to_owned(), queries.collect())]);
    let outcome = check(&config);
    let found = uses(&outcome);
    assert_eq!((found.len(), found.iter().filter(|one| one.reach.cut).count()), (320, 20));
}

/// What another service uses stands in files that are not here.
#[test]
fn uses_of_other_services_leave_room_for_those_here() {
    let queries =
        (0..320).map(|at| format!("def f{at:03}(db):\n    return db.execute(\"SELECT username FROM users\")\n\n"));
    let other = lay_out(&[(
        "",
        &[("a/store.py".to_owned(), queries.collect()), ("migrations/1.sql".to_owned(), USERS.to_owned())],
    )]);
    let wanted = IndexFor { name: Some("billing".to_owned()), ..IndexFor::default() };
    let outside = index(&settings(other.path()), &wanted).index;
    assert!(outside.queries.len() >= 320);
    let (_folder, config) =
        project(&files(&[("web/store.py", STORE), ("web/web.py", &WEB.replace("app.store", "web.store"))]));
    let outcome = check(&Config { uses: vec![outside], ..config });
    let (own, others): (Vec<&Reference>, Vec<&Reference>) =
        uses(&outcome).into_iter().partition(|one| outcome.sources.outside(&one.span).is_none());
    assert_eq!(own.iter().map(|one| told(one)).collect::<Vec<_>>(), [(vec!["POST /login".to_owned()], false)]);
    assert!(others.len() >= 320 && others.iter().all(|one| told(one) == (Vec::new(), false)));
}

/// Ways are worth their time only where someone reads of them.
#[test]
fn a_baseline_and_fixes_look_for_no_ways() {
    let (_folder, config) = project(&files(&[("app/store.py", STORE), ("app/web.py", WEB)]));
    let looked = |stats: &crate::model::report::Stats| stats.phases.iter().any(|(name, _)| *name == "reach");
    let (whole, alone) = (check(&config), check_alone(&config));
    assert_eq!(uses(&whole).into_iter().map(told).collect::<Vec<_>>(), [(vec!["POST /login".to_owned()], false)]);
    assert_eq!(uses(&alone).into_iter().map(told).collect::<Vec<_>>(), [(Vec::new(), false)]);
    let fixed = fixes(&config, &BTreeSet::new());
    assert_eq!([looked(&whole.report.stats), looked(&alone.report.stats), looked(&fixed.stats)], [true, false, false]);
    let prints = |outcome: &Outcome| -> Vec<String> {
        outcome.report.findings.iter().map(|finding| finding.fingerprint.clone()).collect()
    };
    assert_eq!(prints(&whole), prints(&alone));
}

/// A caller that stands in both trees alike is read once, and leads to the use in both.
#[test]
fn callers_that_do_not_differ_lead_to_the_deployed_use_too() {
    let (folder, config) = project(&files(&[("app/store.py", STORE), ("app/web.py", WEB)]));
    fs::write(
        folder.path().join("head/app/store.py"),
        "def load(db):\n    return db.execute(\"SELECT email FROM users\")\n",
    )
    .unwrap();
    let outcome = check(&config);
    assert_eq!(uses(&outcome).into_iter().map(told).collect::<Vec<_>>(), [(vec!["POST /login".to_owned()], false)]);
    assert!(uses(&outcome).iter().all(|one| one.span.revision.is_deployed()));
}
