//! What uses a table or a column: the check that would be made if it were dropped, without a migration that drops it.

use std::time::Instant;

use crate::catalog::{Catalog, Column, NetChange, ObjectKind, Origin, Table, difference, fold};
use crate::config::Config;
use crate::model::change::{ChangeKind, Reading, SchemaChange, Statement, StatementKind};
use crate::model::event::EventKind;
use crate::model::finding::{Location, Subject};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::Reference;
use crate::model::report::{Problem, Stats};
use crate::model::usage::Usage;
use crate::resolve;
use crate::source::{Sources, Span};

use super::code::Names;
use super::database::Database;
use super::uses::{Readings, Step};
use super::{Project, nothing_found, open, reach, union};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A table, a view, or a column as `table.column`; with or without its schema.
    Named(String),
    /// Every table and every column.
    Everything,
    /// Every table and every column, and the ways to what stands on one line of a file, from 1.
    Line(String, usize),
}

/// The answer, with the texts that it points into.
#[derive(Clone, Debug, Default)]
pub struct Usages {
    /// In the order of databases, tables and columns; a table stands before its columns.
    pub usages: Vec<Usage>,
    /// Every name that could have been asked for.
    pub names: Vec<String>,
    pub problems: Vec<Problem>,
    pub sources: Sources,
    pub stats: Stats,
}

/// One database as it is and as it would be.
pub(super) struct Imagined {
    /// Its index among the databases.
    pub at: usize,
    pub before: Catalog,
    pub after: Catalog,
    pub net: Vec<NetChange>,
}

/// Finds the uses in the code here, and in the base if the configuration names one.
pub fn usages(config: &Config, wanted: &Wanted) -> Usages {
    let mut project = open(config);
    let mut problems = project.trees.problems();
    let imagined: Vec<Imagined> = project
        .databases
        .iter()
        .enumerate()
        .flat_map(|(at, database)| {
            steps(database, wanted).into_iter().map(move |drops| imagine(at, &database.after, &drops))
        })
        .collect();
    let found = search(config, &mut project, &imagined);
    let mut usages = unite(&project, &imagined, found);
    match wanted {
        Wanted::Named(_) => reach::usages(config, &project, usages.iter_mut()),
        Wanted::Everything => {}
        Wanted::Line(path, line) => {
            let sources = &project.sources;
            let here = |one: &Reference| {
                *one.span.path == **path && sources.place(&one.span).is_some_and(|place| place.line == *line)
            };
            let uses = usages.iter_mut().flat_map(|usage| &mut usage.head).filter(|one| here(one)).collect();
            reach::uses_of(config, &project, uses);
        }
    }
    let names = project.databases.iter().flat_map(|database| all_names(&database.after)).collect();
    problems.append(&mut project.problems);
    if project.is_empty() && !problems.iter().any(|problem| problem.fatal) {
        problems.push(nothing_found(config));
    }
    Usages { usages, names, problems, sources: project.sources, stats: project.stats }
}

/// One usage for the same object of a database in several dialects.
fn unite(project: &Project, imagined: &[Imagined], found: Vec<Vec<Usage>>) -> Vec<Usage> {
    let mut united: Vec<(&str, Usage)> = Vec::new();
    for (one, usages) in imagined.iter().zip(found) {
        let group = project.databases[one.at].set.group.as_str();
        for usage in usages {
            let same = |(other, known): &&mut (&str, Usage)| {
                *other == group && known.subject.display() == usage.subject.display()
            };
            match united.iter_mut().find(same) {
                Some((_, known)) => {
                    union(&mut known.head, usage.head);
                    union(&mut known.base, usage.base);
                    union(&mut known.database, usage.database);
                }
                None => united.push((group, usage)),
            }
        }
    }
    united.into_iter().map(|(_, usage)| usage).collect()
}

