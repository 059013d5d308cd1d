//! The JSON Schema (draft 2020-12) of `migcheck.toml`: made of the list of keys that the parser itself asks, and of the rules with their options.

use serde_json::{Map, Value, json};

use crate::config::keys::{Key, Kind, LEVELS, TOP};
use crate::migration::LAYOUTS;
use crate::model::name::Dialect;
use crate::rule::options::{CERTAINTIES, OptionKind, OptionSpec};
use crate::rule::{Group, Rule, rules};

use super::effective::option_value;

/// Other names of dialects that are in use; the parser knows a few more.
const SYNONYMS: [&str; 9] =
    ["postgresql", "cockroachdb", "yugabyte", "timescaledb", "mariadb", "tidb", "sqlite3", "libsql", "sqlserver"];

/// The names that rules may have.
const SLUG: &str = "^[a-z][a-z0-9-]*$";

/// The whole schema.
pub(super) fn schema() -> Value {
    let mut text = object(TOP);
    let groups = Group::ALL.iter().map(|group| group.name()).chain(["all"]);
    let slugs: Vec<&str> = rules().iter().map(|rule| rule.slug).chain(groups).collect();
    let all = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("migcheck.toml")),
        ("description", json!("The configuration of migcheck.")),
        (
            "$defs",
            json!({
                "rule": {
                    "description": "A rule or a group; rules of the project's own are named by their files.",
                    "anyOf": [{ "enum": slugs }, { "type": "string", "pattern": SLUG }],
                },
                "level": { "description": "How bad it is; `allow`: not reported.", "enum": LEVELS },
            }),
        ),
    ];
    if let Some(map) = text.as_object_mut() {
        map.extend(all.map(|(key, value)| (key.to_owned(), value)));
    }
    text
}

fn object(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), described(key))).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn described(key: &Key) -> Value {
    let mut value = of_kind(key.kind);
    if let Some(map) = value.as_object_mut() {
        map.insert("description".to_owned(), json!(key.what));
    }
    value
}

/// A list, or one for a list of one.
fn list(item: &Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item }] })
}

fn of_kind(kind: Kind) -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    match kind {
        Kind::Text | Kind::Path => text,
        Kind::Truth => json!({ "type": "boolean" }),
        Kind::Number => json!({ "type": "integer", "minimum": 0 }),
        Kind::OneOf(values) => json!({ "enum": values }),
        Kind::Dialect => {
            json!({ "enum": Dialect::ALL.map(Dialect::name).into_iter().chain(SYNONYMS).collect::<Vec<_>>() })
        }
        Kind::Format => json!({ "enum": LAYOUTS.iter().map(|layout| layout.name()).collect::<Vec<_>>() }),
        Kind::Version => json!({ "type": "string", "pattern": r"^\d+(\.\d+)*$" }),
        Kind::Paths | Kind::Globs | Kind::Names => list(&text),
        Kind::Rules => list(&json!({ "$ref": "#/$defs/rule" })),
        Kind::Table(keys) => object(keys),
        Kind::Tables(keys) => list(&object(keys)),
        Kind::PerRule => per_rule(),
    }
}

fn per_rule() -> Value {
    let level = || json!({ "level": { "$ref": "#/$defs/level" } });
    let group = |name: &'static str| {
        let value = json!({
            "type": "object",
            "description": format!("All rules of the group `{name}`."),
            "additionalProperties": false,
            "properties": level(),
        });
        (name.to_owned(), value)
    };
    let names = Group::ALL.into_iter().map(Group::name).chain(["all"]);
    let properties: Map<String, Value> = rules().iter().map(of_rule).chain(names.map(group)).collect();
    json!({
        "type": "object",
        "properties": properties,
        "propertyNames": { "pattern": SLUG },
        // A rule of the project's own may have options of any name.
        "additionalProperties": { "type": "object", "properties": level() },
    })
}

fn of_rule(rule: &Rule) -> (String, Value) {
    let mut properties = Map::new();
    properties.insert("level".to_owned(), json!({ "$ref": "#/$defs/level" }));
    properties.extend(rule.options.iter().map(|spec| (spec.name.clone(), of_option(spec))));
    let value = json!({
        "type": "object",
        "description": rule.title,
        "additionalProperties": false,
        "properties": properties,
    });
    (rule.slug.to_owned(), value)
}

fn of_option(spec: &OptionSpec) -> Value {
    let mut value = match spec.kind {
        OptionKind::Number => json!({ "type": "integer", "minimum": 0 }),
        OptionKind::Pattern => json!({ "type": "string" }),
        OptionKind::Certainty => json!({ "enum": CERTAINTIES }),
    };
    let default = option_value(spec.default());
    if let Some(map) = value.as_object_mut() {
        map.insert("description".to_owned(), json!(spec.help));
        // Numbers that differ by database are no value of the key.
        if !default.is_object() {
            map.insert("default".to_owned(), default);
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synonyms_are_understood() {
        for name in SYNONYMS {
            assert!(Dialect::named(name).is_some(), "{name}");
        }
    }
}
