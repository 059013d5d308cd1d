//! Every key of `migcheck.toml`, with what it is for: what the parser accepts, what errors suggest, and what the JSON Schema is made of.

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Truth,
    /// From 0.
    Number,
    OneOf(&'static [&'static str]),
    /// A dialect, by any of its names.
    Dialect,
    /// The name of a layout.
    Format,
    /// `"16"`, `"8.0"`
    Version,
    /// A file or folder inside of the project.
    Path,
    Paths,
    Globs,
    Names,
    /// Rules and groups.
    Rules,
    Table(&'static [Key]),
    /// `[[…]]`
    Tables(&'static [Key]),
    /// `[rules.<slug>]`
    PerRule,
}

/// One key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
    /// A sentence.
    pub what: &'static str,
}

const fn key(name: &'static str, kind: Kind, what: &'static str) -> Key {
    Key { name, kind, what }
}

/// The values of `level`.
pub const LEVELS: &[&str] = &["error", "warning", "note", "allow"];
/// The values of `fail-on`.
pub const FAIL_ON: &[&str] = &["error", "warning", "note", "never"];
/// The values of `preset`.
pub const PRESETS: &[&str] = &["default", "strict", "usage"];

/// The values of `deploy`.
pub const DEPLOY: &[&str] = &["rolling", "stop"];
/// The values of `migrate`.
pub const MIGRATE: &[&str] = &["before", "after"];

/// Of the file itself.
pub static TOP: &[Key] = &[
    key(
        "deployed",
        Kind::Text,
        "The git ref of the code that is deployed, where the command line and the CI name none.",
    ),
    key("deploy", Kind::OneOf(DEPLOY), "Whether old instances run while new ones start, or all are stopped first."),
    key("migrate", Kind::OneOf(MIGRATE), "Whether the migrations of a release run before its code starts, or after."),
    key("fail-on", Kind::OneOf(FAIL_ON), "The exit code is 1 with a finding of this level or above."),
    key("preset", Kind::OneOf(PRESETS), "Which rules are on where `select` names none."),
    key("select", Kind::Rules, "Only these rules or groups are on."),
    key("ignore", Kind::Rules, "These rules or groups are off."),
    key("strict", Kind::Truth, "Uses in test code count like any other."),
    key("allow-empty", Kind::Truth, "It is no error when there is no migration to check."),
    key("exclude", Kind::Globs, "Paths that hold no code of this project, as in a .gitignore."),
    key(
        "coverage",
        Kind::Paths,
        "Reports of test coverage, lcov or Cobertura's XML: findings say whether a test runs the line.",
    ),
    key("threads", Kind::Number, "Worker threads; 0: as many as there are cores."),
    key("foreign-suppressions", Kind::Truth, "Comments of other linters that accept an equal hazard are followed."),
    key("user-rules", Kind::Path, "The folder of the project's own rules, a Markdown file each."),
    key("uses", Kind::Globs, "Files of `migcheck index` that say what other repositories use of the database."),
    key("database", Kind::Tables(DATABASE), "A database of the project: one table each."),
    key("tables", Kind::Table(TABLES), "What is known of single tables."),
    key("rules", Kind::PerRule, "The level and the options of single rules."),
    key("overrides", Kind::Tables(OVERRIDE), "Other levels for the migrations under some paths."),
];

/// Of one `[[database]]`.
pub static DATABASE: &[Key] = &[
    key("name", Kind::Text, "What the database is called in reports; needed where there are several."),
    key("migrations", Kind::Paths, "Folders or files of its migrations."),
    key("format", Kind::Format, "The migration tool; found out if absent."),
    key("dialect", Kind::Dialect, "The dialect of its SQL; found out if absent."),
    key("code", Kind::Globs, "The code that uses this database; absent: all code."),
    key(
        "deployed",
        Kind::Text,
        "The git ref that is deployed for this database, where it is another than the project's.",
    ),
    key("baseline", Kind::Path, "A dump of the schema that the migrations start from."),
    key("version", Kind::Version, "The version of the server, as `\"16\"` or `\"8.0\"`."),
];

/// Of `[tables]`.
pub static TABLES: &[Key] =
    &[key("large", Kind::Names, "Tables with many rows, with or without their schema; all others count as small.")];

/// Of one `[[overrides]]`.
pub static OVERRIDE: &[Key] = &[
    key("paths", Kind::Globs, "The migrations that are meant."),
    key("deny", Kind::Rules, "Findings of these rules or groups are errors."),
    key("warn", Kind::Rules, "Findings of these rules or groups are warnings."),
    key("note", Kind::Rules, "Findings of these rules or groups are notes."),
    key("allow", Kind::Rules, "These rules or groups are off."),
];

/// The names of keys, in their order.
pub fn names(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Preset, parse};

    /// A value as TOML writes it; `None`: a table.
    fn sample(kind: Kind) -> Option<String> {
        Some(match kind {
            Kind::Text => "'text'".to_owned(),
            Kind::Truth => "true".to_owned(),
            Kind::Number => "2".to_owned(),
            Kind::OneOf(values) => format!("'{}'", values[0]),
            Kind::Dialect => "'mysql'".to_owned(),
            Kind::Format => "'flyway'".to_owned(),
            Kind::Version => "'8.0'".to_owned(),
            Kind::Path => "'a/b'".to_owned(),
            Kind::Paths | Kind::Globs | Kind::Names | Kind::Rules => "['a', 'b']".to_owned(),
            Kind::Table(_) | Kind::Tables(_) | Kind::PerRule => return None,
        })
    }

    fn whole() -> String {
        let lines = |keys: &[Key]| {
            let each = keys.iter().filter_map(|key| Some(format!("{} = {}\n", key.name, sample(key.kind)?)));
            each.collect::<String>()
        };
        let mut text = lines(TOP);
        for key in TOP {
            match key.kind {
                Kind::Table(keys) => text.push_str(&format!("[{}]\n{}", key.name, lines(keys))),
                Kind::Tables(keys) => text.push_str(&format!("[[{}]]\n{}", key.name, lines(keys))),
                Kind::PerRule => text.push_str(&format!("[{}.x]\nlevel = 'note'\nother = 1\n", key.name)),
                _ => {}
            }
        }
        text
    }

    /// The other direction is the parser's own: it asks these lists before it looks at a key.
    #[test]
    fn every_key_is_accepted() {
        let file = parse(Path::new("migcheck.toml"), whole(), "").unwrap_or_else(|errors| panic!("{errors:#?}"));
        // What is allowed has no level.
        let shown = format!("{:?}", file.settings).replace("\", None)", "\", Off)");
        for empty in ["None", "[]"] {
            assert!(!shown.contains(empty), "a key was not taken: {shown}");
        }
    }

    #[test]
    fn values_are_those_that_are_there() {
        assert_eq!(PRESETS, Preset::ALL.map(Preset::name));
    }

    #[test]
    fn what_is_said_of_keys_are_sentences() {
        for key in [TOP, DATABASE, TABLES, OVERRIDE].into_iter().flatten() {
            assert!(key.what.ends_with('.') && key.what.starts_with(char::is_uppercase), "{}", key.name);
        }
    }
}
