//! Hasura's metadata: the columns that roles may read and write, row filters, relationships, renamed columns, event triggers.
//!
//! A name that the table no longer has makes the metadata inconsistent, and the server takes the object out of its API. The edge: filters over a relationship are
//! read only as far as the table's own columns; actions and remote schemas name no table.

use super::{Consumer, Given, Named, Teller, Worth, is_data};
use crate::lang::data::Value;
use crate::model::query::Access;

/// The entry of [`super::CONSUMERS`].
pub const HASURA: Consumer =
    Consumer { name: "hasura", claims: is_data, marks: &["_permissions", "_relationships", "column_config"], read };

/// What only an entry of the metadata has beside its table.
const SIGNS: &[&str] = &[
    "array_relationships",
    "computed_fields",
    "configuration",
    "delete_permissions",
    "event_triggers",
    "insert_permissions",
    "object_relationships",
    "select_permissions",
    "update_permissions",
];

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    for document in documents {
        document.walk(&mut |value| {
            let is_entry = SIGNS.iter().any(|sign| value.get(sign).is_some());
            if let Some(table) = value.get("table").filter(|_| is_entry).and_then(table) {
                entry(value, &table, teller);
            }
            true
        });
    }
}

/// `{schema: public, name: users}`, or the name alone.
fn table(value: &Value) -> Option<Named> {
    let name = value.as_text().or_else(|| value.text("name"))?;
    Some(Named::of(value.word("schema").or(value.word("dataset")), &name.value, name.range.clone()))
}

fn entry(entry: &Value, table: &Named, teller: &mut Teller<'_>) {
    let mut told: Vec<(Given, &'static str)> = Vec::new();
    let permissions = [
        ("select_permissions", Access::Read),
        ("insert_permissions", Access::Write),
        ("update_permissions", Access::Write),
        ("delete_permissions", Access::Read),
    ];
    for (kind, access) in permissions {
        for permission in entry.get(kind).map_or(&[][..], Value::items).iter().filter_map(|one| one.get("permission")) {
            let listed = permission.get("columns").map_or(&[][..], Value::items);
            let what = if access == Access::Read { "lets a role read it" } else { "lets a role write it" };
            told.extend(listed.iter().filter_map(Value::as_text).map(|text| (Given::of(text, access), what)));
            for (preset, _) in permission.get("set").map_or(&[][..], Value::entries) {
                told.push((Given::of(preset, Access::Write), "sets it for a role"));
            }
            for filter in ["filter", "check"].iter().filter_map(|key| permission.get(key)) {
                conditions(filter, &mut told, 0);
            }
        }
    }
    for relationship in entry.get("object_relationships").map_or(&[][..], Value::items) {
        let Some(using) = relationship.get("using") else { continue };
        keys(using.get("foreign_key_constraint_on"), table, teller, &mut told);
        mapped(using, &mut told);
    }
    for relationship in entry.get("array_relationships").map_or(&[][..], Value::items) {
        let Some(using) = relationship.get("using") else { continue };
        keys(using.get("foreign_key_constraint_on"), table, teller, &mut told);
        mapped(using, &mut told);
    }
    for (name, _) in entry.get("configuration").and_then(|all| all.get("column_config")).map_or(&[][..], Value::entries)
    {
        told.push((Given::of(name, Access::Read), "gives it another name"));
    }
    let renamed = entry.get("configuration").and_then(|all| all.get("custom_column_names"));
    for (name, _) in renamed.map_or(&[][..], Value::entries) {
        told.push((Given::of(name, Access::Read), "gives it another name"));
    }
    for trigger in entry.get("event_triggers").map_or(&[][..], Value::items) {
        for event in ["insert", "update", "delete"] {
            let listed = trigger.get("definition").and_then(|all| all.get(event)).and_then(|all| all.get("columns"));
            let listed = listed.map_or(&[][..], Value::items).iter().filter_map(Value::as_text);
            told.extend(listed.map(|text| (Given::of(text, Access::Read), "watches it for events")));
        }
    }
    teller.columns(table, [], "Hasura's metadata tracks the table", Worth::Certain);
    for (given, what) in told {
        let table = Named { name: table.name.clone(), range: given.range.clone() };
        let how = format!("Hasura's metadata of `{}` {what}", table.name);
        // The table was told above.
        teller.columns(&Named { range: 0..0, ..table }, [given], &how, Worth::Certain);
    }
}

/// Columns of a row filter, those under `_and`, `_or` and `_not` too.
fn conditions(filter: &Value, told: &mut Vec<(Given, &'static str)>, depth: usize) {
    if depth > 32 {
        return;
    }
    for (key, value) in filter.entries() {
        match key.value.as_str() {
            "_and" | "_or" => value.items().iter().for_each(|one| conditions(one, told, depth + 1)),
            "_not" => conditions(value, told, depth + 1),
            name if name.starts_with('_') => {}
            _ => told.push((Given::of(key, Access::Read), "filters rows by it")),
        }
    }
}

/// The columns behind `foreign_key_constraint_on`: of the table itself, or of the one that is named beside them.
fn keys(on: Option<&Value>, own: &Named, teller: &mut Teller<'_>, told: &mut Vec<(Given, &'static str)>) {
    let Some(on) = on else { return };
    let texts = |value: &Value| -> Vec<Given> {
        let items = value.items().iter().filter_map(Value::as_text).chain(value.as_text());
        items.map(|text| Given::of(text, Access::Read)).collect()
    };
    let columns = ["column", "columns"].iter().filter_map(|key| on.get(key)).flat_map(texts);
    match on.get("table").and_then(table) {
        Some(other) => {
            let how = format!("Hasura's metadata joins `{}` by it", own.name);
            teller.columns(&other, columns.collect::<Vec<_>>(), &how, Worth::Certain);
        }
        None => told.extend(columns.chain(texts(on)).map(|given| (given, "has a relationship by it"))),
    }
}

/// The table's own side of a relationship that is written out.
fn mapped(using: &Value, told: &mut Vec<(Given, &'static str)>) {
    let mapping = using.get("manual_configuration").and_then(|all| all.get("column_mapping"));
    for (own, _) in mapping.map_or(&[][..], Value::entries) {
        told.push((Given::of(own, Access::Read), "has a relationship by it"));
    }
}
