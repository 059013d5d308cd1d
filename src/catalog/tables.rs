//! Tables and schemas: created, dropped, renamed, moved.

use crate::model::change::{ColumnDef, CreateTable, Like};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::source::Span;

use super::log::Deed;
use super::parts::{Column, ColumnId, ForeignKey, Key, ObjectId, Table};
use super::relations::OutputColumn;
use super::{Catalog, Label, Origin, TEMPORARY};

impl Catalog {
    pub(super) fn create_table(&mut self, name: &ObjectName, create: &CreateTable, origin: &Origin, span: &Span) {
        let mut label = self.label(name);
        let temporary = create.temporary || label.schema == TEMPORARY || name.name.value.starts_with('#');
        if temporary {
            label.schema = TEMPORARY.to_string();
        }
        let existing = self.tables.exact(&label.schema, &label.key);
        if let Some(table) = existing.and_then(|id| self.tables.get(id))
            && create.if_not_exists
            && table.complete
        {
            return;
        }
        let id = ObjectId(self.fresh());
        let mut table = self.empty_table(id, label.clone(), span);
        table.temporary = temporary;
        self.temporary.extend(temporary.then_some(id));
        let parent = create.like.last().filter(|_| create.partition);
        table.partition_of = parent.and_then(|parent| self.find_table(&parent.table));
        for source in &create.like {
            self.copy_columns(&mut table, source, span);
        }
        table.columns.reserve_exact(create.columns.len());
        for def in &create.columns {
            let column = self.new_column(def, origin);
            match table.columns.iter_mut().find(|own| own.key == column.key) {
                Some(own) => *own = column,
                None => table.columns.push(column),
            }
        }
        if let Some(query) = &create.query {
            self.add_outputs(&mut table, query, span);
        }
        // A table without any column cannot be made by most databases: its columns come from where we do not see them.
        if table.columns.is_empty() {
            table.complete = false;
        }
        self.tables.insert(id, table);
        for def in &create.columns {
            self.add_column_constraints(id, def, origin);
        }
        for constraint in &create.constraints {
            self.add_constraint(id, constraint, span);
        }
        match existing {
            Some(old) => self.merge_table(old, id, create.if_not_exists),
            None => {
                self.gone.remove(&(label.schema, label.key));
                self.log.push(Deed::TableAdded(id), span);
            }
        }
    }

    /// A second CREATE TABLE cannot have replaced the first: both tell of one table.
    fn merge_table(&mut self, old: ObjectId, new: ObjectId, if_not_exists: bool) {
        let Some(new) = self.tables.remove(new) else { return };
        let Some(table) = self.tables.get_mut(old) else { return };
        for column in new.columns {
            match table.columns.iter_mut().find(|own| own.key == column.key) {
                Some(own) if own.inferred => *own = Column { id: own.id, ..column },
                Some(_) => {}
                None => table.columns.push(column),
            }
        }
        for key in new.keys {
            if !table.keys.iter().any(|own| own.name == key.name && names(&own.columns) == names(&key.columns)) {
                table.keys.push(key);
            }
        }
        if table.checks.is_empty() {
            table.checks = new.checks;
        }
        if table.foreign_keys.is_empty() {
            table.foreign_keys = new.foreign_keys;
        }
        table.partition_of = table.partition_of.or(new.partition_of.filter(|parent| *parent != old));
        if !if_not_exists {
            table.complete |= new.complete;
        }
    }

    pub(super) fn set_partition(&mut self, parent: &ObjectName, partition: &ObjectName, attached: bool) {
        let parent = self.find_table(parent).filter(|_| attached);
        let Some(id) = self.find_table(partition).filter(|id| Some(*id) != parent) else { return };
        if let Some(table) = self.tables.get_mut(id) {
            table.partition_of = parent;
        }
    }

