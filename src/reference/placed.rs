//! Queries whose text is not here, only the places of their names: those of uses files.

use std::sync::Arc;

use crate::model::index::QueryUse;
use crate::model::reference::Step;
use crate::source::Span;

use super::fold::Folded;
use super::sql_use::SqlUse;

/// The query as resolution takes it; `spans` are those of its places, in their order.
pub fn query(of: &QueryUse, spans: Vec<Span>) -> SqlUse {
    let mut text = Folded::default();
    // A byte for each place: the ranges of the query are their numbers.
    for span in spans {
        text.piece(" ", span);
    }
    SqlUse {
        query: of.query.clone(),
        text: Arc::new(text),
        mechanism: of.mechanism,
        how: Step::new(of.how.clone()),
        symbol: of.symbol.clone(),
        test: of.test,
        prisma: of.prisma,
        at_most: of.at_most,
        only_renames: of.only_renames,
    }
}
