//! SQLBoiler (Go): the structs that it generates from the schema, ``Rating int `boil:"rating"` ``, with `PostColumns`, `PostWhere` and the like beside them.
//!
//! The table stands in the names of the columns that such a file has (`PostTableColumns`, `PostWhere`); a struct of the project's own (`boil` tags for `Bind`)
//! has none and is the one whose columns it has.

use crate::lang::facts::{Class, ClassKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::go_structs::tag_of;
use super::{Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, decorator, positional};

/// What every model has.
pub const HINT: &str = "boil:\"";

pub(super) const ORM: Orm = Orm { name: "sqlboiler", declared_in: &["go"], hints: &[HINT], mappings };

/// What the generated code calls the columns of a model: `PostColumns.Rating`, `PostWhere.Rating.EQ(3)`.
pub const AFTER: &[&str] = &["Columns", "TableColumns", "Where"];

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let structs = file.facts.classes.iter().filter(|class| class.kind == ClassKind::Struct && class.outer.is_none());
    structs.filter_map(|class| mapping(file, class)).collect()
}

fn mapping(file: &CodeFile, class: &Class) -> Option<Mapping> {
    let mut attributes = Vec::new();
    for field in &class.fields {
        let Some(text) = tag_of(field, "boil") else { continue };
        let column = text.split(',').next().unwrap_or_default().trim();
        let column = column.rsplit('.').next().unwrap_or(column);
        let tag = decorator(&field.decorators, "boil").and_then(|tag| positional(tag).next());
        if column.is_empty() || column == "-" || text.ends_with(",bind") {
            continue;
        }
        attributes.push(Attribute {
            name: field.name.clone(),
            column: column.to_owned(),
            kind: AttributeKind::Column,
            target: None,
            span: file.span(tag.map_or(field.name_range.clone(), |tag| tag.range.clone())),
        });
    }
    if attributes.is_empty() {
        return None;
    }
    let table = table(file, &class.name);
    let place = file.span(class.name_range.clone());
    let (certainty, how) = match &table {
        Some(table) => (Certainty::Certain, format!("`{}` maps to table `{table}` (SQLBoiler)", class.name)),
        None => (Certainty::Likely, format!("`{}` is a row struct (its `boil` tags)", class.name)),
    };
    Some(Mapping {
        orm: ORM.name,
        grammar: Grammar::Row,
        model: class.name.clone(),
        used_in: &["go"],
        certainty,
        why: Step::at(how, place.clone()),
        lists_columns: table.is_some(),
        table: table.map(ObjectName::new),
        attributes,
        open: false,
        span: place,
    })
}

/// The table in `"posts.id"` of `PostTableColumns`, or in `"\"posts\".\"id\""` of `PostWhere`.
fn table(file: &CodeFile, model: &str) -> Option<String> {
    let mut found = None;
    let names: Vec<String> = ["TableColumns", "Where"].iter().map(|end| format!("{model}{end}")).collect();
    for (_, value) in file.facts.assigned().into_iter().filter(|(name, _)| names.iter().any(|own| own == name)) {
        value.walk(&mut |expr| {
            found = found.take().or_else(|| before_column(&expr.as_text()?));
            found.is_none()
        });
    }
    found
}

/// `posts` of `"app"."posts"."id"`.
fn before_column(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !matches!(c, '"' | '`' | '[' | ']')).collect();
    let (table, _) = plain.rsplit_once('.')?;
    let table = table.rsplit('.').next().unwrap_or(table);
    (!table.is_empty()).then(|| table.to_owned())
}
