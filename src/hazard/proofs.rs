//! Which checks prove something: one that was added NOT VALID does so only once it is validated, and only to a server that asks.

use std::collections::BTreeSet;

use super::Deed;
use crate::model::operation::{Fact, Operation};

/// What the pending statements did with checks so far, over all files. What earlier releases added is taken for validated.
#[derive(Default)]
pub(super) struct Proofs {
    /// `table.constraint`
    not_valid: BTreeSet<String>,
    /// Tables of which a constraint was validated that no pending statement adds.
    validated: BTreeSet<String>,
}

impl Proofs {
    /// Keeps in mind what a deed does.
    pub(super) fn done(&mut self, deed: &Deed) {
        let Some(name) = key(deed) else { return };
        match deed.operation {
            Operation::ValidateConstraint => {
                let known = self.not_valid.remove(&name);
                self.validated.extend(table(deed).filter(|_| !known));
            }
            Operation::AddCheck if deed.has(Fact::NotValid) => {
                self.not_valid.insert(name);
            }
            _ => {}
        }
    }

    /// Takes back a proof that is none. A constraint that was validated just before may be the one, if nothing is known of it.
    pub(super) fn judge(&self, deed: &mut Deed) {
        if !matches!(deed.operation, Operation::SetNotNull | Operation::AddNotNull) {
            return;
        }
        if !deed.has(Fact::ProvedNotNull) && !deed.has(Fact::KnownTable) {
            let validated = table(deed).is_some_and(|table| self.validated.contains(&table));
            deed.facts.extend(validated.then_some(Fact::ProvedNotNull));
        }
        let pending = key(deed).is_some_and(|name| self.not_valid.contains(&name));
        // Before version 12 the rows are read all the same.
        if pending || deed.has(Fact::BeforePostgres12) {
            deed.facts.remove(&Fact::ProvedNotNull);
        }
    }
}

fn table(deed: &Deed) -> Option<String> {
    deed.table.as_ref().map(|table| table.name.value.to_lowercase())
}

fn key(deed: &Deed) -> Option<String> {
    Some(format!("{}.{}", table(deed)?, deed.names.get("constraint")?.to_lowercase()))
}
