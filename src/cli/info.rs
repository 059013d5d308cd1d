//! `migcheck info`: what was detected here, before anything is checked.

use serde::Serialize;

use crate::check::{self, Project, Survey, survey};
use crate::config::Config;
use crate::migration::LAYOUTS;
use crate::model::report::{DatabaseStats, Problem};
use crate::output::closing::{grouped, number};
use crate::output::terminal::{clean, wrap};

use super::args::{Everywhere, InfoArgs, InfoFormat};
use super::console::Console;
use super::settings::Asked;
use super::{CLEAN, FAILED};

/// Where the text behind the names begins.
const INDENT: usize = 11;

pub(super) fn run(args: &InfoArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    let asked = Asked { everywhere, tree: &args.tree, paths: &[], check: None };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let mut project = check::open(&config);
    let survey = survey(&project, config.threads);
    let mut problems = project.trees.problems();
    problems.append(&mut project.problems);
    let text = match args.format {
        InfoFormat::Human => human(&config, &project, &survey, console.style().width),
        InfoFormat::Json => json(&config, &project, &survey, &problems),
    };
    let written = console.out(&text);
    let failed = console.problems(&problems, &project.sources);
    if written && !failed { CLEAN } else { FAILED }
}

fn human(config: &Config, project: &Project, survey: &Survey, width: usize) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        let value = wrap(&clean(value, true), width, INDENT);
        text.push_str(&format!("{name:INDENT$}{value}\n"));
    };
    let stats = &project.stats;
    match &config.file {
        Some(file) => line("config", &file.display().to_string()),
        None => line("config", "none (defaults)"),
    }
    let head = match stats.head.as_deref() {
        Some(head) if head.len() >= 40 => format!(" (git, HEAD {})", head.get(..7).unwrap_or(head)),
        Some(head) => format!(" (git, {head})"),
        None => String::new(),
    };
    line("root", &format!("{}{head}", config.root.display()));
    match &stats.base {
        Some(base) => {
            let commit = base.commit.as_deref().and_then(|commit| commit.get(..7));
            let commit = commit.map(|commit| format!(" at {commit}")).unwrap_or_default();
            line("base", &format!("{}{commit} ({})", base.name, base.why));
        }
        None => line("base", "none: only the code here is checked, and every migration counts as new"),
    }
    for database in &stats.databases {
        line("", "");
        for (at, value) in database_lines(database).iter().enumerate() {
            line(if at == 0 { "database" } else { "" }, value);
        }
    }
    if project.is_empty() {
        let layouts: Vec<&str> = LAYOUTS.iter().map(|layout| layout.name()).collect();
        line("", "");
        line("database", &format!("no migrations found (looked for {})", layouts.join(", ")));
    }
    line("", "");
    let counts = |all: Vec<(&str, usize)>| {
        all.iter().map(|(name, count)| format!("{name} {}", grouped(*count))).collect::<Vec<_>>().join(", ")
    };
    let languages = counts(stats.languages.iter().map(|(name, count)| (name.as_str(), *count)).collect());
    let separator = if languages.is_empty() { "" } else { ": " };
    line("code", &format!("{}{separator}{languages}", number(stats.code_files, "file")));
    let of = |map: &std::collections::BTreeMap<&'static str, usize>| {
        counts(map.iter().map(|(name, count)| (*name, *count)).collect())
    };
    if !survey.skipped.is_empty() {
        line("", &format!("not parsed: {}", of(&survey.skipped)));
    }
    if !survey.unsupported.is_empty() {
        line("", &format!("of languages that are not supported: {}", of(&survey.unsupported)));
    }
    let models: Vec<String> =
        survey.models.iter().map(|(orm, count)| format!("{orm} ({})", number(*count, "model"))).collect();
    line("found", &if models.is_empty() { "no models of a known ORM".to_string() } else { models.join(", ") });
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

