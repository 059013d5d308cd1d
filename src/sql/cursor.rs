//! A place in a run of tokens, with the small questions that a recogniser asks of it. Copying one costs nothing, so a try that fails
//! leaves no trace.

use std::ops::Range;

use super::lexer::{Token, TokenKind};
use crate::model::name::{Dialect, Ident, ObjectName};

#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub at: usize,
    pub dialect: Dialect,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token], dialect: Dialect) -> Self {
        Self { text, tokens, at: 0, dialect }
    }

    /// The same over other tokens of the same text.
    pub fn over(&self, tokens: &'a [Token]) -> Self {
        Self { tokens, at: 0, ..*self }
    }

    pub fn token(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    pub fn ahead(&self, by: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + by)
    }

    pub fn done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub fn rest(&self) -> &'a [Token] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    /// The token at hand as written; empty at the end.
    pub fn here(&self) -> &'a str {
        self.token().map_or("", |token| token.text(self.text))
    }

    pub fn kind(&self) -> Option<TokenKind> {
        self.token().map(|token| token.kind)
    }

    pub fn is(&self, word: &str) -> bool {
        self.is_at(0, word)
    }

    pub fn is_at(&self, by: usize, word: &str) -> bool {
        self.ahead(by).is_some_and(|token| token.is_word(self.text, word))
    }

    /// Whether the words of `phrase` stand here.
    pub fn is_phrase(&self, phrase: &str) -> bool {
        self.words_of(phrase).is_some()
    }

    /// How many words `phrase` has, if they stand here. Hundreds of phrases are asked of a statement, so nothing is split before a word fits.
    fn words_of(&self, phrase: &str) -> Option<usize> {
        let (phrase, mut from) = (phrase.as_bytes(), 0);
        for (by, token) in self.rest().iter().enumerate() {
            let word = token.word(self.text)?;
            let end = from + word.len();
            if !phrase.get(from..end)?.eq_ignore_ascii_case(word) {
                return None;
            }
            match phrase.get(end) {
                None => return Some(by + 1),
                Some(b' ') => from = end + 1,
                Some(_) => return None,
            }
        }
        None
    }

    /// Whether the first word of `phrase` stands here.
    pub fn begins(&self, phrase: &str) -> bool {
        let word = self.token().and_then(|token| token.word(self.text));
        word.is_some_and(|word| {
            let phrase = phrase.as_bytes();
            let whole = matches!(phrase.get(word.len()), None | Some(b' '));
            whole && phrase.get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word))
        })
    }

    pub fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    pub fn is_any_at(&self, by: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_at(by, word))
    }

    pub fn is_punct(&self, punct: u8) -> bool {
        self.is_punct_at(0, punct)
    }

    pub fn is_punct_at(&self, by: usize, punct: u8) -> bool {
        self.ahead(by).is_some_and(|token| token.is_punct(self.text, punct))
    }

    pub fn is_operator(&self, operator: &str) -> bool {
        self.kind() == Some(TokenKind::Operator) && self.here() == operator
    }

    /// Takes the words of `phrase`, all or none.
    pub fn eat(&mut self, phrase: &str) -> bool {
        let words = self.words_of(phrase);
        self.at += words.unwrap_or(0);
        words.is_some()
    }

    pub fn eat_any(&mut self, words: &[&str]) -> bool {
        let found = self.is_any(words);
        self.at += usize::from(found);
        found
    }

    pub fn eat_punct(&mut self, punct: u8) -> bool {
        let found = self.is_punct(punct);
        self.at += usize::from(found);
        found
    }

    pub fn eat_operator(&mut self, operator: &str) -> bool {
        let found = self.is_operator(operator);
        self.at += usize::from(found);
        found
    }

    /// Takes an identifier: a word, a quoted one, or a string where the dialect lets strings name things.
    pub fn ident(&mut self) -> Option<Ident> {
        let ident = ident_of(self.text, self.token()?, self.dialect)?;
        self.at += 1;
        Some(ident)
    }

    /// Takes a name of one or more parts.
    pub fn name(&mut self) -> Option<ObjectName> {
        let mut parts = vec![self.ident()?];
        while self.is_punct(b'.') {
            let mut next = *self;
            while next.eat_punct(b'.') {}
            let Some(part) = next.ident() else { break };
            parts.push(part);
            self.at = next.at;
        }
        ObjectName::from_parts(parts)
    }

    /// Names with commas between them.
    pub fn names(&mut self) -> Vec<ObjectName> {
        let mut names = Vec::new();
        while let Some(name) = self.name() {
            names.push(name);
            if !self.eat_punct(b',') {
                break;
            }
        }
        names
    }

    /// Takes a bracketed group and returns what stands inside; one that is never closed runs to the end.
    pub fn group(&mut self) -> Option<&'a [Token]> {
        if !self.is_punct(b'(') {
            return None;
        }
        let start = self.at + 1;
        let mut depth = 0usize;
        while let Some(token) = self.token() {
            if token.is_punct(self.text, b'(') {
                depth += 1;
            } else if token.is_punct(self.text, b')') {
                depth -= 1;
                if depth == 0 {
                    self.at += 1;
                    return self.tokens.get(start..self.at - 1);
                }
            }
            self.at += 1;
        }
        self.tokens.get(start..)
    }

    /// Takes `( a, b, … )` as identifiers; what follows each of them (`DESC`, lengths, operator classes) is left out.
    pub fn idents(&mut self) -> Option<Vec<Ident>> {
        let group = self.group()?;
        Some(split_commas(self.text, group).into_iter().filter_map(|part| self.over(part).ident()).collect())
    }

    /// Takes one token, or a whole group.
    pub fn skip(&mut self) {
        if self.group().is_none() {
            self.at += 1;
        }
    }

    /// The bytes from token `from` up to the place at hand.
    pub fn since(&self, from: usize) -> Range<usize> {
        let start = self.tokens.get(from).map_or(self.text.len(), |token| token.start);
        let end = self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end);
        start..end.max(start)
    }

    /// All the bytes of the tokens.
    pub fn whole(&self) -> Range<usize> {
        range_of(self.tokens)
    }
}

