//! Files that name a table in nothing but whole queries which list the columns that they read: such a file needs no parsing where the change is that a table
//! has other columns, as what is gone stands nowhere in it.
//!
//! A query counts if it is one literal without holes, an argument of a call that runs it, and a `SELECT` without a star. So does prose ([`mod@super::prose`]), which is no
//! query at all. Whatever else bears one of the names (a model, a variable, an `INSERT`, a literal that is put together) has the file parsed.

use crate::input::Words;

use super::prose::is_said;

/// How far a literal's ends are looked for.
const FAR: usize = 4_000;
/// How the names of functions begin that take whole queries and add nothing to them.
const RUNNERS: &[&str] = &["query", "exec", "prepare", "fetch"];

/// Whether the text bears none of the words but as a table of such queries, or in prose. `tables` are the names of the tables among them.
pub(super) fn only_reads(text: &str, tables: &[String], words: &Words) -> bool {
    let mut rest: Option<Vec<u8>> = None;
    for table in tables.iter().filter(|table| !table.is_empty()) {
        for at in memchr::memmem::find_iter(text.as_bytes(), table.as_bytes()) {
            let end = at + table.len();
            if is_read(text.as_bytes(), at, end) || is_said(text.as_bytes(), at, end) {
                let rest = rest.get_or_insert_with(|| text.as_bytes().to_vec());
                rest[at..end].fill(b' ');
            }
        }
    }
    rest.is_some_and(|rest| words.find(&rest).is_empty())
}

/// Whether a name of a table stands behind `FROM` or `JOIN` in a query of this kind.
fn is_read(text: &[u8], start: usize, end: usize) -> bool {
    if text.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        return false;
    }
    let Some(opening) = (start.saturating_sub(FAR)..start).rev().find(|at| !is_plain(text, *at)) else { return false };
    let Some(closing) = (end..text.len().min(end + FAR)).find(|at| !is_plain(text, *at)) else { return false };
    let quote = text[opening];
    if !matches!(quote, b'"' | b'\'' | b'`') || text[closing] != quote {
        return false;
    }
    let before = text.get(opening + 1..start).unwrap_or_default();
    let mut parts = before.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty());
    let is = |part: Option<&[u8]>, word: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    let selects = is(parts.next(), "select");
    let last = parts.next_back();
    // The name begins where a blank ends.
    if !selects || !before.ends_with(b" ") && !before.ends_with(b"\n") || !(is(last, "from") || is(last, "join")) {
        return false;
    }
    // `"""` on both sides, or one quote.
    let tripled = |at: Option<usize>| at.and_then(|at| text.get(at..at + 3)).is_some_and(|three| three == [quote; 3]);
    let (first, after) = match (tripled(opening.checked_sub(2)), tripled(Some(closing))) {
        (true, true) => (opening - 2, closing + 3),
        (false, false) => (opening, closing + 1),
        _ => return false,
    };
    let follows = text.get(after..).and_then(|rest| rest.iter().find(|byte| !byte.is_ascii_whitespace()));
    matches!(follows, Some(b')' | b',')) && is_run(text.get(first.saturating_sub(FAR)..first).unwrap_or_default())
}

/// Whether a byte may stand in a query without holes: no star, nothing that a language or a driver puts something else in for, but values.
fn is_plain(text: &[u8], at: usize) -> bool {
    let next = text.get(at + 1).copied().unwrap_or_default();
    match text.get(at).copied().unwrap_or_default() {
        b'$' => next.is_ascii_digit(),
        b'?' => next != b'?',
        b'%' => next == b's' && at.checked_sub(2).and_then(|from| text.get(from..at)) == Some(b"= "),
        byte => byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"_,.=<>():".contains(&byte),
    }
}

/// Whether what ends here is the beginning of a call that runs a query, up to the literal.
fn is_run(before: &[u8]) -> bool {
    let mut depth = 0;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let trimmed = before.trim_ascii_end();
    if !matches!(trimmed.last(), Some(b'(' | b',')) {
        return false;
    }
    for (at, byte) in trimmed.iter().enumerate().rev().take(120) {
        match byte {
            b')' => depth += 1,
            b'(' if depth > 0 => depth -= 1,
            b'(' => {
                let name = trimmed.get(..at).unwrap_or_default();
                let from = name.iter().rposition(|byte| !is_part(byte)).map_or(0, |before| before + 1);
                let name = name.get(from..).unwrap_or_default();
                return RUNNERS.iter().any(|runner| {
                    name.get(..runner.len()).is_some_and(|start| start.eq_ignore_ascii_case(runner.as_bytes()))
                });
            }
            // Another argument may hold anything but text.
            b'"' | b'\'' | b'`' | b'{' | b'}' | b';' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Word;

    #[test]
    fn only_whole_queries_that_list_columns_are_left() {
        let tables = ["customs_orders".to_owned()];
        let words = Words::new([Word::column("closed_at"), Word::table("customs_orders"), Word::table("CustomsOrder")]);
        for (text, expected) in [
            ("c.prepareStatement(\"SELECT name, closed FROM customs_orders WHERE id = ?\");", true),
            ("pool.query('SELECT name FROM customs_orders WHERE id = $1', [id])", true),
            ("db.QueryContext(ctx(), \"select a.x from items a join customs_orders o on o.id = a.id\", id)", true),
            ("cursor.execute(\"\"\"\n  SELECT name\n  FROM customs_orders\n\"\"\", (key,))", true),
            ("cursor.execute(\"SELECT name FROM customs_orders WHERE id = %s\", (key,))", true),
            ("db.Query(`SELECT name\nFROM customs_orders`)", true),
            ("db.query(\"SELECT * FROM customs_orders\")", false),
            ("db.query(\"SELECT o.* FROM customs_orders o\")", false),
            ("db.query(\"SELECT a FROM x UNION SELECT * FROM customs_orders\")", false),
            ("db.query(\"SELECT a FROM customs_orders UNION SELECT * FROM x\")", false),
            ("db.query(\"INSERT INTO customs_orders VALUES (1)\")", false),
            ("db.query(\"INSERT INTO customs_orders SELECT a FROM customs_orders\")", false),
            ("db.query(\"SELECT \" + COLUMNS + \" FROM customs_orders\")", false),
            ("db.query(\"SELECT a FROM customs_orders \" + rest)", false),
            ("db.query(first + \"SELECT a FROM customs_orders\")", false),
            ("db.query(\"SELECT a FROM customs_orders\".replace(x, y))", false),
            ("db.query(f\"SELECT {x} FROM customs_orders\")", false),
            ("db.query(\"SELECT $x FROM customs_orders\")", false),
            ("db.query(\"SELECT %s FROM customs_orders\" % x)", false),
            ("db.query(\"SELECT a FROM customs_orders WHERE %s = 1\")", false),
            ("db.raw(\"SELECT a FROM customs_orders WHERE ?? = ?\", [x])", false),
            ("text.append(\"SELECT a FROM customs_orders\")", false),
            ("Q = \"SELECT a FROM customs_orders\"", false),
            ("db.query(\"SELECT a FROM customs_orders\"); CustomsOrder.find(1)", false),
            ("db.query(\"SELECT a FROM customs_orders\"); customs_orders = 1", false),
            ("db.query(\"SELECT a FROM customs_orders\", row.closed_at)", false),
            ("db.query(\"SELECT customs_orders.a FROM customs_orders\")", false),
            ("db.query(\"SELECT a FROM customs_orders_old\")", false),
            ("nothing", false),
        ] {
            assert_eq!(only_reads(text, &tables, &words), expected, "{text}");
        }
    }
}
