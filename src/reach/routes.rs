//! The whole path of a route: its own below the prefixes of the routers that it hangs on, over files.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::imports::names_file;
use super::unit::Unit;
use super::{Entry, Mount};
use crate::model::reach::EntryKind;

/// How many routers are followed up, and how many paths one route may have.
const DEPTH: usize = 8;
const MOST: usize = 4;
/// How many routers are looked at for the names under which they hang, and on the ways up from one router.
const ROUTERS: usize = 200;

/// A router: its file and its name in it.
type Router = (usize, Option<String>);

/// Where a router hangs: files, each with the mount in it.
type Places = Rc<[(usize, usize)]>;

/// What is known of the routers of all files.
#[derive(Default)]
pub struct Prefixes {
    /// The files that hang routers, in order.
    mounting: Vec<usize>,
    /// The prefix that a class gives to the routes of those below it.
    classes: HashMap<String, String>,
    known: RefCell<HashMap<Router, Vec<String>>>,
    hung: RefCell<HashMap<Router, Places>>,
}

/// The way up from a router to the ones that it hangs on.
#[derive(Default)]
struct Way {
    /// Routers that hang on each other would be gone up for ever.
    routers: Vec<Router>,
    /// How many were met, on all ways.
    met: usize,
}

impl Prefixes {
    pub(super) fn add(&mut self, at: usize, unit: &Unit) {
        if !unit.declared.mounts.is_empty() {
            self.mounting.push(at);
        }
        for (name, prefix) in &unit.declared.routers {
            if let Some(class) = name.strip_prefix(CLASS) {
                self.classes.insert(class.to_owned(), prefix.clone());
            }
        }
    }

    /// Forgets what another file may change.
    pub(super) fn clear(&self) {
        self.known.borrow_mut().clear();
        self.hung.borrow_mut().clear();
    }

    /// The names of an entry point that has a path: `POST /api/login`. `verbs` are those of the handler, where the route tells none.
    pub(super) fn names(&self, units: &[Arc<Unit>], unit: usize, entry: &Entry, verbs: &[String]) -> Vec<String> {
        if entry.kind == EntryKind::Requests && (entry.path.is_empty() || entry.path.starts_with('/')) {
            return self.guarded(units, unit, entry);
        }
        if entry.kind != EntryKind::Http {
            return vec![entry.path.clone()];
        }
        let verbs = if entry.verbs.is_empty() { verbs } else { &entry.verbs };
        let mut found = Vec::new();
        for prefix in self.prefixes(units, unit, entry.on.as_deref()) {
            let path = join(&prefix, &entry.path);
            match verbs.is_empty() {
                true => found.push(path),
                false => found.extend(verbs.iter().map(|verb| format!("{verb} {path}"))),
            }
        }
        found
    }

    /// What is said of requests that pass something: `every request below /api`. A router that hangs nowhere we know is not all of the program.
    fn guarded(&self, units: &[Arc<Unit>], unit: usize, entry: &Entry) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for prefix in self.prefixes(units, unit, entry.on.as_deref()) {
            let path = join(&prefix, &entry.path);
            let path = path.trim_end_matches('*').trim_end_matches('/');
            let below = if path.is_empty() { String::new() } else { format!(" below {path}") };
            let name = match entry.verbs.first() {
                None => format!("every request{below}"),
                Some(only) => format!("requests{below} through {only}"),
            };
            if !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }

    fn prefixes(&self, units: &[Arc<Unit>], unit: usize, router: Option<&str>) -> Vec<String> {
        let key = (unit, router.map(str::to_owned));
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let mut found = self.up(units, unit, router, &mut Way::default());
        found.sort();
        self.known.borrow_mut().insert(key, found.clone());
        found
    }

    /// The prefixes of a router that is no part of the way yet: each once, and no more than are shown.
    fn up(&self, units: &[Arc<Unit>], unit: usize, router: Option<&str>, way: &mut Way) -> Vec<String> {
        if let Some((base, class)) = router.and_then(inherited) {
            let prefix = self.classes.get(base).map_or("", String::as_str);
            return vec![prefix.replace("[controller]", class)];
        }
        let own = router.and_then(|router| units[unit].declared.routers.iter().find(|(name, _)| name == router));
        let own = own.map_or("", |(_, prefix)| prefix);
        let mut found: Vec<String> = Vec::new();
        way.met += 1;
        if way.routers.len() < DEPTH && way.met < ROUTERS {
            way.routers.push((unit, router.map(str::to_owned)));
            for (at, mount) in self.above(units, unit, router).iter() {
                let mount = &units[*at].declared.mounts[*mount];
                if found.len() >= MOST || way.routers.iter().any(|(unit, on)| unit == at && *on == mount.on) {
                    continue;
                }
                for above in self.up(units, *at, mount.on.as_deref(), way) {
                    let path = join(&join(&above, &mount.prefix), own);
                    if found.len() < MOST && !found.contains(&path) {
                        found.push(path);
                    }
                }
            }
            way.routers.pop();
        }
        if found.is_empty() { vec![own.to_owned()] } else { found }
    }

