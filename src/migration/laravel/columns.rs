//! The columns that a blueprint's methods make: types, defaults of names, and the modifiers behind them.

use std::ops::Range;

use super::super::fluent::{Fluent, Link, default, derived, truth, value};
use super::super::script::{Scope, Script, Value, object};
use crate::lang::facts::ExprKind;
use crate::model::change::{ColumnDef, ColumnPosition, Constraint, ConstraintKind};
use crate::model::name::{Ident, ObjectName};

/// What a method is: the type that it makes, whether the database fills the column in.
struct Kind {
    sql: &'static str,
    generated: bool,
}

fn kind(method: &str) -> Option<Kind> {
    let plain = |sql| Some(Kind { sql, generated: false });
    let serial = |sql| Some(Kind { sql, generated: true });
    match method {
        "id" | "bigIncrements" => serial("bigint"),
        "increments" | "integerIncrements" => serial("integer"),
        "mediumIncrements" => serial("mediumint"),
        "smallIncrements" => serial("smallint"),
        "tinyIncrements" => serial("tinyint"),
        "bigInteger" | "unsignedBigInteger" | "foreignId" | "foreignIdFor" => plain("bigint"),
        "integer" | "unsignedInteger" => plain("integer"),
        "mediumInteger" | "unsignedMediumInteger" => plain("mediumint"),
        "smallInteger" | "unsignedSmallInteger" => plain("smallint"),
        "tinyInteger" | "unsignedTinyInteger" => plain("tinyint"),
        "binary" => plain("blob"),
        "boolean" => plain("boolean"),
        "char" => plain("char"),
        "date" => plain("date"),
        "dateTime" | "dateTimeTz" | "datetime" | "timestamp" | "timestampTz" => plain("timestamp"),
        "decimal" | "unsignedDecimal" => plain("decimal"),
        "double" | "unsignedDouble" => plain("double"),
        "float" | "unsignedFloat" => plain("float"),
        "enum" | "set" => plain("varchar(255)"),
        "foreignUlid" | "ulid" => plain("char(26)"),
        "foreignUuid" | "uuid" => plain("uuid"),
        "geography" | "geometry" | "geometryCollection" | "lineString" | "multiLineString" | "multiPoint"
        | "multiPolygon" | "point" | "polygon" | "multiPolygonZ" => plain("geometry"),
        "ipAddress" => plain("varchar(45)"),
        "macAddress" => plain("varchar(17)"),
        "json" => plain("json"),
        "jsonb" => plain("jsonb"),
        "longText" => plain("longtext"),
        "mediumText" => plain("mediumtext"),
        "tinyText" => plain("tinytext"),
        "text" => plain("text"),
        "string" => plain("varchar(255)"),
        "time" | "timeTz" => plain("time"),
        "year" => plain("year"),
        "vector" => plain("vector"),
        "computed" => serial("varchar(255)"),
        "addColumn" | "rawColumn" => plain(""),
        _ => None,
    }
}

/// The columns that one chain on a blueprint adds, with what its modifiers say of them.
pub struct Made {
    pub columns: Vec<ColumnDef>,
    pub constraints: Vec<Constraint>,
    /// Columns that get an index of their own.
    pub indexed: bool,
    /// `->change()`: the columns are there already.
    pub changes: bool,
    /// `->nullable(…)`, where it is said.
    pub nullable: Option<bool>,
}

