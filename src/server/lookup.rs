//! What stands at a place: the tables and columns that are used, made or taken away there.

use std::sync::Arc;

use crate::check::{Known, Places};
use crate::model::reference::{Certainty, Reference};
use crate::output::editor::is_here;
use crate::source::{Revision, Span};

/// Something at a place.
pub(super) struct Hit<'p> {
    pub known: &'p Known,
    pub span: &'p Span,
    /// The use; `None`: it is made or taken away there.
    pub reference: Option<&'p Reference>,
}

/// What stands at a byte of a file of a tree: of all that does the shortest, and of several columns there the one whose name it is.
pub(super) fn at<'p>(places: &'p Places, path: &str, revision: Revision, offset: usize) -> Vec<Hit<'p>> {
    let here = |span: &Span| {
        let there = &*span.path == path && span.revision == revision && places.sources.outside(span).is_none();
        there && span.range.start <= offset && offset <= span.range.end
    };
    let mut hits: Vec<Hit<'p>> = Vec::new();
    for known in &places.known {
        let ends =
            known.usage.made.iter().chain(known.removed.iter().map(|one| &one.place)).map(|one| (&one.span, None));
        let uses = known.usage.head.iter().chain(&known.usage.database).map(|one| (&one.span, Some(one)));
        for (span, reference) in ends.chain(uses).filter(|(span, _)| here(span)) {
            hits.push(Hit { known, span, reference });
        }
    }
    let Some(shortest) = hits.iter().map(|hit| hit.span.range.len()).min() else { return hits };
    hits.retain(|hit| hit.span.range.len() == shortest);
    let certainty = |hit: &Hit<'_>| hit.reference.map_or(Certainty::Certain, |one| one.certainty);
    let is_column = |hit: &Hit<'_>| hit.known.usage.subject.column.is_some();
    hits.sort_by_key(|hit| {
        (std::cmp::Reverse(certainty(hit)), !is_column(hit), hit.known.usage.subject.display(), hit.span.range.start)
    });
    hits.dedup_by_key(|hit| hit.known.usage.subject.display());
    if hits.iter().any(|hit| certainty(hit) > Certainty::Possible) {
        hits.retain(|hit| certainty(hit) > Certainty::Possible);
    }
    let named = |hit: &Hit<'_>| {
        let subject = &hit.known.usage.subject;
        let name = subject.column.as_ref().or(subject.table.as_ref());
        let written = places.sources.text(hit.span).and_then(|text| text.get(hit.span.range.clone()));
        name.zip(written).is_some_and(|(name, written)| folded(name) == folded(written))
    };
    if hits.iter().any(named) {
        hits.retain(named);
    }
    hits
}

/// Where an object comes from and where it ends, in this order.
pub(super) fn definitions(known: &Known) -> impl Iterator<Item = &Span> {
    known.usage.made.iter().map(|one| &one.span).chain(known.removed.iter().map(|one| &one.place.span))
}

/// Every use of an object that is proved, in this tree; by place.
pub(super) fn uses<'p>(places: &'p Places, known: &'p Known) -> Vec<&'p Span> {
    let proved = known.usage.head.iter().chain(&known.usage.database).filter(|one| one.certainty > Certainty::Possible);
    let mut all: Vec<&Span> = proved.map(|one| &one.span).filter(|span| is_here(span, &places.sources)).collect();
    all.sort();
    all.dedup();
    all
}

/// The text of a file as it was when its uses were looked for. A dump that the deployed schema was read from may only be known as it is there.
pub(super) fn text<'p>(places: &'p Places, path: &str) -> Option<(Revision, &'p Arc<str>)> {
    let of = |revision| Some((revision, places.sources.text(&Span { path: path.into(), revision, range: 0..0 })?));
    of(Revision::Head).or_else(|| of(Revision::Base))
}

fn folded(name: &str) -> String {
    name.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
