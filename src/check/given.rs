//! SQL that was handed over: as the text of a file of the tree, or as one more migration of a database.

use std::sync::Arc;

use crate::config::{Config, Given};
use crate::migration::{MigrationSet, Tree};
use crate::model::report::Problem;

use super::database::Found;

/// The tree with what was handed over in the place of its own files.
pub struct Layered<'a> {
    tree: &'a (dyn Tree + Sync),
    paths: Option<Vec<Arc<str>>>,
    file: Option<(&'a str, Arc<str>)>,
}

impl<'a> Layered<'a> {
    /// `tree` alone where nothing was handed over under a file's name.
    pub fn new(tree: &'a (dyn Tree + Sync), config: &'a Config) -> Self {
        let given: Option<&Given> = config.given.as_ref();
        let given = given.filter(|given| given.is_file);
        let paths = given.and_then(|given| {
            let at = tree.paths().binary_search_by(|path| (**path).cmp(&given.path)).err()?;
            let mut paths = tree.paths().to_vec();
            paths.insert(at, Arc::from(given.path.as_str()));
            Some(paths)
        });
        let file = given.map(|given| (given.path.as_str(), Arc::from(given.text.as_str())));
        Self { tree, paths, file }
    }
}

impl Tree for Layered<'_> {
    fn paths(&self) -> &[Arc<str>] {
        self.paths.as_deref().unwrap_or_else(|| self.tree.paths())
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        match &self.file {
            Some((own, text)) if *own == path => Some(text.clone()),
            _ => self.tree.read(path),
        }
    }
}

/// Says which database what was handed over is for: the one that there is, or the nearest; a new one where there is none.
pub fn assign(config: &Config, found: &mut Vec<Found>, problems: &mut Vec<Problem>) {
    let Some(given) = &config.given else { return };
    if found.iter().any(|one| one.set.files.iter().any(|file| *file.path == *given.path)) {
        return;
    }
    let fits = |one: &Found| config.dialect.is_none_or(|wanted| one.set.dialect.is_none_or(|known| known == wanted));
    let mut fitting: Vec<usize> = (0..found.len()).filter(|at| found.get(*at).is_some_and(fits)).collect();
    if given.is_file && fitting.len() > 1 {
        let near =
            |at: &usize| found.get(*at).map_or(0, |one| super::uses::shared_folders(&given.path, &one.set.directory));
        let nearest = fitting.iter().map(near).max().unwrap_or(0);
        fitting.retain(|at| near(at) == nearest);
    }
    let at = match fitting[..] {
        [at] => at,
        [] => {
            let set = MigrationSet {
                layout: "plain-sql",
                directory: given.path.clone(),
                name: "main".to_owned(),
                group: "main".to_owned(),
                dialect: None,
                dialect_why: "nothing says which database this is".to_owned(),
                files: Vec::new(),
                helpers: Vec::new(),
            };
            found.push(Found { set, code: Vec::new(), baseline: None, given: None });
            found.len() - 1
        }
        _ => {
            let names: Vec<&str> =
                fitting.iter().filter_map(|at| found.get(*at)).map(|one| one.set.name.as_str()).collect();
            problems.push(Problem {
                fatal: true,
                ..Problem::new(format!(
                    "`{}` may be for any of several databases ({}); name its migrations with --migrations, or its dialect with --dialect",
                    given.path,
                    names.join(", ")
                ))
            });
            return;
        }
    };
    if let Some(one) = found.get_mut(at) {
        if let Some(dialect) = config.dialect {
            one.set.dialect = Some(dialect);
            one.set.dialect_why = "--dialect".to_owned();
        }
        one.given = Some(given.clone());
    }
}
