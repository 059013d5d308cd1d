//! One line a place, so that terminals and editors can jump to it. Good for screen readers, too.

use std::fmt::Write;

use crate::source::Span;

use super::terminal::clean;
use super::{Format, View, shared};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "concise", closing: true, render };

fn render(view: &View<'_>) -> String {
    let mut text = String::new();
    let mut line = |span: &Span, level: &str, rule: &str, message: &str| {
        let place = view.sources.place(span).map_or((1, 1), |place| (place.line, place.column));
        let path = clean(&view.sources.called(span), true);
        let message = clean(message, true);
        // Writing to a string does not fail.
        let _ = writeln!(text, "{path}:{}:{}: {level}[{rule}]: {message}", place.0, place.1);
    };
    for finding in view.shown() {
        line(&finding.primary.span, finding.level.name(), &finding.rule, &finding.message);
        for one in &finding.besides {
            line(&finding.primary.span, one.level.name(), &one.rule, &one.message);
        }
        for place in &finding.also {
            line(&place.span, "note", &finding.rule, &place.label);
        }
        for reference in &finding.related {
            let mut message = view.use_label(reference);
            if reference.span.revision.is_deployed()
                && view.releases(reference).is_empty()
                && view.sources.outside(&reference.span).is_none()
            {
                message.push_str(&format!(" ({})", view.base_name(reference.span.revision)));
            }
            line(&reference.span, "note", &finding.rule, &shared::at(message, reference));
        }
    }
    text
}