    /// The places where a router hangs.
    fn above(&self, units: &[Arc<Unit>], unit: usize, router: Option<&str>) -> Places {
        let key = (unit, router.map(str::to_owned));
        if let Some(known) = self.hung.borrow().get(&key) {
            return known.clone();
        }
        let mounts = self.mounting.iter().flat_map(|at| {
            let mounts = units[*at].declared.mounts.iter().enumerate();
            mounts.map(move |(index, mount)| (*at, index, mount))
        });
        let hangs = |(at, _, mount): &(usize, usize, &Mount)| {
            let itself = *at == unit && mount.on.as_deref() == router;
            !itself && hangs(&units[*at], mount, &units[unit], router)
        };
        let found: Places = mounts.filter(hangs).map(|(at, index, _)| (at, index)).collect();
        self.hung.borrow_mut().insert(key, found.clone());
        found
    }

    /// The names under which files may hang this router, and those above it.
    pub(super) fn routers(&self, units: &[Arc<Unit>], unit: usize, router: Option<&str>, found: &mut BTreeSet<String>) {
        let (mut open, mut seen) = (vec![(unit, router)], BTreeSet::new());
        while let Some((unit, router)) = open.pop() {
            if !seen.insert((unit, router)) || seen.len() > ROUTERS {
                continue;
            }
            found.extend(router.map(|router| inherited(router).map_or(router, |(base, _)| base).to_owned()));
            let above = self.above(units, unit, router);
            open.extend(above.iter().map(|(at, mount)| (*at, units[*at].declared.mounts[*mount].on.as_deref())));
        }
    }
}

/// What a router's name begins with if it is a class that says a prefix.
pub(super) const CLASS: char = '^';

/// The base and the name of a class that says no prefix itself: `^BaseController|Account`.
fn inherited(router: &str) -> Option<(&str, &str)> {
    router.strip_prefix(CLASS)?.split_once('|')
}

/// Whether what a mount names is this router.
fn hangs(from: &Unit, mount: &Mount, to: &Unit, router: Option<&str>) -> bool {
    let (same, path) = (from.file.path() == to.file.path(), to.file.path());
    if let Some(module) = mount.child.strip_prefix('"') {
        let whole = router.is_none() || from.file.language.name == "javascript";
        return whole && !same && names_file(module, None, path) == Some(true);
    }
    let child: Vec<&str> = mount.child.split(['.', ':']).filter(|part| !part.is_empty()).collect();
    let Some((last, before)) = child.split_last() else { return false };
    let is_router = router == Some(*last);
    if same && before.iter().all(|part| matches!(*part, "self" | "this" | "s" | "h" | "Self" | "super" | "crate")) {
        return is_router;
    }
    if from.file.language.name == "go" {
        let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        let near = folder(from.file.path()) == folder(path);
        let imported = before.first().is_some_and(|module| {
            from.imports.iter().any(|one| one.local == **module && super::imports::names_folder(&one.module, path))
        });
        let method = before.first().is_some_and(|name| !from.imports.iter().any(|one| one.local == **name));
        return is_router && (near || imported || method);
    }
    let local = before.first().unwrap_or(last);
    let imports = || from.imports.iter().filter(|import| import.local == **local);
    let by_import = imports().any(|import| {
        let picked = import.name.as_deref().filter(|name| !matches!(*name, "default" | "*"));
        let named = match (before.is_empty(), picked) {
            (true, Some(picked)) => router == Some(picked),
            // A module's one router goes by any name where it is imported.
            (true, None) => router.is_some(),
            (false, _) => is_router,
        };
        named && names_file(&import.module, import.name.as_deref(), path) == Some(true)
    });
    // A path of modules without an import, as in Rust and Python.
    let by_path = !before.is_empty() && is_router && imports().next().is_none() && {
        names_file(&before.join("."), None, path) == Some(true)
    };
    by_import
        || by_path
        || (before.is_empty()
            && is_router
            && from
                .imports
                .iter()
                .any(|import| import.name.as_deref() == Some("*") && names_file(&import.module, None, path).is_some()))
}

/// Two parts of a path with one slash between.
pub(super) fn join(left: &str, right: &str) -> String {
    let (left, right) = (left.trim_matches('/'), right.trim_start_matches('/'));
    match (left.is_empty(), right.is_empty()) {
        (true, _) => format!("/{right}"),
        (false, true) => format!("/{left}"),
        (false, false) => format!("/{left}/{right}"),
    }
}
