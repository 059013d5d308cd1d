//! Whether tests run the lines of uses: reads the reports that the configuration names.

use crate::config::Config;
use crate::coverage::{self, Coverage};
use crate::input;
use crate::model::finding::Finding;
use crate::model::reference::Reference;
use crate::model::report::Problem;
use crate::source::{Revision, Tree};

use super::Project;

/// Marks the uses of findings.
pub(super) fn findings(config: &Config, project: &Project, findings: &mut [Finding]) -> Vec<Problem> {
    uses_of(config, project, findings.iter_mut().flat_map(|finding| &mut finding.related))
}

/// Marks some uses. A report that cannot be read is an error; one that fits no file says nothing.
pub(super) fn uses_of<'a>(
    config: &Config,
    project: &Project,
    uses: impl Iterator<Item = &'a mut Reference>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut coverage = Coverage::default();
    for path in &config.coverage {
        match input::report(&config.root.join(path)).and_then(|text| coverage::read(&text)) {
            Ok(report) => coverage.add(report, project.trees.head.paths()),
            Err(why) => problems.push(Problem {
                fatal: true,
                ..Problem::new(format!("the coverage report `{path}` cannot be used: {why}"))
            }),
        }
    }
    if !coverage.ambiguous.is_empty() {
        let first = coverage.ambiguous.iter().take(3).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        problems.push(Problem::new(format!(
            "{} paths of the coverage reports fit several files, and count for none: {first}",
            coverage.ambiguous.len()
        )));
    }
    if !coverage.is_empty() {
        // The reports are of the code here.
        for one in uses.filter(|one| one.span.revision == Revision::Head) {
            let place = project.sources.place(&one.span);
            one.reach.hits = place.and_then(|place| coverage.hits(&one.span.path, place.line));
        }
    }
    problems
}
