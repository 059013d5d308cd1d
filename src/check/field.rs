//! The releases in the field as one tree of migrations: what any of them has, has run.
//!
//! Each is compared with head for itself where code is read (`uses`); here they are asked about migrations alone.

use std::sync::Arc;

use crate::input::BaseTree;
use crate::source::Tree;

use super::database::BaseView;

/// All bases, the first one first.
pub(super) struct Field<'a> {
    bases: Vec<&'a BaseTree>,
    /// Of any of them, sorted.
    paths: Vec<Arc<str>>,
}

impl<'a> Field<'a> {
    /// `None` without a base.
    pub fn of(bases: impl Iterator<Item = &'a BaseTree>) -> Option<Self> {
        let bases: Vec<&BaseTree> = bases.collect();
        let (first, more) = bases.split_first()?;
        let mut paths = first.paths().to_vec();
        if !more.is_empty() {
            paths.extend(more.iter().flat_map(|base| base.paths().iter().cloned()));
            paths.sort_unstable();
            paths.dedup();
        }
        Some(Self { bases, paths })
    }

    fn owners(&self, path: &str) -> impl Iterator<Item = &'a BaseTree> {
        self.bases.iter().copied().filter(move |base| base.contains(path))
    }

    /// A base that has a path as it is in head, or else the first one that has it.
    fn owner(&self, path: &str) -> Option<&'a BaseTree> {
        self.owners(path).find(|base| !base.changed().contains(path)).or_else(|| self.owners(path).next())
    }
}

impl Tree for Field<'_> {
    fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.owner(path)?.read(path)
    }
}

impl BaseView for Field<'_> {
    fn is_new(&self, path: &str) -> bool {
        self.bases.iter().all(|base| base.is_new(path))
    }

    fn differs(&self, path: &str) -> bool {
        self.owner(path).is_some_and(|base| base.changed().contains(path))
    }

    fn versions(&self, path: &str) -> Vec<Arc<str>> {
        self.owners(path).filter_map(|base| base.read(path)).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::check::reach::tests::{lay_out, settings};
    use crate::config::{BaseChoice, Config};

    /// What is said with these releases in the field, by the text of a migration in each; it is the same in whatever order they are named.
    fn said(releases: &[&str], head: &str) -> Vec<String> {
        let tree = |text: &str| {
            let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
            vec![
                file("sql/0001_init.sql", "CREATE TABLE users (id int PRIMARY KEY, email text, nick text, a text);\n"),
                file("sql/0002_up.sql", text),
                file("app.py", "def f(c):\n    c.execute(\"SELECT nick, a FROM users\")\n"),
            ]
        };
        let mut trees: Vec<(String, Vec<(String, String)>)> =
            releases.iter().enumerate().map(|(at, text)| (format!("v{at}"), tree(text))).collect();
        trees.push(("head".to_owned(), tree(head)));
        let named: Vec<_> = trees.iter().map(|(name, files)| (name.as_str(), files.as_slice())).collect();
        let folder = lay_out(&named);
        let base = |at: usize| BaseChoice::Directory(folder.path().join(format!("v{at}")));
        let of = |order: &[usize]| -> Vec<String> {
            let mut order = order.iter().copied().map(base);
            let config = settings(&folder.path().join("head"));
            let config = Config { base: order.next().unwrap(), further: order.collect(), ..config };
            let report = check(&config).report;
            assert!(report.problems.is_empty(), "{:?}", report.problems);
            report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.subject.display())).collect()
        };
        let forth: Vec<usize> = (0..releases.len()).collect();
        let back: Vec<usize> = forth.iter().rev().copied().collect();
        let found = of(&forth);
        assert_eq!(found, of(&back), "{releases:?}");
        found
    }

    #[test]
    fn what_any_release_has_has_run_in_whatever_order_they_are_named() {
        let (one, two) = ("SELECT 1;\n", "SELECT 1;\nALTER TABLE users DROP COLUMN a;\n");
        let three = "SELECT 1;\nALTER TABLE users DROP COLUMN a;\nALTER TABLE users DROP COLUMN nick;\n";
        let nick = ["column-still-used users.nick"];
        assert_eq!(said(&[one, two], three), nick);
        assert_eq!(said(&[one, two], two), [""; 0]);
        assert_eq!(said(&[one, one], three), ["column-still-used users.a", "column-still-used users.nick"]);
        assert_eq!(said(&[one, "SELECT 1;\nALTER TABLE users DROP COLUMN nick;\n", two], three), [""; 0]);
    }
}
