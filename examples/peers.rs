//! Runs the test cases of other linters: `cargo run --example peers -- [-v] CASES.jsonl …`.
//!
//! A case is a line of JSON: `tool`, `rule`, `label` (`good`, `bad`, `warning`), `sql` (or `scripts` with `name` and `sql`, in order), and where they matter `dialect`,
//! `pg_version`, `assume_in_transaction`. A bad case is met if a rule of ours of the same hazard (`src/rule/peers.toml`) reports, a good one if none of them
//! does. Every rule is on. Prints a line for each of their rules, then (`-v`: with its SQL) every case in which we differ.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use migcheck::check::check;
use migcheck::config::{BaseChoice, Config, DatabaseConfig, Scope};
use migcheck::model::name::Dialect;
use migcheck::rule::peers;
use migcheck::sql::read_migration;
use serde_json::Value;

#[derive(Default)]
struct Count {
    bad: [usize; 2],
    good: [usize; 2],
}

fn main() -> ExitCode {
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|one| one.starts_with('-'));
    let verbose = flags.iter().any(|flag| flag == "-v");
    if files.is_empty() {
        eprintln!("usage: peers [-v] CASES.jsonl …");
        return ExitCode::from(2);
    }
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else {
            eprintln!("{file} cannot be read");
            return ExitCode::from(2);
        };
        let cases: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        report(&cases, verbose);
    }
    ExitCode::SUCCESS
}

fn report(cases: &[Value], verbose: bool) {
    let word = |case: &Value, key: &str| case[key].as_str().unwrap_or_default().to_owned();
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut differences = Vec::new();
    let mut unclaimed = 0;
    for case in cases {
        let (tool, rule, bad) = (word(case, "tool"), word(case, "rule"), word(case, "label") != "good");
        let ours: Vec<&str> = peers::ours(&tool, &rule).collect();
        if ours.is_empty() {
            unclaimed += 1;
            continue;
        }
        let found = rules_of(case);
        let reported = found.iter().any(|slug| ours.contains(&slug.as_str()));
        let count = counts.entry(rule.clone()).or_default();
        let tally = if bad { &mut count.bad } else { &mut count.good };
        tally[1] += 1;
        if reported == bad {
            tally[0] += 1;
        } else {
            let label = if bad { "missed" } else { "reported though good" };
            let sql = if verbose { format!("\n{}", word(case, "sql").trim()) } else { String::new() };
            differences.push(format!(
                "{rule} {} {label} ({}); found {}{sql}",
                word(case, "id"),
                word(case, "test"),
                found.join(", ")
            ));
        }
    }
    let tool = cases.first().map(|case| word(case, "tool")).unwrap_or_default();
    println!("{tool}\n{:44} {:>9} {:>9}", "rule", "bad", "good");
    let mut total = Count::default();
    for (rule, count) in &counts {
        println!("{rule:44} {:>4}/{:<4} {:>4}/{:<4}", count.bad[0], count.bad[1], count.good[0], count.good[1]);
        for at in 0..2 {
            total.bad[at] += count.bad[at];
            total.good[at] += count.good[at];
        }
    }
    println!("{:44} {:>4}/{:<4} {:>4}/{:<4}", "all", total.bad[0], total.bad[1], total.good[0], total.good[1]);
    println!("{unclaimed} cases of rules that migcheck has no rule for\n");
    for difference in differences {
        println!("- {difference}");
    }
    println!();
}

/// Whether a tool's transaction is around the statements: as the case says, its comments before its settings. squawk takes a file of a single statement to run alone
/// even so.
fn in_transaction(case: &Value) -> bool {
    let sql = case["sql"].as_str().unwrap_or_default();
    if sql.contains("squawk-disable-assume-in-transaction") {
        return false;
    }
    let statements = read_migration(sql, 0..sql.len(), Dialect::Postgres).len();
    match case["assume_in_transaction"].as_bool() {
        Some(assumed) => assumed && (case["tool"] != "squawk" || statements > 1),
        None => case["tool"] == "eugene",
    }
}

/// The rules that report on a case, those beside others as well. Comments by which the tool itself is told to ignore something count.
fn rules_of(case: &Value) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let in_transaction = in_transaction(case);
    let (directory, format, head) = match in_transaction {
        true => ("db/migrations", Some("goose".to_owned()), "-- +goose Up\n"),
        false => ("migrations", None, ""),
    };
    let scripts: Vec<String> = match case["scripts"].as_array() {
        Some(scripts) => scripts.iter().map(|one| one["sql"].as_str().unwrap_or_default().to_owned()).collect(),
        None => vec![case["sql"].as_str().unwrap_or_default().to_owned()],
    };
    for (at, sql) in scripts.iter().enumerate() {
        let path = folder.path().join(directory).join(format!("{:05}_case.sql", at + 1));
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        fs::write(path, format!("{head}{sql}")).expect("a file");
    }
    let version = match &case["pg_version"] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let version = version.and_then(|text| {
        let mut numbers = text.split('.').map(str::parse::<u16>);
        Some((numbers.next()?.ok()?, numbers.next().and_then(Result::ok).unwrap_or(0)))
    });
    let database = DatabaseConfig {
        name: "main".into(),
        migrations: vec![directory.into()],
        format,
        dialect: Some(case["dialect"].as_str().and_then(Dialect::named).unwrap_or_default()),
        version,
        ..DatabaseConfig::default()
    };
    let config = Config {
        root: folder.path().to_owned(),
        base: BaseChoice::None,
        scope: Scope::All,
        select: vec!["all".into()],
        databases: vec![database],
        ..Config::default()
    };
    let mut found: Vec<String> = check(&config)
        .report
        .findings
        .into_iter()
        .flat_map(|finding| {
            std::iter::once(finding.rule).chain(finding.besides.into_iter().map(|one| one.rule)).collect::<Vec<_>>()
        })
        .collect();
    found.sort();
    found.dedup();
    found
}
