//! Command line over `migcheck.toml` → [`Config`].

use std::path::{Component, Path, PathBuf};

use clap::ArgMatches;

use crate::config::{self, BaseChoice, Config, ConfigError, DatabaseConfig, Overrides, Scope, accepted};
use crate::input::choose::VARIABLES;
use crate::model::finding::Level;
use crate::rule::Selection;
use crate::rule::selection::similar;

use super::args::{CheckOptions, Everywhere, TreeOptions};
use super::{known, outside};

/// Why there is no configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsError {
    /// Something on the command line, and what may help.
    Option { message: String, tip: Option<String> },
    /// In the file, each at its place.
    File(Vec<ConfigError>),
}

impl SettingsError {
    fn option(message: impl Into<String>) -> Self {
        SettingsError::Option { message: message.into(), tip: None }
    }
}

/// What the command line of a subcommand asks for.
pub struct Asked<'a> {
    pub everywhere: &'a Everywhere,
    pub tree: &'a TreeOptions,
    /// Migrations that were named.
    pub paths: &'a [PathBuf],
    /// The options that only `check` has.
    pub check: Option<(&'a CheckOptions, &'a Levels)>,
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

/// The settings of a run: the file that belongs to the directory of the run, with the command line over it.
pub fn config(asked: &Asked<'_>) -> Result<Config, SettingsError> {
    let here = std::env::current_dir()
        .map_err(|error| SettingsError::option(format!("the directory of the run cannot be read: {error}")))?;
    config_at(asked, &here)
}

/// The same for a run in another directory, which must be absolute.
pub fn config_at(asked: &Asked<'_>, here: &Path) -> Result<Config, SettingsError> {
    let Asked { everywhere, tree, .. } = asked;
    let bases = bases(tree, here)?;
    let (mut root, mut found) = config::discover(here);
    if matches!(bases.first(), Some(BaseChoice::Directory(_))) {
        // Two directories are compared as they are, wherever they lie.
        here.clone_into(&mut root);
        found = found.filter(|file| file.starts_with(here));
    }
    let path = match &everywhere.config {
        _ if everywhere.no_config => None,
        Some(given) => Some(plain(&here.join(given))),
        None => found,
    };
    let file = path.map(|path| config::load(&path, &root)).transpose();
    let mut file = file.map_err(|errors| SettingsError::File(shortened(errors, here)))?;
    if let Some(file) = &mut file {
        file.path = short(&file.path, here);
        known::names(file, |path| short(&root.join(path), here)).map_err(SettingsError::File)?;
    }
    let relative = |path: &PathBuf| relative(path, here, &root);
    let migrations = tree.migrations.iter().map(relative).collect::<Result<Vec<_>, _>>()?;
    let paths = asked.paths.iter().map(relative).collect::<Result<Vec<_>, _>>()?;
    let scope = match () {
        () if !paths.is_empty() => Some(Scope::Files(paths)),
        () if tree.all => Some(Scope::All),
        () if tree.staged => Some(Scope::Staged),
        () => None,
    };
    let known = file.as_ref().map_or(&[][..], |file| &file.settings.databases);
    unknown_database(&tree.database, known)?;
    let mut overrides = Overrides {
        base: bases.first().cloned(),
        further: bases.iter().skip(1).cloned().collect(),
        scope,
        threads: everywhere.threads,
        verbose: everywhere.verbose,
        migrations: migrations.clone(),
        databases: tree.database.clone(),
        ..Overrides::default()
    };
    if let Some((options, levels)) = asked.check {
        overrides.select.clone_from(&options.select);
        overrides.ignore.clone_from(&options.ignore);
        overrides.levels.clone_from(levels);
        overrides.fail_on = options.fail_on.map(|level| level.level());
        overrides.strict = options.strict.then_some(true);
        overrides.coverage =
            options.coverage.iter().map(|path| here.join(path).to_string_lossy().into_owned()).collect();
        overrides.no_suppressions = options.no_suppressions;
        overrides.allow_empty = options.allow_empty.then_some(true);
    }
    let no_database = known.is_empty();
    let mut config = config::resolve(root, file.as_ref(), overrides)
        .map_err(|error| SettingsError::Option { message: error.message, tip: error.help })?;
    if no_database && !migrations.is_empty() {
        // Whether several directories are one database in several dialects is seen when they are read.
        let database = |path: String| {
            let name = if migrations.len() == 1 { "main".to_string() } else { String::new() };
            DatabaseConfig { name, migrations: vec![path], ..DatabaseConfig::default() }
        };
        config.databases = migrations.iter().cloned().map(database).collect();
    }
    deployed(&mut config)?;
    config.env = environment();
    Ok(config)
}

