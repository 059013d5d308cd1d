//! Operations on models and fields, carried out on the state and told as changes of tables and columns.

use std::ops::Range;

use super::fields::{self, Field, Shape, Target};
use super::state::{Key, Model, State, default_table, link_table};
use crate::migration::script::change;
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, CreateTable, SchemaChange,
};
use crate::model::name::{Dialect, Ident, ObjectName};

/// What `options` of a new model say.
#[derive(Default)]
pub struct Options {
    pub table: Option<String>,
    pub proxy: bool,
    pub unmanaged: bool,
    pub swappable: Option<String>,
    pub unique_together: Vec<Vec<String>>,
}

/// One operation at work.
pub struct Writer<'s> {
    app: &'s str,
    dialect: Dialect,
    state: &'s mut State,
    range: Range<usize>,
    pub changes: Vec<SchemaChange>,
}

impl<'s> Writer<'s> {
    pub fn new(app: &'s str, dialect: Dialect, state: &'s mut State, range: Range<usize>) -> Self {
        Self { app, dialect, state, range, changes: Vec::new() }
    }

    fn key(&self, model: &str) -> Key {
        State::key(self.app, model)
    }

    /// Whether Django changes the table of this model.
    fn owns(&self, key: &Key) -> bool {
        self.state.models.get(key).is_none_or(|model| model.owned)
    }

    /// The table of a model, as a name that stands at `range`.
    fn table(&self, key: &Key, range: &Range<usize>) -> ObjectName {
        name(&self.state.table(key), range)
    }

    pub fn push(&mut self, kind: ChangeKind, object: ObjectName) {
        self.changes.push(change(kind, object, self.range.clone()));
    }

    /// The table of a model and the columns of some of its fields; `None` if Django does not change it.
    pub fn columns_of(&self, model: &str, fields: &[Ident]) -> Option<(ObjectName, Vec<Ident>)> {
        let key = self.key(model);
        let known = self.state.models.get(&key);
        let column = |field: &Ident| {
            let value = known.map_or_else(|| field.value.clone(), |model| model.column(&field.value));
            Ident::at(value, true, field.range.clone())
        };
        self.owns(&key).then(|| (self.table(&key, &self.range), fields.iter().map(column).collect()))
    }

    pub fn create_model(&mut self, model: &Ident, fields: Vec<(Field, Range<usize>)>, options: Options) {
        let key = self.key(&model.value);
        let named = options.table.is_some();
        let table = options.table.map_or_else(|| default_table(&key), |table| table.trim_matches('"').to_owned());
        let owned = !options.proxy && !options.unmanaged;
        if options.swappable.as_deref() == Some("AUTH_USER_MODEL") {
            self.state.user = Some(key.clone());
        }
        let mut fields = fields;
        if !options.proxy && !fields.iter().any(|(field, _)| field.primary_key || field.name == "id") {
            fields.insert(0, (fields::implicit_id(), model.range.clone()));
        }
        for (field, _) in &mut fields {
            field.key = field.unique.then(|| unique_name(&table, &field.column().unwrap_or_default()));
        }
        let own = Model {
            table: table.clone(),
            named,
            owned,
            fields: fields.iter().map(|(field, _)| field.clone()).collect(),
            together: Vec::new(),
            index_constraints: Vec::new(),
        };
        self.state.models.insert(key.clone(), own);
        for (field, _) in &fields {
            self.resolve(&key, &field.name);
        }
        if owned {
            let columns: Vec<ColumnDef> =
                fields.iter().filter_map(|(field, range)| self.column(&key, field, range)).collect();
            let constraints = fields.iter().filter_map(|(field, range)| unique_key(field, range)).collect();
            let create = CreateTable { columns, constraints, ..CreateTable::default() };
            self.push(ChangeKind::CreateTable(create), name(&table, &model.range));
            for (field, range) in &fields {
                self.create_link(&key, field, range);
            }
        }
        if !options.unique_together.is_empty() {
            self.unique_together(&model.value, options.unique_together);
        }
    }

