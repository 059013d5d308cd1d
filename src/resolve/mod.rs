//! References against the schema before and after: the events that rules decide about, each with its uses and their chain of proof.

mod bodies;
pub mod query;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::catalog::{Catalog, DependantKind, NetChange, ObjectId, ObjectKind, Table};
use crate::model::event::{Event, EventKind};
use crate::model::finding::Location;
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::reference::models::{KnownTable, ModelUse};
use crate::reference::sql_use::SqlUse;
use crate::source::Span;

/// A database as resolution sees it.
pub struct Schema<'a> {
    pub name: &'a str,
    pub before: &'a Catalog,
    pub after: &'a Catalog,
    pub net: &'a [NetChange],
    /// Its migrations are Prisma's.
    pub prisma: bool,
    /// The project's other databases: a query that fits one of them as well proves nothing here.
    pub others: Vec<Other<'a>>,
}

/// Another database of the project.
pub struct Other<'a> {
    pub schema: &'a Catalog,
    /// Whether the code of this path may mean it as well as this one.
    pub may_mean: Box<dyn Fn(&str) -> bool + 'a>,
    /// Whether this path belongs to it rather than to this one.
    pub has: Box<dyn Fn(&str) -> bool + 'a>,
}

/// The tables before, with what goes away, for the models.
pub fn known_tables(before: &Catalog, after: &Catalog, net: &[NetChange]) -> Vec<KnownTable> {
    let mut changes: HashMap<ObjectId, Vec<&NetChange>> = HashMap::new();
    for change in net.iter().filter(|change| change.object == ObjectKind::Table) {
        changes.entry(change.id).or_default().push(change);
    }
    let afterwards: Vec<&Table> = after.tables().collect();
    let (mut by_id, mut by_name): (HashMap<ObjectId, Vec<usize>>, HashMap<String, Vec<usize>>) = Default::default();
    for (at, table) in afterwards.iter().enumerate() {
        by_id.entry(table.id).or_default().push(at);
        by_name.entry(table.name().to_ascii_lowercase()).or_default().push(at);
    }
    before
        .tables()
        .map(|table| {
            let changes = || changes.get(&table.id).into_iter().flatten();
            let of_name = by_name.get(&table.name().to_ascii_lowercase());
            // In the order of the schema.
            let same: BTreeSet<usize> = by_id.get(&table.id).into_iter().chain(of_name).flatten().copied().collect();
            KnownTable {
                schema: table.label.written_schema(),
                name: table.name().to_string(),
                apart: match table.label.written_schema() {
                    Some(_) => Vec::new(),
                    None => before.apart().map(str::to_owned).collect(),
                },
                columns: table.columns.iter().map(|column| column.name.value.clone()).collect(),
                complete: table.complete,
                gone: changes()
                    .filter(|change| !change.writes_only)
                    .filter(|change| matches!(change.kind, EventKind::ColumnDropped | EventKind::ColumnRenamed))
                    .filter_map(|change| change.column.clone())
                    .collect(),
                renamed: changes()
                    .filter(|change| change.kind == EventKind::ColumnRenamed && !change.writes_only)
                    .filter_map(|change| Some((change.column.clone()?, change.renamed_to.clone()?)))
                    .collect(),
                after: same
                    .into_iter()
                    .filter_map(|at| afterwards.get(at))
                    .flat_map(|other| other.columns.iter().map(|column| column.name.value.clone()))
                    .collect(),
                required: changes()
                    .filter(|change| change.kind == EventKind::RequiredColumnAdded)
                    .filter_map(|change| change.column.clone())
                    .collect(),
                refusing: changes()
                    .filter(|change| change.kind == EventKind::NullRefused)
                    .filter_map(|change| change.column.clone())
                    .collect(),
                dropped: changes().any(|change| {
                    matches!(change.kind, EventKind::TableDropped | EventKind::TableRenamed)
                        && !change.writes_only
                        && !change.followed
                }),
            }
        })
        .collect()
}

/// Whether a query means anything that changes.
pub fn breaks(before: &Catalog, after: &Catalog, net: &[NetChange], used: &SqlUse) -> bool {
    !query::broken(&used.query, before, after, net).is_empty()
}

