//! Functions that go away, called in pieces of SQL.

use std::collections::HashSet;

use crate::catalog::ObjectKind;
use crate::model::reference::Reference;
use crate::reference::routine_texts;
use crate::resolve::Schema;

use super::Code;

impl Code {
    /// Adds the calls that stand in no statement of their own. `belongs`: whether the code of a path means this database.
    pub fn add_calls(&self, schema: &Schema<'_>, belongs: &dyn Fn(&str) -> bool, uses: &mut [Vec<Reference>]) {
        for (change, uses) in schema.net.iter().zip(uses).filter(|(change, _)| change.object == ObjectKind::Routine) {
            let known: HashSet<_> = uses.iter().map(|one| one.span.clone()).collect();
            for file in self.files.values().filter(|file| belongs(file.path())) {
                if file.source.text.contains(&change.table) {
                    let calls = routine_texts::calls(file, &change.table, schema.before.dialect());
                    uses.extend(calls.into_iter().filter(|one| !known.contains(&one.span)));
                }
            }
        }
    }
}
