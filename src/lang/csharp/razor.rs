//! Razor templates as C#: what `@` leads into stays where it is, byte for byte, and all markup becomes blank. The page becomes one function whose parameter is its
//! `Model`; `asp-for="Email"` is a member of it.
//!
//! Inside of a block a line that begins with a tag is markup until the element closes. Names of tag helpers, components and their parameters are not read.

use std::ops::Range;

use super::super::facts::{CodeFacts, Expr, ExprKind, Function, Import, Param};

/// How deep blocks and elements are followed into each other.
const DEEPEST: usize = 60;

/// Words behind `@` that open a block.
const BLOCKS: &[&str] = &["if", "for", "foreach", "while", "switch", "lock", "using", "do", "try"];

/// What goes on after a block.
const MORE: &[&str] = &["else", "catch", "finally", "while"];

/// Directives of which the rest of the line is no code.
const DIRECTIVES: &[&str] = &[
    "addTagHelper",
    "attribute",
    "implements",
    "inherits",
    "inject",
    "layout",
    "namespace",
    "page",
    "preservewhitespace",
    "removeTagHelper",
    "rendermode",
    "section",
    "tagHelperPrefix",
    "typeparam",
];

/// Elements that have no end.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// The facts of a template, by the reader of C# itself.
pub fn facts(text: &str, parse: impl Fn(&str) -> CodeFacts) -> CodeFacts {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        out: text.bytes().map(|byte| if byte == b'\n' { b'\n' } else { b' ' }).collect(),
        model: None,
        paths: Vec::new(),
        imports: Vec::new(),
    };
    let mut at = 0;
    while at < text.len() {
        at = reader.markup(at, false, 0).max(at + 1);
    }
    let mut code = String::from_utf8(std::mem::take(&mut reader.out)).unwrap_or_default();
    // An expression that ends the template is a statement, too.
    code.push(';');
    let mut facts = parse(&code);
    // Markup that is taken for code is no damage to what was read.
    facts.errors.clear();
    // What never closes ends behind the added one.
    for range in
        facts.functions.iter_mut().map(|own| &mut own.range).chain(facts.classes.iter_mut().map(|own| &mut own.range))
    {
        range.end = range.end.min(text.len());
    }
    let mut body = std::mem::take(&mut facts.top);
    body.extend(reader.paths.iter().map(|(path, start)| member(path, *start)));
    facts.imports.append(&mut reader.imports);
    let params = reader.model.map(|(model, range)| Param {
        name: "Model".to_owned(),
        type_text: Some(model),
        range,
        ..Param::default()
    });
    facts.functions.push(Function {
        name: "view".to_owned(),
        symbol: "view".to_owned(),
        params: params.into_iter().collect(),
        body,
        range: 0..text.len(),
        ..Function::default()
    });
    facts
}

/// `Address.City` behind `asp-for` as `Model.Address.City`.
fn member(path: &str, start: usize) -> Expr {
    let mut expr = Expr::new(ExprKind::Name("Model".to_owned()), start..start);
    let mut at = start;
    for name in path.split('.') {
        let name_range = at..at + name.len();
        let kind = ExprKind::Member { object: Box::new(expr), name: name.to_owned(), name_range: name_range.clone() };
        expr = Expr::new(kind, start..name_range.end);
        at = name_range.end + 1;
    }
    expr
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    out: Vec<u8>,
    model: Option<(String, Range<usize>)>,
    paths: Vec<(String, usize)>,
    imports: Vec<Import>,
}

