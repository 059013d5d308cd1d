//! Descriptions of the schema that stand beside the migrations (Prisma's schema, Diesel's `table!`s, a dump), held against what the
//! migrations add up to.
//!
//! Only tables and columns are compared, only where the migrations tell all of a table, and only what the new migrations touch: an old
//! disagreement is no reason to fail the build of today. `--all` compares everything.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::catalog::{Catalog, Origin, Table};
use crate::config::{Config, Scope};
use crate::lang;
use crate::model::event::{Event, EventKind};
use crate::model::finding::{Location, Subject};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::orm::{AttributeKind, CodeFile, Grammar, Mapping, ORMS};
use crate::source::{Revision, SourceFile, Sources, Span, Tree};
use crate::sql;

use super::database::Database;
use super::declarative::{is_declared, package, prisma};

/// How many differences one finding lists.
const LISTED: usize = 10;

/// One event for each artefact that disagrees with the migrations of its database.
pub fn events(config: &Config, head: &dyn Tree, databases: &[Database], sources: &mut Sources) -> Vec<Event> {
    let all = config.scope == Scope::All;
    let checked = |database: &&Database| {
        !is_declared(&database.set) && !database.set.files.is_empty() && (all || !database.pending.is_empty())
    };
    if !databases.iter().any(|database| checked(&database)) {
        return Vec::new();
    }
    let mut events = Vec::new();
    for paths in artefacts(config, head, databases).into_values() {
        let Some(folder) = paths.first().map(|path| package(head, folder_of(path))) else { continue };
        let inside = |database: &&Database| folder.is_empty() || under(&database.set.directory, folder);
        let own: Vec<&Database> = databases.iter().filter(inside).filter(|one| !is_declared(&one.set)).collect();
        // Whose schema it is must not be a guess.
        if own.iter().any(|one| own.iter().any(|other| other.set.group != one.set.group)) {
            continue;
        }
        let texts: Vec<(Arc<str>, Arc<str>)> =
            paths.into_iter().filter_map(|path| Some((path.clone(), head.read(&path)?))).collect();
        for database in own.into_iter().filter(checked) {
            let artefact = Artefact::read(&texts, database.dialect);
            if artefact.covers(&database.after) {
                events.extend(compare(&artefact, database, all));
                for (path, text) in texts {
                    sources.insert(path, Revision::Head, text);
                }
                break;
            }
        }
    }
    events
}

/// Paths by the artefact that they make up: the files of one folder are one schema of Prisma's, any other file is one.
fn artefacts(config: &Config, head: &dyn Tree, databases: &[Database]) -> BTreeMap<String, Vec<Arc<str>>> {
    let mut found: BTreeMap<String, Vec<Arc<str>>> = BTreeMap::new();
    let may_be = |path: &&Arc<str>| [".sql", ".rs", ".prisma"].iter().any(|ending| path.ends_with(ending));
    for path in head.paths().iter().filter(may_be) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let key = match name {
            // A reader of Rails' `schema.rb` joins here and in `Artefact::read`.
            "structure.sql" | "schema.sql" | "schema.rs" => path.to_string(),
            _ if name.ends_with(".prisma") => folder_of(path).to_owned(),
            _ => continue,
        };
        let is_migration = databases.iter().any(|database| database.set.files.iter().any(|file| file.path == *path));
        let is_baseline = config.databases.iter().any(|database| database.baseline.as_deref() == Some(&**path));
        if !is_migration && !is_baseline && !crate::migration::index::is_foreign(folder_of(path)) {
            found.entry(key).or_default().push(path.clone());
        }
    }
    found
}

fn folder_of(path: &str) -> &str {
    crate::migration::index::parent(path)
}

