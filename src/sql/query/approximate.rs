//! The last resort for SQL that does not parse: tables and columns from its tokens alone.
//!
//! Every table of the text is in scope of every column. What it gives is marked approximate.

use super::scan::{Kind, Token, scan};
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::model::query::{Access, Clause, ColumnUse, InsertUse, Query, TableUse};

/// Words that are no column where they stand bare.
const KEYWORDS: &[&str] = &[
    "add",
    "all",
    "alter",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "at",
    "begin",
    "between",
    "bigint",
    "boolean",
    "both",
    "by",
    "call",
    "cascade",
    "case",
    "cast",
    "collate",
    "commit",
    "conflict",
    "constraint",
    "create",
    "cross",
    "current",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "database",
    "date",
    "day",
    "declare",
    "default",
    "delete",
    "desc",
    "distinct",
    "do",
    "drop",
    "duplicate",
    "else",
    "end",
    "escape",
    "except",
    "exec",
    "execute",
    "exists",
    "explain",
    "extract",
    "false",
    "fetch",
    "filter",
    "first",
    "following",
    "for",
    "foreign",
    "from",
    "full",
    "function",
    "group",
    "having",
    "hour",
    "if",
    "ignore",
    "ilike",
    "in",
    "index",
    "inner",
    "insert",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "json",
    "jsonb",
    "key",
    "last",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "lock",
    "locked",
    "lower",
    "matched",
    "materialized",
    "merge",
    "minute",
    "month",
    "natural",
    "next",
    "not",
    "nothing",
    "notnull",
    "nowait",
    "null",
    "nulls",
    "numeric",
    "of",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "over",
    "partition",
    "preceding",
    "precision",
    "primary",
    "procedure",
    "range",
    "recursive",
    "references",
    "regexp",
    "replace",
    "returning",
    "right",
    "rlike",
    "rollback",
    "row",
    "rows",
    "second",
    "select",
    "set",
    "share",
    "similar",
    "skip",
    "some",
    "table",
    "text",
    "then",
    "time",
    "timestamp",
    "timestamptz",
    "to",
    "top",
    "trailing",
    "true",
    "truncate",
    "type",
    "unbounded",
    "union",
    "unique",
    "update",
    "using",
    "uuid",
    "values",
    "varchar",
    "view",
    "week",
    "when",
    "where",
    "window",
    "with",
    "within",
    "without",
    "year",
    "zone",
];

/// Words after which a table stands.
const BEFORE_TABLE: &[&str] = &["from", "join", "into", "update", "table"];

/// What the tokens show; `None` if the text names no table.
pub(super) fn read(text: &str, dialect: Dialect) -> Option<Query> {
    let tokens = scan(text, dialect);
    let reader = Approximate { text, tokens: &tokens, query: Query { approximate: true, ..Query::default() } };
    reader.read()
}

struct Approximate<'a> {
    text: &'a str,
    tokens: &'a [Token],
    query: Query,
}