impl Reader<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    fn starts(&self, at: usize, with: &str) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(with.as_bytes()))
    }

    /// Where a text stands next, past it; the end if nowhere.
    fn past(&self, at: usize, what: &str) -> usize {
        let found = self.text.get(at..).and_then(|rest| rest.find(what));
        found.map_or(self.bytes.len(), |by| at + by + what.len())
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |by| at + by)
    }

    fn word(&self, at: usize) -> &str {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let len = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        self.text.get(at..at + len).unwrap_or_default()
    }

    fn blank(&self, mut at: usize) -> usize {
        while self.byte(at).is_ascii_whitespace() {
            at += 1;
        }
        at
    }

    fn keep(&mut self, range: Range<usize>) {
        let end = range.end.min(self.bytes.len());
        if range.start < end {
            self.out[range.start..end].copy_from_slice(&self.bytes[range.start..end]);
        }
    }

    fn end_statement(&mut self, at: usize) {
        if let Some(byte) = self.out.get_mut(at) {
            *byte = b';';
        }
    }

    /// Reads markup, to the end of the text or of the element that begins here; answers where that is.
    fn markup(&mut self, mut at: usize, element: bool, depth: usize) -> usize {
        let mut open = 0usize;
        if depth > DEEPEST {
            return self.bytes.len();
        }
        while at < self.bytes.len() {
            if self.starts(at, "<!--") {
                at = self.past(at, "-->");
            } else if self.byte(at) == b'<' && self.byte(at + 1) == b'/' {
                at = self.past(at, ">");
                open = open.saturating_sub(1);
                if element && open == 0 {
                    return at;
                }
            } else if self.byte(at) == b'<' && self.byte(at + 1).is_ascii_alphabetic() {
                let is_void = VOID.contains(&self.word(at + 1).to_ascii_lowercase().as_str());
                let (end, closed) = self.tag(at + 1, depth);
                at = end;
                open += usize::from(!closed && !is_void);
                if element && open == 0 {
                    return at;
                }
            } else if self.byte(at) == b'@' {
                at = self.transition(at, depth);
            } else {
                at += 1;
            }
        }
        at
    }

    /// Reads the rest of a tag; answers where it ends and whether it closes itself.
    fn tag(&mut self, mut at: usize, depth: usize) -> (usize, bool) {
        while at < self.bytes.len() {
            match self.byte(at) {
                b'>' => return (at + 1, self.byte(at.wrapping_sub(1)) == b'/'),
                b'@' => at = self.transition(at, depth),
                b'a' if self.starts(at, "asp-for=\"") => {
                    let start = at + "asp-for=\"".len();
                    let end = self.past(start, "\"").saturating_sub(1);
                    let path = self.text.get(start..end).unwrap_or_default();
                    let is_path = path.split('.').all(|name| {
                        name.starts_with(|c: char| c.is_alphabetic())
                            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                    });
                    if is_path {
                        self.paths.push((path.to_owned(), start));
                        at = end;
                    } else {
                        at = start;
                    }
                }
                _ => at += 1,
            }
        }
        (at, true)
    }

    /// Reads what begins with `@`.
    fn transition(&mut self, at: usize, depth: usize) -> usize {
        let inner = at + 1;
        let before = at.checked_sub(1).map_or(b' ', |before| self.byte(before));
        if before.is_ascii_alphanumeric() {
            return inner;
        }
        match self.byte(inner) {
            b'@' | b':' => return inner + 1,
            b'*' => return self.past(inner, "*@"),
            b'{' => {
                self.keep(inner..inner + 1);
                return self.code(inner + 1, depth + 1);
            }
            b'(' => {
                let end = self.bracket(inner);
                self.keep(inner + 1..end.saturating_sub(1));
                self.end_statement(end.saturating_sub(1));
                return end;
            }
            _ => {}
        }
        let word = self.word(inner).to_owned();
        let after = inner + word.len();
        match word.as_str() {
            "" => inner,
            "model" => {
                let end = self.line_end(after);
                let name = self.text.get(after..end).unwrap_or_default();
                self.model = Some((name.trim().to_owned(), after..end));
                end
            }
            "using" if self.byte(self.blank(after)) != b'(' => {
                let end = self.line_end(after);
                let module = self.text.get(after..end).unwrap_or_default().trim().trim_end_matches(';').to_owned();
                let name = Some("*".to_owned());
                self.imports.push(Import { module, name, local: "*".to_owned(), range: inner..end });
                end
            }
            "functions" | "code" if self.byte(self.blank(after)) == b'{' => {
                let open = self.blank(after);
                self.keep(open..open + 1);
                self.code(open + 1, depth + 1)
            }
            directive if DIRECTIVES.contains(&directive) => self.line_end(after),
            block if BLOCKS.contains(&block) => self.block(inner, depth),
            _ => self.expression(inner),
        }
    }

    /// `if (…) { … } else { … }`, with markup inside.
    fn block(&mut self, start: usize, depth: usize) -> usize {
        let mut at = start;
        loop {
            let word = self.word(at).len();
            self.keep(at..at + word);
            let mut next = self.blank(at + word);
            if self.word(next) == "if" {
                self.keep(next..next + 2);
                next = self.blank(next + 2);
            }
            if self.byte(next) == b'(' {
                let end = self.bracket(next);
                self.keep(next..end);
                next = self.blank(end);
            }
            if self.byte(next) != b'{' {
                self.end_statement(next);
                return next.max(start + 1);
            }
            self.keep(next..next + 1);
            let end = self.code(next + 1, depth + 1);
            at = self.blank(end);
            if !MORE.contains(&self.word(at)) {
                return end;
            }
        }
    }

    /// Reads code up to the bracket that closes its block; answers where it ends.
    fn code(&mut self, mut at: usize, depth: usize) -> usize {
        if depth > DEEPEST {
            return self.bytes.len();
        }
        let mut open = 1usize;
        // Whether a statement may begin here.
        let mut fresh = true;
        while at < self.bytes.len() {
            let byte = self.byte(at);
            if fresh && byte == b'<' && matches!(self.byte(at + 1), b'!' | b'a'..=b'z' | b'A'..=b'Z') {
                at = self.markup(at, true, depth + 1).max(at + 1);
                continue;
            }
            if fresh && byte == b'@' && self.byte(at + 1) == b':' {
                let end = self.line_end(at);
                at += 2;
                while at < end {
                    at = if self.byte(at) == b'@' { self.transition(at, depth + 1) } else { at + 1 };
                }
                continue;
            }
            if byte == b'@' && (fresh || self.byte(at + 1) == b'*') && !matches!(self.byte(at + 1), b'"' | b'$') {
                at = self.transition(at, depth + 1);
                continue;
            }
            let end = self.token(at);
            // Blank as it is, or the end of a statement that markup has made.
            if !byte.is_ascii_whitespace() {
                self.keep(at..end);
            }
            match byte {
                b'{' => open += 1,
                b'}' => {
                    open -= 1;
                    if open == 0 {
                        return end;
                    }
                }
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                let is_comment = end > at + 1 && byte == b'/';
                fresh = matches!(byte, b'{' | b'}' | b';' | b':') || (fresh && is_comment);
            }
            at = end;
        }
        at
    }

    /// Where the string, character or comment that begins here ends; of anything else the next byte.
    fn token(&self, at: usize) -> usize {
        match self.byte(at) {
            b'/' if self.starts(at, "//") => self.line_end(at),
            b'/' if self.starts(at, "/*") => self.past(at, "*/"),
            b'@' if self.byte(at + 1) == b'"' => self.past(at + 2, "\""),
            quote @ (b'"' | b'\'') => {
                let mut end = at + 1;
                while end < self.bytes.len() && self.byte(end) != quote && self.byte(end) != b'\n' {
                    end += if self.byte(end) == b'\\' { 2 } else { 1 };
                }
                (end + 1).min(self.bytes.len())
            }
            _ => at + 1,
        }
    }

    /// Past the bracket that closes the one here.
    fn bracket(&self, at: usize) -> usize {
        let (mut open, mut next) = (0usize, at);
        while next < self.bytes.len() {
            let byte = self.byte(next);
            next = self.token(next);
            match byte {
                b'(' | b'[' | b'{' => open += 1,
                b')' | b']' | b'}' => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        return next;
                    }
                }
                _ => {}
            }
        }
        next
    }

    /// `@Model.Email`, `@await Html.PartialAsync("x")`, `@Html.DisplayFor(m => m.Email)`
    fn expression(&mut self, start: usize) -> usize {
        let mut at = start + self.word(start).len();
        if self.word(start) == "await" {
            let next = self.blank(at);
            at = next + self.word(next).len();
        }
        loop {
            let dots = match (self.byte(at), self.byte(at + 1)) {
                (b'.', _) => 1,
                (b'?', b'.') => 2,
                _ => 0,
            };
            if dots > 0 && self.byte(at + dots).is_ascii_alphabetic() {
                at += dots + self.word(at + dots).len();
            } else if matches!(self.byte(at), b'(' | b'[') {
                at = self.bracket(at);
            } else {
                break;
            }
        }
        self.keep(start..at);
        self.end_statement(at);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    /// The members that a template names, as the code reads them.
    fn members(text: &str) -> String {
        let facts = parse(text, "cshtml");
        let mut found = Vec::new();
        for expr in facts.functions.iter().flat_map(|function| &function.body) {
            expr.walk(&mut |expr| match expr.path() {
                Some(path) if path.contains('.') => {
                    assert!(text[expr.range.clone()].ends_with(path.rsplit('.').next().unwrap()));
                    found.push(path);
                    false
                }
                _ => true,
            });
        }
        let model = facts.functions.iter().flat_map(|function| &function.params);
        let model = model.filter_map(|param| param.type_text.clone()).collect::<String>();
        format!("{model}: {}", found.join(" "))
    }

    #[test]
    fn islands() {
        for (text, expected) in [
            ("@model Shop.User\n<p>@Model.Email, me@host.com</p>", "Shop.User: Model.Email"),
            ("<input asp-for=\"Email\"/><a asp-for=\"Home.City\">", ": Model.Email Model.Home.City"),
            ("@foreach (var u in Model) {\n <p class=\"a\">Hi @u.Nick\n more</p>\n}", ": u.Nick"),
            ("@if (a.B) { <b>x</b> } else if (a.C) { @:x @a.D\n }\n@a.E", ": a.B a.C a.D a.E"),
            ("@{ var x = Model.A; <i>@x.B</i> }@(Model.C + 1)", ": Model.A x.B Model.C"),
            ("@* @Model.A *@ <!-- @Model.B --> @@Model.C", ": "),
            ("@Html.DisplayFor(m => m.Email)", ": Html.DisplayFor m.Email"),
            ("@using Shop.Data\n@inject A.B C\nü @Model.Ü", ": "),
            ("@if (", ": "),
            ("@{ <p", ": "),
        ] {
            assert_eq!(members(text), expected, "{text}");
        }
    }
}
