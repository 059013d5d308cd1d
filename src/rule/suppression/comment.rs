//! The comments of migcheck's own: what they say, and which bytes they hold for.

use std::ops::Range;

use memchr::memmem;

const MARK: &str = "migcheck: allow";

/// A comment as it was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub names: Vec<String>,
    pub until: Option<String>,
    pub reason: String,
    /// The bytes that it holds for.
    pub covers: Range<usize>,
    /// The words of the comment.
    pub at: Range<usize>,
}

/// Every comment of a text; `statements`: the ranges of those that are pending.
pub(super) fn read(text: &str, statements: &[Range<usize>]) -> Vec<Read> {
    memmem::find_iter(text.as_bytes(), MARK).filter_map(|at| one(text, at, statements)).collect()
}

fn one(text: &str, at: usize, statements: &[Range<usize>]) -> Option<Read> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let before = text.get(start..at)?.trim_end();
    if !OPENERS.iter().any(|opener| before.ends_with(opener)) {
        return None;
    }
    let end = text.get(at..)?.find('\n').map_or(text.len(), |newline| at + newline);
    let said = text.get(at + MARK.len()..end)?;
    let (whole_file, said) = match said.strip_prefix("-file") {
        Some(rest) => (true, rest),
        None => (false, said),
    };
    if !said.starts_with([' ', ':', '\r']) && !said.is_empty() {
        return None;
    }
    let (head, reason) = said.split_once(':').unwrap_or((said, ""));
    let (names, until) = match head.split_once(" until ") {
        Some((names, until)) => (names, Some(until.trim().to_owned())),
        None => (head, None),
    };
    let names = names.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let reason = without_closer(reason.trim()).to_owned();
    let alone = OPENERS.contains(&before.trim_start());
    let covers = match (whole_file, alone) {
        (true, _) => 0..text.len(),
        (false, true) => following(text, end, statements),
        (false, false) => around(start..end, statements),
    };
    Some(Read {
        names,
        until,
        reason,
        covers,
        at: at..at + MARK.len() + said.trim_end().len() + if whole_file { 5 } else { 0 },
    })
}

/// What opens a comment in one of the languages.
pub(super) const OPENERS: &[&str] =
    &["--", "//", "#", "/*", "/**", "*", "<!--", "<%#", "{#", "{{--", "{/*", "--[[", "-#", "%", ";"];

fn without_closer(text: &str) -> &str {
    ["*/}", "*/", "-->", "%>", "#}", "--}}", "]]"]
        .into_iter()
        .find_map(|closer| text.strip_suffix(closer))
        .unwrap_or(text)
        .trim_end()
}

/// A day as ISO 8601 writes it.
pub(super) fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let number = |part: Option<&str>, length: usize| {
        part.filter(|part| part.len() == length).and_then(|part| part.parse::<u32>().ok())
    };
    let (year, month, day) = (number(parts.next(), 4), number(parts.next(), 2), number(parts.next(), 2));
    year.is_some()
        && month.is_some_and(|month| (1..=12).contains(&month))
        && day.is_some_and(|day| (1..=31).contains(&day))
        && parts.next().is_none()
}

/// What stands behind a comment: the statement that begins there, or the line.
pub(super) fn following(text: &str, mut end: usize, statements: &[Range<usize>]) -> Range<usize> {
    loop {
        let start = (end + 1).min(text.len());
        end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| start + newline);
        let line = text.get(start..end).unwrap_or_default().trim();
        let comment = OPENERS.iter().any(|opener| line.starts_with(opener)) && !line.starts_with("*/");
        if (line.is_empty() || comment || line == "*/") && end < text.len() {
            continue;
        }
        return around(start..end, statements);
    }
}

/// The statements that share a line with the range, and the range.
fn around(line: Range<usize>, statements: &[Range<usize>]) -> Range<usize> {
    let touched = statements.iter().filter(|one| one.start >= line.start && one.start <= line.end);
    touched.fold(line.clone(), |all, one| all.start.min(one.start)..all.end.max(one.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, statements: &[&str]) -> Vec<String> {
        let ranges: Vec<_> = statements
            .iter()
            .map(|one| {
                let at = text.find(one).unwrap();
                at..at + one.len()
            })
            .collect();
        let show = |read: Read| {
            let until = read.until.map(|until| format!(" until {until}")).unwrap_or_default();
            format!("{}{until} | {} | {}", read.names.join("+"), read.reason, text[read.covers].replace('\n', "/"))
        };
        read(text, &ranges).into_iter().map(show).collect()
    }

    #[test]
    fn comments_hold_for_what_follows_them() {
        for (text, statements, expected) in [
            (
                "-- migcheck: allow a-b, c until 2026-01-31: why: so\nDROP\nTABLE t;\nDROP u;",
                &["DROP\nTABLE t", "DROP u"][..],
                "a-b+c until 2026-01-31 | why: so | DROP/TABLE t",
            ),
            ("-- migcheck: allow a: x\n-- more\n\nDROP t;", &["DROP t"], "a | x | DROP t;"),
            (
                "DROP t; -- migcheck: allow a: x\nDROP u;",
                &["DROP t", "DROP u"],
                "a | x | DROP t; -- migcheck: allow a: x",
            ),
            ("  # migcheck: allow a: x\n  user.email\n", &[], "a | x |   user.email"),
            ("/* migcheck: allow a: x */\nf()", &[], "a | x | f()"),
            ("-- migcheck: allow-file a: x\nDROP t;", &["DROP t"], "a | x | -- migcheck: allow-file a: x/DROP t;"),
            ("-- migcheck: allow a\nDROP t;", &["DROP t"], "a |  | DROP t;"),
        ] {
            assert_eq!(shown(text, statements), [expected], "{text}");
        }
        assert_eq!(shown("x = 'migcheck: allow a: b'", &[]), [] as [&str; 0]);
        assert_eq!(shown("-- migcheck: allowed: b", &[]), [] as [&str; 0]);
    }

    #[test]
    fn days_are_written_as_iso_has_them() {
        for (text, expected) in
            [("2026-01-31", true), ("2026-13-01", false), ("31.1.2026", false), ("2026-1-31", false), ("", false)]
        {
            assert_eq!(is_day(text), expected, "{text}");
        }
    }
}
