//! The words of a statement or of an operation: what its text says beside what the changes hold.

use std::ops::Range;

use crate::model::name::{Dialect, Ident};
use crate::sql::cursor::{Cursor, range_of};
use crate::sql::lexer::{Token, TokenKind, lex};

/// How many bytes of a statement about rows are looked at.
const HEAD: usize = 8_000;

/// The tokens of a part of a migration; for migrations in code these are the words of the call.
pub(crate) struct Words<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    dialect: Dialect,
}

impl<'a> Words<'a> {
    pub(crate) fn of(text: &'a str, range: &Range<usize>, dialect: Dialect) -> Self {
        Words { text, tokens: lex(text, range.clone(), dialect), dialect }
    }

    /// The first words alone, where rows may follow in their thousands.
    pub(crate) fn head(text: &'a str, range: &Range<usize>, dialect: Dialect) -> Self {
        Self::of(text, &(range.start..range.end.min(range.start + HEAD)), dialect)
    }

    pub(crate) fn cursor(&self) -> Cursor<'_> {
        Cursor::new(self.text, &self.tokens, self.dialect)
    }

    /// Whether the words of the phrase stand anywhere, brackets or not.
    pub(crate) fn say(&self, phrase: &str) -> bool {
        self.find(phrase).is_some()
    }

    /// Where the words of the phrase begin.
    pub(crate) fn find(&self, phrase: &str) -> Option<usize> {
        let cursor = self.cursor();
        (0..self.tokens.len()).find(|at| Cursor { at: *at, ..cursor }.is_phrase(phrase))
    }

    /// Whether code gives an option this value: `validate: false`, `postgresql_not_valid=True`.
    pub(crate) fn option(&self, name: &str, value: &str) -> bool {
        let mut words = self
            .tokens
            .iter()
            .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Quoted | TokenKind::Variable));
        while let Some(token) = words.next() {
            if token.text(self.text).trim_matches([':', '\'', '"']).eq_ignore_ascii_case(name) {
                let next = words.clone().next().map(|token| token.text(self.text).trim_matches([':', '\'', '"']));
                if next.is_some_and(|next| next.eq_ignore_ascii_case(value)) {
                    return true;
                }
            }
        }
        false
    }

    /// The expression of a `CHECK (…)` in a column's definition.
    pub(crate) fn check(&self) -> Option<&'a str> {
        let mut cursor = self.cursor();
        while !cursor.done() {
            if cursor.eat("CHECK") && cursor.is_punct(b'(') {
                let inside = range_of(cursor.group()?);
                return self.text.get(inside).map(str::trim);
            }
            cursor.skip();
        }
        None
    }

    /// Whether `USING` makes new values of a column: not where it only names the column, or casts it.
    pub(crate) fn converts(&self, column: &Ident) -> bool {
        let mut cursor = self.cursor();
        while !cursor.done() && !cursor.eat("USING") {
            cursor.skip();
        }
        if cursor.done() {
            return false;
        }
        while cursor.eat_punct(b'(') {}
        let own = cursor.ident().is_some_and(|name| name.folded(self.dialect) == column.folded(self.dialect));
        let casts = cursor.eat_operator("::");
        !own || cursor.rest().iter().any(|token| match token.kind {
            TokenKind::Word | TokenKind::Quoted | TokenKind::Number => !casts,
            TokenKind::Punct => !matches!(token.text(self.text), "(" | ")" | "." | "," | "[" | "]"),
            _ => true,
        })
    }

    /// Whether a constraint is added without looking at the rows that are there.
    pub(crate) fn not_valid(&self) -> bool {
        self.say("NOT VALID")
            || self.option("validate", "false")
            || self.option("postgresql_not_valid", "True")
            || self.say("WITH NOCHECK")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn using_is_read() {
        for (text, expected) in [
            ("ALTER a TYPE text", false),
            ("ALTER a TYPE text USING a", false),
            ("ALTER a TYPE text USING a::text", false),
            ("ALTER a TYPE text USING (\"a\"::varchar(20))", false),
            ("ALTER a TYPE text USING a::text || 'x'", true),
            ("ALTER a TYPE text USING lower(a)", true),
            ("ALTER a TYPE text USING b::text", true),
            ("ALTER a TYPE int USING a + 1", true),
        ] {
            let words = Words::of(text, &(0..text.len()), Dialect::Postgres);
            assert_eq!(words.converts(&Ident::new("a")), expected, "{text}");
        }
    }

    #[test]
    fn a_check_is_read() {
        for (text, expected) in [
            ("a int CHECK (a > 0) NOT NULL", Some("a > 0")),
            ("a int CHECK (f(a))", Some("f(a)")),
            ("a int", None),
            ("t.string :check, limit: 5", None),
        ] {
            let words = Words::of(text, &(0..text.len()), Dialect::Postgres);
            assert_eq!(words.check(), expected, "{text}");
        }
    }

    #[test]
    fn words_are_found_in_sql_and_in_calls() {
        for (text, expected) in [
            ("ADD CONSTRAINT a CHECK (b > 0) NOT VALID", true),
            ("ADD CONSTRAINT a CHECK (b > 0)", false),
            ("add_foreign_key :a, :b, validate: false", true),
            ("add_foreign_key :a, :b, validate: true", false),
            ("op.create_foreign_key('a', 'b', postgresql_not_valid=True)", true),
        ] {
            assert_eq!(Words::of(text, &(0..text.len()), Dialect::Postgres).not_valid(), expected, "{text}");
        }
    }
}
