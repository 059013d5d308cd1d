//! The part of the difference that is about what rows may hold: values of enums, unique keys.

use crate::model::event::EventKind;
use crate::source::Span;

use super::difference::{Both, Now};
use super::log::Deed;
use super::net::{NetChange, NetKey, ObjectKind};
use super::parts::{Column, EnumType, Key, Label, Table};

impl Both<'_> {
    pub(super) fn values(&self, changes: &mut Vec<NetChange>) {
        for of in self.before.types.values() {
            self.values_of_type(of, changes);
        }
        for table in self.before.tables() {
            self.values_of_columns(table, changes);
        }
    }

    /// The names of types that lead nowhere any more.
    pub(super) fn types(&self, changes: &mut Vec<NetChange>) {
        for own in self.before.types.values() {
            let Label { schema, key, .. } = &own.label;
            let after = self.after;
            // The rows of a table are a type of its name.
            let taken =
                [after.types.exact(schema, key), after.tables.exact(schema, key), after.views.exact(schema, key)];
            if taken.iter().any(Option::is_some) {
                continue;
            }
            let now = after.types.get(own.id);
            let kind = if now.is_some() { EventKind::TypeRenamed } else { EventKind::TypeDropped };
            let by = |deed: &Deed| match deed {
                Deed::TypeRemoved(_) => now.is_none(),
                Deed::TypeRenamed(_) => now.is_some(),
                _ => false,
            };
            let Some(span) = self.deeds.last([own.id.0], by) else { continue };
            changes.push(NetChange {
                renamed_to: now.map(|now| self.new_name(&own.label, &now.label)),
                holders: self.holders(own),
                ..NetChange::new(kind, ObjectKind::Type, own.id, &own.label, span)
            });
        }
    }

    fn values_of_type(&self, of: &EnumType, changes: &mut Vec<NetChange>) {
        let after = &self.after.types;
        let now = after.exact(&of.label.schema, &of.label.key).or_else(|| after.get(of.id).map(|_| of.id));
        let Some(now) = now.and_then(|id| after.get(id)) else { return };
        if now.id != of.id && now.opaque {
            return;
        }
        for value in of.values.iter().filter(|value| !now.values.contains(value)) {
            let renamed = self.renamed_value(of, value).filter(|(name, _)| now.values.contains(name));
            let (kind, to, span) = match renamed {
                Some((name, span)) => (EventKind::EnumValueRenamed, Some(name), span),
                None => (EventKind::EnumValueRemoved, None, now.span.clone()),
            };
            changes.push(NetChange {
                value: Some(value.clone()),
                renamed_to: to,
                holders: self.holders(of),
                inferred: of.opaque,
                ..NetChange::new(kind, ObjectKind::Type, of.id, &of.label, span)
            });
        }
    }

    /// The columns that had a type.
    fn holders(&self, of: &EnumType) -> Vec<(String, String)> {
        let mut holders = Vec::new();
        for (table, column) in self.before.columns_of(of.id) {
            if let Some(table) = self.before.tables.get(table).filter(|table| !table.temporary)
                && let Some(column) = table.by_id(column)
            {
                holders.push((table.name().to_string(), column.name.value.clone()));
            }
        }
        holders
    }

    /// What a value is called in the end, and where it was first renamed.
    fn renamed_value(&self, of: &EnumType, value: &str) -> Option<(String, Span)> {
        let mut name = value.to_string();
        let mut first = None;
        for (_, entry) in self.deeds.about(of.id.0) {
            if let Deed::ValueRenamed { of: id, from, to } = &entry.deed
                && *id == of.id
                && *from == name
            {
                name = to.clone();
                first.get_or_insert_with(|| entry.span.clone());
            }
        }
        Some((name, first?))
    }

    fn values_of_columns(&self, table: &Table, changes: &mut Vec<NetChange>) {
        let now = match self.now(table.id, &table.label) {
            Now::Table(now) | Now::Renamed(_, Some(now)) => now,
            Now::View(_) | Now::Broken(_) | Now::Renamed(_, None) | Now::Gone => return,
        };
        if table.former {
            return;
        }
        for column in &table.columns {
            let Some(own) = now.by_key(&column.key).or_else(|| now.by_id(column.id)) else { continue };
            let Some(had) = self.before.allowed_values(table, column) else { continue };
            let Some(has) = self.after.allowed_values(now, own) else { continue };
            for value in had.iter().filter(|value| !has.contains(value)) {
                let told = changes.iter().any(|change| {
                    change.object == ObjectKind::Type
                        && change.value.as_ref() == Some(value)
                        && change.holders.contains(&(table.name().to_string(), column.name.value.clone()))
                });
                if told {
                    continue;
                }
                changes.push(NetChange {
                    column: Some(column.name.value.clone()),
                    column_id: Some(column.id),
                    value: Some(value.clone()),
                    holders: vec![(table.name().to_string(), column.name.value.clone())],
                    ..NetChange::new(
                        EventKind::EnumValueRemoved,
                        ObjectKind::Table,
                        table.id,
                        &table.label,
                        self.cause_of_value(now, own, value),
                    )
                });
            }
        }
    }

    fn cause_of_value(&self, now: &Table, own: &Column, value: &String) -> Span {
        let check = now
            .checks
            .iter()
            .rev()
            .find(|check| !check.values.is_empty() && !check.values.contains(value) && now.checks_only(check, own));
        if let Some(check) = check {
            return check.span.clone();
        }
        let changed = |deed: &Deed| matches!(deed, Deed::ColumnValues(_, old) if old.id == own.id);
        self.deeds.last([own.id.0], changed).unwrap_or_else(|| own.span.clone())
    }

    pub(super) fn keys(&self, table: &Table, now: &Table, changes: &mut Vec<NetChange>) {
        for key in table.keys.iter().filter(|key| key.expression.is_empty() && !key.columns.is_empty()) {
            // Keys go with their columns, which are told of themselves.
            let Some(columns) = self.columns_now(table, now, key) else { continue };
            let same = |own: &&Key| {
                own.expression.is_empty() && (key.partial || !own.partial) && {
                    let mut has: Vec<String> = own.columns.iter().map(|c| c.key(self.after.dialect())).collect();
                    has.sort();
                    has.dedup();
                    has == columns
                }
            };
            let covering: Vec<&Key> = now.keys.iter().filter(same).collect();
            let names_count = self.before.dialect() == crate::model::name::Dialect::Postgres && !key.index;
            let named = |own: &&&Key| own.name == key.name && !own.index;
            let kept = covering.iter().any(|own| !names_count || named(&own) || key.name.is_none());
            // Another table came in its place, of which not everything is known.
            if kept || (table.id != now.id && !now.complete) {
                continue;
            }
            let mut change = NetChange::new(
                EventKind::UniqueKeyDropped,
                ObjectKind::Table,
                table.id,
                &table.label,
                self.cause_of_key(table, now, key),
            );
            let mut columns: Vec<String> = key.columns.iter().map(|column| column.value.clone()).collect();
            if let Some(other) = covering.first() {
                columns.clear();
                change.renamed_to = other.name.clone();
            }
            if let [only] = columns.as_slice() {
                change.column = Some(only.clone());
            }
            change.key = Some(NetKey { name: key.name.clone(), columns });
            changes.push(change);
        }
    }

    /// The columns of a key as they are called now, sorted; `None` if one is gone.
    fn columns_now(&self, table: &Table, now: &Table, key: &Key) -> Option<Vec<String>> {
        let mut columns = Vec::new();
        // Code names the columns: where all names are still there, they are what has to be unique.
        let by_name = key.columns.iter().all(|name| now.has_key(&name.key(self.before.dialect())));
        for name in &key.columns {
            let column = table.column(name)?;
            let by_id = now.by_id(column.id).filter(|_| !by_name);
            let own = by_id.or_else(|| now.by_key(&column.key))?;
            columns.push(own.key.clone());
        }
        columns.sort();
        columns.dedup();
        Some(columns)
    }

    fn cause_of_key(&self, table: &Table, now: &Table, key: &Key) -> Span {
        let is = |own: &Key| own.span == key.span && own.name == key.name;
        let own = [table.id.0];
        self.deeds
            .last(own, |deed| match deed {
                Deed::KeyRemoved(id, own) | Deed::KeyRenamed(id, own) => *id == table.id && is(own),
                _ => false,
            })
            .or_else(|| {
                // It went to another column with the name.
                let dialect = self.before.dialect();
                let named = |own: &Column| key.columns.iter().any(|name| name.folded(dialect) == own.key);
                let took = |deed: &Deed| matches!(deed, Deed::ColumnRenamed(id, old) if *id == table.id && named(old));
                self.deeds.first(own, took)
            })
            .or_else(|| {
                self.deeds.last(
                    own,
                    |deed| matches!(deed, Deed::KeyRemoved(id, own) if *id == table.id && own.columns == key.columns),
                )
            })
            .or_else(|| self.cause_of_table(now))
            .unwrap_or_else(|| now.span.clone())
    }
}