    /// Replaces a field's target by the model that it means now, so that renames find it.
    fn resolve(&mut self, key: &Key, name: &str) {
        let target = |state: &State| {
            let field = state.models.get(key)?.field(name)?;
            state.resolve(key, field.target.as_ref()?)
        };
        let Some((app, model)) = target(self.state) else { return };
        let field = self.state.models.get_mut(key).and_then(|model| model.fields.iter_mut().find(|f| f.name == name));
        if let Some(field) = field {
            field.target = Some(Target::Model(app, model));
        }
    }

    fn column(&self, key: &Key, field: &Field, range: &Range<usize>) -> Option<ColumnDef> {
        let to = field.target.as_ref().filter(|_| field.shape == Shape::Key);
        let to = to.and_then(|target| self.state.resolve(key, target));
        Some(ColumnDef {
            name: Ident::at(field.column()?, true, range.clone()),
            data_type: field.data_type.clone(),
            nullable: field.nullable,
            default: field.default.clone(),
            generated: field.generated,
            made_of: Vec::new(),
            primary_key: field.primary_key,
            unique: false,
            references: to.map(|to| (ObjectName::new(self.state.table(&to)), Vec::new())),
            values: Vec::new(),
            position: Default::default(),
            range: range.clone(),
        })
    }

    /// The table of a many-to-many field.
    fn create_link(&mut self, key: &Key, field: &Field, range: &Range<usize>) {
        let Some(table) = link_table(&self.state.table(key), field) else { return };
        let (from, to) = self.state.link_columns(key, field);
        let mut columns = Vec::new();
        for (at, column) in ["id", &from, &to].into_iter().enumerate() {
            columns.push(ColumnDef {
                name: Ident::at(column, true, range.clone()),
                data_type: "bigint".to_owned(),
                generated: at == 0,
                primary_key: at == 0,
                range: range.clone(),
                ..ColumnDef::default()
            });
        }
        let create = CreateTable { columns, ..CreateTable::default() };
        self.push(ChangeKind::CreateTable(create), name(&table, range));
    }

    pub fn delete_model(&mut self, model: &Ident) {
        let key = self.key(&model.value);
        let drop = ChangeKind::DropTable { if_exists: false, cascade: self.dialect == Dialect::Postgres };
        if self.owns(&key) {
            let links = self.state.models.get(&key).map(Model::links).unwrap_or_default();
            let links: Vec<String> = links.into_iter().map(|(_, table)| table).collect();
            for table in links {
                self.push(drop.clone(), name(&table, &model.range));
            }
            self.push(drop, self.table(&key, &model.range));
        }
        self.state.models.remove(&key);
    }

