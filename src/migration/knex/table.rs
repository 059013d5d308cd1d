//! What stands in the callback of `createTable` and `alterTable`: columns with their modifiers, keys, and what is dropped or renamed.

use std::ops::Range;

use super::{eval_first, is_builder, key_name, names_of, read as read_schema, reference, unique};
use crate::lang::facts::{Expr, ExprKind};
use crate::migration::javascript::Output;
use crate::migration::javascript::call::{Call, Link, chain};
use crate::migration::javascript::column::{self, default_text};
use crate::migration::script::{Scope, Script, Value, Visitor, change};
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, CreateTable, SchemaChange,
};
use crate::model::name::{Ident, ObjectName};

/// The table that a callback is for.
pub(super) struct Target<'t> {
    pub name: ObjectName,
    pub creates: bool,
    /// The name of the callback's parameter.
    pub param: &'t str,
    pub range: Range<usize>,
}

/// Reads the body of a callback.
pub(super) fn read<'a>(
    out: &mut Output,
    script: &Script<'a>,
    scope: &mut Scope<'a>,
    target: Target<'_>,
    link: &str,
    body: &'a [Expr],
) {
    let (range, name, creates) = (target.range.clone(), target.name.clone(), target.creates);
    let mut table = Table { out, target, columns: Vec::new(), constraints: Vec::new(), changes: Vec::new() };
    script.walk(body, scope, &mut table);
    let Table { columns, constraints, changes, .. } = table;
    if creates {
        let if_not_exists = link == "createTableIfNotExists";
        let create = CreateTable { columns, constraints, if_not_exists, ..CreateTable::default() };
        let mut all = vec![change(ChangeKind::CreateTable(create), name, range.clone())];
        all.extend(changes);
        out.changes(range, all);
    } else {
        out.changes(range, changes);
    }
}

struct Table<'o, 't> {
    out: &'o mut Output,
    target: Target<'t>,
    columns: Vec<ColumnDef>,
    constraints: Vec<Constraint>,
    changes: Vec<SchemaChange>,
}

impl<'a> Visitor<'a> for Table<'_, '_> {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        let (root, links) = chain(expr);
        if !is_builder(script, root, scope, self.target.param) {
            return read_schema(self.out, script, expr, scope);
        }
        let Some((first, rest)) = links.split_first() else { return false };
        let range = root.range.start..expr.range.end;
        let call = Call::of_link(script, first, scope);
        if !self.operation(&call, rest, &range) {
            self.column(&call, rest, &range);
        }
        true
    }
}

impl Table<'_, '_> {
    fn push(&mut self, kind: ChangeKind, range: &Range<usize>) {
        self.changes.push(change(kind, self.target.name.clone(), range.clone()));
    }

    fn unreadable(&mut self, call: &Call<'_, '_>) {
        self.out.unreadable(call.range.clone(), call.name);
    }

    fn constrain(&mut self, name: Ident, kind: ConstraintKind, range: &Range<usize>) {
        let constraint = Constraint { name: Some(name), kind };
        if self.target.creates {
            self.constraints.push(constraint);
        } else {
            self.push(ChangeKind::AddConstraint(constraint), range);
        }
    }

    fn drop_columns(&mut self, call: &Call<'_, '_>, range: &Range<usize>) {
        match names_of(call) {
            Some(names) => {
                for name in names {
                    self.changes.push(column::drop(&self.target.name, name, range.clone()));
                }
            }
            None => self.unreadable(call),
        }
    }

