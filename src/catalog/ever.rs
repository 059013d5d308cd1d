//! Every name that ever existed, as a schema to compare the present one with.

use std::collections::HashMap;

use crate::model::change::Statement;
use crate::model::name::Dialect;

use super::log::{Deed, Log};
use super::objects::Named;
use super::parts::{Column, EnumType, Function, ObjectId, Table, View};
use super::{Catalog, Origin, fold};

/// Applies all statements to an empty schema. The first catalog has every name that there ever was (removals do not remove),
/// the second what is left; their [`difference`](fn@super::difference) tells all that ever went away and did not come back.
pub fn ever<'a>(
    dialect: Dialect,
    statements: impl IntoIterator<Item = (&'a Statement, &'a Origin)>,
) -> (Catalog, Catalog, Log) {
    let mut inferred = Catalog::new(dialect);
    let (after, log) = fold(&mut inferred, statements);
    let mut ever = after.clone();
    let mut slots = Slots::new();
    for entry in log.entries() {
        match &entry.deed {
            Deed::TableRemoved(table) => ever.revive_table(table, false, &mut slots),
            Deed::TableRenamed(table) => ever.revive_table(table, true, &mut slots),
            Deed::ColumnRemoved(table, column) | Deed::ColumnRenamed(table, column) => {
                ever.revive_column(*table, column, &slots);
            }
            Deed::ColumnValues(table, column) => ever.revive_values(*table, column),
            Deed::KeyRemoved(table, key) | Deed::KeyRenamed(table, key) => {
                if let Some(own) = ever.tables.get_mut(*table)
                    && !own.keys.iter().any(|other| other.name == key.name && other.columns == key.columns)
                {
                    own.keys.push(key.as_ref().clone());
                }
            }
            Deed::ViewRemoved(view) | Deed::ViewRenamed(view) => ever.revive_view(view),
            Deed::TypeRemoved(of) | Deed::TypeRenamed(of) => ever.revive_type(of),
            Deed::RoutineRemoved(own) | Deed::RoutineRenamed(own) => ever.revive_routine(own),
            Deed::ValueRenamed { of, from, .. } => {
                if let Some(own) = ever.types.get_mut(*of)
                    && !own.values.contains(from)
                {
                    own.values.push(from.clone());
                }
            }
            Deed::TableAdded(_)
            | Deed::ColumnAdded(..)
            | Deed::ColumnCopied { .. }
            | Deed::ColumnMoved(..)
            | Deed::ColumnTightened(..)
            | Deed::ViewAdded(_) => {}
        }
    }
    (ever, after, log)
}

/// Where the tables stand that are gone, by their own identity.
type Slots = HashMap<ObjectId, Vec<ObjectId>>;

impl Catalog {
    /// `former`: the table lives on under another name, where its columns are told of.
    fn revive_table(&mut self, table: &Table, former: bool, slots: &mut Slots) {
        if table.temporary {
            return;
        }
        if let Some(id) = self.tables.exact(&table.label.schema, &table.label.key) {
            for column in &table.columns {
                self.revive_column(id, column, slots);
            }
            return;
        }
        let slot = ObjectId(self.fresh());
        if !former {
            slots.entry(table.id).or_default().push(slot);
        }
        self.tables.insert(slot, Table { former, ..table.clone() });
    }

    fn revive_column(&mut self, table: ObjectId, column: &Column, slots: &Slots) {
        // The table may be gone itself, and then stands under another key with its identity.
        for slot in slots.get(&table).into_iter().flatten().chain([&table]) {
            if let Some(own) = self.tables.get_mut(*slot)
                && !own.has_key(&column.key)
            {
                own.columns.push(column.clone());
                own.revived = true;
            }
        }
    }

    fn revive_values(&mut self, table: ObjectId, column: &Column) {
        let Some(own) = self.tables.get(table) else { return };
        let Some(at) = own.columns.iter().position(|other| other.id == column.id) else { return };
        let mut values = own.columns.get(at).and_then(|c| self.allowed_values(own, c)).unwrap_or_default();
        values.extend(column.values.iter().filter(|value| !values.contains(value)).cloned().collect::<Vec<_>>());
        let Some(own) = self.tables.get_mut(table) else { return };
        if let Some(at) = own.columns.get_mut(at) {
            let (key, dialect) = (at.key.clone(), own.dialect);
            at.values = values;
            own.checks.retain(|check| !matches!(check.columns.as_slice(), [c] if c.folded(dialect) == key));
        }
    }

    fn revive_view(&mut self, view: &View) {
        let label = view.label();
        let taken =
            self.views.exact(&label.schema, &label.key).or_else(|| self.tables.exact(&label.schema, &label.key));
        if taken.is_none() {
            let slot = ObjectId(self.fresh());
            self.views.insert(slot, view.clone());
        }
    }

    fn revive_routine(&mut self, routine: &Function) {
        if self.functions.exact(&routine.label.schema, &routine.label.key).is_none() {
            let slot = ObjectId(self.fresh());
            self.functions.insert(slot, routine.clone());
        }
    }

    fn revive_type(&mut self, of: &EnumType) {
        match self.types.exact(&of.label.schema, &of.label.key).and_then(|id| self.types.get_mut(id)) {
            Some(own) => {
                let missing: Vec<String> = of.values.iter().filter(|v| !own.values.contains(v)).cloned().collect();
                own.values.extend(missing);
            }
            None => {
                let slot = ObjectId(self.fresh());
                self.types.insert(slot, of.clone());
            }
        }
    }
}
