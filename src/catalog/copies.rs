//! Which column a migration fills from which: `UPDATE t SET new = old`, `INSERT INTO t_new (a, b) SELECT x, y FROM t`.
//!
//! It is how a column that is dropped and one that is added are known to be the same, renamed by hand.

use crate::model::query::{Clause, ColumnUse, Query, TableUse};
use crate::source::Span;

use super::log::Deed;
use super::{Catalog, ColumnId};

impl Catalog {
    /// `INSERT INTO app.users SELECT * FROM users`: there are two tables of the name, and the one of `app` is none of these migrations'.
    pub(super) fn note_apart(&mut self, query: &Query) {
        let named = |table: &&TableUse| table.name.schema().is_some_and(|schema| !schema.value.is_empty());
        for table in query.tables.iter().filter(named) {
            let same = |other: &&TableUse| other.name.name.value.eq_ignore_ascii_case(&table.name.name.value);
            let twin = query.tables.iter().filter(same).find_map(|other| self.find_table(&other.name));
            if twin.is_some()
                && self.find_table(&table.name).is_none()
                && let Some(schema) = table.name.schema()
            {
                self.apart.insert(schema.value.to_ascii_lowercase());
            }
        }
    }

    /// The schemas that are known not to be the one in which bare names are made.
    pub fn apart(&self) -> impl Iterator<Item = &str> {
        self.apart.iter().map(String::as_str)
    }

    /// Notes the copies that a statement makes from column to column.
    pub(super) fn note_copies(&mut self, query: &Query, span: &Span) {
        let of = |clause: Clause| query.columns.iter().filter(move |column| column.clause == clause);
        let mut pairs = Vec::new();
        if let [insert] = query.inserts.as_slice() {
            let into = query.tables.get(insert.table).and_then(|of| self.find_table(&of.name));
            let (Some(into), Some(columns)) = (into.and_then(|id| self.tables.get(id)), &insert.columns) else {
                return;
            };
            let sources: Vec<&ColumnUse> = of(Clause::Projection).collect();
            // With expressions among the values their number differs, and which is which is not known.
            if sources.len() != columns.len() {
                return;
            }
            for (target, source) in columns.iter().zip(sources) {
                if let (Some(target), Some(source)) = (into.column(target), self.used(query, source)) {
                    pairs.push((source, target.id));
                }
            }
        } else {
            let (mut targets, mut values) = (of(Clause::Target), of(Clause::Value));
            if let (Some(target), None, Some(value), None) =
                (targets.next(), targets.next(), values.next(), values.next())
                && let (Some(target), Some(value)) = (self.used(query, target), self.used(query, value))
            {
                pairs.push((value, target));
            }
        }
        for (from, to) in pairs.into_iter().filter(|(from, to)| from != to) {
            self.log.push(Deed::ColumnCopied { from, to }, span);
        }
    }

    fn used(&self, query: &Query, column: &ColumnUse) -> Option<ColumnId> {
        let [of] = column.scopes.first()?.as_slice() else { return None };
        let table = self.find_table(&query.tables.get(*of)?.name).and_then(|id| self.tables.get(id))?;
        table.column(&column.column).map(|own| own.id)
    }
}
