//! Names of schema objects, as written and as compared.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// A SQL dialect. It decides quoting, case folding, comments and which statements exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// PostgreSQL and what speaks its SQL (CockroachDB, YugabyteDB, …).
    #[default]
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
    Sqlite,
    /// Microsoft SQL Server.
    Mssql,
    Clickhouse,
}

impl Dialect {
    /// Every dialect, in the order in which they are listed.
    pub const ALL: [Dialect; 5] =
        [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite, Dialect::Mssql, Dialect::Clickhouse];

    /// The name in configuration and output.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Postgres => "postgres",
            Dialect::Mysql => "mysql",
            Dialect::Sqlite => "sqlite",
            Dialect::Mssql => "mssql",
            Dialect::Clickhouse => "clickhouse",
        }
    }

    /// The dialect with this name, or one of the other names in use for it (`postgresql`, `mariadb`, `sqlserver`, …), in any case.
    pub fn named(name: &str) -> Option<Dialect> {
        Some(match name.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" | "pg" | "psql" | "pgsql" | "cockroach" | "cockroachdb" | "cockroachdb2"
            | "crdb" | "yugabyte" | "timescaledb" | "timescale" => Dialect::Postgres,
            "mysql" | "mariadb" | "maria" | "mysql8" | "tidb" => Dialect::Mysql,
            "sqlite" | "sqlite3" | "libsql" | "turso" | "d1" => Dialect::Sqlite,
            "mssql" | "sqlserver" | "tsql" | "microsoft-sql-server" | "sql-server" => Dialect::Mssql,
            "clickhouse" => Dialect::Clickhouse,
            _ => return None,
        })
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One identifier as it was written, without its quotes, and where it stands.
///
/// `range` is in bytes of the text that was parsed; readers shift it to the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ident {
    pub value: String,
    pub quoted: bool,
    pub range: Range<usize>,
}

impl Ident {
    /// An unquoted identifier that stands nowhere.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), quoted: false, range: 0..0 }
    }

    /// An identifier at a place.
    pub fn at(value: impl Into<String>, quoted: bool, range: Range<usize>) -> Self {
        Self { value: value.into(), quoted, range }
    }

    /// The identifier as the database compares it: PostgreSQL folds unquoted names to lower case and keeps quoted ones
    /// (PostgreSQL manual, 4.1.1); column names are case-insensitive in MySQL, SQLite and SQL Server's usual collations.
    pub fn key(&self, dialect: Dialect) -> String {
        self.folded(dialect).into_owned()
    }

    /// The same, borrowed where it is written as it is compared, as most names are.
    pub fn folded(&self, dialect: Dialect) -> Cow<'_, str> {
        match dialect {
            Dialect::Postgres if self.quoted => Cow::Borrowed(&self.value),
            Dialect::Clickhouse => Cow::Borrowed(&self.value),
            _ => lower(&self.value),
        }
    }
}

/// Whether the letters of a word in ASCII stand anywhere in a text, in any case: cheaper than to read the text, where they do not.
pub fn has_letters(text: &str, word: &str) -> bool {
    let (Some(first), bytes) = (word.bytes().next(), text.as_bytes()) else { return true };
    let mut starts = memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), bytes);
    starts.any(|at| bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes())))
}

/// A text in lower case, borrowed where it is already.
pub fn lower(text: &str) -> Cow<'_, str> {
    let is = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if text.bytes().all(is) { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

impl From<&str> for Ident {
    fn from(value: &str) -> Self {
        Ident::new(value)
    }
}

/// A possibly qualified name: the last part is the object, the one before it the schema (MySQL: the database).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ObjectName {
    /// Everything before the last part, outermost first.
    pub qualifiers: Vec<Ident>,
    pub name: Ident,
}

impl ObjectName {
    /// An unqualified, unquoted name that stands nowhere.
    pub fn new(name: impl Into<String>) -> Self {
        Self { qualifiers: Vec::new(), name: Ident::new(name) }
    }

    /// A name from its parts, outermost first; `None` if there is no part.
    pub fn from_parts(mut parts: Vec<Ident>) -> Option<Self> {
        let name = parts.pop()?;
        Some(Self { qualifiers: parts, name })
    }

    /// The schema, if the name says one.
    pub fn schema(&self) -> Option<&Ident> {
        self.qualifiers.last()
    }

    /// The bytes from the first qualifier to the end of the name. A part that stands nowhere, as something was filled in for it, ends nothing.
    pub fn range(&self) -> Range<usize> {
        let start = self.qualifiers.first().map_or(self.name.range.start, |q| q.range.start);
        let ends = self.qualifiers.iter().chain([&self.name]).map(|part| part.range.end);
        start..ends.fold(start, usize::max)
    }

    /// The same name with every range moved by `by` bytes.
    pub fn shifted(mut self, by: usize) -> Self {
        for part in self.qualifiers.iter_mut().chain([&mut self.name]) {
            part.range = part.range.start + by..part.range.end + by;
        }
        self
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for qualifier in &self.qualifiers {
            write!(f, "{qualifier}.")?;
        }
        write!(f, "{}", self.name)
    }
}

impl From<&str> for ObjectName {
    fn from(value: &str) -> Self {
        ObjectName::new(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_the_database_does() {
        for (value, quoted, dialect, expected) in [
            ("Users", false, Dialect::Postgres, "users"),
            ("Users", true, Dialect::Postgres, "Users"),
            ("Users", true, Dialect::Mysql, "users"),
            ("Users", false, Dialect::Clickhouse, "Users"),
            ("ÄRA", false, Dialect::Sqlite, "ära"),
            ("ära", false, Dialect::Sqlite, "ära"),
        ] {
            let ident = Ident { quoted, ..Ident::new(value) };
            assert_eq!((&*ident.folded(dialect), ident.key(dialect)), (expected, expected.to_owned()), "{value}");
        }
    }

    #[test]
    fn letters_are_found_in_any_case() {
        for (text, word, expected) in [
            ("x PARTition BY", "PARTITION", true),
            ("PARTITIO", "PARTITION", false),
            ("ppartition", "PARTITION", true),
            ("", "PARTITION", false),
            ("a", "", true),
        ] {
            assert_eq!(has_letters(text, word), expected, "{text}");
        }
    }
}
