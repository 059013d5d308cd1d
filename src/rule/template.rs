//! Fills the placeholders of a rule's texts: `{subject}` and its like.

use crate::model::event::Event;
use crate::model::query::Access;
use crate::model::reference::Reference;

use super::answer::{answer, to_objects};

/// The placeholders that texts may have.
const NAMES: [&str; 12] = [
    "subject",
    "table",
    "column",
    "value",
    "replacement",
    "count",
    "places",
    "verb",
    "answer",
    "objects",
    "details",
    "file",
];

/// Those that operations have beside them, each with what it reads as where an operation says nothing of it.
const OF_OPERATIONS: &[(&str, &str)] = &[
    ("object", "the object"),
    ("index", "the_index"),
    ("columns", "…"),
    ("constraint", "the_constraint"),
    ("type", "the type"),
    ("before", "what it was"),
    ("expression", "…"),
    ("default", "…"),
    ("other", "the other table"),
    ("referenced", "…"),
    ("what", "it"),
    ("lost", "what it does not repeat"),
    ("name", "the name"),
    ("length", "more"),
    ("width", "more"),
    ("keys", "several"),
    ("seconds", "more"),
];

/// The first placeholder that does not exist.
pub fn unknown(text: &str) -> Option<&str> {
    pieces(text).find_map(|piece| match piece {
        Piece::Name(name) if !NAMES.contains(&name) && !OF_OPERATIONS.iter().any(|(other, _)| *other == name) => {
            Some(name)
        }
        _ => None,
    })
}

/// The text with its placeholders filled from an event and the uses that a finding shows.
pub fn fill(text: &str, event: &Event, uses: &[Reference], counted: usize) -> String {
    let subject = &event.subject;
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    // "the 3 places", but "the place".
    let mut after_the = false;
    pieces(text)
        .map(|piece| match piece {
            Piece::Text(text) => {
                after_the = text.ends_with("the ");
                text.to_string()
            }
            Piece::Name(name) => match name {
                "subject" => subject.display(),
                "table" => part(&subject.table),
                "column" => part(&subject.column),
                "value" => part(&subject.value),
                "replacement" => event.replacement.clone().unwrap_or_else(|| "its new name".to_string()),
                "count" => counted.to_string(),
                "places" if counted == 1 && after_the => "place".to_string(),
                "places" if counted == 1 => "1 place".to_string(),
                "places" => format!("{counted} places"),
                "verb" => verb(uses, subject.column.is_none()).to_string(),
                "answer" => answer(event, uses),
                "objects" => to_objects(event.dialect).to_owned(),
                "file" => event.primary.span.path.to_string(),
                "details" => event.details.join("; "),
                _ => of_operation(event, name).unwrap_or_else(|| format!("{{{name}}}")),
            },
        })
        .collect()
}

fn of_operation(event: &Event, name: &str) -> Option<String> {
    let said = event.circumstances.as_ref().and_then(|all| all.names.get(name).cloned());
    said.or_else(|| OF_OPERATIONS.iter().find(|(other, _)| *other == name).map(|(_, usual)| (*usual).to_owned()))
}

fn verb(uses: &[Reference], whole: bool) -> &'static str {
    let all = |access| uses.iter().filter(|one| !one.test).all(|one| one.access == access);
    match () {
        () if all(Access::Read) => "reads",
        () if all(Access::Write) && whole => "writes to",
        () if all(Access::Write) => "writes",
        () if all(Access::Declare) => "declares",
        () => "uses",
    }
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// `{name}` is a placeholder if the name is of small letters; any other brace is text.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if let Some((name, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'))
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_lowercase())
        {
            rest = after;
            return Some(Piece::Name(name));
        }
        if rest.is_empty() {
            return None;
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let end = rest.get(first..).and_then(|tail| tail.find('{')).map_or(rest.len(), |at| at + first);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(piece))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::engine::tests::{event, reference};

    #[test]
    fn placeholders_are_filled_and_the_rest_is_kept() {
        let event = event();
        let uses = [reference("a.py")];
        for (text, expected) in [
            ("`{subject}` is gone", "`users.username` is gone"),
            ("{table}|{column}|{value}", "users|username|"),
            ("the code {verb} it in {places}", "the code reads it in 1 place"),
            ("see the {places} above", "see the place above"),
            ("ä{column}{", "äusername{"),
            ("{file}", "m/1.sql"),
            ("{ a } {A} {}", "{ a } {A} {}"),
        ] {
            assert_eq!(fill(text, &event, &uses, 1), expected);
        }
        assert_eq!(unknown("{subject} {nope}"), Some("nope"));
    }
}
