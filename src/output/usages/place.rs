//! What stands on one line of code: the uses of the schema there, each with its witnesses and what its certainty is made of.

use crate::model::reference::{Access, Certainty, Mechanism, Reference};
use crate::model::usage::Usage;
use crate::output::terminal::{clean, plain, wrap};
use crate::source::Revision;

use super::View;

/// How many entry points are listed.
const ENTRY_POINTS: usize = 10;

/// The uses on a line, from 1; empty if there are none.
pub fn at_line(view: &View<'_>, path: &str, line: usize) -> String {
    let mut found: Vec<(&Usage, &Reference)> = view
        .usages
        .iter()
        .flat_map(|usage| usage.head.iter().map(move |one| (usage, one)))
        .filter(|(_, one)| &*one.span.path == path && one.span.revision == Revision::Head)
        .filter(|(_, one)| view.sources.place(&one.span).is_some_and(|place| place.line == line))
        .collect();
    found.sort_by_key(|(_, one)| (one.span.range.start, one.span.range.end));
    let parts: Vec<String> = found.iter().map(|(usage, one)| part(usage, one, view)).collect();
    let text = parts.join("\n");
    if view.style.unicode { text } else { plain(&text) }
}

fn part(usage: &Usage, one: &Reference, view: &View<'_>) -> String {
    let column = view.sources.place(&one.span).map_or(1, |place| place.column);
    let what = if usage.subject.column.is_some() { "column" } else { "table" };
    let symbol = one.symbol.as_ref().map(|symbol| format!(", in {symbol}")).unwrap_or_default();
    let head = format!(
        "{}:{}:{column}   {} of the {what} `{}`{symbol}{}",
        one.span.path,
        view.sources.place(&one.span).map_or(1, |place| place.line),
        verb(one.access),
        usage.subject.display(),
        if one.test { ", in test code" } else { "" },
    );
    let mut text = format!("{}\n", clean(&head, view.style.unicode));
    let mut line = |name: &str, value: &str| {
        let value = wrap(&clean(value, view.style.unicode), view.style.width, 10);
        text.push_str(&format!("  {name:8}{value}\n"));
    };
    line("how", how(one.mechanism));
    for (at, step) in one.proof.iter().enumerate() {
        let place = step.span.as_ref().and_then(|span| {
            let place = view.sources.place(span)?;
            Some(format!(" ({}:{})", span.path, place.line))
        });
        line(if at == 0 { "because" } else { "" }, &format!("{}. {}{}", at + 1, step.text, place.unwrap_or_default()));
    }
    for (at, way) in one.reach.entry_points.iter().take(ENTRY_POINTS).enumerate() {
        let via = if way.via.is_empty() { String::new() } else { format!(" → {}", way.via.join(" → ")) };
        let likely = if way.certainty == Certainty::Certain { "" } else { "   (likely)" };
        line(if at == 0 { "from" } else { "" }, &format!("{}{via}{likely}", way.display()));
    }
    let more = one.reach.entry_points.len().saturating_sub(ENTRY_POINTS);
    if more > 0 {
        line("", &format!("and {more} more"));
    }
    line("sure", sure(one.certainty));
    line(
        "wrong?",
        &format!("`migcheck: not-a-column {}: REASON` in a comment at a line named above", usage.subject.display()),
    );
    text
}

fn verb(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
        Access::Declare => "declaration",
        Access::Call => "call",
        Access::Name => "name",
    }
}

fn how(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Sql => "SQL in the code",
        Mechanism::SqlFragment => "a piece of SQL that is put together with others",
        Mechanism::Mapping => "a model or a struct that declares it",
        Mechanism::QueryKey => "a key, string or path of a query builder or an ORM's query",
        Mechanism::Constructor => "a value of a mapped type is made",
        Mechanism::Member => "a member of a value whose type is a mapped model",
        Mechanism::ImplicitColumns => "the ORM lists every column of the model",
        Mechanism::Database => "an object of the database",
        Mechanism::Name => "the name",
    }
}

fn sure(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => {
            "certain: both sides were parsed, and only one object can be meant; it fails a build that removes the object"
        }
        Certainty::Likely => {
            "likely: one convention or inference of the steps above stands between; it fails a build that removes the object"
        }
        Certainty::Possible => "possible: only the name matches; it fails no build, and `check -v` notes it",
    }
}
