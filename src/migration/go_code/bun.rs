//! bun's query builders that change the schema: `db.NewDropColumn().Model((*User)(nil)).Column("age").Exec(ctx)` and their kin; names that its raw
//! queries are given for `?`.

use super::super::script::chain::{Link, chain};
use super::super::script::{Piece, Scope, Script, Value, change, object, sql_statements, statement, unreadable};
use super::calls::Reader;
use super::models;
use crate::lang::facts::{Arg, Expr, ExprKind};
use crate::model::change::{ChangeKind, ColumnDef, Statement};
use crate::model::name::{Dialect, Ident};
use crate::orm::go_structs::Library;

/// The statements of a chain; `None` if it is none of these.
pub(super) fn read<'a>(
    script: &Script<'a>,
    expr: &'a Expr,
    scope: &Scope<'a>,
    reader: &Reader,
) -> Option<Vec<Statement>> {
    let (_, links) = chain(expr);
    let at = links.iter().position(|link| {
        matches!(link.name, "NewDropColumn" | "NewAddColumn" | "NewDropTable" | "NewCreateTable" | "NewDropIndex")
    })?;
    let begin = links.get(at)?;
    let rest = links.get(at + 1..).unwrap_or_default();
    let of = |names: &[&str]| rest.iter().filter(|link| names.contains(&link.name)).collect::<Vec<&Link<'_>>>();
    let library = if reader.library == Library::Xorm { Library::Bun } else { reader.library };
    let subjects = of(&["ModelTableExpr", "Table", "TableExpr", "Model"]);
    // What names the table wins over the struct that lends its fields.
    let named = subjects.iter().find(|link| link.name != "Model").or(subjects.first());
    let subject = named.and_then(|link| link.args.first());
    let table = subject.and_then(|arg| {
        let mut table = models::table_of(script, &arg.value, scope, library)?;
        // `users AS u`
        if let Some((first, _)) = table.name.value.split_once(' ') {
            table.name.value = first.to_owned();
        }
        Some(table)
    });
    let range = &expr.range;
    let unknown =
        || vec![unreadable(range.clone(), "a table or column is dropped, by a name that is put together when it runs")];
    let cascade = !of(&["Cascade"]).is_empty();
    if begin.name == "NewDropIndex" {
        let name = of(&["Index"]).first().and_then(|link| script.eval(&link.args.first()?.value, scope).object());
        let kind = ChangeKind::DropIndex { table: None, concurrently: false, if_exists: true, cascade };
        return Some(match name {
            Some(name) => vec![statement(range.clone(), vec![change(kind, name, range.clone())])],
            None => Vec::new(),
        });
    }
    let Some(table) = table else {
        return Some(if begin.name.starts_with("NewDrop") { unknown() } else { Vec::new() });
    };
    Some(match begin.name {
        "NewDropTable" => {
            let kind = ChangeKind::DropTable { if_exists: true, cascade };
            vec![statement(range.clone(), vec![change(kind, table, range.clone())])]
        }
        "NewCreateTable" => {
            let model = of(&["Model"]).first().and_then(|link| link.args.first());
            let made = model.and_then(|arg| {
                let value = script.eval(&arg.value, scope);
                models::synced(script, &value, &arg.value, library, range)
            });
            made.into_iter().collect()
        }
        "NewDropColumn" => {
            let mut changes = Vec::new();
            for arg in of(&["Column", "ColumnExpr"]).iter().flat_map(|link| link.args) {
                let Some(column) = script.eval(&arg.value, scope).ident() else { return Some(unknown()) };
                let place = column.range.clone();
                changes.push(change(
                    ChangeKind::DropColumn { column, if_exists: false, cascade },
                    table.clone(),
                    place,
                ));
            }
            vec![statement(range.clone(), changes)]
        }
        _ => {
            let given = of(&["ColumnExpr", "Column"]).first().and_then(|link| {
                let value = script.eval(&link.args.first()?.value, scope);
                let text = value.text()?.trim();
                // `IF NOT EXISTS age int`
                let text = text.strip_prefix("IF NOT EXISTS ").unwrap_or(text).trim();
                let (name, data_type) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
                let name = name.trim_matches(['"', '`']).to_owned();
                object(&name, range.clone())?;
                Some(ColumnDef {
                    nullable: !data_type.to_ascii_lowercase().contains("not null"),
                    default: data_type.to_ascii_lowercase().contains("default").then(String::new),
                    data_type: data_type.split(' ').next().unwrap_or_default().to_owned(),
                    name: Ident::at(name, true, range.clone()),
                    range: range.clone(),
                    ..ColumnDef::default()
                })
            });
            let added = given.map(|column| statement(range.clone(), vec![models::added(&table, column, range)]));
            added.into_iter().collect()
        }
    })
}

/// The statements of a raw query whose `?` stand for names: `db.NewRaw("ALTER TABLE ? RENAME COLUMN ? TO ?", bun.Ident("users"), …)`. `None`: no argument
/// is a name.
pub(super) fn filled<'a>(
    script: &Script<'a>,
    query: &'a Expr,
    args: &'a [Arg],
    scope: &Scope<'a>,
    dialect: Dialect,
) -> Option<Vec<Statement>> {
    let names: Vec<Option<(bool, Value<'a>)>> = args
        .iter()
        .map(|arg| {
            let ExprKind::Call { callee, args, .. } = &arg.value.kind else { return None };
            let quoted = match callee.last_name()? {
                "Ident" | "Name" => true,
                "Safe" => false,
                _ => return None,
            };
            Some((quoted, script.eval(&args.first()?.value, scope)))
        })
        .collect();
    if names.iter().all(Option::is_none) {
        return None;
    }
    let Value::Text { value, range, pieces } = script.eval(query, scope) else { return None };
    let mut text = String::new();
    let mut placed: Vec<Piece> = Vec::new();
    let mut given = names.iter();
    let mut from = 0;
    for (at, _) in value.match_indices('?').chain([(value.len(), "")]) {
        for piece in &pieces {
            let (start, end) = (piece.at.max(from), (piece.at + piece.len).min(at));
            if start < end {
                let place = piece.range.start + (start - piece.at);
                placed.push(Piece {
                    at: text.len() + (start - from),
                    len: end - start,
                    range: place..place + (end - start),
                });
            }
        }
        text.push_str(value.get(from..at)?);
        from = (at + 1).min(value.len());
        if at == value.len() {
            break;
        }
        match given.next() {
            Some(Some((quoted, Value::Text { value: name, pieces, .. }))) => {
                let quote = match dialect {
                    _ if !quoted => "",
                    Dialect::Mysql => "`",
                    _ => "\"",
                };
                text.push_str(quote);
                let shifted = pieces.iter().map(|piece| Piece { at: text.len() + piece.at, ..piece.clone() });
                placed.extend(shifted.collect::<Vec<_>>());
                text.push_str(name);
                text.push_str(quote);
            }
            // A name that only the running program has.
            Some(Some(_)) => {
                let upper = value.to_ascii_uppercase();
                let destroys = upper.contains("DROP ") || upper.contains("RENAME ");
                let why = "a table or column is dropped or renamed, by a name that is put together when it runs";
                return destroys.then(|| vec![unreadable(query.range.clone(), why)]);
            }
            _ => text.push('?'),
        }
    }
    sql_statements(&Value::Text { value: text, range, pieces: placed }, dialect)
}