/// Reads a chain whose first link makes columns; `None` if it makes none. `Err`: it does, but which is not known.
pub fn made<'a>(
    script: &Script<'a>,
    scope: &Scope<'a>,
    chain: &Fluent<'a>,
    first: usize,
) -> Option<Result<Made, &'static str>> {
    let link = chain.links.get(first)?;
    let at = chain.range.clone();
    let text = |at: usize, name: &str| value(script, scope, link.args, at, name);
    let mut columns = match several(link, &text, &at) {
        Some(columns) => columns,
        None => {
            let kind = kind(link.name)?;
            let Some((name, data_type)) = one(link, &text, &kind) else {
                return Some(Err("the name of a column is put together when the migration runs"));
            };
            let mut column = ColumnDef { name, data_type, range: at.clone(), ..ColumnDef::default() };
            column.generated = kind.generated;
            column.primary_key = kind.generated && link.name != "computed";
            if matches!(link.name, "enum" | "set") {
                column.values = text(1, "allowed").items().iter().filter_map(Value::text).map(str::to_owned).collect();
            }
            vec![column]
        }
    };
    let mut made =
        Made { columns: Vec::new(), constraints: Vec::new(), indexed: false, changes: false, nullable: None };
    let mut foreign: (Option<ObjectName>, Vec<Ident>) = (None, Vec::new());
    for modifier in chain.links.get(first + 1..).unwrap_or_default() {
        let given = |at: usize| value(script, scope, modifier.args, at, "");
        match modifier.name {
            "nullable" => made.nullable = Some(truth(&given(0)).unwrap_or(true)),
            "default" => columns.iter_mut().for_each(|column| column.default = default(&given(0)).or(Some("…".into()))),
            "useCurrent" => columns.iter_mut().for_each(|column| column.default = Some("CURRENT_TIMESTAMP".into())),
            "storedAs" | "virtualAs" | "generatedAs" | "autoIncrement" | "storedAsJson" | "virtualAsJson"
            | "always" | "from" | "startingValue" => columns.iter_mut().for_each(|column| column.generated = true),
            "primary" => columns.iter_mut().for_each(|column| column.primary_key = true),
            "unique" => columns.iter_mut().for_each(|column| column.unique = true),
            "index" | "fulltext" | "fullText" | "spatialIndex" => made.indexed = true,
            "change" => made.changes = true,
            "first" => columns.iter_mut().for_each(|column| column.position = ColumnPosition::First),
            "after" => {
                let other = given(0).ident();
                let position = || other.clone().map_or(ColumnPosition::Unsaid, ColumnPosition::After);
                columns.iter_mut().for_each(|column| column.position = position());
            }
            "references" => foreign.1 = given(0).items().iter().filter_map(Value::ident).collect(),
            "on" => foreign.0 = given(0).object(),
            "constrained" => {
                let named = value(script, scope, modifier.args, 0, "table");
                foreign.0 = named.object().or_else(|| referenced(columns.first()?));
                foreign.1 = vec![Ident::new("id")];
            }
            _ => {}
        }
    }
    if let (Some(table), Some(column)) = (foreign.0, columns.first_mut()) {
        column.references = Some((table, foreign.1));
    }
    if let Some(nullable) = made.nullable {
        columns.iter_mut().for_each(|column| column.nullable = nullable);
    }
    made.columns = columns;
    Some(Ok(made))
}

/// A single column's name and type.
fn one<'a>(link: &Link<'a>, text: &dyn Fn(usize, &str) -> Value<'a>, kind: &Kind) -> Option<(Ident, String)> {
    let range = link.range.clone();
    match link.name {
        "id" if link.args.is_empty() => return Some((derived("id", range), kind.sql.to_owned())),
        "uuid" | "ulid" | "ipAddress" | "macAddress" if link.args.is_empty() => {
            let name = match link.name {
                "ipAddress" => "ip_address",
                "macAddress" => "mac_address",
                other => other,
            };
            return Some((derived(name, range), kind.sql.to_owned()));
        }
        "addColumn" => {
            return Some((text(1, "name").ident()?, text(0, "type").text().unwrap_or_default().to_owned()));
        }
        "rawColumn" => return Some((text(0, "column").ident()?, text(1, "definition").text()?.to_owned())),
        "foreignIdFor" => {
            if let Some(name) = text(1, "column").ident() {
                return Some((name, kind.sql.to_owned()));
            }
            return Some((derived(key_of_model(link)?, range), kind.sql.to_owned()));
        }
        _ => {}
    }
    let data_type = match (link.name, text(1, "length")) {
        ("string", Value::Literal(length)) => format!("varchar({length})"),
        ("char", Value::Literal(length)) => format!("char({length})"),
        _ => kind.sql.to_owned(),
    };
    Some((text(0, "column").ident()?, data_type))
}

