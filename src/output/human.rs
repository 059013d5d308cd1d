//! The format for people: a box for each place, then why, what breaks, and what to do.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, ThemeCharacters, ThemeStyles};

use crate::model::finding::{Finding, Level, Location};
use crate::model::reference::{Certainty, Reference};
use crate::source::Sources;

use super::excerpt::Excerpts;
use super::terminal::{clean, plain, wrap};
use super::{Format, Style, View};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "human", closing: true, render };

/// How many boxes there are for migrations and for code; the other places are a list.
const MIGRATION_BOXES: usize = 3;
const CODE_BOXES: usize = 3;
/// How many different sentences tell what becomes of errors.
const HANDLINGS: usize = 3;
/// How many places the list has.
const LISTED: usize = 8;
/// Where the text behind `why:` and its like begins.
const INDENT: usize = 10;

fn render(view: &View<'_>) -> String {
    let mut text = String::new();
    let total = view.shown().count();
    let most = if view.style.max_findings == 0 { total } else { view.style.max_findings };
    for finding in view.shown().take(most) {
        text.push_str(&one(finding, view));
        text.push('\n');
    }
    if total > most {
        text.push_str(&format!("and {} more; `--max-findings 0` shows all\n\n", total - most));
    }
    text
}

fn one(finding: &Finding, view: &View<'_>) -> String {
    let style = view.style;
    let mut excerpts = Excerpts::new(style.unicode);
    let name = |span: &crate::source::Span| view.base_name(span.revision);
    let (mut changes, mut listed) = (Vec::new(), Vec::new());
    // Without its text a place can still be named.
    if !excerpts.mark(&finding.primary.span, &finding.primary.label, name(&finding.primary.span), view.sources, true) {
        changes.push(view.line_of(&finding.primary.span));
    }
    for place in &finding.also {
        let room = excerpts.len() < MIGRATION_BOXES;
        if !excerpts.mark(&place.span, &place.label, name(&place.span), view.sources, room) {
            changes.push(view.line_of(&place.span));
        }
    }
    let migrations = excerpts.len();
    for reference in finding.evidence() {
        let room = excerpts.len() < migrations + CODE_BOXES;
        if !excerpts.mark(&reference.span, &view.use_label(reference), name(&reference.span), view.sources, room) {
            listed.push(view.line_of(&reference.span));
        }
    }

    let labels = excerpts.finish(view.sources);
    let mut text = drawn(
        &Boxes {
            message: shown(&finding.message, style),
            rule: finding.rule.clone(),
            level: finding.level,
            excerpts,
            labels,
        },
        style,
    );
    for (name, lines) in below(finding, &changes, &listed, view) {
        for (at, line) in lines.iter().enumerate() {
            let name = if at == 0 { format!("{name}:") } else { String::new() };
            let (on, off) = if style.color && at == 0 { ("\u{1b}[36m", "\u{1b}[0m") } else { ("", "") };
            let gap = " ".repeat(INDENT.saturating_sub(2 + name.chars().count()));
            let line = wrap(&shown(line, style), style.width, INDENT);
            text.push_str(&format!("  {on}{name}{off}{gap}{line}\n"));
        }
    }
    text
}

/// An error at one place, as a box: what is wrong with a configuration file looks as a finding does.
pub fn boxed(code: &str, message: &str, place: &Location, sources: &Sources, style: Style) -> String {
    let mut excerpts = Excerpts::new(style.unicode);
    excerpts.mark(&place.span, &place.label, "", sources, true);
    let labels = excerpts.finish(sources);
    let message = shown(message, style);
    drawn(&Boxes { message, rule: code.to_string(), level: Level::Error, excerpts, labels }, style)
}

