//! Columns: added, dropped, renamed, altered.

use crate::model::change::{ColumnAction, ColumnDef, ColumnPosition};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::source::Span;

use super::log::Deed;
use super::parts::{Column, ObjectId, Table};
use super::{Catalog, Origin};

impl Catalog {
    pub(super) fn add_column(&mut self, table: &ObjectName, def: &ColumnDef, origin: &Origin, span: &Span) {
        let Some(id) = self.table_or_infer(table, span) else { return };
        let column = self.new_column(def, origin);
        let Some(table) = self.tables.get_mut(id) else { return };
        if column.key.is_empty() {
            return;
        }
        match table.columns.iter_mut().find(|own| own.key == column.key) {
            Some(own) if own.inferred => *own = Column { id: own.id, ..column },
            Some(_) => return,
            None => {
                table.gone.remove(&column.key);
                self.log.push(Deed::ColumnAdded(id, column.id), span);
                table.columns.push(column);
                let last = table.columns.len() - 1;
                place(table, last, &def.position, self.dialect);
            }
        }
        self.add_column_constraints(id, def, origin);
    }

    pub(super) fn drop_column(
        &mut self,
        table: &ObjectName,
        column: &Ident,
        if_exists: bool,
        cascade: bool,
        span: &Span,
    ) {
        let Some(id) = self.table_or_infer(table, span) else { return };
        let Some(at) = self.column_or_infer(id, column, if_exists, span) else { return };
        self.remove_column(id, at, cascade && self.dialect == Dialect::Postgres, span);
    }

    /// Removes a column with the keys, indexes and constraints over it; with `cascade` also the views that use it and the
    /// foreign keys that point to it.
    pub(super) fn remove_column(&mut self, id: ObjectId, at: usize, cascade: bool, span: &Span) {
        let dialect = self.dialect;
        let Some(column) = self.tables.get(id).and_then(|table| table.columns.get(at)).cloned() else { return };
        if cascade {
            let direct: Vec<ObjectId> =
                self.views.iter().filter(|(_, v)| self.view_uses(v, id, &column)).map(|(v, _)| v).collect();
            let mut all = self.views_over(direct.clone());
            all.extend(direct);
            self.remove_routines_over(&all, Some(column.id), span);
            for view in all {
                self.remove_one(view, span);
            }
            for other in self.tables.values_mut() {
                other.foreign_keys.retain(|key| {
                    key.target != Some(id) || !key.referenced.iter().any(|c| c.folded(dialect) == column.key)
                });
            }
        }
        let Some(table) = self.tables.get_mut(id) else { return };
        table.columns.remove(at);
        table.gone.insert(column.key.clone());
        let is_it = |name: &Ident| name.folded(dialect) == column.key;
        // MySQL takes the column out of its keys; the others drop the keys with it.
        if dialect == Dialect::Mysql {
            for key in &mut table.keys {
                key.columns.retain(|name| !is_it(name));
            }
            for index in &mut table.indexes {
                index.columns.retain(|name| !is_it(name));
            }
            table.indexes.retain(|index| !index.columns.is_empty() || !index.expression.is_empty());
        }
        let mut dropped = Vec::new();
        table.keys.retain(|key| {
            let over = key.columns.is_empty() && key.expression.is_empty() || key.covers(&column.name, dialect);
            if over {
                dropped.push(key.clone());
            }
            !over
        });
        table.indexes.retain(|index| !index.columns.iter().chain(&index.expression).any(is_it));
        table.checks.retain(|check| !check.columns.iter().any(is_it));
        table.foreign_keys.retain(|key| !key.columns.iter().any(is_it));
        for key in dropped {
            self.log.push(Deed::KeyRemoved(id, Box::new(key)), span);
        }
        let made = |own: &Column| own.made_of.iter().any(|name| name.folded(dialect) == column.key);
        let over = table.columns.iter().position(made).filter(|_| cascade);
        self.log.push(Deed::ColumnRemoved(id, Box::new(column)), span);
        // What is made of it goes with it.
        if let Some(over) = over {
            self.remove_column(id, over, cascade, span);
        }
    }

    pub(super) fn rename_column(&mut self, table: &ObjectName, from: &Ident, to: &Ident, span: &Span) {
        // PostgreSQL renames a view's columns with ALTER TABLE, too.
        if self.find_table(table).is_none()
            && let Some(view) = self.find_view(table).and_then(|id| self.views.get_mut(id))
        {
            let key = from.key(self.dialect);
            for column in view.columns.iter_mut().flatten().filter(|c| c.folded(self.dialect) == key) {
                *column = to.clone();
            }
            return;
        }
        let Some(id) = self.table_or_infer(table, span) else { return };
        let known = |name: &Ident| self.tables.get(id).is_some_and(|table| table.position(name).is_some());
        if to.value.is_empty() || (!known(from) && known(to)) {
            return;
        }
        let Some(at) = self.column_or_infer(id, from, false, span) else { return };
        self.rename_at(id, at, to, span);
    }

