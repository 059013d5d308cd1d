//! The options of `migcheck plan`, and those of its playbook.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::output;

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("change").args(["name", "rename", "retype", "not_null", "split", "restore"]))]
pub struct PlanArgs {
    /// A column or table to drop (`users.username`), or a migration to replace [default: the pending migrations]
    #[arg(value_name = "NAME|FILE")]
    pub name: Option<String>,
    /// Rename a column or a table
    #[arg(long, num_args = 2, value_names = ["NAME", "NEW"])]
    pub rename: Option<Vec<String>>,
    /// Give a column another type
    #[arg(long = "type", num_args = 2, value_names = ["NAME", "TYPE"])]
    pub retype: Option<Vec<String>>,
    /// Make a column NOT NULL
    #[arg(long, value_name = "NAME")]
    pub not_null: Option<String>,
    /// What rows without a value get, as SQL [default: the column's default]
    #[arg(long, value_name = "SQL", conflicts_with_all = ["rename", "retype", "split", "restore"])]
    pub fill: Option<String>,
    /// Split a column into two
    #[arg(long, num_args = 2, value_names = ["NAME", "FIRST,REST"])]
    pub split: Option<Vec<String>>,
    /// Instead: the SQL that puts a column back as the history had it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["diff", "write"])]
    pub restore: Option<String>,
    /// Show the migrations of one release as files of the migration tool
    #[arg(long, help_heading = "Result")]
    pub diff: bool,
    /// Write them; no file is overwritten
    #[arg(long, help_heading = "Result")]
    pub write: bool,
    /// Which release's migrations
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Result")]
    pub release: usize,
    /// The time for versions, instead of the clock's: 2024-03-18T12:00:00Z
    #[arg(long, value_name = "TIME", env = "MIGCHECK_NOW", hide_env_values = true, hide = true)]
    pub now: Option<String>,
    /// What stdout gets; `prometheus` is for --playbook
    #[arg(long, default_value = "human", help_heading = "Result")]
    #[arg(value_parser = PossibleValuesParser::new(output::plan::names()))]
    pub format: String,
    #[command(flatten)]
    pub playbook: PlaybookArgs,
    /// Code that is deployed now: a git ref, or a directory as `./path` or `/path`
    #[arg(long, value_name = "REF", env = "MIGCHECK_BASE", hide_env_values = true)]
    #[arg(help_heading = "Which code and which migrations")]
    pub base: Option<String>,
    /// Migrations are here (repeatable) [default: those that are found]
    #[arg(long, value_name = "DIR", help_heading = "Which code and which migrations")]
    pub migrations: Vec<PathBuf>,
    /// Only this database of the configuration (repeatable)
    #[arg(long, value_name = "NAME", help_heading = "Which code and which migrations")]
    pub database: Vec<String>,
}

/// What the night needs: `plan --playbook`.
#[derive(Debug, Args)]
#[command(next_help_heading = "For the operator")]
pub struct PlaybookArgs {
    /// What to do if it breaks, in Markdown; with `--format prometheus` the alert rules alone
    #[arg(long, conflicts_with_all = ["restore", "diff", "write"])]
    pub playbook: bool,
    /// The share of a route's requests that may fail, above 0 and at most 1
    #[arg(long, value_name = "RATE", default_value_t = 0.05, requires = "playbook")]
    pub error_rate: f64,
    /// Over how long it is counted
    #[arg(long, value_name = "DURATION", default_value = "5m", requires = "playbook")]
    pub window: String,
    /// How long it must last before the alert fires
    #[arg(long = "for", value_name = "DURATION", default_value = "1m", requires = "playbook")]
    pub hold: String,
    /// Whose names the metric and its labels have
    #[arg(long, value_name = "NAME", default_value = "opentelemetry", requires = "playbook")]
    #[arg(value_parser = PossibleValuesParser::new(output::plan::prometheus::EXPORTERS.iter().map(|one| one.name)))]
    pub exporter: String,
    /// The metric that counts requests, instead of the exporter's
    #[arg(long, value_name = "METRIC", requires = "playbook")]
    pub metric: Option<String>,
    /// Its labels for method, route and status, instead of the exporter's
    #[arg(long, value_name = "METHOD,ROUTE,STATUS", value_delimiter = ',', num_args = 1, requires = "playbook")]
    pub labels: Vec<String>,
    /// Where the playbook will be found: the alerts link to it
    #[arg(long, value_name = "URL", requires = "playbook")]
    pub runbook_url: Option<String>,
}