fn drawn(diagnostic: &Boxes, style: Style) -> String {
    let mut text = String::new();
    if handler(style).render_report(&mut text, diagnostic).is_err() {
        // The boxes could not be drawn; the words can.
        text = format!("{}\n\n  {}\n", diagnostic.rule, diagnostic.message);
    }
    // Boxes end with blanks where a label has no text.
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// The lines below the boxes, each with its name. `changes` and `listed` are the places that have no box.
fn below(
    finding: &Finding,
    changes: &[String],
    listed: &[String],
    view: &View<'_>,
) -> Vec<(&'static str, Vec<String>)> {
    let why: Vec<String> = finding
        .why
        .iter()
        .map(|step| match &step.span {
            Some(span) => format!("{} ({})", step.text, view.line_of(span)),
            None => step.text.clone(),
        })
        .collect();
    let mut breaks = finding.breaks.clone();
    if !listed.is_empty() {
        let named = finding.related.iter().any(|one: &Reference| !one.test && one.symbol.is_some());
        let uses = if listed.len() == 1 { "use" } else { "uses" };
        let line = format!("and {} more {uses}: {}", listed.len(), places(listed));
        breaks.insert(usize::from(named).min(breaks.len()), line);
    }
    breaks.extend(handling(finding, view));
    breaks.extend(coverage(finding, view));
    let named: Vec<String> =
        finding.related.iter().filter(|one| finding.is_beneath(one)).map(|one| view.line_of(&one.span)).collect();
    if !named.is_empty() {
        let lines = if named.len() == 1 { "line bears" } else { "lines bear" };
        breaks.push(format!("{} more {lines} the name: {}", named.len(), places(&named)));
    }
    let plan = match &finding.plan[..] {
        [] => Vec::new(),
        [only] => vec![only.clone()],
        steps => steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1)).collect(),
    };
    let sure = match finding.certainty {
        Certainty::Certain => Vec::new(),
        Certainty::Likely => vec!["likely (a convention or an inference links the code to it)".to_string()],
        Certainty::Possible => vec!["possible (a guess)".to_string()],
    };
    let more = vec![format!("migcheck explain {}", finding.rule)];
    let also = if changes.is_empty() { Vec::new() } else { vec![places(changes)] };
    let besides = finding.besides.iter().flat_map(|one| {
        let head = format!("{}: {} [{}]", one.level.name(), one.message, one.rule);
        std::iter::once(head).chain(one.plan.iter().map(|step| format!("  {step}")))
    });
    let parts = [
        ("in", also),
        ("why", why),
        ("sure", sure),
        ("breaks", breaks),
        ("do", plan),
        ("also", besides.collect()),
        ("more", more),
    ];
    parts.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

/// What becomes of the errors, each sentence once.
fn handling(finding: &Finding, view: &View<'_>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for one in finding.evidence().filter(|one| !one.test).filter_map(|one| one.reach.handling.as_ref()) {
        let line = match &one.span {
            Some(span) => format!("{} ({})", one.text, view.line_of(span)),
            None => one.text.clone(),
        };
        if !lines.contains(&line) && lines.len() < HANDLINGS {
            lines.push(line);
        }
    }
    lines
}

/// Which of the places tests run.
fn coverage(finding: &Finding, view: &View<'_>) -> Vec<String> {
    let told = || finding.evidence().filter(|one| !one.test).filter_map(|one| Some((one, one.reach.hits?)));
    let bare: Vec<String> = told().filter(|(_, hits)| *hits == 0).map(|(one, _)| view.line_of(&one.span)).collect();
    let run: Vec<String> = told()
        .filter(|(_, hits)| *hits > 0)
        .map(|(one, hits)| format!("{} ({hits})", view.line_of(&one.span)))
        .collect();
    let mut lines = Vec::new();
    match bare.len() {
        0 => {}
        1 => lines.push(format!("no test runs this line: {}", places(&bare))),
        count => lines.push(format!("no test runs these {count} lines: {}", places(&bare))),
    }
    if !run.is_empty() {
        lines.push(format!("tests run, so often: {}", places(&run)));
    }
    lines
}

fn places(all: &[String]) -> String {
    let more = if all.len() > LISTED { ", …" } else { "" };
    format!("{}{more}", all.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", "))
}

fn shown(text: &str, style: Style) -> String {
    let text = clean(text, style.unicode);
    if style.unicode { text } else { plain(&text) }
}

fn handler(style: Style) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_context_lines(1)
        .with_break_words(false)
        .with_links(false)
        .without_syntax_highlighting()
}

/// All places of a finding as one diagnostic. Two diagnostics would put the advice between the places.
#[derive(Debug)]
struct Boxes {
    message: String,
    rule: String,
    level: Level,
    excerpts: Excerpts,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Boxes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Boxes {}

impl Diagnostic for Boxes {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.rule))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        (self.excerpts.len() > 0).then_some(&self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as _)
    }
}
