//! Words, marks and string literals of Scala, Swift and Dart, without comments.
//!
//! A literal's pieces have the places of their bytes; an escape is a piece of its own. What a hole holds is a name, or the strings in it.

use std::ops::Range;

use super::Syntax;
use crate::lang::facts::{Expr, ExprKind, Text, TextPart};

/// How deep the holes of literals in holes are read.
const DEPTH: usize = 6;

#[derive(Debug)]
pub struct Token {
    pub kind: TokenKind,
    pub range: Range<usize>,
}

#[derive(Debug)]
pub enum TokenKind {
    /// An identifier or keyword.
    Word,
    /// One character of punctuation.
    Mark,
    Str(Text),
}

impl Token {
    /// The character, if it is punctuation.
    pub fn mark<'t>(&self, text: &'t str) -> &'t str {
        match self.kind {
            TokenKind::Mark => text.get(self.range.clone()).unwrap_or_default(),
            _ => "",
        }
    }
}

/// The tokens of a part of a text, and the literals and comments that do not end.
pub fn lex(text: &str, range: Range<usize>, syntax: Syntax, depth: usize) -> (Vec<Token>, Vec<Range<usize>>) {
    let mut lexer =
        Lexer { text, end: range.end, at: range.start, syntax, depth, tokens: Vec::new(), errors: Vec::new() };
    while lexer.at < lexer.end {
        lexer.step();
    }
    (lexer.tokens, lexer.errors)
}

struct Lexer<'t> {
    text: &'t str,
    end: usize,
    at: usize,
    syntax: Syntax,
    depth: usize,
    tokens: Vec<Token>,
    errors: Vec<Range<usize>>,
}

