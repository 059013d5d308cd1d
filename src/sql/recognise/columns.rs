//! Definitions of columns and table constraints, and the body of `CREATE TABLE`, in any dialect.

use std::ops::Range;

use super::checks;
use crate::model::change::{ChangeKind, ColumnDef, ColumnPosition, Constraint, ConstraintKind, IndexPart, Like, Takes};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql::cursor::{Cursor, split_commas};
use crate::sql::lexer::{Token, TokenKind};
use crate::sql::literal::literal;

/// Words that end a type or a default.
const CLAUSES: [&str; 44] = [
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "KEY",
    "REFERENCES",
    "CHECK",
    "CONSTRAINT",
    "GENERATED",
    "AS",
    "IDENTITY",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "COLLATE",
    "COMMENT",
    "ON",
    "FIRST",
    "AFTER",
    "CODEC",
    "TTL",
    "MATERIALIZED",
    "ALIAS",
    "EPHEMERAL",
    "STORAGE",
    "COMPRESSION",
    "VISIBLE",
    "INVISIBLE",
    "VIRTUAL",
    "STORED",
    "PERSISTED",
    "ROWGUIDCOL",
    "SPARSE",
    "FAMILY",
    "USING",
    "CASCADE",
    "INDEX",
    "DEFERRABLE",
    "INITIALLY",
    "CHARSET",
    "OPTIONS",
    "SETTINGS",
    "MASKED",
    "STATISTICS",
];

/// One part of the body of `CREATE TABLE`, or what follows `ADD`.
pub enum Item {
    Column(ColumnDef),
    Constraint(Constraint),
    /// `KEY name (…)`, `INDEX name (…)`: a change of its own, with the index's name.
    Index {
        name: Ident,
        kind: IndexItem,
    },
    Like(Like),
    /// Understood, and of no weight (`PERIOD FOR …`, `FAMILY`, `PROJECTION`).
    Other,
}

pub struct IndexItem {
    pub columns: Vec<IndexPart>,
    pub unique: bool,
}

impl IndexItem {
    pub fn on(self, table: ObjectName) -> ChangeKind {
        ChangeKind::CreateIndex {
            table,
            columns: self.columns,
            unique: self.unique,
            predicate: None,
            concurrently: false,
            if_not_exists: false,
        }
    }
}

/// Reads one item. `None` if it is none.
pub fn item(cursor: Cursor<'_>) -> Option<Item> {
    if let Some(constraint) = constraint(cursor) {
        return Some(Item::Constraint(constraint));
    }
    let mut c = cursor;
    if c.eat("LIKE") {
        return like(c).map(Item::Like);
    }
    let listed = c.is_punct_at(2, b'(') && !holds_number(Cursor { at: 2, ..c });
    if c.is_phrase("PERIOD FOR")
        || (listed && c.is("FAMILY"))
        || (c.is("PROJECTION") && c.dialect == Dialect::Clickhouse)
    {
        return Some(Item::Other);
    }
    if let Some(index) = index(cursor) {
        return Some(index);
    }
    column(cursor).map(Item::Column)
}

/// `other INCLUDING DEFAULTS EXCLUDING INDEXES`.
fn like(mut c: Cursor<'_>) -> Option<Like> {
    let mut like = Like::from(c.name()?);
    if c.dialect == Dialect::Postgres {
        like.takes = Takes::NONE;
    }
    while !c.done() {
        let taken = c.eat("INCLUDING");
        if taken || c.eat("EXCLUDING") {
            like.takes.put(c.here(), taken);
        }
        c.skip();
    }
    Some(like)
}

