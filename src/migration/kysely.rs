//! Kysely: `db.schema.alterTable("users").dropColumn("email").execute()` and ``sql`…`.execute(db)`` in modules with `up` and `down`. Run by file name.

use std::ops::Range;

use super::javascript::call::{Call, Link, chain, named};
use super::javascript::{Output, Tool, by_name, column, raw, whole};
use super::script::{Scope, Script, Value, change};
use crate::lang::facts::{Expr, ExprKind};
use crate::model::change::{
    ChangeKind, ColumnAction, ColumnDef, Constraint, ConstraintKind, CreateTable, IndexPart, SchemaChange,
};
use crate::model::name::{Ident, ObjectName};

pub static TOOL: Tool = Tool { name: "kysely", signs: &["kysely", "Kysely"], read, version: by_name, sql: whole };

fn read<'a>(out: &mut Output, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
    let (root, links) = chain(expr);
    // ``sql`…`.execute(db)``, `sql.raw("…").execute(db)`
    if links.last().is_some_and(|link| link.name == "execute")
        && let ExprKind::Call { callee, .. } = &expr.kind
        && let ExprKind::Member { object, .. } = &callee.kind
        && let ExprKind::Call { callee: tag, .. } = &object.kind
        && matches!(tag.path().as_deref(), Some("sql" | "sql.raw"))
    {
        match raw::statements(script, object, scope, out.dialect) {
            Some(statements) => out.statements.extend(statements),
            None => out.unreadable(expr.range.clone(), "SQL that is put together when it runs"),
        }
        return true;
    }
    if root.last_name() != Some("schema") {
        return false;
    }
    let links: Vec<Link<'a>> = links.into_iter().filter(|link| link.name != "execute").collect();
    let schema = links.iter().find(|link| link.name == "withSchema");
    let schema = schema.and_then(|link| Call::of_link(script, link, scope).ident(0));
    let Some((first, rest)) =
        links.iter().position(|link| link.name != "withSchema").map(|at| (&links[at], &links[at + 1..]))
    else {
        return true;
    };
    let call = Call::of_link(script, first, scope);
    let range = expr.range.clone();
    let Some(mut object) = call.table(0) else {
        if matches!(first.name, "alterTable" | "dropTable" | "dropView" | "dropSchema" | "dropType") {
            out.unreadable(range, first.name);
        }
        return true;
    };
    if let (Some(schema), true) = (schema, object.qualifiers.is_empty()) {
        object.qualifiers.push(schema);
    }
    let statement = Statement { script, scope, object, rest, range: range.clone() };
    match statement.changes(first.name) {
        Some(changes) => out.changes(range, changes),
        None => out.unreadable(range, first.name),
    }
    true
}

/// One chain on the schema: what it is about, and the links after it.
struct Statement<'s, 'a> {
    script: &'s Script<'a>,
    scope: &'s Scope<'a>,
    object: ObjectName,
    rest: &'s [Link<'a>],
    range: Range<usize>,
}

impl<'s, 'a> Statement<'s, 'a> {
    fn has(&self, name: &str) -> bool {
        self.rest.iter().any(|link| link.name == name)
    }

    fn calls(&self) -> impl Iterator<Item = Call<'s, 'a>> {
        self.rest.iter().map(|link| Call::of_link(self.script, link, self.scope))
    }

    fn one(&self, kind: ChangeKind) -> Option<Vec<SchemaChange>> {
        Some(vec![change(kind, self.object.clone(), self.range.clone())])
    }

