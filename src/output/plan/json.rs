//! One JSON object, version 1, with the same structs for places as the report of a check.

use serde::Serialize;

use crate::output::json::{Tool, WireUse, reference};
use crate::plan::{Check, Migration, Runs};

use super::{Format, Shown, View};

/// The entry in the registry.
pub const FORMAT: Format = Format { name: "json", render };

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    tool: Tool,
    plans: Vec<WirePlan<'a>>,
    restores: Vec<WireRestore<'a>>,
}

#[derive(Serialize)]
struct WirePlan<'a> {
    title: &'a str,
    name: &'a str,
    dialect: &'a str,
    releases: Vec<WireRelease<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct WireRelease<'a> {
    release: usize,
    title: &'a str,
    /// `code only`, `migration only`, `migration, then code`.
    kind: &'a str,
    /// What the code has to do; empty: nothing.
    code: &'a str,
    places: Vec<WireUse<'a>>,
    migrations: Vec<WireMigration<'a>>,
    checks: Vec<WireCheck<'a>>,
    wait: &'a str,
    way_back: &'a str,
    no_return: bool,
}

#[derive(Serialize)]
struct WireMigration<'a> {
    name: &'a str,
    /// Whether its statements belong into one transaction; else they must be outside of any.
    transaction: bool,
    up: &'a [String],
    down: &'a [String],
}

/// One of them is there.
#[derive(Serialize)]
struct WireCheck<'a> {
    /// A name of which `migcheck usages` must find no use.
    unused: Option<&'a str>,
    /// A query that must answer 0.
    zero: Option<&'a str>,
}

#[derive(Serialize)]
struct WireRestore<'a> {
    name: &'a str,
    dialect: &'a str,
    migrations: Vec<WireMigration<'a>>,
    lost: &'a [String],
}

fn migration(one: &Migration) -> WireMigration<'_> {
    WireMigration { name: &one.name, transaction: one.runs == Runs::Together, up: &one.up, down: &one.down }
}

fn check(one: &Check) -> WireCheck<'_> {
    match one {
        Check::Unused(name) => WireCheck { unused: Some(name), zero: None },
        Check::Zero(sql) => WireCheck { unused: None, zero: Some(sql) },
    }
}

fn plan<'a>(shown: &'a Shown<'_>, view: &'a View<'_>) -> WirePlan<'a> {
    let releases = shown.plan.releases.iter().enumerate().map(|(at, release)| WireRelease {
        release: at + 1,
        title: &release.title,
        kind: release.kind(),
        code: &release.code,
        places: shown.places(release).into_iter().map(|one| reference(one, view.sources)).collect(),
        migrations: release.migrations.iter().map(migration).collect(),
        checks: release.checks.iter().map(check).collect(),
        wait: &release.wait,
        way_back: &release.back,
        no_return: release.no_return,
    });
    WirePlan {
        title: &shown.plan.title,
        name: &shown.plan.name,
        dialect: shown.plan.dialect.name(),
        releases: releases.collect(),
        notes: &shown.plan.notes,
    }
}

fn render(view: &View<'_>) -> String {
    let restores = view.restores.iter().map(|one| WireRestore {
        name: &one.name,
        dialect: one.dialect.name(),
        migrations: one.migrations.iter().map(migration).collect(),
        lost: &one.lost,
    });
    let wire = Wire {
        version: VERSION,
        tool: Tool { name: "migcheck", version: env!("CARGO_PKG_VERSION") },
        plans: view.plans.iter().map(|one| plan(one, view)).collect(),
        restores: restores.collect(),
    };
    let mut text = serde_json::to_string_pretty(&wire).unwrap_or_default();
    text.push('\n');
    text
}
