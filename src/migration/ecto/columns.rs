//! What stands in the block of `create table` and `alter table`: `add`, `remove`, `modify`, `timestamps`.

use std::ops::Range;

use super::super::script::{Scope, Script, Value, change, unreadable};
use super::{Block, Reader};
use crate::lang::facts::{Arg, Expr, ExprKind, Key};
use crate::migration::back::taken_back;
use crate::model::change::{ChangeKind, ColumnAction, ColumnDef};
use crate::model::name::Ident;

/// Reads one call; `false` if it is none of a block's.
pub(super) fn call<'a>(
    reader: &mut Reader,
    block: &Block,
    name: &str,
    args: &'a [Arg],
    expr: &'a Expr,
    script: &Script<'a>,
    scope: &Scope<'a>,
) -> bool {
    if reader.back.is_some() && !block.creates {
        return turned(reader, block, name, args, expr, script, scope);
    }
    let value = |arg: Option<&'a Arg>| arg.map(|arg| script.eval(&arg.value, scope));
    let column = value(args.first()).and_then(|value| value.ident());
    let mut push = |kind| reader.open.push(change(kind, block.table.clone(), expr.range.clone()));
    match name {
        "add" | "add_if_not_exists" => {
            if let Some(name_of) = column {
                let column = define(name_of, args, expr, script, scope);
                push(ChangeKind::AddColumn { column, if_not_exists: name != "add" });
            }
        }
        "remove" | "remove_if_exists" => match column {
            Some(column) => {
                push(ChangeKind::DropColumn { column, if_exists: name != "remove", cascade: false });
            }
            None => reader.out.push(unreadable(
                expr.range.clone(),
                format!("a column of `{}` is removed, by a name that is put together when it runs", block.table),
            )),
        },
        "modify" => {
            if let Some(column) = column {
                for action in modified(args, script, scope) {
                    push(ChangeKind::AlterColumn { column: column.clone(), action });
                }
            }
        }
        "timestamps" => {
            for (option, default) in [("inserted_at", "inserted_at"), ("updated_at", "updated_at")] {
                let given = args.iter().find(|arg| arg.name.as_deref() == Some(option));
                let said = value(given);
                if said.as_ref().is_some_and(Value::is_false) {
                    continue;
                }
                let name = said
                    .and_then(|value| value.ident())
                    .unwrap_or_else(|| Ident::at(default, true, expr.range.clone()));
                let default = args.iter().any(|arg| arg.name.as_deref() == Some("default"));
                let null = args.iter().find(|arg| arg.name.as_deref() == Some("null"));
                let column = ColumnDef {
                    name,
                    data_type: "timestamp".to_owned(),
                    nullable: value(null).is_some_and(|value| value.is_true()),
                    default: default.then(|| "(an expression)".to_owned()),
                    range: expr.range.clone(),
                    ..ColumnDef::default()
                };
                push(ChangeKind::AddColumn { column, if_not_exists: false });
            }
        }
        _ => return false,
    }
    true
}

/// Reads one call of an `alter` as it runs on the way back (`Ecto.Migration.Runner`).
fn turned<'a>(
    reader: &mut Reader,
    block: &Block,
    name: &str,
    args: &'a [Arg],
    expr: &'a Expr,
    script: &Script<'a>,
    scope: &Scope<'a>,
) -> bool {
    let plain = Reader { dialect: reader.dialect, table: None, out: Vec::new(), open: Vec::new(), back: None };
    let forward = |name: &str, args: &'a [Arg]| {
        let mut plain = plain;
        call(&mut plain, block, name, args, expr, script, scope).then_some((plain.open, plain.out.is_empty()))
    };
    let typed = args.get(1).is_some_and(|arg| arg.name.is_none());
    let made = match name {
        "add" | "add_if_not_exists" | "timestamps" => forward(name, args).map(|(made, _)| taken_back(&made)),
        "remove" if typed => forward("add", args).map(|(made, _)| made),
        "remove" | "remove_if_exists" => {
            reader.refuse(name, "it does not say the column's type", &expr.range);
            Some(Vec::new())
        }
        "modify" => match args.iter().find(|arg| arg.name.as_deref() == Some("from")).map(|arg| &arg.value) {
            Some(from) => from_of(block, args, from, expr, script, scope),
            None => {
                reader.refuse(name, "it does not say `from:`", &expr.range);
                Some(Vec::new())
            }
        },
        _ => return false,
    };
    match made {
        Some(made) if !made.is_empty() => reader.open.extend(made),
        _ => reader.turned_lost(),
    }
    true
}

/// `modify :a, :text, from: :string`, `from: {:string, null: false}`
fn from_of<'a>(
    block: &Block,
    args: &'a [Arg],
    from: &'a Expr,
    expr: &Expr,
    script: &Script<'a>,
    scope: &Scope<'a>,
) -> Option<Vec<crate::model::change::SchemaChange>> {
    let column = script.eval(&args.first()?.value, scope).ident()?;
    let written = match &from.kind {
        ExprKind::List(parts) => parts.first()?,
        _ => from,
    };
    // How large values may be is told in more ways than are read here.
    let mut sized_by = args.iter().any(|arg| matches!(arg.name.as_deref(), Some("size" | "precision" | "scale")));
    from.walk(&mut |part| {
        sized_by |= matches!(&part.kind, ExprKind::Map(entries) if entries.iter().any(|entry| matches!(&entry.key, Key::Name(name) if matches!(name.as_str(), "size" | "precision" | "scale"))));
        true
    });
    if sized_by {
        return None;
    }
    let data_type = sized(written, &[], script, scope);
    let mut actions = vec![ColumnAction::SetType { data_type }];
    if let ExprKind::List(parts) = &from.kind {
        let mut null = None;
        for part in parts.iter().skip(1) {
            let value = script.eval(part, scope);
            null = null.or(value.get("null").map(Value::is_true));
        }
        actions.extend(null.map(|null| if null { ColumnAction::DropNotNull } else { ColumnAction::SetNotNull }));
    }
    let one = |action| {
        change(ChangeKind::AlterColumn { column: column.clone(), action }, block.table.clone(), expr.range.clone())
    };
    Some(actions.into_iter().map(one).collect())
}

