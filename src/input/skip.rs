//! What is not looked at, and why: directories of other people's code, and files that are not worth parsing.
//!
//! Two decisions live here. [`PathFilter`] says which paths belong to the project at all; it is asked by the walk and of every path
//! that git names, so that both trees are cut in the same way. [`Skip`] says of a file that belongs to it why it is not parsed as code.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::files;
use crate::model::report::Problem;
use crate::source::ending_number;

/// The project's own ignore file, in the root, in the form of a `.gitignore`.
const IGNORE_FILE: &str = ".migcheckignore";

/// A longer one is not used, and that is said.
const LARGEST: u64 = 4 << 20;

/// Directories that never hold the project's own code, wherever they are.
const FOREIGN: &[&str] = &["node_modules", "bower_components", "site-packages", "__pycache__"];

/// The hidden files that are read all the same: they name the application's database, which decides how its migrations are read.
/// Templates are committed; `.env` itself is mostly ignored, and then it is not read either.
const ENVIRONMENT: &[&str] = &[
    ".env",
    ".env.dist",
    ".env.default",
    ".env.development",
    ".env.docker",
    ".env.example",
    ".env.local",
    ".env.sample",
    ".env.template",
    ".env.test",
];

/// What a `vendor` directory has in it when a package manager filled it (Go, Composer, Bundler). Without one of these it is the project's own.
const VENDOR_MARKS: &[&str] = &["modules.txt", "autoload.php", "composer/installed.json", "bundle"];

/// Which paths belong to the project.
pub struct PathFilter {
    ignored: Gitignore,
}

impl PathFilter {
    /// Reads the project's ignore file and adds `exclude` (globs as in a `.gitignore`).
    pub fn new(root: &Path, exclude: &[String]) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        // Relative paths are matched, so the matcher's own root stays empty.
        let mut builder = GitignoreBuilder::new("");
        match files::text_inside(root, &root.join(IGNORE_FILE), LARGEST) {
            Ok(text) => {
                for line in text.lines() {
                    if let Err(error) = builder.add_line(None, line) {
                        problems.push(Problem::new(format!("{IGNORE_FILE}: {error}")));
                    }
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => problems.push(Problem::new(format!("{IGNORE_FILE} is not used: {error}"))),
        }
        for glob in exclude {
            if let Err(error) = builder.add_line(None, glob) {
                problems.push(Problem::new(format!("`exclude`: {error}")));
            }
        }
        let ignored = builder.build().unwrap_or_else(|error| {
            problems.push(Problem::new(format!("{IGNORE_FILE} and `exclude` are not used: {error}")));
            Gitignore::empty()
        });
        (Self { ignored }, problems)
    }

    /// Whether the walk leaves out this entry, whose parents it did not leave out. `full` is where it is on disk.
    pub fn prunes(&self, relative: &str, is_dir: bool, full: &Path) -> bool {
        let name = relative.rsplit('/').next().unwrap_or(relative);
        if name.starts_with('.') && (is_dir || !ENVIRONMENT.contains(&name)) {
            return true;
        }
        if is_dir && (FOREIGN.contains(&name) || (name == "vendor" && is_vendored_on_disk(full))) {
            return true;
        }
        !self.ignored.is_empty() && self.ignored.matched(relative, is_dir).is_ignore()
    }

    /// The paths of a listing that belong to the project. `on_disk` is the root, for what only the disk can tell.
    pub fn keep<'a>(&self, paths: impl Iterator<Item = &'a str> + Clone, on_disk: &Path) -> Vec<&'a str> {
        let mut vendored = BTreeSet::new();
        let mut own = BTreeSet::new();
        let lies_in_vendor = |path: &str| VENDOR.find(path.as_bytes()).is_some();
        for path in paths.clone().filter(|path| lies_in_vendor(path)) {
            for mark in VENDOR_MARKS {
                if let Some(at) = path.find(&format!("vendor/{mark}"))
                    && (at == 0 || path.as_bytes().get(at - 1) == Some(&b'/'))
                    && let Some(directory) = path.get(..at + "vendor/".len())
                {
                    vendored.insert(directory.to_owned());
                }
            }
        }
        paths
            .filter(|path| {
                let mut components = path.split('/').rev();
                let file = components.next().unwrap_or_default();
                let hidden = file.starts_with('.') && !ENVIRONMENT.contains(&file);
                if hidden || components.any(|c| c.starts_with('.') || FOREIGN.contains(&c)) {
                    return false;
                }
                for directory in
                    Some(*path).filter(|path| lies_in_vendor(path)).into_iter().flat_map(vendor_directories)
                {
                    if vendored.contains(directory) {
                        return false;
                    }
                    if own.contains(directory) {
                        continue;
                    }
                    if is_vendored_on_disk(&on_disk.join(directory)) {
                        vendored.insert(directory.to_owned());
                        return false;
                    }
                    own.insert(directory.to_owned());
                }
                self.ignored.is_empty() || !self.ignored.matched_path_or_any_parents(path, false).is_ignore()
            })
            .collect()
    }
}

