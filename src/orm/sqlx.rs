//! Rows as Rust structs: `#[derive(FromRow)]` of sqlx, and derives that name their table (`#[derive(Model)] #[table(users)]`, ormx, and their kin).
//!
//! A struct that a `SELECT *` fills is bound to that table. Any other row struct without a table is matched with the table whose columns it has; its
//! queries are SQL and are read as such.

use std::collections::HashMap;

use crate::lang::facts::{Class, ClassKind, Expr, ExprKind};
use crate::model::name::{Dialect, ObjectName};
use crate::model::query::Clause;
use crate::model::reference::{Certainty, Step};
use crate::sql;

use super::naming;
use super::{
    Attribute, AttributeKind, CodeFile, Grammar, Mapping, Orm, callee_name, decorator, named, positional, text_or_path,
};

pub(super) const ORM: Orm = Orm {
    name: "sqlx",
    declared_in: &["rust"],
    hints: &["FromRow", "#[table(", "#[ormx(", "#[sqlx(", "Model", "query_as"],
    mappings,
};

fn mappings(file: &CodeFile) -> Vec<Mapping> {
    let filled = filled(file);
    file.facts
        .classes
        .iter()
        .filter(|class| class.kind == ClassKind::Struct)
        .filter_map(|class| row(file, class, filled.get(class.name.as_str())))
        .collect()
}

/// What fills a struct: a table, and the columns that are selected; `None`: all of them.
struct Filled {
    table: ObjectName,
    columns: Option<Vec<String>>,
}

/// The structs that `query_as!(User, "SELECT * FROM users …")` or `query_as::<_, User>` fills from one table. Of a `*` each field has to be a column.
fn filled(file: &CodeFile) -> HashMap<String, Filled> {
    let mut found = HashMap::new();
    if !file.source.text.contains("query_as") {
        return found;
    }
    for function in &file.facts.functions {
        for expr in &function.body {
            expr.walk(&mut |expr| {
                if let Some((name, filled)) = fills(expr) {
                    let owner = function.owner.clone().filter(|_| name == "Self");
                    let known: &mut Filled = found
                        .entry(owner.unwrap_or(name))
                        .or_insert_with(|| Filled { table: filled.table.clone(), columns: Some(Vec::new()) });
                    if known.table.name.value == filled.table.name.value {
                        known.columns = known.columns.take().zip(filled.columns).map(|(a, b)| [a, b].concat());
                    }
                }
                true
            });
        }
    }
    found
}

fn fills(expr: &Expr) -> Option<(String, Filled)> {
    let ExprKind::Call { callee, type_args, args } = &expr.kind else { return None };
    let (name, text) = match callee.last_name()? {
        "query_as!" | "query_as_unchecked!" => (args.first()?.value.last_name()?, args.get(1)?),
        "query_as" => (type_args.get(1)?.as_str(), args.first()?),
        _ => return None,
    };
    let queries = sql::read_query(&text.value.as_text()?, Dialect::Postgres)?;
    let query = queries.first()?;
    let (table, columns) = match (&query.stars[..], &query.tables[..]) {
        ([star], _) => match star.tables[..] {
            [table] => (query.tables.get(table)?, None),
            _ => return None,
        },
        ([], [table]) => {
            let selected = query.columns.iter().filter(|column| column.clause == Clause::Projection);
            (table, Some(selected.map(|column| column.column.value.clone()).collect()))
        }
        _ => return None,
    };
    let name = name.split('<').next().unwrap_or(name).rsplit(':').next().unwrap_or(name).trim();
    Some((name.to_string(), Filled { table: table.name.clone(), columns }))
}

fn row(file: &CodeFile, class: &Class, filled: Option<&Filled>) -> Option<Mapping> {
    let derives = |name: &str| {
        class
            .decorators
            .iter()
            .filter(|decorator| callee_name(decorator) == Some("derive"))
            .any(|derive| positional(derive).any(|value| value.last_name() == Some(name)))
    };
    let named_table = decorator(&class.decorators, "table")
        .and_then(|table| {
            positional(table).find_map(text_or_path).or_else(|| named(table, "name").and_then(text_or_path))
        })
        .or_else(|| decorator(&class.decorators, "ormx").and_then(|ormx| named(ormx, "table")).and_then(text_or_path));
    // The columns of one of its queries say little of a struct that others fill by name.
    let filled = filled.filter(|filled| filled.columns.is_none() || !derives("FromRow"));
    let model = derives("Model") || derives("Table");
    if !(derives("FromRow") || model || named_table.is_some() || filled.is_some()) {
        return None;
    }
    let rename_all = class
        .decorators
        .iter()
        .filter(|decorator| callee_name(decorator) == Some("sqlx"))
        .find_map(|decorator| named(decorator, "rename_all")?.as_text());
    let mut attributes: Vec<Attribute> = class
        .fields
        .iter()
        .map(|field| {
            let mut column = match rename_all.as_deref() {
                Some("camelCase") => naming::camel(&field.name),
                Some("PascalCase") => naming::pascal(&field.name),
                Some("SCREAMING_SNAKE_CASE" | "UPPERCASE") => field.name.to_uppercase(),
                _ => field.name.trim_start_matches("r#").to_string(),
            };
            let mut kind = AttributeKind::Column;
            for attribute in &field.decorators {
                if callee_name(attribute) == Some("sqlx") {
                    if let Some(name) = named(attribute, "rename").and_then(|value| value.as_text()) {
                        column = name;
                    }
                    let flag = |name: &str| positional(attribute).any(|value| value.last_name() == Some(name));
                    if flag("skip") {
                        kind = AttributeKind::Ignored;
                    } else if flag("flatten") {
                        kind = AttributeKind::Virtual;
                    } else if flag("default") {
                        // The row may lack the column: the struct alone breaks nothing.
                        kind = AttributeKind::Ignored;
                    }
                }
            }
            Attribute {
                name: field.name.clone(),
                column,
                kind,
                target: None,
                span: file.span(field.name_range.clone()),
            }
        })
        .collect();
    let place = file.span(class.name_range.clone());
    let (table, certainty, why) = match named_table {
        Some(table) => {
            let text = format!("`{}` maps to table `{table}` (its `table` attribute)", class.name);
            (Some(ObjectName::new(table.rsplit('.').next().unwrap_or(&table))), Certainty::Certain, text)
        }
        None if let Some(filled) = filled.filter(|_| !model) => {
            let how = if filled.columns.is_some() { "a `SELECT`" } else { "`SELECT *`" };
            let text = format!("`{}` is filled by {how} from `{}`", class.name, filled.table);
            // A field without a column of its name has another source.
            if let Some(columns) = &filled.columns {
                attributes.retain(|attribute: &Attribute| columns.contains(&attribute.column));
            }
            (Some(filled.table.clone()), Certainty::Certain, text)
        }
        None if model => {
            let table = naming::snake(&class.name);
            (
                Some(ObjectName::new(table.clone())),
                Certainty::Likely,
                format!("`{}` maps to table `{table}` (by its name)", class.name),
            )
        }
        None => (None, Certainty::Likely, format!("`{}` is a row struct", class.name)),
    };
    Some(Mapping {
        orm: "sqlx",
        grammar: Grammar::Row,
        model: class.name.clone(),
        used_in: &["rust"],
        table,
        certainty,
        why: Step::at(why, place.clone()),
        attributes,
        open: false,
        // A derive that names its table writes the queries itself, every field listed.
        lists_columns: (certainty == Certainty::Certain && filled.is_none()) || model,
        span: place,
    })
}
