//! Literals that say something to people and name a table in passing: `log.warning("no orders of %s", key)`, a docstring. Nothing is read or written through them.
//!
//! Such a literal stands where no part of a query can: it is a docstring, or the whole first argument of a call that logs or makes an error. It has no word of SQL, no
//! hole that a language fills, and the name is a word of it among others.

/// How far a literal's ends are looked for.
const FAR: usize = 1_000;

/// Words that a statement begins with, or names a table by.
const OF_SQL: &[&str] = &[
    "alter",
    "call",
    "copy",
    "create",
    "delete",
    "do",
    "drop",
    "exec",
    "execute",
    "from",
    "insert",
    "into",
    "join",
    "lock",
    "merge",
    "perform",
    "references",
    "replace",
    "select",
    "table",
    "truncate",
    "update",
    "using",
    "values",
    "where",
];

/// What is logged with.
const LOGGERS: &[&str] = &["console", "log", "logger", "logging", "slog"];
const LEVELS: &[&str] = &[
    "critical",
    "debug",
    "error",
    "exception",
    "fatal",
    "info",
    "log",
    "notice",
    "trace",
    "verbose",
    "warn",
    "warning",
];
/// How the names of what makes an error end.
const ERRORS: &[&str] = &["Error", "Exception", "Errorf"];

/// Whether what stands at a place is a word of prose.
pub(super) fn is_said(text: &[u8], start: usize, end: usize) -> bool {
    let Some(opening) = (start.saturating_sub(FAR)..start).rev().find(|at| !is_letter(text[*at])) else { return false };
    let Some(closing) = (end..text.len().min(end + FAR)).find(|at| !is_letter(text[*at])) else { return false };
    let quote = text[opening];
    if !matches!(quote, b'"' | b'\'' | b'`') || text[closing] != quote {
        return false;
    }
    let inside = text.get(opening + 1..closing).unwrap_or_default();
    is_prose(inside, start - opening - 1, end - opening - 1)
        && (is_docstring(text, opening, closing) || is_told(text, opening, closing))
}

/// What prose is made of: nothing that ends a literal, escapes, or is filled in but by whoever logs.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"_,.:;-%!()".contains(&byte)
}

/// Whether there are words beside the name, none of them SQL's, and nothing touches the name.
fn is_prose(inside: &[u8], start: usize, end: usize) -> bool {
    let before = inside.get(..start).unwrap_or_default();
    let after = inside.get(end..).unwrap_or_default();
    let mark = after.iter().take_while(|byte| b".:;!,".contains(byte)).count();
    let is_free = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
    let mut words = inside.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').filter(|word| !word.is_empty());
    is_free(before.last())
        && mark <= 1
        && is_free(after.get(mark))
        && words.clone().count() > 1
        && !words.any(|word| OF_SQL.iter().any(|of_sql| word.eq_ignore_ascii_case(of_sql.as_bytes())))
}

/// Whether a literal is what a function or a file of Python says about itself.
fn is_docstring(text: &[u8], opening: usize, closing: usize) -> bool {
    let tripled = |at: Option<usize>| at.and_then(|at| text.get(at..at + 3)) == Some(b"\"\"\"");
    let Some(first) = opening.checked_sub(2).filter(|at| tripled(Some(*at)) && tripled(Some(closing))) else {
        return false;
    };
    let line_end =
        |rest: &[u8]| rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).is_none_or(|byte| *byte == b'\n');
    let before = text.get(..first).unwrap_or_default();
    // What opens here may else be the end of one that stands before.
    if memchr::memmem::find_iter(before, b"\"\"\"").count() % 2 == 1 {
        return false;
    }
    let own_line = before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|byte| *byte == b'\n');
    if !own_line || !line_end(text.get(closing + 3..).unwrap_or_default()) {
        return false;
    }
    let before = before.trim_ascii_end();
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_start();
    let opens = |word: &str| line.starts_with(word.as_bytes());
    before.is_empty() || before.ends_with(b":") && ["def ", "class ", "async def ", ")"].into_iter().any(opens)
}

/// Whether a literal is the first argument of a call that logs or makes an error.
fn is_told(text: &[u8], opening: usize, closing: usize) -> bool {
    let after = text.get(closing + 1..).unwrap_or_default().trim_ascii_start();
    let before = text.get(opening.saturating_sub(120)..opening).unwrap_or_default().trim_ascii_end();
    let (Some(b')' | b','), Some(called)) = (after.first(), before.strip_suffix(b"(")) else { return false };
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let last = |text: &[u8]| text.iter().rposition(|byte| !is_part(byte)).map_or(0, |before| before + 1);
    let from = last(called);
    let (rest, name) = called.split_at(from);
    if ERRORS.iter().any(|ending| name.ends_with(ending.as_bytes())) {
        return true;
    }
    let Some(receiver) = rest.strip_suffix(b".") else { return false };
    let receiver = receiver.get(last(receiver)..).unwrap_or_default();
    let is_one_of = |all: &[&str], name: &[u8]| all.iter().any(|one| name.eq_ignore_ascii_case(one.as_bytes()));
    let level = name.strip_suffix(b"f").filter(|_| !is_one_of(LEVELS, name)).unwrap_or(name);
    is_one_of(LOGGERS, receiver.trim_ascii_start()) && is_one_of(LEVELS, level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_what_is_logged_or_documented() {
        for (text, expected) in [
            ("log.warning(\"no orders of %s\", key)", true),
            ("console.error('orders and more', key)", true),
            ("slog.Info(`loaded orders.`)", true),
            ("console.warn('nothing in orders', key)", true),
            ("logger.Errorf(\"orders: %d rows\", n)", true),
            ("raise ValueError(\"no orders of this kind\")", true),
            ("\"\"\"Reads orders.\"\"\"\n", true),
            ("def load(key):\n    \"\"\"The row of orders by its key.\"\"\"\n    return", true),
            ("def load(\n    key,\n) -> int:\n    \"\"\"\n    The orders by key.\n    \"\"\"\n", true),
            ("log.warning(\"orders\")", false),
            ("log.warning(\"read from orders\")", false),
            ("log.warning(\"no orders\" + more)", false),
            ("log.warning(start + \"no orders\")", false),
            ("log.warning(\"no {name} of orders\")", false),
            ("log.warning(\"see public.orders now\")", false),
            ("log.warning(\"see orders.id now\")", false),
            ("log.add(\"no orders here\")", false),
            ("run(\"no orders here\")", false),
            ("query.log(\"no orders here\")", false),
            ("x = \"\"\"Reads orders.\"\"\"\n", false),
            ("f(\n    \"\"\"a of orders\"\"\"\n)", false),
            ("{\"a\":\n    \"\"\"a of orders\"\"\"\n}", false),
            ("def load():\n    \"\"\"a of orders\"\"\".run()\n", false),
            (
                "def f():\n    \"\"\"\n    def x:\n    \"\"\"\n    orders.clear()\ndef g():\n    \"\"\"\n    x\n    \"\"\"\n",
                false,
            ),
            ("orders", false),
        ] {
            let at = text.find("orders").unwrap();
            assert_eq!(is_said(text.as_bytes(), at, at + "orders".len()), expected, "{text}");
        }
    }
}
