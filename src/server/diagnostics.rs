//! Findings as diagnostics: one at the place in the migration and one at each use in the code, each of which names the others.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Uri,
};

use crate::model::finding::{Finding, Level};
use crate::model::report::Problem;
use crate::output::editor::{at_use, is_here, message, rule_address, said};
use crate::output::terminal::clean;
use crate::output::{Style, View};
use crate::source::Span;

use super::position::{Encoding, Lines};
use super::project::Project;
use super::uri;

/// How many other places a diagnostic names.
const RELATED: usize = 50;

/// A diagnostic with what it is of.
pub(super) struct Shown {
    pub diagnostic: Diagnostic,
    /// The index of the finding; `None`: something that could not be read.
    pub finding: Option<usize>,
    pub span: Span,
    /// It stands at a use, not in the migration.
    pub at_use: bool,
}

/// How diagnostics are to be written.
pub(super) struct Writing<'a> {
    pub encoding: Encoding,
    /// The client shows other places.
    pub related: bool,
    /// The client shows links.
    pub links: bool,
    /// The address of a path of the project, as the client knows it.
    pub uri: &'a dyn Fn(&str) -> Option<Uri>,
}

/// Everything that a check said, by path.
pub(super) fn of(project: &Project, writing: &Writing<'_>) -> BTreeMap<Arc<str>, Vec<Shown>> {
    let mut all: BTreeMap<Arc<str>, Vec<Shown>> = BTreeMap::new();
    let mut add = |shown: Shown| all.entry(shown.span.path.clone()).or_default().push(shown);
    let report = &project.outcome.report;
    let writer = Writer {
        project,
        writing,
        view: View {
            report,
            sources: &project.outcome.sources,
            rules: &project.selection,
            style: Style { verbose: 1, ..Style::default() },
        },
    };
    for (at, finding) in report.findings.iter().enumerate() {
        add(writer.primary(at, finding));
        for reference in finding.evidence().filter(|one| is_here(&one.span, &project.outcome.sources)) {
            // A finding may stand in the code itself.
            if reference.span == finding.primary.span {
                continue;
            }
            let level = if reference.test { Level::Note } else { finding.level };
            let related = [(&finding.primary.span, finding.primary.label.clone())];
            add(Shown {
                diagnostic: Diagnostic {
                    severity: Some(severity(level)),
                    message: at_use(finding, reference),
                    related_information: writer.related(related.into_iter()),
                    ..writer.plain(&reference.span, &finding.rule)
                },
                finding: Some(at),
                span: reference.span.clone(),
                at_use: true,
            });
        }
    }
    for problem in &report.problems {
        if let Some(shown) = writer.problem(problem) {
            add(shown);
        }
    }
    for shown in all.values_mut() {
        shown.sort_by_key(|one| (one.span.range.start, one.span.range.end, one.diagnostic.severity));
    }
    all
}

struct Writer<'a> {
    project: &'a Project,
    writing: &'a Writing<'a>,
    view: View<'a>,
}

impl Writer<'_> {
    fn primary(&self, at: usize, finding: &Finding) -> Shown {
        let sources = &self.project.outcome.sources;
        let also = finding.also.iter().map(|one| (&one.span, clean(&one.label, true)));
        let uses = finding.evidence().map(|one| (&one.span, said(one)));
        let related = also.chain(uses).filter(|(span, _)| is_here(span, sources) && **span != finding.primary.span);
        Shown {
            diagnostic: Diagnostic {
                severity: Some(severity(finding.level)),
                message: message(finding, &self.view, self.writing.related),
                related_information: self.related(related),
                ..self.plain(&finding.primary.span, &finding.rule)
            },
            finding: Some(at),
            span: finding.primary.span.clone(),
            at_use: false,
        }
    }

    fn problem(&self, problem: &Problem) -> Option<Shown> {
        let span = problem.span.as_ref().filter(|span| is_here(span, &self.project.outcome.sources))?;
        let diagnostic = Diagnostic {
            range: self.range(span),
            severity: Some(severity(if problem.fatal { Level::Error } else { Level::Warning })),
            source: Some("migcheck".to_owned()),
            message: clean(&problem.message, true),
            ..Diagnostic::default()
        };
        Some(Shown { diagnostic, finding: None, span: span.clone(), at_use: false })
    }

    /// A diagnostic of a rule, without a text.
    fn plain(&self, span: &Span, rule: &str) -> Diagnostic {
        Diagnostic {
            range: self.range(span),
            code: Some(NumberOrString::String(rule.to_owned())),
            code_description: self.description(rule),
            source: Some("migcheck".to_owned()),
            ..Diagnostic::default()
        }
    }

    /// Where the rule is documented: on the web, or for the project's own in its file.
    fn description(&self, rule: &str) -> Option<CodeDescription> {
        if !self.writing.links {
            return None;
        }
        let own = || {
            let file = self.project.selection.named(rule)?.file.as_deref()?;
            uri::of_path(&self.project.root.join(file))
        };
        let href = rule_address(rule).and_then(|address| Uri::from_str(&address).ok()).or_else(own)?;
        Some(CodeDescription { href })
    }

    fn related<'s>(
        &self,
        places: impl Iterator<Item = (&'s Span, String)>,
    ) -> Option<Vec<DiagnosticRelatedInformation>> {
        if !self.writing.related {
            return None;
        }
        let one = |(span, message): (&'s Span, String)| {
            let uri = (self.writing.uri)(&span.path)?;
            Some(DiagnosticRelatedInformation { location: Location { uri, range: self.range(span) }, message })
        };
        let all: Vec<_> = places.filter_map(one).take(RELATED).collect();
        (!all.is_empty()).then_some(all)
    }

    /// The start of the file for what stands in another tree.
    fn range(&self, span: &Span) -> lsp_types::Range {
        let sources = &self.project.outcome.sources;
        match sources.text(span).filter(|_| is_here(span, sources)) {
            Some(text) => Lines::new(text, self.writing.encoding).range(&span.range),
            None => lsp_types::Range::default(),
        }
    }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Note => DiagnosticSeverity::INFORMATION,
    }
}
