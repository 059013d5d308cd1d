//! The objects of the format `json`, one a line: each finding, then the rest of the report. `type` tells them apart.

use serde::Serialize;

use super::json::{self, Wire, WireFinding};
use super::{Format, View};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "json-lines", closing: false, render };

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Finding(&'a WireFinding<'a>),
    Summary(&'a Wire<'a>),
}

fn render(view: &View<'_>) -> String {
    let mut report = json::wire(view.report, view.sources);
    let findings = report.findings.take().unwrap_or_default();
    let mut text = String::new();
    let mut add = |line: &Line<'_>| text.extend([&serde_json::to_string(line).unwrap_or_default(), "\n"]);
    findings.iter().for_each(|finding| add(&Line::Finding(finding)));
    add(&Line::Summary(&report));
    text
}
