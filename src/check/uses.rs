//! The code of both trees, read once, and its uses of what a step from one schema to another takes away.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::catalog::{Catalog, NetChange};
use crate::config::Config;
use crate::input::BaseTree;
use crate::migration;
use crate::model::reference::Reference;
use crate::model::report::Problem;
use crate::reference::sql_use::SqlUse;
use crate::resolve::{self, Other, Schema};
use crate::source::{Revision, Sources, Tree};

use super::code::{self, Code, Followed, Names, code_paths, template_paths};
use super::consumers;
use super::database::Database;
use super::feedback::Feedback;
use super::outside::Outside;
use super::{Project, declarative, is_baseline, union};

/// The files of both trees that name what is looked for, parsed.
pub(super) struct Readings {
    head: Code,
    /// One for each release in the field; empty: they are not asked for, or not known.
    bases: Vec<Deployed>,
    /// For each database the code that uses it; `None`: all.
    globs: Vec<Option<GlobSet>>,
    feedback: Feedback,
    outside: Outside,
}

/// Files that an earlier base has just so: which one, and the text.
type Shared = BTreeMap<Arc<str>, (usize, Arc<str>)>;

/// The code of a base.
enum Deployed {
    /// What differs names nothing that is looked for.
    Same,
    Own(Box<Code>),
}

/// The uses of one database in both trees, for each of its net changes.
pub(super) struct Uses {
    pub head: Vec<Vec<Reference>>,
    /// Of all releases in the field; empty: not known.
    pub base: Vec<Vec<Reference>>,
    /// How many were taken out because the code says that they are none.
    pub corrected: usize,
}

/// A step of one database from a schema to another.
pub(super) struct Step<'a> {
    /// Its index among the databases.
    pub at: usize,
    pub before: &'a Catalog,
    pub after: &'a Catalog,
    pub net: &'a [NetChange],
    /// What the other databases have while it happens, by index.
    pub others: Vec<&'a Catalog>,
}

