//! String literals of Rust, Python and JavaScript as pieces whose bytes correspond to the file's: a run of plain text is one piece, each
//! escape another.

use std::ops::Range;

use super::facts::TextPart;

/// Whose escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escapes {
    /// A raw literal: none.
    None,
    Rust,
    Python,
    JavaScript,
}

/// The pieces of the literal's inner text, which stands at `range` in `text`. `braces`: `{{` and `}}` stand for one brace.
pub fn pieces(text: &str, range: Range<usize>, escapes: Escapes, braces: bool) -> Vec<TextPart> {
    let inner = text.get(range.clone()).unwrap_or_default();
    let mut parts = Vec::new();
    let mut plain = 0;
    let mut position = 0;
    let bytes = inner.as_bytes();
    while let Some(&byte) = bytes.get(position) {
        let doubled = braces && matches!(byte, b'{' | b'}') && bytes.get(position + 1) == Some(&byte);
        if !doubled && (byte != b'\\' || escapes == Escapes::None) {
            position += 1;
            continue;
        }
        let (value, length) = if doubled {
            (char::from(byte).to_string(), 2)
        } else {
            escape(inner.get(position..).unwrap_or_default(), escapes)
        };
        push(&mut parts, inner, plain..position, range.start);
        parts.push(TextPart::Piece { value, range: range.start + position..range.start + position + length });
        position += length;
        plain = position;
    }
    push(&mut parts, inner, plain..inner.len(), range.start);
    if parts.is_empty() {
        parts.push(TextPart::Piece { value: String::new(), range: range.start..range.start });
    }
    parts
}

fn push(parts: &mut Vec<TextPart>, inner: &str, range: Range<usize>, offset: usize) {
    if let Some(value) = inner.get(range.clone()).filter(|value| !value.is_empty()) {
        parts.push(TextPart::Piece { value: value.to_owned(), range: range.start + offset..range.end + offset });
    }
}

/// The text that an escape at the start of `rest` stands for, and its length in the source.
fn escape(rest: &str, escapes: Escapes) -> (String, usize) {
    let mut chars = rest.chars();
    chars.next();
    let Some(kind) = chars.next() else { return (rest.to_owned(), rest.len()) };
    let simple = 1 + kind.len_utf8();
    let single = |text: &str| (text.to_owned(), simple);
    match kind {
        'n' => single("\n"),
        'r' => single("\r"),
        't' => single("\t"),
        '\\' | '\'' | '"' | '`' => (kind.to_string(), simple),
        'b' if escapes != Escapes::Rust => single("\u{8}"),
        'f' if escapes != Escapes::Rust => single("\u{c}"),
        'v' if escapes != Escapes::Rust => single("\u{b}"),
        'a' if escapes == Escapes::Python => single("\u{7}"),
        'x' => hexadecimal(rest, 2, 2),
        'u' if rest.as_bytes().get(2) == Some(&b'{') => braced(rest),
        'u' => hexadecimal(rest, 2, 4),
        'U' if escapes == Escapes::Python => hexadecimal(rest, 2, 8),
        'N' if escapes == Escapes::Python && rest.as_bytes().get(2) == Some(&b'{') => match rest.find('}') {
            Some(end) => ("\u{fffd}".to_owned(), end + 1),
            None => (rest.get(..simple).unwrap_or_default().to_owned(), simple),
        },
        '0'..='7' => {
            let digits = rest.bytes().skip(1).take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            let code = rest.get(1..=digits).and_then(|digits| u32::from_str_radix(digits, 8).ok());
            (decoded(code), 1 + digits)
        }
        '\r' if rest.as_bytes().get(2) == Some(&b'\n') => (String::new(), 3),
        '\n' if escapes == Escapes::Rust => {
            let blank = rest.bytes().skip(1).take_while(u8::is_ascii_whitespace).count();
            (String::new(), 1 + blank)
        }
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => (String::new(), simple),
        _ if escapes == Escapes::JavaScript => (kind.to_string(), simple),
        _ => (rest.get(..simple).unwrap_or_default().to_owned(), simple),
    }
}

fn hexadecimal(rest: &str, start: usize, count: usize) -> (String, usize) {
    match rest.get(start..start + count).and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
        Some(code) => (decoded(Some(code)), start + count),
        None => (rest.get(..start).unwrap_or_default().to_owned(), start),
    }
}

fn braced(rest: &str) -> (String, usize) {
    let Some(end) = rest.find('}') else { return (rest.get(..2).unwrap_or_default().to_owned(), 2) };
    let digits = rest.get(3..end).unwrap_or_default().replace('_', "");
    (decoded(u32::from_str_radix(&digits, 16).ok()), end + 1)
}

fn decoded(code: Option<u32>) -> String {
    code.and_then(char::from_u32).unwrap_or('\u{fffd}').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Case = (&'static str, Escapes, bool, &'static [(&'static str, Range<usize>)]);

    #[test]
    fn pieces_of_literals() {
        let cases: &[Case] = &[
            ("users", Escapes::Rust, false, &[("users", 0..5)]),
            ("", Escapes::Rust, false, &[("", 0..0)]),
            ("a\\nb", Escapes::JavaScript, false, &[("a", 0..1), ("\n", 1..3), ("b", 3..4)]),
            ("\\x41\\u{1F600}", Escapes::Rust, false, &[("A", 0..4), ("😀", 4..13)]),
            ("\\101", Escapes::Python, false, &[("A", 0..4)]),
            ("a\\nb", Escapes::None, false, &[("a\\nb", 0..4)]),
            ("{{a}}", Escapes::Python, true, &[("{", 0..2), ("a", 2..3), ("}", 3..5)]),
            ("\\é\\", Escapes::Python, false, &[("\\é", 0..3), ("\\", 3..4)]),
            ("\\N{BULLET}x", Escapes::Python, false, &[("\u{fffd}", 0..10), ("x", 10..11)]),
            ("a \\\n   b", Escapes::Rust, false, &[("a ", 0..2), ("", 2..7), ("b", 7..8)]),
            ("\\u12", Escapes::JavaScript, false, &[("\\u", 0..2), ("12", 2..4)]),
        ];
        for (text, escapes, braces, expected) in cases {
            let found = pieces(text, 0..text.len(), *escapes, *braces);
            let found: Vec<(&str, Range<usize>)> = found
                .iter()
                .filter_map(|part| match part {
                    TextPart::Piece { value, range } => Some((value.as_str(), range.clone())),
                    TextPart::Hole(_) => None,
                })
                .collect();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
