//! Enum types, and the values that a column allows.

use crate::model::name::{Dialect, Ident, ObjectName, has_letters};
use crate::source::Span;

use super::log::Deed;
use super::parts::{Check, Column, EnumType, ObjectId, Table};
use super::{Catalog, Label};

impl Catalog {
    /// The values that a column allows, by its enum type, its definition and the checks of its table; `None`: any.
    pub fn allowed_values(&self, table: &Table, column: &Column) -> Option<Vec<String>> {
        let by_type = self.type_of(column).filter(|of| !of.opaque).map(|of| &of.values);
        let inline = Some(&column.values).filter(|values| !values.is_empty());
        let checks = table.checks.iter().filter(|check| !check.values.is_empty() && table.checks_only(check, column));
        let mut lists = by_type.into_iter().chain(inline).chain(checks.map(|check| &check.values));
        let mut allowed = lists.next()?.clone();
        for list in lists {
            allowed.retain(|value| list.contains(value));
        }
        Some(allowed)
    }

    /// The enum type of a column, if it has one.
    pub fn type_of(&self, column: &Column) -> Option<&EnumType> {
        let name = type_name(&column.data_type)?;
        self.types.get(self.types.find(&self.wanted(&name), &self.path(), true)?)
    }

    pub(super) fn create_type(&mut self, name: &ObjectName, values: Option<&[Ident]>, span: &Span) {
        let label = self.label(name);
        if label.key.is_empty() || self.types.exact(&label.schema, &label.key).is_some() {
            return;
        }
        let id = ObjectId(self.fresh());
        let opaque = values.is_none();
        let values = values.unwrap_or_default().iter().map(|value| value.value.clone()).collect();
        self.types.insert(id, EnumType { id, label, values, span: span.clone(), opaque });
    }

    pub(super) fn add_value(&mut self, name: &ObjectName, value: &Ident, span: &Span) {
        let id = self.type_or_infer(name, span);
        if let Some(of) = self.types.get_mut(id)
            && !of.values.contains(&value.value)
        {
            of.values.push(value.value.clone());
        }
    }

    pub(super) fn rename_value(&mut self, name: &ObjectName, from: &Ident, to: &Ident, span: &Span) {
        let id = self.type_or_infer(name, span);
        let (from, to) = (from.value.clone(), to.value.clone());
        let Some(of) = self.types.get_mut(id) else { return };
        if !of.values.contains(&from) {
            if of.values.contains(&to) {
                return;
            }
            of.values.push(from.clone());
            self.inferred.push(super::Inferred::Value(id, from.clone()));
        }
        let Some(of) = self.types.get_mut(id) else { return };
        of.values.retain(|value| *value != to);
        for value in of.values.iter_mut().filter(|value| **value == from) {
            *value = to.clone();
        }
        self.log.push(Deed::ValueRenamed { of: id, from, to }, span);
    }

    pub(super) fn drop_type(&mut self, name: &ObjectName, cascade: bool, span: &Span) {
        if let Some(id) = self.find_type(name) {
            self.remove_type(id, cascade && self.dialect == Dialect::Postgres, span);
        }
    }

    pub(super) fn remove_type(&mut self, id: ObjectId, cascade: bool, span: &Span) {
        if cascade {
            for (table, column) in self.columns_of(id) {
                let at = self.tables.get(table).and_then(|t| t.columns.iter().position(|own| own.id == column));
                if let Some(at) = at {
                    self.remove_column(table, at, true, span);
                }
            }
        }
        if let Some(of) = self.types.remove(id) {
            self.log.push(Deed::TypeRemoved(Box::new(of)), span);
        }
    }