impl Readings {
    /// Searches the project's code, and parses what can matter.
    pub fn new(config: &Config, project: &mut Project, names: &Names, wants_base: bool) -> Self {
        let started = Instant::now();
        let outside = Outside::of(config, project, names);
        let trees = &project.trees;
        let mut paths = project.code.clone();
        if !config.no_code {
            paths.extend(template_paths(trees.head.paths()));
        }
        let mut head = code::read(&*trees.head, &paths, names, Revision::Head, config.threads, &mut project.sources);
        let (threads, databases, sources) = (config.threads, &project.databases, &mut project.sources);
        let others = if config.no_code { Vec::new() } else { consumers::paths(trees.head.paths(), databases) };
        head.consumers = consumers::read(&*trees.head, &others, names, Revision::Head, threads, sources);
        head.apps = databases.iter().flat_map(|database| migration::django::apps(&database.set)).collect();
        if !config.no_code {
            head.add_snapshots(&*trees.head, trees.head.paths(), Some(names), Revision::Head, sources);
        }
        project.stats.code_files += head.consumers.len();
        let mut read: Vec<(&BaseTree, Code)> = Vec::new();
        let mut all_shared: Vec<Shared> = Vec::new();
        let mut searched: Vec<(Revision, Vec<Arc<str>>)> = Vec::new();
        for (revision, base) in trees.bases().filter(|_| wants_base && !config.no_code) {
            let known = |path: &str| {
                let text = read.iter().any(|_| base.changed().contains(path)).then(|| base.read(path))??;
                let same = |(tree, _): &&(&BaseTree, Code)| {
                    tree.changed().contains(path) && tree.read(path).as_ref() == Some(&text)
                };
                read.iter().position(|one| same(&one)).map(|at| (at, text.clone()))
            };
            let differs = |path: &&Arc<str>| base.changed().contains(&***path) && !is_baseline(config, path);
            let mut changed: Vec<Arc<str>> = base.paths().iter().filter(differs).cloned().collect();
            // What an earlier base has just so is read once.
            let shared: Shared = changed.iter().filter_map(|path| Some((path.clone(), known(path)?))).collect();
            changed.retain(|path| !shared.contains_key(path));
            let templates = template_paths(&changed);
            let others = consumers::paths(&changed, &project.databases);
            let all = changed;
            let mut changed = code_paths(&all, &project.databases, threads);
            changed.extend(templates);
            let mut other = code::read(base, &changed, names, revision, threads, sources);
            other.add_snapshots(base, &all, Some(names), revision, sources);
            other.consumers = consumers::read(base, &others, names, revision, threads, sources);
            for (path, (_, text)) in &shared {
                sources.insert(path.clone(), revision, text.clone());
            }
            read.push((base, other));
            searched.push((revision, changed));
            all_shared.push(shared);
        }
        // What one tree says of a name may make a file of another matter.
        let mut followed = Followed::default();
        while let Some(new) =
            followed.next(&std::iter::once(&head).chain(read.iter().map(|(_, code)| code)).collect::<Vec<_>>(), names)
        {
            let new = (&new, names);
            followed.read(&*trees.head, &paths, (&mut head, Revision::Head), new, threads, sources);
            for ((base, code), (revision, paths)) in read.iter_mut().zip(&searched) {
                followed.read(*base, paths, (code, *revision), new, threads, sources);
            }
        }
        let others = read.iter_mut().map(|(_, code)| code);
        code::settle(std::iter::once(&mut head).chain(others).collect(), names, threads, sources);
        head.leave_replaced(&*trees.head, &project.databases);
        read.iter_mut().for_each(|(base, code)| code.leave_replaced(*base, &project.databases));
        let mut bases = Vec::new();
        for (at, shared) in all_shared.iter().enumerate() {
            let (earlier, rest) = read.split_at_mut(at);
            let Some((base, other)) = rest.first_mut() else { continue };
            for (at, (_, code)) in earlier.iter().enumerate() {
                let is_shared = |path: &str| shared.get(path).is_some_and(|(of, _)| *of == at);
                *other = other.with(|_| false, code.with(|path| !is_shared(path), Code::default()));
            }
            let gone = |path: &str| base.changed().contains(path) || base.is_new(path);
            if head.is_free_of(gone) && other.is_free_of(|_| true) {
                bases.push(Deployed::Same);
            } else {
                bases.push(Deployed::Own(Box::new(head.with(gone, other.clone()))));
            }
        }
        let of_bases = bases.iter().filter_map(|deployed| match deployed {
            Deployed::Same => None,
            Deployed::Own(code) => Some(&**code),
        });
        for file in std::iter::once(&head).chain(of_bases).flat_map(Code::parsed_files) {
            project.parsed.insert((file.source.revision, file.path().clone()), file.clone());
        }
        project.stats.parsed_files = head.parsed;
        project.stats.text_files = head.as_text;
        project.stats.broken_files = consumers::broken(&head.consumers);
        let globs = project.databases.iter().map(|database| glob_set(&database.code, &mut project.problems)).collect();
        let feedback = Feedback::of(&project.sources, &mut project.problems);
        project.stats.phases.push(("code", started.elapsed()));
        Self { head, bases, globs, feedback, outside }
    }

    /// How many files of the head that were read bear a name.
    pub fn naming(&self, name: &str) -> usize {
        self.head.naming(name)
    }

