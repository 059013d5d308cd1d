//! The stack of settings: built-in under file under command line.

use std::path::PathBuf;

use super::file::{ConfigError, ConfigFile};
use super::{BaseChoice, Config, DatabaseConfig, Rollout, Scope};
use crate::model::finding::Level;

/// What the command line (with its environment variables) says; what it does not say is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    pub base: Option<BaseChoice>,
    /// Those that `--base` names beside the first.
    pub further: Vec<BaseChoice>,
    pub scope: Option<Scope>,
    /// Replaces what the file selects.
    pub select: Vec<String>,
    /// Added to what the file ignores.
    pub ignore: Vec<String>,
    /// Counts after the file's levels.
    pub levels: Vec<(String, Option<Level>)>,
    /// `Some(None)`: never.
    pub fail_on: Option<Option<Level>>,
    pub strict: Option<bool>,
    /// `--no-suppressions`
    pub no_suppressions: bool,
    pub allow_empty: Option<bool>,
    /// Replaces the file's.
    pub coverage: Vec<String>,
    /// Added to what the file excludes.
    pub exclude: Vec<String>,
    pub threads: Option<usize>,
    pub verbose: u8,
    /// Directories of migrations, relative to the root, instead of the file's databases.
    pub migrations: Vec<String>,
    /// Only these databases of the file.
    pub databases: Vec<String>,
}

/// The settings of a run. An error is one of the command line against the file: a database that the file does not have.
pub fn resolve(root: PathBuf, file: Option<&ConfigFile>, overrides: Overrides) -> Result<Config, Box<ConfigError>> {
    let built_in = Config::default();
    let settings = file.map(|file| file.settings.clone()).unwrap_or_default();
    let mut databases = settings.databases;
    if let Some(name) = overrides.databases.iter().find(|name| databases.iter().all(|database| database.name != **name))
    {
        let known: Vec<&str> = databases.iter().map(|database| database.name.as_str()).collect();
        let help = if known.is_empty() {
            "the configuration has no [[database]]".to_owned()
        } else {
            format!("databases: {}", known.join(", "))
        };
        let message = format!("unknown database `{name}`");
        return Err(Box::new(ConfigError {
            file: PathBuf::new(),
            text: String::new(),
            span: 0..0,
            message,
            label: None,
            help: Some(help),
        }));
    }
    if !overrides.databases.is_empty() {
        databases.retain(|database| overrides.databases.contains(&database.name));
    }
    if !overrides.migrations.is_empty() {
        // The file may know more of the one database that is meant.
        let mut database = if databases.len() == 1 { databases.remove(0) } else { DatabaseConfig::default() };
        if database.name.is_empty() {
            database.name = "main".to_owned();
        }
        database.migrations = overrides.migrations;
        databases = vec![database];
    }
    let joined = |first: Vec<String>, second: Vec<String>| first.into_iter().chain(second).collect();
    Ok(Config {
        root,
        file: file.map(|file| file.path.clone()),
        databases,
        exclude: joined(settings.exclude, overrides.exclude),
        coverage: if overrides.coverage.is_empty() { settings.coverage } else { overrides.coverage },
        large: settings.large,
        accepted: built_in.accepted,
        suppressions: !overrides.no_suppressions,
        foreign_suppressions: settings.foreign_suppressions.unwrap_or(built_in.foreign_suppressions),
        base: overrides.base.unwrap_or(built_in.base),
        deployed: settings.deployed,
        further: overrides.further,
        rollout: Rollout { deploy: settings.deploy.unwrap_or_default(), migrate: settings.migrate.unwrap_or_default() },
        scope: overrides.scope.unwrap_or(built_in.scope),
        preset: settings.preset.unwrap_or(built_in.preset),
        select: if overrides.select.is_empty() { settings.select } else { overrides.select },
        ignore: joined(settings.ignore, overrides.ignore),
        levels: settings.levels.into_iter().chain(overrides.levels).collect(),
        options: settings.options,
        rule_files: file.map(|file| file.rule_files.clone()).unwrap_or_default(),
        overrides: settings.overrides,
        fail_on: overrides.fail_on.or(settings.fail_on).unwrap_or(built_in.fail_on),
        strict: overrides.strict.or(settings.strict).unwrap_or(built_in.strict),
        allow_empty: overrides.allow_empty.or(settings.allow_empty).unwrap_or(built_in.allow_empty),
        threads: overrides.threads.or(settings.threads).unwrap_or(built_in.threads),
        verbose: overrides.verbose,
        uses: built_in.uses,
        uses_files: settings.uses,
        no_code: built_in.no_code,
        given: built_in.given,
        edits: built_in.edits,
        ends: built_in.ends,
        dialect: built_in.dialect,
        env: built_in.env,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;
    use std::path::Path;

    fn resolved(text: &str, overrides: Overrides) -> Result<Config, Box<ConfigError>> {
        let file = parse(Path::new("migcheck.toml"), text.to_owned(), "").unwrap();
        resolve(PathBuf::from("/r"), Some(&file), overrides)
    }

    #[test]
    fn flags_over_file_over_built_in() {
        let config = resolve(PathBuf::from("/r"), None, Overrides::default()).unwrap();
        assert_eq!((config.fail_on, config.strict, config.file), (Some(Level::Error), false, None));
        let text = "fail-on = 'never'\nstrict = true\nselect = ['a']\nignore = ['b']\ndeployed = 'v1'\n[rules.x]\nlevel = 'allow'";
        let config = resolved(text, Overrides::default()).unwrap();
        assert_eq!((config.fail_on, config.strict, config.deployed.as_deref()), (None, true, Some("v1")));
        let overrides = Overrides {
            fail_on: Some(Some(Level::Note)),
            strict: Some(false),
            select: vec!["c".into()],
            ignore: vec!["d".into()],
            levels: vec![("x".into(), Some(Level::Error))],
            base: Some(BaseChoice::None),
            ..Overrides::default()
        };
        let config = resolved(text, overrides).unwrap();
        assert_eq!((config.fail_on, config.strict, config.base), (Some(Level::Note), false, BaseChoice::None));
        assert_eq!((config.select, config.ignore), (vec!["c".to_owned()], vec!["b".to_owned(), "d".to_owned()]));
        assert_eq!(config.levels, [("x".to_owned(), None), ("x".to_owned(), Some(Level::Error))]);
    }

    #[test]
    fn databases_are_chosen_by_name_or_directory() {
        let text = "[[database]]\nname = 'a'\ndialect = 'mysql'\n[[database]]\nname = 'b'";
        let only = |name: &str| Overrides { databases: vec![name.to_owned()], ..Overrides::default() };
        let names = |config: Config| config.databases.into_iter().map(|database| database.name).collect::<Vec<_>>();
        assert_eq!(names(resolved(text, only("b")).unwrap()), ["b"]);
        assert_eq!(resolved(text, only("c")).unwrap_err().to_string(), "unknown database `c`; databases: a, b");
        let config = resolved(text, Overrides { migrations: vec!["m".into()], ..only("a") }).unwrap();
        assert_eq!(
            (config.databases[0].dialect.is_some(), &config.databases[0].migrations),
            (true, &vec!["m".to_owned()])
        );
    }
}
