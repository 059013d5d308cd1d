//! SQL that a migration holds in a string or a tagged template, also where a part of it is put together when it runs.
//!
//! Such a part reads as a value (`0`). A statement that destroys or renames something and holds one cannot be trusted: it is unreadable.

use std::ops::Range;

use crate::lang::facts::{Expr, ExprKind, Text, TextPart};
use crate::migration::script::{Piece, Scope, Script, Value, sql_statements, unreadable};
use crate::model::change::{ChangeKind, SchemaChange, Statement, StatementKind};
use crate::model::name::Dialect;

/// How deep texts are put together.
const DEPTH: usize = 24;

/// The statements of an argument that is SQL; nothing is lost if no text of it can be read.
pub fn statements<'a>(
    script: &Script<'a>,
    expr: &'a Expr,
    scope: &Scope<'a>,
    dialect: Dialect,
) -> Option<Vec<Statement>> {
    let mut text = Joined::default();
    text.add(script, expr, scope, 0)?;
    if text.value.trim().is_empty() {
        return None;
    }
    let range = text.pieces.first().map_or(expr.range.start, |piece| piece.range.start)..expr.range.end;
    let holes = text.holes;
    let value = Value::Text { value: text.value.clone(), range: range.clone(), pieces: text.pieces.clone() };
    let found = sql_statements(&value, dialect)?;
    if holes.is_empty() {
        return Some(found);
    }
    // The places in the text, to see which statement has a hole.
    let bare = Value::Text {
        value: text.value.clone(),
        range: 0..0,
        pieces: vec![Piece { at: 0, len: text.value.len(), range: 0..text.value.len() }],
    };
    let places: Vec<Range<usize>> =
        sql_statements(&bare, dialect)?.into_iter().map(|statement| statement.range).collect();
    let checked = found.into_iter().zip(places).map(|(statement, place)| {
        let has_hole = holes.iter().any(|hole| place.start <= *hole && *hole < place.end);
        let destroys = match &statement.kind {
            StatementKind::Changes(changes) => changes.iter().any(takes_away),
            StatementKind::Unparsed { seen, .. } => seen.iter().any(takes_away),
            StatementKind::Query(_) | StatementKind::Unreadable { .. } => false,
        };
        if has_hole && destroys {
            let shown = text.value.get(place).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            let shown: String = shown.chars().take(80).collect();
            unreadable(statement.range, shown)
        } else {
            statement
        }
    });
    Some(checked.collect())
}

fn takes_away(change: &SchemaChange) -> bool {
    matches!(
        change.kind,
        ChangeKind::DropTable { .. }
            | ChangeKind::RenameTable { .. }
            | ChangeKind::SetSchema { .. }
            | ChangeKind::DropColumn { .. }
            | ChangeKind::RenameColumn { .. }
            | ChangeKind::DropView { .. }
            | ChangeKind::RenameView { .. }
            | ChangeKind::DropSchema { .. }
            | ChangeKind::Truncate
    )
}

/// A text that is put together, with the places of its parts in the file and of the parts that are not known.
#[derive(Default)]
struct Joined {
    value: String,
    pieces: Vec<Piece>,
    holes: Vec<usize>,
}

