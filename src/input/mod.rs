//! All reading: the tree being merged, the tree that is deployed now, and which files of them are worth parsing.
//!
//! [`open`] gives both trees. What cannot be read is a [`Problem`], never an error: a file that is not there in one tree and a file that
//! cannot be read are told apart. Nothing here knows what a migration or a language is.
#![allow(clippy::disallowed_methods, reason = "this is the module that reads, so that no other has to")]

pub mod base;
pub mod checkout;
pub mod choose;
mod entries;
mod folders;
mod further;
pub mod git;
pub mod identifiers;
mod index;
mod kept;
mod needle;
mod overlay;
pub mod prefilter;
mod report;
pub mod skip;
pub mod walk;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::report::{BaseLabel, Problem};
use crate::source::Revision;
pub use crate::source::Tree;
pub use base::BaseTree;
use choose::{Candidate, FIRST_PARENT, candidates};
use entries::Entry;
use git::{Commit, Git, GitError, Objects};
pub use identifiers::Identifiers;
use index::Listing;
pub use kept::Kept;
pub use prefilter::{Hit, Matches, Searchable, Word, Words, search, search_first};
pub use report::report;
pub use skip::{PathFilter, Skip};
pub use walk::WorkTree;

/// The code that is deployed now, as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// Found by [`mod@choose`].
    #[default]
    Auto,
    /// A ref that the user named.
    Ref(String),
    /// A directory that holds it.
    Directory(PathBuf),
    /// None: git is not asked for anything.
    None,
}

/// What to open.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub root: PathBuf,
    pub base: Base,
    /// Further releases in the field, beside the base.
    pub further: Vec<Base>,
    /// The index is the tree being merged, and HEAD the base.
    pub staged: bool,
    /// The ref that the configuration names.
    pub deployed: Option<String>,
    /// Globs, as in a `.gitignore`, of what does not belong to the project.
    pub exclude: Vec<String>,
    /// Texts that count for those of files of the tree being merged, by path; a path that the disk lacks is one more file.
    pub texts: BTreeMap<String, Arc<str>>,
    /// The environment's variables of [`choose::VARIABLES`].
    pub env: BTreeMap<String, String>,
    /// 0: one a core.
    pub threads: usize,
}

/// Both trees.
pub struct Trees {
    pub head: Arc<WorkTree>,
    /// `None`: there is nothing to compare with, which a problem explains unless it was asked for.
    pub base: Option<BaseTree>,
    pub label: Option<BaseLabel>,
    /// The further releases in the field, each with what it is called.
    pub further: Vec<(BaseLabel, BaseTree)>,
    /// The commit of HEAD, or `the index`.
    pub head_label: Option<String>,
    /// The day on which the commit of HEAD was made, which stands for today.
    pub day: Option<String>,
    /// What opening met; each tree has its own of reading.
    pub problems: Vec<Problem>,
}

impl Trees {
    /// Every problem so far: of opening, and of reading either tree.
    pub fn problems(&self) -> Vec<Problem> {
        let mut all = self.problems.clone();
        all.extend(self.head.problems());
        all.extend(self.bases().flat_map(|(_, base)| base.problems()));
        all
    }

    /// Ends the processes that answer for git: nothing is read any more.
    pub fn end(&self) {
        self.bases().for_each(|(_, base)| base.end());
    }

    /// Every tree that is deployed: the base first.
    pub fn bases(&self) -> impl Iterator<Item = (Revision, &BaseTree)> {
        let number = |at: usize| Revision::Further(u8::try_from(at).unwrap_or(u8::MAX));
        let further = self.further.iter().enumerate().map(move |(at, (_, tree))| (number(at), tree));
        self.base.iter().map(|base| (Revision::Base, base)).chain(further)
    }
}

/// Opens the trees. Never fails: with a fatal problem the trees hold what there is.
pub fn open(options: &Options) -> Trees {
    let (filter, problems) = PathFilter::new(&options.root, &options.exclude);
    let mut trees = open_both(options, &filter, problems);
    if trees.base.is_some() {
        further::open(options, &filter, &mut trees);
    }
    trees
}

