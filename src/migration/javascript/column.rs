//! A column as the tools describe it in an object: `{ type: DataTypes.STRING, allowNull: false }`, `{ type: "varchar", isNullable: true }`, `{ notNull: true }`.
//!
//! The keys of all tools are read; they do not contradict each other. What differs is whether a column may be null if nothing is said.

use crate::lang::facts::ExprKind;
use crate::migration::script::{Scope, Script, Value, change};
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, IndexPart, SchemaChange};
use crate::model::name::{Ident, ObjectName};

use super::call::idents;

/// A column from the object (or bare type) that describes it.
pub fn of<'a>(script: &Script<'a>, scope: &Scope<'a>, name: Ident, value: &Value<'a>, nullable: bool) -> ColumnDef {
    let yes = |keys: &[&str]| keys.iter().any(|key| value.get(key).is_some_and(is_yes));
    let given = value.get("type").unwrap_or(value);
    let (mut data_type, mut values) = type_of(script, scope, given);
    if let (Some(length), false) = (value.get("length"), data_type.contains('(')) {
        let length = length.text().map(str::to_owned).or(match length {
            Value::Literal(text) => Some(text.clone()),
            _ => None,
        });
        if let Some(length) = length.filter(|length| !length.is_empty()) {
            data_type = format!("{data_type}({length})");
        }
    }
    if let Some(list) = value.get("values").or_else(|| value.get("enum")) {
        values.extend(list.items().iter().filter_map(|item| item.text().map(str::to_owned)));
    }
    let says_null = ["allowNull", "isNullable", "nullable"].iter().find_map(|key| value.get(key));
    let primary_key = yes(&["primaryKey", "isPrimary", "primary"]);
    let generated = yes(&["autoIncrement", "isGenerated", "autoIncrementIdentity"])
        || value.get("sequenceGenerated").is_some()
        || value.get("generatedType").is_some()
        || value.get("expressionGenerated").is_some()
        || value.get("asExpression").is_some()
        || is_serial(&data_type)
        || given.text() == Some("id");
    let nullable = match says_null {
        Some(said) => !said.is_false(),
        None => nullable && !yes(&["notNull"]) && !primary_key,
    };
    let default =
        ["defaultValue", "default", "defaultRaw"].iter().find_map(|key| value.get(key)).and_then(default_text);
    let references = reference(value);
    ColumnDef {
        range: name.range.clone(),
        name,
        data_type,
        nullable: nullable && !generated_id(generated, primary_key),
        default,
        generated,
        made_of: Vec::new(),
        primary_key,
        unique: value.get("unique").is_some_and(|said| !said.is_false()) || yes(&["isUnique"]),
        references,
        values,
        position: Default::default(),
    }
}

fn generated_id(generated: bool, primary_key: bool) -> bool {
    generated && primary_key
}

fn is_yes(value: &Value<'_>) -> bool {
    value.is_true()
}

/// `serial` and its like count up by themselves.
pub fn is_serial(data_type: &str) -> bool {
    let lower = data_type.to_ascii_lowercase();
    lower.ends_with("serial")
}

/// What a default is, as written; nothing for `null`.
pub fn default_text(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text { value, .. } => Some(value.clone()),
        Value::Literal(text) if matches!(text.as_str(), "null" | "undefined") => None,
        Value::Literal(text) => Some(text.clone()),
        // Sequelize fills these in by itself.
        Value::Path { path, .. }
            if path == "undefined" || ["UUIDV1", "UUIDV4", ".NOW"].iter().any(|end| path.ends_with(end)) =>
        {
            None
        }
        Value::Path { path, .. } => Some(path.clone()),
        _ => Some("(…)".to_owned()),
    }
}

/// `{ model: "users", key: "id" }`, `"users"`, `"users(id)"`, and db-migrate's `foreignKey: { table, mapping }`.
fn reference(value: &Value<'_>) -> Option<(ObjectName, Vec<Ident>)> {
    if let Some(key) = value.get("foreignKey") {
        return Some((key.get("table")?.object()?, Vec::new()));
    }
    match value.get("references")? {
        Value::Text { value, range, .. } => {
            let table = value.split('(').next()?.trim().trim_matches('"');
            Some((super::call::dotted(table, range.clone())?, Vec::new()))
        }
        map @ Value::Map(_) => {
            let table = map.get("model").or_else(|| map.get("table")).or_else(|| map.get("name")).unwrap_or(map);
            let mut name = match table {
                Value::Map(_) => table.get("tableName").or_else(|| table.get("name"))?.object()?,
                other => other.object()?,
            };
            if let Some(schema) = table.get("schema").and_then(Value::ident) {
                name.qualifiers = vec![schema];
            }
            let key = map.get("key").or_else(|| map.get("field")).and_then(Value::ident);
            Some((name, key.into_iter().collect()))
        }
        _ => None,
    }
}

