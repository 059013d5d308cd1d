//! Tables and columns as the migrations wrote them, taken apart by their tokens and held against what the schema says by now.
//!
//! The edge: what the schema does not know (collations, comments, exclusion constraints) is believed as it was written first.

use std::sync::Arc;

use crate::catalog::{Catalog, Check, Column, ForeignKey, Key, Origin, Table};
use crate::model::name::{Dialect, Ident};
use crate::source::Revision;
use crate::sql;
use crate::sql::cursor::{Cursor, ident_of, split_commas, unquote};
use crate::sql::lexer::{Token, TokenKind, lex};

use super::{Start, definition, spell};

/// The tokens that a database sees.
pub(super) fn tokens(text: &str, dialect: Dialect) -> Vec<Token> {
    let mut tokens = lex(text, 0..text.len(), dialect);
    tokens.retain(|token| !matches!(token.kind, TokenKind::MarkBegin | TokenKind::MarkEnd));
    tokens
}

/// Tokens in one line: a blank where anything stood between two of them. Comments go, strings stay as they are.
fn joined(text: &str, tokens: &[Token]) -> String {
    let mut line = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.start) {
            line.push(' ');
        }
        line.push_str(token.text(text));
        end = Some(token.end);
    }
    line
}

/// A text in one line.
pub(super) fn folded(text: &str, dialect: Dialect) -> String {
    joined(text, &tokens(text, dialect))
}

/// The parts of a CREATE TABLE: what stands between its brackets, and what follows them.
struct Parts {
    /// Without the columns.
    constraints: Vec<String>,
    tail: String,
}

/// Takes a CREATE TABLE apart; `None` for anything else.
fn parts(text: &str, dialect: Dialect) -> Option<Parts> {
    let tokens = tokens(text, dialect);
    let mut c = Cursor::new(text, &tokens, dialect);
    if !c.eat("CREATE") {
        return None;
    }
    while c.eat_any(&["GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED"]) || c.eat("OR REPLACE") {}
    if !c.eat("TABLE") {
        return None;
    }
    c.eat("IF NOT EXISTS");
    c.name()?;
    let from = c.at;
    let group = c.group()?;
    // One that is never closed has no last bracket.
    if c.at != from + group.len() + 2 {
        return None;
    }
    let items = split_commas(text, group);
    let constraints = items.into_iter().filter(|item| is_constraint(text, item, dialect));
    let constraints = constraints.map(|item| joined(text, item)).collect();
    Some(Parts { constraints, tail: joined(text, c.rest()).trim_end_matches(';').trim_end().to_owned() })
}

/// Whether an item of a CREATE TABLE is no column. Words that are names in one database are none in another.
fn is_constraint(text: &str, item: &[Token], dialect: Dialect) -> bool {
    let own: &[&str] = match dialect {
        Dialect::Mysql => &["KEY", "INDEX", "FULLTEXT", "SPATIAL"],
        Dialect::Postgres => &["EXCLUDE", "LIKE"],
        Dialect::Mssql => &["INDEX", "PERIOD"],
        _ => &[],
    };
    let all = ["CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK"];
    item.first().is_some_and(|first| all.iter().chain(own).any(|word| first.is_word(text, word)))
}

/// Whether a text names something.
pub(super) fn mentions(text: &str, name: &str, dialect: Dialect) -> bool {
    let (tokens, name) = (tokens(text, dialect), name.to_lowercase());
    tokens.iter().any(|token| match token.kind {
        TokenKind::Word => token.text(text).to_lowercase() == name,
        TokenKind::Quoted => unquote(token.text(text)).to_lowercase() == name,
        _ => false,
    })
}

/// A column's definition without NOT NULL, and without what belongs to that.
pub(super) fn without_not_null(body: &str, dialect: Dialect) -> String {
    let mut kept = tokens(body, dialect);
    let (mut at, mut depth) = (0, 0usize);
    while let Some(token) = kept.get(at) {
        let is = |at: usize, word: &str| kept.get(at).is_some_and(|token| token.is_word(body, word));
        if token.is_punct(body, b'(') {
            depth += 1;
        } else if token.is_punct(body, b')') {
            depth = depth.saturating_sub(1);
        }
        let negated = at.checked_sub(1).is_some_and(|before| is(before, "IS"));
        if depth > 0 || negated || !is(at, "NOT") || !is(at + 1, "NULL") {
            at += 1;
            continue;
        }
        let from = at.checked_sub(2).filter(|from| is(*from, "CONSTRAINT")).unwrap_or(at);
        // SQLite: what an INSERT does that has no value.
        let to = if is(at + 2, "ON") && is(at + 3, "CONFLICT") { at + 5 } else { at + 2 };
        kept.drain(from..to.min(kept.len()));
        at = from;
    }
    joined(body, &kept)
}