impl Joined {
    /// Adds an expression; `None` if it is no text at all.
    fn add<'a>(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &Scope<'a>, depth: usize) -> Option<()> {
        if depth > DEPTH {
            return None;
        }
        match &expr.kind {
            ExprKind::Str(text) => self.text(script, text, scope, depth),
            ExprKind::Binary { op, .. } if op == "+" => {
                let mut known = false;
                for part in expr.operands(|op| op == "+") {
                    let (before, whole) = (self.value.len(), self.pieces.len());
                    if self.add(script, part, scope, depth + 1).is_some() {
                        known = true;
                    } else {
                        self.value.truncate(before);
                        self.pieces.truncate(whole);
                        self.hole();
                    }
                }
                known.then_some(())
            }
            ExprKind::Seq(items) if items.len() == 1 => self.add(script, items.first()?, scope, depth + 1),
            ExprKind::Call { callee, args, .. } => {
                let name = callee.last_name()?;
                let first = args.first().map(|arg| &arg.value);
                match name {
                    // Names of things: `sql.identifier(["public", "users"])`, `sql.ref("users.id")`.
                    "identifier" | "ref" | "table" | "id" | "column" => {
                        let value = script.eval(first?, scope);
                        let texts: Option<Vec<&str>> = value.items().iter().map(Value::text).collect();
                        let quoted: Vec<String> =
                            texts?.iter().flat_map(|text| text.split('.')).map(|text| format!("\"{text}\"")).collect();
                        self.known(&quoted.join("."));
                        Some(())
                    }
                    "trim" | "trimIndent" | "trimMargin" | "stripIndent" | "toString" | "compile" => match &callee.kind
                    {
                        ExprKind::Member { object, .. } => self.add(script, object, scope, depth + 1),
                        _ => None,
                    },
                    "join" => {
                        let ExprKind::Member { object, .. } = &callee.kind else { return None };
                        let ExprKind::List(items) = &object.kind else { return None };
                        let glue = first.and_then(|glue| script.eval(glue, scope).text().map(str::to_owned));
                        for (at, item) in items.iter().enumerate() {
                            if at > 0 {
                                self.known(glue.as_deref().unwrap_or(","));
                            }
                            if self.add(script, item, scope, depth + 1).is_none() {
                                self.hole();
                            }
                        }
                        Some(())
                    }
                    _ if is_tag(callee) => self.add(script, first?, scope, depth + 1),
                    _ => None,
                }
            }
            // `Prisma.sql`, objects `{ sql: "…" }` that drivers take
            ExprKind::Map(entries) => {
                let entry = entries.iter().find(|entry| {
                    matches!(&entry.key, crate::lang::facts::Key::Name(name) if matches!(name.as_str(), "sql" | "query" | "text" | "raw"))
                })?;
                self.add(script, &entry.value, scope, depth + 1)
            }
            _ => match script.eval(expr, scope) {
                Value::Text { value, pieces, .. } => {
                    let by = self.value.len();
                    self.pieces.extend(pieces.into_iter().map(|piece| Piece { at: piece.at + by, ..piece }));
                    self.value.push_str(&value);
                    Some(())
                }
                Value::Literal(text) => {
                    self.known(&text);
                    Some(())
                }
                // A constant that is a template with holes.
                Value::Expr(other) if other.range != expr.range => self.add(script, other, scope, depth + 1),
                _ => None,
            },
        }
    }

    fn text<'a>(&mut self, script: &Script<'a>, text: &'a Text, scope: &Scope<'a>, depth: usize) -> Option<()> {
        for part in &text.parts {
            match part {
                TextPart::Piece { value, range } => {
                    if value.len() == range.len() {
                        self.pieces.push(Piece { at: self.value.len(), len: value.len(), range: range.clone() });
                    }
                    self.value.push_str(value);
                }
                TextPart::Hole(hole) => {
                    if self.add(script, hole, scope, depth + 1).is_none() {
                        self.hole();
                    }
                }
            }
        }
        Some(())
    }

    fn known(&mut self, text: &str) {
        self.value.push_str(text);
    }

    fn hole(&mut self) {
        self.holes.push(self.value.len());
        self.value.push('0');
    }
}

/// ``sql`…` ``, `sql.raw("…")`, `sql.fragment`, `raw("…")`, `dedent`
fn is_tag(callee: &Expr) -> bool {
    matches!(
        callee.last_name(),
        Some(
            "sql"
                | "raw"
                | "unsafe"
                | "fragment"
                | "literalValue"
                | "lit"
                | "literal"
                | "dedent"
                | "SQL"
                | "type"
                | "typeAlias"
                | "outdent"
        )
    ) || matches!(&callee.kind, ExprKind::Call { callee, .. } if is_tag(callee))
}
