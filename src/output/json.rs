//! One JSON object, version 1. Its structs are the wire format and belong to nothing else: within a version fields are only added.
//!
//! Lines and columns count from 1, columns in characters, `end` is exclusive, `offset` is in bytes. Paths have `/` on every system.

use serde::Serialize;

use crate::model::finding::{Beside, Finding, Level, Subject};
use crate::model::reach::EntryPoint;
use crate::model::reference::{Access, Reference, Step};
use crate::model::report::{BaseLabel, DatabaseStats, Problem, Report};
use crate::source::{LineIndex, Revision, Sources, Span};

use super::{Format, View, use_label};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "json", closing: false, render };

/// The version of the format.
pub const VERSION: u32 = 1;

fn render(view: &View<'_>) -> String {
    let mut text = serde_json::to_string_pretty(&wire(view.report, view.sources)).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
pub(super) struct Wire<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: u32,
    tool: Tool,
    base: Option<Tree<'a>>,
    /// Every release in the field; the first is `base`.
    bases: Vec<Tree<'a>>,
    head: Option<Tree<'a>>,
    databases: Vec<WireDatabase<'a>>,
    summary: Summary,
    /// `None`: they stand elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<WireFinding<'a>>>,
    errors: Vec<WireError<'a>>,
}

#[derive(Serialize)]
pub(super) struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

#[derive(Serialize)]
struct Tree<'a> {
    r#ref: Option<&'a str>,
    commit: Option<&'a str>,
}

#[derive(Serialize)]
struct WireDatabase<'a> {
    name: &'a str,
    dialect: Option<&'static str>,
    directory: &'a str,
    layout: &'a str,
    migrations: usize,
    new: &'a [String],
    appended: &'a [String],
    statements: usize,
    parsed: usize,
    recognised: usize,
    unparsed: usize,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
    baselined: usize,
    files: usize,
    /// Files that did not parse and were read as text.
    text_files: usize,
    migrations: usize,
    duration_ms: u64,
}

#[derive(Serialize)]
pub(super) struct WireFinding<'a> {
    rule: &'a str,
    level: &'static str,
    certainty: &'static str,
    message: &'a str,
    fingerprint: &'a str,
    subject: WireSubject<'a>,
    location: WireLocation<'a>,
    /// The label of `location`.
    label: &'a str,
    /// Further places in migrations.
    also: Vec<WirePlace<'a>>,
    related: Vec<WireUse<'a>>,
    why: Vec<WireStep<'a>>,
    breaks: &'a [String],
    /// With which code and which schema it breaks.
    cells: Vec<&'static str>,
    plan: &'a [String],
    /// What other rules say of the same statement.
    besides: Vec<WireBeside<'a>>,
    suppressed: Option<()>,
}

#[derive(Serialize)]
struct WireBeside<'a> {
    rule: &'a str,
    level: &'static str,
    message: &'a str,
    plan: &'a [String],
}

#[derive(Serialize)]
pub(super) struct WireSubject<'a> {
    database: Option<&'a str>,
    schema: Option<&'a str>,
    table: Option<&'a str>,
    column: Option<&'a str>,
    value: Option<&'a str>,
}

#[derive(Serialize)]
struct WirePlace<'a> {
    message: &'a str,
    location: WireLocation<'a>,
}

#[derive(Serialize)]
pub(super) struct WireUse<'a> {
    role: &'static str,
    message: String,
    location: WireLocation<'a>,
    /// The other repository whose file it is; `null`: this one.
    service: Option<WireService>,
    symbol: Option<&'a str>,
    /// The ways in that were found; empty says nothing of those that were not.
    entry_points: Vec<WireEntry<'a>>,
    /// The model whose every use the entry points lead to, where the use is a declaration.
    every_use_of: Option<&'a str>,
    /// Not every way was followed.
    entry_points_cut: bool,
    /// What becomes of its error on the worst of the ways; `null`: not known.
    handling: Option<WireHandling<'a>>,
    /// Whether a test runs its line; `null`: no report tells.
    covered: Option<bool>,
    /// How often tests ran it.
    hits: Option<u64>,
    certainty: &'static str,
    mechanism: &'static str,
    test: bool,
    /// The `bases` whose file is this very one, where several were given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bases: Vec<usize>,
    why: Vec<WireStep<'a>>,
}

