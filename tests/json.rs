//! The JSON of every scenario in testdata/, field by field: names and types are a contract, and every place must be true.

#![allow(clippy::disallowed_methods)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use migcheck::check::check;
use migcheck::config::{BaseChoice, Config};
use migcheck::output::{self, Style, View};
use migcheck::rule::Selection;
use serde_json::Value;

/// Name and type of each field, `?` for what may be null.
const REPORT: &str = "$schema string, version number, tool object, base object?, bases array, head object?, databases array, summary object, \
    findings array, errors array";
const TOOL: &str = "name string, version string";
const TREE: &str = "ref string?, commit string?";
const DATABASE: &str = "name string, dialect string?, directory string, layout string, migrations number, new array, appended array, \
    statements number, parsed number, recognised number, unparsed number";
const SUMMARY: &str = "errors number, warnings number, notes number, suppressed number, baselined number, files number, \
    text_files number, migrations number, duration_ms number";
const BESIDE: &str = "rule string, level string, message string, plan array";
const FINDING: &str = "rule string, level string, certainty string, message string, fingerprint string, subject object, location object, \
    label string, also array, related array, why array, breaks array, cells array, plan array, besides array, suppressed object?";
const SUBJECT: &str = "database string?, schema string?, table string?, column string?, value string?";
const USE: &str = "role string, message string, location object, service object?, symbol string?, entry_points array, every_use_of string?, \
    entry_points_cut boolean, handling object?, covered boolean?, hits number?, certainty string, mechanism string, \
    test boolean, why array";
const STEP: &str = "text string, location object?";
const LOCATION: &str = "path string, ref string, start object, end object";
const POSITION: &str = "line number, column number, offset number";

#[track_caller]
fn shape(value: &Value, fields: &str, place: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("{place}: no object: {value}"));
    let kind = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let expected: BTreeMap<&str, &str> = fields.split(',').map(|field| field.trim().split_once(' ').unwrap()).collect();
    let names: BTreeSet<&str> = object.keys().map(String::as_str).collect();
    assert_eq!(names, expected.keys().copied().collect(), "{place}");
    for (name, wanted) in expected {
        let found = kind(&object[name]);
        let fits = found == wanted.trim_end_matches('?') || (found == "null" && wanted.ends_with('?'));
        assert!(fits, "{place}.{name}: {found}, not {wanted}");
    }
}

struct Scenario {
    name: String,
    base: PathBuf,
    head: PathBuf,
}

fn scenarios() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut found: Vec<Scenario> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("head").is_dir())
        .map(|entry| Scenario {
            name: entry.file_name().into_string().unwrap(),
            base: entry.path().join("base"),
            head: entry.path().join("head"),
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!found.is_empty());
    found
}

