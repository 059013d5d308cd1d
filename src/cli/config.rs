//! `migcheck config`: the effective configuration as TOML that could stand in the file, each value with where it is from; or the JSON Schema of the file.

use clap::ArgMatches;
use serde_json::{Value, json};

use crate::config::{self, Config, ConfigFile};
use crate::output::terminal::clean;
use crate::rule::Selection;

use super::args::{ConfigArgs, Everywhere};
use super::console::Console;
use super::effective::{Entry, Origin, RuleEntry, Sources};
use super::settings::{self, Asked, SettingsError};
use super::{CLEAN, FAILED, config_schema};

/// Where the remarks begin.
const COLUMN: usize = 48;

pub(super) fn run(args: &ConfigArgs, everywhere: &Everywhere, matches: &ArgMatches, console: &Console) -> u8 {
    if args.schema {
        let text = pretty(&config_schema::schema());
        return if console.out(&text) { CLEAN } else { FAILED };
    }
    let own_format = matches.value_source("format") == Some(clap::parser::ValueSource::CommandLine);
    let format = if own_format { args.options.format.as_str() } else { "human" };
    if !matches!(format, "human" | "json") {
        console.error(&format!("`config` prints `human` and `json`, not `{format}`"), None);
        return FAILED;
    }
    let levels = settings::levels(matches);
    let tree = &args.options.tree;
    let asked = Asked { everywhere, tree, paths: &[], check: Some((&args.options, &levels)) };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let selection = match Selection::of(&config) {
        Ok(selection) => selection,
        Err(error) => {
            console.error(&error.to_string(), Some(&error.tip()));
            return FAILED;
        }
    };
    let file = match reread(&config) {
        Ok(file) => file,
        Err(error) => {
            console.unsettled(error);
            return FAILED;
        }
    };
    let sources = Sources::new(&config, file.as_ref(), args, matches, &levels);
    let text = match format {
        "json" => pretty(&wire(&config, &sources, &selection)),
        _ => human(&config, &sources, &selection),
    };
    if console.out(&text) { CLEAN } else { FAILED }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// The file once more, for its lines.
fn reread(config: &Config) -> Result<Option<ConfigFile>, SettingsError> {
    let Some(path) = &config.file else { return Ok(None) };
    let full = std::env::current_dir().map(|here| here.join(path)).unwrap_or_else(|_| path.clone());
    config::load(&full, &config.root).map(Some).map_err(SettingsError::File)
}

fn name(config: &Config) -> String {
    config.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default()
}

fn human(config: &Config, sources: &Sources<'_>, selection: &Selection) -> String {
    let file = name(config);
    let mut lines = vec![
        format!("# file: {}", if file.is_empty() { "none" } else { &file }),
        format!("# root: {}", config.root.display()),
    ];
    for entry in sources.of_the_run() {
        let value = entry.value.as_ref().map(toml).unwrap_or_default();
        lines.push(remarked(format!("# {}: {value}", entry.key), &entry, &file));
    }
    lines.push(String::new());
    let (tables, values): (Vec<Entry>, Vec<Entry>) =
        sources.values().into_iter().partition(|entry| entry.key.starts_with("tables."));
    lines.extend(values.iter().map(|entry| shown(entry, &file)));
    let databases = sources.databases();
    if databases.is_empty() {
        lines.extend(["".to_owned(), "# [[database]]: none; `migcheck info` shows what is detected".to_owned()]);
    }
    let mut table = |heading: &str, entries: &[Entry]| {
        lines.extend([String::new(), heading.to_owned()]);
        lines.extend(entries.iter().map(|entry| shown(entry, &file)));
    };
    for database in &databases {
        table("[[database]]", database);
    }
    let large: Vec<Entry> = tables.into_iter().map(|entry| Entry { key: "large".to_owned(), ..entry }).collect();
    table("[tables]", &large);
    for scoped in &sources.overrides() {
        table("[[overrides]]", scoped);
    }
    let rules = sources.rules(selection);
    let on = rules.iter().filter(|rule| rule.level.is_some()).count();
    let by_default = |rule: &RuleEntry<'_>| {
        let options = rule.options.iter().all(|option| option.from == [Origin::Default]);
        let is_own = |origin: &Origin| match origin {
            Origin::File(line) => sources.is_of_rules(*line),
            Origin::Option(option) => matches!(option.as_str(), "--deny" | "--warn" | "--allow"),
            _ => false,
        };
        options && !is_own(&rule.from)
    };
    for rule in rules.iter().filter(|rule| !by_default(rule)) {
        let level = Entry {
            key: "level".to_owned(),
            value: Some(json!(rule.level.map_or("allow", |level| level.name()))),
            from: vec![rule.from.clone()],
        };
        let mut entries = vec![level];
        entries.extend(rule.options.iter().map(|one| Entry {
            key: one.key.clone(),
            value: one.value.clone(),
            from: one.from.clone(),
        }));
        table(&format!("[rules.{}]", rule.rule.slug), &entries);
    }
    lines.push(String::new());
    lines
        .push(format!("# {on} of {} rules are on; `migcheck config --format json` has the level of each", rules.len()));
    // What stands in the file is untrusted text.
    lines.iter().flat_map(|line| [clean(line.trim_end(), true), "\n".to_owned()]).collect()
}