impl Approximate<'_> {
    fn read(mut self) -> Option<Query> {
        let opens = self.tokens.iter().find(|token| !token.is_mark(b'('))?;
        let verbs =
            ["select", "insert", "update", "delete", "with", "merge", "replace", "truncate", "lock", "copy", "table"];
        if !opens.is_any(self.text, &verbs) {
            return None;
        }
        let mut taken = vec![false; self.tokens.len()];
        let ctes = self.cte_names();
        let mut index = 0;
        while index < self.tokens.len() {
            index = match self.table_at(index, &ctes, &mut taken) {
                Some(next) => next,
                None => index + 1,
            };
        }
        self.columns(&taken, &ctes);
        // Without a table it may be prose, unless the table is what is missing.
        let hole =
            self.text.contains('\u{fffc}') && self.tokens.iter().any(|token| token.is_any(self.text, BEFORE_TABLE));
        (!self.query.tables.is_empty() || hole).then_some(self.query)
    }

    fn is(&self, index: usize, word: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| token.is(self.text, word))
    }

    fn mark(&self, index: usize, mark: u8) -> bool {
        self.tokens.get(index).is_some_and(|token| token.is_mark(mark))
    }

    /// `name AS (`
    fn cte_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for index in 0..self.tokens.len() {
            let opens = self.is(index + 1, "as") && self.mark(index + 2, b'(');
            let begins = index > 0
                && (self.is(index - 1, "with") || self.is(index - 1, "recursive") || self.mark(index - 1, b','));
            if opens
                && begins
                && let Some(ident) = self.ident(index)
            {
                names.push(ident.value.to_lowercase());
            }
        }
        names
    }

    fn is_keyword(&self, token: &Token) -> bool {
        token.kind == Kind::Word && KEYWORDS.binary_search(&token.text(self.text).to_ascii_lowercase().as_str()).is_ok()
    }

    /// An identifier that is no keyword and holds no hole.
    fn ident(&self, index: usize) -> Option<Ident> {
        let token = self.tokens.get(index)?;
        let text = token.text(self.text);
        match token.kind {
            Kind::Word if !self.is_keyword(token) && !text.contains('\u{fffc}') => {
                Some(Ident::at(text, false, token.range.clone()))
            }
            Kind::Quoted => {
                let inner = text.get(1..text.len().checked_sub(1)?)?;
                let usable = !inner.is_empty() && !inner.contains(['\u{fffc}', '{', '%']);
                usable.then(|| Ident::at(inner, true, token.range.clone()))
            }
            _ => None,
        }
    }

    /// Reads a table after `FROM` and its like, and what follows it after commas.
    fn table_at(&mut self, index: usize, ctes: &[String], taken: &mut [bool]) -> Option<usize> {
        let token = self.tokens.get(index)?;
        if !token.is_any(self.text, BEFORE_TABLE)
            || (self.is(index, "update")
                && (self.is(index + 1, "set")
                    || (index > 0
                        && (self.is(index - 1, "for") || self.is(index - 1, "do") || self.is(index - 1, "key")))))
        {
            return None;
        }
        let writes = token.is_any(self.text, &["into", "update"])
            || (index > 0 && self.is(index, "from") && self.is(index - 1, "delete"));
        let lists = self.is(index, "from");
        let mut at = index + 1;
        loop {
            while self.tokens.get(at).is_some_and(|token| token.is_any(self.text, &["only", "lateral", "ignore"])) {
                at += 1;
            }
            let mut idents = vec![self.ident(at)?];
            let first = at;
            while self.mark(at + 1, b'.') {
                idents.push(self.ident(at + 2)?);
                at += 2;
            }
            at += 1;
            if self.mark(at, b'(') && !self.is(index, "into") {
                return None;
            }
            (first..at).for_each(|index| taken[index] = true);
            if self.is(at, "as") {
                at += 1;
            }
            let alias = self.ident(at);
            if alias.is_some() {
                taken[at] = true;
                at += 1;
            }
            let name = ObjectName::from_parts(idents)?;
            if !(name.qualifiers.is_empty() && ctes.contains(&name.name.value.to_lowercase())) {
                let access = if writes { Access::Write } else { Access::Read };
                let range = name.range();
                self.query.tables.push(TableUse { name, alias, access, range });
                if self.is(index, "into") && self.mark(at, b'(') {
                    self.insert_columns(at, taken);
                }
            }
            if !(lists && self.mark(at, b',')) {
                return Some(at);
            }
            at += 1;
        }
    }

    /// The column list of an `INSERT`.
    fn insert_columns(&mut self, open: usize, taken: &mut [bool]) {
        let table = self.query.tables.len() - 1;
        let mut columns = Vec::new();
        let mut at = open + 1;
        while let Some(ident) = self.ident(at) {
            taken[at] = true;
            columns.push(ident);
            if !self.mark(at + 1, b',') {
                break;
            }
            at += 2;
        }
        for column in &columns {
            let range = column.range.clone();
            self.query.columns.push(ColumnUse {
                column: column.clone(),
                access: Access::Write,
                qualified: false,
                qualifier: None,
                scopes: vec![vec![table]],
                opaque: false,
                clause: Clause::Target,
                range,
            });
        }
        if self.mark(at + 1, b')') && !columns.is_empty() {
            let range = self.query.tables[table].range.clone();
            self.query.inserts.push(InsertUse {
                table,
                columns: Some(columns),
                values: None,
                defaults: Vec::new(),
                range,
            });
        }
    }

    /// Every other identifier that is no function, alias or type is a column.
    fn columns(&mut self, taken: &[bool], ctes: &[String]) {
        let everywhere: Vec<usize> = (0..self.query.tables.len()).collect();
        let mut index = 0;
        while index < self.tokens.len() {
            let at = index;
            index += 1;
            if taken.get(at).copied().unwrap_or(false) {
                continue;
            }
            let Some(mut ident) = self.ident(at) else { continue };
            let mut qualifier = None;
            while self.mark(index, b'.') {
                let Some(next) = self.ident(index + 1) else { break };
                qualifier = Some(std::mem::replace(&mut ident, next));
                index += 2;
            }
            let before = |mark| at > 0 && self.mark(at - 1, mark);
            let variable = before(b'@') || before(b':') || before(b'$') || before(b'%') || before(b'{') || before(b'#');
            let named = at > 0 && self.is(at - 1, "as");
            if variable || named || self.mark(index, b'(') || self.mark(index, b'.') {
                continue;
            }
            let scopes = match &qualifier {
                Some(qualifier) => match self.table_of(&qualifier.value) {
                    Some(table) => vec![vec![table]],
                    None if ctes.contains(&qualifier.value.to_lowercase()) => continue,
                    None => Vec::new(),
                },
                None if everywhere.is_empty() => Vec::new(),
                None => vec![everywhere.clone()],
            };
            let range = ident.range.clone();
            self.query.columns.push(ColumnUse {
                column: ident,
                access: Access::Read,
                qualified: qualifier.is_some(),
                qualifier: qualifier.map(|qualifier| qualifier.value),
                scopes,
                opaque: true,
                clause: Clause::Other,
                range,
            });
        }
    }

    fn table_of(&self, qualifier: &str) -> Option<usize> {
        self.query.tables.iter().position(|table| match &table.alias {
            Some(alias) => alias.value.eq_ignore_ascii_case(qualifier),
            None => table.name.name.value.eq_ignore_ascii_case(qualifier),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }
}
