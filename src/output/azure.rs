//! Logging commands of Azure Pipelines, one a finding: they become the issues of the build, each at its line.

use std::fmt::Write;

use crate::model::finding::Level;

use super::terminal::clean;
use super::{Format, View, shared};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "azure", closing: false, render };

fn render(view: &View<'_>) -> String {
    let mut text = String::new();
    for finding in shared::worst_first(view) {
        let span = &finding.primary.span;
        let place = shared::region(view, span).map_or_else(String::new, |region| {
            format!("linenumber={};columnnumber={};", region.start.line, region.start.column)
        });
        // There are no notes: an issue is an error or a warning.
        let kind = if finding.level == Level::Error { "error" } else { "warning" };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "##vso[task.logissue type={kind};sourcepath={};{place}code={};]{}",
            escaped(&span.path),
            escaped(&finding.rule),
            escaped(&shared::told(finding, view).join("\n")),
        );
    }
    text
}

/// For properties and messages alike. The agent looks for a command anywhere in a line, so the sign of one is broken as well.
fn escaped(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| clean(line, true)).collect();
    let text = lines.join("\n").replace("##", "# #").replace('%', "%AZP25");
    text.replace('\n', "%0A").replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_ends_a_property_or_starts_a_command() {
        assert_eq!(super::escaped("a;b]c%\nd\r##vso[x]"), "a%3Bb%5Dc%AZP25%0Ad␍# #vso[x%5D");
    }
}
