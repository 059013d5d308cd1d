//! Peewee: classes of fields of `peewee` and `playhouse`.
//!
//! Without `Meta.table_name` the table is the class's name in lower case, or in snake case where a `Meta` above says `legacy_table_names = False`
//! (its documentation, "Table Names"); a key's column ends in `_id`.

use crate::lang::facts::{Class, Expr, ExprKind};

use super::naming;
use super::python::Classes;
use super::python_fields::{self, Convention, Kind, Line, any_meta, own_meta};
use super::{CodeFile, Mapping, Orm};

pub(super) const ORM: Orm = Orm { name: "peewee", declared_in: &["python"], hints: &["peewee", "playhouse"], mappings };

pub(super) const CONVENTION: Convention = Convention {
    orm: "peewee",
    packages: &["peewee", "playhouse"],
    kind,
    column: &["column_name", "db_column"],
    key_suffix: "_id",
    back: &["backref", "related_name"],
    table,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    python_fields::mappings(&CONVENTION, file, &Classes::of([file]))
}

fn kind(name: &str, _: &Expr) -> Option<Kind> {
    match name {
        "ForeignKeyField" | "DeferredForeignKey" => Some(Kind::Key),
        "ManyToManyField" => Some(Kind::Relation),
        _ => name.ends_with("Field").then_some(Kind::Column),
    }
}

fn table(class: &Class, line: Line<'_, '_>) -> Option<(String, bool)> {
    let said = ["table_name", "db_table"].iter().find_map(|name| own_meta(line, name)).and_then(Expr::as_text);
    if let Some(name) = said {
        return Some((name, true));
    }
    let is_false = |value: &Expr| matches!(&value.kind, ExprKind::Literal(text) if text == "False");
    let in_snake = any_meta(line, "legacy_table_names").is_some_and(is_false);
    Some((if in_snake { naming::snake(&class.name) } else { class.name.to_lowercase() }, false))
}
