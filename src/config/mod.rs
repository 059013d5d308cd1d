//! What a run is to do: `migcheck.toml` under the command line, as one plain structure.
//!
//! [`discover`] finds the file and the root, [`load`] reads the file, [`resolve`] lays the command line's [`Overrides`] over it. Whether a
//! rule, a layout or a ref exists is not known here; [`ConfigFile::error_for`] gives whoever knows it the place to complain about.
#![allow(clippy::disallowed_methods, reason = "the configuration file is read here and nowhere else")]

pub mod accepted;
pub mod file;
pub mod keys;
mod merge;
pub mod origins;
mod rollout;
mod rule_files;
pub mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::finding::Level;
use crate::model::index::Index;
use crate::model::name::Dialect;
pub use file::{ConfigError, ConfigFile, Settings, discover, load, parse};
pub use merge::{Overrides, resolve};
pub use rollout::{Deploy, Migrate, Rollout};
pub use rule_files::RuleFile;

/// The settings of a run, complete: nothing else decides what is done.
#[derive(Clone, Debug)]
pub struct Config {
    /// The directory that is checked: the git root, or the directory of the run.
    pub root: PathBuf,
    /// The configuration file that was read.
    pub file: Option<PathBuf>,
    pub databases: Vec<DatabaseConfig>,
    /// Globs of paths that hold no code of this project.
    pub exclude: Vec<String>,
    /// Reports of test coverage, from the root.
    pub coverage: Vec<String>,
    /// Tables that have many rows, with or without their schema; empty: nothing is known of sizes.
    pub large: Vec<String>,
    pub base: BaseChoice,
    /// The ref that the configuration names for [`BaseChoice::Auto`].
    pub deployed: Option<String>,
    /// Further releases in the field, whose code runs beside that of `base`.
    pub further: Vec<BaseChoice>,
    pub rollout: Rollout,
    pub scope: Scope,
    /// Which rules are on where `select` is empty.
    pub preset: Preset,
    /// Rules or groups; empty: those of the preset.
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    /// Levels set by `--deny`, `--warn`, `--allow` and `[rules.<slug>] level`, in order; `None`: allowed. The last one counts.
    pub levels: Vec<(String, Option<Level>)>,
    /// The options of single rules.
    pub options: Vec<RuleOption>,
    /// The project's own rules.
    pub rule_files: Vec<RuleFile>,
    /// Other levels for the migrations under some paths: these count last.
    pub overrides: Vec<Scoped>,
    /// The exit code is 1 with a finding of this level or above; `None`: never.
    pub fail_on: Option<Level>,
    /// The fingerprints of findings that the baseline accepts.
    pub accepted: BTreeSet<String>,
    /// Comments that accept findings are followed; `foreign_suppressions`: those of other tools as well.
    pub suppressions: bool,
    pub foreign_suppressions: bool,
    /// Uses in test code count like any other.
    pub strict: bool,
    /// The process ends with this run: what it was made of is not freed.
    pub ends: bool,
    pub allow_empty: bool,
    /// Worker threads; 0: as many as there are cores.
    pub threads: usize,
    pub verbose: u8,
    /// What other repositories use, or parts of this one.
    pub uses: Vec<Index>,
    /// The files of it that the configuration names, as globs from the root.
    pub uses_files: Vec<String>,
    /// The code here is not looked at: `uses` says it all.
    pub no_code: bool,
    /// SQL that was handed over rather than found. Only the command line can give it.
    pub given: Option<Given>,
    /// Texts that count for those of files, by path: what a fix would write, what an editor has not saved.
    pub edits: BTreeMap<String, Arc<str>>,
    /// The dialect of what was handed over.
    pub dialect: Option<Dialect>,
    /// The variables by which a CI names the base of a change.
    pub env: BTreeMap<String, String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            root: PathBuf::from("."),
            file: None,
            databases: Vec::new(),
            exclude: Vec::new(),
            coverage: Vec::new(),
            large: Vec::new(),
            base: BaseChoice::Auto,
            deployed: None,
            further: Vec::new(),
            rollout: Rollout::default(),
            scope: Scope::New,
            preset: Preset::default(),
            select: Vec::new(),
            ignore: Vec::new(),
            levels: Vec::new(),
            options: Vec::new(),
            rule_files: Vec::new(),
            overrides: Vec::new(),
            fail_on: Some(Level::Error),
            accepted: BTreeSet::new(),
            suppressions: true,
            ends: false,
            foreign_suppressions: true,
            strict: false,
            allow_empty: false,
            threads: 0,
            verbose: 0,
            uses: Vec::new(),
            uses_files: Vec::new(),
            no_code: false,
            given: None,
            edits: BTreeMap::new(),
            dialect: None,
            env: BTreeMap::new(),
        }
    }
}

/// A choice of rules with a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// What a team can switch on today.
    #[default]
    Default,
    /// Every rule but those of taste.
    Strict,
    /// Only what the code proves to break.
    Usage,
}

impl Preset {
    /// Every one, in the order in which they are listed.
    pub const ALL: [Preset; 3] = [Preset::Default, Preset::Strict, Preset::Usage];

    /// The name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Preset::Default => "default",
            Preset::Strict => "strict",
            Preset::Usage => "usage",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Preset> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }
}

/// One option of a rule in the configuration. Whether the rule has it is not known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleOption {
    pub rule: String,
    pub name: String,
    pub value: RuleValue,
    /// Where the key and the value stand in the file.
    pub key: Range<usize>,
    pub place: Range<usize>,
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleValue {
    Number(i64),
    Text(String),
    /// Of a type that no option has.
    Other(&'static str),
}

/// One `[[overrides]]` of the configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scoped {
    /// Globs of migrations, from the root.
    pub paths: Vec<String>,
    /// Rules or groups; `None`: allowed.
    pub levels: Vec<(String, Option<Level>)>,
}

/// One `[[database]]` of the configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DatabaseConfig {
    pub name: String,
    /// Directories (or files), relative to the root.
    pub migrations: Vec<String>,
    /// A layout's name; found out if absent.
    pub format: Option<String>,
    pub dialect: Option<Dialect>,
    /// Globs of the code that uses this database; empty: all code.
    pub code: Vec<String>,
    /// The ref that is deployed for this database, where it is another than the project's.
    pub deployed: Option<String>,
    /// A dump of the schema that the migrations start from, relative to the root.
    pub baseline: Option<String>,
    /// The server's major and minor version; unknown: one that is still maintained.
    pub version: Option<(u16, u16)>,
}

/// SQL from standard input or of a command: a pending migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Relative to the root, or a name in angle brackets.
    pub path: String,
    /// The text counts for the file of this path.
    pub is_file: bool,
    pub text: String,
}

/// The code that is deployed now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseChoice {
    /// Found as the manual says: the CI's word, a merge commit's first parent, where HEAD left the main branch.
    Auto,
    /// A git ref that the user named.
    Ref(String),
    /// A directory that holds it; no git needed.
    Directory(PathBuf),
    /// None: the code here alone.
    None,
}

/// Which migrations are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that the base does not have, and statements added to those that it has.
    New,
    All,
    /// What is staged, against HEAD.
    Staged,
    /// These files, relative to the root.
    Files(Vec<String>),
}
