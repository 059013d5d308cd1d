//! Go structs whose fields carry the column in a tag: `db:"email"` (sqlx, scany, pgx's `RowToStructByName`, dbr, gorp, squirrel's users),
//! `structs:"email"` (fatih/structs, whose maps go to squirrel's `SetMap` and the like).
//!
//! The table is named by a `TableName()` method that returns a literal; otherwise it is the one whose columns the struct has.

use crate::lang::facts::{Class, ClassKind, Expr};
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

/// How deep structs that are embedded in each other are followed.
const DEPTH: usize = 4;

/// The fields of a struct that have such tags, those of structs of the file that are embedded in it with them.
pub(super) fn tagged(file: &CodeFile, class: &Class, depth: usize, found: &mut Vec<Attribute>) {
    for field in &class.fields {
        let Some(tagged) = TAGS.iter().find_map(|tag| decorator(&field.decorators, tag)) else { continue };
        let Some((tag, text)) = positional(tagged).next().and_then(|tag| Some((tag, tag.as_text()?))) else { continue };
        // `db:"projects.name"` names the table too; `db:"name,omitempty"` and `gorp:"name, size:9"` carry options.
        let column = text.split(',').next().unwrap_or_default().trim();
        let column = column.rsplit('.').next().unwrap_or(column);
        if !column.is_empty() && column != "-" {
            found.push(Attribute {
                name: field.name.clone(),
                column: column.to_string(),
                kind: AttributeKind::Column,
                target: None,
                span: file.span(tag.range.clone()),
            });
        }
    }
    // One with a tag of its own is a column, or has a word before the names of its own.
    let is_plain = |base: &&Expr| class.fields.iter().all(|field| field.name_range != base.range);
    for base in class.bases.iter().filter(is_plain).filter_map(Expr::as_name).filter(|_| depth > 0) {
        let inner = file.facts.classes.iter().find(|one| one.name == base && one.kind == ClassKind::Struct);
        if let Some(inner) = inner.filter(|inner| inner.range != class.range) {
            tagged(file, inner, depth - 1, found);
        }
    }
}

/// The structs of a file that have such tags.
pub(super) fn structs(file: &CodeFile) -> Vec<Mapping> {
    let mut found = Vec::new();
    for class in file.facts.classes.iter().filter(|class| class.kind == ClassKind::Struct) {
        let mut attributes = Vec::new();
        tagged(file, class, DEPTH, &mut attributes);
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
