//! Calls of a function in a piece of SQL that no statement is around: `fragment("f(?)", x)`, `where("f(id) > 3")`, `select("f(id) AS t")`.
//!
//! Only names of functions that go away are looked for, each before its bracket; the text has to be SQL as a whole, so that prose is none.

use crate::lang::facts::{Expr, ExprKind, Text, TextPart};
use crate::model::name::Dialect;
use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::CodeFile;
use crate::sql::query::{FragmentKind, read_fragment};

/// The calls of `name` in the texts of a file.
pub fn calls(file: &CodeFile, name: &str, dialect: Dialect) -> Vec<Reference> {
    let mut found = Vec::new();
    each(file, &mut |expr| {
        if let ExprKind::Str(text) = &expr.kind {
            of_text(file, text, name, dialect, &mut found);
        }
    });
    found
}

/// Goes through every expression of a file.
pub(super) fn each(file: &CodeFile, visit: &mut dyn FnMut(&Expr)) {
    let facts = &file.facts;
    let of_functions = facts.functions.iter().flat_map(|one| one.decorators.iter().chain(&one.body));
    let of_classes = facts.classes.iter().flat_map(|class| {
        let fields = class.fields.iter().flat_map(|field| field.decorators.iter().chain(&field.value));
        class.decorators.iter().chain(&class.body).chain(fields)
    });
    for expr in facts.top.iter().chain(of_classes).chain(of_functions) {
        expr.walk(&mut |inner: &Expr| {
            visit(inner);
            true
        });
    }
}

/// A text with a placeholder in each hole.
pub(super) fn whole(text: &Text) -> String {
    let parts = text.parts.iter().map(|part| match part {
        TextPart::Piece { value, .. } => value.as_str(),
        TextPart::Hole(_) => "?",
    });
    parts.collect()
}

fn of_text(file: &CodeFile, text: &Text, name: &str, dialect: Dialect, found: &mut Vec<Reference>) {
    let whole = whole(text);
    let kinds = [FragmentKind::Condition, FragmentKind::OrderBy, FragmentKind::SelectList];
    for part in &text.parts {
        let TextPart::Piece { value, range } = part else { continue };
        let Some(at) = place(value, name).filter(|_| value.len() == range.len()) else { continue };
        let is_call = |kind: &FragmentKind| {
            // Two words may be a name and its alias, or two words.
            let listed = || whole.to_lowercase().contains(" as ");
            (*kind != FragmentKind::SelectList || listed())
                && read_fragment(&whole, *kind, dialect)
                    .is_some_and(|query| query.calls.iter().any(|call| call.name.value.eq_ignore_ascii_case(name)))
        };
        if kinds.iter().any(is_call) {
            let start = range.start + at;
            found.push(Reference {
                access: Access::Call,
                mechanism: Mechanism::QueryKey,
                certainty: Certainty::Likely,
                proof: vec![Step::new(format!("the piece of SQL calls `{name}`"))],
                symbol: super::symbol_at(file, start),
                test: super::is_test(file, start),
                span: file.span(start..start + name.len()),
                reach: Default::default(),
            });
        }
    }
}

/// Where a name stands in a text as a word before a bracket.
fn place(text: &str, name: &str) -> Option<usize> {
    words(text, name).find(|at| text.get(at + name.len()..).is_some_and(|rest| rest.trim_start().starts_with('(')))
}

/// Where a name stands in a text as a word.
pub(super) fn words<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> {
    let word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80);
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, name.as_bytes()).filter(move |at| {
        !word(at.checked_sub(1).and_then(|before| bytes.get(before))) && !word(bytes.get(at + name.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_name_stands_before_a_bracket() {
        for (text, expected) in [
            ("total_of(id) > 3", Some(0)),
            ("1 + total_of (id)", Some(4)),
            ("my_total_of(id)", None),
            ("total_of", None),
            ("total_offers(1)", None),
            ("\u{fc}total_of(1) total_of(2)", Some(14)),
        ] {
            assert_eq!(place(text, "total_of"), expected, "{text}");
        }
    }
}
