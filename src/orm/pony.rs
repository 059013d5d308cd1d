//! Pony: entities (`class User(db.Entity)`) of `Required`, `Optional` and `PrimaryKey`; the table is the class's name, or `_table_`.
//!
//! An attribute whose type is an entity is its key, in a column of the attribute's name; `Set` has none.

use crate::lang::facts::{Class, Expr};

use super::python::Classes;
use super::python_fields::{self, Convention, Kind, Line};
use super::{CodeFile, Mapping, Orm, positional};

pub(super) const ORM: Orm = Orm { name: "pony", declared_in: &["python"], hints: &["pony"], mappings };

pub(super) const CONVENTION: Convention = Convention {
    orm: "pony",
    packages: &["pony"],
    kind,
    column: &["column"],
    key_suffix: "",
    back: &["reverse"],
    table,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    python_fields::mappings(&CONVENTION, file, &Classes::of([file]))
}

fn kind(name: &str, value: &Expr) -> Option<Kind> {
    match name {
        "Set" => Some(Kind::Relation),
        "Required" | "Optional" | "PrimaryKey" | "Discriminator" => {
            // Entities are named by a string, or by a class; the types of Python are written in lower case.
            let of = positional(value).next()?;
            let is_entity =
                of.as_text().is_some() || of.as_name().is_some_and(|name| name.starts_with(char::is_uppercase));
            let is_type =
                matches!(of.as_name(), Some("Decimal" | "UUID" | "Json" | "LongStr" | "IntArray" | "StrArray"));
            Some(if is_entity && !is_type { Kind::Key } else { Kind::Column })
        }
        _ => None,
    }
}

fn table(class: &Class, line: Line<'_, '_>) -> Option<(String, bool)> {
    let bases = || line.iter().filter_map(|(file, at)| file.facts.classes.get(*at)).flat_map(|class| &class.bases);
    if !bases().any(|base| base.last_name() == Some("Entity")) {
        return None;
    }
    let said =
        class.fields.iter().find(|field| field.name == "_table_").and_then(|field| field.value.as_ref()?.as_text());
    Some(said.map_or_else(|| (class.name.clone(), false), |name| (name, true)))
}