/// Every `…/vendor/` that the path lies in, outermost first.
fn vendor_directories(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices("vendor/")
        .filter(|(at, _)| *at == 0 || path.as_bytes().get(at - 1) == Some(&b'/'))
        .filter_map(|(at, text)| path.get(..at + text.len()))
}

fn is_vendored_on_disk(directory: &Path) -> bool {
    VENDOR_MARKS.iter().any(|mark| directory.join(mark).symlink_metadata().is_ok())
}

/// Why a file is not parsed as code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skip {
    /// NUL bytes.
    Binary,
    /// Written by a tool, by its own word or its name.
    Generated,
    /// Over [`LARGE`] bytes.
    Large,
    /// A package manager's lock file.
    Lock,
    /// A web file with a line over [`LONG_LINE`] bytes, or `*.min.*`.
    Minified,
    /// What a test framework recorded.
    Snapshot,
}

/// Files over this size are not parsed.
pub const LARGE: usize = 1 << 20;
/// A web file with a longer line is minified.
pub const LONG_LINE: usize = 5_000;

const LOCK_FILES: &[&str] = &[
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
    "Cargo.lock",
    "Gemfile.lock",
    "composer.lock",
    "poetry.lock",
    "Pipfile.lock",
    "uv.lock",
    "pdm.lock",
    "go.sum",
    "go.work.sum",
    "packages.lock.json",
    "gradle.lockfile",
    "mix.lock",
    "Podfile.lock",
    "pubspec.lock",
    "flake.lock",
    "deno.lock",
];

/// The endings of those names.
const LOCK_ENDINGS: &[&str] = &["json", "lock", "lockb", "lockfile", "sum", "yaml"];

/// Endings of files that hold neither code nor SQL; they are not opened.
const BINARY_ENDINGS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "icns", "bmp", "svg", "pdf", "woff", "woff2", "ttf", "otf",
    "eot", "mp3", "mp4", "webm", "mov", "wav", "ogg", "zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "jar", "war",
    "class", "so", "dll", "dylib", "exe", "o", "a", "pyc", "wasm", "map", "lock", "po", "mo",
];

/// Endings whose long lines mean a minifier, rather than data beside code.
const WEB_ENDINGS: &[&str] = &["js", "mjs", "cjs", "css", "html", "htm", "json"];

impl Skip {
    /// In output: "minified".
    pub fn label(self) -> &'static str {
        match self {
            Skip::Binary => "binary",
            Skip::Generated => "generated",
            Skip::Large => "over 1 MB",
            Skip::Lock => "lock file",
            Skip::Minified => "minified",
            Skip::Snapshot => "snapshot",
        }
    }

    /// What the path alone tells; such a file is not even opened when code is searched.
    pub fn of_path(path: &str) -> Option<Skip> {
        let bytes = path.as_bytes();
        let from = bytes.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        let (directory, name) = (path.get(..from).unwrap_or_default(), path.get(from..).unwrap_or_default());
        let dot = name.bytes().rposition(|byte| byte == b'.');
        let ending = dot.and_then(|dot| name.get(dot + 1..)).unwrap_or_default();
        let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        if LOCK_ENDINGS.contains(&ending) && LOCK_FILES.contains(&name) {
            Some(Skip::Lock)
        } else if is_binary_ending(ending) {
            Some(Skip::Binary)
        } else if ending == "cs" && ends(&[".Designer.cs", ".designer.cs"]) {
            Some(Skip::Generated)
        } else if matches!(ending, "js" | "css" | "mjs") && ends(&[".min.js", ".min.css", ".min.mjs"]) {
            Some(Skip::Minified)
        } else if ending == "snap"
            || (SNAPSHOTS.find(directory.as_bytes()).is_some()
                && directory.split('/').any(|part| part == "__snapshots__"))
        {
            Some(Skip::Snapshot)
        } else {
            None
        }
    }

    /// What the content tells.
    pub fn of_text(path: &str, bytes: &[u8]) -> Option<Skip> {
        if is_binary(bytes) {
            return Some(Skip::Binary);
        }
        if bytes.len() > LARGE {
            return Some(Skip::Large);
        }
        let head = bytes.get(..1024).unwrap_or(bytes);
        if AT_GENERATED.find(head).is_some() || AUTO_GENERATED.find(head).is_some() || is_marked_generated(head) {
            return Some(Skip::Generated);
        }
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        let long = || bytes.len() > LONG_LINE && bytes.split(|byte| *byte == b'\n').any(|line| line.len() > LONG_LINE);
        (WEB_ENDINGS.contains(&ending) && long()).then_some(Skip::Minified)
    }
}

