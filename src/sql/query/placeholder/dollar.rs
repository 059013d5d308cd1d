//! Placeholders that begin with a dollar: `$1`, `$name`, `${…}`, and those of pg-promise (its documentation, "Named Parameters", "Formatting Filters"):
//! `$(name)`, `$<name>`, `$[name]`, `$/name/`, each with a filter at its end (`$(ids:csv)`, `$[order:name]`, `$1^`).

use super::{Finder, Kind};

/// Filters that make a value, or several.
const OF_VALUES: &[&str] = &["csv", "list", "json", "value"];
/// Filters that make a name, or any piece of SQL.
const OF_SQL: &[&str] = &["name", "alias", "raw"];

impl Finder<'_> {
    /// Notes the placeholder whose dollar is at a token; gives the token after it.
    pub(super) fn dollar(&mut self, index: usize) -> Option<usize> {
        let (end, of_sql) = match self.kind(index + 1)? {
            // `$1:csv`
            Kind::Number => self.filter(index + 2, None),
            Kind::Word => (index + 2, false),
            Kind::Mark(b'{') => (self.brace_end(index + 1, true)?, true),
            Kind::Mark(b'(') => self.named(index + 2, b')')?,
            Kind::Mark(b'<') => self.named(index + 2, b'>')?,
            Kind::Mark(b'[') => self.named(index + 2, b']')?,
            Kind::Mark(b'/') => self.named(index + 2, b'/')?,
            _ => return None,
        };
        Some(self.note(index, end, of_sql))
    }

    /// The token after a name (`order.id`), its filter and what closes it, and whether it stands for a piece of SQL.
    fn named(&self, start: usize, close: u8) -> Option<(usize, bool)> {
        let mut at = start;
        while matches!(self.kind(at)?, Kind::Word | Kind::Mark(b'.')) && at < start + 8 {
            at += 1;
        }
        let (end, of_sql) = self.filter(at, Some(close));
        (at > start && self.mark(end, close)).then_some((end + 1, of_sql))
    }

    /// The token after the filter at a token, if one is there, and whether it makes a piece of SQL. `$1^2` and `$1#>'{a}'` are operators.
    fn filter(&self, at: usize, close: Option<u8>) -> (usize, bool) {
        let ends = match close {
            Some(close) => self.mark(at + 1, close),
            None => !self.glued(at + 1) || [b')', b',', b';'].iter().any(|mark| self.mark(at + 1, *mark)),
        };
        if !self.glued(at) {
            return (at, false);
        }
        match self.kind(at) {
            Some(Kind::Mark(b'~' | b'^')) if ends => (at + 1, true),
            Some(Kind::Mark(b'#')) if ends => (at + 1, false),
            Some(Kind::Mark(b':')) if self.glued(at + 1) => match self.token(at + 1) {
                Some(word) if word.is_any(self.text, OF_VALUES) => (at + 2, false),
                Some(word) if word.is_any(self.text, OF_SQL) => (at + 2, true),
                _ => (at, false),
            },
            _ => (at, false),
        }
    }
}
