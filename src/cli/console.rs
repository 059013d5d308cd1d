//! stdout and stderr: what goes where, in which colours, and what happens when a pipe closes.

#![allow(clippy::print_stderr)]

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::panic::PanicHookInfo;

use crate::config::{Config, ConfigError};
use crate::model::finding::Location;
use crate::model::report::Problem;
use crate::output::Style;
use crate::output::human::boxed;
use crate::output::terminal::{clean, colored, unicode, wrap};
use crate::source::{Revision, Sources, Span};

use super::args::Everywhere;
use super::settings::{self, Asked, SettingsError};

/// How many warnings are printed without `-v`.
const WARNINGS: usize = 20;

/// The terminal of a run.
pub struct Console {
    quiet: u8,
    verbose: u8,
    out_color: bool,
    err_color: bool,
    unicode: bool,
    width: usize,
}

impl Console {
    /// Looks at the environment once.
    pub fn new(everywhere: &Everywhere) -> Self {
        let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        let when = everywhere.color.when();
        Self {
            quiet: everywhere.quiet,
            verbose: everywhere.verbose,
            out_color: colored(when, variable, io::stdout().is_terminal()),
            err_color: colored(when, variable, io::stderr().is_terminal()),
            unicode: unicode(variable),
            width: variable("COLUMNS")
                .and_then(|columns| columns.parse().ok())
                .map_or(Style::default().width, |columns: usize| columns.clamp(40, 200)),
        }
    }

    /// How stdout is to look. The terminal is not measured, so that a run here prints what CI prints.
    pub fn style(&self) -> Style {
        Style {
            color: self.out_color,
            unicode: self.unicode,
            width: self.width,
            verbose: self.verbose,
            ..Style::default()
        }
    }

    /// How many times `-v` was said.
    pub fn verbose(&self) -> u8 {
        self.verbose
    }

    /// Writes to stdout; a reader that went away is no failure. Answers whether the text is out.
    pub fn out(&self, text: &str) -> bool {
        if self.quiet > 1 {
            return true;
        }
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::BrokenPipe => true,
            Err(error) => {
                self.error(&format!("cannot write to stdout: {error}"), None);
                false
            }
        }
    }

    /// Why the run failed, and a tip. Never silenced: without it the exit code would be all there is.
    pub fn error(&self, message: &str, tip: Option<&str>) {
        let tip = tip.map(|tip| format!("\n\n  tip: {tip}")).unwrap_or_default();
        self.labelled("error", "31", &format!("{message}{tip}"));
    }

    /// The settings, or `None` once it was told why there are none.
    pub fn settings(&self, asked: &Asked<'_>) -> Option<Config> {
        settings::config(asked).map_err(|error| self.unsettled(error)).ok()
    }

    /// Tells why there are no settings.
    pub fn unsettled(&self, error: SettingsError) {
        match error {
            SettingsError::Option { message, tip } => self.error(&message, tip.as_deref()),
            SettingsError::File(errors) => {
                for error in &errors {
                    self.in_file(error);
                }
            }
        }
    }

    fn in_file(&self, error: &ConfigError) {
        if error.text.is_empty() {
            self.error(&format!("{} {}", error.file.display(), error.message), error.help.as_deref());
            return;
        }
        let style = Style { color: self.err_color, ..self.style() };
        let mut sources = Sources::default();
        let path: std::sync::Arc<str> = error.file.to_string_lossy().replace('\\', "/").into();
        sources.insert(path.clone(), Revision::Head, error.text.as_str());
        let span = Span { path, revision: Revision::Head, range: error.span.clone() };
        let place = Location { span, label: error.label.clone().unwrap_or_else(|| "here".to_string()) };
        let mut text = boxed("config", &error.message, &place, &sources, style);
        if let Some(help) = &error.help {
            text.push_str(&format!("  {}\n", wrap(&clean(help, self.unicode), style.width, 2)));
        }
        write_err(&(text + "\n"));
    }

    /// Something that made the check rougher.
    pub fn warning(&self, message: &str) {
        if self.quiet == 0 {
            self.labelled("warning", "33", message);
        }
    }

    /// What could not be looked at. Answers whether it kept the check from being made.
    pub fn problems(&self, problems: &[Problem], sources: &Sources) -> bool {
        let message = |problem: &Problem| match &problem.span {
            Some(span) => {
                let line = sources.place(span).map(|place| format!(":{}", place.line)).unwrap_or_default();
                format!("{}{line}: {}", span.path, problem.message)
            }
            None => problem.message.clone(),
        };
        let (fatal, others): (Vec<_>, Vec<_>) = problems.iter().partition(|problem| problem.fatal);
        for problem in &fatal {
            self.error(&message(problem), None);
        }
        let most = if self.verbose > 0 { others.len() } else { WARNINGS };
        for problem in others.iter().take(most) {
            self.warning(&message(problem));
        }
        if others.len() > most {
            self.warning(&format!("and {} more; `-v` shows all", others.len() - most));
        }
        !fatal.is_empty()
    }

    /// What was done: the closing line and the lines of `-v`.
    pub fn say(&self, text: &str) {
        if self.quiet == 0 {
            write_err(&format!("{text}\n"));
        }
    }

    fn labelled(&self, label: &str, code: &str, message: &str) {
        // Messages have line ends of their own; what is between them may come from a file's name.
        let lines: Vec<String> = message.split('\n').map(|line| clean(line, self.unicode)).collect();
        let label = if self.err_color { format!("\u{1b}[1;{code}m{label}\u{1b}[0m") } else { label.to_string() };
        write_err(&format!("{label}: {}\n", lines.join("\n")));
    }
}

/// The panic hook: a panic is a bug of migcheck, and its exit code (101) says so.
pub fn on_panic(info: &PanicHookInfo<'_>) {
    write_err(&format!(
        "error: this is a bug in migcheck {}: {info}\n\n  \
         Please report it with this message, the command, and the file that it was about, if you can tell.\n",
        env!("CARGO_PKG_VERSION")
    ));
}

fn write_err(text: &str) {
    // There is nobody left to tell if this fails.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
