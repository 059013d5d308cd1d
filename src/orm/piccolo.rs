//! Piccolo: classes of columns below `Table`; the table is the class's name in snake case, or `tablename` among the bases.
//!
//! `db_column_name` gives a column another name; a key's column is the field itself.

use crate::lang::facts::{Class, Expr, ExprKind};

use super::naming;
use super::python::Classes;
use super::python_fields::{self, Convention, Kind, Line};
use super::{CodeFile, Mapping, Orm};

pub(super) const ORM: Orm = Orm { name: "piccolo", declared_in: &["python"], hints: &["piccolo"], mappings };

pub(super) const CONVENTION: Convention = Convention {
    orm: "piccolo",
    packages: &["piccolo"],
    kind,
    column: &["db_column_name"],
    key_suffix: "",
    back: &[],
    table,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    python_fields::mappings(&CONVENTION, file, &Classes::of([file]))
}

fn kind(name: &str, _: &Expr) -> Option<Kind> {
    match name {
        "ForeignKey" | "LazyTableReference" => Some(Kind::Key),
        "M2M" | "Selectable" => Some(Kind::Relation),
        _ => name.starts_with(char::is_uppercase).then_some(Kind::Column),
    }
}

fn table(class: &Class, line: Line<'_, '_>) -> Option<(String, bool)> {
    let bases = || line.iter().filter_map(|(file, at)| file.facts.classes.get(*at)).flat_map(|class| &class.bases);
    if !bases().any(|base| base.last_name() == Some("Table")) {
        return None;
    }
    let said = class.bases.iter().find_map(|base| match &base.kind {
        ExprKind::Assign { target, value, .. } if target.as_name() == Some("tablename") => value.as_text(),
        _ => None,
    });
    Some(said.map_or_else(|| (naming::snake(&class.name), false), |name| (name, true)))
}
