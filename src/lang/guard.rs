//! Runs a recursive parser so that no text can overflow its stack or take the run down with it.
//!
//! The parsers of Rust, Python and JavaScript recurse, and so does the dropping of their trees. A file is parsed on a thread with a large stack
//! (only the pages that are touched cost anything): on the one at hand if that is known to have one (`workers`), else on one of its own. Of a file
//! that nests deeper than that stack can surely hold only the lines before are parsed, and one on which a parser panics counts as unreadable.
//! Both yield an error over what was not read.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::facts::CodeFacts;
use crate::workers::{STACK, is_roomy};

/// Expressions nested deeper than this are left out of the common tree, with an error in their place: whoever walks it recurses.
pub const MAX_DEPTH: usize = 300;

/// What a text may nest to be given to a parser at all.
const MAX_NESTING: usize = 2000;

/// What classes, functions and a call nest.
const SHALLOW: usize = 16;

/// How many bytes of a file are parsed. Code of that size is data, and a syntax tree takes hundreds of times its text.
pub const LONGEST: usize = 2 << 20;

/// Where the last line begins that a text that is too long is read up to.
pub fn last_line(text: &str) -> usize {
    text.as_bytes().get(..LONGEST).and_then(|head| head.iter().rposition(|byte| *byte == b'\n')).map_or(0, |at| at + 1)
}

/// `parse(text)` on a thread with a large stack. What a parser keeps in thread-local tables it has to free itself.
pub fn guarded(text: &str, parse: impl FnOnce(&str) -> CodeFacts + Send) -> CodeFacts {
    let unreadable = || CodeFacts { errors: std::iter::once(0..text.len()).collect(), ..CodeFacts::default() };
    let rest = nesting(text).err().or_else(|| (text.len() > LONGEST).then(|| last_line(text)));
    let read = text.get(..rest.unwrap_or(text.len())).unwrap_or_default();
    let mut facts = if is_roomy() {
        catch_unwind(AssertUnwindSafe(|| parse(read))).unwrap_or_else(|_| unreadable())
    } else {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || parse(read));
            thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(unreadable)
        })
    };
    facts.errors.extend(rest.map(|rest| rest..text.len()));
    facts
}

/// An upper estimate of how deep a parser recurses: open brackets, and within each level the tokens of the current statement after which
/// an operand follows (`!`, `not`, `=>`, `? :`, `else if`, `<`). If that is too deep, where the last line before begins that nests little.
fn nesting(text: &str) -> Result<usize, usize> {
    let mut shallow = 0;
    let bytes = text.as_bytes();
    let mut levels: Vec<usize> = vec![0];
    let mut sum = 0;
    let mut deepest = 0;
    let mut position = 0;
    // Whether the last token wants an operand after it.
    let mut open_ended = true;
    let mut newline = false;
    while let Some(&byte) = bytes.get(position) {
        let start = position;
        position += 1;
        if byte == b'\n' {
            newline = true;
            if sum <= SHALLOW {
                shallow = position;
            }
            continue;
        }
        if byte.is_ascii_whitespace() {
            continue;
        }
        let word = byte.is_ascii_alphabetic() || byte == b'_';
        if word {
            while bytes.get(position).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
                position += 1;
            }
        }
        let token = bytes.get(start..position).unwrap_or_default();
        let next = bytes.get(position).copied().unwrap_or(b' ');
        let recursive = if word { is_recursive_word(token) } else { is_recursive_byte(byte, next, open_ended) };
        if newline && !recursive && !open_ended {
            sum -= std::mem::take(levels.last_mut().unwrap_or(&mut 0));
        }
        newline = false;
        open_ended = recursive;
        match byte {
            b'(' | b'[' | b'{' => {
                levels.push(1);
                sum += 1;
                open_ended = true;
            }
            b')' | b']' | b'}' if levels.len() > 1 => sum -= levels.pop().unwrap_or(0),
            b';' | b',' => sum -= std::mem::take(levels.last_mut().unwrap_or(&mut 0)),
            b'/' if next == b'>' => {
                if let Some(level) = levels.last_mut().filter(|level| **level > 0) {
                    *level -= 1;
                    sum -= 1;
                }
            }
            b'<' if next == b'/' => {
                if let Some(level) = levels.last_mut().filter(|level| **level > 0) {
                    *level -= 1;
                    sum -= 1;
                }
            }
            _ if recursive => {
                sum += 1;
                if let Some(level) = levels.last_mut() {
                    *level += 1;
                }
            }
            _ => {}
        }
        deepest = deepest.max(sum);
        if deepest > MAX_NESTING {
            return Err(shallow);
        }
    }
    Ok(deepest)
}

