//! JUnit's XML: a suite a migration and a case a finding. A clean migration is a case that passes, as a report without any case is an error to
//! those who read it.
//!
//! Errors are failures. Warnings and notes pass, with their text as output: a failed test would make the build fail where the exit code does not.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::model::finding::{Finding, Level};
use crate::model::report::Problem;

use super::shared::{self, xml};
use super::{Format, View};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "junit", closing: false, render };

fn render(view: &View<'_>) -> String {
    let mut suites: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for database in &view.report.stats.databases {
        for path in database.new.iter().chain(&database.appended) {
            suites.entry(path).or_default();
        }
    }
    for finding in view.shown() {
        suites.entry(&finding.primary.span.path).or_default().push(finding);
    }
    let fatal: Vec<&Problem> = view.report.problems.iter().filter(|problem| problem.fatal).collect();

    let mut body = String::new();
    let (mut tests, mut failures) = (0, 0);
    for (path, findings) in &suites {
        let failed = findings.iter().filter(|finding| finding.level == Level::Error).count();
        let cases = findings.len().max(1);
        (tests, failures) = (tests + cases, failures + failed);
        open(&mut body, path, cases, failed, 0);
        if findings.is_empty() {
            passed(&mut body, path, "checked");
        }
        for finding in findings {
            case(&mut body, path, finding, view);
        }
        body.push_str("  </testsuite>\n");
    }
    if !fatal.is_empty() || suites.is_empty() {
        let cases = fatal.len().max(1);
        tests += cases;
        open(&mut body, "migcheck", cases, 0, fatal.len());
        if fatal.is_empty() {
            passed(&mut body, "migcheck", "no new migration");
        }
        for problem in &fatal {
            // Writing to a string does not fail.
            let _ = write!(
                body,
                "    <testcase classname=\"migcheck\" name=\"the check could not be made\" time=\"0\">\n      \
                 <error type=\"problem\" message=\"{}\"/>\n    </testcase>\n",
                xml(&problem.message)
            );
        }
        body.push_str("  </testsuite>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"migcheck\" tests=\"{tests}\" failures=\"{failures}\" \
         errors=\"{}\" time=\"0\">\n{body}</testsuites>\n",
        fatal.len()
    )
}

fn open(body: &mut String, name: &str, tests: usize, failures: usize, errors: usize) {
    let _ = writeln!(
        body,
        "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\" time=\"0\">",
        xml(name)
    );
}

fn passed(body: &mut String, class: &str, name: &str) {
    let _ = writeln!(body, "    <testcase classname=\"{}\" name=\"{name}\" time=\"0\"/>", xml(class));
}

fn case(body: &mut String, class: &str, finding: &Finding, view: &View<'_>) {
    let place = format!("{}: {}", view.line_of(&finding.primary.span), finding.primary.label);
    let mut lines = shared::told(finding, view);
    lines.insert(1, place);
    let text: Vec<String> = lines.iter().map(|line| xml(line)).collect();
    let text = text.join("\n");
    let subject = finding.subject.display();
    let name = format!("{} {subject}", finding.rule);
    let _ = writeln!(body, "    <testcase classname=\"{}\" name=\"{}\" time=\"0\">", xml(class), xml(name.trim()));
    let _ = match finding.level {
        Level::Error => writeln!(
            body,
            "      <failure type=\"{}\" message=\"{}\">{text}\n</failure>",
            xml(&finding.rule),
            xml(&finding.message)
        ),
        level => writeln!(body, "      <system-out>{}: {text}\n</system-out>", level.name()),
    };
    body.push_str("    </testcase>\n");
}
