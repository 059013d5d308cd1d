//! For people: the findings with their marks, what was missed, and what was left out.

use crate::model::verify::{Answer, LeftOut, Mark, Missed, Verification, Verified, VerifiedPlace};
use crate::output::shared::cut;
use crate::output::terminal::{clean, plain, wrap};

use super::{Format, View, why};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "human", render };

/// How much of a query is shown.
const SQL: usize = 300;
/// How many objects and statements that were left out are listed, without `-v`.
const LISTED: usize = 8;

fn render(view: &View<'_>) -> String {
    let mut text = String::new();
    for one in view.verifications {
        if view.verifications.len() > 1 {
            text.push_str(&format!("{}\n\n", bold(&clean(&one.database, view.style.unicode), view)));
        }
        for verified in &one.verified {
            finding(verified, one, view, &mut text);
        }
        let title = "Missed by migcheck: the migrations break these, and no finding says so";
        queries(title, &one.missed, one, view, &mut text);
        if view.style.verbose > 0 {
            queries("Refused on both sides: nothing is known of these", &one.refused, one, view, &mut text);
        }
        list("Not run", &one.not_run, one, view, &mut text);
        list("Not made, or made with less", &one.not_made, one, view, &mut text);
        if one.after_as_read {
            let note = "The schema after the migrations was made from what migcheck read of them: they are code, or it is not known which are pending.";
            text.push_str(&format!("{}\n\n", wrap(note, view.style.width, 0)));
        }
    }
    if view.style.unicode { text } else { plain(&text) }
}

fn bold(text: &str, view: &View<'_>) -> String {
    if view.style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// `proved by PostgreSQL 16.4`
fn mark(mark: Mark, server: &str, view: &View<'_>) -> String {
    let (text, code) = match mark {
        Mark::Proved => (format!("proved by {server}"), "31"),
        Mark::Disproved => (format!("disproved by {server}"), "32"),
        Mark::NotTried => ("not tried".to_owned(), "33"),
    };
    let text = clean(&text, view.style.unicode);
    if view.style.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text }
}

fn line(indent: usize, what: &str, view: &View<'_>) -> String {
    format!("{:indent$}{}\n", "", wrap(&clean(what, view.style.unicode), view.style.width, indent))
}

fn finding(verified: &Verified, one: &Verification, view: &View<'_>, text: &mut String) {
    let Some(finding) = view.findings.get(verified.finding) else { return };
    let accepted = view.accepted.get(verified.finding).copied().unwrap_or_default();
    let accepted = if accepted { " (accepted)" } else { "" };
    text.push_str(&format!("{}: {}{accepted}\n", mark(verified.mark, &one.server, view), finding.rule));
    text.push_str(&line(2, &finding.message, view));
    text.push_str(&format!("  {}\n", view.place(&finding.primary.span)));
    if !verified.reason.is_empty() {
        text.push_str(&line(2, &verified.reason, view));
    }
    for place in &verified.places {
        self::place(place, one, view, text);
    }
    text.push('\n');
}

fn place(place: &VerifiedPlace, one: &Verification, view: &View<'_>, text: &mut String) {
    let mut notes = vec![place.mark.name().replace('-', " ")];
    notes.extend(place.probe.then(|| "by a query of the name alone".to_owned()));
    notes.extend(place.partial.then(|| "a part of the text is only known when it runs".to_owned()));
    notes.extend(place.test.then(|| "test code".to_owned()));
    text.push_str(&format!("    {}  {}\n", view.place(&place.span), notes.join(", ")));
    if !place.reason.is_empty() {
        text.push_str(&line(6, &place.reason, view));
    }
    if let Some(asked) = place.asked.as_ref().filter(|_| place.mark != Mark::NotTried || view.style.verbose > 0) {
        answers(&asked.sql, &asked.before, &asked.after, one, view, text);
    }
}

fn answers(sql: &str, before: &Answer, after: &Answer, one: &Verification, view: &View<'_>, text: &mut String) {
    text.push_str(&line(6, &cut(&sql.split_whitespace().collect::<Vec<_>>().join(" "), SQL), view));
    for (side, answer) in [("before", before), ("after", after)] {
        let said = match answer {
            Ok(()) => format!("{} prepares it", one.server),
            Err(refusal) if refusal.code.is_empty() => refusal.message.clone(),
            Err(refusal) => format!("{} ({})", refusal.message, refusal.code),
        };
        text.push_str(&line(6, &format!("{side}: {said}"), view));
    }
}

fn queries(title: &str, all: &[Missed], one: &Verification, view: &View<'_>, text: &mut String) {
    if all.is_empty() {
        return;
    }
    text.push_str(&format!("{}\n", bold(title, view)));
    for missed in all {
        let symbol = missed.symbol.as_ref().map(|symbol| format!(", in {symbol}")).unwrap_or_default();
        let test = if missed.test { ", test code" } else { "" };
        let partial = if missed.partial { ", a part of the text is only known when it runs" } else { "" };
        text.push_str(&line(4, &format!("{}{symbol}{test}{partial}", view.place(&missed.span)), view));
        answers(&missed.asked.sql, &missed.asked.before, &missed.asked.after, one, view, text);
    }
    text.push('\n');
}

fn list(title: &str, left_out: &[LeftOut], one: &Verification, view: &View<'_>, text: &mut String) {
    if left_out.is_empty() {
        return;
    }
    let most = if view.style.verbose > 0 { usize::MAX } else { LISTED };
    text.push_str(&format!("{}\n", bold(title, view)));
    for left in left_out.iter().take(most) {
        let place = left.span.as_ref().map(|span| format!("{}  ", view.place(span))).unwrap_or_default();
        text.push_str(&line(4, &format!("{place}{}", cut(&left.what, 100)), view));
        text.push_str(&line(6, &why(left, &one.server), view));
    }
    if left_out.len() > most {
        text.push_str(&format!("    and {} more; -v lists them\n", left_out.len() - most));
    }
    text.push('\n');
}
