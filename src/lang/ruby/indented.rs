//! HAML and Slim templates as Ruby: the code of each line stays where it is, everything else becomes blank.
//!
//! Indentation closes blocks there, for which Ruby would need an `end` that has no room. So the words that open a block (`if`, `do |user|`) are blanked as
//! well: what they are given stays, one statement a line.

use crate::lang::islands::blanked;

/// Words of control whose argument stays.
const CONTROL: &[&str] = &["if", "elsif", "else", "unless", "case", "when", "while", "until", "begin", "ensure"];

/// The Ruby of a template, byte for byte in place.
pub fn ruby_of(text: &str, slim: bool) -> String {
    let mut out = blanked(text);
    let mut start = 0;
    // Deeper lines than this are text, or a comment, or Ruby of a filter.
    let mut below: Option<(usize, Below)> = None;
    let mut continued = false;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let body = line.trim_end();
        let indent = body.len() - body.trim_start().len();
        if body.len() == indent {
            continue;
        }
        let mut reader = Line { text: body, base: at, out: &mut out };
        if continued {
            continued = reader.code(indent);
            continue;
        }
        match below {
            Some((depth, kind)) if indent > depth => {
                match kind {
                    Below::Text => reader.holes(indent),
                    Below::Ruby => reader.keep(indent, body.len()),
                    Below::Nothing => {}
                }
                continue;
            }
            _ => below = None,
        }
        let rest = &body[indent..];
        if let Some(kind) = nested(rest, slim) {
            below = Some((indent, kind));
            if kind == Below::Text {
                reader.holes(indent);
            }
            continue;
        }
        continued = reader.line(indent, slim);
    }
    // Only whole characters were kept, and blanks are one byte each.
    String::from_utf8(out).unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    Text,
    Ruby,
    Nothing,
}

/// What a line says of the deeper ones below it, where it says it of them all.
fn nested(line: &str, slim: bool) -> Option<Below> {
    let filter = match slim {
        true => line.strip_suffix(':').filter(|word| word.bytes().all(|b| b.is_ascii_lowercase())),
        false => line.strip_prefix(':'),
    };
    if let Some(name) = filter {
        return Some(if name == "ruby" { Below::Ruby } else { Below::Text });
    }
    match slim {
        true if line.starts_with('/') => Some(Below::Nothing),
        true if line.starts_with(['|', '\'']) => Some(Below::Text),
        false if line.starts_with("-#") => Some(Below::Nothing),
        _ => None,
    }
}

/// One line, and where its code goes.
struct Line<'l> {
    text: &'l str,
    base: usize,
    out: &'l mut [u8],
}

