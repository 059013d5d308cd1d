//! What an editor shows: the text of a finding beside its place, and what is known of a column, as Markdown.
//!
//! Everything of the repository in it is one line each and harmless: control characters are replaced, and Markdown of a name means nothing.

use crate::model::finding::Finding;
use crate::model::reference::{Access, Certainty, Reference};
use crate::model::usage::Usage;
use crate::rule::document::Rule;
use crate::source::{Revision, Sources, Span};

use super::shared::{self, code, markdown};
use super::terminal::clean;
use super::{View, closing::number};

/// How many entry points a line names; of more, how many they are.
const ENTRY_POINTS: usize = 4;
/// How many uses a text lists, where the editor shows no other places.
const LISTED: usize = 8;

/// A finding in plain text: the headline, the uses that no editor can open, what breaks, what to do. `places`: the editor shows the other places itself.
pub fn message(finding: &Finding, view: &View<'_>, places: bool) -> String {
    let mut lines = vec![finding.message.clone()];
    let listed: Vec<&Reference> =
        finding.evidence().filter(|one| !places || !is_here(&one.span, view.sources)).collect();
    for one in listed.iter().take(LISTED) {
        lines.push(format!("{}: {}", view.line_of(&one.span), shared::said(one)));
    }
    if listed.len() > LISTED {
        lines.push(format!("and {} more", number(listed.len() - LISTED, "use")));
    }
    lines.extend(finding.breaks.iter().cloned());
    lines.extend(shared::plan(finding));
    for one in &finding.besides {
        lines.push(format!("{}: {} [{}]", one.level.name(), one.message, one.rule));
    }
    lines.into_iter().map(|line| clean(&line, true)).collect::<Vec<_>>().join("\n")
}

/// A finding at one of its uses: `read here, in login: …`.
pub fn at_use(finding: &Finding, reference: &Reference) -> String {
    clean(&format!("{} ({})", finding.message, shared::said(reference)), true)
}

/// What is said at a use.
pub fn said(reference: &Reference) -> String {
    clean(&shared::said(reference), true)
}

/// Where the documentation of a rule of migcheck's is, if the program knows its own address.
pub fn rule_address(rule: &str) -> Option<String> {
    shared::rule_address(rule)
}

/// Whether a place is in a file of the tree that is edited.
pub fn is_here(span: &Span, sources: &Sources) -> bool {
    span.revision == Revision::Head && sources.outside(span).is_none()
}

/// What is known of a table or a column.
pub struct About<'a> {
    pub usage: &'a Usage,
    /// Of a column whose definition is known: whether it may be NULL.
    pub nullable: Option<bool>,
    /// What the pending migrations do to it: where, and its new name.
    pub removed: Option<(&'a Span, Option<&'a str>)>,
    /// The use that was pointed at.
    pub here: Option<&'a Reference>,
    pub sources: &'a Sources,
}

/// It in Markdown. `link` makes the address of a place.
pub fn about(about: &About<'_>, link: &dyn Fn(&Span) -> Option<String>) -> String {
    let usage = about.usage;
    let what = if usage.subject.column.is_some() { "column" } else { "table" };
    let mut lines = vec![format!("**{}** — {what}", code(&usage.subject.display(), false))];
    let mut definition = usage.definition.iter();
    if let Some(first) = definition.next() {
        let null = match about.nullable {
            Some(true) => ", may be NULL",
            Some(false) => ", never NULL",
            None => "",
        };
        let first = if usage.subject.column.is_some() { code(first, false) } else { markdown(first, false) };
        lines.push(format!("{first}{null}"));
    }
    lines.extend(definition.map(|phrase| markdown(phrase, false)));
    if let Some(made) = &usage.made {
        lines.push(format!("made by {}", place(&made.span, about.sources, link)));
    }
    if let Some((span, renamed_to)) = about.removed {
        let fate = match renamed_to {
            Some(name) => format!("renamed to {} by", code(name, false)),
            None => "dropped by".to_owned(),
        };
        lines.push(format!("**{fate} {}**, which is pending", place(span, about.sources, link)));
    }
    lines.push(counted(usage));
    if let Some(here) = about.here {
        lines.push(at_place(here));
    }
    lines.join("  \n")
}

fn place(span: &Span, sources: &Sources, link: &dyn Fn(&Span) -> Option<String>) -> String {
    let line = sources.place(span).map_or(1, |place| place.line);
    let name = code(&format!("{}:{line}", span.path), false);
    match link(span) {
        Some(address) => format!("[{name}]({address})"),
        None => name,
    }
}

/// `3 reads, 1 write; 2 in tests; 4 by name alone; 1 view or function of the database`.
fn counted(usage: &Usage) -> String {
    let counts = |one: &&Reference| !one.test && one.certainty > Certainty::Possible;
    let sure = |access: Access, certainty: Certainty| {
        usage.head.iter().filter(counts).filter(|one| one.access == access && one.certainty == certainty).count()
    };
    let mut parts = Vec::new();
    for (access, noun) in [(Access::Read, "read"), (Access::Write, "write"), (Access::Declare, "declaration")] {
        let (certain, likely) = (sure(access, Certainty::Certain), sure(access, Certainty::Likely));
        match (certain, likely) {
            (0, 0) => {}
            (all, 0) => parts.push(format!("{} (certain)", number(all, noun))),
            (0, all) => parts.push(format!("{} (likely)", number(all, noun))),
            (certain, likely) => {
                parts.push(format!("{} ({certain} certain, {likely} likely)", number(certain + likely, noun)));
            }
        }
    }
    let tests = usage.head.iter().filter(|one| one.test && one.certainty > Certainty::Possible).count();
    let named = usage.head.iter().filter(|one| one.certainty == Certainty::Possible).count();
    for (count, what) in [(tests, "in tests"), (named, "by name alone"), (usage.database.len(), "in the database")] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    match parts.is_empty() {
        true => "no use is known".to_owned(),
        false => format!("uses: {}", parts.join(", ")),
    }
}

/// Why a place counts as a use.
fn at_place(reference: &Reference) -> String {
    let verb = match reference.access {
        Access::Read => "read",
        Access::Write => "written",
        Access::Declare => "declared",
        Access::Call => "called",
        Access::Name => "named",
    };
    let because: Vec<String> = reference.proof.iter().map(|step| markdown(&step.text, false)).collect();
    let because = if because.is_empty() { String::new() } else { format!(": {}", because.join("; ")) };
    let ways = reference.reach.phrase(ENTRY_POINTS).map(|ways| format!(", from {}", markdown(&ways, false)));
    format!("{verb} here ({}{}){because}", reference.certainty.name(), ways.unwrap_or_default())
}

/// Why a rule speaks, and what to do instead. Of a rule of the project's own nobody knows what its page has in it.
pub fn rule(rule: &Rule) -> String {
    let prose = |heading| {
        let section = rule.section(heading);
        match rule.file {
            Some(_) => section.lines().map(|line| markdown(line, false)).collect::<Vec<_>>().join("\n"),
            None => section.to_owned(),
        }
    };
    let mut text = format!("**{}**: {}", code(rule.slug, false), markdown(&rule.title, false));
    for heading in ["Why", "Safe alternative"] {
        let prose = prose(heading);
        if !prose.trim().is_empty() {
            text.push_str(&format!("\n\n{}", prose.trim()));
        }
    }
    text
}