    pub fn rename_model(&mut self, from: &Ident, to: &Ident) {
        let (old, new) = (self.key(&from.value), self.key(&to.value));
        let owned = self.owns(&old);
        let before = self.state.table(&old);
        let Some(mut model) = self.state.models.remove(&old) else {
            let to = name(&default_table(&new), &to.range);
            return self.push(ChangeKind::RenameTable { to }, name(&before, &from.range));
        };
        let links: Vec<(Field, String)> =
            model.links().into_iter().map(|(field, table)| (field.clone(), table)).collect();
        if !model.named {
            model.table = default_table(&new);
        }
        let after = model.table.clone();
        self.state.models.insert(new.clone(), model);
        let mut tables = Vec::new();
        if before != after {
            tables.push((before, after.clone()));
        }
        for (field, table) in &links {
            tables.extend(link_table(&after, field).filter(|now| now != table).map(|now| (table.clone(), now)));
        }
        // Fields that lead to it, and the columns of many-to-many tables that are named after it.
        let mut columns = Vec::new();
        for (key, model) in &mut self.state.models {
            for field in &mut model.fields {
                let own = *key == new;
                let leads = field.target == Some(Target::Model(old.0.clone(), old.1.clone()));
                if let Some(table) = link_table(&model.table, field).filter(|_| model.owned) {
                    let prefixes: &[&str] = match (own, leads) {
                        (true, true) => &["from_", "to_"],
                        (true, false) | (false, true) => &[""],
                        _ => &[],
                    };
                    for prefix in prefixes {
                        let column = |key: &Key| format!("{prefix}{}_id", key.1);
                        columns.push((table.clone(), column(&old), column(&new)));
                    }
                }
                if leads {
                    field.target = Some(Target::Model(new.0.clone(), new.1.clone()));
                }
            }
        }
        if self.state.user.as_ref() == Some(&old) {
            self.state.user = Some(new);
        }
        if owned {
            for (before, after) in tables {
                self.push(ChangeKind::RenameTable { to: name(&after, &to.range) }, name(&before, &from.range));
            }
        }
        for (table, before, after) in columns.into_iter().filter(|(_, before, after)| before != after) {
            let kind = ChangeKind::RenameColumn { from: at(&before, from), to: at(&after, to) };
            self.push(kind, name(&table, &from.range));
        }
    }

    pub fn alter_table(&mut self, model: &Ident, table: Option<Ident>) {
        let key = self.key(&model.value);
        let before = self.state.table(&key);
        let range = table.as_ref().map_or(model.range.clone(), |table| table.range.clone());
        let named = table.is_some();
        let after = table.map_or_else(|| default_table(&key), |table| table.value.trim_matches('"').to_owned());
        let mut tables = vec![(before, after.clone())];
        if let Some(model) = self.state.models.get_mut(&key) {
            let links = model.links();
            tables.extend(links.iter().filter_map(|(field, table)| Some((table.clone(), link_table(&after, field)?))));
            model.table = after;
            model.named = named;
        }
        if self.owns(&key) {
            for (before, after) in tables.into_iter().filter(|(before, after)| before != after) {
                self.push(ChangeKind::RenameTable { to: name(&after, &range) }, name(&before, &model.range));
            }
        }
    }

    /// `managed` of the model's options.
    pub fn own(&mut self, model: &str, unmanaged: bool) {
        let key = self.key(model);
        if let Some(model) = self.state.models.get_mut(&key)
            && (unmanaged || !model.fields.is_empty())
        {
            model.owned = !unmanaged;
        }
    }

    pub fn add_field(&mut self, model: &Ident, ident: &Ident, mut field: Field) {
        let key = self.key(&model.value);
        let table = self.state.table(&key);
        field.key = field.unique.then(|| unique_name(&table, &field.column().unwrap_or_default()));
        if let Some(model) = self.state.models.get_mut(&key) {
            model.fields.retain(|own| own.name != field.name);
            model.fields.push(field.clone());
        }
        self.resolve(&key, &field.name);
        if !self.owns(&key) {
            return;
        }
        if let Some(column) = self.column(&key, &field, &ident.range) {
            let column = ColumnDef { range: self.range.clone(), ..column };
            let kind = ChangeKind::AddColumn { column, if_not_exists: false };
            self.push(kind, name(&table, &model.range));
            if let Some(key) = unique_key(&field, &ident.range) {
                self.push(ChangeKind::AddConstraint(key), name(&table, &model.range));
            }
        }
        self.create_link(&key, &field, &ident.range);
    }

    pub fn remove_field(&mut self, model: &Ident, ident: &Ident) {
        let key = self.key(&model.value);
        let owned = self.owns(&key);
        let table = self.table(&key, &model.range);
        let known = self.state.models.get_mut(&key);
        let field = known.and_then(|model| {
            let at = model.fields.iter().position(|field| field.name == ident.value)?;
            Some(model.fields.remove(at))
        });
        let field = field.unwrap_or_else(|| fields::unknown(&ident.value));
        if !owned {
            return;
        }
        let cascade = self.dialect == Dialect::Postgres;
        if let Some(link) = link_table(&table.name.value, &field) {
            self.push(ChangeKind::DropTable { if_exists: false, cascade }, name(&link, &ident.range));
        } else if let Some(column) = field.column() {
            let column = at(&column, ident);
            self.push(ChangeKind::DropColumn { column, if_exists: false, cascade }, table);
        }
    }

