//! PostgreSQL's `ON CONFLICT (a) WHERE b` and `ON CONFLICT (lower(a))`, which the parser does not take: the part is blanked out for it and
//! its columns are added afterwards.

use std::ops::Range;

use super::scan::{Token, cover, scan};
use super::{FragmentKind, read_fragment, shifted};
use crate::model::name::Dialect;
use crate::model::query::{Clause, Query};

/// A text that may parse, and what was taken out of it.
pub(super) struct Repaired {
    pub text: String,
    removed: Vec<(Range<usize>, FragmentKind)>,
}

/// Blanks out what the parser does not take; `None` if there is nothing of the kind.
pub(super) fn repair(text: &str, dialect: Dialect) -> Option<Repaired> {
    let tokens = scan(text, dialect);
    let mut removed = Vec::new();
    for index in 0..tokens.len() {
        let rest = tokens.get(index..)?;
        let [on, conflict, open, ..] = rest else { break };
        if !(on.is(text, "on") && conflict.is(text, "conflict") && open.is_mark(b'(')) {
            continue;
        }
        let Some(close) = closing(rest, 2) else { continue };
        let target = rest.get(3..close)?;
        if target.iter().any(|token| token.is_mark(b'(') || token.is(text, "collate")) {
            removed.push((open.range.start..rest.get(close)?.range.end, FragmentKind::SelectList));
        }
        let after = rest.get(close + 1..)?;
        if after.first().is_some_and(|token| token.is(text, "where"))
            && let Some(end) = after.iter().position(|token| token.is(text, "do"))
            && let Some(range) = after.get(..end).and_then(cover)
        {
            removed.push((range, FragmentKind::Condition));
        }
    }
    if removed.is_empty() {
        return None;
    }
    let mut repaired = text.to_owned();
    for (range, _) in &removed {
        let blank = " ".repeat(range.len());
        if repaired.is_char_boundary(range.start) && repaired.is_char_boundary(range.end) {
            repaired.replace_range(range.clone(), &blank);
        }
    }
    Some(Repaired { text: repaired, removed })
}

impl Repaired {
    /// Adds the columns of the removed parts to the insert that they belong to: the last one before them.
    pub fn restore(&self, text: &str, queries: &mut [Query], dialect: Dialect) {
        for (range, kind) in &self.removed {
            let Some(written) = text.get(range.clone()) else { continue };
            let skip = if *kind == FragmentKind::Condition { "where".len() } else { 1 };
            let end = if *kind == FragmentKind::Condition { written.len() } else { written.len().saturating_sub(1) };
            let Some(part) = written.get(skip..end).and_then(|part| read_fragment(part, *kind, dialect)) else {
                continue;
            };
            let before = |query: &&mut Query| query.inserts.iter().any(|insert| insert.range.start < range.start);
            let Some(query) = queries.iter_mut().rev().find(before) else { continue };
            let insert = query.inserts.iter().rev().find(|insert| insert.range.start < range.start);
            let Some(table) = insert.map(|insert| insert.table) else { continue };
            for mut column in shifted(part, range.start + skip).columns {
                column.scopes = vec![vec![table]];
                column.opaque = false;
                column.clause = Clause::Conflict;
                query.columns.push(column);
            }
        }
    }
}

/// The token that closes the bracket at `open`.
fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        if token.is_mark(b'(') {
            depth += 1;
        } else if token.is_mark(b')') {
            depth -= 1;
            if depth == 0 {
                return Some(index);
            }
        }
    }
    None
}