/// How a literal is written.
struct Form {
    /// What ends it.
    close: String,
    /// Before an escape; `None` in a raw literal.
    escape: Option<String>,
    interpolated: bool,
    /// Whether it may go over lines.
    many: bool,
    /// Put after it: doobie's `fr"…"` ends with a blank.
    trailing: bool,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            self.at = self.end;
            return;
        };
        if first.is_whitespace() {
            self.at += first.len_utf8();
        } else if rest.starts_with("//") {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            self.comment();
        } else if let Some((open, form)) = self.literal_here() {
            self.literal(open, &form);
        } else if first == '\'' && self.syntax == Syntax::Scala {
            self.character();
        } else if first == '`' {
            let length = rest.get(1..).and_then(|rest| rest.find(['`', '\n'])).map_or(1, |end| end + 2);
            self.at += length.min(rest.len());
        } else if first.is_alphanumeric() || matches!(first, '_' | '$') {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(rest.len());
            self.push(TokenKind::Word, self.at..self.at + length);
        } else {
            self.push(TokenKind::Mark, self.at..self.at + first.len_utf8());
        }
    }

    fn push(&mut self, kind: TokenKind, range: Range<usize>) {
        self.at = range.end;
        self.tokens.push(Token { kind, range });
    }

    /// Comments nest in all three.
    fn comment(&mut self) {
        let start = self.at;
        let mut open = 0;
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                self.errors.push(start..self.end);
                return;
            }
            if rest.starts_with("/*") {
                open += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                open -= 1;
                self.at += 2;
            } else {
                self.at += rest.chars().next().map_or(1, char::len_utf8);
            }
            if open == 0 {
                return;
            }
        }
    }

    /// Scala's `'c'`, `'\n'`; what else begins with the mark is a symbol or a type's.
    fn character(&mut self) {
        let mut chars = self.rest().char_indices().skip(1);
        let escaped = matches!(chars.next(), Some((_, '\\')));
        if escaped {
            chars.next();
        }
        let length = chars.next().filter(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1);
        self.push(TokenKind::Mark, self.at..self.at + length);
    }

    /// The length of what opens a literal here, and its form.
    fn literal_here(&self) -> Option<(usize, Form)> {
        let rest = self.rest();
        let escape = || Some("\\".to_owned());
        let form = |close: &str| Form {
            close: close.to_owned(),
            escape: escape(),
            interpolated: true,
            many: close.len() == 3,
            trailing: false,
        };
        match self.syntax {
            Syntax::Dart => {
                let raw = usize::from(rest.starts_with('r'));
                let quote = ["'''", "\"\"\"", "'", "\""].into_iter().find(|q| rest[raw..].starts_with(q))?;
                let mut form = form(quote);
                if raw == 1 {
                    (form.escape, form.interpolated) = (None, false);
                }
                Some((raw + quote.len(), form))
            }
            Syntax::Swift => {
                let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
                let quote = ["\"\"\"", "\""].into_iter().find(|quote| rest[hashes..].starts_with(quote))?;
                let sharp = "#".repeat(hashes);
                let mut form = form(&format!("{quote}{sharp}"));
                form.escape = Some(format!("\\{sharp}"));
                form.many = quote.len() == 3;
                Some((hashes + quote.len(), form))
            }
            Syntax::Scala => {
                let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                let quote = ["\"\"\"", "\""].into_iter().find(|quote| rest[word..].starts_with(quote))?;
                let tag = &rest[..word];
                let mut form = form(quote);
                form.interpolated = word > 0;
                form.trailing = tag == "fr";
                if quote.len() == 3 || tag == "raw" {
                    form.escape = None;
                }
                Some((word + quote.len(), form))
            }
        }
    }

    fn literal(&mut self, open: usize, form: &Form) {
        let start = self.at;
        self.at += open;
        let mut parts = Vec::new();
        let mut plain = self.at;
        loop {
            let rest = self.rest();
            if rest.starts_with(&*form.close) {
                // Quotes right before the end belong to the text.
                let more = if form.many && self.syntax != Syntax::Swift {
                    rest[form.close.len()..]
                        .bytes()
                        .take_while(|byte| form.close.as_bytes().first() == Some(byte))
                        .count()
                } else {
                    0
                };
                self.piece(&mut parts, plain..self.at + more);
                self.at += form.close.len() + more;
                break;
            }
            if rest.is_empty() || (!form.many && rest.starts_with('\n')) {
                self.piece(&mut parts, plain..self.at);
                self.errors.push(start..self.at);
                break;
            }
            let here = self.at;
            if let Some((value, length)) = self.escape(form) {
                self.piece(&mut parts, plain..here);
                self.at += length;
                plain = self.at;
                parts.push(TextPart::Piece { value, range: here..plain });
            } else if let Some((inner, length)) = self.hole(form) {
                self.piece(&mut parts, plain..here);
                let hole = self.held(inner);
                self.at += length;
                plain = self.at;
                parts.push(TextPart::Hole(Box::new(hole)));
            } else {
                self.at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        if form.trailing {
            parts.push(TextPart::Piece { value: " ".to_owned(), range: self.at..self.at });
        }
        if parts.is_empty() {
            parts.push(TextPart::Piece { value: String::new(), range: start + open..start + open });
        }
        let range = start..self.at;
        self.push(TokenKind::Str(Text { parts }), range);
    }

    fn piece(&self, parts: &mut Vec<TextPart>, range: Range<usize>) {
        if let Some(value) = self.text.get(range.clone()).filter(|value| !value.is_empty()) {
            parts.push(TextPart::Piece { value: value.to_owned(), range });
        }
    }

    /// What an escape stands for, and its length.
    fn escape(&self, form: &Form) -> Option<(String, usize)> {
        let rest = self.rest();
        if form.interpolated && self.syntax == Syntax::Scala && rest.starts_with("$$") {
            return Some(("$".to_owned(), 2));
        }
        let prefix = form.escape.as_deref()?;
        let kind = rest.strip_prefix(prefix)?.chars().next()?;
        if kind == '(' && self.syntax == Syntax::Swift {
            return None;
        }
        let value = match kind {
            'n' => "\n".to_owned(),
            'r' => "\r".to_owned(),
            't' => "\t".to_owned(),
            '\n' => String::new(),
            _ => kind.to_string(),
        };
        Some((value, prefix.len() + kind.len_utf8()))
    }

    /// `$name`, `${…}`, `\(…)`: the range of what is in it, and its length.
    fn hole(&self, form: &Form) -> Option<(Range<usize>, usize)> {
        if !form.interpolated {
            return None;
        }
        let rest = self.rest();
        if self.syntax == Syntax::Swift {
            let open = form.escape.as_deref().filter(|open| rest.starts_with(*open))?.len();
            if !rest[open..].starts_with('(') {
                return None;
            }
            let end = closing(rest, open, form.many)?;
            return Some((self.at + open + 1..self.at + end, end + 1));
        }
        let after = rest.strip_prefix('$')?;
        if after.starts_with('{') {
            let end = closing(rest, 1, form.many)?;
            return Some((self.at + 2..self.at + end, end + 1));
        }
        let length = after.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(after.len());
        let begins = after.starts_with(|c: char| c.is_alphabetic() || c == '_');
        begins.then(|| (self.at + 1..self.at + 1 + length, length + 1))
    }

    /// What stands in a hole.
    fn held(&mut self, range: Range<usize>) -> Expr {
        if self.depth >= DEPTH {
            return Expr::new(ExprKind::Empty, range);
        }
        let (tokens, _) = lex(self.text, range.clone(), self.syntax, self.depth + 1);
        if let [Token { kind: TokenKind::Word, range }] = tokens.as_slice() {
            let name = self.text.get(range.clone()).unwrap_or_default();
            return Expr::new(ExprKind::Name(name.to_owned()), range.clone());
        }
        let strings = tokens.into_iter().filter_map(|token| match token.kind {
            TokenKind::Str(text) => Some(Expr::new(ExprKind::Str(text), token.range)),
            _ => None,
        });
        Expr::new(ExprKind::Seq(strings.collect()), range)
    }
}

/// Holes longer than this are none.
const HOLE: usize = 1_000;

/// Where the bracket at `open` closes; strings in between are skipped. On one line, unless the literal may have many.
fn closing(text: &str, open: usize, many: bool) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(open).take(HOLE) {
        if byte == b'\n' && !many {
            return None;
        }
        if escaped {
            escaped = false;
            continue;
        }
        match (quote, byte) {
            (Some(_), b'\\') => escaped = true,
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"') => quote = Some(byte),
            (None, b'(' | b'{' | b'[') => depth += 1,
            (None, b')' | b'}' | b']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
