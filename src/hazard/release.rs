//! What the other statements of the release do to the same object: a drop whose object is made again, rows that are saved before, a key that another replaces.
//!
//! Names are compared by their last part, schemas only where both are written. Whatever is asked is asked about a name, so that a release of thousands of statements
//! is not gone through for each of them. The edge: rows that code saves in its own words are known by a few calls alone.

use std::collections::HashMap;
use std::sync::Arc;

use super::made::is_routine;
use super::{Deed, MAX_DEPTH};
use crate::catalog::{Catalog, Origin};
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, ConstraintKind, SchemaChange, Statement, StatementKind,
};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::operation::{Fact, Operation};
use crate::model::query::{Access, Query};

/// Where a step stands: its statement, and its place in the text.
type At = (usize, usize);

/// One change or query of the pending statements.
struct Step<'a> {
    at: At,
    path: Arc<str>,
    deed: What<'a>,
}

enum What<'a> {
    Change(&'a SchemaChange),
    Query(&'a Query),
}

/// Everything that is pending, in its order.
pub(super) struct Release<'a> {
    steps: Vec<Step<'a>>,
    /// The files by their number.
    files: HashMap<Arc<str>, usize>,
    /// Which steps bear a name: the file's number, if each file is released alone (or else 0), the name's hash, the step. Sorted.
    named: Vec<(usize, u64, usize)>,
    file_by_file: bool,
    dialect: Dialect,
}

/// Calls by which a migration in code changes rows: what they do is not read.
const IN_CODE: &[&str] = &[
    ".update",
    "->update",
    "update_all",
    "bulk_update",
    "find_each",
    "in_batches",
    "RunPython",
    ".save",
    "Repo.",
    "DB::",
    "insert(",
];

impl<'a> Release<'a> {
    pub(super) fn new(pending: &[(&'a Statement, &'a Origin)], dialect: Dialect, file_by_file: bool) -> Self {
        let (mut steps, mut files) = (Vec::new(), HashMap::new());
        for (at, (statement, origin)) in pending.iter().enumerate() {
            let number = files.len();
            files.entry(origin.path.clone()).or_insert(number);
            add(statement, at, &origin.path, 0, &mut steps);
        }
        let mut release = Release { steps, files, named: Vec::new(), file_by_file, dialect };
        let mut named = Vec::new();
        for (number, step) in release.steps.iter().enumerate() {
            let Some(released) = release.released(&step.path) else { continue };
            step.names(&mut |name| named.push((released, hash(&name.name.value), number)));
        }
        named.sort_unstable();
        named.dedup();
        release.named = named;
        release
    }

    /// The number of the release that a file belongs to; `None`: nothing of it is pending.
    fn released(&self, path: &str) -> Option<usize> {
        if self.file_by_file { self.files.get(path).copied() } else { Some(0) }
    }

