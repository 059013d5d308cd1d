//! Scala, Swift and Dart: the string literals, put together where they are added or stand beside each other, in functions by name.
//!
//! There is no grammar behind it: a lexer knows comments, literals and brackets. Classes, types, calls and members are not read, so of queries only those in
//! SQL are seen. One pass over the tokens, without recursion; what a literal's holes hold is lexed to a small depth.

mod lexer;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Language;
use super::facts::{CodeFacts, Expr, ExprKind, Function, TextPart};
use lexer::{Token, TokenKind, lex};

pub const DART: Language = Language { name: "dart", extensions: &["dart"], parse: dart };
pub const SCALA: Language = Language { name: "scala", extensions: &["scala", "sc"], parse: scala };
pub const SWIFT: Language = Language { name: "swift", extensions: &["swift"], parse: swift };

/// Whose literals and declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    Dart,
    Scala,
    Swift,
}

/// How many operands of one concatenation are nested; the rest stand beside it.
const LONGEST: usize = 180;

/// How deep declarations are followed into each other.
const DEPTH: usize = 24;

/// How many tokens the head of a declaration may have.
const HEAD: usize = 600;

const TYPES: &[&str] = &["class", "object", "trait", "struct", "enum", "extension", "protocol", "actor", "mixin"];

fn dart(text: &str, _: &str) -> CodeFacts {
    read(text, Syntax::Dart)
}

fn scala(text: &str, _: &str) -> CodeFacts {
    read(text, Syntax::Scala)
}

fn swift(text: &str, _: &str) -> CodeFacts {
    read(text, Syntax::Swift)
}

fn read(text: &str, syntax: Syntax) -> CodeFacts {
    let (tokens, errors) = lex(text, 0..text.len(), syntax, 0);
    let (closers, lines) = (closers(text, &tokens), lines(text, &tokens));
    let mut reader = Reader { text, syntax, closers, lines, tokens, facts: CodeFacts::default(), scopes: Vec::new() };
    reader.facts.errors = errors;
    reader.run();
    reader.facts
}

/// Where each opening bracket closes, by the index of its token.
fn closers(text: &str, tokens: &[Token]) -> Vec<Option<usize>> {
    let mut closers = vec![None; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.mark(text) {
            "(" | "[" | "{" => open.push(at),
            ")" | "]" | "}" => {
                if let Some(closer) = open.pop().and_then(|opener| closers.get_mut(opener)) {
                    *closer = Some(at);
                }
            }
            _ => {}
        }
    }
    closers
}

/// The indentation of each token's line, and whether the token is its first.
fn lines(text: &str, tokens: &[Token]) -> Vec<(usize, bool)> {
    let mut lines = Vec::new();
    let (mut indent, mut read) = (0, 0);
    for token in tokens {
        let between = text.get(read..token.range.start).unwrap_or_default();
        let is_first = read == 0 || between.contains('\n');
        if is_first {
            let last = between.rsplit('\n').next().unwrap_or_default();
            indent = last.len() - last.trim_start().len();
        }
        lines.push((indent, is_first));
        read = token.range.end;
    }
    lines
}

/// A class or function around the token in hand.
struct Scope {
    name: String,
    /// The function's entry; `None` for a class.
    function: Option<usize>,
    /// The token that closes it. Without one, what is indented deeper than its line belongs to it.
    end: Option<usize>,
    indent: usize,
}

struct Reader<'t> {
    text: &'t str,
    syntax: Syntax,
    tokens: Vec<Token>,
    closers: Vec<Option<usize>>,
    lines: Vec<(usize, bool)>,
    facts: CodeFacts,
    /// Innermost last.
    scopes: Vec<Scope>,
}

