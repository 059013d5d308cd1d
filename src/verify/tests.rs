//! How a schema is made and how answers become marks, on a database that is a set of names.

use std::collections::BTreeSet;

use super::*;
use crate::model::verify::{Claim, ClaimPlace, Mark, Question};
use crate::source::{Revision, Span};

/// Takes a statement if every word in it behind `NEEDS` was made; `CREATE <kind> name` makes a name, `DROP TABLE name` takes it away.
#[derive(Default)]
struct Names {
    there: BTreeSet<String>,
    lost_at: Option<&'static str>,
}

fn refused(code: &str, name: &str) -> Answer {
    Err(Refusal { code: code.to_owned(), message: format!("relation \"{name}\" does not exist") })
}

impl Names {
    fn needs(&self, sql: &str) -> Answer {
        let needed = sql.split_once("NEEDS ").map_or("", |(_, names)| names);
        for name in needed.split(|c: char| !c.is_alphanumeric()).filter(|name| !name.is_empty()) {
            if !self.there.contains(name) {
                return refused(if name == "citext" { "42704" } else { "42P01" }, name);
            }
        }
        Ok(())
    }
}

impl Scratch for Names {
    fn called(&self) -> &str {
        "Names 1"
    }

    fn own(&self) -> &str {
        "scratch"
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn search(&mut self, _: &[&str]) -> Result<(), Lost> {
        Ok(())
    }

    fn run(&mut self, sql: &str) -> Result<Answer, Lost> {
        if self.lost_at.is_some_and(|part| sql.contains(part)) {
            return Err(Lost("gone".to_owned()));
        }
        let answer = self.needs(sql);
        if answer.is_ok() {
            let words: Vec<&str> = sql.split_whitespace().collect();
            match words[0] {
                "CREATE" => self.there.insert(words[2].to_owned()),
                _ => self.there.remove(words[2]),
            };
        }
        Ok(answer)
    }

    fn prepare(&mut self, sql: &str) -> Result<Answer, Lost> {
        Ok(self.needs(sql))
    }

    fn clear(&mut self) -> Result<(), Lost> {
        self.there.clear();
        Ok(())
    }

    fn finish(self: Box<Self>) -> Vec<String> {
        self.there.into_iter().collect()
    }
}

fn piece(what: &str, ways: &[&str]) -> Piece {
    Piece { what: what.to_owned(), schema: String::new(), ways: ways.iter().map(|way| way.to_string()).collect() }
}

fn span(at: usize) -> Span {
    Span { path: "a.py".into(), revision: Revision::Head, range: at..at + 1 }
}

fn question(sql: &str, tables: &[&str]) -> Question {
    Question {
        ways: vec![sql.to_owned()],
        probe: false,
        span: span(0),
        symbol: None,
        test: false,
        partial: false,
        tables: tables.iter().map(|name| name.to_string()).collect(),
        named: false,
    }
}

fn claim(names: &[&str], question: usize) -> Claim {
    Claim {
        finding: 0,
        awaited: false,
        decisive: true,
        names: names.iter().map(|name| name.to_string()).collect(),
        table: names.first().copied().unwrap_or_default().to_owned(),
        primary: Span { path: "1.sql".into(), revision: Revision::Head, range: 0..4 },
        of_database: false,
        places: vec![ClaimPlace { span: span(0), test: false, question: Ok(question) }],
    }
}

fn trial(pending: &[(&str, Option<&[&str]>)], questions: Vec<Question>, claims: Vec<Claim>) -> Trial {
    let tables =
        ["a", "b", "c"].map(|name| piece(&format!("table {name}"), &[&format!("CREATE TABLE {name} (x int)")]));
    let pending = pending.iter().enumerate().map(|(at, (sql, touches))| Pending {
        span: Span { path: "1.sql".into(), revision: Revision::Head, range: at * 10..at * 10 + 9 },
        sql: sql.to_string(),
        touches: touches.map(|names| names.iter().map(|name| name.to_string()).collect()),
    });
    Trial {
        database: "main".to_owned(),
        dialect: Dialect::Postgres,
        before: tables.to_vec(),
        after: After::Statements(pending.collect()),
        schemas: Vec::new(),
        questions,
        claims,
        left_out: 0,
    }
}

fn outcome(trial: &Trial) -> Verification {
    let mut done = verify(Box::new(Names::default()), std::slice::from_ref(trial));
    assert_eq!((done.lost, done.left_behind.len()), (None, 0));
    done.verifications.remove(0)
}

#[test]
fn a_schema_is_made_in_whatever_order_and_with_less_where_it_must() {
    let pieces = [
        piece("view v", &["CREATE VIEW v NEEDS a, b"]),
        piece("table a", &["CREATE TABLE a NEEDS b"]),
        piece("table b", &["CREATE TABLE b NEEDS citext", "CREATE TABLE b NEEDS nothing", "CREATE TABLE b"]),
        piece("table c", &["CREATE TABLE c NEEDS c", "CREATE TABLE c"]),
        piece("view w", &["CREATE VIEW w NEEDS nobody"]),
        piece("extension x", &["CREATE EXTENSION x"]),
    ];
    let mut out = Verification::default();
    let mut names = Names::default();
    make(&mut names, &pieces, &mut out).unwrap();
    assert_eq!(names.there, BTreeSet::from(["a", "b", "c", "v"].map(str::to_owned)));
    let left: Vec<(&str, bool)> = out.not_made.iter().map(|one| (one.what.as_str(), one.by_server)).collect();
    assert_eq!(left, [("extension x", false), ("table b", true), ("table c", true), ("view w", true)]);
    assert_eq!(out.made, 4);
}

#[test]
fn answers_become_marks() {
    let drop: &[(&str, Option<&[&str]>)] = &[("DROP TABLE a", Some(&["a"]))];
    let spoilt: &[(&str, Option<&[&str]>)] = &[("DROP TABLE a", Some(&["a"])), ("DO $$ x $$", Some(&["b"]))];
    let unknown: &[(&str, Option<&[&str]>)] = &[("DROP TABLE a", Some(&["a"])), ("DO $$ x $$", None)];
    let refused: &[(&str, Option<&[&str]>)] = &[("DROP TABLE a NEEDS nothing", Some(&["a"]))];
    let depended: &[(&str, Option<&[&str]>)] = &[("DROP TABLE a NEEDS dependents", Some(&["a"]))];
    let of = |sql: &str, claims: Vec<Claim>| trial(drop, vec![question(sql, &["a"])], claims);
    let here = || vec![claim(&["a"], 0)];
    for (name, trial, mark, reason) in [
        ("gone", of("SELECT 1 NEEDS a", here()), Mark::Proved, ""),
        ("still there", of("SELECT 1 NEEDS b", here()), Mark::Disproved, ""),
        ("never there", of("SELECT 1 NEEDS z", here()), Mark::NotTried, "refuses it before the migrations as well"),
        (
            "only when it runs",
            of("SELECT 1 NEEDS b", vec![Claim { decisive: false, ..claim(&["a"], 0) }]),
            Mark::NotTried,
            "only when it runs",
        ),
        ("awaited", of("SELECT 1 NEEDS b", vec![Claim { awaited: true, ..claim(&["a"], 0) }]), Mark::Disproved, ""),
        (
            "another name",
            of("SELECT 1 NEEDS a", vec![claim(&["b"], 0), claim(&["c"], 0)]),
            Mark::NotTried,
            "another name",
        ),
        ("one claim alone", of("SELECT 1 NEEDS a", vec![claim(&["b"], 0)]), Mark::Proved, ""),
        (
            "another table is spoilt",
            trial(spoilt, vec![question("SELECT 1 NEEDS a", &["a"])], here()),
            Mark::Proved,
            "",
        ),
        (
            "its table is spoilt",
            trial(spoilt, vec![question("SELECT 1 NEEDS a", &["a", "b"])], here()),
            Mark::NotTried,
            "did not run",
        ),
        (
            "any may be spoilt",
            trial(unknown, vec![question("SELECT 1 NEEDS a", &["a"])], here()),
            Mark::NotTried,
            "did not run",
        ),
        (
            "refused",
            trial(refused, vec![question("SELECT 1 NEEDS a", &["a"])], here()),
            Mark::NotTried,
            "refuses the statement",
        ),
        (
            "refused as something uses it",
            trial(
                depended,
                vec![question("SELECT 1 NEEDS a", &["a"])],
                vec![Claim { of_database: true, ..claim(&["a"], 0) }],
            ),
            Mark::Proved,
            "refuses the statement",
        ),
    ] {
        let found = outcome(&trial);
        assert_eq!(found.verified[0].mark, mark, "{name}: {:?}", found.verified[0]);
        assert!(found.verified[0].reason.contains(reason), "{name}: {}", found.verified[0].reason);
        assert_eq!(found.breaks(&[false]), mark == Mark::Proved, "{name}");
        assert!(!found.breaks(&[true]), "{name}");
        assert!(found.missed.is_empty(), "{name}");
    }
}

#[test]
fn what_no_finding_names_is_missed() {
    let drop: &[(&str, Option<&[&str]>)] = &[("DROP TABLE a", Some(&["a"]))];
    let spoilt: &[(&str, Option<&[&str]>)] = &[("DROP TABLE a", Some(&["a"])), ("DO $$ x $$", Some(&["a"]))];
    let broken = || question("SELECT 1 NEEDS a", &["a"]);
    for (pending, question, missed, breaks) in [
        (drop, broken(), 1, true),
        (drop, Question { test: true, ..broken() }, 1, false),
        (drop, Question { named: true, ..broken() }, 0, false),
        (drop, question("SELECT 1 NEEDS b", &["b"]), 0, false),
        (spoilt, broken(), 0, false),
    ] {
        let found = outcome(&trial(pending, vec![question], Vec::new()));
        assert_eq!((found.missed.len(), found.breaks(&[])), (missed, breaks), "{found:?}");
    }
}

#[test]
fn a_second_way_is_asked_on_both_sides() {
    let ways = vec!["SELECT 1 NEEDS z".to_owned(), "SELECT 2 NEEDS a".to_owned()];
    let asked = Question { ways, ..question("", &["a"]) };
    let found = outcome(&trial(&[("DROP TABLE a", Some(&["a"]))], vec![asked], Vec::new()));
    assert_eq!(found.missed[0].asked.sql, "SELECT 2 NEEDS a");
}

#[test]
fn what_was_made_is_removed_when_the_database_is_lost() {
    let trial = trial(&[("DROP TABLE b", None)], Vec::new(), Vec::new());
    let scratch = Names { lost_at: Some("DROP TABLE b"), ..Names::default() };
    let done = verify(Box::new(scratch), &[trial]);
    assert_eq!(done.lost.as_deref(), Some("gone"));
    // What this one cannot remove is told.
    assert_eq!(done.left_behind, ["a", "b", "c"]);
}
