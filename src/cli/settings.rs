//! Command line → [`Config`].

use std::path::{Component, Path, PathBuf};

use clap::ArgMatches;

use crate::config::{BaseChoice, Config, DatabaseConfig, Scope};
use crate::model::finding::Level;
use crate::rule::selection::similar;

use super::args::{CheckArgs, Everywhere};

/// Why there is no configuration, and what may help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    pub message: String,
    pub tip: Option<String>,
}

/// The levels of `--deny`, `--warn` and `--allow`, in the order in which they were written.
pub type Levels = Vec<(String, Option<Level>)>;

/// Reads the levels off the matches: only they know the order between different options.
pub fn levels(matches: &ArgMatches) -> Levels {
    let mut all = Vec::new();
    for (option, level) in [("deny", Some(Level::Error)), ("warn", Some(Level::Warning)), ("allow", None)] {
        let values = matches.get_many::<String>(option).into_iter().flatten();
        let places = matches.indices_of(option).into_iter().flatten();
        all.extend(places.zip(values).map(|(place, name)| (place, name.clone(), level)));
    }
    all.sort_by_key(|(place, ..)| *place);
    all.into_iter().map(|(_, name, level)| (name, level)).collect()
}

/// The settings of a run.
pub fn config(args: &CheckArgs, everywhere: &Everywhere, levels: &Levels) -> Result<Config, SettingsError> {
    let file = if everywhere.no_config { None } else { everywhere.config.clone() };
    over(Config { file, ..Config::default() }, args, everywhere, levels)
}

/// Lays the command line over what is set already: a flag that was given wins, lists of what to leave out and of levels add up.
pub fn over(
    mut config: Config,
    args: &CheckArgs,
    everywhere: &Everywhere,
    levels: &Levels,
) -> Result<Config, SettingsError> {
    let options = &args.options;
    let root = config.root.clone();
    let relative = |path: &PathBuf| relative(path, &root);
    if !options.migrations.is_empty() {
        let database = |directory| {
            let path = relative(directory);
            DatabaseConfig { name: path.clone(), migrations: vec![path], ..DatabaseConfig::default() }
        };
        config.databases = options.migrations.iter().map(database).collect();
    }
    keep(&mut config.databases, &options.database)?;
    if let Some(base) = base(options.base.as_deref(), options.no_git)? {
        config.base = base;
    }
    match () {
        () if !args.paths.is_empty() => config.scope = Scope::Files(args.paths.iter().map(relative).collect()),
        () if options.all => config.scope = Scope::All,
        () if options.staged => config.scope = Scope::Staged,
        () => {}
    }
    if !options.select.is_empty() {
        config.select.clone_from(&options.select);
    }
    config.ignore.extend(options.ignore.iter().cloned());
    config.levels.extend(levels.iter().cloned());
    if let Some(fail_on) = options.fail_on {
        config.fail_on = fail_on.level();
    }
    config.strict |= options.strict;
    config.allow_empty |= options.allow_empty;
    config.threads = everywhere.threads.unwrap_or(config.threads);
    config.verbose = everywhere.verbose;
    Ok(config)
}

/// The variables by which a CI names the base of a change.
fn environment() -> std::collections::BTreeMap<String, String> {
    let value = |name: &&str| Some(((*name).to_string(), std::env::var(name).ok()?));
    crate::input::choose::VARIABLES.iter().filter_map(value).collect()
}

/// No git ref starts with `.` or `/`, so a base that does is a directory.
fn base(value: Option<&str>, no_git: bool) -> Result<Option<BaseChoice>, SettingsError> {
    // The command line refuses both flags; against the environment the flag wins.
    let (false, Some(value)) = (no_git, value) else { return Ok(no_git.then_some(BaseChoice::None)) };
    let path = Path::new(value);
    if !value.starts_with('.') && !path.is_absolute() {
        return Ok(Some(BaseChoice::Ref(value.to_string())));
    }
    if path.is_dir() {
        return Ok(Some(BaseChoice::Directory(path.to_path_buf())));
    }
    Err(SettingsError { message: format!("the base `{value}` is no directory"), tip: None })
}

