//! Exporters of metrics whose queries stand in YAML: postgres_exporter's own queries, sql_exporter's collectors and jobs.

use super::{Consumer, Teller, is_yaml};
use crate::lang::data::Value;

/// The entry of [`super::CONSUMERS`].
pub const EXPORTERS: Consumer = Consumer { name: "sql-exporters", claims: is_yaml, marks: &["query:"], read };

/// What stands beside a query there.
const BESIDE: &[&str] = &["metrics", "metric_name", "key_labels", "values", "value_label", "query_name", "query_ref"];

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    for document in documents {
        document.walk(&mut |value| {
            let queries = value.get("queries").is_some_and(|all| !all.items().is_empty());
            if let Some(text) = value.text("query")
                && (queries || BESIDE.iter().any(|key| value.get(key).is_some()))
            {
                teller.sql(text, "an exporter of metrics asks this");
            }
            true
        });
    }
}
