//! bun's query builders that change the schema: `db.NewDropColumn().Model((*User)(nil)).Column("age").Exec(ctx)` and their kin.

use super::super::script::chain::{Link, chain};
use super::super::script::{Scope, Script, change, object, statement, unreadable};
use super::calls::Reader;
use super::models;
use crate::lang::facts::Expr;
use crate::model::change::{ChangeKind, ColumnDef, Statement};
use crate::model::name::Ident;
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
