//! Chains of calls and SQL in strings: what builders and `Exec` calls of all tools have in common.

use std::ops::Range;

use super::{Scope, Script, Value, sql_statements, unreadable};
use crate::lang::facts::{Arg, CodeFacts, Expr, ExprKind, Text, TextPart};
use crate::model::change::{Reading, Statement, StatementKind};
use crate::model::name::Dialect;

/// Longer chains are no one's.
const LONGEST: usize = 2_000;

/// One call of a chain.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    pub name: &'a str,
    pub args: &'a [Arg],
    /// From its name to its closing bracket.
    pub range: Range<usize>,
}

/// `root.a(…).b(…)` taken apart, the first call first.
pub fn chain(expr: &Expr) -> (&Expr, Vec<Link<'_>>) {
    let (mut at, mut links) = (expr, Vec::new());
    while links.len() < LONGEST {
        match &at.kind {
            ExprKind::Call { callee, args, .. } => match &callee.kind {
                ExprKind::Member { object, name, name_range } => {
                    links.push(Link { name, args, range: name_range.start..at.range.end });
                    at = object;
                }
                _ => break,
            },
            ExprKind::Seq(items) if items.len() == 1 => match items.first() {
                Some(only) => at = only,
                None => break,
            },
            _ => break,
        }
    }
    links.reverse();
    (at, links)
}

/// What an expression says in words: the pieces of its strings, holes as `…`. For messages about what cannot be read.
pub fn readable(expr: &Expr) -> String {
    let mut said = String::new();
    expr.walk(&mut |expr| {
        if let ExprKind::Str(Text { parts }) = &expr.kind {
            for part in parts {
                match part {
                    TextPart::Piece { value, .. } => said.push_str(value),
                    TextPart::Hole(_) => said.push('…'),
                }
            }
            said.push(' ');
            return false;
        }
        said.len() < 4_000
    });
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The statements of SQL given as an argument; where it cannot be read, a statement that says so.
pub fn sql_argument<'a>(
    script: &Script<'a>,
    expr: &'a Expr,
    scope: &Scope<'a>,
    range: &Range<usize>,
    dialect: Dialect,
) -> Vec<Statement> {
    let mut value = script.eval(expr, scope);
    // Libraries that speak several dialects quote with backquotes everywhere.
    if let Value::Text { value, .. } = &mut value
        && dialect == Dialect::Postgres
    {
        *value = value.replace('`', "\"");
    }
    if let Some(statements) = sql_statements(&value, dialect) {
        return statements;
    }
    let said = match &value {
        Value::Expr(inner) => readable(inner),
        _ => readable(expr),
    };
    let words: Vec<String> = said
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_uppercase)
        .collect();
    let has = |word: &str| words.iter().any(|own| own == word);
    if (has("ALTER") && (has("DROP") || has("RENAME"))) || words.first().is_some_and(|word| word == "DROP") {
        let short: String = said.chars().take(120).collect();
        return vec![unreadable(range.clone(), format!("its SQL is put together when it runs: `{short}`"))];
    }
    let rows = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    if words.first().is_some_and(|word| rows.contains(&word.as_str())) {
        return Vec::new();
    }
    vec![unparsed(range.clone(), "its SQL is put together when it runs")]
}

/// A statement that could not be read and shows no change.
pub fn unparsed(range: Range<usize>, reason: impl Into<String>) -> Statement {
    let kind = StatementKind::Unparsed { reason: reason.into(), at: range.clone(), seen: Vec::new() };
    Statement { range, kind, reading: Reading::Unparsed, nested: Vec::new() }
}

/// The statement that stands for a file with parts that do not parse.
pub fn broken(facts: &CodeFacts) -> Option<Statement> {
    let first = facts.errors.first()?;
    Some(unparsed(first.clone(), "this migration does not parse"))
}

/// The last part of a dotted path of names: `Users` of `super.m2022.Users`.
pub fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, ConstraintKind, SchemaChange};

    fn column(column: &ColumnDef) -> String {
        let mut text = format!("{} {}", column.name, column.data_type);
        if !column.nullable {
            text.push_str(" not null");
        }
        if let Some(default) = &column.default {
            text.push_str(&format!(" default {default}"));
        }
        for (said, word) in [(column.generated, " generated"), (column.primary_key, " pk"), (column.unique, " unique")]
        {
            if said {
                text.push_str(word);
            }
        }
        text.trim_end().to_owned()
    }

    fn one(change: &SchemaChange) -> String {
        let object = &change.object;
        match &change.kind {
            ChangeKind::CreateTable(made) => {
                let columns: Vec<String> = made.columns.iter().map(column).collect();
                format!("{object} create table ({})", columns.join(", "))
            }
            ChangeKind::DropTable { .. } => format!("{object} drop table"),
            ChangeKind::RenameTable { to } => format!("{object} rename table to {to}"),
            ChangeKind::AddColumn { column: added, .. } => format!("{object} add column {}", column(added)),
            ChangeKind::DropColumn { column, .. } => format!("{object} drop column {column}"),
            ChangeKind::RenameColumn { from, to } => format!("{object} rename column {from} to {to}"),
            ChangeKind::AlterColumn { column: name, action } => match action {
                ColumnAction::Redefine(new) => format!("{object} redefine {}", column(new)),
                ColumnAction::SetType { data_type } => format!("{object} {name} type {data_type}"),
                other => format!("{object} {name} {other:?}"),
            },
            ChangeKind::AddConstraint(constraint) => {
                let kind = match &constraint.kind {
                    ConstraintKind::ForeignKey { table, .. } => format!("foreign key to {table}"),
                    ConstraintKind::Unique { columns } => {
                        format!("unique {}", columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
                    }
                    ConstraintKind::PrimaryKey { .. } => "primary key".to_owned(),
                    _ => "constraint".to_owned(),
                };
                format!("{object} add {kind}")
            }
            ChangeKind::DropConstraint { name, .. } => format!("{object} drop constraint {name}"),
            ChangeKind::CreateIndex { table, columns, unique, .. } => {
                let columns: Vec<&str> = columns.iter().map(|part| part.expression.as_str()).collect();
                format!("{table} {}index {object} ({})", if *unique { "unique " } else { "" }, columns.join(","))
            }
            ChangeKind::DropIndex { .. } => format!("{object} drop index"),
            other => format!("{object} {}", format!("{other:?}").split([' ', '{', '(']).next().unwrap_or_default()),
        }
    }

    /// The changes of a statement in short, each with the text that it stands at.
    pub fn shown(statement: &Statement, text: &str) -> Vec<String> {
        match &statement.kind {
            StatementKind::Changes(changes) => changes
                .iter()
                .map(|change| format!("{} | {}", one(change), text.get(change.range.clone()).unwrap_or("?")))
                .collect(),
            StatementKind::Query(_) => vec!["query".to_owned()],
            StatementKind::Unparsed { reason, .. } => vec![format!("unparsed {reason}")],
            StatementKind::Unreadable { what, .. } => vec![format!("unreadable {what}")],
        }
    }
}
