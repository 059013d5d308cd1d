//! Repositories that are made to break their reader, or to make it break something. Beside each stands the same small project with one left-over use: the check has to end
//! with the exit code that is expected, to say what is expected, to leave the tree as it was, to run nothing that the repository names, and to stay within its memory.
//!
//! Bounds are bytes, not seconds: a run that hangs ends with the timeout of whoever runs the tests. `MIGCHECK_FILES=500000 cargo test --test hostile_trees` makes the
//! tree with many files larger than the tests have time for.

#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods)]

mod common;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use wait4::Wait4;
use walkdir::WalkDir;

const MIB: u64 = 1 << 20;
/// What the small project alone takes in a build without optimisation is about a third of this.
const ORDINARY: u64 = 200 * MIB;

/// The exit code with the finding of the small project, and that of a run that could not be made.
const FOUND: i32 = 1;
const REFUSED: i32 = 2;

struct Case {
    name: &'static str,
    make: fn(&Place),
    line: &'static str,
    code: i32,
    /// What stdout and stderr have, and what neither has.
    says: &'static [&'static str],
    says_not: &'static [&'static str],
    /// Peak resident memory in bytes.
    memory: u64,
}

impl Case {
    /// The finding is still made, nothing else is asked.
    const PLAIN: Case = Case {
        name: "",
        make: |_| {},
        line: "check --all --no-git --format concise",
        code: FOUND,
        says: &["app/login.py:2:", "error[column-still-used]"],
        says_not: &["SECRET"],
        memory: ORDINARY,
    };
}

/// A folder for one case: `root` is the project, `outside` what it has no business with.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    fn outside(&self) -> PathBuf {
        self.folder.path().join("outside")
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn link(&self, path: &str, target: impl AsRef<Path>) {
        symlink(target, self.root().join(path)).unwrap();
    }

    fn git(&self, words: &[&str]) {
        let done = Command::new("git")
            .args([
                "-c",
                "user.name=n",
                "-c",
                "user.email=n@localhost",
                "-c",
                "init.defaultBranch=main",
                "-c",
                "gc.auto=0",
                "-c",
                "maintenance.auto=false",
            ])
            .args(words)
            .current_dir(self.root())
            .output()
            .unwrap();
        assert!(done.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// The small project as a repository whose last commit brings the drop.
    fn commits(&self) {
        let drop = self.root().join("migrations/0002_drop.sql");
        let text = fs::read(&drop).unwrap();
        fs::remove_file(&drop).unwrap();
        self.git(&["init", "-q"]);
        for step in 0..2 {
            if step == 1 {
                fs::write(&drop, &text).unwrap();
            }
            self.git(&["add", "-A"]);
            self.git(&["commit", "-q", "-m", "x"]);
        }
    }

    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        place.write("migrations/0001_users.sql", "CREATE TABLE users (id BIGINT PRIMARY KEY, username TEXT);\n");
        place.write("migrations/0002_drop.sql", "ALTER TABLE users DROP COLUMN username;\n");
        place.write(
            "app/login.py",
            "def login(db, name):\n    return db.execute(\"SELECT id FROM users WHERE username = %s\", [name])\n",
        );
        fs::create_dir(place.outside()).unwrap();
        fs::write(place.outside().join("secret.py"), "SECRET = \"SELECT username FROM users\"\n").unwrap();
        fs::write(place.outside().join("secret.toml"), "SECRET \"\n").unwrap();
        place
    }
}

/// How many files the tree with many files has.
fn many() -> usize {
    std::env::var("MIGCHECK_FILES").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000)
}

