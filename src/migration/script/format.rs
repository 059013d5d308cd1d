//! Strings that a format call puts together: Go's `fmt.Sprintf`, Rust's `format!`.

use super::{Piece, Value};
use crate::lang::facts::{Arg, Expr};

/// The text, if the call is a format call and everything in it is known.
pub(super) fn formatted<'a>(
    callee: &'a Expr,
    args: &'a [Arg],
    eval: impl Fn(&'a Expr) -> Value<'a>,
) -> Option<Value<'a>> {
    let rust = match callee.last_name()? {
        "Sprintf" => false,
        "format!" => true,
        _ => return None,
    };
    let Value::Text { value: template, range, pieces } = eval(&args.first()?.value) else { return None };
    let mut positional = args.iter().skip(1).filter(|arg| arg.name.is_none());
    let (mut text, mut kept): (String, Vec<Piece>) = (String::new(), Vec::new());
    let mut rest = template.as_str();
    let mut from = 0;
    let copy = |at: usize, literal: &str, text: &mut String, kept: &mut Vec<Piece>| {
        for piece in pieces.iter().filter(|piece| piece.at <= at && at + literal.len() <= piece.at + piece.len) {
            let start = piece.range.start + (at - piece.at);
            kept.push(Piece { at: text.len(), len: literal.len(), range: start..start + literal.len() });
        }
        text.push_str(literal);
    };
    let mark = if rust { ['{', '}'] } else { ['%', '%'] };
    while let Some(at) = rest.find(mark) {
        copy(from, rest.get(..at)?, &mut text, &mut kept);
        let hole = rest.get(at..)?;
        let (arg, length) = if rust { rust_hole(hole)? } else { go_hole(hole)? };
        match arg {
            Hole::Literal(literal) => text.push_str(literal),
            Hole::Next => text.push_str(&plain(eval(&positional.next()?.value))?),
            Hole::Named(name) => {
                let arg = args.iter().find(|arg| arg.name.as_deref() == Some(name))?;
                text.push_str(&plain(eval(&arg.value))?);
            }
        }
        from += at + length;
        rest = rest.get(at + length..)?;
    }
    copy(from, rest, &mut text, &mut kept);
    Some(Value::Text { value: text, range, pieces: kept })
}

enum Hole<'t> {
    Literal(&'static str),
    Next,
    Named(&'t str),
}

fn rust_hole(text: &str) -> Option<(Hole<'_>, usize)> {
    if text.starts_with("{{") {
        return Some((Hole::Literal("{"), 2));
    }
    if text.starts_with("}}") {
        return Some((Hole::Literal("}"), 2));
    }
    let end = text.find('}')?;
    let name = text.get(1..end)?.split(':').next()?;
    Some((if name.is_empty() { Hole::Next } else { Hole::Named(name) }, end + 1))
}

fn go_hole(text: &str) -> Option<(Hole<'_>, usize)> {
    match text.as_bytes().get(1)? {
        b'%' => Some((Hole::Literal("%"), 2)),
        b's' | b'd' | b'v' => Some((Hole::Next, 2)),
        _ => None,
    }
}

fn plain(value: Value<'_>) -> Option<String> {
    match value {
        Value::Text { value, .. } | Value::Literal(value) => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_found() {
        assert!(matches!(rust_hole("{}x"), Some((Hole::Next, 2))));
        assert!(matches!(rust_hole("{a:?}"), Some((Hole::Named("a"), 5))));
        assert!(matches!(rust_hole("{{"), Some((Hole::Literal("{"), 2))));
        assert!(rust_hole("{ü").is_none());
        assert!(matches!(go_hole("%s"), Some((Hole::Next, 2))));
        assert!(go_hole("%").is_none() && go_hole("%5d").is_none());
    }
}
