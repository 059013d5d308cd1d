//! What can be written on the command line.

use std::path::{Component, Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::model::finding::Level;
use crate::model::index::Shard;
use crate::model::name::Dialect;
use crate::output::{self, FORMATS, Format, terminal::When};
use crate::rule::selection::similar;

pub use super::args_plan::{PlanArgs, PlaybookArgs};
pub use super::args_verify::VerifyArgs;

/// Fails the build when a database migration would break code that still uses what it removes
#[derive(Debug, Parser)]
#[command(name = "migcheck", version, max_term_width = 100)]
#[command(
    after_help = "Without a command, `check` is run. Exit codes: 0 nothing found, 1 findings, 2 could not check."
)]
pub struct Cli {
    #[command(flatten)]
    pub everywhere: Everywhere,
    #[command(flatten)]
    pub options: CheckOptions,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Accept the findings that there are now, so that only new ones fail
    Baseline(BaselineArgs),
    /// Check the migrations against the code
    Check(Box<CheckArgs>),
    /// Print what completes commands and options in a shell
    Completions(CompletionsArgs),
    /// The effective configuration, each value with where it is from
    Config(Box<ConfigArgs>),
    /// What a rule looks for, why, and what to do; or what stands on a line of code, and why it is believed
    Explain(ExplainArgs),
    /// Make the edits that take hazards out of the new migrations, where one file is enough and nothing else is lost
    Fix(FixArgs),
    /// Write what the code here uses of the database, for checks in other repositories
    Index(IndexArgs),
    /// What was detected here: databases, dialects, migrations, languages, base
    Info(InfoArgs),
    /// Write migcheck.toml with what was detected, and when asked the workflow, the hook and the baseline
    Init(InitArgs),
    /// Print the manual page
    Man(ManArgs),
    /// The releases that make a change of the schema safe
    Plan(Box<PlanArgs>),
    /// All rules with their levels
    Rules(RulesArgs),
    /// The schema the migrations add up to
    Schema(SchemaArgs),
    /// A language server for editors, on standard input and output
    Server(ServerArgs),
    /// Every place that uses a table or a column, or what nothing uses
    Usages(UsagesArgs),
    /// Let a real database judge: which findings it proves, which it disproves, and what it breaks beside them
    Verify(VerifyArgs),
}

#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// Migrations to check, files or folders; `-` reads SQL from standard input, as one more pending migration
    /// [default: those that are new since the base]
    #[arg(value_name = "PATHS", conflicts_with_all = ["all", "staged"])]
    pub paths: Vec<PathBuf>,
    /// What `-` reads is the text of this file, as an editor has it
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    pub options: CheckOptions,
}

#[derive(Debug, Args)]
pub struct BaselineArgs {
    #[command(flatten)]
    pub tree: TreeOptions,
    /// Only take out what is gone; add nothing
    #[arg(long)]
    pub prune: bool,
}

#[derive(Debug, Args)]
pub struct FixArgs {
    /// Migrations to look at, files or folders [default: those that are new since the base]
    #[arg(value_name = "PATHS", conflicts_with_all = ["all", "staged"])]
    pub paths: Vec<PathBuf>,
    /// Print what would be changed as a unified diff (this is what happens without an option)
    #[arg(long)]
    pub diff: bool,
    /// Write the files
    #[arg(long, conflicts_with = "diff")]
    pub write: bool,
    /// Only what these rules or groups find; a rule that is off is switched on (repeatable, or with commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    #[command(flatten)]
    pub tree: TreeOptions,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page for each command into this folder, instead of one to stdout
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// `--format` is that of this command: `human` or `json`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Print the JSON Schema of migcheck.toml instead
    #[arg(long)]
    pub schema: bool,
    #[command(flatten)]
    pub options: CheckOptions,
}