/// The settings of a check in a directory with all that it reads beside the code: the rules that it names are there, and the baseline and the uses of other
/// repositories are read.
pub fn whole(asked: &Asked<'_>, here: &Path) -> Result<Config, SettingsError> {
    let mut config = config_at(asked, here)?;
    Selection::of(&config)
        .map_err(|error| SettingsError::Option { message: error.to_string(), tip: Some(error.tip()) })?;
    outside::read(&[], &mut config)?;
    let accepted = accepted::read(&config.root).map_err(SettingsError::option)?;
    config.accepted = accepted.into_keys().collect();
    Ok(config)
}

/// Directories that hold a base, from the root of the disk: settings name them as seen from `here`, which need not be the directory of the run.
pub fn anchor(config: &mut Config, here: &Path) {
    for base in std::iter::once(&mut config.base).chain(&mut config.further) {
        if let BaseChoice::Directory(directory) = base {
            *directory = plain(&here.join(&*directory));
        }
    }
}

/// One run has one base, so databases that are deployed from different refs are checked one at a time.
fn deployed(config: &mut Config) -> Result<(), SettingsError> {
    if config.base != BaseChoice::Auto || config.scope == Scope::Staged {
        return Ok(());
    }
    let of = |database: &DatabaseConfig| database.deployed.clone().or_else(|| config.deployed.clone());
    let mut refs: Vec<Option<String>> = config.databases.iter().map(of).collect();
    refs.dedup();
    match &refs[..] {
        [] => Ok(()),
        [one] => {
            config.deployed.clone_from(one);
            Ok(())
        }
        _ => Err(SettingsError::Option {
            message: "the databases of the configuration are deployed from different refs".to_string(),
            tip: Some(
                "check one at a time with `--database <NAME>`, or name one ref for all with `--base`".to_string(),
            ),
        }),
    }
}

/// The variables by which a CI names the base of a change.
fn environment() -> std::collections::BTreeMap<String, String> {
    let value = |name: &&str| Some(((*name).to_string(), std::env::var(name).ok()?));
    VARIABLES.iter().filter_map(value).collect()
}

/// The bases that the command line names.
fn bases(tree: &TreeOptions, here: &Path) -> Result<Vec<BaseChoice>, SettingsError> {
    // The command line refuses two of these; against the environment's base the flag wins.
    if tree.no_git {
        return Ok(vec![BaseChoice::None]);
    }
    let named = tree.base.iter().filter(|value| !tree.staged && !value.is_empty());
    named.map(|value| base(value, here)).collect()
}

/// No git ref starts with `.` or `/`, so a base that does is a directory.
fn base(value: &str, here: &Path) -> Result<BaseChoice, SettingsError> {
    let path = Path::new(value);
    if !value.starts_with('.') && !path.is_absolute() {
        return Ok(BaseChoice::Ref(value.to_string()));
    }
    if path.is_dir() {
        return Ok(BaseChoice::Directory(short(path, here)));
    }
    Err(SettingsError::option(format!("the base `{value}` is no directory")))
}

fn unknown_database(names: &[String], known: &[DatabaseConfig]) -> Result<(), SettingsError> {
    let Some(name) = names.iter().find(|name| known.iter().all(|database| database.name != **name)) else {
        return Ok(());
    };
    let near = similar(name, known.iter().map(|database| database.name.as_str()));
    let tip = match near {
        Some(near) => format!("a database with a similar name: `{near}`"),
        None if known.is_empty() => "databases get their names from [[database]] in migcheck.toml".to_string(),
        None => {
            let known: Vec<_> = known.iter().map(|database| database.name.as_str()).collect();
            format!("there are {}", known.join(", "))
        }
    };
    Err(SettingsError::Option { message: format!("no database `{name}` in the configuration"), tip: Some(tip) })
}

fn shortened(errors: Vec<ConfigError>, here: &Path) -> Vec<ConfigError> {
    errors.into_iter().map(|error| ConfigError { file: short(&error.file, here), ..error }).collect()
}

