//! What can be done about a finding: a comment that accepts it, and the edits of `fix`, which were checked before they are offered.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use similar::{Algorithm, capture_diff_slices};

use crate::check::Fixed;
use crate::rule;

use super::comment;
use super::diagnostics::Shown;
use super::position::Lines;
use super::project::Project;

/// A file that is open.
pub(super) struct Target<'a> {
    pub uri: &'a Uri,
    /// From the project's root.
    pub path: &'a str,
    pub version: i32,
    pub text: &'a str,
    pub lines: Lines<'a>,
    /// The client takes edits of a version of a file.
    pub versioned: bool,
}

/// What was tried, by rule. A rule that is not here was not tried since the last check.
pub(super) type Tried = BTreeMap<(PathBuf, &'static str), Vec<Fixed>>;

/// The comments that accept findings.
pub(super) fn accept(project: &Project, target: &Target<'_>, shown: &[&Shown]) -> Vec<CodeActionOrCommand> {
    let mut actions = Vec::new();
    for one in shown {
        let Some(finding) = one.finding.and_then(|at| project.outcome.report.findings.get(at)) else { continue };
        let mut rules: Vec<&str> = vec![&finding.rule];
        if !one.at_use {
            rules.extend(finding.besides.iter().map(|beside| beside.rule.as_str()));
        }
        rules.dedup();
        let rules = rules.join(", ");
        // A comment about a comment leads nowhere.
        if rules.starts_with("suppression-") {
            continue;
        }
        let line = target.lines.line_start(if one.at_use { one.span.range.start } else { statement(project, one) });
        let Some(text) = comment::accepting(target.path, target.text, line, &rules) else { continue };
        let at = target.lines.position(line);
        let what = if one.at_use { "this use" } else { "this" };
        let edit = TextEdit { range: lsp_types::Range { start: at, end: at }, new_text: text };
        actions.push(action(target, format!("Accept {what} in a comment ({rules}): write why"), one, vec![edit]));
    }
    actions
}

/// Where the statement of a finding begins, or the finding itself.
fn statement(project: &Project, shown: &Shown) -> usize {
    let (path, at) = (&shown.span.path, shown.span.range.start);
    let around = project
        .outcome
        .statements
        .iter()
        .filter(|one| one.path == *path && one.range.start <= at && at < one.range.end);
    around.map(|one| one.range.start).max().unwrap_or(at)
}

/// The rules of these findings that have edits, where a migration may be edited at all.
pub(super) fn fixable(project: &Project, shown: &[&Shown]) -> BTreeSet<&'static str> {
    if project.outcome.report.stats.base.is_none() {
        return BTreeSet::new();
    }
    let findings = shown.iter().filter(|one| !one.at_use).filter_map(|one| one.finding);
    let findings = findings.filter_map(|at| project.outcome.report.findings.get(at));
    findings
        .flat_map(|finding| std::iter::once(&finding.rule).chain(finding.besides.iter().map(|beside| &beside.rule)))
        .filter_map(|slug| rule::named(slug).filter(|rule| rule.fix.is_some()))
        .map(|rule| rule.slug)
        .collect()
}

/// The edits that hold.
pub(super) fn fix(project: &Project, target: &Target<'_>, shown: &[&Shown], tried: &Tried) -> Vec<CodeActionOrCommand> {
    let mut actions = Vec::new();
    for slug in fixable(project, shown) {
        let Some(files) = tried.get(&(project.root.clone(), slug)) else { continue };
        let Some(file) = files.iter().find(|file| *file.path == *target.path) else { continue };
        let plain = |text: &str| text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        if plain(&file.before) != plain(target.text) {
            continue;
        }
        let about = shown.iter().find(|one| {
            let finding = one.finding.and_then(|at| project.outcome.report.findings.get(at));
            finding.is_some_and(|one| one.rule == slug || one.besides.iter().any(|beside| beside.rule == slug))
        });
        let Some(about) = about else { continue };
        let edits = edits(target, &plain(&file.after));
        let mut fixed = action(target, format!("Fix {slug} in this migration"), about, edits);
        if let CodeActionOrCommand::CodeAction(action) = &mut fixed {
            action.is_preferred = Some(true);
        }
        actions.push(fixed);
    }
    actions
}

/// What makes `after` of the text, line by line.
fn edits(target: &Target<'_>, after: &str) -> Vec<TextEdit> {
    let before = target.text.strip_prefix('\u{feff}').unwrap_or(target.text);
    let skipped = target.text.len() - before.len();
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let start = |line: usize| skipped + old.iter().take(line).map(|one| one.len()).sum::<usize>();
    let mut edits = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (from, to) = (operation.old_range(), operation.new_range());
        let text: String = new.get(to).unwrap_or_default().concat();
        if old.get(from.clone()).unwrap_or_default().concat() != text {
            edits.push(TextEdit { range: target.lines.range(&(start(from.start)..start(from.end))), new_text: text });
        }
    }
    edits
}

fn action(target: &Target<'_>, title: String, about: &Shown, edits: Vec<TextEdit>) -> CodeActionOrCommand {
    CodeActionOrCommand::CodeAction(CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![about.diagnostic.clone()]),
        edit: Some(workspace(target, edits)),
        ..CodeAction::default()
    })
}

#[allow(clippy::mutable_key_type, reason = "the protocol's own map; nothing changes a URI")]
fn workspace(target: &Target<'_>, edits: Vec<TextEdit>) -> WorkspaceEdit {
    if !target.versioned {
        return WorkspaceEdit { changes: Some([(target.uri.clone(), edits)].into()), ..WorkspaceEdit::default() };
    }
    let text_document =
        OptionalVersionedTextDocumentIdentifier { uri: target.uri.clone(), version: Some(target.version) };
    let edits = edits.into_iter().map(OneOf::Left).collect();
    let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}