/// A key of MySQL, an index of SQL Server, ClickHouse or CockroachDB. Where the words are not reserved, a column may have them as its name.
fn index(mut c: Cursor<'_>) -> Option<Item> {
    let reserved = c.dialect == Dialect::Mysql;
    c.eat("INVERTED");
    let special = c.eat_any(&["FULLTEXT", "SPATIAL", "VECTOR"]) && reserved;
    if !(c.eat("INDEX") || (reserved && c.eat("KEY")) || special) {
        return None;
    }
    c.eat("IF NOT EXISTS");
    let name = if c.is_punct(b'(') { None } else { c.ident() };
    let mut unique = false;
    let columns = if c.dialect == Dialect::Clickhouse {
        let from = c.at;
        while !c.done() && !c.is("TYPE") {
            c.skip();
        }
        if c.done() || c.at == from {
            return None;
        }
        vec![index_part(c.over(c.tokens.get(from..c.at)?))]
    } else {
        while c.is_any(&["USING", "BTREE", "HASH", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE"]) {
            unique |= c.is("UNIQUE");
            c.at += 1;
        }
        if !reserved && holds_number(c) {
            return None;
        }
        index_parts(&mut c)?
    };
    let name = name.or_else(|| columns.first().and_then(|part| part.column.clone()))?;
    Some(Item::Index { name, kind: IndexItem { columns, unique } })
}

/// Whether `(` and a number stand here: the length of a type, no list of columns.
fn holds_number(c: Cursor<'_>) -> bool {
    c.is_punct(b'(') && c.ahead(1).is_some_and(|token| token.kind == TokenKind::Number)
}

/// Takes `(a, lower(b) DESC, …)`.
pub fn index_parts(c: &mut Cursor<'_>) -> Option<Vec<IndexPart>> {
    let group = c.group()?;
    Some(split_commas(c.text, group).into_iter().map(|part| index_part(c.over(part))).collect())
}

fn index_part(c: Cursor<'_>) -> IndexPart {
    let c = c.over(without_class(c));
    let mut first = c;
    let column = first.ident().filter(|_| {
        // MySQL: `name(10)` is the beginning of a column, not a call.
        let call = first.is_punct(b'(') && !(c.dialect == Dialect::Mysql && holds_number(first));
        let expression = first.is_punct(b'.') || first.kind() == Some(TokenKind::Operator);
        !call && !expression
    });
    let names = column.clone().map_or_else(|| names_in(c.text, c.tokens, c.dialect), |name| vec![name]);
    IndexPart { column, expression: slice(c, c.whole()), names }
}

pub fn slice(c: Cursor<'_>, range: Range<usize>) -> String {
    c.text.get(range).unwrap_or_default().to_owned()
}

/// Reads a table constraint, with or without a name.
pub fn constraint(cursor: Cursor<'_>) -> Option<Constraint> {
    let mut c = cursor;
    let mut name = None;
    let said = c.eat("CONSTRAINT");
    if said {
        c.eat("IF NOT EXISTS");
        let kinds = ["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"];
        if !c.is_any(&kinds) || c.is_any_at(1, &kinds) {
            name = c.ident();
        }
    }
    let kind = if c.eat("PRIMARY KEY") {
        keyed(&mut c, true)?
    } else if c.is("UNIQUE")
        && (said
            || !matches!(c.ahead(1).map(|t| t.kind), Some(TokenKind::Word))
            || c.is_any_at(1, &["KEY", "INDEX", "NULLS", "CLUSTERED", "NONCLUSTERED", "USING"])
            || c.is_punct_at(2, b'('))
    {
        c.eat("UNIQUE");
        c.eat_any(&["KEY", "INDEX"]);
        if !c.is_punct(b'(') && !c.is_any(&["NULLS", "CLUSTERED", "NONCLUSTERED", "USING"]) {
            name = c.ident().or(name);
        }
        if c.eat("NULLS") {
            c.eat("NOT");
            c.eat("DISTINCT");
        }
        keyed(&mut c, false)?
    } else if c.eat("FOREIGN KEY") {
        c.eat("IF NOT EXISTS");
        if !c.is_punct(b'(') {
            name = name.or(c.ident());
        }
        let columns = c.idents()?;
        if !c.eat("REFERENCES") {
            return None;
        }
        let table = c.name()?;
        let referenced = c.idents().unwrap_or_default();
        ConstraintKind::ForeignKey { columns, table, referenced }
    } else if c.is("CHECK") && (c.is_punct_at(1, b'(') || said) {
        c.eat("CHECK");
        c.eat("NOT FOR REPLICATION");
        let inner = c.group().unwrap_or_else(|| c.rest());
        checks::check(c.over(inner))
    } else if c.eat("EXCLUDE") {
        if c.eat("USING") {
            c.ident()?;
        }
        let inner = c.group()?;
        let columns = split_commas(c.text, inner).into_iter().flat_map(|part| index_part(c.over(part)).names).collect();
        ConstraintKind::Exclude { columns }
    } else if said && c.eat("NOT NULL") {
        ConstraintKind::NotNull { column: c.ident()? }
    } else {
        return None;
    };
    Some(Constraint { name, kind })
}

fn keyed(c: &mut Cursor<'_>, primary: bool) -> Option<ConstraintKind> {
    if c.eat("USING INDEX") {
        return Some(ConstraintKind::UsingIndex { index: c.ident()?, primary });
    }
    while !c.done() && !c.is_punct(b'(') {
        c.at += 1;
    }
    let columns = c.idents()?;
    Some(if primary { ConstraintKind::PrimaryKey { columns } } else { ConstraintKind::Unique { columns } })
}

/// Reads the definition of a column. `None` if it does not begin with a name.
pub fn column(cursor: Cursor<'_>) -> Option<ColumnDef> {
    let mut c = cursor;
    let start = c.at;
    let name = c.ident()?;
    let mut column = ColumnDef { name, nullable: true, ..ColumnDef::default() };
    column.data_type = data_type(&mut c);
    let plain = column.data_type.to_ascii_lowercase();
    if c.dialect == Dialect::Clickhouse {
        column.nullable = plain.contains("nullable(");
    }
    if matches!(plain.as_str(), "serial" | "bigserial" | "smallserial" | "serial4" | "serial8" | "serial2") {
        column.generated = true;
        column.nullable = false;
    }
    if c.dialect == Dialect::Mssql && matches!(plain.trim_matches(['[', ']']), "rowversion" | "timestamp") {
        column.generated = true;
    }
    if plain.starts_with("enum") || (c.dialect == Dialect::Mysql && plain.starts_with("set(")) {
        let inner = c.tokens.get(start..c.at).unwrap_or_default();
        let strings = inner.iter().filter(|token| token.kind == TokenKind::String);
        column.values = strings.map(|token| literal(c.text, token, c.dialect).value).collect();
    }
    while !c.done() {
        column_clause(&mut c, &mut column);
    }
    column.range = c.since(start);
    column.position = position(c);
    Some(column)
}

/// MySQL's and ClickHouse's `FIRST` and `AFTER other`, which end a definition.
fn position(c: Cursor<'_>) -> ColumnPosition {
    let says = matches!(c.dialect, Dialect::Mysql | Dialect::Clickhouse);
    match c.tokens.split_last().filter(|_| says) {
        Some((last, _)) if last.is_word(c.text, "FIRST") => ColumnPosition::First,
        Some((_, [.., before])) if before.is_word(c.text, "AFTER") => {
            let other = Cursor { at: c.tokens.len() - 1, ..c }.ident();
            other.map_or(ColumnPosition::Unsaid, ColumnPosition::After)
        }
        _ => ColumnPosition::Unsaid,
    }
}

fn column_clause(c: &mut Cursor<'_>, column: &mut ColumnDef) {
    if c.eat("NOT NULL") {
        column.nullable = false;
    } else if c.eat("NULL") {
        column.nullable = true;
    } else if c.eat("DEFAULT") {
        c.eat_operator("=");
        column.default = Some(expression(c));
    } else if c.eat("PRIMARY") {
        c.eat("KEY");
        column.primary_key = true;
        let rowid = c.dialect == Dialect::Sqlite && column.data_type.eq_ignore_ascii_case("integer");
        // SQLite lets a primary key be NULL that is not the rowid.
        column.nullable &= c.dialect == Dialect::Sqlite && !rowid;
        column.generated |= rowid;
    } else if c.eat("UNIQUE") {
        c.eat("KEY");
        column.unique = true;
    } else if c.eat("REFERENCES") {
        if let Some(table) = c.name() {
            let columns = c.idents().unwrap_or_default();
            column.references = Some((table, columns));
        }
    } else if c.eat("CHECK") {
        if let Some(inner) = c.group() {
            column.values.extend(checks::listed(c.over(inner)));
        }
    } else if c.is("ON") {
        // `ON DELETE SET NULL`, `ON UPDATE now()`, `ON CONFLICT …`
        c.at += 2;
        if c.eat("SET") || c.eat("NO") || c.is_any(&["CASCADE", "RESTRICT"]) {
            c.at += 1;
        }
    } else if c.is("GENERATED") && !c.is_at(1, "BY") {
        column.generated = true;
        c.at += 1;
    } else if c.is_any(&["GENERATED", "AS", "IDENTITY", "AUTO_INCREMENT", "AUTOINCREMENT", "MATERIALIZED", "ALIAS"]) {
        column.generated = true;
        if c.is("IDENTITY") {
            column.nullable = false;
        }
        let by_default = c.eat("GENERATED BY DEFAULT");
        if !by_default {
            c.at += 1;
        }
    } else if c.is_any(&["COLLATE", "COMMENT", "CONSTRAINT", "STORAGE", "COMPRESSION", "CHARSET", "FAMILY"]) {
        c.at += 1;
        c.skip();
    } else {
        c.skip();
    }
}

/// Takes a type as written; it may be empty.
pub fn data_type(c: &mut Cursor<'_>) -> String {
    let from = c.at;
    while !c.done() {
        if c.is_any(&CLAUSES)
            || c.is_phrase("CHARACTER SET")
            || c.is_punct(b',')
            || (c.is("WITH") && !c.is_at(1, "TIME"))
        {
            break;
        }
        c.skip();
    }
    slice(*c, c.since(from))
}

/// Takes an expression as written, up to the next clause.
pub fn expression(c: &mut Cursor<'_>) -> String {
    let from = c.at;
    let mut cases = usize::from(c.is("CASE"));
    c.skip();
    while !c.done() && (cases > 0 || !(c.is_any(&CLAUSES) || c.is("WITH"))) {
        if c.is("CASE") {
            cases += 1;
        } else if c.is("END") {
            cases = cases.saturating_sub(1);
        }
        c.skip();
    }
    slice(*c, c.since(from))
}

/// Words that are no names in an expression.
const KEYWORDS: [&str; 44] = [
    "AND",
    "OR",
    "NOT",
    "NULL",
    "IS",
    "IN",
    "LIKE",
    "ILIKE",
    "BETWEEN",
    "TRUE",
    "FALSE",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "ANY",
    "ALL",
    "SOME",
    "ARRAY",
    "ASC",
    "DESC",
    "NULLS",
    "FIRST",
    "LAST",
    "COLLATE",
    "CAST",
    "AS",
    "INTERVAL",
    "DISTINCT",
    "FROM",
    "SIMILAR",
    "TO",
    "ESCAPE",
    "WITH",
    "OPERATOR",
    "CURRENT_TIMESTAMP",
    "CURRENT_DATE",
    "EXISTS",
    "GLOB",
    "REGEXP",
    "RLIKE",
    "VARYING",
    "PRECISION",
];

/// The names in an expression that could be columns, each once.
pub fn names_in(text: &str, tokens: &[Token], dialect: Dialect) -> Vec<Ident> {
    let mut names: Vec<Ident> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let called = next.is_some_and(|next| {
            next.is_punct(text, b'(') || next.is_punct(text, b'.') || next.kind == TokenKind::String
        });
        let cast = before.is_some_and(|before| {
            (before.kind == TokenKind::Operator && before.text(text) == "::")
                || before.is_word(text, "AS")
                || before.is_word(text, "COLLATE")
        });
        let keyword = KEYWORDS.iter().any(|word| token.is_word(text, word));
        if called || cast || keyword || token.kind == TokenKind::String {
            continue;
        }
        if let Some(name) = crate::sql::cursor::ident_of(text, token, dialect)
            && !names.iter().any(|known| known.value == name.value)
        {
            names.push(name);
        }
    }
    names
}

/// The items of a body in brackets, with their tokens. Those that cannot be read are left out.
pub fn items<'a>(c: Cursor<'a>, group: &'a [Token]) -> Vec<(Item, &'a [Token])> {
    split_commas(c.text, group).into_iter().filter_map(|part| Some((item(c.over(part))?, part))).collect()
}

/// Without the names of operator classes (`text_pattern_ops`), which stand behind a part of an index.
fn without_class<'a>(c: Cursor<'a>) -> &'a [Token] {
    let mut end = c;
    end.skip();
    if end.is_punct(b'(') {
        end.skip();
    }
    let class = end.kind() == Some(TokenKind::Word) && end.here().to_ascii_lowercase().ends_with("_ops");
    if class { c.tokens.get(..end.at).unwrap_or_default() } else { c.tokens }
}
