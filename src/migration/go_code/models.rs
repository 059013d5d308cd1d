//! Structs that calls of a migration are given: which table they mean, and what a library makes of their fields.

use std::ops::Range;

use super::super::script::{Scope, Script, Value, change, object, statement};
use crate::lang::facts::{Class, ClassKind, Expr, ExprKind};
use crate::model::change::{ChangeKind, ColumnDef, CreateTable, SchemaChange, Statement};
use crate::model::name::{Ident, ObjectName};
use crate::orm::go_structs::{self, Library, Member};
use crate::orm::{AttributeKind, naming};

/// A string, `&model.User{}`, `new(User)`, `(*User)(nil)`, or a variable that holds one of them, as a table.
pub(super) fn table_of<'a>(
    script: &Script<'a>,
    expr: &'a Expr,
    scope: &Scope<'a>,
    library: Library,
) -> Option<ObjectName> {
    table_of_value(script, &script.eval(expr, scope), expr, library)
}

/// The same of a value.
pub(super) fn table_of_value<'a>(
    script: &Script<'a>,
    value: &Value<'a>,
    expr: &'a Expr,
    library: Library,
) -> Option<ObjectName> {
    if let Value::Text { .. } = value {
        return value.object();
    }
    let given = given(value, expr);
    let name = type_name(given, 0)?;
    let class = class_named(script, name, given.range.start);
    let files = || std::iter::once(script.facts).chain(script.others.iter().copied());
    let own = class.and_then(|class| go_structs::own_table(class, files()));
    // The tags of the struct say whose rules it follows; without any it is the library of the call.
    let library = class.and_then(go_structs::library).unwrap_or(library);
    object(&own.unwrap_or_else(|| go_structs::table(name, library)), given.range.clone())
}

fn given<'a>(value: &Value<'a>, expr: &'a Expr) -> &'a Expr {
    match value {
        Value::Expr(inner) => inner,
        _ => expr,
    }
}

/// The last part of the type's name.
fn type_name(expr: &Expr, depth: usize) -> Option<&str> {
    if depth > 6 {
        return None;
    }
    let is_type = |name: &&str| !matches!(*name, "nil" | "new" | "true" | "false" | "make" | "append");
    match &expr.kind {
        ExprKind::New { type_name, .. } => type_name.rsplit(['.', ':']).next().filter(|name| !name.is_empty()),
        ExprKind::Call { callee, args, .. } if callee.as_name() == Some("new") => {
            args.first()?.value.last_name().filter(is_type)
        }
        // `(*User)(nil)`
        ExprKind::Call { callee, args, .. } => match args.as_slice() {
            [only] if is_nil(&only.value) => named_type(callee, depth),
            _ => None,
        },
        ExprKind::Seq(items) | ExprKind::List(items) => match items.as_slice() {
            [first, nil] if is_nil(nil) => named_type(first, depth),
            [only] => type_name(only, depth + 1),
            _ => None,
        },
        _ => None,
    }
}

fn is_nil(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(text) | ExprKind::Name(text) => text == "nil",
        ExprKind::Seq(items) => items.len() == 1 && items.iter().all(is_nil),
        _ => false,
    }
}

fn named_type(expr: &Expr, depth: usize) -> Option<&str> {
    match &expr.kind {
        ExprKind::Seq(items) if items.len() == 1 && depth < 6 => named_type(items.first()?, depth + 1),
        _ => expr.last_name(),
    }
}

/// The struct of a name: the last that the file declares before this place (a migration's own, in its function), or one of the package.
fn class_named<'a>(script: &Script<'a>, name: &str, at: usize) -> Option<&'a Class> {
    let own = script.facts.classes.iter().filter(|class| class.name == name);
    let nearest = own.clone().filter(|class| class.range.start < at).max_by_key(|class| class.range.start);
    nearest.or_else(|| own.clone().next()).or_else(|| {
        script
            .others
            .iter()
            .find_map(|facts| facts.classes.iter().find(|class| class.name == name && is_global(facts, class)))
    })
}

