//! Metabase's questions as exported files: SQL, and queries that its own editor made, in which a field goes by database, schema, table and name.

use super::{Consumer, Given, Named, Teller, Worth, is_data};
use crate::lang::data::Value;
use crate::model::query::Access;

/// The entry of [`super::CONSUMERS`].
pub const METABASE: Consumer =
    Consumer { name: "metabase", claims: is_data, marks: &["dataset_query", "source-table"], read };

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    for document in documents {
        document.walk(&mut |value| {
            if let Some(text) = value.get("native").and_then(|native| native.text("query")) {
                teller.sql(text, "a question of Metabase asks this");
            }
            if let Some(table) = value.get("source-table").and_then(table) {
                teller.columns(&table, [], "a question of Metabase is about the table", Worth::Likely);
            }
            if let [kind, field, ..] = value.items()
                && kind.as_text().is_some_and(|kind| kind.value == "field")
                && let [of @ .., name] = field.items()
                && let (3.., Some(name), Some(last)) = (of.len(), name.as_text(), of.last().and_then(Value::as_text))
            {
                let schema = of.iter().rev().nth(1).and_then(Value::as_text).map(|text| text.value.as_str());
                let table = Named::of(schema, &last.value, 0..0);
                teller.columns(
                    &table,
                    [Given::of(name, Access::Read)],
                    "a question of Metabase uses the field",
                    Worth::Likely,
                );
            }
            true
        });
    }
}

/// `[Shop, public, users]`
fn table(value: &Value) -> Option<Named> {
    let [.., schema, name] = value.items() else { return None };
    let name = name.as_text()?;
    Some(Named::of(schema.as_text().map(|text| text.value.as_str()), &name.value, name.range.clone()))
}
