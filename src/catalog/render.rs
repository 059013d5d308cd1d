//! A schema as text: compact, sorted, one line a column, made to be read and compared.

use std::fmt::Write;

use crate::model::name::Ident;

use super::Catalog;
use super::parts::{Label, Table};

/// The canonical text of a schema, without temporary tables.
pub fn render(catalog: &Catalog) -> String {
    let mut blocks: Vec<(u8, &Label, String)> = Vec::new();
    for of in catalog.enums() {
        let values: Vec<String> = of.values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect();
        blocks.push((0, &of.label, format!("enum {} ({})\n", of.label.written, values.join(", "))));
    }
    for table in catalog.tables() {
        blocks.push((1, &table.label, table_block(catalog, table)));
    }
    for view in catalog.views() {
        let kind = if view.materialized { "materialized view" } else { "view" };
        let columns = view.columns.as_ref().map_or_else(|| "…".to_string(), |columns| list(columns));
        blocks.push((2, &view.label, format!("{kind} {} ({columns})\n", view.label.written)));
    }
    for function in catalog.functions() {
        let kind = if function.procedure { "procedure" } else { "function" };
        blocks.push((3, &function.label, format!("{kind} {}\n", function.label.written)));
    }
    for trigger in catalog.triggers() {
        let of = if trigger.columns.is_empty() { String::new() } else { format!(" of {}", list(&trigger.columns)) };
        let text = format!("trigger {} on {}{of}\n", trigger.label.written, trigger.table);
        blocks.push((4, &trigger.label, text));
    }
    blocks.sort_by(|a, b| (a.0, &a.1.schema, &a.1.key, &a.2).cmp(&(b.0, &b.1.schema, &b.1.key, &b.2)));
    blocks.into_iter().map(|(.., text)| text).collect()
}

fn table_block(catalog: &Catalog, table: &Table) -> String {
    let mut text = format!("table {}", table.label.written);
    text.push_str(if table.complete { "\n" } else { " (not all columns are known)\n" });
    for column in &table.columns {
        let _ = write!(text, "  {}", column.name);
        if !column.data_type.is_empty() {
            let _ = write!(text, " {}", column.data_type.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if !column.nullable {
            text.push_str(" not null");
        }
        if let Some(default) = &column.default {
            let _ = write!(text, " default {}", default.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if column.generated {
            text.push_str(" generated");
        }
        if !column.values.is_empty() && !column.data_type.contains('(') {
            let values: Vec<String> = column.values.iter().map(|v| format!("'{}'", v.replace('\'', "''"))).collect();
            let _ = write!(text, " in ({})", values.join(", "));
        }
        text.push('\n');
    }
    let mut lines = Vec::new();
    for key in &table.keys {
        let kind = if key.primary { "0primary key" } else { "1unique" };
        let name = key.name.as_ref().filter(|_| !key.primary).map_or(String::new(), |name| format!(" {name}"));
        let what = if key.expression.is_empty() { list(&key.columns) } else { "expression".to_string() };
        let partial = if key.partial { " partial" } else { "" };
        lines.push(format!("{kind}{name} ({what}){partial}"));
    }
    for check in &table.checks {
        let name = check.name.as_ref().map_or(String::new(), |name| format!(" {name}"));
        let expression = check.expression.split_whitespace().collect::<Vec<_>>().join(" ");
        lines.push(format!("2check{name} ({expression})"));
    }
    for key in &table.foreign_keys {
        let target = key.target.and_then(|id| catalog.table_by_id(id));
        let target = target.map_or_else(|| key.table.to_string(), |table| table.label.written.to_string());
        let referenced =
            if key.referenced.is_empty() { String::new() } else { format!(" ({})", list(&key.referenced)) };
        lines.push(format!("3foreign key ({}) references {target}{referenced}", list(&key.columns)));
    }
    for index in &table.indexes {
        let what = if index.columns.is_empty() { "expression".to_string() } else { list(&index.columns) };
        lines.push(format!("4index {} ({what})", index.name));
    }
    lines.sort();
    for line in lines {
        let _ = writeln!(text, "  {}", line.get(1..).unwrap_or_default());
    }
    text
}

fn list(columns: &[Ident]) -> String {
    columns.iter().map(|column| column.value.as_str()).collect::<Vec<_>>().join(", ")
}
