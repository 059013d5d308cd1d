//! The command line: arguments in, exit code out. One file a subcommand.
//!
//! This is the one module that writes to the terminal and asks the environment for more than the base.

#![allow(clippy::disallowed_methods)]

pub mod args;
mod args_plan;
mod args_verify;
mod baseline;
mod check;
mod config;
mod config_schema;
mod console;
mod effective;
mod explain;
mod fix;
mod given;
mod index;
mod info;
mod init;
mod init_files;
mod known;
mod outside;
mod plan;
mod playbook;
mod report_file;
mod rule_tests;
mod rules;
mod schema;
mod server;
pub mod settings;
mod shell;
mod usages;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches};

pub use args::{CheckArgs, CheckOptions, Cli, Command, Everywhere, TreeOptions};
use console::Console;

/// Checked, and nothing at or above the level to fail on.
pub const CLEAN: u8 = 0;
/// Findings at or above it.
pub const FINDINGS: u8 = 1;
/// The check could not be made.
pub const FAILED: u8 = 2;

/// Runs with the arguments of the process.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(console::on_panic));
    // Nearly every command asks for the rules, and reading the arguments takes one core as long.
    std::thread::spawn(crate::rule::rules);
    ExitCode::from(run(std::env::args_os()))
}

fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let (cli, matches) = match parse(args) {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help goes to stdout and may meet a closed pipe, which is no failure.
            let _ = error.print();
            return if error.use_stderr() { FAILED } else { CLEAN };
        }
    };
    let console = Console::new(&cli.everywhere);
    if let Some(directory) = &cli.everywhere.directory
        && let Err(error) = std::env::set_current_dir(directory)
    {
        console.error(&format!("cannot run in {}: {error}", directory.display()), None);
        return FAILED;
    }
    match &cli.command {
        None => {
            let args = CheckArgs { options: cli.options.clone(), paths: Vec::new(), stdin_filename: None };
            check::run(&args, &cli.everywhere, &settings::levels(&matches), &console)
        }
        Some(Command::Baseline(args)) => baseline::run(args, &cli.everywhere, &console),
        Some(Command::Check(args)) => {
            let levels = matches.subcommand_matches("check").map(settings::levels).unwrap_or_default();
            check::run(args, &cli.everywhere, &levels, &console)
        }
        Some(Command::Completions(args)) => shell::completions(args, &console),
        Some(Command::Config(args)) => {
            let own = matches.subcommand_matches("config").unwrap_or(&matches);
            config::run(args, &cli.everywhere, own, &console)
        }
        Some(Command::Explain(args)) => explain::run(args, &cli.everywhere, &console),
        Some(Command::Fix(args)) => fix::run(args, &cli.everywhere, &console),
        Some(Command::Index(args)) => index::run(args, &cli.everywhere, &console),
        Some(Command::Info(args)) => info::run(args, &cli.everywhere, &console),
        Some(Command::Init(args)) => init::run(args, &cli.everywhere, &console),
        Some(Command::Man(args)) => shell::man(args, &console),
        Some(Command::Plan(args)) => plan::run(args, &cli.everywhere, &console),
        Some(Command::Rules(args)) => rules::run(args, &cli.everywhere, &console),
        Some(Command::Schema(args)) => schema::run(args, &cli.everywhere, &console),
        Some(Command::Server(args)) => server::run(args, &cli.everywhere, &console),
        Some(Command::Usages(args)) => usages::run(args, &cli.everywhere, &console),
        Some(Command::Verify(args)) => verify::run(args, &cli.everywhere, &console),
    }
}

fn parse(args: impl IntoIterator<Item = OsString>) -> Result<(Cli, ArgMatches), clap::Error> {
    let matches = Cli::command().try_get_matches_from(args)?;
    if let Some((name, _)) = matches.subcommand() {
        // They would be taken for options of the bare command and then be lost.
        let options = CheckOptions::augment_args(clap::Command::new("check"));
        let command = Cli::command();
        let of_it = command.find_subcommand(name);
        for option in options.get_arguments() {
            if matches.value_source(option.get_id().as_str()) == Some(ValueSource::CommandLine) {
                let flag = option.get_long().unwrap_or_default();
                let has_it =
                    of_it.is_some_and(|command| command.get_arguments().any(|other| other.get_long() == Some(flag)));
                let message = if has_it {
                    format!("`--{flag}` goes behind the subcommand: `migcheck {name} --{flag} …`")
                } else {
                    format!("`{name}` has no `--{flag}`; `check` has it: `migcheck check --{flag} …`")
                };
                return Err(Cli::command().error(ErrorKind::ArgumentConflict, message));
            }
        }
    }
    let own = matches
        .subcommand()
        .filter(|(name, _)| matches!(*name, "baseline" | "check" | "config" | "fix" | "info" | "schema"));
    let own = own.map_or(&matches, |(_, own)| own);
    if own.value_source("base") == Some(ValueSource::CommandLine) {
        for flag in ["no_git", "staged"] {
            if own.get_flag(flag) {
                let message = format!("`--base` and `--{}` exclude each other", flag.replace('_', "-"));
                return Err(Cli::command().error(ErrorKind::ArgumentConflict, message));
            }
        }
    }
    Ok((Cli::from_arg_matches(&matches)?, matches))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<(Cli, ArgMatches), clap::Error> {
        parse(line.split(' ').map(OsString::from))
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn bare_is_check() {
        for line in ["migcheck", "migcheck --base main", "migcheck check db/1.sql --base main", "migcheck -q rules"] {
            assert!(parsed(line).is_ok(), "{line}");
        }
        for (line, kind) in [
            ("migcheck --base main check", ErrorKind::ArgumentConflict),
            ("migcheck --strict rules", ErrorKind::ArgumentConflict),
            ("migcheck chek", ErrorKind::InvalidSubcommand),
            ("migcheck --all --staged", ErrorKind::ArgumentConflict),
            ("migcheck --base main --no-git", ErrorKind::ArgumentConflict),
            ("migcheck check --base main --no-git", ErrorKind::ArgumentConflict),
            ("migcheck check --format yaml", ErrorKind::InvalidValue),
        ] {
            assert_eq!(parsed(line).unwrap_err().kind(), kind, "{line}");
        }
    }
}
