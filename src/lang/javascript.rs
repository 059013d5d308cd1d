//! JavaScript and TypeScript with JSX, read by oxc; the scripts of Vue and Svelte files too, but not their templates;
//! templates of Handlebars and Mustache are read by `handlebars`.
//!
//! What the common tree does not say by itself: functions that are the value of a top-level constant, of an export or of a class property
//! are entries of their own and leave an empty value behind; a destructured parameter is the first statement of the body, an assignment
//! with the parameter's type and without a value; decorators of parameters follow those of the function; the variable of `for … of` and
//! `for … in` is an `Assign` with the operator `in`; the type arguments of a base class follow it among the bases in a `Seq`; object types in
//! annotations are aliases without a name, those of the properties of another object type carry the property's name; in types `Pick<A, "b">`
//! is an index of `Pick`; texts between JSX tags are left out; `require` and `import()` of a constant are imports as well.

mod class;
mod expr;
mod function;
mod handlebars;
mod jsx;
mod pattern;
mod statement;
mod types;

use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_parser::{ParseOptions, Parser};
use oxc_span::{SourceType, Span};

use super::facts::{CodeFacts, Expr, ExprKind};
use super::guard::guarded;
use super::{Language, guard, islands};

/// The entry of [`super::LANGUAGES`].
pub const LANGUAGE: Language = Language {
    name: "javascript",
    extensions: &[
        "cjs",
        "cts",
        "handlebars",
        "hbs",
        "js",
        "jsx",
        "mjs",
        "mts",
        "mustache",
        "svelte",
        "ts",
        "tsx",
        "vue",
    ],
    parse,
};

fn parse(text: &str, extension: &str) -> CodeFacts {
    if matches!(extension, "handlebars" | "hbs" | "mustache") {
        return handlebars::facts(text);
    }
    if matches!(extension, "svelte" | "vue") {
        let (scripts, source_type) = scripts_of(text);
        return guarded(&scripts, |scripts| parse_as(scripts, &[source_type]));
    }
    let plain = SourceType::mjs().with_jsx(true);
    let types: &[SourceType] = match extension {
        "ts" | "mts" | "cts" => &[SourceType::ts()],
        "tsx" => &[SourceType::tsx()],
        // Flow's annotations are mostly read as TypeScript; sloppy scripts may use what a module may not.
        _ => &[plain, SourceType::cjs().with_jsx(true), SourceType::tsx()],
    };
    guarded(text, |text| parse_as(text, types))
}

/// The facts as the first kind of source that parses, or else as the first.
fn parse_as(text: &str, types: &[SourceType]) -> CodeFacts {
    let options =
        ParseOptions { allow_return_outside_function: true, preserve_parens: false, ..ParseOptions::default() };
    let mut first: Option<CodeFacts> = None;
    for source_type in types {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, *source_type).with_options(options).parse();
        if parsed.panicked {
            let errors = std::iter::once(0..text.len()).collect();
            first.get_or_insert_with(|| CodeFacts { errors, ..CodeFacts::default() });
            continue;
        }
        let mut facts = lower(text, &parsed.program);
        for error in parsed.diagnostics.errors() {
            let label = error.labels.iter().next();
            let range = label.map_or(0..text.len(), |label| {
                let start = (label.offset() as usize).min(text.len());
                start..(start + label.len() as usize).min(text.len())
            });
            facts.errors.push(if text.get(range.clone()).is_some() { range } else { 0..text.len() });
        }
        if facts.errors.is_empty() {
            return facts;
        }
        if first.as_ref().is_none_or(|first| first.errors.first() == Some(&(0..text.len()))) {
            first = Some(facts);
        }
    }
    first.unwrap_or_default()
}

fn lower(text: &str, program: &Program<'_>) -> CodeFacts {
    let mut lower =
        Lower { text, facts: CodeFacts::default(), depth: 0, prefix: Vec::new(), class: None, at_top: true };
    let mut top = Vec::new();
    lower.statements(&program.body, &mut top);
    lower.facts.top = top;
    lower.facts
}

/// The text with everything blank but the contents of `<script>` elements, so that ranges stay.
fn scripts_of(text: &str) -> (String, SourceType) {
    let mut blank = islands::blanked(text);
    let mut source_type = SourceType::ts();
    let lower = text.to_ascii_lowercase();
    let mut position = 0;
    while let Some(found) = lower.get(position..).and_then(|rest| rest.find("<script")) {
        let open = position + found;
        let Some(start) = lower.get(open..).and_then(|rest| rest.find('>')).map(|end| open + end + 1) else { break };
        let end = lower.get(start..).and_then(|rest| rest.find("</script")).map_or(text.len(), |end| start + end);
        if lower.get(open..start).is_some_and(|tag| tag.contains("\"tsx\"") || tag.contains("\"jsx\"")) {
            source_type = SourceType::tsx();
        }
        if let (Some(target), Some(source)) = (blank.get_mut(start..end), text.as_bytes().get(start..end)) {
            target.copy_from_slice(source);
            // Two scripts must not run into each other.
            if let Some(byte) = blank.get_mut(end) {
                *byte = b'\n';
            }
        }
        position = end;
    }
    (String::from_utf8(blank).unwrap_or_default(), source_type)
}

struct Lower<'a> {
    text: &'a str,
    facts: CodeFacts,
    depth: usize,
    /// Names of the classes, namespaces and functions around.
    prefix: Vec<String>,
    /// The class around.
    class: Option<usize>,
    /// Not within a function or class.
    at_top: bool,
}

impl Lower<'_> {
    fn slice(&self, span: Span) -> String {
        self.text.get(range_of(span)).unwrap_or_default().to_owned()
    }

    fn symbol(&self, name: &str) -> String {
        let mut symbol = self.prefix.join(".");
        if !symbol.is_empty() {
            symbol.push('.');
        }
        symbol + name
    }

    /// `lower` one level deeper; beyond the limit an error and nothing.
    fn deeper(&mut self, span: Span, lower: impl FnOnce(&mut Self) -> ExprKind) -> Expr {
        let range = range_of(span);
        if self.depth >= guard::MAX_DEPTH {
            self.facts.errors.push(range.clone());
            return Expr::new(ExprKind::Empty, range);
        }
        self.depth += 1;
        let kind = lower(self);
        self.depth -= 1;
        Expr::new(kind, range)
    }
}

fn range_of(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

#[cfg(test)]
mod tests;
