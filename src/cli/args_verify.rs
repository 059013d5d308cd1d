//! The options of `migcheck verify`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::output;

#[derive(Args)]
pub struct VerifyArgs {
    /// An empty database to try it out on, named as such: `postgres://user:password@host/app_test`, `mysql://…`, `mariadb://…`, `sqlite:new-file` or
    /// `sqlite::memory:`
    #[arg(long, value_name = "URL", env = "MIGCHECK_DATABASE_URL", hide_env_values = true)]
    pub database: String,
    /// What stdout gets
    #[arg(long, default_value = "human", help_heading = "Result")]
    #[arg(value_parser = PossibleValuesParser::new(output::verify::FORMATS.iter().map(|format| format.name)))]
    pub format: String,
    /// Code that is deployed now: a git ref, or a directory as `./path` or `/path`
    /// (repeatable: several releases that run beside each other)
    /// [default: the pull request's base, else where HEAD left the main branch]
    #[arg(long, value_name = "REF", env = "MIGCHECK_BASE", hide_env_values = true)]
    #[arg(help_heading = "Which code and which migrations")]
    pub base: Vec<String>,
    /// Check the working tree alone; the deployed code is not looked at
    #[arg(long, help_heading = "Which code and which migrations")]
    pub no_git: bool,
    /// Migrations are here (repeatable) [default: those that are found]
    #[arg(long, value_name = "DIR", help_heading = "Which code and which migrations")]
    pub migrations: Vec<PathBuf>,
    /// Only this database of the configuration (repeatable)
    #[arg(long, value_name = "NAME", help_heading = "Which code and which migrations")]
    pub only: Vec<String>,
}

/// Without the URL, which may hold a password.
impl std::fmt::Debug for VerifyArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifyArgs").field("format", &self.format).field("base", &self.base).finish_non_exhaustive()
    }
}
