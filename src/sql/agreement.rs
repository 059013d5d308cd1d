//! The parser and the recogniser held against each other: what both understand, both read as the same changes.
//!
//! The statements are those of every migration in `testdata/`, of the SQL examples in `rules/`, and of `tests/agreement/`. Places may differ, and
//! so may the text of types and defaults in case and white space; nothing else does.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::cursor::Cursor;
use super::parse::tests::kind as shown;
use super::{lexer, parse_statement, recognise, split};
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, SchemaChange, StatementKind};
use crate::model::name::Dialect;
use crate::model::query::Query;

/// Some text without what carries no meaning: case, white space, brackets around the whole.
fn plain(text: &str) -> String {
    let mut text: String = text.to_lowercase().split_whitespace().collect();
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if inner.contains(')') {
            break;
        }
        text = inner.to_owned();
    }
    text
}

fn settle_column(column: &mut ColumnDef) {
    column.data_type = plain(&column.data_type);
    column.default = column.default.as_deref().map(plain);
    // The recogniser reads no expressions.
    column.made_of.clear();
}

/// A change as both are to show it.
fn settled(change: &SchemaChange) -> String {
    let mut kind = change.kind.clone();
    match &mut kind {
        ChangeKind::CreateTable(table) => {
            table.columns.iter_mut().for_each(settle_column);
            table.query = table.query.as_ref().map(|_| Box::new(Query::default()));
        }
        ChangeKind::CreateView { query, .. } => **query = Query::default(),
        ChangeKind::AddColumn { column, .. } => settle_column(column),
        ChangeKind::AlterColumn { action, .. } => match action {
            ColumnAction::SetType { data_type } => *data_type = plain(data_type),
            ColumnAction::SetDefault { default } => *default = plain(default),
            ColumnAction::Redefine(column) => settle_column(column),
            _ => {}
        },
        ChangeKind::CreateIndex { columns, predicate, .. } => {
            columns.iter_mut().for_each(|part| part.expression.clear());
            *predicate = predicate.as_deref().map(plain);
        }
        _ => {}
    }
    format!("{} {}", shown(&kind), change.object)
}

fn all(changes: &[SchemaChange]) -> String {
    changes.iter().map(settled).collect::<Vec<_>>().join("\n    ")
}

#[derive(Default)]
struct Outcome {
    /// Statements that both read.
    both: usize,
    kinds: BTreeSet<String>,
    wrong: String,
}

fn compare(text: &str, dialect: Dialect, place: &str, outcome: &mut Outcome) {
    let (tokens, raw) = split::split(text, 0..text.len(), dialect);
    for statement in raw {
        let Some(tokens) = tokens.get(statement.tokens).filter(|tokens| !tokens.is_empty()) else { continue };
        let c = Cursor::new(text, tokens, dialect);
        let range = c.whole();
        let said = text.get(range.clone()).unwrap_or_default();
        if c.kind() == Some(lexer::TokenKind::Meta) || super::routine::routine(c).is_some() {
            continue;
        }
        let Some(StatementKind::Changes(recognised)) = recognise::statement(c) else { continue };
        for change in &recognised {
            outcome
                .kinds
                .insert(format!("{:?}", change.kind).chars().take_while(char::is_ascii_alphanumeric).collect());
        }
        let Ok(StatementKind::Changes(parsed)) = parse_statement(said, range.start, dialect) else { continue };
        outcome.both += 1;
        let (parsed, recognised) = (all(&parsed), all(&recognised));
        if parsed != recognised {
            let _ = write!(
                outcome.wrong,
                "\n{place} ({dialect}): {said}\n  parsed:\n    {parsed}\n  recognised:\n    {recognised}\n"
            );
        }
    }
}

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
    found.sort();
}

fn of(directory: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory), &mut found);
    found.retain(|path| path.to_string_lossy().ends_with(ending));
    found.into_iter().filter_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text))).collect()
}

#[test]
fn both_readers_agree() {
    let mut outcome = Outcome::default();
    for (path, text) in of("testdata", ".sql") {
        let place = path.to_string_lossy();
        let said = Dialect::ALL.into_iter().find(|dialect| place.contains(dialect.name()));
        let dialect = said.unwrap_or(if place.contains("sqlserver") { Dialect::Mssql } else { Dialect::Postgres });
        compare(&text, dialect, &place, &mut outcome);
    }
    for (path, text) in of("rules", ".md") {
        for block in text.split("```sql").skip(1) {
            let code = block.split("```").next().unwrap_or_default();
            let code = code.split_once('\n').map_or("", |(_, code)| code);
            compare(code, Dialect::Postgres, &path.to_string_lossy(), &mut outcome);
        }
    }
    for (path, text) in of("tests/agreement", ".sql") {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let dialect = Dialect::named(&name).expect("files are named after their dialect");
        compare(&text, dialect, &name, &mut outcome);
    }
    assert!(outcome.wrong.is_empty(), "{}", outcome.wrong);
    assert!(outcome.both > 300, "only {} statements were read by both", outcome.both);
    let kinds: Vec<&str> = outcome.kinds.iter().map(String::as_str).collect();
    assert_eq!(kinds, EVERY_KIND, "each kind of change has a statement");
}

/// Routines have bodies, which are neither's: `tests.rs` has them.
const EVERY_KIND: &[&str] = &[
    "AddColumn",
    "AddConstraint",
    "AddEnumValue",
    "AlterColumn",
    "CreateEnum",
    "CreateIndex",
    "CreateSchema",
    "CreateTable",
    "CreateType",
    "CreateView",
    "DropColumn",
    "DropConstraint",
    "DropFunction",
    "DropIndex",
    "DropPrimaryKey",
    "DropSchema",
    "DropTable",
    "DropTrigger",
    "DropType",
    "DropView",
    "Partition",
    "RefreshView",
    "RenameColumn",
    "RenameConstraint",
    "RenameEnumValue",
    "RenameFunction",
    "RenameIndex",
    "RenameSchema",
    "RenameTable",
    "RenameType",
    "RenameView",
    "RenamesStay",
    "SetSchema",
    "SetSearchPath",
    "Truncate",
    "UsualSearchPath",
];