/// The uses of one tree: for each net change its references, the most certain first, each place once.
/// `omitted`: rows that are made without a column.
pub fn uses(
    schema: &Schema<'_>,
    tables: &[KnownTable],
    sql: &[SqlUse],
    models: &[ModelUse],
    omitted: &[ModelUse],
) -> Vec<Vec<Reference>> {
    let mut found: Vec<BTreeMap<Span, Reference>> = vec![BTreeMap::new(); schema.net.len()];
    for used in sql {
        let broken = query::broken(&used.query, schema.before, schema.after, schema.net);
        if broken.is_empty() {
            continue;
        }
        for one in broken {
            let Some(span) = used.place(&one.range) else { continue };
            let elsewhere = !(used.prisma && schema.prisma)
                && schema.net.get(one.change).is_some_and(|change| {
                    schema.others.iter().any(|other| {
                        (other.may_mean)(&span.path) && query::fits(&used.query, change, schema.before, other.schema)
                    })
                });
            let mut proof = vec![used.how.clone(), Step::new(one.why)];
            let mut certainty = one.certainty.min(used.at_most);
            let renamed = schema
                .net
                .get(one.change)
                .is_some_and(|change| change.renamed_to.is_some() || change.maybe_renamed_to.is_some());
            if used.only_renames && !renamed {
                continue;
            }
            if elsewhere {
                certainty = Certainty::Possible;
                proof.push(Step::new("the query fits another database of this project as well"));
            }
            add(
                &mut found[one.change],
                Reference {
                    access: one.access,
                    mechanism: used.mechanism,
                    certainty,
                    proof,
                    symbol: used.symbol.clone(),
                    test: used.test,
                    span,
                    reach: Default::default(),
                },
            );
        }
    }
    let models = models.iter().map(|used| (used, false)).chain(omitted.iter().map(|used| (used, true)));
    for (used, omits) in models {
        let Some(table) = tables.get(used.target.table) else { continue };
        for (at, change) in schema.net.iter().enumerate() {
            let same_table = change.object == ObjectKind::Table
                && change.table.eq_ignore_ascii_case(&table.name)
                && change.schema == table.schema;
            let same = match (&used.target.column, change.kind) {
                // Of a column that becomes required, only rows that are made without it are found; what declares, reads or gives it is none of them.
                (Some(column), EventKind::RequiredColumnAdded) => {
                    omits && change.column.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(column))
                }
                _ if omits => false,
                (Some(column), EventKind::ColumnDropped | EventKind::ColumnRenamed) => {
                    (!change.writes_only || used.reference.access == Access::Write)
                        && change.column.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(column))
                }
                // Which of them write NULL is told by their text.
                (Some(column), EventKind::NullRefused) => {
                    used.reference.access == Access::Write
                        && change.column.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(column))
                }
                (None, EventKind::TableDropped | EventKind::TableRenamed) => {
                    !change.followed && (!change.writes_only || used.reference.access == Access::Write)
                }
                _ => false,
            };
            if same_table && same {
                let mut reference = used.reference.clone();
                if schema.is_modelled_elsewhere(used, table) {
                    reference.certainty = Certainty::Possible;
                    reference.proof.push(Step::new(
                        "the model stands with another database of this project, which has the table as well",
                    ));
                }
                add(&mut found[at], reference);
            }
        }
    }
    found
        .into_iter()
        .map(|places| {
            let mut uses: Vec<Reference> = places.into_values().collect();
            uses.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.span.cmp(&b.span)));
            uses
        })
        .collect()
}

impl Schema<'_> {
    /// Whether a model is another database's, which has its table, and the column: the folder of what maps it tells. Where it tells nothing, both may be one
    /// database for several servers.
    fn is_modelled_elsewhere(&self, used: &ModelUse, table: &KnownTable) -> bool {
        let mapped = used.reference.proof.iter().find_map(|step| step.span.as_ref());
        let path = &mapped.unwrap_or(&used.reference.span).path;
        if self.prisma && path.ends_with(".prisma") {
            return false;
        }
        let name = ObjectName::new(table.name.as_str());
        self.others.iter().filter(|other| (other.has)(path)).any(|other| {
            other.schema.table(&name).is_some_and(|own| match &used.target.column {
                Some(column) => !own.complete || own.column(&Ident::new(column.as_str())).is_some(),
                None => true,
            })
        })
    }
}

/// The most certain first; among equals code before declarations and what is only implied; tests last.
fn rank(reference: &Reference) -> (bool, std::cmp::Reverse<Certainty>, u8) {
    let kind = match reference.mechanism {
        Mechanism::ImplicitColumns => 2,
        Mechanism::Mapping => 1,
        _ => 0,
    };
    (reference.test, std::cmp::Reverse(reference.certainty), kind)
}

fn add(places: &mut BTreeMap<Span, Reference>, reference: Reference) {
    match places.get_mut(&reference.span) {
        Some(known) if known.certainty >= reference.certainty => {}
        Some(known) => *known = reference,
        None => {
            places.insert(reference.span.clone(), reference);
        }
    }
}

