//! The Code Quality report of GitLab: an array, `[]` when there is nothing. It has one place and one text for a finding, so the code is told in the text.

use serde::Serialize;

use crate::model::finding::{Finding, Level};

use super::{Format, View, shared};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "gitlab", closing: false, render };

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

fn render(view: &View<'_>) -> String {
    let issues: Vec<Issue> = view.shown().map(|finding| issue(finding, view)).collect();
    serde_json::to_string_pretty(&issues).unwrap_or_default() + "\n"
}

fn issue(finding: &Finding, view: &View<'_>) -> Issue {
    let span = &finding.primary.span;
    let region = shared::region(view, span);
    Issue {
        description: shared::told(finding, view).join("\n"),
        check_name: finding.rule.clone(),
        fingerprint: finding.fingerprint.clone(),
        severity: severity(finding),
        location: Place {
            path: span.path.to_string(),
            lines: Lines {
                begin: region.map_or(1, |region| region.start.line),
                end: region.map_or(1, |region| region.end.line),
            },
        },
    }
}

/// The worst word is for what a user of the program would meet.
fn severity(finding: &Finding) -> &'static str {
    let reached = finding.evidence().any(|one| !one.reach.entry_points.is_empty());
    match finding.level {
        Level::Error if reached => "blocker",
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Note => "info",
    }
}