#[derive(Debug, Args)]
pub struct InitArgs {
    /// Write the workflow of GitHub Actions as well
    #[arg(long)]
    pub github: bool,
    /// Write the job for GitLab CI as well
    #[arg(long)]
    pub gitlab: bool,
    /// Write the hook of pre-commit as well
    #[arg(long)]
    pub pre_commit: bool,
    /// Accept today's findings as well, so that only new ones fail
    #[arg(long)]
    pub baseline: bool,
    /// Overwrite files that are there
    #[arg(long)]
    pub force: bool,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print how the files would change, and write nothing
    #[arg(long, conflicts_with = "dry_run")]
    pub diff: bool,
}

#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Check the examples of the project's own rules instead
    #[arg(long)]
    pub test: bool,
}

#[derive(Debug, Args)]
pub struct IndexArgs {
    /// Write to this file; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What the service is called in findings [default: the name of the repository]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The schema is there: a dump, or the migrations of another repository
    #[arg(long, value_name = "FILE|DIR", conflicts_with_all = ["migrations", "database"])]
    pub schema: Option<PathBuf>,
    /// Look into every N-th file only, and of those the I-th part
    #[arg(long, value_name = "I/N", value_parser = super::index::shard)]
    pub shard: Option<Shard>,
    /// The code here is the code that is deployed now, not the code that is merged
    #[arg(long)]
    pub deployed: bool,
    /// The dialect of the SQL [default: that of the schema]
    #[arg(long, value_name = "NAME", value_parser = dialect)]
    pub dialect: Option<Dialect>,
    /// Take the tables of this commit's schema for known as well, where a schema that is declared here has lost them
    #[arg(long, value_name = "REF", help_heading = "Which code and which migrations")]
    pub base: Option<String>,
    /// Migrations are here (repeatable) [default: those that are found]
    #[arg(long, value_name = "DIR", help_heading = "Which code and which migrations")]
    pub migrations: Vec<PathBuf>,
    /// Only this database of the configuration (repeatable)
    #[arg(long, value_name = "NAME", help_heading = "Which code and which migrations")]
    pub database: Vec<String>,
}

#[derive(Debug, Args)]
pub struct InfoArgs {
    #[command(flatten)]
    pub tree: TreeOptions,
    /// What stdout gets
    #[arg(long, default_value = "human", value_enum, help_heading = "Result")]
    pub format: InfoFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InfoFormat {
    Human,
    Json,
}

#[derive(Debug, Args)]
pub struct ServerArgs {
    /// Talk on standard input and output (this is what happens without it; many clients add it)
    #[arg(long)]
    pub stdio: bool,
    /// Code that is deployed now: a git ref, or a directory as `./path` or `/path`
    /// (repeatable: several releases that run beside each other)
    /// [default: where HEAD left the main branch]
    #[arg(long, value_name = "REF", help_heading = "Which code and which migrations")]
    pub base: Vec<String>,
    /// Check the working tree alone; the deployed code is not looked at
    #[arg(long, conflicts_with = "base", help_heading = "Which code and which migrations")]
    pub no_git: bool,
    /// Migrations are here (repeatable) [default: those that are found]
    #[arg(long, value_name = "DIR", help_heading = "Which code and which migrations")]
    pub migrations: Vec<PathBuf>,
    /// Only this database of the configuration (repeatable)
    #[arg(long, value_name = "NAME", help_heading = "Which code and which migrations")]
    pub database: Vec<String>,
}

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Only this table, view or type
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// What the new migrations change: from the schema that the base adds up to, to the one here
    #[arg(long)]
    pub diff: bool,
    #[command(flatten)]
    pub tree: TreeOptions,
}

