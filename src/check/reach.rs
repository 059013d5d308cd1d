//! From where the uses of findings are reached: reads, by rounds, the files that name what leads to them. Runs only for what is shown.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::config::Config;
use crate::input::{BaseTree, Identifiers, Searchable, Tree};
use crate::lang::{self, LANGUAGES};
use crate::model::finding::Finding;
use crate::model::reach::Reach;
use crate::model::reference::{Access, Certainty, Reference, RowLanguage};
use crate::model::usage::Usage;
use crate::orm::CodeFile;
use crate::reach::graph::{Graph, ROUNDS};
use crate::reach::unit::Unit;
use crate::reach::{Framework, frameworks_of};
use crate::reference::is_test_path;
use crate::rule;
use crate::source::{Revision, SourceFile};

use super::code::{code_paths, which};
use super::{Project, free};
use crate::workers::parallel;

/// How many files are read for all uses together.
const FILES: usize = 3000;
/// How many files are read at most for declarations, which everything that uses a model leads to, if there are uses beside them.
const DECLARED: usize = 300;
/// How many places are followed.
const PLACES: usize = 300;
/// How many names are looked for in one round.
const NAMES: usize = 400;
/// How many of what leads to declarations.
const FEW: usize = 50;
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
    // The code of another repository is not here, and a file of the same path means nothing.
    uses.retain(|one| project.sources.outside(&one.span).is_none());
    let mut units = Units::new();
    let deployed = project.trees.bases().map(|(revision, base)| (revision, Some(base)));
    for (revision, base) in std::iter::once((Revision::Head, None)).chain(deployed) {
        let own = uses.iter().filter(|one| one.span.revision == revision);
        let mut places: BTreeMap<Place, bool> = BTreeMap::new();
        for one in own {
            let declares = one.access == Access::Declare;
            *places.entry((one.span.path.clone(), one.span.range.start)).or_insert(declares) &= declares;
        }
        // Uses before declarations.
        let (declared, mut places): (Vec<Place>, Vec<Place>) = {
            let (declared, used): (Vec<_>, Vec<_>) = places.into_iter().partition(|(_, declares)| *declares);
            let bare = |all: Vec<(Place, bool)>| all.into_iter().map(|(place, _)| place).collect();
            (bare(declared), bare(used))
        };
        let used = places.len().min(PLACES);
        places.extend(declared);
        let left_out: BTreeSet<Place> = places.drain(places.len().min(PLACES)..).collect();
        if places.is_empty() {
            continue;
        }
        let reached = match base {
            None => {
                let (tree, code) = (&*project.trees.head, &project.code);
                reached((tree, code), &|_| true, config, project, revision, (&places, used), &mut units)
            }
            Some(base) => {
                let is_own = |path: &str| base.changed().contains(path);
                let code = code_of(base, config, project);
                reached((base, &code), &is_own, config, project, revision, (&places, used), &mut units)
            }
        };
        for one in uses.iter_mut().filter(|one| one.span.revision == revision) {
            let place: Place = (one.span.path.clone(), one.span.range.start);
            if let Some(reach) = reached.get(&place) {
                one.reach = reach.clone();
                // Nothing is raised that could be caught.
                if one.of_row() == Some(RowLanguage::Php) {
                    one.reach.handling = None;
                }
            }
            one.reach.cut |= left_out.contains(&place);
        }
    }
    free(config, units);
}

/// Files as the graph sees them, by their tree: one that does not differ is read once for all of them.
type Units = HashMap<(Revision, Arc<str>), Arc<Unit>>;

/// A file, and where in it.
type Place = (Arc<str>, usize);

/// The paths of a base's code: what it shares with the tree being merged is told once.
fn code_of(base: &BaseTree, config: &Config, project: &Project) -> Vec<Arc<str>> {
    let differs = |path: &&Arc<str>| base.changed().contains(&***path);
    let own: Vec<Arc<str>> = base.paths().iter().filter(differs).cloned().collect();
    let mut code = code_paths(&own, &project.databases, config.threads);
    let shared = |path: &&Arc<str>| !differs(path) && !base.is_new(path);
    code.extend(project.code.iter().filter(shared).cloned());
    code.sort_unstable();
    code
}

