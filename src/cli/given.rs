//! SQL that is handed over rather than found: on standard input, or printed by a command that the command line names.
//!
//! A command is run only where it was written on the command line; no configuration can name one.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::config::{Config, Given};
use crate::output::terminal::clean;

use super::args::CheckArgs;
use super::settings::{self, SettingsError};

/// The most that is read.
const MOST: u64 = 32 << 20;

/// Reads what was asked for into the configuration.
pub(super) fn read(args: &CheckArgs, config: &mut Config) -> Result<(), SettingsError> {
    let is_input = args.paths.iter().any(|path| path.as_os_str() == "-");
    config.dialect = args.options.dialect;
    let given = match (&args.options.from_command, is_input) {
        (Some(command), false) => of_command(command)?,
        (None, true) => of_input(args, config)?,
        (None, false) if args.stdin_filename.is_some() => {
            return Err(failed(
                "`--stdin-filename` names what `-` reads",
                Some("`migcheck check --stdin-filename <PATH> -`"),
            ));
        }
        (None, false) => return Ok(()),
        (Some(_), true) => return Err(failed("`--from-command` and `-` exclude each other", None)),
    };
    if args.paths.iter().any(|path| path.as_os_str() != "-") {
        return Err(failed("paths cannot be checked together with SQL from `-` or `--from-command`", None));
    }
    config.given = Some(given);
    Ok(())
}

fn of_input(args: &CheckArgs, config: &Config) -> Result<Given, SettingsError> {
    let mut bytes = Vec::new();
    if let Err(error) = std::io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes) {
        return Err(failed(&format!("standard input cannot be read: {error}"), None));
    }
    let text = text_of(&bytes, "standard input")?;
    Ok(match &args.stdin_filename {
        Some(path) => Given { path: settings::inside(path, &config.root)?, is_file: true, text },
        None => Given { path: "<stdin>".to_owned(), is_file: false, text },
    })
}

fn of_command(command: &str) -> Result<Given, SettingsError> {
    let mut shell = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };
    shell.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(command).stdin(Stdio::null());
    let output = shell.output().map_err(|error| failed(&format!("`{command}` cannot be run: {error}"), None))?;
    if !output.status.success() {
        let why = match output.status.code() {
            Some(code) => format!("exit code {code}"),
            None => "it was ended by a signal".to_owned(),
        };
        let said: Vec<String> =
            String::from_utf8_lossy(&output.stderr).trim_end().lines().map(|line| format!("\n  {line}")).collect();
        return Err(failed(&format!("`{command}` failed ({why})\n{}", said.concat()), None));
    }
    let path = format!("<{}>", clean(command.trim(), true));
    Ok(Given { path, is_file: false, text: text_of(&output.stdout, "what the command prints")? })
}

fn text_of(bytes: &[u8], what: &str) -> Result<String, SettingsError> {
    if bytes.len() as u64 > MOST {
        return Err(failed(&format!("{what} is over {} MB", MOST >> 20), None));
    }
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

fn failed(message: &str, tip: Option<&str>) -> SettingsError {
    SettingsError::Option { message: message.to_owned(), tip: tip.map(str::to_owned) }
}
