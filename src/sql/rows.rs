//! Long lists of rows: of `INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'), …` the first row says all that there is to know.
//!
//! Left out are only rows of plain literals that end the statement, so that no byte of what is kept has another place and nothing is left out
//! that a parser might refuse.

use super::cursor::Cursor;
use super::lexer::{Token, TokenKind};

/// Shorter statements are read whole.
const LONG: usize = 200;

/// How many tokens of a statement say all of it; `None`: it is no long list of rows.
pub fn telling(c: Cursor<'_>) -> Option<usize> {
    if c.tokens.len() < LONG || !c.is_any(&["INSERT", "REPLACE"]) {
        return None;
    }
    let mut depth = 0usize;
    let values = c.tokens.iter().position(|token| {
        match token.kind {
            TokenKind::Punct if token.is_punct(c.text, b'(') => depth += 1,
            TokenKind::Punct if token.is_punct(c.text, b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.is_word(c.text, "VALUES")
    })?;
    let mut rest = Cursor { at: values + 1, ..c };
    rest.group()?;
    let end = rest.at;
    while !rest.done() {
        if !rest.eat_punct(b',') || !is_row(c.text, rest.group()?) {
            return None;
        }
    }
    // A row that is never closed is no row.
    let closed = c.tokens.last().is_some_and(|token| token.is_punct(c.text, b')'));
    (closed && end < c.tokens.len()).then_some(end)
}

/// Whether the tokens between two brackets are literals with commas between them.
fn is_row(text: &str, mut tokens: &[Token]) -> bool {
    loop {
        if let [sign, number, ..] = tokens
            && sign.kind == TokenKind::Operator
            && sign.text(text) == "-"
            && number.kind == TokenKind::Number
        {
            tokens = tokens.get(1..).unwrap_or_default();
        }
        match tokens {
            [last] => return is_literal(text, last),
            [first, comma, rest @ ..] if is_literal(text, first) && comma.is_punct(text, b',') => tokens = rest,
            _ => return false,
        }
    }
}

fn is_literal(text: &str, token: &Token) -> bool {
    match token.kind {
        TokenKind::Number => token.text(text).bytes().all(|byte| byte.is_ascii_digit()),
        TokenKind::String => token.text(text).starts_with('\''),
        TokenKind::Word => ["NULL", "TRUE", "FALSE"].iter().any(|word| token.is_word(text, word)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::name::Dialect;
    use crate::sql::lexer::lex;

    #[test]
    fn rows_of_literals_are_left_out() {
        let many = ", (2, 'b', -1, NULL)".repeat(40);
        for (text, kept) in [
            (format!("INSERT INTO t (a, b) VALUES (1, f(x)){many}"), Some("INSERT INTO t (a, b) VALUES (1, f(x))")),
            (format!("INSERT INTO t VALUES (1){many}"), Some("INSERT INTO t VALUES (1)")),
            (format!("INSERT INTO t VALUES (1){many} ON CONFLICT DO NOTHING"), None),
            (format!("INSERT INTO t VALUES (1){many}, (now())"), None),
            (format!("INSERT INTO t VALUES (1){many}, (1 2)"), None),
            (format!("INSERT INTO t VALUES (1){many}, ()"), None),
            (format!("INSERT INTO t VALUES (1){many}, (1"), None),
            (format!("INSERT INTO t VALUES (1){many},"), None),
            (format!("UPDATE t SET a = 1 WHERE (a, b) IN ((1){many})"), None),
            ("INSERT INTO t VALUES (1), (2)".to_owned(), None),
        ] {
            let tokens = lex(&text, 0..text.len(), Dialect::Postgres);
            let found = telling(Cursor::new(&text, &tokens, Dialect::Postgres));
            let end = found.and_then(|count| tokens.get(count - 1)).map(|token| token.end);
            assert_eq!(end.and_then(|end| text.get(..end)), kept, "{text}");
        }
    }
}
