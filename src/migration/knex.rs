//! Knex (and Objection over it): `knex.schema.createTable("users", (table) => { … })`, `alterTable`, `raw`. Run by file name.
//!
//! Names that Knex makes up for indexes and keys (`users_email_unique`) are made up the same way, so that `dropUnique` finds them.

use super::javascript::call::{Call, Link, chain, dotted, idents, made_up};
use super::javascript::{Output, Tool, by_name, callback, column, raw, stands_for, whole};
use super::script::{Scope, Script, Value, Visitor, change};
use crate::lang::facts::{Expr, ExprKind};
use crate::model::change::{ChangeKind, ConstraintKind, CreateTable, SchemaChange};
use crate::model::name::{Ident, ObjectName};

mod table;
mod view;

pub static TOOL: Tool = Tool { name: "knex", signs: &["knex", "Knex", ".schema."], read, version: by_name, sql: whole };

fn read<'a>(out: &mut Output, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
    let ExprKind::Call { callee, .. } = &expr.kind else { return false };
    let (root, links) = chain(expr);
    if let (Some("raw"), true) = (callee.last_name(), links.len() <= 1 || is_schema(root)) {
        return raw_sql(out, script, expr, scope);
    }
    if !is_schema(root) {
        return false;
    }
    let schema = links
        .iter()
        .find(|link| link.name == "withSchema")
        .and_then(|link| Call::of_link(script, link, scope).ident(0));
    for link in &links {
        if !operation(out, script, link, schema.as_ref(), scope) {
            // `.then((exists) => …)`
            for arg in link.args {
                let mut reader = Follow { out };
                script.visit(&arg.value, scope, &mut reader);
            }
        }
    }
    true
}

/// Goes on with this tool's reading.
struct Follow<'o> {
    out: &'o mut Output,
}

impl<'a> Visitor<'a> for Follow<'_> {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        read(self.out, script, expr, scope)
    }
}

/// `knex.schema`, `trx.schema`, `this.db.schema`, or a variable of that name.
fn is_schema(root: &Expr) -> bool {
    root.last_name() == Some("schema")
}

/// `raw("ALTER TABLE ?? …", ["users"])`: names that are bound stand in the text.
fn raw_sql<'a>(out: &mut Output, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
    let Some(call) = Call::of(script, expr, scope) else { return false };
    let Some(first) = call.expr(0) else { return false };
    if let (Value::Text { value, range, .. }, Value::List(bindings)) = (call.value(0), call.value(1))
        && value.contains("??")
    {
        let names: Option<Vec<&str>> = bindings.iter().map(Value::text).collect();
        let Some(names) = names else {
            out.unreadable(call.range.clone(), "SQL that is put together when it runs");
            return true;
        };
        let mut text = String::new();
        let mut names = names.into_iter();
        for (at, part) in value.split("??").enumerate() {
            if at > 0 {
                text.push('"');
                text.push_str(&names.next().unwrap_or_default().replace('.', "\".\""));
                text.push('"');
            }
            text.push_str(part);
        }
        let bound = Value::Text { value: text, range, pieces: Vec::new() };
        out.statements.extend(super::script::sql_statements(&bound, out.dialect).unwrap_or_default());
        return true;
    }
    match raw::statements(script, first, scope, out.dialect) {
        Some(statements) => out.statements.extend(statements),
        None => out.unreadable(call.range.clone(), "SQL that is put together when it runs"),
    }
    true
}

