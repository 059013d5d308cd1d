//! Functions and types that go away, named where no statement is: in pieces of SQL, and by name.

use std::collections::HashSet;

use crate::catalog::ObjectKind;
use crate::model::event::EventKind;
use crate::model::name::{Ident, ObjectName};
use crate::model::query::Access;
use crate::model::reference::Reference;
use crate::reference::{routine_texts, type_names};
use crate::resolve::Schema;

use super::Code;

impl Code {
    /// Adds the uses that stand in no statement of their own. `belongs`: whether the code of a path means this database.
    pub fn add_pieces(&self, schema: &Schema<'_>, belongs: &dyn Fn(&str) -> bool, uses: &mut [Vec<Reference>]) {
        let dialect = schema.before.dialect();
        for (change, uses) in schema.net.iter().zip(uses) {
            let routine = change.object == ObjectKind::Routine;
            if !routine && !matches!(change.kind, EventKind::TypeDropped | EventKind::TypeRenamed) {
                continue;
            }
            // A mapper that declares the type uses it for the columns that have it.
            let lost = change.kind == EventKind::TypeDropped
                && change
                    .holders
                    .iter()
                    .all(|(table, column)| schema.after.column(&ObjectName::new(table), &Ident::new(column)).is_none());
            let known: HashSet<_> = uses.iter().map(|one| one.span.clone()).collect();
            for file in self.files.values().filter(|file| belongs(file.path())) {
                if !file.source.text.contains(&change.table) {
                    continue;
                }
                let more = match routine {
                    true => routine_texts::calls(file, &change.table, dialect),
                    false => type_names::uses(file, &change.table, dialect),
                };
                let more = more.into_iter().filter(|one| !(lost && one.access == Access::Declare));
                uses.extend(more.filter(|one| !known.contains(&one.span)));
            }
        }
    }
}
