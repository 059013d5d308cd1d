//! What the migrations before said that one after them needs: the indexes by their columns, as Rails finds and renames them, and what each migration
//! did, for one that takes it back.

use std::collections::HashMap;
use std::ops::Range;

use super::names;
use crate::migration::script::change;
use crate::model::change::{ChangeKind, SchemaChange, Statement};
use crate::model::name::{Ident, ObjectName};

/// One index.
#[derive(Clone, Debug)]
struct Index {
    table: String,
    name: String,
    columns: Vec<String>,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Known {
    indexes: Vec<Index>,
    /// By the class's name.
    pub migrations: HashMap<String, Vec<Statement>>,
}

impl Known {
    /// Takes note of what a change means for what is known.
    pub fn note(&mut self, change: &SchemaChange) {
        let own = change.object.to_string();
        match &change.kind {
            ChangeKind::CreateIndex { table, columns, .. } => self.indexes.push(Index {
                table: table.to_string(),
                name: change.object.name.value.clone(),
                columns: columns.iter().map(|part| part.expression.clone()).collect(),
            }),
            ChangeKind::DropIndex { .. } => self.indexes.retain(|index| index.name != change.object.name.value),
            ChangeKind::RenameIndex { to, .. } => {
                for index in self.indexes.iter_mut().filter(|index| index.name == change.object.name.value) {
                    index.name.clone_from(&to.value);
                }
            }
            ChangeKind::DropTable { .. } => self.indexes.retain(|index| index.table != own),
            ChangeKind::RenameTable { to } => {
                for index in self.indexes.iter_mut().filter(|index| index.table == own) {
                    index.table = to.to_string();
                }
            }
            ChangeKind::DropColumn { column, .. } => {
                self.indexes.retain(|index| index.table != own || !index.columns.contains(&column.value));
            }
            ChangeKind::RenameColumn { from, to } => {
                for index in self.indexes.iter_mut().filter(|index| index.table == own) {
                    for column in index.columns.iter_mut().filter(|column| **column == from.value) {
                        column.clone_from(&to.value);
                    }
                }
            }
            _ => {}
        }
    }

    /// The index over exactly these columns.
    pub fn index_over(&self, table: &ObjectName, columns: &[String]) -> Option<String> {
        let table = table.to_string();
        let made = names::index(&table, columns);
        let mut found = self.indexes.iter().filter(|index| index.table == table && index.columns == columns);
        let first = found.next()?;
        Some(if found.any(|index| index.name == made) { made } else { first.name.clone() })
    }

    /// Indexes whose made-up names follow a column's new name.
    pub fn indexes_after_column(
        &self,
        table: &ObjectName,
        from: &str,
        to: &str,
        range: &Range<usize>,
    ) -> Vec<SchemaChange> {
        let own = table.to_string();
        let renamed = |columns: &[String]| -> Vec<String> {
            columns.iter().map(|column| if column == from { to.to_owned() } else { column.clone() }).collect()
        };
        self.follow(
            &own,
            |index| {
                index.columns.iter().any(|column| column == from).then(|| names::index(&own, &renamed(&index.columns)))
            },
            range,
        )
    }

    /// Indexes whose made-up names follow a table's new name.
    pub fn indexes_after_table(&self, from: &ObjectName, to: &ObjectName, range: &Range<usize>) -> Vec<SchemaChange> {
        let new = to.to_string();
        self.follow(&from.to_string(), |index| Some(names::index(&new, &index.columns)), range)
    }

    fn follow(&self, table: &str, name: impl Fn(&Index) -> Option<String>, range: &Range<usize>) -> Vec<SchemaChange> {
        self.indexes
            .iter()
            .filter(|index| index.table == table && index.name == names::index(table, &index.columns))
            .filter_map(|index| {
                let to = Ident::at(name(index)?, true, range.clone());
                let old =
                    ObjectName { qualifiers: Vec::new(), name: Ident::at(index.name.clone(), true, range.clone()) };
                Some(change(ChangeKind::RenameIndex { table: None, to }, old, range.clone()))
            })
            .collect()
    }
}
