//! The table that ent gives a type without an annotation: `snake(rules.Pluralize(name))`, with the rules of `go-openapi/inflect`.
//!
//! A rule is the end of a word, in the case in which it is written, and the last one that fits counts: `CostBasis` → `cost_bases`, `Person` → `persons` (the rule
//! says `person`), and a name in the plural stays as it is.

/// Ends and what they become, the rules that win first.
const ENDS: &[(&str, &str)] = &[
    ("zombie", "zombies"),
    ("move", "moves"),
    ("sex", "sexes"),
    ("child", "children"),
    ("man", "men"),
    ("person", "people"),
    ("people", "people"),
    ("children", "children"),
    ("men", "men"),
    ("lice", "lice"),
    ("mice", "mice"),
    ("louse", "lice"),
    ("mouse", "mice"),
    ("index", "indices"),
    ("vertex", "vertices"),
    ("matrex", "matrices"),
    ("indix", "indices"),
    ("vertix", "vertices"),
    ("matrix", "matrices"),
    ("sh", "shes"),
    ("ss", "sses"),
    ("ch", "ches"),
    ("x", "xes"),
    ("quy", "quies"),
    ("hive", "hives"),
    ("rf", "rves"),
    ("lf", "lves"),
    ("sis", "ses"),
    ("ia", "ia"),
    ("ta", "ta"),
    ("ium", "ia"),
    ("tum", "ta"),
    ("tomato", "tomatoes"),
    ("buffalo", "buffaloes"),
    ("bus", "buses"),
    ("status", "statuses"),
    ("alias", "aliases"),
    ("viri", "viri"),
    ("octopi", "octopi"),
    ("virus", "viri"),
    ("octopus", "octopi"),
    ("axis", "axes"),
    ("testis", "testes"),
    ("s", "s"),
];

/// Names that are their own plural, in any case.
const UNCOUNTABLE: &[&str] =
    &["equipment", "information", "rice", "money", "species", "series", "fish", "sheep", "jeans", "police"];

/// The table of a type.
pub(super) fn table(model: &str) -> String {
    snake(&pluralize(model))
}

fn pluralize(name: &str) -> String {
    if UNCOUNTABLE.contains(&name.to_lowercase().as_str()) {
        return name.to_owned();
    }
    // `Day` and `Key` take an `s`, as the rules name consonants; `Life` and `Safe` are rules of a letter before `fe`, of which `e` and `i` are two.
    let end = |skip: usize| name.bytes().rev().nth(skip);
    let consonant = |byte: u8| byte.is_ascii_lowercase() && !b"aeiou".contains(&byte);
    for (from, to) in ENDS {
        if matches!(*from, "quy") && end(0) == Some(b'y') && end(1).is_some_and(consonant) {
            return format!("{}ies", name.trim_end_matches('y'));
        }
        if matches!(*from, "rf") && name.ends_with("fe") && end(2).is_some_and(|byte| byte.is_ascii_lowercase()) {
            return format!("{}ves", name.strip_suffix("fe").unwrap_or(name));
        }
        if let Some(stem) = name.strip_suffix(from) {
            return format!("{stem}{to}");
        }
    }
    format!("{name}s")
}

/// ent's own way to write a name in small letters: `UserInfo` → `user_info`, `PHBOrg` → `phb_org`.
fn snake(name: &str) -> String {
    let bytes = name.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or_default();
    let mut last = 0;
    let mut out = String::new();
    for (index, byte) in name.char_indices() {
        if index > 0 && index + 1 < bytes.len() && byte.is_ascii_uppercase() {
            let after_word = at(index - 1).is_ascii_lowercase();
            let before_word = last + 1 != index && at(index + 1).is_ascii_lowercase();
            if after_word || (before_word && at(index - 1).is_ascii_alphabetic()) {
                last = index;
                out.push('_');
            }
        }
        out.extend(byte.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_named_as_ent_names_them() {
        for (model, expected) in [
            ("User", "users"),
            ("CostBasis", "cost_bases"),
            ("UsageRuns", "usage_runs"),
            ("Person", "persons"),
            ("Category", "categories"),
            ("Day", "days"),
            ("Knife", "knives"),
            ("Status", "status"),
            ("OrderStatus", "order_status"),
            ("Box", "boxes"),
            ("Money", "money"),
            ("Media", "media"),
            ("UserData", "user_data"),
            ("APIKey", "api_keys"),
            ("OAuthToken", "oauth_tokens"),
            ("PHBOrg", "phb_orgs"),
        ] {
            assert_eq!(table(model), expected, "{model}");
        }
    }
}
