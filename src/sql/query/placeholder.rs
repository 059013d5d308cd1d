//! Placeholders of drivers and holes of folded strings: found, filled with something that parses, and remembered.
//!
//! A hole (U+FFFC, `{}`, `${x}`, `%s` where no value stands) may be any piece of SQL. What fills it follows from its neighbours; when the
//! text does not parse, the hole before the error gets its next filling.

mod dollar;
mod values;

use std::ops::Range;

use super::places::Edit;
use super::scan::{Kind, Token, scan};
use crate::model::name::Dialect;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fill {
    Value,
    Name,
    /// Joined to the word beside it.
    Glued,
    Tuple,
    Text,
    Assignment,
    Nothing,
    /// The operator `?`, written `??` for drivers.
    Operator,
    Modulo,
    /// MySQL's `UPDATE a, b SET`, which the parser takes as a join.
    Join,
}

impl Fill {
    fn text(self) -> &'static str {
        match self {
            Fill::Value => " 1 ",
            Fill::Name => " zq ",
            Fill::Glued => "zq",
            Fill::Tuple => " (1) ",
            Fill::Text => " '1' ",
            Fill::Assignment => " zq = 1 ",
            Fill::Nothing => " ",
            Fill::Operator => "?",
            Fill::Modulo => "%",
            Fill::Join => " CROSS JOIN ",
        }
    }
}

#[derive(Clone, Debug)]
struct Hole {
    range: Range<usize>,
    unknown: bool,
    fills: Vec<Fill>,
    chosen: usize,
    /// It stands among the sources of a query.
    in_from: bool,
    /// Where a name fills it, a value may stand as well.
    operand: bool,
}

impl Hole {
    fn fill(&self) -> Fill {
        self.fills.get(self.chosen).copied().unwrap_or(Fill::Nothing)
    }
}

/// A text with its placeholders.
#[derive(Clone, Debug)]
pub(super) struct Prepared<'t> {
    text: &'t str,
    holes: Vec<Hole>,
}

/// A text that may parse.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub text: String,
    pub edits: Vec<Edit>,
    /// Sources may be missing.
    pub open_from: bool,
}

impl<'t> Prepared<'t> {
    /// Finds the placeholders of a text.
    pub fn new(text: &'t str, dialect: Dialect) -> Self {
        let tokens = scan(text, dialect);
        let holes = Finder { text, tokens: &tokens, dialect, clause: "", holes: Vec::new() }.find();
        Self { text, holes }
    }

    /// The text with each placeholder filled as chosen now.
    pub fn fill(&self) -> Filled {
        let mut filled = Filled { text: String::with_capacity(self.text.len()), edits: Vec::new(), open_from: false };
        let mut from = 0;
        for hole in &self.holes {
            let fill = hole.fill();
            filled.text.push_str(self.text.get(from..hole.range.start).unwrap_or(""));
            let start = filled.text.len();
            filled.text.push_str(fill.text());
            filled.edits.push(Edit { new: start..filled.text.len(), old: hole.range.clone(), unknown: hole.unknown });
            filled.open_from |= fill == Fill::Nothing && hole.unknown && hole.in_from;
            from = hole.range.end;
        }
        filled.text.push_str(self.text.get(from..).unwrap_or(""));
        filled
    }

    /// Fills the last hole before an error (a byte of the filled text) in its next way. `false`: there is none left.
    pub fn refill(&mut self, filled: &Filled, error: usize) -> bool {
        let before = filled.edits.partition_point(|edit| edit.new.start <= error.saturating_add(1));
        let middle = before.min(self.holes.len());
        let (early, late) = self.holes.split_at_mut(middle);
        for hole in early.iter_mut().rev().chain(late) {
            if hole.chosen + 1 < hole.fills.len() {
                hole.chosen += 1;
                return true;
            }
        }
        false
    }
}

struct Finder<'f> {
    text: &'f str,
    tokens: &'f [Token],
    dialect: Dialect,
    /// The last word that opens a clause.
    clause: &'static str,
    holes: Vec<Hole>,
}

/// Words that open a clause.
const CLAUSES: &[&str] = &[
    "select",
    "from",
    "join",
    "on",
    "using",
    "where",
    "set",
    "group",
    "order",
    "having",
    "limit",
    "values",
    "returning",
    "into",
    "update",
];

