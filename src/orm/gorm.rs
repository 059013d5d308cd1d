//! gorm, xorm, bun and go-pg (Go): structs with `gorm:"…"`, `xorm:"…"`, `bun:"…"` or `pg:"…"` tags, or with gorm's or bun's base struct in them; and structs without any tag of a
//! database that say their table by `TableName()`, which gorm and xorm ask for.
//!
//! Which table and columns they are is told by `go_structs`.

use crate::lang::facts::{Class, ClassKind};
use crate::model::name::{Ident, ObjectName};
use crate::model::reference::{Certainty, Step};

use super::go_structs::{self, Library};
use super::{Attribute, CodeFile, Grammar, Mapping, Orm};

pub(super) const GORM: Orm = Orm {
    name: "gorm",
    declared_in: &["go"],
    hints: &["gorm:\"", "gorm.Model", ") TableName() string"],
    mappings: |file| mappings(file, Library::Gorm),
};
pub(super) const XORM: Orm =
    Orm { name: "xorm", declared_in: &["go"], hints: &["xorm:\""], mappings: |file| mappings(file, Library::Xorm) };
pub(super) const BUN: Orm = Orm {
    name: "bun",
    declared_in: &["go"],
    hints: &["bun:\"", "bun.BaseModel"],
    mappings: |file| mappings(file, Library::Bun),
};
pub(super) const PG: Orm =
    Orm { name: "go-pg", declared_in: &["go"], hints: &["pg:\""], mappings: |file| mappings(file, Library::Pg) };

fn mappings(file: &CodeFile, library: Library) -> Vec<Mapping> {
    let known: Vec<&Class> = file.facts.classes.iter().collect();
    let orm = match library {
        Library::Bun => BUN.name,
        Library::Gorm => GORM.name,
        Library::Pg => PG.name,
        Library::Xorm => XORM.name,
    };
    // A struct inside of a function is one step's view of the table, not the program's.
    let local = |class: &Class| {
        file.facts.functions.iter().any(|function| {
            function.owner.as_deref() != Some(&class.name)
                && function.range.start < class.range.start
                && class.range.end < function.range.end
        })
    };
    let structs = file.facts.classes.iter().filter(|class| class.kind == ClassKind::Struct && class.outer.is_none());
    let mut found = Vec::new();
    let is_of = |class: &Class| match go_structs::library(class) {
        Some(own) => own == library,
        None => library == Library::Gorm && says_its_table(class, file),
    };
    for class in structs.filter(|class| is_of(class) && !local(class)) {
        let attributes = go_structs::members(class, library, &known).into_iter().map(|member| Attribute {
            name: member.name,
            column: member.column,
            kind: member.kind,
            target: None,
            span: file.span(member.range),
        });
        let place = file.span(class.name_range.clone());
        let (table, certainty, how) = match go_structs::own_table(class, [&file.facts]) {
            Some(table) if go_structs::library(class).is_none() => (table, Certainty::Likely, "its own name for it"),
            Some(table) => (table, Certainty::Certain, "its own name for it"),
            None => (go_structs::table(&class.name, library), Certainty::Likely, "by its naming rules"),
        };
        found.push(Mapping {
            orm,
            grammar: Grammar::Row,
            model: class.name.clone(),
            used_in: &["go"],
            certainty,
            why: Step::at(format!("`{}` maps to table `{table}` ({orm}, {how})", class.name), place.clone()),
            table: ObjectName::from_parts(table.split('.').map(Ident::new).collect()),
            attributes: attributes.collect(),
            open: false,
            lists_columns: true,
            span: place,
        });
    }
    found
}

/// Tags by which other libraries know the fields of a row or a document.
const OTHERS: &[&str] = &["bson", "db", "dynamodbav", "firestore", "orm", "pg", "spanner", "sql"];

/// Whether a struct without gorm's tags has a `TableName()` that gives a text, and no tags of another library.
fn says_its_table(class: &Class, file: &CodeFile) -> bool {
    let is_other = |name: &str| class.fields.iter().any(|field| go_structs::tag_of(field, name).is_some());
    go_structs::own_table(class, [&file.facts]).is_some() && !OTHERS.iter().any(|name| is_other(name))
}
