//! Names as a database wants them: quoted where they have to be, and short enough.

use crate::catalog::Column;
use crate::model::name::{Dialect, Ident, ObjectName};
use crate::sql::lexer::{TokenKind, lex};

/// Words that are names in some databases only if they are quoted.
const RESERVED: &[&str] = &[
    "add",
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "between",
    "both",
    "by",
    "call",
    "cascade",
    "case",
    "change",
    "check",
    "collate",
    "column",
    "condition",
    "constraint",
    "continue",
    "convert",
    "create",
    "cross",
    "current_date",
    "current_time",
    "current_user",
    "cursor",
    "database",
    "databases",
    "declare",
    "default",
    "delete",
    "desc",
    "describe",
    "distinct",
    "distinctrow",
    "div",
    "do",
    "drop",
    "each",
    "else",
    "empty",
    "end",
    "escape",
    "except",
    "exists",
    "exit",
    "explain",
    "false",
    "fetch",
    "for",
    "force",
    "foreign",
    "freeze",
    "from",
    "function",
    "generated",
    "get",
    "grant",
    "group",
    "grouping",
    "groups",
    "having",
    "if",
    "ignore",
    "ilike",
    "in",
    "index",
    "initially",
    "inner",
    "insert",
    "interval",
    "into",
    "is",
    "iterate",
    "join",
    "key",
    "keys",
    "kill",
    "lag",
    "lateral",
    "lead",
    "leading",
    "leave",
    "left",
    "like",
    "limit",
    "linear",
    "lines",
    "load",
    "lock",
    "long",
    "loop",
    "match",
    "maxvalue",
    "mod",
    "natural",
    "not",
    "nothing",
    "null",
    "of",
    "offset",
    "on",
    "only",
    "optimize",
    "option",
    "or",
    "order",
    "out",
    "outer",
    "over",
    "partition",
    "placing",
    "precision",
    "primary",
    "procedure",
    "purge",
    "range",
    "rank",
    "read",
    "recursive",
    "references",
    "regexp",
    "release",
    "rename",
    "repeat",
    "replace",
    "require",
    "restrict",
    "return",
    "returning",
    "revoke",
    "right",
    "row",
    "rows",
    "schema",
    "select",
    "separator",
    "session_user",
    "set",
    "show",
    "signal",
    "similar",
    "some",
    "specific",
    "sql",
    "ssl",
    "stored",
    "symmetric",
    "system",
    "table",
    "then",
    "to",
    "trailing",
    "transaction",
    "trigger",
    "true",
    "undo",
    "union",
    "unique",
    "unlock",
    "unsigned",
    "update",
    "usage",
    "use",
    "user",
    "using",
    "values",
    "varying",
    "verbose",
    "view",
    "virtual",
    "when",
    "where",
    "while",
    "window",
    "with",
    "write",
    "xor",
    "zerofill",
];

/// The longest name that every database takes whole: PostgreSQL has 63 bytes.
const LONGEST: usize = 55;

/// A name of the schema, as it has to be written.
pub(super) fn ident(dialect: Dialect, name: &Ident) -> String {
    // Names that migrations in code make are quoted by the tool; only PostgreSQL tells the same name without quotes from it, if it has capitals.
    let folded = dialect == Dialect::Postgres && name.quoted && name.value.chars().any(|c| c.is_ascii_uppercase());
    if folded || !is_plain(&name.value) { quoted(dialect, &name.value) } else { name.value.clone() }
}

/// A name that is new: in PostgreSQL one with capitals is quoted, as whoever writes them means them.
pub(super) fn new_name(dialect: Dialect, name: &str) -> String {
    let folded = dialect == Dialect::Postgres && name.chars().any(|c| c.is_ascii_uppercase());
    if folded || !is_plain(name) { quoted(dialect, name) } else { name.to_string() }
}

pub(super) fn table(dialect: Dialect, name: &ObjectName) -> String {
    let parts = name.qualifiers.iter().filter(|part| !part.value.is_empty()).chain([&name.name]);
    parts.map(|part| ident(dialect, part)).collect::<Vec<_>>().join(".")
}

/// The name of something that belongs to a table: in the table's schema, as PostgreSQL and SQL Server have it.
pub(super) fn beside(dialect: Dialect, table: &ObjectName, name: &str) -> String {
    let mut parts: Vec<String> =
        table.qualifiers.iter().filter(|part| !part.value.is_empty()).map(|part| ident(dialect, part)).collect();
    parts.push(new_name(dialect, name));
    parts.join(".")
}