#[derive(Serialize)]
struct WireService {
    name: String,
    commit: Option<String>,
}

#[derive(Serialize)]
struct WireHandling<'a> {
    /// `ends`, `unhandled`, `answered`, `swallowed`.
    kind: &'static str,
    message: &'a str,
    /// The handler.
    location: Option<WireLocation<'a>>,
}

#[derive(Serialize)]
struct WireEntry<'a> {
    kind: &'static str,
    name: &'a str,
    certainty: &'static str,
    /// The functions between, from the entry point to the use.
    via: &'a [String],
}

#[derive(Serialize)]
pub(super) struct WireStep<'a> {
    text: &'a str,
    location: Option<WireLocation<'a>>,
}

#[derive(Serialize)]
pub(super) struct WireLocation<'a> {
    /// In the repository of the place.
    path: std::borrow::Cow<'a, str>,
    /// `head` or `base`.
    r#ref: &'static str,
    /// Which of `bases` it stands in, where it is not the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<usize>,
    /// `null` where the text is not known.
    start: Option<WirePosition>,
    end: Option<WirePosition>,
}

#[derive(Serialize)]
pub(super) struct WirePosition {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize)]
struct WireError<'a> {
    message: &'a str,
    fatal: bool,
    location: Option<WireLocation<'a>>,
}

pub(super) fn wire<'a>(report: &'a Report, sources: &Sources) -> Wire<'a> {
    let stats = &report.stats;
    let total: std::time::Duration = stats.phases.iter().map(|(_, time)| *time).sum();
    let count = |level| report.count(level);
    Wire {
        schema: "migcheck-report-1.schema.json",
        version: VERSION,
        tool: Tool { name: "migcheck", version: env!("CARGO_PKG_VERSION") },
        base: stats.base.as_ref().map(tree),
        bases: stats.base.iter().chain(&stats.further).map(tree).collect(),
        head: stats.head.as_deref().map(|head| {
            let commit = head.len() >= 40 && head.bytes().all(|byte| byte.is_ascii_hexdigit());
            Tree { r#ref: (!commit).then_some(head), commit: commit.then_some(head) }
        }),
        databases: stats.databases.iter().map(database).collect(),
        summary: Summary {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            notes: count(Level::Note),
            suppressed: stats.suppressed,
            baselined: stats.baselined,
            files: stats.code_files,
            text_files: stats.text_files,
            migrations: stats.new_migrations,
            duration_ms: u64::try_from(total.as_millis()).unwrap_or(u64::MAX),
        },
        findings: Some(report.findings.iter().map(|one| finding(one, sources)).collect()),
        errors: report.problems.iter().map(|one| problem(one, sources)).collect(),
    }
}

fn tree(label: &BaseLabel) -> Tree<'_> {
    Tree { r#ref: Some(&label.name), commit: label.commit.as_deref() }
}

/// The place of a tree among `bases`.
fn number(revision: Revision) -> Option<usize> {
    match revision {
        Revision::Head => None,
        Revision::Base => Some(0),
        Revision::Further(at) => Some(usize::from(at) + 1),
    }
}

fn database(stats: &DatabaseStats) -> WireDatabase<'_> {
    WireDatabase {
        name: &stats.name,
        dialect: stats.dialect.map(|dialect| dialect.name()),
        directory: &stats.directory,
        layout: &stats.layout,
        migrations: stats.migrations,
        new: &stats.new,
        appended: &stats.appended,
        statements: stats.statements,
        parsed: stats.parsed,
        recognised: stats.recognised,
        unparsed: stats.unparsed,
    }
}

fn finding<'a>(finding: &'a Finding, sources: &Sources) -> WireFinding<'a> {
    WireFinding {
        rule: &finding.rule,
        level: finding.level.name(),
        certainty: finding.certainty.name(),
        message: &finding.message,
        fingerprint: &finding.fingerprint,
        subject: subject(&finding.subject),
        location: location(&finding.primary.span, sources),
        label: &finding.primary.label,
        also: finding
            .also
            .iter()
            .map(|place| WirePlace { message: &place.label, location: location(&place.span, sources) })
            .collect(),
        related: finding.related.iter().map(|one| reference(one, sources)).collect(),
        why: steps(&finding.why, sources),
        breaks: &finding.breaks,
        cells: finding.cells.iter().map(|cell| cell.name()).collect(),
        plan: &finding.plan,
        besides: finding.besides.iter().map(beside).collect(),
        suppressed: None,
    }
}

