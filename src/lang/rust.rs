//! Rust, read by syn item by item: one that does not parse is an error, the others remain. Where not even the brackets match, nothing does.
//!
//! What the common tree does not say by itself:
//! - `e?`, `&e`, `*e`, parentheses are just `e`; `e.await` is a `Seq`; the last expression of a function is a [`ExprKind::Return`], that of a
//!   closure is not; `if let P = e` is an assignment to `P`; the variable of `for` is an `Assign` with the operator `in`; patterns with
//!   fields are [`ExprKind::New`], those with parentheses calls. The type of a `New` is a path with dots.
//! - Attributes are calls: `#[a = "b"]` is `a("b")`, `#[a(b = c, d(e))]` has the argument `b` and a call of `d`; `cfg_attr` is replaced by what
//!   it adds; documentation is left out. Functions in a `#[cfg(test)]` module have that decorator too.
//! - Associated constants and types are assignments to a member of the type, in [`CodeFacts::top`]; so are constants of modules, to a name.
//! - `use a::b::C` has the module `a::b` and the name `C`; `use a;` and `use a::b::{self}` have no name.
//! - An enum's variant with named fields is a struct too, within the enum.
//! - A macro's tokens are split at commas; what is no expression is kept as names, strings and groups in source order (a group of
//!   `key: value` pairs as a `Map`). `{x}` in the string of a formatting macro is a hole.
//! - `table! { auth.users (id) { #[sql_name = "mail"] email -> Nullable<Text>, } }` is a call with `auth.users`, the list of the primary key,
//!   and an argument for each column, named after it, whose value is its type as a name; with another name in SQL, table and
//!   columns are in a call `sql_name("mail", …)`.

mod attribute;
mod expr;
mod item;
mod macros;
mod path;
mod pattern;
mod table;
mod tokens;

use std::ops::Range;

use proc_macro2::{Ident, LineColumn, Span};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Item};

use super::facts::{CodeFacts, Expr, ExprKind};
use super::guard::guarded;
use super::{Language, guard};

/// The entry of [`super::LANGUAGES`].
pub const LANGUAGE: Language = Language { name: "rust", extensions: &["rs"], parse };

fn parse(text: &str, _extension: &str) -> CodeFacts {
    guarded(text, |text| {
        let offset = preamble(text);
        let starts = text.is_ascii().then(|| {
            let lines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
            std::iter::once(offset).chain(lines.filter(|start| *start > offset)).collect()
        });
        let mut lower = Lower {
            text,
            offset,
            starts,
            facts: CodeFacts::default(),
            depth: 0,
            prefix: Vec::new(),
            class: None,
            owner: None,
            inherited: Vec::new(),
        };
        let mut top = Vec::new();
        let items = |input: ParseStream<'_>| {
            Attribute::parse_inner(input)?;
            lower.items_of(input, &mut top)
        };
        if items.parse_str(text.get(offset..).unwrap_or_default()).is_err() {
            lower.facts.errors.push(0..text.len());
        }
        lower.facts.top = top;
        lower.link();
        // All texts that a thread reads are kept for its spans, of which none is left.
        proc_macro2::extra::invalidate_current_thread_spans();
        lower.facts
    })
}

/// The length of a byte order mark and a `#!` line.
fn preamble(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let rest = text.get(mark..).unwrap_or_default();
    if rest.starts_with("#!") && !rest.get(2..).unwrap_or_default().trim_start().starts_with('[') {
        return mark + rest.find('\n').unwrap_or(rest.len());
    }
    mark
}

struct Lower<'a> {
    text: &'a str,
    /// Where the parsed text starts in the file.
    offset: usize,
    /// Where its lines begin, if every character is a byte.
    starts: Option<Vec<usize>>,
    facts: CodeFacts,
    depth: usize,
    /// Names of the modules, types and functions around.
    prefix: Vec<String>,
    /// The enum or trait around.
    class: Option<usize>,
    /// The type of the `impl` around.
    owner: Option<String>,
    /// `#[cfg(test)]` of the modules around.
    inherited: Vec<Expr>,
}

impl Lower<'_> {
    fn items_of(&mut self, input: ParseStream<'_>, top: &mut Vec<Expr>) -> syn::Result<()> {
        while !input.is_empty() {
            let start = input.span();
            let fork = input.fork();
            if let Ok(item) = fork.parse::<Item>() {
                syn::parse::discouraged::Speculative::advance_to(input, &fork);
                self.item(&item, top);
                continue;
            }
            // Up to where an item may end.
            let mut end = start;
            while !input.is_empty() {
                let tree: proc_macro2::TokenTree = input.parse()?;
                end = tree.span();
                self.salvage(&tree, top);
                match &tree {
                    proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ';' => break,
                    proc_macro2::TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace => break,
                    _ => {}
                }
            }
            let range = self.range(start).start..self.range(end).end;
            self.facts.errors.push(range);
        }
        Ok(())
    }

    /// Gives functions and methods the class of their owner, wherever in the file it is declared.
    fn link(&mut self) {
        for function in &mut self.facts.functions {
            let Some(owner) = function.owner.as_deref().filter(|_| function.class.is_none()) else { continue };
            function.class = self.facts.classes.iter().position(|class| class.name == owner);
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        if let Some(starts) = &self.starts {
            // Counting characters is what makes the bytes of a span dear.
            let byte = |place: LineColumn| starts.get(place.line.saturating_sub(1)).map(|start| start + place.column);
            if let (Some(start), Some(end)) = (byte(span.start()), byte(span.end())) {
                return start..end;
            }
        }
        let range = span.byte_range();
        range.start + self.offset..range.end + self.offset
    }

    fn slice(&self, span: Span) -> String {
        self.text.get(self.range(span)).unwrap_or_default().to_owned()
    }

    fn name_expr(&self, ident: &Ident) -> Expr {
        Expr::new(ExprKind::Name(plain(ident)), self.range(ident.span()))
    }

    fn symbol(&self, name: &str) -> String {
        let mut symbol = self.prefix.join(".");
        if !symbol.is_empty() {
            symbol.push('.');
        }
        symbol + name
    }

    /// Whether another level fits; then [`Self::leave`] must follow.
    fn enter(&mut self, span: impl FnOnce() -> Span) -> bool {
        if self.depth >= guard::MAX_DEPTH {
            let range = self.range(span());
            self.facts.errors.push(range);
            return false;
        }
        self.depth += 1;
        true
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }
}

/// An identifier without `r#`.
fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

#[cfg(test)]
mod tests;