    /// `None`: it takes away what cannot be read.
    fn changes(&self, verb: &str) -> Option<Vec<SchemaChange>> {
        let (if_exists, cascade) = (self.has("ifExists"), self.has("cascade"));
        match verb {
            "createTable" => self.create_table(),
            "alterTable" => {
                let mut changes = Vec::new();
                for call in self.calls() {
                    changes.extend(self.alteration(&call)?);
                }
                Some(changes)
            }
            "dropTable" => self.one(ChangeKind::DropTable { if_exists, cascade }),
            "dropView" => self.one(ChangeKind::DropView { if_exists, cascade, materialized: self.has("materialized") }),
            "dropIndex" => {
                let table = self.calls().find(|call| call.name == "on").and_then(|call| call.table(0));
                self.one(ChangeKind::DropIndex { table, concurrently: false, if_exists, cascade })
            }
            "createIndex" => Some(self.index().into_iter().collect()),
            "createSchema" => self.one(ChangeKind::CreateSchema),
            "dropSchema" => self.one(ChangeKind::DropSchema { if_exists, cascade }),
            "createType" => {
                let values = self.calls().find(|call| call.name == "asEnum").and_then(|call| call.idents(0));
                self.one(values.map_or(ChangeKind::CreateType, |values| ChangeKind::CreateEnum { values }))
            }
            "dropType" => self.one(ChangeKind::DropType { if_exists, cascade }),
            _ => Some(Vec::new()),
        }
    }

    fn create_table(&self) -> Option<Vec<SchemaChange>> {
        let mut create = CreateTable {
            if_not_exists: self.has("ifNotExists"),
            temporary: self.has("temporary"),
            ..CreateTable::default()
        };
        for call in self.calls() {
            match call.name {
                "addColumn" => create.columns.extend(self.column(&call)),
                _ => create.constraints.extend(constraint(&call)),
            }
        }
        self.one(ChangeKind::CreateTable(create))
    }

    fn alteration(&self, call: &Call<'s, 'a>) -> Option<Vec<SchemaChange>> {
        let table = &self.object;
        let range = call.range.clone();
        let kind = match call.name {
            "addColumn" => {
                return Some(self.column(call).map(|def| column::add(table, def, range)).into_iter().collect());
            }
            "modifyColumn" => {
                return Some(self.column(call).map(|def| column::redefine(table, def, range)).into_iter().collect());
            }
            "dropColumn" => return Some(vec![column::drop(table, call.ident(0)?, range)]),
            "renameColumn" => ChangeKind::RenameColumn { from: call.ident(0)?, to: call.ident(1)? },
            "renameTo" => ChangeKind::RenameTable { to: call.table(0)? },
            "setSchema" => ChangeKind::SetSchema { to: call.ident(0)? },
            "dropConstraint" => {
                return Some(vec![column::unconstrain(table, call.ident(0)?, range)]);
            }
            "renameConstraint" => ChangeKind::RenameConstraint { from: call.ident(0)?, to: call.ident(1)? },
            "dropIndex" => {
                return Some(call.ident(0).map(|name| column::unindex(table, name, range)).into_iter().collect());
            }
            "alterColumn" => {
                let Some(name) = call.ident(0) else { return Some(Vec::new()) };
                let actions = self.actions(call);
                return Some(
                    actions
                        .into_iter()
                        .map(|action| column::alter(table, name.clone(), action, range.clone()))
                        .collect(),
                );
            }
            _ => {
                let added = constraint(call).map(ChangeKind::AddConstraint);
                return Some(added.map(|kind| change(kind, table.clone(), range)).into_iter().collect());
            }
        };
        Some(vec![change(kind, table.clone(), range)])
    }

    /// The modifiers in a callback: `(col) => col.notNull().defaultTo(1)`.
    fn modifiers(&self, call: &Call<'s, 'a>, at: usize) -> Vec<Call<'s, 'a>> {
        let Some(Expr { kind: ExprKind::Lambda { body, .. }, .. }) = call.expr(at) else { return Vec::new() };
        let mut found = Vec::new();
        for expr in body {
            let expr = match &expr.kind {
                ExprKind::Return(value) => value,
                ExprKind::Seq(items) if items.len() == 1 => items.first().unwrap_or(expr),
                _ => expr,
            };
            let expr = match &expr.kind {
                ExprKind::Return(value) => value,
                _ => expr,
            };
            let (_, links) = chain(expr);
            found.extend(links.iter().map(|link| Call::of_link(self.script, link, self.scope)));
        }
        found
    }

