//! What a query may name at a place, and expressions over it.

use super::choices::Choices;
use super::schema::Db::{Maria, Postgres, Sqlite};
use super::schema::{Db, Schema, Ty, plain, quoted, same, spelt};

/// A table, view, CTE or derived table in a `FROM`.
#[derive(Clone, Debug)]
pub struct Source {
    /// As it is written before the dot.
    pub qualifier: String,
    pub columns: Vec<(String, Ty)>,
}

/// The sources of one `FROM`, and the columns that `USING` or `NATURAL` made one.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub sources: Vec<Source>,
    pub merged: Vec<String>,
}

/// Writes one query.
pub struct Writer<'a, 'b> {
    pub schema: &'a Schema,
    pub c: &'a mut Choices<'b>,
    /// Common table expressions that may be named from here on.
    pub ctes: Vec<Source>,
    /// The one of them that the next source has to be: databases look at no CTE that nobody uses.
    pub due: Option<Source>,
    /// Innermost last.
    pub scopes: Vec<Scope>,
    pub depth: usize,
    pub aliases: usize,
    /// A body: what it does gives no rows, and it calls no function that may not be there.
    pub quiet: bool,
}

impl<'a, 'b> Writer<'a, 'b> {
    pub fn new(schema: &'a Schema, c: &'a mut Choices<'b>) -> Self {
        Writer { schema, c, ctes: Vec::new(), due: None, scopes: Vec::new(), depth: 0, aliases: 0, quiet: false }
    }

    pub fn quiet(schema: &'a Schema, c: &'a mut Choices<'b>) -> Self {
        Writer { quiet: true, ..Writer::new(schema, c) }
    }

    pub fn db(&self) -> Db {
        self.schema.db
    }

    /// A name as one of the ways in which the database takes it.
    pub fn name(&mut self, name: &str) -> String {
        let db = self.db();
        if !plain(name) {
            let bare = db != Postgres && !matches!(name, "group" | "order");
            return if bare && self.c.once_in(2) { name.to_owned() } else { quoted(db, name) };
        }
        match self.c.weighted(&[10, 1, 1]) {
            0 => name.to_owned(),
            1 => quoted(db, name),
            _ => name.to_uppercase(),
        }
    }

    /// The name of a table: MariaDB compares these as files are compared.
    pub fn table_name(&mut self, name: &str) -> String {
        if self.db() == Maria {
            return if self.c.once_in(8) { quoted(Maria, name) } else { spelt(Maria, name) };
        }
        self.name(name)
    }

    /// A column of a type that can be named here; without a qualifier where one alone can be meant.
    pub fn column(&mut self, ty: Ty) -> Option<String> {
        let depth = self.scopes.len();
        let at = if depth > 1 && self.c.once_in(3) { depth - 2 } else { depth.checked_sub(1)? };
        let mut all = Vec::new();
        for source in &self.scopes[at].sources {
            for (name, own) in &source.columns {
                if *own == ty {
                    all.push((source.qualifier.clone(), name.clone()));
                }
            }
        }
        let (qualifier, name) = self.c.one(&all)?.clone();
        let written = self.name(&name);
        let free = self.is_clear(&name, at) && !matches!(qualifier.as_str(), "NEW" | "OLD");
        if free && (qualifier.is_empty() || !self.c.once_in(2)) {
            return Some(written);
        }
        Some(format!("{qualifier}.{written}"))
    }

    /// Whether a bare name means one column of the scope at `at`, and none further in.
    fn is_clear(&self, name: &str, at: usize) -> bool {
        let db = self.db();
        let count = |scope: &Scope| {
            let sources = scope.sources.iter().flat_map(|source| &source.columns);
            sources.filter(|(own, _)| same(db, own, name)).count()
        };
        let Some(own) = self.scopes.get(at) else { return false };
        let merged = own.merged.iter().any(|other| same(db, other, name));
        (count(own) == 1 || merged) && self.scopes[at + 1..].iter().all(|scope| count(scope) == 0)
    }

    /// An expression of a type; a literal where no column has it.
    pub fn expression(&mut self, ty: Ty) -> String {
        let literal = |writer: &mut Self| writer.literal(ty);
        let Some(column) = self.column(ty) else { return literal(self) };
        if self.depth > 3 {
            return column;
        }
        match (self.c.weighted(&[12, 1, 1, 2, 2, 1, 1, 1]), ty) {
            (1, Ty::Int) => format!("{column} + 1"),
            (1, Ty::Text) => format!("upper({column})"),
            (2, Ty::Int) => format!("coalesce({column}, 0)"),
            (2, Ty::Text) => format!("coalesce({column}, 'none')"),
            (3, Ty::Int | Ty::Text) => {
                let condition = self.condition();
                format!("CASE WHEN {condition} THEN {column} ELSE {} END", self.literal(ty))
            }
            (4, Ty::Int | Ty::Text) if self.depth < 2 => {
                self.depth += 1;
                let query = self.scalar(ty);
                self.depth -= 1;
                query
            }
            (5, Ty::Int) => format!("CAST({column} AS {})", if self.db() == Maria { "signed" } else { "int" }),
            (5, Ty::Text) => format!("CAST({column} AS char(40))"),
            (6, Ty::Int) => format!("nullif({column}, 0)"),
            (6, Ty::Text) => {
                let other = self.column(Ty::Text).unwrap_or_else(|| "'x'".into());
                if self.db() == Maria { format!("concat({column}, {other})") } else { format!("({column} || {other})") }
            }
            (7, Ty::Int) if !self.quiet => {
                let values: Vec<&str> = self.schema.routines.iter().filter_map(|routine| routine.value).collect();
                self.c.one(&values).map_or(column, |value| (*value).to_owned())
            }
            _ => column,
        }
    }