fn json(head: &Path, base: &Path) -> (String, Value) {
    let config = Config { root: head.into(), base: BaseChoice::Directory(base.into()), ..Config::default() };
    let outcome = check(&config);
    let view = View {
        report: &outcome.report,
        sources: &outcome.sources,
        rules: &Selection::default(),
        style: Style::default(),
    };
    let text = (output::named("json").unwrap().render)(&view);
    let value = serde_json::from_str(&text).unwrap();
    (text, value)
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// The place is that of the file: line and column are those of the offset.
#[track_caller]
fn location(value: &Value, scenario: &Scenario, place: &str) {
    shape(value, LOCATION, place);
    let tree = match value["ref"].as_str() {
        Some("head") => &scenario.head,
        Some("base") => &scenario.base,
        other => panic!("{place}: {other:?}"),
    };
    let path = value["path"].as_str().unwrap();
    assert!(!path.starts_with('/') && !path.contains('\\'), "{place}: {path}");
    let text = fs::read_to_string(tree.join(path)).unwrap_or_else(|error| panic!("{place}: {path}: {error}"));
    let mut offsets = Vec::new();
    for end in ["start", "end"] {
        shape(&value[end], POSITION, place);
        let number = |name: &str| value[end][name].as_u64().unwrap() as usize;
        let before = text.get(..number("offset")).unwrap_or_else(|| panic!("{place}: {path}: no place in the file"));
        let line = before.rsplit('\n').next().unwrap();
        assert_eq!(number("line"), before.matches('\n').count() + 1, "{place}");
        assert_eq!(number("column"), line.chars().count() + 1, "{place}");
        offsets.push(number("offset"));
    }
    assert!(offsets[0] < offsets[1], "{place}: {path}: an empty place");
}

fn steps(value: &Value, scenario: &Scenario, place: &str) {
    for step in array(value) {
        shape(step, STEP, place);
        assert!(!step["text"].as_str().unwrap().ends_with('.'), "{place}: {step}");
        if !step["location"].is_null() {
            location(&step["location"], scenario, place);
        }
    }
}

fn strings(value: &Value, place: &str) {
    assert!(array(value).iter().all(|text| text.as_str().is_some_and(|text| !text.is_empty())), "{place}: {value}");
}

fn one_of(value: &Value, known: &[&str], place: &str) {
    assert!(value.as_str().is_some_and(|name| known.contains(&name)), "{place}: {value}");
}

fn finding(value: &Value, scenario: &Scenario, place: &str) {
    shape(value, FINDING, place);
    assert!(migcheck::rule::named(value["rule"].as_str().unwrap()).is_some(), "{place}");
    one_of(&value["level"], &["error", "warning", "note"], place);
    one_of(&value["certainty"], &["certain", "likely", "possible"], place);
    let print = value["fingerprint"].as_str().unwrap();
    assert!(print.len() == 16 && print.bytes().all(|byte| byte.is_ascii_hexdigit()), "{place}: {print}");
    shape(&value["subject"], SUBJECT, place);
    location(&value["location"], scenario, place);
    for also in array(&value["also"]) {
        shape(also, "message string, location object", place);
        location(&also["location"], scenario, place);
    }
    for (at, used) in array(&value["related"]).iter().enumerate() {
        let place = format!("{place}.related[{at}]");
        shape(used, USE, &place);
        one_of(&used["role"], &["read", "write", "define"], &place);
        one_of(&used["certainty"], &["certain", "likely", "possible"], &place);
        location(&used["location"], scenario, &place);
        steps(&used["why"], scenario, &place);
        assert!(!array(&used["why"]).is_empty(), "{place}: no proof");
    }
    steps(&value["why"], scenario, place);
    strings(&value["breaks"], place);
    strings(&value["plan"], place);
    for beside in array(&value["besides"]) {
        shape(beside, BESIDE, place);
        assert!(migcheck::rule::named(beside["rule"].as_str().unwrap()).is_some(), "{place}");
        one_of(&beside["level"], &["error", "warning", "note"], place);
    }
}

/// The schema that is kept is the one that the program makes, and a schema.
#[test]
fn the_schema_is_the_one_that_is_kept() {
    let schema = output::json_schema::schema();
    assert!(jsonschema::meta::is_valid(&schema));
    common::same_as_file(
        "../docs/migcheck-report-1.schema.json",
        &(serde_json::to_string_pretty(&schema).unwrap() + "\n"),
    );
}

#[test]
fn every_field_of_every_scenario() {
    let schema = jsonschema::validator_for(&output::json_schema::schema()).unwrap();
    for scenario in scenarios() {
        let (text, report) = json(&scenario.head, &scenario.base);
        let place = &scenario.name;
        if let Err(error) = schema.validate(&report) {
            panic!("{place}: {error} at {}", error.instance_path());
        }
        shape(&report, REPORT, place);
        // The library's types lose nothing of it.
        let read = migcheck::report::Report::from_json(&text).unwrap_or_else(|error| panic!("{place}: {error}"));
        assert_eq!(serde_json::to_value(&read).unwrap(), report, "{place}");
        assert_eq!(report["version"], 1);
        shape(&report["tool"], TOOL, place);
        shape(&report["base"], TREE, place);
        shape(&report["summary"], SUMMARY, place);
        assert!(!array(&report["databases"]).is_empty(), "{place}");
        for database in array(&report["databases"]) {
            shape(database, DATABASE, place);
            strings(&database["new"], place);
            let number = |name: &str| database[name].as_u64().unwrap();
            assert_eq!(number("statements"), number("parsed") + number("recognised") + number("unparsed"), "{place}");
        }
        let findings = array(&report["findings"]);
        let mut prints = BTreeSet::new();
        for (at, one) in findings.iter().enumerate() {
            finding(one, &scenario, &format!("{place}[{at}]"));
            assert!(prints.insert(one["fingerprint"].to_string()), "{place}: two findings with one fingerprint");
        }
        for (level, name) in [("error", "errors"), ("warning", "warnings"), ("note", "notes")] {
            let count = findings.iter().filter(|one| one["level"] == level).count();
            assert_eq!(report["summary"][name], count, "{place}");
        }
        assert_eq!(report["errors"], Value::Array(Vec::new()), "{place}");
        // The time is the one thing that differs between runs.
        let timeless = |text: &str| -> Vec<String> {
            text.lines().filter(|line| !line.contains("duration_ms")).map(str::to_string).collect()
        };
        assert_eq!(timeless(&text), timeless(&json(&scenario.head, &scenario.base).0), "{place}");
    }
}

#[test]
fn a_tree_against_itself_has_no_finding() {
    for scenario in scenarios() {
        for tree in [&scenario.base, &scenario.head] {
            let report = json(tree, tree).1;
            assert_eq!(report["findings"], Value::Array(Vec::new()), "{}", tree.display());
        }
    }
}