fn database_lines(database: &DatabaseStats) -> Vec<String> {
    let dialect = database.dialect.map_or("unknown dialect", |dialect| dialect.name());
    let why = match database.dialect_why.as_str() {
        "" => " (nothing tells the dialect)".to_string(),
        why => format!(" ({why})"),
    };
    let appended = match database.appended.len() {
        0 => String::new(),
        count => format!(", {} with added statements", grouped(count)),
    };
    let directory = if database.directory.is_empty() { "the root" } else { &database.directory };
    let (what, new) =
        if database.layout.starts_with("declarative") { ("file", "changed") } else { ("migration", "new") };
    vec![
        format!("{}: {dialect}{why}", database.name),
        format!(
            "{} in {directory} ({}), {} {new}{appended}",
            number(database.migrations, what),
            database.layout,
            grouped(database.new.len())
        ),
        [
            number(database.tables, "table"),
            number(database.columns, "column"),
            number(database.views, "view"),
            number(database.enums, "enum"),
        ]
        .join(", "),
        format!(
            "{}: {} parsed, {} recognised by their words, {} not understood",
            number(database.statements, "statement"),
            grouped(database.parsed),
            grouped(database.recognised),
            grouped(database.unparsed)
        ),
    ]
}

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    tool: Tool,
    config: Option<String>,
    root: String,
    base: Option<WireBase<'a>>,
    head: Option<&'a str>,
    databases: Vec<WireDatabase<'a>>,
    code: WireCode<'a>,
    models: Vec<Count<'a>>,
    errors: Vec<WireError<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct WireBase<'a> {
    r#ref: &'a str,
    commit: Option<&'a str>,
    why: &'a str,
}

#[derive(Serialize)]
struct WireDatabase<'a> {
    name: &'a str,
    dialect: Option<&'static str>,
    dialect_why: &'a str,
    directory: &'a str,
    layout: &'a str,
    migrations: usize,
    new: &'a [String],
    appended: &'a [String],
    tables: usize,
    columns: usize,
    views: usize,
    enums: usize,
    statements: usize,
    parsed: usize,
    recognised: usize,
    unparsed: usize,
}

#[derive(Serialize)]
struct WireCode<'a> {
    files: usize,
    languages: Vec<Count<'a>>,
    skipped: Vec<Count<'a>>,
    unsupported: Vec<Count<'a>>,
}

#[derive(Serialize)]
struct Count<'a> {
    name: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct WireError<'a> {
    message: &'a str,
    fatal: bool,
}

fn json(config: &Config, project: &Project, survey: &Survey, problems: &[Problem]) -> String {
    let stats = &project.stats;
    let counts = |map: &std::collections::BTreeMap<&'static str, usize>| {
        map.iter().map(|(name, count)| Count { name, count: *count }).collect::<Vec<_>>()
    };
    let wire = Wire {
        version: 1,
        tool: Tool { name: "migcheck", version: env!("CARGO_PKG_VERSION") },
        config: config.file.as_ref().map(|file| file.display().to_string()),
        root: config.root.display().to_string(),
        base: stats.base.as_ref().map(|base| WireBase {
            r#ref: &base.name,
            commit: base.commit.as_deref(),
            why: &base.why,
        }),
        head: stats.head.as_deref(),
        databases: stats.databases.iter().map(wire_database).collect(),
        code: WireCode {
            files: stats.code_files,
            languages: stats.languages.iter().map(|(name, count)| Count { name, count: *count }).collect(),
            skipped: counts(&survey.skipped),
            unsupported: counts(&survey.unsupported),
        },
        models: counts(&survey.models),
        errors: problems.iter().map(|one| WireError { message: &one.message, fatal: one.fatal }).collect(),
    };
    serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
}

fn wire_database(database: &DatabaseStats) -> WireDatabase<'_> {
    WireDatabase {
        name: &database.name,
        dialect: database.dialect.map(|dialect| dialect.name()),
        dialect_why: &database.dialect_why,
        directory: &database.directory,
        layout: &database.layout,
        migrations: database.migrations,
        new: &database.new,
        appended: &database.appended,
        tables: database.tables,
        columns: database.columns,
        views: database.views,
        enums: database.enums,
        statements: database.statements,
        parsed: database.parsed,
        recognised: database.recognised,
        unparsed: database.unparsed,
    }
}
