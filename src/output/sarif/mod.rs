//! SARIF 2.1.0, as GitHub's code scanning takes it in: the migration is the place of a result, the code its related places and its flows.
//!
//! A result is known by a fingerprint without line numbers. What stands only in the base has no place in the tree that is scanned: the text names it.

mod wire;

use crate::model::finding::{Finding, Level, Subject};
use crate::model::reference::{Access, Reference};
use crate::model::report::Problem;
use crate::rule::Rule;
use crate::source::{Revision, Span};

use super::closing::number;
use super::terminal::clean;
use super::{Format, View, shared};

use wire::{
    Artifact, Automation, BaseId, BaseIds, CodeFlow, Configuration, Descriptor, Driver, FlowStep, Help, Invocation,
    Location, Log, Logical, Notification, Outcome, Physical, Prints, Properties, Region, Run, Text, ThreadFlow, Tool,
};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "sarif", closing: false, render };

/// What GitHub takes: results of a run, places of a result, characters of a description. Of flows it shows one at a time.
const RESULTS: usize = 25_000;
const RELATED: usize = 100;
const DESCRIPTION: usize = 1000;
const FLOWS: usize = 20;
/// How many places a text links to.
const LINKED: usize = 8;

fn render(view: &View<'_>) -> String {
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run(view)] };
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn run(view: &View<'_>) -> Run {
    let mut findings: Vec<&Finding> = view.shown().collect();
    let left_out = findings.len().saturating_sub(RESULTS);
    if left_out > 0 {
        findings = shared::worst_first(view);
        findings.truncate(RESULTS);
    }
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    let mut notifications: Vec<Notification> =
        view.report.problems.iter().map(|problem| notification(problem, view)).collect();
    if left_out > 0 {
        let text = format!("{left_out} more results are left out: the worst {RESULTS} are here");
        notifications.push(Notification { level: "warning", message: Text { text }, locations: Vec::new() });
    }
    let databases: Vec<String> = view.report.stats.databases.iter().map(|one| clean(&one.name, true)).collect();
    Run {
        results: findings.iter().map(|finding| outcome(finding, &rules, view)).collect(),
        tool: Tool {
            driver: Driver {
                name: "migcheck",
                semantic_version: env!("CARGO_PKG_VERSION"),
                information_uri: shared::home(),
                rules: rules.iter().map(|slug| descriptor(slug, view.rules.named(slug))).collect(),
            },
        },
        invocations: [Invocation {
            execution_successful: !view.report.problems.iter().any(|problem| problem.fatal),
            tool_execution_notifications: notifications,
        }],
        // What stands before the last slash tells apart the analyses of one commit.
        automation_details: Automation { id: format!("migcheck/{}/", databases.join("+").replace('/', "-")) },
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: BaseIds {
            root: BaseId { description: Text { text: "The root of the repository.".into() } },
        },
    }
}

/// A rule; one that is not known any more is described by its name.
fn descriptor(slug: &str, rule: Option<&Rule>) -> Descriptor {
    let title = rule.map_or(slug, |rule| rule.title.as_str());
    let section = |heading| rule.map_or("", |rule| rule.section(heading));
    let hazard = Some(section("Hazard")).filter(|text| !text.is_empty()).unwrap_or(title);
    let (why, safe) = (section("Why"), section("Safe alternative"));
    let level = rule.map_or(Level::Warning, |rule| rule.level);
    let mut markdown = hazard.to_owned();
    for (heading, text) in [("Why", why), ("Safe alternative", safe)] {
        if !text.is_empty() {
            markdown.push_str(&format!("\n\n## {heading}\n\n{text}"));
        }
    }
    Descriptor {
        id: slug.to_owned(),
        name: pascal(slug),
        short_description: text(&shared::cut(&sentence(title), DESCRIPTION)),
        full_description: text(&shared::cut(
            &sentence(&hazard.split_whitespace().collect::<Vec<_>>().join(" ")),
            DESCRIPTION,
        )),
        help: Help { text: text(&sentence(&markdown.replace("## ", ""))).text, markdown },
        help_uri: shared::rule_address(slug),
        default_configuration: Configuration { level: level.name() },
        properties: Properties {
            tags: rule.map(|rule| rule.group.name()).into_iter().chain(["database", "migration"]).collect(),
            precision: "high",
            severity: match level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "recommendation",
            },
        },
    }
}