    /// The steps of the release, or of one file where each is one, that bear a name; among them may be some that do not.
    fn steps_of(&self, path: &str, name: &str) -> impl Iterator<Item = &Step<'a>> {
        let from = self.released(path).map(|released| (released, hash(name)));
        let first = from.map_or(self.named.len(), |from| self.named.partition_point(|one| (one.0, one.1) < from));
        let own = self.named.iter().skip(first).take_while(move |one| Some((one.0, one.1)) == from);
        own.filter_map(|(.., step)| self.steps.get(*step))
    }

    /// Whether a change at or behind this place bears a name and fits.
    pub(super) fn later(&self, at: At, path: &str, name: &str, fits: impl Fn(&SchemaChange) -> bool) -> bool {
        self.changes_of(path, name).any(|(place, change)| place >= at && fits(change))
    }

    /// The changes of the release, or of one file where each is one, that bear a name: of what they change, what they rename it to, or the table that they index.
    pub(super) fn changes_of(&self, path: &str, name: &str) -> impl Iterator<Item = (At, &SchemaChange)> {
        self.steps_of(path, name).filter_map(|step| match step.deed {
            What::Change(change) => Some((step.at, change)),
            What::Query(_) => None,
        })
    }

    /// The queries beside them that name a table.
    pub(super) fn queries_of(&self, path: &str, name: &str) -> impl Iterator<Item = (At, &Query)> {
        self.steps_of(path, name).filter_map(|step| match step.deed {
            What::Query(query) => Some((step.at, query)),
            What::Change(_) => None,
        })
    }

    /// Marks a deed with what the release does to its object elsewhere. `moves_rows`: code of its file does ([`moves_rows`]).
    pub(super) fn mark(
        &self,
        deed: &mut Deed,
        statement: usize,
        (path, text): (&str, &str),
        moves_rows: bool,
        now: &Catalog,
    ) {
        let Some(object) = deed.table.clone() else { return };
        let at = (statement, deed.range.start);
        let later = |fits: &dyn Fn(&SchemaChange) -> bool| self.later(at, path, &object.name.value, fits);
        let again = match (deed.operation, &deed.column) {
            (Operation::DropTable, _) => later(&|change| takes_name(change, &object)),
            (Operation::DropView, _) => later(&|change| {
                same(&change.object, &object) && matches!(change.kind, ChangeKind::CreateView { .. })
                    || takes_name(change, &object)
            }),
            (Operation::DropFunction, _) => later(&|change| {
                same(&change.object, &object) && matches!(change.kind, ChangeKind::CreateFunction { .. })
            }),
            (Operation::DropType | Operation::DropDomain, _) => later(&|change| match &change.kind {
                ChangeKind::CreateEnum { .. } | ChangeKind::CreateType => same(&change.object, &object),
                ChangeKind::RenameType { to } => same(to, &object),
                _ => false,
            }),
            (Operation::DropTrigger, _) => {
                let name = deed.names.get("what").cloned().unwrap_or_default();
                self.later(at, path, &name, |change| {
                    change.object.name.value.eq_ignore_ascii_case(&name)
                        && matches!(change.kind, ChangeKind::CreateTrigger { .. })
                })
            }
            (Operation::DropColumn, Some(column)) => later(&|change| {
                same(&change.object, &object)
                    && match &change.kind {
                        ChangeKind::AddColumn { column: own, .. } => self.is(&own.name, column),
                        ChangeKind::RenameColumn { to, .. } => self.is(to, column),
                        _ => false,
                    }
            }),
            (Operation::DropDefault | Operation::DropGenerated, Some(column)) => later(&|change| {
                same(&change.object, &object)
                    && match &change.kind {
                        ChangeKind::AlterColumn { column: own, action } => {
                            let filled = matches!(
                                action,
                                ColumnAction::SetDefault { .. }
                                    | ColumnAction::AddGenerated
                                    | ColumnAction::Redefine(_)
                            );
                            filled && self.is(own, column)
                        }
                        ChangeKind::DropColumn { column: own, .. } => self.is(own, column),
                        ChangeKind::DropTable { .. } => true,
                        _ => false,
                    }
            }),
            (Operation::DropConstraint | Operation::DropIndex, _) => self.replaced(deed, &object, path, now),
            _ => false,
        };
        if again {
            deed.facts.insert(Fact::MadeAgain);
        }
        if deed.operation == Operation::CreateIndex && self.partitions_indexed(deed, &object, at, (path, text), now) {
            deed.facts.insert(Fact::PartitionsIndexed);
        }
        if moves_rows || self.handled(deed, &object, at, path) {
            deed.facts.insert(Fact::RowsHandled);
        }
        let added = |column: &Ident| {
            self.changes_of(path, &object.name.value).any(|(place, change)| {
                let own =
                    matches!(&change.kind, ChangeKind::AddColumn { column: own, .. } if self.is(&own.name, column));
                own && place < at && same(&change.object, &object)
            })
        };
        if deed.column.as_ref().is_some_and(added) {
            deed.facts.insert(Fact::NewColumn);
        }
        if deed.operation == Operation::DropColumn
            && let Some(other) = self.renamed(deed, &object, path, now)
        {
            deed.facts.insert(Fact::LikeNewColumn);
            deed.names.insert("other", other);
        }
    }

    /// Whether the partitions of a table have the index already, which CREATE INDEX takes over then (PostgreSQL manual, 5.12.2.2): all that are known, or where
    /// none is, one with a name like the table's, of which an earlier statement of the file tells.
    fn partitions_indexed(
        &self,
        deed: &Deed,
        object: &ObjectName,
        at: At,
        (path, text): (&str, &str),
        now: &Catalog,
    ) -> bool {
        let Some(parent) = now.table(object).filter(|_| deed.has(Fact::PartitionedTable)) else { return false };
        // Code asks the database which partitions there are, and puts their names into a text.
        let before = text.get(..at.1).filter(|_| !is_sql(path)).unwrap_or_default().to_ascii_uppercase();
        if before.contains("CREATE INDEX CONCURRENTLY") || before.contains("CREATE UNIQUE INDEX CONCURRENTLY") {
            return true;
        }
        let Some(columns) = deed.names.get("columns") else { return false };
        // The steps stand in the order of their statements, so those of this file are near.
        let behind = self.steps.partition_point(|step| step.at.0 <= at.0);
        let steps = self.steps.get(..behind).unwrap_or_default().iter().rev().take_while(|step| &*step.path == path);
        let built = steps.filter(|step| step.at < at).filter_map(|step| {
            let What::Change(SchemaChange {
                kind: ChangeKind::CreateIndex { table, columns: parts, concurrently: true, .. },
                ..
            }) = step.deed
            else {
                return None;
            };
            let named: Vec<&str> = parts
                .iter()
                .map(|part| part.column.as_ref().map_or(&*part.expression, |column| &*column.value))
                .collect();
            (named.join(", ") == *columns).then_some(table)
        });
        let built: Vec<&ObjectName> = built.collect();
        let mut partitions = now.tables().filter(|table| table.partition_of == Some(parent.id)).peekable();
        if partitions.peek().is_none() {
            let prefix = format!("{}_", object.name.value.to_lowercase());
            return built.iter().any(|table| table.name.value.to_lowercase().starts_with(&prefix));
        }
        partitions.all(|partition| {
            let listed = |names: &[Ident]| names.iter().map(|name| &*name.value).collect::<Vec<_>>().join(", ");
            built.iter().any(|table| now.table(table).is_some_and(|own| own.id == partition.id))
                || partition.indexes.iter().any(|own| own.expression.is_empty() && listed(&own.columns) == *columns)
        })
    }

    /// The table that gets a name at or behind a place.
    pub(super) fn renamed_to(&self, at: At, path: &str, name: &ObjectName) -> Option<&SchemaChange> {
        let takes = |change: &SchemaChange| matches!(&change.kind, ChangeKind::RenameTable { to } if same(to, name));
        let mut all = self.changes_of(path, &name.name.value);
        all.find(|(place, change)| *place >= at && takes(change)).map(|(_, change)| change)
    }

    fn is(&self, one: &Ident, other: &Ident) -> bool {
        one.folded(self.dialect) == other.folded(self.dialect)
    }

    /// Whether what a constraint guarantees is guaranteed by another, or its table or column goes as well.
    fn replaced(&self, deed: &Deed, object: &ObjectName, path: &str, now: &Catalog) -> bool {
        let key = |column: &Ident| column.key(self.dialect);
        let columns: Vec<String> = deed.names.get("columns").map_or(Vec::new(), |columns| {
            columns.split(", ").map(|column| Ident::new(column).key(self.dialect)).collect()
        });
        let name = deed.names.get("constraint").or(deed.names.get("index")).cloned().unwrap_or_default();
        let primary = deed.has(Fact::PrimaryKey);
        let shares = |others: &[Ident]| primary || others.iter().any(|other| columns.contains(&key(other)));
        let table = now.table(object);
        let stays = table.is_some_and(|table| {
            let others = table.keys.iter().filter(|own| {
                !own.partial
                    && own.expression.is_empty()
                    && !own.columns.is_empty()
                    && own.name.as_deref() != Some(&name)
            });
            !primary && others.into_iter().any(|own| own.columns.iter().all(|column| columns.contains(&key(column))))
        });
        stays
            || self.changes_of(path, &object.name.value).any(|(_, change)| match &change.kind {
                ChangeKind::CreateIndex { table, columns: parts, unique: true, .. } if same(table, object) => {
                    let named: Vec<Ident> =
                        parts.iter().flat_map(|part| part.column.iter().chain(&part.names)).cloned().collect();
                    shares(&named)
                }
                _ if !same(&change.object, object) => false,
                ChangeKind::AddConstraint(constraint) => {
                    constraint.name.as_ref().is_some_and(|own| own.value.eq_ignore_ascii_case(&name))
                        || match &constraint.kind {
                            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns } => {
                                shares(columns)
                            }
                            ConstraintKind::UsingIndex { .. } => true,
                            _ => false,
                        }
                }
                ChangeKind::DropColumn { column, .. } => columns.contains(&key(column)),
                ChangeKind::AddColumn { column, .. } => primary && column.primary_key,
                ChangeKind::DropTable { .. } | ChangeKind::CreateTable(_) => true,
                _ => false,
            })
    }

    /// Whether an earlier statement copies, changes or deletes the table's rows, or something that has rows of its own takes the place.
    fn handled(&self, deed: &Deed, object: &ObjectName, at: At, path: &str) -> bool {
        let name = &object.name.value;
        let by_rename = self.later(at, path, name, |change| match (&change.kind, &deed.column) {
            (ChangeKind::RenameTable { to }, None) => same(to, object),
            (ChangeKind::RenameColumn { to, .. }, Some(column)) => same(&change.object, object) && self.is(to, column),
            _ => false,
        });
        by_rename
            || self.steps_of(path, name).any(|step| {
                let query = match step.deed {
                    What::Query(query) => query,
                    What::Change(SchemaChange { kind: ChangeKind::CreateTable(create), .. }) => match &create.query {
                        Some(query) => query,
                        None => return false,
                    },
                    What::Change(_) => return false,
                };
                let into = |table: usize| query.inserts.iter().any(|insert| insert.table == table);
                let names = query.tables.iter().enumerate().any(|(table, of)| {
                    let copied = of.access == Access::Read
                        && (!query.inserts.is_empty() || matches!(step.deed, What::Change(_)));
                    same(&of.name, object) && !into(table) && (copied || of.access == Access::Write)
                });
                names && step.at < at
            })
    }

    /// The one new column that a dropped one seems to live on as: of its type, with a name like its own.
    fn renamed(&self, deed: &Deed, object: &ObjectName, path: &str, now: &Catalog) -> Option<String> {
        let column = deed.column.as_ref()?;
        let kind = |name: &Ident| {
            let (_, column) = now.column(object, name)?;
            normal(&column.data_type)
        };
        let wanted = kind(column)?;
        let mut added: Vec<&ColumnDef> = Vec::new();
        let mut dropped = 0;
        let all = self.changes_of(path, &object.name.value);
        for (_, change) in all.filter(|(_, change)| same(&change.object, object)) {
            match &change.kind {
                ChangeKind::AddColumn { column, .. } if normal(&column.data_type).as_ref() == Some(&wanted) => {
                    added.push(column);
                }
                // A column that was dropped by an earlier statement is no longer known.
                ChangeKind::DropColumn { column, .. } if kind(column).is_none_or(|own| own == wanted) => dropped += 1,
                _ => {}
            }
        }
        let [one] = added[..] else { return None };
        (dropped == 1 && similar(&column.value, &one.name.value) && !one.generated).then(|| one.name.value.clone())
    }
}

