//! Places that bear the name of what is used elsewhere: fields of transfer objects, keys, locals, templates, the front end.
//!
//! They prove nothing alone, so they are only shown beneath a use that is proved. Only names that say something are looked for: of two words or
//! more, in any casing, as an identifier or in a string. Lines that are all comment are left out.

use std::collections::HashMap;
use std::ops::Range;

use crate::model::reference::{Access, Certainty, Mechanism, Reference, Step};
use crate::orm::naming;
use crate::source::Span;

/// Verbs of accessors: `getWaybillNumber`.
const VERBS: &[&str] = &["get", "set", "is", "has"];

/// Names to look for, as letters and digits in lower case.
#[derive(Default)]
pub struct Names {
    all: HashMap<String, String>,
    /// A bit for each length that one has: most identifiers are told off here.
    lengths: u64,
}

impl Names {
    /// Those of the names that say something.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a String>) -> Self {
        let mut all = HashMap::new();
        for name in names.into_iter().filter(|name| says_something(name)) {
            let plain = naming::plain(name);
            for verb in VERBS {
                all.entry(format!("{verb}{plain}")).or_insert_with(|| plain.clone());
            }
            let one = naming::plain(&naming::singularize(&naming::snake(name)));
            all.entry(one).or_insert_with(|| plain.clone());
            all.insert(plain.clone(), plain);
        }
        let lengths = all.keys().fold(0, |lengths, name| lengths | bit(name.len()));
        Self { all, lengths }
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Each line that bears a name: the name in lower case without separators, and the range of the first identifier on it.
    pub fn places(&self, text: &str) -> Vec<(String, Range<usize>)> {
        let mut found = Vec::new();
        let mut start = 0;
        let mut plain = String::new();
        for line in text.split_inclusive('\n') {
            if !is_comment(line) {
                let mut here: Vec<(String, Range<usize>)> = Vec::new();
                for word in identifiers(line) {
                    let written = line.get(word.clone()).unwrap_or_default();
                    plain.clear();
                    if written.is_ascii() {
                        let letters = || written.bytes().filter(u8::is_ascii_alphanumeric);
                        if self.lengths & bit(letters().count()) == 0 {
                            continue;
                        }
                        plain.extend(letters().map(|byte| char::from(byte.to_ascii_lowercase())));
                    } else {
                        plain.push_str(&naming::plain(written));
                    }
                    if let Some(name) = self.all.get(&plain).filter(|name| here.iter().all(|(known, _)| known != *name))
                    {
                        here.push((name.clone(), start + word.start..start + word.end));
                    }
                }
                found.append(&mut here);
            }
            start += line.len();
        }
        found
    }
}

/// A line that bears the name, as it is shown.
pub fn reference(span: &Span, test: bool) -> Reference {
    Reference {
        access: Access::Read,
        mechanism: Mechanism::Name,
        certainty: Certainty::Possible,
        proof: vec![Step::at("only the name matches", span.clone())],
        symbol: None,
        test,
        span: span.clone(),
        reach: Default::default(),
    }
}

/// Whether a name has two words: one-word names stand for too much.
pub fn says_something(name: &str) -> bool {
    naming::words(name).iter().filter(|word| word.len() > 1).count() > 1
}

/// The bit that stands for names of a length, in a set of lengths.
pub(super) fn bit(length: usize) -> u64 {
    1 << length.min(63)
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "# ", "* ", "/*", "-- ", "<!--", "\"\"\""].iter().any(|mark| line.starts_with(mark))
}

fn identifiers(line: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = line.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        while bytes.get(at).is_some_and(|byte| !is_part(byte)) {
            at += 1;
        }
        let start = at;
        // `way-bill`: an attribute of HTML or a CSS class.
        while bytes.get(at).is_some_and(&is_part)
            || (at > start && bytes.get(at) == Some(&b'-') && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase))
        {
            at += 1;
        }
        (at > start).then_some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_casing() {
        for (name, text, expected) in [
            ("way_bill", "let wayBill = x.way_bill\n", &["wayBill"][..]),
            ("way_bill", "a\n  :way_bill\nWAY_BILL", &["way_bill", "WAY_BILL"]),
            ("way_bill", "<%= order.way_bill %>", &["way_bill"]),
            ("way_bill", "data-x=\"way-bill\"", &["way-bill"]),
            ("way_bill", "order.getWayBill()", &["getWayBill"]),
            ("way_bill", "  // wayBill is old\n# way_bill\n * way_bill", &[]),
            ("way_bill", "x.way_bills, way_bill_id", &[]),
            ("name", "x.name", &[]),
            ("x_y", "a.x_y", &[]),
            ("way_bills", "class WayBill: # wayBills", &["WayBill"]),
            ("straße_nr", "a.straße_nr ö", &["straße_nr"]),
        ] {
            let names = Names::of([&name.to_string()]);
            let found: Vec<&str> = names.places(text).into_iter().map(|(_, range)| &text[range]).collect();
            assert_eq!(found, expected, "{name}: {text}");
        }
    }
}