    fn copy_columns(&mut self, table: &mut Table, source: &Like, span: &Span) {
        let takes = source.takes;
        let Some(from) = self.find_table(&source.table).and_then(|id| self.tables.get(id)).cloned() else {
            table.complete = false;
            return;
        };
        table.complete &= from.complete;
        for column in from.columns {
            if !table.has_key(&column.key) {
                let id = ColumnId(self.fresh());
                let mut column = Column { id, span: span.clone(), ..column };
                column.leave_behind(takes);
                table.columns.push(column);
            }
        }
        for key in from.keys.into_iter().filter(|_| takes.keys) {
            let name = self.key_name(&table.label, &key.columns, key.primary);
            table.keys.push(Key { name, span: span.clone(), ..key });
        }
        for check in from.checks.into_iter().filter(|_| takes.checks) {
            table.checks.push(super::Check { span: span.clone(), ..check });
        }
    }

    /// The columns of `CREATE TABLE … AS SELECT`.
    fn add_outputs(&mut self, table: &mut Table, query: &crate::model::query::Query, span: &Span) {
        match self.output_columns(query) {
            Some(outputs) => {
                // MySQL takes what a plain column requires along (its manual, CREATE TABLE … SELECT); of one that counts the copy has 0.
                let keeps = self.dialect == Dialect::Mysql && query.tables.len() == 1;
                for OutputColumn { name, data_type, reads } in outputs {
                    let key = name.key(self.dialect);
                    if table.has_key(&key) {
                        continue;
                    }
                    let id = ColumnId(self.fresh());
                    let own = |id: ColumnId| self.tables.values().find_map(|table| table.by_id(id));
                    let kept = reads.filter(|_| keeps).and_then(own).filter(|own| !own.generated);
                    let default = kept.and_then(|own| own.default.clone());
                    table.columns.push(Column {
                        id,
                        name,
                        key,
                        data_type,
                        nullable: kept.is_none_or(|own| own.nullable),
                        default,
                        generated: false,
                        made_of: Vec::new(),
                        values: Vec::new(),
                        span: span.clone(),
                        inferred: false,
                    });
                }
            }
            None => table.complete = false,
        }
    }

    pub(super) fn new_column(&mut self, def: &ColumnDef, origin: &Origin) -> Column {
        Column {
            id: ColumnId(self.fresh()),
            name: def.name.clone(),
            key: def.name.key(self.dialect),
            data_type: def.data_type.clone(),
            // SQLite lets a primary key be NULL.
            nullable: def.nullable && !(def.primary_key && self.dialect != Dialect::Sqlite),
            default: def.default.clone(),
            generated: def.generated,
            made_of: def.made_of.clone(),
            values: def.values.clone(),
            span: origin.span(&def.range),
            inferred: false,
        }
    }

    /// Keys and references that stand in a column's definition.
    pub(super) fn add_column_constraints(&mut self, id: ObjectId, def: &ColumnDef, origin: &Origin) {
        let Some(label) = self.tables.get(id).map(|table| table.label.clone()) else { return };
        let span = origin.span(&def.range);
        let columns = vec![def.name.clone()];
        if def.primary_key {
            let name = self.key_name(&label, &columns, true);
            self.add_key(id, name, &columns, true, &span);
        }
        if def.unique {
            let name = self.key_name(&label, &columns, false);
            self.add_key(id, name, &columns, false, &span);
        }
        if let Some((target, referenced)) = &def.references {
            let key = ForeignKey {
                name: self.automatic(&label, &columns, "fkey"),
                columns,
                table: target.clone(),
                target: self.find_table(target),
                referenced: referenced.clone(),
                span,
            };
            if let Some(table) = self.tables.get_mut(id) {
                table.foreign_keys.push(key);
            }
        }
    }

    /// `DROP TABLE`, or with `view` `DROP VIEW`.
    pub(super) fn drop_relation(&mut self, name: &ObjectName, cascade: bool, view: bool, span: &Span) {
        let known = if view { self.find_view(name) } else { self.find_relation(name) };
        let id = match known {
            Some(id) => Some(id),
            None if view && self.find_table(name).is_some() => None,
            None if view => self.view_or_infer(name, false, span),
            None => self.table_or_infer(name, span),
        };
        if let Some(id) = id {
            self.remove_relation(id, cascade && self.dialect == Dialect::Postgres, span);
        }
    }

