//! What stands in the places of values: a server's own placeholders, or anything else.

use super::{Fill, Hole, Prepared};

impl Prepared<'_> {
    /// The text with the holes filled as chosen now, and what `value` gives for the number of each value, from one.
    pub fn with_values(&self, value: impl Fn(usize) -> String) -> String {
        let mut text = String::with_capacity(self.text.len());
        let (mut from, mut number) = (0, 0);
        for hole in &self.holes {
            text.push_str(self.text.get(from..hole.range.start).unwrap_or(""));
            let mut next = || {
                number += 1;
                value(number)
            };
            match hole.fill() {
                Fill::Value => text.push_str(&format!(" {} ", next())),
                Fill::Name if hole.operand => text.push_str(&format!(" {} ", next())),
                Fill::Tuple => text.push_str(&format!(" ({}) ", next())),
                other => text.push_str(other.text()),
            }
            from = hole.range.end;
        }
        text.push_str(self.text.get(from..).unwrap_or(""));
        text
    }

    /// Whether a piece of SQL, which nobody knows, is filled in or left out.
    pub fn is_partial(&self) -> bool {
        let known = |hole: &Hole| match hole.fill() {
            Fill::Name => hole.operand && !hole.unknown,
            // Behind `IN` stand values, whatever they are.
            Fill::Tuple => true,
            Fill::Value | Fill::Text | Fill::Operator | Fill::Modulo | Fill::Join => !hole.unknown,
            Fill::Glued | Fill::Assignment | Fill::Nothing => false,
        };
        !self.holes.iter().all(known)
    }
}
