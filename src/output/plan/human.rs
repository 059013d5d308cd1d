//! For people: release by release, with the ways back and the checks at the end.

use crate::output::terminal::{clean, plain, wrap};
use crate::plan::Restore;

use super::{Format, Shown, View, condition};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "human", render };

const INDENT: usize = 12;
/// Where what a release is made of stands.
const KIND: usize = 62;
/// The widest column of places.
const WIDEST: usize = 44;

fn render(view: &View<'_>) -> String {
    let plans = view.plans.iter().map(|one| plan(one, view));
    let restores = view.restores.iter().map(|one| restore(one, view));
    let text = plans.chain(restores).collect::<Vec<_>>().join("\n");
    if view.style.unicode { text } else { plain(&text) }
}

fn bold(text: &str, view: &View<'_>) -> String {
    if view.style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_string() }
}

fn plan(shown: &Shown<'_>, view: &View<'_>) -> String {
    let plan = shown.plan;
    let title = clean(&plan.title, view.style.unicode);
    let mut text = format!("{}\n\n", bold(&format!("{title} in {} releases", plan.releases.len()), view));
    for (at, release) in plan.releases.iter().enumerate() {
        let head = format!("release {:<4}{}", at + 1, clean(&release.title, view.style.unicode));
        text.push_str(&format!("{head:KIND$}{}\n", release.kind()));
        let places = shown.places(release);
        if !release.code.is_empty() {
            text.push_str(&entry("", &format!("code: {}", release.code), view));
        }
        let width = places
            .iter()
            .map(|one| view.place(&one.span).chars().count())
            .filter(|width| *width <= WIDEST)
            .max()
            .unwrap_or(0);
        for one in &places {
            let test = if one.test { "   (test)" } else { "" };
            let line = format!("{:INDENT$}{:width$}  {}{test}", "", view.place(&one.span), view.line(&one.span));
            text.push_str(&format!("{}\n", line.trim_end()));
        }
        if !release.code.is_empty() && places.is_empty() {
            text.push_str(&entry("", "no place in the code here has to change", view));
        }
        for migration in &release.migrations {
            text.push_str(&format!("{:INDENT$}{}\n", "", migration.name));
            for line in migration.up.iter().flat_map(|statement| view.sql(statement)) {
                text.push_str(format!("{:INDENT$}  + {line}", "").trim_end());
                text.push('\n');
            }
        }
        if !release.wait.is_empty() {
            text.push_str(&entry("    wait", &release.wait, view));
        }
    }
    text.push('\n');
    for (at, release) in plan.releases.iter().enumerate() {
        let end = if release.no_return { " (no return behind it)" } else { "" };
        text.push_str(&entry(
            if at == 0 { "Way back" } else { "" },
            &format!("release {}{end}: {}", at + 1, release.back),
            view,
        ));
    }
    let checks: Vec<String> = plan
        .releases
        .iter()
        .enumerate()
        .flat_map(|(at, release)| release.checks.iter().map(move |check| condition(check, at + 2)))
        .collect();
    list("Check", &checks, view, &mut text);
    let mut notes = plan.notes.clone();
    if shown.possible() > 0 {
        notes.push(format!(
            "{} more places have only the name in common: `migcheck usages {}` lists them",
            shown.possible(),
            plan.name
        ));
    }
    list("Notes", &notes, view, &mut text);
    text
}

fn list(title: &str, entries: &[String], view: &View<'_>, text: &mut String) {
    for (at, one) in entries.iter().enumerate() {
        text.push_str(&entry(if at == 0 { title } else { "" }, one, view));
    }
}

fn entry(title: &str, what: &str, view: &View<'_>) -> String {
    format!("{title:INDENT$}{}\n", wrap(&clean(what, view.style.unicode), view.style.width, INDENT))
}

fn restore(restore: &Restore, view: &View<'_>) -> String {
    let mut text = format!("{}\n\n", bold(&format!("Put back {}", clean(&restore.name, view.style.unicode)), view));
    for migration in &restore.migrations {
        for line in migration.up.iter().flat_map(|statement| view.sql(statement)) {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text.push('\n');
    list("Lost", &restore.lost, view, &mut text);
    text
}