/// The ways to places, of which the first `used` are no declarations.
#[allow(clippy::too_many_arguments, reason = "one tree of a run with all that it is read with")]
fn reached<T: Searchable>(
    (tree, code): (&T, &[Arc<str>]),
    is_own: &dyn Fn(&str) -> bool,
    config: &Config,
    project: &Project,
    revision: Revision,
    (places, used): (&[Place], usize),
    units: &mut Units,
) -> BTreeMap<Place, Reach> {
    let mut languages: BTreeSet<&str> =
        places.iter().filter_map(|(path, _)| lang::of_path(path)).map(|language| language.name).collect();
    if languages.contains("prisma") {
        languages.insert("javascript");
    }
    if languages.iter().any(|name| matches!(*name, "java" | "kotlin")) {
        languages.extend(["java", "kotlin"]);
    }
    let speaks = |path: &str| lang::of_path(path).is_some_and(|language| languages.contains(language.name));
    let paths = which(config.threads, code, |path| speaks(path) && !is_test_path(path));
    let mut index = Identifiers::new(tree, &paths, config.threads);
    let mut reader = Reader { tree, is_own, config, project, revision, units, graph: Graph::default(), full: false };
    // What the files of the places ask for is looked for together with what tells hubs: they seldom change it.
    let of_places: BTreeSet<&Arc<str>> = places.iter().map(|(path, _)| path).collect();
    let own = reader.units_of(of_places.into_iter().cloned().collect());
    let mut first = Graph::default();
    first.add(own);
    let of_places = if used > 0 { places.get(..used).unwrap_or_default() } else { places };
    let names = first.names(of_places, NAMES);
    let hints = hints(&languages);
    index.ask(names.iter().map(|name| bare(name)).chain(hints.iter().copied()));
    let hubs = hubs(tree, &paths, &hints, &index, config.threads);
    reader.read(places.iter().map(|(path, _)| path.clone()).chain(hubs).collect());
    reader.follow(places.get(..used).unwrap_or_default(), NAMES, &mut index, FILES);
    // Nothing else says who is concerned if the column is only declared.
    let (few, most) = if used == 0 { (NAMES, FILES) } else { (FEW, DECLARED) };
    if used < places.len() {
        reader.follow(places, few, &mut index, most);
    }
    let Reader { mut graph, full, .. } = reader;
    graph.settle();
    let reach = |(path, at): &Place| {
        let mut reach = graph.reach(path, *at);
        reach.cut |= full;
        reach
    };
    places.iter().map(|place| (place.clone(), reach(place))).collect()
}

/// The frameworks of a language that hang routers below others, or tell handlers by text.
fn with_hubs(language: &str) -> impl Iterator<Item = &'static Framework> {
    frameworks_of(language).filter(|framework| !framework.hubs.is_empty())
}

/// An identifier of each text that tells a hub.
fn hints(languages: &BTreeSet<&str>) -> BTreeSet<&'static str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let spoken = LANGUAGES.iter().map(|language| language.name).filter(|name| languages.contains(name));
    let words = spoken.flat_map(with_hubs).flat_map(|framework| framework.hubs);
    words.map(|word| word.split(|c| !is_part(c)).max_by_key(|part| part.len()).unwrap_or_default()).collect()
}

