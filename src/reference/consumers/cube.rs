//! Cube's data model in YAML: cubes over a table, with dimensions and measures in SQL. The edge: models in JavaScript, and joins.

use super::{Consumer, Named, Teller, Worth, is_yaml};
use crate::lang::data::{Text, Value};

/// The entry of [`super::CONSUMERS`].
pub const CUBE: Consumer = Consumer { name: "cube", claims: is_yaml, marks: &["cubes:"], read };

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    for cube in documents.iter().filter_map(|document| document.get("cubes")).flat_map(Value::items) {
        let Some(table) = table(cube) else {
            if let Some(text) = cube.text("sql") {
                teller.sql(text, "a cube is made of this query");
            }
            continue;
        };
        teller.columns(&table, [], "a cube is made of the table", Worth::Likely);
        for member in
            ["dimensions", "measures", "segments"].iter().filter_map(|key| cube.get(key)).flat_map(Value::items)
        {
            // Names of other members and cubes are left out.
            if let Some(text) = member.text("sql").and_then(own) {
                teller.expression(&table, &text, "a dimension or measure of a cube is this");
            }
        }
    }
}

/// The table of `sql_table: public.users` and of `sql: SELECT * FROM public.users`.
fn table(cube: &Value) -> Option<Named> {
    let text = cube.text("sql_table").or_else(|| {
        let text = cube.text("sql")?;
        let words: Vec<&str> = text.value.split_whitespace().collect();
        let [select, "*", from, _] = words.as_slice() else { return None };
        (select.eq_ignore_ascii_case("select") && from.eq_ignore_ascii_case("from")).then_some(text)
    })?;
    let name = text.value.split_whitespace().last()?.trim_end_matches(';');
    let (schema, name) = name.rsplit_once('.').map_or((None, name), |(schema, name)| (Some(schema), name));
    Some(Named::of(schema, name, text.range.clone()))
}

/// `{CUBE}.nickname` as `nickname`, byte for byte.
fn own(text: &Text) -> Option<Text> {
    let mut value = text.value.clone();
    for prefix in ["${CUBE}.", "{CUBE}."] {
        value = value.replace(prefix, &" ".repeat(prefix.len()));
    }
    (!value.contains('{')).then(|| Text { value, range: text.range.clone() })
}
