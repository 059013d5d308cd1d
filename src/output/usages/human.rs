//! For people: what the object is, and below it every use with its line, reads apart from writes.

use crate::model::reference::{Certainty, Mechanism, Reference};
use crate::model::usage::Usage;
use crate::output::terminal::{clean, plain};
use crate::source::{LineIndex, Span};

use super::{Format, Part, View, of_part};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "human", render };

/// The widest column of places and of symbols; what is longer pushes its own line.
const WIDEST: usize = 44;
/// How many entry points a line names; of more, how many they are.
const ENTRY_POINTS: usize = 2;
/// How much of a line of code is shown.
const CODE: usize = 72;

fn render(view: &View<'_>) -> String {
    if view.unused {
        return unused(view);
    }
    let mut text = String::new();
    for (at, usage) in view.usages.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        text.push_str(&head(usage, view));
        for part in Part::ALL {
            let uses = of_part(usage, part);
            if !uses.is_empty() {
                text.push_str(&format!("\n{}\n", heading(part, view)));
                text.push_str(&listing(&uses, view));
            }
        }
    }
    if view.style.unicode { text } else { plain(&text) }
}

fn heading(part: Part, view: &View<'_>) -> String {
    let name = match view.base {
        Some(base) if part == Part::Deployed => format!("{} ({})", part.title(), clean(base, view.style.unicode)),
        _ => part.title().to_string(),
    };
    if view.style.color { format!("\u{1b}[1m{name}\u{1b}[0m") } else { name }
}

fn head(usage: &Usage, view: &View<'_>) -> String {
    let name = clean(&usage.subject.display(), view.style.unicode);
    let indent = " ".repeat(name.chars().count() + 3);
    let mut lines: Vec<String> = usage.definition.iter().map(|phrase| clean(phrase, view.style.unicode)).collect();
    if let Some(made) = &usage.made {
        lines.push(format!("made by {}", place(&made.span, view)));
    }
    let separator = format!("\n{indent}");
    let shown = if view.style.color { format!("\u{1b}[1m{name}\u{1b}[0m") } else { name };
    format!("{shown}   {}\n", lines.join(&separator))
}

fn listing(uses: &[&Reference], view: &View<'_>) -> String {
    let rows: Vec<[String; 4]> = uses
        .iter()
        .map(|one| {
            let symbol = one.symbol.as_deref().map(|symbol| clean(symbol, view.style.unicode)).unwrap_or_default();
            let ways = one.reach.phrase(ENTRY_POINTS).map(|ways| clean(&ways, view.style.unicode)).unwrap_or_default();
            [place(&one.span, view), symbol, ways, code(one, view)]
        })
        .collect();
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let (places, symbols, entries) = (width(0), width(1), width(2));
    let gap = if rows.iter().all(|row| row[2].is_empty()) { "" } else { "  " };
    rows.iter()
        .map(|[place, symbol, ways, code]| {
            let line = format!("  {place:places$}  {symbol:symbols$}{gap}{ways:entries$}  {code}");
            format!("{}\n", line.trim_end())
        })
        .collect()
}

fn place(span: &Span, view: &View<'_>) -> String {
    let at = view.sources.place(span).map(|place| format!(":{}:{}", place.line, place.column)).unwrap_or_default();
    format!("{}{at}", clean(&span.path, view.style.unicode))
}

/// The line that holds the use, and what is to be known of it.
fn code(one: &Reference, view: &View<'_>) -> String {
    let mut text = excerpt(&one.span, view);
    let mut notes = Vec::new();
    if one.certainty == Certainty::Likely {
        notes.push("likely");
    }
    if one.mechanism == Mechanism::ImplicitColumns {
        notes.push("every query of the model lists it");
    }
    if one.span.revision.is_deployed() && one.test {
        notes.push("deployed");
    }
    if !notes.is_empty() {
        text.push_str(&format!("   ({})", notes.join(", ")));
    }
    text
}

fn excerpt(span: &Span, view: &View<'_>) -> String {
    let Some(text) = view.sources.text(span) else { return String::new() };
    let index = LineIndex::new(text);
    let line = index.line(span.range.start);
    let (Some(start), end) = (index.start_of(line), index.start_of(line + 1).unwrap_or(text.len())) else {
        return String::new();
    };
    let whole = text.get(start..end).unwrap_or_default();
    let before = text.get(start..span.range.start).unwrap_or_default().trim_start().chars().count();
    let trimmed: Vec<char> = whole.trim().chars().collect();
    // What is long is cut around the use.
    let from = if trimmed.len() > CODE { before.saturating_sub(CODE / 3).min(trimmed.len() - CODE) } else { 0 };
    let shown: String = trimmed.iter().skip(from).take(CODE).collect();
    let (left, right) = (if from > 0 { "…" } else { "" }, if from + CODE < trimmed.len() { "…" } else { "" });
    format!("{left}{}{right}", clean(shown.trim(), view.style.unicode))
}

/// Tables with the columns that nothing names.
fn unused(view: &View<'_>) -> String {
    let mut text = String::new();
    let name = |usage: &Usage| {
        usage.subject.schema.clone().into_iter().chain(usage.subject.table.clone()).collect::<Vec<_>>().join(".")
    };
    for table in view.usages.iter().filter(|usage| usage.subject.column.is_none()) {
        let of_it = |usage: &&Usage| {
            usage.subject.column.is_some()
                && usage.subject.table == table.subject.table
                && usage.subject.schema == table.subject.schema
                && usage.subject.database == table.subject.database
        };
        let all = || view.usages.iter().filter(of_it);
        let columns: Vec<&Usage> = all().filter(|usage| usage.is_unused()).collect();
        let whole = table.is_unused() && columns.len() == all().count();
        if !whole && columns.is_empty() {
            continue;
        }
        let title = clean(&name(table), view.style.unicode);
        if whole {
            text.push_str(&format!("{title}   nothing uses the table or a column of it{}\n", seen(table)));
            continue;
        }
        text.push_str(&format!("{title}\n"));
        let column = |usage: &Usage| clean(usage.subject.column.as_deref().unwrap_or_default(), view.style.unicode);
        let width = columns.iter().map(|usage| column(usage).chars().count()).max().unwrap_or(0);
        for usage in columns {
            let what = clean(&usage.definition.join(", "), view.style.unicode);
            text.push_str(&format!("  {:width$}  {what}{}\n", column(usage), seen(usage)));
        }
    }
    if view.style.unicode { text } else { plain(&text) }
}

/// Places that do not count as uses.
fn seen(usage: &Usage) -> String {
    let count = |part| of_part(usage, part).len();
    let phrases = [
        (count(Part::Declared), "declared"),
        (count(Part::Tests), "in tests"),
        (count(Part::Possible), "by name alone"),
    ];
    let said: Vec<String> =
        phrases.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if said.is_empty() { String::new() } else { format!("   ({})", said.join(", ")) }
}
