//! What later statements of a file put right: a key or a `search_path` that is added behind the statement that lacks it is no lack, as in dumps.

use std::collections::BTreeSet;

use super::Deed;
use super::constraints::is_primary;
use super::forms::Words;
use crate::model::change::{ChangeKind, Statement, StatementKind};
use crate::model::name::{Dialect, has_letters};
use crate::model::operation::{Fact, Operation};

/// Names in lower case, without their schema.
#[derive(Default)]
pub(super) struct Ahead {
    keyed: BTreeSet<String>,
    with_search_path: BTreeSet<String>,
}

impl Ahead {
    pub(super) fn of(statements: &[&Statement], text: &str, dialect: Dialect) -> Ahead {
        let mut ahead = Ahead::default();
        let routines = ["FUNCTION", "PROCEDURE", "ROUTINE"].iter().any(|word| has_letters(text, word));
        for statement in statements {
            if let StatementKind::Changes(changes) = &statement.kind {
                let keyed = changes.iter().filter(|change| match &change.kind {
                    ChangeKind::AddConstraint(constraint) => is_primary(&constraint.kind),
                    ChangeKind::AddColumn { column, .. } => column.primary_key,
                    _ => false,
                });
                ahead.keyed.extend(keyed.map(|change| change.object.name.value.to_lowercase()));
            }
            if !routines {
                continue;
            }
            let words = Words::head(text, &statement.range, dialect);
            let mut cursor = words.cursor();
            if (cursor.eat("ALTER FUNCTION") || cursor.eat("ALTER PROCEDURE") || cursor.eat("ALTER ROUTINE"))
                && let Some(name) = cursor.name()
                && words.say("SET search_path")
            {
                ahead.with_search_path.insert(name.name.value.to_lowercase());
            }
        }
        ahead
    }

    /// Takes back what a later statement puts right.
    pub(super) fn mark(&self, deed: &mut Deed) {
        let Some(name) = deed.table.as_ref().map(|name| name.name.value.to_lowercase()) else { return };
        match deed.operation {
            Operation::CreateTable if self.keyed.contains(&name) => {
                deed.facts.remove(&Fact::WithoutPrimaryKey);
            }
            Operation::CreateFunction if self.with_search_path.contains(&name) => {
                deed.facts.insert(Fact::SearchPath);
            }
            _ => {}
        }
    }
}