fn beside(beside: &Beside) -> WireBeside<'_> {
    WireBeside { rule: &beside.rule, level: beside.level.name(), message: &beside.message, plan: &beside.plan }
}

pub(super) fn subject(subject: &Subject) -> WireSubject<'_> {
    WireSubject {
        database: subject.database.as_deref(),
        schema: subject.schema.as_deref(),
        table: subject.table.as_deref(),
        column: subject.column.as_deref(),
        value: subject.value.as_deref(),
    }
}

pub(super) fn reference<'a>(reference: &'a Reference, sources: &Sources) -> WireUse<'a> {
    WireUse {
        role: match reference.access {
            // Who reads version 1 of the report knows three roles.
            Access::Read | Access::Call | Access::Name => "read",
            Access::Write => "write",
            Access::Declare => "define",
        },
        message: use_label(reference),
        location: location(&reference.span, sources),
        service: sources
            .outside(&reference.span)
            .map(|file| WireService { name: file.service.name.clone(), commit: file.service.commit.clone() }),
        symbol: reference.symbol.as_deref(),
        entry_points: reference.reach.entry_points.iter().map(entry).collect(),
        every_use_of: reference.reach.every_use_of.as_deref(),
        entry_points_cut: reference.reach.cut,
        handling: reference.reach.handling.as_ref().map(|one| WireHandling {
            kind: one.kind.name(),
            message: &one.text,
            location: one.span.as_ref().map(|span| location(span, sources)),
        }),
        covered: reference.reach.hits.map(|hits| hits > 0),
        hits: reference.reach.hits,
        certainty: reference.certainty.name(),
        mechanism: reference.mechanism.name(),
        test: reference.test,
        bases: bases(reference, sources),
        why: steps(&reference.proof, sources),
    }
}

fn bases(reference: &Reference, sources: &Sources) -> Vec<usize> {
    let twins = sources.twins(&reference.span);
    if !reference.span.revision.is_deployed() || !twins.iter().any(|one| one.is_deployed()) {
        return Vec::new();
    }
    let mut all: Vec<usize> = twins.into_iter().chain([reference.span.revision]).filter_map(number).collect();
    all.sort_unstable();
    all
}

fn entry(entry: &EntryPoint) -> WireEntry<'_> {
    WireEntry { kind: entry.kind.name(), name: &entry.name, certainty: entry.certainty.name(), via: &entry.via }
}

fn steps<'a>(steps: &'a [Step], sources: &Sources) -> Vec<WireStep<'a>> {
    let step = |step: &'a Step| WireStep {
        text: &step.text,
        location: step.span.as_ref().map(|span| location(span, sources)),
    };
    steps.iter().map(step).collect()
}

pub(super) fn location<'a>(span: &'a Span, sources: &Sources) -> WireLocation<'a> {
    let outside = sources.outside(span);
    let text = sources.text(span);
    let index = text.map(|text| LineIndex::new(text));
    let position = |offset: usize| {
        let (text, index) = (text?, index.as_ref()?);
        let place = index.place(text, offset);
        Some(WirePosition { line: place.line, column: place.column, offset })
    };
    WireLocation {
        path: match outside {
            Some(file) => file.path.to_string().into(),
            None => (&*span.path).into(),
        },
        r#ref: match span.revision {
            Revision::Base | Revision::Further(_) => "base",
            Revision::Head => "head",
        },
        base: number(span.revision).filter(|at| *at > 0),
        start: match outside {
            Some(_) => sources.place(span).map(|place| WirePosition {
                line: place.line,
                column: place.column,
                offset: span.range.start,
            }),
            None => position(span.range.start),
        },
        end: position(span.range.end),
    }
}

fn problem<'a>(problem: &'a Problem, sources: &Sources) -> WireError<'a> {
    WireError {
        message: &problem.message,
        fatal: problem.fatal,
        location: problem.span.as_ref().map(|span| location(span, sources)),
    }
}
