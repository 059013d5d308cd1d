//! Makers of nodes of the common tree, and what escapes in strings stand for. Nothing here knows a syntax tree.

use std::ops::Range;

use super::super::facts::{Arg, Expr, ExprKind, Field, FieldKind, Import, Key, Param, Text, TextPart};

/// A sequence.
pub fn seq_of(items: Vec<Expr>, range: Range<usize>) -> Expr {
    if items.is_empty() { Expr::new(ExprKind::Empty, range) } else { Expr::new(ExprKind::Seq(items), range) }
}

/// Whether nothing is in it.
pub fn is_empty(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Empty)
}

/// The items of a sequence, or the expression itself: for lists of statements.
pub fn spread(expr: Expr, into: &mut Vec<Expr>) {
    match expr.kind {
        ExprKind::Empty => {}
        ExprKind::Seq(items) => into.extend(items),
        _ => into.push(expr),
    }
}

/// An argument without a name.
pub fn arg(value: Expr) -> Arg {
    Arg { name: None, name_range: value.range.start..value.range.start, value }
}

/// An argument with one.
pub fn named_arg(name: &str, name_range: Range<usize>, value: Expr) -> Arg {
    Arg { name: Some(name.to_owned()), name_range, value }
}

/// `callee(args)`
pub fn call(callee: Expr, args: Vec<Arg>, range: Range<usize>) -> Expr {
    Expr::new(ExprKind::Call { callee: Box::new(callee), type_args: Vec::new(), args }, range)
}

/// A field without decorators, type and value.
pub fn new_field(name: &str, name_range: Range<usize>, range: Range<usize>) -> Field {
    Field { name: name.to_owned(), kind: FieldKind::Field, name_range, range, ..Field::default() }
}

/// A parameter.
pub fn param(name: &str, type_text: Option<&str>, default: Option<Expr>, range: Range<usize>) -> Param {
    Param { name: name.to_owned(), type_text: type_text.map(str::to_owned), default, range }
}

/// An import of a name: `path` split at its last `separator`.
pub fn import_path(path: &str, separator: &str, alias: Option<&str>, range: Range<usize>) -> Import {
    let (module, name) = match path.rsplit_once(separator) {
        Some((module, name)) => (module, Some(name)),
        None => (path, None),
    };
    let local = alias.or(name).unwrap_or(path).to_owned();
    Import { module: module.to_owned(), name: name.map(str::to_owned), local, range }
}

/// A piece of a string.
pub fn piece(value: impl Into<String>, range: Range<usize>) -> TextPart {
    TextPart::Piece { value: value.into(), range }
}

/// An expression of one piece.
pub fn plain_str(value: &str, range: Range<usize>) -> Expr {
    Expr::new(ExprKind::Str(Text { parts: vec![piece(value, range.clone())] }), range)
}

/// The value of one escape sequence as C and its descendants write it; where it is none of theirs, what stands after the backslash.
pub fn unescape(raw: &str) -> String {
    let Some(body) = raw.strip_prefix('\\') else { return raw.to_owned() };
    let simple = match body {
        "n" => "\n",
        "t" => "\t",
        "r" => "\r",
        "0" => "\0",
        "a" => "\u{7}",
        "b" => "\u{8}",
        "e" => "\u{1b}",
        "f" => "\u{c}",
        "v" => "\u{b}",
        "s" => " ",
        "\n" | "\r\n" => "",
        _ => return numeric_escape(body).map_or_else(|| body.to_owned(), String::from),
    };
    simple.to_owned()
}

fn numeric_escape(body: &str) -> Option<char> {
    let (digits, radix) = match body.chars().next()? {
        'x' | 'u' | 'U' => (body.get(1..)?.trim_start_matches('{').trim_end_matches('}'), 16),
        '0'..='7' => (body, 8),
        _ => return None,
    };
    char::from_u32(u32::from_str_radix(digits, radix).ok()?)
}

/// Where the text of a string stands: from its first piece to its last, or between its quotes if it has none.
pub fn text_range(text: &Text, whole: &Range<usize>) -> Range<usize> {
    let mut pieces = text.parts.iter().filter_map(|part| match part {
        TextPart::Piece { range, .. } => Some(range),
        TextPart::Hole(_) => None,
    });
    match pieces.next() {
        Some(first) => first.start..pieces.next_back().unwrap_or(first).end,
        None => whole.end.saturating_sub(1)..whole.end.saturating_sub(1),
    }
}

/// `target op value`
pub fn assignment(
    target: Expr,
    type_text: Option<&str>,
    op: &'static str,
    declares: bool,
    value: Expr,
    range: Range<usize>,
) -> Expr {
    let type_text = type_text.map(str::to_owned);
    let kind = ExprKind::Assign { target: Box::new(target), type_text, op, declares, value: Box::new(value) };
    Expr::new(kind, range)
}

/// What a loop over `items` gives its variable: an element, which an index without a position says.
pub fn element(items: Expr) -> Expr {
    let range = items.range.clone();
    let index = Box::new(Expr::new(ExprKind::Empty, range.end..range.end));
    Expr::new(ExprKind::Index { object: Box::new(items), index }, range)
}

/// The operator of an assignment as a constant; `=` for one that is not known.
pub fn assign_op(text: &str) -> &'static str {
    const OPERATORS: [&str; 18] = [
        "+=", "-=", "*=", "**=", "/=", "%=", "||=", "|=", "&&=", "&=", "^=", "&^=", "<<=", ">>=", ">>>=", "??=", ".=",
        ":=",
    ];
    OPERATORS.into_iter().find(|op| *op == text).unwrap_or("=")
}

/// The key that an expression spells, with where it stands; any other is computed.
pub fn key_of(key: Expr) -> (Key, Range<usize>) {
    if let (ExprKind::Str(text), Some(name)) = (&key.kind, key.as_text()) {
        return (Key::Name(name), text_range(text, &key.range));
    }
    let range = key.range.clone();
    (Key::Computed(Box::new(key)), range)
}

/// The line break after the opening of a multi-line string is no part of it.
pub fn without_first_line_break(parts: &mut [TextPart]) {
    if let Some(TextPart::Piece { value, range }) = parts.first_mut() {
        let length = if value.starts_with("\r\n") { 2 } else { usize::from(value.starts_with('\n')) };
        value.drain(..length);
        range.start += length;
    }
}

/// A text with backslashes as pieces: the escapes, and what stands between them. `start` is where it stands in the file.
pub fn escaped_pieces(text: &str, start: usize, parts: &mut Vec<TextPart>) {
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let at = rest.find('\\').unwrap_or(rest.len());
        if at > 0 {
            parts.push(piece(rest.get(..at).unwrap_or_default(), start + from..start + from + at));
        }
        let Some(escape) = rest.get(at..).filter(|escape| !escape.is_empty()) else { return };
        let length = if escape.starts_with("\\u") {
            escape.char_indices().nth(6).map_or(escape.len(), |(end, _)| end)
        } else {
            escape.char_indices().nth(2).map_or(escape.len(), |(end, _)| end)
        };
        let end = start + from + at + length;
        parts.push(piece(unescape(escape.get(..length).unwrap_or_default()), start + from + at..end));
        from += at + length;
    }
}
