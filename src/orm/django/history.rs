//! `history = HistoricalRecords()` of django-simple-history: each save also writes every field of the model into the table of `Historical<Model>`
//! (its documentation, "Quick Start", "Historical Record Customizations").

use crate::lang::facts::{Class, Expr, ExprKind};
use crate::model::name::ObjectName;
use crate::model::reference::Step;

use super::super::{Attribute, AttributeKind, CodeFile, Mapping, callee_name, named, texts};
use super::app_label;

/// The model that holds a model's history: of the class itself, or of a base that hands it on (`inherit=True`). The name of the field leads to it.
pub(super) fn of(mapping: &mut Mapping, line: &[(&CodeFile, usize)]) -> Option<Mapping> {
    let mut classes = line.iter().filter_map(|(file, at)| file.facts.classes.get(*at)).enumerate();
    let (field, records) = classes.find_map(|(at, class)| of_class(class, at > 0))?;
    let left = named(records, "excluded_fields").map(texts).unwrap_or_default();
    let kept = |own: &&Attribute| own.kind == AttributeKind::Column && !left.contains(&own.name);
    let attributes: Vec<Attribute> = mapping.attributes.iter().filter(kept).cloned().collect();
    let name = named(records, "custom_model_name").and_then(Expr::as_text);
    let model = name.unwrap_or_else(|| format!("Historical{}", mapping.model));
    let (table, by) = match named(records, "table_name") {
        Some(table) => (table.as_text()?, "`table_name`"),
        None => {
            let usual = format!("_{}", mapping.model.to_lowercase());
            let own = &mapping.table.as_ref()?.name.value;
            // A table's own name (`db_table`) says nothing of the one of its history.
            let app = own.strip_suffix(usual.as_str()).map(str::to_owned).or_else(|| app_label(&mapping.span.path))?;
            (format!("{app}_{}", model.to_lowercase()), "Django's naming")
        }
    };
    let why = format!("`{model}`, the history of `{}`, maps to table `{table}` ({by})", mapping.model);
    for own in mapping.attributes.iter_mut().filter(|own| own.name == field) {
        (own.kind, own.target) = (AttributeKind::Relation, Some(model.clone()));
    }
    let (why, table) = (Step::at(why, mapping.span.clone()), Some(ObjectName::new(table)));
    Some(Mapping { model, table, attributes, why, ..mapping.clone() })
}

/// The field of a class that keeps its history, and how.
fn of_class(class: &Class, handed_on: bool) -> Option<(String, &Expr)> {
    let is_records =
        |value: &&Expr| matches!(value.kind, ExprKind::Call { .. }) && callee_name(value) == Some("HistoricalRecords");
    let mut fields = class.fields.iter().filter_map(|field| Some((field.name.clone(), field.value.as_ref()?)));
    let found = fields.find(|(_, value)| is_records(value))?;
    (!handed_on || named(found.1, "inherit").is_some_and(is_true)).then_some(found)
}

fn is_true(value: &Expr) -> bool {
    matches!(&value.kind, ExprKind::Literal(text) if text == "True")
}
