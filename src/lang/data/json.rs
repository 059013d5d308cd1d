//! JSON as it is written by programs, some ten times as fast as the YAML parser reads it. What is only nearly JSON, or what YAML may read in another way, is
//! left to that parser: this reader gives the same values with the same places, or none.

use std::ops::Range;

use memchr::memchr2;

use super::{DEPTH, MOST, Text, Value};

/// YAML knows longer names for no keys.
const LONGEST_KEY: usize = 1000;

/// The one document of a file.
pub(super) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, count: 0 };
    reader.blank();
    if !matches!(reader.peek(), Some(b'{' | b'[')) {
        return None;
    }
    let value = reader.value(0)?;
    reader.blank();
    reader.peek().is_none().then_some(value)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    count: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn takes(&mut self, byte: u8) -> bool {
        let takes = self.peek() == Some(byte);
        self.at += usize::from(takes);
        takes
    }

    /// A value inside of so many others.
    fn value(&mut self, depth: usize) -> Option<Value> {
        self.count += 1;
        if self.count > MOST || depth >= DEPTH {
            return None;
        }
        match self.peek()? {
            b'{' => self.map(depth),
            b'[' => self.list(depth),
            b'"' => self.string().map(Value::Scalar),
            _ => self.word().map(Value::Scalar),
        }
    }

    fn map(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut entries = Vec::new();
        self.blank();
        if self.takes(b'}') {
            return Some(Value::Map(entries));
        }
        loop {
            let key = self.string()?;
            self.count += 1;
            // A key and its colon stand in one line.
            while matches!(self.peek(), Some(b' ' | b'\t')) {
                self.at += 1;
            }
            if key.range.len() > LONGEST_KEY || !self.takes(b':') {
                return None;
            }
            self.blank();
            let value = self.value(depth + 1)?;
            entries.push((key, value));
            self.blank();
            if self.takes(b'}') {
                return Some(Value::Map(entries));
            }
            if !self.takes(b',') {
                return None;
            }
            self.blank();
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        self.blank();
        if self.takes(b']') {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blank();
            if self.takes(b']') {
                return Some(Value::List(items));
            }
            if !self.takes(b',') {
                return None;
            }
            self.blank();
        }
    }

    /// A number, or one of the three words.
    fn word(&mut self) -> Option<Text> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')) {
            self.at += 1;
        }
        let value = self.text.get(start..self.at)?;
        let digits = value.strip_prefix('-').unwrap_or(value);
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit()) && value.parse::<f64>().is_ok();
        (is_number || matches!(value, "true" | "false" | "null"))
            .then(|| Text { value: value.to_owned(), range: start..self.at })
    }

    fn string(&mut self) -> Option<Text> {
        if !self.takes(b'"') {
            return None;
        }
        let start = self.at;
        let mut value = String::new();
        loop {
            let rest = self.bytes.get(self.at..)?;
            let length = memchr2(b'"', b'\\', rest)?;
            let piece = self.text.get(self.at..self.at + length)?;
            if !is_printed(piece) {
                return None;
            }
            value.push_str(piece);
            self.at += length + 1;
            if rest.get(length) == Some(&b'"') {
                let range: Range<usize> = start..self.at - 1;
                return Some(Text { value, range });
            }
            value.push(self.escaped()?);
        }
    }

    /// What stands for an escape, of which the backslash is behind.
    fn escaped(&mut self) -> Option<char> {
        let kind = self.peek()?;
        self.at += 1;
        Some(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let digits = self
                    .text
                    .get(self.at..self.at + 4)
                    .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
                self.at += 4;
                let code = u32::from_str_radix(digits, 16).ok().filter(|code| *code > 0)?;
                // Half of a character, as the other reader has it.
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return None,
        })
    }
}

/// Whether a text has nothing that breaks lines or that YAML does not print.
fn is_printed(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' && byte != 0x7f)
        && (text.is_ascii()
            || !text.contains(|c: char| {
                matches!(c, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
            }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_readers_agree() {
        for (text, is_read) in [
            ("{}", true),
            ("[]", true),
            (" [1, -2.5e+3 ,true,null]\n", true),
            ("{\"a\": \"b\", \"c\":\t{\"d\" : [\"ü\", {}, []]}}", true),
            ("{\n\t\"a\": \"x\\ty \\\"z\\\" \\\\ \\/ \\u00e9\",\r\n\t\"\": \"\"\n}\n", true),
            ("{\"a\": \"\\ud83d\\ude00 \\uD7ff\", \"b\": \" c \"}", true),
            ("{\"a\": {\"b\": {\"c\": [[[1]]]}}, \"a\": 2}", true),
            ("{\"a\": \"- x: [y] # z\", \"b\": \"*c &d !e %f @g `h`\"}", true),
            ("{\"a\": \"日本\", \"b\": 0}", true),
            ("{\"a\":\"b\",}", false),
            ("{a: 1}", false),
            ("{'a': 1}", false),
            ("// x\n{}", false),
            ("{\"a\": 1} # x", false),
            ("{\"a\"\n: 1}", false),
            ("{\"a\": \"x\ny\"}", false),
            ("{\"a\": 01x}", false),
            ("{\"a\": yes}", false),
            ("{}\n{}", false),
            ("{\"a\": \"\\x41\"}", false),
            ("{\"a\": ", false),
            ("\"a\"", false),
            ("", false),
        ] {
            let own = read(text);
            assert_eq!(own.is_some(), is_read, "{text}");
            if let Some(own) = own {
                let other = super::super::as_yaml_reads(text).unwrap_or_else(|(why, _)| panic!("{text}: {why}"));
                assert_eq!(format!("{:?}", [own]), format!("{other:?}"), "{text}");
            }
        }
        assert!(read(&"[".repeat(10_000)).is_none());
        assert!(read(&format!("{{\"{}\": 1}}", "a".repeat(2_000))).is_none());
    }
}