/// The key that a table has unless it says that it has none.
pub(super) fn id(range: Range<usize>) -> ColumnDef {
    ColumnDef {
        name: Ident::at("id", true, range.clone()),
        data_type: "bigint".to_owned(),
        generated: true,
        primary_key: true,
        range,
        ..ColumnDef::default()
    }
}

fn define<'a>(name: Ident, args: &'a [Arg], expr: &Expr, script: &Script<'a>, scope: &Scope<'a>) -> ColumnDef {
    let option = |wanted: &str| args.iter().find(|arg| arg.name.as_deref() == Some(wanted));
    let is = |wanted: &str| option(wanted).map(|arg| script.eval(&arg.value, scope));
    let primary_key = is("primary_key").is_some_and(|value| value.is_true());
    let data_type = args.get(1).filter(|arg| arg.name.is_none()).map(|arg| &arg.value);
    let text = data_type.map(|value| sized(value, args, script, scope)).unwrap_or_default();
    let references = data_type.and_then(|value| match &value.kind {
        ExprKind::Call { callee, args, .. } if callee.last_name() == Some("references") => {
            let table = script.eval(&args.first()?.value, scope).object()?;
            let column = args.iter().find(|arg| arg.name.as_deref() == Some("column"));
            let column = column.and_then(|arg| script.eval(&arg.value, scope).ident());
            Some((table, vec![column.unwrap_or_else(|| "id".into())]))
        }
        _ => None,
    });
    ColumnDef {
        name,
        nullable: !primary_key && !is("null").is_some_and(|value| value.is_false()),
        default: option("default").map(|arg| match script.eval(&arg.value, scope) {
            Value::Text { value, .. } => format!("'{value}'"),
            Value::Literal(text) => text,
            _ => "(an expression)".to_owned(),
        }),
        generated: matches!(text.as_str(), "serial" | "bigserial" | "identity") || option("generated").is_some(),
        data_type: text,
        primary_key,
        references,
        range: expr.range.clone(),
        ..ColumnDef::default()
    }
}

/// A type, and how large its values may be by the options; a string has 255 characters where they say nothing (ecto_sql, `column_type` of the connections to
/// PostgreSQL and MySQL).
fn sized<'a>(written: &'a Expr, args: &'a [Arg], script: &Script<'a>, scope: &Scope<'a>) -> String {
    let number =
        |wanted: &str| match script.eval(&args.iter().find(|arg| arg.name.as_deref() == Some(wanted))?.value, scope) {
            Value::Literal(text) => text.bytes().all(|byte| byte.is_ascii_digit()).then_some(text),
            _ => None,
        };
    let text = type_text(&script.eval(written, scope));
    let (inner, array) = text.strip_suffix("[]").map_or((text.as_str(), ""), |inner| (inner, "[]"));
    let name = inner.split('(').next().unwrap_or_default();
    match (number("size"), number("precision")) {
        _ if name.is_empty() => text,
        (Some(size), _) => format!("{name}({size}){array}"),
        (None, Some(digits)) => {
            format!("{name}({digits},{}){array}", number("scale").unwrap_or_else(|| "0".to_owned()))
        }
        (None, None) => text,
    }
}

fn type_text(value: &Value<'_>) -> String {
    let known = match value {
        Value::Text { value, .. } => value.as_str(),
        Value::List(items) => return items.get(1).map(|inner| format!("{}[]", type_text(inner))).unwrap_or_default(),
        Value::Expr(_) => return "bigint".to_owned(),
        _ => "",
    };
    match known {
        "string" => "varchar(255)".to_owned(),
        "id" => "bigint".to_owned(),
        "binary_id" => "uuid".to_owned(),
        "binary" => "bytea".to_owned(),
        "map" => "jsonb".to_owned(),
        "utc_datetime" | "utc_datetime_usec" | "naive_datetime" | "naive_datetime_usec" => "timestamp".to_owned(),
        other => other.to_owned(),
    }
}

fn modified<'a>(args: &'a [Arg], script: &Script<'a>, scope: &Scope<'a>) -> Vec<ColumnAction> {
    let mut actions = Vec::new();
    if let Some(arg) = args.get(1).filter(|arg| arg.name.is_none()) {
        let data_type = sized(&arg.value, args, script, scope);
        if !data_type.is_empty() {
            actions.push(ColumnAction::SetType { data_type });
        }
    }
    for arg in args {
        let value = script.eval(&arg.value, scope);
        match arg.name.as_deref() {
            Some("null") if value.is_true() => actions.push(ColumnAction::DropNotNull),
            Some("null") if value.is_false() => actions.push(ColumnAction::SetNotNull),
            Some("default") => actions.push(match value {
                Value::Literal(text) if text == "nil" => ColumnAction::DropDefault,
                Value::Literal(default) => ColumnAction::SetDefault { default },
                Value::Text { value, .. } => ColumnAction::SetDefault { default: format!("'{value}'") },
                _ => ColumnAction::SetDefault { default: "(an expression)".to_owned() },
            }),
            _ => {}
        }
    }
    actions
}
