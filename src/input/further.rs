//! Further releases in the field: code that runs beside that of the base, against the same database.
//!
//! One that cannot be read is a fatal problem, as it was asked for by name.

use std::sync::Arc;

use super::git::{Commit, Git, GitError, Objects};
use super::{Base, BaseTree, Candidate, Options, PathFilter, Trees, choose, no_base, overlay, without_git};
use crate::model::report::{BaseLabel, Problem};

/// How many are read beside the base.
const MOST: usize = 32;

pub(super) fn open(options: &Options, filter: &PathFilter, trees: &mut Trees) {
    if options.further.len() > MOST {
        let message = format!("{} bases were given; at most {} are read", options.further.len() + 1, MOST + 1);
        trees.problems.push(Problem { fatal: true, ..Problem::new(message) });
        return;
    }
    for base in &options.further {
        let opened = match base {
            Base::Directory(directory) => {
                let tree = BaseTree::from_directory(directory, trees.head.clone(), filter, options.threads);
                let name = directory.display().to_string();
                Ok((BaseLabel { name, commit: None, why: "given".to_owned() }, tree))
            }
            Base::Ref(name) => commit(name, options, filter, trees),
            Base::Auto | Base::None => continue,
        };
        match opened {
            Ok((label, tree)) => {
                let known = trees.label.iter().chain(trees.further.iter().map(|(label, _)| label));
                let mut same = known.filter(|known| known.commit.is_some() && known.commit == label.commit);
                if same.next().is_none() {
                    trees.further.push((label, tree));
                }
            }
            Err(message) => trees.problems.push(Problem { fatal: true, ..Problem::new(message) }),
        }
    }
}

fn commit(name: &str, options: &Options, filter: &PathFilter, trees: &Trees) -> Result<(BaseLabel, BaseTree), String> {
    let failed = |error: &GitError| {
        without_git(error, &options.root, true).problem.map_or_else(String::new, |problem| problem.message)
    };
    let (git, shallow) = Git::open(&options.root).map_err(|error| failed(&error))?;
    let store = Arc::new(Objects::new(&options.root));
    let head: Option<Commit> = store.commit("HEAD");
    let candidate = Candidate { names: vec![name.to_owned()], why: "given".to_owned(), required: true };
    let chosen = choose(&git, &store, std::slice::from_ref(&candidate), head.as_ref());
    let (name, commit, why) = chosen.ok_or_else(|| no_base(&git, Some(&candidate), shallow))?;
    let listed = if options.staged {
        git.files_of(&commit).and_then(|(files, strange)| Ok((files, git.changes(&["--cached", &commit])?, strange)))
    } else {
        super::listing(&git, &store, &commit, options.threads)
    };
    let (files, mut changes, _) = listed.map_err(|error| failed(&error))?;
    overlay::changed(&overlay::edited(&trees.head, &options.texts), &files, &mut changes);
    let tree = BaseTree::beside(store, &files, &changes, trees.head.clone(), filter);
    Ok((BaseLabel { name, commit: Some(commit), why }, tree))
}
