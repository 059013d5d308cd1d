//! Columns as Sequel's migrations declare them: Ruby's classes into SQL's types, options into the definition.

use std::ops::Range;

use crate::lang::facts::ExprKind;
use crate::migration::rails::args::Args;
use crate::migration::script::Value;
use crate::model::change::ColumnDef;
use crate::model::name::{Dialect, Ident};

/// A column from its name, its type and its options.
pub fn column(name: Ident, written: &str, args: &Args<'_>, dialect: Dialect, range: Range<usize>) -> ColumnDef {
    let said = args.option("type").and_then(type_name);
    let written = said.as_deref().unwrap_or(written);
    let is_key = args.flag("primary_key");
    let nullable = ["null", "allow_null"].iter().all(|name| !args.option(name).is_some_and(Value::is_false));
    let generated = ["identity", "auto_increment", "serial"].iter().any(|name| {
        args.option(name)
            .is_some_and(|value| !value.is_false() && !matches!(value, Value::Literal(text) if text == "nil"))
    }) || args.option("generated_always_as").is_some()
        || matches!(written.to_ascii_lowercase().as_str(), "serial" | "bigserial" | "smallserial");
    ColumnDef {
        name,
        data_type: data_type(written, args, dialect),
        nullable: nullable && !is_key,
        default: args.option("default").and_then(default),
        generated,
        primary_key: is_key,
        unique: args.flag("unique"),
        values: args.option("elements").map(words).unwrap_or_default(),
        range,
        ..ColumnDef::default()
    }
}

fn words(list: &Value<'_>) -> Vec<String> {
    list.items().iter().filter_map(|item| Some(item.text()?.to_owned())).collect()
}

/// The name of a type: a class, a symbol or a string.
pub fn type_name(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text { value, .. } => Some(value.clone()),
        Value::Path { path, .. } => Some(path.clone()),
        _ => None,
    }
}

/// The SQL type that a class or a word stands for (`Sequel::Database#type_literal`).
pub fn data_type(written: &str, args: &Args<'_>, dialect: Dialect) -> String {
    let postgres = dialect == Dialect::Postgres;
    let numbers: Vec<String> = args.option("size").map_or_else(Vec::new, |size| {
        let number = |value: &Value<'_>| match value {
            Value::Literal(text) => Some(text.replace('_', "")).filter(|text| text.bytes().all(|b| b.is_ascii_digit())),
            _ => None,
        };
        size.items().iter().filter_map(number).collect()
    });
    let sized =
        |name: &str| if numbers.is_empty() { name.to_owned() } else { format!("{name}({})", numbers.join(",")) };
    match written {
        "String" | "Sequel.String" => match () {
            () if args.flag("text") => "text".to_owned(),
            () if args.flag("fixed") && numbers.is_empty() => "char(255)".to_owned(),
            () if args.flag("fixed") => sized("char"),
            () if !numbers.is_empty() => sized("varchar"),
            () if postgres => "text".to_owned(),
            () => "varchar(255)".to_owned(),
        },
        "Integer" | "Fixnum" => "integer".to_owned(),
        "Bignum" => "bigint".to_owned(),
        "Float" => "double precision".to_owned(),
        "BigDecimal" | "Numeric" => sized("numeric"),
        "Date" => "date".to_owned(),
        "Time" if args.flag("only_time") => "time".to_owned(),
        "DateTime" | "Time" => if dialect == Dialect::Mysql { "datetime" } else { "timestamp" }.to_owned(),
        "File" => if postgres { "bytea" } else { "blob" }.to_owned(),
        "TrueClass" | "FalseClass" => if dialect == Dialect::Mysql { "tinyint(1)" } else { "boolean" }.to_owned(),
        "varchar" if numbers.is_empty() && !postgres => "varchar(255)".to_owned(),
        // A helper's answer, or what only runs.
        other if other.contains('.') && !other.contains(' ') => String::new(),
        other => sized(other),
    }
}

/// A default as SQL; `None` for `nil`.
pub fn default(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Path { path, .. } => Some(path.strip_prefix("Sequel.").unwrap_or("…").to_owned()),
        // `Sequel.lit("now()")`, `Sequel.function(:now)`
        Value::Expr(expr) => Some(match &expr.kind {
            ExprKind::Call { callee, args, .. } => {
                let said = args.first().and_then(|arg| match &arg.value.kind {
                    ExprKind::Symbol(name) => Some(name.clone()),
                    _ => arg.value.as_text(),
                });
                match (callee.path().as_deref(), said) {
                    (Some("Sequel.lit"), Some(text)) => text,
                    (Some("Sequel.function"), Some(name)) if args.len() == 1 => format!("{name}()"),
                    _ => "…".to_owned(),
                }
            }
            _ => "…".to_owned(),
        }),
        other => crate::migration::rails::columns::default(other),
    }
}
