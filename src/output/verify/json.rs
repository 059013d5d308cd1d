//! One JSON object, version 1, with the same places as the report of a check.

use serde::Serialize;

use crate::model::finding::Finding;
use crate::model::verify::{Answer, Asked, LeftOut, Mark, Missed, Verification, Verified, VerifiedPlace};
use crate::output::json::{Tool, WireLocation, location};
use crate::source::Sources;

use super::{Format, View};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "json", render };

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    tool: Tool,
    /// The URL without its password.
    address: &'a str,
    summary: Summary,
    databases: Vec<WireDatabase<'a>>,
    /// What could not be removed.
    left_behind: &'a [String],
}

#[derive(Serialize)]
struct Summary {
    proved: usize,
    disproved: usize,
    not_tried: usize,
    missed: usize,
    /// What the exit code says.
    breaks: bool,
}

#[derive(Serialize)]
struct WireDatabase<'a> {
    name: &'a str,
    server: &'a str,
    made: usize,
    not_made: Vec<WireLeftOut<'a>>,
    ran: usize,
    not_run: Vec<WireLeftOut<'a>>,
    /// The schema after was made from what was read of the migrations.
    after_as_read: bool,
    asked: usize,
    prepared_before: usize,
    prepared_on_both: usize,
    not_asked: usize,
    findings: Vec<WireFinding<'a>>,
    missed: Vec<WireMissed<'a>>,
    /// Refused on both sides, so that nothing is known of them.
    refused: Vec<WireMissed<'a>>,
}

#[derive(Serialize)]
struct WireLeftOut<'a> {
    what: &'a str,
    location: Option<WireLocation<'a>>,
    why: &'a str,
    /// `server` or `migcheck`.
    by: &'static str,
    /// It was made all the same, with less.
    in_part: bool,
}

#[derive(Serialize)]
struct WireFinding<'a> {
    rule: &'a str,
    level: &'a str,
    message: &'a str,
    fingerprint: &'a str,
    location: WireLocation<'a>,
    /// By a comment or the baseline: it does not count.
    accepted: bool,
    /// `proved`, `disproved`, `not-tried`.
    mark: &'a str,
    /// `null`: it was not tried.
    by: Option<&'a str>,
    reason: Option<&'a str>,
    places: Vec<WirePlace<'a>>,
}

#[derive(Serialize)]
struct WirePlace<'a> {
    location: WireLocation<'a>,
    test: bool,
    mark: &'a str,
    reason: Option<&'a str>,
    /// What was asked is a query of the name alone.
    probe: bool,
    /// A part of the query is only known when it runs.
    partial: bool,
    asked: Option<WireAsked<'a>>,
}

#[derive(Serialize)]
struct WireMissed<'a> {
    location: WireLocation<'a>,
    symbol: Option<&'a str>,
    test: bool,
    partial: bool,
    asked: WireAsked<'a>,
}

#[derive(Serialize)]
struct WireAsked<'a> {
    sql: &'a str,
    before: WireAnswer<'a>,
    after: WireAnswer<'a>,
}

#[derive(Serialize)]
struct WireAnswer<'a> {
    prepared: bool,
    code: Option<&'a str>,
    message: Option<&'a str>,
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn answer(answer: &Answer) -> WireAnswer<'_> {
    let refusal = answer.as_ref().err();
    WireAnswer {
        prepared: refusal.is_none(),
        code: refusal.and_then(|refusal| some(&refusal.code)),
        message: refusal.map(|refusal| refusal.message.as_str()),
    }
}

fn asked(asked: &Asked) -> WireAsked<'_> {
    WireAsked { sql: &asked.sql, before: answer(&asked.before), after: answer(&asked.after) }
}

fn left_out<'a>(all: &'a [LeftOut], sources: &Sources) -> Vec<WireLeftOut<'a>> {
    let one = |one: &'a LeftOut| WireLeftOut {
        what: &one.what,
        location: one.span.as_ref().map(|span| location(span, sources)),
        why: &one.why,
        by: if one.by_server { "server" } else { "migcheck" },
        in_part: one.in_part,
    };
    all.iter().map(one).collect()
}

fn place<'a>(place: &'a VerifiedPlace, sources: &Sources) -> WirePlace<'a> {
    WirePlace {
        location: location(&place.span, sources),
        test: place.test,
        mark: place.mark.name(),
        reason: some(&place.reason),
        probe: place.probe,
        partial: place.partial,
        asked: place.asked.as_ref().map(asked),
    }
}

fn finding<'a>(one: &'a Verified, finding: &'a Finding, server: &'a str, view: &'a View<'_>) -> WireFinding<'a> {
    WireFinding {
        rule: &finding.rule,
        level: finding.level.name(),
        message: &finding.message,
        fingerprint: &finding.fingerprint,
        location: location(&finding.primary.span, view.sources),
        accepted: view.accepted.get(one.finding).copied().unwrap_or_default(),
        mark: one.mark.name(),
        by: (one.mark != Mark::NotTried).then_some(server),
        reason: some(&one.reason),
        places: one.places.iter().map(|one| place(one, view.sources)).collect(),
    }
}

fn missed<'a>(one: &'a Missed, sources: &Sources) -> WireMissed<'a> {
    WireMissed {
        location: location(&one.span, sources),
        symbol: one.symbol.as_deref(),
        test: one.test,
        partial: one.partial,
        asked: asked(&one.asked),
    }
}

fn database<'a>(one: &'a Verification, view: &'a View<'_>) -> WireDatabase<'a> {
    let findings = one.verified.iter();
    let findings = findings.filter_map(|own| Some(finding(own, view.findings.get(own.finding)?, &one.server, view)));
    WireDatabase {
        name: &one.database,
        server: &one.server,
        made: one.made,
        not_made: left_out(&one.not_made, view.sources),
        ran: one.ran,
        not_run: left_out(&one.not_run, view.sources),
        after_as_read: one.after_as_read,
        asked: one.asked,
        prepared_before: one.taken_before,
        prepared_on_both: one.taken_on_both,
        not_asked: one.left_out,
        findings: findings.collect(),
        missed: one.missed.iter().map(|one| missed(one, view.sources)).collect(),
        refused: one.refused.iter().map(|one| missed(one, view.sources)).collect(),
    }
}

fn render(view: &View<'_>) -> String {
    let wire = Wire {
        version: VERSION,
        tool: Tool { name: "migcheck", version: env!("CARGO_PKG_VERSION") },
        address: view.address,
        summary: Summary {
            proved: view.count(Mark::Proved),
            disproved: view.count(Mark::Disproved),
            not_tried: view.count(Mark::NotTried),
            missed: view.missed(),
            breaks: view.breaks(),
        },
        databases: view.verifications.iter().map(|one| database(one, view)).collect(),
        left_behind: view.left_behind,
    };
    let mut text = serde_json::to_string_pretty(&wire).unwrap_or_default();
    text.push('\n');
    text
}