    fn rename_at(&mut self, id: ObjectId, at: usize, to: &Ident, span: &Span) {
        let dialect = self.dialect;
        let Some(old) = self.tables.get(id).and_then(|table| table.columns.get(at)).cloned() else { return };
        let key = to.key(dialect);
        self.follow_column(id, &old, to);
        let rename = |names: &mut [Ident]| {
            for name in names.iter_mut().filter(|name| name.folded(dialect) == old.key) {
                *name = Ident { range: name.range.clone(), ..to.clone() };
            }
        };
        if let Some(table) = self.tables.get_mut(id) {
            table.gone.insert(old.key.clone());
            table.gone.remove(&key);
            table.columns.retain(|column| column.id == old.id || column.key != key);
            table.columns.iter_mut().for_each(|column| rename(&mut column.made_of));
            for column in table.columns.iter_mut().filter(|column| column.id == old.id) {
                column.name = to.clone();
                column.key = key.clone();
            }
            table.keys.iter_mut().for_each(|own| {
                rename(&mut own.columns);
                rename(&mut own.expression);
            });
            table.indexes.iter_mut().for_each(|own| {
                rename(&mut own.columns);
                rename(&mut own.expression);
            });
            table.checks.iter_mut().for_each(|own| rename(&mut own.columns));
            table.foreign_keys.iter_mut().for_each(|own| rename(&mut own.columns));
        }
        for other in self.tables.values_mut() {
            for key in other.foreign_keys.iter_mut().filter(|key| key.target == Some(id)) {
                rename(&mut key.referenced);
            }
        }
        for trigger in self.triggers.values_mut().filter(|trigger| trigger.target == Some(id)) {
            rename(&mut trigger.columns);
        }
        self.log.push(Deed::ColumnRenamed(id, Box::new(old)), span);
    }

    pub(super) fn alter_column(
        &mut self,
        table: &ObjectName,
        column: &Ident,
        action: &ColumnAction,
        origin: &Origin,
        span: &Span,
    ) {
        let Some(id) = self.table_or_infer(table, span) else { return };
        if let ColumnAction::Redefine(def) = action {
            return self.redefine(id, column, def, origin, span);
        }
        let Some(at) = self.column_or_infer(id, column, false, span) else { return };
        if matches!(action, ColumnAction::SetType { .. }) {
            self.log_values(id, at, span);
        }
        let Some(own) = self.tables.get_mut(id).and_then(|table| table.columns.get_mut(at)) else { return };
        match action {
            ColumnAction::SetType { data_type } => own.data_type = data_type.clone(),
            ColumnAction::SetDefault { default } => own.default = Some(default.clone()),
            ColumnAction::DropDefault => {
                own.default = None;
                // What `serial` fills a column with is a default.
                own.generated &= !own.data_type.to_ascii_lowercase().contains("serial");
            }
            ColumnAction::SetNotNull => own.nullable = false,
            ColumnAction::DropNotNull => own.nullable = true,
            ColumnAction::DropGenerated => own.generated = false,
            ColumnAction::AddGenerated => own.generated = true,
            ColumnAction::Redefine(_) => {}
        }
        if matches!(action, ColumnAction::DropDefault | ColumnAction::SetNotNull | ColumnAction::DropGenerated) {
            let column = own.id;
            self.log.push(Deed::ColumnTightened(id, column), span);
        }
    }

    fn redefine(&mut self, id: ObjectId, column: &Ident, def: &ColumnDef, origin: &Origin, span: &Span) {
        let named = |name: &Ident| self.tables.get(id).and_then(|table| table.position(name));
        let found = named(column).or_else(|| named(&def.name));
        let Some(at) = found.or_else(|| self.column_or_infer(id, column, false, span)) else { return };
        let Some(own_key) =
            self.tables.get(id).and_then(|table| table.columns.get(at)).map(|own| (own.id, own.key.clone()))
        else {
            return;
        };
        let (column_id, key) = own_key;
        if !def.name.value.is_empty() && def.name.key(self.dialect) != key {
            self.rename_at(id, at, &def.name, span);
        }
        let Some(at) = self.tables.get(id).and_then(|t| t.columns.iter().position(|own| own.id == column_id)) else {
            return;
        };
        self.log_values(id, at, span);
        let new = self.new_column(def, origin);
        let dialect = self.dialect;
        let Some(table) = self.tables.get_mut(id) else { return };
        let in_primary = table.primary_key().is_some_and(|primary| primary.covers(&new.name, dialect));
        let Some(own) = table.columns.get_mut(at) else { return };
        own.data_type = new.data_type;
        own.nullable = new.nullable && !(in_primary && dialect != Dialect::Sqlite);
        // Defaults, identity and checks are objects of their own in SQL Server and outlive the type.
        if dialect != Dialect::Mssql {
            own.default = new.default;
            own.generated = new.generated;
            own.values = new.values;
        }
        own.inferred = false;
        own.span = new.span;
        if place(table, at, &def.position, dialect) {
            self.log.push(Deed::ColumnMoved(id, column_id), span);
        }
        self.log.push(Deed::ColumnTightened(id, column_id), span);
        self.add_column_constraints(id, def, origin);
    }
}

/// Puts the column at a place where its definition says, in a database that does so; whether it stands elsewhere then.
fn place(table: &mut Table, at: usize, position: &ColumnPosition, dialect: Dialect) -> bool {
    if !matches!(dialect, Dialect::Mysql | Dialect::Clickhouse) {
        return false;
    }
    let to = match position {
        ColumnPosition::Unsaid => return false,
        ColumnPosition::First => 0,
        // Counted without the column itself.
        ColumnPosition::After(other) => match table.position(other) {
            Some(other) if other != at => other + usize::from(other < at),
            _ => return false,
        },
    };
    if to == at || at >= table.columns.len() {
        return false;
    }
    let column = table.columns.remove(at);
    table.columns.insert(to, column);
    true
}