    fn column(&self, call: &Call<'s, 'a>) -> Option<ColumnDef> {
        let name = call.ident(0)?;
        let data_type = match call.value(1) {
            Value::Text { value, .. } => value,
            _ => String::new(),
        };
        let modifiers = self.modifiers(call, 2);
        let has = |name: &str| modifiers.iter().any(|call| call.name == name);
        let primary_key = has("primaryKey");
        let generated = column::is_serial(&data_type)
            || [
                "autoIncrement",
                "generatedAlwaysAs",
                "generatedByDefaultAsIdentity",
                "generatedAlwaysAsIdentity",
                "identity",
            ]
            .iter()
            .any(|name| has(name));
        let default = modifiers
            .iter()
            .find(|call| call.name == "defaultTo")
            .and_then(|call| column::default_text(&call.value(0)));
        let references = modifiers.iter().find(|call| call.name == "references").and_then(|call| {
            let text = call.value(0);
            let (table, column) = text.text()?.rsplit_once('.')?;
            let place = call.expr(0)?.range.clone();
            Some((super::javascript::call::dotted(table, place.clone())?, vec![Ident::at(column, true, place)]))
        });
        Some(ColumnDef {
            name,
            data_type,
            nullable: !has("notNull") && !primary_key,
            default,
            generated,
            made_of: Vec::new(),
            primary_key,
            unique: has("unique"),
            references,
            values: Vec::new(),
            position: Default::default(),
            range: call.range.clone(),
        })
    }

    fn actions(&self, call: &Call<'s, 'a>) -> Vec<ColumnAction> {
        let action = |call: Call<'s, 'a>| {
            Some(match call.name {
                "setDataType" => {
                    ColumnAction::SetType { data_type: call.value(0).text().unwrap_or_default().to_owned() }
                }
                "setDefault" => ColumnAction::SetDefault { default: column::default_text(&call.value(0))? },
                "dropDefault" => ColumnAction::DropDefault,
                "setNotNull" => ColumnAction::SetNotNull,
                "dropNotNull" => ColumnAction::DropNotNull,
                _ => return None,
            })
        };
        self.modifiers(call, 1).into_iter().filter_map(action).collect()
    }

    /// `createIndex("i").on("t").columns(["a", "b"]).unique()`
    fn index(&self) -> Option<SchemaChange> {
        let table = self.calls().find(|call| call.name == "on")?.table(0)?;
        let columns = self
            .calls()
            .filter(|call| matches!(call.name, "column" | "columns"))
            .filter_map(|call| call.idents(0))
            .flatten()
            .map(|name| {
                // `email desc`
                let word = name.value.split(' ').next().unwrap_or_default().to_owned();
                let column = Ident::at(word, true, name.range);
                IndexPart { expression: name.value, names: vec![column.clone()], column: Some(column) }
            })
            .collect();
        let kind = ChangeKind::CreateIndex {
            table,
            columns,
            unique: self.has("unique"),
            predicate: self.has("where").then(|| "(…)".to_owned()),
            concurrently: false,
            if_not_exists: self.has("ifNotExists"),
        };
        Some(change(kind, named(self.object.name.clone()), self.range.clone()))
    }
}

/// `addUniqueConstraint("name", ["a"])` and its like.
fn constraint(call: &Call<'_, '_>) -> Option<Constraint> {
    let kind = match call.name {
        "addPrimaryKeyConstraint" => ConstraintKind::PrimaryKey { columns: call.idents(1)? },
        "addUniqueConstraint" => ConstraintKind::Unique { columns: call.idents(1)? },
        "addForeignKeyConstraint" => column::foreign_key(call.idents(1)?, call.table(2)?, &call.value(3)),
        "addCheckConstraint" => {
            ConstraintKind::Check { expression: String::new(), columns: Vec::new(), values: Vec::new() }
        }
        _ => return None,
    };
    Some(Constraint { name: call.ident(0), kind })
}