/// A path as people want it: seen from the directory of the run, unless that is longer.
fn short(path: &Path, here: &Path) -> PathBuf {
    let full = plain(&here.join(path));
    let common = full.components().zip(here.components()).take_while(|(a, b)| a == b).count();
    let up = here.components().count() - common;
    let mut seen: PathBuf = std::iter::repeat_n("..", up).collect();
    seen.extend(full.components().skip(common));
    if seen.as_os_str().is_empty() {
        seen.push(".");
    }
    if up > 3 || seen.as_os_str().len() > path.as_os_str().len() { path.to_owned() } else { seen }
}

/// A path on the command line as the report writes it.
pub fn inside(path: &Path, root: &Path) -> Result<String, SettingsError> {
    let here = std::env::current_dir()
        .map_err(|error| SettingsError::option(format!("the directory of the run cannot be read: {error}")))?;
    relative(path, &here, root)
}

/// A path that was named from `here`, as the report writes it.
pub fn seen_from(path: &Path, here: &Path, root: &Path) -> Result<String, SettingsError> {
    relative(path, here, root)
}

/// A path as the report writes it: relative to the root, with `/`.
fn relative(path: &Path, here: &Path, root: &Path) -> Result<String, SettingsError> {
    let full = plain(&here.join(path));
    let Ok(inside) = full.strip_prefix(plain(root)) else {
        let message = format!("`{}` is outside of {}, which is what is checked", path.display(), root.display());
        return Err(SettingsError::Option { message, tip: Some("`-C <DIR>` runs there".to_string()) });
    };
    let text = inside.to_string_lossy();
    Ok(match (text.is_empty(), std::path::MAIN_SEPARATOR) {
        (true, _) => ".".to_string(),
        (false, '/') => text.into_owned(),
        (false, separator) => text.replace(separator, "/"),
    })
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
        let levels = levels(matches.subcommand_matches("check").unwrap());
        config(&Asked {
            everywhere: &cli.everywhere,
            tree: &args.options.tree,
            paths: &args.paths,
            check: Some((&args.options, &levels)),
        })
    }

    fn message(line: &str) -> (String, Option<String>) {
        match settings(line).unwrap_err() {
            SettingsError::Option { message, tip } => (message, tip),
            SettingsError::File(errors) => panic!("{errors:?}"),
        }
    }

    #[test]
    fn the_base_is_a_ref_or_a_directory() {
        for (line, expected) in [
            ("--base origin/main", BaseChoice::Ref("origin/main".into())),
            ("--base src", BaseChoice::Ref("src".into())),
            ("--base ./src", BaseChoice::Directory("src".into())),
            ("--base .", BaseChoice::Directory(".".into())),
            ("--no-git", BaseChoice::None),
        ] {
            assert_eq!(settings(line).unwrap().base, expected, "{line}");
        }
        assert_eq!(message("--base ./nowhere").0, "the base `./nowhere` is no directory");
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
        let (here, root) = (Path::new("/r/sub"), Path::new("/r"));
        for (path, expected) in [("./db/1.sql", "sub/db/1.sql"), ("/r/a/../b", "b"), ("..", "."), ("", "sub")] {
            assert_eq!(relative(Path::new(path), here, root).unwrap(), expected, "{path}");
        }
        assert!(relative(Path::new("../../x"), here, root).is_err());
        assert_eq!(settings("src/../db/1.sql").unwrap().scope, Scope::Files(vec!["db/1.sql".into()]));
        assert_eq!(settings("--migrations db/").unwrap().databases[0].migrations, ["db"]);
        assert_eq!(settings("--all").unwrap().scope, Scope::All);
    }

    #[test]
    fn directories_are_shown_short() {
        for (path, expected) in
            [("/r/x/base", "../base"), ("/r/x/head", "."), ("/r/x/head/b", "b"), ("/q", "/q"), ("../base", "../base")]
        {
            assert_eq!(short(Path::new(path), Path::new("/r/x/head")), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn databases_are_picked_by_name() {
        let names = |line: &str| {
            settings(line).unwrap().databases.into_iter().map(|database| database.name).collect::<Vec<_>>()
        };
        assert_eq!(names("--migrations a"), ["main"]);
        assert_eq!(names("--migrations a --migrations bcd"), ["", ""]);
        let (error, tip) = message("--database shop");
        assert_eq!(error, "no database `shop` in the configuration");
        assert!(tip.unwrap().contains("[[database]]"));
    }
}