#[derive(Debug, Args)]
pub struct UsagesArgs {
    /// A table, a view or a column: `users`, `users.email`, `public.users.email`
    #[arg(value_name = "NAME", required_unless_present = "unused")]
    pub name: Option<String>,
    /// Instead: the columns and tables that nothing names
    #[arg(long, conflicts_with = "name")]
    pub unused: bool,
    /// What stdout gets
    #[arg(long, default_value = "human", help_heading = "Result")]
    #[arg(value_parser = PossibleValuesParser::new(output::usages::FORMATS.iter().map(|format| format.name)))]
    pub format: String,
    /// Look at the code that is deployed now as well: a git ref, or a directory as `./path` or `/path`
    #[arg(long, value_name = "REF", help_heading = "Which code and which migrations")]
    pub base: Option<String>,
    /// Migrations are here (repeatable) [default: those that are found]
    #[arg(long, value_name = "DIR", help_heading = "Which code and which migrations")]
    pub migrations: Vec<PathBuf>,
    /// Only this database of the configuration (repeatable)
    #[arg(long, value_name = "NAME", help_heading = "Which code and which migrations")]
    pub database: Vec<String>,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The rule's name, or a place in the code as `PATH:LINE`
    #[arg(value_name = "RULE|PATH:LINE")]
    pub rule: String,
}

/// Which code and which migrations: what `check`, `info` and `schema` have in common.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Which code and which migrations")]
pub struct TreeOptions {
    /// Code that is deployed now: a git ref, or a directory as `./path` or `/path`
    /// (repeatable: several releases that run beside each other)
    /// [default: the pull request's base, else where HEAD left the main branch]
    #[arg(long, value_name = "REF", env = "MIGCHECK_BASE", hide_env_values = true)]
    pub base: Vec<String>,
    /// Check every migration, also those that have run: each counts as a release of its own
    #[arg(long, conflicts_with = "staged")]
    pub all: bool,
    /// Check what is staged, as a pre-commit hook does
    #[arg(long)]
    pub staged: bool,
    /// Check the working tree alone; the deployed code is not looked at
    #[arg(long, conflicts_with = "staged")]
    pub no_git: bool,
    /// Migrations are here (repeatable) [default: those that are found]
    #[arg(long, value_name = "DIR")]
    pub migrations: Vec<PathBuf>,
    /// Only this database of the configuration (repeatable)
    #[arg(long, value_name = "NAME")]
    pub database: Vec<String>,
}

#[derive(Clone, Debug, Args)]
pub struct CheckOptions {
    #[command(flatten)]
    pub tree: TreeOptions,
    /// Run this with the shell, and take what it prints for one more pending migration (`alembic upgrade head --sql`)
    #[arg(long, value_name = "CMD", conflicts_with = "all", help_heading = "Which code and which migrations")]
    pub from_command: Option<String>,
    /// The dialect of the SQL from `-` or `--from-command`
    #[arg(long, value_name = "NAME", value_parser = dialect, help_heading = "Which code and which migrations")]
    pub dialect: Option<Dialect>,
    /// What other repositories use, as `migcheck index` wrote it; globs are allowed (repeatable)
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Which code and which migrations")]
    pub uses: Vec<String>,
    /// Do not read the code here: the files of `--uses` hold it, in parts (`migcheck index --shard`)
    #[arg(long, help_heading = "Which code and which migrations")]
    pub no_code: bool,
    /// Uses in test code count like any other
    #[arg(long, help_heading = "Rules")]
    pub strict: bool,
    /// Report what comments accept (`migcheck: allow …`), too
    #[arg(long, help_heading = "Rules")]
    pub no_suppressions: bool,
    /// Report what the baseline accepts, too
    #[arg(long, help_heading = "Rules")]
    pub no_baseline: bool,

    /// A report of test coverage, lcov or Cobertura's XML (repeatable): findings say whether a test runs the line
    #[arg(long, value_name = "FILE", help_heading = "Result")]
    pub coverage: Vec<PathBuf>,
    /// Only these rules or groups (repeatable, or with commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub select: Vec<String>,
    /// Not these
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub ignore: Vec<String>,
    /// Findings of this rule are errors
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub deny: Vec<String>,
    /// Findings of this rule are warnings
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub warn: Vec<String>,
    /// This rule is off
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub allow: Vec<String>,