/// A type as text, and the values of an enumeration.
pub fn type_of<'a>(script: &Script<'a>, scope: &Scope<'a>, value: &Value<'a>) -> (String, Vec<String>) {
    match value {
        Value::Text { value, .. } => (if value == "id" { "serial".to_owned() } else { value.clone() }, Vec::new()),
        Value::Path { path, .. } => (abstract_type(path.rsplit('.').next().unwrap_or(path)), Vec::new()),
        Value::Expr(expr) => match &expr.kind {
            ExprKind::Call { callee, args, .. } => {
                let name = callee.last_name().unwrap_or_default();
                let items: Vec<Value<'a>> = args.iter().map(|arg| script.eval(&arg.value, scope)).collect();
                if matches!(name, "ENUM" | "enum") {
                    let texts = items.iter().flat_map(Value::items).filter_map(|item| item.text().map(str::to_owned));
                    return ("enum".to_owned(), texts.collect());
                }
                if name == "ARRAY" {
                    let inner = items.first().map(|item| type_of(script, scope, item).0).unwrap_or_default();
                    return (format!("{inner}[]"), Vec::new());
                }
                let sizes: Vec<&str> = items
                    .iter()
                    .filter_map(|item| match item {
                        Value::Literal(text) => Some(text.as_str()),
                        _ => None,
                    })
                    .collect();
                let base = abstract_type(name);
                let base = base.split('(').next().unwrap_or_default();
                (if sizes.is_empty() { base.to_owned() } else { format!("{base}({})", sizes.join(",")) }, Vec::new())
            }
            ExprKind::Member { name, .. } => (abstract_type(name), Vec::new()),
            _ => (String::new(), Vec::new()),
        },
        _ => (String::new(), Vec::new()),
    }
}

/// The SQL name of a type that a tool names abstractly.
fn abstract_type(name: &str) -> String {
    match name {
        "STRING" => "varchar(255)".to_owned(),
        "DATE" => "timestamp with time zone".to_owned(),
        "DATEONLY" => "date".to_owned(),
        "DOUBLE" => "double precision".to_owned(),
        "INTEGER" | "TEXT" | "BIGINT" | "BOOLEAN" | "UUID" | "JSON" | "JSONB" | "FLOAT" | "REAL" | "DECIMAL"
        | "TIME" => name.to_ascii_lowercase(),
        "BLOB" => "bytea".to_owned(),
        other => other.to_ascii_lowercase(),
    }
}

/// `ADD COLUMN`
pub fn add(table: &ObjectName, column: ColumnDef, range: std::ops::Range<usize>) -> SchemaChange {
    let kind = ChangeKind::AddColumn { column, if_not_exists: false };
    change(kind, table.clone(), range)
}

/// `DROP COLUMN`
pub fn drop(table: &ObjectName, column: Ident, range: std::ops::Range<usize>) -> SchemaChange {
    change(ChangeKind::DropColumn { column, if_exists: false, cascade: false }, table.clone(), range)
}

/// The whole definition anew.
pub fn redefine(table: &ObjectName, column: ColumnDef, range: std::ops::Range<usize>) -> SchemaChange {
    let name = column.name.clone();
    alter(table, name, ColumnAction::Redefine(Box::new(column)), range)
}

/// One thing about a column.
pub fn alter(table: &ObjectName, column: Ident, action: ColumnAction, range: std::ops::Range<usize>) -> SchemaChange {
    change(ChangeKind::AlterColumn { column, action }, table.clone(), range)
}

/// `ADD CONSTRAINT`
pub fn constrain(
    table: &ObjectName,
    name: Option<Ident>,
    kind: ConstraintKind,
    range: std::ops::Range<usize>,
) -> SchemaChange {
    change(ChangeKind::AddConstraint(Constraint { name, kind }), table.clone(), range)
}

/// `DROP CONSTRAINT`
pub fn unconstrain(table: &ObjectName, name: Ident, range: std::ops::Range<usize>) -> SchemaChange {
    change(ChangeKind::DropConstraint { name, if_exists: false, cascade: false }, table.clone(), range)
}

/// `CREATE INDEX`
pub fn index(
    table: &ObjectName,
    name: Ident,
    columns: Vec<Ident>,
    unique: bool,
    concurrently: bool,
    range: std::ops::Range<usize>,
) -> SchemaChange {
    let columns = columns
        .into_iter()
        .map(|column| IndexPart { expression: column.value.clone(), names: vec![column.clone()], column: Some(column) })
        .collect();
    let kind = ChangeKind::CreateIndex {
        table: table.clone(),
        columns,
        unique,
        predicate: None,
        concurrently,
        if_not_exists: false,
    };
    change(kind, super::call::named(name), range)
}

/// `DROP INDEX`
pub fn unindex(table: &ObjectName, name: Ident, range: std::ops::Range<usize>) -> SchemaChange {
    let kind =
        ChangeKind::DropIndex { table: Some(table.clone()), concurrently: false, if_exists: false, cascade: false };
    change(kind, super::call::named(name), range)
}

/// `DROP TABLE`
pub fn drop_table(table: ObjectName, if_exists: bool, cascade: bool, range: std::ops::Range<usize>) -> SchemaChange {
    change(ChangeKind::DropTable { if_exists, cascade }, table, range)
}

/// A foreign key from the names of its columns and the table it leads to.
pub fn foreign_key(columns: Vec<Ident>, table: ObjectName, referenced: &Value<'_>) -> ConstraintKind {
    ConstraintKind::ForeignKey { columns, table, referenced: idents(referenced).unwrap_or_default() }
}
