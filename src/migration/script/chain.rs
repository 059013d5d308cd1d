//! Chains of calls and SQL in strings: what builders and `Exec` calls of all tools have in common.

use std::ops::Range;

use super::{Scope, Script, Value, sql_statements, unread, unreadable};
use crate::lang::facts::{Arg, Expr, ExprKind, Text, TextPart};
use crate::model::change::Statement;
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
    put_together(&said, range).into_iter().collect()
}

/// What to say of SQL of which only parts can be read (`said`, holes as `…`): that its target cannot be read if it takes something away, that it was not
/// understood if it may make something, nothing if it is about rows, indexes, keys or how rows are kept.
pub fn put_together(said: &str, range: &Range<usize>) -> Option<Statement> {
    let upper = said.to_ascii_uppercase();
    let mut words: Vec<&str> =
        upper.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let shown = || format!("its SQL is put together when it runs: `{}`", said.chars().take(80).collect::<String>());
    if words.first().is_some_and(|word| ROWS.contains(word)) {
        return None;
    }
    let mut harmless = false;
    for quiet in HARMLESS {
        while let Some(at) = words.windows(quiet.len()).position(|window| window == *quiet) {
            words.drain(at..at + quiet.len());
            harmless = true;
        }
    }
    if words.iter().any(|word| matches!(*word, "DROP" | "RENAME" | "TRUNCATE" | "CHANGE")) {
        return Some(unreadable(range.clone(), shown()));
    }
    let makes = words.iter().any(|word| matches!(*word, "CREATE" | "ADD" | "MODIFY"));
    if words.contains(&"ALTER") && !harmless && !makes {
        return Some(unreadable(range.clone(), shown()));
    }
    (makes || !harmless).then(|| unread(range.clone(), "its SQL is put together when it runs"))
}

/// How statements begin that change rows, settings or rights alone.
const ROWS: &[&str] = &[
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE", "SET", "GRANT", "REVOKE", "ANALYZE", "VACUUM", "PRAGMA",
];

/// What takes no name with it that code would use: keys and indexes, and how rows are kept.
const HARMLESS: &[&[&str]] = &[
    &["DROP", "FOREIGN", "KEY"],
    &["DROP", "CONSTRAINT"],
    &["DROP", "INDEX"],
    &["DROP", "PRIMARY", "KEY"],
    &["DROP", "DEFAULT"],
    &["DROP", "NOT", "NULL"],
    &["RENAME", "INDEX"],
    &["RENAME", "CONSTRAINT"],
    &["ADD", "CONSTRAINT"],
    &["ADD", "FOREIGN", "KEY"],
    &["ADD", "PRIMARY", "KEY"],
    &["ADD", "UNIQUE"],
    &["ADD", "INDEX"],
    &["ADD", "CHECK"],
    &["CREATE", "INDEX"],
    &["CREATE", "UNIQUE", "INDEX"],
    &["CONVERT", "TO"],
    &["AUTO_INCREMENT"],
    &["ALTER", "DATABASE"],
    &["ENGINE"],
];

/// The last part of a dotted path of names: `Users` of `super.m2022.Users`.
pub fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::model::change::{ChangeKind, ColumnAction, ColumnDef, ConstraintKind, SchemaChange, StatementKind};

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
