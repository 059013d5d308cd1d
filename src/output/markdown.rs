//! A summary in GitHub's Markdown, for the page of a job: the verdict, a table, graphs of the worst findings, and what to do as check lists.
//!
//! A job's page takes a mebibyte and refuses all of what is longer, so it is cut before, and says so. Text of the repository is escaped or code.

use std::fmt::Write;

use crate::model::finding::Finding;
use crate::model::reach::Reach;

use super::closing::{self, number};
use super::graph::Graph;
use super::shared::{self, code, markdown};
use super::{Format, View};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "markdown", closing: false, render };

/// The longest summary, in bytes, and what of it the table may take.
const LONGEST: usize = 900 * 1024;
const TABLE: usize = 200 * 1024;
/// How many findings have a graph.
const GRAPHS: usize = 5;
/// How many uses a finding lists.
const USES: usize = 20;

fn render(view: &View<'_>) -> String {
    let findings = shared::worst_first(view);
    let mut text = String::from("## migcheck\n\n");
    let fatal: Vec<_> = view.report.problems.iter().filter(|problem| problem.fatal).collect();
    if fatal.is_empty() {
        let _ = writeln!(text, "{}", markdown(&closing::line(view.report, view.style.verbose), false));
    } else {
        text.push_str("The check could not be made:\n\n");
        for problem in fatal {
            // Writing to a string does not fail.
            let _ = writeln!(text, "- {}", markdown(&problem.message, false));
        }
    }
    if findings.is_empty() {
        return text;
    }
    text.push_str("\n| | what | where | reached from |\n|---|---|---|---|\n");
    let mut rows = 0;
    for finding in &findings {
        let row = row(finding, view);
        if text.len() + row.len() > TABLE {
            break;
        }
        text.push_str(&row);
        rows += 1;
    }
    if rows < findings.len() {
        let _ = writeln!(text, "\nand {} more than the table has room for", number(findings.len() - rows, "finding"));
    }
    for (at, finding) in findings.iter().enumerate() {
        let part = part(finding, view, at < GRAPHS);
        if text.len() + part.len() > LONGEST {
            let _ = writeln!(
                text,
                "\nand {} more, for which there is no room here",
                number(findings.len() - at, "finding")
            );
            break;
        }
        text.push_str(&part);
    }
    text
}

fn row(finding: &Finding, view: &View<'_>) -> String {
    let reach = Reach::union(finding.evidence().map(|one| &one.reach));
    let ways = reach.phrase(3).map(|ways| markdown(&ways, true)).unwrap_or_default();
    format!(
        "| **{}** {} | {} | {} | {ways} |\n",
        finding.level.name(),
        code(&finding.rule, true),
        markdown(&finding.message, true),
        code(&view.line_of(&finding.primary.span), true),
    )
}

fn part(finding: &Finding, view: &View<'_>, drawn: bool) -> String {
    let mut text = format!("\n### {}\n\n", markdown(&finding.message, false));
    let at = code(&view.line_of(&finding.primary.span), false);
    let _ = writeln!(text, "{at}: {}, rule {}", markdown(&finding.primary.label, false), code(&finding.rule, false));
    if let Some(graph) = Graph::of(finding, view).filter(|_| drawn) {
        let _ = write!(text, "\n```mermaid\n{}```\n", graph.mermaid());
    }
    let uses: Vec<_> = finding.evidence().collect();
    if !uses.is_empty() {
        text.push('\n');
    }
    for one in uses.iter().take(USES) {
        let said = markdown(&shared::said(one), false);
        let _ = writeln!(text, "- {}: {said}", code(&view.line_of(&one.span), false));
    }
    if uses.len() > USES {
        let _ = writeln!(text, "- and {} more", number(uses.len() - USES, "use"));
    }
    for line in finding.breaks.iter() {
        let _ = write!(text, "\n{}\n", markdown(line, false));
    }
    if !finding.plan.is_empty() {
        text.push_str("\n<details><summary>What to do</summary>\n\n");
        for step in &finding.plan {
            let _ = writeln!(text, "- [ ] {}", markdown(step, false));
        }
        text.push_str("\n</details>\n");
    }
    if !finding.besides.is_empty() {
        text.push_str("\nOf the same statement:\n\n");
    }
    for one in &finding.besides {
        let (level, message) = (one.level.name(), markdown(&one.message, false));
        let _ = writeln!(text, "- {level}: {message} ({})", code(&one.rule, false));
    }
    text
}
