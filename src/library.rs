//! The check for other programs: options in, a report out, with the settings that the command line would have in that directory.
//!
//! The edge: what is not an option here is one of `migcheck.toml` or of the command line; nothing is printed and nothing written.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check;
use crate::cli::args::{Color, Everywhere, TreeOptions};
use crate::cli::settings::{self, Asked, SettingsError};
use crate::config::Config;
use crate::output::{self, Style, View};
use crate::report::{Level, Report};
use crate::rule::Selection;

/// A check of a repository, made ready by its options and run by [`Check::run`].
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # std::fs::create_dir(folder.path().join("migrations"))?;
/// # std::fs::write(folder.path().join("migrations/1.sql"), "CREATE TABLE users (id int, email text);")?;
/// # std::fs::write(folder.path().join("migrations/2.sql"), "ALTER TABLE users DROP COLUMN email;")?;
/// # std::fs::write(folder.path().join("mail.py"), "Q = 'SELECT email FROM users'")?;
/// # let repository = folder.path();
/// use migcheck::Check;
/// use migcheck::report::Level;
///
/// // `.base("origin/main")` compares with the code that is deployed; here every migration counts as new.
/// let report = Check::new(repository).without_base().select("usage").run()?;
/// for finding in report.at_least(Level::Error) {
///     println!("{}: {}", finding.location.path, finding.message);
///     for used in &finding.related {
///         println!("  {}: {}", used.location.path, used.message);
///     }
/// }
/// # assert_eq!(report.findings[0].related[0].location.path, "mail.py");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Check {
    root: PathBuf,
    tree: TreeOptions,
    config: Option<PathBuf>,
    no_config: bool,
    select: Vec<String>,
    ignore: Vec<String>,
    levels: Vec<(String, Option<Level>)>,
    allow_empty: bool,
    threads: Option<usize>,
    texts: BTreeMap<PathBuf, Arc<str>>,
}