fn outcome(finding: &Finding, rules: &[&str], view: &View<'_>) -> Outcome {
    let uses: Vec<&Reference> = finding.evidence().filter(|one| one.span.revision == Revision::Head).collect();
    let also = finding.also.iter().map(|one| Related { span: &one.span, symbol: None, said: one.label.clone() });
    let used =
        uses.iter().map(|one| Related { span: &one.span, symbol: one.symbol.as_deref(), said: shared::said(one) });
    let related: Vec<Related<'_>> = also.chain(used).take(RELATED).collect();
    Outcome {
        rule_id: finding.rule.clone(),
        rule_index: rules.binary_search(&finding.rule.as_str()).unwrap_or(0),
        level: finding.level.name(),
        message: message(finding, &related, view),
        locations: [Location {
            logical_locations: object(&finding.subject).into_iter().collect(),
            ..snippet(&finding.primary.span, view)
        }],
        related_locations: related
            .iter()
            .enumerate()
            .map(|(at, one)| Location {
                id: Some(at + 1),
                message: Some(plain(&one.said)),
                ..location(one.span, one.symbol, view)
            })
            .collect(),
        code_flows: flows(finding, &uses, view),
        partial_fingerprints: Prints { line: format!("{}:1", finding.fingerprint), own: finding.fingerprint.clone() },
    }
}

/// A place beside the first, with what is said there.
struct Related<'a> {
    span: &'a Span,
    symbol: Option<&'a str>,
    said: String,
}

