//! Which tables the change sets so far have made, for preconditions that ask whether a table is there.
//!
//! A snapshot of the schema and the updates that led to it often stand side by side: what the updates make is asked for before it is made. Only that a table *is* there
//! is known; one that nothing made may have been there before the first change set.

use std::collections::HashSet;

use super::node::Node;
use crate::model::change::{ChangeKind, Statement, StatementKind};

/// The tables that are there for sure, in lower case without their schemas.
#[derive(Default)]
pub struct Present(HashSet<String>);

impl Present {
    /// Takes in what statements make, rename and drop.
    pub fn learn(&mut self, statements: &[Statement]) {
        for statement in statements {
            let StatementKind::Changes(changes) = &statement.kind else { continue };
            for change in changes {
                let name = change.object.name.value.to_ascii_lowercase();
                match &change.kind {
                    ChangeKind::CreateTable(_) => {
                        self.0.insert(name);
                    }
                    ChangeKind::DropTable { .. } => {
                        self.0.remove(&name);
                    }
                    ChangeKind::RenameTable { to } => {
                        self.0.remove(&name);
                        self.0.insert(to.name.value.to_ascii_lowercase());
                    }
                    _ => {}
                }
            }
        }
    }

    /// Whether a `tableExists` holds; `None` where nothing made the table.
    pub fn holds(&self, node: &Node) -> Option<bool> {
        let name = node.value("tableName")?;
        self.0.contains(&name.trim_matches(['"', '`', '[', ']']).to_ascii_lowercase()).then_some(true)
    }
}
