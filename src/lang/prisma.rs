//! Prisma's schema language, read line by line.
//!
//! A `model`, `type` or `view` is a struct, an `enum` an enum, a `datasource` or `generator` a class named `datasource` or `generator` whose
//! settings are fields with values (its own name is the first base). The attributes of a field are its decorators: `@map("x")` is a call of `map`, `@id` a
//! name, `@db.VarChar(3)` a call of `db.VarChar`. Those of a block are in its body, with their signs: `@@map("users")` is a call of
//! `@@map`. Arguments that are functions (`now()`) are calls, lists are lists.

use std::ops::Range;

use super::Language;
use super::escape::{Escapes, pieces};
use super::facts::{Arg, Class, ClassKind, CodeFacts, Expr, ExprKind, Field, FieldKind, Text};
use super::guard::MAX_DEPTH;

/// The entry of [`super::LANGUAGES`].
pub const LANGUAGE: Language = Language { name: "prisma", extensions: &["prisma"], parse };

fn parse(text: &str, _extension: &str) -> CodeFacts {
    let mut reader = Reader { text, position: 0, depth: 0, facts: CodeFacts::default() };
    reader.file();
    reader.facts
}

struct Reader<'a> {
    text: &'a str,
    position: usize,
    depth: usize,
    facts: CodeFacts,
}

