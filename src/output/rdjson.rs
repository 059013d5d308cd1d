//! The format of reviewdog: both places of a finding, columns in bytes. reviewdog makes comments of the messages, so they are Markdown.

use serde::Serialize;

use crate::model::finding::{Finding, Level};
use crate::source::{Revision, Span};

use super::{Format, View, shared};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "rdjson", closing: false, render };

#[derive(Serialize)]
struct Outcome {
    source: Source,
    severity: &'static str,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Place,
    severity: &'static str,
    code: Code,
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Code {
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

fn render(view: &View<'_>) -> String {
    let worst = view.shown().map(|finding| finding.level).max();
    let outcome = Outcome {
        source: Source { name: "migcheck", url: shared::home() },
        severity: worst.map_or("INFO", severity),
        diagnostics: view.shown().map(|finding| diagnostic(finding, view)).collect(),
    };
    serde_json::to_string_pretty(&outcome).unwrap_or_default() + "\n"
}

fn diagnostic(finding: &Finding, view: &View<'_>) -> Diagnostic {
    let lines: Vec<String> = shared::told(finding, view).iter().map(|line| shared::markdown(line, false)).collect();
    let also = finding.also.iter().map(|one| (&one.span, one.label.clone()));
    // Code of the base stands in the message: its lines are not those of the tree that is reviewed.
    let head = finding.evidence().filter(|one| one.span.revision == Revision::Head);
    let uses = head.map(|one| (&one.span, shared::said(one)));
    let related = also
        .chain(uses)
        .map(|(span, said)| Related { message: shared::markdown(&said, false), location: place(span, view) });
    Diagnostic {
        message: lines.join("\n"),
        location: place(&finding.primary.span, view),
        severity: severity(finding.level),
        code: Code { value: finding.rule.clone(), url: shared::rule_address(&finding.rule) },
        related_locations: related.collect(),
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warning => "WARNING",
        Level::Note => "INFO",
    }
}

fn place(span: &Span, view: &View<'_>) -> Place {
    let position = |point: shared::Point| Position { line: point.line, column: point.byte };
    let range =
        shared::region(view, span).map(|region| Range { start: position(region.start), end: position(region.end) });
    Place { path: span.path.to_string(), range }
}
