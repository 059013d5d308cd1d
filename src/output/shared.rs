//! What several formats ask: a span in lines and columns, a use in one line, and texts that are harmless in XML, HTML, Markdown and URIs.
//!
//! Everything that comes out of here is one line without control characters: a name from the repository can end neither its field nor its line.

use crate::model::finding::{Finding, Level};
use crate::model::reference::Reference;
use crate::source::{LineIndex, Span};

use super::terminal::clean;
use super::{View, use_label};

/// How many entry points a line names; of more, how many they are.
const ENTRY_POINTS: usize = 3;
/// How many uses a text lists.
const LISTED: usize = 8;
/// The longest piece of source that is quoted.
const QUOTED: usize = 400;

/// An end of a span: line and column (characters) from 1, and the column in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub line: usize,
    pub column: usize,
    pub byte: usize,
}

/// A span as people count; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub start: Point,
    pub end: Point,
}

/// Where a span is; `None`: its text is not here.
pub(super) fn region(view: &View<'_>, span: &Span) -> Option<Region> {
    let text = view.sources.text(span)?;
    let index = LineIndex::new(text);
    let point = |offset: usize| {
        let place = index.place(text, offset);
        let start = index.start_of(place.line).unwrap_or(0);
        let before: usize = text
            .get(start..)
            .unwrap_or_default()
            .chars()
            .filter(|one| *one != '\u{feff}')
            .take(place.column - 1)
            .map(char::len_utf8)
            .sum();
        Point { line: place.line, column: place.column, byte: before + 1 }
    };
    let start = point(span.range.start);
    let end = point(span.range.end.max(span.range.start));
    Some(Region { start, end })
}

/// The line of a span; the first, if its text is not here.
pub(super) fn line(view: &View<'_>, span: &Span) -> usize {
    view.sources.place(span).map_or(1, |place| place.line)
}

/// The text of a span, cut.
pub(super) fn quoted(view: &View<'_>, span: &Span) -> Option<String> {
    let text = view.sources.text(span)?.get(span.range.clone())?;
    let lines: Vec<String> = text.lines().map(|line| clean(line, true)).collect();
    Some(cut(&lines.join("\n"), QUOTED)).filter(|text| !text.is_empty())
}

/// At most `most` characters, `…` for the rest.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// What is said at a use: `read here, in AuthService.login (POST /login)`.
pub(super) fn said(reference: &Reference) -> String {
    at(use_label(reference), reference)
}

/// A label with the function around the use and the ways to it.
pub(super) fn at(label: String, reference: &Reference) -> String {
    match (reference.symbol.as_deref(), reference.reach.phrase(ENTRY_POINTS)) {
        (Some(symbol), Some(ways)) => format!("{label}, in {symbol} ({ways})"),
        (Some(name), None) => format!("{label}, in {name}"),
        (None, Some(ways)) => format!("{label}, in {ways}"),
        (None, None) => label,
    }
}

/// The headline and everything below it, a line each, for formats that have one text for a finding.
pub(super) fn told(finding: &Finding, view: &View<'_>) -> Vec<String> {
    let mut lines = vec![finding.message.clone()];
    let uses: Vec<&Reference> = finding.evidence().collect();
    for one in uses.iter().take(LISTED) {
        lines.push(format!("{}: {}", view.line_of(&one.span), said(one)));
    }
    if uses.len() > LISTED {
        lines.push(format!("and {} more", super::closing::number(uses.len() - LISTED, "use")));
    }
    lines.extend(finding.breaks.iter().cloned());
    lines.extend(plan(finding));
    for one in &finding.besides {
        lines.push(format!("{}: {} [{}]", one.level.name(), one.message, one.rule));
    }
    lines.into_iter().map(|line| clean(&line, true)).collect()
}

/// What to do: a step alone, or steps with their numbers.
pub(super) fn plan(finding: &Finding) -> Vec<String> {
    match &finding.plan[..] {
        [only] => vec![format!("To do: {only}")],
        steps => steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1)).collect(),
    }
}

/// Those that are shown, worst first; among equals the surest first.
pub(super) fn worst_first<'a>(view: &'a View<'_>) -> Vec<&'a Finding> {
    let mut findings: Vec<&Finding> = view.shown().collect();
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.level), std::cmp::Reverse(finding.certainty)));
    findings
}