fn open_both(options: &Options, filter: &PathFilter, mut problems: Vec<Problem>) -> Trees {
    let further = Vec::new();
    match &options.base {
        Base::Directory(directory) => {
            let head = WorkTree::walk(&options.root, filter, options.threads);
            let head = Arc::new(overlay::lay(head, &options.texts, filter).0);
            let base = BaseTree::from_directory(directory, head.clone(), filter, options.threads);
            let label = BaseLabel { name: directory.display().to_string(), commit: None, why: "given".to_owned() };
            Trees { head, base: Some(base), label: Some(label), further, head_label: None, day: None, problems }
        }
        Base::None if !options.staged => {
            let head = WorkTree::walk(&options.root, filter, options.threads);
            let head = Arc::new(overlay::lay(head, &options.texts, filter).0);
            Trees { head, base: None, label: None, further, head_label: None, day: None, problems }
        }
        _ => {
            let (walked, found) = std::thread::scope(|scope| {
                let walking =
                    (!options.staged).then(|| scope.spawn(|| WorkTree::walk(&options.root, filter, options.threads)));
                let found = if options.staged { staged(options, filter) } else { compared(options) };
                (walking.and_then(|thread| thread.join().ok()), found)
            });
            let Found { index, repository, problem } = found;
            problems.extend(problem);
            let head = walked.or(index).unwrap_or_else(|| WorkTree::of_paths(&options.root, Vec::new()));
            let (head, edited) = overlay::lay(head, &options.texts, filter);
            let repository = repository.map(|mut repository| {
                if let Some((_, (files, changes, _))) = &mut repository.base {
                    overlay::changed(&edited, files, changes);
                }
                repository
            });
            match repository {
                None => Trees {
                    head: Arc::new(head),
                    base: None,
                    label: None,
                    further,
                    head_label: None,
                    day: None,
                    problems,
                },
                Some(repository) => finish(repository, head, filter, problems),
            }
        }
    }
}

/// What was learnt from git.
#[derive(Default)]
struct Found {
    /// The tree of the index, if that was asked for.
    index: Option<WorkTree>,
    repository: Option<Repository>,
    problem: Option<Problem>,
}

impl Found {
    fn nothing(message: impl Into<String>, fatal: bool) -> Self {
        let problem = Problem { fatal, ..Problem::new(message) };
        Self { problem: Some(problem), ..Self::default() }
    }
}

struct Repository {
    store: Arc<Objects>,
    head: Option<Commit>,
    head_label: Option<String>,
    base: Option<(BaseLabel, Listing)>,
}

fn finish(repository: Repository, head: WorkTree, filter: &PathFilter, mut problems: Vec<Problem>) -> Trees {
    let further = Vec::new();
    let Repository { store, head: commit, head_label, base } = repository;
    let day = commit.as_ref().map(Commit::day);
    let head_label = head_label.or(commit.map(|commit| commit.id));
    let Some((label, (files, changes, strange))) = base else {
        return Trees { head: Arc::new(head), base: None, label: None, further, head_label, day, problems };
    };
    problems.extend(strange.into_iter().map(|path| Problem::new(format!("{path}: its name is not UTF-8"))));
    let (head, base) = BaseTree::from_git(store, &files, &changes, head, filter);
    Trees { head, base: Some(base), label: Some(label), further, head_label, day, problems }
}

