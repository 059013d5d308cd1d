//! `migcheck baseline`: writes down today's findings, so that only new ones fail the build. It is meant to shrink: `--prune` takes out what is gone, and in CI nothing
//! is added.

use std::collections::BTreeMap;

use crate::check::check_alone;
use crate::config::accepted::{self, Accepted, FILE};

use super::args::{BaselineArgs, Everywhere};
use super::console::Console;
use super::settings::Asked;
use super::{CLEAN, FAILED};

pub(super) fn run(args: &BaselineArgs, everywhere: &Everywhere, console: &Console) -> u8 {
    let asked = Asked { everywhere, tree: &args.tree, paths: &[], check: None };
    let Some(config) = console.settings(&asked) else { return FAILED };
    let before = match accepted::read(&config.root) {
        Ok(before) => before,
        // A broken baseline is written anew, but nothing of it can be kept.
        Err(message) if args.prune => {
            console.error(&message, None);
            return FAILED;
        }
        Err(_) => BTreeMap::new(),
    };
    let outcome = check_alone(&config);
    if console.problems(&outcome.report.problems, &outcome.sources) {
        return FAILED;
    }
    let found = outcome.report.findings.into_iter().map(|finding| Accepted {
        rule: finding.rule,
        message: finding.message,
        fingerprint: finding.fingerprint,
    });
    let now: BTreeMap<String, Accepted> = found.map(|one| (one.fingerprint.clone(), one)).collect();
    let new = now.keys().filter(|print| !before.contains_key(*print)).count();
    let gone = before.keys().filter(|print| !now.contains_key(*print)).count();
    if new > 0 && !args.prune && config.env.contains_key("CI") {
        let tip = "mend them, or run `migcheck baseline` by hand and commit the file, where a review sees it";
        console.error(&format!("in CI a baseline can only shrink, and this would add {}", findings(new)), Some(tip));
        return FAILED;
    }
    let kept = now.into_iter().filter(|(print, _)| !args.prune || before.contains_key(print));
    let kept: Vec<Accepted> = kept.map(|(_, one)| one).collect();
    let (count, path) = (kept.len(), config.root.join(FILE));
    if let Err(error) = std::fs::write(&path, accepted::text(kept)) {
        console.error(&format!("cannot write {}: {error}", path.display()), None);
        return FAILED;
    }
    let added = if args.prune { 0 } else { new };
    console.say(&format!("{FILE}: {} ({added} new, {gone} gone).", findings(count)));
    CLEAN
}

fn findings(count: usize) -> String {
    if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") }
}
