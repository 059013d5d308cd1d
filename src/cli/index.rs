//! `migcheck index`: what this repository uses of the database, in a file for checks that are made elsewhere.

use std::path::{Path, PathBuf};

use crate::check::{self, IndexFor};
use crate::config::{BaseChoice, Config, DatabaseConfig};
use crate::model::index::{KnownBy, Shard};
use crate::output;
use crate::output::terminal::clean;

use super::args::{Everywhere, IndexArgs, TreeOptions};
use super::console::Console;
use super::settings::Asked;
use super::{CLEAN, FAILED};

pub(super) fn run(args: &IndexArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    let tree = TreeOptions {
        base: args.base.iter().cloned().collect(),
        no_git: args.base.is_none(),
        migrations: args.migrations.clone(),
        database: args.database.clone(),
        ..TreeOptions::default()
    };
    let asked = Asked { everywhere, tree: &tree, paths: &[], check: None };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let schema = match &args.schema {
        None => None,
        Some(path) if !path.exists() => {
            console.error(&format!("the schema {} is not there", path.display()), None);
            return FAILED;
        }
        Some(path) => Some(project(path, args, &config)),
    };
    let wanted =
        IndexFor { name: args.name.clone(), schema, shard: args.shard, deployed: args.deployed, dialect: args.dialect };
    let found = check::index(&config, &wanted);
    if console.problems(&found.problems, &found.sources) {
        return FAILED;
    }
    let index = &found.index;
    let text = output::uses::render(index);
    match args.output.as_deref().filter(|path| path.as_os_str() != "-") {
        None => {
            if !console.out(&text) {
                return FAILED;
            }
        }
        Some(path) => {
            if let Err(error) = std::fs::write(path, &text) {
                console.error(&format!("cannot write {}: {error}", path.display()), None);
                return FAILED;
            }
        }
    }
    let commit = index.header.service.commit.as_deref().map(|commit| format!(" @ {}", crate::source::short(commit)));
    let known = match index.header.known_by {
        KnownBy::Own => "against the schema of its own migrations",
        KnownBy::Given => "against the schema that was given",
        KnownBy::Code => "without a schema",
    };
    let part = index.header.shard.map(|shard| format!(", part {} of {}", shard.part, shard.of));
    let line = format!(
        "{}{}{}: {} queries and {} uses of models in {} files, {known}.",
        index.header.service.name,
        commit.unwrap_or_default(),
        part.unwrap_or_default(),
        index.queries.len(),
        index.models.len(),
        found.stats.parsed_files,
    );
    console.say(&clean(&line, true));
    CLEAN
}

/// The project of another repository's schema: a folder, or one file in its folder.
fn project(path: &Path, args: &IndexArgs, config: &Config) -> Config {
    let plain = Config { base: BaseChoice::None, threads: config.threads, ..Config::default() };
    if path.is_dir() {
        return Config { root: path.to_owned(), ..plain };
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let database = DatabaseConfig {
        name: "main".to_owned(),
        migrations: vec![name],
        dialect: args.dialect,
        ..DatabaseConfig::default()
    };
    Config { root: folder.map_or_else(|| PathBuf::from("."), Path::to_owned), databases: vec![database], ..plain }
}

/// `2/4`
pub(super) fn shard(value: &str) -> Result<Shard, String> {
    let parts = value.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((part, of)) if part >= 1 && part <= of && of <= 10_000 => Ok(Shard { part, of }),
        _ => Err("it has the form I/N, with I from 1 to N".to_owned()),
    }
}