fn is_recursive_word(word: &[u8]) -> bool {
    matches!(
        word,
        b"async"
            | b"await"
            | b"break"
            | b"delete"
            | b"do"
            | b"dyn"
            | b"elif"
            | b"else"
            | b"fn"
            | b"for"
            | b"if"
            | b"impl"
            | b"in"
            | b"infer"
            | b"keyof"
            | b"lambda"
            | b"loop"
            | b"match"
            | b"move"
            | b"mut"
            | b"new"
            | b"not"
            | b"raise"
            | b"readonly"
            | b"return"
            | b"static"
            | b"throw"
            | b"typeof"
            | b"unsafe"
            | b"void"
            | b"while"
            | b"yield"
    )
}

/// Prefix operators stand where an operand is awaited; the others are right-associative or open a type argument.
fn is_recursive_byte(byte: u8, next: u8, operand_awaited: bool) -> bool {
    match byte {
        b'!' | b'-' | b'~' | b'+' => operand_awaited,
        b'&' | b'*' | b'|' => operand_awaited || next == byte || byte == b'|',
        b'<' => next != b'/',
        b'=' | b'?' | b':' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_of_nesting() {
        let cases: &[(String, bool)] = &[
            ("(".repeat(3000), true),
            ("[".repeat(3000), true),
            ("!".repeat(3000), true),
            ("- ".repeat(3000), true),
            ("not ".repeat(3000), true),
            ("x => ".repeat(3000), true),
            ("a ? b : ".repeat(3000), true),
            ("a ?\nb :\n".repeat(3000), true),
            ("if a {} else ".repeat(3000), true),
            ("<a>".repeat(3000), true),
            ("Vec<".repeat(3000), true),
            ("const a = b\n".repeat(3000), false),
            ("let a = b; ".repeat(3000), false),
            ("a + b + ".repeat(3000), false),
            ("'a' +\n".repeat(3000), false),
            ("f(a, [b], {c: d}).x\n".repeat(3000), false),
            ("<a><b/></a>".repeat(3000), false),
            ("x: Vec<T>, ".repeat(3000), false),
            ("if (a) { b } else { c }\n".repeat(900), false),
        ];
        for (text, deep) in cases {
            let sample: String = text.chars().take(24).collect();
            assert_eq!(nesting(text).is_err(), *deep, "{sample} {:?}", nesting(text));
        }
    }

    #[test]
    fn what_stands_before_is_read() {
        let text = format!("a = 1\nb = {}\n", "[".repeat(3000));
        let facts = guarded(&text, |read| {
            assert_eq!(read, "a = 1\n");
            CodeFacts::default()
        });
        assert_eq!(facts.errors, vec![6..text.len()]);
    }

    #[test]
    fn what_is_too_long_is_read_up_to_a_line() {
        let text = "a = 1\n".repeat(LONGEST / 6 + 10);
        let facts = guarded(&text, |read| {
            assert!(read.len() <= LONGEST && read.len() > LONGEST - 6 && read.ends_with('\n'));
            CodeFacts::default()
        });
        assert_eq!(facts.errors.len(), 1);
        assert_eq!(facts.errors[0].end, text.len());
    }

    #[test]
    fn a_panic_is_an_error() {
        let facts = guarded("abc", |_| panic!("on purpose"));
        assert_eq!(facts.errors, vec![0..3]);
    }
}
