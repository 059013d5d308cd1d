//! The whole path of a route: its own below the prefixes of the routers that it hangs on, over files.

use super::imports::names_file;
use super::unit::Unit;
use super::{Entry, Mount};

/// How many routers are followed up, and how many paths one route may have.
const DEPTH: usize = 8;
const MOST: usize = 4;

/// The names of an entry point that has a path: `POST /api/login`. `verbs` are those of the handler, where the route tells none.
pub fn names(units: &[Unit], unit: usize, entry: &Entry, verbs: &[String]) -> Vec<String> {
    if entry.kind != crate::model::reach::EntryKind::Http {
        return vec![entry.path.clone()];
    }
    let verbs = if entry.verbs.is_empty() { verbs } else { &entry.verbs };
    let mut found = Vec::new();
    for prefix in prefixes(units, unit, entry.on.as_deref(), DEPTH) {
        let path = join(&prefix, &entry.path);
        match verbs.is_empty() {
            true => found.push(path),
            false => found.extend(verbs.iter().map(|verb| format!("{verb} {path}"))),
        }
    }
    found
}

fn prefixes(units: &[Unit], unit: usize, router: Option<&str>, depth: usize) -> Vec<String> {
    let own = router.and_then(|router| units[unit].declared.routers.iter().find(|(name, _)| name == router));
    let own = own.map_or("", |(_, prefix)| prefix);
    let mut found = Vec::new();
    if depth > 0 {
        for (at, other) in units.iter().enumerate() {
            for mount in &other.declared.mounts {
                let itself = at == unit && mount.on.as_deref() == router;
                if !itself && hangs(other, mount, &units[unit], router) {
                    let above = prefixes(units, at, mount.on.as_deref(), depth - 1);
                    found.extend(above.iter().map(|above| join(&join(above, &mount.prefix), own)));
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found.truncate(MOST);
    if found.is_empty() { vec![own.to_owned()] } else { found }
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
