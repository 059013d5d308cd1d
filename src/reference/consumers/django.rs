//! Django's fixtures: `{"model": "shop.customer", "pk": 1, "fields": {…}}`, in JSON and YAML.
//!
//! The model's declaration says the table and which column stands behind a field; without one Django's rule for the table's name does. Beside static files
//! lies what the program itself reads, which takes of the fields what it wants.

use super::{Consumer, Given, Known, Named, Teller, Worth, is_data};
use crate::lang::data::Value;
use crate::model::query::Access;
use crate::orm::Mapping;

/// The entry of [`super::CONSUMERS`].
pub const DJANGO: Consumer = Consumer { name: "django-fixtures", claims: is_data, marks: &["fields"], read };

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    let is_static = teller.path().split('/').rev().skip(1).any(|part| part == "static");
    for row in documents.iter().flat_map(Value::items) {
        let (Some(model), Some(fields)) = (row.text("model"), row.get("fields")) else { continue };
        let Some((app, name)) = model.value.split_once('.') else { continue };
        let mapping = mapping(teller.known, app, name);
        let (table, worth) = match mapping.and_then(|mapping| mapping.table.as_ref()) {
            Some(table) => (table.name.value.clone(), Worth::Certain),
            None => (format!("{app}_{name}").to_lowercase(), Worth::Likely),
        };
        let worth = if is_static { Worth::Possible } else { worth };
        let how = format!("a fixture of Django makes rows of `{}`, which stand in `{table}`", model.value);
        let columns: Vec<Given> = fields
            .entries()
            .iter()
            .flat_map(|(field, _)| {
                let named = |name: String| Given { name, range: field.range.clone(), access: Access::Write };
                columns_of(teller.known, mapping, &table, &field.value).into_iter().map(named)
            })
            .collect();
        teller.columns(&Named::of(None, &table, model.range.clone()), columns, &how, worth);
    }
}

/// The declaration of `app.name`, the one in the app's folder if there are several.
fn mapping<'a>(known: &'a Known<'_>, app: &str, name: &str) -> Option<&'a Mapping> {
    let own = || {
        let is = |mapping: &&Mapping| mapping.orm == "django" && mapping.model.eq_ignore_ascii_case(name);
        known.mappings.iter().filter(is).filter(|mapping| mapping.table.is_some())
    };
    let of_app = |mapping: &&Mapping| mapping.span.path.split('/').any(|part| part == app);
    own().find(of_app).or_else(|| own().next().filter(|_| own().count() == 1))
}

/// The columns that a field may stand for: the one that the model says, or that of its name, or the key behind a relation that is no longer declared.
fn columns_of(known: &Known<'_>, mapping: Option<&Mapping>, table: &str, field: &str) -> Vec<String> {
    let declared = mapping.and_then(|mapping| mapping.attributes.iter().find(|one| one.name == field));
    if let Some(declared) = declared {
        return vec![declared.column.clone()];
    }
    let has = known.table(table).is_some_and(|table| table.columns.iter().any(|own| own.eq_ignore_ascii_case(field)));
    if has { vec![field.to_owned()] } else { vec![field.to_owned(), format!("{field}_id")] }
}
