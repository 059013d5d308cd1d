//! The library: checks a repository and lists its findings with the uses, or reads the report that `migcheck check --format json` wrote.
//!
//! `cargo run --example check_repository -- DIRECTORY [BASE]`, `cargo run --example check_repository -- REPORT.json`
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use migcheck::Check;
use migcheck::report::{Level, Report};

/// The report of a directory, or of a file that has one.
pub fn report(path: &Path, base: Option<&str>) -> Result<Report, Box<dyn Error>> {
    if path.is_file() {
        return Ok(Report::from_json(&std::fs::read_to_string(path)?)?);
    }
    let check = Check::new(path);
    Ok(match base {
        Some(base) => check.base(base),
        None => check,
    }
    .run()?)
}

/// Its errors and warnings, each with its place and the places in the code that it rests on.
pub fn listing(report: &Report) -> String {
    let mut text = String::new();
    for finding in report.at_least(Level::Warning) {
        let line = finding.location.start.map_or(1, |start| start.line);
        text.push_str(&format!("{}:{line}: {} [{}]\n", finding.location.path, finding.message, finding.rule));
        for used in &finding.related {
            let line = used.location.start.map_or(1, |start| start.line);
            text.push_str(&format!("    {}:{line}: {}\n", used.location.path, used.message));
        }
    }
    text
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (path, base) = (arguments.next().unwrap_or_else(|| ".".to_owned()), arguments.next());
    match report(Path::new(&path), base.as_deref()) {
        Ok(report) => {
            print!("{}", listing(&report));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
