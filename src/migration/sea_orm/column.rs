//! Column definitions of sea-query: `ColumnDef::new(Users::Email).string().not_null()`, and the helpers of newer versions (`string_null(Users::Name)`).

use super::super::script::Value;
use super::super::script::chain::{Link, chain};
use super::table::Builder;
use crate::lang::facts::{Expr, ExprKind};
use crate::model::change::ColumnDef;

/// A definition, through variables.
pub fn column<'a>(builder: &Builder<'_, '_, 'a>, expr: &'a Expr) -> Option<ColumnDef> {
    let expr = match &expr.kind {
        ExprKind::Name(_) => match builder.script.eval(expr, builder.scope) {
            Value::Expr(inner) => inner,
            _ => return None,
        },
        ExprKind::Seq(items) if items.len() == 1 => items.first()?,
        _ => expr,
    };
    let (root, links) = chain(expr);
    let mut column = ColumnDef { nullable: true, range: expr.range.clone(), ..ColumnDef::default() };
    let rest = match (&root.kind, links.split_first()) {
        (_, Some((first, rest))) if root.last_name() == Some("ColumnDef") && first.name.starts_with("new") => {
            column.name = builder.ident(&first.args.first()?.value)?;
            rest
        }
        // `string(Users::Name)`, `schema::string(Users::Name)`
        (ExprKind::Call { callee, args, .. }, _) => {
            column.name = builder.ident(&args.first()?.value)?;
            helper(callee.last_name()?, &mut column);
            links.as_slice()
        }
        (_, Some((first, rest))) => {
            column.name = builder.ident(&first.args.first()?.value)?;
            helper(first.name, &mut column);
            rest
        }
        _ => return None,
    };
    for link in rest {
        option(link, &mut column);
    }
    Some(column)
}

/// `string_len_uniq`, `pk_auto`, `integer_null`: the type, and what follows it.
fn helper(name: &str, column: &mut ColumnDef) {
    let (stem, nullable, unique) = match name.rsplit_once('_') {
        Some((stem, "null")) => (stem, true, false),
        Some((stem, "uniq")) => (stem, false, true),
        _ => (name, false, false),
    };
    column.nullable = nullable;
    column.unique = unique;
    match stem {
        "pk_auto" | "big_pk_auto" | "pk_uuid" => {
            column.primary_key = true;
            column.generated = stem != "pk_uuid";
            column.data_type = if stem == "pk_uuid" { "uuid" } else { "integer" }.to_owned();
        }
        "timestamps" => column.data_type = "timestamp".to_owned(),
        _ => column.data_type = sql_type(stem).unwrap_or(stem).to_owned(),
    }
}

fn option(link: &Link<'_>, column: &mut ColumnDef) {
    match link.name {
        "not_null" => column.nullable = false,
        "null" => column.nullable = true,
        "primary_key" => {
            column.primary_key = true;
            column.nullable = false;
        }
        "auto_increment" => column.generated = true,
        "unique_key" => column.unique = true,
        "generated" => column.generated = true,
        "default" => column.default = Some(default(link)),
        "extra" => {
            let text = link.args.first().and_then(|arg| arg.value.as_text()).unwrap_or_default();
            if text.to_ascii_uppercase().contains("DEFAULT") {
                column.default = Some(text);
            }
        }
        other => {
            if let Some(known) = sql_type(other) {
                column.data_type = known.to_owned();
            }
        }
    }
}

fn default(link: &Link<'_>) -> String {
    match link.args.first().map(|arg| &arg.value) {
        Some(value) => match (&value.kind, value.as_text()) {
            (ExprKind::Literal(text), _) => text.clone(),
            (_, Some(text)) => format!("'{text}'"),
            _ => "(an expression)".to_owned(),
        },
        None => String::new(),
    }
}

fn sql_type(name: &str) -> Option<&'static str> {
    Some(match name {
        "char" | "char_len" => "char",
        "string" | "string_len" => "varchar",
        "text" => "text",
        "tiny_integer" | "small_integer" | "tiny_unsigned" | "small_unsigned" => "smallint",
        "integer" | "unsigned" => "integer",
        "big_integer" | "big_unsigned" => "bigint",
        "float" => "real",
        "double" => "double precision",
        "decimal" | "decimal_len" => "decimal",
        "money" | "money_len" => "money",
        "date" => "date",
        "time" => "time",
        "date_time" | "timestamp" => "timestamp",
        "timestamp_with_time_zone" => "timestamp with time zone",
        "interval" => "interval",
        "binary" | "binary_len" | "var_binary" | "blob" | "bit" | "varbit" => "bytea",
        "boolean" => "boolean",
        "json" => "json",
        "json_binary" => "jsonb",
        "uuid" => "uuid",
        "array" => "array",
        "enumeration" | "custom" => "custom",
        "cidr" => "cidr",
        "inet" => "inet",
        "mac_address" => "macaddr",
        "ltree" => "ltree",
        _ => return None,
    })
}
