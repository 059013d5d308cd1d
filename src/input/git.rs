//! Running `git`: as few processes as can be, none of the user's own settings, no network, and nothing written to the repository.
//!
//! Names of commits go to git on the standard input of one long-lived `cat-file --batch`, which reads old file contents as well; so no
//! ref can be taken for an option. What is made of the answers is decided by [`super::base`] and [`mod@super::choose`].

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::{Mutex, OnceLock};

use super::entries::{Change, Entry, Files, listing, raw_changes};
use super::walk::{TOO_LARGE, lock};

/// A repository, seen from a directory of its work tree: all paths are relative to that directory.
pub struct Git {
    root: PathBuf,
    /// Where the index is, and the folder of the work tree that `root` is, with `/` behind it: as git says it.
    pub(super) index: PathBuf,
    pub(super) prefix: String,
    /// Settings of a call that compares contents, which would pass them through the programs that the repository's settings name (`filter.NAME.clean`).
    unfiltered: OnceLock<Vec<(String, &'static str)>>,
}

/// Why git could not be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitError {
    /// There is no `git` to run.
    NotInstalled,
    NotARepository,
    /// Git refuses a directory that belongs to someone else.
    Ownership,
    /// Anything else, in git's words.
    Failed(String),
}

/// A commit, as far as it is of interest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    pub id: String,
    pub parents: Vec<String>,
    /// Seconds since 1970 and minutes east of UTC, of the committer.
    pub time: (i64, i64),
    pub message: String,
}

impl Git {
    /// Asks git about `root`; also says whether the clone is shallow.
    pub fn open(root: &Path) -> Result<(Self, bool), GitError> {
        Self::open_while(root, || ()).map(|(git, shallow, ())| (git, shallow))
    }

    /// The same, doing something else until git answers.
    pub fn open_while<T>(root: &Path, meanwhile: impl FnOnce() -> T) -> Result<(Self, bool, T), GitError> {
        let (index, prefix) = (PathBuf::new(), String::new());
        let mut git = Self { root: root.to_owned(), index, prefix, unfiltered: OnceLock::new() };
        let asked = git.started(command(root), WHERE);
        let done = meanwhile();
        let answer = git.answer(asked.and_then(Child::wait_with_output))?;
        let answer = String::from_utf8_lossy(&answer);
        let mut lines = answer.lines();
        if lines.next() != Some("true") {
            return Err(GitError::NotARepository);
        }
        let shallow = lines.next() == Some("true");
        git.prefix = lines.next().unwrap_or_default().to_owned();
        git.index = root.join(lines.next().unwrap_or_default());
        Ok((git, shallow, done))
    }

    /// The directory that all paths are relative to.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The best common ancestor of two commits.
    pub fn merge_base(&self, a: &str, b: &str) -> Option<String> {
        let answer = self.run(&["merge-base", "--end-of-options", a, b]).ok()?;
        String::from_utf8_lossy(&answer).lines().next().map(str::to_owned).filter(|id| !id.is_empty())
    }

    /// How many commits the clone has behind HEAD.
    pub fn depth(&self) -> Option<usize> {
        let answer = self.run(&["rev-list", "--count", "HEAD", "--"]).ok()?;
        String::from_utf8_lossy(&answer).trim().parse().ok()
    }

    /// What a symbolic ref stands for, shortened: `origin/HEAD` is `origin/main`.
    pub fn short_name(&self, name: &str) -> Option<String> {
        let answer = self.run(&["rev-parse", "--abbrev-ref", "--end-of-options", name]).ok()?;
        String::from_utf8_lossy(&answer)
            .lines()
            .map(str::trim)
            .rfind(|line| !line.is_empty() && !line.starts_with('-'))
            .map(str::to_owned)
    }

    /// Where the clone is from.
    pub fn origin(&self) -> Option<String> {
        let answer = self.run(&["config", "--get", "remote.origin.url"]).ok()?;
        Some(String::from_utf8_lossy(&answer).trim().to_owned()).filter(|url| !url.is_empty())
    }

    /// Every file of a commit.
    pub fn files_of(&self, commit: &str) -> Result<Files, GitError> {
        let out = self.run(&["ls-tree", "-r", "-z", "--end-of-options", commit])?;
        Ok(listing(&out, |fields| Entry::parse(fields.first()?, fields.get(2)?)))
    }

    /// Every file of the index; of a conflict, our side.
    pub fn staged_files(&self) -> Result<Files, GitError> {
        let out = self.run(&["ls-files", "--stage", "-z"])?;
        Ok(listing(&out, |fields| {
            let ours = matches!(*fields.get(2)?, "0" | "2");
            ours.then(|| Entry::parse(fields.first()?, fields.get(1)?))?
        }))
    }