    pub fn rename_field(&mut self, model: &Ident, from: &Ident, to: &Ident) {
        let key = self.key(&model.value);
        let owned = self.owns(&key);
        let table = self.table(&key, &model.range);
        let mut before = fields::unknown(&from.value);
        let mut after = fields::unknown(&to.value);
        if let Some(model) = self.state.models.get_mut(&key) {
            if let Some(field) = model.fields.iter_mut().find(|field| field.name == from.value) {
                before = field.clone();
                field.name.clone_from(&to.value);
                after = field.clone();
            }
            for name in model.together.iter_mut().flat_map(|(fields, _)| fields).filter(|name| **name == from.value) {
                name.clone_from(&to.value);
            }
        }
        if !owned {
            return;
        }
        let links = (link_table(&table.name.value, &before), link_table(&table.name.value, &after));
        match (before.column(), after.column(), links) {
            (Some(old), Some(new), _) if old != new => {
                self.push(ChangeKind::RenameColumn { from: at(&old, from), to: at(&new, to) }, table);
            }
            (_, _, (Some(old), Some(new))) if old != new => {
                self.push(ChangeKind::RenameTable { to: name(&new, &to.range) }, name(&old, &from.range));
            }
            _ => {}
        }
    }

    pub fn alter_field(&mut self, model: &Ident, ident: &Ident, mut field: Field) {
        let key = self.key(&model.value);
        let owned = self.owns(&key);
        let table = self.table(&key, &model.range);
        let known = self.state.models.get_mut(&key).and_then(|model| {
            let own = model.fields.iter_mut().find(|own| own.name == field.name)?;
            field.key = if !field.unique {
                None
            } else {
                own.key.clone().or_else(|| Some(unique_name(&table.name.value, &field.column().unwrap_or_default())))
            };
            Some(std::mem::replace(own, field.clone()))
        });
        self.resolve(&key, &field.name);
        let (Some(old), true) = (known, owned) else { return };
        let links = (link_table(&table.name.value, &old), link_table(&table.name.value, &field));
        if let (Some(before), Some(after)) = links {
            if before != after {
                self.push(ChangeKind::RenameTable { to: name(&after, &ident.range) }, name(&before, &ident.range));
            }
            return;
        }
        let (Some(before), Some(after)) = (old.column(), field.column()) else { return };
        if before != after {
            let kind = ChangeKind::RenameColumn { from: at(&before, ident), to: at(&after, ident) };
            self.push(kind, table.clone());
        }
        let mut actions = Vec::new();
        if old.data_type != field.data_type && old.shape == field.shape {
            actions.push(ColumnAction::SetType { data_type: field.data_type.clone() });
        }
        match (old.nullable, field.nullable) {
            (true, false) => actions.push(ColumnAction::SetNotNull),
            (false, true) => actions.push(ColumnAction::DropNotNull),
            _ => {}
        }
        match (&old.default, &field.default) {
            (Some(_), None) => actions.push(ColumnAction::DropDefault),
            (old, Some(new)) if old.as_ref() != Some(new) => {
                actions.push(ColumnAction::SetDefault { default: new.clone() });
            }
            _ => {}
        }
        for action in actions {
            self.push(ChangeKind::AlterColumn { column: at(&after, ident), action }, table.clone());
        }
        match (&old.key, &field.key) {
            (Some(key), None) => self.drop_key(key, table),
            (None, Some(_)) => {
                if let Some(key) = unique_key(&field, &ident.range) {
                    self.push(ChangeKind::AddConstraint(key), table);
                }
            }
            _ => {}
        }
    }

