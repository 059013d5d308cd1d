//! The models as they are at one point of the migrations.

use std::collections::BTreeMap;

use super::fields::{Field, Shape, Target};

/// The label of an app and a model's name in lower case.
pub type Key = (String, String);

#[derive(Clone, Debug)]
pub struct Model {
    pub table: String,
    /// The table follows from `db_table`, not from the name.
    pub named: bool,
    /// Django makes and changes its table: no proxy, not `managed = False`.
    pub owned: bool,
    pub fields: Vec<Field>,
    /// The fields that are unique, or indexed, together, with the name of the key.
    pub together: Vec<(Vec<String>, String)>,
    /// Constraints that are indexes in the database: unique ones with a condition.
    pub index_constraints: Vec<String>,
}

impl Model {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The column of a field; of one that is not known, its name.
    pub fn column(&self, name: &str) -> String {
        match self.field(name) {
            Some(field) => field.column().unwrap_or_else(|| name.to_owned()),
            None if name == "pk" => {
                self.fields.iter().find(|field| field.primary_key).and_then(Field::column).unwrap_or("id".to_owned())
            }
            // `author_id` names the column of `author`.
            None => name.to_owned(),
        }
    }

    /// The tables of its many-to-many fields: the field, the table.
    pub fn links(&self) -> Vec<(&Field, String)> {
        let own = |field| Some((field, link_table(&self.table, field)?));
        self.fields.iter().filter_map(own).collect()
    }
}

/// The table that a many-to-many field makes.
pub fn link_table(table: &str, field: &Field) -> Option<String> {
    match &field.shape {
        Shape::Many { through: false, table: own } => {
            Some(own.clone().unwrap_or_else(|| format!("{table}_{}", field.name)))
        }
        _ => None,
    }
}

#[derive(Clone, Debug, Default)]
pub struct State {
    pub models: BTreeMap<Key, Model>,
    /// The model that is swapped in for `AUTH_USER_MODEL`.
    pub user: Option<Key>,
}

impl State {
    pub fn key(app: &str, model: &str) -> Key {
        (app.to_owned(), model.to_lowercase())
    }

    /// The model that a field of a model of `app` leads to.
    pub fn resolve(&self, own: &Key, target: &Target) -> Option<Key> {
        match target {
            Target::Own => Some(own.clone()),
            Target::Model(app, model) => Some((app.clone(), model.clone())),
            Target::User => self.user.clone(),
            Target::Named(name) => Some(match name.split_once('.') {
                Some((app, model)) => Self::key(app, model),
                None => Self::key(&own.0, name),
            }),
        }
    }

    /// The two columns of the table of a many-to-many field.
    pub fn link_columns(&self, own: &Key, field: &Field) -> (String, String) {
        let to = field.target.as_ref().and_then(|target| self.resolve(own, target));
        match to {
            Some(to) if to == *own => (format!("from_{}_id", own.1), format!("to_{}_id", own.1)),
            Some(to) => (format!("{}_id", own.1), format!("{}_id", to.1)),
            None => (format!("{}_id", own.1), "user_id".to_owned()),
        }
    }

    /// The table of a model, also of one that these migrations do not make.
    pub fn table(&self, key: &Key) -> String {
        self.models.get(key).map_or_else(|| default_table(key), |model| model.table.clone())
    }
}

/// The table of a model without `db_table`.
pub fn default_table(key: &Key) -> String {
    format!("{}_{}", key.0, key.1)
}