fn is_global(facts: &crate::lang::facts::CodeFacts, class: &Class) -> bool {
    !facts
        .functions
        .iter()
        .any(|function| function.range.start < class.range.start && class.range.end < function.range.end)
}

/// The columns of the struct that is given, and whose rules they follow.
fn columns<'a>(script: &Script<'a>, given: &Expr, library: Library) -> Option<Vec<Member>> {
    let class =
        class_named(script, type_name(given, 0)?, given.range.start).filter(|class| class.kind == ClassKind::Struct)?;
    let mut known: Vec<&Class> = script.facts.classes.iter().collect();
    known.extend(script.others.iter().flat_map(|facts| facts.classes.iter().filter(|class| is_global(facts, class))));
    let library = go_structs::library(class).unwrap_or(library);
    let mut members = go_structs::members(class, library, &known);
    members.retain(|member| member.kind == AttributeKind::Column);
    Some(members)
}

/// `Sync`, `AutoMigrate`, `CreateTable`: the table is made if it is not there, and columns that it lacks are added; nothing goes away.
pub(super) fn synced<'a>(
    script: &Script<'a>,
    value: &Value<'a>,
    expr: &'a Expr,
    library: Library,
    range: &Range<usize>,
) -> Option<Statement> {
    let members = columns(script, given(value, expr), library)?;
    let table = table_of_value(script, value, expr, library)?;
    let mut changes = Vec::new();
    // A struct without a key is one step's view of a table that is there.
    if members.iter().any(|member| member.primary) {
        let made = CreateTable {
            columns: members.iter().map(|member| definition(member, range)).collect(),
            if_not_exists: true,
            ..CreateTable::default()
        };
        changes.push(change(ChangeKind::CreateTable(made), table.clone(), range.clone()));
    }
    changes.extend(members.iter().map(|member| added(&table, definition(member, range), range)));
    Some(statement(range.clone(), changes))
}

/// A column that is added where it is not there yet.
pub(super) fn added(table: &ObjectName, column: ColumnDef, range: &Range<usize>) -> SchemaChange {
    let kind = ChangeKind::AddColumn { column, if_not_exists: true };
    change(kind, table.clone(), range.clone())
}

/// A field as a column; places of another file's struct would show the wrong text, so they are the call's.
fn definition(member: &Member, range: &Range<usize>) -> ColumnDef {
    ColumnDef {
        name: Ident::at(member.column.clone(), true, range.clone()),
        data_type: member.data_type.clone(),
        nullable: !member.required && !member.primary,
        generated: member.primary,
        primary_key: member.primary,
        range: range.clone(),
        ..ColumnDef::default()
    }
}

/// A column by its own name, or by its field's.
pub(super) fn column_of<'a>(
    script: &Script<'a>,
    expr: &'a Expr,
    scope: &Scope<'a>,
    model: Option<&Expr>,
    library: Library,
) -> Option<Ident> {
    let mut ident = script.eval(expr, scope).ident()?;
    let field = model
        .and_then(|model| columns(script, model, library))
        .and_then(|members| members.into_iter().find(|member| member.name == ident.value).map(|member| member.column));
    match field {
        Some(column) => ident.value = column,
        None if ident.value.starts_with(char::is_uppercase) && library != Library::Xorm => {
            ident.value = naming::snake(&ident.value);
        }
        None => {}
    }
    Some(ident)
}

/// The columns whose tags name an index.
pub(super) fn indexed<'a>(script: &Script<'a>, model: &Expr, name: &str, library: Library) -> Vec<Ident> {
    let members = columns(script, model, library).unwrap_or_default();
    let says = |member: &&Member| {
        member.name == name
            || member.tag.split([';', ',', ' ']).filter_map(|part| part.split_once(':')).any(|(_, value)| value == name)
    };
    members.iter().filter(says).map(|member| Ident::at(member.column.clone(), true, model.range.clone())).collect()
}