/// The work tree against the base that is chosen.
fn compared(options: &Options) -> Found {
    let given = match &options.base {
        Base::Ref(name) => Some(name.as_str()),
        _ => None,
    };
    let store = Arc::new(Objects::started(&options.root));
    let opened = Git::open_while(&options.root, || store.is_started().then(|| store.commit("HEAD")));
    let (git, shallow, head) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let (_, expected) = candidates(given, options.deployed.as_deref(), &options.env, &Commit::default());
            return without_git(&error, &options.root, expected);
        }
    };
    let head = head.unwrap_or_else(|| store.commit("HEAD"));
    let (list, expected) =
        candidates(given, options.deployed.as_deref(), &options.env, head.as_ref().unwrap_or(&Commit::default()));
    let repository = |base, head| Some(Repository { store: store.clone(), head, head_label: None, base });
    let Some((name, commit, why)) = choose(&git, &store, &list, head.as_ref()) else {
        let message = match (&head, expected) {
            (None, false) => "there is no commit yet: only the code here was checked, and every migration counts as new".to_owned(),
            (_, false) => "no base was found (looked for origin/HEAD, main and master): the code deployed now is not known, so only the code \
                           here was checked and every migration counts as new. Name it with --base, or pass --no-git to say that this is meant."
                .to_owned(),
            (_, true) => no_base(&git, list.first(), shallow),
        };
        let problem = Some(Problem { fatal: expected, ..Problem::new(message) });
        return Found { index: None, repository: repository(None, head), problem };
    };
    match listing(&git, &store, &commit, options.threads) {
        Ok(listing) => {
            let label = BaseLabel { name, commit: Some(commit), why };
            Found { index: None, repository: repository(Some((label, listing)), head), problem: None }
        }
        Err(error) => without_git(&error, &options.root, true),
    }
}

/// The files of a commit, and what differs from it in the work tree.
fn listing(git: &Git, store: &Objects, commit: &str, threads: usize) -> Result<Listing, GitError> {
    if let Some(known) = index::listing(git, store, commit, threads) {
        return Ok(known);
    }
    std::thread::scope(|scope| {
        let changes = scope.spawn(|| git.changes(&[commit]));
        let (files, strange) = git.files_of(commit)?;
        let changes =
            changes.join().unwrap_or_else(|_| Err(GitError::Failed("git was not asked to the end".to_owned())));
        Ok((files, changes?, strange))
    })
}

/// The index against HEAD.
fn staged(options: &Options, filter: &PathFilter) -> Found {
    let git = match Git::open(&options.root) {
        Ok((git, _)) => git,
        Err(error) => return without_git(&error, &options.root, true),
    };
    let store = Arc::new(Objects::new(&options.root));
    let listing = git.staged_files().and_then(|(files, strange)| Ok((files, git.changes(&[])?, strange)));
    let (files, unstaged, mut strange) = match listing {
        Ok(listing) => listing,
        Err(error) => return without_git(&error, &options.root, true),
    };
    let ids: HashMap<&str, &Entry> = files.iter().map(|(path, entry)| (path.as_str(), entry)).collect();
    let own =
        filter.keep(files.iter().filter(|(_, entry)| entry.is_file()).map(|(path, _)| path.as_str()), &options.root);
    let differing: std::collections::HashSet<&str> = unstaged.iter().map(|change| change.path.as_str()).collect();
    let (mut paths, mut objects) = (Vec::new(), HashMap::new());
    for path in own {
        let from_index = differing.contains(path) || !options.root.join(path).is_file();
        match ids.get(path) {
            Some(entry) if from_index => drop(objects.insert(Arc::from(path), entry.id.to_string())),
            _ => paths.push(Arc::from(path)),
        }
    }
    let index = Some(WorkTree::of_paths(&options.root, paths).with_objects(store.clone(), objects));
    let head = store.commit("HEAD");
    let head_label = Some("the index".to_owned());
    let Some(commit) = head.as_ref().map(|head| head.id.clone()) else {
        let problem = Some(Problem::new("there is no commit yet: every staged migration counts as new"));
        return Found { index, repository: Some(Repository { store, head, head_label, base: None }), problem };
    };
    let listing = git.files_of(&commit).and_then(|(files, more)| {
        strange.extend(more);
        strange.sort_unstable();
        strange.dedup();
        Ok((files, git.changes(&["--cached", &commit])?, strange))
    });
    match listing {
        Ok(listing) => {
            let label = BaseLabel {
                name: "HEAD".to_owned(),
                commit: Some(commit),
                why: "what is staged is compared with it".to_owned(),
            };
            Found {
                index,
                repository: Some(Repository { store, head, head_label, base: Some((label, listing)) }),
                problem: None,
            }
        }
        Err(error) => without_git(&error, &options.root, true),
    }
}

