//! Templates of Handlebars and Mustache: the paths in `{{ }}`, as members of members.
//!
//! Inside of `{{#each users}}`, `{{#with user}}` and `{{#users}}` a bare name is one of the row's, which goes by the list's name in the singular. The edge: paths that
//! climb (`../name`), and partials, which are given their row elsewhere.

use std::ops::Range;

use crate::lang::facts::{CodeFacts, Expr, ExprKind};
use crate::lang::java::templates::singular;
use crate::lang::php::twig;

/// Helpers of blocks that have no row of their own.
const PLAIN: &[&str] = &["if", "unless", "else", "lookup", "log", "let", "eq", "ifEquals"];

/// The facts of a template.
pub fn facts(text: &str) -> CodeFacts {
    let mut facts = CodeFacts::default();
    // The row that each open block is about, if it is about one.
    let mut blocks: Vec<Option<String>> = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find("{{")).map(|open| at + open) {
        let start = open + text.get(open..).unwrap_or_default().bytes().take_while(|byte| *byte == b'{').count();
        let end = text.get(start..).and_then(|rest| rest.find("}}")).map_or(text.len(), |end| start + end);
        at = (end + 2).min(text.len());
        let inside = text.get(start..end).unwrap_or_default();
        match inside.trim_start_matches('~').bytes().next() {
            Some(b'!' | b'>') => continue,
            Some(b'/') => drop(blocks.pop()),
            Some(b'#' | b'^') => {
                let head = inside.trim_start_matches(['~', '#', '^']);
                if !head.trim().is_empty() {
                    blocks.push(row(head, blocks.last().cloned().flatten()));
                }
                twig::names(text, start, end, &mut facts.top);
            }
            _ => tag(text, start..end, blocks.last().and_then(Option::as_deref), &mut facts.top),
        }
    }
    facts
}

/// The row that a block is about: of `each users as |u|` it is `user`.
fn row(head: &str, around: Option<String>) -> Option<String> {
    let mut words = head.split_whitespace();
    match (words.next(), words.next()) {
        (Some(helper), _) if PLAIN.contains(&helper) => around,
        (Some("each" | "with"), Some(path)) => Some(singular(path.trim_start_matches("this."))),
        // Mustache's sections.
        (Some(path), None) => Some(singular(path)),
        _ => around,
    }
}

/// What one tag names.
fn tag(text: &str, range: Range<usize>, row: Option<&str>, out: &mut Vec<Expr>) {
    let from = out.len();
    twig::names(text, range.start, range.end, out);
    let Some(row) = row else { return };
    for expr in out.iter_mut().skip(from) {
        if let ExprKind::Member { object, .. } = &mut expr.kind
            && object.as_name() == Some("this")
        {
            object.kind = ExprKind::Name(row.to_owned());
        }
    }
    // A bare name, alone or as what a helper is given.
    let inside = text.get(range.clone()).unwrap_or_default();
    let mut at = range.start;
    for word in inside.split([' ', '\n', '\t', '(', ')', '~', '{', '&']) {
        let is_name = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_name && word.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let object = Box::new(Expr::new(ExprKind::Name(row.to_owned()), at..at));
            let name_range = at..at + word.len();
            let kind = ExprKind::Member { object, name: word.to_owned(), name_range: name_range.clone() };
            out.push(Expr::new(kind, name_range));
        }
        at += word.len() + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::facts;

    #[test]
    fn members_are_found() {
        for (template, paths) in [
            ("{{user.email}} {{{a.b}}} x.y {{! c.d }}", "user.email a.b"),
            ("{{#each users}}{{email}} {{this.name}}{{/each}}{{email}}", "user.email user.name"),
            (
                "{{#if x}}{{#with order.user}}{{#if a}}{{~date email}}{{/if}}{{/with}}{{/if}}",
                "order.user user.date user.email",
            ),
            ("{{#entries}}{{email}}{{/entries}}", "entry.email"),
            ("{{ é {{", ""),
        ] {
            let found: Vec<String> = facts(template).top.iter().filter_map(|expr| expr.path()).collect();
            assert_eq!(found.join(" "), paths, "{template}");
        }
    }
}