    /// What stdout gets
    #[arg(long, env = "MIGCHECK_FORMAT", hide_env_values = true, default_value = "human", help_heading = "Result")]
    #[arg(value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    pub format: String,
    /// Write one more report to a file (repeatable); `-` is stdout, instead of --format
    #[arg(long, value_name = "FORMAT=PATH", value_parser = output_to, help_heading = "Result")]
    pub output: Vec<Output>,
    /// From which level on findings make the exit code 1 [default: error]
    #[arg(long, value_name = "LEVEL", env = "MIGCHECK_FAIL_ON", hide_env_values = true, help_heading = "Result")]
    pub fail_on: Option<FailOn>,
    /// It is no error when there is no migration to check
    #[arg(long, help_heading = "Result")]
    pub allow_empty: bool,
    /// Show at most N in the human format (the counts stay whole); 0 shows all
    #[arg(long, value_name = "N", default_value_t = 50, help_heading = "Result")]
    pub max_findings: usize,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Everywhere {
    /// Run there
    #[arg(short = 'C', long, value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,
    /// Use this configuration file
    #[arg(short, long, value_name = "FILE", env = "MIGCHECK_CONFIG", hide_env_values = true, global = true)]
    pub config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, global = true)]
    pub no_config: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", env = "MIGCHECK_COLOR", hide_env_values = true, default_value = "auto")]
    #[arg(global = true)]
    pub color: Color,
    /// Findings only; twice: nothing
    #[arg(short, long, action = ArgAction::Count, global = true)]
    pub quiet: u8,
    /// Say what is done
    #[arg(short, long, action = ArgAction::Count, global = true)]
    pub verbose: u8,
    /// Worker threads [default: as many as there are cores]
    #[arg(short = 'j', long, value_name = "N", global = true)]
    pub threads: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    /// The level; `None`: never.
    pub fn level(self) -> Option<Level> {
        match self {
            FailOn::Error => Some(Level::Error),
            FailOn::Warning => Some(Level::Warning),
            FailOn::Note => Some(Level::Note),
            FailOn::Never => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// The same for `output`, which knows no clap.
    pub fn when(self) -> When {
        match self {
            Color::Auto => When::Auto,
            Color::Always => When::Always,
            Color::Never => When::Never,
        }
    }
}

impl CheckOptions {
    /// A path that two reports are to be written to.
    pub fn twice(&self) -> Option<&Path> {
        let paths: Vec<&Path> = self.output.iter().filter_map(|output| output.path.as_deref()).collect();
        let plain = |path: &Path| -> PathBuf { path.components().filter(|part| *part != Component::CurDir).collect() };
        (1..paths.len()).find(|at| paths[..*at].iter().any(|one| plain(one) == plain(paths[*at]))).map(|at| paths[at])
    }
}

/// One `--output`.
#[derive(Clone)]
pub struct Output {
    pub format: &'static Format,
    /// `None`: stdout.
    pub path: Option<PathBuf>,
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={:?}", self.format.name, self.path)
    }
}

fn dialect(value: &str) -> Result<Dialect, String> {
    let names = || Dialect::ALL.iter().map(|dialect| dialect.name()).collect::<Vec<_>>().join(", ");
    Dialect::named(value).ok_or_else(|| format!("there are {}", names()))
}

fn output_to(value: &str) -> Result<Output, String> {
    let (name, path) = value.split_once('=').ok_or("it has the form FORMAT=PATH")?;
    let names = || FORMATS.iter().map(|format| format.name);
    let format = output::named(name).ok_or_else(|| {
        let near = similar(name, names()).map(|other| format!("a similar name: `{other}`; ")).unwrap_or_default();
        format!("unknown format `{name}`; {near}there are {}", names().collect::<Vec<_>>().join(", "))
    })?;
    match path {
        "" => Err("the path is missing".to_string()),
        "-" => Ok(Output { format, path: None }),
        path => Ok(Output { format, path: Some(path.into()) }),
    }
}