    /// What differs. `between`: a commit (against the work tree), nothing (the index against the work tree), or `--cached` and a commit.
    pub fn changes(&self, between: &[&str]) -> Result<Vec<Change>, GitError> {
        let mut arguments = vec![
            "diff",
            "--raw",
            "-z",
            "--no-renames",
            "--no-abbrev",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--relative",
            "-O/dev/null",
            "--ignore-submodules=dirty",
        ];
        arguments.extend(between);
        arguments.push("--");
        let mut command = command(&self.root);
        // Of two lists of objects no content is compared.
        let settings = match between.first() {
            Some(&"--cached") => &[][..],
            _ => self.unfiltered.get_or_init(|| self.without_filters()),
        };
        // Whoever runs this may have settings there as well, such as `safe.directory`.
        let theirs = std::env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(0_usize);
        // Else git writes the index anew where it finds that a file was touched and not changed. Such a file counts as changed: it is read once more.
        let refresh = ("diff.autoRefreshIndex".to_owned(), "false");
        let settings = || settings.iter().chain([&refresh]);
        command.env("GIT_CONFIG_COUNT", (theirs + settings().count()).to_string());
        for (at, (key, value)) in (theirs..).zip(settings()) {
            command.env(format!("GIT_CONFIG_KEY_{at}"), key).env(format!("GIT_CONFIG_VALUE_{at}"), value);
        }
        let out = self.run_command(command, &arguments)?;
        Ok(raw_changes(&out))
    }

    /// Switches off every filter that the settings know. Without one, a file may count as changed that is not: it is read once more, and nothing else.
    fn without_filters(&self) -> Vec<(String, &'static str)> {
        let listed = self.run(FILTERS).unwrap_or_default();
        let keys = listed.split(|byte| *byte == 0).filter_map(|key| std::str::from_utf8(key).ok());
        let names: BTreeSet<&str> = keys.filter_map(|key| Some(key.rsplit_once('.')?.0)).collect();
        let off = |name: &str| {
            [("clean", ""), ("process", ""), ("required", "false")].map(|(key, value)| (format!("{name}.{key}"), value))
        };
        names.into_iter().flat_map(off).collect()
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        self.run_command(command(&self.root), arguments)
    }

    fn run_command(&self, command: Command, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        self.answer(self.started(command, arguments).and_then(Child::wait_with_output))
    }

    fn started(&self, mut command: Command, arguments: &[&str]) -> io::Result<Child> {
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    }

    fn answer(&self, output: io::Result<Output>) -> Result<Vec<u8>, GitError> {
        let output = output.map_err(|error| match error.kind() {
            // The directory exists (it was walked), so what was not found is the program.
            io::ErrorKind::NotFound if self.root.is_dir() => GitError::NotInstalled,
            _ => GitError::Failed(error.to_string()),
        })?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let words = String::from_utf8_lossy(&output.stderr);
        Err(if words.contains("dubious ownership") {
            GitError::Ownership
        } else if words.contains("not a git repository") || words.contains("must be run in a work tree") {
            GitError::NotARepository
        } else {
            GitError::Failed(words.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned())
        })
    }
}

/// What is asked of a repository first.
const WHERE: &[&str] =
    &["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix", "--git-path", "index"];

/// The names of all settings of filters.
const FILTERS: &[&str] = &["config", "-z", "--name-only", "--get-regexp", r"^filter\."];

/// Whether a directory looks like a part of a repository, so that it pays to ask git several things at once.
pub(super) fn is_below_git(root: &Path) -> bool {
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    absolute.ancestors().any(|ancestor| ancestor.join(".git").exists())
}

/// `git` in a directory, without pager, locks, prompts, downloads, or settings that would change its output or run programs.
fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("--no-pager")
        .args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "color.ui=never"])
        .args(["-c", "core.useReplaceRefs=false", "--literal-pathspecs"])
        .current_dir(root)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C")
        .env_remove("GIT_EXTERNAL_DIFF")
        .env_remove("GIT_DIFF_OPTS")
        .env_remove("GIT_TRACE");
    command
}

/// An object of git, or the fact that this clone has none by that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    Found {
        id: String,
        kind: String,
        bytes: Vec<u8>,
    },
    /// Unknown here, which does not mean that it does not exist: a partial or shallow clone leaves objects out.
    Missing,
}

/// One `git cat-file --batch`, started at the first question, or before it.
pub struct Objects {
    root: PathBuf,
    process: Mutex<Option<Process>>,
}

