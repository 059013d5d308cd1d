//! Keys, checks, foreign keys and indexes.

use crate::model::change::{Constraint, ConstraintKind, IndexPart};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::source::Span;

use super::log::Deed;
use super::parts::{Check, ForeignKey, Index, Key, ObjectId};
use super::{Catalog, Label};

impl Catalog {
    /// `ALTER TABLE … ADD CONSTRAINT`, `CREATE UNIQUE INDEX` and the like show the columns of a table that is not known whole.
    fn infer_columns(&mut self, id: ObjectId, columns: &[Ident], span: &Span) {
        for column in columns {
            self.column_or_infer(id, column, true, span);
        }
    }

    pub(super) fn alter_constraint(&mut self, table: &ObjectName, constraint: &Constraint, span: &Span) {
        let Some(id) = self.table_or_infer(table, span) else { return };
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns }
            | ConstraintKind::Unique { columns }
            | ConstraintKind::ForeignKey { columns, .. }
            | ConstraintKind::Check { columns, .. } => self.infer_columns(id, columns, span),
            ConstraintKind::NotNull { column } => self.infer_columns(id, std::slice::from_ref(column), span),
            ConstraintKind::Exclude { .. } | ConstraintKind::UsingIndex { .. } => {}
        }
        self.add_constraint(id, constraint, span);
    }

    pub(super) fn add_constraint(&mut self, id: ObjectId, constraint: &Constraint, span: &Span) {
        let Some(label) = self.tables.get(id).map(|table| table.label.clone()) else { return };
        let given = constraint.name.as_ref().map(|name| name.value.clone());
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } => {
                let name = given.or_else(|| self.key_name(&label, columns, true));
                self.add_key(id, name, columns, true, span);
            }
            ConstraintKind::Unique { columns } => {
                let name = given.or_else(|| self.key_name(&label, columns, false));
                self.add_key(id, name, columns, false, span);
            }
            ConstraintKind::ForeignKey { columns, table, referenced } => {
                let key = ForeignKey {
                    name: given.or_else(|| self.automatic(&label, columns, "fkey")),
                    columns: columns.clone(),
                    table: table.clone(),
                    target: self.find_table(table),
                    referenced: referenced.clone(),
                    span: span.clone(),
                };
                if let Some(table) = self.tables.get_mut(id) {
                    table.foreign_keys.push(key);
                }
            }
            ConstraintKind::Check { expression, columns, values } => {
                let shown = if columns.len() == 1 { columns.as_slice() } else { &[] };
                let check = Check {
                    name: given.or_else(|| self.automatic(&label, shown, "check")),
                    expression: expression.clone(),
                    columns: columns.clone(),
                    values: values.clone(),
                    span: span.clone(),
                };
                self.log_check(id, &check, span);
                let dialect = self.dialect;
                if let Some(table) = self.tables.get_mut(id) {
                    // A list without a name that we know is dropped by statements that find its name when they run.
                    if let ([column], false) = (columns.as_slice(), values.is_empty()) {
                        let key = column.key(dialect);
                        table.checks.retain(|own| {
                            let other = own.name.is_some() || own.values.is_empty();
                            other || !matches!(own.columns.as_slice(), [only] if only.folded(dialect) == key)
                        });
                        for own in table.columns.iter_mut().filter(|own| own.key == key && !own.has_enum()) {
                            own.values.clear();
                        }
                    }
                    table.checks.push(check);
                }
            }
            ConstraintKind::UsingIndex { index, primary } => {
                let mut columns = Vec::new();
                if let Some(key) = self
                    .tables
                    .get_mut(id)
                    .and_then(|table| table.keys.iter_mut().find(|key| same(key.name.as_deref(), &index.value)))
                {
                    key.index = false;
                    key.primary |= primary;
                    key.name = given.or_else(|| key.name.take());
                    columns = key.columns.clone();
                }
                if *primary {
                    self.forbid_null(id, &columns, span);
                }
            }
            ConstraintKind::NotNull { column } => self.forbid_null(id, std::slice::from_ref(column), span),
            ConstraintKind::Exclude { .. } => {}
        }
    }

    pub(super) fn add_key(
        &mut self,
        id: ObjectId,
        name: Option<String>,
        columns: &[Ident],
        primary: bool,
        span: &Span,
    ) {
        let key = Key {
            name,
            columns: columns.to_vec(),
            primary,
            partial: false,
            index: false,
            expression: Vec::new(),
            span: span.clone(),
        };
        if let Some(table) = self.tables.get_mut(id) {
            if primary {
                table.keys.retain(|own| !own.primary);
            }
            table.keys.push(key);
        }
        // SQLite lets the columns of a primary key be NULL.
        if primary && self.dialect != Dialect::Sqlite {
            self.forbid_null(id, columns, span);
        }
    }

    fn forbid_null(&mut self, id: ObjectId, columns: &[Ident], span: &Span) {
        for name in columns {
            let Some(table) = self.tables.get_mut(id) else { return };
            let Some(at) = table.position(name) else { continue };
            if let Some(column) = table.columns.get_mut(at).filter(|column| column.nullable) {
                column.nullable = false;
                let column = column.id;
                self.log.push(Deed::ColumnTightened(id, column), span);
            }
        }
    }

    pub(super) fn drop_constraint(&mut self, table: &ObjectName, name: &Ident, span: &Span) {
        let Some(id) = self.table_or_infer(table, span) else { return };
        if self.dialect == Dialect::Mysql && name.value.eq_ignore_ascii_case("primary") {
            return self.drop_primary_key(table, span);
        }
        let Some(label) = self.tables.get(id).map(|table| table.label.clone()) else { return };
        let checked = self.tables.get(id).and_then(|t| t.checks.iter().find(|c| same(c.name.as_deref(), &name.value)));
        if let Some(check) = checked.cloned() {
            self.log_check(id, &check, span);
        }
        // A check that stands in a column's definition has the name that PostgreSQL gives it.
        let columns: Vec<(usize, Ident)> = self.tables.get(id).map_or_else(Vec::new, |table| {
            table.columns.iter().enumerate().map(|(at, column)| (at, column.name.clone())).collect()
        });
        for (at, column) in columns {
            let only = std::slice::from_ref(&column);
            let inline = same(self.automatic(&label, only, "check").as_deref(), &name.value);
            let not_null = same(self.automatic(&label, only, "not_null").as_deref(), &name.value);
            if inline {
                self.log_values(id, at, span);
            }
            if let Some(own) = self.tables.get_mut(id).and_then(|table| table.columns.get_mut(at)) {
                if inline {
                    own.values.clear();
                }
                own.nullable |= not_null;
            }
        }
        let Some(table) = self.tables.get_mut(id) else { return };
        table.checks.retain(|own| !same(own.name.as_deref(), &name.value));
        table.foreign_keys.retain(|own| !same(own.name.as_deref(), &name.value));
        self.remove_keys(id, |key| same(key.name.as_deref(), &name.value), span);
    }

    pub(super) fn drop_primary_key(&mut self, table: &ObjectName, span: &Span) {
        if let Some(id) = self.table_or_infer(table, span) {
            self.remove_keys(id, |key| key.primary, span);
        }
    }

    fn remove_keys(&mut self, id: ObjectId, test: impl Fn(&Key) -> bool, span: &Span) -> bool {
        let Some(table) = self.tables.get_mut(id).filter(|table| table.keys.iter().any(&test)) else { return false };
        let (gone, kept): (Vec<Key>, Vec<Key>) = std::mem::take(&mut table.keys).into_iter().partition(test);
        table.keys = kept;
        for key in gone {
            self.log.push(Deed::KeyRemoved(id, Box::new(key)), span);
        }
        true
    }

    pub(super) fn rename_constraint(&mut self, table: &ObjectName, from: &Ident, to: &Ident, span: &Span) {
        let Some(id) = self.table_or_infer(table, span) else { return };
        self.rename_key(id, &from.value, &to.value, span);
        let Some(table) = self.tables.get_mut(id) else { return };
        for name in table
            .checks
            .iter_mut()
            .map(|own| &mut own.name)
            .chain(table.foreign_keys.iter_mut().map(|own| &mut own.name))
            .filter(|own| same(own.as_deref(), &from.value))
        {
            *name = Some(to.value.clone());
        }
    }

    fn rename_key(&mut self, id: ObjectId, from: &str, to: &str, span: &Span) -> bool {
        let Some(table) = self.tables.get_mut(id) else { return false };
        let Some(key) = table.keys.iter_mut().find(|key| same(key.name.as_deref(), from)) else { return false };
        let old = key.clone();
        key.name = Some(to.to_string());
        self.log.push(Deed::KeyRenamed(id, Box::new(old)), span);
        true
    }

    pub(super) fn create_index(
        &mut self,
        name: &ObjectName,
        table: &ObjectName,
        parts: &[IndexPart],
        unique: bool,
        predicate: Option<&str>,
        span: &Span,
    ) {
        // An index may stand on a materialised view.
        let Some(id) = self.table_or_infer(table, span) else { return };
        let columns: Vec<Ident> = parts.iter().filter_map(|part| part.column.clone()).collect();
        let expression: Vec<Ident> =
            parts.iter().filter(|part| part.column.is_none()).flat_map(|part| part.names.clone()).collect();
        let over_expression = parts.iter().any(|part| part.column.is_none());
        self.infer_columns(id, &columns, span);
        self.infer_columns(id, &expression, span);
        let Some(label) = self.tables.get(id).map(|table| table.label.clone()) else { return };
        let name = match name.name.value.as_str() {
            "" => self.automatic(&label, &columns, "idx").unwrap_or_default(),
            given => given.to_string(),
        };
        let Some(table) = self.tables.get_mut(id) else { return };
        let taken = !name.is_empty()
            && (table.keys.iter().any(|own| same(own.name.as_deref(), &name))
                || table.indexes.iter().any(|own| own.name.eq_ignore_ascii_case(&name)));
        if taken {
            return;
        }
        if unique {
            let expression = if over_expression && expression.is_empty() { vec![Ident::default()] } else { expression };
            let partial = predicate.is_some();
            let name = Some(name).filter(|name| !name.is_empty());
            let key = Key { name, columns, primary: false, partial, index: true, expression, span: span.clone() };
            table.keys.push(key);
        } else {
            let predicate = predicate.map(str::to_string);
            table.indexes.push(Index { name, columns, expression, predicate, span: span.clone() });
        }
    }

    pub(super) fn drop_index(&mut self, name: &ObjectName, table: Option<&ObjectName>, span: &Span) {
        if let Some(table) = table
            && self.dialect == Dialect::Mysql
            && name.name.value.eq_ignore_ascii_case("primary")
        {
            return self.drop_primary_key(table, span);
        }
        for id in self.indexed(table) {
            let wanted = &name.name.value;
            let constraints = self.dialect == Dialect::Mysql;
            let removed =
                self.remove_keys(id, |key| (key.index || constraints) && same(key.name.as_deref(), wanted), span);
            let Some(own) = self.tables.get_mut(id) else { continue };
            let before = own.indexes.len();
            own.indexes.retain(|index| !index.name.eq_ignore_ascii_case(wanted));
            if removed || own.indexes.len() < before {
                return;
            }
        }
    }

    pub(super) fn rename_index(
        &mut self,
        name: &ObjectName,
        table: Option<&ObjectName>,
        to: &Ident,
        span: &Span,
    ) -> bool {
        for id in self.indexed(table) {
            if self.rename_key(id, &name.name.value, &to.value, span) {
                return true;
            }
            let Some(own) = self.tables.get_mut(id) else { continue };
            if let Some(index) = own.indexes.iter_mut().find(|own| own.name.eq_ignore_ascii_case(&name.name.value)) {
                index.name = to.value.clone();
                return true;
            }
        }
        false
    }

    fn indexed(&self, table: Option<&ObjectName>) -> Vec<ObjectId> {
        match table {
            Some(table) => self.find_table(table).into_iter().collect(),
            None => self.tables.iter().map(|(id, _)| id).collect(),
        }
    }

    /// The name that the database gives a key without one.
    pub(super) fn key_name(&self, label: &Label, columns: &[Ident], primary: bool) -> Option<String> {
        match self.dialect {
            Dialect::Mysql if !primary => columns.first().map(|column| column.value.clone()),
            _ if primary => self.automatic(label, &[], "pkey"),
            _ => self.automatic(label, columns, "key"),
        }
    }

    /// PostgreSQL's names of constraints: table, columns, kind.
    pub(super) fn automatic(&self, label: &Label, columns: &[Ident], kind: &str) -> Option<String> {
        if self.dialect != Dialect::Postgres {
            return None;
        }
        let mut name = label.key.clone();
        for column in columns {
            name.push('_');
            name.push_str(&column.key(self.dialect));
        }
        Some(format!("{name}_{kind}"))
    }
}

fn same(own: Option<&str>, wanted: &str) -> bool {
    own.is_some_and(|own| own.eq_ignore_ascii_case(wanted))
}
