//! Annotations in doc comments: `@ORM\Column(name="email")` reads like the attribute `#[ORM\Column(name: "email")]`.
//!
//! Only names that begin with a capital letter or hold a backslash are taken; `@param` and its kin are prose. A comment is read once, and its depth is
//! bounded.

use std::ops::Range;

use super::super::facts::{Arg, Entry, Expr, ExprKind, Key};
use super::super::tree::{arg, call, named_arg, plain_str};

const MAX_DEPTH: usize = 16;

/// The key of a pair, with where it stands.
type Named = (String, Range<usize>);

/// The annotations of a doc comment that stands at `start` in its file.
pub fn of_comment(text: &str, start: usize) -> Vec<Expr> {
    let mut found = Vec::new();
    if !text.starts_with("/**") {
        return found;
    }
    let mut reader = Reader { text, at: 3, start };
    while let Some(next) = reader.rest().find('@') {
        reader.at += next;
        let opens = text[..reader.at].ends_with(['*', ' ', '\t', '\n', '{', ',', '(']);
        match reader.annotation(0) {
            Some(annotation) if opens => found.push(annotation),
            Some(_) => {}
            None => reader.at += 1,
        }
    }
    found
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    start: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    /// White space, and the stars at the beginning of lines.
    fn space(&mut self) {
        let mut line_begins = false;
        while let Some(c) = self.peek() {
            match c {
                '\n' => line_begins = true,
                '*' if line_begins && !self.rest().starts_with("*/") => line_begins = false,
                _ if c.is_whitespace() => {}
                _ => return,
            }
            self.at += c.len_utf8();
        }
    }

    fn word(&mut self, more: &[char]) -> Option<(&'t str, Range<usize>)> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || more.contains(&c))).unwrap_or(rest.len());
        let range = self.at..self.at + end;
        self.at = range.end;
        (end > 0).then(|| (&rest[..end], self.start + range.start..self.start + range.end))
    }

    /// `@ORM\Column(…)`, at the sign.
    fn annotation(&mut self, depth: usize) -> Option<Expr> {
        let from = self.at;
        if depth > MAX_DEPTH || !self.take('@') {
            return None;
        }
        let named = self.word(&['\\']);
        let Some((name, range)) = named.filter(|(name, _)| {
            let last = name.rsplit('\\').next().unwrap_or(name);
            last.starts_with(|c: char| c.is_ascii_uppercase()) || name.contains('\\')
        }) else {
            self.at = from;
            return None;
        };
        let callee = path(name, range.clone());
        if !self.take('(') {
            return Some(callee);
        }
        let args = self.arguments(depth);
        Some(call(callee, args, self.start + from..self.start + self.at))
    }

    /// What stands up to the closing parenthesis, which is taken.
    fn arguments(&mut self, depth: usize) -> Vec<Arg> {
        let mut args = Vec::new();
        loop {
            self.space();
            if self.take(')') || self.peek().is_none() {
                return args;
            }
            let before = self.at;
            match self.pair(depth) {
                Some((Some((name, range)), value)) => args.push(named_arg(&name, range, value)),
                Some((None, value)) => args.push(arg(value)),
                None => {}
            }
            self.space();
            if !self.take(',') && self.at == before {
                self.at += self.peek().map_or(0, char::len_utf8);
            }
        }
    }

    /// `name="x"`, `"name": "x"`, or a value alone.
    fn pair(&mut self, depth: usize) -> Option<(Option<Named>, Expr)> {
        let key = self.value(depth)?;
        self.space();
        let is_key = self.take('=') || (!self.rest().starts_with("::") && self.take(':'));
        if !is_key {
            return Some((None, key));
        }
        self.space();
        let value = self.value(depth).unwrap_or_default();
        let name = key.as_text().or_else(|| key.path()).unwrap_or_default();
        Some((Some((name, key.range)), value))
    }

    fn value(&mut self, depth: usize) -> Option<Expr> {
        match self.peek()? {
            '"' => Some(self.string()),
            '@' => self.annotation(depth + 1),
            '{' if depth < MAX_DEPTH => Some(self.list(depth + 1)),
            _ => {
                let (word, range) = self.word(&['\\', ':', '-', '.'])?;
                // The sign of a pair is no part of a name.
                let plain = word.trim_end_matches(':');
                self.at -= word.len() - plain.len();
                let range = range.start..range.start + plain.len();
                let literal = plain.starts_with(|c: char| c.is_ascii_digit() || c == '-')
                    || matches!(plain.to_ascii_lowercase().as_str(), "true" | "false" | "null");
                let kind = if literal { ExprKind::Literal(plain.to_owned()) } else { ExprKind::Name(plain.to_owned()) };
                Some(Expr::new(kind, range))
            }
        }
    }

    /// `"a ""quoted"" word"`
    fn string(&mut self) -> Expr {
        self.at += 1;
        let from = self.at;
        while let Some(next) = self.rest().find('"') {
            self.at += next + 1;
            if !self.take('"') {
                let end = self.at - 1;
                let value = self.text[from..end].replace("\"\"", "\"");
                return plain_str(&value, self.start + from..self.start + end);
            }
        }
        self.at = self.text.len();
        plain_str(self.text.get(from..).unwrap_or_default(), self.start + from..self.start + self.at)
    }

    /// `{"a", "b"}`, `{"a"="b"}`
    fn list(&mut self, depth: usize) -> Expr {
        let from = self.at;
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        let mut is_list = true;
        loop {
            self.space();
            if self.take('}') || self.peek().is_none() {
                break;
            }
            let before = self.at;
            match self.pair(depth) {
                Some((Some((name, key_range)), value)) => {
                    is_list = false;
                    entries.push(Entry { key: Key::Name(name), key_range, value });
                }
                Some((None, value)) => {
                    let key_range = value.range.start..value.range.start;
                    entries.push(Entry { key: Key::Computed(Box::default()), key_range, value });
                }
                None => {}
            }
            self.space();
            if !self.take(',') && self.at == before {
                self.at += self.peek().map_or(0, char::len_utf8);
            }
        }
        let range = self.start + from..self.start + self.at;
        if is_list {
            return Expr::new(ExprKind::List(entries.into_iter().map(|entry| entry.value).collect()), range);
        }
        Expr::new(ExprKind::Map(entries), range)
    }
}