/// The identifier that a token is.
pub fn ident_of(text: &str, token: &Token, dialect: Dialect) -> Option<Ident> {
    let raw = token.text(text);
    match token.kind {
        TokenKind::Word => Some(Ident::at(raw, false, token.range())),
        TokenKind::Quoted => Some(Ident::at(unquote(raw), true, token.range())),
        TokenKind::String
            if (dialect == Dialect::Mysql && raw.starts_with('"'))
                || (matches!(dialect, Dialect::Sqlite | Dialect::Mssql) && raw.starts_with('\'')) =>
        {
            Some(Ident::at(unquote(raw), true, token.range()))
        }
        _ => None,
    }
}

/// A quoted identifier without its quotes.
pub fn unquote(raw: &str) -> String {
    let Some(open) = raw.chars().next() else { return String::new() };
    let close = if open == '[' { ']' } else { open };
    let inner = raw.get(1..).unwrap_or_default();
    let inner = inner.strip_suffix(close).unwrap_or(inner);
    if inner.contains(close) {
        inner.replace(&format!("{close}{close}"), close.encode_utf8(&mut [0; 4]))
    } else {
        inner.to_owned()
    }
}

/// The parts between the commas that stand in no bracket; empty parts are left out.
pub fn split_commas<'a>(text: &str, tokens: &'a [Token]) -> Vec<&'a [Token]> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != TokenKind::Punct {
            continue;
        }
        match text.as_bytes().get(token.start) {
            Some(b'(' | b'[' | b'{') => depth += 1,
            Some(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            Some(b',') if depth == 0 => {
                parts.extend(tokens.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(tokens.get(start..));
    parts.retain(|part| !part.is_empty());
    parts
}

/// From the first token to the last.
pub fn range_of(tokens: &[Token]) -> Range<usize> {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::lexer::lex;

    #[test]
    fn phrases_stand_word_for_word() {
        for (text, phrase, stands, begins) in [
            ("alter table t", "ALTER TABLE", true, true),
            ("alter table", "ALTER TABLE", true, true),
            ("alter", "ALTER TABLE", false, true),
            ("alter tables t", "ALTER TABLE", false, true),
            ("alte table", "ALTER TABLE", false, false),
            ("alters table", "ALTER TABLE", false, false),
            ("\"alter\" table", "ALTER TABLE", false, false),
            ("drop", "DROP", true, true),
            ("(drop", "DROP", false, false),
            ("", "DROP", false, false),
        ] {
            let tokens = lex(text, 0..text.len(), Dialect::Postgres);
            let cursor = Cursor::new(text, &tokens, Dialect::Postgres);
            assert_eq!((cursor.is_phrase(phrase), cursor.begins(phrase)), (stands, begins), "{text}: {phrase}");
            let mut eaten = cursor;
            let words = if stands { phrase.split(' ').count() } else { 0 };
            assert_eq!((eaten.eat(phrase), eaten.at), (stands, words), "{text}: {phrase}");
        }
    }
}
