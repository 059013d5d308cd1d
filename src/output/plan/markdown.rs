//! A check list for a ticket.

use crate::output::shared::{self, fence};
use crate::plan::Restore;

use super::{Format, Shown, View, condition};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "markdown", render };

fn render(view: &View<'_>) -> String {
    let plans = view.plans.iter().map(|one| plan(one, view));
    let restores = view.restores.iter().map(|one| restore(one, view));
    plans.chain(restores).collect::<Vec<_>>().join("\n")
}

/// Text of the repository inside of a line: nothing but code spans means anything.
pub(super) fn safe(text: &str) -> String {
    shared::markdown(text, false)
}

pub(super) fn code(text: &str) -> String {
    shared::code(text, false)
}

fn fenced(view: &View<'_>, statements: &[String], indent: &str) -> String {
    let lines: String =
        statements.iter().flat_map(|statement| view.sql(statement)).map(|line| format!("{line}\n")).collect();
    fence("sql", &lines, indent)
}

fn plan(shown: &Shown<'_>, view: &View<'_>) -> String {
    let plan = shown.plan;
    let mut text = format!("## {}\n", safe(&plan.title));
    for (at, release) in plan.releases.iter().enumerate() {
        text.push_str(&format!("\n### Release {}: {} ({})\n\n", at + 1, safe(&release.title), release.kind()));
        for migration in &release.migrations {
            text.push_str(&format!("- [ ] run {}\n\n{}\n", code(&migration.name), fenced(view, &migration.up, "  ")));
        }
        if !release.code.is_empty() {
            text.push_str(&format!("- [ ] {}\n", safe(&release.code)));
        }
        for one in shown.places(release) {
            let test = if one.test { " (test)" } else { "" };
            text.push_str(&format!("  - [ ] {} {}{test}\n", code(&view.place(&one.span)), code(&view.line(&one.span))));
        }
        for check in &release.checks {
            text.push_str(&format!("- [ ] {}\n", safe(&condition(check, at + 2))));
        }
        if !release.wait.is_empty() {
            text.push_str(&format!("- [ ] wait {}\n", safe(&release.wait)));
        }
        let end = if release.no_return { " **No return behind it.**" } else { "" };
        text.push_str(&format!("\nWay back: {}.{end}\n", safe(&release.back)));
    }
    if !plan.notes.is_empty() {
        text.push_str("\n### Notes\n\n");
        text.extend(plan.notes.iter().map(|note| format!("- {}\n", safe(note))));
    }
    text
}

fn restore(restore: &Restore, view: &View<'_>) -> String {
    let mut text = format!("## Put back {}\n\n", safe(&restore.name));
    for migration in &restore.migrations {
        text.push_str(&fenced(view, &migration.up, ""));
    }
    text.push_str("\nLost:\n\n");
    text.extend(restore.lost.iter().map(|lost| format!("- {}\n", safe(lost))));
    text
}
