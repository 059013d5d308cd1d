//! From where the uses of findings are reached: reads, by rounds, the files that name what leads to them. Runs only for what is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Config;
use crate::input::{Identifiers, Searchable};
use crate::lang::{self, LANGUAGES};
use crate::model::finding::Finding;
use crate::model::reach::Reach;
use crate::model::reference::{Certainty, Reference};
use crate::model::usage::Usage;
use crate::orm::CodeFile;
use crate::reach::frameworks_of;
use crate::reach::graph::{Graph, ROUNDS};
use crate::reach::unit::Unit;
use crate::reference::is_test_path;
use crate::rule;
use crate::source::{Revision, SourceFile};

use super::Project;
use super::code::code_paths;
use super::database::parallel;

/// How many files are read for all uses together.
const FILES: usize = 3000;
/// How many places are followed.
const PLACES: usize = 300;
/// How many names are looked for in one round.
const NAMES: usize = 400;
/// A name that says little is looked for only if no more files than this have it.
const COMMON: usize = 150;

/// Finds the ways to the uses of findings, and says them in what breaks.
pub(super) fn findings(config: &Config, project: &Project, findings: &mut [Finding]) {
    let uses = findings.iter_mut().flat_map(|finding| &mut finding.related).collect();
    uses_of(config, project, uses);
    findings.iter_mut().for_each(rule::engine::tell_reach);
}

/// Finds the ways to the uses of objects of the schema.
pub(super) fn usages<'a>(config: &Config, project: &Project, usages: impl Iterator<Item = &'a mut Usage>) {
    let uses = usages.flat_map(|usage| usage.head.iter_mut().chain(&mut usage.base)).collect();
    uses_of(config, project, uses);
}

/// Finds the ways to some uses.
pub(super) fn uses_of(config: &Config, project: &Project, mut uses: Vec<&mut Reference>) {
    uses.retain(|one| !one.test && one.certainty > Certainty::Possible && lang::of_path(&one.span.path).is_some());
    let deployed = project.trees.bases().map(|(revision, base)| (revision, Some(base)));
    for (revision, base) in std::iter::once((Revision::Head, None)).chain(deployed) {
        let places: BTreeSet<(Arc<str>, usize)> = uses
            .iter()
            .filter(|one| one.span.revision == revision)
            .map(|one| (one.span.path.clone(), one.span.range.start))
            .collect();
        let places: Vec<(Arc<str>, usize)> = places.into_iter().take(PLACES).collect();
        if places.is_empty() {
            continue;
        }
        let reached = match base {
            None => reached(&*project.trees.head, config, project, revision, &places),
            Some(base) => reached(base, config, project, revision, &places),
        };
        for one in uses.iter_mut().filter(|one| one.span.revision == revision) {
            if let Some(reach) = reached.get(&(one.span.path.clone(), one.span.range.start)) {
                one.reach = reach.clone();
            }
        }
    }
}

fn reached(
    tree: &impl Searchable,
    config: &Config,
    project: &Project,
    revision: Revision,
    places: &[(Arc<str>, usize)],
) -> BTreeMap<(Arc<str>, usize), Reach> {
    let mut languages: BTreeSet<&str> =
        places.iter().filter_map(|(path, _)| lang::of_path(path)).map(|language| language.name).collect();
    if languages.contains("prisma") {
        languages.insert("javascript");
    }
    if languages.iter().any(|name| matches!(*name, "java" | "kotlin")) {
        languages.extend(["java", "kotlin"]);
    }
    let mut paths = code_paths(tree.paths(), &project.databases);
    let speaks = |path: &str| lang::of_path(path).is_some_and(|language| languages.contains(language.name));
    paths.retain(|path| speaks(path) && !is_test_path(path));
    let index = Identifiers::read(tree, &paths, config.threads);
    let mut reader = Reader { tree, config, revision, graph: Graph::default(), full: false };
    let hubs = hubs(tree, &paths, &languages, &index);
    reader.read(places.iter().map(|(path, _)| path.clone()).chain(hubs).collect());
    for _ in 0..ROUNDS {
        let mut names = reader.graph.names(places);
        names.truncate(NAMES);
        if names.is_empty() {
            break;
        }
        let fresh = reader.naming(&names, &index);
        if fresh.is_empty() {
            continue;
        }
        reader.read(fresh);
    }
    let places: Vec<_> = places.to_vec();
    let (graph, full) = (&reader.graph, reader.full);
    places
        .into_iter()
        .map(|place| {
            let mut reach = graph.reach(&place.0, place.1);
            reach.cut |= full;
            (place, reach)
        })
        .collect()
}

