//! pop (Go, Buffalo): structs with `db:"…"` tags in files that import pop; the table is the plural of the struct's name, unless `TableName()` says otherwise.

use crate::model::name::ObjectName;
use crate::model::reference::{Certainty, Step};

use super::{CodeFile, Mapping, Orm, go_tags, naming};

pub(super) const ORM: Orm =
    Orm { name: "pop", declared_in: &["go"], hints: &["gobuffalo/pop", "ory/pop", "ory/x/popx"], mappings };

/// Whether the structs of a file are pop's.
pub(super) fn is_used(file: &CodeFile) -> bool {
    file.facts.imports.iter().any(|import| {
        let path = import.module.as_str();
        ["gobuffalo/pop", "ory/pop"]
            .iter()
            .any(|known| path.split_once(known).is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with('/')))
    })
}

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    if !is_used(file) {
        return Vec::new();
    }
    let mut found = go_tags::structs(file);
    for mapping in &mut found {
        mapping.orm = ORM.name;
        if mapping.table.is_none() && mapping.attributes.iter().any(|attribute| attribute.column == "id") {
            let table = naming::pluralize(&naming::snake(&mapping.model));
            let text = format!("`{}` maps to table `{table}` (pop, by its naming rules)", mapping.model);
            mapping.why = Step::at(text, mapping.span.clone());
            mapping.certainty = Certainty::Likely;
            mapping.table = Some(ObjectName::new(table));
        }
        mapping.lists_columns = mapping.table.is_some();
    }
    found
}