/// What stands behind a column's name where it was defined: type, default, constraints. `None` where it is not SQL.
fn body(start: &Start<'_>, column: &Column) -> Option<String> {
    let text = start.text(&column.span)?;
    let tokens = tokens(text, start.dialect);
    let mut c = Cursor::new(text, &tokens, start.dialect);
    if c.eat("ADD") {
        c.eat("COLUMN");
        c.eat("IF NOT EXISTS");
    }
    let name = c.ident()?.key(start.dialect);
    let rest = c.rest();
    let own = |token: &Token| ident_of(text, token, start.dialect).is_some_and(|one| one.key(start.dialect) == name);
    // What a column was called that has another name now may stand in its own check.
    (name == column.key || !rest.iter().any(own)).then(|| joined(text, rest))
}

/// The table that a statement makes.
fn read(statement: &str, dialect: Dialect) -> Option<Table> {
    let mut catalog = Catalog::new(dialect);
    let origin = Origin { path: Arc::from("plan"), revision: Revision::Head };
    for one in sql::read_migration(statement, 0..statement.len(), dialect) {
        catalog.apply(&one, &origin);
    }
    catalog.tables().find(|table| !table.inferred).cloned()
}

/// Names as the database compares them.
fn keys(names: &[Ident], dialect: Dialect) -> Vec<String> {
    names.iter().map(|name| name.key(dialect)).collect()
}

fn same_key(one: &Key, other: &Key, dialect: Dialect) -> bool {
    one.primary == other.primary && keys(&one.columns, dialect) == keys(&other.columns, dialect)
}

fn same_check(one: &Check, other: &Check, dialect: Dialect) -> bool {
    folded(&one.expression, dialect) == folded(&other.expression, dialect)
}

/// `made` was read from what is written, `known` is of the schema: its table may have another name by now.
fn same_reference(start: &Start<'_>, made: &ForeignKey, known: &ForeignKey) -> bool {
    let target = definition::target(start, known);
    keys(&made.columns, start.dialect) == keys(&known.columns, start.dialect)
        && made.table.name.key(start.dialect) == target.name.key(start.dialect)
}

/// Whether the table has every key, check and reference that was written.
fn holds(start: &Start<'_>, made: &Table) -> bool {
    let table = start.table;
    let name = |name: &str| name.to_lowercase();
    made.keys.iter().all(|own| table.keys.iter().any(|key| same_key(own, key, start.dialect)))
        && made.checks.iter().all(|own| table.checks.iter().any(|check| same_check(own, check, start.dialect)))
        && made.foreign_keys.iter().all(|own| table.foreign_keys.iter().any(|key| same_reference(start, own, key)))
        && made.indexes.iter().all(|own| table.indexes.iter().any(|index| name(&index.name) == name(&own.name)))
}

/// A column's definition behind its name as it was written, where the column is still that.
fn agreed(start: &Start<'_>, column: &Column) -> Option<String> {
    let body = body(start, column)?;
    let made = read(&format!("CREATE TABLE t ({} {body})", start.name(&column.name)), start.dialect)?;
    let own = made.columns.first()?;
    let kind = |column: &Column| spell::kind(column, start.dialect).to_lowercase();
    let default = |column: &Column| column.default.as_deref().map(|text| folded(text, start.dialect));
    let is = |name: &Ident| name.key(start.dialect) == column.key;
    let primary = start.table.primary_key().is_some_and(|key| key.columns.iter().any(is));
    let same = kind(own) == kind(column)
        && default(own) == default(column)
        && own.generated == column.generated
        && (primary || own.nullable == column.nullable);
    (same && holds(start, &made)).then_some(body)
}

/// A table as it has to be written to be what it is.
pub(super) struct Outline<'a> {
    /// With what stands behind each one's name.
    pub columns: Vec<(&'a Column, String)>,
    pub constraints: Vec<String>,
    /// What follows the brackets.
    pub tail: String,
    /// All of it stands in the migrations as SQL.
    pub exact: bool,
    /// The indexes that it makes, in lower case.
    pub indexes: Vec<String>,
}

impl Outline<'_> {
    pub fn statement(&self, start: &Start<'_>) -> String {
        let columns = self.columns.iter();
        let mut lines: Vec<String> =
            columns.map(|(own, body)| format!("{} {body}", start.name(&own.name)).trim_end().to_string()).collect();
        lines.extend(self.constraints.iter().cloned());
        let tail = if self.tail.is_empty() { String::new() } else { format!(" {}", self.tail) };
        format!("CREATE TABLE {} (\n  {}\n){tail}", start.table_name(), lines.join(",\n  "))
    }
}

