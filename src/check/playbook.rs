//! What an operator has to know of plans: from where the uses are reached, whether the deployed code has them too, and which mappers print the errors.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::lang;
use crate::model::reference::{Certainty, Reference};
use crate::plan::{Failure, MAPPERS, Mapper, Rollback};
use crate::source::{Revision, Tree};

use super::plan::{Planned, Plans};
use super::{Project, reach};

/// Files in which a project names what it is built with.
const MANIFESTS: &[&str] = &[
    "Gemfile",
    "Cargo.toml",
    "build.gradle",
    "build.gradle.kts",
    "composer.json",
    "go.mod",
    "mix.exs",
    "package.json",
    "pom.xml",
    "pyproject.toml",
    "requirements.txt",
    "setup.py",
];

/// What the uses of one plan show.
pub struct Shows {
    pub rollback: Rollback,
    pub mappers: Vec<&'static Mapper>,
}

/// Finds the ways to the uses of each plan, in the order of the plans.
pub fn playbooks(config: &Config, found: &mut Plans) -> Vec<Shows> {
    let uses = found.planned.iter_mut().flat_map(|one| one.uses.iter_mut().chain(&mut one.omits)).collect();
    reach::uses_of(config, &found.project, uses);
    found.planned.iter().map(|one| shows(one, &found.project)).collect()
}

/// The uses that fail.
pub fn failing(planned: &Planned) -> Vec<&Reference> {
    let all = if planned.outage.failure == Failure::ValueMissing { &planned.omits } else { &planned.uses };
    all.iter().filter(|one| one.certainty > Certainty::Possible && !one.test).collect()
}

fn shows(planned: &Planned, project: &Project) -> Shows {
    let uses = failing(planned);
    let rollback = match &project.trees.base {
        _ if uses.is_empty() => Rollback::NoUse,
        None => Rollback::Assumed,
        Some(base) => {
            // A file that does not differ stands in both trees and is read once.
            let same = |path: &str| base.contains(path) && !base.changed().contains(path);
            let deployed = |one: &&&Reference| one.span.revision == Revision::Base || same(&one.span.path);
            match uses.iter().filter(deployed).count() {
                0 => Rollback::Helps,
                _ => Rollback::DoesNot,
            }
        }
    };
    Shows { rollback, mappers: mappers(&uses, project) }
}

/// The mappers that files with uses name, or else the manifests above these files.
fn mappers(uses: &[&Reference], project: &Project) -> Vec<&'static Mapper> {
    let languages: BTreeSet<&str> =
        uses.iter().filter_map(|one| lang::of_path(&one.span.path)).map(|language| language.name).collect();
    let mut texts: Vec<String> = uses
        .iter()
        .filter(|one| lang::of_path(&one.span.path).is_some())
        .filter_map(|one| project.sources.text(&one.span))
        .map(|text| text.to_string())
        .collect();
    let tree = &project.trees.head;
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for one in uses {
        let mut rest: &str = &one.span.path;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            folders.insert(folder);
            rest = folder;
        }
        folders.insert("");
    }
    for folder in folders {
        let inside = |name: &str| if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
        texts.extend(MANIFESTS.iter().filter_map(|name| tree.read(&inside(name))).map(|text| text.to_string()));
    }
    let speaks = |mapper: &&Mapper| mapper.languages.iter().any(|language| languages.contains(language));
    let named = |mapper: &&Mapper| mapper.words.iter().any(|word| texts.iter().any(|text| text.contains(word)));
    MAPPERS.iter().filter(speaks).filter(named).collect()
}
