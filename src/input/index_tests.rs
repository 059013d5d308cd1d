//! What the index tells is what git tells.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::super::git::{Git, Objects};
use super::super::tests::Repo;
use super::{Index, Listing, Written, listing};

/// By the index, and by git alone.
fn both(root: &Path, commit: &str) -> (Option<Listing>, Listing) {
    let (git, _) = Git::open(root).unwrap();
    let store = Objects::new(root);
    let (files, strange) = git.files_of(commit).unwrap();
    (listing(&git, &store, commit, 2), (files, git.changes(&[commit]).unwrap(), strange))
}

#[track_caller]
fn agree(root: &Path, commit: &str) -> Vec<String> {
    let (ours, theirs) = both(root, commit);
    let ours = ours.expect("the index is an ordinary one");
    assert_eq!(ours.0, theirs.0);
    assert_eq!(ours.2, theirs.2);
    let told = |listing: &Listing| -> Vec<String> {
        let one = |change: &super::Change| format!("{} {} {:?}", char::from(change.status), change.path, change.old);
        listing.1.iter().map(one).collect()
    };
    assert_eq!(told(&ours), told(&theirs));
    ours.1.iter().map(|change| format!("{} {}", char::from(change.status), change.path)).collect()
}

/// Files in every state; answers the first commit and the second.
fn in_every_state(repo: &Repo) -> (String, String) {
    for name in
        ["same", "edited", "gone", "staged", "staged-back", "untracked-now", "link-now", "folder-now", "gone-first"]
    {
        repo.write(&format!("src/{name}.py"), "old");
    }
    repo.write("src/deep/er/a.py", "a")
        .write("src/deep/b.py", "b")
        .write("top.py", "t")
        .write("src/ünï \"côdé\".py", "u");
    repo.write("moved/away/x.py", "x");
    std::os::unix::fs::symlink("same.py", repo.root().join("src/link.py")).unwrap();
    let first = repo.commit("one");
    repo.remove("src/gone-first.py").write("src/second.py", "2").write("src/edited.py", "between");
    let second = repo.commit("two");
    repo.write("src/edited.py", "new").remove("src/gone.py").write("src/new.py", "n");
    repo.write("src/staged.py", "s")
        .write("src/staged-back.py", "s")
        .write("src/added.py", "a")
        .write("src/added-gone.py", "a");
    repo.git(&["add", "src/staged.py", "src/staged-back.py", "src/added.py", "src/added-gone.py"]);
    repo.write("src/staged-back.py", "old").remove("src/added-gone.py");
    repo.git(&["rm", "-q", "--cached", "src/untracked-now.py"]);
    repo.remove("src/link-now.py").remove("src/folder-now.py").write("src/folder-now.py/x.py", "x");
    std::os::unix::fs::symlink("same.py", repo.root().join("src/link-now.py")).unwrap();
    fs::rename(repo.root().join("moved/away"), repo.root().join("away")).unwrap();
    std::os::unix::fs::symlink("../away", repo.root().join("moved/away")).unwrap();
    (first, second)
}

#[test]
fn every_state_of_a_file() {
    for format in ["sha1", "sha256"] {
        let repo = Repo::of(&["init", "-q", "-b", "main", "--object-format", format, "."]);
        let (first, second) = in_every_state(&repo);
        for version in ["2", "4"] {
            repo.git(&["update-index", "--index-version", version]);
            let changes = agree(&repo.root(), &second);
            for change in [
                "M src/edited.py",
                "D src/gone.py",
                "A src/added.py",
                "T src/link-now.py",
                "D moved/away/x.py",
                "D src/folder-now.py",
            ] {
                assert!(changes.iter().any(|own| own == change), "{change}: {changes:?}");
            }
            assert!(
                !changes.iter().any(|own| own.ends_with("same.py") || own.ends_with("added-gone.py")),
                "{changes:?}"
            );
            agree(&repo.root(), &first);
            agree(&repo.root().join("src"), &second);
            agree(&repo.root().join("src/deep"), &first);
        }
        let beside = tempfile::tempdir().unwrap();
        let beside = beside.path().join("beside");
        repo.git(&["worktree", "add", "-q", &beside.display().to_string(), &first]);
        fs::write(beside.join("top.py"), "other").unwrap();
        assert_eq!(agree(&beside, &first), ["M top.py"]);
    }
}