    /// What is no column. `false`: it is one.
    fn operation(&mut self, call: &Call<'_, '_>, rest: &[Link<'_>], range: &Range<usize>) -> bool {
        let table = self.target.name.clone();
        // A name that is given, as text or in the options.
        let given = |at: usize, key: &str| call.ident(at).or_else(|| call.option(at, key)?.ident());
        match call.name {
            "dropColumn" | "dropColumns" => self.drop_columns(call, range),
            "renameColumn" => match (call.ident(0), call.ident(1)) {
                (Some(from), Some(to)) => self.push(ChangeKind::RenameColumn { from, to }, range),
                _ => self.unreadable(call),
            },
            "dropTimestamps" => {
                let camel = call.value(0).is_true() || call.option(0, "useCamelCase").is_some_and(|v| v.is_true());
                for name in timestamp_names(camel) {
                    let name = Ident::at(name, true, call.range.clone());
                    self.changes.push(column::drop(&table, name, range.clone()));
                }
            }
            "primary" => {
                let Some(columns) = call.idents(0) else { return true };
                let name = given(1, "constraintName").unwrap_or_else(|| pkey(&table, range));
                self.constrain(name, ConstraintKind::PrimaryKey { columns }, range);
            }
            "unique" => {
                let Some(columns) = call.idents(0) else { return true };
                let name = given(1, "indexName").unwrap_or_else(|| key_name(&table, &columns, "unique", range));
                self.constrain(name, unique(columns), range);
            }
            "index" => {
                let Some(columns) = call.idents(0) else { return true };
                let name = given(1, "indexName").unwrap_or_else(|| key_name(&table, &columns, "index", range));
                self.changes.push(column::index(&table, name, columns, false, false, range.clone()));
            }
            "foreign" => {
                let Some(columns) = call.idents(0) else { return true };
                let Some((other, referenced)) = reference(call.script, call.scope, rest) else { return true };
                let name = given(1, "").unwrap_or_else(|| key_name(&table, &columns, "foreign", range));
                self.constrain(name, ConstraintKind::ForeignKey { columns, table: other, referenced }, range);
            }
            "dropUnique" | "dropForeign" => {
                let kind = if call.name == "dropUnique" { "unique" } else { "foreign" };
                let name = call.ident(1).or_else(|| Some(key_name(&table, &call.idents(0)?, kind, range)));
                if let Some(name) = name {
                    self.changes.push(column::unconstrain(&table, name, range.clone()));
                }
            }
            "dropIndex" => {
                let name = call.ident(1).or_else(|| Some(key_name(&table, &call.idents(0)?, "index", range)));
                if let Some(name) = name {
                    self.changes.push(column::unindex(&table, name, range.clone()));
                }
            }
            "dropPrimary" => match call.ident(0) {
                Some(name) => self.changes.push(column::unconstrain(&table, name, range.clone())),
                None => self.push(ChangeKind::DropPrimaryKey, range),
            },
            "dropChecks" => {
                if let Some(names) = names_of(call) {
                    for name in names {
                        self.changes.push(column::unconstrain(&table, name, range.clone()));
                    }
                }
            }
            "setNullable" | "dropNullable" => {
                if let Some(name) = call.ident(0) {
                    let action =
                        if call.name == "setNullable" { ColumnAction::DropNotNull } else { ColumnAction::SetNotNull };
                    self.changes.push(column::alter(&table, name, action, range.clone()));
                }
            }
            "comment" | "engine" | "charset" | "collate" | "inherits" | "check" | "queryContext" | "then" => {}
            _ => return false,
        }
        true
    }

    /// A column with what follows it: `string("email", 255).notNullable().unique()`.
    fn column(&mut self, call: &Call<'_, '_>, rest: &[Link<'_>], range: &Range<usize>) {
        let has = |name: &str| rest.iter().any(|link| link.name == name);
        let timestamps;
        let names: Vec<(Ident, String)> = match call.name {
            "timestamps" => {
                let camel = call.value(2).is_true() || call.option(0, "useCamelCase").is_some_and(|v| v.is_true());
                timestamps = true;
                let names = timestamp_names(camel).into_iter();
                names.map(|name| (Ident::at(name, true, call.range.clone()), "timestamptz".to_owned())).collect()
            }
            name => {
                timestamps = false;
                let Some(data_type) = data_type(name, call) else { return };
                let ident = match (call.ident(0), name) {
                    (Some(ident), _) => ident,
                    (None, "increments" | "bigIncrements" | "bigincrements") => {
                        Ident::at("id", true, call.range.clone())
                    }
                    _ => return,
                };
                vec![(ident, data_type)]
            }
        };
        let table = self.target.name.clone();
        for (name, data_type) in names {
            let generated = column::is_serial(&data_type);
            let not_null =
                match rest.iter().rev().find(|link| matches!(link.name, "notNullable" | "nullable" | "notNull")) {
                    Some(link) if link.name == "nullable" => link
                        .args
                        .first()
                        .is_some_and(|arg| matches!(&arg.value.kind, ExprKind::Literal(text) if text == "false")),
                    Some(_) => true,
                    None => false,
                };
            let defaults_to_now =
                timestamps && (call.value(1).is_true() || call.option(0, "defaultToNow").is_some_and(|v| v.is_true()));
            let default = rest
                .iter()
                .find(|link| link.name == "defaultTo")
                .and_then(|link| link.args.first())
                .and_then(|arg| default_of(&arg.value))
                .or_else(|| defaults_to_now.then(|| "now()".to_owned()));
            let primary_key = generated || has("primary");
            let values = match call.name {
                "enu" | "enum" => {
                    call.value(1).items().iter().filter_map(|item| item.text().map(str::to_owned)).collect()
                }
                _ => Vec::new(),
            };
            let def = ColumnDef {
                name: name.clone(),
                data_type,
                nullable: !(not_null || primary_key || defaults_to_now),
                default,
                generated: generated || has("generatedAlwaysAs"),
                made_of: Vec::new(),
                primary_key,
                unique: false,
                references: reference(call.script, call.scope, rest),
                values,
                position: Default::default(),
                range: range.clone(),
            };
            if self.target.creates {
                self.columns.push(def);
            } else if has("alter") {
                self.changes.push(column::redefine(&table, def, range.clone()));
            } else {
                self.changes.push(column::add(&table, def, range.clone()));
            }
            let key = |link: &str| {
                let link = rest.iter().find(|other| other.name == link)?;
                eval_first(call.script, call.scope, link).map(|(text, range)| Ident::at(text, true, range))
            };
            if has("unique") {
                let columns = vec![name.clone()];
                let key_name = key("unique").unwrap_or_else(|| key_name(&table, &columns, "unique", range));
                self.constrain(key_name, unique(columns), range);
            }
            if has("index") {
                let columns = vec![name];
                let key_name = key("index").unwrap_or_else(|| key_name(&table, &columns, "index", range));
                self.changes.push(column::index(&table, key_name, columns, false, false, range.clone()));
            }
        }
    }
}

fn pkey(table: &ObjectName, range: &Range<usize>) -> Ident {
    Ident::at(format!("{}_pkey", table.name.value), true, range.clone())
}

fn timestamp_names(camel: bool) -> [&'static str; 2] {
    if camel { ["createdAt", "updatedAt"] } else { ["created_at", "updated_at"] }
}

/// A default as far as it is a literal; anything else is one as well.
fn default_of(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Literal(text) => default_text(&Value::Literal(text.clone())),
        _ => Some(expr.as_text().unwrap_or_else(|| "(…)".to_owned())),
    }
}

/// The SQL type of a column method; `None` for what is no column.
fn data_type(method: &str, call: &Call<'_, '_>) -> Option<String> {
    let size = |base: &str, default: Option<&str>| match (call.value(1), default) {
        (Value::Literal(size), _) => format!("{base}({size})"),
        (_, Some(default)) => format!("{base}({default})"),
        _ => base.to_owned(),
    };
    Some(match method {
        "increments" | "increment" => "serial".to_owned(),
        "bigIncrements" | "bigincrements" => "bigserial".to_owned(),
        "integer" | "int" | "mediumint" => "integer".to_owned(),
        "tinyint" | "smallint" => "smallint".to_owned(),
        "bigInteger" | "bigint" => "bigint".to_owned(),
        "string" | "varchar" => size("varchar", Some("255")),
        "char" => size("char", None),
        "text" | "mediumtext" | "longtext" => "text".to_owned(),
        "float" => "real".to_owned(),
        "double" | "doublePrecision" => "double precision".to_owned(),
        "decimal" | "numeric" => "decimal".to_owned(),
        "boolean" | "bool" => "boolean".to_owned(),
        "date" => "date".to_owned(),
        "datetime" | "dateTime" | "timestamp" => "timestamptz".to_owned(),
        "time" => "time".to_owned(),
        "binary" => "bytea".to_owned(),
        "enum" | "enu" => "enum".to_owned(),
        "json" | "jsonb" | "uuid" | "geometry" | "geography" | "point" => method.to_owned(),
        "specificType" => call.value(1).text().unwrap_or_default().to_owned(),
        _ => return None,
    })
}
