//! Both trees of real repositories, made for the occasion.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;

/// A repository in a temporary directory.
pub(super) struct Repo {
    directory: tempfile::TempDir,
}

impl Repo {
    pub(super) fn new() -> Self {
        Self::of(&["init", "-q", "-b", "main", "."])
    }

    /// Made by this command.
    pub(super) fn of(init: &[&str]) -> Self {
        let repo = Self { directory: tempfile::tempdir().unwrap() };
        repo.git(init);
        repo
    }

    pub(super) fn root(&self) -> PathBuf {
        self.directory.path().to_owned()
    }

    pub(super) fn git(&self, arguments: &[&str]) -> String {
        run(self.directory.path(), arguments)
    }

    pub(super) fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(super) fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.root().join(path)).unwrap();
        self
    }

    pub(super) fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A", "-f"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn open(&self, change: impl FnOnce(&mut Options)) -> Trees {
        let mut options = Options { root: self.root(), threads: 2, ..Options::default() };
        change(&mut options);
        open(&options)
    }
}

pub(super) fn run(directory: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@b.c",
            "-c",
            "commit.gpgSign=false",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(arguments)
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn paths(tree: &dyn Tree) -> Vec<&str> {
    tree.paths().iter().map(|path| &**path).collect()
}

fn given(name: &str) -> impl FnOnce(&mut Options) {
    let base = Base::Ref(name.to_owned());
    move |options| options.base = base
}

/// The name, the commit's abbreviation and the reason of the base.
fn label(trees: &Trees) -> (String, String, String) {
    let label = trees.label.clone().unwrap_or_default();
    (label.name, label.commit.unwrap_or_default(), label.why)
}

#[test]
fn the_work_tree_against_a_commit() {
    let repo = Repo::new();
    repo.write(".gitignore", "ignored/\nlib/\n")
        .write("same.py", "same")
        .write("edited.py", "old")
        .write("gone.py", "gone");
    repo.write("lib/tracked.py", "tracked").write("ünï côdé.py", "x").commit("one");
    repo.write("edited.py", "new")
        .remove("gone.py")
        .write("new.py", "new")
        .write("ignored/x.py", "x")
        .write("same.py", "same");
    repo.write("staged.py", "s").git(&["add", "staged.py"]);
    let trees = repo.open(given("HEAD"));
    assert_eq!(trees.problems(), []);
    let base = trees.base.as_ref().unwrap();
    assert_eq!(paths(&*trees.head), ["edited.py", "lib/tracked.py", "new.py", "same.py", "staged.py", "ünï côdé.py"]);
    assert_eq!(paths(base), ["edited.py", "gone.py", "lib/tracked.py", "same.py", "ünï côdé.py"]);
    assert_eq!(base.changed().iter().map(|path| &**path).collect::<Vec<_>>(), ["edited.py", "gone.py"]);
    for (path, here, there) in [
        ("edited.py", Some("new"), Some("old")),
        ("gone.py", None, Some("gone")),
        ("new.py", Some("new"), None),
        ("same.py", Some("same"), Some("same")),
        ("ignored/x.py", None, None),
    ] {
        assert_eq!(trees.head.read(path).as_deref(), here, "{path} here");
        assert_eq!(base.read(path).as_deref(), there, "{path} there");
    }
    assert!(base.is_new("new.py") && base.is_new("staged.py") && !base.is_new("same.py") && !base.is_new("gone.py"));
}

#[test]
fn a_directory_inside_a_repository() {
    let repo = Repo::new();
    repo.write("a/x.py", "old").write("b/y.py", "y").commit("one");
    repo.write("a/x.py", "new");
    let trees = repo.open(|options| options.root.push("a"));
    let base = trees.base.as_ref().unwrap();
    assert_eq!((paths(&*trees.head), paths(base)), (vec!["x.py"], vec!["x.py"]));
    assert_eq!(base.read("x.py").as_deref(), Some("old"));
}

#[test]
fn branches_count_from_where_head_left_them_and_tags_as_they_are() {
    let repo = Repo::new();
    let left = repo.write("a", "1").commit("one");
    repo.git(&["checkout", "-q", "-b", "feature"]);
    let feature = repo.write("b", "1").commit("two");
    repo.git(&["checkout", "-q", "main"]);
    let tip = repo.write("c", "1").commit("three");
    repo.git(&["tag", "v1"]);
    repo.git(&["checkout", "-q", "feature"]);
    let here = "where HEAD left it".to_owned();
    for (name, commit, why) in [
        ("main", &left, here.as_str()),
        ("v1", &tip, "given"),
        (tip.as_str(), &tip, "given"),
        ("HEAD", &feature, "given"),
    ] {
        assert_eq!(label(&repo.open(given(name))), (name.to_owned(), commit.clone(), why.to_owned()));
    }
    assert_eq!(label(&repo.open(|_| ())), ("main".to_owned(), left, here));
}

#[test]
fn a_pull_request_in_a_shallow_clone() {
    let upstream = Repo::new();
    upstream.write("a", "1").commit("one");
    let base = upstream.write("a", "2").commit("two");
    upstream.git(&["checkout", "-q", "-b", "feature", "HEAD^"]);
    upstream.write("m.sql", "x").commit("three");
    upstream.git(&["checkout", "-q", "--detach", "main"]);
    upstream.git(&["merge", "-q", "--no-ff", "-m", "Merge pull request #1 from a/feature", "feature"]);
    upstream.git(&["branch", "merged"]);
    let url = format!("file://{}", upstream.root().display());
    let env = |options: &mut Options| {
        options.env = [("GITHUB_BASE_REF", "trunk"), ("CI", "true")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    };
    let place = tempfile::tempdir().unwrap();
    for (depth, found) in [("2", true), ("1", false)] {
        let name = format!("depth{depth}");
        run(place.path(), &["clone", "-q", "--depth", depth, "--single-branch", "--branch", "merged", &url, &name]);
        let mut options = Options { root: place.path().join(&name), threads: 1, ..Options::default() };
        env(&mut options);
        let trees = open(&options);
        if found {
            assert_eq!(label(&trees).1, base);
            assert!(trees.base.as_ref().unwrap().is_new("m.sql") && trees.base.as_ref().unwrap().contains("a"));
        } else {
            let problem = trees.problems.first().unwrap();
            assert!(
                problem.fatal && problem.message.starts_with("the base `trunk` is not in this clone"),
                "{problem:?}"
            );
            assert!(problem.message.contains("shallow clone with 1 commit\n"), "{problem:?}");
        }
    }
}

#[test]
fn what_a_partial_clone_lacks_is_unknown() {
    let upstream = Repo::new();
    upstream.write("a.py", "old").commit("one");
    upstream.write("a.py", "new").commit("two");
    upstream.git(&["config", "uploadpack.allowFilter", "true"]);
    let place = tempfile::tempdir().unwrap();
    let url = format!("file://{}", upstream.root().display());
    run(place.path(), &["clone", "-q", "--filter=blob:none", &url, "here"]);
    let trees =
        open(&Options { root: place.path().join("here"), base: Base::Ref("HEAD^".to_owned()), ..Options::default() });
    let base = trees.base.as_ref().unwrap();
    assert!(base.contains("a.py") && !base.is_new("a.py"));
    assert_eq!(base.read("a.py"), None);
    assert!(
        trees.problems().iter().any(|problem| problem.message.starts_with("a.py: ") && !problem.fatal),
        "{:?}",
        trees.problems()
    );
}

#[test]
fn the_index_against_head() {
    let repo = Repo::new();
    repo.write("a.py", "head").write("b.py", "b").write("c.py", "c").commit("one");
    repo.write("a.py", "staged").write("new.sql", "new").remove("c.py").git(&["add", "-A"]);
    repo.write("a.py", "unstaged").write("b.py", "unstaged").write("untracked.py", "x");
    let trees = repo.open(|options| options.staged = true);
    let base = trees.base.as_ref().unwrap();
    assert_eq!(paths(&*trees.head), ["a.py", "b.py", "new.sql"]);
    assert_eq!(paths(base), ["a.py", "b.py", "c.py"]);
    for (path, here, there) in
        [("a.py", Some("staged"), Some("head")), ("b.py", Some("b"), Some("b")), ("c.py", None, Some("c"))]
    {
        assert_eq!(trees.head.read(path).as_deref(), here, "{path} here");
        assert_eq!(base.read(path).as_deref(), there, "{path} there");
    }
    assert!(base.is_new("new.sql"));
}

#[test]
fn without_a_base() {
    let repo = Repo::new();
    repo.write("a.py", "x");
    let plain = tempfile::tempdir().unwrap();
    let at = |root: &Path, base: Base, ci: bool| {
        let env = ci.then(|| ("CI".to_owned(), "1".to_owned())).into_iter().collect();
        open(&Options { root: root.to_owned(), base, env, ..Options::default() })
    };
    let (root, plain) = (repo.root(), plain.path());
    for (trees, begins, fatal) in [
        (at(&root, Base::Auto, false), "there is no commit yet", false),
        (at(&root, Base::Ref("nowhere".into()), false), "the base `nowhere` is not in this clone", true),
        (at(&root, Base::Ref("--output=x".into()), false), "the base `--output=x` is not in this clone", true),
        (at(plain, Base::Auto, false), "not a git repository: the code deployed now is not known", false),
        (at(plain, Base::Auto, true), "not a git repository, so", true),
        (at(plain, Base::Ref("main".into()), false), "not a git repository, so", true),
    ] {
        assert!(trees.base.is_none());
        let problems = trees.problems();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].message.starts_with(begins) && problems[0].fatal == fatal, "{problems:?}");
    }
    assert_eq!(at(plain, Base::None, true).problems(), []);
}