    /// Removes a table or view; with `cascade` also the views that use it, whatever uses those, and foreign keys to it.
    pub(super) fn remove_relation(&mut self, id: ObjectId, cascade: bool, span: &Span) {
        if cascade {
            let views = self.views_over(vec![id]);
            let relations: Vec<ObjectId> = views.iter().copied().chain([id]).collect();
            self.remove_routines_over(&relations, None, span);
            for view in views {
                self.remove_one(view, span);
            }
            for table in self.tables.values_mut() {
                table.foreign_keys.retain(|key| key.target != Some(id));
            }
        }
        self.remove_one(id, span);
    }

    /// A table takes its partitions along, and they theirs.
    pub(super) fn remove_one(&mut self, id: ObjectId, span: &Span) {
        let mut going = vec![id];
        while let Some(id) = going.pop() {
            self.remove_alone(id, span);
            going.extend(self.tables.iter().filter(|(_, table)| table.partition_of == Some(id)).map(|(own, _)| own));
        }
    }

    fn remove_alone(&mut self, id: ObjectId, span: &Span) {
        let on_it: Vec<ObjectId> = self.triggers.iter().filter(|(_, t)| t.target == Some(id)).map(|(t, _)| t).collect();
        for trigger in on_it {
            self.triggers.remove(trigger);
        }
        if let Some(table) = self.tables.remove(id) {
            self.mark_gone(&table.label);
            self.log.push(Deed::TableRemoved(Box::new(table)), span);
        } else if let Some(view) = self.views.remove(id) {
            self.mark_gone(&view.label);
            self.log.push(Deed::ViewRemoved(Box::new(view)), span);
        }
    }

    pub(super) fn rename_relation(&mut self, name: &ObjectName, to: &ObjectName, span: &Span) {
        let id = match self.find_relation(name) {
            // Only what asks first whether it is there knew this name; the history has the table under the new one.
            Some(id) if self.tables.get(id).is_some_and(|table| table.inferred) && self.find_table(to).is_some() => {
                None
            }
            Some(id) => Some(id),
            None if self.find_relation(to).is_some() || to.name.value.is_empty() => None,
            // PostgreSQL takes ALTER TABLE for indexes, too.
            None if self.rename_index(name, None, &to.name, span) => None,
            // And for sequences, which are no part of the schema here.
            None if [name, to].iter().all(|name| name.name.value.to_lowercase().ends_with("_seq")) => None,
            None => self.table_or_infer(name, span),
        };
        let Some(id) = id else { return };
        let Some(old) = self.label_of(id) else { return };
        let mut written = to.clone();
        if to.schema().is_none_or(|schema| schema.value.is_empty()) {
            written.qualifiers = old.written.qualifiers.clone();
        }
        let schema = match to.schema().filter(|schema| !schema.value.is_empty()) {
            Some(schema) => schema.key(self.dialect),
            None => old.schema,
        };
        self.relabel(id, Label { schema, key: to.name.key(self.dialect), written }, span);
    }

    pub(super) fn set_schema(&mut self, name: &ObjectName, to: &Ident, span: &Span) {
        let moved = |label: &Label, dialect| in_schema(label, to, dialect);
        if let Some(id) = self.find_type(name).filter(|_| self.find_relation(name).is_none()) {
            if let Some(of) = self.types.get(id).cloned() {
                let label = moved(&of.label, self.dialect);
                self.log.push(Deed::TypeRenamed(Box::new(of)), span);
                self.types.relabel(id, label);
            }
            return;
        }
        let function = self.functions.find(&self.wanted(name), &self.path(), true);
        if let Some(id) = function.filter(|_| self.find_relation(name).is_none()) {
            if let Some(label) = self.functions.get(id).map(|f| moved(&f.label, self.dialect)) {
                self.relabel_routine(id, label, span);
            }
            return;
        }
        let id = self.find_relation(name).or_else(|| self.table_or_infer(name, span));
        if let Some((id, label)) = id.and_then(|id| Some((id, self.label_of(id)?))) {
            self.relabel(id, moved(&label, self.dialect), span);
        }
    }

