//! Superset's datasets as exported files: a table with its columns and metrics, or a query.
//!
//! The edge: charts name columns of a dataset in their parameters, which are not read; the dataset lists the same columns.

use super::{Consumer, Given, Named, Teller, Worth, is_yaml};
use crate::lang::data::{Text, Value};
use crate::model::query::Access;

/// The entry of [`super::CONSUMERS`].
pub const SUPERSET: Consumer = Consumer { name: "superset", claims: is_yaml, marks: &["table_name:"], read };

fn read(documents: &[Value], teller: &mut Teller<'_>) {
    for dataset in documents {
        let (Some(name), Some(columns)) = (dataset.text("table_name"), dataset.get("columns")) else { continue };
        // Others describe tables by these words as well; an export of Superset has both of these.
        if dataset.get("sql").is_none() || dataset.get("metrics").is_none() {
            continue;
        }
        if let Some(sql) = dataset.text("sql").filter(|text| is_given(text)) {
            teller.sql(sql, "a virtual dataset of Superset asks this");
            continue;
        }
        let schema = dataset.word("schema").filter(|schema| !matches!(*schema, "null" | "~"));
        let named = Named::of(schema, &name.value, name.range.clone());
        let time = dataset.text("main_dttm_col").filter(|text| is_given(text));
        let mut given: Vec<Given> = time.map(|text| Given::of(text, Access::Read)).into_iter().collect();
        for column in columns.items() {
            let expression = column.text("expression").filter(|text| is_given(text));
            match (expression, column.text("column_name")) {
                (Some(text), _) => teller.expression(&named, text, "a column of a dataset of Superset is worked out"),
                (None, Some(text)) => given.push(Given::of(text, Access::Read)),
                (None, None) => {}
            }
        }
        let metrics = dataset.get("metrics").map_or(&[][..], Value::items);
        for text in metrics.iter().filter_map(|metric| metric.text("expression")).filter(|text| is_given(text)) {
            teller.expression(&named, text, "a metric of a dataset of Superset is worked out");
        }
        teller.columns(&named, given, "a dataset of Superset lists it", Worth::Likely);
    }
}

fn is_given(text: &Text) -> bool {
    !matches!(text.value.trim(), "" | "null" | "~")
}
