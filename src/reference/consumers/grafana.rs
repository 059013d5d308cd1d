//! Grafana's dashboards as files: the SQL of panels, variables and annotations.
//!
//! A panel whose data source is known to be no relational database is left out. The edge: dashboards inside of other files' texts, and those in Jsonnet.

use super::{Consumer, Teller, is_json};
use crate::lang::data::Value;
use crate::model::name::Dialect;

/// The entry of [`super::CONSUMERS`].
pub const GRAFANA: Consumer =
    Consumer { name: "grafana", claims: is_json, marks: &["rawSql", "rawQuery", "templating"], read };

/// Keys whose text is a query.
const KEYS: &[&str] = &["rawSql", "rawQuery", "query", "definition"];

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    for document in documents {
        let dashboard = document.get("dashboard").unwrap_or(document);
        if dashboard.get("panels").is_none() && dashboard.get("templating").is_none() {
            continue;
        }
        let title = dashboard.word("title").unwrap_or("without a title").to_owned();
        dashboard.walk(&mut |value| {
            if is_other(value, teller.known.dialect) {
                return false;
            }
            let how = format!("Grafana's dashboard \"{title}\" asks this");
            for text in KEYS.iter().filter_map(|key| value.text(key)) {
                if teller.sql(text, &how) {
                    break;
                }
            }
            true
        });
    }
}

/// Whether a panel or target asks something that is no database of this dialect.
fn is_other(value: &Value, dialect: Dialect) -> bool {
    let Some(kind) = value.get("datasource").and_then(|source| source.word("type")) else { return false };
    let relational = ["postgres", "mysql", "mssql", "sqlite", "mixed", "grafana", "sql"];
    match kind.contains("clickhouse") {
        true => dialect != Dialect::Clickhouse,
        false => !relational.iter().any(|name| kind.contains(name)),
    }
}