/// The events of one database. `head` and `base` are the uses of the two trees, by net change.
pub fn events(schema: &Schema<'_>, head: Vec<Vec<Reference>>, base: Vec<Vec<Reference>>) -> Vec<Event> {
    let mut base = base.into_iter();
    let bodies = bodies::kept(schema.before, schema.after);
    schema
        .net
        .iter()
        .zip(head)
        .map(|(change, head)| {
            let mut subject = change.subject();
            subject.database = Some(schema.name.to_string()).filter(|name| !name.is_empty());
            if change.kind == EventKind::UniqueKeyDropped
                && let Some(key) = &change.key
                && !key.columns.is_empty()
            {
                subject.column = Some(key.columns.join(", "));
            }
            let mut details = Vec::new();
            if let Some(name) = &change.maybe_renamed_to {
                details.push(format!("the same migrations add `{name}` with the same type: if this is a rename, the code has to use that name"));
            }
            if change.fails {
                details.push("a view has this name then, and reads what is not there".into());
            }
            if change.followed {
                details.push("the database wrote the new name of a renamed table into its triggers, and that table is dropped".into());
            }
            if change.inferred {
                details.push("no migration here creates it; that it exists follows from this statement".into());
            }
            Event {
                kind: change.kind,
                dialect: schema.before.dialect(),
                subject,
                replacement: change.renamed_to.clone(),
                primary: Location { span: change.span.clone(), label: label(change.kind).into() },
                also: Vec::new(),
                head,
                base: base.next().unwrap_or_default(),
                database: objects(schema, &bodies, change),
                details,
                destructive: matches!(
                    change.kind,
                    EventKind::ColumnDropped
                        | EventKind::ColumnRenamed
                        | EventKind::TableDropped
                        | EventKind::TableRenamed
                        | EventKind::EnumValueRemoved
                        | EventKind::EnumValueRenamed
                        | EventKind::RoutineDropped
                        | EventKind::RoutineRenamed
                        | EventKind::TypeDropped
                        | EventKind::TypeRenamed
                ),
                circumstances: None,
            }
        })
        .collect()
}

/// The objects of the database that a change breaks.
fn objects(schema: &Schema<'_>, bodies: &[bodies::Body<'_>], change: &NetChange) -> Vec<Reference> {
    let mut found = dependants(change);
    found.extend(bodies::broken(bodies, schema.before, schema.after, change));
    found
}

/// The objects of the database that name what goes away.
pub fn dependants(change: &NetChange) -> Vec<Reference> {
    change.dependants.iter().map(dependant).collect()
}

fn dependant(of: &crate::catalog::Dependant) -> Reference {
    let what = match of.kind {
        DependantKind::View => "view",
        DependantKind::MaterializedView => "materialized view",
        DependantKind::Function => "function",
        DependantKind::Procedure => "procedure",
        DependantKind::Trigger => "trigger",
    };
    Reference {
        access: if of.access == Access::Write { Access::Write } else { Access::Read },
        mechanism: Mechanism::Database,
        certainty: Certainty::Certain,
        proof: vec![Step::at(
            match of.through {
                true => format!("{what} `{}` reads a view that names it, and stays", of.name),
                false => format!("{what} `{}` of an earlier migration names it and stays", of.name),
            },
            of.span.clone(),
        )],
        symbol: Some(format!("{what} {}", of.name)),
        test: false,
        span: of.at.clone().unwrap_or_else(|| of.span.clone()),
        reach: Default::default(),
    }
}

/// What is written under the operation in the migration.
fn label(kind: EventKind) -> &'static str {
    match kind {
        EventKind::ColumnDropped
        | EventKind::TableDropped
        | EventKind::RoutineDropped
        | EventKind::TypeDropped
        | EventKind::UniqueKeyDropped => "dropped here",
        EventKind::ColumnRenamed
        | EventKind::TableRenamed
        | EventKind::RoutineRenamed
        | EventKind::TypeRenamed
        | EventKind::EnumValueRenamed => "renamed here",
        EventKind::EnumValueRemoved => "removed here",
        EventKind::RequiredColumnAdded => "required from here on",
        EventKind::NullRefused => "takes no NULL from here on",
        EventKind::ColumnAdded => "added here",
        EventKind::ColumnCountChanged => "the number of columns changes here",
        EventKind::RowShapeChanged | EventKind::PreparedResultChanged => "its rows have other columns from here on",
        EventKind::StatementUnparsed
        | EventKind::TargetUnreadable
        | EventKind::MigrationOutOfOrder
        | EventKind::MigrationEdited
        | EventKind::MigrationDeleted
        | EventKind::MigrationSeveralHeads
        | EventKind::MigrationOrderBroken
        | EventKind::SchemaArtefactStale
        | EventKind::SuppressionUnused
        | EventKind::SuppressionWithoutReason
        | EventKind::SuppressionUnknown
        | EventKind::SuppressionExpired
        | EventKind::ConstraintDropped
        | EventKind::ConstraintRenamed
        | EventKind::ColumnAwaited
        | EventKind::TableAwaited
        | EventKind::ColumnLostOnWayBack
        | EventKind::TableLostOnWayBack
        | EventKind::WayBackMissing
        | EventKind::WayBackDiffers
        | EventKind::WayBackFails
        | EventKind::WayBackEmpty
        | EventKind::Operation(_) => "here",
    }
}