/// The methods that make several columns, or one with a name of its own.
fn several<'a>(link: &Link<'a>, text: &dyn Fn(usize, &str) -> Value<'a>, at: &Range<usize>) -> Option<Vec<ColumnDef>> {
    let make = |name: Ident, data_type: &str, nullable: bool| ColumnDef {
        name,
        data_type: data_type.to_owned(),
        nullable,
        range: at.clone(),
        ..ColumnDef::default()
    };
    Some(match link.name {
        "timestamps" | "timestampsTz" | "nullableTimestamps" | "nullableTimestampsTz" | "datetimes" => {
            ["created_at", "updated_at"]
                .map(|name| make(derived(name, link.range.clone()), "timestamp", true))
                .into_iter()
                .collect()
        }
        "softDeletes" | "softDeletesTz" | "softDeletesDatetime" => {
            let name = text(0, "column").ident().unwrap_or_else(|| derived("deleted_at", link.range.clone()));
            vec![make(name, "timestamp", true)]
        }
        "rememberToken" => vec![make(derived("remember_token", link.range.clone()), "varchar(100)", true)],
        "morphs"
        | "nullableMorphs"
        | "numericMorphs"
        | "nullableNumericMorphs"
        | "uuidMorphs"
        | "nullableUuidMorphs"
        | "ulidMorphs"
        | "nullableUlidMorphs" => {
            let (Some(name), nullable) = (text(0, "name").ident(), link.name.starts_with("nullable")) else {
                return Some(Vec::new());
            };
            let key = match link.name {
                "uuidMorphs" | "nullableUuidMorphs" => "uuid",
                "ulidMorphs" | "nullableUlidMorphs" => "char(26)",
                _ => "bigint",
            };
            morphs(&name)
                .into_iter()
                .zip(["varchar(255)", key])
                .map(|(name, kind)| make(name, kind, nullable))
                .collect()
        }
        _ => return None,
    })
}

/// The columns behind a polymorphic relation.
pub fn morphs(name: &Ident) -> [Ident; 2] {
    ["type", "id"].map(|end| derived(format!("{}_{end}", name.value), name.range.clone()))
}

/// `User::class` → `user_id`
pub fn key_of_model(link: &Link<'_>) -> Option<String> {
    let model = link.args.first()?;
    let name = match &model.value.kind {
        ExprKind::Member { object, name, .. } if name == "class" => object.last_name()?,
        ExprKind::New { type_name, .. } => type_name.rsplit('\\').next()?,
        _ => return None,
    };
    let mut key = String::new();
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && at > 0 {
            key.push('_');
        }
        key.extend(c.to_lowercase());
    }
    Some(format!("{key}_id"))
}

/// The table that `constrained()` means: the plural of the column's name without its key.
fn referenced(column: &ColumnDef) -> Option<ObjectName> {
    let one = column.name.value.rsplit_once('_')?.0;
    let many = match one {
        _ if one.ends_with('y') && !one.ends_with("ey") => format!("{}ies", one.get(..one.len() - 1)?),
        _ if one.ends_with(['s', 'x']) || one.ends_with("ch") || one.ends_with("sh") => format!("{one}es"),
        _ => format!("{one}s"),
    };
    object(&many, column.name.range.clone())
}

/// A foreign key over columns.
pub fn foreign_key(name: Option<Ident>, columns: Vec<Ident>, table: ObjectName, referenced: Vec<Ident>) -> Constraint {
    Constraint { name, kind: ConstraintKind::ForeignKey { columns, table, referenced } }
}
