//! The comment that accepts a finding, in the syntax of its file, and where it can stand: alone on the line above.
//!
//! A line that begins inside of a string gets none, as it would become part of the string; neither does one that continues the line before by a backslash, or that is markup.

use crate::lang::facts::{CodeFacts, Expr, ExprKind, TextPart};
use crate::lang::{ending, of_path};

/// What opens a comment and what closes it, by the endings of files.
const SYNTAX: &[(&str, &str, &str)] = &[
    ("sql pgsql psql ddl lua hs", "-- ", ""),
    ("py pyi rb rake ex exs yml yaml toml sh tf graphql gql", "# ", ""),
    ("go js mjs cjs jsx ts mts cts tsx java kt kts cs rs php swift dart scala groovy gradle prisma proto", "// ", ""),
    ("xml html htm", "<!-- ", " -->"),
    ("erb", "<%# ", " %>"),
];

/// The line of a comment that accepts what `rules` find, for the file at `path`, above the line that starts at byte `line`; `None`: there is no place for one.
pub(super) fn accepting(path: &str, text: &str, line: usize, rules: &str) -> Option<String> {
    let ending = ending(path);
    let (_, open, close) = SYNTAX.iter().find(|(endings, ..)| endings.split(' ').any(|one| one == ending))?;
    let rest = text.get(line..)?;
    let indent: String = rest.chars().take_while(|one| matches!(one, ' ' | '\t')).collect();
    let before = text.get(..line)?.trim_end_matches(['\r', '\n']);
    if before.ends_with('\\') || is_markup(&ending, rest.trim_start(), before.trim_end()) {
        return None;
    }
    if let Some(language) = of_path(path)
        && is_in_string(&(language.parse)(text, &ending), line)
    {
        return None;
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    // Without a reason it accepts nothing: whoever reads the code later is owed one.
    Some(format!("{indent}{open}migcheck: allow {rules}: {close}{newline}"))
}

/// In JSX a line between tags is text.
fn is_markup(ending: &str, line: &str, before: &str) -> bool {
    matches!(ending, "jsx" | "tsx") && (line.starts_with(['<', '{']) || before.ends_with('>'))
}

/// Whether a string of the file goes over this byte.
fn is_in_string(facts: &CodeFacts, at: usize) -> bool {
    let mut found = false;
    let mut visit = |expr: &Expr| {
        if let ExprKind::Str(text) = &expr.kind {
            let pieces = text.parts.iter().map(|part| match part {
                TextPart::Piece { range, .. } => range.clone(),
                TextPart::Hole(hole) => hole.range.clone(),
            });
            found |= expr.range.start < at && at < expr.range.end;
            found |= pieces.into_iter().any(|range| range.start < at && at <= range.end);
        }
        !found
    };
    let of_functions = facts.functions.iter().flat_map(|function| {
        let defaults = function.params.iter().filter_map(|param| param.default.as_ref());
        function.decorators.iter().chain(&function.body).chain(defaults)
    });
    let of_classes = facts.classes.iter().flat_map(|class| {
        let fields = class.fields.iter().flat_map(|field| field.decorators.iter().chain(&field.value));
        class.bases.iter().chain(&class.decorators).chain(&class.body).chain(fields)
    });
    for expr in facts.top.iter().chain(of_functions).chain(of_classes) {
        expr.walk(&mut |one| visit(one));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_those_of_the_file() {
        for (path, text, at, expected) in [
            ("db/1.sql", "SELECT 1;\n  DROP TABLE t;\n", "  DROP", Some("  -- migcheck: allow r: \n")),
            ("a.py", "def f():\r\n\tuser.email\r\n", "\tuser", Some("\t# migcheck: allow r: \r\n")),
            ("a.go", "package a\nfunc f() {\n    x()\n}\n", "    x", Some("    // migcheck: allow r: \n")),
            ("mapper.xml", "<a>\n<b/>\n</a>", "<b/>", Some("<!-- migcheck: allow r:  -->\n")),
            ("a.py", "Q = \"\"\"\nSELECT email\n\"\"\"\n", "SELECT", None),
            ("a.go", "package a\nvar q = `\nSELECT email`\n", "SELECT", None),
            ("a.ts", "const q = sql`\nSELECT ${a}\n  email`\n", "  email", None),
            ("a.py", "x = a + \\\n  user.email\n", "  user", None),
            ("a.tsx", "const A = () => <p>\n{user.email}</p>;\n", "{user", None),
            ("a.json", "{\n\"a\": 1}", "\"a\"", None),
            ("Makefile", "a:\n\tb", "\tb", None),
        ] {
            let line = text.find(at).unwrap();
            assert_eq!(accepting(path, text, line, "r").as_deref(), expected, "{path}: {text}");
        }
        assert_eq!(accepting("a.sql", "é", 1, "r"), None);
    }
}
