//! Functions, procedures and triggers that stay, and whose statements fail when they next run, although all that they name is there: an `INSERT` that does not
//! give what is required then, gives values by position that no longer fit, or relies on a key that is gone, or a bare name that becomes ambiguous. What names a
//! column or table that goes away is a dependant of the change (`catalog::Dependant`). A body that is made or replaced by the pending migrations was written for them.

use std::collections::HashSet;

use crate::catalog::{Catalog, DependantKind, NetChange};
use crate::model::event::EventKind;
use crate::model::query::Query;
use crate::model::reference::{Certainty, Mechanism, Reference, Step};
use crate::source::Span;

use super::query;

/// One statement of such an object.
pub struct Body<'a> {
    kind: DependantKind,
    name: &'a str,
    made: &'a Span,
    query: &'a Query,
    /// Whether the ranges of the query are of the file in which the object was made.
    here: bool,
    /// The database keeps what its names and stars meant when it was made, rather than its text.
    fixed: bool,
}

impl Body<'_> {
    /// Whether a change can mean something to it that only the reading of a text meets.
    fn meets(&self, kind: EventKind) -> bool {
        use EventKind::{ColumnAdded, ColumnCountChanged, EnumValueRenamed, RowShapeChanged};
        !(self.fixed && matches!(kind, ColumnAdded | ColumnCountChanged | EnumValueRenamed | RowShapeChanged))
    }
}

/// The statements of all objects that stay as they were made before the pending migrations.
pub fn kept<'a>(before: &'a Catalog, after: &'a Catalog) -> Vec<Body<'a>> {
    let old: HashSet<&Span> = before.functions().map(|own| &own.span).collect();
    let functions = after.functions().filter(|own| old.contains(&own.span)).flat_map(|own| {
        let kind = if own.procedure { DependantKind::Procedure } else { DependantKind::Function };
        let name = own.label.written.name.value.as_str();
        own.body.iter().map(move |(query, origin)| {
            let here = origin.path == own.span.path;
            Body { kind, name, made: &own.span, query, here, fixed: own.follows }
        })
    });
    let old: HashSet<&Span> = before.triggers().map(|own| &own.span).collect();
    let triggers = after.triggers().filter(|own| old.contains(&own.span)).flat_map(|own| {
        let name = own.label.written.name.value.as_str();
        own.body.iter().map(move |query| Body {
            kind: DependantKind::Trigger,
            name,
            made: &own.span,
            query,
            here: true,
            fixed: false,
        })
    });
    functions.chain(triggers).collect()
}

/// The objects of these whose statements a change breaks.
pub fn broken(bodies: &[Body<'_>], before: &Catalog, after: &Catalog, change: &NetChange) -> Vec<Reference> {
    let tells = matches!(
        change.kind,
        EventKind::RequiredColumnAdded
            | EventKind::NullRefused
            | EventKind::ColumnCountChanged
            | EventKind::UniqueKeyDropped
            | EventKind::ColumnAdded
            | EventKind::RowShapeChanged
            | EventKind::ColumnDropped
            | EventKind::EnumValueRemoved
            | EventKind::EnumValueRenamed
            | EventKind::RoutineDropped
            | EventKind::RoutineRenamed
            | EventKind::TypeDropped
            | EventKind::TypeRenamed
    );
    if !tells {
        return Vec::new();
    }
    let mut found: Vec<Reference> = Vec::new();
    for body in bodies.iter().filter(|body| body.meets(change.kind)) {
        // A column by its name is told as a dependant; here its constraint is meant.
        let told = |one: &query::Broken| {
            change.kind != EventKind::ColumnDropped || body.query.conflicts.iter().any(|own| own.range == one.range)
        };
        let broken = query::broken(body.query, before, after, std::slice::from_ref(change));
        let Some(first) = broken.into_iter().find(told) else { continue };
        let what = match body.kind {
            DependantKind::Procedure => "procedure",
            DependantKind::Trigger => "trigger",
            _ => "function",
        };
        let inside = body.here
            && first.range.start >= body.made.range.start
            && first.range.end <= body.made.range.end
            && first.range.start < first.range.end;
        let span = if inside { Span { range: first.range, ..body.made.clone() } } else { body.made.clone() };
        let symbol = Some(format!("{what} {}", body.name));
        if found.iter().any(|known| known.symbol == symbol) {
            continue;
        }
        found.push(Reference {
            access: first.access,
            mechanism: Mechanism::Database,
            certainty: Certainty::Certain.min(first.certainty),
            proof: vec![Step::at(
                format!("{what} `{}` of an earlier migration stays: {}", body.name, first.why),
                body.made.clone(),
            )],
            symbol,
            test: false,
            span,
            reach: Default::default(),
        });
    }
    found
}
