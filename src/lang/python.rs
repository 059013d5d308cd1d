//! Python, read by ruff's parser, which goes on after errors.
//!
//! What the common tree does not say by itself: keyword arguments of a class (`table=True`) are [`ExprKind::Assign`] among its bases;
//! `**x` in a call is an argument named `**`; a loop or comprehension variable is an `Assign` with the operator `in`; statements that are
//! a mere string (docstrings) are left out; names in dunders (`__tablename__ = …`) stand in the body of a class, all other assignments
//! there are fields; a property is a getter field beside its function; calls inside the annotation of a field (`Annotated[…, f()]`) are
//! among its decorators.

mod class;
mod expr;
mod statement;

use std::ops::Range;

use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

use super::facts::{CodeFacts, Expr, ExprKind};
use super::guard::guarded;
use super::{Language, guard};

/// The entry of [`super::LANGUAGES`].
pub const LANGUAGE: Language = Language { name: "python", extensions: &["py", "pyi", "jinja", "jinja2", "j2"], parse };

fn parse(text: &str, extension: &str) -> CodeFacts {
    // Templates of Jinja and Django.
    if !matches!(extension, "py" | "pyi") {
        return super::php::twig::facts(text);
    }
    guarded(text, |text| {
        let Some(parsed) = parse_unchecked(text, ParseOptions::from(Mode::Module)).try_into_module() else {
            return CodeFacts::default();
        };
        let mut lower =
            Lower { text, facts: CodeFacts::default(), depth: 0, prefix: Vec::new(), class: None, owner: None };
        lower.facts.errors = parsed.errors().iter().map(|error| range_of(error.location)).collect();
        let mut top = Vec::new();
        lower.statements(&parsed.syntax().body, &mut top);
        lower.facts.top = top;
        lower.facts
    })
}

struct Lower<'a> {
    text: &'a str,
    facts: CodeFacts,
    depth: usize,
    /// Names of the classes and functions around.
    prefix: Vec<String>,
    /// The class around, also from within its methods.
    class: Option<usize>,
    owner: Option<String>,
}

impl Lower<'_> {
    fn slice(&self, ranged: impl Ranged) -> String {
        self.text.get(range_of(ranged.range())).unwrap_or_default().to_owned()
    }

    fn symbol(&self, name: &str) -> String {
        let mut symbol = self.prefix.join(".");
        if !symbol.is_empty() {
            symbol.push('.');
        }
        symbol + name
    }

    /// `lower` one level deeper; beyond the limit an error and nothing.
    fn deeper(&mut self, range: Range<usize>, lower: impl FnOnce(&mut Self) -> ExprKind) -> Expr {
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

fn range_of(range: TextRange) -> Range<usize> {
    range.start().to_usize()..range.end().to_usize()
}

fn name_expr(identifier: &ruff_python_ast::Identifier) -> Expr {
    Expr::new(ExprKind::Name(identifier.to_string()), range_of(identifier.range))
}

#[cfg(test)]
mod tests;
