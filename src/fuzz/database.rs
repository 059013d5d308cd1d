//! SQL and migrations: split, read, folded into a schema, compared, and judged for hazards.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Files, choice, lies_in, text};
use crate::catalog::{Catalog, Origin, difference, ever, fold, render};
use crate::hazard::{self, Setting};
use crate::migration::{self, CodeMigration, FileKind, LAYOUTS, MigrationFile, MigrationSet, Tree, back, transaction};
use crate::model::change::Statement;
use crate::model::name::Dialect;
use crate::model::query::Query;
use crate::source::{Revision, Sources};
use crate::sql::lexer::Token;
use crate::sql::query::{FragmentKind, read_fragment};
use crate::sql::{self, split};

/// How many tools there are.
pub(super) fn choices() -> usize {
    LAYOUTS.len()
}

/// SQL of a dialect: as a migration, as a query, as pieces of one.
pub(super) fn sql(bytes: &[u8]) {
    let (dialect, rest) = choice(bytes, Dialect::ALL.len());
    let (dialect, text) = (Dialect::ALL[dialect], text(rest));
    pieces(&text, dialect);
    let statements = sql::read_migration(&text, 0..text.len(), dialect);
    schema(&[("migrations/1_a.sql", &text, statements)], dialect, "golang-migrate");
    sql::looks_like_sql(&text);
    sql::read_query(&text, dialect).iter().flatten().for_each(|query| query_lies_in(&text, query));
    use FragmentKind::{Assignments, Condition, From, OrderBy, SelectList};
    for kind in [SelectList, Condition, OrderBy, Assignments, From] {
        read_fragment(&text, kind, dialect).iter().for_each(|query| query_lies_in(&text, query));
    }
}

/// What the splitter leaves between its pieces is white space and comments, and what it gives is in order: joined, they are the text.
fn pieces(text: &str, dialect: Dialect) {
    let (tokens, statements) = split::split(text, 0..text.len(), dialect);
    let mut end = 0;
    for Token { start, end: next, .. } in &tokens {
        assert!(end <= *start && start < next, "{start}..{next} comes after {end}");
        lies_in(text, &(end..*start));
        lies_in(text, &(*start..*next));
        end = *next;
    }
    lies_in(text, &(end..text.len()));
    let mut end = 0;
    for statement in &statements {
        assert!(end <= statement.tokens.start && statement.tokens.start < statement.tokens.end);
        let own = tokens.get(statement.tokens.clone()).unwrap_or_default();
        assert_eq!(own.first().map(|token| token.start), Some(statement.range.start));
        assert_eq!(own.last().map(|token| token.end), Some(statement.range.end));
        end = statement.tokens.end;
    }
}

fn query_lies_in(text: &str, query: &Query) {
    for table in &query.tables {
        lies_in(text, &table.range);
    }
    for column in &query.columns {
        lies_in(text, &column.column.range);
    }
}

/// A migration of a corpus: its path, and its text behind it.
pub(super) fn written(path: &str, text: &str) -> Vec<u8> {
    format!("{path}\n{}", text.replace('\0', " ")).into_bytes()
}

/// Migrations of a tool and a dialect: each with its path in the first line, a NUL between two.
pub(super) fn migrations(bytes: &[u8]) {
    let (at, rest) = choice(bytes, LAYOUTS.len());
    let (dialect, rest) = choice(rest, Dialect::ALL.len());
    let (layout, dialect) = (LAYOUTS[at], Dialect::ALL[dialect]);
    let mut files: Vec<(String, String)> = Vec::new();
    for part in rest.split(|byte| *byte == 0).take(8) {
        let part = text(part);
        let (path, text) = part.split_once('\n').unwrap_or(("", &part));
        let usable =
            !path.is_empty() && path.len() < 200 && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let path = if usable { path.to_owned() } else { format!("db/migrations/{}_a.up.sql", files.len() + 1) };
        if files.iter().all(|(other, _)| *other != path) {
            files.push((path, text.to_owned()));
        }
    }
    let tree = Files::new(files.clone());
    // As it is found.
    for set in layout.find(&tree).iter().chain(&migration::find(&tree)) {
        of_set(set, &tree, set.dialect.unwrap_or(dialect));
    }
    // And whatever it is, read as one.
    let file = |(path, _): &(String, String)| MigrationFile {
        path: Arc::from(path.as_str()),
        version: String::new(),
        kind: FileKind::Versioned,
    };
    let set = MigrationSet {
        layout: layout.name(),
        directory: String::new(),
        name: "a".to_owned(),
        group: "a".to_owned(),
        dialect: Some(dialect),
        dialect_why: String::new(),
        files: files.iter().map(file).collect(),
        helpers: Vec::new(),
    };
    of_set(&set, &tree, dialect);
}

