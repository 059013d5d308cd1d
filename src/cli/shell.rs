//! `migcheck completions SHELL` and `migcheck man [DIR]`: made of the command line's own definition.

use std::path::Path;

use clap::{Command, CommandFactory};

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::console::Console;
use super::{CLEAN, FAILED};

const NAME: &str = "migcheck";

pub(super) fn completions(args: &CompletionsArgs, console: &Console) -> u8 {
    // A buffer, as the generator panics where it cannot write.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut text);
    if console.out(&String::from_utf8_lossy(&text)) { CLEAN } else { FAILED }
}

pub(super) fn man(args: &ManArgs, console: &Console) -> u8 {
    let mut command = Cli::command();
    command.build();
    let Some(directory) = &args.folder else {
        let page = page(&command, NAME);
        return if console.out(&String::from_utf8_lossy(&page)) { CLEAN } else { FAILED };
    };
    let mut written = 0;
    let named = command.get_subcommands().filter(|one| one.get_name() != "help" && !one.is_hide_set());
    let pages: Vec<(String, Vec<u8>)> = std::iter::once((NAME.to_owned(), page(&command, NAME)))
        .chain(named.map(|one| {
            let name = format!("{NAME}-{}", one.get_name());
            let page = page(one, &name);
            (name, page)
        }))
        .collect();
    if let Err(error) = std::fs::create_dir_all(directory) {
        return refused(directory, &error, console);
    }
    for (name, page) in pages {
        let path = directory.join(format!("{name}.1"));
        if let Err(error) = std::fs::write(&path, page) {
            return refused(&path, &error, console);
        }
        written += 1;
    }
    console.say(&format!("{written} pages in {}.", directory.display()));
    CLEAN
}

fn refused(path: &Path, error: &std::io::Error, console: &Console) -> u8 {
    console.error(&format!("cannot write {}: {error}", path.display()), None);
    FAILED
}

fn page(command: &Command, name: &str) -> Vec<u8> {
    let mut text = Vec::new();
    let command = command.clone().name(name.to_owned()).display_name(name.to_owned());
    // Writing into memory cannot fail.
    let _ = clap_mangen::Man::new(command).render(&mut text);
    text
}