struct Process {
    child: Child,
    // An `Option`, as closing it is how the process is told to end.
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    /// The objects of the repository that `root` lies in.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), process: Mutex::default() }
    }

    /// The same, started now if there seems to be a repository.
    pub fn started(root: &Path) -> Self {
        let process = is_below_git(root).then(|| Process::start(root).ok()).flatten();
        Self { root: root.to_owned(), process: Mutex::new(process) }
    }

    /// Whether there seems to be a repository, so that the first answer is under way.
    pub fn is_started(&self) -> bool {
        lock(&self.process).is_some()
    }

    /// Ends the process; a further question starts another one.
    pub fn end(&self) {
        *lock(&self.process) = None;
    }

    /// The commit that a ref or an expression stands for, if this clone has it.
    pub fn commit(&self, name: &str) -> Option<Commit> {
        match self.get(&format!("{name}^{{commit}}")).ok()? {
            Object::Found { id, kind, bytes } if kind == "commit" => {
                Some(parse_commit(id, &String::from_utf8_lossy(&bytes)))
            }
            _ => None,
        }
    }

    /// An object by its id or any name that git knows.
    pub fn get(&self, name: &str) -> io::Result<Object> {
        if name.is_empty() || name.starts_with('-') || name.contains(['\n', '\0', '\r']) {
            return Ok(Object::Missing);
        }
        let mut slot = lock(&self.process);
        let process = match slot.as_mut() {
            Some(process) => process,
            None => slot.insert(Process::start(&self.root)?),
        };
        let answer = process.ask(name);
        if answer.is_err() {
            // The two pipes are out of step: the next question starts anew.
            *slot = None;
        }
        answer
    }
}

impl Process {
    fn start(root: &Path) -> io::Result<Self> {
        let mut child = command(root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (questions, answers) = (child.stdin.take(), child.stdout.take());
        match answers {
            Some(answers) => Ok(Self { child, questions, answers: BufReader::new(answers) }),
            None => Err(io::Error::other("git has no output")),
        }
    }

    fn ask(&mut self, name: &str) -> io::Result<Object> {
        let questions = self.questions.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        questions.write_all(format!("{name}\n").as_bytes())?;
        questions.flush()?;
        let mut head = Vec::new();
        self.answers.read_until(b'\n', &mut head)?;
        let head = String::from_utf8_lossy(&head);
        let Some(head) = head.strip_suffix('\n') else {
            return Err(io::Error::other("git ended while it was asked for old contents"));
        };
        if head.ends_with(" missing") || head.ends_with(" ambiguous") {
            return Ok(Object::Missing);
        }
        let mut fields = head.split(' ');
        let (Some(id), Some(kind), Some(Ok(size)), None) =
            (fields.next(), fields.next(), fields.next().map(str::parse::<u64>), fields.next())
        else {
            return Err(io::Error::other(format!("git answered `{head}`")));
        };
        let (id, kind) = (id.to_owned(), kind.to_owned());
        // The content ends in a line break that is not part of it.
        let mut content = (&mut self.answers).take(size.saturating_add(1));
        if size > TOO_LARGE as u64 {
            io::copy(&mut content, &mut io::sink())?;
            return Ok(Object::Missing);
        }
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        if bytes.pop().is_none() || bytes.len() as u64 != size {
            return Err(io::Error::other("git ended in the middle of a file"));
        }
        Ok(Object::Found { id, kind, bytes })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.questions = None;
        // It may be in the middle of a large answer that nobody will read.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn parse_commit(id: String, text: &str) -> Commit {
    let (head, message) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut commit = Commit { id, message: message.to_owned(), ..Commit::default() };
    for line in head.lines() {
        if let Some(parent) = line.strip_prefix("parent ") {
            commit.parents.push(parent.to_owned());
        } else if let Some(committer) = line.strip_prefix("committer ") {
            let mut words = committer.rsplit(' ');
            let zone: i64 = words.next().and_then(|zone| zone.parse().ok()).unwrap_or(0);
            let seconds = words.next().and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
            commit.time = (seconds, zone / 100 * 60 + zone % 100);
        }
    }
    commit
}

impl Commit {
    /// The day of the commit where it was made, as `2024-03-18`.
    pub fn day(&self) -> String {
        let seconds = self.time.0.saturating_add(self.time.1 * 60);
        // Days to a civil date: years are counted from 1 March 0000, so that leap days come last, in eras of 400 years.
        let days = seconds.div_euclid(86_400) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        format!("{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_read() {
        let text = "tree 1\nparent a\nparent b\nauthor X <x> 1 +0000\ncommitter X Y <x@y> 1709251199 +0200\n\nMerge pull request #1\n\nBody";
        let commit = parse_commit("c".into(), text);
        assert_eq!(commit.parents, ["a", "b"]);
        assert_eq!(commit.time, (1_709_251_199, 120));
        assert_eq!(commit.day(), "2024-03-01");
        assert!(commit.message.starts_with("Merge pull"));
    }

    #[test]
    fn days() {
        for (seconds, expected) in
            [(0, "1970-01-01"), (951_782_400, "2000-02-29"), (1_735_689_599, "2024-12-31"), (-1, "1969-12-31")]
        {
            assert_eq!(Commit { time: (seconds, 0), ..Commit::default() }.day(), expected);
        }
    }
}
