//! dbt's `sources:`: tables of the database with their columns and the tests on them.
//!
//! A column with a test is a use: the test is a query. One without is a description, and nothing fails. `models:` and `seeds:` describe what dbt makes itself, which
//! is no table of the migrations even if it bears the name of one.

use super::{Consumer, Given, Named, Teller, Worth, is_yaml};
use crate::lang::data::{Text, Value};
use crate::model::query::Access;

/// The entry of [`super::CONSUMERS`].
pub const DBT: Consumer = Consumer { name: "dbt", claims: is_yaml, marks: &["sources:"], read };

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    for source in documents.iter().filter_map(|document| document.get("sources")).flat_map(Value::items) {
        let (Some(name), Some(tables)) = (source.word("name"), source.get("tables")) else { continue };
        for table in tables.items() {
            // Without `schema` the source's own name is the schema, which another database may call otherwise.
            let Some(own) = table.text("identifier").or(table.text("name")) else { continue };
            let named =
                || Named::of(source.word("schema").filter(|name| !name.contains('{')), &own.value, own.range.clone());
            let how = format!("dbt's source `{name}` has the table");
            teller.columns(&named(), [], &how, Worth::Likely);
            let quiet = || Named { range: 0..0, ..named() };
            let loaded = [table, source].into_iter().find_map(|one| one.text("loaded_at_field"));
            let loaded = loaded.map(|text| Given::of(text, Access::Read));
            teller.columns(&quiet(), loaded, "dbt tells by it how fresh the source is", Worth::Likely);
            for column in table.get("columns").map_or(&[][..], Value::items) {
                let Some(text) = column.text("name") else { continue };
                let tested = ["tests", "data_tests"]
                    .iter()
                    .any(|key| column.get(key).is_some_and(|all| !all.items().is_empty()));
                match tested {
                    true => {
                        teller.columns(
                            &quiet(),
                            [Given::of(text, Access::Read)],
                            "dbt tests the source's column",
                            Worth::Likely,
                        );
                    }
                    false => {
                        let given = Given::of(text, Access::Declare);
                        teller.columns(&quiet(), [given], "dbt describes the source's column", Worth::Possible);
                    }
                }
            }
        }
    }
    for document in documents {
        document.walk(&mut |value| {
            if let (Some(to), Some(field)) = (value.word("to").and_then(source_of), value.text("field")) {
                let table = Named::of(None, &to, 0..0);
                teller.columns(&table, [given(field)], "a test of dbt joins on it", Worth::Likely);
            }
            true
        });
    }
}

fn given(text: &Text) -> Given {
    Given::of(text, Access::Read)
}

/// The table in `source('shop', 'orders')`.
fn source_of(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix("source(")?.strip_suffix(')')?;
    let (_, table) = inside.split_once(',')?;
    Some(table.trim().trim_matches(['\'', '"']).to_owned())
}