fn under(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What an artefact says.
#[derive(Default)]
struct Artefact {
    tables: Vec<Own>,
}

struct Own {
    name: ObjectName,
    span: Span,
    columns: Vec<(Ident, Span)>,
}

impl Artefact {
    fn read(texts: &[(Arc<str>, Arc<str>)], dialect: Dialect) -> Self {
        let mut artefact = Self::default();
        for (path, text) in texts {
            if path.ends_with(".prisma") {
                let mappings = prisma::mappings(path, text).map(|(_, mappings)| mappings);
                artefact.tables.extend(mappings.unwrap_or_default().iter().filter_map(Own::of_mapping));
            } else if path.ends_with(".rs") {
                artefact.tables.extend(diesel(path, text).iter().filter_map(Own::of_mapping));
            } else if is_dump(path, text) {
                artefact.dump(path, text, dialect);
            }
        }
        artefact
    }

    fn dump(&mut self, path: &Arc<str>, text: &str, dialect: Dialect) {
        let mut catalog = Catalog::new(dialect);
        let origin = Origin { path: path.clone(), revision: Revision::Head };
        for statement in sql::read_migration(text, 0..text.len(), dialect) {
            catalog.apply(&statement, &origin);
        }
        let first_line = |span: &Span| {
            let length = text.get(span.range.clone()).and_then(|text| text.find(['\r', '\n']));
            let end = length.map_or(span.range.end, |length| span.range.start + length);
            Span { range: span.range.start..end, ..span.clone() }
        };
        self.tables.extend(catalog.tables().filter(|table| table.complete).map(|table| Own {
            name: table.label.written.clone(),
            span: first_line(&table.span),
            columns: table.columns.iter().map(|column| (column.name.clone(), first_line(&column.span))).collect(),
        }));
    }

    fn table(&self, table: &Table) -> Option<&Own> {
        let name = table.name().to_lowercase();
        self.tables.iter().find(|own| own.name.name.value.to_lowercase() == name)
    }

    /// Whether it describes this database: most tables of the one are in the other.
    fn covers(&self, catalog: &Catalog) -> bool {
        let known = || catalog.tables().filter(|table| is_told(table));
        let shared = known().filter(|table| self.table(table).is_some()).count();
        shared > 0 && shared * 2 >= known().count()
    }
}

impl Own {
    fn of_mapping(mapping: &Mapping) -> Option<Self> {
        let stored = |kind| matches!(kind, AttributeKind::Column | AttributeKind::Ignored);
        let columns = mapping.attributes.iter().filter(|attribute| stored(attribute.kind));
        let columns = columns.map(|own| (Ident::at(own.column.clone(), true, 0..0), own.span.clone())).collect();
        Some(Self { name: mapping.table.clone()?, span: mapping.span.clone(), columns })
    }

    fn column(&self, name: &Ident) -> Option<&Span> {
        let lower = name.value.to_lowercase();
        self.columns.iter().find(|(own, _)| own.value.to_lowercase() == lower).map(|(_, span)| span)
    }
}

/// A dump is called `structure.sql`, or says so at its beginning.
fn is_dump(path: &str, text: &str) -> bool {
    let start: Range<usize> = 0..text.char_indices().nth(2000).map_or(text.len(), |(at, _)| at);
    let start = text.get(start).unwrap_or_default();
    path.ends_with("structure.sql")
        || ["PostgreSQL database dump", "MySQL dump", "MariaDB dump", "Dumped by", "\\restrict"]
            .iter()
            .any(|sign| start.contains(sign))
        || text.contains("-- Dbmate schema migrations")
}

fn diesel(path: &Arc<str>, text: &Arc<str>) -> Vec<Mapping> {
    let (Some(language), Some(orm)) = (lang::of_path(path), ORMS.iter().find(|orm| orm.name == "diesel")) else {
        return Vec::new();
    };
    if !text.contains("table!") {
        return Vec::new();
    }
    let facts = (language.parse)(text, "rs");
    let source = SourceFile::new(path.clone(), Revision::Head, text.clone());
    let mut mappings = (orm.mappings)(&CodeFile { source, language, facts, test: false });
    mappings.retain(|mapping| mapping.grammar == Grammar::Diesel);
    mappings
}

/// Whether the migrations tell all of a table, and a person made it: many-to-many tables of Prisma's and books of tools start with `_`.
fn is_told(table: &Table) -> bool {
    table.complete && !table.inferred && !table.name().starts_with('_')
}

/// A disagreement: where it is in the artefact, where the migrations say otherwise, and in words.
struct Difference {
    at: Span,
    because: Option<Span>,
    text: String,
}

fn compare(artefact: &Artefact, database: &Database, all: bool) -> Option<Event> {
    let (before, after) = (&database.before, &database.after);
    let touched = |table: &ObjectName, column: Option<&Ident>| {
        let has = |catalog: &Catalog| match column {
            Some(column) => catalog.column(table, column).is_some(),
            None => catalog.table(table).is_some(),
        };
        all || has(before) != has(after)
    };
    let because = |table: &ObjectName, column: Option<&Ident>| {
        let is =
            |own: &Option<String>, name: &Ident| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&name.value));
        let change = database.net.iter().find(|change| {
            change.table.eq_ignore_ascii_case(&table.name.value)
                && column.is_none_or(|column| is(&change.column, column))
        });
        change.map(|change| change.span.clone())
    };
    // A table that is left out may be left out on purpose, as others are.
    let leaves_out = after
        .tables()
        .any(|table| is_told(table) && artefact.table(table).is_none() && !touched(&table.label.written, None));
    let mut found: Vec<Difference> = Vec::new();
    for table in after.tables().filter(|table| is_told(table)) {
        let name = &table.label.written;
        let Some(own) = artefact.table(table) else {
            if let (false, true, Some(first)) = (leaves_out, touched(name, None), artefact.tables.first()) {
                let text = format!("it lacks the table `{}`", table.name());
                let at = first.span.clone();
                found.push(Difference { at, because: Some(table.span.clone()), text });
            }
            continue;
        };
        for column in table.columns.iter().filter(|column| own.column(&column.name).is_none()) {
            if touched(name, Some(&column.name)) {
                let text = format!("it lacks the column `{}.{}`", table.name(), column.name);
                found.push(Difference { at: own.span.clone(), because: Some(column.span.clone()), text });
            }
        }
        for (column, span) in own.columns.iter().filter(|(column, _)| table.column(column).is_none()) {
            if touched(name, Some(column)) {
                let text = format!("it has the column `{}.{column}`, which no longer is", table.name());
                found.push(Difference { at: span.clone(), because: because(name, Some(column)), text });
            }
        }
    }
    for own in &artefact.tables {
        let gone = after.table(&own.name).is_none() && after.view(&own.name).is_none();
        if gone && before.table(&own.name).is_some_and(is_told) {
            let text = format!("it has the table `{}`, which no longer is", own.name.name);
            found.push(Difference { at: own.span.clone(), because: because(&own.name, None), text });
        }
    }
    found.sort_by(|a, b| (&a.at, &a.text).cmp(&(&b.at, &b.text)));
    let first = found.first()?;
    let mut details: Vec<String> = found.iter().take(LISTED).map(|one| one.text.clone()).collect();
    if found.len() > LISTED {
        details.push(format!("and {} more", found.len() - LISTED));
    }
    let also = first.because.iter().map(|span| Location { span: span.clone(), label: "the migration".to_owned() });
    let subject = Subject { database: Some(database.set.name.clone()), ..Subject::default() };
    let primary = Location { span: first.at.clone(), label: "disagrees".to_owned() };
    let event = Event::new(EventKind::SchemaArtefactStale, database.dialect, subject, primary);
    Some(Event { also: also.collect(), details, ..event })
}
