//! The files that `migcheck init` writes, and how: never over one that is there, unless that was asked for.

use std::io::Write;
use std::path::Path;

use similar::TextDiff;

use crate::output::terminal::clean;

use super::console::Console;

/// A file to be written.
#[derive(Debug)]
pub(super) struct Planned {
    /// From the project's root.
    path: &'static str,
    text: String,
    /// What is to be added by hand where the file is there: others write it too.
    part: Option<String>,
}

impl Planned {
    /// A file that is migcheck's alone.
    pub fn whole(path: &'static str, text: String) -> Self {
        Planned { path, text, part: None }
    }
}

/// Makes a file and the folders above it; `over`: it may be there. Otherwise one that came in between, or a link, is in the way.
pub(super) fn create(path: &Path, text: &str, over: bool) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(over).truncate(over).create_new(!over);
    options.open(path)?.write_all(text.as_bytes())
}

/// How files are written.
pub(super) struct How<'a> {
    pub root: &'a Path,
    pub force: bool,
    pub dry_run: bool,
    pub diff: bool,
}

impl How<'_> {
    /// Writes them, or says what would be written. Answers whether everything went well; where one is in the way, nothing is written.
    pub fn write(&self, files: &[Planned], console: &Console) -> bool {
        let there = |file: &&Planned| self.root.join(file.path).symlink_metadata().is_ok();
        if self.diff || self.dry_run {
            return files.iter().all(|file| self.show(file, console));
        }
        let in_the_way: Vec<&str> = files
            .iter()
            .filter(|file| !self.force && file.part.is_none() && there(file))
            .map(|file| file.path)
            .collect();
        if !in_the_way.is_empty() {
            let tip = Some("`--force` writes it anew, `--diff` shows how");
            console.error(&format!("{} is there already", in_the_way.join(", ")), tip);
            return false;
        }
        files.iter().all(|file| match &file.part {
            // What others wrote stays, even with `--force`.
            Some(part) if there(&file) => {
                console.say(&format!("{} is there already: add this to it.", file.path));
                console.out(part)
            }
            _ => self.place(file, console),
        })
    }

    fn place(&self, file: &Planned, console: &Console) -> bool {
        let path = self.root.join(file.path);
        match create(&path, &file.text, self.force) {
            Ok(()) => {
                console.say(&format!("Wrote {}.", file.path));
                true
            }
            Err(error) => {
                console.error(&format!("cannot write {}: {error}", path.display()), None);
                false
            }
        }
    }

    fn show(&self, file: &Planned, console: &Console) -> bool {
        let before = std::fs::read_to_string(self.root.join(file.path)).unwrap_or_default();
        let text = match &file.part {
            Some(part) if !before.is_empty() => format!("# to be added to {}\n{part}", file.path),
            _ if self.diff => {
                let diff = TextDiff::from_lines(before.as_str(), file.text.as_str());
                let old = if before.is_empty() { "/dev/null".to_owned() } else { format!("a/{}", file.path) };
                diff.unified_diff().header(&old, &format!("b/{}", file.path)).to_string()
            }
            _ => format!("# {}\n{}", file.path, file.text),
        };
        let text: String = text.lines().flat_map(|line| [clean(line, true), "\n".to_owned()]).collect();
        console.out(&text)
    }
}

/// Whether the files name a place that has to be filled in.
pub(super) fn has_no_owner() -> bool {
    repository().starts_with("OWNER/")
}

/// `OWNER/migcheck`, from the address of the repository in Cargo.toml.
fn repository() -> &'static str {
    let address = env!("CARGO_PKG_REPOSITORY");
    let path = address.split_once("github.com/").map(|(_, path)| path.trim_end_matches('/'));
    path.filter(|path| !path.is_empty()).unwrap_or("OWNER/migcheck")
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The workflow of GitHub Actions. The whole history is fetched, as the base of a pull request is read from git.
pub(super) fn github() -> Planned {
    let text = format!(
        "name: migcheck\n\
         on:\n\
         \x20 pull_request:\n\
         permissions:\n\
         \x20 contents: read\n\
         jobs:\n\
         \x20 migcheck:\n\
         \x20   runs-on: ubuntu-latest\n\
         \x20   steps:\n\
         \x20     - uses: actions/checkout@v5\n\
         \x20       with:\n\
         \x20         # The code that is deployed is read from the history.\n\
         \x20         fetch-depth: 0\n\
         \x20         persist-credentials: false\n\
         \x20     - uses: {}@v{VERSION}\n",
        repository()
    );
    Planned::whole(".github/workflows/migcheck.yml", text)
}

/// The job for GitLab CI, and the file that includes it.
pub(super) fn gitlab() -> [Planned; 2] {
    let minor = VERSION.rsplit_once('.').map_or(VERSION, |(minor, _)| minor);
    let job = format!(
        "migcheck:\n\
         \x20 stage: test\n\
         \x20 image: ghcr.io/{}:{minor}\n\
         \x20 rules:\n\
         \x20   - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n\
         \x20 variables:\n\
         \x20   # The code that is deployed is read from the history.\n\
         \x20   GIT_DEPTH: \"0\"\n\
         \x20 script:\n\
         \x20   - migcheck check --output gitlab=gl-code-quality-report.json\n\
         \x20 # The widget of a merge request reads it.\n\
         \x20 artifacts:\n\
         \x20   when: always\n\
         \x20   reports:\n\
         \x20     codequality: gl-code-quality-report.json\n",
        repository().to_lowercase(),
    );
    let include = "include:\n  - local: .gitlab/migcheck.yml\n".to_owned();
    [
        Planned::whole(".gitlab/migcheck.yml", job),
        Planned { path: ".gitlab-ci.yml", text: include.clone(), part: Some(include) },
    ]
}

/// The hook of pre-commit.
pub(super) fn pre_commit() -> Planned {
    let entry = format!(
        "  - repo: https://github.com/{}\n\
         \x20   rev: v{VERSION}\n\
         \x20   hooks:\n\
         \x20     - id: migcheck\n",
        repository()
    );
    Planned { path: ".pre-commit-config.yaml", text: format!("repos:\n{entry}"), part: Some(entry) }
}
