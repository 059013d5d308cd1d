//! Macro calls: the general form, and the strings of formatting macros.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::{Macro, MacroDelimiter};

use super::Lower;
use super::expr::positional;
use super::tokens::has_semicolon;
use crate::lang::facts::{Arg, Expr, ExprKind, Text, TextPart};

/// Macros whose first string is a format.
const FORMATS: &[&str] = &[
    "anyhow",
    "bail",
    "debug",
    "ensure",
    "eprint",
    "eprintln",
    "error",
    "format",
    "format_args",
    "info",
    "log",
    "panic",
    "print",
    "println",
    "todo",
    "trace",
    "unimplemented",
    "unreachable",
    "warn",
    "write",
    "writeln",
];

impl Lower<'_> {
    pub(super) fn macro_call(&mut self, call: &Macro) -> Expr {
        let name = call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let callee = self.macro_name(call);
        let close = match &call.delimiter {
            MacroDelimiter::Paren(token) => token.span.close(),
            MacroDelimiter::Brace(token) => token.span.close(),
            MacroDelimiter::Bracket(token) => token.span.close(),
        };
        let range = callee.range.start..self.range(close).end;
        if !self.enter(|| call.path.span()) {
            return Expr::new(ExprKind::Empty, range);
        }
        let args = match name.as_str() {
            "table" => self.table(&call.tokens),
            "joinable" => Some(self.names(call.tokens.clone())),
            _ => None,
        };
        let mut args = args.unwrap_or_else(|| self.macro_args(call));
        if FORMATS.contains(&name.as_str()) {
            self.format(&mut args);
        }
        self.leave();
        Expr::new(ExprKind::Call { callee: Box::new(callee), type_args: Vec::new(), args }, range)
    }

    fn macro_args(&mut self, call: &Macro) -> Vec<Arg> {
        if has_semicolon(&call.tokens) && !matches!(call.delimiter, MacroDelimiter::Bracket(_)) {
            return self.block_tokens(call.tokens.clone()).into_iter().map(positional).collect();
        }
        if has_semicolon(&call.tokens) {
            // `vec![value; count]`
            let pieces: Vec<TokenTree> = call.tokens.clone().into_iter().collect();
            let halves = pieces.split(|tree| super::tokens::is_punct(tree, ';'));
            return halves
                .filter(|half| !half.is_empty())
                .flat_map(|half| self.token_args(half.iter().cloned().collect(), false))
                .collect();
        }
        self.token_args(call.tokens.clone(), false)
    }

    /// `sqlx::query!`
    fn macro_name(&mut self, call: &Macro) -> Expr {
        let mut callee = self.path(&call.path, None);
        let end = self.range(call.bang_token.span).end;
        callee.range.end = callee.range.end.max(end);
        match &mut callee.kind {
            ExprKind::Name(name) => name.push('!'),
            ExprKind::Member { name, name_range, .. } => {
                name.push('!');
                name_range.end = name_range.end.max(end);
            }
            _ => {}
        }
        callee
    }

    /// All identifiers, in order: `posts -> users (user_id)`.
    fn names(&mut self, tokens: TokenStream) -> Vec<Arg> {
        let mut args = Vec::new();
        for tree in tokens {
            match tree {
                TokenTree::Ident(ident) => args.push(positional(self.name_expr(&ident))),
                TokenTree::Group(group) => {
                    for inner in group.stream() {
                        if let TokenTree::Ident(ident) = inner {
                            args.push(positional(self.name_expr(&ident)));
                        }
                    }
                }
                _ => {}
            }
        }
        args
    }

    /// Splits the first string among the first arguments at its named holes.
    fn format(&self, args: &mut [Arg]) {
        let first = args.iter_mut().take(3).find_map(|arg| match &mut arg.value.kind {
            ExprKind::Str(text) => Some(text),
            _ => None,
        });
        let Some(text) = first else { return };
        let parts = std::mem::take(&mut text.parts);
        *text = Text { parts: parts.into_iter().flat_map(holes).collect() };
    }
}

/// `select {column} from` as pieces and holes; `{}` and `{0}` stay.
fn holes(part: TextPart) -> Vec<TextPart> {
    let TextPart::Piece { value, range } = &part else { return vec![part] };
    if value.len() != range.len() {
        return vec![part];
    }
    let mut parts = Vec::new();
    let mut plain = 0;
    let mut position = 0;
    let bytes = value.as_bytes();
    let push = |parts: &mut Vec<TextPart>, start: usize, end: usize| {
        if let Some(piece) = value.get(start..end).filter(|piece| !piece.is_empty()) {
            let range = range.start + start..range.start + end;
            parts.push(TextPart::Piece { value: piece.to_owned(), range });
        }
    };
    while let Some(&byte) = bytes.get(position) {
        let doubled = matches!(byte, b'{' | b'}') && bytes.get(position + 1) == Some(&byte);
        if doubled {
            push(&mut parts, plain, position);
            let range = range.start + position..range.start + position + 2;
            parts.push(TextPart::Piece { value: char::from(byte).to_string(), range });
            position += 2;
            plain = position;
            continue;
        }
        position += 1;
        if byte != b'{' {
            continue;
        }
        let rest = value.get(position..).unwrap_or_default();
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        let Some(end) = rest.find('}') else { continue };
        let follows = rest.as_bytes().get(length);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || !matches!(follows, Some(b'}' | b':')) {
            continue;
        }
        push(&mut parts, plain, position - 1);
        let start = range.start + position;
        let hole = Expr::new(ExprKind::Name(name.to_owned()), start..start + length);
        parts.push(TextPart::Hole(Box::new(hole)));
        position += end + 1;
        plain = position;
    }
    if plain == 0 {
        return vec![part];
    }
    push(&mut parts, plain, value.len());
    parts
}