/// The files that hang routers below others, or tell handlers by text: they matter whatever they name. All others that declare entry points are
/// read when they name what was found.
fn hubs(
    tree: &impl Searchable,
    paths: &[Arc<str>],
    languages: &BTreeSet<&str>,
    index: &Identifiers,
) -> BTreeSet<Arc<str>> {
    let with_hubs = |language: &'static str| frameworks_of(language).filter(|one| !one.hubs.is_empty());
    let mut maybe: BTreeSet<&Arc<str>> = BTreeSet::new();
    for language in LANGUAGES.iter().map(|language| language.name).filter(|name| languages.contains(name)) {
        for word in with_hubs(language).flat_map(|framework| framework.hubs) {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let longest = word.split(|c| !is_part(c)).max_by_key(|part| part.len()).unwrap_or_default();
            maybe.extend(index.of(longest));
        }
    }
    let holds = |path: &Arc<str>| {
        let (Some(language), Some(text)) = (lang::of_path(path), tree.read(path)) else { return false };
        with_hubs(language.name).any(|framework| {
            framework.hubs.iter().any(|word| text.contains(word))
                && framework.words.iter().any(|word| text.contains(word))
        })
    };
    let by_path =
        |path: &Arc<str>| lang::of_path(path).is_some_and(|one| with_hubs(one.name).any(|one| (one.path)(path)));
    let mut found: BTreeSet<Arc<str>> = maybe.into_iter().filter(|path| holds(path)).cloned().collect();
    found.extend(paths.iter().filter(|path| by_path(path)).cloned());
    found
}

struct Reader<'a, T> {
    tree: &'a T,
    config: &'a Config,
    revision: Revision,
    graph: Graph,
    full: bool,
}

impl<T: Searchable> Reader<'_, T> {
    /// The files that name something, so far as they are not read.
    fn naming(&self, names: &[String], index: &Identifiers) -> Vec<Arc<str>> {
        let mut found = BTreeSet::new();
        for name in names {
            let name = name.rsplit(['.', ':', '\\']).next().unwrap_or(name).trim_matches(['$', '@', '?', '!']);
            let words = name.trim_matches('_').chars().skip(1).filter(|c| *c == '_' || c.is_ascii_uppercase()).count();
            let fresh: Vec<&Arc<str>> = index.of(name).filter(|path| !self.graph.has(path)).collect();
            if (words > 0 && name.len() >= 8) || fresh.len() <= COMMON {
                found.extend(fresh.into_iter().cloned());
            }
        }
        found.into_iter().collect()
    }

    fn read(&mut self, mut paths: Vec<Arc<str>>) {
        let mut seen = BTreeSet::new();
        paths.retain(|path| !self.graph.has(path) && seen.insert(path.clone()));
        let room = FILES.saturating_sub(self.graph.len());
        self.full |= paths.len() > room;
        paths.truncate(room);
        let units = parallel(self.config.threads, paths.len(), |at| {
            let path = paths.get(at)?;
            let (text, language) = (self.tree.read(path)?, lang::of_path(path)?);
            let facts = (language.parse)(&text, &lang::ending(path));
            let source = SourceFile::new(path.clone(), self.revision, text);
            Some(Unit::of(Arc::new(CodeFile { source, language, facts, test: false })))
        });
        self.graph.add(units.into_iter().flatten());
    }
}