    /// The uses of one database.
    pub fn uses(&self, schema: &Schema<'_>, database: &Database, at: usize, sources: &Sources, threads: usize) -> Uses {
        let tables = LazyCell::new(|| resolve::known_tables(schema.before, schema.after, schema.net));
        let globs = self.globs.get(at).and_then(Option::as_ref);
        let belongs = |path: &str| globs.is_none_or(|globs| globs.is_match(path));
        let corrected = std::cell::Cell::new(0);
        let declared = declarative::is_code(&database.set);
        let nowhere = !self.outside.has(true) && !self.outside.has(false);
        let subjects = code::subjects(schema);
        let (before, after, net) = (schema.before, schema.after, schema.net);
        let matters = |one: &SqlUse| resolve::breaks(before, after, net, one);
        let uses = |code: &Code, deployed: bool| {
            if nowhere && code.is_free_of(|_| true) {
                return vec![Vec::new(); schema.net.len()];
            }
            let wanted = (subjects.as_ref(), &matters as &code::Matters<'_>);
            let evidence = code.evidence(database.dialect, declared, &tables, &belongs, wanted, threads);
            let mut uses = resolve::uses(schema, &tables, &evidence.sql, &evidence.models, &evidence.omitted);
            self.outside.add(schema, database.dialect, &tables, deployed, &mut uses);
            for (change, uses) in schema.net.iter().zip(&mut uses) {
                corrected.set(corrected.get() + self.feedback.correct(change, uses));
            }
            super::nulls::retain(schema.net, &mut uses, sources);
            code.add_pieces(schema, &belongs, &mut uses);
            code.weaken(&mut uses);
            code.add_named(schema, &mut uses, sources);
            uses
        };
        let head = uses(&self.head, false);
        let of_head = corrected.get();
        let (mut base, mut same) = (Vec::new(), 0);
        if self.bases.is_empty() && self.outside.has(true) {
            base = uses(&Code::default(), true);
        }
        for (at, deployed) in self.bases.iter().enumerate() {
            let own = match deployed {
                Deployed::Same if self.outside.has(true) => uses(&self.head, true),
                Deployed::Same => {
                    same += 1;
                    head.clone()
                }
                Deployed::Own(code) => uses(code, true),
            };
            if at == 0 {
                base = own;
            } else {
                for (known, more) in base.iter_mut().zip(own) {
                    union(known, more);
                }
            }
        }
        let corrected = corrected.get() + same * of_head;
        Uses { head, base, corrected }
    }
}

impl<'a> Step<'a> {
    /// The step as resolution sees it, among the databases of the project.
    pub fn schema(&self, databases: &'a [Database], readings: &'a Readings) -> Schema<'a> {
        let database = &databases[self.at];
        let others = databases
            .iter()
            .zip(&readings.globs)
            .zip(&self.others)
            .enumerate()
            .filter(|(other, ((set, _), _))| *other != self.at && set.set.group != database.set.group)
            .map(|(_, ((other, globs), schema))| Other {
                schema,
                may_mean: Box::new(move |path| match globs {
                    Some(globs) => globs.is_match(path),
                    None => shared_folders(path, &other.set.directory) >= shared_folders(path, &database.set.directory),
                }),
                has: Box::new(move |path| match globs {
                    Some(globs) => globs.is_match(path),
                    // EF Core writes migrations beside the context that they are of; elsewhere a folder may be a copy that nothing runs any more.
                    None => {
                        let both = [&other.set, &database.set].iter().all(|set| set.layout == "ef-core");
                        both && shared_folders(path, &other.set.directory)
                            > shared_folders(path, &database.set.directory)
                    }
                }),
            })
            .collect();
        Schema {
            name: &database.set.name,
            before: self.before,
            after: self.after,
            net: self.net,
            prisma: database.set.layout == "prisma",
            others,
        }
    }
}

/// How many folders two paths share from the root on: code belongs to the database whose migrations stand nearest, if one does.
pub(super) fn shared_folders(path: &str, directory: &str) -> usize {
    path.split('/').zip(directory.split('/')).take_while(|(left, right)| left == right).count()
}

pub(super) fn glob_set(globs: &[String], problems: &mut Vec<Problem>) -> Option<GlobSet> {
    if globs.is_empty() {
        return None;
    }
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        match Glob::new(glob) {
            Ok(glob) => {
                set.add(glob);
            }
            Err(error) => {
                problems.push(Problem { fatal: true, ..Problem::new(format!("`code` of a database: {error}")) })
            }
        }
    }
    set.build().ok()
}
