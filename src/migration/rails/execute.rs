//! SQL that a migration runs: `execute "…"`, here documents too. Holes that are not known are read around.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, TextPart};
use crate::migration::script::{Piece, Scope, Script, Value, sql_statements, unreadable};
use crate::model::change::{Statement, StatementKind};
use crate::model::name::Dialect;

/// What stands for a hole: a word that no schema has.
const HOLE: &str = "hole_of_a_migration";

/// The statements of the SQL that a call runs.
pub fn statements<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>, dialect: Dialect) -> Vec<Statement> {
    let ExprKind::Call { args, .. } = &expr.kind else { return Vec::new() };
    let Some(first) = args.first() else { return Vec::new() };
    let known = script.eval(&first.value, scope);
    let mut statements = Vec::new();
    for value in known.items() {
        statements.extend(match sql_statements(value, dialect) {
            Some(statements) => statements,
            None => with_holes(script, value, &first.value, scope, dialect, &expr.range),
        });
    }
    statements
}

/// SQL with parts that are not known: what destroys or renames one of them cannot be read, the rest can.
fn with_holes<'a>(
    script: &Script<'a>,
    value: &Value<'a>,
    written: &'a Expr,
    scope: &Scope<'a>,
    dialect: Dialect,
    whole: &Range<usize>,
) -> Vec<Statement> {
    let written = match value {
        Value::Expr(expr) => expr,
        _ => written,
    };
    let Some(text) = text_of(script, written, scope) else { return Vec::new() };
    let mut statements = sql_statements(&text, dialect).unwrap_or_default();
    for statement in &mut statements {
        let StatementKind::Changes(changes) = &statement.kind else { continue };
        let unknown = format!("{changes:?}").contains(HOLE);
        if unknown {
            let told = text.text().unwrap_or_default().replace(HOLE, "…");
            let line = told.lines().map(str::trim).find(|line| line.contains('…')).unwrap_or_default().to_owned();
            let upper = line.to_ascii_uppercase();
            *statement = if upper.contains("DROP") || upper.contains("RENAME") {
                unreadable(whole.clone(), format!("`{line}`"))
            } else {
                crate::migration::script::statement(whole.clone(), Vec::new())
            };
        }
    }
    statements
}

/// The text of the string in an expression (through `.strip_heredoc` and its like), a word in place of each hole that is not known.
fn text_of<'a>(script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>) -> Option<Value<'a>> {
    match &expr.kind {
        ExprKind::Str(text) => {
            let (mut value, mut pieces) = (String::new(), Vec::new());
            for part in &text.parts {
                match part {
                    TextPart::Piece { value: piece, range } => {
                        if piece.len() == range.len() {
                            pieces.push(Piece { at: value.len(), len: piece.len(), range: range.clone() });
                        }
                        value.push_str(piece);
                    }
                    TextPart::Hole(hole) => match script.eval(hole, scope) {
                        Value::Text { value: inner, .. } | Value::Literal(inner) => value.push_str(&inner),
                        _ => value.push_str(HOLE),
                    },
                }
            }
            Some(Value::Text { value, range: expr.range.clone(), pieces })
        }
        // A method of the migration that gives back the text.
        ExprKind::Name(name) => match script.function(&[name])?.body.last()? {
            Expr { kind: ExprKind::Return(value), .. } => text_of(script, value, scope),
            value if !matches!(value.kind, ExprKind::Name(_)) => text_of(script, value, scope),
            _ => None,
        },
        ExprKind::Member { object, .. } => text_of(script, object, scope),
        ExprKind::Call { callee, args, .. } => match &callee.kind {
            ExprKind::Member { object, .. } => text_of(script, object, scope)
                .or_else(|| args.first().and_then(|arg| text_of(script, &arg.value, scope))),
            _ => args.first().and_then(|arg| text_of(script, &arg.value, scope)),
        },
        ExprKind::Seq(items) if items.len() == 1 => text_of(script, items.first()?, scope),
        _ => None,
    }
}