/// The first candidate that this clone has: its name, the commit, and why it is this one.
fn choose(git: &Git, store: &Objects, list: &[Candidate], head: Option<&Commit>) -> Option<(String, String, String)> {
    for candidate in list {
        let Some((name, tip)) = candidate.names.iter().find_map(|name| Some((name, store.commit(name)?.id))) else {
            if candidate.required {
                return None;
            }
            continue;
        };
        let shown = match name.as_str() {
            name if candidate.why == FIRST_PARENT => format!("HEAD^1 ({})", name.get(..7).unwrap_or(name)),
            "origin/HEAD" => git.short_name(name).unwrap_or_else(|| name.clone()),
            name => name.to_owned(),
        };
        let Some(head) = head.filter(|head| head.id != tip && is_branch(store, name)) else {
            return Some((shown, tip, candidate.why.clone()));
        };
        return Some(match git.merge_base(&head.id, &tip) {
            Some(left) if left == tip && candidate.why == "given" => (shown, tip, candidate.why.clone()),
            Some(left) => (shown, left, "where HEAD left it".to_owned()),
            None => (shown, tip, format!("{}; this clone does not tell where HEAD left it", candidate.why)),
        });
    }
    None
}

/// Whether a name is a branch's (a tag of the same name wins, as in git).
fn is_branch(store: &Objects, name: &str) -> bool {
    let is = |prefix: &str| store.commit(&format!("{prefix}{name}")).is_some();
    let full = ["refs/heads/", "refs/remotes/", "heads/", "remotes/"];
    full.iter().any(|prefix| name.starts_with(prefix))
        || (!is("refs/tags/") && (is("refs/heads/") || is("refs/remotes/")))
}

/// What to say where git cannot be asked. `expected`: a base was named, so that going on without one would be no check.
fn without_git(error: &GitError, root: &Path, expected: bool) -> Found {
    let (what, fatal) = match error {
        GitError::NotARepository => ("not a git repository".to_owned(), expected),
        GitError::NotInstalled => ("git is not installed".to_owned(), expected),
        GitError::Ownership => {
            let root = root.display();
            let message = format!(
                "git does not read {root}, as it belongs to another user\n\n  \
                 do:      `git config --global --add safe.directory {root}` (usual in containers),\n           \
                 or pass --no-git to check the code here alone"
            );
            return Found::nothing(message, true);
        }
        GitError::Failed(words) => {
            let message = format!("git: {words}\n\n  do:      pass --no-git to check the code here alone");
            return Found::nothing(message, true);
        }
    };
    Found::nothing(
        if fatal {
            format!(
                "{what}, so the code deployed now cannot be checked\n\n  do:      pass --no-git to check the code here alone"
            )
        } else {
            format!(
                "{what}: the code deployed now is not known, so only the code here was checked and every migration counts as new. \
                 Pass --no-git to say that this is meant."
            )
        },
        fatal,
    )
}

/// What to say where the base that was named is not there.
fn no_base(git: &Git, candidate: Option<&Candidate>, shallow: bool) -> String {
    // Without a name of anyone's, the main branch is what was looked for.
    let named = candidate.filter(|candidate| candidate.why != choose::MAIN_BRANCH);
    let name = named.and_then(|candidate| candidate.names.last()).map_or("main", String::as_str);
    let because = match (shallow, git.depth()) {
        (true, Some(1)) => "this is a shallow clone with 1 commit".to_owned(),
        (true, Some(depth)) => format!("this is a shallow clone with {depth} commits"),
        (true, None) => "this is a shallow clone".to_owned(),
        (false, _) => {
            let from = candidate.map_or("", |found| found.why.as_str());
            let from = if matches!(from, "" | "given") { String::new() } else { format!(" (from: {from})") };
            format!("no branch, tag or commit has that name{from}")
        }
    };
    let fetch =
        if shallow { format!("`git fetch --depth=1 origin {name}`") } else { format!("`git fetch origin {name}`") };
    format!(
        "the base `{name}` is not in this clone, so the code deployed now cannot be checked\n\n  \
         because: {because}\n  \
         do:      GitHub: `fetch-depth: 2` is enough for a pull request, 0 for all else (actions/checkout)\n           \
         GitLab: `GIT_DEPTH: \"0\"`; Azure: `fetchDepth: 0`; else: {fetch}\n           \
         or pass --no-git to check the code here alone"
    )
}