/// Names put together, in lower case, of letters and digits alone.
pub(super) fn label(parts: &[&str]) -> String {
    let joined = parts.join("_");
    let plain: String =
        joined.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    plain.chars().take(LONGEST).collect()
}

/// A `CREATE INDEX` that holds up writers until it is done: in a transaction there is no other.
pub(super) fn at_once(index: &str, dialect: Dialect) -> String {
    let tokens = lex(index, 0..index.len(), dialect);
    match tokens.iter().find(|token| token.is_word(index, "CONCURRENTLY")) {
        Some(word) => {
            let (before, after) = (index.get(..word.start), index.get(word.end..));
            format!("{}{}", before.unwrap_or_default(), after.unwrap_or_default().trim_start())
        }
        None => index.to_owned(),
    }
}

/// The same for a database that goes on writing meanwhile.
pub(super) fn concurrently(index: &str, dialect: Dialect) -> String {
    let plain = at_once(index, dialect);
    let tokens = lex(&plain, 0..plain.len(), dialect);
    match tokens.iter().find(|token| token.is_word(&plain, "INDEX")) {
        Some(word) => {
            let (before, after) = (plain.get(..word.end), plain.get(word.end..));
            format!("{} CONCURRENTLY{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        None => plain,
    }
}

/// A column's type in one line; empty where it is not known.
pub(super) fn kind(column: &Column, dialect: Dialect) -> String {
    super::written::folded(&column.data_type, dialect)
}

/// ` DEFAULT 'x'`, or nothing.
pub(super) fn default(column: &Column) -> String {
    column.default.as_ref().map(|default| format!(" DEFAULT {default}")).unwrap_or_default()
}

/// A default as MySQL's `SET DEFAULT` takes it: what is no literal stands in brackets there ("ALTER TABLE", from 8.0.13 on).
pub(super) fn settable(default: &str, dialect: Dialect) -> String {
    let tokens = lex(default, 0..default.len(), dialect);
    let literal = match tokens.as_slice() {
        [one] => {
            matches!(one.kind, TokenKind::String | TokenKind::Number)
                || ["NULL", "TRUE", "FALSE"].iter().any(|word| one.is_word(default, word))
        }
        [sign, number] => number.kind == TokenKind::Number && matches!(sign.text(default), "-" | "+"),
        [first, .., last] => first.is_punct(default, b'(') && last.is_punct(default, b')'),
        [] => true,
    };
    if dialect == Dialect::Mysql && !literal { format!("({default})") } else { default.to_owned() }
}

fn is_plain(name: &str) -> bool {
    let starts = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    starts && plain && !RESERVED.contains(&name.to_ascii_lowercase().as_str())
}

fn quoted(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
        Dialect::Mssql => format!("[{}]", name.replace(']', "]]")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_they_have_to_be() {
        for (dialect, name, quoted, expected) in [
            (Dialect::Postgres, "email", false, "email"),
            (Dialect::Postgres, "user", false, "\"user\""),
            (Dialect::Postgres, "Users", false, "Users"),
            (Dialect::Postgres, "Users", true, "\"Users\""),
            (Dialect::Mysql, "order", false, "`order`"),
            (Dialect::Mssql, "a b", false, "[a b]"),
            (Dialect::Sqlite, "a\"b", true, "\"a\"\"b\""),
        ] {
            assert_eq!(ident(dialect, &Ident::at(name, quoted, 0..0)), expected);
        }
        assert_eq!(new_name(Dialect::Postgres, "createdAt"), "\"createdAt\"");
        assert_eq!(new_name(Dialect::Mysql, "createdAt"), "createdAt");
        for (default, expected) in [
            ("'a b'", "'a b'"),
            ("-1", "-1"),
            ("null", "null"),
            ("(uuid())", "(uuid())"),
            ("CURRENT_TIMESTAMP", "(CURRENT_TIMESTAMP)"),
            ("CURRENT_TIMESTAMP(6)", "(CURRENT_TIMESTAMP(6))"),
        ] {
            assert_eq!(settable(default, Dialect::Mysql), expected);
            assert_eq!(settable(default, Dialect::Postgres), default);
        }
        let index = "CREATE UNIQUE INDEX concurrently IF NOT EXISTS a ON b (c)";
        assert_eq!(at_once(index, Dialect::Postgres), "CREATE UNIQUE INDEX IF NOT EXISTS a ON b (c)");
        let again = concurrently("create index \"INDEX x\" on b (c)", Dialect::Postgres);
        assert_eq!(again, "create index CONCURRENTLY \"INDEX x\" on b (c)");
        assert_eq!(label(&["Users", "e-mail"]), "users_e_mail");
    }
}
