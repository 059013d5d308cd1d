//! The words of a statement or of an operation: what its text says beside what the changes hold.

use std::ops::Range;

use crate::model::name::Dialect;
use crate::sql::cursor::Cursor;
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
