//! Rows of pgx (Go) as structs: `pgx.CollectRows(rows, pgx.RowToStructByName[User])` behind a `SELECT *` of one table.
//!
//! pgx asks for a column for every field, by its `db` tag or by its name without case and underscores. A struct that the `Lax` kind fills may have fields
//! without a column.

use std::collections::HashMap;

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind, Field};
use crate::model::name::{Dialect, ObjectName};
use crate::model::reference::{Certainty, Step};
use crate::sql;

use super::{
    Attribute, AttributeKind, CodeFile, Grammar, Mapping, callee_name, decorator, go_tags, naming, positional,
};

const FILLERS: &[&str] = &["RowToStructByName", "RowToAddrOfStructByName"];

/// Binds structs that a `SELECT *` fills to its table, with the fields that have no tag.
pub(super) fn link(files: &[&CodeFile], mappings: &mut Vec<Mapping>) {
    let go = files.iter().copied().filter(|file| file.language.name == "go");
    for file in go.filter(|file| file.source.text.contains("StructByName[")) {
        for (name, table) in filled(file) {
            let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
            let here = folder(file.path());
            let declared = files.iter().copied().filter(|other| folder(other.path()) == here).find_map(|other| {
                let is_it = |class: &&Class| class.name == name && class.kind == ClassKind::Struct;
                Some((other, other.facts.classes.iter().find(is_it)?))
            });
            let Some((other, class)) = declared else { continue };
            let made = mapping(other, class, &table);
            match mappings.iter_mut().find(|known| known.span == made.span) {
                Some(known) if known.table.is_none() => *known = made,
                Some(_) => {}
                None => mappings.push(made),
            }
        }
    }
}

fn mapping(file: &CodeFile, class: &Class, table: &ObjectName) -> Mapping {
    let place = file.span(class.name_range.clone());
    Mapping {
        orm: go_tags::ORM.name,
        grammar: Grammar::Row,
        model: class.name.clone(),
        used_in: &["go"],
        certainty: Certainty::Certain,
        why: Step::at(format!("`{}` is filled by `SELECT *` from `{table}` (pgx)", class.name), place.clone()),
        table: Some(table.clone()),
        attributes: class.fields.iter().filter_map(|field| attribute(file, class, field)).collect(),
        open: false,
        lists_columns: false,
        span: place,
    }
}

fn attribute(file: &CodeFile, class: &Class, field: &Field) -> Option<Attribute> {
    if class.bases.iter().any(|base| base.range == field.name_range) || !field.name.starts_with(char::is_uppercase) {
        return None;
    }
    let tag = decorator(&field.decorators, "db").and_then(|tag| positional(tag).next());
    let given = tag.and_then(Expr::as_text).unwrap_or_default();
    let given = given.split(',').next().unwrap_or_default().trim();
    let range = match tag {
        Some(tag) if !given.is_empty() => tag.range.clone(),
        _ => field.name_range.clone(),
    };
    (given != "-").then(|| Attribute {
        name: field.name.clone(),
        column: if given.is_empty() { naming::snake(&field.name) } else { given.to_owned() },
        kind: AttributeKind::Column,
        target: None,
        span: file.span(range),
    })
}

/// The structs that rows of a `SELECT *` fill, with its table.
fn filled(file: &CodeFile) -> Vec<(String, ObjectName)> {
    let mut found = Vec::new();
    for function in &file.facts.functions {
        let mut rows: HashMap<&str, Option<ObjectName>> = HashMap::new();
        for expr in &function.body {
            expr.walk(&mut |expr| {
                match &expr.kind {
                    ExprKind::Assign { target, value, .. } => {
                        let first = match &target.kind {
                            ExprKind::List(items) => items.first(),
                            _ => Some(&**target),
                        };
                        if let Some(name) = first.and_then(Expr::as_name) {
                            rows.insert(name, asked(value));
                        }
                    }
                    ExprKind::Call { args, .. }
                        if callee_name(expr).is_some_and(|name| name.starts_with("Collect")) =>
                    {
                        if let [rows_of, filler] = args.as_slice()
                            && let Some(name) = filler_of(&filler.value)
                            && let Some(Some(table)) = rows_of.value.as_name().and_then(|name| rows.get(name))
                        {
                            found.push((name.to_owned(), table.clone()));
                        }
                    }
                    _ => {}
                }
                true
            });
        }
    }
    found
}

/// `pgx.RowToStructByName[User]`
fn filler_of(expr: &Expr) -> Option<&str> {
    let ExprKind::Index { object, index } = &expr.kind else { return None };
    object.last_name().filter(|name| FILLERS.contains(name))?;
    index.as_name()
}

/// The only table of `conn.Query(ctx, "SELECT * FROM users")`.
fn asked(value: &Expr) -> Option<ObjectName> {
    let ExprKind::Call { callee, args, .. } = &value.kind else { return None };
    callee.last_name().filter(|name| *name == "Query")?;
    let text = args.iter().take(2).find_map(|arg| arg.value.as_text())?;
    let queries = sql::read_query(&text, Dialect::Postgres)?;
    let query = queries.first().filter(|query| query.outputs.len() <= 1)?;
    match (&query.stars[..], &query.tables[..]) {
        ([star], [table]) if star.tables == [0] => Some(table.name.clone()),
        _ => None,
    }
}