impl Line<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or_default()
    }

    fn keep(&mut self, from: usize, to: usize) {
        let to = to.min(self.text.len());
        if from < to {
            self.out[self.base + from..self.base + to].copy_from_slice(&self.text.as_bytes()[from..to]);
        }
    }

    /// Ends a statement at a place that holds no code.
    fn end(&mut self, at: usize) {
        if at < self.text.len() {
            self.out[self.base + at] = b';';
        }
    }

    /// Ruby to the end of the line, without what opens a block. Answers whether it goes on in the next.
    fn code(&mut self, from: usize) -> bool {
        let code = &self.text[from..];
        let trimmed = code.trim_start();
        let mut begin = from + code.len() - trimmed.len();
        if let Some(word) = CONTROL.iter().find(|word| {
            trimmed
                .strip_prefix(**word)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        }) {
            begin += word.len();
        }
        self.keep(begin, self.text.len() - self.block(begin));
        self.text.ends_with(',') || self.text.ends_with('\\')
    }

    /// How many bytes at the end of the line open a block: `do |user|`.
    fn block(&self, from: usize) -> usize {
        let code = &self.text[from..];
        let bare = match code.strip_suffix('|').and_then(|rest| rest.rfind('|')) {
            Some(bar) => code[..bar].trim_end(),
            None => code,
        };
        match bare.strip_suffix("do") {
            Some(head) if head.is_empty() || head.ends_with([' ', ')']) => code.len() - head.len(),
            _ => 0,
        }
    }

    /// The `#{…}` of a text.
    fn holes(&mut self, from: usize) {
        let mut at = from;
        while let Some(hole) = self.text.get(at..).and_then(|rest| rest.find("#{")) {
            let open = at + hole + 1;
            let close = self.closing(open);
            self.keep(open + 1, close);
            self.end(close);
            at = close + 1;
        }
    }

    /// The bracket that closes the one here; the end of the line if there is none.
    fn closing(&self, open: usize) -> usize {
        let (mut depth, mut quote) = (0_usize, 0_u8);
        for at in open..self.text.len() {
            let byte = self.byte(at);
            match byte {
                b'"' | b'\'' if quote == 0 => quote = byte,
                _ if quote != 0 && byte == quote => quote = 0,
                _ if quote != 0 => {}
                b'{' | b'(' | b'[' => depth += 1,
                b'}' | b')' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return at;
                    }
                }
                _ => {}
            }
        }
        self.text.len()
    }

    /// Tag, attributes, and code or text. Answers whether code goes on in the next line.
    fn line(&mut self, from: usize, slim: bool) -> bool {
        if let Some(at) = self.marker(from) {
            return self.code(at);
        }
        let first = self.byte(from);
        let is_tag = if slim {
            first.is_ascii_alphabetic() || matches!(first, b'.' | b'#')
        } else {
            matches!(first, b'%' | b'.' | b'#')
        };
        if !is_tag || self.text[from..].starts_with("#{") {
            self.holes(from);
            return false;
        }
        let mut at = from;
        while matches!(self.byte(at), b'%' | b'.' | b'#' | b'-' | b'_' | b':' | b'@')
            || self.byte(at).is_ascii_alphanumeric()
        {
            if self.text[at..].starts_with("#{") {
                break;
            }
            at += 1;
        }
        if slim {
            at = self.attributes(at);
        }
        while !slim && matches!(self.byte(at), b'{' | b'(' | b'[') {
            let close = self.closing(at);
            if self.byte(at) == b'{' {
                // A hash at the beginning of a statement would be a block.
                self.keep(at + 1, close);
                self.out[self.base + at] = b'[';
                if close == self.text.len() {
                    // Attributes over several lines: the rest is read line by line.
                    self.out[self.base + at] = b' ';
                    return self.text.ends_with(',');
                }
                self.out[self.base + close] = b']';
            }
            at = (close + 1).min(self.text.len());
        }
        while matches!(self.byte(at), b'<' | b'>' | b'/') {
            at += 1;
        }
        match self.marker(at) {
            Some(code) => {
                self.end(at);
                self.code(code)
            }
            None => {
                self.holes(at);
                false
            }
        }
    }

    /// Where the code behind `=`, `-`, `!=`, `==`, `&=`, `~` begins.
    fn marker(&self, from: usize) -> Option<usize> {
        let rest = self.text.get(from..)?.trim_start_matches(' ');
        let at = self.text.len() - rest.len();
        let signs = ["==", "!=", "&=", "=", "-", "~"];
        let sign = signs.iter().find(|sign| rest.starts_with(**sign))?;
        let after = at + sign.len();
        Some(after + self.text[after..].bytes().take_while(|byte| matches!(byte, b'<' | b'>')).count())
    }

    /// Slim's `href=user.url title="#{user.name}"`, bare or in brackets. Answers where they end.
    fn attributes(&mut self, from: usize) -> usize {
        let mut at = from;
        loop {
            while matches!(self.byte(at), b' ' | b'[' | b'(' | b'{' | b']' | b')' | b'}') {
                at += 1;
            }
            let name = self.text[at.min(self.text.len())..]
                .bytes()
                .take_while(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'@' | b'.' | b'*')
                })
                .count();
            let value = at + name + 1;
            if name == 0 || self.byte(at + name) != b'=' || self.byte(value) == b' ' {
                return if name == 0 { at } else { at.max(from) };
            }
            self.end(at + name);
            let mut end = value;
            let mut quote = 0_u8;
            while end < self.text.len() {
                let byte = self.byte(end);
                match byte {
                    b'"' | b'\'' if quote == 0 => quote = byte,
                    _ if quote != 0 && byte == quote => quote = 0,
                    _ if quote != 0 => {}
                    b'(' | b'[' | b'{' => end = self.closing(end),
                    b' ' | b']' | b')' | b'}' => break,
                    _ => {}
                }
                end += 1;
            }
            self.keep(value, end);
            self.end(end);
            at = end.min(self.text.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ruby_of;

    #[test]
    fn code_stays_in_its_place() {
        for (slim, template, ruby) in [
            (false, "%p.a= user.name", "    ; user.name"),
            (false, "- if a.b\n  = c.d do |x|\né #{e.f} g", "     a.b\n    c.d       \n     e.f;"),
            (false, "%a{href: u.v}= w", "  [href: u.v]; w"),
            (false, "-# x.y\n  = z\n= q", "\n\n  q"),
            (false, ":ruby\n  a.b\n.c", "\n  a.b"),
            (false, "= f a,\n  b", "  f a,\n  b"),
            (true, "a.c href=u.v(1) = w", "        ;u.v(1);; w"),
            (true, "| t #{u.v}\n  - x\np T", "      u.v;"),
            (true, "/ no\n== a", "\n   a"),
            (true, "li title=\"#{a.b}\" T", "        ;\"#{a.b}\";"),
            (false, "%a{", ""),
            (true, "a b=", "   ;"),
        ] {
            let found = ruby_of(template, slim);
            assert_eq!(found.len(), template.len(), "{template}");
            let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
            let (mut found, mut ruby) = (lines(&found), lines(ruby));
            for lines in [&mut found, &mut ruby] {
                while lines.last().is_some_and(String::is_empty) {
                    lines.pop();
                }
            }
            assert_eq!(found, ruby, "{template}");
        }
    }
}