const CASES: &[Case] = &[
    Case { name: "nothing special", ..Case::PLAIN },
    Case {
        name: "links in a circle",
        make: |place| {
            place.link("app/up", "..");
            place.link("app/a", "b");
            place.link("app/b", "a");
            place.link("migrations/self", ".");
        },
        ..Case::PLAIN
    },
    Case {
        name: "links out of the tree",
        make: |place| {
            place.link("app/folder", place.outside());
            place.link("app/file.py", place.outside().join("secret.py"));
            place.link("migrations/0003_x.sql", place.outside().join("secret.py"));
        },
        says_not: &["secret", "SECRET", "file.py"],
        ..Case::PLAIN
    },
    Case {
        name: "a configuration that is a link out of the tree",
        make: |place| place.link("migcheck.toml", place.outside().join("secret.toml")),
        code: REFUSED,
        says: &["leads out of the project"],
        ..Case::PLAIN
    },
    Case {
        name: "a baseline that is a link out of the tree",
        make: |place| place.link("migcheck-baseline.json", place.outside().join("secret.toml")),
        code: REFUSED,
        says: &["leads out of the project"],
        ..Case::PLAIN
    },
    Case {
        name: "an ignore file that never ends",
        make: |place| place.link(".migcheckignore", "/dev/zero"),
        says: &[".migcheckignore is not used: it leads out of the project", "error[column-still-used]"],
        ..Case::PLAIN
    },
    Case {
        name: "a .gitignore that never ends",
        make: |place| place.link("app/.gitignore", "/dev/zero"),
        code: REFUSED,
        says: &["app/.gitignore is no file"],
        ..Case::PLAIN
    },
    Case {
        name: "a .gitignore in the root that never ends",
        make: |place| place.link(".gitignore", "/dev/zero"),
        code: REFUSED,
        says: &[".gitignore is no file"],
        ..Case::PLAIN
    },
    Case {
        name: "pipes that nobody writes to",
        make: |place| {
            for path in ["app/pipe.py", "migrations/0003_pipe.sql", ".migcheckignore", "migcheck-baseline.json"] {
                let made = Command::new("mkfifo").arg(place.root().join(path)).status().unwrap();
                assert!(made.success());
            }
        },
        code: REFUSED,
        says: &["migcheck-baseline.json cannot be read: it is no file"],
        ..Case::PLAIN
    },
    Case {
        name: "code of a gigabyte",
        make: |place| {
            place.write("app/huge.py", "");
            let file = fs::File::options().write(true).open(place.root().join("app/huge.py")).unwrap();
            file.set_len(1 << 30).unwrap();
        },
        says: &["error[column-still-used]", "app/huge.py: not read, as it has 1024 MB"],
        ..Case::PLAIN
    },
    Case {
        name: "a migration of a gigabyte",
        make: |place| {
            place.write("migrations/0003_huge.sql", "");
            let file = fs::File::options().write(true).open(place.root().join("migrations/0003_huge.sql")).unwrap();
            file.set_len(1 << 30).unwrap();
        },
        code: REFUSED,
        says: &["migrations/0003_huge.sql: a migration that cannot be read", "not read, as it has 1024 MB"],
        ..Case::PLAIN
    },
    Case {
        name: "many files",
        make: |place| {
            for at in 0..many() {
                let folder = place.root().join(format!("lib/{:03}", at % 500));
                if at < 500 {
                    fs::create_dir_all(&folder).unwrap();
                }
                fs::write(folder.join(format!("{at}.py")), "x = 1\n").unwrap();
            }
        },
        memory: ORDINARY,
        ..Case::PLAIN
    },
    Case {
        name: "a line of ten megabytes",
        make: |place| {
            let line = "username, ".repeat(MIB as usize);
            place.write("app/long.py", format!("x = \"{line}\"\n"));
            place.write("app/long.js", format!("const users = '{line}';\n"));
            place.write("app/long.json", format!("{{\"users\": \"{line}\"}}\n"));
        },
        memory: 300 * MIB,
        ..Case::PLAIN
    },
    Case {
        name: "a migration with a line of ten megabytes",
        make: |place| {
            let values = "(1, 'x'), ".repeat(MIB as usize);
            place.write(
                "migrations/0003_long.sql",
                format!("INSERT INTO users (id, username) VALUES {values} (2, 'y');\n"),
            );
        },
        says: &["error[column-still-used]"],
        memory: 500 * MIB,
        ..Case::PLAIN
    },
    Case {
        name: "folders in folders",
        make: |place| {
            let deep = format!("app/{}", "d/".repeat(1_500));
            fs::create_dir_all(place.root().join(&deep)).unwrap();
            place.write(&format!("{deep}x.py"), "def f(db):\n    db.execute(\"SELECT username FROM users\")\n");
        },
        says: &["app/login.py:2:", "d/d/d/x.py:2:", "error[column-still-used]"],
        ..Case::PLAIN
    },
    Case {
        name: "names that are no text",
        make: |place| {
            let name = std::ffi::OsString::from_vec(b"caf\xe9.py".to_vec());
            fs::write(place.root().join("app").join(name), "x = 1\n").unwrap();
        },
        says: &["error[column-still-used]", "its name is not UTF-8"],
        ..Case::PLAIN
    },
    Case {
        name: "names that speak to a terminal and a runner",
        make: |place| {
            let name = OsStr::from_bytes(b"x\n::error::gotcha\x1b[2J\r.py");
            fs::write(
                place.root().join("app").join(name),
                "def f(db):\n    db.execute(\"SELECT username FROM users\")\n",
            )
            .unwrap();
        },
        line: "check --all --no-git --format github",
        says: &["::error file=", "gotcha"],
        says_not: &["\n::error::gotcha", "\x1b", "\r"],
        ..Case::PLAIN
    },
    Case {
        name: "bytes that are no text",
        make: |place| {
            place.write("app/nul.py", b"users = 'username'\0\0\0");
            place.write("app/latin.py", b"# caf\xe9\ndef f(db):\n    db.execute(\"SELECT username FROM users\")\n");
        },
        says: &["app/login.py:2:", "app/latin.py:3:", "error[column-still-used]"],
        ..Case::PLAIN
    },
    Case {
        name: "settings that lead out of the tree",
        make: |place| place.write("migcheck.toml", "[[database]]\nmigrations = [\"../outside\"]\n"),
        code: REFUSED,
        says: &["`../outside` is outside the project"],
        ..Case::PLAIN
    },
    Case {
        name: "rules that lead out of the tree",
        make: |place| place.write("migcheck.toml", "user-rules = \"../outside\"\n"),
        code: REFUSED,
        says: &["../outside"],
        ..Case::PLAIN
    },
    Case {
        name: "a pattern that grows",
        make: |place| {
            place.write(
                "migcheck.toml",
                "select = [\"table-naming\"]\n[rules.table-naming]\npattern = \"((a{1000}){1000}){1000}\"\n",
            );
        },
        code: REFUSED,
        says: &["the pattern is too large"],
        ..Case::PLAIN
    },
    Case {
        name: "a repository that wants programs run",
        make: |place| {
            let spy = place.root().join("spy.sh");
            place.write("spy.sh", format!("#!/bin/sh\ntouch {}\ncat\n", place.outside().join("ran").display()));
            assert!(Command::new("chmod").arg("+x").arg(&spy).status().unwrap().success());
            place.write(".gitattributes", "*.py filter=spy diff=spy\n*.sql filter=spy diff=spy\n");
            place.commits();
            let spy = spy.to_str().unwrap();
            for key in [
                "core.fsmonitor",
                "core.pager",
                "core.editor",
                "core.sshCommand",
                "core.hooksPath",
                "core.askPass",
                "core.gitProxy",
                "diff.external",
                "diff.spy.command",
                "diff.spy.textconv",
                "filter.spy.clean",
                "filter.spy.smudge",
                "filter.spy.process",
                "pager.diff",
                "pager.log",
                "pager.cat-file",
                "credential.helper",
                "gpg.program",
                "uploadpack.packObjectsHook",
                "alias.cat-file",
                "alias.diff-index",
            ] {
                place.git(&["config", key, spy]);
            }
            // A file that git has to look into to know whether it differs.
            place.write("app/login.py", fs::read(place.root().join("app/login.py")).unwrap());
        },
        line: "check --base HEAD~1 --format concise",
        ..Case::PLAIN
    },
    Case {
        name: "a base that looks like an option",
        make: |place| place.commits(),
        line: "check --base=--output=gotcha --format concise",
        code: REFUSED,
        says: &["--output=gotcha"],
        ..Case::PLAIN
    },
    Case {
        name: "a base that looks like a command",
        make: |place| place.commits(),
        line: "check --base=$(touch${IFS}gotcha) --format concise",
        code: REFUSED,
        says: &["gotcha"],
        ..Case::PLAIN
    },
    Case {
        name: "a .git that is a file",
        make: |place| place.write(".git", format!("gitdir: {}\n", place.outside().display())),
        line: "check --base main --format concise",
        code: REFUSED,
        says: &["not a git repository"],
        ..Case::PLAIN
    },
    Case {
        name: "a repository of somebody else",
        make: |place| {
            place.commits();
            let given = Command::new("chown").args(["-R", "65534:65534"]).arg(place.root()).status().unwrap();
            // Whoever may not give files away has nothing to test here: git then knows the owner.
            if !given.success() {
                place.git(&["config", "core.bare", "true"]);
            }
        },
        line: "check --base HEAD~1 --format concise",
        code: REFUSED,
        says: &["git"],
        ..Case::PLAIN
    },
    Case {
        name: "a shallow clone without the base",
        make: |place| {
            place.commits();
            clone(place, &["--depth=1"]);
        },
        line: "check --base HEAD~1 --format concise",
        code: REFUSED,
        says: &["HEAD~1"],
        ..Case::PLAIN
    },
    Case {
        name: "a partial clone without the contents of the base",
        make: |place| {
            place.write("app/old.py", "def f(db):\n    db.execute(\"SELECT username FROM users\")\n");
            place.commits();
            fs::remove_file(place.root().join("app/old.py")).unwrap();
            place.git(&["commit", "-qam", "x"]);
            place.git(&["config", "uploadpack.allowFilter", "true"]);
            clone(place, &["--filter=blob:none"]);
        },
        line: "check --base HEAD~2 --format concise",
        says: &["error[column-still-used]", "app/old.py"],
        ..Case::PLAIN
    },
];

