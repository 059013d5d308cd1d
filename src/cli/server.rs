//! `migcheck server`: a language server on standard input and output, with the settings that `check` would have in the folder that the editor names.

use std::path::Path;

use crate::config::{Config, ConfigError};
use crate::server;

use super::args::{Everywhere, ServerArgs, TreeOptions};
use super::console::Console;
use super::settings::{self, Asked, SettingsError};
use super::{CLEAN, FAILED, FINDINGS};

pub(super) fn run(args: &ServerArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    let here = match std::env::current_dir() {
        Ok(here) => here,
        Err(error) => {
            console.error(&format!("the directory of the run cannot be read: {error}"), None);
            return FAILED;
        }
    };
    let everywhere = everywhere.clone();
    // A directory is meant from where the server was started, whatever folder the editor opens.
    let absolute = |base: &String| match base.starts_with('.') {
        true => here.join(base).to_string_lossy().into_owned(),
        false => base.clone(),
    };
    let tree = TreeOptions {
        base: args.base.iter().map(absolute).collect(),
        no_git: args.no_git,
        migrations: args.migrations.clone(),
        database: args.database.clone(),
        ..TreeOptions::default()
    };
    let settings = move |folder: &Path| of_folder(folder, &everywhere, &tree);
    match server::serve(std::io::stdin(), &mut std::io::stdout().lock(), here, Box::new(settings)) {
        Ok(true) => CLEAN,
        // The protocol's own: an `exit` that no `shutdown` went before.
        Ok(false) => FINDINGS,
        // A client that is gone reads no answer.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => FINDINGS,
        Err(error) => {
            console.error(&format!("cannot go on serving: {error}"), None);
            FAILED
        }
    }
}

/// The settings of a folder, with its baseline and the files of other repositories that its configuration names.
fn of_folder(folder: &Path, everywhere: &Everywhere, tree: &TreeOptions) -> Result<Config, Vec<ConfigError>> {
    let asked = Asked { everywhere, tree, paths: &[], check: None };
    let mut config = settings::whole(&asked, folder).map_err(told)?;
    settings::anchor(&mut config, folder);
    Ok(config)
}

fn told(error: SettingsError) -> Vec<ConfigError> {
    match error {
        SettingsError::File(errors) => errors,
        SettingsError::Option { message, tip } => vec![ConfigError {
            file: std::path::PathBuf::new(),
            text: String::new(),
            span: 0..0,
            message,
            label: None,
            help: tip,
        }],
    }
}