    pub fn literal(&mut self, ty: Ty) -> String {
        match ty {
            Ty::Int => (100 + self.c.below(50)).to_string(),
            Ty::Text => "'text'".into(),
            Ty::Mood => {
                let value = self.c.one(&self.schema.mood).copied().unwrap_or("open");
                if self.db() == Postgres && self.c.once_in(5) {
                    format!("'{value}'::mood")
                } else {
                    format!("'{value}'")
                }
            }
        }
    }

    pub fn condition(&mut self) -> String {
        let kinds: &[usize] = if self.depth < 2 { &[8, 5, 3, 3, 3, 3, 3, 2, 2, 1] } else { &[5, 3, 2] };
        match self.c.weighted(kinds) {
            1 => match self.column(Ty::Mood) {
                Some(column) if self.c.once_in(3) => format!("{column} IN ('open', {})", self.literal(Ty::Mood)),
                Some(column) => format!("{column} = {}", self.literal(Ty::Mood)),
                None => "1 = 1".into(),
            },
            2 => match self.column(Ty::Text) {
                Some(column) if self.c.once_in(2) => format!("{column} IS NOT NULL"),
                Some(column) => format!("{column} LIKE 'a%'"),
                None => "1 = 1".into(),
            },
            3 => self.deeper(|writer| {
                let inner = writer.select(&[Ty::Int], false);
                format!("EXISTS ({inner})")
            }),
            4 => {
                let Some(column) = self.column(Ty::Int) else { return "1 = 1".into() };
                self.deeper(|writer| {
                    let inner = writer.select(&[Ty::Int], false);
                    format!("{column} IN ({inner})")
                })
            }
            5 => self.deeper(|writer| {
                let (one, other) = (writer.condition(), writer.condition());
                let word = if writer.c.once_in(3) { "OR" } else { "AND" };
                format!("({one} {word} {other})")
            }),
            6 => self.deeper(|writer| format!("NOT ({})", writer.condition())),
            7 => {
                let (Some(one), Some(other)) = (self.column(Ty::Int), self.column(Ty::Text)) else {
                    return "1 = 1".into();
                };
                self.deeper(|writer| {
                    let inner = writer.select(&[Ty::Int, Ty::Text], false);
                    format!("({one}, {other}) IN ({inner})")
                })
            }
            8 => match (self.column(Ty::Int), self.column(Ty::Int)) {
                (Some(one), Some(other)) => format!("{one} BETWEEN 1 AND {other}"),
                _ => "1 = 1".into(),
            },
            9 if self.db() != Sqlite => {
                let Some(column) = self.column(Ty::Text) else { return "1 = 1".into() };
                self.deeper(|writer| {
                    let inner = writer.select(&[Ty::Text], false);
                    format!("{column} = ANY ({inner})")
                })
            }
            _ => {
                let ty = if self.c.once_in(3) { Ty::Text } else { Ty::Int };
                match self.column(ty) {
                    Some(column) => format!("{column} = {}", self.expression(ty)),
                    None => "1 = 1".into(),
                }
            }
        }
    }

    pub fn deeper<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let made = make(self);
        self.depth -= 1;
        made
    }

    /// `(SELECT max(x) FROM …)`, which may use what is outside of it.
    pub fn scalar(&mut self, ty: Ty) -> String {
        let (from, scope) = self.from();
        self.scopes.push(scope);
        let what = self.column(ty).map_or_else(|| self.literal(ty), |column| format!("max({column})"));
        let condition = if self.c.once_in(2) { format!(" WHERE {}", self.condition()) } else { String::new() };
        self.scopes.pop();
        format!("(SELECT {what} FROM {from}{condition})")
    }

    /// An alias that nothing in this query has: short, or the name of something else.
    pub fn alias(&mut self) -> String {
        self.aliases += 1;
        const ODD: [&str; 4] = ["accounts", "items", "email", "total"];
        if self.aliases <= ODD.len() && self.c.once_in(8) && !self.named(ODD[self.aliases - 1]) {
            return ODD[self.aliases - 1].to_owned();
        }
        format!("t{}", self.aliases)
    }

    fn named(&self, name: &str) -> bool {
        let tables = self.schema.tables.iter().any(|table| table.name == name);
        tables && self.db() != Sqlite || self.ctes.iter().any(|cte| cte.qualifier == name)
    }
}