impl Reader<'_> {
    fn file(&mut self) {
        loop {
            self.blank(true);
            let start = self.position;
            let Some((keyword, keyword_range)) = self.word() else {
                if self.peek().is_none() {
                    return;
                }
                self.line();
                self.facts.errors.push(start..self.position);
                continue;
            };
            self.blank(false);
            let name = self.word();
            self.blank(false);
            let kind = match keyword.as_str() {
                "model" | "type" | "view" => ClassKind::Struct,
                "enum" => ClassKind::Enum,
                "datasource" | "generator" => ClassKind::Class,
                _ => {
                    self.line();
                    self.facts.errors.push(start..self.position);
                    continue;
                }
            };
            let (Some((name, name_range)), Some('{')) = (name, self.peek()) else {
                self.line();
                self.facts.errors.push(start..self.position);
                continue;
            };
            self.bump();
            let own = Expr::new(ExprKind::Name(name.clone()), name_range.clone());
            let settings = kind == ClassKind::Class;
            let mut class = Class {
                name: if settings { keyword.clone() } else { name.clone() },
                symbol: if settings { keyword } else { name },
                kind,
                bases: if settings { vec![own] } else { Vec::new() },
                name_range: if settings { keyword_range } else { name_range },
                ..Class::default()
            };
            self.block(&mut class);
            class.range = start..self.position;
            self.facts.classes.push(class);
        }
    }

    fn block(&mut self, class: &mut Class) {
        loop {
            self.blank(true);
            let start = self.position;
            match self.peek() {
                None => {
                    self.facts.errors.push(start..start);
                    return;
                }
                Some('}') => {
                    self.bump();
                    return;
                }
                Some('@') => {
                    let attribute = self.attribute();
                    class.body.push(attribute);
                }
                Some(_) => match self.word() {
                    Some((name, name_range)) => self.field(class, name, name_range),
                    None => {
                        self.line();
                        self.facts.errors.push(start..self.position);
                    }
                },
            }
        }
    }

    fn field(&mut self, class: &mut Class, name: String, name_range: Range<usize>) {
        let start = name_range.start;
        let mut field = Field {
            name,
            kind: if class.kind == ClassKind::Enum { FieldKind::Variant } else { FieldKind::Field },
            name_range,
            ..Field::default()
        };
        self.blank(false);
        if self.peek() == Some('=') {
            self.bump();
            field.value = Some(self.value());
        } else if class.kind == ClassKind::Struct {
            let type_start = self.position;
            while self.peek().is_some_and(|c| !c.is_whitespace() && !matches!(c, '@' | '{' | '}' | '(' | '/')) {
                self.bump();
            }
            if self.peek() == Some('(') {
                // `Unsupported("…")`
                self.value();
                while matches!(self.peek(), Some('?' | '[' | ']')) {
                    self.bump();
                }
            }
            field.type_text =
                self.text.get(type_start..self.position).filter(|text| !text.is_empty()).map(str::to_owned);
        }
        let mut end = self.position;
        loop {
            self.blank(false);
            if self.peek() != Some('@') {
                break;
            }
            let attribute = self.attribute();
            end = attribute.range.end;
            field.decorators.push(attribute);
        }
        if !matches!(self.peek(), None | Some('\n' | '\r' | '}')) {
            let rest = self.position;
            self.line();
            self.facts.errors.push(rest..self.position);
        }
        field.range = start..end;
        class.fields.push(field);
    }

    /// `@name`, `@name.part(…)`, `@@name(…)`
    fn attribute(&mut self) -> Expr {
        let start = self.position;
        while self.peek() == Some('@') {
            self.bump();
        }
        // The signs of a block's attribute are part of its name.
        let double = self.position - start > 1;
        let name_start = if double { start } else { self.position };
        self.word();
        let name = self.text.get(name_start..self.position).unwrap_or_default().to_owned();
        let callee = Expr::new(ExprKind::Name(name), name_start..self.position);
        let callee = self.path(callee);
        let lowered = self.arguments(callee);
        match lowered.kind {
            ExprKind::Name(_) if double => {
                let range = lowered.range.clone();
                Expr::new(ExprKind::Call { callee: Box::new(lowered), type_args: Vec::new(), args: Vec::new() }, range)
            }
            _ => lowered,
        }
    }

    fn path(&mut self, mut object: Expr) -> Expr {
        while self.peek() == Some('.') {
            self.bump();
            let Some((name, name_range)) = self.word() else { break };
            let range = object.range.start..name_range.end;
            object = Expr::new(ExprKind::Member { object: Box::new(object), name, name_range }, range);
        }
        object
    }

    /// `callee(…)`, or just `callee`.
    fn arguments(&mut self, callee: Expr) -> Expr {
        if self.peek() != Some('(') {
            return callee;
        }
        self.bump();
        let mut args = Vec::new();
        self.separated(')', &mut |reader| {
            let before = reader.position;
            if let Some((name, name_range)) = reader.word() {
                reader.blank(true);
                if reader.peek() == Some(':') {
                    reader.bump();
                    let value = reader.value();
                    args.push(Arg { name: Some(name), name_range, value });
                    return;
                }
            }
            reader.position = before;
            let value = reader.value();
            args.push(Arg { name: None, name_range: value.range.start..value.range.start, value });
        });
        let range = callee.range.start..self.position;
        Expr::new(ExprKind::Call { callee: Box::new(callee), type_args: Vec::new(), args }, range)
    }

    /// Calls `item` at each element up to `close`; an element that takes nothing loses a character.
    fn separated(&mut self, close: char, item: &mut dyn FnMut(&mut Self)) {
        loop {
            self.blank(true);
            match self.peek() {
                None => return self.facts.errors.push(self.position..self.position),
                Some(c) if c == close => return self.bump(),
                Some(',') => self.bump(),
                Some(_) => {
                    let before = self.position;
                    item(self);
                    if self.position == before {
                        self.bump();
                    }
                }
            }
        }
    }

    fn value(&mut self) -> Expr {
        self.blank(false);
        let start = self.position;
        if self.depth >= MAX_DEPTH {
            self.line();
            self.facts.errors.push(start..self.position);
            return Expr::new(ExprKind::Empty, start..self.position);
        }
        self.depth += 1;
        let kind = match self.peek() {
            Some('"') => self.string(),
            Some('[') => {
                self.bump();
                let mut items = Vec::new();
                self.separated(']', &mut |reader| items.push(reader.value()));
                ExprKind::List(items)
            }
            Some('(') => {
                let inner = Expr::new(ExprKind::Empty, start..start);
                self.arguments(inner).kind
            }
            Some(c) if c.is_ascii_digit() || c == '-' => {
                self.bump();
                while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == '.') {
                    self.bump();
                }
                ExprKind::Literal(self.text.get(start..self.position).unwrap_or_default().to_owned())
            }
            _ => match self.word() {
                Some((word, _)) if matches!(word.as_str(), "true" | "false" | "null") => ExprKind::Literal(word),
                Some((word, range)) => {
                    let path = self.path(Expr::new(ExprKind::Name(word), range));
                    self.arguments(path).kind
                }
                None => ExprKind::Empty,
            },
        };
        self.depth -= 1;
        Expr::new(kind, start..self.position)
    }

    fn string(&mut self) -> ExprKind {
        self.bump();
        let start = self.position;
        loop {
            match self.peek() {
                Some('"') | None => break,
                Some('\\') => {
                    self.bump();
                    self.bump();
                }
                Some(_) => self.bump(),
            }
        }
        let parts = pieces(self.text, start..self.position, Escapes::JavaScript, false);
        self.bump();
        ExprKind::Str(Text { parts })
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.position..).and_then(|rest| rest.chars().next())
    }

    fn bump(&mut self) {
        self.position += self.peek().map_or(0, char::len_utf8);
    }

    fn word(&mut self) -> Option<(String, Range<usize>)> {
        let start = self.position;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_' || (c == '-' && self.position > start)) {
            self.bump();
        }
        let range = start..self.position;
        let word = self.text.get(range.clone()).filter(|word| !word.is_empty())?;
        Some((word.to_owned(), range))
    }

    /// Skips white space and comments; those at the end of a line only with `lines`.
    fn blank(&mut self, lines: bool) {
        while let Some(c) = self.peek() {
            let rest = self.text.get(self.position..).unwrap_or_default();
            if rest.starts_with("//") {
                self.line();
            } else if rest.starts_with("/*") {
                self.position += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else if c.is_whitespace() && (lines || c != '\n') || c == '\u{feff}' {
                self.bump();
            } else {
                return;
            }
        }
    }

    /// Skips to the end of the line.
    fn line(&mut self) {
        let rest = self.text.get(self.position..).unwrap_or_default();
        self.position += rest.find('\n').unwrap_or(rest.len());
    }
}

