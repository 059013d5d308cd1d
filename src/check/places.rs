//! Every table and column with what made it, what takes it away and what uses it: what an editor asks of a place.
//!
//! The same search as that of `usages`, for the schema after the pending migrations and for what these take out of the one before. The code that is deployed is
//! not read: an editor shows files of the tree that is edited.

use crate::catalog::{Catalog, ObjectKind, Table};
use crate::config::Config;
use crate::model::change::SchemaChange;
use crate::model::event::EventKind;
use crate::model::finding::Location;
use crate::model::report::Problem;
use crate::model::usage::Usage;
use crate::source::{Sources, Span};

use super::database::Database;
use super::open;
use super::usages::{Imagined, drop_column, drop_table, imagine, search};

/// An object of the schema.
#[derive(Clone, Debug)]
pub struct Known {
    pub usage: Usage,
    /// Of a column whose definition is known: whether it may be NULL.
    pub nullable: Option<bool>,
    /// What a pending migration does to it.
    pub removed: Option<Removed>,
}

/// The end of a name.
#[derive(Clone, Debug)]
pub struct Removed {
    pub place: Location,
    /// What it is called afterwards, if it was renamed.
    pub renamed_to: Option<String>,
}

/// The answer, with the texts that it points into.
#[derive(Clone, Debug, Default)]
pub struct Places {
    pub known: Vec<Known>,
    pub problems: Vec<Problem>,
    pub sources: Sources,
}

/// Finds all of it.
pub fn places(config: &Config) -> Places {
    let mut project = open(config);
    project.trees.base = None;
    project.trees.further.clear();
    let mut problems = project.trees.problems();
    let mut imagined: Vec<Imagined> = Vec::new();
    for (at, database) in project.databases.iter().enumerate() {
        let (catalog, former) = (&database.after, gone(database));
        let tables: Vec<(SchemaChange, Span)> = catalog.tables().map(drop_table).collect();
        let columns = catalog.tables().flat_map(|table| table.columns.iter().map(move |one| drop_column(table, one)));
        let columns: Vec<(SchemaChange, Span)> = columns.collect();
        for (catalog, drops) in [(catalog, tables), (catalog, columns)] {
            imagined.push(imagine(at, catalog, &drops));
        }
        for drops in former.into_iter().filter(|drops| !drops.is_empty()) {
            imagined.push(imagine(at, &database.before, &drops));
        }
    }
    let found = search(config, &mut project, &imagined);
    let mut known: Vec<Known> = Vec::new();
    for (one, usages) in imagined.iter().zip(found) {
        let database = &project.databases[one.at];
        known.extend(usages.into_iter().map(|usage| Known {
            nullable: column_of(&one.before, &usage).map(|column| column.nullable),
            removed: removed(database, &usage),
            usage,
        }));
    }
    problems.append(&mut project.problems);
    Places { known, problems, sources: project.sources }
}

/// The tables, and the columns, that the schema before has under a name that the one after lacks.
fn gone(database: &Database) -> [Vec<(SchemaChange, Span)>; 2] {
    let lost = |table: &&Table| database.after.table(&table.label.written).is_none();
    let tables = database.before.tables().filter(lost).map(drop_table).collect();
    let columns = database.before.tables().flat_map(|table| {
        let after = database.after.table(&table.label.written);
        let lost = move |name| after.is_none_or(|after| after.column(name).is_none());
        table.columns.iter().filter(move |column| lost(&column.name)).map(move |column| drop_column(table, column))
    });
    [tables, columns.collect()]
}

fn column_of<'a>(catalog: &'a Catalog, usage: &Usage) -> Option<&'a crate::catalog::Column> {
    let subject = &usage.subject;
    let (table, column) = (subject.table.as_deref()?, subject.column.as_deref()?);
    let schema = |one: &Table| one.label.written_schema() == subject.schema;
    let table = catalog.tables().find(|one| one.name() == table && schema(one))?;
    table.column_named(column).filter(|column| !column.inferred)
}

/// The net change of the pending migrations that ends this name.
fn removed(database: &Database, usage: &Usage) -> Option<Removed> {
    let subject = &usage.subject;
    let same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        (None, None) => true,
        _ => false,
    };
    let change = database.net.iter().find(|change| {
        let of_column = matches!(change.kind, EventKind::ColumnDropped | EventKind::ColumnRenamed)
            && same(&change.column, &subject.column);
        let of_table = change.object == ObjectKind::Table
            && matches!(change.kind, EventKind::TableDropped | EventKind::TableRenamed);
        (of_column || of_table)
            && Some(&change.table) == subject.table.as_ref()
            && (change.schema.is_none() || change.schema == subject.schema)
    })?;
    let verb = if change.renamed_to.is_some() { "renamed" } else { "dropped" };
    let place = Location { span: change.span.clone(), label: format!("{verb} here") };
    Some(Removed { place, renamed_to: change.renamed_to.clone() })
}