/// How many there are of each level: `2 errors and 1 warning`.
pub(super) fn counted<'a>(findings: impl Iterator<Item = &'a Finding> + Clone) -> String {
    let of = |level| findings.clone().filter(|finding| finding.level == level).count();
    let parts: Vec<String> = [Level::Error, Level::Warning, Level::Note]
        .into_iter()
        .filter(|level| of(*level) > 0)
        .map(|level| super::closing::number(of(level), level.name()))
        .collect();
    match &parts[..] {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => parts.concat(),
    }
}

/// Where the documentation of migcheck's rules is, if the program knows its own address.
pub(super) fn rule_address(rule: &str) -> Option<String> {
    let known = crate::rule::named(rule).is_some();
    home().filter(|_| known).map(|home| format!("{home}/blob/v{}/rules/{rule}.md", env!("CARGO_PKG_VERSION")))
}

/// The address of the project.
pub(super) fn home() -> Option<&'static str> {
    Some(env!("CARGO_PKG_REPOSITORY").trim_end_matches('/')).filter(|address| !address.is_empty())
}

/// One line for an attribute or the text of an element, in XML and HTML.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in clean(text, true).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 has no place for these two.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

/// A path as the path of a URI.
pub(super) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// A text in whose back-quotes names stand, in pieces; `true`: between back-quotes. One without a partner is text.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let parts: Vec<&str> = text.split('`').collect();
    let last = parts.len() - 1;
    let lone = (last % 2 == 1).then_some(last);
    let piece = move |(at, part)| (part, at % 2 == 1 && Some(at) != lone);
    parts.into_iter().enumerate().map(piece).filter(|(part, _)| !part.is_empty())
}

/// One line of GitHub's Markdown: names in back-quotes stay code, nothing else means anything. `cell`: in a table, where a bar ends a cell even in code.
pub(super) fn markdown(text: &str, cell: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let text = clean(text, true);
    for (piece, code) in pieces(&text) {
        if code {
            let piece = if cell { piece.replace('|', "\\|") } else { piece.to_owned() };
            // Two code spans that touch would read as one.
            let gap = if out.ends_with('`') { " " } else { "" };
            out.push_str(&format!("{gap}`{piece}`"));
            continue;
        }
        for character in piece.chars() {
            match character {
                // A mention is no matter of Markdown, and is only left alone in code.
                '@' => out.push_str(if out.ends_with('`') { " `@`" } else { "`@`" }),
                '\\' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '!' | '|' | '~' | '&' | '$' => {
                    out.extend(['\\', character]);
                }
                other => out.push(other),
            }
        }
    }
    out
}

/// A name as code, in one line of Markdown.
pub(super) fn code(name: &str, cell: bool) -> String {
    markdown(&format!("`{}`", name.replace('`', "'")), cell)
}

/// A block of code with a fence that no line of the body ends; each line behind `indent`. The body ends with a line's end.
pub(super) fn fence(language: &str, body: &str, indent: &str) -> String {
    let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest.max(3) + 1);
    let lines: String = body.lines().map(|line| format!("{indent}{line}\n")).collect();
    format!("{indent}{marks}{language}\n{lines}{indent}{marks}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_means_nothing_but_code() {
        for (text, cell, expected) in [
            ("`users.a` is <b>gone</b>", false, "`users.a` is \\<b\\>gone\\</b\\>"),
            ("a | b `c|d`", true, "a \\| b `c\\|d`"),
            ("`c|d`", false, "`c|d`"),
            ("a`b", false, "ab"),
            ("`a`<i>`b`", false, "`a`\\<i\\>`b`"),
            ("``a``b", false, "ab"),
            ("@team _x_\n# y", false, "`@`team \\_x\\_␊\\# y"),
        ] {
            assert_eq!(markdown(text, cell), expected, "{text}");
        }
        assert_eq!(code("a`b|c", true), "`a'b\\|c`");
    }

    #[test]
    fn markup_and_addresses() {
        assert_eq!(xml("<a b='c'>&\u{1b}\n\u{ffff}\""), "&lt;a b=&#39;c&#39;&gt;&amp;␛␊\u{fffd}&quot;");
        assert_eq!(uri("db/é a%:#?.sql"), "db/%C3%A9%20a%25%3A%23%3F.sql");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("abc", 3), "abc");
    }
}