#[cfg(test)]
mod tests {
    use super::LANGUAGE;
    use crate::lang::dump::{dump, faults};

    #[test]
    fn snippets() {
        let cases: &[(&str, &str)] = &[
            (
                "// c\nmodel User {\n  id Int @id @default(autoincrement()) // c\n  email String? @map(\"mail\") @db.VarChar(3)\n  posts Post[]\n  org Org @relation(\"o\", fields: [orgId], references: [id], onDelete: Cascade)\n\n  @@map(\"users\")\n  @@index([email(sort: Desc), orgId])\n  @@ignore\n}",
                "struct User\n  field id: Int @id @(call default (call autoincrement))\n  field email: String? @(call map \"mail\") @(call db.VarChar #3)\n  field posts: Post[]\n  field org: Org @(call relation \"o\" fields=[orgId] references=[id] onDelete=Cascade)\n  (call @@map \"users\")\n  (call @@index [(call email sort=Desc) orgId])\n  (call @@ignore)",
            ),
            (
                "enum Role {\n  USER @map(\"u\")\n  ADMIN\n}",
                "enum Role\n  variant USER @(call map \"u\")\n  variant ADMIN",
            ),
            (
                "datasource db {\n  provider = \"postgresql\"\n  url = env(\"X\")\n}\ngenerator client { a = [\"b\"] }",
                "class datasource < db\n  field provider = \"postgresql\"\n  field url = (call env \"X\")\nclass generator < client\n  field a = [\"b\"]",
            ),
            (
                "model A {\n  g Unsupported(\"circle\")? @x\n  b Int @default(dbgenerated(\"a\\\"b\"))\n}",
                "struct A\n  field g: Unsupported(\"circle\")? @x\n  field b: Int @(call default (call dbgenerated \"a|\\\"|b\"))",
            ),
            ("model A {\n a Int }\r\nmodel B {\r\n b Int\r\n}", "struct A\n  field a: Int\nstruct B\n  field b: Int"),
        ];
        for (text, expected) in cases {
            let facts = (LANGUAGE.parse)(text, "prisma");
            assert_eq!(faults(text, &facts), Vec::<String>::new(), "{text}");
            assert_eq!(dump(&facts).trim_end(), *expected, "{text}");
        }
    }

    #[test]
    fn hostile_texts_do_not_panic() {
        for text in [
            "model A { a Int @x(".to_owned() + &"(".repeat(5000),
            "model A { a Int @x(".to_owned() + &"[".repeat(5000),
            "model A { a Int @x(".to_owned() + &"f(".repeat(5000),
            "model é { é é @é(\"é\\".to_owned(),
            "model { } foo bar @@@ ( = ) } model A {\n = \n ) @ \n @@ \n a = ]\n".to_owned(),
            "\0{".to_owned(),
        ] {
            let facts = (LANGUAGE.parse)(&text, "prisma");
            assert_eq!(faults(&text, &facts), Vec::<String>::new());
            assert!(!facts.errors.is_empty());
        }
    }
}