/// Words after which a value or a condition may start, so that the word is no operand.
const OPENERS: &[&str] = &[
    "select",
    "distinct",
    "all",
    "from",
    "join",
    "on",
    "using",
    "where",
    "set",
    "by",
    "having",
    "limit",
    "offset",
    "values",
    "returning",
    "into",
    "update",
    "and",
    "or",
    "not",
    "in",
    "like",
    "ilike",
    "between",
    "is",
    "case",
    "when",
    "then",
    "else",
    "any",
    "some",
    "interval",
    "date",
    "timestamp",
    "as",
    "with",
    "union",
    "except",
    "intersect",
    "exists",
    "table",
    "similar",
    "regexp",
    "rlike",
    "top",
    "begin",
    "delete",
    "insert",
    "escape",
    "default",
    "call",
    "exec",
];

impl Finder<'_> {
    fn find(mut self) -> Vec<Hole> {
        let targets = self.targets();
        let (mut index, mut depth) = (0, 0usize);
        while let Some(token) = self.tokens.get(index) {
            match token.kind {
                Kind::Mark(b'(') => depth += 1,
                Kind::Mark(b')') => depth = depth.saturating_sub(1),
                Kind::Mark(b',') if depth == 0 && index < targets => {
                    self.push(index, index + 1, false, vec![Fill::Join]);
                }
                _ => {}
            }
            if let Some(clause) = CLAUSES.iter().find(|clause| token.is(self.text, clause)) {
                self.clause = clause;
            }
            index = self.placeholder(index).unwrap_or(index + 1);
        }
        self.holes
    }

    /// Where the targets of an `UPDATE` of MySQL end.
    fn targets(&self) -> usize {
        let updates = self.token(0).is_some_and(|token| token.is(self.text, "update"));
        let set = self.tokens.iter().position(|token| token.is(self.text, "set"));
        set.filter(|_| updates && self.dialect == Dialect::Mysql).unwrap_or(0)
    }

    fn token(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// Whether token `index` starts where the one before it ends.
    fn glued(&self, index: usize) -> bool {
        index > 0 && self.token(index - 1).zip(self.token(index)).is_some_and(|(a, b)| a.range.end == b.range.start)
    }

    fn mark(&self, index: usize, mark: u8) -> bool {
        self.token(index).is_some_and(|token| token.is_mark(mark))
    }

    fn kind(&self, index: usize) -> Option<Kind> {
        self.token(index).map(|token| token.kind)
    }

    /// Notes the placeholder that starts at a token; gives the token after it.
    fn placeholder(&mut self, index: usize) -> Option<usize> {
        let token = self.token(index)?;
        let word = token.text(self.text);
        let next_glued = self.glued(index + 1);
        match token.kind {
            Kind::Word if word.contains('\u{fffc}') => {
                self.word_with_holes(index);
                Some(index + 1)
            }
            Kind::Mark(b'?') => self.question(index),
            Kind::Mark(b':') if next_glued && !self.glued_to_operand(index) => match self.kind(index + 1)? {
                Kind::Word | Kind::Number => Some(self.note(index, index + 2, false)),
                Kind::Mark(b':') => Some(index + 2),
                _ => None,
            },
            Kind::Mark(b'@') if next_glued && self.kind(index + 1) == Some(Kind::Word) => {
                let native = matches!(self.dialect, Dialect::Mssql | Dialect::Mysql);
                if self.mark(index.wrapping_sub(1), b'@') || (native && !self.after_in(index)) {
                    return Some(index + 2);
                }
                Some(self.note(index, index + 2, false))
            }
            Kind::Mark(b'$') if next_glued => self.dollar(index),
            Kind::Mark(b'#') if next_glued && self.mark(index + 1, b'{') => {
                let end = self.brace_end(index + 1, true)?;
                Some(self.note(index, end, false))
            }
            Kind::Mark(b'{') => {
                let end = self.brace_end(index, false)?;
                Some(self.note(index, end, true))
            }
            Kind::Mark(b'%') => self.percent(index),
            _ => None,
        }
    }

    fn question(&mut self, index: usize) -> Option<usize> {
        let glued = self.glued(index + 1);
        if glued && self.mark(index + 1, b'?') {
            self.push(index, index + 2, false, vec![Fill::Operator]);
            return Some(index + 2);
        }
        if self.dialect == Dialect::Postgres {
            if glued && (self.mark(index + 1, b'|') || self.mark(index + 1, b'&')) && !self.mark(index + 2, b'|') {
                return Some(index + 2);
            }
            let follows = self.token(index + 1).is_some_and(|next| match next.kind {
                Kind::Text | Kind::Quoted => true,
                Kind::Mark(mark) => matches!(mark, b'$' | b'%') || (mark == b':' && !self.mark(index + 2, b':')),
                _ => false,
            });
            if follows && self.operand_before(index) {
                return Some(index + 1);
            }
        }
        let end = if glued && self.kind(index + 1) == Some(Kind::Number) { index + 2 } else { index + 1 };
        Some(self.note(index, end, false))
    }

    /// `%s`, `%(name)s`, `%1$s`, `%[1]s`, `%%`.
    fn percent(&mut self, index: usize) -> Option<usize> {
        if !self.glued(index + 1) {
            return None;
        }
        if self.mark(index + 1, b'%') {
            self.push(index, index + 2, false, vec![Fill::Modulo]);
            return Some(index + 2);
        }
        let mut at = index + 1;
        match self.kind(at)? {
            Kind::Mark(b'(') => {
                at += 1;
                while !self.mark(at, b')') {
                    if !matches!(self.kind(at)?, Kind::Word | Kind::Number | Kind::Mark(b'.')) || at > index + 8 {
                        return None;
                    }
                    at += 1;
                }
                at += 1;
            }
            Kind::Mark(b'[') => at += 3,
            Kind::Quoted => at += 1,
            Kind::Number if self.mark(at + 1, b'$') => at += 2,
            _ => {}
        }
        let verb = self.token(at)?;
        let known = matches!(verb.text(self.text), "s" | "d" | "v" | "q" | "f" | "i" | "t" | "x" | "b" | "r");
        if !self.glued(at) {
            return None;
        }
        if !known {
            // `%s_archive`
            let rest = verb.text(self.text);
            if at == index + 1 && verb.kind == Kind::Word && (rest.starts_with("s_") || rest.starts_with("d_")) {
                let range = self.token(index)?.range.start..verb.range.start + 1;
                self.holes.push(Hole {
                    range,
                    unknown: true,
                    fills: vec![Fill::Glued],
                    chosen: 0,
                    in_from: false,
                    operand: false,
                });
                return Some(at + 1);
            }
            return None;
        }
        let list = self.mark(index.wrapping_sub(1), b',') || self.mark(at + 1, b',');
        Some(self.note(index, at + 1, !list))
    }

    /// The token after the brackets that open at `index`.
    fn brace_end(&self, index: usize, any: bool) -> Option<usize> {
        if let Some(word) = self.token(index + 1)
            && word.is_any(self.text, &["fn", "ts", "d", "t", "oj", "call"])
            && !self.mark(index + 2, b'}')
        {
            return None;
        }
        let doubled = any || self.mark(index + 1, b'{') || self.mark(index + 1, b'%');
        let mut depth = 0usize;
        for at in index..self.tokens.len().min(index + 200) {
            match self.kind(at)? {
                Kind::Mark(b'{') => depth += 1,
                Kind::Mark(b'}') => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                Kind::Word | Kind::Number => {}
                Kind::Mark(b'.' | b'[' | b']' | b'!' | b':' | b'(' | b')' | b'-' | b'>' | b'$') => {}
                _ if doubled => {}
                _ => return None,
            }
        }
        None
    }

    fn word_with_holes(&mut self, index: usize) {
        let Some(token) = self.token(index) else { return };
        let word = token.text(self.text);
        if word.chars().all(|c| c == '\u{fffc}') {
            self.note(index, index + 1, true);
            return;
        }
        let start = token.range.start;
        let places: Vec<usize> = word.match_indices('\u{fffc}').map(|(at, _)| start + at).collect();
        for at in places {
            let range = at..at + '\u{fffc}'.len_utf8();
            self.holes.push(Hole {
                range,
                unknown: true,
                fills: vec![Fill::Glued],
                chosen: 0,
                in_from: false,
                operand: false,
            });
        }
    }

    fn after_in(&self, index: usize) -> bool {
        index > 0 && self.token(index - 1).is_some_and(|token| token.is(self.text, "in"))
    }

    fn glued_to_operand(&self, index: usize) -> bool {
        self.glued(index)
            && self.token(index.wrapping_sub(1)).is_some_and(|token| {
                matches!(
                    token.kind,
                    Kind::Word | Kind::Quoted | Kind::Number | Kind::Text | Kind::Mark(b')' | b']' | b':')
                )
            })
    }

    /// Whether the token before is the end of a value, so that a value cannot follow.
    fn operand_before(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1).and_then(|at| self.token(at)) else { return false };
        match before.kind {
            Kind::Word => !before.is_any(self.text, OPENERS),
            Kind::Quoted | Kind::Text | Kind::Number => true,
            Kind::Mark(mark) => matches!(mark, b')' | b']' | b'*'),
        }
    }

    /// Notes the placeholder of tokens `from..to` with fillings that suit its place.
    fn note(&mut self, from: usize, to: usize, unknown: bool) -> usize {
        let before = from.checked_sub(1).and_then(|at| self.token(at));
        let after = self.token(to);
        let text = self.text;
        let was = |words: &[&str]| before.is_some_and(|token| token.is_any(text, words));
        let compares = before.is_some_and(|token| matches!(token.kind, Kind::Mark(b'=' | b'<' | b'>')));
        let word_before = self.glued(from)
            && before
                .is_some_and(|token| matches!(token.kind, Kind::Word) || (token.kind == Kind::Mark(b'}') && unknown));
        let word_after = self.glued(to) && after.is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Number));
        let dotted = before.is_some_and(|token| token.is_mark(b'.'))
            || (self.glued(to) && after.is_some_and(|token| token.is_mark(b'.')));
        let called = self.glued(to) && after.is_some_and(|token| token.is_mark(b'('));
        let first = if (unknown && (word_before || word_after)) || dotted || called {
            Fill::Glued
        } else if was(&["from", "join", "into", "update", "table"]) {
            Fill::Name
        } else if was(&["in", "values"]) && !after.is_some_and(|token| token.is_mark(b'(')) {
            Fill::Tuple
        } else if was(&["interval", "date", "timestamp"]) {
            Fill::Text
        } else if self.clause == "set" && (was(&["set"]) || before.is_some_and(|token| token.is_mark(b','))) {
            if after.is_some_and(|token| token.is_mark(b'=')) { Fill::Name } else { Fill::Assignment }
        } else if unknown && !compares && (before.is_none() || self.operand_before(from)) {
            Fill::Nothing
        } else if unknown {
            Fill::Name
        } else {
            Fill::Value
        };
        let mut fills = vec![first];
        if first != Fill::Glued && unknown {
            fills.extend([Fill::Nothing, Fill::Name, Fill::Tuple].into_iter().filter(|fill| *fill != first));
        } else if first == Fill::Value {
            fills.extend([Fill::Name, Fill::Text]);
        } else if first == Fill::Glued && !(word_before || word_after) {
            fills.push(Fill::Nothing);
        }
        self.push(from, to, unknown && !compares, fills);
        to
    }

    fn push(&mut self, from: usize, to: usize, unknown: bool, fills: Vec<Fill>) {
        let (Some(first), Some(last)) = (self.token(from), to.checked_sub(1).and_then(|at| self.token(at))) else {
            return;
        };
        let range = first.range.start..last.range.end;
        let in_from = matches!(self.clause, "from" | "join" | "on" | "using");
        let before = from.checked_sub(1).and_then(|at| self.token(at));
        let is_named = |token: &Token| token.is_any(self.text, &["from", "join", "into", "update", "table"]);
        let is_compared = |token: &Token| matches!(token.kind, Kind::Mark(b'=' | b'<' | b'>'));
        let operand = before.is_some_and(is_compared) || self.clause != "set" && !before.is_some_and(is_named);
        self.holes.push(Hole { range, unknown, fills, chosen: 0, in_from, operand });
    }
}
