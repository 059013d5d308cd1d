//! Counts how the statements of SQL files are read: `cargo run --example sqlstat -- DIALECT [-v] [-c] FILE|DIRECTORY …`.
//!
//! Prints files, statements, and how many were parsed, recognised from their tokens, or neither; then every statement whose tokens drop or rename
//! a table or column although nothing was understood of it and nothing reported. `-v` lists what was not parsed, too; `-c` every drop and
//! rename that was found, one a line: place, kind, object, column.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use migcheck::model::change::{ChangeKind, Reading, Statement, StatementKind};
use migcheck::model::name::Dialect;
use migcheck::source::LineIndex;
use migcheck::sql::read_migration;

#[derive(Default)]
struct Counts {
    files: usize,
    bytes: usize,
    statements: usize,
    parsed: usize,
    recognised: usize,
    unparsed: usize,
    unreadable: usize,
    approximate: usize,
    nested: usize,
    lost: Vec<String>,
    listed: Vec<String>,
    changes: Vec<String>,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(dialect) = arguments.next().and_then(|name| Dialect::named(&name)) else {
        eprintln!("usage: sqlstat DIALECT [-v] FILE|DIRECTORY …");
        return ExitCode::from(2);
    };
    let mut files = Vec::new();
    let (mut verbose, mut all) = (false, false);
    for argument in arguments {
        if argument == "-v" {
            verbose = true;
        } else if argument == "-c" {
            all = true;
        } else {
            collect(Path::new(&argument), &mut files);
        }
    }
    files.sort();
    let mut counts = Counts::default();
    let mut spent = std::time::Duration::ZERO;
    for file in &files {
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned();
        let start = Instant::now();
        let statements = read_migration(&text, 0..text.len(), dialect);
        spent += start.elapsed();
        counts.files += 1;
        counts.bytes += text.len();
        let lines = LineIndex::new(&text);
        for statement in &statements {
            count(statement, &text, &lines, file, &mut counts, true);
        }
    }
    println!(
        "{dialect}: files {}, bytes {}, statements {} (+{} nested), parsed {}, recognised {} (approximate queries {}), unparsed {}, unreadable {}; {spent:?}",
        counts.files,
        counts.bytes,
        counts.statements,
        counts.nested,
        counts.parsed,
        counts.recognised,
        counts.approximate,
        counts.unparsed,
        counts.unreadable
    );
    println!("neither understood nor reported: {}", counts.lost.len());
    counts.lost.iter().for_each(|line| println!("  {line}"));
    if verbose {
        counts.listed.iter().for_each(|line| println!("  {line}"));
    }
    if all {
        counts.changes.iter().for_each(|line| println!("{line}"));
    }
    if counts.lost.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        for entry in entries.flatten() {
            collect(&entry.path(), files);
        }
    } else if path.to_string_lossy().contains(".sql") {
        files.push(path.to_owned());
    }
}

fn count(statement: &Statement, text: &str, lines: &LineIndex, file: &Path, counts: &mut Counts, outermost: bool) {
    if outermost {
        counts.statements += 1;
    } else {
        counts.nested += 1;
    }
    match statement.reading {
        Reading::Parsed => counts.parsed += 1,
        Reading::Recognised => counts.recognised += 1,
        Reading::Unparsed => counts.unparsed += 1,
    }
    let said = text.get(statement.range.clone()).unwrap_or_default();
    let short: String = said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    let line = format!("{}:{}: {short}", file.display(), lines.line(statement.range.start));
    match &statement.kind {
        StatementKind::Query(query) if query.approximate => counts.approximate += 1,
        StatementKind::Unparsed { reason, seen, .. } => {
            counts.listed.push(format!("unparsed ({reason}, {} seen) {line}", seen.len()))
        }
        StatementKind::Unreadable { what, .. } => {
            counts.unreadable += 1;
            counts.listed.push(format!("unreadable ({what}) {line}"));
        }
        _ => {}
    }
    let changes = match &statement.kind {
        StatementKind::Changes(changes) | StatementKind::Unparsed { seen: changes, .. } => changes.as_slice(),
        _ => &[],
    };
    for change in changes {
        let kind = format!("{:?}", change.kind);
        let kind: String = kind.chars().take_while(char::is_ascii_alphanumeric).collect();
        if kind.starts_with("Drop") || kind.starts_with("Rename") {
            let column = match &change.kind {
                ChangeKind::DropColumn { column, .. } | ChangeKind::RenameColumn { from: column, .. } => &column.value,
                _ => "",
            };
            let line = lines.line(change.range.start);
            counts.changes.push(format!("{}:{line}\t{kind}\t{}\t{column}", file.display(), change.object.name));
        }
    }
    if outermost && destroys(said) > reported(statement) {
        counts.lost.push(line);
    }
    statement.nested.iter().for_each(|nested| count(nested, text, lines, file, counts, false));
}

/// How often the words of a statement drop or rename a table or column.
fn destroys(said: &str) -> usize {
    let mut code = String::with_capacity(said.len());
    for line in said.lines() {
        code.push_str(line.split("--").next().unwrap_or_default());
        code.push('\n');
    }
    while let Some((start, end)) =
        code.find("/*").and_then(|start| Some((start, code.get(start..)?.find("*/")? + start + 2)))
    {
        code.replace_range(start..end, " ");
    }
    let upper = code.to_ascii_uppercase();
    let words: Vec<&str> =
        upper.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    if matches!(words.first(), Some(&"INSERT" | &"COMMENT")) {
        return 0;
    }
    let mut altered = "";
    let mut found = 0;
    for pair in words.windows(2) {
        match pair {
            ["ALTER", kind] => altered = kind,
            ["DROP", "TABLE" | "COLUMN" | "VIEW"] | ["RENAME", "COLUMN"] | ["EXEC" | "EXECUTE", "SP_RENAME"] => {
                found += 1
            }
            ["RENAME", "TO"] if ["TABLE", "VIEW", "MATERIALIZED", "TYPE"].contains(&altered) => found += 1,
            _ => {}
        }
    }
    found
}

/// How many changes were found, or shown as not understood.
fn reported(statement: &Statement) -> usize {
    let own = match &statement.kind {
        StatementKind::Changes(changes) => changes.len(),
        StatementKind::Query(_) => 0,
        StatementKind::Unparsed { .. } | StatementKind::Unreadable { .. } => 1,
    };
    own + statement.nested.iter().map(reported).sum::<usize>()
}