/// Replaces the project by a clone of it whose origin is gone.
fn clone(place: &Place, options: &[&str]) {
    let origin = place.folder.path().join("origin");
    fs::rename(place.root(), &origin).unwrap();
    let url = format!("file://{}", origin.display());
    let done = Command::new("git").args(["clone", "-q"]).args(options).arg(url).arg(place.root()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    place.git(&["remote", "set-url", "origin", "file:///nowhere"]);
}

/// Every path with what would tell a change: kind, size, times.
fn state(root: &Path) -> BTreeMap<PathBuf, (u32, u64, i64, i64)> {
    let entries = WalkDir::new(root).into_iter().map(Result::unwrap);
    let about = |path: &Path| {
        let about = path.symlink_metadata().unwrap();
        (about.mode(), about.len(), about.mtime(), about.mtime_nsec())
    };
    entries.map(|entry| (entry.path().to_owned(), about(entry.path()))).collect()
}

#[test]
fn a_repository_breaks_nothing() {
    let mut wrong = Vec::new();
    for case in CASES {
        let place = Place::new();
        (case.make)(&place);
        let before = state(place.folder.path());
        let (code, said, peak) = measured(&place.root(), case.line);
        let mut fail = |what: String| wrong.push(format!("{}: {what}\n{said}", case.name));
        if code != Some(case.code) {
            fail(format!("ended with {code:?}, not {}", case.code));
        }
        for words in case.says.iter().filter(|words| !said.contains(**words)) {
            fail(format!("does not say {words:?}"));
        }
        for words in case.says_not.iter().filter(|words| said.contains(**words)) {
            fail(format!("says {words:?}"));
        }
        if peak > case.memory {
            fail(format!("took {peak} bytes, over {}", case.memory));
        }
        let after = state(place.folder.path());
        let changed: Vec<_> =
            before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
        if !changed.is_empty() {
            fail(format!("wrote {changed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The exit code, stdout and stderr, and the peak of resident memory in bytes.
fn measured(root: &Path, line: &str) -> (Option<i32>, String, u64) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_migcheck"))
        .args(line.split(' '))
        .current_dir(root)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        err.read_to_end(&mut bytes).unwrap();
        bytes
    });
    let mut bytes = Vec::new();
    out.read_to_end(&mut bytes).unwrap();
    bytes.extend(reader.join().unwrap());
    let used = child.wait4().unwrap();
    (used.status.code(), String::from_utf8_lossy(&bytes).into_owned(), used.rusage.maxrss)
}
