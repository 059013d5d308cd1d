//! Builders of C#: Dapper's `SqlBuilder`, whose template names the table (`builder.AddTemplate("SELECT id FROM users /**where**/")`) and whose links name the
//! columns, before it or behind; and SqlKata's `db.Query("users")`.

use std::collections::HashMap;

use crate::lang::facts::{Expr, ExprKind, Function};
use crate::model::query::{Access, TableUse};
use crate::reference::fold::Folded;
use crate::reference::sql_use::Scope;
use crate::sql;

use super::{Dialect, Link, Role, named_tables};

/// The role of a link that other languages do not have.
pub(super) fn role(link: &Link<'_>, scope: &Scope<'_, '_>) -> Option<Role> {
    let is_kata = link.name == "Query" && scope.env.file.language.name == "csharp";
    (is_kata && link.args.len() == 1 && link.args.first()?.value.as_word().is_some()).then_some(Role::Table)
}

/// The table of `new Query("users")`.
pub(super) fn made<'a>(root: &'a Expr, scope: &Scope<'a, '_>) -> Vec<(TableUse, Folded)> {
    match &root.kind {
        ExprKind::Seq(items) if items.len() == 1 => items.first().map(|root| made(root, scope)).unwrap_or_default(),
        ExprKind::New { type_name, args, .. } if type_name == "Query" && scope.env.file.language.name == "csharp" => {
            let word = args.first().filter(|arg| args.len() == 1 && arg.value.as_word().is_some());
            word.map(|arg| named_tables(&arg.value, scope, Access::Read)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Remembers the tables of the templates that a function's builders are given, as what is added to them may come first.
pub(in crate::reference) fn templates<'a>(function: &'a Function, scope: &mut Scope<'a, '_>, dialect: Dialect) {
    if scope.env.file.language.name != "csharp" || !scope.env.file.source.text.contains("AddTemplate(") {
        return;
    }
    let mut texts: HashMap<&str, &'a Expr> = HashMap::new();
    let mut found: Vec<(&str, &'a Expr)> = Vec::new();
    for part in &function.body {
        part.walk(&mut |part| {
            match &part.kind {
                ExprKind::Assign { target, value, .. } => {
                    texts.extend(target.as_name().map(|name| (name, &**value)));
                }
                ExprKind::Call { callee, args, .. } => {
                    if let (ExprKind::Member { object, name, .. }, Some(first)) = (&callee.kind, args.first())
                        && let ("AddTemplate", Some(builder)) = (name.as_str(), object.last_name())
                    {
                        found.push((builder, &first.value));
                    }
                }
                _ => {}
            }
            true
        });
    }
    for (builder, template) in found {
        let template = template.as_name().and_then(|name| texts.get(name).copied()).unwrap_or(template);
        let Some(text) = scope.env.fold(template) else { continue };
        // Where the columns will stand: a number as long as the mark.
        let mut sql = text.text.clone();
        for mark in ["/**select**/", "/**set**/"] {
            let value = if mark == "/**set**/" { "a=1" } else { "1" };
            sql = sql.replace(mark, &format!("{value:width$}", width = mark.len()));
        }
        let tables = sql::read_query(&sql, dialect).into_iter().flatten().flat_map(|query| query.tables);
        let known = scope.builders.entry(builder.to_owned()).or_default();
        for table in tables {
            if !known.iter().any(|(own, _)| own.name == table.name && own.alias == table.alias) {
                known.push((table, text.clone()));
            }
        }
    }
}
