//! One JSON object, version 1, with the same structs for uses and places as the report of a check.

use serde::Serialize;

use crate::model::usage::Usage;
use crate::output::json::{Tool, WireLocation, WireSubject, WireUse, location, reference, subject};
use crate::source::Sources;

use super::{Format, View};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "json", render };

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    tool: Tool,
    /// What the code that is deployed is called; `null`: it was not looked at.
    base: Option<&'a str>,
    usages: Vec<WireUsage<'a>>,
}

#[derive(Serialize)]
struct WireUsage<'a> {
    name: String,
    subject: WireSubject<'a>,
    definition: &'a [String],
    made: Option<WireLocation<'a>>,
    /// Whether nothing names it but declarations, tests and what has only the name in common.
    unused: bool,
    uses: Vec<WireUse<'a>>,
    database: Vec<WireUse<'a>>,
}

fn render(view: &View<'_>) -> String {
    let wanted = view.usages.iter().filter(|usage| !view.unused || usage.is_unused());
    let wire = Wire {
        version: VERSION,
        tool: Tool { name: "migcheck", version: env!("CARGO_PKG_VERSION") },
        base: view.base,
        usages: wanted.map(|usage| wire(usage, view.sources)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&wire).unwrap_or_default();
    text.push('\n');
    text
}

fn wire<'a>(usage: &'a Usage, sources: &Sources) -> WireUsage<'a> {
    let only_base = usage.base.iter().filter(|one| one.span.revision.is_deployed());
    WireUsage {
        name: usage.subject.display(),
        subject: subject(&usage.subject),
        definition: &usage.definition,
        made: usage.made.as_ref().map(|made| location(&made.span, sources)),
        unused: usage.is_unused(),
        uses: usage.head.iter().chain(only_base).map(|one| reference(one, sources)).collect(),
        database: usage.database.iter().map(|one| reference(one, sources)).collect(),
    }
}