impl Step<'_> {
    /// Every name that a step is found by.
    fn names(&self, found: &mut impl FnMut(&ObjectName)) {
        let change = match self.deed {
            What::Query(query) => return query.tables.iter().for_each(|of| found(&of.name)),
            What::Change(change) => change,
        };
        found(&change.object);
        match &change.kind {
            ChangeKind::RenameTable { to } | ChangeKind::RenameType { to } => found(to),
            ChangeKind::CreateIndex { table, .. } => found(table),
            ChangeKind::CreateTable(create) => {
                create.query.iter().flat_map(|query| &query.tables).for_each(|of| found(&of.name));
            }
            _ => {}
        }
    }
}

/// A name without its case: two of the same hash need not be one.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

fn add<'a>(statement: &'a Statement, at: usize, path: &Arc<str>, depth: usize, steps: &mut Vec<Step<'a>>) {
    if depth > MAX_DEPTH {
        return;
    }
    let mut routine = false;
    let mut push = |start: usize, deed| steps.push(Step { at: (at, start), path: path.clone(), deed });
    match &statement.kind {
        StatementKind::Changes(changes) | StatementKind::Unparsed { seen: changes, .. } => {
            for change in changes {
                routine |= is_routine(&change.kind);
                push(change.range.start, What::Change(change));
            }
        }
        StatementKind::Query(query) => push(statement.range.start, What::Query(query)),
        StatementKind::Unreadable { .. } => {}
    }
    if !routine {
        statement.nested.iter().for_each(|inner| add(inner, at, path, depth + 1, steps));
    }
}