/// The table's parts: as they were written, where the schema still has them so, else as the schema knows them.
pub(super) fn outline<'a>(start: &Start<'a>) -> Outline<'a> {
    let table = start.table;
    let create = start.statement(&table.span).and_then(|text| parts(text, start.dialect));
    let mut outline = Outline {
        columns: Vec::new(),
        constraints: Vec::new(),
        tail: String::new(),
        exact: create.is_some(),
        indexes: Vec::new(),
    };
    for column in &table.columns {
        let written = agreed(start, column);
        outline.exact &= written.is_some();
        outline.columns.push((column, written.unwrap_or_else(|| definition::known(column, start.dialect))));
    }
    if let Some(parts) = create {
        outline.tail = parts.tail;
        let known = table.columns.iter();
        let known: Vec<String> = known
            .map(|column| format!("{} {}", start.name(&column.name), definition::known(column, start.dialect)))
            .collect();
        for constraint in parts.constraints {
            let alone = format!("CREATE TABLE t ({}, {constraint})", known.join(", "));
            match read(&alone, start.dialect) {
                Some(made) if holds(start, &made) => outline.constraints.push(constraint),
                _ => outline.exact = false,
            }
        }
    }
    let Some(made) = read(&outline.statement(start), start.dialect) else { return outline };
    let name = |name: &Option<String>| {
        name.as_ref().map(|name| format!("CONSTRAINT {} ", start.new_name(name))).unwrap_or_default()
    };
    let list = |columns: &[Ident]| columns.iter().map(|column| start.name(column)).collect::<Vec<_>>().join(", ");
    // What was added later.
    for key in table.keys.iter().filter(|key| !key.index && !key.partial && key.expression.is_empty()) {
        if !made.keys.iter().any(|own| same_key(own, key, start.dialect)) {
            let word = if key.primary { "PRIMARY KEY" } else { "UNIQUE" };
            outline.constraints.push(format!("{}{word} ({})", name(&key.name), list(&key.columns)));
        }
    }
    for check in &table.checks {
        if !made.checks.iter().any(|own| same_check(own, check, start.dialect)) {
            outline.constraints.push(format!("{}CHECK ({})", name(&check.name), check.expression));
        }
    }
    for key in &table.foreign_keys {
        if !made.foreign_keys.iter().any(|own| same_reference(start, own, key)) {
            outline.constraints.push(format!(
                "{}FOREIGN KEY ({}) {}{}",
                name(&key.name),
                list(&key.columns),
                definition::reference(start, key),
                definition::actions(start, key)
            ));
        }
    }
    outline.indexes = made.indexes.iter().map(|index| index.name.to_lowercase()).collect();
    outline.indexes.extend(made.keys.iter().filter_map(|key| key.name.as_deref()).map(str::to_lowercase));
    outline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_taken_apart() {
        for (text, dialect, constraints, tail) in [
            (
                "CREATE TABLE IF NOT EXISTS users (\n  id INTEGER PRIMARY KEY, -- a, b)\n  \"e-mail\" TEXT DEFAULT 'a,)' CHECK (x IN (1, 2)),\n  key text,\n  UNIQUE (id,\n \"e-mail\")\n) WITHOUT ROWID;",
                Dialect::Sqlite,
                vec!["UNIQUE (id, \"e-mail\")"],
                "WITHOUT ROWID",
            ),
            (
                "create temp table a.b (c int, KEY d (c)) COMMENT='a  -- b'",
                Dialect::Mysql,
                vec!["KEY d (c)"],
                "COMMENT='a  -- b'",
            ),
        ] {
            let parts = parts(text, dialect).unwrap();
            assert_eq!(
                (parts.constraints, parts.tail.as_str()),
                (constraints.iter().map(|one| one.to_string()).collect(), tail)
            );
        }
        for other in ["ALTER TABLE a ADD b int", "CREATE TABLE a (b 'x", "CREATE TABLE a AS SELECT (1)"] {
            assert!(parts(other, Dialect::Sqlite).is_none(), "{other}");
        }
        assert!(mentions("UNIQUE (id, \"e-mail\")", "e-mail", Dialect::Sqlite));
        assert!(
            !mentions("UNIQUE (ids)", "id", Dialect::Sqlite) && !mentions("CHECK (a = 'id')", "id", Dialect::Sqlite)
        );
    }

    #[test]
    fn definitions_lose_their_not_null_alone() {
        for (body, expected) in [
            ("TEXT not  null UNIQUE", "TEXT UNIQUE"),
            ("text DEFAULT 'a  --  b' NOT NULL", "text DEFAULT 'a  --  b'"),
            ("text CHECK (bio IS NOT NULL OR name='x') NOT NULL", "text CHECK (bio IS NOT NULL OR name='x')"),
            ("text CONSTRAINT given NOT /* c */ NULL ON CONFLICT IGNORE UNIQUE", "text UNIQUE"),
            ("text DEFAULT 'NOT NULL'", "text DEFAULT 'NOT NULL'"),
        ] {
            assert_eq!(without_not_null(body, Dialect::Sqlite), expected);
        }
    }
}
