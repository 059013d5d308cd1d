//! One page that needs nothing but itself: the verdict, and for each finding its graph, its places and what to do.
//!
//! No script, no font, no picture and no style from elsewhere, and a policy in the page that forbids them. Every text goes through [`xml`].

mod snippet;
mod svg;

use std::fmt::Write;

use crate::model::finding::{Finding, Level};
use crate::model::reach::Reach;
use crate::model::reference::{Certainty, Reference};
use crate::source::Span;

use super::closing::{self, number};
use super::graph::Graph;
use super::shared::{self, pieces, xml};
use super::{Format, View};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "html", closing: false, render };

const STYLE: &str = include_str!("style.css");

/// Of many findings, those behind the first are folded.
const OPEN: usize = 5;
/// How many uses of a finding are shown with their lines.
const SNIPPETS: usize = 6;

fn render(view: &View<'_>) -> String {
    let findings = shared::worst_first(view);
    let verdict = verdict(view);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>migcheck: {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        xml(&verdict)
    );
    header(&mut page, view, &verdict);
    page.push_str("<main>\n");
    contents(&mut page, &findings, view);
    for (at, finding) in findings.iter().enumerate() {
        one(&mut page, finding, at, findings.len(), view);
    }
    let _ = write!(page, "</main>\n<footer>migcheck {}</footer>\n</body>\n</html>\n", env!("CARGO_PKG_VERSION"));
    page
}

/// In a few words: `2 errors and 1 warning`.
fn verdict(view: &View<'_>) -> String {
    if view.report.problems.iter().any(|problem| problem.fatal) {
        return "The check could not be made".to_owned();
    }
    match shared::counted(view.shown().collect::<Vec<_>>().into_iter()) {
        none if none.is_empty() => "No problems".to_owned(),
        counted => counted,
    }
}