/// The files that hang routers below others, or tell handlers by text: they matter whatever they name. All others that declare entry points are
/// read when they name what was found.
fn hubs<T: Searchable>(
    tree: &T,
    paths: &[Arc<str>],
    hints: &BTreeSet<&str>,
    index: &Identifiers<'_, T>,
    threads: usize,
) -> BTreeSet<Arc<str>> {
    let maybe: BTreeSet<&Arc<str>> = hints.iter().flat_map(|hint| index.of(hint)).collect();
    let holds = |path: &Arc<str>| {
        let (Some(language), Some(text)) = (lang::of_path(path), tree.read(path)) else { return false };
        with_hubs(language.name).any(|framework| {
            framework.hubs.iter().any(|word| text.contains(word))
                && framework.words.iter().any(|word| text.contains(word))
        })
    };
    let by_path =
        |path: &Arc<str>| lang::of_path(path).is_some_and(|one| with_hubs(one.name).any(|one| (one.path)(path)));
    let maybe: Vec<&Arc<str>> = maybe.into_iter().collect();
    let held = parallel(threads, maybe.len(), |at| maybe.get(at).is_some_and(|path| holds(path)));
    let mut found: BTreeSet<Arc<str>> =
        maybe.into_iter().zip(held).filter(|(_, holds)| *holds).map(|(path, _)| path.clone()).collect();
    found.extend(paths.iter().filter(|path| by_path(path)).cloned());
    found
}

struct Reader<'a, T> {
    tree: &'a T,
    /// Whether a path of this tree has a text of its own; if not it has that of head.
    is_own: &'a dyn Fn(&str) -> bool,
    config: &'a Config,
    project: &'a Project,
    revision: Revision,
    units: &'a mut Units,
    graph: Graph,
    full: bool,
}

impl<T: Searchable> Reader<'_, T> {
    /// Reads what leads to places, by rounds, while fewer files than these are here.
    fn follow(&mut self, places: &[Place], names: usize, index: &mut Identifiers<'_, T>, most: usize) {
        for _ in 0..ROUNDS {
            if self.graph.len() >= most {
                break;
            }
            let names = self.graph.names(places, names);
            if names.is_empty() {
                break;
            }
            let fresh = self.naming(&names, index);
            self.read(fresh);
        }
    }

    /// The files that name something, so far as they are not read.
    fn naming(&mut self, names: &[String], index: &mut Identifiers<'_, T>) -> Vec<Arc<str>> {
        index.ask(names.iter().map(|name| bare(name)));
        let mut found = BTreeSet::new();
        for whole in names {
            let name = bare(whole);
            let words = name.trim_matches('_').chars().skip(1).filter(|c| *c == '_' || c.is_ascii_uppercase()).count();
            let fresh: Vec<&Arc<str>> = index.of(name).filter(|path| !self.graph.has(path)).collect();
            if (words > 0 && name.len() >= 8) || fresh.len() <= COMMON {
                found.extend(fresh.into_iter().cloned());
            } else {
                self.graph.pass_over(whole);
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
        let units = self.units_of(paths);
        self.graph.add(units);
    }

    /// The units of files, which are parsed if they were not.
    fn units_of(&mut self, paths: Vec<Arc<str>>) -> Vec<Arc<Unit>> {
        let keys: Vec<(Revision, Arc<str>)> = paths
            .into_iter()
            .map(|path| (if (self.is_own)(&path) { self.revision } else { Revision::Head }, path))
            .collect();
        let (tree, project, known) = (self.tree, self.project, &*self.units);
        let units = parallel(self.config.threads, keys.len(), |at| {
            let (key, path) = (keys.get(at)?, &keys.get(at)?.1);
            if let Some(unit) = known.get(key) {
                return Some(unit.clone());
            }
            let file = match project.parsed.get(key) {
                Some(file) => file.clone(),
                None => {
                    let (text, language) = (tree.read(path)?, lang::of_path(path)?);
                    let facts = (language.parse)(&text, &lang::ending(path));
                    let source = SourceFile::new(path.clone(), key.0, text);
                    Arc::new(CodeFile { source, language, facts, test: false })
                }
            };
            Some(Arc::new(Unit::of(file)))
        });
        let units: Vec<Arc<Unit>> = units.into_iter().flatten().collect();
        self.units
            .extend(units.iter().map(|unit| ((unit.file.source.revision, unit.file.path().clone()), unit.clone())));
        units
    }
}

/// A name as an identifier: without what it is taken from, and the signs that some languages put around it.
fn bare(name: &str) -> &str {
    name.rsplit(['.', ':', '\\']).next().unwrap_or(name).trim_matches(['$', '@', '?', '!'])
}

#[cfg(test)]
#[path = "reach_tests.rs"]
pub(super) mod tests;