/// One call on the schema. `false`: it is none.
fn operation<'a>(
    out: &mut Output,
    script: &Script<'a>,
    link: &Link<'a>,
    schema: Option<&Ident>,
    scope: &mut Scope<'a>,
) -> bool {
    let call = Call::of_link(script, link, scope);
    let range = link.range.clone();
    let object = |at: usize| {
        call.table(at).map(|mut name| {
            if let (Some(schema), true) = (schema, name.qualifiers.is_empty()) {
                name.qualifiers.push(schema.clone());
            }
            name
        })
    };
    let changes: Option<Vec<SchemaChange>> = match link.name {
        "createTable" | "createTableIfNotExists" | "alterTable" | "table" => {
            let Some(name) = object(0) else {
                let destroys = matches!(link.name, "alterTable" | "table");
                if destroys {
                    out.unreadable(range, link.name);
                } else {
                    out.changes(range, Vec::new());
                }
                return true;
            };
            let creates = link.name.starts_with("create");
            let body = link.args.last().and_then(|arg| callback(script, &arg.value));
            let Some((params, body)) = body else {
                out.changes(range, Vec::new());
                return true;
            };
            let param = params.first().map_or("this", |param| param.name.as_str());
            table::read(out, script, scope, table::Target { name, creates, param, range }, link.name, body);
            return true;
        }
        "createTableLike" => match (object(0), call.table(1)) {
            (Some(name), Some(like)) => {
                let create = CreateTable { like: vec![like.into()], ..CreateTable::default() };
                Some(vec![change(ChangeKind::CreateTable(create), name, range.clone())])
            }
            _ => Some(Vec::new()),
        },
        "dropTable" | "dropTableIfExists" => {
            object(0).map(|name| vec![column::drop_table(name, link.name != "dropTable", false, range.clone())])
        }
        "renameTable" => object(0)
            .zip(call.table(1))
            .map(|(name, to)| vec![change(ChangeKind::RenameTable { to }, name, range.clone())]),
        "dropView" | "dropViewIfExists" | "dropMaterializedView" | "dropMaterializedViewIfExists" => {
            object(0).map(|name| {
                let kind = ChangeKind::DropView {
                    if_exists: link.name.ends_with("IfExists"),
                    cascade: false,
                    materialized: link.name.contains("Materialized"),
                };
                vec![change(kind, name, range.clone())]
            })
        }
        "renameView" => object(0)
            .zip(call.table(1))
            .map(|(name, to)| vec![change(ChangeKind::RenameView { to }, name, range.clone())]),
        "createSchema" | "createSchemaIfNotExists" => {
            Some(object(0).map(|name| change(ChangeKind::CreateSchema, name, range.clone())).into_iter().collect())
        }
        "dropSchema" | "dropSchemaIfExists" => object(0).map(|name| {
            let cascade = call.value(1).is_true();
            vec![change(
                ChangeKind::DropSchema { if_exists: link.name.ends_with("IfExists"), cascade },
                name,
                range.clone(),
            )]
        }),
        "createView" | "createViewOrReplace" | "createMaterializedView" => {
            let body = link.args.last().and_then(|arg| callback(script, &arg.value));
            let (Some(name), Some((params, body))) = (object(0), body) else {
                out.changes(range, Vec::new());
                return true;
            };
            let verb = match link.name {
                "createView" => "CREATE VIEW",
                "createViewOrReplace" => "CREATE OR REPLACE VIEW",
                _ => "CREATE MATERIALIZED VIEW",
            };
            let param = params.first().map_or("this", |param| param.name.as_str());
            view::read(out, script, scope, view::Target { name, verb, param, range }, body);
            return true;
        }
        "createExtension" | "createExtensionIfNotExists" | "dropExtension" | "dropExtensionIfExists" | "alterView" => {
            Some(Vec::new())
        }
        "raw" => {
            let Some(first) = call.expr(0) else { return true };
            match raw::statements(script, first, scope, out.dialect) {
                Some(statements) => out.statements.extend(statements),
                None => out.unreadable(range, "SQL that is put together when it runs"),
            }
            return true;
        }
        _ => return false,
    };
    match changes {
        Some(changes) => out.changes(range, changes),
        None => out.unreadable(range, link.name),
    }
    true
}

/// The name that Knex gives an index or key without one.
fn key_name(table: &ObjectName, columns: &[Ident], kind: &str, range: &std::ops::Range<usize>) -> Ident {
    let table = table.name.value.replace(['.', '-'], "_");
    let columns: Vec<&str> = columns.iter().map(|column| column.value.as_str()).collect();
    made_up(format!("{table}_{}_{kind}", columns.join("_")).to_lowercase(), range)
}

/// The target of `references("users.id")` or of `references("id").inTable("users")`.
fn reference(script: &Script<'_>, scope: &Scope<'_>, links: &[Link<'_>]) -> Option<(ObjectName, Vec<Ident>)> {
    let value = |name: &str| {
        let link = links.iter().find(|link| link.name == name)?;
        Some(eval_first(script, scope, link))
    };
    let columns = value("references")?;
    if let Some((text, range)) = value("inTable").and_then(|table| table) {
        let columns = columns.and_then(|(text, range)| (!text.contains('.')).then(|| Ident::at(text, true, range)));
        return Some((dotted(&text, range)?, columns.into_iter().collect()));
    }
    let (text, range) = columns?;
    let (table, column) = text.rsplit_once('.')?;
    Some((dotted(table, range.clone())?, vec![Ident::at(column, true, range)]))
}

fn eval_first(script: &Script<'_>, scope: &Scope<'_>, link: &Link<'_>) -> Option<(String, std::ops::Range<usize>)> {
    // Lifetimes of the tree are shorter here than the script's; a plain string or a variable with one is all that stands in these places.
    let expr = &link.args.first()?.value;
    let _ = script;
    match &expr.kind {
        ExprKind::List(items) => items.first().and_then(|item| Some((item.as_text()?, item.range.clone()))),
        ExprKind::Name(name) => scope.get(name).and_then(|value| Some((value.text()?.to_owned(), expr.range.clone()))),
        _ => Some((expr.as_text()?, expr.range.clone())),
    }
}

fn unique(columns: Vec<Ident>) -> ConstraintKind {
    ConstraintKind::Unique { columns }
}

fn names_of(call: &Call<'_, '_>) -> Option<Vec<Ident>> {
    if call.args.len() > 1 && call.args.iter().enumerate().all(|(at, _)| matches!(call.value(at), Value::Text { .. })) {
        return (0..call.args.len()).map(|at| call.ident(at)).collect();
    }
    idents(&call.value(0))
}

fn is_builder(script: &Script<'_>, root: &Expr, scope: &Scope<'_>, param: &str) -> bool {
    match &root.kind {
        ExprKind::Name(name) if name == param => true,
        ExprKind::Name(name) => scope.get(name).is_some_and(|value| stands_for(value, param)),
        _ => {
            let _ = script;
            false
        }
    }
}
