//! Kysely: the interface that lists the tables (`interface Database { users: UsersTable }`) and the interfaces of their rows. Queries are a query builder's.

use crate::lang::facts::{Class, ClassKind};
use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::script::{attribute, either_case};
use super::{AttributeKind, CodeFile, Grammar, Mapping, Orm};

pub(super) const ORM: Orm = Orm { name: "kysely", declared_in: &["javascript"], hints: &["kysely"], mappings };

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let is_shape = |class: &&Class| matches!(class.kind, ClassKind::Interface | ClassKind::Alias);
    let shapes: Vec<&Class> = file.facts.classes.iter().filter(is_shape).collect();
    let mut found = Vec::new();
    for list in shapes.iter().filter(|class| matches!(class.name.as_str(), "Database" | "DB" | "Schema" | "Tables")) {
        for field in &list.fields {
            let Some(row) = field.type_text.as_deref().map(str::trim) else { continue };
            let Some(row) = shapes.iter().find(|class| class.name == row) else { continue };
            // The plugin that turns snake case into camel case is set where the database is opened.
            let attributes = row.fields.iter().flat_map(|field| {
                let range = field.name_range.clone();
                either_case(&field.name)
                    .map(move |column| attribute(file, &field.name, column, AttributeKind::Column, range.clone()))
            });
            let place = file.span(row.name_range.clone());
            let table = field.name.rsplit('.').next().unwrap_or(&field.name).to_string();
            found.push(Mapping {
                orm: "kysely",
                grammar: Grammar::Row,
                model: row.name.clone(),
                used_in: &["javascript"],
                certainty: Certainty::Certain,
                why: Step::at(format!("`{}` is a row of `{table}` (`{}`)", row.name, list.name), place.clone()),
                table: Some(ObjectName::new(table)),
                attributes: attributes.collect(),
                open: false,
                lists_columns: false,
                span: place,
            });
        }
    }
    found
}