/// The uses of what each step takes away, in the order of its net changes. It takes the project's code.
pub(super) fn search(config: &Config, project: &mut Project, imagined: &[Imagined]) -> Vec<Vec<Usage>> {
    let names =
        Names::of(imagined.iter().flat_map(|one| one.net.iter().map(|change| (&project.databases[one.at], change))));
    let mut found: Vec<Vec<Usage>> = Vec::new();
    if !names.is_empty() {
        let has_base = project.trees.base.is_some();
        let readings = Readings::new(config, project, &names, has_base);
        let started = Instant::now();
        for one in imagined {
            let database = &project.databases[one.at];
            let others = project.databases.iter().map(|other| &other.after).collect();
            let step = Step { at: one.at, before: &one.before, after: &one.after, net: &one.net, others };
            let schema = step.schema(&project.databases, &readings);
            let uses = readings.uses(&schema, database, one.at, &project.sources, config.threads);
            let mut base = uses.base.into_iter();
            let usages = one.net.iter().zip(uses.head).map(|(change, head)| {
                let base = base.next().unwrap_or_default();
                usage(database, &one.before, change, head, base)
            });
            found.push(usages.collect());
        }
        project.stats.phases.push(("resolve", started.elapsed()));
    }
    found.resize_with(imagined.len(), Vec::new);
    found
}

/// What is dropped in imagination: one list of drops for each step from the schema as it is.
fn steps(database: &Database, wanted: &Wanted) -> Vec<Vec<(SchemaChange, Span)>> {
    let catalog = &database.after;
    match wanted {
        Wanted::Named(name) => {
            let drops = named(catalog, name);
            if drops.is_empty() { Vec::new() } else { vec![drops] }
        }
        Wanted::Everything | Wanted::Line(..) => {
            let tables = catalog.tables().map(drop_table).collect();
            let of = |table| -> Vec<_> { columns(table).map(|column| drop_column(table, column)).collect() };
            vec![tables, catalog.tables().flat_map(of).collect()]
        }
    }
}

/// The object of this name: a table or view before a column, as `a.b` may be either.
fn named(catalog: &Catalog, name: &str) -> Vec<(SchemaChange, Span)> {
    let parts: Vec<Ident> = name
        .split('.')
        .map(|part| Ident::new(part.trim_matches(['"', '`', '[', ']'])))
        .filter(|part| !part.value.is_empty())
        .collect();
    let Some(whole) = ObjectName::from_parts(parts.clone()) else { return Vec::new() };
    if let Some(table) = catalog.table(&whole) {
        return vec![drop_table(table)];
    }
    if let Some(view) = catalog.view(&whole) {
        let kind = ChangeKind::DropView { if_exists: false, cascade: false, materialized: view.materialized };
        return vec![change(kind, &view.label.written, &view.span)];
    }
    let Some((column, table)) = parts.split_last() else { return Vec::new() };
    let table = ObjectName::from_parts(table.to_vec()).and_then(|table| catalog.table(&table));
    let drop = table.and_then(|table| table.column(column).map(|column| drop_column(table, column)));
    drop.into_iter().collect()
}

fn columns(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter()
}

pub(super) fn drop_table(table: &Table) -> (SchemaChange, Span) {
    change(ChangeKind::DropTable { if_exists: false, cascade: false }, &table.label.written, &table.span)
}

pub(super) fn drop_column(table: &Table, column: &Column) -> (SchemaChange, Span) {
    let kind = ChangeKind::DropColumn { column: column.name.clone(), if_exists: false, cascade: false };
    change(kind, &table.label.written, &column.span)
}

/// A change that stands where its object was made.
pub(super) fn change(kind: ChangeKind, object: &ObjectName, span: &Span) -> (SchemaChange, Span) {
    (SchemaChange { kind, object: object.clone(), range: span.range.clone() }, span.clone())
}

/// The schema after a few changes that nobody wrote.
pub(super) fn imagine(at: usize, catalog: &Catalog, drops: &[(SchemaChange, Span)]) -> Imagined {
    let statements: Vec<(Statement, Origin)> = drops
        .iter()
        .map(|(change, span)| {
            let kind = StatementKind::Changes(vec![change.clone()]);
            let origin = Origin { path: span.path.clone(), revision: span.revision };
            (Statement { range: span.range.clone(), kind, reading: Reading::Parsed, nested: Vec::new() }, origin)
        })
        .collect();
    let mut before = catalog.clone();
    let (after, log) = fold(&mut before, statements.iter().map(|(statement, origin)| (statement, origin)));
    let mut net = difference(&before, &after, &log);
    net.retain(|change| {
        matches!(change.kind, EventKind::ColumnDropped | EventKind::TableDropped | EventKind::RequiredColumnAdded)
    });
    let place = |change: &NetChange| drops.iter().position(|(_, span)| *span == change.span);
    net.sort_by_key(|change| (place(change), change.table.clone(), change.column.clone()));
    Imagined { at, before, after, net }
}

