//! Checkstyle's XML, which Jenkins and many others read: the findings by file.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::model::finding::{Finding, Level};

use super::shared::{self, xml};
use super::{Format, View};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "checkstyle", closing: false, render };

fn render(view: &View<'_>) -> String {
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in view.shown() {
        files.entry(&finding.primary.span.path).or_default().push(finding);
    }
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
    for (path, findings) in files {
        // Writing to a string does not fail.
        let _ = writeln!(text, "  <file name=\"{}\">", xml(path));
        for finding in findings {
            let place = shared::region(view, &finding.primary.span);
            let place = place.map_or((1, 1), |region| (region.start.line, region.start.column));
            let severity = match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "info",
            };
            let message = shared::told(finding, view).iter().map(|line| xml(line)).collect::<Vec<_>>();
            let _ = writeln!(
                text,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"migcheck.{}\"/>",
                place.0,
                place.1,
                message.join("&#10;"),
                xml(&finding.rule),
            );
        }
        text.push_str("  </file>\n");
    }
    text + "</checkstyle>\n"
}