/// Whether a migration in code changes rows in its own words.
pub(super) fn moves_rows(path: &str, text: &str) -> bool {
    !is_sql(path) && IN_CODE.iter().any(|call| text.contains(call))
}

/// Whether a migration is SQL rather than code around it.
pub(super) fn is_sql(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".sql")
}

/// Whether a change puts a table where this name is.
fn takes_name(change: &SchemaChange, name: &ObjectName) -> bool {
    match &change.kind {
        ChangeKind::CreateTable(create) => !create.temporary && same(&change.object, name),
        ChangeKind::RenameTable { to } => same(to, name),
        _ => false,
    }
}

pub(super) fn same(one: &ObjectName, other: &ObjectName) -> bool {
    let schemas = match (one.schema(), other.schema()) {
        (Some(one), Some(other)) => one.value.eq_ignore_ascii_case(&other.value),
        _ => true,
    };
    schemas && one.name.value.eq_ignore_ascii_case(&other.name.value)
}

fn normal(data_type: &str) -> Option<String> {
    let text = data_type.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Whether one name reads like the other, rewritten: `username` and `user_name`, `email` and `email_address`, `colour` and `color`.
fn similar(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let mut words = vec![String::new()];
        let mut lower = false;
        for c in name.chars() {
            if c == '_' || c.is_uppercase() && lower {
                words.push(String::new());
            }
            lower = c.is_lowercase();
            if let Some(last) = words.last_mut().filter(|_| c != '_') {
                last.extend(c.to_lowercase());
            }
        }
        words.retain(|word| !word.is_empty());
        words
    };
    let (left, right) = (words(one), words(other));
    let joined = (left.concat(), right.concat());
    if joined.0.len() < 3 || joined.1.len() < 3 {
        return false;
    }
    let shared = left.iter().filter(|word| right.contains(word)).count();
    let all = left.len() + right.len() - shared;
    joined.0 == joined.1 || shared * 2 >= all && shared > 0 || one_letter(&joined.0, &joined.1)
}

/// Whether one letter more, less or another is all that tells two long words apart.
fn one_letter(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let front = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let back = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    short.len() >= 5 && long.len() - short.len() <= 1 && front + back + 1 >= long.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_rewritten_are_similar() {
        for (one, other, expected) in [
            ("username", "user_name", true),
            ("userName", "user_name", true),
            ("email", "email_address", true),
            ("name", "full_name", true),
            ("colour", "color", true),
            ("start_date", "end_date", false),
            ("created_at", "updated_at", false),
            ("user_id", "author_id", false),
            ("a", "b", false),
            ("fax", "nickname", false),
        ] {
            assert_eq!(similar(one, other), expected, "{one} {other}");
        }
    }
}
