//! Deltas in Python: what `run_create` and `run_upgrade` hand to the cursor, `cur.execute("…")`.
//!
//! A branch for the engine of another database is left out; it is found by its indentation, which the common tree does not keep.

use std::ops::Range;

use super::python::{arguments, parse, sql};
use super::script::{Scope, Script, Visitor, unparsed};
use crate::lang::facts::{Expr, ExprKind};
use crate::model::change::{Statement, StatementKind};
use crate::model::name::Dialect;

/// The functions that the program calls.
const ENTRIES: &[&str] = &["run_create", "run_upgrade", "run_update"];

/// Whether a file is a delta by its text.
pub fn is_delta(text: &str) -> bool {
    ENTRIES.iter().any(|name| text.contains(&format!("def {name}(")))
}

/// The statements of a delta.
pub fn read(text: &str, dialect: Dialect) -> Vec<Statement> {
    let facts = parse(text);
    let script = Script::new(&facts);
    let mut reader = Reader { dialect, skipped: skipped(text, dialect), out: unparsed(&facts).into_iter().collect() };
    for entry in ENTRIES {
        for function in facts.functions.iter().filter(|function| function.name == *entry) {
            script.walk(&function.body, &mut Scope::default(), &mut reader);
        }
    }
    reader.out
}

struct Reader {
    dialect: Dialect,
    skipped: Vec<Range<usize>>,
    out: Vec<Statement>,
}

impl<'a> Visitor<'a> for Reader {
    fn call(&mut self, script: &Script<'a>, expr: &'a Expr, scope: &mut Scope<'a>) -> bool {
        if self.skipped.iter().any(|range| range.contains(&expr.range.start)) {
            return true;
        }
        let ExprKind::Call { callee, .. } = &expr.kind else { return false };
        if !matches!(callee.last_name(), Some("execute" | "executescript" | "execute_values" | "executemany")) {
            return false;
        }
        let Some(first) = arguments(expr).first() else { return false };
        let found = sql(script, scope, &first.value, expr.range.clone(), self.dialect);
        // What is made of other rows when it runs moves data, unless it says that it takes something away.
        let says = |one: &Statement| !matches!(&one.kind, StatementKind::Unparsed { seen, .. } if seen.is_empty());
        self.out.extend(found.into_iter().filter(says));
        true
    }
}

/// What runs only on another database: the branches of `if isinstance(engine, Sqlite3Engine)`, and what follows where such a branch returns.
fn skipped(text: &str, dialect: Dialect) -> Vec<Range<usize>> {
    let mut lines: Vec<(usize, usize, &str)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let code = line.trim();
        if !code.is_empty() && !code.starts_with('#') {
            lines.push((at, line.len() - line.trim_start().len(), code));
        }
        at += line.len();
    }
    let mut found = Vec::new();
    for (number, (_, indent, code)) in lines.iter().enumerate() {
        let Some(condition) = code.strip_prefix("if ").or_else(|| code.strip_prefix("elif ")) else { continue };
        let Some(holds) = holds(condition, dialect) else { continue };
        // To the next line that stands as far left; text of strings may, and ends a branch early.
        let end_of = |from: usize, indent: usize| {
            lines.iter().skip(from).position(|(_, other, _)| *other <= indent).map_or(lines.len(), |found| from + found)
        };
        let place = |line: usize| lines.get(line).map_or(text.len(), |(at, _, _)| *at);
        let end = end_of(number + 1, *indent);
        if !holds {
            found.push(place(number + 1)..place(end));
            continue;
        }
        let other = lines
            .get(end)
            .filter(|(_, own, code)| own == indent && (code.starts_with("else:") || code.starts_with("elif ")));
        let returns = end
            .checked_sub(1)
            .and_then(|last| lines.get(last))
            .is_some_and(|(_, own, code)| own > indent && (*code == "return" || code.starts_with("return ")));
        if other.is_some() {
            found.push(place(end)..place(end_of(end + 1, *indent)));
        } else if returns {
            found.push(place(end)..place(end_of(end, indent.saturating_sub(1))));
        }
    }
    found
}

/// Whether a condition about the engine holds on a database; `None`: it is about something else.
fn holds(condition: &str, dialect: Dialect) -> Option<bool> {
    let lower = condition.to_ascii_lowercase();
    if !lower.contains("engine") || lower.contains(" or ") || lower.contains(" and ") {
        return None;
    }
    let named = match (lower.contains("sqlite"), lower.contains("postgres")) {
        (true, false) => Dialect::Sqlite,
        (false, true) => Dialect::Postgres,
        _ => return None,
    };
    let turned = lower.starts_with("not ") || lower.contains("!=");
    Some((named == dialect) != turned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::compact::changes_in;
    use crate::migration::delta::Delta;

    #[test]
    fn what_the_cursor_is_given() {
        let cases = [
            ("cur.execute('ALTER TABLE t DROP COLUMN a')", "t -a", "t -a"),
            ("for s in ('a', 'b'):\n        cur.execute(f'DROP TABLE {s}')", "drop a; drop b", "drop a; drop b"),
            ("if isinstance(engine, Sqlite3Engine):\n        cur.execute('DROP TABLE t')", "", "drop t"),
            (
                "if isinstance(engine, PostgresEngine):\n        cur.execute('DROP TABLE t')\n    else:\n        cur.execute('DROP TABLE u')",
                "drop t",
                "drop u",
            ),
            (
                "if isinstance(engine, PostgresEngine):\n        cur.execute('DROP TABLE t')\n        return\n    cur.execute('DROP TABLE u')",
                "drop t",
                "drop u",
            ),
            (
                "if not isinstance(engine, PostgresEngine):\n        return\n    cur.execute('DROP TABLE t')",
                "drop t",
                "",
            ),
            ("cur.execute(text.replace('a', 'b'))", "", ""),
        ];
        for (body, postgres, sqlite) in cases {
            let text = format!(
                "def run_create(cur, engine):\n    {body}\n\ndef other(cur):\n    cur.execute('DROP TABLE v')\n"
            );
            for (dialect, expected) in [(Dialect::Postgres, postgres), (Dialect::Sqlite, sqlite)] {
                assert_eq!(changes_in(&Delta, "schema/delta/1/x.py", &text, dialect), expected, "{body}");
            }
        }
    }
}