    pub(super) fn rename_schema(&mut self, name: &ObjectName, to: &Ident, span: &Span) {
        let (schema, dialect) = (name.name.key(self.dialect), self.dialect);
        if schema.is_empty() {
            return;
        }
        let own = |label: &Label| label.schema == schema;
        let tables = self.tables.iter().filter(|(_, table)| own(&table.label)).map(|(id, _)| id);
        let views = self.views.iter().filter(|(_, view)| own(&view.label)).map(|(id, _)| id);
        for id in tables.chain(views).collect::<Vec<_>>() {
            if let Some(label) = self.label_of(id) {
                self.relabel(id, in_schema(&label, to, dialect), span);
            }
        }
        let types = self.types.iter().filter(|(_, of)| own(&of.label));
        for (id, of) in types.map(|(id, of)| (id, of.clone())).collect::<Vec<_>>() {
            let label = in_schema(&of.label, to, dialect);
            self.log.push(Deed::TypeRenamed(Box::new(of)), span);
            self.types.relabel(id, label);
        }
        let functions = self.functions.iter().filter(|(_, of)| own(&of.label));
        for (id, label) in functions.map(|(id, of)| (id, in_schema(&of.label, to, dialect))).collect::<Vec<_>>() {
            self.relabel_routine(id, label, span);
        }
    }

    pub(super) fn drop_schema(&mut self, name: &ObjectName, cascade: bool, span: &Span) {
        let schema = name.name.key(self.dialect);
        let database = matches!(self.dialect, Dialect::Mysql | Dialect::Clickhouse);
        if !(cascade || database) || schema.is_empty() {
            return;
        }
        let tables = self.tables.iter().filter(|(_, t)| t.label.schema == schema).map(|(id, _)| id);
        let views = self.views.iter().filter(|(_, v)| v.label.schema == schema).map(|(id, _)| id);
        let relations: Vec<ObjectId> = tables.chain(views).collect();
        for id in relations {
            self.remove_relation(id, !database, span);
        }
        let types: Vec<ObjectId> =
            self.types.iter().filter(|(_, t)| t.label.schema == schema).map(|(id, _)| id).collect();
        for id in types {
            self.remove_type(id, !database, span);
        }
        let functions: Vec<ObjectId> =
            self.functions.iter().filter(|(_, f)| f.label.schema == schema).map(|(id, _)| id).collect();
        for id in functions {
            self.remove_routine(id, span);
        }
    }

    pub(super) fn label_of(&self, id: ObjectId) -> Option<Label> {
        self.tables.get(id).map(|t| t.label.clone()).or_else(|| self.views.get(id).map(|v| v.label.clone()))
    }

    fn relabel(&mut self, id: ObjectId, label: Label, span: &Span) {
        for taken in [self.tables.exact(&label.schema, &label.key), self.views.exact(&label.schema, &label.key)]
            .into_iter()
            .flatten()
        {
            if taken != id {
                self.remove_one(taken, span);
            }
        }
        self.follow_relation(id, &label.written);
        let deed = match (self.tables.get(id), self.views.get(id)) {
            (Some(table), _) => Deed::TableRenamed(Box::new(table.clone())),
            (None, Some(view)) => Deed::ViewRenamed(Box::new(view.clone())),
            (None, None) => return,
        };
        self.log.push(deed, span);
        if let Some(old) = self.label_of(id) {
            self.mark_gone(&old);
        }
        self.gone.remove(&(label.schema.clone(), label.key.clone()));
        self.tables.relabel(id, label.clone());
        self.views.relabel(id, label);
    }
}

fn in_schema(label: &Label, schema: &Ident, dialect: Dialect) -> Label {
    Label {
        written: ObjectName { qualifiers: vec![schema.clone()], name: label.written.name.clone() },
        schema: schema.key(dialect),
        key: label.key.clone(),
    }
}

fn names(columns: &[Ident]) -> Vec<String> {
    columns.iter().map(|column| column.value.to_lowercase()).collect()
}