#[test]
fn a_base_in_a_directory() {
    let place = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("head/a.py", "new"),
        ("head/b.py", "b"),
        ("head/n.py", "n"),
        ("base/a.py", "old"),
        ("base/b.py", "b"),
        ("base/g.py", "g"),
    ] {
        let path = place.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let trees = open(&Options {
        root: place.path().join("head"),
        base: Base::Directory(place.path().join("base")),
        ..Options::default()
    });
    let base = trees.base.as_ref().unwrap();
    assert_eq!(base.changed().iter().map(|path| &**path).collect::<Vec<_>>(), ["a.py", "g.py"]);
    assert_eq!(
        ["a.py", "b.py", "g.py", "n.py"].map(|path| base.read(path).as_deref().map(str::to_owned)),
        [Some("old".to_owned()), Some("b".to_owned()), Some("g".to_owned()), None]
    );
    assert!(base.is_new("n.py"));
    let matches = search(base, base.paths(), &Words::new([Word::column("old"), Word::column("g")]), 2);
    assert_eq!(
        matches.hits.iter().map(|hit| (&*hit.path, hit.words.clone())).collect::<Vec<_>>(),
        [("a.py", vec![0]), ("g.py", vec![1])]
    );
}

#[test]
fn the_files_of_a_submodule_are_not_new() {
    let other = Repo::new();
    other.write("m.sql", "x").commit("one");
    let repo = Repo::new();
    repo.git(&["submodule", "add", "-q", &format!("file://{}", other.root().display()), "sub"]);
    repo.write("a.py", "a").commit("one");
    let trees = repo.open(given("HEAD"));
    assert!(trees.head.contains("sub/m.sql"));
    assert!(!trees.base.as_ref().unwrap().is_new("sub/m.sql"));
}

#[test]
fn the_index_against_further_releases() {
    let repo = Repo::new();
    repo.write("a.sql", "one").write("b.sql", "b").commit("one");
    repo.git(&["tag", "v1"]);
    repo.write("a.sql", "two").commit("two");
    repo.write("a.sql", "one").write("b.sql", "staged").git(&["add", "-A"]);
    repo.write("a.sql", "unstaged").write("b.sql", "b");
    let trees = repo.open(|options| {
        options.staged = true;
        options.further = vec![Base::Ref("v1".to_owned())];
    });
    let (_, v1) = &trees.further[0];
    let changed: Vec<&str> = v1.changed().iter().map(|path| &**path).collect();
    assert_eq!(changed, ["b.sql"]);
    for (path, here, there) in [("a.sql", "one", "one"), ("b.sql", "staged", "b")] {
        assert_eq!(trees.head.read(path).as_deref(), Some(here), "{path} here");
        assert_eq!(v1.read(path).as_deref(), Some(there), "{path} in v1");
    }
}
