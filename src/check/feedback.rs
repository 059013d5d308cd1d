//! Corrections that stand in the code: `migcheck: not-a-column users.name: the cart's own field`, in any comment.
//!
//! A correction holds for the line it stands on, or, alone on its line, for the next one. It takes out every use of that column whose chain of
//! proof goes through the line: at the use itself, or at the model that was taken for the table's. `not-a-column users: …` means the table with all
//! of its columns. A correction without a reason corrects nothing, and is told.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use crate::catalog::NetChange;
use crate::model::reference::Reference;
use crate::model::report::Problem;
use crate::source::{Revision, Sources, Span};

const MARK: &str = "migcheck: not-a-column";

/// The corrections of all files that were read.
#[derive(Default)]
pub(super) struct Feedback {
    notes: BTreeMap<(Arc<str>, Revision), Vec<Note>>,
}

struct Note {
    /// The bytes of the line that it holds for.
    line: Range<usize>,
    /// `users.name`, `public.users.name`, `users`, in lower case.
    names: Vec<String>,
}

impl Feedback {
    /// Looks through the texts; what is not well-formed becomes a problem.
    pub fn of(sources: &Sources, problems: &mut Vec<Problem>) -> Self {
        let finder = memmem::Finder::new(MARK);
        let mut notes: BTreeMap<(Arc<str>, Revision), Vec<Note>> = BTreeMap::new();
        for (path, revision, text) in sources.all() {
            for at in finder.find_iter(text.as_bytes()) {
                match note(text, at) {
                    Ok(note) => notes.entry((path.clone(), revision)).or_default().push(note),
                    Err(message) if revision == Revision::Head => problems.push(Problem {
                        span: Some(Span { path: path.clone(), revision, range: at..at + MARK.len() }),
                        ..Problem::new(message)
                    }),
                    Err(_) => {}
                }
            }
        }
        Self { notes }
    }

    /// Takes out the uses of a change that a correction speaks of, and tells how many.
    pub fn correct(&self, change: &NetChange, uses: &mut Vec<Reference>) -> usize {
        if self.notes.is_empty() {
            return 0;
        }
        let before = uses.len();
        uses.retain(|one| {
            let steps = one.proof.iter().filter_map(|step| step.span.as_ref());
            !steps.chain([&one.span]).any(|span| self.denies(change, span))
        });
        before - uses.len()
    }

    fn denies(&self, change: &NetChange, span: &Span) -> bool {
        self.denies_named(change.schema.as_deref(), &change.table, change.column.as_deref(), span)
    }

    /// Whether a correction says that a place is no use of this column, or of this table.
    pub fn denies_named(&self, schema: Option<&str>, table: &str, column: Option<&str>, span: &Span) -> bool {
        let notes = self.notes.get(&(span.path.clone(), span.revision));
        notes.into_iter().flatten().any(|note| {
            note.line.contains(&span.range.start) && note.names.iter().any(|name| means(name, schema, table, column))
        })
    }
}

/// Whether a name in a correction is this object.
fn means(name: &str, schema: Option<&str>, table: &str, column: Option<&str>) -> bool {
    let table = table.to_lowercase();
    let schema = schema.map(str::to_lowercase);
    let column = column.map(str::to_lowercase);
    let tables = [Some(table.clone()), schema.map(|schema| format!("{schema}.{table}"))];
    tables
        .into_iter()
        .flatten()
        .any(|table| name == table || column.as_ref().is_some_and(|column| *name == format!("{table}.{column}")))
}

fn note(text: &str, at: usize) -> Result<Note, String> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline);
    let said = text.get(at + MARK.len()..end).unwrap_or_default();
    let (names, reason) = said.split_once(':').unwrap_or((said, ""));
    let names: Vec<String> =
        names.split(',').map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect();
    let closed =
        |text: &str| ["*/", "-->", "%>", "#}"].into_iter().find_map(|close| text.strip_suffix(close).map(str::len));
    let reason = reason.trim();
    let reason = reason.get(..closed(reason).unwrap_or(reason.len())).unwrap_or_default().trim();
    if names.is_empty() {
        return Err(format!("`{MARK}` names no column: write `{MARK} TABLE.COLUMN: REASON`"));
    }
    if reason.is_empty() {
        return Err(format!(
            "`{MARK}` needs a reason, and was not followed: write `{MARK} {}: REASON`",
            names.join(", ")
        ));
    }
    let alone = text.get(start..at).is_some_and(|before| {
        !before.contains(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '}' | ';' | ','))
    });
    let line = if alone { next_line(text, end) } else { start..end };
    Ok(Note { line, names })
}

/// The line behind a position, and those before it that are corrections as well.
fn next_line(text: &str, mut end: usize) -> Range<usize> {
    let from = end;
    loop {
        let start = (end + 1).min(text.len());
        end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| start + newline);
        let line = text.get(start..end).unwrap_or_default();
        if !line.contains(MARK) || end == text.len() {
            return from..end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_and_their_lines() {
        for (text, expected) in [
            ("a.name  # migcheck: not-a-column users.name: a cart\nb", Ok(("a.name  # m", "users.name"))),
            ("// migcheck: not-a-column users.name: a cart\nb.name\nc", Ok(("\nb.name", "users.name"))),
            ("/* migcheck: not-a-column Users.Name, carts: both */\nb.name", Ok(("\nb.name", "users.name carts"))),
            (
                "# migcheck: not-a-column a.x: r\n# migcheck: not-a-column b.x: r\nx.x",
                Ok(("\n# migcheck: not-a-column b.x: r\nx.x", "a.x")),
            ),
            ("{# migcheck: not-a-column users.name: r #}", Ok(("", "users.name"))),
            ("# migcheck: not-a-column users.name", Err("needs a reason")),
            ("# migcheck: not-a-column users.name:  ", Err("needs a reason")),
            ("/* migcheck: not-a-column users.name: */", Err("needs a reason")),
            ("# migcheck: not-a-column: why", Err("names no column")),
        ] {
            let found = note(text, text.find(MARK).unwrap());
            match (found, expected) {
                (Ok(found), Ok((line, names))) => {
                    assert!(text[found.line.clone()].starts_with(line), "{text}: {:?}", &text[found.line]);
                    assert_eq!(found.names.join(" "), names, "{text}");
                }
                (Err(message), Err(part)) => assert!(message.contains(part), "{text}: {message}"),
                (found, expected) => panic!("{text}: {:?} for {expected:?}", found.map(|note| note.names)),
            }
        }
    }
}