/// `ORM\Column` as members of names.
fn path(name: &str, range: Range<usize>) -> Expr {
    let mut at = range.start;
    let mut found: Option<Expr> = None;
    for part in name.split('\\') {
        let own = at..at + part.len();
        at = own.end + 1;
        if part.is_empty() {
            continue;
        }
        found = Some(match found {
            None => Expr::new(ExprKind::Name(part.to_owned()), own),
            Some(object) => {
                let whole = object.range.start..own.end;
                let kind = ExprKind::Member { object: Box::new(object), name: part.to_owned(), name_range: own };
                Expr::new(kind, whole)
            }
        });
    }
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::lang::tree::tests::check;

    #[test]
    fn annotations_read_like_attributes() {
        check(
            &super::super::PHP,
            &[
                (
                    "<?php\n/**\n * Mail to a@B.\n * @ORM\\Table(name=\"`users`\", indexes={@ORM\\Index(columns={\"a\"})},\n *  options={\"x\"=1})\n */\nfinal class U {\n  /** @var string\n   * @ORM\\Id @Assert\\NotBlank(groups = {\"q\"\"r\"}) */\n  private $id;\n  // @ORM\\No\n  public $x;\n}",
                    r###"
                    class U
                      @(call ORM.Table name="`users`" indexes=[(call ORM.Index columns=["a"])] options={x: #1})
                      field id @ORM.Id @(call Assert.NotBlank groups=["q\"r"])
                      field x
                    "###,
                ),
                (
                    "<?php /** @ORM\\Column(name=\" */ class U {} /** @A({ */ class V {}",
                    r###"
                    class U
                      @(call ORM.Column name=" */")
                    class V
                      @(call A [])
                    "###,
                ),
            ],
        );
    }
}
