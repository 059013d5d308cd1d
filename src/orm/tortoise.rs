//! Tortoise: classes of `fields.…`, with the table in `Meta.table` or else the class's name in lower case.
//!
//! `source_field` gives a column another name; a key's column ends in `_id`.

use crate::lang::facts::{Class, Expr, ExprKind};

use super::python::Classes;
use super::python_fields::{self, Convention, Kind, Line, own_meta};
use super::{CodeFile, Mapping, Orm};

pub(super) const ORM: Orm = Orm { name: "tortoise", declared_in: &["python"], hints: &["tortoise"], mappings };

pub(super) const CONVENTION: Convention = Convention {
    orm: "tortoise",
    packages: &["tortoise"],
    kind,
    column: &["source_field"],
    key_suffix: "_id",
    back: &["related_name"],
    table,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    python_fields::mappings(&CONVENTION, file, &Classes::of([file]))
}

fn kind(name: &str, _: &Expr) -> Option<Kind> {
    match name {
        "ForeignKeyField" | "OneToOneField" => Some(Kind::Key),
        "ManyToManyField" => Some(Kind::Relation),
        _ => name.ends_with("Field").then_some(Kind::Column),
    }
}

fn table(class: &Class, line: Line<'_, '_>) -> Option<(String, bool)> {
    if own_meta(line, "abstract").is_some_and(|value| matches!(&value.kind, ExprKind::Literal(text) if text == "True"))
    {
        return None;
    }
    let said = own_meta(line, "table").and_then(Expr::as_text).map(|name| (name, true));
    Some(said.unwrap_or_else(|| (class.name.to_lowercase(), false)))
}