    fn drop_key(&mut self, key: &str, table: ObjectName) {
        let name = Ident::at(key, true, self.range.clone());
        self.push(ChangeKind::DropConstraint { name, if_exists: false, cascade: false }, table);
    }

    pub fn unique_together(&mut self, model: &str, groups: Vec<Vec<String>>) {
        let key = self.key(model);
        let table = self.table(&key, &self.range);
        let old = match self.state.models.get(&key) {
            Some(model) if model.owned => model.together.clone(),
            _ => return,
        };
        for (_, name) in old.iter().filter(|(group, _)| !groups.contains(group)) {
            self.drop_key(name, table.clone());
        }
        let mut together = Vec::new();
        for group in groups {
            if let Some(kept) = old.iter().find(|(own, _)| *own == group) {
                together.push(kept.clone());
                continue;
            }
            let fields: Vec<Ident> = group.iter().map(|field| Ident::at(field, true, self.range.clone())).collect();
            let Some((_, columns)) = self.columns_of(model, &fields) else { continue };
            let key = unique_name(&table.name.value, &group.join("_"));
            let name = Some(Ident::at(key.clone(), true, self.range.clone()));
            let constraint = Constraint { name, kind: ConstraintKind::Unique { columns } };
            self.push(ChangeKind::AddConstraint(constraint), table.clone());
            together.push((group, key));
        }
        if let Some(model) = self.state.models.get_mut(&key) {
            model.together = together;
        }
    }

    pub fn drop_index(&mut self, model: &str, index: &Ident, concurrently: bool) {
        let key = self.key(model);
        if self.owns(&key) {
            let table = Some(self.table(&key, &self.range));
            let kind = ChangeKind::DropIndex { table, concurrently, if_exists: false, cascade: false };
            self.push(kind, ObjectName { qualifiers: Vec::new(), name: index.clone() });
        }
    }

    pub fn rename_index(&mut self, model: &str, from: &Ident, to: &Ident) {
        let key = self.key(model);
        if self.owns(&key) {
            let table = Some(self.table(&key, &self.range));
            let kind = ChangeKind::RenameIndex { table, to: to.clone() };
            self.push(kind, ObjectName { qualifiers: Vec::new(), name: from.clone() });
        }
    }

    /// A constraint of this name is an index in the database.
    pub fn remember_index(&mut self, model: &str, name: &str) {
        let key = self.key(model);
        if let Some(model) = self.state.models.get_mut(&key) {
            model.index_constraints.push(name.to_owned());
        }
    }

    pub fn remove_constraint(&mut self, model: &str, constraint: &Ident) {
        let key = self.key(model);
        let is_index =
            self.state.models.get(&key).is_some_and(|model| model.index_constraints.contains(&constraint.value));
        if is_index {
            self.drop_index(model, constraint, false);
        } else if self.owns(&key) {
            let table = self.table(&key, &self.range);
            let kind = ChangeKind::DropConstraint { name: constraint.clone(), if_exists: false, cascade: false };
            self.push(kind, table);
        }
    }
}

fn name(value: &str, range: &Range<usize>) -> ObjectName {
    ObjectName { qualifiers: Vec::new(), name: Ident::at(value, true, range.clone()) }
}

fn at(value: &str, place: &Ident) -> Ident {
    Ident::at(value, true, place.range.clone())
}

fn unique_name(table: &str, columns: &str) -> String {
    format!("{table}_{columns}_key")
}

fn unique_key(field: &Field, range: &Range<usize>) -> Option<Constraint> {
    let name = Some(Ident::at(field.key.clone()?, true, range.clone()));
    let columns = vec![Ident::at(field.column()?, true, range.clone())];
    Some(Constraint { name, kind: ConstraintKind::Unique { columns } })
}
