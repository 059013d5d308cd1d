//! The JSON Schema of the format `json`, made of one table. `docs/migcheck-report-1.schema.json` is what it makes, and a test holds them together.
//!
//! Fields may be added within a version, so the schema lets in fields that it does not know; those that it knows are always there.

use serde_json::{Map, Value, json};

use crate::model::finding::Level;
use crate::model::reach::EntryKind;
use crate::model::reference::{Certainty, Mechanism};

/// The objects. `name kind`, with `?` for what may be null and brackets for a list; a kind that is no type of JSON is another object or a list of words.
const OBJECTS: &[(&str, &str)] = &[
    (
        "report",
        "$schema string, version version, tool tool, base tree?, head tree?, databases [database], summary summary, findings [finding], \
         errors [problem]",
    ),
    ("tool", "name string, version string"),
    ("tree", "ref string?, commit string?"),
    (
        "database",
        "name string, dialect string?, directory string, layout string, migrations count, new [string], appended [string], \
         statements count, parsed count, recognised count, unparsed count",
    ),
    (
        "summary",
        "errors count, warnings count, notes count, suppressed count, baselined count, files count, text_files count, \
         migrations count, duration_ms count",
    ),
    (
        "finding",
        "rule string, level level, certainty certainty, message string, fingerprint fingerprint, subject subject, location location, \
         label string, also [place], related [use], why [step], breaks [string], plan [string], besides [beside]",
    ),
    ("subject", "database string?, schema string?, table string?, column string?, value string?"),
    ("location", "path string, ref tree-name, start position?, end position?"),
    ("position", "line natural, column natural, offset count"),
    ("place", "message string, location location"),
    (
        "use",
        "role role, message string, location location, symbol string?, entry_points [entry], every_use_of string?, \
         entry_points_cut boolean, certainty certainty, mechanism mechanism, test boolean, why [step]",
    ),
    ("entry", "kind entry-kind, name string, certainty certainty, via [string]"),
    ("step", "text string, location location?"),
    ("beside", "rule string, level level, message string, plan [string]"),
    ("problem", "message string, fatal boolean, location location?"),
];

/// The schema of version 1.
pub fn schema() -> Value {
    let mut definitions: Map<String, Value> = words();
    definitions.insert("version".into(), json!({ "const": super::json::VERSION }));
    definitions.insert("count".into(), json!({ "type": "integer", "minimum": 0 }));
    definitions.insert("natural".into(), json!({ "type": "integer", "minimum": 1 }));
    definitions.insert("fingerprint".into(), json!({ "type": "string", "pattern": "^[0-9a-f]{16}$" }));
    for (name, fields) in OBJECTS {
        definitions.insert((*name).to_owned(), object(fields));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A report of migcheck, version 1",
        "description": "Lines and columns count from 1, columns in characters, `end` is exclusive, `offset` is in bytes. Fields are only added within a version.",
        "$ref": "#/$defs/report",
        "$defs": definitions,
    })
}

fn words() -> Map<String, Value> {
    let levels = [Level::Error, Level::Warning, Level::Note].map(Level::name);
    let certainties = [Certainty::Certain, Certainty::Likely, Certainty::Possible].map(Certainty::name);
    let mechanisms = [
        Mechanism::Sql,
        Mechanism::SqlFragment,
        Mechanism::Mapping,
        Mechanism::QueryKey,
        Mechanism::Constructor,
        Mechanism::Member,
        Mechanism::ImplicitColumns,
        Mechanism::Database,
        Mechanism::Name,
    ]
    .map(Mechanism::name);
    let entries = [
        EntryKind::Requests,
        EntryKind::Http,
        EntryKind::Graphql,
        EntryKind::Schedule,
        EntryKind::Job,
        EntryKind::Event,
        EntryKind::Command,
    ]
    .map(EntryKind::name);
    let lists: [(&str, &[&str]); 6] = [
        ("level", &levels),
        ("certainty", &certainties),
        ("mechanism", &mechanisms),
        ("entry-kind", &entries),
        ("role", &["read", "write", "define"]),
        ("tree-name", &["head", "base"]),
    ];
    lists.into_iter().map(|(name, words)| (name.to_owned(), json!({ "enum": words }))).collect()
}

fn object(fields: &str) -> Value {
    let mut properties = Map::new();
    for (name, kind) in fields.split(',').filter_map(|field| field.trim().split_once(' ')) {
        properties.insert(name.to_owned(), of_kind(kind));
    }
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn of_kind(kind: &str) -> Value {
    if let Some(kind) = kind.strip_suffix('?') {
        return json!({ "anyOf": [of_kind(kind), { "type": "null" }] });
    }
    match kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
        Some(each) => json!({ "type": "array", "items": of_kind(each) }),
        None if matches!(kind, "string" | "boolean") => json!({ "type": kind }),
        None => json!({ "$ref": format!("#/$defs/{kind}") }),
    }
}