impl Reader<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            let range = token.range.clone();
            let (is_string, is_word) = (matches!(token.kind, TokenKind::Str(_)), matches!(token.kind, TokenKind::Word));
            self.leave(at);
            if is_word {
                self.declare(at, range);
            }
            at = if is_string { self.string(at) } else { at + 1 };
        }
    }

    fn word(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(token) if matches!(token.kind, TokenKind::Word) => {
                self.text.get(token.range.clone()).unwrap_or_default()
            }
            _ => "",
        }
    }

    fn mark(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.mark(self.text))
    }

    /// Ends the scopes that the token is no longer in.
    fn leave(&mut self, at: usize) {
        let indent = self.indent(at).filter(|_| !matches!(self.mark(at), ")" | "]" | "}" | "{"));
        while let Some(scope) = self.scopes.last() {
            let is_over = match scope.end {
                Some(end) => end <= at,
                None => indent.is_some_and(|indent| indent <= scope.indent),
            };
            if !is_over {
                break;
            }
            if let Some(scope) = self.scopes.pop()
                && let Some(function) = scope.function.and_then(|function| self.facts.functions.get_mut(function))
                && let Some(last) = self.tokens.get(at.saturating_sub(usize::from(scope.end.is_none())))
            {
                function.range.end = last.range.end.max(function.range.end);
            }
        }
    }

    /// How far the line is indented, if the token is its first.
    fn indent(&self, at: usize) -> Option<usize> {
        self.lines.get(at).filter(|(_, is_first)| *is_first).map(|(indent, _)| *indent)
    }

    /// The indentation of the line on which a token stands.
    fn line_indent(&self, at: usize) -> usize {
        self.lines.get(at).map_or(0, |(indent, _)| *indent)
    }

    fn declare(&mut self, at: usize, range: Range<usize>) {
        if self.scopes.len() >= DEPTH {
            return;
        }
        let word = self.word(at);
        let before = at.checked_sub(1);
        let is_member = before.is_some_and(|before| self.mark(before) == ".");
        if TYPES.contains(&word) && !is_member && !self.word(at + 1).is_empty() {
            // A class without a body holds nothing.
            let indent = self.line_indent(at);
            let name = self.word(at + 1).to_owned();
            if let Some(end) = self.body(at + 2) {
                self.scopes.push(Scope { name, function: None, end: Some(end), indent });
            }
            return;
        }
        let (name_at, end) = match (self.syntax, word) {
            (Syntax::Scala, "def") | (Syntax::Swift, "func") if !is_member => (at + 1, self.body(at + 2)),
            (Syntax::Swift, "init") if !is_member && matches!(self.mark(at + 1), "(" | "?") => (at, self.body(at + 1)),
            (Syntax::Dart, _) if !is_member => match self.dart_body(at) {
                Some(end) => (at, Some(end)),
                None => return,
            },
            _ => return,
        };
        let name = self.word(name_at).to_owned();
        // A declaration without a body, in a protocol or trait.
        if name.is_empty() || (end.is_none() && self.syntax != Syntax::Scala) {
            return;
        }
        let outer: Vec<&str> = self.scopes.iter().map(|scope| scope.name.as_str()).collect();
        let symbol = outer.into_iter().chain([name.as_str()]).collect::<Vec<_>>().join(".");
        let name_range = self.tokens.get(name_at).map_or(range.clone(), |token| token.range.clone());
        let indent = self.line_indent(at);
        let function = Some(self.facts.functions.len());
        let range = range.start..name_range.end;
        self.facts.functions.push(Function { name: name.clone(), symbol, name_range, range, ..Function::default() });
        self.scopes.push(Scope { name, function, end, indent });
    }

    /// The end of the braces that follow a head. A head ends with a line that opens none; lists of parameters may have lines of their own.
    fn body(&self, mut at: usize) -> Option<usize> {
        let first = self.line_indent(at.checked_sub(1)?);
        let limit = at + HEAD;
        while at < limit && self.tokens.get(at).is_some() {
            match self.mark(at) {
                "{" => return self.closers.get(at).copied().flatten(),
                "(" | "[" => at = self.closers.get(at).copied().flatten()?,
                "}" | ";" => return None,
                "=" if self.syntax == Syntax::Scala => {
                    return (self.mark(at + 1) == "{").then(|| self.closers.get(at + 1).copied().flatten()).flatten();
                }
                _ if self.indent(at).is_some_and(|indent| indent <= first) && self.mark(at) != ")" => return None,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// `name(…) {`, `name(…) async {`, `name(…) => …;`: where it ends.
    fn dart_body(&self, at: usize) -> Option<usize> {
        if matches!(self.word(at), "if" | "for" | "while" | "switch" | "catch" | "assert" | "return" | "") {
            return None;
        }
        if self.mark(at + 1) != "(" {
            return None;
        }
        let mut next = self.closers.get(at + 1).copied().flatten()? + 1;
        if matches!(self.word(next), "async" | "sync") {
            next += 1;
            next += usize::from(self.mark(next) == "*");
        }
        match self.mark(next) {
            "{" => self.closers.get(next).copied().flatten(),
            "=" if self.mark(next + 1) == ">" => {
                let mut at = next + 2;
                let limit = at + HEAD;
                while at < limit && self.tokens.get(at).is_some() {
                    match self.mark(at) {
                        ";" | ")" | "]" | "}" | "," => return Some(at),
                        "(" | "[" | "{" => at = self.closers.get(at).copied().flatten()?,
                        _ => {}
                    }
                    at += 1;
                }
                None
            }
            _ => None,
        }
    }

    /// A string with what is added to it; the index of the token after them.
    fn string(&mut self, at: usize) -> usize {
        let Some(mut value) = self.operand(at) else { return at + 1 };
        let mut next = at + 1;
        let mut count = 0;
        // `base ++ fr"…"`: what stands before.
        let mut first = at;
        if let Some(plus) = self.plus_before(at)
            && let Some(name) = plus.checked_sub(1).filter(|name| !self.word(*name).is_empty())
            && name.checked_sub(1).is_none_or(|dot| self.mark(dot) != ".")
            && let Some(left) = self.operand(name)
        {
            value = add(left, value);
            first = name;
        }
        loop {
            next = self.after_margin(next);
            let operand = match self.tokens.get(next).map(|token| &token.kind) {
                Some(TokenKind::Str(_)) if self.syntax == Syntax::Dart => next,
                _ if self.mark(next) == "+" => next + 1 + usize::from(self.mark(next + 1) == "+"),
                _ => break,
            };
            let is_call = matches!(self.mark(operand + 1), "(" | "." | "[");
            let Some(right) = self.operand(operand) else { break };
            count += 1;
            let is_string = matches!(right.kind, ExprKind::Str(_));
            if count > LONGEST {
                self.keep(right);
            } else if is_string || !is_call {
                value = add(value, right);
            } else {
                // `"…" + f(x) + "…"`: a hole, up to the next string that is added.
                value = add(value, Expr::new(ExprKind::Empty, right.range));
                next = self.after_call(operand);
                continue;
            }
            next = operand + 1;
        }
        let value = match self.assigned(first) {
            Some(name) => {
                let range = name.range.start..value.range.end;
                let (target, value) = (Box::new(name), Box::new(value));
                Expr::new(ExprKind::Assign { target, type_text: None, op: "=", declares: true, value }, range)
            }
            None => value,
        };
        self.keep(value);
        next.max(at + 1)
    }

    fn keep(&mut self, expr: Expr) {
        let function = self.scopes.iter().rev().find_map(|scope| scope.function);
        match function.and_then(|function| self.facts.functions.get_mut(function)) {
            Some(function) => {
                function.range.end = function.range.end.max(expr.range.end);
                function.body.push(expr);
            }
            None => self.facts.top.push(expr),
        }
    }

    fn plus_before(&self, at: usize) -> Option<usize> {
        let plus = at.checked_sub(1).filter(|plus| self.mark(*plus) == "+")?;
        Some(plus.checked_sub(1).filter(|before| self.mark(*before) == "+").unwrap_or(plus))
    }

    fn operand(&self, at: usize) -> Option<Expr> {
        let token = self.tokens.get(at)?;
        match &token.kind {
            TokenKind::Str(text) => {
                let mut text = text.clone();
                if self.after_margin(at + 1) > at + 1 {
                    text.parts = text.parts.into_iter().flat_map(without_margin).collect();
                }
                Some(Expr::new(ExprKind::Str(text), token.range.clone()))
            }
            TokenKind::Word => Some(Expr::new(ExprKind::Name(self.word(at).to_owned()), token.range.clone())),
            TokenKind::Mark => None,
        }
    }

    /// Behind `.stripMargin`, if it stands here.
    fn after_margin(&self, at: usize) -> usize {
        if self.mark(at) == "." && self.word(at + 1) == "stripMargin" { at + 2 } else { at }
    }

    /// Behind `.b`, `(…)` and `[…]` that follow a name.
    fn after_call(&self, name: usize) -> usize {
        let mut at = name + 1;
        loop {
            match self.mark(at) {
                "." => at += 2,
                "(" | "[" => match self.closers.get(at).copied().flatten() {
                    Some(end) => at = end + 1,
                    None => return at + 1,
                },
                _ => return at,
            }
        }
    }

    /// `val name = …`, `let name: String = …`, `const name = …`, `name = …`: the name.
    fn assigned(&self, first: usize) -> Option<Expr> {
        let equals = first.checked_sub(1).filter(|equals| self.mark(*equals) == "=")?;
        let name = equals.checked_sub(1)?;
        let typed = name.checked_sub(2).filter(|_| self.mark(name - 1) == ":");
        let name = typed.unwrap_or(name);
        // `def query = "…"` and `f(query = "…")` are no variables.
        let before = name.checked_sub(1);
        let is_other = before.is_some_and(|at| self.word(at) == "def" || matches!(self.mark(at), "." | "(" | ","));
        (!self.word(name).is_empty() && !is_other).then(|| self.operand(name)).flatten()
    }
}

fn add(left: Expr, right: Expr) -> Expr {
    let range = left.range.start..right.range.end;
    let kind = ExprKind::Binary { op: "+".to_owned(), left: Box::new(left), right: Box::new(right) };
    Expr::new(kind, range)
}

/// The lines of a piece without the blanks and the `|` that they begin with.
fn without_margin(part: TextPart) -> Vec<TextPart> {
    let TextPart::Piece { value, range } = part else { return vec![part] };
    if value.len() != range.len() {
        return vec![TextPart::Piece { value, range }];
    }
    let mut parts = Vec::new();
    let mut start = range.start;
    for line in value.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let kept = trimmed.strip_prefix('|').unwrap_or(line);
        let from = start + (line.len() - kept.len());
        start += line.len();
        parts.push(TextPart::Piece { value: kept.to_owned(), range: from..start });
    }
    parts
}