fn shown(entry: &Entry, file: &str) -> String {
    match &entry.value {
        Some(value) => remarked(format!("{} = {}", entry.key, toml(value)), entry, file),
        None => remarked(format!("# {} is not set", entry.key), entry, file),
    }
}

fn remarked(text: String, entry: &Entry, file: &str) -> String {
    let from: Vec<String> = entry.from.iter().map(|origin| told(origin, file)).collect();
    format!("{text:COLUMN$} # {}", from.join(", "))
}

fn told(origin: &Origin, file: &str) -> String {
    match origin {
        Origin::Default => "default".to_owned(),
        Origin::File(line) => format!("{file}:{line}"),
        Origin::Environment(name) => (*name).to_owned(),
        Origin::Option(name) => name.clone(),
    }
}

/// JSON's values as TOML writes them.
fn toml(value: &Value) -> String {
    match value {
        Value::String(text) => toml::Value::String(text.clone()).to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(all) => {
            let each = all.iter().map(|(key, value)| format!("{key} = {}", toml(value)));
            format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn wire(config: &Config, sources: &Sources<'_>, selection: &Selection) -> Value {
    let file = name(config);
    let from = |entry: &Entry| entry.from.iter().map(|origin| origin_wire(origin, &file)).collect::<Vec<_>>();
    let entry = |entry: &Entry| json!({ "key": entry.key, "value": entry.value, "from": from(entry) });
    let entries = |all: &[Entry]| all.iter().map(entry).collect::<Vec<_>>();
    let tables = |all: &[Vec<Entry>]| all.iter().map(|one| entries(one)).collect::<Vec<_>>();
    let rules: Vec<Value> = sources
        .rules(selection)
        .iter()
        .map(|one| {
            json!({
                "rule": one.rule.slug,
                "group": one.rule.group.name(),
                "file": one.rule.file,
                "level": one.level.map(|level| level.name()),
                "from": origin_wire(&one.from, &file),
                "options": entries(&one.options),
            })
        })
        .collect();
    json!({
        "version": 1,
        "tool": { "name": "migcheck", "version": env!("CARGO_PKG_VERSION") },
        "file": config.file.as_ref().map(|file| file.display().to_string()),
        "root": config.root.display().to_string(),
        "run": entries(&sources.of_the_run()),
        "values": entries(&sources.values()),
        "databases": tables(&sources.databases()),
        "overrides": tables(&sources.overrides()),
        "rules": rules,
    })
}

fn origin_wire(origin: &Origin, file: &str) -> Value {
    match origin {
        Origin::Default => json!({ "kind": "default" }),
        Origin::File(line) => json!({ "kind": "file", "path": file, "line": line }),
        Origin::Environment(name) => json!({ "kind": "environment", "name": name }),
        Origin::Option(name) => json!({ "kind": "option", "name": name }),
    }
}