impl Check {
    /// A check of the repository that this directory is in, by its `migcheck.toml` if it has one.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            root: directory.into(),
            tree: TreeOptions::default(),
            config: None,
            no_config: false,
            select: Vec::new(),
            ignore: Vec::new(),
            levels: Vec::new(),
            allow_empty: false,
            threads: None,
            texts: BTreeMap::new(),
        }
    }

    /// Compares with this git ref, or with a directory as `./path` (from the checked one) or `/path`. Several are several releases in the field.
    /// Without it the base is what the command line would take: the word of the CI's environment, or where HEAD left the main branch.
    #[must_use]
    pub fn base(mut self, name: impl Into<String>) -> Self {
        self.tree.base.push(name.into());
        self.tree.no_git = false;
        self
    }

    /// Looks at the code here alone: every migration counts as new, and git is not asked.
    #[must_use]
    pub fn without_base(mut self) -> Self {
        self.tree.base.clear();
        self.tree.no_git = true;
        self
    }

    /// Checks every migration, not only those that the base lacks.
    #[must_use]
    pub fn all_migrations(mut self) -> Self {
        self.tree.all = true;
        self
    }

    /// The migrations are in this directory; several may be named. Without it they are found.
    #[must_use]
    pub fn migrations(mut self, directory: impl Into<PathBuf>) -> Self {
        self.tree.migrations.push(directory.into());
        self
    }

    /// Reads this configuration file instead of the one that belongs to the directory.
    #[must_use]
    pub fn config(mut self, file: impl Into<PathBuf>) -> Self {
        self.config = Some(file.into());
        self
    }

    /// Reads no configuration file.
    #[must_use]
    pub fn without_config(mut self) -> Self {
        self.no_config = true;
        self
    }

    /// Asks only this rule or group, and others that are selected so, instead of those of the configuration.
    #[must_use]
    pub fn select(mut self, rule: impl Into<String>) -> Self {
        self.select.push(rule.into());
        self
    }

    /// Does not ask this rule or group.
    #[must_use]
    pub fn ignore(mut self, rule: impl Into<String>) -> Self {
        self.ignore.push(rule.into());
        self
    }

    /// The level of a rule; `None` switches it off.
    #[must_use]
    pub fn level(mut self, rule: impl Into<String>, level: impl Into<Option<Level>>) -> Self {
        self.levels.push((rule.into(), level.into()));
        self
    }

    /// It is no error if there are no migrations.
    #[must_use]
    pub fn allow_empty(mut self) -> Self {
        self.allow_empty = true;
        self
    }

    /// How many threads work; without it one a core.
    #[must_use]
    pub fn threads(mut self, count: usize) -> Self {
        self.threads = Some(count);
        self
    }

    /// A file has this text, whatever the disk has: what an editor did not save, what a tool would write. The path is from the checked directory.
    #[must_use]
    pub fn text(mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        self.texts.insert(path.into(), Arc::from(text.into()));
        self
    }

    /// Checks. Findings are no error: they are in the report.
    ///
    /// # Errors
    ///
    /// If the check cannot be made: the configuration is wrong, a rule is unknown, there are no migrations, the base is not there.
    pub fn run(&self) -> Result<Report, CheckError> {
        let failed = |error: String| CheckError { messages: vec![error] };
        let root = std::path::absolute(&self.root).map_err(|error| failed(error.to_string()))?;
        let config = self.settings(&root)?;
        let rules = Selection::of(&config).map_err(|error| failed(format!("{error}; {}", error.tip())))?;
        let outcome = check::check(&config);
        let fatal = outcome.report.problems.iter().filter(|problem| problem.fatal);
        let messages: Vec<String> = fatal.map(|problem| problem.message.clone()).collect();
        if !messages.is_empty() {
            return Err(CheckError { messages });
        }
        let view = View { report: &outcome.report, sources: &outcome.sources, rules: &rules, style: Style::default() };
        // What the library gives is what the command line writes: there is one form, and one way to it.
        let text = (output::json::FORMAT.render)(&view);
        Report::from_json(&text).map_err(|error| failed(error.to_string()))
    }

    fn settings(&self, root: &Path) -> Result<Config, CheckError> {
        let everywhere = Everywhere {
            directory: None,
            config: self.config.clone(),
            no_config: self.no_config,
            color: Color::Never,
            quiet: 0,
            verbose: 0,
            threads: self.threads,
        };
        let mut tree = self.tree.clone();
        for base in tree.base.iter_mut().filter(|base| base.starts_with('.')) {
            *base = root.join(&*base).to_string_lossy().into_owned();
        }
        let asked = Asked { everywhere: &everywhere, tree: &tree, paths: &[], check: None };
        let mut config = settings::whole(&asked, root)?;
        settings::anchor(&mut config, root);
        if !self.select.is_empty() {
            config.select.clone_from(&self.select);
        }
        config.ignore.extend(self.ignore.iter().cloned());
        let level = |level: &Level| match level {
            Level::Error => crate::model::finding::Level::Error,
            Level::Warning => crate::model::finding::Level::Warning,
            Level::Note => crate::model::finding::Level::Note,
        };
        config.levels.extend(self.levels.iter().map(|(rule, wanted)| (rule.clone(), wanted.as_ref().map(level))));
        config.allow_empty |= self.allow_empty;
        for (path, text) in &self.texts {
            config.edits.insert(settings::seen_from(path, root, &config.root)?, text.clone());
        }
        Ok(config)
    }
}

/// Why a check could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckError {
    /// Each with what may help.
    pub messages: Vec<String>,
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("\n"))
    }
}

impl std::error::Error for CheckError {}

impl From<SettingsError> for CheckError {
    fn from(error: SettingsError) -> Self {
        let messages = match error {
            SettingsError::Option { message, tip: None } => vec![message],
            SettingsError::Option { message, tip: Some(tip) } => vec![format!("{message}; {tip}")],
            SettingsError::File(errors) => errors.iter().map(ToString::to_string).collect(),
        };
        Self { messages }
    }
}
