//! `migcheck plan --playbook`: what to do on the night on which a change broke something.

use crate::check::{self, Plans};
use crate::config::Config;
use crate::output::plan::playbook::{Book, markdown};
use crate::output::plan::prometheus::{self, Alerts, EXPORTERS};
use crate::output::plan::{View, human_or_markdown};

use super::args::{PlanArgs, PlaybookArgs};
use super::console::Console;
use super::plan::Failure;
use super::{CLEAN, FAILED};

fn alerts(args: &PlaybookArgs) -> Result<Alerts, Failure> {
    let fail = |message: String| (message, None);
    let exporter = EXPORTERS.iter().find(|one| one.name == args.exporter);
    let exporter = exporter.ok_or_else(|| fail(format!("there is no exporter `{}`", args.exporter)))?;
    let [method, route, status] = match &args.labels[..] {
        [] => [exporter.method, exporter.route, exporter.status].map(str::to_string),
        [method, route, status] => [method, route, status].map(|label| label.trim().to_string()),
        _ => return Err(fail("--labels takes three names: method, route and status".to_string())),
    };
    let alerts = Alerts {
        metric: args.metric.clone().unwrap_or_else(|| exporter.metric.to_string()),
        method,
        route,
        status,
        rate: args.error_rate,
        window: args.window.clone(),
        hold: args.hold.clone(),
        runbook: args.runbook_url.clone(),
    };
    alerts.valid().map_err(fail)?;
    Ok(alerts)
}

pub(super) fn run(args: &PlanArgs, config: &Config, mut found: Plans, console: &Console) -> Result<u8, Failure> {
    let alerts = alerts(&args.playbook)?;
    if args.format != prometheus::NAME && !human_or_markdown(&args.format) {
        return Err((format!("a playbook has no format `{}`: it has `markdown` and `prometheus`", args.format), None));
    }
    let shows = check::playbooks(config, &mut found);
    let books: Vec<Book<'_>> = found
        .planned
        .iter()
        .zip(&shows)
        .map(|(one, shows)| Book {
            plan: &one.plan,
            outage: &one.outage,
            uses: check::failing(one),
            rollback: shows.rollback,
            mappers: &shows.mappers,
        })
        .collect();
    let project = &found.project;
    let text = match args.format.as_str() {
        prometheus::NAME => prometheus::rules(&books, &alerts),
        _ => {
            let view = View { plans: &[], restores: &[], sources: &project.sources, style: console.style() };
            let base = project.stats.base.as_ref().map(|base| base.name.as_str());
            markdown(&books, &alerts, base, &view)
        }
    };
    Ok(if console.out(&text) { CLEAN } else { FAILED })
}