fn of_set(set: &MigrationSet, tree: &Files, dialect: Dialect) {
    let Some(layout) = migration::layout(set.layout) else { return };
    let there: Vec<(&MigrationFile, Arc<str>)> =
        set.files.iter().filter_map(|file| Some((file, tree.read(&file.path)?))).collect();
    let read: Vec<Vec<Statement>> = match set.reader() {
        Some(reader) => {
            let files: Vec<CodeMigration<'_>> =
                there.iter().map(|(file, text)| CodeMigration { path: &file.path, text }).collect();
            reader.read(&files, dialect)
        }
        None => {
            let of_file = |(file, text): &(&MigrationFile, Arc<str>)| {
                let forward = set.forward(&file.path, text);
                forward.iter().for_each(|range| lies_in(text, range));
                forward.into_iter().flat_map(|range| sql::read_migration(text, range, dialect)).collect()
            };
            there.iter().map(of_file).collect()
        }
    };
    assert_eq!(read.len(), there.len());
    for (file, text) in &there {
        back::is_there(set, &file.path, text, tree);
        if let back::Back::Read { text, statements, .. } = back::read(set, &file.path, text, tree, dialect) {
            lie_in(&text, &statements);
        }
        transaction::transaction(set.layout, text, text, dialect);
    }
    layout.faults(tree, set);
    if let Some(dump) = layout.dump(tree, set) {
        lie_in(&dump.text, &dump.statements);
    }
    let files: Vec<(&str, &str, Vec<Statement>)> =
        there.iter().zip(read).map(|((file, text), statements)| (&*file.path, &**text, statements)).collect();
    schema(&files, dialect, set.layout);
}

fn lie_in(text: &str, statements: &[Statement]) {
    for statement in statements {
        lies_in(text, &statement.range);
        let seen = |range: std::ops::Range<usize>| {
            lies_in(text, &range);
            range
        };
        sql::move_places(&mut statement.clone(), &seen);
    }
}

/// What the statements of files make of a schema.
fn schema(files: &[(&str, &str, Vec<Statement>)], dialect: Dialect, layout: &'static str) {
    let mut sources = Sources::default();
    let mut all: Vec<(&Statement, Origin)> = Vec::new();
    for (path, text, statements) in files {
        lie_in(text, statements);
        sources.insert(*path, Revision::Head, *text);
        let origin = Origin { path: Arc::from(*path), revision: Revision::Head };
        all.extend(statements.iter().map(|statement| (statement, origin.clone())));
    }
    let each = || all.iter().map(|(statement, origin)| (*statement, origin));
    // The first half ran; the rest is pending.
    let ran = all.len() / 2;
    let mut before = Catalog::new(dialect);
    each().take(ran).for_each(|(statement, origin)| before.apply(statement, origin));
    let (after, log) = fold(&mut before, each().skip(ran));
    difference(&before, &after, &log);
    render(&after);
    let (start, end, log) = ever(dialect, each());
    difference(&start, &end, &log);
    for file_by_file in [false, true] {
        let setting = Setting {
            database: "a",
            dialect,
            layout,
            version: None,
            large: &[],
            beside: &BTreeMap::new(),
            file_by_file,
            guarded: files.iter().flat_map(|(_, text, _)| hazard::guarded(text, dialect)).collect::<BTreeSet<_>>(),
        };
        let from = if file_by_file { Catalog::new(dialect) } else { before.clone() };
        let pending = each().skip(if file_by_file { 0 } else { ran });
        for event in hazard::events(&setting, from, pending, &sources) {
            let span = &event.primary.span;
            if let Some(text) = sources.text(span) {
                lies_in(text, &span.range);
            }
        }
    }
}