fn keep(databases: &mut Vec<DatabaseConfig>, names: &[String]) -> Result<(), SettingsError> {
    for name in names {
        if !databases.iter().any(|database| database.name == *name) {
            let near = similar(name, databases.iter().map(|database| database.name.as_str()));
            return Err(SettingsError {
                message: format!("no database `{name}` in the configuration"),
                tip: near.map(|near| format!("a database with a similar name: `{near}`")),
            });
        }
    }
    if !names.is_empty() {
        databases.retain(|database| names.contains(&database.name));
    }
    Ok(())
}

/// A path as the report writes it: relative to the root where it is below it, with `/`.
fn relative(path: &Path, root: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let (path, root) = (plain(&here.join(path)), plain(&here.join(root)));
    let path = path.strip_prefix(&root).unwrap_or(&path);
    let text = path.to_string_lossy();
    match (text.is_empty(), std::path::MAIN_SEPARATOR) {
        (true, _) => ".".to_string(),
        (false, '/') => text.into_owned(),
        (false, separator) => text.replace(separator, "/"),
    }
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::{CommandFactory, FromArgMatches};

    fn settings(line: &str) -> Result<Config, SettingsError> {
        let matches = Cli::command().get_matches_from(["migcheck", "check"].into_iter().chain(line.split_whitespace()));
        let cli = Cli::from_arg_matches(&matches).unwrap();
        let Some(Command::Check(args)) = &cli.command else { panic!("check was asked for") };
        config(args, &cli.everywhere, &levels(matches.subcommand_matches("check").unwrap()))
    }

    #[test]
    fn the_base_is_a_ref_or_a_directory() {
        for (line, expected) in [
            ("--base origin/main", BaseChoice::Ref("origin/main".into())),
            ("--base src", BaseChoice::Ref("src".into())),
            ("--base ./src", BaseChoice::Directory("./src".into())),
            ("--no-git", BaseChoice::None),
        ] {
            assert_eq!(settings(line).unwrap().base, expected, "{line}");
        }
        assert_eq!(settings("--base ./nowhere").unwrap_err().message, "the base `./nowhere` is no directory");
    }

    #[test]
    fn levels_keep_their_order() {
        let config = settings("--warn a,b --deny a --allow b --warn c").unwrap();
        let names: Vec<_> =
            config.levels.iter().map(|(name, level)| (name.as_str(), level.map_or("off", Level::name))).collect();
        let expected = [("a", "warning"), ("b", "warning"), ("a", "error"), ("b", "off"), ("c", "warning")];
        assert_eq!(names, expected);
    }

    #[test]
    fn paths_are_relative_with_slashes() {
        let here = std::env::current_dir().unwrap();
        let absolute = here.join("db").join("1.sql");
        let line = format!("./db/1.sql {}", absolute.display());
        assert_eq!(settings(&line).unwrap().scope, Scope::Files(vec!["db/1.sql".into(), "db/1.sql".into()]));
        assert_eq!(settings("src/../db/1.sql").unwrap().scope, Scope::Files(vec!["db/1.sql".into()]));
        assert_eq!(settings("--migrations db/").unwrap().databases[0].migrations, ["db"]);
        assert_eq!(settings("--all").unwrap().scope, Scope::All);
    }

    #[test]
    fn flags_lie_over_what_is_set() {
        let matches = Cli::command().get_matches_from(["migcheck", "--ignore", "b", "--strict", "--fail-on", "never"]);
        let cli = Cli::from_arg_matches(&matches).unwrap();
        let args = CheckArgs { options: cli.options, paths: Vec::new() };
        let file = Config {
            base: BaseChoice::Ref("prod".into()),
            select: vec!["usage".into()],
            ignore: vec!["a".into()],
            threads: 3,
            ..Config::default()
        };
        let config = over(file, &args, &cli.everywhere, &Vec::new()).unwrap();
        assert_eq!((config.base, config.threads), (BaseChoice::Ref("prod".into()), 3));
        assert_eq!((config.select, config.ignore), (vec!["usage".to_string()], vec!["a".to_string(), "b".to_string()]));
        assert_eq!((config.strict, config.fail_on, config.allow_empty), (true, None, false));
    }

    #[test]
    fn databases_are_picked_by_name() {
        assert_eq!(settings("--migrations a --migrations bcd --database bcd").unwrap().databases.len(), 1);
        let error = settings("--migrations abcd --database abcc").unwrap_err();
        assert_eq!(error.message, "no database `abcc` in the configuration");
        assert_eq!(error.tip.as_deref(), Some("a database with a similar name: `abcd`"));
    }
}
