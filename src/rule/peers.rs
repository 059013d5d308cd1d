//! The rules of other tools and ours of the same hazard: `peers.toml`, which is also what their own test cases are judged by. Hazards by themselves, with
//! our rules for each, are in `hazards.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

type Map = BTreeMap<String, BTreeMap<String, Vec<String>>>;

static PEERS: LazyLock<Map> = LazyLock::new(|| match toml::from_str(include_str!("peers.toml")) {
    Ok(map) => map,
    // The file is part of the program: this is a bug, and a test meets it first.
    Err(error) => panic!("src/rule/peers.toml: {error}"),
});

/// The tools, each with its rules and ours for each; empty where we have none.
pub fn all() -> &'static BTreeMap<String, BTreeMap<String, Vec<String>>> {
    &PEERS
}

static HAZARDS: LazyLock<Map> = LazyLock::new(|| match toml::from_str(include_str!("hazards.toml")) {
    Ok(map) => map,
    // The file is part of the program: this is a bug, and a test meets it first.
    Err(error) => panic!("src/rule/hazards.toml: {error}"),
});

/// The hazards by kind, each with the rules that find it; empty where none does.
pub fn hazards() -> &'static BTreeMap<String, BTreeMap<String, Vec<String>>> {
    &HAZARDS
}

/// Our rules for a tool's rule.
pub fn ours(tool: &str, rule: &str) -> impl Iterator<Item = &'static str> {
    PEERS.get(tool).and_then(|rules| rules.get(rule)).into_iter().flatten().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::named;

    #[test]
    fn every_rule_of_ours_is_there() {
        for (file, map) in [("peers", all()), ("hazards", hazards())] {
            let named_there = map.values().flat_map(|rules| rules.values()).flatten();
            let missing: Vec<&String> = named_there.filter(|slug| named(slug).is_none()).collect();
            assert!(missing.is_empty(), "src/rule/{file}.toml: {missing:?}");
        }
    }
}
