//! The oracle: made schemas, migrations and queries, judged by real databases. A query that works before a migration and fails after it has to be reported with
//! the right name, and one that still works must not be.
//!
//! `ORACLE_CASES` says how many cases a database judges, `ORACLE_SEED` with which they begin and `ORACLE_SHOWN` how many are made small and shown of each sort of
//! difference. A case counts when the database took its migration. PostgreSQL and MariaDB judge where they are installed (see `servers`); what is meant to differ has
//! a name and a reason in `judge`, and `ORACLE_MEANT` shows what has one. The edge: tables are empty, so that what only rows would show is not seen.

#![allow(clippy::disallowed_methods, clippy::print_stderr)]

mod change;
mod choices;
#[path = "../common/mod.rs"]
mod common;
mod from;
mod judge;
mod meant;
mod objects;
mod query;
mod schema;
mod scope;
mod servers;
mod signs;
mod whole;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use proptest::prelude::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use choices::Seeds;
use judge::{Case, Difference, judge, prepare};
use schema::Db;
use servers::{Maria, Postgres, Server, Sqlite};

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// Judges cases until as many were taken by the database as are wanted.
#[track_caller]
fn run(server: &mut dyn Server, wanted: u64) {
    let folder = tempfile::Builder::new()
        .prefix("cases")
        .tempdir_in(if Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "/tmp" })
        .unwrap();
    prepare(folder.path());
    let (wanted, seed) = (number("ORACLE_CASES", wanted), number("ORACLE_SEED", 1));
    let mut runner = runner(seed);
    let strategy = choices::seeds();
    let started = Instant::now();
    let (mut tried, mut taken, mut asked, mut worked, mut failed) = (0, 0, 0, 0, 0);
    let mut found: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    let mut meant: BTreeMap<&str, usize> = BTreeMap::new();
    while taken < wanted {
        tried += 1;
        assert!(tried < 4 * wanted + 100, "too few cases are taken: {taken} of {tried}");
        let seeds = strategy.new_tree(&mut runner).unwrap().current();
        let case = Case::new(server.db(), &seeds);
        let verdict = judge(server, &case, folder.path());
        taken += u64::from(verdict.taken);
        asked += if verdict.taken { case.queries.len() } else { 0 };
        worked += verdict.worked;
        failed += verdict.failed;
        verdict.meant.iter().for_each(|name| *meant.entry(name).or_default() += 1);
        for difference in verdict.differences {
            let kept = found.entry(format!("{:?} {}", difference.kind, difference.sort)).or_default();
            kept.0 += 1;
            if (kept.1.len() as u64) < number("ORACLE_SHOWN", 3) {
                let text = smallest(server, seeds.clone(), &difference, folder.path());
                kept.1.push(format!("case {tried}\n{text}"));
            }
        }
    }
    eprintln!(
        "{:?}: seed {seed}, {taken} cases judged of {tried} made; {asked} queries, {worked} worked before, {failed} fail afterwards; {} differences, and meant: {meant:?}; {:.1?}",
        server.db(),
        found.values().map(|(count, _)| count).sum::<usize>(),
        started.elapsed()
    );
    let text: Vec<String> =
        found.iter().map(|(sort, (count, cases))| format!("== {count} times: {sort}\n{}", cases.join("\n"))).collect();
    assert!(found.is_empty(), "\n{}", text.join("\n\n"));
}

/// The smallest case that is found with a difference of the same sort, in words.
fn smallest(server: &mut dyn Server, seeds: Seeds, of: &Difference, folder: &Path) -> String {
    let db: Db = server.db();
    let mut best = (seeds, String::new());
    let mut look = |seeds: Seeds, best: &mut (Seeds, String)| {
        let case = Case::new(db, &seeds);
        let same = |one: &Difference| one.kind == of.kind && one.sort == of.sort;
        let Some(found) = judge(server, &case, folder).differences.into_iter().find(same) else { return false };
        let text = format!("{}\n--\n{}\n-- {}", case.text(), found.query, found.what);
        *best = (seeds, text);
        true
    };
    look(best.0.clone(), &mut best);
    for at in 0..best.0.queries.len() {
        let queries = vec![best.0.queries[at].clone()];
        if look(Seeds { queries, ..best.0.clone() }, &mut best) {
            break;
        }
    }
    for at in (0..best.0.changes.len()).rev() {
        let mut seeds = best.0.clone();
        seeds.changes.remove(at);
        look(seeds, &mut best);
    }
    // 0 is the simplest choice, and so is the end of a row.
    for row in 0..best.0.rows().len() {
        while let Some(shorter) = best.0.rows()[row].len().checked_sub(1) {
            let mut seeds = best.0.clone();
            seeds.rows()[row].truncate(shorter / 2);
            if !look(seeds, &mut best) {
                break;
            }
        }
        for at in 0..best.0.rows()[row].len() {
            let mut seeds = best.0.clone();
            if std::mem::take(&mut seeds.rows()[row][at]) != 0 {
                look(seeds, &mut best);
            }
        }
    }
    best.1
}

#[test]
fn sqlite_agrees() {
    run(&mut Sqlite::open(), 2000);
}

#[test]
fn postgres_agrees() {
    match Postgres::start() {
        Some(mut server) => run(&mut server, 2000),
        None => eprintln!("PostgreSQL is not installed: not asked"),
    }
}

#[test]
fn mariadb_agrees() {
    match Maria::start() {
        Some(mut server) => run(&mut server, 2000),
        None => eprintln!("MariaDB is not installed: not asked"),
    }
}