#[test]
fn what_was_touched_is_compared_by_content() {
    let repo = Repo::new();
    let commit = repo.write("touched.py", "same").write("edited.py", "1234").commit("one");
    for (path, text) in [("touched.py", "same"), ("edited.py", "4321")] {
        repo.write(path, text);
        // Neither of them can be told by its size.
        let file = fs::File::options().write(true).open(repo.root().join(path)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(1000)).unwrap();
    }
    let changes = both(&repo.root(), &commit).0.unwrap().1;
    assert_eq!(changes.iter().map(|change| change.path.as_str()).collect::<Vec<_>>(), ["edited.py"]);
    // Git itself notes of a file no more than the index has of it.
    agree_on_content(&repo, &commit);
}

/// Git's list holds whatever looks touched: nothing of ours may be missing there.
fn agree_on_content(repo: &Repo, commit: &str) {
    let (ours, theirs) = both(&repo.root(), commit);
    for change in ours.unwrap().1 {
        assert!(theirs.1.iter().any(|own| own.path == change.path), "{change:?}");
    }
}

#[test]
fn a_file_that_was_written_with_the_index_is_compared() {
    let repo = Repo::new();
    let commit = repo.write("a.py", "1234").commit("one");
    let time = fs::metadata(repo.root().join("a.py")).unwrap().modified().unwrap();
    // In place, of the same size, and at the same time as far as anybody can tell.
    let mut file = fs::File::options().write(true).open(repo.root().join("a.py")).unwrap();
    std::io::Write::write_all(&mut file, b"4321").unwrap();
    file.set_modified(time).unwrap();
    let changes = both(&repo.root(), &commit).0.unwrap().1;
    assert_eq!(changes.len(), 1);
}

#[test]
fn what_is_special_is_left_to_git() {
    type Make = fn(&Repo);
    let cases: &[(&str, Make)] = &[
        ("a conflict", |repo| {
            repo.git(&["checkout", "-q", "-b", "other"]);
            repo.write("a.py", "other").commit("other");
            repo.git(&["checkout", "-q", "main"]);
            repo.write("a.py", "main").commit("main");
            let mut merge = std::process::Command::new("git");
            merge.args(["-c", "user.name=A", "-c", "user.email=a@b", "merge", "-q", "other"]).current_dir(repo.root());
            assert!(!merge.output().unwrap().status.success());
        }),
        ("to be added", |repo| drop((repo.write("b.py", "b"), repo.git(&["add", "-N", "b.py"])))),
        ("sparse", |repo| drop(repo.git(&["update-index", "--skip-worktree", "a.py"]))),
        ("split", |repo| drop(repo.git(&["update-index", "--split-index"]))),
        ("a submodule", |repo| {
            let inner = Repo::new();
            inner.write("x.py", "x").commit("x");
            let from = inner.root().display().to_string();
            repo.git(&["submodule", "add", "-q", &from, "inner"]);
        }),
    ];
    for (what, make) in cases {
        let repo = Repo::new();
        let commit = repo.write("a.py", "a").commit("one");
        assert!(both(&repo.root(), &commit).0.is_some(), "{what}");
        make(&repo);
        assert!(both(&repo.root(), &commit).0.is_none(), "{what}");
    }
}

#[test]
fn an_index_of_any_bytes_is_read_or_left() {
    let repo = Repo::new();
    in_every_state(&repo);
    for version in ["2", "4"] {
        repo.git(&["update-index", "--index-version", version]);
        let bytes = fs::read(repo.root().join(".git/index")).unwrap();
        let written = Written { nanoseconds: 0, size: 0 };
        let whole = Index::parse(&bytes, "", 20, written).unwrap();
        assert!(whole.files.iter().any(|file| file.path == "src/deep/er/a.py"));
        for end in 0..bytes.len() {
            let _ = Index::parse(&bytes[..end], "", 20, written);
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            if let Some(index) = Index::parse(&changed, "", 20, written) {
                assert!(index.files.iter().all(|file| super::is_below(&file.path)));
            }
        }
        for path in ["../x", "/etc/passwd", ".git/config", "a//b", "a/.GIT/x", "a/./b", ""] {
            assert!(!super::is_below(path), "{path}");
        }
    }
}

#[test]
fn paths_that_are_no_text_are_told() {
    use std::os::unix::ffi::OsStrExt;
    let repo = Repo::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.py");
    if fs::write(repo.root().join(name), "x").is_err() {
        return;
    }
    let commit = repo.write("a.py", "a").commit("one");
    agree(&repo.root(), &commit);
    let found = listing(&Git::open(&repo.root()).unwrap().0, &Objects::new(&repo.root()), &commit, 1);
    assert_eq!(found.unwrap().2, ["caf\u{fffd}.py"]);
}