    pub(super) fn rename_type(&mut self, name: &ObjectName, to: &ObjectName, span: &Span) {
        let id = self.type_or_infer(name, span);
        let Some(of) = self.types.get(id).cloned() else { return };
        let schema = match to.schema() {
            Some(schema) => schema.key(self.dialect),
            None => of.label.schema.clone(),
        };
        let mut written = to.clone();
        if written.qualifiers.is_empty() {
            written.qualifiers = of.label.written.qualifiers.clone();
        }
        let label = Label { schema, key: to.name.key(self.dialect), written };
        if let Some(taken) = self.types.exact(&label.schema, &label.key).filter(|taken| *taken != id) {
            self.remove_type(taken, false, span);
        }
        let users = self.columns_of(id);
        self.types.relabel(id, label);
        // A column holds its type by identity: the name in its definition follows.
        for (table, column) in users {
            let Some(own) = self.tables.get_mut(table).and_then(|t| t.columns.iter_mut().find(|c| c.id == column))
            else {
                continue;
            };
            let arrays = own.data_type.matches("[]").count();
            own.data_type = quoted(to) + &"[]".repeat(arrays);
        }
        self.log.push(Deed::TypeRenamed(Box::new(of)), span);
    }

    /// The columns that have an enum type.
    pub(super) fn columns_of(&self, id: ObjectId) -> Vec<(ObjectId, super::ColumnId)> {
        let mut found = Vec::new();
        let Some(key) = self.types.get(id).map(|of| of.label.key.as_str()) else { return found };
        // Most columns do not even bear the name.
        let bears = |kind: &str| !key.is_ascii() || !kind.is_ascii() || has_letters(kind, key);
        for (table, own) in self.tables.iter() {
            for column in own.columns.iter().filter(|column| bears(&column.data_type)) {
                if self.type_of(column).is_some_and(|of| of.id == id) {
                    found.push((table, column.id));
                }
            }
        }
        found
    }

    /// Keeps the values that a column allows now, before they change.
    pub(super) fn log_values(&mut self, id: ObjectId, at: usize, span: &Span) {
        let Some(table) = self.tables.get(id) else { return };
        let Some(column) = table.columns.get(at) else { return };
        if let Some(values) = self.allowed_values(table, column) {
            let column = Column { values, ..column.clone() };
            self.log.push(Deed::ColumnValues(id, Box::new(column)), span);
        }
    }

    pub(super) fn log_check(&mut self, id: ObjectId, check: &Check, span: &Span) {
        let [column] = check.columns.as_slice() else { return };
        if let Some(at) = self.tables.get(id).and_then(|table| table.position(column))
            && !check.values.is_empty()
        {
            self.log_values(id, at, span);
        }
    }
}

impl Table {
    pub(super) fn checks_only(&self, check: &Check, column: &Column) -> bool {
        matches!(check.columns.as_slice(), [only] if only.folded(self.dialect) == column.key)
    }
}

fn quoted(name: &ObjectName) -> String {
    let part = |ident: &Ident| if ident.quoted { format!("\"{}\"", ident.value) } else { ident.value.clone() };
    name.qualifiers.iter().chain([&name.name]).map(part).collect::<Vec<_>>().join(".")
}

/// The name in `public."role"[]`; `None` for types with arguments or several words, which are built in.
fn type_name(data_type: &str) -> Option<ObjectName> {
    let mut text = data_type.trim();
    while let Some(shorter) = text.strip_suffix("[]") {
        text = shorter.trim_end();
    }
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (part, after) = match rest.strip_prefix('"') {
            Some(inner) => {
                let (value, after) = inner.split_once('"')?;
                (Ident::at(value, true, 0..0), after)
            }
            None => {
                let end = rest.find('.').unwrap_or(rest.len());
                let (value, after) = rest.split_at_checked(end)?;
                if value.is_empty() || value.contains(|c: char| c.is_whitespace() || "()\"'".contains(c)) {
                    return None;
                }
                (Ident::new(value), after)
            }
        };
        parts.push(part);
        match after.strip_prefix('.') {
            Some(more) => rest = more,
            None if after.is_empty() => return ObjectName::from_parts(parts),
            None => return None,
        }
    }
}
