//! Objects of one kind by identity and by name, and how a name finds its object.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use crate::model::name::lower;

use super::parts::{EnumType, Function, Label, ObjectId, Table, Trigger, View};

/// A name to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted<'a> {
    pub schema: Option<Cow<'a, str>>,
    pub key: Cow<'a, str>,
    pub lower: Cow<'a, str>,
    /// A schema that holds no object may be another name of the default one (MySQL's database).
    pub lenient: bool,
}

/// What has a name.
pub(super) trait Named {
    fn label(&self) -> &Label;
    fn label_mut(&mut self) -> &mut Label;
    /// Seen only by the statements of its own session.
    fn hidden(&self) -> bool {
        false
    }
}

#[derive(Clone, Debug)]
pub(super) struct Objects<T> {
    items: BTreeMap<ObjectId, T>,
    by_name: HashMap<String, Vec<ObjectId>>,
}

impl<T> Default for Objects<T> {
    fn default() -> Self {
        Self { items: BTreeMap::new(), by_name: HashMap::new() }
    }
}

impl<T: Named> Objects<T> {
    pub fn iter(&self) -> impl Iterator<Item = (ObjectId, &T)> {
        self.items.iter().map(|(id, item)| (*id, item))
    }

    /// Those with a later identity.
    pub fn since(&self, last: ObjectId) -> impl Iterator<Item = &T> {
        self.items.range((Bound::Excluded(last), Bound::Unbounded)).map(|(_, item)| item)
    }

    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.items.values()
    }

    /// The name must stay as it is: see [`Objects::relabel`].
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.values_mut()
    }

    pub fn get(&self, id: ObjectId) -> Option<&T> {
        self.items.get(&id)
    }

    /// The name must stay as it is: see [`Objects::relabel`].
    pub fn get_mut(&mut self, id: ObjectId) -> Option<&mut T> {
        self.items.get_mut(&id)
    }

    pub fn insert(&mut self, id: ObjectId, item: T) {
        self.remove(id);
        self.by_name.entry(lower(&item.label().key).into_owned()).or_default().push(id);
        self.items.insert(id, item);
    }

    pub fn remove(&mut self, id: ObjectId) -> Option<T> {
        let item = self.items.remove(&id)?;
        if let Some(ids) = self.by_name.get_mut(&*lower(&item.label().key)) {
            ids.retain(|other| *other != id);
        }
        Some(item)
    }

    pub fn relabel(&mut self, id: ObjectId, label: Label) {
        if let Some(mut item) = self.remove(id) {
            *item.label_mut() = label;
            self.insert(id, item);
        }
    }

    /// The object with exactly this schema and name.
    pub fn exact(&self, schema: &str, key: &str) -> Option<ObjectId> {
        self.candidates(&lower(key)).find(|(_, l, _)| l.schema == schema && l.key == key).map(|(id, ..)| id)
    }

    /// The object that a name means, looked up in the schemas of `path` where it names none; an unqualified name also finds the
    /// only object with that name in any schema. `hidden`: temporary objects count, too.
    pub fn find(&self, wanted: &Wanted<'_>, path: &[&str], hidden: bool) -> Option<ObjectId> {
        let ids = self.by_name.get(&*wanted.lower)?;
        let all = || self.items_of(ids).filter(|(.., own)| hidden || !own).map(|(id, label, _)| (id, label));
        let first = |test: &dyn Fn(&Label) -> bool| all().find(|(_, label)| test(label)).map(|(id, _)| id);
        if let Some(schema) = &wanted.schema {
            let wanted_schema = lower(schema);
            return first(&|l| l.schema == *schema && l.key == wanted.key)
                .or_else(|| first(&|l| lower(&l.schema) == wanted_schema))
                .or_else(|| if wanted.lenient { first(&|l| l.schema.is_empty()) } else { None });
        }
        let only = |test: &dyn Fn(&Label) -> bool| {
            let mut found = all().filter(|(_, label)| test(label));
            let one = found.next()?;
            found.next().is_none().then_some(one.0)
        };
        path.iter()
            .find_map(|schema| first(&|l| l.schema == *schema && l.key == wanted.key))
            .or_else(|| only(&|l| l.key == wanted.key))
            .or_else(|| path.iter().find_map(|schema| first(&|l| l.schema == *schema)))
            .or_else(|| only(&|_| true))
    }

    fn candidates<'a>(&'a self, lower: &str) -> impl Iterator<Item = (ObjectId, &'a Label, bool)> + use<'a, T> {
        self.items_of(self.by_name.get(lower).map_or(&[], Vec::as_slice))
    }

    fn items_of<'a>(&'a self, ids: &'a [ObjectId]) -> impl Iterator<Item = (ObjectId, &'a Label, bool)> + use<'a, T> {
        ids.iter().filter_map(|id| {
            let item = self.items.get(id)?;
            Some((*id, item.label(), item.hidden()))
        })
    }
}

impl Named for Table {
    fn label(&self) -> &Label {
        &self.label
    }
    fn label_mut(&mut self) -> &mut Label {
        &mut self.label
    }
    fn hidden(&self) -> bool {
        self.temporary
    }
}

macro_rules! named {
    ($($kind:ty),*) => {$(
        impl Named for $kind {
            fn label(&self) -> &Label {
                &self.label
            }
            fn label_mut(&mut self) -> &mut Label {
                &mut self.label
            }
        }
    )*};
}
named!(View, EnumType, Function, Trigger);