/// The first sentence is the alert's title. Related places are shown where the text links to them.
fn message(finding: &Finding, related: &[Related<'_>], view: &View<'_>) -> Text {
    let mut parts = vec![sentence(&plain(&finding.message).text)];
    for (at, one) in related.iter().take(LINKED).enumerate() {
        let place = plain(&format!("{}:{}", one.span.path, shared::line(view, one.span))).text;
        parts.push(format!("[{place}]({}): {}", at + 1, sentence(&plain(&one.said).text)));
    }
    if related.len() > LINKED {
        parts.push(format!("And {} more.", number(related.len() - LINKED, "place")));
    }
    for one in finding.evidence().filter(|one| one.span.revision == Revision::Base).take(LINKED) {
        parts.push(sentence(&plain(&format!("{}: {}", view.line_of(&one.span), shared::said(one))).text));
    }
    parts.extend(finding.breaks.iter().map(|text| sentence(&plain(text).text)));
    parts.extend(shared::plan(finding).iter().map(|text| sentence(&plain(text).text)));
    for one in &finding.besides {
        parts.push(sentence(&plain(&format!("{}: {} ({})", one.level.name(), one.message, one.rule)).text));
    }
    Text { text: parts.join("\n") }
}

/// From the migration to the use, to the function, to the way in. Where a way in is declared is not kept: its step stands at the use.
fn flows(finding: &Finding, uses: &[&Reference], view: &View<'_>) -> Vec<CodeFlow> {
    let mut flows = Vec::new();
    for one in uses {
        let step = |text: String| FlowStep {
            location: Location { message: Some(plain(&text)), ..location(&one.span, one.symbol.as_deref(), view) },
        };
        let start = || {
            let text = format!("{}: {}", finding.subject.display(), finding.primary.label);
            let at = location(&finding.primary.span, None, view);
            let first = FlowStep { location: Location { message: Some(plain(&text)), ..at } };
            let verb = match one.access {
                Access::Read => "reads",
                Access::Write => "writes",
                Access::Declare => "declares",
                Access::Call => "calls",
                Access::Name => "names",
            };
            let who = one.symbol.as_deref().unwrap_or(&one.span.path);
            vec![first, step(super::use_label(one)), step(format!("{who} {verb} it"))]
        };
        let flow = |what: &str, locations| CodeFlow { message: plain(what), thread_flows: [ThreadFlow { locations }] };
        if one.reach.entry_points.is_empty() {
            flows.push(flow("From the migration to the code that uses it.", start()));
        }
        let by = if one.reach.every_use_of.is_some() { "used by" } else { "called by" };
        for entry in &one.reach.entry_points {
            let mut steps = start();
            steps.extend(
                entry
                    .via
                    .iter()
                    .rev()
                    .filter(|name| Some(*name) != one.symbol.as_ref())
                    .map(|name| step(format!("{by} {name}"))),
            );
            steps.push(step(format!("{} comes here", entry.display())));
            flows.push(flow(&format!("From the migration to {}.", entry.display()), steps));
        }
    }
    flows.truncate(FLOWS);
    flows
}

fn notification(problem: &Problem, view: &View<'_>) -> Notification {
    Notification {
        level: if problem.fatal { "error" } else { "warning" },
        message: Text { text: sentence(&plain(&problem.message).text) },
        locations: problem.span.iter().map(|span| location(span, None, view)).collect(),
    }
}

fn object(subject: &Subject) -> Option<Logical> {
    let name = clean(&subject.display(), true);
    let kind = if subject.column.is_some() { "member" } else { "type" };
    Some(Logical { fully_qualified_name: name, kind }).filter(|one| !one.fully_qualified_name.is_empty())
}

fn location(span: &Span, symbol: Option<&str>, view: &View<'_>) -> Location {
    let region = shared::region(view, span);
    let (start, end) = region.map_or(((1, 1), (1, 1)), |region| {
        ((region.start.line, region.start.column), (region.end.line, region.end.column))
    });
    let logical = symbol.map(|name| Logical { fully_qualified_name: clean(name, true), kind: "member" });
    Location {
        id: None,
        physical_location: Physical {
            artifact_location: Artifact { uri: shared::uri(&span.path), uri_base_id: "SRCROOT" },
            region: Region {
                start_line: start.0,
                start_column: start.1,
                end_line: end.0,
                end_column: end.1,
                snippet: None,
            },
        },
        logical_locations: logical.into_iter().collect(),
        message: None,
    }
}

fn snippet(span: &Span, view: &View<'_>) -> Location {
    let mut at = location(span, None, view);
    at.physical_location.region.snippet = shared::quoted(view, span).map(|text| Text { text });
    at
}

/// A message in plain text: GitHub would take back-quotes away, brackets are links, and numbers in braces are places for arguments.
fn plain(text: &str) -> Text {
    let mut out = String::with_capacity(text.len());
    let text = clean(text, true);
    let mut rest = text.chars().peekable();
    let mut argument = false;
    while let Some(character) = rest.next() {
        match character {
            '`' => out.push('"'),
            '[' | ']' | '\\' => out.extend(['\\', character]),
            '{' if rest.peek().is_some_and(char::is_ascii_digit) => {
                out.push_str("{{");
                argument = true;
            }
            '}' if argument => {
                out.push_str("}}");
                argument = false;
            }
            other => out.push(other),
        }
    }
    Text { text: out }
}

fn text(text: &str) -> Text {
    Text { text: text.replace('`', "\"") }
}

fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// A rule's `name` must not be its id.
fn pascal(slug: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    slug.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_neither_links_nor_arguments() {
        for (text, expected) in [
            ("`users.a` is [x](1)", "\"users.a\" is \\[x\\](1)"),
            ("GET /users/{id}", "GET /users/{id}"),
            ("{0} and {12}", "{{0}} and {{12}}"),
            ("a\\b\n\u{1b}", "a\\\\b␊␛"),
        ] {
            assert_eq!(plain(text).text, expected);
        }
        assert_eq!(pascal("column-still-used"), "ColumnStillUsed");
    }
}