fn usage(
    database: &Database,
    catalog: &Catalog,
    change: &NetChange,
    head: Vec<Reference>,
    base: Vec<Reference>,
) -> Usage {
    let subject =
        Subject { database: Some(database.set.name.clone()).filter(|name| !name.is_empty()), ..change.subject() };
    let table = (change.object == ObjectKind::Table).then(|| catalog.table_by_id(change.id)).flatten();
    let column = table.zip(change.column.as_deref()).and_then(|(table, name)| table.column_named(name));
    let definition = match (table, column) {
        (Some(table), Some(column)) => of_column(catalog, table, column),
        (Some(table), None) => of_table(catalog, table),
        (None, _) => vec!["view".to_string()],
    };
    let span = column.map_or_else(|| table.map_or(&change.span, |table| &table.span), |column| &column.span);
    Usage {
        subject,
        definition,
        made: Some(Location { span: span.clone(), label: "made here".into() }),
        head,
        base,
        database: resolve::dependants(change),
    }
}

fn of_column(catalog: &Catalog, table: &Table, column: &Column) -> Vec<String> {
    let mut kind = column.data_type.split_whitespace().collect::<Vec<_>>().join(" ");
    if kind.is_empty() {
        kind.push_str("type not known");
    }
    if !column.nullable {
        kind.push_str(" not null");
    }
    if let Some(default) = &column.default {
        kind.push_str(&format!(" default {}", default.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    if column.generated {
        kind.push_str(" generated");
    }
    let mut all = vec![kind];
    let has = |columns: &[Ident]| columns.iter().any(|name| name.value.eq_ignore_ascii_case(&column.name.value));
    let called = |name: &Option<String>| name.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
    for key in table.keys.iter().filter(|key| has(&key.columns) || has(&key.expression)) {
        let what = if key.primary { "primary key" } else { "unique" };
        all.push(format!("{what}{}", called(&key.name)));
    }
    for check in table.checks.iter().filter(|check| has(&check.columns)) {
        all.push(format!("check{}", called(&check.name)));
    }
    for key in table.foreign_keys.iter().filter(|key| has(&key.columns)) {
        all.push(format!("references {}", key.table));
    }
    for index in table.indexes.iter().filter(|index| has(&index.columns) || has(&index.expression)) {
        all.push(format!("index ({})", index.name));
    }
    for (other, key) in references_to(catalog, table) {
        let own = |key: &crate::catalog::ForeignKey| {
            if key.referenced.is_empty() {
                table.primary_key().is_some_and(|primary| has(&primary.columns))
            } else {
                has(&key.referenced)
            }
        };
        if own(key) {
            all.push(referenced_by(other, key));
        }
    }
    all
}

fn of_table(catalog: &Catalog, table: &Table) -> Vec<String> {
    let count = table.columns.len();
    let known = if table.complete { "" } else { ", not all of them known" };
    let mut all = vec![format!("table of {count} column{}{known}", if count == 1 { "" } else { "s" })];
    all.extend(references_to(catalog, table).map(|(other, key)| referenced_by(other, key)));
    all
}

fn referenced_by(other: &Table, key: &crate::catalog::ForeignKey) -> String {
    let columns: Vec<&str> = key.columns.iter().map(|column| column.value.as_str()).collect();
    format!("referenced by {}.{}", other.label.written, columns.join(", "))
}

fn references_to<'a>(
    catalog: &'a Catalog,
    table: &'a Table,
) -> impl Iterator<Item = (&'a Table, &'a crate::catalog::ForeignKey)> {
    catalog.tables().flat_map(move |other| {
        other.foreign_keys.iter().filter(move |key| key.target == Some(table.id)).map(move |key| (other, key))
    })
}

/// Names as they can be asked for.
pub(super) fn all_names(catalog: &Catalog) -> Vec<String> {
    let of_table = |table: &Table| {
        let name = table.label.written.to_string();
        let columns: Vec<String> = table.columns.iter().map(|column| format!("{name}.{}", column.name)).collect();
        std::iter::once(name).chain(columns).collect::<Vec<_>>()
    };
    let views = catalog.views().map(|view| view.label.written.to_string());
    catalog.tables().flat_map(of_table).chain(views).collect()
}
