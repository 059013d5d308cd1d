//! Annotations of GitHub Actions, as workflow commands. A step shows ten errors and ten warnings and drops the rest without a word, so the
//! worst come first and what is left out is counted in the last line.
//!
//! Every line begins with its own command, so nothing that follows can be read as one; escapes keep a name from ending a property.

use std::fmt::Write;

use crate::model::finding::{Finding, Level};
use crate::source::{Revision, Span};

use super::terminal::clean;
use super::{Format, View, shared};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "github", closing: false, render };

/// How many annotations of a level there are, one less than are shown: the last is for the line that counts.
const MOST: usize = 9;
/// The longest message, in characters.
const LONGEST: usize = 4000;

/// How many annotations of each level were written.
#[derive(Default)]
struct Room([usize; 3]);

impl Room {
    fn take(&mut self, level: Level) -> bool {
        let used = &mut self.0[level as usize];
        *used += 1;
        *used <= MOST
    }
}

fn render(view: &View<'_>) -> String {
    let (mut text, mut room) = (String::new(), Room::default());
    let findings = shared::worst_first(view);
    let (shown, rest): (Vec<&Finding>, Vec<&Finding>) =
        findings.into_iter().partition(|finding| room.take(finding.level));
    for finding in &shown {
        let message = shared::told(finding, view).join("\n");
        annotate(&mut text, view, finding, &finding.primary.span, &message);
    }
    // The place in the code as well, while there is room.
    let mut room = Room(room.0.map(|used| used.min(MOST)));
    for finding in &shown {
        let Some(first) = finding.evidence().find(|one| one.span.revision == Revision::Head) else { continue };
        if rest.is_empty() && room.take(finding.level) {
            let said = format!("{}\n{}: {}", shared::said(first), view.line_of(&finding.primary.span), finding.message);
            annotate(&mut text, view, finding, &first.span, &said);
        }
    }
    if let Some(worst) = rest.first() {
        let counted = shared::counted(rest.iter().copied());
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "::{} title=migcheck::and {counted} more, which GitHub would not show here",
            verb(worst.level)
        );
    }
    text
}

fn annotate(text: &mut String, view: &View<'_>, finding: &Finding, span: &Span, message: &str) {
    let place = shared::region(view, span).map_or_else(String::new, |region| {
        let (start, end) = (region.start, region.end);
        // Columns only count where both ends are on one line.
        let columns = if start.line == end.line && start.column < end.column {
            format!(",col={},endColumn={}", start.column, end.column)
        } else {
            String::new()
        };
        format!(",line={},endLine={}{columns}", start.line, end.line)
    });
    let _ = writeln!(
        text,
        "::{} file={}{place},title={}::{}",
        verb(finding.level),
        property(&span.path),
        property(&finding.rule),
        data(&shared::cut(message, LONGEST)),
    );
}

fn verb(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    }
}

/// A message: its own line ends are kept, other control characters are shown.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| clean(line, true).replace('%', "%25")).collect();
    lines.join("%0A")
}

fn property(text: &str) -> String {
    clean(text, true).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_property_or_a_line() {
        assert_eq!(data("100% of\n::error::x\r%0A"), "100%25 of%0A::error::x␍%250A");
        assert_eq!(property("a:b,c%0A\n"), "a%3Ab%2Cc%250A␊");
    }
}
