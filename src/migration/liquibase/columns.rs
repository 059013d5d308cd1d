//! Columns as `createTable` and `addColumn` describe them: `<column name="id" type="bigint"><constraints nullable="false"/></column>`.

use std::ops::Range;

use super::node::Node;
use super::reader::Context;
use crate::migration::javascript::column::is_serial;
use crate::migration::script::{change, object};
use crate::model::change::{ChangeKind, ColumnDef, ColumnPosition, Constraint, ConstraintKind, SchemaChange};
use crate::model::name::{Ident, ObjectName};

/// The columns of a table, and the constraints that go over several of them or have a name.
pub fn columns(node: &Node, context: &Context<'_>) -> (Vec<ColumnDef>, Vec<Constraint>) {
    let mut found: Vec<ColumnDef> = Vec::new();
    let mut constraints = Vec::new();
    let mut key_name = None;
    for column in node.all("column", "columns") {
        let Some(def) = column_of(column, context) else { continue };
        constraints.extend(named_unique(&def, column, context));
        key_name = key_name.or_else(|| context.ident(column.child("constraints")?, &["primaryKeyName"]));
        found.push(def);
    }
    let key: Vec<Ident> = found.iter().filter(|def| def.primary_key).map(|def| def.name.clone()).collect();
    if key.len() > 1 || (key_name.is_some() && !key.is_empty()) {
        found.iter_mut().for_each(|def| def.primary_key = false);
        constraints.push(Constraint { name: key_name, kind: ConstraintKind::PrimaryKey { columns: key } });
    }
    (found, constraints)
}

/// `addColumn`; `None` if the name of a column is not known.
pub fn added(node: &Node, table: &ObjectName, context: &Context<'_>) -> Option<Vec<SchemaChange>> {
    let mut all = Vec::new();
    for column in node.all("column", "columns") {
        let mut def = column_of(column, context)?;
        let named = named_unique(&def, column, context);
        if let Some(other) = context.ident(column, &["afterColumn"]) {
            def.position = ColumnPosition::After(other);
        }
        let kind = ChangeKind::AddColumn { column: def, if_not_exists: context.guarded };
        all.push(change(kind, table.clone(), column.range.clone()));
        all.extend(named.map(|one| change(ChangeKind::AddConstraint(one), table.clone(), column.range.clone())));
    }
    Some(all)
}

/// One column that is added.
pub fn add(table: &ObjectName, column: ColumnDef, if_not_exists: bool, range: Range<usize>) -> SchemaChange {
    change(ChangeKind::AddColumn { column, if_not_exists }, table.clone(), range)
}

/// A column of which only the type is known, by an attribute of the change.
pub fn plain(name: &Ident, node: &Node, context: &Context<'_>, data_type: &[&str]) -> ColumnDef {
    ColumnDef {
        range: name.range.clone(),
        name: name.clone(),
        data_type: context.value(node, data_type).unwrap_or_default(),
        nullable: true,
        ..ColumnDef::default()
    }
}

/// The default that a column or `addDefaultValue` says.
pub fn default(node: &Node, context: &Context<'_>) -> Option<String> {
    let plain = context
        .value(node, &["defaultValueNumeric", "defaultValueBoolean", "defaultValueComputed", "defaultValueDate"]);
    plain
        .or_else(|| node.attribute(&["defaultValue"]).map(|text| format!("'{}'", text.value.replace('\'', "''"))))
        .or_else(|| context.value(node, &["defaultValueSequenceNext"]).map(|name| format!("nextval('{name}')")))
        .filter(|value| !value.eq_ignore_ascii_case("null"))
}

fn column_of(node: &Node, context: &Context<'_>) -> Option<ColumnDef> {
    let name = context.ident(node, &["name"])?;
    let mut def = plain(&name, node, context, &["type"]);
    if let Some(bare) = def.data_type.strip_prefix("java.sql.Types.") {
        def.data_type = bare.to_ascii_lowercase();
    }
    def.range = node.range.clone();
    def.default = default(node, context);
    def.generated = node.says("autoIncrement") || is_serial(&def.data_type) || node.says("computed");
    let Some(constraints) = node.child("constraints") else { return Some(def) };
    def.primary_key = constraints.says("primaryKey");
    def.nullable = constraints.value("nullable") != Some("false") && !def.primary_key;
    def.unique = constraints.says("unique") && constraints.value("uniqueConstraintName").is_none();
    def.references = reference(constraints, context);
    Some(def)
}

fn named_unique(def: &ColumnDef, column: &Node, context: &Context<'_>) -> Option<Constraint> {
    let constraints = column.child("constraints").filter(|constraints| constraints.says("unique"))?;
    let name = context.ident(constraints, &["uniqueConstraintName"])?;
    Some(Constraint { name: Some(name), kind: ConstraintKind::Unique { columns: vec![def.name.clone()] } })
}

/// `references="users(id)"`, or `referencedTableName` and `referencedColumnNames`.
fn reference(node: &Node, context: &Context<'_>) -> Option<(ObjectName, Vec<Ident>)> {
    if let Some(table) = context.object(node, &["referencedTableName"], &["referencedTableSchemaName"]) {
        return Some((table, context.idents(node, &["referencedColumnNames"])));
    }
    let text = node.attribute(&["references"])?;
    let given = context.value(node, &["references"])?;
    let (table, columns) = given.split_once('(').unwrap_or((given.as_str(), ""));
    let columns = columns.trim_end_matches(')').split(',').map(str::trim).filter(|column| !column.is_empty());
    let mut table = object(table.trim(), text.range.clone())?;
    table.name.quoted = false;
    Some((table, columns.map(|column| Ident::at(column, false, text.range.clone())).collect()))
}
