//! Go structs whose fields carry the column in a tag: `db:"email"` (sqlx, scany, pgx's `RowToStructByName`, dbr, gorp, squirrel's users),
//! `structs:"email"` (fatih/structs, whose maps go to squirrel's `SetMap` and the like).
//!
//! The table is named by a `TableName()` method that returns a literal; otherwise it is the one whose columns the struct has.

use crate::lang::facts::ClassKind;
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::go_structs::returned_text;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, decorator, pop, positional};

pub(super) const ORM: Orm = Orm { name: "go db tags", declared_in: &["go"], hints: &["db:\"", "structs:\""], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    // pop has naming rules of its own.
    if pop::is_used(file) { Vec::new() } else { structs(file) }
}

/// The tags that name columns; where a field has both, the first is the database's.
const TAGS: [&str; 2] = ["db", "structs"];

/// The structs of a file that have such tags.
pub(super) fn structs(file: &CodeFile) -> Vec<Mapping> {
    let mut found = Vec::new();
    for class in file.facts.classes.iter().filter(|class| class.kind == ClassKind::Struct) {
        let attributes: Vec<Attribute> = class
            .fields
            .iter()
            .filter_map(|field| {
                let tagged = TAGS.iter().find_map(|tag| decorator(&field.decorators, tag))?;
                let tag = positional(tagged).next()?;
                let text = tag.as_text()?;
                // `db:"projects.name"` names the table too; `db:"name,omitempty"` and `gorp:"name, size:9"` carry options.
                let column = text.split(',').next().unwrap_or_default().trim();
                let column = column.rsplit('.').next().unwrap_or(column);
                (!column.is_empty() && column != "-").then(|| Attribute {
                    name: field.name.clone(),
                    column: column.to_string(),
                    kind: AttributeKind::Column,
                    target: None,
                    span: file.span(tag.range.clone()),
                })
            })
            .collect();
        if attributes.is_empty() {
            continue;
        }
        let place = file.span(class.name_range.clone());
        let table = file
            .facts
            .functions
            .iter()
            .filter(|function| function.name == "TableName" && function.owner.as_deref() == Some(&class.name))
            .find_map(|function| function.body.iter().find_map(returned_text));
        let (certainty, why) = match &table {
            Some(table) => (Certainty::Certain, format!("`{}` maps to table `{table}` (`TableName`)", class.name)),
            None => (Certainty::Likely, format!("`{}` is a row struct (its `db` tags)", class.name)),
        };
        found.push(Mapping {
            orm: "go db tags",
            grammar: Grammar::Row,
            model: class.name.clone(),
            used_in: &["go"],
            certainty,
            why: Step::at(why, place.clone()),
            table: table.map(ObjectName::new),
            attributes,
            open: false,
            lists_columns: false,
            span: place,
        });
    }
    found
}