fn header(page: &mut String, view: &View<'_>, verdict: &str) {
    let worst = view.shown().map(|finding| finding.level).max();
    let failed = view.report.problems.iter().any(|problem| problem.fatal);
    let class = if failed { "error" } else { worst.map_or("good", Level::name) };
    // Writing to a string does not fail.
    let _ = writeln!(page, "<header class=\"{class}\">\n<p class=\"tool\">migcheck</p>\n<h1>{}</h1>", xml(verdict));
    if !failed {
        let _ = writeln!(page, "<p>{}</p>", prose(&closing::line(view.report, view.style.verbose)));
    }
    for database in &view.report.stats.databases {
        let dialect = database.dialect.map_or("unknown dialect", |dialect| dialect.name());
        let _ = writeln!(
            page,
            "<p class=\"fact\">Database {}: {dialect}, {} in <code>{}</code>, {} new</p>",
            xml(&database.name),
            number(database.migrations, "migration"),
            xml(&database.directory),
            database.new.len()
        );
    }
    if !view.report.problems.is_empty() {
        page.push_str("<ul class=\"problems\">\n");
        for problem in &view.report.problems {
            let place = problem.span.as_ref().map(|span| format!("{}: ", view.line_of(span))).unwrap_or_default();
            let _ = writeln!(page, "<li>{}</li>", prose(&format!("{place}{}", problem.message)));
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</header>\n");
}

fn contents(page: &mut String, findings: &[&Finding], view: &View<'_>) {
    if findings.len() < 2 {
        return;
    }
    page.push_str(
        "<nav aria-label=\"Findings\">\n<table>\n<thead><tr><th>level</th><th>what</th><th>where</th><th>reached from</th></tr></thead>\n<tbody>\n",
    );
    for (at, finding) in findings.iter().enumerate() {
        let reach = Reach::union(finding.evidence().map(|one| &one.reach));
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td><a href=\"#f{at}\">{}</a></td><td class=\"path\">{}</td><td>{}</td></tr>",
            badge(finding.level),
            prose(&finding.message),
            xml(&view.line_of(&finding.primary.span)),
            reach.phrase(2).map(|ways| xml(&ways)).unwrap_or_default()
        );
    }
    page.push_str("</tbody>\n</table>\n</nav>\n");
}

/// What a link leads to stands inside, so that following it opens what is folded.
fn one(page: &mut String, finding: &Finding, at: usize, total: usize, view: &View<'_>) {
    let open = if at < OPEN || total <= OPEN { " open" } else { "" };
    let _ = writeln!(
        page,
        "<details class=\"finding {}\"{open}>\n<summary>{} <h2>{}</h2> <span class=\"rule\">{}</span></summary>\n<div class=\"inside\" id=\"f{at}\">",
        finding.level.name(),
        badge(finding.level),
        prose(&finding.message),
        xml(&finding.rule)
    );
    if let Some(graph) = Graph::of(finding, view) {
        svg::draw(page, &graph, &finding.subject.display());
    }
    page.push_str("<div class=\"places\">\n");
    for place in std::iter::once(&finding.primary).chain(&finding.also) {
        snippet::draw(page, view, &[&place.span], &place.label);
    }
    let uses: Vec<&Reference> = finding.evidence().collect();
    for (spans, label) in by_line(&uses, view).into_iter().take(SNIPPETS) {
        snippet::draw(page, view, &spans, &label);
    }
    page.push_str("</div>\n");
    table(page, &uses, view);
    let why: Vec<String> = finding
        .why
        .iter()
        .map(|step| match &step.span {
            Some(span) => format!("{} ({})", step.text, view.line_of(span)),
            None => step.text.clone(),
        })
        .collect();
    list(page, "Why it is believed", &why);
    match finding.certainty {
        Certainty::Certain => {}
        Certainty::Likely => {
            page.push_str("<p>How sure: likely. A convention or an inference links the code to it.</p>\n")
        }
        Certainty::Possible => page.push_str("<p>How sure: possible, a guess.</p>\n"),
    }
    list(page, "What breaks", &finding.breaks);
    if !finding.plan.is_empty() {
        page.push_str("<h3>What to do</h3>\n<ul class=\"plan\">\n");
        for step in &finding.plan {
            let _ = writeln!(page, "<li><label><input type=\"checkbox\"> <span>{}</span></label></li>", prose(step));
        }
        page.push_str("</ul>\n");
    }
    let besides: Vec<String> =
        finding.besides.iter().map(|one| format!("{}: {} ({})", one.level.name(), one.message, one.rule)).collect();
    list(page, "Of the same statement", &besides);
    page.push_str("</div>\n</details>\n");
}

/// The uses that stand in one line are shown together.
fn by_line<'a>(uses: &[&'a Reference], view: &View<'_>) -> Vec<(Vec<&'a Span>, String)> {
    let mut lines: Vec<(String, Vec<&Span>, Vec<String>)> = Vec::new();
    for one in uses {
        let (place, said) = (view.line_of(&one.span), shared::said(one));
        match lines.iter_mut().find(|(known, ..)| *known == place) {
            Some((_, spans, all)) => {
                spans.push(&one.span);
                if !all.contains(&said) {
                    all.push(said);
                }
            }
            None => lines.push((place, vec![&one.span], vec![said])),
        }
    }
    lines.into_iter().map(|(_, spans, said)| (spans, said.join("; "))).collect()
}

/// What the graph shows, for those who cannot see it, and whatever is not in it.
fn table(page: &mut String, uses: &[&Reference], view: &View<'_>) {
    if uses.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "<details class=\"uses\"><summary>{} in a table</summary>\n<table>\n<thead><tr><th>place</th><th>use</th><th>in</th><th>reached from</th><th>how sure</th></tr></thead>\n<tbody>",
        number(uses.len(), "use")
    );
    for one in uses {
        let entries: Vec<String> = one.reach.entry_points.iter().map(|entry| entry.display()).collect();
        let _ = writeln!(
            page,
            "<tr><td class=\"path\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            xml(&view.line_of(&one.span)),
            xml(&super::use_label(one)),
            xml(one.symbol.as_deref().unwrap_or("")),
            xml(&entries.join(", ")),
            one.certainty.name()
        );
    }
    page.push_str("</tbody>\n</table>\n</details>\n");
}

fn list(page: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(page, "<h3>{title}</h3>\n<ul>");
    for line in lines {
        let _ = writeln!(page, "<li>{}</li>", prose(line));
    }
    page.push_str("</ul>\n");
}

fn badge(level: Level) -> String {
    format!("<strong class=\"level {0}\">{0}</strong>", level.name())
}

/// A sentence; names in back-quotes are code.
fn prose(text: &str) -> String {
    pieces(text).map(|(piece, code)| if code { format!("<code>{}</code>", xml(piece)) } else { xml(piece) }).collect()
}