fn is_binary_ending(ending: &str) -> bool {
    // Asked of every path.
    static KNOWN: LazyLock<Vec<u128>> = LazyLock::new(|| {
        let mut known: Vec<u128> = BINARY_ENDINGS.iter().filter_map(|ending| ending_number(ending)).collect();
        known.sort_unstable();
        known
    });
    ending_number(ending).is_some_and(|number| KNOWN.binary_search(&number).is_ok())
}

/// A NUL in the first 8 000 bytes, as git tells binary files.
pub fn is_binary(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes.get(..8000).unwrap_or(bytes)).is_some()
}

/// `Code generated … DO NOT EDIT` in one line, Go's convention, which other languages' tools use as well.
fn is_marked_generated(head: &[u8]) -> bool {
    CODE_GENERATED.find_iter(head).any(|at| {
        let line = head.get(at..).and_then(|rest| rest.split(|byte| *byte == b'\n').next()).unwrap_or_default();
        memchr::memmem::find(line, b"DO NOT EDIT").is_some()
    })
}

static SNAPSHOTS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("__snapshots__"));
static CODE_GENERATED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("Code generated "));
static AT_GENERATED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("@generated"));
static AUTO_GENERATED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("<auto-generated"));
static VENDOR: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("vendor/"));

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_path_tells() {
        for (path, expected) in [
            ("a/package-lock.json", Some(Skip::Lock)),
            ("M/2020_Init.Designer.cs", Some(Skip::Generated)),
            ("js/jquery.min.js", Some(Skip::Minified)),
            ("a/__snapshots__/x.ts", Some(Skip::Snapshot)),
            ("logo.PNG", Some(Skip::Binary)),
            ("app/lock.py", None),
            ("queries.sql", None),
        ] {
            assert_eq!(Skip::of_path(path), expected, "{path}");
        }
    }

    #[test]
    fn lock_files_have_their_endings() {
        for name in LOCK_FILES {
            assert_eq!(Skip::of_path(&format!("a/{name}")), Some(Skip::Lock), "{name}");
        }
    }

    #[test]
    fn the_text_tells() {
        let long = "x".repeat(6_000);
        for (path, text, expected) in [
            ("a.go", "// Code generated by sqlc. DO NOT EDIT.\npackage a", Some(Skip::Generated)),
            ("a.go", "// Code generated by hand,\n// DO NOT EDIT lightly", None),
            ("a.ts", "/* @generated */", Some(Skip::Generated)),
            ("a.cs", "// <auto-generated />", Some(Skip::Generated)),
            ("a.js", long.as_str(), Some(Skip::Minified)),
            ("a.sql", long.as_str(), None),
            ("a.py", "a\0b", Some(Skip::Binary)),
            ("a.py", "", None),
        ] {
            assert_eq!(Skip::of_text(path, text.as_bytes()), expected, "{path} {}", &text[..text.len().min(20)]);
        }
    }

    #[test]
    fn a_listing_is_cut_like_the_walk() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(IGNORE_FILE), "/docs/\n*.gen.ts\n").unwrap();
        let (filter, problems) = PathFilter::new(root.path(), &["legacy".to_owned()]);
        assert!(problems.is_empty());
        let paths = [
            "a.py",
            "docs/a.md",
            "x/docs/a.md",
            "x/y.gen.ts",
            "legacy/a.py",
            ".github/x.yml",
            "x/.env",
            "x/.envrc",
            ".env/lib.py",
            "x/node_modules/a.js",
            "vendor/modules.txt",
            "vendor/a.go",
            "engines/vendor/own.rb",
        ];
        assert_eq!(
            filter.keep(paths.into_iter(), root.path()),
            ["a.py", "x/docs/a.md", "x/.env", "engines/vendor/own.rb"]
        );
    }
}
