//! Columns as the migrations of Rails declare them: abstract types into SQL, options into the definition.

use std::ops::Range;

use super::args::Args;
use crate::lang::facts::ExprKind;
use crate::migration::script::Value;
use crate::model::change::{ColumnDef, ColumnPosition};
use crate::model::name::{Dialect, Ident};

/// A column from its name, its type and its options.
pub fn column(name: Ident, abstract_type: &str, args: &Args<'_>, dialect: Dialect, range: Range<usize>) -> ColumnDef {
    let is_key = abstract_type == "primary_key" || args.flag("primary_key");
    let virtual_type = (abstract_type == "virtual").then(|| args.text("type").unwrap_or("text"));
    let generated = is_key && is_counted(abstract_type)
        || virtual_type.is_some()
        || matches!(abstract_type, "serial" | "bigserial")
        || args.flag("auto_increment")
        || args.option("as").is_some();
    ColumnDef {
        name,
        data_type: data_type(virtual_type.unwrap_or(abstract_type), args, dialect),
        nullable: !(is_key || args.option("null").is_some_and(Value::is_false)),
        default: args.option("default").and_then(default),
        generated,
        primary_key: is_key,
        values: listed(abstract_type),
        position: position(args),
        range,
        ..ColumnDef::default()
    }
}

/// Whether the database counts a primary key of this type.
pub fn is_counted(abstract_type: &str) -> bool {
    matches!(abstract_type, "primary_key" | "integer" | "bigint" | "serial" | "bigserial" | "int")
}

/// Where a column is put.
fn position(args: &Args<'_>) -> ColumnPosition {
    let after = args.option("after").and_then(Value::ident);
    let first = || if args.flag("first") { ColumnPosition::First } else { ColumnPosition::Unsaid };
    after.map_or_else(first, ColumnPosition::After)
}

/// The SQL type that an abstract type stands for.
pub fn data_type(abstract_type: &str, args: &Args<'_>, dialect: Dialect) -> String {
    let number = |name: &str| match args.option(name) {
        Some(Value::Literal(text)) if text.bytes().all(|b| b.is_ascii_digit()) => Some(text.as_str()),
        _ => None,
    };
    let postgres = dialect == Dialect::Postgres;
    let text = match abstract_type {
        "string" => match number("limit") {
            Some(limit) => format!("varchar({limit})"),
            None if postgres => "varchar".to_owned(),
            None => "varchar(255)".to_owned(),
        },
        "primary_key" => "bigint".to_owned(),
        "integer" => match number("limit") {
            Some("8" | "7" | "6" | "5") => "bigint",
            Some("1" | "2") => "smallint",
            _ => "integer",
        }
        .to_owned(),
        "float" => if postgres { "double precision" } else { "float" }.to_owned(),
        "decimal" | "numeric" => match (number("precision"), number("scale")) {
            (Some(precision), Some(scale)) => format!("numeric({precision},{scale})"),
            (Some(precision), None) => format!("numeric({precision})"),
            _ => "numeric".to_owned(),
        },
        "datetime" => if postgres { "timestamp" } else { "datetime" }.to_owned(),
        "timestamp" => "timestamp".to_owned(),
        "binary" | "blob" => if postgres { "bytea" } else { "blob" }.to_owned(),
        "boolean" => if dialect == Dialect::Mysql { "tinyint(1)" } else { "boolean" }.to_owned(),
        "enum" => args.text("enum_type").unwrap_or("enum").to_owned(),
        other => other.to_owned(),
    };
    if args.flag("array") { format!("{text}[]") } else { text }
}

/// A default as SQL; `None` for `nil`.
pub fn default(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text { value, .. } => Some(format!("'{}'", value.replace('\'', "''"))),
        Value::Literal(text) if text == "nil" => None,
        Value::Literal(text) => Some(text.clone()),
        Value::List(_) | Value::Map(_) => Some("'{}'".to_owned()),
        // `-> { "now()" }`
        Value::Expr(expr) => Some(match &expr.kind {
            ExprKind::Lambda { body, .. } => body.first().and_then(|body| body.as_text()).unwrap_or_default(),
            _ => "…".to_owned(),
        }),
        Value::Path { .. } | Value::Unknown => Some("…".to_owned()),
    }
}

/// The values of a type that is written as `enum('a','b')`.
fn listed(written: &str) -> Vec<String> {
    let lower = written.to_ascii_lowercase();
    if !lower.starts_with("enum(") {
        return Vec::new();
    }
    written.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The types that a table definition has methods of, so that others in the same place (`t.userstamps`) are not taken for columns.
pub fn is_type(name: &str) -> bool {
    matches!(
        name,
        "string"
            | "text"
            | "integer"
            | "bigint"
            | "float"
            | "decimal"
            | "numeric"
            | "datetime"
            | "timestamp"
            | "timestamptz"
            | "time"
            | "date"
            | "binary"
            | "blob"
            | "boolean"
            | "json"
            | "jsonb"
            | "uuid"
            | "inet"
            | "cidr"
            | "macaddr"
            | "hstore"
            | "xml"
            | "tsvector"
            | "ltree"
            | "citext"
            | "point"
            | "line"
            | "lseg"
            | "box"
            | "path"
            | "polygon"
            | "circle"
            | "bit"
            | "bit_varying"
            | "money"
            | "oid"
            | "int4range"
            | "int8range"
            | "numrange"
            | "tsrange"
            | "tstzrange"
            | "daterange"
            | "interval"
            | "serial"
            | "bigserial"
            | "enum"
            | "virtual"
            | "primary_key"
            | "geometry"
            | "geography"
            | "st_point"
            | "st_polygon"
            | "multipoint"
            | "line_string"
            | "multi_polygon"
            | "vector"
            | "halfvec"
            | "tinyint"
            | "smallint"
            | "mediumint"
            | "tinytext"
            | "mediumtext"
            | "longtext"
            | "tinyblob"
            | "mediumblob"
            | "longblob"
            | "double"
            | "real"
            | "char"
            | "varchar"
            | "unsigned_integer"
            | "unsigned_bigint"
            | "unsigned_decimal"
            | "unsigned_float"
            | "set"
            | "year"
            | "rowversion"
            | "nvarchar"
    )
}
